//! Which language a text in Cyrillic letters is in, by letters and frequent words.

use super::known;
use super::script::{Script, script_of_word, words_of};
use crate::book::Language;

/// How many words of a text are what.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    pub(super) latin: usize,
    pub(super) cyrillic: usize,
    /// With a letter that Kazakh has and Russian has not.
    kazakh: usize,
    /// Russian words that are not Kazakh ones.
    russian: usize,
    /// With a letter of these that neither has.
    ukrainian: usize,
    belarusian: usize,
    tatar: usize,
    bashkir: usize,
    /// With a letter that only Kazakh has of these, and with one that Kyrgyz has too.
    surely_kazakh: usize,
    kyrgyz: usize,
    /// Kazakh words without a letter of its own: such as Russian has not, and such as it hardly has.
    kazakh_words: usize,
    kazakh_endings: usize,
    /// The spelling of before 1918 has «і» in Russian words.
    old_spelling: bool,
}

impl Tally {
    pub(super) fn of(text: &str) -> Self {
        let mut tally = Self::default();
        tally.add(text);
        tally
    }

    pub(super) fn add(&mut self, text: &str) {
        for word in words_of(text) {
            let word = &text[word];
            match script_of_word(word) {
                Some(Script::Latin) => self.latin += 1,
                Some(Script::Cyrillic) => {
                    self.cyrillic += 1;
                    self.old_spelling |= word.contains(['ѣ', 'Ѣ', 'ѳ', 'Ѳ', 'ѵ']);
                    self.ukrainian += usize::from(word.contains(|c| "єїґЄЇҐ".contains(c)));
                    self.belarusian += usize::from(word.contains(['ў', 'Ў']));
                    self.tatar += usize::from(word.contains(['җ', 'Җ']));
                    self.bashkir += usize::from(word.contains(|c| "ҡҙҫҠҘҪ".contains(c)));
                    self.surely_kazakh += usize::from(word.contains(|c| "ғқұҒҚҰ".contains(c)));
                    self.kyrgyz += usize::from(word.contains(|c| "ңөүҢӨҮ".contains(c)));
                    self.kazakh_words += usize::from(is_kazakh_word(word));
                    self.kazakh_endings += usize::from(has_kazakh_ending(word));
                    if word.contains(is_kazakh_letter) || word.contains(['i', 'I']) {
                        self.kazakh += 1;
                    } else if is_russian_word(word) {
                        self.russian += 1;
                    }
                }
                _ => {}
            }
        }
    }

    /// The language of this Cyrillic text where `surrounding` is the language around it. Letters overrule a tag; the lack
    /// of them overrules only untagged text, and only with Russian words in it.
    pub(super) fn decide(&self, surrounding: &Language, untagged: bool) -> Language {
        match surrounding.primary() {
            "ru" if self.neighbour().is_some() => self.neighbour().map_or_else(|| surrounding.clone(), known),
            "ru" if self.kazakh > 0 && self.kazakh * 3 >= self.cyrillic && !self.old_spelling => known("kk"),
            "ru" if untagged && self.sounds_kazakh() => known("kk"),
            "kk" if untagged
                && self.kazakh * 20 <= self.cyrillic
                && self.russian >= 2
                && self.russian * 5 >= self.cyrillic =>
            {
                known("ru")
            }
            _ => surrounding.clone(),
        }
    }
}

impl Tally {
    /// A short sentence may have no letter that Russian has not («Ол барды»).
    fn sounds_kazakh(&self) -> bool {
        let all = self.kazakh_words + self.kazakh_endings;
        self.russian == 0 && !self.old_spelling && self.kazakh_words > 0 && all >= 2 && all * 3 >= self.cyrillic
    }

    /// Another language in Cyrillic letters, by those that only it has among its neighbours.
    fn neighbour(&self) -> Option<&'static str> {
        if self.surely_kazakh > 0 || self.old_spelling {
            return None;
        }
        let often = |words: usize| words > 0 && words * 20 >= self.cyrillic;
        match () {
            () if often(self.bashkir) => Some("ba"),
            () if often(self.tatar) => Some("tt"),
            () if often(self.ukrainian) => Some("uk"),
            () if often(self.belarusian) => Some("be"),
            // All its letters are Kazakh too, but Kazakh has hardly a sentence without others.
            () if self.kyrgyz >= 3 && self.kyrgyz == self.kazakh && self.kyrgyz * 4 >= self.cyrillic => Some("ky"),
            () => None,
        }
    }
}

fn is_kazakh_word(word: &str) -> bool {
    let word = word.to_lowercase();
    word.len() >= 8 && word.ends_with("ып")
        || ["ол", "олар", "осы", "емес", "барлық", "сосын", "енді", "болады", "болды", "екен"].contains(&word.as_str())
}

/// Endings of verbs and cases; a few Russian words have them too.
fn has_kazakh_ending(word: &str) -> bool {
    let word = word.to_lowercase();
    word.len() >= 10
        && ["ады", "йды", "рды", "дады", "лар", "дар", "тар", "дан", "тан", "нан"].iter().any(|end| word.ends_with(end))
}

pub(super) fn is_kazakh_letter(letter: char) -> bool {
    matches!(
        letter,
        'ә' | 'ғ'
            | 'қ'
            | 'ң'
            | 'ө'
            | 'ұ'
            | 'ү'
            | 'һ'
            | 'і'
            | 'Ә'
            | 'Ғ'
            | 'Қ'
            | 'Ң'
            | 'Ө'
            | 'Ұ'
            | 'Ү'
            | 'Һ'
            | 'І'
    )
}

/// Frequent Russian words that are no Kazakh ones («он» is ten, «от» fire, «не» what, «у» poison).
fn is_russian_word(word: &str) -> bool {
    const WORDS: [&str; 48] = [
        "и",
        "в",
        "на",
        "с",
        "к",
        "по",
        "что",
        "как",
        "это",
        "так",
        "его",
        "её",
        "ее",
        "она",
        "они",
        "мы",
        "вы",
        "ты",
        "был",
        "была",
        "было",
        "были",
        "для",
        "или",
        "если",
        "когда",
        "чтобы",
        "уже",
        "только",
        "который",
        "которая",
        "которые",
        "этот",
        "эта",
        "все",
        "всё",
        "ещё",
        "еще",
        "при",
        "до",
        "со",
        "во",
        "же",
        "бы",
        "но",
        "из",
        "мне",
        "меня",
    ];
    let mut lower = word.chars().flat_map(char::to_lowercase);
    let mut buffer = String::with_capacity(word.len());
    buffer.extend(lower.by_ref().take(10));
    lower.next().is_none() && WORDS.contains(&buffer.as_str())
}
