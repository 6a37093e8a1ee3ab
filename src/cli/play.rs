//! `play`: a recorded book, to its end.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;

use super::speak::interrupted;
use super::{Context, Failure};
use crate::book::Recording;
use crate::format;
use crate::locale::Locale;
use crate::ui::wording;
use crate::voice::RequestId;
use crate::voice::player::{self, Event, Events, Player, Request, Route, SPEEDS};

#[derive(Debug, clap::Args)]
pub struct Play {
    /// A recording, a zip of recordings, or a folder of them
    pub file: PathBuf,
    /// Slower 0.5 … 4 faster, without change of pitch
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    pub speed: f32,
    /// Where to begin: seconds («90»), a time («1:02:03»), or a percentage («40%»)
    #[arg(long)]
    pub from: Option<String>,
}

pub fn play(context: &Context, command: Play) -> Result<(), Failure> {
    let locale = &context.locale;
    let opened = format::open(&command.file).map_err(|error| Failure(wording::format_error(locale, &error).line()))?;
    let narration = opened.book.narration.as_ref().map(|narration| narration.recording());
    let recording =
        opened.book.recording.as_ref().or(narration).ok_or_else(|| Failure::of(locale, "cli-play-no-sound"))?;
    let at = match &command.from {
        None => Duration::ZERO,
        Some(from) => place(recording, from).ok_or_else(|| {
            let duration = wording::clock(recording.duration());
            let about = [("from", from.as_str().into()), ("duration", duration.into())];
            Failure(locale.with("cli-play-no-place", &about))
        })?,
    };
    let recording = Arc::clone(recording);
    context.runtime()?.block_on(async {
        let (player, events) = player::start();
        player.send(Request::Load { recording: Arc::clone(&recording), resources: opened.resources.clone() });
        player.send(Request::Manner(command.speed.into()));
        let id = RequestId::fresh();
        player.send(Request::Play { id, at, route: Route::default() });
        let heard = tokio::select! {
            answer = listen(context, &recording, events) => answer,
            // The reader wants silence, not a word about it; letting the player go is silence.
            () = interrupted() => Ok(()),
        };
        if context.progress {
            let _ = writeln!(std::io::stderr());
        }
        silence(player).await;
        heard
    })
}

/// Waits until the last sound has left, without keeping others waiting.
async fn silence(player: Player) {
    // It ends all the same when this task is gone.
    let _ = tokio::task::spawn_blocking(move || drop(player)).await;
}

/// Hears the recording to its end.
async fn listen(context: &Context, recording: &Recording, mut events: Events) -> Result<(), Failure> {
    let locale = &context.locale;
    while let Some(event) = events.next().await {
        match event {
            Event::Playing(_, place) | Event::Position(_, place) | Event::Reached(_, place) => {
                show(context, recording, place)
            }
            // A file on the disk is whole.
            Event::Waiting(..) => {}
            Event::Skipped(_, track, error) => {
                let title = recording.tracks().get(track).and_then(|track| track.title.as_deref());
                let told = wording::skipped(locale, track + 1, title, &error).line();
                let _ = writeln!(std::io::stderr(), "{told}");
            }
            Event::Failed(_, place, error) => return Err(unheard(locale, place, &error)),
            Event::Ended(_) | Event::Paused(..) => {
                show(context, recording, recording.duration());
                return Ok(());
            }
        }
    }
    Ok(())
}

fn unheard(locale: &Locale, place: Duration, error: &player::Error) -> Failure {
    let mut failure = wording::player_error(locale, error);
    if matches!(error, player::Error::NoDevice(_) | player::Error::DeviceGone(_)) {
        failure.advice = locale.with("cli-play-device-do", &[("place", wording::clock(place).into())]);
    }
    Failure(failure.line())
}

/// The place, over what stood there before, when somebody watches.
fn show(context: &Context, recording: &Recording, place: Duration) {
    if context.progress {
        let (at, end) = (wording::clock(place), wording::clock(recording.duration()));
        let chapter = recording.chapter_at(place).map_or("", |chapter| &recording.chapters()[chapter].title);
        let chapter: String = chapter.chars().take(48).collect();
        // Erases the rest of the line: the chapter before may have had a longer title.
        let _ = write!(std::io::stderr(), "\r{at} / {end}  {chapter}\x1b[K");
    }
}

fn speed(text: &str) -> Result<f32, String> {
    let speed: Option<f32> = text.trim().replace(',', ".").parse().ok();
    speed.filter(|speed| SPEEDS.contains(speed)).ok_or_else(|| format!("{} … {}", SPEEDS.start(), SPEEDS.end()))
}

/// The time that «40%», «90», «12:30» or «1:02:03» names, when it lies in the recording.
fn place(recording: &Recording, from: &str) -> Option<Duration> {
    let from = from.trim();
    if let Some(number) = from.strip_suffix('%') {
        let percent: f64 = number.trim().replace(',', ".").parse().ok()?;
        return (0.0..=100.0).contains(&percent).then(|| recording.at_progress(percent / 100.0));
    }
    let parts: Vec<&str> = from.split(':').collect();
    let (last, whole) = parts.split_last()?;
    let last: f64 = last.trim().replace(',', ".").parse().ok()?;
    let mut seconds = 0.0;
    for part in whole {
        seconds = (seconds + f64::from(part.trim().parse::<u32>().ok()?)) * 60.0;
    }
    let in_place = whole.is_empty() || (0.0..60.0).contains(&last);
    let time = Duration::try_from_secs_f64(seconds + last).ok()?;
    (whole.len() <= 2 && in_place && time <= recording.duration()).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Track;

    #[test]
    fn a_place_is_named_by_seconds_time_or_percent() {
        let track = Track { duration: Duration::from_secs(7200), ..Track::default() };
        let recording = Recording::new(vec![track], Vec::new());
        let at = |from: &str| place(&recording, from).map(|time| time.as_millis());
        assert_eq!(at("90"), Some(90_000));
        assert_eq!(at("90,5"), Some(90_500));
        assert_eq!(at("12:30"), Some(750_000));
        assert_eq!(at("1:02:03.250"), Some(3_723_250));
        assert_eq!(at(" 50 % "), Some(3_600_000));
        assert_eq!(at("0"), Some(0));
        for wrong in ["", "-1", "7201", "2:00:01", "1:60", "1:2:3:4", "101%", "NaN", "NaN%", "1e400", "a:1", "inf"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_speed_is_within_what_the_player_can() {
        assert_eq!(speed("1,5"), Ok(1.5));
        for wrong in ["0.4", "4.1", "NaN", "x"] {
            assert!(speed(wrong).is_err(), "{wrong}");
        }
    }
}
