//! The recording of the open book: the session's effects carried out, and its place beside our own voice.
//!
//! While our own voice says something the recording goes on, more quietly: who asks where she is does not lose her place.
//! What a screen reader says nobody can hear here; it lowers other sound itself where the system lets it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures::{Stream, StreamExt};
use iced::Task;

use super::screens::Shown;
use super::session::Session;
use super::{App, Message};
use crate::access::{Announcement, announce};
use crate::book::Recording;
use crate::format::Resources;
use crate::reading::Narrator;
use crate::reading::listening::{Command, Effect, Listening, Mark, Notice, Speed};
use crate::settings::{LOUDNESS, LOUDNESS_STEP, RecordingSettings, Settings};
use crate::ui::screen::{chapters, player as screen};
use crate::ui::wording;
use crate::voice::player::{Event, Events, Manner, Player, Request, Route};
use crate::voice::{self, RequestId};

/// How much of its loudness a recording keeps while our own voice speaks.
const BESIDE_THE_VOICE: f32 = 0.3;

/// Who leaps on within this time does not want to hear of the place between.
const MOMENT: Duration = Duration::from_millis(700);

/// The way to the player, and what the program knows of it.
#[derive(Debug)]
pub(super) struct Sound {
    player: Player,
    /// The utterances of our own voice that have not ended.
    spoken: HashSet<RequestId>,
    /// What is to be announced after a moment.
    soon: Option<Notice>,
    /// Which moment that is: another one begins with every announcement.
    moment: u64,
    /// How much of the loudness the sleep timer leaves.
    pub(super) fade: f32,
}

/// What the player tells, no place oftener than it is shown: every piece of news draws the window.
pub(super) fn news(events: Events) -> impl Stream<Item = Event> {
    let mut shown = None;
    events.filter(move |event| {
        let wanted = match event {
            Event::Position(id, place) => {
                let second = Some((*id, place.as_secs()));
                std::mem::replace(&mut shown, second) != second
            }
            _ => true,
        };
        std::future::ready(wanted)
    })
}

impl Sound {
    pub fn new(player: Player) -> Self {
        Self { player, spoken: HashSet::new(), soon: None, moment: 0, fade: 1.0 }
    }

    /// The recording to play from now on.
    pub fn load(&self, recording: &Arc<Recording>, resources: Resources, settings: &Settings) {
        self.player.send(Request::Load { recording: Arc::clone(recording), resources });
        self.adjust(settings);
    }

    /// Plays as the settings say.
    pub fn adjust(&self, settings: &Settings) {
        let beside = if self.spoken.is_empty() { 1.0 } else { BESIDE_THE_VOICE };
        let RecordingSettings { speed, volume, clear_speech, short_pauses, .. } = settings.recording;
        let speed = Speed::of_percent(speed).factor();
        self.player.send(Request::Manner(Manner { speed, clear_speech, short_pauses }));
        self.player.send(Request::Volume(f32::from(volume) / 100.0 * beside * self.fade));
    }

    /// Our own voice says something of the interface, or is about to.
    pub fn is_spoken(&self) -> bool {
        !self.spoken.is_empty()
    }

    /// Our own voice is asked for this. True when it was silent.
    fn voice_asked(&mut self, request: &voice::Request) -> bool {
        match request {
            voice::Request::Say(utterance) | voice::Request::Queue(utterance) => {
                let silent = self.spoken.is_empty();
                self.spoken.insert(utterance.id);
                silent
            }
            _ => false,
        }
    }

    /// Our own voice tells this. True when it has become silent.
    fn voice_told(&mut self, event: &voice::Event) -> bool {
        match event {
            voice::Event::Ended(id) | voice::Event::Stopped(id) | voice::Event::Failed(id, _) => {
                self.spoken.remove(id) && self.spoken.is_empty()
            }
            _ => false,
        }
    }
}

impl App {
    fn listening(&self) -> Option<&Listening> {
        self.session.as_ref().and_then(Session::listening)
    }

    /// Hands a command to the session of the open recording.
    pub(super) fn listen(&mut self, command: Command) -> Task<Message> {
        // One of the two is heard.
        if command != Command::Pause {
            self.hush_note();
        }
        // The key that says «still there» says nothing else.
        if matches!(command, Command::Toggle | Command::Pause) && self.sleep.was_just_answered() {
            return Task::none();
        }
        let Some(listening) = self.session.as_mut().and_then(Session::listening_mut) else { return Task::none() };
        let effects = listening.perform(command, SystemTime::now());
        let place = listening.place();
        if self.screens.player.is_on_slider() {
            self.screens.player.tell_place(Some(place));
        }
        self.carry_out_sound(effects)
    }

    /// Goes to a page of the open recording.
    pub(super) fn listen_to_page(&mut self, label: &str) -> Task<Message> {
        let Some(listening) = self.session.as_mut().and_then(Session::listening_mut) else { return Task::none() };
        let effects = listening.go_to_page(label);
        self.carry_out_sound(effects)
    }

    /// What the player's screen tells.
    pub(super) fn player_said(&mut self, message: screen::Message) -> Task<Message> {
        let Some(listening) = self.session.as_ref().and_then(Session::listening) else { return Task::none() };
        match self.screens.player.update(message, listening) {
            screen::Action::None => Task::none(),
            screen::Action::Listen(command) => self.listen(command),
            screen::Action::Act(act) => self.act(act),
            screen::Action::Change(recording) => {
                self.change(|settings| settings.recording = recording);
                Task::none()
            }
            screen::Action::Sleep(sleep) => self.set_sleep(sleep),
        }
    }

    /// What the screen of its chapters tells.
    pub(super) fn chapters_said(&mut self, message: chapters::Message) -> Task<Message> {
        let listening = self.session.as_ref().and_then(Session::listening);
        let (Some(state), Some(listening)) = (&mut self.screens.chapters, listening) else { return Task::none() };
        let action = state.update(message, listening, &self.context.locale);
        self.chapters_ask(action)
    }

    pub(super) fn chapters_ask(&mut self, action: chapters::Action) -> Task<Message> {
        match action {
            chapters::Action::None => Task::none(),
            chapters::Action::Perform(command) => self.listen(command),
            chapters::Action::GoToPage(label) => {
                self.screens.show(Shown::Reader);
                self.listen_to_page(&label)
            }
            chapters::Action::Edit(id) => {
                self.ask_words_of(id);
                Task::none()
            }
            chapters::Action::PlayNote(id) => self.play_note(id),
            chapters::Action::Export => self.ask_export(),
            chapters::Action::Go(command) => {
                self.screens.show(Shown::Reader);
                self.listen(command)
            }
            chapters::Action::Back => {
                self.screens.show(Shown::Reader);
                Task::none()
            }
        }
    }

    /// Plays the recording of the text that is read.
    pub(super) fn play_recording(&self, id: RequestId, at: Duration, route: Route) {
        self.sound.player.send(Request::Play { id, at, route });
    }

    /// The recording of the text that is read falls silent.
    pub(super) fn hush_recording(&self) {
        if self.session.as_ref().is_some_and(|session| session.opened.book.narration.is_some()) {
            self.sound.player.send(Request::Pause);
        }
    }

    /// What the player tells.
    pub(super) fn played(&mut self, event: Event) -> Task<Message> {
        if let Some(reading) = self.session.as_mut().and_then(Session::reading_mut) {
            let effects = reading.hear_player(event);
            let followed = self.carry_out(effects);
            return followed.chain(self.look_at_sleep());
        }
        let Some(listening) = self.session.as_mut().and_then(Session::listening_mut) else { return Task::none() };
        let effects = listening.hear(event);
        let followed = self.carry_out_sound(effects);
        followed.chain(self.look_at_sleep())
    }

    pub(super) fn carry_out_sound(&mut self, effects: Vec<Effect>) -> Task<Message> {
        let mut tasks = Vec::new();
        for effect in effects {
            match effect {
                Effect::Play { id, at } => {
                    self.sound.player.send(Request::Play { id, at, route: Route::default() });
                }
                Effect::Pause => self.sound.player.send(Request::Pause),
                Effect::Speed(speed) => self.change(|settings| settings.recording.speed = speed.percent()),
                Effect::Leap(leap) => self.change(|settings| settings.recording.leap = leap),
                Effect::Moved => tasks.push(self.moved()),
                Effect::Notice(notice) => self.tell_at_once(&notice),
                Effect::Soon(notice) => tasks.push(self.tell_soon(notice)),
                Effect::Keep(mark) => tasks.push(self.keep_mark(&mark)),
                Effect::Amend(mark) => tasks.push(self.amend(&mark.kept)),
                Effect::Discard(id) => tasks.push(self.discard(id)),
                Effect::Save => tasks.push(self.save_place().chain(self.send_place())),
            }
        }
        Task::batch(tasks)
    }

    fn tell_at_once(&mut self, notice: &Notice) {
        self.sound.soon = None;
        let locale = &self.context.locale;
        match notice {
            Notice::NotPlayed(error) => self.note(wording::player_error(locale, error)),
            Notice::Skipped { number, title, error } => {
                self.note(wording::skipped(locale, *number, title.as_deref(), error));
            }
            // The slider that has the focus tells for itself where it is.
            Notice::Arrived { .. } if self.screens.player.is_on_slider() => {}
            notice => announce(Announcement::assertive(wording::listening_notice(locale, notice))),
        }
    }

    fn tell_soon(&mut self, notice: Notice) -> Task<Message> {
        self.sound.soon = Some(notice);
        self.sound.moment += 1;
        let moment = self.sound.moment;
        Task::perform(async { tokio::time::sleep(MOMENT).await }, move |()| Message::MomentPassed(moment))
    }

    pub(super) fn moment_passed(&mut self, moment: u64) -> Task<Message> {
        if self.sound.moment == moment
            && let Some(notice) = self.sound.soon.take()
        {
            self.tell_at_once(&notice);
        }
        Task::none()
    }

    pub(super) fn keep_mark(&mut self, mark: &Mark) -> Task<Message> {
        // One in a book that is on its way is kept when the shelf has the book.
        let Some(session) = self.session.as_ref().filter(|session| session.early.is_none()) else {
            return Task::none();
        };
        let Some(card) = session.card_of_mark(mark) else { return Task::none() };
        let (shelf, holding, id) = (self.shelf.clone(), session.holding.id, mark.id());
        Task::perform(async move { shelf.mark(holding, card).await }, move |kept| {
            Message::BookmarkKept(id, kept.map(|bookmark| bookmark.id))
        })
    }

    /// True when «faster» and «slower» are meant for the recording: it is before the reader, or sounds.
    pub(super) fn hears_recording(&self) -> bool {
        let said = |session: &Session| {
            let reading = session.reading();
            reading.is_some_and(|reading| reading.narrator() == Narrator::Speaking && !reading.is_played())
        };
        let by_voice = self.session.as_ref().is_some_and(said);
        self.has_recording() && !by_voice && (self.screens.shown == Shown::Reader || self.is_sounding())
    }

    /// One step faster or slower.
    pub(super) fn recording_speed(&mut self, faster: bool) -> Task<Message> {
        if self.listening().is_some() {
            return self.listen(if faster { Command::Faster } else { Command::Slower });
        }
        let speed = Speed::of_percent(self.settings.recording.speed);
        let speed = if faster { speed.faster() } else { speed.slower() };
        self.carry_out_sound(vec![Effect::Speed(speed), Effect::Notice(Notice::Speed(speed))])
    }

    /// The open book is a recording, or a text that somebody has read.
    fn has_recording(&self) -> bool {
        let book = self.session.as_ref().map(|session| &session.opened.book);
        book.is_some_and(|book| book.recording.is_some() || book.narration.is_some())
    }

    /// One press louder or quieter.
    pub(super) fn loudness(&mut self, louder: bool) -> Task<Message> {
        self.change(|settings| {
            let volume = &mut settings.recording.volume;
            let changed = if louder { *volume + LOUDNESS_STEP } else { volume.saturating_sub(LOUDNESS_STEP) };
            *volume = changed.min(*LOUDNESS.end());
        });
        let value = self.context.locale.with("percent", &[("value", self.settings.recording.volume.into())]);
        let told = self.context.locale.with("announce-volume", &[("value", value.into())]);
        announce(Announcement::assertive(told));
        Task::none()
    }

    /// Has our own voice say something, the recording beside it.
    pub(super) fn utter(&mut self, request: voice::Request) {
        if self.sound.voice_asked(&request) && self.has_recording() {
            self.sound.adjust(&self.settings);
        }
        self.speaker.send(request);
    }

    /// Our own voice has told something: when it is silent again, the recording is as loud as before.
    pub(super) fn voice_told(&mut self, event: &voice::Event) {
        if self.sound.voice_told(event) && self.has_recording() {
            self.sound.adjust(&self.settings);
        }
    }

    /// The focus is on the player's slider now, or elsewhere.
    pub(super) fn follow_slider(&mut self) {
        let place = self.listening().map(Listening::place);
        let name = screen::State::slider_name(&self.context.locale);
        let on_slider = self.focus.as_ref().is_some_and(|focus| {
            focus.role == accesskit::Role::Slider && focus.name == name && self.screens.shown == Shown::Reader
        });
        self.screens.player.tell_place(place.filter(|_| on_slider));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::{Purpose, Utterance};

    fn position(id: RequestId, millis: u64) -> Event {
        Event::Position(id, Duration::from_millis(millis))
    }

    #[test]
    fn the_place_is_news_once_a_second_and_everything_else_always() {
        let (sender, events) = futures::channel::mpsc::unbounded();
        let (one, other) = (RequestId::fresh(), RequestId::fresh());
        let told = [
            Event::Playing(one, Duration::ZERO),
            position(one, 250),
            position(one, 500),
            position(one, 1_000),
            position(one, 1_250),
            Event::Paused(one, Duration::from_millis(1_300)),
            position(other, 1_400),
        ];
        for event in told {
            sender.unbounded_send(event).unwrap();
        }
        drop(sender);
        let news: Vec<Event> = futures::executor::block_on(news(events).collect());
        let places: Vec<u128> = news
            .iter()
            .map(|event| match event {
                Event::Playing(_, place) | Event::Position(_, place) | Event::Paused(_, place) => place.as_millis(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(places, [0, 250, 1_000, 1_300, 1_400]);
    }

    #[test]
    fn the_voice_speaks_from_its_first_utterance_to_the_end_of_its_last() {
        let (player, _events) = voice::player::start();
        let mut sound = Sound::new(player);
        let [one, other] = ["Бір", "Екі"].map(|words| Utterance::new(words, None, Purpose::Interface));
        let (first, second) = (one.id, other.id);
        assert!(sound.voice_asked(&voice::Request::Say(one)));
        assert!(!sound.voice_asked(&voice::Request::Queue(other)));
        assert!(!sound.voice_told(&voice::Event::Began(first)));
        assert!(!sound.voice_told(&voice::Event::Stopped(first)));
        assert!(!sound.voice_told(&voice::Event::Ended(first)), "late news");
        assert!(sound.voice_told(&voice::Event::Ended(second)));
        assert!(!sound.voice_asked(&voice::Request::Hush));
    }
}
