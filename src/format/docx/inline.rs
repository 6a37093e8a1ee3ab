//! Inside a paragraph: runs of text, links, pictures, fields, what was added and what was taken away.
//!
//! ECMA-376 part 1, 17.3.2, 17.3.3, 17.13, 17.16, 20.4.

use std::sync::Arc;

use super::Part;
use super::body::{Walker, chosen};
use super::styles::{Properties, Resolved};
use crate::format::manuscript::{Link, Look, is_plausible};
use crate::format::markup::Tree;
use crate::format::markup::tree::NodeId;

/// What a drawing holds, besides its boxes of text.
#[derive(Default)]
struct Drawing {
    /// (relation, own words)
    pictures: Vec<(String, String)>,
    boxes: Vec<NodeId>,
    words: Option<String>,
    decorative: bool,
}

impl Walker<'_> {
    pub(super) fn inline(&mut self, part: &Part, node: NodeId, style: &Resolved) {
        let tree = &part.tree;
        for child in tree.elements(node) {
            match tree.name(child) {
                "r" => self.run(part, child, style),
                "hyperlink" => {
                    let link = hyperlink(part, child).or_else(|| self.link.clone());
                    let outer = std::mem::replace(&mut self.link, link);
                    self.inline(part, child, style);
                    self.link = outer;
                }
                "fldsimple" => {
                    self.fields.begin();
                    self.fields.instruct(tree.local_attribute(child, "instr").unwrap_or_default());
                    self.fields.separate();
                    self.inline(part, child, style);
                    self.fields.end();
                }
                "bookmarkstart" => self.bookmark(tree, child),
                "omath" | "omathpara" => self.formula(tree, child),
                "alternatecontent" => {
                    if let Some(chosen) = chosen(tree, child) {
                        self.inline(part, chosen, style);
                    }
                }
                // What was deleted or moved away is not there any more; remarks are not the text.
                "del" | "movefrom" | "ppr" | "rpr" | "sdtpr" | "commentrangestart" | "commentrangeend" => {}
                _ => self.inline(part, child, style),
            }
        }
    }

    fn run(&mut self, part: &Part, node: NodeId, style: &Resolved) {
        let tree = &part.tree;
        let mut own = Properties::default();
        let told = tree.child(node, "rpr");
        if let Some(told) = told {
            own.read(tree, told);
        }
        let named = told.and_then(|told| tree.child(told, "rstyle")).and_then(|it| tree.local_attribute(it, "val"));
        let look = self.styles.look(style, &own, named);
        self.run_content(part, node, style, &look);
    }

    fn run_content(&mut self, part: &Part, node: NodeId, style: &Resolved, look: &Look) {
        let tree = &part.tree;
        for child in tree.elements(node) {
            match tree.name(child) {
                "fldchar" => match tree.local_attribute(child, "fldchartype") {
                    Some("begin") => self.fields.begin(),
                    Some("separate") => self.fields.separate(),
                    Some("end") => self.fields.end(),
                    _ => {}
                },
                "instrtext" => {
                    let text: String = tree.children(child).map(|text| tree.text(text)).collect();
                    self.fields.instruct(&text);
                }
                "lastrenderedpagebreak" => {
                    if let Some(page) = &mut self.page {
                        *page += 1;
                        let label = page.to_string();
                        self.out.page(&label);
                    }
                }
                "alternatecontent" => {
                    if let Some(chosen) = chosen(tree, child) {
                        self.run_content(part, chosen, style, look);
                    }
                }
                _ if self.fields.is_silent() || look.hidden => {}
                "t" => {
                    let text: String = tree.children(child).map(|text| tree.text(text)).collect();
                    self.say(look, &text);
                }
                "tab" | "ptab" => self.say(look, " "),
                "br" => match tree.local_attribute(child, "type") {
                    Some("page" | "column") => self.say(look, " "),
                    _ => self.out.line(),
                },
                "cr" => self.out.line(),
                "nobreakhyphen" => self.say(look, "\u{2011}"),
                "sym" => {
                    let code = tree.local_attribute(child, "char").and_then(|hex| u32::from_str_radix(hex, 16).ok());
                    // The signs of a font of pictures have no letters.
                    let sign = code.filter(|code| !(0xe000..0xf900).contains(code)).and_then(char::from_u32);
                    if let Some(sign) = sign {
                        self.say(look, sign.encode_utf8(&mut [0; 4]));
                    }
                }
                "footnotereference" => self.note(tree, child, 0, look),
                "endnotereference" => self.note(tree, child, 1, look),
                "drawing" | "pict" | "object" => self.drawing(part, child),
                "ruby" => {
                    if let Some(base) = tree.child(child, "rubybase") {
                        self.inline(part, base, style);
                    }
                    if let Some(reading) = tree.child(child, "rt") {
                        self.say(look, "(");
                        self.inline(part, reading, style);
                        self.say(look, ")");
                    }
                }
                _ => {}
            }
        }
    }

    fn say(&mut self, look: &Look, text: &str) {
        let link = self.link.clone().or_else(|| self.fields.link());
        let language = look.language.clone().filter(|language| is_plausible(language, text));
        self.out.text(&Look { link, language, ..look.clone() }, text);
    }

    fn drawing(&mut self, part: &Part, node: NodeId) {
        let mut found = Drawing::default();
        look_into(&part.tree, node, "", &mut found);
        let words = found.words.filter(|_| !found.decorative).unwrap_or_default();
        for (index, (relation, own)) in found.pictures.iter().enumerate() {
            let own = if found.decorative { "" } else { own.as_str() };
            let words = if index == 0 && !words.is_empty() { words.as_str() } else { own };
            let path = part.relations.get(relation).filter(|it| !it.external).map(|it| it.target.as_str());
            self.out.picture(path, words);
        }
        if found.pictures.is_empty() && !words.is_empty() {
            self.out.picture(None, &words);
        }
        self.boxes.extend(found.boxes);
    }
}

/// Pictures and boxes of text, each once; `words` are those of the shape around.
fn look_into(tree: &Tree, node: NodeId, words: &str, found: &mut Drawing) {
    /// Pictures of one drawing.
    const MOST: usize = 200;
    for child in tree.elements(node) {
        let told = |name| tree.attribute(child, name).filter(|text| !text.trim().is_empty());
        let own = told("descr").or_else(|| told("alt")).unwrap_or(words);
        match tree.name(child) {
            "txbxcontent" => found.boxes.push(child),
            "alternatecontent" => {
                if let Some(chosen) = chosen(tree, child) {
                    look_into(tree, chosen, words, found);
                }
            }
            "docpr" => {
                found.words = told("descr").or_else(|| told("title")).map(str::to_owned);
                found.decorative |= tree.descendants(child).any(|below| {
                    tree.name(below) == "decorative" && tree.local_attribute(below, "val").is_some_and(|it| it != "0")
                });
            }
            "blip" | "imagedata" if found.pictures.len() < MOST => {
                let relation = tree.local_attribute(child, "embed").or_else(|| tree.local_attribute(child, "id"));
                if let Some(relation) = relation {
                    found.pictures.push((relation.to_owned(), own.to_owned()));
                }
            }
            "pic" => {
                let about = tree.descendants(child).find(|&below| tree.name(below) == "cnvpr");
                let own = about.and_then(|about| tree.attribute(about, "descr")).unwrap_or(words).to_owned();
                look_into(tree, child, &own, found);
            }
            _ => look_into(tree, child, own, found),
        }
    }
}

fn hyperlink(part: &Part, node: NodeId) -> Option<Arc<Link>> {
    let tree = &part.tree;
    let place = tree.local_attribute(node, "anchor").or_else(|| tree.local_attribute(node, "doclocation"));
    let address = tree.local_attribute(node, "id").and_then(|id| part.relations.get(id)).map(|it| it.target.as_str());
    let href = match (address, place) {
        (Some(address), Some(place)) if !address.contains('#') => format!("{address}#{place}"),
        (Some(address), _) => address.to_owned(),
        (None, Some(place)) => format!("#{place}"),
        (None, None) => return None,
    };
    Some(Arc::new(Link { href, note: false }))
}
