//! The sleep timer, with a clock that the test turns.

use std::time::{Duration, Instant};

use super::Desk;
use crate::reading::listening::{Command, Speed};
use crate::reading::sleep::{Next, Sleep, Timer};

const BOOK: &str = "Бір 0:00, Екі 2:00, Үш 4:00 | 2:00:00";

/// Listens for so many seconds and looks at the clock every second: when it asked, how loud it was, when it stopped.
struct Night {
    asked: Option<u32>,
    stopped: Option<u32>,
    loudness: Vec<f32>,
}

fn listen(desk: &mut Desk, timer: &mut Timer, clock: &mut Instant, seconds: u32) -> Night {
    let mut night = Night { asked: None, stopped: None, loudness: Vec::new() };
    for second in 1..=seconds {
        *clock += Duration::from_secs(1);
        if desk.sounding.is_some() {
            desk.listen(f64::from(desk.listening.speed().factor()));
        }
        match timer.look(&desk.listening, *clock) {
            Next::Play(loudness) => night.loudness.push(loudness),
            Next::Ask => {
                assert_eq!(night.asked.replace(second), None, "it asks once");
            }
            Next::Stop => {
                night.stopped = Some(second);
                desk.ask(Command::Pause);
                break;
            }
        }
    }
    night
}

fn begun(sleep: Sleep) -> (Desk, Timer, Instant) {
    let mut desk = Desk::new(BOOK);
    desk.ask(Command::Play);
    let clock = Instant::now();
    let mut timer = Timer::new(sleep, &desk.listening);
    timer.look(&desk.listening, clock);
    (desk, timer, clock)
}

#[test]
fn it_asks_fades_and_stops() {
    let (mut desk, mut timer, mut clock) = begun(Sleep::Minutes(5));
    let night = listen(&mut desk, &mut timer, &mut clock, 1000);
    assert_eq!((night.asked, night.stopped), (Some(270), Some(300)));
    let last = &night.loudness[night.loudness.len() - 10..];
    assert!(last.windows(2).all(|pair| pair[1] < pair[0]) && last[9] <= 0.11, "{last:?}");
    assert!(night.loudness[..280].iter().all(|loudness| *loudness >= 1.0));
    assert_eq!(desk.place(), 300.0, "the place is kept");
}

#[test]
fn who_answers_listens_on() {
    let (mut desk, mut timer, mut clock) = begun(Sleep::Minutes(5));
    assert_eq!(listen(&mut desk, &mut timer, &mut clock, 295).stopped, None);
    assert!(timer.is_asking());
    timer.keep_on(&desk.listening);
    assert!(!timer.is_asking());
    let night = listen(&mut desk, &mut timer, &mut clock, 1000);
    assert_eq!((night.asked, night.stopped), (Some(270), Some(300)));
    assert_eq!(night.loudness[0], 1.0, "as loud as before");
}

#[test]
fn a_pause_and_a_machine_that_sleeps_take_no_time() {
    let (mut desk, mut timer, mut clock) = begun(Sleep::Minutes(5));
    listen(&mut desk, &mut timer, &mut clock, 100);
    desk.ask(Command::Pause);
    assert_eq!(listen(&mut desk, &mut timer, &mut clock, 4000).stopped, None);
    desk.ask(Command::Play);
    timer.look(&desk.listening, clock);
    clock += Duration::from_secs(7200);
    timer.look(&desk.listening, clock);
    let night = listen(&mut desk, &mut timer, &mut clock, 1000);
    assert_eq!(night.stopped, Some(197));
}

#[test]
fn the_end_of_the_chapter_is_that_of_the_chapter_that_is_heard_at_any_speed() {
    let (mut desk, mut timer, mut clock) = begun(Sleep::EndOfChapter);
    desk.listening.set_speed(Speed::of_percent(200));
    let night = listen(&mut desk, &mut timer, &mut clock, 1000);
    assert_eq!((night.asked, night.stopped, desk.place()), (Some(30), Some(60), 120.0));
    let (mut desk, mut timer, mut clock) = begun(Sleep::EndOfChapter);
    listen(&mut desk, &mut timer, &mut clock, 100);
    timer.keep_on(&desk.listening);
    let night = listen(&mut desk, &mut timer, &mut clock, 1000);
    assert_eq!((night.stopped, desk.place()), (Some(140), 240.0), "the next one's end");
    let (mut desk, mut timer, mut clock) = begun(Sleep::EndOfChapter);
    desk.ask(Command::GoToChapter(1));
    let night = listen(&mut desk, &mut timer, &mut clock, 1000);
    assert_eq!((night.stopped, desk.place()), (Some(120), 240.0), "where she went");
}
