//! SMIL: which sound goes with which text. Shared by the media overlays of EPUB, by DAISY 2.02 and by DAISY 3.
//!
//! <https://www.w3.org/TR/epub-33/#sec-media-overlays>, <https://www.w3.org/TR/SMIL3/smil-timing.html>,
//! <https://daisy.org/activities/standards/daisy/daisy-2/daisy-format-2-02-specification/>

use std::collections::HashMap;
use std::ops::Range;
use std::time::Duration;

use super::contents::Reading;
use super::href::{self, Href};
use super::limits;
use super::markup::tree::{NodeId, ROOT};
use super::markup::{Dialect, Tree, types};
use crate::book::{Code, Skippable};

pub(super) mod assembly;
mod clock;

pub(super) use clock::clock;

/// A stretch of a file of sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Audio {
    pub(super) path: String,
    pub(super) begin: Duration,
    /// `None` for the end of the file.
    pub(super) end: Option<Duration>,
}

/// What is heard together with one place of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Par {
    /// Path and fragment.
    pub(super) text: Option<(String, Option<String>)>,
    /// In the order in which they are heard; none for a text that a voice has to say.
    pub(super) audio: Vec<Audio>,
    pub(super) skip: Option<Skippable>,
}

/// A SMIL document, read.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) pars: Vec<Par>,
    /// What can be left at once, as ranges of pars.
    pub(super) escapes: Vec<Range<usize>>,
    /// Identifier → the par that it stands at, or the first one in it.
    pub(super) ids: HashMap<String, usize>,
    /// References that lead out of the container.
    pub(super) outside: Vec<String>,
    /// A time that cannot be read was met.
    pub(super) malformed: bool,
    /// More than there was room for.
    pub(super) cut: bool,
}

/// What the tests of a DAISY 3 book stand for, by their identifiers.
pub(super) type Tests = HashMap<String, Skippable>;

/// Reads the SMIL document at `path`, at most `room` pars; `None` where there is none to read. What is wrong with it is
/// among the defects.
pub(super) fn document(path: &str, tests: &Tests, room: usize, reading: &mut Reading<'_>) -> Option<Overlay> {
    let tree = reading.tree(path, Dialect::Xml)?;
    let overlay = read(&tree, path, tests, room);
    for reference in &overlay.outside {
        reading.defects.add(Code::Unsafe, reference);
    }
    if overlay.malformed {
        reading.defects.add(Code::Malformed, path);
    }
    if overlay.cut {
        reading.defects.add(Code::Limit, path);
    }
    Some(overlay)
}

fn read(tree: &Tree, path: &str, tests: &Tests, room: usize) -> Overlay {
    let body = tree.descendant(ROOT, "body").unwrap_or(ROOT);
    let mut reader = Reader { tree, path, tests, room, overlay: Overlay::default(), waiting: Vec::new() };
    reader.identifier(body);
    reader.children(body, None);
    let last = reader.overlay.pars.len().saturating_sub(1);
    reader.bind(last);
    reader.overlay
}

struct Reader<'a> {
    tree: &'a Tree,
    path: &'a str,
    tests: &'a Tests,
    room: usize,
    overlay: Overlay,
    /// Identifiers that wait for the par that they stand at.
    waiting: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    fn children(&mut self, node: NodeId, skip: Option<Skippable>) {
        let tree = self.tree;
        for child in tree.elements(node) {
            if self.overlay.cut {
                return;
            }
            self.element(child, skip);
        }
    }

    fn element(&mut self, node: NodeId, skip: Option<Skippable>) {
        let tree = self.tree;
        let own = self.skippable(node);
        // What is inside of something is passed over with it.
        let skip = skip.or(own);
        self.identifier(node);
        match tree.name(node) {
            "par" if !tree.descendants(node).any(|below| tree.name(below) == "par") => {
                let escapes = self.leaves(node).then_some(self.overlay.pars.len());
                self.par(node, skip);
                self.escape(escapes);
            }
            "text" | "audio" => self.par(node, skip),
            "seq" | "par" | "body" | "a" | "switch" => {
                let escapes = self.leaves(node).then_some(self.overlay.pars.len());
                self.children(node, skip);
                self.escape(escapes);
            }
            _ => {}
        }
    }

    fn escape(&mut self, start: Option<usize>) {
        if let Some(start) = start {
            self.overlay.escapes.push(start..self.overlay.pars.len());
        }
    }

    fn identifier(&mut self, node: NodeId) {
        if let Some(id) = self.tree.attribute(node, "id")
            && self.overlay.ids.len() + self.waiting.len() < limits::ANCHORS
        {
            self.waiting.push(id);
        }
    }

    fn bind(&mut self, par: usize) {
        for id in self.waiting.drain(..) {
            self.overlay.ids.entry(id.to_owned()).or_insert(par);
        }
    }

    fn par(&mut self, node: NodeId, skip: Option<Skippable>) {
        let tree = self.tree;
        if self.overlay.pars.len() >= self.room {
            self.overlay.cut = true;
            return;
        }
        let mut par = Par { skip, ..Par::default() };
        let inside: Vec<NodeId> = std::iter::once(node).chain(tree.descendants(node)).collect();
        for below in inside {
            if below != node {
                self.identifier(below);
                par.skip = par.skip.or_else(|| self.skippable(below));
            }
            match tree.name(below) {
                "text" if par.text.is_none() => par.text = self.reference(below),
                "audio" => {
                    let Some((path, _)) = self.reference(below) else { continue };
                    let begin = self.time(below, &["clipbegin", "clip-begin"]);
                    let end = self.time(below, &["clipend", "clip-end"]);
                    par.audio.push(Audio { path, begin: begin.unwrap_or_default(), end });
                }
                _ => {}
            }
        }
        let index = self.overlay.pars.len();
        self.bind(index);
        if par.text.is_some() || !par.audio.is_empty() {
            self.overlay.pars.push(par);
        }
    }

    fn reference(&mut self, node: NodeId) -> Option<(String, Option<String>)> {
        let reference = self.tree.attribute(node, "src")?;
        match href::resolve(self.path, reference) {
            Href::Inside { path, fragment } => Some((path, fragment)),
            // Nothing is fetched from the network for a phrase.
            Href::Outside(_) | Href::Unsafe => {
                if self.overlay.outside.len() < limits::DEFECTS {
                    self.overlay.outside.push(reference.chars().take(200).collect());
                }
                None
            }
        }
    }

    fn time(&mut self, node: NodeId, names: &[&str]) -> Option<Duration> {
        let value = names.iter().find_map(|name| self.tree.attribute(node, name))?;
        let time = clock(value);
        self.overlay.malformed |= time.is_none();
        time
    }

    /// What the element is, for a reader who passes such things over.
    fn skippable(&self, node: NodeId) -> Option<Skippable> {
        let tree = self.tree;
        let tests = ["customtest", "system-required", "systemrequired"];
        let tested = tests.iter().filter_map(|name| tree.attribute(node, name)).flat_map(str::split_whitespace);
        let tested = tested.filter_map(|test| self.tests.get(test).copied().or_else(|| skippable(test)));
        let class = tree.attribute(node, "class").unwrap_or_default().split_whitespace();
        tested.chain(types(tree, node).chain(class).filter_map(skippable)).next()
    }

    /// Whether the reader can leave it at once.
    fn leaves(&self, node: NodeId) -> bool {
        let tree = self.tree;
        let class = tree.attribute(node, "class").unwrap_or_default().split_whitespace();
        tree.attribute(node, "end").is_some_and(|end| end.contains("DTBuserEscape"))
            || (tree.name(node) == "seq" && types(tree, node).chain(class).any(is_escapable))
    }
}

/// What a word of `epub:type`, of `class`, of a test or of a book's structure means.
/// <https://www.w3.org/TR/epub-33/#sec-skippability>
pub(super) fn skippable(word: &str) -> Option<Skippable> {
    let word = word.to_ascii_lowercase().replace('_', "-");
    let word = word.strip_suffix("-on").unwrap_or(&word);
    let word = word.strip_prefix("optional-").unwrap_or(word);
    Some(match word {
        "pagebreak" | "pagenum" | "pagenumber" | "page-number" | "page-normal" | "page-front" | "page-special" => {
            Skippable::PageNumber
        }
        "noteref" | "annoref" | "note-reference" => Skippable::NoteReference,
        "footnote" | "endnote" | "rearnote" | "note" | "notebody" | "footnotes" | "endnotes" => Skippable::Note,
        "annotation" => Skippable::Annotation,
        "linenum" | "line-number" => Skippable::LineNumber,
        "sidebar" | "practice" | "marginalia" | "help" => Skippable::Sidebar,
        "prodnote" | "producer-note" => Skippable::ProducerNote,
        _ => return None,
    })
}

/// <https://www.w3.org/TR/epub-33/#sec-escapability>
fn is_escapable(word: &str) -> bool {
    matches!(
        word,
        "table" | "table-row" | "table-cell" | "list" | "list-item" | "figure" | "sidebar" | "aside" | "annotation"
    ) || matches!(skippable(word), Some(Skippable::Note | Skippable::Sidebar | Skippable::ProducerNote))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::limits::Deadline;
    use crate::format::markup::Dialect;

    fn overlay(body: &str) -> Overlay {
        let text = format!("<smil xmlns:epub=\"x\"><head/><body>{body}</body></smil>");
        let tree = Tree::parse(&text, Dialect::Xml, Deadline::start());
        read(&tree, "s/a.smil", &Tests::from([("t1".to_owned(), Skippable::Annotation)]), 100)
    }

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn pars_are_read_in_their_order_with_what_is_around_them() {
        let read = overlay(
            "<seq id='s' epub:textref='../c.xhtml'><par id='p1'><text src='../c.xhtml#a'/><audio src='a.mp3' \
             clipBegin='0:00:01' clipEnd='2.5s'/></par><seq epub:type='table' id='t'><par id='p2'><text \
             src='../c.xhtml#b'/></par><seq epub:type='table-row'><par><text src='../c.xhtml#c'/><audio \
             src='a.mp3'/></par></seq></seq><par epub:type='pagebreak'><text id='x' src='../c.xhtml'/><audio \
             src='../../../a.mp3' clipEnd='nonsense'/></par></seq>",
        );
        let texts: Vec<_> = read.pars.iter().filter_map(|par| par.text.clone()).collect();
        let at = |fragment: &str| ("c.xhtml".to_owned(), Some(fragment.to_owned()));
        assert_eq!(texts, [at("a"), at("b"), at("c"), ("c.xhtml".to_owned(), None)]);
        let first = Audio { path: "s/a.mp3".to_owned(), begin: ms(1000), end: Some(ms(2500)) };
        assert_eq!(read.pars[0].audio, [first]);
        assert!(read.pars[1].audio.is_empty());
        assert_eq!(read.pars[2].audio[0].end, None);
        assert_eq!(read.pars[3].skip, Some(Skippable::PageNumber));
        assert_eq!(read.escapes, [2..3, 1..3]);
        assert_eq!(["s", "p1", "t", "p2", "x"].map(|id| read.ids[id]), [0, 0, 1, 1, 3]);
        assert_eq!(read.outside, ["../../../a.mp3"]);
    }

    #[test]
    fn the_older_daisys_ways_are_known() {
        let read = overlay(
            "<seq dur='5s'><par endsync='last' system-required='pagenumber-on'><text src='t.html#a' id='x'/><seq>\
             <audio src='a.mp3' clip-begin='npt=0.0s' clip-end='npt=1.5s'/><audio src='a.mp3' clip-begin='npt=1.5s' \
             clip-end='npt=2s' id='q'/></seq></par><par customTest='t1'><text src='t.html#b'/></par>\
             <seq end='DTBuserEscape;n.end' class='note'><audio src='b.mp3'/></seq></seq>",
        );
        assert_eq!(read.pars[0].audio.len(), 2);
        assert_eq!(read.pars[0].skip, Some(Skippable::PageNumber));
        assert_eq!(read.pars[1].skip, Some(Skippable::Annotation));
        assert_eq!((read.pars[2].skip, read.pars[2].text.is_none()), (Some(Skippable::Note), true));
        assert_eq!(read.escapes.first(), Some(&(2..3)));
        assert_eq!((read.ids["x"], read.ids["q"]), (0, 0));
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let read = overlay(&"<par><text src='a#b'/></par>".repeat(200));
        assert_eq!(read.pars.len(), 100);
        assert!(read.cut);
    }
}
