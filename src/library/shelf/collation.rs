//! The order of titles and names: one alphabet in which Kazakh and Russian readers find theirs, after CLDR's `kk` and
//! `ru` collations (<https://cldr.unicode.org/index/cldr-spec/collation-guidelines>).
//!
//! The Kazakh alphabet holds the Russian one in its order, so one order serves both. Cyrillic stands before Latin, as
//! both collations ask; numbers are ordered by value; punctuation and case do not count.

const CYRILLIC: &str = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";

/// What strings are compared by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Vec<u32>);

const SPACE: u32 = 1;
const NUMBER: u32 = 10;
const CYRILLIC_START: u32 = 1_000;
const LATIN_START: u32 = 2_000;
const OTHER_START: u32 = 10_000;

/// The key of this text. Of equal keys, let the text itself decide.
pub fn collation_key(text: &str) -> Key {
    let mut weights = Vec::with_capacity(text.len());
    let mut chars = text.chars().flat_map(char::to_lowercase).peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() {
            let mut digits = vec![c];
            while let Some(next) = chars.next_if(char::is_ascii_digit) {
                digits.push(next);
            }
            let value: Vec<u32> = digits.iter().skip_while(|digit| **digit == '0').map(|&digit| digit as u32).collect();
            // More digits, larger number; of as many, the first that differs decides.
            weights.push(NUMBER + (value.len() as u32).min(900));
            weights.extend(value);
        } else if c.is_whitespace() {
            if weights.last().is_some_and(|last| *last != SPACE) {
                weights.push(SPACE);
            }
        } else if let Some(place) = CYRILLIC.chars().position(|letter| letter == c) {
            weights.push(CYRILLIC_START + place as u32);
        } else if let Some((letter, mark)) = latin(c) {
            weights.push(LATIN_START + (letter as u32) * 16 + mark);
        } else if c.is_alphanumeric() {
            weights.push(OTHER_START + c as u32);
        }
    }
    Key(weights)
}

/// A Latin letter and which of its accented forms it is: those of the Kazakh Latin alphabet and the usual European ones.
fn latin(c: char) -> Option<(char, u32)> {
    const ACCENTED: &[(char, &str)] = &[
        ('a', "äáàâãåāă"),
        ('c', "çćč"),
        ('e', "éèêëēę"),
        ('g', "ğ"),
        ('i', "ıíìîïī"),
        ('n', "ñŋń"),
        ('o', "öóòôõøō"),
        ('s', "şśš"),
        ('u', "üūúùûŭ"),
        ('y', "ýÿ"),
        ('z', "żźž"),
    ];
    if c.is_ascii_lowercase() {
        return Some((c, 0));
    }
    ACCENTED
        .iter()
        .find_map(|(letter, forms)| forms.chars().position(|form| form == c).map(|at| (*letter, at as u32 + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(titles: &str) -> String {
        let mut titles: Vec<&str> = titles.split(' ').collect();
        titles.sort_by_key(|title| collation_key(title));
        titles.join(" ")
    }

    #[test]
    fn kazakh_letters_stand_where_the_alphabet_has_them() {
        assert_eq!(sorted("Ян Қара Кітап Әже Бала Азамат Үй Ұлы Уақыт"), "Азамат Әже Бала Кітап Қара Уақыт Ұлы Үй Ян");
        assert_eq!(sorted("Ыстық Іле Ыдыс Эпос"), "Ыдыс Ыстық Іле Эпос");
    }

    #[test]
    fn russian_yo_stands_after_ye_and_case_does_not_count() {
        assert_eq!(sorted("жук Ёлка елка Ель"), "елка Ель Ёлка жук");
    }

    #[test]
    fn numbers_go_by_value_and_quotes_do_not_count() {
        assert_eq!(sorted("Том10 Том2 «Альфа» Бета"), "«Альфа» Бета Том2 Том10");
        assert_eq!(sorted("Zoo Ağaş Яма"), "Яма Ağaş Zoo");
    }
}
