//! Which languages a page is recognised in: the book's first, and what the pages themselves turn out to be in.

use std::sync::{Mutex, PoisonError};

use super::super::pdf::protocol::Page;
use super::Missing;
use crate::book::Language;

/// Packs by the primary subtag of their language. What is not here has a pack of the name of its tag, or none.
const PACKS: [(&str, &str); 22] = [
    ("kk", "kaz"),
    ("ru", "rus"),
    ("en", "eng"),
    ("uz", "uzb"),
    ("ky", "kir"),
    ("tt", "tat"),
    ("tr", "tur"),
    ("az", "aze"),
    ("uk", "ukr"),
    ("be", "bel"),
    ("tg", "tgk"),
    ("mn", "mon"),
    ("ug", "uig"),
    ("de", "deu"),
    ("fr", "fra"),
    ("es", "spa"),
    ("it", "ita"),
    ("pl", "pol"),
    ("ko", "kor"),
    ("zh", "chi_sim"),
    ("ja", "jpn"),
    ("ar", "ara"),
];

/// The languages of the library's books, in which a book that tells none is tried.
const OURS: [&str; 3] = ["kk", "ru", "en"];

/// Letters of a page that tell its language.
const TELLING: usize = 120;

#[derive(Debug)]
pub(super) struct Packs {
    /// The book's own, else those in which it is tried; installed, best first.
    own: Vec<&'static str>,
    /// All of ours that are installed.
    all: Vec<&'static str>,
    /// The book tells its language.
    told: bool,
    /// What the pages so far are in.
    learned: Mutex<Option<Vec<&'static str>>>,
}

fn pack_of(language: &Language) -> Option<&'static str> {
    PACKS.iter().find(|(tag, _)| *tag == language.primary()).map(|(_, pack)| *pack)
}

impl Packs {
    /// The packs for a book in these languages, and the one that is missing of them.
    pub fn choose(
        installed: &[String],
        book: &[Language],
        reader: &[Language],
    ) -> Result<(Self, Option<Missing>), Missing> {
        let is_there = |pack: &&'static str| installed.iter().any(|own| own == *pack);
        let ours = OURS.iter().filter_map(|tag| PACKS.iter().find(|(own, _)| own == tag)).map(|(_, pack)| *pack);
        let readers = reader.iter().filter_map(pack_of);
        let books: Vec<&'static str> = unique(book.iter().filter_map(pack_of));
        let all: Vec<&'static str> = unique(books.iter().copied().chain(readers.clone()).chain(ours.clone()))
            .into_iter()
            .filter(is_there)
            .collect();
        let own: Vec<&'static str> = books.iter().copied().filter(is_there).collect();
        let missing = match books.first() {
            Some(first) if !is_there(first) => Some(Missing::Pack(first)),
            Some(_) => None,
            None => unique(readers.chain(ours)).into_iter().find(|pack| !is_there(pack)).map(Missing::Pack),
        };
        if all.is_empty() {
            return Err(missing.unwrap_or(Missing::Program));
        }
        let told = !own.is_empty();
        // Books of the region mix Kazakh and Russian; what is told Kazakh has Russian words in it.
        let mut own = if told { own } else { all.clone() };
        if own == ["kaz"] && installed.iter().any(|pack| pack == "rus") {
            own.push("rus");
        }
        Ok((Self { own, all, told, learned: Mutex::new(None) }, missing))
    }

    /// What the next page is recognised in, as the recogniser is told it.
    pub fn now(&self) -> String {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        learned.as_ref().unwrap_or(&self.own).join("+")
    }

    /// What it is remembered under: the same before and after something was learned.
    pub fn name(&self) -> String {
        self.own.join("+")
    }

    /// All others too, for a page that was in another language than these; `None` when they are all already.
    pub fn others(&self, tried: &str) -> Option<String> {
        let all = self.all.join("+");
        (all != tried && self.all.iter().any(|pack| !tried.split('+').any(|own| own == *pack))).then_some(all)
    }

    /// Learns the language of a book that does not tell it.
    pub fn learn(&self, page: &Page) {
        if self.told {
            return;
        }
        let letters = || page.lines.iter().flat_map(|line| line.text.chars()).filter(|c| c.is_alphabetic());
        let all = letters().count();
        if all < TELLING {
            return;
        }
        let kazakh = letters().filter(|c| "әғқңөұүһіӘҒҚҢӨҰҮҺІ".contains(*c)).count();
        let cyrillic = letters().filter(|c| ('\u{400}'..='\u{52f}').contains(c)).count();
        let has = |pack: &str| self.all.contains(&pack);
        let found = if kazakh * 25 > all && has("kaz") {
            vec!["kaz", "rus"]
        } else if cyrillic * 2 > all && has("rus") {
            vec!["rus"]
        } else if cyrillic * 10 < all && has("eng") {
            vec!["eng"]
        } else {
            return;
        };
        let found = found.into_iter().filter(|pack| has(pack)).collect();
        *self.learned.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    }
}

fn unique(packs: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut unique = Vec::new();
    for pack in packs {
        if !unique.contains(&pack) {
            unique.push(pack);
        }
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::super::super::pdf::protocol::Line;
    use super::*;

    fn languages(tags: &[&str]) -> Vec<Language> {
        tags.iter().filter_map(|tag| Language::parse(tag)).collect()
    }

    fn choose(installed: &[&str], book: &[&str], reader: &[&str]) -> Result<(String, Option<Missing>), Missing> {
        let installed: Vec<String> = installed.iter().map(|pack| (*pack).to_owned()).collect();
        let (packs, missing) = Packs::choose(&installed, &languages(book), &languages(reader))?;
        Ok((packs.now(), missing))
    }

    #[test]
    fn the_books_language_comes_first() {
        let all = ["eng", "kaz", "osd", "rus"];
        assert_eq!(choose(&all, &["ru"], &["kk"]), Ok(("rus".to_owned(), None)));
        assert_eq!(choose(&all, &["kk"], &["en"]), Ok(("kaz+rus".to_owned(), None)));
        assert_eq!(choose(&all, &["en-GB", "ru"], &[]), Ok(("eng+rus".to_owned(), None)));
        assert_eq!(choose(&all, &[], &["ru"]), Ok(("rus+kaz+eng".to_owned(), None)));
    }

    #[test]
    fn what_is_missing_is_told() {
        assert_eq!(choose(&["eng", "rus"], &["kk"], &[]), Ok(("rus+eng".to_owned(), Some(Missing::Pack("kaz")))));
        assert_eq!(choose(&["eng", "rus"], &["ru"], &[]), Ok(("rus".to_owned(), None)));
        assert_eq!(choose(&["osd"], &["kk"], &[]), Err(Missing::Pack("kaz")));
        assert_eq!(choose(&["rus", "eng"], &[], &["ru"]), Ok(("rus+eng".to_owned(), Some(Missing::Pack("kaz")))));
    }

    #[test]
    fn pages_tell_their_language() {
        let installed = ["eng", "kaz", "rus"].map(str::to_owned);
        let (packs, _) = Packs::choose(&installed, &[], &languages(&["kk"])).expect("packs");
        let page =
            |text: &str| Page { lines: vec![Line { text: text.repeat(8), ..Line::default() }], ..Page::default() };
        packs.learn(&page("Принимая во внимание, что признание "));
        assert_eq!(packs.now(), "rus");
        assert_eq!(packs.others("rus").as_deref(), Some("kaz+rus+eng"));
        packs.learn(&page("Адам баласы үйелменінің барлық мүшелеріне "));
        assert_eq!(packs.now(), "kaz+rus");
        packs.learn(&page("— 12 —"));
        assert_eq!(packs.now(), "kaz+rus", "nothing to learn from");
        assert_eq!(packs.name(), "kaz+rus+eng");
    }
}
