//! The parent's part: a page's pieces by tags → blocks, groups and anchors. The child is believed no more than its file.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::assembly::href;
use super::super::paragraphs::{self, Measure, Paragraph};
use super::super::protocol::{Lead, Line, Piece, Tagged};
use super::super::words::Words;
use super::content::{Content, DEEPEST};
use super::roles::Role;
use crate::book::{Block, CellPlace, Group, GroupKind, Inline, Kind, Language, Style, Target};
use crate::format::href::{self as address, Href};
use crate::format::limits;

/// Groups of a page.
const MOST_GROUPS: usize = 50_000;
/// Letters of what refers to a note.
const LONGEST_REFERENCE: usize = 6;

/// The blocks of a page by its tags. `language` is the book's.
pub(in super::super) fn read(
    tagged: &Tagged,
    page: usize,
    measure: Measure,
    words: &Words,
    language: Option<&Language>,
    is_furniture: &dyn Fn(&Line) -> bool,
) -> Content {
    let mut reader = Reader {
        tagged,
        page,
        measure,
        words,
        language,
        content: Content::default(),
        open: Vec::new(),
        label: None,
        cells: HashMap::new(),
        numbered: vec![false; tagged.elements.len()],
        holding: vec![false; tagged.elements.len()],
        captioned: HashSet::new(),
        notes: HashMap::new(),
        references: Vec::new(),
    };
    reader.look_round();
    let furnished = |piece: &&Piece| piece.lines.is_empty() || !piece.lines.iter().all(is_furniture);
    let (notes, text): (Vec<&Piece>, Vec<&Piece>) =
        tagged.pieces.iter().filter(furnished).partition(|piece| reader.note_of(piece.element).is_some());
    for piece in text {
        reader.piece(piece);
    }
    reader.open.clear();
    let rest: Vec<Line> = tagged.rest.iter().filter(|line| !is_furniture(line)).cloned().collect();
    reader.content.paragraphs.extend(paragraphs::read(&rest, measure, words));
    reader.notes(&notes);
    reader.finished()
}

/// A group that is open: the element that makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Maker {
    Element(usize),
    Notes,
}

struct Reader<'a> {
    tagged: &'a Tagged,
    page: usize,
    measure: Measure,
    words: &'a Words,
    language: Option<&'a Language>,
    content: Content,
    /// Groups that are open, outermost first, as indices.
    open: Vec<(Maker, usize)>,
    /// The element whose first block has this label.
    label: Option<(usize, String)>,
    /// Cells by their first blocks.
    cells: HashMap<usize, usize>,
    /// Lists whose labels are numbers or letters.
    numbered: Vec<bool>,
    /// Figures that hold more than a picture.
    holding: Vec<bool>,
    /// Groups of a figure and its caption.
    captioned: HashSet<usize>,
    /// Notes: what they are called, and their fragments.
    notes: HashMap<String, String>,
    /// Blocks with the inlines that may refer to notes.
    references: Vec<(usize, usize)>,
}

impl<'a> Reader<'a> {
    fn role(&self, element: usize) -> Role {
        self.tagged.elements[element].role
    }

    fn parent(&self, element: usize) -> Option<usize> {
        self.tagged.elements[element].parent
    }

    /// An element and those around it, outwards.
    fn around(&self, element: usize) -> impl Iterator<Item = usize> + use<'a> {
        let elements = &self.tagged.elements;
        std::iter::successors(Some(element), move |&it| elements[it].parent)
    }

    fn note_of(&self, element: usize) -> Option<usize> {
        self.around(element).find(|&it| self.role(it) == Role::Note)
    }

    fn cell_of(&self, element: usize) -> Option<usize> {
        // A note that stands in a cell is read elsewhere.
        let mut around = self.around(element).take_while(|&it| self.role(it) != Role::Note);
        around.find(|&it| matches!(self.role(it), Role::Cell | Role::HeaderCell))
    }

    /// What must be known before the first group is opened.
    fn look_round(&mut self) {
        for piece in &self.tagged.pieces {
            if self.role(piece.element) == Role::Label {
                let list = self.parent(piece.element).and_then(|item| self.parent(item));
                let label = label_of(&piece.lines);
                if let Some(list) = list {
                    // The letter o is what some programs paint circles with.
                    self.numbered[list] |= label.contains(char::is_alphanumeric) && label != "o";
                }
            }
            for outer in self.around(piece.element).skip(1) {
                self.holding[outer] = true;
            }
        }
        self.holding_captioned();
    }

    /// LibreOffice writes a figure and its caption beside each other into a group that holds nothing else.
    fn holding_captioned(&mut self) {
        let mut held: HashMap<usize, (bool, bool, bool)> = HashMap::new();
        for element in 0..self.tagged.elements.len() {
            let Some(parent) = self.parent(element).filter(|&it| self.role(it) == Role::Group) else { continue };
            let (caption, figure, other) = held.entry(parent).or_default();
            match self.role(element) {
                Role::Caption => *caption = true,
                Role::Figure => *figure = true,
                _ => *other = true,
            }
        }
        self.captioned = held.into_iter().filter(|(_, it)| *it == (true, true, false)).map(|(it, _)| it).collect();
    }

    fn piece(&mut self, piece: &Piece) {
        let element = piece.element;
        let role = self.role(element);
        if role == Role::Label
            && let Some(owner) = self.parent(element).filter(|&it| matches!(self.role(it), Role::Item | Role::Note))
        {
            self.label = Some((owner, label_of(&piece.lines)));
            return;
        }
        let alternative = self.tagged.elements[element].alternative.as_deref();
        let in_cell = self.cell_of(element).is_some();
        match role {
            Role::Figure | Role::Formula if alternative.is_some() || piece.lines.is_empty() => {
                let block = Block::new(Kind::Image, alternative.unwrap_or_default().trim());
                self.push(block, element, &piece.lines);
            }
            Role::Code | Role::Formula if !in_cell => {
                let block = Block::new(Kind::Code, code(&piece.lines));
                self.push(block, element, &piece.lines);
            }
            _ if piece.lines.is_empty() => self.empty_cell(element),
            Role::Group
            | Role::Section
            | Role::Rows
            | Role::Row
            | Role::Table
            | Role::List
            | Role::Figure
            | Role::Quotation
            | Role::Aside
            | Role::Contents
            | Role::Other
            | Role::Span
                if !in_cell =>
            {
                self.several(piece);
            }
            // Who marks all of a page as one paragraph means many.
            Role::Paragraph if paragraphs::are_several(&piece.lines) => self.several(piece),
            _ => self.run(element, &piece.lines),
        }
    }

    fn kind(&self, element: usize) -> Kind {
        if self.note_of(element).is_some() {
            return Kind::Note;
        }
        if self.cell_of(element).is_some_and(|cell| self.tagged.elements[cell].cell.is_some()) {
            return Kind::Cell;
        }
        match self.role(element) {
            Role::Heading(level) => Kind::Heading(level),
            Role::Caption => Kind::Caption,
            _ if self.around(element).any(|it| self.role(it) == Role::Caption) => Kind::Caption,
            _ if self.around(element).any(|it| matches!(self.role(it), Role::Item | Role::Entry)) => Kind::Item,
            _ => Kind::Paragraph,
        }
    }

    /// Text that is parted by its layout. Where it goes on over the page, it is no longer the element that tells.
    fn several(&mut self, piece: &Piece) {
        for part in paragraphs::parts(&piece.lines, self.measure) {
            let lines = &piece.lines[part];
            let number = self.content.paragraphs.len();
            self.run(piece.element, lines);
            if let Some(paragraph) = self.content.paragraphs.get_mut(number) {
                paragraph.element = None;
                let level = paragraphs::heading(lines, &paragraph.block.text, self.measure);
                if let (Some(level), Kind::Paragraph) = (level, paragraph.block.kind) {
                    paragraph.block.kind = Kind::Heading(level);
                }
            }
        }
    }

    /// A run of text, with what stands in it.
    fn run(&mut self, element: usize, lines: &[Line]) {
        let (text, spans) = joined(lines, self.words);
        if text.is_empty() {
            return self.empty_cell(element);
        }
        let mut block = Block::new(self.kind(element), text);
        let number = self.content.paragraphs.len();
        // Each element from the first to the last byte of what belongs to it.
        let mut ranges: Vec<(usize, usize, Range<usize>)> = Vec::new();
        for (range, inner) in spans {
            let chain: Vec<usize> = self.around(inner).take_while(|&it| it != element).collect();
            let depth = chain.len();
            let own = self.tagged.elements[element].lead.is_some().then_some(element);
            for (at, element) in chain.into_iter().chain(own).enumerate() {
                match ranges.iter_mut().rev().take(DEEPEST).find(|(known, ..)| *known == element) {
                    Some((.., known)) => known.end = known.end.max(range.end),
                    None => ranges.push((element, depth - at.min(depth), range.clone())),
                }
            }
        }
        ranges.sort_by_key(|(_, depth, range)| (range.start, std::cmp::Reverse(range.end), *depth));
        for (element, _, range) in ranges {
            let Some(style) = self.style(element) else { continue };
            let refers = matches!(self.role(element), Role::Reference | Role::Link);
            if refers && block.text[range.clone()].chars().count() <= LONGEST_REFERENCE {
                self.references.push((number, block.inlines.len()));
            }
            block.inlines.push(Inline { range, style });
        }
        self.push(block, element, lines);
    }

    fn style(&self, element: usize) -> Option<Style> {
        let found = &self.tagged.elements[element];
        if let Some(target) = found.lead.as_ref().and_then(target) {
            return Some(match (&found.lead, found.role) {
                (Some(Lead::Note(..)), _) => Style::NoteReference(target),
                _ => Style::Link(target),
            });
        }
        match found.role {
            Role::Emphasis => Some(Style::Emphasis),
            Role::Strong => Some(Style::Strong),
            Role::Code => Some(Style::Code),
            // It may yet be found to lead to a note.
            Role::Reference => Some(Style::Link(Target::Internal { href: href(self.page), fragment: None })),
            _ => found.language.as_deref().and_then(Language::parse).map(Style::Language),
        }
    }

    /// A cell without text keeps its column.
    fn empty_cell(&mut self, element: usize) {
        let Some(cell) = self.cell_of(element) else { return };
        if self.tagged.elements[cell].cell.is_some() && !self.cells.contains_key(&cell) {
            self.push(Block::new(Kind::Cell, ""), element, &[]);
        }
    }

    fn push(&mut self, mut block: Block, element: usize, lines: &[Line]) {
        if self.note_of(element).is_some() && block.kind != Kind::Image {
            block.kind = Kind::Note;
        }
        let language = self.around(element).find_map(|it| self.tagged.elements[it].language.as_deref());
        block.language = language.and_then(Language::parse).filter(|language| self.language != Some(language));
        let number = self.content.paragraphs.len();
        if let Some(cell) = self.cell_of(element)
            && let Some(place) = &self.tagged.elements[cell].cell
        {
            block.cell = Some(CellPlace {
                row: place.row,
                column: place.column,
                rows: 0,
                columns: 0,
                row_span: place.row_span,
                column_span: place.column_span,
                header: place.header,
                row_header: place.row_header,
            });
            match self.cells.get(&cell) {
                // An empty one that is not.
                Some(&first) if first + 1 == number && self.content.paragraphs[first].block.text.is_empty() => {
                    self.content.paragraphs.truncate(first);
                    self.open_groups(element, first);
                    return self.place(block, element, lines);
                }
                Some(_) => {}
                None => {
                    self.cells.insert(cell, number);
                }
            }
        }
        let mut around = self.around(element);
        if let Some((_, label)) = self.label.take_if(|(owner, _)| around.any(|it| it == *owner)) {
            let ordered =
                self.around(element).find(|&it| self.role(it) == Role::List).is_some_and(|it| self.is_ordered(it));
            let is_note = block.kind == Kind::Note;
            if (ordered || is_note) && !label.is_empty() && block.cell.is_none() {
                block.label = Some(label);
            }
        }
        self.open_groups(element, number);
        self.place(block, element, lines);
    }

    fn place(&mut self, block: Block, element: usize, lines: &[Line]) {
        let first = lines.first();
        let base = first.map_or_else(|| self.content.paragraphs.last().map_or(0.0, |last| last.base), |line| line.base);
        self.content.paragraphs.push(Paragraph {
            block,
            base,
            size: first.map_or(self.measure.size, |line| line.size),
            element: Some(self.tagged.elements[element].id),
        });
        let end = self.content.paragraphs.len();
        for &(_, group) in &self.open {
            self.content.groups[group].blocks.end = end;
        }
    }

    fn is_ordered(&self, list: usize) -> bool {
        self.numbered[list] || self.tagged.elements[list].ordered == Some(true)
    }

    /// Closes and opens groups, so that those are open which a block of this element stands in.
    fn open_groups(&mut self, element: usize, block: usize) {
        let note = self.note_of(element);
        let mut chain: Vec<usize> = self.around(element).take_while(|&it| Some(it) != note).collect();
        chain.reverse();
        let mut wanted: Vec<(Maker, GroupKind)> = Vec::new();
        if note.is_some() {
            wanted.push((Maker::Notes, GroupKind::Notes));
        }
        let mut in_cell = false;
        for it in chain {
            let kind = self.group(it).filter(|kind| !in_cell || matches!(kind, GroupKind::Table { .. }));
            in_cell |= matches!(self.role(it), Role::Cell | Role::HeaderCell);
            wanted.extend(kind.map(|kind| (Maker::Element(it), kind)));
        }
        let shared = self.open.iter().zip(&wanted).take_while(|(open, wanted)| open.0 == wanted.0).count();
        self.open.truncate(shared);
        let room = MOST_GROUPS.saturating_sub(self.content.groups.len());
        for (maker, kind) in wanted.into_iter().skip(shared).take(room) {
            let parent = self.open.last().map(|(_, group)| *group);
            let label = match maker {
                Maker::Element(element) => self.tagged.elements[element].title.clone(),
                Maker::Notes => None,
            };
            self.open.push((maker, self.content.groups.len()));
            self.content.groups.push(Group { kind, blocks: block..block, parent, label });
        }
    }

    fn group(&self, element: usize) -> Option<GroupKind> {
        Some(match self.role(element) {
            Role::List => GroupKind::List { ordered: self.is_ordered(element) },
            Role::Contents => GroupKind::List { ordered: false },
            Role::Item | Role::Entry => GroupKind::ListItem,
            Role::Table => GroupKind::Table { rows: 0, columns: self.tagged.elements[element].columns },
            Role::Figure if self.holding[element] => GroupKind::Figure,
            Role::Group if self.captioned.contains(&element) => GroupKind::Figure,
            Role::Quotation => GroupKind::Quote,
            Role::Aside => GroupKind::Aside,
            _ => return None,
        })
    }

    /// Notes are read behind the text of the page, wherever they stand in it.
    fn notes(&mut self, notes: &[&Piece]) {
        for piece in notes {
            let number = self.content.paragraphs.len();
            let label = match self.role(piece.element) {
                Role::Label => label_of(&piece.lines),
                _ => String::new(),
            };
            self.piece(piece);
            let Some(note) = self.note_of(piece.element) else { continue };
            let fragment = format!("note-{}", self.tagged.elements[note].id);
            if !label.is_empty() {
                self.notes.entry(called(&label)).or_insert(fragment);
            } else if self.content.paragraphs.len() > number && !self.content.anchors.contains_key(&fragment) {
                let block = &self.content.paragraphs[number].block;
                let first = block.text.split_whitespace().next().unwrap_or_default();
                let called = called(first);
                if block.label.is_none() && called.chars().count() <= LONGEST_REFERENCE {
                    self.notes.entry(called).or_insert_with(|| fragment.clone());
                }
                self.content.anchors.insert(fragment, number);
            }
        }
    }

    fn finished(mut self) -> Content {
        self.refer();
        self.set_tables();
        let cells: HashMap<u32, usize> =
            self.cells.iter().map(|(&cell, &block)| (self.tagged.elements[cell].id, block)).collect();
        for (&cell, &block) in &self.cells {
            let named = self.tagged.elements[cell].cell.as_ref().map(|it| it.headers.as_slice()).unwrap_or_default();
            let headers = named.iter().take(32).filter_map(|id| cells.get(id).copied().filter(|it| *it != block));
            let headers: Vec<usize> = headers.collect();
            if !headers.is_empty() {
                self.content.headers.insert(block, headers);
            }
        }
        for &place in &self.tagged.places {
            let below = self.content.paragraphs.iter().enumerate().filter(|(_, it)| it.base >= place - 1.0);
            if let Some((block, _)) = below.min_by(|one, other| one.1.base.total_cmp(&other.1.base)) {
                self.content.anchors.insert(fragment(place), block);
            }
        }
        self.content
    }

    /// A reference that is called as a note of its page leads there; one that leads nowhere is none.
    fn refer(&mut self) {
        for (block, inline) in std::mem::take(&mut self.references) {
            let block = &mut self.content.paragraphs[block].block;
            let called = called(&block.text[block.inlines[inline].range.clone()]);
            let note = self.notes.get(&called).filter(|_| !called.is_empty());
            if let (Some(fragment), Style::Link(Target::Internal { .. })) = (note, &block.inlines[inline].style) {
                let target = Target::Internal { href: href(self.page), fragment: Some(fragment.clone()) };
                block.inlines[inline].style = Style::NoteReference(target);
            }
        }
        let own = href(self.page);
        for paragraph in &mut self.content.paragraphs {
            // What refers to a note may be a link in a reference.
            paragraph.block.inlines.dedup();
            paragraph.block.inlines.retain(|inline| {
                !matches!(&inline.style, Style::Link(Target::Internal { href, fragment: None }) if *href == own)
            });
        }
    }

    /// The rows of each table that stand on this page.
    fn set_tables(&mut self) {
        let blocks = &mut self.content.paragraphs;
        for group in (0..self.content.groups.len()).rev() {
            let GroupKind::Table { columns, .. } = self.content.groups[group].kind else { continue };
            let range = self.content.groups[group].blocks.clone();
            let unset = |it: &&mut Paragraph| it.block.cell.is_some_and(|cell| cell.rows == 0);
            let places: Vec<CellPlace> =
                blocks[range.clone()].iter_mut().filter(unset).filter_map(|it| it.block.cell).collect();
            let first = places.iter().map(|cell| cell.row).min().unwrap_or_default();
            let last = places.iter().map(|cell| cell.row).max().unwrap_or_default();
            let rows = last - first + 1;
            let columns = places.iter().map(|cell| cell.in_columns().end).max().unwrap_or_default().max(columns);
            for cell in blocks[range].iter_mut().filter(unset).filter_map(|it| it.block.cell.as_mut()) {
                cell.row -= first;
                cell.row_span = cell.row_span.min(rows - cell.row);
                (cell.rows, cell.columns) = (rows, columns);
            }
            self.content.groups[group].kind = GroupKind::Table { rows, columns };
        }
        // A cell of no table is none.
        for block in blocks.iter_mut().map(|it| &mut it.block).filter(|it| it.cell.is_some_and(|cell| cell.rows == 0)) {
            block.cell = None;
            if block.kind == Kind::Cell {
                block.kind = Kind::Paragraph;
            }
        }
    }
}

fn target(lead: &Lead) -> Option<Target> {
    match lead {
        Lead::Out(reference) => match address::resolve("", reference) {
            Href::Outside(address) => Some(Target::External(address)),
            Href::Inside { .. } | Href::Unsafe => None,
        },
        Lead::Page(page, top) => {
            Some(Target::Internal { href: href((*page).min(limits::SPINE_ITEMS)), fragment: top.map(fragment) })
        }
        Lead::Note(page, id) => Some(Target::Internal {
            href: href((*page).min(limits::SPINE_ITEMS)),
            fragment: Some(format!("note-{id}")),
        }),
    }
}

/// The name of a place of a page.
fn fragment(top: f32) -> String {
    format!("at-{}", top.round() as i32)
}

fn label_of(lines: &[Line]) -> String {
    let mut label = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
    label.truncate(label.floor_char_boundary(limits::LABEL_BYTES));
    label.trim().to_owned()
}

/// What a note and a reference to it have in common.
fn called(label: &str) -> String {
    label.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '*' | '†' | '‡')).to_owned()
}

/// Lines as they stand, with the space before them.
fn code(lines: &[Line]) -> String {
    let left = lines.iter().map(|line| line.left).fold(f32::INFINITY, f32::min);
    let mut text = String::new();
    for line in lines {
        let letters = line.text.chars().count().max(1) as f32;
        let width = ((line.right - line.left) / letters).max(1.0);
        let indent = ((line.left - left) / width).round().clamp(0.0, 80.0) as usize;
        if !text.is_empty() {
            text.push('\n');
        }
        text.extend(std::iter::repeat_n(' ', indent));
        text.push_str(&line.text);
    }
    text
}

/// The text of lines, and what belongs to which element.
fn joined(lines: &[Line], words: &Words) -> (String, Vec<(Range<usize>, usize)>) {
    let mut spans: Vec<(Range<usize>, usize)> = Vec::new();
    let mut text = paragraphs::run_on(lines, words, |line, start| {
        // A hyphen may have gone.
        if let Some((last, _)) = spans.last_mut() {
            last.end = last.end.min(start);
        }
        for &(from, to, inner) in &line.spans {
            match spans.last_mut() {
                Some((last, known)) if *known == inner => last.end = start + to,
                _ => spans.push((start + from..start + to, inner)),
            }
        }
    });
    if text.contains('\u{ad}') {
        let gone: Vec<usize> = text.match_indices('\u{ad}').map(|(at, _)| at).collect();
        let moved = |at: usize| at - gone.partition_point(|&gone| gone < at) * '\u{ad}'.len_utf8();
        for (range, _) in &mut spans {
            *range = moved(range.start)..moved(range.end);
        }
        text.retain(|c| c != '\u{ad}');
    }
    spans.retain(|(range, _)| range.start < range.end && text.get(range.clone()).is_some());
    (text, spans)
}
