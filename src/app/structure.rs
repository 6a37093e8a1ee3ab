//! What a reader opens inside the book: a formula and its parts.

use std::sync::Arc;

use iced::Task;

use super::{App, Message};
use crate::book::{Formula, Language, Tongue};
use crate::reading::{Note, Passage};
use crate::ui::dialog::{formula, reference};
use crate::ui::keymap::Walk;
use crate::ui::wording;

impl App {
    /// Shows the parts of a formula.
    pub(super) fn explore(&mut self, formula: Arc<Formula>) {
        let reading = self.session.as_ref().and_then(|session| session.reading());
        let around = reading.and_then(|reading| reading.book().language_at(reading.cursor())).map(Language::tag);
        let own = formula.tongue.map(Tongue::tag);
        let language = own.or(around).unwrap_or(self.context.locale.tongue().tag()).to_owned();
        self.screens.reader.explore(formula::State::new(formula, language));
    }

    /// Shows a note over the page.
    pub(super) fn show_note(&mut self, note: &Note) {
        let own = self.context.locale.tongue().tag();
        let part = |part: &Passage| (part.text.clone(), part.language.as_ref().map_or(own, Language::tag).to_owned());
        let parts = note.parts.iter().map(part).collect();
        self.screens.reader.show_note(reference::State::new(parts, note.at));
    }

    /// Shows tables in another form.
    pub(super) fn next_tables(&mut self) -> Task<Message> {
        self.change_look(|look| look.figures.tables = look.figures.tables.next());
        let form = self.context.text(wording::tables(self.context.settings.appearance.figures.tables));
        self.say(self.context.locale.with("announce-tables", &[("form", form.into())]));
        Task::none()
    }

    /// Whether the arrow keys walk through a formula now.
    pub(super) fn is_exploring(&self) -> bool {
        self.dialogs.is_empty() && self.screens.reader.is_exploring()
    }

    /// To another part of the formula; where there is none, that is said.
    pub(super) fn walk(&mut self, walk: Walk) -> Task<Message> {
        if let Some(nothing) = self.screens.reader.exploring().and_then(|formula| formula.walk(walk)) {
            self.say(self.context.text(nothing));
        }
        Task::none()
    }
}
