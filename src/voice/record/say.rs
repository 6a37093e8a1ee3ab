//! The voices of macOS by their program (<https://keith.github.io/xcode-man-pages/say.1.html>), which writes into a file.
//!
//! It has no way to set pitch or loudness that every voice heeds: what stands apart is told apart by its pauses alone.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use super::child;
use super::wav::Wav;
use super::{Engine, Error, Feed, Stop};
use crate::book::Language;
use crate::format::tool;
use crate::voice::message::Message;
use crate::voice::{self, Voice, language};

const PROGRAM: &str = "/usr/bin/say";

/// Words a minute at the ends and in the middle of the scale.
const WORDS: (i32, i32, i32) = (90, 175, 450);

#[derive(Debug, Default)]
pub(super) struct Say {
    /// Those that were told last.
    voices: Vec<Voice>,
}

impl Engine for Say {
    fn name(&self) -> &'static str {
        "avfoundation"
    }

    fn voices(&mut self) -> Result<Vec<Voice>, voice::Error> {
        let list = child::list(program().args(["-v", "?"]))?;
        self.voices = list.lines().filter_map(|line| voice(line, self.name())).collect();
        Ok(self.voices.clone())
    }

    fn say(&mut self, message: &Message, stop: &Stop, feed: &mut Feed<'_>) -> Result<(), Error> {
        let (least, usual, most) = WORDS;
        let rate = i32::from(message.prosody.rate);
        let reach = if rate < 0 { usual - least } else { most - usual };
        let sound = Sound::fresh()?;
        let mut command = program();
        command.arg("-o").arg(&sound.0).args(["--file-format=WAVE", "--data-format=LEI16@22050"]);
        command.args(["-r", &(usual + rate * reach / 100).to_string()]);
        if let Some(at) = language::position(&self.voices, message) {
            command.args(["-v", &self.voices[at].name]);
        }
        // Two brackets begin a command to the voice.
        child::run(&mut command, &message.text.replace("[[", "[ ["), stop, &mut |_| Ok(()))?;
        let mut file = File::open(&sound.0)?;
        let mut wav = Wav::default();
        let mut piece = vec![0; 64 * 1024];
        loop {
            let length = file.read(&mut piece)?;
            if length == 0 {
                break;
            }
            wav.take(&piece[..length], feed)?;
        }
        if wav.began() { Ok(()) } else { Err(voice::Error::Refused(None).into()) }
    }
}

/// A program that was started from the desktop has no locale, and hands on none: text would not be known to be UTF-8.
fn program() -> Command {
    let mut command = tool::command(PROGRAM);
    command.env("LC_ALL", "en_US.UTF-8");
    command
}

/// A line «name  language  # a sentence».
fn voice(line: &str, engine: &str) -> Option<Voice> {
    let (name, language) = line.split('#').next()?.trim().rsplit_once(char::is_whitespace)?;
    let language = Language::parse(language)?;
    Some(Voice { name: name.trim().to_owned(), language: language.tag().to_owned(), engine: engine.to_owned() })
}

/// A file for the sound of a message, gone when it is dropped.
struct Sound(PathBuf);

impl Sound {
    fn fresh() -> Result<Self, Error> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("oqyrman-{}-{number}.wav", std::process::id()));
            match File::create_new(&path) {
                Ok(_) => return Ok(Self(path)),
                // Left by a process of the same number that did not end well.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
