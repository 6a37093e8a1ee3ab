//! Texts that somebody has read: what is played, what the voice says, and where the cursor is.

use std::sync::Arc;
use std::time::Duration;

use super::{Desk, book_in, noon};
use crate::book::{Book, Clip, Kind, Narration, Point, Recording, Skippable, Span, Track};
use crate::reading::{Annotations, Command, Effect, Hearing, Narrator, Notice, Reading};
use crate::voice::RequestId;
use crate::voice::player::{Error, Event, Route};

const BOOK: &str = "§\n# Тақырып\nОл келді. Мен күттім. Ешкім оқымады.\n>Ескертпе.\nСоңы.\n§\nДауыс оқиды. Тағы да.";

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A place of these words.
fn span(book: &Book, words: &str) -> Span {
    for (section, inside) in book.sections.iter().enumerate() {
        for (block, found) in inside.blocks.iter().enumerate() {
            if let Some(byte) = found.text.find(words) {
                let at = |byte| Point::new(section, block, byte);
                return Span { start: at(byte), end: at(byte + words.len()) };
            }
        }
    }
    panic!("{words} is not in the book");
}

/// The book above: the note is heard behind the first sentence, the last section is left to the voice.
fn narrated() -> Arc<Book> {
    let (book, _) = book_in("kk", BOOK);
    let clips = [
        ("Тақырып", Some((0, 1000)), None),
        ("Ол келді. ", Some((1000, 2000)), None),
        ("Ескертпе.", Some((2000, 3000)), Some(Skippable::Note)),
        ("Мен күттім. ", Some((3000, 4000)), None),
        ("Соңы.", Some((4000, 5000)), None),
        ("Дауыс оқиды. Тағы да.", None, None),
    ];
    let clips = clips.into_iter().map(|(words, time, skip)| {
        let time = time.map(|(from, to)| ms(from)..ms(to));
        Clip { span: span(&book, words), time, skip }
    });
    let track = Track { href: "a.wav".to_owned(), duration: ms(5000), ..Track::default() };
    let narration =
        Narration::new(Recording::new(vec![track], Vec::new()), clips.collect(), std::iter::once(2..3).collect());
    let book = Book::clone(&book);
    Arc::new(book.narrated(Arc::new(narration)))
}

fn desk() -> Desk {
    let mut desk = Desk::new("kk", BOOK);
    desk.reading = Reading::open(narrated(), None, Annotations::default());
    desk
}

/// The request that was asked for last.
#[track_caller]
fn played(desk: &Desk) -> (RequestId, Duration, Route) {
    let found = desk.effects.iter().rev().find_map(|effect| match effect {
        Effect::Play { id, at, route } => Some((*id, *at, route.clone())),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("nothing is played: {:?}", desk.effects))
}

impl Desk {
    fn tell(&mut self, event: Event) {
        let effects = self.reading.hear_player(event);
        self.carry_out(effects);
    }

    /// The words at the cursor's phrase.
    fn words(&self) -> String {
        let span = self.reading.phrase().expect("a phrase");
        crate::reading::movement::text_of(self.reading.book(), span).trim().to_owned()
    }
}

#[test]
fn the_cursor_follows_the_recording_and_the_voice_reads_the_rest() {
    let mut desk = desk();
    desk.ask("read");
    let (id, at, route) = played(&desk);
    assert_eq!((at, route.until, route.without.len()), (ms(0), Some(ms(5000)), 0));
    assert_eq!(desk.reading.narrator(), Narrator::Speaking);
    assert!(desk.sounding().is_none(), "the voice is silent");
    for (time, words) in
        [(0, "Тақырып"), (1001, "Ол келді."), (2010, "Ескертпе."), (3005, "Мен күттім."), (4100, "Соңы.")]
    {
        desk.tell(Event::Reached(id, ms(time)));
        assert_eq!(desk.words(), words);
    }
    desk.tell(Event::Ended(id));
    assert_eq!(desk.say_all(), ["Дауыс оқиды.", "Тағы да."], "what nobody has read, and not what the author left out");
    assert_eq!(desk.reading.narrator(), Narrator::Silent);
    assert!(matches!(desk.notices.as_slice(), [Notice::EndOfBook]));
}

#[test]
fn what_is_passed_over_is_left_out_of_the_route() {
    let mut desk = desk();
    desk.reading.set_hearing(Hearing { passed_over: vec![Skippable::Note], ..Hearing::default() });
    desk.ask("read");
    let (_, _, route) = played(&desk);
    assert_eq!(route.without.as_ref(), [ms(2000)..ms(3000)].as_slice());
}

#[test]
fn a_recorded_heading_is_passed_over_by_what_the_text_tells() {
    let mut desk = desk();
    desk.reading.set_hearing(Hearing { passed_over: vec![Skippable::Heading], ..Hearing::default() });
    desk.ask("read");
    let (id, at, _) = played(&desk);
    assert_eq!(at, ms(0), "begun at, it is heard");
    desk.tell(Event::Reached(id, ms(1000)));
    desk.ask("previous sentence");
    assert!(matches!(desk.notices.as_slice(), [Notice::Nothing(..)]), "{:?}", desk.notices);
}

#[test]
fn a_pause_goes_on_where_the_recording_was_cut_off() {
    let mut desk = desk();
    desk.ask("toggle");
    let (id, ..) = played(&desk);
    desk.tell(Event::Reached(id, ms(1000)));
    desk.ask("toggle");
    assert!(matches!(desk.effects.as_slice(), [Effect::Hush, Effect::Save]));
    assert_eq!(desk.reading.narrator(), Narrator::Paused);
    desk.tell(Event::Paused(id, ms(1640)));
    desk.ask("toggle");
    assert_eq!(played(&desk).1, ms(1640));
    // After a move the phrase begins anew.
    desk.ask("toggle");
    desk.ask("next sentence");
    desk.ask("previous sentence");
    desk.ask("toggle");
    assert_eq!(played(&desk).1, ms(1000));
}

#[test]
fn phrases_are_stepped_through_as_they_are_heard() {
    let mut desk = desk();
    desk.ask("read");
    for (words, at) in [("Ол келді.", 1000), ("Ескертпе.", 2000), ("Мен күттім.", 3000), ("Соңы.", 4000)]
    {
        desk.ask("next sentence");
        assert_eq!((desk.words().as_str(), played(&desk).1), (words, ms(at)));
        assert!(matches!(desk.effects.first(), Some(Effect::Hush)));
    }
    desk.ask("previous sentence");
    desk.ask("previous sentence");
    assert_eq!(desk.words(), "Ескертпе.");
    desk.ask("repeat");
    assert_eq!(played(&desk).1, ms(2000));
    desk.perform(Command::Leave);
    assert_eq!((desk.words().as_str(), played(&desk).1), ("Мен күттім.", ms(3000)));
    desk.perform(Command::Leave);
    assert!(matches!(desk.notices.last(), Some(Notice::NothingToLeave)));
    desk.ask("next sentence");
    desk.ask("next sentence");
    assert_eq!(desk.sounding().map(super::text_of).as_deref(), Some("Дауыс оқиды."));
}

#[test]
fn a_move_is_followed_by_the_recording() {
    let mut desk = desk();
    desk.ask("read");
    let (old, ..) = played(&desk);
    let place = span(desk.reading.book(), "Соңы.").start;
    desk.perform(Command::GoToEntry(place));
    let (id, at, _) = played(&desk);
    assert_eq!(at, ms(4000));
    assert_ne!(old, id);
    desk.tell(Event::Reached(old, ms(1000)));
    assert!(desk.effects.is_empty(), "late news is no news");
    assert_eq!(desk.words(), "Соңы.");
    desk.ask("where");
    assert!(desk.effects.iter().all(|effect| matches!(effect, Effect::Notice(_))), "the recording goes on");
}

#[test]
fn who_begins_where_nobody_has_read_hears_the_voice_there() {
    let mut desk = desk();
    desk.perform(Command::Place(span(desk.reading.book(), "Ешкім").start));
    desk.ask("read");
    assert!(desk.say_one());
    assert_eq!(desk.heard, ["Ешкім оқымады."]);
    // The next phrase in the text that was read is the note.
    assert_eq!(played(&desk).1, ms(2000));
}

#[test]
fn a_selection_ends_with_its_clip() {
    let mut desk = desk();
    let (start, end) = (span(desk.reading.book(), "Тақырып").start, span(desk.reading.book(), "Ол келді. ").end);
    desk.perform(Command::Select { anchor: start, focus: end });
    desk.ask("read");
    let (id, _, route) = played(&desk);
    assert_eq!(route.until, Some(ms(2000)));
    desk.tell(Event::Ended(id));
    assert_eq!(desk.reading.narrator(), Narrator::Silent);
    assert!(desk.notices.is_empty());
}

#[test]
fn a_recording_that_breaks_off_is_told_and_paused() {
    let mut desk = desk();
    desk.ask("read");
    let (id, ..) = played(&desk);
    desk.tell(Event::Failed(id, ms(3500), Error::NoDevice("none".into())));
    assert!(matches!(desk.notices.as_slice(), [Notice::NotPlayed(_)]));
    assert_eq!(desk.reading.narrator(), Narrator::Paused);
    assert_eq!(desk.words(), "Мен күттім.");
    desk.ask("stop");
    assert_eq!(desk.reading.narrator(), Narrator::Silent);
}

#[test]
fn what_of_a_recording_cannot_be_read_the_voice_says() {
    let unreadable = || Error::Unreadable("x".into());
    let mut desk = desk();
    desk.ask("read");
    let (id, ..) = played(&desk);
    desk.tell(Event::Skipped(id, 0, unreadable()));
    assert!(matches!(desk.notices.as_slice(), [Notice::NotPlayed(_)]));
    desk.tell(Event::Failed(id, ms(0), unreadable()));
    let said = ["Тақырып", "Ол келді.", "Ескертпе.", "Мен күттім.", "Соңы.", "Дауыс оқиды.", "Тағы да."];
    assert_eq!(desk.say_all(), said);
    // It is not tried again.
    desk.ask("beginning");
    desk.ask("read");
    assert_eq!(desk.sounding().map(super::text_of).as_deref(), Some("Тақырып"));
}

#[test]
fn a_part_that_cannot_be_read_is_said_in_its_place() {
    let (book, _) = book_in("kk", "Бір. Екі. Үш.");
    let clips = ["Бір. ", "Екі. ", "Үш."].into_iter().zip(0..).map(|(words, number): (&str, u64)| Clip {
        span: span(&book, words),
        time: Some(ms(number * 1000)..ms(number * 1000 + 1000)),
        skip: None,
    });
    let track = |name: &str| Track { href: name.to_owned(), duration: ms(1000), ..Track::default() };
    let tracks = ["a.wav", "b.wav", "c.wav"].map(track).to_vec();
    let narration = Narration::new(Recording::new(tracks, Vec::new()), clips.collect(), Vec::new());
    let book = Arc::new(Book::clone(&book).narrated(Arc::new(narration)));
    let mut desk = Desk::new("kk", "x");
    desk.reading = Reading::open(book, None, Annotations::default());
    desk.ask("read");
    let (id, ..) = played(&desk);
    desk.tell(Event::Skipped(id, 1, Error::Unreadable("x".into())));
    assert!(desk.sounding().is_none(), "what is before it is heard to its end");
    desk.tell(Event::Reached(id, ms(2000)));
    assert!(matches!(desk.effects.first(), Some(Effect::Hush)));
    assert_eq!(desk.sounding().map(super::text_of).as_deref(), Some("Екі."));
    assert!(desk.say_one());
    assert_eq!((desk.words().as_str(), played(&desk).1), ("Үш.", ms(2000)));
}

#[test]
fn what_is_heard_before_the_first_words_of_a_place_belongs_to_it() {
    let (book, _) = book_in("kk", "Бір. Екі.");
    let start = |words| Span { end: span(&book, words).start, ..span(&book, words) };
    let clip = |span, number: u64, skip| Clip { span, time: Some(ms(number * 1000)..ms(number * 1000 + 1000)), skip };
    let clips = vec![
        clip(start("Бір. "), 0, None),
        clip(span(&book, "Бір. "), 1, None),
        clip(start("Екі."), 2, Some(Skippable::PageNumber)),
        clip(span(&book, "Екі."), 3, None),
    ];
    let second = span(&book, "Екі.").start;
    let track = Track { href: "a.wav".to_owned(), duration: ms(4000), ..Track::default() };
    let narration = Narration::new(Recording::new(vec![track], Vec::new()), clips, Vec::new());
    let mut desk = Desk::new("kk", "x");
    desk.reading =
        Reading::open(Arc::new(Book::clone(&book).narrated(Arc::new(narration))), None, Annotations::default());
    desk.ask("read");
    assert_eq!(played(&desk).1, ms(0), "the title comes first");
    desk.perform(Command::GoToEntry(second));
    assert_eq!(played(&desk).1, ms(2000));
    desk.reading.set_hearing(Hearing { passed_over: vec![Skippable::PageNumber], ..Hearing::default() });
    desk.perform(Command::GoToEntry(second));
    assert_eq!(played(&desk).1, ms(3000));
}

#[test]
fn a_time_at_the_very_end_is_the_end_and_no_more() {
    let mut desk = desk();
    let (start, end) = (span(desk.reading.book(), "Тақырып").start, span(desk.reading.book(), "Ол келді. ").end);
    desk.perform(Command::Select { anchor: start, focus: end });
    desk.ask("read");
    let (id, ..) = played(&desk);
    desk.tell(Event::Reached(id, ms(1000)));
    desk.tell(Event::Reached(id, ms(2000)));
    assert!(desk.effects.is_empty(), "{:?}", desk.effects);
    assert_eq!(desk.words(), "Ол келді.");
}

#[test]
fn the_notes_place_is_in_the_book() {
    let book = narrated();
    let note = span(&book, "Ескертпе.").start;
    assert_eq!(book.block(note).map(|block| block.kind), Some(Kind::Note));
    let mut reading = Reading::open(book, None, Annotations::default());
    for words in ["next sentence", "end", "read", "next sentence", "toggle", "read", "beginning", "stop"] {
        reading.perform(super::command(words), noon());
    }
    assert_eq!(reading.narrator(), Narrator::Silent);
}

#[test]
fn all_the_text_of_what_is_heard_is_marked_whatever_blocks_it_lies_in() {
    let (book, _) = book_in("kk", "Бір. Екі.\nҮш.\nТөрт.");
    let over = Span { start: Point::new(0, 0, 0), end: Point::new(0, 1, "Үш.".len()) };
    let clips = vec![
        Clip { span: over, time: Some(ms(0)..ms(1000)), skip: None },
        Clip { span: span(&book, "Төрт."), time: Some(ms(1000)..ms(2000)), skip: None },
    ];
    let track = Track { href: "a.wav".to_owned(), duration: ms(2000), ..Track::default() };
    let narration = Narration::new(Recording::new(vec![track], Vec::new()), clips, Vec::new());
    let mut desk = Desk::new("kk", "Бір.");
    let book = Arc::new(Book::clone(&book).narrated(Arc::new(narration)));
    desk.reading = Reading::open(book, None, Annotations::default());
    desk.ask("read");
    assert_eq!(desk.reading.phrase(), Some(over));
    let (id, ..) = played(&desk);
    desk.ask("toggle");
    desk.tell(Event::Paused(id, ms(500)));
    assert_eq!(desk.reading.phrase(), Some(over), "a pause leaves it marked");
    desk.ask("toggle");
    let (id, ..) = played(&desk);
    desk.tell(Event::Reached(id, ms(1000)));
    assert_eq!(desk.words(), "Төрт.");
    let heard = desk.reading.whereabouts().heard.expect("somebody has read it");
    assert_eq!((heard.passed, heard.whole, heard.left_in_part), (ms(1000), ms(2000), ms(1000)));
}
