//! Finding books by words, however their letters were typed: a reader without a Kazakh keyboard finds «Қара сөздер» by
//! «кара создер».

mod words;

use crate::library::folding::fold;

pub use words::Words;

/// What a book is found by, folded.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub title: String,
    pub authors: String,
    /// Subtitle, other people, subjects, description, publisher, identifier.
    pub rest: String,
}

/// The words that are looked for.
#[derive(Debug, Clone, Default)]
pub struct Question {
    anywhere: Vec<String>,
    title: Vec<String>,
    author: Vec<String>,
}

/// Longer questions are cut: nobody types them.
const MOST_WORDS: usize = 32;

impl Question {
    pub fn new(anywhere: &str, title: &str, author: &str) -> Self {
        let words = |text: &str| {
            fold(text).split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).map(str::to_owned).collect()
        };
        Self { anywhere: words(anywhere), title: words(title), author: words(author) }
    }

    pub fn is_empty(&self) -> bool {
        self.anywhere.is_empty() && self.title.is_empty() && self.author.is_empty()
    }

    /// Each word with how much it counts in title, authors and the rest.
    fn weighted(&self) -> impl Iterator<Item = (&str, [u32; 3])> {
        let of = [(&self.anywhere, [6, 4, 1]), (&self.title, [6, 0, 0]), (&self.author, [0, 6, 0])];
        of.into_iter().flat_map(|(words, weights)| words.iter().map(move |word| (word.as_str(), weights)))
    }

    /// How well a book answers: `None` when one of the words is not in it; more for a whole word or the beginning of
    /// one, for the title, for the author.
    pub fn score(&self, index: &Index) -> Option<u32> {
        let mut score = 0;
        for (word, weights) in self.weighted() {
            score += index.score(word, weights)?;
        }
        Some(score)
    }
}

impl Index {
    /// How well it answers to one word: by the field where it stands best.
    fn score(&self, word: &str, weights: [u32; 3]) -> Option<u32> {
        let fields = [&self.title, &self.authors, &self.rest].into_iter().zip(weights);
        let counted = fields.filter(|(_, weight)| *weight > 0);
        counted.filter_map(|(text, weight)| found(text, word).map(|how| how * weight)).max()
    }
}

/// 3 for a whole word, 2 for the beginning of one, 1 for a part.
fn found(text: &str, word: &str) -> Option<u32> {
    let mut best = None;
    for (at, _) in text.match_indices(word) {
        let begins = at == 0 || text[..at].ends_with(' ');
        let ends = at + word.len() == text.len() || text[at + word.len()..].starts_with(' ');
        best = best.max(Some(match (begins, ends) {
            (true, true) => 3,
            (true, false) => 2,
            _ => 1,
        }));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(question: &str, title: &str, author: &str) -> Option<u32> {
        let index = Index { title: fold(title), authors: fold(author), rest: String::new() };
        Question::new(question, "", "").score(&index)
    }

    #[test]
    fn letters_that_are_typed_for_each_other_find_each_other() {
        let kazakh = "Қара сөздер";
        for question in ["қара сөздер", "кара создер", "СӨЗДЕР  қара", "сөз", "«Қара»"]
        {
            assert!(finds(question, kazakh, "Абай").is_some(), "{question}");
        }
        assert!(finds("звезды", "Звёзды", "").is_some());
        assert!(finds("звёзды", "Звезды", "").is_some());
        assert!(finds("унгир", "Үңгір", "").is_some());
        assert!(finds("гылым", "Ғылым һәм", "").is_some());
        assert!(finds("bronte", "Jane Eyre", "Charlotte Brontë").is_some());
        assert!(finds("мой", "Мои\u{306} город", "").is_some(), "a breve of its own");
    }

    #[test]
    fn every_word_must_be_found_in_title_or_author() {
        assert!(finds("абай қара", "Қара сөздер", "Абай Құнанбайұлы").is_some());
        assert_eq!(finds("абай жол", "Қара сөздер", "Абай Құнанбайұлы"), None);
    }

    #[test]
    fn titles_and_whole_words_come_first() {
        let scores = [("Ана", ""), ("Анасы", ""), ("Кітап", "Ана"), ("Банан", "")]
            .map(|(title, author)| finds("ана", title, author).expect("found"));
        assert_eq!(scores, [18, 12, 12, 6]);
    }

    #[test]
    fn an_empty_question_is_known() {
        assert!(Question::new(" «» ", "", "").is_empty());
    }
}
