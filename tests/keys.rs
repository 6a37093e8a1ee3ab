//! What must hold of the table of keys.

use std::collections::HashMap;

use iced::keyboard::key::{Code, Named, Physical};
use iced::keyboard::{self, Location, Modifiers};
use oqyrman::locale::{Locale, Tongue};
use oqyrman::reading::listening::Unit::{Bookmark, Chapter, Page, Phrase};
use oqyrman::reading::listening::{Command as Listen, Leap};
use oqyrman::reading::{Asked, Command, Direction, Toward, Unit};
use oqyrman::ui::keymap::{self, Act, Chord, Key, Place, Scope};

fn press(key: keyboard::Key, physical: Code, modifiers: Modifiers) -> keyboard::Event {
    keyboard::Event::KeyPressed {
        modified_key: key.clone(),
        key,
        physical_key: Physical::Code(physical),
        location: Location::Standard,
        modifiers,
        text: None,
        repeat: false,
    }
}

fn typed(char: char, physical: Code, modifiers: Modifiers) -> keyboard::Event {
    press(keyboard::Key::Character(char.to_string().into()), physical, modifiers)
}

fn modifiers(chord: &Chord) -> Modifiers {
    let mut held = Modifiers::empty();
    if chord.control {
        held |= Modifiers::COMMAND;
    }
    if chord.alt {
        held |= Modifiers::ALT;
    }
    if chord.shift {
        held |= Modifiers::SHIFT;
    }
    held
}

/// What the keys of letters, digits and signs give in the US, Russian and Kazakh layouts.
const LAYOUTS: &[(Code, char, char, char)] = &[
    (Code::KeyQ, 'q', 'й', 'й'),
    (Code::KeyW, 'w', 'ц', 'ц'),
    (Code::KeyE, 'e', 'у', 'у'),
    (Code::KeyR, 'r', 'к', 'к'),
    (Code::KeyT, 't', 'е', 'е'),
    (Code::KeyY, 'y', 'н', 'н'),
    (Code::KeyU, 'u', 'г', 'г'),
    (Code::KeyI, 'i', 'ш', 'ш'),
    (Code::KeyO, 'o', 'щ', 'щ'),
    (Code::KeyP, 'p', 'з', 'з'),
    (Code::KeyA, 'a', 'ф', 'ф'),
    (Code::KeyS, 's', 'ы', 'ы'),
    (Code::KeyD, 'd', 'в', 'в'),
    (Code::KeyF, 'f', 'а', 'а'),
    (Code::KeyG, 'g', 'п', 'п'),
    (Code::KeyH, 'h', 'р', 'р'),
    (Code::KeyJ, 'j', 'о', 'о'),
    (Code::KeyK, 'k', 'л', 'л'),
    (Code::KeyL, 'l', 'д', 'д'),
    (Code::KeyZ, 'z', 'я', 'я'),
    (Code::KeyX, 'x', 'ч', 'ч'),
    (Code::KeyC, 'c', 'с', 'с'),
    (Code::KeyV, 'v', 'м', 'м'),
    (Code::KeyB, 'b', 'и', 'и'),
    (Code::KeyN, 'n', 'т', 'т'),
    (Code::KeyM, 'm', 'ь', 'ь'),
    (Code::Digit1, '1', '1', '"'),
    (Code::Digit2, '2', '2', 'ә'),
    (Code::Digit3, '3', '3', 'і'),
    (Code::Digit4, '4', '4', 'ң'),
    (Code::Digit5, '5', '5', 'ғ'),
    (Code::Digit6, '6', '6', ','),
    (Code::Digit7, '7', '7', '.'),
    (Code::Digit8, '8', '8', 'ү'),
    (Code::Digit9, '9', '9', 'ұ'),
    (Code::Digit0, '0', '0', 'қ'),
    (Code::Minus, '-', '-', 'ө'),
    (Code::Equal, '=', '=', 'һ'),
    (Code::Backquote, '`', 'ё', '('),
];

#[test]
fn no_chord_means_two_things() {
    let mut seen: HashMap<(Scope, Chord), &Act> = HashMap::new();
    for line in keymap::table() {
        if let Some(other) = seen.insert((line.scope, line.chord), &line.act) {
            panic!("{:?} is {other:?} and {:?} in {:?}", line.chord, line.act, line.scope);
        }
        // Over a picture in the whole window the keys that make letters larger make the picture larger.
        let is_over_all = line.scope == Scope::Picture && matches!(line.act, Act::Look(_));
        if line.scope != Scope::Global && !is_over_all {
            let hidden = keymap::table().iter().find(|it| it.scope == Scope::Global && it.chord == line.chord);
            assert!(hidden.is_none(), "{:?} hides {hidden:?}", line);
        }
    }
    assert!(seen.len() > 100);
}

#[test]
fn every_key_works_in_the_us_the_russian_and_the_kazakh_layout() {
    for line in keymap::table() {
        let Key::Character(char) = line.chord.key else { continue };
        let (code, us, russian, kazakh) =
            *LAYOUTS.iter().find(|(_, us, ..)| *us == char).expect("a key of the layouts");
        for given in [us, russian, kazakh] {
            let event = typed(given, code, modifiers(&line.chord));
            let found = keymap::act(line.scope, &event, false, true);
            assert_eq!(found.as_ref(), Some(&line.act), "{given} for {:?} in {:?}", line.chord, line.scope);
        }
    }
}

#[test]
fn named_keys_are_found() {
    for line in keymap::table() {
        let Key::Named(name) = line.chord.key else { continue };
        let event = press(keyboard::Key::Named(name), Code::Space, modifiers(&line.chord));
        assert_eq!(keymap::act(line.scope, &event, false, false).as_ref(), Some(&line.act));
    }
}

#[test]
fn larger_is_found_however_plus_is_typed() {
    let held = Modifiers::COMMAND;
    for event in [
        typed('=', Code::Equal, held),
        typed('+', Code::Equal, held | Modifiers::SHIFT),
        typed('+', Code::NumpadAdd, held),
        typed('+', Code::BracketRight, held),
        typed('һ', Code::Equal, held),
    ] {
        assert_eq!(keymap::act(Scope::Reader, &event, true, false), Some(Act::Larger), "{event:?}");
    }
}

#[test]
fn a_letter_is_a_letter_where_text_is_typed_and_where_letters_are_off() {
    let h = typed('р', Code::KeyH, Modifiers::empty());
    let next = Act::Read(Command::Move(Direction::Forward, Unit::Heading(None)));
    assert_eq!(keymap::act(Scope::Reader, &h, false, true), Some(next.clone()));
    assert_eq!(keymap::act(Scope::Reader, &h, true, true), None);
    assert_eq!(keymap::act(Scope::Reader, &h, false, false), None);
    // With letters off the same is done with Control.
    let with_control = typed('р', Code::KeyH, Modifiers::COMMAND);
    assert_eq!(keymap::act(Scope::Reader, &with_control, false, false), Some(next));
}

/// What the keys of the digits give with Shift.
const SHIFTED: &[(Code, char, char, char)] = &[
    (Code::Digit1, '!', '!', '!'),
    (Code::Digit2, '@', '"', 'Ә'),
    (Code::Digit3, '#', '№', 'І'),
    (Code::Digit4, '$', ';', 'Ң'),
    (Code::Digit5, '%', '%', 'Ғ'),
    (Code::Digit6, '^', ':', ';'),
];

#[test]
fn headings_go_by_digits_and_with_letters_off_by_control_and_alt() {
    for (level, (code, us, russian, kazakh)) in (1..=6).zip(SHIFTED) {
        let (_, plain, plain_russian, plain_kazakh) = LAYOUTS.iter().find(|(key, ..)| key == code).unwrap();
        let step = |direction| Some(Act::Read(Command::Move(direction, Unit::Heading(Some(level)))));
        for given in [plain, plain_russian, plain_kazakh] {
            let event = typed(*given, *code, Modifiers::empty());
            assert_eq!(keymap::act(Scope::Reader, &event, false, true), step(Direction::Forward), "{given}");
            assert_eq!(keymap::act(Scope::Reader, &event, false, false), None, "{given} with letters off");
            assert_eq!(keymap::act(Scope::Reader, &event, true, true), None, "{given} where text is typed");
        }
        for given in [us, russian, kazakh] {
            let event = typed(*given, *code, Modifiers::SHIFT);
            assert_eq!(keymap::act(Scope::Reader, &event, false, true), step(Direction::Backward), "{given}");
            assert_eq!(keymap::act(Scope::Reader, &event, false, false), None, "{given} with letters off");
            let held = Modifiers::COMMAND | Modifiers::ALT;
            let back = typed(*given, *code, held | Modifiers::SHIFT);
            assert_eq!(keymap::act(Scope::Reader, &back, false, false), step(Direction::Backward), "{given}");
            // AltGr writes letters on some systems.
            assert_eq!(keymap::act(Scope::Reader, &typed(*given, *code, held), true, false), None, "{given}");
        }
    }
}

#[test]
fn the_number_pad_commands_only_with_control() {
    let pad = |key: keyboard::Key, code, held| {
        let keyboard::Event::KeyPressed { key, modified_key, physical_key, modifiers, text, repeat, .. } =
            press(key, code, held)
        else {
            unreachable!()
        };
        keyboard::Event::KeyPressed {
            location: Location::Numpad,
            key,
            modified_key,
            physical_key,
            modifiers,
            text,
            repeat,
        }
    };
    let sign = |text: &str| keyboard::Key::Character(text.into());
    let none = Modifiers::empty();
    assert_eq!(keymap::act(Scope::Reader, &pad(sign("4"), Code::Numpad4, none), false, true), None);
    // The choice of the language is told by digits, whichever they are.
    let kazakh = Some(Act::Choose(Tongue::Kk));
    assert_eq!(keymap::act(Scope::Welcome, &pad(sign("1"), Code::Numpad1, none), false, true), kazakh);
    // With Num Lock off: the five has no name, the others are what is printed on them.
    assert_eq!(keymap::act(Scope::Reader, &pad(keyboard::Key::Unidentified, Code::Numpad5, none), false, true), None);
    let up = pad(keyboard::Key::Named(Named::ArrowUp), Code::Numpad8, Modifiers::ALT);
    let previous = Act::Read(Command::Move(Direction::Backward, Unit::Sentence));
    assert_eq!(keymap::act(Scope::Reader, &up, false, true), Some(previous));
    let plus = pad(sign("+"), Code::NumpadAdd, Modifiers::COMMAND);
    assert_eq!(keymap::act(Scope::Reader, &plus, false, false), Some(Act::Larger));
}

#[test]
fn a_text_field_keeps_the_keys_that_it_needs() {
    for name in
        [Named::ArrowLeft, Named::ArrowRight, Named::Home, Named::End, Named::Backspace, Named::Delete, Named::Space]
    {
        for held in [Modifiers::empty(), Modifiers::COMMAND, Modifiers::SHIFT] {
            let event = press(keyboard::Key::Named(name), Code::Space, held);
            for scope in Scope::ALL {
                assert_eq!(keymap::act(scope, &event, true, true), None, "{name:?} with {held:?} in {scope:?}");
            }
        }
    }
    let copy = typed('c', Code::KeyC, Modifiers::COMMAND);
    assert_eq!(keymap::act(Scope::Reader, &copy, true, true), None);
    assert_eq!(keymap::act(Scope::Reader, &copy, false, true), Some(Act::Copy));
}

#[test]
fn keys_of_screen_readers_and_of_the_system_are_left_to_them() {
    for line in keymap::table() {
        let chord = line.chord;
        let foreign = matches!(
            chord.key,
            Key::Named(
                Named::Insert | Named::CapsLock | Named::Tab | Named::NumLock | Named::ScrollLock | Named::ContextMenu
            )
        );
        assert!(!foreign, "{chord:?}");
        // But tables are walked as screen readers walk them, and headings of a level have no other chord left.
        let ours = matches!(line.act, Act::Read(Command::Cell(_) | Command::Move(_, Unit::Heading(Some(_)))));
        assert!(
            !(chord.control && chord.alt) || ours,
            "{chord:?}: Control with Alt belongs to the system and to screen readers"
        );
        assert!(!(chord.alt && chord.key == Key::Named(Named::F4)), "{chord:?} closes windows");
        assert!(!(chord.alt && chord.key == Key::Named(Named::Space)), "{chord:?} opens the window's menu");
        assert!(!(chord.control && chord.key == Key::Named(Named::Space)), "{chord:?} changes the keyboard layout");
    }
}

#[test]
fn every_act_has_a_name_of_its_own_in_three_languages() {
    for tongue in Tongue::ALL {
        let locale = Locale::new(tongue);
        for scope in Scope::ALL {
            let mut names: HashMap<String, Act> = HashMap::new();
            for row in keymap::rows(scope) {
                assert_ne!(row.act.id(), "act-other", "{:?} has no name", row.act);
                let name = locale.text(row.act.id());
                assert!(!name.is_empty() && name != row.act.id(), "{:?}", row.act);
                if let Some(other) = names.insert(name.clone(), row.act.clone()) {
                    panic!("{}: {other:?} and {:?} are both called {name}", tongue.tag(), row.act);
                }
                for chord in &row.chords {
                    assert!(!chord.words(&locale).is_empty());
                }
            }
        }
    }
}

#[test]
fn everything_needed_has_a_key_that_is_no_letter() {
    let step = |direction, unit| Act::Read(Command::Move(direction, unit));
    let both = |unit| [step(Direction::Forward, unit), step(Direction::Backward, unit)];
    let mut needed = vec![
        Act::Read(Command::Toggle),
        Act::Read(Command::ReadFromHere),
        Act::Read(Command::RepeatPhrase),
        Act::Read(Command::AddBookmark { label: String::new() }),
        Act::GoTo,
        Act::WriteNote,
    ];
    for unit in Unit::ALL {
        needed.extend(both(unit));
    }
    needed.extend((1..=6).flat_map(|level| both(Unit::Heading(Some(level)))));
    needed.extend(Toward::ALL.map(|toward| Act::Read(Command::Cell(toward))));
    let asked = [Asked::Selection, Asked::Line, Asked::Word, Asked::Character, Asked::Spelling];
    needed.extend(asked.map(|asked| Act::Read(Command::Say(asked))));
    needed.extend([Act::Headings, Act::NextTables, Act::WriteNote, Act::Read(Command::AddHighlight)]);
    for act in needed {
        let chords = keymap::chords(Scope::Reader, &act);
        assert!(chords.iter().any(|chord| !chord.is_character()), "{act:?} has only {chords:?}");
    }
    let listening = |command| Act::Listen(command);
    let mut needed: Vec<Act> = [Direction::Forward, Direction::Backward]
        .into_iter()
        .flat_map(|direction| {
            let leaps = [
                Listen::Jump(direction),
                Listen::Leap(direction, Leap::Minute),
                Listen::Leap(direction, Leap::TenMinutes),
            ];
            let moves = [Page, Phrase, Chapter, Bookmark].map(|unit| Listen::Move(direction, unit));
            leaps.into_iter().chain(moves)
        })
        .map(listening)
        .collect();
    let others =
        [Listen::LongerJumps, Listen::ShorterJumps, Listen::Toggle, Listen::AddBookmark, Listen::RemoveBookmark];
    needed.extend(others.map(listening));
    needed.extend([Act::SleepTimer, Act::WriteNote, Act::GoToTime, Act::Louder, Act::Quieter, Act::Bookmarks]);
    for act in needed {
        let chords = keymap::chords(Scope::Player, &act);
        assert!(chords.iter().any(|chord| !chord.is_character()), "{act:?} has only {chords:?}");
    }
    for act in [Act::WhereAmI, Act::SayTitle, Act::SayStatus, Act::Again] {
        let chords = keymap::chords(Scope::Global, &act);
        assert!(chords.iter().any(|chord| !chord.is_character()), "{act:?} has only {chords:?}");
    }
    for place in [
        Place::Shelf,
        Place::Catalog,
        Place::Reader,
        Place::Outline,
        Place::Settings,
        Place::Page,
        Place::Pronunciation,
        Place::Aloud,
        Place::Help,
        Place::Add,
        Place::Libraries,
        Place::Find,
        Place::Downloads,
        Place::Patron,
    ] {
        assert!(!keymap::chords(Scope::Global, &Act::Show(place)).is_empty(), "{place:?}");
    }
}

#[test]
fn keys_have_names_that_can_be_said() {
    let words = |tongue| {
        let step = Act::Read(Command::Move(Direction::Forward, Unit::Sentence));
        keymap::shortcut(&Locale::new(tongue), Scope::Reader, &step).unwrap()
    };
    assert_eq!(words(Tongue::Kk), "Alt + Төмен көрсеткі");
    assert_eq!(words(Tongue::Ru), "Alt + Стрелка вниз");
    assert_eq!(words(Tongue::En), "Alt + Down arrow");
}
