//! How long the reader waits for a move, in a book as long as the first volume of War and Peace (1.3 MB of text).

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use criterion::{Criterion, criterion_group, criterion_main};
use oqyrman::book::{Block, Book, Kind, Language, Metadata, Point, Section};
use oqyrman::reading::{Annotations, Command, Direction, Matching, Reading, Unit};

const BYTES: usize = 1_300_000;

/// Sentences of varying length in thirty chapters, the same every time.
fn book() -> Arc<Book> {
    const WORDS: [&str; 24] = [
        "бала",
        "жолға",
        "шықты",
        "деді",
        "Абай",
        "және",
        "ауылдың",
        "үлкені",
        "кешке",
        "қарай",
        "т.б.",
        "өзен",
        "бойында",
        "отырған",
        "адамдар",
        "сөйлесіп",
        "А. С. Пушкин",
        "күлді",
        "таңертең",
        "қайтадан",
        "атқа",
        "мінді",
        "ұзақ",
        "жүрді",
    ];
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % limit as u64) as usize
    };
    let (mut sections, mut written) = (Vec::new(), 0);
    while written < BYTES {
        let mut section = Section::new(format!("{}.xhtml", sections.len()));
        section.blocks.push(Block::new(Kind::Heading(1), format!("{}-тарау", sections.len() + 1)));
        let chapter = written + BYTES / 30;
        while written < chapter {
            let mut text = String::new();
            for _ in 0..1 + below(9) {
                for _ in 0..3 + below(20) {
                    text.push_str(WORDS[below(WORDS.len())]);
                    text.push(' ');
                }
                text.pop();
                text.push_str(". ");
            }
            text.pop();
            written += text.len();
            section.blocks.push(Block::new(Kind::Paragraph, text));
        }
        sections.push(Arc::new(section));
    }
    let metadata = Metadata { languages: Language::parse("kk").into_iter().collect(), ..Metadata::default() };
    Arc::new(Book::new(metadata, sections, Vec::new(), Vec::new(), Vec::new()))
}

fn session(book: &Arc<Book>) -> Reading {
    Reading::open(Arc::clone(book), None, Annotations::default())
}

fn moves(criterion: &mut Criterion) {
    let now = SystemTime::UNIX_EPOCH;
    let book = book();
    let next = |unit| Command::Move(Direction::Forward, unit);

    let mut reading = session(&book);
    criterion.bench_function("next sentence", |bencher| {
        bencher.iter(|| {
            let before = reading.cursor();
            black_box(reading.perform(next(Unit::Sentence), now));
            if reading.cursor() == before {
                reading.perform(Command::Beginning, now);
            }
        });
    });

    // Every step comes to a paragraph that nobody has looked at.
    criterion.bench_function("next sentence, in a paragraph that is new", |bencher| {
        bencher.iter_custom(|steps| {
            let mut taken = Duration::ZERO;
            let mut left = steps;
            while left > 0 {
                let mut reading = session(&self::book());
                while left > 0 {
                    let here = reading.cursor();
                    let last = reading.book().sections[here.section].blocks[here.block].text.len();
                    reading.perform(Command::Place(Point { byte: last, ..here }), now);
                    let start = Instant::now();
                    black_box(reading.perform(next(Unit::Sentence), now));
                    taken += start.elapsed();
                    if (reading.cursor().section, reading.cursor().block) == (here.section, here.block) {
                        break;
                    }
                    left -= 1;
                }
            }
            taken
        });
    });

    let mut reading = session(&book);
    criterion.bench_function("from the key to the speech request", |bencher| {
        bencher.iter(|| {
            reading.perform(next(Unit::Sentence), now);
            let effects = black_box(reading.perform(Command::Read, now));
            reading.perform(Command::Stop, now);
            effects
        });
    });

    let mut reading = session(&book);
    criterion.bench_function("no next table, over the whole book", |bencher| {
        bencher.iter(|| black_box(reading.perform(next(Unit::Table), now)));
    });
    let mut reading = session(&book);
    criterion.bench_function("no next image, over the whole book", |bencher| {
        bencher.iter(|| black_box(reading.perform(next(Unit::Image), now)));
    });
    criterion.bench_function("where am I", |bencher| {
        reading.perform(Command::End, now);
        bencher.iter(|| black_box(reading.perform(Command::WhereAmI, now)));
    });
    criterion.bench_function("find in the whole book", |bencher| {
        let find =
            || Command::Find { query: "табылмайтын сөз".to_owned(), matching: Matching::default() };
        bencher.iter(|| black_box(reading.perform(find(), now)));
    });
    criterion.bench_function("open a session", |bencher| bencher.iter(|| black_box(session(&book))));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = moves
}
criterion_main!(benches);
