//! Phrases that somebody has read: the narrator plays them, and lets the voice say what nobody has read.
//!
//! What follows what the book's [`Narration`] tells, not the text: notes are heard where they are referred to, and what
//! its author left out of a document that is read is left out. Who begins at a place that nobody has read hears the voice
//! there, then goes on with the next phrase that was read.

use std::sync::Arc;
use std::time::Duration;

use crate::book::{Clip, Narration, Point, Span};
use crate::voice::RequestId;
use crate::voice::player::{Error, Event, Route};

use super::movement::Stop;
use super::narrator::Aloud;
use super::{Direction, Effect, Narrator, Notice, Reading};

/// A stretch of the recording that sounds.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    id: RequestId,
    /// The clip that is heard.
    pub(super) clip: usize,
    /// Behind the last clip of the stretch.
    end: usize,
    pub(super) span: Span,
    /// What was heard last.
    pub(super) time: Duration,
    /// When the stretch ends.
    until: Duration,
}

/// Where a pause cut a phrase off.
#[derive(Debug, Clone)]
pub(super) struct Left {
    id: RequestId,
    clip: usize,
    from: Point,
    time: Duration,
}

/// What is heard next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The voice says this, of the clip with this number when it is one.
    Voice(Span, Option<usize>),
    /// This clip is played, and those behind it.
    Sound(usize),
}

impl Reading {
    fn narrated(&self) -> Option<&Arc<Narration>> {
        self.book.narration.as_ref()
    }

    /// All the text of the clip that sounds, or that a pause cut off, whatever blocks it lies in.
    pub(super) fn recorded_text(&self) -> Option<Span> {
        let heard = self.narration.recorded.as_ref().map(|recorded| recorded.clip);
        let left = self.narration.left.as_ref().filter(|left| left.from == self.cursor).map(|left| left.clip);
        let span = self.narrated()?.clips().get(heard.or(left)?)?.span;
        (!span.is_empty() && span.start.section == span.end.section).then_some(span)
    }

    /// Whether the recording of the book sounds.
    pub fn is_played(&self) -> bool {
        self.narration.recorded.is_some()
    }

    /// Whether a clip is recorded, and its recording can be read.
    fn is_playable(&self, narration: &Narration, clip: usize) -> bool {
        let time = narration.clips()[clip].time.as_ref();
        time.is_some_and(|time| !self.unplayable.contains(&narration.recording().at(time.start).0))
    }

    /// Whether a clip is passed over, by what its narration or its text tells that it is.
    fn is_skipped(&self, narration: &Narration, clip: usize) -> bool {
        let Clip { span, skip, .. } = &narration.clips()[clip];
        skip.is_some_and(|kind| self.hearing.is_passed(kind)) || !span.is_empty() && self.is_passed_over(span.start)
    }

    /// What is heard of somebody who begins at this place.
    pub(super) fn next_at(&self, from: Point) -> Result<Next, Stop> {
        let Some(narration) = self.narrated() else {
            return self.heard_from(from).map(|span| Next::Voice(span, None));
        };
        if let Some(clip) = narration.at_place(from) {
            // What is heard before the first words of a place belongs to it: a title, the number of a page.
            let before = |clip: &usize| {
                let span = narration.clips()[*clip].span;
                span.is_empty() && span.start == from
            };
            let announced = (0..clip).rev().take_while(before).last();
            if let Some(first) = announced
                && let Ok(Next::Sound(first)) = self.enter(first)
                && first <= clip
            {
                return Ok(Next::Sound(first));
            }
            if self.is_playable(narration, clip) {
                return Ok(Next::Sound(clip));
            }
            return self.voice_in(narration, clip, from).map_or_else(|| self.enter(clip + 1), Ok);
        }
        let span = self.audible_from(from)?;
        match narration.at_place(span.start) {
            Some(clip) => self.enter(clip),
            None => Ok(Next::Voice(span, None)),
        }
    }

    /// What is heard behind what the voice has said up to here.
    pub(super) fn next_behind(&self, end: Point, clip: Option<usize>) -> Result<Next, Stop> {
        let Some(narration) = self.narrated() else {
            return self.heard_from(end).map(|span| Next::Voice(span, None));
        };
        match clip {
            Some(clip) => self.voice_in(narration, clip, end).map_or_else(|| self.enter(clip + 1), Ok),
            None => narration.from_place(end).map_or(Err(Stop::Edge), |clip| self.enter(clip)),
        }
    }

    /// What is heard of this clip, or of the first one behind it that is.
    fn enter(&self, clip: usize) -> Result<Next, Stop> {
        let Some(narration) = self.narrated() else { return Err(Stop::Edge) };
        let heard = (clip..narration.clips().len()).find_map(|clip| {
            if self.is_skipped(narration, clip) {
                return None;
            }
            if self.is_playable(narration, clip) {
                return Some(Next::Sound(clip));
            }
            self.voice_in(narration, clip, narration.clips()[clip].span.start)
        });
        heard.ok_or(Stop::Edge)
    }

    /// What the voice says of a clip that nobody has read, from this place on.
    fn voice_in(&self, narration: &Narration, clip: usize, from: Point) -> Option<Next> {
        let own = narration.clips()[clip].span;
        let span = self.audible_from(from).ok().filter(|span| span.start < own.end)?;
        Some(Next::Voice(Span { end: span.end.min(own.end), ..span }, Some(clip)))
    }

    /// Plays this clip and what follows it, up to what the voice has to say.
    pub(super) fn play(&mut self, clip: usize, at: Option<Duration>, effects: &mut Vec<Effect>) {
        let Some(narration) = self.narrated().map(Arc::clone) else { return };
        let clips = narration.clips();
        let Some(time) = clips[clip].time.clone() else { return };
        let (mut end, mut until) = (clip + 1, time.end);
        let mut without = Vec::new();
        while let Some(next) = clips.get(end) {
            if self.narration.until.is_some_and(|until| next.span.start >= until) {
                break;
            }
            match &next.time {
                Some(time) if self.is_skipped(&narration, end) => without.push(time.clone()),
                Some(time) if self.is_playable(&narration, end) => until = time.end,
                _ if self.is_skipped(&narration, end) => {}
                _ if self.voice_in(&narration, end, next.span.start).is_some() => break,
                Some(time) => without.push(time.clone()),
                None => {}
            }
            end += 1;
        }
        let id = RequestId::fresh();
        let span = clips[clip].span;
        let at = at.filter(|at| time.contains(at)).unwrap_or(time.start);
        self.narration.forget();
        self.narration.state = Narrator::Speaking;
        self.narration.resume = None;
        self.narration.left = None;
        self.narration.clip = Some(clip);
        self.narration.recorded = Some(Recorded { id, clip, end, span, time: at, until });
        self.stand(span.start, effects);
        let route = Route { until: Some(until), without: without.into() };
        effects.push(Effect::Play { id, at, route });
    }

    /// What the player tells. Events of a request that is not awaited are dropped.
    pub fn hear_player(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        let awaited = |id: RequestId| self.narration.recorded.as_ref().is_some_and(|recorded| recorded.id == id);
        match event {
            Event::Playing(id, time) | Event::Position(id, time) | Event::Reached(id, time) if awaited(id) => {
                self.heard(time, &mut effects);
            }
            Event::Paused(id, time) => {
                if let Some(left) = self.narration.left.as_mut().filter(|left| left.id == id) {
                    left.time = time;
                }
            }
            Event::Ended(id) if awaited(id) => {
                let Some(recorded) = self.narration.recorded.take() else { return effects };
                let beyond = self.narration.until.is_some_and(|until| {
                    let next = self.narrated().and_then(|narration| narration.clips().get(recorded.end));
                    next.is_some_and(|next| next.span.start >= until)
                });
                let next = if beyond { Err(Stop::Edge) } else { self.enter(recorded.end) };
                self.carry(next, recorded.span.end, Aloud::Now, &mut effects);
            }
            Event::Skipped(id, track, error) if awaited(id) => self.do_without(track, error, &mut effects),
            // Nothing of it can be read: the voice says it.
            Event::Failed(id, time, Error::Unreadable(_) | Error::Protected(_)) if awaited(id) => {
                self.heard(time, &mut effects);
                let Some(recorded) = self.narration.recorded.take() else { return effects };
                let next = self.enter(recorded.clip);
                self.carry(next, recorded.span.start, Aloud::Now, &mut effects);
            }
            Event::Failed(id, time, error) if awaited(id) => {
                self.heard(time, &mut effects);
                self.pause(&mut effects);
                effects.push(Effect::Notice(Notice::NotPlayed(error)));
            }
            _ => {}
        }
        effects
    }

    /// A part of the recording cannot be read: the voice says what was to be heard there, once what is before it was heard.
    fn do_without(&mut self, track: usize, error: Error, effects: &mut Vec<Effect>) {
        let Some(narration) = self.narrated().map(Arc::clone) else { return };
        if self.unplayable.is_empty() {
            effects.push(Effect::Notice(Notice::NotPlayed(error)));
        }
        self.unplayable.insert(track);
        let (start, end) = (narration.recording().start_of(track), narration.recording().start_of(track + 1));
        let Some(recorded) = &mut self.narration.recorded else { return };
        let inside = |clip: &usize| {
            let time = narration.clips()[*clip].time.as_ref();
            time.is_some_and(|time| (start..end).contains(&time.start))
        };
        if let Some(clip) = (recorded.clip..recorded.end).find(inside) {
            recorded.end = clip;
        }
    }

    /// The recording is heard at this time: the cursor goes along.
    fn heard(&mut self, time: Duration, effects: &mut Vec<Effect>) {
        let Some(narration) = self.narrated().map(Arc::clone) else { return };
        let Some(recorded) = &mut self.narration.recorded else { return };
        // Its end is told by itself.
        if time >= recorded.until {
            return;
        }
        recorded.time = time;
        let Some(clip) = narration.at_time(time).filter(|clip| *clip != recorded.clip) else { return };
        if clip >= recorded.end {
            // The player has gone around what it could not read.
            let (behind, end) = (recorded.span.end, recorded.end);
            self.hush(effects);
            let next = self.enter(end);
            return self.carry(next, behind, Aloud::Now, effects);
        }
        recorded.clip = clip;
        recorded.span = narration.clips()[clip].span;
        let start = recorded.span.start;
        self.narration.clip = Some(clip);
        self.stand(start, effects);
    }

    /// Remembers where in a phrase the recording is paused.
    pub(super) fn leave_off(&mut self) {
        self.narration.left = self.narration.recorded.as_ref().map(|recorded| Left {
            id: recorded.id,
            clip: recorded.clip,
            from: recorded.span.start,
            time: recorded.time,
        });
    }

    /// Goes on where a pause cut a phrase off; false when there is no such place at this point.
    pub(super) fn take_up(&mut self, from: Point, effects: &mut Vec<Effect>) -> bool {
        match self.narration.left.take().filter(|left| left.from == from) {
            Some(left) => {
                self.play(left.clip, Some(left.time), effects);
                true
            }
            None => false,
        }
    }

    /// Goes to the next (previous) phrase as its narrator parted it, while it sounds; false when it does not.
    pub(super) fn step_by_clip(&mut self, direction: Direction, effects: &mut Vec<Effect>) -> bool {
        let Some(recorded) = self.narration.recorded.clone() else { return false };
        let Some(narration) = self.narrated().map(Arc::clone) else { return false };
        let next = match direction {
            Direction::Forward => self.enter(recorded.clip + 1),
            Direction::Backward => {
                let heard = |clip: &usize| {
                    let start = narration.clips()[*clip].span.start;
                    let said = self.is_playable(&narration, *clip) || self.voice_in(&narration, *clip, start).is_some();
                    said && !self.is_skipped(&narration, *clip)
                };
                (0..recorded.clip).rev().find(heard).map_or(Err(Stop::Edge), |clip| self.enter(clip))
            }
        };
        match next {
            Ok(next) => {
                self.selection = None;
                self.hush(effects);
                self.carry(Ok(next), recorded.span.end, Aloud::Now, effects);
            }
            Err(_) => effects.push(Effect::Notice(Notice::Nothing(direction, super::Unit::Sentence))),
        }
        true
    }

    /// What is heard behind the table, the list, the note that is being heard; `None` where there is none.
    pub(super) fn behind_clip(&self) -> Option<Result<Next, Stop>> {
        let narration = self.narrated()?;
        let clip = self.narration.recorded.as_ref().map(|recorded| recorded.clip);
        let clip = clip.or(self.narration.clip).or_else(|| narration.at_place(self.cursor))?;
        narration.escape(clip).map(|behind| self.enter(behind))
    }

    pub(super) fn start_of_clip(&self, clip: usize) -> Point {
        self.narrated().and_then(|narration| narration.clips().get(clip)).map_or(self.cursor, |clip| clip.span.start)
    }

    /// Repeats the clip that sounds; false when none does.
    pub(super) fn repeat_clip(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Some(clip) = self.narration.recorded.as_ref().map(|recorded| recorded.clip) else { return false };
        self.hush(effects);
        self.play(clip, None, effects);
        true
    }
}
