//! The player and the chapters of an audiobook, by role and name and by keyboard alone.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use accesskit::{Action, ActionData, Role};
use iced::Size;
use iced::keyboard::key::Named;
use oqyrman::book::{Book, Metadata, Page, Recording};
use oqyrman::locale::{Locale, Tongue};
use oqyrman::reading::listening::{Command, Listening, Transport};
use oqyrman::settings::{Colours, RecordingSettings, SCALES, Switch};
use oqyrman::ui::keymap::Act;
use oqyrman::ui::screen::outline::Part;
use oqyrman::ui::screen::{chapters, player};

use super::desk::{self, Dialog, Screen, choices, open};
use super::{Window, asked, focused, kk, press_on, usual, walk_to};

fn at_the_player() -> Window {
    usual(Screen::Player(player::State::new()))
}

fn seconds(window: &Window) -> u64 {
    window.state.listening.place().as_secs()
}

#[test]
fn the_first_press_plays_and_the_next_one_pauses() {
    let mut window = at_the_player();
    assert_eq!(window.focus(), (Role::Button, "Тыңдау".to_owned()), "{}", window.outline());
    let shortcut = focused(&window).node.keyboard_shortcut().map(str::to_owned);
    assert_eq!(shortcut.as_deref(), Some("Бос орын"));
    window.press(Named::Space);
    assert_eq!(window.state.listening.transport(), Transport::Playing);
    assert_eq!(window.focus(), (Role::Button, "Кідірту".to_owned()));
    window.press(Named::Enter);
    assert_eq!(window.state.listening.transport(), Transport::Paused);
    assert_eq!(window.focus(), (Role::Button, "Тыңдау".to_owned()));
}

#[test]
fn a_question_that_comes_with_the_player_leaves_the_focus_where_a_press_plays() {
    let mut window = usual(desk::shelf());
    window.press(Named::Tab);
    window.state.screen = Screen::Player(player::State::new());
    window.state.dialog = Some(Dialog::Place(desk::two_places(&kk())));
    window.redraw();
    assert_ne!(focused(&window).name, "Тыңдау");
    window.state.dialog = None;
    window.redraw();
    assert_eq!(window.focus(), (Role::Button, "Тыңдау".to_owned()), "{}", window.outline());
}

#[test]
fn where_it_is_stands_in_words_for_the_ear() {
    for (tongue, chapter, time) in [
        (Tongue::Kk, "Балалық шақ, 5 тараудың 3-тарауы", "Тарауда: 2 минут 5 секунд, қалғаны 27 минут 55 секунд"),
        (Tongue::Ru, "Балалық шақ, глава 3 из 5", "В главе: прошло 2 минуты 5 секунд, осталось 27 минут 55 секунд"),
        (
            Tongue::En,
            "Балалық шақ, chapter 3 of 5",
            "In the chapter: 2 minutes 5 seconds passed, 27 minutes 55 seconds left",
        ),
    ] {
        let settings = choices(tongue, Some(100), Colours::BlackOnWhite);
        let window = open(super::USUAL, settings, Screen::Player(player::State::new()), None);
        assert!(window.maybe(Role::Heading, "Абай жолы").is_some_and(|it| it.node.language() == Some("kk")));
        assert!(window.maybe(Role::Heading, chapter).is_some(), "{}", window.outline());
        assert!(window.maybe(Role::Label, time).is_some(), "{}", window.outline());
    }
}

/// A screen reader that spoke every second would speak over the book.
#[test]
fn nothing_is_announced_while_it_plays() {
    let mut window = at_the_player();
    window.press(Named::Space);
    window.announced();
    for second in 3_726..3_740 {
        window.state.hear_up_to(second);
        window.redraw();
    }
    // Into the next chapter.
    window.state.hear_up_to(5_401);
    window.redraw();
    assert!(window.announced().is_empty());
    assert!(window.maybe(Role::Heading, "Жігіт болған шағы, 5 тараудың 4-тарауы").is_some(), "but it is shown");
    let speaking = [Role::ProgressIndicator, Role::Timer, Role::Status];
    assert!(window.nodes().iter().all(|found| !speaking.contains(&found.role)));
}

#[test]
fn the_slider_tells_the_place_and_goes_by_ten_seconds_and_minutes() {
    let mut window = at_the_player();
    walk_to(&mut window, Role::Slider, "Кітаптағы орын");
    let slider = focused(&window);
    assert_eq!(slider.value.as_deref(), Some("1 сағат 2 минут 5 секунд, барлығы 3 сағат"));
    let node = &slider.node;
    assert_eq!(
        (node.numeric_value(), node.min_numeric_value(), node.max_numeric_value(), node.numeric_value_step()),
        (Some(3_725.0), Some(0.0), Some(10_800.0), Some(10.0))
    );
    for (key, expected) in [
        (Named::ArrowRight, 3_735),
        (Named::ArrowUp, 3_745),
        (Named::ArrowLeft, 3_735),
        (Named::PageUp, 3_795),
        (Named::PageDown, 3_735),
        (Named::Home, 0),
        (Named::End, 10_800),
    ] {
        window.press(key);
        assert_eq!(seconds(&window), expected, "{key:?}");
    }
    let id = focused(&window).id;
    window.request(id, Action::SetValue, Some(ActionData::NumericValue(61.5)));
    assert_eq!(window.state.listening.place().as_millis(), 61_500);
    window.request(id, Action::Increment, None);
    assert_eq!(window.state.listening.place().as_millis(), 71_500);
    window.request(id, Action::SetValue, Some(ActionData::NumericValue(f64::NAN)));
    window.request(id, Action::SetValue, Some(ActionData::NumericValue(-4.0)));
    assert_eq!(window.state.listening.place().as_millis(), 71_500);
}

/// Screen readers speak the value of the slider that has the focus whenever it changes.
#[test]
fn the_focused_slider_is_quiet_while_it_plays_and_tells_what_the_reader_does() {
    let mut window = at_the_player();
    window.state.listen(Command::Play);
    window.redraw();
    walk_to(&mut window, Role::Slider, "Кітаптағы орын");
    // The program tells the screen that the focus is here.
    let tell = |window: &mut Window| {
        let place = window.state.listening.place();
        let Screen::Player(state) = &mut window.state.screen else { unreachable!() };
        state.tell_place(Some(place));
    };
    tell(&mut window);
    window.state.hear_up_to(3_800);
    window.redraw();
    assert_eq!(focused(&window).node.numeric_value(), Some(3_725.0));
    window.press(Named::ArrowRight);
    tell(&mut window);
    window.redraw();
    assert_eq!(focused(&window).node.numeric_value(), Some(3_810.0));
    window.state.listen(Command::Pause);
    window.redraw();
    assert_eq!(focused(&window).node.numeric_value(), Some(3_810.0));
}

#[test]
fn every_button_does_what_its_name_says() {
    let mut window = at_the_player();
    for (name, expected) in [
        ("10 минут артқа", 3_125),
        ("1 минут артқа", 3_065),
        ("10 секунд артқа", 3_055),
        ("10 секунд алға", 3_065),
        ("1 минут алға", 3_125),
        ("10 минут алға", 3_725),
        ("Келесі тарау", 5_400),
        ("Алдыңғы тарау", 3_600),
    ] {
        press_on(&mut window, Role::Button, name);
        assert_eq!(seconds(&window), expected, "{name}");
    }
    window.state.asked.clear();
    for (name, act) in [
        ("Мен қай жердемін", "Act(WhereAmI)"),
        ("Бетбелгілер тізімі", "Act(Bookmarks)"),
        ("Уақытқа немесе пайызға өту", "Act(GoToTime)"),
    ] {
        press_on(&mut window, Role::Button, name);
        assert_eq!(asked(&mut window), act);
    }
    press_on(&mut window, Role::Button, "Бетбелгі қою");
    assert_eq!(window.state.listening.marks().iter().count(), 2);
}

#[test]
fn speed_and_volume_go_by_steps_and_say_their_value() {
    let mut window = at_the_player();
    walk_to(&mut window, Role::Slider, "Тыңдау жылдамдығы");
    window.press(Named::ArrowRight);
    window.press(Named::ArrowRight);
    window.press(Named::ArrowRight);
    assert_eq!(focused(&window).value.as_deref(), Some("1,3"));
    window.press(Named::End);
    assert_eq!(focused(&window).value.as_deref(), Some("4"));
    walk_to(&mut window, Role::Slider, "Аудиокітаптың дыбыс деңгейі");
    window.press(Named::ArrowLeft);
    assert_eq!(focused(&window).value.as_deref(), Some("90 %"));
    assert_eq!(
        window.state.context.settings.recording,
        RecordingSettings { speed: 400, volume: 90, ..RecordingSettings::default() }
    );
}

#[test]
fn the_jump_that_was_chosen_names_its_buttons_and_moves_by_as_much() {
    let mut window = at_the_player();
    walk_to(&mut window, Role::Slider, "Көрсеткілердің жылжытуы");
    assert_eq!(focused(&window).value.as_deref(), Some("10 секунд"));
    window.press(Named::ArrowRight);
    assert_eq!(focused(&window).value.as_deref(), Some("30 секунд"));
    press_on(&mut window, Role::Button, "30 секунд алға");
    assert_eq!(seconds(&window), 3_755);
    assert!(window.maybe(Role::Button, "10 секунд алға").is_none());
    walk_to(&mut window, Role::Slider, "Көрсеткілердің жылжытуы");
    window.press(Named::ArrowRight);
    press_on(&mut window, Role::Button, "1 минут артқа");
    assert_eq!(seconds(&window), 3_695);
    assert_eq!(window.nodes().iter().filter(|node| node.name == "1 минут артқа").count(), 1, "each once");
}

#[test]
fn speech_is_made_clearer_and_the_timer_is_set_by_keyboard() {
    let mut window = at_the_player();
    for (name, on) in [("Сөзді анық естірту", Switch::ClearSpeech), ("Ұзақ үзілістерді қысқарту", Switch::ShortPauses)]
    {
        press_on(&mut window, Role::CheckBox, name);
        assert!(window.state.context.settings.recording.is_on(on), "{name}");
    }
    walk_to(&mut window, Role::Slider, "Ұйқы таймері");
    assert_eq!(focused(&window).value.as_deref(), Some("өшірулі"));
    window.press(Named::ArrowRight);
    assert_eq!(focused(&window).value.as_deref(), Some("5 минут"));
    window.press(Named::End);
    assert_eq!(focused(&window).value.as_deref(), Some("тараудың соңына дейін"));
    assert_eq!(window.state.asked.last().map(String::as_str), Some("Sleep(Some(EndOfChapter))"));
}

/// Four buttons and the way back to all; nothing else that Tab would come to.
#[test]
fn the_simple_view_has_four_large_buttons() {
    for scale in [100, 200, *SCALES.end()] {
        let mut settings = choices(Tongue::Kk, Some(scale), Colours::BlackOnWhite);
        settings.recording.simple = true;
        let mut window = open(super::USUAL, settings, Screen::Player(player::State::new()), None);
        assert_eq!(window.focus(), (Role::Button, "Тыңдау".to_owned()), "{}", window.outline());
        let buttons = ["10 секунд артқа", "Тыңдау", "10 секунд алға", "Мазмұны"];
        for name in buttons {
            // The frame has buttons of the same names.
            let found = window.nodes().into_iter().filter(|node| node.role == Role::Button && node.name == name);
            let bounds =
                found.filter_map(|node| node.bounds).max_by(|one, other| one.width().total_cmp(&other.width()));
            let bounds = bounds.expect(name);
            assert!(bounds.height() >= 88.0 && bounds.width() > 300.0, "{name} at {scale}: {bounds:?}");
        }
        assert!(window.maybe(Role::Slider, "Кітаптағы орын").is_none());
        press_on(&mut window, Role::Button, "10 секунд алға");
        assert_eq!(seconds(&window), 3_735);
        press_on(&mut window, Role::CheckBox, "Қарапайым көрініс: төрт үлкен батырма");
        assert!(window.maybe(Role::Slider, "Кітаптағы орын").is_some(), "all of it is there again");
    }
}

#[test]
fn a_time_and_a_percentage_are_gone_to_and_wrong_ones_are_explained() {
    let answer = |typed: &str| {
        let mut state = player::State::new();
        state.ask_place();
        let mut window = usual(Screen::Player(state));
        let field = "Уақыт (мысалы: 1:20:30), минут немесе пайыз (мысалы: 40 %)";
        assert_eq!(window.focus(), (Role::TextInput, field.to_owned()), "{}", window.outline());
        window.type_text(typed);
        window.press(Named::Enter);
        window
    };
    for (typed, expected) in [("2:00:30", 7_230), ("62:05", 3_725), ("90", 5_400), ("50 %", 5_400), ("0", 0)] {
        let window = answer(typed);
        assert_eq!(seconds(&window), expected, "{typed}");
        assert!(window.all(Role::Dialog).is_empty());
    }
    for wrong in ["", "жоқ", "3:00:01", "101 %", "1:99"] {
        let window = answer(wrong);
        assert_eq!(seconds(&window), 3_725, "{wrong}");
        let told = focused(&window).description.unwrap_or_default();
        assert!(told.contains("Кітапта ондай жер жоқ."), "{wrong}: {told}");
    }
}

#[test]
fn the_chapters_open_where_the_reader_is_and_lead_on() {
    let mut window = usual(Screen::Chapters(chapters::State::new(Part::Contents)));
    assert_eq!(window.focus(), (Role::ListItem, "Балалық шақ, 30 минут, осы жердесіз".to_owned()));
    assert_eq!(focused(&window).node.level(), Some(1), "levels are counted from zero there");
    window.press(Named::End);
    assert_eq!(window.focus().1, "5-тарау, 30 минут", "a chapter without a title has its number");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Go(GoToChapter(4))");
    assert_eq!(seconds(&window), 9_000);
}

#[test]
fn printed_pages_are_listed_where_the_recording_tells_them() {
    let mut window = usual(Screen::Chapters(chapters::State::new(Part::Contents)));
    assert!(window.maybe(Role::Tab, "Беттер").is_none(), "{}", window.outline());
    let listening = &mut window.state.listening;
    let page = |number: u64| Page { label: number.to_string(), start: Duration::from_secs(number * 600) };
    let recording = listening.recording().as_ref().clone().with_marks((1..12).map(page).collect(), Vec::new());
    let book = listening.book().clone();
    let at = listening.locator();
    *listening = Listening::open(book, Arc::new(recording), Some(&at), Default::default(), Default::default());
    window.redraw();
    window.click(Role::Tab, "Беттер");
    let rows = window.all(Role::ListItem);
    assert_eq!(rows.len(), 11, "{}", window.outline());
    walk_to(&mut window, Role::ListItem, "6-бет, 1 сағат, осы жердесіз");
    window.press(Named::ArrowDown);
    assert_eq!(window.focus().1, "7-бет, 1 сағат 10 минут");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "GoToPage(\"7\")");
}

#[test]
fn bookmarks_are_listed_with_chapter_and_time() {
    let mut window = usual(Screen::Chapters(chapters::State::new(Part::Bookmarks)));
    assert_eq!(window.focus().1, "Балалық шақ, 1 сағат 2 минут 5 секунд");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Go(GoTo(3725s))");
}

#[test]
fn bookmarks_are_changed_and_removed_by_keys() {
    let mut window = usual(Screen::Chapters(chapters::State::new(Part::Bookmarks)));
    let act = |window: &Window, act: &Act, row| {
        let Screen::Chapters(state) = &window.state.screen else { unreachable!() };
        format!("{:?}", state.act(act, row, &window.state.listening))
    };
    let id = window.state.listening.marks().iter().next().expect("a bookmark").id();
    assert_eq!(act(&window, &Act::EditMark, Some(1)), format!("Edit({id:?})"));
    assert_eq!(act(&window, &Act::RemoveMark, Some(1)), format!("Perform(Discard({id:?}))"));
    assert_eq!(act(&window, &Act::RemoveMark, None), "None");
    window.state.listening.amend(id, "осы жер".to_owned(), SystemTime::UNIX_EPOCH);
    window.redraw();
    assert_eq!(window.focus().1, "осы жер: Балалық шақ, 1 сағат 2 минут 5 секунд");
    window.state.listen(Command::Discard(id));
    window.redraw();
    assert!(window.all(Role::ListItem).is_empty());
    press_on(&mut window, Role::Button, "Өшірілгенін қайтару");
    assert_eq!(asked(&mut window), "Perform(Restore)");
    assert_eq!(window.all(Role::ListItem).len(), 1);
}

#[test]
fn a_spoken_note_is_told_in_its_row_and_played_from_there() {
    let mut window = usual(Screen::Chapters(chapters::State::new(Part::Bookmarks)));
    let act = |window: &Window| {
        let Screen::Chapters(state) = &window.state.screen else { unreachable!() };
        format!("{:?}", state.act(&Act::PlayNote, Some(1), &window.state.listening))
    };
    assert_eq!(act(&window), "None");
    let id = window.state.listening.marks().iter().next().expect("a bookmark").id();
    window.state.listening.speak_here("note-1.wav".to_owned(), SystemTime::UNIX_EPOCH);
    window.redraw();
    assert_eq!(window.focus().1, "дауыстық жазба, Балалық шақ, 1 сағат 2 минут 5 секунд");
    assert_eq!(act(&window), format!("PlayNote({id:?})"));
}

#[test]
fn times_are_gone_to_from_the_contents_too() {
    let mut window = usual(Screen::Chapters(chapters::State::new(Part::Places)));
    assert_eq!(window.focus().0, Role::TextInput);
    window.type_text("4:00:00");
    window.press(Named::Enter);
    assert!(window.state.asked.is_empty());
    assert!(focused(&window).description.unwrap_or_default().contains("3:00:00"));
    walk_to(&mut window, Role::TextInput, "Пайыз, 0–100");
    window.type_text("25");
    window.press(Named::Enter);
    assert_eq!(asked(&mut window), "Go(GoToPercent(25.0))");
}

/// At every size and in every theme the focus begins on the button that plays, and it is in sight.
#[test]
fn the_button_that_plays_is_in_sight_at_every_size_and_in_every_theme() {
    for tongue in Tongue::ALL {
        for scale in [100, 200, *SCALES.end()] {
            for colours in Colours::ALL {
                let settings = choices(tongue, Some(scale), colours);
                let window = open(super::USUAL, settings, Screen::Player(player::State::new()), None);
                assert_eq!(window.focus(), (Role::Button, Locale::new(tongue).text("listen")));
                let bounds = focused(&window).bounds.expect("it stands somewhere");
                assert!(
                    bounds.y0 >= -0.5 && bounds.y1 <= f64::from(super::USUAL.height) + 0.5,
                    "{} at {scale}: {bounds:?}",
                    tongue.tag()
                );
            }
        }
    }
}

#[test]
fn a_book_of_sound_is_listened_to_and_its_progress_is_heard() {
    let mut holding = desk::holding(1, "Абай жолы", "Мұхтар Әуезов", "kk");
    holding.format = oqyrman::book::Format::Audio;
    let words = |holding: &oqyrman::library::shelf::Holding| {
        oqyrman::ui::wording::holding(&kk(), holding, desk::moment("2026-11-23"))
    };
    holding.progress = Some(0.344);
    assert_eq!(words(&holding), "Абай жолы, Мұхтар Әуезов, қазақ тілі, 34 % тыңдалды");
    holding.progress = None;
    let window = usual(Screen::Book(oqyrman::ui::screen::book::State::held(holding.clone(), Vec::new())));
    assert_eq!(window.focus(), (Role::Button, "Тыңдау".to_owned()));
    // Who reads it, and for how long, the book tells when it is open.
    let mut metadata = Metadata::default();
    let reader = oqyrman::book::Contributor { name: "Айша".to_owned(), role: "nrt".to_owned() };
    metadata.contributors.push(reader);
    let book = Book::of_sound(metadata, Vec::new(), window.state.listening.recording().clone());
    let state = oqyrman::ui::screen::book::State::held(holding, Vec::new()).opened(&book);
    let window = usual(Screen::Book(state));
    for line in ["Оқыған: Айша", "Ұзақтығы: 3 сағат"] {
        assert!(window.maybe(Role::ListItem, line).is_some(), "{}", window.outline());
    }
}

#[test]
fn a_recording_in_one_piece_without_a_title_has_a_player_too() {
    let make = |window| {
        let mut made = desk::Desk::at(window, Screen::Player(player::State::new()));
        let recording = std::sync::Arc::new(Recording::default());
        let book = Book::of_sound(Metadata::default(), Vec::new(), recording.clone());
        made.listening = oqyrman::reading::Listening::open(
            std::sync::Arc::new(book),
            recording,
            None,
            Default::default(),
            Default::default(),
        );
        made
    };
    let window: Window = desk::opened(Size::new(1280.0, 720.0), make);
    assert_eq!(window.focus(), (Role::Button, "Тыңдау".to_owned()), "{}", window.outline());
}
