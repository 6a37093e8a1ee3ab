//! The ways to read: what is seen, what is told, what a key does, what runs.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use accesskit::{NodeId, Rect, Role};
use accesskit_consumer::NodeRef;
use iced::Size;
use iced::keyboard::Modifiers;
use iced::keyboard::key::{Code, Named};
use oqyrman::book::{Block, Book, Kind, Metadata, PageLabel, Point, Section};
use oqyrman::locale::Tongue;
use oqyrman::reading::{Annotations, Command, Effect, Matching, Reading};
use oqyrman::settings::{Colours, LIT_LINES, Mode, ModeSettings, Settings, Unlit};
use oqyrman::ui::screen::reader;
use oqyrman::ui::theme;
use oqyrman::voice::RequestId;

use super::desk::{Desk, Message, Screen, choices, opened};
use super::headless::Headless;

type Window = Headless<Desk, Message>;

const USUAL: Size = Size::new(1280.0, 720.0);

/// Two chapters of prose and a short one, with the pages of a printed book.
fn book() -> Reading {
    let sentence = "Адам баласы анадан туғанда екі түрлі мінезбен туады, біреуі — ішсем, жесем деп тұрады. ";
    let chapter = |number: usize, paragraphs: usize| {
        let mut section = Section::new(format!("{number}.xhtml"));
        section.blocks.push(Block::new(Kind::Heading(1), format!("{number}-тарау")));
        for paragraph in 1..=paragraphs {
            let text = format!("{number}.{paragraph}. {}", sentence.repeat(1 + paragraph % 3).trim_end());
            section.blocks.push(Block::new(Kind::Paragraph, text));
        }
        std::sync::Arc::new(section)
    };
    let sections = vec![chapter(0, 30), chapter(1, 30), chapter(2, 1)];
    let pages = (0..3).map(|page| PageLabel { label: (page + 7).to_string(), point: Point::new(page, 0, 0) });
    let metadata = Metadata { title: "Қара сөздер".to_owned(), ..Metadata::default() };
    let book = Book::new(metadata, sections, Vec::new(), pages.collect(), Vec::new());
    Reading::open(std::sync::Arc::new(book), None, Annotations::default())
}

fn reading(mode: Mode) -> ModeSettings {
    ModeSettings { mode, ..ModeSettings::default() }
}

fn window_with(size: Size, settings: Settings, at: Point) -> Window {
    let mut window = opened(size, |window| {
        let mut desk = Desk::at(window, Screen::Reader(reader::State::new()));
        desk.context.size = size;
        desk.settings(settings);
        desk.reading = book();
        // What was found last is marked: in the chapter before, so that nothing on the page is.
        let search = Command::Find { query: "0.1.".to_owned(), matching: Matching::default() };
        desk.reading.perform(search, std::time::SystemTime::UNIX_EPOCH);
        desk.reading.perform(Command::GoTo(at), std::time::SystemTime::UNIX_EPOCH);
        desk
    });
    window.state.asked.clear();
    window
}

fn settings(mode: ModeSettings, scale: u16, colours: Colours) -> Settings {
    let mut settings = choices(Tongue::Kk, Some(scale), colours);
    settings.appearance.reading = mode;
    settings.appearance.text_size = 16.0 * f32::from(scale) / 100.0;
    settings
}

fn usual(mode: Mode) -> Window {
    window_with(USUAL, settings(reading(mode), 150, Colours::BlackOnWhite), Point::new(1, 0, 0))
}

fn cursor(window: &Window) -> Point {
    window.state.reading.cursor()
}

/// So much time passes.
fn pass(window: &mut Window, time: Duration) {
    window.time = Some(window.time.unwrap_or_else(Instant::now) + time);
    window.redraw();
}

fn run(window: &mut Window, running: bool) {
    window.time.get_or_insert_with(Instant::now);
    let Screen::Reader(state) = &mut window.state.screen else { panic!("the book is open") };
    state.set_running(running);
    window.redraw();
}

/// The lines of text that the tree tells, from the top: id, place, text.
fn runs(window: &Window) -> Vec<(NodeId, Rect, String)> {
    fn walk(node: NodeRef<'_>, found: &mut Vec<(NodeId, Rect, String)>) {
        if node.role() == Role::TextRun {
            let text = node.data().value().unwrap_or_default().to_owned();
            found.push((node.locate().0, node.bounding_box().unwrap_or_default(), text));
        }
        node.children().for_each(|child| walk(child, found));
    }
    let mut found = Vec::new();
    window.tree(|tree| walk(tree.state().root(), &mut found));
    found
}

/// The run that the caret stands in.
fn caret(window: &Window) -> NodeId {
    let page = window.find(Role::Document, "Қара сөздер");
    page.node.text_selection().expect("a caret").focus.node
}

/// Its number.
fn caret_run(window: &Window, runs: &[(NodeId, Rect, String)]) -> usize {
    let caret = caret(window);
    runs.iter().position(|(id, ..)| *id == caret).expect("it stands in a run")
}

/// The rows of the page's part of the window that hold anything else than the ground: from the page's top.
fn inked(window: &mut Window) -> Vec<bool> {
    let ground = theme::look(&window.state.context.settings).background.into_rgba8();
    let page = window.find(Role::Document, "Қара сөздер").bounds.expect("the page stands somewhere");
    let pixels = window.screenshot();
    let width = window.size().width as usize;
    // The focus ring and the scroll bar are no text.
    let ring = window.state.context.look.ring().ceil() as usize + 1;
    let columns = page.x0 as usize + 30..page.x1 as usize - 30;
    let rows = page.y0.round() as usize + ring..page.y1.round() as usize - ring;
    let differs = |x: usize, y: usize| {
        let at = (y * width + x) * 4;
        pixels[at..at + 3].iter().zip(&ground[..3]).any(|(one, other)| one.abs_diff(*other) > 40)
    };
    rows.map(|y| columns.clone().any(|x| differs(x, y))).collect()
}

/// The lines of text that the rows show: (first row, height).
fn lines(rows: &[bool]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (y, &ink) in rows.iter().chain([&false]).enumerate() {
        match (ink, start) {
            (true, None) => start = Some(y),
            (false, Some(from)) => {
                found.push((from, y - from));
                start = None;
            }
            _ => {}
        }
    }
    // A mark above a letter stands by itself: it is part of the line below.
    let tallest = found.iter().map(|line| line.1).max().unwrap_or_default();
    let mark = |upper: &(usize, usize), lower: &(usize, usize)| {
        upper.1 * 5 < tallest && lower.0 - (upper.0 + upper.1) < tallest / 6
    };
    let mut index = 0;
    while index + 1 < found.len() {
        if mark(&found[index], &found[index + 1]) {
            let upper = found.remove(index);
            found[index] = (upper.0, found[index].0 + found[index].1 - upper.0);
        }
        index += 1;
    }
    found
}

#[test]
fn the_whole_text_is_told_in_every_way_of_reading_and_the_caret_with_it() {
    let told = |window: &Window| -> String { runs(window).into_iter().map(|(_, _, text)| text).collect() };
    let expected = told(&usual(Mode::Scrolling));
    assert!(expected.contains("1.30. Адам баласы"));
    for mode in Mode::ALL {
        let mut window = usual(mode);
        assert_eq!(told(&window), expected, "{mode:?}");
        let search = Command::Find { query: "1.17.".to_owned(), matching: Matching::default() };
        window.state.reading.perform(search, std::time::SystemTime::UNIX_EPOCH);
        window.redraw();
        let runs = runs(&window);
        let caret = caret_run(&window, &runs);
        assert!(runs[caret].2.starts_with("1.17."), "{mode:?}: {}", runs[caret].2);
        assert!(window.find(Role::Document, "Қара сөздер").focused, "{mode:?}: the page has the focus");
    }
}

#[test]
fn pages_cut_no_line_and_follow_one_another_without_a_gap() {
    for (scale, colours) in [(100, Colours::BlackOnWhite), (200, Colours::YellowOnBlack), (300, Colours::WhiteOnBlack)]
    {
        let mut window = window_with(USUAL, settings(reading(Mode::Pages), scale, colours), Point::new(1, 0, 0));
        let mut seen = String::new();
        let mut turned = 0;
        loop {
            let rows = inked(&mut window);
            let tall = lines(&rows);
            assert!(!tall.is_empty(), "{scale} %: a page has lines");
            assert!(!rows[0] && !rows[rows.len() - 1], "{scale} %: no line touches the edges");
            let tallest = tall.iter().map(|line| line.1).max().unwrap();
            let least = tall.iter().map(|line| line.1).min().unwrap();
            assert!(least * 3 > tallest, "{scale} %: {tall:?} has a line that is cut");
            let told = runs(&window);
            let from = caret_run(&window, &told);
            let before = cursor(&window);
            window.press(Named::PageDown);
            let after = cursor(&window);
            let last = after.section != before.section || after == before;
            let to = if last {
                let end = |(_, _, text): &(NodeId, Rect, String)| text.starts_with("2-тарау");
                told.iter().position(end).unwrap_or(told.len())
            } else {
                let next = caret(&window);
                told.iter().position(|(id, ..)| *id == next).expect("the next page is laid out already")
            };
            let mut tops: Vec<i64> = told[from..to].iter().map(|(_, place, _)| place.y0.round() as i64).collect();
            tops.dedup();
            assert_eq!(tops.len(), tall.len(), "{scale} %: as many lines are drawn as the tree says");
            seen.extend(told[from..to].iter().map(|(_, _, text)| text.as_str()));
            turned += 1;
            assert!(turned < 200);
            if last {
                break;
            }
        }
        let expected: String =
            window.state.reading.book().sections[1].blocks.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(seen.replace('\n', ""), expected, "{scale} %: every letter is on one page");
        assert!(turned > 3);
    }
}

/// The line under the page.
fn leaf(window: &Window) -> String {
    window.all(Role::Label).pop().map(|label| label.name).unwrap_or_default()
}

#[test]
fn the_number_of_the_page_is_that_of_the_window_and_that_of_the_book() {
    let mut window = usual(Mode::Pages);
    let numbers = |window: &Window| {
        let line = leaf(window);
        let digits =
            |text: &str| -> usize { text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap() };
        let part = line.split(" · ").find(|part| part.contains("-экран")).expect("the number is shown").to_owned();
        let (number, count) = part.split_once(',').expect("and how many there are");
        assert!(line.contains("8-бет"), "the printed book's page: {line}");
        (digits(number), digits(count))
    };
    let (first, count) = numbers(&window);
    assert_eq!(first, 1);
    assert!(count > 5);
    for number in 2..=count {
        window.press(Named::PageDown);
        assert_eq!(numbers(&window), (number, count));
    }
    window.press(Named::PageUp);
    assert_eq!(numbers(&window), (count - 1, count));
    // Arrows at the edge turn the page.
    for _ in 0..40 {
        window.press(Named::ArrowUp);
    }
    assert!(numbers(&window).0 < count - 1);
}

#[test]
fn another_size_of_the_window_keeps_the_carets_line() {
    let mut window = usual(Mode::Pages);
    for _ in 0..4 {
        window.press(Named::PageDown);
    }
    window.press(Named::ArrowDown);
    let at = cursor(&window);
    for size in [Size::new(700.0, 500.0), Size::new(1900.0, 1000.0), USUAL] {
        window.state.context.size = size;
        window.resize(size);
        assert_eq!(cursor(&window), at);
        let page = window.find(Role::Document, "Қара сөздер");
        let bounds = page.bounds.unwrap();
        let told = runs(&window);
        let run = told[caret_run(&window, &told)].1;
        assert!(run.y0 >= bounds.y0 && run.y1 <= bounds.y1 + 1.0, "{size:?}: {run:?} in {bounds:?}");
        let rows = inked(&mut window);
        assert!(!rows[rows.len() - 1], "{size:?}: nothing is cut");
    }
}

#[test]
fn line_focus_lights_as_many_lines_as_were_chosen_and_the_down_arrow_goes_to_the_next() {
    for count in LIT_LINES {
        let mode = ModeSettings { lit_lines: count, ..reading(Mode::LineFocus) };
        let mut window = window_with(USUAL, settings(mode, 150, Colours::BlackOnWhite), Point::new(1, 10, 0));
        let shown = lines(&inked(&mut window));
        assert_eq!(shown.len(), usize::from(count), "{shown:?}");
        let middle = shown[shown.len() / 2];
        window.state.heard.clear();
        let before = cursor(&window);
        window.press(Named::ArrowDown);
        assert!(cursor(&window) > before);
        let after = lines(&inked(&mut window));
        assert_eq!(after.len(), usize::from(count), "{after:?}");
        let moved = after[after.len() / 2];
        assert!(moved.0.abs_diff(middle.0) < 12, "the line stays where the eye is: {middle:?}, then {moved:?}");
        assert!(window.state.heard.iter().all(|words| !words.contains("Адам")), "{:?}", window.state.heard);
        assert!(
            window.state.asked.iter().all(|it| it.starts_with("Look")),
            "nothing is said: {:?}",
            window.state.asked
        );
        window.press(Named::ArrowUp);
        assert_eq!(cursor(&window).block, before.block);
    }
}

#[test]
fn what_is_dimmed_is_seen_and_what_is_masked_is_not() {
    let lit = |unlit| {
        let mode = ModeSettings { unlit, ..reading(Mode::LineFocus) };
        let mut window = window_with(USUAL, settings(mode, 150, Colours::WhiteOnBlack), Point::new(1, 10, 0));
        lines(&inked(&mut window)).len()
    };
    assert_eq!(lit(Unlit::Masked), 3);
    assert!(lit(Unlit::Dimmed) > 6);
}

#[test]
fn a_sentence_and_a_word_fill_the_window_and_are_not_cut() {
    for mode in [Mode::Phrase, Mode::Word] {
        for (size, scale) in [(USUAL, 100), (USUAL, 200), (USUAL, 500), (Size::new(700.0, 900.0), 150)] {
            let mut window =
                window_with(size, settings(reading(mode), scale, Colours::BlackOnWhite), Point::new(1, 1, 0));
            for _ in 0..6 {
                let rows = inked(&mut window);
                let ink = rows.iter().filter(|ink| **ink).count();
                assert!(!rows[0] && !rows[rows.len() - 1], "{mode:?} at {scale} %: nothing is cut");
                assert!(ink > 0, "{mode:?} at {scale} %: something is there");
                let before = cursor(&window);
                window.press(Named::ArrowDown);
                assert!(cursor(&window) > before, "{mode:?}");
            }
        }
    }
}

#[test]
fn arrows_go_from_word_to_word_and_from_sentence_to_sentence_and_into_the_next_chapter() {
    let mut window = usual(Mode::Word);
    let mut starts = Vec::new();
    for _ in 0..4 {
        window.press(Named::ArrowDown);
        starts.push((cursor(&window).block, cursor(&window).byte));
    }
    let text = window.state.reading.book().sections[1].blocks[1].text.clone();
    let place = |word: &str| (1, text.find(word).unwrap());
    assert_eq!(starts, [place("1.1."), place("Адам"), place("баласы"), place("анадан")]);
    window.press(Named::ArrowUp);
    assert_eq!((cursor(&window).block, cursor(&window).byte), place("баласы"));
    window.press(Named::ArrowRight);
    assert_eq!(cursor(&window).byte, place("баласы").1 + "б".len(), "left and right go by letters");
    let mut window = usual(Mode::Phrase);
    window.press(Named::ArrowUp);
    assert_eq!(cursor(&window).section, 0, "before the first sentence of a chapter lies the last of the one before");
    window.press(Named::ArrowDown);
    assert_eq!((cursor(&window).section, cursor(&window).block), (1, 0));
}

#[test]
fn words_run_at_the_readers_pace_and_only_when_they_were_started() {
    let mut window = usual(Mode::Word);
    let from = cursor(&window);
    pass(&mut window, Duration::from_secs(60));
    assert_eq!(cursor(&window), from, "nothing moves by itself");
    run(&mut window, true);
    // «1-тарау», «1.1.», «Адам», «баласы» and the space behind each: 25 characters at 500 a minute are three seconds.
    let mut passed = Duration::ZERO;
    while cursor(&window).byte < "1.1. Адам баласы ".len() {
        pass(&mut window, Duration::from_millis(50));
        passed += Duration::from_millis(50);
        assert!(passed < Duration::from_secs(6));
    }
    assert!(passed > Duration::from_millis(2500), "{passed:?}");
    run(&mut window, false);
    let at = cursor(&window);
    pass(&mut window, Duration::from_secs(60));
    assert_eq!(cursor(&window), at, "and nothing runs on");
}

#[test]
fn the_line_runs_under_the_mark_and_the_caret_comes_to_where_it_is_stopped() {
    let mut window = usual(Mode::OneLine);
    let picture = window.screenshot();
    run(&mut window, true);
    for _ in 0..240 {
        pass(&mut window, Duration::from_millis(50));
    }
    assert_ne!(window.screenshot(), picture);
    let phrase = cursor(&window);
    assert!(phrase.block >= 1, "it has run on: {phrase:?}");
    run(&mut window, false);
    let word = cursor(&window);
    assert!(word >= phrase);
    let text = &window.state.reading.book().sections[1].blocks[word.block].text;
    assert!(word.byte == 0 || text[..word.byte].ends_with(' '), "at the beginning of a word");
    // 500 a minute for twelve seconds are 100 characters; the chapter's title is one of its paragraphs.
    let read: usize =
        window.state.reading.book().sections[1].blocks[..word.block].iter().map(|it| it.text.chars().count()).sum();
    let read = read + text[..word.byte].chars().count();
    assert!((60..=120).contains(&read), "{read} characters");
}

#[test]
fn at_the_chapters_end_the_text_runs_into_the_next_one_and_ends_with_the_book() {
    for mode in [Mode::OneLine, Mode::Phrase, Mode::Word] {
        let mode = ModeSettings { pace: 3000, ..reading(mode) };
        let mut window = window_with(USUAL, settings(mode, 150, Colours::BlackOnWhite), Point::new(1, 30, 0));
        run(&mut window, true);
        let mut frames = 0;
        while window.state.asked.iter().filter(|it| it.starts_with("LookBeyond")).count() < 2 {
            pass(&mut window, Duration::from_millis(100));
            frames += 1;
            assert!(frames < 3000, "{mode:?}: {:?} {:?}", cursor(&window), window.state.asked.last());
        }
        assert_eq!(cursor(&window).section, 2, "{mode:?}");
    }
}

#[test]
fn buttons_start_and_stop_and_say_the_pace() {
    let mut window = usual(Mode::OneLine);
    let text = |id: &str| super::kk().text(id);
    window.click(Role::Button, &text("run-start"));
    assert_eq!(super::asked(&mut window), "Act(Way(Run))");
    window.click(Role::Button, &text("run-faster"));
    assert_eq!(super::asked(&mut window), "Act(Way(Faster))");
    assert!(window.maybe(Role::Label, "минутына 500 таңба").is_some(), "{}", window.outline());
    run(&mut window, true);
    window.click(Role::Button, &text("run-stop"));
    assert_eq!(super::asked(&mut window), "Act(Way(Run))");
    assert!(usual(Mode::Pages).maybe(Role::Button, &text("run-start")).is_none(), "pages do not run");
}

#[test]
fn a_click_puts_the_caret_on_the_letter_that_is_seen_there() {
    for mode in [Mode::Phrase, Mode::OneLine] {
        let mut window = usual(mode);
        window.press(Named::ArrowDown);
        let bounds = window.find(Role::Document, "Қара сөздер").bounds.unwrap();
        let from = cursor(&window);
        window.click_at(iced::Point::new(
            (bounds.x0 + bounds.width() * 0.6) as f32,
            ((bounds.y0 + bounds.y1) / 2.0) as f32,
        ));
        let at = cursor(&window);
        assert!(at.block == from.block && at.byte > from.byte, "{mode:?}: {from:?}, then {at:?}");
    }
}

#[test]
fn the_page_keys_of_screen_readers_hold_in_every_way_of_reading() {
    for mode in Mode::ALL {
        let mut window = usual(mode);
        window.press_with(Modifiers::CTRL, Named::ArrowDown);
        window.press(Named::ArrowRight);
        assert_eq!((cursor(&window).block, cursor(&window).byte), (1, 1), "{mode:?}");
        window.chord(Modifiers::CTRL, "a", Code::KeyA);
        assert!(window.state.reading.selected_text().is_some_and(|text| text.contains("1.30.")), "{mode:?}");
    }
}

/// The voice says so many phrases, one after another.
fn hear(window: &mut Window, phrases: usize) {
    let mut asked = VecDeque::new();
    let mut take = |effects: Vec<Effect>| -> Option<RequestId> {
        asked.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::Say(utterance) | Effect::Queue(utterance) => Some(utterance.id),
            _ => None,
        }));
        asked.pop_front()
    };
    let reading = &mut window.state.reading;
    let mut now = take(reading.perform(Command::Read, std::time::SystemTime::UNIX_EPOCH));
    for _ in 0..phrases {
        let id = now.expect("the voice is asked for the next phrase in time");
        now = take(reading.hear(oqyrman::voice::Event::Ended(id)));
    }
    window.redraw();
}

#[test]
fn the_view_follows_the_voice_in_every_way_of_reading() {
    for mode in Mode::ALL {
        let mut window = usual(mode);
        let picture = window.screenshot();
        let from = cursor(&window);
        hear(&mut window, 20);
        assert!(cursor(&window).block > from.block + 5, "{mode:?}");
        assert_ne!(window.screenshot(), picture, "{mode:?}");
        if !mode.runs() {
            let told = runs(&window);
            let run = told[caret_run(&window, &told)].1;
            let bounds = window.find(Role::Document, "Қара сөздер").bounds.expect("the page stands somewhere");
            assert!(run.y0 >= bounds.y0 && run.y1 <= bounds.y1, "{mode:?}: {run:?} in {bounds:?}");
        }
    }
}
