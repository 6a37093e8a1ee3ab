//! Initials by the names of their letters: «А. С. Пушкин» is no three sentences.

use super::Change;
use super::line::Line;

/// What a single letter with a full stop behind it closes rather than opens: «пункт А. Дальше…».
const LETTERED: [&str; 9] = ["буква", "буквы", "букву", "пункт", "пункта", "пункте", "вариант", "әріпі", "әрпі"];

pub(super) fn change(line: &Line, at: usize, name: fn(char) -> Option<&'static str>) -> Option<Change> {
    let mut words = Vec::new();
    let mut next = at;
    while let Some(letter) = initial(line, next) {
        let end = next + 2;
        words.push((next..end, format!("{}{}", name(letter)?, if line.is_space(end) { "" } else { " " })));
        next = line.skip(end);
    }
    let count = words.len();
    let named = line.word(next).is_some_and(|word| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
    });
    let surname = line
        .word_before(at)
        .is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 1);
    let lettered = line.word_before(at).is_some_and(|word| LETTERED.contains(&word.to_lowercase().as_str()));
    if lettered && count == 1 || count > 3 || count == 0 || !(named || surname && count > 1) {
        return None;
    }
    if !named && let Some((tokens, last)) = words.last_mut() {
        *last = last.trim_end().to_owned();
        last.push_str(line.stop(tokens.end));
    }
    Change::many(words)
}

/// A capital with a full stop.
fn initial(line: &Line, at: usize) -> Option<char> {
    let mut letters = line.word(at).filter(|_| line.is(at + 1, '.'))?.chars();
    letters.next().filter(|letter| letter.is_uppercase() && letters.next().is_none())
}
