//! Thousands of things that a reader does one after the other, in any order: the tree stays whole, the caret is where the
//! session is, memory does not grow.
//!
//! `make soak` does it longer; `OQYRMAN_SOAK=N` says how often.

#[path = "support/books.rs"]
mod books;
#[path = "support/checker.rs"]
mod checker;
#[path = "screens/desk.rs"]
#[allow(dead_code, reason = "shared with the tests of screens")]
mod desk;
#[path = "support/headless.rs"]
mod headless;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use accesskit::{Action, ActionData, Role, TextSelection};
use accesskit_consumer::NodeRef;
use desk::{Desk, Message, Screen};
use headless::Headless;
use iced::keyboard::{Modifiers, key::Named};
use iced::{Point as Place, Size, mouse};
use oqyrman::book::{Book, Point, Section};
use oqyrman::locale::{Locale, Tongue};
use oqyrman::reading::{Annotations, Command, Direction, Effect, Matching, Reading, Unit};
use oqyrman::settings::Settings;
use oqyrman::ui::screen::{Context, reader};
use oqyrman::ui::typography;
use oqyrman::voice::{Event, RequestId};
use proptest::prelude::*;

type Window = Headless<Desk, Message>;

/// In `cargo test`; `make soak` asks for more.
const USUAL: usize = 2_000;

/// One memory for all tests of this program: they take turns.
static TURN: Mutex<()> = Mutex::new(());

/// A reader at a window.
struct Reader {
    window: Window,
    /// What the voice was asked to say and has not ended.
    saying: VecDeque<RequestId>,
    done: usize,
}

const KEYS: [Named; 12] = [
    Named::ArrowLeft,
    Named::ArrowRight,
    Named::ArrowUp,
    Named::ArrowDown,
    Named::PageUp,
    Named::PageDown,
    Named::Home,
    Named::End,
    Named::Tab,
    Named::Enter,
    Named::Space,
    Named::Backspace,
];

const WORDS: [&str; 5] = ["Ақыры", "сөз", "Адам баласы", "English", "табылмайтын"];

/// Chapters with everything in them, and one that is long.
fn book() -> Arc<Book> {
    let (all, long) = (books::book(5), books::long(2, 30_000));
    let mut sections: Vec<Arc<Section>> = all.sections.clone();
    sections.extend(long.sections.iter().cloned());
    Arc::new(Book::new(all.metadata.clone(), sections, all.outline.clone(), all.pages.clone(), Vec::new()))
}

fn direction(second: u8) -> Direction {
    if second.is_multiple_of(2) { Direction::Forward } else { Direction::Backward }
}

impl Reader {
    fn new() -> Self {
        let window = desk::opened(Size::new(1000.0, 700.0), |window| Desk {
            reading: Reading::open(book(), None, Annotations::default()),
            ..Desk::at(window, Screen::Reader(reader::State::new()))
        });
        Self { window, saying: VecDeque::new(), done: 0 }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Hush => self.saying.clear(),
                Effect::Say(utterance) => self.saying = VecDeque::from([utterance.id]),
                Effect::Queue(utterance) => self.saying.push_back(utterance.id),
                _ => {}
            }
        }
    }

    fn perform(&mut self, command: Command) {
        let effects = self.window.state.reading.perform(command, SystemTime::UNIX_EPOCH);
        self.carry_out(effects);
        self.window.redraw();
    }

    fn show(&mut self, screen: Screen) {
        self.window.state.dialog = None;
        self.window.state.screen = screen;
        self.window.redraw();
    }

    fn change(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.window.state.context.settings.clone();
        change(&mut settings);
        self.window.state.settings(settings);
        self.window.redraw();
    }

    fn locale(&self) -> Locale {
        self.window.state.context.locale.clone()
    }

    /// A place of the book, near its blocks' ends or beyond them now and then.
    fn place(&self, second: u8, third: u16) -> Point {
        let book = self.window.state.reading.book();
        let section = usize::from(second) % (book.sections.len() + 1);
        Point::new(section, usize::from(third) % 40, usize::from(third) % 97)
    }

    /// Does one thing, which these numbers choose.
    fn step(&mut self, (first, second, third): (u8, u8, u16)) {
        self.done += 1;
        self.window.state.asked.clear();
        let unit = Unit::ALL[usize::from(third) % Unit::ALL.len()];
        match first % 40 {
            0..=7 => self.perform(Command::Move(direction(second), unit)),
            8 | 9 => self.perform(Command::Extend(direction(second), unit)),
            10..=15 => {
                let mut modifiers = Modifiers::default();
                modifiers.set(Modifiers::CTRL, second & 1 != 0);
                modifiers.set(Modifiers::SHIFT, second & 6 == 6);
                self.window.press_with(modifiers, KEYS[usize::from(third) % KEYS.len()]);
            }
            16 => self.perform(Command::Find {
                query: WORDS[usize::from(second) % WORDS.len()].to_owned(),
                matching: Matching::default(),
            }),
            17 => self.perform(match second % 3 {
                0 => Command::FindNext,
                1 => Command::FindPrevious,
                _ => Command::CloseSearch,
            }),
            18 => self.perform(Command::GoTo(self.place(second, third))),
            19 => self.perform(match second % 6 {
                0 => Command::GoToPercent(f64::from(third % 1010) / 10.0),
                1 => Command::GoToPage((third % 7).to_string()),
                2 => Command::Beginning,
                3 => Command::End,
                4 => Command::GoToEntry(self.place(second, third)),
                _ => Command::Follow,
            }),
            20 => self.perform(if second.is_multiple_of(2) { Command::Back } else { Command::Forward }),
            21 => self.annotate(second),
            22 | 23 => self.perform(match second % 5 {
                0 => Command::Read,
                1 => Command::Toggle,
                2 => Command::Stop,
                3 => Command::RepeatPhrase,
                _ => Command::ReadFromHere,
            }),
            24 | 25 => self.voice_goes_on(),
            26 => self.perform(if second.is_multiple_of(4) { Command::Deselect } else { Command::WhereAmI }),
            27 => self.change(|settings| settings.appearance.colours = settings.appearance.colours.next(second > 127)),
            28 => self.change(|settings| {
                settings.appearance.text_size = match second % 4 {
                    0 => typography::larger(settings.appearance.text_size),
                    1 => typography::smaller(settings.appearance.text_size),
                    2 => Settings::default().appearance.text_size,
                    _ => [14.0, 96.0][usize::from(third) % 2],
                }
            }),
            29 => self.change(|settings| {
                settings.appearance.scale = [None, Some(100), Some(200), Some(500)][usize::from(second) % 4];
            }),
            30 => self.change(|settings| settings.language = Some(Tongue::ALL[usize::from(second) % 3])),
            31 => self.resize(Size::new(f32::from(320 + u16::from(second) * 6), f32::from(240 + third % 900))),
            32 => self.other_screen(third),
            33 => self.cover(second),
            34 => self.window.state.dialog = None,
            35 => self.type_words(second),
            36 => self.ask_as_assistive_technology(second, third),
            37 => self.point_at(second, third),
            // The page is where most of it happens.
            _ => self.show(Screen::Reader(reader::State::new())),
        }
        self.window.redraw();
    }

    fn annotate(&mut self, second: u8) {
        let full = self.window.state.reading.annotations().bookmarks().count() > 12;
        self.perform(match second % 5 {
            _ if full => Command::RemoveBookmark,
            0 | 1 => Command::AddBookmark { label: String::new() },
            _ => Command::RemoveBookmark,
        });
        if full {
            let marks: Vec<_> = self.window.state.reading.annotations().bookmarks().map(|mark| mark.id()).collect();
            marks.into_iter().for_each(|id| self.perform(Command::Discard(id)));
        }
    }

    fn voice_goes_on(&mut self) {
        let Some(id) = self.saying.pop_front() else { return };
        for event in [Event::Began(id), Event::Ended(id)] {
            let effects = self.window.state.reading.hear(event);
            self.carry_out(effects);
        }
    }

    fn resize(&mut self, size: Size) {
        let context = &self.window.state.context;
        self.window.state.context = Context::new(context.settings.clone(), context.locale.clone(), size);
        self.window.resize(size);
    }

    fn other_screen(&mut self, third: u16) {
        let mut all = desk::all(&self.locale());
        let (_, screen, dialog) = all.swap_remove(usize::from(third) % all.len());
        self.show(screen);
        self.window.state.dialog = dialog;
    }

    /// A sheet of the page, or a dialog over whatever there is.
    fn cover(&mut self, second: u8) {
        let Desk { screen, reading, .. } = &mut self.window.state;
        if let (Screen::Reader(state), true) = (screen, second % 8 < 5) {
            match second % 8 {
                0 => state.ask_words(),
                1 => state.ask_place(),
                2 => {
                    state.update(reader::Message::MenuOpened, reading);
                }
                _ => state.uncover(),
            }
            return;
        }
        let dialogs = desk::all(&self.locale()).into_iter().filter_map(|(_, _, dialog)| dialog);
        let mut dialogs: Vec<_> = dialogs.collect();
        self.window.state.dialog = Some(dialogs.swap_remove(usize::from(second) % dialogs.len()));
    }

    /// Words into whatever field has the focus, and sometimes Enter.
    fn type_words(&mut self, second: u8) {
        self.window.type_text(["әже", "12", "40 %", "Абай жолы", ""][usize::from(second) % 5]);
        if second.is_multiple_of(3) {
            self.window.press(Named::Enter);
        }
    }

    fn ask_as_assistive_technology(&mut self, second: u8, third: u16) {
        let nodes = self.window.nodes();
        let action = [Action::Focus, Action::Click, Action::ScrollIntoView, Action::ScrollDown, Action::ScrollUp]
            [usize::from(second) % 5];
        let able: Vec<_> = nodes.iter().filter(|found| found.node.supports_action(action)).collect();
        if second.is_multiple_of(2) {
            let place = self.window.tree(|tree| {
                let document = document(tree.state().root())?;
                let length = document.document_range().text().chars().count();
                let at = |index: usize| document.text_position_from_global_usv_index(index % length.max(1));
                let (anchor, focus) = (at(usize::from(third) * 3)?, at(usize::from(third) * 3 + usize::from(second))?);
                let selection = TextSelection { anchor: anchor.to_raw(), focus: focus.to_raw() };
                Some((document.locate().0, selection))
            });
            if let Some((id, selection)) = place {
                let data = ActionData::SetTextSelection(selection);
                self.window.request(id, Action::SetTextSelection, Some(data));
            }
        } else if let Some(found) = able.get(usize::from(third) % able.len().max(1)) {
            let id = found.id;
            self.window.request(id, action, None);
        }
    }

    fn point_at(&mut self, second: u8, third: u16) {
        let size = self.window.size();
        let place = Place::new(size.width * f32::from(second) / 256.0, size.height * f32::from(third % 512) / 512.0);
        self.window.click_at(place);
        let delta = mouse::ScrollDelta::Lines { x: 0.0, y: f32::from(i8::from_ne_bytes([second])) / 16.0 };
        self.window.events(&[iced::Event::Mouse(mouse::Event::WheelScrolled { delta })]);
    }

    /// The tree is whole, and its caret is the session's place.
    fn faults(&self) -> Vec<String> {
        let mut faults = checker::broken(&self.window);
        let reading = &self.window.state.reading;
        let book = reading.book();
        let cursor = reading.cursor();
        let place = book.block(cursor).filter(|block| block.text.is_char_boundary(cursor.byte));
        if place.is_none() {
            faults.push(format!("the session stands nowhere: {cursor:?}"));
        }
        self.window.tree(|tree| {
            // A sample of a look has a caret of its own.
            let open = matches!(self.window.state.screen, Screen::Reader(_));
            let Some(document) = document(tree.state().root()).filter(|_| open) else { return };
            let wanted = readable(&book.sections[cursor.section], (cursor.block, cursor.byte));
            let (text, byte) = caret(&document).unwrap_or_else(|| ("nowhere".to_owned(), 0));
            let right = wanted
                .is_some_and(|(block, at)| book.sections[cursor.section].blocks[block].text == text && at == byte);
            if !right {
                faults.push(format!("the caret is at {byte} of «{text}», the session at {cursor:?}"));
            }
        });
        faults
    }
}

/// What is read of a place that has no text: what comes behind it, else what stood before.
fn readable(section: &Section, (block, byte): (usize, usize)) -> Option<(usize, usize)> {
    let has_text = |index: &usize| !section.blocks[*index].text.is_empty();
    if section.blocks.get(block).is_some_and(|block| !block.text.is_empty()) {
        return Some((block, byte));
    }
    let behind = (block..section.blocks.len()).find(has_text).map(|block| (block, 0));
    behind.or_else(|| (0..block).rev().find(has_text).map(|block| (block, section.blocks[block].text.len())))
}

fn document(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    if node.role() == Role::Document {
        return Some(node);
    }
    node.children().find_map(document)
}

/// The paragraph that the caret is in, and the byte that it stands before.
fn caret(document: &NodeRef<'_>) -> Option<(String, usize)> {
    let position = document.text_selection_focus()?;
    let raw = position.to_raw();
    let mut block = position.inner_node().parent()?;
    while matches!(block.role(), Role::Link | Role::DocNoteRef) {
        block = block.parent()?;
    }
    let mut runs = Vec::new();
    collect_runs(block, &mut runs);
    let (mut text, mut byte) = (String::new(), None);
    for run in runs {
        if run.locate().0 == raw.node {
            let before = run.data().character_lengths().iter().take(raw.character_index);
            byte = Some(text.len() + before.map(|&length| usize::from(length)).sum::<usize>());
        }
        text.push_str(run.data().value().unwrap_or_default());
    }
    // The line break that ends it is no letter of the book.
    text.truncate(text.trim_end_matches('\n').len());
    Some((text, byte?))
}

fn collect_runs<'a>(node: NodeRef<'a>, runs: &mut Vec<NodeRef<'a>>) {
    for child in node.children() {
        if child.role() == Role::TextRun { runs.push(child) } else { collect_runs(child, runs) }
    }
}

/// Numbers that look random and are the same every time.
fn numbers(mut seed: u64) -> impl Iterator<Item = (u8, u8, u16)> {
    std::iter::repeat_with(move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        ((seed >> 8) as u8, (seed >> 20) as u8, (seed >> 32) as u16)
    })
}

/// Resident bytes of this program; `None` where nobody tells.
fn resident() -> Option<usize> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    pages.split_whitespace().nth(1)?.parse::<usize>().ok().map(|pages| pages * 4096)
}

/// By so much may memory differ and not have grown: shapes of the view, what the allocator keeps.
const MARGIN: usize = 24 << 20;

#[test]
fn a_long_evening_breaks_nothing_and_memory_does_not_grow() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let steps = std::env::var("OQYRMAN_SOAK").ok().and_then(|steps| steps.parse().ok()).unwrap_or(USUAL);
    // All that is made once has been made by then.
    let warm = (steps / 5).max(USUAL / 2);
    let mut reader = Reader::new();
    let (mut after_warming, mut pages) = (None, 0);
    for (index, numbers) in numbers(0x2545_f491_4f6c_dd1d).take(steps).enumerate() {
        reader.step(numbers);
        let faults = reader.faults();
        assert!(
            faults.is_empty(),
            "after step {index}, {numbers:?}:\n{}\n{}",
            faults.join("\n"),
            reader.window.outline()
        );
        pages += usize::from(reader.window.tree(|tree| document(tree.state().root()).is_some()));
        if index + 1 == warm {
            after_warming = resident();
        }
    }
    assert!(pages * 4 > steps, "a page was there only {pages} times");
    if let (Some(before), Some(now)) = (after_warming, resident()) {
        println!("{warm} steps: {} KiB resident; {steps} steps: {} KiB; a page {pages} times", before >> 10, now >> 10);
        assert!(now < before + MARGIN, "{warm} steps: {before} bytes; {steps} steps: {now} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_evening_breaks_nothing(steps in prop::collection::vec(any::<(u8, u8, u16)>(), 0..40)) {
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reader = Reader::new();
        for step in steps {
            reader.step(step);
            let faults = reader.faults();
            prop_assert!(faults.is_empty(), "{step:?}:\n{}\n{}", faults.join("\n"), reader.window.outline());
        }
    }
}
