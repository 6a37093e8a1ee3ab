//! How the text of a book is set. Lengths are percent of the text's size, so that they grow with it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::Rgb;

/// Between letters, and added between words.
pub const LETTER_SPACINGS: RangeInclusive<u16> = 0..=50;
pub const WORD_SPACINGS: RangeInclusive<u16> = 0..=200;

/// From line to line.
pub const LINE_HEIGHTS: RangeInclusive<u16> = 120..=300;

/// Between paragraphs.
pub const PARAGRAPH_SPACINGS: RangeInclusive<u16> = 0..=400;

/// The longest line, in characters.
pub const MEASURES: RangeInclusive<u16> = 20..=120;

/// At either side of the text, in percent of the window's width.
pub const MARGINS: RangeInclusive<u16> = 0..=30;

/// Before a paragraph's first line.
pub const INDENTS: RangeInclusive<u16> = 0..=400;

/// How thick the caret is.
pub const CARETS: RangeInclusive<u16> = 2..=40;

/// The family of letters that books are set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Typeface {
    #[default]
    Andika,
    Serif,
    Sans,
}

impl Typeface {
    pub const ALL: [Self; 3] = [Self::Andika, Self::Serif, Self::Sans];
}

/// How strong the strokes of the letters are. Light letters on a dark ground want more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    #[default]
    Regular,
    Medium,
    Bold,
}

impl Weight {
    pub const ALL: [Self; 3] = [Self::Regular, Self::Medium, Self::Bold];
}

/// Where lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// Where their words end: equal spaces, which WCAG 2.2 (1.4.8) asks for.
    #[default]
    Left,
    /// At one edge, by wider spaces, as long as a line holds enough of them.
    Justified,
}

impl Alignment {
    pub const ALL: [Self; 2] = [Self::Left, Self::Justified];
}

/// Which words are parted at the ends of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hyphenation {
    /// Those that no line has room for, which would be broken anywhere.
    #[default]
    LongWords,
    Always,
    Never,
}

impl Hyphenation {
    pub const ALL: [Self; 3] = [Self::LongWords, Self::Always, Self::Never];
}

/// In which colour the caret is drawn: one of the theme's, or any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaretColour {
    /// As the ring around what has the focus.
    #[default]
    Focus,
    Text,
    Link,
    /// [`PageSettings::own_caret`].
    Own,
}

impl CaretColour {
    pub const ALL: [Self; 4] = [Self::Focus, Self::Text, Self::Link, Self::Own];
}

/// What is marked of the text that is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Highlight {
    /// The sentence, and in it the word.
    #[default]
    Both,
    Sentence,
    Word,
    Nothing,
}

impl Highlight {
    pub const ALL: [Self; 4] = [Self::Both, Self::Sentence, Self::Word, Self::Nothing];
}

/// In which colour that is marked: the theme's, or any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HighlightColour {
    #[default]
    Theme,
    /// [`PageSettings::own_highlight`].
    Own,
}

impl HighlightColour {
    pub const ALL: [Self; 2] = [Self::Theme, Self::Own];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct PageSettings {
    pub typeface: Typeface,
    pub weight: Weight,
    /// In [`LETTER_SPACINGS`].
    pub letter_spacing: u16,
    /// In [`WORD_SPACINGS`].
    pub word_spacing: u16,
    /// In [`LINE_HEIGHTS`].
    pub line_height: u16,
    /// In [`PARAGRAPH_SPACINGS`].
    pub paragraph_spacing: u16,
    /// In [`INDENTS`].
    pub indent: u16,
    /// In [`MEASURES`].
    pub measure: u16,
    /// In [`MARGINS`].
    pub margin: u16,
    pub alignment: Alignment,
    pub hyphenation: Hyphenation,
    /// In [`CARETS`].
    pub caret: u16,
    pub caret_colour: CaretColour,
    /// The reader's own colour of the caret, once she has made one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_caret: Option<Rgb>,
    pub highlight: Highlight,
    pub highlight_colour: HighlightColour,
    /// The reader's own colour of what is heard, once she has made one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_highlight: Option<Rgb>,
}

impl Default for PageSettings {
    /// Andika's ascenders and descenders need more than usual type. Of 80 characters a line, which WCAG 2.2 (1.4.8) allows,
    /// fewer serve low vision better.
    fn default() -> Self {
        Self {
            typeface: Typeface::default(),
            weight: Weight::default(),
            letter_spacing: 0,
            word_spacing: 0,
            line_height: 150,
            paragraph_spacing: 75,
            indent: 0,
            measure: 66,
            margin: 2,
            alignment: Alignment::default(),
            hyphenation: Hyphenation::default(),
            caret: 10,
            caret_colour: CaretColour::default(),
            own_caret: None,
            highlight: Highlight::default(),
            highlight_colour: HighlightColour::default(),
            own_highlight: None,
        }
    }
}

impl PageSettings {
    pub(super) fn within_limits(self) -> Self {
        let within = |value: u16, range: RangeInclusive<u16>| value.clamp(*range.start(), *range.end());
        Self {
            letter_spacing: within(self.letter_spacing, LETTER_SPACINGS),
            word_spacing: within(self.word_spacing, WORD_SPACINGS),
            line_height: within(self.line_height, LINE_HEIGHTS),
            paragraph_spacing: within(self.paragraph_spacing, PARAGRAPH_SPACINGS),
            indent: within(self.indent, INDENTS),
            measure: within(self.measure, MEASURES),
            margin: within(self.margin, MARGINS),
            caret: within(self.caret, CARETS),
            ..self
        }
    }
}
