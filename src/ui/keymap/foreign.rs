//! Keys that belong to a screen reader, and that must do no harm when it has not taken them.
//!
//! Orca takes its commands before a window sees them only from toolkits that it knows; Orca 43 of Debian does not know
//! ours. So whatever is pressed while Insert is held is nobody's here: it neither moves nor types nor does anything.
//! While a screen reader runs, Caps Lock is such a key, too, and the number pad is its own: with Num Lock off as a whole,
//! with Num Lock on all but the digits that are typed into a field, and Control with plus and minus. Without a screen
//! reader the number pad is what is printed on it: with Num Lock off its arrows are arrows.
//!
//! <https://help.gnome.org/users/orca/stable/howto_key_bindings.html>

use std::time::{Duration, Instant};

use iced::keyboard::key::Named;
use iced::keyboard::{self, Key, Location, Modifiers};

/// A key that was held so long without a sign of life has been let go somewhere else.
const FORGOTTEN: Duration = Duration::from_secs(5);

/// The screen reader's own modifiers, as far as they are held.
#[derive(Debug, Clone, Copy, Default)]
pub struct Foreign {
    insert: Option<Instant>,
    caps_lock: Option<Instant>,
}

impl Foreign {
    /// Whether this key is the screen reader's. To be told of every key before anything else is. `reader`: one runs.
    pub fn takes(&mut self, event: &keyboard::Event, reader: bool, now: Instant) -> bool {
        match event {
            keyboard::Event::KeyPressed { key, modifiers, location, .. } => match key {
                // With Control it copies and with Shift it pastes, as it always did.
                Key::Named(Named::Insert) if self.insert.is_some() || !modifiers.intersects(EDITING) => {
                    self.insert = Some(now);
                    true
                }
                Key::Named(Named::CapsLock) if reader && !cfg!(target_os = "macos") => {
                    self.caps_lock = Some(now);
                    true
                }
                key => self.is_held(now) || reader && is_of_number_pad(key, *location, *modifiers),
            },
            keyboard::Event::KeyReleased { key: Key::Named(Named::Insert), .. } => self.insert.take().is_some(),
            keyboard::Event::KeyReleased { key: Key::Named(Named::CapsLock), .. } => self.caps_lock.take().is_some(),
            _ => false,
        }
    }

    /// The keyboard has gone to another window, or come from there.
    pub fn let_go(&mut self) {
        *self = Self::default();
    }

    fn is_held(&mut self, now: Instant) -> bool {
        let mut held = false;
        for key in [&mut self.insert, &mut self.caps_lock] {
            *key = key.filter(|since| now.saturating_duration_since(*since) < FORGOTTEN);
            if let Some(since) = key {
                *since = now;
                held = true;
            }
        }
        held
    }
}

const EDITING: Modifiers = Modifiers::COMMAND.union(Modifiers::SHIFT);

/// A key of the number pad that a running screen reader has a use for.
fn is_of_number_pad(key: &Key, location: Location, modifiers: Modifiers) -> bool {
    if location != Location::Numpad {
        return false;
    }
    match key {
        Key::Named(Named::NumLock) => false,
        // With Num Lock off; and Enter.
        Key::Named(_) | Key::Unidentified => true,
        Key::Character(text) => match text.as_str() {
            "+" | "-" => !modifiers.command(),
            "*" | "/" => true,
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use iced::keyboard::key::{Code, NativeCode, Physical};

    use super::*;

    fn press(key: Key, location: Location, modifiers: Modifiers) -> keyboard::Event {
        keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key: Physical::Unidentified(NativeCode::Unidentified),
            location,
            modifiers,
            text: None,
            repeat: false,
        }
    }

    fn named(name: Named, location: Location) -> keyboard::Event {
        press(Key::Named(name), location, Modifiers::empty())
    }

    fn release(name: Named) -> keyboard::Event {
        keyboard::Event::KeyReleased {
            key: Key::Named(name),
            modified_key: Key::Named(name),
            physical_key: Physical::Code(Code::Insert),
            location: Location::Standard,
            modifiers: Modifiers::empty(),
        }
    }

    fn letter(text: &str) -> keyboard::Event {
        press(Key::Character(text.into()), Location::Standard, Modifiers::empty())
    }

    #[test]
    fn whatever_is_pressed_with_insert_is_nobodys() {
        for location in [Location::Standard, Location::Numpad] {
            let (mut keys, now) = (Foreign::default(), Instant::now());
            assert!(!keys.takes(&letter("h"), false, now));
            assert!(keys.takes(&named(Named::Insert, location), false, now));
            assert!(keys.takes(&letter("h"), false, now));
            assert!(keys.takes(&named(Named::Space, Location::Standard), false, now));
            assert!(keys.takes(&press(Key::Character("q".into()), Location::Standard, Modifiers::COMMAND), false, now));
            // Autorepeat, and a second press without the first being over.
            assert!(keys.takes(&named(Named::Insert, location), false, now));
            assert!(keys.takes(&release(Named::Insert), false, now));
            assert!(!keys.takes(&letter("h"), false, now));
        }
    }

    #[test]
    fn insert_with_control_or_shift_edits() {
        let (mut keys, now) = (Foreign::default(), Instant::now());
        for held in [Modifiers::SHIFT, Modifiers::COMMAND] {
            assert!(!keys.takes(&press(Key::Named(Named::Insert), Location::Standard, held), true, now));
            assert!(!keys.takes(&letter("h"), true, now));
        }
    }

    #[test]
    fn caps_lock_is_the_screen_readers_while_one_runs() {
        let (mut keys, now) = (Foreign::default(), Instant::now());
        assert!(!keys.takes(&named(Named::CapsLock, Location::Standard), false, now));
        assert!(!keys.takes(&letter("h"), false, now));
        if !cfg!(target_os = "macos") {
            assert!(keys.takes(&named(Named::CapsLock, Location::Standard), true, now));
            assert!(keys.takes(&letter("h"), true, now));
            keys.takes(&release(Named::CapsLock), true, now);
            assert!(!keys.takes(&letter("h"), true, now));
        }
    }

    #[test]
    fn a_key_that_was_let_go_elsewhere_does_not_block_the_keyboard() {
        let (mut keys, now) = (Foreign::default(), Instant::now());
        keys.takes(&named(Named::Insert, Location::Standard), false, now);
        keys.let_go();
        assert!(!keys.takes(&letter("h"), false, now));
        keys.takes(&named(Named::Insert, Location::Standard), false, now);
        assert!(keys.takes(&letter("h"), false, now + FORGOTTEN / 2));
        assert!(keys.takes(&letter("h"), false, now + FORGOTTEN), "every key shows that it is still held");
        assert!(!keys.takes(&letter("h"), false, now + FORGOTTEN * 3));
    }

    #[test]
    fn the_number_pad_is_the_screen_readers_while_one_runs() {
        let now = Instant::now();
        let takes = |event: &keyboard::Event, reader| Foreign::default().takes(event, reader, now);
        let sign = |text: &str, held| press(Key::Character(text.into()), Location::Numpad, held);
        for name in [Named::Home, Named::ArrowUp, Named::PageDown, Named::Delete, Named::Enter] {
            assert!(takes(&named(name, Location::Numpad), true), "{name:?}");
            assert!(!takes(&named(name, Location::Numpad), false), "{name:?} is itself without a screen reader");
            assert!(!takes(&named(name, Location::Standard), true), "{name:?} beside the number pad");
        }
        // The five with Num Lock off has no name.
        assert!(takes(&press(Key::Unidentified, Location::Numpad, Modifiers::empty()), true));
        for text in ["+", "-", "*", "/"] {
            assert!(takes(&sign(text, Modifiers::empty()), true), "{text}");
        }
        assert!(!takes(&sign("+", Modifiers::COMMAND), true), "larger");
        assert!(!takes(&sign("7", Modifiers::empty()), true), "a digit is typed");
        assert!(!takes(&named(Named::NumLock, Location::Numpad), true));
    }
}
