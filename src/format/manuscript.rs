//! What word processors and braille embossers write, which is paragraphs in a row → HTML, which the shared reader knows.
//!
//! A paragraph is gathered first and written when it ends: only then it is known what it is and which language is its own.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::escape::escape;

use super::limits;
use super::markup::blocks::MARKER;
use crate::book::{BaseDirection, Language};

mod assembly;
pub(super) mod fields;
pub(super) mod numeral;
mod plausible;
pub(super) mod style_name;

pub(super) use assembly::{Binding, bind};
pub(super) use plausible::is_plausible;

/// The raised or lowered place of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Script {
    #[default]
    None,
    Super,
    Sub,
}

/// Where a stretch of text leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) href: String,
    /// It leads to a note.
    pub(super) note: bool,
}

/// What a stretch of text looks like, as far as it means something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Look {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) script: Script,
    pub(super) language: Option<Language>,
    pub(super) link: Option<Arc<Link>>,
    /// Not seen on paper, so not read.
    pub(super) hidden: bool,
}

/// What a paragraph is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Role {
    #[default]
    Body,
    /// Level 1 to 6.
    Heading(u8),
    Item {
        /// Which list it belongs to: items of another one begin it anew.
        list: u64,
        /// How deep, from 0.
        level: usize,
        ordered: bool,
        /// As it stands on paper; `None` for a bullet.
        marker: Option<String>,
    },
    /// A further paragraph of the item before.
    Continued,
    Caption,
    Quote,
    Code,
}

#[derive(Debug)]
enum Piece {
    Text(Look, String),
    /// Markup that stands by itself.
    Mark(String),
}

#[derive(Debug)]
struct List {
    id: u64,
    ordered: bool,
    level: usize,
}

/// What waits while something else is written inside of it.
#[derive(Debug, Default)]
struct Waiting {
    html: String,
    lists: Vec<List>,
    pieces: Vec<Piece>,
}

/// A manuscript, complete.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) html: String,
    /// By how many letters are in them, the most first.
    pub(super) languages: Vec<Language>,
    /// Fragment and marker of each note.
    pub(super) notes: Vec<(String, String)>,
    /// More than the limits allow.
    pub(super) cut: bool,
}

/// A manuscript in the making.
#[derive(Debug, Default)]
pub(super) struct Manuscript {
    html: String,
    lists: Vec<List>,
    pieces: Vec<Piece>,
    /// What waits around a cell or a note.
    waiting: Vec<Waiting>,
    notes: String,
    known_notes: Vec<(String, String)>,
    /// Language → letters in it.
    letters: HashMap<Language, usize>,
    /// Bytes that were written, wherever they stand now.
    bytes: usize,
    cut: bool,
}

impl Manuscript {
    /// Adds text to the paragraph.
    pub(super) fn text(&mut self, look: &Look, text: &str) {
        if text.is_empty() || look.hidden || !self.has_room(text.len()) {
            return;
        }
        // What has no letters is of the language before it.
        let silent = look.language.is_none() && !text.contains(char::is_alphabetic);
        match self.pieces.last_mut() {
            Some(Piece::Text(before, content)) if before == look => content.push_str(text),
            Some(Piece::Text(before, content))
                if silent && *before == (Look { language: before.language.clone(), ..look.clone() }) =>
            {
                content.push_str(text);
            }
            _ => self.pieces.push(Piece::Text(look.clone(), text.to_owned())),
        }
    }

    /// A new line in the paragraph.
    pub(super) fn line(&mut self) {
        self.mark("<br/>".to_owned());
    }

    /// A place that links lead to.
    pub(super) fn anchor(&mut self, id: &str) {
        self.mark(format!("<span id=\"{}\"></span>", escape(id)));
    }

    /// The page that begins here, by its printed number.
    pub(super) fn page(&mut self, label: &str) {
        self.mark(format!("<span epub:type=\"pagebreak\" title=\"{}\"></span>", escape(label)));
    }

    /// A picture by its path from the container's root; without one its words alone.
    pub(super) fn picture(&mut self, path: Option<&str>, alternative: &str) {
        let source = path.map(|path| format!(" src=\"/{}\"", escape(address(path)))).unwrap_or_default();
        self.mark(format!("<img{source} alt=\"{}\"/>", escape(alternative)));
    }

    /// Markup of a formula (MathML), as it stands.
    pub(super) fn formula(&mut self, markup: String) {
        self.mark(markup);
    }

    fn mark(&mut self, markup: String) {
        if self.has_room(markup.len()) {
            self.pieces.push(Piece::Mark(markup));
        }
    }

    fn has_room(&mut self, bytes: usize) -> bool {
        // What is around each piece counts too: ten thousand empty ones are as long as a text.
        self.bytes += bytes + 16;
        self.cut |= self.bytes as u64 > limits::MARKUP_BYTES;
        !self.cut
    }

    /// Whether no more is taken.
    pub(super) fn is_full(&self) -> bool {
        self.cut
    }

    /// Whether nothing stands in the paragraph yet.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Writes a text before all that stands in the paragraph: the number of a heading.
    pub(super) fn put_first(&mut self, text: &str) {
        if self.has_room(text.len()) {
            self.pieces.insert(0, Piece::Text(Look::default(), text.to_owned()));
        }
    }

    /// Takes back what stands in the paragraph.
    pub(super) fn withdraw(&mut self) {
        self.pieces.clear();
    }

    /// The words of the paragraph so far, when they are no more than so many bytes.
    pub(super) fn words_within(&self, most: usize) -> Option<String> {
        let mut words = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(_, text) if words.len() + text.len() <= most => words.push_str(text),
                _ => return None,
            }
        }
        Some(words)
    }

    /// The words of the paragraph so far.
    pub(super) fn words(&self) -> String {
        let texts = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_, text) => Some(text.as_str()),
            Piece::Mark(_) => None,
        });
        texts.collect()
    }

    /// Ends the paragraph.
    pub(super) fn end(&mut self, role: &Role, direction: Option<BaseDirection>) {
        let pieces = std::mem::take(&mut self.pieces);
        let silent = pieces.iter().all(|piece| match piece {
            Piece::Text(_, text) => text.trim().is_empty(),
            Piece::Mark(mark) => mark == "<br/>",
        });
        if silent || !self.has_room(24) {
            return;
        }
        let language = self.count_letters(&pieces);
        let mut told = language.as_ref().map(|language| format!(" lang=\"{language}\"")).unwrap_or_default();
        if let Some(direction) = direction {
            told.push_str(&format!(" dir=\"{}\"", direction.name()));
        }
        let (open, close) = match role {
            Role::Item { list, level, ordered, marker } => {
                self.item(*list, *level, *ordered, marker.as_deref());
                (format!("<p{told}>"), "</p>")
            }
            Role::Continued if !self.lists.is_empty() => (format!("<p{told}>"), "</p>"),
            role => {
                self.end_lists();
                match role {
                    Role::Heading(level) => (
                        format!("<h{}{told}>", level.clamp(&1, &6)),
                        ["</h1>", "</h2>", "</h3>", "</h4>", "</h5>", "</h6>"][usize::from(*level).clamp(1, 6) - 1],
                    ),
                    Role::Caption => (format!("<figcaption{told}>"), "</figcaption>"),
                    // Paragraph after paragraph of one quotation, line after line of one listing.
                    Role::Quote if self.reopen("</blockquote>") => (format!("<p{told}>"), "</p></blockquote>"),
                    Role::Quote => (format!("<blockquote><p{told}>"), "</p></blockquote>"),
                    Role::Code if self.reopen("</pre>") => ("\n".to_owned(), "</pre>"),
                    Role::Code => (format!("<pre{told}>"), "</pre>"),
                    _ => (format!("<p{told}>"), "</p>"),
                }
            }
        };
        self.html.push_str(&open);
        for piece in &pieces {
            match piece {
                Piece::Text(look, text) => stretch(&mut self.html, look, language.as_ref(), text),
                Piece::Mark(mark) => self.html.push_str(mark),
            }
        }
        self.html.push_str(close);
    }

    /// Takes the end of what was written last away, when it is this.
    fn reopen(&mut self, end: &str) -> bool {
        let ends = self.html.ends_with(end);
        if ends {
            self.html.truncate(self.html.len() - end.len());
        }
        ends
    }

    /// The language of most letters of these, all of which are counted.
    fn count_letters(&mut self, pieces: &[Piece]) -> Option<Language> {
        let mut here: Vec<(Option<&Language>, usize)> = Vec::new();
        for piece in pieces {
            let Piece::Text(look, text) = piece else { continue };
            let count = text.chars().filter(|character| character.is_alphabetic()).count();
            match here.iter().position(|(language, _)| *language == look.language.as_ref()) {
                Some(known) => here[known].1 += count,
                None if here.len() < 64 => here.push((look.language.as_ref(), count)),
                None => {}
            }
        }
        for (language, count) in &here {
            if let Some(language) = language {
                *self.letters.entry((*language).clone()).or_default() += count;
            }
        }
        here.into_iter().filter(|(_, count)| *count > 0).max_by_key(|(_, count)| *count)?.0.cloned()
    }

    /// Begins an item: closes what is deeper, opens what is missing.
    fn item(&mut self, list: u64, level: usize, ordered: bool, marker: Option<&str>) {
        while let Some(last) = self.lists.last() {
            let same = last.level == level && last.id == list && last.ordered == ordered;
            if last.level < level || same {
                break;
            }
            self.end_list();
        }
        if self.lists.last().is_some_and(|last| last.level == level) {
            self.html.push_str("</li>");
        } else {
            self.html.push_str(if ordered { "<ol>" } else { "<ul>" });
            self.lists.push(List { id: list, ordered, level });
        }
        self.html.push_str("<li");
        if let Some(marker) = marker.filter(|_| ordered) {
            self.html.push_str(&format!(" {MARKER}=\"{}\"", escape(marker)));
        }
        self.html.push('>');
    }

    fn end_list(&mut self) {
        if let Some(list) = self.lists.pop() {
            self.html.push_str(if list.ordered { "</li></ol>" } else { "</li></ul>" });
        }
    }

    fn end_lists(&mut self) {
        while !self.lists.is_empty() {
            self.end_list();
        }
    }

    /// Writes markup between paragraphs: parts of a table, groups. Lists end before it.
    pub(super) fn between(&mut self, markup: &str) {
        self.end(&Role::Continued, None);
        self.end_lists();
        if self.has_room(markup.len()) {
            self.html.push_str(markup);
        }
    }

    /// Begins what stands by itself inside of something else; [`Self::end_part`] gives it back.
    pub(super) fn begin_part(&mut self) {
        self.waiting.push(Waiting {
            html: std::mem::take(&mut self.html),
            lists: std::mem::take(&mut self.lists),
            pieces: std::mem::take(&mut self.pieces),
        });
    }

    /// The HTML of what was written since [`Self::begin_part`].
    pub(super) fn end_part(&mut self) -> String {
        self.end(&Role::Continued, None);
        self.end_lists();
        let around = self.waiting.pop().unwrap_or_default();
        (self.lists, self.pieces) = (around.lists, around.pieces);
        std::mem::replace(&mut self.html, around.html)
    }

    /// A table of these rows.
    pub(super) fn table(&mut self, rows: Vec<Row>) {
        self.between("<table>");
        for row in rows {
            let bytes = row.cells.iter().map(|cell| cell.html.len() + 16).sum();
            if !self.has_room(bytes) {
                break;
            }
            self.html.push_str("<tr>");
            for cell in row.cells {
                let name = if cell.header { "th" } else { "td" };
                self.html.push_str(&format!("<{name}"));
                for (attribute, span) in [("colspan", cell.columns), ("rowspan", cell.rows)] {
                    if span > 1 {
                        self.html.push_str(&format!(" {attribute}=\"{span}\""));
                    }
                }
                self.html.push_str(&format!(">{}</{name}>", cell.html));
            }
            self.html.push_str("</tr>");
        }
        self.html.push_str("</table>");
    }

    /// A reference to a note, with its mark as it stands on paper.
    pub(super) fn refer(&mut self, look: &Look, id: &str, marker: &str) {
        let link = Some(Arc::new(Link { href: format!("#{id}"), note: true }));
        let script = if marker.chars().all(|mark| mark.is_ascii_digit()) { Script::Super } else { look.script };
        self.text(&Look { link, script, ..look.clone() }, marker);
    }

    /// Keeps a note, which was written as a part, for the end.
    pub(super) fn keep_note(&mut self, id: &str, marker: &str, html: &str) {
        if html.is_empty() || !self.has_room(64) {
            return;
        }
        self.notes.push_str(&format!("<aside epub:type=\"footnote\" id=\"{}\">{html}</aside>", escape(id)));
        self.known_notes.push((id.to_owned(), marker.to_owned()));
    }

    /// All of it.
    pub(super) fn finish(mut self) -> Written {
        while !self.waiting.is_empty() {
            let html = self.end_part();
            self.html.push_str(&html);
        }
        self.end(&Role::Continued, None);
        self.end_lists();
        let mut languages: Vec<(Language, usize)> = self.letters.into_iter().filter(|(_, count)| *count > 0).collect();
        languages.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.tag().cmp(other.tag())));
        let languages: Vec<Language> = languages.into_iter().map(|(language, _)| language).collect();
        let told = languages.first().map(|language| format!(" lang=\"{language}\"")).unwrap_or_default();
        let html = format!("<html><body{told}>{}{}</body></html>", self.html, self.notes);
        Written { html, languages, notes: self.known_notes, cut: self.cut }
    }
}

/// A row of a table.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
}

/// A cell, with how many rows and columns it takes.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) html: String,
    pub(super) header: bool,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// Text in the markup of its look; `around` is the language of the paragraph.
fn stretch(html: &mut String, look: &Look, around: Option<&Language>, text: &str) {
    let mut closing: Vec<&str> = Vec::new();
    if let Some(link) = &look.link {
        let note = if link.note { " epub:type=\"noteref\"" } else { "" };
        html.push_str(&format!("<a{note} href=\"{}\">", escape(&link.href)));
        closing.push("</a>");
    }
    if let Some(language) = look.language.as_ref().filter(|language| Some(*language) != around) {
        html.push_str(&format!("<span lang=\"{language}\">"));
        closing.push("</span>");
    }
    let script = match look.script {
        Script::None => None,
        Script::Super => Some(("<sup>", "</sup>")),
        Script::Sub => Some(("<sub>", "</sub>")),
    };
    let strong = look.strong.then_some(("<b>", "</b>"));
    let emphasis = look.emphasis.then_some(("<i>", "</i>"));
    for (open, close) in [strong, emphasis, script].into_iter().flatten() {
        html.push_str(open);
        closing.push(close);
    }
    html.push_str(&escape(text));
    closing.iter().rev().for_each(|close| html.push_str(close));
}

/// A path as it stands in an address.
fn address(path: &str) -> String {
    path.replace('%', "%25").replace('#', "%23").replace('?', "%3F")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(manuscript: Manuscript) -> String {
        let html = manuscript.finish().html;
        let body = html.split_once('>').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(_, rest)| rest);
        body.trim_end_matches("</body></html>").to_owned()
    }

    fn item(level: usize, marker: Option<&str>) -> Role {
        Role::Item { list: 1, level, ordered: marker.is_some(), marker: marker.map(str::to_owned) }
    }

    #[test]
    fn items_of_one_row_become_lists_in_lists() {
        let mut manuscript = Manuscript::default();
        for (text, role) in [
            ("a", item(0, Some("1."))),
            ("b", item(2, None)),
            ("c", item(0, Some("2."))),
            ("d", Role::Continued),
            ("e", Role::Body),
        ] {
            manuscript.text(&Look::default(), text);
            manuscript.end(&role, None);
        }
        assert_eq!(
            body(manuscript),
            "<ol><li item-marker=\"1.\"><p>a</p><ul><li><p>b</p></li></ul></li><li item-marker=\"2.\"><p>c</p><p>d</p></li>\
             </ol><p>e</p>"
        );
    }

    #[test]
    fn one_look_is_one_stretch_and_the_language_is_the_paragraphs() {
        let mut manuscript = Manuscript::default();
        let look = Look { strong: true, language: Language::parse("kk"), ..Look::default() };
        manuscript.text(&look, "Ол ");
        manuscript.text(&look, "<келді>");
        manuscript.text(&Look { language: Language::parse("en"), ..Look::default() }, "ok");
        manuscript.end(&Role::Heading(9), None);
        assert_eq!(body(manuscript), "<h6 lang=\"kk\"><b>Ол &lt;келді&gt;</b><span lang=\"en\">ok</span></h6>");
    }

    #[test]
    fn parts_end_what_they_hold() {
        let mut manuscript = Manuscript::default();
        manuscript.text(&Look::default(), "around");
        manuscript.begin_part();
        manuscript.text(&Look::default(), "x");
        manuscript.end(&item(0, None), None);
        let html = manuscript.end_part();
        manuscript.table(vec![Row { cells: vec![Cell { html, header: true, columns: 2, rows: 1 }] }]);
        assert_eq!(
            body(manuscript),
            "<p>around</p><table><tr><th colspan=\"2\"><ul><li><p>x</p></li></ul></th></tr></table>"
        );
    }
}
