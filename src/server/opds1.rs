//! Pages as OPDS 1.2 (<https://specs.opds.io/opds-1.2>) for older clients: Atom, OpenSearch, Dublin Core.

use super::collection::Volume;
use super::feed::{Facet, Feed};
use super::loans::Standing;
use super::opds2::identifier;
use super::view::{ACQUISITION_ATOM, ENTRY_ATOM, Frame, NAVIGATION_ATOM, OPENSEARCH, RENEW, REVOKE};
use crate::library::patron;
use crate::library::shelf::Moment;
use crate::library::sync::{notes, profile, progression};

const NAMESPACES: &str = "xmlns=\"http://www.w3.org/2005/Atom\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
    xmlns:opds=\"http://opds-spec.org/2010/catalog\" xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\" \
    xmlns:thr=\"http://purl.org/syndication/thread/1.0\"";
const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The page's media type: a list of books or a list of ways.
pub fn media_type(feed: &Feed) -> &'static str {
    if feed.page.is_some() { ACQUISITION_ATOM } else { NAVIGATION_ATOM }
}

/// The whole page. `modified` is when the newest book came.
pub fn feed(frame: &Frame<'_>, feed: &Feed, modified: Moment) -> String {
    let mut xml = format!("{HEADER}<feed {NAMESPACES} xml:lang=\"{}\">\n", frame.locale.tongue().tag());
    let address = frame.href(&feed.place);
    element(&mut xml, "id", &address);
    element(&mut xml, "title", &feed.title);
    element(&mut xml, "updated", &modified.to_string());
    xml.push_str("<author><name>Oqyrman</name></author>\n");
    link(&mut xml, "self", &address, media_type(feed), &[]);
    link(&mut xml, "start", &frame.href(""), NAVIGATION_ATOM, &[]);
    link(&mut xml, "search", &frame.href("opensearch.xml"), OPENSEARCH, &[]);
    if frame.lending {
        link(&mut xml, "http://opds-spec.org/shelf", &frame.href("loans"), ACQUISITION_ATOM, &[]);
    }
    if frame.travels {
        link(&mut xml, profile::RELATION, &frame.settings(), profile::MEDIA_TYPE, &[]);
    }
    for (rel, path) in frame.people {
        link(&mut xml, rel, &format!("{}{path}", frame.base), patron::MEDIA_TYPE, &[]);
    }
    if let Some(page) = &feed.page {
        for (rel, place) in page.links() {
            link(&mut xml, rel, &frame.href(&place), ACQUISITION_ATOM, &[]);
        }
        element(&mut xml, "opensearch:totalResults", &page.total.to_string());
        element(&mut xml, "opensearch:itemsPerPage", &page.per_page.to_string());
        element(&mut xml, "opensearch:startIndex", &((page.number - 1) * page.per_page + 1).to_string());
    }
    for facet in &feed.facets {
        choices(&mut xml, frame, facet);
    }
    for way in &feed.navigation {
        xml.push_str("<entry>\n");
        let address = frame.href(&way.place);
        element(&mut xml, "id", &address);
        element(&mut xml, "title", &way.title);
        element(&mut xml, "updated", &modified.to_string());
        let count = way.count.map(|count| count.to_string());
        if let Some(count) = &count {
            xml.push_str(&format!("<content type=\"text\">{count}</content>\n"));
        }
        let count: Vec<(&str, &str)> = count.iter().map(|count| ("thr:count", count.as_str())).collect();
        let media_type = if way.books { ACQUISITION_ATOM } else { NAVIGATION_ATOM };
        link(&mut xml, way.rel, &address, media_type, &count);
        xml.push_str("</entry>\n");
    }
    // Atom has no groups within a page; the ways that lead to them are in the navigation.
    for volume in feed.page.iter().flat_map(|page| &page.volumes) {
        entry_element(&mut xml, frame, volume, "");
    }
    xml.push_str("</feed>\n");
    xml
}

/// One book as a document of its own.
pub fn publication(frame: &Frame<'_>, volume: &Volume) -> String {
    let mut xml = HEADER.to_owned();
    entry_element(&mut xml, frame, volume, &format!(" {NAMESPACES}"));
    xml
}

/// How to search (<https://github.com/dewitt/opensearch>).
pub fn search_description(frame: &Frame<'_>, name: &str) -> String {
    let mut xml = format!("{HEADER}<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n");
    element(&mut xml, "ShortName", &name.chars().take(16).collect::<String>());
    element(&mut xml, "Description", name);
    element(&mut xml, "InputEncoding", "UTF-8");
    element(&mut xml, "OutputEncoding", "UTF-8");
    xml.push_str(&format!(
        "<Url type=\"{ACQUISITION_ATOM}\" template=\"{}?query={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        text(&frame.href("search"))
    ));
    xml
}

fn choices(xml: &mut String, frame: &Frame<'_>, facet: &Facet) {
    for choice in &facet.choices {
        let count = choice.count.to_string();
        let mut more = vec![
            ("title", choice.title.as_str()),
            ("opds:facetGroup", facet.title.as_str()),
            ("thr:count", count.as_str()),
        ];
        if choice.active {
            more.push(("opds:activeFacet", "true"));
        }
        link(xml, "http://opds-spec.org/facet", &frame.href(&choice.place), ACQUISITION_ATOM, &more);
    }
}

fn entry_element(xml: &mut String, frame: &Frame<'_>, volume: &Volume, namespaces: &str) {
    let entry = &volume.entry;
    xml.push_str(&format!("<entry{namespaces}>\n"));
    element(xml, "id", &identifier(volume));
    element(xml, "title", &entry.title);
    element(xml, "updated", &volume.modified.to_string());
    for (name, role) in &entry.people {
        let tag = if role == "aut" { "author" } else { "contributor" };
        xml.push_str(&format!("<{tag}><name>{}</name></{tag}>\n", text(name)));
    }
    for language in &entry.languages {
        element(xml, "dcterms:language", language);
    }
    if let Some(identifier) = &entry.identifier {
        element(xml, "dcterms:identifier", identifier);
    }
    if let Some(publisher) = &entry.publisher {
        element(xml, "dcterms:publisher", publisher);
    }
    if let Some(published) = &entry.published {
        element(xml, "dcterms:issued", published);
    }
    if let Some(duration) = entry.duration {
        element(xml, "dcterms:extent", &format!("PT{}S", duration.round()));
    }
    for subject in &entry.subjects {
        xml.push_str(&format!("<category term=\"{0}\" label=\"{0}\"/>\n", text(subject)));
    }
    if let Some(description) = &entry.description {
        xml.push_str(&format!("<summary type=\"text\">{}</summary>\n", text(description)));
    }
    link(xml, "alternate", &frame.publication(volume), ENTRY_ATOM, &[]);
    ways(xml, frame, volume);
    if let Some(media_type) = &entry.cover {
        link(xml, "http://opds-spec.org/image", &frame.cover(volume), media_type, &[]);
    }
    if frame.travels {
        link(xml, progression::RELATION, &frame.progression(volume), progression::MEDIA_TYPE, &[]);
        link(xml, notes::RELATION, &frame.annotations(volume), notes::MEDIA_TYPE, &[]);
    }
    xml.push_str("</entry>\n");
}

/// The ways to have a book. Atom's link has no place for dates and numbers; elements of OPDS's own namespace carry them.
fn ways(xml: &mut String, frame: &Frame<'_>, volume: &Volume) {
    let (open, media_type) = ("http://opds-spec.org/acquisition/open-access", volume.media_type());
    let Some(standing) = frame.standing(volume) else {
        let size = volume.size.to_string();
        return link(xml, open, &frame.book(volume), media_type, &[("length", size.as_str())]);
    };
    let (state, since, until, position) = match standing {
        Standing::Lent(loan) => ("available", loan.since, loan.until, None),
        Standing::Ready(until) => ("ready", None, Some(until), None),
        Standing::Reserved(position) => ("reserved", None, None, Some(position)),
        Standing::Unavailable(until) => ("unavailable", None, until, None),
        Standing::Available => ("available", None, None, None),
    };
    let lent = matches!(standing, Standing::Lent(_));
    let (rel, href, media) = match lent {
        true => ("http://opds-spec.org/acquisition", frame.book(volume), media_type),
        false => ("http://opds-spec.org/acquisition/borrow", frame.borrow(volume), ENTRY_ATOM),
    };
    xml.push_str(&format!("<link rel=\"{rel}\" href=\"{}\" type=\"{media}\">", text(&href)));
    if !lent {
        xml.push_str(&format!("<opds:indirectAcquisition type=\"{media_type}\"/>"));
    }
    xml.push_str(&format!("<opds:availability status=\"{state}\""));
    let times = [("since", since), ("until", until)].map(|(name, at)| (name, at.map(|at| at.to_string())));
    let times: Vec<(&str, &str)> = times.iter().filter_map(|(name, at)| Some((*name, at.as_deref()?))).collect();
    attribute(xml, &times);
    xml.push_str("/>");
    if let Some(stock) = frame.stock(volume).filter(|_| !lent) {
        let position = position.map(|position| format!(" position=\"{position}\"")).unwrap_or_default();
        xml.push_str(&format!(
            "<opds:holds total=\"{}\"{position}/><opds:copies total=\"{}\" available=\"{}\"/>",
            stock.holds, stock.copies, stock.available
        ));
    }
    xml.push_str("</link>\n");
    if lent {
        link(xml, RENEW, &frame.renew(volume), ENTRY_ATOM, &[]);
    }
    if !matches!(standing, Standing::Available | Standing::Unavailable(_)) {
        link(xml, REVOKE, &frame.give_back(volume), ENTRY_ATOM, &[]);
    }
}

fn element(xml: &mut String, tag: &str, content: &str) {
    xml.push_str(&format!("<{tag}>{}</{tag}>\n", text(content)));
}

fn link(xml: &mut String, rel: &str, href: &str, media_type: &str, more: &[(&str, &str)]) {
    xml.push_str("<link");
    attribute(xml, &[("rel", rel), ("href", href), ("type", media_type)]);
    attribute(xml, more);
    xml.push_str("/>\n");
}

fn attribute(xml: &mut String, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        xml.push_str(&format!(" {name}=\"{}\"", text(value)));
    }
}

/// What XML can carry, marks escaped.
fn text(content: &str) -> String {
    let mut escaped = String::with_capacity(content.len());
    for c in content.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(c),
            // XML 1.0 has no way to write these.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
