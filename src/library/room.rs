//! How much room books and downloads take, and how much is left for them.

use std::fs;
use std::io;
use std::path::Path;

use crate::home::Home;

/// What has to stay free on the disk: a full one breaks more than downloads.
const SPARE: u64 = 64 * 1024 * 1024;

/// Whether this many bytes more may come, with `limit` for everything that lies on the shelf and on its way.
///
/// # Errors
/// How many bytes have to go first.
pub fn check(home: &Home, limit: Option<u64>, more: u64) -> Result<(), u64> {
    // Where nothing is known of the disk, writing will tell.
    let free = free(home.root()).unwrap_or(u64::MAX);
    let over_disk = more.saturating_add(SPARE).saturating_sub(free);
    let over_limit = limit.map_or(0, |limit| used(home).saturating_add(more).saturating_sub(limit));
    match over_disk.max(over_limit) {
        0 => Ok(()),
        needed => Err(needed),
    }
}

/// Whether a file could not be written because nothing more fits: the disk, what this reader may have of it, or the largest
/// file that its file system knows.
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

/// The same, as SQLite tells it: by a code of its own of a full disk alone. Of every other end of room it only says that a
/// write, or the memory that programs share, came to none.
pub fn is_full_database(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_FULL, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_WRITE};
    let code = error.sqlite_error().map(|error| error.extended_code);
    code.is_some_and(|code| matches!(code, SQLITE_FULL | SQLITE_IOERR_SHMSIZE | SQLITE_IOERR_WRITE))
}

/// Bytes of the books on the shelf and of what is on its way there.
pub fn used(home: &Home) -> u64 {
    fn sum(folder: &Path, depth: u8) -> u64 {
        let Ok(entries) = fs::read_dir(folder) else { return 0 };
        let sizes = entries.flatten().map(|entry| match entry.metadata() {
            Ok(data) if data.is_file() => data.len(),
            Ok(data) if data.is_dir() && depth > 0 => sum(&entry.path(), depth - 1),
            _ => 0,
        });
        sizes.fold(0, u64::saturating_add)
    }
    sum(&home.books(), 0).saturating_add(sum(&home.downloads(), 1))
}

/// Bytes that this program may still write where a folder lies.
///
/// # Errors
/// The system's.
#[cfg(unix)]
#[allow(clippy::unnecessary_cast, reason = "the fields have other widths on other systems")]
pub fn free(folder: &Path) -> io::Result<u64> {
    use std::os::unix::ffi::OsStrExt;
    let path = std::ffi::CString::new(folder.as_os_str().as_bytes())?;
    let mut told = std::mem::MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: the path ends in a zero, and the structure is written before it is read.
    let told = unsafe {
        if libc::statvfs(path.as_ptr(), told.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        told.assume_init()
    };
    Ok((told.f_bavail as u64).saturating_mul(told.f_frsize as u64))
}

/// Bytes that this program may still write where a folder lies.
///
/// # Errors
/// The system's.
#[cfg(windows)]
pub fn free(folder: &Path) -> io::Result<u64> {
    use windows::Win32::Storage::FileSystem::GetDiskFreeSpaceExW;
    let mut free = 0;
    // SAFETY: the path is copied by the call, which writes one number.
    unsafe { GetDiskFreeSpaceExW(&windows::core::HSTRING::from(folder.as_os_str()), Some(&mut free), None, None)? };
    Ok(free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_there_and_what_may_come() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("home")).unwrap();
        assert_eq!(used(&home), 0);
        fs::create_dir_all(home.books()).unwrap();
        fs::create_dir_all(home.downloads().join("a.book")).unwrap();
        fs::write(home.books().join("a.epub"), [0; 1000]).unwrap();
        fs::write(home.downloads().join("b.part"), [0; 200]).unwrap();
        fs::write(home.downloads().join("a.book/00001"), [0; 30]).unwrap();
        assert_eq!(used(&home), 1230);
        assert_eq!(check(&home, Some(2000), 770), Ok(()));
        assert_eq!(check(&home, Some(2000), 771), Err(1));
        assert_eq!(check(&home, Some(1000), 0), Err(230));
        let free = free(home.root()).unwrap();
        assert!(free > 0);
        assert!(check(&home, None, u64::MAX / 2).is_err(), "no disk is that large");
    }
}
