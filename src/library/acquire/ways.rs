//! Choosing among the ways to have a book.

use crate::book::Format;
use crate::format::table;
use crate::library::catalog::{Acquisition, Publication, Relation, media_type};

/// The best way to have a publication here: open before lent, EPUB before PDF before others, unprotected before protected. Ways that
/// cost money or give a sample are never chosen.
pub fn choose(publication: &Publication) -> Option<&Acquisition> {
    publication
        .acquisitions
        .iter()
        .filter_map(|it| rank(it).map(|rank| (rank, it)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, it)| it)
}

fn rank(acquisition: &Acquisition) -> Option<(bool, u8, u8)> {
    let terms = match acquisition.relation {
        Relation::OpenAccess => 0,
        Relation::Download => 1,
        Relation::Borrow => 2,
        Relation::Buy | Relation::Sample | Relation::Subscribe => return None,
    };
    let ease = |ending: &str| match ending {
        media_type::EPUB => 0,
        ending if media_type::is_catalog(ending) => 1,
        "application/octet-stream" | "application/zip" => 4,
        ending => match table::by_media_type(ending) {
            // Of a page as it was printed nobody knows how well it reads.
            Some(row) if row.format == Format::Pdf => 3,
            Some(_) => 2,
            None => 5,
        },
    };
    let endings = acquisition.endings();
    let ease = endings.iter().map(|ending| ease(ending)).min().unwrap_or(1);
    Some((protection(acquisition).is_some(), ease, terms))
}

/// The scheme that every way through an acquisition is protected by.
pub fn protection(acquisition: &Acquisition) -> Option<&'static str> {
    let direct = acquisition.media_type.as_deref().and_then(media_type::protection);
    if direct.is_some() || acquisition.chains.is_empty() {
        return direct;
    }
    let mut schemes = acquisition.chains.iter().map(|chain| chain.iter().find_map(|step| media_type::protection(step)));
    let first = schemes.next()??;
    schemes.all(|scheme| scheme.is_some()).then_some(first)
}
