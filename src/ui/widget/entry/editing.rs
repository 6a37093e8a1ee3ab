//! What keys, the pointer and assistive technology do to the text of a field.

use accesskit::{Action, ActionData, ActionRequest};
use iced::Point;
use iced::advanced::{Clipboard, Shell, clipboard, mouse};
use iced::keyboard::{self, Key, key::Named};

use super::{Entry, STAR, State};
use crate::access::Echo;
use crate::access::text::{character_bounds, next_character, next_word};
use crate::ui::widget::edit::Motion;

impl<'a, Message: Clone + 'a> Entry<'a, Message> {
    /// After a change: tell the application and the ear.
    pub(super) fn changed(&self, state: &mut State, echo: Option<Echo>, shell: &mut Shell<'_, Message>) {
        if let Some(on_input) = &self.on_input {
            shell.publish(on_input(state.editor.text().to_owned()));
        }
        self.heard(state, echo);
    }

    pub(super) fn heard(&self, state: &mut State, echo: Option<Echo>) {
        let echo = match echo {
            Some(Echo::Typed(_) | Echo::Finished { .. }) if self.is_secret() => Some(Echo::Hidden),
            Some(Echo::Deleted(_)) if self.is_secret() => Some(Echo::HiddenDeleted),
            Some(Echo::Passed(text) | Echo::Selected(text)) if self.is_secret() => {
                Some(Echo::Passed(STAR.repeat((character_bounds(&text).len() - 1).min(1))))
            }
            echo => echo,
        };
        state.seat.echoes.extend(echo);
    }

    pub(super) fn insert(&self, state: &mut State, text: &str, shell: &mut Shell<'_, Message>) {
        if !self.is_editable(state) {
            return self.heard(state, Some(Echo::Edge));
        }
        let before = state.editor.text()[..state.editor.selection().start].to_owned();
        if let Some(typed) = state.editor.insert(text) {
            let echo = match finished(&before, &typed) {
                Some(word) => Echo::Finished { word: word.to_owned(), typed },
                None => Echo::Typed(typed),
            };
            self.changed(state, Some(echo), shell);
        }
    }

    pub(super) fn delete(&self, state: &mut State, motion: Motion, shell: &mut Shell<'_, Message>) {
        if !self.is_editable(state) {
            return self.heard(state, Some(Echo::Edge));
        }
        match state.editor.delete(motion) {
            Some(deleted) => self.changed(state, Some(Echo::Deleted(deleted)), shell),
            None => self.heard(state, Some(Echo::Edge)),
        }
    }

    pub(super) fn go(&self, state: &mut State, motion: Motion, extend: bool) {
        let before = state.editor.caret();
        if !state.editor.go(motion, extend) {
            return self.heard(state, Some(Echo::Edge));
        }
        let (text, caret) = (state.editor.text(), state.editor.caret());
        let passed = match motion {
            _ if extend => return self.heard(state, Some(Echo::Selected(state.editor.selected().to_owned()))),
            Motion::WordLeft | Motion::WordRight if caret < text.len() => {
                text[caret..next_word(text, caret)].to_owned()
            }
            _ if caret < text.len() => text[caret..next_character(text, caret)].to_owned(),
            _ if before == caret => return,
            _ => String::new(),
        };
        self.heard(state, Some(Echo::Passed(passed)));
    }

    pub(super) fn copy(&self, state: &State, clipboard: &mut dyn Clipboard) -> bool {
        // A password cannot be carried off.
        let copies = !self.is_secret() && !state.editor.selected().is_empty();
        if copies {
            clipboard.write(clipboard::Kind::Standard, state.editor.selected().to_owned());
        }
        copies
    }

    /// Whether the key was one of the field's.
    pub(super) fn key(
        &self,
        state: &mut State,
        event: &keyboard::Event,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) -> bool {
        let keyboard::Event::KeyPressed { key, physical_key, modifiers, text, .. } = event else { return false };
        let (shift, jump) = (modifiers.shift(), modifiers.jump());
        let motion = |left: bool| match (left, jump) {
            (true, false) => Motion::Left,
            (true, true) => Motion::WordLeft,
            (false, false) => Motion::Right,
            (false, true) => Motion::WordRight,
        };
        // AltGr is Control and Alt on some systems, and makes letters.
        if modifiers.command() && !modifiers.alt() {
            match (key.to_latin(*physical_key), shift) {
                (Some('a'), _) => {
                    state.editor.select(0, state.editor.text().len());
                    self.heard(state, Some(Echo::Selected(state.editor.text().to_owned())));
                    return true;
                }
                (Some('c'), _) => {
                    self.copy(state, clipboard);
                    return true;
                }
                (Some('x'), _) => {
                    if self.copy(state, clipboard) {
                        self.delete(state, Motion::Left, shell);
                    }
                    return true;
                }
                (Some('v'), _) => {
                    let pasted = clipboard.read(clipboard::Kind::Standard).unwrap_or_default();
                    self.insert(state, &pasted, shell);
                    return true;
                }
                (Some('z'), false) if self.is_editable(state) => {
                    if state.editor.undo() {
                        let text = state.editor.text().to_owned();
                        self.changed(state, Some(Echo::Passed(text)), shell);
                    }
                    return true;
                }
                (Some('z'), true) | (Some('y'), _) if self.is_editable(state) => {
                    if state.editor.redo() {
                        let text = state.editor.text().to_owned();
                        self.changed(state, Some(Echo::Passed(text)), shell);
                    }
                    return true;
                }
                _ => {}
            }
        }
        match key.as_ref() {
            Key::Named(Named::Backspace) => self.delete(state, motion(true), shell),
            Key::Named(Named::Delete) if shift => {
                if self.copy(state, clipboard) {
                    self.delete(state, Motion::Left, shell);
                }
            }
            Key::Named(Named::Delete) => self.delete(state, motion(false), shell),
            Key::Named(Named::Insert) if shift => {
                let pasted = clipboard.read(clipboard::Kind::Standard).unwrap_or_default();
                self.insert(state, &pasted, shell);
            }
            Key::Named(Named::Insert) if modifiers.command() => {
                self.copy(state, clipboard);
            }
            Key::Named(Named::ArrowLeft) if !modifiers.alt() || jump => self.go(state, motion(true), shift),
            Key::Named(Named::ArrowRight) if !modifiers.alt() || jump => self.go(state, motion(false), shift),
            Key::Named(Named::Home) => self.go(state, Motion::Start, shift),
            Key::Named(Named::End) => self.go(state, Motion::End, shift),
            Key::Named(Named::Enter) => match &self.on_submit {
                Some(message) => shell.publish(message.clone()),
                None => return false,
            },
            Key::Named(Named::ArrowDown) if modifiers.is_empty() => match &self.on_down {
                Some(message) => shell.publish(message.clone()),
                None => return false,
            },
            Key::Named(Named::Tab | Named::Escape) => return false,
            _ => {
                let typed = text.as_deref().filter(|text| !text.is_empty() && !text.chars().any(char::is_control));
                let plain = !modifiers.command() && !modifiers.logo() || modifiers.alt() && modifiers.control();
                match typed {
                    Some(typed) if plain => self.insert(state, typed, shell),
                    _ => return false,
                }
            }
        }
        true
    }

    pub(super) fn answer(&self, state: &mut State, request: ActionRequest, shell: &mut Shell<'_, Message>) {
        let length = state.shaped.as_ref().map_or(0, |(shown, ..)| shown.len());
        match (request.action, request.data) {
            (Action::SetTextSelection, Some(ActionData::SetTextSelection(wanted))) => {
                let at = |position| {
                    let byte = state.runs.byte(position, length)?;
                    Some(self.text_byte(state.editor.text(), byte))
                };
                if let (Some(anchor), Some(caret)) = (at(wanted.anchor), at(wanted.focus)) {
                    state.editor.select(anchor, caret);
                }
            }
            (Action::SetValue, Some(ActionData::Value(text))) if self.is_editable(state) => {
                state.editor.replace_all(&text);
                self.changed(state, None, shell);
            }
            (Action::ReplaceSelectedText, Some(ActionData::Value(text))) if self.is_editable(state) => {
                if text.is_empty() {
                    state.editor.delete(Motion::Left);
                } else {
                    state.editor.insert(&text);
                }
                self.changed(state, None, shell);
            }
            (Action::Click, _) => state.seat.claim(),
            _ => {}
        }
    }

    /// The byte of the text at this place of the box.
    pub(super) fn byte_at(&self, state: &State, place: Point) -> usize {
        let Some((_, _, shaped)) = &state.shaped else { return 0 };
        let shown = shaped.byte_at(Point::new(place.x - self.look.inset() + state.scroll, 0.0));
        self.text_byte(state.editor.text(), shown)
    }

    pub(super) fn pressed(&self, state: &mut State, place: Point, cursor: Point, shift: bool) {
        let byte = self.byte_at(state, place);
        let click = mouse::Click::new(cursor, mouse::Button::Left, state.click);
        match click.kind() {
            mouse::click::Kind::Single => {
                state.editor.place(byte, shift);
                state.dragging = true;
            }
            mouse::click::Kind::Double if !self.is_secret() => state.editor.select_word(byte),
            _ => state.editor.select(0, state.editor.text().len()),
        }
        state.click = Some(click);
        state.seat.claim();
    }
}

/// The word that this character, typed behind the text, has ended.
fn finished<'a>(text: &'a str, typed: &str) -> Option<&'a str> {
    let mut typed = typed.chars();
    let (Some(sign), None) = (typed.next(), typed.next()) else { return None };
    if belongs_to_word(sign) {
        return None;
    }
    let start = text.char_indices().rev().take_while(|(_, char)| belongs_to_word(*char)).last()?.0;
    let word = &text[start..];
    word.contains(char::is_alphanumeric).then_some(word)
}

fn belongs_to_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '-' | '\'' | '’' | '\u{301}')
}

#[cfg(test)]
mod tests {
    use super::finished;

    #[test]
    fn a_sign_ends_the_word_before_it() {
        assert_eq!(finished("Қара сөздер", " "), Some("сөздер"));
        assert_eq!(finished("алма-кезек", ","), Some("алма-кезек"));
        assert_eq!(finished("Қара", "с"), None);
        assert_eq!(finished("Қара ", " "), None);
        assert_eq!(finished("", "."), None);
        assert_eq!(finished("—", " "), None);
        assert_eq!(finished("Қара", " сөз"), None, "pasted");
    }
}
