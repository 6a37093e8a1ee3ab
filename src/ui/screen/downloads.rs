//! Books on their way: what waits, what comes, what is paused or went wrong, and in what order.

use iced::Length;
use iced::advanced::widget;
use iced::widget::{column, row};

use super::{Context, stacked};
use crate::library::Error;
use crate::library::acquire::Step;
use crate::library::queue::{Id, Item, State as Way, Why};
use crate::locale::Locale;
use crate::ui::keymap::{Act, Place, Scope};
use crate::ui::widget::{
    Control, Element, Face, button, heading, item, key_of, list, muted, primary_button, text, worded,
};
use crate::ui::wording;

/// So much is not thrown away without a question.
const MUCH: u64 = 5_000_000;

/// The queue as the screen shows it.
#[derive(Debug, Clone, Default)]
pub struct State {
    items: Vec<Item>,
}

#[derive(Debug, Clone)]
pub enum Message {
    /// Pause it, let it go on, or try it again.
    Pressed(Id),
    CancelPressed(Id),
    AllPaused,
    AllResumed,
    /// A key, with the control that has the focus.
    Key(Act, widget::Id),
    ShelfPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    Pause(Id),
    Resume(Id),
    First(Id),
    Cancel(Id),
    /// Ask whether it is to be thrown away, of which so many bytes are here.
    AskToCancel(Id, u64),
    /// Ask which book of its archive is wanted.
    Choose(Id),
    PauseAll,
    ResumeAll,
    Show(Place),
}

impl State {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("screen-downloads")
    }

    /// What the queue has now, in its order.
    pub fn set_items(&mut self, items: Vec<Item>) {
        self.items = items;
    }

    pub fn items(&self) -> &[Item] {
        &self.items
    }

    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Pressed(id) => self.press(id),
            Message::CancelPressed(id) => self.cancel(id),
            Message::AllPaused => Action::PauseAll,
            Message::AllResumed => Action::ResumeAll,
            Message::Key(act, focused) => {
                let Some(id) = self.items.iter().map(|item| item.id).find(|id| widget_id(*id) == focused) else {
                    return Action::None;
                };
                match act {
                    Act::CancelDownload => self.cancel(id),
                    Act::PutFirst => Action::First(id),
                    _ => Action::None,
                }
            }
            Message::ShelfPressed => Action::Show(Place::Shelf),
        }
    }

    fn press(&self, id: Id) -> Action {
        match self.items.iter().find(|item| item.id == id).map(|item| &item.state) {
            Some(Way::Waiting | Way::Running(_)) => Action::Pause(id),
            Some(Way::Failed(Error::Several(_))) => Action::Choose(id),
            // What waits by itself goes on at once when it is pressed.
            Some(Way::Paused(_) | Way::Failed(_)) => Action::Resume(id),
            None => Action::None,
        }
    }

    fn cancel(&self, id: Id) -> Action {
        match self.items.iter().find(|item| item.id == id).map(received) {
            Some(bytes) if bytes >= MUCH => Action::AskToCancel(id, bytes),
            Some(_) => Action::Cancel(id),
            None => Action::None,
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, Self::title(&context.locale)).into()];
        if self.items.is_empty() {
            parts.push(text(look, context.text("downloads-none")).into());
            let shelf = primary_button(look, context.text("screen-shelf")).on_press(Message::ShelfPressed).autofocus();
            parts.push(super::keyed(context, shelf, Scope::Global, &Act::Show(Place::Shelf)).into());
            return stacked(look, parts);
        }
        let name = context.locale.with("downloads-count", &[("count", self.items.len().into())]);
        let first = self.items.first().map(|item| item.id);
        let rows = self.items.iter().map(|item| {
            let row = line(context, item);
            if Some(item.id) == first { row.autofocus() } else { row }
        });
        parts.push(column![heading(look, 2, name.clone()), list(look, name, rows)].spacing(look.gap()).into());
        parts.push(muted(look, hint(context)).into());
        let goes = self.items.iter().any(|item| item.state.is_under_way());
        let stands = self.items.iter().any(|item| matches!(item.state, Way::Paused(_) | Way::Failed(_)));
        let mut all: Vec<Element<'a, Message>> = Vec::new();
        if goes {
            all.push(button(look, context.text("downloads-pause-all")).on_press(Message::AllPaused).into());
        }
        if stands {
            all.push(button(look, context.text("downloads-resume-all")).on_press(Message::AllResumed).into());
        }
        parts.push(context.side_by_side(all));
        stacked(look, parts)
    }
}

/// Bytes of one that are here, as far as it was told.
fn received(item: &Item) -> u64 {
    match &item.state {
        Way::Running(Some(Step::Downloading(progress))) => progress.received,
        _ => item.there,
    }
}

fn hint(context: &Context) -> String {
    let keys = |act| super::keymap::shortcut(&context.locale, Scope::Downloads, act).unwrap_or_default();
    let (cancel, first) = (keys(&Act::CancelDownload), keys(&Act::PutFirst));
    context.locale.with("downloads-hint", &[("cancel", cancel.into()), ("first", first.into())])
}

fn widget_id(id: Id) -> widget::Id {
    format!("download-{id}").into()
}

/// A book: its title, how it is, what pressing it does; for the pointer a way to cancel it.
fn line<'a>(context: &'a Context, shown: &'a Item) -> Control<'a, Message> {
    let look = &context.look;
    let locale = &context.locale;
    let title = wording::download_title(locale, &shown.title, &shown.wanted);
    let mut state = wording::download_state(locale, &shown.state);
    if matches!(shown.state, Way::Paused(_)) && shown.there > 0 {
        let so_far = locale.with("download-so-far", &[("size", wording::size(locale, shown.there).into())]);
        state = format!("{state}, {so_far}");
    }
    let words = column![
        worded(title.clone()).size(look.body()).font(look.bold),
        worded(state.clone()).size(look.body()).font(look.font),
    ]
    .width(Length::Fill);
    let small = |id: &str, message: Message| {
        let word = worded(context.text(id)).size(look.body()).font(look.font);
        let piece = Control::piece(look, word).face(Face::Raised).padding([look.inset() / 2.0, look.inset()]);
        piece.on_press(message).target()
    };
    let cancel = small("downloads-cancel", Message::CancelPressed(shown.id));
    let content: Element<'a, Message> = if context.one_column() {
        column![words, cancel].spacing(look.gap()).into()
    } else {
        row![words, cancel].spacing(look.gap()).align_y(iced::Alignment::Center).into()
    };
    let does = match &shown.state {
        Way::Waiting | Way::Running(_) => "downloads-press-pause",
        Way::Failed(Error::Several(_)) => "downloads-press-choose",
        Way::Failed(_) | Way::Paused(Why::Earlier) => "downloads-press-again",
        Way::Paused(_) => "downloads-press-resume",
    };
    let part = match &shown.state {
        Way::Running(Some(Step::Downloading(progress))) => wording::part(*progress),
        _ => None,
    };
    // A screen reader says anew what changes under it: not each percent.
    let told = match part {
        Some(part) => wording::step_downloading(locale, (part * 10.0).floor() / 10.0),
        None => state.clone(),
    };
    let does = context.text(does);
    item(look, title)
        .id(widget_id(shown.id))
        .key(key_of(shown.id))
        .description(format!("{told}. {does}"))
        .content(content)
        .on_press(Message::Pressed(shown.id))
        .semantics(|semantics| {
            let semantics = semantics.value(state).spoken_description(does);
            match part {
                Some(part) => semantics.numeric(part * 100.0, 0.0, 100.0, 1.0),
                None => semantics,
            }
        })
}
