//! Leaps, chapters, tracks, jumps and the way back.

use proptest::prelude::*;

use super::{Desk, Sounding, recording, seconds, time};
use crate::reading::Direction::{Backward, Forward};
use crate::reading::listening::{Command, Effect, Leap, Notice, Transport, Unit};
use crate::voice::player::Event;

const BOOK: &str = "Бір 0:00, Екі 1:00, Үш 2:30 | 4:00";

#[test]
fn leaps_go_both_ways_and_not_beyond_the_ends() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Leap(Forward, Leap::Minute));
    desk.ask(Command::Leap(Forward, Leap::TenSeconds));
    desk.ask(Command::Leap(Forward, Leap::TenSeconds));
    desk.ask(Command::Leap(Backward, Leap::TenSeconds));
    assert_eq!(desk.place(), 70.0);
    let told = desk.told();
    let chapters: Vec<bool> = told
        .iter()
        .map(|notice| match notice {
            Notice::Arrived { other_chapter, .. } => *other_chapter,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(chapters, [true, false, false, false], "the chapter is said where it is another one");
    desk.ask(Command::Leap(Forward, Leap::TenMinutes));
    assert_eq!((desk.place(), desk.listening.transport()), (240.0, Transport::AtEnd));
    desk.ask(Command::Leap(Backward, Leap::TenMinutes));
    assert_eq!(desk.place(), 0.0);
    assert!(matches!(desk.told().as_slice(), [Notice::EndOfBook, Notice::BeginningOfBook]));
    desk.ask(Command::Back);
    assert!(matches!(desk.told().as_slice(), [Notice::NoHistory(Backward)]), "leaps are no jumps");
}

#[test]
fn while_it_plays_a_leap_goes_on_there_and_is_told_after_a_moment() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Play);
    desk.listen(5.0);
    let before = desk.sounding.unwrap().id;
    desk.ask(Command::Leap(Forward, Leap::TenSeconds));
    desk.ask(Command::Leap(Forward, Leap::TenSeconds));
    let Some(Sounding { id, at }) = desk.sounding else { panic!("it goes on") };
    assert_eq!(at, seconds(25.0));
    assert_ne!(id, before);
    assert!(desk.told().is_empty());
    assert!(matches!(desk.soon, Some(Notice::Arrived { other_chapter: false, .. })));
    desk.listen(3.0);
    assert_eq!(desk.place(), 28.0);
}

#[test]
fn a_leap_over_the_end_stops() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Play);
    desk.listen(1.0);
    desk.ask(Command::Leap(Forward, Leap::TenMinutes));
    assert!(desk.sounding.is_none());
    assert_eq!((desk.place(), desk.listening.transport()), (240.0, Transport::AtEnd));
    assert!(matches!(desk.told().as_slice(), [Notice::EndOfBook]));
}

#[test]
fn a_chapter_that_begins_while_it_plays_is_not_said() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Play);
    desk.listen(100.0);
    assert_eq!(desk.listening.whereabouts().chapter.map(|chapter| chapter.number), Some(2));
    assert!(desk.told().is_empty() && desk.soon.is_none());
}

#[test]
fn the_next_chapter_and_its_own_beginning_before_the_one_before() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Move(Forward, Unit::Chapter));
    assert_eq!(desk.place(), 60.0);
    desk.ask(Command::Move(Forward, Unit::Chapter));
    assert_eq!(desk.place(), 150.0);
    desk.told();
    desk.ask(Command::Move(Forward, Unit::Chapter));
    assert!(matches!(desk.told().as_slice(), [Notice::Nothing(Forward, Unit::Chapter)]));
    assert_eq!(desk.place(), 150.0);

    desk.ask(Command::GoTo(seconds(153.5)));
    desk.ask(Command::Move(Backward, Unit::Chapter));
    assert_eq!(desk.place(), 150.0, "more than three seconds in: its own beginning");
    desk.ask(Command::GoTo(seconds(152.9)));
    desk.ask(Command::Move(Backward, Unit::Chapter));
    assert_eq!(desk.place(), 60.0);
    desk.ask(Command::Move(Backward, Unit::Chapter));
    assert_eq!(desk.place(), 0.0);
    desk.told();
    desk.ask(Command::Move(Backward, Unit::Chapter));
    assert!(matches!(desk.told().as_slice(), [Notice::Nothing(Backward, Unit::Chapter)]));
    desk.ask(Command::GoTo(seconds(2.0)));
    desk.ask(Command::Move(Backward, Unit::Chapter));
    assert_eq!(desk.place(), 0.0, "the first chapter has a beginning, too");
}

#[test]
fn two_presses_lead_to_the_chapter_before_at_any_speed() {
    let mut desk = Desk::new(BOOK);
    for _ in 0..20 {
        desk.ask(Command::Faster);
    }
    desk.ask(Command::GoTo(seconds(170.0)));
    desk.ask(Command::Play);
    desk.ask(Command::Move(Backward, Unit::Chapter));
    // Two seconds of hers are six of the recording.
    desk.listen(6.0);
    desk.ask(Command::Move(Backward, Unit::Chapter));
    assert_eq!(desk.place(), 60.0);
}

#[test]
fn a_very_short_chapter_is_not_passed_over() {
    let mut desk = Desk::new("Бір 0:00, Тақырып 1:00, Екі 1:02 | 2:00");
    desk.ask(Command::GoTo(seconds(63.0)));
    desk.ask(Command::Move(Backward, Unit::Chapter));
    assert_eq!(desk.place(), 60.0);
}

#[test]
fn before_the_first_chapter_there_is_a_next_one() {
    let mut desk = Desk::new("Бірінші 0:20 | 1:00");
    assert_eq!(desk.listening.whereabouts().chapter, None);
    desk.ask(Command::Move(Forward, Unit::Chapter));
    assert_eq!(desk.place(), 20.0);
}

#[test]
fn jumps_are_remembered_and_moves_are_not() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Move(Forward, Unit::Chapter));
    desk.ask(Command::Leap(Forward, Leap::TenSeconds));
    assert!(!desk.listening.history().can_go(Backward));
    desk.ask(Command::GoToChapter(2));
    desk.ask(Command::GoToPercent(25.0));
    assert_eq!(desk.place(), 60.0);
    desk.ask(Command::End);
    for expected in [60.0, 150.0, 70.0] {
        desk.ask(Command::Back);
        assert_eq!(desk.place(), expected);
    }
    desk.ask(Command::Forward);
    assert_eq!(desk.place(), 150.0);
    desk.ask(Command::GoToPercent(f64::NAN));
    desk.ask(Command::GoToChapter(99));
    assert_eq!(desk.place(), 150.0);
}

#[derive(Debug, Clone)]
enum Step {
    Ask(Command),
    Listen(f64),
}

fn step() -> impl Strategy<Value = Step> {
    let direction = prop_oneof![Just(Forward), Just(Backward)];
    let leap = prop::sample::select(Leap::ALL.to_vec());
    let unit = prop::sample::select(vec![Unit::Chapter, Unit::Track, Unit::Bookmark]);
    let plain = prop::sample::select(vec![
        Command::Toggle,
        Command::Play,
        Command::Pause,
        Command::Beginning,
        Command::End,
        Command::Back,
        Command::Forward,
        Command::Faster,
        Command::Slower,
        Command::WhereAmI,
        Command::AddBookmark,
        Command::RemoveBookmark,
    ]);
    prop_oneof![
        plain.prop_map(Step::Ask),
        (direction.clone(), leap).prop_map(|(direction, leap)| Step::Ask(Command::Leap(direction, leap))),
        (direction, unit).prop_map(|(direction, unit)| Step::Ask(Command::Move(direction, unit))),
        (0u64..300_000).prop_map(|millis| Step::Ask(Command::GoTo(seconds(millis as f64 / 1000.0)))),
        (-10.0f64..120.0).prop_map(|percent| Step::Ask(Command::GoToPercent(percent))),
        (0.0f64..90.0).prop_map(Step::Listen),
    ]
}

#[test]
fn jumps_go_as_far_as_was_chosen() {
    let mut desk = Desk::new("Бір 0:00 | 1:00:00");
    let mut sizes = Vec::new();
    for _ in 0..6 {
        desk.ask(Command::Beginning);
        desk.ask(Command::Jump(Forward));
        sizes.push(desk.place());
        desk.ask(Command::LongerJumps);
    }
    assert_eq!(sizes, [10.0, 30.0, 60.0, 300.0, 600.0, 600.0]);
    assert!(matches!(desk.told().last(), Some(Notice::Leap(Leap::TenMinutes))));
    for _ in 0..6 {
        desk.ask(Command::ShorterJumps);
    }
    desk.ask(Command::Jump(Backward));
    assert_eq!(desk.place(), 595.0);
    desk.ask(Command::LongerJumps);
    assert!(desk.effects.iter().any(|effect| matches!(effect, Effect::Leap(Leap::TenSeconds))));
}

#[test]
fn after_a_long_pause_it_goes_on_a_little_earlier() {
    use std::time::Duration;

    use super::noon;
    use crate::settings::RecordingSettings;

    let after = |steps_back: bool, pause: u64, meanwhile: Option<Command>| {
        let mut desk = Desk::new("Бір 0:00, Екі 1:00 | 1:00:00");
        desk.listening.adopt(&RecordingSettings { step_back: steps_back, speed: 200, ..RecordingSettings::default() });
        desk.ask(Command::GoTo(Duration::from_secs(100)));
        desk.ask(Command::Play);
        desk.listen(20.0);
        desk.ask(Command::Pause);
        assert_eq!(desk.place(), 120.0);
        if let Some(command) = meanwhile {
            desk.ask(command);
        }
        desk.ask_at(Command::Toggle, noon() + Duration::from_secs(pause));
        desk.sounding.expect("it sounds").at.as_secs_f64()
    };
    // At twice the speed five seconds of listening are ten of the recording.
    assert_eq!(after(true, 10, None), 120.0);
    assert_eq!(after(true, 90, None), 110.0);
    assert_eq!(after(true, 7200, None), 100.0);
    assert_eq!(after(false, 7200, None), 120.0);
    assert_eq!(after(true, 7200, Some(Command::Jump(Forward))), 130.0, "who goes elsewhere is there");
    assert_eq!(after(true, 7200, Some(Command::GoTo(Duration::from_secs(62)))), 62.0);
}

proptest! {
    /// Whatever is asked: the place lies in the recording, session and player agree whether and where it sounds, and a
    /// place that is kept is found again.
    #[test]
    fn session_and_player_agree(steps in prop::collection::vec(step(), 1..40)) {
        let mut desk = Desk::new(BOOK);
        for step in steps {
            match step {
                Step::Ask(command) => desk.ask(command),
                Step::Listen(time) if desk.sounding.is_some() => desk.listen(time),
                Step::Listen(_) => {}
            }
            let place = desk.listening.place();
            prop_assert!(place <= time("4:00"));
            let playing = desk.listening.transport() == Transport::Playing;
            prop_assert_eq!(playing, desk.sounding.is_some());
            if let Some(sounding) = desk.sounding {
                prop_assert_eq!(sounding.at, place);
            }
            let again = recording(BOOK).resolve(&desk.listening.locator());
            prop_assert!(again <= place && place - again < seconds(0.001));
        }
    }
}

#[test]
fn a_place_beyond_the_end_is_drawn_in() {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Play);
    let id = desk.sounding.unwrap().id;
    desk.hear(Event::Position(id, seconds(1e6)));
    assert_eq!(desk.place(), 240.0);
    assert!(matches!(desk.effects.as_slice(), [Effect::Moved]));
}
