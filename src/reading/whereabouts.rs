//! «Where am I»: page, heading path, percent and what is left, as data.

use std::time::Duration;

use crate::book::{Book, Kind, OutlineEntry, Point};

use super::{Detail, Effect, Notice, Reading};

/// Where a point lies, for a reader.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Whereabouts {
    /// The printed page's label.
    pub page: Option<String>,
    /// The headings that the place stands under, outermost first; from the contents when the text has none.
    pub headings: Vec<String>,
    /// 0 to 100.
    pub percent: f64,
    /// Which section of the spine, counted from 1, and of how many.
    pub section: usize,
    pub sections: usize,
    pub section_title: Option<String>,
    /// Characters (Unicode scalars) to the section's and to the book's end.
    pub left_in_section: usize,
    pub left_in_book: usize,
    /// The printed book's last page, when this one is one of several.
    pub last_page: Option<String>,
    /// How much of the section lies before the place, 0 to 100.
    pub percent_of_section: f64,
    /// `None` where the contents have no chapters, or before the first one.
    pub chapter: Option<Chapter>,
    /// Characters (Unicode scalars) that are read in a minute; 0 when nobody knows.
    pub pace: usize,
    /// Of a text that somebody has read: where in the recording it is.
    pub heard: Option<Heard>,
}

/// A place in the recording of a text, to the beginning of its phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Heard {
    pub passed: Duration,
    pub whole: Duration,
    /// To the end of the chapter, where the contents have chapters, else of the section.
    pub left_in_part: Duration,
}

impl Heard {
    fn at(book: &Book, point: Point) -> Option<Self> {
        let narration = book.narration.as_ref()?;
        let whole = narration.recording().duration();
        let passed = narration.time_of_place(point)?;
        let starts = chapter_starts(book);
        let next = match starts.len() {
            0 | 1 => Some(Point::new(point.section + 1, 0, 0)),
            _ => starts.into_iter().find(|start| *start > point),
        };
        let end = next.and_then(|next| narration.time_of_place(next)).unwrap_or(whole);
        Some(Self { passed, whole, left_in_part: end.saturating_sub(passed) })
    }
}

/// A chapter of the contents' top level.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chapter {
    /// Counted from 1, and how many there are.
    pub number: usize,
    pub of: usize,
    /// How much of it lies before the place, 0 to 100.
    pub percent: f64,
    /// Characters (Unicode scalars) to its end.
    pub left: usize,
}

impl Chapter {
    fn at(book: &Book, point: Point) -> Option<Self> {
        let starts = chapter_starts(book);
        let number = starts.partition_point(|start| *start <= point);
        let start = *starts.get(number.checked_sub(1)?)?;
        if starts.len() < 2 {
            return None;
        }
        let total = book.characters();
        let characters = |point| (book.progress(point) * total as f64).round() as usize;
        let begin = characters(start);
        let end = starts.get(number).map_or(total, |next| characters(*next)).max(begin);
        let here = characters(point).clamp(begin, end);
        Some(Self {
            number,
            of: starts.len(),
            percent: (here - begin) as f64 / (end - begin).max(1) as f64 * 100.0,
            left: end - here,
        })
    }
}

/// Where the chapters of the contents' top level begin, in the text's order.
pub(super) fn chapter_starts(book: &Book) -> Vec<Point> {
    let mut starts: Vec<Point> = book.outline.iter().filter_map(first_point).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

impl Whereabouts {
    pub fn of(book: &Book, point: Point) -> Self {
        let progress = book.progress(point);
        let total = book.characters();
        let section = book.section(point.section);
        let mut headings = heading_path(book, point);
        if headings.is_empty() {
            headings = outline_path(&book.outline, point);
        }
        Self {
            page: page_at(book, point).map(|page| page.to_owned()),
            headings,
            percent: progress * 100.0,
            section: (point.section + 1).min(book.sections.len()),
            sections: book.sections.len(),
            section_title: section.and_then(|section| section.title.clone()),
            left_in_section: section.map_or(0, |section| {
                section.characters().saturating_sub(section.characters_before(point.block, point.byte))
            }),
            left_in_book: total.saturating_sub((progress * total as f64).round() as usize),
            last_page: book.pages.iter().max_by_key(|page| page.point).map(|page| page.label.clone()),
            percent_of_section: section.map_or(0.0, |section| {
                let before = section.characters_before(point.block, point.byte);
                before as f64 / section.characters().max(1) as f64 * 100.0
            }),
            chapter: Chapter::at(book, point),
            pace: 0,
            heard: Heard::at(book, point),
        }
    }
}

/// The label of the printed page that this point lies on.
pub fn page_at(book: &Book, point: Point) -> Option<&str> {
    let page = book.pages.iter().filter(|page| page.point <= point).max_by_key(|page| page.point)?;
    Some(&page.label)
}

/// The headings above a point, each of a lower level than the one before it, across sections.
fn heading_path(book: &Book, point: Point) -> Vec<String> {
    let mut path = Vec::new();
    let mut below = u8::MAX;
    for index in (0..=point.section.min(book.sections.len().saturating_sub(1))).rev() {
        let Some(section) = book.section(index) else { break };
        let until = if index == point.section { point.block.saturating_add(1) } else { usize::MAX };
        for block in section.blocks[..until.min(section.blocks.len())].iter().rev() {
            match block.kind {
                Kind::Heading(level) if level < below && !block.text.is_empty() => {
                    path.push(block.text.clone());
                    below = level;
                }
                _ => {}
            }
            if below <= 1 {
                path.reverse();
                return path;
            }
        }
    }
    path.reverse();
    path
}

/// The last entry at or before the point, with the entries around it. Entries may stand out of order.
fn outline_path(entries: &[OutlineEntry], point: Point) -> Vec<String> {
    let reached = |entry: &&OutlineEntry| first_point(entry).is_some_and(|start| start <= point);
    let Some(entry) = entries.iter().filter(reached).max_by_key(|entry| first_point(entry)) else { return Vec::new() };
    let mut path = vec![entry.title.clone()];
    path.extend(outline_path(&entry.children, point));
    path
}

fn first_point(entry: &OutlineEntry) -> Option<Point> {
    entry.point.or_else(|| entry.children.iter().find_map(first_point))
}

impl Reading {
    /// Short, and long when it was asked just before at the same place.
    pub(super) fn tell_whereabouts(&mut self, asked_at: Option<Point>, effects: &mut Vec<Effect>) {
        let phrase = |point| super::movement::phrase_around(&self.book, point).map_or(point, |phrase| phrase.start);
        let here = phrase(self.cursor);
        let detail = if asked_at == Some(here) { Detail::Long } else { Detail::Short };
        self.asked_at = Some(here);
        self.announce(Notice::Whereabouts(self.whereabouts(), detail), effects);
    }
}
