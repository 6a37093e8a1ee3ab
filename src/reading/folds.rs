//! Details that are open and closed: the author's wish until the reader changes it. What is closed is passed over by
//! movement and by the voice; search, links and marks open what they lead into.
//!
//! <https://html.spec.whatwg.org/multipage/interactive-elements.html#the-details-element>

use std::collections::HashSet;
use std::ops::Range;

use crate::book::{Book, GroupKind, Point, Section, Span};

use super::movement::{self, Stop};
use super::{Direction, Effect, Notice, Reading, Unit};

/// What the reader has opened or closed against the author's wish.
#[derive(Debug, Clone, Default)]
pub(super) struct Folds {
    /// The numbers of section and group.
    changed: HashSet<(usize, usize)>,
}

impl Folds {
    fn is_open(&self, section: usize, group: usize, inside: &Section) -> bool {
        let wish =
            matches!(inside.groups.get(group).map(|group| &group.kind), Some(GroupKind::Details { open: true, .. }));
        wish != self.changed.contains(&(section, group))
    }

    fn turn(&mut self, section: usize, group: usize) {
        if !self.changed.remove(&(section, group)) {
            self.changed.insert((section, group));
        }
    }

    /// The blocks of a section that are closed: ranges apart from each other, in order.
    fn closed(&self, book: &Book, section: usize) -> Vec<Range<usize>> {
        let Some(inside) = book.section(section) else { return Vec::new() };
        let mut closed: Vec<Range<usize>> = Vec::new();
        for (group, _, hidden) in inside.details() {
            let around = closed.last().is_some_and(|last| hidden.start < last.end);
            if !around && !hidden.is_empty() && !self.is_open(section, group, inside) {
                closed.push(hidden);
            }
        }
        closed
    }

    /// The closed blocks that the point lies in.
    pub(super) fn around(&self, book: &Book, point: Point) -> Option<Range<usize>> {
        self.closed(book, point.section).into_iter().find(|closed| closed.contains(&point.block))
    }

    /// Opens everything around the point.
    fn reveal(&mut self, book: &Book, point: Point) {
        let Some(inside) = book.section(point.section) else { return };
        for (group, _, hidden) in inside.details() {
            if hidden.contains(&point.block) && !self.is_open(point.section, group, inside) {
                self.turn(point.section, group);
            }
        }
    }
}

impl Reading {
    /// The blocks of a section that are closed, for the view.
    pub fn folded(&self, section: usize) -> Vec<Range<usize>> {
        self.folds.closed(&self.book, section)
    }

    /// Opens what the reader comes into.
    pub(super) fn reveal(&mut self, point: Point) {
        self.folds.reveal(&self.book, point);
    }

    /// The nearest start of a unit that is not closed.
    pub(super) fn step_over_folds(&self, from: Point, unit: Unit, direction: Direction) -> Result<Point, Stop> {
        let mut from = from;
        loop {
            let place = movement::step(&self.book, from, unit, direction)?;
            let Some(closed) = self.folds.around(&self.book, place) else { return Ok(place) };
            from = match direction {
                Direction::Forward => Point::new(place.section, closed.end - 1, usize::MAX),
                Direction::Backward => Point::new(place.section, closed.start, 0),
            };
        }
    }

    /// What a voice says next of what is open.
    pub(super) fn audible_from(&self, from: Point) -> Result<Span, Stop> {
        let mut from = from;
        loop {
            let span = movement::audible_from(&self.book, from)?;
            let Some(closed) = self.folds.around(&self.book, span.start) else { return Ok(span) };
            from = Point::new(span.start.section, closed.end, 0);
        }
    }

    /// The innermost details whose summary this is, or that the point lies in.
    fn details_at(&self, point: Point) -> Option<(usize, usize)> {
        let section = self.book.section(point.section)?;
        let around = |(_, summary, hidden): &(usize, Range<usize>, Range<usize>)| {
            summary.contains(&point.block) || hidden.contains(&point.block)
        };
        section.details().filter(around).last().map(|(group, summary, _)| (group, summary.start))
    }

    /// Whether the details are open whose summary the cursor is in.
    pub(super) fn is_summary_open(&self) -> Option<bool> {
        let section = self.book.section(self.cursor.section)?;
        let group = section.summary_at(self.cursor.block)?;
        Some(self.folds.is_open(self.cursor.section, group, section))
    }

    /// Opens or closes the details at this point; a cursor in what closes goes to the summary.
    pub(super) fn turn_details(&mut self, point: Point, effects: &mut Vec<Effect>) {
        let Some((group, summary)) = self.details_at(point) else {
            return self.announce(Notice::NoDetails, effects);
        };
        self.folds.turn(point.section, group);
        let open = self.book.section(point.section).is_some_and(|it| self.folds.is_open(point.section, group, it));
        if self.folds.around(&self.book, self.cursor).is_some() {
            self.selection = None;
            self.stand(Point::new(point.section, summary, 0), effects);
        }
        self.announce(if open { Notice::Expanded } else { Notice::Collapsed }, effects);
    }
}
