//! Tables, formulas and notes of a book, as they are laid out, drawn and told.

#[path = "support/epub.rs"]
mod epub;
#[path = "support/headless.rs"]
mod headless;
#[path = "support/pixels.rs"]
#[allow(dead_code, reason = "contrast is measured elsewhere")]
mod pixels;

use std::sync::Arc;
use std::time::SystemTime;

use accesskit::{Rect, Role};
use epub::{Epub, chapter};
use headless::Headless;
use iced::{Element, Size, window};
use oqyrman::book::{Book, Point, Section, Style, Target};
use oqyrman::format;
use oqyrman::reading::{Annotations, Command, Effect, Notice, Reading};
use oqyrman::settings::{Colours, FigureSettings, Formulas, Settings, Tables};
use oqyrman::ui::theme;
use oqyrman::ui::widget::prose::Event;
use oqyrman::ui::widget::{PageLook, prose, root};

const WINDOW: Size = Size::new(1280.0, 720.0);

struct Reader {
    window: window::Id,
    section: Arc<Section>,
    look: PageLook,
    figures: FigureSettings,
    cursor: Point,
}

fn book(body: &str) -> Arc<Book> {
    format::open_bytes(Epub::new().chapter("c", &chapter(body)).bytes().into()).expect("it opens").book
}

fn view(reader: &Reader) -> Element<'_, Event> {
    let page = prose(&reader.look, "Кітап", "kk", &reader.section, 0)
        .cursor(reader.cursor)
        .figures(reader.figures)
        .on_event(|event| event);
    root("Оқырман", "kk", page).window(reader.window, 1.0).into()
}

fn update(reader: &mut Reader, event: Event) {
    if let Event::Placed(point) = event {
        reader.cursor = point;
    }
}

fn reader(body: &str, size: f32, figures: FigureSettings) -> Headless<Reader, Event> {
    let section = Arc::clone(&book(body).sections[0]);
    let look = PageLook { size, ..theme::page(&Settings::default()) };
    let new = |window| Reader { window, section, look, figures, cursor: Point::default() };
    Headless::sized(WINDOW, new, view, update)
}

const TABLE: &str = "<p>Алдында.</p><table><tr><th>Жыл</th><th>Кітап</th><th>Бет саны</th></tr>\
    <tr><td>1890</td><td>Қара сөздер</td><td>120</td></tr><tr><td rowspan='2'>1909</td><td>Өлеңдер</td><td>98</td></tr>\
    <tr><td>Аудармалар</td><td></td></tr></table><p>Артында.</p>";

/// All runs of text, and where they lie.
fn runs(reader: &Headless<Reader, Event>) -> Vec<(String, Rect)> {
    fn walk(node: accesskit_consumer::NodeRef<'_>, found: &mut Vec<(String, Rect)>) {
        if let (Role::TextRun, Some(value), Some(bounds)) = (node.role(), node.data().value(), node.bounding_box()) {
            found.push((value.trim().to_owned(), bounds));
        }
        node.children().for_each(|child| walk(child, found));
    }
    let mut found = Vec::new();
    reader.tree(|tree| walk(tree.state().root(), &mut found));
    found
}

/// Where the run of text with this value lies.
fn run(reader: &Headless<Reader, Event>, words: &str) -> Rect {
    let found = runs(reader).into_iter().find(|(value, _)| value == words);
    found.unwrap_or_else(|| panic!("«{words}» is laid out")).1
}

/// Dark pixels in this box.
fn ink(reader: &mut Headless<Reader, Event>, bounds: Rect) -> usize {
    let picture = pixels::Picture::new(WINDOW, &reader.screenshot());
    let (columns, rows) = (bounds.x0 as usize..bounds.x1 as usize, bounds.y0 as usize..bounds.y1 as usize);
    rows.flat_map(|y| columns.clone().map(move |x| (x, y))).filter(|&(x, y)| picture.at(x, y)[1] < 100).count()
}

#[test]
fn a_table_with_room_is_a_grid_whose_cells_are_where_the_tree_says() {
    let mut reader = reader(TABLE, 24.0, FigureSettings::default());
    let (year, book, pages) = (run(&reader, "Жыл"), run(&reader, "Кітап"), run(&reader, "Бет саны"));
    assert!(year.y0 == book.y0 && book.y0 == pages.y0, "side by side: {year:?} {book:?} {pages:?}");
    assert!(year.x1 < book.x0 && book.x1 < pages.x0);
    for (head, cells) in [(year, ["1890", "1909"]), (book, ["Қара сөздер", "Өлеңдер"]), (pages, ["120", "98"])]
    {
        for cell in cells {
            assert_eq!(run(&reader, cell).x0, head.x0, "{cell} below its header");
        }
    }
    let (poems, translations) = (run(&reader, "Өлеңдер"), run(&reader, "Аудармалар"));
    assert_eq!(run(&reader, "1909").y0, poems.y0);
    assert!(translations.y0 > poems.y1 - 1.0 && translations.x0 == poems.x0, "below, in its own column");
    assert!(run(&reader, "Артында.").y0 > translations.y1, "what follows is below all of it");
    reader.picture("table-grid");
    // Letters and the lines around them.
    assert!(ink(&mut reader, year) > 30);
    let between = Rect { x0: year.x1 + 1.0, x1: book.x0 - 1.0, ..year };
    assert!(ink(&mut reader, between) > 10, "a line parts the columns");
    let place = iced::Point::new(pages.x0 as f32 + 2.0, (pages.y0 as f32 + pages.y1 as f32) / 2.0);
    reader.click_at(place);
    assert_eq!(reader.state.cursor.block, 3, "a press in a cell is in that cell");
    let empty = iced::Point::new(pages.x0 as f32 + 2.0, (translations.y0 as f32 + translations.y1 as f32) / 2.0);
    reader.click_at(empty);
    assert_eq!(reader.state.cursor.block, 11, "an empty one, too");
}

#[test]
fn no_word_is_parted_in_a_grid_that_has_room_for_it() {
    let cities = "<table lang='en'><tr><th>Town</th><th>Height</th></tr><tr><td>Almaty</td><td>800</td></tr></table>";
    for (body, words) in [(cities, ["Almaty", "Height"]), (TABLE, ["Қара сөздер", "Аудармалар"])] {
        for size in [16.0, 24.0, 33.0, 48.0] {
            let reader = reader(body, size, FigureSettings::default());
            words.iter().for_each(|word| _ = run(&reader, word));
        }
    }
}

#[test]
fn a_table_without_room_goes_row_by_row_with_its_headers_in_sight() {
    let records = FigureSettings { tables: Tables::Records, ..FigureSettings::default() };
    for (size, figures) in [(24.0, records), (128.0, FigureSettings::default())] {
        let mut reader = reader(TABLE, size, figures);
        reader.picture(&format!("table-records-{size}"));
        for block in [4, 5, 8] {
            reader.state.cursor = Point::new(0, block, 0);
            reader.redraw();
            let words = reader.state.section.blocks[block].text.clone();
            let first = words.split(' ').next().unwrap_or_default().to_owned();
            let value = runs(&reader).into_iter().find(|(value, _)| value.starts_with(&first));
            let value = value.expect("it is laid out").1;
            assert!(value.x1 <= f64::from(WINDOW.width), "nothing is cut: {value:?}");
            let cell = reader
                .all(Role::Cell)
                .into_iter()
                .find(|cell| cell.bounds.is_some_and(|bounds| bounds.y0 < value.y0 && bounds.y1 > value.y1 - 2.0));
            let cell = cell.and_then(|cell| cell.bounds).expect("its cell holds its header, too");
            let above = Rect { y0: cell.y0.max(0.0), y1: value.y0, ..cell };
            assert!(ink(&mut reader, above) > 20, "the header of «{words}» is seen at {size}");
        }
    }
}

/// A table of nine columns and thirty rows, with headers above and at the left.
fn wide() -> String {
    let mut table = String::from("<p>Алдында.</p><table><tr><th>Ай</th>");
    (1..9).for_each(|column| table.push_str(&format!("<th>Баған{column}</th>")));
    table.push_str("</tr>");
    for row in 1..30 {
        table.push_str(&format!("<tr><th scope='row'>Қатар{row}</th>"));
        (1..9).for_each(|column| table.push_str(&format!("<td>Мән{row}х{column}</td>")));
        table.push_str("</tr>");
    }
    table + "</table><p>Артында.</p>"
}

#[test]
fn a_grid_wider_than_the_page_slides_to_the_cell_and_keeps_its_headers_in_sight() {
    let grid = FigureSettings { tables: Tables::Grid, ..FigureSettings::default() };
    let mut reader = reader(&wide(), 40.0, grid);
    let block = |reader: &Headless<Reader, Event>, words: &str| {
        reader.state.section.blocks.iter().position(|block| block.text == words).expect("it is in the table")
    };
    let go = |reader: &mut Headless<Reader, Event>, words: &str| {
        reader.state.cursor = Point::new(0, block(reader, words), 0);
        reader.redraw();
        run(reader, words)
    };
    let is_seen = |place: Rect| {
        place.x0 >= 0.0
            && place.x1 <= f64::from(WINDOW.width)
            && place.y0 >= 0.0
            && place.y1 <= f64::from(WINDOW.height)
    };
    let page = run(&reader, "Алдында.");
    let first = go(&mut reader, "Мән1х1");
    let beside = run(&reader, "Қатар1");
    assert!(is_seen(first) && is_seen(beside) && beside.x1 < first.x0);
    let last = go(&mut reader, "Мән1х8");
    assert!(is_seen(last), "the cell of the caret is seen whole: {last:?}");
    assert_eq!(run(&reader, "Қатар1"), beside, "its header stays where it was");
    assert!(run(&reader, "Мән1х1").x0 < beside.x1, "the others have gone to the left");
    assert_eq!(run(&reader, "Алдында.").x0, page.x0, "the page itself has not");
    reader.picture("table-wide");
    let head = run(&reader, "Баған8");
    let shown = pixels::Picture::new(WINDOW, &reader.screenshot());
    let far = go(&mut reader, "Мән25х8");
    assert!(is_seen(far) && is_seen(run(&reader, "Қатар25")), "{far:?}");
    assert!(run(&reader, "Баған8").y1 < 0.0, "the header's own place is above the window");
    reader.picture("table-wide-held");
    let held = pixels::Picture::new(WINDOW, &reader.screenshot());
    let (width, height) = ((head.x1 - head.x0) as usize, (head.y1 - head.y0) as usize);
    let is_at = |top: usize| {
        (0..height).all(|y| {
            (0..width).all(|x| {
                let x = head.x0 as usize + x;
                shown.at(x, head.y0 as usize + y) == held.at(x, top + y)
            })
        })
    };
    let top = (0..40).find(|top| is_at(*top)).expect("it is drawn at the top");
    assert!(far.y0 > (top + height) as f64, "and covers no letter of the cell");
    // A press on it is in its cell.
    reader.click_at(iced::Point::new(head.x0 as f32 + 4.0, (top + height / 2) as f32));
    assert_eq!(reader.state.cursor.block, block(&reader, "Баған8"));
    // By the keys of tables back to the first column.
    let back = go(&mut reader, "Мән2х1");
    assert!(is_seen(back) && back.x0 > run(&reader, "Қатар2").x1);
}

#[test]
fn a_wide_grid_is_read_at_every_size() {
    let grid = FigureSettings { tables: Tables::Grid, ..FigureSettings::default() };
    for size in [24.0, 80.0, 107.0, 267.0] {
        let mut reader = reader(&wide(), size, grid);
        if size == 107.0 {
            let mut settings = Settings::default();
            settings.appearance.colours = Colours::YellowOnBlack;
            reader.state.look = PageLook { size, ..theme::page(&settings) };
        }
        for words in ["Мән1х4", "Мән29х8", "Қатар29", "Баған1"] {
            let block = reader.state.section.blocks.iter().position(|block| block.text == words);
            reader.state.cursor = Point::new(0, block.expect("it is in the table"), 0);
            reader.redraw();
            let start: String = words.chars().take(1).collect();
            let runs = runs(&reader).into_iter().filter(|(value, _)| value.starts_with(&start));
            let seen = runs.filter(|(_, place)| {
                place.x0 >= 0.0 && place.y0 >= 0.0 && place.y0 < f64::from(WINDOW.height) && place.x0 < 1280.0
            });
            assert!(seen.count() > 0, "{words} at {size}");
            reader.picture(&format!("table-wide-{size}-{words}"));
        }
        // As much as the window has room for is seen, not only as much as the text has.
        if size == 24.0 {
            let row = ["Қатар1", "Мән1х1", "Мән1х4", "Мән1х8"].map(|words| run(&reader, words));
            assert!(row[0].x0 > 0.0 && row[3].x1 < f64::from(WINDOW.width), "{row:?}");
            assert!(row.windows(2).all(|pair| pair[0].x1 < pair[1].x0), "{row:?}");
        }
    }
}

const CODE: &str = "<p>Алдында <code>iiii</code> және <code>MMMM</code>.</p><pre><code>for кітап in сөре:\n    оқу(кітап, орны = кітап.соңғы_орны, \
    дауыс = \"қазақша\", жылдамдық = 120)\n</code></pre><p>Артында.</p>";

#[test]
fn code_stands_in_letters_of_one_width_and_its_long_lines_go_on_set_in() {
    for size in [24.0, 48.0, 107.0] {
        let mut reader = reader(CODE, size, FigureSettings::default());
        reader.picture(&format!("code-{size}"));
        let widths: Vec<f64> = ["iiii", "MMMM"]
            .iter()
            .filter_map(|word| runs(&reader).into_iter().find(|(value, _)| value == word))
            .map(|(_, place)| place.width())
            .collect();
        assert!(widths.len() < 2 || (widths[0] - widths[1]).abs() < 0.5, "{widths:?}");
        reader.state.cursor = Point::new(0, 1, 0);
        reader.redraw();
        let all = runs(&reader);
        let first = all.iter().find(|(value, _)| value.starts_with("for")).expect("the listing").1;
        let next = all.iter().find(|(value, _)| value.starts_with("оқу(")).expect("its second line").1;
        assert!(next.x0 == first.x0, "the space before it is kept as its own: {next:?}");
        let on = all.iter().filter(|(_, place)| place.y0 > next.y0 + 1.0 && place.x0 > first.x0 + 10.0);
        assert!(on.count() > 0, "a line that goes on is set in");
        if size < 100.0 {
            let sign = Rect { x0: first.x0, x1: first.x0 + f64::from(size), y0: next.y1, y1: next.y1 + next.height() };
            assert!(ink(&mut reader, sign) > 5, "and has a sign before it");
        }
    }
}

const FORMULA: &str = "<p>Алдында.</p><math display='block'><mi>x</mi><mo>=</mo><mfrac><mrow><mo>-</mo><mi>b</mi><mo>±</mo><msqrt>\
    <msup><mi>b</mi><mn>2</mn></msup><mo>-</mo><mn>4</mn><mi>a</mi><mi>c</mi></msqrt></mrow><mrow><mn>2</mn><mi>a</mi></mrow>\
    </mfrac></math><p>Артында.</p>";

#[test]
fn a_formula_is_drawn_where_its_words_are_told_and_never_cut() {
    let with = |formulas| FigureSettings { formulas, ..FigureSettings::default() };
    let whole = |reader: &Headless<Reader, Event>| {
        reader.tree(|tree| tree.state().focus().expect("the page has the focus").document_range().text())
    };
    let words = whole(&reader(FORMULA, 24.0, with(Formulas::Words)));
    for size in [24.0, 64.0, 128.0] {
        for formulas in [Formulas::Notation, Formulas::Both] {
            let mut reader = reader(FORMULA, size, with(formulas));
            assert_eq!(whole(&reader), words, "what is heard and felt stays");
            reader.state.cursor = Point::new(0, 1, 0);
            reader.redraw();
            let math = reader.all(Role::Math).pop().and_then(|math| math.bounds).expect("it is laid out");
            assert!(math.x0 >= 0.0 && math.x1 <= f64::from(WINDOW.width), "{math:?}");
            let visible = Rect { y0: math.y0.max(0.0), y1: math.y1.min(f64::from(WINDOW.height)), ..math };
            assert!(ink(&mut reader, visible) > 100);
            reader.picture(&format!("formula-{formulas:?}-{size}"));
            if formulas == Formulas::Notation {
                assert!(math.height() > f64::from(size) * 1.8, "a fraction is high: {math:?}");
                let right = Rect { x0: math.x1 + 8.0, x1: f64::from(WINDOW.width) - 30.0, ..visible };
                assert_eq!(ink(&mut reader, right), 0, "nothing beyond what is told");
            }
        }
    }
}

const SIGNS: &str = "<math display='block'><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>\
    <msup><mi>x</mi><mi>i</mi></msup><mo>=</mo><mroot><mfrac><mi>a</mi><mi>b</mi></mfrac><mn>3</mn></mroot></math>\
    <math display='block'><mi>A</mi><mo>=</mo><mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>\
    <mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>)</mo></math>\
    <math display='block'><mo>|</mo><mi>x</mi><mo>|</mo><mo>=</mo><mo>{</mo><mtable><mtr><mtd><mi>x</mi></mtd><mtd><mi>x</mi><mo>≥</mo>\
    <mn>0</mn></mtd></mtr><mtr><mtd><mo>-</mo><mi>x</mi></mtd><mtd><mi>x</mi><mo>&lt;</mo><mn>0</mn></mtd></mtr></mtable></math>\
    <math display='block'><msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><mi>f</mi><mo>(</mo><mi>x</mi><mo>)</mo><mi>d</mi><mi>x</mi>\
    <mo>+</mo><mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>¯</mo></mover><mo>-</mo><msub><mi>y</mi><mn>2</mn></msub></math>";

#[test]
fn sums_matrices_cases_and_bars_are_drawn() {
    for size in [24.0, 64.0] {
        let mut reader = reader(SIGNS, size, FigureSettings::default());
        reader.picture(&format!("signs-{size}"));
        for math in reader.all(Role::Math) {
            let Some(bounds) = math.bounds.filter(|bounds| bounds.y1 < f64::from(WINDOW.height)) else { continue };
            assert!(bounds.x1 <= f64::from(WINDOW.width) && ink(&mut reader, bounds) > 50, "{math:?}");
        }
    }
}

const INLINE: &str = "<p>Егер <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math> саны <math><msup><mi>x</mi><mn>2</mn></msup></math> \
    болса, онда сөз бар.</p><p>Келесі.</p>";

#[test]
fn a_formula_in_a_sentence_stands_in_its_line_which_makes_room_for_it() {
    let with = |formulas| FigureSettings { formulas, ..FigureSettings::default() };
    let whole = |reader: &Headless<Reader, Event>| {
        reader.tree(|tree| tree.state().focus().expect("the page has the focus").document_range().text())
    };
    let words = whole(&reader(INLINE, 24.0, with(Formulas::Words)));
    for size in [24.0, 64.0, 128.0] {
        for formulas in [Formulas::Notation, Formulas::Both] {
            let mut reader = reader(INLINE, size, with(formulas));
            reader.picture(&format!("inline-{formulas:?}-{size}"));
            assert_eq!(whole(&reader), words, "what is heard and felt stays");
            let maths = reader.all(Role::Math);
            assert_eq!(maths.len(), 2);
            for math in maths {
                let bounds = math.bounds.expect("it is laid out");
                assert!(bounds.x0 >= 0.0 && bounds.x1 <= f64::from(WINDOW.width), "{bounds:?}");
                if bounds.y1 < f64::from(WINDOW.height) {
                    assert!(ink(&mut reader, bounds) > 20, "{bounds:?}");
                }
            }
        }
    }
}

const NOTES: &str = "<p>Абай<a epub:type='noteref' href='#n1'>1</a> және Ыбырай<a epub:type='noteref' href='#n2'>2</a>.</p>\
    <aside epub:type='footnote' id='n1'><p>Абай Құнанбайұлы.</p><p>Ақын.</p></aside>\
    <aside epub:type='footnote' id='n2'><p>Ыбырай Алтынсарин.</p></aside>";

#[test]
fn a_note_is_read_in_place_or_gone_to_as_the_reader_chooses() {
    let book = book(NOTES);
    let target = |number: usize| -> Target {
        let inlines = book.sections[0].blocks[0].inlines.iter();
        let mut found = inlines.filter_map(|inline| match &inline.style {
            Style::NoteReference(target) => Some(target.clone()),
            _ => None,
        });
        found.nth(number).expect("a reference")
    };
    let mut reading = Reading::open(Arc::clone(&book), None, Annotations::default());
    reading.set_notes_in_place(true);
    let before = reading.cursor();
    let effects = reading.perform(Command::GoToTarget(target(0)), SystemTime::UNIX_EPOCH);
    let [Effect::ShowNote(note)] = &effects[..] else { panic!("{effects:?}") };
    let words: Vec<&str> = note.parts.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(words, ["Абай Құнанбайұлы.", "Ақын."], "all of it and nothing of the next one");
    assert_eq!(reading.cursor(), before, "the place is kept");
    reading.perform(Command::GoTo(note.at), SystemTime::UNIX_EPOCH);
    assert_eq!(reading.cursor(), note.at);
    reading.perform(Command::Back, SystemTime::UNIX_EPOCH);
    assert_eq!(reading.cursor(), before);
    reading.set_notes_in_place(false);
    let effects = reading.perform(Command::GoToTarget(target(1)), SystemTime::UNIX_EPOCH);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Moved(_))), "{effects:?}");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::ShowNote(_) | Effect::Notice(Notice::DeadLink))));
    // From a note every link is gone along.
    reading.set_notes_in_place(true);
    let effects = reading.perform(Command::GoToTarget(target(0)), SystemTime::UNIX_EPOCH);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::ShowNote(_))));
}
