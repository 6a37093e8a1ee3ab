//! The package, checked and written anew: small, well-formed, every path from the container's root.
//!
//! <https://www.w3.org/TR/epub-33/#sec-manifest-elem>, <https://www.w3.org/TR/epub-33/#sec-spine-elem>

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Write};

use epub::doc::{EpubDoc, ResourceItem};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{attribute, is_markup, metadata};
use crate::book::Code;
use crate::format::Defects;
use crate::format::href::{self, Href};
use crate::format::limits;
use crate::format::markup::Tree;
use crate::format::markup::tree::ROOT;

/// Fallbacks of fallbacks that are followed; they may go in a circle.
const FALLBACKS: usize = 16;
/// Pictures that stand in the spine themselves where nothing better does.
const PICTURES: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp"];

const CONTAINER: &str = r#"<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;

/// The package, checked and written anew for the `epub` crate: paths from the container's root, text in one piece.
pub(super) struct Mended {
    xml: String,
    /// Items of the spine.
    pub(super) spine: usize,
    /// Item → the item that stands in for it.
    fallbacks: HashMap<String, String>,
    pub(super) ncx: Option<String>,
    /// Item → where it lies in the network.
    remote: HashMap<String, String>,
}

impl Mended {
    pub(super) fn of(tree: &Tree, package: &str, defects: &mut Defects) -> Self {
        let root = tree.descendant(ROOT, "package").unwrap_or(ROOT);
        let version = tree.attribute(root, "version").unwrap_or_default().trim();
        let version = if version.starts_with('3') { "3.0" } else { "2.0" };
        let mut mended =
            Self { xml: String::new(), spine: 0, fallbacks: HashMap::new(), ncx: None, remote: HashMap::new() };
        let xml = &mut mended.xml;
        xml.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?><package xmlns=\"http://www.idpf.org/2007/opf\"");
        attribute(xml, "version", version);
        if let Some(identifier) = tree.attribute(root, "unique-identifier") {
            attribute(xml, "unique-identifier", identifier.trim());
        }
        xml.push('>');
        metadata::write(tree, root, xml);

        xml.push_str("<manifest>");
        let mut known = HashSet::new();
        let manifest = tree.descendant(root, "manifest");
        for item in manifest.into_iter().flat_map(|manifest| tree.elements(manifest)) {
            let (Some(id), Some(reference)) = (tree.attribute(item, "id"), tree.attribute(item, "href")) else {
                continue;
            };
            if known.len() >= limits::MANIFEST_ITEMS {
                defects.add(Code::Limit, "manifest");
                break;
            }
            let id = id.trim();
            if known.contains(id) || mended.remote.contains_key(id) {
                continue;
            }
            if let Some(fallback) = tree.attribute(item, "fallback") {
                mended.fallbacks.insert(id.to_owned(), fallback.trim().to_owned());
            }
            let path = match href::resolve(package, reference) {
                Href::Inside { path, .. } => path,
                // A resource of the network is not fetched unasked.
                Href::Outside(address) => {
                    if mended.remote.len() < limits::MANIFEST_ITEMS {
                        mended.remote.insert(id.to_owned(), address);
                    }
                    continue;
                }
                Href::Unsafe => {
                    defects.add(Code::Unsafe, reference);
                    continue;
                }
            };
            known.insert(id.to_owned());
            xml.push_str("<item");
            attribute(xml, "id", id);
            attribute(xml, "href", &path);
            let media_type = tree.attribute(item, "media-type").unwrap_or_default();
            attribute(xml, "media-type", &media_type.trim().to_ascii_lowercase());
            if let Some(properties) = tree.attribute(item, "properties") {
                attribute(xml, "properties", properties);
            }
            xml.push_str("/>");
        }
        xml.push_str("</manifest><spine>");
        if let Some(spine) = tree.descendant(root, "spine") {
            mended.ncx = tree.attribute(spine, "toc").map(|id| id.trim().to_owned());
            for item in tree.elements(spine) {
                let Some(id) = tree.attribute(item, "idref").map(str::trim) else { continue };
                if mended.spine >= limits::SPINE_ITEMS {
                    defects.add(Code::Limit, "spine");
                    break;
                }
                let local = if let Some(address) = mended.remote.get(id) {
                    defects.add(Code::Remote, address);
                    chain(&mended.fallbacks, id).find(|id| known.contains(*id)).map(str::to_owned)
                } else if known.contains(id) {
                    Some(id.to_owned())
                } else {
                    defects.add(Code::Missing, id);
                    None
                };
                let Some(id) = local else { continue };
                mended.spine += 1;
                xml.push_str("<itemref");
                attribute(xml, "idref", &id);
                let linear = tree.attribute(item, "linear").is_none_or(|linear| linear.trim() != "no");
                attribute(xml, "linear", if linear { "yes" } else { "no" });
                if let Some(properties) = tree.attribute(item, "properties") {
                    attribute(xml, "properties", properties);
                }
                xml.push_str("/>");
            }
        }
        xml.push_str("</spine></package>");
        mended
    }

    pub(super) fn hand_over(&mut self) -> Result<EpubDoc<Cursor<Vec<u8>>>, String> {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(self.xml.len() + 1024)));
        for (name, text) in [("META-INF/container.xml", CONTAINER), ("package.opf", self.xml.as_str())] {
            zip.start_file(name, stored).map_err(|error| error.to_string())?;
            zip.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
        }
        self.xml = String::new();
        let bytes = zip.finish().map_err(|error| error.to_string())?;
        EpubDoc::from_reader(bytes).map_err(|error| error.to_string())
    }

    /// The path and media type of an item, or of the first of its fallbacks that can be read; a picture alone is the last
    /// resort, for it says nothing.
    pub(super) fn readable(&self, resources: &HashMap<String, ResourceItem>, id: &str) -> Option<(String, String)> {
        let chain = || chain(&self.fallbacks, id).filter_map(|id| resources.get(id));
        let is_text = |item: &&ResourceItem| is_markup(&item.mime) || item.mime == "image/svg+xml";
        // Any XML may be a text, but what stands in for it is one.
        let is_content =
            |item: &&ResourceItem| is_text(item) && !matches!(&*item.mime, "" | "text/xml" | "application/xml");
        // Nothing runs here: what the author wrote for such readers comes before what a script would make.
        let is_still = |item: &&ResourceItem| {
            let properties = item.properties.as_deref().unwrap_or_default();
            !properties.split_ascii_whitespace().any(|property| property == "scripted")
        };
        let text = chain().filter(is_content).find(is_still).or_else(|| chain().find(is_content));
        let text = text.or_else(|| chain().find(is_text));
        let picture = || chain().find(|item| PICTURES.contains(&item.mime.as_str()));
        let item = text.or_else(picture).or_else(|| chain().next())?;
        Some((item.path.to_str()?.to_owned(), item.mime.clone()))
    }

    /// Pictures of kinds that nobody need know → the first of their fallbacks that is a picture that is known.
    pub(super) fn pictures(&self, resources: &HashMap<String, ResourceItem>) -> HashMap<String, String> {
        let is_known = |item: &ResourceItem| item.mime == "image/svg+xml" || PICTURES.contains(&item.mime.as_str());
        let path = |item: &ResourceItem| item.path.to_str().map(str::to_owned);
        let foreign = self.fallbacks.keys().filter_map(|id| {
            let own = resources.get(id).filter(|item| !is_known(item))?;
            let known = chain(&self.fallbacks, id).filter_map(|id| resources.get(id)).find(|item| is_known(item))?;
            Some((path(own)?, path(known)?))
        });
        foreign.collect()
    }
}

/// An item and what stands in for it, one after the other.
fn chain<'a>(fallbacks: &'a HashMap<String, String>, id: &'a str) -> impl Iterator<Item = &'a str> {
    std::iter::successors(Some(id), |id| fallbacks.get(*id).map(String::as_str)).take(FALLBACKS)
}
