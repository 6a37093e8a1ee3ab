//! The keys at a picture that fills the window, and what its steps are called.

use super::chord::Named;
use super::{Act, Chord, Lines};

/// What is done with a picture that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    Closer,
    Farther,
    /// All of it in the window.
    Whole,
    Left,
    Right,
    Up,
    Down,
    /// In opposite light.
    Invert,
}

/// The message that says what it does.
pub(super) fn id(look: Look) -> &'static str {
    match look {
        Look::Closer => "act-picture-closer",
        Look::Farther => "act-picture-farther",
        Look::Whole => "act-picture-whole",
        Look::Left => "act-picture-left",
        Look::Right => "act-picture-right",
        Look::Up => "act-picture-up",
        Look::Down => "act-picture-down",
        Look::Invert => "act-picture-invert",
    }
}

pub(super) fn lines() -> Lines {
    use Named::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp, F6, Home, PageDown, PageUp};
    let letter = Chord::character;
    [
        (letter('='), Look::Closer),
        (letter('-'), Look::Farther),
        (letter('0'), Look::Whole),
        // For readers whose single letters are off.
        (Chord::named(PageUp), Look::Closer),
        (Chord::named(PageDown), Look::Farther),
        (Chord::named(Home), Look::Whole),
        (Chord::named(ArrowLeft), Look::Left),
        (Chord::named(ArrowRight), Look::Right),
        (Chord::named(ArrowUp), Look::Up),
        (Chord::named(ArrowDown), Look::Down),
        (letter('i'), Look::Invert),
        (Chord::named(F6), Look::Invert),
    ]
    .map(|(chord, look)| (chord, Act::Look(look)))
    .into()
}
