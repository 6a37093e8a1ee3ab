//! Loans that ended: by their day, or because they were given back. The file goes, what the reader wrote stays.

use rusqlite::{OptionalExtension, params};

use super::clock::{Clock, judge};
use super::holding::{Id, Ties};
use super::store::{Store, json, loan_columns};
use super::{Error, Holding, Loan, Moment, Shelf, files};

/// What became of the loans that are over.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// Gone from the shelf, as they stood on it.
    pub gone: Vec<Holding>,
    /// Over, but open before the reader: gone when they are closed.
    pub open: Vec<Holding>,
    /// When it is not right, nothing went.
    pub clock: Clock,
    /// By a clock that is not right, something would have gone.
    pub doubtful: bool,
}

impl Store {
    /// Puts away every loan that is over but those that are `open`. `server` is the time by a server, when one was asked.
    pub fn expire(&mut self, now: Moment, server: Option<Moment>, open: &[Id]) -> Result<Ended, Error> {
        let clock = self.look_at_the_clock(now, server)?;
        let mut ended = Ended { gone: Vec::new(), open: Vec::new(), clock, doubtful: false };
        let over = |holding: &Holding| holding.gone.is_none() && holding.loan.is_some_and(|loan| loan.is_over(now));
        let over: Vec<Holding> = self.holdings()?.into_iter().filter(over).collect();
        if clock != Clock::Right {
            ended.doubtful = !over.is_empty();
            return Ok(ended);
        }
        for holding in over {
            if open.contains(&holding.id) {
                ended.open.push(holding);
            } else {
                self.let_go(holding.id, now)?;
                ended.gone.push(holding);
            }
        }
        Ok(ended)
    }

    /// Judges the clock, and remembers when it was right.
    fn look_at_the_clock(&mut self, now: Moment, server: Option<Moment>) -> Result<Clock, Error> {
        let newest: Option<i64> = self.connection.query_row(
            "SELECT max(at) FROM (
                 SELECT max(added) AS at FROM holdings UNION ALL SELECT max(last_opened) FROM holdings
                 UNION ALL SELECT max(finished) FROM holdings UNION ALL SELECT max(gone) FROM holdings
                 UNION ALL SELECT max(modified) FROM places UNION ALL SELECT max(created) FROM bookmarks
                 UNION ALL SELECT max(modified) FROM bookmarks UNION ALL SELECT max(since) FROM confirmed)",
            [],
            |row| row.get(0),
        )?;
        let believed: Option<i64> =
            self.connection.query_row("SELECT latest FROM clock", [], |row| row.get(0)).optional()?;
        let moment = |at: Option<i64>| at.map(Moment::from_unix_millis);
        let clock = judge(now, moment(newest), moment(believed), server);
        if clock == Clock::Right {
            let statement = "INSERT INTO clock (only, latest) VALUES (1, ?1)
                             ON CONFLICT (only) DO UPDATE SET latest = excluded.latest";
            self.connection.execute(statement, [now.unix_millis()])?;
        }
        Ok(clock)
    }

    /// Takes the file of a loan away and keeps the rest. One that is gone already stays as it is.
    pub fn let_go(&mut self, id: Id, now: Moment) -> Result<(), Error> {
        let books = self.books.clone();
        let transaction = self.begin()?;
        let found = Self::find(&transaction, &books, "holdings.id = ?1", [id.0])?.ok_or(Error::Unknown(id))?;
        if found.gone.is_some() {
            return Ok(());
        }
        // Its name is free for another book; this one is no file's.
        transaction.execute(
            "UPDATE holdings SET gone = ?2, file = ?3, loan = 0, loan_since = NULL, loan_until = NULL, leaving = 0
             WHERE id = ?1",
            params![id.0, now.unix_millis(), format!(".ended-{id}")],
        )?;
        if let Some(identifier) = &found.identifier {
            transaction.execute("DELETE FROM holds WHERE identifier = ?1", [identifier])?;
        }
        files::hide(&books, found.file_name())?;
        transaction.commit()?;
        files::delete_hidden(&books, found.file_name());
        Ok(())
    }

    fn set_returning(&self, id: Id, returning: bool) -> Result<(), Error> {
        self.change(id, "UPDATE holdings SET leaving = ?2 WHERE id = ?1", params![id.0, returning])
    }

    fn set_lent(&self, id: Id, loan: Loan, ties: Option<&Ties>) -> Result<(), Error> {
        let (lent, since, until) = loan_columns(Some(loan));
        self.change(
            id,
            "UPDATE holdings SET loan = ?2, loan_since = ?3, loan_until = ?4, ties = coalesce(?5, ties)
             WHERE id = ?1 AND gone IS NULL",
            params![id.0, lent, since, until, ties.map(json)],
        )
    }
}

impl Shelf {
    /// Puts away the loans that are over at this moment, but those that are `open` before the reader, and none when the
    /// clock is wrong. `server` is the time by a server that was asked just now.
    pub async fn expire(&self, now: Moment, server: Option<Moment>, open: Vec<Id>) -> Result<Ended, Error> {
        self.ask(move |store| store.expire(now, server, &open)).await
    }

    /// A loan has ended: its file goes, the place, the bookmarks and what was spoken stay for when it is lent again.
    pub async fn let_go(&self, id: Id) -> Result<(), Error> {
        self.ask(move |store| store.let_go(id, Moment::now())).await
    }

    /// Notes that the library is asked to take the book back, before it is asked: who is cut off in between asks again.
    pub async fn set_returning(&self, id: Id, returning: bool) -> Result<(), Error> {
        self.ask(move |store| store.set_returning(id, returning)).await
    }

    /// The loan as the library tells it now, and where it is asked about it.
    pub async fn set_lent(&self, id: Id, loan: Loan, ties: Option<Ties>) -> Result<(), Error> {
        self.ask(move |store| store.set_lent(id, loan, ties.as_ref())).await
    }
}
