//! `shelf`: what is on the reader's shelf.

use super::{Context, Failure};

#[derive(Debug, clap::Args)]
pub struct Shelf {}

pub fn shelf(_context: &Context, _command: Shelf) -> Result<(), Failure> {
    Ok(())
}
