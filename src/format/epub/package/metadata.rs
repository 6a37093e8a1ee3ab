//! Metadata: written anew for the `epub` crate, and read from what it makes of it.
//!
//! <https://www.w3.org/TR/epub-33/#sec-pkg-metadata>, <https://www.w3.org/TR/epub-a11y-11/>

use std::io::{Read, Seek};

use epub::doc::{EpubDoc, MetadataItem};

use super::{attribute, metadata_elements, text};
use crate::book::{Accessibility, Collection, Contributor, Format, Language, Metadata};
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

const COLLECTION: &str = "belongs-to-collection";

/// Attributes of EPUB 2 that EPUB 3 says by refinement.
const REFINING: &[&str] = &["role", "file-as", "event", "scheme"];

/// What links of the package tell of its accessibility.
const LINKS: &[&str] = &["dcterms:conformsTo", "a11y:certifierReport", "a11y:certifierCredential"];

/// Vocabularies that a package may call by prefixes of its own.
/// <https://www.w3.org/TR/epub-33/#sec-prefix-attr>
const VOCABULARIES: &[(&str, &str)] = &[
    ("http://www.idpf.org/epub/vocab/package/a11y/#", "a11y"),
    ("http://www.idpf.org/epub/vocab/overlays/#", "media"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://schema.org/", "schema"),
    ("https://schema.org/", "schema"),
];

/// Properties under the prefixes that everybody uses.
struct Prefixes<'a>(Vec<(&'a str, &'static str)>);

impl<'a> Prefixes<'a> {
    fn of(tree: &'a Tree, package: NodeId) -> Self {
        let mut words = tree.attribute(package, "prefix").unwrap_or_default().split_whitespace();
        let mut own = Vec::new();
        while let (Some(prefix), Some(address)) = (words.next(), words.next()) {
            let known = VOCABULARIES.iter().find(|(vocabulary, _)| *vocabulary == address);
            if let (Some(prefix), Some((_, usual)), true) = (prefix.strip_suffix(':'), known, own.len() < 100) {
                own.push((prefix, *usual));
            }
        }
        Self(own)
    }

    fn usual(&self, property: &str) -> String {
        let property = property.trim();
        let own = property.split_once(':').and_then(|(prefix, name)| {
            let (_, usual) = self.0.iter().find(|(own, _)| *own == prefix)?;
            Some(format!("{usual}:{name}"))
        });
        own.unwrap_or_else(|| property.to_owned())
    }
}

pub(super) fn write(tree: &Tree, package: NodeId, xml: &mut String) {
    let prefixes = Prefixes::of(tree, package);
    xml.push_str("<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">");
    let metadata = tree.descendant(package, "metadata");
    let mut refinements = String::new();
    for (number, node) in
        metadata.into_iter().flat_map(|metadata| metadata_elements(tree, metadata)).take(MOST).enumerate()
    {
        let name = tree.name(node);
        if ELEMENTS.contains(&name) {
            let made = format!("oqyrman-{number}");
            let id = tree.attribute(node, "id").unwrap_or(&made).trim();
            xml.push_str(&format!("<dc:{name}"));
            attribute(xml, "id", id);
            xml.push('>');
            text(xml, &bounded(&tree.text_content(node)));
            xml.push_str(&format!("</dc:{name}>"));
            for refining in REFINING {
                if let Some(value) = tree.local_attribute(node, refining) {
                    meta(&mut refinements, refining, None, Some(id), value);
                }
            }
        } else if name == "meta" {
            match (tree.attribute(node, "property"), tree.attribute(node, "name")) {
                (Some(property), _) => {
                    let refines = tree.attribute(node, "refines").map(|id| id.trim().trim_start_matches('#'));
                    // Collections have names of their own that others refine.
                    let id = tree.attribute(node, "id").filter(|_| property.trim() == COLLECTION);
                    meta(&mut refinements, &prefixes.usual(property), id, refines, &tree.text_content(node));
                }
                (None, Some(name)) => {
                    let content = tree.attribute(node, "content").unwrap_or_default();
                    meta(&mut refinements, &prefixes.usual(name), None, None, content);
                }
                (None, None) => {}
            }
        } else if name == "link"
            && let (Some(relations), Some(address)) = (tree.attribute(node, "rel"), tree.attribute(node, "href"))
        {
            for relation in relations.split_whitespace().take(10).map(|relation| prefixes.usual(relation)) {
                if LINKS.contains(&relation.as_str())
                    && (relation.starts_with("a11y:") || tree.attribute(node, "refines").is_none())
                {
                    meta(&mut refinements, &relation, None, None, address);
                }
            }
        }
    }
    xml.push_str(&refinements);
    xml.push_str("</metadata>");
}

/// One property; those of EPUB Accessibility tell of the book, though they are written as refinements of who says it.
fn meta(xml: &mut String, property: &str, id: Option<&str>, refines: Option<&str>, value: &str) {
    xml.push_str("<meta");
    let refines = refines.filter(|_| !property.starts_with("a11y:"));
    if let Some(id) = id {
        attribute(xml, "id", id.trim());
    }
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
    let mut collections: Vec<Collection> = values(COLLECTION)
        .map(|item| Collection {
            name: collapse(&item.value),
            position: item.refinement("group-position").map(|position| collapse(&position.value)),
        })
        .collect();
    // As the program writes it by which many libraries keep their books.
    if collections.is_empty() {
        let name = first("calibre:series");
        collections.extend(name.map(|name| Collection { name, position: first("calibre:series_index") }));
    }
    Metadata {
        format: Format::Epub,
        title: title.map(|item| collapse(&item.value)).unwrap_or_default(),
        subtitle: subtitle.map(|item| collapse(&item.value)),
        contributors,
        languages,
        page_progression: None,
        identifier: doc.unique_identifier.as_deref().map(collapse).filter(|id| !id.is_empty()).or(first("identifier")),
        publisher: first("publisher"),
        published: published.map(|item| collapse(&item.value)),
        description: first("description").map(|description| plain(&description)),
        subjects: texts("subject"),
        collections,
        accessibility: Accessibility {
            access_modes: texts("schema:accessMode"),
            access_modes_sufficient: texts("schema:accessModeSufficient"),
            features: texts("schema:accessibilityFeature"),
            hazards: texts("schema:accessibilityHazard"),
            summary: first("schema:accessibilitySummary"),
            conforms_to: texts("dcterms:conformsTo"),
            exemptions: texts("a11y:exemption"),
            certified_by: texts("a11y:certifiedBy"),
            certifier_credentials: texts("a11y:certifierCredential"),
            certifier_reports: texts("a11y:certifierReport"),
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
