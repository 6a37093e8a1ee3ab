//! What the README says of keys and dependencies is true.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use oqyrman::format::table::{self, Gives};
use oqyrman::locale::{Locale, Tongue};
use oqyrman::ui::{keymap, wording};

const BEGIN: &str =
    "<!-- keys: written from src/ui/keymap.rs by `OQYRMAN_WRITE=1 cargo test --release --test readme` -->\n";
const END: &str = "<!-- end of keys -->";

const FORMATS: &str =
    "<!-- formats: written from src/format/table.rs by `OQYRMAN_WRITE=1 cargo test --release --test readme` -->\n";
const END_OF_FORMATS: &str = "<!-- end of formats -->";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Holds, or writes, what stands between two marks.
fn part(begin: &str, end: &str, table: &str) {
    // Two tests may write at the same time.
    static WRITING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = WRITING.lock().expect("one after the other");
    let readme = read("README.md");
    let (before, rest) = readme.split_once(begin).expect("README.md marks where it begins");
    let (written, after) = rest.split_once(end).expect("README.md marks where it ends");
    if std::env::var_os("OQYRMAN_WRITE").is_some() {
        std::fs::write(path("README.md"), format!("{before}{begin}{table}{end}{after}")).expect("README.md is written");
    } else {
        assert_eq!(written, table, "write it with OQYRMAN_WRITE=1");
    }
}

#[test]
fn keys_are_those_of_the_program() {
    part(BEGIN, END, &format!("\n{}\n", keymap::markdown(&Locale::new(Tongue::En))));
}

#[test]
fn formats_are_those_of_the_table() {
    let locale = Locale::new(Tongue::En);
    let mut table = "\n| format | what it is | files | gives |\n|---|---|---|---|\n".to_owned();
    for row in table::TABLE {
        let endings: Vec<String> =
            row.endings.iter().chain(row.pictures).map(|ending| format!("`.{ending}`")).collect();
        let files = if endings.is_empty() { "in a zip or a folder".to_owned() } else { endings.join(" ") };
        let gives = match row.gives {
            Gives::Text => "text",
            Gives::Sound => "sound",
            Gives::TextAndSound => "text, sound or both",
            Gives::Pages => "pictures of pages, recognised",
        };
        let name = wording::format(&locale, row.format);
        table.push_str(&format!("| `{}` | {name} | {files} | {gives} |\n", row.format.name()));
    }
    part(FORMATS, END_OF_FORMATS, &format!("{table}\n"));
}

#[test]
fn every_direct_dependency_is_justified() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("Cargo.toml is TOML");
    let mut direct = BTreeSet::new();
    let mut collect = |table: &toml::Table| {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            direct.extend(
                table.get(kind).and_then(toml::Value::as_table).into_iter().flat_map(|list| list.keys().cloned()),
            );
        }
    };
    collect(&manifest);
    for system in manifest["target"].as_table().expect("a table of systems").values() {
        collect(system.as_table().expect("a system's dependencies"));
    }
    let readme = read("README.md");
    let (_, section) = readme.split_once("## What it is built from").expect("the README has the section");
    let (section, _) = section.split_once("\n## ").expect("another section follows");
    let named: BTreeSet<String> = section
        .split(|character: char| !(character.is_ascii_alphanumeric() || "_-".contains(character)))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = direct.iter().filter(|name| !named.contains(*name)).collect();
    assert!(missing.is_empty(), "the README does not say why these are here: {missing:?}");
    let rows = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| crate"));
    let gone: Vec<_> = rows
        .filter_map(|line| line.split('|').nth(1))
        .flat_map(|names| names.split(','))
        .map(str::trim)
        .filter(|name| !direct.contains(*name))
        .map(str::to_owned)
        .collect();
    assert!(gone.is_empty(), "the README names what is not used: {gone:?}");
}

#[test]
fn each_public_test_has_a_road_of_ours() {
    let readme = read("tests/README.md");
    let (_, rest) = readme.split_once("<!-- public tests").expect("tests/README.md marks where the table begins");
    let (table, _) =
        rest.split_once("<!-- end of public tests -->").expect("tests/README.md marks where the table ends");
    let mut ids = 0;
    for row in table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| id")) {
        let [_, id, _, ours, _, _] = row.split('|').collect::<Vec<_>>()[..] else { panic!("{row}") };
        ids += 1;
        let ours: Vec<&str> = ours.split('`').skip(1).step_by(2).collect();
        assert!(!ours.is_empty(), "no test of ours proves {id}");
        for name in ours {
            let (module, function) = name.split_once('.').unwrap_or_else(|| panic!("{name} names no function"));
            let source = read(&format!("tests/e2e/{module}.py"));
            assert!(source.contains(&format!("def {function}(")), "{id} is proved by {name}, which is not there");
        }
    }
    // 0301, 0302, 0304, 0320, 0350, 0360, 0370 and reading history.
    assert_eq!(ids, 15 + 16 + 9 + 13 + 2 + 4 + 4 + 5);
}
