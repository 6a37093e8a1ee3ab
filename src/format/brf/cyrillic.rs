//! Uncontracted Kazakh and Russian braille → letters: each cell is a letter, but behind the sign of numbers and of capitals.
//!
//! The cells are those of liblouis's tables (`kk.utb`, `ru-litbrl.ctb`), which the tests compare where it is installed.

use super::cells::{Cell, patterns};

/// The letters of Russian by their cells.
const LETTERS: &str = "⠁а⠃б⠺в⠛г⠙д⠑е⠡ё⠚ж⠵з⠊и⠯й⠅к⠇л⠍м⠝н⠕о⠏п⠗р⠎с⠞т⠥у⠋ф⠓х⠉ц⠟ч⠱ш⠭щ⠷ъ⠮ы⠾ь⠪э⠳ю⠫я";
/// Those that Kazakh has besides.
const KAZAKH: &str = "⠜ә⠻ғ⠹қ⠩ң⠣ө⠬ұ⠌ү⠧һ⠽і";
const SIGNS: &str = "⠂,⠲.⠢?⠖!⠆;⠒:⠄’⠔*";
const RUSSIAN_SIGNS: &str = "⠣(⠜)⠬§⠹№";
const DIGITS: &str = "⠁1⠃2⠉3⠙4⠑5⠋6⠛7⠓8⠊9⠚0";

const NUMBER: Cell = 0x3c;
const HYPHEN: Cell = 0x24;
const COMMA: Cell = 0x02;
const STOP: Cell = 0x32;
const QUOTE: Cell = 0x26;
const END_OF_QUOTE: Cell = 0x34;
const BRACKET: Cell = 0x36;
/// Of one letter; twice, of the word.
const CAPITAL: Cell = 0x18;
/// Ends a number before a letter.
const END_OF_NUMBER: Cell = 0x20;
const ITALIC: Cell = 0x38;

/// What each cell stands for.
struct Table([Option<char>; 64]);

impl Table {
    fn of(lists: &[&str]) -> Self {
        let mut table = [None; 64];
        for list in lists {
            let mut signs = list.chars();
            while let (Some(pattern), Some(letter)) = (signs.next(), signs.next()) {
                let cell = u32::from(pattern).saturating_sub(0x2800) as usize;
                if let Some(place) = table.get_mut(cell) {
                    *place = Some(letter);
                }
            }
        }
        Self(table)
    }

    fn get(&self, cell: Cell) -> Option<char> {
        // The dots of a second row below are not those of another letter.
        self.0[usize::from(cell & 0x3f)]
    }
}

/// The text that these cells are.
pub(super) fn letters(cells: &[Cell], kazakh: bool) -> String {
    let table = if kazakh { Table::of(&[LETTERS, KAZAKH]) } else { Table::of(&[LETTERS]) };
    let signs = if kazakh { Table::of(&[SIGNS]) } else { Table::of(&[SIGNS, RUSSIAN_SIGNS]) };
    let digits = Table::of(&[DIGITS]);
    let mut out = String::with_capacity(cells.len() * 2);
    let (mut in_number, mut capital, mut capitals) = (false, false, false);
    for (index, &cell) in cells.iter().enumerate() {
        let next = cells.get(index + 1).copied().unwrap_or_default();
        let starts = out.is_empty() || out.ends_with([' ', '(', '«', '—', '-']);
        let before_digit = digits.get(next).is_some();
        match cell {
            0 => {
                (in_number, capital, capitals) = (false, false, false);
                out.push(' ');
            }
            NUMBER => in_number = true,
            CAPITAL => (capital, capitals) = (true, capital),
            ITALIC => {}
            END_OF_NUMBER => in_number = false,
            COMMA if in_number && before_digit => out.push(','),
            STOP if in_number && before_digit => out.push('.'),
            HYPHEN => {
                in_number = false;
                // A dash stands close to the word before it, a hyphen to both.
                match (next, out.chars().last()) {
                    (0, Some(before)) if before != ' ' && before != '-' => out.push_str(" —"),
                    (0, _) => out.push('—'),
                    _ => out.push('-'),
                }
            }
            QUOTE => out.push('«'),
            END_OF_QUOTE => out.push('»'),
            BRACKET => out.push(if starts { '(' } else { ')' }),
            cell if in_number && digits.get(cell).is_some() => out.extend(digits.get(cell)),
            cell => {
                in_number = false;
                match table.get(cell).or_else(|| signs.get(cell)) {
                    Some(letter) if capital || capitals || cell & 0x40 != 0 => out.extend(letter.to_uppercase()),
                    Some(letter) => {
                        out.push(letter);
                        // Many books save the blank behind a comma.
                        if matches!(letter, ',' | ';' | ':' | '!' | '?')
                            && (next == NUMBER || table.get(next).is_some())
                        {
                            out.push(' ');
                        }
                    }
                    None => out.push_str(&patterns(&[cell])),
                }
                capital = false;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(patterns: &str) -> Vec<Cell> {
        patterns.chars().map(|pattern| (u32::from(pattern) - 0x2800) as Cell).collect()
    }

    #[test]
    fn each_letter_has_a_cell_of_its_own() {
        let mut known: Vec<char> = [LETTERS, KAZAKH].concat().chars().step_by(2).collect();
        known.sort_unstable();
        let all = known.len();
        known.dedup();
        assert_eq!((known.len(), all), (42, 42));
    }

    #[test]
    fn cells_become_letters_numbers_and_signs() {
        let check = |patterns: &str, kazakh, wanted: &str| assert_eq!(letters(&cells(patterns), kazakh), wanted);
        check("⠹⠁⠵⠁⠹⠀⠞⠽⠇⠽⠤⠀⠼⠃⠑⠤⠃⠑⠞⠲⠀⠦⠅⠑⠇⠙⠽⠴⠂", true, "қазақ тілі — 25-бет. «келді»,");
        check("⠘⠍⠕⠗⠕⠵⠀⠶⠘⠘⠎⠎⠎⠗⠶⠀⠼⠁⠂⠑⠀⠣⠁⠜⠀⠼⠃⠠⠃", false, "Мороз (СССР) 1,5 (а) 2б");
        check("⠍⠑⠝⠂⠎⠑⠝⠂⠀⠕⠇", true, "мен, сен, ол");
        check("⠿", true, "⠿");
    }
}
