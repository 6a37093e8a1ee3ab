//! What is said in Kazakh: numbers with their endings, ordinal numbers, dates, units, abbreviations.

pub(super) mod numeral;

use super::line::{Figure, Line};
use super::unit::{self, MONEY};
use super::{Change, initials};
use numeral::{cardinal, ordinal, out_of};

/// Endings that are written behind a number and a hyphen.
const ENDINGS: &str = " ға ге қа ке на не да де та те дан ден тан тен нан нен дың дің тың тің ның нің ды ді ты ті ны ні \
                       мен бен пен ы і сы сі дай дей тай тей дар дер тар тер лар лер лық лік дық дік тық тік дағы дегі тағы тегі ";
const ORDINALS: [&str; 7] = ["ыншы", "інші", "сыншы", "ншы", "нші", "шы", "ші"];

const MONTHS: [&str; 12] = [
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
];

/// Words that a single Roman letter counts.
const COUNTED: [&str; 14] = [
    "тарау",
    "ғасыр",
    "бөлім",
    "том",
    "кітап",
    "дәреже",
    "топ",
    "съезд",
    "сессия",
    "кезең",
    "тоқсан",
    "дүниежүзілік",
    "сынып",
    "бап",
];

/// An abbreviation of words with a full stop each, and what it stands for.
const ABBREVIATIONS: &[(&[&str], &str)] = &[
    (&["ж", "т", "б"], "және тағы басқалар"),
    (&["т", "с", "с"], "тағы сол сияқты"),
    (&["б", "з", "д"], "біздің заманымызға дейінгі"),
    (&["б", "з", "б"], "біздің заманымыздан бұрынғы"),
    (&["б", "э", "д"], "біздің эрамызға дейінгі"),
    (&["т", "б"], "тағы басқалар"),
    (&["ж", "б"], "және басқалар"),
    (&["б", "з"], "біздің заманымыздың"),
    (&["мыс"], "мысалы"),
    (&["мәс"], "мәселен"),
    (&["қар"], "қараңыз"),
    (&["проф"], "профессор"),
    (&["акад"], "академик"),
];

/// Behind a name.
const BEHIND_NAMES: [(&str, &str); 5] =
    [("қ", "қаласы"), ("обл", "облысы"), ("ауд", "ауданы"), ("көш", "көшесі"), ("даңғ", "даңғылы")];

/// Behind a number and a hyphen.
const BEHIND_NUMBERS: [(&str, &str); 5] = [("б", "бет"), ("т", "том"), ("сур", "сурет"), ("ж", "жылы"), ("ғ", "ғасыр")];

pub(super) fn change(line: &Line, at: usize) -> Option<Change> {
    if let Some(digits) = line.digits(at) {
        return date(line, at)
            .or_else(|| time(line, at))
            .or_else(|| fraction(line, at, digits))
            .or_else(|| number(line, at));
    }
    if let Some(sign) = line.sign(at) {
        return self::sign(line, at, sign);
    }
    line.word(at)?;
    roman(line, at).or_else(|| initials::change(line, at, letter)).or_else(|| abbreviation(line, at))
}

fn sign(line: &Line, at: usize, sign: char) -> Option<Change> {
    let next = line.skip(at + 1);
    match sign {
        '№' | '§' => {
            let many = if line.is(next, sign) { line.skip(next + 1) } else { next };
            let number = line.number(many)?;
            let name = if sign == '№' { "нөмір" } else { "параграф" };
            let mut words = vec![(at..many, format!("{name} "))];
            if change(line, many).is_none() {
                words.push((many..many + 1, cardinal(number)));
            }
            Change::many(words)
        }
        '−' if line.digits(at + 1).is_some() => Change::one(at..at + 1, "минус "),
        sign if MONEY.contains(&sign) => {
            let figure = line.figure(next)?;
            let unit = unit::UNITS.iter().find(|unit| unit.written.starts_with(sign))?;
            let mut words = vec![(at..next, String::new()), (next..figure.end, spoken(figure))];
            match unit::scale(line, line.skip(figure.end)) {
                Some((scale, end)) => words.push((figure.end..end, format!(" {} {}", scale.kazakh, unit.kazakh))),
                None => words[1].1 += &format!(" {}", unit.kazakh),
            }
            Change::many(words)
        }
        '½' => Change::one(at..at + 1, "екіден бір"),
        '¼' => Change::one(at..at + 1, "төрттен бір"),
        '¾' => Change::one(at..at + 1, "төрттен үш"),
        _ => None,
    }
}

/// «Үш бүтін оннан бес».
fn spoken(figure: Figure) -> String {
    let whole = cardinal(figure.whole);
    match figure.fraction {
        Some((places, parts)) => {
            format!("{whole} бүтін {} {}", out_of(10u64.pow(places)), cardinal(parts))
        }
        None => whole,
    }
}

/// 12.05.1990
fn date(line: &Line, at: usize) -> Option<Change> {
    let (day, month, year) = super::date(line, at)?;
    let words = format!("{} жылғы {} {}", ordinal(year), ordinal(day), MONTHS[month - 1]);
    let mut end = at + 5;
    let stop = line.skip(end);
    if matches!(line.word(stop), Some("ж")) && line.is(stop + 1, '.') {
        end = stop + 2;
    }
    match ending(line, end) {
        Some((ending, next)) => Change::one(at..next, format!("{words}{ending}")),
        None => Change::one(at..end, words),
    }
}

/// 14:30
fn time(line: &Line, at: usize) -> Option<Change> {
    let (hours, minutes) = super::time(line, at)?;
    let minutes = match minutes {
        0 => "нөл нөл".to_owned(),
        1..=9 => format!("нөл {}", cardinal(minutes)),
        _ => cardinal(minutes),
    };
    let (ending, next) = ending(line, at + 3).unwrap_or((String::new(), at + 3));
    Change::one(at..next, format!("{} {minutes}{ending}", cardinal(hours)))
}

/// 3/4
fn fraction(line: &Line, at: usize, _digits: &str) -> Option<Change> {
    let (above, below) = super::fraction(line, at)?;
    let (ending, next) = ending(line, at + 3).unwrap_or((String::new(), at + 3));
    Change::one(at..next, format!("{} {}{ending}", out_of(below), cardinal(above)))
}

fn number(line: &Line, at: usize) -> Option<Change> {
    let figure = line.figure(at)?;
    let end = figure.end;
    if figure.fraction.is_none() {
        if let Some(next) = line.dash(end)
            && let Some(second) = line.number(next)
            && super::is_range(line, at, next)
        {
            return Some(range(line, at, (figure.whole, end), (second, next)));
        }
        if let Some(change) = ordered(line, at, figure) {
            return Some(change);
        }
    }
    measured(line, at, figure)
        .or_else(|| {
            let (ending, next) = ending(line, end)?;
            Change::one(at..next, spoken(figure) + &ending)
        })
        .or_else(|| figure.fraction.and_then(|_| Change::one(at..end, spoken(figure))))
}

/// Two numbers with a dash: «5–7», «1941–1945 жж.», «10–12-бет».
fn range(line: &Line, at: usize, (first, first_end): (u64, usize), (second, second_at): (u64, usize)) -> Change {
    let figure = Figure { whole: second, fraction: None, end: second_at + 1 };
    let after = ordered(line, second_at, figure);
    let is_ordinal = after.as_ref().is_some_and(|change| change.words[0].1.starts_with(&ordinal(second)));
    let first = if is_ordinal { ordinal(first) } else { cardinal(first) };
    let mut words = vec![(at..first_end, first), (first_end..second_at, " – ".to_owned())];
    let behind = after.or_else(|| measured(line, second_at, figure));
    match behind {
        Some(change) => words.extend(change.words),
        None => {
            let (ending, next) = ending(line, second_at + 1).unwrap_or((String::new(), second_at + 1));
            words.push((second_at..next, cardinal(second) + &ending));
        }
    }
    let next = words.last().map_or(at + 1, |(tokens, _)| tokens.end);
    Change { next, words }
}

/// A number that tells the place in a row: «2-тарау», «20-шы», «1945 жылы», «9 мамырда».
fn ordered(line: &Line, at: usize, figure: Figure) -> Option<Change> {
    let (number, end) = (figure.whole, figure.end);
    if super::is_hyphen(line, end) {
        let word = line.low(end + 1)?;
        if let Some(ending) = ORDINALS.iter().find_map(|ordinal| word.strip_prefix(ordinal))
            && (ending.is_empty() || is_ending(ending))
        {
            return Change::one(at..end + 2, ordinal(number) + ending);
        }
        if is_ending(&word) || line.word(end + 1) != Some(word.as_str()) {
            return None;
        }
        let short = BEHIND_NUMBERS.iter().find(|(short, _)| *short == word);
        let mut words = vec![(at..end, ordinal(number)), (end..end + 1, " ".to_owned())];
        if let Some((_, whole)) = short.filter(|_| line.is(end + 2, '.')) {
            words.push((end + 1..end + 3, format!("{whole}{}", line.stop(end + 3))));
        }
        return Change::many(words);
    }
    let after = line.skip(end);
    let word = line.low(after)?;
    let stopped = line.is(after + 1, '.');
    let is_year = (100..=2100).contains(&number);
    let named = |name: String, end: usize| {
        let name = format!("{}{name}{}", super::gap(line, after), line.stop(end));
        Change::many(vec![(at..figure.end, ordinal(number)), (after..end, name)])
    };
    match word.as_str() {
        "ж" if stopped && is_year => named(declined(line, after + 2, "жыл", "жылы"), after + 2),
        "жж" if stopped && is_year => named("жылдары".to_owned(), after + 2),
        "ғ" if stopped && number <= 30 => named(declined(line, after + 2, "ғасыр", "ғасыр"), after + 2),
        "б" if stopped && line.word(line.skip(after + 2)) != Some("з") => named("бет".to_owned(), after + 2),
        _ if (1000..=2100).contains(&number)
            && word.starts_with("жыл")
            && !word.starts_with("жылдық")
            && !(word == "жыл" && number.is_multiple_of(100)) =>
        {
            Change::one(at..end, ordinal(number))
        }
        _ if (1..=31).contains(&number) && MONTHS.iter().any(|month| is_form(&word, month)) => {
            Change::one(at..end, ordinal(number))
        }
        _ => None,
    }
}

/// A number with a unit: «25 %», «3,5 км-ге», «5 млн ₸».
fn measured(line: &Line, at: usize, figure: Figure) -> Option<Change> {
    let behind = line.skip(figure.end);
    let mut number = spoken(figure);
    let mut words = Vec::new();
    let mut end = figure.end;
    if let Some((scale, after)) = unit::scale(line, behind) {
        words.push((behind..after, format!("{}{}", super::gap(line, behind), scale.kazakh)));
        end = after;
    }
    let start = line.skip(end);
    if let Some(found) = unit::find(line, start)
        && !(found.unit.written == "г" && figure.whole >= 1000 && words.is_empty())
    {
        let power = ["", "", "шаршы ", "текше "][usize::from(found.power)];
        if found.an_hour {
            number = format!("сағатына {number}");
        }
        let (ending, next) = ending(line, found.end).unwrap_or((String::new(), found.end));
        words.push((start..next, format!("{}{power}{}{ending}", super::gap(line, start), found.unit.kazakh)));
    } else if let Some((_, name)) = words.last_mut() {
        let (ending, next) = ending(line, end)?;
        name.push_str(&ending);
        end = next;
        words[0].0.end = end;
    } else {
        return None;
    }
    words.insert(0, (at..figure.end, number));
    Change::many(words)
}

fn roman(line: &Line, at: usize) -> Option<Change> {
    let number = line.roman(at)?;
    let end = at + 1;
    let written = line.word(at)?;
    let figure = Figure { whole: number, fraction: None, end };
    if let Some(next) = line.dash(end)
        && let Some(second) = line.roman_of(next)
        && number < second
    {
        let after = Figure { whole: second, fraction: None, end: next + 1 };
        let mut words = vec![(at..end, ordinal(number)), (end..next, " – ".to_owned())];
        match ordered(line, next, after).or_else(|| century(line, next, second)) {
            Some(change) => words.extend(change.words),
            None => words.push((next..next + 1, ordinal(second))),
        }
        return Change::many(words);
    }
    if let Some(change) = century(line, at, number) {
        return Some(change);
    }
    if super::is_hyphen(line, end) {
        return ordered(line, at, figure).or_else(|| {
            let (ending, next) = ending(line, end)?;
            Change::one(at..next, cardinal(number) + &ending)
        });
    }
    let following = line.word(line.skip(end)).filter(|_| line.is_space(end));
    let is_counted = following.is_some_and(|word| {
        let low = word.to_lowercase();
        COUNTED.iter().any(|counted| low.starts_with(counted))
    });
    let letters = written.chars().count();
    let plain = letters > 1 && written.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X'));
    let before = line.word_before(at);
    let is_name =
        before.is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 2);
    let heads = before.is_some_and(|word| COUNTED.contains(&word.to_lowercase().as_str()));
    if is_counted || plain && following.is_some_and(|word| word.chars().next().is_some_and(char::is_lowercase)) {
        Change::one(at..end, ordinal(number))
    } else if heads && (plain || letters == 1) {
        Change::one(at..end, cardinal(number))
    } else if is_name && (plain || matches!(written, "I" | "V")) {
        Change::one(at..end, ordinal(number))
    } else if plain {
        Change::one(at..end, cardinal(number))
    } else {
        None
    }
}

/// «XIX ғ.», «XIX ғасырда»
fn century(line: &Line, at: usize, number: u64) -> Option<Change> {
    let after = line.skip(at + 1);
    let word = line.word(after)?;
    let named = |name: String| {
        let name = format!("{}{name}{}", super::gap(line, after), line.stop(after + 2));
        Change::many(vec![(at..at + 1, ordinal(number)), (after..after + 2, name)])
    };
    match word {
        "ғ" if line.is(after + 1, '.') => named(declined(line, after + 2, "ғасыр", "ғасыр")),
        "ғғ" if line.is(after + 1, '.') => named("ғасырлар".to_owned()),
        _ if word.to_lowercase().starts_with("ғасыр") => Change::one(at..at + 1, ordinal(number)),
        _ => None,
    }
}

/// The noun in the case that the word behind it asks for.
fn declined(line: &Line, end: usize, noun: &str, usual: &str) -> String {
    let next = line.low(line.skip(end)).unwrap_or_default();
    let ending = match next.as_str() {
        "дейін" | "қарай" | "таман" => "ға",
        "бастап" | "кейін" | "бері" | "соң" => "дан",
        _ if ["басы", "аяғы", "ортасы", "соңы"].iter().any(|part| next.starts_with(part)) => "дың",
        _ => return usual.to_owned(),
    };
    format!("{noun}{ending}")
}

/// A hyphen and an ending, and the token behind them.
fn ending(line: &Line, at: usize) -> Option<(String, usize)> {
    let word = line.low(at + 1).filter(|word| super::is_hyphen(line, at) && is_ending(word))?;
    Some((word, at + 2))
}

fn is_ending(word: &str) -> bool {
    ENDINGS.contains(&format!(" {word} "))
}

/// The word, or one of its forms.
fn is_form(word: &str, noun: &str) -> bool {
    word.strip_prefix(noun).is_some_and(|ending| {
        ending.is_empty() || is_ending(ending) || matches!(ending, "дағы" | "дегі" | "ындағы" | "ының" | "ында" | "ына")
    })
}

fn abbreviation(line: &Line, at: usize) -> Option<Change> {
    for (words, whole) in ABBREVIATIONS {
        if let Some(end) = line.abbreviation(at, words) {
            return Change::one(at..end, format!("{whole}{}", line.stop(end)));
        }
    }
    let name = line.word_before(at)?;
    let (_, whole) = BEHIND_NAMES.iter().find(|(short, _)| line.abbreviation(at, &[short]).is_some())?;
    name.chars().next().filter(|letter| letter.is_uppercase())?;
    Change::one(at..at + 2, format!("{whole}{}", line.stop(at + 2)))
}

/// The name of a letter that stands for a name.
fn letter(letter: char) -> Option<&'static str> {
    Some(match letter {
        'Б' => "бэ",
        'В' => "вэ",
        'Г' => "гэ",
        'Ғ' => "ғы",
        'Д' => "дэ",
        'Ж' => "жы",
        'З' => "зэ",
        'К' => "ка",
        'Қ' => "қы",
        'Л' => "эль",
        'М' => "эм",
        'Н' => "эн",
        'П' => "пэ",
        'Р' => "эр",
        'С' => "эс",
        'Т' => "тэ",
        'Ф' => "эф",
        'Х' => "ха",
        'Ц' => "цэ",
        'Ч' => "че",
        'Ш' => "ша",
        'Щ' => "ща",
        'А' => "а",
        'Ә' => "ә",
        'Е' => "е",
        'И' => "и",
        'І' => "і",
        'О' => "о",
        'Ө' => "ө",
        'У' => "у",
        'Ұ' => "ұ",
        'Ү' => "ү",
        'Ы' => "ы",
        'Э' => "э",
        'Ю' => "ю",
        'Я' => "я",
        _ => return None,
    })
}
