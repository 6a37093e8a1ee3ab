//! What is heard of that which is no running text, where the voice is silent, how much is read.

use std::sync::Arc;

use super::{Desk, text_of};
use crate::book::{Block, Book, Group, GroupKind, Kind, Language, Metadata, Point, Section, Skippable};
use crate::reading::{Annotations, Command, Effect, Hearing, Narrator, Notice, Portion, Reading};
use crate::settings::{Gap, Silence, Silences};
use crate::voice::Event;

const BOOK: &str =
    "§\n# Тақырып\nОл [кітапты](2.xhtml) оқыды[^1](#n). Тағы да.\n![Сурет]\n@n >Ескертпе. Екінші сөзі.\nСоңы.";

fn passing(kinds: &[Skippable]) -> Hearing {
    Hearing { passed_over: kinds.to_vec(), ..Hearing::default() }
}

fn apart(kinds: &[Skippable]) -> Hearing {
    Hearing { apart: kinds.to_vec(), ..Hearing::default() }
}

fn desk(markup: &str, hearing: Hearing) -> Desk {
    let mut desk = Desk::new("kk", markup);
    desk.reading.set_hearing(hearing);
    desk
}

/// Everything that is said, each after its silence in milliseconds.
fn heard(desk: &mut Desk) -> Vec<(String, u128)> {
    let mut heard = Vec::new();
    while let Some(utterance) = desk.sounding() {
        heard.push((text_of(utterance), utterance.silence.as_millis()));
        desk.say_one();
    }
    heard
}

fn at(desk: &mut Desk, block: usize, byte: usize) {
    desk.perform(Command::Place(Point::new(0, block, byte)));
}

#[test]
fn what_is_passed_over_is_not_heard_and_can_be_gone_to() {
    let mut desk = desk(BOOK, passing(&[Skippable::Note, Skippable::Picture]));
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Тақырып", "Ол кітапты оқыды 1.", "Тағы да.", "Соңы."]);
    desk.ask("beginning");
    for _ in 0..4 {
        desk.ask("next paragraph");
    }
    assert_eq!(desk.reading.cursor(), Point::new(0, 4, 0), "the soundless note is not passed over by moves");
    at(&mut desk, 3, 0);
    desk.heard.clear();
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Ескертпе.", "Екінші сөзі.", "Соңы."], "a note that was gone to is heard to its end");
}

#[test]
fn a_move_to_what_is_passed_over_says_it() {
    let mut desk = desk(BOOK, passing(&[Skippable::Heading, Skippable::Note, Skippable::Link]));
    desk.reading.set_speak_moves(true);
    at(&mut desk, 4, 0);
    desk.ask("previous paragraph");
    desk.begin();
    assert_eq!(desk.heard.last().map(String::as_str), Some("Ескертпе."));
    desk.ask("read");
    desk.ask("previous sentence");
    desk.begin();
    assert_eq!(desk.heard.last().map(String::as_str), Some("Сурет"), "while speaking, too");
}

#[test]
fn words_that_are_passed_over_leave_the_rest_with_its_places() {
    let mut desk = desk(BOOK, passing(&[Skippable::Link, Skippable::NoteReference, Skippable::Heading]));
    at(&mut desk, 1, 0);
    desk.ask("read");
    desk.begin();
    assert_eq!(desk.heard, ["Ол  оқыды."]);
    let id = desk.sounding().expect("speaking").id;
    desk.hear(Event::Mark(id, "Ол  ".len()));
    assert_eq!(desk.reading.word().map(|word| word.start.byte), Some("Ол кітапты ".len()));
    let mut desk = self::desk("|[Бірінші](#a)\n[Екінші](#b)\nСоңы.", passing(&[Skippable::Link]));
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Бірінші", "Соңы."], "the link that reading began at is heard");
}

#[test]
fn what_stands_apart_is_marked_for_another_voice() {
    let kinds = [Skippable::Heading, Skippable::Link, Skippable::NoteReference, Skippable::Note, Skippable::Picture];
    let mut desk = desk(BOOK, apart(&kinds));
    desk.ask("read");
    let mut told = Vec::new();
    while let Some(utterance) = desk.sounding() {
        told.extend(utterance.parts.iter().map(|part| (part.text.trim().to_owned(), part.apart)));
        desk.say_one();
    }
    let told: Vec<_> = told.iter().map(|(text, apart)| (text.as_str(), *apart)).collect();
    assert_eq!(
        told,
        [
            ("Тақырып", true),
            ("Ол", false),
            ("кітапты", true),
            ("оқыды", false),
            ("1", true),
            (".", false),
            ("Тағы да.", false),
            ("Сурет", true),
            ("Ескертпе.", true),
            ("Екінші сөзі.", true),
            ("Соңы.", false),
        ]
    );
}

#[test]
fn a_printed_page_is_told_where_it_begins_by_wish_alone() {
    let markup = "|Бірінші бет.\n=12\nЕкінші бет. Тағы да.\n=xii\nҮшінші.";
    let mut silent = desk(markup, Hearing::default());
    silent.ask("read");
    assert_eq!(silent.say_all(), ["Бірінші бет.", "Екінші бет.", "Тағы да.", "Үшінші."]);
    let mut telling = desk(markup, Hearing { pages: true, ..apart(&[Skippable::PageNumber]) });
    telling.ask("read");
    telling.say_one();
    let parts: Vec<_> = telling.sounding().expect("speaking").parts.iter().map(|part| part.apart).collect();
    assert_eq!(parts, [true, false]);
    assert_eq!(telling.say_all(), ["Бірінші бет.", "12-бет. Екінші бет.", "Тағы да.", "xii-бет. Үшінші."]);
}

#[test]
fn the_voice_is_silent_where_the_text_is_parted() {
    let markup = "§\n|# Тақырып\nБір. Екі.\nҮш.\n***\nТөрт.\n* * *\nБес.\n;Алты;Жеті\n- Сегіз\n§\nТоғыз.";
    let silences = Silences::default();
    let time = |gap| silences.time(gap).as_millis();
    let (paragraph, heading, scene, chapter) =
        (time(Gap::Paragraph), time(Gap::Heading), time(Gap::Scene), time(Gap::Chapter));
    let mut desk = desk(markup, Hearing::default());
    desk.ask("read");
    let heard = self::heard(&mut desk);
    let heard: Vec<_> = heard.iter().map(|(text, silence)| (text.as_str(), *silence)).collect();
    assert_eq!(
        heard,
        [
            ("Тақырып", 0),
            ("Бір.", heading),
            ("Екі.", 0),
            ("Үш.", paragraph),
            ("Төрт.", scene),
            ("Бес.", scene),
            ("Алты", paragraph),
            ("Жеті", 0),
            ("Сегіз", paragraph),
            ("Тоғыз.", chapter),
        ]
    );
    let none = Gap::ALL.into_iter().fold(silences, |silences, gap| silences.with(gap, Silence::None));
    let mut desk = self::desk(markup, Hearing { silences: none, ..Hearing::default() });
    desk.ask("read");
    assert!(self::heard(&mut desk).iter().all(|(_, silence)| *silence == 0));
}

#[test]
fn a_pause_in_the_silence_goes_on_behind_it() {
    let mut desk = desk("|Бір.\nЕкі.", Hearing::default());
    desk.ask("read");
    desk.say_one();
    assert!(!desk.sounding().expect("it waits").silence.is_zero());
    desk.ask("toggle");
    assert!(desk.sounding().is_none() && desk.reading.narrator() == Narrator::Paused);
    desk.ask("toggle");
    assert_eq!(heard(&mut desk), [("Екі.".to_owned(), 0)]);
}

#[test]
fn a_paragraph_or_a_chapter_is_read_alone() {
    let markup = "§\n# Бірінші\nБір. Е|кі. Үш.\nТөрт.\n***\n§\nБес.";
    let said = |portion: Portion| {
        let mut desk = desk(markup, Hearing::default());
        desk.perform(Command::ReadThis(portion));
        let said = desk.say_all().join(" ");
        assert_eq!(desk.reading.narrator(), Narrator::Silent);
        assert!(desk.notices.is_empty(), "{:?}", desk.notices);
        (said, desk)
    };
    assert_eq!(said(Portion::Paragraph).0, "Бір. Екі. Үш.");
    assert_eq!(said(Portion::RestOfChapter).0, "Екі. Үш. Төрт.");
    let (chapter, mut desk) = said(Portion::Chapter);
    assert_eq!(chapter, "Бірінші Бір. Екі. Үш. Төрт.");
    desk.ask("back");
    assert_eq!(desk.reading.cursor(), Point::new(0, 1, "Бір. Е".len()), "the way back");
    // The next chapter need not be there for this one to end.
    let mut desk = self::desk("§\n|Бір.\n***\n§ …", Hearing::default());
    desk.perform(Command::ReadThis(Portion::Chapter));
    assert_eq!(desk.say_all(), ["Бір."]);
    assert!(desk.notices.is_empty() && desk.reading.narrator() == Narrator::Silent);
}

#[test]
fn a_paragraph_alone_is_paused_and_gone_on_with_and_left_by_a_move() {
    let mut desk = desk("|Бір. Екі.\nҮш.\nТөрт.", Hearing::default());
    desk.perform(Command::ReadThis(Portion::Paragraph));
    desk.ask("toggle");
    desk.ask("toggle");
    assert_eq!(desk.say_all(), ["Бір.", "Екі."]);
    desk.ask("beginning");
    desk.heard.clear();
    desk.perform(Command::ReadThis(Portion::Paragraph));
    desk.ask("next paragraph");
    assert_eq!(desk.say_all(), ["Үш.", "Төрт."], "who leaves what is read alone reads on");
    let mut desk = self::desk("Бір.\n![|]\nЕкі.", Hearing::default());
    desk.perform(Command::ReadThis(Portion::Paragraph));
    assert!(matches!(desk.notices.as_slice(), [Notice::Empty]), "{:?}", desk.notices);
}

#[test]
fn a_table_a_list_a_note_is_left_while_it_is_read_and_while_nothing_is() {
    let markup = "Бас.\n|;Аты;Жасы\n;Абай;41\nАралық.\n- Бір\n- Екі\n>Ескертпе.\nСоңы.";
    let mut desk = desk(markup, Hearing::default());
    desk.ask("read");
    desk.say_one();
    desk.perform(Command::Leave);
    desk.say_one();
    assert_eq!(desk.heard, ["Аты", "Аралық."]);
    desk.say_one();
    desk.perform(Command::Leave);
    desk.begin();
    assert_eq!(desk.heard.last().map(String::as_str), Some("Ескертпе."));
    desk.perform(Command::Leave);
    assert_eq!(desk.say_all().last().map(String::as_str), Some("Соңы."));
    desk.perform(Command::Leave);
    assert!(matches!(desk.notices.last(), Some(Notice::NothingToLeave)));
    at(&mut desk, 1, 0);
    desk.perform(Command::Leave);
    assert_eq!(desk.reading.cursor(), Point::new(0, 5, 0), "silent, the cursor goes behind it");
    assert!(desk.sounding().is_none());
}

#[test]
fn steps_and_repeats_while_speaking_go_on_speaking() {
    let mut desk = desk("|Бір. Екі. Үш.\nТөрт.", Hearing::default());
    desk.ask("read");
    desk.say_one();
    desk.begin();
    desk.ask("repeat");
    desk.begin();
    desk.ask("previous sentence");
    assert!(matches!(desk.effects.as_slice(), [Effect::Hush, Effect::Moved(_), Effect::Say(_), Effect::Queue(_)]));
    assert_eq!(desk.reading.narrator(), Narrator::Speaking);
    assert_eq!(desk.say_all(), ["Бір.", "Екі.", "Екі.", "Бір.", "Екі.", "Үш.", "Төрт."]);
}

#[test]
fn a_figure_and_a_sidebar_are_left_and_a_sidebar_is_passed_over() {
    let mut section = Section::new("1.xhtml");
    let paragraph = |text: &str| Block::new(Kind::Paragraph, text);
    section.blocks = vec![
        Block::new(Kind::Image, "Сурет"),
        Block::new(Kind::Caption, "Атауы."),
        paragraph("Мәтін."),
        paragraph("Қосымша."),
        paragraph("Оның жалғасы."),
        paragraph("Соңы."),
    ];
    let group = |kind, blocks| Group { kind, blocks, parent: None, label: None };
    section.groups = vec![group(GroupKind::Figure, 0..2), group(GroupKind::Aside, 3..5)];
    let metadata = Metadata { languages: Language::parse("kk").into_iter().collect(), ..Metadata::default() };
    let book = Arc::new(Book::new(metadata, vec![Arc::new(section)], Vec::new(), Vec::new(), Vec::new()));
    let open = |hearing: Hearing| {
        let mut desk = Desk::new("kk", "");
        desk.reading = Reading::open(Arc::clone(&book), None, Annotations::default());
        desk.reading.set_hearing(hearing);
        desk
    };
    let mut desk = open(Hearing::default());
    desk.ask("read");
    desk.begin();
    desk.perform(Command::Leave);
    desk.say_one();
    desk.begin();
    desk.perform(Command::Leave);
    assert_eq!(desk.say_all(), ["Сурет", "Мәтін.", "Қосымша.", "Соңы."]);
    let mut desk = open(passing(&[Skippable::Sidebar, Skippable::Picture]));
    desk.perform(Command::Place(Point::new(0, 1, 0)));
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Атауы.", "Мәтін.", "Соңы."]);
    let mut desk = open(apart(&[Skippable::Sidebar]));
    desk.perform(Command::Place(Point::new(0, 3, 0)));
    desk.ask("read");
    assert!(desk.sounding().is_some_and(|utterance| utterance.parts.iter().all(|part| part.apart)));
}
