//! Tesseract: a picture in, hOCR out.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::super::limits;
use crate::format::tool::{self, Fault};

/// For the list of what is installed.
const LISTING: Duration = Duration::from_secs(5);

/// The program, where the system looks for programs or where its installers put it.
fn program() -> Command {
    let name = if cfg!(windows) { "tesseract.exe" } else { "tesseract" };
    let usual: &[&str] = if cfg!(windows) {
        &[r"C:\Program Files\Tesseract-OCR\tesseract.exe"]
    } else {
        &["/opt/homebrew/bin/tesseract", "/usr/local/bin/tesseract"]
    };
    let mut command = tool::command(tool::place(name, usual));
    // Pages are recognised side by side; threads for each would get in each other's way.
    command.env("OMP_THREAD_LIMIT", "1");
    command
}

/// The names of the packs of languages that are installed; `None` without the program.
pub(super) fn packs() -> Option<Vec<String>> {
    let list = tool::run(program().arg("--list-langs"), Vec::new(), LISTING, &|| false).ok()?;
    // The first line is about the folder.
    let list = String::from_utf8_lossy(&list).into_owned();
    Some(list.lines().skip(1).map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect())
}

/// Recognises the picture in this file, which has so many dots an inch, with these packs.
pub(super) fn recognise(file: &[u8], packs: &str, dots: f32, stop: &AtomicBool) -> Result<String, Fault> {
    let mut command = program();
    command.args(["stdin", "stdout", "-l", packs, "--psm", "3", "--dpi", &format!("{dots:.0}")]);
    command.args(["-c", "tessedit_create_hocr=1", "-c", "hocr_font_info=0"]);
    let answer = tool::run(&mut command, file.to_vec(), limits::RECOGNISING, &|| stop.load(Ordering::Relaxed))?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
