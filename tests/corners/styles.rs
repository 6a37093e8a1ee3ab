//! What a book's own styles hide.

use std::time::{Duration, Instant};

use super::{check, lines, opened};
use crate::support::{Epub, chapter};

/// The text of a chapter with this style sheet.
fn styled(css: &str, body: &str) -> Vec<String> {
    let text = chapter(body).replace("<head>", &format!("<head><style>{css}</style>"));
    lines(&opened(Epub::new().chapter("a", &text).bytes()).book)
}

#[test]
fn what_attributes_hide_is_not_read() {
    check(
        "<p>a</p><p style='DISPLAY : none'>b</p><p style='visibility:hidden;'>c</p><p hidden='hidden'>d</p>\
         <p style='display: block'>e</p>",
        &["a", "e"],
    );
}

#[test]
fn what_sheets_hide_is_not_read() {
    let body = "<p>a</p><p class='x y'>b</p><p id='z'>c</p><div class='w'><p>d <b class='q'>e</b></p></div><aside>f</aside>\
        <h2>g</h2>";
    let read = |css: &str| styled(css, body).join("|");
    let all = "a|b|c|d e|f|g";
    assert_eq!(read("p { color: red }"), all);
    assert_eq!(read(".x { display: none }"), "a|c|d e|f|g");
    assert_eq!(read("p.x.y, #z{display:none!important}"), "a|d e|f|g");
    assert_eq!(read("div.w p { visibility : hidden }"), "a|b|c|f|g");
    assert_eq!(read("div > p > .q { display: none; }"), "a|b|c|d|f|g");
    assert_eq!(read("body > .q { display: none; }"), all);
    assert_eq!(read("/* .x { display: none } */ aside { display:/**/none }"), "a|b|c|d e|g");
    // In XHTML that is a comment, whatever old programs made of it.
    assert_eq!(read("<!-- .x { display: none } -->"), all);
    assert_eq!(read("p + p, p:first-child, p::before, [class], *:not(p) { display: none }"), all);
    // What is later or more exact counts.
    assert_eq!(read("p { display: none } p { display: block }"), all);
    assert_eq!(read("p.x { display: block } p { display: none }"), "b|f|g");
    assert_eq!(read("#z { display: none !important } p#z { display: block }"), "a|b|d e|f|g");
    // Sheets for other readers, for paper and for wide windows.
    assert_eq!(read("@media amzn-kf8 { p { display: none } } @media print { aside { display: none } }"), all);
    assert_eq!(read("@media screen and (min-width: 40em) { p { display: none } } .x { display: none }"), "a|c|d e|f|g");
    assert_eq!(
        read("@media not amzn-mobi { .x { display: none } } @media amzn-mobi { p { display: none } }"),
        "a|c|d e|f|g"
    );
    assert_eq!(
        read("@media only screen, print { @media all { .x { display: none } } #z { display: none } }"),
        "a|d e|f|g"
    );
    assert_eq!(read("@media print, (color) { p { display: none } } @media not screen { p { display: none } }"), all);
    assert_eq!(
        read("@font-face { font-family: x; src: url(x.otf) } @page { margin: 0 } .x{display:none}"),
        "a|c|d e|f|g"
    );
    // A book that shows itself by script shows itself.
    assert_eq!(read("body { display: none } html { visibility: hidden } * { display: none }"), all);
    // A note that is hidden until it is asked for is read at its place.
    let note = "<p>a<a epub:type='noteref' href='#n'>1</a></p><aside epub:type='footnote' id='n'>b</aside>";
    assert_eq!(styled("aside { display: none }", note), ["a1", "b"]);
    let notes = note.replace("<aside", "<section epub:type='footnotes' class='x'><aside") + "</section>";
    assert_eq!(styled(".x { display: none }", &notes), ["a1", "b"]);
    let inside = note.replace("<aside", "<div class='x'><p>c</p><aside") + "</div>";
    assert_eq!(styled(".x { display: none }", &inside), ["a1", "b"]);
    assert_eq!(styled(".x { display: none }", "<p class='x' style='display: block'>a</p><p>b</p>"), ["a", "b"]);
}

#[test]
fn sheets_of_the_book_are_read_and_no_others() {
    let text = |links: &str| {
        let text = chapter("<p class='x'>a</p><p class='y'>b</p><p>c</p>").replace("<head>", &format!("<head>{links}"));
        let book = Epub::new()
            .chapter("a", &text)
            .file("OEBPS/css/s.css", "@charset 'utf-8'; @import url('t.css'); .x { display: none }")
            .file("OEBPS/css/t.css", "@import 's.css'; .y { display: none }");
        lines(&opened(book.bytes()).book).join("|")
    };
    assert_eq!(text(""), "a|b|c");
    assert_eq!(text("<link rel='stylesheet' href='css/s.css' type='text/css'/>"), "c");
    assert_eq!(text("<link rel='stylesheet' href='css/t.css' media='print'/>"), "a|b|c");
    assert_eq!(text("<link rel='alternate stylesheet' href='css/s.css'/>"), "a|b|c");
    assert_eq!(
        text("<link rel='stylesheet' href='https://127.0.0.1:9/s.css'/><link rel='stylesheet' href='../../x.css'/>"),
        "a|b|c"
    );
    assert_eq!(text("<style>@import 'css/t.css' print; @import \"css/t.css\";</style>"), "c");
}

#[test]
fn sheets_that_mean_harm_are_read_in_time() {
    let many: String = (0..200_000).map(|number| format!(".c{number} p {{ display: none }}")).collect();
    let deep = format!("{}{{ display: none }}", "div ".repeat(100_000));
    let evil = [many, deep, "{".repeat(1 << 20), "/*".repeat(1 << 20), "@media{".repeat(1 << 18), "\\".repeat(1 << 20)];
    let body = format!("<h1>ok</h1>{}{}", "<div class='c1 c2'>".repeat(150), "<p class='c3'>x</p>".repeat(20_000));
    for css in evil {
        let start = Instant::now();
        let text = styled(&css, &body);
        assert!(start.elapsed() < Duration::from_secs(5), "{} took {:?}", &css[..8], start.elapsed());
        assert!(text.contains(&"ok".to_owned()));
    }
}
