//! Signing in through the browser, in words.

use super::Failure;
use crate::library::authentication::oauth::Refusal;
use crate::locale::Locale;

/// The system opens no browser.
pub fn no_browser(locale: &Locale) -> Failure {
    Failure::plain(locale, "entry-browser-none", "entry-browser-none-do")
}

/// Why what the browser brought lets the reader not in.
pub fn sign_in_refusal(locale: &Locale, library: &str, refusal: &Refusal) -> Failure {
    let name = ("name", library.into());
    let sentence = match refusal {
        Refusal::Stranger => return Failure::of(locale.text("entry-stranger"), String::new()),
        Refusal::Late => return Failure::plain(locale, "entry-late", "entry-late-do"),
        Refusal::Library(words) if words.is_empty() => locale.with("entry-denied", &[name]),
        Refusal::Library(words) => locale.with("entry-denied-words", &[name, ("words", words.as_str().into())]),
    };
    Failure::of(sentence, locale.text("entry-denied-do"))
}
