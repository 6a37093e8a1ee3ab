//! What is marked on the page: the phrase and the word that are heard, the reader's own highlights and notes.

use crate::book::Span;
use crate::reading::annotations::Kind;
use crate::reading::{Narrator, Reading, movement};
use crate::settings::Highlight;
use crate::ui::screen::{Context, page};
use crate::ui::widget;

/// What is marked as the phrase, and what in it as the word. A place of a search is always marked.
pub(super) fn heard(context: &Context, reading: &Reading) -> (Option<Span>, Option<Span>) {
    if let Some(hit) = reading.hit() {
        return (Some(hit), None);
    }
    let speaking = reading.narrator() == Narrator::Speaking;
    let unit = context.settings.appearance.page.highlight;
    // Until the voice marks its first word, and where it marks none, the phrase's first stands for it.
    let first = || reading.phrase().and_then(|phrase| movement::word_around(reading.book(), phrase.start));
    let word = reading.word().or_else(|| first().filter(|_| unit == Highlight::Word)).filter(|_| speaking);
    page::marked(unit, reading.phrase(), word)
}

/// The reader's highlights and notes in the chapter.
pub(super) fn marks(reading: &Reading) -> impl Iterator<Item = widget::Mark> + '_ {
    let section = reading.cursor().section;
    let here = move |span: &Span| span.start.section <= section && section <= span.end.section;
    let kept = reading.annotations().iter().filter(move |mark| mark.kind() != Kind::Bookmark && here(&mark.span));
    kept.map(|mark| widget::Mark { span: mark.span, note: mark.kind() == Kind::Note })
}
