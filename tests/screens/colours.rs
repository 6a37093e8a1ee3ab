//! The reader's colours by keyboard: her own with their contrast, less light, what the system asks for.

use accesskit::Role;
use iced::keyboard::Modifiers;
use iced::keyboard::key::{Code, Named};
use oqyrman::settings::{Colours, Rgb};
use oqyrman::ui::screen::settings;
use oqyrman::ui::theme::{self, ENOUGH};

use super::desk::Screen;
use super::{Window, focused, press_on, usual, walk_to};

fn appearance(window: &Window) -> &oqyrman::settings::Appearance {
    &window.state.context.settings.appearance
}

#[test]
fn ones_own_colours_are_made_by_keyboard_and_their_contrast_is_heard() {
    let mut window = usual(Screen::Settings(settings::State::new("")));
    walk_to(&mut window, Role::RadioButton, "Ақ үстіне қара");
    // Choices go round: the reader's own are the last.
    window.press(Named::ArrowUp);
    assert_eq!(appearance(&window).colours, Colours::System);
    window.press(Named::ArrowUp);
    assert_eq!((appearance(&window).colours, window.focus().1.as_str()), (Colours::Own, "Өз түстерім"));

    walk_to(&mut window, Role::TextInput, "Түс коды: Мәтін");
    window.announced();
    window.chord(Modifiers::COMMAND, "a", Code::KeyA);
    window.type_text("#777777");
    assert_eq!(appearance(&window).own_colours.map(|own| own.text), Some(Rgb::new(0x77_77_77)));
    let warned = "Контраст жеткіліксіз, кемінде 7 : 1 керек. Мәтін мен фонның контрасты 4,4 : 1";
    let heard = window.announced();
    assert!(heard.iter().any(|words| words == warned), "{heard:?}");

    window.type_text("7");
    window.press(Named::Enter);
    let wrong = "Түс коды алты таңбадан тұрады: цифрлар мен a, b, c, d, e, f әріптері.";
    let heard = window.announced();
    assert!(heard.iter().any(|words| words == wrong), "{heard:?}");
    assert!(focused(&window).description.unwrap_or_default().starts_with(wrong));

    walk_to(&mut window, Role::Slider, "Түстің ашықтығы");
    window.press(Named::Home);
    assert_eq!(focused(&window).value.as_deref(), Some("0 %"));
    assert_eq!(appearance(&window).own_colours.map(|own| own.text), Some(Rgb::BLACK));
    let heard = window.announced();
    assert!(heard.iter().any(|words| words == "Мәтін мен фонның контрасты 21,0 : 1"), "{heard:?}");
}

#[test]
fn weak_colours_are_picked_told_and_strengthened() {
    let mut window = usual(Screen::Settings(settings::State::new("")));
    walk_to(&mut window, Role::RadioButton, "Ақ үстіне қара");
    window.press(Named::ArrowUp);
    window.press(Named::ArrowUp);
    walk_to(&mut window, Role::RadioButton, "Мәтін: қара, 21,0 : 1");
    for _ in 0..3 {
        window.press(Named::ArrowDown);
    }
    assert!(window.focus().1.starts_with("Сілтеме: "), "{:?}", window.focus());
    // From the first of the ready colours to the fourth, which is hardly seen on white.
    walk_to(&mut window, Role::RadioButton, "Ақ");
    for _ in 0..3 {
        window.press(Named::ArrowDown);
    }
    assert_eq!(window.focus().1, "Сары");
    let told = window.all(Role::Label).into_iter().find(|label| label.name.starts_with("Контраст жеткіліксіз"));
    assert!(told.expect("a warning").name.contains("Сілтеме: контраст 1,2 : 1"), "{}", window.outline());
    press_on(&mut window, Role::Button, "Контрасты күшейту");
    let palette = theme::palette(&window.state.context.settings);
    assert!(theme::ratio(palette.link, palette.background) >= ENOUGH);
    assert!(!window.outline().contains("Контраст жеткіліксіз"));
}

#[test]
fn less_light_and_a_warm_tint_change_all_colours_and_never_the_contrast_below_enough() {
    let mut window = usual(Screen::Settings(settings::State::new("")));
    for name in ["Жарықтық", "Жылы реңк"] {
        walk_to(&mut window, Role::Slider, name);
        window.announced();
        window.press(if name == "Жарықтық" { Named::Home } else { Named::End });
        let heard = window.announced();
        assert!(heard.iter().any(|words| words.starts_with("Мәтін мен фонның контрасты")), "{heard:?}");
    }
    let light = appearance(&window).light;
    assert_eq!((light.brightness, light.warmth), (40, 100));
    let palette = theme::palette(&window.state.context.settings);
    assert!(theme::ratio(palette.text, palette.background) >= ENOUGH);
    let Rgb { red, blue, .. } = palette.background;
    assert!(red < 255 && blue < red, "{palette:?}");
}
