//! Texts that are kept beside the tests and compared with what there is: `OQYRMAN_WRITE=1` writes them anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use accesskit::{Live, Toggled};
use accesskit_consumer::{FilterResult, NodeRef, common_filter};

use crate::headless::Headless;

/// Words of a book are cut here: which they are is what matters, not all of them.
const LONGEST: usize = 60;

/// A folder of texts.
pub struct Snapshots {
    folder: PathBuf,
    kept: BTreeSet<String>,
    faults: String,
    write: bool,
}

impl Snapshots {
    /// Those of this folder under `tests/snapshots`.
    pub fn of(folder: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(folder);
        let write = std::env::var_os("OQYRMAN_WRITE").is_some();
        if write {
            std::fs::create_dir_all(&folder).expect("a folder");
        }
        Self { folder, kept: BTreeSet::new(), faults: String::new(), write }
    }

    pub fn compare(&mut self, name: &str, now: &str) {
        let file = format!("{name}.txt");
        let path = self.folder.join(&file);
        self.kept.insert(file);
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        if before == now {
            return;
        }
        if self.write {
            std::fs::write(&path, now).expect("written");
        } else {
            let _ = write!(self.faults, "\n{name} is another:\n{}", difference(&before, now));
        }
    }

    /// Ends the test when a text was another, or when one is kept of what there is no more.
    pub fn finish(mut self) {
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            if self.kept.contains(&file) {
                continue;
            }
            if self.write {
                std::fs::remove_file(entry.path()).expect("removed");
            } else {
                let _ = write!(self.faults, "\n{file} is kept of nothing");
            }
        }
        assert!(self.faults.is_empty(), "{}\n\nIf this is what is wanted, write it with OQYRMAN_WRITE=1.", self.faults);
    }
}

/// The lines that went and came, with the line before each change.
fn difference(before: &str, now: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    // The longest common part of every two tails.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (i, one) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            common[i][j] = if one == other { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut text, mut same) = (0, 0, String::new(), None);
    while i < old.len() || j < new.len() {
        let (sign, line) = if i < old.len() && j < new.len() && old[i] == new[j] {
            same = Some(old[i]);
            (i, j) = (i + 1, j + 1);
            continue;
        } else if j == new.len() || i < old.len() && common[i + 1][j] >= common[i][j + 1] {
            i += 1;
            ('-', old[i - 1])
        } else {
            j += 1;
            ('+', new[j - 1])
        };
        if let Some(line) = same.take() {
            let _ = writeln!(text, "  {line}");
        }
        let _ = writeln!(text, "{sign} {line}");
    }
    text
}

/// The tree a line a node: role, name, value, description, states, keys, language where it changes.
pub fn outline<S, M: std::fmt::Debug>(window: &Headless<S, M>) -> String {
    window.tree(|tree| {
        let mut text = String::new();
        write_node(tree.state().root(), 0, None, &mut text);
        text
    })
}

fn write_node(node: NodeRef<'_>, depth: usize, language: Option<&str>, text: &mut String) {
    let shown = common_filter(&node) == FilterResult::Include;
    let data = node.data();
    let own = data.language().filter(|own| Some(*own) != language);
    if shown {
        let name = if node.label_comes_from_value() { node.value() } else { node.label() }.unwrap_or_default();
        let _ = write!(text, "{}{:?}", "  ".repeat(depth), node.role());
        if let Some(level) = node.level() {
            let _ = write!(text, " {}", level + 1);
        }
        if !name.is_empty() {
            let _ = write!(text, " «{name}»");
        }
        let words: String = node.children().filter_map(|child| words_of(&child)).collect();
        if !words.trim().is_empty() && words.trim() != name {
            let _ = write!(text, " | {}", short(words.trim()));
        }
        let is_text = node.role() == accesskit::Role::Document;
        if let Some(value) = node.value().filter(|value| *value != name && !is_text && words.trim().is_empty()) {
            let _ = write!(text, " = {value:?}");
        }
        if let Some(placeholder) = node.placeholder() {
            let _ = write!(text, " …{placeholder}…");
        }
        if let Some(description) = node.description() {
            let _ = write!(text, " ({description})");
        }
        let states = [
            (node.is_focused(), "focused"),
            (node.is_disabled(), "disabled"),
            (node.is_required(), "required"),
            (data.invalid().is_some(), "invalid"),
            (node.is_busy(), "busy"),
            (node.toggled() == Some(Toggled::True), "on"),
            (node.toggled() == Some(Toggled::False), "off"),
            (node.is_selected() == Some(true), "selected"),
            (data.is_expanded() == Some(true), "open"),
            (data.is_expanded() == Some(false), "closed"),
            (node.is_modal(), "modal"),
            (node.live() == Live::Polite, "polite"),
            (node.live() == Live::Assertive, "assertive"),
        ];
        for (_, state) in states.iter().filter(|(on, _)| *on) {
            let _ = write!(text, " [{state}]");
        }
        if let (Some(position), Some(size)) = (node.position_in_set(), node.size_of_set_from_container(&common_filter))
        {
            let _ = write!(text, " {}/{size}", position + 1);
        }
        if let Some(keys) = data.keyboard_shortcut().filter(|keys| !keys.is_empty()) {
            let _ = write!(text, " <{keys}>");
        }
        if let Some(own) = own {
            let _ = write!(text, " @{own}");
        }
        text.push('\n');
    }
    for child in node.children() {
        write_node(child, depth + usize::from(shown), own.or(language), text);
    }
}

/// The words of a run, or of a link among them.
fn words_of(node: &NodeRef<'_>) -> Option<String> {
    match node.role() {
        accesskit::Role::TextRun => node.data().value().map(str::to_owned),
        accesskit::Role::Link | accesskit::Role::DocNoteRef => {
            Some(node.children().filter_map(|child| words_of(&child)).collect())
        }
        _ => None,
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
