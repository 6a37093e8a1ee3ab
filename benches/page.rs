//! What the page costs as it is drawn: 1920 by 1080 pixels, the software renderer, a chapter of a million characters.
//!
//! Budgets: a line scrolled in 16 ms at any size, a change of size or theme in 50 ms, the first page in 100 ms. Every time
//! is what this thread has worked from the reader's act to the last pixel of a whole window, and to the picture that is
//! handed out, which the real window does not make («an empty window» is what that costs); it paints only what has changed.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clock::worked;
use criterion::{Bencher, Criterion, criterion_group, criterion_main};
use desk::{Desk, Message, Screen};
use headless::{Headless, Listener};
use iced::{Event, Point, Size, mouse};
use oqyrman::book::Book;
use oqyrman::locale::{Locale, Tongue};
use oqyrman::reading::{Annotations, Command, Reading};
use oqyrman::settings::{Appearance, Colours, Mode, ModeSettings, Settings};
use oqyrman::ui::screen::{Context, reader};

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

const CHARACTERS: usize = 1_000_000;
const SIZE: Size = Size::new(1920.0, 1080.0);
const POINTS: [u16; 4] = [16, 32, 64, 96];

fn settings(points: u16, colours: Colours) -> Settings {
    let appearance = Appearance { colours, text_size: f32::from(points), scale: Some(100), ..Appearance::default() };
    Settings { language: Some(Tongue::Kk), appearance, ..Settings::default() }
}

fn page(book: &Arc<Book>, settings: Settings) -> Window {
    desk::heard_by(Listener::Thread, SIZE, |window| Desk {
        reading: Reading::open(Arc::clone(book), None, Annotations::default()),
        context: Context::new(settings, Locale::new(Tongue::Kk), SIZE),
        ..Desk::at(window, Screen::Reader(reader::State::new()))
    })
}

/// In the middle of the chapter, with the pointer over the page.
fn in_the_middle(book: &Arc<Book>, settings: Settings) -> Window {
    let mut window = page(book, settings);
    window.click_at(Point::new(960.0, 600.0));
    let middle = book.at_progress(0.5);
    window.state.reading.perform(Command::GoTo(middle), std::time::SystemTime::UNIX_EPOCH);
    window.redraw();
    window
}

/// How long it takes, as often as it is asked for.
fn each<W>(bencher: &mut Bencher<'_>, mut window: W, mut act: impl FnMut(&mut W)) {
    bencher.iter_custom(|times| {
        let began = worked();
        (0..times).for_each(|_| act(&mut window));
        worked() - began
    });
}

fn pages(criterion: &mut Criterion) {
    let book = books::long(1, CHARACTERS);
    let mut group = criterion.benchmark_group("a page of 1920 by 1080, drawn");
    group.sample_size(20);
    group.bench_function("an empty window", |bencher| {
        let empty =
            Headless::heard_by(Listener::None, SIZE, |_| (), |()| iced::widget::Space::new().into(), |(), ()| {});
        each(bencher, empty, |window| {
            black_box(window.screenshot());
        });
    });
    for points in POINTS {
        let usual = settings(points, Colours::BlackOnWhite);
        group.bench_function(format!("nothing changed, {points} points"), |bencher| {
            each(bencher, in_the_middle(&book, usual.clone()), |window| {
                black_box(window.screenshot());
            });
        });
        group.bench_function(format!("a line scrolled, {points} points"), |bencher| {
            each(bencher, in_the_middle(&book, usual.clone()), |window| {
                scroll(window);
                black_box(window.screenshot());
            });
        });
        group.bench_function(format!("another size, from {points} points"), |bencher| {
            let mut larger = false;
            each(bencher, in_the_middle(&book, usual.clone()), |window| {
                larger = !larger;
                window.state.settings(settings(points + u16::from(larger) * 2, Colours::BlackOnWhite));
                window.redraw();
                black_box(window.screenshot());
            });
        });
        group.bench_function(format!("other colours, {points} points"), |bencher| {
            let mut dark = false;
            each(bencher, in_the_middle(&book, usual.clone()), |window| {
                dark = !dark;
                let colours = if dark { Colours::WhiteOnBlack } else { Colours::BlackOnWhite };
                window.state.settings(settings(points, colours));
                window.redraw();
                black_box(window.screenshot());
            });
        });
        group.bench_function(format!("the first page, {points} points"), |bencher| {
            each(bencher, (), |()| {
                black_box(page(&book, usual.clone()).screenshot());
            });
        });
    }
    let endless = books::endless(CHARACTERS);
    let usual = settings(32, Colours::BlackOnWhite);
    group.bench_function("a paragraph without end, a line scrolled", |bencher| {
        each(bencher, in_the_middle(&endless, usual.clone()), |window| {
            scroll(window);
            black_box(window.screenshot());
        });
    });
    group.bench_function("a paragraph without end, another size", |bencher| {
        let mut larger = false;
        each(bencher, in_the_middle(&endless, usual.clone()), |window| {
            larger = !larger;
            window.state.settings(settings(32 + u16::from(larger) * 2, Colours::BlackOnWhite));
            window.redraw();
            black_box(window.screenshot());
        });
    });
    group.bench_function("a paragraph without end, the first page", |bencher| {
        each(bencher, (), |()| {
            black_box(page(&endless, usual.clone()).screenshot());
        });
    });
    group.finish();
}

/// What a second of text that runs costs besides its painting, in the frames that it asks for.
fn running(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a second of text that runs, a chapter of a million characters");
    group.sample_size(10);
    for (name, book) in [("", books::long(1, CHARACTERS)), (", one paragraph", books::endless(CHARACTERS))] {
        for mode in [Mode::OneLine, Mode::Phrase, Mode::Word] {
            group.bench_function(format!("{mode:?}{name}"), |bencher| {
                let mut settings = settings(32, Colours::BlackOnWhite);
                settings.appearance.reading = ModeSettings { mode, ..ModeSettings::default() };
                let mut window = in_the_middle(&book, settings);
                let mut now = Instant::now();
                window.time = Some(now);
                let Screen::Reader(state) = &mut window.state.screen else { panic!("the book is open") };
                state.set_running(true);
                window.redraw();
                each(bencher, window, |window| {
                    for _ in 0..22 {
                        now += Duration::from_millis(45);
                        window.time = Some(now);
                        window.redraw();
                    }
                });
            });
        }
    }
    group.finish();
}

fn scroll(window: &mut Window) {
    let delta = mouse::ScrollDelta::Lines { x: 0.0, y: -1.0 };
    window.events(&[Event::Mouse(mouse::Event::WheelScrolled { delta })]);
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = pages, running
}
criterion_main!(benches);
