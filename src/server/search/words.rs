//! The words of all books, so that a question is looked for in each word once and not in each book.

use std::collections::HashMap;

use super::{Index, Question};

/// Fields of an [`Index`]: title, authors, the rest.
const FIELDS: usize = 3;

/// So many books are looked at one by one.
const FEW: usize = 2_000;

/// Every word of a collection with the books that it stands in.
#[derive(Debug)]
pub struct Words {
    /// All words, each after a space and before one.
    text: String,
    /// Where each begins in the text.
    starts: Vec<u32>,
    /// Where the books of each begin; one more for the end.
    from: Vec<u32>,
    /// The book's place above three bits for the fields that the word stands in.
    places: Vec<u32>,
    books: usize,
}

impl Words {
    pub fn new<'a>(indices: impl Iterator<Item = &'a Index>) -> Self {
        let mut found: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut books = 0;
        for index in indices {
            let book = (books as u32) << FIELDS;
            for (field, text) in [&index.title, &index.authors, &index.rest].into_iter().enumerate() {
                for word in text.split(' ').filter(|word| !word.is_empty()) {
                    let places = found.entry(word).or_default();
                    match places.last_mut() {
                        Some(last) if *last >> FIELDS == book >> FIELDS => *last |= 1 << field,
                        _ => places.push(book | 1 << field),
                    }
                }
            }
            books += 1;
        }
        let mut words = Self {
            text: " ".to_owned(),
            starts: Vec::with_capacity(found.len()),
            from: Vec::with_capacity(found.len() + 1),
            places: Vec::with_capacity(found.values().map(Vec::len).sum()),
            books,
        };
        for (word, places) in found {
            words.starts.push(words.text.len() as u32);
            words.from.push(words.places.len() as u32);
            words.text.push_str(word);
            words.text.push(' ');
            words.places.extend(places);
        }
        words.from.push(words.places.len() as u32);
        words
    }

    /// The books that answer as (score, place), by place: the same as [`Question::score`] has for each. `index` is that of the
    /// book at a place.
    pub fn found<'a>(&self, question: &Question, index: impl Fn(u32) -> &'a Index) -> Vec<(u32, u32)> {
        let mut words: Vec<(&str, [u32; FIELDS])> = question.weighted().collect();
        // A long word leaves few books, and these are sooner looked at than all the words that a short one is part of.
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let mut found: Option<Vec<(u32, u32)>> = None;
        for (word, weights) in words {
            found = Some(match found {
                Some(few) if few.len() <= FEW => {
                    let more = |(score, at)| Some((score + index(at).score(word, weights)?, at));
                    few.into_iter().filter_map(more).collect()
                }
                before => {
                    let mut best = vec![0; self.books];
                    self.score(word, weights, &mut best);
                    let best = |at: u32| Some(best[at as usize]).filter(|score| *score > 0);
                    match before {
                        None => (0..self.books as u32).filter_map(|at| Some((best(at)?, at))).collect(),
                        Some(many) => {
                            many.into_iter().filter_map(|(score, at)| Some((score + best(at)?, at))).collect()
                        }
                    }
                }
            });
        }
        found.unwrap_or_default()
    }

    /// Looks for a part of a word in all words.
    fn score(&self, part: &str, weights: [u32; FIELDS], best: &mut [u32]) {
        let mut at = 0;
        while let Some(hit) = memchr::memmem::find(&self.text.as_bytes()[at..], part.as_bytes()) {
            let hit = at + hit;
            // What stands there belongs to the last word that begins before it.
            let word = self.starts.partition_point(|start| *start as usize <= hit) - 1;
            let end = self.starts.get(word + 1).map_or(self.text.len(), |next| *next as usize) - 1;
            // Its first place in the word is the best that there is.
            let how = match (hit == self.starts[word] as usize, hit + part.len() == end) {
                (true, true) => 3,
                (true, false) => 2,
                _ => 1,
            };
            for place in &self.places[self.from[word] as usize..self.from[word + 1] as usize] {
                let fields = weights.into_iter().enumerate().filter(|(field, _)| place >> field & 1 == 1);
                let score = how * fields.map(|(_, weight)| weight).max().unwrap_or(0);
                let best = &mut best[(place >> FIELDS) as usize];
                *best = score.max(*best);
            }
            at = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_words_at_once_find_what_each_book_by_itself_does(
            books in prop::collection::vec(["[аб ]{0,9}", "[аб ]{0,6}", "[абв ]{0,12}"], 0..8),
            anywhere in "[аб ]{0,5}", title in "[аб]{0,2}", author in "[аб]{0,2}",
        ) {
            let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let indices: Vec<Index> = books
                .iter()
                .map(|[title, authors, rest]| Index { title: tidy(title), authors: tidy(authors), rest: tidy(rest) })
                .collect();
            let question = Question::new(&anywhere, &title, &author);
            prop_assume!(!question.is_empty());
            let each = indices.iter().zip(0..).filter_map(|(index, at)| Some((question.score(index)?, at)));
            let found = Words::new(indices.iter()).found(&question, |at| &indices[at as usize]);
            prop_assert_eq!(found, each.collect::<Vec<_>>());
        }
    }
}
