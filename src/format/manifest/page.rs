//! The manifest of a package without a file of its own for it: in the page that it begins with, or named there.
//!
//! <https://www.w3.org/TR/lpf/#package-structure>, <https://www.w3.org/TR/pub-manifest/#manifest-discovery>

use serde_json::Value;

use super::Manifest;
use crate::book::Format;
use crate::format::container::Container;
use crate::format::href::{self, Href};
use crate::format::limits::{self, Deadline};
use crate::format::markup::tree::ROOT;
use crate::format::markup::{self, Dialect, Tree};

/// The page that a package begins with lies at its top.
const PAGE: &str = "index.html";
/// Scripts of one page that are looked at.
const SCRIPTS: usize = 100;

/// The manifest that the first page holds or names; its references begin where it stands.
pub(super) fn read(container: &Container) -> Option<Manifest> {
    let path = container.names().find(|name| name.eq_ignore_ascii_case(PAGE))?.to_owned();
    let content = container.read(&path, limits::MANIFEST_BYTES).ok()?;
    let (text, _) = markup::decode(&content.bytes);
    let (scripts, rest) = apart(&text);
    let page = Tree::parse(&rest, Dialect::Html, Deadline::start());
    let link = page.descendants(ROOT).find(|&node| {
        let relations = page.attribute(node, "rel").unwrap_or_default();
        page.name(node) == "link" && relations.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case("publication"))
    });
    let reference = link.and_then(|link| page.attribute(link, "href")).map(str::trim);
    let of_page = |value: &Value| value.get("readingOrder").is_some();
    match reference {
        Some(reference) if !reference.starts_with('#') => match href::resolve(&path, reference) {
            Href::Inside { path, .. } => {
                let path = container.find(&path)?.to_owned();
                let content = container.read(&path, limits::MANIFEST_BYTES).ok()?;
                let value = parsed(&String::from_utf8_lossy(&content.bytes)).filter(of_page)?;
                Some(Manifest { path, format: Format::Lpf, value })
            }
            Href::Outside(_) | Href::Unsafe => None,
        },
        _ => {
            let wanted = reference.map(|reference| &reference[1..]).filter(|id| !id.is_empty());
            let meant = scripts.iter().filter(|script| wanted.is_none_or(|id| script.id.as_deref() == Some(id)));
            let value = meant.filter_map(|script| parsed(script.content)).find(of_page)?;
            Some(Manifest { path, format: Format::Lpf, value })
        }
    }
}

struct Script<'a> {
    id: Option<String>,
    content: &'a str,
}

/// The scripts that hold JSON-LD, and the page without any script: what stands in them is no markup.
fn apart(text: &str) -> (Vec<Script<'_>>, String) {
    let lower = text.to_ascii_lowercase();
    let (mut scripts, mut rest, mut at) = (Vec::new(), String::new(), 0);
    while let Some(start) = lower[at..].find("<script").map(|found| at + found) {
        rest.push_str(&text[at..start]);
        let Some(open) = lower[start..].find('>').map(|found| start + found + 1) else {
            at = text.len();
            break;
        };
        let end = lower[open..].find("</script").map_or(text.len(), |found| open + found);
        let tag = Tree::parse(&text[start..open], Dialect::Html, Deadline::start());
        let told = |name| tag.descendant(ROOT, "script").and_then(|node| tag.attribute(node, name)).map(str::trim);
        let is_data = told("type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/ld+json"));
        if is_data && scripts.len() < SCRIPTS {
            scripts.push(Script { id: told("id").map(str::to_owned), content: &text[open..end] });
        }
        at = end;
    }
    rest.push_str(&text[at..]);
    (scripts, rest)
}

/// An object; what stands around it (the marks of CDATA) is left aside.
fn parsed(text: &str) -> Option<Value> {
    let (start, end) = (text.find('{')?, text.rfind('}')?);
    serde_json::from_str(text.get(start..=end)?).ok().filter(Value::is_object)
}
