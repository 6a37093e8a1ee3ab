//! eSpeak NG by its program (<https://github.com/espeak-ng/espeak-ng/blob/master/src/espeak-ng.1.ronn>): it writes hundreds
//! of times as fast as it speaks.

use super::child;
use super::wav::Wav;
use super::{Engine, Error, Feed, Stop};
use crate::book::Language;
use crate::format::tool;
use crate::voice::message::Message;
use crate::voice::{self, Prosody, Voice};

const PROGRAM: &str = "espeak-ng";

/// Words a minute at the ends and in the middle of the scale, as Speech Dispatcher sets the same engine: a recording is as
/// fast as reading aloud.
const WORDS: (i32, i32, i32) = (80, 170, 449);

#[derive(Debug)]
pub(super) struct Espeak {
    program: String,
    /// The voice's name → what the program calls it.
    files: Vec<(String, String)>,
}

impl Espeak {
    pub(super) fn find() -> Result<Self, voice::Error> {
        Self::at(PROGRAM)
    }

    pub(super) fn at(program: &str) -> Result<Self, voice::Error> {
        Ok(Self { program: program.to_owned(), files: Vec::new() })
    }

    fn arguments(&self, message: &Message) -> Vec<String> {
        let Prosody { rate, pitch, volume } = message.prosody;
        let (least, usual, most) = WORDS;
        let reach = if rate < 0 { usual - least } else { most - usual };
        let speed = usual + i32::from(rate) * reach / 100;
        let own = message.voice.as_ref().and_then(|voice| self.files.iter().find(|(name, _)| *name == voice.name));
        let named = own.map(|(_, file)| file.clone()).or_else(|| message.language.as_deref().map(str::to_lowercase));
        let mut arguments = vec![
            "--stdin".to_owned(),
            "--stdout".to_owned(),
            // The pause behind a sentence is ours.
            "-z".to_owned(),
            // UTF-8.
            "-b".to_owned(),
            "1".to_owned(),
            "-s".to_owned(),
            speed.to_string(),
            "-p".to_owned(),
            (50 + i32::from(pitch) / 2).clamp(0, 99).to_string(),
            "-a".to_owned(),
            (100 + i32::from(volume)).clamp(0, 100).to_string(),
        ];
        if let Some(named) = named {
            arguments.extend(["-v".to_owned(), named]);
        }
        arguments
    }
}

impl Engine for Espeak {
    fn name(&self) -> &'static str {
        PROGRAM
    }

    fn voices(&mut self) -> Result<Vec<Voice>, voice::Error> {
        let list = child::list(tool::command(&self.program).arg("--voices"))?;
        let (files, voices) = list.lines().filter_map(voice).unzip();
        self.files = files;
        Ok(voices)
    }

    fn say(&mut self, message: &Message, stop: &Stop, feed: &mut Feed<'_>) -> Result<(), Error> {
        let mut wav = Wav::default();
        let mut command = tool::command(&self.program);
        command.args(self.arguments(message));
        child::run(&mut command, &words(&message.text), stop, &mut |bytes| wav.take(bytes, feed))?;
        if wav.began() { Ok(()) } else { Err(voice::Error::Refused(None).into()) }
    }
}

/// Two brackets begin what the program takes for phonemes.
fn words(text: &str) -> String {
    text.replace("[[", "[ [")
}

/// A line of the list: priority, language, age and gender, name, file.
fn voice(line: &str) -> Option<((String, String), Voice)> {
    let mut fields = line.split_whitespace();
    let priority = fields.next()?;
    let (language, _gender, name, file) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    priority.parse::<u8>().ok()?;
    let language = Language::parse(language)?;
    // Speech Dispatcher tells the same names with their spaces.
    let name = name.replace('_', " ");
    let voice = Voice { name: name.clone(), language: language.tag().to_owned(), engine: PROGRAM.to_owned() };
    Some(((name, file.to_owned()), voice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_voices_is_read() {
        assert!(
            voice("Pty Language       Age/Gender VoiceName          File                 Other Languages").is_none()
        );
        let (file, kazakh) = voice(" 5  kk              --/M      Kazakh             trk/kk               ").unwrap();
        assert_eq!((file.1.as_str(), kazakh.name.as_str(), kazakh.language.as_str()), ("trk/kk", "Kazakh", "kk"));
        let (_, english) = voice(" 2  en-us  --/M  English_(America)  gmw/en-US  (en 3)").unwrap();
        assert_eq!((english.name.as_str(), english.language.as_str()), ("English (America)", "en-US"));
    }

    #[test]
    fn the_scales_are_those_of_reading_aloud() {
        let espeak = Espeak { program: String::new(), files: vec![("Kazakh".to_owned(), "trk/kk".to_owned())] };
        let given = |prosody, language: Option<&str>, voice: Option<&str>| {
            let voice = voice.map(|name| Voice {
                name: name.to_owned(),
                language: "kk".to_owned(),
                engine: PROGRAM.to_owned(),
            });
            let language = language.map(str::to_owned);
            let (text, words, subs) = (String::new(), Vec::new(), Vec::new());
            let message = Message { text, words, subs, language, voice, prosody, spelled: false };
            espeak.arguments(&message)[5..].join(" ")
        };
        let at = |rate, pitch, volume| Prosody { rate, pitch, volume };
        assert_eq!(given(at(0, 0, 0), Some("kk"), None), "-s 170 -p 50 -a 100 -v kk");
        assert_eq!(given(at(-100, -100, -100), Some("en-GB"), None), "-s 80 -p 0 -a 0 -v en-gb");
        assert_eq!(given(at(100, 100, 100), Some("ru"), Some("Kazakh")), "-s 449 -p 99 -a 100 -v trk/kk");
        assert_eq!(given(at(0, 0, 0), None, None), "-s 170 -p 50 -a 100");
    }

    #[test]
    fn brackets_are_no_phonemes() {
        assert_eq!(words("[[1]] сөз"), "[ [1]] сөз");
    }
}
