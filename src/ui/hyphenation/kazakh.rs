//! Syllables of Kazakh words in Cyrillic letters, for the ends of lines.
//!
//! Why rules of our own: suffix upon suffix makes Kazakh words long, and in large print a line may have room for less than
//! one of them; without these, the first language of this program would be the one whose words are broken anywhere. They
//! are the rules of the orthography: a word goes on by syllables; every syllable has one vowel; of several consonants the
//! last one begins the next syllable; one letter alone neither stays nor is carried over; ъ and ь stay with the letter
//! before them. Words in Latin letters stay whole: their alphabet is not settled.

/// Where a word may be parted, in bytes from its beginning.
pub(super) fn breaks(word: &str) -> Vec<usize> {
    let letters: Vec<(usize, char)> =
        word.char_indices().map(|(at, letter)| (at, letter.to_lowercase().next().unwrap_or(letter))).collect();
    if letters.iter().any(|(_, letter)| !is_letter(*letter)) {
        return Vec::new();
    }
    let vowels = vowels(&letters);
    let mut found = Vec::new();
    for pair in vowels.windows(2) {
        let (this, next) = (pair[0], pair[1]);
        // The last consonant goes on; nothing begins with a sign that belongs to the letter before it.
        let bare = next - this == 1 || matches!(letters[next - 1].1, 'ъ' | 'ь');
        let start = if bare { next } else { next - 1 };
        if start >= 2 && letters.len() - start >= 2 {
            found.push(letters[start].0);
        }
    }
    found
}

fn is_letter(letter: char) -> bool {
    matches!(letter, 'а'..='я' | 'ё' | 'ә' | 'ғ' | 'қ' | 'ң' | 'ө' | 'ұ' | 'ү' | 'һ' | 'і')
}

fn is_sure_vowel(letter: char) -> bool {
    matches!(letter, 'а' | 'ә' | 'е' | 'ё' | 'и' | 'о' | 'ө' | 'ұ' | 'ү' | 'ы' | 'і' | 'э' | 'ю' | 'я')
}

/// The letters that are vowels. «у» is one behind a consonant («қу-ат»), and at the beginning before one («уды»); beside a
/// vowel it is a consonant («да-уыл», «уа-қыт»).
fn vowels(letters: &[(usize, char)]) -> Vec<usize> {
    let mut found = Vec::new();
    for (index, (_, letter)) in letters.iter().enumerate() {
        let vowel = match (letter, index.checked_sub(1)) {
            ('у', Some(before)) => found.last() != Some(&before),
            ('у', None) => letters.get(1).is_none_or(|(_, next)| !is_sure_vowel(*next)),
            (letter, _) => is_sure_vowel(*letter),
        };
        if vowel {
            found.push(index);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(word: &str) -> String {
        let mut shown = word.to_owned();
        for at in breaks(word).into_iter().rev() {
            shown.insert(at, '-');
        }
        shown
    }

    #[test]
    fn words_go_on_by_syllables() {
        for (word, wanted) in [
            ("кітапхана", "кі-тап-ха-на"),
            ("мектептеріңіздегілердің", "мек-теп-те-рі-ңіз-де-гі-лер-дің"),
            ("адамгершілік", "адам-гер-ші-лік"),
            ("жалтқа", "жалт-қа"),
            ("бұлттың", "бұлт-тың"),
            ("аттанды", "ат-тан-ды"),
            ("оқушылар", "оқу-шы-лар"),
            ("дауыл", "да-уыл"),
            ("қауырсын", "қа-уыр-сын"),
            ("уақыт", "уа-қыт"),
            ("қуаныш", "қу-а-ныш"),
            ("суреткер", "су-рет-кер"),
            ("қоян", "қо-ян"),
            ("тиын", "ти-ын"),
            ("қайық", "қа-йық"),
            ("Әуезов", "Әуе-зов"),
            ("объект", "объ-ект"),
            ("альбомы", "аль-бо-мы"),
            ("гауһар", "гау-һар"),
            ("жаңалық", "жа-ңа-лық"),
        ] {
            assert_eq!(parted(word), wanted);
        }
    }

    #[test]
    fn one_letter_alone_is_never_parted_from_its_word() {
        for word in ["ата", "ине", "ауа", "аю", "қант", "б", "", "ұя"] {
            assert_eq!(parted(word), word);
        }
        assert_eq!(parted("оқулығы"), "оқу-лы-ғы");
        assert_eq!(parted("ата-ана"), "ата-ана", "a hyphen is no letter: such words come in parts");
    }

    #[test]
    fn anything_can_be_asked() {
        for word in ["qazaq", "уууу", "ьъ", "ъ", "ааааа", "ґєї"] {
            for at in breaks(word) {
                assert!(word.is_char_boundary(at));
            }
        }
    }
}
