//! What the elements of a structure tree are: the standard types of ISO 32000-1, 14.8.4, and of ISO 32000-2, 14.8.4.

use serde::{Deserialize, Serialize};

/// What an element is, as far as reading aloud tells things apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::format) enum Role {
    /// Holds others, and says nothing of its own.
    Group,
    /// A group whose headings lie one level deeper.
    Section,
    Paragraph,
    /// 1 to 6; 0 for one whose level is that of the sections around it.
    Heading(u8),
    List,
    Item,
    Label,
    Body,
    Table,
    /// Rows of a table: its head, body, foot.
    Rows,
    Row,
    HeaderCell,
    Cell,
    Figure,
    Formula,
    Caption,
    Note,
    Reference,
    Link,
    Quotation,
    Aside,
    Code,
    Contents,
    Entry,
    Span,
    Emphasis,
    Strong,
    /// No content.
    Artifact,
    /// Nobody knows: part of the text around it, or a group where there is none.
    Other,
}

impl Role {
    /// That of a standard type; `None` for the names of programs and documents.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"Document" | b"DocumentFragment" | b"Div" | b"Index" | b"Form" => Self::Group,
            b"Part" | b"Art" | b"Sect" => Self::Section,
            b"P" | b"BibEntry" => Self::Paragraph,
            b"H" => Self::Heading(0),
            b"Title" => Self::Heading(1),
            b"L" => Self::List,
            b"LI" => Self::Item,
            b"Lbl" => Self::Label,
            b"LBody" => Self::Body,
            b"Table" => Self::Table,
            b"THead" | b"TBody" | b"TFoot" => Self::Rows,
            b"TR" => Self::Row,
            b"TH" => Self::HeaderCell,
            b"TD" => Self::Cell,
            b"Figure" => Self::Figure,
            b"Formula" => Self::Formula,
            b"Caption" => Self::Caption,
            b"Note" | b"FENote" => Self::Note,
            b"Reference" => Self::Reference,
            b"Link" => Self::Link,
            b"BlockQuote" => Self::Quotation,
            b"Aside" => Self::Aside,
            b"Code" => Self::Code,
            b"TOC" => Self::Contents,
            b"TOCI" => Self::Entry,
            b"Em" => Self::Emphasis,
            b"Strong" => Self::Strong,
            b"Artifact" => Self::Artifact,
            b"Span" | b"Quote" | b"Sub" | b"Ruby" | b"RB" | b"RT" | b"RP" | b"Warichu" | b"WT" | b"WP" | b"Annot" => {
                Self::Span
            }
            b"NonStruct" | b"Private" => Self::Other,
            [b'H', digits @ ..] if !digits.is_empty() && digits.len() < 4 && digits.iter().all(u8::is_ascii_digit) => {
                let level: u32 = std::str::from_utf8(digits).ok()?.parse().ok()?;
                Self::Heading(level.clamp(1, 6) as u8)
            }
            _ => return None,
        })
    }

    /// Its text is one run, whatever stands in it.
    pub(super) fn is_run(self) -> bool {
        matches!(self, Self::Paragraph | Self::Heading(_) | Self::Caption)
    }

    /// Holds text or blocks of text.
    pub(super) fn holds_text(self) -> bool {
        self.is_run()
            || matches!(self, Self::Body | Self::HeaderCell | Self::Cell | Self::Note | Self::Item | Self::Entry)
    }

    /// Whether it is part of the text of its parent, with what is around it.
    pub(super) fn is_inline(self, parent: Self) -> bool {
        let in_text = parent.holds_text() || parent.is_part_of_text();
        match self {
            Self::Span | Self::Emphasis | Self::Strong => true,
            Self::Link | Self::Reference | Self::Code | Self::Formula | Self::Other => in_text,
            Self::Label => !matches!(parent, Self::Item | Self::Note),
            _ => false,
        }
    }

    fn is_part_of_text(self) -> bool {
        matches!(
            self,
            Self::Span | Self::Emphasis | Self::Strong | Self::Link | Self::Reference | Self::Label | Self::Code
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_known_by_their_names() {
        assert_eq!(Role::of(b"H"), Some(Role::Heading(0)));
        assert_eq!(Role::of(b"H3"), Some(Role::Heading(3)));
        assert_eq!(Role::of(b"H12"), Some(Role::Heading(6)));
        assert_eq!(Role::of(b"H0"), Some(Role::Heading(1)));
        assert_eq!(Role::of(b"Heading 1"), None);
        assert_eq!(Role::of(b""), None);
    }

    #[test]
    fn labels_are_text_but_in_items_and_notes() {
        assert!(Role::Label.is_inline(Role::Caption));
        assert!(!Role::Label.is_inline(Role::Item));
        assert!(Role::Link.is_inline(Role::Paragraph) && !Role::Link.is_inline(Role::Section));
    }
}
