//! The words of a document, and by them what a hyphen at a line's end is: a part of the word, or of the line alone.

use std::collections::HashSet;

/// Words that are remembered.
const MOST_WORDS: usize = 300_000;
const SOFT_HYPHEN: char = '\u{ad}';

/// Every word that stands on one line whole, in small letters; hyphens as `-`.
#[derive(Debug, Default)]
pub(super) struct Words(HashSet<String>);

/// What comes between two lines of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seam {
    Space,
    /// The hyphen stays, the word goes on.
    Hyphen,
    /// The hyphen was of the line.
    Nothing,
}

impl Words {
    /// Learns from the lines of a page, in their order.
    pub fn learn<'a>(&mut self, lines: impl Iterator<Item = &'a str>) {
        let mut broken = false;
        for line in lines {
            let breaks = ends_with_hyphen(line);
            let mut words = line.split_whitespace().peekable();
            if std::mem::replace(&mut broken, breaks) {
                words.next();
            }
            while let Some(word) = words.next() {
                if (words.peek().is_none() && breaks) || self.0.len() >= MOST_WORDS {
                    continue;
                }
                let word = folded(word);
                if word.chars().count() > 1 {
                    self.0.insert(word);
                }
            }
        }
    }

    /// Puts the next line behind the text of those before it.
    pub fn join(&self, text: &mut String, next: &str) {
        match self.seam(text, next) {
            Seam::Space => text.push(' '),
            Seam::Hyphen => {}
            Seam::Nothing => {
                text.pop();
            }
        }
        text.push_str(next);
    }

    fn seam(&self, text: &str, next: &str) -> Seam {
        let (Some(last), Some(first)) = (text.chars().next_back(), next.chars().next()) else { return Seam::Nothing };
        if last == SOFT_HYPHEN {
            return Seam::Nothing;
        }
        if is_unspaced(last) && is_unspaced(first) {
            return Seam::Hyphen;
        }
        let before = text.chars().rev().nth(1);
        if matches!(last, '–' | '—' | '/') && before.is_some_and(|c| c.is_ascii_digit()) && first.is_ascii_digit() {
            return Seam::Hyphen;
        }
        if !ends_with_hyphen(text) || !before.is_some_and(char::is_alphanumeric) {
            return Seam::Space;
        }
        if !first.is_lowercase() || before.is_some_and(|c| c.is_numeric()) {
            return if first.is_alphanumeric() { Seam::Hyphen } else { Seam::Space };
        }
        // The hyphen of Unicode is typed by those who mean it; lines are broken with the one of the keyboard.
        self.inside(text, next, last == '\u{2010}' || last == '\u{2011}')
    }

    /// A hyphen between a letter and a small letter.
    fn inside(&self, text: &str, next: &str, meant: bool) -> Seam {
        let left = folded(text.split_whitespace().next_back().unwrap_or_default());
        let left = left.trim_end_matches('-');
        let right = folded(next.split_whitespace().next().unwrap_or_default());
        let whole = format!("{left}{right}");
        let parted = format!("{left}-{right}");
        if self.0.contains(&parted) {
            return Seam::Hyphen;
        }
        if self.0.contains(&whole) {
            return Seam::Nothing;
        }
        if meant || is_compound(left, &right) {
            return Seam::Hyphen;
        }
        // Two words that the document has by themselves, and never as one.
        let own = |word: &str| word.chars().count() > 2 && self.0.contains(word);
        let last_of_left = left.rsplit('-').next().unwrap_or(left);
        if own(last_of_left) && own(&right) { Seam::Hyphen } else { Seam::Nothing }
    }
}

/// Compounds that are written with a hyphen whatever the document: particles, prefixes, a word said twice.
fn is_compound(left: &str, right: &str) -> bool {
    const BEHIND: &[&str] = &["то", "либо", "нибудь", "таки", "ка", "де", "тка", "с", "ау", "ай", "ақ", "мыс", "міс"];
    const BEFORE: &[&str] = &["кое", "кой", "во", "из", "по"];
    let second = match left {
        "из" => right.starts_with("за") || right.starts_with("под"),
        "по" => ["ому", "ему", "ски", "цки", "ьи", "моему", "твоему"].iter().any(|ending| right.ends_with(ending)),
        "во" | "в" => ["первых", "вторых", "третьих"].contains(&right),
        _ => BEFORE.contains(&left) && !matches!(left, "из" | "по" | "во"),
    };
    let plain_right = right.trim_end_matches('-');
    let twice = left.chars().count() > 1 && plain_right.starts_with(left);
    second || BEHIND.contains(&plain_right) || twice
}

fn ends_with_hyphen(text: &str) -> bool {
    text.ends_with(['-', '\u{2010}', '\u{2011}', SOFT_HYPHEN])
}

/// In small letters, without marks around it, hyphens as `-`.
fn folded(word: &str) -> String {
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\u{2010}' | '\u{2011}'));
    inner
        .trim_start_matches('-')
        .chars()
        .filter(|&c| c != SOFT_HYPHEN)
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '\u{2010}' | '\u{2011}') { '-' } else { c })
        .collect()
}

/// Writing without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(known: &str, first: &str, second: &str) -> String {
        let mut words = Words::default();
        words.learn(known.lines());
        let mut text = first.to_owned();
        words.join(&mut text, second);
        text
    }

    #[test]
    fn hyphens_of_lines_are_undone() {
        assert_eq!(joined("", "адам бостан-", "дықтарын"), "адам бостандықтарын");
        assert_eq!(joined("", "пре\u{ad}", "небрежение"), "пренебрежение");
        assert_eq!(joined("", "сло\u{ad}", "Во"), "слоВо");
        assert_eq!(joined("қарым-қатынас бар", "қарымқатынас қа-", "рым"), "қарымқатынас қарым");
    }

    #[test]
    fn hyphens_of_words_stay() {
        assert_eq!(joined("", "Нью-", "Йорк"), "Нью-Йорк");
        assert_eq!(joined("", "1941-", "1945"), "1941-1945");
        assert_eq!(joined("", "1990-", "шы жылдар"), "1990-шы жылдар");
        assert_eq!(joined("", "кто-", "то пришёл"), "кто-то пришёл");
        assert_eq!(joined("", "из-", "за него"), "из-за него");
        assert_eq!(joined("", "бір-", "бірімен"), "бір-бірімен");
        assert_eq!(joined("", "мүше\u{2010}", "мемлекеттер"), "мүше\u{2010}мемлекеттер");
        assert_eq!(joined("ол қарым-қатынас дейді", "қарым-", "қатынас"), "қарым-қатынас");
        assert_eq!(joined("мүше болған мемлекет бар", "мүше-", "мемлекет"), "мүше-мемлекет");
        assert_eq!(joined("", "1941–", "1945"), "1941–1945");
    }

    #[test]
    fn what_is_no_hyphen_of_a_word_is_parted_by_a_space() {
        assert_eq!(joined("", "Ол келді.", "Мен күттім."), "Ол келді. Мен күттім.");
        assert_eq!(joined("", "сказал он —", "и ушёл"), "сказал он — и ушёл");
        assert_eq!(joined("", "a -", "b"), "a - b");
        assert_eq!(joined("", "漢字", "仮名"), "漢字仮名");
    }
}
