//! What a filter lets through, by one rule for the titles of the index and for what libraries answer themselves.

use super::question::Filter;
use super::row::facets;
use super::title::{NOW, Title, week};
use super::{Moment, SourceId};
use crate::library::catalog::Publication;

/// For so many days a title is new.
const NEW: i64 = 30;

/// Whether a book that a library answered with goes through a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    Through,
    /// It is another than what is wanted.
    Other,
    /// The library does not tell what is asked for: it is left out, as the index leaves it out.
    Untold,
}

/// The facets that are wanted: one of each list.
pub(super) fn wanted(filter: &Filter, now: Moment) -> Vec<Vec<String>> {
    let this_week = week(now);
    let oldest = week(Moment::from_unix_millis(now.unix_millis() - NEW * 86_400_000));
    let mut all: Vec<Vec<String>> = vec![
        filter.languages.iter().map(|language| format!(":::l:{}", language.primary())).collect(),
        filter.formats.iter().map(|format| format!(":::f:{}", format.name())).collect(),
        filter.sound.then(|| ":::a".to_owned()).into_iter().collect(),
        filter.new.then_some(oldest..=this_week).into_iter().flatten().map(|week| format!(":::n:{week}")).collect(),
        filter.branch.map(|branch| format!(":::b:{}", branch.0)).into_iter().collect(),
        filter.sources.iter().map(|source| format!(":::s:{}", source.0)).collect(),
    ];
    all.retain(|any| !any.is_empty());
    all
}

/// By what a library tells of it. Which library that is, whoever asks it knows.
pub fn passage(filter: &Filter, publication: &Publication, now: Moment) -> Passage {
    let filter = Filter { sources: Vec::new(), ..filter.clone() };
    // Without a title the index has nothing to tell it by; its other facets are what they are.
    let named = if publication.title.trim().is_empty() {
        Some(Publication { title: "?".to_owned(), ..publication.clone() })
    } else {
        None
    };
    let Some(title) = Title::of(named.as_ref().unwrap_or(publication)) else { return Passage::Untold };
    let languages: Vec<&str> = title.languages.iter().map(|language| language.primary()).collect();
    let own = facets(&title, SourceId(0), &languages);
    let own: Vec<&str> = own.split(' ').collect();
    let mut untold = false;
    for any in wanted(&filter, now) {
        if any.iter().any(|token| own.contains(&token.as_str())) {
            continue;
        }
        // Of sound a library that tells neither format nor narrator has told nothing.
        let told = match any[0].get(..4) {
            Some(":::a") => !title.formats.is_empty(),
            Some(kind) => own.iter().any(|token| token.starts_with(kind)),
            None => false,
        };
        if told {
            return Passage::Other;
        }
        untold = true;
    }
    if filter.now && title.flags() & NOW == 0 {
        return Passage::Other;
    }
    if untold { Passage::Untold } else { Passage::Through }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Format, Language};
    use crate::library::catalog::{Acquisition, Availability, Relation, State, media_type};

    fn book(language: &str, kind: &str, state: Option<State>, added: &str) -> Publication {
        let mut way = Acquisition::new("http://library.example/1".parse().expect("an address"), Relation::OpenAccess);
        way.media_type = Some(kind.to_owned());
        way.availability = state.map(|state| Availability { state, since: None, until: None });
        Publication {
            title: "Абай жолы".to_owned(),
            languages: Language::parse(language).into_iter().collect(),
            acquisitions: vec![way],
            added: Some(added.to_owned()),
            ..Publication::default()
        }
    }

    #[test]
    fn what_libraries_answer_goes_through_the_filter_of_the_index() {
        let now = Moment::parse("2026-11-28T12:00:00Z").expect("a moment");
        let kazakh = Filter { languages: Language::parse("kk").into_iter().collect(), ..Filter::default() };
        let epub = Filter { formats: vec![Format::Epub], ..Filter::default() };
        let sound = Filter { sound: true, ..Filter::default() };
        let at_once = Filter { now: true, ..Filter::default() };
        let new = Filter { new: true, ..Filter::default() };
        let own = book("kk-KZ", media_type::EPUB, None, "2026-11-20T00:00:00Z");
        let other = book("ru", media_type::PDF, Some(State::Unavailable), "2024-01-01T00:00:00Z");
        let bare = Publication { title: "Кеш".to_owned(), ..Publication::default() };
        let all = |filter: &Filter| [&own, &other, &bare].map(|it| passage(filter, it, now));
        use Passage::{Other, Through, Untold};
        assert_eq!(all(&Filter::default()), [Through; 3]);
        assert_eq!(all(&kazakh), [Through, Other, Untold]);
        assert_eq!(all(&epub), [Through, Other, Untold]);
        assert_eq!(all(&sound), [Other, Other, Untold]);
        // A library that does not tell has it, as in the index.
        assert_eq!(all(&at_once), [Through, Other, Through]);
        assert_eq!(all(&new), [Through, Other, Untold]);
        let both = Filter { now: true, ..kazakh };
        assert_eq!(all(&both), [Through, Other, Untold]);
    }
}
