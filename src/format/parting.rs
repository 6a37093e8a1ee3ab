//! A document of one piece, parted into sections: at its largest headings, where these lie far apart at deeper ones, else
//! after so much text. Never inside of a list, a table or a figure.
//!
//! A section is what is laid out at once and what its notes stand at the end of, so that a long one is neither quick nor
//! handy.

use std::collections::HashMap;
use std::ops::Range;

use super::contents::Content;
use super::limits;
use super::markup::blocks::{Break, Mark};
use crate::book::{Block, Group, GroupKind, Kind, Section, Style, Target};

/// Characters of the longest section, where it can be parted at all.
const LONGEST: usize = 100_000;
/// Characters of a section that was parted for its length.
const HANDY: usize = 60_000;
/// Characters up to which a document that somebody wrote as one page stays one: a letter, a handout.
const SHORT: usize = 20_000;

/// Parts a document that somebody wrote as one page, however it is marked up. The first part keeps its name.
pub(super) fn of_page(content: Content) -> Vec<Content> {
    if content.section.characters() <= SHORT {
        return vec![content];
    }
    let path = content.section.href.clone();
    part(content, true, &mut |number| numbered(&path, number))
}

/// Parts a document at its headings however short it is; `name` calls each part by its number, counted from 0.
pub(super) fn at_headings(content: Content, name: &mut dyn FnMut(usize) -> String) -> Vec<Content> {
    part(content, true, name)
}

/// Parts what is one section already, when it is too long to be one.
pub(super) fn if_long(content: Content) -> Vec<Content> {
    if content.section.characters() <= LONGEST {
        return vec![content];
    }
    let path = content.section.href.clone();
    part(content, false, &mut |number| numbered(&path, number))
}

/// The document that a part with this name is of, as [`of_page`] names them.
pub(super) fn whole(path: &str) -> Option<&str> {
    let (whole, number) = path.rsplit_once('.')?;
    (!number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())).then_some(whole)
}

fn numbered(path: &str, number: usize) -> String {
    if number == 0 { path.to_owned() } else { format!("{path}.{}", number + 1) }
}

fn part(content: Content, by_headings: bool, name: &mut dyn FnMut(usize) -> String) -> Vec<Content> {
    let text = Text::of(&content.section);
    let mut starts = text.starts(by_headings);
    starts.truncate(limits::SPINE_ITEMS);
    if starts.len() < 2 && name(0) == content.section.href {
        return vec![content];
    }
    let homes = text.homes(&starts);
    Parts::new(content.section.href.clone(), homes, starts.len(), name).of(content)
}

/// What is known of the blocks of a section before it is parted.
struct Text<'a> {
    section: &'a Section,
    /// Where the notes at its end begin.
    end: usize,
    /// For each block, whether no section may begin there.
    joined: Vec<bool>,
    /// For each block, the level of the heading that it is; what stands in a group is none.
    levels: Vec<Option<u8>>,
}

impl<'a> Text<'a> {
    fn of(section: &'a Section) -> Self {
        let count = section.blocks.len();
        let of_notes =
            |group: &&Group| group.kind == GroupKind::Notes && group.parent.is_none() && group.blocks.end == count;
        let end = section.groups.iter().find(of_notes).map_or(count, |group| group.blocks.start);
        let open = |kind: &GroupKind| matches!(kind, GroupKind::Quote | GroupKind::Aside | GroupKind::Notes);
        let joined = covered(count, section.groups.iter().filter(|it| !open(&it.kind)).map(|it| behind(&it.blocks)));
        let levels = |around: &dyn Fn(&GroupKind) -> bool| {
            let groups = section.groups.iter().filter(|group| around(&group.kind));
            let inside = covered(count, groups.map(|group| group.blocks.clone()));
            let blocks = section.blocks.iter().zip(inside);
            blocks.map(|(block, inside)| block.kind.level().filter(|_| !inside)).collect::<Vec<_>>()
        };
        // Some pages are one large quotation, for the sake of its margins.
        let own = Some(levels(&|_| true)).filter(|levels| levels.iter().flatten().count() > 1);
        let levels = own.unwrap_or_else(|| levels(&|kind| *kind != GroupKind::Quote));
        Self { section, end, joined, levels }
    }

    fn characters(&self, blocks: &Range<usize>) -> usize {
        self.section.characters_before(blocks.end, 0) - self.section.characters_before(blocks.start, 0)
    }

    /// The blocks that sections begin with.
    fn starts(&self, by_headings: bool) -> Vec<usize> {
        let whole = 0..self.end;
        let mut counts = [0usize; 7];
        self.levels[whole.clone()].iter().flatten().for_each(|&level| counts[usize::from(level.min(6))] += 1);
        // The largest of which there are several, and those above them.
        let deepest = counts.iter().position(|count| *count > 1).filter(|_| by_headings).unwrap_or_default() as u8;
        let chapters = if deepest == 0 { vec![whole] } else { self.at_headings(whole, deepest) };
        let mut starts = Vec::new();
        for chapter in chapters {
            self.shorten(chapter, deepest + 1, &mut starts);
        }
        starts
    }

    /// Parts these blocks at headings of a level and above; one right below a larger one stands with it.
    fn at_headings(&self, blocks: Range<usize>, deepest: u8) -> Vec<Range<usize>> {
        let mut starts = vec![blocks.start];
        let (mut only_headings, mut above) = (true, 0);
        for at in blocks.clone() {
            let begins = self.levels[at].filter(|level| *level <= deepest);
            if at > blocks.start && begins.is_some_and(|level| !only_headings || level <= above) {
                let before = starts.last().copied().unwrap_or_default();
                // The page that begins with the heading is its own.
                let pages = (before + 1..at)
                    .rev()
                    .take_while(|&it| self.section.blocks[it].kind == Kind::PageBreak && !self.joined[it]);
                starts.push(pages.last().unwrap_or(at));
                only_headings = true;
            }
            only_headings &= self.levels[at].is_some() || self.section.blocks[at].kind == Kind::PageBreak;
            above = begins.unwrap_or(above);
        }
        ranges(&starts, blocks.end)
    }

    /// Tells where these blocks begin, and where they are parted again because they are too long.
    fn shorten(&self, blocks: Range<usize>, level: u8, starts: &mut Vec<usize>) {
        starts.push(blocks.start);
        if self.characters(&blocks) <= LONGEST {
            return;
        }
        let deeper = (level..=6).map(|level| (level, self.at_headings(blocks.clone(), level)));
        let Some((level, pieces)) = deeper.into_iter().find(|(_, pieces)| pieces.len() > 1) else {
            return self.in_pieces(blocks, starts);
        };
        // What is short stays together.
        let mut begun = blocks.start;
        for piece in pieces {
            if piece.start > begun && self.characters(&(begun..piece.end)) > HANDY {
                self.shorten_again(begun..piece.start, level, starts);
                begun = piece.start;
                starts.push(begun);
            }
        }
        self.shorten_again(begun..blocks.end, level, starts);
    }

    /// The same of blocks whose beginning was told.
    fn shorten_again(&self, blocks: Range<usize>, level: u8, starts: &mut Vec<usize>) {
        starts.pop();
        self.shorten(blocks, level + 1, starts);
    }

    /// Parts a text without headings into pieces of about one length.
    fn in_pieces(&self, blocks: Range<usize>, starts: &mut Vec<usize>) {
        let length = self.characters(&blocks);
        let goal = length / length.div_ceil(HANDY);
        let mut begun = blocks.start;
        for at in blocks.start + 1..blocks.end {
            let rests = self.section.blocks[at - 1].kind != Kind::PageBreak && self.levels[at - 1].is_none();
            let handy = self.characters(&(begun..at)) >= goal && self.characters(&(at..blocks.end)) >= goal / 2;
            if handy && rests && !self.joined[at] {
                starts.push(at);
                begun = at;
            }
        }
    }

    /// For each block, the part that it goes to: notes go to what refers to them first.
    fn homes(&self, starts: &[usize]) -> Vec<usize> {
        let mut homes = Vec::with_capacity(self.section.blocks.len());
        for (part, blocks) in ranges(starts, self.end).into_iter().enumerate() {
            homes.extend(blocks.map(|_| part));
        }
        let notes = self.end..self.section.blocks.len();
        let last = starts.len().saturating_sub(1);
        // What has a heading of its own is a chapter of notes.
        if self.section.blocks[notes.clone()].iter().any(|block| matches!(block.kind, Kind::Heading(_))) {
            homes.extend(notes.map(|_| last));
            return homes;
        }
        let mut wanted: HashMap<usize, usize> = HashMap::new();
        for (block, &home) in self.section.blocks.iter().zip(&homes) {
            for inline in &block.inlines {
                if let Style::Link(target) | Style::NoteReference(target) = &inline.style
                    && let Target::Internal { href, fragment: Some(fragment) } = target
                    && *href == self.section.href
                    && let Some(&(note, _)) = self.section.anchors.get(fragment).filter(|(note, _)| *note >= self.end)
                {
                    wanted.entry(note).or_insert(home);
                }
            }
        }
        let whole = |kind: &GroupKind| !matches!(kind, GroupKind::List { .. } | GroupKind::Notes | GroupKind::Aside);
        let groups = self.section.groups.iter().filter(|group| whole(&group.kind));
        let joined = covered(self.section.blocks.len(), groups.map(|group| behind(&group.blocks)));
        let first = notes.clone().find_map(|note| wanted.get(&note)).copied();
        let mut home = first.unwrap_or(last);
        for note in notes {
            if let Some(&other) = wanted.get(&note).filter(|_| !joined[note]) {
                home = other;
            }
            homes.push(home);
        }
        homes
    }
}

/// All blocks of a range but its first, before which something may end.
fn behind(blocks: &Range<usize>) -> Range<usize> {
    (blocks.start + 1).min(blocks.end)..blocks.end
}

/// For each of so many blocks, whether one of these ranges holds it.
fn covered(count: usize, ranges: impl Iterator<Item = Range<usize>>) -> Vec<bool> {
    let mut edges = vec![0isize; count + 1];
    for range in ranges.filter(|range| range.start < range.end && range.end <= count) {
        edges[range.start] += 1;
        edges[range.end] -= 1;
    }
    let depth = edges.iter().take(count).scan(0, |depth, edge| {
        *depth += edge;
        Some(*depth > 0)
    });
    depth.collect()
}

fn ranges(starts: &[usize], end: usize) -> Vec<Range<usize>> {
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Takes a document apart.
struct Parts {
    /// What the document was called.
    path: String,
    names: Vec<String>,
    /// Block → (part, its number there).
    places: Vec<(usize, usize)>,
}

impl Parts {
    fn new(path: String, homes: Vec<usize>, count: usize, name: &mut dyn FnMut(usize) -> String) -> Self {
        let count = count.max(1);
        let mut lengths = vec![0; count];
        let places = homes.into_iter().map(|home| {
            lengths[home] += 1;
            (home, lengths[home] - 1)
        });
        Self { path, places: places.collect(), names: (0..count).map(name).collect() }
    }

    /// Where a place went.
    fn place(&self, block: usize) -> (usize, usize) {
        self.places.get(block).or(self.places.last()).copied().unwrap_or_default()
    }

    fn of(self, content: Content) -> Vec<Content> {
        let Content { section, breaks, marks, .. } = content;
        // Each part is given its address and its title where it is made.
        let Section {
            href: _,
            title: _,
            language,
            direction,
            linear,
            pending,
            mut blocks,
            groups,
            mut descriptions,
            anchors,
            headers,
            ..
        } = section;
        let lead = |target: &mut Target| self.lead(target, &anchors);
        blocks.iter_mut().flat_map(links).for_each(lead);
        descriptions.iter_mut().filter_map(|(_, it)| it.target.as_mut()).for_each(lead);
        let mut contents: Vec<Content> = self.names.iter().map(|name| Content::new(name)).collect();
        for content in &mut contents {
            let part = &mut content.section;
            (part.language, part.direction) = (language.clone(), direction);
            (part.linear, part.pending) = (linear, pending);
        }
        self.groups(groups, &mut contents);
        for (blocks, description) in descriptions.into_iter().filter(|(blocks, _)| !blocks.is_empty()) {
            let ((part, start), (_, last)) = (self.place(blocks.start), self.place(blocks.end - 1));
            contents[part].section.descriptions.push((start..last + 1, description));
        }
        for (id, (block, byte)) in anchors {
            let (part, block) = self.place(block);
            contents[part].section.anchors.insert(id, (block, byte));
        }
        for (cell, named) in headers {
            let (part, cell) = self.place(cell);
            let named = named.into_iter().map(|header| self.place(header).1).collect();
            contents[part].section.headers.insert(cell, named);
        }
        for found in breaks {
            let (part, block) = self.place(found.place.0);
            contents[part].breaks.push(Break { place: (block, found.place.1), ..found });
        }
        for mark in marks {
            let (part, block) = self.place(mark.block);
            contents[part].marks.push(Mark { block, ..mark });
        }
        for (block, &(part, _)) in blocks.into_iter().zip(&self.places) {
            contents[part].section.blocks.push(block);
        }
        contents
    }

    /// Leads what led into the document to the part that the place went to.
    fn lead(&self, target: &mut Target, anchors: &HashMap<String, (usize, usize)>) {
        let Target::Internal { href, fragment } = target else { return };
        if *href == self.path {
            let part = fragment.as_ref().and_then(|id| anchors.get(id)).map_or(0, |(block, _)| self.place(*block).0);
            href.clone_from(&self.names[part]);
        }
    }

    /// Groups, each in every part that has some of its blocks.
    fn groups(&self, groups: Vec<Group>, contents: &mut [Content]) {
        // (number before, part) → number now
        let mut numbers: HashMap<(usize, usize), usize> = HashMap::new();
        for (number, group) in groups.into_iter().enumerate() {
            let mut pieces: Vec<(usize, Range<usize>)> = Vec::new();
            for &(part, block) in &self.places[group.blocks.clone()] {
                // Only notes go to and fro, and those of one part come close together.
                match pieces.iter_mut().rev().find(|(known, _)| *known == part) {
                    Some((_, range)) => range.end = block + 1,
                    None => pieces.push((part, block..block + 1)),
                }
            }
            for (part, blocks) in pieces {
                let groups = &mut contents[part].section.groups;
                numbers.insert((number, part), groups.len());
                let parent = group.parent.and_then(|parent| numbers.get(&(parent, part)).copied());
                groups.push(Group { kind: group.kind.clone(), blocks, parent, label: group.label.clone() });
            }
        }
    }
}

/// Where the links of a block lead.
fn links(block: &mut Block) -> impl Iterator<Item = &mut Target> {
    block.inlines.iter_mut().filter_map(|inline| match &mut inline.style {
        Style::Link(target) | Style::NoteReference(target) => Some(target),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
