//! What a library tells its readers:
//!
//! ```json
//! { "news": [{
//!     "id": "a1b2…", "kind": "event", "branch": "alatau",
//!     "title": { "kk": "Сенбіде кездесу", "ru": "Встреча в субботу" },
//!     "words": { "kk": "Сағат 11-де оқырмандар клубы жиналады.", "ru": "В 11 часов собирается клуб читателей." },
//!     "date": "2026-11-28T09:00:00Z", "until": "2026-12-05T18:00:00Z" }] }
//! ```
//!
//! `kind` says what it is about; one that is not known is `announcement`. What is only hers has the kinds `loan-due`,
//! `hold-ready` and `request`, whose `id` is another one for each state, so that each is told once. `branch` is empty for
//! the whole network.
//!
//! Staff send `{ "kind", "branch", "title", "words", "until" }`, of which all but `title` may be missing; DELETE at `self`
//! takes one back.

use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use super::Text;
use crate::library::shelf::Moment;

/// Characters of a title, and of what is written below it.
pub const MOST_TITLE: usize = 300;
pub const MOST_WORDS: usize = 4000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    #[default]
    Announcement,
    Event,
    NewBooks,
    LoanDue,
    HoldReady,
    Request,
}

impl Kind {
    /// What staff write; the others are told by the service itself.
    pub const WRITTEN: [Self; 3] = [Self::Announcement, Self::Event, Self::NewBooks];
    const ALL: [(Self, &'static str); 6] = [
        (Self::Announcement, "announcement"),
        (Self::Event, "event"),
        (Self::NewBooks, "new-books"),
        (Self::LoanDue, "loan-due"),
        (Self::HoldReady, "hold-ready"),
        (Self::Request, "request"),
    ];
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Ok(Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(kind, _)| kind).unwrap_or_default())
    }
}

/// One piece of news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub id: String,
    #[serde(default)]
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub branch: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub words: Text,
    pub date: Moment,
    /// When it is nothing new any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// Where staff take it back, as the library links it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Url>,
}

/// What staff have to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    #[serde(default)]
    pub kind: Kind,
    #[serde(default)]
    pub branch: String,
    pub title: Text,
    #[serde(default)]
    pub words: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

impl Announcement {
    /// Whether it says something, not too much, and of a branch that there is.
    pub fn is_whole(&self, is_branch: impl Fn(&str) -> bool) -> bool {
        let short = self.title.is_within(MOST_TITLE) && self.words.is_within(MOST_WORDS);
        let of_somewhere = self.branch.is_empty() || is_branch(&self.branch);
        !self.title.is_empty() && short && of_somewhere && Kind::WRITTEN.contains(&self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_as_it_is_written_and_an_unknown_one_is_an_announcement() {
        for (kind, name) in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), name);
            assert_eq!(serde_json::from_value::<Kind>(name.into()).unwrap(), kind);
        }
        assert_eq!(serde_json::from_str::<Kind>("\"concert\"").unwrap(), Kind::Announcement);
    }

    #[test]
    fn an_announcement_says_something_to_somebody() {
        let read = |text: &str| serde_json::from_str::<Announcement>(text).unwrap().is_whole(|id| id == "a");
        assert!(read(r#"{"title":"x"}"#) && read(r#"{"title":{"kk":"x"},"branch":"a","kind":"event"}"#));
        assert!(!read(r#"{"title":" "}"#) && !read(r#"{"title":"x","branch":"b"}"#));
        assert!(!read(r#"{"title":"x","kind":"loan-due"}"#), "that is the service's own");
        assert!(!read(&format!(r#"{{"title":"{}"}}"#, "x".repeat(MOST_TITLE + 1))));
    }
}
