//! Abbreviations and initials of Kazakh, Russian and English, by whether a sentence may end with them.

/// Whether a sentence ends at a full stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Not an abbreviation: the full stop is one.
    None,
    /// A title or a word that always asks for another: «Mr.», «ул.», «т. е.».
    Never,
    /// It closes an enumeration: «т. б.», «и т. д.», «etc.»; a capital after it begins a sentence.
    Usually,
    /// It stands before a number: «No. 5», «рис. 3».
    Numbered,
    /// A unit, a year, an initial: only a word that usually opens a sentence is evidence enough.
    Rarely,
}

/// They ask for a name, a number or an explanation after them.
const NEVER: &[&str] = &[
    // English
    "mr",
    "mrs",
    "ms",
    "mx",
    "messrs",
    "mme",
    "mlle",
    "dr",
    "prof",
    "st",
    "rev",
    "gen",
    "col",
    "maj",
    "capt",
    "cpt",
    "lt",
    "sgt",
    "cpl",
    "cmdr",
    "adm",
    "gov",
    "sen",
    "pres",
    "supt",
    "fr",
    "mt",
    "vs",
    "e.g",
    "i.e",
    "cf",
    "viz",
    "eds",
    "ca",
    "approx",
    // Russian
    "т.е",
    "т.к",
    "т.н",
    "т.о",
    "г-н",
    "г-жа",
    "г-на",
    "г-ну",
    "г-ном",
    "г-жи",
    "г-же",
    "г-жу",
    "гг-н",
    "ул",
    "пр-т",
    "просп",
    "пер",
    "пл",
    "наб",
    "бул",
    "бульв",
    "кв",
    "корп",
    "илл",
    "см",
    "ср",
    "напр",
    "тов",
    "акад",
    "проф",
    "доц",
    "инж",
    "ген",
    "подп",
    "кап",
    "лейт",
    "св",
    "изд",
    "ред",
    "сост",
    "ок",
    "дер",
    "пос",
    "оз",
    "д-р",
    "гр-н",
    "чл",
    "канд",
    "докт",
    "ин-т",
    "собр",
    "соч",
    "цит",
    "англ",
    "фр",
    "греч",
    "рус",
    "каз",
    "қаз",
    "орыс",
    "ағыл",
    "арх",
    "муз",
    "реж",
    // Kazakh
    "мыс",
    "мәс",
    "көш",
    "даңғ",
    "ш-а",
    "ық",
    "ауд",
    "к-сі",
    "қ-сы",
    "ф-ті",
    "ун-ті",
    "т.а",
    "шығ",
    "құраст",
    "суырт",
    "б.з.д",
    "б.з.б",
    "б.э.д",
];

/// They close an enumeration, and often the sentence with it.
const USUALLY: &[&str] = &["etc", "et al", "т.д", "т.п", "т.б", "ж.б", "ж.т.б", "т.с.с", "т.т", "т.с", "и.др", "и.пр"];

/// Units, years, ranks behind a name: the middle of a sentence more often than its end.
const RARELY: &[&str] = &[
    "jr",
    "sr",
    "inc",
    "ltd",
    "co",
    "corp",
    "bros",
    "a.m",
    "p.m",
    "a.d",
    "b.c",
    "b.c.e",
    "c.e",
    "u.s",
    "u.k",
    "u.s.a",
    "ph.d",
    "m.d",
    "b.a",
    "m.a",
    "esq",
    "jan",
    "feb",
    "apr",
    "jun",
    "jul",
    "aug",
    "sept",
    "oct",
    "nov",
    "dec",
    "ave",
    "blvd",
    "rd",
    "hrs",
    "min",
    "sec",
    "oz",
    "lb",
    "lbs",
    "ft",
    "н.э",
    "б.з",
    "б.э",
    "гг",
    "вв",
    "жж",
    "ғғ",
    "бб",
    "тт",
    "руб",
    "коп",
    "тыс",
    "млн",
    "млрд",
    "обл",
    "облысы",
    "ст",
    "чел",
    "экз",
    "мин",
    "сек",
    "шт",
    "тг",
    "теңг",
    "тенг",
    "янв",
    "фев",
    "февр",
    "апр",
    "авг",
    "сент",
    "окт",
    "нояб",
    "дек",
    "қаң",
    "ақп",
    "нау",
    "сәу",
    "мау",
    "шіл",
    "им",
    "род",
    "худ",
    "тел",
    "ed",
    "лат",
    "sec",
];

/// Words before a number; before anything else they are words, or the end.
const NUMBERED: &[&str] = &[
    "no", "nos", "p", "pp", "fig", "figs", "vol", "vols", "ch", "chap", "art", "рис", "стр", "табл", "гл", "разд",
    "вып",
];

/// Words after which «I» is the speaker, not an initial.
const BEFORE_I: &[&str] = &[
    "said", "thought", "cried", "replied", "answered", "asked", "returned", "added", "did", "do", "can", "could",
    "than", "as", "am", "was", "had", "have", "would", "should", "shall", "and", "nor",
];

/// Sounds without a vowel, which are words.
const SOUNDS: &[&str] = &["гм", "хм", "тсс", "тс", "брр", "кхм", "пфф", "тпр", "тпру", "бр", "ш", "шш"];

/// Words that open sentences far more often than they follow an abbreviation inside one.
const OPENINGS: &[&str] = &[
    // Kazakh
    "Ол",
    "Олар",
    "Оны",
    "Оның",
    "Оған",
    "Онда",
    "Одан",
    "Олардың",
    "Бұл",
    "Бұлар",
    "Бұның",
    "Мұны",
    "Мұның",
    "Мұнда",
    "Сол",
    "Соны",
    "Соның",
    "Сонда",
    "Содан",
    "Сондықтан",
    "Сондай",
    "Осы",
    "Осының",
    "Осыдан",
    "Осылай",
    "Осындай",
    "Мен",
    "Менің",
    "Маған",
    "Мені",
    "Сен",
    "Сенің",
    "Сіз",
    "Сіздің",
    "Біз",
    "Біздің",
    "Бірақ",
    "Алайда",
    "Дегенмен",
    "Ал",
    "Және",
    "Егер",
    "Енді",
    "Кейін",
    "Әрі",
    "Тек",
    "Бір",
    "Екі",
    "Барлық",
    "Кім",
    "Не",
    "Неге",
    "Қашан",
    "Қайда",
    "Міне",
    "Иә",
    "Жоқ",
    "Әйтсе",
    "Сөйтіп",
    "Сонымен",
    "Сонан",
    "Өйткені",
    "Себебі",
    "Ендеше",
    "Демек",
    "Бүгін",
    "Кеше",
    // Russian
    "Он",
    "Она",
    "Оно",
    "Они",
    "Его",
    "Её",
    "Ее",
    "Их",
    "Ему",
    "Ей",
    "Им",
    "Я",
    "Мы",
    "Ты",
    "Вы",
    "Мой",
    "Моя",
    "Наш",
    "Наши",
    "Мне",
    "Меня",
    "Нас",
    "Нам",
    "Это",
    "Этот",
    "Эта",
    "Эти",
    "Этого",
    "Этому",
    "Тот",
    "Та",
    "Те",
    "То",
    "Там",
    "Тут",
    "Так",
    "Такой",
    "Такая",
    "Такие",
    "Тогда",
    "Теперь",
    "Здесь",
    "В",
    "Во",
    "На",
    "По",
    "При",
    "Под",
    "Над",
    "Из",
    "За",
    "К",
    "Ко",
    "С",
    "Со",
    "У",
    "О",
    "Об",
    "От",
    "До",
    "Для",
    "Без",
    "После",
    "Перед",
    "Между",
    "Через",
    "И",
    "А",
    "Но",
    "Однако",
    "Если",
    "Когда",
    "Как",
    "Что",
    "Чтобы",
    "Кто",
    "Где",
    "Хотя",
    "Потом",
    "Затем",
    "Все",
    "Всё",
    "Весь",
    "Вся",
    "Не",
    "Ни",
    "Нет",
    "Да",
    "Уже",
    "Ещё",
    "Еще",
    "Поэтому",
    "Потому",
    "Также",
    "Вот",
    "Был",
    "Была",
    "Было",
    "Были",
    "Один",
    "Два",
    "Некоторые",
    "Многие",
    "Кроме",
    "Среди",
    "Почему",
    "Зачем",
    "Сегодня",
    "Вчера",
    // English
    "He",
    "She",
    "It",
    "They",
    "We",
    "You",
    "His",
    "Her",
    "Its",
    "Their",
    "Our",
    "My",
    "Your",
    "The",
    "A",
    "An",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "Here",
    "In",
    "On",
    "At",
    "By",
    "For",
    "From",
    "To",
    "With",
    "After",
    "Before",
    "And",
    "But",
    "Or",
    "So",
    "If",
    "When",
    "While",
    "As",
    "What",
    "Who",
    "Where",
    "Why",
    "How",
    "Then",
    "Now",
    "Not",
    "No",
    "Yes",
    "However",
    "Although",
    "Because",
    "Since",
    "Some",
    "Many",
    "All",
    "One",
    "Two",
    "Is",
    "Was",
    "Were",
    "Do",
    "Did",
    "Have",
    "Had",
    "Let",
    "Once",
    "Of",
];

/// What the full stop at the end of this text stands for.
pub(super) fn ending(text: &str) -> Ending {
    let Some(head) = text.strip_suffix('.') else { return Ending::None };
    let (token, before) = last_token(head);
    if token.is_empty() {
        return Ending::None;
    }
    // «и т. д.», «до н. э.»: short dotted words before it belong to it.
    let mut compound = token.to_lowercase();
    let mut longest = known(&compound);
    let mut rest = before;
    for _ in 0..3 {
        let Some(dotted) = rest.trim_end().strip_suffix('.') else { break };
        let (part, further) = last_token(dotted);
        if part.is_empty() || part.chars().count() > 3 {
            break;
        }
        compound = format!("{}.{compound}", part.to_lowercase());
        rest = further;
        if let Some(found) = known(&compound) {
            longest = Some(found);
        }
    }
    let previous = last_token(before.trim_end()).0;
    // «и др.», «и пр.» close an enumeration; «др. Иванов» is a doctor, «пр. Абая» an avenue.
    if matches!(token, "др" | "пр") {
        return if previous == "и" { Ending::Usually } else { Ending::Never };
    }
    if let Some(found) = longest {
        return found;
    }
    let mut letters = token.chars();
    let (first, second) = (letters.next(), letters.next());
    if let (Some(letter), None) = (first, second) {
        return single(letter, previous);
    }
    if is_initials(token) {
        return Ending::Rarely;
    }
    if is_contracted(token) { Ending::Rarely } else { Ending::None }
}

/// The longest word that a sentence opens with, when it is one that usually does.
pub(super) fn is_usual_opening(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let word = &text[..end];
    // «В. Иванов» is an initial, not «в».
    !text[end..].starts_with('.') && OPENINGS.contains(&word)
}

fn known(compound: &str) -> Option<Ending> {
    if NUMBERED.contains(&compound) {
        Some(Ending::Numbered)
    } else if USUALLY.contains(&compound) {
        Some(Ending::Usually)
    } else if NEVER.contains(&compound) {
        Some(Ending::Never)
    } else if RARELY.contains(&compound) {
        Some(Ending::Rarely)
    } else {
        None
    }
}

/// One letter and a full stop: an initial, a year, a page; or a word of one letter.
fn single(letter: char, previous: &str) -> Ending {
    if letter.is_uppercase() {
        // «Николай I.»: a king's number in a text of Cyrillic letters.
        let numbered = matches!(letter, 'I' | 'V' | 'X') && previous.chars().any(is_cyrillic);
        let speaker = letter == 'I' && BEFORE_I.contains(&previous);
        return if numbered || speaker { Ending::None } else { Ending::Rarely };
    }
    if is_cyrillic(letter) {
        return if matches!(letter, 'я' | 'и' | 'а' | 'о' | 'у' | 'е' | 'ә' | 'ө') {
            Ending::None
        } else {
            Ending::Rarely
        };
    }
    if matches!(letter, 'c' | 'v' | 'n') { Ending::Numbered } else { Ending::None }
}

/// «А.С», «U.S», «Дж.Р.Р», «Ш.Ш»: short parts between full stops, each with a capital.
fn is_initials(token: &str) -> bool {
    let short = |part: &str| part.starts_with(char::is_uppercase) && part.chars().count() <= 2;
    let two = token.chars().count() == 2
        && token.chars().next().is_some_and(|c| is_cyrillic(c) && c.is_uppercase())
        && token.chars().nth(1).is_some_and(|c| c.is_lowercase() && !is_vowel(c));
    two || (token.contains('.') && token.split('.').all(short))
}

/// A Cyrillic word of small letters without a vowel: «млн», «гр», «сб», «ж.д».
fn is_contracted(token: &str) -> bool {
    let letters = token.chars().filter(|c| *c != '.' && *c != '-');
    let contracted = letters.clone().all(|c| is_cyrillic(c) && c.is_lowercase() && !is_vowel(c));
    let parted = token.contains('.') && token.split('.').all(|part| part.chars().count() <= 2);
    (contracted || parted && letters.clone().all(|c| is_cyrillic(c) && c.is_lowercase()))
        && token.chars().count() <= 5
        && !SOUNDS.contains(&token)
}

/// The word at the end of a text, inner full stops and hyphens included, and what stands before it. A word of more
/// than 16 letters is no abbreviation and is not looked at further.
fn last_token(text: &str) -> (&str, &str) {
    let mut start = text.len();
    for (count, (index, c)) in text.char_indices().rev().enumerate() {
        if !(c.is_alphanumeric() || matches!(c, '.' | '-' | '’' | '\'')) {
            break;
        }
        if count == 16 {
            return ("", text);
        }
        start = index;
    }
    (text[start..].trim_start_matches(['.', '-', '’', '\'']), &text[..start])
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

fn is_vowel(c: char) -> bool {
    "аеёиоуыэюяәөұүі".contains(c)
}
