//! How the cursor gets about: moves, jumps, the selection.

use crate::book::{Book, Group, GroupKind, Kind, OutlineEntry, Point, Span, Style, Target};

use super::movement::{self, Stop};
use super::narrator::Aloud;
use super::{Command, Direction, Effect, Narrator, Notice, Reading, Selection, Structure, Unit, Waiting, whereabouts};

/// How much is said of a place after a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Character,
    Word,
    Phrase,
    This(Span),
    /// It was said already.
    Nothing,
}

impl Said {
    fn after(unit: Unit) -> Self {
        match unit {
            Unit::Character => Self::Character,
            Unit::Word => Self::Word,
            _ => Self::Phrase,
        }
    }
}

impl Reading {
    /// The cursor comes to a place by the reader's wish: what sounds is silenced; while speaking, reading goes on there.
    pub(super) fn arrive(&mut self, point: Point, said: Said, mut notices: Vec<Notice>, effects: &mut Vec<Effect>) {
        self.waiting = None;
        self.selection = None;
        self.hush(effects);
        if movement::parted(&self.book, self.cursor, point) {
            notices.insert(0, Notice::Break);
        }
        if notices.is_empty() {
            notices.extend(self.turned(movement::settle(&self.book, point)));
        }
        self.stand(movement::settle(&self.book, point), effects);
        // Who leaves what is read alone reads on.
        self.narration.until = self.narration.until.filter(|until| self.cursor < *until);
        let aloud = if notices.is_empty() { Aloud::Now } else { Aloud::After };
        effects.extend(notices.into_iter().map(Effect::Notice));
        match self.narration.state {
            Narrator::Speaking => return self.narrate(self.cursor, aloud, effects),
            Narrator::Paused => {
                self.narration.resume = Some(self.cursor);
                self.narration.left = None;
            }
            Narrator::Silent => {}
        }
        if self.speak_moves {
            self.say(said, aloud, effects);
            if said == Said::Phrase {
                self.tell_structure(effects);
            }
        }
    }

    /// The printed page that a step comes to. Where a page begins with a block, assistive technology has it from the tree.
    fn turned(&self, point: Point) -> Option<Notice> {
        if self.book.pages.is_empty() || !movement::next_to(&self.book, self.cursor, point) {
            return None;
        }
        let page = whereabouts::page_at(&self.book, point)?;
        if whereabouts::page_at(&self.book, self.cursor) == Some(page) {
            return None;
        }
        let told = point > self.cursor && movement::opens_page(&self.book, point);
        (self.speak_moves || !told).then(|| Notice::PageChanged(page.to_owned()))
    }

    /// Says what there is at the cursor, once.
    pub(super) fn say(&mut self, said: Said, aloud: Aloud, effects: &mut Vec<Effect>) {
        if said != Said::Nothing && self.stands_in_empty_cell() {
            return effects.push(Effect::Notice(Notice::Empty));
        }
        let span = match said {
            Said::Character => movement::character_around(&self.book, self.cursor),
            Said::Word => movement::word_around(&self.book, self.cursor),
            Said::This(span) => Some(in_one_block(&self.book, span)),
            Said::Nothing => None,
            Said::Phrase => {
                let start = movement::phrase_around(&self.book, self.cursor).map_or(self.cursor, |phrase| phrase.start);
                self.audible_from(start).ok()
            }
        };
        let Some(span) = span else { return };
        let text = movement::text_of(&self.book, span);
        if movement::audible(&text) {
            self.echo(span, aloud, effects);
        } else if said == Said::Character {
            effects.push(Effect::Notice(Notice::Character(text)));
        }
    }

    /// A jump: the place that is left can be gone back to.
    pub(super) fn jump(&mut self, point: Point, notices: Vec<Notice>, effects: &mut Vec<Effect>) {
        if self.awaits(point, Command::GoTo(point), effects) {
            return;
        }
        self.history.leave(self.cursor);
        self.arrive(point, Said::Phrase, notices, effects);
    }

    /// To an entry of the contents.
    pub(super) fn go_to_entry(&mut self, point: Point, effects: &mut Vec<Effect>) {
        if !self.awaits(point, Command::GoToEntry(point), effects) {
            self.arrive(point, Said::Phrase, Vec::new(), effects);
        }
    }

    /// Whether the place lies in a section that is not ready; the command is then done later.
    fn awaits(&mut self, point: Point, command: Command, effects: &mut Vec<Effect>) -> bool {
        let pending = self.book.section(point.section).is_some_and(|section| section.pending);
        if pending {
            self.wait(point.section, Waiting::Perform(command), effects);
        }
        pending
    }

    pub(super) fn go_by(&mut self, direction: Direction, unit: Unit, effects: &mut Vec<Effect>) {
        if unit == Unit::Sentence && self.step_by_clip(direction, effects) {
            return;
        }
        match self.step(self.cursor, direction, unit) {
            Ok(place) => {
                if unit == Unit::Bookmark {
                    self.history.leave(self.cursor);
                }
                let notices = self.notices_at(place, unit);
                let said = match self.link_around(place).filter(|_| unit == Unit::Link) {
                    Some(link) => Said::This(link),
                    None => Said::after(unit),
                };
                self.arrive(place, said, notices, effects);
            }
            Err(Stop::Wait(section)) => {
                self.wait(section, Waiting::Perform(Command::Move(direction, unit)), effects);
            }
            Err(Stop::Edge) => {
                self.selection = None;
                self.announce(edge(direction, unit), effects);
            }
        }
    }

    fn step(&self, from: Point, direction: Direction, unit: Unit) -> Result<Point, Stop> {
        match unit {
            Unit::Bookmark => {
                movement::nearest(self.annotations.bookmarks().map(|mark| mark.span.start), from, direction)
            }
            _ => self.step_over_folds(from, unit, direction),
        }
    }

    fn notices_at(&self, place: Point, unit: Unit) -> Vec<Notice> {
        match unit {
            Unit::Page => whereabouts::page_at(&self.book, place).map(|label| Notice::PageChanged(label.to_owned())),
            Unit::Section => {
                let chapters = movement::chapters_of_one(&self.book).unwrap_or_default();
                let at_place = |entry: &&OutlineEntry| {
                    entry.point.is_some_and(|point| movement::settle(&self.book, point) == place)
                };
                let chapter = chapters.iter().find(at_place).map(|entry| entry.title.clone());
                let section = || self.book.section(place.section).and_then(|section| section.title.clone());
                chapter.or_else(section).map(Notice::SectionChanged)
            }
            Unit::Heading(None) => {
                let level = self.book.block(place).and_then(|block| block.kind.level());
                level.map(|level| Notice::Structure(Structure::Heading(level)))
            }
            Unit::Link => Some(Notice::Structure(Structure::Link)),
            Unit::List | Unit::Table => self.structure_at(place).map(Notice::Structure),
            _ => None,
        }
        .into_iter()
        .collect()
    }

    /// The words of the link that begins here.
    pub(super) fn link_around(&self, place: Point) -> Option<Span> {
        let inlines = &self.book.block(place)?.inlines;
        let link = inlines.iter().find(|inline| {
            matches!(inline.style, Style::Link(_) | Style::NoteReference(_)) && inline.range.contains(&place.byte)
        })?;
        let at = |byte| movement::settle(&self.book, Point { byte, ..place });
        Some(Span { start: at(link.range.start), end: at(link.range.end) })
    }

    /// The innermost list or table that begins here.
    fn structure_at(&self, place: Point) -> Option<Structure> {
        let section = self.book.section(place.section)?;
        let begins = |group: &&Group| group.blocks.start == place.block;
        section.groups.iter().rev().filter(begins).find_map(|group| match group.kind {
            GroupKind::List { .. } => {
                let blocks = group.blocks.clone();
                // Its own items, not those of the lists in it.
                let list = section.groups.iter().position(|other| other == group);
                let own = |other: &&Group| other.kind == GroupKind::ListItem && other.parent == list;
                let items = section.groups.iter().filter(own).count();
                let single = || {
                    let blocks = section.blocks.get(blocks).unwrap_or_default();
                    blocks.iter().filter(|block| block.kind == Kind::Item).count()
                };
                Some(Structure::List { items: if items > 0 { items } else { single() } })
            }
            GroupKind::Table { rows, columns } => {
                let captioned = self.book.block(place).is_some_and(|block| block.kind == Kind::Caption);
                Some(Structure::Table { rows, columns, label: group.label.clone().filter(|_| !captioned) })
            }
            _ => None,
        })
    }

    /// The view's or assistive technology's caret went somewhere. Where it stands already, nothing is to be done: what the
    /// program tells assistive technology comes back this way.
    pub(super) fn place(&mut self, point: Point, line: Option<Span>, effects: &mut Vec<Effect>) {
        let point = movement::settle(&self.book, point);
        if point != self.cursor || self.selection.is_some() {
            self.arrive(point, line.map_or(Said::Phrase, Said::This), Vec::new(), effects);
        }
    }

    pub(super) fn select(&mut self, anchor: Point, focus: Point, effects: &mut Vec<Effect>) {
        let anchor = movement::settle(&self.book, anchor);
        let focus = movement::settle(&self.book, focus);
        if anchor == focus {
            return self.place(focus, None, effects);
        }
        let selection = Some(Selection { anchor, focus });
        if self.selection != selection {
            self.selection = selection;
            self.stand(focus, effects);
        }
    }

    pub(super) fn extend(&mut self, direction: Direction, unit: Unit, effects: &mut Vec<Effect>) {
        let anchor = self.selection.map_or(self.cursor, |selection| selection.anchor);
        let focus = match self.step(self.cursor, direction, unit) {
            Ok(place) => place,
            // What comes last has an end, if no start after it.
            Err(Stop::Edge) => {
                let end = match direction {
                    Direction::Forward => movement::settle(&self.book, Point::new(usize::MAX, 0, 0)),
                    Direction::Backward => self.first(),
                };
                if end == self.cursor {
                    return self.announce(edge(direction, unit), effects);
                }
                end
            }
            Err(Stop::Wait(section)) => {
                return self.wait(section, Waiting::Perform(Command::Extend(direction, unit)), effects);
            }
        };
        let newly = Span::between(self.cursor, focus);
        if self.narration.state == Narrator::Speaking {
            self.stop(effects);
        } else {
            self.hush(effects);
        }
        self.selection = (anchor != focus).then_some(Selection { anchor, focus });
        self.stand(focus, effects);
        if self.speak_moves {
            self.say(Said::This(newly), Aloud::Now, effects);
        }
    }

    pub(super) fn go_to_target(&mut self, target: Target, effects: &mut Vec<Effect>) {
        match &target {
            Target::External(address) => effects.push(Effect::OpenExternal(address.clone())),
            Target::Internal { .. } if self.show_note(&target, effects) => {}
            Target::Internal { .. } => match self.book.resolve_target(&target) {
                Some(place) => self.jump(place, Vec::new(), effects),
                None => self.announce(Notice::DeadLink, effects),
            },
        }
    }

    /// Labels are compared as they are written, then without regard to case and outer spaces.
    pub(super) fn go_to_page(&mut self, label: String, effects: &mut Vec<Effect>) {
        let wanted = label.trim().to_lowercase();
        let pages = &self.book.pages;
        let page = pages
            .iter()
            .find(|page| page.label == label)
            .or_else(|| pages.iter().find(|page| page.label.trim().to_lowercase() == wanted));
        match page.cloned() {
            Some(page) => self.jump(page.point, vec![Notice::PageChanged(page.label)], effects),
            None => self.announce(Notice::NoSuchPage(label), effects),
        }
    }

    /// To the beginning of the phrase that the percentage lies in.
    pub(super) fn go_to_percent(&mut self, percent: f64, effects: &mut Vec<Effect>) {
        if percent.is_finite() {
            let place = self.book.at_progress(percent / 100.0);
            let start = movement::phrase_around(&self.book, place).map_or(place, |phrase| phrase.start);
            self.jump(start, Vec::new(), effects);
        }
    }
}

/// What is announced where there is nowhere to go: running text ends at the book's ends, other things just end.
fn edge(direction: Direction, unit: Unit) -> Notice {
    match (unit, direction) {
        (Unit::Character | Unit::Word | Unit::Line | Unit::Sentence | Unit::Paragraph, Direction::Forward) => {
            Notice::EndOfBook
        }
        (Unit::Character | Unit::Word | Unit::Line | Unit::Sentence | Unit::Paragraph, Direction::Backward) => {
            Notice::BeginningOfBook
        }
        _ => Notice::Nothing(direction, unit),
    }
}

/// As much of a span as lies in its first block, which is as much as is said of it.
fn in_one_block(book: &Book, span: Span) -> Span {
    let start = movement::settle(book, span.start);
    let end = movement::settle(book, span.end).max(start);
    let last = movement::settle(book, Point { byte: usize::MAX, ..start });
    Span { start, end: end.min(last) }
}
