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
    //! The number of a bookmark.

    use serde::{Deserialize, Serialize};

    /// The shelf's number for a bookmark; never given twice.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct Id(pub(in crate::library::shelf) i64);

    impl Id {
        pub fn number(self) -> i64 {
            self.0
        }
    }
}

/// A place that the reader marked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bookmark {
    pub id: bookmark::Id,
    pub holding: holding::Id,
    pub locator: Locator,
    /// In the whole book, 0 to 1; bookmarks are listed by it.
    pub progress: f64,
    /// The words at the place, as the list of bookmarks shows them.
    pub text: String,
    /// The reader's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub created: Moment,
}

/// A library that the reader knows. Passwords lie in the system's keyring, never here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// The address of its catalogue.
    pub url: String,
    pub title: String,
    /// The one to begin with; at most one is.
    pub chosen: bool,
    /// The name or card number to sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}
