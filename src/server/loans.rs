//! Who borrowed what until when: a small table in memory, kept in a file when there is one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::collection::write;
use crate::library::shelf::{Loan, Moment};

/// How long a book is lent.
pub const LOAN_DAYS: i64 = 30;

/// The loans of every card. A service without cards has one reader, whose name is empty.
#[derive(Debug, Default)]
pub struct Loans {
    file: Option<PathBuf>,
    loans: Mutex<Table>,
}

/// By card and id of the book.
type Table = BTreeMap<(String, String), Loan>;

fn kept(file: &Path) -> Option<Table> {
    let kept: Vec<(String, String, Loan)> = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
    Some(kept.into_iter().map(|(card, book, loan)| ((card, book), loan)).collect())
}

impl Loans {
    /// The loans that this file holds; none when it cannot be read.
    pub fn open(file: Option<PathBuf>) -> Self {
        let loans = file.as_deref().and_then(kept).unwrap_or_default();
        Self { file, loans: Mutex::new(loans) }
    }

    /// The table, with what another process that serves the same books wrote meanwhile.
    fn newest(&self) -> MutexGuard<'_, Table> {
        let mut loans = self.loans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = self.file.as_deref().and_then(kept) {
            *loans = kept;
        }
        loans
    }

    /// Lends the book. A loan that still runs stays as it is, however often it is asked for.
    pub fn borrow(&self, card: &str, book: &str) -> Loan {
        let now = Moment::now();
        let mut loans = self.newest();
        let key = (card.to_owned(), book.to_owned());
        if let Some(loan) = loans.get(&key).filter(|loan| !loan.is_over(now)) {
            return *loan;
        }
        let loan = Loan { since: Some(now), until: Some(now.plus_days(LOAN_DAYS)) };
        loans.insert(key, loan);
        loans.retain(|_, loan| !loan.is_over(now));
        self.keep(&loans);
        loan
    }

    /// The loan that runs.
    pub fn loan(&self, card: &str, book: &str) -> Option<Loan> {
        let loans = self.loans.lock().unwrap_or_else(PoisonError::into_inner);
        loans.get(&(card.to_owned(), book.to_owned())).filter(|loan| !loan.is_over(Moment::now())).copied()
    }

    /// The books on this card, by id.
    pub fn of(&self, card: &str) -> Vec<String> {
        let now = Moment::now();
        let loans = self.loans.lock().unwrap_or_else(PoisonError::into_inner);
        let own = loans.iter().filter(|((owner, _), loan)| owner == card && !loan.is_over(now));
        own.map(|((_, book), _)| book.clone()).collect()
    }

    /// False when it was not lent.
    pub fn give_back(&self, card: &str, book: &str) -> bool {
        let mut loans = self.newest();
        let was = loans.remove(&(card.to_owned(), book.to_owned())).is_some();
        if was {
            self.keep(&loans);
        }
        was
    }

    fn keep(&self, loans: &Table) {
        let Some(file) = &self.file else { return };
        let kept: Vec<(&str, &str, &Loan)> =
            loans.iter().map(|((card, book), loan)| (card.as_str(), book.as_str(), loan)).collect();
        let written = serde_json::to_vec(&kept).map_err(std::io::Error::from).and_then(|text| write(file, &text));
        if let Err(error) = written {
            tracing::warn!(%error, "the loans are not kept");
        }
    }
}
