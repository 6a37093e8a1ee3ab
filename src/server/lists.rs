//! Lists of the collection, narrowed and counted once and kept: a list of fifty thousand books has a thousand pages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::collection::{Snapshot, Volume};
use crate::library::shelf::collation_key;

/// Most authors that a list can be narrowed to; there is a page of all of them.
const AUTHOR_CHOICES: usize = 20;
/// Lists that are kept.
const MOST_LISTS: usize = 1_000;
/// Books in all of them.
const MOST_BOOKS: usize = 2_000_000;

/// Which list is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked([String; 6]);

impl Asked {
    pub fn new(name: &str, asked: &HashMap<String, String>) -> Self {
        let of_search = ["query", "title", "author_words"].map(|part| if name == "search" { part } else { "" });
        let [query, title, author_words] = of_search;
        let value = |name: &str| asked.get(name).cloned().unwrap_or_default();
        Self([name.to_owned(), value(query), value(title), value(author_words), value("language"), value("author")])
    }

    /// Neither narrowed nor searched for.
    fn is_whole(&self) -> bool {
        self.0[0] != "search" && self.0[1..].iter().all(String::is_empty)
    }

    fn language(&self) -> Option<&str> {
        Some(self.0[4].as_str()).filter(|language| !language.is_empty())
    }

    fn author(&self) -> Option<&str> {
        Some(self.0[5].as_str()).filter(|author| !author.is_empty())
    }
}

/// A list: its books by their places in the snapshot, and what it can be narrowed to, with how many books each choice shows.
#[derive(Debug, Default)]
pub struct Listing {
    pub books: Vec<u32>,
    pub languages: Vec<(String, usize)>,
    pub authors: Vec<(String, usize)>,
}

impl Listing {
    /// These books, narrowed to what is asked for.
    pub fn new(snapshot: &Snapshot, books: &[u32], asked: &Asked) -> Self {
        let volume = |at: &u32| snapshot.volumes[*at as usize].as_ref();
        let in_language = |volume: &Volume| {
            let wanted = asked.language().map(primary);
            wanted.is_none_or(|wanted| volume.entry.languages.iter().any(|tag| primary(tag) == wanted))
        };
        let by_author =
            |volume: &Volume| asked.author().is_none_or(|wanted| volume.authors().any(|name| name == wanted));
        // A choice counts what it would show, so each list of choices leaves its own narrowing out.
        let of_author = books.iter().map(volume).filter(|volume| by_author(volume));
        let mut languages = count(of_author.flat_map(primaries));
        languages.sort_by_key(|(tag, many)| (std::cmp::Reverse(*many), (*tag).to_owned()));
        let of_language = || books.iter().filter(|at| in_language(volume(at)));
        let authors = most(count(of_language().flat_map(|at| volume(at).authors())));
        let own = |(name, many): (&str, usize)| (name.to_owned(), many);
        Self {
            books: of_language().filter(|at| by_author(volume(at))).copied().collect(),
            languages: languages.into_iter().map(own).collect(),
            authors: authors.into_iter().map(own).collect(),
        }
    }
}

/// Those who are counted most; of as many, by the alphabet.
fn most(mut authors: Vec<(&str, usize)>) -> Vec<(&str, usize)> {
    if authors.len() > AUTHOR_CHOICES {
        // Only those who may be among them are put in order.
        let (_, last, _) = authors.select_nth_unstable_by_key(AUTHOR_CHOICES - 1, |(_, many)| std::cmp::Reverse(*many));
        let least = last.1;
        authors.retain(|(_, many)| *many >= least);
    }
    authors.sort_by_cached_key(|(name, many)| (std::cmp::Reverse(*many), collation_key(name)));
    authors.truncate(AUTHOR_CHOICES);
    authors
}

/// How often each of these comes.
pub fn count<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts.into_iter().collect()
}

pub fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// The languages of a book without their regions, each once.
pub fn primaries(volume: &Volume) -> Vec<&str> {
    let mut found: Vec<&str> = volume.entry.languages.iter().map(|tag| primary(tag)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The lists of one snapshot that were asked for lately.
#[derive(Debug, Default)]
pub struct Lists(Mutex<HashMap<Asked, Arc<OnceLock<Arc<Listing>>>>>);

impl Lists {
    /// The list that is kept, else the one that is made now. Who asks for the same meanwhile waits for it and does not make it, too.
    pub fn get(&self, asked: &Asked, make: impl FnOnce() -> Listing) -> Arc<Listing> {
        let place = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !kept.contains_key(asked) {
                let books: usize = kept.values().filter_map(|list| list.get()).map(|list| list.books.len()).sum();
                if kept.len() >= MOST_LISTS || books > MOST_BOOKS {
                    // There are few whole lists, and they are the largest.
                    kept.retain(|asked, _| asked.is_whole());
                }
            }
            Arc::clone(kept.entry(asked.clone()).or_default())
        };
        Arc::clone(place.get_or_init(|| Arc::new(make())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_lists_are_kept_than_there_is_room_for() {
        let lists = Lists::default();
        let made = |name: &str, many: usize| {
            let asked = Asked::new("search", &HashMap::from([("query".to_owned(), name.to_owned())]));
            lists.get(&asked, || Listing { books: vec![0; many], ..Listing::default() }).books.len()
        };
        assert_eq!((made("a", 1), made("a", 2), made("b", 2)), (1, 1, 2), "made once");
        for number in 0..2 * MOST_LISTS {
            made(&number.to_string(), 1);
        }
        assert!(lists.0.lock().expect("whole").len() <= MOST_LISTS);
        lists.get(&Asked::new("all", &HashMap::new()), Listing::default);
        made("large", MOST_BOOKS + 1);
        made("new", 1);
        assert_eq!(lists.0.lock().expect("whole").len(), 2, "all of them, and the new one");
    }

    #[test]
    fn a_list_is_its_name_and_what_narrows_it() {
        let asked = |name: &str, pairs: &[(&str, &str)]| {
            Asked::new(name, &pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        assert_eq!(asked("all", &[("page", "2"), ("query", "x")]), asked("all", &[]));
        assert_ne!(asked("search", &[("query", "x")]), asked("search", &[]));
        assert_ne!(asked("all", &[("language", "kk")]), asked("all", &[]));
    }

    #[test]
    fn authors_with_the_most_books_come_first_and_of_as_many_by_the_alphabet() {
        let names: Vec<String> = (0..50).map(|number| format!("Автор {number:02}")).collect();
        let mut counted: Vec<(&str, usize)> = names.iter().rev().map(|name| (name.as_str(), 1)).collect();
        counted.push(("Яков", 3));
        let found = most(counted);
        assert_eq!((found.len(), found[0], found[1].0, found[19].0), (20, ("Яков", 3), "Автор 00", "Автор 18"));
    }
}
