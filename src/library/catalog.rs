//! A library's catalogue: one model for both versions of OPDS, shaped as the second.
//!
//! OPDS 1.2 <https://specs.opds.io/opds-1.2>, OPDS 2.0 <https://drafts.opds.io/opds-2.0>. Real servers keep to neither,
//! so the readers here are lenient: what cannot be understood is left out, and nothing makes them panic.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

use super::Error;
use super::daisy_online::{self, model::Label};
use super::folder;
use super::shelf::LibraryKind;
use crate::book::{Accessibility, Language};

pub mod form;
pub mod media_type;
mod opds1;
mod opds2;
pub mod profile;
pub mod search;
pub(super) use text::{decode as decode_text, plain as plain_text};
pub(super) mod text;

use form::Form;
pub use search::{Asked, Search};

/// Entries of one kind that are kept of one page; a page with more is cut.
pub const MAX_ENTRIES: usize = 10_000;

/// Bytes of one address.
const MAX_ADDRESS: usize = 8 * 1024;

/// What stands behind a catalogue's address.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    Feed(Box<Feed>),
    Publication(Box<Publication>),
}

/// One page of a catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Where the page was found, after redirects.
    pub address: Url,
    /// How its library is asked.
    pub kind: LibraryKind,
    pub title: String,
    /// Plain text.
    pub subtitle: Option<String>,
    pub language: Option<Language>,
    /// The entries of the whole list, over all its pages, when the server tells.
    pub total: Option<u64>,
    pub navigation: Vec<Navigation>,
    pub publications: Vec<Publication>,
    pub groups: Vec<Group>,
    pub facets: Vec<Facets>,
    pub links: Links,
    /// What is asked of the reader here.
    pub form: Option<Form>,
    /// What [`Self::subtitle`] is made of, where the library says it in languages and in sound.
    pub said: Vec<Label>,
    /// The title, spoken.
    pub sound: Option<Url>,
}

impl Feed {
    /// Where the library tells who the reader is to it.
    pub fn profile(&self) -> Option<&Url> {
        let is_one = |link: &&Link| {
            let declared = link.media_type.as_deref().map(media_type::essence);
            link.has_rel("profile") && declared.is_none_or(|it| it == profile::MEDIA_TYPE || it == "application/json")
        };
        self.links.other.iter().find(is_one).map(|link| &link.href)
    }

    pub fn new(address: Url) -> Self {
        let kind = match &address {
            address if daisy_online::is_address(address) => LibraryKind::DaisyOnline,
            address if folder::is_address(address) => LibraryKind::Folder,
            _ => LibraryKind::Unknown,
        };
        Self {
            address,
            kind,
            title: String::new(),
            subtitle: None,
            language: None,
            total: None,
            navigation: Vec::new(),
            publications: Vec::new(),
            groups: Vec::new(),
            facets: Vec::new(),
            links: Links::default(),
            form: None,
            said: Vec::new(),
            sound: None,
        }
    }

    /// The lists that the library puts before its sections, each once. Those that are sections of the page are not repeated.
    pub fn displays(&self) -> Vec<(Display, &Link)> {
        let is_section = |href: &Url| self.navigation.iter().any(|entry| entry.href == *href);
        let is_page = |link: &&Link| {
            let declared = link.media_type.as_deref();
            declared.is_none_or(media_type::is_catalog) && link.href != self.address && !is_section(&link.href)
        };
        let found = Display::ALL.into_iter().filter_map(|display| {
            let link = self.links.other.iter().filter(is_page).find(|link| link.has_rel(display.rel()))?;
            Some((display, link))
        });
        found.collect()
    }

    /// What the reader has chosen of each of the ways to narrow or order the list, with the title of the way.
    pub fn chosen(&self) -> Vec<(&str, &str)> {
        let chosen = self.facets.iter().flat_map(|facets| {
            let choices = facets.choices.iter().filter(|facet| facet.chosen && !facet.title.is_empty());
            choices.map(|facet| (facets.title.as_str(), facet.title.as_str()))
        });
        chosen.collect()
    }

    /// Nothing to go to and nothing to read: a search that found nothing looks like this.
    pub fn is_empty(&self) -> bool {
        self.navigation.is_empty() && self.publications.is_empty() && self.groups.is_empty() && self.form.is_none()
    }
}

/// A list that a library puts before its sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Display {
    Featured,
    Recommended,
    New,
    Popular,
}

impl Display {
    /// In the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Featured, Self::Recommended, Self::New, Self::Popular];

    /// The relation of links that lead there: <https://specs.opds.io/opds-1.2#23-acquisition-feeds>.
    pub fn rel(self) -> &'static str {
        match self {
            Self::Featured => "http://opds-spec.org/featured",
            Self::Recommended => "http://opds-spec.org/recommended",
            Self::New => "http://opds-spec.org/sort/new",
            Self::Popular => "http://opds-spec.org/sort/popular",
        }
    }
}

/// Where a page leads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Links {
    /// `self`.
    pub this: Option<Url>,
    pub start: Option<Url>,
    pub up: Option<Url>,
    pub first: Option<Url>,
    pub previous: Option<Url>,
    pub next: Option<Url>,
    pub last: Option<Url>,
    pub search: Option<Search>,
    /// The reader's loans and holds.
    pub shelf: Option<Url>,
    /// Everything else.
    pub other: Vec<Link>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub href: Url,
    pub rels: Vec<String>,
    pub media_type: Option<String>,
    pub title: Option<String>,
}

impl Link {
    pub fn has_rel(&self, rel: &str) -> bool {
        self.rels.iter().any(|own| own.eq_ignore_ascii_case(rel))
    }
}

/// A way to another page.
#[derive(Debug, Clone, PartialEq)]
pub struct Navigation {
    pub title: String,
    /// Plain text.
    pub summary: Option<String>,
    pub href: Url,
    pub rels: Vec<String>,
    /// The entries behind it, when the server tells.
    pub count: Option<u64>,
    pub images: Vec<Image>,
    /// Of the title.
    pub language: Option<Language>,
    /// The title, spoken.
    pub sound: Option<Url>,
}

/// A part of a page under a title of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    pub title: String,
    /// The whole list.
    pub href: Option<Url>,
    pub total: Option<u64>,
    pub navigation: Vec<Navigation>,
    pub publications: Vec<Publication>,
}

/// Ways to narrow or order a list, of which one is chosen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facets {
    pub title: String,
    pub choices: Vec<Facet>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Facet {
    pub title: String,
    pub href: Url,
    pub count: Option<u64>,
    pub chosen: bool,
}

/// A book as the catalogue tells of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Publication {
    pub identifier: Option<String>,
    /// Empty when the catalogue does not tell.
    pub title: String,
    pub subtitle: Option<String>,
    pub authors: Vec<String>,
    pub narrators: Vec<String>,
    pub translators: Vec<String>,
    pub languages: Vec<Language>,
    /// Plain text, paragraphs parted by a newline.
    pub summary: Option<String>,
    /// As the catalogue writes it; real ones write impossible dates, of which the year is worth telling at most.
    pub published: Option<String>,
    /// When it came into the catalogue and when something about it has changed, as the catalogue writes it.
    pub added: Option<String>,
    pub updated: Option<String>,
    pub publisher: Option<String>,
    pub subjects: Vec<String>,
    pub series: Option<Series>,
    /// Seconds, of a book of sound.
    pub duration: Option<f64>,
    /// Of the printed book.
    pub pages: Option<u64>,
    /// What it offers to those who cannot read print, by the vocabulary of schema.org.
    pub accessibility: Accessibility,
    pub images: Vec<Image>,
    pub acquisitions: Vec<Acquisition>,
    /// Where the whole entry is, when this one is a part of it.
    pub full: Option<Url>,
    pub links: Vec<Link>,
}

impl Publication {
    /// Whether it can be had now, as the best acquisition tells.
    pub fn availability(&self) -> Option<&Availability> {
        super::acquire::choose(self)
            .into_iter()
            .chain(&self.acquisitions)
            .find_map(|acquisition| acquisition.availability.as_ref())
    }

    /// The year in [`Self::published`], when it is one in which books were printed.
    pub fn year(&self) -> Option<u16> {
        let digits: String = self.published.as_deref()?.trim().chars().take_while(char::is_ascii_digit).collect();
        let year = digits.parse().ok()?;
        (digits.len() == 4 && (1400..=2200).contains(&year)).then_some(year)
    }

    /// The picture for a list: a thumbnail when there is one.
    pub fn cover(&self) -> Option<&Image> {
        self.images.iter().find(|image| image.thumbnail).or_else(|| self.images.first())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub name: String,
    /// Real catalogues number volumes 1.5 too.
    pub position: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// May be a `data:` address.
    pub href: Url,
    pub media_type: Option<String>,
    pub thumbnail: bool,
    /// What the picture shows, in words.
    pub alternative: Option<String>,
    /// Pixels.
    pub size: Option<(u32, u32)>,
}

/// A way to have a book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Acquisition {
    pub href: Url,
    pub relation: Relation,
    /// What the address answers with; not always what is read in the end: see [`Self::chains`].
    pub media_type: Option<String>,
    pub title: Option<String>,
    /// Bytes.
    pub length: Option<u64>,
    /// Indirect acquisition: the media types that follow one another until the book, one row a way.
    pub chains: Vec<Vec<String>>,
    pub availability: Option<Availability>,
    pub copies: Option<Copies>,
    pub holds: Option<Holds>,
    /// The reader's hold or loan can be taken back by deleting this address.
    pub cancellable: bool,
    /// The document that tells how to sign in for it.
    pub authenticate: Option<Url>,
    pub price: Option<Price>,
}

impl Acquisition {
    pub fn new(href: Url, relation: Relation) -> Self {
        Self {
            href,
            relation,
            media_type: None,
            title: None,
            length: None,
            chains: Vec::new(),
            availability: None,
            copies: None,
            holds: None,
            cancellable: false,
            authenticate: None,
            price: None,
        }
    }

    /// The media types of the files that this way can end in, without parameters.
    pub fn endings(&self) -> Vec<Cow<'_, str>> {
        if self.chains.is_empty() {
            self.media_type.iter().map(|text| media_type::essence(text)).collect()
        } else {
            self.chains.iter().filter_map(|chain| chain.last()).map(|text| media_type::essence(text)).collect()
        }
    }
}

/// What an acquisition asks of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Relation {
    /// The book, without saying on what terms.
    Download,
    OpenAccess,
    Borrow,
    Buy,
    Sample,
    Subscribe,
}

impl Relation {
    const ROOT: &str = "http://opds-spec.org/acquisition";

    pub fn uri(self) -> &'static str {
        match self {
            Self::Download => "http://opds-spec.org/acquisition",
            Self::OpenAccess => "http://opds-spec.org/acquisition/open-access",
            Self::Borrow => "http://opds-spec.org/acquisition/borrow",
            Self::Buy => "http://opds-spec.org/acquisition/buy",
            Self::Sample => "http://opds-spec.org/acquisition/sample",
            Self::Subscribe => "http://opds-spec.org/acquisition/subscribe",
        }
    }

    /// From the relation of a link; an unknown acquisition is a plain one.
    pub fn parse(rel: &str) -> Option<Self> {
        let rel = rel.trim().trim_end_matches('/');
        let rest = rel.strip_prefix(Self::ROOT).or_else(|| rel.strip_prefix("https://opds-spec.org/acquisition"))?;
        match rest {
            "/open-access" => Some(Self::OpenAccess),
            "/borrow" => Some(Self::Borrow),
            "/buy" => Some(Self::Buy),
            "/sample" | "/preview" => Some(Self::Sample),
            "/subscribe" => Some(Self::Subscribe),
            "" => Some(Self::Download),
            other => other.starts_with('/').then_some(Self::Download),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    pub state: State,
    /// Dates or dates with a time, as the server writes them.
    pub since: Option<String>,
    pub until: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    Available,
    /// All copies are lent; it can be reserved.
    Unavailable,
    /// In the queue.
    Reserved,
    /// Kept for this reader, until a date.
    Ready,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Unavailable => "unavailable",
            Self::Reserved => "reserved",
            Self::Ready => "ready",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Available, Self::Unavailable, Self::Reserved, Self::Ready]
            .into_iter()
            .find(|state| state.name().eq_ignore_ascii_case(name.trim()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Copies {
    pub total: Option<u64>,
    pub available: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Holds {
    pub total: Option<u64>,
    /// This reader's place in the queue, from 1.
    pub position: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Price {
    pub value: f64,
    /// ISO 4217.
    pub currency: String,
}

/// Reads a catalogue's answer. The content decides what it is, the declared type only what its letters are.
///
/// # Errors
/// [`Error::NotCatalog`] when it is neither a feed nor an entry nor a publication.
pub fn parse(body: &[u8], content_type: Option<&str>, address: &Url) -> Result<Document, Error> {
    let not_catalog = || Error::NotCatalog { address: address.to_string() };
    let text = text::decode(body, content_type);
    match text.trim_start().chars().next() {
        Some('{' | '[') => opds2::parse(&text, address).ok_or_else(not_catalog),
        Some('<') => opds1::parse(&text, address).ok_or_else(not_catalog),
        _ => Err(not_catalog()),
    }
}

/// An address inside a page; addresses that lead to this machine's files are none, nor are endless ones.
pub(super) fn resolve(base: &Url, href: &str) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() {
        return None;
    }
    let url = base.join(href).ok()?;
    match url.scheme() {
        "http" | "https" => (url.as_str().len() <= MAX_ADDRESS).then_some(url),
        "data" => Some(url),
        _ => None,
    }
}
