//! How recordings are played: speed, loudness and what helps to understand speech, in the player and among the settings.

use std::ops::RangeInclusive;

use crate::reading::listening::Speed;
use crate::settings::{LOUDNESS, LOUDNESS_STEP, Leap, RecordingSettings, SPEED_STEP, SPEEDS, Switch};
use crate::ui::screen::Context;
use crate::ui::widget::{Element, Range, checkbox, stepper};
use crate::ui::wording;

/// What a change is told as.
type Told<M> = fn(RecordingSettings) -> M;

/// Speed and volume, as steppers.
pub fn steppers<'a, M: Clone + 'a>(context: &Context, told: Told<M>) -> [Element<'a, M>; 2] {
    let locale = &context.locale;
    let settings = context.settings.recording;
    let RecordingSettings { speed, volume, .. } = settings;
    let percent = |value: u16| locale.with("percent", &[("value", value.into())]);
    let range = |value: u16, range: RangeInclusive<u16>, step: u16| Range {
        value: f64::from(value),
        least: f64::from(*range.start()),
        greatest: f64::from(*range.end()),
        step: f64::from(step),
    };
    let words = wording::speed(locale, Speed::of_percent(speed));
    let look = &context.look;
    let (fast, loud) = (range(speed, SPEEDS, SPEED_STEP), range(volume, LOUDNESS, LOUDNESS_STEP));
    let set_speed = move |percent: f64| told(RecordingSettings { speed: percent.round() as u16, ..settings });
    let set_volume = move |percent: f64| told(RecordingSettings { volume: percent.round() as u16, ..settings });
    [
        stepper(look, context.text("settings-recording-speed"), words, fast, set_speed).into(),
        stepper(look, context.text("settings-recording-volume"), percent(volume), loud, set_volume).into(),
    ]
}

/// How far the arrows jump, as a stepper.
pub fn leap<'a, M: Clone + 'a>(context: &Context, told: Told<M>) -> Element<'a, M> {
    let settings = context.settings.recording;
    let at = Leap::ALL.iter().position(|leap| *leap == settings.leap).unwrap_or_default();
    let range = Range { value: at as f64, least: 0.0, greatest: (Leap::ALL.len() - 1) as f64, step: 1.0 };
    let set = move |at: f64| {
        let leap = Leap::ALL.get(at.round() as usize).copied().unwrap_or_default();
        told(RecordingSettings { leap, ..settings })
    };
    let words = wording::time(&context.locale, settings.leap.time());
    stepper(&context.look, context.text("settings-leap"), words, range, set).into()
}

fn id(switch: Switch) -> &'static str {
    match switch {
        Switch::ClearSpeech => "settings-clear-speech",
        Switch::ShortPauses => "settings-short-pauses",
        Switch::StepBack => "settings-step-back",
        Switch::Simple => "settings-simple-player",
    }
}

/// What is on or off.
pub fn switch<'a, M: Clone + 'a>(context: &Context, switch: Switch, told: Told<M>) -> Element<'a, M> {
    let settings = context.settings.recording;
    let press = told(settings.switched(switch));
    checkbox(&context.look, context.text(id(switch)), settings.is_on(switch)).on_press(press).into()
}

/// All of it.
pub fn controls<'a, M: Clone + 'a>(context: &Context, told: Told<M>) -> Vec<Element<'a, M>> {
    let mut parts: Vec<Element<'a, M>> = steppers(context, told).into();
    parts.push(leap(context, told));
    let switches = [Switch::ClearSpeech, Switch::ShortPauses, Switch::StepBack, Switch::Simple];
    parts.extend(switches.map(|one| switch(context, one, told)));
    parts
}
