//! Every key of the program in one table: (scope, chord) → what it does.
//!
//! The window, the help screen, the README and the tests read the same table. Chords are matched by what is printed on a
//! Latin keyboard, so that Kazakh and Russian layouts, where even the digits give letters, know the same keys. Keys of
//! screen readers (Insert, Caps Lock, the number pad, Control alone) are left to them ([`foreign`]); sentences go by Alt
//! with up and down as they do there.
//!
//! WCAG 2.2, 2.1.4 <https://www.w3.org/TR/WCAG22/#character-key-shortcuts>: keys without Control or Alt that give a
//! letter work outside text fields only and can be switched off.

mod act;
pub mod chord;
pub mod foreign;
mod formula;
mod modes;
mod outline;
mod picture;
mod player;
mod structure;

use std::sync::LazyLock;

use iced::keyboard;

pub use act::{Act, Place};
pub use chord::{Chord, Key};
pub use formula::Walk;
pub use modes::Way;
pub use picture::Look;

use crate::locale::{Locale, Tongue};
use crate::reading::{Command, Direction, Portion, Unit};

/// Where a key means what it means. [`Scope::Global`] holds everywhere, below the scope of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    Global,
    Welcome,
    Shelf,
    Catalog,
    Libraries,
    /// Books on their way.
    Downloads,
    /// What the library's people do for the reader.
    Patron,
    /// A book of text.
    Reader,
    /// A book of sound.
    Player,
    /// The contents of either, with bookmarks, notes and places found.
    Outline,
    /// A formula whose parts are walked through.
    Formula,
    /// A picture that fills the window.
    Picture,
}

impl Scope {
    pub const ALL: [Self; 12] = [
        Self::Global,
        Self::Reader,
        Self::Formula,
        Self::Picture,
        Self::Player,
        Self::Outline,
        Self::Shelf,
        Self::Catalog,
        Self::Libraries,
        Self::Downloads,
        Self::Patron,
        Self::Welcome,
    ];

    /// The message that names it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Global => "keys-everywhere",
            Self::Welcome => "screen-welcome",
            Self::Shelf => "screen-shelf",
            Self::Catalog => "screen-catalog",
            Self::Libraries => "screen-libraries",
            Self::Downloads => "screen-downloads",
            Self::Patron => "screen-patron",
            Self::Reader => "screen-reader",
            Self::Player => "screen-player",
            Self::Outline => "screen-outline",
            Self::Formula => "keys-formula",
            Self::Picture => "keys-picture",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    pub scope: Scope,
    pub chord: Chord,
    pub act: Act,
}

/// All bindings, in the order in which help shows them.
pub fn table() -> &'static [Binding] {
    static TABLE: LazyLock<Vec<Binding>> = LazyLock::new(|| {
        [
            (Scope::Global, global()),
            (Scope::Reader, reader()),
            (Scope::Formula, formula::lines()),
            (Scope::Picture, picture::lines()),
            (Scope::Player, player::lines()),
            (Scope::Outline, outline::lines()),
            (Scope::Shelf, shelf()),
            (Scope::Catalog, catalog()),
            (Scope::Libraries, libraries()),
            (Scope::Downloads, downloads()),
            (Scope::Patron, vec![(Chord::named(chord::Named::F5), Act::Reload)]),
            (Scope::Welcome, welcome()),
        ]
        .into_iter()
        .flat_map(|(scope, lines)| lines.into_iter().map(move |(chord, act)| Binding { scope, chord, act }))
        .collect()
    });
    &TABLE
}

/// What this key press asks for, if anything. `typing`: a text field has the focus. `letters`: single letters are on.
///
/// Give it only presses that no control has taken.
pub fn act(scope: Scope, press: &keyboard::Event, typing: bool, letters: bool) -> Option<Act> {
    let chord = Chord::of(press)?;
    if chord.is_character() && (typing || !letters) {
        return None;
    }
    // Digits and signs of the number pad are no commands in a book, where a digit goes to a heading: who reads by its
    // arrows and has Num Lock on would be carried off.
    let on_pad = matches!(press, keyboard::Event::KeyPressed { location: keyboard::Location::Numpad, .. });
    if on_pad && chord.is_character() && scope != Scope::Welcome {
        return None;
    }
    // In a text field these move the caret and work on its text; Control with Alt is AltGr on some systems.
    if typing && (chord.edits_text() || chord.control && chord.alt) {
        return None;
    }
    let find = |scope: Scope| table().iter().find(|line| line.scope == scope && line.chord == chord);
    find(scope).or_else(|| find(Scope::Global)).map(|line| line.act.clone())
}

/// The chords of an act in a scope, first the one that needs no letter.
pub fn chords(scope: Scope, act: &Act) -> Vec<Chord> {
    let mut found: Vec<Chord> =
        table().iter().filter(|line| line.scope == scope && line.act == *act).map(|line| line.chord).collect();
    found.sort_by_key(Chord::is_character);
    found
}

/// The key of an act in words, for a button's description: «Ctrl + O».
pub fn shortcut(locale: &Locale, scope: Scope, act: &Act) -> Option<String> {
    chords(scope, act).first().map(|chord| chord.words(locale))
}

/// One row of help: what is done, and the chords that do it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub act: Act,
    pub chords: Vec<Chord>,
}

/// The table as people read it: a row for each act of a scope, in order.
pub fn rows(scope: Scope) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in table().iter().filter(|line| line.scope == scope) {
        match rows.iter_mut().find(|row| row.act == line.act) {
            Some(row) => row.chords.push(line.chord),
            None => rows.push(Row { act: line.act.clone(), chords: vec![line.chord] }),
        }
    }
    rows
}

/// The table as Markdown, for the README.
pub fn markdown(locale: &Locale) -> String {
    let mut text = String::new();
    for scope in Scope::ALL {
        text.push_str(&format!("\n### {}\n\n", locale.text(scope.id())));
        text.push_str(&format!(
            "| {} | {} |\n|---|---|\n",
            locale.text("keys-column-act"),
            locale.text("keys-column-keys")
        ));
        for Row { act, chords } in rows(scope) {
            let keys: Vec<String> = chords.iter().map(|chord| format!("`{}`", chord.words(locale))).collect();
            text.push_str(&format!("| {} | {} |\n", locale.text(act.id()), keys.join(", ")));
        }
    }
    text.trim_start().to_owned()
}

type Lines = Vec<(Chord, Act)>;

fn global() -> Lines {
    use chord::Named::{Escape, F1, F2, F4, F7, F8, F9, F11, F12, MediaPlayPause, MediaStop};
    let key = Chord::named;
    let ctrl = |char| Chord::character(char).control();
    vec![
        (key(F1), Act::Show(Place::Help)),
        (key(F2), Act::WhereAmI),
        (ctrl('i'), Act::WhereAmI),
        (key(F2).shift(), Act::SayTitle),
        (key(F12), Act::SayStatus),
        (key(F4), Act::Again),
        (key(Escape), Act::Back),
        (ctrl('1'), Act::Show(Place::Shelf)),
        (ctrl('2'), Act::Show(Place::Catalog)),
        (ctrl('3'), Act::Show(Place::Reader)),
        (ctrl('4'), Act::Show(Place::Outline)),
        (ctrl('5'), Act::Show(Place::Settings)),
        (ctrl('6'), Act::Show(Place::Page)),
        (ctrl('7'), Act::Show(Place::Pronunciation)),
        (ctrl('8'), Act::Show(Place::Aloud)),
        (ctrl('9'), Act::Show(Place::Patron)),
        (ctrl('l').shift(), Act::Show(Place::Libraries)),
        (ctrl('o'), Act::Show(Place::Add)),
        (ctrl('j'), Act::Show(Place::Downloads)),
        (ctrl('f'), Act::Find),
        (ctrl('f').shift(), Act::Show(Place::Find)),
        (ctrl('='), Act::Larger),
        (Chord::character('='), Act::Larger),
        (ctrl('-'), Act::Smaller),
        (Chord::character('-'), Act::Smaller),
        (ctrl('0'), Act::UsualSize),
        (ctrl('t'), Act::NextColours),
        (Chord::character('`'), Act::NextColours),
        (key(F9), Act::Read(Command::Toggle)),
        (key(MediaPlayPause), Act::Read(Command::Toggle)),
        (key(MediaStop), Act::Read(Command::Stop)),
        (key(F7), Act::Slower),
        (key(F8), Act::Faster),
        (key(F11), Act::FullScreen),
        (ctrl('q'), Act::Quit),
    ]
}

fn reader() -> Lines {
    use chord::Named::{
        ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Backspace, End, Enter, F3, Home, MediaTrackNext, MediaTrackPrevious,
        PageDown, PageUp, Space,
    };
    let key = Chord::named;
    let letter = Chord::character;
    let ctrl = |char| Chord::character(char).control();
    let both = |forward: Chord, backward: Chord, unit: Unit| {
        [
            (forward, Act::Read(Command::Move(Direction::Forward, unit))),
            (backward, Act::Read(Command::Move(Direction::Backward, unit))),
        ]
    };
    // A letter goes forward, with Shift backward; with Control it works while single letters are off.
    let lettered = |char: char, unit: Unit| {
        let with = both(ctrl(char), ctrl(char).shift(), unit);
        both(letter(char), letter(char).shift(), unit).into_iter().chain(with)
    };
    let extending = |forward: Chord, backward: Chord, unit: Unit| {
        [
            (forward, Act::Read(Command::Extend(Direction::Forward, unit))),
            (backward, Act::Read(Command::Extend(Direction::Backward, unit))),
        ]
    };
    let bookmark = || Act::Read(Command::AddBookmark { label: String::new() });

    let mut lines = vec![
        (key(Space), Act::Read(Command::Toggle)),
        (key(Enter).control(), Act::Read(Command::ReadFromHere)),
        (key(Enter).shift(), Act::Read(Command::ReadThis(Portion::Paragraph))),
        (key(Enter).control().shift(), Act::Read(Command::ReadThis(Portion::Chapter))),
        (key(Enter).alt().shift(), Act::Read(Command::ReadThis(Portion::RestOfChapter))),
        (letter('r'), Act::Read(Command::RepeatPhrase)),
        (ctrl('r'), Act::Read(Command::RepeatPhrase)),
        (letter('w'), Act::WhereAmI),
    ];
    lines.extend(both(key(ArrowDown).alt(), key(ArrowUp).alt(), Unit::Sentence));
    lines.extend(both(letter('n'), letter('p'), Unit::Sentence));
    lines.extend(both(ctrl('n'), ctrl('p'), Unit::Sentence));
    lines.extend(both(key(MediaTrackNext), key(MediaTrackPrevious), Unit::Sentence));
    lines.extend(both(key(ArrowDown).control(), key(ArrowUp).control(), Unit::Paragraph));
    lines.extend(lettered('h', Unit::Heading(None)));
    lines.extend(both(key(PageDown).control(), key(PageUp).control(), Unit::Section));
    lines.extend(both(letter('c'), letter('c').shift(), Unit::Section));
    lines.extend(both(key(PageDown).alt(), key(PageUp).alt(), Unit::Page));
    lines.extend(both(key(ArrowRight), key(ArrowLeft), Unit::Character));
    lines.extend(both(key(ArrowRight).control(), key(ArrowLeft).control(), Unit::Word));
    lines.extend(both(key(ArrowDown), key(ArrowUp), Unit::Line));
    lines.extend([
        (key(Home).control(), Act::Read(Command::Beginning)),
        (key(End).control(), Act::Read(Command::End)),
        (ctrl('g'), Act::GoTo),
        (key(Enter), Act::Read(Command::Follow)),
        (key(Backspace), Act::Read(Command::Back)),
        (key(ArrowLeft).alt(), Act::Read(Command::Back)),
        (key(Backspace).shift(), Act::Read(Command::Forward)),
        (key(ArrowRight).alt(), Act::Read(Command::Forward)),
        (key(F3), Act::Read(Command::FindNext)),
        (key(F3).shift(), Act::Read(Command::FindPrevious)),
        (letter('b'), bookmark()),
        (ctrl('b'), bookmark()),
        (letter('b').shift(), Act::Read(Command::RemoveBookmark)),
        (ctrl('b').shift(), Act::Read(Command::RemoveBookmark)),
        (ctrl('l'), Act::Bookmarks),
    ]);
    lines.extend(lettered('m', Unit::Bookmark));
    lines.extend([
        (letter('e'), Act::WriteNote),
        (ctrl('e'), Act::WriteNote),
        // Without Shift it is the pace of the running line.
        (letter('z').shift(), Act::SleepTimer),
        (letter('z').alt().shift(), Act::SleepTimer),
        (letter('u'), Act::Read(Command::AddHighlight)),
        (ctrl('u'), Act::Read(Command::AddHighlight)),
    ]);
    lines.extend(lettered('k', Unit::Link));
    lines.extend(lettered('d', Unit::Note));
    lines.extend(structure::lines());
    lines.extend(extending(key(ArrowRight).shift(), key(ArrowLeft).shift(), Unit::Character));
    lines.extend(extending(key(ArrowRight).control().shift(), key(ArrowLeft).control().shift(), Unit::Word));
    lines.extend(extending(key(ArrowDown).shift(), key(ArrowUp).shift(), Unit::Line));
    lines.extend(extending(key(ArrowDown).control().shift(), key(ArrowUp).control().shift(), Unit::Paragraph));
    lines.push((ctrl('c'), Act::Copy));
    lines.extend(outline::in_book());
    lines.extend(modes::lines());
    lines.extend([(ctrl('j').shift(), Act::Read(Command::Explore)), (key(Enter).alt(), Act::Read(Command::Describe))]);
    lines
}

fn shelf() -> Lines {
    use chord::Named::{Delete, Enter, F5};
    vec![
        (Chord::named(Enter).alt(), Act::Details),
        (Chord::named(Delete), Act::Remove),
        (Chord::named(F5), Act::Reload),
    ]
}

fn catalog() -> Lines {
    use chord::Named::{F5, PageDown, PageUp};
    vec![
        (Chord::named(PageDown).control(), Act::NextPage),
        (Chord::named(PageUp).control(), Act::PreviousPage),
        (Chord::named(F5), Act::Reload),
        (Chord::character('l').control(), Act::NextLibrary),
    ]
}

fn libraries() -> Lines {
    vec![(Chord::named(chord::Named::Enter).alt(), Act::Details), (Chord::named(chord::Named::Delete), Act::Remove)]
}

fn downloads() -> Lines {
    use chord::Named::{ArrowUp, Delete};
    vec![(Chord::named(Delete), Act::CancelDownload), (Chord::named(ArrowUp).control(), Act::PutFirst)]
}

fn welcome() -> Lines {
    ['1', '2', '3']
        .into_iter()
        .zip(Tongue::ALL)
        .map(|(digit, tongue)| (Chord::character(digit), Act::Choose(tongue)))
        .collect()
}
