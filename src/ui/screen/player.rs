//! The open audiobook: where it is, and everything that is done with it.
//!
//! Times are shown as they pass and told when they are asked for: a screen reader that spoke every second would speak over
//! the book. So nothing here is a live region or a progress indicator, and the slider keeps what it tells while it has the
//! focus and the recording goes on (<https://www.w3.org/WAI/ARIA/apg/patterns/slider-seek/>).

use std::time::Duration;

use accesskit::Role;
use iced::Length;
use iced::widget::{column, row};

use super::{Context, keyed, stacked};
use crate::access::Semantics;
use crate::locale::Locale;
use crate::reading::Direction::{self, Backward, Forward};
use crate::reading::listening::{Command, Leap, Listening, Transport, Unit, Whereabouts};
use crate::reading::sleep::{self, Sleep};
use crate::settings::{RecordingSettings, Switch};
use crate::ui::keymap::{Act, Place, Scope};
use crate::ui::widget::{
    Adjust, Control, Element, Range, button, dialog, group, heading, muted, primary_button, slider, stepper,
    text_field, worded,
};
use crate::ui::wording;

pub mod manner;

/// What is asked after «go to».
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Question {
    typed: String,
    wrong: bool,
}

#[derive(Debug, Clone, Default)]
pub struct State {
    question: Option<Question>,
    /// What the slider tells while it has the focus: the place where the reader came last.
    told: Option<Duration>,
    /// What the sleep timer was set to.
    sleep: Option<Sleep>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Pressed(Act),
    Asked(Command),
    Set(RecordingSettings),
    SleepSet(Option<Sleep>),
    Typed(String),
    Submitted,
    SheetClosed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    Listen(Command),
    Act(Act),
    /// Play like this from now on.
    Change(RecordingSettings),
    Sleep(Option<Sleep>),
}

impl State {
    pub fn new() -> Self {
        Self::default()
    }

    /// True when something lies over the player, which `Escape` closes first.
    pub fn is_covered(&self) -> bool {
        self.question.is_some()
    }

    pub fn uncover(&mut self) {
        self.question = None;
    }

    /// Asks for a time or a percentage.
    pub fn ask_place(&mut self) {
        self.question = Some(Question::default());
    }

    /// The focus came to the slider, or the reader went to another place while it is there; `None` when it left.
    pub fn tell_place(&mut self, place: Option<Duration>) {
        self.told = place;
    }

    /// The slider's name, by which the program knows that it has the focus.
    pub fn slider_name(locale: &Locale) -> String {
        locale.text("player-position")
    }

    /// Whether the slider has the focus.
    pub fn is_on_slider(&self) -> bool {
        self.told.is_some()
    }

    /// The sleep timer is set like this.
    pub fn set_sleep(&mut self, sleep: Option<Sleep>) {
        self.sleep = sleep;
    }

    pub fn sleep(&self) -> Option<Sleep> {
        self.sleep
    }

    pub fn update(&mut self, message: Message, listening: &Listening) -> Action {
        match message {
            Message::Pressed(act) => Action::Act(act),
            Message::Asked(command) => Action::Listen(command),
            Message::Set(settings) => Action::Change(settings),
            Message::SleepSet(sleep) => Action::Sleep(sleep),
            Message::Typed(typed) => {
                if let Some(question) = &mut self.question {
                    *question = Question { typed, wrong: false };
                }
                Action::None
            }
            Message::Submitted => {
                let Some(question) = &mut self.question else { return Action::None };
                match place(&question.typed, listening) {
                    Some(command) => {
                        self.question = None;
                        Action::Listen(command)
                    }
                    None => {
                        question.wrong = true;
                        Action::None
                    }
                }
            }
            Message::SheetClosed => {
                self.uncover();
                Action::None
            }
        }
    }

    /// What stands in the frame. `title` is the shelf's: many recordings have none of their own.
    pub fn view<'a>(&'a self, context: &'a Context, listening: &'a Listening, title: &'a str) -> Element<'a, Message> {
        let look = &context.look;
        let book = listening.book();
        let place = listening.whereabouts();
        let title = heading(look, 1, wording::title(&context.locale, title));
        let title = match book.metadata.languages.first() {
            Some(language) => title.language(language.tag()),
            None => title,
        };
        let mut parts: Vec<Element<'a, Message>> = vec![title.into()];
        let authors: Vec<String> = book.metadata.authors().map(str::to_owned).collect();
        if !authors.is_empty() {
            parts.push(muted(look, wording::people(&authors)).into());
        }
        parts.extend(chapter(context, &place));
        parts.push(times(context, &place));
        if context.settings.recording.simple {
            parts.extend(simple(context, listening.transport()));
            return stacked(look, parts);
        }
        parts.push(self.position(context, listening));
        parts.push(play(context, listening.transport()).into());
        parts.push(jumps(context));
        parts.push(chapters(context));
        parts.push(sound(context));
        parts.push(self.sleep_timer(context));
        parts.push(more(context));
        parts.push(manner::switch(context, Switch::Simple, Message::Set));
        stacked(look, parts)
    }

    /// What lies over it.
    pub fn sheet<'a>(&'a self, context: &'a Context) -> Option<Element<'a, Message>> {
        let look = &context.look;
        let Question { typed, wrong } = self.question.as_ref()?;
        let field = text_field(look, context.text("player-place-field"), typed.as_str())
            .error(wrong.then(|| context.text("player-place-wrong")))
            .autofocus()
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        let buttons = row![
            primary_button(look, context.text("outline-go")).on_press(Message::Submitted),
            button(look, context.text("cancel")).on_press(Message::SheetClosed),
        ]
        .spacing(look.gap())
        .wrap();
        let content = column![Element::from(field), Element::from(buttons)].spacing(look.gap());
        Some(dialog(look, context.text("player-go-to"), content).into())
    }

    /// When it falls silent by itself.
    fn sleep_timer<'a>(&self, context: &Context) -> Element<'a, Message> {
        let at = sleep::CHOICES.iter().position(|choice| *choice == self.sleep).unwrap_or_default();
        let range = Range { value: at as f64, least: 0.0, greatest: (sleep::CHOICES.len() - 1) as f64, step: 1.0 };
        let words = wording::sleep(&context.locale, self.sleep);
        let set = |at: f64| Message::SleepSet(sleep::CHOICES.get(at.round() as usize).copied().flatten());
        stepper(&context.look, context.text("sleep-timer"), words, range, set).into()
    }

    /// The place in the whole book, to be seen, felt and moved.
    fn position<'a>(&self, context: &Context, listening: &Listening) -> Element<'a, Message> {
        let locale = &context.locale;
        let whole = listening.recording().duration();
        let heard = listening.place();
        let told = self.told.filter(|_| listening.transport() == Transport::Playing).unwrap_or(heard);
        let words = locale.with(
            "player-position-value",
            &[("passed", wording::time(locale, told).into()), ("total", wording::time(locale, whole).into())],
        );
        let range = Range {
            value: told.as_secs() as f64,
            least: 0.0,
            greatest: whole.as_secs_f64(),
            step: Leap::TenSeconds.time().as_secs_f64(),
        };
        let part = listening.progress() as f32;
        slider(&context.look, Self::slider_name(locale), words, range, part, |adjust| {
            Some(Message::Asked(match adjust {
                Adjust::Less => Command::Leap(Backward, Leap::TenSeconds),
                Adjust::More => Command::Leap(Forward, Leap::TenSeconds),
                Adjust::MuchLess => Command::Leap(Backward, Leap::Minute),
                Adjust::MuchMore => Command::Leap(Forward, Leap::Minute),
                Adjust::Least => Command::Beginning,
                Adjust::Greatest => Command::End,
                Adjust::To(seconds) => Command::GoTo(Duration::try_from_secs_f64(seconds).ok()?),
            }))
        })
        .into()
    }
}

/// The chapter's title and number; nothing for a recording in one piece.
fn chapter<'a>(context: &Context, place: &Whereabouts) -> Option<Element<'a, Message>> {
    let locale = &context.locale;
    let chapter = place.chapter.as_ref().filter(|chapter| chapter.of > 1)?;
    let title = wording::chapter_title(locale, chapter);
    let values = [("title", title.into()), ("index", chapter.number.into()), ("total", chapter.of.into())];
    Some(heading(&context.look, 2, locale.with("player-chapter", &values)).into())
}

/// Time passed and left: figures for the eye, words for the ear.
fn times<'a>(context: &Context, place: &Whereabouts) -> Element<'a, Message> {
    let look = &context.look;
    let locale = &context.locale;
    let line = |id, passed, left, large| -> Element<'a, Message> {
        let said = [("passed", wording::time(locale, passed).into()), ("left", wording::time(locale, left).into())];
        let size = if large { look.heading(1) } else { look.heading(3) };
        let shown = worded(wording::figures(passed, left)).size(size).font(look.bold);
        Control::new(look, Semantics::new(Role::Label, locale.with(id, &said)), shown).into()
    };
    let book = line("player-in-book", place.passed, place.left, place.chapter.is_none());
    match place.chapter.as_ref().filter(|chapter| chapter.of > 1) {
        Some(chapter) => {
            let own = line("player-in-chapter", chapter.passed, chapter.left, true);
            column![own, book].spacing(look.gap() / 2.0).into()
        }
        None => book,
    }
}

fn play<'a>(context: &Context, transport: Transport) -> Control<'a, Message> {
    let act = Act::Listen(Command::Toggle);
    let name = context.text(wording::transport(transport));
    keyed(context, primary_button(&context.look, name), Scope::Player, &act).on_press(Message::Pressed(act)).autofocus()
}

/// A button that does what a key of the player does, by the same name.
fn doing<'a>(context: &Context, act: Act) -> Element<'a, Message> {
    let press = button(&context.look, context.text(act.id()));
    let press = keyed(context, press, Scope::Player, &act);
    press.on_press(Message::Pressed(act)).into()
}

fn grouped<'a>(context: &Context, name: &str, parts: Vec<Element<'a, Message>>) -> Element<'a, Message> {
    group(&context.look, context.text(name), context.side_by_side(parts)).width(Length::Fill).into()
}

/// Back or forward by the jump that was chosen, named by how far that is.
fn jump<'a>(context: &Context, direction: Direction) -> Control<'a, Message> {
    let named = Act::Listen(Command::Leap(direction, context.settings.recording.leap));
    let act = Act::Listen(Command::Jump(direction));
    let press = button(&context.look, context.text(named.id()));
    keyed(context, press, Scope::Player, &act).on_press(Message::Pressed(act))
}

fn jumps<'a>(context: &Context) -> Element<'a, Message> {
    let chosen = context.settings.recording.leap;
    let mut leaps: Vec<Leap> = [Leap::Minute, Leap::TenMinutes].into_iter().filter(|leap| *leap != chosen).collect();
    leaps.push(chosen);
    leaps.sort_unstable();
    let press = |direction: Direction, leap: Leap| {
        if leap == chosen {
            return jump(context, direction).into();
        }
        doing(context, Act::Listen(Command::Leap(direction, leap)))
    };
    let mut buttons: Vec<Element<'a, Message>> = leaps.iter().rev().map(|leap| press(Backward, *leap)).collect();
    buttons.extend(leaps.iter().map(|leap| press(Forward, *leap)));
    grouped(context, "player-jumps", buttons)
}

fn contents<'a>(context: &Context) -> Control<'a, Message> {
    let act = Act::Show(Place::Outline);
    let press = button(&context.look, context.text("reader-contents"));
    keyed(context, press, Scope::Global, &act).on_press(Message::Pressed(act))
}

/// The four that suffice, as large as there is room, and the way back to all of them.
fn simple<'a>(context: &Context, transport: Transport) -> Vec<Element<'a, Message>> {
    let four = [jump(context, Backward), play(context, transport), jump(context, Forward), contents(context)];
    let mut parts: Vec<Element<'a, Message>> =
        four.map(|press| press.height(context.look.target() * 2.0).width(Length::Fill).into()).into();
    parts.push(manner::switch(context, Switch::Simple, Message::Set));
    parts
}

fn chapters<'a>(context: &Context) -> Element<'a, Message> {
    let steps = [Backward, Forward].map(|direction| Act::Listen(Command::Move(direction, Unit::Chapter)));
    let mut buttons: Vec<Element<'a, Message>> = steps.map(|act| doing(context, act)).into();
    buttons.push(contents(context).into());
    grouped(context, "player-chapters", buttons)
}

fn sound<'a>(context: &Context) -> Element<'a, Message> {
    let mut parts: Vec<Element<'a, Message>> = manner::steppers(context, Message::Set).into();
    parts.push(manner::leap(context, Message::Set));
    parts
        .extend([Switch::ClearSpeech, Switch::ShortPauses].map(|switch| manner::switch(context, switch, Message::Set)));
    let content = iced::widget::Column::with_children(parts).spacing(context.look.gap()).width(Length::Fill);
    group(&context.look, context.text("player-sound"), content).width(Length::Fill).into()
}

fn more<'a>(context: &Context) -> Element<'a, Message> {
    let acts = [
        Act::WhereAmI,
        Act::Listen(Command::AddBookmark),
        Act::WriteNote,
        Act::SpeakNote,
        Act::Bookmarks,
        Act::GoToTime,
    ];
    grouped(context, "player-more", acts.map(|act| doing(context, act)).into())
}

/// «40 %» is a percentage, «p. 12» a page, everything else a time; none leads beyond the end.
fn place(typed: &str, listening: &Listening) -> Option<Command> {
    match typed.trim().strip_suffix('%') {
        Some(number) => wording::typed_percent(number).map(Command::GoToPercent),
        // «12-бет», «с. 12», «p. 12».
        None if wording::typed_page(typed).is_some() => {
            let page = listening.recording().page(&wording::typed_page(typed)?)?;
            Some(Command::GoTo(page.start))
        }
        None => {
            let time = wording::typed_time(typed)?;
            (time <= listening.recording().duration()).then_some(Command::GoTo(time))
        }
    }
}
