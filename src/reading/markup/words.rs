//! The words of a block: its phrases, and in them its styles, links and formulas.

use std::ops::Range;

use super::{Document, Heard, INLINES, id_of_block, id_of_reference, mathml, text};
use crate::book::{BaseDirection, Block, Description, Inline, Isolate, Kind, Style, Target};

impl Document<'_> {
    /// The text with its phrases, and in them the styles.
    pub(super) fn words(&mut self, index: usize, block: &Block) {
        let first = self.heard.partition_point(|heard| heard.block < index);
        let heard: Vec<(usize, Range<usize>)> = self.heard[first..]
            .iter()
            .take_while(|heard| heard.block == index)
            .enumerate()
            .map(|(number, heard)| (first + number, heard.bytes.clone()))
            .collect();
        let length = block.text.len();
        let in_block = self.pages.iter().take_while(|(_, page)| page.point.block <= index);
        let mut edges: Vec<usize> = in_block.map(|(_, page)| page.point.byte).collect();
        edges.extend(heard.iter().flat_map(|(_, bytes)| [bytes.start, bytes.end]));
        edges.extend(block.inlines.iter().take(INLINES).flat_map(|inline| [inline.range.start, inline.range.end]));
        // What marks a note leads back.
        let way_back = marked(block).and_then(|mark| Some((mark, self.way_back(index, block)?)));
        edges.extend(way_back.iter().flat_map(|(mark, _)| [mark.start, mark.end]));
        edges.extend([0, length]);
        edges.retain(|&edge| edge <= length && block.text.is_char_boundary(edge));
        edges.sort_unstable();
        edges.dedup();
        let mut heard = heard.into_iter().peekable();
        let mut within: Option<usize> = None;
        let mut isolates: Vec<(usize, &str)> = Vec::new();
        // The bytes before this one are written already, as a formula.
        let mut written = 0;
        for pair in edges.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if within.is_some_and(|end| end <= from) {
                self.put(format_args!("</span>"));
                within = None;
            }
            self.pages_up_to(index, from);
            if let Some((number, bytes)) = heard.next_if(|(_, bytes)| bytes.start <= from) {
                self.put(format_args!("<span id=\"{}\">", Heard::id(number)));
                within = Some(bytes.end);
            }
            while let Some((_, close)) = isolates.pop_if(|(end, _)| *end <= from) {
                self.put(format_args!("{close}"));
            }
            // A phrase that is heard may end inside of one, which then is parted.
            let begins = block.inlines.iter().take(INLINES).filter(|it| it.range.start == from && !it.range.is_empty());
            for Inline { range, style } in begins.filter(|_| self.heard.is_empty()) {
                let inside = isolates.last().is_none_or(|(end, _)| range.end <= *end);
                if let Style::Isolate(isolate) = style
                    && inside
                {
                    let (open, close) = tags(isolate);
                    self.out.push_str(&open);
                    isolates.push((range.end, close));
                }
            }
            if from < written {
                continue;
            }
            let back = way_back.as_ref().filter(|(mark, _)| mark.contains(&from));
            if let Some((_, referrer)) = back {
                let role = self.role("backlink");
                self.put(format_args!("<a href=\"{}\"{role}>", text(referrer)));
            }
            let mut closing = self.styles(index, block, from, back.is_some());
            if back.is_some() {
                closing.push_str("</a>");
            }
            if let Some((end, formula)) = self.formula_at(block, from) {
                written = end;
                self.put(format_args!("{formula}{closing}"));
                continue;
            }
            let piece = text(&block.text[from..to]);
            let piece = if block.kind == Kind::Code { piece } else { piece.replace('\n', "<br/>") };
            self.put(format_args!("{piece}{closing}"));
        }
        while let Some((_, close)) = isolates.pop() {
            self.put(format_args!("{close}"));
        }
        if within.is_some() {
            self.put(format_args!("</span>"));
        }
        self.pages_up_to(index, usize::MAX);
    }

    /// What this block, a note, leads back to, where it does not say so itself.
    pub(super) fn way_back(&self, index: usize, block: &Block) -> Option<String> {
        let linked = || block.inlines.iter().any(|inline| matches!(inline.style, Style::Link(Target::Internal { .. })));
        if block.kind != Kind::Note || linked() {
            return None;
        }
        self.around.referrer(self.number, index)
    }

    /// The formula that begins at this byte, and where its words end.
    fn formula_at(&self, block: &Block, byte: usize) -> Option<(usize, String)> {
        let found = block.inlines.iter().filter(|_| self.manner.formulas).take(INLINES);
        found.filter(|inline| inline.range.start == byte && !inline.range.is_empty()).find_map(|inline| {
            match &inline.style {
                Style::Math(formula) => Some((inline.range.end, mathml::of(formula)?)),
                _ => None,
            }
        })
    }

    /// What describes the block, or the table that it stands in: what its element says of it, and where it is not read
    /// anyhow, the description.
    pub(super) fn described(&self, index: usize) -> (String, String) {
        match self.section.description_of(index) {
            Some(Description { text: Some(words), target: None }) => {
                let id = self.id(&format!("d{index}"));
                let description = format!("<div id=\"{id}\" hidden=\"hidden\">{}</div>", text(words));
                (format!(" aria-describedby=\"{id}\""), description)
            }
            Some(Description { target: Some(Target::Internal { href, fragment: Some(fragment) }), .. })
                if *href == self.section.href =>
            {
                let place = self.section.anchors.get(fragment);
                let id = place.map(|(block, _)| self.id(&id_of_block(*block)));
                (id.map_or_else(String::new, |id| format!(" aria-details=\"{id}\"")), String::new())
            }
            _ => (String::new(), String::new()),
        }
    }

    /// Opens what is in force at this byte and answers what closes it.
    fn styles(&mut self, index: usize, block: &Block, byte: usize, mut linked: bool) -> String {
        let mut closing = Vec::new();
        for Inline { range, style } in block.inlines.iter().take(INLINES).filter(|it| it.range.contains(&byte)) {
            debug_assert!(range.start <= byte);
            let (open, close) = match style {
                Style::Emphasis => ("<em>".to_owned(), "</em>"),
                Style::Strong => ("<strong>".to_owned(), "</strong>"),
                Style::Code => ("<code>".to_owned(), "</code>"),
                Style::Superscript => ("<sup>".to_owned(), "</sup>"),
                Style::Subscript => ("<sub>".to_owned(), "</sub>"),
                Style::Language(language) => (format!("<span{}>", self.language(Some(language))), "</span>"),
                Style::Isolate(isolate) if !self.heard.is_empty() => tags(isolate),
                Style::Link(target) | Style::NoteReference(target) => {
                    // A link holds no other.
                    let Some(address) = self.around.address(target).filter(|_| !linked) else { continue };
                    linked = true;
                    let note = if matches!(style, Style::NoteReference(_)) {
                        let id = (range.start == byte).then(|| self.id(&id_of_reference(index, byte)));
                        let id = id.map_or_else(String::new, |id| format!(" id=\"{id}\""));
                        format!("{id}{}", self.role("noteref"))
                    } else {
                        String::new()
                    };
                    (format!("<a href=\"{}\"{note}>", text(&address)), "</a>")
                }
                Style::Isolate(_) | Style::Math(_) | Style::Ornament(_) | Style::Doubtful => continue,
            };
            self.out.push_str(&open);
            closing.push(close);
        }
        closing.into_iter().rev().collect()
    }
}

/// The element of a stretch that stands by itself in the order of its text.
fn tags(isolate: &Isolate) -> (String, &'static str) {
    let direction = isolate.base.map_or("auto", BaseDirection::name);
    match isolate.forced {
        true => (format!("<bdo dir=\"{direction}\">"), "</bdo>"),
        false => (format!("<bdi dir=\"{direction}\">"), "</bdi>"),
    }
}

/// What a note begins with that marks it: «1», «*», «[2]».
pub(super) fn marked(block: &Block) -> Option<Range<usize>> {
    let end = block.text.find(|c: char| c.is_whitespace()).unwrap_or(block.text.len());
    let mark = &block.text[..end];
    let sign = |c: char| c.is_numeric() || matches!(c, '*' | '†' | '‡' | '[' | ']' | '(' | ')' | '.');
    (!mark.is_empty() && mark.chars().count() <= 6 && mark.chars().all(sign)).then_some(0..end)
}
