//! Back and forward through jumps.

use crate::book::Point;

use super::travel::Said;
use super::{Direction, Effect, Notice, Reading};

/// The oldest jump is forgotten beyond this many.
const LIMIT: usize = 200;

/// The places that were left by a jump: points of a text, times of a recording.
#[derive(Debug, Clone)]
pub struct History<P = Point> {
    back: Vec<P>,
    forward: Vec<P>,
}

impl<P> Default for History<P> {
    fn default() -> Self {
        Self { back: Vec::new(), forward: Vec::new() }
    }
}

impl<P: PartialEq> History<P> {
    /// A jump leaves this place. What could be gone forward to is gone.
    pub(super) fn leave(&mut self, place: P) {
        self.forward.clear();
        if self.back.last() == Some(&place) {
            return;
        }
        if self.back.len() == LIMIT {
            self.back.remove(0);
        }
        self.back.push(place);
    }

    /// The place to return to; `here` becomes the place to return to in the other direction.
    pub(super) fn travel(&mut self, direction: Direction, here: P) -> Option<P> {
        let (from, to) = match direction {
            Direction::Backward => (&mut self.back, &mut self.forward),
            Direction::Forward => (&mut self.forward, &mut self.back),
        };
        let place = from.pop()?;
        to.push(here);
        Some(place)
    }

    pub fn can_go(&self, direction: Direction) -> bool {
        match direction {
            Direction::Backward => !self.back.is_empty(),
            Direction::Forward => !self.forward.is_empty(),
        }
    }
}

impl Reading {
    pub(super) fn travel(&mut self, direction: Direction, effects: &mut Vec<Effect>) {
        match self.history.travel(direction, self.cursor) {
            Some(place) => self.arrive(place, Said::Phrase, Vec::new(), effects),
            None => self.announce(Notice::NoHistory(direction), effects),
        }
    }
}
