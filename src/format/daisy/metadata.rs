//! What a DAISY book tells about itself: Dublin Core, with DAISY's own words beside it.

use crate::book::{Contributor, Format, Language, Metadata};

/// Values of one book that are looked at.
const MOST: usize = 500;

/// Metadata of these names (lower-case, with `dc:`, `ncc:` or `dtb:` before them), values and roles.
pub(super) fn read(format: Format, told: impl Iterator<Item = (String, String, Option<String>)>) -> Metadata {
    let mut metadata = Metadata { format, ..Metadata::default() };
    for (name, value, role) in told.take(MOST) {
        if value.is_empty() {
            continue;
        }
        let text = |place: &mut Option<String>| {
            place.get_or_insert_with(|| value.clone());
        };
        match name.as_str() {
            "dc:title" if metadata.title.is_empty() => metadata.title = value,
            "dc:creator" => person(&mut metadata, value, role.as_deref().unwrap_or("aut")),
            "dc:contributor" => person(&mut metadata, value, role.as_deref().unwrap_or("ctb")),
            "ncc:narrator" | "dtb:narrator" => person(&mut metadata, value, "nrt"),
            "dc:language" => {
                if let Some(language) = Language::parse(&value).filter(|found| !metadata.languages.contains(found)) {
                    metadata.languages.push(language);
                }
            }
            "dc:identifier" => text(&mut metadata.identifier),
            "dc:publisher" => text(&mut metadata.publisher),
            "dc:date" => text(&mut metadata.published),
            "dc:description" => text(&mut metadata.description),
            "dc:subject" => metadata.subjects.push(value),
            _ => {}
        }
    }
    metadata
}

fn person(metadata: &mut Metadata, name: String, role: &str) {
    let role = match role.trim().to_ascii_lowercase().as_str() {
        "" | "author" => "aut".to_owned(),
        "narrator" => "nrt".to_owned(),
        role => role.to_owned(),
    };
    let known = metadata.contributors.iter().any(|person| person.name == name && person.role == role);
    if !known {
        metadata.contributors.push(Contributor { name, role });
    }
}
