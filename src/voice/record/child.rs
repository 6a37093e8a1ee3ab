//! A program as a part of ours, a synthesiser or what writes braille: text in, a file or text out of its standard output.
//!
//! It is started without a shell, gets the text by its standard input, and is ended when it is not wanted any more or
//! gives nothing for too long.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::{Error, Stop};
use crate::voice;

/// A program that gives nothing for this long has got stuck.
const STUCK: Duration = Duration::from_secs(30);
/// So often it is looked whether the recording is still wanted.
const LOOK: Duration = Duration::from_millis(50);
/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// Runs a program on a text and hands over what it writes. No input is longer than a pipe holds (64 KiB).
pub(crate) fn run(
    command: &mut Command,
    text: &str,
    stop: &Stop,
    take: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = Running(command.spawn().map_err(missing)?);
    if let Some(mut input) = child.0.stdin.take() {
        // One that ends without reading tells why by its status.
        let _ = input.write_all(text.as_bytes());
    }
    let Some(mut output) = child.0.stdout.take() else { return Err(voice::Error::NoEngine(None).into()) };
    let (pieces, read) = sync_channel::<io::Result<Vec<u8>>>(4);
    let reader = std::thread::Builder::new().name("recorded".to_owned()).spawn(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let got = output.read(&mut piece).map(|length| {
                piece.truncate(length);
                piece
            });
            let last = got.as_ref().map_or(true, Vec::is_empty);
            if pieces.send(got).is_err() || last {
                break;
            }
        }
    });
    reader.map_err(Error::Io)?;
    let mut heard = Instant::now();
    loop {
        match read.recv_timeout(LOOK) {
            Ok(Ok(piece)) if piece.is_empty() => break,
            Ok(Ok(piece)) => {
                heard = Instant::now();
                take(&piece)?;
            }
            Ok(Err(error)) => return Err(refused(error)),
            Err(RecvTimeoutError::Timeout) if heard.elapsed() < STUCK => {}
            Err(RecvTimeoutError::Timeout) => return Err(refused(io::ErrorKind::TimedOut.into())),
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if stop.is_asked() {
            return Err(Error::Stopped);
        }
    }
    let status = child.0.wait().map_err(refused)?;
    if status.success() { Ok(()) } else { Err(refused(io::Error::other(status.to_string()))) }
}

/// The engine is not there.
pub(super) fn missing(error: io::Error) -> voice::Error {
    voice::Error::NoEngine(Some(Arc::new(error)))
}

fn refused(error: io::Error) -> Error {
    voice::Error::Refused(Some(Arc::new(error))).into()
}

/// Ended, whatever comes.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
