//! The window: state, messages, update, view, subscriptions.

use crate::cli::{Context, Failure, WindowArguments};
use crate::locale::Tongue;

/// Opens the window, or hands its file to the window of the same home that is open already.
pub fn run(_context: &Context, _arguments: WindowArguments, _language: Option<Tongue>) -> Result<(), Failure> {
    Ok(())
}
