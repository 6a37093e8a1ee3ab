//! How many requests somebody may send: so many a second, and more at once after a rest (a token bucket). Counted by address
//! and, where cards are shown, by card.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::asked::{Asked, household};

/// Addresses and cards that are counted each on its own; when more than so many ask within a few seconds, the others are
/// counted together.
const MOST: usize = 50_000;
/// How often those who rest are forgotten.
const SWEEP: Duration = Duration::from_secs(1);

/// How many requests are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub per_second: NonZeroU32,
    /// At once, after a rest.
    pub burst: NonZeroU32,
    /// Programs of this machine are counted, too.
    pub here: bool,
}

impl Default for Rate {
    /// More than a reader needs, and than a class of them behind one address.
    fn default() -> Self {
        const PER_SECOND: NonZeroU32 = NonZeroU32::new(50).unwrap();
        const BURST: NonZeroU32 = NonZeroU32::new(200).unwrap();
        Self { per_second: PER_SECOND, burst: BURST, here: false }
    }
}

/// What everybody has asked for lately.
#[derive(Debug)]
pub struct Limits {
    here: bool,
    addresses: Buckets<IpAddr>,
    cards: Buckets<String>,
}

impl Limits {
    pub fn new(rate: Rate) -> Self {
        Self { here: rate.here, addresses: Buckets::new(rate), cards: Buckets::new(rate) }
    }

    /// Counts a request of this address.
    ///
    /// # Errors
    /// How long it has to wait.
    pub fn address(&self, asked: &Asked) -> Result<(), Duration> {
        match asked.address {
            Some(address) if self.here || !asked.is_here => self.addresses.take(household(address)),
            _ => Ok(()),
        }
    }

    /// Counts a request with this card.
    ///
    /// # Errors
    /// How long it has to wait.
    pub fn card(&self, asked: &Asked, number: &str) -> Result<(), Duration> {
        if number.is_empty() || asked.is_here && !self.here { Ok(()) } else { self.cards.take(number.to_owned()) }
    }
}

#[derive(Debug)]
struct Buckets<K: Hash + Eq + Clone> {
    limiter: RateLimiter<Option<K>, HashMapStateStore<Option<K>>, DefaultClock>,
    clock: DefaultClock,
    swept: Mutex<Instant>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    fn new(rate: Rate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        Self { limiter: RateLimiter::hashmap(quota), clock: DefaultClock::default(), swept: Mutex::new(Instant::now()) }
    }

    fn take(&self, key: K) -> Result<(), Duration> {
        if self.limiter.len() >= MOST {
            self.sweep();
        }
        let key = Some(key).filter(|_| self.limiter.len() < MOST);
        self.limiter.check_key(&key).map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    fn sweep(&self) {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.elapsed() >= SWEEP {
            self.limiter.retain_recent();
            *swept = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn few() -> Rate {
        let three = NonZeroU32::new(3).expect("a number");
        Rate { per_second: NonZeroU32::MIN, burst: three, here: false }
    }

    fn from(address: &str) -> Asked {
        Asked { address: address.parse().ok(), ..Asked::default() }
    }

    #[test]
    fn who_asks_too_often_waits_and_nobody_else_does() {
        let limits = Limits::new(few());
        let asks = |address: &str| limits.address(&from(address));
        assert!((0..3).all(|_| asks("203.0.113.7").is_ok()));
        let wait = asks("203.0.113.7").expect_err("a wait");
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
        assert!(asks("203.0.113.8").is_ok());
        let here = Asked { is_here: true, ..from("127.0.0.1") };
        assert!((0..10).all(|_| limits.address(&here).is_ok() && limits.card(&here, "100").is_ok()));
        assert!((0..3).all(|_| limits.card(&from("203.0.113.9"), "100").is_ok()));
        assert!(limits.card(&from("203.0.113.10"), "100").is_err(), "from wherever");
        assert!((0..10).all(|_| limits.card(&from("203.0.113.9"), "").is_ok()), "without cards there is none");
        let strict = Limits::new(Rate { here: true, ..few() });
        assert!((0..4).map(|_| strict.address(&here)).any(|asked| asked.is_err()));
    }

    #[test]
    fn a_flood_of_addresses_fills_no_memory() {
        let limits = Limits::new(few());
        for number in 0..2 * MOST as u32 {
            let _ = limits.address(&Asked { address: Some(IpAddr::V4(number.into())), ..Asked::default() });
        }
        assert!(limits.addresses.limiter.len() <= MOST + 1, "{}", limits.addresses.limiter.len());
    }
}
