//! What a manifest tells about its book, in Readium's words or in those of schema.org.
//!
//! <https://readium.org/webpub-manifest/schema/metadata.schema.json>, <https://www.w3.org/TR/pub-manifest/#descriptive-properties>

use serde_json::Value;

use super::{Manifest, list};
use crate::book::{Contributor, Language, Metadata};
use crate::format::audio::tags::clean;
use crate::format::markup::tree::collapse;

/// Key → MARC relator code.
const PEOPLE: [(&str, &str); 10] = [
    ("author", "aut"),
    ("creator", "aut"),
    ("narrator", "nrt"),
    ("readBy", "nrt"),
    ("translator", "trl"),
    ("editor", "edt"),
    ("illustrator", "ill"),
    ("artist", "art"),
    ("director", "drt"),
    ("contributor", "ctb"),
];
/// Of one kind in one book.
const MOST: usize = 100;
const DESCRIPTION_CHARACTERS: usize = 20_000;

/// A text that may come in several languages: a string, `{"value": …, "language": …}` or a list of those (W3C), a table
/// by language (Readium). That in the wanted language, else the first. What reads JSON allows no depth that would matter.
pub(in crate::format) fn text(value: &Value, wanted: Option<&Language>) -> Option<String> {
    let of = |tag: &str| wanted.is_some_and(|it| Language::parse(tag).is_some_and(|tag| tag.primary() == it.primary()));
    match value {
        Value::String(told) => Some(clean(told)).filter(|told| !told.is_empty()),
        Value::Array(several) => {
            let told = |one: &&Value| one.get("language").and_then(Value::as_str).is_some_and(of);
            text(several.iter().find(told).or(several.first())?, wanted)
        }
        Value::Object(table) => {
            let own = table.get("value").or_else(|| table.get("name"));
            let by_language = || table.iter().find(|(tag, _)| of(tag)).or_else(|| table.iter().next());
            text(own.or_else(|| by_language().map(|(_, told)| told))?, wanted)
        }
        _ => None,
    }
}

fn first(about: &Value, keys: &[&str], wanted: Option<&Language>) -> Option<String> {
    keys.iter().find_map(|key| text(about.get(key)?, wanted))
}

/// All strings under these keys, or the names of the objects there.
fn texts(about: &Value, keys: &[&str]) -> Vec<String> {
    let all = keys.iter().flat_map(|key| list(about, key));
    all.filter_map(|one| text(one, None)).take(MOST).collect()
}

pub(in crate::format) fn read(manifest: &Manifest) -> Metadata {
    let value = &manifest.value;
    let about = value.get("metadata").filter(|about| about.is_object()).unwrap_or(value);
    let languages: Vec<Language> =
        texts(about, &["language", "inLanguage"]).iter().filter_map(|tag| Language::parse(tag)).collect();
    let language = languages.first();
    let mut contributors: Vec<Contributor> = Vec::new();
    for (key, role) in PEOPLE {
        for person in list(about, key).iter().take(MOST) {
            if let Some(name) = text(person, language) {
                let role = person.get("role").and_then(Value::as_str).filter(|role| role.len() == 3).unwrap_or(role);
                let contributor = Contributor { name, role: role.to_owned() };
                if !contributors.contains(&contributor) {
                    contributors.push(contributor);
                }
            }
        }
    }
    let description = about.get("description").and_then(Value::as_str).map(|text| {
        let short: String = text.chars().take(DESCRIPTION_CHARACTERS).collect();
        collapse(&short)
    });
    let mut metadata = Metadata {
        format: manifest.format,
        title: first(about, &["title", "name"], language).unwrap_or_default(),
        subtitle: first(about, &["subtitle"], language),
        contributors,
        identifier: first(about, &["identifier", "id", "isbn"], None),
        publisher: first(about, &["publisher"], language),
        published: first(about, &["published", "datePublished"], None),
        description: description.filter(|text| !text.is_empty()),
        subjects: texts(about, &["subject", "keywords"]),
        languages,
        ..Metadata::default()
    };
    // Readium keeps them together, schema.org beside the rest.
    let access = about.get("accessibility").filter(|access| access.is_object()).unwrap_or(about);
    let accessibility = &mut metadata.accessibility;
    accessibility.features = texts(access, &["feature", "accessibilityFeature"]);
    accessibility.hazards = texts(access, &["hazard", "accessibilityHazard"]);
    accessibility.summary = first(access, &["summary", "accessibilitySummary"], None);
    accessibility.access_modes = texts(access, &["accessMode"]);
    accessibility.access_modes_sufficient = sufficient(access);
    metadata
}

/// Sets of modes, each of which is enough: lists in a list (Readium), or strings with commas (schema.org).
fn sufficient(access: &Value) -> Vec<String> {
    let sets = list(access, "accessModeSufficient").iter().take(MOST);
    let words = |set: &Value| match set {
        Value::Array(modes) => modes.iter().filter_map(Value::as_str).map(clean).collect::<Vec<_>>().join(","),
        one => text(one, None).unwrap_or_default(),
    };
    sets.map(words).filter(|set| !set.is_empty()).collect()
}
