//! Small pictures of the covers of books, from catalogues and from the books themselves, kept on the disk within a limit.
//!
//! What was used longest ago is thrown away first. A book without a cover is remembered, too: opening it takes time.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use url::Url;

use super::Error;
use super::client::Client;
use super::shelf::Holding;
use crate::book::Format;
use crate::format::{self, Pixels};

/// As large as a cover is shown anywhere, at twice the pixels of a usual screen.
const WIDTH: f32 = 240.0;
const HEIGHT: f32 = 360.0;
/// Bytes on the disk.
const LIMIT: u64 = 64 * 1024 * 1024;
/// What stands in an address itself is carried along with the row, so it must be small.
const MAX_INLINE: usize = 256 * 1024;

/// Whose cover, and where it is had. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Source {
    key: u64,
    at: Arc<At>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum At {
    Address { picture: Url, page: Option<Url> },
    Book { file: PathBuf, sha256: String },
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.at == other.at
    }
}

impl Eq for Source {}

impl Hash for Source {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl Source {
    fn new(at: At) -> Self {
        let mut hasher = DefaultHasher::new();
        at.hash(&mut hasher);
        Self { key: hasher.finish(), at: Arc::new(at) }
    }

    /// A picture that this page of a catalogue names.
    pub fn address(picture: &Url, page: Option<&Url>) -> Option<Self> {
        let fits = picture.scheme() != "data" || picture.as_str().len() <= MAX_INLINE;
        fits.then(|| Self::new(At::Address { picture: picture.clone(), page: page.cloned() }))
    }

    /// The cover inside a book of the shelf; `None` for formats that have none.
    pub fn book(holding: &Holding) -> Option<Self> {
        let has_covers = matches!(
            holding.format,
            Format::Epub
                | Format::Fb2
                | Format::Daisy202
                | Format::Daisy3
                | Format::Webpub
                | Format::Audiobook
                | Format::Lpf
                | Format::Audio
        );
        let at = || At::Book { file: holding.file.clone(), sha256: holding.sha256.clone() };
        (has_covers && holding.present).then(|| Self::new(at()))
    }

    /// Whether it comes over the network.
    pub fn is_far(&self) -> bool {
        matches!(&*self.at, At::Address { picture, .. } if picture.scheme() != "data")
    }

    /// Its name on the disk.
    fn name(&self) -> String {
        let what = match &*self.at {
            At::Address { picture, .. } => format!("address {picture}"),
            At::Book { sha256, .. } => format!("book {sha256}"),
        };
        Sha256::digest(what).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The covers on the disk. Cheap to clone; clones share their count of bytes.
#[derive(Debug, Clone)]
pub struct Covers {
    folder: PathBuf,
    limit: u64,
    /// As far as is known; `u64::MAX` before anybody counted.
    bytes: Arc<AtomicU64>,
    /// Held while old ones are thrown away.
    sweeping: Arc<Mutex<()>>,
}

impl Covers {
    pub fn new(folder: PathBuf) -> Self {
        Self::with_limit(folder, LIMIT)
    }

    pub fn with_limit(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit, bytes: Arc::new(AtomicU64::new(u64::MAX)), sweeping: Arc::default() }
    }

    /// The pixels of a cover; `None` where there is none.
    ///
    /// # Errors
    /// As [`Client::image`]: what fails may be there the next time.
    pub async fn pixels(&self, client: Option<&Client>, source: &Source) -> Result<Option<Pixels>, Error> {
        let (own, wanted) = (self.clone(), source.clone());
        if let Some(known) = blocking(move || own.known(&wanted)).await.flatten() {
            return Ok(known);
        }
        let bytes = match &*source.at {
            At::Address { picture, page } => match client {
                Some(client) => Some(client.cover(page.as_ref(), picture).await?),
                None => return Ok(None),
            },
            At::Book { file, .. } => {
                let file = file.clone();
                blocking(move || cover_of(&file)).await.flatten()
            }
        };
        let (own, wanted) = (self.clone(), source.clone());
        Ok(blocking(move || own.keep(&wanted, bytes)).await.flatten())
    }

    /// What the disk knows: nothing at all, that there is no cover, or its pixels.
    fn known(&self, source: &Source) -> Option<Option<Pixels>> {
        let path = self.folder.join(source.name());
        let bytes = fs::read(&path).ok()?;
        // What was looked at is young again.
        let touched = File::options().append(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        if let Err(error) = touched {
            tracing::debug!(%error, "a cover stays as old as it is");
        }
        if bytes.is_empty() { Some(None) } else { format::thumbnail(bytes, WIDTH, HEIGHT).ok().map(Some) }
    }

    fn keep(&self, source: &Source, bytes: Option<Vec<u8>>) -> Option<Pixels> {
        let pixels = bytes.and_then(|bytes| format::thumbnail(bytes, WIDTH, HEIGHT).ok());
        let file = pixels.as_ref().and_then(Pixels::jpeg).unwrap_or_default();
        // That an address has no picture may change; a book does not.
        let lasts = pixels.is_some() || matches!(&*source.at, At::Book { .. });
        if lasts && let Err(error) = self.write(&source.name(), &file) {
            tracing::warn!(%error, "a cover is not kept");
        }
        pixels
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // Another window may write the same.
        let fresh = self.folder.join(format!("{name}.{}", std::process::id()));
        if let Err(error) = fs::write(&fresh, bytes).and_then(|()| fs::rename(&fresh, self.folder.join(name))) {
            // On a full disk half of a picture would make things worse.
            let _ = fs::remove_file(&fresh);
            return Err(error);
        }
        let before = self.bytes.load(Ordering::Relaxed);
        let now = if before == u64::MAX { u64::MAX } else { before.saturating_add(bytes.len() as u64) };
        self.bytes.store(now, Ordering::Relaxed);
        if now > self.limit {
            self.sweep()?;
        }
        Ok(())
    }

    /// Counts what is there; of too much, what was used longest ago goes, until a tenth of the room is free.
    fn sweep(&self) -> io::Result<()> {
        let _turn = self.sweeping.lock().unwrap_or_else(PoisonError::into_inner);
        let mut files: Vec<(SystemTime, u64, PathBuf)> = fs::read_dir(&self.folder)?
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
                Some((about.modified().ok()?, about.len(), entry.path()))
            })
            .collect();
        let mut bytes: u64 = files.iter().map(|(_, length, _)| length).sum();
        if bytes > self.limit {
            files.sort();
            for (_, length, path) in files {
                if bytes <= self.limit / 10 * 9 {
                    break;
                }
                if fs::remove_file(path).is_ok() {
                    bytes -= length;
                }
            }
        }
        self.bytes.store(bytes, Ordering::Relaxed);
        Ok(())
    }
}

/// The picture as it lies in the book.
/// What a book says of its own cover in words. Opens it, which takes some time for a long one.
pub fn words_in(file: &Path) -> Option<String> {
    format::open(file).ok()?.cover_words().map(str::to_owned)
}

fn cover_of(file: &Path) -> Option<Vec<u8>> {
    Some(format::open(file).ok()?.cover()?.bytes)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one colour.
    fn png(width: u32, height: u32, colour: u8) -> Vec<u8> {
        let mut bytes = io::Cursor::new(Vec::new());
        let image = image::RgbImage::from_pixel(width, height, image::Rgb([colour, 40, 40]));
        image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn inline(bytes: &[u8]) -> Source {
        let address = format!("data:image/png;base64,{}", crate::format::data::base64_of(bytes));
        Source::address(&Url::parse(&address).unwrap(), None).unwrap()
    }

    #[tokio::test]
    async fn covers_are_small_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let covers = Covers::new(folder.path().join("covers"));
        let client = Client::new(crate::library::secrets::Secrets::none()).unwrap();
        let source = inline(&png(1000, 1500, 200));
        let pixels = covers.pixels(Some(&client), &source).await.unwrap().unwrap();
        assert_eq!((pixels.width, pixels.height), (240, 360));
        // From the disk, without anybody to ask.
        let again = covers.pixels(None, &source).await.unwrap().unwrap();
        assert_eq!((again.width, again.height), (240, 360));
        assert!(again.rgba[0].abs_diff(200) < 8, "{}", again.rgba[0]);
        assert!(covers.pixels(Some(&client), &inline(b"no picture")).await.unwrap().is_none());
        assert!(Source::address(&Url::parse(&format!("data:,{}", "a".repeat(MAX_INLINE))).unwrap(), None).is_none());
    }

    #[tokio::test]
    async fn what_was_used_longest_ago_goes() {
        let folder = tempfile::tempdir().unwrap();
        let client = Client::new(crate::library::secrets::Secrets::none()).unwrap();
        let size = {
            let alone = Covers::new(folder.path().join("one"));
            alone.pixels(Some(&client), &inline(&png(240, 360, 0))).await.unwrap();
            fs::read_dir(folder.path().join("one")).unwrap().next().unwrap().unwrap().metadata().unwrap().len()
        };
        let covers = Covers::with_limit(folder.path().join("covers"), size * 9 / 2);
        for colour in 0..4 {
            covers.pixels(Some(&client), &inline(&png(240, 360, colour))).await.unwrap();
        }
        let place = |colour| folder.path().join("covers").join(inline(&png(240, 360, colour)).name());
        let aged = |colour, seconds| {
            let long_ago = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            File::options().append(true).open(place(colour)).unwrap().set_modified(long_ago).unwrap();
        };
        (0..4).for_each(|colour| aged(colour, 1000 + u64::from(colour)));
        // The oldest is looked at, and is young again.
        covers.pixels(None, &inline(&png(240, 360, 0))).await.unwrap().unwrap();
        covers.pixels(Some(&client), &inline(&png(240, 360, 4))).await.unwrap();
        assert!(place(0).exists() && place(4).exists() && !place(1).exists());
        let bytes: u64 =
            fs::read_dir(folder.path().join("covers")).unwrap().map(|it| it.unwrap().metadata().unwrap().len()).sum();
        assert!(bytes <= size * 9 / 2, "{bytes}");
    }
}
