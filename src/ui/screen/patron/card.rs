//! The reader's card: number and name, large, and as a barcode that is scanned from the screen.

use barcoders::sym::code128::Code128;
use iced::widget::{Row, container};
use iced::{Color, Length};

use super::{Message, State};
use crate::ui::screen::Context;
use crate::ui::widget::{Element, Look, button, heading, image, text, worded};
use crate::ui::wording;

/// White on either side of the bars, in modules: scanners ask for ten.
const QUIET: u32 = 10;
const HEIGHT: f32 = 120.0;

pub(super) fn view<'a>(state: &'a State, context: &'a Context) -> Vec<Element<'a, Message>> {
    let (look, locale) = (&context.look, &context.locale);
    let Some(card) = state.card() else { return Vec::new() };
    let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, locale.text("patron-card")).into()];
    if !card.name.trim().is_empty() {
        parts.push(text(look, card.name.trim()).into());
    }
    let said = locale.with("patron-card-number", &[("number", wording::digits(&card.number).into())]);
    // As it is printed for the eye, digit by digit for the ear.
    let shown = worded(card.number.as_str()).size(look.heading(1) * 1.5).font(look.bold);
    parts.push(text(look, said).content(shown).into());
    let room = context.size.width - look.gap() * 6.0;
    if let Some(bars) = barcode(&card.number, room) {
        parts.push(image(look, locale.text("patron-card-barcode"), drawn(look, &bars)).into());
    }
    let say = button(look, locale.text("patron-card-say")).on_press(Message::SayNumberPressed).autofocus();
    parts.push(say.into());
    parts
}

/// Bars and gaps in turns, a bar first, in whole pixels; `None` for what cannot be one, or has no room.
fn barcode(number: &str, room: f32) -> Option<Vec<u32>> {
    // Ɓ: the set with all letters and digits.
    let modules = Code128::new(format!("\u{181}{number}")).ok()?.encode();
    let wide = (room / (modules.len() as f32 + 2.0 * QUIET as f32)).floor().min(4.0);
    if wide < 1.0 {
        return None;
    }
    let mut bars: Vec<u32> = Vec::new();
    let mut before = None;
    for module in modules {
        match (before == Some(module), bars.last_mut()) {
            (true, Some(run)) => *run += wide as u32,
            _ => bars.push(wide as u32),
        }
        before = Some(module);
    }
    Some(bars)
}

/// Black on white in any colours: scanners see nothing else.
fn drawn<'a>(look: &Look, bars: &[u32]) -> Element<'a, Message> {
    let height = look.px(HEIGHT).min(240.0);
    let run = |(index, width): (usize, &u32)| {
        let color = if index % 2 == 0 { Color::BLACK } else { Color::WHITE };
        let style = move |_: &_| container::Style { background: Some(color.into()), ..container::Style::default() };
        container("").width(Length::Fixed(*width as f32)).height(height).style(style).into()
    };
    let quiet = (QUIET * bars.iter().min().copied().unwrap_or(1)) as f32;
    let bars = Row::with_children(bars.iter().enumerate().map(run).collect::<Vec<_>>());
    let white = |_: &_| container::Style { background: Some(Color::WHITE.into()), ..container::Style::default() };
    container(bars).padding([quiet, quiet]).style(white).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_becomes_bars_that_fit() {
        let bars = barcode("2100000017", 600.0).unwrap();
        assert_eq!(bars.len() % 2, 1, "it begins and ends with a bar");
        // Start, ten signs, check sign of 11 modules each, stop of 13.
        assert_eq!(bars.iter().sum::<u32>() / bars.iter().min().unwrap(), 12 * 11 + 13);
        assert!(bars.iter().sum::<u32>() as f32 + 20.0 * *bars.iter().min().unwrap() as f32 <= 600.0);
        assert_eq!(barcode("2100000017", 100.0), None, "no room");
        assert_eq!(barcode("Әлия", 600.0), None, "not in the code");
    }
}
