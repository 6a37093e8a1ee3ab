//! Text that is read and not pressed: headings, paragraphs, status, images, progress.

use accesskit::{Live, Role};
use iced::advanced::text::Wrapping;
use iced::widget::text::IntoFragment;
use iced::widget::{Text, container};
use iced::{Border, Color, Length};

use super::Element;
use super::control::Control;
use super::look::Look;
use crate::access::Semantics;

/// Letters of a control. A word that is longer than its line goes on in the next one: with large letters that happens in
/// every language, and nothing may be cut.
pub fn worded<'a>(text: impl IntoFragment<'a>) -> Text<'a> {
    iced::widget::text(text).wrapping(Wrapping::WordOrGlyph)
}

/// A heading, level 1 to 6.
pub fn heading<'a, Message: Clone + 'a>(look: &Look, level: u8, text: impl Into<String>) -> Control<'a, Message> {
    let text = text.into();
    let shown = worded(text.clone()).size(look.heading(level)).font(look.bold);
    Control::new(look, Semantics::new(Role::Heading, text).level(level), shown)
}

/// A paragraph of the interface.
pub fn text<'a, Message: Clone + 'a>(look: &Look, text: impl Into<String>) -> Control<'a, Message> {
    plain(look, text.into(), "", None)
}

/// A paragraph of less weight.
pub fn muted<'a, Message: Clone + 'a>(look: &Look, text: impl Into<String>) -> Control<'a, Message> {
    plain(look, text.into(), "", Some(look.muted))
}

/// What stands before a sentence that tells what is wrong: its colour is not the only sign.
pub(super) const WRONG: &str = "‼ ";

fn plain<'a, Message: Clone + 'a>(look: &Look, text: String, sign: &str, color: Option<Color>) -> Control<'a, Message> {
    let shown = worded(format!("{sign}{text}"))
        .size(look.body())
        .font(look.font)
        .line_height(look.line_height)
        .color_maybe(color);
    Control::new(look, Semantics::new(Role::Label, text), shown)
}

/// A line that tells how things are («found: 12»); its changes are announced.
pub fn status<'a, Message: Clone + 'a>(look: &Look, text: impl Into<String>) -> Control<'a, Message> {
    plain(look, text.into(), "", None).semantics(|semantics| semantics.live(Live::Polite))
}

/// What went wrong, as a sentence; announced at once.
pub fn failure<'a, Message: Clone + 'a>(look: &Look, text: impl Into<String>) -> Control<'a, Message> {
    plain(look, text.into(), WRONG, Some(look.error)).semantics(|semantics| semantics.live(Live::Assertive))
}

/// A picture with its alternative. An empty alternative makes it decoration, which is not told.
pub fn image<'a, Message: Clone + 'a>(
    look: &Look,
    alternative: impl Into<String>,
    picture: impl Into<Element<'a, Message>>,
) -> Control<'a, Message> {
    let alternative = alternative.into();
    if alternative.is_empty() {
        Control::piece(look, picture)
    } else {
        Control::new(look, Semantics::new(Role::Image, alternative), picture)
    }
}

/// How far something is: a part from 0 to 1, or `None` when nobody knows. `words` is what is said («40 percent»).
pub fn progress<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    words: impl Into<String>,
    part: Option<f32>,
) -> Control<'a, Message> {
    let (name, words) = (name.into(), words.into());
    let mut semantics = Semantics::new(Role::ProgressIndicator, name).value(words);
    if let Some(part) = part {
        semantics = semantics.numeric(f64::from(part) * 100.0, 0.0, 100.0, 1.0);
    } else {
        semantics = semantics.busy();
    }
    Control::new(look, semantics, bar(look, part.unwrap_or(0.0)))
}

/// A bar that is filled to this part, 0 to 1.
pub(super) fn bar<'a, Message: 'a>(look: &Look, part: f32) -> Element<'a, Message> {
    let filled = (part.clamp(0.0, 1.0) * 1000.0) as u16;
    let (accent, line, width) = (look.accent, look.line, look.border());
    let height = look.px(14.0);
    let bar = iced::widget::row![
        container("")
            .width(Length::FillPortion(filled.max(1)))
            .height(Length::Fill)
            .style(move |_| { container::Style { background: Some(accent.into()), ..container::Style::default() } }),
        container("").width(Length::FillPortion((1000 - filled).max(1))),
    ];
    container(bar)
        .padding(width)
        .width(Length::Fill)
        .height(height)
        .style(move |_| container::Style {
            border: Border { color: line, width, radius: 0.0.into() },
            ..container::Style::default()
        })
        .into()
}

/// A line between parts. It is not told.
pub fn separator<'a, Message: Clone + 'a>(look: &Look) -> Control<'a, Message> {
    let line = look.line;
    let rule = container("")
        .width(Length::Fill)
        .height(look.border())
        .style(move |_| container::Style { background: Some(line.into()), ..container::Style::default() });
    Control::piece(look, rule)
}
