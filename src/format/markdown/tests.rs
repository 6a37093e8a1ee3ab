//! Documents of Markdown, and what is read of them.

use std::sync::Arc;

use crate::book::{Kind, Style, Target};
use crate::format::trial::titles;
use crate::format::{Opened, open_bytes};

fn opened(text: &str) -> Opened {
    let opened = open_bytes(Arc::from(text.as_bytes())).expect("it opens");
    assert_eq!(opened.book.metadata.format.name(), "markdown");
    opened
}

fn shown(opened: &Opened) -> Vec<String> {
    let blocks = opened.book.sections.iter().flat_map(|section| &section.blocks);
    let shown = blocks.map(|block| match block.kind {
        Kind::Heading(level) => format!("h{level}: {}", block.text),
        kind => format!("{}: {}", kind.name(), block.text.replace('\n', "/")),
    });
    shown.collect()
}

#[test]
fn a_document_is_a_book() {
    let opened = opened(
        "---\ntitle: Қара сөздер\nauthor: Абай\nlang: kk\n---\n\n# Қара сөздер\n\n[Екінші](#екінші-сөз)\n\n## Бірінші сөз\n\nОл \
         **келді**[^1] *бүгін*\nекен.  \nИә.\n\n- [x] бітті\n- [ ] қалды\n\n1. бір\n\n| А | Б |\n|---|---|\n| 1 | 2 |\n\n## Екінші \
         сөз\n\n> дәйек\n\n```rust\nlet a = 1;\n  b\n```\n\n![Сурет](a.png)\n\n---\n\n[^1]: Түсінік.\n",
    );
    assert_eq!(
        shown(&opened),
        [
            "h1: Қара сөздер",
            "paragraph: Екінші",
            "h2: Бірінші сөз",
            "paragraph: Ол келді[1] бүгін екен./Иә.",
            "item: ☑ бітті",
            "item: ☐ қалды",
            "item: бір",
            "cell: А",
            "cell: Б",
            "cell: 1",
            "cell: 2",
            "note: Түсінік.",
            "h2: Екінші сөз",
            "paragraph: дәйек",
            "code: let a = 1;/  b",
            "image: Сурет",
            "separator: ",
        ]
    );
    let book = &opened.book;
    assert_eq!(titles(&book.outline), ["1 Қара сөздер", "2 Бірінші сөз", "2 Екінші сөз"]);
    let about = &book.metadata;
    assert_eq!((about.title.as_str(), about.authors().next()), ("Қара сөздер", Some("Абай")));
    assert_eq!(about.languages.iter().map(|language| language.tag()).collect::<Vec<_>>(), ["kk"]);
    assert_eq!(book.sections.len(), 3);
    let Style::Link(target) = &book.sections[0].blocks[1].inlines[0].style else { panic!("a link") };
    assert_eq!(book.resolve_target(target).map(|point| point.section), Some(2));
    let note = book.sections[1].blocks[1].inlines.iter().find_map(|inline| match &inline.style {
        Style::NoteReference(target) => Some(target.clone()),
        _ => None,
    });
    assert_eq!(note, Some(Target::Internal { href: "2.md".to_owned(), fragment: Some("oqyrman-note-1".to_owned()) }));
    assert!(book.sections[1].blocks[5].cell.is_some_and(|cell| cell.header));
}

#[test]
fn html_in_a_document_is_only_words() {
    let opened = opened(
        "# А\n\nx <b>y</b> <script>alert(1)</script> <img src=z> H<sub>2</sub>O\n\n<div hidden>\n<script>no</script>\n<p>сөз</p>\
         </body></html>\n</div>\n\nсоңы\n\n<!-- remark -->\n",
    );
    assert_eq!(shown(&opened), ["h1: А", "paragraph: x y alert(1) H2O", "paragraph: сөз", "paragraph: соңы"]);
}
