//! Running text on its way into a block: white space, styles that are open, places that wait for their text.

use crate::book::{Inline, Style};

use super::tree::is_kept;

/// White space that is written only when text follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Gap {
    #[default]
    None,
    Space,
    Line,
}

/// The text of the block that is being read.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    gap: Gap,
    inlines: Vec<Inline>,
    /// Styles that are open, outermost first, with their place among the inlines.
    open: Vec<(Style, usize)>,
}

impl Flow {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Bytes of the text so far.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    pub(super) fn gap(&self) -> Gap {
        self.gap
    }

    /// Whether what comes next would run into a word.
    pub(super) fn ends_in_letter(&self) -> bool {
        self.gap == Gap::None && self.text.ends_with(char::is_alphanumeric)
    }

    /// Where the next character will stand.
    pub(super) fn place(&self) -> usize {
        self.text.len() + usize::from(self.gap != Gap::None && !self.text.is_empty())
    }

    /// Adds text, white space collapsed.
    pub(super) fn push(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                ' ' | '\n' | '\t' | '\r' | '\u{c}' => self.gap = self.gap.max(Gap::Space),
                character if is_kept(character) => {
                    self.close_gap();
                    self.text.push(character);
                }
                _ => {}
            }
        }
    }

    /// Adds text as it stands: newlines kept, tabs made spaces.
    pub(super) fn push_preserved(&mut self, text: &str) {
        self.close_gap();
        for character in text.replace("\r\n", "\n").chars() {
            match character {
                '\n' | '\r' => self.text.push('\n'),
                '\t' => self.text.push_str("    "),
                character if is_kept(character) => self.text.push(character),
                _ => {}
            }
        }
    }

    /// A new line before what follows.
    pub(super) fn line(&mut self) {
        if !self.text.is_empty() {
            self.gap = Gap::Line;
        }
    }

    fn close_gap(&mut self) {
        if !self.text.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Space => self.text.push(' '),
                Gap::Line => self.text.push('\n'),
            }
        }
        self.gap = Gap::None;
    }

    pub(super) fn open(&mut self, style: Style) {
        self.open.push((style.clone(), self.inlines.len()));
        self.inlines.push(Inline { range: self.text.len()..self.text.len(), style });
    }

    /// A style of no text, where the next character will stand.
    pub(super) fn mark(&mut self, style: Style) {
        let place = self.place();
        self.inlines.push(Inline { range: place..place, style });
    }

    /// Closes the style that was opened last.
    pub(super) fn close(&mut self) {
        if let Some((_, index)) = self.open.pop() {
            self.inlines[index].range.end = self.text.len();
        }
    }

    /// The styles that are open.
    pub(super) fn styles(&self) -> impl Iterator<Item = &Style> {
        self.open.iter().map(|(style, _)| style)
    }

    /// The text and its styles; what is open goes on in the next block.
    pub(super) fn take(&mut self, preserved: bool) -> (String, Vec<Inline>) {
        let mut text = std::mem::take(&mut self.text);
        let mut inlines = std::mem::take(&mut self.inlines);
        for (_, index) in &self.open {
            inlines[*index].range.end = text.len();
        }
        for (style, index) in &mut self.open {
            *index = self.inlines.len();
            self.inlines.push(Inline { range: 0..0, style: style.clone() });
        }
        self.gap = Gap::None;
        if preserved {
            let lead = text.len() - text.trim_start_matches('\n').len();
            text.drain(..lead);
            for inline in &mut inlines {
                inline.range = inline.range.start.saturating_sub(lead)..inline.range.end.saturating_sub(lead);
            }
        }
        text.truncate(text.trim_end_matches([' ', '\n']).len());
        for inline in &mut inlines {
            let end = inline.range.end.min(text.len());
            let start = inline.range.start.min(end);
            let covered = &text[start..end];
            let start = start + (covered.len() - covered.trim_start_matches([' ', '\n']).len());
            let end = start + text[start..end].trim_end_matches([' ', '\n']).len();
            inline.range = start..end;
        }
        inlines.retain(|inline| !inline.range.is_empty() || matches!(inline.style, Style::Ornament(_)));
        (text, inlines)
    }
}
