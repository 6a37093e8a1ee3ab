//! Saving a book, as it is read aloud or in another form: asked for, under way beside everything else, done.
//!
//! One book at a time, on a thread of its own: it goes on while the reader reads, on whatever screen.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use accesskit::Live;
use futures::channel::mpsc::unbounded;
use iced::Task;
use iced::widget::{column, container, space};

use super::dialogs::{Dialog, Then};
use super::speech::voice_options;
use super::{App, Message};
use crate::book::Point;
use crate::format::{self, Options as Way};
use crate::library::papers;
use crate::reading::Hearing;
use crate::reading::export;
use crate::reading::record::{self, Form, Made, Work};
use crate::ui::dialog::{question, record as dialog};
use crate::ui::widget::{Element, Landmark, button, landmark, scrollable, text};
use crate::ui::wording::{self, Failure};
use crate::voice::Options;
use crate::voice::record::{Recorder, Stop};

/// The end of the program waits this long for what is half made to be gone.
const FAREWELL: Duration = Duration::from_secs(3);

/// A number that tells one saving of this run from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Id(u64);

/// What a saving tells.
#[derive(Debug, Clone)]
pub enum News {
    /// So many percent are done.
    Percent(u8),
    Done(Result<Product, Arc<Error>>),
}

/// What was saved.
#[derive(Debug, Clone)]
pub enum Product {
    Sound(Made),
    Book(PathBuf, export::Form),
}

/// What is being saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The open book, as it is read aloud.
    Audiobook,
    /// A book, in another form.
    Book,
}

/// Between two things that are said of a saving.
const APART: Duration = Duration::from_secs(4);

/// Why a book was not saved.
#[derive(Debug)]
pub enum Error {
    /// The book itself cannot be read any more.
    Book(format::Error),
    Record(record::Error),
    Export(export::Error),
}

/// What is pressed beside the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    Stop,
    Open,
    Dismiss,
}

/// One that is under way.
#[derive(Debug)]
struct Job {
    id: Id,
    kind: Kind,
    /// Of the book, with the chapter.
    name: String,
    percent: u8,
    /// When something was said of it.
    told: Instant,
    stop: Stop,
    /// Ends with the thread.
    over: Receiver<()>,
}

impl Drop for Job {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

/// The saving of this run.
#[derive(Debug, Default)]
pub(super) struct Saving {
    job: Option<Job>,
    /// The last file that was saved, until the reader has seen to it.
    saved: Option<Saved>,
    next: u64,
}

/// A file that was saved.
#[derive(Debug)]
struct Saved {
    path: PathBuf,
    /// What is told of it.
    words: String,
    /// The name of what opens it; `None` where we do not read the form.
    open: Option<&'static str>,
}

impl Saving {
    /// Stops what is under way; what is answered waits until nothing of it is left.
    pub(super) fn leave(&mut self) -> Option<impl FnOnce() + Send + 'static> {
        let mut job = self.job.take()?;
        job.stop.stop();
        let over = std::mem::replace(&mut job.over, channel().1);
        Some(move || {
            let _ = over.recv_timeout(FAREWELL);
        })
    }
}

/// What is saved, as the thread needs it.
struct Order {
    file: PathBuf,
    way: Way,
    title: String,
    /// In the chapter that is wanted; `None` for the whole book.
    chapter: Option<Point>,
    form: Form,
    folder: PathBuf,
    hearing: Hearing,
    options: Options,
}

impl App {
    /// Asks what is to be saved, and in which form; while one is under way, whether it is to be stopped.
    pub(super) fn ask_to_record(&mut self) -> Task<Message> {
        if self.ask_to_stop_saving() {
            return Task::none();
        }
        let Some(session) = &self.session else {
            self.say(self.context.text("reader-no-book"));
            return Task::none();
        };
        let Some(reading) = session.reading() else {
            self.say(self.context.text("record-of-sound"));
            return Task::none();
        };
        let chapters = record::chapters(reading.book());
        let here = chapters.iter().find(|chapter| chapter.span.contains(reading.cursor()));
        let chapter = here.filter(|_| chapters.len() > 1).map(|chapter| chapter.title.clone());
        let folder = self.home.papers().display().to_string();
        self.dialogs.push(Dialog::Record(dialog::State::new(chapter, folder)));
        Task::none()
    }

    /// While something is being saved, asks whether it is to be stopped, and answers true.
    pub(super) fn ask_to_stop_saving(&mut self) -> bool {
        let locale = &self.context.locale;
        let Some(job) = &self.saving.job else { return false };
        let percent = wording::percent(locale, f64::from(job.percent) / 100.0);
        let name = [("name", job.name.as_str().into())];
        let asked = match job.kind {
            Kind::Audiobook => locale.with("record-stop-question", &name),
            Kind::Book => locale.with("save-as-stop-question", &name),
        };
        let question = question::State::stop_saving(locale, asked, &percent, Then::StopRecording);
        self.ask(question);
        true
    }

    pub(super) fn record(&mut self, chapter_only: bool, form: Form) -> Task<Message> {
        let Some(session) = self.session.as_ref().filter(|_| self.saving.job.is_none()) else { return Task::none() };
        let Some(reading) = session.reading() else { return Task::none() };
        let holding = &session.holding;
        let own = reading.book().metadata.title.trim();
        let title = if own.is_empty() { holding.title.clone() } else { own.to_owned() };
        let order = Order {
            file: holding.file.clone(),
            way: Way {
                password: self.passwords.get(&holding.id).cloned(),
                recognition: Some(self.recognition()),
                ..Way::default()
            },
            title: title.clone(),
            chapter: chapter_only.then(|| reading.cursor()),
            form,
            folder: self.home.papers(),
            hearing: Hearing::from(&self.settings),
            options: Options { pronunciations: self.pronunciations.clone(), ..voice_options(&self.settings) },
        };
        self.start_saving(Kind::Audiobook, title, move |stop, tell| carry_out(order, stop, tell))
    }

    /// Begins to save something of this name, on a thread of its own. The work hears whether it is to stop, and a
    /// function that is told how much of it is done.
    pub(super) fn start_saving(
        &mut self,
        kind: Kind,
        name: String,
        work: impl FnOnce(&Stop, &mut dyn FnMut(f64)) -> Result<Product, Error> + Send + 'static,
    ) -> Task<Message> {
        let (told, news) = unbounded();
        let (ending, over) = channel();
        let id = Id(self.saving.next);
        self.saving.next += 1;
        let stop = Stop::default();
        let asked = stop.clone();
        let started = std::thread::Builder::new().name("record".to_owned()).spawn(move || {
            let mut before = 0;
            let mut tell = |part: f64| {
                let percent = (part * 100.0) as u8;
                if percent > before {
                    before = percent;
                    let _ = told.unbounded_send(News::Percent(percent.min(99)));
                }
            };
            // A book that brings down its reader must not bring down more.
            let made = format::quietly(std::panic::AssertUnwindSafe(|| work(&asked, &mut tell)));
            let broken = || Err(Error::Record(record::Error::Io(std::io::Error::other("the recorder stopped"))));
            let _ = told.unbounded_send(News::Done(made.unwrap_or_else(broken).map_err(Arc::new)));
            drop(ending);
        });
        if let Err(error) = started {
            let failure = wording::record_error(&self.context.locale, &record::Error::Io(error));
            self.fail(failure);
            return Task::none();
        }
        self.saving.saved = None;
        let begun = match kind {
            Kind::Audiobook => "record-begun",
            Kind::Book => "save-as-begun",
        };
        self.say(self.context.locale.with(begun, &[("name", name.as_str().into())]));
        self.saving.job = Some(Job { id, kind, name, percent: 0, told: Instant::now(), stop, over });
        Task::run(news, move |news| Message::Recorded(id, news))
    }

    pub(super) fn recorded(&mut self, id: Id, news: News) -> Task<Message> {
        // Late news of one that was stopped is none.
        let Some(job) = self.saving.job.as_mut().filter(|job| job.id == id) else { return Task::none() };
        let locale = self.context.locale.clone();
        match news {
            News::Percent(percent) => {
                let quarter = (1..4).any(|quarter| job.percent < quarter * 25 && quarter * 25 <= percent);
                job.percent = percent;
                // What is soon done says so itself; screen readers mix up words that come all at once.
                if quarter && job.told.elapsed() >= APART {
                    job.told = Instant::now();
                    let name = job.name.clone();
                    let values = [
                        ("name", name.into()),
                        ("percent", wording::percent(&locale, f64::from(percent) / 100.0).into()),
                    ];
                    let words = match job.kind {
                        Kind::Audiobook => locale.with("record-percent", &values),
                        Kind::Book => locale.with("save-as-percent", &values),
                    };
                    self.say(words);
                }
            }
            News::Done(Ok(Product::Book(path, form))) => {
                let words = locale.with("export-saved", &[("file", path.display().to_string().into())]);
                self.saving.job = None;
                self.say(words.clone());
                // Only what we read ourselves is opened.
                let open = (form == export::Form::Epub).then_some("save-as-open");
                self.saving.saved = Some(Saved { path, words, open });
            }
            News::Done(Ok(Product::Sound(made))) => {
                let mut words = locale.with("record-saved", &[("file", made.path.display().to_string().into())]);
                if made.left_out > 0 {
                    words = format!("{words}. {}", locale.with("record-left-out", &[("count", made.left_out.into())]));
                }
                if !made.replaced.is_empty() {
                    let languages = wording::languages(&locale, &made.replaced);
                    words = format!("{words}. {}", locale.with("record-replaced", &[("languages", languages.into())]));
                }
                self.saving.job = None;
                self.say(words.clone());
                self.saving.saved = Some(Saved { path: made.path, words, open: Some("record-open") });
            }
            News::Done(Err(error)) => {
                let failure = failure_of(self, &error);
                self.saving.job = None;
                self.fail(failure);
            }
        }
        Task::none()
    }

    pub(super) fn stop_recording(&mut self) {
        // Dropping it asks for its end; what is half made goes with the thread.
        if self.saving.job.take().is_some() {
            self.say(self.context.text("record-stopped"));
        }
    }

    pub(super) fn recording_pressed(&mut self, pressed: Pressed) -> Task<Message> {
        match pressed {
            Pressed::Stop => self.stop_recording(),
            Pressed::Dismiss => self.saving.saved = None,
            Pressed::Open => {
                if let Some(saved) = self.saving.saved.take() {
                    return self.add(saved.path);
                }
            }
        }
        Task::none()
    }

    /// What is being saved, or was, beside every screen.
    pub(super) fn saving_view(&self) -> Element<'_, Message> {
        let (look, locale) = (&self.context.look, &self.context.locale);
        let press = |name: &str, pressed| button(look, locale.text(name)).on_press(Message::RecordingPressed(pressed));
        let of_book = match (&self.saving.job, &self.saving.saved) {
            (Some(job), _) => job.kind == Kind::Book,
            (None, saved) => saved.as_ref().is_some_and(|saved| saved.open != Some("record-open")),
        };
        let region = if of_book { "save-as-region" } else { "record-region" };
        let (words, buttons) = match (&self.saving.job, &self.saving.saved) {
            (Some(job), _) => {
                let percent = wording::percent(locale, f64::from(job.percent) / 100.0);
                let percent = [("percent", percent.into())];
                let words = match job.kind {
                    Kind::Audiobook => locale.with("record-running", &percent),
                    Kind::Book => locale.with("save-as-running", &percent),
                };
                (words, vec![press("record-stop", Pressed::Stop).into()])
            }
            (None, Some(saved)) => {
                let mut buttons = Vec::new();
                buttons.extend(saved.open.map(|open| press(open, Pressed::Open).into()));
                buttons.push(press("error-dismiss", Pressed::Dismiss).into());
                (saved.words.clone(), buttons)
            }
            (None, None) => return space().into(),
        };
        // What matters of it is announced; a live text would be said with every percent.
        let words = text(look, words).semantics(|it| it.live(Live::Off));
        // What can be done comes first, so that it is in sight at every scale.
        let content = column![self.context.side_by_side(buttons), words].spacing(look.gap()).padding(look.gap());
        let bar = landmark(look, Landmark::Region, locale.text(region), content);
        // At the largest scales it would take the page away: one button high is enough there.
        container(scrollable(look, bar)).max_height(self.context.size.height * 0.25).into()
    }
}

fn failure_of(app: &App, error: &Error) -> Failure {
    match error {
        Error::Book(error) => wording::format_error(&app.context.locale, error),
        Error::Export(error) => wording::export_error(&app.context.locale, error),
        Error::Record(error) => wording::record_error(&app.context.locale, error),
    }
}

/// Reads the book and saves it, on the thread of the job.
fn carry_out(order: Order, stop: &Stop, tell: &mut dyn FnMut(f64)) -> Result<Product, Error> {
    let opened = format::open_whole(&order.file, &order.way).map_err(Error::Book)?;
    // Points in what was read already are the same in the whole book.
    let chapter = order.chapter.and_then(|point| {
        let mut chapters = record::chapters(&opened.book).into_iter();
        chapters.find(|chapter| chapter.span.contains(point))
    });
    let cover = opened.cover();
    let work = Work {
        book: opened.book,
        resources: opened.resources,
        cover,
        title: order.title,
        chapter,
        form: order.form,
        hearing: order.hearing,
    };
    let mut recorder = Recorder::open(&order.options).map_err(|error| Error::Record(record::Error::Voice(error)))?;
    let target = target(&order.folder, &work);
    record::record(&work, &mut recorder, &target, stop, tell).map(Product::Sound).map_err(Error::Record)
}

/// The file is named after what is saved.
fn target(folder: &Path, work: &Work) -> PathBuf {
    folder.join(format!("{}.{}", papers::safe_stem(&work.name()), work.form.ending()))
}
