//! Silences before utterances, what stands apart, signs that are named.

use super::*;
use crate::settings::Punctuation;

fn after(milliseconds: u64, text: &str) -> Utterance {
    Utterance { silence: Duration::from_millis(milliseconds), ..utterance(text) }
}

#[test]
fn the_silence_before_an_utterance_begins_when_the_one_before_has_ended() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    rig.say("бір");
    rig.handle.send(Request::Queue(after(300, "екі")));
    rig.queue("үш");
    let first = rig.spoken("бір");
    ear.tell(News::Began(first));
    assert!(
        rig.told.recv_timeout(Duration::from_millis(400)).is_err(),
        "it waits for the end, however long that takes"
    );
    let ended = Instant::now();
    ear.tell(News::Ended(first));
    rig.spoken("екі");
    let silence = ended.elapsed();
    assert!(silence >= Duration::from_millis(290), "{silence:?}");
    rig.spoken("үш");
    assert!(ended.elapsed() < Duration::from_secs(3), "and what is queued behind follows at once");
}

#[test]
fn a_request_ends_the_silence() {
    let rig = Rig::new(ALL);
    let ear = rig.ear();
    let one = rig.say("бір");
    let waiting = after(600_000, "екі");
    let two = waiting.id;
    rig.handle.send(Request::Queue(waiting));
    let first = rig.spoken("бір");
    ear.tell(News::Began(first));
    ear.tell(News::Ended(first));
    rig.expect(&[format!("began {one}"), format!("ended {one}")]);
    rig.handle.send(Request::Hush);
    rig.expect(&[format!("stopped {two}")]);
    rig.say("үш");
    rig.spoken("үш");
}

#[test]
fn what_stands_apart_is_said_lower_and_signs_are_named_in_books_alone() {
    let rig = Rig::new(ALL);
    rig.handle.send(Request::Punctuate(Punctuation::All));
    let part = |text: &str, start: usize, apart| Part {
        text: text.to_owned(),
        language: Language::parse("kk"),
        range: start..start + text.len(),
        apart,
    };
    rig.handle.send(Request::Say(of_parts(vec![part("Ол, ", 0, false), part("сен.", "Ол, ".len(), true)])));
    let told = || rig.told.recv_timeout(PATIENCE).unwrap().1.unwrap();
    let (plain, apart) = (told(), told());
    assert_eq!((plain.text.as_str(), plain.prosody.pitch), ("Ол үтір, ", 0));
    assert_eq!((apart.text.as_str(), apart.prosody.pitch), ("сен нүкте.", -50));
    let marks: Vec<_> = plain.words.iter().map(|word| word.byte).collect();
    assert_eq!(marks, [0, "Ол".len()]);
    rig.handle.send(Request::Queue(interface("Ашу, жабу.")));
    assert_eq!(told().text, "Ашу, жабу.");
    let low = Prosody { pitch: -80, ..Prosody::default() };
    assert_eq!(low.apart().pitch, -30, "a voice that is low already goes up");
}
