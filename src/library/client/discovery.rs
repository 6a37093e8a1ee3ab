//! Finding a catalogue from what a reader knows: a name of a site, an address on a leaflet.
//!
//! A site names its catalogue by a link of its page: <https://specs.opds.io/opds-1.2#6-discovering-opds-catalogs>.

use url::{Host, Url};

use super::trust::{self, Reach};
use super::{ACCEPT_PAGE, Client};
use crate::library::Error;
use crate::library::catalog::{self, Document, Feed, media_type};
use crate::library::{daisy_online, folder};

/// Where servers keep their catalogues.
pub(super) const USUAL: [&str; 3] = ["opds", "opds/v2", ".well-known/opds"];

pub async fn discover(client: &Client, typed: &str) -> Result<Feed, Error> {
    // An address of ours, as the shelf keeps it.
    let own = |url: &Url| daisy_online::is_address(url) || folder::is_address(url);
    if let Some(own) = Url::parse(typed.trim()).ok().filter(own) {
        return client.feed(&own).await;
    }
    let roots = addresses(typed);
    let mut error: Option<Error> = None;
    for root in roots {
        match look(client, &root).await {
            Ok(feed) => return Ok(feed),
            Err(failed) if is_connection(&failed) => {
                // That a protected way was tried in vain is said only where nothing else is to be said.
                error = error.filter(|known| matches!(known, Error::Unprotected { .. })).or(Some(failed));
            }
            // A public library that does not answer behind protection is not asked for without it: whoever is in between
            // could wish for just that. Who means the open address types it whole.
            Err(failed @ Error::Unprotected { .. }) => error = error.or(Some(failed)),
            Err(failed) => return Err(failed),
        }
    }
    Err(error.unwrap_or_else(|| Error::Address(typed.trim().to_owned())))
}

/// Looks at an address, at the catalogue that its page names, and at the usual places beside it.
async fn look(client: &Client, root: &Url) -> Result<Feed, Error> {
    let mut error = match client.page(root, ACCEPT_PAGE).await {
        Ok(page) => {
            if let Some(service) = daisy_online::described(&page.body, page.content_type.as_deref(), &page.address)
                && let Some(found) = daisy_online::probe(client, &service).await
            {
                return client.feed(&found.url()).await;
            }
            if let Some(named) = named(&page.body, page.content_type.as_deref(), &page.address)
                && let Ok(feed) = client.feed(&named).await
            {
                return Ok(feed);
            }
            match client.document(page) {
                Ok(Document::Feed(feed)) => return Ok(*feed),
                Ok(document) => return Ok(super::into_feed(document, root)),
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    if !matches!(error, Error::NotCatalog { .. } | Error::NotFound { .. } | Error::Gone { .. } | Error::Server { .. }) {
        return Err(error);
    }
    if let Some(found) = daisy_online::probe(client, root).await {
        return client.feed(&found.url()).await;
    }
    for place in USUAL {
        let mut address = root.clone();
        address.set_query(None);
        address.set_fragment(None);
        address.set_path(&format!("{}/{place}", root.path().trim_end_matches('/')));
        match client.feed(&address).await {
            Ok(feed) => return Ok(feed),
            // It is there, and asks who the reader is.
            Err(failed @ (Error::Unauthorized(_) | Error::UnsupportedSignIn(_))) => return Err(failed),
            Err(Error::NotFound { .. } | Error::Gone { .. } | Error::NotCatalog { .. } | Error::Server { .. }) => {}
            Err(failed) => error = failed,
        }
    }
    Err(match error {
        Error::NotFound { .. } | Error::Gone { .. } | Error::Server { .. } => {
            Error::NotCatalog { address: root.to_string() }
        }
        other => other,
    })
}

/// The catalogue that a page for people names by a link in its head.
fn named(body: &[u8], content_type: Option<&str>, address: &Url) -> Option<Url> {
    links(body, content_type, address).catalogs.into_iter().next()
}

/// What a page for people links to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Pages of catalogues, in the order of the page.
    pub catalogs: Vec<Url>,
    /// Descriptions of searches.
    pub searches: Vec<Url>,
}

/// The catalogues and the searches that a page for people names by links in its head.
pub(super) fn links(body: &[u8], content_type: Option<&str>, address: &Url) -> Named {
    let mut named = Named::default();
    let text = catalog::decode_text(&body[..body.len().min(256 * 1024)], content_type);
    // Catalogues hold links of these types to themselves; only pages for people are asked.
    let is_page = text.trim_start().get(..14).is_some_and(|it| it.eq_ignore_ascii_case("<!doctype html"));
    if !is_page && !text.contains("<html") {
        return named;
    }
    for (at, _) in text.match_indices("<link").take(200) {
        let Some(tag) = text[at..].split('>').next() else { continue };
        let Some(declared) = attribute(tag, "type") else { continue };
        let href =
            || address.join(&attribute(tag, "href")?).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let rels = attribute(tag, "rel");
        let is_search = rels.as_deref().is_some_and(|it| it.split_whitespace().any(|it| it == "search"));
        if is_search && &*media_type::essence(&declared) == media_type::OPENSEARCH {
            named.searches.extend(href());
            continue;
        }
        let is_named = rels.is_none_or(|it| {
            it.split_whitespace()
                .any(|it| matches!(it, "alternate" | "related" | "start" | "http://opds-spec.org/catalog"))
        });
        if is_named && declared.contains("opds") && media_type::is_catalog(&declared) {
            named.catalogs.extend(href());
        }
    }
    named
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    tag.match_indices(name).find_map(|(at, _)| {
        let before = tag[..at].chars().next_back()?;
        let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        if !before.is_whitespace() {
            return None;
        }
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split([' ', '/']).next()?,
        };
        Some(catalog::plain_text(value))
    })
}

/// The addresses that typed text may mean, the likelier first.
pub(super) fn addresses(typed: &str) -> Vec<Url> {
    let typed = typed.trim().trim_matches(['<', '>', '"', '«', '»']);
    if typed.is_empty() || typed.len() > 4096 || typed.contains(char::is_whitespace) {
        return Vec::new();
    }
    let parse = |text: String| Url::parse(&text).ok().filter(Url::has_host);
    let with = |scheme: &str, rest: &str| parse(format!("{scheme}://{rest}"));
    match typed.split_once("://") {
        Some(("http" | "https" | "HTTP" | "HTTPS", _)) => parse(typed.to_owned()).into_iter().collect(),
        Some(("opds", rest)) => without_scheme(rest, with),
        Some(_) => Vec::new(),
        None => without_scheme(typed.trim_start_matches('/'), with),
    }
}

fn without_scheme(rest: &str, with: impl Fn(&str, &str) -> Option<Url>) -> Vec<Url> {
    let Some(open) = with("http", rest) else { return Vec::new() };
    let is_name = matches!(open.host(), Some(Host::Domain(name)) if name.contains('.') || name == "localhost");
    if !is_name && !matches!(open.host(), Some(Host::Ipv4(_) | Host::Ipv6(_))) && open.port().is_none() {
        // A bare word is no address.
        return Vec::new();
    }
    let mut addresses: Vec<Url> = with("https", rest).into_iter().collect();
    if trust::reach(&open) > Reach::Public {
        addresses.insert(0, open);
    } else {
        addresses.push(open);
    }
    addresses
}

/// Whether the next way to read the typed text should be tried.
pub(super) fn is_connection(error: &Error) -> bool {
    matches!(error, Error::Unreachable { .. } | Error::TimedOut { .. } | Error::BrokeOff { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(typed: &str) -> Vec<String> {
        addresses(typed).into_iter().map(String::from).collect()
    }

    #[test]
    fn a_scheme_is_added_only_where_it_is_missing() {
        assert_eq!(tried(" kitap.example.kz "), ["https://kitap.example.kz/", "http://kitap.example.kz/"]);
        assert_eq!(tried("localhost:8080/opds"), ["http://localhost:8080/opds", "https://localhost:8080/opds"]);
        assert_eq!(tried("192.168.1.5:8083"), ["http://192.168.1.5:8083/", "https://192.168.1.5:8083/"]);
        assert_eq!(tried("http://кітап.қаз/opds"), ["http://xn--80atqk3h.xn--80ao21a/opds"]);
        assert_eq!(tried("opds://127.0.0.1:1/x"), ["http://127.0.0.1:1/x", "https://127.0.0.1:1/x"]);
    }

    #[test]
    fn what_is_no_address_is_not_tried() {
        for typed in
            ["", "  ", "Абай", "war and peace", "file:///etc/passwd", "ftp://a.b/", "http://", "javascript:alert(1)"]
        {
            assert!(tried(typed).is_empty(), "{typed}");
        }
    }

    #[test]
    fn a_page_names_its_catalogue() {
        let page = br#"<!DOCTYPE html><html><head><link rel="stylesheet" href="a.css">
            <link href='/feeds/root?a=1&amp;b=2' type="application/atom+xml;profile=opds-catalog" rel="alternate">"#;
        let address = Url::parse("https://site.example/start").unwrap();
        assert_eq!(named(page, None, &address).unwrap().as_str(), "https://site.example/feeds/root?a=1&b=2");
        assert_eq!(
            named(b"<feed><link type='application/atom+xml;profile=opds' href='/x'/></feed>", None, &address),
            None
        );
    }
}
