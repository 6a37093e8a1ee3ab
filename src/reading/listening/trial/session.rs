//! Playing, pausing, the end, what the player tells, speed, «where am I», bookmarks.

use super::{Desk, noon, recording, seconds};
use crate::book::Book;
use crate::reading::collection::Collection;
use crate::reading::listening::{Command, Effect, Listening, Marks, Notice, Speed, Transport, Unit};
use crate::reading::{self, Detail, Direction};
use crate::voice::RequestId;
use crate::voice::player::{Error, Event};

const BOOK: &str = "Бір 0:00, Екі 1:00, Үш 2:30 | 4:00";

#[test]
fn it_plays_and_pauses_where_it_was_heard_last() {
    let mut desk = Desk::new(BOOK);
    assert_eq!(desk.listening.transport(), Transport::Paused);
    desk.ask(Command::Toggle);
    assert_eq!(desk.listening.transport(), Transport::Playing);
    desk.listen(5.2);
    desk.ask(Command::Toggle);
    assert_eq!((desk.listening.transport(), desk.place()), (Transport::Paused, 5.2));
    assert!(matches!(desk.effects.as_slice(), [Effect::Save]), "the exact place is saved: {:?}", desk.effects);
    desk.ask(Command::Toggle);
    assert_eq!(desk.sounding.map(|it| it.at), Some(seconds(5.2)));
    assert!(desk.told().is_empty() && desk.soon.is_none(), "sound tells for itself");
}

#[test]
fn the_place_that_was_heard_last_is_told_after_the_pause() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Play);
    let id = desk.sounding.unwrap().id;
    desk.hear(Event::Position(id, seconds(7.0)));
    let effects = desk.listening.perform(Command::Pause, noon());
    assert!(matches!(effects.as_slice(), [Effect::Pause, Effect::Save]));
    assert_eq!(desk.place(), 7.0);
    // Gone elsewhere before the player has answered: its answer is late news.
    let before = desk.listening.perform(Command::GoTo(seconds(100.0)), noon());
    assert!(matches!(before.as_slice(), [Effect::Moved, Effect::Notice(_)]));
    assert!(desk.listening.hear(Event::Paused(id, seconds(7.3))).is_empty());
    assert_eq!(desk.place(), 100.0);
}

#[test]
fn news_of_a_request_that_is_not_awaited_is_no_news() {
    let mut desk = Desk::new(BOOK);
    let stranger = RequestId::fresh();
    desk.ask(Command::Play);
    let old = desk.sounding.unwrap().id;
    desk.ask(Command::GoTo(seconds(90.0)));
    for id in [stranger, old] {
        for event in [
            Event::Playing(id, seconds(1.0)),
            Event::Position(id, seconds(2.0)),
            Event::Paused(id, seconds(3.0)),
            Event::Ended(id),
            Event::Skipped(id, 0, Error::Unreadable("x".into())),
            Event::Failed(id, seconds(4.0), Error::NoDevice("x".into())),
        ] {
            assert!(desk.listening.hear(event).is_empty());
        }
    }
    assert_eq!((desk.place(), desk.listening.transport()), (90.0, Transport::Playing));
}

#[test]
fn the_end_is_told_and_playing_again_begins_anew() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::GoTo(seconds(230.0)));
    desk.told();
    desk.ask(Command::Play);
    desk.listen(60.0);
    assert_eq!((desk.place(), desk.listening.transport()), (240.0, Transport::AtEnd));
    assert!(matches!(desk.told().as_slice(), [Notice::EndOfBook]));
    assert_eq!(desk.listening.progress(), 1.0);
    desk.ask(Command::Toggle);
    assert_eq!(desk.sounding.map(|it| it.at), Some(seconds(0.0)));
    desk.ask(Command::Back);
    assert_eq!(desk.place(), 240.0, "the way back is kept");
    assert!(desk.sounding.is_none());
}

#[test]
fn a_failure_keeps_the_place_and_the_next_press_tries_again() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Play);
    desk.listen(10.0);
    let id = desk.sounding.take().unwrap().id;
    desk.hear(Event::Failed(id, seconds(10.1), Error::DeviceGone("unplugged".into())));
    assert!(matches!(desk.told().as_slice(), [Notice::NotPlayed(Error::DeviceGone(_))]));
    assert_eq!((desk.place(), desk.listening.transport()), (10.1, Transport::Paused));
    assert!(desk.effects.iter().any(|effect| matches!(effect, Effect::Save)));
    desk.ask(Command::Toggle);
    assert_eq!(desk.sounding.map(|it| it.at), Some(seconds(10.1)));
}

#[test]
fn a_track_that_cannot_be_heard_is_named_and_left_behind() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Play);
    let id = desk.sounding.unwrap().id;
    desk.hear(Event::Skipped(id, 1, Error::Unreadable("x".into())));
    let told = desk.told();
    assert!(
        matches!(told.as_slice(), [Notice::Skipped { number: 2, title: Some(title), .. }] if title == "2-файл"),
        "{told:?}"
    );
    desk.hear(Event::Position(id, seconds(151.0)));
    assert_eq!((desk.place(), desk.listening.transport()), (151.0, Transport::Playing));
}

#[test]
fn speed_changes_by_tenths_and_is_told_at_its_ends_too() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Faster);
    assert!(matches!(desk.effects.as_slice(), [Effect::Speed(speed), Effect::Notice(_)] if speed.percent() == 110));
    for _ in 0..30 {
        desk.ask(Command::Faster);
    }
    assert_eq!(desk.listening.speed().percent(), 400);
    assert!(matches!(desk.effects.as_slice(), [Effect::Notice(Notice::Speed(speed))] if speed.percent() == 400));
    for _ in 0..40 {
        desk.ask(Command::Slower);
    }
    assert_eq!(desk.listening.speed().percent(), 50);
}

#[test]
fn where_am_i_is_short_then_long_also_while_it_goes_on() {
    let mut desk = Desk::new(BOOK);
    desk.listening.set_speed(Speed::of_percent(150));
    desk.ask(Command::GoTo(seconds(90.0)));
    desk.ask(Command::Play);
    desk.told();
    desk.ask(Command::WhereAmI);
    desk.listen(8.0);
    desk.ask(Command::WhereAmI);
    desk.listen(30.0);
    desk.ask(Command::WhereAmI);
    let told = desk.told();
    let [Notice::Whereabouts(first, short), Notice::Whereabouts(_, long), Notice::Whereabouts(_, again)] =
        told.as_slice()
    else {
        panic!("{told:?}")
    };
    assert_eq!((short, long, again), (&Detail::Short, &Detail::Long, &Detail::Short));
    let chapter = first.chapter.as_ref().unwrap();
    assert_eq!((chapter.title.as_str(), chapter.number, chapter.of), ("Екі", 2, 3));
    assert_eq!((chapter.passed, chapter.left), (seconds(30.0), seconds(60.0)));
    assert_eq!((first.passed, first.left, first.percent), (seconds(90.0), seconds(150.0), 37.5));
}

#[test]
fn a_place_is_marked_found_again_and_unmarked() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::GoTo(seconds(75.25)));
    desk.told();
    desk.ask(Command::AddBookmark);
    desk.ask(Command::AddBookmark);
    let told = desk.told();
    assert!(matches!(told.as_slice(), [Notice::BookmarkAdded(_), Notice::AlreadyBookmarked]), "{told:?}");
    let kept: Vec<_> = desk.kept.iter().map(|mark| mark.kept.clone()).collect();
    let marks = Marks::restore(&recording(BOOK), kept);
    assert_eq!(marks.iter().map(|mark| mark.at).collect::<Vec<_>>(), [seconds(75.25)]);

    desk.ask(Command::Beginning);
    desk.ask(Command::Move(Direction::Forward, Unit::Bookmark));
    assert_eq!(desk.place(), 75.25);
    desk.ask(Command::Move(Direction::Forward, Unit::Bookmark));
    desk.ask(Command::GoTo(seconds(120.0)));
    desk.told();
    desk.ask(Command::RemoveBookmark);
    assert!(matches!(desk.told().as_slice(), [Notice::NoBookmarkHere]), "none is near");
    desk.ask(Command::Move(Direction::Backward, Unit::Bookmark));
    desk.told();
    desk.ask(Command::RemoveBookmark);
    assert!(matches!(desk.told().as_slice(), [Notice::BookmarkRemoved]));
    assert_eq!(desk.listening.marks().iter().count(), 0);
}

#[test]
fn a_bookmark_gets_a_name_and_comes_back_when_it_was_removed() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::GoTo(seconds(75.25)));
    desk.ask(Command::AddBookmark);
    let id = desk.listening.marks().iter().next().expect("it is there").id();
    let effects = desk.listening.amend(id, "осы жер".to_owned(), noon());
    assert!(matches!(effects.as_slice(), [Effect::Amend(_), Effect::Notice(Notice::BookmarkRenamed)]), "{effects:?}");
    let named = desk.listening.marks().get(id).cloned().expect("it is there");
    assert_eq!((named.kept.text.as_str(), named.kept.modified), ("осы жер", Some(noon())));
    desk.ask(Command::Discard(id));
    desk.told();
    desk.ask(Command::Restore);
    assert!(matches!(desk.told().as_slice(), [Notice::BookmarkRestored]));
    assert_eq!(desk.listening.marks().get(id), Some(&named));
    desk.ask(Command::Restore);
    assert!(matches!(desk.told().as_slice(), [Notice::NothingToRestore]));

    let collection =
        Collection::of_recording(desk.listening.book(), "Сынақ", desk.listening.recording(), desk.listening.marks());
    let whole = collection.web_annotation(crate::library::shelf::Moment::from(noon()));
    let item = &whole["first"]["items"][0];
    assert_eq!((&item["motivation"], &item["body"]["value"]), (&"bookmarking".into(), &"осы жер".into()));
    let selector = &item["target"]["selector"][0];
    assert_eq!(selector["conformsTo"], "http://www.w3.org/TR/media-frags/");
    assert_eq!(selector["value"], "t=15.250", "in the second file");
    assert_eq!(item["target"]["source"], "1.mp3");
}

#[test]
fn it_opens_paused_at_the_place_that_was_kept() {
    let recording = recording(BOOK);
    let place = recording.locate(seconds(123.456));
    let book = std::sync::Arc::new(Book::default());
    let listening = Listening::open(book, recording.clone(), Some(&place), Marks::default(), Speed::default());
    assert_eq!((listening.place(), listening.transport()), (seconds(123.456), Transport::Paused));
    assert_eq!(recording.resolve(&listening.locator()), seconds(123.456));
}

#[test]
fn keys_that_hold_everywhere_have_their_meaning_in_a_recording() {
    let like = |command| Command::like(&command);
    assert_eq!(like(reading::Command::Toggle), Some(Command::Toggle));
    assert_eq!(like(reading::Command::Stop), Some(Command::Pause));
    let chapter = reading::Command::Move(Direction::Forward, reading::Unit::Section);
    assert_eq!(like(chapter), Some(Command::Move(Direction::Forward, Unit::Chapter)));
    assert_eq!(like(reading::Command::Follow), None);
}

#[test]
fn a_recording_of_nothing_does_no_harm() {
    let empty = std::sync::Arc::new(crate::book::Recording::default());
    let book = std::sync::Arc::new(Book::default());
    let mut listening = Listening::open(book, empty, None, Marks::default(), Speed::default());
    for command in [
        Command::Toggle,
        Command::Pause,
        Command::Move(Direction::Forward, Unit::Chapter),
        Command::Move(Direction::Backward, Unit::Track),
        Command::GoToChapter(3),
        Command::GoToPercent(50.0),
        Command::End,
        Command::WhereAmI,
        Command::AddBookmark,
        Command::RemoveBookmark,
    ] {
        listening.perform(command, noon());
        assert_eq!(listening.place(), seconds(0.0));
    }
}

#[test]
fn a_note_is_written_at_the_bookmark_that_is_here() {
    let mut desk = Desk::new("Бір 0:00 | 10:00");
    let (id, effects) = desk.listening.mark_here(noon());
    assert!(matches!(effects.as_slice(), [Effect::Keep(mark)] if mark.id() == id));
    let (again, effects) = desk.listening.mark_here(noon());
    assert!(again == id && effects.is_empty());
    desk.listening.amend(id, "осы жерде".to_owned(), noon());
    assert_eq!(desk.listening.marks().get(id).map(|mark| mark.kept.text.as_str()), Some("осы жерде"));
    desk.ask(Command::GoToPercent(50.0));
    assert_ne!(desk.listening.mark_here(noon()).0, id);
}

#[test]
fn what_is_spoken_lies_at_the_bookmark_that_is_here() {
    let mut desk = Desk::new("Бір 0:00 | 10:00");
    let effects = desk.listening.speak_here("a.wav".to_owned(), noon());
    let [Effect::Keep(kept)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(kept.kept.sound.as_deref(), Some("a.wav"));
    let effects = desk.listening.speak_here("b.wav".to_owned(), noon());
    let [Effect::Amend(changed)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((changed.id(), changed.kept.sound.as_deref()), (kept.id(), Some("b.wav")));
    assert_eq!(desk.listening.marks().iter().count(), 1);
    desk.ask(Command::Discard(kept.id()));
    desk.ask(Command::Restore);
    assert_eq!(desk.listening.marks().iter().next().and_then(|mark| mark.kept.sound.as_deref()), Some("b.wav"));
}
