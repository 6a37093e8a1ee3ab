//! The branches and stations of a library, as a file that its staff change: [`crate::library::patron::branch`] shows one.

use std::path::Path;

use serde::Deserialize;

use crate::library::patron::branch::{Branch, MOST};

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
        if branch.id.is_empty() || branch.name.is_empty() || !seen.insert(&branch.id) {
            return Err(format!("id: {:?}", branch.id));
        }
    }
    if branches.len() > MOST { Err(format!("{} > {MOST}", branches.len())) } else { Ok(branches) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::patron::branch::Kind;
    use crate::locale::Tongue;

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
