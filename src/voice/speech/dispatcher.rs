//! Speech Dispatcher (<https://freebsoft.org/speechd>), spoken to through its C library.
//!
//! What the library forbids, found by measurement:
//! - a callback must only pass its news on: a call from inside it deadlocks, a panic in it aborts the process;
//! - an empty text hangs the connection for ever, a NUL aborts: [`Message`] holds neither;
//! - closing while events arrive aborts, closing after the daemon died closes a descriptor twice: see `Drop`;
//! - a cancel that reaches the daemon while it begins a message may leave it waiting for that message's end for ever, mute for
//!   every program (once in about a thousand keys that follow each other within 12 ms): a cancel waits until what was just
//!   sent has begun and [`SETTLING`] has passed;
//! - the list of voices is parsed in quadratic time (seconds for a large engine): asked for raw, on a second connection;
//! - messages have priority «text», so that a screen reader interrupts at once instead of waiting; but a text interrupts
//!   the text before it, except inside a block, and inside a block half of the commands are forbidden, the library's own
//!   way of speaking among them: so blocks are opened and texts are sent by hand.

use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use speech_dispatcher::{Connection, DataMode, Mode, Notification};

use super::translator::{Happening, Translator};
use super::{Ear, Engine, Fault, News, Opened, Ticket};
use crate::voice::message::Message;
use crate::voice::{Error, Prosody, Voice};

/// Languages that eSpeak NG always has; its list is long and comes late.
const ESPEAK: &[&str] = &["kk", "ru", "en"];

/// Plays a recorded sentence about the missing synthesiser, and never tells that it ended.
const DUMMY: &str = "dummy";

/// A message that the daemon can begin has begun by then; one that waits for another program's does not matter.
const BEGINNING: Duration = Duration::from_millis(15);

/// So long after the beginning of a message the daemon is in a state in which it can be stopped.
const SETTLING: Duration = Duration::from_millis(6);

/// The library keeps its commands in static memory while it opens a connection.
static OPENING: Mutex<()> = Mutex::new(());

pub(super) fn open(name: &str, ear: Ear) -> Result<Opened, Error> {
    let line = Line::open(name)?;
    let module = line.first("GET OUTPUT_MODULE").unwrap_or_default();
    if module.is_empty() || module == DUMMY || module.ends_with("sd_dummy") {
        return Err(Error::NoEngine(None));
    }
    let refused = |error: speech_dispatcher::Error| Error::NoEngine(Some(Arc::new(error)));
    line.connection.set_data_mode(DataMode::SSML).map_err(refused)?;
    line.ask("SET SELF PRIORITY text").ok_or(Error::NoEngine(None))?;
    let translator = Translator::new(ear.clone());
    let begun = line.listen(&translator);
    line.watch(ear.clone())?;
    let engine = Dispatcher {
        line,
        translator,
        module: module.clone(),
        now: Setting::default(),
        block: false,
        sent: None,
        begun,
    };
    list(name, module.clone(), ear);
    let covers = if module.starts_with("espeak") { ESPEAK } else { &[] };
    Ok(Opened { engine: Box::new(engine), name: module, covers })
}

struct Dispatcher {
    line: Line,
    translator: Translator<usize>,
    /// The module that is used unless a voice of another is meant.
    module: String,
    now: Setting,
    /// True while messages follow each other instead of interrupting each other.
    block: bool,
    /// When the last message was sent; `None` once nothing is left to cancel.
    sent: Option<Instant>,
    /// When the daemon began messages.
    begun: Receiver<Instant>,
}

/// What the daemon was told last; `None` where it was told nothing.
#[derive(Debug, Default)]
struct Setting {
    module: Option<String>,
    language: Option<String>,
    voice: Option<String>,
    rate: Option<i8>,
    pitch: Option<i8>,
    volume: Option<i8>,
}

impl Engine for Dispatcher {
    fn speak(&mut self, ticket: Ticket, message: &Message) -> Result<(), Fault> {
        let ready = self.set(message).and_then(|()| self.begin_block());
        self.begun.try_iter().for_each(drop);
        self.sent = Some(Instant::now());
        let sent = ready.and_then(|()| match message.spelled {
            true => {
                self.translator.expect(ticket);
                self.line.spell(message.text.trim())
            }
            false => self.line.speak(&ssml(message)).map(|number| self.translator.learn(number, ticket)),
        });
        sent.ok_or_else(|| self.line.fault())
    }

    fn cancel(&mut self) -> Result<(), Fault> {
        self.settle();
        self.translator.forget();
        let ended = self.end_block();
        let cancelled = self.line.connection.cancel().ok();
        ended.and(cancelled).ok_or_else(|| self.line.fault())
    }

    fn close(mut self: Box<Self>) {
        let _ = self.cancel();
    }
}

impl Dispatcher {
    /// Waits until what was just sent can be cancelled; a few milliseconds, after anything else not at all.
    fn settle(&mut self) {
        let Some(sent) = self.sent.take() else { return };
        let first = self.begun.recv_timeout(BEGINNING.saturating_sub(sent.elapsed())).ok();
        let begun = self.begun.try_iter().last().or(first);
        if let Some(rest) = begun.and_then(|begun| SETTLING.checked_sub(begun.elapsed())) {
            std::thread::sleep(rest);
        }
    }

    fn begin_block(&mut self) -> Option<()> {
        if !self.block {
            self.line.ask("BLOCK BEGIN")?;
            self.block = true;
        }
        Some(())
    }

    fn end_block(&mut self) -> Option<()> {
        if self.block {
            self.line.ask("BLOCK END")?;
            self.block = false;
        }
        Some(())
    }

    /// Tells the daemon what differs from the message before. A module or language of its own resets the voice.
    fn set(&mut self, message: &Message) -> Option<()> {
        let connection = &self.line.connection;
        let Prosody { rate, pitch, volume } = message.prosody;
        changed(&mut self.now.rate, Some(rate), |rate| connection.set_voice_rate(i32::from(rate)))?;
        changed(&mut self.now.pitch, Some(pitch), |pitch| connection.set_voice_pitch(i32::from(pitch)))?;
        changed(&mut self.now.volume, Some(volume), |volume| connection.set_volume(daemons_volume(volume)))?;
        let module = message.voice.as_ref().map_or(&self.module, |voice| &voice.engine);
        let known = self.now.module.as_ref().unwrap_or(&self.module);
        if known != module {
            // The worker changes the module only in silence: what is said in another block would be interrupted.
            if self.block {
                self.line.ask("BLOCK END")?;
                self.block = false;
            }
            self.now = Setting { language: None, voice: None, ..std::mem::take(&mut self.now) };
            changed(&mut self.now.module, Some(module.clone()), |module| connection.set_output_module(module))?;
        }
        let wanted = message.voice.as_ref().map(|voice| voice.name.clone());
        if wanted.is_none() && self.now.voice.take().is_some() {
            // The daemon forgets a voice by name only when a voice by type is asked for.
            connection.set_voice_type(speech_dispatcher::VoiceType::Male1).ok()?;
            self.now.language = None;
        }
        changed(&mut self.now.language, message.language.clone(), |language| connection.set_language(language))?;
        changed(&mut self.now.voice, wanted, |name| {
            let voice = speech_dispatcher::Voice { name, language: String::new(), variant: None };
            connection.set_synthesis_voice(&voice)
        })
    }
}

/// Carries out a setting that differs from the one before. `None` when the daemon did not take it.
fn changed<T: Clone + PartialEq>(
    now: &mut Option<T>,
    wanted: Option<T>,
    set: impl FnOnce(T) -> Result<(), speech_dispatcher::Error>,
) -> Option<()> {
    if let Some(value) = wanted
        && now.as_ref() != Some(&value)
    {
        // Forgotten first: a setting that failed half-way is unknown.
        *now = None;
        set(value.clone()).ok()?;
        *now = Some(value);
    }
    Some(())
}

/// The daemon's 100 is its usual, its −100 silence; it has nothing louder.
fn daemons_volume(volume: i8) -> i32 {
    (i32::from(volume) * 2 + 100).clamp(-100, 100)
}

/// A connection. What was sent on it is silenced when it is let go.
struct Line {
    connection: std::mem::ManuallyDrop<Connection>,
    /// True once the daemon hung up.
    broken: Arc<AtomicBool>,
    /// The watcher ends when this is closed.
    leash: Mutex<Option<std::io::PipeWriter>>,
}

impl Line {
    fn open(name: &str) -> Result<Self, Error> {
        let _alone = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let connection = Connection::open("oqyrman", name.as_str(), "", Mode::Threaded)
            .map_err(|error| Error::NoEngine(Some(Arc::new(error))))?;
        Ok(Self {
            connection: std::mem::ManuallyDrop::new(connection),
            broken: Arc::new(AtomicBool::new(false)),
            leash: Mutex::new(None),
        })
    }

    /// Has the daemon's events translated; the answer receives when it begins messages.
    fn listen(&self, translator: &Translator<usize>) -> Receiver<Instant> {
        let (begins, begun) = channel();
        let tell = |happening: Happening| -> Box<dyn FnMut(usize, usize)> {
            let translator = translator.clone();
            Box::new(move |number, _client| translator.happened(number, happening))
        };
        let mut began = tell(Happening::Began);
        self.connection.on_begin(Some(Box::new(move |number, client| {
            began(number, client);
            // The receiver lives as long as the engine; nobody waits when that is gone.
            let _ = begins.send(Instant::now());
        })));
        self.connection.on_end(Some(tell(Happening::Ended)));
        self.connection.on_cancel(Some(tell(Happening::Cancelled)));
        let translator = translator.clone();
        self.connection.on_index_mark(Some(Box::new(move |number, _client, name| {
            if let Ok(byte) = name.parse() {
                translator.happened(number, Happening::Mark(byte));
            }
        })));
        begun
    }

    /// Tells at once when the daemon hangs up, which the library notices only at the next call, if ever.
    fn watch(&self, ear: Ear) -> Result<(), Error> {
        let failed = |error: std::io::Error| Error::NoEngine(Some(Arc::new(error)));
        let socket = self.socket().map_err(failed)?;
        let (end, leash) = std::io::pipe().map_err(failed)?;
        let broken = Arc::clone(&self.broken);
        std::thread::Builder::new()
            .name("speech-watch".to_owned())
            .spawn(move || {
                if hangs_up(&socket, &end) {
                    broken.store(true, Ordering::Release);
                    let cause = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
                    ear.tell(News::Gone(Error::NoEngine(Some(Arc::new(cause)))));
                }
            })
            .map_err(failed)?;
        *self.leash.lock().unwrap_or_else(PoisonError::into_inner) = Some(leash);
        Ok(())
    }

    /// A copy of the library's socket.
    fn socket(&self) -> std::io::Result<OwnedFd> {
        // SAFETY: the pointer is valid as long as the connection, which `self` owns, and the field never changes. The
        // descriptor is open: nothing closed it since `open`, and it is copied before anyone could.
        let socket = unsafe { BorrowedFd::borrow_raw((**self.connection.0).socket) };
        socket.try_clone_to_owned()
    }

    /// The lines of the answer to an SSIP command, without their numbers; `None` when it failed.
    fn ask(&self, command: &str) -> Option<Vec<String>> {
        if self.broken.load(Ordering::Acquire) {
            return None;
        }
        let answer = self.connection.send_data(format!("{command}\r\n"), true)?;
        let last = answer.lines().last()?;
        let succeeded = last.starts_with('2');
        let lines =
            answer.lines().filter(|line| line.as_bytes().get(3) == Some(&b'-')).filter_map(|line| line.get(4..));
        succeeded.then(|| lines.map(str::to_owned).collect())
    }

    fn first(&self, command: &str) -> Option<String> {
        self.ask(command)?.into_iter().next()
    }

    /// Hands over a text and answers its number. It has no line breaks, so no line of it can be the end of the data.
    fn speak(&self, ssml: &str) -> Option<usize> {
        self.ask("SPEAK")?;
        self.first(&format!("{ssml}\r\n."))?.parse().ok()
    }

    /// Names a character. The daemon does not tell the message's number.
    fn spell(&self, character: &str) -> Option<()> {
        self.ask(&format!("CHAR {}", if character.is_empty() { "space" } else { character })).map(drop)
    }

    /// Why a call failed: a harmless command, allowed everywhere, tells whether anyone is there.
    fn fault(&self) -> Fault {
        match self.ask("SET SELF SSML_MODE on") {
            Some(_) => Fault::Refused,
            None => Fault::Lost(Error::NoEngine(None)),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let leash = self.leash.lock().unwrap_or_else(PoisonError::into_inner).take();
        if self.broken.load(Ordering::Acquire) || self.connection.set_notification_off(Notification::All).is_err() {
            // The library closed its socket's stream already and would close that number again, whoever has it by now.
            return;
        }
        // Events that were on their way arrive while the library still listens.
        std::thread::sleep(Duration::from_millis(30));
        drop(leash);
        // SAFETY: dropped once, here, and not used afterwards.
        unsafe { std::mem::ManuallyDrop::drop(&mut self.connection) };
    }
}

/// Waits until the other end of the socket hangs up (true) or ours lets go of the leash (false).
fn hangs_up(socket: &OwnedFd, leash: &std::io::PipeReader) -> bool {
    let mut watched = [
        libc::pollfd { fd: socket.as_raw_fd(), events: libc::POLLRDHUP, revents: 0 },
        libc::pollfd { fd: leash.as_raw_fd(), events: 0, revents: 0 },
    ];
    loop {
        // SAFETY: the array holds as many entries as are named, and outlives the call.
        let ready = unsafe { libc::poll(watched.as_mut_ptr(), watched.len() as libc::nfds_t, -1) };
        if ready < 0 && std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted {
            continue;
        }
        return watched[1].revents == 0;
    }
}

/// Asks for the voices of every module, the used one first, on a thread and a connection of its own.
fn list(name: &str, module: String, ear: Ear) {
    let name = name.to_owned();
    let teller = ear.clone();
    let asked = std::thread::Builder::new().name("speech-voices".to_owned()).spawn(move || {
        let voices = Line::open(&name).ok().and_then(|line| voices(&line, module));
        ear.tell(News::Voices(voices));
    });
    if asked.is_err() {
        teller.tell(News::Voices(None));
    }
}

fn voices(line: &Line, module: String) -> Option<Vec<Voice>> {
    let mut modules = vec![module];
    for other in line.ask("LIST OUTPUT_MODULES").unwrap_or_default() {
        if !modules.contains(&other) && other != DUMMY {
            modules.push(other);
        }
    }
    let mut voices = Vec::new();
    let mut told = false;
    for engine in modules {
        if line.ask(&format!("SET SELF OUTPUT_MODULE {engine}")).is_none() {
            continue;
        }
        let Some(lines) = line.ask("LIST SYNTHESIS_VOICES") else { continue };
        told = true;
        voices.extend(lines.iter().filter_map(|line| voice(line, &engine)));
    }
    told.then_some(voices)
}

/// A voice of a line «name, language, variant», parted by tabs (by spaces before version 0.10). Names with «+» are
/// timbres: thousands, and all speak what the voice before the sign speaks.
fn voice(line: &str, engine: &str) -> Option<Voice> {
    let separator = if line.contains('\t') { '\t' } else { ' ' };
    let mut fields = line.split(separator);
    let (name, language) = (fields.next()?, fields.next()?);
    let language = crate::book::Language::parse(language)?;
    (!name.is_empty() && !name.contains('+')).then(|| Voice {
        name: name.to_owned(),
        language: language.tag().to_owned(),
        engine: engine.to_owned(),
    })
}

/// The message as SSML 1.1. The sentence around it keeps eSpeak NG from dropping a mark at its very beginning. What is said
/// in place of something is an alias of it (<https://www.w3.org/TR/speech-synthesis11/#edef_sub>).
fn ssml(message: &Message) -> String {
    let mut ssml = String::with_capacity(message.text.len() * 2 + 64);
    ssml.push_str("<speak><s>");
    let mut words = message.words.iter().peekable();
    let mut from = 0;
    // The text up to here, with the marks of the words that begin before it, and with one of a word that begins there.
    let mut plain = |ssml: &mut String, from: usize, to: usize| {
        let mut from = from;
        while let Some(word) = words.next_if(|word| word.at <= to) {
            // A word that begins within an alias has its mark before what follows.
            let at = word.at.max(from);
            escape(&message.text[from..at], ssml);
            ssml.push_str(&format!("<mark name=\"{}\"/>", word.byte));
            from = at;
        }
        escape(&message.text[from..to], ssml);
    };
    for sub in &message.subs {
        plain(&mut ssml, from, sub.said.start);
        ssml.push_str("<sub alias=\"");
        escape(&message.text[sub.said.clone()], &mut ssml);
        ssml.push_str("\">");
        escape(&sub.written, &mut ssml);
        ssml.push_str("</sub>");
        from = sub.said.end;
    }
    plain(&mut ssml, from, message.text.len());
    ssml.push_str("</s></speak>");
    ssml
}

fn escape(text: &str, ssml: &mut String) {
    for c in text.chars() {
        match c {
            '<' => ssml.push_str("&lt;"),
            '>' => ssml.push_str("&gt;"),
            '&' => ssml.push_str("&amp;"),
            '"' => ssml.push_str("&quot;"),
            c => ssml.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::message::{Sub, Word};

    #[test]
    fn what_is_said_for_something_is_its_alias() {
        let text = "Ол (нөмір бесінші) үйде.";
        let at = |word: &str| text.find(word).expect("it is there");
        let word = |word: &str, byte: usize| Word { at: at(word), byte };
        let message = Message {
            text: text.to_owned(),
            words: vec![word("Ол", 0), word("(", 5), word("үйде", 20)],
            subs: vec![Sub { said: at("нөмір")..at(")"), written: "№ \"5\"".to_owned() }],
            language: None,
            voice: None,
            prosody: Prosody::default(),
            spelled: false,
        };
        assert_eq!(
            ssml(&message),
            "<speak><s><mark name=\"0\"/>Ол <mark name=\"5\"/>(<sub alias=\"нөмір бесінші\">№ &quot;5&quot;</sub>) \
             <mark name=\"20\"/>үйде.</s></speak>"
        );
    }

    #[test]
    fn markup_in_a_text_is_text() {
        let message = Message {
            text: "a < b & <mark name=\"9\"/> c".to_owned(),
            words: vec![Word { at: 0, byte: 10 }, Word { at: 4, byte: 14 }],
            subs: Vec::new(),
            language: None,
            voice: None,
            prosody: Prosody::default(),
            spelled: false,
        };
        assert_eq!(
            ssml(&message),
            "<speak><s><mark name=\"10\"/>a &lt; <mark name=\"14\"/>b &amp; &lt;mark name=&quot;9&quot;/&gt; c</s></speak>"
        );
    }

    #[test]
    fn timbres_and_nameless_languages_are_no_voices() {
        let read = |line| voice(line, "espeak-ng").map(|voice| (voice.name, voice.language));
        assert_eq!(read("Kazakh\tkk\tnone"), Some(("Kazakh".to_owned(), "kk".to_owned())));
        assert_eq!(read("English_(America)\ten-us\tnone"), Some(("English_(America)".to_owned(), "en-US".to_owned())));
        assert_eq!(read("Kazakh+Alex\tkk\tnone"), None);
        assert_eq!(read("Kazakh kk none"), Some(("Kazakh".to_owned(), "kk".to_owned())));
        assert_eq!(read("odd"), None);
    }

    #[test]
    fn the_usual_volume_is_the_daemons_loudest() {
        assert_eq!([-100, -50, 0, 100].map(daemons_volume), [-100, 0, 100, 100]);
    }
}
