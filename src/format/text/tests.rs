//! Plain texts, and the books that are read of them.

use std::sync::Arc;

use crate::book::{Kind, Style};
use crate::format::trial::titles;
use crate::format::{Opened, open_bytes};

const LONG: &str = "Говорили, что на набережной появилось новое лицо: дама с собачкой. Дмитрий Дмитрич Гуров, проживший в Ялте \
                    уже две недели и привыкший тут, тоже стал интересоваться новыми лицами.";

fn opened(text: &str) -> Opened {
    open_bytes(Arc::from(text.as_bytes())).expect("it opens")
}

fn shown(opened: &Opened) -> Vec<String> {
    let blocks = opened.book.sections.iter().flat_map(|section| &section.blocks);
    let shown = blocks.map(|block| match block.kind {
        Kind::Heading(level) => format!("{} {}", "#".repeat(level.into()), block.text.replace('\n', "/")),
        Kind::Separator => "***".to_owned(),
        _ => block.text.replace('\n', "/"),
    });
    shown.collect()
}

#[test]
fn a_text_is_cut_at_its_headings() {
    let text = format!(
        "Антон Чехов\nДама с собачкой\n\nЧасть первая\n\nГлава 1\n\n{LONG}\n\n* * *\n\n{LONG}\n\nГлава 2. Море\n\nOn _second_ \
         thought, {LONG}\n\nЧасть вторая\n\nГлава 3\n\n{LONG}\n"
    );
    let opened = opened(&text);
    assert_eq!(
        shown(&opened),
        [
            "Антон Чехов",
            "Дама с собачкой",
            "# Часть первая",
            "## Глава 1",
            LONG,
            "***",
            LONG,
            "## Глава 2. Море",
            &format!("On second thought, {LONG}"),
            "# Часть вторая",
            "## Глава 3",
            LONG,
        ]
    );
    let book = &opened.book;
    assert_eq!(
        titles(&book.outline),
        ["1 Часть первая", "2 Глава 1", "2 Глава 2. Море", "1 Часть вторая", "2 Глава 3"]
    );
    assert_eq!(book.sections.iter().map(|section| section.blocks.len()).collect::<Vec<_>>(), [2, 5, 2, 3]);
    assert_eq!(
        (book.metadata.title.as_str(), book.metadata.authors().next()),
        ("Дама с собачкой", Some("Антон Чехов"))
    );
    assert_eq!(book.sections[2].blocks[1].inlines[0].style, Style::Emphasis);
    assert!(opened.defects.is_empty());
}

#[test]
fn a_heading_that_runs_into_wrapped_lines_is_parted_from_them() {
    let lines = "ГЛАВА I В ворота гостиницы губернского города NN въехала довольно красивая\nрессорная небольшая бричка, в какой \
                 ездят холостяки: отставные\nподполковники, штабс-капитаны, помещики, имеющие около сотни душ\nкрестьян.\n";
    let opened = opened(&format!("{lines}\n{lines}"));
    let text = lines.trim_end().replace('\n', " ");
    let text = text.trim_start_matches("ГЛАВА I ");
    assert_eq!(shown(&opened), ["# ГЛАВА I", text, "# ГЛАВА I", text]);
}

#[test]
fn any_bytes_are_a_text_or_nothing() {
    for bytes in
        [&b"\n\n\n"[..], b"***", b"a", "\u{feff}".as_bytes(), b"\xff\xfea", "1\n\n2\n\n3".as_bytes(), b"a_\n_b"]
    {
        if let Ok(opened) = open_bytes(Arc::from(bytes)) {
            assert!(!opened.book.sections.is_empty());
        }
    }
}
