//! Asking a library's people; what comes is kept on the shelf before it is told.

use url::Url;

use super::known::{self, Told};
use super::remote::{self, Outcome};
use super::{Known, Offers, Request};
use crate::library::Error;
use crate::library::client::Client;
use crate::library::shelf::{Moment, Shelf, Unsent};

/// Asks a library, whose start page this is, for everything that it offers, and tells what of it is new.
///
/// # Errors
/// As those of catalogues: then what was known is kept.
pub async fn ask(client: Client, shelf: Shelf, library: String, start: Url) -> Result<(Known, Vec<Told>), Error> {
    let fresh = known::ask(&client, &start).await?;
    learn(&shelf, library, fresh).await
}

/// Asks for what a page links that is there already, whose name this is.
///
/// # Errors
/// As [`ask`].
pub async fn again(
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
///
/// # Errors
/// As those of catalogues: then it is kept; [`Error::Refused`]: then it is not.
pub async fn deliver(client: &Client, shelf: &Shelf, unsent: &Unsent) -> Result<Box<Known>, Error> {
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

/// Takes a request back.
///
/// # Errors
/// As those of catalogues: then nothing has changed here.
pub async fn withdraw(
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
///
/// # Errors
/// Where the system has nothing random.
pub fn new_id() -> std::io::Result<String> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
