//! How soon a book is there: War and Peace I opened to its first phrase, and a book of the same size made here.
//!
//! The budget is 60 ms for 1.3 MB of EPUB, 50 ms for 2 MB of FictionBook or plain text, and 300 ms to the first page of a PDF of 500.

use std::hint::black_box;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};
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

/// A document of 500 pages with 40 lines of Kazakh text each, packed as programs pack them.
fn document() -> Vec<u8> {
    const LINE: &str = "Адам баласы үйелменінің барлық мүшелеріне тән қадір-қасиетін, құқықтарының";
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let characters = "1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
                      1 beginbfrange <0000> <FFFF> <0000> endbfrange";
    let map = document.add_object(Stream::new(Dictionary::new(), characters.into()));
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Test", "Encoding" => "Identity-H", "ToUnicode" => map,
        "DescendantFonts" => vec![dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Test", "DW" => 500,
            "FontDescriptor" => Dictionary::new(),
        }.into()],
    });
    let shown: Vec<u8> = LINE.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut kids: Vec<Object> = Vec::new();
    for number in 0..500 {
        let mut operations = vec![
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), 10.into()]),
            Operation::new("TL", vec![14.into()]),
            Operation::new("Td", vec![72.into(), 740.into()]),
        ];
        for _ in 0..40 {
            operations.push(Operation::new("Tj", vec![Object::String(shown.clone(), StringFormat::Hexadecimal)]));
            operations.push(Operation::new("T*", vec![]));
        }
        operations.push(Operation::new("ET", vec![]));
        let content = Content { operations }.encode().expect("encoded");
        let mut content = Stream::new(dictionary! { "Number" => number }, content);
        content.compress().expect("packed");
        let content = document.add_object(content);
        let page = dictionary! {
            "Type" => "Page", "Parent" => tree, "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } }, "Contents" => content,
        };
        kids.push(document.add_object(page).into());
    }
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 500 }.into());
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", root);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("written");
    bytes
}

fn open_document(criterion: &mut Criterion) {
    format::use_program(env!("CARGO_BIN_EXE_oqyrman").into());
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("long.pdf");
    std::fs::write(&file, document()).expect("written");
    let mut group = criterion.benchmark_group("a document of 500 pages");
    group.sample_size(20);
    group.bench_function("to its first page", |bencher| {
        bencher.iter(|| {
            let opened = format::open(&file).expect("it opens");
            black_box(opened.book.sections[0].blocks.len())
        });
    });
    group.bench_function("whole", |bencher| {
        bencher.iter(|| format::open_whole(&file, &format::Options::default()).expect("it opens"));
    });
    group.finish();
}

/// 2 MB of Russian text in chapters, as FictionBook and as plain text whose lines were wrapped.
fn texts() -> [(&'static str, Arc<[u8]>); 2] {
    const LINES: &str = "    — Что же, князь, — сказал он. Ему было сорок лет, и так далее. «Так-то»,\n— подумала Анна \
                         Павловна Шерер, фрейлина и приближенная императрицы\nМарии Феодоровны, встречая важного и \
                         чиновного князя Василия, первого\nприехавшего на её вечер.\n";
    let count = 2_000_000 / LINES.len();
    let paragraph = format!("<p>{}</p>\n", LINES.trim().replace('\n', " "));
    let (mut book, mut text) = (String::new(), String::new());
    for number in 0..40 {
        book.push_str(&format!(
            "<section><title><p>Глава {number}</p></title>{}</section>",
            paragraph.repeat(count / 40)
        ));
        text.push_str(&format!("\n\nГлава {number}\n\n{}", LINES.repeat(count / 40)));
    }
    let book = format!(
        "<?xml version='1.0' encoding='UTF-8'?><FictionBook xmlns='http://www.gribuser.ru/xml/fictionbook/2.0'><description>\
         <title-info><book-title>т</book-title></title-info></description><body>{book}</body></FictionBook>"
    );
    [("FictionBook", book.into_bytes().into()), ("plain text", text.into_bytes().into())]
}

fn open_texts(criterion: &mut Criterion) {
    for (name, bytes) in texts() {
        criterion.bench_function(&format!("open 2 MB of {name}"), |bencher| {
            bencher.iter(|| {
                let book = format::open_bytes(Arc::clone(&bytes)).expect("it opens").book;
                assert_eq!(book.sections.len(), 40);
                black_box(book.block(book.beginning()).map(|block| block.phrases().len()))
            });
        });
    }
}

criterion_group!(benches, open, open_texts, open_document);
criterion_main!(benches);
