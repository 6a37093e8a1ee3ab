//! The parent's hold on the child: how it is started, asked, heard in time, and ended.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::protocol::{Answer, Question, receive, send};
use crate::format::sheets::Drawn;
use crate::format::{Error, limits};

/// What the program is called with to be the child: the name of a command that is not offered.
pub const COMMAND: &str = "pdf-worker";

/// Messages that may wait to be heard.
const WAITING: usize = 64;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Has documents read by this program, which must be our own, whatever it is called. Counts once, and only before the
/// first document.
pub fn use_program(path: PathBuf) {
    // The first word counts; a later one is no error.
    let _ = PROGRAM.set(path);
}

/// Our own program; for tests and measurements, which are programs beside it, the one that was built with them.
fn program() -> io::Result<&'static PathBuf> {
    if let Some(known) = PROGRAM.get() {
        return Ok(known);
    }
    let name = format!("oqyrman{}", std::env::consts::EXE_SUFFIX);
    let own = std::env::current_exe()?;
    let found = own.ancestors().skip(1).take(3).map(|folder| folder.join(&name)).find(|path| path.is_file());
    let found = found.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the program that reads documents"))?;
    Ok(PROGRAM.get_or_init(|| found))
}

/// Where a document comes from.
#[derive(Debug, Clone)]
pub(in crate::format) enum Origin {
    File(PathBuf),
    Bytes(Arc<[u8]>),
}

/// A child at work. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    answers: Receiver<io::Result<Answer>>,
}

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Silence {
    /// It took longer than it may.
    Late,
    /// The child has ended, or talks nonsense.
    Gone,
}

impl Worker {
    pub fn start(origin: &Origin, question: Question) -> io::Result<Self> {
        let Asked { mut child, question, rest } = Asked::start(origin, question)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (heard, answers) = sync_channel(WAITING);
        let worker = Self { child, answers };
        std::thread::Builder::new().name("document".to_owned()).spawn(move || {
            ask(input, &question, rest);
            let Some(output) = output else { return };
            let mut output = BufReader::with_capacity(256 << 10, output);
            loop {
                let answer = receive::<Answer>(&mut output).transpose();
                let last = !matches!(answer, Some(Ok(_)));
                let Some(answer) = answer else { return };
                if heard.send(answer).is_err() || last {
                    return;
                }
            }
        })?;
        Ok(worker)
    }

    pub fn answer(&self, within: Duration) -> Result<Answer, Silence> {
        match self.answers.recv_timeout(within) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the reader of documents talks nonsense");
                Err(Silence::Gone)
            }
            Err(RecvTimeoutError::Timeout) => Err(Silence::Late),
            Err(RecvTimeoutError::Disconnected) => Err(Silence::Gone),
        }
    }
}

/// A child that has not heard its question yet.
struct Asked {
    child: Child,
    question: Question,
    /// The document, where it follows the question.
    rest: Option<Arc<[u8]>>,
}

impl Asked {
    fn start(origin: &Origin, mut question: Question) -> io::Result<Self> {
        let mut command = Command::new(program()?);
        command.arg(COMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        #[cfg(windows)]
        {
            use std::os::windows::process::CommandExt;
            const WITHOUT_A_WINDOW: u32 = 0x0800_0000;
            command.creation_flags(WITHOUT_A_WINDOW);
        }
        let rest = match origin {
            Origin::File(path) => {
                // A name may begin with a dash.
                command.arg("--").arg(path);
                None
            }
            Origin::Bytes(bytes) => {
                question.bytes = Some(bytes.len() as u64);
                Some(Arc::clone(bytes))
            }
        };
        Ok(Self { child: command.spawn()?, question, rest })
    }
}

/// Asks a child. One that does not read its question is one that does not answer.
fn ask(input: Option<ChildStdin>, question: &Question, rest: Option<Arc<[u8]>>) {
    let Some(mut input) = input else { return };
    let _ = send(&mut input, question);
    if let Some(bytes) = rest {
        let _ = input.write_all(&bytes);
    }
}

/// What a child draws.
pub(super) fn draw(origin: &Origin, question: Question, within: Duration) -> Result<Drawn, Error> {
    let Asked { mut child, question, rest } = Asked::start(origin, question)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (heard, answer) = sync_channel(1);
    let started = std::thread::Builder::new().name("document".to_owned()).spawn(move || {
        ask(input, &question, rest);
        let drawn = output.and_then(|output| drawn(&mut BufReader::with_capacity(256 << 10, output)).ok().flatten());
        // Nobody waits any more when this fails.
        let _ = heard.send(drawn);
    });
    let answer = started.map(|_| answer.recv_timeout(within));
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
    match answer? {
        Ok(Some(drawn)) => Ok(drawn),
        Ok(None) => Err(Error::Damaged("page".into())),
        Err(_) => Err(Error::TimedOut),
    }
}

fn drawn(output: &mut impl BufRead) -> io::Result<Option<Drawn>> {
    let Some(Answer::Drawn { width, height, size }) = receive::<Answer>(output)? else { return Ok(None) };
    let length = u64::from(width) * u64::from(height) * 4;
    if length as f32 > limits::SHEET_PIXELS * 4.4 || !(size.0.is_finite() && size.1.is_finite()) {
        return Ok(None);
    }
    let mut rgba = Vec::new();
    output.take(length).read_to_end(&mut rgba)?;
    Ok((rgba.len() as u64 == length).then_some(Drawn { width, height, rgba, size }))
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
