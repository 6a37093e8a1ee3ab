//! What travels between the reader's devices, and to whom it is sent on its way. By default nothing is.

use std::fmt;

use url::Url;

use super::{Context, stacked};
use crate::access::{Announcement, announce};
use crate::library::sync::{kosync::Account, system_name};
use crate::locale::Locale;
use crate::settings::Settings;
use crate::ui::widget::{Element, Purpose, button, checkbox, heading, muted, primary_button, status, text, text_field};

/// What is typed, and what the program knows.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct State {
    /// The libraries that keep places: their origins, and what they are called.
    libraries: Vec<(String, String)>,
    /// The libraries that keep settings: what they are called, and where.
    keepers: Vec<(String, Url)>,
    device: String,
    server: String,
    user: String,
    password: String,
    /// Signed in to the KOReader server.
    signed_in: bool,
    asking: bool,
    error: Option<String>,
}

/// What was typed as a password is never printed.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("libraries", &self.libraries)
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq, Eq)]
pub enum Message {
    Toggled,
    NotesToggled,
    SendPressed(String, Url),
    GetPressed(String, Url),
    /// These libraries keep settings.
    Offered(Vec<(String, Url)>),
    LibraryToggled(String),
    DeviceTyped(String),
    DeviceSubmitted,
    ServerTyped(String),
    UserTyped(String),
    PasswordTyped(String),
    SignInPressed,
    RegisterPressed,
    SignOutPressed,
    /// The program knows more: the libraries, and whether the reader is signed in.
    Known {
        libraries: Vec<(String, String)>,
        signed_in: bool,
    },
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PasswordTyped(_) => f.write_str("PasswordTyped"),
            other => write!(f, "{:?}", std::mem::discriminant(other)),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    None,
    /// These are the settings from now on.
    Change(Box<Settings>),
    /// Sign in with this account, which is made first when `register`.
    SignIn {
        account: Account,
        register: bool,
    },
    SignOut,
    /// Send the settings to the library that is called so.
    SendSettings(String, Url),
    /// Ask the library that is called so for them.
    GetSettings(String, Url),
}

impl State {
    pub fn new(settings: &Settings) -> Self {
        let sync = &settings.sync;
        Self {
            device: sync.device.clone().unwrap_or_else(system_name),
            server: sync.koreader_server.clone(),
            user: sync.koreader_user.clone(),
            ..Self::default()
        }
    }

    pub fn title(locale: &Locale) -> String {
        locale.text("screen-sync")
    }

    pub fn update(&mut self, message: Message, settings: &Settings, locale: &Locale) -> Action {
        let mut changed = settings.clone();
        let sync = &mut changed.sync;
        match message {
            Message::Toggled => {
                sync.on = !sync.on;
                let told = if sync.on { "sync-turned-on" } else { "sync-turned-off" };
                announce(Announcement::polite(locale.text(told)));
            }
            Message::NotesToggled => {
                sync.notes = !sync.notes;
                let told = if sync.notes { "sync-notes-turned-on" } else { "sync-notes-turned-off" };
                announce(Announcement::polite(locale.text(told)));
            }
            Message::SendPressed(name, address) => return Action::SendSettings(name, address),
            Message::GetPressed(name, address) => return Action::GetSettings(name, address),
            Message::Offered(keepers) => self.keepers = keepers,
            Message::LibraryToggled(origin) => sync.toggle(&origin),
            Message::DeviceTyped(name) => {
                self.device = name;
                let name = self.device.trim();
                sync.device = Some(name.to_owned()).filter(|name| !name.is_empty() && *name != system_name());
            }
            Message::DeviceSubmitted => {}
            Message::ServerTyped(address) => {
                self.error = None;
                self.server = address;
            }
            Message::UserTyped(name) => {
                self.error = None;
                self.user = name;
            }
            Message::PasswordTyped(password) => {
                self.error = None;
                self.password = password;
            }
            Message::SignInPressed => return self.sign_in(false, locale),
            Message::RegisterPressed => return self.sign_in(true, locale),
            Message::SignOutPressed => return Action::SignOut,
            Message::Known { libraries, signed_in } => {
                self.libraries = libraries;
                self.signed_in = signed_in;
            }
        }
        if changed == *settings { Action::None } else { Action::Change(Box::new(changed)) }
    }

    fn sign_in(&mut self, register: bool, locale: &Locale) -> Action {
        let mut typed = crate::settings::SyncSettings::default();
        typed.koreader_server.clone_from(&self.server);
        let Some(server) = typed.koreader() else { return self.complain(locale.text("sync-koreader-address")) };
        let user = self.user.trim();
        if user.is_empty() || self.password.is_empty() {
            return self.complain(locale.text("sync-koreader-empty"));
        }
        self.asking = true;
        announce(Announcement::polite(locale.text("sync-koreader-asking")));
        Action::SignIn { account: Account::new(&server, user, &self.password), register }
    }

    fn complain(&mut self, words: String) -> Action {
        announce(Announcement::assertive(words.clone()));
        self.error = Some(words);
        Action::None
    }

    /// The server has let the reader in, or has not.
    pub fn answered(&mut self, signed_in: bool) {
        self.asking = false;
        self.signed_in = signed_in;
        if signed_in {
            self.password.clear();
        }
    }

    /// The reader's settings at the libraries that keep them.
    fn settings<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        if self.keepers.is_empty() {
            return Vec::new();
        }
        let look = &context.look;
        let mut parts: Vec<Element<'a, Message>> = vec![
            heading(look, 2, context.text("sync-settings")).into(),
            muted(look, context.text("sync-settings-what")).into(),
        ];
        for (name, address) in &self.keepers {
            let named = |id: &str| context.locale.with(id, &[("name", name.as_str().into())]);
            let send = Message::SendPressed(name.clone(), address.clone());
            let get = Message::GetPressed(name.clone(), address.clone());
            parts.push(context.side_by_side(vec![
                button(look, named("sync-settings-send")).on_press(send).into(),
                button(look, named("sync-settings-get")).on_press(get).into(),
            ]));
        }
        parts
    }

    pub fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let look = &context.look;
        let sync = &context.settings.sync;
        let on = checkbox(look, context.text("sync-on"), sync.on).description(context.text("sync-what"));
        let notes = checkbox(look, context.text("sync-notes"), sync.notes);
        let device = text_field(look, context.text("sync-device"), self.device.as_str())
            .description(context.text("sync-device-hint"))
            .on_input(Message::DeviceTyped)
            .on_submit(Message::DeviceSubmitted);
        let mut parts: Vec<Element<'a, Message>> = vec![
            heading(look, 1, Self::title(&context.locale)).into(),
            text(look, context.text("sync-what")).into(),
            on.autofocus().on_press(Message::Toggled).into(),
            notes.description(context.text("sync-notes-what")).on_press(Message::NotesToggled).into(),
            muted(look, context.text("sync-notes-what")).into(),
            device.into(),
            heading(look, 2, context.text("sync-libraries")).into(),
        ];
        if self.libraries.is_empty() {
            parts.push(muted(look, context.text("sync-no-libraries")).into());
        }
        parts.extend(self.libraries.iter().map(|(origin, name)| {
            let told = checkbox(look, name.as_str(), sync.tells(origin)).description(origin.as_str());
            told.on_press(Message::LibraryToggled(origin.clone())).into()
        }));
        parts.extend(self.settings(context));
        parts.push(heading(look, 2, context.text("sync-koreader")).into());
        parts.push(muted(look, context.text("sync-koreader-what")).into());
        if self.signed_in {
            let host = sync.koreader().and_then(|server| server.host_str().map(str::to_owned)).unwrap_or_default();
            let user = sync.koreader_user.as_str();
            let words = context.locale.with("sync-koreader-in", &[("host", host.into()), ("user", user.into())]);
            parts.push(status(look, words).into());
            parts.push(button(look, context.text("sync-koreader-sign-out")).on_press(Message::SignOutPressed).into());
            return stacked(look, parts);
        }
        let field = |name: &str, value: &str| text_field(look, context.text(name), value);
        parts.push(
            field("sync-koreader-server", &self.server)
                .purpose(Purpose::Address)
                .error(self.error.clone())
                .on_input(Message::ServerTyped)
                .on_submit(Message::SignInPressed)
                .into(),
        );
        parts.push(
            field("sync-koreader-user", &self.user)
                .on_input(Message::UserTyped)
                .on_submit(Message::SignInPressed)
                .into(),
        );
        parts.push(
            field("sync-koreader-password", &self.password)
                .purpose(Purpose::Password)
                .on_input(Message::PasswordTyped)
                .on_submit(Message::SignInPressed)
                .into(),
        );
        let press = |message: Message| (!self.asking).then_some(message);
        let sign_in = primary_button(look, context.text("sync-koreader-sign-in"));
        let register = button(look, context.text("sync-koreader-register"));
        parts.push(context.side_by_side(vec![
            sign_in.on_press_maybe(press(Message::SignInPressed)).into(),
            register.on_press_maybe(press(Message::RegisterPressed)).into(),
        ]));
        stacked(look, parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Tongue;

    #[test]
    fn nothing_is_on_before_the_reader_says_so() {
        let (settings, locale) = (Settings::default(), Locale::new(Tongue::En));
        let mut state = State::new(&settings);
        assert!(!settings.sync.on);
        let Action::Change(on) = state.update(Message::Toggled, &settings, &locale) else { panic!("no change") };
        assert!(on.sync.on);
        let Action::Change(off) = state.update(Message::LibraryToggled("https://a".to_owned()), &on, &locale) else {
            panic!("no change")
        };
        assert!(off.sync.on && !off.sync.tells("https://a"));
    }

    #[test]
    fn an_account_needs_a_server_a_name_and_a_password() {
        let (settings, locale) = (Settings::default(), Locale::new(Tongue::Ru));
        let mut state = State::new(&settings);
        let mut say = |message| state.update(message, &settings, &locale);
        assert_eq!(say(Message::SignInPressed), Action::None);
        assert_eq!(say(Message::ServerTyped("sync.kz".to_owned())), Action::None);
        assert_eq!(say(Message::SignInPressed), Action::None);
        say(Message::UserTyped(" reader ".to_owned()));
        say(Message::PasswordTyped("secret".to_owned()));
        let Action::SignIn { account, register } = say(Message::RegisterPressed) else { panic!("nobody is asked") };
        assert!(register);
        assert_eq!((account.address.as_str(), account.user.as_str()), ("https://sync.kz/", "reader"));
        assert!(!format!("{state:?} {:?}", Message::PasswordTyped("secret".to_owned())).contains("secret"));
    }
}
