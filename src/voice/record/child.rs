//! A synthesiser as a child: text in, a file or sound out of its standard output.

use std::io;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use super::{Error, Stop};
use crate::format::tool::{self, Fault, Patience};
use crate::voice;

/// A program that gives nothing for this long has got stuck.
const STUCK: Duration = Duration::from_secs(30);

/// Runs a program on a text and hands over what it writes.
pub(super) fn run(
    command: &mut Command,
    text: &str,
    stop: &Stop,
    take: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    tool::hear(command, text.into(), Patience::Silence(STUCK), &|| stop.is_asked(), take)
}

/// What a program lists.
pub(super) fn list(command: &mut Command) -> Result<String, voice::Error> {
    let told = tool::run(command, Vec::new(), STUCK, &|| false).map_err(voice_error)?;
    Ok(String::from_utf8_lossy(&told).into_owned())
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Stopped => Self::Stopped,
            fault => voice_error(fault).into(),
        }
    }
}

fn voice_error(fault: Fault) -> voice::Error {
    match fault {
        Fault::Missing(kind) => voice::Error::NoEngine(Some(Arc::new(io::Error::from(kind)))),
        fault => voice::Error::Refused(Some(Arc::new(fault))),
    }
}
