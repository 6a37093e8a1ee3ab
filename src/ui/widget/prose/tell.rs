//! A page as assistive technology has it: headings, paragraphs, lists and tables over runs of text.
//!
//! The whole section is told, and the near parts of those around it, so that a screen reader that reads in one go comes
//! from chapter to chapter; letters have places only where blocks are laid out, near the view and the caret. What is not
//! laid out depends on no place: it is told once, and stays as it is at another size.

mod groups;
mod nodes;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use accesskit::{Node, NodeId, Role, TextPosition};
use iced::{Point, Rectangle, Vector};

use super::Words;
use super::mark;
use super::movement::Spot;
use super::page::{Page, has_text, is_shown};
use crate::access::Sheet;
use crate::access::semantics::{AROUND, INLINE, PAGE, reserve_ids};
use crate::access::survey::rect;
use crate::access::text::{Line, Runs, runs};
use crate::book::{GroupKind, Kind, Language, Section};
use crate::ui::widget::shape::{Shaped, portions};
use groups::{Open, cell_row, close, group_node};
use nodes::{link, parts};

/// Each block has so many ids: its own, those of its runs, links and table row. A long one has as many for each portion.
const SHIFT: u32 = 16;
const RUNS: u64 = 0x100;
const LINKS: u64 = 0xf000;
const ROW: u64 = 0xf800;
const AT_PAGE: u64 = 0xf801;
const MARKER: u64 = 0xf802;

/// What a node of the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Block(usize),
    /// The inline's number in its block.
    Link(usize, usize),
}

/// Whether something is laid out, and where: x, y and height, bit by bit.
type Place = (bool, [u32; 3]);

const NOWHERE: Place = (false, [0; 3]);

/// Where something was laid out that is laid out anew.
const GONE: Place = (true, [u32::MAX; 3]);

/// How a block was told last. Its nodes lie in the sheet of its stretch.
#[derive(Debug)]
struct BlockTold {
    place: Place,
    at: Range<usize>,
    portions: Vec<PortionTold>,
}

#[derive(Debug)]
struct PortionTold {
    start: usize,
    place: Place,
    runs: Runs,
    /// The number of its first run among the block's nodes.
    at: usize,
}

/// A block as it is to be told.
struct Telling<'a> {
    bounds: Rectangle,
    /// Where its text begins.
    origin: Point,
    shaped: Option<&'a Shaped>,
    place: Place,
    portions: Vec<(Range<usize>, Place)>,
}

/// A block that was told anew, with its nodes.
type Fresh = (BlockTold, Vec<(NodeId, Node)>);

/// Blocks that are told together; no group reaches over their edge.
#[derive(Debug)]
struct Stretch {
    blocks: Range<usize>,
    groups: Range<usize>,
    version: u64,
    sheet: Option<Sheet>,
}

/// So many blocks at least are told together.
const TOGETHER: usize = 16;

/// How a section was told last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum As {
    /// The page, at this version of it.
    Page(u64),
    Around(Beyond),
}

/// On which side of the page a section lies that is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beyond {
    Before,
    After,
}

/// Where blocks stand that are not shown: far from every window.
const FAR: f32 = 1_000_000.0;

/// So many characters of a section that is not shown are told: enough for a screen reader to come into it, after which it
/// is shown.
const NEAR: usize = 20_000;

/// The nodes of a section, kept from frame to frame.
#[derive(Debug)]
pub(super) struct Teller {
    pub section: Arc<Section>,
    /// Its number in the book.
    pub index: usize,
    base: NodeId,
    /// By blocks, how many portions stand before each, and all of them.
    slots: Vec<usize>,
    /// Of the blocks that have several.
    cuts: HashMap<usize, Vec<Range<usize>>>,
    blocks: Vec<Option<BlockTold>>,
    stretches: Vec<Stretch>,
    told: Option<As>,
    language: String,
    words: Words,
    /// What is closed, in order.
    folded: Vec<Range<usize>>,
    /// How many blocks and how many portions were told so far.
    #[cfg(test)]
    counted: (usize, std::cell::Cell<usize>),
}

impl Teller {
    pub fn new(section: &Arc<Section>, index: usize, language: &str, words: &Words) -> Self {
        let count = section.blocks.len();
        let stretches = stretches(section);
        let rest = section.groups.len() + stretches.len();
        let mut cuts = HashMap::new();
        let mut slots = Vec::with_capacity(count + 1);
        let mut total = 0;
        for (index, block) in section.blocks.iter().enumerate() {
            slots.push(total);
            let cut = portions(block);
            total += cut.len();
            if cut.len() > 1 {
                cuts.insert(index, cut);
            }
        }
        slots.push(total);
        Self {
            section: Arc::clone(section),
            index,
            base: reserve_ids(((total as u64) << SHIFT) + rest as u64 + 1),
            slots,
            cuts,
            blocks: (0..count).map(|_| None).collect(),
            stretches,
            told: None,
            language: language.to_owned(),
            words: words.clone(),
            folded: Vec::new(),
            #[cfg(test)]
            counted: Default::default(),
        }
    }

    /// The page was laid out anew: every place has changed, no identity has.
    pub fn replace_places(&mut self) {
        if !matches!(self.told, Some(As::Page(_))) {
            return self.forget();
        }
        self.told = Some(As::Page(u64::MAX));
        // Lines may be other ones although they stand in the same place.
        for told in self.blocks.iter_mut().flatten().filter(|told| told.place.0) {
            told.place = GONE;
            told.portions.iter_mut().filter(|portion| portion.place.0).for_each(|portion| portion.place = GONE);
        }
    }

    /// Everything is to be told anew.
    fn forget(&mut self) {
        self.told = None;
        self.blocks.iter_mut().for_each(|block| *block = None);
    }

    fn block_id(&self, index: usize) -> NodeId {
        NodeId(self.base.0 + ((self.slots[index] as u64) << SHIFT))
    }

    fn group_id(&self, index: usize) -> NodeId {
        let slots = self.slots.last().copied().unwrap_or_default();
        NodeId(self.base.0 + ((slots as u64) << SHIFT) + index as u64)
    }

    fn stretch_id(&self, index: usize) -> NodeId {
        self.group_id(self.section.groups.len() + index)
    }

    fn shows(&self, index: usize) -> bool {
        is_shown(&self.folded, index)
    }

    /// Whether nothing is told of a block.
    fn is_silent(&self, index: usize) -> bool {
        let block = &self.section.blocks[index];
        !(has_text(block) || mark::is_page(block)) || !self.shows(index)
    }

    /// Whether the details are open that this block is the beginning of the summary of.
    fn summary(&self, index: usize) -> Option<bool> {
        let (_, _, hidden) = self.section.details().find(|(_, summary, _)| summary.start == index)?;
        Some(hidden.is_empty() || self.shows(hidden.start))
    }

    /// What this node is, when it is one of the section's.
    pub fn told(&self, id: NodeId) -> Option<Told> {
        let (block, slot, part) = self.place_of(id)?;
        match part {
            part if slot == 0 && (LINKS..ROW).contains(&part) => Some(Told::Link(block, (part - LINKS) as usize)),
            _ => Some(Told::Block(block)),
        }
    }

    /// Whose id this is: block, portion, and which of theirs.
    fn place_of(&self, id: NodeId) -> Option<(usize, usize, u64)> {
        let offset = id.0.checked_sub(self.base.0)?;
        let slot =
            usize::try_from(offset >> SHIFT).ok().filter(|slot| self.slots.last().is_some_and(|all| slot < all))?;
        let block = self.slots.partition_point(|&start| start <= slot).checked_sub(1)?;
        Some((block, slot - self.slots[block], offset & ((1 << SHIFT) - 1)))
    }

    pub fn position(&self, (block, byte): Spot) -> Option<TextPosition> {
        let portions = &self.blocks.get(block)?.as_ref()?.portions;
        let after = portions.partition_point(|portion| portion.start <= byte);
        portions.get(after.saturating_sub(1))?.runs.position(byte)
    }

    pub fn spot(&self, position: TextPosition) -> Option<Spot> {
        let (block, portion, part) = self.place_of(position.node)?;
        if part == MARKER && portion == 0 {
            return Some((block, 0));
        }
        let length = self.section.blocks.get(block)?.text.len();
        let byte = self.blocks.get(block)?.as_ref()?.portions.get(portion)?.runs.byte(position, length)?;
        Some((block, byte))
    }

    /// Brings the nodes up to the page, of which these heights are seen.
    pub fn tell(&mut self, page: &Page, seen: Range<f32>) {
        let told = As::Page(page.version);
        if self.told == Some(told) {
            return;
        }
        if !matches!(self.told, Some(As::Page(_))) || self.folded != page.folded {
            self.forget();
            self.folded.clone_from(&page.folded);
        }
        self.told = Some(told);
        for number in 0..self.stretches.len() {
            let mut fresh = Vec::new();
            for index in self.stretches[number].blocks.clone() {
                let placed = &page.blocks[index];
                let origin = page.origin(index);
                let place = (placed.shaped.is_some(), [origin.x, origin.y, placed.height].map(f32::to_bits));
                // Without a shape nothing depends on the place but the block's own bounds, which may lag as long as they
                // do not reach into what is seen.
                let known = self.blocks[index].as_ref();
                let lags = |known: &BlockTold| known.place.0 || place.0 || reaches(known.place, &seen);
                let moved = known.is_none_or(|known| known.place != place && lags(known));
                // Portions come and go within a block that stays where it is.
                if moved || place.0 && placed.portions.is_some() {
                    let portions = self.portions(page, index, place);
                    let same = |told: &BlockTold| {
                        told.portions.iter().map(|told| told.place).eq(portions.iter().map(|portion| portion.1))
                    };
                    if !moved && known.is_some_and(same) {
                        continue;
                    }
                    let shaped = placed.shaped.as_ref();
                    let telling = Telling { bounds: page.bounds(index), origin, shaped, place, portions };
                    fresh.push((index, self.block(number, index, &telling)));
                }
            }
            if !fresh.is_empty() || self.stretches[number].sheet.is_none() {
                self.gather(number, fresh);
            }
        }
    }

    /// The portions of a block, and where each that is laid out stands.
    fn portions(&self, page: &Page, index: usize, place: Place) -> Vec<(Range<usize>, Place)> {
        let placed = &page.blocks[index];
        match placed.portions.as_ref().filter(|_| place.0) {
            Some(portions) => {
                let origin = page.origin(index);
                let there = |top: f32, height: f32| (true, [origin.x, origin.y + top, height].map(f32::to_bits));
                let all = portions.all().iter().map(|portion| {
                    let laid_out = portion.is_laid_out();
                    (portion.bytes.clone(), if laid_out { there(portion.top, portion.height) } else { NOWHERE })
                });
                all.collect()
            }
            None => self.unplaced(index, if place.0 { place } else { NOWHERE }),
        }
    }

    fn unplaced(&self, index: usize, place: Place) -> Vec<(Range<usize>, Place)> {
        match self.cuts.get(&index) {
            Some(cut) => cut.iter().map(|bytes| (bytes.clone(), place)).collect(),
            None => vec![(0..self.section.blocks[index].text.len(), place)],
        }
    }

    /// Tells what lies near the page that is shown, as something that is not seen.
    pub fn tell_beyond(&mut self, side: Beyond, folded: &[Range<usize>]) {
        if self.told == Some(As::Around(side)) && self.folded == folded {
            return;
        }
        self.forget();
        self.folded = folded.to_vec();
        self.told = Some(As::Around(side));
        let y = if side == Beyond::Before { -FAR } else { FAR };
        let bounds = Rectangle { x: 0.0, y, width: 1.0, height: 1.0 };
        let mut characters = 0;
        for step in 0..self.stretches.len() {
            let number = if side == Beyond::Before { self.stretches.len() - 1 - step } else { step };
            if characters > NEAR {
                self.stretches[number].sheet = None;
                continue;
            }
            let mut fresh = Vec::new();
            for index in self.stretches[number].blocks.clone() {
                characters += self.section.blocks[index].characters();
                let portions = self.unplaced(index, NOWHERE);
                let telling = Telling { bounds, origin: bounds.position(), shaped: None, place: NOWHERE, portions };
                fresh.push((index, self.block(number, index, &telling)));
            }
            self.gather(number, fresh);
        }
    }

    /// What is told of the section now.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        self.stretches.iter().filter_map(|stretch| stretch.sheet.as_ref())
    }

    /// The nodes of a block as they were told last.
    fn nodes(&self, number: usize, told: &BlockTold) -> &[(NodeId, Node)] {
        let sheet = self.stretches[number].sheet.as_ref();
        sheet.and_then(|sheet| sheet.nodes.get(told.at.clone())).unwrap_or_default()
    }

    /// Makes the nodes of a block; portions that are as they were told last are taken from there.
    fn block(&self, number: usize, index: usize, telling: &Telling<'_>) -> Fresh {
        let Telling { bounds, origin, shaped, place, portions } = telling;
        let none = |nodes| (BlockTold { place: *place, at: 0..0, portions: Vec::new() }, nodes);
        if self.is_silent(index) {
            return none(Vec::new());
        }
        let section = &self.section;
        let block = &section.blocks[index];
        let id = self.block_id(index);
        let mut node = self.stated(index, block);
        node.set_bounds(rect(*bounds));
        if !has_text(block) {
            return none(vec![(id, node)]);
        }
        let before = self.blocks[index].as_ref().map(|told| (told, self.nodes(number, told)));
        let rtl = section.base_direction(index, Language::parse(&self.language).as_ref()).is_rtl();
        let (parts, links) = parts(block, section, &self.language, rtl);
        let mut found: Vec<(NodeId, Node)> = Vec::new();
        let mut told: Vec<PortionTold> = Vec::with_capacity(portions.len());
        for (portion, (bytes, place)) in portions.iter().enumerate() {
            let at = found.len();
            let same = before.and_then(|(told, nodes)| {
                let told = told.portions.get(portion).filter(|told| told.place == *place)?;
                Some((told.runs.clone(), nodes.get(told.at..told.at + told.runs.0.len())?))
            });
            let runs = match same {
                Some((runs, nodes)) => {
                    found.extend_from_slice(nodes);
                    runs
                }
                None => {
                    #[cfg(test)]
                    self.counted.1.set(self.counted.1.get() + 1);
                    let lines = lines(bytes, shaped.filter(|_| place.0), *origin);
                    let first = NodeId(id.0 + ((portion as u64) << SHIFT) + RUNS);
                    let closed = portion + 1 == portions.len();
                    let (nodes, runs) = runs(first, &block.text, &lines, &parts, closed);
                    found.extend(nodes);
                    runs
                }
            };
            told.push(PortionTold { start: bytes.start, place: *place, runs, at });
        }
        let mut children: Vec<NodeId> = Vec::new();
        let marker = block.label.as_deref().filter(|_| block.kind == Kind::Item).and_then(|marker| {
            let first = &mut found.first_mut()?.1;
            let node = mark::run(marker, first, NodeId(id.0 + RUNS));
            first.set_previous_on_line(NodeId(id.0 + MARKER));
            Some((NodeId(id.0 + MARKER), node))
        });
        children.extend(marker.as_ref().map(|(id, _)| *id));
        let mut link_nodes: Vec<(NodeId, Node)> = Vec::new();
        let all = told.iter().flat_map(|portion| &portion.runs.0);
        for (run, (run_id, run_node)) in all.zip(&found) {
            let Some(inline) = links.get(run.part).copied().flatten() else {
                children.push(*run_id);
                continue;
            };
            let link_id = NodeId(id.0 + LINKS + inline as u64);
            if link_nodes.last().is_none_or(|(last, _)| *last != link_id) {
                children.push(link_id);
                link_nodes.push((link_id, link(section, block, inline)));
            }
            if let Some((_, link)) = link_nodes.last_mut() {
                link.push_child(*run_id);
                if let Some(bounds) = run_node.bounds() {
                    link.set_bounds(link.bounds().map_or(bounds, |around| around.union(bounds)));
                }
            }
        }
        node.set_children(children);
        let mut nodes = Vec::with_capacity(1 + link_nodes.len() + 1 + found.len());
        nodes.push((id, node));
        nodes.append(&mut link_nodes);
        nodes.extend(marker);
        told.iter_mut().for_each(|portion| portion.at += nodes.len());
        nodes.append(&mut found);
        (BlockTold { place: *place, at: 0..0, portions: told }, nodes)
    }

    /// The break of a printed page that this block begins.
    fn page_before(&self, index: usize) -> Option<usize> {
        mark::page_before(&self.section, index).filter(|&page| self.shows(page))
    }

    /// Makes the sheet of a stretch, groups around their blocks. These blocks were told anew; the others are as they were.
    fn gather(&mut self, number: usize, fresh: Vec<(usize, Fresh)>) {
        #[cfg(test)]
        {
            self.counted.0 += fresh.len();
        }
        let before = self.stretches[number].sheet.take();
        let before: &[(NodeId, Node)] = before.as_ref().map_or(&[], |sheet| &sheet.nodes);
        let mut fresh = fresh.into_iter().peekable();
        let id = self.stretch_id(number);
        let mut nodes = Vec::with_capacity(before.len());
        nodes.push((id, Node::new(Role::GenericContainer)));
        let section = Arc::clone(&self.section);
        let mut top = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut next_group = self.stretches[number].groups.start;
        for index in self.stretches[number].blocks.clone() {
            let block = &section.blocks[index];
            while open
                .last()
                .is_some_and(|last| last.end <= index || last.row.is_some_and(|row| cell_row(block) != Some(row)))
            {
                close(&mut open, &mut top, &mut nodes);
            }
            while let Some(group) = section.groups.get(next_group).filter(|group| group.blocks.start <= index) {
                if group.blocks.contains(&index) {
                    // Where the caption is read as a block, it would be heard twice as the name.
                    let captioned = matches!(group.kind, GroupKind::Figure | GroupKind::Table { .. })
                        && section
                            .blocks
                            .get(group.blocks.clone())
                            .is_some_and(|blocks| blocks.iter().any(|block| block.kind == Kind::Caption));
                    let label = group.label.as_deref().filter(|_| !captioned);
                    // Of one without a name Orca says nothing.
                    let aside = || Some(self.words.aside.as_str()).filter(|_| group.kind == GroupKind::Aside);
                    let label = label.or_else(aside).filter(|label| !label.is_empty());
                    let mut node = group_node(&group.kind, label);
                    if matches!(node.role(), Role::Table | Role::Figure)
                        && section.descriptions.iter().any(|(blocks, _)| *blocks == group.blocks)
                    {
                        self.describe(index, &mut node);
                    }
                    open.push(Open::new(self.group_id(next_group), node, group.blocks.end, None));
                }
                next_group += 1;
            }
            let in_table = open.last().is_some_and(|last| last.node.role() == Role::Table);
            if let (true, Some(row)) = (in_table, cell_row(block)) {
                let mut node = Node::new(Role::Row);
                node.set_row_index(row);
                let end = open.last().map_or(index + 1, |table| table.end);
                open.push(Open::new(NodeId(self.block_id(index).0 + ROW), node, end, Some(row)));
            }
            let at = nodes.len();
            match fresh.next_if(|(next, _)| *next == index) {
                Some((_, (told, own))) => {
                    nodes.extend(own);
                    self.blocks[index] = Some(told);
                }
                None => {
                    let own = self.blocks[index].as_ref().and_then(|told| before.get(told.at.clone()));
                    nodes.extend_from_slice(own.unwrap_or_default());
                }
            }
            if let Some(told) = &mut self.blocks[index] {
                told.at = at..nodes.len();
            }
            if nodes.len() == at {
                continue;
            }
            let bounds = nodes[at].1.bounds();
            let id = match self.page_before(index) {
                Some(page) => {
                    let mut node = Node::new(Role::Group);
                    node.set_class_name(PAGE);
                    node.set_labelled_by(vec![self.block_id(page)]);
                    node.set_children(vec![self.block_id(index)]);
                    if let Some(bounds) = bounds {
                        node.set_bounds(bounds);
                    }
                    let id = NodeId(self.block_id(index).0 + AT_PAGE);
                    nodes.push((id, node));
                    id
                }
                None => self.block_id(index),
            };
            match open.last_mut() {
                Some(last) => last.adopt(id, bounds),
                None => top.push(id),
            }
        }
        while !open.is_empty() {
            close(&mut open, &mut top, &mut nodes);
        }
        nodes[0].1.set_children(top);
        if !matches!(self.told, Some(As::Page(_))) {
            nodes[0].1.set_class_name(AROUND);
        }
        nodes.shrink_to_fit();
        let stretch = &mut self.stretches[number];
        stretch.version += 1;
        stretch.sheet = Some(Sheet { id, version: stretch.version, tops: vec![id], nodes: Arc::new(nodes) });
    }
}

/// Whether what was told of a block says that it stands between these heights.
fn reaches(place: Place, seen: &Range<f32>) -> bool {
    let [_, top, height] = place.1.map(f32::from_bits);
    top < seen.end && top + height > seen.start
}

/// The lines of a portion. Without a shape all of it is one that stands nowhere.
fn lines(bytes: &Range<usize>, shaped: Option<&Shaped>, origin: Point) -> Vec<Line> {
    let Some(shaped) = shaped else { return vec![Line::unplaced(bytes.clone())] };
    let shift = Vector::new(origin.x, origin.y);
    let first = shaped.lines.partition_point(|line| line.bytes.start < bytes.start);
    let here = shaped.lines[first..].iter().take_while(|line| line.bytes.start < bytes.end || first == 0);
    let here = here.take_while(|line| line.bytes.end <= bytes.end);
    here.map(|line| Line { bounds: line.bounds.map(|bounds| bounds + shift), ..line.clone() }).collect()
}

/// Parts a section where no group is open.
fn stretches(section: &Section) -> Vec<Stretch> {
    let mut found = Vec::new();
    let (mut start, mut first_group) = (0, 0);
    let (mut next_group, mut open_until) = (0, 0);
    for index in 0..=section.blocks.len() {
        let at_end = index == section.blocks.len();
        let may_part = index >= open_until && index >= start + TOGETHER;
        if index > start && (at_end || may_part) {
            let groups = first_group..next_group;
            found.push(Stretch { blocks: start..index, groups, version: 0, sheet: None });
            (start, first_group) = (index, next_group);
        }
        while let Some(group) = section.groups.get(next_group).filter(|group| group.blocks.start <= index && !at_end) {
            open_until = open_until.max(group.blocks.end);
            next_group += 1;
        }
    }
    found
}
