//! Who borrowed what until when, and who waits for it: a small table in memory, kept in a file when there is one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::MutexGuard;

use serde::{Deserialize, Serialize};

use super::kept;
use crate::library::shelf::{Loan, Moment};

/// How long a book is lent.
pub const LOAN_DAYS: i64 = 30;
/// How long a book is put aside for the one whose turn it is.
pub const READY_DAYS: i64 = 3;
/// How often one loan is renewed.
pub const RENEWALS: u8 = 2;

/// The loans and holds of every card. A service without cards has one reader, whose name is empty.
#[derive(Debug, Default)]
pub struct Loans {
    /// Of each book; `None` lends to everybody.
    copies: Option<usize>,
    table: kept::Kept<Table>,
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
    /// What is lent cannot be written.
    NotKept,
}

/// What is lent cannot be written: nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotKept;

/// One loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Lent {
    loan: Loan,
    renewals: u8,
}

/// A place in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Hold {
    card: String,
    /// Put aside until then; not yet, as long as it is none.
    ready: Option<Moment>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Table {
    /// By card and id of the book.
    loans: BTreeMap<(String, String), Lent>,
    /// By id of the book, who came first first.
    queues: BTreeMap<String, Vec<Hold>>,
}

/// As it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Filed {
    Now {
        loans: Vec<(String, String, Lent)>,
        queues: BTreeMap<String, Vec<Hold>>,
    },
    /// Before there were queues.
    Before(Vec<(String, String, Loan)>),
}

impl kept::Table for Table {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (loans, queues) = match serde_json::from_slice(bytes).ok()? {
            Filed::Now { loans, queues } => (loans, queues),
            Filed::Before(loans) => {
                let lent = |(card, book, loan)| (card, book, Lent { loan, renewals: 0 });
                (loans.into_iter().map(lent).collect(), BTreeMap::new())
            }
        };
        Some(Self { loans: loans.into_iter().map(|(card, book, lent)| ((card, book), lent)).collect(), queues })
    }

    fn written(&self) -> serde_json::Result<Vec<u8>> {
        let loans = self.loans.iter().map(|((card, book), lent)| (card.clone(), book.clone(), *lent)).collect();
        serde_json::to_vec(&Filed::Now { loans, queues: self.queues.clone() })
    }
}

impl Table {
    /// What is over is forgotten, and what came free is put aside for those who wait.
    fn settle(&mut self, copies: Option<usize>, now: Moment) {
        self.loans.retain(|_, lent| !lent.loan.is_over(now));
        for (book, queue) in &mut self.queues {
            queue.retain(|hold| hold.ready.is_none_or(|until| until >= now));
            let lent = self.loans.keys().filter(|(_, lent)| lent == book).count();
            let aside = queue.iter().filter(|hold| hold.ready.is_some()).count();
            let free = copies.map_or(usize::MAX, |copies| copies.saturating_sub(lent + aside));
            for hold in queue.iter_mut().filter(|hold| hold.ready.is_none()).take(free) {
                hold.ready = Some(now.plus_days(READY_DAYS));
            }
        }
        self.queues.retain(|_, queue| !queue.is_empty());
    }

    fn stock(&self, copies: usize, book: &str) -> Stock {
        let lent = self.loans.keys().filter(|(_, lent)| lent == book).count();
        let queue = self.queues.get(book).map(Vec::as_slice).unwrap_or_default();
        let aside = queue.iter().filter(|hold| hold.ready.is_some()).count();
        Stock { copies, available: copies.saturating_sub(lent + aside), holds: queue.len() }
    }

    fn standing(&self, copies: Option<usize>, card: &str, book: &str) -> Standing {
        if let Some(lent) = self.loans.get(&(card.to_owned(), book.to_owned())) {
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
        let of = self.loans.iter().filter(|((_, lent), _)| lent == book);
        Standing::Unavailable(of.filter_map(|(_, lent)| lent.loan.until).min())
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
                self.loans.insert((card.to_owned(), book.to_owned()), Lent { loan, renewals: 0 });
            }
        }
    }

    /// Takes a loan back, or the card out of the queue. False when there was neither.
    fn give_back(&mut self, card: &str, book: &str) -> bool {
        if self.loans.remove(&(card.to_owned(), book.to_owned())).is_some() {
            return true;
        }
        let Some(queue) = self.queues.get_mut(book) else { return false };
        let before = queue.len();
        queue.retain(|hold| hold.card != card);
        queue.len() < before
    }

    fn renew(&mut self, card: &str, book: &str) -> Result<(), NotRenewed> {
        let lent = self.loans.get_mut(&(card.to_owned(), book.to_owned())).ok_or(NotRenewed::NotLent)?;
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

impl Loans {
    /// The loans that this file holds; none when it cannot be read.
    pub fn open(file: Option<PathBuf>, copies: Option<usize>) -> Self {
        Self { copies, table: kept::Kept::open(file) }
    }

    /// The table as it is now, by what this process knows.
    fn known(&self) -> MutexGuard<'_, Table> {
        let mut table = self.table.known();
        table.settle(self.copies, Moment::now());
        table
    }

    /// Changes the table as it is now.
    fn change<R>(&self, act: impl FnOnce(&mut Table, Moment) -> R) -> Result<R, NotKept> {
        let changed = self.table.change(|table| {
            let now = Moment::now();
            table.settle(self.copies, now);
            let done = act(table, now);
            table.settle(self.copies, now);
            done
        });
        changed.ok_or(NotKept)
    }

    /// Lends the book, or puts the card into its queue.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn borrow(&self, card: &str, book: &str) -> Result<(), NotKept> {
        self.change(|table, now| table.borrow(self.copies, card, book, now))
    }

    /// Takes a loan back, or the card out of the queue. False when there was neither.
    ///
    /// # Errors
    /// [`NotKept`].
    pub fn give_back(&self, card: &str, book: &str) -> Result<bool, NotKept> {
        self.change(|table, _| table.give_back(card, book))
    }

    /// Lends a book that is lent for longer.
    ///
    /// # Errors
    /// Why it is not.
    pub fn renew(&self, card: &str, book: &str) -> Result<(), NotRenewed> {
        self.change(|table, _| table.renew(card, book)).unwrap_or(Err(NotRenewed::NotKept))
    }

    /// How the book stands to this card.
    pub fn standing(&self, card: &str, book: &str) -> Standing {
        self.known().standing(self.copies, card, book)
    }

    /// How many there are of it; `None` where they are not counted.
    pub fn stock(&self, book: &str) -> Option<Stock> {
        self.copies.map(|copies| self.known().stock(copies, book))
    }

    /// The books on this card, lent or waited for, by id.
    pub fn of(&self, card: &str) -> Vec<String> {
        let table = self.known();
        let lent = table.loans.keys().filter(|(owner, _)| owner == card).map(|(_, book)| book.clone());
        let waits = table.queues.iter().filter(|(_, queue)| queue.iter().any(|hold| hold.card == card));
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

    #[test]
    fn loans_of_an_older_service_are_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("loans.json");
        std::fs::write(&file, r#"[["a","book",{"since":"2026-11-28T10:00:00Z","until":"2099-01-01T00:00:00Z"}]]"#)
            .unwrap();
        let loans = Loans::open(Some(file.clone()), ONE);
        assert!(matches!(loans.standing("a", BOOK), Standing::Lent(_)));
        loans.borrow("b", BOOK).unwrap();
        let again = Loans::open(Some(file), ONE);
        assert_eq!(again.standing("b", BOOK), Standing::Reserved(1));
        assert_eq!((again.of("a"), again.of("b")), (vec![BOOK.to_owned()], vec![BOOK.to_owned()]));
    }

    #[test]
    fn a_loan_that_cannot_be_written_is_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        std::fs::write(&blocked, "").unwrap();
        let loans = Loans::open(Some(blocked.join("loans.json")), ONE);
        assert_eq!(loans.borrow("a", BOOK), Err(NotKept));
        assert_eq!(loans.standing("a", BOOK), Standing::Available);
        assert_eq!(loans.give_back("a", BOOK), Ok(false));
    }
}
