//! A page as assistive technology has it: headings, paragraphs, lists and tables over runs of text.
//!
//! The whole section is told, and the near parts of those around it, so that a screen reader that reads in one go comes
//! from chapter to chapter; letters have places only where blocks are laid out, near the view and the caret.

use std::ops::Range;
use std::sync::Arc;

use accesskit::{Action, Node, NodeId, Rect, Role, TextPosition, VerticalOffset};
use iced::{Point, Rectangle, Vector};

use super::Words;
use super::mark;
use super::movement::Spot;
use super::page::{Page, has_text, is_shown};
use crate::access::Sheet;
use crate::access::semantics::{AROUND, INLINE, PAGE, reserve_ids};
use crate::access::text::{Line, Part, Runs, runs};
use crate::book::{Block, GroupKind, Inline, Kind, Section, Style, Target};
use crate::ui::widget::shape::Shaped;

/// Each block has so many ids: its own, those of its runs, links and table row.
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

#[derive(Debug)]
struct BlockNodes {
    /// Whether it was laid out, and where.
    place: (bool, [u32; 3]),
    nodes: Vec<(NodeId, Node)>,
    runs: Runs,
}

/// Blocks that are told together; no group reaches over their edge.
#[derive(Debug)]
struct Stretch {
    blocks: Range<usize>,
    groups: Range<usize>,
    version: u64,
    sheet: Option<Sheet>,
}

/// So many blocks at least are told together.
const TOGETHER: usize = 48;

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
    blocks: Vec<Option<BlockNodes>>,
    stretches: Vec<Stretch>,
    told: Option<As>,
    language: String,
    words: Words,
    /// What is closed, in order.
    folded: Vec<Range<usize>>,
}

impl Teller {
    pub fn new(section: &Arc<Section>, index: usize, language: &str, words: &Words) -> Self {
        let count = section.blocks.len();
        let stretches = stretches(section);
        let rest = section.groups.len() + stretches.len();
        Self {
            section: Arc::clone(section),
            index,
            base: reserve_ids(((count as u64) << SHIFT) + rest as u64 + 1),
            blocks: (0..count).map(|_| None).collect(),
            stretches,
            told: None,
            language: language.to_owned(),
            words: words.clone(),
            folded: Vec::new(),
        }
    }

    /// The page was laid out anew: every place has changed, no identity has.
    pub fn replace_places(&mut self) {
        self.told = None;
        self.blocks.iter_mut().for_each(|block| *block = None);
    }

    fn block_id(&self, index: usize) -> NodeId {
        NodeId(self.base.0 + ((index as u64) << SHIFT))
    }

    fn group_id(&self, index: usize) -> NodeId {
        NodeId(self.base.0 + ((self.blocks.len() as u64) << SHIFT) + index as u64)
    }

    fn stretch_id(&self, index: usize) -> NodeId {
        self.group_id(self.section.groups.len() + index)
    }

    fn shows(&self, index: usize) -> bool {
        is_shown(&self.folded, index)
    }

    /// Whether the details are open that this block is the beginning of the summary of.
    fn summary(&self, index: usize) -> Option<bool> {
        let (_, _, hidden) = self.section.details().find(|(_, summary, _)| summary.start == index)?;
        Some(hidden.is_empty() || self.shows(hidden.start))
    }

    /// What this node is, when it is one of the section's.
    pub fn told(&self, id: NodeId) -> Option<Told> {
        let offset = id.0.checked_sub(self.base.0)?;
        let (block, part) = ((offset >> SHIFT) as usize, offset & ((1 << SHIFT) - 1));
        if block >= self.blocks.len() {
            return None;
        }
        match part {
            part if (LINKS..ROW).contains(&part) => Some(Told::Link(block, (part - LINKS) as usize)),
            _ => Some(Told::Block(block)),
        }
    }

    pub fn position(&self, (block, byte): Spot) -> Option<TextPosition> {
        self.blocks.get(block)?.as_ref()?.runs.position(byte)
    }

    pub fn spot(&self, position: TextPosition) -> Option<Spot> {
        let Told::Block(block) = self.told(position.node)? else { return None };
        if position.node.0 == self.block_id(block).0 + MARKER {
            return Some((block, 0));
        }
        let length = self.section.blocks.get(block)?.text.len();
        let byte = self.blocks.get(block)?.as_ref()?.runs.byte(position, length)?;
        Some((block, byte))
    }

    /// Brings the nodes up to the page.
    pub fn tell(&mut self, page: &Page) {
        let told = As::Page(page.version);
        if self.told == Some(told) {
            return;
        }
        if !matches!(self.told, Some(As::Page(_))) || self.folded != page.folded {
            self.replace_places();
            self.folded.clone_from(&page.folded);
        }
        self.told = Some(told);
        for number in 0..self.stretches.len() {
            let mut changed = self.stretches[number].sheet.is_none();
            for index in self.stretches[number].blocks.clone() {
                let placed = &page.blocks[index];
                let origin = page.origin(index);
                let place = (placed.shaped.is_some(), [origin.x, origin.y, placed.height].map(f32::to_bits));
                // Without a shape nothing depends on the place but the block's own bounds, which may lag.
                let known = self.blocks[index].as_ref();
                if known.is_none_or(|known| known.place != place && (known.place.0 || place.0)) {
                    let bounds = page.bounds(index);
                    self.blocks[index] = Some(self.block(index, bounds, origin, placed.shaped.as_ref(), place));
                    changed = true;
                }
            }
            if changed {
                self.gather(number);
            }
        }
    }

    /// Tells what lies near the page that is shown, as something that is not seen.
    pub fn tell_beyond(&mut self, side: Beyond, folded: &[Range<usize>]) {
        if self.told == Some(As::Around(side)) && self.folded == folded {
            return;
        }
        self.replace_places();
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
            for index in self.stretches[number].blocks.clone() {
                characters += self.section.blocks[index].characters();
                self.blocks[index] = Some(self.block(index, bounds, bounds.position(), None, (false, [0; 3])));
            }
            self.gather(number);
        }
    }

    /// What is told of the section now.
    pub fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        self.stretches.iter().filter_map(|stretch| stretch.sheet.as_ref())
    }

    fn gather(&mut self, number: usize) {
        let mut nodes = Vec::new();
        let children = self.tree(&self.stretches[number], &mut nodes);
        let id = self.stretch_id(number);
        let mut node = Node::new(Role::GenericContainer);
        node.set_children(children);
        if !matches!(self.told, Some(As::Page(_))) {
            node.set_class_name(AROUND);
        }
        nodes.insert(0, (id, node));
        let stretch = &mut self.stretches[number];
        stretch.version += 1;
        stretch.sheet = Some(Sheet { id, version: stretch.version, tops: vec![id], nodes: Arc::new(nodes) });
    }

    /// `origin` is where its text begins.
    fn block(
        &self,
        index: usize,
        bounds: Rectangle,
        origin: Point,
        shaped: Option<&Shaped>,
        place: (bool, [u32; 3]),
    ) -> BlockNodes {
        let section = &self.section;
        let block = &section.blocks[index];
        let id = self.block_id(index);
        let mut node = self.stated(index, block);
        node.set_bounds(rect(bounds));
        if !has_text(block) {
            return BlockNodes { place, nodes: vec![(id, node)], runs: Runs::default() };
        }
        let shift = Vector::new(origin.x, origin.y);
        let lines: Vec<Line> = match shaped {
            Some(shaped) => shaped
                .lines
                .iter()
                .map(|line| Line { bounds: line.bounds.map(|bounds| bounds + shift), ..line.clone() })
                .collect(),
            None => vec![Line::unplaced(0..block.text.len())],
        };
        let (parts, links) = parts(block, section, &self.language);
        let (found, runs) = runs(NodeId(id.0 + RUNS), &block.text, &lines, &parts, true);
        let mut children: Vec<NodeId> = Vec::new();
        let mut found = found;
        let marker = block.label.as_deref().filter(|_| block.kind == Kind::Item).and_then(|marker| {
            let first = &mut found.first_mut()?.1;
            let node = mark::run(marker, first, NodeId(id.0 + RUNS));
            first.set_previous_on_line(NodeId(id.0 + MARKER));
            Some((NodeId(id.0 + MARKER), node))
        });
        children.extend(marker.as_ref().map(|(id, _)| *id));
        let mut link_nodes: Vec<(NodeId, Node)> = Vec::new();
        for (run, (run_id, run_node)) in runs.0.iter().zip(&found) {
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
        let mut nodes = vec![(id, node)];
        nodes.append(&mut link_nodes);
        nodes.extend(marker);
        nodes.extend(found);
        BlockNodes { place, nodes, runs }
    }

    /// Role, name and the rest of a block.
    fn stated(&self, index: usize, block: &Block) -> Node {
        let section = &self.section;
        let summary = self.summary(index);
        let in_item = section.groups_of(index).last().is_some_and(|group| group.kind == GroupKind::ListItem);
        let role = match block.kind {
            Kind::Heading(_) => Role::Heading,
            Kind::Item if !in_item => Role::ListItem,
            Kind::Cell => match block.cell {
                Some(cell) if cell.header && cell.row_header => Role::RowHeader,
                Some(cell) if cell.header => Role::ColumnHeader,
                _ => Role::Cell,
            },
            Kind::Note => Role::DocFootnote,
            Kind::Caption => Role::Caption,
            Kind::Code => Role::Code,
            Kind::Image => Role::Image,
            Kind::PageBreak => Role::DocPageBreak,
            Kind::Separator => Role::Splitter,
            Kind::Paragraph | Kind::Item => Role::Paragraph,
        };
        let mut node = Node::new(if summary.is_some() { Role::DisclosureTriangle } else { role });
        if let Some(open) = summary {
            node.set_expanded(open);
            node.add_action(Action::Click);
            node.add_action(if open { Action::Collapse } else { Action::Expand });
        }
        // A table says it for all its cells, a figure for its caption.
        let formula = || block.inlines.iter().any(|inline| matches!(inline.style, Style::Math(_)));
        if block.kind == Kind::Image || block.cell.is_none() && formula() {
            self.describe(index, &mut node);
        }
        match block.kind {
            Kind::Heading(level) => {
                node.set_label(block.text.clone());
                node.set_level(usize::from(level.max(1)) - 1);
            }
            // Of a caption, Orca says the name and not the text.
            Kind::Image | Kind::Caption if has_text(block) => node.set_label(block.text.clone()),
            // AT-SPI has no role for it, and of a role in words of our own Orca says nothing, nor of the text.
            Kind::Code if !self.words.code.is_empty() => node.set_label(self.words.code.clone()),
            Kind::PageBreak => {
                let (before, after) = &self.words.page;
                node.set_label(format!("{before}{}{after}", block.label.as_deref().unwrap_or_default()));
            }
            _ => {}
        }
        if let Some(cell) = block.cell {
            node.set_row_index(cell.row);
            node.set_column_index(cell.column);
            if cell.row_span > 1 {
                node.set_row_span(cell.row_span);
            }
            if cell.column_span > 1 {
                node.set_column_span(cell.column_span);
            }
        }
        if let Some(language) = block.language.as_ref().or(section.language.as_ref()) {
            node.set_language(language.tag());
        }
        if block.kind == Kind::Image && block.picture(&section.href).is_some() {
            node.add_action(Action::Click);
        }
        node.add_action(Action::ScrollIntoView);
        node
    }

    /// Says of a node that it is described: in words, and where.
    fn describe(&self, index: usize, node: &mut Node) {
        let section = &self.section;
        let Some(description) = section.description_of(index) else { return };
        node.set_description(description.text.clone().unwrap_or_else(|| self.words.described.clone()));
        if let Some(Target::Internal { href, fragment: Some(fragment) }) = &description.target
            && *href == section.href
            && let Some(&(block, _)) = section.anchors.get(fragment)
            && block != index
            && self.shows(block)
            && section.blocks.get(block).is_some_and(has_text)
        {
            node.push_detail(self.block_id(block));
        }
    }

    /// The break of a printed page that this block begins.
    fn page_before(&self, index: usize) -> Option<usize> {
        mark::page_before(&self.section, index).filter(|&page| self.shows(page))
    }

    /// All nodes of a stretch, groups around their blocks; the answer is what stands at the top.
    fn tree(&self, stretch: &Stretch, nodes: &mut Vec<(NodeId, Node)>) -> Vec<NodeId> {
        let section = &self.section;
        let mut top = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut next_group = stretch.groups.start;
        for index in stretch.blocks.clone() {
            let block = &section.blocks[index];
            while open
                .last()
                .is_some_and(|last| last.end <= index || last.row.is_some_and(|row| cell_row(block) != Some(row)))
            {
                close(&mut open, &mut top, nodes);
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
            let silent = !(has_text(block) || mark::is_page(block)) || !self.shows(index);
            if let (false, Some(told)) = (silent, &self.blocks[index]) {
                nodes.extend(told.nodes.iter().cloned());
                let bounds = told.nodes.first().and_then(|(_, node)| node.bounds());
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
        }
        while !open.is_empty() {
            close(&mut open, &mut top, nodes);
        }
        top
    }
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

/// A group whose blocks are being gathered.
struct Open {
    id: NodeId,
    node: Node,
    end: usize,
    row: Option<usize>,
    children: Vec<NodeId>,
    items: usize,
}

impl Open {
    fn new(id: NodeId, node: Node, end: usize, row: Option<usize>) -> Self {
        Self { id, node, end, row, children: Vec::new(), items: 0 }
    }

    /// A group is where its parts are.
    fn adopt(&mut self, child: NodeId, bounds: Option<Rect>) {
        self.children.push(child);
        if let Some(bounds) = bounds {
            self.node.set_bounds(self.node.bounds().map_or(bounds, |around| around.union(bounds)));
        }
    }
}

fn close(open: &mut Vec<Open>, top: &mut Vec<NodeId>, nodes: &mut Vec<(NodeId, Node)>) {
    let Some(mut done) = open.pop() else { return };
    if done.children.is_empty() {
        return;
    }
    match open.last_mut() {
        Some(around) => {
            if done.node.role() == Role::ListItem {
                done.node.set_position_in_set(around.items);
                around.items += 1;
                around.node.set_size_of_set(around.items);
            }
            around.adopt(done.id, done.node.bounds());
        }
        None => top.push(done.id),
    }
    done.node.set_children(done.children);
    nodes.push((done.id, done.node));
}

fn cell_row(block: &Block) -> Option<usize> {
    block.cell.filter(|_| block.kind == Kind::Cell).map(|cell| cell.row)
}

fn group_node(kind: &GroupKind, label: Option<&str>) -> Node {
    let mut node = Node::new(match kind {
        GroupKind::List { .. } => Role::List,
        GroupKind::ListItem => Role::ListItem,
        GroupKind::Table { .. } => Role::Table,
        GroupKind::Figure => Role::Figure,
        GroupKind::Aside => Role::Complementary,
        GroupKind::Quote => Role::Blockquote,
        GroupKind::Notes => Role::DocEndnotes,
        GroupKind::Details { .. } => Role::Details,
    });
    if let GroupKind::Table { rows, columns } = kind {
        node.set_row_count(*rows);
        node.set_column_count(*columns);
    }
    if let Some(label) = label {
        node.set_label(label);
    }
    node
}

fn is_link(style: &Style) -> bool {
    matches!(style, Style::Link(_) | Style::NoteReference(_))
}

/// Whether a link of a note leads back to its reference.
fn leads_back(section: &Section, block: &Block, target: &Target) -> bool {
    let Target::Internal { href, fragment: Some(fragment) } = target else { return false };
    let place = section.anchors.get(fragment).filter(|_| block.kind == Kind::Note && *href == section.href);
    place.is_some_and(|&(place, byte)| {
        section.blocks.get(place).is_some_and(|around| {
            around.inlines.iter().any(|inline| {
                matches!(inline.style, Style::NoteReference(_))
                    && (inline.range.start..=inline.range.end).contains(&byte)
            })
        })
    })
}

fn link(section: &Section, block: &Block, inline: usize) -> Node {
    let found = block.inlines.get(inline);
    let role = match found.map(|inline| &inline.style) {
        Some(Style::NoteReference(_)) => Role::DocNoteRef,
        Some(Style::Math(_)) => Role::Math,
        Some(Style::Link(target)) if leads_back(section, block, target) => Role::DocBackLink,
        _ => Role::Link,
    };
    let mut node = Node::new(role);
    if let Some(text) = found.and_then(|inline| block.text.get(inline.range.clone())) {
        node.set_label(text);
    }
    if let Some(Style::Link(Target::External(address))) = found.map(|inline| &inline.style) {
        node.set_url(address.as_str());
    }
    if role == Role::Math {
        node.set_class_name(INLINE);
    }
    node.add_action(Action::Click);
    node.add_action(Action::ScrollIntoView);
    node
}

/// The stretches of a block by language, style and link, and for each the link's number among the inlines.
fn parts(block: &Block, section: &Section, book: &str) -> (Vec<Part>, Vec<Option<usize>>) {
    let mut cuts = vec![0, block.text.len()];
    for inline in &block.inlines {
        if !matches!(inline.style, Style::Code | Style::Ornament(_)) {
            cuts.extend([inline.range.start, inline.range.end]);
        }
    }
    cuts.retain(|&cut| block.text.is_char_boundary(cut));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| {
            // A space between two languages goes with the first: alone it would be said by its name.
            let blank = cut[0] > 0 && block.text[cut[0]..cut[1]].trim().is_empty();
            let language = block
                .language_at(if blank { cut[0] - 1 } else { cut[0] })
                .or(section.language.as_ref())
                .map_or_else(|| book.to_owned(), |language| language.tag().to_owned());
            let inlines = || block.inlines.iter().take((ROW - LINKS) as usize);
            let around = |wanted: &dyn Fn(&Inline) -> bool| {
                inlines().rposition(|inline| inline.range.contains(&cut[0]) && wanted(inline))
            };
            // What a link holds is the link. A formula is never a block of its own: of the words of one whose role is
            // mathematics Orca says nothing.
            let link = around(&|inline| is_link(&inline.style))
                .or_else(|| around(&|inline| matches!(inline.style, Style::Math(_))));
            let has = |style: Style| {
                block.inlines.iter().any(|inline| inline.style == style && inline.range.contains(&cut[0]))
            };
            let raised = match (has(Style::Superscript), has(Style::Subscript)) {
                (true, _) => Some(VerticalOffset::Superscript),
                (false, true) => Some(VerticalOffset::Subscript),
                (false, false) => None,
            };
            let part = Part {
                bytes: cut[0]..cut[1],
                language: Some(language).filter(|tag| !tag.is_empty()),
                bold: has(Style::Strong),
                italic: has(Style::Emphasis),
                raised,
            };
            (part, link)
        })
        .unzip()
}

fn rect(bounds: Rectangle) -> Rect {
    crate::access::survey::rect(bounds)
}
