//! The pages of the catalogue: what stands on the first one, lists with their parts, ways by language and author, search.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::collection::{Snapshot, Volume};
use super::feed::{Choice, Facet, Feed, Group, Navigation, Page};
use super::search::Question;
use super::view::{Frame, escape};
use crate::library::shelf::collation_key;

/// How many of the newest books the first page shows when it does not show all.
const NEWEST: usize = 10;
/// Most authors that a list can be narrowed to; there is a page of all of them.
const AUTHOR_CHOICES: usize = 20;

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
                feed.page = self.part(volumes.clone(), String::new(), 1);
            }
        } else {
            let newest = self.newest().into_iter().take(NEWEST).collect();
            feed.groups.push(Group { title: text("server-new"), place: "new".to_owned(), volumes: newest });
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
            "all" => self.list(text("server-all"), "all", self.snapshot.volumes.clone(), asked, number),
            "new" => self.list(text("server-new"), "new", self.newest(), asked, number),
            "search" => {
                let question = Question::new(value("query"), value("title"), value("author_words"));
                let volumes = self.found(&question);
                let title = self.frame.locale.with("server-found", &[("query", value("query").into())]);
                self.list(title, "search", volumes, asked, number)
            }
            "loans" if self.frame.lending => {
                let own = self.frame.lent.of(self.frame.card);
                let volumes = own.iter().filter_map(|id| self.snapshot.volume(id)).cloned().collect();
                self.list(text("server-loans"), "loans", volumes, asked, number)
            }
            "languages" => Some(self.languages()),
            "authors" => Some(self.authors()),
            _ => None,
        }
    }

    fn newest(&self) -> Vec<Arc<Volume>> {
        let mut volumes = self.snapshot.volumes.clone();
        // Stable: of one time, by title.
        volumes.sort_by_key(|volume| std::cmp::Reverse(volume.modified));
        volumes
    }

    fn found(&self, question: &Question) -> Vec<Arc<Volume>> {
        if question.is_empty() {
            return Vec::new();
        }
        let scored = self.snapshot.volumes.iter().filter_map(|volume| Some((question.score(&volume.index)?, volume)));
        let mut scored: Vec<(u32, &Arc<Volume>)> = scored.collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.into_iter().map(|(_, volume)| Arc::clone(volume)).collect()
    }

    /// A list narrowed to what was asked for, and the choices to narrow it by.
    fn list(
        &self,
        title: String,
        name: &str,
        volumes: Vec<Arc<Volume>>,
        asked: &HashMap<String, String>,
        number: usize,
    ) -> Option<Feed> {
        let chosen = |name: &str| asked.get(name).filter(|value| !value.is_empty()).cloned();
        let (language, author) = (chosen("language"), chosen("author"));
        let place = |language: Option<&str>, author: Option<&str>| {
            let query = asked.get("query").map(String::as_str);
            let parts = [("query", query.filter(|_| name == "search")), ("language", language), ("author", author)];
            let parts: Vec<String> =
                parts.iter().filter_map(|(name, value)| Some(format!("{name}={}", escape((*value)?)))).collect();
            if parts.is_empty() { name.to_owned() } else { format!("{name}?{}", parts.join("&")) }
        };
        let in_language = |volume: &Volume, wanted: Option<&str>| {
            wanted.is_none_or(|wanted| volume.entry.languages.iter().any(|tag| primary(tag) == primary(wanted)))
        };
        let by_author = |volume: &Volume, wanted: Option<&str>| {
            wanted.is_none_or(|wanted| volume.authors().any(|name| name == wanted))
        };

        // A choice counts what it would show, so each list of choices leaves its own narrowing out.
        let of_author: Vec<&Arc<Volume>> =
            volumes.iter().filter(|volume| by_author(volume, author.as_deref())).collect();
        let mut languages = count(of_author.iter().flat_map(|volume| primaries(volume)));
        languages.sort_by_key(|(tag, many)| (std::cmp::Reverse(*many), (*tag).to_owned()));
        let of_language: Vec<&Arc<Volume>> =
            volumes.iter().filter(|volume| in_language(volume, language.as_deref())).collect();
        let mut authors = count(of_language.iter().flat_map(|volume| volume.authors()));
        authors.sort_by_cached_key(|(name, many)| (std::cmp::Reverse(*many), collation_key(name)));
        authors.truncate(AUTHOR_CHOICES);

        let language_choices = languages.iter().map(|(tag, many)| {
            let active = language.as_deref().is_some_and(|chosen| primary(chosen) == *tag);
            Choice {
                title: self.frame.language(tag),
                // Choosing the active one again takes it back.
                place: place((!active).then_some(tag), author.as_deref()),
                count: *many,
                active,
            }
        });
        let author_choices = authors.iter().map(|(name, many)| {
            let active = author.as_deref() == Some(*name);
            let place = place(language.as_deref(), (!active).then_some(name));
            Choice { title: (*name).to_owned(), place, count: *many, active }
        });
        let facets = [
            Facet { title: self.frame.locale.text("server-language"), choices: language_choices.collect() },
            Facet { title: self.frame.locale.text("server-author"), choices: author_choices.collect() },
        ];
        let facets =
            facets.into_iter().filter(|facet| facet.choices.len() > 1 || facet.choices.iter().any(|c| c.active));
        let facets: Vec<Facet> = facets.collect();

        let list = place(language.as_deref(), author.as_deref());
        let narrowed =
            of_language.into_iter().filter(|volume| by_author(volume, author.as_deref())).map(Arc::clone).collect();
        let page = self.part(narrowed, list, number)?;
        Some(Feed { title, place: page.place(number), page: Some(page), facets, ..Feed::default() })
    }

    /// This part of a list; `None` when the list has no such part.
    fn part(&self, volumes: Vec<Arc<Volume>>, list: String, number: usize) -> Option<Page> {
        let total = volumes.len();
        let start = (number - 1).checked_mul(self.per_page).filter(|start| *start < total.max(1))?;
        let volumes = volumes.into_iter().skip(start).take(self.per_page).collect();
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

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// The languages of a book without their regions, each once.
fn primaries(volume: &Volume) -> Vec<&str> {
    let mut found: Vec<&str> = volume.entry.languages.iter().map(|tag| primary(tag)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn count<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts.into_iter().collect()
}
