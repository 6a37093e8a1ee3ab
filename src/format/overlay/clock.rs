//! Clock values: `1:02:03.5`, `02:03`, `1.5h`, `3min`, `12.25s`, `250ms`, `7`, and with `npt=` before them.
//!
//! <https://www.w3.org/TR/SMIL3/smil-timing.html#Timing-ClockValueSyntax>,
//! <https://www.w3.org/TR/1998/REC-smil-19980615/#clip-begin>

use std::time::Duration;

/// A number with decimals that nobody hears beyond: millionths.
fn millionths(number: &str) -> Option<u128> {
    let (whole, decimals) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || (whole.is_empty() && decimals.is_empty()) || whole.len() > 12 {
        return None;
    }
    let whole: u128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let decimals: String = decimals.chars().chain("000000".chars()).take(6).collect();
    Some(whole * 1_000_000 + decimals.parse::<u128>().ok()?)
}

/// The time of a clock value, to the millisecond; `None` when it is none.
pub(in crate::format) fn clock(value: &str) -> Option<Duration> {
    let value = value.trim();
    let value = value.strip_prefix("npt=").or_else(|| value.strip_prefix("npt:")).unwrap_or(value).trim();
    let micros = if value.contains(':') {
        // Seconds are sometimes written with their unit in a full clock, too.
        let value = value.strip_suffix('s').unwrap_or(value);
        let parts: Vec<&str> = value.split(':').collect();
        let (seconds, above) = parts.split_last()?;
        if above.len() > 2 {
            return None;
        }
        let mut minutes = 0_u128;
        for part in above {
            let part = part.trim();
            if part.is_empty() || part.len() > 9 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            minutes = minutes * 60 + part.parse::<u128>().ok()?;
        }
        minutes * 60 * 1_000_000 + millionths(seconds.trim())?
    } else {
        // «ms» before «s».
        let units = [("ms", 1_000), ("min", 60_000_000), ("h", 3_600_000_000), ("s", 1_000_000)];
        let found = units.iter().find_map(|(unit, micros)| Some((value.strip_suffix(unit)?, *micros)));
        let (number, unit) = found.unwrap_or((value, 1_000_000));
        millionths(number.trim())? * unit / 1_000_000
    };
    Some(Duration::from_millis(u64::try_from((micros + 500) / 1000).ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_is_read() {
        for (value, millis) in [
            ("02:30:03", 9_003_000),
            ("50:00:10.25", 180_010_250),
            ("0:00:00.001", 1),
            ("02:33", 153_000),
            ("00:10.5", 10_500),
            ("3.2h", 11_520_000),
            ("45min", 2_700_000),
            ("30s", 30_000),
            ("5ms", 5),
            ("12.467", 12_467),
            ("0", 0),
            (".5s", 500),
            (" 7.0005 ", 7_001),
            ("npt=12.345s", 12_345),
            ("npt=0:01:02.3", 62_300),
            ("npt=1:02:03.5s", 3_723_500),
            ("1,5s", 1_500),
        ] {
            assert_eq!(clock(value), Some(Duration::from_millis(millis)), "{value}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for value in ["", "-1s", "1e3", "inf", "NaN", "1:2:3:4", "::", "1:", "x", "smpte=10:12:33:20", "1 2s", "5hours"]
        {
            assert_eq!(clock(value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[0-9:.,hmsinpt= -]{0,30}|\\PC{0,12}") {
            let _ = clock(&text);
        }

        #[test]
        fn what_was_written_is_read(millis in 0u64..400_000_000) {
            let (seconds, rest) = (millis / 1000, millis % 1000);
            let full = format!("{}:{:02}:{:02}.{rest:03}", seconds / 3600, seconds / 60 % 60, seconds % 60);
            prop_assert_eq!(clock(&full), Some(Duration::from_millis(millis)));
            prop_assert_eq!(clock(&format!("{millis}ms")), Some(Duration::from_millis(millis)));
            prop_assert_eq!(clock(&format!("{seconds}.{rest:03}s")), Some(Duration::from_millis(millis)));
        }
    }
}
