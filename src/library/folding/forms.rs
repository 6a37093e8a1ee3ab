//! What a word may have been meant as: as it stands, typed with the keyboard set to another language, spelled by another
//! custom, or broken off inside of letters that together are one.
//!
//! Layouts as X.org has them (`us`, `ru`, `kz`: <https://gitlab.freedesktop.org/xkeyboard-config/xkeyboard-config>); those
//! of Windows are the same for letters.

use super::{key, latin, skeletons, words};

/// One meaning of a typed word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The keys that must all be found: more than one where a sign parts the word («ата-ана»).
    pub keys: Vec<String>,
    /// The word as it would stand then.
    pub text: String,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    AsTyped,
    /// The keyboard was not set to this layout, which was meant.
    OtherKeyboard(Layout),
    /// Latin letters by another custom: j for й, c for ц.
    Latin,
    /// The last letters may be the beginning of a longer sign.
    Digraph,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    Latin,
    Russian,
    Kazakh,
}

/// Forms of one word at most.
const MOST: usize = 6;

/// The keys of a keyboard, of which Latin and Cyrillic layouts disagree.
const LATIN: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";
const CYRILLIC: &str = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ";
/// The row of digits, which has the Kazakh letters on a Kazakh keyboard.
const DIGITS: &str = "2345890-=@#$%*()_+";
const KAZAKH: &str = "әіңғүұқөһӘІҢҒҮҰҚӨҺ";

/// What a word as it was typed may mean; `last` when more letters may follow. The first form is the word as it stands,
/// unless it has no letter nor digit. At most six, each with at least one key.
///
/// A word here is what stands between spaces: on another keyboard `;`, `[` and `.` are letters.
pub fn forms(typed: &str, last: bool) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut add = |keys: Vec<String>, text: &str, why: Why| {
        let keys: Vec<String> = keys.into_iter().filter(|key| !key.is_empty()).collect();
        if !keys.is_empty() && forms.len() < MOST && forms.iter().all(|form| form.keys != keys) {
            forms.push(Form { keys, text: text.to_owned(), why });
        }
    };
    let own: Vec<String> = skeletons(typed).collect();
    add(own.clone(), typed, Why::AsTyped);
    for (layout, text) in elsewhere(typed) {
        add(skeletons(&text).collect(), &text, Why::OtherKeyboard(layout));
    }
    let Some(word) = words(typed).last() else { return forms };
    let spelled = latin(word);
    let with = |key: String| own.iter().take(own.len().saturating_sub(1)).cloned().chain([key]).collect::<Vec<_>>();
    // Of Cyrillic letters it is known what they are.
    if word.chars().any(|c| c.is_ascii_alphabetic()) {
        if last {
            for key in unfinished(&spelled) {
                add(with(key), typed, Why::Digraph);
            }
        }
        for (letter, meant) in [('j', "i"), ('c', "ts")] {
            // A ch is no c.
            let other = spelled.replace("ch", "\0").replace(letter, meant).replace('\0', "ch");
            if other != spelled {
                add(with(key(&other)), typed, Why::Latin);
            }
        }
    }
    forms
}

/// The keys of a word whose last letters go on as one of those that are written with several.
fn unfinished(latin: &str) -> impl Iterator<Item = String> {
    /// How a word ends, and what these letters ends_as with those that follow.
    const ENDS: &[(&str, &[&str])] = &[
        ("shc", &["sh"]),
        ("sc", &["sh"]),
        ("tc", &["ch"]),
        ("dz", &["zh"]),
        ("c", &["ch", "ts"]),
        ("s", &["sh"]),
        ("z", &["zh"]),
        ("k", &["kh"]),
        ("p", &["ph"]),
    ];
    let found = ENDS.iter().find_map(|(end, ends_as)| Some((latin.strip_suffix(end)?, *ends_as)));
    let (stem, ends_as) = found.unwrap_or_default();
    let ye = (latin == "y").then(|| "e".to_owned());
    ends_as.iter().map(move |letters| key(&format!("{stem}{letters}"))).chain(ye)
}

/// The word as other layouts would have typed it with the same keys.
fn elsewhere(typed: &str) -> Vec<(Layout, String)> {
    let (latin, cyrillic) = typed.chars().fold((false, false), |(latin, cyrillic), c| {
        (latin || c.is_ascii_alphabetic(), cyrillic || matches!(c, '\u{400}'..='\u{4ff}'))
    });
    let map = |tables: &[(&str, &str)]| -> String {
        let other = |c: char| {
            tables.iter().find_map(|(from, to)| from.chars().position(|own| own == c).and_then(|at| to.chars().nth(at)))
        };
        typed.chars().map(|c| other(c).unwrap_or(c)).collect()
    };
    let mut found = Vec::new();
    match (latin, cyrillic) {
        // Only signs, as `[` for х: nobody looks for these.
        (false, false) | (true, true) => {}
        (true, false) => {
            found.push((Layout::Russian, map(&[(LATIN, CYRILLIC)])));
            found.push((Layout::Kazakh, map(&[(LATIN, CYRILLIC), (DIGITS, KAZAKH)])));
        }
        (false, true) => {
            found.push((Layout::Latin, map(&[(CYRILLIC, LATIN), (KAZAKH, DIGITS)])));
            // Russian and Kazakh layouts differ in the row of digits alone.
            found.push((Layout::Kazakh, map(&[(DIGITS, KAZAKH)])));
        }
    }
    found.retain(|(_, text)| text != typed);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(typed: &str, last: bool) -> Vec<(String, Why)> {
        forms(typed, last).into_iter().map(|form| (form.keys.join(" "), form.why)).collect()
    }

    fn has(typed: &str, last: bool, word: &str) -> bool {
        let wanted: Vec<String> = skeletons(word).collect();
        forms(typed, last).iter().any(|form| form.keys == wanted)
    }

    #[test]
    fn tables_have_as_many_keys_as_letters() {
        assert_eq!(LATIN.chars().count(), CYRILLIC.chars().count());
        assert_eq!(DIGITS.chars().count(), KAZAKH.chars().count());
    }

    #[test]
    fn a_keyboard_that_was_set_to_another_language_is_seen_through() {
        for (typed, meant) in [
            ("ghbdtn", "привет"),
            ("Lbrrtyc", "Диккенс"),
            ("f,fq", "абай"),
            ("[kt,", "хлеб"),
            (";bpym", "жизнь"),
            ("c2ktv", "сәлем"),
            ("0fpf0", "қазақ"),
            ("c-p", "сөз"),
            ("Вшслуты", "Dickens"),
            ("тщмуд", "novel"),
            ("2леуметтік", "әлеуметтік"),
            ("0азақ", "қазақ"),
        ] {
            assert!(has(typed, true, meant), "{typed}: {:?}", forms(typed, true));
        }
    }

    #[test]
    fn a_word_is_first_taken_as_it_stands() {
        assert_eq!(keys("Абай", true)[0], ("abai".to_owned(), Why::AsTyped));
        assert_eq!(keys("ата-ана", false)[0], ("ata ana".to_owned(), Why::AsTyped));
        assert_eq!(forms("абай", true)[1].why, Why::OtherKeyboard(Layout::Latin));
        assert!(forms("«»", true).is_empty() && forms("", false).is_empty());
        assert_eq!(keys("1984", true), [("1984".to_owned(), Why::AsTyped)]);
    }

    #[test]
    fn letters_that_go_on_are_not_yet_known() {
        for (typed, word) in [
            ("push", "Пуш"),
            ("pus", "Пуш"),
            ("c", "ч"),
            ("c", "ц"),
            ("c", "к"),
            ("dosto", "Досто"),
            ("z", "ж"),
            ("k", "х"),
            ("shc", "щ"),
            ("tc", "ч"),
            ("p", "ф"),
            ("y", "е"),
        ] {
            assert!(has(typed, true, word), "{typed}: {:?}", keys(typed, true));
        }
        assert!(!has("pus", false, "Пуш"), "nothing follows");
        assert!(!has("пус", true, "Пуш"), "Cyrillic letters are whole");
    }

    #[test]
    fn other_customs_of_latin_letters_are_known() {
        assert!(has("Jurij", false, "Юрий"));
        assert!(has("Cvetaeva", false, "Цветаева"));
        assert!(has("Puckin", false, "Пуцкин") && has("Jan", false, "Ян"));
    }

    #[test]
    fn there_are_never_more_than_six() {
        for typed in ["jjccs", "c", "sc-jc", "c2c", "ycjc", "a;b;c;d;e;f"] {
            assert!((1..=MOST).contains(&forms(typed, true).len()), "{typed}");
        }
    }
}
