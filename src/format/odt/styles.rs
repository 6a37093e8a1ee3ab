//! Styles: what a paragraph, a stretch of text or a list inherits from the style it names.
//!
//! OpenDocument 1.3 part 3, 16.

use std::collections::HashMap;

use super::lists::ListStyle;
use crate::book::{BaseDirection, Language};
use crate::format::manuscript::{Look, Role, Script, style_name};
use crate::format::markup::Tree;
use crate::format::markup::tree::{NodeId, ROOT};

/// Styles that others are made from are followed so far.
const CHAIN: usize = 24;

/// What a style of text says; `None` where it says nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties {
    strong: Option<bool>,
    emphasis: Option<bool>,
    script: Option<Script>,
    language: Option<Language>,
    hidden: Option<bool>,
    pub(super) direction: Option<BaseDirection>,
    pub(super) level: Option<u8>,
    pub(super) list: Option<String>,
    /// A page begins with it.
    pub(super) breaks: bool,
}

impl Properties {
    fn inherit(&mut self, from: &Self) {
        self.strong = self.strong.or(from.strong);
        self.emphasis = self.emphasis.or(from.emphasis);
        self.script = self.script.or(from.script);
        self.hidden = self.hidden.or(from.hidden);
        self.direction = self.direction.or(from.direction);
        self.level = self.level.or(from.level);
        self.breaks |= from.breaks;
        if self.language.is_none() {
            self.language.clone_from(&from.language);
        }
        if self.list.is_none() {
            self.list.clone_from(&from.list);
        }
    }

    /// What it says laid over a look.
    pub(super) fn over(&self, look: &Look) -> Look {
        Look {
            strong: self.strong.unwrap_or(look.strong),
            emphasis: self.emphasis.unwrap_or(look.emphasis),
            script: self.script.unwrap_or(look.script),
            hidden: self.hidden.unwrap_or(look.hidden),
            language: self.language.clone().or_else(|| look.language.clone()),
            link: look.link.clone(),
        }
    }

    /// The same without what makes a heading look like one.
    pub(super) fn plain(&self) -> Self {
        Self { strong: None, emphasis: None, ..self.clone() }
    }
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    parent: Option<String>,
    own: Properties,
}

/// A paragraph's style with all that it inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct Resolved {
    pub(super) properties: Properties,
    pub(super) role: Option<Role>,
    pub(super) is_title: bool,
}

/// The document's styles.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By family and name.
    styles: HashMap<(String, String), Style>,
    usual: Properties,
    lists: HashMap<String, ListStyle>,
    /// How headings are numbered.
    pub(super) outline: ListStyle,
}

impl Styles {
    /// Adds the styles of one document.
    pub(super) fn read(&mut self, tree: &Tree) {
        for node in tree.descendants(ROOT) {
            match tree.name(node) {
                "style" => self.style(tree, node),
                "default-style" if tree.local_attribute(node, "family") == Some("paragraph") => {
                    self.usual.inherit(&properties(tree, node));
                }
                "list-style" => {
                    if let Some(name) = tree.attribute(node, "style:name") {
                        self.lists.insert(name.to_owned(), ListStyle::read(tree, node));
                    }
                }
                "outline-style" => self.outline = ListStyle::read(tree, node),
                _ => {}
            }
        }
    }

    fn style(&mut self, tree: &Tree, node: NodeId) {
        let told = |name| tree.attribute(node, name).filter(|value| !value.is_empty()).map(str::to_owned);
        let (Some(name), Some(family)) = (told("style:name"), told("style:family")) else { return };
        let mut own = properties(tree, node);
        own.level = told("style:default-outline-level").and_then(|level| level.parse().ok());
        own.list = told("style:list-style-name");
        own.breaks |= told("style:master-page-name").is_some();
        let shown = told("style:display-name").unwrap_or_else(|| name.clone());
        self.styles.insert((family, name), Style { name: shown, parent: told("style:parent-style-name"), own });
    }

    pub(super) fn list(&self, name: &str) -> Option<&ListStyle> {
        self.lists.get(name)
    }

    /// What a style of stretches of text says.
    pub(super) fn text(&self, name: &str) -> Properties {
        self.resolve("text", name).properties
    }

    pub(super) fn paragraph(&self, name: &str) -> Resolved {
        self.resolve("paragraph", name)
    }

    /// What is said where nothing says otherwise.
    pub(super) fn usual(&self) -> Look {
        self.usual.over(&Look::default())
    }

    fn resolve(&self, family: &str, name: &str) -> Resolved {
        let mut resolved = Resolved::default();
        let mut at = self.styles.get(&(family.to_owned(), name.to_owned()));
        for depth in 0..CHAIN {
            let Some(style) = at else { break };
            let breaks = resolved.properties.breaks;
            resolved.properties.inherit(&style.own);
            // A break is of the paragraph, or of the style that it names itself.
            resolved.properties.breaks = breaks || depth < 2 && style.own.breaks;
            resolved.is_title |= style_name::is_title(&style.name);
            resolved.role = resolved.role.take().or_else(|| style_name::role(&style.name));
            at = style.parent.as_ref().and_then(|name| self.styles.get(&(family.to_owned(), name.clone())));
        }
        resolved
    }
}

fn properties(tree: &Tree, node: NodeId) -> Properties {
    let mut found = Properties::default();
    for child in tree.elements(node) {
        match tree.name(child) {
            "text-properties" => {
                let told = |name| tree.attribute(child, name);
                found.strong = told("fo:font-weight")
                    .map(|weight| weight == "bold" || weight.parse().is_ok_and(|weight: u16| weight >= 600));
                found.emphasis = told("fo:font-style").map(|style| matches!(style, "italic" | "oblique"));
                found.script = told("style:text-position").map(script);
                found.hidden = told("text:display").map(|display| display == "none");
                if let Some(language) = told("fo:language").filter(|language| !matches!(*language, "none" | "zxx")) {
                    let country = told("fo:country").filter(|country| *country != "none").unwrap_or_default();
                    found.language = Language::parse(format!("{language}-{country}").trim_end_matches('-'));
                }
            }
            "paragraph-properties" => {
                found.breaks |= tree.attribute(child, "fo:break-before") == Some("page");
                found.direction = match tree.attribute(child, "style:writing-mode") {
                    Some("rl-tb" | "rl") => Some(BaseDirection::Rtl),
                    Some("lr-tb" | "lr") => Some(BaseDirection::Ltr),
                    _ => None,
                };
            }
            _ => {}
        }
    }
    found
}

/// «super 58%», «-33% 58%».
fn script(position: &str) -> Script {
    let first = position.split_whitespace().next().unwrap_or_default();
    match first.trim_end_matches('%').parse::<f32>() {
        _ if first == "super" => Script::Super,
        _ if first == "sub" => Script::Sub,
        Ok(height) if height > 0.0 => Script::Super,
        Ok(height) if height < 0.0 => Script::Sub,
        _ => Script::None,
    }
}
