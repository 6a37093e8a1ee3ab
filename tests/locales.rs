//! The three languages say the same things, each in its own words.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use oqyrman::locale::{Locale, Tongue, sources};

/// Words in Latin letters that are the same in all languages: names, formats, what is printed on keys.
const LATIN: &[&str] = &[
    "Debian",
    "KOReader",
    "agreed",
    "downloads",
    "list",
    "--on",
    "liblouis",
    "DOCX",
    "Word",
    "doc",
    ".doc",
    "ODT",
    "RTF",
    "BRF",
    "liblouis-bin",
    "Tesseract",
    "sudo",
    "apt",
    "install",
    "kaz",
    "rus",
    "eng",
    "tesseract-ocr",
    "tesseract-ocr-kaz",
    "tesseract-ocr-rus",
    "tesseract-ocr-eng",
    "tesseract-ocr-",
    "member",
    "--member",
    "play",
    "speak",
    "from",
    "EPUB",
    "DAISY",
    "PDF",
    "FB2",
    "OPDS",
    "ISBN",
    "PIN",
    "PIN-код",
    "GPL",
    "SIL",
    "Andika",
    "Ctrl",
    "Alt",
    "Shift",
    "Tab",
    "Enter",
    "Escape",
    "Page",
    "Up",
    "Down",
    "Home",
    "End",
    "F1",
    "F2",
    "F3",
    "F4",
    "F7",
    "F8",
    "F9",
    "F6",
    "F11",
    "H",
    "R",
    "L",
    "S",
    "I",
    "K",
    "D",
    "Q",
    "Y",
    "Caps",
    "Lock",
    "Insert",
    "B",
    "G",
    "J",
    "Z",
    "T",
    "MB",
    "lou",
    "translate",
    "HTML",
    "PEF",
    "liblouis-data",
    "apt-get",
    "export",
    "-o",
    "o",
    "KB",
    "speech-dispatcher",
    "espeak-ng",
    "Oqyrman",
    "JSON",
    "URL",
    "opus",
    "epub",
    "--chapter",
    "http",
    "https",
    "Basic",
    "Digest",
    "DRM",
    "LCP",
    "--home",
    "--lang",
    "--library",
    "--port",
    "--bind",
    "--user",
    "--password-stdin",
    "--unprotected",
    "--accept-terms",
    "language",
    "kk",
    "format",
    "library",
    "sound",
    "now",
    "new",
    "--from",
    "--rate",
    "--voice",
    "oqyrman",
    "libraries",
    "kk",
    "ru",
    "en",
    "SQLite",
    "info",
    "text",
    "catalog",
    "loans",
    "fetch",
    "resume",
    "shelf",
    "voices",
    "serve",
    "cards",
    "BRLTTY",
    "packaging",
    "brltty",
    "ttb",
    "etc",
    "Text",
    "conf",
    "text-table",
    "ffe600",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "A",
    "V",
    "X",
    "PEM",
    "TOML",
    "--help",
    "folder",
    "backup",
    "--replace",
];

struct Message {
    area: &'static str,
    id: String,
    /// The whole pattern, all variants.
    pattern: String,
}

impl Message {
    /// The names after `$`.
    fn variables(&self) -> BTreeSet<String> {
        self.pattern
            .split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-')).collect())
            .collect()
    }

    /// The variants of its selects: `one`, `few`, `other`.
    fn variants(&self) -> BTreeSet<&str> {
        self.pattern
            .lines()
            .filter_map(|line| line.trim().trim_start_matches('*').strip_prefix('['))
            .filter_map(|line| line.split(']').next())
            .collect()
    }

    /// The words that are said, without placeables and names of variants.
    fn words(&self) -> Vec<String> {
        let mut text = String::new();
        let mut depth = 0;
        for line in self.pattern.lines() {
            let trimmed = line.trim();
            let said = match trimmed.trim_start_matches('*').strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                Some((_, said)) => said,
                // The beginning of a select, and its end.
                None if trimmed.ends_with("->") => trimmed.rsplit_once('{').map_or("", |(said, _)| said),
                None => trimmed.strip_prefix('}').unwrap_or(trimmed),
            };
            for char in said.chars() {
                match char {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ if depth <= 0 => text.push(char),
                    _ => {}
                }
            }
            depth = 0;
            text.push(' ');
        }
        text.split(|c: char| !(c.is_alphanumeric() || c == '-'))
            .map(str::to_owned)
            .filter(|word| !word.is_empty())
            .collect()
    }
}

fn messages(tongue: Tongue) -> Vec<Message> {
    let mut all: Vec<Message> = Vec::new();
    for (area, text) in sources(tongue) {
        for line in text.lines() {
            let begins = line.starts_with(|c: char| c.is_ascii_alphabetic());
            if let (true, Some((id, pattern))) = (begins, line.split_once('=')) {
                all.push(Message { area, id: id.trim().to_owned(), pattern: pattern.trim().to_owned() });
            } else if let (true, Some(last)) = (line.starts_with(' '), all.last_mut()) {
                last.pattern.push('\n');
                last.pattern.push_str(line);
            }
        }
    }
    all
}

#[test]
fn every_file_is_sound_and_no_id_stands_twice() {
    for tongue in Tongue::ALL {
        for (area, text) in sources(tongue) {
            if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
                panic!("{}/{area}.ftl: {errors:?}", tongue.tag());
            }
        }
        let mut seen = BTreeMap::new();
        for message in messages(tongue) {
            if let Some(other) = seen.insert(message.id.clone(), message.area) {
                panic!("{}: {} stands in {other} and in {}", tongue.tag(), message.id, message.area);
            }
        }
    }
}

#[test]
fn the_three_languages_have_the_same_messages_with_the_same_variables() {
    let table = |tongue| -> BTreeMap<(&str, String), BTreeSet<String>> {
        messages(tongue).into_iter().map(|message| ((message.area, message.id.clone()), message.variables())).collect()
    };
    let kazakh = table(Tongue::Kk);
    assert!(kazakh.len() > 300, "only {} messages were read", kazakh.len());
    for tongue in [Tongue::Ru, Tongue::En] {
        let other = table(tongue);
        for (key, variables) in &kazakh {
            match other.get(key) {
                None => panic!("{} has no {}/{}", tongue.tag(), key.0, key.1),
                Some(found) => assert_eq!(found, variables, "{}: {}/{}", tongue.tag(), key.0, key.1),
            }
        }
        for key in other.keys() {
            assert!(kazakh.contains_key(key), "kk has no {}/{}", key.0, key.1);
        }
    }
}

#[test]
fn no_message_is_empty_and_none_is_in_another_language() {
    for tongue in Tongue::ALL {
        for message in messages(tongue) {
            assert!(!message.pattern.is_empty(), "{}: {} is empty", tongue.tag(), message.id);
            for word in message.words() {
                let latin = word.chars().any(|c| c.is_ascii_alphabetic());
                let cyrillic = word.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
                let place = format!("{}/{}: {} has «{word}»", tongue.tag(), message.area, message.id);
                match tongue {
                    Tongue::En => assert!(!cyrillic, "{place}"),
                    _ => assert!(!latin || LATIN.contains(&word.as_str()), "{place}"),
                }
                // Kazakh has these letters, Russian has not; a Russian text with one of them is a slip.
                if tongue == Tongue::Ru {
                    assert!(
                        !word.to_lowercase().contains(['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і'])
                            || word == "Оқырман",
                        "{place}"
                    );
                }
            }
        }
    }
}

#[test]
fn plurals_have_the_forms_of_their_language() {
    let mut counted = 0;
    for tongue in Tongue::ALL {
        for message in messages(tongue) {
            if !message.pattern.contains("->") {
                continue;
            }
            counted += 1;
            let expected: &[&str] = match tongue {
                Tongue::Ru => &["few", "many", "one"],
                _ => &["one", "other"],
            };
            let found: Vec<&str> = message.variants().into_iter().collect();
            assert_eq!(found, expected, "{}: {}", tongue.tag(), message.id);
        }
    }
    assert!(counted >= 15);
}

#[test]
fn numbers_choose_the_right_form() {
    let books = |tongue, count: i64| Locale::new(tongue).with("books", &[("count", count.into())]);
    assert_eq!(books(Tongue::Kk, 1), "1 кітап");
    assert_eq!(books(Tongue::Kk, 5), "5 кітап");
    for (count, words) in
        [(1, "1 книга"), (2, "2 книги"), (5, "5 книг"), (11, "11 книг"), (21, "21 книга"), (104, "104 книги")]
    {
        assert_eq!(books(Tongue::Ru, count), words);
    }
    assert_eq!(books(Tongue::En, 1), "1 book");
    assert_eq!(books(Tongue::En, 0), "0 books");
}

/// The ids that the program asks for by name.
fn asked() -> (BTreeSet<String>, String) {
    let mut code = String::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(path).unwrap();
                code.extend(
                    text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]),
                );
            }
        }
    }
    let mut ids = BTreeSet::new();
    for call in [".text(\"", ".with(\""] {
        for (at, _) in code.match_indices(call) {
            let id: String = code[at + call.len()..].chars().take_while(|c| *c != '"').collect();
            // Others have methods of these names, too.
            if id.starts_with(|c: char| c.is_ascii_lowercase())
                && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            {
                ids.insert(id);
            }
        }
    }
    (ids, code)
}

#[test]
fn every_message_that_is_asked_for_exists() {
    let known: BTreeSet<String> = messages(Tongue::Kk).into_iter().map(|message| message.id).collect();
    let missing: Vec<String> = asked().0.into_iter().filter(|id| !known.contains(id)).collect();
    assert!(missing.is_empty(), "no such messages: {missing:?}");
}

#[test]
fn every_message_is_asked_for() {
    /// Ids that are put together from a part and a number or a tag.
    const COMPOSED: &[&str] = &["month-", "server-language-"];
    let (_, code) = asked();
    let unused: Vec<String> = messages(Tongue::Kk)
        .into_iter()
        .map(|message| message.id)
        .filter(|id| !COMPOSED.iter().any(|start| id.starts_with(start)) && !code.contains(&format!("\"{id}\"")))
        .collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}
