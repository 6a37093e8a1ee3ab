//! What is asked over the page: words to look for, a page or a percentage to go to.

use iced::widget::{column, row};

use super::{Message, State, shortcut};
use crate::locale::Locale;
use crate::reading::{Command, Reading};
use crate::ui::keymap::Act;
use crate::ui::screen::Context;
use crate::ui::widget::{Control, Element, Purpose, button, checkbox, dialog, primary_button, text_field};

/// What the reader is asked to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Question {
    Words { words: String, wrong: Option<Wrong> },
    Place { typed: String, wrong: bool },
}

/// Why words are asked for once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    Nothing,
    NotFound(String),
}

impl State {
    pub(super) fn ask<'a>(&'a self, context: &'a Context, question: &'a Question) -> Control<'a, Message> {
        let look = &context.look;
        let (title, name, value, done, purpose) = match question {
            Question::Words { words, .. } => ("reader-search", "reader-search-words", words, "search", Purpose::Search),
            Question::Place { typed, .. } => {
                ("outline-go-heading", "reader-place-field", typed, "outline-go", Purpose::Text)
            }
        };
        let field = text_field(look, context.text(name), value.clone())
            .purpose(purpose)
            .error(complaint(&context.locale, question))
            .autofocus()
            .on_input(Message::Typed)
            .on_submit(Message::Submitted);
        let mut inside = column![Element::from(field)].spacing(look.gap());
        let mut buttons = vec![primary_button(look, context.text(done)).on_press(Message::Submitted)];
        if matches!(question, Question::Words { .. }) {
            let whole = checkbox(look, context.text("found-whole-words"), self.matching.whole_words);
            let case = checkbox(look, context.text("found-case"), self.matching.case);
            inside = inside.push(whole.on_press(Message::WholeWordsToggled)).push(case.on_press(Message::CaseToggled));
            let all = button(look, context.text("found-all")).shortcut(shortcut(context, &Act::FindAll));
            buttons.push(all.on_press(Message::AllPlacesPressed));
        }
        buttons.push(button(look, context.text("cancel")).on_press(Message::SheetClosed));
        let buttons = row(buttons.into_iter().map(Element::from)).spacing(look.gap()).wrap();
        dialog(look, context.text(title), inside.push(Element::from(buttons)))
    }
}

/// What is wrong with what was typed.
pub(super) fn complaint(locale: &Locale, question: &Question) -> Option<String> {
    match question {
        Question::Words { wrong: Some(Wrong::Nothing), .. } => Some(locale.text("found-type-words")),
        Question::Words { wrong: Some(Wrong::NotFound(query)), .. } => {
            Some(locale.with("notice-not-found", &[("query", query.as_str().into())]))
        }
        Question::Place { wrong: true, .. } => Some(locale.text("reader-place-wrong")),
        Question::Words { .. } | Question::Place { .. } => None,
    }
}

/// «12» or «стр. 12» is the page with this label, where the book has pages; «40 %» and, in a book without pages, «40» are
/// percentages.
pub(super) fn place(typed: &str, reading: &Reading) -> Option<Command> {
    let typed = typed.trim();
    let number = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok().filter(|it| (0.0..=100.0).contains(it));
    if let Some(percent) = typed.strip_suffix('%') {
        return number(percent).map(Command::GoToPercent);
    }
    let book = reading.book();
    if book.pages.is_empty() {
        return number(typed).map(Command::GoToPercent);
    }
    let is_page = |label: &str| book.pages.iter().any(|page| page.label.eq_ignore_ascii_case(label));
    let last = typed.split_whitespace().next_back()?;
    [typed, last].into_iter().find(|label| is_page(label)).map(|label| Command::GoToPage(label.to_owned()))
}
