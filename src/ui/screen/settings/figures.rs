//! How pictures and what else is no running text are shown.

use super::Message;
use crate::settings::{Covers, FigureSettings, Formulas, Inversion, Notes, Pictures, Tables};
use crate::ui::screen::Context;
use crate::ui::widget::{Choice, Element, choices, heading};
use crate::ui::wording;

/// A row of choices, one of which holds.
fn chosen<'a, T: Copy + PartialEq, const COUNT: usize>(
    context: &'a Context,
    name: &str,
    all: [T; COUNT],
    now: T,
    id: fn(T) -> &'static str,
    with: impl Fn(T) -> FigureSettings,
) -> Element<'a, Message> {
    let offered = all.map(|one| Choice::new(context.text(id(one)), one == now, Message::Figures(with(one))));
    choices(&context.look, context.text(name), offered).into()
}

pub(super) fn controls<'a>(context: &'a Context) -> Vec<Element<'a, Message>> {
    let own = context.settings.appearance.figures;
    vec![
        heading(&context.look, 2, context.text("settings-figures")).into(),
        chosen(context, "settings-pictures", Pictures::ALL, own.pictures, pictures, |pictures| FigureSettings {
            pictures,
            ..own
        }),
        chosen(context, "settings-inversion", Inversion::ALL, own.inversion, inversion, |inversion| FigureSettings {
            inversion,
            ..own
        }),
        chosen(context, "settings-tables", Tables::ALL, own.tables, wording::tables, |tables| FigureSettings {
            tables,
            ..own
        }),
        chosen(context, "settings-formulas", Formulas::ALL, own.formulas, formulas, |formulas| FigureSettings {
            formulas,
            ..own
        }),
        chosen(context, "settings-notes", Notes::ALL, own.notes, notes, |notes| FigureSettings { notes, ..own }),
        chosen(context, "settings-covers", Covers::ALL, own.covers, covers, |covers| FigureSettings { covers, ..own }),
        chosen(context, "settings-printed", [false, true], own.printed, printed, |printed| FigureSettings {
            printed,
            ..own
        }),
    ]
}

fn pictures(pictures: Pictures) -> &'static str {
    match pictures {
        Pictures::Described => "settings-pictures-described",
        Pictures::Plain => "settings-pictures-plain",
        Pictures::Words => "settings-pictures-words",
    }
}

fn inversion(inversion: Inversion) -> &'static str {
    match inversion {
        Inversion::Drawings => "settings-inversion-drawings",
        Inversion::Always => "settings-inversion-always",
        Inversion::Never => "settings-inversion-never",
    }
}

fn formulas(formulas: Formulas) -> &'static str {
    match formulas {
        Formulas::Notation => "settings-formulas-notation",
        Formulas::Words => "settings-formulas-words",
        Formulas::Both => "settings-formulas-both",
    }
}

fn covers(covers: Covers) -> &'static str {
    match covers {
        Covers::Shown => "settings-covers-shown",
        Covers::Hidden => "settings-covers-hidden",
    }
}

fn printed(printed: bool) -> &'static str {
    if printed { "settings-printed-beside" } else { "settings-printed-hidden" }
}

fn notes(notes: Notes) -> &'static str {
    match notes {
        Notes::InPlace => "settings-notes-in-place",
        Notes::Jump => "settings-notes-jump",
    }
}
