//! What readers ask the people of a library for, as [`crate::library::patron`] specifies it: kept, answered, written down.

use serde::{Deserialize, Serialize};

use super::store::{Change, Error, Row, Store};
use crate::library::patron::asking;
use crate::library::patron::request::{Line, MOST_WORDS, Request, State, Step, Wish};
use crate::library::shelf::Moment;

/// Requests of one card that have not ended.
const MOST: i64 = 50;
/// Lines of one answer.
const PAGE: i64 = 500;

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Changed(Request),
    /// It was asked for before, by the same id.
    Known(Request),
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
            "SELECT requests.id, requests.card, coalesce(cards.name, ''), kind, state, book, title, requests.branch, words, answer,
                    created, changed
             FROM requests LEFT JOIN cards ON cards.number = requests.card ",
            $rest
        )
    };
}

/// The name of a value as it travels, and back.
pub fn name<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}

pub fn named<T: for<'de> Deserialize<'de>>(name: String) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name)).ok()
}

fn request(mut row: Row) -> Option<Request> {
    Some(Request {
        id: row.text(0),
        card: row.text(1),
        name: row.text(2),
        kind: named(row.text(3))?,
        state: named(row.text(4))?,
        book: row.text(5),
        title: row.text(6),
        branch: row.text(7),
        words: row.text(8),
        answer: row.text(9),
        created: row.moment(10)?,
        changed: row.moment(11)?,
        address: None,
    })
}

/// What nobody guesses.
///
/// # Errors
/// [`Error::Failed`] where the system has nothing random.
pub fn new_id() -> Result<String, Error> {
    asking::new_id().map_err(|error| Error::Failed(error.to_string()))
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
        let id = if wish.id.is_empty() { new_id()? } else { wish.id.clone() };
        let known = change.rows(select!("WHERE requests.id = $1"), vec![(&id).into()]).await?;
        if let Some(known) = known.into_iter().find_map(request) {
            // Whoever makes ids like another reader's learns nothing of hers.
            return Ok(if known.card == card { Outcome::Known(known) } else { Outcome::Unknown });
        }
        let open = "SELECT count(*) FROM requests WHERE card = $1 AND state NOT IN ('done', 'refused', 'withdrawn')";
        let open = change.rows(open, vec![card.into()]).await?.first().and_then(|row| row.number(0));
        if open.unwrap_or(0) >= MOST {
            return Ok(Outcome::TooMany);
        }
        let now = Moment::now();
        let sent = Request {
            id,
            card: card.to_owned(),
            name: String::new(),
            kind: wish.kind,
            state: State::Sent,
            book: wish.book.clone(),
            title: wish.title.clone(),
            branch: wish.branch.clone(),
            words: wish.words.clone(),
            answer: String::new(),
            created: now,
            changed: now,
            address: None,
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
        let find = select!("WHERE requests.card = $1 ORDER BY created DESC, requests.id LIMIT $2");
        Ok(self.0.rows(find, vec![card.into(), PAGE.into()]).await?.into_iter().filter_map(request).collect())
    }

    /// Those of a branch and those for none, what waits longest first; without a branch, all.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn at(&self, branch: Option<&str>, open: bool) -> Result<Vec<Request>, Error> {
        let find = select!(
            "WHERE ($1 = '*' OR requests.branch = $1 OR requests.branch = '')
                      AND ($2 = 0 OR state NOT IN ('done', 'refused', 'withdrawn'))
                    ORDER BY created, requests.id LIMIT $3"
        );
        let values = vec![branch.unwrap_or("*").into(), i64::from(open).into(), PAGE.into()];
        Ok(self.0.rows(find, values).await?.into_iter().filter_map(request).collect())
    }

    /// The reader's own request of this id.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn one(&self, card: &str, id: &str) -> Result<Option<Request>, Error> {
        let found =
            self.0.rows(select!("WHERE requests.id = $1 AND requests.card = $2"), vec![id.into(), card.into()]).await?;
        Ok(found.into_iter().find_map(request))
    }

    /// The reader wants it no more.
    ///
    /// # Errors
    /// Those of the database: then nothing has changed.
    pub async fn withdraw(&self, card: &str, id: &str) -> Result<Outcome, Error> {
        let is_hers = |request: &Request| request.card == card;
        self.change(card, id, is_hers, State::may_be_withdrawn, State::Withdrawn, None).await
    }

    /// Somebody of a branch, or of all where it is `None`, makes this of a request that stood at `from`.
    ///
    /// # Errors
    /// Those of the database: then nothing has changed.
    pub async fn answer(&self, card: &str, branch: Option<&str>, id: &str, step: &Step) -> Result<Outcome, Error> {
        let (from, to) = (step.from, step.state);
        let is_theirs =
            |request: &Request| branch.is_none_or(|branch| request.branch.is_empty() || request.branch == branch);
        let may = |state: State| state == from && from.leads_to(to);
        let words: String = step.answer.trim().chars().take(MOST_WORDS).collect();
        self.change(card, id, is_theirs, may, to, Some(&*words).filter(|words| !words.is_empty())).await
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
        let find = select!("WHERE requests.id = $1");
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
        let find = "SELECT log.moment, log.who, log.request, requests.title, log.state, log.words FROM log
                    JOIN requests ON requests.id = log.request
                    WHERE ($1 = '*' OR requests.branch = $1 OR requests.branch = '')
                    ORDER BY log.moment DESC, log.id LIMIT $2";
        let rows = self.0.rows(find, vec![branch.unwrap_or("*").into(), PAGE.into()]).await?;
        let line = |mut row: Row| {
            let [who, request, title] = [1, 2, 3].map(|column| row.text(column));
            Some(Line { moment: row.moment(0)?, who, request, title, state: named(row.text(4))?, words: row.text(5) })
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
    use crate::library::patron::request::Kind;

    fn booking() -> Wish {
        Wish {
            id: String::new(),
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

    fn step(from: State, state: State, answer: &str) -> Step {
        Step { from, state, answer: answer.to_owned() }
    }

    #[tokio::test]
    async fn a_request_goes_its_way_and_each_step_is_written_down() {
        let requests = Requests::new(Store::in_file(None).await.unwrap());
        let sent = changed(requests.send("100", &booking()).await.unwrap());
        assert_eq!((sent.state, requests.of("100").await.unwrap()), (State::Sent, vec![sent.clone()]));
        assert_eq!(requests.one("200", &sent.id).await.unwrap(), None, "it is hers alone");
        assert!(requests.at(Some("b"), true).await.unwrap().is_empty());
        assert_eq!(requests.at(Some("a"), true).await.unwrap().len(), 1);
        let first = step(State::Sent, State::Accepted, "Іздеп жатырмыз");
        let other = requests.answer("staff", Some("b"), &sent.id, &first).await.unwrap();
        assert_eq!(other, Outcome::Unknown, "another branch");
        let accepted = changed(requests.answer("staff", Some("a"), &sent.id, &first).await.unwrap());
        assert_eq!((accepted.state, &*accepted.answer), (State::Accepted, "Іздеп жатырмыз"));
        let late = requests.answer("other", None, &sent.id, &step(State::Sent, State::Refused, "")).await.unwrap();
        assert_eq!(late, Outcome::Otherwise(accepted), "somebody was faster");
        let second = step(State::Accepted, State::Ready, " ");
        let ready = changed(requests.answer("staff", Some("a"), &sent.id, &second).await.unwrap());
        assert_eq!(ready.answer, "Іздеп жатырмыз", "without new words those of before stay");
        let ready = requests.withdraw("100", &sent.id).await.unwrap();
        assert!(matches!(ready, Outcome::Otherwise(_)), "it lies ready");
        changed(requests.answer("staff", None, &sent.id, &step(State::Ready, State::Done, "")).await.unwrap());
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
    async fn what_is_sent_twice_is_asked_for_once() {
        let requests = Requests::new(Store::in_file(None).await.unwrap());
        let wish = Wish { id: "0123456789abcdef".to_owned(), ..booking() };
        let sent = changed(requests.send("100", &wish).await.unwrap());
        assert_eq!(sent.id, wish.id);
        assert_eq!(requests.send("100", &wish).await.unwrap(), Outcome::Known(sent.clone()));
        assert_eq!(requests.send("200", &wish).await.unwrap(), Outcome::Unknown, "another reader's");
        assert_eq!(requests.of("100").await.unwrap(), [sent]);
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
