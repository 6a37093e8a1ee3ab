//! All words of the index in memory: which beginnings there are, and which words are near a mistaken one.
//!
//! Distance after Damerau and Levenshtein, of neighbours exchanged once
//! <https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance>.

use std::collections::HashMap;

use crate::library::folding::LONGEST_KEY;

/// Words that are proposed for a mistaken one.
const MOST: usize = 3;

/// The words, sorted by their bytes; about 25 bytes each.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    /// Where each begins in the text; one more than there are words.
    starts: Vec<u32>,
    /// In how many titles each is.
    counts: Vec<u32>,
    /// Which letters each has, a bit a letter.
    masks: Vec<u32>,
    /// Letters of each.
    lengths: Vec<u8>,
}

impl Words {
    /// From words with the number of their titles, sorted by their bytes. Words that are too long for a key are left out.
    pub fn new(sorted: impl IntoIterator<Item = (String, u32)>) -> Self {
        let mut words = Self { starts: vec![0], ..Self::default() };
        for (word, count) in sorted {
            let length = word.chars().count();
            let Ok(end) = u32::try_from(words.text.len() + word.len()) else { break };
            if length == 0 || length > LONGEST_KEY {
                continue;
            }
            words.text.push_str(&word);
            words.starts.push(end);
            words.counts.push(count);
            words.masks.push(mask(&word));
            words.lengths.push(length as u8);
        }
        words
    }

    pub fn len(&self) -> usize {
        self.counts.len()
    }

    fn get(&self, at: usize) -> &str {
        &self.text[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Whether a word begins with this key.
    pub fn begins(&self, key: &str) -> bool {
        let at = self.first_from(key);
        at < self.len() && self.get(at).starts_with(key)
    }

    /// The first word that does not stand before this key.
    fn first_from(&self, key: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.get(middle) < key { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Keys that this one may be mistaken for, best first, at most three: of a word that goes on (`last`) beginnings of
    /// words, otherwise whole words. None for keys of fewer than four letters, in which everything is near everything.
    pub fn near(&self, key: &str, last: bool) -> Vec<String> {
        let typed: Vec<char> = key.chars().collect();
        let most = match typed.len() {
            0..=3 => return Vec::new(),
            4..=7 => 1,
            _ => 2,
        };
        let own = mask(key);
        let (least, longest) = (typed.len() - most, if last { LONGEST_KEY } else { typed.len() + most });
        // By the beginning that is meant: how far it is, and in how many titles.
        let mut found: HashMap<&str, (usize, u64)> = HashMap::new();
        for (at, (&mask, &length)) in self.masks.iter().zip(&self.lengths).enumerate() {
            // A letter that is not there costs a step, and so does one too many; a wrong one is both.
            let lacking = (own & !mask).count_ones() as usize;
            let unlike = if last { lacking } else { lacking.max((own ^ mask).count_ones().div_ceil(2) as usize) };
            if unlike > most || !(least..=longest).contains(&usize::from(length)) {
                continue;
            }
            let word = self.get(at);
            let Some((distance, letters)) = distance(&typed, word, most, last) else { continue };
            if distance == 0 {
                continue;
            }
            let end = word.char_indices().nth(letters).map_or(word.len(), |(end, _)| end);
            let entry = found.entry(&word[..end]).or_insert((distance, 0));
            entry.0 = entry.0.min(distance);
            entry.1 += u64::from(self.counts[at]);
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by_key(|&(word, (distance, count))| {
            (distance, word.chars().next() != typed.first().copied(), std::cmp::Reverse(count), word)
        });
        found.into_iter().take(MOST).map(|(word, _)| word.to_owned()).collect()
    }
}

/// A bit for each letter of these; digits share one, letters of other scripts five.
fn mask(word: &str) -> u32 {
    word.chars().fold(0, |mask, c| {
        mask | match c {
            'a'..='z' => 1 << (c as u32 - 'a' as u32),
            '0'..='9' => 1 << 26,
            other => 1 << (27 + other as u32 % 5),
        }
    })
}

/// How many letters must be changed, added, left out, or exchanged with their neighbour, when that is no more than `most`;
/// with `beginning` until it is the beginning of the word. And how many letters of the word that concerns.
fn distance(typed: &[char], word: &str, most: usize, beginning: bool) -> Option<(usize, usize)> {
    const WIDTH: usize = LONGEST_KEY + 1;
    let mut other = ['\0'; LONGEST_KEY];
    let mut length = 0;
    for (slot, c) in other.iter_mut().zip(word.chars()).take(typed.len() + most) {
        *slot = c;
        length += 1;
    }
    let mut rows = [[u8::MAX / 2; WIDTH]; 3];
    for (column, cell) in rows[0][..=length].iter_mut().enumerate() {
        *cell = column as u8;
    }
    for row in 1..=typed.len() {
        let (before, last, this) = ((row + 1) % 3, (row + 2) % 3, row % 3);
        // Further from the diagonal than `most` nothing is near.
        let (from, to) = (row.saturating_sub(most), (row + most).min(length));
        let mut least = u8::MAX;
        rows[this] = [u8::MAX / 2; WIDTH];
        if from == 0 {
            rows[this][0] = row as u8;
            least = row as u8;
        }
        for column in from.max(1)..=to {
            let same = typed[row - 1] == other[column - 1];
            let mut cost = rows[last][column - 1] + u8::from(!same);
            cost = cost.min(rows[last][column] + 1).min(rows[this][column - 1] + 1);
            let exchanged =
                row > 1 && column > 1 && typed[row - 1] == other[column - 2] && typed[row - 2] == other[column - 1];
            if exchanged {
                cost = cost.min(rows[before][column - 2] + 1);
            }
            rows[this][column] = cost;
            least = least.min(cost);
        }
        if usize::from(least) > most {
            return None;
        }
    }
    let end = &rows[typed.len() % 3];
    let (cost, letters) = if beginning {
        // Of equals the one with as many letters as were typed, for it changes least.
        (0..=length)
            .map(|column| (end[column], column.abs_diff(typed.len()), column))
            .min()
            .map(|(cost, _, column)| (cost, column))?
    } else {
        (end[length], length)
    };
    // What was cut off is not compared.
    let whole = beginning || word.chars().count() == length;
    (usize::from(cost) <= most && whole).then_some((usize::from(cost), letters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(list: &[(&str, u32)]) -> Words {
        let mut list: Vec<(String, u32)> = list.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect();
        list.sort();
        Words::new(list)
    }

    fn steps(typed: &str, word: &str, beginning: bool) -> Option<usize> {
        distance(&typed.chars().collect::<Vec<_>>(), word, 2, beginning).map(|(cost, _)| cost)
    }

    #[test]
    fn a_step_is_a_letter_changed_added_left_out_or_exchanged() {
        for (typed, word, expected) in [
            ("abai", "abai", Some(0)),
            ("abei", "abai", Some(1)),
            ("abi", "abai", Some(1)),
            ("aabai", "abai", Some(1)),
            ("baai", "abai", Some(1)),
            ("dostoievski", "dostoevski", Some(1)),
            ("dikens", "dickenson", None),
            ("abcd", "wxyz", None),
            ("", "ab", Some(2)),
        ] {
            assert_eq!(steps(typed, word, false), expected, "{typed} {word}");
        }
        assert_eq!(steps("dostoiev", "dostoevskogo", true), Some(1));
        assert_eq!(steps("abai", "abaia", true), Some(0));
        assert_eq!(steps("abai", "aba", true), Some(1));
    }

    #[test]
    fn beginnings_are_found_in_the_sorted_words() {
        let words = words(&[("abai", 3), ("jol", 1), ("kitap", 9), ("中国", 1)]);
        assert!(["a", "abai", "k", "kitap", "中"].iter().all(|key| words.begins(key)));
        assert!(["abaia", "b", "z", "国"].iter().all(|key| !words.begins(key)));
        assert!(!Words::default().begins("a") && Words::default().near("abai", true).is_empty());
    }

    #[test]
    fn the_nearest_and_most_frequent_words_are_meant() {
        let words = words(&[
            ("abai", 30),
            ("abak", 1),
            ("kabai", 2),
            ("dostoevski", 5),
            ("dostoevskogo", 7),
            ("kitap", 9),
            ("kitaptar", 1),
        ]);
        assert_eq!(words.near("abei", false), ["abai"]);
        assert_eq!(words.near("abaj", false)[..2], ["abai", "abak"]);
        assert_eq!(words.near("dostoievski", false), ["dostoevski"]);
        assert_eq!(words.near("dostaiev", true), ["dostoev"], "two letters of eight");
        assert_eq!(words.near("kitpa", true), ["kitap"]);
        assert!(words.near("abi", true).is_empty(), "three letters are too few");
        assert!(words.near("abai", false).iter().all(|word| word != "abai"), "the word itself is no mistake");
    }

    /// The same by the plain definition, without a band.
    fn slowly(a: &[char], b: &[char]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let mut cost = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    cost = cost.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        cost = cost.min(table[i - 2][j - 2] + 1);
                    }
                    cost
                };
            }
        }
        table[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn the_band_changes_nothing(a in "[a-c]{1,9}", b in "[a-c]{1,9}") {
            let (left, right): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let expected = Some(slowly(&left, &right)).filter(|cost| *cost <= 2);
            prop_assert_eq!(distance(&left, &b, 2, false).map(|(cost, _)| cost), expected);
            let least = (0..=right.len()).map(|end| slowly(&left, &right[..end])).min().filter(|cost| *cost <= 2);
            prop_assert_eq!(distance(&left, &b, 2, true).map(|(cost, _)| cost), least);
        }

        #[test]
        fn no_near_word_is_missed(typed in "[a-d]{4,9}", list in proptest::collection::vec("[a-d]{1,10}", 1..20)) {
            let list: Vec<(&str, u32)> = list.iter().map(|word| (word.as_str(), 1)).collect();
            let typed_letters: Vec<char> = typed.chars().collect();
            let most = if typed.len() < 8 { 1 } else { 2 };
            let near = list.iter().any(|(word, _)| {
                (1..=most).contains(&slowly(&typed_letters, &word.chars().collect::<Vec<_>>()))
            });
            prop_assert_eq!(!words(&list).near(&typed, false).is_empty(), near);
        }
    }
}
