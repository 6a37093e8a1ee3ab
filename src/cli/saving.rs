//! Long work that ends in a file: how far it is, on a terminal, and its end by the reader's wish.

use std::io::{IsTerminal, Write};

use super::{Context, Failure};
use crate::locale::Locale;
use crate::ui::wording;
use crate::voice::record::Stop;

/// Does the work on a thread of its own and waits for it, or until the program is to end: then it is asked to stop, and
/// waited for until nothing of it is left. `words` is the message that tells how far it is. The work hears a function
/// that is told so, 0 to 1; `None` when it broke off by itself.
pub(super) fn wait<T: Send + 'static>(
    context: &Context,
    words: &'static str,
    stop: &Stop,
    work: impl FnOnce(&mut dyn FnMut(f64)) -> T + Send + 'static,
) -> Result<Option<T>, Failure> {
    let (locale, progress) = (context.locale.clone(), context.progress);
    context.runtime().map(|runtime| {
        runtime.block_on(async {
            let working = tokio::task::spawn_blocking(move || {
                let mut shown = Shown { locale: &locale, id: words, progress, words: String::new() };
                let made = work(&mut |part| shown.show(part));
                shown.clear();
                made
            });
            tokio::pin!(working);
            tokio::select! {
                made = &mut working => made.ok(),
                () = super::speak::interrupted() => {
                    // What is half made is gone before the program is.
                    stop.stop();
                    working.await.ok()
                }
            }
        })
    })
}

/// How far it is, on a terminal.
struct Shown<'a> {
    locale: &'a Locale,
    id: &'static str,
    progress: bool,
    words: String,
}

impl Shown<'_> {
    fn show(&mut self, part: f64) {
        if !self.progress || !std::io::stderr().is_terminal() {
            return;
        }
        let percent = wording::percent(self.locale, part);
        let words = self.locale.with(self.id, &[("percent", percent.into())]);
        if words != self.words {
            self.clear();
            let _ = write!(std::io::stderr(), "\r{words}");
            let _ = std::io::stderr().flush();
            self.words = words;
        }
    }

    fn clear(&mut self) {
        if !self.words.is_empty() {
            let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(self.words.chars().count()));
            let _ = std::io::stderr().flush();
        }
    }
}
