//! Where entries of the outline and links lead, by place or by name. ISO 32000-1, 12.3.2 and 12.6.4.2.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::objects::{array, dictionary, get, name, number, resolve};
use super::tree::Leaf;

/// Nodes of a tree of names.
const MOST_NODES: usize = 50_000;
const DEEPEST: usize = 32;

/// The places that a document names, and its pages.
pub(super) struct Destinations<'a> {
    document: &'a Document,
    pages: HashMap<ObjectId, usize>,
    leaves: &'a [Leaf],
    named: HashMap<Vec<u8>, &'a Object>,
}

impl<'a> Destinations<'a> {
    pub fn of(document: &'a Document, catalog: &'a Dictionary, leaves: &'a [Leaf]) -> Self {
        let pages = leaves.iter().enumerate().map(|(index, leaf)| (leaf.id, index)).collect();
        Self { document, pages, leaves, named: named(document, catalog) }
    }

    /// The number of a page, counted from 0.
    pub fn page(&self, id: ObjectId) -> Option<usize> {
        self.pages.get(&id).copied()
    }

    /// The page and the points from its top to which an entry of the outline or an annotation leads.
    pub fn target(&self, entry: &'a Dictionary) -> Option<(usize, Option<f32>)> {
        let own = get(self.document, entry, b"Dest");
        let acted = || {
            let action = dictionary(self.document, entry, b"A")?;
            (name(self.document, action, b"S") == Some(b"GoTo")).then(|| get(self.document, action, b"D"))?
        };
        self.destination(own.or_else(acted)?, 0)
    }

    /// `[page /XYZ left top zoom]`, or its name.
    fn destination(&self, destination: &'a Object, depth: usize) -> Option<(usize, Option<f32>)> {
        if depth > 4 {
            return None;
        }
        match destination {
            Object::Name(name) | Object::String(name, _) => {
                self.destination(resolve(self.document, self.named.get(name)?)?, depth + 1)
            }
            Object::Dictionary(inner) => self.destination(get(self.document, inner, b"D")?, depth + 1),
            Object::Array(parts) => {
                let page = match parts.first()? {
                    Object::Reference(id) => *self.pages.get(id)?,
                    // Of another program's habit: the page's number.
                    Object::Integer(index) => usize::try_from(*index).ok().filter(|it| *it < self.leaves.len())?,
                    _ => return None,
                };
                let at = |index: usize| parts.get(index).and_then(|it| number(resolve(self.document, it)?));
                let place = match parts.get(1) {
                    Some(Object::Name(kind)) if kind == b"XYZ" => at(3).map(|top| (at(2).unwrap_or_default(), top)),
                    Some(Object::Name(kind)) if kind == b"FitH" || kind == b"FitBH" => at(2).map(|top| (0.0, top)),
                    Some(Object::Name(kind)) if kind == b"FitR" => at(5).map(|top| (at(2).unwrap_or_default(), top)),
                    _ => None,
                };
                let top = place.map(|(left, top)| self.leaves[page].frame.place(left, top).1 as f32);
                Some((page, top))
            }
            _ => None,
        }
    }
}

/// Destinations by name, of the old dictionary and of the tree of names.
fn named<'a>(document: &'a Document, catalog: &'a Dictionary) -> HashMap<Vec<u8>, &'a Object> {
    let mut found: HashMap<Vec<u8>, &Object> = HashMap::new();
    if let Some(old) = dictionary(document, catalog, b"Dests") {
        found.extend(old.iter().take(MOST_NODES).map(|(name, destination)| (name.clone(), destination)));
    }
    let root = dictionary(document, catalog, b"Names").and_then(|names| dictionary(document, names, b"Dests"));
    let mut open: Vec<(&Dictionary, usize)> = root.into_iter().map(|root| (root, 0)).collect();
    let mut nodes = 0;
    while let Some((node, depth)) = open.pop() {
        nodes += 1;
        if nodes > MOST_NODES || depth > DEEPEST || found.len() > MOST_NODES {
            break;
        }
        for pair in array(document, node, b"Names").unwrap_or_default().chunks_exact(2) {
            if let Some(Object::String(name, _)) = resolve(document, &pair[0]) {
                found.insert(name.clone(), &pair[1]);
            }
        }
        let kids = array(document, node, b"Kids").unwrap_or_default().iter();
        open.extend(kids.filter_map(|kid| Some((resolve(document, kid)?.as_dict().ok()?, depth + 1))));
    }
    found
}
