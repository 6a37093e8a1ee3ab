//! The keys in an open formula, and what its steps are called.

use super::chord::Named;
use super::{Act, Chord, Lines};

/// A step through the tree of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Walk {
    Into,
    Out,
    Next,
    Previous,
    First,
    Last,
}

/// The message that says where a step leads.
pub(super) fn id(walk: Walk) -> &'static str {
    match walk {
        Walk::Into => "act-part-into",
        Walk::Out => "act-part-out",
        Walk::Next => "act-part-next",
        Walk::Previous => "act-part-previous",
        Walk::First => "act-part-first",
        Walk::Last => "act-part-last",
    }
}

/// The arrows walk the tree as it is drawn: parts lie below what they are parts of, side by side.
pub(super) fn lines() -> Lines {
    use Named::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, Home};
    [
        (ArrowDown, Walk::Into),
        (ArrowUp, Walk::Out),
        (ArrowRight, Walk::Next),
        (ArrowLeft, Walk::Previous),
        (Home, Walk::First),
        (End, Walk::Last),
    ]
    .map(|(key, walk)| (Chord::named(key), Act::Part(walk)))
    .into()
}
