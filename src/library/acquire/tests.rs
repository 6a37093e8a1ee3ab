//! Choosing among the ways to have a book.

use super::*;

fn way(relation: Relation, declared: &str, chains: &[&[&str]]) -> Acquisition {
    let mut way = Acquisition::new(Url::parse("http://host/file").unwrap(), relation);
    way.media_type = Some(declared.to_owned());
    way.chains = chains.iter().map(|chain| chain.iter().map(|it| (*it).to_owned()).collect()).collect();
    way
}

fn chosen(ways: Vec<Acquisition>) -> Option<Acquisition> {
    choose(&Publication { acquisitions: ways, ..Publication::default() }).cloned()
}

const ADOBE: &str = "application/vnd.adobe.adept+xml";

#[test]
fn open_epub_is_chosen_before_everything_else() {
    let open = way(Relation::OpenAccess, "application/epub+zip", &[]);
    let ways = vec![
        way(Relation::Buy, "application/epub+zip", &[]),
        way(Relation::Borrow, "application/epub+zip", &[]),
        way(Relation::OpenAccess, "application/pdf", &[]),
        open.clone(),
    ];
    assert_eq!(chosen(ways), Some(open));
    assert_eq!(chosen(vec![way(Relation::Sample, "application/epub+zip", &[])]), None);
    assert_eq!(chosen(Vec::new()), None);
}

#[test]
fn a_protected_way_is_chosen_only_where_there_is_no_other() {
    let entry = "application/opds-publication+json";
    let free = way(Relation::Borrow, entry, &[&[ADOBE, "application/epub+zip"], &["application/pdf"]]);
    let protected = way(Relation::Borrow, entry, &[&[ADOBE, "application/epub+zip"]]);
    assert_eq!(protection(&protected), Some("Adobe"));
    assert_eq!(protection(&free), None);
    assert_eq!(chosen(vec![protected.clone(), free.clone()]), Some(free));
    assert_eq!(chosen(vec![protected.clone()]), Some(protected));
}

#[test]
fn a_lent_book_says_until_when() {
    let mut lent = way(Relation::Borrow, "application/epub+zip", &[]);
    lent.availability =
        Some(Availability { state: State::Unavailable, since: None, until: Some("2026-12-01".to_owned()) });
    let publication = Publication { acquisitions: vec![lent], ..Publication::default() };
    let error = next(&publication, None, &mut None, &|_| {}).unwrap_err();
    assert!(matches!(error, Error::NotAvailableUntil { until: Some(date) } if date == "2026-12-01"));
}
