//! A book that was opened: its value, its faults, and the way to the pictures and sounds that stay where they lie.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::container::{self, Container, Fault};
use super::sound::{Known, Sound};
use super::{Defects, Error, Revisions, audio, limits, sheets, table};
use crate::book::{Book, Code, Defect, Format, Picture};

/// A cover stands on one of so many first pages.
const FIRST_PAGES: usize = 4;

/// A book that was opened, with what it misses and the way to its pictures and sound.
#[derive(Debug, Clone)]
pub struct Opened {
    pub book: Arc<Book>,
    /// Faults of content, in the order they were met; at most a thousand.
    pub defects: Vec<Defect>,
    pub resources: Resources,
    /// The href of the cover picture.
    pub cover: Option<String>,
    /// Where the rest of a book comes from whose sections are not all there yet; letting go of it ends the work.
    pub revisions: Option<Revisions>,
}

impl Opened {
    /// Why nothing in the whole book can be read, though it opens: it is pictures of pages, or its text is garbage.
    pub fn unreadable(&self) -> Option<&Defect> {
        let whole = |defect: &&Defect| defect.subject.is_empty() && matches!(defect.code, Code::NoText | Code::Garbled);
        let found = self.defects.iter().find(whole)?;
        // What would help says more.
        let help = self.defects.iter().find(|defect| defect.code == Code::NoRecogniser);
        Some(help.unwrap_or(found))
    }

    /// What the reader is told of as soon as the book is open, in words rather than as a number: why nothing can be read, what
    /// was recognised, what would help.
    pub fn notable(&self) -> Vec<&Defect> {
        let notable = |defect: &&Defect| matches!(defect.code, Code::Recognised | Code::NoRecogniser);
        match self.unreadable() {
            Some(unreadable) => vec![unreadable],
            None => self.defects.iter().filter(notable).collect(),
        }
    }

    /// A book whose text is all of it.
    pub(super) fn of_text(book: Book, defects: Defects) -> Self {
        Self::with(book, defects, Resources::none())
    }

    /// A book that is all there, without a cover.
    pub(super) fn with(book: Book, defects: Defects, resources: Resources) -> Self {
        Self { book: Arc::new(book), defects: defects.list, resources, cover: None, revisions: None }
    }

    /// The files that make up a book in a folder, in order: (path below the folder, where it lies). Sounds, their pictures
    /// and their lists, of a talking book its texts and its navigation too; nothing else that lies there.
    pub fn files(&self) -> Vec<(String, PathBuf)> {
        let Some(folder) = &self.resources.0.container else { return Vec::new() };
        // What the book names and nobody has looked for yet.
        let blocks = self.book.sections.iter().flat_map(|section| &section.blocks);
        let pictures = blocks.flat_map(|block| {
            let inside = block.ornaments().filter_map(|picture| match picture {
                Picture::File(path) => Some(path),
                Picture::Drawing { .. } | Picture::Written { .. } | Picture::Page(_) => None,
            });
            block.resource.iter().chain(inside)
        });
        for path in self.resources.0.media_types.keys().chain(&self.cover).chain(pictures) {
            folder.find(path);
        }
        // Of a book that was not read to its end nobody knows all that it names.
        let cut = self.defects.iter().any(|defect| defect.code == Code::Limit);
        let of_book = |name: &str| cut || self.book.metadata.format == Format::Audio || folder.is_beside_used(name);
        let mut files = audio::files_of(folder, self.book.metadata.format != Format::Audio);
        files.retain(|(name, _)| of_book(name));
        files
    }

    /// The cover picture as it lies in the book, when there is one and it is within the limits. Not decoded.
    pub fn cover(&self) -> Option<Resource> {
        self.resources.read(self.cover.as_deref()?).ok()
    }

    /// What the book says of its cover in words: where the picture stands on one of its first pages.
    pub fn cover_words(&self) -> Option<&str> {
        let cover = Picture::File(self.cover.clone()?);
        let pages = self.book.sections.iter().take(FIRST_PAGES);
        let blocks = pages.flat_map(|section| section.blocks.iter().map(move |block| (block, &section.href)));
        let mut shown = blocks.filter(|(block, href)| block.picture(href).as_ref() == Some(&cover));
        shown.find_map(|(block, _)| Some(block.text.trim()).filter(|words| !words.is_empty()))
    }
}

/// A resource of a book: a picture, a sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub bytes: Vec<u8>,
    /// As the book declares it, else by its name.
    pub media_type: String,
}

/// The resources that stay in the container and are read when needed. Cheap to clone; may be used from any thread.
#[derive(Debug, Clone)]
pub struct Resources(pub(super) Arc<Shelved>);

#[derive(Debug, Default)]
pub(super) struct Shelved {
    /// `None` for a book that has none.
    pub(super) container: Option<Container>,
    /// Path → media type.
    pub(super) media_types: HashMap<String, String>,
    pub(super) protected: HashSet<String>,
    /// Path → what was learned about the sound there.
    pub(super) sounds: HashMap<String, Known>,
    /// What was learned about the sounds that were heard last: parts of one file follow each other.
    pub(super) learned: Mutex<Vec<(String, Known)>>,
    /// Resources that lie inside of others: the cover picture in a sound's tags.
    pub(super) inlaid: HashMap<String, Resource>,
    /// Its pages, where they can be drawn.
    pub(super) sheets: Option<Arc<dyn sheets::Sheets>>,
}

impl Resources {
    pub(super) fn new(container: Container, media_types: HashMap<String, String>, protected: HashSet<String>) -> Self {
        Self(Arc::new(Shelved { container: Some(container), media_types, protected, ..Shelved::default() }))
    }

    pub(super) fn of_sound(
        container: Container,
        media_types: HashMap<String, String>,
        sounds: HashMap<String, Known>,
        inlaid: HashMap<String, Resource>,
    ) -> Self {
        Self(Arc::new(Shelved { container: Some(container), media_types, sounds, inlaid, ..Shelved::default() }))
    }

    /// Of a document whose pictures lie in itself.
    pub(super) fn inlaid(
        container: Container,
        media_types: HashMap<String, String>,
        inlaid: HashMap<String, Resource>,
    ) -> Self {
        Self(Arc::new(Shelved { container: Some(container), media_types, inlaid, ..Shelved::default() }))
    }

    /// The sound at this href, of any length, read where it is played. Slow: not on the interface's thread.
    pub fn sound(&self, href: &str) -> Result<Sound, Error> {
        let container = self.container(href)?;
        let stream = || container.stream(href).map_err(|fault| failed(fault, href));
        let known = match self.0.sounds.get(href) {
            Some(known) => known.clone(),
            None => self.learn(href, stream()?)?,
        };
        Sound::open(stream()?, known)
    }

    fn learn(&self, href: &str, stream: container::Stream) -> Result<Known, Error> {
        const MOST: usize = 16;
        let learned = || self.0.learned.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, known)) = learned().iter().find(|(name, _)| name == href) {
            return Ok(known.clone());
        }
        let known = audio::known(stream)?;
        let mut learned = learned();
        if learned.len() == MOST {
            learned.remove(0);
        }
        learned.push((href.to_owned(), known.clone()));
        Ok(known)
    }

    /// Of a book that has no resources beside its text.
    pub(crate) fn none() -> Self {
        Self(Arc::default())
    }

    /// Of a book whose pages can be drawn.
    pub(super) fn of_pages(sheets: Arc<dyn sheets::Sheets>) -> Self {
        Self(Arc::new(Shelved { sheets: Some(sheets), ..Shelved::default() }))
    }

    pub(super) fn container(&self, href: &str) -> Result<&Container, Error> {
        self.0.container.as_ref().ok_or_else(|| Error::Damaged(href.into()))
    }

    /// Its pages can be looked at as they were printed.
    pub fn has_pages(&self) -> bool {
        self.0.sheets.is_some()
    }

    /// One resource by its href (decoded, relative to the container's root), at most 64 MiB. Slow: not on the
    /// interface's thread. A picture may still declare any width and height: look before decoding it.
    pub fn read(&self, href: &str) -> Result<Resource, Error> {
        if self.0.protected.contains(href) {
            return Err(Error::Protected("".into()));
        }
        if let Some(resource) = self.0.inlaid.get(href) {
            return Ok(resource.clone());
        }
        let content = self.container(href)?.read(href, limits::RESOURCE_BYTES).map_err(|fault| failed(fault, href))?;
        Ok(Resource { bytes: content.bytes, media_type: self.media_type(href) })
    }

    /// The media type that the book declares, else by the name; `application/octet-stream` when nothing tells.
    pub fn media_type(&self, href: &str) -> String {
        if let Some(declared) = self.0.media_types.get(href).filter(|declared| !declared.is_empty()) {
            return declared.clone();
        }
        usual_type(href).to_owned()
    }
}

/// The media type that the ending of a name promises.
pub(super) fn usual_type(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        ending => table::media_type(ending).unwrap_or("application/octet-stream"),
    }
}

pub(super) fn failed(fault: Fault, href: &str) -> Error {
    match fault {
        Fault::Missing | Fault::Unreadable => Error::Damaged(href.into()),
        Fault::TooLarge => Error::TooLarge(href.into()),
        Fault::Protected => Error::Protected("".into()),
    }
}
