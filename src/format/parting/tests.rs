//! Long pages, and the sections that they become.

use std::fmt::Write;

use crate::book::{Block, Book, GroupKind, Kind, Style};
use crate::format::open_bytes;

fn book(body: &str) -> std::sync::Arc<Book> {
    let page = format!("<!DOCTYPE html><html lang=en><head><title>t</title></head><body>{body}</body></html>");
    open_bytes(page.into_bytes().into()).expect("it opens").book
}

fn paragraphs(count: usize) -> String {
    "<p>The readers of this book know more than its writers thought they would.</p>".repeat(count)
}

/// How the sections are called, and what each begins and ends with.
fn sections(book: &Book) -> Vec<String> {
    let word = |block: Option<&Block>| block.map(|block| block.text.chars().take(9).collect::<String>());
    let shown = book.sections.iter().map(|section| {
        let (first, last) = (word(section.blocks.first()), word(section.blocks.last()));
        format!("{}: {}…{}", section.href, first.unwrap_or_default(), last.unwrap_or_default())
    });
    shown.collect()
}

#[test]
fn a_short_page_stays_one() {
    let book = book(&format!("<h1>One</h1>{0}<h1>Two</h1>{0}", paragraphs(20)));
    assert_eq!(book.sections.len(), 1);
}

#[test]
fn a_long_page_is_parted_at_its_largest_headings() {
    let text = paragraphs(150);
    let book = book(&format!(
        "<p>front</p><h1>Book</h1><h2 id=a>First</h2><p><a href='#c'>to the third</a></p>{text}<h3>Below</h3>{text}\
         <span id=p epub:type=pagebreak title=7></span><h2>Second</h2>{text}<blockquote><h2>said</h2>{text}</blockquote>\
         <h2>Third</h2><p id=c>there <a href='index.html#a'>back</a> <a href='#gone'>nowhere</a></p>"
    ));
    let wanted = [
        "index.html: front…front",
        "index.html.2: Book…The reade",
        "index.html.3: …The reade",
        "index.html.4: Third…there bac",
    ];
    assert_eq!(sections(&book), wanted);
    assert_eq!(book.sections[2].blocks[0].kind, Kind::PageBreak);
    assert_eq!(book.pages[0].point.section, 2);
    let place = |section: usize, block: usize, link: usize| {
        let links = book.sections[section].blocks[block].inlines.iter().filter_map(|inline| match &inline.style {
            Style::Link(target) => Some(target),
            _ => None,
        });
        book.resolve_target(links.into_iter().nth(link).expect("a link")).map(|point| (point.section, point.block))
    };
    assert_eq!(place(1, 2, 0), Some((3, 1)));
    assert_eq!(place(3, 1, 0), Some((1, 1)));
    let quotation = book.sections[2].groups.iter().find(|group| group.kind == GroupKind::Quote).expect("a quotation");
    assert_eq!(quotation.blocks, 152..303);
    let titles: Vec<_> = book.sections.iter().map(|section| section.title.as_deref()).collect();
    assert_eq!(titles, [None, Some("Book"), Some("Second"), Some("Third")]);
}

#[test]
fn pictures_in_the_page_are_found_from_its_parts() {
    let text = paragraphs(300);
    let page = format!(
        "<html><body><h1>One</h1>{text}<h1>Two</h1><p>x</p><img alt=dot src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=='>\
         <svg width='4' height='3'><title>line</title><path d='M0 0h9'/></svg></body></html>"
    );
    let opened = open_bytes(page.into_bytes().into()).expect("it opens");
    let section = &opened.book.sections[1];
    assert_eq!(section.href, "index.html.2");
    let pictures: Vec<_> = section.blocks.iter().filter_map(|block| block.picture(&section.href)).collect();
    let sizes: Vec<_> = pictures.iter().map(|picture| opened.resources.picture_size(picture).ok()).collect();
    assert_eq!(sizes, [Some((1.0, 1.0)), Some((4.0, 3.0))]);
}

#[test]
fn notes_stand_where_they_are_referred_to() {
    let text = paragraphs(200);
    let mut body = String::new();
    for (chapter, notes) in [("One", ["1", "3"]), ("Two", ["2", "4"])] {
        write!(body, "<h1>{chapter}</h1>{text}<p>").expect("written");
        for note in notes {
            write!(body, "word<a href='#n{note}'>{note}</a> ").expect("written");
        }
        body.push_str("</p>");
    }
    let list = "<section epub:type=footnotes><ol><li id=n1>first<li id=n2><p>second</p><p>goes on</p><li id=n3>third\
                <li id=n4>fourth</ol></section>";
    let book = book(&(body + list));
    let notes = |section: usize| {
        let blocks = &book.sections[section].blocks;
        let notes = blocks.iter().rev().take_while(|block| block.kind != Kind::Paragraph).map(|it| it.text.as_str());
        notes.collect::<Vec<_>>()
    };
    assert_eq!((notes(0), notes(1)), (vec!["third", "first"], vec!["fourth", "goes on", "second"]));
    for section in &book.sections {
        let count = section.blocks.len();
        let wrong = section.groups.iter().find(|group| group.blocks.end > count || group.blocks.is_empty());
        assert!(wrong.is_none(), "{wrong:?}");
        let around = section.groups.iter().filter(|group| group.blocks.end == count && group.parent.is_none());
        assert_eq!(around.map(|group| group.kind.clone()).collect::<Vec<_>>(), [GroupKind::Notes]);
    }
}

#[test]
fn what_has_no_headings_is_parted_by_its_length() {
    let parted = book(&paragraphs(4000));
    assert!((3..8).contains(&parted.sections.len()), "{}", parted.sections.len());
    assert!(parted.sections.iter().all(|section| section.characters() < 100_000));
    assert_eq!(parted.sections.iter().map(|section| section.blocks.len()).sum::<usize>(), 4000);
    let list = book(&format!("<ul>{}</ul>", "<li>The readers of this list know more than they thought.".repeat(4000)));
    assert_eq!(list.sections.len(), 1);
}

#[test]
fn chapters_that_are_too_long_are_parted_at_deeper_headings() {
    let inside = format!("<h3>Below</h3>{}", paragraphs(300)).repeat(8);
    let book = book(&format!("<h2>One</h2>{inside}<h2>Two</h2><p>short</p>"));
    assert!(book.sections.len() > 3, "{}", book.sections.len());
    assert!(book.sections.iter().all(|section| matches!(section.blocks[0].kind, Kind::Heading(_))));
    assert!(book.sections.iter().all(|section| section.characters() < 100_000));
    assert_eq!(book.outline.len(), 2);
    assert_eq!(book.outline[0].children.len(), 8);
}

#[test]
fn every_part_is_written_from_the_side_of_the_whole() {
    let text = "<p>Abai was born in 1845.</p>".repeat(2500);
    let page = format!("<!DOCTYPE html><html lang=ar dir=rtl><body><h1>a</h1>{text}<h1>b</h1>{text}</body></html>");
    let book = open_bytes(page.into_bytes().into()).expect("it opens").book;
    assert!(book.sections.len() > 1);
    for section in &book.sections {
        assert!(section.base_direction(0, None).is_rtl(), "{}", section.href);
    }
}
