//! Inside a paragraph: stretches of text, links, notes, pictures.
//!
//! OpenDocument 1.3 part 3, 6, 7 and 10.

use std::sync::Arc;

use super::body::{Walker, markup};
use crate::format::href;
use crate::format::manuscript::numeral::Numeral;
use crate::format::manuscript::{Link, Look, Role, is_plausible};
use crate::format::markup::tree::{NodeId, collapse};

impl Walker<'_> {
    pub(super) fn paragraph(&mut self, node: NodeId) {
        let tree = self.tree;
        let style = self.styles.paragraph(tree.attribute(node, "text:style-name").unwrap_or_default());
        if std::mem::replace(&mut self.begun, true) && style.properties.breaks {
            self.page();
        }
        let level = (tree.name(node) == "h").then(|| {
            let told = tree.attribute(node, "text:outline-level").and_then(|level| level.trim().parse().ok());
            told.or(style.properties.level).unwrap_or(1_u8).clamp(1, 10)
        });
        let heading = level.is_some() || matches!(style.role, Some(Role::Heading(_)));
        let usual = self.styles.usual();
        let look = if heading { style.properties.plain().over(&usual) } else { style.properties.over(&usual) };
        if let Some(id) = tree.attribute(node, "xml:id").or_else(|| tree.attribute(node, "text:id")) {
            self.out.anchor(id);
        }
        self.inline(node, &look);
        if style.is_title && self.title.is_none() {
            self.title = Some(collapse(&self.out.words())).filter(|title| !title.is_empty());
        }
        let role = self.role(node, level, style.role.as_ref());
        self.out.end(&role, style.properties.direction);
        self.read_boxes();
    }

    fn role(&mut self, node: NodeId, level: Option<u8>, role: Option<&Role>) -> Role {
        let waiting = self.open.last_mut().and_then(|list| list.waiting.take());
        if let Some(level) = level {
            let is_header = self.tree.attribute(node, "text:is-list-header") == Some("true");
            let anew = self.tree.attribute(node, "text:start-value").and_then(|value| value.trim().parse().ok());
            let number = match waiting {
                Some(marker) => marker,
                None if is_header => String::new(),
                None => self.outline.next(&self.styles.outline, usize::from(level) - 1, anew),
            };
            if !number.is_empty() && !self.out.is_empty() {
                self.out.put_first(&format!("{number} "));
            }
            return Role::Heading(level.min(6));
        }
        match (self.open.last(), waiting, role) {
            (Some(list), Some(marker), _) => Role::Item {
                list: list.number,
                level: list.level,
                ordered: list.style.is_ordered(list.level),
                marker: Some(marker).filter(|marker| !marker.is_empty()),
            },
            (Some(_), None, _) => Role::Continued,
            (None, _, Some(role)) => role.clone(),
            (None, ..) => Role::Body,
        }
    }

    pub(super) fn inline(&mut self, node: NodeId, look: &Look) {
        let tree = self.tree;
        for child in tree.children(node) {
            if tree.is_text(child) {
                self.say(look, tree.text(child));
                continue;
            }
            match tree.name(child) {
                "s" => self.say(look, " "),
                "tab" => self.say(look, " "),
                "line-break" => self.out.line(),
                "span" => {
                    let name = tree.attribute(child, "text:style-name").unwrap_or_default();
                    let own = self.styles.text(name).over(look);
                    self.inline(child, &own);
                }
                "a" => {
                    let href = tree.local_attribute(child, "href").filter(|href| !href.is_empty());
                    let link = href.map(|href| Arc::new(Link { href: address(href), note: false }));
                    let outer = std::mem::replace(&mut self.link, link);
                    self.inline(child, look);
                    self.link = outer;
                }
                "bookmark" | "bookmark-start" | "reference-mark" | "reference-mark-start" => self.bookmark(child),
                "note" => self.note(child, look),
                "soft-page-break" => self.page(),
                "frame" | "custom-shape" | "rect" | "g" | "line" | "ellipse" => self.drawing(child),
                "ruby" => {
                    for part in tree.elements(child) {
                        let reading = tree.name(part) == "ruby-text";
                        self.say(look, if reading { "(" } else { "" });
                        self.inline(part, look);
                        self.say(look, if reading { ")" } else { "" });
                    }
                }
                // Remarks, what was deleted, the numbers of pages that are not here, what is hidden.
                "annotation"
                | "annotation-end"
                | "page-number"
                | "page-count"
                | "hidden-text"
                | "hidden-paragraph"
                | "tracked-changes"
                | "number"
                | "alphabetical-index-mark"
                | "toc-mark"
                | "desc"
                | "title" => {}
                "bookmark-ref" if tree.attribute(child, "text:reference-format") == Some("page") => {}
                _ => self.inline(child, look),
            }
        }
    }

    fn say(&mut self, look: &Look, text: &str) {
        let language = look.language.clone().filter(|language| is_plausible(language, text));
        self.out.text(&Look { link: self.link.clone(), language, ..look.clone() }, text);
    }

    fn note(&mut self, node: NodeId, look: &Look) {
        let tree = self.tree;
        let kind = usize::from(tree.attribute(node, "text:note-class") == Some("endnote"));
        self.numbers[kind] += 1;
        let number = self.numbers[kind];
        let told = tree.child(node, "note-citation").map(|citation| tree.label(citation));
        let usual = || [Numeral::Decimal, Numeral::LowerRoman][kind].write(number as i64);
        let marker = told.filter(|told| !told.is_empty()).unwrap_or_else(usual);
        let kept = format!("{}-{number}", ["footnote", "endnote"][kind]);
        self.out.refer(look, &kept, &marker);
        let Some(body) = tree.child(node, "note-body") else { return };
        let (open, link) = (std::mem::take(&mut self.open), self.link.take());
        let boxes = std::mem::take(&mut self.boxes);
        self.out.begin_part();
        self.blocks(body);
        let html = self.out.end_part();
        self.out.keep_note(&kept, &marker, &html);
        (self.open, self.link, self.boxes) = (open, link, boxes);
    }

    /// A frame: a picture, a formula, a box of text, or shapes with words.
    pub(super) fn drawing(&mut self, node: NodeId) {
        let tree = self.tree;
        let said = |name| {
            let child = tree.elements(node).find(|&child| tree.name(child) == name)?;
            Some(tree.label(child)).filter(|text| !text.is_empty())
        };
        let decorative = tree.local_attribute(node, "decorative") == Some("true");
        let words = said("desc").or_else(|| said("title")).filter(|_| !decorative).unwrap_or_default();
        let mut pictured = false;
        for child in tree.elements(node) {
            match tree.name(child) {
                // Further ones are the same in another format.
                "image" if !pictured => {
                    pictured = true;
                    let path = tree.local_attribute(child, "href").and_then(|to| href::join("", to));
                    self.out.picture(path.as_deref(), &words);
                }
                "object" => {
                    let folder = tree.local_attribute(child, "href").and_then(|to| href::join("", to));
                    let beside = folder.and_then(|folder| self.objects.get(&folder)).cloned();
                    let formula = beside.filter(|formula| !formula.is_empty()).or_else(|| {
                        let inside = tree.elements(child).find(|&below| tree.name(below) == "math")?;
                        Some(markup(tree, inside))
                    });
                    if let Some(formula) = formula {
                        pictured = true;
                        self.out.formula(formula);
                    }
                }
                "text-box" => self.boxes.push(child),
                "p" => self.boxes.push(node),
                "frame" | "custom-shape" | "rect" | "g" | "a" => self.drawing(child),
                _ => {}
            }
            if self.boxes.last() == Some(&node) {
                break;
            }
        }
        let is_box = self.boxes.last().is_some_and(|&last| last == node || tree.parent(last) == Some(node));
        if !pictured && !is_box && !words.is_empty() {
            self.out.picture(None, &words);
        }
    }
}

/// A reference as others write it: to a place by its name, without what kind of place it is.
fn address(href: &str) -> String {
    match href.split_once('#') {
        Some((path, place)) => {
            format!("{path}#{}", place.split_once("%7C").or(place.split_once('|')).map_or(place, |it| it.0))
        }
        None => href.to_owned(),
    }
}
