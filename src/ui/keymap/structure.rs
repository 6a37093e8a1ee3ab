//! Keys of the reader that go by what a book is made of, from cell to cell of a table, and that ask for words of the place.
//!
//! Letters and digits are those of the browse modes of screen readers. What has no free chord with Control has one with
//! Alt: Control with T, I, L, G and Q is the program's. Headings of a level have Control and Alt, since Control with a
//! digit shows a screen.

use super::chord::Named;
use super::{Act, Chord, Lines};
use crate::reading::{Asked, Command, Direction, Portion, Toward, Unit};

/// The message that says what a move to a heading of this level does.
pub(super) fn heading(direction: Direction, level: u8) -> &'static str {
    let ids = match direction {
        Direction::Forward => [
            "act-next-heading-1",
            "act-next-heading-2",
            "act-next-heading-3",
            "act-next-heading-4",
            "act-next-heading-5",
            "act-next-heading-6",
        ],
        Direction::Backward => [
            "act-previous-heading-1",
            "act-previous-heading-2",
            "act-previous-heading-3",
            "act-previous-heading-4",
            "act-previous-heading-5",
            "act-previous-heading-6",
        ],
    };
    ids[usize::from(level.clamp(1, 6)) - 1]
}

/// The message that says what a step from cell to cell does.
pub(super) fn cell(toward: Toward) -> &'static str {
    match toward {
        Toward::Left => "act-cell-left",
        Toward::Right => "act-cell-right",
        Toward::Up => "act-cell-up",
        Toward::Down => "act-cell-down",
        Toward::First => "act-cell-first",
        Toward::Last => "act-cell-last",
    }
}

/// The message that says how much is read.
pub(super) fn portion(portion: Portion) -> &'static str {
    match portion {
        Portion::Paragraph => "act-read-paragraph",
        Portion::Chapter => "act-read-chapter",
        Portion::RestOfChapter => "act-read-rest",
    }
}

/// The message that says what is asked for.
pub(super) fn asked(asked: Asked) -> &'static str {
    match asked {
        Asked::Title => "act-say-title",
        Asked::Selection => "act-say-selection",
        Asked::Line => "act-say-line",
        Asked::Word => "act-say-word",
        Asked::Character => "act-say-character",
        Asked::Spelling => "act-spell",
    }
}

pub(super) fn lines() -> Lines {
    use Named::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, F5, F6, F10, Home};
    let key = Chord::named;
    let letter = Chord::character;
    let both = |forward: Chord, unit: Unit| {
        [
            (forward, Act::Read(Command::Move(Direction::Forward, unit))),
            (forward.shift(), Act::Read(Command::Move(Direction::Backward, unit))),
        ]
    };
    let mut lines = Lines::new();
    for (digit, level) in ['1', '2', '3', '4', '5', '6'].into_iter().zip(1..) {
        lines.extend(both(letter(digit), Unit::Heading(Some(level))));
        lines.extend(both(letter(digit).control().alt(), Unit::Heading(Some(level))));
    }
    for (char, unit) in
        [('l', Unit::List), ('i', Unit::Item), ('t', Unit::Table), ('g', Unit::Image), ('q', Unit::Quote)]
    {
        lines.extend(both(letter(char), unit));
        lines.extend(both(letter(char).alt(), unit));
    }
    for (name, toward) in [
        (ArrowLeft, Toward::Left),
        (ArrowRight, Toward::Right),
        (ArrowUp, Toward::Up),
        (ArrowDown, Toward::Down),
        (Home, Toward::First),
        (End, Toward::Last),
    ] {
        let act = Act::Read(Command::Cell(toward));
        lines.push((key(name).control().alt(), act.clone()));
        // Where the desktop keeps Control with Alt and the arrows to itself, as GNOME does.
        lines.push((key(name).alt().shift(), act));
    }
    let ask = |asked| Act::Read(Command::Say(asked));
    lines.extend([letter('j'), letter('j').alt()].map(|chord| (chord, Act::Read(Command::Leave))));
    lines.extend([
        (letter('g').control().shift(), Act::Headings),
        (letter('y'), Act::NextTables),
        (letter('y').alt(), Act::NextTables),
        (letter('o'), Act::Printed),
        (letter('o').alt(), Act::Printed),
        (letter('o').shift(), Act::PrintedBeside),
        (letter('o').shift().alt(), Act::PrintedBeside),
        (key(F5), ask(Asked::Word)),
        (key(F5).shift(), ask(Asked::Character)),
        (key(F6), ask(Asked::Spelling)),
        (letter('s'), ask(Asked::Spelling)),
        (key(F6).shift(), ask(Asked::Line)),
        (key(F10), ask(Asked::Selection)),
        (letter('s').shift(), ask(Asked::Selection)),
    ]);
    lines
}
