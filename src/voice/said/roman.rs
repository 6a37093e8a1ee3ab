//! Roman numerals, also of Cyrillic look-alikes («ХІХ»).

use crate::book::roman;

/// The number of a well-formed numeral in capitals.
pub(super) fn value(word: &str) -> Option<u64> {
    if word.is_empty() || word.chars().count() > 15 {
        return None;
    }
    let mut letters = String::with_capacity(word.len());
    for letter in word.chars() {
        letters.push(match letter {
            'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M' => letter,
            'І' => 'I',
            'Х' => 'X',
            'С' => 'C',
            'М' => 'M',
            _ => return None,
        });
    }
    let digit = |letter| match letter {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        'C' => 100,
        'D' => 500,
        _ => 1000,
    };
    let mut sum = 0;
    let mut following = 0;
    for letter in letters.chars().rev() {
        let value = digit(letter);
        if value < following {
            sum -= value;
        } else {
            sum += value;
            following = value;
        }
    }
    let number = u32::try_from(sum).ok().filter(|number| *number > 0)?;
    (roman(number) == letters).then(|| u64::from(number))
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn numerals_are_well_formed() {
        let check = |word: &str, number: Option<u64>| assert_eq!(value(word), number, "{word}");
        check("XIX", Some(19));
        check("ХІХ", Some(19));
        check("MCMXLV", Some(1945));
        check("IIII", None);
        check("IC", None);
        check("MIX", Some(1009));
        check("СССР", None);
        check("xix", None);
    }
}
