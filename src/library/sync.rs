//! The reader's place travels from one of her devices to the next: what a server keeps of it, and who is right when two
//! places differ.
//!
//! Nothing here is asked or sent unless the reader has turned it on ([`Rules`]).

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::client::Client;
use super::shelf::Moment;
use crate::book::Locator;
use crate::home::Home;

mod daisy;
mod daisy_notes;
mod document;
mod judge;
pub mod kosync;
pub mod notes;
pub mod profile;
pub mod progression;
mod travel;

pub use judge::{MOVED, Synced, Verdict, judge};
pub use travel::{Met, Rules, Travel, channels_of, offers, service_of};

/// What went wrong, by what the reader can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Library(#[from] super::Error),
    /// Sign in to the KOReader server with another name or password.
    #[error("{host} does not know this name and password")]
    NotKnown { host: String },
    /// Choose another name: somebody has this one at the KOReader server.
    #[error("{host} has a reader of this name")]
    NameTaken { host: String },
}

impl Error {
    /// The connection is away, or the server is busy: another time will do, and nobody needs to be told.
    pub fn is_passing(&self) -> bool {
        use super::Error as E;
        matches!(
            self,
            Self::Library(
                E::Unreachable { .. } | E::TimedOut { .. } | E::BrokeOff { .. } | E::Busy { .. } | E::Server { .. }
            )
        )
    }
}

/// One of the reader's devices, as the others know it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Device {
    /// A `urn:uuid:`, made once for a home.
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub name: String,
}

impl Device {
    /// The device that this home is: its number is made when it is first asked for. `name` is the reader's own for it.
    ///
    /// # Errors
    /// When the number can neither be read nor kept.
    pub fn of(home: &Home, name: Option<&str>) -> io::Result<Self> {
        let file = home.root().join("device");
        let id = match std::fs::read_to_string(&file) {
            Ok(text) if text.trim().starts_with("urn:uuid:") && text.trim().len() == 45 => text.trim().to_owned(),
            Ok(_) => Self::made(&file)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::made(&file)?,
            Err(error) => return Err(error),
        };
        let name = name.map(str::trim).filter(|name| !name.is_empty()).map_or_else(system_name, str::to_owned);
        Ok(Self { id, name })
    }

    fn made(file: &std::path::Path) -> io::Result<String> {
        let id = number()?;
        let part = file.with_extension(format!("{}.part", std::process::id()));
        std::fs::write(&part, &id)?;
        std::fs::rename(&part, file)?;
        Ok(id)
    }
}

/// A new `urn:uuid:`, which nobody else has (RFC 9562, version 4).
///
/// # Errors
/// When the system gives no random numbers.
pub(super) fn number() -> io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
}

/// What the system calls this machine; the program's own name where it does not tell.
pub fn system_name() -> String {
    let told = std::env::var("COMPUTERNAME").ok().or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok());
    told.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| "Oqyrman".to_owned())
}

/// A place as a server keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Remote {
    /// In the whole book, 0 to 1.
    pub progress: f64,
    /// As the server or the other device has it; their clocks may be wrong.
    pub modified: Moment,
    /// `None` where nobody tells.
    pub device: Option<Device>,
    /// The place itself, where more than a share of the book is told.
    pub locator: Option<Locator>,
    /// Of the chapter.
    pub title: Option<String>,
    /// The place in the words of another program, to be given back unchanged.
    pub verbatim: Option<String>,
}

/// What became of a place that was sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Put {
    /// The place is this far in the book, by the server's own measure.
    Kept(f64),
    /// The server holds a newer one.
    Newer,
}

/// A way by which places travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Channel {
    /// OPDS Progression: the document at this address.
    Progression(Url),
    /// A sync server of KOReader, and what it knows the book by.
    Kosync { server: kosync::Account, document: String },
    /// The service that lent a talking book: its address there, its file and its title.
    Daisy { address: Url, file: PathBuf, title: String },
}

impl Channel {
    /// What its rows in the shelf are kept by.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Progression(_) => "progression",
            Self::Kosync { .. } => "koreader",
            Self::Daisy { .. } => "daisy",
        }
    }

    /// The server, for people.
    pub fn host(&self) -> &str {
        match self {
            Self::Progression(address) => address.host_str().unwrap_or_default(),
            Self::Daisy { address, .. } => address.host_str().unwrap_or_default(),
            Self::Kosync { server, .. } => server.address.host_str().unwrap_or_default(),
        }
    }

    /// What the server keeps; `None` where it keeps nothing.
    ///
    /// # Errors
    /// When the server does not answer, does not let us in, or answers with something else.
    pub async fn get(&self, client: &Client) -> Result<Option<Remote>, Error> {
        match self {
            Self::Progression(address) => Ok(progression::get(client, address).await?),
            Self::Kosync { server, document } => kosync::get(client, server, document).await,
            Self::Daisy { address, file, .. } => daisy::get(client, address, file).await,
        }
    }

    /// Gives the server this place.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn put(&self, client: &Client, place: &Remote) -> Result<Put, Error> {
        match self {
            Self::Progression(address) => Ok(progression::put(client, address, place).await?),
            Self::Kosync { server, document } => kosync::put(client, server, document, place).await,
            Self::Daisy { address, file, title } => {
                daisy::put(client, address, file, title, place).await.map(Put::Kept)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_has_one_number_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path()).unwrap();
        let first = Device::of(&home, Some(" Үстел ")).unwrap();
        assert_eq!(first.name, "Үстел");
        assert!(first.id.starts_with("urn:uuid:") && first.id.len() == 45, "{}", first.id);
        let again = Device::of(&home, None).unwrap();
        assert_eq!(again.id, first.id);
        assert!(!again.name.is_empty());
        std::fs::write(home.root().join("device"), "damaged").unwrap();
        let other = Device::of(&home, None).unwrap();
        assert!(other.id != first.id && other.id.len() == 45);
        assert_eq!(Device::of(&home, None).unwrap().id, other.id);
    }
}
