//! Loans that end soon and holds that are ready, and which of them the reader was told of today.

use std::path::{Path, PathBuf};

use super::{Hold, Holding, Moment, hold, holding};

/// A loan is told of in its last days: today, tomorrow, and two days more.
pub const SOON: i64 = 3;

/// A loan that ends soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub holding: holding::Id,
    pub title: String,
    /// Days from today on; none is today.
    pub days: i64,
}

/// Days until this loan is over, when it ends soon and is not over yet.
pub fn days_left(holding: &Holding, now: Moment) -> Option<i64> {
    let until = holding.loan?.until?;
    let days = midnight(now).days_until(midnight(until));
    (until >= now && days <= SOON).then_some(days)
}

/// The loans that end soon, the most urgent first.
pub fn soon(holdings: &[Holding], now: Moment) -> Vec<Due> {
    let mut due: Vec<Due> = holdings
        .iter()
        .filter_map(|holding| {
            let days = days_left(holding, now)?;
            Some(Due { holding: holding.id, title: holding.title.clone(), days })
        })
        .collect();
    due.sort_by_key(|due| due.days);
    due
}

/// What waits for the reader now.
pub fn ready(holds: &[Hold], now: Moment) -> Vec<Hold> {
    let waits = |hold: &&Hold| hold.state == hold::State::Ready && hold.until.is_none_or(|until| until >= now);
    holds.iter().filter(waits).cloned().collect()
}

/// The first moment of the next day.
pub fn next_day(now: Moment) -> Moment {
    midnight(now).plus_days(1)
}

fn midnight(moment: Moment) -> Moment {
    let (year, month, day) = moment.date();
    Moment::parse(&format!("{year:04}-{month:02}-{day:02}")).unwrap_or(moment)
}

/// What was told today. The file may be lost: then a loan is told of twice.
#[derive(Debug)]
pub struct Told {
    file: PathBuf,
    day: String,
    /// Numbers of holdings, and whatever tells one hold from another.
    told: Vec<String>,
}

impl Told {
    /// The first line of the file is the day, the others are what was told of.
    pub fn load(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let mut lines = text.lines();
        let day = lines.next().unwrap_or_default().to_owned();
        let told = lines.map(|line| line.trim().to_owned()).collect();
        Self { file: file.to_owned(), day, told }
    }

    /// Those of which nothing was said on this day; from now on something was.
    pub fn tell(&mut self, due: Vec<Due>, now: Moment) -> Vec<Due> {
        self.fresh(due, now, |due| due.holding.to_string())
    }

    /// As [`Self::tell`], of holds that are ready.
    pub fn tell_ready(&mut self, ready: Vec<Hold>, now: Moment) -> Vec<Hold> {
        self.fresh(ready, now, |hold| format!("{} {}", hold.library, hold.identifier).replace(['\n', '\r'], " "))
    }

    fn fresh<T>(&mut self, all: Vec<T>, now: Moment, key: impl Fn(&T) -> String) -> Vec<T> {
        let (year, month, day) = now.date();
        let today = format!("{year:04}-{month:02}-{day:02}");
        if self.day != today {
            self.day = today;
            self.told.clear();
        }
        let fresh: Vec<T> = all.into_iter().filter(|one| !self.told.contains(&key(one))).collect();
        if !fresh.is_empty() {
            self.told.extend(fresh.iter().map(key));
            let lines: Vec<&str> = std::iter::once(&self.day).chain(&self.told).map(String::as_str).collect();
            let folder = self.file.parent().map_or(Ok(()), std::fs::create_dir_all);
            if let Err(error) = folder.and_then(|()| std::fs::write(&self.file, lines.join("\n"))) {
                tracing::warn!(%error, "what was told of is not kept");
            }
        }
        fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Format;
    use crate::library::shelf::Loan;

    fn lent(id: i64, until: &str) -> Holding {
        Holding {
            id: holding::Id(id),
            title: format!("{id}-кітап"),
            authors: Vec::new(),
            languages: Vec::new(),
            identifier: None,
            format: Format::Epub,
            file: PathBuf::new(),
            present: true,
            sha256: String::new(),
            source: None,
            loan: Some(Loan { since: None, until: Moment::parse(until) }),
            sample: None,
            ties: None,
            gone: None,
            returning: false,
            added: Moment::from_unix_millis(0),
            last_opened: None,
            finished: None,
            progress: None,
        }
    }

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    #[test]
    fn the_last_days_count_by_the_calendar() {
        let now = at("2026-11-26T21:00:00Z");
        let left = |until| days_left(&lent(1, until), now);
        assert_eq!(left("2026-11-26T23:00:00Z"), Some(0));
        assert_eq!(left("2026-11-27T01:00:00Z"), Some(1), "in four hours it is tomorrow");
        assert_eq!(left("2026-11-28T20:00:00Z"), Some(2));
        assert_eq!(left("2026-11-30T00:00:00Z"), None);
        assert_eq!(left("2026-11-26T20:00:00Z"), None, "it is over");
        assert_eq!(days_left(&Holding { loan: None, ..lent(1, "") }, now), None);
    }

    #[test]
    fn each_is_told_of_once_a_day_over_all_starts() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cache").join("loans-told");
        let (today, tomorrow) = (at("2026-11-26T09:00:00Z"), at("2026-11-27T09:00:00Z"));
        let holdings = [lent(1, "2026-11-29"), lent(2, "2026-11-28"), lent(3, "2027-01-01")];
        let told = |now| {
            let due = Told::load(&file).tell(soon(&holdings, now), now);
            due.into_iter().map(|due| (due.holding.number(), due.days)).collect::<Vec<_>>()
        };
        assert_eq!(told(today), [(2, 2), (1, 3)]);
        assert_eq!(told(today), []);
        assert_eq!(told(tomorrow), [(2, 1), (1, 2)]);
        std::fs::write(&file, "кеше\nбір").unwrap();
        assert_eq!(told(today).len(), 2, "a damaged file is as none");
    }

    #[test]
    fn a_book_that_waits_is_told_of_once_a_day_until_it_waits_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("loans-told");
        let hold = |number: u32, state, until: Option<&str>| Hold {
            library: "https://a.kz/".to_owned(),
            identifier: format!("urn:{number}"),
            title: format!("{number}-кітап"),
            authors: Vec::new(),
            state,
            position: None,
            total: None,
            until: until.and_then(Moment::parse),
            ties: crate::library::shelf::Ties::default(),
        };
        let holds = [
            hold(1, hold::State::Ready, None),
            hold(2, hold::State::Ready, Some("2026-11-27T00:00:00Z")),
            hold(3, hold::State::Reserved, None),
        ];
        let told = |now: &str| {
            let ready = Told::load(&file).tell_ready(ready(&holds, at(now)), at(now));
            ready.into_iter().map(|hold| hold.identifier).collect::<Vec<_>>()
        };
        assert_eq!(told("2026-11-26T09:00:00Z"), ["urn:1", "urn:2"]);
        assert_eq!(told("2026-11-26T23:59:59Z"), [""; 0]);
        assert_eq!(told(&next_day(at("2026-11-26T09:00:00Z")).to_string()), ["urn:1", "urn:2"]);
        assert_eq!(told("2026-11-28T00:00:00Z"), ["urn:1"]);
    }
}
