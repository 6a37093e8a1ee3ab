//! Protection: what is encrypted, and by whom. Obfuscated fonts are not protection.
//!
//! <https://www.w3.org/TR/epub-33/#sec-container-metainf-encryption.xml>,
//! <https://readium.org/lcp-specs/releases/lcp/latest>

use std::collections::HashSet;

use super::package::Package;
use crate::format::container::{Container, Fault};
use crate::format::limits::{self, Deadline};
use crate::format::markup::tree::ROOT;
use crate::format::markup::{self, Dialect, Tree};
use crate::format::{Error, href};

const FONT_OBFUSCATION: &[&str] = &["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

/// What the files of a scheme say somewhere, and its name. A shop's own mark comes before that of whose scheme it uses.
const MARKS: &[(&str, &str)] = &[
    ("barnesandnoble.com", "Barnes & Noble"),
    ("ns.adobe.com/adept", "Adobe ADEPT"),
    ("readium.org/2014/01/lcp", "LCP"),
    ("kdrm", "Kobo"),
    ("urn:marlin", "Marlin"),
    ("marlin-drm.com", "Marlin"),
    ("itunes.apple.com", "FairPlay"),
    ("fairplay", "FairPlay"),
];

const LICENCE: &str = "META-INF/license.lcpl";
const ADEPT: &str = "Adobe ADEPT";
const NOOK: &str = "Barnes & Noble";

#[derive(Debug, Default)]
pub(super) struct Protection {
    paths: HashSet<String>,
    /// The scheme that a file of rights tells of.
    scheme: Option<&'static str>,
}

pub(super) fn read(container: &Container, deadline: Deadline) -> Result<Protection, Error> {
    if container.contains(LICENCE) {
        return Err(Error::Protected("LCP".into()));
    }
    let mut protection = Protection::default();
    for name in ["META-INF/rights.xml", "rights.xml", "META-INF/sinf.xml"] {
        if let Ok(rights) = container.read(name, limits::MEBIBYTE) {
            let named = marked(&markup::decode(&rights.bytes).0);
            protection.scheme = protection.scheme.or(named).or((name == "META-INF/sinf.xml").then_some("FairPlay"));
        }
    }
    if let Some(scheme @ (ADEPT | NOOK)) = protection.scheme {
        return Err(Error::Protected(scheme.into()));
    }
    let content = match container.read("META-INF/encryption.xml", limits::MARKUP_BYTES) {
        Ok(content) => content,
        Err(Fault::Missing) => return Ok(protection),
        Err(_) => return Err(Error::Protected(protection.scheme.unwrap_or_default().into())),
    };
    let text = markup::decode(&content.bytes).0;
    protection.scheme = protection.scheme.or_else(|| marked(&text));
    let tree = Tree::parse(&text, Dialect::Xml, deadline);
    for data in tree.descendants(ROOT).filter(|&node| tree.name(node) == "encrypteddata") {
        let algorithm = tree.child(data, "encryptionmethod").and_then(|method| tree.attribute(method, "algorithm"));
        if algorithm.is_some_and(|algorithm| FONT_OBFUSCATION.contains(&algorithm.trim())) {
            continue;
        }
        let reference = tree.descendant(data, "cipherreference").and_then(|node| tree.attribute(node, "uri"));
        // Relative to the container's root.
        if let Some(path) = reference.and_then(|reference| href::join("", &href::decode(reference))) {
            protection.paths.insert(path);
        }
    }
    Ok(protection)
}

/// The scheme that a file tells of.
fn marked(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    MARKS.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
}

impl Protection {
    fn covers(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// A book whose text is encrypted is protected; one whose pictures are is read without them.
    pub(super) fn check(&self, package: &Package) -> Result<(), Error> {
        let texts = || package.spine.iter().filter(|item| item.is_readable());
        let closed = texts().filter(|item| self.covers(&item.path)).count();
        if closed > 0 && (self.scheme.is_some() || closed * 2 >= texts().count()) {
            return Err(Error::Protected(self.scheme.unwrap_or_default().into()));
        }
        Ok(())
    }

    pub(super) fn into_paths(self) -> HashSet<String> {
        self.paths
    }
}
