//! What is asked of services, element by element in the order of their schemas: real ones refuse another order.

use super::Version;
use super::envelope::Body;
use super::model::Answer;
use crate::library::authentication::Credentials;
use crate::locale::Tongue;

/// Formats of books, as both versions name them.
const FORMATS: [&str; 4] = ["ANSI/NISO Z39.86-2005", "ANSI/NISO Z39.86-2002", "Daisy 2.02", "Daisy 3"];
const MEDIA_TYPES: [&str; 12] = [
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "audio/x-wav",
    "text/html",
    "application/xhtml+xml",
    "application/smil",
    "application/x-dtbook+xml",
    "application/x-dtbncx+xml",
    "image/jpeg",
    "image/png",
    "image/gif",
];

pub(super) fn log_on(version: Version, who: &Credentials, tongue: Tongue) -> Body {
    let body = Body::default().leaf("username", &who.user).leaf("password", &who.password);
    match version {
        Version::One => body,
        Version::Two => reading_system(body, version, tongue),
    }
}

/// What this program is and can do. No number tells one reader's copy from another's.
pub(super) fn reading_system(body: Body, version: Version, tongue: Tongue) -> Body {
    body.element("readingSystemAttributes", |it| {
        it.leaf("manufacturer", "Oqyrman")
            .leaf("model", "Oqyrman")
            .leaf("serialNumber", "0")
            .leaf("version", env!("CARGO_PKG_VERSION"))
            .element("config", |mut it| {
                if version == Version::Two {
                    it = it.leaf("accessConfig", "DOWNLOAD_ONLY");
                }
                it = it.leaf("supportsMultipleSelections", "true");
                if version == Version::Two {
                    it = it.leaf("supportsAdvancedDynamicMenus", "true");
                }
                it.leaf("preferredUILanguage", tongue.tag())
                    .element("supportedContentFormats", |it| {
                        FORMATS.iter().fold(it, |it, name| it.leaf("contentFormat", name))
                    })
                    .empty("supportedContentProtectionFormats", &[])
                    .element("supportedMimeTypes", |it| {
                        MEDIA_TYPES.iter().fold(it, |it, name| it.empty("mimeType", &[("type", name)]))
                    })
                    .element("supportedInputTypes", |it| {
                        it.empty("input", &[("type", "TEXT_NUMERIC")]).empty("input", &[("type", "TEXT_ALPHANUMERIC")])
                    })
                    .leaf("requiresAudioLabels", "false")
            })
    })
}

/// From the item with the first number to the one with the last; −1 is the end.
pub(super) fn content_list(id: &str, first: u64, last: i64) -> Body {
    Body::default().leaf("id", id).leaf("firstItem", first.to_string()).leaf("lastItem", last.to_string())
}

pub(super) fn content(id: &str) -> Body {
    Body::default().leaf("contentID", id)
}

pub(super) fn resources(version: Version, id: &str) -> Body {
    match version {
        Version::One => content(id),
        Version::Two => content(id).leaf("accessType", "DOWNLOAD"),
    }
}

pub(super) fn mark_read(ids: &[String]) -> Body {
    Body::default().element("read", |it| ids.iter().fold(it, |it, id| it.leaf("item", id)))
}

pub(super) fn responses(answers: &[Answer]) -> Body {
    Body::default().element("userResponses", |it| {
        answers.iter().fold(it, |it, answer| match answer.values.as_slice() {
            [] => it.empty("userResponse", &[("questionID", &answer.question)]),
            values => values
                .iter()
                .fold(it, |it, value| it.empty("userResponse", &[("questionID", &answer.question), ("value", value)])),
        })
    })
}
