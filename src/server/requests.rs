//! What readers ask the people of a library for, beyond files: a printed book put aside at a branch or a station, a book brought
//! home, help, a title to be digitised. No interface of library systems for this is public, so this is one of our own, on top
//! of OPDS 2.0, as open as that.
//!
//! A catalogue that offers it links its start page by two relations; where they are missing, nothing of it is offered:
//!
//! | relation | answers |
//! |---|---|
//! | `https://oqyrman.kz/rel/branches` | GET: `{ "branches": […] }`, as [`super::branches`] has them |
//! | `https://oqyrman.kz/rel/requests` | GET: `{ "requests": […] }`, the reader's own, the newest first; POST: one more |
//!
//! A request is sent as
//!
//! ```json
//! { "kind": "booking", "book": "urn:isbn:9965…", "title": "Абай жолы", "branch": "alatau", "words": "" }
//! ```
//!
//! and answered with 201 as
//!
//! ```json
//! { "id": "5f0c…", "kind": "booking", "state": "sent", "book": "urn:isbn:9965…", "title": "Абай жолы", "branch": "alatau",
//!   "words": "", "answer": "", "created": "2026-11-28T10:00:00Z", "changed": "2026-11-28T10:00:00Z",
//!   "links": [{ "rel": "self", "href": "…/requests/5f0c…", "type": "application/json" }] }
//! ```
//!
//! | `kind` | needs |
//! |---|---|
//! | `booking` | `title`, `branch` |
//! | `delivery` | `title`; `words` say where to, where the card does not |
//! | `help` | `branch`, `words` |
//! | `digitise` | `title` |
//!
//! `state` goes from `sent` by `accepted`, `ready` (to be collected) or `under-way` to `done`, or ends as `refused`; DELETE at
//! `self` makes a request that nobody has got ready yet `withdrawn`.
//!
//! Staff (a card of a branch, see [`super::cards`]) see the requests of their branch, and those that are for no branch, by GET
//! at `/desk/requests` (`?state=open` leaves out what has ended), and change one by PUT at `/desk/requests/ID` with
//! `{ "from": "sent", "state": "accepted", "answer": "…" }`. Where it is not `from` any more, somebody else was faster: 409, with
//! the request as it is. Every change is written down, and read by GET at `/desk/log`.

use serde::{Deserialize, Serialize};

use super::store::{Change, Error, Row, Store};
use crate::library::shelf::Moment;

/// Requests of one card that have not ended.
const MOST: i64 = 50;
/// Characters of what is written.
const MOST_WORDS: usize = 2000;
/// Lines of one answer.
const PAGE: i64 = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Booking,
    Delivery,
    Help,
    Digitise,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Sent,
    Accepted,
    /// To be collected.
    Ready,
    UnderWay,
    Done,
    Refused,
    Withdrawn,
}

impl State {
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Refused | Self::Withdrawn)
    }

    /// Whether staff may make this of it.
    pub fn leads_to(self, next: Self) -> bool {
        use State::{Accepted, Done, Ready, Refused, Sent, UnderWay};
        match self {
            Sent => matches!(next, Accepted | Ready | UnderWay | Done | Refused),
            Accepted => matches!(next, Ready | UnderWay | Done | Refused),
            Ready | UnderWay => matches!(next, Ready | UnderWay | Done | Refused),
            State::Done | State::Refused | State::Withdrawn => false,
        }
    }
}

/// What a reader asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Wish {
    pub kind: Kind,
    /// The identifier of the publication.
    #[serde(default)]
    pub book: String,
    #[serde(default)]
    pub title: String,
    /// The id of a branch.
    #[serde(default)]
    pub branch: String,
    #[serde(default)]
    pub words: String,
}

impl Wish {
    /// Whether it says what its kind needs, of these branches.
    pub fn is_whole(&self, is_branch: impl Fn(&str) -> bool) -> bool {
        let short = [&self.book, &self.title, &self.words].iter().all(|text| text.chars().count() <= MOST_WORDS);
        let (title, branch) = (!self.title.trim().is_empty(), is_branch(&self.branch));
        let needed = match self.kind {
            Kind::Booking => title && branch,
            Kind::Delivery | Kind::Digitise => title && (branch || self.branch.is_empty()),
            Kind::Help => branch && !self.words.trim().is_empty(),
        };
        short && needed
    }
}

/// A request as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    pub id: String,
    /// Whose it is: only staff are told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub card: String,
    pub kind: Kind,
    pub state: State,
    pub book: String,
    pub title: String,
    pub branch: String,
    pub words: String,
    /// What staff say to the reader.
    pub answer: String,
    pub created: Moment,
    pub changed: Moment,
}

/// A change that somebody made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub moment: Moment,
    /// The number of the card.
    pub who: String,
    pub request: String,
    pub state: State,
    pub words: String,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Changed(Request),
    /// It stands otherwise than whoever changes it has seen, or this cannot be made of it.
    Otherwise(Request),
    /// There is none for whoever asks.
    Unknown,
    /// She has asked for enough at a time.
    TooMany,
}

/// The requests of all readers.
#[derive(Debug)]
pub struct Requests(Store);

/// A statement that asks for requests, in the columns that [`request`] reads.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, card, kind, state, book, title, branch, words, answer, created, changed FROM requests ",
            $rest
        )
    };
}

/// The name of a value as it travels, and back.
fn name<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}

fn named<T: for<'de> Deserialize<'de>>(name: String) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name)).ok()
}

fn request(mut row: Row) -> Option<Request> {
    Some(Request {
        id: row.text(0),
        card: row.text(1),
        kind: named(row.text(2))?,
        state: named(row.text(3))?,
        book: row.text(4),
        title: row.text(5),
        branch: row.text(6),
        words: row.text(7),
        answer: row.text(8),
        created: row.moment(9)?,
        changed: row.moment(10)?,
    })
}

fn new_id() -> Result<String, Error> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).map_err(|error| Error::Failed(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Requests {
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    /// Writes down what a reader asks for.
    ///
    /// # Errors
    /// Those of the database: then nothing has changed.
    pub async fn send(&self, card: &str, wish: &Wish) -> Result<Outcome, Error> {
        let mut change = self.0.begin(&format!("requests of {card}")).await?;
        let open = "SELECT count(*) FROM requests WHERE card = $1 AND state NOT IN ('done', 'refused', 'withdrawn')";
        let open = change.rows(open, vec![card.into()]).await?.first().and_then(|row| row.number(0));
        if open.unwrap_or(0) >= MOST {
            return Ok(Outcome::TooMany);
        }
        let now = Moment::now();
        let sent = Request {
            id: new_id()?,
            card: card.to_owned(),
            kind: wish.kind,
            state: State::Sent,
            book: wish.book.clone(),
            title: wish.title.clone(),
            branch: wish.branch.clone(),
            words: wish.words.clone(),
            answer: String::new(),
            created: now,
            changed: now,
        };
        let put = "INSERT INTO requests (id, card, kind, state, book, title, branch, words, answer, created, changed)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let texts = [&sent.book, &sent.title, &sent.branch, &sent.words, &sent.answer].map(Into::into);
        let first = vec![(&sent.id).into(), card.into(), name(&sent.kind).into(), name(&sent.state).into()];
        change.run(put, [first, texts.to_vec(), vec![now.into(), now.into()]].concat()).await?;
        write_down(&mut change, card, &sent).await?;
        change.done().await?;
        Ok(Outcome::Changed(sent))
    }

    /// The reader's own, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(&self, card: &str) -> Result<Vec<Request>, Error> {
        let find = select!("WHERE card = $1 ORDER BY created DESC, id LIMIT $2");
        Ok(self.0.rows(find, vec![card.into(), PAGE.into()]).await?.into_iter().filter_map(request).collect())
    }

    /// Those of a branch and those for none, what waits longest first; without a branch, all.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn at(&self, branch: Option<&str>, open: bool) -> Result<Vec<Request>, Error> {
        let find = select!(
            "WHERE ($1 = '*' OR branch = $1 OR branch = '')
                      AND ($2 = 0 OR state NOT IN ('done', 'refused', 'withdrawn'))
                    ORDER BY created, id LIMIT $3"
        );
        let values = vec![branch.unwrap_or("*").into(), i64::from(open).into(), PAGE.into()];
        Ok(self.0.rows(find, values).await?.into_iter().filter_map(request).collect())
    }

    /// The reader's own request of this id.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn one(&self, card: &str, id: &str) -> Result<Option<Request>, Error> {
        let found = self.0.rows(select!("WHERE id = $1 AND card = $2"), vec![id.into(), card.into()]).await?;
        Ok(found.into_iter().find_map(request))
    }

    /// The reader wants it no more.
    ///
    /// # Errors
    /// Those of the database: then nothing has changed.
    pub async fn withdraw(&self, card: &str, id: &str) -> Result<Outcome, Error> {
        let is_hers = |request: &Request| request.card == card;
        let may = |state: State| matches!(state, State::Sent | State::Accepted);
        self.change(card, id, is_hers, may, State::Withdrawn, None).await
    }

    /// Somebody of a branch, or of all where it is `None`, makes this of a request that stood at `from`.
    ///
    /// # Errors
    /// Those of the database: then nothing has changed.
    pub async fn answer(
        &self,
        card: &str,
        branch: Option<&str>,
        id: &str,
        [from, to]: [State; 2],
        words: &str,
    ) -> Result<Outcome, Error> {
        let is_theirs =
            |request: &Request| branch.is_none_or(|branch| request.branch.is_empty() || request.branch == branch);
        let may = |state: State| state == from && from.leads_to(to);
        let words: String = words.chars().take(MOST_WORDS).collect();
        self.change(card, id, is_theirs, may, to, Some(&words)).await
    }

    async fn change(
        &self,
        card: &str,
        id: &str,
        is_theirs: impl Fn(&Request) -> bool,
        may: impl Fn(State) -> bool,
        to: State,
        answer: Option<&str>,
    ) -> Result<Outcome, Error> {
        let mut change = self.0.begin(&format!("request {id}")).await?;
        let find = select!("WHERE id = $1");
        let found = change.rows(find, vec![id.into()]).await?.pop().and_then(request);
        let Some(mut request) = found.filter(|request| is_theirs(request)) else { return Ok(Outcome::Unknown) };
        if !may(request.state) {
            return Ok(Outcome::Otherwise(request));
        }
        (request.state, request.changed) = (to, Moment::now());
        if let Some(answer) = answer {
            answer.clone_into(&mut request.answer);
        }
        let put = "UPDATE requests SET state = $1, answer = $2, changed = $3 WHERE id = $4";
        let values = vec![name(&to).into(), (&request.answer).into(), request.changed.into(), id.into()];
        change.run(put, values).await?;
        write_down(&mut change, card, &request).await?;
        change.done().await?;
        Ok(Outcome::Changed(request))
    }

    /// Who changed what of the requests of a branch, the newest first; without a branch, of all.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn log(&self, branch: Option<&str>) -> Result<Vec<Line>, Error> {
        let find = "SELECT log.moment, log.who, log.request, log.state, log.words FROM log
                    JOIN requests ON requests.id = log.request
                    WHERE ($1 = '*' OR requests.branch = $1 OR requests.branch = '')
                    ORDER BY log.moment DESC, log.id LIMIT $2";
        let rows = self.0.rows(find, vec![branch.unwrap_or("*").into(), PAGE.into()]).await?;
        let line = |mut row: Row| {
            let (who, request, state) = (row.text(1), row.text(2), named(row.text(3))?);
            Some(Line { moment: row.moment(0)?, who, request, state, words: row.text(4) })
        };
        Ok(rows.into_iter().filter_map(line).collect())
    }
}

async fn write_down(change: &mut Change, who: &str, request: &Request) -> Result<(), Error> {
    let put = "INSERT INTO log (id, moment, who, request, state, words) VALUES ($1, $2, $3, $4, $5, $6)";
    let texts = [(&request.id).into(), name(&request.state).into(), (&request.answer).into()];
    let values = [vec![new_id()?.into(), request.changed.into(), who.into()], texts.to_vec()].concat();
    change.run(put, values).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booking() -> Wish {
        Wish {
            kind: Kind::Booking,
            book: "urn:isbn:1".to_owned(),
            title: "Абай жолы".to_owned(),
            branch: "a".to_owned(),
            words: String::new(),
        }
    }

    fn changed(outcome: Outcome) -> Request {
        match outcome {
            Outcome::Changed(request) => request,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_kind_needs_what_it_needs() {
        let is_branch = |id: &str| id == "a";
        let wish = |kind, title: &str, branch: &str, words: &str| {
            let (title, branch, words) = (title.to_owned(), branch.to_owned(), words.to_owned());
            Wish { kind, book: String::new(), title, branch, words }.is_whole(is_branch)
        };
        assert!(
            wish(Kind::Booking, "x", "a", "")
                && !wish(Kind::Booking, "x", "b", "")
                && !wish(Kind::Booking, "", "a", "")
        );
        assert!(wish(Kind::Delivery, "x", "", "5-көше") && !wish(Kind::Delivery, "x", "b", ""));
        assert!(
            wish(Kind::Help, "", "a", "көмек") && !wish(Kind::Help, "", "a", " ") && !wish(Kind::Help, "", "", "көмек")
        );
        assert!(wish(Kind::Digitise, "x", "", "") && !wish(Kind::Digitise, " ", "", ""));
        assert!(!wish(Kind::Digitise, &"x".repeat(MOST_WORDS + 1), "", ""));
    }

    #[tokio::test]
    async fn a_request_goes_its_way_and_each_step_is_written_down() {
        let requests = Requests::new(Store::in_file(None).await.unwrap());
        let sent = changed(requests.send("100", &booking()).await.unwrap());
        assert_eq!((sent.state, requests.of("100").await.unwrap()), (State::Sent, vec![sent.clone()]));
        assert_eq!(requests.one("200", &sent.id).await.unwrap(), None, "it is hers alone");
        assert!(requests.at(Some("b"), true).await.unwrap().is_empty());
        assert_eq!(requests.at(Some("a"), true).await.unwrap().len(), 1);
        let steps = [State::Sent, State::Accepted];
        let other = requests.answer("staff", Some("b"), &sent.id, steps, "").await.unwrap();
        assert_eq!(other, Outcome::Unknown, "another branch");
        let accepted = changed(requests.answer("staff", Some("a"), &sent.id, steps, "Іздеп жатырмыз").await.unwrap());
        assert_eq!((accepted.state, &*accepted.answer), (State::Accepted, "Іздеп жатырмыз"));
        let late = requests.answer("other", None, &sent.id, [State::Sent, State::Refused], "").await.unwrap();
        assert_eq!(late, Outcome::Otherwise(accepted), "somebody was faster");
        changed(requests.answer("staff", Some("a"), &sent.id, [State::Accepted, State::Ready], "").await.unwrap());
        let ready = requests.withdraw("100", &sent.id).await.unwrap();
        assert!(matches!(ready, Outcome::Otherwise(_)), "it lies ready");
        changed(requests.answer("staff", None, &sent.id, [State::Ready, State::Done], "").await.unwrap());
        assert!(requests.at(Some("a"), true).await.unwrap().is_empty());
        assert_eq!(requests.at(Some("a"), false).await.unwrap().len(), 1);
        let mut log: Vec<_> =
            requests.log(Some("a")).await.unwrap().into_iter().map(|line| (line.who, line.state)).collect();
        log.sort_by_key(|(_, state)| *state as u8);
        let staff = |state| ("staff".to_owned(), state);
        let expected =
            [("100".to_owned(), State::Sent), staff(State::Accepted), staff(State::Ready), staff(State::Done)];
        assert_eq!(log, expected);
        assert!(requests.log(Some("b")).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_was_sent_is_withdrawn_and_nobody_asks_without_end() {
        let requests = Requests::new(Store::in_file(None).await.unwrap());
        let sent = changed(requests.send("100", &booking()).await.unwrap());
        assert_eq!(requests.withdraw("200", &sent.id).await.unwrap(), Outcome::Unknown);
        assert_eq!(changed(requests.withdraw("100", &sent.id).await.unwrap()).state, State::Withdrawn);
        for _ in 0..MOST {
            changed(requests.send("100", &booking()).await.unwrap());
        }
        assert_eq!(requests.send("100", &booking()).await.unwrap(), Outcome::TooMany);
        changed(requests.send("200", &booking()).await.unwrap());
    }
}
