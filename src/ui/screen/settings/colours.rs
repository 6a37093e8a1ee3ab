//! Colours: a theme, the reader's own with the contrast of each, the light of the window.
//!
//! How one colour is changed: [`shade`].

use accesskit::Live;
use iced::widget::column;

use crate::locale::{Locale, Tongue};
use crate::settings::{BRIGHTNESSES, Colours, OwnColours, Part, Settings, WARMTHS};
use crate::ui::screen::{Context, shade};
use crate::ui::theme::{self, ENOUGH, Palette};
use crate::ui::widget::{Choice, Element, Range, button, choices, failure, group, heading, status, stepper};
use crate::ui::wording;

/// Which of her own colours the reader changes, and how far she is with it.
#[derive(Debug, Clone, Default)]
pub struct State {
    part: Part,
    shade: shade::State,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Chosen(Colours),
    PartChosen(Part),
    Shade(shade::Message),
    StrengthenPressed,
    /// Percent.
    BrightnessSet(f64),
    WarmthSet(f64),
}

impl State {
    /// Makes the change in these settings.
    pub fn update(&mut self, message: Message, settings: &mut Settings) {
        // A code that is typed and none yet is forgotten with what it was typed for.
        if matches!(message, Message::Chosen(_) | Message::PartChosen(_) | Message::StrengthenPressed) {
            self.shade = shade::State::default();
        }
        match message {
            Message::Chosen(colours) => {
                // Her own begin as what she has before her.
                if colours == Colours::Own && settings.appearance.own_colours.is_none() {
                    settings.appearance.own_colours = Some(theme::unlit(settings).own());
                }
                settings.appearance.colours = colours;
            }
            Message::PartChosen(part) => self.part = part,
            Message::Shade(message) => {
                let tongue = settings.language.or_else(Tongue::of_system).unwrap_or_default();
                let changed = self.shade.update(message, own(settings).of(self.part), &Locale::new(tongue));
                if let Some(colour) = changed {
                    settings.appearance.own_colours = Some(own(settings).with(self.part, colour));
                }
            }
            Message::StrengthenPressed => {
                settings.appearance.own_colours = Some(theme::strengthened(&own(settings)));
            }
            Message::BrightnessSet(percent) => settings.appearance.light.brightness = percent.round() as u8,
            Message::WarmthSet(percent) => settings.appearance.light.warmth = percent.round() as u8,
        }
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
        let strong = theme::strengthened(&own) == own;
        let strengthen = button(look, locale.text("colours-strengthen"))
            .description(locale.text("colours-strengthen-hint"))
            .on_press_maybe((!strong).then_some(Message::StrengthenPressed));

        let mut inside = column![
            heading(look, 3, locale.text("theme-own")),
            choices(look, locale.text("colours-part"), offered),
            self.measure(context, palette),
        ]
        .spacing(look.gap());
        for part in self.shade.view(context, &part_name, colour) {
            inside = inside.push(part.map(Message::Shade));
        }
        group(look, locale.text("theme-own"), inside.push(strengthen)).into()
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
    use crate::settings::Rgb;

    #[test]
    fn ones_own_colours_begin_as_what_is_seen() {
        let mut settings = Settings::default();
        settings.appearance.colours = Colours::YellowOnBlack;
        State::default().update(Message::Chosen(Colours::Own), &mut settings);
        assert_eq!(settings.appearance.own_colours, Some(Palette::named(Colours::YellowOnBlack).own()));
    }

    #[test]
    fn weak_colours_are_strengthened_together() {
        let mut settings = Settings::default();
        let mut state = State::default();
        state.update(Message::Chosen(Colours::Own), &mut settings);
        state.update(Message::Shade(shade::Message::Picked(Rgb::new(0x80_80_80))), &mut settings);
        assert!(measured(&theme::palette(&settings), Part::Text) < ENOUGH);
        state.update(Message::StrengthenPressed, &mut settings);
        assert!(Part::ALL.into_iter().all(|part| measured(&theme::palette(&settings), part) >= ENOUGH));
    }
}
