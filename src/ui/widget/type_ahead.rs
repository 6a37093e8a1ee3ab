//! Typing into a list: the focus goes to the next row whose name begins with the letters.
//!
//! <https://www.w3.org/WAI/ARIA/apg/patterns/listbox/#keyboardinteraction>

use std::any::Any;
use std::time::{Duration, Instant};

use accesskit::NodeId;
use iced::Rectangle;
use iced::advanced::widget::{Id, Operation};

use super::long_list::Index;
use crate::access::Seat;

/// Letters that follow each other within this time are one beginning.
const PAUSE: Duration = Duration::from_millis(1000);

/// What has been typed so far.
#[derive(Debug, Default)]
pub(super) struct TypeAhead {
    typed: String,
    last: Option<Instant>,
}

impl TypeAhead {
    /// The row that these letters lead to from the one that has the focus.
    pub fn find(&mut self, letters: &str, names: &[String], here: usize, now: Instant) -> Option<usize> {
        if self.last.is_none_or(|last| now.saturating_duration_since(last) > PAUSE) {
            self.typed.clear();
        }
        self.last = Some(now);
        let letters = fold(letters);
        // The same letter again goes on among those that begin with it.
        let again = self.typed == letters;
        if !again {
            self.typed.push_str(&letters);
        }
        let from = if again || self.typed == letters { here + 1 } else { here };
        let count = names.len();
        (0..count).map(|step| (from + step) % count).find(|&row| fold(&names[row]).starts_with(&self.typed))
    }
}

/// Without regard to case, and to the signs before the first letter.
fn fold(text: &str) -> String {
    text.trim_start_matches(|char: char| !char.is_alphanumeric()).to_lowercase()
}

/// Letters or digits that a key has typed, if they are nothing else.
pub(super) fn typed(text: &str) -> Option<&str> {
    (!text.is_empty() && text.chars().all(char::is_alphanumeric)).then_some(text)
}

/// The names of controls by their ids, in the order of the walk.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub all: Vec<(NodeId, String)>,
    /// Of a long list the names of all rows, and which of them has the focus.
    pub long: Vec<(NodeId, Vec<String>, Option<usize>)>,
}

impl Operation for Names {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        if let Some(seat) = state.downcast_mut::<Seat>()
            && let Some(name) = seat.semantics.node.label()
        {
            self.all.push((seat.id, name.to_owned()));
        }
        // It comes right after the list that it is the index of.
        if let (Some(index), Some((list, _))) = (state.downcast_mut::<Index>(), self.all.last()) {
            match index.names.take() {
                Some(names) => self.long.push((*list, names, index.focused)),
                None => index.asked = true,
            }
        }
    }
}

/// Gives the focus to a row of a long list, which need not be there yet.
#[derive(Debug)]
pub(super) struct GoTo {
    pub list: NodeId,
    pub row: usize,
    pub here: bool,
}

impl Operation for GoTo {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        if let Some(seat) = state.downcast_mut::<Seat>() {
            self.here = seat.id == self.list;
        } else if let Some(index) = state.downcast_mut::<Index>().filter(|_| self.here) {
            index.wanted = Some(self.row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["Абай жолы", "«Ақ кеме»", "Бақытсыз Жамал", "Айқап", "Қан мен тер"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_letter_goes_to_the_next_name_that_begins_with_it_and_round() {
        let (names, now) = (names(), Instant::now());
        let mut typing = TypeAhead::default();
        assert_eq!(typing.find("а", &names, 0, now), Some(1), "quotation marks are no letters");
        assert_eq!(typing.find("а", &names, 1, now), Some(3));
        assert_eq!(typing.find("а", &names, 3, now), Some(0));
        assert_eq!(typing.find("Қ", &names, 0, now + 2 * PAUSE), Some(4));
        assert_eq!(typing.find("щ", &names, 4, now + 4 * PAUSE), None);
        assert_eq!(typing.find("а", &[], 0, now + 6 * PAUSE), None);
    }

    #[test]
    fn several_letters_are_one_beginning_until_a_pause() {
        let (names, now) = (names(), Instant::now());
        let mut typing = TypeAhead::default();
        assert_eq!(typing.find("а", &names, 2, now), Some(3));
        assert_eq!(typing.find("қ", &names, 3, now), Some(1), "«ақ»");
        assert_eq!(typing.find("қ", &names, 1, now + 2 * PAUSE), Some(4), "«қ»");
    }
}
