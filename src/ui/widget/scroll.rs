//! A part that scrolls: the focused control comes into view by itself, Page Up and Page Down work from anywhere in it.

use accesskit::{Action, Role};
use iced::widget::scrollable as stock;
use iced::{Background, Border, Length};

use super::Element;
use super::control::Control;
use super::look::Look;
use crate::access::Semantics;

/// Content that scrolls up and down. The root of the window scrolls it: to what gets the focus, by pages, and when
/// assistive technology asks.
pub fn scrollable<'a, Message: Clone + 'a>(
    look: &Look,
    content: impl Into<Element<'a, Message>>,
) -> Control<'a, Message> {
    let (rail, knob) = (look.surface, look.line);
    // Easy to see and to grasp, yet not at the cost of a letter in every line.
    let bar = look.px(12.0).min(30.0);
    let direction =
        stock::Direction::Vertical(stock::Scrollbar::new().width(bar).scroller_width(bar).spacing(look.gap() / 2.0));
    let inside = stock::Scrollable::with_direction(content, direction).width(Length::Fill).style(move |_, _| {
        let rail = stock::Rail {
            background: Some(Background::Color(rail)),
            border: Border::default(),
            scroller: stock::Scroller { background: Background::Color(knob), border: Border::default() },
        };
        stock::Style {
            container: iced::widget::container::Style::default(),
            vertical_rail: rail,
            horizontal_rail: rail,
            gap: None,
            auto_scroll: stock::AutoScroll {
                background: Background::Color(knob),
                border: Border::default(),
                shadow: iced::Shadow::default(),
                icon: knob,
            },
        }
    });
    let semantics = Semantics::new(Role::ScrollView, "").action(Action::ScrollDown).action(Action::ScrollUp);
    Control::new(look, semantics, inside).width(Length::Fill)
}
