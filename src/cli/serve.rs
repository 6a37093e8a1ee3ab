//! `serve`: the small library service over a folder of books.

use std::net::IpAddr;
use std::path::PathBuf;

use super::{Context, Failure};

#[derive(Debug, clap::Args)]
pub struct Serve {
    pub folder: PathBuf,
    /// 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Loopback unless told otherwise
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// Ask for this name and a password (with --password-stdin)
    #[arg(long, value_name = "NAME", requires = "password_stdin")]
    pub user: Option<String>,
    /// Read the password from standard input
    #[arg(long)]
    pub password_stdin: bool,
}

pub fn serve(_context: &Context, _command: Serve) -> Result<(), Failure> {
    Ok(())
}
