//! Metadata: written anew for the `epub` crate, and read from what it makes of it.
//!
//! <https://www.w3.org/TR/epub-33/#sec-pkg-metadata>, <https://www.w3.org/TR/epub-a11y-11/>

use std::io::{Read, Seek};

use epub::doc::{EpubDoc, MetadataItem};

use super::{attribute, metadata_elements, text};
use crate::book::{Accessibility, Contributor, Format, Language, Metadata};
use crate::format::limits::Deadline;
use crate::format::markup::tree::{NodeId, ROOT, collapse};
use crate::format::markup::{Dialect, Tree};

/// Elements of metadata that are read.
const MOST: usize = 5000;
/// Characters of one value that are kept.
const LONGEST: usize = 64 << 10;

/// Dublin Core's elements.
const ELEMENTS: &[&str] = &[
    "title",
    "creator",
    "contributor",
    "language",
    "identifier",
    "publisher",
    "date",
    "description",
    "subject",
    "rights",
    "source",
    "type",
    "format",
    "relation",
    "coverage",
];

/// Attributes of EPUB 2 that EPUB 3 says by refinement.
const REFINING: &[&str] = &["role", "file-as", "event", "scheme"];

pub(super) fn write(tree: &Tree, package: NodeId, xml: &mut String) {
    xml.push_str("<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">");
    let metadata = tree.descendant(package, "metadata");
    let mut refinements = String::new();
    for (number, node) in
        metadata.into_iter().flat_map(|metadata| metadata_elements(tree, metadata)).take(MOST).enumerate()
    {
        let name = tree.name(node);
        if ELEMENTS.contains(&name) {
            let made = format!("oqyrman-{number}");
            let id = tree.attribute(node, "id").unwrap_or(&made);
            xml.push_str(&format!("<dc:{name}"));
            attribute(xml, "id", id);
            xml.push('>');
            text(xml, &bounded(&tree.text_content(node)));
            xml.push_str(&format!("</dc:{name}>"));
            for refining in REFINING {
                if let Some(value) = tree.local_attribute(node, refining) {
                    meta(&mut refinements, refining, Some(id), value);
                }
            }
        } else if name == "meta" {
            match (tree.attribute(node, "property"), tree.attribute(node, "name")) {
                (Some(property), _) => {
                    let refines = tree.attribute(node, "refines").map(|id| id.trim().trim_start_matches('#'));
                    meta(&mut refinements, property.trim(), refines, &tree.text_content(node));
                }
                (None, Some(name)) => {
                    meta(&mut refinements, name.trim(), None, tree.attribute(node, "content").unwrap_or_default());
                }
                (None, None) => {}
            }
        } else if name == "link"
            && tree.attribute(node, "refines").is_none()
            && let (Some(relation), Some(address)) = (tree.attribute(node, "rel"), tree.attribute(node, "href"))
            && relation.split_whitespace().any(|relation| relation == "dcterms:conformsTo")
        {
            meta(&mut refinements, "dcterms:conformsTo", None, address);
        }
    }
    xml.push_str(&refinements);
    xml.push_str("</metadata>");
}

fn meta(xml: &mut String, property: &str, refines: Option<&str>, value: &str) {
    xml.push_str("<meta");
    attribute(xml, "property", property);
    if let Some(id) = refines {
        attribute(xml, "refines", &format!("#{id}"));
    }
    xml.push('>');
    text(xml, &bounded(&collapse(value)));
    xml.push_str("</meta>");
}

fn bounded(value: &str) -> String {
    value.chars().take(LONGEST).collect()
}

pub(super) fn read<R: Read + Seek>(doc: &EpubDoc<R>) -> Metadata {
    let values = |property: &'static str| {
        doc.metadata.iter().filter(move |item| item.property == property && !item.value.trim().is_empty())
    };
    let texts = |property: &'static str| values(property).map(|item| collapse(&item.value)).collect::<Vec<_>>();
    let first = |property: &'static str| values(property).map(|item| collapse(&item.value)).next();
    let title_type = |item: &MetadataItem| refined(item, "title-type");
    let title = values("title")
        .find(|item| title_type(item).as_deref() == Some("main"))
        .or_else(|| values("title").find(|item| title_type(item).as_deref() != Some("subtitle")))
        .or_else(|| values("title").next());
    let subtitle = values("title").find(|item| title_type(item).as_deref() == Some("subtitle"));

    let mut languages: Vec<Language> = Vec::new();
    for language in values("language").filter_map(|item| Language::parse(&item.value)) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    let published = values("date")
        .find(|item| refined(item, "event").as_deref() == Some("publication"))
        .or_else(|| values("date").find(|item| refined(item, "event").as_deref() != Some("modification")));
    let contributors = ["creator", "contributor"].iter().flat_map(|property| {
        values(property).map(|item| Contributor {
            name: collapse(&item.value),
            role: role(item).unwrap_or_else(|| if *property == "creator" { "aut" } else { "ctb" }.to_owned()),
        })
    });
    let mut contributors: Vec<Contributor> = contributors.collect();
    for narrator in texts("media:narrator") {
        if !contributors.iter().any(|person| person.role == "nrt" && person.name == narrator) {
            contributors.push(Contributor { name: narrator, role: "nrt".to_owned() });
        }
    }
    Metadata {
        format: Format::Epub,
        title: title.map(|item| collapse(&item.value)).unwrap_or_default(),
        subtitle: subtitle.map(|item| collapse(&item.value)),
        contributors,
        languages,
        identifier: doc.unique_identifier.as_deref().map(collapse).filter(|id| !id.is_empty()).or(first("identifier")),
        publisher: first("publisher"),
        published: published.map(|item| collapse(&item.value)),
        description: first("description").map(|description| plain(&description)),
        subjects: texts("subject"),
        series: None,
        accessibility: Accessibility {
            access_modes: texts("schema:accessMode"),
            access_modes_sufficient: texts("schema:accessModeSufficient"),
            features: texts("schema:accessibilityFeature"),
            hazards: texts("schema:accessibilityHazard"),
            summary: first("schema:accessibilitySummary"),
            conforms_to: texts("dcterms:conformsTo"),
        },
    }
}

fn refined(item: &MetadataItem, property: &str) -> Option<String> {
    item.refinement(property).map(|refinement| collapse(&refinement.value).to_lowercase())
}

/// The MARC relator, written out by some.
fn role(item: &MetadataItem) -> Option<String> {
    let role = refined(item, "role").filter(|role| !role.is_empty())?;
    let role = role.rsplit(['/', ':']).next().unwrap_or_default();
    Some(match role {
        "author" => "aut".to_owned(),
        "translator" => "trl".to_owned(),
        "editor" => "edt".to_owned(),
        "illustrator" => "ill".to_owned(),
        "narrator" => "nrt".to_owned(),
        role => role.to_owned(),
    })
}

/// Descriptions are often HTML, escaped.
fn plain(description: &str) -> String {
    if !description.contains('<') {
        return description.to_owned();
    }
    Tree::parse(description, Dialect::Html, Deadline::start()).text_content(ROOT)
}
