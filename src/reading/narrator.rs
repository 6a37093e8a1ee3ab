//! The narrator: what is being said of the book, what waits behind it, and where reading goes on.
//!
//! One utterance is always queued behind the one that sounds, so that there is no gap between phrases; the cursor goes
//! along when the voice gets there.

use crate::book::{Point, Span};
use crate::voice::{Error, Event, RequestId};

use super::movement::{self, Stop};
use super::recorded::{Left, Next, Recorded};
use super::travel::Said;
use super::utterance::{self, Spoken, Stretch};
use super::{Effect, Notice, Portion, Reading, Waiting};

/// After this many phrases in a row that the voice refused, reading pauses.
const REFUSALS: u8 = 3;

/// What the narrator does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Narrator {
    #[default]
    Silent,
    Speaking,
    Paused,
}

#[derive(Debug, Default)]
pub(super) struct Narration {
    pub(super) state: Narrator,
    now: Option<Spoken>,
    next: Option<Spoken>,
    /// The stretch of the recording that sounds.
    pub(super) recorded: Option<Recorded>,
    /// The clip that is heard, or that the voice says; and that of the queued phrase.
    pub(super) clip: Option<usize>,
    next_clip: Option<usize>,
    /// Where a pause cut the recording off.
    pub(super) left: Option<Left>,
    /// The queued one will not be heard; told when its turn comes.
    next_failure: Option<Error>,
    /// The word that is being heard.
    pub(super) word: Option<Span>,
    /// Where reading a selection, a paragraph, a chapter ends.
    pub(super) until: Option<Point>,
    /// The block in which reading began, and the phrase: what is passed over elsewhere is heard there.
    pub(super) begun: Option<(usize, usize)>,
    pub(super) begun_phrase: Option<Point>,
    /// Where reading goes on after a pause.
    pub(super) resume: Option<Point>,
    /// A phrase, word or character that is said by itself, after a move.
    echo: Option<RequestId>,
    /// The phrase that is said is the last one for now.
    last: bool,
    refusals: u8,
}

impl Narration {
    /// The phrase that is being heard.
    pub(super) fn phrase(&self) -> Option<Span> {
        let recorded = self.recorded.as_ref().map(|recorded| recorded.span);
        recorded.or(self.now.as_ref().map(|spoken| spoken.span))
    }

    /// Whether anything that the session asked for may be sounding.
    pub(super) fn sounding(&self) -> bool {
        self.now.is_some() || self.echo.is_some() || self.recorded.is_some()
    }

    /// Where the voice is: the word that it marked last, else the beginning of what it says.
    fn place(&self) -> Option<Point> {
        self.word.map(|word| word.start).or(self.phrase().map(|phrase| phrase.start))
    }

    /// Forgets what was asked for; its events are late news from now on.
    pub(super) fn forget(&mut self) {
        self.now = None;
        self.next = None;
        self.recorded = None;
        self.next_failure = None;
        self.word = None;
        self.echo = None;
        self.last = false;
    }
}

impl Reading {
    /// What the voice tells. Events of utterances that are not awaited are dropped.
    pub fn hear(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Began(id) if self.is_next(id) => self.go_on(&mut effects),
            Event::Began(id) if self.is_now(id) => self.narration.refusals = 0,
            Event::Mark(id, byte) if self.is_next(id) => {
                self.go_on(&mut effects);
                self.mark(byte);
            }
            Event::Mark(id, byte) if self.is_now(id) => self.mark(byte),
            Event::Ended(id) if self.is_now(id) => self.go_on(&mut effects),
            Event::Ended(id) if self.is_next(id) => {
                self.go_on(&mut effects);
                self.go_on(&mut effects);
            }
            Event::Stopped(id) if self.is_now(id) => self.pause(&mut effects),
            Event::Stopped(id) if self.is_next(id) => self.narration.next = None,
            Event::Failed(id, error) if self.is_now(id) => self.fail(error, &mut effects),
            Event::Failed(id, error) if self.is_next(id) => self.narration.next_failure = Some(error),
            Event::Ended(id) | Event::Stopped(id) if self.narration.echo == Some(id) => self.narration.echo = None,
            Event::Failed(id, error) if self.narration.echo == Some(id) => {
                self.narration.echo = None;
                effects.push(Effect::Notice(Notice::NotSpoken(error)));
            }
            _ => {}
        }
        effects
    }

    fn is_now(&self, id: RequestId) -> bool {
        self.narration.now.as_ref().is_some_and(|spoken| spoken.utterance.id == id)
    }

    fn is_next(&self, id: RequestId) -> bool {
        self.narration.next.as_ref().is_some_and(|spoken| spoken.utterance.id == id)
    }

    fn mark(&mut self, byte: usize) {
        let Some(now) = &self.narration.now else { return };
        let at = Point { byte: now.block_byte(byte), ..now.span.start };
        self.narration.word = movement::word_around(&self.book, at);
    }

    /// The utterance that sounded is over: the queued one sounds now.
    fn go_on(&mut self, effects: &mut Vec<Effect>) {
        let ended = self.narration.now.take();
        self.narration.word = None;
        if self.narration.last {
            let next = self.narration.next.take().map(|next| next.span.start);
            if let Some(next) = next {
                self.stand(next, effects);
            }
            self.pause(effects);
            self.narration.resume = next.or(ended.map(|ended| ended.span.end));
        } else if let Some(next) = self.narration.next.take() {
            let start = next.span.start;
            self.narration.now = Some(next);
            self.narration.clip = self.narration.next_clip.take();
            self.stand(start, effects);
            if let Some(error) = self.narration.next_failure.take() {
                self.fail(error, effects);
            } else {
                self.queue_next(effects);
            }
        } else if let Some(ended) = ended {
            let next = self.next_behind(ended.span.end, self.narration.clip);
            self.carry(next, ended.span.end, Aloud::Now, effects);
        }
    }

    /// Starts to say the book from this point on; the cursor goes to what is said.
    pub(super) fn narrate(&mut self, from: Point, aloud: Aloud, effects: &mut Vec<Effect>) {
        if !self.take_up(from, effects) {
            self.begin(from);
            let next = self.next_at(from);
            self.carry(next, from, aloud, effects);
        }
    }

    /// Reading begins here, unless there is nothing to hear up to the end of the block.
    fn begin(&mut self, from: Point) {
        let here = |span: &Span| (span.start.section, span.start.block) == (from.section, from.block);
        let first = self.audible_from(from).ok().filter(here);
        self.narration.begun = first.map(|_| (from.section, from.block));
        self.narration.begun_phrase = first.map(|span| span.start);
    }

    /// Starts what is heard next, or ends.
    pub(super) fn carry(&mut self, next: Result<Next, Stop>, from: Point, aloud: Aloud, effects: &mut Vec<Effect>) {
        let next = next.and_then(|next| match next {
            Next::Sound(clip) => Ok((Some(clip), None)),
            Next::Voice(span, clip) => Ok((clip, Some(self.speakable(span, None)?))),
        });
        match next {
            Ok((Some(clip), None)) => self.play(clip, None, effects),
            Ok((_, None)) => {}
            Ok((clip, Some(spoken))) => {
                self.narration.clip = clip;
                let (start, utterance) = (spoken.span.start, spoken.utterance.clone());
                self.narration.state = Narrator::Speaking;
                self.narration.resume = None;
                self.narration.echo = None;
                self.narration.word = None;
                self.narration.next = None;
                self.narration.next_failure = None;
                self.narration.now = Some(spoken);
                self.stand(start, effects);
                effects.push(match aloud {
                    Aloud::Now => Effect::Say(utterance),
                    Aloud::After => Effect::Queue(utterance),
                });
                self.queue_next(effects);
            }
            Err(Stop::Wait(section)) => {
                self.narration.forget();
                self.narration.state = Narrator::Speaking;
                self.wait(section, Waiting::Read(from), effects);
            }
            Err(Stop::Edge) => {
                let selection = self.narration.until.take().is_some();
                self.narration.forget();
                self.narration.state = Narrator::Silent;
                if !selection {
                    effects.push(Effect::Notice(if movement::audible_from(&self.book, self.first()).is_ok() {
                        Notice::EndOfBook
                    } else {
                        Notice::NothingToRead
                    }));
                }
                effects.push(Effect::Save);
            }
        }
    }

    fn queue_next(&mut self, effects: &mut Vec<Effect>) {
        let Some(now) = self.narration.phrase() else { return };
        if self.narration.next.is_none()
            && let Ok(Next::Voice(span, clip)) = self.next_behind(now.end, self.narration.clip)
            && let Ok(spoken) = self.speakable(span, Some(now))
        {
            effects.push(Effect::Queue(spoken.utterance.clone()));
            self.narration.next = Some(spoken);
            self.narration.next_clip = clip;
        }
    }

    /// What is said of this span, `behind` the one that is said before it.
    fn speakable(&self, mut span: Span, behind: Option<Span>) -> Result<Spoken, Stop> {
        if let Some(until) = self.narration.until {
            span.end = span.end.min(until);
            if span.start >= span.end || !movement::audible(&movement::text_of(&self.book, span)) {
                return Err(Stop::Edge);
            }
        }
        Ok(self.spoken(span, behind))
    }

    fn fail(&mut self, error: Error, effects: &mut Vec<Effect>) {
        if matches!(error, Error::Refused(_)) && self.narration.refusals < REFUSALS {
            self.narration.refusals += 1;
            self.go_on(effects);
        } else {
            self.narration.refusals = 0;
            self.pause(effects);
            effects.push(Effect::Notice(Notice::NotSpoken(error)));
        }
    }

    /// Falls silent and remembers the word.
    pub(super) fn pause(&mut self, effects: &mut Vec<Effect>) {
        self.narration.resume = self.narration.place();
        self.leave_off();
        self.narration.forget();
        self.narration.state = Narrator::Paused;
        self.waiting = None;
        effects.extend([Effect::Hush, Effect::Save]);
    }

    /// Pauses when the phrase that a voice says is over, a recording at once.
    pub fn finish(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        match self.narration.state {
            Narrator::Speaking if self.narration.now.is_some() => self.narration.last = true,
            Narrator::Speaking => self.pause(&mut effects),
            Narrator::Silent | Narrator::Paused => {}
        }
        effects
    }

    /// Tells what the sleep timer asks or answers; reading goes on behind it.
    pub fn tell_of_sleep(&mut self, notice: Notice) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.announce(notice, &mut effects);
        effects
    }

    /// Falls silent for good; the cursor stays.
    pub(super) fn stop(&mut self, effects: &mut Vec<Effect>) {
        let was = self.narration.state;
        self.narration.forget();
        self.narration.state = Narrator::Silent;
        self.narration.resume = None;
        self.narration.left = None;
        self.narration.until = None;
        effects.push(Effect::Hush);
        if was != Narrator::Silent {
            effects.push(Effect::Save);
        }
    }

    /// Begins to read: where a pause left off, the selection, or this point.
    pub(super) fn read_from(&mut self, from: Point, until: Option<Point>, effects: &mut Vec<Effect>) {
        self.hush(effects);
        self.waiting = None;
        self.narration.until = until;
        self.narrate(from, Aloud::Now, effects);
    }

    /// Goes on after a pause; else reads the selection, else from the phrase at the cursor.
    pub(super) fn read(&mut self, effects: &mut Vec<Effect>) {
        match self.narration.state {
            Narrator::Speaking => {}
            Narrator::Paused => {
                let from = self.narration.resume.unwrap_or(self.cursor);
                self.hush(effects);
                self.narrate(from, Aloud::Now, effects);
            }
            Narrator::Silent => {
                let selected = self.selection.map(super::Selection::span).filter(|span| !span.is_empty());
                let (from, until) = match selected {
                    Some(span) => (span.start, Some(span.end)),
                    None => (self.phrase_start(), None),
                };
                self.read_from(from, until, effects);
            }
        }
    }

    /// Reads this much, whatever is being read.
    pub(super) fn read_this(&mut self, portion: Portion, effects: &mut Vec<Effect>) {
        let around = match portion {
            Portion::Paragraph => movement::block_around(&self.book, self.cursor),
            Portion::Chapter | Portion::RestOfChapter => movement::chapter_around(&self.book, self.cursor),
        };
        let here = self.phrase_start();
        let from = if portion == Portion::RestOfChapter { here } else { around.start };
        let heard = self.audible_from(from);
        if heard.is_ok_and(|span| span.start >= around.end) || heard == Err(Stop::Edge) {
            return self.announce(Notice::Empty, effects);
        }
        if portion == Portion::Chapter && from != self.cursor {
            self.history.leave(self.cursor);
        }
        self.narration.left = None;
        self.read_from(from, Some(around.end), effects);
    }

    pub(super) fn toggle(&mut self, effects: &mut Vec<Effect>) {
        match self.narration.state {
            Narrator::Speaking => self.pause(effects),
            Narrator::Silent | Narrator::Paused => self.read(effects),
        }
    }

    pub(super) fn repeat_phrase(&mut self, effects: &mut Vec<Effect>) {
        if self.repeat_clip(effects) {
            return;
        }
        let start = self.phrase_start();
        self.hush(effects);
        if self.narration.state == Narrator::Speaking {
            self.narrate(start, Aloud::Now, effects);
        } else {
            self.say(Said::Phrase, Aloud::Now, effects);
        }
    }

    fn phrase_start(&self) -> Point {
        movement::phrase_around(&self.book, self.cursor).map_or(self.cursor, |phrase| phrase.start)
    }

    /// Silences what is sounding, if anything is, without a change of state.
    pub(super) fn hush(&mut self, effects: &mut Vec<Effect>) {
        if self.narration.sounding() {
            self.narration.forget();
            effects.push(Effect::Hush);
        }
    }

    /// Announces something; reading goes on after it where it was interrupted.
    pub(super) fn announce(&mut self, notice: Notice, effects: &mut Vec<Effect>) {
        // A recording goes on, more quietly.
        if self.narration.recorded.is_some() {
            return effects.push(Effect::Notice(notice));
        }
        match self.narration.place() {
            Some(place) if self.narration.state == Narrator::Speaking => {
                self.hush(effects);
                effects.push(Effect::Notice(notice));
                self.narrate(place, Aloud::After, effects);
            }
            _ => effects.push(Effect::Notice(notice)),
        }
    }

    /// Says this much of the book once.
    pub(super) fn echo(&mut self, span: Span, aloud: Aloud, effects: &mut Vec<Effect>) {
        let whole = [Stretch { bytes: span.start.byte..span.end.byte, apart: false }];
        let spoken = utterance::compose(&self.book, &self.surroundings, span, &whole);
        if spoken.utterance.parts.is_empty() {
            return;
        }
        self.narration.echo = Some(spoken.utterance.id);
        effects.push(match aloud {
            Aloud::Now => Effect::Say(spoken.utterance),
            Aloud::After => Effect::Queue(spoken.utterance),
        });
    }
}

/// Whether an utterance goes before or behind what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aloud {
    Now,
    /// Behind an announcement.
    After,
}
