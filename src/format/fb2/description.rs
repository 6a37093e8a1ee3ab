//! What a FictionBook tells about itself.
//!
//! <http://www.fictionbook.org/index.php/Eng:XML_Schema_Fictionbook_2.1>

use crate::book::{Collection, Contributor, Format, Language, Metadata};
use crate::format::markup::Tree;
use crate::format::markup::tree::{NodeId, ROOT};

/// People and genres of one book that are looked at.
const MOST: usize = 200;

/// The metadata, and what the cover is called.
pub(super) fn read(tree: &Tree) -> (Metadata, Option<String>) {
    let mut metadata = Metadata { format: Format::Fb2, ..Metadata::default() };
    // Some put the parts of the description where its place would be.
    let description = tree.descendant(ROOT, "description").unwrap_or(ROOT);
    let part = |name| tree.descendant(description, name);
    let label = |node: Option<NodeId>, name| {
        node.and_then(|node| tree.child(node, name)).map(|node| tree.label(node)).filter(|text| !text.is_empty())
    };
    let about = part("title-info").or_else(|| part("src-title-info"));
    let document = part("document-info");
    let published = part("publish-info");
    if let Some(about) = about {
        for node in tree.elements(about).take(MOST) {
            match tree.name(node) {
                "author" => person(tree, node, "aut", &mut metadata),
                "translator" => person(tree, node, "trl", &mut metadata),
                "genre" => {
                    let genre = tree.label(node);
                    if !genre.is_empty() && !metadata.subjects.contains(&genre) {
                        metadata.subjects.push(genre);
                    }
                }
                "lang" => metadata.languages.extend(Language::parse(&tree.label(node))),
                "sequence" => metadata.collections.extend(series(tree, node)),
                "annotation" => metadata.description = Some(tree.text_content(node)).filter(|text| !text.is_empty()),
                _ => {}
            }
        }
    }
    metadata.languages.dedup();
    if metadata.collections.is_empty() {
        let sequence = published.and_then(|node| tree.child(node, "sequence"));
        metadata.collections.extend(sequence.and_then(|node| series(tree, node)));
    }
    metadata.title = label(about, "book-title").or_else(|| label(published, "book-name")).unwrap_or_default();
    metadata.identifier = label(document, "id").or_else(|| label(published, "isbn"));
    metadata.publisher = label(published, "publisher");
    let date = || about.and_then(|about| tree.child(about, "date"));
    let written = || {
        let exact = tree.attribute(date()?, "value").map(str::trim).filter(|value| !value.is_empty());
        exact.map(str::to_owned).or_else(|| label(about, "date"))
    };
    metadata.published = label(published, "year").or_else(written);
    let cover = about.and_then(|about| tree.descendant(about, "coverpage"));
    let cover = cover.and_then(|cover| tree.descendant(cover, "image"));
    let cover = cover.and_then(|image| tree.local_attribute(image, "href"));
    (metadata, cover.map(|name| name.trim().trim_start_matches('#').to_owned()))
}

fn person(tree: &Tree, node: NodeId, role: &str, metadata: &mut Metadata) {
    let part = |name| tree.child(node, name).map(|node| tree.label(node)).filter(|text| !text.is_empty());
    let names: Vec<String> = ["first-name", "middle-name", "last-name"].into_iter().filter_map(part).collect();
    let name = match names.as_slice() {
        // Broken ones hold the name itself.
        [] => part("nickname")
            .unwrap_or_else(|| if tree.elements(node).next().is_none() { tree.label(node) } else { String::new() }),
        names => names.join(" "),
    };
    let person = Contributor { name, role: role.to_owned() };
    if !person.name.is_empty() && !metadata.contributors.contains(&person) {
        metadata.contributors.push(person);
    }
}

fn series(tree: &Tree, node: NodeId) -> Option<Collection> {
    let value = |name| tree.attribute(node, name).map(str::trim).filter(|value| !value.is_empty());
    Some(Collection { name: value("name")?.to_owned(), position: value("number").map(str::to_owned) })
}
