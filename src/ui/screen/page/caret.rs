//! The colour of the caret: one of the theme's, or any of the reader's own, with its contrast.

use super::Message;
use crate::locale::Locale;
use crate::settings::{CaretColour, Rgb, Settings};
use crate::ui::screen::{Context, shade};
use crate::ui::theme::{self, ENOUGH};
use crate::ui::widget::{Choice, Element, choices, failure, status};
use crate::ui::wording;

/// The caret is drawn in this colour. Her own begins as what she has before her.
pub(super) fn choose(colour: CaretColour, settings: &mut Settings) {
    if colour == CaretColour::Own && settings.appearance.page.own_caret.is_none() {
        settings.appearance.page.own_caret = Some(seen(settings));
    }
    settings.appearance.page.caret_colour = colour;
}

pub(super) fn shade(state: &mut shade::State, message: shade::Message, settings: &mut Settings, locale: &Locale) {
    if let Some(colour) = state.update(message, own(settings), locale) {
        settings.appearance.page.own_caret = Some(colour);
    }
}

/// The colour of the caret in full light.
fn seen(settings: &Settings) -> Rgb {
    let mut lit = settings.clone();
    lit.appearance.light = crate::settings::Light::default();
    theme::caret(&lit)
}

fn own(settings: &Settings) -> Rgb {
    settings.appearance.page.own_caret.unwrap_or_else(|| seen(settings))
}

pub(super) fn controls<'a>(state: &'a shade::State, context: &'a Context) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let page = &context.settings.appearance.page;
    let name = context.text("page-caret-colour");
    let offered = CaretColour::ALL.map(|colour| {
        let id = match colour {
            CaretColour::Focus => "caret-focus",
            CaretColour::Text => "caret-text",
            CaretColour::Link => "caret-link",
            CaretColour::Own => "caret-own",
        };
        Choice::new(context.text(id), page.caret_colour == colour, Message::CaretColourChosen(colour))
    });
    let mut parts = vec![choices(look, name.clone(), offered).into()];
    if page.caret_colour != CaretColour::Own {
        return parts;
    }
    let palette = theme::palette(&context.settings);
    let ratio = theme::ratio(theme::caret(&context.settings), palette.background);
    let words = [("part", context.text("page-caret-heading").into()), {
        let told = wording::contrast(&context.locale, ratio);
        ("contrast", told.into())
    }];
    let line = context.locale.with("colours-contrast-of", &words);
    parts.push(if ratio < ENOUGH {
        failure(look, context.locale.with("colours-lacking", &[("parts", line.into())])).into()
    } else {
        status(look, line).into()
    });
    let controls = state.view(context, &context.text("page-caret-heading"), own(&context.settings));
    parts.extend(controls.into_iter().map(|part| part.map(Message::CaretShaded)));
    parts
}
