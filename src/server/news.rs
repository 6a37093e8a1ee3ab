//! What the library tells its readers, as [`crate::library::patron::news`] specifies it: what staff wrote, and what happened with
//! a reader's own loans, holds and requests.

use std::collections::BTreeMap;

use super::loans::{Lendings, READY_DAYS, Standing};
use super::requests::{self, name, named};
use super::store::{Error, Row, Store};
use crate::library::patron::news::{Announcement, Kind, Notice};
use crate::library::patron::request::{Request, State};
use crate::library::patron::{Branch, Text};
use crate::library::shelf::Moment;
use crate::locale::{Locale, Tongue};

/// Announcements of one answer.
const PAGE: i64 = 200;
/// So many days before a loan ends its reader is told.
const DUE_DAYS: i64 = 3;
/// So many days a step of a request is news.
const STEP_DAYS: i64 = 14;

/// What staff wrote for all readers.
#[derive(Debug)]
pub struct News(Store);

fn text(written: String) -> Text {
    serde_json::from_str(&written).unwrap_or_default()
}

fn notice(mut row: Row) -> Option<Notice> {
    Some(Notice {
        id: row.text(0),
        branch: row.text(1),
        kind: named(row.text(2))?,
        title: text(row.text(3)),
        words: text(row.text(4)),
        date: row.moment(5)?,
        until: row.moment(6),
        address: None,
    })
}

impl News {
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    /// Tells all readers something.
    ///
    /// # Errors
    /// Those of the database: then nothing has changed.
    pub async fn announce(&self, card: &str, told: Announcement) -> Result<Notice, Error> {
        let Announcement { kind, branch, title, words, until } = told;
        let (id, date) = (requests::new_id()?, Moment::now());
        let written = |text: &Text| serde_json::to_string(text).unwrap_or_default();
        let mut change = self.0.begin("announcements").await?;
        let put = "INSERT INTO announcements (id, branch, kind, title, words, since, until, who)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let texts =
            [(&id).into(), (&branch).into(), name(&kind).into(), written(&title).into(), written(&words).into()];
        change.run(put, [texts.to_vec(), vec![date.into(), until.into(), card.into()]].concat()).await?;
        change.done().await?;
        Ok(Notice { id, kind, branch, title, words, date, until, address: None })
    }

    /// Takes back what was told of this branch, or of any where it is `None`. False where there is none.
    ///
    /// # Errors
    /// As [`Self::announce`].
    pub async fn take_back(&self, branch: Option<&str>, id: &str) -> Result<bool, Error> {
        let mut change = self.0.begin("announcements").await?;
        let delete = "DELETE FROM announcements WHERE id = $1 AND ($2 = '*' OR branch = $2)";
        let gone = change.run(delete, vec![id.into(), branch.unwrap_or("*").into()]).await?;
        change.done().await?;
        Ok(gone > 0)
    }

    /// What is told of this branch, or of all where it is `None`, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(&self, branch: Option<&str>) -> Result<Vec<Notice>, Error> {
        let find = "SELECT id, branch, kind, title, words, since, until FROM announcements
                    WHERE $1 = '*' OR branch = $1 ORDER BY since DESC, id LIMIT $2";
        let found = self.0.rows(find, vec![branch.unwrap_or("*").into(), PAGE.into()]).await?;
        Ok(found.into_iter().filter_map(notice).collect())
    }

    /// What readers are told at this moment, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn current(&self, now: Moment) -> Result<Vec<Notice>, Error> {
        let find = "SELECT id, branch, kind, title, words, since, until FROM announcements
                    WHERE until IS NULL OR until >= $1 ORDER BY since DESC, id LIMIT $2";
        Ok(self.0.rows(find, vec![now.into(), PAGE.into()]).await?.into_iter().filter_map(notice).collect())
    }
}

/// The sentence with this id in each language, about this title and this day.
fn worded(id: &str, title: &str, day: Option<Moment>) -> Text {
    let told = |tongue: Tongue| {
        let locale = Locale::new(tongue);
        let day = day.map(Moment::date).map(|(year, month, day)| locale.date(year, month, day)).unwrap_or_default();
        (tongue.tag().to_owned(), locale.with(id, &[("title", title.into()), ("date", day.into())]))
    };
    Text::ByLanguage(Tongue::ALL.into_iter().map(told).collect::<BTreeMap<_, _>>())
}

/// Loans that end soon and books that are put aside for this card; `title` names a book by its id.
pub fn of_loans(lent: &Lendings, card: &str, now: Moment, title: impl Fn(&str) -> Option<String>) -> Vec<Notice> {
    let about = |book: &str, kind, id: &str, date: Moment, until: Moment| {
        let title = title(book)?;
        Some(Notice {
            id: format!("{}-{book}-{}", name(&kind), until.unix_millis()),
            kind,
            branch: String::new(),
            title: worded(id, &title, Some(until)),
            words: Text::default(),
            date,
            until: Some(until),
            address: None,
        })
    };
    let news = |book: String| match lent.standing(card, &book) {
        Standing::Lent(loan) => {
            let until = loan.until.filter(|until| *until <= now.plus_days(DUE_DAYS))?;
            about(&book, Kind::LoanDue, "server-news-due", until.plus_days(-DUE_DAYS), until)
        }
        Standing::Ready(until) => {
            about(&book, Kind::HoldReady, "server-news-ready", until.plus_days(-READY_DAYS), until)
        }
        _ => None,
    };
    lent.of(card).into_iter().filter_map(news).collect()
}

/// What became of a reader's requests lately.
pub fn of_requests(requests: &[Request], branches: &[Branch], now: Moment) -> Vec<Notice> {
    let news = |request: &Request| {
        let id = match request.state {
            State::Accepted => "server-news-accepted",
            State::Ready => "server-news-to-collect",
            State::UnderWay => "server-news-under-way",
            State::Done => "server-news-done",
            State::Refused => "server-news-refused",
            State::Sent | State::Withdrawn => return None,
        };
        let until = request.changed.plus_days(STEP_DAYS);
        let branch = branches.iter().find(|branch| branch.id == request.branch);
        // Asking for help has no title: then it is the branch that it is about.
        let title = match (request.title.trim(), branch) {
            ("", Some(branch)) => branch.name.of(Tongue::default()),
            (title, _) => title,
        };
        (until >= now).then(|| Notice {
            id: format!("request-{}-{}-{}", request.id, name(&request.state), request.changed.unix_millis()),
            kind: Kind::Request,
            branch: request.branch.clone(),
            title: worded(id, title, None),
            words: Text::Alone(request.answer.clone()),
            date: request.changed,
            until: Some(until),
            address: None,
        })
    };
    requests.iter().filter_map(news).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(branch: &str, until: Option<Moment>) -> Announcement {
        let title = Text::Alone(format!("Кездесу {branch}"));
        Announcement { kind: Kind::Event, branch: branch.to_owned(), title, words: Text::default(), until }
    }

    #[tokio::test]
    async fn staff_tell_of_their_branch_and_take_back_what_is_theirs() {
        let news = News::new(Store::in_file(None).await.unwrap());
        let now = Moment::now();
        let here = news.announce("s-a", told("a", None)).await.unwrap();
        news.announce("s-b", told("b", Some(now.plus_days(-1)))).await.unwrap();
        let all = news.of(None).await.unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(news.of(Some("a")).await.unwrap(), std::slice::from_ref(&here));
        assert_eq!(news.current(now).await.unwrap(), std::slice::from_ref(&here), "the other one is over");
        assert!(!news.take_back(Some("b"), &here.id).await.unwrap(), "another branch");
        assert!(news.take_back(Some("a"), &here.id).await.unwrap());
        assert!(news.current(now).await.unwrap().is_empty());
    }

    #[test]
    fn each_step_of_a_request_is_news_of_its_own_in_three_languages() {
        let now = Moment::parse("2026-11-28T12:00:00Z").unwrap();
        let request = |state, changed| Request {
            id: "1".to_owned(),
            card: String::new(),
            name: String::new(),
            kind: crate::library::patron::request::Kind::Booking,
            state,
            book: String::new(),
            title: "Абай жолы".to_owned(),
            branch: String::new(),
            words: String::new(),
            answer: "Жұмаға дейін".to_owned(),
            created: now,
            changed,
            address: None,
        };
        let states = [State::Sent, State::Accepted, State::Ready, State::UnderWay, State::Done, State::Refused];
        let news = of_requests(&states.map(|state| request(state, now)), &[], now);
        let ids: std::collections::BTreeSet<_> = news.iter().map(|notice| &notice.id).collect();
        assert_eq!((news.len(), ids.len()), (5, 5));
        for (notice, tongue) in news.iter().flat_map(|notice| Tongue::ALL.map(|tongue| (notice, tongue))) {
            assert!(notice.title.of(tongue).contains("Абай жолы"), "{notice:?}");
        }
        assert_eq!(news[0].words.of(Tongue::Kk), "Жұмаға дейін");
        assert!(of_requests(&[request(State::Ready, now.plus_days(-20))], &[], now).is_empty());
    }
}
