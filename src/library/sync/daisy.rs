//! Places as libraries for the blind keep them: an address in a SMIL document, and the time behind it.
//!
//! The bookmark set of ANSI/NISO Z39.86 <https://www.daisy.org/z3986/2005/Z3986-2005.html#Bookmarks>. A service tells neither
//! which device set the place nor, in the first version, when.

use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::{Error, Remote};
use crate::book::{Locations, Locator};
use crate::format::{self, Stretch};
use crate::library::client::Client;
use crate::library::daisy_online::bookmark::{Mark, Offset};
use crate::library::daisy_online::{marks, set_last};
use crate::library::shelf::Moment;

/// Reads the book's SMIL documents, which takes some time for a long one.
pub(super) async fn stretches(file: &Path) -> Vec<Stretch> {
    let file: PathBuf = file.to_path_buf();
    tokio::task::spawn_blocking(move || format::stretches(&file)).await.unwrap_or_default()
}

pub(super) async fn get(client: &Client, address: &Url, file: &Path) -> Result<Option<Remote>, Error> {
    let Some(set) = marks(client, address).await? else { return Ok(None) };
    let Some(last) = set.last else { return Ok(None) };
    let modified = set.modified.unwrap_or(Moment::from_unix_millis(0));
    Ok(found(&stretches(file).await, &last).map(|(progress, locator)| Remote {
        progress,
        modified,
        device: None,
        title: None,
        locator: Some(locator),
        verbatim: None,
    }))
}

/// Answers how far in the book the place is by the measure of what [`get`] tells.
pub(super) async fn put(
    client: &Client,
    address: &Url,
    file: &Path,
    title: &str,
    place: &Remote,
) -> Result<f64, Error> {
    let stretches = stretches(file).await;
    let mark = place.locator.as_ref().and_then(|locator| mark_of(&stretches, locator));
    // A place that no address names stays here.
    let Some(mark) = mark else { return Ok(place.progress) };
    let there = found(&stretches, &mark).map_or(place.progress, |(progress, _)| progress);
    set_last(client, address, title, mark).await?;
    Ok(there)
}

fn same_file(one: &str, other: &str) -> bool {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    one == other || name(one) == name(other)
}

/// How far in the book a mark is, and its place.
pub(super) fn found(stretches: &[Stretch], mark: &Mark) -> Option<(f64, Locator)> {
    let (smil, fragment) = mark.uri.split_once('#').unwrap_or((&mark.uri, ""));
    let mut own = stretches.iter().enumerate().filter(|(_, it)| same_file(&it.smil, smil));
    let first = own.clone().next();
    let start = own.find(|(_, it)| it.ids.iter().any(|id| id == fragment)).or(first)?.0;
    let mut behind = match &mark.offset {
        Some(Offset::Time(time)) => format::clock(time).unwrap_or_default(),
        _ => Duration::ZERO,
    };
    // Times may lead on into the next stretches of the same document.
    let mut at = start;
    while let Some(next) = stretches.get(at + 1)
        && next.smil == stretches[at].smil
        && !stretches[at].long.is_zero()
        && behind >= stretches[at].long
    {
        behind -= stretches[at].long;
        at += 1;
    }
    let stretch = &stretches[at];
    let whole: Duration = stretches.iter().map(|it| it.long).sum();
    let passed: Duration = stretches[..at].iter().map(|it| it.long).sum::<Duration>() + behind;
    let progress = match whole.is_zero() {
        true => at as f64 / stretches.len() as f64,
        false => (passed.as_secs_f64() / whole.as_secs_f64()).clamp(0.0, 1.0),
    };
    let (href, fragment) = match (&stretch.sound, &stretch.text) {
        // Where there is a text, the place is found in it.
        (_, Some((text, fragment))) => (text.clone(), fragment.clone()),
        (Some((sound, begin)), None) => (sound.clone(), Some(format!("t={:.3}", (*begin + behind).as_secs_f64()))),
        (None, None) => return None,
    };
    let locations = Locations {
        fragments: fragment.into_iter().collect(),
        total_progression: Some(progress),
        ..Locations::default()
    };
    Some((progress, Locator { href, locations, ..Locator::default() }))
}

/// The address of a place.
pub(super) fn mark_of(stretches: &[Stretch], place: &Locator) -> Option<Mark> {
    let fragments = &place.locations.fragments;
    let time = fragments.iter().find_map(|it| it.strip_prefix("t=")?.parse::<f64>().ok());
    let time = time.and_then(|time| Duration::try_from_secs_f64(time).ok());
    let at = match time {
        Some(time) => stretches
            .iter()
            .rposition(|it| it.sound.as_ref().is_some_and(|(sound, begin)| *sound == place.href && *begin <= time))?,
        None => {
            let in_text = |it: &&Stretch| it.text.as_ref().is_some_and(|(text, _)| *text == place.href);
            let named = stretches.iter().position(|it| {
                it.text.as_ref().is_some_and(|(text, id)| {
                    *text == place.href && id.as_ref().is_some_and(|id| fragments.contains(id))
                })
            });
            named.or_else(|| {
                // Between two of them: by how far it is in the document.
                let count = stretches.iter().filter(in_text).count();
                let first = stretches.iter().position(|it| in_text(&it))?;
                let share = place.locations.progression.unwrap_or(0.0).clamp(0.0, 1.0);
                Some(first + ((share * count as f64) as usize).min(count.saturating_sub(1)))
            })?
        }
    };
    // The address belongs to the first sound of an element; what lies between is told as time.
    let start = (0..=at).rev().find(|&index| !stretches[index].ids.is_empty())?;
    if stretches[start].smil != stretches[at].smil {
        return None;
    }
    let before: Duration = stretches[start..at].iter().map(|it| it.long).sum();
    let inside = match (time, &stretches[at].sound) {
        (Some(time), Some((_, begin))) => time.saturating_sub(*begin),
        _ => Duration::ZERO,
    };
    let behind = before + inside;
    let seconds = behind.as_secs();
    let clock =
        format!("{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, behind.subsec_millis());
    let id = &stretches[start].ids[0];
    Some(Mark {
        // Schemas want one. Players go by the address; this one is at least of the same element.
        navigation: Some(id.clone()),
        uri: format!("{}#{id}", stretches[start].smil),
        offset: Some(Offset::Time(clock)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(smil: &str, ids: &[&str], sound: (&str, u64), long: u64) -> Stretch {
        Stretch {
            smil: smil.to_owned(),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            text: None,
            sound: Some((sound.0.to_owned(), Duration::from_millis(sound.1))),
            long: Duration::from_millis(long),
        }
    }

    fn book() -> Vec<Stretch> {
        vec![
            stretch("a.smil", &["a1"], ("a.mp3", 0), 1000),
            stretch("a.smil", &["a2", "x"], ("a.mp3", 1000), 500),
            stretch("a.smil", &[], ("a.mp3", 1500), 1500),
            stretch("b.smil", &["b1"], ("b.mp3", 0), 3000),
        ]
    }

    fn at(uri: &str, offset: &str) -> Option<(f64, String, String)> {
        let offset = Some(Offset::Time(offset.to_owned())).filter(|_| !offset.is_empty());
        let mark = Mark { navigation: None, uri: uri.to_owned(), offset };
        let (progress, place) = found(&book(), &mark)?;
        Some((progress, place.href, place.locations.fragments.concat()))
    }

    fn told(progress: f64, href: &str, fragment: &str) -> Option<(f64, String, String)> {
        Some((progress, href.to_owned(), fragment.to_owned()))
    }

    #[test]
    fn a_mark_is_a_place_in_a_file_of_sound() {
        assert_eq!(at("a.smil#a1", ""), told(0.0, "a.mp3", "t=0.000"));
        assert_eq!(at("a.smil#x", "00:00:00.6"), told(1.6 / 6.0, "a.mp3", "t=1.600"));
        assert_eq!(at("A.SMIL#a1", "2"), told(2.0 / 6.0, "a.mp3", "t=2.000"), "on into the next stretches");
        assert_eq!(at("b.smil#nowhere", ""), told(0.5, "b.mp3", "t=0.000"), "else where the document begins");
        assert_eq!(at("c.smil#c1", ""), None);
    }

    #[test]
    fn a_place_comes_back_from_its_mark() {
        for (href, time, uri) in [
            ("a.mp3", "0.25", "a.smil#a1"),
            ("a.mp3", "1.2", "a.smil#a2"),
            ("a.mp3", "2.75", "a.smil#a2"),
            ("b.mp3", "2.999", "b.smil#b1"),
        ] {
            let fragments = vec![format!("t={time}")];
            let place = Locator {
                href: href.to_owned(),
                locations: Locations { fragments, ..Locations::default() },
                ..Locator::default()
            };
            let mark = mark_of(&book(), &place).unwrap();
            assert_eq!(mark.uri, uri);
            let (_, back) = found(&book(), &mark).unwrap();
            let seconds = |fragment: &str| fragment.strip_prefix("t=").unwrap().parse::<f64>().unwrap();
            assert_eq!(back.href, href);
            assert!((seconds(&back.locations.fragments[0]) - time.parse::<f64>().unwrap()).abs() < 0.002);
        }
        let nowhere = Locator { href: "c.mp3".to_owned(), ..Locator::default() };
        assert_eq!(mark_of(&book(), &nowhere), None);
    }

    #[test]
    fn a_place_in_a_text_is_found_by_its_element() {
        let text = |id: &str| Stretch {
            text: Some(("text.html".to_owned(), Some(id.to_owned()))),
            ..stretch("a.smil", &[id], ("a.mp3", 0), 1000)
        };
        let book = [text("p1"), text("p2"), text("p3")];
        let place = Locator {
            href: "text.html".to_owned(),
            locations: Locations { fragments: vec!["p2".to_owned(), "at=0,1,0".to_owned()], ..Locations::default() },
            ..Locator::default()
        };
        let mark = mark_of(&book, &place).unwrap();
        assert_eq!(mark.uri, "a.smil#p2");
        let (progress, back) = found(&book, &mark).unwrap();
        assert_eq!((back.href.as_str(), back.locations.fragments.concat().as_str()), ("text.html", "p2"));
        assert!((progress - 1.0 / 3.0).abs() < 1e-9);
    }
}
