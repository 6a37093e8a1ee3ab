//! Tesseract as a child process: a picture in, hOCR out, within limits.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::super::limits;

/// For one page.
const PAGE: Duration = limits::RECOGNISING;
/// For the list of what is installed.
const LISTING: Duration = Duration::from_secs(5);
/// How often it is looked whether the page is still wanted.
const TICK: Duration = Duration::from_millis(30);
/// Longest answer.
const ANSWER_BYTES: u64 = 16 << 20;

/// Why a page was not recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Fault {
    Damaged,
    TooLarge,
    Late,
    /// Nobody wants it any more.
    Stopped,
    /// The program is gone.
    Gone,
}

/// The program, where the system looks for programs or where its installers put it.
fn program() -> Command {
    let name = if cfg!(windows) { "tesseract.exe" } else { "tesseract" };
    let usual: &[&str] = if cfg!(windows) {
        &[r"C:\Program Files\Tesseract-OCR\tesseract.exe"]
    } else {
        &["/opt/homebrew/bin/tesseract", "/usr/local/bin/tesseract"]
    };
    let on_path = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()));
    let found = usual.iter().map(PathBuf::from).find(|path| !on_path && path.is_file());
    let mut command = Command::new(found.unwrap_or_else(|| PathBuf::from(name)));
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        const WITHOUT_A_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(WITHOUT_A_WINDOW);
    }
    // Pages are recognised side by side; threads for each would get in each other's way.
    command.env("OMP_THREAD_LIMIT", "1").stderr(Stdio::null()).stdout(Stdio::piped());
    command
}

/// The names of the packs of languages that are installed; `None` without the program.
pub(super) fn packs() -> Option<Vec<String>> {
    let child = program().arg("--list-langs").stdin(Stdio::null()).spawn().ok()?;
    let list = hear(child, &[], LISTING, &AtomicBool::new(false)).ok()?;
    // The first line is about the folder.
    Some(list.lines().skip(1).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect())
}

/// Recognises the picture in this file, which has so many dots an inch, with these packs.
pub(super) fn recognise(file: &[u8], packs: &str, dots: f32, stop: &AtomicBool) -> Result<String, Fault> {
    let mut command = program();
    command.args(["stdin", "stdout", "-l", packs, "--psm", "3", "--dpi", &format!("{dots:.0}")]);
    command.args(["-c", "tessedit_create_hocr=1", "-c", "hocr_font_info=0"]);
    let child = command.stdin(Stdio::piped()).spawn().map_err(|_| Fault::Gone)?;
    hear(child, file, PAGE, stop)
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

/// What a child answers to this input.
fn hear(child: Child, input: &[u8], within: Duration, stop: &AtomicBool) -> Result<String, Fault> {
    let mut child = Owned(child);
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
        if heard.is_err() {
            let _ = child.0.kill();
        }
        let bytes = heard?;
        match child.0.wait() {
            Ok(status) if status.success() => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Ok(_) => Err(Fault::Damaged),
            Err(_) => Err(Fault::Gone),
        }
    })
}
