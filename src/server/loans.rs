//! Who borrowed what until when: a small table in memory, kept in a file when there is one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::collection::write;
use crate::library::shelf::{Loan, Moment};

/// How long a book is lent.
pub const LOAN_DAYS: i64 = 30;

/// The loans of every card. A service without cards has one reader, whose name is empty.
#[derive(Debug, Default)]
pub struct Loans {
    file: Option<PathBuf>,
    /// (card, id of the book).
    loans: Mutex<BTreeMap<(String, String), Loan>>,
}

impl Loans {
    /// The loans that this file holds; none when it cannot be read.
    pub fn open(file: Option<PathBuf>) -> Self {
        let text = file.as_ref().and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
        let kept: Vec<(String, String, Loan)> = serde_json::from_slice(&text).unwrap_or_default();
        let loans = kept.into_iter().map(|(card, book, loan)| ((card, book), loan)).collect();
        Self { file, loans: Mutex::new(loans) }
    }

    /// Lends the book. A loan that still runs stays as it is, however often it is asked for.
    pub fn borrow(&self, card: &str, book: &str) -> Loan {
        let now = Moment::now();
        let mut loans = self.loans.lock().unwrap_or_else(PoisonError::into_inner);
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
        let mut loans = self.loans.lock().unwrap_or_else(PoisonError::into_inner);
        let was = loans.remove(&(card.to_owned(), book.to_owned())).is_some();
        if was {
            self.keep(&loans);
        }
        was
    }

    fn keep(&self, loans: &BTreeMap<(String, String), Loan>) {
        let Some(file) = &self.file else { return };
        let kept: Vec<(&str, &str, &Loan)> =
            loans.iter().map(|((card, book), loan)| (card.as_str(), book.as_str(), loan)).collect();
        let written = serde_json::to_vec(&kept).map_err(std::io::Error::from).and_then(|text| write(file, &text));
        if let Err(error) = written {
            tracing::warn!(%error, "the loans are not kept");
        }
    }
}
