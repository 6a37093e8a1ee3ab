use std::fs;

use super::*;
use crate::book::{GroupKind, Kind};
use crate::format;
use crate::reading::record::markup::text;
use crate::reading::trial::book_in;

const BOOK: &str = "§ Бір
# Бірінші сөз
Ғылым таппай мақтанба. Орын таппай баптанба.
=12
- Бір. Екі.
;!Күн;Ай
;Ол;сен
![Тау]
§ Екі
# Екінші сөз
Ол [келді](1.xhtml) кеше.
***
Мороз и солнце.
>Ескерту";

fn order(form: Form) -> Order {
    let (book, _) = book_in("kk", BOOK);
    let metadata = crate::book::Metadata { title: "Қара <сөз>".to_owned(), ..book.metadata.clone() };
    let book = Book::new(metadata, book.sections.clone(), Vec::new(), book.pages.clone(), Vec::new());
    Order {
        book: Arc::new(book),
        resources: Resources::none(),
        cover: None,
        title: "a".to_owned(),
        form,
        sheet: Sheet::default(),
    }
}

fn written(form: Form) -> String {
    let mut out = Vec::new();
    write(&order(form), &mut out, &Stop::default()).expect("written");
    String::from_utf8(out).expect("text")
}

fn shown(book: &Book) -> Vec<(Kind, String)> {
    let blocks = book.sections.iter().flat_map(|section| &section.blocks);
    // Of a picture that cannot be had its words are left.
    let kind = |kind| if kind == Kind::Image { Kind::Paragraph } else { kind };
    blocks.filter(|block| block.kind != Kind::PageBreak).map(|block| (kind(block.kind), block.text.clone())).collect()
}

#[test]
fn a_text_has_a_line_a_paragraph() {
    let text = written(Form::Text);
    assert!(text.starts_with("Бірінші сөз\n\nҒылым таппай мақтанба. Орын таппай баптанба.\n\n"), "{text}");
    assert!(text.contains("Күн\tАй\nОл\tсен\n\n[Тау]\n\n") && text.contains("\n\n* * *\n\n"), "{text}");
    assert!(text.ends_with('\n'));
}

#[test]
fn what_is_exported_is_read_as_what_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = order(Form::Html).book;
    for form in [Form::Html, Form::Epub] {
        let target = folder.path().join(format!("a.{}", form.ending()));
        let path = export(&order(form), &target, &Stop::default()).expect("exported");
        let opened = format::open(&path).expect("our own reader reads it");
        let book = opened.book;
        let (mut now, mut then) = (shown(&book), shown(&before));
        if form == Form::Html {
            // Its header is the book's title.
            now.retain(|(_, words)| words != "Қара <сөз>");
        }
        // Notes stand at the end of what is one document.
        now.sort_by(|one, other| one.1.cmp(&other.1));
        then.sort_by(|one, other| one.1.cmp(&other.1));
        assert_eq!(now, then, "{form}");
        assert_eq!(book.metadata.title, "Қара <сөз>", "{form}");
        assert_eq!(book.metadata.languages, before.metadata.languages, "{form}");
        let labels = |book: &Book| book.pages.iter().map(|page| page.label.clone()).collect::<Vec<_>>();
        assert_eq!(labels(&book), labels(&before), "{form}");
        let tables = |book: &Book| {
            let groups = book.sections.iter().flat_map(|section| &section.groups);
            groups.filter(|group| matches!(group.kind, GroupKind::Table { .. })).count()
        };
        assert_eq!(tables(&book), tables(&before), "{form}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
}

#[test]
fn html_is_html() {
    let html = written(Form::Html);
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"kk\">"), "{html}");
    assert!(html.contains(&format!("<title>{}</title>", text("Қара <сөз>"))));
    assert!(!html.contains("epub:type") && !html.contains("xml:lang"), "{html}");
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: std::collections::HashSet<&&str> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    for link in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&link), "{link}: {ids:?}");
    }
}

#[test]
fn braille_is_laid_out_in_pages() {
    let installed = std::process::Command::new("lou_translate").arg("--version").output().is_ok();
    if !installed {
        println!("skipped: lou_translate is not installed (liblouis-bin)");
        return;
    }
    let brf = written(Form::Brf);
    let pages: Vec<&str> = brf.split_terminator('\x0c').collect();
    assert!(!pages.is_empty());
    for page in &pages {
        let lines: Vec<&str> = page.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 28);
        assert!(lines.iter().all(|line| line.len() <= 30 && line.is_ascii()), "{lines:?}");
    }
    // «сөз» with the Kazakh letter, and «Мороз» by the Russian table.
    let pef = written(Form::Pef);
    assert!(pef.contains("⠎⠣⠵") && pef.contains("⠍⠕⠗⠕⠵"), "{pef}");
    assert!(pef.contains("<volume cols=\"30\" rows=\"28\"") && pef.matches("<row>").count() == pages.len() * 28);
}
