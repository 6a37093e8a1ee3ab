//! Controls with a value: check boxes, choices of one among several, tabs, steppers.
//!
//! Keys as in <https://www.w3.org/WAI/ARIA/apg/patterns/>: Tab reaches the group, arrows choose.

use accesskit::Role;
use iced::widget::{Column, Row, column, container, row};
use iced::{Alignment, Color, Length};

use super::Element;
use super::control::{Adjust, Control};
use super::look::Look;
use super::paint::Face;
use super::words::{bar, worded};
use crate::access::{Roving, Semantics};

/// A check box: `on_press` says what follows.
pub fn checkbox<'a, Message: Clone + 'a>(look: &Look, name: impl Into<String>, on: bool) -> Control<'a, Message> {
    let name = name.into();
    let content = row![
        mark(look, if on { "✓" } else { "" }, look.radius() / 2.0),
        worded(name.clone()).size(look.body()).font(look.font)
    ];
    Control::new(
        look,
        Semantics::new(Role::CheckBox, name).focusable().toggled(on),
        content.spacing(look.gap()).align_y(Alignment::Center),
    )
    .face(Face::Row)
    .padding([look.inset() / 2.0, look.inset()])
    .target()
}

/// A box with a sign in it: drawn by us, since no typeface is sure to have empty boxes.
fn mark<'a, Message: 'a>(look: &Look, sign: &'static str, radius: f32) -> Element<'a, Message> {
    framed(look, worded(sign).size(look.body()).font(look.bold).line_height(1.0).into(), radius)
}

/// A ring, with a dot in it where it is chosen. The dot is drawn, too: the program's typeface has none.
fn ring<'a, Message: 'a>(look: &Look, chosen: bool) -> Element<'a, Message> {
    let side = if chosen { look.body() * 0.6 } else { 0.0 };
    let (color, radius) = (look.text, side / 2.0);
    let dot = container("").width(side).height(side).style(move |_| container::Style {
        background: Some(color.into()),
        border: iced::Border { radius: radius.into(), ..iced::Border::default() },
        ..container::Style::default()
    });
    framed(look, dot.into(), look.body())
}

fn framed<'a, Message: 'a>(look: &Look, inside: Element<'a, Message>, radius: f32) -> Element<'a, Message> {
    let side = look.body() * 1.2;
    let (line, width) = (look.line, look.border());
    container(inside)
        .center(side)
        .style(move |_| container::Style {
            border: iced::Border { color: line, width, radius: radius.into() },
            ..container::Style::default()
        })
        .into()
}

/// A patch of this colour, framed so that it is seen on a ground that is like it.
fn swatch<'a, Message: 'a>(look: &Look, color: Color) -> Element<'a, Message> {
    let side = look.body();
    let (line, width) = (look.line, look.border());
    container("")
        .width(side)
        .height(side)
        .style(move |_| container::Style {
            background: Some(color.into()),
            border: iced::Border { color: line, width, radius: 0.0.into() },
            ..container::Style::default()
        })
        .into()
}

/// One of several that can be chosen.
pub struct Choice<Message> {
    name: String,
    language: Option<String>,
    selected: bool,
    autofocus: bool,
    swatch: Option<Color>,
    message: Message,
}

impl<Message> Choice<Message> {
    /// Its name, whether it is the chosen one, and what choosing it says.
    pub fn new(name: impl Into<String>, selected: bool, message: Message) -> Self {
        Self { name: name.into(), language: None, selected, autofocus: false, swatch: None, message }
    }

    /// The language of its name, where it differs from the window's.
    pub fn language(mut self, tag: impl Into<String>) -> Self {
        self.language = Some(tag.into());
        self
    }

    /// It gets the focus when its screen or dialog appears.
    pub fn autofocus(mut self, wanted: bool) -> Self {
        self.autofocus = wanted;
        self
    }

    /// A colour that is shown beside its name.
    pub fn swatch(mut self, color: Color) -> Self {
        self.swatch = Some(color);
        self
    }
}

/// A name as it is shown on something that is chosen, or not.
pub fn chosen_name(name: &str, chosen: bool) -> String {
    if chosen { format!("✓ {name}") } else { name.to_owned() }
}

fn option<'a, Message: Clone + 'a>(
    look: &Look,
    role: Role,
    choice: Choice<Message>,
    position: usize,
    size: usize,
) -> Control<'a, Message> {
    let mut semantics = Semantics::new(role, choice.name.clone()).focusable().position(position, size);
    semantics = match role {
        Role::RadioButton => semantics.toggled(choice.selected),
        _ => semantics,
    }
    .selected(choice.selected);
    // A chosen tab is told by a sign, and not by its colours alone.
    let shown = if role == Role::Tab { chosen_name(&choice.name, choice.selected) } else { choice.name };
    let label = worded(shown).size(look.body()).font(look.font);
    let content: Element<'a, Message> = match role {
        Role::Tab => label.into(),
        _ => {
            let swatch = choice.swatch.map(|color| swatch(look, color));
            row![ring(look, choice.selected), swatch, label].spacing(look.gap()).align_y(Alignment::Center).into()
        }
    };
    let mut control = Control::new(look, semantics, content)
        .face(match (role, choice.selected) {
            (Role::Tab, true) => Face::Primary,
            (Role::Tab, false) => Face::Raised,
            (_, true) => Face::ChosenRow,
            (_, false) => Face::Row,
        })
        .padding([look.inset() / 2.0, look.inset()])
        .on_press(choice.message)
        .target();
    if let Some(language) = choice.language {
        control = control.language(language);
    }
    if choice.autofocus {
        control = control.autofocus();
    }
    control
}

/// One of several, all in sight: radio buttons. Arrows move and choose.
pub fn choices<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    choices: impl IntoIterator<Item = Choice<Message>>,
) -> Control<'a, Message> {
    let name = name.into();
    let choices: Vec<_> = choices.into_iter().collect();
    let size = choices.len();
    let mut options = Column::new().spacing(look.gap() / 2.0);
    if !name.is_empty() {
        options = options.push(worded(name.clone()).size(look.body()).font(look.bold));
    }
    for (index, choice) in choices.into_iter().enumerate() {
        options = options.push(option(look, Role::RadioButton, choice, index + 1, size).width(Length::Fill));
    }
    Control::new(look, Semantics::new(Role::RadioGroup, name).size_of_set(size).roving(Roving::Choosing), options)
}

/// A row of tabs, one of them chosen. Arrows move and choose.
pub fn tabs<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    choices: impl IntoIterator<Item = Choice<Message>>,
) -> Control<'a, Message> {
    let choices: Vec<_> = choices.into_iter().collect();
    let size = choices.len();
    let mut options = Row::new().spacing(look.gap());
    for (index, choice) in choices.into_iter().enumerate() {
        options = options.push(option(look, Role::Tab, choice, index + 1, size));
    }
    Control::new(
        look,
        Semantics::new(Role::TabList, name).size_of_set(size).roving(Roving::Choosing),
        options.wrap().vertical_spacing(look.gap()),
    )
}

/// The range of a stepper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub value: f64,
    pub least: f64,
    pub greatest: f64,
    pub step: f64,
}

impl Range {
    /// The value after this adjustment; `None` when it stays the same.
    pub fn adjusted(self, adjust: &Adjust) -> Option<f64> {
        let wanted = match adjust {
            Adjust::Less => self.value - self.step,
            Adjust::More => self.value + self.step,
            Adjust::MuchLess => self.value - 10.0 * self.step,
            Adjust::MuchMore => self.value + 10.0 * self.step,
            Adjust::Least => self.least,
            Adjust::Greatest => self.greatest,
            Adjust::To(value) if value.is_finite() => *value,
            Adjust::To(_) => return None,
        };
        let wanted = wanted.clamp(self.least, self.greatest);
        ((wanted - self.value).abs() > f64::EPSILON).then_some(wanted)
    }
}

/// A value that grows and shrinks by steps: one stop of Tab, arrows, Page Up and Page Down, Home and End, two buttons for
/// the pointer. `words` is the value as it is said («18 points»).
pub fn stepper<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    words: impl Into<String>,
    range: Range,
    on_change: impl Fn(f64) -> Message + 'a,
) -> Control<'a, Message> {
    let (name, words) = (name.into(), words.into());
    let end = |sign: &'static str, adjust: Adjust| {
        let message = range.adjusted(&adjust).map(&on_change);
        Control::piece(look, worded(sign).size(look.body()).font(look.bold))
            .face(Face::Raised)
            .align_x(Alignment::Center)
            .on_press_maybe(message)
            .target()
    };
    let (less, more) = (end("−", Adjust::Less), end("+", Adjust::More));
    let name_shown = worded(name.clone()).size(look.body()).font(look.font).width(Length::Fill);
    let value = worded(words.clone()).size(look.body()).font(look.bold);
    let content: Element<'a, Message> = if look.is_large() {
        // What fills is laid out last: the buttons have their room before the value has the rest.
        let value = value.width(Length::Fill).align_x(Alignment::Center);
        let below = row![less, value, more].spacing(look.gap()).align_y(Alignment::Center);
        column![name_shown, below].spacing(look.gap() / 2.0).into()
    } else {
        row![name_shown, less, value, more].spacing(look.gap()).align_y(Alignment::Center).into()
    };
    let semantics = Semantics::new(Role::Slider, name).focusable().value(words).numeric(
        range.value,
        range.least,
        range.greatest,
        range.step,
    );
    Control::new(look, semantics, content)
        .padding(look.inset() / 2.0)
        .on_adjust(move |adjust| range.adjusted(&adjust).map(&on_change))
}

/// A place on a way: one stop of Tab, arrows, Page Up and Page Down, Home and End. `part` (0 to 1) is what is drawn; told
/// are `words` and `range`, which may lag behind it.
pub fn slider<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    words: impl Into<String>,
    range: Range,
    part: f32,
    on_adjust: impl Fn(Adjust) -> Option<Message> + 'a,
) -> Control<'a, Message> {
    let semantics = Semantics::new(Role::Slider, name).focusable().value(words).numeric(
        range.value,
        range.least,
        range.greatest,
        range.step,
    );
    Control::new(look, semantics, bar(look, part))
        .padding(look.inset() / 2.0)
        .width(Length::Fill)
        .target()
        .on_adjust(on_adjust)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_stays_within_its_ends() {
        let range = Range { value: 90.0, least: 14.0, greatest: 96.0, step: 2.0 };
        assert_eq!(range.adjusted(&Adjust::More), Some(92.0));
        assert_eq!(range.adjusted(&Adjust::MuchMore), Some(96.0));
        assert_eq!(range.adjusted(&Adjust::To(f64::NAN)), None);
        assert_eq!(range.adjusted(&Adjust::To(-5.0)), Some(14.0));
        assert_eq!(Range { value: 96.0, ..range }.adjusted(&Adjust::More), None);
    }
}
