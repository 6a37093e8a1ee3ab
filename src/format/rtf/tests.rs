use super::*;
use crate::book::{BaseDirection, Block, GroupKind, Language, Style, Target};
use crate::format::trial;

fn document(text: &[u8]) -> Opened {
    crate::format::open_bytes(text.into()).expect("it opens")
}

fn blocks(opened: &Opened) -> &[Block] {
    &opened.book.sections[0].blocks
}

fn shown(text: &str) -> Vec<String> {
    trial::shown(&document(text.as_bytes()).book)
}

#[test]
fn letters_are_those_of_the_page_the_font_and_unicode() {
    let check = |text: &str, wanted: &str| assert_eq!(shown(text), [format!("paragraph {wanted}")], "{text}");
    check("{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8\\'e2\\'e5\\'f2}", "Привет");
    check("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f1\\fcharset204 A;}}\\f1 \\'cf\\'f0{\\f9 \\'e9}}", "Прé");
    check("{\\rtf1\\mac\\ansicpg10007 \\'8f\\'f0\\'e0}", "Пра");
    check(
        "{\\rtf1\\ansi\\ansicpg1251\\uc1 \\u1178?\\u1072\\'e0\\'e7\\u-10179?\\u-8704?{\\uc2\\u1179 xx}\\uc0\\u1179 .}",
        "Қаз😀ққ.",
    );
    check("\u{feff} \n{\\rtf1 a\\~b\\emdash c\\{\\}\\\\{\\*\\x y}{\\v h}{\\deleted d}}", "a\u{a0}b—c{}\\");
}

#[test]
fn pictures_and_their_words_are_kept() {
    let alone = "{\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn wzDescription}{\\sv Mount}}}\\picw1\\pngblip\r\n{\\*\\blipuid 00aa}8950\r\n4e4}}\
        {\\nonshppict{\\pict\\wmetafile8 0102}}";
    let shape = "{\\shp{\\*\\shpinst\\shpleft1{\\sp{\\sn pib}{\\sv {\\pict\\jpegblip\\bin4 }{\\a}}}{\\sp{\\sn wzDescription}{\\sv Sea}}}}";
    let text = format!(
        "{{\\rtf1\\pard a\\par {alone}\\par b {shape}\\par{{\\pict\\wmetafile8 01{{\\*\\picprop{{\\sp{{\\sn wzDescription}}{{\\sv Plan}}}}}}}}\\par c}}"
    );
    let opened = document(text.as_bytes());
    assert_eq!(
        trial::shown(&opened.book),
        ["paragraph a", "image Mount", "paragraph b", "image Sea", "image Plan", "paragraph c"]
    );
    let images: Vec<_> = blocks(&opened).iter().filter_map(|block| block.resource.as_deref()).collect();
    assert_eq!(images, ["images/1.png", "images/2.jpg"]);
    let read = |path: &str| opened.resources.read(path).map(|it| (it.bytes, it.media_type)).ok();
    assert_eq!(read(images[0]), Some((vec![0x89, 0x50, 0x4e], "image/png".to_owned())));
    assert_eq!(read(images[1]), Some((b"}{\\a".to_vec(), "image/jpeg".to_owned())));
}

#[test]
fn headings_lists_and_notes_are_read() {
    let text = "{\\rtf1\\ansi{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel1 x;}{\\s2\\sbasedon1 y;}{\\s3 heading 3;}\
        {\\*\\cs1 z;}}{\\info{\\title T}{\\author A; B}{\\keywords k, l}}{\\header h}\
        \\pard\\s1 One\\par\\pard\\s2 Two\\par\\pard\\s3 Three\\par\\pard\\outlinelevel0 Four\\par\
        \\pard\\ls1{\\listtext\\tab 1.\\tab}a\\par{\\listtext 1.1.\\tab}\\ilvl1 b\\par\\pard\\ls2{\\pntext\\'b7\\tab}c\\par\
        \\pard d{\\super\\chftn{\\footnote\\pard\\plain{\\super\\chftn} n\\par m}}, e{\\footnote\\ftnalt k}\\par\\pard\\s0 f}";
    let wanted = [
        "heading2 One",
        "heading2 Two",
        "heading3 Three",
        "heading1 Four",
        "item [1.] a",
        "item [1.1.] b",
        "item c",
        "paragraph d1, ei",
        "paragraph f",
        "note [1] n",
        "note m",
        "note [i] k",
    ];
    assert_eq!(shown(text), wanted);
    let opened = document(text.as_bytes());
    assert_eq!(opened.book.metadata.title, "T");
    assert_eq!(opened.book.metadata.authors().collect::<Vec<_>>(), ["A", "B"]);
    assert!(opened.defects.is_empty(), "{:?}", opened.defects);
}

#[test]
fn markers_that_were_typed_hang_before_the_text() {
    let text = "{\\rtf1\\pard\\li360\\fi-360 1.\\tab a\\par\\pard\\li720\\fi-360 \\bullet\\tab b\\par\\pard\\fi-360 word\\tab c\\par}";
    assert_eq!(shown(text), ["item [1.] a", "item b", "paragraph word c"]);
}

#[test]
fn tables_keep_their_spans_and_heads() {
    let opened = document(
        b"{\\rtf1 x\\par\\trowd\\trhdr\\cellx2000\\pard\\intbl h\\cell\\row\\trowd\\clvmgf\\cellx1000\\cellx2010\\pard\\intbl a\\par a2\
          \\cell b\\cell\\row\\trowd\\clvmrg\\cellx1000\\cellx2000\\pard\\intbl\\cell c\\cell\\row\\pard y\\par}",
    );
    let told: Vec<_> = blocks(&opened)
        .iter()
        .map(|block| {
            (block.text.as_str(), block.cell.map(|it| (it.row, it.column, it.row_span, it.column_span, it.header)))
        })
        .collect();
    let wanted = [
        ("x", None),
        ("h", Some((0, 0, 1, 2, true))),
        ("a\na2", Some((1, 0, 2, 1, false))),
        ("b", Some((1, 1, 1, 1, false))),
        ("c", Some((2, 1, 1, 1, false))),
        ("y", None),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn fields_links_languages_and_boxes_are_kept() {
    let opened = document(
        b"{\\rtf1\\deflang1049{\\*\\bkmkstart b}x {\\field{\\*\\fldinst HYPERLINK \"https://a.kz/\"}{\\fldrslt\\lang1033 away}} \
          {\\field{\\*\\fldinst{ PAGEREF q }}{\\fldrslt 9}}{\\b {\\field{\\*\\fldinst HYPERLINK \\\\l \"b\"}{\\fldrslt here}}}\
          {\\shp{\\*\\shpinst{\\sp{\\sn wzDescription}{\\sv Words}}{\\shptxt\\pard in a box\\par}}}\\par\
          {\\*\\shppict{\\pict{\\*\\picprop{\\sp{\\sn wzDescription}{\\sv Apple}}}\\pngblip 8950ffff}}{\\nonshppict{\\pict 00}}z}",
    );
    let texts: Vec<_> = blocks(&opened).iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts, ["x away here", "Words", "in a box", "Apple", "z"]);
    let first = &blocks(&opened)[0];
    let links = first.inlines.iter().filter_map(|it| match &it.style {
        Style::Link(target) => Some(target.clone()),
        _ => None,
    });
    let inside = Target::Internal { href: ALONE.to_owned(), fragment: Some("b".to_owned()) };
    assert_eq!(links.collect::<Vec<_>>(), [Target::External("https://a.kz/".to_owned()), inside]);
    assert_eq!(first.language_at(3).map(Language::tag), Some("en-US"));
    assert!(opened.book.sections[0].groups.iter().any(|group| group.kind == GroupKind::Aside));
}

#[test]
fn hostile_groups_are_answered() {
    for text in [
        "{\\rtf1 y".to_owned() + &"{".repeat(200_000) + "x",
        "{\\rtf1 y".to_owned() + &"}".repeat(200_000),
        "{\\rtf1 y".to_owned() + &"{\\footnote ".repeat(5000) + "x",
        "{\\rtf1 y".to_owned() + &"{\\shptxt ".repeat(900) + "x",
        "{\\rtf1 y\\trowd".to_owned() + &"\\cellx99999999".repeat(9000) + "\\intbl" + &"\\cell".repeat(9000) + "\\row",
        "{\\rtf1 y\\bin99999999 x}".to_owned(),
        "{\\rtf1 y\\u99999999999999999999 \\uc-5 \\'zz\\".to_owned(),
    ] {
        let opened = document(text.as_bytes());
        assert!(!blocks(&opened).is_empty());
    }
}

#[test]
fn a_paragraph_says_from_which_side_it_is_written() {
    let opened = document(b"{\\rtf1\\ansi\\pard\\rtlpar 12\\par 13\\par\\pard\\ltrpar 14\\par}");
    let told: Vec<_> = blocks(&opened).iter().map(|block| block.direction).collect();
    assert_eq!(told, [Some(BaseDirection::Rtl), Some(BaseDirection::Rtl), None]);
}
