//! Bytes that come from elsewhere while they are read: a recording that is heard while it is fetched.

use std::io;

/// The bytes of one file, some of which may not be there yet.
pub trait Supply: std::fmt::Debug + Send + Sync {
    /// Of the whole file, in bytes.
    fn length(&self) -> u64;

    /// Some bytes from this place on; none only at the end. Never waits.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] for what is not there yet: having been asked for, it may come sooner.
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize>;
}
