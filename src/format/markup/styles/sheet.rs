//! A style sheet, read for what it hides and shows, and for the direction of texts.
//!
//! <https://www.w3.org/TR/css-syntax-3/>

use crate::book::BaseDirection;

/// Rules of one sheet.
const RULES: usize = 2000;
/// Parts of a selector, one inside another.
const PARTS: usize = 8;
/// `@media` in `@media`.
const NESTED: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Display,
    Visibility,
    Direction,
    Order,
}

/// How many there are.
pub(super) const PROPERTIES: usize = 4;

/// What a declaration says, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Hides,
    Shows,
    Direction(BaseDirection),
    /// `unicode-bidi`, when it puts all signs in one order.
    Override,
    /// The same, when every paragraph goes as its own letters say.
    Plain,
    /// Nothing that is known here.
    Other,
}

impl Property {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.trim() {
            name if name.eq_ignore_ascii_case("display") => Some(Self::Display),
            name if name.eq_ignore_ascii_case("visibility") => Some(Self::Visibility),
            name if name.eq_ignore_ascii_case("direction") => Some(Self::Direction),
            name if name.eq_ignore_ascii_case("unicode-bidi") => Some(Self::Order),
            _ => None,
        }
    }

    /// What a value of it says, and whether that is important.
    fn read(self, value: &str) -> (Value, bool) {
        let value = value.to_ascii_lowercase();
        let important = value.contains('!');
        let value = value.split('!').next().unwrap_or_default().trim();
        let read = match self {
            Self::Display if value == "none" => Value::Hides,
            Self::Visibility if value == "hidden" => Value::Hides,
            Self::Display | Self::Visibility => Value::Shows,
            Self::Direction => BaseDirection::from_name(value).map_or(Value::Other, Value::Direction),
            Self::Order => match value {
                "bidi-override" | "isolate-override" => Value::Override,
                "plaintext" => Value::Plain,
                _ => Value::Other,
            },
        };
        (read, important)
    }
}

/// `p.note#n`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Compound {
    pub(super) element: Option<String>,
    pub(super) id: Option<String>,
    pub(super) classes: Vec<String>,
}

impl Compound {
    /// What an element has to have of it before anything else.
    pub(super) fn key(&self) -> &str {
        self.id.as_deref().or(self.classes.first().map(String::as_str)).or(self.element.as_deref()).unwrap_or_default()
    }

    /// `None` when something in it is not understood.
    fn read(text: &str) -> Option<Self> {
        let mut compound = Self::default();
        let mut rest = text.strip_prefix('*').unwrap_or(text);
        while !rest.is_empty() {
            let mark = rest.chars().next().filter(|mark| matches!(mark, '.' | '#'));
            let name = if mark.is_some() { &rest[1..] } else { rest };
            let end = name.find(['.', '#']).unwrap_or(name.len());
            let (name, behind) = name.split_at(end);
            if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
                return None;
            }
            match mark {
                Some('.') => compound.classes.push(name.to_owned()),
                Some(_) => compound.id = Some(name.to_owned()),
                None => compound.element = Some(name.to_ascii_lowercase()),
            }
            rest = behind;
        }
        Some(compound)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) compound: Compound,
    /// It stands right inside of the next part, not anywhere.
    pub(super) child: bool,
}

/// What one selector does to one property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    /// From the element that is meant outward.
    pub(super) parts: Vec<Part>,
    /// Identifiers, classes, types.
    pub(super) weight: (usize, usize, usize),
    pub(super) property: Property,
    pub(super) value: Value,
    pub(super) important: bool,
}

#[derive(Debug, Default)]
pub(in crate::format) struct Sheet {
    pub(super) rules: Vec<Rule>,
    /// References to the sheets that count before this one.
    pub(in crate::format) imports: Vec<String>,
}

impl Sheet {
    pub(in crate::format) fn read(text: &str) -> Self {
        let text = without_comments(text);
        let mut sheet = Self::default();
        sheet.rules_of(&text, NESTED);
        sheet
    }

    /// Reads what stands in a sheet, or in an `@media` of it.
    fn rules_of(&mut self, text: &str, depth: usize) {
        let sheet = self;
        let mut rest = text.trim_start();
        while !rest.is_empty() && sheet.rules.len() < RULES {
            let end = end_of_prelude(rest);
            let prelude = rest[..end].trim();
            let opens = rest[end..].starts_with('{');
            let behind = rest.get(end + 1..).unwrap_or_default();
            if opens {
                let (block, after) = block(behind);
                match prelude.strip_prefix("@media") {
                    Some(query) if depth > 0 && is_for_screens(query) => sheet.rules_of(block, depth - 1),
                    _ if prelude.starts_with('@') => {}
                    _ => sheet.rule(prelude, block),
                }
                rest = after;
            } else {
                if let Some(import) = prelude.strip_prefix("@import") {
                    sheet.imports.extend(imported(import));
                }
                rest = behind;
            }
            rest = rest.trim_start();
        }
    }

    /// Puts the rules of another sheet, which it imports, before its own.
    pub(in crate::format) fn follow(&mut self, imported: &Self) {
        let room = RULES.saturating_sub(self.rules.len());
        self.rules.splice(0..0, imported.rules.iter().take(room).cloned());
    }

    fn rule(&mut self, selectors: &str, block: &str) {
        const DECLARATIONS: usize = 8;
        let declarations = block.split(';').filter_map(|declaration| {
            let (name, value) = declaration.split_once(':')?;
            Some((Property::named(name)?, value))
        });
        for (property, value) in declarations.take(DECLARATIONS) {
            let (value, important) = property.read(value);
            for parts in selectors.split(',').filter_map(selector) {
                if self.rules.len() >= RULES {
                    return;
                }
                let count = |of: fn(&Compound) -> usize| parts.iter().map(|part| of(&part.compound)).sum();
                let weight = (
                    count(|it| usize::from(it.id.is_some())),
                    count(|it| it.classes.len()),
                    count(|it| usize::from(it.element.is_some())),
                );
                self.rules.push(Rule { parts, weight, property, value, important });
            }
        }
    }
}

/// The parts of a selector, the last first; `None` when something in it is not understood or when it means everything.
fn selector(text: &str) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut child = false;
    for word in text.replace('>', " > ").split_ascii_whitespace() {
        if word == ">" {
            child = true;
            continue;
        }
        if parts.len() == PARTS {
            return None;
        }
        parts.push(Part { compound: Compound::read(word)?, child: std::mem::take(&mut child) });
    }
    parts.reverse();
    (!child && !parts.first()?.compound.key().is_empty()).then_some(parts)
}

/// The reference of an `@import` that is meant for any screen.
fn imported(text: &str) -> Option<String> {
    let text = text.trim();
    let (quoted, media) = match text.strip_prefix("url(") {
        Some(rest) => rest.split_once(')')?,
        None => {
            let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            text[1..].split_once(quote)?
        }
    };
    let reference = quoted.trim().trim_matches(['"', '\'']).to_owned();
    (is_for_screens(media) && !reference.is_empty()).then_some(reference)
}

/// Whether a list of media queries holds any screen. Queries with conditions speak of windows and devices, and hold none.
///
/// <https://www.w3.org/TR/mediaqueries-4/>
pub(super) fn is_for_screens(queries: &str) -> bool {
    let queries = queries.trim().to_ascii_lowercase();
    queries.is_empty()
        || queries.split(',').any(|query| {
            let mut words = query.split_ascii_whitespace().peekable();
            let not = words.next_if_eq(&"not").is_some();
            let _ = words.next_if_eq(&"only");
            // An «and» leads to a condition.
            let medium = words.next().filter(|_| words.next().is_none());
            medium.is_some_and(|medium| {
                let name = medium.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
                name && not != matches!(medium, "all" | "screen")
            })
        })
}

/// What the element's own style says of these properties, the last of each.
pub(super) fn own_values(style: &str) -> impl Iterator<Item = (Property, Value)> {
    style.split(';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let property = Property::named(name)?;
        Some((property, property.read(value).0))
    })
}

/// Without comments, and without the marks that hid a sheet from the oldest programs.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("/*") {
        out.push_str(&rest[..at]);
        rest = rest[at + 2..].find("*/").map_or("", |end| &rest[at + 2 + end + 2..]);
    }
    out.push_str(rest);
    out.replace("<!--", "").replace("-->", "")
}

/// Where what stands before a block ends: at the block, at the end of a statement, or at a brace too many.
fn end_of_prelude(text: &str) -> usize {
    let mut open = None;
    for (at, character) in text.char_indices() {
        match (open, character) {
            (None, '"' | '\'') => open = Some(character),
            (Some(quote), _) if quote == character || character == '\n' => open = None,
            (None, '{' | ';' | '}') => return at,
            _ => {}
        }
    }
    text.len()
}

/// A block to its brace, with those that stand inside of it, and what stands behind.
fn block(text: &str) -> (&str, &str) {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&text[..at], &text[at + 1..]);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_more_exact_selector_weighs_more() {
        let sheet = Sheet::read("p.a > b#c, i:hover, p { DISPLAY: NONE !important; color: red; visibility: visible }");
        let told: Vec<_> =
            sheet.rules.iter().map(|rule| (rule.weight, rule.value == Value::Hides, rule.important)).collect();
        assert_eq!(
            told,
            [((1, 1, 2), true, true), ((0, 0, 1), true, true), ((1, 1, 2), false, false), ((0, 0, 1), false, false)]
        );
        assert_eq!(
            Sheet::read("@import 'a.css'; @import url(b.css) print; @import url('c.css')").imports,
            ["a.css", "c.css"]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(display:none|[.#>*,{};:@!'\"/a-c]|@import|url\\(|\\)|<!--| |\n|қ){0,60}") {
            let sheet = Sheet::read(&text);
            prop_assert!(sheet.rules.iter().all(|rule| !rule.parts.is_empty()));
        }
    }
}
