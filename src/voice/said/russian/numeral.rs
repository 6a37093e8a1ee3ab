//! Russian numerals in words: cardinal ones by gender and in the genitive, ordinal ones in every form.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Case {
    Nominative,
    Genitive,
    Dative,
    Accusative,
    Instrumental,
    Prepositional,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Gender {
    Masculine,
    Feminine,
    Neuter,
    /// Of whatever gender.
    Plural,
}

const ONES: [&str; 20] = [
    "ноль",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
const TENS: [&str; 10] =
    ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];
const HUNDREDS: [&str; 10] =
    ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];
const SCALES: [(u64, [&str; 3], Gender); 3] = [
    (1_000_000_000, ["миллиард", "миллиарда", "миллиардов"], Gender::Masculine),
    (1_000_000, ["миллион", "миллиона", "миллионов"], Gender::Masculine),
    (1000, ["тысяча", "тысячи", "тысяч"], Gender::Feminine),
];

/// 0 for «1 процент», 1 for «2 процента», 2 for «5 процентов».
pub(in super::super) fn agreement(number: u64) -> usize {
    match (number % 10, number % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

pub(in super::super) fn cardinal(number: u64, gender: Gender) -> String {
    if number == 0 {
        return ONES[0].to_owned();
    }
    let mut words = Vec::new();
    let mut rest = number;
    for (value, forms, gender) in SCALES {
        let count = rest / value;
        rest %= value;
        if count == 0 {
            continue;
        }
        if count > 1 || value > 1000 {
            words.push(cardinal(count, gender));
        }
        words.push(forms[agreement(count)].to_owned());
    }
    words.extend([HUNDREDS[(rest / 100) as usize]].into_iter().filter(|word| !word.is_empty()).map(str::to_owned));
    let below = (rest % 100) as usize;
    let (tens, ones) = if below < 20 { (0, below) } else { (below / 10, below % 10) };
    if tens > 0 {
        words.push(TENS[tens].to_owned());
    }
    if ones > 0 {
        let word = match (ones, gender) {
            (1, Gender::Feminine) => "одна",
            (1, Gender::Neuter) => "одно",
            (2, Gender::Feminine) => "две",
            _ => ONES[ones],
        };
        words.push(word.to_owned());
    }
    words.join(" ")
}

/// «Двадцати пяти»; below a thousand.
pub(in super::super) fn genitive(number: u64, gender: Gender) -> Option<String> {
    if number == 0 || number >= 1000 {
        return (number == 0).then(|| "нуля".to_owned());
    }
    let hundreds =
        ["", "ста", "двухсот", "трёхсот", "четырёхсот", "пятисот", "шестисот", "семисот", "восьмисот", "девятисот"];
    let tens = [
        "",
        "",
        "двадцати",
        "тридцати",
        "сорока",
        "пятидесяти",
        "шестидесяти",
        "семидесяти",
        "восьмидесяти",
        "девяноста",
    ];
    let below = (number % 100) as usize;
    let (ten, one) = if below < 20 { (0, below) } else { (below / 10, below % 10) };
    let ones = match (one, gender) {
        (0, _) => String::new(),
        (1, Gender::Feminine) => "одной".to_owned(),
        (1, _) => "одного".to_owned(),
        (2, _) => "двух".to_owned(),
        (3, _) => "трёх".to_owned(),
        (4, _) => "четырёх".to_owned(),
        (8, _) => "восьми".to_owned(),
        _ => format!("{}и", ONES[one].trim_end_matches('ь')),
    };
    let words = [hundreds[(number / 100) as usize], tens[ten], &ones];
    Some(words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// What stands before a noun in one word with it: «двадцатипяти(летний)», «сто(летие)».
pub(in super::super) fn joined(number: u64) -> Option<String> {
    match number {
        1 => return Some("одно".to_owned()),
        90 => return Some("девяносто".to_owned()),
        100 => return Some("сто".to_owned()),
        1000 => return Some("тысяче".to_owned()),
        _ => {}
    }
    genitive(number, Gender::Masculine).map(|words| words.replace("одного", "одно").replace(' ', ""))
}

/// «Тысяча девятьсот сорок пятом». `None` where the word is too rare to be known.
pub(in super::super) fn ordinal(number: u64, gender: Gender, case: Case) -> Option<String> {
    let (before, stem) = parts(number)?;
    let ending = if stem == "трет" { soft(gender, case) } else { hard(&stem, gender, case) };
    let space = if before.is_empty() { "" } else { " " };
    Some(format!("{before}{space}{stem}{ending}"))
}

/// The words that do not change, and the stem of the one that does.
fn parts(number: u64) -> Option<(String, String)> {
    let first = [
        "нулев",
        "перв",
        "втор",
        "трет",
        "четвёрт",
        "пят",
        "шест",
        "седьм",
        "восьм",
        "девят",
        "десят",
        "одиннадцат",
        "двенадцат",
        "тринадцат",
        "четырнадцат",
        "пятнадцат",
        "шестнадцат",
        "семнадцат",
        "восемнадцат",
        "девятнадцат",
    ];
    let tens =
        ["", "", "двадцат", "тридцат", "сороков", "пятидесят", "шестидесят", "семидесят", "восьмидесят", "девяност"];
    let below = number % 100;
    let (fixed, stem) = if number < 20 {
        (0, first[number as usize].to_owned())
    } else if below > 0 && (below < 20 || !below.is_multiple_of(10)) {
        let last = if below < 20 { below } else { below % 10 };
        (number - last, first[last as usize].to_owned())
    } else if below > 0 {
        (number - below, tens[(below / 10) as usize].to_owned())
    } else if !number.is_multiple_of(1000) {
        let hundreds = number / 100 % 10;
        let stem = if hundreds == 1 { "сот".to_owned() } else { genitive(hundreds * 100, Gender::Masculine)? };
        (number - hundreds * 100, stem)
    } else {
        match number / 1000 {
            1 => (0, "тысячн".to_owned()),
            count @ 2..=999 => (0, format!("{}тысячн", joined(count)?)),
            1000 => (0, "миллионн".to_owned()),
            _ => return None,
        }
    };
    Some((if fixed == 0 { String::new() } else { cardinal(fixed, Gender::Masculine) }, stem))
}

fn hard(stem: &str, gender: Gender, case: Case) -> &'static str {
    use Case::{Accusative, Dative, Genitive, Instrumental, Nominative, Prepositional};
    let stressed = ["втор", "шест", "седьм", "восьм", "сороков", "нулев"].contains(&stem);
    match (gender, case) {
        (Gender::Masculine, Nominative | Accusative) => {
            if stressed {
                "ой"
            } else {
                "ый"
            }
        }
        (Gender::Neuter, Nominative | Accusative) => "ое",
        (Gender::Masculine | Gender::Neuter, Genitive) => "ого",
        (Gender::Masculine | Gender::Neuter, Dative) => "ому",
        (Gender::Masculine | Gender::Neuter, Instrumental) => "ым",
        (Gender::Masculine | Gender::Neuter, Prepositional) => "ом",
        (Gender::Feminine, Nominative) => "ая",
        (Gender::Feminine, Accusative) => "ую",
        (Gender::Feminine, _) => "ой",
        (Gender::Plural, Nominative | Accusative) => "ые",
        (Gender::Plural, Genitive | Prepositional) => "ых",
        (Gender::Plural, Dative) => "ым",
        (Gender::Plural, Instrumental) => "ыми",
    }
}

fn soft(gender: Gender, case: Case) -> &'static str {
    use Case::{Accusative, Dative, Genitive, Instrumental, Nominative, Prepositional};
    match (gender, case) {
        (Gender::Masculine, Nominative | Accusative) => "ий",
        (Gender::Neuter, Nominative | Accusative) => "ье",
        (Gender::Masculine | Gender::Neuter, Genitive) => "ьего",
        (Gender::Masculine | Gender::Neuter, Dative) => "ьему",
        (Gender::Masculine | Gender::Neuter, Instrumental) => "ьим",
        (Gender::Masculine | Gender::Neuter, Prepositional) => "ьем",
        (Gender::Feminine, Nominative) => "ья",
        (Gender::Feminine, Accusative) => "ью",
        (Gender::Feminine, _) => "ьей",
        (Gender::Plural, Nominative | Accusative) => "ьи",
        (Gender::Plural, Genitive | Prepositional) => "ьих",
        (Gender::Plural, Dative) => "ьим",
        (Gender::Plural, Instrumental) => "ьими",
    }
}
