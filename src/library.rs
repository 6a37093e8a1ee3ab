//! The library's services (catalogues, sign-in, downloads) and the reader's own shelf.

use std::io;
use std::sync::Arc;
use std::time::Duration;

pub mod acquire;
pub mod authentication;
pub mod catalog;
pub mod client;
pub mod covers;
pub mod daisy_online;
pub mod download;
pub mod folder;
pub mod folding;
pub mod gathering;
pub mod growing;
pub mod index;
pub mod loan;
pub mod metered;
pub mod papers;
pub mod patron;
pub mod places;
pub mod queue;
pub mod recognised;
pub mod room;
pub mod secrets;
pub mod shelf;
pub mod sync;
pub mod volume;
mod web_publication;
mod xml;

use authentication::AuthDocument;

/// What went wrong, by what the reader can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Type another address.
    #[error("not an address: {0}")]
    Address(String),
    /// Look at the connection, or try again later.
    #[error("{host} does not answer")]
    Unreachable { host: String, source: Arc<reqwest::Error> },
    /// Tell the library, or whoever looks after this network: nobody vouches for the certificate of its server.
    #[error("the certificate of {host} is not trusted")]
    Untrusted { host: String },
    /// Try again.
    #[error("{host} takes too long")]
    TimedOut { host: String },
    /// Look at the connection: it broke in the middle of an answer.
    #[error("the answer of {host} broke off")]
    BrokeOff { host: String, source: Option<Arc<reqwest::Error>> },
    /// Sign in, and repeat what was asked.
    #[error("sign in to {}", .0.title)]
    Unauthorized(Box<AuthDocument>),
    /// Ask the library: it signs its readers in by a way that is not known here.
    #[error("{} signs in by a way that is not known", .0.title)]
    UnsupportedSignIn(Box<AuthDocument>),
    /// Ask the library: it refuses, for some also after wrong passwords.
    #[error("{host} refuses")]
    Forbidden { host: String },
    /// Go back: there is nothing at this address.
    #[error("nothing at {address}")]
    NotFound { address: String },
    /// Go back: what was at this address has been taken away for good.
    #[error("gone from {address}")]
    Gone { address: String },
    /// Look again: what is asked does not go together with what the library knows now.
    #[error("{host} finds a conflict")]
    Conflict { host: String },
    /// Agree to ask without protection, or leave it: everybody in between can read what is sent. An `http` origin.
    #[error("{origin} is not protected")]
    Unprotected { origin: String },
    /// Try again after a while.
    #[error("{host} asks to wait")]
    Busy { host: String, after: Option<Duration> },
    /// Tell the library: its server failed.
    #[error("{host} failed with {status}")]
    Server { host: String, status: u16 },
    /// Type another address: this is not a catalogue.
    #[error("not a catalogue: {address}")]
    NotCatalog { address: String },
    /// Search in another place: this catalogue has no search.
    #[error("no search here")]
    NoSearch,
    /// An answer, a file or a page beyond the limit.
    #[error("more than {limit} bytes")]
    TooLarge { limit: u64 },
    /// Led on without an end.
    #[error("{host} leads in a circle")]
    RedirectLoop { host: String },
    /// Led from an encrypted connection to an open one, which is refused.
    #[error("{host} leads to a connection that is not protected")]
    RedirectInsecure { host: String },
    /// Led from outside into the reader's own network or machine, which is refused.
    #[error("{host} leads into the network of the reader")]
    RedirectInward { host: String },
    /// Wait: the book is lent. The date is the library's own, as it writes it.
    #[error("not available until {until:?}")]
    NotAvailableUntil { until: Option<String> },
    /// Wait: instead of the book there is a place in its queue now.
    #[error("in the queue")]
    Queued(Box<catalog::Publication>),
    /// Give the book back in time: the library does not lend it for longer. The date is the library's own.
    #[error("not lent for longer than {until:?}")]
    NotExtended { until: Option<String> },
    /// Accept the terms of the library's service, or leave it. `service` is its start, `text` may be empty.
    #[error("{library} wants its terms to be accepted")]
    Terms { service: Box<url::Url>, library: String, words: Box<daisy_online::model::Label> },
    /// Read what the library says, and ask it: it refuses in words of its own, which may be none.
    #[error("{host} refuses: {words}")]
    Refused { host: String, words: String },
    /// Do without: this library does not offer what was asked for.
    #[error("{host} does not offer that")]
    NotOffered { host: String },
    /// Open it in another program: the book is under a protection that is not read here.
    #[error("protected by {scheme}")]
    Protected { scheme: String },
    /// Go to the library's site: the book is sold or lent there.
    #[error("cannot be had here")]
    NoAcquisition,
    /// Tell the library: what came is not a book.
    #[error("what came is not a book that opens")]
    NotABook(#[source] Arc<crate::format::Error>),
    /// Choose one: what came is an archive of several books, which is kept until then.
    #[error("{} books", .0.names().len())]
    Several(Arc<acquire::Several>),
    /// Make room.
    #[error("no room on the disk")]
    DiskFull,
    /// Look at the program's folder.
    #[error("cannot write")]
    Disk(#[source] Arc<io::Error>),
    /// Look whether the drive, the share or the folder is there.
    #[error(transparent)]
    Place(places::Error),
    /// What the shelf says.
    #[error(transparent)]
    Shelf(shelf::Error),
    /// Type the password each time: the system keeps no passwords here.
    #[error("no keyring")]
    NoKeyring,
}

impl From<shelf::Error> for Error {
    fn from(error: shelf::Error) -> Self {
        match error {
            shelf::Error::Full => Self::DiskFull,
            other => Self::Shelf(other),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if room::is_full(&error) { Self::DiskFull } else { Self::Disk(Arc::new(error)) }
    }
}
