//! The nodes of a block: what it is, and what of it is a link, in another language or in another style.

use accesskit::{Action, Node, Role, VerticalOffset};

use super::{INLINE, LINKS, ROW, Teller};
use crate::access::text::Part;
use crate::book::{Block, GroupKind, Inline, Kind, Section, Style, Target};
use crate::ui::widget::prose::page::has_text;

impl Teller {
    /// Role, name and the rest of a block.
    pub(super) fn stated(&self, index: usize, block: &Block) -> Node {
        let section = &self.section;
        let summary = self.summary(index);
        let in_item = || section.groups_of(index).last().is_some_and(|group| group.kind == GroupKind::ListItem);
        let role = match block.kind {
            Kind::Heading(_) => Role::Heading,
            Kind::Item if !in_item() => Role::ListItem,
            Kind::Cell => match block.cell {
                Some(cell) if cell.header && cell.row_header => Role::RowHeader,
                Some(cell) if cell.header => Role::ColumnHeader,
                _ => Role::Cell,
            },
            Kind::Note => Role::DocFootnote,
            Kind::Caption => Role::Caption,
            Kind::Code => Role::Code,
            Kind::Image => Role::Image,
            Kind::PageBreak => Role::DocPageBreak,
            Kind::Separator => Role::Splitter,
            Kind::Paragraph | Kind::Item => Role::Paragraph,
        };
        let mut node = Node::new(if summary.is_some() { Role::DisclosureTriangle } else { role });
        if let Some(open) = summary {
            node.set_expanded(open);
            node.add_action(Action::Click);
            node.add_action(if open { Action::Collapse } else { Action::Expand });
        }
        // A table says it for all its cells, a figure for its caption.
        let formula = || block.inlines.iter().any(|inline| matches!(inline.style, Style::Math(_)));
        if block.kind == Kind::Image || block.cell.is_none() && formula() {
            self.describe(index, &mut node);
        }
        match block.kind {
            Kind::Heading(level) => {
                node.set_label(block.text.clone());
                node.set_level(usize::from(level.max(1)) - 1);
            }
            // Of a caption, Orca says the name and not the text.
            Kind::Image | Kind::Caption if has_text(block) => node.set_label(block.text.clone()),
            // AT-SPI has no role for it, and of a role in words of our own Orca says nothing, nor of the text.
            Kind::Code if !self.words.code.is_empty() => node.set_label(self.words.code.clone()),
            Kind::PageBreak => {
                let (before, after) = &self.words.page;
                node.set_label(format!("{before}{}{after}", block.label.as_deref().unwrap_or_default()));
            }
            _ => {}
        }
        if let Some(cell) = block.cell {
            node.set_row_index(cell.row);
            node.set_column_index(cell.column);
            if cell.row_span > 1 {
                node.set_row_span(cell.row_span);
            }
            if cell.column_span > 1 {
                node.set_column_span(cell.column_span);
            }
        }
        if let Some(language) = block.language.as_ref().or(section.language.as_ref()) {
            node.set_language(language.tag());
        }
        if block.kind == Kind::Image && block.picture(&section.href).is_some() {
            node.add_action(Action::Click);
        }
        node.add_action(Action::ScrollIntoView);
        node
    }

    /// Says of a node that it is described: in words, and where.
    pub(super) fn describe(&self, index: usize, node: &mut Node) {
        let section = &self.section;
        let Some(description) = section.description_of(index) else { return };
        node.set_description(description.text.clone().unwrap_or_else(|| self.words.described.clone()));
        if let Some(Target::Internal { href, fragment: Some(fragment) }) = &description.target
            && *href == section.href
            && let Some(&(block, _)) = section.anchors.get(fragment)
            && block != index
            && self.shows(block)
            && section.blocks.get(block).is_some_and(has_text)
        {
            node.push_detail(self.block_id(block));
        }
    }
}

fn is_link(style: &Style) -> bool {
    matches!(style, Style::Link(_) | Style::NoteReference(_))
}

/// Whether a link of a note leads back to its reference.
fn leads_back(section: &Section, block: &Block, target: &Target) -> bool {
    let Target::Internal { href, fragment: Some(fragment) } = target else { return false };
    let place = section.anchors.get(fragment).filter(|_| block.kind == Kind::Note && *href == section.href);
    place.is_some_and(|&(place, byte)| {
        section.blocks.get(place).is_some_and(|around| {
            around.inlines.iter().any(|inline| {
                matches!(inline.style, Style::NoteReference(_))
                    && (inline.range.start..=inline.range.end).contains(&byte)
            })
        })
    })
}

pub(super) fn link(section: &Section, block: &Block, inline: usize) -> Node {
    let found = block.inlines.get(inline);
    let role = match found.map(|inline| &inline.style) {
        Some(Style::NoteReference(_)) => Role::DocNoteRef,
        Some(Style::Math(_)) => Role::Math,
        Some(Style::Link(target)) if leads_back(section, block, target) => Role::DocBackLink,
        _ => Role::Link,
    };
    let mut node = Node::new(role);
    if let Some(text) = found.and_then(|inline| block.text.get(inline.range.clone())) {
        node.set_label(text);
    }
    if let Some(Style::Link(Target::External(address))) = found.map(|inline| &inline.style) {
        node.set_url(address.as_str());
    }
    if role == Role::Math {
        node.set_class_name(INLINE);
    }
    node.add_action(Action::Click);
    node.add_action(Action::ScrollIntoView);
    node
}

/// The stretches of a block by language, style and link, and for each the link's number among the inlines.
pub(super) fn parts(block: &Block, section: &Section, book: &str, rtl: bool) -> (Vec<Part>, Vec<Option<usize>>) {
    let mut cuts = vec![0, block.text.len()];
    for inline in &block.inlines {
        if !matches!(inline.style, Style::Code | Style::Isolate(_) | Style::Ornament(_)) {
            cuts.extend([inline.range.start, inline.range.end]);
        }
    }
    cuts.retain(|&cut| block.text.is_char_boundary(cut));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| {
            // A space between two languages goes with the first: alone it would be said by its name.
            let blank = cut[0] > 0 && block.text[cut[0]..cut[1]].trim().is_empty();
            let language = block
                .language_at(if blank { cut[0] - 1 } else { cut[0] })
                .or(section.language.as_ref())
                .map_or_else(|| book.to_owned(), |language| language.tag().to_owned());
            let inlines = || block.inlines.iter().take((ROW - LINKS) as usize);
            let around = |wanted: &dyn Fn(&Inline) -> bool| {
                inlines().rposition(|inline| inline.range.contains(&cut[0]) && wanted(inline))
            };
            // What a link holds is the link. A formula is never a block of its own: of the words of one whose role is
            // mathematics Orca says nothing.
            let link = around(&|inline| is_link(&inline.style))
                .or_else(|| around(&|inline| matches!(inline.style, Style::Math(_))));
            let has = |style: Style| {
                block.inlines.iter().any(|inline| inline.style == style && inline.range.contains(&cut[0]))
            };
            let raised = match (has(Style::Superscript), has(Style::Subscript)) {
                (true, _) => Some(VerticalOffset::Superscript),
                (false, true) => Some(VerticalOffset::Subscript),
                (false, false) => None,
            };
            let part = Part {
                bytes: cut[0]..cut[1],
                language: Some(language).filter(|tag| !tag.is_empty()),
                bold: has(Style::Strong),
                italic: has(Style::Emphasis),
                raised,
                doubtful: has(Style::Doubtful),
                rtl,
            };
            (part, link)
        })
        .unzip()
}
