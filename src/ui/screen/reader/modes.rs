//! What the ways to read have on the open book's screen: the buttons of a text that runs, the number of the window's page.

use iced::widget::row;

use super::{Message, shortcut};
use crate::locale::Locale;
use crate::settings::ModeSettings;
use crate::ui::keymap::{Act, Way};
use crate::ui::screen::Context;
use crate::ui::widget::prose::Leaf;
use crate::ui::widget::{Control, Element, Landmark, button, landmark, muted, primary_button};
use crate::ui::wording;

/// So many lines of the interface leave room for these buttons; the menu has them, too.
const ROOM: f32 = 8.0;

/// Run or stop, slower, faster, and the pace; nothing where nothing runs.
pub(super) fn controls<'a>(context: &Context, running: bool) -> Option<Control<'a, Message>> {
    let look = &context.look;
    let reading = context.settings.appearance.reading;
    if !reading.mode.runs() || context.size.height / look.row() < ROOM {
        return None;
    }
    let pressing = |button: Control<'a, Message>, way: Way| {
        let act = Act::Way(way);
        button.shortcut(shortcut(context, &act)).on_press(Message::Pressed(act)).into()
    };
    let run = if running { "run-stop" } else { "run-start" };
    let parts: Vec<Element<'a, Message>> = vec![
        pressing(primary_button(look, context.text(run)), Way::Run),
        pressing(button(look, context.text("run-slower")), Way::Slower),
        pressing(button(look, context.text("run-faster")), Way::Faster),
        muted(look, pace(&context.locale, &reading)).into(),
    ];
    let parts = row(parts).spacing(look.gap()).align_y(iced::Alignment::Center).wrap();
    Some(landmark(look, Landmark::Region, context.text("run-controls"), parts.vertical_spacing(look.gap() / 2.0)))
}

/// How fast the text runs.
pub(super) fn pace(locale: &Locale, reading: &ModeSettings) -> String {
    wording::pace(locale, reading.pace)
}

/// The number of the window's page; `narrow` where there is no room for words.
pub(super) fn leaf(locale: &Locale, leaf: Leaf, narrow: bool) -> String {
    let Leaf { number, count, counted } = leaf;
    let id = match (counted, narrow) {
        (true, true) => "screen-of-short",
        (false, true) => "screen-of-about-short",
        (true, false) => "screen-of",
        (false, false) => "screen-of-about",
    };
    locale.with(id, &[("number", number.into()), ("count", count.into())])
}
