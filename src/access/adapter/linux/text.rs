//! The interfaces of texts: Text, EditableText, Hypertext, Hyperlink, Document.
//!
//! <https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/doc-org.a11y.atspi.Text.html>

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use accesskit::{Action, ActionData, Rect, TextPosition, TextSelection};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::accessible::Asked;
use super::call::{Answer, Call, Reference, Refusal, nothing, path_of, value};
use super::object::{self, TextKind, text_kind};
use super::passage::{InTree, Link, Passage, Piece, Unit, is_rtl};

/// A selection of a document: where it begins and ends, by object and character, and whether the caret is at its start.
type Selection = (Reference, i32, Reference, i32, bool);

/// The same as others send it.
type WantedSelection = ((String, OwnedObjectPath), i32, (String, OwnedObjectPath), i32, bool);

impl Asked<'_> {
    fn passage(&self) -> Rc<Passage> {
        self.window.passage(self.node)
    }

    /// An offset as it comes: −1 is the text's end, −2 the caret.
    fn offset(&self, passage: &Passage, offset: i32) -> usize {
        match offset {
            -2 => self.window.offset_in(self.node).unwrap_or(0),
            _ => usize::try_from(offset).map_or(passage.len(), |offset| offset.min(passage.len())),
        }
    }

    fn range(&self, passage: &Passage, start: i32, end: i32) -> Range<usize> {
        let (start, end) = (self.offset(passage, start.max(0)), self.offset(passage, end));
        start.min(end)..start.max(end)
    }

    fn select(&self, anchor: Option<TextPosition>, focus: Option<TextPosition>) -> bool {
        let (Some(anchor), Some(focus)) = (anchor, focus) else { return false };
        let target = self.window.selector(self.node).unwrap_or(self.node);
        let data = ActionData::SetTextSelection(TextSelection { anchor, focus });
        self.window.ask(target.id_in_tree(), Action::SetTextSelection, Some(data));
        true
    }

    pub fn set_caret(&self, offset: i32) -> bool {
        let passage = self.passage();
        let position = passage.position(self.offset(&passage, offset));
        self.select(position, position)
    }

    fn set_range(&self, start: i32, end: i32) -> bool {
        let passage = self.passage();
        let place = |offset| passage.position(self.offset(&passage, offset));
        self.select(place(start), place(end))
    }

    pub fn text(&self, call: &Call<'_>) -> Answer {
        let passage = self.passage();
        let spoken =
            |range: Range<usize>| (passage.slice(range.clone()).to_owned(), range.start as i32, range.end as i32);
        let legacy = |step: isize| -> Answer {
            let (offset, kind): (i32, u32) = call.args()?;
            let (unit, by_ends) = Unit::of_boundary(kind).ok_or(Refusal::Arguments)?;
            let offset = self.offset(&passage, offset);
            call.reply(&spoken(passage.unit_near(offset, unit, by_ends, step)))
        };
        match call.member() {
            "GetStringAtOffset" => {
                let (offset, kind): (i32, u32) = call.args()?;
                let unit = Unit::of_granularity(kind).ok_or(Refusal::Arguments)?;
                call.reply(&spoken(passage.unit_at(self.offset(&passage, offset), unit, false)))
            }
            "GetTextAtOffset" => legacy(0),
            "GetTextBeforeOffset" => legacy(-1),
            "GetTextAfterOffset" => legacy(1),
            "GetText" => {
                let (start, end) = call.args()?;
                call.reply(&passage.slice(self.range(&passage, start, end)))
            }
            "GetCharacterAtOffset" => {
                let offset = self.offset(&passage, call.args()?);
                let found = passage.slice(offset..offset + 1).chars().next();
                call.reply(&found.map_or(0, |mark| u32::from(mark) as i32))
            }
            "SetCaretOffset" => call.reply(&self.set_caret(call.args()?)),
            "GetAttributeValue" => {
                let (offset, name): (i32, String) = call.args()?;
                let (attributes, _) = passage.attributes_at(self.offset(&passage, offset));
                call.reply(&attributes.get(name.as_str()).map_or("", String::as_str))
            }
            "GetAttributes" => self.attributes(&passage, call.args()?, false, call),
            "GetAttributeRun" => {
                let (offset, defaults) = call.args()?;
                self.attributes(&passage, offset, defaults, call)
            }
            "GetDefaultAttributes" | "GetDefaultAttributeSet" => call.reply(&self.default_attributes()),
            "GetCharacterExtents" => {
                let (offset, kind) = call.args()?;
                let offset = self.offset(&passage, offset);
                call.reply(&self.extents_of(&passage, offset..offset + 1, kind))
            }
            "GetRangeExtents" => {
                let (start, end, kind) = call.args()?;
                call.reply(&self.extents_of(&passage, self.range(&passage, start, end), kind))
            }
            "GetOffsetAtPoint" => {
                let (x, y, kind) = call.args()?;
                let point = self.point(x, y, kind);
                let found = passage.pieces.iter().find_map(|piece| self.letter_under(piece, point));
                call.reply(&found.map_or(-1, |offset| offset as i32))
            }
            "GetBoundedRanges" => {
                let (x, y, width, height, kind, _, _): (i32, i32, i32, i32, u32, u32, u32) = call.args()?;
                let (from, to) =
                    (self.point(x, y, kind), self.point(x.saturating_add(width), y.saturating_add(height), kind));
                call.reply(&self.ranges_within(&passage, Rect::from_points(from, to)))
            }
            "GetNSelections" => call.reply(&i32::from(self.window.selection_in(self.node).is_some())),
            "GetSelection" => {
                let number: i32 = call.args()?;
                let found = self.window.selection_in(self.node).filter(|_| number == 0).unwrap_or((0, 0));
                call.reply(&(found.0 as i32, found.1 as i32))
            }
            "AddSelection" => {
                let (start, end) = call.args()?;
                call.reply(&(self.window.selection_in(self.node).is_none() && self.set_range(start, end)))
            }
            "SetSelection" => {
                let (number, start, end): (i32, i32, i32) = call.args()?;
                call.reply(&(number == 0 && self.set_range(start, end)))
            }
            "RemoveSelection" => {
                let number: i32 = call.args()?;
                let selected = number == 0 && self.window.selection_in(self.node).is_some();
                call.reply(&(selected && self.set_caret(-2)))
            }
            "ScrollSubstringTo" => {
                let (start, _, kind): (i32, i32, u32) = call.args()?;
                call.reply(&self.scroll_to_piece(&passage, start, kind))
            }
            "ScrollSubstringToPoint" => {
                let (start, _, kind, x, y): (i32, i32, u32, i32, i32) = call.args()?;
                let point = self.point(x, y, kind);
                let piece = passage.piece_at(self.offset(&passage, start));
                if let Some(piece) = piece {
                    self.window.ask(piece.run, Action::ScrollToPoint, Some(ActionData::ScrollToPoint(point)));
                }
                call.reply(&piece.is_some())
            }
            _ => Err(Refusal::Method),
        }
    }

    pub fn text_property(&self, name: &str) -> Result<OwnedValue, Refusal> {
        match name {
            "CharacterCount" => value(self.passage().len() as i32),
            "CaretOffset" => value(self.window.offset_in(self.node).map_or(-1, |offset| offset as i32)),
            _ => Err(Refusal::Property),
        }
    }

    /// A text that scrolls shows this place of it; a field is scrolled to as a whole.
    fn scroll_to_piece(&self, passage: &Passage, start: i32, kind: u32) -> bool {
        match (text_kind(self.node), passage.piece_at(self.offset(passage, start))) {
            (Some(TextKind::Field), _) => self.scroll_to(kind),
            (_, Some(piece)) => {
                self.window.ask(piece.run, Action::ScrollIntoView, None);
                true
            }
            _ => false,
        }
    }

    fn default_attributes(&self) -> BTreeMap<&'static str, String> {
        let language = super::passage::language_of(self.node).map(|language| ("language", language));
        let plain = [("direction", "ltr".to_owned()), ("style", "normal".to_owned()), ("weight", "400".to_owned())];
        language.into_iter().chain(plain).collect()
    }

    fn attributes(&self, passage: &Passage, offset: i32, defaults: bool, call: &Call<'_>) -> Answer {
        let (own, range) = passage.attributes_at(self.offset(passage, offset));
        let mut all = if defaults { self.default_attributes() } else { BTreeMap::new() };
        all.extend(own.iter().map(|(key, value)| (*key, value.clone())));
        call.reply(&(all, range.start as i32, range.end as i32))
    }

    /// Where these letters of a run stand, in the window; `None` where the run is not laid out.
    fn letters(&self, piece: &Piece, letters: Range<usize>) -> Option<Rect> {
        let run = self.window.node(piece.run)?;
        let bounds = run.raw_bounds()?;
        let (positions, widths) = (run.data().character_positions()?, run.data().character_widths()?);
        let start = f64::from(*positions.get(letters.start)?);
        let last = letters.end.max(letters.start + 1) - 1;
        let end = f64::from(*positions.get(last)?) + f64::from(*widths.get(last)?);
        let (left, right) = match is_rtl(run) {
            true => (bounds.x1 - end, bounds.x1 - start),
            false => (bounds.x0 + start, bounds.x0 + end),
        };
        let local = Rect::new(left, bounds.y0, right, bounds.y1);
        Some(run.transform().transform_rect_bbox(local))
    }

    fn extents_of(&self, passage: &Passage, range: Range<usize>, kind: u32) -> (i32, i32, i32, i32) {
        let mut found: Option<Rect> = None;
        let first = passage.pieces.partition_point(|piece| piece.range().end <= range.start);
        for piece in passage.pieces[first..].iter().take_while(|piece| piece.letters[0] < range.end.max(1)) {
            let own = piece.range();
            let (start, end) = (range.start.max(own.start), range.end.min(own.end));
            if start >= end {
                continue;
            }
            let letters = piece.letter_at(start)..piece.letter_at(end - 1) + 1;
            if let Some(bounds) = self.letters(piece, letters) {
                found = Some(found.map_or(bounds, |around| around.union(bounds)));
            }
        }
        let bounds = found.or_else(|| self.caret_after(passage, range.start)).unwrap_or_else(|| {
            // What is not laid out yet stands somewhere in its block.
            let piece = passage.piece_at(range.start).and_then(|piece| self.window.node(piece.run));
            piece.and_then(object::block_of).and_then(|block| block.bounding_box()).unwrap_or_else(|| self.bounds())
        });
        self.window.place(bounds, kind, self.node)
    }

    /// Behind the last letter, for an offset at the text's end.
    fn caret_after(&self, passage: &Passage, offset: usize) -> Option<Rect> {
        let piece = passage.pieces.last().filter(|_| offset >= passage.len())?;
        let last = piece.letters.len().checked_sub(2)?;
        let bounds = self.letters(piece, last..last + 1)?;
        let x = if self.window.node(piece.run).is_some_and(is_rtl) { bounds.x0 } else { bounds.x1 };
        Some(Rect::new(x, bounds.y0, x, bounds.y1))
    }

    fn letter_under(&self, piece: &Piece, point: accesskit::Point) -> Option<usize> {
        let run = self.window.node(piece.run)?;
        let local = run.transform().inverse() * point;
        run.raw_bounds().filter(|bounds| bounds.contains(local))?;
        let count = piece.letters.len() - 1;
        let under = (0..count).find(|&letter| {
            self.letters(piece, letter..letter + 1).is_some_and(|bounds| point.x >= bounds.x0 && point.x < bounds.x1)
        })?;
        Some(piece.letters[under])
    }

    fn ranges_within(&self, passage: &Passage, around: Rect) -> Vec<(i32, i32, String, Value<'static>)> {
        let seen = passage.pieces.iter().filter(|piece| {
            let bounds = self.window.node(piece.run).and_then(|run| run.bounding_box());
            bounds.is_some_and(|bounds| !bounds.intersect(around).is_empty())
        });
        seen.map(|piece| {
            let range = piece.range();
            let range = range.start..range.end.min(passage.len());
            let content = passage.slice(range.clone()).to_owned();
            (range.start as i32, range.end as i32, content, Value::from(0_i32))
        })
        .collect()
    }

    // EditableText

    pub fn editable(&self, call: &Call<'_>) -> Answer {
        let passage = self.passage();
        let can = !self.node.is_read_only_or_disabled();
        let set = |content: String| {
            if can {
                self.window.ask(self.id(), Action::SetValue, Some(ActionData::Value(content.into())));
            }
            can
        };
        let without = |range: Range<usize>, between: &str| {
            format!("{}{between}{}", passage.slice(0..range.start), passage.slice(range.end..passage.len()))
        };
        match call.member() {
            "SetTextContents" => call.reply(&set(call.args()?)),
            // What a password says is not known here, so it can only be set as a whole.
            _ if self.node.is_password_input() => call.reply(&false),
            "InsertText" => {
                let (position, content, length): (i32, String, i32) = call.args()?;
                let at = self.offset(&passage, position);
                let content: String = match usize::try_from(length) {
                    Ok(length) => content.chars().take(length).collect(),
                    Err(_) => content,
                };
                call.reply(&set(without(at..at, &content)))
            }
            "DeleteText" => {
                let (start, end) = call.args()?;
                call.reply(&set(without(self.range(&passage, start, end), "")))
            }
            // The clipboard is the interface's.
            "CutText" | "PasteText" => call.reply(&false),
            "CopyText" => call.reply(&()),
            _ => Err(Refusal::Method),
        }
    }

    // Hypertext and Hyperlink

    pub fn hypertext(&self, call: &Call<'_>) -> Answer {
        let passage = self.passage();
        match call.member() {
            "GetNLinks" => call.reply(&(passage.links.len() as i32)),
            "GetLink" => {
                let number: i32 = call.args()?;
                let link = usize::try_from(number).ok().and_then(|number| passage.links.get(number));
                call.reply_reference(link.map_or_else(nothing, |link| call.hyperlink(self.window, link.node)))
            }
            "GetLinkIndex" => {
                let offset = self.offset(&passage, call.args()?);
                call.reply(&passage.link_at(offset).map_or(-1, |number| number as i32))
            }
            _ => Err(Refusal::Method),
        }
    }

    fn link(&self) -> Option<Link> {
        let block = self.node.parent().and_then(object::block_of)?;
        self.window.passage(block).links.iter().find(|link| link.node == self.id()).cloned()
    }

    pub fn hyperlink(&self, call: &Call<'_>) -> Answer {
        match call.member() {
            "GetObject" => {
                let number: i32 = call.args()?;
                let own = (number == 0).then(|| self.id());
                call.reply_reference(call.reference_or_nothing(self.window, own))
            }
            "GetURI" => {
                let number: i32 = call.args()?;
                call.reply(&self.node.url().filter(|_| number == 0).unwrap_or_default())
            }
            "IsValid" => call.reply(&true),
            _ => Err(Refusal::Method),
        }
    }

    pub fn hyperlink_property(&self, name: &str) -> Result<OwnedValue, Refusal> {
        let edge = |get: fn(&Link) -> usize| value(self.link().map_or(-1, |link| get(&link) as i32));
        match name {
            "NAnchors" => value(1_i16),
            "StartIndex" => edge(|link| link.range.start),
            "EndIndex" => edge(|link| link.range.end),
            _ => Err(Refusal::Property),
        }
    }

    // Document

    fn document_attributes(&self) -> BTreeMap<&'static str, String> {
        let title = ("Title", object::name(self.node));
        let address = self.node.url().map(|address| ("DocURL", address.to_owned()));
        std::iter::once(title).chain(address).collect()
    }

    pub fn document(&self, call: &Call<'_>) -> Answer {
        match call.member() {
            "GetLocale" => call.reply(&object::locale(self.node)),
            "GetAttributes" => call.reply(&self.document_attributes()),
            "GetAttributeValue" => {
                let wanted: String = call.args()?;
                let found = self.document_attributes().into_iter().find(|(name, _)| name.eq_ignore_ascii_case(&wanted));
                call.reply(&found.map(|(_, value)| value).unwrap_or_default())
            }
            "GetTextSelections" => call.reply(&self.selections(call)),
            "SetTextSelections" => {
                let wanted: Vec<WantedSelection> = call.args()?;
                call.reply(&self.set_selections(&wanted))
            }
            _ => Err(Refusal::Method),
        }
    }

    pub fn document_property(&self, name: &str) -> Result<OwnedValue, Refusal> {
        match name {
            // Pages are the book's, and told where they begin.
            "CurrentPageNumber" | "PageCount" => value(-1_i32),
            _ => Err(Refusal::Property),
        }
    }

    fn selections(&self, call: &Call<'_>) -> Vec<Selection> {
        let Some(selection) = self.node.raw_text_selection().filter(|found| found.anchor != found.focus) else {
            return Vec::new();
        };
        let place = |position: TextPosition| {
            let block = self.window.node(position.node).and_then(object::block_of)?;
            let offset = self.window.passage(block).offset(position)?;
            Some((call.reference(self.window, block.id_in_tree()), offset as i32))
        };
        let passage = self.passage();
        let backwards = passage.offset(selection.focus) < passage.offset(selection.anchor);
        let (start, end) = match backwards {
            true => (selection.focus, selection.anchor),
            false => (selection.anchor, selection.focus),
        };
        let (Some(start), Some(end)) = (place(start), place(end)) else { return Vec::new() };
        vec![(start.0, start.1, end.0, end.1, backwards)]
    }

    fn set_selections(&self, wanted: &[WantedSelection]) -> bool {
        let [(start, from, end, to, backwards)] = wanted else { return wanted.is_empty() && self.set_caret(-2) };
        let place = |path: &str, offset: i32| {
            let blocks = self.window.blocks(self.node);
            let id = blocks.iter().find(|id| path_of(self.window.number, **id).as_str() == path)?;
            let passage = self.window.passage(self.window.node(*id)?);
            passage.position(usize::try_from(offset).ok()?)
        };
        let (start, end) = (place(start.1.as_str(), *from), place(end.1.as_str(), *to));
        if *backwards { self.select(end, start) } else { self.select(start, end) }
    }
}
