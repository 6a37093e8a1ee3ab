//! What an engine is handed: clean text in one voice, with the places of its words.

use std::ops::Range;

use super::said::Said;
use super::{Prosody, Purpose, Utterance, Voice};

/// Longer texts go as several messages, cut between words: an engine answers sooner and its limits are never met.
const LONGEST: usize = 4000;

/// Text that one voice says in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// Never without something to say; no control characters.
    pub(super) text: String,
    pub(super) words: Vec<Word>,
    /// Ascending.
    pub(super) subs: Vec<Sub>,
    /// What the engine calls the language; `None` keeps the engine's own.
    pub(super) language: Option<String>,
    /// `None` leaves the choice among the language's voices to the engine.
    pub(super) voice: Option<Voice>,
    pub(super) prosody: Prosody,
    /// One character, to be named rather than read.
    pub(super) spelled: bool,
}

/// Where a word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// In the message's text.
    pub(super) at: usize,
    /// In the phrase.
    pub(super) byte: usize,
}

/// A stretch of a message's text that is said in place of what is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sub {
    /// In the message's text.
    pub(super) said: Range<usize>,
    pub(super) written: String,
}

/// The voice of a part, as it was resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tone {
    pub(super) language: Option<String>,
    pub(super) voice: Option<Voice>,
}

/// The messages of an utterance whose parts are said like this (one a part) in these tones (`None` for a part that is left
/// out) and ways. Neighbours of one tone and way are said in one go. Empty when there is nothing to say.
pub(super) fn messages(
    utterance: &Utterance,
    said: &[Said],
    tones: &[Option<Tone>],
    prosodies: &[Prosody],
) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let mut before: Option<(&Tone, Prosody)> = None;
    for (((part, said), tone), &prosody) in utterance.parts.iter().zip(said).zip(tones).zip(prosodies) {
        let Some(tone) = tone else {
            before = None;
            continue;
        };
        let exact = part.text.len() == part.range.len();
        let place = |offset: usize| part.range.start + if exact { said.origin(offset) } else { 0 };
        if before != Some((tone, prosody)) || messages.is_empty() {
            messages.push(Message::empty(tone, prosody));
            before = Some((tone, prosody));
        }
        let mut puts = said.puts().iter().peekable();
        // Where in the last message the words begin that are said in place of others.
        let mut begun: Option<usize> = None;
        for (offset, word) in pieces(&said.text) {
            if messages.last().is_none_or(|message| message.text.len() + word.len() > LONGEST) {
                messages.push(Message::empty(tone, prosody));
                begun = None;
            }
            let Some(message) = messages.last_mut() else { continue };
            let at = message.text.len();
            message.add(word, place(offset));
            while let Some(put) = puts.peek() {
                let within = |byte: usize| (offset..offset + word.len()).contains(&byte);
                if within(put.said.start) {
                    begun = Some(at + clean(&word[..put.said.start - offset]).len());
                }
                let last = put.said.end.saturating_sub(1);
                if put.said.end > offset && !within(last) {
                    break;
                }
                if let (Some(start), true) = (begun.take(), within(last)) {
                    let written = clean(part.text.get(put.written.clone()).unwrap_or_default());
                    message.substitute(start..at + clean(&word[..put.said.end - offset]).len(), written);
                }
                puts.next();
            }
        }
    }
    messages.retain(|message| is_sayable(&message.text));
    if let ([message], Purpose::Interface) = (messages.as_mut_slice(), utterance.purpose) {
        message.spelled = message.text.trim().chars().count() == 1;
    }
    if messages.is_empty() && utterance.purpose == Purpose::Interface {
        let prosody = prosodies.first().copied().unwrap_or_default();
        messages.extend(mark_of_punctuation(utterance, tones, prosody));
    }
    messages
}

/// The words, each with its offset and the space after it; a word beyond all measure in pieces.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let space = rest[end..].chars().next().map_or(0, char::len_utf8);
        let cut = (end + space).min(rest.floor_char_boundary(LONGEST));
        let offset = text.len() - rest.len();
        let (piece, after) = rest.split_at(cut);
        rest = after;
        (!piece.is_empty()).then_some((offset, piece))
    })
}

/// A sign that is silent in a book is named when a control holds nothing else: a reader who types a comma hears it.
fn mark_of_punctuation(utterance: &Utterance, tones: &[Option<Tone>], prosody: Prosody) -> Option<Message> {
    let tone = tones.iter().flatten().next()?;
    let mut signs =
        utterance.parts.iter().flat_map(|part| part.text.chars()).filter(|c| kept(*c).is_some_and(|c| c != ' '));
    let sign = signs.next().filter(|_| signs.next().is_none())?;
    let mut message = Message::empty(tone, prosody);
    message.text.push(sign);
    message.spelled = true;
    Some(message)
}

impl Message {
    fn empty(tone: &Tone, prosody: Prosody) -> Self {
        Self {
            text: String::new(),
            words: Vec::new(),
            subs: Vec::new(),
            language: tone.language.clone(),
            voice: tone.voice.clone(),
            prosody,
            spelled: false,
        }
    }

    /// What stands here is said in place of something that is written.
    fn substitute(&mut self, said: Range<usize>, written: String) {
        if !said.is_empty() && !written.trim().is_empty() {
            self.subs.push(Sub { said, written });
        }
    }

    /// Adds a word with the space after it; `byte` is where it stands in the phrase.
    fn add(&mut self, word: &str, byte: usize) {
        let at = self.text.len();
        // A part may begin inside a word («Abai’дың» in two languages): that is no new word.
        let fresh = self.text.chars().next_back().is_none_or(|c| c == ' ');
        self.text.extend(word.chars().filter_map(kept));
        // Several words may be said for one.
        let same = self.words.last().is_some_and(|before| before.byte == byte);
        if fresh && !same && word.chars().any(char::is_alphanumeric) && self.text.len() > at {
            self.words.push(Word { at, byte });
        }
    }
}

/// What reaches an engine of a text.
fn clean(text: &str) -> String {
    text.chars().filter_map(kept).collect()
}

/// What reaches an engine of a character: control characters end a connection or a message, invisible ones are read out
/// by name or break words.
fn kept(c: char) -> Option<char> {
    match c {
        // A no-break space joins «10 000» for the eye; an engine knows the plain one best.
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        // Soft hyphen, zero-width and direction marks, byte order mark, variation selectors, private use, non-characters.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        '\u{fe00}'..='\u{fe0f}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{ffff}' => None,
        c if c as u32 >= 0xe_0000 || c as u32 & 0xfffe == 0xfffe => None,
        c => Some(c),
    }
}

/// Whether an engine has something to say: letters, digits, signs with a name. Text without is answered by silence, and
/// an engine may never tell that it ended.
fn is_sayable(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() || "%‰+=№§©®™°$€₸₽£".contains(c) || matches!(c, '\u{1f000}'..='\u{1faff}'))
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::*;
    use crate::book::Language;

    fn utterance(purpose: Purpose, parts: &[(&str, &str)]) -> (Utterance, Vec<Option<Tone>>) {
        let mut start = 0;
        let made = parts.iter().map(|(text, language)| {
            let range = start..start + text.len();
            start = range.end;
            Part { text: (*text).to_owned(), language: Language::parse(language), range, apart: false }
        });
        let utterance = Utterance { parts: made.collect(), ..Utterance::new("", None, purpose) };
        let tones =
            parts.iter().map(|(_, language)| Some(Tone { language: Some((*language).to_owned()), voice: None }));
        (utterance, tones.collect())
    }

    fn plain(utterance: &Utterance) -> Vec<Said> {
        utterance.parts.iter().map(|part| Said::plain(&part.text)).collect()
    }

    fn said(purpose: Purpose, parts: &[(&str, &str)]) -> Vec<Message> {
        let (utterance, tones) = utterance(purpose, parts);
        messages(&utterance, &plain(&utterance), &tones, &[Prosody::default(); 3])
    }

    #[test]
    fn words_carry_their_place_in_the_phrase_through_cleaning() {
        let messages = said(Purpose::Reading, &[("Со\u{ad}вет\u{0} — ", "ru"), ("Абай\u{a0}айтты.", "ru")]);
        assert_eq!(messages.len(), 1);
        let message = &messages[0];
        assert_eq!(message.text, "Совет — Абай айтты.");
        let phrase = "Со\u{ad}вет\u{0} — Абай\u{a0}айтты.";
        let words: Vec<(&str, &str)> =
            message.words.iter().map(|w| (&message.text[w.at..], &phrase[w.byte..])).collect();
        assert_eq!(words.len(), 3);
        assert_eq!(words[1], ("Абай айтты.", "Абай\u{a0}айтты."));
        assert_eq!(words[2], ("айтты.", "айтты."));
    }

    #[test]
    fn what_is_said_for_something_knows_what_is_written() {
        let phrase = "XIX\u{a0}ғасыр, 5-үй";
        let (utterance, tones) = utterance(Purpose::Reading, &[(phrase, "kk")]);
        let language = Language::parse("kk").expect("a language");
        let said = vec![Said::plain(phrase).in_words(&language, &[])];
        let messages = messages(&utterance, &said, &tones, &[Prosody::default()]);
        let [message] = messages.as_slice() else { panic!("one message: {messages:?}") };
        assert_eq!(message.text, "он тоғызыншы ғасыр, бесінші үй");
        let subs: Vec<_> = message.subs.iter().map(|sub| (&message.text[sub.said.clone()], &*sub.written)).collect();
        assert_eq!(subs, [("он тоғызыншы", "XIX"), ("бесінші", "5"), (" ", "-")]);
    }

    #[test]
    fn languages_part_messages_and_join_again_when_one_is_left_out() {
        let parts = [("Ол ", "kk"), ("reader ", "en"), ("деді.", "kk")];
        let texts = |messages: &[Message]| messages.iter().map(|m| m.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&said(Purpose::Reading, &parts)), ["Ол ", "reader ", "деді."]);
        let (utterance, mut tones) = utterance(Purpose::Reading, &parts);
        tones[1] = None;
        assert_eq!(
            texts(&messages(&utterance, &plain(&utterance), &tones, &[Prosody::default(); 3])),
            ["Ол ", "деді."]
        );
    }

    #[test]
    fn a_word_in_two_languages_is_one_word_only_inside_one_message() {
        let messages = said(Purpose::Reading, &[("Abai", "en"), ("’дың сөзі", "kk")]);
        assert_eq!(messages[0].words, [Word { at: 0, byte: 0 }]);
        assert_eq!(messages[1].words.len(), 2);
        let joined = said(Purpose::Reading, &[("Abai", "kk"), ("’дың сөзі", "kk")]);
        assert_eq!(joined[0].words.iter().map(|word| word.byte).collect::<Vec<_>>(), [0, "Abai’дың ".len()]);
    }

    #[test]
    fn words_in_place_of_others_carry_the_place_of_those() {
        let phrase = "Ол № 5 үйде, 1945 ж. туды.";
        let (utterance, tones) = utterance(Purpose::Reading, &[(phrase, "kk")]);
        let kazakh = Language::parse("kk").unwrap();
        let said = [Said::plain(phrase).in_words(&kazakh, &[])];
        let messages = messages(&utterance, &said, &tones, &[Prosody::default(); 3]);
        let places: Vec<_> =
            messages[0].words.iter().map(|word| (&messages[0].text[word.at..], &phrase[word.byte..])).collect();
        let heads = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
        let pairs: Vec<_> =
            places.iter().map(|(said, written)| format!("{}={}", heads(said), heads(written))).collect();
        assert_eq!(pairs, ["Ол=Ол", "нөмір=№", "бес=5", "үйде,=үйде,", "мың=1945", "жылы=ж.", "туды.=туды."]);
    }

    #[test]
    fn nothing_to_say_is_no_message() {
        for text in ["", " ", "\u{0}", "***", "— …", "\u{200b}\u{feff}", "\r\n", "\u{e000}"] {
            assert!(said(Purpose::Reading, &[(text, "kk")]).is_empty(), "{text:?}");
        }
        for text in ["5", "%", "🙂", "а", "ң"] {
            assert_eq!(said(Purpose::Reading, &[(text, "kk")]).len(), 1, "{text:?}");
        }
    }

    #[test]
    fn a_single_character_of_a_control_is_spelled() {
        for text in ["а", ",", "7", " «"] {
            let messages = said(Purpose::Interface, &[(text, "kk")]);
            assert!(matches!(messages.as_slice(), [message] if message.spelled), "{text:?}");
        }
        assert!(!said(Purpose::Interface, &[("ал", "kk")])[0].spelled);
        assert!(!said(Purpose::Reading, &[("А", "kk")])[0].spelled);
        assert!(said(Purpose::Interface, &[("", "kk")]).is_empty());
    }

    #[test]
    fn long_texts_are_cut_between_words() {
        let text = "сөз ".repeat(20_000);
        let messages = said(Purpose::Reading, &[(&text, "kk")]);
        assert!(messages.len() > 20 && messages.iter().all(|message| message.text.len() <= LONGEST));
        let words: Vec<usize> =
            messages.iter().flat_map(|message| message.words.iter().map(|word| word.byte)).collect();
        assert_eq!(words, (0..20_000).map(|index| index * "сөз ".len()).collect::<Vec<_>>());
        assert!(
            messages.iter().all(|message| message.words.iter().all(|word| message.text[word.at..].starts_with("сөз")))
        );
        let endless = said(Purpose::Reading, &[(&"ә".repeat(50_000), "kk")]);
        assert_eq!(endless.iter().map(|message| message.text.len()).sum::<usize>(), 100_000);
        assert!(endless.iter().all(|message| message.text.len() <= LONGEST));
    }
}
