//! The navigation control center of DAISY 2.02: headings, pages and what else can be gone to, each with its place in SMIL.

use std::collections::HashSet;

use super::{Guide, Heading, Reference, metadata};
use crate::book::{Code, Format};
use crate::format::contents::Reading;
use crate::format::href::{self, Href};
use crate::format::markup::tree::{NodeId, ROOT, collapse};
use crate::format::markup::{Dialect, Tree};
use crate::format::{limits, overlay};

/// What one NCC tells.
pub(super) struct Ncc {
    pub(super) guide: Guide,
    /// Its number in the set, and how many there are.
    pub(super) set: Option<(u32, u32)>,
}

/// Reads the NCC at this path; `None`, with a defect, when it cannot be read.
pub(super) fn read(path: &str, reading: &mut Reading<'_>) -> Option<Ncc> {
    let tree = reading.tree(path, Dialect::Html)?;
    let metas = tree.descendants(ROOT).filter(|&node| tree.name(node) == "meta").filter_map(|node| {
        let name = tree.attribute(node, "name")?.trim().to_ascii_lowercase();
        Some((name, collapse(tree.attribute(node, "content").unwrap_or_default()), None))
    });
    let metas: Vec<(String, String, Option<String>)> = metas.take(1000).collect();
    let set = metas.iter().find(|(name, ..)| name == "ncc:setinfo").and_then(|(_, value, _)| set(value));
    let mut guide = Guide { metadata: metadata::read(Format::Daisy202, metas.into_iter()), ..Guide::default() };
    if guide.metadata.title.is_empty() {
        guide.metadata.title = tree.descendant(ROOT, "title").map(|title| tree.label(title)).unwrap_or_default();
    }
    if guide.metadata.languages.is_empty() {
        let html = tree.descendant(ROOT, "html");
        let tag = html.and_then(|html| tree.attribute(html, "xml:lang").or_else(|| tree.attribute(html, "lang")));
        guide.metadata.languages.extend(tag.and_then(crate::book::Language::parse));
    }
    guide.navigation.insert(path.to_owned());
    let body = tree.descendant(ROOT, "body").unwrap_or(ROOT);
    let mut left = limits::OUTLINE_ENTRIES;
    for node in tree.descendants(body) {
        let name = tree.name(node);
        let level = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => name[1..].parse().ok(),
            "span" | "div" => None,
            _ => continue,
        };
        if left == 0 {
            reading.defects.add(Code::Limit, path);
            break;
        }
        left -= 1;
        let title = tree.label(node);
        let target = target(&tree, node, path, reading);
        if let Some((smil, _)) = target.as_ref().filter(|(smil, _)| is_smil(smil))
            && guide.smils.last() != Some(smil)
        {
            guide.smils.push(smil.clone());
        }
        if let Some(level) = level {
            guide.headings.push(Heading { title, level, target });
            continue;
        }
        let Some(target) = target else { continue };
        let classes = tree.attribute(node, "class").unwrap_or_default().to_ascii_lowercase();
        if classes.split_whitespace().any(|class| class.starts_with("page-")) {
            guide.pages.push((title, target));
        } else if let Some(kind) = classes.split_whitespace().find_map(overlay::skippable) {
            guide.others.push((kind, target));
        }
    }
    master(path, &mut guide, reading);
    Some(Ncc { guide, set })
}

/// The master SMIL names documents that no heading leads to; it counts where it knows those of the headings, too.
fn master(path: &str, guide: &mut Guide, reading: &mut Reading<'_>) {
    let Href::Inside { path, .. } = href::resolve(path, "master.smil") else { return };
    let Some(path) = reading.container.find(&path).map(str::to_owned) else { return };
    let Some(tree) = reading.tree(&path, Dialect::Xml) else { return };
    let named = tree.descendants(ROOT).filter_map(|node| match href::resolve(&path, tree.attribute(node, "src")?) {
        Href::Inside { path, .. } if is_smil(&path) => Some(super::named(reading.container, path)),
        _ => None,
    });
    let named: Vec<String> = named.take(limits::SPINE_ITEMS).collect();
    let known: HashSet<&String> = named.iter().collect();
    if guide.smils.iter().all(|smil| known.contains(smil)) {
        guide.smils = named;
    }
}

fn is_smil(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".smil")
}

/// Where the link of a heading or a page leads.
fn target(tree: &Tree, node: NodeId, path: &str, reading: &mut Reading<'_>) -> Option<Reference> {
    let link = tree.descendants(node).find(|&below| tree.attribute(below, "href").is_some())?;
    let reference = tree.attribute(link, "href")?;
    match href::resolve(path, reference) {
        Href::Inside { path, fragment } => Some((super::named(reading.container, path), fragment)),
        Href::Outside(_) => None,
        Href::Unsafe => {
            reading.defects.add(Code::Unsafe, reference);
            None
        }
    }
}

/// «1 of 3», «1/3».
fn set(value: &str) -> Option<(u32, u32)> {
    let mut numbers = value.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse::<u32>().ok());
    let (number, of) = (numbers.next()?, numbers.next()?);
    (number >= 1 && number <= of).then_some((number, of))
}

/// Makes of the classes of DAISY 2.02 what EPUB says by types.
pub(super) fn prepare(tree: &mut Tree) {
    let nodes: Vec<NodeId> = tree.descendants(ROOT).collect();
    for node in nodes {
        let Some(classes) = tree.attribute(node, "class") else { continue };
        let classes = classes.to_ascii_lowercase();
        let has = |class: &str| classes.split_whitespace().any(|own| own == class);
        let block = matches!(tree.name(node), "div" | "p" | "blockquote");
        if has("page-normal") || has("page-front") || has("page-special") {
            tree.set_attribute(node, "epub:type", "pagebreak".to_owned());
        } else if has("noteref") {
            tree.set_attribute(node, "epub:type", "noteref".to_owned());
            if let Some(body) = tree.attribute(node, "bodyref").map(str::to_owned) {
                tree.rename(node, "a");
                tree.set_attribute(node, "href", body);
            }
        } else if has("notebody") {
            tree.set_attribute(node, "epub:type", "footnote".to_owned());
        } else if block && (has("sidebar") || has("optional-sidebar") || has("prodnote") || has("optional-prodnote")) {
            tree.rename(node, "aside");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn a_set_is_told_in_several_ways() {
        assert_eq!(set("1 of 3"), Some((1, 3)));
        assert_eq!(set("2/2"), Some((2, 2)));
        assert_eq!(set("disc 2 of 4"), Some((2, 4)));
        for wrong in ["", "1", "3 of 2", "0 of 1", "99999999999 of 2"] {
            assert_eq!(set(wrong), None, "{wrong}");
        }
    }
}
