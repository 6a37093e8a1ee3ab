//! Mathematics: a formula as a tree, and the words that a listener hears of it and of its parts.
//!
//! <https://www.w3.org/TR/mathml-core/>, <https://www.w3.org/TR/mathml4/>
//!
//! A formula's words are the text of its block, so that caret, braille, highlight, search and every voice have one text
//! with one count of bytes; the tree stands beside them as an inline's style and is what a reader walks through part by
//! part. The words are data of the book's floor and no wording of the interface, as abbreviations are: they belong to
//! the language that the *book* is in. Languages without a grammar here get the formula in one line of signs.
//!
//! Words that are made from the tree go before the author's `alttext`: converters write TeX there, in most books, and
//! no author marks where a fraction ends. The author's words stay within reach as the last part of the walk, and are the
//! text wherever the markup holds no formula that can be read.

mod notation;
mod words;

use super::Language;

/// No formula is said in more bytes; what is longer is cut.
const LONGEST_BYTES: usize = 20_000;

/// A language that formulas can be said in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tongue {
    Kazakh,
    Russian,
    English,
}

impl Tongue {
    /// That of a text in this language.
    pub fn of(language: &Language) -> Option<Self> {
        match language.primary() {
            "kk" => Some(Self::Kazakh),
            "ru" => Some(Self::Russian),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Kazakh => "kk",
            Self::Russian => "ru",
            Self::English => "en",
        }
    }

    /// That of a text whose language nobody names, by its letters.
    pub fn guess(text: &str) -> Self {
        let cyrillic = text.chars().filter(|letter| matches!(letter, '\u{400}'..='\u{52f}')).count();
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        if text.contains(['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і']) && cyrillic > latin {
            Self::Kazakh
        } else if cyrillic > latin {
            Self::Russian
        } else {
            Self::English
        }
    }
}

/// Where a part stands at its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    Sub,
    Sup,
    Under,
    Over,
    /// Before the base, low and high, as an isotope's numbers.
    PreSub,
    PreSup,
}

/// What a part of a formula is. The names are MathML's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Shape {
    Identifier(String),
    Number(String),
    Operator(String),
    Text(String),
    /// One after the other.
    Row,
    /// Between brackets; either may be missing.
    Fenced {
        open: String,
        close: String,
    },
    /// Numerator and denominator.
    Fraction,
    /// A fraction without a line.
    Binomial,
    /// What stands below the root, and the root's degree when it is not two.
    Root,
    /// The base, and a part for each slot.
    Scripts(Vec<Slot>),
    /// Rows, each of them a [`Shape::Row`] of cells.
    Table,
    /// Struck out.
    Struck,
}

/// A part of a formula with its own parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part {
    pub shape: Shape,
    pub parts: Vec<Part>,
}

impl Part {
    pub fn leaf(shape: Shape) -> Self {
        Self { shape, parts: Vec::new() }
    }

    pub fn new(shape: Shape, parts: Vec<Self>) -> Self {
        Self { shape, parts }
    }

    /// These parts in a row; a single one stands for itself.
    pub fn row(mut parts: Vec<Self>) -> Self {
        match parts.len() {
            1 => parts.remove(0),
            _ => Self::new(Shape::Row, parts),
        }
    }

    pub fn is_empty(&self) -> bool {
        match &self.shape {
            Shape::Identifier(text) | Shape::Number(text) | Shape::Operator(text) | Shape::Text(text) => {
                text.chars().all(|sign| sign.is_whitespace() || matches!(sign, '\u{2061}'..='\u{2064}'))
            }
            Shape::Fenced { open, close } => {
                open.is_empty() && close.is_empty() && self.parts.iter().all(Self::is_empty)
            }
            Shape::Table => false,
            _ => self.parts.iter().all(Self::is_empty),
        }
    }

    /// The part at the end of this way down; each number is a child's.
    pub fn at(&self, way: &[usize]) -> Option<&Self> {
        way.iter().try_fold(self, |part, &index| part.parts.get(index))
    }

    /// In one line of signs: «(a + b)/2».
    pub fn notation(&self) -> String {
        notation::of(self)
    }

    fn leaf_text(&self) -> Option<&str> {
        match &self.shape {
            Shape::Identifier(text) | Shape::Number(text) | Shape::Operator(text) | Shape::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A piece of mathematics in a book.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Formula {
    /// `None` where the markup holds nothing that can be read.
    pub root: Option<Part>,
    /// What the author says of it: `alttext`, a label, an annotation.
    pub authored: Option<String>,
    /// `None` where it is said in signs.
    pub tongue: Option<Tongue>,
    /// It stands in a line of its own.
    pub display: bool,
}

/// A stop on the walk through a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is in the part around it: «numerator», «row 2».
    pub place: Option<String>,
    /// What is heard.
    pub words: String,
    /// What is seen.
    pub notation: String,
    /// Its number among its sisters, from 0, and how many they are.
    pub index: usize,
    pub count: usize,
    /// How many parts it has.
    pub parts: usize,
}

impl Formula {
    /// The text that stands for it in its block; empty when there is nothing to say.
    pub fn text(&self) -> String {
        match (&self.root, &self.authored) {
            // Without a grammar of the language, the author's words are better than signs.
            (Some(root), None) => self.say(root),
            (Some(root), Some(_)) if self.tongue.is_some() => self.say(root),
            (_, Some(authored)) => authored.clone(),
            (None, None) => String::new(),
        }
    }

    fn say(&self, part: &Part) -> String {
        let mut text = match (self.tongue, &self.root) {
            (Some(tongue), Some(root)) => words::say(part, root, tongue),
            _ => part.notation(),
        };
        text.truncate(text.floor_char_boundary(LONGEST_BYTES));
        text
    }

    /// The stop at the end of this way down from the whole, which is the empty way. The author's own words follow the
    /// parts of the whole, where they say something else.
    pub fn step(&self, way: &[usize]) -> Option<Step> {
        let tongue = self.tongue.unwrap_or(Tongue::English);
        let whole = || Step {
            place: None,
            words: self.text(),
            notation: self.root.as_ref().map_or_else(|| self.text(), Part::notation),
            index: 0,
            count: 1,
            parts: self.count(),
        };
        let Some((&index, around)) = way.split_last() else { return Some(whole()) };
        let root = self.root.as_ref()?;
        if let ([], Some(words)) = (around, self.aside())
            && index == root.parts.len()
        {
            let place = Some(words::authors(tongue).to_owned());
            let (words, notation) = (words.to_owned(), words.to_owned());
            return Some(Step { place, words, notation, index, count: self.count(), parts: 0 });
        }
        let parent = root.at(around)?;
        let part = parent.parts.get(index)?;
        let count = if around.is_empty() { self.count() } else { parent.parts.len() };
        let in_table = around.split_last().and_then(|(_, table)| root.at(table));
        let cell = parent.shape == Shape::Row && in_table.is_some_and(|table| table.shape == Shape::Table);
        let place = if cell { Some(words::column(index, tongue)) } else { words::place(parent, index, tongue) };
        Some(Step { place, words: self.say(part), notation: part.notation(), index, count, parts: part.parts.len() })
    }

    /// The author's words, where they are not the text already.
    fn aside(&self) -> Option<&str> {
        self.authored.as_deref().filter(|authored| self.root.is_some() && *authored != self.text())
    }

    fn count(&self) -> usize {
        self.root.as_ref().map_or(0, |root| root.parts.len() + usize::from(self.aside().is_some()))
    }
}
