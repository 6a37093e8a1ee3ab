//! What is said in Russian: numbers in the case that the words around them ask for, dates, units, abbreviations.

pub(super) mod numeral;
mod ordered;
mod shortened;

use super::line::{Figure, Line};
use super::unit::{self, MONEY, Unit};
use super::{Change, initials};
use numeral::{Case, Gender, agreement, cardinal, genitive, ordinal};

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

pub(super) fn change(line: &Line, at: usize) -> Option<Change> {
    if line.digits(at).is_some() {
        return date(line, at).or_else(|| time(line, at)).or_else(|| fraction(line, at)).or_else(|| number(line, at));
    }
    if let Some(sign) = line.sign(at) {
        return self::sign(line, at, sign);
    }
    line.word(at)?;
    ordered::roman(line, at).or_else(|| initials::change(line, at, letter)).or_else(|| shortened::change(line, at))
}

/// The case that the preposition before this token asks for.
fn case_before(line: &Line, at: usize) -> Option<Case> {
    let before = line.word_before(at)?.to_lowercase();
    Some(match before.as_str() {
        "в" | "во" | "на" | "о" | "об" | "при" => Case::Prepositional,
        "с" | "со" | "из" | "от" | "до" | "около" | "после" | "для" | "без" | "у" | "более" | "менее" | "больше"
        | "меньше" | "свыше" | "порядка" | "против" => Case::Genitive,
        "к" | "ко" => Case::Dative,
        "по" | "за" => Case::Accusative,
        "перед" | "над" | "под" | "между" => Case::Instrumental,
        _ => return None,
    })
}

fn sign(line: &Line, at: usize, sign: char) -> Option<Change> {
    let next = line.skip(at + 1);
    match sign {
        '№' | '§' => {
            let doubled = line.is(next, sign);
            let many = if doubled { line.skip(next + 1) } else { next };
            let number = line.number(many)?;
            let case = case_before(line, at);
            let name = match (sign, doubled, case) {
                ('№', true, _) => "номера",
                ('№', _, Some(Case::Prepositional)) => "номере",
                ('№', _, Some(Case::Genitive)) => "номера",
                ('№', _, Some(Case::Dative)) => "номеру",
                ('№', ..) => "номер",
                (_, _, Some(Case::Prepositional)) => "параграфе",
                (_, true, _) => "параграфы",
                _ => "параграф",
            };
            let mut words = vec![(at..many, format!("{name} "))];
            if change(line, many).is_none() {
                words.push((many..many + 1, cardinal(number, Gender::Masculine)));
            }
            Change::many(words)
        }
        '−' if line.digits(at + 1).is_some() => Change::one(at..at + 1, "минус "),
        sign if MONEY.contains(&sign) => {
            let figure = line.figure(next)?;
            let unit = unit::UNITS.iter().find(|unit| unit.written.starts_with(sign))?;
            let mut words = vec![(at..next, String::new())];
            match unit::scale(line, line.skip(figure.end)) {
                Some((scale, end)) => {
                    let (number, name) = counted(figure, scale, None);
                    words.push((next..figure.end, number));
                    words.push((figure.end..end, format!(" {name} {}", unit.russian[2])));
                }
                None => {
                    let (number, name) = counted(figure, unit, None);
                    words.push((next..figure.end, format!("{number} {name}")));
                }
            }
            Change::many(words)
        }
        '½' => Change::one(at..at + 1, "одна вторая"),
        '¼' => Change::one(at..at + 1, "одна четвёртая"),
        '¾' => Change::one(at..at + 1, "три четвёртых"),
        _ => None,
    }
}

/// A number and the noun that it counts.
fn counted(figure: Figure, unit: &Unit, case: Option<Case>) -> (String, &'static str) {
    let gender = if unit.feminine { Gender::Feminine } else { Gender::Masculine };
    if figure.fraction.is_some() {
        return (spoken(figure, gender), unit.russian[1]);
    }
    let form = agreement(figure.whole);
    if case == Some(Case::Genitive)
        && let Some(number) = genitive(figure.whole, gender)
    {
        // «Около двух метров»: the genitive of the plural behind all but one.
        return (number, unit.russian[if form == 0 { 1 } else { 2 }]);
    }
    (cardinal(figure.whole, gender), unit.russian[form])
}

/// «Три целых пять десятых».
fn spoken(figure: Figure, gender: Gender) -> String {
    let Some((places, parts)) = figure.fraction else { return cardinal(figure.whole, gender) };
    let whole = cardinal(figure.whole, Gender::Feminine);
    let one = |number| agreement(number) == 0;
    let integer = if one(figure.whole) { "целая" } else { "целых" };
    let part = ["десят", "сот", "тысячн"][places.clamp(1, 3) as usize - 1];
    let ending = if one(parts) { "ая" } else { "ых" };
    format!("{whole} {integer} {} {part}{ending}", cardinal(parts, Gender::Feminine))
}

/// The form of a day or date: of itself a name, behind a word «when».
fn case_of_day(line: &Line, at: usize, end: usize) -> Case {
    match case_before(line, at) {
        Some(Case::Prepositional | Case::Accusative) => Case::Nominative,
        Some(case) => case,
        None if line.is_first(at) && line.is_last(end) => Case::Nominative,
        None => match line.word_before(at).map(str::to_lowercase).as_deref() {
            Some("сегодня" | "завтра" | "вчера" | "это" | "было" | "будет") => {
                Case::Nominative
            }
            _ => Case::Genitive,
        },
    }
}

/// 12.05.1990
fn date(line: &Line, at: usize) -> Option<Change> {
    let (day, month, year) = super::date(line, at)?;
    let mut end = at + 5;
    let stop = line.skip(end);
    if line.word(stop) == Some("г") && line.is(stop + 1, '.') {
        end = stop + 2;
    } else if line.word(stop) == Some("года") {
        end = stop + 1;
    }
    let day = ordinal(day, Gender::Neuter, case_of_day(line, at, end))?;
    let year = ordinal(year, Gender::Masculine, Case::Genitive)?;
    Change::one(
        at..end,
        format!("{day} {} {year} года{}", MONTHS[month - 1], if end > at + 5 { line.stop(end) } else { "" }),
    )
}

/// 14:30
fn time(line: &Line, at: usize) -> Option<Change> {
    let (hours, minutes) = super::time(line, at)?;
    let words = match minutes {
        0 => {
            let hour = unit::UNITS.iter().find(|unit| unit.written == "ч")?;
            let figure = Figure { whole: hours, fraction: None, end: at };
            let (number, name) = counted(figure, hour, case_before(line, at));
            format!("{number} {name}")
        }
        1..=9 => format!("{} ноль {}", cardinal(hours, Gender::Masculine), cardinal(minutes, Gender::Masculine)),
        _ => format!("{} {}", cardinal(hours, Gender::Masculine), cardinal(minutes, Gender::Masculine)),
    };
    Change::one(at..at + 3, words)
}

/// 3/4
fn fraction(line: &Line, at: usize) -> Option<Change> {
    let (above, below) = super::fraction(line, at)?;
    let (gender, case) =
        if agreement(above) == 0 { (Gender::Feminine, Case::Nominative) } else { (Gender::Plural, Case::Genitive) };
    Change::one(at..at + 3, format!("{} {}", cardinal(above, Gender::Feminine), ordinal(below, gender, case)?))
}

fn number(line: &Line, at: usize) -> Option<Change> {
    let figure = line.figure(at)?;
    if figure.fraction.is_none() {
        if let Some(next) = line.dash(figure.end)
            && let Some(second) = line.number(next)
            && super::is_range(line, at, next)
        {
            return Some(range(line, at, figure, Figure { whole: second, fraction: None, end: next + 1 }, next));
        }
        if let Some(change) = ordered::change(line, at, figure, None) {
            return Some(change);
        }
    }
    measured(line, at, figure, None)
        .or_else(|| figure.fraction.and_then(|_| Change::one(at..figure.end, spoken(figure, Gender::Feminine))))
}

/// Two numbers with a dash: «5–7 кг», «1941–1945 гг.».
fn range(line: &Line, at: usize, first: Figure, second: Figure, second_at: usize) -> Change {
    let case = case_before(line, at);
    let mut words = Vec::new();
    let between = (first.end..second_at, " – ".to_owned());
    if let Some(years) = ordered::years(line, second_at, second, case)
        && let Some(year) = ordinal(first.whole, Gender::Masculine, years.1)
    {
        words.extend([(at..first.end, year), between]);
        words.extend(years.0.words);
    } else if let Some(change) = measured(line, second_at, second, case) {
        let feminine = unit::find(line, line.skip(second.end)).is_some_and(|found| found.unit.feminine);
        let gender = if feminine { Gender::Feminine } else { Gender::Masculine };
        let number = genitive(first.whole, gender).filter(|_| case == Some(Case::Genitive));
        words.extend([(at..first.end, number.unwrap_or_else(|| cardinal(first.whole, gender))), between]);
        words.extend(change.words);
    } else if let Some((change, gender, case)) = ordered::with_ending(line, second_at, second)
        && let Some(number) = ordinal(first.whole, gender, case)
    {
        words.extend([(at..first.end, number), between]);
        words.extend(change.words);
    } else {
        let [first_words, second_words] = [first, second].map(|figure| cardinal(figure.whole, Gender::Masculine));
        words.extend([(at..first.end, first_words), between, (second_at..second.end, second_words)]);
    }
    let next = words.last().map_or(at + 1, |(tokens, _)| tokens.end);
    Change { next, words }
}

/// A number with a unit: «25 %», «3,5 км», «5 млн ₸».
fn measured(line: &Line, at: usize, figure: Figure, asked: Option<Case>) -> Option<Change> {
    let case = asked.or_else(|| case_before(line, at));
    let behind = line.skip(figure.end);
    let mut words = Vec::new();
    let mut end = figure.end;
    if let Some((scale, after)) = unit::scale(line, behind) {
        let (number, name) = counted(figure, scale, case);
        words.push((at..figure.end, number));
        words.push((behind..after, format!("{}{name}", super::gap(line, behind))));
        end = after;
    }
    let start = line.skip(end);
    let found =
        unit::find(line, start).filter(|found| found.unit.written != "г" || figure.whole < 1000 || !words.is_empty());
    let Some(found) = found else { return Change::many(words) };
    let (number, name) = counted(figure, found.unit, case);
    // «Миллион тонн» whatever the number of millions.
    let (name, form) = if words.is_empty() {
        words.push((at..figure.end, number));
        (name, found.unit.russian.iter().position(|form| *form == name).unwrap_or(2))
    } else {
        (found.unit.russian[2], 2)
    };
    let power = ["", "", "квадратн", "кубическ"][usize::from(found.power)];
    let ending = match (found.power, form) {
        (1, _) => "",
        (2, 0) => "ый ",
        (_, 0) => "ий ",
        (2, _) => "ых ",
        _ => "их ",
    };
    let tail = match (found.an_hour, found.celsius) {
        (true, _) => " в час",
        (_, true) => " Цельсия",
        _ => "",
    };
    words.push((start..found.end, format!("{}{power}{ending}{name}{tail}", super::gap(line, start))));
    Change::many(words)
}

/// The name of a letter that stands for a name.
fn letter(letter: char) -> Option<&'static str> {
    Some(match letter {
        'А' => "а",
        'Б' => "бэ",
        'В' => "вэ",
        'Г' => "гэ",
        'Д' => "дэ",
        'Е' => "е",
        'Ё' => "ё",
        'Ж' => "жэ",
        'З' => "зэ",
        'И' => "и",
        'К' => "ка",
        'Л' => "эль",
        'М' => "эм",
        'Н' => "эн",
        'О' => "о",
        'П' => "пэ",
        'Р' => "эр",
        'С' => "эс",
        'Т' => "тэ",
        'У' => "у",
        'Ф' => "эф",
        'Х' => "ха",
        'Ц' => "цэ",
        'Ч' => "че",
        'Ш' => "ша",
        'Щ' => "ща",
        'Э' => "э",
        'Ю' => "ю",
        'Я' => "я",
        _ => return None,
    })
}
