//! The child's part: the glyphs of a page → pieces of text in the order of the tags, where the tags are to be believed.

use std::collections::{HashMap, HashSet};

use super::super::glyphs::Glyph;
use super::super::lines::{self, Frame};
use super::super::protocol::{Element, Line, Piece, Tagged};
use super::roles::Role;
use super::structure::{Content, NONE, Structure};

/// What the tags must know of the letters of a page, in hundredths.
const LEAST_KNOWN: usize = 85;
/// How many pieces a run is looked for behind.
const FARTHEST: usize = 200;
/// Fewer steps from piece to piece tell nothing about an order.
const TELLING: usize = 6;

/// What a document's structure and the page's content tell of its glyphs.
#[derive(Clone, Copy)]
pub(in super::super) struct Marked<'a> {
    pub structure: &'a Structure,
    /// Languages of marked content.
    pub languages: &'a [String],
}

/// The page by its tags; `None` where there are none, or where they do not fit: they miss too much of the text, tear it
/// into shreds, or lead about the page in an order that is neither that of its lines nor that in which it is painted.
pub(in super::super) fn read(
    marked: Marked<'_>,
    index: usize,
    glyphs: &[Glyph],
    frame: Frame,
    layout: &[Line],
) -> Option<Tagged> {
    let contents = marked.structure.contents(index);
    let mut draft = Draft::new(marked);
    // Glyphs of each content, by their numbers in the order in which they are painted.
    let mut own: Vec<Vec<usize>> = vec![Vec::new(); contents.len()];
    let mut rest = Vec::new();
    let (mut known, mut unknown) = (0, 0);
    for (number, glyph) in glyphs.iter().enumerate().filter(|(_, glyph)| !glyph.artifact) {
        match glyph.content.and_then(|content| own.get_mut(content as usize)) {
            Some(own) => {
                known += letters(&glyph.text);
                own.push(number);
            }
            None => {
                unknown += letters(&glyph.text);
                rest.push(glyph.clone());
            }
        }
    }
    if known == 0 || known * 100 < (known + unknown) * LEAST_KNOWN {
        return None;
    }
    for (content, own) in contents.iter().zip(own) {
        draft.content(*content, &own, glyphs);
    }
    let pieces: Vec<(Part, Vec<Line>)> = std::mem::take(&mut draft.parts)
        .into_iter()
        .map(|part| {
            let lines = lines::in_order(&part.glyphs, frame);
            (part, lines)
        })
        .collect();
    if !is_in_order(&pieces, layout) || draft.is_torn(&pieces) {
        return None;
    }
    let mut tagged = Tagged { places: marked.structure.places(index), ..Tagged::default() };
    for (part, lines) in pieces {
        if !lines.is_empty() || draft.is_kept(part.block) {
            let element = draft.local(part.block);
            tagged.pieces.push(Piece { element, lines });
        }
    }
    tagged.elements = draft.elements;
    tagged.rest = lines::read(&rest, frame).0;
    Some(tagged)
}

fn letters(text: &str) -> usize {
    if lines::is_readable(text) { text.chars().filter(|c| c.is_alphanumeric()).count() } else { 0 }
}

/// What becomes a piece.
struct Part {
    /// The element whose text it is.
    block: u32,
    /// Their contents are indices of elements.
    glyphs: Vec<Glyph>,
    /// The number of its first glyph.
    first: Option<usize>,
}

struct Draft<'a> {
    marked: Marked<'a>,
    elements: Vec<Element>,
    /// Elements of the document, and parts of them in another language, by their indices here.
    known: HashMap<(u32, Option<usize>), usize>,
    parts: Vec<Part>,
    /// Elements that something is read instead of, once that was put down.
    replaced: HashSet<u32>,
}

impl<'a> Draft<'a> {
    fn new(marked: Marked<'a>) -> Self {
        Self { marked, elements: Vec::new(), known: HashMap::new(), parts: Vec::new(), replaced: HashSet::new() }
    }

    fn role(&self, element: u32) -> Role {
        self.marked.structure.role(element)
    }

    /// The index of an element, which those around it have before it.
    fn local(&mut self, element: u32) -> usize {
        if let Some(&index) = self.known.get(&(element, None)) {
            return index;
        }
        let chain: Vec<u32> = self.marked.structure.around(element).collect();
        let mut parent = None;
        for &element in chain.iter().rev() {
            let index = self.known.get(&(element, None)).copied().unwrap_or_else(|| self.add(element, parent));
            parent = Some(index);
        }
        parent.unwrap_or_default()
    }

    fn add(&mut self, element: u32, parent: Option<usize>) -> usize {
        let more = self.marked.structure.more(element);
        let index = self.elements.len();
        self.elements.push(Element {
            id: element,
            parent,
            role: self.role(element),
            language: more.and_then(|it| it.language.clone()),
            alternative: more.and_then(|it| it.alternative.clone()),
            title: more.and_then(|it| it.title.clone()),
            lead: more.and_then(|it| it.lead.clone()),
            cell: more.and_then(|it| it.cell.clone()),
            columns: more.map_or(0, |it| it.columns),
            ordered: more.and_then(|it| it.ordered),
        });
        self.known.insert((element, None), index);
        index
    }

    /// The index of an element, or of a part of it that marked content gives another language.
    fn inner(&mut self, element: u32, language: Option<usize>) -> usize {
        let whole = self.local(element);
        let Some((number, tag)) = language.and_then(|it| Some((it, self.marked.languages.get(it)?))) else {
            return whole;
        };
        if let Some(&index) = self.known.get(&(element, Some(number))) {
            return index;
        }
        let index = self.elements.len();
        self.elements.push(Element {
            id: NONE,
            parent: Some(whole),
            role: Role::Span,
            language: Some(tag.clone()),
            alternative: None,
            title: None,
            lead: None,
            cell: None,
            columns: 0,
            ordered: None,
        });
        self.known.insert((element, Some(number)), index);
        index
    }

    /// The element that something is read instead of, outermost, and what; a caption is read beside its figure.
    fn instead(&self, element: u32) -> Option<(u32, &'a str)> {
        let mut found = None;
        let mut captioned = false;
        for element in self.marked.structure.around(element) {
            captioned |= self.role(element) == Role::Caption;
            let Some(more) = self.marked.structure.more(element) else { continue };
            let pictured = matches!(self.role(element), Role::Figure | Role::Formula) && !captioned;
            if let Some(alternative) = more.alternative.as_deref().filter(|_| pictured) {
                found = Some((element, alternative));
            } else if let Some(actual) = more.actual.as_deref() {
                found = Some((element, actual));
            }
        }
        found
    }

    /// The element whose text this one is part of.
    fn block(&self, inner: u32) -> u32 {
        let structure = self.marked.structure;
        let mut block = inner;
        while structure.parent(block) != NONE && self.role(block).is_inline(self.role(structure.parent(block))) {
            block = structure.parent(block);
        }
        block
    }

    fn content(&mut self, content: Content, own: &[usize], glyphs: &[Glyph]) {
        let structure = self.marked.structure;
        if structure.around(content.element).any(|it| self.role(it) == Role::Artifact) {
            return;
        }
        let instead = self.instead(content.element);
        let inner = instead.map_or(content.element, |(element, _)| element);
        let mut block = self.block(inner);
        if own.is_empty() && matches!(self.role(inner), Role::Formula) {
            // A formula that is painted stands by itself.
            block = inner;
        }
        let at = self.part(block);
        let is_picture =
            instead.is_some() && block == inner && matches!(self.role(block), Role::Figure | Role::Formula);
        for &number in own {
            self.parts[at].first.get_or_insert(number);
            if is_picture {
                continue;
            }
            let glyph = &glyphs[number];
            let index = self.inner(inner, glyph.language.filter(|_| instead.is_none()));
            let mut glyph = Glyph { content: Some(index as u32), ..glyph.clone() };
            if let Some((element, text)) = instead {
                if !self.replaced.insert(element) {
                    // It belongs to what was read with the first of its glyphs.
                    if let Some(last) = self.parts[at].glyphs.last_mut() {
                        last.advance = (glyph.x + glyph.advance.0 - last.x, glyph.y + glyph.advance.1 - last.y);
                    }
                    continue;
                }
                text.clone_into(&mut glyph.text);
            }
            self.parts[at].glyphs.push(glyph);
        }
    }

    /// The part that text of this element goes to: a run goes on behind the notes and pictures that stand in it.
    fn part(&mut self, block: u32) -> usize {
        let structure = self.marked.structure;
        let is_run = self.role(block).is_run();
        for (at, part) in self.parts.iter().enumerate().rev().take(FARTHEST) {
            if part.block == block {
                return at;
            }
            let mut between = structure.around(part.block).take_while(|&it| it != block);
            let inside = structure.around(part.block).any(|it| it == block);
            if !inside || !is_run && !between.any(|it| self.role(it) == Role::Note) {
                break;
            }
        }
        self.parts.push(Part { block, glyphs: Vec::new(), first: None });
        self.parts.len() - 1
    }

    /// It is something without any text.
    fn is_kept(&self, block: u32) -> bool {
        let cell = |it| matches!(self.role(it), Role::Cell | Role::HeaderCell);
        matches!(self.role(block), Role::Figure | Role::Formula) || self.marked.structure.around(block).any(cell)
    }

    /// Shreds of words are no paragraphs.
    fn is_torn(&self, pieces: &[(Part, Vec<Line>)]) -> bool {
        let runs = pieces.iter().filter(|(part, lines)| {
            let in_table = self.marked.structure.around(part.block).any(|it| self.role(it) == Role::Table);
            !lines.is_empty() && self.role(part.block) != Role::Label && !in_table
        });
        let (mut count, mut all) = (0, 0);
        for (_, lines) in runs {
            count += 1;
            all += lines.iter().map(|line| letters(&line.text)).sum::<usize>();
        }
        count >= 2 * TELLING && all < count * 3
    }
}

/// Most steps from piece to piece go on in the order of the lines, or in that in which the page is painted.
fn is_in_order(pieces: &[(Part, Vec<Line>)], layout: &[Line]) -> bool {
    let place = |line: &Line| {
        let off = |other: &Line| {
            let beside = (other.left - line.left).max(line.left - other.right).max(0.0);
            (other.base - line.base).abs() + beside
        };
        layout.iter().enumerate().min_by(|one, other| off(one.1).total_cmp(&off(other.1))).map(|(index, _)| index)
    };
    let places: Vec<(Option<usize>, Option<usize>)> =
        pieces.iter().filter_map(|(part, lines)| Some((place(lines.first()?), part.first))).take(MOST_PLACES).collect();
    let steps = places.len().saturating_sub(1);
    let natural = places.windows(2).filter(|pair| pair[0].0 <= pair[1].0 || pair[0].1 <= pair[1].1).count();
    steps < TELLING || natural * 3 >= steps * 2
}

/// Pieces whose order is looked at.
const MOST_PLACES: usize = 1000;
