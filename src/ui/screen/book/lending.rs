//! What a lending library can be asked about the book, and what is left of a loan that ended.

use super::{Action, Message, State};
use crate::library::catalog::{Publication, State as Available};
use crate::library::loan::{self, Deed, Standing};
use crate::library::shelf::{Bookmark, Holding, Moment, bookmark};
use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, heading, item, key_of, keyed, list, primary_button, text};
use crate::ui::wording;

impl State {
    /// What the library is being asked; `None` when it has answered.
    pub fn set_asking(&mut self, asking: Option<Deed>) {
        self.asking = asking;
    }

    /// What the reader wrote in a loan that ended.
    pub fn set_notes(&mut self, notes: Vec<Bookmark>) {
        self.notes = Some(notes);
    }

    /// The loan on the shelf, while it stands there.
    fn loan(&self) -> Option<&Holding> {
        self.holding.as_ref().filter(|it| it.loan.is_some() && it.gone.is_none())
    }

    /// What the library is asked about: the loan, else the publication.
    fn asked_about(&self) -> Option<(Publication, Option<&Holding>)> {
        match (self.loan(), &self.publication) {
            (Some(holding), _) => Some((loan::of_holding(holding), Some(holding))),
            (None, publication) => Some((publication.clone()?, None)),
        }
    }

    pub(super) fn deed_pressed(&self, deed: Deed) -> Action {
        match self.asked_about() {
            Some((publication, holding)) if self.asking.is_none() => {
                Action::Deed(deed, Box::new(publication), holding.map(|it| Box::new(it.clone())))
            }
            _ => Action::None,
        }
    }

    pub(super) fn note_pressed(&self, id: bookmark::Id) -> Action {
        let note = self.notes.iter().flatten().find(|it| it.id == id);
        match (&self.holding, note) {
            (Some(holding), Some(note)) => Action::PlayNote(holding.id, Box::new(note.clone())),
            _ => Action::None,
        }
    }

    /// Whether a way to borrow leads to the book: not while others have it, and not when she has.
    pub(super) fn may_borrow(&self, publication: &Publication) -> bool {
        let now = Moment::now();
        let runs = self.loan().is_some_and(|it| it.present && it.loan.is_some_and(|loan| !loan.is_over(now)));
        !runs && !matches!(loan::standing(publication), Some(Standing::Unavailable | Standing::Reserved))
    }

    /// Whether the book can be had, how many copies there are and how many readers wait: nothing where the reader has it.
    pub(super) fn availability<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let (look, locale) = (&context.look, &context.locale);
        let Some(publication) = self.publication.as_ref().filter(|_| self.loan().is_none() && self.under_way.is_none())
        else {
            return Vec::new();
        };
        let position = publication.acquisitions.iter().find_map(|it| it.holds?.position);
        let told = publication.availability().filter(|it| it.state != Available::Available);
        let told = told.map(|it| wording::availability(locale, it, position));
        let lines = told.into_iter().chain(wording::stock(locale, publication));
        lines.map(|words| text(look, words).into()).collect()
    }

    /// Everything but borrowing, whose ways are told with the formats.
    pub(super) fn deeds<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let Some((publication, holding)) = self.asked_about() else { return Vec::new() };
        let loan = holding.and_then(|it| it.loan);
        let (keys, buttons): (Vec<u64>, Vec<Element<'a, Message>>) =
            loan::deeds(&publication, loan.as_ref(), Moment::now())
                .into_iter()
                .filter(|deed| *deed != Deed::Borrow)
                .map(|deed| {
                    let name = wording::deed(&context.locale, deed, &publication);
                    // Where the book cannot be had, waiting for it is what is left.
                    let press = match deed {
                        Deed::Hold => primary_button(look, name).autofocus(),
                        _ => button(look, name),
                    };
                    (key_of(deed), press.key(key_of(deed)).on_press(Message::DeedPressed(deed)).into())
                })
                .unzip();
        if buttons.is_empty() {
            return Vec::new();
        }
        let mut parts = vec![keyed(keys, context.side_by_side(buttons))];
        // The button that was pressed stays, and the focus on it.
        parts.extend(self.asking.map(|_| text(look, context.text("loan-asking")).into()));
        parts
    }

    /// The way to have it as a printed book, put aside or brought.
    pub(super) fn asking_people<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let offered = self.can_ask && self.publication.as_ref().is_some_and(|it| !it.title.trim().is_empty());
        let press = || button(&context.look, context.text("patron-ask-book")).on_press(Message::AskPressed);
        offered.then(|| press().into()).into_iter().collect()
    }

    /// That the loan ended, and the way to have it again.
    pub(super) fn returned<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let Some(holding) = self.holding.as_ref().filter(|it| it.gone.is_some()) else { return Vec::new() };
        let what = text(look, context.text("loan-returned-what")).into();
        // The focus of the button that was pressed goes to the download, not to what stood beside it.
        if self.under_way.is_some() {
            return vec![what];
        }
        let mut buttons: Vec<Element<'a, Message>> = Vec::new();
        // Where the library's entry is shown, its ways are.
        if self.publication.is_none() && can_be_asked(holding) {
            let again = primary_button(look, context.text("loan-borrow-again"));
            buttons.push(again.on_press(Message::BorrowAgainPressed).autofocus().into());
        }
        buttons.push(button(look, context.text("remove")).on_press(Message::RemovePressed).into());
        vec![what, context.side_by_side(buttons)]
    }

    /// What the reader wrote in a book that is not here.
    pub(super) fn written<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let (Some(_), Some(notes)) = (self.holding.as_ref().filter(|it| it.gone.is_some()), &self.notes) else {
            return Vec::new();
        };
        let name = context.text("loan-notes");
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 2, name.clone()).into()];
        if notes.is_empty() {
            parts.push(text(look, context.text("loan-notes-none")).into());
            return parts;
        }
        let rows = notes.iter().map(|note| {
            let row = item(look, wording::note_line(&context.locale, note));
            match note.sound {
                Some(_) => row.on_press(Message::NotePressed(note.id)),
                None => row,
            }
        });
        parts.push(list(look, name, rows).into());
        parts
    }
}

/// Whether it is known where the library is asked for it.
fn can_be_asked(holding: &Holding) -> bool {
    let loan::Asked { entry, borrow } = loan::asked(holding);
    entry.is_some() || borrow.is_some()
}
