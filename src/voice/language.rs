//! Which voice speaks which language, and which language a text without one is in.
//!
//! The rule of the house: a language is never read by a voice that garbles it unless the reader chose that voice.

use std::collections::HashMap;

#[cfg(any(test, windows, target_os = "macos"))]
use super::message::Message;
use super::message::Tone;
use super::{Part, Voice};
use crate::book::Language;

/// Letters of the Kazakh alphabet that Russian has not (ә ғ қ ң ө ұ ү һ і), capitals too.
const KAZAKH: &str = "әғқңөұүһіӘҒҚҢӨҰҮҺІ";

/// What is known about the voices at this moment.
#[derive(Debug, Default)]
pub(super) struct Voices {
    /// Language (primary subtag) → the voice's name that the reader chose.
    chosen: HashMap<String, String>,
    installed: Installed,
    /// The engine that is used unless a voice of another is meant.
    engine: String,
    covers: &'static [&'static str],
}

#[derive(Debug, Default)]
enum Installed {
    /// The engine has not told yet.
    #[default]
    Awaited,
    /// The engine cannot tell: it is trusted with every language.
    Untold,
    Known(Vec<Voice>),
}

/// How a language is to be spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    In(Tone),
    /// Known when the engine has told its voices.
    Wait,
    NoVoice,
}

impl Voices {
    pub(super) fn choose(&mut self, language: &Language, voice: Option<String>) {
        match voice {
            Some(name) => self.chosen.insert(language.primary().to_owned(), name),
            None => self.chosen.remove(language.primary()),
        };
    }

    /// Another engine is being opened; what was known of the one before is forgotten.
    pub(super) fn opening(&mut self) {
        self.covers = &[];
        self.installed = Installed::Awaited;
    }

    pub(super) fn opened(&mut self, engine: &str, covers: &'static [&'static str]) {
        engine.clone_into(&mut self.engine);
        self.covers = covers;
    }

    pub(super) fn is_usual(&self, engine: &str) -> bool {
        self.engine == engine
    }

    pub(super) fn told(&mut self, voices: Option<Vec<Voice>>) {
        self.installed = voices.map_or(Installed::Untold, Installed::Known);
    }

    /// The installed voices when they are known, or when it is known that nobody can tell.
    pub(super) fn installed(&self) -> Option<&[Voice]> {
        match &self.installed {
            Installed::Awaited => None,
            Installed::Untold => Some(&[]),
            Installed::Known(voices) => Some(voices),
        }
    }

    pub(super) fn answer(&self, language: &Language) -> Answer {
        let primary = language.primary();
        let chosen = self.chosen.get(primary);
        let plain = Answer::In(Tone { language: Some(primary.to_owned()), voice: None });
        let voices = match &self.installed {
            Installed::Untold => return plain,
            Installed::Awaited if chosen.is_none() && self.covers.contains(&primary) => return plain,
            Installed::Awaited => return Answer::Wait,
            Installed::Known(voices) => voices,
        };
        if let Some(voice) = chosen.and_then(|name| voices.iter().find(|voice| voice.name == *name)) {
            return Answer::In(Tone { language: Some(voice.language.clone()), voice: Some(voice.clone()) });
        }
        let own = |voice: &&Voice| voice.engine == self.engine;
        let exactly = |voice: &&Voice| voice.language.eq_ignore_ascii_case(language.tag());
        let roughly = |voice: &&Voice| primary_of(&voice.language).eq_ignore_ascii_case(primary);
        if let Some(voice) = voices.iter().filter(own).find(exactly) {
            return Answer::In(Tone { language: Some(voice.language.clone()), voice: None });
        }
        if voices.iter().filter(own).any(|voice| roughly(&voice)) {
            return plain;
        }
        match voices.iter().find(exactly).or_else(|| voices.iter().find(roughly)) {
            Some(voice) => Answer::In(Tone { language: Some(voice.language.clone()), voice: Some(voice.clone()) }),
            None => Answer::NoVoice,
        }
    }
}

/// Which of an engine's voices says a message: the one that is meant, else the first of its language, nearest variety first.
/// For engines that know voices alone.
#[cfg(any(test, windows, target_os = "macos"))]
pub(super) fn position(voices: &[Voice], message: &Message) -> Option<usize> {
    let meant = message.voice.as_ref().and_then(|meant| {
        let same = |voice: &Voice| voice.name == meant.name && voice.language == meant.language;
        voices.iter().position(same).or_else(|| voices.iter().position(|voice| voice.name == meant.name))
    });
    meant.or_else(|| {
        let language = message.language.as_deref()?;
        let exactly = |voice: &Voice| voice.language.eq_ignore_ascii_case(language);
        let roughly = |voice: &Voice| primary_of(&voice.language).eq_ignore_ascii_case(primary_of(language));
        voices.iter().position(exactly).or_else(|| voices.iter().position(roughly))
    })
}

/// Gives voices of one name and several languages the language in their names: a reader's choice is kept by the name.
#[cfg(any(test, windows, target_os = "macos"))]
pub(super) fn tell_apart(voices: &mut [Voice]) {
    let mut count: HashMap<String, usize> = HashMap::new();
    for voice in voices.iter() {
        *count.entry(voice.name.clone()).or_default() += 1;
    }
    for voice in voices.iter_mut().filter(|voice| count.get(&voice.name).is_some_and(|count| *count > 1)) {
        voice.name = format!("{} ({})", voice.name, voice.language);
    }
}

/// The language that a part is spoken in: its own, else by its letters, else that of the part before.
pub(super) fn of_part(part: &Part, before: Option<&Language>) -> Option<Language> {
    part.language.clone().or_else(|| by_letters(&part.text, before)).or_else(|| before.cloned())
}

/// A guess by letters that never overrules a fitting surrounding: Kazakh when a letter says so, Russian for other
/// Cyrillic, English for Latin. `None` without letters.
pub(super) fn by_letters(text: &str, around: Option<&Language>) -> Option<Language> {
    let around_is = |primaries: &[&str]| around.is_some_and(|language| primaries.contains(&language.primary()));
    if looks_kazakh(text, around_is(CYRILLIC)) && !around_is(&["tt", "ba", "ky", "uk", "be", "mn"]) {
        return Language::parse("kk");
    }
    if text.contains(|c| ('\u{400}'..='\u{52f}').contains(&c)) {
        return if around_is(CYRILLIC) { around.cloned() } else { Language::parse("ru") };
    }
    if text.contains(|c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c)) {
        let written_in_cyrillic =
            around_is(CYRILLIC) && !around.is_some_and(|language| language.tag().contains("-Latn"));
        return if around.is_some() && !written_in_cyrillic { around.cloned() } else { Language::parse("en") };
    }
    None
}

/// Most Kazakh words hold a letter of Kazakh alone; among Russian ones a name may.
fn looks_kazakh(text: &str, among_others: bool) -> bool {
    let kazakh = |word: &&str| word.contains(|c| KAZAKH.contains(c));
    let words = || text.split_whitespace().filter(|word| word.contains(char::is_alphabetic));
    let found = words().filter(kazakh).count();
    found > 0 && (!among_others || found * 3 >= words().count())
}

/// Whether a voice of this language garbles the text: Kazakh letters are noise to a voice that does not know them.
pub(super) fn garbles(voice: &str, text: &str) -> bool {
    primary_of(voice) != "kk" && text.contains(|c| KAZAKH.contains(c) && c != 'і' && c != 'І')
}

const CYRILLIC: &[&str] = &["kk", "ru", "ky", "tt", "ba", "uk", "be", "bg", "sr", "mk", "mn", "tg", "os", "cv"];

fn primary_of(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    fn voice(name: &str, language: &str, engine: &str) -> Voice {
        Voice { name: name.to_owned(), language: language.to_owned(), engine: engine.to_owned() }
    }

    fn told(voices: &[(&str, &str, &str)]) -> Voices {
        let mut known = Voices::default();
        known.opened("rhvoice", &[]);
        known.told(Some(voices.iter().map(|(name, language, engine)| voice(name, language, engine)).collect()));
        known
    }

    fn tone(language: &str, voice: Option<Voice>) -> Answer {
        Answer::In(Tone { language: Some(language.to_owned()), voice })
    }

    #[test]
    fn kazakh_is_never_read_by_a_russian_voice_unasked() {
        let mut voices = told(&[("Aleksandr", "ru", "rhvoice")]);
        assert_eq!(voices.answer(&language("ru-RU")), tone("ru", None));
        assert_eq!(voices.answer(&language("kk")), Answer::NoVoice);
        voices.choose(&language("kk-KZ"), Some("Aleksandr".to_owned()));
        assert_eq!(voices.answer(&language("kk")), tone("ru", Some(voice("Aleksandr", "ru", "rhvoice"))));
        voices.choose(&language("kk"), None);
        assert_eq!(voices.answer(&language("kk")), Answer::NoVoice);
    }

    #[test]
    fn another_engine_helps_out_with_its_language() {
        let voices = told(&[("Aleksandr", "ru", "rhvoice"), ("Kazakh", "kk", "espeak-ng")]);
        assert_eq!(voices.answer(&language("kk")), tone("kk", Some(voice("Kazakh", "kk", "espeak-ng"))));
    }

    #[test]
    fn the_nearest_variety_of_a_language_speaks_it() {
        let voices = told(&[("Great_Britain", "en-GB", "rhvoice"), ("America", "en-US", "rhvoice")]);
        assert_eq!(voices.answer(&language("en-US")), tone("en-US", None));
        assert_eq!(voices.answer(&language("en-AU")), tone("en", None));
    }

    #[test]
    fn an_engine_of_voices_alone_says_a_message_in_the_nearest() {
        let of = |name: &str, language: &str| voice(name, language, "winrt");
        let voices = [of("Hazel", "en-GB"), of("Irina", "ru-RU"), of("Zira", "en-US"), of("Irina", "kk-KZ")];
        let position = |language: Option<&str>, meant: Option<Voice>| {
            let language = language.map(str::to_owned);
            let (text, words, subs) = (String::new(), Vec::new(), Vec::new());
            let prosody = crate::voice::Prosody::default();
            super::position(&voices, &Message { text, words, subs, language, voice: meant, prosody, spelled: false })
        };
        assert_eq!(position(Some("en-us"), None), Some(2));
        assert_eq!(position(Some("en"), None), Some(0));
        assert_eq!(position(Some("ru"), None), Some(1));
        assert_eq!(position(Some("de"), None), None);
        assert_eq!(position(None, None), None);
        assert_eq!(position(Some("ru"), Some(of("Zira", "en-US"))), Some(2), "a voice that the reader chose");
        assert_eq!(position(Some("kk-KZ"), Some(of("Irina", "kk-KZ"))), Some(3));
        assert_eq!(position(Some("ru"), Some(of("Pavel", "ru-RU"))), Some(1), "one that is gone");
    }

    #[test]
    fn voices_of_one_name_are_told_apart() {
        let mut voices = [("Eddy", "en-GB"), ("Milena", "ru-RU"), ("Eddy", "fr-FR")]
            .map(|(name, language)| voice(name, language, "avfoundation"));
        tell_apart(&mut voices);
        assert_eq!(voices.map(|voice| voice.name), ["Eddy (en-GB)", "Milena", "Eddy (fr-FR)"]);
    }

    #[test]
    fn what_an_engine_surely_speaks_need_not_wait_for_the_list() {
        let mut voices = Voices::default();
        assert_eq!(voices.answer(&language("kk")), Answer::Wait);
        voices.opened("espeak-ng", &["kk", "ru", "en"]);
        assert_eq!(voices.answer(&language("kk-KZ")), tone("kk", None));
        assert_eq!(voices.answer(&language("de")), Answer::Wait);
        voices.told(None);
        assert_eq!(voices.answer(&language("de")), tone("de", None));
    }

    #[test]
    fn letters_tell_the_language_of_a_text_without_one() {
        let guess = |text, around: Option<&str>| {
            let around = around.map(language);
            by_letters(text, around.as_ref()).map(|language| language.tag().to_owned())
        };
        assert_eq!(guess("Ғылым таппай мақтанба", None).as_deref(), Some("kk"));
        assert_eq!(guess("Ғылым", Some("ru")).as_deref(), Some("kk"));
        assert_eq!(guess("Роман Мұхтара Ауэзова вышел в Алма-Ате", Some("ru")).as_deref(), Some("ru"));
        assert_eq!(guess("Бала", Some("kk")).as_deref(), Some("kk"));
        assert_eq!(guess("Мороз и солнце", None).as_deref(), Some("ru"));
        assert_eq!(guess("Мороз", Some("en")).as_deref(), Some("ru"));
        assert_eq!(guess("War and Peace", Some("ru")).as_deref(), Some("en"));
        assert_eq!(guess("Salem", Some("kk-Latn")).as_deref(), Some("kk-Latn"));
        assert_eq!(guess("Bonjour", Some("fr")).as_deref(), Some("fr"));
        assert_eq!(guess("1905", Some("ru")), None);
        assert_eq!(guess("Місто", Some("uk")).as_deref(), Some("uk"));
    }

    #[test]
    fn kazakh_letters_are_noise_to_a_russian_voice() {
        assert!(garbles("ru", "қазақ"));
        assert!(!garbles("ru", "книга"));
        assert!(!garbles("kk-KZ", "қазақ"));
    }
}
