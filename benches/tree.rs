//! What assistive technology costs the interface's thread: a chapter of 400,000 characters, a shelf of 2,000 books.
//!
//! Budgets: a caret's step told in 2 ms, such a chapter opened to its first words in 150 ms, no frame above 5 ms. A listener
//! takes every update on a thread of its own, as the adapter for Linux does. What is painted is not counted, and the
//! longest times are of the thread's own work.

use std::hint::black_box;
use std::io::{Cursor, Write};
use std::sync::Arc;
use std::time::Duration;

use clock::worked;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use desk::{Desk, Message, Screen, holding};
use headless::{Headless, Listener};
use iced::keyboard::{Modifiers, key::Named};
use iced::{Element, Size, mouse, window};
use oqyrman::book::Book;
use oqyrman::format;
use oqyrman::reading::{Annotations, Reading};
use oqyrman::ui::screen::{reader, shelf};
use oqyrman::ui::widget::{Look, button, root, scrollable};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

#[path = "../tests/support/books.rs"]
mod books;
#[path = "../tests/support/clock.rs"]
mod clock;
#[path = "../tests/screens/desk.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod desk;
#[path = "../tests/support/headless.rs"]
mod headless;

type Window = Headless<Desk, Message>;

const CHARACTERS: usize = 400_000;
const CONTROLS: i64 = 2_000;
const SIZE: Size = Size::new(1280.0, 720.0);

fn reading(book: &Arc<Book>) -> Reading {
    Reading::open(Arc::clone(book), None, Annotations::default())
}

fn page(listener: Listener, book: &Arc<Book>) -> Window {
    desk::heard_by(listener, SIZE, |window| Desk {
        reading: reading(book),
        ..Desk::at(window, Screen::Reader(reader::State::new()))
    })
}

fn full_shelf(listener: Listener) -> Window {
    let mut state = shelf::State::new();
    state
        .set_holdings((1..=CONTROLS).map(|id| holding(id, &format!("Кітап {id}"), "Абай Құнанбайұлы", "kk")).collect());
    desk::heard_by(listener, SIZE, |window| Desk::at(window, Screen::Shelf(state)))
}

/// Nothing but controls.
struct Plain {
    window: window::Id,
}

fn plain_view(plain: &Plain) -> Element<'_, usize> {
    let look = Look::default();
    let buttons = (0..CONTROLS as usize).map(|index| button(&look, format!("Түйме {index}")).on_press(index).into());
    let content = scrollable(&look, iced::widget::Column::with_children(buttons));
    root("Түймелер", "kk", content).window(plain.window, 1.0).into()
}

fn plain_controls(listener: Listener) -> Headless<Plain, usize> {
    Headless::heard_by(listener, SIZE, |window| Plain { window }, plain_view, |_, _| {})
}

/// A book of this one chapter, as a file.
fn packed(book: &Book) -> Arc<[u8]> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut file = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(text.as_bytes()).expect("written");
    };
    file("mimetype", "application/epub+zip");
    file(
        "META-INF/container.xml",
        "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile \
         full-path=\"p.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>",
    );
    file(
        "p.opf",
        "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\"><metadata \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>t</dc:title><dc:language>kk</dc:language></metadata>\
         <manifest><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
         <spine><itemref idref=\"a\"/></spine></package>",
    );
    let blocks = &book.sections[0].blocks;
    let body: String = blocks[1..].iter().map(|block| format!("<p>{}</p>\n", block.text)).collect();
    file("a.xhtml", &format!("<html lang=\"kk\"><body><h1>{}</h1>{body}</body></html>", blocks[0].text));
    zip.finish().expect("finished").into_inner().into()
}

fn long_chapter(criterion: &mut Criterion) {
    let book = books::long(1, CHARACTERS);
    let bytes = packed(&book);
    let mut group = criterion.benchmark_group("a chapter of 400,000 characters");
    group.sample_size(20);
    group.bench_function("opened to its first words, with its tree", |bencher| {
        let mut window = page(Listener::Thread, &books::book(1));
        bencher.iter_batched(
            || Arc::clone(&bytes),
            |bytes| {
                let opened = format::open_bytes(bytes).expect("it opens");
                window.state.reading = reading(&opened.book);
                black_box(window.frame());
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("read from its file", |bencher| {
        bencher.iter(|| format::open_bytes(Arc::clone(&bytes)).expect("it opens"));
    });
    for (name, listener) in [("a caret's step", Listener::Thread), ("a caret's step nobody hears", Listener::None)] {
        group.bench_function(name, |bencher| {
            let mut window = page(listener, &book);
            bencher.iter(|| window.press(Named::ArrowRight));
        });
    }
    group.finish();
}

fn many_controls(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("2,000 controls");
    group.sample_size(20);
    for (name, listener) in [("heard", Listener::Thread), ("unheard", Listener::None)] {
        group.bench_function(format!("a frame, {name}"), |bencher| {
            let mut window = plain_controls(listener);
            bencher.iter(|| window.frame());
        });
        group.bench_function(format!("a step, {name}"), |bencher| {
            let mut window = plain_controls(listener);
            bencher.iter(|| window.press(Named::Tab));
        });
        group.bench_function(format!("a step on the shelf, {name}"), |bencher| {
            let mut window = full_shelf(listener);
            (0..8).for_each(|_| window.press(Named::Tab));
            bencher.iter(|| window.press(Named::ArrowDown));
        });
    }
    group.finish();
}

/// The longest, the hundredth longest and the middle one of these.
fn tell(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    println!("{name}: longest {:?}, 99 % {:?}, median {:?}", at(1.0), at(0.99), at(0.5));
}

/// Does it 500 times, and tells how long the longest took, with all the frames that follow from it.
fn each<W>(name: &str, window: &mut W, mut act: impl FnMut(&mut W, usize)) {
    let times = (0..500).map(|index| {
        let began = worked();
        act(window, index);
        worked() - began
    });
    tell(name, times.collect());
}

/// Does it 500 times, and tells how long the longest turns of the event loop took that followed from it: between two
/// turns other events are heard.
fn turns<S, M: std::fmt::Debug>(name: &str, window: &mut Headless<S, M>, mut act: impl FnMut(&mut Headless<S, M>)) {
    window.count(worked);
    let times = (0..500).map(|_| {
        act(window);
        window.longest_turn()
    });
    tell(name, times.collect());
}

/// The longest time for which the interface's thread is busy with what is not painting.
fn stalls(_: &mut Criterion) {
    let book = books::long(1, CHARACTERS);
    let wheel = |window: &mut Window, lines: f32| {
        let delta = mouse::ScrollDelta::Lines { x: 0.0, y: lines };
        window.events(&[iced::Event::Mouse(mouse::Event::WheelScrolled { delta })]);
    };
    for (who, listener) in [("heard", Listener::Thread), ("unheard", Listener::None)] {
        let mut window = page(listener, &book);
        let middle = book.at_progress(0.5);
        window.click_at(iced::Point::new(640.0, 400.0));
        window.state.reading.perform(oqyrman::reading::Command::GoTo(middle), std::time::SystemTime::UNIX_EPOCH);
        window.redraw();
        each(&format!("{who}: caret steps"), &mut window, |window, _| window.press(Named::ArrowRight));
        each(&format!("{who}: lines down"), &mut window, |window, _| window.press(Named::ArrowDown));
        each(&format!("{who}: sentences"), &mut window, |window, _| {
            let next =
                oqyrman::reading::Command::Move(oqyrman::reading::Direction::Forward, oqyrman::reading::Unit::Sentence);
            window.state.reading.perform(next, std::time::SystemTime::UNIX_EPOCH);
            window.redraw();
        });
        each(&format!("{who}: pages up"), &mut window, |window, _| window.press(Named::PageUp));
        each(&format!("{who}: pages down"), &mut window, |window, _| window.press(Named::PageDown));
        each(&format!("{who}: the wheel"), &mut window, |window, index| {
            wheel(window, if index < 250 { -3.0 } else { 3.0 });
        });
        each(&format!("{who}: end and beginning"), &mut window, |window, index| {
            window.press_with(Modifiers::CTRL, if index % 2 == 0 { Named::End } else { Named::Home });
        });
        let mut window = plain_controls(listener);
        turns(&format!("{who}: Tab through 2,000 controls"), &mut window, |window| window.press(Named::Tab));
        let mut window = full_shelf(listener);
        (0..8).for_each(|_| window.press(Named::Tab));
        turns(&format!("{who}: down a shelf of 2,000 books"), &mut window, |window| window.press(Named::ArrowDown));
        turns(&format!("{who}: its end and beginning"), &mut window, |window| {
            window.press(Named::End);
            window.press(Named::Home);
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = long_chapter, many_controls, stalls
}
criterion_main!(benches);
