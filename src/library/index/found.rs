//! A title as the tables have it, as an answer and as a publication.

use rusqlite::{Connection, OptionalExtension};
use url::Url;

use super::order::Place;
use super::question::{Hit, How, TitleId};
use super::title::{self, Formats, SOLD};
use super::{Error, SourceId};
use crate::book::Language;
use crate::library::catalog::Publication;

/// A title as the tables have it.
#[derive(Debug)]
pub(super) struct Found {
    pub id: i64,
    pub source: i64,
    pub title: String,
    pub authors: String,
    pub narrators: String,
    pub languages: String,
    pub formats: u32,
    pub flags: i64,
    pub year: Option<u16>,
    pub work: i64,
    pub sound: bool,
}

impl Found {
    pub fn names(&self) -> String {
        format!("{} {}", self.authors, self.narrators)
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

impl Found {
    pub fn into_hit(self, place: Place) -> Hit {
        let how = match (place.forgiven, place.elsewhere, place.class) {
            (true, ..) => How::Forgiven { meant: place.meant },
            (_, true, _) => How::Elsewhere,
            (.., 0) => How::Exact,
            (.., 1) => How::Beginning,
            _ => How::Words,
        };
        Hit {
            id: TitleId(self.id),
            source: SourceId(self.source),
            authors: lines(&self.authors),
            narrators: lines(&self.narrators),
            languages: self.languages.split(' ').filter_map(Language::parse).collect(),
            formats: Formats::of_bits(self.formats),
            sound: self.sound,
            state: title::state(self.flags),
            sold: self.flags & SOLD != 0,
            year: self.year,
            title: self.title,
            also: Vec::new(),
            how,
        }
    }
}

/// What is known of a publication, with the address where the rest is: a [`Client`](crate::library::client::Client) reads
/// it from there. `None` when the title is not in the index (any more).
pub(super) fn publication(connection: &Connection, id: TitleId) -> Result<Option<Publication>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT t.title, t.authors, t.narrators, t.languages, t.year, t.identifier, t.href, s.url, p.url
         FROM titles AS t JOIN sources AS s ON s.id = t.source LEFT JOIN pages AS p ON p.id = t.page WHERE t.id = ?1",
    )?;
    let found = statement.query_row([id.0], |row| {
        let (href, source, page): (Option<String>, String, Option<String>) = (row.get(6)?, row.get(7)?, row.get(8)?);
        let full = match (href, page) {
            (Some(href), _) => Url::parse(&source).and_then(|source| source.join(&href)).ok(),
            (None, page) => page.and_then(|page| Url::parse(&page).ok()),
        };
        let names = |text: Option<String>| lines(text.as_deref().unwrap_or_default());
        Ok(Publication {
            identifier: row.get(5)?,
            title: row.get(0)?,
            authors: names(row.get(1)?),
            narrators: names(row.get(2)?),
            languages: row
                .get::<_, Option<String>>(3)?
                .unwrap_or_default()
                .split(' ')
                .filter_map(Language::parse)
                .collect(),
            published: row.get::<_, Option<u16>>(4)?.map(|year| year.to_string()),
            full,
            ..Publication::default()
        })
    });
    Ok(found.optional()?)
}
