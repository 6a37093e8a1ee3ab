//! Things that stand in a line of text in the place of words: the words keep their places on them.

use std::ops::Range;

use super::order::Apart;
use super::{Inside, Setting, Shaped, Stretch};
use crate::book::{BaseDirection, Isolate};

/// Stands for an object while the text is laid out: a letter, so that lines are broken around it as around a word. It is
/// not seen.
pub(super) const SIGN: char = 'n';

/// What stands for some bytes of a text.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui::widget) struct Object {
    pub bytes: Range<usize>,
    /// Logical pixels.
    pub width: f32,
    /// How far it reaches above and below the line that letters stand on.
    pub ascent: f32,
    pub descent: f32,
}

/// How much room an object takes in its line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ui::widget) struct Room {
    /// In em of the setting, added to the width of the sign.
    pub spacing: f32,
    pub line_height: f32,
}

impl Shaped {
    /// A text in which objects stand for words. They rise, do not meet, and lie at boundaries of characters.
    pub fn with_objects(text: &str, setting: &Setting, inside: &Inside<'_>, objects: &[Object]) -> Self {
        if objects.is_empty() {
            return Self::parted(text, setting, inside);
        }
        let Inside { stretches, breaks, isolates } = *inside;
        let alone = Setting { width: None, indent: 0.0, letter_spacing: 0.0, justified: false, ..*setting };
        let sign = Self::new(&SIGN.to_string(), &alone, &[]);
        let (own, base) = (sign.size.width, sign.baseline(0));
        let mut shown = String::with_capacity(text.len());
        let mut rooms: Vec<Stretch> = Vec::with_capacity(objects.len());
        let mut from = 0;
        for object in objects {
            shown.push_str(&text[from..object.bytes.start]);
            let at = shown.len();
            shown.push(SIGN);
            // The line grows to both sides alike.
            let above = setting.line_height + 2.0 * (object.ascent - base);
            let below = 2.0 * (object.descent + base) - setting.line_height;
            let line_height = above.max(below).max(setting.line_height).ceil();
            let spacing = (object.width - own) / setting.size;
            let room = Some(Room { spacing, line_height });
            rooms.push(Stretch { bytes: at..shown.len(), font: setting.font, scale: 1.0, room });
            from = object.bytes.end;
        }
        shown.push_str(&text[from..]);
        let there = |byte: usize| to_shown(objects, byte);
        let moved = stretches
            .iter()
            .map(|stretch| Stretch { bytes: there(stretch.bytes.start)..there(stretch.bytes.end), ..stretch.clone() });
        let stretches: Vec<Stretch> = moved.chain(rooms.iter().cloned()).collect();
        let inside = |byte: usize| objects.iter().any(|object| object.bytes.start <= byte && byte <= object.bytes.end);
        let breaks: Vec<usize> = breaks.iter().filter(|&&byte| !inside(byte)).map(|&byte| there(byte)).collect();
        let moved = isolates
            .iter()
            .map(|apart| Apart { bytes: there(apart.bytes.start)..there(apart.bytes.end), isolate: apart.isolate });
        // What stands for an object has no part in the order of the letters around it.
        let apart = Isolate { base: Some(BaseDirection::Ltr), forced: false };
        let alone = rooms.iter().map(|room| Apart { bytes: room.bytes.clone(), isolate: apart });
        let isolates: Vec<Apart> = moved.chain(alone).collect();
        let inside = Inside { stretches: &stretches, breaks: &breaks, isolates: &isolates };
        let mut shaped = Self::parted(&shown, setting, &inside);
        for line in &mut shaped.lines {
            line.bytes = to_told(objects, line.bytes.start)..to_told(objects, line.bytes.end);
            for edge in &mut line.edges {
                edge.byte = to_told(objects, edge.byte);
            }
        }
        shaped
    }
}

/// From a byte of the book's text to one of what is laid out; what an object stands for begins where it does.
fn to_shown(objects: &[Object], byte: usize) -> usize {
    let mut shown = byte;
    for object in objects.iter().take_while(|object| object.bytes.start < byte) {
        if byte < object.bytes.end {
            return shown - (byte - object.bytes.start);
        }
        shown = shown + SIGN.len_utf8() - object.bytes.len();
    }
    shown
}

/// From a byte of what is laid out to one of the book's text.
fn to_told(objects: &[Object], byte: usize) -> usize {
    let mut told = byte;
    for object in objects.iter() {
        if object.bytes.start >= told {
            break;
        }
        told = told + object.bytes.len() - SIGN.len_utf8();
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_has_its_room_and_words_have_their_places_on_it() {
        crate::ui::widget::tests::load_fonts();
        let font = crate::ui::typography::REGULAR;
        let text = "бұл x жарты y және сөз";
        let start = text.find('x').expect("it is there");
        let bytes = start..start + "x жарты y".len();
        let object = Object { bytes: bytes.clone(), width: 90.0, ascent: 60.0, descent: 30.0 };
        for width in [None, Some(160.0)] {
            let set = Setting { font, size: 20.0, line_height: 30.0, width, ..Setting::default() };
            let shaped = Shaped::with_objects(text, &set, &Inside::default(), std::slice::from_ref(&object));
            let mut at = 0;
            for line in &shaped.lines {
                assert_eq!(line.bytes.start, at);
                at = line.bytes.end;
            }
            assert_eq!(at, text.len());
            let covered = shaped.cover(&bytes);
            assert_eq!(covered.len(), 1, "{covered:?}");
            assert!((covered[0].width - 90.0).abs() < 1.0, "{covered:?}");
            let line = shaped.line_of(bytes.start);
            let bounds = shaped.lines[line].bounds.expect("it is laid out");
            let baseline = shaped.baseline(line);
            assert!(
                baseline - 60.0 >= bounds.y - 0.5 && baseline + 30.0 <= bounds.y + bounds.height + 0.5,
                "{bounds:?}"
            );
            assert!(shaped.caret(bytes.end).x - shaped.caret(bytes.start).x > 85.0);
        }
    }
}
