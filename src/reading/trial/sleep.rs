//! The sleep timer of a text that a voice reads, with a clock that the test turns.

use std::time::{Duration, Instant};

use super::Desk;
use crate::reading::sleep::{Next, Sleep, Timer};
use crate::reading::{Narrator, Notice};

/// Two chapters of ten phrases, each half a second long at the usual rate.
fn book() -> String {
    let phrases: Vec<String> = (0..10).map(|number| format!("Ал{number} ғой.")).collect();
    let chapter = phrases.join(" ");
    format!("§\n|{chapter}\n§\n{chapter}")
}

/// Reads phrase by phrase, each `seconds` long, and looks at the clock every second; answers when it asked and when it was
/// told to stop.
fn night(desk: &mut Desk, timer: &mut Timer, clock: &mut Instant, seconds: u32) -> (Option<u32>, Option<u32>) {
    let (mut asked, mut stopped) = (None, None);
    for second in 1..2000 {
        *clock += Duration::from_secs(1);
        match timer.look(&desk.reading, *clock) {
            Next::Play(_) => {}
            Next::Ask => {
                assert_eq!(asked.replace(second), None, "it asks once");
                let effects = desk.reading.tell_of_sleep(Notice::StillThere);
                desk.carry_out(effects);
            }
            Next::Stop => {
                stopped = Some(second);
                let effects = desk.reading.finish();
                desk.carry_out(effects);
                break;
            }
        }
        if second % seconds == 0 && !desk.say_one() {
            break;
        }
    }
    (asked, stopped)
}

fn begun(sleep: Sleep, markup: &str) -> (Desk, Timer, Instant) {
    let mut desk = Desk::new("kk", markup);
    desk.ask("read");
    let clock = Instant::now();
    let mut timer = Timer::new(sleep, &desk.reading);
    timer.look(&desk.reading, clock);
    (desk, timer, clock)
}

#[test]
fn after_its_minutes_the_phrase_is_said_to_its_end_and_the_next_one_waits() {
    let long = vec!["Ол келді."; 100].join(" ");
    let (mut desk, mut timer, mut clock) = begun(Sleep::Minutes(5), &format!("|{long}"));
    assert_eq!(night(&mut desk, &mut timer, &mut clock, 9), (Some(270), Some(300)));
    assert!(matches!(desk.notices.as_slice(), [Notice::StillThere]));
    assert_eq!(desk.reading.narrator(), Narrator::Speaking, "to the end of the phrase");
    let before = desk.reading.cursor();
    desk.say_one();
    assert_eq!(desk.reading.narrator(), Narrator::Paused);
    assert!(desk.sounding().is_none(), "the one behind it is not heard");
    assert!(desk.reading.cursor() > before);
    let left = desk.heard.len();
    desk.ask("read");
    desk.say_one();
    assert_eq!(desk.heard.len(), left + 1, "and the next morning it is");
}

#[test]
fn the_end_of_the_chapter_is_its_last_phrase() {
    let (mut desk, mut timer, mut clock) = begun(Sleep::EndOfChapter, &book());
    let (_, stopped) = night(&mut desk, &mut timer, &mut clock, 2);
    assert!(stopped.is_some());
    desk.say_all();
    let said: Vec<&String> = desk.heard.iter().collect();
    assert_eq!(said.last().map(|said| said.as_str()), Some("Ал9 ғой."));
    assert_eq!((desk.reading.narrator(), desk.reading.cursor().section), (Narrator::Paused, 1));
    desk.ask("read");
    desk.say_one();
    assert_eq!(desk.heard.last().map(String::as_str), Some("Ал0 ғой."), "the next chapter from its beginning");
}

#[test]
fn who_answers_hears_the_next_chapter_too() {
    let (mut desk, mut timer, mut clock) = begun(Sleep::EndOfChapter, &book());
    timer.look(&desk.reading, clock);
    assert!(timer.is_asking());
    timer.keep_on(&desk.reading);
    let (_, stopped) = night(&mut desk, &mut timer, &mut clock, 2);
    assert!(stopped.is_some_and(|second| second > 30), "{stopped:?}");
    assert_eq!(desk.reading.cursor().section, 1);
}

#[test]
fn a_pause_is_not_listened_to() {
    let (mut desk, mut timer, mut clock) = begun(Sleep::Minutes(5), &book());
    desk.ask("toggle");
    assert_eq!(timer.look(&desk.reading, clock), Next::Play(1.0));
    clock += Duration::from_secs(1000);
    assert_eq!(timer.look(&desk.reading, clock), Next::Play(1.0));
}
