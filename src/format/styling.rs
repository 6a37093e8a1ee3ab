//! The style sheets of a book, each read once however many documents name it.

use std::collections::HashMap;
use std::sync::Arc;

use super::container::Container;
use super::href::{self, Href};
use super::limits;
use super::markup::styles::{self, Origin, Sheet};
use super::markup::{self, Tree};

/// Sheets that import sheets that import sheets.
const DEPTH: usize = 3;

#[derive(Debug)]
pub(super) struct Styling {
    known: HashMap<String, Arc<Sheet>>,
    /// Bytes of sheets that may still be read, in files or in documents.
    left: u64,
}

impl Default for Styling {
    fn default() -> Self {
        Self { known: HashMap::new(), left: limits::STYLE_BYTES }
    }
}

impl Styling {
    /// Marks what the sheets of the document at `path` hide, and from which side texts go by them. What is missing or lies
    /// elsewhere says nothing.
    pub(super) fn apply(&mut self, tree: &mut Tree, path: &str, container: &Container) {
        let sheets: Vec<Arc<Sheet>> = styles::of(tree)
            .into_iter()
            .filter_map(|origin| match origin {
                Origin::Linked(reference) => self.linked(path, &reference, container, DEPTH),
                Origin::Inside(text) => {
                    self.left = self.left.checked_sub(text.len() as u64)?;
                    Some(Arc::new(self.read(&text, path, container, DEPTH)))
                }
            })
            .collect();
        let sheets: Vec<&Sheet> = sheets.iter().map(Arc::as_ref).collect();
        styles::apply(tree, &sheets);
    }

    fn linked(&mut self, base: &str, reference: &str, container: &Container, depth: usize) -> Option<Arc<Sheet>> {
        let Href::Inside { path, .. } = href::resolve(base, reference) else { return None };
        if path == base {
            return None;
        }
        if let Some(known) = self.known.get(&path) {
            return Some(Arc::clone(known));
        }
        if self.known.len() >= limits::STYLE_SHEETS {
            return None;
        }
        // One that imports itself finds this.
        self.known.insert(path.clone(), Arc::default());
        let content = container.read(&path, self.left.min(limits::MEBIBYTE)).ok()?;
        self.left = self.left.saturating_sub(content.bytes.len() as u64);
        let sheet = Arc::new(self.read(&markup::decode(&content.bytes).0, &path, container, depth));
        self.known.insert(path, Arc::clone(&sheet));
        Some(sheet)
    }

    fn read(&mut self, text: &str, path: &str, container: &Container, depth: usize) -> Sheet {
        const IMPORTS: usize = 16;
        let mut sheet = Sheet::read(text);
        if depth > 0 {
            for import in std::mem::take(&mut sheet.imports).iter().rev().take(IMPORTS) {
                if let Some(imported) = self.linked(path, import, container, depth - 1) {
                    sheet.follow(&imported);
                }
            }
        }
        sheet
    }
}
