//! What is said when the reader asks: titles and the state of the program; and where a jump led, for screen readers.

use accesskit::Role;
use iced::Task;

use super::screens::Shown;
use super::session::Sitting;
use super::{App, Message, own_voice};
use crate::access::{Announcement, announce};
use crate::book::Point;
use crate::reading::listening::Transport;
use crate::reading::{Asked, Command, Narrator, Passage, Reading};
use crate::ui::wording::{self, Said};

impl App {
    /// Title of the book and the chapter; on another screen, its own.
    pub(super) fn say_title(&mut self) -> Task<Message> {
        let locale = self.context.locale.clone();
        match (self.screens.shown, self.session.as_ref().map(|session| &session.sitting)) {
            (Shown::Reader, Some(Sitting::Reading(_))) => self.perform(Command::Say(Asked::Title)),
            (Shown::Reader, Some(Sitting::Listening(listening))) => {
                let mut words = vec![self.screens.title(&locale, self.session.as_ref())];
                words.extend(listening.whereabouts().chapter.map(|chapter| wording::chapter_title(&locale, &chapter)));
                self.say(words.join(", "));
                Task::none()
            }
            _ => {
                self.say(self.screens.title(&locale, self.session.as_ref()));
                Task::none()
            }
        }
    }

    /// Reading or paused, the rate, the voice of the book's language, the letters, the time of the day.
    pub(super) fn say_status(&mut self) -> Task<Message> {
        let locale = &self.context.locale;
        let mut words = Vec::new();
        match self.session.as_ref().map(|session| &session.sitting) {
            None => words.push(locale.text("reader-no-book").trim_end_matches('.').to_owned()),
            Some(Sitting::Reading(reading)) => {
                words.push(locale.text(match reading.narrator() {
                    Narrator::Speaking => "status-reading",
                    Narrator::Paused => "status-paused",
                    Narrator::Silent => "status-silent",
                }));
                words.push(self.rate_words());
                words.push(self.voice_words(reading));
            }
            Some(Sitting::Listening(listening)) => {
                words.push(locale.text(match listening.transport() {
                    Transport::Playing => "status-playing",
                    Transport::Paused | Transport::AtEnd => "status-paused",
                }));
                let speed = wording::speed(locale, listening.whereabouts().speed);
                words.push(locale.with("announce-rate", &[("value", speed.into())]));
            }
        }
        words.extend(self.screens.player.sleep().map(|_| self.sleep_words()));
        let letters = self.settings.single_letter_keys;
        words.push(locale.text(if letters { "status-letters-on" } else { "status-letters-off" }));
        if let Some((hours, minutes)) = super::clock::now() {
            let time = format!("{hours}:{minutes:02}");
            words.push(locale.with("status-time", &[("time", time.into())]));
        }
        self.say(words.join(", "));
        Task::none()
    }

    fn voice_words(&self, reading: &Reading) -> String {
        let locale = &self.context.locale;
        let language = reading.book().language_at(reading.cursor()).map(|language| language.primary().to_owned());
        let language = language.unwrap_or_else(|| locale.tongue().tag().to_owned());
        match self.settings.voice.voices.get(&language) {
            Some(name) => locale.with("status-voice", &[("name", name.as_str().into())]),
            None => locale.text("status-voice-usual"),
        }
    }

    /// Does what a key asks for, and says where it led when nobody else does.
    pub(super) fn go(&mut self, command: Command) -> Task<Message> {
        let reading = |app: &Self| app.session.as_ref().and_then(|session| session.reading()).map(Reading::cursor);
        let from = reading(self);
        let done = self.perform(command.clone());
        if let Some(from) = from
            && reading(self).is_some_and(|now| now != from)
            && let Some(passage) = self.untold(&command, from)
        {
            announce(announcement(passage));
        }
        done
    }

    /// What a command came to, unless our own voice or a screen reader says it.
    fn untold(&self, command: &Command, from: Point) -> Option<Passage> {
        let reading = self.session.as_ref().and_then(|session| session.reading())?;
        if self.turn.is_ours() || reading.narrator() == Narrator::Speaking {
            return None;
        }
        let now = reading.cursor();
        let other_block = (from.section, from.block) != (now.section, now.block);
        let structured = !reading.is_plain(from) || !reading.is_plain(now);
        if self.is_told_by_its_object() && other_block && structured {
            return None;
        }
        reading.come_to(command)
    }

    /// A screen reader is told of the object that the caret comes to, as our adapter does while the page has the focus;
    /// other systems tell it only that the caret has moved, and it says nothing of a jump.
    pub(super) fn is_told_by_its_object(&self) -> bool {
        cfg!(target_os = "linux") && self.focus.as_ref().is_some_and(|focus| focus.role == Role::Document)
    }

    /// Words of the session in pieces: our own voice says each in its language, at its place among the phrases, which the
    /// window's door, a frame later, could not.
    pub(super) fn tell_parts(&mut self, parts: &[Said]) {
        let text = wording::joined(parts);
        if text.is_empty() {
            return;
        }
        // On another screen the focus moves with what is told (a row is gone, a list is there), and what is said of it
        // would silence the words.
        if self.turn.is_ours()
            && self.screens.shown == Shown::Reader
            && let Some(request) = own_voice::queued_parts(&self.context.locale, parts)
        {
            self.utter(request);
            self.said.push_back(text.clone());
        }
        // A screen reader gets one language with one announcement: that of the words, if they have one.
        let mut languages = parts.iter().map(|part| part.language.clone());
        let first = languages.next().flatten();
        let same = languages.all(|language| language == first);
        let told = Announcement::polite(text);
        announce(match first.filter(|_| same) {
            Some(language) => told.language(language),
            None => told,
        });
    }
}

fn announcement(passage: Passage) -> Announcement {
    let told = Announcement::polite(passage.text);
    match passage.language {
        Some(language) => told.language(language.tag()),
        None => told,
    }
}
