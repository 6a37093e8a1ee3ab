//! A library asks who the reader is; the words are the library's own where its document has some.

use iced::widget::column;

use crate::library::authentication::{AuthDocument, Credentials};
use crate::locale::Locale;
use crate::ui::screen::Context;
use crate::ui::widget::{Element, Purpose, button, checkbox, dialog, failure, muted, primary_button, text, text_field};

#[derive(Debug, Clone)]
pub struct State {
    document: Box<AuthDocument>,
    user: String,
    password: String,
    remember: bool,
    /// The system can keep a password.
    keyring: bool,
    error: Option<String>,
    busy: bool,
}

/// The password is never printed, so neither is what was typed into its field.
#[derive(Clone, PartialEq, Eq)]
pub enum Message {
    UserTyped(String),
    PasswordTyped(String),
    RememberToggled,
    Submitted,
    Cancelled,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::UserTyped(_) => "UserTyped",
            Self::PasswordTyped(_) => "PasswordTyped",
            Self::RememberToggled => "RememberToggled",
            Self::Submitted => "Submitted",
            Self::Cancelled => "Cancelled",
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    None,
    /// Sign in, and keep the password in the system's keyring when asked to. Close the dialog when the library accepts,
    /// else open it again with the document that it answers.
    SignIn {
        credentials: Credentials,
        remember: bool,
    },
    Close,
}

impl State {
    /// `user` is the name that was used last; `keyring` whether the system can keep a password.
    pub fn new(document: Box<AuthDocument>, user: impl Into<String>, keyring: bool, locale: &Locale) -> Self {
        let error = document.refused.then(|| locale.text("sign-in-wrong"));
        Self { document, user: user.into(), password: String::new(), remember: keyring, keyring, error, busy: false }
    }

    pub fn document(&self) -> &AuthDocument {
        &self.document
    }

    pub fn title(&self, locale: &Locale) -> String {
        locale.with("sign-in-title", &[("name", self.document.title.as_str().into())])
    }

    pub fn update(&mut self, message: Message, locale: &Locale) -> Action {
        match message {
            Message::UserTyped(text) => {
                self.user = text;
                self.error = None;
            }
            Message::PasswordTyped(text) => {
                self.password = text;
                self.error = None;
            }
            Message::RememberToggled => self.remember = !self.remember,
            Message::Submitted if self.busy => {}
            Message::Submitted if self.user.trim().is_empty() => self.error = Some(locale.text("sign-in-empty")),
            Message::Submitted => {
                self.busy = true;
                let credentials = Credentials { user: self.user.trim().to_owned(), password: self.password.clone() };
                return Action::SignIn { credentials, remember: self.remember && self.keyring };
            }
            Message::Cancelled => return Action::Close,
        }
        Action::None
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let flow = self.document.password_flow();
        let label = |own: Option<&String>, id| own.cloned().unwrap_or_else(|| context.text(id));
        let user = text_field(
            look,
            label(flow.and_then(|flow| flow.login_label.as_ref()), "sign-in-user"),
            self.user.as_str(),
        )
        .error(self.error.clone())
        .required()
        .on_input(Message::UserTyped)
        .on_submit(Message::Submitted);
        let user = if self.user.is_empty() || self.error.is_some() { user.autofocus() } else { user };
        let password = text_field(
            look,
            label(flow.and_then(|flow| flow.password_label.as_ref()), "sign-in-password"),
            self.password.as_str(),
        )
        .purpose(Purpose::Password)
        .on_input(Message::PasswordTyped)
        .on_submit(Message::Submitted);
        let password = if self.user.is_empty() || self.error.is_some() { password } else { password.autofocus() };

        let mut inside = column![].spacing(look.gap() * 1.5);
        if let Some(description) = self.document.description.as_deref().filter(|text| !text.is_empty()) {
            inside = inside.push(text(look, description));
        }
        if self.document.address.scheme() == "http" && !is_own(self.document.address.host_str()) {
            let warning = failure(look, context.text("sign-in-insecure"));
            inside = inside.push(warning.semantics(|it| it.live(accesskit::Live::Off)));
        }
        inside = inside.push(user).push(password);
        inside = if self.keyring {
            let remember = checkbox(look, context.text("sign-in-remember"), self.remember);
            inside.push(remember.on_press(Message::RememberToggled))
        } else {
            inside.push(muted(look, context.text("sign-in-no-keyring")))
        };
        if let Some(help) = &self.document.help {
            inside =
                inside.push(muted(look, context.locale.with("sign-in-help", &[("address", help.as_str().into())])));
        }
        let go =
            primary_button(look, context.text("sign-in-do")).on_press_maybe((!self.busy).then_some(Message::Submitted));
        let cancel = button(look, context.text("cancel")).on_press(Message::Cancelled);
        inside = inside.push(context.side_by_side(vec![go.into(), cancel.into()]));
        let title = self.title(&context.locale);
        let about = self.document.description.clone().unwrap_or_default();
        dialog(look, title, inside).semantics(|it| it.description(about)).into()
    }
}

/// What never leaves this machine cannot be read on its way.
fn is_own(host: Option<&str>) -> bool {
    host.is_some_and(|host| {
        host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    })
}
