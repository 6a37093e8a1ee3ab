//! Who borrowed what until when, and who waits for it. A book is lent in one change of the database that nobody else changes it
//! beside; how everything stands is read from a copy in memory, which is read anew when the database counts a change.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::store::{Change, Error, Row, Store};
use crate::library::shelf::{Loan, Moment};

/// How long a book is lent.
pub const LOAN_DAYS: i64 = 30;
/// How long a book is put aside for the one whose turn it is.
pub const READY_DAYS: i64 = 3;
/// How often one loan is renewed.
pub const RENEWALS: u8 = 2;

/// What is counted when a loan or a hold changes.
const CHANGES: &str = "loans";

/// The loans and holds of every card. A service without cards has one reader, whose name is empty.
#[derive(Debug)]
pub struct Loans {
    /// Of each book; `None` lends to everybody.
    copies: Option<usize>,
    store: Store,
    mirror: Mutex<Mirror>,
}

/// The loans as they were last read.
#[derive(Debug, Default)]
struct Mirror {
    /// What the database had counted then.
    changes: Option<i64>,
    lent: Lendings,
    /// When something of it is over.
    next: Option<Moment>,
}

/// How all books stand at one moment.
#[derive(Debug, Clone, Default)]
pub struct Lendings {
    copies: Option<usize>,
    table: Arc<Table>,
}

/// How a book stands to one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Lent(Loan),
    /// Put aside until then.
    Ready(Moment),
    /// Behind others in the queue, from 1.
    Reserved(usize),
    Available,
    /// All copies are away, the first until then.
    Unavailable(Option<Moment>),
}

/// How many there are of a book, and how many wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    pub copies: usize,
    pub available: usize,
    pub holds: usize,
}

/// Why a loan is not renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRenewed {
    /// There is none.
    NotLent,
    /// Somebody waits for the book.
    Awaited,
    /// It has been, often enough.
    Enough,
}

/// One loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lent {
    loan: Loan,
    renewals: u8,
}

/// A place in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hold {
    card: String,
    /// Put aside until then; not yet, as long as it is none.
    ready: Option<Moment>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Table {
    /// By id of the book and card.
    loans: BTreeMap<(String, String), Lent>,
    /// By id of the book, who came first first.
    queues: BTreeMap<String, Vec<Hold>>,
}

/// The loans of one book, found without looking at those of all others.
fn of<'a>(loans: &'a BTreeMap<(String, String), Lent>, book: &'a str) -> impl Iterator<Item = &'a Lent> {
    let from = loans.range((book.to_owned(), String::new())..);
    from.take_while(move |((lent, _), _)| lent == book).map(|(_, lent)| lent)
}

impl Table {
    /// What is over is forgotten, and what came free is put aside for those who wait.
    fn settle(&mut self, copies: Option<usize>, now: Moment) {
        self.loans.retain(|_, lent| !lent.loan.is_over(now));
        for (book, queue) in &mut self.queues {
            queue.retain(|hold| hold.ready.is_none_or(|until| until >= now));
            let lent = of(&self.loans, book).count();
            let aside = queue.iter().filter(|hold| hold.ready.is_some()).count();
            let free = copies.map_or(usize::MAX, |copies| copies.saturating_sub(lent + aside));
            for hold in queue.iter_mut().filter(|hold| hold.ready.is_none()).take(free) {
                hold.ready = Some(now.plus_days(READY_DAYS));
            }
        }
        self.queues.retain(|_, queue| !queue.is_empty());
    }

    fn stock(&self, copies: usize, book: &str) -> Stock {
        let lent = of(&self.loans, book).count();
        let queue = self.queues.get(book).map(Vec::as_slice).unwrap_or_default();
        let aside = queue.iter().filter(|hold| hold.ready.is_some()).count();
        Stock { copies, available: copies.saturating_sub(lent + aside), holds: queue.len() }
    }

    fn standing(&self, copies: Option<usize>, card: &str, book: &str) -> Standing {
        if let Some(lent) = self.loans.get(&(book.to_owned(), card.to_owned())) {
            return Standing::Lent(lent.loan);
        }
        let queue = self.queues.get(book).map(Vec::as_slice).unwrap_or_default();
        if let Some(at) = queue.iter().position(|hold| hold.card == card) {
            let ahead = queue[..at].iter().filter(|hold| hold.ready.is_none()).count();
            return queue[at].ready.map_or(Standing::Reserved(ahead + 1), Standing::Ready);
        }
        if copies.is_none_or(|copies| self.stock(copies, book).available > 0) {
            return Standing::Available;
        }
        Standing::Unavailable(of(&self.loans, book).filter_map(|lent| lent.loan.until).min())
    }

    /// Lends the book, or puts the card into its queue. A loan that runs stays as it is, however often it is asked for.
    fn borrow(&mut self, copies: Option<usize>, card: &str, book: &str, now: Moment) {
        let standing = self.standing(copies, card, book);
        match standing {
            Standing::Lent(_) | Standing::Reserved(_) => {}
            Standing::Unavailable(_) => {
                self.queues.entry(book.to_owned()).or_default().push(Hold { card: card.to_owned(), ready: None });
            }
            Standing::Available | Standing::Ready(_) => {
                if let Some(queue) = self.queues.get_mut(book) {
                    queue.retain(|hold| hold.card != card);
                }
                let loan = Loan { since: Some(now), until: Some(now.plus_days(LOAN_DAYS)) };
                self.loans.insert((book.to_owned(), card.to_owned()), Lent { loan, renewals: 0 });
            }
        }
    }

    /// Takes a loan back, or the card out of the queue. False when there was neither.
    fn give_back(&mut self, card: &str, book: &str) -> bool {
        if self.loans.remove(&(book.to_owned(), card.to_owned())).is_some() {
            return true;
        }
        let Some(queue) = self.queues.get_mut(book) else { return false };
        let before = queue.len();
        queue.retain(|hold| hold.card != card);
        queue.len() < before
    }

    fn renew(&mut self, card: &str, book: &str) -> Result<(), NotRenewed> {
        let lent = self.loans.get_mut(&(book.to_owned(), card.to_owned())).ok_or(NotRenewed::NotLent)?;
        if self.queues.get(book).is_some_and(|queue| queue.iter().any(|hold| hold.ready.is_none())) {
            return Err(NotRenewed::Awaited);
        }
        if lent.renewals >= RENEWALS {
            return Err(NotRenewed::Enough);
        }
        lent.renewals += 1;
        lent.loan.until = lent.loan.until.map(|until| until.plus_days(LOAN_DAYS));
        Ok(())
    }
}

impl Table {
    /// When the next loan ends, or the next book is put aside no longer.
    fn next(&self) -> Option<Moment> {
        let ends = self.loans.values().filter_map(|lent| lent.loan.until);
        ends.chain(self.queues.values().flatten().filter_map(|hold| hold.ready)).min()
    }

    /// What is known of one book.
    async fn of(change: &mut Change, book: &str) -> Result<Self, Error> {
        let lent = "SELECT card, book, since, until, renewals FROM loans WHERE book = $1";
        let waits = "SELECT book, card, ready FROM holds WHERE book = $1 ORDER BY turn";
        let loans = change.rows(lent, vec![book.into()]).await?;
        Ok(Self::read(loans, change.rows(waits, vec![book.into()]).await?))
    }

    async fn all(store: &Store) -> Result<Self, Error> {
        let loans = store.rows("SELECT card, book, since, until, renewals FROM loans", Vec::new()).await?;
        Ok(Self::read(loans, store.rows("SELECT book, card, ready FROM holds ORDER BY book, turn", Vec::new()).await?))
    }

    fn read(loans: Vec<Row>, holds: Vec<Row>) -> Self {
        let mut table = Self::default();
        for mut row in loans {
            let loan = Loan { since: row.moment(2), until: row.moment(3) };
            let renewals = row.number(4).and_then(|it| it.try_into().ok()).unwrap_or(RENEWALS);
            table.loans.insert((row.text(1), row.text(0)), Lent { loan, renewals });
        }
        for mut row in holds {
            let hold = Hold { card: row.text(1), ready: row.moment(2) };
            table.queues.entry(row.text(0)).or_default().push(hold);
        }
        table
    }

    /// Writes what is other than it was `before`.
    async fn write(&self, change: &mut Change, before: &Self) -> Result<(), Error> {
        let delete = "DELETE FROM loans WHERE card = $1 AND book = $2";
        for (book, card) in before.loans.keys().filter(|key| !self.loans.contains_key(*key)) {
            change.run(delete, vec![card.into(), book.into()]).await?;
        }
        let lend = "INSERT INTO loans (card, book, since, until, renewals) VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (card, book) DO UPDATE SET since = excluded.since, until = excluded.until,
                                                           renewals = excluded.renewals";
        for (key, lent) in self.loans.iter().filter(|(key, lent)| before.loans.get(*key) != Some(*lent)) {
            let Lent { loan, renewals } = *lent;
            let values = [key.1.as_str().into(), key.0.as_str().into(), loan.since.into(), loan.until.into()];
            change.run(lend, [values.to_vec(), vec![i64::from(renewals).into()]].concat()).await?;
        }
        let books = before.queues.keys().chain(self.queues.keys().filter(|book| !before.queues.contains_key(*book)));
        for book in books.filter(|book| before.queues.get(*book) != self.queues.get(*book)) {
            change.run("DELETE FROM holds WHERE book = $1", vec![book.into()]).await?;
            for (turn, hold) in self.queues.get(book).into_iter().flatten().enumerate() {
                let values = vec![book.into(), (&hold.card).into(), (turn as i64).into(), hold.ready.into()];
                let wait = "INSERT INTO holds (book, card, turn, ready) VALUES ($1, $2, $3, $4)";
                change.run(wait, values).await?;
            }
        }
        Ok(())
    }
}

impl Loans {
    pub fn new(store: Store, copies: Option<usize>) -> Self {
        Self { copies, store, mirror: Mutex::default() }
    }

    /// Changes how one book stands.
    async fn change<R>(&self, book: &str, act: impl FnOnce(&mut Table, Moment) -> R) -> Result<R, Error> {
        let mut change = self.store.begin(&format!("book {book}")).await?;
        let before = Table::of(&mut change, book).await?;
        let mut table = before.clone();
        let now = Moment::now();
        table.settle(self.copies, now);
        let done = act(&mut table, now);
        table.settle(self.copies, now);
        if table != before {
            table.write(&mut change, &before).await?;
            change.count(CHANGES).await?;
            change.done().await?;
        }
        Ok(done)
    }

    /// Lends the book, or puts the card into its queue.
    ///
    /// # Errors
    /// Those of the database: then nothing has changed.
    pub async fn borrow(&self, card: &str, book: &str) -> Result<(), Error> {
        self.change(book, |table, now| table.borrow(self.copies, card, book, now)).await
    }

    /// Takes a loan back, or the card out of the queue. False when there was neither.
    ///
    /// # Errors
    /// As [`Self::borrow`].
    pub async fn give_back(&self, card: &str, book: &str) -> Result<bool, Error> {
        self.change(book, |table, _| table.give_back(card, book)).await
    }

    /// Lends a book that is lent for longer.
    ///
    /// # Errors
    /// As [`Self::borrow`]; inside, why it is not.
    pub async fn renew(&self, card: &str, book: &str) -> Result<Result<(), NotRenewed>, Error> {
        self.change(book, |table, _| table.renew(card, book)).await
    }

    /// How all books stand now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn now(&self) -> Result<Lendings, Error> {
        // Asked before the turn: one page does not wait for the database of another.
        let changes = Some(self.store.counter(CHANGES).await?);
        let mut mirror = self.mirror.lock().await;
        let now = Moment::now();
        if mirror.changes != changes {
            let mut table = Table::all(&self.store).await?;
            table.settle(self.copies, now);
            *mirror =
                Mirror { changes, next: table.next(), lent: Lendings { copies: self.copies, table: Arc::new(table) } };
        } else if mirror.next.is_some_and(|next| next < now) {
            let table = Arc::make_mut(&mut mirror.lent.table);
            table.settle(self.copies, now);
            mirror.next = mirror.lent.table.next();
        }
        Ok(mirror.lent.clone())
    }
}

impl Lendings {
    /// How the book stands to this card.
    pub fn standing(&self, card: &str, book: &str) -> Standing {
        self.table.standing(self.copies, card, book)
    }

    /// How many there are of it; `None` where they are not counted.
    pub fn stock(&self, book: &str) -> Option<Stock> {
        self.copies.map(|copies| self.table.stock(copies, book))
    }

    /// The books on this card, lent or waited for, by id.
    pub fn of(&self, card: &str) -> Vec<String> {
        let lent = self.table.loans.keys().filter(|(_, owner)| owner == card).map(|(book, _)| book.clone());
        let waits = self.table.queues.iter().filter(|(_, queue)| queue.iter().any(|hold| hold.card == card));
        lent.chain(waits.map(|(book, _)| book.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = "book";
    const ONE: Option<usize> = Some(1);

    fn at(day: i64) -> Moment {
        Moment::parse("2026-11-28T10:00:00Z").unwrap().plus_days(day)
    }

    #[test]
    fn one_copy_goes_from_hand_to_hand() {
        let mut table = Table::default();
        let on = |table: &mut Table, card: &str, day| {
            table.settle(ONE, at(day));
            table.borrow(ONE, card, BOOK, at(day));
            table.standing(ONE, card, BOOK)
        };
        let loan = Loan { since: Some(at(0)), until: Some(at(30)) };
        assert_eq!(on(&mut table, "a", 0), Standing::Lent(loan));
        assert_eq!(on(&mut table, "a", 1), Standing::Lent(loan), "asked again, it is the same");
        assert_eq!(table.standing(ONE, "b", BOOK), Standing::Unavailable(Some(at(30))));
        assert_eq!(on(&mut table, "b", 1), Standing::Reserved(1));
        assert_eq!(on(&mut table, "c", 1), Standing::Reserved(2));
        assert_eq!(on(&mut table, "c", 2), Standing::Reserved(2), "in one queue once");
        assert_eq!(table.stock(1, BOOK), Stock { copies: 1, available: 0, holds: 2 });
        assert_eq!(table.renew("a", BOOK), Err(NotRenewed::Awaited));

        assert!(table.give_back("a", BOOK));
        table.settle(ONE, at(2));
        assert_eq!(table.standing(ONE, "b", BOOK), Standing::Ready(at(5)));
        assert_eq!(table.standing(ONE, "c", BOOK), Standing::Reserved(1));
        assert_eq!(table.standing(ONE, "a", BOOK), Standing::Unavailable(None), "it is put aside");
        // Who does not come loses the turn.
        assert_eq!(on(&mut table, "c", 6), Standing::Lent(Loan { since: Some(at(6)), until: Some(at(36)) }));
        assert_eq!(table.standing(ONE, "b", BOOK), Standing::Unavailable(Some(at(36))));
        table.settle(ONE, at(37));
        assert_eq!(table.standing(ONE, "b", BOOK), Standing::Available, "a loan that is over is over");
    }

    #[test]
    fn a_hold_is_cancelled_and_the_next_one_moves_up() {
        let mut table = Table::default();
        for card in ["a", "b", "c"] {
            table.borrow(ONE, card, BOOK, at(0));
        }
        assert!(table.give_back("b", BOOK));
        assert!(!table.give_back("b", BOOK));
        assert_eq!(table.standing(ONE, "c", BOOK), Standing::Reserved(1));
    }

    #[test]
    fn a_loan_is_renewed_so_often_and_not_more() {
        let mut table = Table::default();
        assert_eq!(table.renew("a", BOOK), Err(NotRenewed::NotLent));
        table.borrow(ONE, "a", BOOK, at(0));
        for times in 1..=i64::from(RENEWALS) {
            assert_eq!(table.renew("a", BOOK), Ok(()));
            let until = Some(at(LOAN_DAYS * (times + 1)));
            assert_eq!(table.standing(ONE, "a", BOOK), Standing::Lent(Loan { since: Some(at(0)), until }));
        }
        assert_eq!(table.renew("a", BOOK), Err(NotRenewed::Enough));
    }

    #[tokio::test]
    async fn loans_are_found_again_and_another_server_knows_of_each_change() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("service.sqlite");
        let open = async || Loans::new(Store::in_file(Some(&file)).await.unwrap(), ONE);
        let (one, other) = (open().await, open().await);
        one.borrow("a", BOOK).await.unwrap();
        assert!(matches!(other.now().await.unwrap().standing("a", BOOK), Standing::Lent(_)));
        other.borrow("b", BOOK).await.unwrap();
        other.borrow("c", BOOK).await.unwrap();
        assert_eq!(one.now().await.unwrap().standing("c", BOOK), Standing::Reserved(2));
        assert_eq!(one.renew("a", BOOK).await.unwrap(), Err(NotRenewed::Awaited));
        assert!(one.give_back("a", BOOK).await.unwrap());
        assert!(!one.give_back("a", BOOK).await.unwrap());
        let again = open().await.now().await.unwrap();
        assert!(matches!(again.standing("b", BOOK), Standing::Ready(_)));
        assert_eq!((again.standing("c", BOOK), again.of("c")), (Standing::Reserved(1), vec![BOOK.to_owned()]));
        assert_eq!(again.stock(BOOK), Some(Stock { copies: 1, available: 0, holds: 2 }));
    }
}
