//! The package of DAISY 3 and its navigation: OPF and NCX.
//!
//! <https://daisy.org/activities/standards/daisy/daisy-3/z39-86-2005-r2012-specifications-for-the-digital-talking-book/>

use std::collections::HashMap;

use super::{Guide, Heading, Reference, by_depth, metadata};
use crate::book::{Code, Format};
use crate::format::contents::Reading;
use crate::format::href::{self, Href};
use crate::format::markup::tree::{NodeId, ROOT, collapse};
use crate::format::markup::{Dialect, Tree};
use crate::format::{Error, audio, limits, overlay};

const DTBOOK: &str = "application/x-dtbook+xml";
const NCX: &str = "application/x-dtbncx+xml";

/// Reads the package, wherever it lies, and the navigation that it names.
pub(super) fn read(reading: &mut Reading<'_>) -> Result<Guide, Error> {
    let ends = |name: &&str, ending: &str| name.to_ascii_lowercase().ends_with(ending);
    let mut paths: Vec<String> =
        reading.container.names().filter(|name| ends(name, ".opf")).map(str::to_owned).collect();
    by_depth(&mut paths);
    let mut guide = Guide::default();
    let mut ncx = None;
    for path in paths.iter().take(3) {
        let Some(tree) = reading.tree(path, Dialect::Xml) else { continue };
        ncx = opf(&tree, path, &mut guide, reading);
        if !guide.smils.is_empty() || !guide.texts.is_empty() {
            break;
        }
    }
    guide.metadata.format = Format::Daisy3;
    if guide.smils.is_empty() && guide.texts.is_empty() {
        // Without a package that tells anything: by the names.
        let mut smils: Vec<String> =
            reading.container.names().filter(|name| ends(name, ".smil")).map(str::to_owned).collect();
        audio::sort_names(&mut smils);
        guide.smils = smils;
    }
    let ncx = ncx.or_else(|| {
        let mut names: Vec<String> =
            reading.container.names().filter(|name| ends(name, ".ncx")).map(str::to_owned).collect();
        by_depth(&mut names);
        names.into_iter().next()
    });
    if let Some(path) = ncx
        && let Some(tree) = reading.tree(&path, Dialect::Xml)
    {
        let left = limits::OUTLINE_ENTRIES;
        Navigation { tree: &tree, path: &path, guide: &mut guide, reading, left }.read();
    }
    if guide.smils.is_empty() && guide.texts.is_empty() {
        return Err(Error::Damaged("package".into()));
    }
    Ok(guide)
}

/// Reads a package; the path of its navigation.
fn opf(tree: &Tree, path: &str, guide: &mut Guide, reading: &mut Reading<'_>) -> Option<String> {
    let metadata = tree.descendant(ROOT, "metadata");
    let told =
        metadata.into_iter().flat_map(|metadata| tree.descendants(metadata)).filter_map(|node| match tree.name(node) {
            "" | "dc-metadata" | "x-metadata" => None,
            "meta" => {
                let name = tree.attribute(node, "name")?.trim().to_ascii_lowercase();
                Some((name, collapse(tree.attribute(node, "content")?), None))
            }
            name => {
                Some((format!("dc:{name}"), tree.label(node), tree.local_attribute(node, "role").map(str::to_owned)))
            }
        });
    guide.metadata = metadata::read(Format::Daisy3, told);
    let mut ncx = None;
    let mut items: HashMap<&str, (String, String)> = HashMap::new();
    let manifest = tree.descendant(ROOT, "manifest");
    for item in manifest.into_iter().flat_map(|manifest| tree.elements(manifest)) {
        if items.len() >= limits::MANIFEST_ITEMS {
            reading.defects.add(Code::Limit, "manifest");
            break;
        }
        let (Some(id), Some(reference)) = (tree.attribute(item, "id"), tree.attribute(item, "href")) else { continue };
        let name = match href::resolve(path, reference) {
            Href::Inside { path, .. } => super::named(reading.container, path),
            Href::Outside(_) => continue,
            Href::Unsafe => {
                reading.defects.add(Code::Unsafe, reference);
                continue;
            }
        };
        let kind = tree.attribute(item, "media-type").unwrap_or_default().trim().to_ascii_lowercase();
        if kind == NCX || (ncx.is_none() && name.to_ascii_lowercase().ends_with(".ncx")) {
            ncx = Some(name.clone());
        }
        if kind == DTBOOK {
            guide.texts.push(name.clone());
        }
        if id.eq_ignore_ascii_case("cover") && kind.starts_with("image/") {
            guide.cover = Some(name.clone());
        }
        // What they call a type is not always one that is known elsewhere.
        if kind.starts_with("image/") {
            guide.media_types.insert(name.clone(), kind.clone());
        }
        items.insert(id, (name, kind));
    }
    let spine = tree.descendant(ROOT, "spine");
    for item in spine.into_iter().flat_map(|spine| tree.elements(spine)).take(limits::SPINE_ITEMS) {
        let Some(id) = tree.attribute(item, "idref") else { continue };
        match items.get(id) {
            Some((name, kind)) if kind.contains("smil") || name.to_ascii_lowercase().ends_with(".smil") => {
                guide.smils.push(name.clone());
            }
            Some(_) => {}
            None => reading.defects.add(Code::Missing, id),
        }
    }
    ncx
}

/// The NCX on its way into the guide.
struct Navigation<'a, 'b, 'c> {
    tree: &'a Tree,
    path: &'a str,
    guide: &'a mut Guide,
    reading: &'b mut Reading<'c>,
    left: usize,
}

impl Navigation<'_, '_, '_> {
    fn read(&mut self) {
        let tree = self.tree;
        self.guide.navigation.insert(self.path.to_owned());
        for node in tree.descendants(ROOT).filter(|&node| tree.name(node) == "smilcustomtest").take(100) {
            let kind = ["bookstruct", "id"].iter().filter_map(|name| tree.attribute(node, name));
            if let (Some(id), Some(kind)) = (tree.attribute(node, "id"), kind.filter_map(overlay::skippable).next()) {
                self.guide.tests.insert(id.to_owned(), kind);
            }
        }
        if self.guide.metadata.title.is_empty()
            && let Some(title) = tree.descendant(ROOT, "doctitle")
        {
            self.guide.metadata.title = self.text(title);
        }
        if let Some(map) = tree.descendant(ROOT, "navmap") {
            self.points(map, 1);
        }
        if let Some(list) = tree.descendant(ROOT, "pagelist") {
            for page in tree.elements(list).filter(|&node| tree.name(node) == "pagetarget") {
                if !self.has_room() {
                    break;
                }
                let label = match self.label(page) {
                    label if label.is_empty() => tree.attribute(page, "value").unwrap_or_default().to_owned(),
                    label => label,
                };
                if let Some(target) = self.target(page).filter(|_| !label.is_empty()) {
                    self.guide.pages.push((label, target));
                }
            }
        }
        let lists: Vec<NodeId> = tree.descendants(ROOT).filter(|&node| tree.name(node) == "navlist").take(50).collect();
        for list in lists {
            let class = |node: NodeId| tree.attribute(node, "class").and_then(overlay::skippable);
            let of_list = class(list);
            for target in tree.elements(list).filter(|&node| tree.name(node) == "navtarget") {
                if !self.has_room() {
                    break;
                }
                let Some(kind) = class(target).or(of_list) else { continue };
                if let Some(target) = self.target(target) {
                    self.guide.others.push((kind, target));
                }
            }
        }
    }

    fn has_room(&mut self) -> bool {
        if self.left == 0 {
            self.reading.defects.add(Code::Limit, self.path);
            return false;
        }
        self.left -= 1;
        true
    }

    fn points(&mut self, parent: NodeId, level: u8) {
        let tree = self.tree;
        for point in tree.elements(parent).filter(|&node| tree.name(node) == "navpoint") {
            if !self.has_room() {
                return;
            }
            let (title, target) = (self.label(point), self.target(point));
            self.guide.headings.push(Heading { title, level, target });
            self.points(point, level.saturating_add(1));
        }
    }

    fn label(&self, node: NodeId) -> String {
        self.tree.child(node, "navlabel").map(|label| self.text(label)).unwrap_or_default()
    }

    fn text(&self, node: NodeId) -> String {
        self.tree.child(node, "text").map(|text| self.tree.label(text)).unwrap_or_default()
    }

    fn target(&mut self, node: NodeId) -> Option<Reference> {
        let content = self.tree.child(node, "content")?;
        let reference = self.tree.attribute(content, "src")?;
        match href::resolve(self.path, reference) {
            Href::Inside { path, fragment } => Some((super::named(self.reading.container, path), fragment)),
            Href::Outside(_) => None,
            Href::Unsafe => {
                self.reading.defects.add(Code::Unsafe, reference);
                None
            }
        }
    }
}
