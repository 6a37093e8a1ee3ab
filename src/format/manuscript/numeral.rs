//! How word processors count: the kinds of numbers that documents name, each by the names of its formats.
//!
//! ECMA-376 part 1, 17.18.59 (ST_NumberFormat); OpenDocument 1.3 part 3, 19.506 (style:num-format).

use crate::book::roman;

/// A kind of number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::format) enum Numeral {
    #[default]
    Decimal,
    /// Two digits at least.
    Padded,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
    LowerRussian,
    UpperRussian,
    /// A sign that counts nothing.
    Bullet,
    Nothing,
}

/// Letters that Russian lists count with: without ё, й, ъ and ь.
const RUSSIAN: [char; 29] = [
    'а', 'б', 'в', 'г', 'д', 'е', 'ж', 'з', 'и', 'к', 'л', 'м', 'н', 'о', 'п', 'р', 'с', 'т', 'у', 'ф', 'х', 'ц', 'ч',
    'ш', 'щ', 'ы', 'э', 'ю', 'я',
];

impl Numeral {
    /// By the name in an OOXML document.
    pub(in crate::format) fn of_ooxml(name: &str) -> Self {
        match name {
            "decimalZero" => Self::Padded,
            "lowerLetter" => Self::LowerLetter,
            "upperLetter" => Self::UpperLetter,
            "lowerRoman" => Self::LowerRoman,
            "upperRoman" => Self::UpperRoman,
            "russianLower" => Self::LowerRussian,
            "russianUpper" => Self::UpperRussian,
            "bullet" => Self::Bullet,
            "none" => Self::Nothing,
            _ => Self::Decimal,
        }
    }

    /// By the name in an OpenDocument document.
    pub(in crate::format) fn of_open_document(name: &str) -> Self {
        match name {
            "" => Self::Nothing,
            "a" => Self::LowerLetter,
            "A" => Self::UpperLetter,
            "i" => Self::LowerRoman,
            "I" => Self::UpperRoman,
            name if name.starts_with('а') => Self::LowerRussian,
            name if name.starts_with('А') => Self::UpperRussian,
            name if name.starts_with("01") => Self::Padded,
            _ => Self::Decimal,
        }
    }

    /// The number as it is written.
    pub(in crate::format) fn write(self, number: i64) -> String {
        let letters = |alphabet: &[char]| repeated(number, alphabet);
        let latin: Vec<char> = ('a'..='z').collect();
        match self {
            Self::Bullet | Self::Nothing => String::new(),
            Self::Padded => format!("{number:02}"),
            Self::LowerLetter if number > 0 => letters(&latin),
            Self::UpperLetter if number > 0 => letters(&latin).to_uppercase(),
            Self::LowerRussian if number > 0 => letters(&RUSSIAN),
            Self::UpperRussian if number > 0 => letters(&RUSSIAN).to_uppercase(),
            Self::LowerRoman if (1..4000).contains(&number) => roman(number as u32).to_lowercase(),
            Self::UpperRoman if (1..4000).contains(&number) => roman(number as u32),
            _ => number.to_string(),
        }
    }
}

/// «a», «b» … «z», «aa», «bb»: word processors repeat the letter.
fn repeated(number: i64, alphabet: &[char]) -> String {
    let index = (number - 1).max(0) as usize;
    let times = (index / alphabet.len() + 1).min(8);
    std::iter::repeat_n(alphabet[index % alphabet.len()], times).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_by_their_kind() {
        assert_eq!(Numeral::of_ooxml("russianLower").write(2), "б");
        assert_eq!(Numeral::of_ooxml("lowerLetter").write(28), "bb");
        assert_eq!(Numeral::of_ooxml("upperRoman").write(9), "IX");
        assert_eq!(Numeral::of_ooxml("decimalZero").write(7), "07");
        assert_eq!(Numeral::of_ooxml("bullet").write(7), "");
        assert_eq!(Numeral::of_open_document("1").write(-3), "-3");
        assert_eq!(Numeral::of_open_document("").write(1), "");
        assert_eq!(Numeral::LowerLetter.write(i64::MAX).len(), 8);
    }
}
