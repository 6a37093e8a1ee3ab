//! Work on books that outlives its screen: borrowing, downloading, shelving.

use std::sync::Arc;

use iced::Task;
use iced::task;

use crate::home::Home;
use crate::library::Error;
use crate::library::acquire::{self, Event, Several, Step, Wanted};
use crate::library::client::Client;
use crate::library::growing::Growing;
use crate::library::shelf::{Shelf, Shelved};

/// A number that tells one download of this run from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u64);

/// A book on its way to the shelf.
#[derive(Debug)]
pub struct Download {
    pub id: Id,
    /// As the catalogue writes it; may be empty.
    pub title: String,
    pub wanted: Wanted,
    pub step: Option<Step>,
    /// What of the file can be heard already.
    pub growing: Arc<Growing>,
    /// Quarters of the file that were announced.
    quarters: u64,
    /// That it can be heard was announced.
    told: bool,
    _work: task::Handle,
}

/// What an event of a download comes to.
#[derive(Debug)]
pub enum News {
    /// Nothing that has to be said.
    Quiet,
    /// This step began.
    Began(Step),
    /// So many quarters (1 to 3) of the file of this title are here.
    Quarter(String, u64),
    /// Enough of the recording of this title is here to begin.
    CanBeHeard(String),
    /// The book stands on the shelf.
    Shelved(Wanted, Box<Shelved>),
    /// An archive of several books is here: which of them the reader wants.
    Several(Wanted, Arc<Several>),
    Failed {
        title: String,
        wanted: Wanted,
        error: Error,
    },
}

/// Downloads that broke off and are remembered.
const BROKEN: usize = 8;

/// All downloads that are under way.
#[derive(Debug, Default)]
pub struct Downloads {
    running: Vec<Download>,
    next: u64,
    /// Of those that broke off: who hears one goes on when it is tried again.
    broken: Vec<(Wanted, Arc<Growing>)>,
}

impl Downloads {
    /// Begins one, unless the same is under way already.
    pub fn begin(
        &mut self,
        client: &Client,
        home: &Home,
        shelf: &Shelf,
        title: String,
        wanted: Wanted,
    ) -> Task<(Id, Event)> {
        if self.running.iter().any(|download| download.wanted == wanted) {
            return Task::none();
        }
        let id = Id(self.next);
        self.next += 1;
        let broken = self.broken.iter().position(|(other, _)| *other == wanted);
        let growing = broken.map_or_else(Arc::default, |index| self.broken.swap_remove(index).1);
        let (client, home, shelf) = (client.clone(), home.clone(), shelf.clone());
        let events = acquire::acquire_heard(client, home, shelf, wanted.clone(), Arc::clone(&growing));
        let (task, work) = Task::run(events, move |event| (id, event)).abortable();
        self.running.push(Download {
            id,
            title,
            wanted,
            step: None,
            growing,
            quarters: 0,
            told: false,
            _work: work.abort_on_drop(),
        });
        task
    }

    /// Stops one and answers its title; what was downloaded is gone on with the next time.
    pub fn cancel(&mut self, wanted: &Wanted) -> Option<String> {
        let index = self.running.iter().position(|download| download.wanted == *wanted)?;
        Some(self.running.remove(index).title)
    }

    pub fn running(&self) -> &[Download] {
        &self.running
    }

    /// Takes in what a download tells. Events of one that was cancelled are nothing.
    pub fn hear(&mut self, id: Id, event: Event) -> News {
        let Some(index) = self.running.iter().position(|download| download.id == id) else { return News::Quiet };
        match event {
            Event::Step(step) => self.running[index].advance(step),
            Event::Done(Ok(shelved)) => News::Shelved(self.running.remove(index).wanted, shelved),
            Event::Done(Err(Error::Several(several))) => News::Several(self.running.remove(index).wanted, several),
            Event::Done(Err(error)) => {
                let Download { title, wanted, growing, .. } = self.running.remove(index);
                self.broken.truncate(BROKEN - 1);
                self.broken.insert(0, (wanted.clone(), growing));
                News::Failed { title, wanted, error }
            }
        }
    }
}

impl Download {
    fn advance(&mut self, step: Step) -> News {
        let before = self.step.replace(step);
        let same = before.is_some_and(|before| std::mem::discriminant(&before) == std::mem::discriminant(&step));
        if !same {
            return News::Began(step);
        }
        let whole = matches!(step, Step::Downloading(progress) if progress.total == Some(progress.received));
        if !self.told && !whole && self.growing.can_be_heard() {
            self.told = true;
            return News::CanBeHeard(self.title.clone());
        }
        if let Step::Downloading(progress) = step
            && let Some(total) = progress.total.filter(|total| *total > 0)
        {
            let quarters = progress.received.saturating_mul(4) / total;
            if (1..4).contains(&quarters) && quarters > self.quarters {
                self.quarters = quarters;
                return News::Quarter(self.title.clone(), quarters);
            }
        }
        News::Quiet
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::download::Progress;

    #[test]
    fn the_start_and_each_quarter_are_told_once() {
        let (_task, work) = Task::<()>::none().abortable();
        let wanted = Wanted::Address("http://127.0.0.1/book.epub".parse().unwrap());
        let download = Download {
            id: Id(1),
            title: String::new(),
            wanted,
            step: None,
            growing: Arc::default(),
            quarters: 0,
            told: false,
            _work: work,
        };
        let mut downloads = Downloads { running: vec![download], next: 2, ..Downloads::default() };
        let mut told = Vec::new();
        for received in (0..=100).step_by(5) {
            let step = Step::Downloading(Progress { received, total: Some(100) });
            match downloads.hear(Id(1), Event::Step(step)) {
                News::Began(_) => told.push(0),
                News::Quarter(_, quarter) => told.push(quarter),
                _ => {}
            }
        }
        assert_eq!(told, [0, 1, 2, 3]);
        assert!(matches!(downloads.hear(Id(7), Event::Step(Step::Checking)), News::Quiet));
    }
}
