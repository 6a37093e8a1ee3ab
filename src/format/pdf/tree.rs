//! The pages of a document, with what they inherit. ISO 32000-1, 7.7.3.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::document::is_page;
use super::lines::Frame;
use super::objects::{array, get, name, number, rectangle, resolve};

/// Nodes that are looked at.
const MOST_NODES: usize = 200_000;
const DEEPEST: usize = 64;
/// Of a page that does not tell its size: A4.
const USUAL: [f32; 4] = [0.0, 0.0, 595.0, 842.0];

/// A page of the tree.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub id: ObjectId,
    /// A reference, or the dictionary itself; `None` when there is none.
    pub resources: Option<Object>,
    pub frame: Frame,
}

/// What nodes hand down to those below them.
#[derive(Debug, Clone, Default)]
struct Legacy {
    resources: Option<Object>,
    media: Option<[f32; 4]>,
    crop: Option<[f32; 4]>,
    turn: i64,
}

/// The pages in their order, at most so many, and whether these are all.
pub(super) fn leaves(document: &Document, most: usize) -> (Vec<Leaf>, bool) {
    let mut walk = Walk { document, seen: HashSet::new(), leaves: Vec::new(), most, whole: true };
    let root = document.catalog().ok().and_then(|catalog| catalog.get(b"Pages").ok()).cloned();
    if let Some(root) = root {
        walk.node(&root, Legacy::default(), 0);
    }
    if walk.leaves.is_empty() {
        // The tree is lost; its leaves know what they are.
        let strays: Vec<ObjectId> =
            document.objects.iter().filter(|(_, object)| is_page(object)).map(|(id, _)| *id).collect();
        for id in strays {
            walk.node(&Object::Reference(id), Legacy::default(), 0);
        }
    }
    (walk.leaves, walk.whole)
}

struct Walk<'a> {
    document: &'a Document,
    seen: HashSet<ObjectId>,
    leaves: Vec<Leaf>,
    most: usize,
    whole: bool,
}

impl Walk<'_> {
    fn node(&mut self, node: &Object, inherited: Legacy, depth: usize) {
        let Object::Reference(id) = node else { return };
        if self.seen.len() >= MOST_NODES || self.leaves.len() >= self.most || depth > DEEPEST {
            self.whole = false;
            return;
        }
        if !self.seen.insert(*id) {
            return;
        }
        let Some(Object::Dictionary(dictionary)) = resolve(self.document, node) else { return };
        let legacy = inherited.with(self.document, dictionary);
        let inner = name(self.document, dictionary, b"Type") == Some(b"Pages") || dictionary.has(b"Kids");
        if inner {
            for kid in array(self.document, dictionary, b"Kids").unwrap_or_default() {
                self.node(kid, legacy.clone(), depth + 1);
                if !self.whole {
                    return;
                }
            }
        } else {
            let media = legacy.media.unwrap_or(USUAL);
            let visible = legacy.crop.map_or(media, |crop| within(crop, media));
            let frame = Frame { visible: visible.map(f64::from), turn: legacy.turn };
            self.leaves.push(Leaf { id: *id, resources: legacy.resources, frame });
        }
    }
}

impl Legacy {
    fn with(mut self, document: &Document, node: &Dictionary) -> Self {
        if let Ok(resources) = node.get(b"Resources") {
            self.resources = Some(resources.clone());
        }
        let read = |key| node.get(key).ok().and_then(|it| rectangle(document, it));
        self.media = read(b"MediaBox".as_slice()).or(self.media);
        self.crop = read(b"CropBox".as_slice()).or(self.crop);
        if let Some(turn) = get(document, node, b"Rotate").and_then(number) {
            self.turn = (turn as i64).rem_euclid(360) / 90 * 90;
        }
        self
    }
}

/// What both show; the outer one when they share nothing.
fn within(inner: [f32; 4], outer: [f32; 4]) -> [f32; 4] {
    let shared = [inner[0].max(outer[0]), inner[1].max(outer[1]), inner[2].min(outer[2]), inner[3].min(outer[3])];
    if shared[2] - shared[0] > 1.0 && shared[3] - shared[1] > 1.0 { shared } else { outer }
}
