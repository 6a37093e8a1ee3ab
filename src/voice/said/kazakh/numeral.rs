//! Kazakh numerals in words.

const ONES: [&str; 10] = ["нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"];
const TENS: [&str; 10] = ["", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"];
const SCALES: [(u64, &str); 3] = [(1_000_000_000, "миллиард"), (1_000_000, "миллион"), (1000, "мың")];

/// «Жиырма бес». One thousand is «мың» alone, one hundred «жүз».
pub(in super::super) fn cardinal(number: u64) -> String {
    if number == 0 {
        return ONES[0].to_owned();
    }
    let mut words = Vec::new();
    let mut rest = number;
    for (value, name) in SCALES {
        let count = rest / value;
        rest %= value;
        if count > 1 || count == 1 && value > 1000 {
            words.push(cardinal(count));
        }
        if count > 0 {
            words.push(name.to_owned());
        }
    }
    let hundreds = (rest / 100) as usize;
    if hundreds > 1 {
        words.push(ONES[hundreds].to_owned());
    }
    if hundreds > 0 {
        words.push("жүз".to_owned());
    }
    let (tens, ones) = ((rest / 10 % 10) as usize, (rest % 10) as usize);
    if tens > 0 {
        words.push(TENS[tens].to_owned());
    }
    if ones > 0 {
        words.push(ONES[ones].to_owned());
    }
    words.join(" ")
}

/// «Жиырма бесінші».
pub(in super::super) fn ordinal(number: u64) -> String {
    let words = cardinal(number);
    let (before, last) = words.rsplit_once(' ').map_or(("", words.as_str()), |(before, last)| (before, last));
    let last = match last {
        "екі" => "екінші",
        "алты" => "алтыншы",
        "жеті" => "жетінші",
        "жиырма" => "жиырмасыншы",
        "қырық" => "қырқыншы",
        "елу" => "елуінші",
        hard @ ("тоғыз" | "он" | "отыз" | "алпыс" | "тоқсан" | "мың" | "миллион") => {
            return join(before, hard, "ыншы");
        }
        "миллиард" => return join(before, "миллиард", "ыншы"),
        soft => return join(before, soft, "інші"),
    };
    join(before, last, "")
}

fn join(before: &str, last: &str, ending: &str) -> String {
    let space = if before.is_empty() { "" } else { " " };
    format!("{before}{space}{last}{ending}")
}

/// «Оннан», «жүзден»: out of so many.
pub(in super::super) fn out_of(number: u64) -> String {
    let words = cardinal(number);
    let last = words.rsplit(' ').next().unwrap_or_default();
    let ending = match last {
        "бес" | "төрт" | "үш" | "жетпіс" => "тен",
        "қырық" | "алпыс" => "тан",
        "сексен" => "нен",
        "он" | "тоқсан" | "мың" | "миллион" => "нан",
        "алты" | "тоғыз" | "жиырма" | "отыз" => "дан",
        "миллиард" => "тан",
        _ => "ден",
    };
    format!("{words}{ending}")
}
