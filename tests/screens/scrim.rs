//! What is seen beside a dialog.

use accesskit::Role;
use oqyrman::locale::Tongue;
use oqyrman::settings::Colours;
use oqyrman::ui::screen::{Context, reader};

use super::desk::{self, Desk, Screen, choices};
use super::{USUAL, kk};

/// Where a dialog takes almost all of the window, slivers of letters and hairlines of marks beside it tell nothing.
#[test]
fn nothing_of_the_page_is_seen_beside_a_dialog_that_fills_the_window() {
    for scale in [Some(200), Some(500), None] {
        for colours in [Colours::BlackOnWhite, Colours::YellowOnBlack] {
            let mut settings = choices(Tongue::Kk, scale, colours);
            settings.appearance.text_size = 200.0;
            let context = Context::new(settings, kk(), USUAL);
            let mut window = desk::opened(USUAL, |window| {
                let (mut state, desk) = (reader::State::new(), Desk::at(window, desk::shelf()));
                state.update(reader::Message::MenuOpened, &desk.reading);
                Desk { context, screen: Screen::Reader(state), ..desk }
            });
            let dialog = window.all(Role::Dialog).pop().and_then(|dialog| dialog.bounds).expect("it is open");
            let pixels = window.screenshot();
            let (width, height) = (USUAL.width as usize, USUAL.height as usize);
            let at = |x: usize, y: usize| &pixels[(y * width + x) * 4..][..3];
            let beside = |x: usize, y: usize| {
                let (x, y) = (x as f64, y as f64);
                x < dialog.x0 - 2.0 || x > dialog.x1 + 2.0 || y < dialog.y0 - 2.0 || y > dialog.y1 + 2.0
            };
            let ground = at(0, 0);
            let other = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
            let other = other.filter(|&(x, y)| beside(x, y)).find(|&(x, y)| at(x, y) != ground);
            assert_eq!(other, None, "at {scale:?}");
        }
    }
}
