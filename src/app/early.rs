//! A recording that is listened to while it is fetched: its session begins before the shelf has the book, and goes on in it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use iced::Task;

use super::session::{Loaded, Sitting};
use super::{App, Message};
use crate::format::{self, Opened};
use crate::library::acquire::Wanted;
use crate::library::growing::Growing;
use crate::library::shelf::{Holding, Moment, Place, holding};
use crate::reading::listening::Mark;

/// How often it is looked whether enough is there to open it, and how long.
const LOOK: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(60);

async fn open(growing: Arc<Growing>) -> Result<Opened, format::Error> {
    let begun = Instant::now();
    loop {
        let supply = Arc::clone(&growing);
        let opened = tokio::task::spawn_blocking(move || format::open_growing(supply)).await;
        match opened.unwrap_or_else(|_| Err(format::Error::Damaged("reader".into()))) {
            Err(format::Error::Io(error))
                if error.kind() == std::io::ErrorKind::WouldBlock && begun.elapsed() < PATIENCE =>
            {
                tokio::time::sleep(LOOK).await;
            }
            other => return other,
        }
    }
}

impl App {
    /// Opens what is there of a recording that is under way.
    pub(super) fn listen_early(&mut self, wanted: Wanted) -> Task<Message> {
        let Some(download) = self.downloads.running().find(|download| download.wanted == wanted) else {
            return Task::none();
        };
        let (title, growing) = (download.title.clone(), Arc::clone(&download.growing));
        self.say(self.context.locale.with("reader-opening", &[("title", title.into())]));
        let wanted = Box::new(wanted);
        Task::perform(open(growing), move |opened| Message::OpenedEarly(wanted.clone(), opened.map(Box::new)))
    }

    pub(super) fn opened_early(&mut self, wanted: Wanted, opened: Result<Box<Opened>, format::Error>) -> Task<Message> {
        // When it is there by now, it stands on the shelf.
        let Some(download) = self.downloads.running().find(|download| download.wanted == wanted) else {
            return Task::none();
        };
        let title = download.title.clone();
        let opened = opened.map(|opened| {
            // What looks like a fault in a part is none of the whole.
            let opened = Opened { defects: Vec::new(), ..*opened };
            let metadata = &opened.book.metadata;
            let holding = Holding {
                id: holding::Id::from(0),
                title: if title.is_empty() { metadata.title.clone() } else { title },
                authors: metadata.authors().map(str::to_owned).collect(),
                languages: metadata.languages.clone(),
                identifier: None,
                format: metadata.format,
                file: PathBuf::new(),
                present: true,
                sha256: String::new(),
                source: None,
                loan: None,
                sample: None,
                ties: None,
                gone: None,
                returning: false,
                added: Moment::now(),
                last_opened: None,
                finished: None,
                progress: None,
            };
            Box::new(Loaded { holding, opened, place: None, bookmarks: Vec::new(), sizes: Vec::new() })
        });
        let closed = match opened {
            Ok(_) => self.close_book(),
            Err(_) => Task::none(),
        };
        let loaded = self.loaded(opened.map_err(super::session::Error::Format));
        if let Some(session) = self.session.as_mut().filter(|session| session.holding.file.as_os_str().is_empty()) {
            session.early = Some(wanted);
        }
        closed.chain(loaded)
    }

    /// The book that was listened to early stands on the shelf: place and bookmarks are kept there.
    pub(super) fn adopt(&mut self, wanted: &Wanted, holding: &Holding) -> Task<Message> {
        let shelf = self.shelf.clone();
        if let Some(index) = self.left.iter().position(|(other, _)| other == wanted) {
            let (_, place) = self.left.swap_remove(index);
            let id = holding.id;
            return Task::perform(async move { shelf.save_place(id, place).await }, Message::Kept);
        }
        let Some(session) = self.session.as_mut().filter(|session| session.early.as_ref() == Some(wanted)) else {
            return Task::none();
        };
        session.early = None;
        session.holding = holding.clone();
        session.moved();
        let id = holding.id;
        let opened = Task::perform(async move { shelf.opened(id).await }, Message::Kept);
        let marks: Vec<Mark> = session.listening().map_or_else(Vec::new, |it| it.marks().iter().cloned().collect());
        let kept: Vec<_> = marks.iter().map(|mark| self.keep_mark(mark)).collect();
        let saved = self.save_place();
        Task::batch(kept).chain(saved).chain(opened)
    }

    /// The place in a book that the shelf does not have yet, for when it does.
    pub(super) fn leave_early(&mut self) {
        let Some(session) = &self.session else { return };
        let Some(wanted) = &session.early else { return };
        let place = match &session.sitting {
            Sitting::Reading(reading) => Place::now(reading.locator(), reading.book().progress(reading.cursor())),
            Sitting::Listening(listening) => Place::now(listening.locator(), listening.progress()),
        };
        self.left.retain(|(other, _)| other != wanted);
        self.left.push((wanted.clone(), place));
    }
}
