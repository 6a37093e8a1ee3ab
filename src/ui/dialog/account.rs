//! Who the reader is to a library, and what she may borrow there.

use iced::widget::column;

use crate::library::catalog::profile::{Allowance, Profile};
use crate::locale::Locale;
use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, dialog, item, list};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    title: String,
    /// Whole sentences.
    lines: Vec<String>,
}

/// It was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

impl State {
    pub fn new(locale: &Locale, library: &str, profile: &Profile) -> Self {
        let title = locale.with("account-title", &[("name", library.into())]);
        let told = |id, name, text: &String| locale.with(id, &[(name, text.as_str().into())]);
        let mut lines: Vec<String> = Vec::new();
        lines.extend(profile.name.as_ref().map(|name| told("account-name", "name", name)));
        lines.extend(profile.email.as_ref().map(|email| told("account-email", "email", email)));
        lines.extend(allowance(locale, profile.loans, ["account-loans", "account-loans-left", "account-loans-most"]));
        lines.extend(allowance(locale, profile.holds, ["account-holds", "account-holds-left", "account-holds-most"]));
        if lines.is_empty() {
            lines.push(locale.text("account-none"));
        }
        Self { title, lines }
    }

    /// What is said when it is there.
    pub fn announcement(&self) -> String {
        format!("{}. {}", self.title, self.lines.join(" "))
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Closed> {
        let look = &context.look;
        let lines = list(look, self.title.clone(), self.lines.iter().map(|line| item(look, line.as_str())));
        let close = button(look, context.text("close")).on_press(Closed).autofocus();
        let about = self.lines.join(" ");
        let inside = column![lines, close].spacing(look.gap() * 1.5);
        dialog(look, self.title.clone(), inside).semantics(|it| it.description(about)).into()
    }
}

/// Some libraries tell how many there may be, some how many more, some both.
fn allowance(locale: &Locale, allowance: Allowance, [both, left, most]: [&str; 3]) -> Option<String> {
    let Allowance { total, available } = allowance;
    Some(match (allowance.used(), total, available) {
        (Some(used), Some(total), _) => locale.with(both, &[("used", used.into()), ("total", total.into())]),
        (_, _, Some(available)) => locale.with(left, &[("count", available.into())]),
        (_, Some(total), None) => locale.with(most, &[("count", total.into())]),
        (_, None, None) => return None,
    })
}
