//! The pages of the catalogue: what stands on the first one, lists with their parts, ways by language and author, search.

use std::collections::HashMap;
use std::sync::Arc;

use super::collection::{Snapshot, Volume};
use super::feed::{Choice, Facet, Feed, Group, Navigation, Page};
use super::lists::{Asked, Listing, count, primaries, primary};
use super::search::Question;
use super::view::{Frame, escape};
use crate::library::shelf::collation_key;

/// How many of the newest books the first page shows when it does not show all.
const NEWEST: usize = 10;

/// What pages are made from.
#[derive(Debug)]
pub struct Pages<'a> {
    pub snapshot: &'a Snapshot,
    pub frame: &'a Frame<'a>,
    pub per_page: usize,
}

impl Pages<'_> {
    /// The first page. A small library stands on it whole.
    pub fn root(&self, title: String) -> Feed {
        let text = |id| self.frame.locale.text(id);
        let volumes = &self.snapshot.volumes;
        let way = |title: String, place: &str, rel, books, count| Navigation {
            title,
            place: place.to_owned(),
            rel,
            books,
            count,
        };
        let mut feed = Feed {
            title,
            navigation: vec![
                way(text("server-all"), "all", "subsection", true, Some(volumes.len())),
                way(text("server-new"), "new", "http://opds-spec.org/sort/new", true, None),
                way(text("server-languages"), "languages", "subsection", false, None),
                way(text("server-authors"), "authors", "subsection", false, None),
            ],
            ..Feed::default()
        };
        if volumes.len() <= self.per_page {
            // Atom parts pages of ways from pages of books.
            if self.frame.view == super::view::View::Json {
                feed.page = self.part(&(0..volumes.len() as u32).collect::<Vec<_>>(), String::new(), 1);
            }
        } else {
            let newest = self.listing("new", &HashMap::new());
            let volumes = self.volumes(&newest.books[..NEWEST.min(newest.books.len())]);
            feed.groups.push(Group { title: text("server-new"), place: "new".to_owned(), volumes });
        }
        feed
    }

    /// The page of this name; `None` when there is none, or not that part of it.
    pub fn named(&self, name: &str, asked: &HashMap<String, String>) -> Option<Feed> {
        let value = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
        let number = match value("page") {
            "" => 1,
            number => number.parse().ok().filter(|number| *number > 0)?,
        };
        let text = |id| self.frame.locale.text(id);
        match name {
            "all" => self.list(text("server-all"), name, asked, number),
            "new" => self.list(text("server-new"), name, asked, number),
            "search" => {
                let title = self.frame.locale.with("server-found", &[("query", value("query").into())]);
                self.list(title, name, asked, number)
            }
            "loans" if self.frame.lending => self.list(text("server-loans"), name, asked, number),
            "languages" => Some(self.languages()),
            "authors" => Some(self.authors()),
            _ => None,
        }
    }

    /// The books of a list before it is narrowed, by their places in the collection.
    fn books(&self, name: &str, asked: &HashMap<String, String>) -> Vec<u32> {
        let volumes = &self.snapshot.volumes;
        let mut books: Vec<u32> = (0..volumes.len() as u32).collect();
        let value = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
        match name {
            // Stable: of one time, by title.
            "new" => books.sort_by_key(|at| std::cmp::Reverse(volumes[*at as usize].modified)),
            "search" => {
                let question = Question::new(value("query"), value("title"), value("author_words"));
                return self.found(&question);
            }
            "loans" => {
                let own = self.frame.lent.of(self.frame.card);
                return own.iter().filter_map(|id| self.snapshot.place(id)).collect();
            }
            _ => {}
        }
        books
    }

    fn found(&self, question: &Question) -> Vec<u32> {
        if question.is_empty() {
            return Vec::new();
        }
        let mut scored: Vec<(u32, u32)> = match self.snapshot.words() {
            Some(words) => words.found(question, |at| self.snapshot.volumes[at as usize].index()),
            None => {
                let volumes = self.snapshot.volumes.iter().zip(0..);
                volumes.filter_map(|(volume, at)| Some((question.score(volume.index())?, at))).collect()
            }
        };
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.into_iter().map(|(_, at)| at).collect()
    }

    /// A list narrowed to what was asked for, as it was made before or made now. What is one reader's is not kept.
    fn listing(&self, name: &str, asked: &HashMap<String, String>) -> Arc<Listing> {
        let of = Asked::new(name, asked);
        let make = || Listing::new(self.snapshot, &self.books(name, asked), &of);
        if name == "loans" { Arc::new(make()) } else { self.snapshot.lists.get(&of, make) }
    }

    fn volumes(&self, books: &[u32]) -> Vec<Arc<Volume>> {
        books.iter().map(|at| Arc::clone(&self.snapshot.volumes[*at as usize])).collect()
    }

    /// A list narrowed to what was asked for, and the choices to narrow it by.
    fn list(&self, title: String, name: &str, asked: &HashMap<String, String>, number: usize) -> Option<Feed> {
        let listing = self.listing(name, asked);
        let chosen = |name: &str| asked.get(name).filter(|value| !value.is_empty()).cloned();
        let (language, author) = (chosen("language"), chosen("author"));
        let place = |language: Option<&str>, author: Option<&str>| {
            let query = asked.get("query").map(String::as_str);
            let parts = [("query", query.filter(|_| name == "search")), ("language", language), ("author", author)];
            let parts: Vec<String> =
                parts.iter().filter_map(|(name, value)| Some(format!("{name}={}", escape((*value)?)))).collect();
            if parts.is_empty() { name.to_owned() } else { format!("{name}?{}", parts.join("&")) }
        };

        let language_choices = listing.languages.iter().map(|(tag, many)| {
            let active = language.as_deref().is_some_and(|chosen| primary(chosen) == tag);
            Choice {
                title: self.frame.language(tag),
                // Choosing the active one again takes it back.
                place: place((!active).then_some(tag), author.as_deref()),
                count: *many,
                active,
            }
        });
        let author_choices = listing.authors.iter().map(|(name, many)| {
            let active = author.as_deref() == Some(name);
            let place = place(language.as_deref(), (!active).then_some(name));
            Choice { title: name.clone(), place, count: *many, active }
        });
        let facets = [
            Facet { title: self.frame.locale.text("server-language"), choices: language_choices.collect() },
            Facet { title: self.frame.locale.text("server-author"), choices: author_choices.collect() },
        ];
        let facets =
            facets.into_iter().filter(|facet| facet.choices.len() > 1 || facet.choices.iter().any(|c| c.active));
        let facets: Vec<Facet> = facets.collect();

        let list = place(language.as_deref(), author.as_deref());
        let page = self.part(&listing.books, list, number)?;
        Some(Feed { title, place: page.place(number), page: Some(page), facets, ..Feed::default() })
    }

    /// This part of a list; `None` when the list has no such part.
    fn part(&self, books: &[u32], list: String, number: usize) -> Option<Page> {
        let total = books.len();
        let start = (number - 1).checked_mul(self.per_page).filter(|start| *start < total.max(1))?;
        let volumes = self.volumes(&books[start..total.min(start + self.per_page)]);
        Some(Page { volumes, total, per_page: self.per_page, number, list })
    }

    fn languages(&self) -> Feed {
        let mut found = count(self.snapshot.volumes.iter().flat_map(|volume| primaries(volume)));
        found.sort_by_key(|(tag, many)| (std::cmp::Reverse(*many), (*tag).to_owned()));
        let ways = found.into_iter().map(|(tag, many)| Navigation {
            title: self.frame.language(tag),
            place: format!("all?language={}", escape(tag)),
            rel: "subsection",
            books: true,
            count: Some(many),
        });
        self.ways("server-languages", "languages", ways.collect())
    }

    fn authors(&self) -> Feed {
        let mut found = count(self.snapshot.volumes.iter().flat_map(|volume| volume.authors()));
        found.sort_by_cached_key(|(name, _)| collation_key(name));
        let ways = found.into_iter().map(|(name, many)| Navigation {
            title: name.to_owned(),
            place: format!("all?author={}", escape(name)),
            rel: "subsection",
            books: true,
            count: Some(many),
        });
        self.ways("server-authors", "authors", ways.collect())
    }

    fn ways(&self, title: &str, place: &str, navigation: Vec<Navigation>) -> Feed {
        Feed { title: self.frame.locale.text(title), place: place.to_owned(), navigation, ..Feed::default() }
    }
}
