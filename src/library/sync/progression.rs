//! OPDS Progression 1.0: a book's place as a document of its library (<https://drafts.opds.io/opds-progression-1.0>).
//!
//! Real servers answer an empty document where they keep nothing, leave out members, and refuse with 409 what they take for
//! older.

use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};
use url::Url;

use super::{Device, Put, Remote, document};
use crate::book::{Locations, Locator, TextContext};
use crate::library::Error;
use crate::library::client::{Client, Request, check};
use crate::library::shelf::Moment;

/// The relation of a publication's link to its progression.
pub const RELATION: &str = "http://opds-spec.org/progression";
pub const MEDIA_TYPE: &str = "application/opds-progression+json";
/// A document is not larger than this.
pub const MOST_BYTES: u64 = 64 * 1024;
/// Characters of a quotation, and of what stands before and behind it, in a reference.
const QUOTED: usize = 48;
const AROUND: usize = 24;

/// What is kept at this address.
///
/// # Errors
/// As those of catalogues; [`Error::NotCatalog`] for what is no such document.
pub async fn get(client: &Client, address: &Url) -> Result<Option<Remote>, Error> {
    let Some(kept) = document::get(client, address, MEDIA_TYPE, MOST_BYTES).await? else { return Ok(None) };
    read(&kept.body).ok_or_else(|| Error::NotCatalog { address: address.to_string() })
}

/// Gives the library this place.
///
/// # Errors
/// As [`get`].
pub async fn put(client: &Client, address: &Url, place: &Remote) -> Result<Put, Error> {
    let headers = HeaderMap::from_iter([
        (ACCEPT, HeaderValue::from_static(MEDIA_TYPE)),
        (CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
    ]);
    let request = Request {
        method: Method::PUT,
        address: address.clone(),
        headers,
        body: Some(write(place).to_string().into_bytes()),
        sign_in: true,
    };
    let time = client.limits().page_time.min(Duration::from_secs(15));
    client
        .within(time, address, async {
            let answer = client.ask(&request).await?;
            match answer.response.status() {
                StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => Ok(Put::Newer),
                _ => check(answer).map(|_| Put::Kept(place.progress)),
            }
        })
        .await
}

/// Reads a document: `Some(None)` for one that says nothing, `None` for what is none.
pub fn read(bytes: &[u8]) -> Option<Option<Remote>> {
    if bytes.trim_ascii().is_empty() {
        return Some(None);
    }
    let value: Value = serde_json::from_slice(bytes).ok()?;
    if value.is_null() {
        return Some(None);
    }
    let document = value.as_object()?;
    if document.is_empty() {
        return Some(None);
    }
    let progress = number(document.get("progression")?).filter(|share| (0.0..=1.0).contains(share))?;
    let text = |of: &Map<String, Value>, name: &str| {
        let text = of.get(name)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.chars().take(300).collect::<String>())
    };
    let device = document.get("device").and_then(Value::as_object).map(|device| Device {
        id: text(device, "id").unwrap_or_default(),
        name: text(device, "name").unwrap_or_default(),
    });
    // Ours beside the references, which lose what makes a place exact.
    let own = document.get("locator").and_then(|own| serde_json::from_value::<Locator>(own.clone()).ok());
    let references = document.get("references").and_then(Value::as_array).into_iter().flatten().take(16);
    let mut named = references.filter_map(|reference| from_reference(reference.as_str()?));
    let mut locator = own.filter(|own| !own.href.is_empty()).or_else(|| named.next());
    if let Some(locator) = &mut locator {
        locator.locations.total_progression.get_or_insert(progress);
    }
    Some(Some(Remote {
        progress,
        modified: text(document, "modified")
            .and_then(|text| Moment::parse(&text))
            .unwrap_or(Moment::from_unix_millis(0)),
        device: device.filter(|device| *device != Device::default()),
        title: text(document, "title").or_else(|| locator.as_ref()?.title.clone()),
        locator,
        verbatim: None,
    }))
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|number| number.is_finite())
}

/// The document for a place.
pub fn write(place: &Remote) -> Value {
    let mut document = json!({
        "modified": place.modified,
        "progression": place.progress,
    });
    if let Some(device) = &place.device {
        document["device"] = json!(device);
    }
    if let Some(title) = &place.title {
        document["title"] = json!(title);
    }
    if let Some(locator) = &place.locator {
        document["references"] = json!(references(locator));
        document["locator"] = json!(locator);
    }
    document
}

/// The place as addresses inside the book, the most exact first.
fn references(place: &Locator) -> Vec<String> {
    // What would end a part of a text directive, or an address.
    const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~');
    const PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'%').add(b'?').add(b'"').add(b'<').add(b'>');
    let href = utf8_percent_encode(&place.href, PATH).to_string();
    if href.is_empty() {
        return Vec::new();
    }
    let part = |text: &str| utf8_percent_encode(text, PART).to_string();
    let mut found = Vec::new();
    let fragments = &place.locations.fragments;
    found.extend(fragments.iter().filter(|it| it.starts_with("t=")).map(|time| format!("{href}#{time}")));
    let quoted: String = place.text.highlight.chars().take(QUOTED).collect();
    if !quoted.trim().is_empty() {
        let before: String = {
            let skipped = place.text.before.chars().count().saturating_sub(AROUND);
            place.text.before.chars().skip(skipped).collect()
        };
        let before = if before.trim().is_empty() { String::new() } else { format!("{}-,", part(before.trim())) };
        found.push(format!("{href}#:~:text={before}{}", part(quoted.trim())));
    }
    found.extend(fragments.iter().filter(|it| it.starts_with("page=")).map(|page| format!("{href}#{page}")));
    let is_id = |fragment: &&String| !fragment.contains('=') && !fragment.is_empty();
    found.extend(fragments.iter().filter(is_id).map(|id| format!("{href}#{}", part(id))));
    found.push(href);
    found
}

/// The place that an address inside the book names.
fn from_reference(reference: &str) -> Option<Locator> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (href, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if href.is_empty() || href.contains("://") {
        return None;
    }
    let mut place = Locator { href: decoded(href), ..Locator::default() };
    let (id, directive) = fragment.split_once(":~:").unwrap_or((fragment, ""));
    let id = decoded(id);
    if !id.is_empty() {
        place.locations = Locations { fragments: vec![id], ..Locations::default() };
    }
    if let Some(text) = directive.split('&').find_map(|part| part.strip_prefix("text=")) {
        let parts: Vec<&str> = text.split(',').collect();
        let before = parts.first().and_then(|part| part.strip_suffix('-')).map(decoded);
        let quoted = parts.iter().find(|part| !part.ends_with('-') && !part.starts_with('-')).map(|it| decoded(it));
        place.text = TextContext {
            before: before.unwrap_or_default(),
            highlight: quoted.unwrap_or_default(),
            after: parts.last().and_then(|part| part.strip_prefix('-')).map(decoded).unwrap_or_default(),
        };
    }
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Locator {
        Locator {
            href: "OEBPS/тарау 1.xhtml".to_owned(),
            title: Some("Бірінші тарау".to_owned()),
            locations: Locations {
                fragments: vec!["p-3".to_owned(), "at=0,3,5".to_owned()],
                progression: Some(0.5),
                total_progression: Some(0.34),
                position: None,
            },
            text: TextContext {
                before: "Ол келді, - деді. ".to_owned(),
                highlight: "Мен күттім, ал ол".to_owned(),
                after: " кешікті".to_owned(),
            },
            ..Locator::default()
        }
    }

    fn remote() -> Remote {
        Remote {
            progress: 0.34,
            modified: Moment::parse("2026-11-27T10:00:00Z").unwrap(),
            device: Some(Device { id: "urn:uuid:1".to_owned(), name: "Телефон".to_owned() }),
            locator: Some(place()),
            title: Some("Бірінші тарау".to_owned()),
            verbatim: None,
        }
    }

    #[test]
    fn a_place_comes_back_as_it_was_written() {
        let written = write(&remote());
        assert_eq!(read(written.to_string().as_bytes()), Some(Some(remote())));
        let references: Vec<&str> =
            written["references"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(references[0].starts_with("OEBPS/"), "{references:?}");
        assert!(references[0].contains("#:~:text="), "the most exact first: {references:?}");
        assert_eq!(references.len(), 3, "{references:?}");
    }

    #[test]
    fn a_place_of_another_program_is_found_by_its_references() {
        let foreign = json!({ "progression": "0.34", "references": references(&place()) });
        let found = read(foreign.to_string().as_bytes()).unwrap().unwrap();
        let locator = found.locator.unwrap();
        assert_eq!(locator.href, place().href);
        assert_eq!(locator.text.highlight, place().text.highlight);
        assert!(place().text.before.contains(&locator.text.before));
        assert_eq!(locator.locations.total_progression, Some(0.34));
        let sound = Locator {
            href: "1.mp3".to_owned(),
            locations: Locations { fragments: vec!["t=12.345".to_owned()], ..Locations::default() },
            ..Locator::default()
        };
        let first = references(&sound).remove(0);
        assert_eq!(first, "1.mp3#t=12.345");
        assert_eq!(from_reference(&first).unwrap().locations.fragments, ["t=12.345"]);
        assert_eq!(from_reference("https://host/a.xhtml"), None);
    }

    #[test]
    fn what_says_nothing_is_nothing() {
        for empty in ["", "  \n", "{}", "null"] {
            assert_eq!(read(empty.as_bytes()), Some(None), "{empty}");
        }
        for wrong in ["[]", "<html>", "{\"a\":1}", "{\"progression\":2}", "{\"progression\":\"NaN\"}", "0.4"] {
            assert_eq!(read(wrong.as_bytes()), None, "{wrong}");
        }
        let bare = read(b"{\"progression\":0.5,\"modified\":\"2026-99-99\",\"device\":{}}").unwrap().unwrap();
        assert_eq!((bare.progress, bare.device, bare.locator), (0.5, None, None));
    }
}
