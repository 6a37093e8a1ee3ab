//! macOS: AVSpeechSynthesizer, whose delegate tells each word before it is heard
//! (<https://developer.apple.com/documentation/avfaudio/avspeechsynthesizerdelegate>).
//!
//! Its calls return at once and its queue keeps the order. The delegate is called by the main thread's loop, which is the
//! window's or [`beside_loop`]: it finds the ticket of an utterance by the address of the object, which we keep alive as long
//! as it can be told of.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use objc2::rc::{Retained, autoreleasepool};
use objc2::runtime::ProtocolObject;
use objc2::{AnyThread, DefinedClass, define_class, msg_send};
use objc2_avf_audio::{
    AVSpeechBoundary, AVSpeechSynthesisVoice, AVSpeechSynthesizer, AVSpeechSynthesizerDelegate, AVSpeechUtterance,
};
use objc2_foundation::{NSDate, NSDefaultRunLoopMode, NSObject, NSObjectProtocol, NSRange, NSRunLoop, NSString};

use super::marks::Marks;
use super::{Ear, Engine, Fault, News, Opened, Ticket};
use crate::book::Language;
use crate::voice::message::Message;
use crate::voice::{Error, Voice, language, scaled};

const NAME: &str = "avfoundation";

/// The framework's own ends and middle, but for the slowest, which is hardly speech.
const RATES: (f64, f64, f64) = (0.1, 0.5, 1.0);
const PITCHES: (f64, f64, f64) = (0.5, 1.0, 2.0);
/// As loud as it can is its usual.
const VOLUMES: (f64, f64, f64) = (0.0, 1.0, 1.0);

pub(super) fn open(ear: Ear) -> Result<Opened, Error> {
    autoreleasepool(|_| {
        let (voices, known) = installed();
        if voices.is_empty() {
            return Err(Error::NoEngine(None));
        }
        ear.tell(News::Voices(Some(voices.clone())));
        let said: Said = Arc::default();
        let delegate = Delegate::new(ear, Arc::clone(&said));
        // SAFETY: a plain constructor, and a property that takes any object of the protocol.
        let synthesiser = unsafe { AVSpeechSynthesizer::new() };
        unsafe { synthesiser.setDelegate(Some(ProtocolObject::from_ref(&*delegate))) };
        let engine = Synthesiser { synthesiser, _delegate: delegate, voices, known, said, kept: Vec::new() };
        Ok(Opened { engine: Box::new(engine), name: NAME.to_owned(), covers: &[] })
    })
}

/// Does work on another thread and meanwhile runs the loop of this one, the main thread.
pub(in crate::voice) fn beside_loop<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    /// How long the loop may run on after the work, in seconds.
    const TURN: f64 = 0.05;
    std::thread::scope(|scope| {
        let working = scope.spawn(work);
        while !working.is_finished() {
            autoreleasepool(|_| {
                let until = NSDate::dateWithTimeIntervalSinceNow(TURN);
                // SAFETY: a constant of the framework.
                let mode = unsafe { NSDefaultRunLoopMode };
                if !NSRunLoop::currentRunLoop().runMode_beforeDate(mode, &until) {
                    // It has nothing to wait for yet.
                    std::thread::sleep(Duration::from_secs_f64(TURN));
                }
            });
        }
        working.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The voices as we tell them and, at the same places, as the system knows them.
fn installed() -> (Vec<Voice>, Vec<Retained<AVSpeechSynthesisVoice>>) {
    // SAFETY: what is asked for here changes nothing and has no conditions.
    let all = unsafe { AVSpeechSynthesisVoice::speechVoices() };
    let told = all.iter().filter_map(|voice| {
        let (name, language) = unsafe { (voice.name(), voice.language()) };
        let language = Language::parse(&language.to_string())?;
        let language = language.tag().to_owned();
        Some((Voice { name: name.to_string(), language, engine: NAME.to_owned() }, voice))
    });
    let (mut voices, known): (Vec<_>, Vec<_>) = told.unzip();
    language::tell_apart(&mut voices);
    (voices, known)
}

struct Synthesiser {
    synthesiser: Retained<AVSpeechSynthesizer>,
    /// The synthesiser does not own it.
    _delegate: Retained<Delegate>,
    voices: Vec<Voice>,
    known: Vec<Retained<AVSpeechSynthesisVoice>>,
    said: Said,
    /// Those that may be told of.
    kept: Vec<Retained<AVSpeechUtterance>>,
}

impl Engine for Synthesiser {
    fn speak(&mut self, ticket: Ticket, message: &Message) -> Result<(), Fault> {
        autoreleasepool(|_| {
            let prosody = message.prosody;
            let text = NSString::from_str(&message.text);
            // SAFETY: the values are inside the limits that are documented for them.
            let utterance = unsafe {
                let utterance = AVSpeechUtterance::speechUtteranceWithString(&text);
                utterance.setRate(scaled(prosody.rate, RATES) as f32);
                utterance.setPitchMultiplier(scaled(prosody.pitch, PITCHES) as f32);
                utterance.setVolume(scaled(prosody.volume, VOLUMES) as f32);
                utterance
            };
            if let Some(voice) = self.voice_of(message) {
                // SAFETY: a voice of this system.
                unsafe { utterance.setVoice(Some(&voice)) };
            }
            // Before it is handed over: it may be told of at once.
            let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            self.kept.retain(|utterance| said.contains_key(&address(utterance)));
            said.insert(address(&utterance), (ticket, Marks::of(message)));
            drop(said);
            // SAFETY: an utterance is said once only, as is asked for.
            unsafe { self.synthesiser.speakUtterance(&utterance) };
            self.kept.push(utterance);
        });
        Ok(())
    }

    fn cancel(&mut self) -> Result<(), Fault> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clear();
        // SAFETY: no conditions. False means that nothing was said.
        autoreleasepool(|_| unsafe { self.synthesiser.stopSpeakingAtBoundary(AVSpeechBoundary::Immediate) });
        self.kept.clear();
        Ok(())
    }

    fn close(mut self: Box<Self>) {
        let _ = self.cancel();
    }
}

impl Synthesiser {
    /// The voice that is meant; else what the system takes for the language, since the first of a list may be a joke
    /// («Albert»); else the first.
    fn voice_of(&self, message: &Message) -> Option<Retained<AVSpeechSynthesisVoice>> {
        let at = language::position(&self.voices, message)?;
        let first = &self.voices[at];
        let usual = message.voice.is_none().then(|| {
            let tag = NSString::from_str(&first.language);
            // SAFETY: a name that the system itself told.
            unsafe { AVSpeechSynthesisVoice::voiceWithLanguage(Some(&tag)) }
        });
        usual.flatten().or_else(|| self.known.get(at).cloned())
    }
}

/// What was handed over and did not end: by the address of the utterance.
type Said = Arc<Mutex<HashMap<usize, (Ticket, Marks)>>>;

fn address(utterance: &AVSpeechUtterance) -> usize {
    std::ptr::from_ref(utterance).addr()
}

/// What the delegate holds.
struct Told {
    ear: Ear,
    said: Said,
}

define_class!(
    // SAFETY: NSObject asks nothing of its subclasses, and this one does nothing when it is dropped.
    #[unsafe(super(NSObject))]
    #[name = "OqyrmanSpeechDelegate"]
    #[ivars = Told]
    struct Delegate;

    unsafe impl NSObjectProtocol for Delegate {}

    // SAFETY: the methods have the types of the protocol.
    unsafe impl AVSpeechSynthesizerDelegate for Delegate {
        #[unsafe(method(speechSynthesizer:didStartSpeechUtterance:))]
        fn started(&self, _synthesiser: &AVSpeechSynthesizer, utterance: &AVSpeechUtterance) {
            self.tell(utterance, |ticket, _| Some(News::Began(ticket)));
        }

        #[unsafe(method(speechSynthesizer:willSpeakRangeOfSpeechString:utterance:))]
        fn reached(&self, _synthesiser: &AVSpeechSynthesizer, range: NSRange, utterance: &AVSpeechUtterance) {
            self.tell(utterance, |ticket, marks| marks.reached(range.location).map(|byte| News::Mark(ticket, byte)));
        }

        #[unsafe(method(speechSynthesizer:didFinishSpeechUtterance:))]
        fn finished(&self, _synthesiser: &AVSpeechSynthesizer, utterance: &AVSpeechUtterance) {
            self.end(utterance, News::Ended);
        }

        #[unsafe(method(speechSynthesizer:didCancelSpeechUtterance:))]
        fn cancelled(&self, _synthesiser: &AVSpeechSynthesizer, utterance: &AVSpeechUtterance) {
            self.end(utterance, News::Cancelled);
        }
    }
);

impl Delegate {
    fn new(ear: Ear, said: Said) -> Retained<Self> {
        let this = Self::alloc().set_ivars(Told { ear, said });
        // SAFETY: what NSObject's initialiser returns.
        unsafe { msg_send![super(this), init] }
    }

    /// Tells something of an utterance that is still meant.
    fn tell(&self, utterance: &AVSpeechUtterance, news: impl FnOnce(Ticket, &mut Marks) -> Option<News>) {
        let Told { ear, said } = self.ivars();
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((ticket, marks)) = said.get_mut(&address(utterance))
            && let Some(news) = news(*ticket, marks)
        {
            ear.tell(news);
        }
    }

    fn end(&self, utterance: &AVSpeechUtterance, news: impl FnOnce(Ticket) -> News) {
        let Told { ear, said } = self.ivars();
        let known = said.lock().unwrap_or_else(PoisonError::into_inner).remove(&address(utterance));
        if let Some((ticket, _)) = known {
            ear.tell(news(ticket));
        }
    }
}
