//! Giving back and renewing a loan that stands on the shelf.

use url::Url;

use super::{Deed, of_holding, perform, ties, until_of};
use crate::library::Error;
use crate::library::client::Client;
use crate::library::shelf::{Holding, Loan, Moment, Shelf, Ties};

/// Asks the library to take a loan back. That it is asked is written down first, so that who is cut off in between asks
/// again; when it has, the file still stands on the shelf until [`Shelf::let_go`].
///
/// # Errors
/// As [`perform`].
pub async fn give_back(client: &Client, shelf: &Shelf, holding: &Holding) -> Result<(), Error> {
    let _alone = shelf.alone().await?;
    if shelf.holding(holding.id).await?.is_some_and(|known| known.gone.is_some()) {
        return Ok(());
    }
    shelf.set_returning(holding.id, true).await?;
    let given = perform(client, Deed::Return, &of_holding(holding), holding.loan.as_ref()).await;
    if given.is_err() {
        shelf.set_returning(holding.id, false).await?;
    }
    given.map(|_| ())
}

/// Asks the library for more time, and writes down until when. Where another program has had it given meanwhile, that holds:
/// renewals are counted.
///
/// # Errors
/// As [`perform`].
pub async fn renew(client: &Client, shelf: &Shelf, holding: &Holding) -> Result<Moment, Error> {
    let _alone = shelf.alone().await?;
    let end = |holding: &Holding| holding.loan.and_then(|loan| loan.until);
    let known = shelf.holding(holding.id).await?;
    if let Some(until) = known.as_ref().and_then(end).filter(|until| Some(*until) > end(holding)) {
        return Ok(until);
    }
    let renewed = perform(client, Deed::Renew, &of_holding(holding), holding.loan.as_ref()).await?;
    let until = renewed.as_ref().and_then(until_of);
    let Some(moment) = until.as_deref().and_then(Moment::parse) else { return Err(Error::NotExtended { until }) };
    let loan = Loan { since: holding.loan.and_then(|loan| loan.since), until: Some(moment) };
    let known = holding.ties.clone().unwrap_or_default();
    let ties = renewed.as_ref().map(|publication| ties(publication).or(known));
    shelf.set_lent(holding.id, loan, ties).await?;
    Ok(moment)
}

/// The same in a service on this machine that has another port since: the library that the program brings.
pub fn moved(holding: &Holding, to: &Url) -> Holding {
    Holding { ties: holding.ties.clone().map(|ties| moved_ties(ties, to)), ..holding.clone() }
}

/// As [`moved`].
pub fn moved_ties(ties: Ties, to: &Url) -> Ties {
    let moved = |address: Option<Url>| {
        address.map(|mut address| {
            let there = address.set_host(to.host_str()).is_ok() && address.set_port(to.port()).is_ok();
            tracing::debug!(%address, there, "an address of the library that the program brings");
            address
        })
    };
    Ties {
        entry: moved(ties.entry),
        borrow: moved(ties.borrow),
        revoke: moved(ties.revoke),
        renew: moved(ties.renew),
        file: moved(ties.file),
        cancellable: ties.cancellable,
    }
}

/// Whether a book is asked about on this machine.
pub fn is_of_this_machine(ties: &Ties) -> bool {
    let address = ties.entry.as_ref().or(ties.revoke.as_ref()).or(ties.borrow.as_ref());
    address
        .is_some_and(|it| it.scheme() == "http" && matches!(it.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")))
}
