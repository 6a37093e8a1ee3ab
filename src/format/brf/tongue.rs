//! Which language braille is in, by how often each cell comes: cells of contracted English, of Kazakh and of Russian differ far
//! more than chance does, within a few lines.

use super::cells::Cell;
use crate::book::Language;

/// A language that can be turned back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Kazakh,
    Russian,
    English,
}

/// How rare each of the 64 cells is, in sixteenths of a natural logarithm: measured with liblouis on Abai's book of words, on
/// tales of Pushkin and Chekhov, and on a novel of Dickens in three codes.
type Rarity = [u8; 64];

const KAZAKH: Rarity = [
    159, 34, 58, 55, 159, 59, 131, 48, 159, 145, 74, 112, 76, 55, 53, 62, 159, 41, 115, 88, 159, 60, 122, 49, 159, 49,
    69, 76, 73, 44, 51, 147, 159, 159, 94, 72, 83, 73, 104, 104, 159, 67, 151, 95, 71, 159, 43, 63, 159, 73, 73, 146,
    104, 65, 159, 159, 159, 54, 141, 64, 122, 45, 147, 159,
];
const RUSSIAN: Rarity = [
    159, 40, 61, 64, 159, 55, 97, 49, 159, 92, 44, 115, 159, 55, 48, 58, 159, 41, 103, 80, 147, 37, 98, 52, 159, 57,
    75, 64, 137, 45, 47, 66, 152, 117, 98, 136, 79, 56, 100, 149, 139, 159, 105, 61, 159, 96, 66, 75, 159, 74, 66, 81,
    100, 66, 159, 125, 159, 159, 50, 159, 141, 159, 64, 159,
];
const ENGLISH: Rarity = [
    159, 44, 57, 67, 87, 72, 89, 52, 152, 64, 48, 66, 84, 55, 48, 63, 77, 40, 106, 53, 80, 45, 86, 52, 113, 54, 88, 66,
    85, 50, 44, 110, 54, 91, 84, 104, 87, 62, 73, 77, 105, 91, 96, 77, 81, 88, 70, 76, 92, 90, 68, 90, 74, 100, 105,
    85, 96, 89, 65, 78, 116, 61, 97, 101,
];

/// Cells that are looked at.
const SAMPLE: usize = 6000;
/// Fewer tell nothing.
const ENOUGH: usize = 12;

impl Tongue {
    pub(super) fn of(language: &Language) -> Option<Self> {
        match language.primary() {
            "kk" => Some(Self::Kazakh),
            "ru" => Some(Self::Russian),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    pub(super) fn language(self) -> Option<Language> {
        Language::parse(match self {
            Self::Kazakh => "kk",
            Self::Russian => "ru",
            Self::English => "en",
        })
    }

    /// The language whose braille these lines most look like; `None` when they look like none of them.
    pub(super) fn guess<'a>(lines: impl Iterator<Item = &'a [Cell]>) -> Option<Self> {
        let cells: Vec<Cell> = lines.flatten().copied().filter(|cell| (1..64).contains(cell)).take(SAMPLE).collect();
        if cells.len() < ENOUGH {
            return None;
        }
        // A text of a language costs 52 on average, in few lines up to 60; English, with its contractions, 60 and 62.
        let cost = |rarity: &Rarity| {
            let whole: usize = cells.iter().map(|&cell| usize::from(rarity[usize::from(cell)])).sum();
            whole / cells.len()
        };
        let costs = [
            (cost(&KAZAKH), 62, Self::Kazakh),
            (cost(&RUSSIAN), 62, Self::Russian),
            (cost(&ENGLISH), 64, Self::English),
        ];
        let (cost, most, tongue) = costs.into_iter().min_by_key(|(cost, ..)| *cost)?;
        (cost <= most).then_some(tongue)
    }
}
