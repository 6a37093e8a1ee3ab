//! The pictures of the open book: made by a worker one after the other, looked at in the whole window.

use iced::Task;

use super::{App, Message};
use crate::book::{Language, Picture, Point};
use crate::format::Error;
use crate::library::shelf::holding;
use crate::reading::Command;
use crate::ui::dialog::picture;
use crate::ui::keymap::Look;
use crate::ui::pictures::{Light, Made, Near, made};
use crate::ui::screen::reader::printed;
use crate::ui::theme::is_dark;

impl App {
    /// These pictures come near.
    pub(super) fn pictures_near(&mut self, mut near: Near) -> Task<Message> {
        self.set_picture_light();
        // What stands beside the text is near all the time.
        near.pictures.extend(self.beside.as_ref().map(|wanted| wanted.picture.clone()));
        let beside = self.beside.clone();
        if let Some(session) = &mut self.session {
            near.wanted.extend(beside.filter(|wanted| !session.album.serves(wanted)));
            session.album.come_near(near);
        }
        self.make_picture()
    }

    /// The page that stands beside the text follows the reader.
    pub(super) fn follow_printed(&mut self) -> Task<Message> {
        let session = self.session.as_ref().filter(|it| it.album.has_pages());
        let reading = session.and_then(|it| it.reading());
        if let (Some(session), Some(reading)) = (session, reading) {
            session.be_at(reading.cursor().section);
        }
        let shown = self.context.settings.appearance.figures.printed && self.is_page_open();
        let wanted = reading.filter(|_| shown).map(|reading| printed::wanted(&self.context, reading));
        if wanted == self.beside {
            return Task::none();
        }
        self.beside = wanted;
        let near = self.session.as_ref().map(|session| session.album.near().clone()).unwrap_or_default();
        self.pictures_near(near)
    }

    /// Shows the page as it was printed in the whole window.
    pub(super) fn show_printed(&mut self) -> Task<Message> {
        let session = self.session.as_ref().filter(|session| session.album.has_pages());
        let Some(reading) = session.and_then(|session| session.reading()) else {
            self.say(self.context.text("printed-none"));
            return Task::none();
        };
        let language = self.context.locale.tongue().tag();
        let title = printed::title(&self.context, reading);
        let state = picture::State::new(printed::picture(reading), title, language);
        self.screens.reader.look_at(state);
        self.picture_looked_at()
    }

    /// Shows the page as it was printed beside the text, or no more.
    pub(super) fn toggle_printed(&mut self) -> Task<Message> {
        if !self.session.as_ref().is_some_and(|session| session.album.has_pages()) {
            self.say(self.context.text("printed-none"));
            return Task::none();
        }
        self.change_look(|look| look.figures.printed = !look.figures.printed);
        let shown = self.appearance().figures.printed;
        self.say(self.context.text(if shown { "printed-shown" } else { "printed-hidden" }));
        Task::none()
    }

    /// The light of the page, by which pictures are shown.
    pub(super) fn set_picture_light(&mut self) {
        let light = Light {
            inversion: self.settings.appearance.figures.inversion,
            dark: is_dark(self.context.page.background),
            window: self.settings.appearance.light,
        };
        let scale = self.scale_factor;
        if let Some(session) = &mut self.session {
            session.album.set_light(light, scale);
        }
    }

    /// Has the next picture made, when none is being made.
    fn make_picture(&mut self) -> Task<Message> {
        let Some(session) = &mut self.session else { return Task::none() };
        let Some(wanted) = session.album.make_next() else { return Task::none() };
        let (light, choice) = (session.album.light(), session.album.choice(&wanted.picture));
        let (resources, id) = (session.opened.resources.clone(), session.holding.id);
        let picture = wanted.picture.clone();
        let work = tokio::task::spawn_blocking(move || {
            let pixels = resources.picture(&wanted.picture, wanted.width, wanted.height)?;
            Ok(made(pixels, &wanted, light, choice))
        });
        let work = async move { work.await.unwrap_or(Err(Error::TimedOut)) };
        Task::perform(work, move |made| Message::PictureMade(id, picture.clone(), made))
    }

    pub(super) fn picture_made(
        &mut self,
        id: holding::Id,
        picture: Picture,
        made: Result<Made, Error>,
    ) -> Task<Message> {
        let Some(session) = self.session.as_mut().filter(|session| session.holding.id == id) else {
            return Task::none();
        };
        let lost = made.is_err();
        session.album.keep(picture.clone(), made);
        if lost && self.screens.reader.looking().is_some_and(|state| *state.picture() == picture) {
            self.say(self.context.text("picture-lost"));
        }
        self.make_picture()
    }

    /// Shows the picture at this place in the whole window.
    pub(super) fn show_picture(&mut self, at: Point) -> Task<Message> {
        let Some(reading) = self.session.as_ref().and_then(|session| session.reading()) else { return Task::none() };
        let book = reading.book();
        let (Some(section), Some(block)) = (book.section(at.section), book.block(at)) else { return Task::none() };
        let Some(picture) = block.picture(&section.href) else { return Task::none() };
        let language = book.language_at(at).map_or(self.context.locale.tongue().tag(), Language::tag).to_owned();
        let description = section.description_of(at.block);
        let words = description.and_then(|description| description.text.clone());
        let elsewhere = description.is_some_and(|description| description.target.is_some());
        let state = picture::State::new(picture, block.text.as_str(), language).described(words, elsewhere);
        self.screens.reader.look_at(state);
        self.picture_looked_at()
    }

    /// Asks for what the picture that fills the window needs now.
    pub(super) fn picture_looked_at(&mut self) -> Task<Message> {
        let (Some(state), Some(session)) = (self.screens.reader.looking(), &self.session) else { return Task::none() };
        let near = state.near(&self.context, &session.album);
        self.pictures_near(near)
    }

    /// Whether a picture fills the window.
    pub(super) fn is_looking(&self) -> bool {
        self.dialogs.is_empty() && self.screens.reader.looking().is_some()
    }

    /// Looks at the picture otherwise, and says so.
    pub(super) fn examine(&mut self, look: Look) -> Task<Message> {
        let (Some(state), Some(session)) = (self.screens.reader.looking_mut(), &mut self.session) else {
            return Task::none();
        };
        let told = match look {
            Look::Invert => {
                let turned = session.album.turn(state.picture());
                self.context.text(if turned { "picture-inverted" } else { "picture-not-inverted" })
            }
            look => state.look(look, &self.context, &session.album),
        };
        self.say(told);
        self.picture_looked_at()
    }

    /// From the picture to what describes it in the book.
    pub(super) fn describe_picture(&mut self) -> Task<Message> {
        self.screens.reader.uncover();
        self.go(Command::Describe)
    }
}
