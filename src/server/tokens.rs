//! Tokens in the place of a PIN: whoever showed it once shows them, so that no PIN travels and none is computed with each
//! request (OAuth 2.0, <https://www.rfc-editor.org/info/rfc6749>, sections 4.3 and 6; <https://www.rfc-editor.org/info/rfc6750>).
//!
//! Only their digests are kept. A token is good for the card as it was when it was given: with another PIN, or without the card,
//! it is nothing.

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::guard::Card;
use super::store::{Change, Error, Store};
use crate::library::shelf::Moment;

/// How long a token is good for.
pub const LASTS: Duration = Duration::from_secs(60 * 60);
/// How long it can be renewed.
const RENEWABLE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How long the old one can still renew: the answer that brings the new one may be lost on the way.
const GRACE: Duration = Duration::from_secs(60);
/// Tokens of one card: nobody has more devices.
const MOST: i64 = 200;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Access,
    Refresh,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }
}

/// What was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub access: String,
    pub refresh: String,
}

/// The tokens of all cards.
#[derive(Debug)]
pub struct Tokens(Store);

/// What a token stands for.
struct Known {
    card: String,
    proof: String,
    until: i64,
}

impl Tokens {
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    /// The number of the card that this token stands for, where it is good. `given` are cards that no database knows.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn card(&self, token: &str, given: &[Card]) -> Result<Option<String>, Error> {
        if !is_ours(token) {
            return Ok(None);
        }
        let values = vec![digest(token).into(), Kind::Access.name().into()];
        let row = self.0.rows(FIND, values).await?.pop();
        Ok(row.and_then(|row| known(row, given)).map(|known| known.card))
    }

    /// Tokens for the card of this number as it is now; `None` when there is none.
    ///
    /// # Errors
    /// Those of the database: then there are none.
    pub async fn give(&self, number: &str, given: &[Card]) -> Result<Option<Pair>, Error> {
        let mut change = self.0.begin(&format!("tokens {number}")).await?;
        let found = change.rows("SELECT pin FROM cards WHERE number = $1", vec![number.into()]).await?.pop();
        let given = given.iter().find(|card| card.user() == number).map(Card::proof);
        let Some(proof) = given.or_else(|| found.map(|mut row| digest(&row.text(0)))) else { return Ok(None) };
        let pair = put(&mut change, number, &proof).await?;
        change.done().await?;
        Ok(Some(pair))
    }

    /// New tokens in the place of old ones, by the token that renews; `None` when it is not good.
    ///
    /// # Errors
    /// Those of the database: then the old ones are as they were.
    pub async fn renew(&self, token: &str, given: &[Card]) -> Result<Option<(String, Pair)>, Error> {
        if !is_ours(token) {
            return Ok(None);
        }
        let digest = digest(token);
        let mut change = self.0.begin(&format!("token {digest}")).await?;
        let row = change.rows(FIND, vec![(&digest).into(), Kind::Refresh.name().into()]).await?.pop();
        let Some(Known { card, proof, until }) = row.and_then(|row| known(row, given)) else { return Ok(None) };
        let last = until.min(after(GRACE));
        change.run("UPDATE tokens SET until = $2 WHERE digest = $1", vec![digest.into(), last.into()]).await?;
        let pair = put(&mut change, &card, &proof).await?;
        change.done().await?;
        Ok(Some((card, pair)))
    }
}

const FIND: &str = "SELECT tokens.card, tokens.proof, cards.pin, tokens.until FROM tokens
                    LEFT JOIN cards ON cards.number = tokens.card WHERE tokens.digest = $1 AND tokens.kind = $2";

/// What a row tells, where it is good now.
fn known(mut row: super::store::Row, given: &[Card]) -> Option<Known> {
    let known = Known { card: row.text(0), proof: row.text(1), until: row.number(3)? };
    let pin = row.text(2);
    let is_card = !pin.is_empty() && digest(&pin) == known.proof
        || given.iter().any(|card| card.user() == known.card && card.proof() == known.proof);
    (is_card && known.until > Moment::now().unix_millis()).then_some(known)
}

async fn put(change: &mut Change, card: &str, proof: &str) -> Result<Pair, Error> {
    change.run("DELETE FROM tokens WHERE until < $1", vec![Moment::now().into()]).await?;
    let many = change.rows("SELECT count(*) FROM tokens WHERE card = $1", vec![card.into()]).await?;
    if many.first().and_then(|row| row.number(0)).unwrap_or(0) >= MOST {
        let oldest = "DELETE FROM tokens WHERE digest IN
                      (SELECT digest FROM tokens WHERE card = $1 ORDER BY until LIMIT 2)";
        change.run(oldest, vec![card.into()]).await?;
    }
    let pair = Pair { access: new()?, refresh: new()? };
    for (token, kind, lasts) in [(&pair.access, Kind::Access, LASTS), (&pair.refresh, Kind::Refresh, RENEWABLE)] {
        let put = "INSERT INTO tokens (digest, card, kind, proof, until) VALUES ($1, $2, $3, $4, $5)";
        let values = vec![digest(token).into(), card.into(), kind.name().into(), proof.into(), after(lasts).into()];
        change.run(put, values).await?;
    }
    Ok(pair)
}

fn after(lasts: Duration) -> i64 {
    Moment::now().unix_millis() + lasts.as_millis() as i64
}

/// Nobody guesses 256 bits.
fn new() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Failed(error.to_string()))?;
    Ok(hexadecimal(&bytes))
}

/// What others call a token is not looked for.
fn is_ours(token: &str) -> bool {
    token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What is kept in the place of a secret that cannot be guessed.
pub fn digest(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::cards;
    use super::*;

    #[tokio::test]
    async fn a_token_is_good_as_long_as_its_card_stays_what_it_is() {
        let store = Store::in_file(None).await.unwrap();
        let tokens = Tokens::new(store.clone());
        cards::put(&store, "100", "Айгүл", "", "1234").await.unwrap();
        assert_eq!(tokens.give("101", &[]).await.unwrap(), None, "there is no such card");
        let first = tokens.give("100", &[]).await.unwrap().unwrap();
        let card = async |token: &str| tokens.card(token, &[]).await.unwrap();
        assert_eq!(card(&first.access).await.as_deref(), Some("100"));
        assert_eq!(card(&first.refresh).await, None, "it only renews");
        assert_eq!(tokens.renew(&first.access, &[]).await.unwrap(), None);
        let kept = store.rows("SELECT digest FROM tokens", Vec::new()).await.unwrap();
        let kept: Vec<String> = kept.into_iter().map(|mut row| row.text(0)).collect();
        assert!(kept.len() == 2 && !kept.contains(&first.access) && !kept.contains(&first.refresh));
        let (number, second) = tokens.renew(&first.refresh, &[]).await.unwrap().unwrap();
        assert_eq!((&*number, card(&second.access).await.as_deref()), ("100", Some("100")));
        assert!(tokens.renew(&first.refresh, &[]).await.unwrap().is_some(), "the answer may have been lost");
        let mut change = store.begin("test").await.unwrap();
        change.run("UPDATE tokens SET until = 1 WHERE digest = $1", vec![digest(&second.access).into()]).await.unwrap();
        change.done().await.unwrap();
        assert_eq!(card(&second.access).await, None, "its time is over");
        cards::put(&store, "100", "Айгүл", "", "4321").await.unwrap();
        assert_eq!(card(&first.access).await, None, "another PIN");
        assert_eq!(tokens.renew(&second.refresh, &[]).await.unwrap(), None);
        let third = tokens.give("100", &[]).await.unwrap().unwrap();
        cards::remove(&store, "100").await.unwrap();
        cards::put(&store, "100", "Болат", "", "4321").await.unwrap();
        assert_eq!(card(&third.access).await, None, "another reader");
    }

    #[tokio::test]
    async fn cards_that_were_given_at_the_start_have_tokens_and_no_card_has_too_many() {
        let tokens = Tokens::new(Store::in_file(None).await.unwrap());
        let given = [Card::new("Әсел", "1")];
        let first = tokens.give("Әсел", &given).await.unwrap().unwrap();
        assert_eq!(tokens.card(&first.access, &given).await.unwrap().as_deref(), Some("Әсел"));
        assert_eq!(tokens.card(&first.access, &[Card::new("Әсел", "2")]).await.unwrap(), None, "another password");
        for _ in 0..MOST {
            tokens.give("Әсел", &given).await.unwrap().unwrap();
        }
        let many = tokens.0.rows("SELECT count(*) FROM tokens", Vec::new()).await.unwrap();
        assert_eq!(many[0].number(0), Some(MOST));
        for wrong in ["", "x", &"0".repeat(64), &"0".repeat(100_000)] {
            assert_eq!(tokens.card(wrong, &given).await.unwrap(), None);
        }
    }
}
