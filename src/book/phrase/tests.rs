use proptest::prelude::*;

use super::*;

/// The phrases of a text, written with `|` between them.
fn check(marked: &str) {
    let text = marked.replace('|', "");
    let found: Vec<&str> = phrases(&text, None).into_iter().map(|range| &text[range]).collect();
    assert_eq!(found.join("|"), marked);
}

#[test]
fn sentences_end_at_their_marks() {
    check("Ол келді. |Мен күттім. |Қайда барасың? |Тоқта!");
    check("Он пришёл… |Я ждал.");
    check("Как же так?! |Не знаю...");
    check("Он сказал «нет». |Мы ушли.");
    check("“Stop.” |“Why?” |Nobody knew.");
    assert!(phrases("", None).is_empty());
}

#[test]
fn initials_end_no_sentence() {
    check("А. С. Пушкин родился в Москве. |Он писал.");
    check("А.С. Пушкин родился в Москве.");
    check("Абай мен Ә. Марғұлан кездесті. |Күн шықты.");
    check("By J. K. Rowling and J.R.R. Tolkien. |Read them.");
    check("Автор — Ш. Ш. Уәлиханов. |Ол саяхатшы.");
    check("Царствовал Николай I. |Москва спала.");
    check("The U.S. Army came.");
    check("Писал Дж. Р. Р. Толкин.");
}

#[test]
fn abbreviations_end_no_sentence() {
    check("Mr. Bennet saw Dr. Watson. |They left.");
    check("Ат, түйе, т.б. мал бар. |Көп.");
    check("Ат, түйе, т. б. Абай айтты.".replace("Абай", "|Абай").as_str());
    check("Он жил на ул. Абая, т. е. Рядом с нами.");
    check("В 1836 г. Пушкин издавал журнал.");
    check("Ол 1845 ж. Семейде туған. |Ақын.");
    check("См. Рис. 5 и стр. 10. |Дальше текст.");
    check("No. 5 is here. |“No. |Impossible.” |He read chap. 3 and fig. 4.");
    check("Он дал им. |Все ушли. |Улица им. Абая. |См. рис. 3.");
    check("проф. Иванов и акад. Сәтбаев.");
    check("Chapter ii, e.g. Athens, and vs. Rome.");
    check("Алматы қ. Абай даңғ. Бірінші үй.");
}

#[test]
fn a_sentence_may_end_with_an_abbreviation() {
    check("Книги, журналы и т. д. |Он ушёл.");
    check("Ат, түйе, қой, т.б. |Ол малды айдады.");
    check("Он родился в 1799 г. |Это было давно.");
    check("Ол 1904 ж. |Бұл соңғы сөз.");
    check("Cats, dogs, etc. |They all came.");
    check("Иванов, Петров и др. |Москва.");
    check("«Ваша Е. Т.» |Старцев прочёл.");
    check("“Yes,” said I. |Take it. |I reck’n. |Mos’ likely.");
    check("He came at 5 p.m. |The door was open.");
}

#[test]
fn direct_speech_stays_with_its_author() {
    check("— Кел! — деді ол. |Мен бардым.");
    check("— Кел! — деді ол. |— Тез бол! |Күтпеймін.");
    check("«Кел!» деді ол. |Күн батты.");
    check("“Go!” he said. |She went.");
    check("— Куда вы? — спросил он. |— Домой.");
    check("«Что это?» — подумал он.");
}

#[test]
fn marks_of_notes_and_numbers_of_items_stay() {
    check("Бірінші сөйлем.[1] |Екінші сөйлем.");
    check("Первое.1 |Второе.");
    check("1. Бірінші бап. |Адам тең.");
    check("XIV. Глава. |Текст.");
    check("Цена 3.5 рубля. |Дорого.");
    check("(Он ушёл.) |Она осталась.");
}

#[test]
fn a_newline_ends_no_sentence() {
    check("Желсіз түнде жарық ай,\nСәулесі суда дірілдеп. |Ауылдың жаны");
    assert_eq!(lines("a\nb\n"), vec![0..2, 2..4]);
}

#[test]
fn a_line_without_an_end_is_one_phrase() {
    check("Бірінші тарау");
    check("* * *");
    check("12");
}

proptest! {
    #[test]
    fn phrases_tile_the_text(text in "(([А-Яа-яӘәҚқA-Za-z]{1,6}|[0-9]{1,3}|т\\.|[.!?…—«»\"()\\[\\]\n])[ ]?){0,40}") {
        tiles(&text);
    }

    #[test]
    fn phrases_tile_any_text(text in "\\PC{0,80}") {
        tiles(&text);
    }
}

fn tiles(text: &str) {
    let found = phrases(text, None);
    let mut end = 0;
    for range in &found {
        assert_eq!(range.start, end);
        assert!(range.end > range.start && text.is_char_boundary(range.end));
        end = range.end;
    }
    assert_eq!(end, text.len());
    assert!(phrases(text, Language::parse("el").as_ref()).last().is_none_or(|last| last.end == text.len()));
}
