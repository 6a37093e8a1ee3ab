//! What is drawn is what the tree tells: the same words by an independent reader of pictures, nothing cut off, nothing over
//! something else, the mark where the tree has the phrase.
//!
//! The reader of pictures is Tesseract (<https://tesseract-ocr.github.io>); where it cannot be installed, its tests say
//! «skipped». Contrast, caret and focus ring are measured in `trees.rs`.

#[path = "support/books.rs"]
mod books;
#[path = "screens/desk.rs"]
#[allow(dead_code, reason = "shared with the other tests of screens")]
mod desk;
#[path = "support/headless.rs"]
mod headless;
#[path = "support/ocr.rs"]
mod ocr;
#[path = "support/pixels.rs"]
#[allow(dead_code, reason = "shared with the tests of trees")]
mod pixels;
#[path = "trees/scenes.rs"]
mod scenes;

use std::fmt::Write;

use accesskit::{Rect, Role};
use accesskit_consumer::NodeRef;
use iced::Size;
use oqyrman::locale::{Locale, Tongue};
use oqyrman::reading::{Command, Effect};
use oqyrman::settings::{Appearance, Colours, Highlight, HighlightColour, Rgb, Settings};
use oqyrman::ui::theme;
use oqyrman::voice::Event;
use pixels::{Picture, paint};

const WINDOW: Size = Size::new(1280.0, 720.0);
/// With more of a screen in sight at once.
const HIGH: Size = Size::new(1280.0, 2400.0);

pub fn language_of(settings: &Settings) -> Tongue {
    settings.language.unwrap_or_default()
}

fn settings(tongue: Tongue, colours: Colours, percent: u16) -> Settings {
    let text_size = f32::from(percent) / 100.0 * 16.0;
    let appearance = Appearance { colours, text_size, scale: Some(percent), ..Appearance::default() };
    Settings { language: Some(tongue), appearance, ..Settings::default() }
}

/// A text as it stands in the window.
struct Text {
    words: String,
    role: Role,
    /// All of it.
    whole: Rect,
    /// What is in sight of it.
    seen: Rect,
    /// Of those that it lies in, itself included, by their numbers.
    path: Vec<u64>,
}

/// Texts in front, in order: those behind a dialog are not looked at.
fn texts(root: NodeRef<'_>, window: Size) -> Vec<Text> {
    fn collect(node: NodeRef<'_>, clip: Rect, path: &[u64], found: &mut Vec<Text>) {
        let path: Vec<u64> = path.iter().copied().chain([node.locate().0.0]).collect();
        let bounds = node.bounding_box();
        let worded = matches!(
            node.role(),
            Role::Heading | Role::Label | Role::Button | Role::Link | Role::CheckBox | Role::Tab | Role::RadioButton
        );
        let words = node.data().value().or(node.data().label()).unwrap_or_default();
        if let (true, Some(whole)) = (worded && words.chars().any(char::is_alphabetic), bounds) {
            found.push(Text {
                words: words.to_owned(),
                role: node.role(),
                whole,
                seen: whole.intersect(clip),
                path: path.clone(),
            });
        }
        let clip = match (node.role(), bounds) {
            (Role::ScrollView | Role::Document, Some(bounds)) => bounds.intersect(clip),
            _ => clip,
        };
        node.children().for_each(|child| collect(child, clip, &path, found));
    }
    let whole = Rect::new(0.0, 0.0, f64::from(window.width), f64::from(window.height));
    let front = root.children().find(|child| child.is_modal()).unwrap_or(root);
    let mut found = Vec::new();
    collect(front, whole, &[], &mut found);
    found
}

fn area(of: Rect) -> f64 {
    of.width().max(0.0) * of.height().max(0.0)
}

/// WCAG 2.2, 1.4.4 and 1.4.10: whatever the size, no text leaves the window sideways or lies on another one.
#[test]
fn no_text_is_cut_off_or_lies_on_another() {
    let mut faults = String::new();
    for tongue in Tongue::ALL {
        for percent in [100, 200, 500] {
            for scene in scenes::all(&Locale::new(tongue)) {
                let at = format!("{} in {} at {percent} %", scene.name, tongue.tag());
                let window = scene.open(WINDOW, settings(tongue, Colours::BlackOnWhite, percent));
                let texts = window.tree(|tree| texts(tree.state().root(), WINDOW));
                assert!(!texts.is_empty(), "{at} has no words");
                for text in &texts {
                    let Text { words, role, whole, .. } = text;
                    if whole.x0 < -0.5 || whole.x1 > f64::from(WINDOW.width) + 0.5 {
                        let _ = writeln!(faults, "{at}: {role:?} «{words}» is cut off sideways: {whole:?}");
                    }
                }
                let visible: Vec<&Text> = texts.iter().filter(|text| area(text.seen) > 1.0).collect();
                for (index, one) in visible.iter().enumerate() {
                    for other in &visible[index + 1..] {
                        let inside = one.path.contains(other.path.last().expect("itself"))
                            || other.path.contains(one.path.last().expect("itself"));
                        let shared = one.seen.intersect(other.seen);
                        // Frames that share a line do not cover one another.
                        if !inside && shared.width() > 1.5 && shared.height() > 1.5 {
                            let _ = writeln!(faults, "{at}: «{}» lies on «{}»: {shared:?}", one.words, other.words);
                        }
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// The phrase at the caret is marked in the picture where the tree has it, and nowhere else beside it.
#[test]
fn the_mark_is_where_the_tree_has_the_phrase() {
    for percent in [100, 200, 500] {
        let settings = settings(Tongue::Kk, Colours::BlackOnWhite, percent);
        let mark = paint(theme::page(&settings).highlight);
        let scene = scenes::all(&Locale::new(Tongue::Kk)).into_iter().find(|scene| scene.name == "reader");
        let mut window = scene.expect("it is there").open(WINDOW, settings);
        let phrase = window.state.reading.phrase().expect("a phrase is marked");
        let text = {
            let book = window.state.reading.book();
            oqyrman::reading::movement::text_of(book, phrase)
        };
        let boxes = window.tree(|tree| {
            let document = tree.state().focus().expect("the page has the focus");
            let range = document.document_range();
            let whole = range.text();
            let start = whole.find(text.trim()).expect("the phrase is in the tree");
            let before = whole[..start].chars().count();
            let length = text.trim().chars().count();
            let mut from = document.document_range().start();
            for _ in 0..before {
                from = from.forward_to_character_end();
            }
            let mut range = from.to_degenerate_range();
            let mut to = from;
            for _ in 0..length {
                to = to.forward_to_character_end();
            }
            range.set_end(to);
            range.bounding_boxes()
        });
        let picture = Picture::new(window.size(), &window.screenshot());
        let visible: Vec<&Rect> = boxes.iter().filter(|line| line.y1 < f64::from(WINDOW.height) - 60.0).collect();
        assert!(!visible.is_empty(), "{percent} %: the phrase is in sight");
        for line in visible {
            // Above the letters, where nothing but the mark is.
            let y = line.y0 as usize + 1;
            let row = picture.row(y, line.x0 as usize + 4..line.x1 as usize - 4);
            assert!(row.contains(&mark), "{percent} %: no mark in {row:?} at {line:?}");
        }
    }
}

/// How many points of the page have the colour of the mark, and of the letters on it, while a word is heard.
fn marked(unit: Highlight, own: Option<&str>) -> (usize, usize) {
    let mut settings = settings(Tongue::Kk, Colours::BlackOnYellow, 100);
    let page = &mut settings.appearance.page;
    page.highlight = unit;
    if let Some(own) = own {
        (page.highlight_colour, page.own_highlight) = (HighlightColour::Own, Rgb::parse(own));
    }
    let (mark, letters) = theme::highlight(&settings);
    let scene = scenes::all(&Locale::new(Tongue::Kk)).into_iter().find(|scene| scene.name == "reader");
    let mut window = scene.expect("it is there").open(WINDOW, settings);
    let reading = &mut window.state.reading;
    let effects = reading.perform(Command::Read, std::time::SystemTime::UNIX_EPOCH);
    let said = effects.iter().find_map(|effect| match effect {
        Effect::Say(utterance) => Some(utterance.id),
        _ => None,
    });
    let id = said.expect("it reads");
    for event in [Event::Began(id), Event::Mark(id, 0)] {
        reading.hear(event);
    }
    assert!(reading.word().is_some());
    window.redraw();
    let picture = Picture::new(window.size(), &window.screenshot());
    window.picture(&format!("highlight-{unit:?}-{}", own.unwrap_or("theme")));
    (picture.count(paint(theme::color(mark))), picture.count(paint(theme::color(letters))))
}

/// The sentence, the word, both or nothing, in the theme's colour or in one of the reader's own.
#[test]
fn what_is_heard_is_marked_by_the_readers_choice() {
    for own in [None, Some("#00e0ff")] {
        let [both, sentence, word, nothing] = Highlight::ALL.map(|unit| marked(unit, own).0);
        assert!(nothing == 0, "{own:?}: nothing is marked, and {nothing} points are");
        assert!(sentence > both && both > 0, "{own:?}: the word is the negative of its sentence: {sentence}, {both}");
        assert!(word > 0 && word * 2 < sentence, "{own:?}: a word is less than its sentence: {word}, {sentence}");
    }
}

/// Screens whose words are written as they are told: a player's times, for one, are not. Each has other colours.
const READ: [&str; 9] = ["shelf", "catalog", "book-held", "settings", "help", "add", "question", "failure", "outline"];

/// Every word that the tree has in sight is in the picture, and is read there by another than us.
fn read(tongue: Tongue) {
    let language = match tongue {
        Tongue::Kk => "kaz",
        Tongue::Ru => "rus",
        Tongue::En => "eng",
    };
    if let Err(why) = ocr::ready(language) {
        eprintln!("skipped: {why}");
        return;
    }
    // A word in other letters than the language's is not looked for.
    let own = |word: &str| word.chars().all(|letter| letter.is_ascii() == (tongue == Tongue::En));
    let (mut all, mut missed) = (0, Vec::new());
    for (name, colours) in READ.into_iter().zip(Colours::ALL.into_iter().cycle()) {
        let scene = scenes::all(&Locale::new(tongue)).into_iter().find(|scene| scene.name == name);
        let mut window = scene.expect("it is there").open(HIGH, settings(tongue, colours, 200));
        let mut texts = window.tree(|tree| texts(tree.state().root(), HIGH));
        texts.retain(|text| area(text.seen) > area(text.whole) - 1.0 && area(text.whole) > 1.0);
        let inside = |text: &Text| match text.role {
            Role::Heading | Role::Label => text.whole,
            // Without its frame and its ring.
            _ => Rect::new(text.whole.x0 + 9.0, text.whole.y0 + 9.0, text.whole.x1 - 9.0, text.whole.y1 - 9.0),
        };
        let places: Vec<Rect> = texts.iter().map(inside).collect();
        let read = ocr::words(window.size(), &window.screenshot(), &places, language);
        for word in texts.iter().flat_map(|text| ocr::parts(&text.words)).filter(|word| own(word)) {
            all += 1;
            if !ocr::holds(&read, &word) {
                missed.push(format!("{name}: {word}"));
            }
        }
    }
    let share = missed.len() as f64 / f64::from(all);
    eprintln!("{}: {} of {all} words read", tongue.tag(), all as usize - missed.len());
    assert!(all > 150, "there is something to read: {all}");
    assert!(share < 0.03, "{share:.3} of the words are not in the pictures:\n{}", missed.join("\n"));
}

#[test]
fn pictures_have_the_words_of_the_tree_in_kazakh() {
    read(Tongue::Kk);
}

#[test]
fn pictures_have_the_words_of_the_tree_in_russian() {
    read(Tongue::Ru);
}

#[test]
fn pictures_have_the_words_of_the_tree_in_english() {
    read(Tongue::En);
}
