//! A library asks who the reader is; the words are the library's own where its document has some.

use iced::Size;
use iced::widget::column;

use crate::library::authentication::{AuthDocument, Credentials, Flow, FlowKind};
use crate::locale::Locale;
use crate::ui::covers;
use crate::ui::screen::Context;
use crate::ui::widget::{
    Element, Purpose, button, checkbox, dialog, failure, image, muted, primary_button, text, text_field,
};

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
    BrowserPressed,
    Cancelled,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::UserTyped(_) => "UserTyped",
            Self::PasswordTyped(_) => "PasswordTyped",
            Self::RememberToggled => "RememberToggled",
            Self::Submitted => "Submitted",
            Self::BrowserPressed => "BrowserPressed",
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
    /// Close, and go on in the browser.
    Browse,
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
            Message::BrowserPressed => return Action::Browse,
            Message::Cancelled => return Action::Close,
        }
        Action::None
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let mut inside = column![].spacing(look.gap() * 1.5);
        inside = inside.push(self.logo(context));
        if let Some(description) = self.document.description.as_deref().filter(|text| !text.is_empty()) {
            inside = inside.push(text(look, description));
        }
        let by_password = self.document.password_flow();
        if let Some(flow) = by_password {
            for part in self.password(context, flow) {
                inside = inside.push(part);
            }
        }
        let by_browser = self.document.browser_flow().and_then(|flow| flow.authenticate.as_ref()?.host_str());
        if let Some(host) = by_browser {
            inside = inside.push(text(look, context.locale.with("entry-browser-about", &[("host", host.into())])));
        }
        if let Some(help) = &self.document.help {
            inside =
                inside.push(muted(look, context.locale.with("sign-in-help", &[("address", help.as_str().into())])));
        }
        let mut ways: Vec<Element<'a, Message>> = Vec::new();
        if by_password.is_some() {
            let go = primary_button(look, context.text("sign-in-do"));
            ways.push(go.on_press_maybe((!self.busy).then_some(Message::Submitted)).into());
        }
        if by_browser.is_some() {
            let label = context.text("entry-browser-do");
            let browse =
                if by_password.is_some() { button(look, label) } else { primary_button(look, label).autofocus() };
            ways.push(browse.on_press(Message::BrowserPressed).into());
        }
        ways.push(button(look, context.text("cancel")).on_press(Message::Cancelled).into());
        inside = inside.push(context.side_by_side(ways));
        let title = self.title(&context.locale);
        let about = self.document.description.clone().unwrap_or_default();
        dialog(look, title, inside).semantics(|it| it.description(about)).into()
    }

    /// The library's sign, once it is there and where the scale leaves room: the dialog is whole without it.
    fn logo<'a>(&'a self, context: &'a Context) -> Option<Element<'a, Message>> {
        let source = covers::of_library(context, &self.document)?;
        context.covers.show(&source)?;
        let look = &context.look;
        let name = context.locale.with("sign-in-logo", &[("name", self.document.title.as_str().into())]);
        let height = look.px(64.0);
        Some(image(look, name, covers::cover(context, Some(source), Size::new(height * 2.0, height))).into())
    }

    /// A name and a password, where they go, and whether they are asked for again.
    fn password<'a>(&'a self, context: &'a Context, flow: &'a Flow) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let label = |own: Option<&String>, id| own.cloned().unwrap_or_else(|| context.text(id));
        let user = text_field(look, label(flow.login_label.as_ref(), "sign-in-user"), self.user.as_str())
            .error(self.error.clone())
            .required()
            .on_input(Message::UserTyped)
            .on_submit(Message::Submitted);
        let first = self.user.is_empty() || self.error.is_some();
        let user = if first { user.autofocus() } else { user };
        let password =
            text_field(look, label(flow.password_label.as_ref(), "sign-in-password"), self.password.as_str())
                .purpose(Purpose::Password)
                .on_input(Message::PasswordTyped)
                .on_submit(Message::Submitted);
        let elsewhere = flow.elsewhere(&self.document);
        let told = elsewhere.map(|host| context.locale.with("entry-elsewhere", &[("host", host.into())]));
        let password = match &told {
            Some(told) => password.description(told.clone()),
            None => password,
        };
        let password = if first { password } else { password.autofocus() };
        let mut parts: Vec<Element<'a, Message>> = Vec::new();
        let goes_to = flow.authenticate.as_ref().unwrap_or(&self.document.address);
        if goes_to.scheme() == "http" && !is_own(goes_to.host_str()) {
            let warning = failure(look, context.text("sign-in-insecure"));
            parts.push(warning.semantics(|it| it.live(accesskit::Live::Off)).into());
        }
        parts.extend(told.map(|told| text(look, told).into()));
        parts.push(user.into());
        parts.push(password.into());
        let by_token = flow.kind == FlowKind::OauthPassword;
        parts.push(if self.keyring {
            let wish = context.text(if by_token { "entry-remember" } else { "sign-in-remember" });
            checkbox(look, wish, self.remember).on_press(Message::RememberToggled).into()
        } else {
            muted(look, context.text("sign-in-no-keyring")).into()
        });
        parts
    }
}

/// What never leaves this machine cannot be read on its way.
fn is_own(host: Option<&str>) -> bool {
    host.is_some_and(|host| {
        host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    })
}
