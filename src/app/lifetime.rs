//! The window's life: size, greeting, failures that stay in sight, the end.

use accesskit::Live;
use iced::widget::{column, container, space};
use iced::window::{Mode, scale_factor, set_mode, size};
use iced::{Size, Task};

use super::screens::Shown;
use super::{App, Message};
use crate::access::{Announcement, announce};
use crate::library::daisy_online;
use crate::locale::{Locale, Tongue};
use crate::settings::Notes;
use crate::ui::screen::{Context, welcome};
use crate::ui::widget::{Element, Landmark, button, failure, landmark, scrollable};
use crate::ui::wording::Failure;
use crate::voice::Request;

impl App {
    pub(super) fn opened(&mut self) -> Task<Message> {
        Task::batch([size(self.window).map(Message::Resized), scale_factor(self.window).map(Message::Rescaled)])
    }

    pub(super) fn resized(&mut self, size: Size) -> Task<Message> {
        self.context.size = size;
        self.picture_looked_at()
    }

    /// After a change of the settings.
    pub(super) fn renew_context(&mut self) {
        let tongue = self.settings.language.or_else(Tongue::of_system).unwrap_or_default();
        let covers = self.context.covers.clone();
        self.context = Context { covers, ..Context::new(self.drawn(), Locale::new(tongue), self.context.size) };
        self.context.covers.set_light(self.settings.appearance.light);
        self.set_picture_light();
        let in_place = self.settings.appearance.figures.notes == Notes::InPlace;
        if let Some(reading) = self.session.as_mut().and_then(|session| session.reading_mut()) {
            reading.set_notes_in_place(in_place);
        }
        self.tell_libraries_the_language();
    }

    /// Libraries that speak several languages are to answer in that of the interface.
    pub(super) fn tell_libraries_the_language(&self) {
        if let Some(client) = &self.client {
            client.speak(self.context.locale.tongue());
        }
    }

    /// What the program's own voice says first.
    pub(super) fn greeting(&self) -> Vec<(String, Tongue)> {
        match self.screens.shown {
            Shown::Welcome => welcome::aloud().into_iter().map(|(tongue, words)| (words, tongue)).collect(),
            _ => vec![(self.title(self.window), self.context.locale.tongue())],
        }
    }

    /// Something is wrong that the reader need not answer: it is announced, and stays in sight until it is dismissed.
    pub(super) fn note(&mut self, failure: Failure) {
        announce(Announcement::assertive(failure.line()));
        if !self.troubles.contains(&failure) {
            self.troubles.push(failure);
        }
    }

    pub(super) fn dismiss_trouble(&mut self) -> Task<Message> {
        self.troubles.pop();
        Task::none()
    }

    /// The screen, below the newest trouble and what is being saved. The screen keeps its place in the tree of widgets in either case.
    pub(super) fn with_trouble<'a>(&'a self, screen: Element<'a, Message>) -> Element<'a, Message> {
        let look = &self.context.look;
        let bar: Element<'a, Message> = match self.troubles.last() {
            Some(trouble) => {
                let dismiss = button(look, self.context.text("error-dismiss")).on_press(Message::TroubleDismissed);
                // Announced once already; a live text would say it again whenever the screen changes.
                let words = failure(look, trouble.line()).semantics(|it| it.live(Live::Off));
                let content = column![dismiss, words].spacing(look.gap()).padding(look.gap());
                let bar = landmark(look, Landmark::Region, self.context.text("error-heading"), content);
                // At the largest scales a sentence is longer than the window.
                container(scrollable(look, bar)).max_height(self.context.size.height * 0.35).into()
            }
            None => space().into(),
        };
        column![bar, self.saving_view(), screen].into()
    }

    pub(super) fn is_covered(&self) -> bool {
        let screens = &self.screens;
        let sheet = screens.reader.is_covered() || screens.player.is_covered();
        !self.dialogs.is_empty() || (screens.shown == Shown::Reader && sheet)
    }

    /// Leaves the program: silence at once, the window gone at once, the place safe before the end.
    pub(super) fn leave(&mut self) -> Task<Message> {
        let stopped = self.silence();
        self.speaker.send(Request::Hush);
        let place = self.last_place();
        let shelf = self.shelf.clone();
        let recording = self.saving.leave();
        let sent = self.last_meeting();
        let client = self.client.clone();
        let saved = async move {
            if let Some(gone) = recording {
                let _ = tokio::task::spawn_blocking(gone).await;
            }
            if let Some((id, place)) = place
                && let Err(error) = shelf.save_place(id, place).await
            {
                tracing::error!(%error, "the last place is not kept");
            }
            let _ = shelf.settled().await;
            if let Some(client) = client {
                daisy_online::sign_off(&client, None).await;
            }
            sent.await;
        };
        Task::batch([stopped, set_mode(self.window, Mode::Hidden)]).chain(Task::perform(saved, |()| Message::Settled))
    }
}
