//! OPDS 1.2: Atom feeds and entries.
//!
//! <https://specs.opds.io/opds-1.2>, Atom <https://www.rfc-editor.org/rfc/rfc4287>. Whether a feed navigates or offers
//! books is told by each entry's links; the declared kind is often wrong.

use url::Url;

use super::{
    Acquisition, Availability, Copies, Document, Facet, Facets, Feed, Group, Holds, Image, Link, MAX_ENTRIES,
    Navigation, Price, Publication, Relation, Search, Series, State, media_type, resolve, search, text,
};
use crate::book::{Accessibility, Language};
use crate::library::shelf::LibraryKind;
use crate::library::xml::{self, Element, Space};

/// Links of one feed or entry.
const MAX_LINKS: usize = 1000;

pub fn parse(source: &str, address: &Url) -> Option<Document> {
    let root = xml::parse(source, address)?;
    if !root.is_in(Space::Atom) {
        return None;
    }
    match root.name.as_str() {
        "feed" => Some(Document::Feed(Box::new(feed(&root, address)))),
        "entry" => match entry(&root)? {
            Entry::Publication(publication) => Some(Document::Publication(publication)),
            Entry::Navigation(navigation) => {
                let mut feed = Feed { kind: LibraryKind::Opds1, ..Feed::new(address.clone()) };
                feed.title.clone_from(&navigation.title);
                feed.navigation.push(*navigation);
                Some(Document::Feed(Box::new(feed)))
            }
        },
        _ => None,
    }
}

fn feed(root: &Element, address: &Url) -> Feed {
    let mut feed = Feed { kind: LibraryKind::Opds1, ..Feed::new(address.clone()) };
    feed.title = plain_child(root, Space::Atom, "title").unwrap_or_default();
    feed.subtitle = plain_child(root, Space::Atom, "subtitle");
    feed.language = root
        .attribute_in(Space::Xml, "lang")
        .and_then(Language::parse)
        .or_else(|| root.child(Space::DublinCore, "language").and_then(|it| Language::parse(&it.text())));
    feed.total = root.child(Space::OpenSearch, "totalResults").and_then(|it| it.text().trim().parse().ok());
    for link in links(root) {
        feed_link(&mut feed, &link);
    }
    for element in root.children_of(Space::Atom, "entry").take(MAX_ENTRIES) {
        match entry(element) {
            Some(Entry::Navigation(navigation)) => feed.navigation.push(*navigation),
            Some(Entry::Publication(publication)) => match group_of(element) {
                Some(link) => group(&mut feed.groups, &link).publications.push(*publication),
                None => feed.publications.push(*publication),
            },
            None => {}
        }
    }
    feed
}

fn feed_link(feed: &mut Feed, found: &Found<'_>) {
    let href = |found: &Found<'_>| resolve(&found.element.base, found.href);
    if found.has_rel("search") {
        let is = |wanted: &str| found.media_type.is_some_and(|it| &*media_type::essence(it) == wanted);
        if is("text/html") || is("application/xhtml+xml") {
            return;
        }
        let is_description = is(media_type::OPENSEARCH);
        let template = search::Template::new(found.href, &found.element.base).filter(|_| !is_description);
        let better = match (&feed.links.search, &template) {
            (None, _) => true,
            // A template at once spares a request, and some servers' descriptions are missing or odd.
            (Some(Search::Description(_)), Some(_)) => found.media_type.is_some_and(media_type::is_catalog),
            _ => false,
        };
        if better {
            feed.links.search = template.map(Search::Template).or_else(|| href(found).map(Search::Description));
        }
        return;
    }
    let Some(url) = href(found) else { return };
    if found.has_rel("http://opds-spec.org/facet") {
        let title = found.element.attribute_in(Space::Opds, "facetGroup").unwrap_or_default();
        let chosen = found.element.attribute_in(Space::Opds, "activeFacet").is_some_and(|it| it == "true" || it == "1");
        let facet = Facet {
            title: text::plain(found.title.unwrap_or_default()),
            href: url,
            count: count(found.element),
            chosen,
        };
        match feed.facets.iter_mut().find(|facets| facets.title == title) {
            Some(facets) => facets.choices.push(facet),
            None => feed.facets.push(Facets { title: title.to_owned(), choices: vec![facet] }),
        }
        return;
    }
    // A page for people is no page of the catalogue, whatever its relation.
    let is_page = found.media_type.is_none_or(|it| !media_type::essence(it).starts_with("text/html"));
    let links = &mut feed.links;
    let slot = match found.rels().find_map(known_rel) {
        Some(Known::This) => Some(&mut links.this),
        Some(Known::Start) => Some(&mut links.start),
        Some(Known::Up) => Some(&mut links.up),
        Some(Known::First) => Some(&mut links.first),
        Some(Known::Previous) => Some(&mut links.previous),
        Some(Known::Next) => Some(&mut links.next),
        Some(Known::Last) => Some(&mut links.last),
        Some(Known::Shelf) => Some(&mut links.shelf),
        None => None,
    };
    match slot {
        Some(slot @ None) if is_page => *slot = Some(url),
        Some(_) => {}
        None => links.other.extend(found.link()),
    }
}

enum Known {
    This,
    Start,
    Up,
    First,
    Previous,
    Next,
    Last,
    Shelf,
}

fn known_rel(rel: &str) -> Option<Known> {
    Some(match rel.to_ascii_lowercase().as_str() {
        "self" => Known::This,
        "start" => Known::Start,
        "up" => Known::Up,
        "first" => Known::First,
        "previous" | "prev" => Known::Previous,
        "next" => Known::Next,
        "last" => Known::Last,
        "http://opds-spec.org/shelf" => Known::Shelf,
        _ => return None,
    })
}

enum Entry {
    Navigation(Box<Navigation>),
    Publication(Box<Publication>),
}

fn entry(element: &Element) -> Option<Entry> {
    let links = links(element);
    let title = plain_child(element, Space::Atom, "title").unwrap_or_default();
    let acquisitions: Vec<Acquisition> = links.iter().filter_map(acquisition).collect();
    let summary = summary(element);
    let full = links
        .iter()
        .find(|link| link.has_rel("alternate") && link.media_type.is_some_and(is_entry))
        .and_then(|link| resolve(&link.element.base, link.href));
    if acquisitions.is_empty() && full.is_none() {
        if let Some(link) = links.iter().find(|link| leads_on(link)) {
            return Some(Entry::Navigation(Box::new(Navigation {
                language: None,
                sound: None,
                title,
                summary,
                href: resolve(&link.element.base, link.href)?,
                rels: link.rels().map(str::to_owned).collect(),
                count: count(link.element),
                images: images(&links, element),
            })));
        }
        if title.is_empty() {
            return None;
        }
    }
    let people = |name: &str| element.children_of(Space::Atom, name).filter_map(person).collect::<Vec<String>>();
    let terms = |name: &str| element.children_of(Space::DublinCore, name).filter_map(person).collect::<Vec<String>>();
    let mut authors = people("author");
    if authors.is_empty() {
        authors = terms("creator");
    }
    let mut subjects: Vec<String> = element
        .children_of(Space::Atom, "category")
        .filter_map(|it| it.attribute("label").or_else(|| it.attribute("term")))
        .map(text::plain)
        .filter(|subject| !subject.is_empty())
        .take(64)
        .collect();
    subjects.dedup();
    Some(Entry::Publication(Box::new(Publication {
        identifier: terms("identifier").into_iter().next().or_else(|| plain_child(element, Space::Atom, "id")),
        title,
        subtitle: plain_child(element, Space::Schema, "alternativeHeadline"),
        authors,
        narrators: Vec::new(),
        translators: Vec::new(),
        languages: terms("language").iter().filter_map(|tag| Language::parse(tag)).collect(),
        summary,
        published: terms("issued")
            .into_iter()
            .next()
            .or_else(|| terms("date").into_iter().next())
            .or_else(|| plain_child(element, Space::Atom, "published")),
        added: plain_child(element, Space::Atom, "published"),
        updated: plain_child(element, Space::Atom, "updated"),
        publisher: terms("publisher").into_iter().next().or_else(|| people("publisher").into_iter().next()),
        subjects,
        series: element.child(Space::Schema, "Series").and_then(|series| {
            let name = series.attribute_in(Space::Schema, "name").or_else(|| series.attribute("name"))?;
            let position = series.attribute_in(Space::Schema, "position").or_else(|| series.attribute("position"));
            Some(Series { name: text::plain(name), position: position.and_then(|it| it.parse().ok()) })
        }),
        duration: None,
        pages: None,
        accessibility: Accessibility::default(),
        images: images(&links, element),
        acquisitions,
        full,
        links: links.iter().filter(|link| is_plain(link)).filter_map(|link| link.link()).collect(),
    })))
}

/// The name in a person, or in an element that is a mere name. Some servers leave the name empty and fill in another.
fn person(element: &Element) -> Option<String> {
    if element.elements().next().is_none() {
        return non_empty(text::plain(&element.text()));
    }
    let named = |wanted| element.elements().filter(move |child| child.name == wanted);
    named("name").chain(named("sort_name")).find_map(|name| non_empty(text::plain(&name.text())))
}

/// The longer of summary and content, as plain text.
fn summary(element: &Element) -> Option<String> {
    ["content", "summary"]
        .into_iter()
        .filter_map(|name| {
            let found = element.child(Space::Atom, name)?;
            found.attribute("src").is_none().then_some(())?;
            let structured = found.attribute("type").is_some_and(|it| it.contains("xhtml"));
            non_empty(text::plain(&if structured { found.prose() } else { found.text() }))
        })
        .max_by_key(String::len)
}

fn acquisition(link: &Found<'_>) -> Option<Acquisition> {
    let relation = link.rels().find_map(Relation::parse)?;
    let mut found = Acquisition::new(resolve(&link.element.base, link.href)?, relation);
    found.media_type = link.media_type.map(str::to_owned);
    found.title = link.title.map(text::plain).and_then(non_empty);
    found.length = link.element.attribute("length").and_then(|it| it.parse().ok());
    for element in link.element.elements().filter(|child| child.space == Space::Opds) {
        let number = |name| element.attribute(name).and_then(|it| it.parse().ok());
        match element.name.as_str() {
            "indirectAcquisition" => chains(element, &mut Vec::new(), &mut found.chains),
            "availability" => {
                found.availability =
                    element.attribute("status").or_else(|| element.attribute("state")).and_then(|name| {
                        let date = |name| element.attribute(name).map(str::to_owned);
                        Some(Availability { state: State::parse(name)?, since: date("since"), until: date("until") })
                    });
            }
            "copies" => found.copies = Some(Copies { total: number("total"), available: number("available") }),
            "holds" => found.holds = Some(Holds { total: number("total"), position: number("position") }),
            "price" => {
                found.price = element.text().trim().replace(',', ".").parse().ok().map(|value| Price {
                    value,
                    currency: element.attribute("currencycode").unwrap_or_default().to_owned(),
                });
            }
            _ => {}
        }
    }
    Some(found)
}

/// The ways through nested indirect acquisitions, at most 32 of them.
fn chains(element: &Element, before: &mut Vec<String>, into: &mut Vec<Vec<String>>) {
    let Some(media_type) = element.attribute("type") else { return };
    before.push(media_type.to_owned());
    let mut inner = element.children_of(Space::Opds, "indirectAcquisition").peekable();
    if inner.peek().is_none() {
        if into.len() < 32 {
            into.push(before.clone());
        }
    } else {
        inner.for_each(|element| chains(element, before, into));
    }
    before.pop();
}

fn images(links: &[Found<'_>], entry: &Element) -> Vec<Image> {
    let mut images: Vec<Image> = Vec::new();
    for link in links {
        let Some(thumbnail) = link.rels().find_map(image_rel) else { continue };
        let Some(href) = resolve(&link.element.base, link.href) else { continue };
        if images.len() < 8 && !images.iter().any(|image| image.href == href && image.thumbnail == thumbnail) {
            images.push(Image {
                href,
                media_type: link.media_type.map(str::to_owned),
                thumbnail,
                alternative: link.title.map(text::plain).and_then(non_empty),
                size: None,
            });
        }
    }
    if images.is_empty()
        && let Some(href) = entry
            .child(Space::Atom, "icon")
            .or_else(|| entry.child(Space::Atom, "logo"))
            .and_then(|icon| resolve(&icon.base, &icon.text()))
    {
        images.push(Image { href, media_type: None, thumbnail: true, alternative: None, size: None });
    }
    images
}

/// Whether a relation is that of a picture, and whether of a small one. Old servers leave «image» out.
fn image_rel(rel: &str) -> Option<bool> {
    match rel.to_ascii_lowercase().rsplit_once("opds-spec.org/")?.1 {
        "image" | "cover" => Some(false),
        "image/thumbnail" | "thumbnail" | "cover/thumbnail" => Some(true),
        _ => None,
    }
}

fn is_entry(declared: &str) -> bool {
    media_type::parameter(declared, "type").is_some_and(|it| it.eq_ignore_ascii_case("entry"))
        || &*media_type::essence(declared) == media_type::PUBLICATION
}

/// Whether an entry's link leads to another page of the catalogue.
fn leads_on(link: &Found<'_>) -> bool {
    let is_page = link.media_type.is_some_and(|it| media_type::is_catalog(it) && !is_entry(it));
    let is_way = !link
        .rels()
        .any(|rel| matches!(rel, "self" | "search" | "related" | "edit" | "collection") || image_rel(rel).is_some());
    (is_page && is_way) || (link.media_type.is_none() && link.has_rel("subsection"))
}

fn is_plain(link: &Found<'_>) -> bool {
    link.rels().all(|rel| Relation::parse(rel).is_none() && image_rel(rel).is_none())
}

/// The link that puts an entry into a group of its page.
fn group_of<'a>(element: &'a Element) -> Option<Found<'a>> {
    links(element)
        .into_iter()
        .find(|link| (link.has_rel("collection") || link.has_rel("http://opds-spec.org/group")) && link.title.is_some())
}

fn group<'a>(groups: &'a mut Vec<Group>, link: &Found<'_>) -> &'a mut Group {
    let title = text::plain(link.title.unwrap_or_default());
    let at = groups.iter().position(|group| group.title == title).unwrap_or_else(|| {
        groups.push(Group { title, href: resolve(&link.element.base, link.href), ..Group::default() });
        groups.len() - 1
    });
    &mut groups[at]
}

/// A link as it stands in the feed.
struct Found<'a> {
    element: &'a Element,
    href: &'a str,
    media_type: Option<&'a str>,
    title: Option<&'a str>,
}

impl<'a> Found<'a> {
    fn rels(&self) -> impl Iterator<Item = &'a str> {
        self.element.attribute("rel").unwrap_or_default().split_whitespace()
    }

    fn has_rel(&self, rel: &str) -> bool {
        self.rels().any(|own| own.eq_ignore_ascii_case(rel))
    }

    fn link(&self) -> Option<Link> {
        Some(Link {
            href: resolve(&self.element.base, self.href)?,
            rels: self.rels().map(str::to_owned).collect(),
            media_type: self.media_type.map(str::to_owned),
            title: self.title.map(text::plain).and_then(non_empty),
        })
    }
}

fn links(element: &Element) -> Vec<Found<'_>> {
    element
        .children_of(Space::Atom, "link")
        .filter_map(|link| {
            Some(Found {
                element: link,
                href: link.attribute("href").filter(|href| !href.is_empty())?,
                media_type: link.attribute("type").filter(|it| !it.is_empty()),
                title: link.attribute("title").filter(|it| !it.is_empty()),
            })
        })
        .take(MAX_LINKS)
        .collect()
}

fn count(element: &Element) -> Option<u64> {
    element.attribute_in(Space::Threading, "count").or_else(|| element.attribute("count"))?.parse().ok()
}

fn plain_child(element: &Element, space: Space, name: &str) -> Option<String> {
    non_empty(text::plain(&element.child(space, name)?.text()))
}

fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
