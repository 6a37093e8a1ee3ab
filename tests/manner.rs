//! How a recording is played: faster and slower, clearer, without long pauses; measured on the samples that would be heard.

use std::sync::Arc;
use std::time::Duration;

use oqyrman::book::Recording;
use oqyrman::format::{self, Opened};
use oqyrman::voice::player::{Manner, SPEEDS, render};
use support::sound::{fixture, sine, wav};

mod support {
    #[allow(dead_code, reason = "only waves are needed here")]
    pub mod sound;
}

const RATE: u32 = 16_000;
const DEVICE: u32 = 48_000;

fn opened(samples: &[f32]) -> Opened {
    format::open_bytes(wav(samples, RATE, 1).into()).expect("it opens")
}

fn recording(opened: &Opened) -> &Arc<Recording> {
    opened.book.recording.as_ref().expect("a recording")
}

fn heard(opened: &Opened, from: f64, to: f64, manner: Manner) -> Vec<f32> {
    let range = Duration::from_secs_f64(from)..Duration::from_secs_f64(to);
    render(recording(opened), &opened.resources, range, manner, (DEVICE, 1)).samples
}

fn seconds(samples: &[f32]) -> f64 {
    samples.len() as f64 / f64::from(DEVICE)
}

fn loudness(samples: &[f32]) -> f64 {
    (samples.iter().map(|it| f64::from(*it).powi(2)).sum::<f64>() / samples.len() as f64).sqrt()
}

/// Cycles a second, by the rising passages through zero.
fn pitch(samples: &[f32]) -> f64 {
    let rises: Vec<f64> = samples
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[0] < 0.0 && pair[1] >= 0.0)
        .map(|(at, pair)| at as f64 + f64::from(-pair[0] / (pair[1] - pair[0])))
        .collect();
    let (first, last) = (rises.first().expect("a sound"), rises.last().expect("a sound"));
    (rises.len() - 1) as f64 * f64::from(DEVICE) / (last - first)
}

fn manners() -> impl Iterator<Item = Manner> {
    [0.5, 0.8, 1.0, 1.7, 3.0, 4.0].into_iter().flat_map(|speed| {
        [(false, false), (true, false), (false, true), (true, true)].map(|(clear_speech, short_pauses)| Manner {
            speed,
            clear_speech,
            short_pauses,
        })
    })
}

/// Tones, two long silences between them: a second each, four and three.
fn parted() -> Vec<f32> {
    let silence = |seconds: usize| vec![0.0; RATE as usize * seconds];
    [sine(300.0, RATE, 1.0), silence(4), sine(500.0, RATE, 1.0), silence(3), sine(700.0, RATE, 1.0)].concat()
}

#[test]
fn no_manner_changes_the_pitch_and_only_speed_the_duration_of_speech() {
    let opened = opened(&sine(440.0, RATE, 8.0));
    for manner in manners() {
        let samples = heard(&opened, 0.0, 99.0, manner);
        let expected = 8.0 / f64::from(manner.speed);
        assert!((seconds(&samples) / expected - 1.0).abs() < 0.01, "{manner:?}: {}", seconds(&samples));
        let middle = &samples[4800..samples.len() - 9600];
        assert!((pitch(middle) / 440.0 - 1.0).abs() < 0.01, "{manner:?}: {}", pitch(middle));
    }
    assert_eq!(SPEEDS, 0.5..=4.0);
}

#[test]
fn clear_speech_lowers_rumble_and_lifts_consonants() {
    // Hertz, and between how many decibels it lies then.
    for (hertz, least, most) in
        [(40.0, -20.0, -10.0), (250.0, -3.8, -2.2), (1000.0, -0.5, 2.0), (3000.0, 5.5, 6.5), (7000.0, 0.0, 4.0)]
    {
        let quiet: Vec<f32> = sine(hertz, RATE, 3.0).iter().map(|sample| sample * 0.3).collect();
        let opened = opened(&quiet);
        let plain = loudness(&heard(&opened, 1.0, 2.0, Manner::default()));
        let clear = loudness(&heard(&opened, 1.0, 2.0, Manner { clear_speech: true, ..Manner::default() }));
        let decibels = 20.0 * (clear / plain).log10();
        assert!((least..most).contains(&decibels), "{hertz} Hz: {decibels} dB");
    }
}

#[test]
fn long_pauses_are_shortened_at_every_speed_and_places_stay_exact() {
    let opened = opened(&parted());
    for speed in [0.5, 1.0, 2.0, 4.0] {
        let manner = Manner { speed, short_pauses: true, ..Manner::default() };
        let samples = heard(&opened, 0.0, 99.0, manner);
        let expected = 3.8 / f64::from(speed);
        assert!((seconds(&samples) - expected).abs() < 0.04, "{speed}: {}", seconds(&samples));
        // Up to the middle of the last tone, by the place that each sample is heard at.
        let samples = heard(&opened, 0.0, 9.5, manner);
        let expected = 3.3 / f64::from(speed);
        assert!((seconds(&samples) - expected).abs() < 0.04, "{speed}: {}", seconds(&samples));
        let end = &samples[samples.len() - (0.2 / f64::from(speed) * f64::from(DEVICE)) as usize..];
        assert!((pitch(end) / 700.0 - 1.0).abs() < 0.02, "{speed}: {}", pitch(end));
        // From inside of a pause, and from behind it.
        let samples = heard(&opened, 3.0, 5.5, manner);
        let expected = 0.9 / f64::from(speed);
        assert!((seconds(&samples) - expected).abs() < 0.04, "{speed} from a pause: {}", seconds(&samples));
        let samples = heard(&opened, 5.5, 5.9, manner);
        assert!((pitch(&samples[2400..]) / 500.0 - 1.0).abs() < 0.03, "{speed}: {}", pitch(&samples[2400..]));
    }
    let plain = heard(&opened, 0.0, 99.0, Manner::default());
    assert!((seconds(&plain) - 10.0).abs() < 0.01);
}

#[test]
fn a_shortened_pause_makes_no_click() {
    let mut samples = parted();
    // A room that hums while nobody speaks.
    for (at, sample) in samples.iter_mut().enumerate() {
        *sample += 0.003 * (at as f32 * 0.05).sin();
    }
    let opened = opened(&samples);
    let samples = heard(&opened, 0.0, 99.0, Manner { short_pauses: true, ..Manner::default() });
    assert!(seconds(&samples) < 4.0, "{}", seconds(&samples));
    let quiet = &samples[(1.02 * f64::from(DEVICE)) as usize..(1.36 * f64::from(DEVICE)) as usize];
    let step = quiet.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
    assert!(step < 0.0003, "{step}");
}

#[test]
fn speech_keeps_its_words_without_its_pauses() {
    let opened = format::open_bytes(fixture("speech.flac").into()).expect("it opens");
    let manner = Manner { short_pauses: true, ..Manner::default() };
    let plain = heard(&opened, 0.0, 999.0, Manner::default());
    let short = heard(&opened, 0.0, 999.0, manner);
    assert!(short.len() <= plain.len());
    let energy = |samples: &[f32]| samples.iter().map(|it| f64::from(*it).powi(2)).sum::<f64>();
    assert!((energy(&short) / energy(&plain) - 1.0).abs() < 0.005, "{}", energy(&short) / energy(&plain));
}
