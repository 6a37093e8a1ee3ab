//! The text: paragraphs, what each is, and what stands between them.
//!
//! ECMA-376 part 1, 17.2 and 17.3.

use std::collections::HashMap;
use std::sync::Arc;

use super::Part;

use super::numbering::Numbering;
use super::styles::{Properties, Resolved, Styles};
use crate::format::limits::Deadline;
use crate::format::manuscript::fields::Fields;
use crate::format::manuscript::numeral::Numeral;
use crate::format::manuscript::{Link, Look, Manuscript, Role, Written};
use crate::format::markup::Tree;
use crate::format::markup::tree::{NodeId, ROOT};

/// Reads the text of the document; with it the title that stands in it. `pages` is how many its program counted.
pub(super) fn read(
    main: &Part,
    notes: &[Option<Part>; 2],
    styles: &Styles,
    numbering: Numbering,
    pages: Option<usize>,
    deadline: Deadline,
) -> (Written, Option<String>) {
    let tree = &main.tree;
    let count = |name: &str| tree.descendants(ROOT).filter(|&node| tree.name(node) == name).count();
    // Where pages ended when it was last shown is kept by some programs; it is told when the count agrees.
    let printed = pages.filter(|pages| *pages > 1 && count("lastrenderedpagebreak") + 1 == *pages).map(|_| 1);
    let has_headings = tree.descendants(ROOT).filter(|&node| tree.name(node) == "p").any(|node| {
        let (own, style) = paragraph_of(tree, node, styles);
        heading(&own, style).is_some() && !style.is_title && tree.descendant(node, "t").is_some()
    });
    let mut walker = Walker {
        notes,
        note_places: [places(notes[0].as_ref()), places(notes[1].as_ref())],
        numbers: Default::default(),
        in_note: false,
        styles,
        numbering,
        out: Manuscript::default(),
        fields: Fields::new(!has_headings),
        link: None,
        page: printed,
        title: None,
        boxes: Vec::new(),
        deadline,
        steps: 0,
        late: false,
    };
    if printed.is_some() {
        walker.out.page("1");
    }
    let body = tree.descendant(ROOT, "body").unwrap_or(ROOT);
    walker.blocks(main, body);
    let mut written = walker.out.finish();
    written.cut |= walker.late;
    (written, walker.title)
}

pub(super) struct Walker<'a> {
    /// Footnotes and endnotes.
    notes: &'a [Option<Part>; 2],
    note_places: [HashMap<String, NodeId>; 2],
    /// The numbers of the notes that were met, by identifier.
    numbers: [HashMap<String, usize>; 2],
    in_note: bool,
    pub(super) styles: &'a Styles,
    numbering: Numbering,
    pub(super) out: Manuscript,
    pub(super) fields: Fields,
    /// Where the text leads that is read now.
    pub(super) link: Option<Arc<Link>>,
    /// The page that is read, where that is known.
    pub(super) page: Option<usize>,
    title: Option<String>,
    /// Boxes of text that stand beside the paragraph.
    pub(super) boxes: Vec<NodeId>,
    deadline: Deadline,
    steps: usize,
    late: bool,
}

fn places(part: Option<&Part>) -> HashMap<String, NodeId> {
    let Some(Part { tree, .. }) = part else { return HashMap::new() };
    let notes = tree.descendants(ROOT).filter(|&node| matches!(tree.name(node), "footnote" | "endnote"));
    notes.filter_map(|node| Some((tree.local_attribute(node, "id")?.to_owned(), node))).collect()
}

/// What a paragraph says itself, and its style.
fn paragraph_of<'a>(tree: &Tree, node: NodeId, styles: &'a Styles) -> (Properties, &'a Resolved) {
    let mut own = Properties::default();
    let told = tree.child(node, "ppr");
    if let Some(told) = told {
        own.read(tree, told);
    }
    let style = told.and_then(|told| tree.child(told, "pstyle")).and_then(|it| tree.local_attribute(it, "val"));
    (own, styles.paragraph(style))
}

/// The level of a heading.
fn heading(own: &Properties, style: &Resolved) -> Option<u8> {
    let outline = own.outline.or(style.properties.outline);
    match (outline, &style.role) {
        (Some(level), _) if level < 9 => Some(level.min(5) + 1),
        // A title is one though no outline has it.
        (_, Some(Role::Heading(level))) if outline.is_none() || style.is_title => Some(*level),
        _ => None,
    }
}

impl Walker<'_> {
    /// Reads paragraphs, tables and what is around them.
    pub(super) fn blocks(&mut self, part: &Part, node: NodeId) {
        let tree = &part.tree;
        for child in tree.elements(node) {
            self.steps += 1;
            self.late |= self.steps.is_multiple_of(1024) && self.deadline.has_passed();
            if self.late || self.out.is_full() {
                return;
            }
            match tree.name(child) {
                "p" => self.paragraph(part, child),
                "tbl" => self.table(part, child),
                "sdt" if self.is_contents(tree, child) => {}
                "sdt" | "sdtcontent" | "ins" | "moveto" | "customxml" | "smarttag" => self.blocks(part, child),
                "alternatecontent" => {
                    if let Some(chosen) = chosen(tree, child) {
                        self.blocks(part, chosen);
                    }
                }
                "bookmarkstart" => self.bookmark(tree, child),
                "omath" | "omathpara" => {
                    self.formula(tree, child);
                    self.out.end(&Role::Body, None);
                }
                _ => {}
            }
        }
    }

    /// Whether this is the list of headings that the program made, title and all.
    fn is_contents(&self, tree: &Tree, node: NodeId) -> bool {
        let gallery = || tree.descendants(tree.child(node, "sdtpr")?).find(|&it| tree.name(it) == "docpartgallery");
        !self.fields.contents_are_read
            && gallery().and_then(|it| tree.local_attribute(it, "val")) == Some("Table of Contents")
    }

    fn paragraph(&mut self, part: &Part, node: NodeId) {
        let tree = &part.tree;
        let (own, style) = paragraph_of(tree, node, self.styles);
        self.inline(part, node, style);
        let boxes = std::mem::take(&mut self.boxes);
        // With its end deleted it goes on in the next one.
        let runs_on = || {
            let mark = tree.child(tree.child(node, "ppr")?, "rpr")?;
            tree.child(mark, "del")
        };
        if runs_on().is_none() {
            let role = self.role(&own, style);
            self.out.end(&role, own.direction.or(style.properties.direction));
        }
        for text in boxes {
            self.out.between("<aside>");
            self.blocks(part, text);
            self.out.between("</aside>");
        }
    }

    fn role(&mut self, own: &Properties, style: &Resolved) -> Role {
        let list = own.list.or(style.properties.list).filter(|list| *list != 0 && !self.fields.is_silent());
        let level = own.level.or(style.properties.level).unwrap_or_default();
        let place = list.and_then(|list| self.numbering.next(list, level));
        let heading = heading(own, style);
        if style.is_title && self.title.is_none() {
            self.title = Some(self.out.words().trim().to_owned()).filter(|title| !title.is_empty());
        }
        match (heading, place, &style.role) {
            (Some(level), place, _) => {
                if let Some(place) = place.filter(|place| !place.marker.is_empty() && !self.out.is_empty()) {
                    self.out.put_first(&format!("{} ", place.marker));
                }
                Role::Heading(level)
            }
            (None, Some(place), _) if !place.bare => Role::Item {
                list: list.unwrap_or_default(),
                level,
                ordered: place.ordered,
                marker: Some(place.marker).filter(|marker| !marker.is_empty()),
            },
            (None, Some(_), None) => Role::Continued,
            (None, _, Some(role @ (Role::Caption | Role::Quote | Role::Code))) => role.clone(),
            _ => Role::Body,
        }
    }

    /// A place that links lead to.
    pub(super) fn bookmark(&mut self, tree: &Tree, node: NodeId) {
        if let Some(name) = tree.local_attribute(node, "name").filter(|name| *name != "_GoBack" && !name.is_empty()) {
            self.out.anchor(name);
        }
    }

    /// A reference to a note, which is read now and stands at the end. `kind` is 0 for footnotes and 1 for endnotes.
    pub(super) fn note(&mut self, tree: &Tree, node: NodeId, kind: usize, look: &Look) {
        let Some(id) = tree.local_attribute(node, "id") else { return };
        let (Some(part), Some(&place)) = (&self.notes[kind], self.note_places[kind].get(id)) else { return };
        let next = self.numbers[kind].len() + 1;
        let number = *self.numbers[kind].entry(id.to_owned()).or_insert(next);
        let kept = format!("{}-{number}", ["footnote", "endnote"][kind]);
        let marker = [Numeral::Decimal, Numeral::LowerRoman][kind].write(number as i64);
        self.out.refer(look, &kept, &marker);
        if number < next || self.in_note {
            return;
        }
        self.in_note = true;
        let (fields, link) = (std::mem::take(&mut self.fields), self.link.take());
        let boxes = std::mem::take(&mut self.boxes);
        self.out.begin_part();
        self.blocks(part, place);
        let html = self.out.end_part();
        self.out.keep_note(&kept, &marker, &html);
        (self.fields, self.link, self.boxes) = (fields, link, boxes);
        self.in_note = false;
    }
}

/// What is read of several ways to say the same.
pub(super) fn chosen(tree: &Tree, node: NodeId) -> Option<NodeId> {
    // Some choices are of programs to come, and hold nothing that is known.
    tree.child(node, "choice").filter(|&choice| tree.elements(choice).next().is_some()).or(tree.child(node, "fallback"))
}
