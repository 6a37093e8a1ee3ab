//! Kazakh endings on what a formula says: «0-ге», «n-нен», «шексіздікке».
//!
//! An ending goes by the last sound of what is *said*: of a numeral by its last word, of a Latin letter by its name, as
//! teachers read it.

/// A case whose ending is put behind a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// «Where to».
    Dative,
    /// «Where from».
    Ablative,
}

/// These words with the ending on the last of them; `None` where nobody can tell how they end, or where a part of its
/// own ends there.
pub(super) fn with(words: &str, case: Case) -> Option<String> {
    let words = words.trim();
    if words.contains([';', ':']) || words.contains(", ") {
        return None;
    }
    let last = words.rsplit(' ').next().filter(|last| !last.is_empty())?;
    if last == "жиыны" {
        // «Its set» has the ending of what belongs to somebody.
        return Some(format!("{words}{}", if case == Case::Dative { "на" } else { "нан" }));
    }
    if last.chars().all(|letter| KAZAKH.contains(letter)) {
        return Some(format!("{words}{}", ending(last, case)?));
    }
    let said = if last.ends_with(|sign: char| sign.is_ascii_digit()) { numeral(last)? } else { letter(last)? };
    Some(format!("{words}-{}", ending(said, case)?))
}

/// Small letters of the words that have names here.
const KAZAKH: &str = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";

/// The last word of a numeral.
fn numeral(written: &str) -> Option<&'static str> {
    let digits = written.rsplit(['.', ',']).next()?;
    if !digits.chars().all(|sign| sign.is_ascii_digit()) {
        return None;
    }
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let last = digits.trim_end_matches('0').chars().next_back().and_then(|digit| digit.to_digit(10));
    Some(match (last, zeros) {
        (None, _) => "нөл",
        (Some(digit), 0) => {
            ["нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"][digit as usize]
        }
        (Some(digit), 1) => {
            let tens = ["", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"];
            tens[digit as usize]
        }
        (Some(_), 2) => "жүз",
        (Some(_), 3..=5) => "мың",
        (Some(_), 6..=8) => "миллион",
        (Some(_), 9..=11) => "миллиард",
        _ => return None,
    })
}

/// The name of a Latin letter.
fn letter(written: &str) -> Option<&'static str> {
    let mut letters = written.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return None };
    Some(match letter.to_ascii_lowercase() {
        'a' => "а",
        'b' => "бэ",
        'c' => "цэ",
        'd' => "дэ",
        'e' => "е",
        'f' => "эф",
        'g' => "гэ",
        'h' => "аш",
        'i' => "и",
        'j' => "йот",
        'k' => "ка",
        'l' => "эль",
        'm' => "эм",
        'n' => "эн",
        'o' => "о",
        'p' => "пэ",
        'q' => "ку",
        'r' => "эр",
        's' => "эс",
        't' => "тэ",
        'u' => "у",
        'v' => "вэ",
        'w' => "вэ",
        'x' => "икс",
        'y' => "игрек",
        'z' => "зет",
        _ => return None,
    })
}

fn ending(said: &str, case: Case) -> Option<&'static str> {
    let last = said.chars().rev().find(|letter| !matches!(letter, 'ь' | 'ъ'))?;
    let dull =
        matches!(last, 'б' | 'в' | 'г' | 'д' | 'к' | 'қ' | 'п' | 'с' | 'т' | 'ф' | 'х' | 'һ' | 'ц' | 'ч' | 'ш' | 'щ');
    let nasal = matches!(last, 'м' | 'н' | 'ң');
    let hard = is_hard(said);
    Some(match (case, dull, nasal, hard) {
        (Case::Dative, true, _, true) => "қа",
        (Case::Dative, true, _, false) => "ке",
        (Case::Dative, false, _, true) => "ға",
        (Case::Dative, false, _, false) => "ге",
        (Case::Ablative, true, _, true) => "тан",
        (Case::Ablative, true, _, false) => "тен",
        (Case::Ablative, _, true, true) => "нан",
        (Case::Ablative, _, true, false) => "нен",
        (Case::Ablative, _, _, true) => "дан",
        (Case::Ablative, _, _, false) => "ден",
    })
}

/// By the last vowel that is hard or soft; «у» goes with the vowel before it.
fn is_hard(said: &str) -> bool {
    if said.ends_with('ь') {
        return false;
    }
    said.chars()
        .rev()
        .find_map(|letter| match letter {
            'а' | 'о' | 'ұ' | 'ы' | 'я' | 'ё' => Some(true),
            'ә' | 'ө' | 'ү' | 'і' | 'е' | 'и' | 'э' | 'ю' => Some(false),
            _ => None,
        })
        .unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_follow_what_is_said() {
        let check = |words: &str, to: &str, from: &str| {
            assert_eq!(with(words, Case::Dative).as_deref(), Some(to));
            assert_eq!(with(words, Case::Ablative).as_deref(), Some(from));
        };
        check("0", "0-ге", "0-ден");
        check("1", "1-ге", "1-ден");
        check("3", "3-ке", "3-тен");
        check("6", "6-ға", "6-дан");
        check("10", "10-ға", "10-нан");
        check("40", "40-қа", "40-тан");
        check("50", "50-ге", "50-ден");
        check("60", "60-қа", "60-тан");
        check("70", "70-ке", "70-тен");
        check("80", "80-ге", "80-нен");
        check("100", "100-ге", "100-ден");
        check("2000", "2000-ға", "2000-нан");
        check("0,25", "0,25-ке", "0,25-тен");
        check("n", "n-ге", "n-нен");
        check("x", "x-ке", "x-тен");
        check("a", "a-ға", "a-дан");
        check("минус шексіздік", "минус шексіздікке", "минус шексіздіктен");
        check("альфа", "альфаға", "альфадан");
        check("пи", "пиге", "пиден");
        check("эпсилон", "эпсилонға", "эпсилоннан");
        check("тау", "тауға", "таудан");
        check("n минус 1", "n минус 1-ге", "n минус 1-ден");
        check("x квадрат", "x квадратқа", "x квадраттан");
        check("нақты сандар жиыны", "нақты сандар жиынына", "нақты сандар жиынынан");
    }

    #[test]
    fn of_what_ends_nobody_knows_how_there_is_no_ending() {
        for words in ["", "бөлшек: алымы a, бөлімі b, бөлшек соңы", "abc", "§"] {
            assert_eq!(with(words, Case::Dative), None, "{words}");
        }
    }
}
