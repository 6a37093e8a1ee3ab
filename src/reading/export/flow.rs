//! A section as one flow of pieces, for the forms that have no structure but lines: plain text and braille.

use std::collections::HashMap;

use crate::book::{BaseDirection, Block, Book, GroupKind, Kind, Language, PageLabel, Point, Section};
use crate::reading::language::{self, Surroundings};

/// A stretch of text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) language: Option<Language>,
    /// The label of the printed page that begins with it.
    pub(super) page: Option<String>,
}

/// How a piece is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    Heading,
    Paragraph,
    /// Of a list at this depth, from 0. Blocks of an item behind its first one have no mark.
    Item {
        depth: usize,
        mark: Option<String>,
    },
    /// Of the table with this number among the section's groups.
    Row {
        table: usize,
        header: bool,
    },
    Note,
    /// Its text is the alternative.
    Picture,
    /// Its lines stand as they are.
    Code,
    Separator,
}

/// What stands by itself: a paragraph, an item, a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) layout: Layout,
    /// What stands in it, with the column that it stands in: one for all but the row of a table.
    pub(super) cells: Vec<(usize, Vec<Run>)>,
    /// As the book gave it. Not of rows.
    pub(super) direction: Option<BaseDirection>,
}

impl Piece {
    /// The text of each cell.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> + '_ {
        self.cells.iter().map(|(_, runs)| runs.iter().map(|run| run.text.as_str()).collect())
    }
}

/// A walk through the sections of a book, in their order.
pub(super) struct Flow<'a> {
    book: &'a Book,
    surroundings: Surroundings,
    /// Pages that were not come to yet, the next one last.
    pages: Vec<&'a PageLabel>,
    /// The page that begins with the next run.
    page: Option<String>,
}

impl<'a> Flow<'a> {
    pub(super) fn of(book: &'a Book) -> Self {
        let mut pages: Vec<&PageLabel> = book.pages.iter().collect();
        pages.sort_by_key(|page| std::cmp::Reverse(page.point));
        Self { book, surroundings: Surroundings::of(book), pages, page: None }
    }

    /// The language that most of the book is in.
    pub(super) fn main_language(&self) -> Option<Language> {
        crate::reading::markup::language_of(self.book).cloned()
    }

    /// The pieces of the next section; its notes come last.
    pub(super) fn section(&mut self, number: usize) -> Vec<Piece> {
        let Some(section) = self.book.section(number) else { return Vec::new() };
        let marks = marks(section);
        let (mut pieces, mut notes) = (Vec::new(), Vec::new());
        // The groups around the block, the innermost last.
        let (mut around, mut next): (Vec<usize>, usize) = (Vec::new(), 0);
        // The row that the last piece is: table, row.
        let mut last_row = None;
        for (index, block) in section.blocks.iter().enumerate() {
            around.retain(|&group| section.groups[group].blocks.end > index);
            while section.groups.get(next).is_some_and(|group| group.blocks.start <= index) {
                if section.groups[next].blocks.end > index {
                    around.push(next);
                }
                next += 1;
            }
            let kind = |group: &usize| &section.groups[*group].kind;
            let table = around.iter().rfind(|group| matches!(kind(group), GroupKind::Table { .. }));
            let lists = around.iter().filter(|group| matches!(kind(group), GroupKind::List { .. })).count();
            if block.kind == Kind::PageBreak {
                self.page_up_to(Point::new(number, index, 0));
                continue;
            }
            let layout = match (block.cell, table, block.kind) {
                (Some(place), Some(&table), _) => {
                    let row = Some((table, place.row));
                    let runs = self.runs(number, index, block);
                    if let Some(Piece { layout: Layout::Row { header, .. }, cells, .. }) =
                        pieces.last_mut().filter(|_| last_row == row)
                    {
                        *header &= place.header;
                        match cells.last_mut().filter(|(column, _)| *column == place.column) {
                            Some((_, before)) => {
                                before.push(Run { text: " ".to_owned(), language: None, page: None });
                                before.extend(runs);
                            }
                            None => cells.push((place.column, runs)),
                        }
                    } else {
                        let layout = Layout::Row { table, header: place.header };
                        pieces.push(Piece { layout, cells: vec![(place.column, runs)], direction: None });
                    }
                    last_row = row;
                    continue;
                }
                (_, _, Kind::Heading(_)) => Layout::Heading,
                (_, _, Kind::Note) => Layout::Note,
                (_, _, Kind::Image) => Layout::Picture,
                (_, _, Kind::Code) => Layout::Code,
                (_, _, Kind::Separator) => Layout::Separator,
                _ if lists > 0 || block.kind == Kind::Item => {
                    let mark = marks.get(&index).cloned();
                    Layout::Item { depth: lists.saturating_sub(1), mark }
                }
                _ => Layout::Paragraph,
            };
            last_row = None;
            if block.text.trim().is_empty() && layout != Layout::Separator {
                continue;
            }
            // What is moved to the end of the section begins no page.
            let note = layout == Layout::Note;
            let waiting = if note { self.page.take() } else { None };
            let mut runs = self.runs(number, index, block);
            if note {
                let late = runs.iter_mut().filter_map(|run| run.page.take()).last();
                self.page = late.or(self.page.take()).or(waiting);
            }
            let direction = section.given_direction(index);
            let piece = Piece { layout, cells: vec![(0, runs)], direction };
            if note { notes.push(piece) } else { pieces.push(piece) }
        }
        pieces.append(&mut notes);
        pieces
    }

    /// Comes to the pages that begin up to this point. The last of several is told.
    fn page_up_to(&mut self, point: Point) {
        while let Some(page) = self.pages.pop_if(|page| page.point <= point) {
            self.page = Some(page.label.clone());
        }
    }

    /// The text of a block, parted where its language changes and where a page begins.
    fn runs(&mut self, number: usize, index: usize, block: &Block) -> Vec<Run> {
        let start = Point::new(number, index, 0);
        let inside = |page: &&&PageLabel| (page.point.section, page.point.block) <= (number, index);
        let in_block = self.pages.iter().rev().take_while(inside).filter(|page| page.point > start);
        let mut edges: Vec<usize> = in_block.map(|page| page.point.byte).collect();
        edges.retain(|&edge| edge < block.text.len() && block.text.is_char_boundary(edge));
        edges.extend([0, block.text.len()]);
        edges.sort_unstable();
        edges.dedup();
        let mut runs = Vec::new();
        for pair in edges.windows(2) {
            self.page_up_to(Point::new(number, index, pair[0]));
            for (range, language) in language::split(self.book, &self.surroundings, start, pair[0]..pair[1]) {
                runs.push(Run { text: block.text[range].to_owned(), language, page: self.page.take() });
            }
        }
        runs
    }
}

/// The marks of the items: their own, else a number or a dot.
fn marks(section: &Section) -> HashMap<usize, String> {
    let mut marks = HashMap::new();
    let mut counted: HashMap<usize, usize> = HashMap::new();
    let mut put = |block: usize, list: Option<usize>| {
        let own = section.blocks.get(block).and_then(|block| block.label.as_deref());
        let ordered = list.is_some_and(|list| section.groups[list].kind == GroupKind::List { ordered: true });
        let number = list.map_or(1, |list| {
            let number = counted.entry(list).or_default();
            *number += 1;
            *number
        });
        let mark = match own.map(str::trim).filter(|own| !own.is_empty()) {
            Some(own) => own.to_owned(),
            None if ordered => format!("{number}."),
            None => "•".to_owned(),
        };
        marks.entry(block).or_insert(mark);
    };
    for group in section.groups.iter().filter(|group| group.kind == GroupKind::ListItem && !group.blocks.is_empty()) {
        put(group.blocks.start, group.parent);
    }
    for (index, block) in section.blocks.iter().enumerate() {
        if block.kind == Kind::Item && block.label.is_some() {
            put(index, None);
        }
    }
    marks
}
