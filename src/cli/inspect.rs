//! `info` and `text`: what a book is and says.

use std::path::PathBuf;

use super::{Context, Failure};

#[derive(Debug, clap::Args)]
pub struct Info {
    pub file: PathBuf,
    /// Read a protected book's password from standard input
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, clap::Args)]
pub struct Text {
    /// A JSON line a block
    #[arg(long)]
    pub json: bool,
    pub file: PathBuf,
    /// Read a protected book's password from standard input
    #[arg(long)]
    pub password_stdin: bool,
}

pub fn info(_context: &Context, _command: Info) -> Result<(), Failure> {
    Ok(())
}

pub fn text(_context: &Context, _command: Text) -> Result<(), Failure> {
    Ok(())
}
