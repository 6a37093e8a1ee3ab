//! One window a home: a second start hands its book to the window that is open already.
//!
//! The first start holds a lock on a file of the home and listens on loopback; the address and a secret stand in a
//! file that only the owner can read. A second start finds the lock taken, sends what it was asked to open, and ends.

use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::{SinkExt, Stream};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};

use crate::home::Home;

/// The longest message that is taken, in bytes.
const LIMIT: u64 = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(3);

/// What a start turned out to be.
#[derive(Debug)]
pub enum Start {
    /// No other window is open on this home.
    First(Instance),
    /// The window that was open has taken over what was asked.
    HandedOver,
}

/// The right to be the one window of a home, until it is dropped.
#[derive(Debug)]
pub struct Instance {
    _lock: File,
    address: PathBuf,
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.address);
    }
}

/// Claims the home, or hands over to the window that has it. `open` is a file or an address, `None` only asks the
/// window to show itself.
pub fn claim(home: &Home, open: Option<&str>) -> io::Result<Start> {
    let lock = File::options().create(true).truncate(false).write(true).open(home.root().join("window.lock"))?;
    let address = home.root().join("window.address");
    // The other may hold the lock and not listen yet, or have ended just now: ask both again for a while.
    for _ in 0..30 {
        match lock.try_lock() {
            Ok(()) => return Ok(Start::First(Instance { _lock: lock, address })),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        if hand_over(&address, open).is_ok() {
            return Ok(Start::HandedOver);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(io::Error::new(io::ErrorKind::AddrInUse, "another window does not answer"))
}

fn hand_over(address: &Path, open: Option<&str>) -> io::Result<()> {
    let text = std::fs::read_to_string(address)?;
    let mut lines = text.lines();
    let (port, secret) = (lines.next().and_then(|line| line.parse::<u16>().ok()), lines.next());
    let (Some(port), Some(secret)) = (port, secret) else {
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    };
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // What is longer is no address of anything; unread, it would cut the answer off.
    let open = open.unwrap_or_default();
    let open = &open[..open.floor_char_boundary(LIMIT as usize / 2)];
    writeln!(stream, "{secret}\n{open}")?;
    let mut answer = String::new();
    BufReader::new(stream.take(16)).read_line(&mut answer)?;
    if answer.trim_end() == "taken" { Ok(()) } else { Err(io::Error::from(io::ErrorKind::InvalidData)) }
}

/// What later starts hand over, as long as this stream is polled: what to open, or `None` to show the window.
pub fn arrivals(address: PathBuf) -> impl Stream<Item = Option<String>> {
    iced::stream::channel(8, async move |mut output| {
        let listen = async {
            let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let secret = secret()?;
            publish(&address, listener.local_addr()?.port(), &secret)?;
            loop {
                let (stream, _) = listener.accept().await?;
                if let Ok(Some(open)) = tokio::time::timeout(PATIENCE, receive(stream, &secret)).await {
                    let _ = output.send((!open.is_empty()).then_some(open)).await;
                }
            }
            #[expect(unreachable_code, reason = "gives the block its type")]
            io::Result::Ok(())
        };
        if let Err(error) = listen.await {
            tracing::warn!(%error, "later starts cannot hand over");
        }
        std::future::pending::<()>().await;
    })
}

async fn receive(stream: tokio::net::TcpStream, secret: &str) -> Option<String> {
    let (reading, mut writing) = stream.into_split();
    let mut lines = tokio::io::BufReader::new(reading.take(LIMIT)).lines();
    if lines.next_line().await.ok()?? != secret {
        return None;
    }
    let open = lines.next_line().await.ok()??;
    writing.write_all(b"taken\n").await.ok()?;
    Some(open)
}

/// 128 bits that no other user of this machine can guess.
fn secret() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn publish(address: &Path, port: u16, secret: &str) -> io::Result<()> {
    let fresh = address.with_extension("address.new");
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    writeln!(file, "{port}\n{secret}")?;
    drop(file);
    std::fs::rename(&fresh, address)
}

impl Instance {
    /// Where later starts find this one.
    pub fn address(&self) -> PathBuf {
        self.address.clone()
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;

    use super::*;

    /// What arrives at the window when a second start hands this over.
    fn handed_over(home: &Home, first: &Instance, open: String) -> Option<String> {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let home = home.clone();
        let second = std::thread::spawn(move || claim(&home, Some(&open)).unwrap());
        let arrived = runtime.block_on(async {
            let mut arrivals = Box::pin(arrivals(first.address()));
            tokio::time::timeout(Duration::from_secs(20), arrivals.next()).await.unwrap()
        });
        assert!(matches!(second.join().unwrap(), Start::HandedOver));
        arrived.flatten()
    }

    #[test]
    fn a_second_start_hands_over_to_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path()).unwrap();
        let Start::First(first) = claim(&home, None).unwrap() else { panic!("nobody else is here") };
        assert_eq!(handed_over(&home, &first, "/кітап.epub".to_owned()), Some("/кітап.epub".to_owned()));
        // What is too long for an address is answered all the same.
        let long = handed_over(&home, &first, "ж".repeat(1_000_000)).unwrap();
        assert!(long.len() as u64 <= LIMIT && long.starts_with("жж"));
        drop(first);
        assert!(matches!(claim(&home, None).unwrap(), Start::First(_)));
    }

    #[test]
    fn a_stranger_without_the_secret_is_not_heard() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let mut stranger = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            stranger.write_all(b"guess\n/etc/passwd\n").await.unwrap();
            let (stream, _) = listener.accept().await.unwrap();
            assert_eq!(receive(stream, "secret").await, None);
        });
    }
}
