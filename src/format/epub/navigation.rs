//! Ways into the book as it declares them: the navigation document, the NCX, the guide.
//!
//! <https://www.w3.org/TR/epub-33/#sec-nav>, <https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1>

use super::package::Package;
use crate::book::{Code, LandmarkKind, Target};
use crate::format::contents::Reading;
use crate::format::href::{self, Href};
use crate::format::limits;
use crate::format::markup::tree::{NodeId, ROOT, collapse};
use crate::format::markup::{self, Dialect, Tree, is_of_type};
use crate::format::places::{Entry, LandmarkEntry, Navigation, Page};

/// The navigation document first; what it does not have, from the NCX and the guide.
pub(in crate::format) fn read(package: &Package, reading: &mut Reading<'_>) -> Navigation {
    let mut navigation = Navigation::default();
    if let Some(path) = &package.navigation_document
        && let Some(tree) = reading.tree(path, Dialect::Html)
    {
        let mut reader = Reader { tree: &tree, path, left: limits::OUTLINE_ENTRIES, reading };
        reader.navigation_document(&mut navigation);
    }
    if (navigation.contents.is_empty() || navigation.pages.is_empty())
        && let Some(path) = &package.ncx
        && reading.container.contains(path)
        && let Some(tree) = reading.tree(path, Dialect::Xml)
    {
        let mut reader = Reader { tree: &tree, path, left: limits::OUTLINE_ENTRIES, reading };
        reader.ncx(&mut navigation);
    }
    if navigation.landmarks.is_empty() {
        navigation.landmarks = package
            .guide
            .iter()
            .map(|reference| LandmarkEntry {
                kind: landmark(&reference.kind),
                title: reference.title.clone(),
                target: Target::Internal { href: reference.path.clone(), fragment: reference.fragment.clone() },
            })
            .collect();
    }
    navigation
}

struct Reader<'a, 'b, 'c> {
    tree: &'a Tree,
    path: &'a str,
    /// Entries that may still be read.
    left: usize,
    reading: &'b mut Reading<'c>,
}

impl Reader<'_, '_, '_> {
    fn navigation_document(&mut self, navigation: &mut Navigation) {
        let tree = self.tree;
        let navs: Vec<NodeId> = tree.descendants(ROOT).filter(|&node| tree.name(node) == "nav").collect();
        let of = |wanted: &[&str]| navs.iter().copied().find(|&nav| is_of_type(tree, nav, wanted));
        let (pages, landmarks) = (of(&["page-list", "pagelist"]), of(&["landmarks"]));
        let untyped = || navs.iter().copied().find(|&nav| Some(nav) != pages && Some(nav) != landmarks);
        if let Some(list) = of(&["toc"]).or_else(untyped).and_then(|nav| self.list_of(nav)) {
            navigation.contents = self.entries(list);
        }
        if let Some(list) = pages.and_then(|nav| self.list_of(nav)) {
            let mut entries = self.entries(list);
            flatten(&mut entries, &mut navigation.pages);
        }
        if let Some(list) = landmarks.and_then(|nav| self.list_of(nav)) {
            let links = tree.descendants(list).filter(|&node| tree.name(node) == "a").take(200);
            for link in links.collect::<Vec<_>>() {
                let kind = tree.attribute(link, "epub:type").unwrap_or_default();
                if let Some(target) = self.target(link, "href") {
                    let kind = landmark(kind);
                    navigation.landmarks.push(LandmarkEntry { kind, title: self.title(link), target });
                }
            }
        }
    }

    /// The list of a `nav`, which some wrap.
    fn list_of(&self, nav: NodeId) -> Option<NodeId> {
        self.tree.descendants(nav).find(|&node| matches!(self.tree.name(node), "ol" | "ul"))
    }

    fn entries(&mut self, list: NodeId) -> Vec<Entry> {
        let tree = self.tree;
        let mut entries = Vec::new();
        for item in tree.elements(list).filter(|&node| tree.name(node) == "li") {
            if self.left == 0 {
                self.reading.defects.add(Code::Limit, self.path);
                break;
            }
            self.left -= 1;
            let nested = tree.elements(item).find(|&node| matches!(tree.name(node), "ol" | "ul"));
            let head =
                tree.elements(item).filter(|&node| Some(node) != nested).find_map(|node| match tree.name(node) {
                    "a" | "span" => Some(node),
                    _ => tree.descendant(node, "a"),
                });
            // `<span><a>…</a></span>` is common enough.
            let link =
                head.and_then(|head| if tree.name(head) == "a" { Some(head) } else { tree.descendant(head, "a") });
            let target = link.and_then(|link| self.target(link, "href"));
            let title = head.map(|head| self.title(head)).unwrap_or_default();
            let children = nested.map(|nested| self.entries(nested)).unwrap_or_default();
            if title.is_empty() && target.is_none() {
                // Nothing to say and nowhere to go: what it holds takes its place.
                entries.extend(children);
            } else {
                entries.push(Entry { title, target, children });
            }
        }
        entries
    }

    fn title(&self, node: NodeId) -> String {
        let tree = self.tree;
        let text = tree.label(node);
        if !text.is_empty() {
            return text;
        }
        let alternatives = tree.descendants(node).filter_map(|below| tree.attribute(below, "alt"));
        let given = tree.attribute(node, "aria-label").or_else(|| tree.attribute(node, "title"));
        collapse(&alternatives.chain(given).collect::<Vec<_>>().join(" "))
    }

    fn target(&mut self, node: NodeId, attribute: &str) -> Option<Target> {
        let reference = self.tree.attribute(node, attribute)?;
        match href::resolve(self.path, reference) {
            Href::Inside { path, fragment } => Some(Target::Internal { href: path, fragment }),
            Href::Outside(address) => Some(Target::External(address)),
            Href::Unsafe => {
                self.reading.defects.add(Code::Unsafe, reference);
                None
            }
        }
    }

    fn ncx(&mut self, navigation: &mut Navigation) {
        let tree = self.tree;
        if navigation.contents.is_empty()
            && let Some(map) = tree.descendant(ROOT, "navmap")
        {
            navigation.contents = self.points(map);
        }
        if navigation.pages.is_empty()
            && let Some(list) = tree.descendant(ROOT, "pagelist")
        {
            for page in tree.elements(list).filter(|&node| tree.name(node) == "pagetarget") {
                if self.left == 0 {
                    self.reading.defects.add(Code::Limit, self.path);
                    break;
                }
                self.left -= 1;
                let label = match self.label(page) {
                    label if label.is_empty() => tree.attribute(page, "value").unwrap_or_default().to_owned(),
                    label => label,
                };
                let target = tree.child(page, "content").and_then(|content| self.target(content, "src"));
                if let Some(target) = target
                    && !label.is_empty()
                {
                    navigation.pages.push(Page { label, target });
                }
            }
        }
    }

    fn points(&mut self, parent: NodeId) -> Vec<Entry> {
        let tree = self.tree;
        let mut entries = Vec::new();
        for point in tree.elements(parent).filter(|&node| tree.name(node) == "navpoint") {
            if self.left == 0 {
                self.reading.defects.add(Code::Limit, self.path);
                break;
            }
            self.left -= 1;
            let target = tree.child(point, "content").and_then(|content| self.target(content, "src"));
            let title = self.label(point);
            let children = self.points(point);
            entries.push(Entry { title, target, children });
        }
        entries
    }

    fn label(&self, node: NodeId) -> String {
        self.tree.child(node, "navlabel").map(|label| self.tree.label(label)).unwrap_or_default()
    }
}

fn flatten(entries: &mut Vec<Entry>, pages: &mut Vec<Page>) {
    for mut entry in entries.drain(..) {
        if let Some(target) = entry.target.take()
            && !entry.title.is_empty()
        {
            pages.push(Page { label: entry.title, target });
        }
        flatten(&mut entry.children, pages);
    }
}

/// The kind that a word of `epub:type` or of the guide names.
pub(in crate::format) fn landmark(kind: &str) -> LandmarkKind {
    let of_guide = |word: &str| match word {
        "title-page" => Some(LandmarkKind::TitlePage),
        "text" | "start" => Some(LandmarkKind::BodyMatter),
        "notes" => Some(LandmarkKind::Notes),
        word => markup::landmark(word),
    };
    kind.split_whitespace().find_map(of_guide).unwrap_or(LandmarkKind::Other)
}
