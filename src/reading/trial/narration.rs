//! Reading aloud: what is heard, in which order, and where the cursor is.

use super::{Desk, noon};
use crate::book::{Point, Span};
use crate::reading::{Command, Effect, Narrator, Notice};
use crate::voice::{Error, Event, RequestId};

const BOOK: &str = "§\n# Тақырып\n|Ол келді. Мен күттім.\n§\nКүн батты.";

#[test]
fn reading_goes_on_to_the_end_of_the_book_without_a_gap() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    assert_eq!(desk.queued(), 1, "the next phrase waits before the first one ends");
    desk.begin();
    desk.say_one();
    assert_eq!(desk.queued(), 1);
    assert_eq!(desk.say_all(), ["Ол келді.", "Мен күттім.", "Күн батты."]);
    assert_eq!(desk.reading.narrator(), Narrator::Silent);
    assert!(matches!(desk.notices.as_slice(), [Notice::EndOfBook]));
    assert!(desk.effects.iter().any(|effect| matches!(effect, Effect::Save)));
    assert_eq!(desk.shown(), "Тақырып\nОл келді. Мен күттім.\n§\n|Күн батты.\n§\n");
}

#[test]
fn the_cursor_follows_the_voice() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    desk.say_one();
    assert_eq!(desk.reading.cursor(), Point::new(0, 1, "Ол келді. ".len()));
    assert!(desk.effects.iter().any(|effect| matches!(effect, Effect::Moved(_))));
    desk.begin();
    let id = desk.sounding().expect("speaking").id;
    desk.hear(Event::Mark(id, "Мен ".len()));
    let start = Point::new(0, 1, "Ол келді. Мен ".len());
    let end = Point::new(0, 1, "Ол келді. Мен күттім".len());
    assert_eq!(desk.reading.word(), Some(Span { start, end }));
    let phrase = desk.reading.phrase().expect("a phrase");
    assert_eq!(phrase.start.byte, "Ол келді. ".len(), "the whole phrase stays marked");
}

#[test]
fn reading_begins_at_the_phrase_or_at_the_very_place() {
    let mut desk = Desk::new("kk", "Ол үйге ке|лді.");
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Ол үйге келді."]);
    let mut desk = Desk::new("kk", "Ол үйге |келді.");
    desk.ask("from-here");
    assert_eq!(desk.say_all(), ["келді."]);
}

#[test]
fn a_pause_goes_on_at_the_word_that_was_marked() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("toggle");
    desk.begin();
    let id = desk.sounding().expect("speaking").id;
    desk.hear(Event::Mark(id, "Ол ".len()));
    desk.ask("toggle");
    assert_eq!(desk.reading.narrator(), Narrator::Paused);
    assert!(matches!(desk.effects.as_slice(), [Effect::Hush, Effect::Save]));
    assert!(desk.sounding().is_none());
    desk.ask("toggle");
    assert_eq!(desk.say_all(), ["Ол келді.", "келді.", "Мен күттім.", "Күн батты."]);
}

#[test]
fn a_move_while_paused_is_where_reading_goes_on() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    desk.ask("toggle");
    desk.ask("next sentence");
    assert_eq!(desk.reading.narrator(), Narrator::Paused);
    assert!(desk.sounding().is_none());
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Мен күттім.", "Күн батты."]);
}

#[test]
fn a_move_while_speaking_hushes_and_speaks_from_there() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    desk.begin();
    desk.ask("next sentence");
    assert!(matches!(desk.effects.as_slice(), [Effect::Hush, Effect::Moved(_), Effect::Say(_), Effect::Queue(_)]));
    assert_eq!(desk.say_all(), ["Ол келді.", "Мен күттім.", "Күн батты."]);
}

#[test]
fn late_and_foreign_news_changes_nothing() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    desk.begin();
    let old = desk.sounding().expect("speaking").id;
    desk.ask("next sentence");
    let (cursor, shown) = (desk.reading.cursor(), desk.shown());
    for event in [
        Event::Began(old),
        Event::Mark(old, 3),
        Event::Ended(old),
        Event::Stopped(old),
        Event::Failed(old, Error::NoEngine(None)),
        Event::Ended(RequestId::fresh()),
        Event::Ready { engine: "test".to_owned() },
    ] {
        assert!(desk.reading.hear(event).is_empty());
    }
    assert_eq!((desk.reading.cursor(), desk.shown()), (cursor, shown));
    assert_eq!(desk.reading.narrator(), Narrator::Speaking);
}

#[test]
fn an_engine_that_tells_only_ends_is_enough_and_so_is_one_that_tells_only_beginnings() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    let first = desk.sounding().expect("speaking").id;
    desk.hear(Event::Ended(first));
    assert_eq!(desk.reading.cursor().byte, "Ол келді. ".len());
    let mut desk = Desk::new("kk", BOOK);
    let effects = desk.reading.perform(Command::Read, noon());
    let queued = effects.iter().find_map(|effect| match effect {
        Effect::Queue(utterance) => Some(utterance.id),
        _ => None,
    });
    desk.carry_out(effects);
    desk.hear(Event::Began(queued.expect("queued")));
    assert_eq!(desk.reading.cursor().byte, "Ол келді. ".len());
}

#[test]
fn silenced_for_the_interface_reading_is_paused() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    desk.begin();
    let id = desk.sounding().expect("speaking").id;
    desk.hear(Event::Stopped(id));
    assert_eq!(desk.reading.narrator(), Narrator::Paused);
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Ол келді.", "Ол келді.", "Мен күттім.", "Күн батты."]);
}

#[test]
fn silenced_by_another_program_again_and_again_reading_is_paused_and_that_is_told() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    desk.begin();
    let id = desk.sounding().expect("speaking").id;
    desk.hear(Event::Mark(id, "Ол ".len()));
    desk.hear(Event::Failed(id, Error::Silenced));
    assert_eq!(desk.reading.narrator(), Narrator::Paused);
    assert!(matches!(desk.notices.as_slice(), [Notice::NotSpoken(Error::Silenced)]));
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Ол келді.", "келді.", "Мен күттім.", "Күн батты."]);
}

#[test]
fn without_a_voice_reading_pauses_where_it_cannot_go_on() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    desk.begin();
    let language = crate::book::Language::parse("kk").expect("a tag");
    let queued = desk.voice.back().expect("queued").id;
    desk.hear(Event::Failed(queued, Error::NoVoice(language)));
    assert_eq!(desk.reading.narrator(), Narrator::Speaking, "what sounds is heard to its end");
    let first = desk.heard.len();
    let now = desk.reading.narration.phrase();
    assert!(now.is_some() && first == 1);
    desk.began = true;
    desk.say_one();
    assert_eq!(desk.reading.narrator(), Narrator::Paused);
    assert!(matches!(desk.notices.as_slice(), [Notice::NotSpoken(Error::NoVoice(_))]));
    assert_eq!(desk.reading.cursor().byte, "Ол келді. ".len());
}

#[test]
fn a_phrase_that_the_engine_refuses_is_passed_over_but_not_a_whole_book() {
    let mut desk = Desk::new(
        "kk",
        "|А. Ә. Б. В. Г. Ғ. Д. Е.\nЖаз келді.\nҚыс кетті.\nКүз жетті.\nКөктем шықты.\nТаң атты.\nКүн батты.",
    );
    desk.ask("read");
    for _ in 0..20 {
        let Some(id) = desk.sounding().map(|utterance| utterance.id) else { break };
        desk.hear(Event::Failed(id, Error::Refused(None)));
    }
    assert_eq!(desk.reading.narrator(), Narrator::Paused);
    assert!(matches!(desk.notices.as_slice(), [Notice::NotSpoken(Error::Refused(_))]));
}

#[test]
fn reading_a_selection_stops_at_its_end() {
    let mut desk = Desk::new("kk", "Бір екі үш. Төрт бес. Алты.");
    let at = |text: &str| Point::new(0, 0, text.len());
    desk.perform(Command::Select { anchor: at("Бір "), focus: at("Бір екі үш. Төрт") });
    assert_eq!(desk.reading.selected_text().as_deref(), Some("екі үш. Төрт"));
    desk.ask("read");
    assert_eq!(desk.say_all(), ["екі үш.", "Төрт"]);
    assert_eq!(desk.reading.narrator(), Narrator::Silent);
    assert!(desk.notices.is_empty(), "the end of a selection is not the end of the book");
}

#[test]
fn a_move_says_what_it_came_to_only_when_the_program_speaks_for_itself() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("next sentence");
    assert!(desk.sounding().is_none());
    desk.reading.set_speak_moves(true);
    desk.ask("previous sentence");
    assert!(matches!(desk.effects.as_slice(), [Effect::Moved(_), Effect::Say(_)]));
    desk.ask("next word");
    assert!(matches!(desk.effects.as_slice(), [Effect::Hush, Effect::Moved(_), Effect::Say(_)]));
    for _ in 0..4 {
        desk.ask("next character");
    }
    desk.begin();
    assert_eq!(desk.heard.last().map(String::as_str), Some("і"));
    desk.ask("next character");
    assert!(matches!(desk.notices.as_slice(), [Notice::Character(text)] if text == "."));
    assert!(desk.sounding().is_none());
    assert_eq!(desk.reading.narrator(), Narrator::Silent);
}

#[test]
fn repeating_says_the_phrase_once_and_goes_on_only_when_reading_was_going_on() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("repeat");
    assert_eq!(desk.say_all(), ["Ол келді."]);
    desk.ask("read");
    desk.begin();
    desk.ask("repeat");
    assert_eq!(desk.say_all(), ["Ол келді.", "Ол келді.", "Ол келді.", "Мен күттім.", "Күн батты."]);
}

#[test]
fn an_announcement_interrupts_and_reading_goes_on_behind_it() {
    let mut desk = Desk::new("kk", BOOK);
    desk.ask("read");
    desk.begin();
    desk.ask("where");
    assert!(matches!(
        desk.effects.as_slice(),
        [Effect::Hush, Effect::Notice(Notice::Whereabouts(..)), Effect::Queue(_), Effect::Queue(_)]
    ));
    assert_eq!(desk.say_all(), ["Ол келді.", "Ол келді.", "Мен күттім.", "Күн батты."]);
}

#[test]
fn a_section_that_is_not_ready_is_waited_for() {
    let (ready, _) = super::book_in("kk", "§\nОл келді.\n§\nКүн батты.");
    let mut desk = Desk::new("kk", "§\n|Ол келді.\n§ …");
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Ол келді."]);
    assert!(matches!(desk.notices.as_slice(), [Notice::Waiting(1)]));
    assert_eq!(desk.reading.narrator(), Narrator::Speaking);
    let effects = desk.reading.revise(ready.clone(), noon());
    desk.carry_out(effects);
    assert_eq!(desk.say_all(), ["Ол келді.", "Күн батты."]);

    let mut desk = Desk::new("kk", "§\n|Ол келді.\n§ …");
    desk.ask("next sentence");
    assert!(matches!(desk.notices.as_slice(), [Notice::Waiting(1)]));
    let effects = desk.reading.revise(ready, noon());
    desk.carry_out(effects);
    assert_eq!(desk.shown(), "Ол келді.\n§\n|Күн батты.\n§\n");
}

#[test]
fn an_empty_book_says_so() {
    let mut desk = Desk::new("kk", "");
    desk.ask("read");
    assert!(matches!(desk.notices.as_slice(), [Notice::NothingToRead]));
    let mut desk = Desk::new("kk", "![]\n=1");
    desk.ask("read");
    assert!(matches!(desk.notices.as_slice(), [Notice::NothingToRead]));
}

#[test]
fn text_without_sentences_comes_in_pieces() {
    let long = "сөз ".repeat(1000);
    let mut desk = Desk::new("kk", &format!("|{long}"));
    desk.ask("read");
    let said = desk.say_all().join(" ");
    assert_eq!(said.split_whitespace().count(), 1000);
    assert!(desk.heard.len() > 3 && desk.heard.iter().all(|piece| piece.len() <= 1200));
}

#[test]
fn images_are_heard_and_cells_are_phrases() {
    let mut desk = Desk::new("kk", "|![Абайдың суреті]\n=3\n;Аты;Жасы\n;Абай;41\nСоңы.");
    desk.ask("read");
    assert_eq!(desk.say_all(), ["Абайдың суреті", "Аты", "Жасы", "Абай", "41", "Соңы."]);
}

#[test]
fn soft_hyphens_are_not_said_and_marks_still_find_their_word() {
    let mut desk = Desk::new("kk", "|Қа\u{ad}зақ\u{ad}стан үлкен[^1](#n) ел.");
    desk.ask("read");
    desk.begin();
    assert_eq!(desk.heard, ["Қазақстан үлкен 1 ел."]);
    let id = desk.sounding().expect("speaking").id;
    desk.hear(Event::Mark(id, "Қазақстан ".len()));
    let word = desk.reading.word().expect("a word");
    assert_eq!(word.start.byte, "Қа\u{ad}зақ\u{ad}стан ".len());
    desk.hear(Event::Mark(id, "Қазақстан үлкен 1 ".len()));
    let word = desk.reading.word().expect("a word");
    assert_eq!(word.start.byte, "Қа\u{ad}зақ\u{ad}стан үлкен1 ".len());
}

#[test]
fn latin_look_alikes_are_said_as_the_letters_that_were_meant() {
    let mut desk = Desk::new("kk", "|Бiр кiсi ice деді.");
    desk.ask("read");
    desk.begin();
    assert_eq!(desk.heard, ["Бір кісі {en:ice }деді."]);
    let id = desk.sounding().expect("speaking").id;
    desk.hear(Event::Mark(id, "Бір кісі ice ".len()));
    assert_eq!(desk.reading.word().map(|word| word.start.byte), Some("Бiр кiсi ice ".len()));
}
