//! What a sound file says about itself: ID3, Vorbis comments and MP4 tags in one form.
//!
//! <https://id3.org/id3v2.4.0-frames>, <https://www.xiph.org/vorbis/doc/v-comment.html>

use std::time::Duration;

use symphonia::core::meta::{
    Chapter as Told, ChapterGroup, ChapterGroupItem, MetadataRevision, RawValue, StandardTag, StandardVisualKey, Tag,
};

use super::super::limits;
use crate::book::{Chapter, Contributor, Format, Language, Metadata};

/// A picture as it lies in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) bytes: Vec<u8>,
    pub(super) media_type: &'static str,
}

impl Picture {
    /// A picture of a kind that we know, by its first bytes, else as it is declared.
    pub(super) fn of(bytes: &[u8], declared: &'static str) -> Option<Self> {
        let media_type = match bytes {
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [b'G', b'I', b'F', b'8', ..] => "image/gif",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ => declared,
        };
        (!media_type.is_empty() && !bytes.is_empty()).then(|| Self { bytes: bytes.to_vec(), media_type })
    }

    /// The name that it gets beside the sounds.
    pub(super) fn name(&self) -> &'static str {
        match self.media_type {
            "image/png" => "cover.png",
            "image/gif" => "cover.gif",
            "image/webp" => "cover.webp",
            _ => "cover.jpg",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tags {
    pub(super) title: Option<String>,
    pub(super) album: Option<String>,
    pub(super) artist: Option<String>,
    pub(super) album_artist: Option<String>,
    pub(super) author: Option<String>,
    pub(super) composer: Option<String>,
    pub(super) narrator: Option<String>,
    pub(super) language: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) published: Option<String>,
    pub(super) description: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) identifier: Option<String>,
    /// A cue sheet inside.
    pub(super) cue_sheet: Option<String>,
    pub(super) track: Option<u32>,
    pub(super) disc: Option<u32>,
    pub(super) cover: Option<Picture>,
}

/// One line, without control characters, not endless; Cyrillic that was taken for Latin is put right.
pub(in crate::format) fn clean(text: &str) -> String {
    let text = mend_cyrillic(text.trim_matches(['\0', '\u{feff}']));
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(limits::LABEL_BYTES).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// ID3 tags in windows-1251 declare themselves as Latin-1: «Àáàé» is «Абай».
fn mend_cyrillic(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let Some(bytes) = bytes else { return text.to_owned() };
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let high = bytes.iter().filter(|&&byte| byte >= 0xc0).count();
    if high < 2 || high <= letters {
        return text.to_owned();
    }
    encoding_rs::WINDOWS_1251.decode(&bytes).0.into_owned()
}

impl Tags {
    /// A field by the name that somebody gave it; the first value stays.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        let name: String = name.to_lowercase().chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect();
        let place = match name.as_str() {
            "title" => &mut self.title,
            "album" => &mut self.album,
            "artist" => &mut self.artist,
            "albumartist" => &mut self.album_artist,
            "author" | "writer" => &mut self.author,
            "composer" => &mut self.composer,
            "narrator" | "narratedby" | "reader" | "readby" => &mut self.narrator,
            "language" | "lang" => &mut self.language,
            "publisher" | "label" | "organization" => &mut self.publisher,
            "published" | "date" | "year" => &mut self.published,
            "description" | "comment" | "synopsis" => &mut self.description,
            "subject" | "genre" => &mut self.subject,
            "isbn" | "identifier" => &mut self.identifier,
            "cuesheet" => {
                self.cue_sheet.get_or_insert_with(|| value.chars().take(limits::MEBIBYTE as usize).collect());
                return;
            }
            _ => return,
        };
        let value = clean(value);
        if !value.is_empty() {
            place.get_or_insert(value);
        }
    }

    /// Takes from others what is not told here; the title of another file is not this one's.
    pub(super) fn complete(&mut self, others: &Self) {
        let fields = [
            (&mut self.album, &others.album),
            (&mut self.artist, &others.artist),
            (&mut self.album_artist, &others.album_artist),
            (&mut self.author, &others.author),
            (&mut self.composer, &others.composer),
            (&mut self.narrator, &others.narrator),
            (&mut self.language, &others.language),
            (&mut self.publisher, &others.publisher),
            (&mut self.published, &others.published),
            (&mut self.description, &others.description),
            (&mut self.subject, &others.subject),
            (&mut self.identifier, &others.identifier),
        ];
        for (place, value) in fields {
            if place.is_none() {
                place.clone_from(value);
            }
        }
        if self.cover.is_none() {
            self.cover.clone_from(&others.cover);
        }
    }

    /// Adds what a reader of Symphonia found.
    pub(super) fn add(&mut self, revision: &MetadataRevision) {
        let ours = revision.per_track.iter().map(|track| &track.metadata).chain([&revision.media]);
        for container in ours {
            for tag in &container.tags {
                self.add_tag(tag);
            }
            for visual in &container.visuals {
                let is_front = visual.usage == Some(StandardVisualKey::FrontCover);
                let icon = matches!(visual.usage, Some(StandardVisualKey::FileIcon | StandardVisualKey::OtherIcon));
                if !icon && (is_front || self.cover.is_none()) && visual.data.len() <= limits::COVER_BYTES {
                    self.cover = Picture::of(&visual.data, "").or_else(|| self.cover.take());
                }
            }
        }
    }

    fn add_tag(&mut self, tag: &Tag) {
        let value = match &tag.raw.value {
            RawValue::String(text) => text.to_string(),
            RawValue::StringList(texts) => texts.join(", "),
            other => other.to_string(),
        };
        // A field of somebody's own carries its name beside it.
        let own = tag.raw.sub_fields.iter().flatten().next().map(|field| field.value.to_string());
        let own = own.filter(|_| tag.raw.key.starts_with("TXX"));
        let key = own.as_deref().unwrap_or_else(|| tag.raw.key.rsplit(':').next().unwrap_or_default());
        let Some(standard) = &tag.std else { return self.put(key, &value) };
        let name = match standard {
            StandardTag::TrackTitle(_) => "title",
            StandardTag::Album(_) => "album",
            StandardTag::Artist(_) => "artist",
            StandardTag::AlbumArtist(_) => "albumartist",
            StandardTag::Author(_) | StandardTag::Writer(_) => "author",
            StandardTag::Composer(_) => "composer",
            StandardTag::Narrator(_) => "narrator",
            StandardTag::Language(_) => "language",
            StandardTag::Label(_) => "publisher",
            StandardTag::ReleaseDate(_)
            | StandardTag::RecordingDate(_)
            | StandardTag::ReleaseYear(_)
            | StandardTag::RecordingYear(_) => "published",
            StandardTag::Description(_) | StandardTag::Synopsis(_) | StandardTag::Comment(_) => "description",
            StandardTag::Genre(_) => "subject",
            StandardTag::IdentIsbn(_) => "isbn",
            StandardTag::CdToc(_) => "",
            StandardTag::TrackNumber(number) => {
                self.track = u32::try_from(*number).ok();
                return;
            }
            StandardTag::DiscNumber(number) => {
                self.disc = u32::try_from(*number).ok();
                return;
            }
            _ => key,
        };
        self.put(name, &value);
    }

    /// The metadata of a book. `of_many` files has the name of the album they make.
    pub(super) fn metadata(&self, of_many: bool) -> Metadata {
        let either = |one: &Option<String>, other: &Option<String>| one.clone().or_else(|| other.clone());
        let title = if of_many { either(&self.album, &self.title) } else { either(&self.title, &self.album) };
        let artists = if of_many {
            [&self.author, &self.album_artist, &self.artist]
        } else {
            [&self.author, &self.artist, &self.album_artist]
        };
        let author = artists.into_iter().flatten().next();
        // Most audiobooks name their reader as the composer.
        let narrator = self.narrator.as_ref().or(self.composer.as_ref()).filter(|name| Some(*name) != author);
        let person = |role: &str, names: &String| {
            let names: Vec<Contributor> = names
                .split([';', '/'])
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(|name| Contributor { name: name.to_owned(), role: role.to_owned() })
                .collect();
            names
        };
        let people = author.iter().flat_map(|names| person("aut", names));
        let people = people.chain(narrator.iter().flat_map(|names| person("nrt", names)));
        Metadata {
            format: Format::Audio,
            title: title.unwrap_or_default(),
            contributors: people.collect(),
            languages: self.language.as_deref().and_then(language).into_iter().collect(),
            identifier: self.identifier.clone(),
            publisher: self.publisher.clone(),
            published: self.published.clone(),
            description: self.description.clone(),
            subjects: self.subject.iter().cloned().collect(),
            ..Metadata::default()
        }
    }
}

/// ID3 and MP4 write ISO 639-2; names in words («Kazakh») are met too.
fn language(told: &str) -> Option<Language> {
    let told = told.trim().to_lowercase();
    let tag = match told.as_str() {
        "kaz" | "kazakh" | "қазақша" => "kk",
        "rus" | "russian" | "русский" => "ru",
        "eng" | "english" => "en",
        "und" | "xxx" | "zxx" | "mul" => return None,
        other => other,
    };
    Language::parse(tag)
}

/// The chapters of a group and of the groups in it; those without a title are named by nobody.
pub(super) fn chapters(group: &ChapterGroup) -> Vec<Chapter> {
    let mut found = Vec::new();
    walk(group, 1, &mut found);
    found.sort_by_key(|chapter: &Chapter| chapter.start);
    found
}

fn walk(group: &ChapterGroup, level: u8, found: &mut Vec<Chapter>) {
    // The outermost group is the table itself.
    for item in &group.items {
        if found.len() >= limits::CHAPTERS || level > 6 {
            return;
        }
        match item {
            ChapterGroupItem::Chapter(told) => found.push(chapter(told, level)),
            ChapterGroupItem::Group(inner) => {
                walk(inner, if group.items.len() == 1 { level } else { level + 1 }, found)
            }
        }
    }
}

fn chapter(told: &Told, level: u8) -> Chapter {
    let title = told.tags.iter().find_map(|tag| match (&tag.std, &tag.raw.value) {
        (Some(StandardTag::ChapterTitle(title) | StandardTag::TrackTitle(title)), _) => Some(clean(title)),
        (None, RawValue::String(text)) if matches!(tag.raw.key.as_str(), "TIT2" | "TT2" | "NAME") => Some(clean(text)),
        _ => None,
    });
    let start = Duration::from_nanos(u64::try_from(told.start_time.as_nanos()).unwrap_or_default());
    Chapter { title: title.unwrap_or_default(), level, start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cyrillic_that_was_taken_for_latin_is_put_right() {
        assert_eq!(clean("Àáàé Êóíàíáàåâ"), "Абай Кунанбаев");
        assert_eq!(clean("Ñëîâî 1 (mp3)"), "Слово 1 (mp3)");
        assert_eq!(clean("Émile Zola: Thérèse"), "Émile Zola: Thérèse");
        assert_eq!(clean("Қара сөздер\0"), "Қара сөздер");
        assert_eq!(clean(" a\u{0}b\r\nc "), "a b c");
    }

    #[test]
    fn names_go_to_the_author_and_the_reader() {
        let mut tags = Tags::default();
        for (name, value) in [
            ("ARTIST", "Абай"),
            ("Album Artist", "Абай"),
            ("composer", "Асанәлі"),
            ("TITLE", "1"),
            ("album", "Қара сөздер"),
            ("language", "kaz"),
        ] {
            tags.put(name, value);
        }
        let book = tags.metadata(true);
        assert_eq!(book.title, "Қара сөздер");
        let people: Vec<_> = book.contributors.iter().map(|it| (it.role.as_str(), it.name.as_str())).collect();
        assert_eq!(people, [("aut", "Абай"), ("nrt", "Асанәлі")]);
        assert_eq!(book.languages[0].tag(), "kk");
        assert_eq!(tags.metadata(false).title, "1");
        tags.put("narrator", "Абай");
        assert_eq!(tags.metadata(false).contributors.len(), 1);
    }
}
