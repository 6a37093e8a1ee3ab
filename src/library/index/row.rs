//! A title as the tables of the index have it: keys for its words, tokens for its facets, numbers to know it again by.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::SourceId;
use super::title::{Title, week};
use crate::library::folding::{skeleton, skeletons, words};

/// Words of one column: a summary is not what a book is found by.
const MOST_WORDS: usize = 64;
/// Letters of a title or name that are kept.
const LONGEST: usize = 1_000;

/// One title.
pub(super) struct Row {
    pub key: i64,
    pub work: i64,
    pub digest: i64,
    pub authors: String,
    pub narrators: Option<String>,
    pub languages: Option<String>,
    pub href: Option<String>,
    pub head: String,
    pub keys: String,
    pub people: String,
    pub rest: String,
    pub facets: String,
}

impl Row {
    /// Of a title in this source, whose addresses are told without `host`.
    pub fn of(title: &Title, source: SourceId, host: &str) -> Self {
        let keys: Vec<String> = skeletons(&title.title).take(MOST_WORDS).collect();
        let head = format!("^{}", head(&title.title));
        let people = title.authors.iter().chain(&title.narrators);
        let people: Vec<String> = people.flat_map(|name| skeletons(name)).take(MOST_WORDS).collect();
        let mut seen = HashSet::new();
        let rest = title.about.iter().flat_map(|text| skeletons(text)).take(4 * MOST_WORDS);
        let rest: Vec<String> = rest.filter(|key| seen.insert(key.clone())).take(MOST_WORDS).collect();
        let languages: Vec<&str> = title.languages.iter().take(8).map(|language| language.primary()).collect();
        let facets = facets(title, source, &languages);
        let joined = |names: &[String]| names.iter().take(16).map(|name| cut(name)).collect::<Vec<_>>().join("\n");
        let (authors, narrators) = (joined(&title.authors), joined(&title.narrators));
        let (keys, people, rest) = (keys.join(" "), people.join(" "), rest.join(" "));
        let author: Vec<String> = title.authors.first().map(|name| skeletons(name).collect()).unwrap_or_default();
        let href = title.href.as_ref().map(|href| {
            let href = href.as_str();
            href.strip_prefix(host).filter(|rest| !host.is_empty() && rest.starts_with('/')).unwrap_or(href).to_owned()
        });
        let known_by = [title.identifier.as_deref(), href.as_deref()].into_iter().flatten().next();
        Self {
            key: known_by.map_or_else(|| number_of(&[&title.title, &authors]), |it| number_of(&[it])),
            // Heard and read are two things to have.
            work: short_number_of(&[&keys, &sorted(author), if title.sound { "sound" } else { "" }]),
            digest: short_number_of(&[
                &title.title,
                &authors,
                &narrators,
                &rest,
                &facets,
                href.as_deref().unwrap_or_default(),
                &format!("{} {:?}", title.rank(), title.year),
            ]),
            narrators: Some(narrators).filter(|names| !names.is_empty()),
            languages: Some(languages.join(" ")).filter(|tags| !tags.is_empty()),
            authors,
            href,
            head,
            keys,
            people,
            rest,
            facets,
        }
    }
}

/// «Абай Құнанбаев» is «Құнанбаев, Абай».
fn sorted(mut names: Vec<String>) -> String {
    names.sort_unstable();
    names.join(" ")
}

/// The key of the first word of a title, of its second one when the first is an article.
fn head(title: &str) -> String {
    let mut all = words(title).filter(|word| !skeleton(word).is_empty());
    let first = all.next().unwrap_or_default();
    skeleton(is_article(first).then(|| all.next()).flatten().unwrap_or(first))
}

/// In the languages whose libraries put titles in order without it.
pub(super) fn is_article(word: &str) -> bool {
    const ARTICLES: &[&str] = &["a", "an", "the", "der", "die", "das", "le", "la", "les", "el", "los", "las"];
    ARTICLES.iter().any(|article| article.eq_ignore_ascii_case(word))
}

pub(super) fn facets(title: &Title, source: SourceId, languages: &[&str]) -> String {
    let mut facets: Vec<String> = languages.iter().map(|tag| format!(":::l:{tag}")).collect();
    facets.extend(title.formats.iter().map(|format| format!(":::f:{}", format.name())));
    facets.extend(title.sound.then(|| ":::a".to_owned()));
    facets.push(format!(":::s:{}", source.0));
    facets.extend(title.branches.iter().take(64).map(|branch| format!(":::b:{}", branch.0)));
    facets.extend(title.added.map(|added| format!(":::n:{}", week(added))));
    facets.join(" ")
}

/// The text, when it is of a sensible length.
pub(super) fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// The first eight bytes of a SHA-256: a number that no two texts share among some millions.
pub(super) fn number_of(parts: &[&str]) -> i64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    i64::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]])
}

/// The same in six bytes, where two that are equal by chance do no harm.
fn short_number_of(parts: &[&str]) -> i64 {
    number_of(parts) >> 16
}
