//! A visual line: where its letters stand, whichever way they go.

use std::ops::Range;

use iced::Rectangle;

use crate::book::BaseDirection;

/// A visual line of a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Bytes of the paragraph's text.
    pub bytes: Range<usize>,
    /// Where it stands, in the coordinates of the control; `None` when it has not been laid out.
    pub bounds: Option<Rectangle>,
    /// The letters, by rising bytes, the line's end last. Empty when not laid out.
    pub edges: Vec<Edge>,
}

/// Where a letter, or several that are one glyph, stands in its line; of a line's end, both are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Where it begins in the paragraph's text.
    pub byte: usize,
    /// How far from the line's left the caret before it stands: of a letter that goes from the right, its right edge.
    pub x: f32,
    /// The other edge.
    pub end: f32,
    /// It goes from the right.
    pub rtl: bool,
}

impl Edge {
    /// A place between letters, and no letter.
    pub fn bare(byte: usize, x: f32, rtl: bool) -> Self {
        Self { byte, x, end: x, rtl }
    }

    /// How far between its edges a byte is, when the next letter begins at `next`: inside a ligature the parts are taken to be
    /// equal.
    fn at(&self, byte: usize, next: usize) -> f32 {
        let part = if next > self.byte { (byte - self.byte) as f32 / (next - self.byte) as f32 } else { 0.0 };
        self.x + (self.end - self.x) * part
    }
}

impl Line {
    /// A line that has not been laid out.
    pub fn unplaced(bytes: Range<usize>) -> Self {
        Self { bytes, bounds: None, edges: Vec::new() }
    }

    /// How far from the line's left this byte is.
    pub fn x(&self, byte: usize) -> f32 {
        let after = self.edges.partition_point(|edge| edge.byte <= byte);
        let Some(edge) = after.checked_sub(1).and_then(|index| self.edges.get(index)) else { return 0.0 };
        self.edges.get(after).map_or(edge.x, |next| edge.at(byte, next.byte))
    }

    /// What these bytes cover of the line: left and right from its own left, several stretches where letters of both
    /// directions stand between. Empty where none of them is seen.
    pub fn cover(&self, bytes: &Range<usize>) -> Vec<(f32, f32)> {
        let first = self.edges.partition_point(|edge| edge.byte <= bytes.start).saturating_sub(1);
        let mut found: Vec<(f32, f32)> = self.edges[first.min(self.edges.len())..]
            .windows(2)
            .take_while(|pair| pair[0].byte < bytes.end)
            .filter_map(|pair| {
                let (start, end) = (pair[0].byte.max(bytes.start), pair[1].byte.min(bytes.end));
                let (one, other) = (pair[0].at(start, pair[1].byte), pair[0].at(end, pair[1].byte));
                (start < end).then_some((one.min(other), one.max(other)))
            })
            .collect();
        found.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut joined: Vec<(f32, f32)> = Vec::new();
        for (left, right) in found {
            match joined.last_mut() {
                // Between letters that stand side by side there is nothing.
                Some(last) if left <= last.1 + 0.5 => last.1 = last.1.max(right),
                _ => joined.push((left, right)),
            }
        }
        joined
    }

    /// The byte of the place between letters nearest to this x from the line's left.
    pub fn byte_at(&self, x: f32) -> usize {
        let distance = |edge: &Edge| {
            let (left, right) = (edge.x.min(edge.end), edge.x.max(edge.end));
            (left - x).max(x - right).max(0.0)
        };
        let letters = self.edges.len().saturating_sub(1);
        let nearest = self.edges[..letters].iter().enumerate();
        let nearest = nearest.min_by(|one, other| distance(one.1).total_cmp(&distance(other.1)));
        let Some((number, edge)) = nearest else {
            return self.edges.first().map_or(self.bytes.start, |edge| edge.byte);
        };
        if (x - edge.x).abs() <= (x - edge.end).abs() { edge.byte } else { self.edges[number + 1].byte }
    }

    /// These bytes of the line, cut where the direction of letters changes, and whether each part goes from the right. Of a
    /// line that is not laid out, what the text says, and where it says nothing, its paragraph.
    pub(super) fn directions(&self, text: &str, bytes: &Range<usize>, paragraph: bool) -> Vec<(Range<usize>, bool)> {
        let inside = self.edges.iter().filter(|edge| bytes.contains(&edge.byte));
        let mut found: Vec<(Range<usize>, bool)> = Vec::new();
        for edge in inside {
            match found.last_mut() {
                Some((_, rtl)) if *rtl == edge.rtl => {}
                Some((before, _)) => {
                    before.end = edge.byte;
                    found.push((edge.byte..bytes.end, edge.rtl));
                }
                // A part may begin within a glyph.
                None => found.push((bytes.start..bytes.end, edge.rtl)),
            }
        }
        if found.is_empty() {
            let own = text.get(bytes.clone()).and_then(BaseDirection::of);
            found.push((bytes.clone(), own.map_or(paragraph, BaseDirection::is_rtl)));
        }
        found
    }
}
