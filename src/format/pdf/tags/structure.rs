//! The tree of structure elements, flat, and for each page what stands on it in the tree's order.
//!
//! ISO 32000-1, 14.7.2 to 14.7.5. The tree is a stranger's: it may lead in circles, go deep, have no end. What lies
//! behind the limits is not known, which its pages show when they are compared with their tags.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::destinations::Destinations;
use super::super::objects::{array, as_dictionary, dictionary, get, integer, name, resolve, text};
use super::super::protocol::{Cell, Lead};
use super::grid::Grid;
use super::roles::Role;
use crate::format::limits::{self, Deadline};

/// Elements of a document.
const MOST_ELEMENTS: usize = 400_000;
/// Pieces of content of a document.
const MOST_CONTENTS: usize = 1_200_000;
/// Objects that are looked at.
const MOST_STEPS: usize = 4_000_000;
const DEEPEST: usize = 200;
/// What is read instead of content, all of it together.
const MOST_BYTES: usize = 16 << 20;
/// For the whole tree.
const TIME: Duration = Duration::from_millis(900);
/// Types that stand for types.
const MOST_MAPPED: usize = 8;
/// Places of one page to which links lead.
const MOST_PLACES: usize = 1000;

/// No element, no page.
pub(super) const NONE: u32 = u32::MAX;

/// An element of the structure.
#[derive(Debug)]
pub(super) struct Node {
    /// A number less than its own, or [`NONE`].
    pub parent: u32,
    pub role: Role,
    pub more: Option<Box<More>>,
}

/// What few elements have.
#[derive(Debug, Default)]
pub(super) struct More {
    pub language: Option<String>,
    pub alternative: Option<String>,
    pub actual: Option<String>,
    pub title: Option<String>,
    pub lead: Option<Lead>,
    pub cell: Option<Cell>,
    pub columns: usize,
    pub ordered: Option<bool>,
}

/// A sequence of marked content: the form that it stands in, unless that is the page itself, and its number.
pub(in super::super) type Sequence = (Option<ObjectId>, u32);

/// Something on a page that belongs to an element: marked content, or nothing that can be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content {
    pub element: u32,
    page: u32,
    pub key: Option<Sequence>,
}

/// The structure of a document.
#[derive(Debug, Default)]
pub(in super::super) struct Structure {
    pub(super) nodes: Vec<Node>,
    /// For each page, in the tree's order.
    pages: Vec<Vec<Content>>,
    /// For each page, points from its top to which links lead.
    places: Vec<BTreeSet<i32>>,
}

impl Structure {
    /// The structure of a document with this catalogue; empty where it has none.
    pub fn read(document: &Document, catalog: &Dictionary, leaves: &[super::super::tree::Leaf]) -> Self {
        let Some(root) = dictionary(document, catalog, b"StructTreeRoot") else { return Self::default() };
        let mut walk = Walk {
            document,
            destinations: Destinations::of(document, catalog, leaves),
            roles: dictionary(document, root, b"RoleMap"),
            classes: dictionary(document, root, b"ClassMap"),
            deadline: Deadline::within(TIME),
            steps: 0,
            bytes: 0,
            over: false,
            nodes: Vec::new(),
            contents: Vec::new(),
            seen: HashMap::new(),
            named: HashMap::new(),
            naming: Vec::new(),
            referring: Vec::new(),
            grids: Vec::new(),
            sections: 0,
            page: NONE,
        };
        if let Ok(kids) = root.get(b"K") {
            walk.kids(kids, NONE, NONE, 0);
        }
        walk.finished(leaves.len())
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub(super) fn contents(&self, page: usize) -> &[Content] {
        self.pages.get(page).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn places(&self, page: usize) -> Vec<f32> {
        self.places.get(page).into_iter().flatten().map(|&place| place as f32).collect()
    }

    /// The marked content of a page, by what it is called there: numbers of its contents.
    pub fn marks(&self, page: usize) -> HashMap<Sequence, u32> {
        let mut marks = HashMap::new();
        for (number, content) in self.contents(page).iter().enumerate() {
            if let Some(key) = content.key {
                marks.entry(key).or_insert(number as u32);
            }
        }
        marks
    }

    /// An element and those around it, outwards.
    pub(super) fn around(&self, element: u32) -> impl Iterator<Item = u32> + '_ {
        let known = move |element: u32| ((element as usize) < self.nodes.len()).then_some(element);
        std::iter::successors(known(element), move |&inner| known(self.nodes[inner as usize].parent))
    }

    pub(super) fn more(&self, element: u32) -> Option<&More> {
        self.nodes[element as usize].more.as_deref()
    }

    pub(super) fn role(&self, element: u32) -> Role {
        self.nodes.get(element as usize).map_or(Role::Group, |node| node.role)
    }

    pub(super) fn parent(&self, element: u32) -> u32 {
        self.nodes[element as usize].parent
    }
}

struct Walk<'a> {
    document: &'a Document,
    destinations: Destinations<'a>,
    roles: Option<&'a Dictionary>,
    classes: Option<&'a Dictionary>,
    deadline: Deadline,
    steps: usize,
    bytes: usize,
    /// Nothing more is read.
    over: bool,
    nodes: Vec<Node>,
    contents: Vec<Content>,
    seen: HashMap<ObjectId, u32>,
    /// Elements by the names that they have.
    named: HashMap<Vec<u8>, u32>,
    /// Cells and the names of their headers.
    naming: Vec<(u32, Vec<Vec<u8>>)>,
    /// Elements and those that they refer to.
    referring: Vec<(u32, ObjectId)>,
    /// Tables that are open, innermost last.
    grids: Vec<Grid>,
    /// Sections that are open.
    sections: u8,
    /// The page of the content before.
    page: u32,
}

impl<'a> Walk<'a> {
    /// What stands in an element: numbers, dictionaries, or a list of these.
    fn kids(&mut self, kids: &'a Object, element: u32, page: u32, depth: usize) {
        self.steps += 1;
        if self.steps > MOST_STEPS || (self.steps.is_multiple_of(512) && self.deadline.has_passed()) {
            self.over = true;
        }
        if self.over || depth > DEEPEST {
            return;
        }
        match resolve(self.document, kids) {
            Some(Object::Array(all)) => {
                for kid in all {
                    self.kids(kid, element, page, depth + 1);
                }
            }
            Some(Object::Integer(number)) => self.content(element, page, None, *number),
            Some(Object::Dictionary(kid)) => match name(self.document, kid, b"Type") {
                Some(b"MCR") => {
                    let page = self.page_of(kid).unwrap_or(page);
                    let form = kid.get(b"Stm").and_then(Object::as_reference).ok();
                    if let Some(number) = integer(self.document, kid, b"MCID") {
                        self.content(element, page, form, number);
                    }
                }
                Some(b"OBJR") => self.object(kid, element),
                _ => {
                    if let Object::Reference(id) = kids
                        && self.seen.insert(*id, self.nodes.len() as u32).is_some()
                    {
                        return;
                    }
                    self.element(kid, element, page, depth);
                }
            },
            _ => {}
        }
    }

    fn page_of(&self, from: &Dictionary) -> Option<u32> {
        let id = from.get(b"Pg").and_then(Object::as_reference).ok()?;
        self.destinations.page(id).map(|page| page as u32)
    }

    fn content(&mut self, element: u32, page: u32, form: Option<ObjectId>, number: i64) {
        let Ok(number) = u32::try_from(number) else { return };
        if element != NONE && page != NONE {
            self.add(Content { element, page, key: Some((form, number)) });
            self.page = page;
        }
    }

    fn add(&mut self, content: Content) {
        if self.contents.len() >= MOST_CONTENTS {
            self.over = true;
        } else {
            self.contents.push(content);
        }
    }

    /// An object that belongs to an element: of interest are links.
    fn object(&mut self, reference: &'a Dictionary, element: u32) {
        let Some(annotation) = dictionary(self.document, reference, b"Obj") else { return };
        if element == NONE || name(self.document, annotation, b"Subtype") != Some(b"Link") {
            return;
        }
        let action = dictionary(self.document, annotation, b"A");
        let address = action.and_then(|action| {
            let address = get(self.document, action, b"URI")?;
            text(self.document, address).filter(|it| !it.is_empty() && it.len() <= limits::LABEL_BYTES)
        });
        let lead = address.map(Lead::Out).or_else(|| {
            let (page, top) = self.destinations.target(annotation)?;
            Some(Lead::Page(page, top))
        });
        if let Some(lead) = lead {
            self.more(element).lead.get_or_insert(lead);
        }
    }

    fn more(&mut self, element: u32) -> &mut More {
        self.nodes[element as usize].more.get_or_insert_default()
    }

    fn element(&mut self, found: &'a Dictionary, parent: u32, page: u32, depth: usize) {
        if self.nodes.len() >= MOST_ELEMENTS {
            self.over = true;
            return;
        }
        let element = self.nodes.len() as u32;
        let mut role = self.role(found);
        if role == Role::Heading(0) {
            role = Role::Heading(self.sections.clamp(1, 6));
        }
        let more = self.described(found);
        self.nodes.push(Node { parent, role, more });
        let own_page = self.page_of(found);
        let page = own_page.unwrap_or(page);
        if let Some(Object::String(name, _)) = get(self.document, found, b"ID") {
            self.named.entry(name.clone()).or_insert(element);
        }
        for referred in array(self.document, found, b"Ref").unwrap_or_default().iter().take(8) {
            if let Object::Reference(id) = referred {
                self.referring.push((element, *id));
            }
        }
        let first = self.contents.len();
        let sections = self.sections;
        match role {
            Role::Section => self.sections = sections.saturating_add(1),
            Role::Table => self.grids.push(Grid::default()),
            Role::Row => {
                if let Some(grid) = self.grids.last_mut() {
                    grid.begin_row();
                }
            }
            Role::Cell | Role::HeaderCell => self.cell(found, element, role),
            Role::List => {
                let numbering = self.attribute(found, b"ListNumbering").and_then(|it| it.as_name().ok());
                if let Some(numbering) = numbering {
                    let marks: [&[u8]; 6] = [b"Disc", b"Circle", b"Square", b"None", b"Unordered", b"Description"];
                    self.more(element).ordered = Some(!marks.contains(&numbering));
                }
            }
            _ => {}
        }
        if let Ok(kids) = found.get(b"K") {
            self.kids(kids, element, page, depth + 1);
        }
        self.sections = sections;
        // What has no text has a place among what has.
        let within = |content: &Content| {
            let inner = std::iter::successors(Some(content.element), |&it| Some(self.nodes[it as usize].parent));
            inner.take_while(|&it| it != element).any(|it| self.nodes[it as usize].role == Role::Caption)
        };
        let empty =
            if role == Role::Figure { self.contents[first..].iter().all(within) } else { self.contents.len() == first };
        if empty && matches!(role, Role::Figure | Role::Formula | Role::Cell | Role::HeaderCell) {
            self.add(Content { element, page: own_page.unwrap_or(NONE), key: None });
        }
        match role {
            Role::Row => {
                if let Some(grid) = self.grids.last_mut() {
                    grid.end_row();
                }
                // Empty cells stand where their row does.
                let row = first..self.contents.len();
                let known = self.contents[row.clone()].iter().map(|it| it.page).find(|&page| page != NONE);
                let fallback = if page == NONE { self.page } else { page };
                self.place(row, known.unwrap_or(fallback));
            }
            Role::Table => {
                if let Some(grid) = self.grids.pop() {
                    let ((_, columns), cells) = grid.end();
                    self.more(element).columns = columns;
                    for (number, cell) in cells {
                        self.more(number).cell = Some(cell);
                    }
                }
            }
            Role::Figure | Role::Formula if self.grids.is_empty() => {
                let fallback = if self.page == NONE { 0 } else { self.page };
                self.place(first..self.contents.len(), fallback);
            }
            _ => {}
        }
    }

    /// Gives a page to those contents that have none.
    fn place(&mut self, contents: std::ops::Range<usize>, page: u32) {
        for content in &mut self.contents[contents] {
            if content.page == NONE {
                content.page = page;
            }
        }
    }

    fn cell(&mut self, found: &'a Dictionary, element: u32, role: Role) {
        let number = |key: &[u8]| {
            let value = self.attribute(found, key).and_then(|it| it.as_i64().ok())?;
            usize::try_from(value).ok()
        };
        let spans = (number(b"RowSpan").unwrap_or(1), number(b"ColSpan").unwrap_or(1));
        let scope = match self.attribute(found, b"Scope").and_then(|it| it.as_name().ok()) {
            Some(b"Row") => Some(true),
            Some(b"Column") => Some(false),
            _ => None,
        };
        let headers: Vec<Vec<u8>> = match self.attribute(found, b"Headers") {
            Some(Object::Array(names)) => {
                names.iter().take(32).filter_map(|it| Some(it.as_str().ok()?.to_vec())).collect()
            }
            _ => Vec::new(),
        };
        if !headers.is_empty() {
            self.naming.push((element, headers));
        }
        if let Some(grid) = self.grids.last_mut() {
            grid.cell(element, spans, role == Role::HeaderCell, scope);
        }
    }

    /// The words that an element has of its own.
    fn described(&mut self, found: &'a Dictionary) -> Option<Box<More>> {
        let mut string = |key: &[u8], most: usize| {
            let read = text(self.document, found.get(key).ok()?)?;
            self.bytes += read.len();
            (!read.is_empty() && read.len() <= most && self.bytes < MOST_BYTES).then_some(read)
        };
        let more = More {
            language: string(b"Lang", 64),
            alternative: string(b"Alt", 1 << 16),
            actual: string(b"ActualText", 1 << 16),
            title: string(b"T", limits::LABEL_BYTES),
            ..More::default()
        };
        let any =
            more.language.is_some() || more.alternative.is_some() || more.actual.is_some() || more.title.is_some();
        any.then(|| Box::new(more))
    }

    /// An attribute of an element: its own, or that of one of its classes. The last one said is in force.
    fn attribute(&self, found: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let list = |object: &'a Object| match object {
            Object::Array(all) => all.iter().take(32).collect(),
            object => vec![object],
        };
        let in_lists = |object: &'a Object| {
            let found = list(object).into_iter().filter_map(|it| as_dictionary(resolve(self.document, it)?));
            found.filter_map(|it| get(self.document, it, key)).next_back()
        };
        get(self.document, found, b"A").and_then(in_lists).or_else(|| {
            let classes = list(get(self.document, found, b"C")?).into_iter();
            let classes = classes.filter_map(|it| get(self.document, self.classes?, it.as_name().ok()?));
            classes.filter_map(in_lists).next_back()
        })
    }

    /// What an element is, by the standard or by what its document says that its type stands for.
    fn role(&self, found: &'a Dictionary) -> Role {
        let Some(mut kind) = name(self.document, found, b"S") else { return Role::Other };
        let space = dictionary(self.document, found, b"NS").and_then(|it| dictionary(self.document, it, b"RoleMapNS"));
        for map in std::iter::once(space).chain(std::iter::repeat_n(self.roles, MOST_MAPPED)) {
            if let Some(role) = Role::of(kind) {
                return role;
            }
            kind = match map.and_then(|map| get(self.document, map, kind)) {
                Some(Object::Name(mapped)) => mapped,
                Some(Object::Array(parts)) => match parts.first() {
                    Some(Object::Name(mapped)) => mapped,
                    _ => kind,
                },
                _ => kind,
            };
        }
        Role::of(kind).unwrap_or(Role::Other)
    }

    fn finished(mut self, pages: usize) -> Structure {
        for (cell, names) in std::mem::take(&mut self.naming) {
            let headers: Vec<u32> = names.iter().filter_map(|name| self.named.get(name).copied()).collect();
            if let Some(cell) = &mut self.more(cell).cell {
                cell.headers = headers;
            }
        }
        let mut page = if self.page == NONE { NONE } else { 0 };
        let mut placed = vec![Vec::new(); pages];
        let mut first: HashMap<u32, u32> = HashMap::new();
        for mut content in std::mem::take(&mut self.contents) {
            // Without a word of its own it stands where what is before it does.
            if content.page == NONE {
                content.page = page;
            }
            page = content.page;
            for element in std::iter::successors(Some(content.element), |&it| {
                self.nodes.get(it as usize).map(|node| node.parent).filter(|&parent| parent != NONE)
            }) {
                if self.nodes[element as usize].role == Role::Note {
                    first.entry(element).or_insert(content.page);
                }
            }
            if let Some(page) = placed.get_mut(content.page as usize) {
                page.push(content);
            }
        }
        for (element, referred) in std::mem::take(&mut self.referring) {
            if let Some(note) = self.seen.get(&referred)
                && let Some(page) = first.get(note)
                && self.nodes[element as usize].role != Role::Note
            {
                self.more(element).lead = Some(Lead::Note(*page as usize, *note));
            }
        }
        let mut places = vec![BTreeSet::new(); pages];
        for node in &self.nodes {
            if let Some(Lead::Page(page, Some(top))) = node.more.as_ref().and_then(|more| more.lead.as_ref())
                && let Some(places) = places.get_mut(*page)
                && places.len() < MOST_PLACES
            {
                places.insert(top.round() as i32);
            }
        }
        Structure { nodes: self.nodes, pages: placed, places }
    }
}
