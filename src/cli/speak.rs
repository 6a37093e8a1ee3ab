//! `speak` and `voices`: reading aloud without a window.

use std::path::PathBuf;

use super::{Context, Failure};

#[derive(Debug, clap::Args)]
pub struct Speak {
    pub file: PathBuf,
    /// Slower −100 … 100 faster
    #[arg(long, allow_hyphen_values = true)]
    pub rate: Option<i8>,
    /// The voice's name, as `oqyrman voices` tells it
    #[arg(long)]
    pub voice: Option<String>,
    /// Where to begin: a percentage («40%»), a page's label («p. 12»), or words of a heading
    #[arg(long)]
    pub from: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Voices {}

pub fn speak(_context: &Context, _command: Speak) -> Result<(), Failure> {
    Ok(())
}

pub fn voices(_context: &Context, _command: Voices) -> Result<(), Failure> {
    Ok(())
}
