//! The manifest of a publication: Readium's `manifest.json`, or the W3C's `publication.json`, which may also stand in the
//! page that the publication begins with.
//!
//! <https://readium.org/webpub-manifest/>, <https://www.w3.org/TR/pub-manifest/>, <https://www.w3.org/TR/lpf/>

use serde_json::Value;

use super::container::{Container, Fault};
use super::href::{self, Href};
use super::limits;
use super::{Defects, Error};
use crate::book::{Code, Format};

pub(super) mod metadata;
mod page;

/// The manifests, by the name that each has. Of what kind the publication is, its reading order tells.
const NAMES: [(&str, Format); 2] = [("publication.json", Format::Lpf), ("manifest.json", Format::Audiobook)];

/// A manifest, read.
pub(super) struct Manifest {
    /// Its path in the container, which all its references begin at.
    pub(super) path: String,
    pub(super) format: Format,
    pub(super) value: Value,
}

/// The manifest that lies highest in the container.
fn find(container: &Container) -> Option<(&str, Format)> {
    let known = container.names().filter_map(|path| {
        let name = path.rsplit('/').next()?;
        let (_, format) = NAMES.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
        Some((path, format))
    });
    known.min_by_key(|(path, format)| (path.matches('/').count(), *format != Format::Lpf, *path))
}

/// The format of the manifest that the container holds, in a file of its own or in the page that it begins with.
pub(super) fn format(container: &Container) -> Option<Format> {
    let own = find(container).map(|(_, format)| format);
    own.or_else(|| page::read(container).map(|manifest| manifest.format))
}

/// Reads it; what is wrong with it becomes a defect.
pub(super) fn read(container: &Container, defects: &mut Defects) -> Option<Manifest> {
    let Some((path, format)) = find(container) else { return page::read(container) };
    let content = match container.read(path, limits::MANIFEST_BYTES) {
        Ok(content) => content,
        Err(fault) => {
            defects.add(code(fault), path);
            return None;
        }
    };
    let text = content.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content.bytes);
    match serde_json::from_slice(text) {
        Ok(value @ Value::Object(_)) => Some(Manifest { path: path.to_owned(), format, value }),
        Ok(_) | Err(_) => {
            defects.add(Code::Malformed, path);
            None
        }
    }
}

fn code(fault: Fault) -> Code {
    match fault {
        Fault::TooLarge => Code::Limit,
        Fault::Protected => Code::Protected,
        Fault::Missing | Fault::Unreadable => Code::Unreadable,
    }
}

/// A publication whose licence lies beside its manifest cannot be read here.
pub(super) fn check_licence(container: &Container) -> Result<(), Error> {
    if container.contains("license.lcpl") { Err(Error::Protected("LCP".into())) } else { Ok(()) }
}

/// What stands in one of the manifest's lists: one thing is a list of one.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    match value.get(key) {
        Some(Value::Array(list)) => list,
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
}

/// The address of a link: a string, or an object in either tongue.
pub(super) fn address(link: &Value) -> Option<&str> {
    let told = link.get("href").or_else(|| link.get("url"));
    link.as_str().or_else(|| told?.as_str())
}

/// The media type of a link as it is told, in either tongue.
pub(super) fn media_type(link: &Value) -> Option<&str> {
    link.get("type").or_else(|| link.get("encodingFormat")).and_then(Value::as_str)
}

/// Whether what a link leads to is encrypted.
pub(super) fn is_encrypted(link: &Value) -> bool {
    link.pointer("/properties/encrypted").is_some_and(|told| !told.is_null())
}

/// Whether a link has this relation.
fn is(link: &Value, relation: &str) -> bool {
    list(link, "rel").iter().any(|told| told.as_str().is_some_and(|told| told.eq_ignore_ascii_case(relation)))
}

impl Manifest {
    /// What a reference in it leads to: a path in the container, and a fragment.
    pub(super) fn resolve(&self, container: &Container, reference: &str) -> Option<(String, Option<String>)> {
        match href::resolve(&self.path, reference) {
            Href::Inside { path, fragment } => Some((container.find(&path)?.to_owned(), fragment)),
            Href::Outside(_) | Href::Unsafe => None,
        }
    }

    /// The resource of this relation.
    pub(super) fn related(&self, container: &Container, relation: &str) -> Option<String> {
        let links = ["resources", "links", "readingOrder"].into_iter().flat_map(|key| list(&self.value, key));
        let mut related = links.filter(|link| is(link, relation)).filter_map(address);
        related.find_map(|address| Some(self.resolve(container, address)?.0))
    }
}
