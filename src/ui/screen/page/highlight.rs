//! How what is heard is marked: the sentence, the word, both or nothing; in the theme's colour or one of the reader's own.

use super::Message;
use crate::locale::Locale;
use crate::settings::{Highlight, HighlightColour, Rgb, Settings};
use crate::ui::screen::{Context, shade};
use crate::ui::theme::{self, SEEN};
use crate::ui::widget::{Choice, Element, choices, failure, status};
use crate::ui::wording;

/// What is heard is marked in this colour. Her own begins as what she has before her.
pub(super) fn choose(colour: HighlightColour, settings: &mut Settings) {
    if colour == HighlightColour::Own && settings.appearance.page.own_highlight.is_none() {
        settings.appearance.page.own_highlight = Some(theme::unlit(settings).highlight);
    }
    settings.appearance.page.highlight_colour = colour;
}

pub(super) fn shade(state: &mut shade::State, message: shade::Message, settings: &mut Settings, locale: &Locale) {
    if let Some(colour) = state.update(message, own(settings), locale) {
        settings.appearance.page.own_highlight = Some(colour);
    }
}

fn own(settings: &Settings) -> Rgb {
    settings.appearance.page.own_highlight.unwrap_or_else(|| theme::unlit(settings).highlight)
}

pub(super) fn controls<'a>(state: &'a shade::State, context: &'a Context) -> Vec<Element<'a, Message>> {
    let look = &context.look;
    let page = &context.settings.appearance.page;
    let units = Highlight::ALL.map(|unit| {
        let id = match unit {
            Highlight::Both => "highlight-both",
            Highlight::Sentence => "highlight-sentence",
            Highlight::Word => "highlight-word",
            Highlight::Nothing => "highlight-nothing",
        };
        Choice::new(context.text(id), page.highlight == unit, Message::HighlightChosen(unit))
    });
    let mut parts: Vec<Element<'a, Message>> = vec![choices(look, context.text("page-highlight"), units).into()];
    if page.highlight == Highlight::Nothing {
        return parts;
    }
    let colours = HighlightColour::ALL.map(|colour| {
        let id = match colour {
            HighlightColour::Theme => "highlight-theme",
            HighlightColour::Own => "highlight-own",
        };
        Choice::new(context.text(id), page.highlight_colour == colour, Message::HighlightColourChosen(colour))
    });
    parts.push(choices(look, context.text("page-highlight-colour"), colours).into());
    if page.highlight_colour != HighlightColour::Own {
        return parts;
    }
    // The letters on it have their contrast always; that of the mark and the page is the reader's.
    let palette = theme::palette(&context.settings);
    let ratio = theme::ratio(theme::highlight(&context.settings).0, palette.background);
    let told = wording::contrast(&context.locale, ratio);
    let words = [("part", context.text("page-highlight-heading").into()), ("contrast", told.into())];
    let line = context.locale.with("colours-contrast-of", &words);
    parts.push(if ratio < SEEN {
        failure(look, context.locale.with("page-highlight-faint", &[("contrast", line.into())])).into()
    } else {
        status(look, line).into()
    });
    let controls = state.view(context, &context.text("page-highlight-heading"), own(&context.settings));
    parts.extend(controls.into_iter().map(|part| part.map(Message::HighlightShaded)));
    parts
}
