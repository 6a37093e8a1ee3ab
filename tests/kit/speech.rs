//! A private speech daemon for a test: it writes down what it is asked to say instead of sounding it.
//!
//! `#[path = "kit/speech.rs"] mod speech;` in an integration test. `Daemon::start()` answers `Err(why)` where
//! speech-dispatcher is not installed: print «skipped: why» and leave.
#![allow(dead_code, reason = "every test that includes this module uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A daemon of our own on a socket of our own. It ends with the value.
pub struct Daemon {
    child: Child,
    folder: tempfile::TempDir,
}

/// One line of the transcript.
#[derive(Debug, Clone)]
pub struct Event {
    /// Seconds of the monotonic clock.
    pub at: f64,
    /// speak, begin, mark, end, stop or pause.
    pub kind: String,
    /// The number of the utterance.
    pub utterance: u64,
    /// The text of a `speak` without its tags.
    pub text: String,
    /// The language that the utterance was asked for in.
    pub language: String,
    /// All that was written down.
    pub json: serde_json::Value,
}

impl Daemon {
    /// A daemon whose voices speak 400 characters a second in English, Kazakh and Russian.
    pub fn start() -> Result<Self, String> {
        Self::with(&[])
    }

    /// The same with the recorder's variables (`OQYRMAN_SPEECH_CPS`, `OQYRMAN_SPEECH_VOICES`) set.
    pub fn with(variables: &[(&str, &str)]) -> Result<Self, String> {
        let folder = tempfile::Builder::new().prefix("oqyrman-speech-").tempdir().map_err(|error| error.to_string())?;
        let root = folder.path();
        let modules = root.join("conf/modules");
        std::fs::create_dir_all(&modules).map_err(|error| error.to_string())?;
        std::fs::create_dir_all(root.join("log")).map_err(|error| error.to_string())?;
        std::fs::write(root.join("speech.jsonl"), "").map_err(|error| error.to_string())?;
        std::fs::write(modules.join("recorder.conf"), "").map_err(|error| error.to_string())?;
        let recorder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kit/recorder.py");
        let configuration = format!(
            "LogLevel 3\nLogDir \"default\"\nDefaultLanguage \"en\"\nDefaultVolume 100\nSymbolsPreproc \"none\"\n\
             AddModule \"recorder\" \"{}\" \"recorder.conf\"\nDefaultModule recorder\n",
            recorder.display()
        );
        std::fs::write(root.join("conf/speechd.conf"), configuration).map_err(|error| error.to_string())?;
        let mut command = Command::new("speech-dispatcher");
        command
            .args(["-s", "-t", "0", "-c", "unix_socket", "-S"])
            .arg(root.join("speechd.sock"))
            .arg("-P")
            .arg(root.join("speechd.pid"))
            .arg("-L")
            .arg(root.join("log"))
            .arg("-C")
            .arg(root.join("conf"))
            .env("OQYRMAN_SPEECH_LOG", root.join("speech.jsonl"))
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().map_err(|error| format!("speech-dispatcher does not start: {error}"))?;
        let mut daemon = Self { child, folder };
        let socket = daemon.folder.path().join("speechd.sock");
        let end = Instant::now() + Duration::from_secs(20);
        // The socket is bound after the modules are loaded.
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            if let Ok(Some(status)) = daemon.child.try_wait() {
                return Err(format!("speech-dispatcher ended with {status}"));
            }
            if Instant::now() > end {
                return Err("speech-dispatcher does not listen after 20 s".to_owned());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(daemon)
    }

    /// What `SPEECHD_ADDRESS` must hold for a client to reach this daemon.
    pub fn address(&self) -> String {
        format!("unix_socket:{}", self.folder.path().join("speechd.sock").display())
    }

    /// The socket itself.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("speechd.sock")
    }

    /// Everything written down so far.
    pub fn events(&self) -> Vec<Event> {
        let log = std::fs::read_to_string(self.folder.path().join("speech.jsonl")).unwrap_or_default();
        log.lines().filter_map(|line| serde_json::from_str(line).ok()).map(Event::of).collect()
    }

    /// The texts in the order in which they were asked for.
    pub fn spoken(&self) -> Vec<String> {
        self.events().into_iter().filter(|event| event.kind == "speak").map(|event| event.text).collect()
    }

    /// The events once they satisfy the condition.
    ///
    /// # Panics
    ///
    /// When they do not within the time.
    pub fn wait(&self, limit: Duration, condition: impl Fn(&[Event]) -> bool) -> Vec<Event> {
        let end = Instant::now() + limit;
        loop {
            let events = self.events();
            if condition(&events) {
                return events;
            }
            assert!(Instant::now() < end, "not said within {limit:?}; the transcript holds {events:#?}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends the daemon now, as when it dies under a reader.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // A plain kill leaves the modules behind: ask first.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let end = Instant::now() + Duration::from_secs(2);
        while Instant::now() < end && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.kill();
    }
}

impl Event {
    fn of(json: serde_json::Value) -> Self {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            at: json["t"].as_f64().unwrap_or_default(),
            kind: text(&json["ev"]),
            utterance: json["n"].as_u64().unwrap_or_default(),
            text: text(&json["text"]),
            language: text(&json["settings"]["language"]),
            json,
        }
    }
}
