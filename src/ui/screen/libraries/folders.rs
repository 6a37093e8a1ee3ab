//! Choosing a folder that becomes a library.

use std::path::PathBuf;

use super::super::{Context, add};
use super::Action;
use crate::access::{Announcement, announce};
use crate::library::folder;
use crate::library::places::{Error, Listing, Place};
use crate::locale::Locale;
use crate::ui::widget::{Element, button, failure, item, key_of, list, primary_button, text};
use crate::ui::wording;

/// Folders that are shown of one.
const MOST: usize = 300;

#[derive(Debug, Clone, Default)]
pub struct Folders {
    places: Vec<Place>,
    shown: Option<Listing>,
    trouble: Option<String>,
    request: u64,
}

#[derive(Debug, Clone)]
pub enum Message {
    Entered(PathBuf),
    /// Up from the folder that is shown.
    UpPressed,
    /// This one is to be a library.
    Taken(PathBuf),
}

impl Folders {
    pub(super) fn set_places(&mut self, places: Vec<Place>) {
        self.places = places;
    }

    /// What follows when the reader goes back here; `None` when this closes.
    pub(super) fn back(&mut self) -> Option<Action> {
        let listing = self.shown.take()?;
        let is_place = self.places.iter().any(|place| place.path == listing.folder);
        Some(match listing.parent.filter(|_| !is_place) {
            Some(parent) => self.list(parent),
            None => Action::FindPlaces,
        })
    }

    fn list(&mut self, folder: PathBuf) -> Action {
        self.request += 1;
        self.trouble = None;
        Action::List(self.request, folder)
    }

    pub(super) fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Entered(folder) => self.list(folder),
            Message::UpPressed => self.back().unwrap_or(Action::None),
            Message::Taken(_) => Action::None,
        }
    }

    pub(super) fn listed(&mut self, id: u64, listing: Result<Listing, Error>, locale: &Locale) {
        if id != self.request {
            return;
        }
        match listing {
            Ok(mut listing) => {
                listing.entries.retain(|entry| entry.is_folder());
                let name = folder::name_of(&listing.folder);
                let values = [("name", name.into()), ("count", listing.entries.len().into())];
                announce(Announcement::polite(locale.with("libraries-folder-contents", &values)));
                self.shown = Some(listing);
            }
            Err(error) => {
                let line = wording::places_error(locale, &error).line();
                announce(Announcement::assertive(line.clone()));
                self.trouble = Some(line);
            }
        }
    }

    pub(super) fn view<'a>(&'a self, context: &'a Context) -> Vec<Element<'a, Message>> {
        let look = &context.look;
        let mut parts: Vec<Element<'a, Message>> = Vec::new();
        if let Some(trouble) = &self.trouble {
            parts.push(failure(look, trouble.clone()).semantics(|it| it.live(accesskit::Live::Off)).into());
        }
        let Some(listing) = &self.shown else {
            let rows = self.places.iter().enumerate().map(|(index, place)| {
                let row = item(look, add::name_of(&context.locale, place))
                    .key(key_of(&place.path))
                    .on_press(Message::Entered(place.path.clone()));
                if index == 0 { row.autofocus() } else { row }
            });
            parts.push(list(look, context.text("add-places"), rows).into());
            return parts;
        };
        let place = self.places.iter().find(|place| place.path == listing.folder);
        let name = place.map_or_else(|| folder::name_of(&listing.folder), |place| add::name_of(&context.locale, place));
        let take = context.locale.with("libraries-folder-take", &[("name", name.as_str().into())]);
        let take = primary_button(look, take).key(key_of(&listing.folder)).autofocus();
        let take = take.on_press(Message::Taken(listing.folder.clone()));
        let up = button(look, context.text("add-up")).on_press(Message::UpPressed);
        parts.push(context.side_by_side(vec![take.into(), up.into()]));
        if listing.entries.is_empty() {
            parts.push(text(look, context.text("add-empty")).into());
        } else {
            let rows = listing.entries.iter().take(MOST).map(|entry| {
                let name = context.locale.with("add-folder", &[("name", entry.name.as_str().into())]);
                item(look, name).key(key_of(&entry.path)).on_press(Message::Entered(entry.path.clone()))
            });
            let count = [("name", name.into()), ("count", listing.entries.len().into())];
            parts.push(list(look, context.locale.with("libraries-folder-contents", &count), rows).into());
        }
        parts
    }
}
