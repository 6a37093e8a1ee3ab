//! Points in time as catalogues write them (<https://www.rfc-editor.org/info/rfc3339>), kept in UTC.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z, between the years 0 and 9999. Written as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Moment(i64);

impl Moment {
    /// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999Z: what RFC 3339 can write.
    const RANGE: (i64, i64) = (-62_167_219_200_000, 253_402_300_799_999);

    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// Moments outside the years 0 to 9999 are moved to the nearest one inside.
    pub fn from_unix_millis(millis: i64) -> Self {
        Self(millis.clamp(Self::RANGE.0, Self::RANGE.1))
    }

    pub fn unix_millis(self) -> i64 {
        self.0
    }

    /// A date (`2026-12-23`: the end of that day in UTC is not guessed, its beginning is taken) or a date and time with
    /// or without fraction and offset (`2026-12-23T18:00:00+05:00`). Impossible dates are none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.find(['T', 't', ' ']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)),
            None => (text, None),
        };
        let mut parts = date.splitn(3, '-').map(digits);
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        if year > 9999 || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
            return None;
        }
        let mut millis = days_before(year, month, day) * DAY_MS;
        if let Some(time) = time {
            millis += time_of_day(time)?;
        }
        Some(Self::from_unix_millis(millis))
    }

    /// Year, month (1 to 12), day in UTC.
    pub fn date(self) -> (i32, u8, u8) {
        let (year, month, day) = civil(self.0.div_euclid(DAY_MS));
        (year as i32, month as u8, day as u8)
    }

    /// This many days later; earlier for a negative number.
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_unix_millis(self.0.saturating_add(days.saturating_mul(DAY_MS)))
    }

    /// Whole days from this moment to the later one, rounded down; negative when that one is earlier.
    pub fn days_until(self, later: Self) -> i64 {
        (later.0 - self.0).div_euclid(DAY_MS)
    }
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let millis = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Self::from_unix_millis(match time.duration_since(UNIX_EPOCH) {
            Ok(after) => millis(after),
            Err(before) => -millis(before.duration()),
        })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let seconds = self.0.rem_euclid(DAY_MS) / 1000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

/// The text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date")]
pub struct NotADate;

impl TryFrom<String> for Moment {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        Self::parse(&text).ok_or(NotADate)
    }
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// `18:00`, `18:00:00.5Z`, `18:00:00+05:00` → milliseconds from the day's beginning in UTC.
fn time_of_day(text: &str) -> Option<i64> {
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone);
    let mut parts = clock.trim().splitn(3, ':');
    let hour = parts.next().and_then(digits).filter(|hour| *hour < 25)?;
    let minute = parts.next().and_then(digits).filter(|minute| *minute < 60)?;
    let (second, fraction) = match parts.next() {
        Some(seconds) => seconds.split_once('.').unwrap_or((seconds, "")),
        None => ("0", ""),
    };
    let second = digits(second).filter(|second| *second < 61)?;
    let millis = fraction.bytes().take_while(u8::is_ascii_digit).chain(*b"000").take(3);
    let millis = millis.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let offset = match zone.chars().next() {
        Some(sign @ ('+' | '-')) => {
            let zone: String = zone[1..].chars().filter(|c| *c != ':').collect();
            let hours = digits(zone.get(..2)?)?;
            let minutes = zone.get(2..4).map_or(Some(0), digits)?;
            (hours * 60 + minutes) * if sign == '+' { 1 } else { -1 }
        }
        _ => 0,
    };
    Some((((hour * 60 + minute - offset) * 60) + second) * 1000 + millis)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to this date of the Gregorian calendar; years are counted from March, so that the leap day is
/// the last of its year.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// The reverse of [`days_before`].
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    // 400 years are always 146,097 days; inside them the year is found by guessing and stepping back at most once.
    let era = days.div_euclid(146_097);
    let in_era = days.rem_euclid(146_097);
    let mut year = in_era * 400 / 146_097;
    let start = |year: i64| year * 365 + year / 4 - year / 100;
    if start(year + 1) <= in_era && year < 399 {
        year += 1;
    } else if start(year) > in_era {
        year -= 1;
    }
    let day_of_year = in_era - start(year);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + carry, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_five_centuries_is_found_again() {
        let mut previous = None;
        for days in days_before(1899, 12, 31)..days_before(2400, 3, 2) {
            let (year, month, day) = civil(days);
            assert_eq!(days_before(year, month, day), days);
            assert!((1..=days_in(year, month)).contains(&day), "{year}-{month}-{day}");
            let date = (year, month, day);
            assert!(previous < Some(date), "{date:?} after {previous:?}");
            previous = Some(date);
        }
    }

    #[test]
    fn dates_are_read_as_catalogues_write_them() {
        let shown = |text: &str| Moment::parse(text).map(|moment| moment.to_string());
        assert_eq!(shown("2026-12-23").as_deref(), Some("2026-12-23T00:00:00Z"));
        assert_eq!(shown("2026-12-23T18:00:00+05:00").as_deref(), Some("2026-12-23T13:00:00Z"));
        assert_eq!(shown("2026-01-01T02:30:00.25+0500").as_deref(), Some("2025-12-31T21:30:00Z"));
        assert_eq!(shown("2024-02-29T00:00Z").as_deref(), Some("2024-02-29T00:00:00Z"));
        assert_eq!(Moment::parse("1970-01-01T00:00:01.5Z").map(Moment::unix_millis), Some(1500));
    }

    #[test]
    fn impossible_dates_are_none() {
        for text in ["", "2026", "2026-13-01", "2026-02-29", "0101-99-99", "2026-12-23Tnoon", "қазан", "2026-12-23T+é"]
        {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
