//! Russian abbreviations in words.

use super::super::Change;
use super::super::line::Line;
use super::case_before;
use super::numeral::Case;

/// An abbreviation of words with a full stop each, and what it stands for.
const FIXED: &[(&[&str], &str)] = &[
    (&["и", "т", "д"], "и так далее"),
    (&["и", "т", "п"], "и тому подобное"),
    (&["т", "е"], "то есть"),
    (&["т", "к"], "так как"),
    (&["т", "н"], "так называемый"),
    (&["т", "о"], "таким образом"),
    (&["т", "д"], "так далее"),
    (&["т", "п"], "тому подобное"),
    (&["н", "э"], "нашей эры"),
    (&["напр"], "например"),
    (&["см"], "смотри"),
    (&["ср"], "сравни"),
    (&["проф"], "профессор"),
    (&["акад"], "академик"),
    (&["им"], "имени"),
    (&["тыс"], "тысяч"),
    (&["млн"], "миллионов"),
    (&["млрд"], "миллиардов"),
];

/// Behind a word that is no abbreviation.
const BEHIND: &[(&[&str], &str)] = &[
    (&["т", "д"], "так далее"),
    (&["т", "п"], "тому подобное"),
    (&["др"], "другие"),
    (&["пр"], "прочее"),
    (&["э"], "эры"),
];

/// Before a number: of itself, of what, to what, in what.
const NUMBERED: &[(&str, [&str; 4])] = &[
    ("стр", ["страница", "страницы", "странице", "странице"]),
    ("с", ["страница", "страницы", "странице", "странице"]),
    ("гл", ["глава", "главы", "главе", "главе"]),
    ("рис", ["рисунок", "рисунка", "рисунку", "рисунке"]),
    ("табл", ["таблица", "таблицы", "таблице", "таблице"]),
    ("т", ["том", "тома", "тому", "томе"]),
    ("ст", ["статья", "статьи", "статье", "статье"]),
    ("п", ["пункт", "пункта", "пункту", "пункте"]),
    ("д", ["дом", "дома", "дому", "доме"]),
    ("кв", ["квартира", "квартиры", "квартире", "квартире"]),
    ("вып", ["выпуск", "выпуска", "выпуску", "выпуске"]),
];

/// Before a name.
const NAMED: &[(&str, [&str; 4])] = &[
    ("г", ["город", "города", "городу", "городе"]),
    ("ул", ["улица", "улицы", "улице", "улице"]),
    ("с", ["село", "села", "селу", "селе"]),
    ("пос", ["посёлок", "посёлка", "посёлку", "посёлке"]),
    ("оз", ["озеро", "озера", "озеру", "озере"]),
    ("р", ["река", "реки", "реке", "реке"]),
    ("пл", ["площадь", "площади", "площади", "площади"]),
    ("просп", ["проспект", "проспекта", "проспекту", "проспекте"]),
];

pub(super) fn change(line: &Line, at: usize) -> Option<Change> {
    for (words, whole) in FIXED {
        if let Some(end) = line.abbreviation(at, words) {
            return Change::one(at..end, format!("{whole}{}", line.stop(end)));
        }
    }
    if line.low(at).as_deref() == Some("в") {
        let next = line.skip(at + 1);
        return line.abbreviation(next, &["т", "ч"]).and_then(|end| Change::one(next..end, "том числе"));
    }
    if line.word(at) == Some("и") {
        let next = line.skip(at + 1);
        let (words, whole) = BEHIND.iter().find(|(words, _)| line.abbreviation(next, words).is_some())?;
        let end = line.abbreviation(next, words)?;
        return Change::one(next..end, format!("{whole}{}", line.stop(end)));
    }
    if line.low(at).as_deref() == Some("до") {
        let next = line.skip(at + 1);
        let end = line.abbreviation(next, &["н", "э"])?;
        return Change::one(next..end, format!("нашей эры{}", line.stop(end)));
    }
    if let Some(change) = person(line, at) {
        return Some(change);
    }
    let end = line.abbreviation(at, &[line.low(at)?.as_str()])?;
    let next = line.skip(end);
    let short = line.low(at)?;
    let known =
        |table: &[(&str, [&'static str; 4])]| table.iter().find(|(known, _)| *known == short).map(|(_, forms)| *forms);
    let counts = line.digits(next).is_some() || line.roman_of(next).is_some();
    let capital = line.word(next).is_some_and(|word| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some()
    });
    let forms = if counts {
        known(NUMBERED)
    } else if capital && line.word(at) == Some(&short) {
        known(NAMED)
    } else {
        None
    }?;
    let form = match case_before(line, at) {
        Some(Case::Genitive) => forms[1],
        Some(Case::Dative) => forms[2],
        Some(Case::Prepositional) => forms[3],
        _ => forms[0],
    };
    Change::one(at..end, format!("{form}{}", if line.is_space(end) { "" } else { " " }))
}

/// «Г-н», «г-жа».
fn person(line: &Line, at: usize) -> Option<Change> {
    if line.low(at)? != "г" || !super::super::is_hyphen(line, at + 1) {
        return None;
    }
    let whole = match line.word(at + 2)? {
        "н" => "господин",
        "на" => "господина",
        "ну" => "господину",
        "ном" => "господином",
        "не" => "господине",
        "жа" => "госпожа",
        "жи" => "госпожи",
        "же" => "госпоже",
        "жу" => "госпожу",
        "жой" => "госпожой",
        _ => return None,
    };
    Change::one(at..at + 3, whole)
}
