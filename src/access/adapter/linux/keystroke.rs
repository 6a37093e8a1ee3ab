//! Keys as the registry hands them on to screen readers that take none from the X server: Orca 43 and older outside GTK 4,
//! every Orca below 47 on Wayland.
//!
//! Such a reader says a letter, a word or a line after a move of the caret only when it knows the key that moved it. Other
//! toolkits wait for its answer; here the key is told and nobody waits, since the program gives the reader's own keys no
//! meaning. Key symbols by X11's `keysymdef.h`, key codes by XKB's `evdev`.
//! <https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/doc-org.a11y.atspi.DeviceEventController.html>

use std::sync::OnceLock;
use std::time::Instant;

use iced::keyboard::key::{Code, Named, NativeCode, Physical};
use iced::keyboard::{Event, Key, Location, Modifiers};

/// A key that goes down or up, in the order in which the registry wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stroke {
    pub released: bool,
    pub symbol: u32,
    pub code: u32,
    pub modifiers: u32,
    /// The letter, or the key's name in X11.
    pub name: String,
    pub is_text: bool,
    /// Milliseconds since the first key. Of two keys without a time a screen reader takes the second for the first one come
    /// again, and none for a command of its own.
    pub time: i32,
}

impl Stroke {
    /// `None` for what is no key, and for keys without a symbol.
    pub fn of(event: &Event, held: &mut Held) -> Option<Self> {
        let (released, key, physical, location, modifiers, text) = match event {
            Event::KeyPressed { modified_key, physical_key, location, modifiers, text, .. } => {
                (false, modified_key, physical_key, *location, *modifiers, text.as_deref())
            }
            Event::KeyReleased { modified_key, physical_key, location, modifiers, .. } => {
                (true, modified_key, physical_key, *location, *modifiers, None)
            }
            Event::ModifiersChanged(_) => return None,
        };
        let (symbol, name) = match key {
            Key::Named(named) => {
                let (symbol, name) = symbol_of(*named, location)?;
                (symbol, name.to_owned())
            }
            Key::Character(letters) => {
                let letter = letters.chars().next()?;
                (symbol_of_letter(letter, location), letters.to_string())
            }
            Key::Unidentified => return None,
        };
        let is_text = text.is_some_and(|text| !text.chars().any(char::is_control)) && !modifiers.control();
        let name = if is_text { text.map_or(name, str::to_owned) } else { name };
        Some(Self {
            released,
            symbol,
            code: code_of(*physical),
            modifiers: held.pass(key, released, modifiers),
            name,
            is_text,
            time: time(),
        })
    }

    pub fn is_modifier(&self) -> bool {
        matches!(self.symbol, 0xffe1..=0xffee | 0xfe03 | 0xff7f)
    }

    /// After these keys screen readers say the character, word or line at the caret: the arrows and their neighbours; with
    /// Control, those along a line and to the text's ends.
    pub fn reads(&self) -> bool {
        let control = self.modifiers & CONTROL != 0;
        match self.symbol {
            _ if self.modifiers & (ALT | SUPER) != 0 => false,
            // Home, left and right, end.
            0xff50 | 0xff51 | 0xff53 | 0xff57 => true,
            // Up and down, pages.
            0xff52 | 0xff54..=0xff56 => !control,
            _ => false,
        }
    }

    /// The event's body on the bus: kind, symbol, code, modifiers, time, name, whether it is text.
    pub fn body(&self) -> (u32, i32, u32, u32, i32, &str, bool) {
        let symbol = i32::try_from(self.symbol).unwrap_or_default();
        (u32::from(self.released), symbol, self.code, self.modifiers, self.time, &self.name, self.is_text)
    }

    /// The same in the types that registries really take (2.46 at least); what they describe is refused by them.
    pub fn body_as_taken(&self) -> (u32, i32, i32, i32, i32, &str, bool) {
        let (kind, symbol, code, modifiers, time, name, is_text) = self.body();
        (kind, symbol, code as i32, modifiers as i32, time, name, is_text)
    }
}

/// The modifiers that are held, by the keys themselves: what the window tells of them may come before or behind the key.
#[derive(Debug, Default)]
pub(super) struct Held(Option<u32>);

impl Held {
    /// Those that were held before this key went down or up.
    fn pass(&mut self, key: &Key, released: bool, told: Modifiers) -> u32 {
        let own = match key {
            Key::Named(Named::Shift) => SHIFT,
            Key::Named(Named::Control) => CONTROL,
            Key::Named(Named::Alt) => ALT,
            Key::Named(Named::Super) => SUPER,
            _ => 0,
        };
        // Of what was held before the window had the keyboard only the window knows.
        let before = self.0.unwrap_or_else(|| if released { mask(told) | own } else { mask(told) & !own });
        self.0 = Some(if released { before & !own } else { before | own });
        before
    }
}

fn time() -> i32 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    let passed = FIRST.get_or_init(Instant::now).elapsed().as_millis() + 1;
    (passed % i32::MAX as u128) as i32
}

/// The core modifiers of X11.
const SHIFT: u32 = 1;
const CONTROL: u32 = 4;
const ALT: u32 = 8;
const SUPER: u32 = 64;

fn mask(modifiers: Modifiers) -> u32 {
    [(modifiers.shift(), SHIFT), (modifiers.control(), CONTROL), (modifiers.alt(), ALT), (modifiers.logo(), SUPER)]
        .into_iter()
        .filter_map(|(held, bit)| held.then_some(bit))
        .sum()
}

fn symbol_of_letter(letter: char, location: Location) -> u32 {
    let number = u32::from(letter);
    match (location, letter) {
        (Location::Numpad, '0'..='9' | '*' | '+' | ',' | '-' | '.' | '/') => 0xff80 + number,
        (_, ' '..='~' | '\u{a0}'..='\u{ff}') => number,
        _ => 0x0100_0000 | number,
    }
}

/// A named key's symbol and its name; those of the number pad have others.
fn symbol_of(named: Named, location: Location) -> Option<(u32, &'static str)> {
    let right = location == Location::Right;
    if location == Location::Numpad {
        let keys = [
            (Named::Enter, 0xff8d, "KP_Enter"),
            (Named::Home, 0xff95, "KP_Home"),
            (Named::ArrowLeft, 0xff96, "KP_Left"),
            (Named::ArrowUp, 0xff97, "KP_Up"),
            (Named::ArrowRight, 0xff98, "KP_Right"),
            (Named::ArrowDown, 0xff99, "KP_Down"),
            (Named::PageUp, 0xff9a, "KP_Page_Up"),
            (Named::PageDown, 0xff9b, "KP_Page_Down"),
            (Named::End, 0xff9c, "KP_End"),
            (Named::Clear, 0xff9d, "KP_Begin"),
            (Named::Insert, 0xff9e, "KP_Insert"),
            (Named::Delete, 0xff9f, "KP_Delete"),
        ];
        if let Some((_, symbol, name)) = keys.into_iter().find(|(key, ..)| *key == named) {
            return Some((symbol, name));
        }
    }
    Some(match named {
        Named::Backspace => (0xff08, "BackSpace"),
        Named::Tab => (0xff09, "Tab"),
        Named::Enter => (0xff0d, "Return"),
        Named::Pause => (0xff13, "Pause"),
        Named::ScrollLock => (0xff14, "Scroll_Lock"),
        Named::Escape => (0xff1b, "Escape"),
        Named::Home => (0xff50, "Home"),
        Named::ArrowLeft => (0xff51, "Left"),
        Named::ArrowUp => (0xff52, "Up"),
        Named::ArrowRight => (0xff53, "Right"),
        Named::ArrowDown => (0xff54, "Down"),
        Named::PageUp => (0xff55, "Page_Up"),
        Named::PageDown => (0xff56, "Page_Down"),
        Named::End => (0xff57, "End"),
        Named::PrintScreen => (0xff61, "Print"),
        Named::Insert => (0xff63, "Insert"),
        Named::ContextMenu => (0xff67, "Menu"),
        Named::NumLock => (0xff7f, "Num_Lock"),
        Named::Delete => (0xffff, "Delete"),
        Named::Space => (0x20, "space"),
        Named::Shift if right => (0xffe2, "Shift_R"),
        Named::Shift => (0xffe1, "Shift_L"),
        Named::Control if right => (0xffe4, "Control_R"),
        Named::Control => (0xffe3, "Control_L"),
        Named::CapsLock => (0xffe5, "Caps_Lock"),
        Named::Alt if right => (0xffea, "Alt_R"),
        Named::Alt => (0xffe9, "Alt_L"),
        Named::AltGraph => (0xfe03, "ISO_Level3_Shift"),
        Named::Super if right => (0xffec, "Super_R"),
        Named::Super => (0xffeb, "Super_L"),
        _ => return function_key(named),
    })
}

fn function_key(named: Named) -> Option<(u32, &'static str)> {
    let keys = [
        (Named::F1, "F1"),
        (Named::F2, "F2"),
        (Named::F3, "F3"),
        (Named::F4, "F4"),
        (Named::F5, "F5"),
        (Named::F6, "F6"),
        (Named::F7, "F7"),
        (Named::F8, "F8"),
        (Named::F9, "F9"),
        (Named::F10, "F10"),
        (Named::F11, "F11"),
        (Named::F12, "F12"),
    ];
    let at = keys.iter().position(|(key, _)| *key == named)?;
    Some((0xffbe + at as u32, keys[at].1))
}

/// The key's number, by which screen readers know their commands; 0 for one that no command has.
fn code_of(physical: Physical) -> u32 {
    let code = match physical {
        Physical::Code(code) => code,
        Physical::Unidentified(NativeCode::Xkb(code)) => return code,
        Physical::Unidentified(_) => return 0,
    };
    let rows: [(u32, &[Code]); 13] = {
        use Code::*;
        [
            (
                9,
                &[Escape, Digit1, Digit2, Digit3, Digit4, Digit5, Digit6, Digit7, Digit8, Digit9, Digit0, Minus, Equal],
            ),
            (22, &[Backspace, Tab, KeyQ, KeyW, KeyE, KeyR, KeyT, KeyY, KeyU, KeyI, KeyO, KeyP, BracketLeft]),
            (35, &[BracketRight, Enter, ControlLeft, KeyA, KeyS, KeyD, KeyF, KeyG, KeyH, KeyJ, KeyK, KeyL, Semicolon]),
            (48, &[Quote, Backquote, ShiftLeft, Backslash, KeyZ, KeyX, KeyC, KeyV, KeyB, KeyN, KeyM, Comma, Period]),
            (61, &[Slash, ShiftRight, NumpadMultiply, AltLeft, Space, CapsLock, F1, F2, F3, F4, F5, F6, F7, F8, F9]),
            (76, &[F10, NumLock, ScrollLock, Numpad7, Numpad8, Numpad9, NumpadSubtract, Numpad4, Numpad5, Numpad6]),
            (86, &[NumpadAdd, Numpad1, Numpad2, Numpad3, Numpad0, NumpadDecimal]),
            (94, &[IntlBackslash, F11, F12]),
            (104, &[NumpadEnter, ControlRight, NumpadDivide, PrintScreen, AltRight]),
            (110, &[Home, ArrowUp, PageUp, ArrowLeft, ArrowRight, End, ArrowDown, PageDown, Insert, Delete]),
            (127, &[Pause]),
            (133, &[SuperLeft, SuperRight]),
            (135, &[ContextMenu]),
        ]
    };
    let found = rows.iter().find_map(|(first, row)| Some(first + row.iter().position(|other| *other == code)? as u32));
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: Key, code: Code, location: Location, modifiers: Modifiers, text: Option<&str>) -> Stroke {
        let event = Event::KeyPressed {
            key: key.clone(),
            modified_key: key,
            physical_key: Physical::Code(code),
            location,
            modifiers,
            text: text.map(Into::into),
            repeat: false,
        };
        Stroke::of(&event, &mut Held::default()).expect("a key with a symbol")
    }

    #[test]
    fn a_key_is_told_as_the_x_server_names_it() {
        let none = Modifiers::empty();
        let down = press(Key::Named(Named::ArrowDown), Code::ArrowDown, Location::Standard, none, None);
        assert_eq!((down.released, down.symbol, down.code, down.name.as_str()), (false, 0xff54, 116, "Down"));
        assert!(down.time > 0);
        let add = press(Key::Character("+".into()), Code::NumpadAdd, Location::Numpad, none, Some("+"));
        assert_eq!((add.symbol, add.code), (0xffab, 86));
        let home = press(Key::Named(Named::Home), Code::Numpad7, Location::Numpad, none, None);
        assert_eq!((home.symbol, home.code, home.name.as_str()), (0xff95, 79, "KP_Home"));
        let letter = press(Key::Character("ұ".into()), Code::Digit9, Location::Standard, none, Some("ұ"));
        assert_eq!((letter.symbol, letter.code, letter.is_text), (0x0100_04b1, 18, true));
        let chord = press(Key::Character("h".into()), Code::KeyH, Location::Standard, Modifiers::CTRL, Some("\u{8}"));
        assert_eq!((chord.name.as_str(), chord.modifiers, chord.is_text), ("h", 4, false));
        let function = press(Key::Named(Named::F12), Code::F12, Location::Standard, none, None);
        assert_eq!((function.symbol, function.code), (0xffc9, 96));
        let shift = press(Key::Named(Named::Shift), Code::ShiftRight, Location::Right, Modifiers::SHIFT, None);
        assert_eq!((shift.symbol, shift.code, shift.modifiers), (0xffe2, 62, 0));
    }

    #[test]
    fn a_modifier_is_held_from_its_press_to_its_release() {
        let mut held = Held::default();
        let none = Modifiers::empty();
        let (control, home) = (Key::Named(Named::Control), Key::Named(Named::Home));
        // The window tells of it late, or not at all.
        let passed = [(&control, false), (&home, false), (&home, true), (&control, true), (&home, false)];
        assert_eq!(passed.map(|(key, released)| held.pass(key, released, none)), [0, CONTROL, CONTROL, CONTROL, 0]);
        assert_eq!(Held::default().pass(&home, false, Modifiers::ALT), ALT);
    }

    #[test]
    fn what_is_no_key_is_not_told() {
        assert_eq!(Stroke::of(&Event::ModifiersChanged(Modifiers::SHIFT), &mut Held::default()), None);
    }
}
