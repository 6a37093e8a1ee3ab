//! One colour of the reader's own: typed as a code, stepped by hue, saturation and lightness, or taken from those with a
//! name. Each way is told by a screen reader, and each change is drawn, counted and announced at once.

use crate::access::{Announcement, announce};
use crate::locale::Locale;
use crate::settings::Rgb;
use crate::ui::screen::Context;
use crate::ui::theme::{self, Hsl};
use crate::ui::widget::{Choice, Element, Range, choices, stepper, text_field};

/// Colours that have a name, the light ones first.
const SWATCHES: [(Rgb, &str); 14] = [
    (Rgb::WHITE, "swatch-white"),
    (Rgb::new(0xfb_f0_d9), "swatch-cream"),
    (Rgb::new(0xd0_d0_d0), "swatch-light-grey"),
    (Rgb::new(0xff_e6_00), "swatch-yellow"),
    (Rgb::new(0xff_b8_60), "swatch-orange"),
    (Rgb::new(0xff_b0_c8), "swatch-pink"),
    (Rgb::new(0x9c_cc_ff), "swatch-light-blue"),
    (Rgb::new(0x8c_f0_b4), "swatch-light-green"),
    (Rgb::new(0x96_00_00), "swatch-dark-red"),
    (Rgb::new(0x12_2c_70), "swatch-dark-blue"),
    (Rgb::new(0x00_4a_1f), "swatch-dark-green"),
    (Rgb::new(0x4a_2a_10), "swatch-brown"),
    (Rgb::new(0x26_28_2b), "swatch-dark-grey"),
    (Rgb::BLACK, "swatch-black"),
];

/// What is typed and not yet a colour.
#[derive(Debug, Clone, Default)]
pub struct State {
    typed: Option<String>,
    wrong: bool,
    /// The colour as it was stepped to: bytes alone forget the hue of black.
    stepped: Option<Hsl>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Typed(String),
    Submitted,
    /// Degrees.
    HueSet(f64),
    /// Percent, as is the lightness.
    SaturationSet(f64),
    LightnessSet(f64),
    Picked(Rgb),
}

impl State {
    /// Changes this colour: what it is from now on, or `None`.
    pub fn update(&mut self, message: Message, colour: Rgb, locale: &Locale) -> Option<Rgb> {
        let typed = self.typed.take();
        self.wrong = false;
        let hsl = self.hsl(colour);
        match message {
            Message::Typed(text) => {
                let colour = Rgb::parse(&text);
                self.typed = Some(text);
                self.stepped = self.stepped.filter(|_| colour.is_none());
                colour
            }
            Message::Submitted => {
                if let Some(text) = typed.filter(|text| Rgb::parse(text).is_none()) {
                    self.typed = Some(text);
                    self.wrong = true;
                    announce(Announcement::assertive(locale.text("colours-code-wrong")));
                }
                None
            }
            Message::HueSet(degrees) => self.step(Hsl { hue: degrees as f32, ..hsl }),
            Message::SaturationSet(percent) => self.step(Hsl { saturation: percent as f32 / 100.0, ..hsl }),
            Message::LightnessSet(percent) => self.step(Hsl { lightness: percent as f32 / 100.0, ..hsl }),
            Message::Picked(colour) => {
                self.stepped = None;
                Some(colour)
            }
        }
    }

    fn step(&mut self, hsl: Hsl) -> Option<Rgb> {
        self.stepped = Some(hsl);
        Some(hsl.rgb())
    }

    fn hsl(&self, colour: Rgb) -> Hsl {
        self.stepped.filter(|hsl| hsl.rgb() == colour).unwrap_or_else(|| Hsl::of(colour))
    }

    /// The controls of this colour. `name` is that of the part that is drawn in it.
    pub fn view<'a>(&'a self, context: &'a Context, name: &str, colour: Rgb) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let locale = &context.locale;
        let code = self.typed.clone().unwrap_or_else(|| colour.to_string());
        let field = text_field(look, locale.with("colours-code", &[("part", name.into())]), code)
            .description(locale.text("colours-code-hint"))
            .error(self.wrong.then(|| locale.text("colours-code-wrong")))
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        let swatches = SWATCHES.map(|(swatch, id)| {
            Choice::new(locale.text(id), swatch == colour, Message::Picked(swatch)).swatch(theme::color(swatch))
        });
        let ready = locale.with("colours-swatches", &[("part", name.into())]);
        let mut parts: Vec<Element<'a, Message>> = vec![field.into()];
        parts.extend(self.steppers(context, colour));
        parts.push(choices(look, ready, swatches).into());
        parts
    }

    fn steppers<'a>(&self, context: &'a Context, colour: Rgb) -> [Element<'a, Message>; 3] {
        let look = &context.look;
        let locale = &context.locale;
        let hsl = self.hsl(colour);
        let hue = hsl.hue.round() % 360.0;
        let words = [("name", locale.text(hsl.hue_id()).into()), ("value", (hue as i64).into())];
        let percent = |part: f32| f64::from((part * 100.0).round());
        let said = |part: f32| locale.with("percent", &[("value", (percent(part) as i64).into())]);
        let range = |value: f64, greatest: f64, step: f64| Range { value, least: 0.0, greatest, step };
        [
            stepper(
                look,
                locale.text("colours-hue"),
                locale.with("colours-degrees", &words),
                range(f64::from(hue), 359.0, 5.0),
                Message::HueSet,
            )
            .into(),
            stepper(
                look,
                locale.text("colours-saturation"),
                said(hsl.saturation),
                range(percent(hsl.saturation), 100.0, 5.0),
                Message::SaturationSet,
            )
            .into(),
            stepper(
                look,
                locale.text("colours-lightness"),
                said(hsl.lightness),
                range(percent(hsl.lightness), 100.0, 2.0),
                Message::LightnessSet,
            )
            .into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Tongue;

    #[test]
    fn a_code_holds_as_soon_as_it_is_one_and_stays_as_it_is_typed() {
        let kk = Locale::new(Tongue::Kk);
        let (mut state, mut colour) = (State::default(), Rgb::BLACK);
        let mut told = |state: &mut State, message| {
            if let Some(changed) = state.update(message, colour, &kk) {
                colour = changed;
            }
            colour
        };
        for typed in ["#", "#1", "#12", "#123", "#1234", "#12345"] {
            told(&mut state, Message::Typed(typed.to_owned()));
        }
        assert_eq!(told(&mut state, Message::Submitted), Rgb::new(0x11_22_33));
        assert!(state.wrong && state.typed.as_deref() == Some("#12345"));
        told(&mut state, Message::Typed("#123456".to_owned()));
        let colour = told(&mut state, Message::Submitted);
        assert_eq!((colour, state.wrong, state.typed), (Rgb::new(0x12_34_56), false, None));
    }

    #[test]
    fn steps_come_back_to_the_hue_through_black() {
        let kk = Locale::new(Tongue::Kk);
        let mut state = State::default();
        let yellow = Rgb::new(0xff_e6_00);
        assert_eq!(state.update(Message::Picked(yellow), Rgb::WHITE, &kk), Some(yellow));
        let hue = state.hsl(yellow).hue;
        assert_eq!(state.update(Message::LightnessSet(0.0), yellow, &kk), Some(Rgb::BLACK));
        assert_eq!(state.update(Message::LightnessSet(50.0), Rgb::BLACK, &kk), Some(yellow));
        assert_eq!(state.hsl(yellow).hue, hue);
    }
}
