//! References inside a container: resolved against the document they stand in, never out of the container.
//!
//! <https://www.w3.org/TR/epub-33/#sec-container-iri>, <https://www.rfc-editor.org/info/rfc3986>

use percent_encoding::percent_decode_str;

/// Where a reference leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Href {
    /// A path in the container, decoded, without a leading slash.
    Inside { path: String, fragment: Option<String> },
    /// An absolute address of a kind that a reader may be asked to follow.
    Outside(String),
    /// It leads out of the container, or is no address that we follow.
    Unsafe,
}

/// Schemes that may be offered to the reader; none is followed without asking.
const OUTSIDE: &[&str] = &["http", "https", "mailto", "tel", "ftp"];

/// Resolves a reference that stands in the document at `base` (a path in the container).
pub(super) fn resolve(base: &str, reference: &str) -> Href {
    let reference = reference.trim();
    if let Some((scheme, rest)) = reference.split_once(':')
        && is_scheme(scheme)
    {
        let known = OUTSIDE.iter().any(|known| scheme.eq_ignore_ascii_case(known));
        return if known && !rest.is_empty() { Href::Outside(reference.to_owned()) } else { Href::Unsafe };
    }
    let (path, fragment) = match reference.split_once('#') {
        Some((path, fragment)) => (path, Some(decode(fragment)).filter(|fragment| !fragment.is_empty())),
        None => (reference, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return Href::Inside { path: base.to_owned(), fragment };
    }
    match join(base, &decode(path)) {
        Some(path) => Href::Inside { path, fragment },
        None => Href::Unsafe,
    }
}

/// The path in the container of a decoded relative path; `None` when it climbs out or is no path.
pub(super) fn join(base: &str, path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with("//") || path.chars().any(char::is_control) || has_drive(&path) {
        return None;
    }
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        base.rsplit_once('/').map(|(folder, _)| folder.split('/').collect()).unwrap_or_default()
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Whether this is the name of an entry that lies inside its container.
pub(super) fn is_inside(name: &str) -> bool {
    let name = name.replace('\\', "/");
    !name.starts_with('/')
        && !has_drive(&name)
        && !name.split('/').any(|part| part == "..")
        && !name.chars().any(char::is_control)
}

/// Percent-decoded; as it stands when that is not UTF-8.
pub(super) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Into::into)
}

fn has_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':'
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(base: &str, reference: &str) -> Option<(String, Option<String>)> {
        match resolve(base, reference) {
            Href::Inside { path, fragment } => Some((path, fragment)),
            Href::Outside(_) | Href::Unsafe => None,
        }
    }

    #[test]
    fn references_are_resolved_against_their_document() {
        let path = |base, reference| inside(base, reference).map(|(path, _)| path);
        assert_eq!(path("OEBPS/text/a.xhtml", "../img/b%20c.png").as_deref(), Some("OEBPS/img/b c.png"));
        assert_eq!(path("a.xhtml", "./b.xhtml?x=1").as_deref(), Some("b.xhtml"));
        assert_eq!(path("OEBPS/a.xhtml", "/b.xhtml").as_deref(), Some("b.xhtml"));
        assert_eq!(path("OEBPS/a.xhtml", "%D2%9B.xhtml").as_deref(), Some("OEBPS/қ.xhtml"));
        assert_eq!(inside("a.xhtml", "#n%201"), Some(("a.xhtml".into(), Some("n 1".into()))));
    }

    #[test]
    fn nothing_leads_out_of_the_container() {
        for reference in [
            "../../etc/passwd",
            "%2e%2e/%2e%2e/x",
            "..\\..\\x",
            "C:\\evil",
            "file:///etc/passwd",
            "javascript:x",
            "//h/x",
        ] {
            assert_eq!(resolve("OEBPS/a.xhtml", reference), Href::Unsafe, "{reference}");
        }
        assert_eq!(resolve("a.xhtml", "https://example.org/"), Href::Outside("https://example.org/".into()));
        for name in ["../x", "a/../../x", "/etc/x", "C:\\x", "..\\x", "a\u{0}b"] {
            assert!(!is_inside(name), "{name}");
        }
        assert!(is_inside("OEBPS/a..b.xhtml"));
    }
}
