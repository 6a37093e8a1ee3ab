//! Lists beside the sounds: M3U gives their order and titles, a cue sheet their chapters.
//!
//! <https://www.rfc-editor.org/info/rfc8216> (the form of M3U), <https://wiki.hydrogenaudio.org/index.php?title=Cue_sheet>

use std::collections::HashMap;
use std::time::Duration;

use super::tags::clean;
use super::{Found, Tags};
use crate::book::Chapter;
use crate::format::container::Container;
use crate::format::{href, limits};

/// What the lists of a container say.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Paths in the order of the only M3U, with the titles that it gives.
    order: Vec<(String, Option<String>)>,
    /// The cue sheets, with the file that each is about.
    sheets: Vec<(String, Sheet)>,
}

pub(super) fn read(container: &Container) -> Lists {
    let ends = |name: &str, endings: &[&str]| {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        endings.contains(&ending.as_str()) && !name.starts_with("__MACOSX/")
    };
    let text = |name: &str| container.read(name, limits::MEBIBYTE).ok().map(|content| decode(&content.bytes));
    let mut lists = Lists::default();
    let mut playlists = container.names().filter(|name| ends(name, &["m3u", "m3u8"]));
    // Of several nobody knows which is meant.
    if let (Some(name), None) = (playlists.next(), playlists.next()) {
        lists.order = m3u(name, &text(name).unwrap_or_default());
    }
    let mut sheets: Vec<&str> = container.names().filter(|name| ends(name, &["cue"])).take(limits::TRACKS).collect();
    sheets.sort_unstable();
    for name in sheets {
        let sheet = Sheet::parse(&text(name).unwrap_or_default());
        if let Some(path) = sheet.file.as_deref().and_then(|file| href::join(name, file)) {
            lists.sheets.push((path, sheet));
        }
    }
    lists
}

impl Lists {
    /// The order of the M3U, when it names every sound; what it names and is not there is left aside.
    pub(super) fn put_in_order(&self, names: &mut [String]) {
        let places: HashMap<String, usize> =
            self.order.iter().enumerate().rev().map(|(place, (path, _))| (path.to_lowercase(), place)).collect();
        if names.iter().all(|name| places.contains_key(&name.to_lowercase())) {
            names.sort_by_key(|name| places.get(&name.to_lowercase()).copied());
        }
    }

    /// Gives titles and chapters to the sounds that have none of their own.
    pub(super) fn name(&self, found: &mut [(String, Found)]) {
        for (name, sound) in found {
            let title = self.order.iter().find(|(path, _)| path.eq_ignore_ascii_case(name));
            if let Some((_, Some(title))) = title {
                sound.tags.title.get_or_insert_with(|| title.clone());
            }
            let Some((_, sheet)) = self.sheets.iter().find(|(path, _)| path.eq_ignore_ascii_case(name)) else {
                continue;
            };
            if sound.chapters.is_empty() {
                sound.chapters.clone_from(&sheet.chapters);
            }
            sound.tags.complete(&sheet.tags);
        }
    }
}

/// UTF-8 or UTF-16, else what such lists are written in here.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1251.decode(bytes).0.into_owned(),
    }
}

fn m3u(list: &str, text: &str) -> Vec<(String, Option<String>)> {
    let mut title = None;
    let mut order = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(2 * limits::TRACKS) {
        if let Some(about) = line.strip_prefix("#EXTINF:") {
            title = about.split_once(',').map(|(_, title)| clean(title)).filter(|title| !title.is_empty());
        } else if !line.starts_with('#')
            && let Some(path) = href::join(list, line)
        {
            order.push((path, title.take()));
        }
    }
    order
}

/// A cue sheet about one file.
#[derive(Debug, Default, PartialEq)]
struct Sheet {
    file: Option<String>,
    tags: Tags,
    chapters: Vec<Chapter>,
}

impl Sheet {
    fn parse(text: &str) -> Self {
        let mut sheet = Self::default();
        let mut track: Option<(String, Option<Duration>)> = None;
        let end = |track: Option<(String, Option<Duration>)>, chapters: &mut Vec<Chapter>| {
            if let Some((title, Some(start))) = track
                && chapters.len() < limits::CHAPTERS
            {
                chapters.push(Chapter { title, level: 1, start });
            }
        };
        for line in text.lines().map(str::trim) {
            let (command, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            match (command.to_ascii_uppercase().as_str(), &mut track) {
                // A sheet about several files is about their gaps: the files themselves are the tracks.
                ("FILE", _) if sheet.file.is_some() => {
                    return Self { file: sheet.file, tags: sheet.tags, ..Self::default() };
                }
                ("FILE", _) => sheet.file = Some(unquoted(rest, true)),
                ("TRACK", _) => {
                    end(track.take(), &mut sheet.chapters);
                    track = Some((String::new(), None));
                }
                ("TITLE", Some((title, _))) => *title = unquoted(rest, false),
                ("TITLE", None) => sheet.tags.put("album", &unquoted(rest, false)),
                ("PERFORMER", None) => sheet.tags.put("artist", &unquoted(rest, false)),
                ("INDEX", Some((_, start))) => {
                    let (number, place) = rest.split_once(char::is_whitespace).unwrap_or_default();
                    if number.trim() == "01" {
                        *start = moment(place.trim());
                    }
                }
                _ => {}
            }
        }
        end(track, &mut sheet.chapters);
        sheet
    }
}

/// What stands between quotation marks, else the text; a file's kind stands behind its name.
fn unquoted(text: &str, is_file: bool) -> String {
    match text.trim().strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((inside, _)) => clean(inside),
        None if is_file => clean(text.trim().rsplit_once(' ').map_or(text, |(name, _)| name)),
        None => clean(text),
    }
}

/// Minutes, seconds and frames of a seventy-fifth of a second.
fn moment(text: &str) -> Option<Duration> {
    let mut parts = text.split(':').map(|part| part.parse::<u32>().ok());
    let (minutes, seconds, frames) = (parts.next()??, parts.next()??, parts.next()??);
    let seconds = u64::from(minutes) * 60 + u64::from(seconds);
    Some(Duration::from_secs(seconds) + Duration::from_nanos(u64::from(frames.min(75)) * 1_000_000_000 / 75))
}

/// The chapters of a cue sheet that lies in a file's tags.
pub(super) fn cue_chapters(sheet: &str) -> Vec<Chapter> {
    Sheet::parse(sheet).chapters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cue_sheet_gives_chapters() {
        let text = "PERFORMER \"Абай\"\nTITLE \"Қара сөздер\"\nFILE \"kitap.mp3\" MP3\n  TRACK 01 AUDIO\n    TITLE \"Бірінші сөз\"\n    \
                    INDEX 01 00:00:00\n  TRACK 02 AUDIO\n    TITLE \"Екінші сөз\"\n    INDEX 00 01:01:00\n    INDEX 01 75:02:15\n  TRACK 03 AUDIO\n";
        let sheet = Sheet::parse(text);
        assert_eq!(sheet.file.as_deref(), Some("kitap.mp3"));
        assert_eq!(sheet.tags.album.as_deref(), Some("Қара сөздер"));
        let chapters: Vec<_> = sheet.chapters.iter().map(|it| (it.title.as_str(), it.start.as_millis())).collect();
        assert_eq!(chapters, [("Бірінші сөз", 0), ("Екінші сөз", 4_502_200)]);
        assert!(cue_chapters("FILE a WAVE\nTRACK 1\nINDEX 01 x:y:z\nFILE b WAVE").is_empty());
    }

    #[test]
    fn a_list_gives_order_and_titles_and_leads_nowhere_else() {
        let text = "#EXTM3U\r\n#EXTINF:12,Кіріспе\r\n02.mp3\r\n\r\n01.mp3\n../../x.mp3\nC:\\y.mp3\n";
        let order = m3u("book/list.m3u", text);
        let expected = [("book/02.mp3", Some("Кіріспе")), ("book/01.mp3", None)];
        let order: Vec<_> = order.iter().map(|(path, title)| (path.as_str(), title.as_deref())).collect();
        assert_eq!(order, expected);
        assert_eq!(decode(b"\xc0\xe1\xe0\xe9"), "Абай");
    }
}
