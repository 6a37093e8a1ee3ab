//! The screen of one book: of a catalogue, of the shelf, on its way.

use iced::Task;

use crate::app::screens::Shown;
use crate::app::{App, Message};
use crate::library::Error;
use crate::library::catalog::Publication;
use crate::library::shelf::Holding;
use crate::ui::screen::book;

impl App {
    pub(in crate::app) fn show_publication(&mut self, publication: Publication) -> Task<Message> {
        let held = self.holding_of(&publication);
        let notes = held.as_ref().map_or_else(Task::none, |held| self.find_notes(held));
        let mut state = book::State::published(publication.clone(), held);
        let under_way = self.downloads.running().find(|download| state.is_about(&download.wanted));
        state.set_can_be_heard(under_way.is_some_and(|download| download.growing.can_be_heard()));
        state.set_under_way(under_way.map(|download| (download.wanted.clone(), download.state.clone())));
        state.set_can_ask(self.can_ask_people());
        self.screens.book = Some(state);
        self.screens.show(Shown::Book);
        let whole = match (&self.client, &publication.full) {
            (Some(client), Some(_)) => {
                let client = client.clone();
                Task::perform(async move { client.publication(&publication).await.map(Box::new) }, Message::Publication)
            }
            _ => Task::none(),
        };
        Task::batch([notes, whole])
    }

    /// The whole entry of the book that is shown has come. Without it the part that is known will do.
    pub(in crate::app) fn publication_came(&mut self, publication: Result<Box<Publication>, Error>) -> Task<Message> {
        if let (Ok(publication), Some(state)) = (publication, &mut self.screens.book)
            && state.publication().is_some_and(|shown| shown.identifier == publication.identifier)
        {
            state.set_publication(*publication);
        }
        Task::none()
    }

    fn holding_of(&self, publication: &Publication) -> Option<Holding> {
        let holdings = self.screens.shelf.holdings();
        let identifier = publication.identifier.as_ref()?;
        let is_it = |holding: &&Holding| holding.identifier.as_ref() == Some(identifier) && holding.sample.is_none();
        holdings.iter().find(is_it).cloned()
    }

    /// Tells the book's screen what the downloads and the shelf know now.
    pub(in crate::app) fn refresh_book(&mut self) {
        let Some(mut state) = self.screens.book.take() else { return };
        let under_way = self.downloads.running().find(|download| state.is_about(&download.wanted));
        state.set_can_be_heard(under_way.is_some_and(|download| download.growing.can_be_heard()));
        state.set_under_way(under_way.map(|download| (download.wanted.clone(), download.state.clone())));
        let held = match (state.publication(), state.holding()) {
            (_, Some(holding)) => {
                let id = holding.id;
                self.screens.shelf.holdings().iter().find(|holding| holding.id == id).cloned()
            }
            (Some(publication), None) => self.holding_of(publication),
            (None, None) => None,
        };
        state.set_holding(held);
        self.screens.book = Some(state);
    }

    pub(super) fn book_asks(&mut self, action: book::Action) -> Task<Message> {
        match action {
            book::Action::None => Task::none(),
            book::Action::Read(id) => self.open_holding(id),
            book::Action::Remove(holding) => self.ask_to_remove(*holding),
            book::Action::Deed(deed, publication, holding) => self.deed(deed, publication, holding),
            book::Action::Ask(identifier, title) => self.ask_for_book(identifier, title),
            book::Action::BorrowAgain(holding) => self.borrow_again(holding),
            book::Action::PlayNote(id, note) => self.play_kept_note(id, &note),
            book::Action::SaveAs(holding) => self.ask_to_save_holding(*holding),
            book::Action::Acquire(wanted) => {
                let locale = &self.context.locale;
                let title = self.screens.book.as_ref().map_or_else(String::new, |state| state.title(locale));
                self.acquire(title, wanted)
            }
            book::Action::Cancel(wanted) => {
                self.give_up(&wanted);
                self.refresh_book();
                Task::none()
            }
            book::Action::Listen(wanted) => self.listen_early(wanted),
            book::Action::OpenExternal(address) => {
                self.ask_to_leave(address.to_string());
                Task::none()
            }
        }
    }
}
