//! The two views of the catalogue, their addresses and their media types.

use axum::http::StatusCode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::collection::Volume;
use super::loans::{Lendings, Standing, Stock};
use crate::locale::Locale;

pub const FEED: &str = "application/opds+json";
pub const PUBLICATION: &str = "application/opds-publication+json";
pub const NAVIGATION_ATOM: &str = "application/atom+xml;profile=opds-catalog;kind=navigation";
pub const ACQUISITION_ATOM: &str = "application/atom+xml;profile=opds-catalog;kind=acquisition";
pub const ENTRY_ATOM: &str = "application/atom+xml;type=entry;profile=opds-catalog";
/// Takes back what is lent, and cancels a hold, as libraries practise it.
pub const REVOKE: &str = "http://librarysimplified.org/terms/rel/revoke";
/// Lends for longer. There is no relation for it that others know.
pub const RENEW: &str = "https://oqyrman.kz/rel/renew";
pub const OPENSEARCH: &str = "application/opensearchdescription+xml";

/// How the catalogue is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// OPDS 2.0.
    Json,
    /// OPDS 1.2.
    Atom,
}

impl View {
    /// The path that all pages of the view lie under.
    pub fn root(self) -> &'static str {
        match self {
            Self::Json => "/opds2/",
            Self::Atom => "/opds/",
        }
    }
}

/// A part of a query, as UTF-8.
pub fn escape(text: &str) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, PLAIN).to_string()
}

/// What every page is written with.
#[derive(Debug)]
pub struct Frame<'a> {
    pub view: View,
    /// Scheme, host and port, without a slash at the end.
    pub base: &'a str,
    pub locale: &'a Locale,
    /// Books are lent, not given.
    pub lending: bool,
    /// Places are kept for readers with several devices.
    pub travels: bool,
    /// What people do here beyond files, as (relation, path).
    pub people: &'static [(&'static str, &'static str)],
    pub lent: Lendings,
    /// The reader's card, empty where none is asked for.
    pub card: &'a str,
}

impl Frame<'_> {
    /// The address of a page of this view.
    pub fn href(&self, place: &str) -> String {
        format!("{}{}{place}", self.base, self.view.root())
    }

    pub fn publication(&self, volume: &Volume) -> String {
        self.href(&format!("publications/{}", volume.id))
    }

    pub fn borrow(&self, volume: &Volume) -> String {
        self.href(&format!("publications/{}/borrow", volume.id))
    }

    pub fn give_back(&self, volume: &Volume) -> String {
        self.href(&format!("publications/{}/return", volume.id))
    }

    /// The file's name stands at the end for programs that take it from there.
    pub fn book(&self, volume: &Volume) -> String {
        format!("{}/books/{}/{}", self.base, volume.id, escape(&volume.file_name))
    }

    /// Where the reader's place in it is kept.
    pub fn annotations(&self, volume: &Volume) -> String {
        format!("{}/annotations/{}", self.base, volume.id)
    }

    /// Where a reader's settings are kept.
    pub fn settings(&self) -> String {
        format!("{}/settings", self.base)
    }

    pub fn progression(&self, volume: &Volume) -> String {
        format!("{}/progression/{}", self.base, volume.id)
    }

    pub fn cover(&self, volume: &Volume) -> String {
        format!("{}/covers/{}", self.base, volume.id)
    }

    /// The cover of books that have none.
    pub fn plain_cover(&self) -> String {
        format!("{}/covers/plain.png", self.base)
    }

    pub fn renew(&self, volume: &Volume) -> String {
        self.href(&format!("publications/{}/renew", volume.id))
    }

    /// How the book stands to the reader; `None` where books are given.
    pub fn standing(&self, volume: &Volume) -> Option<Standing> {
        self.lending.then(|| self.lent.standing(self.card, &volume.id))
    }

    /// How many there are of a book that is lent.
    pub fn stock(&self, volume: &Volume) -> Option<Stock> {
        self.lent.stock(&volume.id).filter(|_| self.lending)
    }

    /// The name of a language in the language of the answer; its tag when it has none.
    pub fn language(&self, tag: &str) -> String {
        let primary = tag.split('-').next().unwrap_or_default();
        match primary {
            "kk" | "ru" | "en" => self.locale.text(&format!("server-language-{primary}")),
            _ => tag.to_owned(),
        }
    }
}

/// The sentence for a status that is no success.
pub fn sentence(locale: &Locale, status: StatusCode) -> String {
    locale.text(match status {
        StatusCode::NOT_FOUND => "server-not-found",
        StatusCode::UNAUTHORIZED => "server-sign-in",
        StatusCode::MISDIRECTED_REQUEST | StatusCode::FORBIDDEN => "server-wrong-host",
        _ => "server-failed",
    })
}
