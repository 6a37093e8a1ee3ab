//! The words that parts of books are headed with, in Kazakh, Russian and English: «Глава 1», «1-тарау», «Chapter I».

/// What part of a book a heading begins, from the largest down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A volume.
    Volume,
    Part,
    Chapter,
    /// A number or a line of capitals.
    Below,
}

/// A heading at the beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) rank: Rank,
    /// Bytes of the line that the words of the heading take.
    pub(super) length: usize,
    /// A number alone, in digits.
    pub(super) digits: bool,
}

/// Headings that are one word or two, and all of their line.
const ALONE: &[&str] = &[
    "алғы сөз",
    "алғысөз",
    "алғы сөзі",
    "кіріспе",
    "қорытынды",
    "соңғы сөз",
    "соңы сөз",
    "мазмұны",
    "түсініктер",
    "түсініктемелер",
    "преамбула",
    "пролог",
    "эпилог",
    "предисловие",
    "послесловие",
    "введение",
    "вступление",
    "заключение",
    "от автора",
    "от издателя",
    "от издательства",
    "от переводчика",
    "содержание",
    "оглавление",
    "примечания",
    "комментарии",
    "приложение",
    "приложения",
    "prologue",
    "epilogue",
    "preface",
    "introduction",
    "foreword",
    "afterword",
    "conclusion",
    "contents",
    "table of contents",
    "appendix",
    "notes",
    "preamble",
];

fn keyword(word: &str) -> Option<Rank> {
    Some(match word {
        "том" | "книга" | "volume" | "vol" | "book" | "кітап" => Rank::Volume,
        "часть" | "раздел" | "действие" | "акт" | "part" | "act" | "section" | "бөлім" | "бөлімі" | "перде" => {
            Rank::Part
        }
        "глава" | "письмо" | "статья" | "песнь" | "сцена" | "явление" | "рассказ" | "лекция" | "урок" | "chapter"
        | "letter" | "canto" | "scene" | "article" | "stave" | "lesson" | "тарау" | "тарауы" | "сөз" | "бап"
        | "жыр" | "хат" | "көрініс" | "әңгіме" | "сабақ" => Rank::Chapter,
        _ => return None,
    })
}

/// Keywords that stand behind their number as well: «первая глава», «1-тарау», «бірінші сөз».
fn follows_number(word: &str) -> bool {
    !matches!(
        word,
        "volume" | "vol" | "book" | "part" | "act" | "section" | "letter" | "article" | "lesson" | "рассказ" | "письмо"
    )
}

const RUSSIAN: &[&str] = &[
    "перв",
    "втор",
    "трет",
    "четв",
    "четыр",
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
    "двадцат",
    "тридцат",
    "сорок",
    "пятидесят",
    "последн",
];
const ENDINGS: &[&str] =
    &["ый", "ой", "ий", "ая", "ое", "ья", "ье", "ь", "", "ертый", "ёртый", "ертая", "ёртая", "ертое", "ёртое"];
const ENGLISH: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "last",
];
const KAZAKH_TENS: &[&str] = &["он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан", "жүз"];
const KAZAKH: &[&str] = &[
    "бірінші",
    "екінші",
    "үшінші",
    "төртінші",
    "бесінші",
    "алтыншы",
    "жетінші",
    "сегізінші",
    "тоғызыншы",
    "оныншы",
    "жиырмасыншы",
    "отызыншы",
    "қырқыншы",
    "елуінші",
    "алпысыншы",
    "жетпісінші",
    "сексенінші",
    "тоқсаныншы",
    "жүзінші",
    "соңғы",
];

/// A word of a line, without the signs around it.
struct Word<'a> {
    text: &'a str,
    small: String,
    /// Behind it and the signs that belong to it.
    end: usize,
}

/// The first words of a line; «1-тарау» is two.
fn words(line: &str) -> Vec<Word<'_>> {
    const MOST: usize = 6;
    let mut words = Vec::new();
    let mut at = 0;
    while at < line.len() && words.len() < MOST {
        let rest = &line[at..];
        let start = at + (rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '§').len());
        let rest = &line[start..];
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let length = rest
            .char_indices()
            .find(|(_, c)| c.is_whitespace() || digits && !c.is_ascii_digit() || !(c.is_alphanumeric() || *c == '-'))
            .map_or(rest.len(), |(length, _)| length);
        if length == 0 {
            break;
        }
        let text = &rest[..length];
        let behind = &rest[length..];
        // The hyphen between a number and its word, the ending of an ordinal, a full stop.
        let signs = ["-я", "-й", "-ая", "-ый", "-ое", "-е", "-ші", "-шы", "-", "‐", "–", ".", ")"];
        let sign = signs.iter().find(|sign| behind.starts_with(**sign) && digits).map_or(0, |sign| sign.len());
        words.push(Word { text, small: text.to_lowercase(), end: start + length + sign });
        at = start + length + sign;
    }
    words
}

/// Words of a number, as many as it takes; 0 when there is none.
fn number(words: &[Word<'_>]) -> usize {
    let Some(first) = words.first() else { return 0 };
    let small = first.small.as_str();
    if small.len() <= 4 && small.bytes().all(|byte| byte.is_ascii_digit()) || is_roman(first.text) {
        return 1;
    }
    let second = words.get(1).map(|word| word.small.as_str());
    if KAZAKH_TENS.contains(&small) && second.is_some_and(|second| KAZAKH.contains(&second)) {
        return 2;
    }
    if KAZAKH.contains(&small) {
        return 1;
    }
    let russian =
        |word: &str| RUSSIAN.iter().any(|stem| word.strip_prefix(stem).is_some_and(|ending| ENDINGS.contains(&ending)));
    let compound = matches!(small, "двадцать" | "тридцать" | "сорок" | "пятьдесят");
    if compound && second.is_some_and(russian) {
        return 2;
    }
    if russian(small) || compound {
        return 1;
    }
    match small.split_once('-') {
        Some((tens, ones)) if ENGLISH.contains(&tens) && ENGLISH.contains(&ones) => 1,
        _ if small == "the" && second.is_some_and(|second| ENGLISH.contains(&second)) => 2,
        _ if ENGLISH.contains(&small) => match second {
            Some(second) if matches!(small, "twenty" | "thirty" | "forty" | "fifty") && ENGLISH.contains(&second) => 2,
            _ => 1,
        },
        _ => 0,
    }
}

/// Roman numerals in capitals, of Latin letters or of Cyrillic ones that look like them.
pub(super) fn is_roman(word: &str) -> bool {
    let latin: Option<String> = word
        .chars()
        .map(|letter| match letter {
            'I' | 'V' | 'X' | 'L' | 'C' => Some(letter),
            'І' => Some('I'),
            'Х' => Some('X'),
            'С' => Some('C'),
            _ => None,
        })
        .collect();
    let Some(latin) = latin.filter(|latin| (1..=9).contains(&latin.len())) else { return false };
    let value = |sign: char| match sign {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        _ => 100,
    };
    let signs: Vec<u32> = latin.chars().map(value).collect();
    let mut sum: u32 = 0;
    for (at, sign) in signs.iter().enumerate() {
        // Below the sum so far it would wrap for what is no numeral.
        let less = signs.get(at + 1).is_some_and(|next| next > sign);
        sum = if less { sum.wrapping_sub(*sign) } else { sum.wrapping_add(*sign) };
    }
    crate::book::roman(sum.min(4000)) == latin
}

/// The heading that a line begins with.
pub(super) fn head(line: &str) -> Option<Head> {
    let words = words(line);
    let first = words.first()?;
    let found = |rank, last: usize| Some(Head { rank, length: words[last].end, digits: false });
    if let Some(rank) = keyword(&first.small) {
        return match number(&words[1..]) {
            0 => None,
            count => found(rank, count),
        };
    }
    let count = number(&words);
    if count > 0 {
        if let Some(word) = words.get(count)
            && let Some(rank) = keyword(&word.small).filter(|_| follows_number(&word.small))
        {
            return found(rank, count);
        }
        // A number alone is all of its line.
        let rest = line[words[count - 1].end..].trim_matches(|c: char| c.is_whitespace() || ".)-–—".contains(c));
        let plain = first.small.bytes().all(|byte| byte.is_ascii_digit());
        if rest.is_empty() && count == 1 && (plain || is_roman(first.text)) {
            return Some(Head { rank: Rank::Below, length: line.len(), digits: plain });
        }
    }
    let whole = line.trim_end_matches(['.', ':', '!']).trim_end();
    let alone = whole.len() < 60 && ALONE.contains(&whole.to_lowercase().as_str());
    alone.then_some(Head { rank: Rank::Chapter, length: line.len(), digits: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_words() {
        let check = |line: &str, rank: Rank, words: &str| {
            let found = head(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.rank, &line[..found.length]), (rank, words), "{line}");
        };
        for line in [
            "Глава 1",
            "ГЛАВА ПЕРВАЯ",
            "Глава двадцать первая",
            "1-тарау",
            "1 тарау",
            "БІРІНШІ СӨЗ",
            "ОН БІРІНШІ СӨЗ",
            "IV тарау",
            "ІІІ тарау",
            "Chapter I",
            "CHAPTER TWENTY-ONE",
            "Chapter the First",
            "Первая глава",
            "Статья 5",
            "12 бап",
            "Пролог",
            "От автора",
            "Алғы сөз",
            "Тарау 3",
        ] {
            check(line, Rank::Chapter, line);
        }
        for line in ["Часть вторая", "Бірінші бөлім", "PART II", "Действие третье", "II часть"]
        {
            check(line, Rank::Part, line);
        }
        check("ТОМ ПЕРВЫЙ", Rank::Volume, "ТОМ ПЕРВЫЙ");
        check("ЖИЫРМА ЖЕТІНШІ СӨЗ (Сократ хакімнің сөзі)", Rank::Chapter, "ЖИЫРМА ЖЕТІНШІ СӨЗ");
        check("Глава 1. Начало", Rank::Chapter, "Глава 1.");
        check("XIV.", Rank::Below, "XIV.");
        assert!(head("12").is_some_and(|head| head.digits));
        for line in [
            "Часть людей ушла.",
            "Глава семьи",
            "Он бірінші болып келді",
            "I went",
            "1805 год",
            "Сөз жоқ",
            "12 человек",
            "IIX",
            "",
        ] {
            assert_eq!(head(line), None, "{line}");
        }
    }
}
