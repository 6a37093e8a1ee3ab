//! Times of a recording: in figures for the eye, in words for the ear, and as people type them.

use std::time::Duration;

use crate::locale::{Locale, Tongue};
use crate::reading::listening::Speed;

/// In figures: «2:05:10», under an hour «5:10».
pub fn clock(time: Duration) -> String {
    let (hours, minutes, seconds) = parts(time);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// To the second, in words: «2 hours 5 minutes 10 seconds».
pub fn time(locale: &Locale, time: Duration) -> String {
    let (hours, minutes, seconds) = parts(time);
    let mut words = Vec::new();
    for (id, count) in [("hours", hours), ("minutes", minutes), ("seconds", seconds)] {
        if count > 0 || (id == "seconds" && words.is_empty()) {
            words.push(locale.with(id, &[("count", count.into())]));
        }
    }
    words.join(" ")
}

/// A speed: «1.5», with the comma of the language.
pub fn speed(locale: &Locale, speed: Speed) -> String {
    let (whole, tenth) = (speed.percent() / 100, speed.percent() % 100 / 10);
    let comma = if locale.tongue() == Tongue::En { '.' } else { ',' };
    if tenth == 0 { whole.to_string() } else { format!("{whole}{comma}{tenth}") }
}

/// A time as it is typed: «1:02:03», «62:03», or minutes alone («62»). Spaces do no harm.
pub fn typed_time(typed: &str) -> Option<Duration> {
    let parts: Vec<&str> = typed.trim().split([':', '.', '-']).map(str::trim).collect();
    let numbers: Option<Vec<u64>> = parts
        .iter()
        .map(|part| (part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?)
        .collect();
    let seconds = match *numbers?.as_slice() {
        [minutes] => minutes * 60,
        [minutes, seconds] if seconds < 60 => minutes * 60 + seconds,
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => hours * 3600 + minutes * 60 + seconds,
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

fn parts(time: Duration) -> (u64, u64, u64) {
    let seconds = time.as_secs();
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The label of the page in «12-бет», «с. 12», «p. 12»; `None` for what names no page.
pub fn typed_page(typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase();
    if let Some(label) = typed.strip_suffix("бет") {
        return Some(label.trim_end_matches(['-', ' ']).to_owned()).filter(|label| !label.is_empty());
    }
    let word = typed.find(|c: char| !c.is_alphabetic())?;
    let known = ["page", "p", "pp", "страница", "стр", "с", "б"].contains(&&typed[..word]);
    let label = typed[word..].trim_start_matches(['.', ' ']).to_owned();
    (known && !label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn figures_are_those_of_a_clock() {
        assert_eq!(clock(of(0)), "0:00");
        assert_eq!(clock(of(65)), "1:05");
        assert_eq!(clock(of(7510)), "2:05:10");
        assert_eq!(clock(of(360_000)), "100:00:00");
    }

    #[test]
    fn words_are_those_of_people() {
        let (kk, ru, en) = (Locale::new(Tongue::Kk), Locale::new(Tongue::Ru), Locale::new(Tongue::En));
        assert_eq!(time(&kk, of(7510)), "2 сағат 5 минут 10 секунд");
        assert_eq!(time(&ru, of(7510)), "2 часа 5 минут 10 секунд");
        assert_eq!(time(&ru, of(3661)), "1 час 1 минута 1 секунда");
        assert_eq!(time(&en, of(3600)), "1 hour");
        assert_eq!(time(&en, of(0)), "0 seconds");
        assert_eq!(time(&ru, of(22)), "22 секунды");
    }

    #[test]
    fn speeds_have_the_comma_of_their_language() {
        let speed = |tongue, percent| super::speed(&Locale::new(tongue), Speed::of_percent(percent));
        assert_eq!(speed(Tongue::Kk, 150), "1,5");
        assert_eq!(speed(Tongue::En, 130), "1.3");
        assert_eq!(speed(Tongue::Ru, 200), "2");
        assert_eq!(speed(Tongue::Ru, 50), "0,5");
    }

    #[test]
    fn times_are_read_as_they_are_shown() {
        for seconds in [0, 5, 59, 60, 3599, 3600, 7510, 360_000] {
            assert_eq!(typed_time(&clock(of(seconds))), Some(of(seconds)));
        }
        assert_eq!(typed_time(" 90 "), Some(of(5400)));
        assert_eq!(typed_time("1 : 05 : 00"), Some(of(3900)));
        for wrong in ["", "жоқ", "1:60", "1:2:3:4", "-5", "1:61:00", "99999999999999999999", "1:-2", "NaN"] {
            assert_eq!(typed_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_page_is_named_in_every_language() {
        for typed in ["12-бет", "12 бет", "с. 12", "стр. 12", "Страница 12", "p. 12", "page 12", "P12", "б. 12"]
        {
            assert_eq!(typed_page(typed).as_deref(), Some("12"), "{typed}");
        }
        assert_eq!(typed_page("p. iv").as_deref(), Some("iv"));
        for none in ["12", "1:05", "40 %", "бет", "x 12", "p.", ""] {
            assert_eq!(typed_page(none), None, "{none}");
        }
    }
}
