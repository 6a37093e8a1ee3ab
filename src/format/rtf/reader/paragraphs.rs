//! What ends: paragraphs and what they are, notes, boxes, cells, rows, tables.

use super::{Destination, Reader};
use crate::book::BaseDirection;
use crate::format::limits;
use crate::format::manuscript::numeral::Numeral;
use crate::format::manuscript::{Role, style_name};

impl Reader {
    pub(super) fn end_note(&mut self) {
        let Some((endnote, look)) = self.note.take() else { return };
        let kind = usize::from(endnote);
        self.notes[kind] += 1;
        let marker = [Numeral::Decimal, Numeral::LowerRoman][kind].write(self.notes[kind] as i64);
        let id = format!("{}-{}", ["footnote", "endnote"][kind], self.notes[kind]);
        self.out.end(&Role::Body, self.direction());
        let html = self.out.end_part();
        self.out.refer(&look, &id, &marker);
        self.out.keep_note(&id, &marker, &html);
    }

    /// Takes what stands in the paragraph for its marker, when it is one that was typed: a bullet or a number that hangs
    /// before the text.
    pub(super) fn take_marker(&mut self) -> bool {
        /// Bytes of a marker.
        const LENGTH: usize = 24;
        if self.now.first >= 0 || self.marker.is_some() || self.now.to == Destination::Nowhere {
            return false;
        }
        let Some(words) = self.out.words_within(LENGTH) else { return false };
        let words = words.trim();
        let bullet = matches!(words, "•" | "·" | "–" | "—" | "-" | "*" | "◦" | "▪" | "o");
        let number = words.strip_suffix(['.', ')']).unwrap_or_default();
        let counts = !number.is_empty() && number.chars().all(|sign| sign.is_alphanumeric() || sign == '.');
        if !bullet && !counts {
            return false;
        }
        self.marker = Some(words.to_owned());
        self.out.withdraw();
        // A step of lists is a quarter of an inch.
        let steps = self.now.indent.saturating_add(self.now.first).max(0) / 360;
        self.now.level = usize::try_from(steps).unwrap_or_default().min(9);
        true
    }

    /// What the paragraph is that ends.
    pub(super) fn role(&mut self) -> Role {
        let marker = self.marker.take();
        let mut style = self.now.style.and_then(|style| self.styles.get(&style));
        let mut outline = self.now.outline.or(style.and_then(|style| style.outline));
        let mut named = None;
        for _ in 0..16 {
            let Some(found) = style else { break };
            outline = outline.or(found.outline);
            named = named.or_else(|| style_name::role(&found.name));
            style = found.based_on.and_then(|style| self.styles.get(&style));
        }
        let level = match (outline, &named) {
            (Some(level), _) if level < 9 => Some(level.min(5) + 1),
            (None, Some(Role::Heading(level))) => Some(*level),
            _ => None,
        };
        // One letter that is not a number is a sign of a font of pictures.
        let printed = marker.as_deref().filter(|marker| marker.contains(char::is_alphanumeric) && *marker != "o");
        match (level, &marker) {
            (Some(level), _) => {
                if let Some(marker) = printed.filter(|_| !self.out.is_empty()) {
                    self.out.put_first(&format!("{marker} "));
                }
                Role::Heading(level)
            }
            (None, Some(_)) => Role::Item {
                list: u64::from(self.now.list.unsigned_abs()),
                level: self.now.level,
                ordered: printed.is_some(),
                marker: printed.map(str::to_owned),
            },
            (None, None) => named.filter(|role| !matches!(role, Role::Heading(_))).unwrap_or_default(),
        }
    }

    /// From which side the paragraph is written, where it says so.
    pub(super) fn direction(&self) -> Option<BaseDirection> {
        self.now.from_right.then_some(BaseDirection::Rtl)
    }

    pub(super) fn end_paragraph(&mut self) {
        if !matches!(self.now.to, Destination::Text | Destination::Note | Destination::Box) {
            return;
        }
        if !self.out.is_empty() {
            self.place();
        }
        let role = self.role();
        self.out.end(&role, self.direction());
        if self.open_boxes == 0 {
            self.end_boxes();
        }
    }

    pub(super) fn end_boxes(&mut self) {
        for html in std::mem::take(&mut self.boxes) {
            self.out.between(&format!("<aside>{html}</aside>"));
        }
    }

    pub(super) fn end_cell(&mut self) {
        if self.note.is_some() || self.open_boxes > 0 || self.now.to != Destination::Text {
            return self.say(" ");
        }
        let mut html = String::new();
        if std::mem::take(&mut self.in_cell) {
            let role = self.role();
            self.out.end(&role, self.direction());
            self.end_boxes();
            html = self.out.end_part();
        }
        if self.cells.len() < limits::COLUMNS {
            self.cells.push(html);
        }
    }

    pub(super) fn end_row(&mut self) {
        if self.note.is_some() || self.open_boxes > 0 {
            return;
        }
        if self.in_cell {
            self.end_cell();
        }
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            self.table.rows.push((self.shape.clone(), cells));
        }
    }

    /// The table has ended, when there was one.
    pub(super) fn end_table(&mut self) {
        if self.in_cell || !self.cells.is_empty() {
            self.end_row();
        }
        if !self.table.rows.is_empty() {
            let rows = std::mem::take(&mut self.table).finish();
            // What stands in the paragraph already comes behind the table.
            self.out.table(rows);
        }
    }
}
