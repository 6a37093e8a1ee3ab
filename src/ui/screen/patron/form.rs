//! Asking for something.

use crate::access::{Announcement, announce};
use crate::library::patron::request::{Kind, MOST_WORDS, Wish};
use crate::library::patron::{Branch, Known, branch};
use crate::locale::Locale;
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, choices, failure, heading, primary_button, text, text_field};
use crate::ui::wording;

/// What is typed and chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    kind: Kind,
    /// The identifier of the book that it is about; empty for a title that is typed.
    book: String,
    title: String,
    /// The title is that of a book, and is not typed.
    given: bool,
    branch: String,
    words: String,
    error: Option<String>,
}

impl Default for State {
    fn default() -> Self {
        let empty = String::new;
        Self {
            kind: Kind::Booking,
            book: empty(),
            title: empty(),
            given: false,
            branch: empty(),
            words: empty(),
            error: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    KindChosen(Kind),
    TitleTyped(String),
    BranchChosen(String),
    WordsTyped(String),
    SendPressed,
}

/// Where she asked for something last.
fn usual(known: &Known) -> String {
    known.requests.iter().map(|request| request.branch.clone()).find(|id| !id.is_empty()).unwrap_or_default()
}

impl State {
    pub fn new(known: &Known) -> Self {
        Self { branch: usual(known), ..Self::default() }
    }

    /// Of this kind, at this branch.
    pub fn at(known: &Known, kind: Kind, branch: String) -> Self {
        Self { kind, branch, ..Self::new(known) }
    }

    /// About a book of the catalogue.
    pub fn of_book(known: &Known, book: String, title: String) -> Self {
        Self { book, title, given: true, ..Self::new(known) }
    }

    /// A branch that there is no more is not chosen.
    pub fn set_branches(&mut self, branches: &[Branch]) {
        if !branches.iter().any(|branch| branch.id == self.branch) {
            self.branch.clear();
        }
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> {
        let given = self.given;
        Kind::ALL.into_iter().filter(move |kind| !given || kind.is_about_a_title())
    }

    /// The branches that this kind can be asked of.
    fn branches<'a>(&self, known: &'a Known) -> impl Iterator<Item = &'a Branch> {
        let stations = self.kind.suits_a_station();
        let suits = move |branch: &&Branch| stations || branch.kind == branch::Kind::Branch;
        known.branches.iter().filter(suits).filter(|_| self.kind.needs_a_branch())
    }

    /// The whole wish, once it is to be sent.
    pub fn update(&mut self, message: Message, known: &Known, locale: &Locale) -> Option<Wish> {
        self.error = None;
        match message {
            Message::KindChosen(kind) => self.kind = kind,
            Message::TitleTyped(title) => self.title = title,
            Message::BranchChosen(branch) => self.branch = branch,
            Message::WordsTyped(words) => self.words = words,
            Message::SendPressed => return self.wish(known, locale),
        }
        None
    }

    fn wish(&mut self, known: &Known, locale: &Locale) -> Option<Wish> {
        let branch = self.branches(known).find(|branch| branch.id == self.branch);
        let branch = branch.map(|branch| branch.id.clone()).unwrap_or_default();
        let title = if self.kind.is_about_a_title() { self.title.trim() } else { "" };
        let missing = if self.kind.is_about_a_title() && title.is_empty() {
            Some("patron-needs-title")
        } else if self.kind.needs_a_branch() && branch.is_empty() {
            Some("patron-needs-branch")
        } else if self.kind == Kind::Help && self.words.trim().is_empty() {
            Some("patron-needs-words")
        } else if self.kind == Kind::Delivery && self.words.trim().is_empty() {
            Some("patron-needs-address")
        } else if title.chars().count().max(self.words.chars().count()) > MOST_WORDS {
            Some("patron-too-long")
        } else {
            None
        };
        if let Some(missing) = missing {
            let words = locale.text(missing);
            announce(Announcement::assertive(words.clone()));
            self.error = Some(words);
            return None;
        }
        Some(Wish {
            id: String::new(),
            kind: self.kind,
            book: self.book.clone(),
            title: title.to_owned(),
            branch,
            words: self.words.trim().to_owned(),
        })
    }

    pub fn view<'a>(&'a self, context: &'a Context, known: &'a Known) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 1, locale.text("patron-ask")).into()];
        if self.given {
            parts.push(text(look, locale.with("patron-ask-for", &[("title", self.title.as_str().into())])).into());
        }
        let kinds = self.kinds().map(|kind| {
            let chosen = kind == self.kind;
            Choice::new(wording::request_kind(locale, kind), chosen, Message::KindChosen(kind)).autofocus(chosen)
        });
        parts.push(choices(look, locale.text("patron-kind"), kinds).into());
        parts.push(text(look, locale.text(what(self.kind))).into());
        if self.kind.is_about_a_title() && !self.given {
            let field = text_field(look, locale.text("patron-title"), self.title.as_str());
            parts.push(field.on_input(Message::TitleTyped).on_submit(Message::SendPressed).into());
        }
        let branches: Vec<_> = self.branches(known).collect();
        if !branches.is_empty() {
            let options = branches.into_iter().map(|branch| {
                let (name, language) = branch.name.told(locale.tongue());
                let choice = Choice::new(name, branch.id == self.branch, Message::BranchChosen(branch.id.clone()));
                match language {
                    Some(tag) => choice.language(tag),
                    None => choice,
                }
            });
            parts.push(choices(look, locale.text("patron-where"), options).into());
        }
        let words = match self.kind {
            Kind::Delivery => "patron-delivery-words",
            Kind::Help => "patron-help-words",
            Kind::Booking | Kind::Digitise => "patron-other-words",
        };
        let field = text_field(look, locale.text(words), self.words.as_str());
        parts.push(field.on_input(Message::WordsTyped).on_submit(Message::SendPressed).into());
        // It was announced when it came.
        parts.extend(
            self.error
                .as_ref()
                .map(|error| failure(look, error.as_str()).semantics(|it| it.live(accesskit::Live::Off)).into()),
        );
        parts.push(primary_button(look, locale.text("patron-send")).on_press(Message::SendPressed).into());
        parts
    }
}

/// What follows of asking so.
fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Booking => "patron-booking-what",
        Kind::Delivery => "patron-delivery-what",
        Kind::Help => "patron-help-what",
        Kind::Digitise => "patron-digitise-what",
    }
}
