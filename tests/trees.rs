//! Every screen as assistive technology has it and as the eye has it: outlines that are kept, rules that hold for every
//! tree, contrast as it is painted.
//!
//! `OQYRMAN_WRITE=1 cargo test --release --test trees outlines` writes the outlines anew.

#[path = "support/books.rs"]
mod books;
#[path = "support/checker.rs"]
mod checker;
#[path = "screens/desk.rs"]
#[allow(dead_code, reason = "shared with the other tests of screens")]
mod desk;
#[path = "support/headless.rs"]
mod headless;
#[path = "support/pixels.rs"]
#[allow(dead_code, reason = "shared with the tests of what is drawn")]
mod pixels;
#[path = "trees/scenes.rs"]
mod scenes;
#[path = "support/snapshot.rs"]
mod snapshot;

use std::fmt::Write;

use accesskit::{Rect, Role};
use iced::Size;
use iced::keyboard::key::Named;
use oqyrman::locale::{Locale, Tongue};
use oqyrman::settings::{Appearance, Colours, Settings};
use oqyrman::ui::theme;
use pixels::{Picture, paint, told_apart};
use snapshot::Snapshots;

const USUAL: Size = Size::new(1280.0, 720.0);

pub fn language_of(settings: &Settings) -> Tongue {
    settings.language.unwrap_or_default()
}

fn settings(tongue: Tongue, colours: Colours, text_size: f32) -> Settings {
    let appearance = Appearance { colours, text_size, ..Appearance::default() };
    Settings { language: Some(tongue), appearance, ..Settings::default() }
}

#[test]
fn outlines() {
    let mut kept = Snapshots::of("screens");
    let mut texts: Vec<(&str, String)> = Vec::new();
    for tongue in Tongue::ALL {
        for (index, scene) in scenes::all(&Locale::new(tongue)).into_iter().enumerate() {
            let name = scene.name;
            let window = scene.open(USUAL, settings(tongue, Colours::BlackOnWhite, 16.0));
            if texts.len() <= index {
                texts.push((name, String::new()));
            }
            let text = &mut texts[index].1;
            let gap = if text.is_empty() { "" } else { "\n" };
            let _ = write!(text, "{gap}{}", snapshot::outline(&window));
        }
    }
    for (name, text) in texts {
        kept.compare(name, &text);
    }
    kept.finish();
}

/// In all three languages, at the smallest size, at a large one and at the largest; the colours change no tree.
fn check(tongue: Tongue) {
    let mut faults = String::new();
    for (text_size, colours) in
        [(14.0, Colours::BlackOnWhite), (48.0, Colours::WhiteOnBlack), (96.0, Colours::YellowOnBlack)]
    {
        for scene in scenes::all(&Locale::new(tongue)) {
            let name = scene.name;
            let window = scene.open(USUAL, settings(tongue, colours, text_size));
            // The first start greets in all languages at once.
            let found = if name == "welcome" { checker::broken(&window) } else { checker::faults(&window) };
            for fault in found {
                let _ = writeln!(faults, "{name} at {text_size}: {fault}");
            }
        }
    }
    assert!(faults.is_empty(), "{}:\n{faults}", tongue.tag());
}

#[test]
fn every_tree_keeps_the_rules_in_kazakh() {
    check(Tongue::Kk);
}

#[test]
fn every_tree_keeps_the_rules_in_russian() {
    check(Tongue::Ru);
}

#[test]
fn every_tree_keeps_the_rules_in_english() {
    check(Tongue::En);
}

/// WCAG 2.2, 1.4.6 and 1.4.11, by the pixels: whatever stands side by side in a text is told apart by 7:1, whatever stands
/// side by side elsewhere by 3:1. Letters are large, so that their strokes have a colour of their own.
fn look_at(colours: Colours) {
    let settings = settings(Tongue::Kk, colours, 48.0);
    let look = theme::look(&settings);
    // That something lies on a surface is told by its border or its mark, never by the surface alone.
    let plain = |one: pixels::Paint, other| {
        let grounds = [paint(look.background), paint(look.surface)];
        // How full a bar is shows where its filling ends, not where its frame is.
        let bar = [paint(look.accent), paint(look.line)];
        [grounds, bar].iter().any(|pair| pair.contains(&one) && pair.contains(&other))
    };
    let mut faults = String::new();
    for scene in scenes::all(&Locale::new(Tongue::Kk)) {
        let name = scene.name;
        let mut window = scene.open(Size::new(1280.0, 1600.0), settings.clone());
        let picture = Picture::new(window.size(), &window.screenshot());
        window.picture(&format!("{name}-{colours:?}"));
        let whole = Rect::new(0.0, 0.0, f64::from(window.size().width), f64::from(window.size().height));
        let mut texts = Vec::new();
        window.tree(|tree| pixels::texts(tree.state().root(), whole, &mut texts));
        assert!(!texts.is_empty(), "{name} has no words");
        let modal = window.tree(|tree| tree.state().root().children().any(|child| child.is_modal()));
        if !modal {
            // Behind a dialog everything is dimmed, and nothing is to be read.
            for (pair, times) in picture.pairs(whole) {
                let found = told_apart(pair.0, pair.1);
                if found < 3.0 && !plain(pair.0, pair.1) {
                    let _ = writeln!(faults, "{name}: {pair:?} beside each other {times} times: {found:.2}:1");
                }
            }
        }
        for (text, bounds) in texts {
            let pairs = picture.pairs(bounds);
            let high = bounds.height() > f64::from(look.body());
            if high && bounds.width() > f64::from(look.body()) && pairs.is_empty() {
                let _ = writeln!(faults, "{name}: {text} is not painted at {bounds:?}");
            }
            for (pair, times) in pairs {
                let found = told_apart(pair.0, pair.1);
                if found < 7.0 && !plain(pair.0, pair.1) {
                    let _ = writeln!(faults, "{name}: {text} has {pair:?} {times} times: {found:.2}:1");
                }
            }
        }
    }
    assert!(faults.is_empty(), "{colours:?}:\n{faults}");
}

#[test]
fn black_on_white_is_painted_with_contrast() {
    look_at(Colours::BlackOnWhite);
}

#[test]
fn white_on_black_is_painted_with_contrast() {
    look_at(Colours::WhiteOnBlack);
}

#[test]
fn yellow_on_black_is_painted_with_contrast() {
    look_at(Colours::YellowOnBlack);
}

/// The phrase at the caret is always marked, so the caret stands on the mark: it has to be seen there.
#[test]
fn the_caret_is_seen_on_the_page_and_on_every_mark() {
    for colours in Colours::ALL {
        for name in ["reader", "reader-selected"] {
            let settings = settings(Tongue::Kk, colours, 24.0);
            let page = theme::page(&settings);
            let scene = scenes::all(&Locale::new(Tongue::Kk)).into_iter().find(|scene| scene.name == name);
            let mut window = scene.expect("it is there").open(USUAL, settings);
            window.press_with(iced::keyboard::Modifiers::SHIFT, Named::ArrowRight);
            if name == "reader" {
                window.press(Named::ArrowRight);
            }
            let caret = window.tree(|tree| {
                let document = tree.state().focus().expect("a focus");
                let position = document.text_selection_focus().expect("a caret");
                let mut range = position.to_degenerate_range();
                range.set_end(position.forward_to_character_end());
                *range.bounding_boxes().first().expect("it is laid out")
            });
            let picture = Picture::new(window.size(), &window.screenshot());
            // Above the letters, where nothing but grounds and the caret is.
            let (x, y) = (caret.x0.round() as usize, caret.y0 as usize + 2);
            let row = picture.row(y, x - 8..x + 12);
            let at = row.iter().position(|colour| *colour == paint(page.caret));
            let at = at.unwrap_or_else(|| panic!("{colours:?}, {name}: no caret in {row:?}"));
            for beside in [at - 1, at + 1] {
                let found = told_apart(row[at], row[beside]);
                assert!(found >= 3.0, "{colours:?}, {name}: the caret has {found:.2}:1 in {row:?}");
            }
            // The line around it, in its turn, is told from what is marked.
            for mark in [page.highlight, page.selection] {
                let found = told_apart(row[at + 1], paint(mark));
                assert!(found >= 3.0, "{colours:?}, {name}: the line around the caret has {found:.2}:1 in {row:?}");
            }
        }
    }
}

/// The ring around what has the focus, from the outside in.
#[test]
fn the_focus_ring_is_seen_on_every_control() {
    for colours in [Colours::BlackOnWhite, Colours::WhiteOnBlack, Colours::BlackOnYellow, Colours::DarkGrey] {
        let settings = settings(Tongue::Kk, colours, 24.0);
        let look = theme::look(&settings);
        for scene in scenes::all(&Locale::new(Tongue::Kk)) {
            let name = scene.name;
            let mut window = scene.open(USUAL, settings.clone());
            let mut seen = 0;
            for _ in 0..2 {
                let (role, bounds) = window.tree(|tree| {
                    let focus = tree.state().focus().expect("a focus");
                    (focus.role(), focus.bounding_box())
                });
                let bounds = bounds.expect("it stands somewhere");
                let picture = Picture::new(window.size(), &window.screenshot());
                let y = ((bounds.y0 + bounds.y1) / 2.0) as usize;
                let left = bounds.x0.round() as usize;
                if role != Role::ScrollView && bounds.y1 < f64::from(USUAL.height) {
                    seen += 1;
                    let row = picture.row(y, left.saturating_sub(4)..left + look.ring() as usize);
                    assert!(row.contains(&paint(look.focus)), "{colours:?}, {name}: no ring in {row:?}");
                    if let [ground, ring] = row[..] {
                        let found = told_apart(ground, ring);
                        assert!(found >= 3.0, "{colours:?}, {name}: the ring has {found:.2}:1");
                    }
                }
                window.press(Named::Tab);
            }
            assert!(seen > 0, "{colours:?}, {name}: nothing to look at");
        }
    }
}
