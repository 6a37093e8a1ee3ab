//! The language of every word that is said, tagged or not.
//!
//! A tag is believed for text in its own script. Kazakh is known by the letters that Russian has not; a Kazakh voice
//! reads Kazakh even where a book tags it as Russian, which word processors do to whole documents.

mod script;
mod statistics;
mod tally;

use std::ops::Range;

use crate::book::{Block, Book, Language, Point, Style};

pub(super) use script::respelled;
use script::{Script, is_sign, script_of, script_of_word, words_of};
use tally::{Tally, is_kazakh_letter};

/// As much of a book or a paragraph as is looked at to know its language, in bytes.
const BOOK_SAMPLE: usize = 60_000;
const BLOCK_SAMPLE: usize = 4_000;

/// The languages that untagged text of each script is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    cyrillic: Language,
    latin: Language,
    /// Somebody said which language Latin text is in: it is not asked again.
    latin_tagged: bool,
    /// Of text without letters.
    main: Language,
}

impl Surroundings {
    /// From the book's languages and a sample of its text.
    pub fn of(book: &Book) -> Self {
        let mut tally = Tally::default();
        let mut left = BOOK_SAMPLE;
        let mut seen = String::new();
        for block in book.sections.iter().flat_map(|section| &section.blocks) {
            tally.add(sample(&block.text, left));
            seen.push_str(sample(&block.text, BLOCK_SAMPLE.saturating_sub(seen.len())));
            seen.push('\n');
            left = left.saturating_sub(block.text.len());
            if left == 0 {
                break;
            }
        }
        let languages = &book.metadata.languages;
        let tagged = |script| languages.iter().find(|language| script_of(language) == script).cloned();
        let cyrillic = match tagged(Script::Cyrillic) {
            Some(language) => tally.decide(&language, true),
            None => tally.decide(&known("ru"), true),
        };
        let latin_tag = tagged(Script::Latin);
        let latin_tagged = latin_tag.is_some();
        let latin = latin_tag.or_else(|| statistics::of_latin(&seen)).unwrap_or_else(|| known("en"));
        let mostly_cyrillic = tally.cyrillic > tally.latin;
        let main = match languages.first() {
            Some(first) if script_of(first) == Script::Latin && mostly_cyrillic => cyrillic.clone(),
            // Kazakh is written in Latin letters too, and its books seldom say so.
            Some(first) if script_of(first) == Script::Cyrillic && tally.latin > tally.cyrillic => latin.clone(),
            Some(first) if script_of(first) == Script::Cyrillic => cyrillic.clone(),
            Some(first) => first.clone(),
            None if mostly_cyrillic || tally.latin == 0 => cyrillic.clone(),
            None => latin.clone(),
        };
        Self { cyrillic, latin, latin_tagged, main }
    }

    /// Under a tag: it holds for its own script.
    fn under(&self, tag: Option<&Language>) -> Self {
        let mut inner = self.clone();
        if let Some(tag) = tag {
            match script_of(tag) {
                Script::Cyrillic => inner.cyrillic = tag.clone(),
                Script::Latin => (inner.latin, inner.latin_tagged) = (tag.clone(), true),
                Script::Other(_) => {}
            }
            inner.main = tag.clone();
        }
        inner
    }
}

/// Parts a byte range of the block that the point lies in by language; the parts tile the range.
pub fn split(
    book: &Book,
    surroundings: &Surroundings,
    point: Point,
    range: Range<usize>,
) -> Vec<(Range<usize>, Option<Language>)> {
    let (Some(section), Some(block)) = (book.section(point.section), book.block(point)) else { return Vec::new() };
    let mut outer = surroundings.under(section.language.as_ref()).under(block.language.as_ref());
    // One decision for the paragraph, so that a short sentence in it does not change the voice.
    let sample = sample(&block.text, BLOCK_SAMPLE);
    let tally = Tally::of(sample);
    let decided = tally.decide(&outer.cyrillic, block.language.is_none());
    if !outer.latin_tagged && tally.latin > 0 {
        if let Some(language) = statistics::of_latin(sample) {
            outer.latin = language;
        }
        if tally.latin > tally.cyrillic * 2 {
            outer.main = outer.latin.clone();
        }
    }
    if script_of(&outer.main) == Script::Cyrillic {
        outer.main = decided.clone();
    }
    outer.cyrillic = decided;

    let mut parts: Vec<(Range<usize>, Language)> = Vec::new();
    for (stretch, tag) in stretches(block, range) {
        let inner = outer.under(tag.as_ref());
        split_stretch(&block.text, stretch, &inner, tag.is_none() && block.language.is_none(), &mut parts);
    }
    parts.into_iter().map(|(range, language)| (range, Some(language))).collect()
}

/// Parts the range where inline language tags begin and end.
fn stretches(block: &Block, range: Range<usize>) -> Vec<(Range<usize>, Option<Language>)> {
    let tags = || {
        block.inlines.iter().filter_map(|inline| match &inline.style {
            Style::Language(language) => Some((inline.range.clone(), language)),
            _ => None,
        })
    };
    let mut edges: Vec<usize> = tags()
        .flat_map(|(tagged, _)| [tagged.start, tagged.end])
        .filter(|edge| range.start < *edge && *edge < range.end && block.text.is_char_boundary(*edge))
        .chain([range.start, range.end])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges
        .windows(2)
        .map(|pair| {
            // Inner tags come later.
            let tag = tags().rfind(|(tagged, _)| tagged.contains(&pair[0]));
            (pair[0]..pair[1], tag.map(|(_, language)| language.clone()))
        })
        .collect()
}

fn split_stretch(
    text: &str,
    stretch: Range<usize>,
    inner: &Surroundings,
    untagged: bool,
    parts: &mut Vec<(Range<usize>, Language)>,
) {
    let inside = &text[stretch.clone()];
    let cyrillic = Tally::of(inside).decide(&inner.cyrillic, untagged);
    let mut words: Vec<(Range<usize>, Language)> = Vec::new();
    for word in words_of(inside) {
        let written = &inside[word.clone()];
        let language = match script_of_word(written) {
            Some(Script::Cyrillic) if speaks_for_kazakh(written, &cyrillic) => known("kk"),
            Some(Script::Cyrillic) => cyrillic.clone(),
            Some(Script::Latin) if script_of(&inner.main) != Script::Latin && is_sign(written) => continue,
            Some(Script::Latin) => inner.latin.clone(),
            Some(Script::Other(usual)) => {
                if script_of(&inner.main) == Script::Other(usual) {
                    inner.main.clone()
                } else {
                    known(usual)
                }
            }
            None => continue,
        };
        words.push((stretch.start + word.start..stretch.start + word.end, language));
    }
    // A word without Kazakh letters between two words that have them is Kazakh too.
    for index in 1..words.len().saturating_sub(1) {
        if words[index].1 == cyrillic && words[index - 1].1.primary() == "kk" && words[index + 1].1.primary() == "kk" {
            words[index].1 = words[index - 1].1.clone();
        }
    }
    let without_letters = || match parts.last() {
        Some((_, language)) if untagged => language.clone(),
        _ if script_of(&inner.main) == Script::Cyrillic => cyrillic.clone(),
        _ => inner.main.clone(),
    };
    let Some((_, mut language)) = words.first().cloned() else {
        let language = without_letters();
        push(parts, stretch, language);
        return;
    };
    let mut start = stretch.start;
    for pair in words.windows(2) {
        let [(before, _), (after, next)] = pair else { continue };
        if *next != language {
            // Opening marks go with the word that they open.
            let gap = &text[before.end..after.start];
            let edge = gap
                .char_indices()
                .rev()
                .find(|(_, character)| character.is_whitespace())
                .map_or(after.start, |(index, space)| before.end + index + space.len_utf8());
            push(parts, start..edge, std::mem::replace(&mut language, next.clone()));
            start = edge;
        }
    }
    push(parts, start..stretch.end, language);
}

fn push(parts: &mut Vec<(Range<usize>, Language)>, range: Range<usize>, language: Language) {
    match parts.last_mut() {
        Some((last, same)) if *same == language && last.end == range.start => last.end = range.end,
        _ if range.is_empty() => {}
        _ => parts.push((range, language)),
    }
}

/// Kazakh letters in a text whose language has none of them.
fn speaks_for_kazakh(word: &str, cyrillic: &Language) -> bool {
    cyrillic.primary() == "ru" && word.contains(|letter| is_kazakh_letter(letter) && !matches!(letter, 'і' | 'І'))
}

fn sample(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// A tag that is written in this file.
fn known(tag: &'static str) -> Language {
    Language::parse(tag).expect("a well-formed tag")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::trial::book_in;

    /// The first block of this markup in a book of this language, every part behind its language.
    fn parts(language: &str, markup: &str) -> String {
        let (book, _) = book_in(language, markup);
        let block = &book.sections[0].blocks[0];
        let range = 0..block.text.len();
        let parts = split(&book, &Surroundings::of(&book), Point::default(), range.clone());
        assert_eq!(parts.first().map(|(part, _)| part.start), Some(range.start));
        assert!(parts.windows(2).all(|pair| pair[0].0.end == pair[1].0.start), "the parts tile the range");
        assert_eq!(parts.last().map(|(part, _)| part.end), Some(range.end));
        let shown = |(range, language): &(Range<usize>, Option<Language>)| {
            format!("{}[{}]", language.as_ref().map_or("", Language::tag), &block.text[range.clone()])
        };
        parts.iter().map(shown).collect()
    }

    #[test]
    fn kazakh_letters_tell_whatever_the_book_says() {
        assert_eq!(parts("kk", "Ол күнде ауылға барды."), "kk[Ол күнде ауылға барды.]");
        assert_eq!(parts("ru", "Сенің көзің қандай сұлу!"), "kk[Сенің көзің қандай сұлу!]");
        assert_eq!(parts("", "Сенің көзің қандай сұлу!"), "kk[Сенің көзің қандай сұлу!]");
        assert_eq!(parts("en", "Сенің көзің қандай сұлу!"), "kk[Сенің көзің қандай сұлу!]");
    }

    #[test]
    fn a_paragraph_keeps_one_voice() {
        assert_eq!(
            parts("ru", "Бұл өмір үшін. Ол барды. Сенің атың кім?"),
            "kk[Бұл өмір үшін. Ол барды. Сенің атың кім?]"
        );
        assert_eq!(parts("kk", "Ол аулына барды да, атына арпа салды."), "kk[Ол аулына барды да, атына арпа салды.]");
        assert_eq!(parts("ru", "Мама мыла раму."), "ru[Мама мыла раму.]");
        assert_eq!(parts("ru", "Сады, ягоды, карандаш, театры."), "ru[Сады, ягоды, карандаш, театры.]");
    }

    #[test]
    fn russian_in_a_kazakh_book_is_known_by_its_words() {
        let text = "Он сказал, что это было уже давно и что он не помнит.";
        assert_eq!(parts("kk", text), format!("ru[{text}]"));
        assert_eq!(parts("kk", &format!("{{kk:{text}}}")), format!("kk[{text}]"), "a tag is believed");
    }

    #[test]
    fn kazakh_words_in_russian_text_have_their_own_voice() {
        assert_eq!(
            parts("ru", "Он приехал в аул Қарауыл ранней весной и сразу пошёл к реке."),
            "ru[Он приехал в аул ]kk[Қарауыл ]ru[ранней весной и сразу пошёл к реке.]"
        );
    }

    #[test]
    fn latin_words_are_english_unless_they_are_tagged() {
        assert_eq!(parts("kk", "Бұл «Hello, world» деген сөз."), "kk[Бұл ]en[«Hello, world» ]kk[деген сөз.]");
        assert_eq!(parts("kk", "Ол {fr:bonjour} деді."), "kk[Ол ]fr[bonjour]kk[ деді.]");
        assert_eq!(parts("en", "He said «Сәлем» and left."), "en[He said ]kk[«Сәлем» ]en[and left.]");
    }

    #[test]
    fn numbers_and_roman_numerals_follow_the_words_around_them() {
        assert_eq!(parts("kk", "XIX ғасырда 1845 жылы туды."), "kk[XIX ғасырда 1845 жылы туды.]");
        assert_eq!(parts("ru", "В XIX веке, в 1845 году."), "ru[В XIX веке, в 1845 году.]");
        assert_eq!(parts("kk", "1845"), "kk[1845]");
        assert_eq!(parts("en", "1845"), "en[1845]");
    }

    #[test]
    fn old_russian_spelling_and_other_cyrillic_languages_are_not_kazakh() {
        assert_eq!(
            parts("ru", "Въ этомъ мірѣ нѣтъ ничего, ни исторіи, ни жизни."),
            "ru[Въ этомъ мірѣ нѣтъ ничего, ни исторіи, ни жизни.]"
        );
        assert_eq!(parts("uk", "Він і вона пішли в ліс."), "uk[Він і вона пішли в ліс.]");
    }

    #[test]
    fn latin_look_alikes_do_not_change_the_voice() {
        assert_eq!(parts("", "Бiр кiсi келдi."), "kk[Бiр кiсi келдi.]");
        assert_eq!(parts("ru", "Eго звали Cергей."), "ru[Eго звали Cергей.]");
        assert_eq!(parts("en", "Еh bien."), "en[Еh bien.]");
        let said: String = respelled("Бiр ice", 0.."Бiр ice".len()).iter().map(|(_, letter)| letter).collect();
        assert_eq!(said, "і", "words that are Latin stay so");
    }

    /// A sentence a line, by itself in a book that tells no language.
    #[test]
    fn sentences_of_many_languages_are_known() {
        let table = std::fs::read_to_string("tests/fixtures/languages.tsv").unwrap();
        let wrong: Vec<String> = table
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(tag, text)| {
                let parts = parts("", text);
                (parts != format!("{tag}[{text}]")).then(|| format!("{tag}: {parts}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn kazakh_in_latin_letters_is_known_in_a_kazakh_book() {
        let text = "Barlyq adamdar týmysynan azat jáne teń bolyp dúnıege keledi.";
        assert_eq!(parts("kk", text), format!("kk-Latn[{text}]"));
        assert_eq!(parts("en", text), format!("en[{text}]"), "a tag is believed");
        let text = "Bul – kitap. Ol úıge qaıta keldi, jáne 5-taraý ashyldy. Men.";
        assert_eq!(parts("kk", text), format!("kk-Latn[{text}]"), "a paragraph keeps one voice");
        assert_eq!(parts("kk", "Бұл «Windows» деген жүйе."), "kk[Бұл ]en[«Windows» ]kk[деген жүйе.]");
    }

    #[test]
    fn other_scripts_have_their_languages() {
        assert_eq!(parts("kk", "Ол سلام деді."), "kk[Ол ]ar[سلام ]kk[деді.]");
        assert_eq!(parts("fa", "سلام دنیا"), "fa[سلام دنیا]");
    }
}
