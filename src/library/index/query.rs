//! How a question is answered: what was typed, in the order of use, then what it may have been a mistake for.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::time::Instant;

use rusqlite::{Connection, params};

use super::build::RANK;
use super::found::Found;
use super::order::{Meaning, Place, meant, place};
use super::question::{Answer, Filter, Hit, Question, TitleId};
use super::row::is_article;
use super::sieve::wanted;
use super::title::{self, NOW};
use super::words::Words;
use super::{Error, SourceId};
use crate::library::folding::{Form, Why, fold, forms};
use crate::library::shelf::Moment;

/// Titles of one tier that are put in order.
const CANDIDATES: usize = 200;
/// Titles that are looked at for those that can be had now.
const LOOKED_AT: usize = 2_000;
/// With fewer answers than these what was typed may be a mistake.
const FEW: usize = 5;
/// Answers at once at most.
const MOST: usize = 100_000;
/// Words of one question that are taken for mistakes: to look for each costs milliseconds.
const MOST_MISTAKES: usize = 3;
/// Words of one question.
const MOST_WORDS: usize = 8;

/// One word of the question with what it may mean.
#[derive(Debug, Clone)]
struct Part {
    typed: String,
    forms: Vec<Form>,
    /// What it would be on other keyboards.
    spare: Vec<Form>,
}

/// Answers a question. `stop` tells that nobody waits any more.
///
/// # Errors
/// [`Error::Outdated`] when it was stopped, and what the database says.
pub(super) fn answer(
    connection: &Connection,
    words: Option<&Words>,
    question: &Question,
    now: Moment,
    stop: &dyn Fn() -> bool,
) -> Result<Answer, Error> {
    let started = Instant::now();
    let limit = question.limit.min(MOST);
    let filter = tokens(&question.filter, now);
    let desk = Desk { connection, filter, now: question.filter.now, stop, limit: CANDIDATES.max(limit + 1) };
    let last_goes_on = !question.words.ends_with(char::is_whitespace);
    let typed: Vec<&str> = question.words.split_whitespace().take(MOST_WORDS).collect();
    let goes_on = |at: usize| last_goes_on && at + 1 == typed.len();
    let parts: Vec<Part> = typed.iter().enumerate().filter_map(|(at, typed)| part(typed, goes_on(at), words)).collect();
    let mut gathered = Gathered::default();
    let mut forgiven = None;
    if parts.is_empty() {
        if typed.is_empty() && question.filter != Filter::default() {
            // Every title has a facet.
            let all = "facets : \":::\" *";
            let found = desk.fetch(if desk.filter.is_empty() { all } else { &desk.filter })?;
            gathered.take(found, |_| Some(Place::default()));
        }
    } else {
        let meaning = meaning(&parts, last_goes_on);
        desk.tiers(&parts, &meaning, &mut gathered)?;
        if gathered.hits.len() < FEW && parts.iter().any(|part| !part.spare.is_empty()) {
            let meant: Vec<Part> = parts.iter().map(Part::elsewhere).collect();
            let before = gathered.hits.len();
            desk.tiers(&meant, &self::meaning(&meant, last_goes_on), &mut gathered)?;
            if before == 0 && !gathered.hits.is_empty() {
                forgiven = Some(spoken(&meant));
            }
        }
        if let Some(words) = words
            && gathered.hits.len() < FEW
            && forgiven.is_none()
        {
            let before = gathered.hits.len();
            if let Some(wider) = forgive(&parts, words, last_goes_on, stop) {
                desk.mistakes(&parts, &wider, last_goes_on, &mut gathered)?;
            }
            if before == 0 {
                forgiven = gathered.meant();
            }
        }
    }
    let (hits, more) = gathered.into_hits(limit);
    Ok(Answer { hits, more, forgiven, took: started.elapsed() })
}

/// The question with what its words may be mistakes for; `None` when they are for nothing. Where words are not there at
/// all, these are the mistaken ones.
fn forgive(parts: &[Part], words: &Words, last_goes_on: bool, stop: &dyn Fn() -> bool) -> Option<Vec<Part>> {
    let lacks = |part: &Part| !part.forms.iter().any(|form| form.keys.iter().all(|key| words.begins(key)));
    let any_lacks = parts.iter().any(lacks);
    let (mut wider, mut tried) = (parts.to_vec(), 0);
    for (at, part) in wider.iter_mut().enumerate() {
        if stop() || tried == MOST_MISTAKES {
            break;
        }
        if !any_lacks || lacks(part) {
            *part = part.forgive(words, last_goes_on && at + 1 == parts.len());
            tried += 1;
        }
    }
    wider.iter().zip(parts).any(|(wider, part)| wider.forms.len() > part.forms.len()).then_some(wider)
}

/// What a word may mean, of that only what there is.
fn part(typed: &str, last: bool, words: Option<&Words>) -> Option<Part> {
    let all = forms(typed, last);
    let there = |form: &Form| words.is_none_or(|words| form.keys.iter().all(|key| words.begins(key)));
    let (spare, own): (Vec<Form>, Vec<Form>) =
        all.into_iter().partition(|form| matches!(form.why, Why::OtherKeyboard(_)));
    let spare: Vec<Form> = spare.into_iter().filter(there).collect();
    let mut forms: Vec<Form> = own.iter().filter(|form| there(form)).cloned().collect();
    // What is not known yet may have come a moment ago.
    if forms.is_empty() {
        forms.extend(own.into_iter().next());
    }
    // A sign alone, such as ь, is at best a letter of another keyboard.
    let (forms, spare) = if forms.is_empty() { (spare, Vec::new()) } else { (forms, spare) };
    (!forms.is_empty()).then(|| Part { typed: typed.to_owned(), forms, spare })
}

impl Part {
    /// The word on another keyboard, where it was typed on a wrong one.
    fn elsewhere(&self) -> Self {
        if self.spare.is_empty() {
            return self.clone();
        }
        let typed = self.spare.first().map_or(&self.typed, |form| &form.text).clone();
        Self { typed, forms: self.spare.clone(), spare: Vec::new() }
    }

    /// Whether no more than its first letter is typed.
    fn is_begun(&self) -> bool {
        self.forms.iter().any(|form| form.keys.len() == 1 && form.keys.iter().all(|key| !is_long(key)))
    }

    /// With what the word may be a mistake for.
    fn forgive(&self, words: &Words, last: bool) -> Self {
        let mut wider = self.clone();
        for form in &self.forms {
            // Of what is parted by a sign only the last is looked at.
            let Some((key, before)) = form.keys.split_last() else { continue };
            for near in words.near(key, last) {
                let keys: Vec<String> = before.iter().cloned().chain([near]).collect();
                if wider.forms.iter().all(|own| own.keys != keys) && wider.forms.len() < self.forms.len() + 3 {
                    wider.forms.push(Form { keys, text: String::new(), why: Why::AsTyped });
                }
            }
        }
        wider
    }

    /// The word in the language of FTS5; keys of which that is said are beginnings.
    fn expression(&self, goes_on: impl Fn(&str) -> bool) -> String {
        let one = |form: &Form| {
            let key = |key: &String| format!("\"{key}\"{}", if goes_on(key) { " *" } else { "" });
            let keys: Vec<String> = form.keys.iter().map(key).collect();
            format!("({})", keys.join(" AND "))
        };
        let all: Vec<String> = self.forms.iter().map(one).collect();
        format!("({})", all.join(" OR "))
    }

    /// The word as the first one of a title.
    fn head(&self) -> String {
        let one = |form: &Form| {
            let (first, others) = form.keys.split_first()?;
            let mut expression = format!("(head : \"^{first}\" *");
            for key in others {
                let _ = write!(expression, " AND title : \"{key}\"{}", if is_long(key) { " *" } else { "" });
            }
            Some(expression + ")")
        };
        let all: Vec<String> = self.forms.iter().filter_map(one).collect();
        format!("({})", all.join(" OR "))
    }
}

/// Whether a key is looked up as a beginning, for Kazakh and Russian words go on behind their stem. One letter is taken
/// for a whole word: half of everything begins with it.
fn is_long(key: &str) -> bool {
    key.chars().nth(1).is_some()
}

/// The words that are looked up, and whether the last one is not: when only its first letter is typed, it chooses among
/// what the words before it have found.
fn asked<'a>(parts: &'a [Part], meaning: &Meaning) -> (&'a [Part], bool) {
    match parts.split_last() {
        Some((last, before)) if meaning.last_goes_on && !before.is_empty() && last.is_begun() => (before, true),
        _ => (parts, false),
    }
}

/// All of these words in titles or names.
fn named(words: &[String]) -> String {
    format!("{{title people}} : ({})", words.join(" AND "))
}

fn meaning(parts: &[Part], last_goes_on: bool) -> Meaning {
    Meaning {
        text: fold(&spoken(parts)),
        typed: parts.iter().map(|part| part.typed.clone()).collect(),
        parts: parts.iter().map(|part| part.forms.iter().map(|form| form.keys.clone()).collect()).collect(),
        last_goes_on,
    }
}

fn spoken(parts: &[Part]) -> String {
    parts.iter().map(|part| part.typed.as_str()).collect::<Vec<_>>().join(" ")
}

/// The filter in the language of FTS5.
fn tokens(filter: &Filter, now: Moment) -> String {
    let any = |tokens: Vec<String>| {
        let quoted: Vec<String> = tokens.iter().map(|token| format!("\"{token}\"")).collect();
        format!("({})", quoted.join(" OR "))
    };
    let all: Vec<String> = wanted(filter, now).into_iter().map(any).collect();
    if all.is_empty() { String::new() } else { format!("facets : ({})", all.join(" AND ")) }
}

/// What a question is answered with.
struct Desk<'a> {
    connection: &'a Connection,
    filter: String,
    now: bool,
    stop: &'a dyn Fn() -> bool,
    limit: usize,
}

impl Desk<'_> {
    /// Titles that hold the expression, in the order of their numbers.
    fn fetch(&self, expression: &str) -> Result<Vec<Found>, Error> {
        if (self.stop)() {
            return Err(Error::Outdated);
        }
        // The inner limit keeps a rare title that can be had now from costing a walk through all that cannot.
        let mut statement = self.connection.prepare_cached(
            "SELECT t.id, t.source, t.title, t.authors, t.narrators, t.languages, t.formats, t.flags, t.year, t.work
             FROM (SELECT rowid AS id FROM words WHERE words MATCH ?1 ORDER BY rowid LIMIT ?2) AS w
             CROSS JOIN titles AS t ON t.id = w.id WHERE t.flags & ?3 = ?3 LIMIT ?4",
        )?;
        let looked_at = if self.now { LOOKED_AT } else { self.limit };
        let flags = if self.now { NOW } else { 0 };
        let rows = statement.query_map(params![expression, looked_at as i64, flags, self.limit as i64], |row| {
            let id: i64 = row.get(0)?;
            Ok(Found {
                id,
                source: row.get(1)?,
                title: row.get(2)?,
                authors: row.get(3)?,
                narrators: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
                languages: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
                formats: row.get(6)?,
                flags: row.get(7)?,
                year: row.get(8)?,
                work: row.get(9)?,
                sound: title::is_heard(id >> RANK),
            })
        })?;
        rows.collect::<Result<Vec<_>, _>>().map_err(Error::from)
    }

    fn filtered(&self, expression: &str) -> String {
        if self.filter.is_empty() { expression.to_owned() } else { format!("{expression} AND {}", self.filter) }
    }

    /// Titles and names first; where there are too many, also beginnings of titles and whole words; then everything else.
    fn tiers(&self, parts: &[Part], meaning: &Meaning, gathered: &mut Gathered) -> Result<(), Error> {
        let (asked, begun) = asked(parts, meaning);
        let all: Vec<String> = asked.iter().map(|part| part.expression(is_long)).collect();
        let begins = || {
            let first = usize::from(asked.len() > 1 && is_article(&asked[0].typed));
            let mut others = all.clone();
            others.remove(first);
            let head = asked[first].head();
            if others.is_empty() { head } else { format!("{head} AND {}", named(&others)) }
        };
        let mut take = |found: Vec<Found>| {
            gathered.take(found, |found| Some(place(found, meaning)).filter(|place| !begun || !place.elsewhere));
            gathered.hits.len()
        };
        if asked.len() == 1 && asked[0].is_begun() {
            // Half of all titles have a word with this letter.
            take(self.fetch(&self.filtered(&begins()))?);
            return Ok(());
        }
        let found = self.fetch(&self.filtered(&named(&all)))?;
        let many = found.len() >= self.limit;
        let mut count = take(found);
        if many {
            take(self.fetch(&self.filtered(&begins()))?);
            let whole: Vec<String> = asked.iter().map(|part| part.expression(|_| false)).collect();
            count = take(self.fetch(&self.filtered(&named(&whole)))?);
        }
        if begun && many && count < FEW {
            // A rare letter, of which there are few words.
            let with: Vec<String> = parts.iter().map(|part| part.expression(|_| true)).collect();
            take(self.fetch(&self.filtered(&named(&with)))?);
        } else if count < self.limit && !begun {
            take(self.fetch(&self.filtered(&all.join(" AND ")))?);
        }
        gathered.more |= many;
        Ok(())
    }

    /// What is found when mistakes are forgiven.
    fn mistakes(
        &self,
        parts: &[Part],
        wider: &[Part],
        last_goes_on: bool,
        gathered: &mut Gathered,
    ) -> Result<(), Error> {
        let (own, wide) = (meaning(parts, last_goes_on), meaning(wider, last_goes_on));
        let (asked, begun) = asked(wider, &wide);
        let all: Vec<String> = asked.iter().map(|part| part.expression(is_long)).collect();
        for expression in [named(&all), all.join(" AND ")] {
            let found = self.fetch(&self.filtered(&expression))?;
            let enough = found.len() >= self.limit;
            gathered.take(found, |found| {
                let place = Some(place(found, &wide)).filter(|place| !begun || !place.elsewhere)?;
                Some(Place { forgiven: true, meant: meant(found, &own, &wide), ..place })
            });
            if enough {
                gathered.more = true;
                break;
            }
        }
        Ok(())
    }
}

/// What was found so far, each title once.
#[derive(Default)]
struct Gathered {
    seen: HashSet<i64>,
    hits: Vec<(Place, Found)>,
    more: bool,
}

impl Gathered {
    fn take(&mut self, found: Vec<Found>, place: impl Fn(&Found) -> Option<Place>) {
        for found in found {
            if self.seen.insert(found.id)
                && let Some(place) = place(&found)
            {
                self.hits.push((place, found));
            }
        }
    }

    /// What was meant by the first of the forgiven ones.
    fn meant(&self) -> Option<String> {
        let first =
            self.hits.iter().filter(|(place, _)| place.forgiven).min_by_key(|(place, found)| order(place, found));
        first.map(|(place, _)| place.meant.clone())
    }

    fn into_hits(mut self, limit: usize) -> (Vec<Hit>, bool) {
        self.hits.sort_by_cached_key(|(place, found)| order(place, found));
        let mut hits: Vec<Hit> = Vec::new();
        let mut works: HashMap<i64, usize> = HashMap::new();
        for (place, found) in self.hits {
            let (id, source) = (TitleId(found.id), SourceId(found.source));
            if let Some(first) = works.get(&found.work).and_then(|at| hits.get_mut(*at))
                && first.source != source
            {
                first.also.push((source, id));
                continue;
            }
            works.entry(found.work).or_insert(hits.len());
            hits.push(found.into_hit(place));
        }
        let more = self.more || hits.len() > limit;
        hits.truncate(limit);
        (hits, more)
    }
}

/// What was typed before what is forgiven; titles and names before the rest; the real spelling before another; then by how
/// well it answers, by use, the newest first.
fn order(place: &Place, found: &Found) -> (bool, bool, bool, u8, i64, Reverse<u16>, i64) {
    let rank = found.id >> RANK;
    (
        place.forgiven,
        place.elsewhere,
        !place.spelled,
        place.class,
        rank,
        Reverse(found.year.unwrap_or_default()),
        found.id,
    )
}
