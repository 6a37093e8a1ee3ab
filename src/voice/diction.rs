//! How an utterance is said: in which voice each part of it, in which manner, in which words.

use std::collections::HashMap;

use super::language::{self, Answer, Voices};
use super::message::{self, Message, Tone};
use super::said::{Dictionary, Said};
use super::{Part, Prosody, Purpose, Utterance};
use crate::book::Language;
use crate::settings::{Manner, Pronunciations, Punctuation};

/// What is known about voices, manners and words at this moment.
#[derive(Debug)]
pub(super) struct Diction {
    pub(super) voices: Voices,
    dictionary: Dictionary,
    /// By language (primary subtag).
    manners: HashMap<String, Manner>,
    /// Which signs of a book are named.
    pub(super) punctuation: Punctuation,
}

/// What an engine is handed of an utterance.
#[derive(Debug)]
pub(super) enum Told {
    /// Known when the engine has told its voices.
    Wait,
    Known {
        messages: Vec<Message>,
        /// Languages of it that no voice speaks.
        missing: Vec<Language>,
    },
}

impl Diction {
    /// With the reader's voices (language, the voice's name), her manners for languages, and her dictionary.
    pub(super) fn new(
        voices: Vec<(Language, String)>,
        manners: Vec<(Language, Manner)>,
        pronunciations: &Pronunciations,
        punctuation: Punctuation,
    ) -> Self {
        let mut known = Voices::default();
        for (language, name) in voices {
            known.choose(&language, Some(name));
        }
        let manners = manners.into_iter().map(|(language, manner)| (language.primary().to_owned(), manner)).collect();
        Self { voices: known, dictionary: Dictionary::new(pronunciations), manners, punctuation }
    }

    pub(super) fn adjust(&mut self, language: &Language, manner: Manner) {
        self.manners.insert(language.primary().to_owned(), manner);
    }

    pub(super) fn pronounce(&mut self, pronunciations: &Pronunciations) {
        self.dictionary = Dictionary::new(pronunciations);
    }

    /// The messages of an utterance that is said in this way.
    pub(super) fn messages(&self, utterance: &Utterance, prosody: Prosody) -> Told {
        let (tones, languages, missing) = match self.tones(utterance) {
            Tones::Wait => return Told::Wait,
            Tones::Found { tones, languages, missing } => (tones, languages, missing),
        };
        let said = self.said(utterance, &languages, &tones);
        let prosodies = self.prosodies(utterance, prosody, &languages);
        Told::Known { messages: message::messages(utterance, &said, &tones, &prosodies), missing }
    }

    /// In which voice each part is said.
    fn tones(&self, utterance: &Utterance) -> Tones {
        let mut languages: Vec<Option<Language>> = Vec::with_capacity(utterance.parts.len());
        for part in &utterance.parts {
            let before = languages.iter().rev().flatten().next();
            let language = language::of_part(part, before);
            languages.push(language);
        }
        let mut missing = Vec::new();
        let mut tones = Vec::with_capacity(languages.len());
        for language in &languages {
            let answer = language.as_ref().map(|language| self.voices.answer(language));
            tones.push(match answer {
                None => Some(Tone { language: None, voice: None }),
                Some(Answer::In(tone)) => Some(tone),
                Some(Answer::Wait) => return Tones::Wait,
                Some(Answer::NoVoice) => {
                    missing.extend(language.clone());
                    None
                }
            });
        }
        // A foreign word in a sentence is better said with the sentence's voice than left out, unless that garbles it.
        let main = tones.iter().flatten().find(|tone| tone.language.is_some()).cloned();
        for ((tone, part), language) in tones.iter_mut().zip(&utterance.parts).zip(&languages) {
            let kazakh = language.as_ref().is_some_and(|language| language.primary() == "kk");
            let fits = |main: &&Tone| {
                !kazakh && !main.language.as_deref().is_some_and(|voice| language::garbles(voice, &part.text))
            };
            if tone.is_none() {
                *tone = main.as_ref().filter(fits).cloned();
            }
        }
        Tones::Found { tones, languages, missing }
    }

    /// How each part is spoken: a book in its language's own manner.
    fn prosodies(&self, utterance: &Utterance, prosody: Prosody, languages: &[Option<Language>]) -> Vec<Prosody> {
        let manner = |language: &Option<Language>| {
            let known = language.as_ref().and_then(|language| self.manners.get(language.primary()));
            known.copied().filter(|_| utterance.purpose == Purpose::Reading).unwrap_or_default()
        };
        let of_part = |(part, language): (&Part, &Option<Language>)| {
            let own = prosody.in_manner(manner(language));
            if part.apart { own.apart() } else { own }
        };
        utterance.parts.iter().zip(languages).map(of_part).collect()
    }

    /// What is said of each part. The interface's words are said as they are: a control may hold what is being typed.
    fn said(&self, utterance: &Utterance, languages: &[Option<Language>], tones: &[Option<Tone>]) -> Vec<Said> {
        let of_part = |((part, language), tone): ((&Part, &Option<Language>), &Option<Tone>)| {
            let said = Said::plain(&part.text);
            match (language, utterance.purpose) {
                (Some(language), Purpose::Reading) => {
                    let voice = tone.as_ref().and_then(|tone| tone.language.as_deref());
                    said.asked_for(&self.dictionary, language, voice).with_signs(language, self.punctuation)
                }
                _ => said,
            }
        };
        utterance.parts.iter().zip(languages).zip(tones).map(of_part).collect()
    }
}

enum Tones {
    Wait,
    Found { tones: Vec<Option<Tone>>, languages: Vec<Option<Language>>, missing: Vec<Language> },
}
