//! Addresses that lead out of the program, handed to the system after the reader agreed.

use std::process::{Command, Stdio};

/// Opens an address of the web in the system's browser. Other addresses are left alone. Tells whether somebody was asked
/// to open it.
pub fn open(address: &str) -> bool {
    let Ok(url) = url::Url::parse(address) else { return false };
    if !matches!(url.scheme(), "http" | "https" | "mailto") {
        return false;
    }
    let mut command = opener(url.as_str());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        // Waited for on a thread of its own, so that no dead child is left behind.
        Ok(mut child) => {
            std::thread::spawn(move || child.wait());
            true
        }
        Err(error) => {
            tracing::warn!(%error, "the browser does not start");
            false
        }
    }
}

#[cfg(target_os = "macos")]
fn opener(address: &str) -> Command {
    let mut command = Command::new("open");
    command.arg(address);
    command
}

#[cfg(windows)]
fn opener(address: &str) -> Command {
    let mut command = Command::new("rundll32");
    command.args(["url.dll,FileProtocolHandler", address]);
    command
}

#[cfg(not(any(target_os = "macos", windows)))]
fn opener(address: &str) -> Command {
    let mut command = Command::new("xdg-open");
    command.arg(address);
    command
}
