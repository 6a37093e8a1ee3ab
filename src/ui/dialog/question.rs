//! A question that is answered with yes or no.

use iced::widget::column;

use crate::library::daisy_online::model::Label;
use crate::locale::Locale;
use crate::ui::screen::Context;
use crate::ui::widget::{Element, button, dialog, primary_button, text};

/// A question, and what is asked of the program when the answer is yes.
#[derive(Debug, Clone, PartialEq)]
pub struct State<Yes> {
    question: String,
    /// What follows from yes; may be empty.
    consequence: String,
    /// Words of a library in place of it, each with its language.
    told: Vec<(String, Option<String>)>,
    /// The name of a button, where they can be heard.
    hear: Option<String>,
    yes: String,
    no: String,
    answer: Yes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    Agreed,
    Refused,
    HearPressed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action<Yes> {
    /// Close, and do this.
    Do(Yes),
    /// Close.
    Close,
    /// Stay, and play what the library says.
    Hear,
}

impl<Yes: Clone> State<Yes> {
    /// Whether this book is to leave the shelf.
    pub fn remove(locale: &Locale, title: &str, answer: Yes) -> Self {
        Self {
            question: locale.with("shelf-remove-question", &[("title", title.into())]),
            consequence: locale.text("shelf-remove-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("remove"),
            no: locale.text("shelf-keep"),
            answer,
        }
    }

    /// Whether what was asked for is to be taken back.
    pub fn withdraw(locale: &Locale, title: &str, answer: Yes) -> Self {
        Self {
            question: locale.with("patron-withdraw-question", &[("what", title.into())]),
            consequence: locale.text("patron-withdraw-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("patron-withdraw"),
            no: locale.text("patron-withdraw-no"),
            answer,
        }
    }

    /// Whether this library is to leave the list.
    pub fn remove_library(locale: &Locale, name: &str, answer: Yes) -> Self {
        Self {
            question: locale.with("libraries-remove-question", &[("name", name.into())]),
            consequence: locale.text("libraries-remove-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("libraries-remove"),
            no: locale.text("cancel"),
            answer,
        }
    }

    /// Whether the stored password of a library that left the list goes too.
    pub fn forget_password(locale: &Locale, answer: Yes) -> Self {
        Self {
            question: locale.text("libraries-forget-question"),
            consequence: locale.text("libraries-forget-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("libraries-forget-yes"),
            no: locale.text("libraries-forget-no"),
            answer,
        }
    }

    /// Whether she is to be signed out, and what was stored for it deleted.
    pub fn sign_out(locale: &Locale, answer: Yes) -> Self {
        Self {
            question: locale.text("privacy-sign-out-question"),
            consequence: locale.text("privacy-sign-out-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("privacy-sign-out-yes"),
            no: locale.text("privacy-sign-out-no"),
            answer,
        }
    }

    /// Whether the settings that this library has kept are to hold here.
    pub fn take_settings(locale: &Locale, name: &str, answer: Yes) -> Self {
        Self {
            question: locale.with("sync-settings-question", &[("name", name.into())]),
            consequence: locale.text("sync-settings-consequence"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("sync-settings-yes"),
            no: locale.text("cancel"),
            answer,
        }
    }

    /// Whether all settings are to be as they were at first.
    pub fn reset(locale: &Locale, answer: Yes) -> Self {
        Self {
            question: locale.text("settings-reset-question"),
            consequence: locale.text("settings-reset-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("settings-reset-yes"),
            no: locale.text("cancel"),
            answer,
        }
    }

    /// Whether a book that is being saved is to be given up, in these words.
    pub fn stop_saving(locale: &Locale, question: String, percent: &str, answer: Yes) -> Self {
        Self {
            question,
            consequence: locale.with("record-stop-what", &[("percent", percent.into())]),
            told: Vec::new(),
            hear: None,
            yes: locale.text("record-stop"),
            no: locale.text("record-go-on"),
            answer,
        }
    }

    /// Whether an address is to be opened in the browser.
    pub fn leave(locale: &Locale, address: &str, answer: Yes) -> Self {
        Self {
            question: locale.text("leave-book-question"),
            consequence: address.to_owned(),
            told: Vec::new(),
            hear: None,
            yes: locale.text("open"),
            no: locale.text("cancel"),
            answer,
        }
    }

    /// Whether an address may be asked although nothing that is sent there is protected.
    pub fn unprotected(locale: &Locale, origin: &str, answer: Yes) -> Self {
        Self {
            question: locale.with("unprotected-question", &[("address", origin.into())]),
            consequence: locale.text("unprotected-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("unprotected-yes"),
            no: locale.text("cancel"),
            answer,
        }
    }

    /// Whether the terms of a library's service are accepted.
    pub fn terms(locale: &Locale, library: &str, terms: &Label, answer: Yes) -> Self {
        let state = Self {
            question: locale.with("terms-question", &[("name", library.into())]),
            consequence: String::new(),
            told: Vec::new(),
            hear: None,
            yes: locale.text("terms-accept"),
            no: locale.text("cancel"),
            answer,
        };
        state.telling(locale, [terms])
    }

    /// What a library tells its readers; whether it is to be told again.
    pub fn announcement<'a>(locale: &Locale, words: impl IntoIterator<Item = &'a Label>, answer: Yes) -> Self {
        let state = Self {
            question: locale.text("announcement-title"),
            consequence: String::new(),
            told: Vec::new(),
            hear: None,
            yes: locale.text("announcement-heard"),
            no: locale.text("announcement-later"),
            answer,
        };
        state.telling(locale, words)
    }

    /// With the words of a library, each in its language, and a button where they can be heard.
    fn telling<'a>(mut self, locale: &Locale, labels: impl IntoIterator<Item = &'a Label>) -> Self {
        let mut is_heard = false;
        for label in labels {
            is_heard |= label.audio.is_some();
            if !label.text.trim().is_empty() {
                self.told.push((label.text.clone(), label.language.as_ref().map(|it| it.tag().to_owned())));
            }
        }
        if self.told.is_empty() && is_heard {
            self.consequence = locale.text("announcement-sound");
        }
        self.hear = is_heard.then(|| locale.text("catalog-hear"));
        self
    }

    /// Whether this book goes back to the library that lent it.
    pub fn give_back(locale: &Locale, title: &str, answer: Yes) -> Self {
        Self {
            question: locale.with("give-back-question", &[("title", title.into())]),
            consequence: locale.text("loan-return-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("give-back"),
            no: locale.text("shelf-keep"),
            answer,
        }
    }

    /// Whether the reader leaves the queue for this book.
    pub fn cancel_hold(locale: &Locale, title: &str, answer: Yes) -> Self {
        Self {
            question: locale.with("loan-cancel-hold-question", &[("title", title.into())]),
            consequence: locale.text("loan-cancel-hold-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("loan-cancel-hold"),
            no: locale.text("cancel"),
            answer,
        }
    }

    /// Whether a download is to be given up, of which this much is here.
    pub fn cancel_download(locale: &Locale, title: &str, size: &str, answer: Yes) -> Self {
        Self {
            question: locale.with("downloads-cancel-question", &[("title", title.into())]),
            consequence: locale.with("downloads-cancel-what", &[("size", size.into())]),
            told: Vec::new(),
            hear: None,
            yes: locale.text("downloads-cancel-yes"),
            no: locale.text("downloads-cancel-no"),
            answer,
        }
    }

    /// Whether books are to come by a network that is paid for by use.
    pub fn metered(locale: &Locale, answer: Yes) -> Self {
        Self {
            question: locale.text("downloads-metered-question"),
            consequence: locale.text("downloads-metered-what"),
            told: Vec::new(),
            hear: None,
            yes: locale.text("downloads-metered-yes"),
            no: locale.text("downloads-metered-no"),
            answer,
        }
    }

    /// What follows from yes.
    pub fn answer(&self) -> &Yes {
        &self.answer
    }

    pub fn title(&self) -> &str {
        &self.question
    }

    pub fn update(&self, message: Message) -> Action<Yes> {
        match message {
            Message::Agreed => Action::Do(self.answer.clone()),
            Message::Refused => Action::Close,
            Message::HearPressed => Action::Hear,
        }
    }

    /// «No» has the focus: a key pressed in haste changes nothing.
    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let no = primary_button(look, self.no.as_str()).autofocus().on_press(Message::Refused);
        let yes = button(look, self.yes.as_str()).on_press(Message::Agreed);
        let mut inside = column![].spacing(look.gap() * 1.5);
        if !self.consequence.is_empty() {
            inside = inside.push(text(look, self.consequence.as_str()));
        }
        for (words, language) in &self.told {
            let words = text(look, words.as_str());
            inside = inside.push(match language {
                Some(language) => words.language(language.as_str()),
                None => words,
            });
        }
        let hear = self.hear.as_ref().map(|name| button(look, name.as_str()).on_press(Message::HearPressed).into());
        let ways = [no.into(), yes.into()].into_iter().chain(hear).collect();
        let inside = inside.push(context.side_by_side(ways));
        // Words of one language are told with the dialog; of several, each is announced for itself.
        let told: Vec<&str> = self.told.iter().map(|(words, _)| words.as_str()).collect();
        let described = if told.is_empty() { self.consequence.clone() } else { told.join("\n") };
        dialog(look, self.question.as_str(), inside).semantics(|it| it.description(described)).into()
    }
}
