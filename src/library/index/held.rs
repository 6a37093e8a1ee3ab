//! The reader's own shelf, looked through as the index is: before anything that a library has, for it is there.

use std::collections::{BTreeMap, HashSet};

use super::words::Words;
use super::{Filter, Question};
use crate::book::Language;
use crate::format::table::{self, Gives};
use crate::library::folding::{Form, Why, fold, forms, skeletons};
use crate::library::shelf::{Holding, Moment};

/// For how many days a book is new.
const NEW: i64 = 30;

/// The words of the books on a shelf.
#[derive(Debug, Default)]
pub struct Held {
    /// Of each book the keys of its title and names, and its title as it is compared.
    books: Vec<(Vec<String>, String)>,
    words: Words,
}

impl Held {
    pub fn new(holdings: &[Holding]) -> Self {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut books = Vec::with_capacity(holdings.len());
        for holding in holdings {
            let keys: Vec<String> =
                std::iter::once(&holding.title).chain(&holding.authors).flat_map(|text| skeletons(text)).collect();
            for key in keys.iter().collect::<HashSet<_>>() {
                *counts.entry(key.clone()).or_default() += 1;
            }
            books.push((keys, fold(&holding.title)));
        }
        Self { books, words: Words::new(counts) }
    }

    /// The places of the books that answer, the best first. `holdings` are those that this was made of. Without words
    /// nothing answers: the shelf has a screen of its own.
    pub fn find(&self, holdings: &[Holding], question: &Question, now: Moment) -> Vec<usize> {
        let typed: Vec<&str> = question.words.split_whitespace().take(8).collect();
        // A book on the shelf belongs to no library and to no branch.
        let elsewhere = !question.filter.sources.is_empty() || question.filter.branch.is_some();
        if typed.is_empty() || elsewhere {
            return Vec::new();
        }
        let last_goes_on = !question.words.ends_with(char::is_whitespace);
        let all: Vec<Vec<Form>> = typed
            .iter()
            .enumerate()
            .map(|(at, word)| forms(word, last_goes_on && at + 1 == typed.len()))
            .filter(|forms| !forms.is_empty())
            .collect();
        let other = |form: &Form| matches!(form.why, Why::OtherKeyboard(_));
        let keys = |wanted: &dyn Fn(&Form) -> bool| -> Vec<Vec<Vec<String>>> {
            let of = |forms: &Vec<Form>| forms.iter().filter(|form| wanted(form)).map(|it| it.keys.clone()).collect();
            all.iter().map(of).collect()
        };
        let own = keys(&|form| !other(form));
        let mut found = self.all(&own);
        if found.is_empty() {
            found = self.all(&keys(&other));
        }
        if found.is_empty() {
            let near = |(at, forms): (usize, &Vec<Vec<String>>)| {
                let mut wider = forms.clone();
                for keys in forms {
                    if let [key] = keys.as_slice() {
                        let last = last_goes_on && at + 1 == own.len();
                        wider.extend(self.words.near(key, last).into_iter().map(|near| vec![near]));
                    }
                }
                wider
            };
            found = self.all(&own.iter().enumerate().map(near).collect::<Vec<_>>());
        }
        found.retain(|&at| holdings.get(at).is_some_and(|holding| passes(holding, &question.filter, now)));
        let text = fold(&question.words);
        let place = |at: &usize| {
            let title = &self.books[*at].1;
            (*title != text, !title.starts_with(&text), *at)
        };
        found.sort_by_key(place);
        found
    }

    /// Books that have all of these words, each in one of its forms.
    fn all(&self, parts: &[Vec<Vec<String>>]) -> Vec<usize> {
        let has = |own: &[String], form: &Vec<String>| {
            !form.is_empty() && form.iter().all(|key| own.iter().any(|own| own.starts_with(key.as_str())))
        };
        let answers = |own: &[String]| parts.iter().all(|forms| forms.iter().any(|form| has(own, form)));
        let found = self.books.iter().enumerate().filter(|(_, (own, _))| !parts.is_empty() && answers(own));
        found.map(|(at, _)| at).collect()
    }
}

/// Whether a filter lets a book of the shelf through. It can be had now: it is there.
fn passes(holding: &Holding, filter: &Filter, now: Moment) -> bool {
    let primary = |language: &Language| language.primary().to_owned();
    let languages: Vec<String> = holding.languages.iter().map(primary).collect();
    (filter.languages.is_empty() || filter.languages.iter().any(|wanted| languages.contains(&primary(wanted))))
        && (filter.formats.is_empty() || filter.formats.contains(&holding.format))
        && (!filter.sound || matches!(table::row(holding.format).gives, Gives::Sound | Gives::TextAndSound))
        && (!filter.now || holding.present)
        && (!filter.new || holding.added.days_until(now) <= NEW)
}
