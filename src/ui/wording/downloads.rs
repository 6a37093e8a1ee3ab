//! Books on their way, in words: what they are called, how they are, what could make room for them.

use super::{library_error, size, step};
use crate::library::acquire::Wanted;
use crate::library::queue::{State, Why};
use crate::library::shelf::Holding;
use crate::locale::Locale;

/// Books that are named as such that could go.
const NAMED: usize = 3;

/// What a book on its way is called before it has told its title itself: as the catalogue writes it, else by the end of its
/// address.
pub fn download_title(locale: &Locale, title: &str, wanted: &Wanted) -> String {
    if !title.trim().is_empty() {
        return title.trim().to_owned();
    }
    let Some(address) = wanted.address() else { return locale.text("downloads-untitled") };
    let last = address.path_segments().and_then(|mut parts| parts.rfind(|part| !part.is_empty()));
    let named = last.map(|part| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned());
    named.or_else(|| address.host_str().map(str::to_owned)).unwrap_or_else(|| locale.text("downloads-untitled"))
}

/// How one is: the step it is at, why it is paused, what went wrong and what to do.
pub fn download_state(locale: &Locale, state: &State) -> String {
    match state {
        State::Waiting => locale.text("download-waiting"),
        State::Running(at) => step(locale, *at),
        State::Paused(why) => download_paused(locale, *why),
        State::Failed(error) => library_error(locale, error).line(),
    }
}

/// Why one is paused.
pub fn download_paused(locale: &Locale, why: Why) -> String {
    match why {
        Why::Reader => locale.text("download-paused"),
        Why::Metered => locale.text("download-metered"),
        Why::NoRoom { needed } => locale.with("download-no-room", &[("size", size(locale, needed).into())]),
        Why::Offline => locale.text("download-offline"),
        Why::Elsewhere => locale.text("download-elsewhere"),
        Why::Earlier => locale.text("download-earlier"),
    }
}

/// Why a book that somebody waits for at the command line stays in the queue, and what to do.
pub fn not_brought(locale: &Locale, why: Why) -> String {
    let advice = match why {
        Why::NoRoom { .. } => "error-disk-full-do",
        _ => "download-go-on-do",
    };
    format!("{}. {}", download_paused(locale, why), locale.text(advice))
}

/// Which books could go so that others come: those that were read to their end, the largest first. `None` when there are none.
pub fn room_from(locale: &Locale, holdings: &[Holding]) -> Option<String> {
    let mut finished: Vec<(u64, &str)> = holdings
        .iter()
        .filter(|holding| holding.finished.is_some() && holding.present)
        .filter_map(|holding| Some((std::fs::metadata(&holding.file).ok()?.len(), holding.title.as_str())))
        .collect();
    finished.sort_by_key(|(bytes, title)| (std::cmp::Reverse(*bytes), *title));
    if finished.is_empty() {
        return None;
    }
    let named = finished.iter().take(NAMED).map(|(bytes, title)| {
        locale.with("download-could-go-one", &[("title", (*title).into()), ("size", size(locale, *bytes).into())])
    });
    let books = named.collect::<Vec<_>>().join(", ");
    Some(locale.with("download-could-go", &[("books", books.into())]))
}
