//! What libraries keep for the reader, and what was given back with what she wrote in it.

use super::{Message, State};
use crate::library::shelf::{Hold, Holding};
use crate::ui::keymap::{Act, Scope};
use crate::ui::screen::{Context, keyed};
use crate::ui::widget::{Element, button, heading, item, key_of, long_list};
use crate::ui::wording;

impl State {
    /// What the shelf answered.
    pub fn set_holds(&mut self, holds: Vec<Hold>) {
        self.holds = holds;
    }

    pub fn holds(&self) -> &[Hold] {
        &self.holds
    }

    fn gone(&self) -> Vec<&Holding> {
        let mut gone: Vec<&Holding> = self.holdings().iter().filter(|it| it.gone.is_some()).collect();
        gone.sort_by_key(|it| std::cmp::Reverse(it.gone));
        gone
    }

    pub(super) fn kept<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let mut parts: Vec<Element<'a, Message>> = Vec::new();
        if !self.holds.is_empty() {
            parts.push(heading(look, 2, context.text("loan-kept-heading")).into());
            let count = locale.with("loan-kept-count", &[("count", self.holds.len().into())]);
            let row = move |index: usize| {
                let hold = &self.holds[index];
                item(look, wording::kept(locale, hold)).key(key_of(hold.key())).on_press(Message::KeptPressed(index))
            };
            parts.push(long_list(look, count, self.holds.len(), None, row).into());
        }
        let gone = self.gone();
        if !gone.is_empty() {
            parts.push(heading(look, 2, context.text("loan-returned-heading")).into());
            let count = locale.with("loan-returned-count", &[("count", gone.len().into())]);
            let len = gone.len();
            let row = move |index: usize| {
                let holding = gone[index];
                item(look, wording::returned(locale, holding))
                    .key(key_of(holding.id))
                    .on_press(Message::DetailsPressed(holding.id))
            };
            parts.push(long_list(look, count, len, None, row).into());
        }
        let lent = self.here().any(|it| it.loan.is_some());
        if lent || !self.holds.is_empty() {
            let refresh = button(look, context.text("loan-refresh")).on_press(Message::RefreshPressed);
            parts.push(keyed(context, refresh, Scope::Shelf, &Act::Reload).into());
        }
        parts
    }
}
