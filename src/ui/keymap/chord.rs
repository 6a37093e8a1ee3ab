//! A key with its modifiers, as it is printed on a Latin keyboard, and its name in words.

use iced::keyboard::key::{Code, Physical};
use iced::keyboard::{self, Location, Modifiers};

pub use iced::keyboard::key::Named;

use crate::locale::Locale;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    Named(Named),
    /// A lower-case Latin letter, a digit, or a sign of the US layout without Shift.
    Character(char),
}

/// A key and the modifiers that are held with it. `control` is Command on macOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    pub key: Key,
    pub control: bool,
    pub alt: bool,
    pub shift: bool,
}

impl Chord {
    pub const fn named(name: Named) -> Self {
        Self { key: Key::Named(name), control: false, alt: false, shift: false }
    }

    pub const fn character(char: char) -> Self {
        Self { key: Key::Character(char), control: false, alt: false, shift: false }
    }

    pub fn control(self) -> Self {
        Self { control: true, ..self }
    }

    pub fn alt(self) -> Self {
        Self { alt: true, ..self }
    }

    pub fn shift(self) -> Self {
        Self { shift: true, ..self }
    }

    /// The chord of a key press; `None` for other events, for bare modifiers and dead keys.
    pub fn of(event: &keyboard::Event) -> Option<Self> {
        let keyboard::Event::KeyPressed { key, physical_key, modifiers, location, .. } = event else { return None };
        let key = match key {
            keyboard::Key::Named(Named::Control | Named::Shift | Named::Alt | Named::AltGraph | Named::Super) => {
                return None;
            }
            keyboard::Key::Named(name) => Key::Named(*name),
            keyboard::Key::Character(text) => Key::Character(latin(text, *physical_key)?),
            // The five of the number pad with Num Lock off is none.
            keyboard::Key::Unidentified if *location == Location::Numpad => return None,
            keyboard::Key::Unidentified => Key::Character(of_code(*physical_key)?),
        };
        // The key of the other system's shortcuts is nobody's business here.
        let foreign = if cfg!(target_os = "macos") { modifiers.control() } else { modifiers.logo() };
        (!foreign).then(|| Self {
            key,
            control: modifiers.contains(Modifiers::COMMAND),
            alt: modifiers.alt(),
            // Plus needs Shift in some layouts and in others not.
            shift: modifiers.shift() && key != Key::Character('='),
        })
    }

    /// A key that, pressed alone or with Shift, writes a letter, a digit or a sign (WCAG 2.2, 2.1.4). The space bar does
    /// not count: it presses buttons too.
    pub fn is_character(&self) -> bool {
        matches!(self.key, Key::Character(_)) && !self.control && !self.alt
    }

    /// A key that a text field needs for its own text.
    pub fn edits_text(&self) -> bool {
        match self.key {
            Key::Named(
                Named::ArrowLeft
                | Named::ArrowRight
                | Named::ArrowUp
                | Named::ArrowDown
                | Named::Home
                | Named::End
                | Named::Backspace
                | Named::Delete
                | Named::Space
                | Named::Enter,
            ) => !self.alt,
            Key::Character('a' | 'c' | 'v' | 'x' | 'y' | 'z') => self.control,
            _ => false,
        }
    }

    /// The chord in words, as it is shown and said: «Ctrl + Shift + H».
    pub fn words(&self, locale: &Locale) -> String {
        let mac = cfg!(target_os = "macos");
        let mut parts = Vec::new();
        if self.control {
            parts.push(if mac { "Command" } else { "Ctrl" }.to_owned());
        }
        if self.alt {
            parts.push(if mac { "Option" } else { "Alt" }.to_owned());
        }
        if self.shift {
            parts.push("Shift".to_owned());
        }
        parts.push(match self.key {
            Key::Named(name) => named(locale, name),
            Key::Character('=') => locale.text("key-plus"),
            Key::Character('-') => locale.text("key-minus"),
            Key::Character('`') => locale.text("key-before-one"),
            Key::Character(char) => char.to_uppercase().collect(),
        });
        parts.join(" + ")
    }
}

fn named(locale: &Locale, name: Named) -> String {
    let id = match name {
        Named::Space => "key-space",
        Named::ArrowLeft => "key-left",
        Named::ArrowRight => "key-right",
        Named::ArrowUp => "key-up",
        Named::ArrowDown => "key-down",
        Named::MediaPlayPause => "key-media-play",
        Named::MediaStop => "key-media-stop",
        Named::MediaTrackNext => "key-media-next",
        Named::MediaTrackPrevious => "key-media-previous",
        Named::PageUp => return "Page Up".to_owned(),
        Named::PageDown => return "Page Down".to_owned(),
        // The rest is printed on keyboards of all three languages as the standard names it.
        other => return format!("{other:?}"),
    };
    locale.text(id)
}

/// What stands on the key of a Latin keyboard. Letters go by the layout as long as it gives Latin ones (Dvorak, AZERTY);
/// the number row always gives digits (and the
/// key before the 1 its sign), for the Kazakh layout has letters and signs there.
fn latin(text: &str, physical: Physical) -> Option<char> {
    let mut chars = text.chars();
    let char = chars.next().filter(|_| chars.next().is_none())?;
    if char.is_ascii_alphanumeric() {
        return Some(char.to_ascii_lowercase());
    }
    match of_code(physical) {
        Some(sign) if sign.is_ascii_digit() || sign == '`' => Some(sign),
        _ if char == '+' => Some('='),
        _ if char.is_ascii_graphic() => Some(char),
        other => other,
    }
}

/// What stands on this key of a US keyboard.
fn of_code(physical: Physical) -> Option<char> {
    let Physical::Code(code) = physical else { return None };
    Some(match code {
        Code::KeyA => 'a',
        Code::KeyB => 'b',
        Code::KeyC => 'c',
        Code::KeyD => 'd',
        Code::KeyE => 'e',
        Code::KeyF => 'f',
        Code::KeyG => 'g',
        Code::KeyH => 'h',
        Code::KeyI => 'i',
        Code::KeyJ => 'j',
        Code::KeyK => 'k',
        Code::KeyL => 'l',
        Code::KeyM => 'm',
        Code::KeyN => 'n',
        Code::KeyO => 'o',
        Code::KeyP => 'p',
        Code::KeyQ => 'q',
        Code::KeyR => 'r',
        Code::KeyS => 's',
        Code::KeyT => 't',
        Code::KeyU => 'u',
        Code::KeyV => 'v',
        Code::KeyW => 'w',
        Code::KeyX => 'x',
        Code::KeyY => 'y',
        Code::KeyZ => 'z',
        Code::Digit0 | Code::Numpad0 => '0',
        Code::Digit1 | Code::Numpad1 => '1',
        Code::Digit2 | Code::Numpad2 => '2',
        Code::Digit3 | Code::Numpad3 => '3',
        Code::Digit4 | Code::Numpad4 => '4',
        Code::Digit5 | Code::Numpad5 => '5',
        Code::Digit6 | Code::Numpad6 => '6',
        Code::Digit7 | Code::Numpad7 => '7',
        Code::Digit8 | Code::Numpad8 => '8',
        Code::Digit9 | Code::Numpad9 => '9',
        Code::Minus | Code::NumpadSubtract => '-',
        Code::Equal | Code::NumpadAdd => '=',
        Code::Comma => ',',
        Code::Period => '.',
        Code::Slash => '/',
        Code::Semicolon => ';',
        Code::Quote => '\'',
        Code::BracketLeft => '[',
        Code::BracketRight => ']',
        Code::Backslash => '\\',
        Code::Backquote => '`',
        _ => return None,
    })
}
