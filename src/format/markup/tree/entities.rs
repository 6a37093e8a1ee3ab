//! Entities that a document declares for itself, as far as they are words: bounded, and nothing from outside.
//!
//! <https://www.w3.org/TR/xml/#sec-internal-ent>

use std::borrow::Cow;
use std::collections::HashMap;

use crate::format::markup::characters::{Reference, reference};

/// Entities of one document.
const MOST: usize = 2000;
/// Bytes of one entity with all that it refers to.
const LONGEST: usize = 4096;
/// References that are followed while all of them are made.
const STEPS: usize = 50_000;
/// Entities inside entities.
const DEPTH: usize = 8;
/// Bytes that all references of one document may become.
const EXPANDED: usize = 1 << 20;

#[derive(Debug, Default)]
pub(super) struct Entities {
    values: HashMap<String, String>,
    spent: usize,
}

impl Entities {
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Takes in what a document type declares inside of its brackets. Parameters and what lies in other files are
    /// passed over; an entity that holds markup, refers to itself or grows too long is none.
    pub(super) fn declare(&mut self, doctype: &str) {
        let Some(at) = doctype.find('[') else { return };
        let mut raw: HashMap<&str, &str> = HashMap::new();
        let mut rest = &doctype[at + 1..];
        while let Some(at) = rest.find('<') {
            rest = &rest[at..];
            let here = rest;
            let after = |end: &str| here.find(end).map_or("", |at| &here[at + end.len()..]);
            if rest.starts_with("<!--") {
                rest = after("-->");
            } else if rest.starts_with("<?") {
                rest = after("?>");
            } else {
                let (declaration, behind) = declaration(rest);
                rest = behind;
                if let Some((name, value)) = declared(declaration)
                    && raw.len() < MOST
                {
                    // The first of one name counts.
                    raw.entry(name).or_insert(value);
                }
            }
        }
        let mut steps = STEPS;
        for (name, value) in &raw {
            if let Some(value) = expand(value, &raw, DEPTH, &mut steps) {
                self.values.insert((*name).to_owned(), value);
            }
        }
    }

    /// The text of an entity, as long as the document's share lasts.
    pub(super) fn word(&mut self, name: &str) -> Option<String> {
        let value = self.values.get(name)?;
        self.spent += value.len() + 1;
        (self.spent <= EXPANDED).then(|| value.clone())
    }

    /// The value of an attribute with its own entities made text and all other references left.
    pub(super) fn resolve<'a>(&mut self, raw: &'a str) -> Cow<'a, str> {
        if self.is_empty() || !raw.contains('&') {
            return Cow::Borrowed(raw);
        }
        let mut value = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = rest.find('&') {
            value.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let end = rest.bytes().take(200).position(|byte| byte == b';');
            let name = end.map_or("", |end| &rest[..end]);
            match self.word(name) {
                Some(text) => {
                    value.push_str(&text.replace('&', "&amp;"));
                    rest = &rest[name.len() + 1..];
                }
                None => value.push('&'),
            }
        }
        value.push_str(rest);
        Cow::Owned(value)
    }
}

/// A declaration to its end, which is not the «>» in a literal, and what stands behind it.
fn declaration(text: &str) -> (&str, &str) {
    let mut open = None;
    for (at, character) in text.char_indices() {
        match (open, character) {
            (None, '"' | '\'') => open = Some(character),
            (Some(quote), _) if quote == character => open = None,
            (None, '>') => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

/// Name and literal of the declaration of a general entity.
fn declared(declaration: &str) -> Option<(&str, &str)> {
    let rest = declaration.strip_prefix("<!ENTITY")?;
    let rest = rest.strip_prefix(|c: char| c.is_ascii_whitespace())?.trim_start();
    let (name, rest) = rest.split_once(|c: char| c.is_ascii_whitespace())?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = rest[1..].split(quote).next()?;
    let fits = name != "%" && name.len() <= 200 && !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos");
    (fits && value.len() <= LONGEST && !value.contains('<')).then_some((name, value))
}

fn expand(value: &str, raw: &HashMap<&str, &str>, depth: usize, steps: &mut usize) -> Option<String> {
    let mut text = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        let (name, behind) = rest[at + 1..].split_once(';')?;
        rest = behind;
        *steps = steps.checked_sub(1)?;
        match (raw.get(name), reference(name)) {
            (Some(inner), _) => text.push_str(&expand(inner, raw, depth.checked_sub(1)?, steps)?),
            (None, Some(Reference::Character(character))) => text.push(character),
            (None, Some(Reference::Text(found))) => text.push_str(found),
            (None, None) => return None,
        }
        if text.len() > LONGEST {
            return None;
        }
    }
    text.push_str(rest);
    (text.len() <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entities(subset: &str) -> Entities {
        let mut entities = Entities::default();
        entities.declare(&format!("p [{subset}]"));
        entities
    }

    #[test]
    fn words_are_known_and_nothing_else() {
        let mut all = entities(
            "<!ELEMENT p (#PCDATA)><!ENTITY a 'x>y'><!ENTITY b \"&c; &#x49B;\"><!ENTITY c '&a;&amp;'>\
             <!ENTITY % d 'no'><!ENTITY e SYSTEM \"file:///x\"><!ENTITY f '<b/>'><!ENTITY g '&g;'><!ENTITY h '&none;'>\
             <!-- <!ENTITY i 'no'> --><?x <!ENTITY i 'no'> ?><!ENTITY a 'late'>",
        );
        assert_eq!(all.word("a").as_deref(), Some("x>y"));
        assert_eq!(all.word("b").as_deref(), Some("x>y& қ"));
        for none in ["d", "e", "f", "g", "h", "i", "%", ""] {
            assert_eq!(all.word(none), None, "{none}");
        }
        assert_eq!(all.resolve("&c;&amp;&none; & &b"), "x>y&amp;&amp;&none; & &b");
    }

    #[test]
    fn laughing_ends() {
        for first in ["", "lol"] {
            let mut subset = format!("<!ENTITY a0 '{first}'>");
            for number in 1..60 {
                subset += &format!("<!ENTITY a{number} '{}'>", format!("&a{};", number - 1).repeat(10));
            }
            let mut all = entities(&subset);
            assert_eq!(all.word("a59"), None);
            assert!(all.values.len() < 20);
        }
        let mut one = entities(&format!("<!ENTITY a '{}'>", "x".repeat(4000)));
        let times = (0..1000).filter(|_| one.word("a").is_some()).count();
        assert_eq!(times, EXPANDED / 4001);
    }

    proptest! {
        #[test]
        fn any_declaration_is_read(text in "(<!ENTITY |[a-c&;'\"<>%#\\[\\]]|<!--|-->|<\\?|SYSTEM | |қ){0,60}") {
            let mut all = entities(&text);
            all.resolve(&text);
        }
    }
}
