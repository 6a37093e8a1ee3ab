//! Pages, and what is read of them.

use std::sync::Arc;

use crate::book::{Code, Kind};
use crate::format::{Opened, open_bytes};

fn opened(text: &str) -> Opened {
    open_bytes(Arc::from(text.as_bytes())).expect("it opens")
}

fn texts(opened: &Opened) -> Vec<&str> {
    opened.book.sections.iter().flat_map(|section| &section.blocks).map(|block| block.text.as_str()).collect()
}

#[test]
fn a_page_is_a_book() {
    let opened = opened(
        "<!DOCTYPE html><html lang=kk><head><meta charset=utf-8><title>Қара сөздер</title><meta name=author content='Абай'>\
         <meta name=description content='Туынды'><script>if (a<b) document.write('<p>no')</script><style>p>a{}</style></head>\
         <body><nav><a href='#b'>Екінші</a></nav><h1>Бірінші<br>сөз</h1><p>Бір<p>Екі<img src='http://x.example/a.png' alt='Сурет'>\
         <h2 id=b>Екінші</h2><ul><li>а<li>б</ul><a href='other.html'>x</a><![if !mso]><p>соң</body></html>",
    );
    assert_eq!(texts(&opened), ["Екінші", "Бірінші\nсөз", "Бір", "Екі", "Сурет", "Екінші", "а", "б", "x", "соң"]);
    let book = &opened.book;
    assert_eq!((book.metadata.title.as_str(), book.metadata.authors().next()), ("Қара сөздер", Some("Абай")));
    assert_eq!(book.metadata.languages.first().map(|language| language.tag()), Some("kk"));
    assert_eq!(book.metadata.description.as_deref(), Some("Туынды"));
    assert_eq!(book.outline.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(), ["Бірінші сөз"]);
    assert_eq!(book.outline[0].children[0].title, "Екінші");
    let picture = book.sections[0].blocks.iter().find(|block| block.kind == Kind::Image).expect("a picture");
    assert_eq!((&picture.resource, &picture.written), (&None, &None));
    assert_eq!(opened.defects.iter().map(|defect| defect.code).collect::<Vec<_>>(), [Code::Remote, Code::DeadLink]);
}

#[test]
fn pages_are_known_however_they_begin() {
    for page in [
        "<!-- saved --><html><body><p>ab",
        "Ескерту\n<html><body><p>ab</body></html>",
        "<p>ab",
        "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body><p>ab</p></body></html>",
        "<title>t</title><h1>ab</h1>",
    ] {
        let opened = opened(page);
        assert_eq!(opened.book.metadata.format.name(), "html", "{page}");
        assert!(texts(&opened).contains(&"ab"), "{page}");
    }
}

#[test]
fn a_picture_in_the_page_is_read() {
    let opened =
        opened("<html><body><p>x</p><img alt='нүкте' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></body></html>");
    let block = &opened.book.sections[0].blocks[1];
    assert_eq!((block.text.as_str(), block.written), ("нүкте", Some(0)));
}
