//! What the reader asks people for: kept until it is sent, sent once, taken back.

use iced::Task;

use super::{News, Work, said};
use crate::app::dialogs::Resume;
use crate::app::{App, Message};
use crate::library::Error;
use crate::library::patron::remote::Outcome;
use crate::library::patron::{Known, Request, Wish, asking};
use crate::library::shelf::Unsent;
use crate::ui::wording;

impl App {
    /// Written down first, so that it is not lost, whatever happens.
    pub(super) fn send_wish(&mut self, library: String, mut wish: Wish) -> Task<Message> {
        let address = self.patrons.known.get(&library).and_then(|known| known.offers.requests.clone());
        let (Some(address), Some(client)) = (address, self.client.clone()) else { return Task::none() };
        match asking::new_id() {
            Ok(id) => wish.id = id,
            Err(error) => {
                self.fail(wording::not_saved(&self.context.locale, &error));
                return Task::none();
            }
        }
        self.say(self.context.text("patron-sending"));
        let card = self.patron_card(&library);
        let unsent = Unsent { library, card, address, wish };
        self.patrons.waiting.push(unsent.clone());
        self.patrons.sending.insert(unsent.wish.id.clone());
        let (shelf, kept) = (self.shelf.clone(), unsent.clone());
        let sent = async move {
            shelf.keep_wish(kept.clone()).await?;
            asking::deliver(&client, &shelf, &kept).await
        };
        Task::perform(sent, move |answer| said(News::Sent { unsent: Box::new(unsent.clone()), asked: true, answer }))
    }

    /// Sends what this library has not heard of.
    pub(super) fn deliver(&mut self, library: &str) -> Task<Message> {
        let card = self.patron_card(library);
        let Some(client) = &self.client else { return Task::none() };
        let sending = &mut self.patrons.sending;
        // What another reader wished here waits for her.
        let mine = |unsent: &&Unsent| {
            unsent.library == library && unsent.card == card && sending.insert(unsent.wish.id.clone())
        };
        let waiting: Vec<_> = self.patrons.waiting.iter().filter(mine).collect();
        let sent = waiting.into_iter().map(|unsent| {
            let (client, shelf, sent) = (client.clone(), self.shelf.clone(), unsent.clone());
            let sending = async move {
                let answer = asking::deliver(&client, &shelf, &sent).await;
                (sent, answer)
            };
            Task::perform(sending, |(unsent, answer)| {
                said(News::Sent { unsent: Box::new(unsent), asked: false, answer })
            })
        });
        Task::batch(sent.collect::<Vec<_>>())
    }

    pub(super) fn wish_sent(
        &mut self,
        unsent: Unsent,
        asked: bool,
        answer: Result<Box<Known>, Error>,
    ) -> Task<Message> {
        let locale = self.context.locale.clone();
        let Unsent { library, wish, .. } = unsent;
        self.patrons.sending.remove(&wish.id);
        let is_here = self.patron_library().as_ref() == Some(&library);
        match answer {
            Ok(known) => {
                let words = locale.with("patron-sent", &[("what", wording::wish_title(&locale, &wish, &known).into())]);
                self.patrons.waiting.retain(|waiting| waiting.wish.id != wish.id);
                self.patrons.known.insert(library, *known);
                if asked && is_here {
                    self.screens.patron.sent(words.clone());
                }
                self.tell_patron_screen();
                let told = if asked {
                    self.say(words);
                    Task::none()
                } else {
                    self.hold_words(vec![words])
                };
                Task::batch([told, self.set_patron_clock()])
            }
            // It would be refused for ever: what was typed stays on the screen.
            Err(error @ Error::Refused { .. }) => {
                self.patrons.waiting.retain(|waiting| waiting.wish.id != wish.id);
                self.tell_patron_screen();
                let known = self.patrons.known.get(&library).cloned().unwrap_or_default();
                let what = wording::wish_title(&locale, &wish, &known);
                self.fail(wording::library_error(&locale, &error).in_work(&locale, &what));
                Task::none()
            }
            // Nobody asked; it waits on.
            Err(error) if !asked => {
                tracing::info!(%error, "a request waits");
                Task::none()
            }
            Err(error) => {
                let resume = Resume::Patron(Box::new(Work::Refresh(library)));
                if let Some(error) = self.asked_first(error, &resume) {
                    tracing::info!(%error, "a request waits");
                    let words = locale.text("patron-kept-for-later");
                    if is_here {
                        self.screens.patron.sent(words.clone());
                    }
                    self.say(words);
                }
                self.tell_patron_screen();
                self.set_patron_clock()
            }
        }
    }

    pub(super) fn withdrawn(
        &mut self,
        library: String,
        request: Request,
        answer: Result<Box<(Known, Outcome)>, Error>,
    ) -> Task<Message> {
        match answer {
            Ok(told) => {
                let (known, outcome) = *told;
                let locale = &self.context.locale;
                let words = match &outcome {
                    Outcome::Changed(_) => locale.text("patron-withdrawn"),
                    Outcome::Otherwise(now) => {
                        let state = wording::request_state(locale, now.kind, now.state);
                        locale.with("patron-too-late", &[("state", state.into())])
                    }
                };
                self.patrons.known.insert(library, known);
                self.tell_patron_screen();
                self.screens.patron.set_told(Some(words.clone()));
                self.say(words);
                Task::none()
            }
            Err(error) => self.patron_refused(Work::Withdraw(library, Box::new(request)), error),
        }
    }
}
