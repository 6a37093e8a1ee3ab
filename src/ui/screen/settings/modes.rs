//! The way to read: which one, how many lines are lit and what becomes of the others, how fast a text runs.

use crate::settings::{LIT_LINES, Mode, ModeSettings, PACES, Settings, Unlit};
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, Range, choices, heading, stepper};
use crate::ui::wording;

/// One press of the stepper, in characters a minute.
const PACE_STEP: f64 = 50.0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Message {
    Chosen(Mode),
    LitLinesChosen(u8),
    UnlitChosen(Unlit),
    /// Characters a minute.
    PaceSet(f64),
}

/// Makes the change in these settings.
pub(super) fn update(message: Message, settings: &mut Settings) {
    let reading: &mut ModeSettings = &mut settings.appearance.reading;
    match message {
        Message::Chosen(mode) => reading.mode = mode,
        Message::LitLinesChosen(lines) => reading.lit_lines = lines,
        Message::UnlitChosen(unlit) => reading.unlit = unlit,
        Message::PaceSet(pace) => reading.pace = pace.round() as u16,
    }
}

pub(super) fn controls<'a>(context: &Context) -> Vec<Element<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let reading = context.settings.appearance.reading;
    let modes =
        Mode::ALL.map(|mode| Choice::new(wording::mode(locale, mode), mode == reading.mode, Message::Chosen(mode)));
    let mut parts: Vec<Element<'a, Message>> = vec![
        heading(look, 2, context.text("settings-mode")).into(),
        choices(look, context.text("settings-mode"), modes).into(),
    ];
    if reading.mode == Mode::LineFocus {
        let lines = LIT_LINES.map(|lines| {
            let words = locale.with("lit-lines", &[("count", lines.into())]);
            Choice::new(words, lines == reading.lit_lines, Message::LitLinesChosen(lines))
        });
        let unlit = Unlit::ALL.map(|unlit| {
            Choice::new(wording::unlit(locale, unlit), unlit == reading.unlit, Message::UnlitChosen(unlit))
        });
        parts.push(choices(look, context.text("settings-lit-lines"), lines).into());
        parts.push(choices(look, context.text("settings-unlit"), unlit).into());
    }
    if reading.mode.runs() {
        let range = Range {
            value: f64::from(reading.pace),
            least: f64::from(*PACES.start()),
            greatest: f64::from(*PACES.end()),
            step: PACE_STEP,
        };
        let words = wording::pace(locale, reading.pace);
        parts.push(stepper(look, context.text("settings-pace"), words, range, Message::PaceSet).into());
    }
    parts
}
