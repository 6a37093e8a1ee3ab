//! How much a text looks like one in Cyrillic letters, and letters that were written as numbers.

/// How well the words of a text read as Cyrillic ones: more is better, nothing or less is no Cyrillic at all.
pub(super) fn score(text: &str) -> i64 {
    let mut score = 0;
    let mut word = Word::default();
    for character in text.chars() {
        if character.is_alphabetic() {
            word.add(character);
            continue;
        }
        score += std::mem::take(&mut word).score();
        score -= match character {
            // Frames of tables, controls, what could not be read: no text has them between its words.
            '\u{2500}'..='\u{25ff}' | '\u{80}'..='\u{9f}' | '\u{fffd}' => 6,
            '¤' | '¦' | '¬' | '±' | 'µ' | '¶' | '†' | '‡' => 2,
            _ => 0,
        };
    }
    score + word.score()
}

#[derive(Default)]
struct Word {
    points: i64,
    ascii: i64,
    others: i64,
    upper: i64,
    /// A capital behind a small letter.
    turns: i64,
    small_before: bool,
}

impl Word {
    fn add(&mut self, letter: char) {
        if letter.is_ascii() {
            self.ascii += 1;
        } else {
            self.others += 1;
            self.points += weight(letter);
        }
        let upper = letter.is_uppercase();
        self.upper += i64::from(upper);
        self.turns += i64::from(upper && self.small_before);
        self.small_before = !upper;
    }

    fn score(self) -> i64 {
        let all = self.ascii + self.others;
        if self.others == 0 {
            0
        } else if self.ascii > 0 {
            // An accented letter among Latin ones.
            -3 * self.others
        } else {
            let points = if self.upper == all && all > 1 { self.points / 3 } else { self.points };
            points - 5 * self.turns
        }
    }
}

fn weight(letter: char) -> i64 {
    let small = letter.to_lowercase().next().unwrap_or(letter);
    match small {
        'о' | 'е' | 'а' | 'и' | 'н' | 'т' | 'с' | 'р' | 'в' | 'л' | 'к' | 'ы' | 'і' => 4,
        'м' | 'д' | 'п' | 'у' | 'я' | 'ь' | 'г' | 'з' | 'б' | 'й' | 'ғ' | 'қ' | 'ң' | 'ө' | 'ұ' | 'ү' | 'ә' => {
            2
        }
        'ч' | 'х' | 'ж' | 'ш' | 'ю' | 'ц' | 'щ' | 'э' | 'ф' | 'ё' | 'һ' | 'ї' | 'є' | 'ґ' | 'ў' | 'ј' | 'љ' | 'њ'
        | 'ћ' | 'ђ' => 1,
        'ъ' => 0,
        _ => -3,
    }
}

/// The text with letters for what stands as numbered references: programs write them where an encoding has no letter.
pub(super) fn numbered(text: String) -> String {
    if !text.contains("&#") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("&#") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match letter(rest) {
            Some((letter, length)) => {
                out.push(letter);
                rest = &rest[length..];
            }
            None => {
                out.push_str("&#");
                rest = &rest[2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of the reference that stands here and its length; signs of ASCII stay as they are written.
fn letter(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let code = match text[2..end].strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => text[2..end].parse(),
    };
    let found = char::from_u32(code.ok()?).filter(|found| *found >= '\u{a0}')?;
    Some((found, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_letters_again() {
        assert_eq!(
            numbered("&#1179;ала &#x49B; &#38; &#; &#9999999; &#1179".into()),
            "қала қ &#38; &#; &#9999999; &#1179"
        );
    }

    #[test]
    fn words_in_the_wrong_letters_score_less() {
        assert!(score("Говорили, что на набережной") > score("цНБНПХКХ, ВРН МЮ МЮАЕПЕФМНИ"));
        assert!(score("Mдdchen fдhrt") < 0);
    }
}
