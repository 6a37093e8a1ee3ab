//! The reader's own looks: saved under a name, chosen, renamed, thrown away and brought back, carried in a file.

use std::path::{Path, PathBuf};

use iced::widget::column;

use super::Action;
use crate::access::{Announcement, announce};
use crate::locale::Locale;
use crate::settings::{MOST, Profile, ProfileError, Settings};
use crate::ui::screen::Context;
use crate::ui::screen::add::local_path;
use crate::ui::widget::{Choice, Element, Purpose, button, choices, heading, muted, status, text, text_field};

#[derive(Debug, Clone, Default)]
pub struct State {
    name: String,
    wrong: Option<&'static str>,
    /// The profile that «rename» and «delete» are about.
    chosen: Option<String>,
    /// What «bring back» brings back: the profiles as they were.
    before: Option<Vec<Profile>>,
    path: String,
    path_wrong: Option<String>,
    /// What was saved to a file last, in words.
    told: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    NameTyped(String),
    SavePressed,
    Chosen(String),
    RenamePressed,
    DeletePressed,
    RestorePressed,
    ExportPressed,
    PathTyped(String),
    ImportPressed,
}

/// Says it aloud, politely.
pub(super) fn tell(words: String) {
    announce(Announcement::polite(words));
}

impl State {
    /// Makes the change in these settings, or answers what the program is asked for.
    pub(super) fn update(&mut self, message: Message, settings: &mut Settings, locale: &Locale) -> Option<Action> {
        match message {
            Message::NameTyped(name) => {
                self.name = name;
                self.wrong = None;
            }
            Message::PathTyped(path) => {
                self.path = path;
                self.path_wrong = None;
            }
            Message::SavePressed => {
                if let Some(profile) = self.named(settings, locale) {
                    self.keep(profile, settings, locale);
                }
            }
            Message::Chosen(name) => {
                let found = settings.profiles.iter().find(|profile| profile.name == name)?;
                settings.appearance = found.appearance.clone();
                self.name.clone_from(&name);
                self.chosen = Some(name);
            }
            Message::RenamePressed => {
                let fresh = self.named(settings, locale)?.name;
                let chosen = self.chosen.clone()?;
                if fresh != chosen && settings.profiles.iter().any(|profile| profile.name == fresh) {
                    return self.refuse("profile-name-taken", locale);
                }
                let profile = settings.profiles.iter_mut().find(|profile| profile.name == chosen)?;
                profile.name.clone_from(&fresh);
                tell(locale.with("profile-renamed", &[("name", fresh.as_str().into())]));
                self.chosen = Some(fresh);
            }
            Message::DeletePressed => {
                let chosen = self.chosen.take()?;
                self.before = Some(settings.profiles.clone());
                settings.profiles.retain(|profile| profile.name != chosen);
                tell(locale.with("profile-deleted", &[("name", chosen.into())]));
            }
            Message::RestorePressed => {
                settings.profiles = self.before.take()?;
                tell(locale.text("profile-restored"));
            }
            Message::ExportPressed => {
                return self.named(settings, locale).map(|profile| Action::Export(Box::new(profile)));
            }
            Message::ImportPressed => {
                let path = self.path.trim().trim_matches('"');
                if path.is_empty() {
                    let words = locale.text("profile-path-empty");
                    announce(Announcement::assertive(words.clone()));
                    self.path_wrong = Some(words);
                    return None;
                }
                return Some(Action::Import(local_path(path)));
            }
        }
        None
    }

    /// The look that is drawn, under the name that was typed.
    fn named(&mut self, settings: &Settings, locale: &Locale) -> Option<Profile> {
        let profile = Profile::new(&self.name, settings.appearance.clone());
        if profile.is_none() {
            self.refuse("profile-name-empty", locale);
        }
        profile
    }

    fn refuse(&mut self, why: &'static str, locale: &Locale) -> Option<Action> {
        announce(Announcement::assertive(locale.text(why)));
        self.wrong = Some(why);
        None
    }

    /// Keeps a profile; one with the same name is replaced, and can be brought back.
    fn keep(&mut self, profile: Profile, settings: &mut Settings, locale: &Locale) {
        let name = profile.name.clone();
        match settings.profiles.iter().position(|known| known.name == name) {
            Some(at) => {
                self.before = Some(settings.profiles.clone());
                settings.profiles[at] = profile;
            }
            None if settings.profiles.len() >= MOST => {
                self.refuse("profile-too-many", locale);
                return;
            }
            None => settings.profiles.push(profile),
        }
        tell(locale.with("profile-saved", &[("name", name.as_str().into())]));
        self.name.clone_from(&name);
        self.chosen = Some(name);
    }

    pub(super) fn saved(&mut self, file: &Path, locale: &Locale) {
        let words = locale.with("export-saved", &[("file", file.display().to_string().into())]);
        tell(words.clone());
        self.told = Some(words);
    }

    pub(super) fn read(&mut self, profile: Result<&Profile, &ProfileError>, settings: &mut Settings, locale: &Locale) {
        match profile {
            Ok(profile) => {
                settings.appearance = profile.appearance.clone();
                self.path.clear();
                self.keep(profile.clone(), settings, locale);
            }
            Err(error) => {
                let words = locale.text(match error {
                    ProfileError::Io(_) => "profile-not-read",
                    ProfileError::Foreign => "profile-foreign",
                    ProfileError::Damaged(_) => "profile-damaged",
                });
                announce(Announcement::assertive(words.clone()));
                self.path_wrong = Some(words);
            }
        }
    }

    pub(super) fn view<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let settings = &context.settings;
        let mut parts: Vec<Element<'a, Message>> = vec![heading(look, 2, context.text("profiles")).into()];
        if settings.profiles.is_empty() {
            parts.push(text(look, context.text("profiles-none")).into());
        } else {
            let offered = settings.profiles.iter().map(|profile| {
                let drawn = self.chosen.as_ref() == Some(&profile.name) && profile.appearance == settings.appearance;
                Choice::new(profile.name.clone(), drawn, Message::Chosen(profile.name.clone()))
            });
            parts.push(choices(look, context.text("profiles-own"), offered).into());
        }
        let field = text_field(look, context.text("profile-name"), self.name.as_str())
            .description(context.text("profile-name-hint"))
            .error(self.wrong.map(|why| context.text(why)))
            .on_input(Message::NameTyped)
            .on_submit(Message::SavePressed);
        let known = |name: &&String| settings.profiles.iter().any(|profile| profile.name == **name);
        let chosen = self.chosen.as_ref().filter(known);
        let mut buttons = vec![button(look, context.text("profile-save")).on_press(Message::SavePressed).into()];
        if let Some(name) = chosen {
            let rename = button(look, context.text("profile-rename")).description(name.as_str());
            buttons.push(rename.on_press(Message::RenamePressed).into());
            let delete = button(look, context.text("profile-delete")).description(name.as_str());
            buttons.push(delete.on_press(Message::DeletePressed).into());
        }
        if self.before.is_some() {
            buttons.push(button(look, context.text("profile-restore")).on_press(Message::RestorePressed).into());
        }
        buttons.push(button(look, context.text("profile-export")).on_press(Message::ExportPressed).into());
        parts.push(field.into());
        parts.push(context.side_by_side(buttons));
        if let Some(told) = &self.told {
            parts.push(status(look, told.as_str()).semantics(|it| it.live(accesskit::Live::Off)).into());
        }
        let path = text_field(look, context.text("profile-path"), self.path.as_str())
            .purpose(Purpose::Address)
            .error(self.path_wrong.clone())
            .on_input(Message::PathTyped)
            .on_submit(Message::ImportPressed);
        let import = button(look, context.text("profile-import")).on_press(Message::ImportPressed);
        parts.push(column![Element::from(path), Element::from(import)].spacing(look.gap()).into());
        parts.push(muted(look, context.text("profile-file-hint")).into());
        parts
    }
}

/// The name of a profile's file, without its folder.
pub fn file_name(profile: &Profile) -> PathBuf {
    let stem = crate::library::papers::safe_stem(&profile.name);
    PathBuf::from(format!("{stem}.{}", crate::settings::ENDING))
}
