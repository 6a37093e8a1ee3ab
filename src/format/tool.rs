//! Programs of the system's as child processes: something in, something out, within bounds of bytes and time.
//!
//! A program is started without a shell, hears its input from a pipe, and is ended with all that it started when it is not
//! wanted any more, gives too much or takes too long.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::limits::TOOL_BYTES;

/// How often it is looked whether the answer is still wanted.
const TICK: Duration = Duration::from_millis(30);
/// How often it is looked whether a child that has said all has ended.
const FAREWELL: Duration = Duration::from_millis(2);
/// Bytes that are read at once.
const PIECE_BYTES: usize = 64 << 10;
/// Pieces that are read before they are taken.
const AHEAD: usize = 4;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// The program is not installed, or cannot be started.
    #[error("{0}")]
    Missing(io::ErrorKind),
    /// It failed, or its answer is none; with the number by which it told so.
    #[error("failed ({0:?})")]
    Damaged(Option<i32>),
    #[error("gives too much")]
    TooLarge,
    #[error("takes too long")]
    Late,
    /// Nobody wants it any more.
    #[error("stopped")]
    Stopped,
}

/// How long a program is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Patience {
    /// For all of its answer.
    Whole(Duration),
    /// For the next piece of it.
    #[cfg_attr(windows, expect(dead_code, reason = "voices are recorded by the system there"))]
    Silence(Duration),
}

/// A child that ends with its owner, and what it started with it.
struct Owned {
    child: Child,
    ended: bool,
}

impl Owned {
    /// How it ended, once it has.
    fn status(&mut self) -> io::Result<Option<ExitStatus>> {
        let status = self.child.try_wait()?;
        self.ended |= status.is_some();
        Ok(status)
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        #[cfg(unix)]
        if let Ok(group) = libc::pid_t::try_from(self.child.id()) {
            // SAFETY: a call without memory. The child was not waited for yet, so that its number is that of no other.
            unsafe { libc::kill(-group, libc::SIGKILL) };
        }
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program that is heard and not seen.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        const WITHOUT_A_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(WITHOUT_A_WINDOW);
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // A group of its own, to be ended as one.
        command.process_group(0);
    }
    command.stdin(Stdio::null()).stderr(Stdio::null()).stdout(Stdio::piped());
    command
}

/// Where a program is: its name where the system looks for programs, else the first of these places that has it.
pub(crate) fn place(name: &str, usual: &[&str]) -> PathBuf {
    let on_path = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()));
    let found = usual.iter().map(PathBuf::from).find(|path| !on_path && path.is_file());
    found.unwrap_or_else(|| PathBuf::from(name))
}

/// What a program answers to this input, on its standard input where there is any.
pub(crate) fn run(
    command: &mut Command,
    input: Vec<u8>,
    within: Duration,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<u8>, Fault> {
    let mut answer = Vec::new();
    hear(command, input, Patience::Whole(within), stop, &mut |piece| {
        if answer.len() + piece.len() > TOOL_BYTES {
            return Err(Fault::TooLarge);
        }
        answer.extend_from_slice(piece);
        Ok(())
    })?;
    Ok(answer)
}

/// Hands over what a program answers to this input, piece by piece, of any length in all.
pub(crate) fn hear<E: From<Fault>>(
    command: &mut Command,
    input: Vec<u8>,
    patience: Patience,
    stop: &dyn Fn() -> bool,
    take: &mut dyn FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    if !input.is_empty() {
        command.stdin(Stdio::piped());
    }
    let child = command.spawn().map_err(|error| Fault::Missing(error.kind()))?;
    let mut child = Owned { child, ended: false };
    let (stdin, stdout) = (child.child.stdin.take(), child.child.stdout.take());
    let started = |thread: io::Result<_>| thread.map_err(|_| Fault::Damaged(None));
    let named = |name: &str| std::thread::Builder::new().name(name.to_owned());
    if let Some(mut stdin) = stdin {
        // A child that does not listen tells why by its status.
        started(named("tool-question").spawn(move || drop(stdin.write_all(&input))))?;
    }
    let (pieces, read) = sync_channel::<io::Result<Vec<u8>>>(AHEAD);
    let reader = move || {
        let Some(mut stdout) = stdout else { return };
        loop {
            let mut piece = vec![0; PIECE_BYTES];
            let got = stdout.read(&mut piece).map(|length| {
                piece.truncate(length);
                piece
            });
            let last = got.as_ref().map_or(true, Vec::is_empty);
            // Nobody waits any more when this fails.
            if pieces.send(got).is_err() || last {
                break;
            }
        }
    };
    started(named("tool-answer").spawn(reader))?;
    let mut since = Instant::now();
    let (Patience::Whole(within) | Patience::Silence(within)) = patience;
    let wanted = |since: Instant| match () {
        () if stop() => Err(Fault::Stopped),
        () if since.elapsed() >= within => Err(Fault::Late),
        () => Ok(()),
    };
    loop {
        match read.recv_timeout(TICK) {
            Ok(Ok(piece)) if piece.is_empty() => break,
            Ok(Ok(piece)) => {
                take(&piece)?;
                if matches!(patience, Patience::Silence(_)) {
                    since = Instant::now();
                }
            }
            Ok(Err(_)) => return Err(Fault::Damaged(None).into()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        wanted(since)?;
    }
    loop {
        match child.status() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(Fault::Damaged(status.code()).into()),
            Ok(None) => std::thread::sleep(FAREWELL),
            Err(_) => return Err(Fault::Damaged(None).into()),
        }
        wanted(since)?;
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, input: &[u8], within: Duration) -> Result<Vec<u8>, Fault> {
        run(command("/bin/sh").args(["-c", script]), input.to_vec(), within, &|| false)
    }

    #[test]
    fn programs_are_heard_within_limits() {
        let long = Duration::from_secs(20);
        assert_eq!(shell("cat", b"abc", long).as_deref(), Ok(b"abc".as_slice()));
        assert_eq!(shell("cat; exit 3", b"abc", long), Err(Fault::Damaged(Some(3))));
        assert_eq!(shell("exec sleep 60", b"", Duration::from_millis(50)), Err(Fault::Late));
        assert_eq!(shell("exec >&-; sleep 60", b"", Duration::from_millis(50)), Err(Fault::Late));
        assert_eq!(shell("exec cat /dev/zero", b"", long), Err(Fault::TooLarge));
        assert_eq!(
            run(&mut command("no such program"), Vec::new(), long, &|| false),
            Err(Fault::Missing(io::ErrorKind::NotFound))
        );
        assert_eq!(
            run(command("/bin/sh").args(["-c", "exec sleep 60"]), Vec::new(), long, &|| true),
            Err(Fault::Stopped)
        );
    }

    #[test]
    fn what_a_program_started_ends_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let mark = folder.path().join("mark");
        let script = format!("(sleep 1; echo x > '{}') & sleep 60", mark.display());
        assert_eq!(shell(&script, b"", Duration::from_millis(50)), Err(Fault::Late));
        std::thread::sleep(Duration::from_millis(1500));
        assert!(!mark.exists());
    }

    #[test]
    fn a_long_answer_is_handed_over_while_it_is_given() {
        let mut heard = 0;
        let count = &mut |piece: &[u8]| {
            heard += piece.len();
            Ok::<(), Fault>(())
        };
        let input = vec![b'a'; 1 << 20];
        let silence = Patience::Silence(Duration::from_secs(20));
        assert_eq!(hear(&mut command("cat"), input, silence, &|| false, count), Ok(()));
        assert_eq!(heard, 1 << 20);
    }
}
