//! The places where a reader's own books may lie, and what is in their folders: the list behind «Add a book».
//!
//! The system's dialogs are missing at a station and read badly elsewhere, so this is a list of ours. Places come from
//! the XDG user directories (<https://www.freedesktop.org/wiki/Software/xdg-user-dirs/>) or the system's own, and from
//! the table of mounted drives.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use super::shelf::{Moment, collation_key};
use crate::book::Format;
use crate::format::table;

/// Most folders and books that one listing holds.
pub const MOST_ENTRIES: usize = 5_000;
/// Most names that are looked at in one folder.
const MOST_NAMES: usize = 100_000;

/// What kind of place it is; the interface has a name for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Home,
    Documents,
    Downloads,
    Desktop,
    /// A stick, a card, a disc; it has a name of its own.
    Removable,
    /// A folder that another machine shares.
    Share,
    /// A drive of the computer itself, where drives have letters.
    Drive,
}

/// A place to begin at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub kind: Kind,
    pub path: PathBuf,
    /// Its own name: a drive's label or letter; for other places the folder's name.
    pub name: String,
}

/// Why a folder is not listed, by what the reader can do next.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Taken out or deleted: choose another place.
    #[error("{} is gone", .0.display())]
    Gone(PathBuf),
    /// The system does not let us look into it.
    #[error("no permission for {}", .0.display())]
    Forbidden(PathBuf),
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    #[error("{}: {}", .0.display(), .1)]
    Unreadable(PathBuf, Arc<io::Error>),
}

/// A folder or a book in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As it is shown; letters that the system cannot tell are replaced.
    pub name: String,
    pub path: PathBuf,
    pub kind: EntryKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    Folder,
    Book { bytes: u64, modified: Option<Moment> },
}

impl Entry {
    pub fn is_folder(&self) -> bool {
        self.kind == EntryKind::Folder
    }
}

/// What is in a folder: first the folders, then the books, each sorted by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub folder: PathBuf,
    /// The folder around it; `None` at the top.
    pub parent: Option<PathBuf>,
    pub entries: Vec<Entry>,
    /// True when there was more than a listing holds.
    pub cut: bool,
}

impl Listing {
    /// True when several files of sound lie here: the folder may be one book.
    pub fn may_be_recording(&self) -> bool {
        let sounds = self.entries.iter().filter(|entry| entry.kind != EntryKind::Folder && is_of_sound(&entry.path));
        sounds.take(2).count() == 2
    }
}

/// The places that exist now. Asks the system each time: drives come and go. May wait for a slow drive: not on the
/// interface's thread.
pub fn places() -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    if let Some(user) = directories::UserDirs::new() {
        let known = [
            (Kind::Home, Some(user.home_dir())),
            (Kind::Documents, user.document_dir()),
            (Kind::Downloads, user.download_dir()),
            (Kind::Desktop, user.desktop_dir()),
        ];
        for (kind, path) in known {
            // A user directory that is not set up is the home folder itself.
            if let Some(path) = path.filter(|path| path.is_dir())
                && !places.iter().any(|place| place.path == path)
            {
                places.push(Place { kind, path: path.to_path_buf(), name: name_of(path) });
            }
        }
    }
    places.extend(drives());
    places
}

/// So long the interface may wait for the places: they come at once, but for a drive that has to wake.
const AT_ONCE: Duration = Duration::from_millis(60);

/// The places, or where they will come when a drive is slow.
pub fn at_once() -> Result<Vec<Place>, Receiver<Vec<Place>>> {
    let (found, receiver) = mpsc::channel();
    // Nobody hears of places that are found after the program has ended.
    thread::spawn(move || drop(found.send(places())));
    receiver.recv_timeout(AT_ONCE).map_err(|_| receiver)
}

/// True for a file that the program opens, by the ending of its name; sure is only [`crate::format::open`].
pub fn is_book(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_read = table::by_ending(ending).is_some() || ending.eq_ignore_ascii_case("zip");
    is_read || crate::format::folder_of(path).is_some()
}

/// True for a file that may be a book: also for a picture, which may be one of a page.
fn may_be_opened(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_picture = || table::row(Format::Scan).pictures.iter().any(|own| own.eq_ignore_ascii_case(ending));
    is_book(path) || is_picture()
}

/// True for a file of sound, by the ending of its name.
fn is_of_sound(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.and_then(table::by_ending).is_some_and(|row| row.format == Format::Audio)
}

/// Lists a folder. Hidden files are left out; links are followed, broken ones left out. Blocks while the drive answers:
/// not on the interface's thread.
pub fn list(folder: &Path) -> Result<Listing, Error> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Error::Gone(folder.to_path_buf()),
        io::ErrorKind::PermissionDenied => Error::Forbidden(folder.to_path_buf()),
        io::ErrorKind::NotADirectory => Error::NotAFolder(folder.to_path_buf()),
        _ => Error::Unreadable(folder.to_path_buf(), Arc::new(error)),
    };
    let folder = std::path::absolute(folder).map_err(failed)?;
    let mut names = fs::read_dir(&folder).map_err(failed)?;
    let mut entries = Vec::new();
    let mut cut = false;
    for seen in 0.. {
        let Some(found) = names.next() else { break };
        if seen == MOST_NAMES {
            cut = true;
            break;
        }
        match found {
            Ok(found) => entries.extend(entry(&found)),
            // A drive that was pulled out meanwhile: what was read before it is not there any more either.
            Err(error) => return Err(failed(error)),
        }
    }
    entries.sort_by_cached_key(|entry: &Entry| (!entry.is_folder(), collation_key(&entry.name), entry.name.clone()));
    cut |= entries.len() > MOST_ENTRIES;
    entries.truncate(MOST_ENTRIES);
    let parent = folder.parent().map(Path::to_path_buf);
    Ok(Listing { folder, parent, entries, cut })
}

fn entry(found: &fs::DirEntry) -> Option<Entry> {
    let raw = found.file_name();
    let name = raw.to_string_lossy().into_owned();
    if name.starts_with('.') || is_hidden(found) {
        return None;
    }
    let path = found.path();
    let kind = found.file_type().ok()?;
    if kind.is_dir() {
        return Some(Entry { name, path, kind: EntryKind::Folder });
    }
    let may_be_book = may_be_opened(Path::new(&raw));
    if !(kind.is_symlink() || kind.is_file() && may_be_book) {
        return None;
    }
    let about = fs::metadata(&path).ok()?;
    let kind = if about.is_dir() {
        EntryKind::Folder
    } else if about.is_file() && may_be_book {
        EntryKind::Book { bytes: about.len(), modified: about.modified().ok().map(Moment::from) }
    } else {
        return None;
    };
    Some(Entry { name, path, kind })
}

#[cfg(windows)]
fn is_hidden(found: &fs::DirEntry) -> bool {
    use std::os::windows::fs::MetadataExt;
    const HIDDEN_OR_SYSTEM: u32 = 0x2 | 0x4;
    found.metadata().is_ok_and(|about| about.file_attributes() & HIDDEN_OR_SYSTEM != 0)
}

#[cfg(not(windows))]
fn is_hidden(_found: &fs::DirEntry) -> bool {
    false
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(target_os = "linux")]
fn drives() -> Vec<Place> {
    let table = fs::read("/proc/self/mounts").unwrap_or_default();
    let shares = shared(&table);
    let mut paths = mounted(&table);
    paths.retain(|path| !shares.contains(path));
    paths.sort_by_cached_key(|path| collation_key(&name_of(path)));
    let place = |path: PathBuf| Place { kind: Kind::Removable, name: name_of(&path), path };
    let mut places: Vec<Place> = paths.into_iter().filter(|path| path.is_dir()).map(place).collect();
    let mut shares: Vec<PathBuf> = shares.into_iter().flat_map(|path| shares_at(&path)).collect();
    shares.sort_by_cached_key(|path| collation_key(&name_of(path)));
    let name = |path: &Path| share_name(path).unwrap_or_else(|| name_of(path));
    places.extend(shares.into_iter().map(|path| Place { kind: Kind::Share, name: name(&path), path }));
    places
}

/// Whether a folder lies on another machine, as far as the table of mounts tells. Does not touch the folder.
pub fn is_shared(folder: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        let table = fs::read("/proc/self/mounts").unwrap_or_default();
        shared(&table).iter().any(|share| folder.starts_with(share))
    }
    #[cfg(not(target_os = "linux"))]
    {
        // «\\server\share» of Windows.
        folder.to_string_lossy().starts_with("\\\\")
    }
}

/// What a share is called that the desktop has mounted (GVfs): such folders are called
/// «smb-share:server=kitaphana,share=kitap».
pub fn share_name(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?;
    let (_, values) = name.split_once(':').filter(|(_, values)| values.contains('='))?;
    let value = |wanted: &str| {
        let found = values.split(',').filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == wanted)?.1;
        Some(percent_encoding::percent_decode_str(found).decode_utf8_lossy().into_owned())
    };
    match (value("share").or_else(|| value("prefix")), value("server").or_else(|| value("host"))) {
        (Some(share), Some(server)) => Some(format!("{}, {server}", share.trim_matches('/'))),
        (Some(one), None) | (None, Some(one)) => Some(one),
        (None, None) => None,
    }
}

/// Where other machines' folders are mounted, from the table of mounts.
#[cfg(target_os = "linux")]
fn shared(table: &[u8]) -> Vec<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    const OF_THE_NETWORK: &[&[u8]] = &[
        b"cifs",
        b"smb3",
        b"nfs",
        b"nfs4",
        b"fuse.sshfs",
        b"fuse.gvfsd-fuse",
        b"fuse.rclone",
        b"davfs",
        b"fuse.davfs2",
    ];
    let mut paths: Vec<PathBuf> = Vec::new();
    for line in table.split(|byte| *byte == b'\n') {
        let mut fields = line.split(|byte| *byte == b' ').skip(1);
        let (Some(field), Some(kind)) = (fields.next(), fields.next()) else { continue };
        let path = PathBuf::from(std::ffi::OsString::from_vec(unescape(field)));
        if OF_THE_NETWORK.contains(&kind) && !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// The shares behind a mount: the desktop mounts all of a reader's in one folder.
#[cfg(target_os = "linux")]
fn shares_at(path: &Path) -> Vec<PathBuf> {
    if path.file_name().is_none_or(|name| name != "gvfs") {
        return vec![path.to_path_buf()];
    }
    fs::read_dir(path).into_iter().flatten().flatten().take(MOST_ENTRIES).map(|found| found.path()).collect()
}

/// Where drives that a person put in are mounted, from the table of mounts (`man 5 fstab`).
#[cfg(target_os = "linux")]
fn mounted(table: &[u8]) -> Vec<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    const BY_HAND: &[&str] = &["/media", "/run/media", "/mnt"];
    let mut paths: Vec<PathBuf> = Vec::new();
    for line in table.split(|byte| *byte == b'\n') {
        let Some(field) = line.split(|byte| *byte == b' ').nth(1) else { continue };
        let path = PathBuf::from(std::ffi::OsString::from_vec(unescape(field)));
        if BY_HAND.iter().any(|root| path.starts_with(root) && path != Path::new(root)) && !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// Spaces, tabs, line feeds and backslashes stand in the table as `\040` and the like.
#[cfg(target_os = "linux")]
fn unescape(field: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((&first, after)) = rest.split_first() {
        let code =
            after.get(..3).filter(|code| first == b'\\' && code.iter().all(|digit| (b'0'..=b'7').contains(digit)));
        match code {
            Some(code) => {
                let value = code.iter().fold(0_u32, |value, digit| value * 8 + u32::from(digit - b'0'));
                bytes.push(value as u8);
                rest = &after[3..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(target_os = "macos")]
fn drives() -> Vec<Place> {
    let Ok(volumes) = fs::read_dir("/Volumes") else { return Vec::new() };
    let mut paths: Vec<PathBuf> = volumes
        .flatten()
        // The system's own disk is a link to the root.
        .filter(|volume| volume.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|volume| volume.path())
        .collect();
    paths.sort_by_cached_key(|path| collation_key(&name_of(path)));
    paths.into_iter().map(|path| Place { kind: Kind::Removable, name: name_of(&path), path }).collect()
}

#[cfg(windows)]
fn drives() -> Vec<Place> {
    // A and B are floppy drives, which would be started by being asked.
    ('C'..='Z')
        .map(|letter| PathBuf::from(format!("{letter}:\\")))
        .filter(|path| path.is_dir())
        .map(|path| Place { kind: Kind::Drive, name: path.to_string_lossy().into_owned(), path })
        .collect()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn drives() -> Vec<Place> {
    Vec::new()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn drives_are_found_in_the_table_of_mounts() {
        let table = "sysfs /sys sysfs rw 0 0\n/dev/sda1 / ext4 rw 0 0\n\
                     /dev/sdb1 /media/aigul/КІТАП\\040ТАР vfat rw 0 0\n\
                     /dev/sdc1 /run/media/aigul/A\\134B vfat rw 0 0\n/dev/sdc1 /run/media/aigul/A\\134B vfat rw 0 0\n\
                     tmpfs /media tmpfs rw 0 0\n/dev/sdd1 /mediacenter ext4 rw 0 0\nbroken\n";
        let paths = mounted(table.as_bytes());
        assert_eq!(paths, [PathBuf::from("/media/aigul/КІТАП ТАР"), PathBuf::from("/run/media/aigul/A\\B")]);
    }

    #[test]
    fn folders_of_other_machines_are_told_apart() {
        let table = "/dev/sdb1 /media/aigul/USB vfat rw 0 0\n//server/kitap /mnt/Ортақ\\040кітап cifs rw 0 0\n\
                     nas:/books /srv/books nfs4 rw 0 0\ngvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0\nbroken\n";
        let paths = ["/mnt/Ортақ кітап", "/srv/books", "/run/user/1000/gvfs"].map(PathBuf::from);
        assert_eq!(shared(table.as_bytes()), paths);
        let name = |path: &str| share_name(Path::new(path));
        let mounted = "/run/user/1000/gvfs/smb-share:server=kitaphana.local,share=%D0%BA%D1%96%D1%82%D0%B0%D0%BF";
        assert_eq!(name(mounted).as_deref(), Some("кітап, kitaphana.local"));
        assert_eq!(name("/run/user/1000/gvfs/sftp:host=nas").as_deref(), Some("nas"));
        assert_eq!(name("/home/aigul/Кітап: 1-бөлім"), None);
        assert_eq!(name("/"), None);
    }
}
