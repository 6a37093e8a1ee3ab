//! The files of a talking book: which they are, lent to the reader, and asked for again when the leave to fetch them ends.

use super::model::Resources;
use super::{Address, Place, with};
use crate::home::Home;
use crate::library::Error;
use crate::library::client::{self, Client};
use crate::library::download::{Progress, Received};
use crate::library::gathering::{self, Desk};
use crate::library::growing::Growing;
use crate::library::shelf::Moment;

/// Fetches a book into one file. Answers it, and when it is to be given back.
///
/// # Errors
/// Those of the network and of disks; [`Error::TooLarge`]; [`Error::NoAcquisition`] when the book has no files.
pub(in crate::library) async fn fetch(
    client: &Client,
    home: &Home,
    at: &Address,
    report: &(dyn Fn(Progress) + Sync),
    growing: &Growing,
) -> Result<(Received, Option<Moment>), Error> {
    let Place::Content(id) = &at.place else { return Err(Error::NoAcquisition) };
    // Files that were there when the list was asked for again.
    let mut renewed = None;
    loop {
        let resources = with(client, at, async |session| session.resources(id).await).await?;
        let Resources { files, return_by } = resources;
        let files = gathering::checked(client, files)?;
        for file in &files {
            client::stay_outside(&at.service, &file.uri)?;
        }
        let desk = Desk::open(home, &at.identifier(), &files)?;
        match desk.fetch(client, home, &files, report, growing).await {
            Ok(length) => {
                let address = at.url();
                let path = desk.pack(files, Vec::new(), growing).await?;
                let received = Received { path, title: id.clone(), address, length };
                return Ok((received, return_by));
            }
            // The leave to fetch files may end before the session does.
            Err(
                error
                @ (Error::Forbidden { .. } | Error::Unauthorized(_) | Error::NotFound { .. } | Error::Gone { .. }),
            ) if renewed.is_none_or(|before| desk.count(files.len()) > before) => {
                tracing::info!(%error, "the files of a book are asked for again");
                renewed = Some(desk.count(files.len()));
            }
            Err(error) => return Err(error),
        }
    }
}
