//! When books are fetched, and how much room they may take.

use super::Message;
use crate::settings::{DownloadSettings, Metered, STORAGE_LIMITS};
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, choices, heading};
use crate::ui::wording;

pub(super) fn controls<'a>(context: &'a Context) -> [Element<'a, Message>; 3] {
    let look = &context.look;
    let own = context.settings.downloads;
    let limits = std::iter::once(None).chain(STORAGE_LIMITS.map(Some)).map(|limit| {
        let name = match limit {
            Some(megabytes) => wording::size(&context.locale, u64::from(megabytes) * 1_000_000),
            None => context.text("settings-storage-any"),
        };
        Choice::new(name, own.limit == limit, Message::Downloads(DownloadSettings { limit, ..own }))
    });
    let metered = Metered::ALL.map(|metered| {
        let name = match metered {
            Metered::Ask => "settings-metered-ask",
            Metered::Wait => "settings-metered-wait",
            Metered::Go => "settings-metered-go",
        };
        let chosen = Message::Downloads(DownloadSettings { metered, ..own });
        Choice::new(context.text(name), own.metered == metered, chosen)
    });
    [
        heading(look, 2, context.text("settings-downloads")).into(),
        choices(look, context.text("settings-storage"), limits.collect::<Vec<_>>()).into(),
        choices(look, context.text("settings-metered"), metered).into(),
    ]
}
