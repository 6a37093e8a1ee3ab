//! Errors as sentences: what is wrong, and what the reader can do next.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use super::{date, format as format_name, language, seconds, size};
use crate::book::{Code, Defect};
use crate::library::shelf::{self, Recovery};
use crate::library::{self, folder, places, room};
use crate::locale::Locale;
use crate::reading::{export, record};
use crate::voice::{microphone, player};
use crate::{format, voice};

/// What went wrong, in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// A whole sentence.
    pub sentence: String,
    /// What the reader can do, a whole sentence; empty when there is nothing.
    pub advice: String,
    /// For those who help: the cause as the system tells it, not translated.
    pub details: Option<String>,
}

impl Failure {
    /// Both sentences in one line.
    pub fn line(&self) -> String {
        format!("{} {}", self.sentence, self.advice).trim().to_owned()
    }

    /// The same under the name of what was being done.
    pub fn in_work(self, locale: &Locale, work: &str) -> Self {
        let sentence = locale.with("error-in-work", &[("work", work.into()), ("error", self.sentence.into())]);
        Self { sentence, ..self }
    }

    pub(super) fn plain(locale: &Locale, sentence: &str, advice: &str) -> Self {
        Self::of(locale.text(sentence), locale.text(advice))
    }

    fn about(locale: &Locale, sentence: &str, name: &str, value: &str, advice: &str) -> Self {
        Self::of(locale.with(sentence, &[(name, value.into())]), locale.text(advice))
    }

    pub(super) fn of(sentence: String, advice: String) -> Self {
        Self { sentence, advice, details: None }
    }

    fn because(self, cause: &dyn std::error::Error) -> Self {
        let mut details = cause.to_string();
        let mut next = cause.source();
        while let Some(cause) = next {
            let words = cause.to_string();
            if !details.contains(&words) {
                details = format!("{details}: {words}");
            }
            next = cause.source();
        }
        Self { details: Some(details), ..self }
    }
}

/// Why a file for the reader could not be written.
pub fn not_saved(locale: &Locale, error: &io::Error) -> Failure {
    if room::is_full(error) {
        return Failure::plain(locale, "error-disk-full", "error-disk-full-do");
    }
    Failure::plain(locale, "error-export", "error-disk-do").because(error)
}

/// Why a book was not saved as it is read aloud.
pub fn record_error(locale: &Locale, error: &record::Error) -> Failure {
    use record::Error as E;
    match error {
        // Told by whoever asked for it.
        E::Stopped => Failure::of(locale.text("record-stopped"), String::new()),
        E::Nothing => Failure::plain(locale, "error-record-nothing", "error-record-nothing-do"),
        E::Voice(voice @ voice::Error::NoEngine(_)) => {
            let advice = if cfg!(target_os = "linux") { "error-no-recorder-do" } else { "error-no-engine-do-other" };
            Failure::plain(locale, "error-no-recorder", advice).because(voice)
        }
        E::Voice(voice) => voice_error(locale, voice),
        E::Io(error) => {
            let failure = not_saved(locale, error);
            if room::is_full(error) { failure } else { Failure { sentence: locale.text("error-record"), ..failure } }
        }
    }
}

/// Why a book was not saved as a file of another form.
pub fn export_error(locale: &Locale, error: &export::Error) -> Failure {
    use export::Error as E;
    let install = if cfg!(target_os = "linux") { "error-no-braille-do" } else { "error-no-braille-do-other" };
    match error {
        // Told by whoever asked for it.
        E::Stopped => Failure::of(locale.text("record-stopped"), String::new()),
        E::NoTranslator => Failure::plain(locale, "error-no-braille", install),
        E::NoTable(name) => Failure::about(locale, "error-no-braille-table", "table", name, install),
        E::Translator(_) => Failure::plain(locale, "error-braille", "error-braille-do").because(error),
        E::Io(error) => not_saved(locale, error),
    }
}

/// Why a book does not open.
pub fn format_error(locale: &Locale, error: &format::Error) -> Failure {
    use format::Error as E;
    let plain = |sentence, advice| Failure::plain(locale, sentence, advice);
    let failure = match error {
        E::NotABook => return plain("error-not-a-book", "error-not-a-book-do"),
        E::Unsupported(kind) => Failure::about(
            locale,
            "error-format-unsupported",
            "format",
            &format_name(locale, *kind),
            "error-format-unsupported-do",
        ),
        E::Damaged(_) => plain("error-book-damaged", "error-book-damaged-do"),
        E::Protected(scheme) if scheme.is_empty() => {
            return plain("error-book-protected-plain", "error-book-protected-do");
        }
        E::Protected(scheme) => {
            return Failure::about(locale, "error-book-protected", "scheme", scheme, "error-book-protected-do");
        }
        E::PasswordNeeded => return plain("error-book-password", "error-book-password-do"),
        E::WrongPassword => return plain("error-book-wrong-password", "error-book-wrong-password-do"),
        E::TooLarge(_) => plain("error-book-too-large", "error-book-too-large-do"),
        E::TimedOut => return plain("error-book-timed-out", "error-book-timed-out-do"),
        E::Needs(package) => {
            return Failure::about(locale, "error-book-needs", "package", package, "error-book-needs-do");
        }
        E::Several(_) => return plain("error-book-several", "error-book-several-do"),
        E::Io(cause) => file_error(locale, cause),
    };
    failure.because(error)
}

/// Why a file cannot be read.
fn file_error(locale: &Locale, error: &io::Error) -> Failure {
    let plain = |sentence, advice| Failure::plain(locale, sentence, advice);
    match error.kind() {
        io::ErrorKind::NotFound => plain("error-file-missing", "error-file-missing-do"),
        io::ErrorKind::PermissionDenied => plain("error-file-denied", "error-file-denied-do"),
        _ => plain("error-file-unreadable", "error-file-unreadable-do"),
    }
}

/// Why the library did not do it.
pub fn library_error(locale: &Locale, error: &library::Error) -> Failure {
    use library::Error as E;
    let plain = |sentence, advice| Failure::plain(locale, sentence, advice);
    let about = |sentence, name, value: &str, advice| Failure::about(locale, sentence, name, value, advice);
    let failure = match error {
        E::Several(_) => return plain("error-book-several", "error-book-several-do"),
        E::Address(address) => return about("error-address", "address", address, "error-address-do"),
        E::Unreachable { host, .. } => about("error-unreachable", "host", host, "error-unreachable-do"),
        E::Untrusted { host } => about("error-untrusted", "host", host, "error-untrusted-do"),
        E::TimedOut { host } => about("error-timed-out", "host", host, "error-timed-out-do"),
        E::BrokeOff { host, .. } => about("error-broke-off", "host", host, "error-broke-off-do"),
        E::Unauthorized(document) => {
            return about("error-unauthorized", "name", &document.title, "error-unauthorized-do");
        }
        E::UnsupportedSignIn(document) => {
            return about("error-unsupported-sign-in", "name", &document.title, "error-unsupported-sign-in-do");
        }
        E::Forbidden { host } => about("error-forbidden", "host", host, "error-forbidden-do"),
        E::Place(error) => return place_error(locale, error),
        E::NotFound { address } => return about("error-not-found", "address", address, "error-not-found-do"),
        E::Gone { address } => return about("error-gone", "address", address, "error-gone-do"),
        E::Conflict { host } => about("error-conflict", "host", host, "error-conflict-do"),
        E::Unprotected { origin } => {
            return about("error-unprotected", "address", origin, "error-unprotected-do");
        }
        E::Busy { host, after } => busy(locale, host, *after),
        E::Server { host, status } => Failure::of(
            locale.with("error-server", &[("host", host.as_str().into()), ("status", status.to_string().into())]),
            locale.text("error-server-do"),
        ),
        E::NotCatalog { address } => return about("error-not-catalog", "address", address, "error-not-catalog-do"),
        E::NoSearch => return plain("error-no-search", "error-no-search-do"),
        E::TooLarge { limit } => {
            return about("error-too-large", "size", &size(locale, *limit), "error-too-large-do");
        }
        E::RedirectLoop { host } => about("error-redirect-loop", "host", host, "error-redirect-loop-do"),
        E::RedirectInsecure { host } => about("error-redirect-insecure", "host", host, "error-redirect-insecure-do"),
        E::RedirectInward { host } => about("error-redirect-inward", "host", host, "error-redirect-insecure-do"),
        E::Terms { library, .. } => return about("error-terms", "name", library, "error-terms-do"),
        E::Refused { host, words } if words.trim().is_empty() => {
            about("error-refused", "host", host, "error-refused-do")
        }
        E::Refused { host, words } => Failure::of(
            locale.with("error-refused-words", &[("host", host.as_str().into()), ("words", words.as_str().into())]),
            locale.text("error-refused-do"),
        ),
        E::NotOffered { host } => return about("error-not-offered", "host", host, "error-not-offered-do"),
        E::NotAvailableUntil { until: None } => return plain("error-not-available", "error-not-available-do"),
        E::NotAvailableUntil { until: Some(until) } => {
            let until = date(locale, until);
            return about("error-not-available-until", "date", &until, "error-not-available-do");
        }
        E::Queued(_) => return plain("error-queued", "error-queued-do"),
        E::NotExtended { until: None } => return plain("error-not-extended", "error-not-extended-do"),
        E::NotExtended { until: Some(until) } => {
            let until = date(locale, until);
            return about("error-not-extended-until", "date", &until, "error-not-extended-do");
        }
        E::Protected { scheme } => {
            return about("error-library-protected", "scheme", scheme, "error-book-protected-do");
        }
        E::NoAcquisition => return plain("error-no-acquisition", "error-no-acquisition-do"),
        E::NotABook(_) => plain("error-came-no-book", "error-came-no-book-do"),
        E::DiskFull => return plain("error-disk-full", "error-disk-full-do"),
        E::Disk(_) => plain("error-disk", "error-disk-do"),
        E::Shelf(error) => return shelf_error(locale, error),
        E::NoKeyring => return plain("error-no-keyring", "error-no-keyring-do"),
    };
    failure.because(error)
}

fn busy(locale: &Locale, host: &str, after: Option<Duration>) -> Failure {
    let advice = match after {
        Some(time) => locale.with("error-busy-after", &[("time", seconds(locale, time).into())]),
        None => locale.text("error-busy-do"),
    };
    Failure::of(locale.with("error-busy", &[("host", host.into())]), advice)
}

/// Why the shelf did not do it.
pub fn shelf_error(locale: &Locale, error: &shelf::Error) -> Failure {
    use shelf::Error as E;
    let plain = |sentence, advice| Failure::plain(locale, sentence, advice);
    let failure = match error {
        E::NotABook(error) => return format_error(locale, error),
        E::Gone(_) => plain("error-file-missing", "error-file-missing-do"),
        E::Forbidden(_) => plain("error-file-denied", "error-file-denied-do"),
        E::NotAFile(_) => plain("error-not-a-file", "error-not-a-file-do"),
        E::Full => return plain("error-disk-full", "error-disk-full-do"),
        E::Busy => plain("error-shelf-busy", "error-shelf-busy-do"),
        E::Newer(_) => plain("error-shelf-newer", "error-shelf-newer-do"),
        E::Unknown(_) => return plain("error-shelf-no-holding", "error-shelf-no-holding-do"),
        E::Damaged => plain("error-shelf-damaged", "error-shelf-damaged-do"),
        E::Closed => plain("error-shelf-closed", "error-shelf-damaged-do"),
        E::Io(_) | E::Database(_) => plain("error-disk", "error-disk-do"),
    };
    failure.because(error)
}

/// What was done about a damaged shelf.
pub fn recovery(locale: &Locale, recovery: &Recovery) -> Failure {
    Failure {
        sentence: locale.with("recovered-shelf", &[("count", recovery.holdings.into())]),
        advice: locale.text("recovered-shelf-do"),
        details: Some(recovery.set_aside.display().to_string()),
    }
}

/// Why a folder is not listed.
pub fn places_error(locale: &Locale, error: &places::Error) -> Failure {
    use places::Error as E;
    let advice = match error {
        E::Gone(_) => "error-folder-gone-do",
        E::Forbidden(_) => "error-file-denied-do",
        E::NotAFolder(_) => "error-file-missing-do",
        E::Unreadable(..) => "error-file-unreadable-do",
    };
    Failure::plain(locale, "add-unreadable", advice).because(error)
}

/// Why a folder that is a library is not shown: it is known by its name, and may be on another machine.
fn place_error(locale: &Locale, error: &places::Error) -> Failure {
    match error {
        places::Error::Gone(folder) | places::Error::Unreadable(folder, _) => {
            Failure::about(locale, "error-share-gone", "name", &folder::name_of(folder), "error-share-gone-do")
                .because(error)
        }
        other => places_error(locale, other),
    }
}

/// Why nothing is heard.
pub fn voice_error(locale: &Locale, error: &voice::Error) -> Failure {
    use voice::Error as E;
    let failure = match error {
        E::NoEngine(_) => {
            let advice = if cfg!(target_os = "linux") { "error-no-engine-do" } else { "error-no-engine-do-other" };
            Failure::plain(locale, "error-no-engine", advice)
        }
        E::NoVoice(missing) => {
            let sentence = match missing.primary() {
                "kk" => locale.text("error-no-voice-kk"),
                "ru" => locale.text("error-no-voice-ru"),
                "en" => locale.text("error-no-voice-en"),
                _ => locale.with("error-no-voice", &[("language", language(locale, missing).into())]),
            };
            return Failure::of(sentence, locale.text("error-no-voice-do"));
        }
        E::Refused(_) => Failure::plain(locale, "error-voice-refused", "error-voice-refused-do"),
        E::Silenced => Failure::plain(locale, "error-voice-silenced", "error-voice-silenced-do"),
    };
    if error.source().is_some() { failure.because(error) } else { failure }
}

/// Why a recording is not heard. The place is kept in any case.
pub fn player_error(locale: &Locale, error: &player::Error) -> Failure {
    use player::Error as E;
    let plain = |sentence, advice| Failure::plain(locale, sentence, advice);
    match error {
        E::NoDevice(_) => plain("error-no-device", "error-no-device-do").because(error),
        E::DeviceGone(_) => plain("error-device-gone", "error-device-gone-do").because(error),
        E::Unreadable(_) => plain("error-sound-unreadable", "error-book-damaged-do").because(error),
        E::Protected(scheme) if scheme.is_empty() => plain("error-book-protected-plain", "error-book-protected-do"),
        E::Protected(scheme) => {
            Failure::about(locale, "error-book-protected", "scheme", scheme, "error-book-protected-do")
        }
        E::NotYet => plain("player-waiting", "error-not-yet-do"),
        E::Nothing => plain("error-nothing-to-play", "error-book-damaged-do"),
    }
}

/// Why a note that was to be spoken is none.
pub fn microphone_error(locale: &Locale, error: &microphone::Error) -> Failure {
    use microphone::Error as E;
    match error {
        E::NoMicrophone(_) => Failure::plain(locale, "error-no-microphone", "error-no-microphone-do").because(error),
        E::Silent => Failure::plain(locale, "error-microphone-silent", "error-microphone-silent-do"),
        E::Disk(cause) if room::is_full(cause) => Failure::plain(locale, "error-disk-full", "error-disk-full-do"),
        E::Disk(_) => Failure::plain(locale, "error-spoken-note", "error-disk-do").because(error),
    }
}

/// A part of a recording that is passed over, and why.
pub fn skipped(locale: &Locale, number: usize, title: Option<&str>, error: &player::Error) -> Failure {
    let title = title.map_or_else(|| number.to_string(), str::to_owned);
    Failure::about(locale, "player-skipped", "title", &title, "player-skipped-do").because(error)
}

/// A fault of a book that opened all the same.
pub fn defect(locale: &Locale, defect: &Defect) -> String {
    let id = match defect.code {
        Code::Missing => "defect-missing",
        Code::Unreadable => "defect-unreadable",
        Code::Malformed => "defect-malformed",
        Code::Limit => "defect-limit",
        Code::Unsafe => "defect-unsafe",
        Code::Remote => "defect-remote",
        Code::Protected => "defect-protected",
        Code::NoOutline => return locale.text("defect-no-outline"),
        Code::DeadLink => "defect-dead-link",
        Code::NoText if defect.subject.is_empty() => return locale.text("defect-no-text-book"),
        Code::NoText => "defect-no-text",
        Code::Garbled if defect.subject.is_empty() => return locale.text("defect-garbled-book"),
        Code::Garbled => "defect-garbled",
        Code::Recognised => return locale.text("defect-recognised"),
        Code::NoRecogniser if defect.subject.is_empty() => return locale.text("defect-no-recogniser"),
        Code::NoRecogniser => "defect-no-recogniser-pack",
        Code::OtherVolume => "defect-other-volume",
        Code::Braille if defect.subject.is_empty() => return locale.text("defect-braille"),
        Code::Braille => "defect-braille-program",
    };
    locale.with(id, &[("subject", defect.subject.as_str().into())])
}
