//! What must be true of every accessibility tree, whatever it shows.

// Every test program uses a part of it.
#![allow(dead_code)]

use std::collections::HashSet;

use accesskit::{Action, Rect, Role};
use accesskit_consumer::{NodeRef, Tree};

use crate::headless::Headless;

/// The least side of what can be pressed, in pixels at 100 %; half a pixel is lost in rounding.
const TARGET: f64 = 44.0 - 0.5;

/// Latin words that a Kazakh or Russian window may say: proper names, formats, keys.
const LATIN: &str = "Oqyrman KOReader agreed OPDS Online EPUB PDF BRF PEF DAISY MP3 M4B MathML PIN HTTP HTTPS NVDA JAWS Orca BRLTTY VoiceOver \
                     Linux Windows macOS GPU Ctrl Alt Shift Enter Escape Esc Tab Home End Page Up Down Insert Delete Backspace \
                     espeak-ng HTML XHTML JSON USB ISBN GPL SIL Andika Caps Lock text-table kk";

/// Everything that is wrong with the tree of this window; empty when nothing is.
pub fn faults<S, M: std::fmt::Debug>(window: &Headless<S, M>) -> Vec<String> {
    look_at(window, true)
}

/// The same but for the words: a dialog that was opened before the language was changed speaks as it was opened.
pub fn broken<S, M: std::fmt::Debug>(window: &Headless<S, M>) -> Vec<String> {
    look_at(window, false)
}

fn look_at<S, M: std::fmt::Debug>(window: &Headless<S, M>, words: bool) -> Vec<String> {
    let twice = window.twice().into_iter().map(|id| format!("{id:?} was stated twice in one update"));
    let size = window.size();
    let bounds = Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height));
    let mut look = Look {
        window: bounds,
        words,
        interface: String::new(),
        seen: HashSet::new(),
        headings: Vec::new(),
        faults: twice.collect(),
    };
    window.tree(|tree| {
        look.interface = tree.state().root().data().language().unwrap_or_default().to_owned();
        look.node(tree.state().root(), &Around::default());
        look.order_of_headings();
        look.focus(tree);
    });
    look.faults
}

/// What holds of a node because of what it stands in.
#[derive(Debug, Clone, Default)]
struct Around {
    language: Option<String>,
    /// Inside a page, where the words are the book's and links are part of the text.
    document: bool,
    /// The scrolling part: its box, how far it is scrolled and how far it can be.
    scroll: Option<(Rect, f64, f64)>,
}

struct Look {
    window: Rect,
    words: bool,
    interface: String,
    seen: HashSet<u64>,
    headings: Vec<(usize, String)>,
    faults: Vec<String>,
}

impl Look {
    fn fault(&mut self, node: &NodeRef<'_>, what: impl std::fmt::Display) {
        self.faults.push(format!("{:?} «{}» {what}", node.role(), name(node)));
    }

    fn node(&mut self, node: NodeRef<'_>, around: &Around) {
        if !self.seen.insert(node.locate().0.0) {
            return self.fault(&node, "stands in two places");
        }
        let data = node.data();
        let around =
            Around { language: data.language().map(str::to_owned).or(around.language.clone()), ..around.clone() };
        if !around.document {
            self.named(&node);
            if self.words {
                self.worded(&node, &around);
            }
            if node.role() == Role::Heading {
                self.headings.push((node.level().map_or(0, |level| level + 1), name(&node)));
            }
            if data.supports_action(Action::Focus) || data.supports_action(Action::Click) {
                self.reached(&node, &around);
            }
        } else if node.role() == Role::TextRun && around.language.is_none() {
            self.fault(&node, "is in no language");
        }
        let inside = Around {
            document: around.document || node.role() == Role::Document,
            scroll: match (node.role(), node.bounding_box()) {
                (Role::ScrollView, Some(bounds)) => {
                    Some((bounds, node.scroll_y().unwrap_or_default(), node.scroll_y_max().unwrap_or_default()))
                }
                _ => around.scroll,
            },
            ..around
        };
        for child in node.children() {
            if child.parent_id() != Some(node.id()) {
                self.fault(&child, "does not know what it stands in");
            }
            self.node(child, &inside);
        }
    }

    fn named(&mut self, node: &NodeRef<'_>) {
        let speaks = node.data().supports_action(Action::Focus)
            || node.is_text_input()
            || matches!(
                node.role(),
                Role::Window
                    | Role::Heading
                    | Role::List
                    | Role::ListItem
                    | Role::Main
                    | Role::Navigation
                    | Role::Dialog
                    | Role::AlertDialog
                    | Role::RadioGroup
                    | Role::TabList
                    | Role::Group
                    | Role::Image
                    | Role::ProgressIndicator
            );
        if speaks && name(node).trim().is_empty() {
            self.fault(node, "has no name");
        }
        if node.data().supports_action(Action::Focus)
            && matches!(node.role(), Role::Unknown | Role::GenericContainer | Role::Label)
        {
            self.fault(node, "can have the focus and has no role");
        }
    }

    /// Every word is in a language, and in the one that it says.
    fn worded(&mut self, node: &NodeRef<'_>, around: &Around) {
        // What stands in a field is the reader's own, and what stands on a page the book's.
        let value = node.value().filter(|_| !node.is_text_input() && node.role() != Role::Document);
        let texts = [Some(name(node)), value, node.description(), node.placeholder().map(str::to_owned)];
        for text in texts.into_iter().flatten().filter(|text| text.chars().any(char::is_alphabetic)) {
            let Some(language) = &around.language else {
                self.fault(node, "is in no language");
                return;
            };
            // A colour's code is in no language. Titles of all languages stand in an English window; English words in another are what was forgotten.
            let told = [language, &self.interface].iter().all(|it| matches!(it.as_str(), "kk" | "ru"));
            if let Some(wrong) = text.split_whitespace().find(|word| told && !word.starts_with('#') && is_english(word))
            {
                self.fault(node, format_args!("says «{wrong}» in «{text}» and calls it {language}"));
            }
        }
    }

    /// Large enough, and somewhere in the window or where scrolling brings it in.
    fn reached(&mut self, node: &NodeRef<'_>, around: &Around) {
        let Some(bounds) = node.bounding_box() else { return self.fault(node, "stands nowhere") };
        if bounds.width() < TARGET || bounds.height() < TARGET {
            self.fault(node, format_args!("is only {} × {}", bounds.width(), bounds.height()));
        }
        let (view, above, below) = match around.scroll {
            Some((view, now, most)) => (view, now, most - now),
            None => (self.window, 0.0, 0.0),
        };
        let sideways = bounds.x0 < view.x0.max(self.window.x0) - 1.0 || bounds.x1 > view.x1.min(self.window.x1) + 1.0;
        if sideways || bounds.y0 + above < view.y0 - 1.0 || bounds.y1 - below > view.y1 + 1.0 {
            self.fault(node, format_args!("is out of reach at {bounds:?} in {view:?}, {above} above, {below} below"));
        }
    }

    /// No level is passed over on the way down.
    fn order_of_headings(&mut self) {
        let mut before = self.headings.first().map_or(0, |(level, _)| level.saturating_sub(1));
        if before > 1 {
            self.faults.push(format!("the first heading is one of level {}", before + 1));
        }
        for (level, name) in &self.headings {
            if *level > before + 1 {
                self.faults.push(format!("Heading «{name}» of level {level} follows one of level {before}"));
            }
            before = *level;
        }
    }

    fn focus(&mut self, tree: &Tree) {
        let Some(focus) = tree.state().focus() else { return self.faults.push("nothing has the focus".to_owned()) };
        if !focus.data().supports_action(Action::Focus) {
            self.fault(&focus, "has the focus and cannot have it");
        }
        if !self.seen.contains(&focus.locate().0.0) {
            self.fault(&focus, "has the focus and is not in the tree");
        }
        let mut dialogs = Vec::new();
        modals(tree.state().root(), &mut dialogs);
        if let Some(dialog) = dialogs.last()
            && !focus.is_descendant_of(dialog)
        {
            self.fault(&focus, "has the focus behind a dialog");
        }
    }
}

fn modals<'a>(node: NodeRef<'a>, found: &mut Vec<NodeRef<'a>>) {
    if node.is_modal() {
        found.push(node);
    }
    node.children().for_each(|child| modals(child, found));
}

fn name(node: &NodeRef<'_>) -> String {
    if node.label_comes_from_value() { node.value() } else { node.label() }.unwrap_or_default()
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&letter)
}

/// A word of Latin letters that is no name, no key and no address.
fn is_english(word: &str) -> bool {
    let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let address = bare.contains(['/', '.', '@', ':', '+', '_']) || word.starts_with('/');
    bare.chars().filter(char::is_ascii_alphabetic).count() > 1
        && !bare.chars().any(is_cyrillic)
        && !bare.chars().any(|letter| letter.is_ascii_digit())
        && !address
        && !LATIN.split(' ').any(|known| known == bare)
}
