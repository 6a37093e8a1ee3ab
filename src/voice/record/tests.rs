//! An engine that says every letter as a tenth of a second of sound at 22,050 Hz, in Kazakh and Russian.

use std::time::Duration;

use super::*;
use crate::book::Language;
use crate::settings::Manner;
use crate::voice::{Purpose, RequestId};

#[derive(Debug)]
struct Letters(Vec<Message>);

impl Engine for Letters {
    fn name(&self) -> &'static str {
        "letters"
    }

    fn voices(&mut self) -> Result<Vec<Voice>, crate::voice::Error> {
        let voice = |name: &str, language: &str| Voice {
            name: name.to_owned(),
            language: language.to_owned(),
            engine: "letters".to_owned(),
        };
        Ok(vec![voice("Ресей", "ru"), voice("Қазақ", "kk")])
    }

    fn say(&mut self, message: &Message, _: &Stop, feed: &mut Feed<'_>) -> Result<(), Error> {
        feed.comes_as(22_050, 1);
        let samples = message.text.chars().filter(|letter| letter.is_alphabetic()).count() * 2205;
        feed.samples(&vec![0.25; samples])?;
        self.0.push(message.clone());
        Ok(())
    }
}

/// A recorder with that engine.
pub(crate) fn of_letters() -> Recorder {
    Recorder::with(Box::new(Letters(Vec::new())), &Options::default()).expect("a recorder")
}

fn utterance(parts: &[(&str, &str)]) -> Utterance {
    let mut start = 0;
    let parts = parts.iter().map(|(text, language)| {
        let range = start..start + text.len();
        start = range.end;
        crate::voice::Part { text: (*text).to_owned(), language: Language::parse(language), range, apart: false }
    });
    Utterance { id: RequestId::fresh(), parts: parts.collect(), purpose: Purpose::Reading, silence: Duration::ZERO }
}

#[test]
fn every_part_is_said_in_its_voice_and_resampled() {
    let language = |tag| Language::parse(tag).expect("a language");
    let options = Options {
        prosody: Prosody { rate: 20, pitch: 10, volume: -60 },
        manners: vec![(language("ru"), Manner { rate: 5, volume: -10 })],
        ..Options::default()
    };
    let mut recorder = Recorder::with(Box::new(Letters(Vec::new())), &options).expect("a recorder");
    let mut samples = Vec::new();
    let text = utterance(&[("Ол 5-үйде ", "kk"), ("мороз.", "ru")]);
    let mut sink = |piece: &[f32]| {
        samples.extend_from_slice(piece);
        Ok(())
    };
    recorder.say(&text, &Stop::default(), &mut sink).expect("said");
    // «Ол бесінші үйде», «мороз».
    let letters = "Олбесіншіүйдемороз".chars().count();
    assert_eq!(samples.len(), letters * 2400);
    assert!(samples[1000..20_000].iter().all(|sample| (sample - 0.25).abs() < 0.02));
    let missing = recorder.say(&utterance(&[("Bonjour", "fr")]), &Stop::default(), &mut |_| Ok(()));
    assert!(matches!(missing, Err(Error::Voice(crate::voice::Error::NoVoice(_)))), "{missing:?}");
    let stop = Stop::default();
    stop.stop();
    assert!(matches!(recorder.say(&text, &stop, &mut |_| Ok(())), Err(Error::Stopped)));
    let full = recorder.say(&text, &Stop::default(), &mut |_| Err(io::ErrorKind::StorageFull.into()));
    assert!(matches!(full, Err(Error::Io(_))), "{full:?}");
}

#[cfg(target_os = "linux")]
mod programs {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;

    /// A program that this is the script of.
    fn program(folder: &Path, script: &str) -> Box<dyn Engine> {
        let path = folder.join("engine");
        let list = "if [ \"$1\" = --voices ]; then echo ' 5 kk --/M Kazakh trk/kk'; exit 0; fi";
        std::fs::write(&path, format!("#!/bin/sh\n{list}\n{script}\n")).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("allowed");
        Box::new(espeak::Espeak::at(path.to_str().expect("a path")).expect("an engine"))
    }

    #[test]
    fn an_engine_that_is_not_there_is_told() {
        let engine = espeak::Espeak::at("/nowhere/espeak-ng").expect("nothing is tried yet");
        let error = Recorder::with(Box::new(engine), &Options::default()).expect_err("nobody speaks");
        assert!(matches!(error, crate::voice::Error::NoEngine(_)), "{error:?}");
    }

    #[test]
    fn one_that_hangs_ends_when_it_is_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = program(folder.path(), "exec sleep 100");
        let mut recorder = Recorder::with(engine, &Options::default()).expect("a recorder");
        let stop = Stop::default();
        let asked = stop.clone();
        let begun = Instant::now();
        let asker = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            asked.stop();
        });
        let said = recorder.say(&utterance(&[("Сөз", "kk")]), &stop, &mut |_| Ok(()));
        assert!(matches!(said, Err(Error::Stopped)), "{said:?}");
        assert!(begun.elapsed() < Duration::from_secs(20));
        asker.join().expect("it asked");
    }

    #[test]
    fn one_that_fails_or_gives_no_sound_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for script in ["exit 3", "exit 0", "echo this is no sound, whatever it is; exit 0"] {
            let mut recorder = Recorder::with(program(folder.path(), script), &Options::default()).expect("a recorder");
            let said = recorder.say(&utterance(&[("Сөз", "kk")]), &Stop::default(), &mut |_| Ok(()));
            assert!(matches!(said, Err(Error::Voice(crate::voice::Error::Refused(_)))), "{script}: {said:?}");
        }
    }
}

#[test]
fn a_voice_that_cannot_be_recorded_is_replaced_and_that_is_known() {
    let chosen = |language: &str| (Language::parse(language).expect("a language"), "Anna of elsewhere".to_owned());
    let options = Options { voices: vec![chosen("ru"), chosen("kk")], ..Options::default() };
    let mut recorder = Recorder::with(Box::new(Letters(Vec::new())), &options).expect("a recorder");
    let mut heard = 0;
    let mut sink = |samples: &[f32]| {
        heard += samples.len();
        Ok(())
    };
    recorder.say(&utterance(&[("Вечер", "ru")]), &Stop::default(), &mut sink).expect("said");
    recorder.say(&utterance(&[("Вечер", "ru")]), &Stop::default(), &mut sink).expect("said");
    assert!(heard > 0);
    assert_eq!(recorder.replaced(), [chosen("ru").0]);
}
