//! What the session says of the place, in pieces, each in the language of its words.

use super::{Said, notice, spoken};
use crate::access::text::character_bounds;
use crate::book::Language;
use crate::locale::{Locale, Tongue};
use crate::reading::{CellTold, Notice, Passage, Reading, Structure};

/// A notice of the session in pieces of one language each, none when there is nothing to say. `own`: no screen reader says
/// by itself what the caret comes to.
pub fn notice_parts(locale: &Locale, told: &Notice, reading: Option<&Reading>, own: bool) -> Vec<Said> {
    let ours = |text: String| Said { text, language: None };
    match told {
        Notice::Passage(passage) => vec![said(locale, &passage.text, passage.language.as_ref())],
        Notice::Selection(passage) => {
            vec![ours(locale.text("notice-selection")), said(locale, &passage.text, passage.language.as_ref())]
        }
        Notice::Title { book, chapter, language } => {
            let title = match book.as_str() {
                "" => ours(locale.text("book-untitled")),
                title => said(locale, title, language.as_ref()),
            };
            let chapter = chapter.as_ref().map(|chapter| said(locale, chapter, language.as_ref()));
            [title].into_iter().chain(chapter).collect()
        }
        Notice::Cell(cell) => cell_parts(locale, cell, own),
        // The screen reader says so itself.
        Notice::Structure(_) if !own => Vec::new(),
        Notice::Spelling { word, with_words } => vec![spelling(locale, word, *with_words)],
        other => vec![ours(notice(locale, other, reading))],
    }
}

/// What a place begins.
pub fn structure(locale: &Locale, begun: &Structure) -> String {
    match begun {
        Structure::Heading(level) => locale.with("role-heading", &[("level", u32::from(*level).into())]),
        Structure::Link => locale.text("role-link"),
        Structure::List { items } => locale.with("structure-list", &[("count", (*items).into())]),
        Structure::Table { rows, columns, label } => {
            let rows = locale.with("structure-rows", &[("count", (*rows).into())]);
            let columns = locale.with("structure-columns", &[("count", (*columns).into())]);
            let table = locale.with("structure-table", &[("rows", rows.into()), ("columns", columns.into())]);
            match label.as_deref().map(str::trim).filter(|label| !label.is_empty()) {
                Some(label) => format!("{table}, {label}"),
                None => table,
            }
        }
    }
}

/// Pieces as one sentence.
pub fn joined(parts: &[Said]) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push_str(if text.ends_with(':') { " " } else { ", " });
        }
        text.push_str(&part.text);
    }
    text
}

fn said(locale: &Locale, text: &str, language: Option<&Language>) -> Said {
    let language = language.filter(|language| language.primary() != locale.tongue().tag());
    Said { text: text.to_owned(), language: language.map(|language| language.tag().to_owned()) }
}

/// The headers that are new, the cell, its place.
fn cell_parts(locale: &Locale, cell: &CellTold, own: bool) -> Vec<Said> {
    let mut parts = Vec::new();
    if own {
        parts.extend(cell.headers.iter().map(|header| said(locale, header, cell.language.as_ref())));
        match cell.text.as_deref() {
            Some("") => parts.push(Said { text: locale.text("notice-empty"), language: None }),
            Some(text) => parts.push(said(locale, text, cell.language.as_ref())),
            None => {}
        }
    }
    let mut place = vec![locale.with("cell-place", &[("row", cell.row.into()), ("column", cell.column.into())])];
    if cell.rows > 1 {
        place.push(locale.with("cell-rows", &[("count", cell.rows.into())]));
    }
    if cell.columns > 1 {
        place.push(locale.with("cell-columns", &[("count", cell.columns.into())]));
    }
    parts.push(Said { text: place.join(", "), language: None });
    parts
}

/// A word letter by letter, in its own language when that is one of ours: capitals and signs by name, and when it is
/// asked for, a word for each letter.
pub fn spelling(locale: &Locale, word: &Passage, with_words: bool) -> Said {
    let tongue = word.language.as_ref().and_then(|language| Tongue::from_tag(language.tag()));
    let own = tongue.map_or_else(|| locale.clone(), Locale::new);
    let bounds = character_bounds(&word.text);
    let letters = bounds.windows(2).map(|ends| {
        let letter = &word.text[ends[0]..ends[1]];
        let name = spoken::character(&own, letter);
        match word_of(&own, letter).filter(|_| with_words) {
            Some(example) => format!("{name} — {example}"),
            None => name,
        }
    });
    let text = letters.collect::<Vec<_>>().join(", ");
    let language = (own.tongue() != locale.tongue()).then(|| own.tongue().tag().to_owned());
    Said { text, language }
}

/// The word by which a letter is known, from the alphabet of this language, else of another one that has the letter.
fn word_of(locale: &Locale, letter: &str) -> Option<String> {
    let small = letter.to_lowercase();
    let tongues = std::iter::once(locale.tongue()).chain(Tongue::ALL);
    tongues.map(Locale::new).find_map(|locale| {
        let alphabet = locale.text("spelling-alphabet");
        alphabet.split(';').find_map(|entry| {
            let (letter, word) = entry.trim().split_once(' ')?;
            (letter == small).then(|| word.trim().to_owned())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(text: &str, language: &str) -> Passage {
        Passage { text: text.to_owned(), language: Language::parse(language) }
    }

    #[test]
    fn every_letter_has_a_word_that_has_the_letter() {
        let alphabets = [
            (Tongue::Kk, "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"),
            (Tongue::Ru, "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
            (Tongue::En, "abcdefghijklmnopqrstuvwxyz"),
        ];
        for (tongue, letters) in alphabets {
            let alphabet = Locale::new(tongue).text("spelling-alphabet");
            let entries: Vec<(&str, &str)> =
                alphabet.split(';').map(|entry| entry.trim().split_once(' ').expect("a letter and a word")).collect();
            let listed: String = entries.iter().map(|(letter, _)| *letter).collect();
            assert_eq!(listed, letters, "{}", tongue.tag());
            for (letter, word) in entries {
                // The two signs have no sound that a word could begin with.
                assert!(word.to_lowercase().contains(letter) || matches!(letter, "ъ" | "ь"), "{letter}: {word}");
            }
        }
    }

    #[test]
    fn a_word_is_spelled_in_its_own_language() {
        let en = Locale::new(Tongue::En);
        let plain = spelling(&en, &passage("Қаз-2", "kk"), false);
        assert_eq!(plain, Said { text: "бас қ, а, з, дефис, 2".to_owned(), language: Some("kk".to_owned()) });
        let kk = Locale::new(Tongue::Kk);
        let words = spelling(&kk, &passage("Аң", "kk"), true);
        assert_eq!(
            words,
            Said {
                text: "бас а — Алматы, ң — таң сөзіндегідей".to_owned(), language: None
            }
        );
        // A letter of another alphabet has the word of that one.
        assert_eq!(spelling(&kk, &passage("x", "kk"), true).text, "x — X-ray");
        assert_eq!(spelling(&kk, &passage("中", "zh"), true).text, "中");
    }

    #[test]
    fn a_cell_tells_new_headers_then_itself_then_its_place() {
        let ru = Locale::new(Tongue::Ru);
        let cell = CellTold {
            headers: vec!["Биіктігі".to_owned()],
            text: Some("800".to_owned()),
            language: Language::parse("kk"),
            row: 2,
            column: 3,
            rows: 1,
            columns: 2,
        };
        let parts = notice_parts(&ru, &Notice::Cell(Box::new(cell.clone())), None, true);
        assert_eq!(joined(&parts), "Биіктігі, 800, строка 2, столбец 3, занимает 2 столбца");
        assert_eq!(parts[0].language.as_deref(), Some("kk"));
        let empty = CellTold { text: Some(String::new()), headers: Vec::new(), columns: 1, ..cell };
        let empty = Notice::Cell(Box::new(empty));
        assert_eq!(joined(&notice_parts(&ru, &empty, None, true)), "пусто, строка 2, столбец 3");
        assert_eq!(joined(&notice_parts(&ru, &empty, None, false)), "строка 2, столбец 3");
    }

    #[test]
    fn what_a_place_begins_is_told_with_its_size() {
        let table = Structure::Table { rows: 2, columns: 5, label: Some("Қалалар".to_owned()) };
        let said = |tongue, begun: &Structure| structure(&Locale::new(tongue), begun);
        assert_eq!(said(Tongue::Kk, &table), "кесте, 2 жол, 5 баған, Қалалар");
        assert_eq!(said(Tongue::Ru, &table), "таблица, 2 строки, 5 столбцов, Қалалар");
        assert_eq!(said(Tongue::En, &Structure::List { items: 1 }), "list with 1 item");
        assert_eq!(said(Tongue::Ru, &Structure::Heading(2)), "заголовок 2-го уровня");
        let told = Notice::Structure(table);
        assert!(notice_parts(&Locale::new(Tongue::Kk), &told, None, false).is_empty());
    }

    #[test]
    fn a_selection_is_told_as_one() {
        let kk = Locale::new(Tongue::Kk);
        let parts = notice_parts(&kk, &Notice::Selection(passage("Ол келді.", "kk")), None, true);
        assert_eq!(joined(&parts), "Таңдалған мәтін: Ол келді.");
    }
}
