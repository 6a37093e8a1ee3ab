//! Programs of the system's as child processes: a file in, a file out, within limits.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

/// How often it is looked whether the answer is still wanted.
const TICK: Duration = Duration::from_millis(30);
/// Longest answer: the pixels of a page.
const ANSWER_BYTES: u64 = 96 << 20;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Fault {
    Damaged,
    TooLarge,
    Late,
    /// Nobody wants it any more.
    Stopped,
    /// The program is not installed, or gone.
    Gone,
}

/// A child that ends with its owner.
struct Owned(Child);

impl Drop for Owned {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program that is heard and not seen.
pub(super) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        const WITHOUT_A_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(WITHOUT_A_WINDOW);
    }
    command.stdin(Stdio::null()).stderr(Stdio::null()).stdout(Stdio::piped());
    command
}

/// What a program answers to this input, on its standard input where there is any.
pub(super) fn run(command: &mut Command, input: &[u8], within: Duration, stop: &AtomicBool) -> Result<Vec<u8>, Fault> {
    if !input.is_empty() {
        command.stdin(Stdio::piped());
    }
    let mut child = Owned(command.spawn().map_err(|_| Fault::Gone)?);
    let (stdin, stdout) = (child.0.stdin.take(), child.0.stdout.take().ok_or(Fault::Gone)?);
    let end = Instant::now() + within;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // A child that does not listen does not answer either.
                let _ = stdin.write_all(input);
            }
        });
        let (done, answer) = sync_channel(1);
        scope.spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.take(ANSWER_BYTES).read_to_end(&mut bytes);
            // Nobody waits any more when this fails.
            let _ = done.send(read.map(|_| bytes));
        });
        let heard = loop {
            match answer.recv_timeout(TICK) {
                Ok(Ok(bytes)) => break Ok(bytes),
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => break Err(Fault::Gone),
                Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => break Err(Fault::Stopped),
                Err(RecvTimeoutError::Timeout) if Instant::now() >= end => break Err(Fault::Late),
                Err(RecvTimeoutError::Timeout) => {}
            }
        };
        // The threads of this scope end with the child.
        if heard.as_ref().map_or(true, |bytes| bytes.len() as u64 == ANSWER_BYTES) {
            let _ = child.0.kill();
        }
        let bytes = heard?;
        match child.0.wait() {
            Ok(status) if status.success() => Ok(bytes),
            Ok(_) if bytes.len() as u64 == ANSWER_BYTES => Err(Fault::TooLarge),
            Ok(_) => Err(Fault::Damaged),
            Err(_) => Err(Fault::Gone),
        }
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, input: &[u8], within: Duration) -> Result<Vec<u8>, Fault> {
        run(command("/bin/sh").args(["-c", script]), input, within, &AtomicBool::new(false))
    }

    #[test]
    fn programs_are_heard_within_limits() {
        let long = Duration::from_secs(20);
        assert_eq!(shell("cat", b"abc", long).as_deref(), Ok(b"abc".as_slice()));
        assert_eq!(shell("cat; exit 1", b"abc", long), Err(Fault::Damaged));
        assert_eq!(shell("exec sleep 60", b"", Duration::from_millis(50)), Err(Fault::Late));
        assert_eq!(shell("exec cat /dev/zero", b"", long), Err(Fault::TooLarge));
        assert_eq!(run(&mut command("no such program"), b"", long, &AtomicBool::new(false)), Err(Fault::Gone));
        let stopped = AtomicBool::new(true);
        assert_eq!(run(command("/bin/sh").args(["-c", "exec sleep 60"]), b"", long, &stopped), Err(Fault::Stopped));
    }
}
