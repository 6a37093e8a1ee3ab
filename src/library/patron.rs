//! What the people of a library do for a reader beyond files: a printed book put aside at a branch or a station, a book brought
//! home, help, a title to be digitised; what they tell her; where they are. No interface of library systems for this is public,
//! so this is one of our own, on top of OPDS 2.0, as open as that.
//!
//! A catalogue that offers it links its start page by these relations; what is missing is not offered. Everything is
//! `application/json` in UTF-8, and asked for with the credentials of the catalogue, whose origin it has.
//!
//! | relation | answers |
//! |---|---|
//! | `https://oqyrman.kz/rel/branches` | GET: `{ "branches": […] }`, as [`branch`] has them |
//! | `https://oqyrman.kz/rel/card` | GET: the reader's [`Card`] |
//! | `https://oqyrman.kz/rel/requests` | GET: `{ "requests": […] }`, the reader's own, the newest first; POST: one more |
//! | `https://oqyrman.kz/rel/news` | GET: `{ "news": […] }`, as [`news`] has them, the newest first |
//! | `https://oqyrman.kz/rel/desk` | to staff alone. GET: `{ "requests": […] }` of their branch, what waits longest first |
//! | `https://oqyrman.kz/rel/desk-log` | to staff alone. GET: `{ "log": […] }`, who changed what, the newest first |
//! | `https://oqyrman.kz/rel/desk-news` | to staff alone. GET: the news of their branch; POST: one more |
//!
//! A text is a string, or one string for each language: `{ "kk": "…", "ru": "…" }`.
//!
//! # Requests
//!
//! A reader asks by
//!
//! ```json
//! { "id": "5f0c9d…", "kind": "booking", "book": "urn:isbn:9965…", "title": "Абай жолы", "branch": "alatau", "words": "" }
//! ```
//!
//! `id` is of her own making, 16 to 64 letters and digits: what is sent once more, because no answer came, is not asked for
//! twice. The answer is 201, or 200 for what was there:
//!
//! ```json
//! { "id": "5f0c9d…", "kind": "booking", "state": "sent", "book": "urn:isbn:9965…", "title": "Абай жолы", "branch": "alatau",
//!   "words": "", "answer": "", "created": "2026-11-28T10:00:00Z", "changed": "2026-11-28T10:00:00Z",
//!   "links": [{ "rel": "self", "href": "…/requests/5f0c9d…", "type": "application/json" }] }
//! ```
//!
//! | `kind` | needs |
//! |---|---|
//! | `booking` | `title`, `branch` |
//! | `delivery` | `title`; `words` say where to, where the card does not |
//! | `help` | `branch`, `words` |
//! | `digitise` | `title` |
//!
//! `state` goes from `sent` by `accepted`, `ready` (to be collected) or `under-way` to `done`, or ends as `refused`; DELETE at
//! `self` makes a request that nobody has got ready yet `withdrawn`. Where that is too late: 409, with the request as it is.
//!
//! # The desk
//!
//! Staff see whose a request is (`card`, `name`), those that are for no branch among them; `?state=open` leaves out what has
//! ended. They change one by PUT at its `self` with `{ "from": "sent", "state": "accepted", "answer": "…" }`. Where it is not
//! `from` any more, somebody else was faster: 409, with the request as it is. Every change is written down:
//!
//! ```json
//! { "moment": "2026-11-28T10:05:00Z", "who": "900", "request": "5f0c9d…", "title": "Абай жолы", "state": "accepted",
//!   "words": "Іздеп жатырмыз" }
//! ```

pub mod asking;
pub mod branch;
pub mod known;
pub mod news;
pub mod remote;
pub mod request;

use serde::{Deserialize, Serialize};

pub use branch::Branch;
pub use known::Known;
pub use news::{Announcement, Notice};
pub use remote::Offers;
pub use request::{Request, Wish};

use crate::locale::Tongue;

pub const MEDIA_TYPE: &str = "application/json";

/// The relations of a start page.
pub mod rel {
    pub const BRANCHES: &str = "https://oqyrman.kz/rel/branches";
    pub const CARD: &str = "https://oqyrman.kz/rel/card";
    pub const REQUESTS: &str = "https://oqyrman.kz/rel/requests";
    pub const NEWS: &str = "https://oqyrman.kz/rel/news";
    pub const DESK: &str = "https://oqyrman.kz/rel/desk";
    pub const DESK_LOG: &str = "https://oqyrman.kz/rel/desk-log";
    pub const DESK_NEWS: &str = "https://oqyrman.kz/rel/desk-news";
}

/// A text in one language or in several, by their tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    Alone(String),
    ByLanguage(std::collections::BTreeMap<String, String>),
}

impl Default for Text {
    fn default() -> Self {
        Self::Alone(String::new())
    }
}

impl Text {
    /// In this language; else in the first of the network's that there is.
    pub fn of(&self, tongue: Tongue) -> &str {
        self.told(tongue).0
    }

    /// As [`Self::of`], and the language that it is in, where that is known.
    pub fn told(&self, tongue: Tongue) -> (&str, Option<&str>) {
        match self {
            Self::Alone(text) => (text, None),
            Self::ByLanguage(texts) => {
                let known = [tongue.tag(), "kk", "ru", "en"].into_iter().find_map(|tag| texts.get_key_value(tag));
                known.or_else(|| texts.iter().next()).map_or(("", None), |(tag, text)| (text, Some(tag)))
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Self::Alone(text) => text.trim().is_empty(),
            Self::ByLanguage(texts) => texts.values().all(|text| text.trim().is_empty()),
        }
    }

    /// Whether no language of it is longer than so many characters.
    pub fn is_within(&self, most: usize) -> bool {
        let short = |text: &String| text.chars().count() <= most;
        match self {
            Self::Alone(text) => short(text),
            Self::ByLanguage(texts) => texts.len() <= 20 && texts.values().all(short),
        }
    }
}

/// The card of a reader, or of one of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Card {
    pub number: String,
    #[serde(default)]
    pub name: String,
    /// The branch that one of the staff works at, `*` for all; empty for a reader.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub staff: String,
}
