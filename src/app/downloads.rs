//! Work on books that outlives its screen: borrowing, downloading, shelving.

use iced::Task;
use iced::task;

use crate::home::Home;
use crate::library::Error;
use crate::library::acquire::{self, Event, Step, Wanted};
use crate::library::client::Client;
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
    /// Quarters of the file that were announced.
    quarters: u64,
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
    /// The book stands on the shelf.
    Shelved(Box<Shelved>),
    Failed {
        title: String,
        wanted: Wanted,
        error: Error,
    },
}

/// All downloads that are under way.
#[derive(Debug, Default)]
pub struct Downloads {
    running: Vec<Download>,
    next: u64,
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
        let events = acquire::acquire(client.clone(), home.clone(), shelf.clone(), wanted.clone());
        let (task, work) = Task::run(events, move |event| (id, event)).abortable();
        self.running.push(Download { id, title, wanted, step: None, quarters: 0, _work: work.abort_on_drop() });
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
            Event::Done(Ok(shelved)) => {
                self.running.remove(index);
                News::Shelved(shelved)
            }
            Event::Done(Err(error)) => {
                let Download { title, wanted, .. } = self.running.remove(index);
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
        let download = Download { id: Id(1), title: String::new(), wanted, step: None, quarters: 0, _work: work };
        let mut downloads = Downloads { running: vec![download], next: 2 };
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
