//! Asking libraries about loans, off the interface's thread.

use url::Url;

use crate::app::catalogs::{self, Own};
use crate::home::Home;
use crate::library::catalog::Publication;
use crate::library::client::Client;
use crate::library::loan::refresh::{Changes, is_lent_by, refresh};
use crate::library::loan::{self, Deed, held};
use crate::library::shelf::{Holding, Moment, Shelf};
use crate::library::{Error, daisy_online};

/// What a library is asked.
#[derive(Debug, Clone)]
pub enum Work {
    Deed {
        deed: Deed,
        publication: Box<Publication>,
        holding: Option<Box<Holding>>,
    },
    /// What this library keeps for the reader.
    Refresh(Box<Url>),
    /// The entry of a book that was given back.
    BorrowAgain(Box<Holding>),
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// As the library tells of the book now.
    Told(Option<Box<Publication>>),
    Renewed(Moment),
    Listed(Option<Box<Changes>>),
}

/// What a library is asked with.
pub(super) struct Desk {
    pub client: Client,
    pub shelf: Shelf,
    pub home: Home,
    pub own: Own,
}

impl Desk {
    /// Asks. The library that the program brings has another port at each start: what it lent is asked about where it is now.
    pub async fn ask(&self, work: &Work) -> Result<Outcome, Error> {
        match self.ask_there(work).await {
            Err(error @ Error::Unreachable { .. }) => match self.moved(work).await {
                Some(moved) => self.ask_there(&moved).await.map_err(|_| error),
                None => Err(error),
            },
            other => other,
        }
    }

    async fn moved(&self, work: &Work) -> Option<Work> {
        let holding = match work {
            Work::Deed { holding: Some(holding), .. } | Work::BorrowAgain(holding) => holding,
            _ => return None,
        };
        holding.ties.as_ref().filter(|ties| held::is_of_this_machine(ties))?;
        let base = catalogs::own_address(&self.home, &self.own).await.ok()?;
        let holding = Box::new(held::moved(holding, &base));
        Some(match work {
            Work::Deed { deed, .. } => {
                Work::Deed { deed: *deed, publication: Box::new(loan::of_holding(&holding)), holding: Some(holding) }
            }
            _ => Work::BorrowAgain(holding),
        })
    }

    async fn ask_there(&self, work: &Work) -> Result<Outcome, Error> {
        let Self { client, shelf, .. } = self;
        match work {
            Work::Refresh(library) => {
                let changes = refresh(client, shelf, library, library.as_str()).await?;
                Ok(Outcome::Listed(changes.map(Box::new)))
            }
            Work::Deed { deed: Deed::Return, holding: Some(holding), .. } => {
                held::give_back(client, shelf, holding).await.map(|()| Outcome::Told(None))
            }
            Work::Deed { deed: Deed::Renew, holding: Some(holding), .. } => {
                held::renew(client, shelf, holding).await.map(Outcome::Renewed)
            }
            Work::Deed { deed, publication, holding } => {
                let loan = holding.as_ref().and_then(|it| it.loan);
                let told = loan::perform(client, *deed, publication, loan.as_ref()).await?;
                Ok(Outcome::Told(told.map(Box::new)))
            }
            Work::BorrowAgain(holding) => {
                let told = client.publication(&loan::of_holding(holding)).await?;
                Ok(Outcome::Told(Some(Box::new(told))))
            }
        }
    }
}

/// Asks the libraries that may keep something for the reader, but this one.
pub(super) async fn quietly(client: &Client, shelf: &Shelf, current: Option<Url>, but: Option<Url>) -> Vec<Changes> {
    let mut found = Vec::new();
    for library in libraries(shelf, current).await.into_iter().filter(|library| Some(library) != but.as_ref()) {
        // A keyring may ask the reader to unlock it: not for a library that has nothing of hers.
        let hers = client.signed_in(&library).is_some() || has_something(shelf, &library).await;
        if !hers || !client.knows_reader(&library).await {
            continue;
        }
        match refresh(client, shelf, &library, library.as_str()).await {
            Ok(changes) => found.extend(changes),
            // Nobody asked; it is said when somebody does.
            Err(error) => tracing::info!(%error, "what a library keeps is not known"),
        }
    }
    found
}

/// Whether a library can be asked: a folder lends nothing.
pub(super) fn lends(library: &Url) -> bool {
    matches!(library.scheme(), "http" | "https") || daisy_online::is_address(library)
}

/// The libraries that the reader knows, and the one that is shown.
async fn libraries(shelf: &Shelf, current: Option<Url>) -> Vec<Url> {
    let known = shelf.libraries().await.unwrap_or_default();
    let mut all: Vec<Url> = known.iter().filter_map(|library| Url::parse(&library.url).ok()).collect();
    all.extend(current.filter(|current| !all.contains(current)));
    all.retain(lends);
    all
}

/// Whether something of this library is lent to the reader or kept for her, as far as is known here.
async fn has_something(shelf: &Shelf, library: &Url) -> bool {
    let holds = shelf.holds().await.unwrap_or_default();
    let holdings = shelf.holdings().await.unwrap_or_default();
    holds.iter().any(|hold| hold.library == library.as_str())
        || holdings.iter().any(|holding| is_lent_by(holding, library))
}
