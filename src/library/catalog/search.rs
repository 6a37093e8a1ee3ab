//! Searching a catalogue: an OpenSearch description, or a template at once.
//!
//! OpenSearch 1.1 <https://github.com/dewitt/opensearch>, URI templates <https://www.rfc-editor.org/rfc/rfc6570>.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::media_type;
use crate::library::xml::{self, Space};

/// Everything but RFC 3986's unreserved characters: words go into paths and queries alike.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a catalogue is searched.
#[derive(Debug, Clone, PartialEq)]
pub enum Search {
    /// The address of an OpenSearch description, which holds the template.
    Description(Url),
    Template(Template),
    /// The address of a page that asks what to search for, or that takes the words as its answer: of DAISY Online.
    Questions(Url),
}

/// What is looked for: words anywhere, and of an author and a title where the catalogue takes these apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Asked {
    pub words: String,
    pub author: String,
    pub title: String,
}

impl Asked {
    pub fn of(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        [&self.words, &self.author, &self.title].into_iter().all(|text| text.trim().is_empty())
    }

    /// Everything that is looked for, in one line.
    pub fn line(&self) -> String {
        let all = [&self.words, &self.author, &self.title].into_iter().map(|text| text.trim());
        all.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// What a variable of a template stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Words,
    Author,
    Title,
}

/// An address with places for the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    base: Url,
}

impl Template {
    /// From the text of a link; relative to the page it stands on. `None` without a place for words.
    pub fn new(text: &str, base: &Url) -> Option<Self> {
        let text = text.trim().replace("%7B", "{").replace("%7D", "}").replace("%7b", "{").replace("%7d", "}");
        let template = Self { text, base: base.clone() };
        (template.text.len() <= 8192 && template.takes_words()).then_some(template)
    }

    fn takes_words(&self) -> bool {
        parts(&self.text).any(|part| matches!(part, Part::Expression(names) if variables(names).any(is_words)))
    }

    /// Whether it has places of their own for an author and for a title.
    pub fn takes_author_and_title(&self) -> bool {
        let has = |wanted| {
            parts(&self.text).any(
                |part| matches!(part, Part::Expression(names) if variables(names).any(|it| field(it) == Some(wanted))),
            )
        };
        has(Field::Author) && has(Field::Title)
    }

    /// The address that searches for these words.
    pub fn fill(&self, words: &str) -> Option<Url> {
        self.fill_in(&Asked::of(words))
    }

    /// The address that searches for all of this.
    pub fn fill_in(&self, asked: &Asked) -> Option<Url> {
        let value = |field| {
            let text = match field {
                Field::Words => &asked.words,
                Field::Author => &asked.author,
                Field::Title => &asked.title,
            };
            utf8_percent_encode(text.trim(), RESERVED).to_string()
        };
        let mut address = String::with_capacity(self.text.len() + asked.words.len());
        for part in parts(&self.text) {
            let expression = match part {
                Part::Literal(text) => {
                    address.push_str(text);
                    continue;
                }
                Part::Expression(text) => text,
            };
            match expression.chars().next() {
                // `{?query}` of RFC 6570: a query that carries the names too.
                Some(first @ ('?' | '&')) => {
                    let words_name = variables(expression).find(|name| is_words(name));
                    for name in variables(expression) {
                        let Some(field) =
                            field(name).filter(|field| *field != Field::Words || Some(name) == words_name)
                        else {
                            continue;
                        };
                        let value = value(field);
                        // What nobody asked for is left out; of the words at least the name stays.
                        if value.is_empty() && (field != Field::Words || !asked.is_empty()) {
                            continue;
                        }
                        let opener = if first == '?' && !address.contains('?') { '?' } else { '&' };
                        let name = name.rsplit(':').next().unwrap_or(name);
                        address.extend([opener.to_string().as_str(), name, "=", &value]);
                    }
                }
                _ => {
                    if let Some(name) = variables(expression).next() {
                        match field(name) {
                            Some(field) => address.push_str(&value(field)),
                            None => address.push_str(usual(name)),
                        }
                    }
                }
            }
        }
        super::resolve(&self.base, &address)
    }
}

enum Part<'a> {
    Literal(&'a str),
    Expression(&'a str),
}

fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(after) = rest.strip_prefix('{')
            && let Some((expression, after)) = after.split_once('}')
        {
            rest = after;
            return Some(Part::Expression(expression));
        }
        let end = rest.char_indices().skip(1).find(|(_, char)| *char == '{').map_or(rest.len(), |(at, _)| at);
        let (literal, after) = rest.split_at(end);
        rest = after;
        Some(Part::Literal(literal))
    })
}

/// The names in an expression, without operators and the mark of optional ones.
fn variables(expression: &str) -> impl Iterator<Item = &str> {
    expression
        .trim_start_matches(['?', '&', '+', '#', '/', '.', ';'])
        .split(',')
        .map(|name| name.trim().trim_end_matches(['?', '*']))
        .filter(|name| !name.is_empty())
}

fn is_words(name: &str) -> bool {
    matches!(name, "searchTerms" | "query" | "q" | "search" | "term" | "terms" | "keyword" | "keywords")
}

/// What a variable stands for: by the names of OpenSearch, of its extension for Atom, and of OPDS 2.
fn field(name: &str) -> Option<Field> {
    match name {
        name if is_words(name) => Some(Field::Words),
        "atom:author" | "author" => Some(Field::Author),
        "atom:title" | "title" => Some(Field::Title),
        _ => None,
    }
}

/// What OpenSearch's other parameters are when nobody chose.
fn usual(name: &str) -> &'static str {
    match name {
        "startPage" | "startIndex" => "1",
        "language" => "*",
        "inputEncoding" | "outputEncoding" => "UTF-8",
        _ => "",
    }
}

/// The template of an OpenSearch description that answers with a catalogue. Some name a page for people first.
pub fn description(body: &[u8], content_type: Option<&str>, address: &Url) -> Option<Template> {
    let root = xml::parse(&super::text::decode(body, content_type), address)?;
    let rank = |declared: &str| match &*media_type::essence(declared) {
        media_type::OPDS => 0,
        media_type::ATOM if declared.contains("opds") => 1,
        media_type::ATOM => 2,
        "" => 3,
        "application/xml" | "text/xml" | "application/json" => 4,
        _ => 9,
    };
    let mut urls: Vec<_> = root
        .elements()
        .filter(|child| matches!(child.space, Space::OpenSearch | Space::None) && child.name == "Url")
        .filter_map(|url| {
            let rank = rank(url.attribute("type").unwrap_or_default());
            let is_results = url.attribute("rel").is_none_or(|rel| rel.split_whitespace().any(|rel| rel == "results"));
            (rank < 9 && is_results).then_some(())?;
            Some((rank, Template::new(url.attribute("template")?, address)?))
        })
        .collect();
    urls.sort_by_key(|(rank, _)| *rank);
    urls.into_iter().next().map(|(_, template)| template)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(template: &str, words: &str) -> Option<String> {
        let base = Url::parse("http://127.0.0.1:8080/opds/root").unwrap();
        Template::new(template, &base)?.fill(words).map(String::from)
    }

    #[test]
    fn cyrillic_words_and_reserved_signs_are_encoded() {
        assert_eq!(
            fill("/opds/search/{searchTerms}?library_id=lib", "Абай / 50%").as_deref(),
            Some("http://127.0.0.1:8080/opds/search/%D0%90%D0%B1%D0%B0%D0%B9%20%2F%2050%25?library_id=lib")
        );
        assert_eq!(
            fill("search{?query,title,author}", "қара сөз").as_deref(),
            Some("http://127.0.0.1:8080/opds/search?query=%D2%9B%D0%B0%D1%80%D0%B0%20%D1%81%D3%A9%D0%B7")
        );
        assert_eq!(
            fill("/s?q={searchTerms}&page={startPage?}&a={atom:author?}", "x").as_deref(),
            Some("http://127.0.0.1:8080/s?q=x&page=1&a=")
        );
    }

    #[test]
    fn an_author_and_a_title_go_into_places_of_their_own() {
        let base = Url::parse("http://127.0.0.1/opds").unwrap();
        let asked = Asked { words: String::new(), author: "Абай".to_owned(), title: "a b".to_owned() };
        let filled = |text: &str, asked: &Asked| {
            let template = Template::new(text, &base).unwrap();
            assert!(template.takes_author_and_title(), "{text}");
            template.fill_in(asked).unwrap().to_string()
        };
        let encoded = "%D0%90%D0%B1%D0%B0%D0%B9";
        assert_eq!(
            filled("/s?q={searchTerms}&a={atom:author?}&t={atom:title?}", &asked),
            format!("http://127.0.0.1/s?q=&a={encoded}&t=a%20b")
        );
        assert_eq!(
            filled("/s{?query,title,author}", &asked),
            format!("http://127.0.0.1/s?title=a%20b&author={encoded}")
        );
        assert_eq!(filled("/s{?query,title,author}", &Asked::of("x")), "http://127.0.0.1/s?query=x");
        assert!(!Template::new("/s?q={searchTerms}", &base).unwrap().takes_author_and_title());
        assert_eq!(asked.line(), "Абай, a b");
        assert!(Asked::of("  ").is_empty() && !asked.is_empty());
    }

    #[test]
    fn templates_without_words_or_with_odd_braces_do_not_break() {
        assert_eq!(fill("/search", "x"), None);
        assert_eq!(fill("/search/{", "x"), None);
        assert_eq!(fill("{{searchTerms}", "x"), None);
        assert_eq!(fill("file:///etc/{searchTerms}", "x"), None);
        assert_eq!(fill("%7BsearchTerms%7D", "x").as_deref(), Some("http://127.0.0.1:8080/opds/x"));
    }

    #[test]
    fn a_description_yields_the_template_that_answers_with_a_catalogue() {
        let body = r#"<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
            <Url type="text/html" template="/html/{searchTerms}"/>
            <Url type="application/atom+xml" template="/opds?query={searchTerms}"/></OpenSearchDescription>"#;
        let base = Url::parse("http://127.0.0.1/opds/osd").unwrap();
        let template = description(body.as_bytes(), None, &base).unwrap();
        assert_eq!(template.fill("a b").unwrap().as_str(), "http://127.0.0.1/opds?query=a%20b");
        assert!(description(b"<html/>", None, &base).is_none());
        assert!(description(b"No books found", None, &base).is_none());
    }
}
