//! What the reader's dictionary asks for in a text.

use std::collections::HashMap;
use std::ops::Range;

use regex::Regex;

use crate::settings::Pronunciations;

/// The entries, ready to be looked for.
#[derive(Debug, Default)]
pub(in crate::voice) struct Dictionary {
    /// By language (primary subtag).
    entries: HashMap<String, Vec<Entry>>,
}

#[derive(Debug)]
struct Entry {
    finder: Regex,
    said: String,
    pattern: bool,
}

impl Dictionary {
    /// Entries that cannot be used are left out.
    pub(in crate::voice) fn new(pronunciations: &Pronunciations) -> Self {
        let mut dictionary = Self::default();
        for entry in &pronunciations.entries {
            let Ok(finder) = entry.finder() else { continue };
            let known = dictionary.entries.entry(entry.language.clone()).or_default();
            known.push(Entry { finder, said: entry.said.clone(), pattern: entry.pattern });
        }
        dictionary
    }

    /// Places in a text of this language (primary subtag) with what is said there; ascending, of those that overlap the
    /// one of the earlier entry.
    pub(super) fn places(&self, text: &str, language: &str) -> Vec<(Range<usize>, String)> {
        let mut places: Vec<(Range<usize>, String)> = Vec::new();
        for entry in self.entries.get(language).into_iter().flatten() {
            for found in entry.finder.captures_iter(text) {
                let Some(place) = found.get(0).map(|found| found.range()).filter(|place| !place.is_empty()) else {
                    continue;
                };
                if places.iter().any(|(taken, _)| taken.start < place.end && place.start < taken.end) {
                    continue;
                }
                let mut said = String::new();
                if entry.pattern {
                    found.expand(&entry.said, &mut said)
                } else {
                    said.push_str(&entry.said)
                }
                places.push((place, said));
            }
        }
        places.sort_unstable_by_key(|(place, _)| place.start);
        places
    }
}
