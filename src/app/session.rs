//! The book that is open: the session, its holding, and what of it is not on the shelf yet.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use crate::book::Locator;
use crate::format::{self, Opened};
use crate::library::shelf::{self, Bookmark, Holding, Place, Shelf, bookmark};
use crate::reading::{Annotation, Annotations, Reading, annotations};

/// A book that was read from its file, with what the shelf knows about it. Made off the interface's thread.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub holding: Holding,
    pub opened: Opened,
    pub place: Option<Place>,
    pub bookmarks: Vec<Bookmark>,
}

/// Why a book of the shelf does not open.
#[derive(Debug, Clone)]
pub enum Error {
    Format(format::Error),
    Shelf(shelf::Error),
}

/// Reads a holding from its file and from the shelf.
pub async fn load(shelf: Shelf, holding: Holding) -> Result<Loaded, Error> {
    let file: PathBuf = holding.file.clone();
    let reading = tokio::task::spawn_blocking(move || format::open(&file));
    let place = shelf.place(holding.id).await.map_err(Error::Shelf)?;
    let bookmarks = shelf.bookmarks(holding.id).await.map_err(Error::Shelf)?;
    let opened = match reading.await {
        Ok(opened) => opened.map_err(Error::Format)?,
        Err(_) => return Err(Error::Format(format::Error::Damaged("the reader stopped".into()))),
    };
    shelf.opened(holding.id).await.map_err(Error::Shelf)?;
    Ok(Loaded { holding, opened, place, bookmarks })
}

/// The reader's session in a book of the shelf.
#[derive(Debug)]
pub struct Session {
    pub reading: Reading,
    pub holding: Holding,
    pub opened: Opened,
    /// The cursor has moved since the place was last given to the shelf.
    unsaved: bool,
    /// Which of the shelf's bookmarks an annotation is.
    kept: HashMap<annotations::Id, bookmark::Id>,
}

impl Session {
    pub fn start(loaded: Loaded) -> Self {
        let Loaded { holding, opened, place, bookmarks } = loaded;
        let id = |bookmark: &Bookmark| annotations::Id(bookmark.id.number().unsigned_abs());
        let kept = bookmarks.iter().map(|bookmark| (id(bookmark), bookmark.id)).collect();
        let annotations = Annotations::restore(
            &opened.book,
            bookmarks.into_iter().map(|bookmark| annotations::Kept {
                id: id(&bookmark),
                kind: if bookmark.note.is_some() { annotations::Kind::Note } else { annotations::Kind::Bookmark },
                start: bookmark.locator,
                end: None,
                text: bookmark.note.unwrap_or_default(),
                created: UNIX_EPOCH + Duration::from_millis(bookmark.created.unix_millis().max(0).unsigned_abs()),
            }),
        );
        let place: Option<Locator> = place.map(|place| place.locator);
        let reading = Reading::open(opened.book.clone(), place.as_ref(), annotations);
        Self { reading, holding, opened, unsaved: false, kept }
    }

    /// The cursor has moved. True when nobody has been asked to save the place yet.
    pub fn moved(&mut self) -> bool {
        !std::mem::replace(&mut self.unsaved, true)
    }

    /// The place to give to the shelf, when it has changed since the last time.
    pub fn unsaved_place(&mut self) -> Option<(Holding, Place)> {
        if !std::mem::take(&mut self.unsaved) {
            return None;
        }
        let progress = self.reading.book().progress(self.reading.cursor());
        self.holding.progress = Some(progress);
        Some((self.holding.clone(), Place::now(self.reading.locator(), progress)))
    }

    /// What is written down about an annotation: locator, progress, the words at the place, the reader's own words.
    pub fn card_of(&self, annotation: &Annotation) -> (Locator, f64, String, Option<String>) {
        let book = self.reading.book();
        let progress = book.progress(annotation.span.start);
        let words = book.block(annotation.span.start).map(|block| block.text.as_str()).unwrap_or_default();
        let from = words.get(annotation.span.start.byte..).unwrap_or(words);
        let words: String = from.chars().take(120).collect();
        let note = (annotation.kind() != annotations::Kind::Bookmark).then(|| annotation.kept.text.clone());
        (annotation.kept.start.clone(), progress, words, note.or(own_words(&annotation.kept.text)))
    }

    /// The shelf keeps the annotation under this number.
    pub fn keep(&mut self, id: annotations::Id, bookmark: bookmark::Id) {
        self.kept.insert(id, bookmark);
    }

    /// The shelf's number of an annotation, which is forgotten.
    pub fn discard(&mut self, id: annotations::Id) -> Option<bookmark::Id> {
        self.kept.remove(&id)
    }
}

fn own_words(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
