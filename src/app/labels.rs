//! What a library says in sound: the labels of its pages, its announcements. One after another, through the player of notes.

use std::collections::VecDeque;
use std::sync::Arc;

use iced::Task;
use url::Url;

use super::{App, Message};
use crate::format::{self, Opened};
use crate::library::catalog::Feed;
use crate::library::daisy_online::{self, model::Label};
use crate::reading::listening::Command;
use crate::ui::wording;

/// What is still to be heard, and of which service.
#[derive(Debug, Default)]
pub(super) struct Labels {
    service: Option<Url>,
    sounds: VecDeque<Url>,
    /// Tells the answer that is waited for from those of before.
    turn: u64,
}

impl Labels {
    /// Nothing of it is wanted any more.
    pub fn forget(&mut self) {
        self.sounds.clear();
        self.turn += 1;
    }
}

/// What came of fetching one.
pub(super) type Came = Result<Box<Opened>, Wrong>;

#[derive(Debug, Clone)]
pub enum Wrong {
    Library(crate::library::Error),
    Format(Arc<format::Error>),
}

impl App {
    /// Plays these sounds of a service, in place of what of it sounds already.
    pub(super) fn hear_labels(&mut self, service: Url, sounds: impl IntoIterator<Item = Url>) -> Task<Message> {
        self.hush_note();
        self.notes.labels.service = Some(service);
        self.notes.labels.sounds.extend(sounds);
        self.next_label()
    }

    /// Fetches the sound that is next, if there is one.
    pub(super) fn next_label(&mut self) -> Task<Message> {
        let labels = &mut self.notes.labels;
        let Some(sound) = labels.sounds.pop_front() else { return Task::none() };
        labels.turn += 1;
        let (turn, service) = (labels.turn, labels.service.clone());
        let (Some(client), Some(service)) = (self.client.clone(), service) else { return Task::none() };
        let coming = async move {
            let bytes = daisy_online::sound(&client, &service, &sound).await.map_err(Wrong::Library)?;
            let opened = tokio::task::spawn_blocking(move || format::open_bytes(bytes)).await;
            let opened = opened.unwrap_or_else(|_| Err(format::Error::Damaged("sound".into())));
            opened.map(Box::new).map_err(|error| Wrong::Format(Arc::new(error)))
        };
        Task::perform(coming, move |came| Message::LabelCame(turn, came))
    }

    pub(super) fn label_came(&mut self, turn: u64, came: Came) -> Task<Message> {
        if turn != self.notes.labels.turn {
            return Task::none();
        }
        match came {
            Ok(opened) => {
                let silent = self.listen(Command::Pause);
                silent.chain(self.sound(*opened, None))
            }
            Err(wrong) => {
                self.notes.labels.forget();
                let locale = &self.context.locale;
                let failure = match wrong {
                    Wrong::Library(error) => wording::library_error(locale, &error),
                    Wrong::Format(error) => wording::format_error(locale, &error),
                };
                self.fail(failure);
                Task::none()
            }
        }
    }

    /// What the library says falls silent; a spoken note goes on.
    pub(super) fn hush_labels(&mut self) {
        if self.is_label_heard() {
            self.hush_note();
        }
        self.notes.labels.forget();
    }

    /// What a page says in sound alone, or in a language that no voice here speaks, when our own voice reads the window.
    pub(super) fn sound_page(&mut self, feed: &Feed) -> Task<Message> {
        let title = Label { text: feed.title.clone(), language: feed.language.clone(), audio: feed.sound.clone() };
        let labels: Vec<Label> = std::iter::once(title).chain(feed.said.iter().cloned()).collect();
        self.sound_labels(feed.address.clone(), &labels)
    }

    /// As [`Self::sound_page`], of these labels.
    pub(super) fn sound_labels(&mut self, service: Url, labels: &[Label]) -> Task<Message> {
        if !self.turn.is_ours() {
            return Task::none();
        }
        let sounds: Vec<Url> =
            labels.iter().filter(|label| !self.can_say(label)).filter_map(|label| label.audio.clone()).collect();
        if sounds.is_empty() { Task::none() } else { self.hear_labels(service, sounds) }
    }

    /// Whether our own voice can say it. A system that does not tell of its voices is trusted with every language.
    fn can_say(&self, label: &Label) -> bool {
        let speaks = |language: &crate::book::Language| {
            self.voices.is_empty()
                || self.voices.iter().any(|voice| {
                    let own = voice.language.split(['-', '_']).next().unwrap_or_default();
                    own.eq_ignore_ascii_case(language.primary())
                })
        };
        !label.text.trim().is_empty() && label.language.as_ref().is_none_or(speaks)
    }
}
