//! Protection: what is encrypted, and by whom. Obfuscated fonts are not protection.
//!
//! <https://www.w3.org/TR/epub-33/#sec-container-metainf-encryption.xml>

use std::collections::HashSet;

use super::package::Package;
use crate::format::container::{Container, Fault};
use crate::format::limits::{self, Deadline};
use crate::format::markup::tree::ROOT;
use crate::format::markup::{self, Dialect, Tree};
use crate::format::{Error, href};

const FONT_OBFUSCATION: &[&str] = &["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

#[derive(Debug, Default)]
pub(super) struct Protection {
    paths: HashSet<String>,
    /// The scheme that a file of rights tells of.
    scheme: Option<&'static str>,
}

pub(super) fn read(container: &Container, deadline: Deadline) -> Result<Protection, Error> {
    if container.contains("META-INF/license.lcpl") {
        return Err(Error::Protected("LCP".into()));
    }
    let mut protection = Protection::default();
    if container.contains("META-INF/sinf.xml") {
        protection.scheme = Some("FairPlay");
    }
    if let Ok(rights) = container.read("META-INF/rights.xml", limits::MEBIBYTE)
        && markup::decode(&rights.bytes).0.contains("ns.adobe.com/adept")
    {
        return Err(Error::Protected("Adobe ADEPT".into()));
    }
    let content = match container.read("META-INF/encryption.xml", limits::MARKUP_BYTES) {
        Ok(content) => content,
        Err(Fault::Missing) => return Ok(protection),
        Err(_) => return Err(Error::Protected("".into())),
    };
    let tree = Tree::parse(&markup::decode(&content.bytes).0, Dialect::Xml, deadline);
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

impl Protection {
    /// What is encrypted.
    pub(super) fn paths(&self) -> &HashSet<String> {
        &self.paths
    }

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
