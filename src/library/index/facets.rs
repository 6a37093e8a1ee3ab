//! What titles can be told apart by, out of the tokens that stand for it.

use std::cmp::Reverse;

use super::build::Store;
use super::{Branch, Error, Facets};
use crate::book::{Format, Language};

impl Store {
    /// Languages, formats and branches that there are.
    pub fn facets(&self) -> Result<Facets, Error> {
        let mut facets = Facets {
            languages: self.tokens(":::l:", Language::parse)?,
            formats: self.tokens(":::f:", |name| Format::ALL.into_iter().find(|format| format.name() == name))?,
            branches: self.tokens(":::b:", |number| number.parse().ok().map(Branch))?,
        };
        facets.languages.sort_by_key(|(_, count)| Reverse(*count));
        facets.formats.sort_by_key(|(_, count)| Reverse(*count));
        facets.branches.sort();
        Ok(facets)
    }

    fn tokens<T>(&self, beginning: &str, of: impl Fn(&str) -> Option<T>) -> Result<Vec<(T, u64)>, Error> {
        // A semicolon is what follows a colon.
        let end = format!("{};", beginning.trim_end_matches(':'));
        let mut statement =
            self.connection.prepare_cached("SELECT term, doc FROM temp.terms WHERE term >= ?1 AND term < ?2")?;
        let rows =
            statement.query_map([beginning, &end], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        let mut found = Vec::new();
        for row in rows {
            let (term, count) = row?;
            if let Some(value) = term.strip_prefix(beginning).and_then(&of) {
                found.push((value, count.max(0) as u64));
            }
        }
        Ok(found)
    }
}
