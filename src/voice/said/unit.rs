//! Units of measure, scales and currencies, and how Kazakh and Russian name them.

use super::line::Line;

/// A noun behind a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) written: &'static str,
    /// Of one, of two, of five.
    pub(super) russian: [&'static str; 3],
    pub(super) feminine: bool,
    pub(super) kazakh: &'static str,
}

const fn unit(written: &'static str, russian: [&'static str; 3], kazakh: &'static str) -> Unit {
    Unit { written, russian, feminine: false, kazakh }
}

const fn feminine(written: &'static str, russian: [&'static str; 3], kazakh: &'static str) -> Unit {
    Unit { written, russian, feminine: true, kazakh }
}

/// By the longest first where one begins like another.
pub(super) const UNITS: &[Unit] = &[
    unit("км", ["километр", "километра", "километров"], "километр"),
    unit("м", ["метр", "метра", "метров"], "метр"),
    unit("дм", ["дециметр", "дециметра", "дециметров"], "дециметр"),
    unit("см", ["сантиметр", "сантиметра", "сантиметров"], "сантиметр"),
    unit("мм", ["миллиметр", "миллиметра", "миллиметров"], "миллиметр"),
    unit("кг", ["килограмм", "килограмма", "килограммов"], "килограмм"),
    unit("г", ["грамм", "грамма", "граммов"], "грамм"),
    unit("мг", ["миллиграмм", "миллиграмма", "миллиграммов"], "миллиграмм"),
    feminine("т", ["тонна", "тонны", "тонн"], "тонна"),
    unit("ц", ["центнер", "центнера", "центнеров"], "центнер"),
    unit("л", ["литр", "литра", "литров"], "литр"),
    unit("мл", ["миллилитр", "миллилитра", "миллилитров"], "миллилитр"),
    unit("га", ["гектар", "гектара", "гектаров"], "гектар"),
    unit("ч", ["час", "часа", "часов"], "сағат"),
    unit("сағ", ["час", "часа", "часов"], "сағат"),
    feminine("мин", ["минута", "минуты", "минут"], "минут"),
    feminine("сек", ["секунда", "секунды", "секунд"], "секунд"),
    unit("кВт", ["киловатт", "киловатта", "киловатт"], "киловатт"),
    unit("Вт", ["ватт", "ватта", "ватт"], "ватт"),
    unit("Гц", ["герц", "герца", "герц"], "герц"),
    unit("руб", ["рубль", "рубля", "рублей"], "рубль"),
    feminine("коп", ["копейка", "копейки", "копеек"], "тиын"),
    unit("тг", ["тенге", "тенге", "тенге"], "теңге"),
    unit("чел", ["человек", "человека", "человек"], "адам"),
    unit("%", ["процент", "процента", "процентов"], "пайыз"),
    unit("‰", ["промилле", "промилле", "промилле"], "промилле"),
    unit("°", ["градус", "градуса", "градусов"], "градус"),
    unit("₸", ["тенге", "тенге", "тенге"], "теңге"),
    unit("₽", ["рубль", "рубля", "рублей"], "рубль"),
    unit("$", ["доллар", "доллара", "долларов"], "доллар"),
    unit("€", ["евро", "евро", "евро"], "еуро"),
    unit("£", ["фунт", "фунта", "фунтов"], "фунт"),
];

/// Thousands and what is above them, in letters.
pub(super) const SCALES: &[Unit] = &[
    feminine("тыс", ["тысяча", "тысячи", "тысяч"], "мың"),
    unit("млн", ["миллион", "миллиона", "миллионов"], "миллион"),
    unit("млрд", ["миллиард", "миллиарда", "миллиардов"], "миллиард"),
    unit("трлн", ["триллион", "триллиона", "триллионов"], "триллион"),
];

pub(super) const METRE: [&str; 3] = ["м", "км", "см"];

/// Marks of money, which may stand before the number too.
pub(super) const MONEY: &[char] = &['₸', '₽', '$', '€', '£'];

/// These may have a full stop of their own.
const STOPPED: &[&str] = &["тыс", "млн", "млрд", "трлн", "руб", "коп", "тг", "чел", "мин", "сек", "сағ"];

/// A unit as it stands behind a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) unit: &'static Unit,
    /// 1, of areas 2, of volumes 3.
    pub(super) power: u8,
    pub(super) an_hour: bool,
    pub(super) celsius: bool,
    /// The token behind it.
    pub(super) end: usize,
}

/// The unit that begins at this token, behind a number.
pub(super) fn find(line: &Line, at: usize) -> Option<Found> {
    let power_before = ["кв", "куб"].into_iter().position(|word| line.word(at) == Some(word) && line.is(at + 1, '.'));
    let start = if power_before.is_some() { line.skip(at + 2) } else { at };
    let unit = match line.sign(start) {
        Some(sign) => UNITS.iter().find(|unit| unit.written.starts_with(sign))?,
        None => {
            let word = line.word(start)?;
            UNITS.iter().find(|unit| unit.written == word)?
        }
    };
    let mut found = Found { unit, power: 1, an_hour: false, celsius: false, end: start + 1 };
    if METRE.contains(&unit.written) {
        let (sign, digit) = (line.sign(found.end), line.digits(found.end));
        found.power = match (power_before, sign, digit) {
            (Some(place), ..) => place as u8 + 2,
            (None, Some('²'), _) | (None, _, Some("2")) => 2,
            (None, Some('³'), _) | (None, _, Some("3")) => 3,
            _ => 1,
        };
        if found.power > 1 && power_before.is_none() {
            found.end += 1;
        }
        let hour = line.is(found.end, '/') && matches!(line.word(found.end + 1), Some("ч" | "сағ"));
        if hour {
            (found.an_hour, found.end) = (true, found.end + 2);
        }
    } else if power_before.is_some() {
        return None;
    }
    if unit.written == "°" && matches!(line.word(line.skip(found.end)), Some("C" | "С")) {
        (found.celsius, found.end) = (true, line.skip(found.end) + 1);
    }
    if line.is(found.end, '.') && !line.is_last(found.end) {
        // «5 м. спустя» is no metre, «г.» a year, «т.» a volume.
        let short = unit.written.chars().count() == 1 && line.word(start).is_some();
        if short
            || !STOPPED.contains(&unit.written)
                && line.low(line.skip(found.end + 1)) == line.word(line.skip(found.end + 1)).map(str::to_owned)
        {
            return None;
        }
        if STOPPED.contains(&unit.written) && !begins(line, found.end + 1) {
            found.end += 1;
        }
    }
    Some(found)
}

/// The scale that begins at this token, and the token behind it.
pub(super) fn scale(line: &Line, at: usize) -> Option<(&'static Unit, usize)> {
    let word = line.word(at)?;
    let scale = SCALES.iter().find(|scale| scale.written == word)?;
    let stopped = line.is(at + 1, '.') && !line.is_last(at + 1) && !begins(line, at + 2);
    Some((scale, if stopped { at + 2 } else { at + 1 }))
}

/// True where a capital may begin a sentence.
fn begins(line: &Line, at: usize) -> bool {
    line.word(line.skip(at)).is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase))
}
