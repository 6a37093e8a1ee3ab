//! The floor plan is a test: a floor uses only what stands below it, as the table in `src/lib.rs` says.

use std::path::{Path, PathBuf};

/// Rooms by floor. Sisters on floors 3 and 4 do not know each other; the ground and the roof are one room each.
const FLOORS: &[(u8, &[&str])] = &[
    (0, &["locale", "home", "settings"]),
    (1, &["book"]),
    (2, &["format"]),
    (3, &["library", "voice"]),
    (4, &["reading", "access"]),
    (5, &["ui"]),
    (6, &["app", "cli", "server"]),
];

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(_, rooms)| rooms.contains(&room)).map(|(floor, _)| *floor)
}

fn allowed(from: &str, to: &str) -> bool {
    let (Some(own), Some(other)) = (floor(from), floor(to)) else { return false };
    from == to || other < own || (own == other && matches!(own, 0 | 6))
}

/// All Rust files under `src` as (path, room, code without comments and texts).
fn sources() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let room = inside.components().next().unwrap().as_os_str().to_str().unwrap();
                let room = room.trim_end_matches(".rs").to_owned();
                let code = code_only(&std::fs::read_to_string(&path).unwrap());
                found.push((inside.to_path_buf(), room, code));
            }
        }
    }
    found.sort();
    found
}

/// The text without comments, string and character literals.
fn code_only(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut code = String::with_capacity(source.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &source[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if let Some(hashes) = raw_string(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let body = at + 2 + hashes;
            at = source[body..].find(&close).map_or(bytes.len(), |end| body + end + close.len());
            code.push_str("\"\"");
        } else if rest.starts_with('"') {
            at += 1;
            while at < bytes.len() && bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at += 1;
            code.push_str("\"\"");
        } else if let Some(length) = character(rest) {
            at += length;
            code.push_str("' '");
        } else {
            let char = rest.chars().next().unwrap();
            code.push(char);
            at += char.len_utf8();
        }
    }
    code
}

/// The number of `#` when a raw string begins here.
fn raw_string(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.bytes().take_while(|byte| *byte == b'#').count();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a character literal that begins here; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('\'')?;
    let mut chars = after.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        return after[2..].find('\'').map(|end| end + 4);
    }
    let (end, second) = chars.next()?;
    (second == '\'').then_some(1 + end + 1)
}

/// The rooms that this code names after `crate::`, grouped imports included.
fn rooms_used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate::` of a macro is the same crate, `some_crate::` is not.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut name, mut heads) = (0, String::new(), true);
            for char in group.chars() {
                match char {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        rooms.push(std::mem::take(&mut name));
                        heads = true;
                    }
                    ':' | ' ' | '\n' if depth == 0 && !name.is_empty() => heads = false,
                    c if depth == 0 && heads && (c.is_alphanumeric() || c == '_') => name.push(c),
                    _ => {}
                }
            }
            rooms.push(name);
        } else {
            rooms.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms.retain(|room| !room.is_empty());
    rooms
}

#[test]
fn no_floor_reaches_up() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, room, code) in sources() {
        if matches!(room.as_str(), "lib" | "main") {
            continue;
        }
        assert!(floor(&room).is_some(), "{}: this room stands on no floor", path.display());
        for used in rooms_used(&code) {
            seen += 1;
            if !allowed(&room, &used) {
                wrong.push(format!("{}: crate::{used}", path.display()));
            }
        }
    }
    assert!(seen > 30, "only {seen} paths were read");
    assert!(wrong.is_empty(), "a floor reaches up:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_upper_floors_know_iced() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(_, room, _)| !matches!(room.as_str(), "ui" | "access" | "app"))
        .filter(|(_, _, code)| code.contains("iced::") || code.contains("use iced"))
        .map(|(path, ..)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?} know iced");
}

#[test]
fn no_wording_below_the_interface() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(_, room, _)| floor(room).is_some_and(|floor| (1..=4).contains(&floor)))
        .filter(|(_, _, code)| code.contains("Locale"))
        .map(|(path, ..)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?} speak to the reader");
}

#[test]
fn the_table_in_lib_is_the_plan() {
    let lib = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for (floor, rooms) in FLOORS {
        let line =
            lib.lines().find(|line| line.starts_with(&format!("//! | {floor} |"))).expect("a line for each floor");
        for room in *rooms {
            assert!(line.contains(&format!("[`{room}`]")), "floor {floor} has no {room} in lib.rs");
            assert!(lib.contains(&format!("pub mod {room};")), "{room} is no module");
        }
    }
}

#[test]
fn paths_are_read_out_of_code() {
    let code = code_only(
        "use crate::{book::{Book, x}, voice}; // crate::app\nlet a = '\\''; let b = \"crate::cli\"; crate::ui::x()",
    );
    assert_eq!(rooms_used(&code), ["book", "voice", "ui"]);
    assert!(rooms_used("another_crate::ui").is_empty());
    assert!(
        !allowed("library", "voice") && !allowed("book", "ui") && allowed("ui", "reading") && allowed("app", "cli")
    );
}
