//! A talking book by the addresses of its SMIL documents: what libraries for the blind keep places by.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use super::{Container, Deadline, Defects, Reading, Smils, Source, package, volumes};
use crate::book::Format;
use crate::format::{Error, guarded, overlay, sniff};

/// What is heard, or read, at one element of a SMIL document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The name of the SMIL document in the book's container.
    pub smil: String,
    /// The identifiers that lead here, in order; none behind the first sound of an element.
    pub ids: Vec<String>,
    /// The document of text and its fragment.
    pub text: Option<(String, Option<String>)>,
    /// The file of sound, and where in it this begins.
    pub sound: Option<(String, Duration)>,
    /// Nothing where the end of the file is the end.
    pub long: Duration,
}

/// The stretches of the talking book in this file, as they are heard; none of what is no such book. Reads the file.
pub fn stretches(file: &Path) -> Vec<Stretch> {
    let file = file.to_path_buf();
    guarded(move || {
        let container =
            if file.is_dir() { Container::folder(&file)? } else { Container::open(Source::file(File::open(&file)?)?)? };
        let read = match sniff::by_container(&container) {
            Some(Format::Daisy202) => volumes::read,
            Some(Format::Daisy3) => package::read,
            _ => return Err(Error::NotABook),
        };
        let mut defects = Defects::default();
        let mut reading = Reading::new(&container, None, Deadline::start(), &mut defects, None);
        let guide = read(&mut reading)?;
        let smils = Smils::read(&guide, &mut reading);
        Ok(of(&container, smils))
    })
    .unwrap_or_default()
}

/// A clock value of SMIL.
pub fn clock(value: &str) -> Option<Duration> {
    overlay::clock(value)
}

fn of(container: &Container, smils: Smils) -> Vec<Stretch> {
    let mut found = Vec::new();
    for (smil, overlay) in smils.overlays {
        let mut ids: Vec<Vec<String>> = vec![Vec::new(); overlay.pars.len()];
        for (id, par) in overlay.ids {
            if let Some(ids) = ids.get_mut(par) {
                ids.push(id);
            }
        }
        for (par, mut ids) in overlay.pars.into_iter().zip(ids) {
            ids.sort();
            let mut stretch = Stretch { smil: smil.clone(), ids, text: par.text, sound: None, long: Duration::ZERO };
            if par.audio.is_empty() {
                found.push(stretch);
                continue;
            }
            for sound in par.audio {
                let name = container.find(&sound.path).map_or(sound.path.clone(), str::to_owned);
                let long = sound.end.map_or(Duration::ZERO, |end| end.saturating_sub(sound.begin));
                found.push(Stretch { sound: Some((name, sound.begin)), long, ..stretch.clone() });
                stretch.ids.clear();
            }
        }
    }
    found
}
