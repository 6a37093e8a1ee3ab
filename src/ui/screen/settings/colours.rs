//! Colours: a theme, the reader's own with the contrast of each, the light of the window.
//!
//! A colour of one's own is typed as a code, stepped by hue, saturation and lightness, or taken from those with a name: each
//! way is told by a screen reader, and each change is drawn, counted and announced at once.

use accesskit::Live;
use iced::widget::column;

use crate::access::{Announcement, announce};
use crate::locale::{Locale, Tongue};
use crate::settings::{BRIGHTNESSES, Colours, OwnColours, Part, Rgb, Settings, WARMTHS};
use crate::ui::screen::Context;
use crate::ui::theme::{self, ENOUGH, Hsl, Palette};
use crate::ui::widget::{
    Choice, Element, Range, button, choices, failure, group, heading, status, stepper, text_field,
};
use crate::ui::wording;

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

/// Which of her own colours the reader changes, and what is typed and not yet a colour.
#[derive(Debug, Clone, Default)]
pub struct State {
    part: Part,
    typed: Option<String>,
    wrong: bool,
    /// The colour as it was stepped to: bytes alone forget the hue of black.
    stepped: Option<Hsl>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Chosen(Colours),
    PartChosen(Part),
    Typed(String),
    Submitted,
    /// Degrees.
    HueSet(f64),
    /// Percent, as is the lightness.
    SaturationSet(f64),
    LightnessSet(f64),
    Picked(Rgb),
    StrengthenPressed,
    /// Percent.
    BrightnessSet(f64),
    WarmthSet(f64),
}

impl State {
    /// Makes the change in these settings.
    pub fn update(&mut self, message: Message, settings: &mut Settings) {
        let typed = self.typed.take();
        let wrong = std::mem::take(&mut self.wrong);
        let mut hsl = self.hsl(settings);
        match message {
            Message::Chosen(colours) => {
                // Her own begin as what she has before her.
                if colours == Colours::Own && settings.appearance.own_colours.is_none() {
                    settings.appearance.own_colours = Some(theme::unlit(settings).own());
                }
                settings.appearance.colours = colours;
            }
            Message::PartChosen(part) => {
                self.part = part;
                self.stepped = None;
            }
            Message::Typed(text) => {
                if let Some(colour) = Rgb::parse(&text) {
                    self.set(colour, settings);
                }
                self.typed = Some(text);
            }
            Message::Submitted => {
                if let Some(text) = typed.filter(|text| Rgb::parse(text).is_none()) {
                    self.typed = Some(text);
                    self.wrong = true;
                    let tongue = settings.language.or_else(Tongue::of_system).unwrap_or_default();
                    announce(Announcement::assertive(Locale::new(tongue).text("colours-code-wrong")));
                }
            }
            Message::HueSet(degrees) => {
                hsl.hue = degrees as f32;
                self.step(hsl, settings);
            }
            Message::SaturationSet(percent) => {
                hsl.saturation = percent as f32 / 100.0;
                self.step(hsl, settings);
            }
            Message::LightnessSet(percent) => {
                hsl.lightness = percent as f32 / 100.0;
                self.step(hsl, settings);
            }
            Message::Picked(colour) => self.set(colour, settings),
            Message::StrengthenPressed => {
                settings.appearance.own_colours = Some(theme::strengthened(&own(settings)));
            }
            // Nothing of the code is forgotten for it.
            Message::BrightnessSet(percent) => {
                (self.typed, self.wrong) = (typed, wrong);
                settings.appearance.light.brightness = percent.round() as u8;
            }
            Message::WarmthSet(percent) => {
                (self.typed, self.wrong) = (typed, wrong);
                settings.appearance.light.warmth = percent.round() as u8;
            }
        }
    }

    fn set(&mut self, colour: Rgb, settings: &mut Settings) {
        self.stepped = None;
        settings.appearance.own_colours = Some(own(settings).with(self.part, colour));
    }

    fn step(&mut self, hsl: Hsl, settings: &mut Settings) {
        self.set(hsl.rgb(), settings);
        self.stepped = Some(hsl);
    }

    fn hsl(&self, settings: &Settings) -> Hsl {
        let colour = own(settings).of(self.part);
        self.stepped.filter(|hsl| hsl.rgb() == colour).unwrap_or_else(|| Hsl::of(colour))
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let settings = &context.settings;
        let themes = Colours::ALL.map(|colours| {
            let chosen = settings.appearance.colours == colours;
            Choice::new(name(context, colours), chosen, Message::Chosen(colours))
        });
        let mut parts: Vec<Element<'a, Message>> = vec![choices(look, context.text("settings-colours"), themes).into()];
        let palette = theme::palette(settings);
        let is_own = settings.appearance.colours == Colours::Own;
        if is_own {
            parts.push(self.own(context, &palette));
        }
        parts.extend(light(context));
        // In her own colours that of each part is told above.
        let ratio = wording::contrast(&context.locale, theme::ratio(palette.text, palette.background));
        let line = context.locale.with("colours-contrast-of-text", &[("contrast", ratio.into())]);
        let live = if is_own { Live::Off } else { Live::Polite };
        parts.push(status(look, line).semantics(|it| it.live(live)).into());
        parts
    }

    fn own<'a>(&'a self, context: &'a Context, palette: &Palette) -> Element<'a, Message> {
        let look = &context.look;
        let locale = &context.locale;
        let settings = &context.settings;
        let own = own(settings);
        let colour = own.of(self.part);
        let part_name = locale.text(part_id(self.part));

        let offered = Part::ALL.map(|part| {
            let ratio = wording::contrast(locale, measured(palette, part));
            let line = locale.with(
                "colours-part-line",
                &[
                    ("part", locale.text(part_id(part)).into()),
                    ("name", wording::colour(locale, own.of(part)).into()),
                    ("contrast", ratio.into()),
                ],
            );
            Choice::new(line, part == self.part, Message::PartChosen(part)).swatch(theme::color(own.of(part)))
        });
        let code = self.typed.clone().unwrap_or_else(|| colour.to_string());
        let field = text_field(look, locale.with("colours-code", &[("part", part_name.clone().into())]), code)
            .description(locale.text("colours-code-hint"))
            .error(self.wrong.then(|| locale.text("colours-code-wrong")))
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        let swatches = SWATCHES.map(|(swatch, id)| {
            Choice::new(locale.text(id), swatch == colour, Message::Picked(swatch)).swatch(theme::color(swatch))
        });
        let strong = theme::strengthened(&own) == own;
        let strengthen = button(look, locale.text("colours-strengthen"))
            .description(locale.text("colours-strengthen-hint"))
            .on_press_maybe((!strong).then_some(Message::StrengthenPressed));

        let mut inside = column![
            heading(look, 3, locale.text("theme-own")),
            choices(look, locale.text("colours-part"), offered),
            self.measure(context, palette),
            field,
        ]
        .spacing(look.gap());
        for stepper in self.steppers(context) {
            inside = inside.push(stepper);
        }
        let ready = locale.with("colours-swatches", &[("part", part_name.into())]);
        group(look, locale.text("theme-own"), inside.push(choices(look, ready, swatches)).push(strengthen)).into()
    }

    /// The contrast of what is being changed, or all that has too little.
    fn measure<'a>(&self, context: &'a Context, palette: &Palette) -> Element<'a, Message> {
        let locale = &context.locale;
        let lacking: Vec<String> = Part::ALL
            .into_iter()
            // Text and background are one pair.
            .filter(|&part| part != Part::Background && measured(palette, part) < ENOUGH)
            .map(|part| told(locale, palette, part))
            .collect();
        if lacking.is_empty() {
            status(&context.look, told(locale, palette, self.part)).into()
        } else {
            let line = locale.with("colours-lacking", &[("parts", lacking.join(", ").into())]);
            failure(&context.look, line).into()
        }
    }

    fn steppers<'a>(&'a self, context: &'a Context) -> [Element<'a, Message>; 3] {
        let look = &context.look;
        let locale = &context.locale;
        let hsl = self.hsl(&context.settings);
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

/// The reader's own colours, or what they would begin as.
fn own(settings: &Settings) -> OwnColours {
    settings.appearance.own_colours.unwrap_or_else(|| theme::unlit(settings).own())
}

fn part_id(part: Part) -> &'static str {
    match part {
        Part::Text => "colours-text",
        Part::Background => "colours-background",
        Part::Highlight => "colours-highlight",
        Part::Link => "colours-link",
        Part::Focus => "colours-focus",
    }
}

/// The contrast of this part with what it stands on, as it is drawn.
fn measured(palette: &Palette, part: Part) -> f32 {
    let front = match part {
        Part::Text | Part::Background => palette.text,
        Part::Highlight => palette.highlight,
        Part::Link => palette.link,
        Part::Focus => palette.focus,
    };
    theme::ratio(front, palette.background)
}

fn told(locale: &Locale, palette: &Palette, part: Part) -> String {
    let ratio = wording::contrast(locale, measured(palette, part));
    match part {
        Part::Text | Part::Background => locale.with("colours-contrast-of-text", &[("contrast", ratio.into())]),
        part => {
            let part = locale.text(part_id(part));
            locale.with("colours-contrast-of", &[("part", part.into()), ("contrast", ratio.into())])
        }
    }
}

/// The theme's name; of the system's choice, what it comes to.
fn name(context: &Context, colours: Colours) -> String {
    wording::theme(&context.locale, &context.settings, colours)
}

fn light<'a>(context: &'a Context) -> [Element<'a, Message>; 2] {
    let look = &context.look;
    let locale = &context.locale;
    let light = context.settings.appearance.light;
    let range = |value: u8, limits: std::ops::RangeInclusive<u8>, step: f64| Range {
        value: f64::from(value),
        least: f64::from(*limits.start()),
        greatest: f64::from(*limits.end()),
        step,
    };
    let percent = |value: u8| locale.with("percent", &[("value", u32::from(value).into())]);
    [
        stepper(
            look,
            locale.text("colours-brightness"),
            percent(light.brightness),
            range(light.brightness, BRIGHTNESSES, 5.0),
            Message::BrightnessSet,
        )
        .into(),
        stepper(
            look,
            locale.text("colours-warmth"),
            percent(light.warmth),
            range(light.warmth, WARMTHS, 10.0),
            Message::WarmthSet,
        )
        .into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_colours_begin_as_what_is_seen() {
        let mut settings = Settings::default();
        settings.appearance.colours = Colours::YellowOnBlack;
        State::default().update(Message::Chosen(Colours::Own), &mut settings);
        assert_eq!(settings.appearance.own_colours, Some(Palette::named(Colours::YellowOnBlack).own()));
    }

    #[test]
    fn a_code_holds_as_soon_as_it_is_one_and_stays_as_it_is_typed() {
        let mut settings = Settings::default();
        let mut state = State::default();
        state.update(Message::Chosen(Colours::Own), &mut settings);
        for typed in ["#", "#1", "#12", "#123", "#1234", "#12345"] {
            state.update(Message::Typed(typed.to_owned()), &mut settings);
        }
        assert_eq!(own(&settings).text, Rgb::new(0x11_22_33));
        state.update(Message::Submitted, &mut settings);
        assert!(state.wrong && state.typed.as_deref() == Some("#12345"));
        state.update(Message::Typed("#123456".to_owned()), &mut settings);
        state.update(Message::Submitted, &mut settings);
        assert_eq!((own(&settings).text, state.wrong, state.typed), (Rgb::new(0x12_34_56), false, None));
    }

    #[test]
    fn steps_come_back_to_the_hue_through_black() {
        let mut settings = Settings::default();
        let mut state = State::default();
        state.update(Message::PartChosen(Part::Link), &mut settings);
        state.update(Message::Picked(Rgb::new(0xff_e6_00)), &mut settings);
        let hue = state.hsl(&settings).hue;
        state.update(Message::LightnessSet(0.0), &mut settings);
        assert_eq!(own(&settings).link, Rgb::BLACK);
        state.update(Message::LightnessSet(50.0), &mut settings);
        assert_eq!((own(&settings).link, state.hsl(&settings).hue), (Rgb::new(0xff_e6_00), hue));
    }

    #[test]
    fn weak_colours_are_strengthened_together() {
        let mut settings = Settings::default();
        let mut state = State::default();
        state.update(Message::Chosen(Colours::Own), &mut settings);
        state.update(Message::Picked(Rgb::new(0x80_80_80)), &mut settings);
        assert!(measured(&theme::palette(&settings), Part::Text) < ENOUGH);
        state.update(Message::StrengthenPressed, &mut settings);
        assert!(Part::ALL.into_iter().all(|part| measured(&theme::palette(&settings), part) >= ENOUGH));
    }
}
