//! Media types that catalogues name, compared without their parameters.
//!
//! <https://www.iana.org/assignments/media-types/>

use std::borrow::Cow;

use crate::format::table;

pub const ATOM: &str = "application/atom+xml";
pub const OPDS: &str = "application/opds+json";
pub const PUBLICATION: &str = "application/opds-publication+json";
pub const AUTHENTICATION: &str = "application/opds-authentication+json";
pub const OPENSEARCH: &str = "application/opensearchdescription+xml";
pub const EPUB: &str = "application/epub+zip";
pub const PDF: &str = "application/pdf";
pub const LCP: &str = "application/vnd.readium.lcp.license.v1.0+json";

/// The type without its parameters, in lower case.
pub fn essence(media_type: &str) -> Cow<'_, str> {
    let text = media_type.split(';').next().unwrap_or_default().trim();
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// A parameter's value: `entry` of `application/atom+xml;type=entry`.
pub fn parameter<'a>(media_type: &'a str, name: &str) -> Option<&'a str> {
    media_type.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// Whether the type is that of a page or an entry of a catalogue.
pub fn is_catalog(media_type: &str) -> bool {
    matches!(&*essence(media_type), ATOM | OPDS | PUBLICATION | "application/opds+xml")
}

/// The type of a book's file by the ending of its name; that of an EPUB when nothing tells.
pub fn of_file(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
    match table::media_type(ending) {
        Some(known) => known,
        None if ending.eq_ignore_ascii_case("zip") => "application/zip",
        None => EPUB,
    }
}

/// The protection that a file of this type is under, by the name of its scheme.
pub fn protection(media_type: &str) -> Option<&'static str> {
    match &*essence(media_type) {
        LCP | "application/epub+lcp" | "application/audiobook+lcp" | "application/pdf+lcp" => Some("LCP"),
        "application/vnd.adobe.adept+xml" => Some("Adobe"),
        "application/vnd.librarysimplified.axisnow+json" => Some("AxisNow"),
        "application/vnd.overdrive.circulation.api+json" => Some("OverDrive"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_compared_without_parameters_and_case() {
        assert_eq!(essence("Application/ATOM+xml; type=entry"), ATOM);
        assert_eq!(parameter("application/atom+xml;profile=opds-catalog; type=\"entry\"", "type"), Some("entry"));
        assert!(is_catalog("application/atom+xml;type=feed;profile=opds-catalog"));
        assert!(!is_catalog("text/html"));
        assert_eq!(protection(LCP), Some("LCP"));
    }
}
