//! How well a title answers: by its real spelling, for the keys that it was found by are coarse.

use super::found::Found;
use crate::library::folding::{fold, skeleton, skeletons, words};

/// What a question means.
#[derive(Debug, Clone)]
pub(super) struct Meaning {
    /// The whole of it, folded.
    pub text: String,
    /// Its words as typed.
    pub typed: Vec<String>,
    /// By these words: the keys that each may be, in each of its forms.
    pub parts: Vec<Vec<Vec<String>>>,
    /// Whether the last word is not whole yet.
    pub last_goes_on: bool,
}

/// Where a title stands among the answers.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub forgiven: bool,
    /// Found by what is told beside title and names.
    pub elsewhere: bool,
    /// The letters are those that were typed, but for such as are typed for each other.
    pub spelled: bool,
    /// 0 the whole title, 1 its beginning, 2 whole words, 3 beginnings of words.
    pub class: u8,
    /// The words that were meant, when it is forgiven.
    pub meant: String,
}

/// How well a title answers that was found.
pub(super) fn place(found: &Found, meaning: &Meaning) -> Place {
    let title = fold(&found.title);
    let spelled = |class| Place { spelled: true, class, ..Place::default() };
    if title == meaning.text {
        return spelled(0);
    }
    // A word that is whole is no beginning of another.
    if title.strip_prefix(&meaning.text).is_some_and(|rest| meaning.last_goes_on || rest.starts_with(' ')) {
        return spelled(1);
    }
    let names = fold(&found.names());
    let all: Vec<&str> = title.split(' ').chain(names.split(' ')).collect();
    if let Some(class) = worst(meaning.text.split(' ').map(|word| best(&all, word))) {
        return spelled(class);
    }
    let title: Vec<String> = skeletons(&found.title).collect();
    let coarse = |class| Place { class, ..Place::default() };
    if let Some(class) = sequence(&title, meaning) {
        return coarse(class);
    }
    let names: Vec<String> = skeletons(&found.names()).collect();
    let all: Vec<&str> = title.iter().chain(&names).map(String::as_str).collect();
    match worst(meaning.parts.iter().map(|forms| of_part(&all, forms))) {
        Some(class) => coarse(class),
        None => Place { elsewhere: true, class: 3, ..Place::default() },
    }
}

/// The words that a forgiven title has in the place of those that were typed.
pub(super) fn meant(found: &Found, typed: &Meaning, meant: &Meaning) -> String {
    let names = found.names();
    let written: Vec<(&str, String)> =
        words(&found.title).chain(words(&names)).map(|word| (word, skeleton(word))).collect();
    let all: Vec<&str> = written.iter().map(|(_, key)| key.as_str()).collect();
    let word = |at: usize| {
        let own = typed.typed.get(at).cloned().unwrap_or_default();
        if typed.parts.get(at).is_none_or(|forms| of_part(&all, forms).is_some()) {
            return own;
        }
        let keys = meant.parts.get(at).into_iter().flatten().filter_map(|keys| keys.last());
        let there = |key: &String| {
            let whole = written.iter().find(|(_, own)| own == key);
            whole.or_else(|| written.iter().find(|(_, own)| own.starts_with(key.as_str())))
        };
        keys.filter_map(there).next().map_or(own, |(word, _)| word.to_lowercase())
    };
    (0..meant.parts.len()).map(word).collect::<Vec<_>>().join(" ")
}

/// Of a word that may be meant in several forms the best one, of a form that a sign parts the worse half.
fn of_part(all: &[&str], forms: &[Vec<String>]) -> Option<u8> {
    forms.iter().filter_map(|keys| worst(keys.iter().map(|key| best(all, key)))).min()
}

/// The worst of these classes; `None` when one has none.
fn worst(mut classes: impl Iterator<Item = Option<u8>>) -> Option<u8> {
    classes.try_fold(2, |worst, class| Some(class?.max(worst)))
}

/// 2 when the word is there, 3 when one begins with it.
fn best(all: &[&str], word: &str) -> Option<u8> {
    if all.contains(&word) {
        return Some(2);
    }
    all.iter().any(|own| own.starts_with(word)).then_some(3)
}

/// 0 when the keys are those of the whole title, 1 when they are those of its beginning.
fn sequence(title: &[String], meaning: &Meaning) -> Option<u8> {
    let (mut at, mut whole) = (0, true);
    for (part, forms) in meaning.parts.iter().enumerate() {
        let goes_on = meaning.last_goes_on && part + 1 == meaning.parts.len();
        let fits = |keys: &&Vec<String>| {
            title.get(at..at + keys.len()).is_some_and(|own| {
                let last = keys.len() - 1;
                own[..last] == keys[..last]
                    && (own[last] == keys[last] || goes_on && own[last].starts_with(&keys[last]))
            })
        };
        let keys = forms.iter().find(fits)?;
        at += keys.len();
        whole = whole && title.get(at - 1) == keys.last();
    }
    Some(if whole && at == title.len() { 0 } else { 1 })
}
