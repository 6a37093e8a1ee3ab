//! Why the index did not do something.

use std::sync::Arc;

use super::SourceId;
use crate::library::room;

/// Why the index did not do it, by what the program can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Drop it: another question has followed, or nobody waits for the answer.
    #[error("another question has followed")]
    Outdated,
    /// Ask the libraries themselves: the index was damaged and is made again, empty.
    #[error("the index is damaged and is made again")]
    Damaged,
    /// Add the library again: it is not in the index (any more).
    #[error("there is no source {}", .0.0)]
    Unknown(SourceId),
    /// Make room.
    #[error("the disk is full")]
    Full,
    /// Try again: another program holds the index for too long.
    #[error("the index is busy")]
    Busy,
    /// The threads have ended: start again.
    #[error("the index is closed")]
    Closed,
    #[error("{0}")]
    Io(Arc<std::io::Error>),
    #[error("{0}")]
    Database(Arc<rusqlite::Error>),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if room::is_full(&error) { Self::Full } else { Self::Io(Arc::new(error)) }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::OperationInterrupted) => Self::Outdated,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            _ if room::is_full_database(&error) => Self::Full,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged,
            _ => Self::Database(Arc::new(error)),
        }
    }
}
