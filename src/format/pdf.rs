//! PDF with a text layer: a child process of our own program reads it page by page, a book grows from what it answers.
//!
//! ISO 32000-1 (<https://opensource.adobe.com/dc-acrobat-sdk-docs/standards/pdfstandards/pdf/PDF32000_2008.pdf>). What
//! reads PDF fails at one file in ten; in a process of its own that costs a page. The child is given the file and a
//! question and has no other way to the program: it is believed as much as the file that it reads. The right to take text
//! out is not asked for: for those who cannot see the page, the standard gives it (7.6.3.2, bit 10).

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::scan::{self, Recogniser, Recognition};
use super::sheets::Sheets;
use super::{Error, Opened, Options, Resources, Revision, Revisions, limits};
use crate::book::{Book, Code};

mod assembly;
mod child;
mod cmap;
mod confine;
mod content;
mod destinations;
mod document;
mod fonts;
mod furniture;
mod glyphs;
mod head;
mod headed;
mod kept;
mod legible;
mod lines;
mod lists;
mod objects;
mod owner;
mod pages;
mod paragraphs;
pub(super) mod protocol;
mod second;
mod tags;
mod tree;
mod words;
mod worker;

use assembly::{Assembly, page_of};
use child::{Silence, Worker};
use pages::{Pages, Secret};
use protocol::{Answer, Page, Question, Refusal};

pub(super) use child::Origin;
pub use child::{COMMAND, use_program};

/// Until the list of pages is there.
const LOADING: Duration = Duration::from_millis(3500);
/// For one page.
const PAGE: Duration = Duration::from_secs(2);
/// Without a page with text, the book opens after this with what there is.
const PATIENCE: Duration = Duration::from_millis(2500);
/// A book that is wanted whole is read to this time, and longer while it goes well.
const WHOLE: Duration = Duration::from_millis(3500);
const WHOLE_AT_MOST: Duration = Duration::from_secs(120);
/// What goes well.
const PAGES_A_SECOND: f64 = 20.0;
/// Revisions come no sooner after one another.
const BETWEEN_REVISIONS: Duration = Duration::from_millis(250);
/// How often it is looked whether the book is still wanted.
const TICK: Duration = Duration::from_millis(100);
/// Children that may fail at one document.
const FAILURES: usize = 40;

/// Is the child; see [`child`].
pub(super) fn work(file: Option<&std::path::Path>) -> ExitCode {
    worker::work(file)
}

/// Reads a document in this process, without the child and its limits: for those who look for faults in what reads it.
pub(super) fn here(bytes: &[u8]) -> Option<Book> {
    let mut assembly: Option<Assembly> = None;
    let question = Question { password: None, order: vec![(0, usize::MAX)], ..Question::default() };
    let mut take = |answer| {
        let mut line = Vec::new();
        protocol::send(&mut line, &answer)?;
        match (protocol::receive(&mut line.as_slice())?, &mut assembly) {
            (Some(Answer::Head(head)), _) => assembly = Some(Assembly::new(*head)),
            (Some(Answer::Page(page)), Some(assembly)) => assembly.take(page),
            (Some(Answer::Lost(page)), Some(assembly)) => assembly.lose(page),
            _ => {}
        }
        if let Some(assembly) = &mut assembly {
            assembly.settle(false);
        }
        Ok(())
    };
    // Some pages are a book too.
    let _ = worker::tell(worker::Bytes::Own(bytes.to_vec()), &question, &mut take);
    let mut assembly = assembly?;
    assembly.end();
    assembly.defects();
    Some(assembly.book())
}

/// Opens a document. `whole` waits for all of its pages, within limits.
pub(super) fn open(origin: Origin, options: &Options, whole: bool) -> Result<Opened, Error> {
    let length = match &origin {
        Origin::File(path) => std::fs::metadata(path)?.len(),
        Origin::Bytes(bytes) => bytes.len() as u64,
    };
    if length > limits::DOCUMENT_BYTES {
        return Err(Error::TooLarge("file".into()));
    }
    let (answer, answered) = sync_channel(1);
    let job = Job::new(origin, options, whole);
    std::thread::Builder::new().name("pdf".to_owned()).spawn(move || job.run(answer))?;
    // Recognition takes as long as it takes, and ends with its own limits.
    let within = match (whole, &options.recognition) {
        (true, Some(_)) => return answered.recv().unwrap_or(Err(Error::TimedOut)),
        (true, None) => WHOLE_AT_MOST + PAGE,
        (false, _) => limits::ANSWER,
    };
    answered.recv_timeout(within).unwrap_or(Err(Error::TimedOut))
}

/// Opens a document whose pages are pictures, with the text that it brings along for some of them.
pub(super) fn open_pictured(
    origin: Origin,
    sheets: Arc<dyn Sheets>,
    pages: usize,
    text: Vec<Page>,
    options: &Options,
    whole: bool,
) -> Result<Opened, Error> {
    let (answer, answered) = sync_channel(1);
    let job = Job::new(origin, options, whole);
    let read = move || job.run_pictured(answer, sheets, pages, text);
    std::thread::Builder::new().name("scan".to_owned()).spawn(read)?;
    answered.recv().unwrap_or(Err(Error::TimedOut))
}

/// A document that is being read.
struct Job {
    origin: Origin,
    password: Option<String>,
    /// The page that is wanted first.
    start: Option<usize>,
    whole: bool,
    started: Instant,
    recognition: Option<Recognition>,
    /// The page that the reader is at.
    at: Arc<AtomicUsize>,
}

/// How it ended with a child.
enum End {
    Finished,
    Refused(Error),
    /// At this page.
    Failed(usize),
    /// Nobody wants the book any more.
    Unwanted,
}

impl Job {
    fn new(origin: Origin, options: &Options, whole: bool) -> Self {
        let start = options.start.as_deref().and_then(page_of);
        Self {
            origin,
            password: options.password.as_ref().map(|password| password.reveal().to_owned()),
            start,
            whole,
            started: Instant::now(),
            recognition: options.recognition.clone(),
            at: Arc::new(AtomicUsize::new(start.unwrap_or_default())),
        }
    }

    fn press(&self, answer: SyncSender<Result<Opened, Error>>, sheets: &Arc<dyn Sheets>) -> Press {
        Press {
            answer: Some(answer),
            revisions: None,
            last: Instant::now(),
            sheets: Arc::clone(sheets),
            at: Arc::clone(&self.at),
        }
    }

    fn run_pictured(
        self,
        answer: SyncSender<Result<Opened, Error>>,
        sheets: Arc<dyn Sheets>,
        pages: usize,
        text: Vec<Page>,
    ) {
        let mut press = self.press(answer, &sheets);
        let mut assembly = Assembly::of_pictures(pages);
        if self.recognition.is_some() {
            assembly.await_recognition();
        }
        text.into_iter().for_each(|page| assembly.take(page));
        assembly.settle(true);
        assembly.take_rest_as_pictures();
        if let Some(recognition) = &self.recognition
            && !self.recognise(recognition, sheets, &mut assembly, &mut press)
        {
            return;
        }
        press.finish(&assembly, 0);
    }

    fn run(self, answer: SyncSender<Result<Opened, Error>>) {
        let sheets: Arc<dyn Sheets> =
            Arc::new(Pages { origin: self.origin.clone(), password: self.password.clone().map(Secret) });
        let mut press = self.press(answer, &sheets);
        let mut assembly = None;
        let mut failures = 0;
        let mut doubted = Vec::new();
        loop {
            let question = self.question(assembly.as_ref(), doubted.clone());
            let end = match Worker::start(&self.origin, question) {
                Ok(worker) => self.hear(&worker, &mut assembly, &mut press),
                Err(error) => End::Refused(error.into()),
            };
            match (end, &mut assembly) {
                (End::Failed(page), Some(assembly)) => {
                    // The first reader of glyphs may have come through it.
                    if doubted.contains(&page) {
                        tracing::warn!(page, "a page that cannot be read");
                        assembly.lose(page);
                    }
                    doubted.push(page);
                    failures += 1;
                    let all = (0..assembly.pages()).all(|page| !assembly.is_awaited(page));
                    if all || failures > FAILURES {
                        break;
                    }
                }
                (End::Finished, _) => break,
                // It was read once, and is not the second time.
                (End::Refused(error), Some(_)) => {
                    tracing::warn!(%error, "the rest of a document cannot be read");
                    break;
                }
                (End::Refused(error), None) => return press.refuse(error),
                (End::Failed(_) | End::Unwanted, _) => return,
            }
        }
        match assembly {
            Some(mut assembly) => {
                assembly.end();
                if let Some(recognition) = &self.recognition
                    && !self.recognise(recognition, sheets, &mut assembly, &mut press)
                {
                    return;
                }
                press.finish(&assembly, failures);
            }
            None => press.refuse(Error::Damaged("no pages".into())),
        }
    }

    /// Recognises the pages without text; false when nobody wants the book any more.
    fn recognise(
        &self,
        recognition: &Recognition,
        sheets: Arc<dyn Sheets>,
        assembly: &mut Assembly,
        press: &mut Press,
    ) -> bool {
        let pages: Vec<usize> = assembly.pictured().collect();
        if pages.is_empty() {
            return true;
        }
        let key = scan::key(&self.origin);
        let languages = assembly.languages();
        let started = Recogniser::start(sheets, key, &languages, recognition, pages, Arc::clone(&self.at));
        let recogniser = match started {
            Ok(recogniser) => recogniser,
            Err(missing) => {
                assembly.miss(&missing);
                assembly.give_up_recognition();
                return true;
            }
        };
        if let Some(missing) = &recogniser.missing {
            assembly.miss(missing);
        }
        loop {
            if press.is_unwanted() {
                return false;
            }
            match recogniser.next(TICK) {
                Some(Some((_, Ok(page)))) => assembly.take_recognised(page),
                Some(Some((page, Err(fault)))) => {
                    tracing::warn!(page, ?fault, "a page that cannot be recognised");
                    assembly.leave_pictured(page);
                }
                Some(None) => break,
                None => {}
            }
            press.publish_recognised(assembly, self);
        }
        assembly.give_up_recognition();
        true
    }

    fn question(&self, assembly: Option<&Assembly>, doubted: Vec<usize>) -> Question {
        Question { password: self.password.clone(), order: self.order(assembly), doubted, ..Question::default() }
    }

    /// The pages that are still wanted: from the start to the end, then those before.
    fn order(&self, assembly: Option<&Assembly>) -> Vec<(usize, usize)> {
        let start = self.start.unwrap_or_default();
        let Some(assembly) = assembly else { return vec![(start, usize::MAX), (0, start)] };
        let pages = assembly.pages();
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for page in (start.min(pages)..pages).chain(0..start.min(pages)) {
            match ranges.last_mut() {
                _ if !assembly.is_awaited(page) => {}
                Some((_, end)) if *end == page => *end = page + 1,
                _ => ranges.push((page, page + 1)),
            }
        }
        ranges
    }

    fn hear(&self, worker: &Worker, assembly: &mut Option<Assembly>, press: &mut Press) -> End {
        let head = match worker.answer(LOADING.min(self.left(LOADING))) {
            Ok(Answer::Head(head)) => head,
            Ok(Answer::Refused(refusal)) => return End::Refused(error_of(refusal)),
            Ok(_) | Err(Silence::Gone) => return End::Refused(Error::Damaged("the reader stopped".into())),
            Err(Silence::Late) => return End::Refused(Error::TimedOut),
        };
        let order = match assembly {
            Some(assembly) => self.order(Some(assembly)),
            None => {
                let mut fresh = Assembly::new(*head);
                if self.recognition.is_some() {
                    fresh.await_recognition();
                }
                let order = self.order(Some(&fresh));
                *assembly = Some(fresh);
                order
            }
        };
        let Some(assembly) = assembly else { return End::Finished };
        for page in order.into_iter().flat_map(|(from, to)| from..to) {
            if press.is_unwanted() {
                return End::Unwanted;
            }
            if self.is_enough(assembly, page) {
                return End::Finished;
            }
            match self.page(worker, page, press) {
                Ok(Answer::Page(read)) if read.index == page => assembly.take(read),
                Ok(Answer::Lost(lost)) if lost == page => assembly.lose(page),
                Ok(_) | Err(Some(_)) => return End::Failed(page),
                Err(None) => return End::Unwanted,
            }
            press.publish(assembly, self);
        }
        End::Finished
    }

    /// The next answer, while the book is wanted; `None` when it is not.
    fn page(&self, worker: &Worker, page: usize, press: &Press) -> Result<Answer, Option<Silence>> {
        let until = Instant::now() + PAGE.min(self.left(limits::ANSWER - TICK));
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match worker.answer(left.min(TICK)) {
                Ok(answer) => return Ok(answer),
                Err(Silence::Gone) => return Err(Some(Silence::Gone)),
                Err(Silence::Late) if press.is_unwanted() => return Err(None),
                Err(Silence::Late) if left <= TICK => {
                    tracing::debug!(page, "a page that takes too long");
                    return Err(Some(Silence::Late));
                }
                Err(Silence::Late) => {}
            }
        }
    }

    /// What is left of the time to answer, for a book that is wanted whole and does not go well.
    fn left(&self, limit: Duration) -> Duration {
        if self.whole { limit.saturating_sub(self.started.elapsed()).max(TICK) } else { limit }
    }

    /// A book that is wanted whole takes too long.
    fn is_enough(&self, assembly: &Assembly, page: usize) -> bool {
        let elapsed = self.started.elapsed();
        let slow = || {
            let read = (0..assembly.pages()).filter(|page| !assembly.is_awaited(*page)).count();
            (read as f64) < elapsed.as_secs_f64() * PAGES_A_SECOND
        };
        let enough = self.whole && elapsed > WHOLE && (elapsed > WHOLE_AT_MOST || slow());
        if enough {
            tracing::warn!(page, ?elapsed, "the rest of a document is left out");
        }
        enough
    }
}

fn error_of(refusal: Refusal) -> Error {
    match refusal {
        Refusal::PasswordNeeded => Error::PasswordNeeded,
        Refusal::WrongPassword => Error::WrongPassword,
        Refusal::Protected(scheme) => Error::Protected(scheme.into()),
        Refusal::Damaged(cause) => Error::Damaged(cause.into()),
        Refusal::TooLarge(what) => Error::TooLarge(what.into()),
    }
}

/// Where the book is published: first as an answer, then as revisions.
struct Press {
    answer: Option<SyncSender<Result<Opened, Error>>>,
    revisions: Option<watch::Sender<Revision>>,
    last: Instant,
    sheets: Arc<dyn Sheets>,
    /// The page that the reader is at.
    at: Arc<AtomicUsize>,
}

impl Press {
    fn refuse(&mut self, error: Error) {
        if let Some(answer) = self.answer.take() {
            // Nobody waits any more when this fails.
            let _ = answer.send(Err(error));
        }
    }

    fn is_unwanted(&self) -> bool {
        self.revisions.as_ref().is_some_and(watch::Sender::is_closed)
    }

    /// Publishes what is finished, when it is time.
    fn publish(&mut self, assembly: &mut Assembly, job: &Job) {
        if self.answer.is_some() {
            assembly.settle(false);
            let there = match job.start.filter(|start| *start < assembly.pages()) {
                Some(start) => assembly.is_done(start),
                None => assembly.has_text(),
            };
            let some = || (0..assembly.pages()).any(|page| assembly.is_done(page));
            if !job.whole && (there || job.started.elapsed() > PATIENCE && some()) {
                self.begin(assembly);
            }
        } else if self.last.elapsed() >= BETWEEN_REVISIONS && assembly.settle(false) {
            self.last = Instant::now();
            if let Some(revisions) = &self.revisions {
                revisions.send_replace(revision(assembly, false));
            }
        }
    }

    /// Publishes what was recognised, when it is time. A book without any text is open after a while all the same: its reader
    /// hears that it is on its way.
    fn publish_recognised(&mut self, assembly: &Assembly, job: &Job) {
        if self.answer.is_some() {
            // Pages are done in any order; a book begins with its first.
            let there = match job.start.filter(|start| *start < assembly.pages()) {
                Some(start) => assembly.is_done(start),
                None => assembly.begins_with_text(),
            };
            if !job.whole && (there || job.started.elapsed() > PATIENCE) {
                self.begin(assembly);
            }
        } else if self.last.elapsed() >= BETWEEN_REVISIONS
            && let Some(revisions) = &self.revisions
        {
            self.last = Instant::now();
            revisions.send_replace(revision(assembly, false));
        }
    }

    /// Answers with what there is; more will come.
    fn begin(&mut self, assembly: &Assembly) {
        let (sender, receiver) = watch::channel(revision(assembly, false));
        self.revisions = Some(sender);
        self.last = Instant::now();
        self.give(assembly, Some(Revisions::new(receiver, Arc::clone(&self.at))));
    }

    /// The last word: the answer, or the last revision. `failures` are children that did not come back.
    fn finish(&mut self, assembly: &Assembly, failures: usize) {
        let last = revision(assembly, true);
        if self.answer.is_some() {
            let nothing = last.book.sections.iter().all(|section| section.blocks.is_empty());
            let has = |code: Code| last.defects.iter().any(|defect| defect.code == code);
            // Pages that are merely empty are no damage.
            if nothing && (failures > 0 || has(Code::Unreadable)) && !has(Code::NoText) && !has(Code::Garbled) {
                return self.refuse(if failures > 0 {
                    Error::TimedOut
                } else {
                    Error::Damaged("no page can be read".into())
                });
            }
            self.give(assembly, None);
        } else if let Some(revisions) = &self.revisions {
            revisions.send_replace(last);
        }
    }

    fn give(&mut self, assembly: &Assembly, revisions: Option<Revisions>) {
        let opened = Opened {
            book: Arc::new(assembly.book()),
            defects: assembly.defects(),
            resources: Resources::of_pages(Arc::clone(&self.sheets)),
            cover: None,
            revisions,
        };
        if let Some(answer) = self.answer.take() {
            // Nobody waits any more when this fails; the child is ended with the last receiver.
            let _ = answer.send(Ok(opened));
        }
    }
}

fn revision(assembly: &Assembly, finished: bool) -> Revision {
    Revision { book: Arc::new(assembly.book()), defects: assembly.defects().into(), finished }
}
