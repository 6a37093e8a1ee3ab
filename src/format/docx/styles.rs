//! Styles: what a paragraph or a stretch of text inherits from the style it names.
//!
//! ECMA-376 part 1, 17.7.

use std::collections::HashMap;

use crate::book::{BaseDirection, Language};
use crate::format::manuscript::{Look, Role, Script, style_name};
use crate::format::markup::Tree;
use crate::format::markup::tree::{NodeId, ROOT};

/// Styles that others are based on are followed so far.
const CHAIN: usize = 24;

/// What a style, or a paragraph or run itself, says; `None` where it says nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties {
    pub(super) strong: Option<bool>,
    pub(super) emphasis: Option<bool>,
    pub(super) script: Option<Script>,
    pub(super) language: Option<Language>,
    pub(super) hidden: Option<bool>,
    pub(super) direction: Option<BaseDirection>,
    /// From 0; 9 is running text.
    pub(super) outline: Option<u8>,
    /// A list's number and level.
    pub(super) list: Option<u64>,
    pub(super) level: Option<usize>,
}

impl Properties {
    /// Reads `rPr` and `pPr`, whichever this is.
    pub(super) fn read(&mut self, tree: &Tree, node: NodeId) {
        for child in tree.elements(node) {
            let value = || tree.local_attribute(child, "val");
            let is_on = || !matches!(value(), Some("0" | "false" | "off" | "none"));
            match tree.name(child) {
                "b" => self.strong = Some(is_on()),
                "i" => self.emphasis = Some(is_on()),
                "bidi" => self.direction = Some(if is_on() { BaseDirection::Rtl } else { BaseDirection::Ltr }),
                "vanish" => self.hidden = Some(is_on()),
                "vertalign" => {
                    self.script = Some(match value() {
                        Some("superscript") => Script::Super,
                        Some("subscript") => Script::Sub,
                        _ => Script::None,
                    });
                }
                "lang" => self.language = value().and_then(Language::parse).or(self.language.take()),
                "outlinelvl" => self.outline = value().and_then(|level| level.trim().parse().ok()),
                "numpr" => {
                    let number = |name| tree.child(child, name).and_then(|it| tree.local_attribute(it, "val"));
                    self.list = number("numid").and_then(|id| id.trim().parse().ok()).or(self.list);
                    self.level = number("ilvl").and_then(|level| level.trim().parse().ok()).or(self.level);
                }
                _ => {}
            }
        }
    }

    /// What says nothing here is as there.
    fn inherit(&mut self, from: &Self) {
        self.strong = self.strong.or(from.strong);
        self.emphasis = self.emphasis.or(from.emphasis);
        self.script = self.script.or(from.script);
        self.hidden = self.hidden.or(from.hidden);
        self.direction = self.direction.or(from.direction);
        self.outline = self.outline.or(from.outline);
        self.list = self.list.or(from.list);
        self.level = self.level.or(from.level);
        if self.language.is_none() {
            self.language.clone_from(&from.language);
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    own: Properties,
}

/// A style with all that it inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct Resolved {
    pub(super) properties: Properties,
    /// By its name or that of one it is based on.
    pub(super) role: Option<Role>,
    pub(super) is_title: bool,
}

/// The document's styles.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: HashMap<String, Resolved>,
    /// Of paragraphs that name none.
    usual: Resolved,
    defaults: Properties,
}

impl Styles {
    pub(super) fn read(tree: &Tree) -> Self {
        let mut defaults = Properties::default();
        if let Some(node) = tree.descendant(ROOT, "docdefaults") {
            for below in tree.descendants(node).filter(|&below| matches!(tree.name(below), "rpr" | "ppr")) {
                defaults.read(tree, below);
            }
        }
        let mut styles: HashMap<String, Style> = HashMap::new();
        let mut usual = None;
        for node in tree.descendants(ROOT).filter(|&node| tree.name(node) == "style") {
            let Some(id) = tree.local_attribute(node, "styleid") else { continue };
            let value = |name| tree.child(node, name).and_then(|child| tree.local_attribute(child, "val"));
            let mut own = Properties::default();
            for child in tree.elements(node).filter(|&child| matches!(tree.name(child), "rpr" | "ppr")) {
                own.read(tree, child);
            }
            let is_usual = matches!(tree.local_attribute(node, "default"), Some("1" | "true" | "on"));
            if is_usual && tree.local_attribute(node, "type") == Some("paragraph") {
                usual = Some(id.to_owned());
            }
            let name = value("name").unwrap_or(id).to_owned();
            styles.insert(id.to_owned(), Style { name, based_on: value("basedon").map(str::to_owned), own });
        }
        let all: HashMap<String, Resolved> = styles.keys().map(|id| (id.clone(), resolve(&styles, id))).collect();
        let usual = usual.and_then(|id| all.get(&id).cloned()).unwrap_or_default();
        Self { all, usual, defaults }
    }

    /// The style of a paragraph.
    pub(super) fn paragraph(&self, id: Option<&str>) -> &Resolved {
        id.and_then(|id| self.all.get(id)).unwrap_or(&self.usual)
    }

    /// The look of a run in a paragraph of this style, where it says this itself and names this style.
    pub(super) fn look(&self, paragraph: &Resolved, run: &Properties, style: Option<&str>) -> Look {
        let mut all = run.clone();
        if let Some(style) = style.and_then(|id| self.all.get(id)) {
            all.inherit(&style.properties);
        }
        // A heading is bold, and is a heading.
        let heading = matches!(paragraph.role, Some(Role::Heading(_))) || paragraph.properties.outline.is_some();
        let mut around = paragraph.properties.clone();
        if heading {
            (around.strong, around.emphasis) = (None, None);
        }
        all.inherit(&around);
        all.inherit(&self.defaults);
        Look {
            strong: all.strong.unwrap_or_default(),
            emphasis: all.emphasis.unwrap_or_default(),
            script: all.script.unwrap_or_default(),
            language: all.language,
            link: None,
            hidden: all.hidden.unwrap_or_default(),
        }
    }
}

fn resolve(styles: &HashMap<String, Style>, id: &str) -> Resolved {
    let mut resolved = Resolved::default();
    let mut at = styles.get(id);
    for _ in 0..CHAIN {
        let Some(style) = at else { break };
        resolved.properties.inherit(&style.own);
        resolved.is_title |= style_name::is_title(&style.name);
        // A style that says that it is running text is, though it is made from a heading's: the title of the contents.
        if resolved.role.is_none() && resolved.properties.outline.is_none_or(|level| level < 9) {
            resolved.role = style_name::role(&style.name);
        }
        at = style.based_on.as_deref().and_then(|id| styles.get(id));
    }
    resolved
}
