//! What is wrong with a library, and what to do, in one go.

use crate::library::{Error, shelf as shelves};
use crate::locale::Locale;

/// The words for an error of the library.
pub fn sentence(locale: &Locale, error: &Error) -> String {
    let host = |host: &String| [("host", host.clone().into())];
    let (what, what_to_do) = match error {
        Error::Address(address) => {
            (locale.with("error-address", &[("address", address.clone().into())]), "error-address-do")
        }
        Error::Unreachable { host: name, .. } => {
            (locale.with("error-unreachable", &host(name)), "error-unreachable-do")
        }
        Error::TimedOut { host: name } => (locale.with("error-timed-out", &host(name)), "error-timed-out-do"),
        Error::BrokeOff { host: name, .. } => (locale.with("error-broke-off", &host(name)), "error-broke-off-do"),
        Error::Unauthorized(document) => {
            let what = locale.with("error-unauthorized", &[("name", document.title.clone().into())]);
            (what, if document.refused { "sign-in-wrong" } else { "cli-sign-in-do" })
        }
        Error::UnsupportedSignIn(document) => (
            locale.with("error-unsupported-sign-in", &[("name", document.title.clone().into())]),
            "error-unsupported-sign-in-do",
        ),
        Error::Forbidden { host: name } => (locale.with("error-forbidden", &host(name)), "error-forbidden-do"),
        Error::NotFound { address } => {
            (locale.with("error-not-found", &[("address", address.clone().into())]), "cli-address-do")
        }
        Error::Busy { host: name, after } => {
            let what = locale.with("error-busy", &host(name));
            return match after.filter(|after| after.as_secs() > 0) {
                Some(after) => {
                    format!("{what} {}", locale.with("cli-busy-after", &[("seconds", after.as_secs().into())]))
                }
                None => format!("{what} {}", locale.text("error-busy-do")),
            };
        }
        Error::Server { host: name, status } => {
            let values = [("host", name.clone().into()), ("status", status.to_string().into())];
            (locale.with("error-server", &values), "error-server-do")
        }
        Error::NotCatalog { address } => {
            (locale.with("error-not-catalog", &[("address", address.clone().into())]), "error-not-catalog-do")
        }
        Error::NoSearch => (locale.text("error-no-search"), "error-no-search-do"),
        Error::TooLarge { limit } => {
            let size = format!("{} MiB", limit / (1024 * 1024));
            (locale.with("error-too-large", &[("size", size.into())]), "error-too-large-do")
        }
        Error::RedirectLoop { host: name } => {
            (locale.with("error-redirect-loop", &host(name)), "error-redirect-loop-do")
        }
        Error::RedirectInsecure { host: name } => {
            (locale.with("error-redirect-insecure", &host(name)), "error-redirect-insecure-do")
        }
        Error::NotAvailableUntil { until } => {
            let what = match until.as_deref().and_then(shelves::Moment::parse) {
                Some(until) => {
                    let (year, month, day) = until.date();
                    let date = locale.date(year, month, day);
                    locale.with("error-not-available-until", &[("date", date.into())])
                }
                None => locale.text("error-not-available"),
            };
            (what, "error-not-available-do")
        }
        Error::Protected { scheme } => {
            (locale.with("error-library-protected", &[("scheme", scheme.clone().into())]), "error-book-protected-do")
        }
        Error::NoAcquisition => (locale.text("error-no-acquisition"), "error-no-acquisition-do"),
        Error::NotABook(_) => (locale.text("error-came-no-book"), "error-came-no-book-do"),
        Error::DiskFull => (locale.text("error-disk-full"), "error-disk-full-do"),
        Error::Disk(_) => (locale.text("error-disk"), "error-disk-do"),
        Error::Shelf(error) => return crate::cli::shelf::sentence(locale, error, None),
        Error::NoKeyring => (locale.text("error-no-keyring"), "error-no-keyring-do"),
    };
    format!("{what} {}", locale.text(what_to_do))
}
