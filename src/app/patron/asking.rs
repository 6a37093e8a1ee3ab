//! Asking, off the interface's thread; what came is kept before it is told.

use url::Url;

use crate::library::Error;
use crate::library::client::Client;
use crate::library::patron::known::{self, Told};
use crate::library::patron::remote::{self, Outcome};
use crate::library::patron::{Known, Offers, Request};
use crate::library::shelf::{Moment, Shelf, Unsent};

/// Asks a library, whose start page this is, for everything that it offers.
pub(super) async fn ask(
    client: Client,
    shelf: Shelf,
    library: String,
    start: Url,
) -> Result<(Known, Vec<Told>), Error> {
    let fresh = known::ask(&client, &start).await?;
    learn(&shelf, library, fresh).await
}

/// Asks for what a page links that is there already.
pub(super) async fn again(
    client: Client,
    shelf: Shelf,
    library: String,
    name: String,
    offers: Offers,
) -> Result<(Known, Vec<Told>), Error> {
    let name = match shelf.known(library.clone()).await? {
        // Any page of a catalogue may link it: only the first one is called as the library is.
        Some(known) if !known.name.is_empty() => known.name,
        _ => name,
    };
    let fresh = known::again(&client, name, offers).await?;
    learn(&shelf, library, fresh).await
}

async fn learn(shelf: &Shelf, library: String, fresh: known::Fresh) -> Result<(Known, Vec<Told>), Error> {
    let now = Moment::now();
    Ok(shelf.learn(library, move |known| known.learn(fresh, now)).await?)
}

/// Sends a wish, and forgets it when the library has it or will never have it.
pub(super) async fn deliver(client: &Client, shelf: &Shelf, unsent: &Unsent) -> Result<Box<Known>, Error> {
    let id = unsent.wish.id.clone();
    match remote::send(client, &unsent.address, &unsent.wish).await {
        Ok(request) => {
            let (known, ()) = shelf.learn(unsent.library.clone(), move |known| known.put(request)).await?;
            shelf.forget_wish(id).await?;
            Ok(Box::new(known))
        }
        Err(error) => {
            if matches!(error, Error::Refused { .. }) {
                shelf.forget_wish(id).await?;
            }
            Err(error)
        }
    }
}

pub(super) async fn withdraw(
    client: &Client,
    shelf: &Shelf,
    library: String,
    request: &Request,
) -> Result<Box<(Known, Outcome)>, Error> {
    let outcome = remote::withdraw(client, request).await?;
    let (Outcome::Changed(now) | Outcome::Otherwise(now)) = &outcome;
    let now = now.clone();
    let (known, ()) = shelf.learn(library, move |known| known.put(now)).await?;
    Ok(Box::new((known, outcome)))
}

/// What nobody else's wish is called.
pub(super) fn new_id() -> std::io::Result<String> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
