//! Signs that are named: the reader's level, in the language of the text. Engines have names of their own, but not in Kazakh,
//! and where two of them meet no two engines agree; so the names are ours.

use std::ops::Range;

use crate::settings::Punctuation::{self, All, Most, Some as Few};

/// The sign's level, and its name in Kazakh, Russian and English.
type Sign = (Punctuation, [&'static str; 3]);

/// What is said for the signs of this text at this level: ascending, apart from each other. A run of one sign is one.
pub(super) fn named(text: &str, language: &str, level: Punctuation) -> Vec<(Range<usize>, String)> {
    let Some(tongue) = ["kk", "ru", "en"].into_iter().position(|tongue| tongue == language) else { return Vec::new() };
    let mut places = Vec::new();
    let mut rest = text.char_indices().peekable();
    let mut before: Option<char> = None;
    while let Some((start, sign)) = rest.next() {
        let mut end = start + sign.len_utf8();
        let word = sign.is_alphanumeric() || sign.is_whitespace();
        while !word && let Some((at, _)) = rest.next_if(|&(_, next)| next == sign) {
            end = at + sign.len_utf8();
        }
        let after = text[end..].chars().next();
        let dots = sign == '.' && end - start > 1;
        let found = if word || is_inside(before, sign, after) { None } else { name(sign, dots, after) };
        let last = before.replace(sign);
        let Some((own, names)) = found.filter(|(own, _)| *own <= level) else { continue };
        debug_assert_ne!(own, Punctuation::None);
        // The sign stays behind its name where it makes the voice breathe.
        let breath = if matches!(sign, '.' | ',' | ';' | ':' | '!' | '?' | '…') {
            &text[end - sign.len_utf8()..end]
        } else {
            ""
        };
        let gap = |beside: Option<char>| if beside.is_none_or(char::is_whitespace) { "" } else { " " };
        places.push((start..end, format!("{}{}{breath}{}", gap(last), names[tongue], gap(after))));
    }
    places
}

/// Whether a sign belongs to the word or number around it, which naming would break.
fn is_inside(before: Option<char>, sign: char, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    match sign {
        '.' | ',' | ':' | '/' => before.is_ascii_digit() && after.is_ascii_digit(),
        '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' => before.is_alphanumeric() && after.is_alphanumeric(),
        _ => false,
    }
}

fn name(sign: char, dots: bool, after: Option<char>) -> Option<Sign> {
    let opens = after.is_some_and(char::is_alphanumeric);
    Some(match sign {
        '*' => (Few, ["жұлдызша", "звёздочка", "asterisk"]),
        '/' => (Few, ["қиғаш сызық", "косая черта", "slash"]),
        '\\' => (Few, ["кері қиғаш сызық", "обратная косая черта", "backslash"]),
        '_' => (Few, ["астыңғы сызық", "подчёркивание", "underscore"]),
        '|' => (Few, ["тік сызық", "вертикальная черта", "vertical bar"]),
        '#' => (Few, ["тор белгісі", "решётка", "hash"]),
        '@' => (Few, ["айқұлақ", "собака", "at"]),
        '&' => (Few, ["амперсанд", "амперсанд", "ampersand"]),
        '^' => (Few, ["қалпақша", "крышечка", "caret"]),
        '~' => (Few, ["тильда", "тильда", "tilde"]),
        '=' => (Few, ["тең", "равно", "equals"]),
        '+' => (Few, ["плюс", "плюс", "plus"]),
        '<' => (Few, ["кіші", "меньше", "less than"]),
        '>' => (Few, ["үлкен", "больше", "greater than"]),
        '•' | '·' => (Few, ["тізім белгісі", "маркер", "bullet"]),
        '(' => (Most, ["ашылатын жақша", "открывающая скобка", "open bracket"]),
        ')' => (Most, ["жабылатын жақша", "закрывающая скобка", "close bracket"]),
        '[' => (Most, ["ашылатын тік жақша", "открывающая квадратная скобка", "open square bracket"]),
        ']' => (Most, ["жабылатын тік жақша", "закрывающая квадратная скобка", "close square bracket"]),
        '{' => (Most, ["ашылатын ирек жақша", "открывающая фигурная скобка", "open brace"]),
        '}' => (Most, ["жабылатын ирек жақша", "закрывающая фигурная скобка", "close brace"]),
        '«' | '„' | '‹' | '‚' => OPENING,
        '»' | '›' => CLOSING,
        // Which one it is, is a matter of the language and of the pair.
        '“' | '”' | '"' | '‘' => {
            if opens {
                OPENING
            } else {
                CLOSING
            }
        }
        '—' | '–' | '―' => (Most, ["сызықша", "тире", "dash"]),
        '-' | '\u{2010}' | '\u{2011}' => (Most, ["дефис", "дефис", "hyphen"]),
        ':' => (Most, ["қос нүкте", "двоеточие", "colon"]),
        ';' => (Most, ["нүктелі үтір", "точка с запятой", "semicolon"]),
        '…' => ELLIPSIS,
        '.' if dots => ELLIPSIS,
        '.' => (All, ["нүкте", "точка", "full stop"]),
        ',' => (All, ["үтір", "запятая", "comma"]),
        '!' => (All, ["леп белгісі", "восклицательный знак", "exclamation mark"]),
        '?' => (All, ["сұрақ белгісі", "вопросительный знак", "question mark"]),
        '\'' | '’' => (All, ["дәйекше", "апостроф", "apostrophe"]),
        _ => return None,
    })
}

const OPENING: Sign = (Most, ["ашылатын тырнақша", "открывающая кавычка", "open quote"]);
const CLOSING: Sign = (Most, ["жабылатын тырнақша", "закрывающая кавычка", "close quote"]);
const ELLIPSIS: Sign = (Most, ["көп нүкте", "многоточие", "ellipsis"]);
