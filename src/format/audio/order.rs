//! The order of the files of a recording, by the numbers in their names.

use std::cmp::Ordering;

use super::Found;
use crate::format::container::Container;
use crate::format::limits;

/// Puts names in the order in which a person counts: 2 before 10, folder by folder.
pub(in crate::format) fn sort(names: &mut [String]) {
    names.sort_by(|one, other| compare(one, other));
}

/// Case does not count, a run of digits counts as a number.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let folders = |name: &str| name.to_lowercase().split('/').map(str::to_owned).collect::<Vec<_>>();
    let (these, those) = (folders(one), folders(other));
    for (this, that) in these.iter().zip(&those) {
        let order = natural(this, that);
        if order.is_ne() {
            return order;
        }
    }
    // Files before the folders beside them would be odd only where both are: then the shorter path begins.
    these.len().cmp(&those.len()).then_with(|| one.cmp(other))
}

fn natural(one: &str, other: &str) -> Ordering {
    let (mut this, mut that) = (one, other);
    loop {
        match (this.chars().next(), that.chars().next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit() => {
                let (number, rest) = digits(this);
                let (against, left) = digits(that);
                // Without leading zeros the longer number is the greater one, however long.
                let order = number.len().cmp(&against.len()).then_with(|| number.cmp(against));
                if order.is_ne() {
                    return order;
                }
                (this, that) = (rest, left);
            }
            (Some(a), Some(b)) if a == b => {
                (this, that) = (&this[a.len_utf8()..], &that[b.len_utf8()..]);
            }
            (Some(a), Some(b)) => return a.cmp(&b),
        }
    }
}

/// The digits that a text begins with, without leading zeros, and what follows.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

/// Where no name has a number but every file tells one, the files' own numbers count.
pub(super) fn by_numbers(found: &mut [(String, Found)]) {
    let unnumbered = found.iter().all(|(name, _)| !title(name).contains(|c: char| c.is_ascii_digit()));
    let told = found.iter().all(|(_, sound)| sound.tags.track.is_some());
    if unnumbered && told {
        found.sort_by_key(|(_, sound)| (sound.tags.disc, sound.tags.track));
    }
}

/// A title out of a file's name.
pub(super) fn title(href: &str) -> String {
    let name = href.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.replace('_', " ").trim().to_owned()
}

/// The picture beside the sounds: one that is named as a cover, else the only one.
pub(super) fn cover(container: &Container) -> Option<String> {
    const ENDINGS: [&str; 5] = ["jpg", "jpeg", "png", "webp", "gif"];
    let is_picture = |name: &&str| {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        ENDINGS.contains(&ending.as_str()) && !name.starts_with("__MACOSX/")
    };
    let mut pictures: Vec<&str> = container.names().filter(is_picture).take(limits::TRACKS).collect();
    pictures.sort_by(|one, other| compare(one, other));
    let named =
        pictures.iter().find(|name| matches!(title(name).to_lowercase().as_str(), "cover" | "folder" | "front"));
    let only = pictures.first().filter(|_| pictures.len() == 1);
    named.or(only).map(|name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_as_a_person_counts() {
        let mut names: Vec<String> = [
            "CD 10/1.mp3",
            "CD 2/10.mp3",
            "CD 2/9.mp3",
            "CD 2/009b.mp3",
            "cd 1/2.mp3",
            "intro.mp3",
            "1000000000000000000000000.mp3",
        ]
        .map(str::to_owned)
        .to_vec();
        sort(&mut names);
        let expected = [
            "1000000000000000000000000.mp3",
            "cd 1/2.mp3",
            "CD 2/9.mp3",
            "CD 2/009b.mp3",
            "CD 2/10.mp3",
            "CD 10/1.mp3",
            "intro.mp3",
        ];
        assert_eq!(names, expected);
        assert_eq!(compare("a/01.mp3", "a/1.mp3"), Ordering::Less);
        assert_eq!(title("диск 1/02_Екінші сөз.mp3"), "02 Екінші сөз");
    }
}
