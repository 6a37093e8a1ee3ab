//! Books of one's own for tests: one with everything in it, and chapters of any length.

// Every test program uses a part of it.
#![allow(dead_code)]

use std::sync::Arc;

use oqyrman::book::{
    Block, Book, CellPlace, Contributor, Group, GroupKind, Inline, Kind, Language, Metadata, OutlineEntry, PageLabel,
    Point, Section, Style, Target,
};

pub fn language(tag: &str) -> Language {
    Language::parse(tag).expect("a language")
}

fn block(kind: Kind, text: impl Into<String>) -> Block {
    Block::new(kind, text)
}

fn styled(block: &mut Block, part: &str, style: Style) {
    let start = block.text.find(part).expect("it is part of the text");
    block.inlines.push(Inline { range: start..start + part.len(), style });
}

fn internal(href: &str, fragment: Option<&str>) -> Target {
    Target::Internal { href: href.to_owned(), fragment: fragment.map(str::to_owned) }
}

/// A chapter with one of everything; no two blocks of a book begin alike.
fn chapter(number: usize) -> Section {
    let mut section = Section::new(format!("{number}.xhtml"));
    section.language = Some(language("kk"));
    section.title = Some(format!("{number}-тарау"));
    let mut first = block(
        Kind::Paragraph,
        format!("{number}.1. Ол келді. Мен күттім, say it in English, [1] бізге белгісіз. Екеуміз үйге қайттық."),
    );
    styled(&mut first, "күттім", Style::Link(internal("0.xhtml", None)));
    styled(&mut first, "say it in English", Style::Language(language("en")));
    styled(&mut first, "[1]", Style::NoteReference(internal(&format!("{number}.xhtml"), Some("note"))));
    styled(&mut first, "белгісіз", Style::Emphasis);
    let mut page = block(Kind::PageBreak, "");
    page.label = Some((number + 1).to_string());
    let cell = |text: String, row, column, header| {
        let mut block = block(Kind::Cell, text);
        block.cell = Some(CellPlace { row, column, rows: 2, columns: 2, header, ..CellPlace::default() });
        block
    };
    let mut picture = block(Kind::Image, format!("{number}.7. Абайдың суреті"));
    picture.resource = Some("abai.jpg".to_owned());
    section.blocks = vec![
        block(Kind::Heading(1), format!("{number}-тарау")),
        first,
        page,
        block(Kind::Item, format!("{number}.2. Бірінші")),
        block(Kind::Item, format!("{number}.3. Екінші")),
        cell(format!("{number}.4. Жыл"), 0, 0, true),
        cell(format!("{number}.5. Сөз"), 0, 1, true),
        cell(format!("{number}.6. 1890"), 1, 0, false),
        cell(format!("{number}.6б. Бірінші"), 1, 1, false),
        picture,
        block(Kind::Separator, ""),
        block(Kind::Heading(2), format!("{number}.8. Аңыз")),
        block(
            Kind::Paragraph,
            format!("{number}.9. Ақыры ойладым. {}", "Ұзақ сөйлем, қысқа сөз. ".repeat(20).trim_end()),
        ),
        block(Kind::Note, format!("{number}.10. Бұл — ескертпе.")),
    ];
    let group = |kind, blocks, parent| Group { kind, blocks, parent, label: None };
    section.groups = vec![
        group(GroupKind::List { ordered: false }, 3..5, None),
        group(GroupKind::ListItem, 3..4, Some(0)),
        group(GroupKind::ListItem, 4..5, Some(0)),
        group(GroupKind::Table { rows: 2, columns: 2 }, 5..9, None),
        group(GroupKind::Quote, 12..13, None),
        group(GroupKind::Notes, 13..14, None),
    ];
    section.anchors.insert("note".to_owned(), (13, 0));
    section
}

/// A Kazakh book of so many chapters, with contents and printed pages.
pub fn book(chapters: usize) -> Arc<Book> {
    let sections: Vec<Arc<Section>> = (0..chapters).map(|number| Arc::new(chapter(number))).collect();
    let entry = |number: usize| OutlineEntry {
        title: format!("{number}-тарау"),
        level: 1,
        target: Some(internal(&format!("{number}.xhtml"), None)),
        point: Some(Point::new(number, 0, 0)),
        children: Vec::new(),
    };
    let pages = (0..chapters)
        .map(|number| PageLabel { label: (number + 1).to_string(), point: Point::new(number, 2, 0) })
        .collect();
    let author = Contributor { name: "Мұхтар Әуезов".to_owned(), role: "aut".to_owned() };
    let metadata = Metadata {
        title: "Абай жолы".to_owned(),
        contributors: vec![author],
        languages: vec![language("kk")],
        ..Metadata::default()
    };
    Arc::new(Book::new(metadata, sections, (0..chapters).map(entry).collect(), pages, Vec::new()))
}

const SENTENCE: &str =
    "Адам баласы анадан туғанда екі түрлі мінезбен туады, біреуі — ішсем, жесем, ұйықтасам деп тұрады. ";

/// A chapter that is one paragraph of so many characters.
pub fn endless(characters: usize) -> Arc<Book> {
    let mut section = Section::new("0.xhtml");
    section.language = Some(language("kk"));
    let count = characters.div_ceil(SENTENCE.chars().count());
    section.blocks = vec![block(Kind::Heading(1), "Тарау"), block(Kind::Paragraph, SENTENCE.repeat(count).trim_end())];
    let metadata =
        Metadata { title: "Шексіз".to_owned(), languages: vec![language("kk")], ..Metadata::default() };
    Arc::new(Book::new(metadata, vec![Arc::new(section)], Vec::new(), Vec::new(), Vec::new()))
}

/// A book of chapters that have at least so many characters each, in paragraphs as long as a novel's.
pub fn long(chapters: usize, characters: usize) -> Arc<Book> {
    let make = |number: usize| {
        let mut section = Section::new(format!("{number}.xhtml"));
        section.language = Some(language("kk"));
        section.blocks.push(block(Kind::Heading(1), format!("{number}-тарау")));
        let mut written = 0;
        while written < characters {
            let index = section.blocks.len();
            let text = format!("{number}.{index}. {}", SENTENCE.repeat(1 + index * 7 % 9).trim_end());
            written += text.chars().count();
            section.blocks.push(block(Kind::Paragraph, text));
        }
        Arc::new(section)
    };
    let metadata =
        Metadata { title: "Қара сөздер".to_owned(), languages: vec![language("kk")], ..Metadata::default() };
    Arc::new(Book::new(metadata, (0..chapters).map(make).collect(), Vec::new(), Vec::new(), Vec::new()))
}
