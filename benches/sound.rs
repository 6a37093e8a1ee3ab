//! A book of ten hours: opening it, a jump in it, and what three times the speed costs.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use oqyrman::format::{self, Opened};
use oqyrman::voice::player::render;
use sound::{Mp4, UNIT_FRAMES, UNIT_RATE, fixture, units};

#[path = "../tests/support/sound.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod sound;

const HOURS: u32 = 10;

/// Places in ten hours, each time another.
fn places() -> impl Iterator<Item = Duration> {
    let mut seed = 1_u64;
    std::iter::repeat_with(move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Duration::from_secs((seed >> 33) % u64::from(HOURS * 3600 - 60))
    })
}

/// The first quarter of a second from a place on, as the device would get it.
fn jump(opened: &Opened, place: Duration) -> Vec<f32> {
    let recording = opened.book.recording.as_ref().expect("a recording");
    let range = place..place + Duration::from_millis(250);
    render(recording, &opened.resources, range, 1.0, (48_000, 2)).samples
}

fn ten_hours(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let units = units();
    let m4b = folder.path().join("ten hours.m4b");
    let count = (u64::from(UNIT_RATE) * u64::from(HOURS) * 3600 / u64::from(UNIT_FRAMES)) as usize;
    let mut out = BufWriter::new(File::create(&m4b).expect("a file"));
    let chapters = (0..100).map(|number| ("Тарау", number * 360_000)).collect();
    Mp4 { chapters, ..Mp4::default() }.write(&mut out, &units, count);
    out.flush().expect("written");
    // The frames of one file again and again: six seconds each.
    let mut mp3s = Vec::new();
    for name in ["constant.mp3", "variable.mp3"] {
        let path = folder.path().join(name);
        let frames = fixture(name);
        let mut out = BufWriter::new(File::create(&path).expect("a file"));
        (0..HOURS * 600).for_each(|_| out.write_all(&frames).expect("written"));
        out.flush().expect("written");
        mp3s.push(path);
    }
    let mut group = criterion.benchmark_group("ten hours");
    group.sample_size(20);
    for path in [&m4b, &mp3s[0], &mp3s[1]] {
        let name = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let kind = if path.ends_with("variable.mp3") { "mp3 of variable rate" } else { name };
        group.bench_function(format!("open {kind}"), |bencher| {
            bencher.iter(|| format::open(black_box(path)).expect("it opens"));
        });
        let opened = format::open(path).expect("it opens");
        let mut places = places();
        group.bench_function(format!("jump in {kind}"), |bencher| {
            bencher.iter(|| jump(&opened, places.next().unwrap_or_default()));
        });
    }
    group.finish();
}

/// Fifty milliseconds for a second of sound are five percent of a core.
fn speed(criterion: &mut Criterion) {
    let mp4 = Mp4::default().with(&units());
    let aac = format::open_bytes(mp4.into()).expect("it opens");
    let mp3 = format::open_bytes(fixture("constant.mp3").into()).expect("it opens");
    let mut group = criterion.benchmark_group("a second of sound at three times the speed");
    for (name, opened) in [("m4b", &aac), ("mp3", &mp3)] {
        let recording = Arc::clone(opened.book.recording.as_ref().expect("a recording"));
        group.bench_function(name, |bencher| {
            let range = Duration::from_secs(1)..Duration::from_secs(4);
            bencher.iter(|| render(&recording, &opened.resources, range.clone(), 3.0, (48_000, 2)));
        });
    }
    group.finish();
}

/// A DAISY book of thirty hours with its text, in a folder of three thousand files and in a zip.
fn thirty_hours(criterion: &mut Criterion) {
    const PARTS: usize = 1000;
    const PHRASES: usize = 18;
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path().join("book");
    std::fs::create_dir(&book).expect("made");
    let mut zip = zip::ZipWriter::new(File::create(folder.path().join("book.zip")).expect("a file"));
    let mut file = |name: &str, content: &[u8]| {
        std::fs::write(book.join(name), content).expect("written");
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content).expect("written");
    };
    let sound = fixture("constant.mp3");
    let mut headings = String::new();
    for part in 0..PARTS {
        headings += &format!("<h1 id='h{part}'><a href='{part}.smil#p0'>{part}-тарау</a></h1>");
        headings += &format!("<span class='page-normal' id='g{part}'><a href='{part}.smil#p1'>{part}</a></span>");
        let (mut pars, mut text) = (String::new(), String::new());
        for phrase in 0..PHRASES {
            let (begin, end) = (phrase * 6, phrase * 6 + 6);
            pars += &format!(
                "<par><text src='{part}.html#t{phrase}' id='p{phrase}'/><seq><audio src='{part}.mp3' \
                 clip-begin='npt={begin}.000s' clip-end='npt={end}.000s'/></seq></par>"
            );
            text += &format!("<p id='t{phrase}'>Адам баласы анадан туғанда екі түрлі мінезбен туады.</p>");
        }
        file(&format!("{part}.smil"), format!("<smil><body><seq>{pars}</seq></body></smil>").as_bytes());
        file(&format!("{part}.html"), format!("<html><body>{text}</body></html>").as_bytes());
        file(&format!("{part}.mp3"), &sound);
    }
    file("ncc.html", format!("<html><head><title>t</title></head><body>{headings}</body></html>").as_bytes());
    zip.finish().expect("finished");
    let mut group = criterion.benchmark_group("a DAISY book of thirty hours and three thousand files");
    group.sample_size(10);
    for (name, path) in [("folder", book), ("zip", folder.path().join("book.zip"))] {
        let opened = format::open(&path).expect("it opens");
        let narration = opened.book.narration.as_ref().expect("a narration");
        assert_eq!(narration.recording().duration().as_secs(), 30 * 3600);
        group.bench_function(format!("open from a {name}"), |bencher| {
            bencher.iter(|| black_box(format::open(&path).expect("it opens")));
        });
    }
    group.finish();
}

criterion_group!(benches, ten_hours, speed, thirty_hours);
criterion_main!(benches);
