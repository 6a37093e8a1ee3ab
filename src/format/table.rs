//! The one table of formats: what each is called, what its files are called, what it is known by, what it gives and what reads
//! it. Whoever has to know formats reads it here; what a file is decides its content, never its name.

use super::container::{Container, Source};
use super::limits::Deadline;
use super::{Error, Opened, audio, brf, daisy, docx, epub, fb2, html, markdown, odt, rtf, scan, sniff, text, webpub};
use crate::book::Format;

/// What a reader may expect of a book of this format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Words, read and spoken.
    Text,
    /// A recording and no words.
    Sound,
    /// Both, or one of them.
    TextAndSound,
    /// Pictures of pages, whose words are recognised.
    Pages,
}

/// One format.
#[derive(Debug)]
pub struct Row {
    pub format: Format,
    pub gives: Gives,
    /// Endings of its files in lower case, the usual one first; empty where a book of it is always in a zip or a folder.
    pub endings: &'static [&'static str],
    /// Endings that other pictures have, too: such a file is opened, but not looked for where books are.
    pub pictures: &'static [&'static str],
    /// Media types without parameters in lower case, the registered one first.
    pub media_types: &'static [&'static str],
    pub(super) marks: &'static [Mark],
    pub(super) door: Door,
}

/// What a format is known by.
pub(super) enum Mark {
    /// What only looking at the first bytes tells.
    Head(fn(&[u8]) -> bool),
    /// The root of its markup.
    Root(&'static [&'static str]),
    /// The first bytes as text, which is no markup.
    Words(fn(&[u8], &str) -> bool),
    /// The name that a zip gives itself.
    Mimetype(&'static str),
    /// What lies in a zip or in a folder.
    Holds(fn(&Container) -> bool),
}

impl std::fmt::Debug for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Head(_) => "Head",
            Self::Root(_) => "Root",
            Self::Words(_) => "Words",
            Self::Mimetype(_) => "Mimetype",
            Self::Holds(_) => "Holds",
        })
    }
}

/// What reads it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Door {
    /// A zip or a folder.
    Container(fn(Container, Deadline) -> Result<Opened, Error>),
    /// A file that stands alone.
    Alone(fn(&Source, Deadline) -> Result<Opened, Error>),
    /// Either.
    Both(fn(Container, Deadline) -> Result<Opened, Error>, fn(&Source, Deadline) -> Result<Opened, Error>),
    /// A process of its own.
    Process,
    /// Pictures, which are recognised.
    Pages,
}

/// In the order in which they are looked for: what is surer comes first, plain text, which everything may be, last.
pub const TABLE: &[Row] = &[
    Row {
        format: Format::Pdf,
        gives: Gives::Text,
        endings: &["pdf"],
        pictures: &[],
        media_types: &["application/pdf", "application/x-pdf"],
        marks: &[Mark::Head(sniff::is_pdf)],
        door: Door::Process,
    },
    Row {
        format: Format::Scan,
        gives: Gives::Pages,
        endings: &["djvu", "djv", "tif", "tiff"],
        pictures: &["png", "jpg", "jpeg"],
        media_types: &["image/vnd.djvu", "image/x-djvu", "image/tiff"],
        marks: &[Mark::Head(scan::is_djvu), Mark::Head(scan::is_tiff), Mark::Head(scan::is_picture)],
        door: Door::Pages,
    },
    Row {
        format: Format::Epub,
        gives: Gives::TextAndSound,
        endings: &["epub", "kepub"],
        pictures: &[],
        media_types: &["application/epub+zip", "application/epub", "application/x-epub+zip", "application/kepub+zip"],
        marks: &[Mark::Mimetype("application/epub+zip"), Mark::Holds(sniff::is_epub), Mark::Holds(sniff::is_lost_epub)],
        door: Door::Container(epub::open),
    },
    Row {
        format: Format::Docx,
        gives: Gives::Text,
        endings: &["docx"],
        pictures: &[],
        media_types: &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
        marks: &[Mark::Holds(docx::is)],
        door: Door::Container(docx::open),
    },
    Row {
        format: Format::Odt,
        gives: Gives::Text,
        endings: &["odt", "fodt"],
        pictures: &[],
        media_types: &["application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-flat-xml"],
        marks: &[
            Mark::Mimetype("application/vnd.oasis.opendocument.text"),
            Mark::Holds(odt::is),
            Mark::Head(odt::is_flat),
        ],
        door: Door::Both(odt::open, odt::open_flat),
    },
    Row {
        format: Format::Daisy202,
        gives: Gives::TextAndSound,
        endings: &[],
        pictures: &[],
        media_types: &["application/daisy+zip"],
        marks: &[Mark::Holds(sniff::is_daisy_202)],
        door: Door::Container(daisy::open_202),
    },
    Row {
        format: Format::Daisy3,
        gives: Gives::TextAndSound,
        endings: &["daisy"],
        pictures: &[],
        media_types: &["application/x-daisy3+zip"],
        marks: &[Mark::Holds(sniff::is_daisy_3), Mark::Root(&["package", "ncx"])],
        door: Door::Container(daisy::open_3),
    },
    Row {
        format: Format::Dtbook,
        gives: Gives::Text,
        endings: &["dtbook"],
        pictures: &[],
        media_types: &["application/x-dtbook+xml"],
        marks: &[Mark::Root(&["dtbook", "dtbook3"])],
        door: Door::Alone(daisy::open_dtbook),
    },
    Row {
        format: Format::Fb2,
        gives: Gives::Text,
        endings: &["fb2", "fbz"],
        pictures: &[],
        media_types: &[
            "application/x-fictionbook+xml",
            "application/x-fictionbook",
            "application/fb2",
            "application/fb2+xml",
            "text/fb2+xml",
            "application/fb2+zip",
            "application/x-zip-compressed-fb2",
        ],
        marks: &[Mark::Root(&["fictionbook"])],
        door: Door::Alone(fb2::open),
    },
    Row {
        format: Format::Webpub,
        gives: Gives::Text,
        endings: &["webpub"],
        pictures: &[],
        media_types: &["application/webpub+zip", "application/webpub+json"],
        marks: &[Mark::Mimetype("application/webpub+zip"), Mark::Holds(webpub::is)],
        door: Door::Container(webpub::open),
    },
    Row {
        format: Format::Audiobook,
        gives: Gives::Sound,
        endings: &["audiobook"],
        pictures: &[],
        media_types: &["application/audiobook+zip", "application/audiobook+json"],
        marks: &[
            Mark::Mimetype("application/audiobook+zip"),
            Mark::Holds(|container| sniff::manifest(container) == Some(Format::Audiobook)),
        ],
        door: Door::Container(audio::manifest::open),
    },
    Row {
        format: Format::Lpf,
        gives: Gives::Sound,
        endings: &["lpf"],
        pictures: &[],
        media_types: &["application/lpf+zip"],
        marks: &[
            Mark::Mimetype("application/lpf+zip"),
            Mark::Holds(|container| sniff::manifest(container) == Some(Format::Lpf)),
        ],
        door: Door::Container(audio::manifest::open),
    },
    Row {
        format: Format::Audio,
        gives: Gives::Sound,
        endings: &["mp3", "m4b", "m4a", "ogg", "oga", "opus", "flac", "wav", "mp4"],
        pictures: &[],
        media_types: &[
            "audio/mpeg",
            "audio/mp4",
            "audio/x-m4b",
            "audio/ogg",
            "audio/opus",
            "audio/flac",
            "audio/wav",
            "audio/x-wav",
        ],
        marks: &[Mark::Head(sniff::is_sound), Mark::Holds(sniff::is_folder_of_sound)],
        door: Door::Both(audio::open, audio::open_alone),
    },
    Row {
        format: Format::Rtf,
        gives: Gives::Text,
        endings: &["rtf"],
        pictures: &[],
        media_types: &["application/rtf", "text/rtf"],
        marks: &[Mark::Head(rtf::is)],
        door: Door::Alone(rtf::open),
    },
    Row {
        format: Format::Html,
        gives: Gives::Text,
        endings: &["html", "htm", "xhtml"],
        pictures: &[],
        media_types: &["text/html", "application/xhtml+xml"],
        marks: &[Mark::Root(sniff::PAGES), Mark::Holds(html::is_in)],
        door: Door::Both(html::open, html::open_alone),
    },
    Row {
        format: Format::Brf,
        gives: Gives::Text,
        endings: &["brf", "brl", "bra", "pef"],
        pictures: &[],
        media_types: &["application/x-brf", "text/x-brf", "application/x-pef+xml"],
        marks: &[Mark::Root(&["pef"]), Mark::Words(brf::is)],
        door: Door::Alone(brf::open),
    },
    Row {
        format: Format::Markdown,
        gives: Gives::Text,
        endings: &["md", "markdown"],
        pictures: &[],
        media_types: &["text/markdown"],
        marks: &[Mark::Words(markdown::is_one)],
        door: Door::Alone(markdown::open),
    },
    Row {
        format: Format::Text,
        gives: Gives::Text,
        endings: &["txt", "text"],
        pictures: &[],
        media_types: &["text/plain"],
        marks: &[Mark::Words(|_, text| text.chars().any(char::is_alphabetic))],
        door: Door::Alone(text::open),
    },
];

/// What is known of a format.
///
/// # Panics
/// Never: a test holds that every format has a row.
pub fn row(format: Format) -> &'static Row {
    TABLE.iter().find(|row| row.format == format).expect("every format has a row")
}

/// The format that files with this ending (in any case, without the dot) are said to be of.
pub fn by_ending(ending: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.endings.iter().any(|own| own.eq_ignore_ascii_case(ending)))
}

/// The format that this media type (without parameters) names.
pub fn by_media_type(essence: &str) -> Option<&'static Row> {
    let named = TABLE.iter().find(|row| row.media_types.iter().any(|own| own.eq_ignore_ascii_case(essence)));
    // Whatever is sound is tried.
    named.or_else(|| essence.starts_with("audio/").then(|| row(Format::Audio)))
}

/// The media type of a file whose name ends so.
pub fn media_type(ending: &str) -> Option<&'static str> {
    let sound = match ending.to_ascii_lowercase().as_str() {
        "mp3" => "audio/mpeg",
        "m4b" | "m4a" | "mp4" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        _ => return by_ending(ending)?.media_types.first().copied(),
    };
    Some(sound)
}

impl Row {
    /// True for a book that lies in a folder as it is.
    pub(super) fn is_of_folder(&self) -> bool {
        matches!(self.door, Door::Container(_) | Door::Both(..))
            && !matches!(self.format, Format::Epub | Format::Docx | Format::Odt | Format::Html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_format_has_one_row() {
        for format in Format::ALL {
            assert_eq!(TABLE.iter().filter(|row| row.format == format).count(), 1, "{}", format.name());
        }
    }

    #[test]
    fn no_name_means_two_formats() {
        let mut known = HashSet::new();
        for row in TABLE {
            for name in row.endings.iter().chain(row.media_types) {
                assert_eq!(**name, name.to_ascii_lowercase());
                assert!(known.insert(*name), "{name}");
            }
        }
        assert_eq!(by_ending("FB2").map(|row| row.format), Some(Format::Fb2));
        assert_eq!(by_media_type("audio/x-new").map(|row| row.format), Some(Format::Audio));
    }
}
