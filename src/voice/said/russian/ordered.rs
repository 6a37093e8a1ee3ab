//! Russian numbers that tell a place in a row: years, centuries, days, chapters, kings, and those with an ending.

use super::super::Change;
use super::super::line::{Figure, Line};
use super::super::{gap, is_hyphen};
use super::numeral::{Case, Gender, cardinal, genitive, joined, ordinal};
use super::{MONTHS, case_before, case_of_day};

/// «Год», «век» in their cases, one and many.
const YEAR: [&str; 6] = ["год", "года", "году", "год", "годом", "году"];
const YEARS: [&str; 6] = ["годы", "годов", "годам", "годы", "годами", "годах"];
const CENTURY: [&str; 6] = ["век", "века", "веку", "век", "веком", "веке"];
const CENTURIES: [&str; 6] = ["века", "веков", "векам", "века", "веками", "веках"];
const CASES: [Case; 6] =
    [Case::Nominative, Case::Genitive, Case::Dative, Case::Accusative, Case::Instrumental, Case::Prepositional];

/// Nouns that a Roman numeral follows, without their endings, and which gender they have.
const HEADS: [(&str, Gender); 14] = [
    ("глав", Gender::Feminine),
    ("част", Gender::Feminine),
    ("книг", Gender::Feminine),
    ("песн", Gender::Feminine),
    ("стать", Gender::Feminine),
    ("том", Gender::Masculine),
    ("раздел", Gender::Masculine),
    ("параграф", Gender::Masculine),
    ("акт", Gender::Masculine),
    ("съезд", Gender::Masculine),
    ("выпуск", Gender::Masculine),
    ("класс", Gender::Masculine),
    ("действи", Gender::Neuter),
    ("явлени", Gender::Neuter),
];

const KINGS: [&str; 22] = [
    "Пётр",
    "Петр",
    "Александр",
    "Николай",
    "Никола",
    "Павел",
    "Павл",
    "Иван",
    "Людовик",
    "Карл",
    "Генрих",
    "Фридрих",
    "Вильгельм",
    "Филипп",
    "Георг",
    "Эдуард",
    "Наполеон",
    "Юлий",
    "Рамзес",
    "Мурад",
    "Ричард",
    "Иоанн",
];
const QUEENS: [&str; 4] = ["Екатерин", "Елизавет", "Мари", "Изабелл"];

fn form(forms: &[&'static str; 6], case: Case) -> &'static str {
    CASES.iter().position(|known| *known == case).map_or(forms[0], |index| forms[index])
}

/// The case of a noun that is written out; of two that look alike the one that the preposition asks for.
fn case_of(noun: &str, forms: &[&str; 6], before: Option<Case>) -> Option<Case> {
    let fits = |case: &Case| CASES.iter().position(|known| known == case).is_some_and(|index| forms[index] == noun);
    before.filter(fits).or_else(|| CASES.into_iter().find(fits))
}

/// A number in digits; `case` overrules the preposition before it.
pub(super) fn change(line: &Line, at: usize, figure: Figure, case: Option<Case>) -> Option<Change> {
    if let Some((change, ..)) = with_ending(line, at, figure) {
        return Some(change);
    }
    if let Some((change, _)) = years(line, at, figure, case.or_else(|| case_before(line, at))) {
        return Some(change);
    }
    let month = line.low(line.skip(figure.end)).filter(|_| line.is_space(figure.end))?;
    if (1..=31).contains(&figure.whole) && MONTHS.contains(&month.as_str()) {
        let mut end = line.skip(figure.end) + 1;
        // «12 мая 1945 года» is a date to its end.
        let year = line.skip(end);
        if line.number(year).is_some() {
            end = year + 1;
            let word = line.skip(end);
            end = if matches!(line.word(word), Some("г" | "года")) { word + 1 } else { end };
        }
        let day = ordinal(figure.whole, Gender::Neuter, case_of_day(line, at, end))?;
        return Change::one(at..figure.end, day);
    }
    None
}

/// «1945 г.», «1945 году», «1941–1945 гг.» from the last number on, and the case that it is in.
pub(super) fn years(line: &Line, at: usize, figure: Figure, before: Option<Case>) -> Option<(Change, Case)> {
    let noun = line.skip(figure.end);
    let word = line.word(noun)?;
    let month = line.word_before(at).is_some_and(|word| MONTHS.contains(&word.to_lowercase().as_str()));
    let before = if month { Some(Case::Genitive) } else { before };
    let stopped = line.is(noun + 1, '.');
    let short = |forms: &[&'static str; 6]| {
        let case = before.unwrap_or(Case::Nominative);
        let name = format!("{}{}{}", gap(line, noun), form(forms, case), line.stop(noun + 2));
        Some((case, Some((noun..noun + 2, name))))
    };
    let is_year = (300..=2100).contains(&figure.whole) || figure.whole >= 100 && before.is_some();
    let (case, name) = match word {
        "г" if stopped && is_year => short(&YEAR)?,
        "гг" if stopped => short(&YEARS)?,
        // «1000 года» is no count, «5 года» would be none either; «2 года» is.
        "год" | "года" | "году" | "годом" | "годе" if figure.whole > 1000 => {
            (case_of(word, &YEAR, before).unwrap_or(Case::Prepositional), None)
        }
        "годы" | "годов" | "годам" | "годами" | "годах" if figure.whole > 1000 => {
            (case_of(word, &YEARS, before)?, None)
        }
        _ => return None,
    };
    let mut words = vec![(at..figure.end, ordinal(figure.whole, Gender::Masculine, case)?)];
    words.extend(name);
    Some((Change::many(words)?, case))
}

/// «5-го», «90-е», «20-летний», «5-ти»: a number with the end of its word behind a hyphen.
pub(super) fn with_ending(line: &Line, at: usize, figure: Figure) -> Option<(Change, Gender, Case)> {
    use Case::{Accusative, Dative, Genitive, Instrumental, Nominative, Prepositional};
    use Gender::{Feminine, Masculine, Neuter, Plural};
    if !is_hyphen(line, figure.end) {
        return None;
    }
    let number = figure.whole;
    let end = figure.end + 2;
    let ending = line.low(figure.end + 1)?;
    let noun = line.low(line.skip(end)).filter(|_| line.is_space(end)).unwrap_or_default();
    let before = case_before(line, at);
    let feminine =
        noun.chars().count() > 2 && noun.ends_with(['а', 'я', 'ы', 'и', 'у', 'ю', 'е']) || noun.ends_with("ой");
    let (gender, case) = match ending.as_str() {
        "й" | "ый" | "ий" | "ой" if feminine => (Feminine, Genitive),
        "й" | "ый" | "ий" | "ой" => (Masculine, Nominative),
        "я" | "ая" => (Feminine, Nominative),
        "ю" | "ую" => (Feminine, Accusative),
        "ое" => (Neuter, Nominative),
        "е" if noun.ends_with(['ы', 'и']) || noun.is_empty() && number.is_multiple_of(10) && number >= 10 => {
            (Plural, Nominative)
        }
        "е" => (Neuter, Nominative),
        "ые" | "ие" => (Plural, Nominative),
        "го" | "ого" | "его" => (Masculine, Genitive),
        "му" | "ому" | "ему" => (Masculine, Dative),
        "м" if noun.ends_with(['м']) => (
            if noun.ends_with("ам") || noun.ends_with("ям") { Plural } else { Masculine },
            if noun.ends_with("ам") || noun.ends_with("ям") { Dative } else { Instrumental },
        ),
        "м" | "ом" if before == Some(Prepositional) || ending == "ом" => (Masculine, Prepositional),
        "м" | "ым" | "им" => (Masculine, Instrumental),
        "х" | "ых" | "их" => (Plural, Genitive),
        "ми" | "ыми" => (Plural, Instrumental),
        "ти" | "и" => {
            let words = genitive(number, Masculine)?;
            return Some((Change::one(at..end, words)?, Masculine, Genitive));
        }
        word if word.chars().count() > 3
            && word.starts_with(['л', 'д', 'ч', 'м', 'к', 'э', 'п', 'т', 'г', 'с', 'ш', 'в']) =>
        {
            const TAILS: [&str; 12] = [
                "лет",
                "днев",
                "час",
                "минут",
                "месяч",
                "недел",
                "этаж",
                "процент",
                "метр",
                "километр",
                "градус",
                "тысяч",
            ];
            TAILS.iter().find(|tail| word.starts_with(*tail))?;
            return Some((Change::one(at..end, joined(number)? + word)?, Masculine, Nominative));
        }
        _ => return None,
    };
    Some((Change::one(at..end, ordinal(number, gender, case)?)?, gender, case))
}

pub(super) fn roman(line: &Line, at: usize) -> Option<Change> {
    let number = line.roman(at)?;
    let end = at + 1;
    let written = line.word(at)?;
    let before = case_before(line, at);
    let mut centuries: Option<(usize, u64)> = None;
    if let Some(next) = line.dash(end)
        && let Some(second) = line.roman_of(next)
        && number < second
    {
        centuries = Some((next, second));
    }
    let last = centuries.map_or(at, |(next, _)| next);
    if let Some((case, name)) = century(line, last, before) {
        let mut words = vec![(at..end, ordinal(number, Gender::Masculine, case)?)];
        if let Some((next, second)) = centuries {
            words.push((end..next, " – ".to_owned()));
            words.push((next..next + 1, ordinal(second, Gender::Masculine, case)?));
        }
        words.extend(name);
        return Change::many(words);
    }
    let letters = written.chars().count();
    let plain = letters > 1 && written.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X'));
    if is_hyphen(line, end) {
        let figure = Figure { whole: number, fraction: None, end };
        return with_ending(line, at, figure).map(|(change, ..)| change);
    }
    if let Some((gender, case)) = line.word_before(at).and_then(|word| head(line, at, word)) {
        return Change::one(at..end, ordinal(number, gender, case)?);
    }
    if let Some((noun, gender, case)) =
        line.low(line.skip(end)).and_then(|word| counted(&word, before).map(|(g, c)| (word, g, c)))
        && !noun.is_empty()
    {
        return Change::one(at..end, ordinal(number, gender, case)?);
    }
    plain.then(|| Change::one(at..end, cardinal(number, Gender::Masculine))).flatten()
}

/// «Век», «вв.» behind this token: the case, and what is said for the abbreviation.
#[allow(clippy::type_complexity, reason = "a case with what may be said of it")]
fn century(line: &Line, at: usize, before: Option<Case>) -> Option<(Case, Option<(std::ops::Range<usize>, String)>)> {
    let noun = line.skip(at + 1);
    let word = line.word(noun)?;
    let stopped = line.is(noun + 1, '.');
    let short = |forms: &[&'static str; 6]| {
        // «Конец XIX в.», «поэт XIX в.»: behind a noun the genitive.
        let case = before.unwrap_or(if line.word_before(at).is_some() { Case::Genitive } else { Case::Nominative });
        let name = format!("{}{}{}", gap(line, noun), form(forms, case), line.stop(noun + 2));
        (case, Some((noun..noun + 2, name)))
    };
    match word {
        "в" if stopped => Some(short(&CENTURY)),
        "вв" if stopped => Some(short(&CENTURIES)),
        _ => {
            let low = word.to_lowercase();
            let many = ["веков", "векам", "веками", "веках"].contains(&low.as_str());
            let case = if many { case_of(&low, &CENTURIES, before) } else { case_of(&low, &CENTURY, before) };
            Some((case?, None))
        }
    }
}

/// The gender and case of the noun before a Roman numeral.
fn head(line: &Line, at: usize, word: &str) -> Option<(Gender, Case)> {
    let low = word.to_lowercase();
    let noun = line.before(at)?;
    if let Some((stem, gender)) = HEADS.iter().find(|(stem, _)| low.starts_with(stem)) {
        let before = case_before(line, noun);
        return Some((*gender, case_by_ending(&low[stem.len()..], *gender, before)?));
    }
    let named = |stems: &[&str], gender| {
        let endings: Vec<&str> = stems.iter().filter_map(|stem| word.strip_prefix(stem)).collect();
        let ending = endings.into_iter().min_by_key(|ending| ending.len())?;
        Some((gender, case_by_ending(ending, gender, case_before(line, noun))?))
    };
    named(&KINGS, Gender::Masculine).or_else(|| named(&QUEENS, Gender::Feminine)).map(|(gender, case)| {
        // A king is a living being: whom is as whose.
        let alive = gender == Gender::Masculine && case == Case::Accusative;
        (gender, if alive { Case::Genitive } else { case })
    })
}

/// The gender and case of the noun behind a Roman numeral: «II съезде», «III класса».
fn counted(word: &str, before: Option<Case>) -> Option<(Gender, Case)> {
    let (stem, gender) = HEADS.iter().find(|(stem, _)| word.starts_with(stem))?;
    Some((*gender, case_by_ending(&word[stem.len()..], *gender, before)?))
}

fn case_by_ending(ending: &str, gender: Gender, before: Option<Case>) -> Option<Case> {
    Some(match (gender, ending) {
        (Gender::Masculine, "" | "й") => Case::Nominative,
        (Gender::Masculine, "а" | "я") => Case::Genitive,
        (Gender::Masculine, "у" | "ю") => Case::Dative,
        (Gender::Masculine, "ом" | "ем") => Case::Instrumental,
        (Gender::Masculine, "е") => Case::Prepositional,
        (Gender::Feminine, "а" | "я" | "ь") => Case::Nominative,
        (Gender::Feminine, "ы" | "и") => before.filter(|case| *case != Case::Accusative).unwrap_or(Case::Genitive),
        (Gender::Feminine, "е") => Case::Dative,
        (Gender::Feminine, "у" | "ю") => Case::Accusative,
        (Gender::Feminine, "ой" | "ей" | "ью") => Case::Instrumental,
        (Gender::Neuter, "е") => Case::Nominative,
        (Gender::Neuter, "я") => Case::Genitive,
        (Gender::Neuter, "ю") => Case::Dative,
        (Gender::Neuter, "ем") => Case::Instrumental,
        (Gender::Neuter, "и") => Case::Prepositional,
        _ => return None,
    })
}
