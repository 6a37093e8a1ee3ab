//! The book that is open: the session, its holding, and what of it is not on the shelf yet.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::Duration;

use crate::book::{Book, Locator, Picture};
use crate::format::{self, Opened, Options, Password, ReadersPlace, Recognition};
use crate::library::acquire::Wanted;
use crate::library::shelf::{self, Bookmark, Holding, Place, Shelf, bookmark};
use crate::reading::listening::{Listening, Mark, Marks, Speed, Transport};
use crate::reading::{Annotation, Annotations, Narrator, Reading, annotations};
use crate::ui::pictures::Album;
use crate::ui::screen::OpenBook;

/// A book that was read from its file, with what the shelf knows about it. Made off the interface's thread.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub holding: Holding,
    pub opened: Opened,
    pub place: Option<Place>,
    pub bookmarks: Vec<Bookmark>,
    /// The sizes of pictures, as far as there was time to look.
    pub sizes: Vec<(Picture, (f32, f32))>,
}

/// Why a book of the shelf does not open.
#[derive(Debug, Clone)]
pub enum Error {
    Format(format::Error),
    /// Only its password opens it; `wrong` when the one that was given is another.
    Locked {
        holding: Box<Holding>,
        wrong: bool,
    },
    Shelf(shelf::Error),
}

/// So long the opening of a book waits for the sizes of its pictures.
const SIZES: Duration = Duration::from_millis(300);

/// Reads a holding from its file and from the shelf.
pub async fn load(
    shelf: Shelf,
    holding: Holding,
    password: Option<Password>,
    recognition: Recognition,
) -> Result<Loaded, Error> {
    let file: PathBuf = holding.file.clone();
    let place = shelf.place(holding.id).await.map_err(Error::Shelf)?;
    let bookmarks = shelf.bookmarks(holding.id).await.map_err(Error::Shelf)?;
    shelf.tidy_spoken(holding.id, &bookmarks).await;
    // What is read bit by bit begins where the reader is.
    let start = place.as_ref().map(|place| place.locator.href.clone());
    let options = Options { password, start, recognition: Some(recognition), ..Options::default() };
    let opened = match tokio::task::spawn_blocking(move || format::open_with(&file, &options)).await {
        Ok(Ok(opened)) => opened,
        Ok(Err(format::Error::PasswordNeeded)) => {
            return Err(Error::Locked { holding: Box::new(holding), wrong: false });
        }
        Ok(Err(format::Error::WrongPassword)) => return Err(Error::Locked { holding: Box::new(holding), wrong: true }),
        Ok(Err(error)) => return Err(Error::Format(error)),
        Err(_) => return Err(Error::Format(format::Error::Damaged("the reader stopped".into()))),
    };
    shelf.opened(holding.id).await.map_err(Error::Shelf)?;
    let known = (opened.resources.clone(), opened.book.clone(), place.as_ref().map(|place| place.locator.href.clone()));
    let sizes = tokio::task::spawn_blocking(move || sizes(&known.0, &known.1, known.2.as_deref())).await;
    Ok(Loaded { holding, opened, place, bookmarks, sizes: sizes.unwrap_or_default() })
}

/// The sizes of the pictures from the reader's place on, then of those before: where they are known, nothing jumps when
/// the pictures come.
fn sizes(resources: &format::Resources, book: &Book, place: Option<&str>) -> Vec<(Picture, (f32, f32))> {
    let start = place.and_then(|href| book.section_of(href)).unwrap_or_default();
    let (before, behind) = book.sections.split_at(start.min(book.sections.len()));
    let pictures: Vec<Picture> = behind
        .iter()
        .chain(before)
        .flat_map(|section| {
            let blocks = section.blocks.iter();
            blocks.flat_map(|block| block.picture(&section.href).into_iter().chain(block.ornaments().cloned()))
        })
        .collect();
    resources.picture_sizes(&pictures, SIZES)
}

/// What the reader does with the book: a text is read, a recording is heard.
#[derive(Debug)]
pub enum Sitting {
    Reading(Box<Reading>),
    Listening(Box<Listening>),
}

/// The reader's session in a book of the shelf.
#[derive(Debug)]
pub struct Session {
    pub sitting: Sitting,
    pub holding: Holding,
    pub opened: Opened,
    pub album: Album,
    /// What brings the sections that are not there yet; ends with the session.
    pub growing: Option<iced::task::Handle>,
    /// What brings them is told where the reader is.
    pub work: Option<ReadersPlace>,
    /// It is on its way to the shelf still, as this.
    pub early: Option<Wanted>,
    /// The place is another one since the place was last given to the shelf.
    unsaved: bool,
    /// Which of the shelf's bookmarks an annotation is.
    kept: HashMap<annotations::Id, bookmark::Id>,
    /// The annotations whose words were changed before the shelf had kept them.
    late: HashSet<annotations::Id>,
}

/// The number of a bookmark in the book, and on the shelf.
fn numbered(bookmark: &Bookmark) -> (annotations::Id, bookmark::Id) {
    (annotations::Id(bookmark.id.number().unsigned_abs()), bookmark.id)
}

impl Session {
    /// `speed` is that of recordings.
    pub fn start(loaded: Loaded, speed: Speed) -> Self {
        let Loaded { holding, opened, place, bookmarks, sizes } = loaded;
        let kept = bookmarks.iter().map(numbered).collect();
        let marks = bookmarks.into_iter().map(annotations::Kept::of);
        let place: Option<Locator> = place.map(|place| place.locator);
        let book = opened.book.clone();
        let sitting = match book.recording.clone() {
            Some(recording) => {
                let marks = Marks::restore(&recording, marks);
                Sitting::Listening(Box::new(Listening::open(book, recording, place.as_ref(), marks, speed)))
            }
            None => {
                let annotations = Annotations::restore(&book, marks);
                Sitting::Reading(Box::new(Reading::open(book, place.as_ref(), annotations)))
            }
        };
        let album = Album::new(sizes).with_pages(opened.resources.has_pages());
        Self {
            sitting,
            holding,
            opened,
            album,
            growing: None,
            work: None,
            early: None,
            unsaved: false,
            kept,
            late: HashSet::new(),
        }
    }

    /// Whether the shelf has this one.
    pub fn is_kept(&self, id: annotations::Id) -> bool {
        self.kept.contains_key(&id)
    }

    /// These are the shelf's; answers them as the book takes them up.
    pub fn number(&mut self, bookmarks: &[Bookmark]) -> Vec<annotations::Kept> {
        self.kept = bookmarks.iter().map(numbered).collect();
        bookmarks.iter().cloned().map(annotations::Kept::of).collect()
    }

    /// The reader is at this section: what is still on its way behind it is wanted first.
    pub fn be_at(&self, section: usize) {
        if let Some(work) = &self.work {
            work.be_at(section);
        }
    }

    pub fn reading(&self) -> Option<&Reading> {
        match &self.sitting {
            Sitting::Reading(reading) => Some(reading),
            Sitting::Listening(_) => None,
        }
    }

    pub fn reading_mut(&mut self) -> Option<&mut Reading> {
        match &mut self.sitting {
            Sitting::Reading(reading) => Some(reading),
            Sitting::Listening(_) => None,
        }
    }

    pub fn listening(&self) -> Option<&Listening> {
        match &self.sitting {
            Sitting::Listening(listening) => Some(listening),
            Sitting::Reading(_) => None,
        }
    }

    pub fn listening_mut(&mut self) -> Option<&mut Listening> {
        match &mut self.sitting {
            Sitting::Listening(listening) => Some(listening),
            Sitting::Reading(_) => None,
        }
    }

    /// As the frame of the screens names it.
    pub fn kind(&self) -> OpenBook {
        match self.sitting {
            Sitting::Reading(_) => OpenBook::Text,
            Sitting::Listening(_) => OpenBook::Sound,
        }
    }

    /// The book is being read aloud or heard.
    pub fn is_sounding(&self) -> bool {
        match &self.sitting {
            Sitting::Reading(reading) => reading.narrator() == Narrator::Speaking,
            Sitting::Listening(listening) => listening.transport() == Transport::Playing,
        }
    }

    /// The place is another one. True when nobody has been asked to save the place yet.
    pub fn moved(&mut self) -> bool {
        !std::mem::replace(&mut self.unsaved, true)
    }

    /// The place to give to the shelf, when it has changed since the last time.
    pub fn unsaved_place(&mut self) -> Option<(Holding, Place)> {
        if self.early.is_some() || !std::mem::take(&mut self.unsaved) {
            return None;
        }
        let (locator, progress) = match &self.sitting {
            Sitting::Reading(reading) => (reading.locator(), reading.book().progress(reading.cursor())),
            Sitting::Listening(listening) => (listening.locator(), listening.progress()),
        };
        self.holding.progress = Some(progress);
        Some((self.holding.clone(), Place::now(locator, progress)))
    }

    /// What is written down about an annotation.
    pub fn card_of(&self, annotation: &Annotation) -> bookmark::New {
        let book = &self.opened.book;
        let words = book.block(annotation.span.start).map(|block| block.text.as_str()).unwrap_or_default();
        let from = words.get(annotation.span.start.byte..).unwrap_or(words);
        annotation.kept.for_shelf(book.progress(annotation.span.start), from.chars().take(120).collect())
    }

    /// What is written down about a bookmark in a recording; its words are the chapter's title.
    pub fn card_of_mark(&self, mark: &Mark) -> Option<bookmark::New> {
        let recording = self.opened.book.recording.as_ref()?;
        let title = mark.kept.start.title.clone().unwrap_or_default();
        Some(mark.kept.for_shelf(recording.progress(mark.at), title))
    }

    /// The shelf keeps the annotation under this number.
    pub fn keep(&mut self, id: annotations::Id, bookmark: bookmark::Id) {
        self.kept.insert(id, bookmark);
    }

    /// The shelf's number of an annotation.
    pub fn kept_as(&self, id: annotations::Id) -> Option<bookmark::Id> {
        self.kept.get(&id).copied()
    }

    /// The shelf is to be told of this annotation's words as soon as it keeps it.
    pub fn amend_later(&mut self, id: annotations::Id) {
        self.late.insert(id);
    }

    /// Whether the words of this annotation were changed while the shelf was at it.
    pub fn is_late(&mut self, id: annotations::Id) -> bool {
        self.late.remove(&id)
    }

    /// An annotation as it is to be kept; `None` when the reader does not have it any more.
    pub fn words_of(&self, id: annotations::Id) -> Option<annotations::Kept> {
        match &self.sitting {
            Sitting::Reading(reading) => reading.annotations().get(id).map(|mark| mark.kept.clone()),
            Sitting::Listening(listening) => listening.marks().get(id).map(|mark| mark.kept.clone()),
        }
    }

    /// The shelf's number of an annotation, which is forgotten.
    pub fn discard(&mut self, id: annotations::Id) -> Option<bookmark::Id> {
        self.kept.remove(&id)
    }
}
