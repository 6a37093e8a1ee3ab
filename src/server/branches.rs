//! The branches and stations of a library, as a file that its staff change:
//!
//! ```json
//! { "branches": [{
//!     "id": "alatau", "kind": "branch",
//!     "name": { "kk": "Алатау шығармашылық орталығы", "ru": "Творческий центр «Алатау»", "en": "Alatau Creative Centre" },
//!     "address": { "kk": "Алатау ауданы, 5-көше, 12", "ru": "Алатауский район, 5-я улица, 12" },
//!     "hours": { "kk": "Дс–Жм 9:00–18:00", "ru": "Пн–Пт 9:00–18:00" },
//!     "phone": "+7 727 000 00 00",
//!     "equipment": { "kk": "Брайль дисплейі, құлаққап", "ru": "Брайлевский дисплей, наушники" } }] }
//! ```
//!
//! A text stands alone, or by languages. `kind` is `branch`, or `station` for one that books are collected from without staff.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::locale::Tongue;

/// More than any city has.
const MOST: usize = 1000;

/// A text in one language or in several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    Alone(String),
    ByLanguage(BTreeMap<String, String>),
}

impl Text {
    /// In this language; else in the first of the network's that there is.
    pub fn of(&self, tongue: Tongue) -> &str {
        match self {
            Self::Alone(text) => text,
            Self::ByLanguage(texts) => {
                let known = [tongue.tag(), "kk", "ru", "en"].into_iter().find_map(|tag| texts.get(tag));
                known.or_else(|| texts.values().next()).map(String::as_str).unwrap_or_default()
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Branch,
    Station,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    pub id: String,
    #[serde(default)]
    pub kind: Kind,
    pub name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment: Option<Text>,
}

#[derive(Debug, Deserialize)]
struct Branches {
    branches: Vec<Branch>,
}

/// The branches of this file; else what is wrong with it.
///
/// # Errors
/// Words for whoever wrote the file.
pub fn read(file: &Path) -> Result<Vec<Branch>, String> {
    let text = std::fs::read(file).map_err(|error| error.to_string())?;
    let Branches { branches } = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    let mut seen = std::collections::BTreeSet::new();
    for branch in &branches {
        let is_named = !branch.name.of(Tongue::default()).trim().is_empty();
        if branch.id.is_empty() || !is_named || !seen.insert(&branch.id) {
            return Err(format!("id: {:?}", branch.id));
        }
    }
    if branches.len() > MOST { Err(format!("{} > {MOST}", branches.len())) } else { Ok(branches) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_branches_is_read_and_what_is_wrong_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("branches.json");
        let read = |text: &str| {
            std::fs::write(&file, text).unwrap();
            read(&file)
        };
        let branches = read(
            r#"{"branches":[{"id":"a","name":{"ru":"Филиал","kk":"Филиал № 4"},"hours":"9–18"},
                            {"id":"b","kind":"station","name":"Станция"}]}"#,
        )
        .unwrap();
        assert_eq!(branches[0].name.of(Tongue::Kk), "Филиал № 4");
        assert_eq!(branches[0].name.of(Tongue::En), "Филиал № 4", "no English: Kazakh is the first");
        assert_eq!((branches[1].kind, branches[1].name.of(Tongue::Ru)), (Kind::Station, "Станция"));
        for wrong in [
            "",
            "{}",
            r#"{"branches":[{"id":"a"}]}"#,
            r#"{"branches":[{"id":"a","name":" "}]}"#,
            r#"{"branches":[{"id":"","name":"x"}]}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let twice = r#"{"branches":[{"id":"a","name":"x"},{"id":"a","name":"y"}]}"#;
        assert!(read(twice).unwrap_err().contains('a'));
    }
}
