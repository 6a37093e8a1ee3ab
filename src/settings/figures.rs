//! How pictures, tables, formulas and notes of a book are shown.

use serde::{Deserialize, Serialize};

/// What is seen of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pictures {
    /// The picture, and its alternative below.
    #[default]
    Described,
    /// The picture alone; its alternative is heard and felt.
    Plain,
    /// The alternative alone.
    Words,
}

impl Pictures {
    pub const ALL: [Self; 3] = [Self::Described, Self::Plain, Self::Words];
}

/// When pictures are shown in opposite light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inversion {
    /// Line drawings, on a dark ground.
    #[default]
    Drawings,
    Always,
    Never,
}

impl Inversion {
    pub const ALL: [Self; 3] = [Self::Drawings, Self::Always, Self::Never];
}

/// How tables are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tables {
    /// As a grid where the columns have room, else as records.
    #[default]
    Automatic,
    /// As a grid, also where it is wider than the page.
    Grid,
    /// Row by row, each value below its header.
    Records,
}

impl Tables {
    pub const ALL: [Self; 3] = [Self::Automatic, Self::Grid, Self::Records];

    /// Round through them.
    pub fn next(self) -> Self {
        match self {
            Self::Automatic => Self::Grid,
            Self::Grid => Self::Records,
            Self::Records => Self::Automatic,
        }
    }
}

/// What is seen of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formulas {
    #[default]
    Notation,
    Words,
    Both,
}

impl Formulas {
    pub const ALL: [Self; 3] = [Self::Notation, Self::Words, Self::Both];
}

/// Where a note is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notes {
    /// In the page, below the line of its reference.
    #[default]
    InPlace,
    /// Where it stands in the book, with a way back.
    Jump,
}

impl Notes {
    pub const ALL: [Self; 2] = [Self::InPlace, Self::Jump];
}

/// Whether the covers of books are seen in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covers {
    /// Where the scale leaves room for them.
    #[default]
    Shown,
    Hidden,
}

impl Covers {
    pub const ALL: [Self; 2] = [Self::Shown, Self::Hidden];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct FigureSettings {
    pub pictures: Pictures,
    pub inversion: Inversion,
    pub tables: Tables,
    pub formulas: Formulas,
    pub notes: Notes,
    pub covers: Covers,
    /// The page as it was printed stands beside the text, where it can be drawn.
    pub printed: bool,
}
