//! Whether the clock of this machine is to be believed: loans end by it, and a battery that died sets it years off.

use super::Moment;

/// So much later than everything that is known nobody comes back to a book that is lent.
const LONGEST_ABSENCE: i64 = 400;
/// Clocks that were set by hand are hours off, and time zones more than that.
const SLACK: i64 = 2;

/// What the clock is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Right,
    /// It shows a time before something that has happened already.
    Behind,
    /// It shows a time that is too far from the last one that was believed.
    Ahead,
}

/// Judges the clock. `newest` is the newest moment that was ever written down, `believed` the newest at which the clock was
/// found right. A server that was asked just now, over a connection that nobody changes, knows better than both.
pub fn judge(now: Moment, newest: Option<Moment>, believed: Option<Moment>, server: Option<Moment>) -> Clock {
    if let Some(server) = server {
        return match server.days_until(now) {
            days if days >= SLACK => Clock::Ahead,
            days if days < -SLACK => Clock::Behind,
            _ => Clock::Right,
        };
    }
    if newest.max(believed).is_some_and(|known| now < known) {
        return Clock::Behind;
    }
    match believed.or(newest) {
        Some(known) if known.plus_days(LONGEST_ABSENCE) < now => Clock::Ahead,
        _ => Clock::Right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    #[test]
    fn a_clock_that_shows_what_cannot_be_is_not_believed() {
        let known = Some(at("2026-11-28T03:00:00Z"));
        let clock = |now: &str| judge(at(now), known, known, None);
        assert_eq!(clock("2026-11-28T03:00:00Z"), Clock::Right);
        assert_eq!(clock("2026-11-28T02:59:59Z"), Clock::Behind);
        assert_eq!(clock("1970-01-01"), Clock::Behind);
        assert_eq!(clock("2027-12-30"), Clock::Right);
        assert_eq!(clock("2028-01-03"), Clock::Ahead);
        assert_eq!(judge(at("2026-11-28"), None, None, None), Clock::Right, "a new shelf knows nothing better");
    }

    #[test]
    fn what_was_written_by_a_wrong_clock_makes_it_no_righter() {
        // She read on a day that the clock made to be ten years later.
        let (newest, believed) = (Some(at("2036-11-28")), Some(at("2026-11-27")));
        assert_eq!(judge(at("2036-11-28T01:00:00Z"), newest, believed, None), Clock::Ahead);
        assert_eq!(judge(at("2026-11-29"), newest, believed, None), Clock::Behind, "careful until a server tells");
        let server = Some(at("2026-11-29T05:00:00Z"));
        assert_eq!(judge(at("2026-11-29"), newest, believed, server), Clock::Right);
        assert_eq!(judge(at("2036-11-28T01:00:00Z"), newest, believed, server), Clock::Ahead);
        assert_eq!(judge(at("2026-11-20"), newest, believed, server), Clock::Behind);
    }
}
