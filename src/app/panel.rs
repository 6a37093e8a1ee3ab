//! The system's panel for players and its media keys: what it shows of the open book, and what is wished there.

use std::time::{Duration, Instant};

use iced::Task;

use super::session::Sitting;
use super::{App, Message, window};
use crate::reading::listening::{Command, Speed};
use crate::reading::{self, Direction, Unit};
use crate::settings::LOUDNESS;
use crate::ui::wording;
use crate::voice::panel::{Panel, Shown, Wish};

/// A place that is further than this from where the panel believes it to be is told.
const APART: Duration = Duration::from_millis(1200);

/// The panel, and what it was told last.
#[derive(Debug)]
pub(super) struct Told {
    panel: Panel,
    last: Option<(Shown, Instant)>,
}

impl Told {
    pub fn new(panel: Panel) -> Self {
        Self { panel, last: None }
    }

    /// Shows this, unless the panel knows it by itself.
    fn tell(&mut self, shown: Shown, now: Instant) {
        if let Some((last, since)) = &self.last {
            let passed = now.saturating_duration_since(*since);
            let passed = if last.sounds { passed.mul_f64(last.rate.max(0.0)) } else { Duration::ZERO };
            let known = match (last.time, shown.time) {
                (Some((length, at)), Some((other, place))) => {
                    length == other && (at + passed).min(length).abs_diff(place) < APART
                }
                (before, after) => before.is_none() && after.is_none(),
            };
            if known && (Shown { time: shown.time, ..last.clone() }) == shown {
                return;
            }
        }
        self.panel.show(shown.clone());
        self.last = Some((shown, now));
    }

    /// No book is open: what was shown of the last one goes.
    fn clear(&mut self) {
        if self.last.take().is_some() {
            self.panel.clear();
        }
    }
}

impl App {
    /// After everything that happens.
    pub(super) fn tell_panel(&mut self) {
        let Some(session) = &self.session else { return self.panel.clear() };
        // A text that nobody listens to is no concern of a panel for players, nor worth a connection to it.
        if self.panel.last.is_none() && !session.is_sounding() && session.listening().is_none() {
            return;
        }
        let book = &session.opened.book;
        let mut shown = Shown {
            sounds: session.is_sounding(),
            title: session.holding.title.clone(),
            authors: book.metadata.authors().map(str::to_owned).collect(),
            rate: 1.0,
            volume: f64::from(self.settings.recording.volume) / 100.0,
            ..Shown::default()
        };
        if let Sitting::Listening(listening) = &session.sitting {
            let chapter = listening.whereabouts().chapter.filter(|chapter| chapter.of > 1);
            shown.chapter = chapter.map(|chapter| wording::chapter_title(&self.context.locale, &chapter));
            shown.time = Some((listening.recording().duration(), listening.place()));
            shown.rate = f64::from(listening.speed().factor());
        }
        self.panel.tell(shown, Instant::now());
    }

    /// What is wished at the panel, or by a media key that the system keeps for it.
    pub(super) fn wished(&mut self, wish: Wish) -> Task<Message> {
        let Some(session) = &self.session else { return Task::none() };
        let sounds = session.is_sounding();
        let listening = session.listening();
        match wish {
            Wish::Toggle => self.read(reading::Command::Toggle),
            Wish::Play if sounds => Task::none(),
            Wish::Play => self.read(reading::Command::Toggle),
            Wish::Pause if sounds => self.silence(),
            Wish::Pause => Task::none(),
            Wish::Next => self.read(reading::Command::Move(Direction::Forward, Unit::Section)),
            Wish::Previous => self.read(reading::Command::Move(Direction::Backward, Unit::Section)),
            Wish::Seek(micros) => {
                let Some(place) = listening.map(|listening| listening.place()) else { return Task::none() };
                let by = Duration::from_micros(micros.unsigned_abs());
                let to = if micros < 0 { place.saturating_sub(by) } else { place.saturating_add(by) };
                self.listen(Command::GoTo(to))
            }
            Wish::GoTo(place) => self.listen(Command::GoTo(place)),
            Wish::Rate(rate) => {
                let percent = (rate.clamp(0.0, 100.0) * 100.0).round() as u16;
                self.change(|settings| settings.recording.speed = Speed::of_percent(percent).percent());
                Task::none()
            }
            Wish::Volume(volume) => {
                let percent = (volume * 100.0).round().min(f64::from(*LOUDNESS.end())) as u16;
                self.change(|settings| settings.recording.volume = percent);
                Task::none()
            }
            Wish::Raise => window::show(self.window),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::panel;

    #[test]
    fn what_the_panel_knows_by_itself_is_not_told() {
        let (panel, _wishes) = panel::start_on(Some("unix:path=/nowhere".to_owned()));
        let mut told = Told::new(panel);
        let start = Instant::now();
        let at = |seconds: f64| start + Duration::from_secs_f64(seconds);
        let shown = |place: u64, sounds| Shown {
            sounds,
            title: "Абай жолы".to_owned(),
            time: Some((Duration::from_secs(100), Duration::from_secs(place))),
            rate: 2.0,
            ..Shown::default()
        };
        let mut count = 0;
        let mut tell = |told: &mut Told, shown: Shown, now: Instant| {
            let before = told.last.as_ref().map(|(_, since)| *since);
            told.tell(shown, now);
            count += usize::from(told.last.as_ref().map(|(_, since)| *since) != before);
            count
        };
        assert_eq!(tell(&mut told, shown(0, true), at(0.0)), 1);
        assert_eq!(tell(&mut told, shown(2, true), at(1.0)), 1, "at twice the speed");
        assert_eq!(tell(&mut told, shown(20, true), at(1.5)), 2, "a jump");
        assert_eq!(tell(&mut told, shown(20, false), at(1.6)), 3, "a pause");
        assert_eq!(tell(&mut told, shown(20, false), at(60.0)), 3);
        assert_eq!(tell(&mut told, Shown { title: "Слово".to_owned(), ..shown(20, false) }, at(61.0)), 4);
    }
}
