//! Pictures that stand in the text as digits or as bytes, and the words of those and of shapes.

use std::collections::HashMap;

use super::destination::Destination;
use super::reader::Reader;
use crate::format::{Resource, limits};

/// Pictures of a document.
const MOST: usize = 10_000;

/// A picture, or a shape that holds one, while it is read.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// Media type, and the ending of a name; none for a kind that is not shown.
    kind: Option<(&'static str, &'static str)>,
    bytes: Vec<u8>,
    /// The first of two digits.
    half: Option<u8>,
    words: String,
    /// Where the picture of a shape is kept.
    path: Option<String>,
}

impl Drawn {
    fn push(&mut self, bytes: &[u8]) {
        if self.kind.is_some() && (self.bytes.len() + bytes.len()) as u64 <= limits::RESOURCE_BYTES {
            self.bytes.extend_from_slice(bytes);
        }
    }
}

impl Reader {
    /// Begins what is drawn; [`Self::end_drawn`] ends it.
    pub(super) fn begin_drawn(&mut self) {
        self.drawn.push(Drawn::default());
    }

    /// What kind of picture it is.
    pub(super) fn tell_drawn(&mut self, word: &str) {
        let Some(drawn) = self.drawn.last_mut() else { return };
        match word {
            "pngblip" => drawn.kind = Some(("image/png", "png")),
            "jpegblip" => drawn.kind = Some(("image/jpeg", "jpg")),
            _ => {}
        }
    }

    /// Bytes of a picture, two digits each.
    pub(super) fn draw_digits(&mut self, text: &[u8]) {
        let Some(drawn) = self.drawn.last_mut() else { return };
        let digits = text.iter().filter_map(|&digit| char::from(digit).to_digit(16));
        let mut bytes = Vec::with_capacity(text.len() / 2 + 1);
        for digit in digits {
            match drawn.half.take() {
                Some(high) => bytes.push(high << 4 | digit as u8),
                None => drawn.half = Some(digit as u8),
            }
        }
        drawn.push(&bytes);
    }

    /// Bytes of a picture as they are.
    pub(super) fn draw_bytes(&mut self, bytes: &[u8]) {
        if let Some(drawn) = self.drawn.last_mut().filter(|_| self.now.to == Destination::Picture) {
            drawn.push(bytes);
        }
    }

    /// The words of what is drawn; alone they stand for it.
    pub(super) fn describe_drawn(&mut self, words: String) {
        match self.drawn.last_mut() {
            Some(drawn) => drawn.words = words,
            None => self.show(None, &words),
        }
    }

    /// Ends a picture, or a shape.
    pub(super) fn end_drawn(&mut self, is_shape: bool) {
        let Some(mut drawn) = self.drawn.pop() else { return };
        let path = drawn.path.take().or_else(|| self.keep(&mut drawn));
        match self.drawn.last_mut().filter(|_| !is_shape) {
            // The shape around has the words.
            Some(around) => {
                around.path = path.or(around.path.take());
                if around.words.is_empty() {
                    around.words = drawn.words;
                }
            }
            None => self.show(path.as_deref(), &drawn.words),
        }
    }

    /// Keeps the bytes of a picture under a name.
    fn keep(&mut self, drawn: &mut Drawn) -> Option<String> {
        let (media_type, ending) = drawn.kind.filter(|_| !drawn.bytes.is_empty() && self.pictures.len() < MOST)?;
        let path = format!("images/{}.{ending}", self.pictures.len() + 1);
        let bytes = std::mem::take(&mut drawn.bytes);
        self.pictures.insert(path.clone(), Resource { bytes, media_type: media_type.to_owned() });
        Some(path)
    }

    fn show(&mut self, path: Option<&str>, words: &str) {
        if path.is_some() || !words.is_empty() {
            self.place();
            self.out.picture(path, words);
        }
    }
}

/// Path → picture.
pub(super) type Pictures = HashMap<String, Resource>;
