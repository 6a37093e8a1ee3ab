//! Pages as OPDS 2.0 (<https://drafts.opds.io/opds-2.0>), whose publications are those of the Readium Web Publication
//! Manifest (<https://readium.org/webpub-manifest/>).

use serde_json::{Map, Value, json};

use super::collection::{Entry, Volume};
use super::feed::Feed;
use super::loans::Standing;
use super::view::{FEED, Frame, PUBLICATION, RENEW, REVOKE};
use crate::library::patron;
use crate::library::shelf::Moment;
use crate::library::sync::{notes, profile, progression};

/// The whole page.
pub fn feed(frame: &Frame<'_>, feed: &Feed) -> Value {
    let mut metadata = Map::new();
    metadata.insert("title".to_owned(), json!(feed.title));
    let mut links = vec![link("self", &frame.href(&feed.place), FEED), link("start", &frame.href(""), FEED)];
    if let Some(page) = &feed.page {
        metadata.insert("numberOfItems".to_owned(), json!(page.total));
        metadata.insert("itemsPerPage".to_owned(), json!(page.per_page));
        metadata.insert("currentPage".to_owned(), json!(page.number));
        links.extend(page.links().iter().map(|(rel, place)| link(rel, &frame.href(place), FEED)));
    }
    links.push(json!({
        "rel": "search",
        "href": format!("{}{{?query}}", frame.href("search")),
        "type": FEED,
        "templated": true,
    }));
    if frame.lending {
        links.push(link("http://opds-spec.org/shelf", &frame.href("loans"), FEED));
    }
    if frame.travels {
        links.push(link(profile::RELATION, &frame.settings(), profile::MEDIA_TYPE));
    }
    links
        .extend(frame.people.iter().map(|(rel, path)| link(rel, &format!("{}{path}", frame.base), patron::MEDIA_TYPE)));
    let mut page = json!({ "metadata": metadata, "links": links });
    if !feed.navigation.is_empty() {
        page["navigation"] = feed
            .navigation
            .iter()
            .map(|way| {
                let mut found = link(way.rel, &frame.href(&way.place), FEED);
                found["title"] = json!(way.title);
                if let Some(count) = way.count {
                    found["properties"] = json!({ "numberOfItems": count });
                }
                found
            })
            .collect();
    }
    if let Some(shown) = &feed.page {
        page["publications"] = shown.volumes.iter().map(|volume| publication(frame, volume)).collect();
    }
    if !feed.facets.is_empty() {
        page["facets"] = feed.facets.iter().map(|facet| facet_of(frame, facet)).collect();
    }
    if !feed.groups.is_empty() {
        page["groups"] = feed
            .groups
            .iter()
            .map(|group| {
                json!({
                    "metadata": { "title": group.title },
                    "links": [link("self", &frame.href(&group.place), FEED)],
                    "publications": group.volumes.iter().map(|volume| publication(frame, volume)).collect::<Vec<_>>(),
                })
            })
            .collect();
    }
    page
}

fn facet_of(frame: &Frame<'_>, facet: &super::feed::Facet) -> Value {
    let choices: Vec<Value> = facet
        .choices
        .iter()
        .map(|choice| {
            let mut found = json!({
                "href": frame.href(&choice.place),
                "type": FEED,
                "title": choice.title,
                "properties": { "numberOfItems": choice.count },
            });
            if choice.active {
                found["rel"] = json!("self");
            }
            found
        })
        .collect();
    json!({ "metadata": { "title": facet.title }, "links": choices })
}

/// One book, with the ways to get it.
pub fn publication(frame: &Frame<'_>, volume: &Volume) -> Value {
    let mut links = vec![link("self", &frame.publication(volume), PUBLICATION)];
    match frame.standing(volume) {
        None => {
            let mut get =
                link("http://opds-spec.org/acquisition/open-access", &frame.book(volume), volume.media_type());
            get["properties"] = json!({ "availability": { "state": "available" } });
            links.push(get);
        }
        Some(Standing::Lent(loan)) => {
            let mut get = link("http://opds-spec.org/acquisition", &frame.book(volume), volume.media_type());
            get["properties"] = json!({ "availability": availability("available", loan.since, loan.until) });
            links.push(get);
            links.push(link(REVOKE, &frame.give_back(volume), PUBLICATION));
            links.push(link(RENEW, &frame.renew(volume), PUBLICATION));
        }
        Some(standing) => {
            let (state, until, position) = match standing {
                Standing::Ready(until) => ("ready", Some(until), None),
                Standing::Reserved(position) => ("reserved", None, Some(position)),
                Standing::Unavailable(until) => ("unavailable", until, None),
                _ => ("available", None, None),
            };
            let mut properties = json!({
                "availability": availability(state, None, until),
                "indirectAcquisition": [{ "type": volume.media_type() }],
            });
            if let Some(stock) = frame.stock(volume) {
                properties["copies"] = json!({ "total": stock.copies, "available": stock.available });
                properties["holds"] = json!({ "total": stock.holds });
                if let Some(position) = position {
                    properties["holds"]["position"] = json!(position);
                }
            }
            let mut borrow = link("http://opds-spec.org/acquisition/borrow", &frame.borrow(volume), PUBLICATION);
            borrow["properties"] = properties;
            links.push(borrow);
            if matches!(standing, Standing::Ready(_) | Standing::Reserved(_)) {
                links.push(link(REVOKE, &frame.give_back(volume), PUBLICATION));
            }
        }
    }
    if frame.travels {
        links.push(link(progression::RELATION, &frame.progression(volume), progression::MEDIA_TYPE));
        links.push(link(notes::RELATION, &frame.annotations(volume), notes::MEDIA_TYPE));
    }
    json!({ "metadata": metadata(frame, volume), "links": links, "images": images(frame, volume) })
}

/// The schema of publications asks for at least one picture in a format that every client shows: a book without one has
/// a plain cover.
fn images(frame: &Frame<'_>, volume: &Volume) -> Vec<Value> {
    let cover = volume.entry.cover.as_ref();
    let mut images: Vec<Value> =
        cover.iter().map(|media_type| json!({ "href": frame.cover(volume), "type": media_type })).collect();
    if !cover.is_some_and(|kind| matches!(kind.as_str(), "image/jpeg" | "image/png" | "image/gif" | "image/avif")) {
        images.push(json!({ "href": frame.plain_cover(), "type": "image/png" }));
    }
    images
}

fn availability(state: &str, since: Option<Moment>, until: Option<Moment>) -> Value {
    let mut availability = json!({ "state": state });
    if let Some(since) = since {
        availability["since"] = json!(since);
    }
    if let Some(until) = until {
        availability["until"] = json!(until);
    }
    availability
}

fn metadata(frame: &Frame<'_>, volume: &Volume) -> Value {
    let entry = &volume.entry;
    let mut metadata = json!({
        "@type": if entry.duration.is_some() { "http://schema.org/Audiobook" } else { "http://schema.org/Book" },
        "title": entry.title,
        "identifier": identifier(volume),
    });
    let mut put = |name: &str, value: Value| metadata[name] = value;
    // What the program brings has no time of its own.
    if volume.modified != Moment::from_unix_millis(0) {
        put("modified", json!(volume.modified));
    }
    if let Some(subtitle) = &entry.subtitle {
        put("subtitle", json!(subtitle));
    }
    for (role, name) in
        [("aut", "author"), ("trl", "translator"), ("edt", "editor"), ("ill", "illustrator"), ("nrt", "narrator")]
    {
        let people: Vec<Value> = entry
            .people
            .iter()
            .filter(|(_, known)| known == role)
            .map(|(person, _)| match role {
                "aut" => json!({
                    "name": person,
                    "links": [{ "href": frame.href(&format!("all?author={}", super::view::escape(person))), "type": FEED }],
                }),
                _ => json!({ "name": person }),
            })
            .collect();
        if !people.is_empty() {
            put(name, people.into());
        }
    }
    if !entry.languages.is_empty() {
        put("language", json!(entry.languages));
    }
    if let Some(publisher) = &entry.publisher {
        put("publisher", json!(publisher));
    }
    // The manifest asks for a whole date; a year alone is left to the description.
    if let Some(published) = entry.published.as_deref().and_then(Moment::parse) {
        put("published", json!(published));
    }
    if let Some(description) = &entry.description {
        put("description", json!(description));
    }
    if !entry.subjects.is_empty() {
        put("subject", json!(entry.subjects));
    }
    if let Some(duration) = entry.duration {
        put("duration", json!(duration));
    }
    if let Some(accessibility) = accessibility(entry) {
        put("accessibility", accessibility);
    }
    metadata
}

/// As the manifest writes it: `accessModeSufficient` is a list whose lists are the modes that suffice together.
fn accessibility(entry: &Entry) -> Option<Value> {
    let mut found = Map::new();
    let mut put = |name: &str, values: &[String]| {
        if !values.is_empty() {
            found.insert(name.to_owned(), json!(values));
        }
    };
    put("conformsTo", &entry.conforms_to);
    put("accessMode", &entry.access_modes);
    put("feature", &entry.features);
    put("hazard", &entry.hazards);
    if let Some(summary) = &entry.access_summary {
        found.insert("summary".to_owned(), json!(summary));
    }
    let sufficient: Vec<Vec<&str>> = entry
        .access_modes_sufficient
        .iter()
        .map(|modes| modes.split([',', ' ']).filter(|mode| !mode.is_empty()).collect())
        .collect();
    if !sufficient.is_empty() {
        found.insert("accessModeSufficient".to_owned(), json!(sufficient));
    }
    (!found.is_empty()).then(|| found.into())
}

/// A URI, as the manifest asks: the book's own where it is one, an ISBN or UUID as a URN, else one of ours.
pub fn identifier(volume: &Volume) -> String {
    let own = volume.entry.identifier.as_deref().unwrap_or_default().trim();
    if url::Url::parse(own).is_ok() {
        return own.to_owned();
    }
    let digits: String = own.chars().filter(|c| *c != '-' && *c != ' ').collect();
    let hexadecimal = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let isbn = matches!(digits.len(), 10 | 13)
        && digits.bytes().enumerate().all(|(at, b)| b.is_ascii_digit() || (at == 9 && matches!(b, b'X' | b'x')));
    if hexadecimal && own.len() == 36 {
        format!("urn:uuid:{}", own.to_ascii_lowercase())
    } else if isbn {
        format!("urn:isbn:{digits}")
    } else {
        format!("urn:oqyrman:{}", volume.id)
    }
}

fn link(rel: &str, href: &str, media_type: &str) -> Value {
    json!({ "rel": rel, "href": href, "type": media_type })
}
