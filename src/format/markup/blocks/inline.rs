//! Elements inside of a text: what they mean for its words.
//!
//! <https://html.spec.whatwg.org/multipage/text-level-semantics.html>

use super::{Reader, VERSE};
use crate::book::{Kind, Language, Style};
use crate::format::markup::flow::{Flow, Gap};
use crate::format::markup::names;
use crate::format::markup::tree::{NodeId, collapse};

impl Reader<'_> {
    pub(super) fn inline_element(&mut self, node: NodeId, name: &str) {
        let opened = self.open_styles(node, name);
        match name {
            "br" => self.line_break(),
            VERSE => {
                self.flow.line();
                self.children(node);
                self.flow.line();
            }
            "img" | "image" | "svg" => self.picture(node),
            "math" => self.formula(node),
            "q" => {
                let (open, close) = self.quotation_marks();
                self.text(open);
                self.children(node);
                self.text(close);
            }
            "ruby" => self.ruby(node),
            "switch" => self.switch(node),
            "object" => self.object(node),
            "audio" | "video" | "iframe" | "canvas" => self.foreign(node, name),
            "embed" | "textarea" | "select" | "input" | "wbr" | "source" | "track" | "param" => {
                self.note_remote(node);
                if let Some(label) = names::given_name(self.tree, self.identifiers, node) {
                    self.text(&label);
                }
            }
            _ => self.children(node),
        }
        for _ in 0..opened {
            self.flow.close();
        }
    }

    /// Opens what the element means for its text; how many styles it opened.
    pub(super) fn open_styles(&mut self, node: NodeId, name: &str) -> usize {
        let mut count = 0;
        let mut open = |flow: &mut Flow, style: Style| {
            flow.open(style);
            count += 1;
        };
        if let Some(language) = self.own_language(node) {
            open(&mut self.flow, Style::Language(language));
        }
        if let Some(isolate) = self.isolate(node, name) {
            open(&mut self.flow, Style::Isolate(isolate));
        }
        let style = match name {
            "em" | "i" | "cite" | "dfn" | "var" => Some(Style::Emphasis),
            "strong" | "b" => Some(Style::Strong),
            "code" | "kbd" | "samp" | "tt" => Some(Style::Code),
            "sup" => Some(Style::Superscript),
            "sub" => Some(Style::Subscript),
            "a" => self.link(node),
            _ => None,
        };
        if let Some(style) = style {
            open(&mut self.flow, style);
        }
        count
    }

    fn link(&mut self, node: NodeId) -> Option<Style> {
        let reference = self.tree.local_attribute(node, "href")?;
        let target = self.target(reference)?;
        let note = names::is_of_type(self.tree, node, &["noteref", "annoref"]);
        Some(if note { Style::NoteReference(target) } else { Style::Link(target) })
    }

    fn quotation_marks(&self) -> (&'static str, &'static str) {
        let language = self.scope.language.as_ref().map_or("", Language::primary);
        if matches!(language, "kk" | "ru" | "uk" | "fr" | "ky" | "tt") { ("«", "»") } else { ("“", "”") }
    }

    fn line_break(&mut self) {
        // Two in a row part paragraphs in many older books.
        if self.flow.gap() == Gap::Line && self.scope.kind == Kind::Paragraph && self.scope.cell.is_none() {
            self.flush();
        } else if self.scope.kind == Kind::Code {
            self.flow.push_preserved("\n");
        } else {
            self.flow.line();
        }
    }

    /// The word, then its reading in brackets, once for all of its parts.
    ///
    /// Readers of such books need both: the word is what is searched, copied and written in braille, and a voice may read
    /// its signs otherwise than the author says. In brackets because that is how print without room above the line, and
    /// HTML by its `rp`, have it; behind the whole word because brackets after each sign would part it for ear and finger.
    fn ruby(&mut self, node: NodeId) {
        let tree = self.tree;
        let mut readings: Vec<NodeId> = Vec::new();
        let mut brackets: Vec<String> = Vec::new();
        for child in tree.children(node) {
            match tree.name(child) {
                // White space between the lines of the markup is none of the word.
                "" if tree.text(child).trim().is_empty() => {}
                "" => self.text(tree.text(child)),
                "rt" => readings.push(child),
                "rtc" if tree.child(child, "rt").is_some() => readings.extend(tree.elements(child)),
                "rtc" => readings.push(child),
                "rp" => brackets.push(collapse(&tree.text_content(child))),
                _ => self.element(child),
            }
        }
        readings.retain(|&reading| tree.name(reading) != "rp" && !tree.label(reading).is_empty());
        if readings.is_empty() {
            return;
        }
        brackets.retain(|bracket| !bracket.is_empty());
        let (open, close) = match (brackets.first(), brackets.get(1)) {
            (Some(open), Some(close)) => (open.as_str(), close.as_str()),
            _ => ("(", ")"),
        };
        self.text(open);
        for (number, &reading) in readings.iter().enumerate() {
            let letters = tree.label(reading).starts_with(|c: char| c.is_alphabetic() && c < '\u{2e80}');
            if number > 0 && letters {
                self.text(" ");
            }
            self.element(reading);
        }
        self.text(close);
    }
}
