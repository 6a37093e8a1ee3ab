//! Editing one line of text: caret, selection, deletion, undo. No window, no clipboard: pure.
//!
//! A step is a grapheme cluster or a word (<https://www.unicode.org/reports/tr29/>).

use std::ops::Range;

use crate::access::text::{character_bounds, next_character, next_word, previous_character, previous_word};

/// Where the caret is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Motion {
    Left,
    Right,
    WordLeft,
    WordRight,
    Start,
    End,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Moment {
    text: String,
    anchor: usize,
    caret: usize,
}

/// What the last change was; several of one kind are undone as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Typing,
    Deleting,
    Other,
}

/// How many changes can be undone.
const UNDO: usize = 200;

/// A line of text that is being edited. Caret and anchor are always at character boundaries.
#[derive(Debug, Clone, Default)]
pub(super) struct Editor {
    text: String,
    anchor: usize,
    caret: usize,
    undo: Vec<Moment>,
    redo: Vec<Moment>,
    last: Option<Kind>,
}

impl Editor {
    pub fn new(text: &str) -> Self {
        let text = one_line(text);
        Self { anchor: text.len(), caret: text.len(), text, ..Self::default() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn caret(&self) -> usize {
        self.caret
    }

    pub fn anchor(&self) -> usize {
        self.anchor
    }

    pub fn selection(&self) -> Range<usize> {
        self.anchor.min(self.caret)..self.anchor.max(self.caret)
    }

    pub fn selected(&self) -> &str {
        &self.text[self.selection()]
    }

    /// The text was changed from outside: the caret stays if it can.
    pub fn replace_all(&mut self, text: &str) {
        if self.text == text {
            return;
        }
        let at_end = self.caret == self.text.len();
        self.remember(Kind::Other);
        self.text = one_line(text);
        self.caret = if at_end { self.text.len() } else { boundary(&self.text, self.caret) };
        self.anchor = self.caret;
    }

    /// Puts the caret, and with `extend` selects up to it.
    pub fn place(&mut self, byte: usize, extend: bool) {
        self.caret = boundary(&self.text, byte);
        if !extend {
            self.anchor = self.caret;
        }
        self.last = None;
    }

    pub fn select(&mut self, anchor: usize, caret: usize) {
        self.anchor = boundary(&self.text, anchor);
        self.caret = boundary(&self.text, caret);
        self.last = None;
    }

    /// The word that this byte is in, with the space behind it left out.
    pub fn select_word(&mut self, byte: usize) {
        let byte = boundary(&self.text, byte);
        let start = previous_word(&self.text, next_character(&self.text, byte));
        let word = &self.text[start..next_word(&self.text, start)];
        self.select(start, start + word.trim_end().len());
    }

    /// Moves the caret. A selection that is not extended is left at its end in that direction. Whether anything moved.
    pub fn go(&mut self, motion: Motion, extend: bool) -> bool {
        let before = (self.anchor, self.caret);
        let selection = self.selection();
        let target = match motion {
            Motion::Left if !extend && !selection.is_empty() => selection.start,
            Motion::Right if !extend && !selection.is_empty() => selection.end,
            motion => self.target(motion),
        };
        self.place(target, extend);
        before != (self.anchor, self.caret)
    }

    fn target(&self, motion: Motion) -> usize {
        match motion {
            Motion::Left => previous_character(&self.text, self.caret),
            Motion::Right => next_character(&self.text, self.caret),
            Motion::WordLeft => previous_word(&self.text, self.caret),
            Motion::WordRight => next_word(&self.text, self.caret),
            Motion::Start => 0,
            Motion::End => self.text.len(),
        }
    }

    /// Puts text in the selection's place. What was put in, after line breaks and control characters were taken out.
    pub fn insert(&mut self, text: &str) -> Option<String> {
        let text = one_line(text);
        if text.is_empty() {
            return None;
        }
        let typing = text.chars().count() == 1 && self.selection().is_empty();
        self.remember(if typing { Kind::Typing } else { Kind::Other });
        let selection = self.selection();
        self.text.replace_range(selection.clone(), &text);
        self.caret = boundary(&self.text, selection.start + text.len());
        self.anchor = self.caret;
        Some(text)
    }

    /// Deletes the selection, or from the caret as far as this motion goes. What was deleted.
    pub fn delete(&mut self, motion: Motion) -> Option<String> {
        let selection = self.selection();
        let range = if selection.is_empty() {
            let target = self.target(motion);
            target.min(self.caret)..target.max(self.caret)
        } else {
            selection
        };
        if range.is_empty() {
            return None;
        }
        self.remember(Kind::Deleting);
        let deleted = self.text[range.clone()].to_owned();
        self.text.replace_range(range.clone(), "");
        self.caret = boundary(&self.text, range.start);
        self.anchor = self.caret;
        Some(deleted)
    }

    fn moment(&self) -> Moment {
        Moment { text: self.text.clone(), anchor: self.anchor, caret: self.caret }
    }

    fn remember(&mut self, kind: Kind) {
        if self.last != Some(kind) || kind == Kind::Other {
            if self.undo.len() == UNDO {
                self.undo.remove(0);
            }
            self.undo.push(self.moment());
        }
        self.redo.clear();
        self.last = Some(kind);
    }

    fn restore(&mut self, moment: Moment) {
        self.text = moment.text;
        self.anchor = moment.anchor;
        self.caret = moment.caret;
        self.last = None;
    }

    /// Whether there was something to undo.
    pub fn undo(&mut self) -> bool {
        let Some(moment) = self.undo.pop() else { return false };
        self.redo.push(self.moment());
        self.restore(moment);
        true
    }

    pub fn redo(&mut self) -> bool {
        let Some(moment) = self.redo.pop() else { return false };
        self.undo.push(self.moment());
        self.restore(moment);
        true
    }
}

/// The character boundary at this byte or the nearest before it.
fn boundary(text: &str, byte: usize) -> usize {
    let bounds = character_bounds(text);
    bounds[bounds.partition_point(|&bound| bound <= byte).saturating_sub(1)]
}

/// Line breaks and tabs become spaces, other control characters nothing.
fn one_line(text: &str) -> String {
    text.replace("\r\n", " ")
        .chars()
        .filter_map(|character| match character {
            '\n' | '\r' | '\t' => Some(' '),
            character if character.is_control() => None,
            character => Some(character),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `|` is the caret, `[` the anchor.
    fn editor(marked: &str) -> Editor {
        let anchor = marked.find('[');
        let text = marked.replace('[', "");
        let caret = text.find('|').unwrap();
        let text = text.replace('|', "");
        let mut editor = Editor::new(&text);
        let anchor = anchor.map_or(caret, |anchor| if anchor > caret { anchor - 1 } else { anchor });
        editor.select(anchor, caret);
        editor
    }

    fn shown(editor: &Editor) -> String {
        let mut text = editor.text().to_owned();
        text.insert(editor.caret(), '|');
        text
    }

    #[test]
    fn carets_go_by_letters_and_words() {
        let mut field = editor("Абай |Құнанбайұлы");
        field.go(Motion::WordLeft, false);
        assert_eq!(shown(&field), "|Абай Құнанбайұлы");
        field.go(Motion::Right, true);
        assert_eq!(field.selected(), "А");
        field.go(Motion::WordRight, true);
        assert_eq!(field.selected(), "Абай ");
        field.go(Motion::Left, false);
        assert_eq!(shown(&field), "|Абай Құнанбайұлы");
        assert!(!field.go(Motion::Left, false));
    }

    #[test]
    fn typing_and_deleting() {
        let mut field = editor("қ|");
        assert_eq!(field.insert("ә\n"), Some("ә ".to_owned()));
        assert_eq!(field.delete(Motion::Left), Some(" ".to_owned()));
        assert_eq!(field.delete(Motion::Left), Some("ә".to_owned()));
        assert_eq!(field.delete(Motion::Right), None);
        assert_eq!(shown(&field), "қ|");
        let mut field = editor("[бір екі| үш");
        assert_eq!(field.insert("он"), Some("он".to_owned()));
        assert_eq!(shown(&field), "он| үш");
        assert_eq!(field.insert("\u{8}"), None);
        let mut field = editor("бір екі|");
        assert_eq!(field.delete(Motion::WordLeft), Some("екі".to_owned()));
    }

    #[test]
    fn what_was_typed_in_a_row_is_undone_at_once() {
        let mut field = editor("|");
        for letter in ["с", "ө", "з"] {
            field.insert(letter);
        }
        field.delete(Motion::Left);
        assert!(field.undo());
        assert_eq!(field.text(), "сөз");
        assert!(field.undo());
        assert_eq!(field.text(), "");
        assert!(!field.undo());
        assert!(field.redo() && field.redo());
        assert_eq!(field.text(), "сө");
    }

    #[test]
    fn a_double_click_chooses_a_word() {
        let mut field = editor("бір екі үш|");
        field.select_word(9);
        assert_eq!(field.selected(), "екі");
        field.select_word(0);
        assert_eq!(field.selected(), "бір");
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(steps in prop::collection::vec((0u8..12, ".{0,3}", 0usize..40), 0..40)) {
            let mut editor = Editor::new("");
            for (step, text, byte) in steps {
                match step {
                    0 => { editor.insert(&text); }
                    1 => { editor.delete(Motion::Left); }
                    2 => { editor.delete(Motion::WordRight); }
                    3 => { editor.go(Motion::Left, true); }
                    4 => { editor.go(Motion::WordRight, false); }
                    5 => { editor.undo(); }
                    6 => { editor.redo(); }
                    7 => editor.place(byte, true),
                    8 => editor.select_word(byte),
                    9 => editor.replace_all(&text),
                    10 => { editor.go(Motion::Start, false); }
                    _ => { editor.go(Motion::End, true); }
                }
                prop_assert!(editor.text().is_char_boundary(editor.caret()));
                prop_assert!(editor.text().is_char_boundary(editor.anchor()));
                prop_assert!(!editor.text().contains('\n'));
            }
        }
    }
}
