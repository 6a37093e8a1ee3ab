//! The volumes of a DAISY 2.02 book, each with its own NCC, one behind the other.

use std::collections::HashMap;

use super::ncc::{self, Ncc};
use super::{Guide, by_depth};
use crate::format::Error;
use crate::format::contents::Reading;
use crate::format::href::{self, Href};
use crate::format::markup::Dialect;
use crate::format::markup::tree::ROOT;

/// Volumes that are read.
const MOST: usize = 50;

/// Reads the NCC, or those of all volumes that are here.
pub(super) fn read(reading: &mut Reading<'_>) -> Result<Guide, Error> {
    let mut paths: Vec<String> = reading.container.names().filter(|name| is_ncc(name)).map(str::to_owned).collect();
    by_depth(&mut paths);
    in_order_of_disc(&mut paths, reading);
    let read = paths.iter().take(MOST).filter_map(|path| Some((path.as_str(), ncc::read(path, reading)?)));
    let mut volumes: Vec<(&str, Ncc)> = read.collect();
    if volumes.is_empty() {
        return Err(Error::Damaged("ncc.html".into()));
    }
    let first = (volumes[0].1.guide.metadata.identifier.clone(), volumes[0].1.guide.metadata.title.clone());
    // Another book on the same disc is another book.
    let mut number = 0;
    volumes.retain(|(_, volume)| {
        number += 1;
        let own = (&volume.guide.metadata.identifier, &volume.guide.metadata.title);
        number == 1 || (volume.set.is_some() && (own.1 == &first.1 || (own.0.is_some() && own.0 == &first.0)))
    });
    // Its files are not this one's.
    reading.container.forget_used();
    for (path, _) in &volumes {
        reading.container.find(path);
    }
    let mut volumes: Vec<Ncc> = volumes.into_iter().map(|(_, volume)| volume).collect();
    volumes.sort_by_key(|volume| volume.set.map(|(number, _)| number));
    let of = volumes.iter().filter_map(|volume| volume.set).map(|(_, of)| of).max().unwrap_or(1);
    let here: Vec<u32> = volumes.iter().filter_map(|volume| volume.set).map(|(number, _)| number).collect();
    let missing = (1..=of.min(1000)).any(|number| of > 1 && !here.contains(&number));
    let mut volumes = volumes.into_iter();
    let Some(mut guide) = volumes.next().map(|volume| volume.guide) else {
        return Err(Error::Damaged("ncc.html".into()));
    };
    let mut known: HashMap<String, usize> = HashMap::new();
    for volume in volumes {
        let more = volume.guide;
        // A volume may bear the headings of the others, too.
        let lead = |target: &Option<super::Reference>| target.as_ref().map(|(path, _)| path.clone());
        known.extend(guide.headings.iter().filter_map(|heading| lead(&heading.target)).map(|path| (path, 0)));
        let fresh = |path: Option<String>| path.is_none_or(|path| !known.contains_key(&path));
        guide.headings.extend(more.headings.into_iter().filter(|heading| fresh(lead(&heading.target))));
        guide.pages.extend(more.pages.into_iter().filter(|(_, (path, _))| !known.contains_key(path)));
        guide.others.extend(more.others);
        guide.smils.extend(more.smils);
        guide.navigation.extend(more.navigation);
    }
    if missing {
        guide.volume = here.first().map(|&number| (number, of));
        // What lies in the others is not missed one by one.
        guide.smils.retain(|path| reading.container.find(path).is_some());
    }
    Ok(guide)
}

fn is_ncc(name: &str) -> bool {
    let plain = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    matches!(plain.as_str(), "ncc.html" | "ncc.htm" | "ncc.xhtml") && !name.starts_with("__MACOSX/")
}

/// A disc with several books or volumes names them in their order.
fn in_order_of_disc(paths: &mut [String], reading: &mut Reading<'_>) {
    if paths.len() < 2 {
        return;
    }
    let Some(disc) = reading.container.find("discinfo.html").map(str::to_owned) else { return };
    let Some(tree) = reading.tree(&disc, Dialect::Html) else { return };
    let links = tree.descendants(ROOT).filter_map(|node| match href::resolve(&disc, tree.attribute(node, "href")?) {
        Href::Inside { path, .. } => reading.container.find(&path),
        Href::Outside(_) | Href::Unsafe => None,
    });
    let places: HashMap<&str, usize> = links.take(1000).enumerate().map(|(place, path)| (path, place)).collect();
    paths.sort_by_key(|path| places.get(path.as_str()).copied().unwrap_or(usize::MAX));
}
