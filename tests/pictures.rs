//! Pictures of a book: read from the container behind limits, drawn where the tree says they are, looked at.

#[path = "support/epub.rs"]
mod epub;
#[path = "support/headless.rs"]
mod headless;
#[path = "support/pixels.rs"]
#[allow(dead_code, reason = "contrast is measured elsewhere")]
mod pixels;

use std::io::Cursor;
use std::sync::Arc;

use accesskit::{Action, Role};
use epub::{Epub, chapter};
use headless::Headless;
use iced::keyboard::key::Named;
use iced::{Color, Element, Size, window};
use oqyrman::book::{Picture, Point, Section};
use oqyrman::format::{self, Error, Opened};
use oqyrman::locale::{Locale, Tongue};
use oqyrman::settings::{FigureSettings, Inversion, Pictures, Settings};
use oqyrman::ui::dialog::picture;
use oqyrman::ui::pictures::{Album, Light, made};
use oqyrman::ui::screen::Context;
use oqyrman::ui::theme;
use oqyrman::ui::typography;
use oqyrman::ui::widget::prose::Event;
use oqyrman::ui::widget::{PageLook, prose, root};

const RED: [u8; 3] = [0xcc, 0, 0];

/// A PNG of one colour.
fn png(width: u32, height: u32, [red, green, blue]: [u8; 3]) -> Vec<u8> {
    let image = image::RgbImage::from_pixel(width, height, image::Rgb([red, green, blue]));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("written");
    bytes.into_inner()
}

/// A PNG that says that it is larger than it is.
fn boasting(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(8, 8, RED);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

fn book(body: &str, files: &[(&str, Vec<u8>)]) -> Opened {
    format::use_fonts(&typography::FILES, typography::FAMILY);
    let mut epub = Epub::new().chapter("c", &chapter(body));
    for (name, bytes) in files {
        epub = epub.file(&format!("OEBPS/{name}"), bytes.clone());
    }
    format::open_bytes(epub.bytes().into()).expect("it opens")
}

fn pictures(opened: &Opened) -> Vec<(Picture, String)> {
    let sections = opened.book.sections.iter();
    sections
        .flat_map(|section| {
            section.blocks.iter().filter_map(|block| Some((block.picture(&section.href)?, block.text.clone())))
        })
        .collect()
}

#[test]
fn every_kind_of_picture_is_read_from_the_container() {
    let svg =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'><path d='M0 0h40v20h-40z' fill='#cc0000'/></svg>";
    let opened = book(
        "<p>а</p><img src='a.png' alt='Қызыл'/><img src='b.svg' alt='Сызба'/>\
         <svg xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 9 9'><title>Мұқаба</title><image xlink:href='a.png'/></svg>\
         <svg viewBox='0 0 30 10'><title>Тік&nbsp;төртбұрыш</title><desc>Қызыл</desc><rect width='30' height='10' fill='#cc0000'/>\
         <path d='M0 0h30v10h-30z' fill='#cc0000'/></svg><div><img src='a.png' alt=''/></div>",
        &[("a.png", png(60, 30, RED)), ("b.svg", svg.into())],
    );
    let file = |name: &str| Picture::File(format!("OEBPS/{name}"));
    let found = pictures(&opened);
    let drawing = Picture::Drawing { href: "OEBPS/c.xhtml".into(), number: 1 };
    assert_eq!(
        found,
        [
            (file("a.png"), "Қызыл".to_owned()),
            (file("b.svg"), "Сызба".to_owned()),
            (file("a.png"), "Мұқаба".to_owned()),
            (drawing.clone(), "Тік\u{a0}төртбұрыш. Қызыл".to_owned()),
            (file("a.png"), String::new()),
        ]
    );
    let sizes = [(60.0, 30.0), (40.0, 20.0), (60.0, 30.0), (30.0, 10.0)];
    for ((picture, _), size) in found.iter().zip(sizes) {
        assert_eq!(opened.resources.picture_size(picture).expect("its size"), size, "{picture:?}");
        let pixels = opened.resources.picture(picture, 300.0, 300.0).expect("its pixels");
        let middle = (pixels.height / 2 * pixels.width + pixels.width / 2) as usize * 4;
        assert_eq!(pixels.rgba[middle..middle + 3], RED, "{picture:?}");
        assert_eq!(pixels.scalable, !matches!(picture, Picture::File(name) if name.ends_with("png")));
    }
    assert_eq!(opened.resources.picture(&drawing, 300.0, 300.0).expect("sharp").width, 300);
}

#[test]
fn hostile_pictures_are_refused_and_the_book_is_read() {
    let bomb = format!(
        "<!DOCTYPE svg [<!ENTITY a '{}'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&a;&a;</text></svg>",
        "&b;".repeat(1000)
    );
    let endless = format!("<svg xmlns='http://www.w3.org/2000/svg'>{}", "<g>".repeat(200_000));
    let mut gif = b"GIF89a".to_vec();
    gif.extend([0xff; 7]);
    let opened = book(
        "<p>Мәтін бар.</p><img src='huge.png' alt='1'/><img src='gone.png' alt='2'/><img src='half.png' alt='3'/>\
         <img src='bomb.svg' alt='4'/><img src='endless.svg' alt='5'/><img src='gif.gif' alt='6'/><img src='none.png' alt='7'/>",
        &[
            ("huge.png", boasting(100_000, 100_000)),
            ("half.png", png(200, 200, RED)[..60].to_vec()),
            ("bomb.svg", bomb.into()),
            ("endless.svg", endless.into()),
            ("gif.gif", gif),
            ("none.png", Vec::new()),
        ],
    );
    let found = pictures(&opened);
    assert_eq!(found.len(), 7);
    for (picture, name) in &found {
        let error = opened.resources.picture(picture, 400.0, 400.0).expect_err(name);
        assert!(!matches!(error, Error::TimedOut), "{name} took too long");
    }
    assert!(matches!(opened.resources.picture(&found[0].0, 400.0, 400.0), Err(Error::TooLarge(_))));
}

#[test]
fn a_drawing_reads_nothing_but_its_book() {
    let svg = |href: &str| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><path d='M0 0'/><image href='{href}' width='10' \
             height='10'/></svg>"
        )
    };
    let outside = std::env::temp_dir().join("oqyrman-outside.png");
    std::fs::write(&outside, png(10, 10, RED)).expect("written");
    let opened = book(
        "<img src='a.svg' alt='1'/><img src='b.svg' alt='2'/>",
        &[
            ("a.svg", svg("in.png").into()),
            ("b.svg", svg(outside.to_str().expect("UTF-8")).into()),
            ("in.png", png(10, 10, RED)),
        ],
    );
    let middle = |index: usize| {
        let pixels = opened.resources.picture(&pictures(&opened)[index].0, 20.0, 20.0).expect("drawn");
        <[u8; 3]>::try_from(&pixels.rgba[(10 * 20 + 10) * 4..][..3]).expect("a pixel")
    };
    assert_eq!((middle(0), middle(1)), (RED, [255; 3]));
    std::fs::remove_file(outside).expect("removed");
}

struct Reader {
    window: window::Id,
    section: Arc<Section>,
    look: PageLook,
    figures: FigureSettings,
    cursor: Point,
    album: Album,
    opened: Opened,
    events: Vec<Event>,
}

fn view(reader: &Reader) -> Element<'_, Event> {
    let page = prose(&reader.look, "Кітап", "kk", &reader.section, 0)
        .cursor(reader.cursor)
        .figures(reader.figures)
        .pictures(&reader.album)
        .on_event(|event| event);
    root("Оқырман", "kk", page).window(reader.window, 1.0).into()
}

/// As the program does, but at once.
fn update(reader: &mut Reader, event: Event) {
    match &event {
        Event::Placed(point) => reader.cursor = *point,
        Event::PicturesNear(near) => {
            reader.album.come_near(near.clone());
            while let Some(wanted) = reader.album.make_next() {
                let light = reader.album.light();
                let pixels = reader.opened.resources.picture(&wanted.picture, wanted.width, wanted.height);
                let choice = reader.album.choice(&wanted.picture);
                let done = pixels.map(|pixels| made(pixels, &wanted, light, choice));
                reader.album.keep(wanted.picture, done);
            }
        }
        _ => {}
    }
    reader.events.push(event);
}

const WINDOW: Size = Size::new(800.0, 600.0);

fn reader(opened: Opened, figures: FigureSettings, look: PageLook) -> Headless<Reader, Event> {
    let sizes = pictures(&opened).into_iter().filter_map(|(picture, _)| {
        let size = opened.resources.picture_size(&picture).ok()?;
        Some((picture, size))
    });
    let mut album = Album::new(sizes.collect::<Vec<_>>());
    album.set_light(
        Light { inversion: figures.inversion, dark: theme::is_dark(look.background), ..Default::default() },
        1.0,
    );
    let section = Arc::clone(&opened.book.sections[0]);
    let new =
        |window| Reader { window, section, look, figures, cursor: Point::default(), album, opened, events: Vec::new() };
    let mut reader = Headless::sized(WINDOW, new, view, update);
    reader.redraw();
    reader
}

fn look() -> PageLook {
    PageLook { size: 24.0, ..theme::page(&Settings::default()) }
}

#[test]
fn a_picture_is_where_the_tree_says_and_no_wider_than_the_column() {
    for (width, height) in [(3000, 300), (300, 3000), (40, 40)] {
        let body = "<p>Алдында.</p><img src='a.png' alt='Қызыл сурет'/><p>Артында.</p>";
        let mut reader = reader(book(body, &[("a.png", png(width, height, RED))]), FigureSettings::default(), look());
        let bounds = reader.find(Role::Image, "Қызыл сурет").bounds.expect("it is laid out");
        reader.picture(&format!("picture-{width}"));
        let picture = pixels::Picture::new(WINDOW, &reader.screenshot());
        assert!(bounds.x0 >= 0.0 && bounds.x1 <= f64::from(WINDOW.width), "{bounds:?}");
        let red: Vec<(usize, usize)> =
            (0..600).flat_map(|y| (0..800).map(move |x| (x, y))).filter(|&(x, y)| picture.at(x, y) == RED).collect();
        assert!(!red.is_empty(), "it is drawn");
        for (x, y) in red {
            let inside = (bounds.x0 - 1.0..bounds.x1 + 1.0).contains(&(x as f64))
                && (bounds.y0 - 1.0..bounds.y1 + 1.0).contains(&(y as f64));
            assert!(inside, "red at {x}, {y} outside {bounds:?}");
        }
    }
}

#[test]
fn nothing_jumps_when_a_picture_comes() {
    let body = format!("<img src='a.png' alt='Сурет'/>{}", "<p>Сөз.</p>".repeat(3));
    let opened = book(&body, &[("a.png", png(300, 200, RED))]);
    let place = |reader: &Headless<Reader, Event>| {
        reader.all(Role::Paragraph).iter().map(|it| it.bounds.map(|it| it.y0 as i64)).collect::<Vec<_>>()
    };
    let sizes = vec![(pictures(&opened)[0].0.clone(), (300.0, 200.0))];
    let section = Arc::clone(&opened.book.sections[0]);
    let new = |window| Reader {
        window,
        section,
        look: look(),
        figures: FigureSettings::default(),
        cursor: Point::default(),
        album: Album::new(sizes),
        opened,
        events: Vec::new(),
    };
    let mut reader = Headless::sized(WINDOW, new, view, |reader, event| reader.events.push(event));
    reader.redraw();
    let before = place(&reader);
    let asked = reader.state.events.iter().find(|event| matches!(event, Event::PicturesNear(_))).cloned();
    update(&mut reader.state, asked.expect("it is wanted"));
    reader.redraw();
    assert!(reader.state.album.bytes() > 0);
    assert_eq!(place(&reader), before);
}

#[test]
fn the_alternative_alone_the_picture_alone_and_both() {
    let body = "<img src='a.png' alt='Қызыл сурет'/><p>Артында.</p>";
    let opened = || book(body, &[("a.png", png(300, 200, RED))]);
    let with = |pictures| FigureSettings { pictures, ..FigureSettings::default() };
    let count = |reader: &mut Headless<Reader, Event>, colour: [u8; 3]| {
        let picture = pixels::Picture::new(WINDOW, &reader.screenshot());
        (0..600).flat_map(|y| (0..800).map(move |x| (x, y))).filter(|&(x, y)| picture.at(x, y) == colour).count()
    };
    let mut words = reader(opened(), with(Pictures::Words), look());
    assert_eq!(count(&mut words, RED), 0);
    let mut plain = reader(opened(), with(Pictures::Plain), look());
    let mut both = reader(opened(), with(Pictures::Described), look());
    assert!(count(&mut plain, RED) > 50_000 && count(&mut both, RED) > 50_000);
    assert!(count(&mut both, [0; 3]) > count(&mut plain, [0; 3]) + 100, "letters below");
    for reader in [&mut words, &mut plain, &mut both] {
        assert_eq!(reader.outline().matches("Image «Қызыл сурет»").count(), 1);
        reader.press(Named::ArrowDown);
        assert_eq!(reader.state.cursor.block, 1, "the caret goes on");
    }
}

#[test]
fn a_drawing_is_inverted_on_a_dark_page_and_a_press_opens_it() {
    let lines =
        image::GrayImage::from_fn(300, 200, |x, y| image::Luma([if x % 40 < 2 || y % 40 < 2 { 0 } else { 255 }]));
    let mut bytes = Cursor::new(Vec::new());
    lines.write_to(&mut bytes, image::ImageFormat::Png).expect("written");
    let opened = book("<img src='a.png' alt='Сызба'/>", &[("a.png", bytes.into_inner())]);
    let dark = PageLook { background: Color::BLACK, text: Color::WHITE, ..look() };
    let mut reader =
        reader(opened, FigureSettings { inversion: Inversion::Drawings, ..FigureSettings::default() }, dark);
    let bounds = reader.find(Role::Image, "Сызба").bounds.expect("laid out");
    let picture = pixels::Picture::new(WINDOW, &reader.screenshot());
    let (x, y) = (bounds.x0 as usize + 30, bounds.y0 as usize + 30);
    assert_eq!(picture.at(x, y), [0; 3], "the paper is dark");
    let image = reader.find(Role::Image, "Сызба").id;
    reader.request(image, Action::Click, None);
    assert!(reader.state.events.contains(&Event::Followed(Point::new(0, 0, 0))));
    reader.click_at(iced::Point::new(x as f32, y as f32));
    assert_eq!(reader.state.events.iter().filter(|event| matches!(event, Event::Followed(_))).count(), 2);
}

#[test]
fn what_cannot_be_drawn_stands_in_words() {
    let opened = book("<p>а</p><img src='gone.png' alt='Жоқ сурет'/>", &[]);
    let mut reader = reader(opened, FigureSettings::default(), look());
    reader.redraw();
    let lost = Picture::File("OEBPS/gone.png".into());
    assert!(reader.state.album.is_lost(&lost));
    let bounds = reader.find(Role::Image, "Жоқ сурет").bounds.expect("laid out");
    assert!(bounds.height() < 60.0, "a line of words, no empty place: {bounds:?}");
}

/// As `data:` addresses have it.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let three = |part: &[u8]| {
        let bits = part.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        let sign = |place: usize| SIGNS[(bits >> (18 - 6 * place)) as usize & 63] as char;
        (0..4).map(|place| if place > part.len() { '=' } else { sign(place) }).collect::<String>()
    };
    bytes.chunks(3).map(three).collect()
}

#[test]
fn pictures_that_stand_in_the_markup_are_shown_behind_the_same_limits() {
    let svg = "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'%3E%3Cpath d='M0 0h40v20h-40z' fill='%23cc0000'/%3E%3C/svg%3E";
    let body = format!(
        "<p>а</p><img alt='Қызыл' src='data:image/png;base64,{}'/><img alt='Сызба' src=\"data:image/svg+xml,{svg}\"/>\
         <img alt='Жоқ' src='data:image/png;base64,AAAA'/><img alt='Зор' src='data:image/png;base64,{}'/>",
        base64(&png(60, 30, RED)),
        base64(&boasting(60_000, 60_000)),
    );
    let opened = book(&body, &[]);
    let found = pictures(&opened);
    let written = |number| Picture::Written { href: "OEBPS/c.xhtml".into(), number };
    assert_eq!(found.iter().map(|(it, _)| it.clone()).collect::<Vec<_>>(), (0..4).map(written).collect::<Vec<_>>());
    for (picture, size) in [(written(0), (60.0, 30.0)), (written(1), (40.0, 20.0))] {
        assert_eq!(opened.resources.picture_size(&picture).expect("its size"), size);
        let pixels = opened.resources.picture(&picture, 300.0, 300.0).expect("its pixels");
        let middle = (pixels.height / 2 * pixels.width + pixels.width / 2) as usize * 4;
        assert_eq!(pixels.rgba[middle..middle + 3], RED);
    }
    assert!(matches!(opened.resources.picture(&written(2), 9.0, 9.0), Err(Error::Damaged(_))));
    assert!(matches!(opened.resources.picture(&written(3), 9.0, 9.0), Err(Error::TooLarge(_))));
    let mut reader = reader(opened, FigureSettings::default(), look());
    reader.redraw();
    let lost = reader.find(Role::Image, "Жоқ").bounds.expect("laid out");
    assert!(lost.height() < 60.0, "its words alone: {lost:?}");
}

/// Where red is seen.
fn red(reader: &mut Headless<Reader, Event>) -> Option<[usize; 4]> {
    let picture = pixels::Picture::new(WINDOW, &reader.screenshot());
    let all = (0..600).flat_map(|y| (0..800).map(move |x| (x, y))).filter(|&(x, y)| picture.at(x, y) == RED);
    all.fold(None, |around, (x, y)| {
        let [left, top, right, bottom] = around.unwrap_or([x, y, x, y]);
        Some([left.min(x), top.min(y), right.max(x), bottom.max(y)])
    })
}

#[test]
fn a_decorative_picture_in_a_sentence_is_as_high_as_its_letters_and_is_not_told() {
    let body = "<p>Сөз <img src='a.png' alt=''/> және сөз.</p>";
    for size in [24.0, 96.0] {
        let opened = book(body, &[("a.png", png(300, 200, RED))]);
        assert_eq!(opened.book.sections[0].blocks[0].text, "Сөз және сөз.");
        let mut reader = reader(opened, FigureSettings::default(), PageLook { size, ..look() });
        reader.redraw();
        reader.picture(&format!("ornament-{size}"));
        let [left, top, right, bottom] = red(&mut reader).expect("it is drawn");
        let (width, height) = ((right - left + 1) as f32, (bottom - top + 1) as f32);
        assert!((height - size).abs() < 3.0 && (width - size * 1.5).abs() < 4.0, "{width} × {height} at {size}");
        let outline = reader.outline();
        assert!(!outline.contains("Image"), "{outline}");
        let line = reader.find(Role::Paragraph, "").bounds.expect("laid out");
        assert!(
            top as f64 >= line.y0 && (bottom as f64) < line.y0 + f64::from(size) * 1.5 + 1.0,
            "in its line: {line:?}"
        );
        // Words alone are all that there is without pictures.
        reader.state.figures.pictures = Pictures::Words;
        reader.redraw();
        assert_eq!(red(&mut reader), None);
    }
}

#[test]
fn a_caption_stands_close_to_its_picture_and_on_the_same_page() {
    let body = "<p>Алдында.</p><figure><img src='a.png' alt=''/><figcaption>Қызыл төртбұрыш.</figcaption></figure><p>Артында.</p>";
    let mut reader = reader(book(body, &[("a.png", png(300, 200, RED))]), FigureSettings::default(), look());
    let [_, top, _, bottom] = red(&mut reader).expect("it is drawn");
    reader.picture("caption");
    let caption = reader.all(Role::Caption).pop().and_then(|it| it.bounds).expect("laid out");
    let gap = caption.y0 - bottom as f64;
    assert!((0.0..12.0).contains(&gap), "{gap} below the picture");
    let [before, after] = [0, 1].map(|number| reader.all(Role::Paragraph)[number].bounds.expect("laid out"));
    assert!(top as f64 - before.y1 > gap && after.y0 - caption.y1 > gap, "further from the text than from each other");
}

struct Looking {
    window: window::Id,
    context: Context,
    album: Album,
    state: picture::State,
    said: Vec<String>,
}

fn looked(looking: &Looking) -> Element<'_, picture::Message> {
    let view = looking.state.view(&looking.context, &looking.album);
    root("Оқырман", "kk", view).window(looking.window, 1.0).into()
}

fn look_again(looking: &mut Looking, message: picture::Message) {
    if let picture::Message::Looked(look) = message {
        looking.said.push(looking.state.look(look, &looking.context, &looking.album));
    }
}

/// A picture in the whole window, made at once.
fn looking(scale: u16) -> Headless<Looking, picture::Message> {
    let opened = book("<img src='a.png' alt='Қызыл'/>", &[("a.png", png(90, 60, RED))]);
    let own = Picture::File("OEBPS/a.png".into());
    let mut settings = Settings::default();
    settings.appearance.scale = Some(scale);
    let context = Context::new(settings, Locale::new(Tongue::Kk), Size::new(1280.0, 720.0));
    let mut album = Album::new([(own.clone(), (90.0, 60.0))]);
    let state = picture::State::new(own.clone(), "Қызыл", "kk").described(Some("Ұзақ сипаттама.".into()), true);
    album.come_near(state.near(&context, &album));
    let wanted = album.make_next().expect("it is wanted");
    let pixels = opened.resources.picture(&own, wanted.width, wanted.height).expect("it is there");
    let done = made(pixels, &wanted, Light::default(), None);
    album.keep(own, Ok(done));
    let new = |window| Looking { window, context, album, state, said: Vec::new() };
    let mut looking = Headless::sized(Size::new(1280.0, 720.0), new, looked, look_again);
    looking.redraw();
    looking
}

#[test]
fn the_whole_window_shows_a_picture_and_everything_that_is_done_with_it() {
    for scale in [100, 200, 500] {
        let mut looking = looking(scale);
        assert_eq!(looking.focus(), (Role::Image, "Қызыл".to_owned()), "at {scale} %");
        looking.picture(&format!("whole-{scale}"));
        let image = looking.find(Role::Image, "Қызыл");
        assert!(image.description.is_some_and(|it| it.contains("100") && it.contains("Ұзақ сипаттама.")));
        let bounds = image.bounds.expect("laid out");
        let picture = pixels::Picture::new(Size::new(1280.0, 720.0), &looking.screenshot());
        let middle = ((bounds.x0 + bounds.x1) as usize / 2, (bounds.y0 + bounds.y1) as usize / 2);
        assert_eq!(picture.at(middle.0, middle.1), RED);
        let names: Vec<(String, accesskit::Rect)> =
            looking.all(Role::Button).into_iter().filter_map(|it| Some((it.name, it.bounds?))).collect();
        assert_eq!(names.len(), 6, "{names:?}");
        for (name, bounds) in names {
            assert!(bounds.x0 >= 0.0 && bounds.x1 <= 1280.0, "«{name}» is cut at {scale} %: {bounds:?}");
        }
        let closer = looking.find(Role::Button, "Суретті үлкейту").id;
        looking.request(closer, Action::Click, None);
        assert!(looking.state.said.last().is_some_and(|it| it.contains("150")), "{:?}", looking.state.said);
    }
}
