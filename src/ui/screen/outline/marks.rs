//! The bookmarks, highlights and notes in the open book: gone to, changed, removed, saved to a file.

use iced::Length;
use iced::widget::{Column, Row};

use crate::reading::annotations::{self, Annotation, Kind};
use crate::reading::{Command, Reading};
use crate::ui::keymap::{self, Act, Scope};
use crate::ui::screen::Context;
use crate::ui::widget::{self, Choice, Control, Element, button, choices, heading, item, key_of, long_list, text};
use crate::ui::wording;

#[derive(Debug, Clone, Default)]
pub struct State {
    /// The kind that is shown; `None` for all.
    kind: Option<Kind>,
    /// Where they were saved.
    saved: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Pressed(annotations::Id),
    Edited(annotations::Id),
    Removed(annotations::Id),
    KindChosen(Option<Kind>),
    RestorePressed,
    ExportPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    Go(Command),
    Perform(Command),
    /// Ask for other words of this one.
    Edit(annotations::Id),
    /// Ask which file they are to be saved to.
    Export,
    /// Nothing was chosen that this could be done with.
    NoneChosen,
}

impl State {
    pub fn update(&mut self, message: Message, reading: &Reading) -> Action {
        match message {
            Message::Pressed(id) => {
                return match reading.annotations().get(id) {
                    Some(mark) => Action::Go(Command::GoTo(mark.span.start)),
                    None => Action::None,
                };
            }
            Message::Edited(id) => return Action::Edit(id),
            Message::Removed(id) => return Action::Perform(Command::Discard(id)),
            Message::KindChosen(kind) => self.kind = kind,
            Message::RestorePressed => return Action::Perform(Command::Restore),
            Message::ExportPressed => return Action::Export,
        }
        Action::None
    }

    /// What a key asks of the row that has the focus, which has this number, from one.
    pub fn act(&self, act: &Act, row: Option<usize>, reading: &Reading) -> Action {
        if *act == Act::Export {
            return Action::Export;
        }
        let chosen = row.and_then(|row| self.listed(reading).nth(row.checked_sub(1)?));
        match (act, chosen) {
            (Act::EditMark, Some(mark)) => Action::Edit(mark.id()),
            (Act::RemoveMark, Some(mark)) => Action::Perform(Command::Discard(mark.id())),
            (Act::EditMark | Act::RemoveMark, None) => Action::NoneChosen,
            _ => Action::None,
        }
    }

    /// They were saved to this file.
    pub fn set_saved(&mut self, told: String) {
        self.saved = Some(told);
    }

    fn listed<'a>(&'a self, reading: &'a Reading) -> impl Iterator<Item = &'a Annotation> {
        reading.annotations().iter().filter(|mark| self.kind.is_none_or(|kind| mark.kind() == kind))
    }

    pub fn view<'a>(&'a self, context: &'a Context, reading: &'a Reading) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let name = context.text("outline-marks");
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 2, name.clone()).into()];
        let marks: Vec<&Annotation> = self.listed(reading).collect();
        if marks.is_empty() {
            parts.extend(nothing(context));
        } else {
            parts.push(widget::muted(look, wording::mark_keys(&context.locale)).into());
            // What was brought back is gone to, for the reader to hear that it is.
            let restored = reading.annotations().restored();
            let first = restored.and_then(|id| marks.iter().position(|mark| mark.id() == id)).unwrap_or_default();
            let total = marks.len();
            let row = move |index: usize| {
                let row = row_of(context, reading, marks[index]);
                if index == first { row.autofocus() } else { row }
            };
            parts.push(long_list(look, name, total, Some(first), row).into());
        }
        parts.push(self.buttons(context, reading));
        // Below the list: it is chosen now and then, and the list is walked through every day.
        parts.extend(self.filter(context, reading));
        parts.extend(self.saved.as_ref().map(|told| text(look, told.as_str()).into()));
        parts
    }

    /// Only where there is something to choose from.
    fn filter<'a>(&self, context: &'a Context, reading: &Reading) -> Option<Element<'a, Message>> {
        let kinds =
            [(Kind::Bookmark, "outline-bookmarks"), (Kind::Highlight, "marks-highlights"), (Kind::Note, "marks-notes")];
        let there = |kind: Kind| reading.annotations().iter().any(|mark| mark.kind() == kind);
        let offered: Vec<_> = kinds.into_iter().filter(|(kind, _)| there(*kind)).collect();
        if offered.len() < 2 && self.kind.is_none() {
            return None;
        }
        let offered = offered.into_iter().map(|(kind, id)| (Some(kind), id));
        let offered = [(None, "marks-all")].into_iter().chain(offered);
        let offered =
            offered.map(|(kind, id)| Choice::new(context.text(id), self.kind == kind, Message::KindChosen(kind)));
        Some(choices(&context.look, context.text("marks-show"), offered).into())
    }

    fn buttons<'a>(&self, context: &'a Context, reading: &Reading) -> Element<'a, Message> {
        let look = &context.look;
        let keyed = |name, act: &Act| {
            let keys = keymap::shortcut(&context.locale, Scope::Outline, act).unwrap_or_default();
            button(look, context.text(name)).shortcut(keys)
        };
        let mut buttons = vec![keyed("marks-export", &Act::Export).on_press(Message::ExportPressed).into()];
        if reading.annotations().can_restore() {
            let restore = keyed("marks-restore", &Act::Read(Command::Restore));
            buttons.push(restore.on_press(Message::RestorePressed).into());
        }
        context.side_by_side(buttons)
    }
}

fn nothing<'a>(context: &'a Context) -> [Element<'a, Message>; 2] {
    let key = |act| keymap::shortcut(&context.locale, Scope::Reader, act).unwrap_or_default();
    let bookmark = Act::Read(Command::AddBookmark { label: String::new() });
    let values = [("bookmark", key(&bookmark).into()), ("note", key(&Act::WriteNote).into())];
    [
        text(&context.look, context.text("marks-none")).into(),
        text(&context.look, context.locale.with("marks-none-do", &values)).into(),
    ]
}

/// A mark of a text or a recording in a row; for the pointer with buttons that do what keys do, so that the arrows walk from
/// mark to mark. `spoken` is told when a spoken note is to be played, `pressed`, `edited`, `removed`: what is told then.
pub(in crate::ui::screen) fn mark_row<'a, Told: Clone + 'a>(
    context: &'a Context,
    words: String,
    id: annotations::Id,
    [pressed, edited, removed]: [Told; 3],
    spoken: Option<Told>,
) -> Control<'a, Told> {
    let look = &context.look;
    let shown = widget::worded(words.clone()).size(look.body()).font(look.font);
    let small = |name, message| {
        let sign = widget::worded(context.text(name)).size(look.body()).font(look.font);
        Control::piece(look, sign)
            .face(widget::Face::Raised)
            .padding([look.inset() / 2.0, look.inset()])
            .on_press(message)
            .target()
    };
    let (edit, remove) = (small("marks-edit", edited), small("remove", removed));
    let play = spoken.map(|spoken| small("act-play-note", spoken).into());
    let buttons = play.into_iter().chain([edit.into(), remove.into()]);
    let content: Element<'a, Told> = if context.one_column() {
        let parts = [Element::from(shown)].into_iter().chain(buttons);
        Column::with_children(parts).spacing(look.gap()).into()
    } else {
        let parts = [Element::from(shown.width(Length::Fill))].into_iter().chain(buttons);
        Row::with_children(parts).spacing(look.gap()).into()
    };
    item(look, words).key(key_of(id)).content(content).on_press(pressed)
}

fn row_of<'a>(context: &'a Context, reading: &Reading, mark: &Annotation) -> Control<'a, Message> {
    let id = mark.id();
    let words = wording::mark_line(&context.locale, reading, mark);
    let row = mark_row(context, words, id, [Message::Pressed(id), Message::Edited(id), Message::Removed(id)], None);
    // Most of the words are the book's.
    match reading.book().language_at(mark.span.start) {
        Some(language) => row.language(language.tag().to_owned()),
        None => row,
    }
}
