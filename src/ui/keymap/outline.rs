//! The keys of the contents, of bookmarks and notes, and of places found.

use super::chord::Named;
use super::{Act, Chord, Lines};
use crate::reading::Command;

/// What is done with the row that has the focus, and with all of them. No letter alone: letters look for rows.
pub(super) fn lines() -> Lines {
    let ctrl = |char| Chord::character(char).control();
    vec![
        (ctrl('e'), Act::EditMark),
        (ctrl('p'), Act::PlayNote),
        (Chord::named(Named::Delete), Act::RemoveMark),
        (ctrl('z'), Act::Read(Command::Restore)),
        (ctrl('s'), Act::Export),
        (ctrl('s').shift(), Act::Record),
        (ctrl('x').shift(), Act::SaveAs),
        (ctrl('l'), Act::Bookmarks),
        (Chord::named(Named::F3).control(), Act::FindAll),
    ]
}

/// What of it also works in the open book.
pub(super) fn in_book() -> Lines {
    let ctrl = |char| Chord::character(char).control();
    vec![
        (ctrl('z'), Act::Read(Command::Restore)),
        (ctrl('s'), Act::Export),
        (ctrl('s').shift(), Act::Record),
        (ctrl('x').shift(), Act::SaveAs),
        (Chord::named(Named::F3).control(), Act::FindAll),
    ]
}
