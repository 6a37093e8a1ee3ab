//! Where the reader is in a book, and the places that she marked.

use serde::{Deserialize, Serialize};

use super::{Moment, holding};
use crate::book::Locator;

/// Where the reader is in a book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub locator: Locator,
    /// 0 to 1; a number outside is moved inside when it is kept.
    pub progress: f64,
    pub modified: Moment,
}

impl Place {
    /// The place at this moment.
    pub fn now(locator: Locator, progress: f64) -> Self {
        Self { locator, progress, modified: Moment::now() }
    }
}

pub mod bookmark {
    //! What tells one bookmark from another.

    use serde::{Deserialize, Serialize};

    use super::{Locator, Moment};

    /// What the reader meant by it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Kind {
        /// Of a place.
        #[default]
        Bookmark,
        /// Of a passage.
        Highlight,
        /// Of a passage, with the reader's own words.
        Note,
    }

    impl Kind {
        pub const ALL: [Self; 3] = [Self::Bookmark, Self::Highlight, Self::Note];

        /// As it stands in the database.
        pub fn name(self) -> &'static str {
            match self {
                Self::Bookmark => "bookmark",
                Self::Highlight => "highlight",
                Self::Note => "note",
            }
        }

        pub fn from_name(name: &str) -> Option<Self> {
            Self::ALL.into_iter().find(|kind| kind.name() == name)
        }
    }

    /// One that is not on the shelf yet.
    #[derive(Debug, Clone, PartialEq)]
    pub struct New {
        pub kind: Kind,
        pub locator: Locator,
        /// Where the passage ends; `None` for a bare place.
        pub end: Option<Locator>,
        /// In the whole book, 0 to 1.
        pub progress: f64,
        /// The words at the place.
        pub text: String,
        /// The reader's own words.
        pub note: Option<String>,
        /// The name of the file of what the reader has spoken.
        pub sound: Option<String>,
        pub created: Moment,
    }

    super::super::id::id! {
        /// The shelf's number for a bookmark; never given twice.
    }
}

/// A place or a passage that the reader marked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bookmark {
    pub id: bookmark::Id,
    pub holding: holding::Id,
    pub kind: bookmark::Kind,
    pub locator: Locator,
    /// Where the passage ends; `None` for a bare place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<Locator>,
    /// In the whole book, 0 to 1; bookmarks are listed by it.
    pub progress: f64,
    /// The words at the place, as the list of bookmarks shows them.
    pub text: String,
    /// The reader's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The name of the file of what the reader has spoken, in the book's folder of spoken notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound: Option<String>,
    pub created: Moment,
    /// When the reader's own words were changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Moment>,
}
