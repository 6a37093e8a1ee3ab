//! The reader's dictionary: read at the start, kept when it changes, given to the voice.

use iced::Task;

use super::{App, Message};
use crate::locale::Tongue;
use crate::settings::Pronunciations;
use crate::ui::screen::pronunciation::{Action, State};
use crate::ui::wording;
use crate::voice::{Purpose, Request, Utterance};

impl App {
    /// A dictionary that could not be read is told of.
    pub(super) fn dictionary_damaged(&mut self) {
        let failure = wording::Failure {
            sentence: self.context.text("pronunciation-damaged"),
            advice: self.context.text("pronunciation-damaged-do"),
            details: Some(self.home.pronunciation().display().to_string()),
        };
        self.fail(failure);
    }

    /// Shows the dictionary of the open book's language, with the words that are selected in it.
    pub(super) fn pronunciation_screen(&self) -> State {
        let session = self.session.as_ref();
        let language = session.and_then(|session| session.opened.book.metadata.languages.first());
        let tongue = language.and_then(|language| Tongue::from_tag(language.tag()));
        let selected = session.and_then(|session| session.reading()).and_then(|reading| reading.selected_text());
        State::new(tongue.unwrap_or(self.context.locale.tongue()), selected.as_deref())
    }

    pub(super) fn pronunciation_asks(&mut self, action: Action) -> Task<Message> {
        match action {
            Action::None => {}
            Action::Change(changed) => self.keep_dictionary(changed),
            Action::Try { language, text } => {
                self.utter(Request::Say(Utterance::new(text, Some(language), Purpose::Reading)));
            }
        }
        Task::none()
    }

    fn keep_dictionary(&mut self, changed: Pronunciations) {
        self.pronunciations = changed;
        self.speaker.send(Request::Pronounce(self.pronunciations.clone()));
        if let Err(error) = self.pronunciations.save(&self.home.pronunciation()) {
            tracing::warn!(%error, "the dictionary cannot be written");
            let failure = wording::Failure {
                sentence: self.context.text("pronunciation-not-kept"),
                advice: self.context.text("error-disk-do"),
                details: Some(error.to_string()),
            };
            self.fail(failure);
        }
    }
}
