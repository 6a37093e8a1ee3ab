//! Kazakh of the Latin alphabets in Cyrillic, letter by letter: that of 2018 («dúnıege keledi», á ǵ ı ń ó ú ý sh ch) and
//! that of 2021 («düniege keledı», ä ğ ı ñ ö ü ū ş).
//!
//! Some letters of the one mean other sounds in the other: the text's own letters tell which it is.

use std::ops::Range;

/// What is said for the letters of a text, for every one that is Latin.
pub(super) fn in_cyrillic(text: &str) -> Vec<(Range<usize>, String)> {
    let low = text.to_lowercase();
    let marked = low.contains(|letter| "äğñŋöüūş".contains(letter));
    let alphabet = Alphabet {
        acute: low.contains(|letter| "áǵńóúý".contains(letter))
            || !marked && (low.contains("sh") || low.contains("ch")),
        dotless: low.contains('ı'),
    };
    let mut places = Vec::new();
    let mut before = ' ';
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        // «İ» has a small letter of two characters.
        let small = if letter == 'İ' { 'i' } else { letter.to_lowercase().next().unwrap_or(letter) };
        let (mut end, mut said) = (at + letter.len_utf8(), alphabet.sound(small, before, letter == 'I'));
        if matches!(small, 's' | 'c')
            && let Some((second, h)) = letters.next_if(|(_, next)| matches!(next, 'h' | 'H'))
        {
            (end, said) = (second + h.len_utf8(), Some(if small == 's' { "ш" } else { "ч" }));
        }
        if let Some(said) = said {
            places.push((at..end, if letter.is_uppercase() { said.to_uppercase() } else { said.to_owned() }));
        }
        before = small;
    }
    places
}

struct Alphabet {
    /// That of 2018.
    acute: bool,
    /// The text tells «ı» from «i».
    dotless: bool,
}

impl Alphabet {
    /// The Cyrillic letter of a small Latin one behind another; `capital` for an «I», which is the capital of «ı».
    fn sound(&self, letter: char, before: char, capital: bool) -> Option<&'static str> {
        let glide = if "aáäeiıoóöuúüūyý".contains(before) { "й" } else { "и" };
        let dotless = letter == 'ı' || capital && self.dotless;
        Some(match letter {
            // Where the text does not tell the two apart only a vowel before it does.
            'i' | 'ı' if !self.dotless && !self.acute => {
                if glide == "й" {
                    "й"
                } else {
                    "і"
                }
            }
            'i' | 'ı' if dotless == self.acute => glide,
            'i' | 'ı' => "і",
            'u' if self.acute => "ұ",
            'a' => "а",
            'á' | 'ä' => "ә",
            'b' => "б",
            'c' => "ц",
            'd' => "д",
            'e' => "е",
            'f' => "ф",
            'g' => "г",
            'ǵ' | 'ğ' => "ғ",
            'h' | 'x' => "х",
            'j' => "ж",
            'k' => "к",
            'l' => "л",
            'm' => "м",
            'n' => "н",
            'ń' | 'ñ' | 'ŋ' => "ң",
            'o' => "о",
            'ó' | 'ö' => "ө",
            'p' => "п",
            'q' => "қ",
            'r' => "р",
            's' => "с",
            'ş' => "ш",
            't' => "т",
            'u' | 'ý' | 'w' => "у",
            'ū' => "ұ",
            'ú' | 'ü' => "ү",
            'v' => "в",
            'y' => "ы",
            'z' => "з",
            _ => return None,
        })
    }
}
