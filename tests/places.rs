//! Places and listings over real folders.

use std::fs;
use std::path::Path;

use oqyrman::library::places::{self, EntryKind, Error, MOST_ENTRIES, list};

fn names(folder: &Path) -> Vec<String> {
    list(folder).expect("listed").entries.into_iter().map(|entry| entry.name).collect()
}

#[test]
fn folders_come_first_and_only_books_after_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    for name in ["Ән", "Аңыз", ".git", "Zebra"] {
        fs::create_dir(path.join(name)).expect("a folder");
    }
    for name in ["Том 10.epub", "Том 2.EPUB", "ғылым.epub", "гүл.epub", ".hidden.epub", "photo.gif", "epub"]
    {
        fs::write(path.join(name), name).expect("a file");
    }
    assert_eq!(names(path), ["Аңыз", "Ән", "Zebra", "гүл.epub", "ғылым.epub", "Том 2.EPUB", "Том 10.epub"]);
    let listing = list(path).expect("listed");
    assert!(!listing.cut);
    assert_eq!(listing.parent.as_deref(), path.parent());
    assert!(
        matches!(listing.entries[6].kind, EntryKind::Book { bytes, modified: Some(_) } if bytes == "Том 10.epub".len() as u64)
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_broken_ones_left_out_and_circles_harmless() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    fs::write(path.join("book.epub"), "b").expect("a file");
    symlink(path, path.join("circle")).expect("a link");
    symlink(path.join("book.epub"), path.join("link.epub")).expect("a link");
    symlink(path.join("nowhere.epub"), path.join("broken.epub")).expect("a link");
    symlink("self.epub", path.join("self.epub")).expect("a link");
    assert_eq!(names(path), ["circle", "book.epub", "link.epub"]);
    assert_eq!(names(&path.join("circle/circle/circle")), ["circle", "book.epub", "link.epub"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_shown_and_opens() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().expect("a folder");
    let raw = std::ffi::OsStr::from_bytes(b"\xcf\xf3\xf8.epub");
    fs::write(folder.path().join(raw), "b").expect("a file");
    let listing = list(folder.path()).expect("listed");
    assert!(listing.entries[0].name.ends_with(".epub"));
    assert_eq!(fs::read(&listing.entries[0].path).expect("opens"), b"b");
}

#[test]
fn a_listing_has_an_end() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..MOST_ENTRIES + 10 {
        fs::write(folder.path().join(format!("{number}.epub")), "").expect("a file");
    }
    let listing = list(folder.path()).expect("listed");
    assert!(listing.cut);
    assert_eq!(listing.entries.len(), MOST_ENTRIES);
    assert_eq!(listing.entries[MOST_ENTRIES - 1].name, format!("{}.epub", MOST_ENTRIES - 1), "the first by name");
}

#[test]
fn what_cannot_be_listed_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.epub");
    fs::write(&file, "").expect("a file");
    assert!(matches!(list(&folder.path().join("nowhere")), Err(Error::Gone(_))));
    assert!(matches!(list(&file), Err(Error::NotAFolder(_))));
}

#[test]
fn the_home_folder_is_a_place() {
    let places = places::places();
    for place in &places {
        assert!(place.path.is_dir() && !place.name.is_empty(), "{place:?}");
    }
    if let Some(home) = std::env::home_dir().filter(|home| home.is_dir()) {
        assert!(places.iter().any(|place| place.kind == places::Kind::Home && place.path == home), "{places:?}");
    }
}

#[test]
fn several_recordings_in_a_folder_may_be_one_book() {
    let folder = tempfile::tempdir().expect("a folder");
    let may_be = || list(folder.path()).expect("listed").may_be_recording();
    fs::create_dir(folder.path().join("disc.mp3")).expect("a folder");
    for (name, expected) in [("book.epub", false), ("01.MP3", false), ("cover.jpg", false), ("02.ogg", true)] {
        fs::write(folder.path().join(name), name).expect("a file");
        assert_eq!(may_be(), expected, "{name}");
    }
}
