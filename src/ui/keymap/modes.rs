//! The keys of the ways to read: round through them, run, faster, slower.

use super::{Act, Chord, Lines};

/// What is asked of the way to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    Next,
    Previous,
    /// The text runs, or stops.
    Run,
    Faster,
    Slower,
}

impl Way {
    pub const ALL: [Self; 5] = [Self::Next, Self::Previous, Self::Run, Self::Faster, Self::Slower];
}

/// The message that says what it does.
pub(super) fn id(way: Way) -> &'static str {
    match way {
        Way::Next => "act-next-mode",
        Way::Previous => "act-previous-mode",
        Way::Run => "act-run",
        Way::Faster => "act-run-faster",
        Way::Slower => "act-run-slower",
    }
}

/// A letter each, and the same with Alt, which works while single letters are off. The two of the pace lie side by side.
pub(super) fn lines() -> Lines {
    [('v', Way::Next), ('a', Way::Run), ('x', Way::Faster), ('z', Way::Slower)]
        .into_iter()
        .flat_map(|(char, way)| {
            let back = (way == Way::Next).then_some((Chord::character(char).shift(), Way::Previous));
            [(Chord::character(char), way)].into_iter().chain(back)
        })
        .flat_map(|(chord, way)| [(chord, Act::Way(way)), (chord.alt(), Act::Way(way))])
        .collect()
}
