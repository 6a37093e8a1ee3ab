//! `catalog` and `fetch`: what a library has, and getting it.

use super::{Context, Failure};

#[derive(Debug, clap::Args)]
pub struct Catalog {
    /// The library's or the page's address; else the chosen library, by default the embedded one
    pub url: Option<String>,
    /// Search for these words
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
    /// Follow the pages to the last
    #[arg(long)]
    pub all: bool,
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Read the password from standard input
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, clap::Args)]
pub struct Fetch {
    /// The address of a book or of its entry in a catalogue
    pub url: String,
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Read the password from standard input
    #[arg(long)]
    pub password_stdin: bool,
}

pub fn catalog(_context: &Context, _command: Catalog) -> Result<(), Failure> {
    Ok(())
}

pub fn fetch(_context: &Context, _command: Fetch) -> Result<(), Failure> {
    Ok(())
}
