//! Books that are written from the right, or both ways: read, laid out, told to assistive technology.
//!
//! What is checked is where things stand and not how letters look, so that no typeface of the machine is needed.

#[path = "support/epub.rs"]
#[allow(dead_code, reason = "shared with the tests of EPUB")]
mod epub;
#[path = "support/headless.rs"]
mod headless;
#[path = "support/pixels.rs"]
#[allow(dead_code, reason = "shared with the tests of trees")]
mod pixels;

use std::sync::Arc;

use accesskit::{Rect, Role, TextDirection};
use headless::{Found, Headless};
use iced::keyboard::key::Named;
use iced::{Color, Element, Size, window};
use oqyrman::book::{BaseDirection, Book, Isolate, Point, Section, Span, Style};
use oqyrman::format;
use oqyrman::settings::{FigureSettings, Tables};
use oqyrman::ui::typography;
use oqyrman::ui::widget::prose::Event;
use oqyrman::ui::widget::{Look, PageLook, prose, root};

use BaseDirection::{Ltr, Rtl};

fn document(attributes: &str, head: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\" {attributes}><head><title>t</title>{head}\
         </head><body>{body}</body></html>"
    )
}

const ARABIC: &str = "<h1>الفصل الأول</h1>\
    <p>كان يا ما كان في قديم الزمان. كان هناك ملك كبير.</p>\
    <p dir='ltr'>The story in English.</p>\
    <p>12 — 34</p>\
    <ol><li>واحد</li><li>اثنان</li></ol>\
    <table><tr><th>سنة</th><th>كلمة</th></tr><tr><td>1890</td><td>abc</td></tr></table>\
    <pre>let x = 1;</pre><pre>بيت من الشعر</pre>\
    <p>قال <bdo dir='ltr'>אבג</bdo> و<bdi>user</bdi> <a href='https://example.org/'>هنا</a>.</p>";

const HEBREW: &str = "<p>בראשית ברא אלהים את השמים ואת הארץ.</p><p>The Hebrew word שלום stands here.</p><p>1890</p>";

const KAZAKH: &str = "<p>Қазақша мәтін: <span dir='rtl' xml:lang='kk-Arab'>قازاق ەلى</span>, содан соң.</p>\
    <p xml:lang='kk-Arab'>قازاق ەلى — ۇلى دالا، «Abai» جولى.</p>\
    <p xml:lang='kk-Arab'>1934</p>\
    <div dir='auto'><p>(12) قازاق</p><p>abc</p></div>\
    <p class='r'>abc</p><p class='o'>abc <span class='x'>def</span></p><p class='m'>abc</p><p class='p'>شالا</p>\
    <p style='direction: rtl'>abc</p><p class='i'>abc</p>";

const STYLE: &str = "<style>.r { direction: rtl } .x { unicode-bidi: bidi-override; direction: rtl } \
    @media screen { .m { direction: RTL } .h { display: none } } @media print { .i { direction: rtl } } \
    .p { unicode-bidi: plaintext }</style>";

fn book() -> Book {
    let bytes = epub::Epub::new()
        .chapter("a", &document("dir='rtl' xml:lang='ar'", "", ARABIC))
        .chapter("b", &document("xml:lang='he'", "", HEBREW))
        .chapter("c", &document("xml:lang='kk'", STYLE, KAZAKH))
        .bytes();
    let opened = format::open_bytes(bytes.into()).expect("a book");
    Arc::unwrap_or_clone(opened.book)
}

/// The text of each block and from which side it is written.
fn sides(section: &Section) -> Vec<(&str, BaseDirection)> {
    let side = |block: usize| (section.blocks[block].text.as_str(), section.base_direction(block, None));
    (0..section.blocks.len()).map(side).collect()
}

#[test]
fn blocks_have_the_direction_that_the_book_gives_or_their_letters_say() {
    let book = book();
    let section = &book.sections[0];
    assert_eq!(section.direction, Some(Rtl));
    let other: Vec<&str> = sides(section).into_iter().filter(|(_, side)| *side == Ltr).map(|(text, _)| text).collect();
    assert_eq!(other, ["The story in English.", "let x = 1;"], "all else is from the right, numbers too");
    let section = &book.sections[1];
    assert_eq!(section.direction, None);
    assert_eq!(sides(section).iter().map(|(_, side)| *side).collect::<Vec<_>>(), [Rtl, Ltr, Rtl]);
    let section = &book.sections[2];
    let told: Vec<_> = sides(section).into_iter().map(|(text, side)| (text.chars().take(6).collect(), side)).collect();
    let wanted = [
        ("Қазақш", Ltr),
        ("قازاق ", Rtl),
        ("1934", Rtl),
        ("(12) ق", Rtl),
        ("abc", Rtl),
        ("abc", Rtl),
        ("abc de", Ltr),
        ("abc", Rtl),
        ("شالا", Rtl),
        ("abc", Rtl),
        ("abc", Ltr),
    ];
    assert_eq!(told, wanted.map(|(text, side): (&str, _)| (text.to_owned(), side)));
}

#[test]
fn what_stands_by_itself_in_a_text_is_known() {
    let book = book();
    let isolates = |section: usize, block: usize| -> Vec<(String, Isolate)> {
        let block = &book.sections[section].blocks[block];
        let found = block.inlines.iter().filter_map(|inline| match inline.style {
            Style::Isolate(isolate) => Some((block.text[inline.range.clone()].to_owned(), isolate)),
            _ => None,
        });
        found.collect()
    };
    let last = book.sections[0].blocks.len() - 1;
    let [bdo, bdi] = &isolates(0, last)[..] else { panic!("two of them") };
    assert_eq!(*bdo, ("אבג".to_owned(), Isolate { base: Some(Ltr), forced: true }));
    assert_eq!(*bdi, ("user".to_owned(), Isolate { base: None, forced: false }));
    assert_eq!(isolates(2, 0), [("قازاق ەلى".to_owned(), Isolate { base: Some(Rtl), forced: false })]);
    assert_eq!(isolates(2, 6), [("def".to_owned(), Isolate { base: Some(Rtl), forced: true })]);
}

struct Reader {
    window: window::Id,
    section: Arc<Section>,
    look: PageLook,
    figures: FigureSettings,
    cursor: Point,
    phrase: Option<Span>,
}

fn view(reader: &Reader) -> Element<'_, Event> {
    let page = prose(&reader.look, "Кітап", "kk", &reader.section, 0)
        .cursor(reader.cursor)
        .highlight(reader.phrase)
        .figures(reader.figures)
        .on_event(|event| event);
    root("Оқырман", "kk", page).window(reader.window, 1.0).into()
}

fn update(reader: &mut Reader, event: Event) {
    if let Event::Placed(point) = event {
        reader.cursor = point;
    }
}

fn reader_of(section: &Arc<Section>, size: f32, room: Size) -> Headless<Reader, Event> {
    let look = Look { font: typography::REGULAR, bold: typography::BOLD, ..Look::default() };
    let look = PageLook { look, size, highlight: Color::from_rgb8(250, 220, 10), ..PageLook::default() };
    let section = Arc::clone(section);
    let new = |window| Reader {
        window,
        section,
        look,
        figures: FigureSettings::default(),
        cursor: Point::default(),
        phrase: None,
    };
    Headless::sized(room, new, view, update)
}

/// The runs of the page, in the order of reading.
fn runs(reader: &Headless<Reader, Event>) -> Vec<Found> {
    fn collect(node: accesskit_consumer::NodeRef<'_>, found: &mut Vec<Found>) {
        if node.role() == Role::TextRun {
            found.push(headless::found(&node));
        }
        node.children().for_each(|child| collect(child, found));
    }
    reader.tree(|tree| {
        let mut found = Vec::new();
        collect(tree.state().root(), &mut found);
        found
    })
}

/// The first run whose text begins so.
fn run(reader: &Headless<Reader, Event>, text: &str) -> (Found, Rect) {
    let found = runs(reader).into_iter().find(|found| found.node.value().is_some_and(|value| value.starts_with(text)));
    let found = found.unwrap_or_else(|| panic!("no run «{text}»"));
    let bounds = found.bounds.expect("it is laid out");
    (found, bounds)
}

/// The leftmost and the rightmost place of any text.
fn column(reader: &Headless<Reader, Event>) -> (f64, f64) {
    let bounds: Vec<Rect> = runs(reader).into_iter().filter_map(|found| found.bounds).collect();
    let left = bounds.iter().map(|bounds| bounds.x0).fold(f64::MAX, f64::min);
    (left, bounds.iter().map(|bounds| bounds.x1).fold(0.0, f64::max))
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1.5
}

#[test]
fn paragraphs_from_the_right_begin_at_the_right_edge() {
    let book = book();
    let mut reader = reader_of(&book.sections[0], 24.0, Size::new(800.0, 1200.0));
    reader.picture("directions-rtl");
    let (left, right) = column(&reader);
    assert!(right - left > 500.0, "{left} {right}");
    for text in ["الفصل", "كان", "12", "قال"] {
        let (_, bounds) = run(&reader, text);
        assert!(near(bounds.x1, right), "{text}: {bounds:?} up to {right}");
    }
    let (english, bounds) = run(&reader, "The story");
    assert!(near(bounds.x0, left), "{bounds:?}");
    assert_eq!(english.node.text_direction(), Some(TextDirection::LeftToRight));
    assert_eq!(run(&reader, "كان").0.node.text_direction(), Some(TextDirection::RightToLeft));
    // Items are set in from the right, and their numbers stand there.
    let (item, bounds) = run(&reader, "واحد");
    assert!(right - bounds.x1 > 20.0, "{bounds:?}");
    let (mark, place) = run(&reader, "1. ");
    assert_eq!(mark.node.text_direction(), item.node.text_direction());
    assert!(near(place.x1, bounds.x1));
    // The first column is at the right.
    let (year, word) = (run(&reader, "سنة").1, run(&reader, "كلمة").1);
    assert!(year.x0 > word.x1 && near(year.y0, word.y0), "{year:?} {word:?}");
    assert!(run(&reader, "1890").1.x0 > word.x1);
    // A listing stands at the left, a verse at the right.
    assert!(near(run(&reader, "let x").1.x0, left) && near(run(&reader, "بيت").1.x1, right));
}

#[test]
fn a_wide_grid_from_the_right_slides_to_the_cell_that_is_read() {
    let cells: String = (0..9).map(|number| format!("<td>عمود طويل جدا {number}</td>")).collect();
    let heads: String = (0..9).map(|number| format!("<th>رأس {number}</th>")).collect();
    let body = format!("<table><tr>{heads}</tr><tr>{cells}</tr></table>");
    let bytes = epub::Epub::new().chapter("a", &document("dir='rtl'", "", &body)).bytes();
    let opened = format::open_bytes(bytes.into()).expect("a book");
    let mut reader = reader_of(&opened.book.sections[0], 32.0, Size::new(600.0, 800.0));
    reader.state.figures = FigureSettings { tables: Tables::Grid, ..FigureSettings::default() };
    reader.redraw();
    let heads = |reader: &Headless<Reader, Event>| {
        let found = reader.all(Role::ColumnHeader).into_iter().filter_map(|found| found.bounds);
        found.map(|bounds| (bounds.x0, bounds.x1)).collect::<Vec<_>>()
    };
    let before = heads(&reader);
    assert!(before.windows(2).all(|pair| pair[0].0 >= pair[1].1 - 1.0), "from right to left: {before:?}");
    assert!(before[0].1 <= 600.0 && before[8].0 < 0.0, "{before:?}");
    reader.state.cursor = Point::new(0, 17, 0);
    reader.redraw();
    let after = heads(&reader);
    assert!(after[8].0 >= 0.0 && after[8].1 <= 600.0, "the last one is seen whole: {after:?}");
    assert!(after[0].1 > 600.0);
}

#[test]
fn letters_of_both_directions_have_runs_and_places_of_their_own() {
    let book = book();
    let reader = reader_of(&book.sections[2], 24.0, Size::new(800.0, 1200.0));
    let mut large = reader_of(&book.sections[0], 48.0, Size::new(800.0, 1600.0));
    large.picture("directions-rtl-48");
    let (arabic, bounds) = run(&reader, "قازاق ەلى");
    assert_eq!(arabic.node.value(), Some("قازاق ەلى"));
    assert_eq!(arabic.node.text_direction(), Some(TextDirection::RightToLeft));
    assert_eq!(arabic.node.language(), Some("kk-Arab"));
    let (before, after) = (run(&reader, "Қазақша").1, run(&reader, ", содан").1);
    assert!(near(before.x1, bounds.x0) && near(bounds.x1, after.x0), "{before:?} {bounds:?} {after:?}");
    for found in runs(&reader) {
        let (Some(positions), Some(widths)) = (found.node.character_positions(), found.node.character_widths()) else {
            panic!("{:?} is laid out", found.node.value());
        };
        let width = found.node.bounds().expect("bounds").width() as f32;
        for (position, length) in positions.iter().zip(widths) {
            assert!(
                *position >= -0.5 && position + length <= width + 0.5,
                "{:?}: {position} {length}",
                found.node.value()
            );
        }
        assert!(positions.windows(2).all(|pair| pair[0] <= pair[1] + 0.5), "{:?}: {positions:?}", found.node.value());
    }
}

#[test]
fn the_caret_goes_as_one_reads_and_a_click_finds_the_letter() {
    let book = book();
    let mut reader = reader_of(&book.sections[0], 24.0, Size::new(800.0, 1200.0));
    let text = book.sections[0].blocks[1].text.clone();
    reader.state.cursor = Point::new(0, 1, 0);
    reader.redraw();
    // To the next letter, wherever it stands: as voice, braille and the tree count them.
    reader.press(Named::ArrowRight);
    assert_eq!(reader.state.cursor, Point::new(0, 1, 'ك'.len_utf8()));
    reader.press(Named::ArrowLeft);
    assert_eq!(reader.state.cursor, Point::new(0, 1, 0));
    reader.press(Named::End);
    assert!(reader.state.cursor.byte > text.len() / 2);
    let (_, bounds) = run(&reader, "كان");
    let y = (bounds.y0 + bounds.y1) as f32 / 2.0;
    reader.click_at(iced::Point::new(bounds.x1 as f32 - 1.0, y));
    assert_eq!(reader.state.cursor, Point::new(0, 1, 0), "the first letter is at the right");
    reader.click_at(iced::Point::new(bounds.x0 as f32 + 1.0, y));
    assert!(reader.state.cursor.byte > text.len() / 2, "{:?}", reader.state.cursor);
}

#[test]
fn a_mark_covers_its_letters_and_no_others() {
    let book = book();
    let (size, section) = (Size::new(800.0, 1200.0), &book.sections[2]);
    let yellow = [250, 220, 10];
    let marked = |what: &str| {
        let mut reader = reader_of(section, 24.0, size);
        let start = section.blocks[1].text.find(what).expect("it is there");
        let at = |byte| Point::new(0, 1, byte);
        reader.state.phrase = Some(Span { start: at(start), end: at(start + what.len()) });
        reader.redraw();
        let picture = pixels::Picture::new(size, &reader.screenshot());
        let (width, height) = (size.width as usize, size.height as usize);
        let columns = (0..width).filter(|&x| (0..height).any(|y| picture.at(x, y) == yellow));
        let columns: Vec<usize> = columns.collect();
        let gaps = columns.windows(2).filter(|pair| pair[1] > pair[0] + 12).count();
        reader.picture(&format!("directions-{}", what.len()));
        (columns[0] as f64, columns[columns.len() - 1] as f64 + 1.0, gaps, reader)
    };
    let (left, right, gaps, reader) = marked("قازاق");
    let (_, bounds) = run(&reader, "قازاق ەلى —");
    assert!(near(right, bounds.x1) && left > bounds.x0 && gaps == 0, "{left} {right} in {bounds:?}");
    let (left, right, gaps, reader) = marked("Abai");
    let (_, bounds) = run(&reader, "Abai");
    assert!(near(left, bounds.x0) && near(right, bounds.x1) && gaps == 0, "{left} {right} {bounds:?}");
    // Letters of both directions: the Latin word is marked, and of what stands at either side of it what is meant.
    let (left, right, _, reader) = marked("«Abai» جولى");
    let (_, last) = run(&reader, "» جولى");
    assert!(left >= last.x0 - 1.5 && left < bounds.x0 && right > bounds.x1, "{left} {right} {last:?} {bounds:?}");
}

#[test]
fn no_line_stands_over_its_edge() {
    let words = ["סיפורים", "abracadabra", "الكتاب", "кітапхана", "«שלום»,", "12", "consequence."];
    let text: Vec<&str> = (0..60).map(|number| words[number * number % 7]).collect();
    let body = format!("<p>{0}</p><p dir='rtl'>{0}</p><p dir='ltr'>{0}</p>", text.join(" "));
    let bytes = epub::Epub::new().chapter("a", &document("xml:lang='he'", "", &body)).bytes();
    let opened = format::open_bytes(bytes.into()).expect("a book");
    for size in [20.0, 40.0, 70.0] {
        let mut reader = reader_of(&opened.book.sections[0], size, Size::new(640.0, 9000.0));
        reader.picture(&format!("directions-mixed-{size}"));
        let (left, right) = column(&reader);
        let margin = left.min(640.0 - right);
        assert!(margin >= 8.0, "at {size}: from {left} to {right}");
        let told: String = runs(&reader).iter().filter_map(|found| found.node.value()).collect();
        assert_eq!(
            told.trim_end(),
            [text.join(" "), text.join(" "), text.join(" ")].join("\n"),
            "in the order of reading"
        );
    }
}
