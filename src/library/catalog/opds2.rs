//! OPDS 2.0: JSON feeds and publications, read leniently out of any JSON value.
//!
//! <https://drafts.opds.io/opds-2.0>, Readium Web Publication Manifest <https://readium.org/webpub-manifest/>.

use serde_json::{Map, Value};
use url::Url;

use super::{
    Acquisition, Availability, Copies, Document, Facet, Facets, Feed, Group, Holds, Image, Link, Links, MAX_ENTRIES,
    Navigation, Price, Publication, Relation, Search, Series, State, media_type, resolve, search, text,
};
use crate::book::{Accessibility, Format, Language};
use crate::format::table;
use crate::library::shelf::LibraryKind;

/// Objects and lists of one answer: each costs many times its two characters of text.
const MAX_COLLECTIONS: usize = 400_000;
/// Links of one feed, publication or group.
const MAX_LINKS: usize = 1000;
/// People, subjects and languages of one publication.
const MAX_NAMES: usize = 64;

pub fn parse(source: &str, address: &Url) -> Option<Document> {
    if source.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count() > MAX_COLLECTIONS {
        return None;
    }
    let value: Value = serde_json::from_str(source.trim_start_matches('\u{feff}')).ok()?;
    // Some servers answer a loan with the bare list of one publication.
    let value = match value {
        Value::Array(mut list) if list.len() == 1 => list.swap_remove(0),
        other => other,
    };
    let root = value.as_object()?;
    let collections = ["publications", "navigation", "groups", "facets"];
    if collections.iter().any(|name| root.get(*name).is_some_and(Value::is_array)) {
        return Some(Document::Feed(Box::new(feed(root, address))));
    }
    let has_metadata = root.get("metadata").is_some_and(Value::is_object);
    let found = links(root, address);
    let is_manifest = ["readingOrder", "spine", "resources", "images"].iter().any(|name| root.contains_key(*name));
    let is_publication = is_manifest || found.iter().any(|link| link.relation().is_some());
    match (has_metadata, is_publication) {
        (true, true) => Some(Document::Publication(Box::new(publication(root, address)?))),
        // An empty feed: a title, and links to itself and to others.
        (true, false) if root.contains_key("links") => Some(Document::Feed(Box::new(feed(root, address)))),
        _ => None,
    }
}

fn feed(root: &Map<String, Value>, address: &Url) -> Feed {
    let mut feed = Feed { kind: LibraryKind::Opds2, ..Feed::new(address.clone()) };
    let nothing = Map::new();
    let metadata = object(root, "metadata").unwrap_or(&nothing);
    feed.title = localized(metadata.get("title")).unwrap_or_default();
    feed.subtitle = localized(metadata.get("subtitle")).or_else(|| localized(metadata.get("description")));
    feed.language = languages(metadata).into_iter().next();
    feed.total = number(metadata, "numberOfItems");
    feed_links(&mut feed.links, links(root, address), address);
    (feed.navigation, feed.publications) = entries(root, address);
    for group in objects(root, "groups").take(MAX_ENTRIES) {
        let metadata = object(group, "metadata").unwrap_or(&nothing);
        let (navigation, publications) = entries(group, address);
        feed.groups.push(Group {
            title: localized(metadata.get("title")).unwrap_or_default(),
            href: links(group, address)
                .into_iter()
                .find(|link| link.has(|rel| rel == "self"))
                .and_then(|link| link.url()),
            total: number(metadata, "numberOfItems"),
            navigation,
            publications,
        });
    }
    for facet in objects(root, "facets").take(MAX_LINKS) {
        let title = object(facet, "metadata").and_then(|metadata| localized(metadata.get("title")));
        let choices = links(facet, address).into_iter().filter_map(|link| {
            Some(Facet {
                title: localized(link.value.get("title")).unwrap_or_default(),
                count: link.properties().and_then(|it| number(it, "numberOfItems")),
                chosen: link.has(|rel| rel == "self"),
                href: link.url()?,
            })
        });
        feed.facets.push(Facets { title: title.unwrap_or_default(), choices: choices.collect() });
    }
    feed
}

/// Relations that have a place of their own.
const KNOWN: [&str; 9] =
    ["self", "start", "up", "first", "previous", "prev", "next", "last", "http://opds-spec.org/shelf"];

fn feed_links(into: &mut Links, found: Vec<Found<'_>>, address: &Url) {
    for link in found {
        if link.has(|rel| rel == "search") {
            let is_description =
                link.media_type().is_some_and(|it| &*media_type::essence(it) == media_type::OPENSEARCH);
            let template = search::Template::new(link.href, address).filter(|_| !is_description);
            into.search =
                template.map(Search::Template).or_else(|| link.url().map(Search::Description)).or(into.search.take());
            continue;
        }
        let Some(url) = link.url() else { continue };
        let rels = link.rels();
        let slot = match rels.iter().map(String::as_str).find(|rel| KNOWN.contains(rel)) {
            Some("self") => &mut into.this,
            Some("start") => &mut into.start,
            Some("up") => &mut into.up,
            Some("first") => &mut into.first,
            Some("previous" | "prev") => &mut into.previous,
            Some("next") => &mut into.next,
            Some("last") => &mut into.last,
            Some("http://opds-spec.org/shelf") => &mut into.shelf,
            _ => {
                into.other.extend(link.link());
                continue;
            }
        };
        slot.get_or_insert(url);
    }
}

fn entries(root: &Map<String, Value>, address: &Url) -> (Vec<Navigation>, Vec<Publication>) {
    let navigation = found(root, "navigation", address, MAX_ENTRIES).into_iter().filter_map(|link| {
        Some(Navigation {
            language: None,
            sound: None,
            title: localized(link.value.get("title")).unwrap_or_default(),
            summary: localized(link.value.get("description")),
            rels: link.rels(),
            count: link.properties().and_then(|it| number(it, "numberOfItems")),
            images: Vec::new(),
            href: link.url()?,
        })
    });
    let publications =
        objects(root, "publications").take(MAX_ENTRIES).filter_map(|entry| publication(entry, address)).collect();
    (navigation.collect(), publications)
}

fn publication(root: &Map<String, Value>, address: &Url) -> Option<Publication> {
    let metadata = object(root, "metadata")?;
    let links = links(root, address);
    let mut found = Publication {
        identifier: scalar(metadata.get("identifier")),
        title: localized(metadata.get("title")).unwrap_or_default(),
        subtitle: localized(metadata.get("subtitle")),
        authors: names(metadata, &["author", "creator"]),
        narrators: names(metadata, &["narrator"]),
        translators: names(metadata, &["translator"]),
        languages: languages(metadata),
        summary: localized(metadata.get("description")),
        published: scalar(metadata.get("published")),
        updated: scalar(metadata.get("modified")).or_else(|| scalar(metadata.get("updated"))),
        publisher: names(metadata, &["publisher", "imprint"]).into_iter().next(),
        subjects: names(metadata, &["subject"]),
        series: metadata.get("belongsTo").and_then(|it| series(it.get("series")?)),
        duration: metadata.get("duration").and_then(Value::as_f64).filter(|seconds| *seconds > 0.0),
        pages: number(metadata, "numberOfPages").filter(|pages| *pages > 0),
        accessibility: object(metadata, "accessibility").map(accessibility).unwrap_or_default(),
        images: images(root, address),
        ..Publication::default()
    };
    for link in links {
        if link.relation().is_some() {
            found.acquisitions.extend(acquisition(&link));
        } else if let Some(thumbnail) = link.rels().iter().find_map(|rel| match rel.as_str() {
            "http://opds-spec.org/image" | "cover" => Some(false),
            "http://opds-spec.org/image/thumbnail" => Some(true),
            _ => None,
        }) {
            found.images.extend(link.image(thumbnail));
        } else {
            let whole = link.has(|rel| rel == "self" || rel == "alternate")
                && link.media_type().is_some_and(|it| &*media_type::essence(it) == media_type::PUBLICATION);
            if whole && found.full.is_none() {
                found.full = link.url();
            }
            found.links.extend(link.link());
        }
    }
    let says_something = !found.title.is_empty() || found.identifier.is_some() || !found.acquisitions.is_empty();
    says_something.then_some(found)
}

/// <https://readium.org/webpub-manifest/contexts/default/#accessibility-metadata>
fn accessibility(value: &Map<String, Value>) -> Accessibility {
    let list = |value: Option<&Value>| match value {
        Some(Value::Array(list)) => list.iter().take(MAX_NAMES).filter_map(|one| scalar(Some(one))).collect(),
        other => scalar(other).into_iter().collect::<Vec<String>>(),
    };
    // A way through the book that needs several senses is a list of its own.
    let sufficient = match value.get("accessModeSufficient") {
        Some(Value::Array(ways)) => {
            ways.iter().take(MAX_NAMES).map(|way| list(Some(way)).join(",")).filter(|way| !way.is_empty()).collect()
        }
        other => list(other),
    };
    Accessibility {
        access_modes: list(value.get("accessMode")),
        access_modes_sufficient: sufficient,
        features: list(value.get("feature")),
        hazards: list(value.get("hazard")),
        summary: localized(value.get("summary")),
        conforms_to: list(value.get("conformsTo")),
        exemptions: list(value.get("exemption")),
        ..Accessibility::default()
    }
}

fn acquisition(link: &Found<'_>) -> Option<Acquisition> {
    let relation = link.relation()?;
    let mut acquisition = Acquisition::new(link.url()?, relation);
    acquisition.media_type = link.media_type().map(str::to_owned);
    acquisition.title = localized(link.value.get("title"));
    acquisition.length = number(link.value, "length").or_else(|| number(link.value, "size"));
    let Some(properties) = link.properties() else { return Some(acquisition) };
    if let Some(Value::Array(list)) = properties.get("indirectAcquisition") {
        list.iter().for_each(|step| chains(step, &mut Vec::new(), &mut acquisition.chains));
    }
    acquisition.availability = object(properties, "availability").and_then(|it| {
        Some(Availability {
            state: State::parse(it.get("state").or_else(|| it.get("status"))?.as_str()?)?,
            since: scalar(it.get("since")),
            until: scalar(it.get("until")),
        })
    });
    acquisition.copies = object(properties, "copies")
        .map(|it| Copies { total: number(it, "total"), available: number(it, "available") });
    // What is practised has the holds inside the availability, with whether they can be cancelled.
    let availability = object(properties, "availability");
    acquisition.holds = object(properties, "holds")
        .or_else(|| availability.and_then(|it| object(it, "holds")))
        .map(|it| Holds { total: number(it, "total"), position: number(it, "position") });
    let inner = availability.and_then(|it| object(it, "holds"));
    let places = [Some(properties), availability, inner, object(properties, "holds")];
    acquisition.cancellable =
        places.into_iter().flatten().any(|it| it.get("cancellable").and_then(Value::as_bool) == Some(true));
    acquisition.authenticate = object(properties, "authenticate")
        .and_then(|it| it.get("href")?.as_str())
        .or_else(|| properties.get("authenticate")?.as_str())
        .and_then(|href| resolve(link.base, href));
    acquisition.price = object(properties, "price").and_then(|it| {
        let value = it.get("value").and_then(|value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()))?;
        Some(Price { value, currency: scalar(it.get("currency")).unwrap_or_default() })
    });
    Some(acquisition)
}

/// The ways through nested indirect acquisitions, at most 32 of them.
fn chains(step: &Value, before: &mut Vec<String>, into: &mut Vec<Vec<String>>) {
    let Some(media_type) = step.get("type").and_then(Value::as_str) else { return };
    before.push(media_type.to_owned());
    match step.get("child").or_else(|| step.get("children")).and_then(Value::as_array) {
        Some(inner) if !inner.is_empty() => inner.iter().for_each(|step| chains(step, before, into)),
        _ if into.len() < 32 => into.push(before.clone()),
        _ => {}
    }
    before.pop();
}

fn images(root: &Map<String, Value>, address: &Url) -> Vec<Image> {
    let mut images: Vec<Image> = found(root, "images", address, 16)
        .into_iter()
        .filter_map(|link| {
            let thumbnail = link.has(|rel| rel.ends_with("/thumbnail"));
            link.image(thumbnail)
        })
        .collect();
    // Few catalogues say which picture is the small one; the sizes tell.
    if images.len() > 1
        && !images.iter().any(|image| image.thumbnail)
        && let Some(smallest) = images.iter_mut().filter(|it| it.size.is_some()).min_by_key(|it| it.size)
    {
        smallest.thumbnail = true;
    }
    images
}

fn series(value: &Value) -> Option<Series> {
    let value = value.as_array().map_or(Some(value), |list| list.first())?;
    let name = localized(Some(value)).or_else(|| localized(value.get("name")))?;
    Some(Series { name, position: value.get("position").and_then(Value::as_f64) })
}

/// A link as it stands in the feed.
struct Found<'a> {
    value: &'a Map<String, Value>,
    href: &'a str,
    base: &'a Url,
}

impl Found<'_> {
    fn rels(&self) -> Vec<String> {
        match self.value.get("rel") {
            Some(Value::String(rel)) => rel.split_whitespace().map(str::to_owned).collect(),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).take(32).collect(),
            _ => Vec::new(),
        }
    }

    fn has(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.rels().iter().any(|rel| wanted(rel))
    }

    fn media_type(&self) -> Option<&str> {
        self.value.get("type").and_then(Value::as_str)
    }

    /// What the way to a book asks of the reader. A sample may be a plain preview (RFC 6903), when it is a file that is read
    /// here and no page with a player of the library's own.
    fn relation(&self) -> Option<Relation> {
        let rels = self.rels();
        let is_read =
            |it: &str| table::by_media_type(&media_type::essence(it)).is_some_and(|row| row.format != Format::Html);
        let is_sample = || rels.iter().any(|rel| rel == "preview") && self.media_type().is_some_and(is_read);
        rels.iter().find_map(|rel| Relation::parse(rel)).or_else(|| is_sample().then_some(Relation::Sample))
    }

    fn properties(&self) -> Option<&Map<String, Value>> {
        object(self.value, "properties")
    }

    /// The address; of a template without its variables.
    fn url(&self) -> Option<Url> {
        resolve(self.base, self.href.split('{').next().unwrap_or_default())
    }

    fn link(&self) -> Option<Link> {
        Some(Link {
            href: self.url()?,
            rels: self.rels(),
            media_type: self.media_type().map(str::to_owned),
            title: localized(self.value.get("title")),
        })
    }

    fn image(&self, thumbnail: bool) -> Option<Image> {
        let side = |name| number(self.value, name).and_then(|value| u32::try_from(value).ok());
        Some(Image {
            href: self.url()?,
            media_type: self.media_type().map(str::to_owned),
            thumbnail,
            alternative: localized(self.value.get("alternate").filter(|it| it.is_string()))
                .or_else(|| localized(self.value.get("alt")))
                .or_else(|| localized(self.value.get("title")))
                .or_else(|| localized(self.properties()?.get("alt"))),
            size: side("width").zip(side("height")),
        })
    }
}

fn links<'a>(root: &'a Map<String, Value>, base: &'a Url) -> Vec<Found<'a>> {
    found(root, "links", base, MAX_LINKS)
}

fn found<'a>(root: &'a Map<String, Value>, name: &'a str, base: &'a Url, limit: usize) -> Vec<Found<'a>> {
    objects(root, name)
        .filter_map(|value| Some(Found { value, href: value.get("href")?.as_str()?, base }))
        .take(limit)
        .collect()
}

fn object<'a>(value: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    value.get(name)?.as_object()
}

fn objects<'a>(value: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
    value.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// A whole number that may have been written as text or with a fraction.
fn number(value: &Map<String, Value>, name: &str) -> Option<u64> {
    let value = value.get(name)?;
    value
        .as_u64()
        .or_else(|| value.as_str()?.trim().parse().ok())
        .or_else(|| value.as_f64().filter(|number| (0.0..1e15).contains(number)).map(|number| number as u64))
}

/// Text or a number, as text.
fn scalar(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Plain text that may be given in several languages; of these Kazakh, then Russian, English, the first one.
fn localized(value: Option<&Value>) -> Option<String> {
    let chosen = match value? {
        Value::String(text) => text,
        Value::Object(map) => {
            let of = |tongue: &str| {
                map.iter().find(|(tag, it)| it.is_string() && tag.split('-').next() == Some(tongue)).map(|(_, it)| it)
            };
            let is_map = !map.is_empty() && map.iter().all(|(tag, it)| it.is_string() && is_tag(tag));
            is_map.then_some(())?;
            of("kk").or_else(|| of("ru")).or_else(|| of("en")).or_else(|| map.values().next())?.as_str()?
        }
        _ => return None,
    };
    Some(text::plain(chosen)).filter(|text| !text.is_empty())
}

fn is_tag(tag: &str) -> bool {
    tag == "und" || Language::parse(tag).is_some()
}

/// The names of people, publishers or subjects: text, objects, or lists of both.
fn names(metadata: &Map<String, Value>, keys: &[&str]) -> Vec<String> {
    let one = |value: &Value| {
        let named = value.as_object().and_then(|it| it.get("name").or_else(|| it.get("sortAs")));
        match (value, named) {
            (Value::Object(_), Some(name)) => localized(Some(name)),
            (Value::Object(map), None) => scalar(map.get("code")),
            _ => localized(Some(value)),
        }
    };
    for key in keys {
        let names: Vec<String> = match metadata.get(*key) {
            Some(Value::Array(list)) => list.iter().filter_map(one).take(MAX_NAMES).collect(),
            Some(value) => one(value).into_iter().collect(),
            None => continue,
        };
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

fn languages(metadata: &Map<String, Value>) -> Vec<Language> {
    let tags: Vec<&str> = match metadata.get("language") {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).take(MAX_NAMES).collect(),
        Some(Value::String(tag)) => vec![tag],
        _ => Vec::new(),
    };
    tags.into_iter().filter_map(Language::parse).collect()
}
