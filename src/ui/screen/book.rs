//! One book: what is known about it, and how to have it, read it, or part with it.

mod lending;

use std::time::Duration;

use iced::Size;
use url::Url;

use super::{Context, stacked};
use crate::book::{Book, Defect};
use crate::library::acquire::{self, Step, Wanted};
use crate::library::catalog::{Acquisition, Publication, Relation};
use crate::library::loan::Deed;
use crate::library::queue;
use crate::library::shelf::{Bookmark, Holding, Moment, bookmark, holding};
use crate::locale::Locale;
use crate::ui::covers;
use crate::ui::widget::{
    Element, button, disclosure, heading, image, item, key_of, keyed, list, primary_button, progress, text,
};
use crate::ui::wording;

/// A book of a catalogue, of the shelf, or of both.
#[derive(Debug, Clone, Default)]
pub struct State {
    publication: Option<Publication>,
    holding: Option<Holding>,
    /// What the book itself told when it was opened: who reads it, and how long that lasts.
    narrators: Vec<String>,
    duration: Option<Duration>,
    /// Faults that were found then.
    defects: Vec<Defect>,
    defects_open: bool,
    /// On its way to the shelf, and how far.
    under_way: Option<(Wanted, queue::State)>,
    /// Enough of it is there to hear its beginning.
    can_be_heard: bool,
    /// What the library is being asked.
    asking: Option<Deed>,
    /// What the reader wrote in a loan that ended; `None` until the shelf has answered.
    notes: Option<Vec<Bookmark>>,
    /// What the book says of its own cover.
    cover_words: Option<String>,
    /// The library's people can be asked for a printed copy.
    can_ask: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    ReadPressed,
    RemovePressed,
    SaveAsPressed,
    DeedPressed(Deed),
    BorrowAgainPressed,
    /// Of what the reader has spoken.
    NotePressed(bookmark::Id),
    /// The book that a sample is of, at this address.
    WholePressed(Url),
    /// The acquisition with this number.
    GetPressed(usize),
    AskPressed,
    StopPressed,
    ListenPressed,
    DefectsToggled,
    /// What this book says of its own cover.
    CoverDescribed(holding::Id, Option<String>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    Read(holding::Id),
    /// Ask whether it is to go, and take it away.
    Remove(Box<Holding>),
    /// Ask the library to do this about the publication, or the loan that stands on the shelf; tell the screen when it has
    /// answered with [`State::set_asking`].
    Deed(Deed, Box<Publication>, Option<Box<Holding>>),
    /// Borrow what was given back once more.
    BorrowAgain(Box<Holding>),
    /// Play what the reader has spoken in this book, or stop it.
    PlayNote(holding::Id, Box<Bookmark>),
    /// Ask in which form it is to be saved, and save it so.
    SaveAs(Box<Holding>),
    /// Bring it to the shelf; tell the screen how far it is with [`State::set_under_way`].
    Acquire(Wanted),
    Cancel(Wanted),
    /// Listen to what is there of it while the rest comes.
    Listen(Wanted),
    /// Ask the library's people for the book with this identifier and title.
    Ask(String, String),
    /// Sold or lent elsewhere: ask whether to open the browser.
    OpenExternal(Url),
}

impl State {
    /// A book of the shelf, with what was found wrong in it when it was opened last.
    pub fn held(holding: Holding, defects: Vec<Defect>) -> Self {
        Self { holding: Some(holding), defects, ..Self::default() }
    }

    /// What is known of a recording from the book that is open.
    pub fn opened(mut self, book: &Book) -> Self {
        let people = &book.metadata.contributors;
        self.narrators =
            people.iter().filter(|person| person.role == "nrt").map(|person| person.name.clone()).collect();
        let narrated = book.narration.as_ref().map(|narration| narration.recording());
        self.duration = book.recording.as_ref().or(narrated).map(|recording| recording.duration());
        self
    }

    /// A book of a catalogue; with the holding when it is on the shelf already.
    pub fn published(publication: Publication, holding: Option<Holding>) -> Self {
        Self { publication: Some(publication), holding, ..Self::default() }
    }

    pub fn title(&self, locale: &Locale) -> String {
        let told = self.publication.as_ref().map(|it| &it.title).filter(|title| !title.trim().is_empty());
        if let (None, Some(holding)) = (told, &self.holding) {
            return wording::title(locale, &wording::held_title(locale, holding));
        }
        let own = told;
        wording::title(locale, own.map_or("", String::as_str))
    }

    pub fn publication(&self) -> Option<&Publication> {
        self.publication.as_ref()
    }

    pub fn holding(&self) -> Option<&Holding> {
        self.holding.as_ref()
    }

    /// The whole entry, where the catalogue's page told a part of it.
    pub fn set_publication(&mut self, publication: Publication) {
        self.publication = Some(publication);
    }

    /// It stands on the shelf now, or not any more.
    pub fn set_holding(&mut self, holding: Option<Holding>) {
        self.holding = holding;
    }

    /// How far its download is; `None` when there is none (any more).
    pub fn set_under_way(&mut self, under_way: Option<(Wanted, queue::State)>) {
        self.under_way = under_way;
    }

    /// Whether the library's people can be asked for it.
    pub fn set_can_ask(&mut self, can: bool) {
        self.can_ask = can;
    }

    /// Whether enough of the recording is there to begin.
    pub fn set_can_be_heard(&mut self, can: bool) {
        self.can_be_heard = can;
    }

    /// Whether this is wanted of the very book that is shown.
    pub fn is_about(&self, wanted: &Wanted) -> bool {
        match (wanted, &self.publication) {
            (Wanted::Publication(other, _), Some(own)) => match (&other.identifier, &own.identifier) {
                (Some(other), Some(own)) => other == own,
                _ => other.title == own.title && other.authors == own.authors,
            },
            _ => false,
        }
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::ReadPressed => self.holding.as_ref().map_or(Action::None, |it| Action::Read(it.id)),
            Message::RemovePressed => {
                self.holding.as_ref().map_or(Action::None, |it| Action::Remove(Box::new(it.clone())))
            }
            Message::SaveAsPressed => {
                self.holding.as_ref().map_or(Action::None, |it| Action::SaveAs(Box::new(it.clone())))
            }
            Message::DeedPressed(deed) => self.deed_pressed(deed),
            Message::BorrowAgainPressed => {
                self.holding.as_ref().map_or(Action::None, |it| Action::BorrowAgain(Box::new(it.clone())))
            }
            Message::NotePressed(id) => self.note_pressed(id),
            Message::GetPressed(index) => self.get(index),
            Message::AskPressed => self
                .publication
                .as_ref()
                .map_or(Action::None, |it| Action::Ask(it.identifier.clone().unwrap_or_default(), it.title.clone())),
            Message::StopPressed => match self.under_way.take() {
                Some((wanted, _)) => Action::Cancel(wanted),
                None => Action::None,
            },
            Message::ListenPressed => match &self.under_way {
                Some((wanted, _)) => Action::Listen(wanted.clone()),
                None => Action::None,
            },
            Message::WholePressed(address) => {
                let wanted = Wanted::Address(address);
                self.under_way = Some((wanted.clone(), queue::State::Waiting));
                Action::Acquire(wanted)
            }
            Message::CoverDescribed(id, words) => {
                if self.holding.as_ref().is_some_and(|holding| holding.id == id) {
                    self.cover_words = words;
                }
                Action::None
            }
            Message::DefectsToggled => {
                self.defects_open = !self.defects_open;
                Action::None
            }
        }
    }

    fn get(&mut self, index: usize) -> Action {
        let Some(publication) = &self.publication else { return Action::None };
        let Some(acquisition) = publication.acquisitions.get(index) else { return Action::None };
        if is_elsewhere(acquisition) {
            return Action::OpenExternal(acquisition.href.clone());
        }
        let wanted = Wanted::Publication(Box::new(publication.clone()), Some(Box::new(acquisition.clone())));
        self.under_way = Some((wanted.clone(), queue::State::Waiting));
        Action::Acquire(wanted)
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let title = heading(look, 1, self.title(&context.locale));
        let title = match self.language() {
            Some(tag) => title.language(tag),
            None => title,
        };
        let subtitle = self.publication.as_ref().and_then(|it| it.subtitle.as_deref());
        let sections = [
            vec![title.into()],
            subtitle.map(|words| text(look, words).into()).into_iter().collect(),
            self.reading(context),
            self.returned(context),
            self.availability(context),
            self.deeds(context),
            self.having(context),
            self.asking_people(context),
            self.cover(context).into_iter().collect(),
            self.written(context),
            self.summary(context),
            self.facts(context),
            self.faults(context),
        ];
        // A library tells the rest of its entry while she is here: what she presses then stays what it is.
        let (keys, parts): (Vec<u64>, Vec<Element<'a, Message>>) =
            (0_u64..).zip(sections).flat_map(|(section, parts)| (section << 32..).zip(parts)).unzip();
        keyed(keys, stacked(look, parts))
    }

    fn language(&self) -> Option<&str> {
        let own = self.publication.as_ref().and_then(|it| it.languages.first());
        own.or_else(|| self.holding.as_ref().and_then(|it| it.languages.first())).map(|language| language.tag())
    }

    /// The cover, once it is there: as the library names it, else as it lies in the book.
    fn cover<'a>(&'a self, context: &'a Context) -> Option<Element<'a, Message>> {
        let far = self.publication.as_ref().and_then(|it| Some((covers::of_publication(context, it)?, it.cover()?)));
        let alternative = match &far {
            Some((_, picture)) => picture.alternative.clone(),
            None => self.cover_words.clone(),
        };
        let own = || self.holding.as_ref().and_then(|it| covers::of_holding(context, it));
        let source = far.map(|(source, _)| source).or_else(own)?;
        context.covers.show(&source)?;
        let look = &context.look;
        let name = || context.locale.with("cover-of", &[("title", self.title(&context.locale).into())]);
        let height = look.px(180.0);
        let picture = covers::cover(context, Some(source), Size::new(height * 2.0 / 3.0, height));
        Some(image(look, alternative.filter(|it| !it.trim().is_empty()).unwrap_or_else(name), picture).into())
    }

    /// What can be done with it where it stands on the shelf, the likeliest first.
    fn reading<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let mut parts: Vec<Element<'a, Message>> = Vec::new();
        if let Some(holding) = self.holding.as_ref().filter(|it| it.gone.is_none()) {
            if self.publication.is_some() {
                let told = if holding.sample.is_some() { "sample-on-shelf" } else { "book-on-shelf" };
                parts.push(text(look, context.text(told)).into());
            }
            let begun = holding.progress.is_some_and(|progress| progress > 0.0) && holding.finished.is_none();
            let from_the_start = if wording::is_of_sound(holding.format) { "listen" } else { "read" };
            let read = primary_button(look, context.text(if begun { "reader-resume" } else { from_the_start }))
                .on_press_maybe(holding.present.then_some(Message::ReadPressed))
                .autofocus();
            let remove = button(look, context.text("remove")).on_press(Message::RemovePressed);
            let mut buttons = vec![read.into(), remove.into()];
            // A recording has no text that could be saved.
            if holding.present && !wording::is_of_sound(holding.format) {
                buttons.push(button(look, context.text("act-save-as")).on_press(Message::SaveAsPressed).into());
            }
            // Where the library's entry is shown, its ways are.
            let whole = holding.sample.as_ref().filter(|_| self.publication.is_none() && self.under_way.is_none());
            if let Some(whole) = whole.and_then(|sample| sample.whole.clone()) {
                let press = button(look, context.text("sample-whole"));
                buttons.push(press.on_press(Message::WholePressed(whole)).into());
            }
            parts.push(context.side_by_side(buttons));
        }
        parts
    }

    /// Its way to the shelf, or the ways there are.
    fn having<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        match (&self.under_way, &self.publication) {
            (Some((_, state)), _) => under_way(context, state, self.can_be_heard),
            (None, Some(publication)) => self.ways(context, publication),
            (None, None) => Vec::new(),
        }
    }

    /// The ways to have it: the best one first and large, the others after it.
    fn ways<'a>(&'a self, context: &'a Context, publication: &'a Publication) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let locale = &context.locale;
        let mut parts: Vec<Element<'a, Message>> = Vec::new();
        let best = acquire::choose(publication);
        let mut ways: Vec<(usize, &Acquisition)> = publication.acquisitions.iter().enumerate().collect();
        let none = ways.is_empty();
        ways.retain(|(_, it)| it.relation != Relation::Borrow || self.may_borrow(publication));
        ways.sort_by_key(|(_, it)| (Some(*it) != best, is_elsewhere(it), it.relation == Relation::Sample));
        if ways.is_empty() {
            if none && self.holding.is_none() {
                parts.push(text(look, context.text("book-nothing-to-get")).into());
            }
            return parts;
        }
        let buttons = ways.into_iter().map(|(index, acquisition)| {
            let name = way(locale, acquisition, publication.acquisitions.len() > 1);
            let main = Some(acquisition) == best && self.holding.as_ref().is_none_or(|it| it.gone.is_some());
            let press = if main { primary_button(look, name).autofocus() } else { button(look, name) };
            // When the library tells more while she presses, no other button may stand under the key.
            let key = key_of(&acquisition.href);
            (key, press.key(key).on_press(Message::GetPressed(index)).into())
        });
        let (keys, buttons) = buttons.unzip();
        parts.push(keyed(keys, context.side_by_side(buttons)));
        parts
    }

    fn summary<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let Some(summary) = self.publication.as_ref().and_then(|it| it.summary.as_deref()) else { return Vec::new() };
        let name = context.text("book-summary");
        // Paragraphs can be walked with the arrows, so that they are heard without a screen reader too.
        let paragraphs = summary.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
            let line = item(look, line);
            match self.language() {
                Some(tag) => line.language(tag),
                None => line,
            }
        });
        vec![heading(look, 2, name.clone()).into(), list(look, name, paragraphs).into()]
    }

    fn facts<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let name = context.text("book-facts");
        let lines = self.known(&context.locale);
        let rows = lines.into_iter().map(|(id, value)| item(look, format!("{}: {value}", context.text(id))));
        vec![heading(look, 2, name.clone()).into(), list(look, name, rows).into()]
    }

    /// What is known, as (message, value).
    fn known(&self, locale: &Locale) -> Vec<(&'static str, String)> {
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        let mut tell = |id, value: String| {
            if !value.is_empty() && !lines.iter().any(|(other, _)| *other == id) {
                lines.push((id, value));
            }
        };
        if let Some(book) = &self.publication {
            tell("book-authors", wording::people(&book.authors));
            tell("book-translators", wording::people(&book.translators));
            tell("book-narrators", wording::people(&book.narrators));
            tell("book-languages", wording::languages(locale, &book.languages));
            if let Some(series) = &book.series {
                tell(
                    "book-series",
                    match series.position {
                        Some(number) => {
                            let values = [("name", series.name.as_str().into()), ("number", number.to_string().into())];
                            locale.with("book-series-number", &values)
                        }
                        None => series.name.clone(),
                    },
                );
            }
            tell("book-publisher", book.publisher.clone().unwrap_or_default());
            tell("book-published", book.year().map(|year| year.to_string()).unwrap_or_default());
            tell("book-subjects", book.subjects.join(", "));
            if let Some(seconds) = book.duration.filter(|seconds| seconds.is_finite() && *seconds > 0.0) {
                let time = Duration::from_secs_f64(seconds.min(1e9));
                tell("book-duration", wording::duration(locale, time));
            }
            tell("book-pages", book.pages.map(|pages| locale.number(pages)).unwrap_or_default());
            tell("book-access", wording::accessibility(locale, &book.accessibility));
            if let Some(bytes) = acquire::choose(book).and_then(|it| it.length) {
                tell("book-size", wording::size(locale, bytes));
            }
        }
        if let Some(book) = &self.holding {
            tell("book-authors", wording::people(&book.authors));
            tell("book-narrators", wording::people(&self.narrators));
            tell("book-languages", wording::languages(locale, &book.languages));
            tell("book-duration", self.duration.map(|time| wording::duration(locale, time)).unwrap_or_default());
            tell("book-format", wording::format(locale, book.format));
            tell("book-progress", wording::holding_state(locale, book, Moment::now()).join(", "));
            if book.gone.is_none() {
                tell("book-file", book.file_name().to_owned());
            }
        }
        lines
    }

    fn faults<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        if self.defects.is_empty() {
            return Vec::new();
        }
        let name = context.locale.with("defects-heading", &[("count", self.defects.len().into())]);
        let mut parts: Vec<Element<'a, Message>> =
            vec![disclosure(look, name.clone(), self.defects_open).on_press(Message::DefectsToggled).into()];
        if self.defects_open {
            let lines = self.defects.iter().map(|defect| item(look, wording::defect(&context.locale, defect)));
            parts.push(list(look, name, lines).into());
        }
        parts
    }
}

fn under_way<'a>(context: &'a Context, state: &queue::State, can_be_heard: bool) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let words = wording::download_state(&context.locale, state);
    let part = match state {
        queue::State::Running(Some(Step::Downloading(progress))) => wording::part(*progress),
        queue::State::Running(Some(Step::Checking)) => Some(1.0),
        _ => None,
    };
    let name = context.text("book-get");
    let mut parts: Vec<Element<'a, Message>> = vec![
        text(look, words.clone()).into(),
        progress(look, name, words, part.map(|part| part as f32)).into(),
        button(look, context.text("book-cancel-download")).on_press(Message::StopPressed).autofocus().into(),
    ];
    if can_be_heard {
        let listen = primary_button(look, context.text("book-listen-now")).on_press(Message::ListenPressed);
        parts.push(listen.into());
    }
    parts
}

fn is_elsewhere(acquisition: &Acquisition) -> bool {
    matches!(acquisition.relation, Relation::Buy | Relation::Subscribe)
}

/// A way's button: the verb, and the format when there are several ways.
fn way(locale: &Locale, acquisition: &Acquisition, several: bool) -> String {
    let verb = wording::relation(locale, acquisition.relation);
    let format = acquisition.endings().iter().find_map(|essence| wording::media_type(locale, essence));
    match format {
        Some(format) if several => locale.with("book-get-as", &[("verb", verb.into()), ("format", format.into())]),
        _ => verb,
    }
}
