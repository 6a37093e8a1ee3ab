//! SOAP 1.1, document/literal: what is asked in an envelope, what comes back in one, and faults.
//!
//! <https://www.w3.org/TR/2000/NOTE-SOAP-20000508/>

use std::fmt::Write as _;

use quick_xml::escape::escape;
use url::Url;

use crate::library::catalog;
use crate::library::xml::{self, Element, Space};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(super) const DAISY_ONLINE: &str = "http://www.daisy.org/ns/daisy-online/";

/// What stands inside an operation: elements in the order of its schema.
#[derive(Debug, Clone, Default)]
pub(super) struct Body(String);

impl Body {
    /// An element with this text.
    pub fn leaf(mut self, name: &str, text: impl AsRef<str>) -> Self {
        let _ = write!(self.0, "<{name}>{}</{name}>", escape(legal(text.as_ref())));
        self
    }

    pub fn optional(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.leaf(name, text),
            None => self,
        }
    }

    /// An element with nothing but attributes.
    pub fn empty(mut self, name: &str, attributes: &[(&str, &str)]) -> Self {
        self.start(name, attributes);
        self.0.push_str("/>");
        self
    }

    pub fn element(self, name: &str, inside: impl FnOnce(Self) -> Self) -> Self {
        self.element_with(name, &[], inside)
    }

    pub fn element_with(mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(Self) -> Self) -> Self {
        self.start(name, attributes);
        self.0.push('>');
        let mut whole = inside(self);
        let _ = write!(whole.0, "</{name}>");
        whole
    }

    /// What was written before.
    pub fn verbatim(mut self, written: &str) -> Self {
        self.0.push_str(written);
        self
    }

    /// Another's element as it came, but for prefixes: its names are those of the namespace around it.
    pub fn copy(self, of: &Element) -> Self {
        let attributes: Vec<(&str, &str)> = of.attributes().collect();
        self.element_with(&of.name, &attributes, |it| {
            of.children.iter().fold(it, |mut it, child| match child {
                xml::Node::Element(child) => it.copy(child),
                xml::Node::Text(text) => {
                    it.0.push_str(&escape(legal(text)));
                    it
                }
            })
        })
    }

    pub fn written(&self) -> &str {
        &self.0
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.0, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.0, " {key}=\"{}\"", escape(legal(value)));
        }
    }
}

/// Without the control characters that XML cannot hold.
fn legal(text: &str) -> String {
    let is_legal = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_legal).collect()
}

/// The whole of a request.
pub(super) fn envelope(operation: &str, body: &Body) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"{SOAP}\"><soap:Body>\
         <{operation} xmlns=\"{DAISY_ONLINE}\">{}</{operation}></soap:Body></soap:Envelope>",
        body.0
    )
    .into_bytes()
}

/// Why a service refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    InternalServer,
    InvalidOperation,
    InvalidParameter,
    NoActiveSession,
    NotSupported,
    Failed,
    Unauthorized,
    TermsNotAccepted,
    /// A fault that the protocol does not know.
    Other,
}

impl Kind {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "internalServerErrorFault" | "internalServerError" => Self::InternalServer,
            "invalidOperationFault" => Self::InvalidOperation,
            "invalidParameterFault" => Self::InvalidParameter,
            "noActiveSessionFault" => Self::NoActiveSession,
            "operationNotSupportedFault" => Self::NotSupported,
            "operationFailedFault" => Self::Failed,
            "unauthorizedFault" => Self::Unauthorized,
            "termsOfServiceNotAcceptedFault" => Self::TermsNotAccepted,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub kind: Kind,
    /// In the words of the service; may be empty.
    pub words: String,
}

/// What is inside an envelope; `None` for what is none.
pub(super) fn parse(body: &[u8], content_type: Option<&str>, address: &Url) -> Option<Result<Element, Fault>> {
    let text = catalog::decode_text(body, content_type);
    let root = xml::parse(&text, address)?;
    if root.space != Space::Soap || root.name != "Envelope" {
        return None;
    }
    let answer = root.child(Space::Soap, "Body")?.elements().next()?;
    if answer.space != Space::Soap || answer.name != "Fault" {
        return Some(Ok(answer.clone()));
    }
    // The parts of a fault have no namespace; some services give them one.
    let part = |name: &'static str| answer.elements().find(move |part| part.name == name);
    let kind = part("detail").and_then(|detail| detail.elements().find_map(|one| Kind::of(&one.name)));
    let reason =
        part("detail").and_then(|detail| detail.elements().find_map(|one| one.elements().next()).map(Element::text));
    let words = part("faultstring").map(Element::text).filter(|words| !words.trim().is_empty()).or(reason);
    let words = words.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Err(Fault { kind: kind.unwrap_or(Kind::Other), words: words.chars().take(300).collect() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let body = Body::default()
            .leaf("username", "A<b>&\"'\u{0}ә")
            .element("config", |it| it.empty("input", &[("type", "a\"<")]).leaf("x", ""));
        let whole = envelope("logOn", &body);
        let read = parse(&whole, None, &Url::parse("http://host/").unwrap()).unwrap().unwrap();
        assert_eq!((read.space, read.name.as_str()), (Space::DaisyOnline, "logOn"));
        assert_eq!(read.child(Space::DaisyOnline, "username").unwrap().text(), "A<b>&\"'ә");
        let config = read.child(Space::DaisyOnline, "config").unwrap();
        assert_eq!(config.child(Space::DaisyOnline, "input").unwrap().attribute("type"), Some("a\"<"));
    }

    #[test]
    fn what_is_no_envelope_is_none() {
        let address = Url::parse("http://host/").unwrap();
        for other in ["", "<html><body>Welcome</body></html>", "{}", "<Envelope/>"] {
            assert!(parse(other.as_bytes(), None, &address).is_none(), "{other}");
        }
    }

    #[test]
    fn a_fault_says_why() {
        let fault = format!(
            "<s:Envelope xmlns:s='{SOAP}'><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>  No\n cookie \
             </faultstring><detail><x:noActiveSessionFault xmlns:x='{DAISY_ONLINE}'/></detail></s:Fault></s:Body></s:Envelope>"
        );
        let read = parse(fault.as_bytes(), None, &Url::parse("http://host/").unwrap()).unwrap();
        assert_eq!(read.unwrap_err(), Fault { kind: Kind::NoActiveSession, words: "No cookie".to_owned() });
    }
}
