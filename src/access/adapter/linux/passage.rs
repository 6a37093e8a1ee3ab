//! The text of one object, and the units it is read by.
//!
//! Offsets count Unicode characters, as AT-SPI does; a letter of the reader's may be several of them.
//! <https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/doc-org.a11y.atspi.Text.html>

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use accesskit::{Node, NodeId, Role, TextDirection, TextPosition, TreeId, VerticalOffset};
use accesskit_consumer::NodeRef;

use crate::access::semantics::{AROUND, INLINE};
use crate::book::{Language, phrase};

/// What a text is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Character,
    Word,
    Sentence,
    Line,
    Paragraph,
}

impl Unit {
    /// `AtspiTextGranularity`.
    pub fn of_granularity(number: u32) -> Option<Self> {
        [Self::Character, Self::Word, Self::Sentence, Self::Line, Self::Paragraph].get(number as usize).copied()
    }

    /// `AtspiTextBoundaryType`, the older question: the unit, and whether it is counted from end to end.
    pub fn of_boundary(number: u32) -> Option<(Self, bool)> {
        let kinds = [
            (Self::Character, false),
            (Self::Word, false),
            (Self::Word, true),
            (Self::Sentence, false),
            (Self::Sentence, true),
            (Self::Line, false),
            (Self::Line, true),
        ];
        kinds.get(number as usize).copied()
    }
}

pub(super) type Attributes = Rc<BTreeMap<&'static str, String>>;

/// A run of the text, in characters of the whole.
#[derive(Debug)]
pub(super) struct Piece {
    pub run: NodeId,
    /// Where its letters begin, and where the last one ends.
    pub letters: Vec<usize>,
    words: Vec<usize>,
    opens_line: bool,
    pub attributes: Attributes,
}

impl Piece {
    pub fn range(&self) -> Range<usize> {
        self.letters[0]..self.letters[self.letters.len() - 1]
    }

    /// The letter that this character belongs to.
    pub fn letter_at(&self, offset: usize) -> usize {
        let after = self.letters.partition_point(|&start| start <= offset);
        after.saturating_sub(1).min(self.letters.len().saturating_sub(2))
    }
}

/// A link inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub node: NodeId,
    pub range: Range<usize>,
}

/// The text of an object.
#[derive(Debug, Default)]
pub(super) struct Passage {
    text: String,
    /// The byte at which each character begins, and the text's length.
    bytes: Vec<usize>,
    pub pieces: Vec<Piece>,
    pub links: Vec<Link>,
    /// The characters at which blocks begin.
    blocks: Vec<usize>,
    language: Option<String>,
    code: bool,
}

/// What stands in for each letter of a password.
const MASK: char = '•';

pub(super) fn is_link(role: Role) -> bool {
    matches!(role, Role::Link | Role::DocBackLink | Role::DocBiblioRef | Role::DocGlossRef | Role::DocNoteRef)
}

/// What stands inside a line and is no object of its own.
pub(super) fn is_inline(role: Role) -> bool {
    is_link(role)
        || matches!(
            role,
            Role::TextRun
                | Role::Abbr
                | Role::Emphasis
                | Role::GenericContainer
                | Role::Mark
                | Role::Strong
                | Role::Time
                | Role::LineBreak
        )
}

/// Whether a node stands inside a line: by its role, and of a formula by where it stands.
pub(super) fn stands_inline(node: NodeRef<'_>) -> bool {
    is_inline(node.role()) || node.role() == Role::Math && node.data().class_name() == Some(INLINE)
}

struct Builder {
    passage: Passage,
    masked: bool,
    heading: Option<usize>,
    shared: Vec<Attributes>,
    block: Option<NodeId>,
}

impl Passage {
    /// The text of all runs below this node. `closed`: the line break at the end belongs to what is around.
    pub fn of(owner: NodeRef<'_>, closed: bool) -> Self {
        let mut builder = Builder {
            passage: Self {
                language: language_of(owner),
                code: owner.role() == Role::Code,
                bytes: vec![0],
                ..Self::default()
            },
            masked: owner.is_password_input(),
            heading: None,
            shared: Vec::new(),
            block: None,
        };
        builder.walk(owner, None, owner.id_in_tree());
        let mut passage = builder.passage;
        if closed && passage.text.ends_with('\n') {
            passage.cut_last();
        }
        passage
    }

    /// Takes the last character off.
    fn cut_last(&mut self) {
        self.text.pop();
        self.bytes.pop();
        let length = self.len();
        if let Some(piece) = self.pieces.last_mut() {
            while piece.letters.len() > 1 && piece.letters[piece.letters.len() - 1] > length {
                piece.letters.pop();
            }
            if piece.letters.len() == 1 {
                piece.letters.push(length.max(piece.letters[0]));
            }
            piece.words.retain(|&word| word < length);
        }
        for link in &mut self.links {
            link.range.end = link.range.end.min(length);
        }
    }

    /// How many characters it has.
    pub fn len(&self) -> usize {
        self.bytes.len().saturating_sub(1)
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The characters of a range, as far as there are any.
    pub fn slice(&self, range: Range<usize>) -> &str {
        let (start, end) = (range.start.min(self.len()), range.end.min(self.len()));
        self.text.get(self.byte(start)..self.byte(end.max(start))).unwrap_or_default()
    }

    fn byte(&self, offset: usize) -> usize {
        self.bytes.get(offset).copied().unwrap_or(self.text.len())
    }

    fn offset_of_byte(&self, byte: usize) -> usize {
        self.bytes.partition_point(|&at| at < byte).min(self.len())
    }

    pub fn piece_at(&self, offset: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.letters[0] <= offset);
        // Of pieces without letters the last one counts.
        self.pieces.get(after.saturating_sub(1))
    }

    /// Where AccessKit's position is.
    pub fn offset(&self, position: TextPosition) -> Option<usize> {
        let piece = self.pieces.iter().find(|piece| piece.run == position.node)?;
        let letter = position.character_index.min(piece.letters.len() - 1);
        Some(piece.letters[letter].min(self.len()))
    }

    /// AccessKit's position of an offset; the text's end at most.
    pub fn position(&self, offset: usize) -> Option<TextPosition> {
        let offset = offset.min(self.len());
        let piece = self.piece_at(offset)?;
        let letter = piece.letters.partition_point(|&start| start <= offset).saturating_sub(1);
        Some(TextPosition { node: piece.run, character_index: letter })
    }

    /// The link at this character.
    pub fn link_at(&self, offset: usize) -> Option<usize> {
        self.links.iter().position(|link| link.range.contains(&offset))
    }

    /// Where the units begin, rising, 0 first; empty for an empty text.
    fn starts(&self, unit: Unit) -> Vec<usize> {
        if self.len() == 0 {
            return Vec::new();
        }
        let mut starts = vec![0];
        match unit {
            Unit::Character => starts
                .extend(self.pieces.iter().flat_map(|piece| piece.letters[..piece.letters.len() - 1].iter().copied())),
            Unit::Word => starts.extend(self.pieces.iter().flat_map(|piece| piece.words.iter().copied())),
            Unit::Line => {
                starts.extend(self.pieces.iter().filter(|piece| piece.opens_line).map(|piece| piece.letters[0]));
            }
            Unit::Paragraph => starts.extend(self.paragraphs().into_iter().map(|range| range.start)),
            Unit::Sentence => {
                for range in self.paragraphs() {
                    let (from, to) = (self.byte(range.start), self.byte(range.end));
                    let text = &self.text[from..to];
                    let language = self.piece_at(range.start).and_then(|piece| piece.attributes.get("language"));
                    let language = language.or(self.language.as_ref()).and_then(|tag| Language::parse(tag));
                    let phrases = match self.code {
                        true => phrase::lines(text),
                        false => phrase::phrases(text, language.as_ref()),
                    };
                    starts.extend(phrases.iter().map(|phrase| self.offset_of_byte(from + phrase.start)));
                }
            }
        }
        starts.sort_unstable();
        starts.dedup();
        if unit != Unit::Line {
            starts.retain(|&start| start < self.len());
        }
        starts
    }

    /// Blocks; where there is one block, what line breaks part.
    fn paragraphs(&self) -> Vec<Range<usize>> {
        let mut starts = self.blocks.clone();
        if starts.len() < 2 {
            starts = vec![0];
            starts.extend(self.text.match_indices('\n').map(|(byte, _)| self.offset_of_byte(byte + 1)));
        }
        starts.push(self.len());
        starts.dedup();
        starts.windows(2).map(|ends| ends[0]..ends[1]).collect()
    }

    /// All units of a kind, without gaps. With `by_ends` each reaches from one end of content to the next.
    fn units(&self, unit: Unit, by_ends: bool) -> Vec<Range<usize>> {
        let mut cuts = self.starts(unit);
        if cuts.is_empty() {
            return Vec::new();
        }
        let at_end = cuts.last() == Some(&self.len());
        cuts.push(self.len());
        if by_ends {
            for index in 1..cuts.len() {
                let content = self.slice(cuts[index - 1]..cuts[index]);
                let space = match unit {
                    Unit::Line => usize::from(content.ends_with('\n')),
                    _ => content.chars().rev().take_while(|mark| mark.is_whitespace()).count(),
                };
                if space < cuts[index] - cuts[index - 1] && index + 1 < cuts.len() {
                    cuts[index] -= space;
                }
            }
        } else if at_end {
            // An empty last line is a unit too.
            return cuts.windows(2).map(|ends| ends[0]..ends[1]).collect();
        }
        cuts.dedup();
        cuts.windows(2).map(|ends| ends[0]..ends[1]).collect()
    }

    /// The unit at this offset; at the text's end the last one, but no character.
    pub fn unit_at(&self, offset: usize, unit: Unit, by_ends: bool) -> Range<usize> {
        self.unit_near(offset, unit, by_ends, 0)
    }

    /// The unit `step` units from the one at this offset; an empty range where there is none.
    pub fn unit_near(&self, offset: usize, unit: Unit, by_ends: bool, step: isize) -> Range<usize> {
        let length = self.len();
        let units = self.units(unit, by_ends);
        let after = units.partition_point(|range| range.start <= offset);
        let here = match unit {
            Unit::Character if offset >= length => units.len(),
            _ => after.saturating_sub(1),
        };
        match here.checked_add_signed(step).and_then(|index| units.get(index)) {
            Some(range) => range.clone(),
            None if step < 0 => 0..0,
            None => length..length,
        }
    }

    /// The stretch around an offset whose attributes are all the same.
    pub fn attributes_at(&self, offset: usize) -> (Attributes, Range<usize>) {
        let Some(here) = self.piece_at(offset) else { return (Attributes::default(), 0..self.len()) };
        let same = |piece: &&Piece| piece.attributes == here.attributes;
        let index = self.pieces.partition_point(|piece| piece.letters[0] <= offset).saturating_sub(1);
        let first = self.pieces[..index].iter().rev().take_while(same).last().unwrap_or(here);
        let last = self.pieces[index..].iter().take_while(same).last().unwrap_or(here);
        (Rc::clone(&here.attributes), first.letters[0].min(self.len())..last.range().end.min(self.len()))
    }
}

impl Builder {
    fn walk(&mut self, node: NodeRef<'_>, link: Option<usize>, block: NodeId) {
        // The text of a document is what it shows; what lies around is found block by block.
        for child in node.children().filter(|child| !child.is_hidden() && child.class_name() != Some(AROUND)) {
            let role = child.role();
            if role == Role::TextRun {
                self.run(child, link.is_some(), block);
            } else if is_link(role) && node.id() != child.id() {
                let start = self.passage.len();
                let index = self.passage.links.len();
                self.passage.links.push(Link { node: child.id_in_tree(), range: start..start });
                self.walk(child, Some(index), block);
                self.passage.links[index].range.end = self.passage.len();
            } else {
                let heading = self.heading;
                if role == Role::Heading {
                    self.heading = Some(child.level().unwrap_or(0) + 1);
                }
                let inside = if stands_inline(child) { block } else { child.id_in_tree() };
                self.walk(child, link, inside);
                self.heading = heading;
            }
        }
    }

    fn run(&mut self, run: NodeRef<'_>, in_link: bool, block: NodeId) {
        let data = run.data();
        let value = data.value().unwrap_or_default();
        let start = self.passage.len();
        if self.block != Some(block) {
            self.block = Some(block);
            self.passage.blocks.push(start);
        }
        let mut letters = Vec::with_capacity(data.character_lengths().len() + 1);
        let mut byte = 0;
        for &length in data.character_lengths() {
            letters.push(self.passage.len());
            let mut end = (byte + usize::from(length)).min(value.len());
            while !value.is_char_boundary(end) {
                end += 1;
            }
            self.push(&value[byte..end]);
            byte = end;
        }
        letters.push(self.passage.len());
        let words = data.word_starts();
        let words = words.iter().filter_map(|&index| letters[..letters.len() - 1].get(usize::from(index)).copied());
        let words = words.collect();
        let attributes = self.share(attributes(run, in_link, self.heading));
        let opens_line = data.previous_on_line().is_none();
        self.passage.pieces.push(Piece { run: run.id_in_tree(), letters, words, opens_line, attributes });
    }

    fn push(&mut self, letter: &str) {
        let mut push = |mark: char| {
            self.passage.text.push(mark);
            self.passage.bytes.push(self.passage.text.len());
        };
        match self.masked {
            true => push(MASK),
            // A message on the bus holds no NUL.
            false => letter.chars().for_each(|mark| push(if mark == '\0' { '\u{fffd}' } else { mark })),
        }
    }

    fn share(&mut self, attributes: BTreeMap<&'static str, String>) -> Attributes {
        if let Some(known) = self.shared.iter().rev().find(|known| ***known == attributes) {
            return Rc::clone(known);
        }
        let fresh = Rc::new(attributes);
        self.shared.push(Rc::clone(&fresh));
        fresh
    }
}

/// By their ids in the one tree that a window has.
pub(super) trait InTree {
    fn id_in_tree(&self) -> NodeId;
}

impl InTree for NodeRef<'_> {
    fn id_in_tree(&self) -> NodeId {
        self.locate().0
    }
}

/// The tree that all nodes of a window are in.
pub(super) const TREE: TreeId = TreeId::ROOT;

/// Whether a run goes from the right: its places are counted from there.
pub(super) fn is_rtl(run: NodeRef<'_>) -> bool {
    run.data().text_direction() == Some(TextDirection::RightToLeft)
}

/// The language of a node, its own or that of what is around it.
pub(super) fn language_of(node: NodeRef<'_>) -> Option<String> {
    inherited(node, |data| data.language().map(str::to_owned))
}

fn inherited<T>(node: NodeRef<'_>, get: impl Fn(&Node) -> Option<T>) -> Option<T> {
    let mut next = Some(node);
    while let Some(node) = next {
        if let Some(found) = get(node.data()) {
            return Some(found);
        }
        next = node.parent();
    }
    None
}

/// <https://docs.gtk.org/atk/enum.TextAttribute.html>
fn attributes(run: NodeRef<'_>, in_link: bool, heading: Option<usize>) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    let data = run.data();
    if let Some(language) = language_of(run) {
        found.insert("language", language);
    }
    // What most texts are, the default attributes say.
    if is_rtl(run) {
        found.insert("direction", "rtl".to_owned());
    }
    if let Some(weight) = data.font_weight() {
        found.insert("weight", format!("{weight}"));
    }
    if data.is_italic() {
        found.insert("style", "italic".to_owned());
    }
    if data.underline().is_some() || in_link {
        found.insert("underline", "single".to_owned());
    }
    if data.strikethrough().is_some() {
        found.insert("strikethrough", "true".to_owned());
    }
    if let Some(family) = data.font_family() {
        found.insert("family-name", family.to_owned());
    }
    if let Some(size) = data.font_size() {
        found.insert("size", format!("{size}"));
    }
    match data.vertical_offset() {
        Some(VerticalOffset::Superscript) => drop(found.insert("text-position", "super".to_owned())),
        Some(VerticalOffset::Subscript) => drop(found.insert("text-position", "sub".to_owned())),
        _ => {}
    }
    if data.is_spelling_error() {
        found.insert("invalid", "spelling".to_owned());
    }
    if let Some(level) = heading {
        found.insert("heading-level", level.to_string());
    }
    found
}
