//! How books are read aloud: chosen by keyboard, told by groups that have names.

use accesskit::Role;
use iced::keyboard::key::Named;
use oqyrman::settings::{Gap, Hearing, Punctuation, Silence, Structure};

use crate::desk::Screen;
use crate::{Window, asked, kk, press_on, usual, walk_to};

fn window() -> Window {
    usual(Screen::Aloud)
}

/// Walks by Tab to the group of this name, onto what is chosen in it.
fn walk_to_group(window: &mut Window, name: &str) {
    for _ in 0..60 {
        let inside = window.tree(|tree| {
            let focus = tree.state().focus()?;
            let around = focus.parent()?;
            Some(around.label().unwrap_or_default() == name)
        });
        if inside == Some(true) {
            return;
        }
        window.press(Named::Tab);
    }
    panic!("«{name}» is not reached in\n{}", window.outline());
}

#[test]
fn signs_silences_and_structures_are_chosen_by_arrows() {
    let mut window = window();
    walk_to(&mut window, Role::RadioButton, &kk().text("punctuation-none"));
    window.press(Named::ArrowDown);
    window.press(Named::ArrowDown);
    assert_eq!(window.state.context.settings.aloud.punctuation, Punctuation::Most);
    window.state.asked.clear();
    press_on(&mut window, Role::Button, &kk().text("settings-try-voice"));
    assert!(asked(&mut window).starts_with("Try { language: Language(\"kk\"), text: \"«"));
    walk_to_group(&mut window, &kk().text("gap-scene"));
    window.press(Named::ArrowDown);
    let silences = window.state.context.settings.aloud.silences;
    assert_eq!((silences.of(Gap::Scene), silences.of(Gap::Chapter)), (Silence::Long, Silence::Usual));
    for (structure, group, hearing) in [
        (Structure::Headings, "structure-headings", Hearing::OtherVoice),
        (Structure::PageNumbers, "structure-page-numbers", Hearing::Heard),
        (Structure::LineNumbers, "structure-line-numbers", Hearing::PassedOver),
    ] {
        walk_to_group(&mut window, &kk().text(group));
        window.press(Named::ArrowDown);
        assert_eq!(window.state.context.settings.heard.of(structure), hearing, "{structure:?}");
    }
}
