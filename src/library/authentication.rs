//! Who the reader is to a library: the Authentication Document, and the challenges of HTTP where there is none.
//!
//! Authentication for OPDS 1.0 <https://drafts.opds.io/authentication-for-opds-1.0>, HTTP authentication
//! <https://www.rfc-editor.org/rfc/rfc9110#name-http-authentication>.

use std::fmt;

use serde_json::Value;
use url::Url;

use super::catalog::media_type;

pub mod challenge;
pub mod digest;
pub mod oauth;

use challenge::Challenge;

/// A reader's name (or card number) and password (or PIN).
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub user: String,
    pub password: String,
}

impl fmt::Debug for Credentials {
    /// The password is in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// What a library says when it asks who the reader is; made from the bare challenge when the library says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthDocument {
    /// What the library calls this document; often nothing.
    pub id: String,
    /// The address that asked. Signing in is for its whole origin: scheme, host and port.
    pub address: Url,
    /// The library's name, else the challenge's realm, else the host.
    pub title: String,
    /// Plain text.
    pub description: Option<String>,
    pub flows: Vec<Flow>,
    pub logo: Option<Url>,
    /// A page or a `mailto:`, `tel:` address.
    pub help: Option<Url>,
    pub register: Option<Url>,
    /// A page for people, where one can sign in by the browser.
    pub site: Option<Url>,
    /// Who the reader is to the library, and what she may borrow.
    pub profile: Option<Url>,
    /// True when a name and a password were given and not accepted.
    pub refused: bool,
}

impl AuthDocument {
    /// A document that says nothing.
    pub fn bare(address: &Url) -> Self {
        Self {
            id: String::new(),
            address: address.clone(),
            title: host(address),
            description: None,
            flows: Vec::new(),
            logo: None,
            help: None,
            register: None,
            site: None,
            profile: None,
            refused: false,
        }
    }

    /// The way of signing in by a name and a password that works here, when there is one: the one that sends no password
    /// with each request, when the library leaves the choice.
    pub fn password_flow(&self) -> Option<&Flow> {
        let kept = self.flows.iter().find(|flow| matches!(flow.kind, FlowKind::Basic | FlowKind::Digest));
        self.flow(&FlowKind::OauthPassword).filter(|flow| flow.authenticate.is_some()).or(kept)
    }

    /// The way of signing in on a page of the library in the browser, when there is one.
    pub fn browser_flow(&self) -> Option<&Flow> {
        self.flow(&FlowKind::OauthImplicit).filter(|flow| flow.authenticate.is_some())
    }

    /// Whether signing in here is known.
    pub fn is_known(&self) -> bool {
        self.password_flow().is_some() || self.browser_flow().is_some()
    }

    pub fn flow(&self, kind: &FlowKind) -> Option<&Flow> {
        self.flows.iter().find(|flow| flow.kind == *kind)
    }
}

/// A way of signing in.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    pub kind: FlowKind,
    /// What the library calls the name: «Reader's card number».
    pub login_label: Option<String>,
    /// What the library calls the password: «PIN».
    pub password_label: Option<String>,
    /// Where tokens are asked for.
    pub authenticate: Option<Url>,
    /// Where they are asked for anew.
    pub refresh: Option<Url>,
}

impl Flow {
    /// Without words or addresses of its own.
    pub fn bare(kind: FlowKind) -> Self {
        Self { kind, login_label: None, password_label: None, authenticate: None, refresh: None }
    }

    /// The host that the password goes to, when it is another than the one that asked.
    pub fn elsewhere(&self, document: &AuthDocument) -> Option<&str> {
        let to = self.authenticate.as_ref().filter(|to| to.origin() != document.address.origin())?;
        to.host_str()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlowKind {
    Basic,
    Digest,
    OauthPassword,
    OauthImplicit,
    /// By its type's address.
    Other(String),
}

impl FlowKind {
    fn parse(uri: &str) -> Self {
        match uri.trim().trim_end_matches('/').rsplit_once("opds-spec.org/auth/").map(|(_, name)| name) {
            Some("basic") => Self::Basic,
            Some("digest") => Self::Digest,
            Some("oauth/password") => Self::OauthPassword,
            Some("oauth/implicit") => Self::OauthImplicit,
            _ => Self::Other(uri.to_owned()),
        }
    }
}

/// Reads an Authentication Document, whatever type it was declared as. `None` when it is not one.
pub fn parse(body: &[u8], address: &Url) -> Option<AuthDocument> {
    let value: Value = serde_json::from_slice(body.trim_ascii_start()).ok()?;
    let flows = value.get("authentication")?.as_array()?;
    let text = |value: &Value, name: &str| {
        value.get(name).and_then(Value::as_str).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let link = |value: &Value, wanted: &str| {
        value.get("links")?.as_array()?.iter().take(64).find_map(|link| {
            let rel = link.get("rel")?;
            let rels = rel.as_array().map_or_else(|| vec![rel], |list| list.iter().collect());
            rels.iter().any(|rel| rel.as_str() == Some(wanted)).then_some(())?;
            let url = address.join(link.get("href")?.as_str()?.trim()).ok()?;
            matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then_some(url)
        })
    };
    let page = |value: &Value| {
        let links = value.get("links")?.as_array()?;
        let pages = links.iter().take(64).filter(|link| {
            let declared = link.get("type").and_then(Value::as_str).unwrap_or_default();
            matches!(&*media_type::essence(declared), "text/html" | "application/xhtml+xml")
        });
        let mut addresses = pages.filter_map(|link| address.join(link.get("href")?.as_str()?.trim()).ok());
        addresses.find(|url| matches!(url.scheme(), "http" | "https"))
    };
    let site = page(&value).or_else(|| flows.iter().take(32).find_map(page));
    let label = |flow: &Value, name: &str| flow.get("labels").and_then(|labels| text(labels, name));
    let flows = flows
        .iter()
        .take(32)
        .filter_map(|flow| {
            Some(Flow {
                kind: FlowKind::parse(flow.get("type")?.as_str()?),
                login_label: label(flow, "login"),
                password_label: label(flow, "password"),
                authenticate: link(flow, "authenticate"),
                refresh: link(flow, "refresh"),
            })
        })
        .collect();
    Some(AuthDocument {
        id: text(&value, "id").unwrap_or_default(),
        address: address.clone(),
        title: text(&value, "title").unwrap_or_else(|| host(address)),
        description: text(&value, "description").map(|text| super::catalog::plain_text(&text)),
        flows,
        logo: link(&value, "logo"),
        help: link(&value, "help"),
        register: link(&value, "register"),
        site,
        profile: link(&value, "profile"),
        refused: false,
    })
}

/// The document that a bare challenge amounts to. `None` when neither Basic nor Digest is offered.
pub fn from_challenges(challenges: &[Challenge], address: &Url) -> Option<AuthDocument> {
    let mut flows = Vec::new();
    let mut realm = None;
    for challenge in challenges {
        let kind = match challenge.scheme.as_str() {
            "basic" => FlowKind::Basic,
            "digest" => FlowKind::Digest,
            _ => continue,
        };
        realm = realm.or_else(|| challenge.parameter("realm").filter(|realm| !realm.is_empty()));
        flows.push(Flow::bare(kind));
    }
    (!flows.is_empty()).then(|| AuthDocument {
        title: realm.map_or_else(|| host(address), str::to_owned),
        flows,
        ..AuthDocument::bare(address)
    })
}

/// The document's own address from a `Link` header, when the answer does not carry it.
pub fn linked_document(header: &str, address: &Url) -> Option<Url> {
    // Commas stand inside the angle brackets of addresses too, so links are cut at «<».
    header.split('<').skip(1).take(32).find_map(|link| {
        let (href, parameters) = link.split_once('>')?;
        let is_document = parameters.to_ascii_lowercase().contains("opds-spec.org/auth/document")
            || parameters.contains(media_type::AUTHENTICATION);
        is_document.then_some(())?;
        let url = address.join(href.trim()).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(url)
    })
}

fn host(address: &Url) -> String {
    address.host_str().unwrap_or_default().to_owned()
}
