//! Pages → sections of a book, each as soon as its neighbours are known, never changed afterwards.

use std::collections::HashMap;
use std::sync::Arc;

use super::furniture::Edges;
use super::headed;
use super::kept;
use super::legible::{self, Tally};
use super::lists;
use super::paragraphs::{self, Measure, Paragraph};
use super::protocol::{Bookmark, Head, Line, Page, Tagged};
use super::tags::blocks as tagged;
use super::tags::content::{self, Content};
use super::words::Words;
use crate::book::{
    Block, Book, Code, Defect, Format, Inline, Kind, Language, Metadata, OutlineEntry, PageLabel, Point, Section,
    Target,
};
use crate::format::scan::Missing;
use crate::format::{Defects, limits};

/// Pages behind (and before) one that tell what its furniture is.
const NEIGHBOURS: usize = 4;

/// What has become of a page.
#[derive(Debug)]
enum Slot {
    Awaited,
    Read(Page),
    /// Its text is to be recognised; `garbled` where it has one that says something else.
    Pictured {
        garbled: bool,
    },
    Done,
}

/// A document in the making.
#[derive(Debug)]
pub(super) struct Assembly {
    metadata: Metadata,
    labels: Vec<String>,
    outline: Vec<Bookmark>,
    slots: Vec<Slot>,
    edges: Vec<Option<Edges>>,
    sections: Vec<Arc<Section>>,
    /// What is left of a page whose first paragraph went to the page before, and where that is.
    heads: Vec<Option<(Content, Point)>>,
    /// For each section, the baseline at which each of its blocks begins.
    bases: Vec<Vec<f32>>,
    words: Words,
    /// Letters by size in half points, and of those the bold ones.
    sizes: HashMap<u32, (usize, usize)>,
    tally: Tally,
    defects: Defects,
    /// Pages whose text does not say what they show.
    garbled: Vec<usize>,
    /// Pages of pictures alone.
    pictures: Vec<usize>,
    /// Pages with text that is read.
    legible: usize,
    /// Pages whose text was recognised.
    recognised: usize,
    /// Somebody recognises what has no text.
    recognises: bool,
    bytes: u64,
    blocks: usize,
}

impl Assembly {
    pub fn new(mut head: Head) -> Self {
        let pages = head.pages.min(limits::SPINE_ITEMS);
        kept::bound(&mut head);
        let mut defects = Defects::default();
        if head.mended {
            defects.add(Code::Unreadable, "xref");
        }
        if head.cut {
            defects.add(Code::Limit, &href(pages));
        }
        let section = |index| {
            let mut section = Section::new(href(index));
            section.pending = true;
            section.title = title_of(&head.outline, index);
            Arc::new(section)
        };
        Self {
            sections: (0..pages).map(section).collect(),
            metadata: kept::metadata(&head),
            labels: head.labels,
            outline: head.outline,
            slots: (0..pages).map(|_| Slot::Awaited).collect(),
            edges: vec![None; pages],
            heads: (0..pages).map(|_| None).collect(),
            bases: vec![Vec::new(); pages],
            words: Words::default(),
            sizes: HashMap::new(),
            tally: Tally::default(),
            defects,
            garbled: Vec::new(),
            pictures: Vec::new(),
            legible: 0,
            recognised: 0,
            recognises: false,
            bytes: 0,
            blocks: 0,
        }
    }

    /// So many pages that are pictures, of which nothing else is known.
    pub fn of_pictures(pages: usize) -> Self {
        let mut assembly = Self::new(Head { pages, ..Head::default() });
        assembly.metadata.format = Format::Scan;
        assembly
    }

    /// What is still awaited has no text of its own.
    pub fn take_rest_as_pictures(&mut self) {
        for index in 0..self.slots.len() {
            if self.is_awaited(index) {
                self.picture(index, false);
            }
        }
    }

    pub fn languages(&self) -> Vec<Language> {
        self.metadata.languages.clone()
    }

    /// What would read its pictures is not installed.
    pub fn miss(&mut self, missing: &Missing) {
        match missing {
            Missing::Program => self.defects.add(Code::NoRecogniser, ""),
            Missing::Pack(pack) => self.defects.add(Code::NoRecogniser, pack),
        }
    }

    pub fn pages(&self) -> usize {
        self.slots.len()
    }

    pub fn is_awaited(&self, index: usize) -> bool {
        matches!(self.slots.get(index), Some(Slot::Awaited))
    }

    pub fn is_done(&self, index: usize) -> bool {
        matches!(self.slots.get(index), Some(Slot::Done))
    }

    /// A finished page has text.
    pub fn has_text(&self) -> bool {
        self.legible + self.recognised > 0
    }

    /// The first page with text is finished, and so are those before it.
    pub fn begins_with_text(&self) -> bool {
        let mut done = self.sections.iter().take_while(|section| !section.pending);
        done.any(|section| !section.blocks.is_empty())
    }

    /// Keeps pages without text for recognition, which will come.
    pub fn await_recognition(&mut self) {
        self.recognises = true;
    }

    /// Nobody recognises anything any more: what is kept for it has no text.
    pub fn give_up_recognition(&mut self) {
        self.recognises = false;
        for index in self.pictured().collect::<Vec<_>>() {
            self.leave_pictured(index);
        }
    }

    /// The pages that are kept for recognition.
    pub fn pictured(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.slots.len()).filter(|&index| matches!(self.slots[index], Slot::Pictured { .. }))
    }

    /// Takes in a page that was recognised, and finishes it and those that waited for it.
    pub fn take_recognised(&mut self, page: Page) {
        let index = page.index;
        let Some(Slot::Pictured { .. }) = self.slots.get(index) else { return };
        let tally = Tally::of(page.lines.iter().map(|line| line.text.as_str()), 0);
        if !tally.has_text() {
            // A picture, or nothing at all.
            return self.leave_pictured(index);
        }
        if self.recognised == 0 {
            self.defects.add(Code::Recognised, "");
        }
        self.recognised += 1;
        self.slots[index] = Slot::Awaited;
        self.take(page);
        if matches!(self.slots[index], Slot::Read(_)) {
            self.build_as(index, true);
        }
    }

    /// A page of which nothing was recognised.
    pub fn leave_pictured(&mut self, index: usize) {
        if let Some(Slot::Pictured { garbled }) = self.slots.get(index) {
            if *garbled {
                self.garbled.push(index);
            } else {
                self.pictures.push(index);
            }
            self.finish(index, Content::default());
        }
    }

    /// Takes a page in. A page that was not asked for is nothing.
    pub fn take(&mut self, mut page: Page) {
        let index = page.index;
        if !self.is_awaited(index) {
            return;
        }
        let tagged = page.tagged.iter().flat_map(Tagged::lines);
        let bytes: u64 = page.lines.iter().chain(tagged).map(|line| line.text.len() as u64).sum();
        self.bytes += bytes;
        if self.bytes > limits::TEXT_BYTES || self.blocks > limits::BLOCKS {
            return self.leave_out(index);
        }
        if page.cut {
            self.defects.add(Code::Limit, &href(index));
        }
        // What is marked as no content is left out, unless all of the page is.
        if page.lines.iter().any(|line| !line.artifact) {
            page.lines.retain(|line| !line.artifact);
        }
        page.lines.iter_mut().for_each(plain);
        legible::set_right(page.lines.iter_mut().map(|line| &mut line.text));
        if let Some(tagged) = &mut page.tagged {
            tagged.lines_mut().for_each(plain);
            legible::set_right(tagged.lines_mut().map(|line| &mut line.text));
            content::bound(tagged);
        }
        for line in &page.lines {
            let letters = line.text.len();
            let (all, bold) = self.sizes.entry((line.size * 2.0).round().max(0.0) as u32).or_default();
            *all += letters;
            *bold += if line.bold { letters } else { 0 };
        }
        self.words.learn(page.lines.iter().map(|line| line.text.as_str()));
        self.tally.add(Tally::of(page.lines.iter().map(|line| line.text.as_str()), page.unread));
        self.edges[index] = Some(Edges::of(&page));
        self.slots[index] = Slot::Read(page);
    }

    /// A page that cannot be read.
    pub fn lose(&mut self, index: usize) {
        self.give_up(index, Code::Unreadable);
    }

    /// A page that is more than the limits allow.
    pub fn leave_out(&mut self, index: usize) {
        self.give_up(index, Code::Limit);
    }

    fn give_up(&mut self, index: usize, code: Code) {
        if self.is_awaited(index) {
            self.defects.add(code, &href(index));
            self.finish(index, Content::default());
        }
    }

    /// Finishes every page whose neighbours are known; all that are read when nothing more will come. True when there
    /// were any.
    pub fn settle(&mut self, all: bool) -> bool {
        let mut settled = false;
        for index in 0..self.slots.len() {
            if !matches!(self.slots[index], Slot::Read(_)) {
                continue;
            }
            let last = (index + NEIGHBOURS).min(self.slots.len() - 1);
            if all || !(index + 1..=last).any(|neighbour| self.is_awaited(neighbour)) {
                self.build(index);
                settled = true;
            }
        }
        settled
    }

    /// Nothing more will come.
    pub fn end(&mut self) {
        self.settle(true);
        for index in 0..self.slots.len() {
            self.leave_out(index);
        }
    }

    fn measure(&self) -> Measure {
        let most = self.sizes.iter().max_by_key(|(size, (letters, _))| (*letters, std::cmp::Reverse(**size)));
        let (letters, bold) = self.sizes.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        Measure { size: most.map_or(10.0, |(size, _)| *size as f32 / 2.0), bold: bold * 10 > letters * 4 }
    }

    fn build(&mut self, index: usize) {
        self.build_as(index, false);
    }

    /// `recognised` text is what it is: nobody will read the page better.
    fn build_as(&mut self, index: usize, recognised: bool) {
        let Slot::Read(page) = std::mem::replace(&mut self.slots[index], Slot::Done) else { return };
        let tally = Tally::of(page.lines.iter().map(|line| line.text.as_str()), page.unread);
        if tally.is_empty() || !tally.has_text() && page.unread == 0 {
            // An empty page is no fault.
            if page.images {
                return self.picture(index, false);
            }
            return self.finish(index, Content::default());
        }
        if !recognised {
            if !self.is_legible(tally) {
                return self.picture(index, true);
            }
            self.legible += 1;
        }
        let mut content = match &mut self.heads[index] {
            Some((rest, _)) => std::mem::take(rest),
            None => self.content(&page),
        };
        self.take_head_of_next(index, &mut content.paragraphs);
        self.finish(index, content);
    }

    /// A page without text of its own.
    fn picture(&mut self, index: usize, garbled: bool) {
        self.slots[index] = Slot::Pictured { garbled };
        if !self.recognises {
            self.leave_pictured(index);
        }
    }

    /// A page with little on it is judged by the whole document.
    fn is_legible(&self, tally: Tally) -> bool {
        if tally.is_telling() { tally.is_legible() } else { self.tally.is_legible() }
    }

    /// A paragraph that goes on on the next page is read to its end before the page is turned.
    fn take_head_of_next(&mut self, index: usize, paragraphs: &mut [Paragraph]) {
        let Some(Slot::Read(next)) = self.slots.get(index + 1) else { return };
        let tally = Tally::of(next.lines.iter().map(|line| line.text.as_str()), next.unread);
        if !self.is_legible(tally) {
            return;
        }
        let mut rest = self.content(next);
        let Some(last) = paragraphs::going_on(paragraphs, &rest.paragraphs) else { return };
        let head = rest.take_first();
        let mut text = paragraphs[last].block.text.clone();
        self.words.join(&mut text, &head.block.text);
        let seam = text.len() - head.block.text.len();
        let tail = &mut paragraphs[last].block;
        let mut block = Block::new(tail.kind, text);
        (block.cell, block.label) = (tail.cell, tail.label.take());
        block.language = tail.language.take();
        block.inlines = std::mem::take(&mut tail.inlines);
        block.inlines.retain(|inline| inline.range.end <= seam);
        block.inlines.extend(
            head.block
                .inlines
                .into_iter()
                .map(|inline| Inline { range: inline.range.start + seam..inline.range.end + seam, ..inline }),
        );
        paragraphs[last].block = block;
        self.heads[index + 1] = Some((rest, Point::new(index, last, seam)));
    }

    fn content(&self, page: &Page) -> Content {
        let measure = self.measure();
        let lines = self.without_furniture(page, measure.size);
        let mut content = match &page.tagged {
            Some(pieces) => {
                let is_same = |one: &Line, other: &Line| one.text == other.text && one.base == other.base;
                let furniture: Vec<&Line> = page.lines.iter().filter(|line| !lines.contains(line)).collect();
                let is_furniture = |line: &Line| furniture.iter().any(|other| is_same(line, other));
                let language = self.metadata.languages.first();
                tagged::read(pieces, page.index, measure, &self.words, language, &is_furniture)
            }
            None => Content { paragraphs: paragraphs::read(&lines, measure, &self.words), ..Content::default() },
        };
        let entries: Vec<(String, u8)> = self
            .outline
            .iter()
            .filter(|entry| entry.page == Some(page.index))
            .map(|entry| (key(&entry.title), level(entry.depth)))
            .collect();
        // Who marks headings may still mark the title as text.
        let title = key(&self.metadata.title);
        let titled = |paragraph: &&mut Paragraph| {
            let is_text = paragraph.block.kind == Kind::Paragraph && paragraph.block.cell.is_none();
            is_text && !title.is_empty() && key(&paragraph.block.text) == title
        };
        if page.tagged.is_some()
            && page.index < NEIGHBOURS
            && let Some(paragraph) = content.paragraphs.iter_mut().find(titled)
        {
            paragraph.block.kind = Kind::Heading(1);
        }
        let plain = |paragraph: &&mut Paragraph| page.tagged.is_none() || paragraph.block.kind == Kind::Paragraph;
        for paragraph in content.paragraphs.iter_mut().filter(plain) {
            let named = entries.iter().find(|(title, _)| !title.is_empty() && *title == key(&paragraph.block.text));
            if let Some((_, level)) = named {
                paragraph.block.kind = Kind::Heading(*level);
            }
        }
        content
    }

    fn without_furniture(&self, page: &Page, size: f32) -> Vec<Line> {
        let Some(Some(edges)) = self.edges.get(page.index) else { return page.lines.clone() };
        let from = page.index.saturating_sub(NEIGHBOURS);
        let to = (page.index + NEIGHBOURS + 1).min(self.edges.len());
        let neighbours = || {
            (from..to)
                .filter(|other| *other != page.index)
                .filter_map(|other| Some((other as isize - page.index as isize, self.edges[other].as_ref()?)))
        };
        let is_text = |line: &&Line| !edges.are_furniture(line, neighbours(), size);
        page.lines.iter().filter(is_text).cloned().collect()
    }

    fn finish(&mut self, index: usize, content: Content) {
        self.slots[index] = Slot::Done;
        let mut section = Section::new(href(index));
        self.blocks += content.paragraphs.len();
        let sizes: Vec<f32> = content.paragraphs.iter().map(|it| it.size).collect();
        let (blocks, bases) = content.paragraphs.into_iter().map(|it| (it.block, it.base)).unzip();
        section.blocks = blocks;
        section.groups = content.groups;
        section.anchors = content.anchors.into_iter().map(|(name, block)| (name, (block, 0))).collect();
        section.headers = content.headers;
        section.title = if self.outline.is_empty() {
            let headings = headed::headings(&section.blocks).min_by_key(|(_, level, _)| *level);
            headings.map(|(_, _, title)| title.to_owned())
        } else {
            title_of(&self.outline, index)
        };
        // Where tags tell of none, there may be lists and notes all the same.
        if section.groups.is_empty() {
            let taken = lists::mark(&mut section, &sizes, self.measure().size);
            // The next page begins in the last of them, behind what was taken.
            if let Some(Some((_, seam))) = self.heads.get_mut(index + 1) {
                seam.byte = seam.byte.saturating_sub(taken.get(seam.block).copied().unwrap_or_default());
            }
        }
        self.bases[index] = bases;
        self.sections[index] = Arc::new(section);
    }

    /// The book as far as it is read.
    pub fn book(&self) -> Book {
        let mut metadata = self.metadata.clone();
        let pictured = |garbled: bool| {
            self.slots.iter().any(|slot| matches!(slot, Slot::Pictured { garbled: own } if *own == garbled))
        };
        let garbled = !self.garbled.is_empty() || pictured(true);
        if self.legible == 0 && !garbled && (!self.pictures.is_empty() || self.recognised > 0 || pictured(false)) {
            metadata.format = Format::Scan;
        }
        let label = |index: usize| match self.labels.get(index) {
            Some(label) if !label.is_empty() => label.clone(),
            _ => (index + 1).to_string(),
        };
        let pages = (0..self.sections.len())
            .map(|index| {
                let point = self.heads[index].as_ref().map_or(Point::new(index, 0, 0), |(_, head)| *head);
                PageLabel { label: label(index), point }
            })
            .collect();
        let mut entries = self.outline.as_slice();
        let outline = if entries.is_empty() { headed::outline(&self.sections) } else { self.entries(&mut entries, 0) };
        Book::new(metadata, self.sections.clone(), outline, pages, Vec::new())
    }

    /// The entries of this depth or deeper that come next.
    fn entries(&self, rest: &mut &[Bookmark], depth: usize) -> Vec<OutlineEntry> {
        let mut entries: Vec<OutlineEntry> = Vec::new();
        while let Some(entry) = rest.first().filter(|entry| entry.depth >= depth) {
            if entry.depth > depth && !entries.is_empty() {
                let children = self.entries(rest, depth + 1);
                if let Some(last) = entries.last_mut() {
                    last.children = children;
                }
                continue;
            }
            *rest = &rest[1..];
            let page = entry.page.filter(|page| *page < self.sections.len());
            entries.push(OutlineEntry {
                title: entry.title.clone(),
                level: u8::try_from(depth + 1).unwrap_or(u8::MAX),
                target: page.map(|page| Target::Internal { href: href(page), fragment: None }),
                point: page.map(|page| Point::new(page, self.block_of(page, entry), 0)),
                children: Vec::new(),
            });
        }
        entries
    }

    /// The block that an entry leads to: the heading of its name, else the first at or below its place.
    fn block_of(&self, page: usize, entry: &Bookmark) -> usize {
        let blocks = &self.sections[page].blocks;
        let title = key(&entry.title);
        let named = blocks.iter().position(|block| matches!(block.kind, Kind::Heading(_)) && key(&block.text) == title);
        let placed = || {
            let top = entry.top?;
            self.bases[page].iter().position(|base| *base >= top - 1.0)
        };
        named.or_else(placed).unwrap_or(0)
    }

    /// The faults so far. A document without any readable text has one fault, not one a page.
    pub fn defects(&self) -> Vec<Defect> {
        let mut defects = self.defects.list.clone();
        let mut add = |code, pages: &[usize]| {
            if !self.has_text() && !pages.is_empty() {
                defects.push(Defect { code, subject: String::new() });
            } else {
                defects.extend(pages.iter().map(|&page| Defect { code, subject: href(page) }));
            }
        };
        add(Code::Garbled, &self.garbled);
        add(Code::NoText, &self.pictures);
        defects.truncate(limits::DEFECTS);
        defects
    }
}

/// A page's address in the book; pages are counted from 1, as their readers do.
pub(super) fn href(index: usize) -> String {
    format!("page-{}", index + 1)
}

/// The page with this address, counted from 0.
pub(super) fn page_of(href: &str) -> Option<usize> {
    href.strip_prefix("page-")?.parse::<usize>().ok()?.checked_sub(1)
}

/// The outermost entry that begins on this page.
fn title_of(outline: &[Bookmark], index: usize) -> Option<String> {
    let here = outline.iter().filter(|entry| entry.page == Some(index));
    here.min_by_key(|entry| entry.depth).map(|entry| entry.title.clone())
}

fn level(depth: usize) -> u8 {
    (depth + 1).min(6) as u8
}

/// What two titles are compared by: letters and digits.
fn key(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A line as a book may hold it, whatever the child says.
fn plain(line: &mut Line) {
    line.text.retain(|c| !c.is_control());
    for number in [&mut line.left, &mut line.right, &mut line.base, &mut line.size] {
        if !number.is_finite() {
            *number = 0.0;
        }
    }
}
