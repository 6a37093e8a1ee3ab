//! The section that is shown and those around it, as one document to assistive technology.
//!
//! A screen reader that reads in one go asks where a text flows on before the caret has come there. So the next chapters
//! are told before they are shown, by nodes that stay the same when they are.

use std::ops::Range;
use std::sync::Arc;

use accesskit::{NodeId, TextPosition};

use super::Words;
use super::page::Page;
use super::tell::{Beyond, Teller, Told};
use crate::access::{Sheet, Subtree};
use crate::book::{Point, Section};

/// A section with its number in the book, and what is closed in it.
pub(super) type Around<'a> = (usize, &'a Arc<Section>, Vec<Range<usize>>);

/// Who tells what, in the order of the book.
#[derive(Debug, Default)]
pub(super) struct Tellers(Vec<Teller>);

impl Tellers {
    /// Nobody listens.
    pub fn forget(&mut self) {
        self.0.clear();
    }

    /// The page was laid out anew.
    pub fn replace_places(&mut self, index: usize) {
        self.0.iter_mut().filter(|teller| teller.index == index).for_each(Teller::replace_places);
    }

    /// Tells the page of this section, of which these heights are seen, and what lies around it.
    pub fn tell(
        &mut self,
        (page, seen): (&Page, Range<f32>),
        index: usize,
        around: &[Around<'_>],
        language: &str,
        words: &Words,
    ) -> Subtree {
        let shown = (index, &page.section);
        let wanted = || around.iter().map(|(index, section, _)| (*index, *section)).chain([shown]);
        self.0.retain(|teller| {
            wanted().any(|(index, section)| teller.index == index && Arc::ptr_eq(&teller.section, section))
        });
        for (index, section) in wanted() {
            if let Err(place) = self.0.binary_search_by_key(&index, |teller| teller.index) {
                self.0.insert(place, Teller::new(section, index, language, words));
            }
        }
        for teller in &mut self.0 {
            let side = if teller.index < index { Beyond::Before } else { Beyond::After };
            match around.iter().find(|(around, ..)| *around == teller.index) {
                Some((_, _, folded)) => teller.tell_beyond(side, folded),
                None => teller.tell(page, seen.clone()),
            }
        }
        let sheets: Vec<Sheet> = self.0.iter().flat_map(Teller::sheets).cloned().collect();
        Subtree { sheets, ..Subtree::default() }
    }

    pub fn position(&self, point: Point) -> Option<TextPosition> {
        let teller = self.0.iter().find(|teller| teller.index == point.section)?;
        teller.position((point.block, point.byte))
    }

    pub fn point(&self, position: TextPosition) -> Option<Point> {
        self.0.iter().find_map(|teller| {
            let (block, byte) = teller.spot(position)?;
            Some(Point::new(teller.index, block, byte))
        })
    }

    /// Which section this node is of, and what it is there.
    pub fn told(&self, id: NodeId) -> Option<(&Teller, Told)> {
        self.0.iter().find_map(|teller| Some((teller, teller.told(id)?)))
    }
}
