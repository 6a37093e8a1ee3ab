//! The worker with an engine that the test plays by hand.

mod silence;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::executor::block_on_stream;

use super::super::message::Message;
use super::super::speech::{Engine as Spoken, Fault, Opened};
use super::super::{Part, Purpose, RequestId, Voice};
use super::*;
use crate::book::Language;
use crate::settings::Manner;

const PATIENCE: Duration = Duration::from_secs(10);

/// What the engine was told: the text that it is to speak, or `None` for silence.
type Told = (Ticket, Option<Message>);

struct Played {
    told: Sender<Told>,
}

impl Spoken for Played {
    fn speak(&mut self, ticket: Ticket, message: &Message) -> Result<(), Fault> {
        if message.text.contains("refuse") {
            return Err(Fault::Refused);
        }
        let _ = self.told.send((ticket, Some(message.clone())));
        Ok(())
    }

    fn cancel(&mut self) -> Result<(), Fault> {
        let _ = self.told.send((Ticket(0), None));
        Ok(())
    }

    fn close(self: Box<Self>) {}
}

struct Rig {
    handle: Handle,
    events: Receiver<Event>,
    told: Receiver<Told>,
    ears: Receiver<Ear>,
    /// How many openings from now on fail.
    failures: Arc<AtomicUsize>,
}

impl Rig {
    /// A worker whose engine opens at the first try and has these voices.
    fn new(voices: &[(&str, &str)]) -> Self {
        let rig = Self::closed(0);
        assert_eq!(rig.next(), "ready");
        let ear = rig.ear();
        let voices = voices.iter().map(|(name, language)| Voice {
            name: (*name).to_owned(),
            language: (*language).to_owned(),
            engine: "played".to_owned(),
        });
        ear.tell(News::Voices(Some(voices.collect())));
        rig.handle.send(Request::ListVoices);
        assert!(rig.next().starts_with("voices"));
        // The ear goes back: tests ask for it once.
        let (sender, ears) = channel();
        let _ = sender.send(ear);
        Self { ears: merged(ears, rig.ears), ..rig }
    }

    fn closed(failures: usize) -> Self {
        let (told_sender, told) = channel();
        let (ear_sender, ears) = channel();
        let failures = Arc::new(AtomicUsize::new(failures));
        let left = Arc::clone(&failures);
        let shared = Mutex::new((told_sender, ear_sender));
        let open: Open = Arc::new(move |ear| {
            if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
                return Err(Error::NoEngine(None));
            }
            let shared = shared.lock().unwrap();
            let _ = shared.1.send(ear);
            Ok(Opened {
                engine: Box::new(Played { told: shared.0.clone() }),
                name: "played".to_owned(),
                covers: &["kk", "ru", "en"],
            })
        });
        let (handle, stream) = start(Options::default(), open);
        let (sender, events) = channel();
        std::thread::spawn(move || block_on_stream(stream).try_for_each(|event| sender.send(event)));
        Self { handle, events, told, ears, failures }
    }

    fn ear(&self) -> Ear {
        self.ears.recv_timeout(PATIENCE).expect("no engine was opened")
    }

    fn say(&self, text: &str) -> RequestId {
        let utterance = utterance(text);
        let id = utterance.id;
        self.handle.send(Request::Say(utterance));
        id
    }

    fn queue(&self, text: &str) -> RequestId {
        let utterance = utterance(text);
        let id = utterance.id;
        self.handle.send(Request::Queue(utterance));
        id
    }

    /// The ticket of this text, which must be the next thing that the engine is told.
    fn spoken(&self, text: &str) -> Ticket {
        let (ticket, message) = self.told.recv_timeout(PATIENCE).expect("nothing was said");
        assert_eq!(message.expect("silence was asked for").text, text);
        ticket
    }

    fn silenced(&self) {
        let (_, message) = self.told.recv_timeout(PATIENCE).expect("no silence");
        assert_eq!(message, None);
    }

    fn next(&self) -> String {
        match self.events.recv_timeout(PATIENCE).expect("no event") {
            Event::Ready { .. } => "ready".to_owned(),
            Event::Began(id) => format!("began {id}"),
            Event::Mark(id, byte) => format!("mark {id} {byte}"),
            Event::Ended(id) => format!("ended {id}"),
            Event::Stopped(id) => format!("stopped {id}"),
            Event::Failed(id, error) => format!("failed {id}: {error}"),
            Event::Voices(voices) => format!("voices {}", voices.len()),
            Event::Lost(error) => format!("lost: {error}"),
            Event::Unavailable(error) => format!("unavailable: {error}"),
        }
    }

    #[track_caller]
    fn expect(&self, events: &[String]) {
        for event in events {
            assert_eq!(self.next(), *event);
        }
    }
}

fn merged<T: Send + 'static>(one: Receiver<T>, other: Receiver<T>) -> Receiver<T> {
    let (sender, both) = channel();
    std::thread::spawn(move || one.iter().chain(other.iter()).try_for_each(|value| sender.send(value)));
    both
}

fn utterance(text: &str) -> Utterance {
    Utterance::new(text, Language::parse("kk"), Purpose::Reading)
}

fn of_parts(parts: Vec<Part>) -> Utterance {
    Utterance { parts, ..Utterance::new("", None, Purpose::Reading) }
}

const ALL: &[(&str, &str)] = &[("Kazakh", "kk"), ("Russian", "ru"), ("English", "en")];

#[test]
fn what_is_queued_is_handed_over_before_the_first_ends() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let (one, two) = (rig.say("Ол келді."), rig.queue("Мен күттім."));
    let (first, second) = (rig.spoken("Ол келді."), rig.spoken("Мен күттім."));
    for news in [News::Began(first), News::Mark(first, 5), News::Ended(first), News::Began(second), News::Ended(second)]
    {
        ear.tell(news);
    }
    rig.expect(&[
        format!("began {one}"),
        format!("mark {one} 5"),
        format!("ended {one}"),
        format!("began {two}"),
        format!("ended {two}"),
    ]);
}

#[test]
fn saying_stops_what_is_said_and_what_waits_and_late_news_is_no_news() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let (one, two) = (rig.say("бір"), rig.queue("екі"));
    let first = rig.spoken("бір");
    rig.spoken("екі");
    ear.tell(News::Began(first));
    rig.expect(&[format!("began {one}")]);
    let three = rig.say("үш");
    rig.silenced();
    let third = rig.spoken("үш");
    ear.tell(News::Mark(first, 3));
    ear.tell(News::Cancelled(first));
    ear.tell(News::Began(third));
    rig.expect(&[format!("stopped {one}"), format!("stopped {two}"), format!("began {three}")]);
}

#[test]
fn silence_is_asked_of_the_engine_only_when_something_is_said() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    rig.handle.send(Request::Hush);
    let one = rig.say("бір");
    let first = rig.spoken("бір");
    ear.tell(News::Began(first));
    ear.tell(News::Ended(first));
    rig.expect(&[format!("began {one}"), format!("ended {one}")]);
    let two = rig.say("екі");
    rig.spoken("екі");
    rig.handle.send(Request::Hush);
    rig.silenced();
    rig.expect(&[format!("stopped {two}")]);
}

#[test]
fn what_has_nothing_to_say_ends_in_its_turn() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let (one, two, three) = (rig.say("бір"), rig.queue("* * *"), rig.queue("\u{0}"));
    let first = rig.spoken("бір");
    ear.tell(News::Began(first));
    ear.tell(News::Ended(first));
    rig.expect(&[
        format!("began {one}"),
        format!("ended {one}"),
        format!("began {two}"),
        format!("ended {two}"),
        format!("began {three}"),
        format!("ended {three}"),
    ]);
    let four = rig.say("");
    rig.expect(&[format!("began {four}"), format!("ended {four}")]);
}

#[test]
fn several_languages_are_several_messages_and_one_utterance() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let texts = [("Ол ", "kk"), ("reader ", "en"), ("деді.", "kk")];
    let mut start = 0;
    let parts = texts.map(|(text, language)| {
        let range = start..start + text.len();
        start = range.end;
        Part { text: text.to_owned(), language: Language::parse(language), range, apart: false }
    });
    let utterance = of_parts(parts.to_vec());
    let id = utterance.id;
    rig.handle.send(Request::Say(utterance));
    let tickets = texts.map(|(text, _)| rig.spoken(text));
    for ticket in tickets {
        ear.tell(News::Began(ticket));
        ear.tell(News::Mark(ticket, 0));
        ear.tell(News::Ended(ticket));
    }
    let mark = format!("mark {id} 0");
    rig.expect(&[format!("began {id}"), mark.clone(), mark.clone(), mark, format!("ended {id}")]);
}

#[test]
fn an_engine_that_forgets_an_end_is_understood_by_the_next_beginning() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let (one, two) = (rig.say("бір"), rig.queue("екі"));
    let (_, second) = (rig.spoken("бір"), rig.spoken("екі"));
    ear.tell(News::Ended(second));
    rig.expect(&[format!("began {one}"), format!("ended {one}"), format!("began {two}"), format!("ended {two}")]);
}

#[test]
fn what_another_program_silences_of_a_book_is_said_again_from_its_last_word() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let (one, two) = (rig.say("Ол келді кеше."), rig.queue("Соңы."));
    let (first, second) = (rig.spoken("Ол келді кеше."), rig.spoken("Соңы."));
    let word = "Ол ".len();
    ear.tell(News::Began(first));
    ear.tell(News::Mark(first, word));
    // The daemon drops what waits, too, and says so of each.
    ear.tell(News::Cancelled(first));
    ear.tell(News::Cancelled(second));
    rig.silenced();
    let (first, second) = (rig.spoken("келді кеше."), rig.spoken("Соңы."));
    ear.tell(News::Began(first));
    ear.tell(News::Ended(first));
    ear.tell(News::Ended(second));
    rig.expect(&[
        format!("began {one}"),
        format!("mark {one} {word}"),
        format!("ended {one}"),
        format!("began {two}"),
        format!("ended {two}"),
    ]);
}

#[test]
fn a_program_that_silences_again_and_again_has_the_floor() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let (one, two) = (rig.say("бір"), rig.queue("екі"));
    for _ in 0..=AGAIN.len() {
        let first = rig.spoken("бір");
        rig.spoken("екі");
        ear.tell(News::Began(first));
        ear.tell(News::Cancelled(first));
        rig.silenced();
    }
    rig.expect(&[
        format!("began {one}"),
        format!("failed {one}: another program silences the voice again and again"),
        format!("stopped {two}"),
    ]);
    assert!(rig.told.try_recv().is_err());
    rig.say("үш");
    rig.spoken("үш");
}

#[test]
fn what_another_program_silences_of_the_interface_is_over() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let words = interface("батырма");
    let id = words.id;
    rig.handle.send(Request::Say(words));
    let two = rig.queue("екі");
    let first = rig.spoken("батырма");
    rig.spoken("екі");
    ear.tell(News::Began(first));
    ear.tell(News::Cancelled(first));
    rig.silenced();
    let second = rig.spoken("екі");
    ear.tell(News::Ended(second));
    rig.expect(&[format!("began {id}"), format!("stopped {id}"), format!("began {two}"), format!("ended {two}")]);
}

#[test]
fn a_key_silences_the_interface_and_not_the_book() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    // The book sounds: nothing happens.
    let one = rig.say("бір");
    let first = rig.spoken("бір");
    ear.tell(News::Began(first));
    rig.handle.send(Request::HushInterface);
    let words = interface("хабар");
    let id = words.id;
    rig.handle.send(Request::Queue(words));
    let two = rig.queue("екі");
    rig.spoken("хабар");
    rig.spoken("екі");
    ear.tell(News::Ended(first));
    rig.expect(&[format!("began {one}"), format!("ended {one}")]);
    // The interface sounds: the book behind it begins.
    rig.handle.send(Request::HushInterface);
    rig.silenced();
    let second = rig.spoken("екі");
    ear.tell(News::Ended(second));
    rig.expect(&[format!("stopped {id}"), format!("began {two}"), format!("ended {two}")]);
}

#[test]
fn the_interface_has_a_rate_of_its_own() {
    let rig = Rig::new(ALL);
    let rate = || {
        let (_, message) = rig.told.recv_timeout(PATIENCE).unwrap();
        message.unwrap().prosody.rate
    };
    let of = |rate| Prosody { rate, ..Prosody::default() };
    rig.handle.send(Request::Adjust(of(10)));
    rig.handle.send(Request::Queue(interface("батырма")));
    assert_eq!(rate(), 10, "as the book, until it is told another");
    rig.handle.send(Request::AdjustInterface(of(60)));
    rig.handle.send(Request::Queue(interface("батырма")));
    rig.queue("бір");
    assert_eq!((rate(), rate()), (60, 10));
}

fn interface(text: &str) -> Utterance {
    Utterance::new(text, Language::parse("kk"), Purpose::Interface)
}

#[test]
fn a_text_that_is_refused_fails_alone() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let (one, two) = (rig.say("refuse"), rig.queue("екі"));
    let second = rig.spoken("екі");
    ear.tell(News::Ended(second));
    rig.expect(&[
        format!("failed {one}: the speech engine refused the text"),
        format!("began {two}"),
        format!("ended {two}"),
    ]);
}

#[test]
fn a_language_without_a_voice_is_told_once_and_fails_each_time() {
    let rig = Rig::new(&[("Russian", "ru")]);
    let (one, two) = (rig.say("Ғылым таппай"), rig.queue("мақтанба"));
    rig.expect(&[
        "unavailable: no voice for kk".to_owned(),
        format!("failed {one}: no voice for kk"),
        format!("failed {two}: no voice for kk"),
    ]);
    assert!(rig.told.try_recv().is_err());
    rig.handle.send(Request::Choose { language: Language::parse("kk").unwrap(), voice: Some("Russian".to_owned()) });
    rig.say("Ғылым");
    rig.spoken("Ғылым");
}

#[test]
fn a_foreign_word_is_said_by_the_voice_of_its_sentence() {
    let rig = Rig::new(&[("Russian", "ru")]);
    let parts = |word: &str, language: &str| {
        let part = |text: &str, language| Part {
            text: text.to_owned(),
            language: Language::parse(language),
            range: 0..0,
            apart: false,
        };
        of_parts(vec![part("Он сказал: ", "ru"), part(word, language)])
    };
    rig.handle.send(Request::Say(parts("hello", "en")));
    rig.spoken("Он сказал: hello");
    rig.handle.send(Request::Say(parts("қайдасың", "kk")));
    rig.silenced();
    rig.spoken("Он сказал: ");
}

#[test]
fn an_engine_that_is_lost_and_back_says_the_rest() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let (one, two) = (rig.say("Ол келді кеше."), rig.queue("Соңы."));
    let first = rig.spoken("Ол келді кеше.");
    rig.spoken("Соңы.");
    let word = "Ол ".len();
    ear.tell(News::Began(first));
    ear.tell(News::Mark(first, word));
    ear.tell(News::Gone(Error::NoEngine(None)));
    let again = rig.ear();
    let (first, second) = (rig.spoken("келді кеше."), rig.spoken("Соңы."));
    again.tell(News::Began(first));
    again.tell(News::Mark(first, word));
    again.tell(News::Ended(first));
    again.tell(News::Ended(second));
    rig.expect(&[
        format!("began {one}"),
        format!("mark {one} {word}"),
        "lost: no speech engine".to_owned(),
        "ready".to_owned(),
        format!("mark {one} {word}"),
        format!("ended {one}"),
        format!("began {two}"),
        format!("ended {two}"),
    ]);
}

#[test]
fn a_text_that_kills_engines_is_given_up() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let (one, two) = (rig.say("бір"), rig.queue("екі"));
    rig.spoken("бір");
    rig.spoken("екі");
    ear.tell(News::Gone(Error::NoEngine(None)));
    let second = rig.ear();
    rig.spoken("бір");
    rig.spoken("екі");
    second.tell(News::Gone(Error::NoEngine(None)));
    let third = rig.ear();
    let ticket = rig.spoken("екі");
    third.tell(News::Ended(ticket));
    let lost = || "lost: no speech engine".to_owned();
    rig.expect(&[
        lost(),
        "ready".to_owned(),
        lost(),
        format!("failed {one}: no speech engine"),
        "ready".to_owned(),
        format!("began {two}"),
        format!("ended {two}"),
    ]);
}

#[test]
fn an_engine_that_dies_again_and_again_is_not_chased() {
    let rig = Rig::new(ALL);
    let (lost, ready) = (|| "lost: no speech engine".to_owned(), || "ready".to_owned());
    for _ in 0..AT_ONCE {
        rig.ear().tell(News::Gone(Error::NoEngine(None)));
        // Only an engine that is open can be lost.
        rig.expect(&[lost(), ready()]);
    }
    let one = rig.say("бір");
    rig.spoken("бір");
    rig.ear().tell(News::Gone(Error::NoEngine(None)));
    rig.expect(&[lost(), format!("failed {one}: no speech engine"), ready()]);
}

#[test]
fn an_engine_that_stays_away_is_fetched_back_later() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let one = rig.say("бір");
    rig.spoken("бір");
    rig.failures.store(2, Ordering::SeqCst);
    ear.tell(News::Gone(Error::NoEngine(None)));
    let failed = |id: RequestId| format!("failed {id}: no speech engine");
    rig.expect(&["lost: no speech engine".to_owned(), failed(one)]);
    let two = rig.say("екі");
    rig.expect(&[failed(two), "ready".to_owned()]);
    rig.say("үш");
    rig.spoken("үш");
}

#[test]
fn without_any_engine_the_reader_hears_of_it_once_and_every_utterance_fails() {
    let rig = Rig::closed(usize::MAX);
    let one = rig.say("бір");
    let failed = |id: RequestId| format!("failed {id}: no speech engine");
    rig.expect(&["unavailable: no speech engine".to_owned(), failed(one)]);
    rig.handle.send(Request::ListVoices);
    let two = rig.say("екі");
    rig.expect(&["voices 0".to_owned(), failed(two)]);
}

#[test]
fn what_waits_for_the_voices_is_said_in_its_order() {
    let rig = Rig::closed(0);
    assert_eq!(rig.next(), "ready");
    let ear = rig.ear();
    let (kazakh, german) = (utterance("бір"), Utterance::new("zwei", Language::parse("de"), Purpose::Reading));
    rig.handle.send(Request::Queue(german));
    rig.handle.send(Request::Queue(kazakh));
    rig.handle.send(Request::ListVoices);
    let german = Voice { name: "Deutsch".to_owned(), language: "de".to_owned(), engine: "other".to_owned() };
    let kazakh = Voice { name: "Kazakh".to_owned(), language: "kk".to_owned(), engine: "played".to_owned() };
    ear.tell(News::Voices(Some(vec![kazakh, german.clone()])));
    assert_eq!(rig.next(), "voices 2");
    let (first, message) = rig.told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(message.unwrap().voice, Some(german));
    ear.tell(News::Ended(first));
    rig.spoken("бір");
}

#[test]
fn a_voice_of_another_engine_waits_for_silence() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let voice = |name: &str, language: &str, engine: &str| Voice {
        name: name.to_owned(),
        language: language.to_owned(),
        engine: engine.to_owned(),
    };
    ear.tell(News::Voices(Some(vec![voice("Deutsch", "de", "other"), voice("Kazakh", "kk", "played")])));
    rig.say("бір");
    let first = rig.spoken("бір");
    let german = Utterance::new("zwei", Language::parse("de"), Purpose::Reading);
    rig.handle.send(Request::Queue(german));
    rig.queue("үш");
    rig.handle.send(Request::ListVoices);
    assert_eq!(rig.next(), "voices 2");
    assert!(rig.told.try_recv().is_err());
    ear.tell(News::Ended(first));
    let second = rig.spoken("zwei");
    ear.tell(News::Began(second));
    rig.handle.send(Request::ListVoices);
    while rig.next() != "voices 2" {}
    assert!(rig.told.try_recv().is_err());
    ear.tell(News::Ended(second));
    rig.spoken("үш");
}

#[test]
fn the_stream_ends_with_the_last_speaker() {
    let rig = Rig::new(ALL);
    let one = rig.say("бір");
    rig.spoken("бір");
    drop(rig.handle);
    assert_eq!(rig.told.recv_timeout(PATIENCE).unwrap().1, None);
    assert!(matches!(rig.events.recv_timeout(PATIENCE), Ok(Event::Stopped(id)) if id == one));
    assert!(rig.events.recv_timeout(PATIENCE).is_err());
}

#[test]
fn a_book_is_said_in_words_and_by_the_dictionary_and_a_control_as_it_is() {
    let rig = Rig::new(ALL);
    let entry = crate::settings::Entry {
        language: "kk".to_owned(),
        written: "ҚазҰУ".to_owned(),
        said: "қаз у у".to_owned(),
        pattern: false,
    };
    rig.handle.send(Request::Pronounce(crate::settings::Pronunciations { entries: vec![entry] }));
    let say = |text: &str, language: &str, purpose| {
        rig.handle.send(Request::Say(Utterance::new(text, Language::parse(language), purpose)));
    };
    say("ҚазҰУ, 2-тарау", "kk", Purpose::Reading);
    rig.spoken("қаз у у, екінші тарау");
    say("ҚазҰУ, 2-тарау", "kk", Purpose::Interface);
    rig.silenced();
    rig.spoken("ҚазҰУ, 2-тарау");
    say("Ol úıge keldi.", "kk-Latn", Purpose::Reading);
    rig.silenced();
    rig.spoken("Ол үйге келді.");
}

#[test]
fn kazakh_without_letters_of_its_own_is_no_foreign_word_for_a_russian_voice() {
    let rig = Rig::new(&[("Aleksandr", "ru")]);
    let part = |text: &str, language: &str, start: usize| Part {
        text: text.to_owned(),
        language: Language::parse(language),
        range: start..start + text.len(),
        apart: false,
    };
    let (russian, kazakh) = ("Он сказал: ", "ол барды.");
    let parts = vec![part(russian, "ru", 0), part(kazakh, "kk", russian.len())];
    rig.handle.send(Request::Say(of_parts(parts)));
    rig.spoken(russian);
    assert!(rig.next().starts_with("unavailable"));
    assert!(rig.told.try_recv().is_err(), "the Kazakh words are left out");
}

#[test]
fn a_language_has_a_manner_of_its_own_in_books() {
    let rig = Rig::new(ALL);
    rig.handle.send(Request::Adjust(Prosody { rate: 90, ..Prosody::default() }));
    let language = Language::parse("kk-KZ").unwrap();
    rig.handle.send(Request::AdjustLanguage { language, manner: Manner { rate: 20, volume: -30 } });
    let part = |text: &str, language: &str, start: usize| Part {
        text: text.to_owned(),
        language: Language::parse(language),
        range: start..start + text.len(),
        apart: false,
    };
    let parts = vec![part("Ол ", "kk", 0), part("сказал.", "ru", "Ол ".len())];
    rig.handle.send(Request::Say(of_parts(parts)));
    let told = || rig.told.recv_timeout(PATIENCE).unwrap().1.unwrap();
    assert_eq!(told().prosody, Prosody { rate: 100, volume: -30, ..Prosody::default() });
    assert_eq!(told().prosody, Prosody { rate: 90, ..Prosody::default() });
    rig.handle.send(Request::Queue(interface("батырма")));
    assert_eq!(told().prosody.volume, 0);
}
