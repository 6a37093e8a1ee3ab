//! Readers' cards: who may borrow, and with which PIN. PINs are kept as Argon2id (<https://www.rfc-editor.org/info/rfc9106>);
//! who guesses waits longer each time, whether there is such a card or not.

use std::collections::HashMap;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, Semaphore};

use super::guard::{self, Card, Credentials};
use super::store::{Error, Row, Store};
use super::tokens::{Pair, Tokens};
use crate::library::shelf::Moment;

/// What is counted when a card comes, goes or has another PIN.
const CHANGES: &str = "cards";
/// So often a PIN may be wrong before there is a wait.
const FREE: i64 = 4;
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// After so long nobody remembers the guesses.
const FORGOTTEN: Duration = Duration::from_secs(24 * 60 * 60);
/// Cards that were shown and are known without computing: no more than this.
const KNOWN: usize = 10_000;
/// PINs that are looked at at the same time; each takes 19 MiB.
const AT_ONCE: usize = 1;

/// In the place of a branch: all of them.
pub const EVERYWHERE: &str = "*";

/// A card of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub number: String,
    pub name: String,
    /// The branch of one of its staff, or [`EVERYWHERE`]; empty for a reader.
    pub branch: String,
    pub since: Option<Moment>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The reader with the card of this number; without cards there is one reader, whose number is empty.
    Reader(String),
    /// Nobody who is known.
    Nobody,
    /// Somebody who has guessed too often, and has to wait.
    Waits(Duration),
}

/// The cards of a service.
#[derive(Debug)]
pub struct Cards {
    store: Store,
    /// Those that were named when the service was started.
    given: Vec<Card>,
    tokens: Tokens,
    known: Mutex<Known>,
    computing: Semaphore,
}

#[derive(Debug, Default)]
struct Known {
    /// What the database had counted when these were known.
    changes: Option<i64>,
    /// Whether there are any cards in the database.
    any: bool,
    /// The number by the digest of what was shown.
    shown: HashMap<[u8; 32], String>,
}

impl Cards {
    pub fn new(store: Store, given: Vec<Card>) -> Self {
        let tokens = Tokens::new(store.clone());
        Self { store, given, tokens, known: Mutex::default(), computing: Semaphore::new(AT_ONCE) }
    }

    /// Who shows which card in this request.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn shown(&self, headers: &HeaderMap) -> Result<Shown, Error> {
        if let Some(card) = self.given.iter().find(|card| card.is_shown(headers)) {
            return Ok(Shown::Reader(card.user().to_owned()));
        }
        if let Some(token) = guard::bearer(headers)
            && let Some(number) = self.tokens.card(token, &self.given).await?
        {
            return Ok(Shown::Reader(number));
        }
        let changes = Some(self.store.counter(CHANGES).await?);
        let mut known = self.known.lock().await;
        if known.changes != changes {
            let any = !self.store.rows("SELECT number FROM cards LIMIT 1", Vec::new()).await?.is_empty();
            *known = Known { changes, any, shown: HashMap::new() };
        }
        if !known.any {
            return Ok(if self.given.is_empty() { Shown::Reader(String::new()) } else { Shown::Nobody });
        }
        let Some(credentials) = Credentials::of(headers) else { return Ok(Shown::Nobody) };
        let value = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes().to_vec()).unwrap_or_default();
        let digest: [u8; 32] = Sha256::digest(value).into();
        if let Some(number) = known.shown.get(&digest) {
            return Ok(Shown::Reader(number.clone()));
        }
        drop(known);
        let shown = self.compared(credentials).await?;
        let mut known = self.known.lock().await;
        // A card that was changed meanwhile is looked at again the next time.
        if let Shown::Reader(number) = &shown
            && known.changes == changes
        {
            if known.shown.len() >= KNOWN {
                known.shown.clear();
            }
            known.shown.insert(digest, number.clone());
        }
        Ok(shown)
    }

    /// Who signs in with this name and password.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn signed_in(&self, credentials: Credentials) -> Result<Shown, Error> {
        if self.given.iter().any(|card| card.fits(&credentials)) {
            return Ok(Shown::Reader(credentials.user));
        }
        self.compared(credentials).await
    }

    /// Tokens for the card of this number; `None` when there is none.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn give_tokens(&self, number: &str) -> Result<Option<Pair>, Error> {
        self.tokens.give(number, &self.given).await
    }

    /// New tokens and the number of their card, by a token that renews; `None` when it is not good.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn renew_tokens(&self, token: &str) -> Result<Option<(String, Pair)>, Error> {
        self.tokens.renew(token, &self.given).await
    }

    async fn compared(&self, Credentials { user, password }: Credentials) -> Result<Shown, Error> {
        // Many guesses at once are looked at one after the other, too.
        let Ok(_turn) = self.computing.acquire().await else { return Ok(Shown::Nobody) };
        if let Some(wait) = self.wait(&user).await? {
            return Ok(Shown::Waits(wait));
        }
        let found = self.store.rows("SELECT pin FROM cards WHERE number = $1", vec![(&user).into()]).await?.pop();
        let pin = found.map(|mut row| row.text(0));
        if !is_right(pin, password).await {
            self.guessed(&user).await?;
            return Ok(Shown::Nobody);
        }
        self.forgive(&user).await?;
        Ok(Shown::Reader(user))
    }

    /// The branch that this card is one of the staff of, or [`EVERYWHERE`]; `None` for a reader.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn staff_of(&self, number: &str) -> Result<Option<String>, Error> {
        let find = "SELECT branch FROM cards WHERE number = $1";
        let found = self.store.rows(find, vec![number.into()]).await?.pop();
        Ok(found.map(|mut row| row.text(0)).filter(|branch| !branch.is_empty()))
    }

    /// The name that this card was given; empty where it was none.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn name_of(&self, number: &str) -> Result<String, Error> {
        let found = self.store.rows("SELECT name FROM cards WHERE number = $1", vec![number.into()]).await?.pop();
        Ok(found.map(|mut row| row.text(0)).unwrap_or_default())
    }

    /// How long whoever shows this number has to wait still.
    async fn wait(&self, number: &str) -> Result<Option<Duration>, Error> {
        let find = "SELECT failures, last FROM guesses WHERE card = $1";
        let Some(row) = self.store.rows(find, vec![number.into()]).await?.pop() else { return Ok(None) };
        let (failures, last) = (row.number(0).unwrap_or(0), row.number(1).unwrap_or(0));
        let wait = delay(failures);
        let gone = Duration::from_millis(u64::try_from(Moment::now().unix_millis() - last).unwrap_or(0));
        Ok(wait.checked_sub(gone).filter(|rest| !rest.is_zero()))
    }

    async fn guessed(&self, number: &str) -> Result<(), Error> {
        let now = Moment::now();
        let mut change = self.store.begin(&format!("guesses {number}")).await?;
        let old = Moment::from_unix_millis(now.unix_millis() - FORGOTTEN.as_millis() as i64);
        change.run("DELETE FROM guesses WHERE last < $1", vec![old.into()]).await?;
        let put = "INSERT INTO guesses (card, failures, last) VALUES ($1, 1, $2)
                   ON CONFLICT (card) DO UPDATE SET failures = guesses.failures + 1, last = excluded.last";
        change.run(put, vec![number.into(), now.into()]).await?;
        change.done().await
    }

    async fn forgive(&self, number: &str) -> Result<(), Error> {
        let any = self.store.rows("SELECT card FROM guesses WHERE card = $1", vec![number.into()]).await?;
        if any.is_empty() {
            return Ok(());
        }
        let mut change = self.store.begin(&format!("guesses {number}")).await?;
        change.run("DELETE FROM guesses WHERE card = $1", vec![number.into()]).await?;
        change.done().await
    }
}

/// Computed also where there is no such card, so that the time taken tells nothing.
async fn is_right(pin: Option<String>, password: String) -> bool {
    let compared = tokio::task::spawn_blocking(move || match pin {
        Some(pin) => PasswordHash::new(&pin)
            .is_ok_and(|pin| Argon2::default().verify_password(password.as_bytes(), &pin).is_ok()),
        None => {
            let _ = Argon2::default().hash_password(password.as_bytes());
            false
        }
    });
    compared.await.unwrap_or(false)
}

/// The wait after so many wrong PINs in a row: none at first, then twice as long each time.
fn delay(failures: i64) -> Duration {
    match failures - FREE {
        over @ 0..=10 => Duration::from_secs(1 << over).min(LONGEST),
        over if over > 10 => LONGEST,
        _ => Duration::ZERO,
    }
}

/// Adds a card, or gives it another name, PIN and branch. `branch` is empty for a reader.
///
/// # Errors
/// Those of the database.
pub async fn put(store: &Store, number: &str, name: &str, branch: &str, pin: &str) -> Result<(), Error> {
    let pin = Argon2::default().hash_password(pin.as_bytes()).map_err(|error| Error::Failed(error.to_string()))?;
    let mut change = store.begin(&format!("card {number}")).await?;
    let put = "INSERT INTO cards (number, name, pin, branch, since) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (number) DO UPDATE SET name = excluded.name, pin = excluded.pin, branch = excluded.branch";
    let values = vec![number.into(), name.into(), pin.to_string().into(), branch.into(), Moment::now().into()];
    change.run(put, values).await?;
    change.run("DELETE FROM guesses WHERE card = $1", vec![number.into()]).await?;
    change.run("DELETE FROM tokens WHERE card = $1", vec![number.into()]).await?;
    change.count(CHANGES).await?;
    change.done().await
}

/// Takes a card away; what was lent on it ends on its day. False when there was none.
///
/// # Errors
/// Those of the database.
pub async fn remove(store: &Store, number: &str) -> Result<bool, Error> {
    let mut change = store.begin(&format!("card {number}")).await?;
    let was = change.run("DELETE FROM cards WHERE number = $1", vec![number.into()]).await? > 0;
    change.run("DELETE FROM tokens WHERE card = $1", vec![number.into()]).await?;
    change.count(CHANGES).await?;
    change.done().await?;
    Ok(was)
}

/// Every card, by number.
///
/// # Errors
/// Those of the database.
pub async fn all(store: &Store) -> Result<Vec<Record>, Error> {
    let rows = store.rows("SELECT number, name, branch, since FROM cards ORDER BY number", Vec::new()).await?;
    let record =
        |mut row: Row| Record { number: row.text(0), name: row.text(1), branch: row.text(2), since: row.moment(3) };
    Ok(rows.into_iter().map(record).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::data;

    fn showing(user: &str, pin: &str) -> HeaderMap {
        let value = format!("Basic {}", data::base64_of(format!("{user}:{pin}")));
        HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().expect("a value"))])
    }

    #[tokio::test]
    async fn a_card_is_known_by_its_pin_until_it_is_taken_away() {
        let store = Store::in_file(None).await.unwrap();
        let cards = Cards::new(store.clone(), Vec::new());
        let reader = |number: &str| Shown::Reader(number.to_owned());
        assert_eq!(cards.shown(&HeaderMap::new()).await.unwrap(), reader(""), "without cards everybody may");
        put(&store, "100", "Айгүл", "", "1234").await.unwrap();
        assert_eq!(cards.shown(&HeaderMap::new()).await.unwrap(), Shown::Nobody);
        for _ in 0..2 {
            assert_eq!(cards.shown(&showing("100", "1234")).await.unwrap(), reader("100"));
        }
        assert_eq!(cards.shown(&showing("100", "1235")).await.unwrap(), Shown::Nobody);
        assert_eq!(cards.shown(&showing("101", "1234")).await.unwrap(), Shown::Nobody);
        let kept = store.rows("SELECT pin FROM cards", Vec::new()).await.unwrap().remove(0).text(0);
        assert!(kept.starts_with("$argon2id$") && !kept.contains("1234"), "{kept}");
        put(&store, "100", "Айгүл", "", "0000").await.unwrap();
        assert_eq!(cards.shown(&showing("100", "1234")).await.unwrap(), Shown::Nobody, "another PIN");
        assert_eq!(cards.shown(&showing("100", "0000")).await.unwrap(), reader("100"));
        assert_eq!(all(&store).await.unwrap().len(), 1);
        assert!(remove(&store, "100").await.unwrap() && !remove(&store, "100").await.unwrap());
        put(&store, "200", "Болат", "", "1").await.unwrap();
        assert_eq!(cards.shown(&showing("100", "0000")).await.unwrap(), Shown::Nobody, "it was taken away");
    }

    #[tokio::test]
    async fn who_guesses_waits_longer_each_time_and_a_stranger_as_well() {
        let store = Store::in_file(None).await.unwrap();
        let cards = Cards::new(store.clone(), Vec::new());
        put(&store, "100", "Айгүл", "", "1234").await.unwrap();
        for number in ["100", "999"] {
            for guess in 0..FREE {
                let shown = cards.shown(&showing(number, &guess.to_string())).await.unwrap();
                assert_eq!(shown, Shown::Nobody, "{number}, {guess}");
            }
            let right = cards.shown(&showing(number, "1234")).await.unwrap();
            assert!(matches!(right, Shown::Waits(wait) if wait <= Duration::from_secs(1)), "{number}: {right:?}");
        }
        // Another reader does not wait for them.
        put(&store, "200", "Болат", "", "1").await.unwrap();
        assert_eq!(cards.shown(&showing("200", "1")).await.unwrap(), Shown::Reader("200".to_owned()));
        let waits: Vec<u64> = (0..18).map(|failures| delay(failures).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
        // Her own PIN, when the time is over, ends it.
        let long_ago = Moment::from_unix_millis(Moment::now().unix_millis() - 60_000);
        let mut change = store.begin("test").await.unwrap();
        change.run("UPDATE guesses SET last = $1", vec![long_ago.into()]).await.unwrap();
        change.done().await.unwrap();
        assert_eq!(cards.shown(&showing("100", "1234")).await.unwrap(), Shown::Reader("100".to_owned()));
        assert_eq!(cards.wait("100").await.unwrap(), None);
    }
}
