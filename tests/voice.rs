//! The voice against a real speech daemon: a private one that writes down what it is asked to say, and eSpeak NG.
#![cfg(target_os = "linux")]

#[path = "kit/sounding.rs"]
mod sounding;
#[path = "kit/speech.rs"]
mod speech;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use futures::executor::block_on_stream;
use oqyrman::book::Language;
use oqyrman::voice::{self, Error, Event, Options, Part, Prosody, Purpose, Request, RequestId, Speaker, Utterance};
use sounding::Sounding;
use speech::Daemon;

const PATIENCE: Duration = Duration::from_secs(20);

/// Set in a process of its own for one test: the library of the daemon reads its address from the environment and
/// numbers its connections for the whole process.
const ALONE: &str = "OQYRMAN_VOICE_TEST";

/// Runs the body in a process whose `SPEECHD_ADDRESS` leads to the daemon that the body puts there.
fn alone(name: &str, body: fn(&Place)) {
    if let Some(folder) = std::env::var_os(ALONE) {
        return body(&Place(PathBuf::from(folder)));
    }
    let folder = tempfile::tempdir().unwrap();
    let place = Place(folder.path().to_path_buf());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture", "--test-threads=1"])
        .env(ALONE, folder.path())
        .env("HOME", folder.path())
        .env("XDG_RUNTIME_DIR", folder.path())
        .env("SPEECHD_ADDRESS", format!("unix_socket:{}", place.socket().display()))
        .spawn()
        .unwrap();
    let end = Instant::now() + Duration::from_secs(180);
    loop {
        match child.try_wait().unwrap() {
            Some(status) => return assert!(status.success(), "{name}: {status}"),
            None if Instant::now() > end => break,
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    let _ = child.kill();
    panic!("{name} hangs");
}

/// Where the process of a test finds its daemon.
struct Place(PathBuf);

impl Place {
    fn socket(&self) -> PathBuf {
        self.0.join("run/speechd.sock")
    }

    fn link(&self, socket: &Path) {
        self.clear();
        std::fs::create_dir(self.0.join("run")).unwrap();
        std::os::unix::fs::symlink(socket, self.socket()).unwrap();
    }

    /// No daemon can be reached here, nor started.
    fn block(&self) {
        self.clear();
        std::fs::write(self.0.join("run"), "").unwrap();
    }

    fn clear(&self) {
        let run = self.0.join("run");
        let _ = std::fs::remove_dir_all(&run);
        let _ = std::fs::remove_file(&run);
    }

    /// A recording daemon; `None` (and a word why) where none can run.
    fn daemon(&self, variables: &[(&str, &str)]) -> Option<Daemon> {
        match Daemon::with(variables) {
            Ok(daemon) => {
                self.link(&daemon.socket());
                Some(daemon)
            }
            Err(why) => {
                println!("skipped: {why}");
                None
            }
        }
    }
}

/// The voice and what it tells, with the time of telling.
struct Heard {
    speaker: Speaker,
    events: Receiver<(Instant, Event)>,
}

impl Heard {
    fn start() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        let (speaker, stream) = voice::start(options);
        let (sender, events) = channel();
        std::thread::spawn(move || block_on_stream(stream).try_for_each(|event| sender.send((Instant::now(), event))));
        Self { speaker, events }
    }

    /// The first event that satisfies the condition, after dropping those before.
    #[track_caller]
    fn until(&self, what: &str, condition: impl Fn(&Event) -> bool) -> (Instant, Event) {
        let end = Instant::now() + PATIENCE;
        let mut dropped = Vec::new();
        while let Ok((at, event)) = self.events.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if condition(&event) {
                return (at, event);
            }
            dropped.push(event);
        }
        panic!("{what} did not come; there were {dropped:#?}");
    }

    #[track_caller]
    fn ready(&self) {
        self.until("an engine", |event| matches!(event, Event::Ready { .. }));
    }

    #[track_caller]
    fn began(&self, id: RequestId) -> Instant {
        self.until("the beginning", |event| matches!(event, Event::Began(began) if *began == id)).0
    }

    #[track_caller]
    fn ended(&self, id: RequestId) -> Instant {
        self.until("the end", |event| matches!(event, Event::Ended(ended) if *ended == id)).0
    }

    fn say(&self, text: &str, language: &str) -> RequestId {
        let utterance = Utterance::new(text, Language::parse(language), Purpose::Reading);
        let id = utterance.id;
        self.speaker.send(Request::Say(utterance));
        id
    }

    fn queue(&self, text: &str, language: &str) -> RequestId {
        let utterance = Utterance::new(text, Language::parse(language), Purpose::Reading);
        let id = utterance.id;
        self.speaker.send(Request::Queue(utterance));
        id
    }
}

fn spoken(daemon: &Daemon) -> Vec<(String, String)> {
    let events = daemon.events().into_iter();
    events.filter(|event| event.kind == "speak").map(|event| (event.language, event.text)).collect()
}

fn is_last(event: &Event) -> bool {
    matches!(event, Event::Ended(_) | Event::Stopped(_) | Event::Failed(..))
}

#[test]
fn sentences_come_in_order_in_their_languages_with_their_words() {
    alone("sentences_come_in_order_in_their_languages_with_their_words", |place| {
        let Some(daemon) = place.daemon(&[]) else { return };
        let heard = Heard::start();
        let texts = [
            ("kk", "Ғылым таппай мақтанба."),
            ("ru", "Мороз и солнце."),
            ("en", "It was the best of times."),
            ("kk", "Соңы."),
        ];
        let ids = texts.map(|(language, text)| heard.queue(text, language));
        let mut told = Vec::new();
        while !matches!(told.last(), Some(Event::Ended(id)) if *id == ids[3]) {
            told.push(heard.until("the end", |event| !matches!(event, Event::Ready { .. })).1);
        }
        let mut expected = Vec::new();
        for ((_, text), id) in texts.iter().zip(ids) {
            expected.push(format!("{:?}", Event::Began(id)));
            let mut byte = 0;
            for word in text.split_inclusive(' ') {
                expected.push(format!("{:?}", Event::Mark(id, byte)));
                byte += word.len();
            }
            expected.push(format!("{:?}", Event::Ended(id)));
        }
        assert_eq!(told.iter().map(|event| format!("{event:?}")).collect::<Vec<_>>(), expected);
        assert_eq!(spoken(&daemon), texts.map(|(language, text)| (language.to_owned(), text.to_owned())));
    });
}

#[test]
fn an_utterance_in_several_languages_is_one_for_the_listener() {
    alone("an_utterance_in_several_languages_is_one_for_the_listener", |place| {
        let Some(daemon) = place.daemon(&[]) else { return };
        let heard = Heard::start();
        let mut start = 0;
        let parts = [("Ол ", "kk"), ("«reader» ", "en"), ("деді.", "kk")].map(|(text, language)| {
            let range = start..start + text.len();
            start = range.end;
            Part { text: text.to_owned(), language: Language::parse(language), range, apart: false }
        });
        let parts = parts.to_vec();
        let utterance = Utterance { parts, ..Utterance::new("", None, Purpose::Reading) };
        let id = utterance.id;
        heard.speaker.send(Request::Say(utterance));
        heard.began(id);
        let mut marks = Vec::new();
        loop {
            match heard.until("the end", |_| true).1 {
                Event::Mark(marked, byte) if marked == id => marks.push(byte),
                Event::Ended(ended) if ended == id => break,
                Event::Began(_) | Event::Ended(_) | Event::Mark(..) => panic!("two utterances"),
                _ => {}
            }
        }
        assert_eq!(marks, [0, "Ол ".len(), "Ол «reader» ".len()]);
        let pair = |language: &str, text: &str| (language.to_owned(), text.to_owned());
        assert_eq!(spoken(&daemon), [pair("kk", "Ол"), pair("en", "«reader»"), pair("kk", "деді.")]);
    });
}

#[test]
fn a_key_silences_and_the_next_is_spoken() {
    alone("a_key_silences_and_the_next_is_spoken", |place| {
        let Some(daemon) = place.daemon(&[("OQYRMAN_SPEECH_CPS", "15")]) else { return };
        let heard = Heard::start();
        let long = heard.say(&"Ұзақ сөйлем басталады. ".repeat(20), "kk");
        let waiting = heard.queue("Бұл айтылмайды.", "kk");
        heard.began(long);
        heard.speaker.send(Request::Hush);
        let (_, first) = heard.until("silence", is_last);
        let (_, second) = heard.until("silence", is_last);
        assert!(matches!(first, Event::Stopped(id) if id == long), "{first:?}");
        assert!(matches!(second, Event::Stopped(id) if id == waiting), "{second:?}");
        daemon.wait(PATIENCE, |events| events.iter().any(|event| event.kind == "stop"));
        let next = heard.say("Жаңасы.", "kk");
        heard.ended(next);
        assert!(daemon.spoken().iter().all(|text| text != "Бұл айтылмайды."));
    });
}

#[test]
fn there_is_no_gap_between_what_is_queued() {
    alone("there_is_no_gap_between_what_is_queued", |place| {
        let Some(daemon) = place.daemon(&[("OQYRMAN_SPEECH_CPS", "100")]) else { return };
        let heard = Heard::start();
        heard.ready();
        // As a narrator does: the next phrase is handed over when the one before begins.
        let mut id = heard.say("Бірінші сөйлем осы.", "kk");
        for _ in 0..10 {
            heard.began(id);
            id = heard.queue("Келесі сөйлем де осы.", "kk");
        }
        heard.ended(id);
        let events = daemon.events();
        let time =
            |kind: &str| events.iter().filter(|event| event.kind == kind).map(|event| event.at).collect::<Vec<_>>();
        let gaps: Vec<f64> = time("begin")[1..].iter().zip(time("end")).map(|(begin, end)| begin - end).collect();
        let longest = gaps.iter().copied().fold(0.0, f64::max);
        println!("gap between phrases: mean {:.1} ms, longest {:.1} ms", 1000.0 * mean(&gaps), 1000.0 * longest);
        assert!(gaps.len() == 10 && longest < 0.5, "{gaps:?}");
    });
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[test]
fn a_daemon_that_dies_is_told_of_and_another_takes_over() {
    alone("a_daemon_that_dies_is_told_of_and_another_takes_over", |place| {
        let Some(mut daemon) = place.daemon(&[("OQYRMAN_SPEECH_CPS", "15")]) else { return };
        let heard = Heard::start();
        let long = heard.say(&"Ұзақ сөйлем басталады. ".repeat(20), "kk");
        heard.began(long);
        place.block();
        let killed = Instant::now();
        daemon.kill();
        let (at, _) = heard.until("the loss", |event| matches!(event, Event::Lost(_)));
        println!("loss noticed after {:.1} ms", 1000.0 * (at - killed).as_secs_f64());
        let (_, failed) = heard.until("an answer", is_last);
        assert!(matches!(failed, Event::Failed(id, Error::NoEngine(_)) if id == long), "{failed:?}");
        let Some(second) = place.daemon(&[]) else { return };
        heard.ready();
        let again = heard.say("Қайта сөйледі.", "kk");
        heard.ended(again);
        assert_eq!(second.spoken(), ["Қайта сөйледі."]);
    });
}

#[test]
fn a_daemon_that_is_back_at_once_goes_on_from_the_last_word() {
    alone("a_daemon_that_is_back_at_once_goes_on_from_the_last_word", |place| {
        let Some(mut first) = place.daemon(&[("OQYRMAN_SPEECH_CPS", "15")]) else { return };
        let Some(second) = place.daemon(&[]) else { return };
        place.link(&first.socket());
        let heard = Heard::start();
        let text = "Бірінші екінші үшінші төртінші бесінші алтыншы жетінші";
        let id = heard.say(text, "kk");
        let word = text.find("екінші").unwrap();
        heard.until("the second word", |event| matches!(event, Event::Mark(_, byte) if *byte == word));
        place.link(&second.socket());
        first.kill();
        heard.until("the loss", |event| matches!(event, Event::Lost(_)));
        let (_, last) = heard.until("the end", is_last);
        assert!(matches!(last, Event::Ended(ended) if ended == id), "{last:?}");
        assert_eq!(second.spoken(), [&text[word..]]);
    });
}

#[test]
fn without_a_daemon_the_answer_is_an_error_and_not_a_wait() {
    alone("without_a_daemon_the_answer_is_an_error_and_not_a_wait", |place| {
        place.block();
        let heard = Heard::start();
        let began = Instant::now();
        heard.until("the answer", |event| matches!(event, Event::Unavailable(Error::NoEngine(_))));
        println!("a missing daemon is told of after {:.0} ms", 1000.0 * began.elapsed().as_secs_f64());
        let id = heard.say("Сөз.", "kk");
        let (_, last) = heard.until("an answer", is_last);
        assert!(matches!(last, Event::Failed(failed, Error::NoEngine(_)) if failed == id), "{last:?}");
    });
}

const ODD: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "Бір\u{0}екі",
    "…",
    "— — —",
    "* * *",
    ".",
    ".\r\n.\r\nҮш",
    "\r\n.\r\n",
    "🙂",
    "👩‍👩‍👧‍👦 отбасы 🇰🇿",
    "<speak>",
    "</s></speak>",
    "&amp; & <mark name=\"7\"/> \"'",
    "<![CDATA[ ]]>",
    "\u{1b}[31mқызыл\u{7}",
    "\u{feff}\u{200b}\u{ad}",
    "\u{e000}\u{fffe}\u{ffff}",
    "ﷺ क्षि 漢字 ไทย",
    "a\u{301}\u{302}\u{303}\u{304}\u{305}",
    "QUIT\r\nQUIT\r\n",
];

#[test]
fn odd_texts_end_as_any_other() {
    alone("odd_texts_end_as_any_other", |place| {
        let Some(daemon) = place.daemon(&[("OQYRMAN_SPEECH_CPS", "0")]) else { return };
        let heard = Heard::start();
        all_end(&heard);
        let spoken = daemon.spoken();
        assert!(spoken.iter().any(|text| text == "Бірекі"), "{spoken:#?}");
        assert!(spoken.iter().any(|text| text == "<speak>"), "{spoken:#?}");
        assert!(spoken.iter().any(|text| text == "&amp; & <mark name=\"7\"/> \"'"), "{spoken:#?}");
        assert!(spoken.iter().any(|text| text == ". . Үш"), "{spoken:#?}");
        assert!(spoken.concat().len() > 190_000, "the long texts are whole");
    });
}

fn all_end(heard: &Heard) {
    let long = "Ұзақ мәтін. ".repeat(100_000 / "Ұзақ мәтін. ".len());
    let endless = "ә".repeat(50_000);
    for purpose in [Purpose::Reading, Purpose::Interface] {
        for text in ODD
            .iter()
            .copied()
            .chain([long.as_str(), endless.as_str()].into_iter().filter(|_| purpose == Purpose::Reading))
        {
            let utterance = Utterance::new(text, Language::parse("kk"), purpose);
            let id = utterance.id;
            heard.speaker.send(Request::Queue(utterance));
            let (_, last) =
                heard.until(&format!("the end of {:?}", text.chars().take(20).collect::<String>()), is_last);
            assert!(matches!(last, Event::Ended(ended) if ended == id), "{text:?}: {last:?}");
        }
    }
}

#[test]
fn rate_voice_and_characters_reach_the_daemon() {
    alone("rate_voice_and_characters_reach_the_daemon", |place| {
        let Some(daemon) = place.daemon(&[("OQYRMAN_SPEECH_VOICES", "Abai:kk,Aru:kk,Anna:ru")]) else { return };
        let heard = Heard::start();
        heard.speaker.send(Request::ListVoices);
        let (_, event) = heard.until("the voices", |event| matches!(event, Event::Voices(_)));
        let Event::Voices(voices) = event else { return };
        let names: Vec<_> = voices.iter().map(|v| (v.name.as_str(), v.language.as_str(), v.engine.as_str())).collect();
        assert_eq!(names, [("Abai", "kk", "recorder"), ("Aru", "kk", "recorder"), ("Anna", "ru", "recorder")]);
        let kazakh = Language::parse("kk").unwrap();
        heard.speaker.send(Request::Adjust(Prosody { rate: 40, pitch: -20, volume: -50 }));
        heard.speaker.send(Request::Choose { language: kazakh.clone(), voice: Some("Aru".to_owned()) });
        heard.say("Бір.", "kk");
        heard.queue("Два.", "ru");
        heard.queue("Үш.", "kk-KZ");
        heard.speaker.send(Request::Choose { language: kazakh, voice: None });
        let fourth = heard.queue("Төрт.", "kk");
        heard.ended(fourth);
        heard.speaker.send(Request::Say(Utterance::new(",", Language::parse("kk"), Purpose::Interface)));
        let events = daemon.wait(PATIENCE, |events| events.iter().any(|event| event.json["type"] == "char"));
        let setting =
            |event: &speech::Event, name: &str| event.json["settings"][name].as_str().unwrap_or_default().to_owned();
        let said: Vec<_> = events.iter().filter(|event| event.kind == "speak").collect();
        assert_eq!(setting(said[0], "rate"), "40");
        assert_eq!(setting(said[0], "pitch"), "-20");
        assert_eq!(setting(said[0], "volume"), "0");
        assert_eq!((setting(said[0], "synthesis_voice").as_str(), said[0].language.as_str()), ("Aru", "kk"));
        assert_eq!((setting(said[1], "synthesis_voice").as_str(), said[1].language.as_str()), ("", "ru"));
        assert_eq!((setting(said[2], "synthesis_voice").as_str(), said[2].language.as_str()), ("Aru", "kk"));
        assert_eq!((setting(said[3], "synthesis_voice").as_str(), said[3].language.as_str()), ("", "kk"));
        assert_eq!(said[4].text, ",");
        // The whole range, and by a word that stands apart, which is lower.
        for rate in [-100, 0, 100] {
            heard.speaker.send(Request::Adjust(Prosody { rate, ..Prosody::default() }));
            let part = Part { text: "Бес".to_owned(), language: Language::parse("kk"), range: 0..6, apart: true };
            let utterance = Utterance { parts: vec![part], ..Utterance::new("", None, Purpose::Reading) };
            let id = utterance.id;
            heard.speaker.send(Request::Say(utterance));
            heard.ended(id);
            let events = daemon.events();
            let last = events.iter().rfind(|event| event.kind == "speak").expect("it was said");
            assert_eq!((setting(last, "rate"), setting(last, "pitch")), (rate.to_string(), "-50".to_owned()));
        }
    });
}

#[test]
fn kazakh_without_a_kazakh_voice_is_an_answer_and_not_a_noise() {
    alone("kazakh_without_a_kazakh_voice_is_an_answer_and_not_a_noise", |place| {
        let Some(daemon) = place.daemon(&[("OQYRMAN_SPEECH_VOICES", "Anna:ru")]) else { return };
        let heard = Heard::start();
        let id = heard.say("Ғылым таппай мақтанба.", "kk");
        heard.until(
            "the missing voice",
            |event| matches!(event, Event::Unavailable(Error::NoVoice(l)) if l.tag() == "kk"),
        );
        let (_, last) = heard.until("an answer", is_last);
        assert!(matches!(&last, Event::Failed(failed, Error::NoVoice(_)) if *failed == id), "{last:?}");
        let russian = heard.say("Мороз и солнце.", "ru");
        heard.ended(russian);
        assert_eq!(daemon.spoken(), ["Мороз и солнце."]);
    });
}

/// A screen reader says something: in the daemon's own words, with its priority.
fn screen_reader_says(text: &str) -> bool {
    match Command::new("spd-say").args(["-P", "message", "-l", "en", text]).status() {
        Err(error) => {
            println!("skipped: spd-say: {error}");
            false
        }
        Ok(status) => {
            assert!(status.success());
            true
        }
    }
}

#[test]
fn a_screen_reader_that_speaks_takes_the_floor_and_the_book_goes_on_behind_it() {
    alone("a_screen_reader_that_speaks_takes_the_floor_and_the_book_goes_on_behind_it", |place| {
        let Some(daemon) = place.daemon(&[("OQYRMAN_SPEECH_CPS", "60")]) else { return };
        let heard = Heard::start();
        let (first, second) = (heard.say("Ұзақ сөйлем басталады да бітеді.", "kk"), heard.queue("Келесісі.", "kk"));
        heard.began(first);
        if !screen_reader_says("Screen reader") {
            return;
        }
        heard.ended(first);
        heard.ended(second);
        let said = daemon.spoken();
        let reader = said.iter().position(|text| text == "Screen reader").expect("the screen reader is heard");
        assert!(said[reader + 1..].iter().any(|text| text.ends_with("бітеді.")), "{said:#?}");
        assert_eq!(said.last().map(String::as_str), Some("Келесісі."));
    });
}

#[test]
fn a_screen_reader_that_does_not_stop_keeps_the_floor() {
    alone("a_screen_reader_that_does_not_stop_keeps_the_floor", |place| {
        let Some(_daemon) = place.daemon(&[("OQYRMAN_SPEECH_CPS", "30")]) else { return };
        let heard = Heard::start();
        let long = heard.say(&"Ұзақ сөйлем басталады. ".repeat(20), "kk");
        heard.began(long);
        for round in 0.. {
            if !screen_reader_says("And more") {
                return;
            }
            // It is begun again after each of these, and at last no more.
            let (_, event) = heard.until("a mark or the end", |event| {
                is_last(event) || matches!(event, Event::Mark(id, _) if *id == long)
            });
            if is_last(&event) {
                assert!(matches!(event, Event::Failed(id, Error::Silenced) if id == long), "{event:?}");
                break;
            }
            assert!(round < 40, "it is begun again for ever");
        }
    });
}

#[test]
fn letting_go_in_the_middle_of_speech_is_silent_and_safe() {
    alone("letting_go_in_the_middle_of_speech_is_silent_and_safe", |place| {
        let Some(daemon) = place.daemon(&[("OQYRMAN_SPEECH_CPS", "200")]) else { return };
        for round in 1..=5 {
            let heard = Heard::start();
            let id = heard.say(&"Ұзақ сөйлем басталады. ".repeat(20), "kk");
            heard.began(id);
            drop(heard.speaker);
            daemon.wait(PATIENCE, |events| events.iter().filter(|event| event.kind == "stop").count() >= round);
        }
    });
}

#[test]
fn espeak_speaks_all_three_languages_with_their_words() {
    alone("espeak_speaks_all_three_languages_with_their_words", |place| {
        let sounding = match Sounding::start() {
            Ok(sounding) => sounding,
            Err(why) => return println!("skipped: {why}"),
        };
        place.link(&sounding.socket);
        let began = Instant::now();
        let heard = Heard::start();
        heard.ready();
        println!("the engine is ready after {:.1} ms", 1000.0 * began.elapsed().as_secs_f64());
        // Asked before anything is said, answered when they are known: nothing waits for it.
        heard.speaker.send(Request::ListVoices);
        let (at, event) = heard.until("the voices", |event| matches!(event, Event::Voices(_)));
        let Event::Voices(voices) = event else { return };
        println!("{} voices known after {:.0} ms", voices.len(), 1000.0 * (at - began).as_secs_f64());
        for language in ["kk", "ru", "en-GB"] {
            assert!(voices.iter().any(|voice| voice.language == language), "no voice for {language}");
        }
        heard.speaker.send(Request::Adjust(Prosody { rate: 60, ..Prosody::default() }));
        let mut latencies = Vec::new();
        for (language, text) in [
            ("kk", "Әке мен бала өнер үйренді."),
            ("ru", "Мороз и солнце, день чудесный."),
            ("en", "The best of times."),
        ] {
            let asked = Instant::now();
            let id = heard.say(text, language);
            latencies.push(1000.0 * (heard.began(id) - asked).as_secs_f64());
            let mut marks = Vec::new();
            loop {
                match heard.until("the end", |_| true).1 {
                    Event::Mark(_, byte) => marks.push(byte),
                    Event::Ended(ended) if ended == id => break,
                    event if is_last(&event) => panic!("{event:?}"),
                    _ => {}
                }
            }
            let words: Vec<usize> =
                std::iter::once(0).chain(text.match_indices(' ').map(|(index, _)| index + 1)).collect();
            assert_eq!(marks, words, "{text}");
        }
        println!("asked to begun: {latencies:.1?} ms");
        let mut stops = Vec::new();
        for _ in 0..10 {
            let id = heard.say("Ұзақ сөйлем басталады, ол біткенше кідірмей тоқтату керек.", "kk");
            heard.began(id);
            let asked = Instant::now();
            heard.speaker.send(Request::Hush);
            let (at, _) = heard.until("silence", is_last);
            stops.push(1000.0 * (at - asked).as_secs_f64());
        }
        println!("hush to stopped: mean {:.2} ms", mean(&stops));
        // A silence is what it is asked to be, whatever the engine leaves behind a sentence; without one nothing is added.
        let mut gaps = Vec::new();
        for silence in [0, 400] {
            let one = heard.say("Ол үйге келді.", "kk");
            let silence = Duration::from_millis(silence);
            let next = Utterance {
                silence, ..Utterance::new("Мен күттім.", Language::parse("kk"), Purpose::Reading)
            };
            let two = next.id;
            heard.speaker.send(Request::Queue(next));
            let ended = heard.ended(one);
            gaps.push(1000.0 * (heard.began(two) - ended).as_secs_f64());
        }
        println!("ended to begun: {gaps:.1?} ms without and with a silence of 400 ms");
        assert!(gaps[0] < 200.0 && gaps[1] >= 399.0, "{gaps:?}");
    });
}

#[test]
fn espeak_ends_odd_texts() {
    alone("espeak_ends_odd_texts", |place| {
        let sounding = match Sounding::start() {
            Ok(sounding) => sounding,
            Err(why) => return println!("skipped: {why}"),
        };
        place.link(&sounding.socket);
        let heard = Heard::start();
        heard.speaker.send(Request::Adjust(Prosody { rate: 100, ..Prosody::default() }));
        for text in ODD.iter().copied() {
            let id = heard.queue(text, "kk");
            let (_, last) = heard.until(&format!("the end of {text:?}"), is_last);
            assert!(matches!(last, Event::Ended(ended) if ended == id), "{text:?}: {last:?}");
        }
        let long = heard.say(&"Ұзақ мәтін. ".repeat(5_000), "kk");
        heard.began(long);
        heard.speaker.send(Request::Hush);
        let (_, last) = heard.until("silence", is_last);
        assert!(matches!(last, Event::Stopped(id) if id == long), "{last:?}");
        let next = heard.say("Соңы.", "kk");
        heard.ended(next);
    });
}
