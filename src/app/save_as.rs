//! Saving a book of the shelf in another form: asked for in the open book or in its details, under way as an audiobook is.

use std::path::PathBuf;

use iced::Task;

use super::dialogs::Dialog;
use super::record::{Error, Kind, Product};
use super::{App, Message};
use crate::format::{self, Options as Way};
use crate::library::papers;
use crate::library::shelf::Holding;
use crate::reading::export::{self, Form, Sheet, Work};
use crate::ui::dialog::save_as as dialog;
use crate::ui::wording;
use crate::voice::record::Stop;

/// What is saved, as the thread needs it.
struct Order {
    file: PathBuf,
    way: Way,
    title: String,
    form: Form,
    sheet: Sheet,
    folder: PathBuf,
    contents: String,
}

impl App {
    /// Asks for the form of the open book; while one is being saved, whether that is to be stopped.
    pub(super) fn ask_to_save_as(&mut self) -> Task<Message> {
        match self.session.as_ref().map(|session| session.holding.clone()) {
            Some(holding) => self.ask_to_save_holding(holding),
            None => {
                self.say(self.context.text("reader-no-book"));
                Task::none()
            }
        }
    }

    /// The same for a book of the shelf.
    pub(super) fn ask_to_save_holding(&mut self, holding: Holding) -> Task<Message> {
        if self.ask_to_stop_saving() {
            return Task::none();
        }
        if wording::is_of_sound(holding.format) {
            self.say(self.context.text("save-as-of-sound"));
            return Task::none();
        }
        let folder = self.home.papers().display().to_string();
        self.dialogs.push(Dialog::SaveAs(dialog::State::new(folder), Box::new(holding)));
        Task::none()
    }

    pub(super) fn save_as(&mut self, holding: Holding, form: Form, sheet: Sheet) -> Task<Message> {
        let title = wording::title(&self.context.locale, &holding.title);
        let order = Order {
            way: Way {
                password: self.passwords.get(&holding.id).cloned(),
                recognition: Some(self.recognition()),
                ..Way::default()
            },
            file: holding.file,
            title: title.clone(),
            form,
            sheet,
            folder: self.home.papers(),
            contents: self.context.text("reader-contents"),
        };
        self.start_saving(Kind::Book, title, move |stop, tell| carry_out(order, stop, tell))
    }
}

/// Reads the book and saves it, on the thread of the job.
fn carry_out(order: Order, stop: &Stop, tell: &mut dyn FnMut(f64)) -> Result<Product, Error> {
    let opened = format::open_whole(&order.file, &order.way).map_err(Error::Book)?;
    let cover = opened.cover();
    let work = Work {
        book: opened.book,
        resources: opened.resources,
        cover,
        title: order.title,
        form: order.form,
        sheet: order.sheet,
        contents: order.contents,
    };
    let name = format!("{}.{}", papers::safe_stem(&work.name()), work.form.ending());
    let path = export::export(&work, &order.folder.join(name), stop, tell).map_err(Error::Export)?;
    Ok(Product::Book(path, order.form))
}
