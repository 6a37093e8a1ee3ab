//! The ways into the open audiobook: chapters, printed pages, bookmarks, a time or a percentage.

use std::time::Duration;

use iced::widget::{column, row, space};
use iced::{Alignment, Length};

use super::{Context, stacked};
use crate::book::Recording;
use crate::locale::Locale;
use crate::reading::listening::{Command, Listening, Mark, Part};
use crate::reading::{self, annotations};
use crate::ui::keymap::{self, Act, Scope};
use crate::ui::screen::outline::{self, marks::mark_row};
use crate::ui::widget::{
    self, Choice, Control, Element, button, heading, item, key_of, list, tabs, text, text_field, worded,
};
use crate::ui::wording;

/// Nothing was searched for in a recording; pages are told by few.
const PARTS: [outline::Part; 4] =
    [outline::Part::Contents, outline::Part::Pages, outline::Part::Bookmarks, outline::Part::Places];

#[derive(Debug, Clone)]
pub struct State {
    part: outline::Part,
    /// Where the bookmarks were saved.
    saved: Option<String>,
    time: String,
    time_error: Option<String>,
    percent: String,
    percent_error: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    PartChosen(outline::Part),
    /// A chapter by its number, from zero.
    ChapterPressed(usize),
    /// A page by its number in the list, from zero.
    PagePressed(usize),
    BookmarkPressed(Duration),
    BookmarkRemoved(annotations::Id),
    BookmarkEdited(annotations::Id),
    NotePressed(annotations::Id),
    RestorePressed,
    ExportPressed,
    TimeTyped(String),
    TimeSubmitted,
    PercentTyped(String),
    PercentSubmitted,
    BackPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// To the session, and show the player.
    Go(Command),
    /// To the page of this label, and show the player.
    GoToPage(String),
    /// To the session; the screen stays.
    Perform(Command),
    /// Ask for another name of this bookmark.
    Edit(annotations::Id),
    /// Play what was spoken at this bookmark, or stop it.
    PlayNote(annotations::Id),
    /// Ask which file the bookmarks are to be saved to.
    Export,
    /// Show the player as it was.
    Back,
}

impl State {
    pub fn new(part: outline::Part) -> Self {
        Self { part, saved: None, time: String::new(), time_error: None, percent: String::new(), percent_error: None }
    }

    pub fn title(&self, locale: &Locale) -> String {
        locale.text(id(self.part))
    }

    pub fn update(&mut self, message: Message, listening: &Listening, locale: &Locale) -> Action {
        match message {
            Message::PartChosen(part) => self.part = part,
            Message::ChapterPressed(index) => return Action::Go(Command::GoToChapter(index)),
            Message::PagePressed(index) => {
                let page = listening.recording().pages().get(index);
                return page.map_or(Action::None, |page| Action::GoToPage(page.label.clone()));
            }
            Message::BookmarkPressed(place) => return Action::Go(Command::GoTo(place)),
            Message::BookmarkRemoved(id) => return Action::Perform(Command::Discard(id)),
            Message::BookmarkEdited(id) => return Action::Edit(id),
            Message::NotePressed(id) => return Action::PlayNote(id),
            Message::RestorePressed => return Action::Perform(Command::Restore),
            Message::ExportPressed => return Action::Export,
            Message::TimeTyped(text) => {
                self.time = text;
                self.time_error = None;
            }
            Message::TimeSubmitted => {
                let end = listening.recording().duration();
                match wording::typed_time(&self.time).filter(|time| *time <= end) {
                    Some(time) => return Action::Go(Command::GoTo(time)),
                    None => {
                        let values = [("end", wording::clock(end).into())];
                        self.time_error = Some(locale.with("chapters-time-wrong", &values));
                    }
                }
            }
            Message::PercentTyped(text) => {
                self.percent = text;
                self.percent_error = None;
            }
            Message::PercentSubmitted => match wording::typed_percent(&self.percent) {
                Some(percent) => return Action::Go(Command::GoToPercent(percent)),
                None => self.percent_error = Some(locale.text("outline-percent-wrong")),
            },
            Message::BackPressed => return Action::Back,
        }
        Action::None
    }

    /// What a key asks of the row that has the focus, which has this number, from one.
    pub fn act(&self, act: &Act, row: Option<usize>, listening: &Listening) -> Action {
        let row = row.filter(|_| self.part == outline::Part::Bookmarks);
        let mark = row.and_then(|row| listening.marks().iter().nth(row.checked_sub(1)?));
        match (act, mark) {
            (Act::RemoveMark, Some(mark)) => Action::Perform(Command::Discard(mark.id())),
            (Act::EditMark, Some(mark)) => Action::Edit(mark.id()),
            (Act::PlayNote, Some(mark)) if mark.kept.sound.is_some() => Action::PlayNote(mark.id()),
            _ => Action::None,
        }
    }

    /// The bookmarks were saved; this tells where.
    pub fn set_saved(&mut self, told: String) {
        self.saved = Some(told);
    }

    /// `title` is the shelf's.
    pub fn view<'a>(&'a self, context: &'a Context, listening: &'a Listening, title: &'a str) -> Element<'a, Message> {
        let look = &context.look;
        let heading_of_screen = heading(look, 1, context.text("screen-outline"));
        let paged = !listening.recording().pages().is_empty();
        let offered = PARTS.into_iter().filter(|part| paged || *part != outline::Part::Pages);
        let choices =
            offered.map(|part| Choice::new(context.text(id(part)), self.part == part, Message::PartChosen(part)));
        let mut parts: Vec<Element<'a, Message>> = vec![
            heading_of_screen.into(),
            text(look, wording::title(&context.locale, title)).into(),
            tabs(look, context.text("screen-outline"), choices).into(),
        ];
        match self.part {
            outline::Part::Contents | outline::Part::Headings | outline::Part::Found => {
                parts.extend(chapters(context, listening));
            }
            outline::Part::Bookmarks => {
                parts.extend(bookmarks(context, listening, title));
                parts.extend(self.saved.as_ref().map(|told| text(look, told.as_str()).into()));
            }
            outline::Part::Pages => parts.extend(pages(context, listening)),
            outline::Part::Places => parts.extend(self.places(context, listening.recording())),
        }
        parts.push(button(look, context.text("outline-back-to-book")).on_press(Message::BackPressed).into());
        stacked(look, parts)
    }

    fn places<'a>(&'a self, context: &'a Context, recording: &Recording) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let end = [("end", wording::clock(recording.duration()).into())];
        let time = text_field(look, context.text("chapters-time"), self.time.as_str())
            .description(context.locale.with("chapters-time-range", &end))
            .error(self.time_error.clone())
            .autofocus()
            .on_input(Message::TimeTyped)
            .on_submit(Message::TimeSubmitted);
        let percent = text_field(look, context.text("outline-percent"), self.percent.as_str())
            .error(self.percent_error.clone())
            .on_input(Message::PercentTyped)
            .on_submit(Message::PercentSubmitted);
        let go = |message| button(look, context.text("outline-go")).on_press(message);
        vec![
            heading(look, 2, context.text("player-go-to")).into(),
            column![time, go(Message::TimeSubmitted)].spacing(look.gap()).into(),
            column![percent, go(Message::PercentSubmitted)].spacing(look.gap()).into(),
        ]
    }
}

fn id(part: outline::Part) -> &'static str {
    match part {
        outline::Part::Contents | outline::Part::Headings | outline::Part::Found => "outline-contents",
        outline::Part::Bookmarks => "outline-bookmarks",
        outline::Part::Places => "chapters-places",
        outline::Part::Pages => "chapters-pages",
    }
}

/// A row a chapter, with its length, indented by its level; the one that is heard has the focus.
fn chapters<'a>(context: &'a Context, listening: &Listening) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let recording = listening.recording();
    let here = recording.chapter_at(listening.place());
    let all = recording.chapters();
    if all.is_empty() {
        return vec![text(look, context.text("outline-none")).into()];
    }
    let ends = all.iter().skip(1).map(|next| next.start).chain([recording.duration()]);
    let rows = all.iter().zip(ends).enumerate().map(|(index, (chapter, end))| {
        let title = title_of(context, &chapter.title, index);
        let time = wording::duration(&context.locale, end.saturating_sub(chapter.start));
        let values = [("title", title.into()), ("time", time.into())];
        let words = context.locale.with("chapters-row", &values);
        let is_here = here == Some(index);
        let name = if is_here { context.locale.with("outline-here", &[("title", words.into())]) } else { words };
        row_of(context, name, chapter.level, is_here)
            .key(key_of(index))
            .on_press(Message::ChapterPressed(index))
            .selected(is_here)
    });
    let mut rows: Vec<_> = rows.collect();
    let focused = here.unwrap_or_default();
    if let Some(found) = rows.get_mut(focused) {
        *found = std::mem::replace(found, item(look, "")).autofocus();
    }
    let name = context.text("outline-contents");
    vec![heading(look, 2, name.clone()).into(), list(look, name, rows).into()]
}

/// A row a printed page, with the time at which it begins; the one that is heard has the focus.
fn pages<'a>(context: &'a Context, listening: &Listening) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let locale = &context.locale;
    let all = listening.recording().pages();
    let here = all.partition_point(|page| page.start <= listening.place()).checked_sub(1);
    let rows = all.iter().enumerate().map(|(index, page)| {
        let title = locale.with("notice-page", &[("label", page.label.as_str().into())]);
        let values = [("title", title.into()), ("time", wording::time(locale, page.start).into())];
        let words = locale.with("chapters-row", &values);
        let is_here = here == Some(index);
        let name = if is_here { locale.with("outline-here", &[("title", words.into())]) } else { words };
        let row = row_of(context, name, 1, is_here)
            .key(key_of(index))
            .on_press(Message::PagePressed(index))
            .selected(is_here);
        if index == here.unwrap_or_default() { row.autofocus() } else { row }
    });
    let name = context.text("chapters-pages");
    vec![heading(look, 2, name.clone()).into(), list(look, name, rows).into()]
}

fn row_of<'a>(context: &Context, name: String, level: u8, bold: bool) -> Control<'a, Message> {
    let look = &context.look;
    let indent = look.gap() * 2.0 * f32::from(level.clamp(1, 6) - 1);
    let font = if bold { look.bold } else { look.font };
    let words = worded(name.clone()).size(look.body()).font(font).width(Length::Fill);
    let content = row![space().width(indent), words].align_y(Alignment::Center);
    item(look, name).level(level).content(content)
}

fn title_of(context: &Context, title: &str, index: usize) -> String {
    let part = Part { title: title.to_owned(), number: index + 1, ..Part::default() };
    wording::chapter_title(&context.locale, &part)
}

fn bookmarks<'a>(context: &'a Context, listening: &Listening, title: &str) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let marks: Vec<&Mark> = listening.marks().iter().collect();
    let keyed = |name, act: &Act| {
        let keys = keymap::shortcut(&context.locale, Scope::Outline, act).unwrap_or_default();
        button(look, context.text(name)).shortcut(keys)
    };
    let restore = listening.marks().can_restore().then(|| {
        let act = Act::Read(reading::Command::Restore);
        keyed("marks-restore", &act).on_press(Message::RestorePressed).into()
    });
    if marks.is_empty() {
        let words = ["outline-bookmarks-none", "chapters-bookmarks-none-do"];
        let words = words.map(|id| text(look, context.text(id)).into());
        return words.into_iter().chain(restore).collect();
    }
    let name = context.text("outline-bookmarks");
    let rows = marks.into_iter().enumerate().map(|(index, mark)| {
        let words = line_of(context, listening, title, mark);
        let told = [
            Message::BookmarkPressed(mark.at),
            Message::BookmarkEdited(mark.id()),
            Message::BookmarkRemoved(mark.id()),
        ];
        let spoken = mark.kept.sound.as_ref().map(|_| Message::NotePressed(mark.id()));
        let row = mark_row(context, words, mark.id(), told, spoken);
        if index == 0 { row.autofocus() } else { row }
    });
    let export: Element<'a, Message> = keyed("marks-export", &Act::Export).on_press(Message::ExportPressed).into();
    let buttons = context.side_by_side([export].into_iter().chain(restore).collect());
    let keys = widget::muted(look, wording::mark_keys(&context.locale));
    vec![heading(look, 2, name.clone()).into(), keys.into(), list(look, name, rows).into(), buttons]
}

/// A bookmark in a line: its chapter, or the book's title before the first one, and the time from the beginning of the book.
fn line_of(context: &Context, listening: &Listening, title: &str, mark: &Mark) -> String {
    let locale = &context.locale;
    let recording = listening.recording();
    let chapter = recording.chapter_at(mark.at);
    let title = chapter.map_or_else(
        || wording::title(locale, title),
        |index| title_of(context, &recording.chapters()[index].title, index),
    );
    let values = [("title", title.into()), ("time", wording::time(locale, mark.at).into())];
    let line = locale.with("chapters-bookmark", &values);
    let line = match mark.kept.sound {
        Some(_) => locale.with("chapters-spoken", &[("line", line.into())]),
        None => line,
    };
    match mark.kept.text.trim() {
        "" => line,
        name => format!("{name}: {line}"),
    }
}
