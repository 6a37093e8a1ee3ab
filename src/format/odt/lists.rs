//! Lists: which number comes next, written as the document writes it.
//!
//! OpenDocument 1.3 part 3, 5.3 and 16.30.

use crate::format::manuscript::numeral::Numeral;
use crate::format::markup::Tree;
use crate::format::markup::tree::NodeId;

/// Levels of a list.
pub(super) const LEVELS: usize = 10;

#[derive(Debug, Clone)]
struct Level {
    kind: Numeral,
    prefix: String,
    suffix: String,
    start: i64,
    /// How many levels' numbers are shown.
    shown: usize,
}

impl Default for Level {
    fn default() -> Self {
        Self { kind: Numeral::Nothing, prefix: String::new(), suffix: String::new(), start: 1, shown: 1 }
    }
}

/// How a list is numbered, level by level.
#[derive(Debug, Clone, Default)]
pub(super) struct ListStyle {
    levels: [Level; LEVELS],
}

impl ListStyle {
    pub(super) fn read(tree: &Tree, node: NodeId) -> Self {
        let mut style = Self::default();
        for child in tree.elements(node) {
            let told = |name| tree.local_attribute(child, name);
            let at = told("level").and_then(|level| level.trim().parse::<usize>().ok());
            let Some(level) = at.and_then(|at| style.levels.get_mut(at.checked_sub(1)?)) else { continue };
            let kind = match tree.name(child) {
                "list-level-style-number" | "outline-level-style" => {
                    Numeral::of_open_document(told("num-format").unwrap_or_default())
                }
                _ => Numeral::Bullet,
            };
            *level = Level {
                kind,
                prefix: told("num-prefix").unwrap_or_default().to_owned(),
                suffix: told("num-suffix").unwrap_or_default().to_owned(),
                start: told("start-value").and_then(|start| start.trim().parse().ok()).unwrap_or(1),
                shown: told("display-levels").and_then(|count| count.trim().parse().ok()).unwrap_or(1),
            };
        }
        style
    }

    pub(super) fn is_ordered(&self, level: usize) -> bool {
        !matches!(self.levels[level.min(LEVELS - 1)].kind, Numeral::Bullet | Numeral::Nothing)
    }
}

/// How far a list is counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts([Option<i64>; LEVELS]);

impl Counts {
    /// The next item at this level, which may begin anew with a number; its marker, empty for a bullet.
    pub(super) fn next(&mut self, style: &ListStyle, level: usize, anew: Option<i64>) -> String {
        let level = level.min(LEVELS - 1);
        let start = |level: usize| style.levels[level].start;
        for (above, count) in self.0.iter_mut().enumerate().take(level) {
            count.get_or_insert(start(above));
        }
        let next = self.0[level].map_or(start(level), |count| count.saturating_add(1));
        self.0[level] = Some(anew.unwrap_or(next));
        self.0[level + 1..].fill(None);
        let own = &style.levels[level];
        if !style.is_ordered(level) {
            return String::new();
        }
        let first = (level + 1).saturating_sub(own.shown.max(1));
        let numbers = (first..=level).filter_map(|at| Some(style.levels[at].kind.write(self.0[at]?)));
        let numbers: Vec<String> = numbers.filter(|number| !number.is_empty()).collect();
        format!("{}{}{}", own.prefix, numbers.join("."), own.suffix)
    }
}
