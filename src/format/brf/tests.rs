use super::*;
use crate::book::{self, Block};

fn open(text: &str) -> Opened {
    crate::format::open_bytes(text.as_bytes().into()).expect("it opens")
}

fn shown(opened: &Opened) -> Vec<String> {
    let blocks: &[Block] = &opened.book.sections[0].blocks;
    let label = |block: &Block| block.label.as_ref().map(|label| format!(" [{label}]")).unwrap_or_default();
    blocks.iter().map(|block| format!("{}{} {}", block.kind.name(), label(block), block.text)).collect()
}

/// Two pages of Kazakh with their numbers, a heading in the middle, a hyphen at the end of a page.
const KAZAKH: &str = "⠀⠀⠀⠀⠀⠀⠀⠀⠃⠊⠗⠊⠝⠱⠊⠀⠎⠕⠵\n\n⠀⠀⠃⠥⠇⠀⠚⠁⠎⠹⠁⠀⠅⠑⠇⠛⠑⠝⠱⠑⠀⠚⠁⠹⠎⠮\n⠕⠞⠅⠽⠵⠙⠽⠅⠏⠑⠂⠀⠚⠁⠍⠁⠝⠀⠕⠞⠅⠽⠵⠤\n⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠼⠁\u{c}⠙⠽⠅⠏⠑⠂⠀⠜⠹⠽⠞⠑⠥⠗⠀⠹⠽⠇⠙⠮⠹⠲\n⠀⠀⠑⠝⠙⠽⠀⠹⠁⠇⠻⠁⠝⠲\n⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠼⠃\n";

#[test]
fn kazakh_is_turned_back_without_any_other_program() {
    let opened = open(KAZAKH);
    let wanted = [
        "page_break [1] ",
        "heading биринши соз",
        "paragraph бул жасқа келгенше жақсы откіздікпе, жаман откіздікпе, әқітеур қілдық.",
        "paragraph енді қалған.",
    ];
    assert_eq!(shown(&opened), wanted);
    let pages: Vec<_> = opened.book.pages.iter().map(|page| page.label.as_str()).collect();
    assert_eq!(pages, ["1", "2"]);
    assert_eq!(opened.book.metadata.languages[0].tag(), "kk");
    assert!(opened.defects.is_empty(), "{:?}", opened.defects);
}

#[test]
fn what_cannot_be_turned_back_stays_braille_and_says_so() {
    let opened = open("⠿⠿⠰⠿⠸⠿⠿⠰⠿⠸⠿⠰⠿⠸ ⠿⠰⠿⠸⠿⠰⠿⠸⠿⠰⠿⠸\n");
    assert_eq!(shown(&opened), ["paragraph ⠿⠿⠰⠿⠸⠿⠿⠰⠿⠸⠿⠰⠿⠸ ⠿⠰⠿⠸⠿⠰⠿⠸⠿⠰⠿⠸"]);
    assert!(opened.defects.iter().any(|defect| defect.code == book::Code::Braille && defect.subject.is_empty()));
}

#[test]
fn pef_is_read() {
    let rows: String = KAZAKH
        .split('\u{c}')
        .map(|page| {
            let rows: String = page.lines().map(|row| format!("<row>{row}</row>")).collect();
            format!("<page>{rows}</page>")
        })
        .collect();
    let opened = open(&format!(
        "<pef><head><meta><dc:title>Қара сөз</dc:title><dc:language>kk</dc:language></meta></head><body><volume><section>{rows}\
         </section></volume></body></pef>"
    ));
    assert_eq!(opened.book.metadata.title, "Қара сөз");
    assert_eq!(shown(&opened).last().map(String::as_str), Some("paragraph енді қалған."));
}

#[test]
fn any_cells_are_answered() {
    for text in [" \u{c}".repeat(100_000), "⠼⠁\n".repeat(50_000), "⠤\n".repeat(50_000), "⠿".repeat(1 << 20)] {
        let _ = crate::format::open_bytes(text.as_bytes().into());
    }
}
