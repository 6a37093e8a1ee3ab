//! The page as it was printed, beside the text or below it: the picture of a scan, of a page of PDF.

use accesskit::Role;
use iced::widget::{column, row};
use iced::{Length, Size};

use super::Message;
use crate::access::Semantics;
use crate::book::Picture;
use crate::reading::Reading;
use crate::ui::keymap::Act;
use crate::ui::pictures::{Album, Wanted};
use crate::ui::screen::Context;
use crate::ui::widget::canvas::{Part, canvas};
use crate::ui::widget::{Control, Element, key_of};

/// A window this many times as wide as high has them side by side.
const WIDE: f32 = 1.25;
/// The part of the window that the picture has.
const SHARE: f32 = 0.42;

/// The page that the reader is at, where pages can be drawn.
pub fn picture(reading: &Reading) -> Picture {
    Picture::Page(reading.cursor().section)
}

/// What is to be at hand of it.
pub fn wanted(context: &Context, reading: &Reading) -> Wanted {
    let view = view(context);
    Wanted { picture: picture(reading), width: view.width, height: view.height }
}

/// The page's label, as it is told.
pub fn title(context: &Context, reading: &Reading) -> String {
    let label = reading.book().page_at(reading.cursor()).map(|page| page.label.clone());
    let label = label.unwrap_or_else(|| (reading.cursor().section + 1).to_string());
    context.locale.with("printed-page", &[("label", label.into())])
}

fn is_wide(context: &Context) -> bool {
    context.size.width > context.size.height * WIDE
}

/// The room of the picture.
fn view(context: &Context) -> Size {
    let Size { width, height } = context.size;
    let gap = 2.0 * context.look.gap();
    if is_wide(context) {
        Size::new((width * SHARE - gap).max(1.0), (height - gap - 3.0 * context.look.row()).max(height * 0.4))
    } else {
        Size::new((width - gap).max(1.0), height * SHARE)
    }
}

/// The text with its page beside it.
pub(super) fn beside<'a>(
    context: &'a Context,
    reading: &Reading,
    album: &Album,
    text: Element<'a, Message>,
) -> Element<'a, Message> {
    let look = &context.look;
    let picture = picture(reading);
    let view = view(context);
    let size = album.size(&picture).unwrap_or(view);
    let shown = canvas(album.handle(&picture), size, Part::WHOLE, view.height, context.page.background);
    let title = title(context, reading);
    let told = if album.is_lost(&picture) { context.text("picture-lost") } else { String::new() };
    let semantics = Semantics::new(Role::Button, title).description(told);
    let control = Control::new(look, semantics, shown).key(key_of("printed")).on_press(Message::Pressed(Act::Printed));
    let control = Element::from(control.width(Length::Fill));
    if is_wide(context) {
        // Whole pixels: of what ends between two of them the software renderer leaves traces.
        let picture = iced::widget::container(control).width(Length::Fixed((SHARE * context.size.width).floor()));
        let text = iced::widget::container(text).width(Length::Fill);
        row![text, picture].spacing(look.gap()).height(Length::Fill).into()
    } else {
        column![iced::widget::container(text).height(Length::Fill), control].spacing(look.gap()).into()
    }
}
