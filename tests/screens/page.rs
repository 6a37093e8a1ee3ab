//! How books look: every control by keyboard, the sample that follows, profiles.

use accesskit::Role;
use iced::keyboard::Modifiers;
use iced::keyboard::key::{Code, Named};
use oqyrman::settings::{
    Appearance, CaretColour, Highlight, HighlightColour, Hyphenation, Preset, Profile, ProfileError, Rgb, Typeface,
    Weight,
};
use oqyrman::ui::screen::page;
use oqyrman::ui::theme;

use crate::desk::Screen;
use crate::{Window, asked, kk, press_on, usual, walk_to};

fn window() -> Window {
    usual(Screen::Page(page::State::new(None, &kk())))
}

fn look(window: &Window) -> &Appearance {
    &window.state.context.settings.appearance
}

fn press(window: &mut Window, name: &str) {
    press_on(window, Role::Button, &kk().text(name));
}

fn last(window: &mut Window) -> String {
    window.announced().pop().expect("something is said")
}

fn names(window: &Window) -> Vec<&str> {
    window.state.context.settings.profiles.iter().map(|profile| profile.name.as_str()).collect()
}

#[test]
fn letters_spacing_and_lines_change_at_once_and_the_sample_with_them() {
    let mut window = window();
    let before = window.state.context.page;
    walk_to(&mut window, Role::Slider, &kk().text("settings-text-size"));
    window.press(Named::End);
    assert_eq!(look(&window).text_size, 200.0);
    walk_to(&mut window, Role::RadioButton, &kk().text("typeface-andika"));
    window.press(Named::ArrowDown);
    assert_eq!(look(&window).page.typeface, Typeface::Serif);
    walk_to(&mut window, Role::RadioButton, &kk().text("weight-regular"));
    window.press(Named::ArrowDown);
    assert_eq!(look(&window).page.weight, Weight::Medium);
    for (name, value) in [
        ("page-letter-spacing", "2 %"),
        ("page-word-spacing", "10 %"),
        ("page-line-height", "160 %"),
        ("page-paragraph-spacing", "100 %"),
        ("page-indent", "25 %"),
        ("page-measure", "68 таңба"),
        ("page-margin", "3 %"),
        ("page-caret", "12 %"),
    ] {
        walk_to(&mut window, Role::Slider, &kk().text(name));
        window.press(Named::ArrowRight);
        assert_eq!(
            crate::focused(&window).value.as_deref().map(|told| told.replace('\u{a0}', " ")).as_deref(),
            Some(value)
        );
    }
    walk_to(&mut window, Role::RadioButton, &kk().text("hyphenation-long"));
    window.press(Named::ArrowDown);
    assert_eq!(look(&window).page.hyphenation, Hyphenation::Always);
    let after = window.state.context.page;
    assert!(after.size > before.size && after.indent > 0.0 && after.font != before.font);
    let sample = window.find(Role::Document, &kk().text("page-sample-name"));
    assert_eq!(sample.node.language(), Some("kk"));
}

#[test]
fn the_caret_has_any_colour_and_its_contrast_is_heard() {
    let mut window = window();
    walk_to(&mut window, Role::RadioButton, &kk().text("caret-focus"));
    let seen = window.state.context.page.caret;
    // Choices go round: the reader's own is the last.
    window.press(Named::ArrowUp);
    assert_eq!(look(&window).page.caret_colour, CaretColour::Own);
    assert_eq!(window.state.context.page.caret, seen, "it begins as what is seen");
    walk_to(&mut window, Role::TextInput, "Түс коды: Меңзер");
    window.announced();
    window.chord(Modifiers::COMMAND, "a", Code::KeyA);
    window.type_text("#ffe600");
    assert_eq!(look(&window).page.own_caret, Some(Rgb::new(0xff_e6_00)));
    assert_eq!(window.state.context.page.caret, theme::color(Rgb::new(0xff_e6_00)));
    let heard = window.announced();
    let warned = "Контраст жеткіліксіз, кемінде 7 : 1 керек. Меңзер: контраст 1,2 : 1";
    assert!(heard.iter().any(|words| words == warned), "{heard:?}");
    walk_to(&mut window, Role::Slider, &kk().text("colours-lightness"));
    window.press(Named::Home);
    assert_eq!(look(&window).page.own_caret, Some(Rgb::BLACK));
    let heard = window.announced();
    assert!(heard.iter().any(|words| words == "Меңзер: контраст 21,0 : 1"), "{heard:?}");
    // Another one and back: it is kept.
    walk_to(&mut window, Role::RadioButton, &kk().text("caret-own"));
    window.press(Named::ArrowUp);
    assert_eq!(look(&window).page.caret_colour, CaretColour::Link);
    window.press(Named::ArrowDown);
    assert_eq!(look(&window).page.own_caret, Some(Rgb::BLACK));
}

#[test]
fn what_is_heard_is_marked_as_the_reader_wants_and_its_letters_keep_their_contrast() {
    let mut window = window();
    walk_to(&mut window, Role::RadioButton, &kk().text("highlight-both"));
    for unit in [Highlight::Sentence, Highlight::Word, Highlight::Nothing, Highlight::Both] {
        window.press(Named::ArrowDown);
        assert_eq!(look(&window).page.highlight, unit);
    }
    walk_to(&mut window, Role::RadioButton, &kk().text("highlight-theme"));
    let seen = window.state.context.page.highlight;
    window.press(Named::ArrowDown);
    assert_eq!(look(&window).page.highlight_colour, HighlightColour::Own);
    assert_eq!(window.state.context.page.highlight, seen, "it begins as what is seen");
    let name = format!("Түс коды: {}", kk().text("page-highlight-heading"));
    walk_to(&mut window, Role::TextInput, &name);
    for (code, warned) in [("#ffe600", true), ("#808080", false), ("#122c70", false), ("#ff0000", false)] {
        window.announced();
        window.chord(Modifiers::COMMAND, "a", Code::KeyA);
        window.type_text(code);
        assert_eq!(look(&window).page.own_highlight, Rgb::parse(code));
        let page = window.state.context.page;
        assert!(theme::contrast(page.highlight, page.highlight_text) >= 7.0, "{code}");
        // While it is typed, its first three digits are a colour, too.
        let faint = window.announced().pop().is_some_and(|words| words.contains("нашар көрінеді"));
        assert_eq!(faint, warned, "{code}");
    }
    assert_eq!(window.state.context.page.highlight_text, theme::color(Rgb::WHITE));
}

#[test]
fn the_sample_speaks_the_language_of_the_book() {
    let russian = crate::desk::language("ru");
    let window = usual(Screen::Page(page::State::new(Some(&russian), &kk())));
    let sample = window.find(Role::Document, &kk().text("page-sample-name"));
    assert_eq!(sample.node.language(), Some("ru"));
}

#[test]
fn a_ready_made_look_is_one_press_away() {
    let mut window = window();
    press(&mut window, "preset-dyslexia");
    assert_eq!(*look(&window), Preset::Dyslexia.applied(look(&window)));
    assert_eq!(last(&mut window), "Көрініс: Дислексия үшін");
}

#[test]
fn profiles_are_saved_chosen_renamed_deleted_and_brought_back() {
    let mut window = window();
    press(&mut window, "profile-save");
    assert!(names(&window).is_empty());
    assert_eq!(last(&mut window), kk().text("profile-name-empty"));
    press(&mut window, "preset-large");
    walk_to(&mut window, Role::TextInput, &kk().text("profile-name"));
    window.type_text("Күндіз");
    window.press(Named::Enter);
    assert_eq!(names(&window), ["Күндіз"]);
    let day = look(&window).clone();
    press(&mut window, "preset-low-light");
    assert_ne!(*look(&window), day);
    walk_to(&mut window, Role::RadioButton, "Күндіз");
    window.press(Named::Space);
    assert_eq!(*look(&window), day);
    walk_to(&mut window, Role::TextInput, &kk().text("profile-name"));
    window.type_text(" оқу");
    press(&mut window, "profile-rename");
    assert_eq!(names(&window), ["Күндіз оқу"]);
    press(&mut window, "profile-delete");
    assert!(names(&window).is_empty());
    press(&mut window, "profile-restore");
    assert_eq!(names(&window), ["Күндіз оқу"]);
    assert_eq!(last(&mut window), kk().text("profile-restored"));
}

#[test]
fn a_profile_travels_in_a_file_and_what_is_wrong_with_one_is_said() {
    let mut window = window();
    walk_to(&mut window, Role::TextInput, &kk().text("profile-name"));
    window.type_text("Жолға");
    window.state.asked.clear();
    press(&mut window, "profile-export");
    assert!(asked(&mut window).starts_with("Export("));
    press(&mut window, "profile-import");
    assert_eq!(last(&mut window), kk().text("profile-path-empty"));
    walk_to(&mut window, Role::UrlInput, &kk().text("profile-path"));
    window.type_text("/media/card/look.toml");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Import(\"/media/card/look.toml\")");
    let (settings, locale) = (window.state.context.settings.clone(), kk());
    let Screen::Page(state) = &mut window.state.screen else { panic!("it is there") };
    let wrong = state.read(Err(&ProfileError::Foreign), &settings, &locale);
    assert_eq!(wrong, page::Action::None);
    window.redraw();
    assert_eq!(last(&mut window), kk().text("profile-foreign"));
    let came = Profile::new("Қаладан", Preset::VeryLarge.applied(&settings.appearance)).unwrap();
    let Screen::Page(state) = &mut window.state.screen else { panic!("it is there") };
    let page::Action::Change(changed) = state.read(Ok(&came), &settings, &locale) else { panic!("it is taken") };
    assert_eq!((changed.appearance, changed.profiles), (came.appearance.clone(), vec![came]));
}

#[test]
fn the_look_can_be_for_one_book() {
    let mut window = window();
    walk_to(&mut window, Role::CheckBox, &kk().text("page-book-alone"));
    window.press(Named::Space);
    assert_eq!(asked(&mut window), "BookAlone(true)");
}
