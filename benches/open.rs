//! How soon a book is there: War and Peace I opened to its first phrase, and a book of the same size made here.
//!
//! The budget is 60 ms for 1.3 MB of text.

use std::hint::black_box;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use oqyrman::format;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Three chapters with 1.3 MB of Russian text in all.
fn made() -> Arc<[u8]> {
    const SENTENCES: &str =
        "— Что же, князь, — сказал он. Ему было сорок лет, и т. д. «Так-то», — подумала А. П. Шерер… ";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut file = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(text.as_bytes()).expect("written");
    };
    file("mimetype", "application/epub+zip");
    file(
        "META-INF/container.xml",
        "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile \
         full-path=\"p.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>",
    );
    file(
        "p.opf",
        "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\"><metadata \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>t</dc:title></metadata><manifest><item id=\"a\" \
         href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"b\" href=\"b.xhtml\" \
         media-type=\"application/xhtml+xml\"/><item id=\"c\" href=\"c.xhtml\" media-type=\"application/xhtml+xml\"/>\
         </manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/><itemref idref=\"c\"/></spine></package>",
    );
    let paragraph = format!("<p>{}</p>\n", SENTENCES.repeat(6));
    let body = paragraph.repeat(450_000 / paragraph.len());
    for name in ["a.xhtml", "b.xhtml", "c.xhtml"] {
        file(name, &format!("<html lang=\"ru\"><body><h1>Часть</h1>{body}</body></html>"));
    }
    zip.finish().expect("finished").into_inner().into()
}

fn open(criterion: &mut Criterion) {
    let first_phrase = |opened: format::Opened| {
        let book = opened.book;
        let point = book.beginning();
        black_box(book.block(point).map(|block| block.phrases().len()))
    };
    let bytes = made();
    criterion.bench_function("open a book of 1.3 MB to its first phrase", |bencher| {
        bencher.iter(|| first_phrase(format::open_bytes(Arc::clone(&bytes)).expect("it opens")));
    });
    if let Some(path) = std::env::var_os("OQYRMAN_BENCH_BOOK").filter(|path| Path::new(path).is_file()) {
        criterion.bench_function("open the book of OQYRMAN_BENCH_BOOK to its first phrase", |bencher| {
            bencher.iter(|| first_phrase(format::open(Path::new(&path)).expect("it opens")));
        });
    }
    let book = format::open_bytes(bytes).expect("it opens").book;
    criterion.bench_function("part 1.3 MB of text into phrases", |bencher| {
        let texts: Vec<&str> =
            book.sections.iter().flat_map(|section| &section.blocks).map(|block| block.text.as_str()).collect();
        bencher.iter(|| texts.iter().map(|text| oqyrman::book::phrases(text, None).len()).sum::<usize>());
    });
}

criterion_group!(benches, open);
criterion_main!(benches);
