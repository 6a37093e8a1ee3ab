//! How soon titles are found while they are typed, how large the index is and how long it takes to make it.
//!
//! 50,000 made titles of words from the books that the program ships: 10 ms a keystroke (median) and 30 ms (p99), 60 MB,
//! 40 s. With `OQYRMAN_MARC=FILE`, MARC records in UTF-8 (such as the 250,000 of the Library of Congress in PyPI's
//! `pymarc` 5.4.0, source archive), multiplied to 1,250,000: 20 ms and 60 ms, 600 MB, 5 min.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures::executor::block_on;
use oqyrman::book::{Format, Language};
use oqyrman::format;
use oqyrman::home::Home;
use oqyrman::library::catalog::State;
use oqyrman::library::index::{End, Index, Kind, Question, Title};
use url::Url;

const MADE: usize = 50_000;
const REAL: usize = 1_250_000;
/// Titles that come in one page.
const PAGE: usize = 2_000;
/// Titles that are typed.
const TYPED: usize = 150;

/// Numbers that are the same at every run (<https://prng.di.unimi.it/splitmix64.c>).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((number ^ (number >> 31)) % below as u64) as usize
    }

    /// One of these, the first ones more often: the half of all throws falls on the square root of their number.
    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let share = self.throw(1 << 20) as f64 / f64::from(1 << 20);
        &from[((from.len() as f64).powf(share) - 1.0) as usize]
    }
}

/// The words of the books that the program ships, by language, the most frequent first.
fn words() -> Vec<(&'static str, Vec<String>)> {
    let mut counted: BTreeMap<&'static str, BTreeMap<String, u32>> = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/library");
    let files = std::fs::read_dir(folder).expect("the shipped books").flatten().map(|entry| entry.path());
    for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "epub")) {
        let opened = format::open(&file).expect("it opens");
        let language = match opened.book.metadata.languages.first().map(Language::primary) {
            Some("kk") => "kk",
            Some("ru") => "ru",
            _ => "en",
        };
        let words = counted.entry(language).or_default();
        for block in opened.book.sections.iter().flat_map(|section| &section.blocks) {
            for word in block.text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1) {
                *words.entry(word.to_lowercase()).or_default() += 1;
            }
        }
    }
    counted
        .into_iter()
        .map(|(language, words)| {
            let mut words: Vec<(u32, String)> = words.into_iter().map(|(word, count)| (count, word)).collect();
            words.sort_by(|a, b| b.cmp(a));
            (language, words.into_iter().map(|(_, word)| word).collect())
        })
        .collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn made() -> Vec<Title> {
    let (words, mut dice) = (words(), Dice(9));
    let names: Vec<Vec<String>> = words
        .iter()
        .map(|(language, words)| {
            let endings: &[&str] =
                if *language == "en" { &["son", "", "er"] } else { &["ов", "ева", "ин", "ұлы", "ский"] };
            let long: Vec<&str> = words.iter().map(String::as_str).filter(|word| word.chars().count() > 3).collect();
            (0..4_000)
                .map(|_| {
                    let (first, last) = (capital(dice.pick::<&str>(&long)), capital(dice.pick::<&str>(&long)));
                    format!("{first} {last}{}", dice.pick(endings))
                })
                .collect()
        })
        .collect();
    let title = |number: usize| {
        let kind = dice.throw(words.len());
        let (language, words) = &words[kind];
        let text: Vec<String> = (0..2 + dice.throw(5)).map(|_| dice.pick(words).clone()).collect();
        let format = *dice.pick(&[Format::Epub, Format::Daisy202, Format::Fb2, Format::Pdf, Format::Audiobook]);
        Title {
            identifier: Some(format!("urn:uuid:2f1c6c1e-0000-4000-8000-{number:012}")),
            title: capital(&text.join(" ")),
            authors: vec![dice.pick(&names[kind]).clone()],
            about: (0..3).map(|_| dice.pick(words).clone()).collect(),
            languages: Language::parse(language).into_iter().collect(),
            formats: [format].into_iter().collect(),
            sound: matches!(format, Format::Daisy202 | Format::Audiobook),
            state: Some(if dice.throw(4) == 0 { State::Unavailable } else { State::Available }),
            year: Some(1900 + dice.throw(126) as u16),
            href: Url::parse(&format!("https://library.example/opds/entry/{number}")).ok(),
            ..Title::default()
        }
    };
    (0..MADE).map(title).collect()
}

/// The texts of these subfields in the fields with these tags (ISO 2709, <https://www.loc.gov/marc/specifications/>).
fn fields(record: &[u8], tags: &[&str], codes: &str) -> Vec<String> {
    let number = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.trim().parse::<usize>().ok();
    let Some(base) = record.get(12..17).and_then(number).filter(|base| (25..=record.len()).contains(base)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in
        record[24..base - 1].chunks_exact(12).filter(|entry| tags.iter().any(|tag| entry.starts_with(tag.as_bytes())))
    {
        let (Some(length), Some(start)) = (number(&entry[3..7]), number(&entry[7..12])) else { continue };
        let Some(field) = record.get(base + start..base + start + length) else { continue };
        let text = String::from_utf8_lossy(field);
        let texts: Vec<&str> = if codes.is_empty() {
            vec![text.trim_end_matches('\u{1e}')]
        } else {
            let parts = text.split('\u{1f}').skip(1);
            parts
                .filter(|part| part.starts_with(|c| codes.contains(c)))
                .map(|part| part[1..].trim_end_matches('\u{1e}'))
                .collect()
        };
        found.push(texts.join(" "));
    }
    found
}

fn real(file: &Path) -> Vec<Title> {
    let bytes = std::fs::read(file).expect("the file of OQYRMAN_MARC");
    let plain = |text: &String| text.trim_end_matches([' ', '/', ':', ',', ';', '=']).to_owned();
    let mut titles: Vec<Title> = Vec::new();
    for (number, record) in bytes.split(|byte| *byte == 0x1d).enumerate() {
        let about = fields(record, &["008"], "").pop().unwrap_or_default();
        let title = fields(record, &["245"], "abnp").iter().map(plain).next().unwrap_or_default();
        if title.is_empty() {
            continue;
        }
        let part = |range: std::ops::Range<usize>| about.get(range).unwrap_or_default();
        titles.push(Title {
            identifier: Some(format!("urn:lccn:{number}")),
            title,
            authors: fields(record, &["100", "110", "700"], "a").iter().map(plain).take(4).collect(),
            about: fields(record, &["650", "260"], "abx").iter().map(plain).take(5).collect(),
            languages: Language::parse(part(35..38)).into_iter().collect(),
            formats: [if number % 7 == 0 { Format::Daisy202 } else { Format::Epub }].into_iter().collect(),
            sound: number % 7 == 0,
            year: part(7..11).parse().ok(),
            href: Url::parse(&format!("https://library.example/opds/entry/{number}")).ok(),
            ..Title::default()
        });
    }
    titles
}

/// The same titles again as other volumes, until there are enough.
fn multiplied(titles: Vec<Title>) -> impl Iterator<Item = Title> {
    let volumes = REAL.div_ceil(titles.len().max(1));
    (0..volumes)
        .flat_map(move |volume| {
            titles.clone().into_iter().map(move |title| match volume {
                0 => title,
                _ => Title {
                    identifier: title.identifier.map(|it| format!("{it}-{volume}")),
                    title: format!("{} {volume}", title.title),
                    year: title.year.map(|year| year + volume as u16),
                    ..title
                },
            })
        })
        .take(REAL)
}

/// What a reader types, a keystroke after the other.
fn keystrokes(titles: &[Title]) -> Vec<(&'static str, Vec<String>)> {
    let mut dice = Dice(3);
    let beginnings = |text: &str| -> Vec<String> {
        text.char_indices().map(|(at, c)| text[..at + c.len_utf8()].to_owned()).collect()
    };
    let mut typed: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for _ in 0..TYPED {
        let title = &titles[dice.throw(titles.len())];
        let two: String = title.title.split(' ').take(2).collect::<Vec<_>>().join(" ").chars().take(24).collect();
        typed.entry("titles").or_default().extend(beginnings(&two));
        let Some(author) = title.authors.first() else { continue };
        let name = author.split([' ', ',']).next().unwrap_or_default();
        typed.entry("names").or_default().extend(beginnings(name));
        let mut mistaken: Vec<char> = two.to_lowercase().chars().collect();
        if mistaken.len() > 6 {
            mistaken.swap(3, 4);
            typed.entry("mistakes").or_default().extend(beginnings(&mistaken.iter().collect::<String>()).split_off(4));
        }
        let word = title.title.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
        typed
            .entry("a name and a word")
            .or_default()
            .extend(beginnings(&format!("{name} {word}")).split_off(name.len().min(3)));
    }
    typed.into_iter().collect()
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    format!("median {:.2} ms, p99 {:.2} ms, most {:.2} ms", at(0.5), at(0.99), at(1.0))
}

fn size(home: &Home) -> u64 {
    let files = std::fs::read_dir(home.cache()).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}

fn measure(name: &str, titles: impl Iterator<Item = Title>, typed: &[(&str, Vec<String>)]) {
    let folder = tempfile::tempdir().expect("a folder");
    let home = Home::at(folder.path()).expect("a home");
    let index = Index::open(&home).expect("an index");
    let address = Url::parse("https://library.example/opds").expect("an address");
    let source = block_on(index.source(address, name.to_owned(), Kind::Opds)).expect("a source");
    let started = Instant::now();
    let walk = block_on(index.walk(source)).expect("a walk");
    let (mut titles, mut longest) = (titles.peekable(), Duration::ZERO);
    while titles.peek().is_some() {
        let page: Vec<Title> = titles.by_ref().take(PAGE).collect();
        let begun = Instant::now();
        block_on(index.add(walk, None, page)).expect("added");
        longest = longest.max(begun.elapsed());
    }
    let added = started.elapsed();
    block_on(index.finish(walk, End::Whole, None)).expect("finished");
    let status = *index.status().borrow();
    println!("{name}: {} titles, {} words", status.titles, status.words);
    println!(
        "  made in {:.1} s (of these the end {:.1} s; {PAGE} titles in {:.2} s at most), {:.1} MB",
        started.elapsed().as_secs_f64(),
        (started.elapsed() - added).as_secs_f64(),
        longest.as_secs_f64(),
        size(&home) as f64 / 1e6
    );
    let ask = |words: &String| block_on(index.ask(Question::new(words.as_str()))).expect("an answer");
    let mut all = Vec::new();
    for (kind, typed) in typed {
        let mut times = Vec::with_capacity(typed.len());
        let (mut slowest, mut found) = ((Duration::ZERO, ""), 0);
        for words in typed {
            let begun = Instant::now();
            let answer = ask(words);
            times.push(begun.elapsed());
            found += usize::from(!answer.hits.is_empty());
            slowest = slowest.max((begun.elapsed(), words.as_str()));
        }
        all.extend_from_slice(&times);
        println!("  {kind}: {} ({found} of {} with answers; slowest «{}»)", told(times), typed.len(), slowest.1);
    }
    println!("  {} keystrokes: {}", all.len(), told(all));
    drop(index);
    let begun = Instant::now();
    let index = Index::open(&home).expect("an index");
    let opened = begun.elapsed();
    block_on(index.ask(Question::new("абай"))).expect("an answer");
    println!(
        "  opened again in {:.1} ms, first answer after {:.1} ms",
        opened.as_secs_f64() * 1e3,
        begun.elapsed().as_secs_f64() * 1e3
    );
}

fn main() {
    let titles = made();
    let typed = keystrokes(&titles);
    measure("made titles", titles.into_iter(), &typed);
    if let Some(file) = std::env::var_os("OQYRMAN_MARC").map(PathBuf::from) {
        let titles = real(&file);
        let typed = keystrokes(&titles);
        measure("real records, multiplied", multiplied(titles), &typed);
    }
}
