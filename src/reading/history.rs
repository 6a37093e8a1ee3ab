//! Back and forward through jumps.

use crate::book::Point;

use super::travel::Said;
use super::{Direction, Effect, Notice, Reading};

/// The oldest jump is forgotten beyond this many.
const LIMIT: usize = 200;

/// The places that were left by a jump.
#[derive(Debug, Clone, Default)]
pub struct History {
    back: Vec<Point>,
    forward: Vec<Point>,
}

impl History {
    /// A jump leaves this place. What could be gone forward to is gone.
    pub(super) fn leave(&mut self, place: Point) {
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
    pub(super) fn travel(&mut self, direction: Direction, here: Point) -> Option<Point> {
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
