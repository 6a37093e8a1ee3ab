//! Pictures of every screen, dialog and way to read, in every theme, at 100, 200 and 500 %, for a look with the eyes.
//!
//! `make shots` writes them into `target/shots` with a page that shows them side by side. `NAME=word` takes those whose
//! names hold the word, `LANG=ru` or `LANG=en` another language than Kazakh. The same program draws the same pictures.

#[path = "support/books.rs"]
mod books;
#[path = "screens/desk.rs"]
#[allow(dead_code, reason = "shared with the other tests of screens")]
mod desk;
#[path = "support/headless.rs"]
mod headless;
#[path = "trees/scenes.rs"]
mod scenes;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use iced::Size;
use oqyrman::locale::{Locale, Tongue};
use oqyrman::settings::{Appearance, Colours, Mode, Settings, Unlit};

use scenes::Scene;

pub fn language_of(settings: &Settings) -> Tongue {
    settings.language.unwrap_or_default()
}

/// The least window that everything has to be reached in.
const WINDOW: Size = Size::new(1280.0, 720.0);
/// A window in which all of a screen is in sight at once is no higher than this.
const HIGHEST: f32 = 8000.0;
/// Of the text and of the interface, where 16 points are 100.
const PERCENT: [u16; 3] = [100, 200, 500];

const THEMES: [(&str, Colours); 8] = [
    ("black-on-white", Colours::BlackOnWhite),
    ("white-on-black", Colours::WhiteOnBlack),
    ("yellow-on-black", Colours::YellowOnBlack),
    ("black-on-yellow", Colours::BlackOnYellow),
    ("green-on-black", Colours::GreenOnBlack),
    ("cream", Colours::Cream),
    ("dark-grey", Colours::DarkGrey),
    ("own", Colours::Own),
];

/// What is shown: a scene, and the way to read that it is shown in.
struct Shot {
    name: String,
    scene: Scene,
    mode: Mode,
    unlit: Unlit,
}

impl Shot {
    fn new(scene: Scene) -> Self {
        Self { name: scene.name.to_owned(), scene, mode: Mode::default(), unlit: Unlit::default() }
    }
}

/// The ways to read that the page is shown in besides the usual one.
const MODES: [(&str, Mode, Unlit); 6] = [
    ("pages", Mode::Pages, Unlit::Masked),
    ("line-focus-masked", Mode::LineFocus, Unlit::Masked),
    ("line-focus-dimmed", Mode::LineFocus, Unlit::Dimmed),
    ("one-line", Mode::OneLine, Unlit::Masked),
    ("phrase", Mode::Phrase, Unlit::Masked),
    ("word", Mode::Word, Unlit::Masked),
];

fn all(locale: &Locale) -> Vec<Shot> {
    let mut shots: Vec<Shot> = scenes::all(locale).into_iter().map(Shot::new).collect();
    for (name, mode, unlit) in MODES {
        let pages = scenes::all(locale).into_iter().filter(|scene| scene.name == "reader");
        shots.extend(pages.map(|scene| Shot { name: format!("reader-in-{name}"), mode, unlit, ..Shot::new(scene) }));
    }
    shots
}

fn appearance(colours: Colours, percent: u16) -> Appearance {
    let text_size = f32::from(percent) / 100.0 * 16.0;
    Appearance { colours, text_size, scale: Some(percent), ..Appearance::default() }
}

fn write(path: &Path, size: Size, rgba: &[u8]) {
    let (width, height) = (size.width as u32, size.height as u32);
    image::save_buffer(path, rgba, width, height, image::ExtendedColorType::Rgba8).expect("a picture is written");
}

/// Draws one, and once more in a window that is as high as all of it, when it is higher than the window.
fn take(folder: &Path, stem: &str, shot: Shot, settings: Settings) -> Vec<String> {
    let mut window = shot.scene.open(WINDOW, settings);
    let mut names = vec![format!("{stem}.png")];
    write(&folder.join(&names[0]), WINDOW, &window.screenshot());
    // The page is endless; what is on it is looked at by reading it.
    if !shot.name.starts_with("reader") {
        for _ in 0..3 {
            let bottom =
                window.nodes().iter().filter_map(|node| node.bounds).map(|bounds| bounds.y1).fold(0.0, f64::max);
            let height = (bottom.ceil() as f32).min(HIGHEST);
            if height <= window.size().height {
                break;
            }
            window.resize(Size::new(WINDOW.width, height + 8.0));
        }
        if window.size() != WINDOW {
            names.push(format!("{stem}-all.png"));
            write(&folder.join(&names[1]), window.size(), &window.screenshot());
        }
    }
    names
}

fn index(folder: &Path, tongue: Tongue, shots: &[(String, String, u16, Vec<String>)]) {
    let mut page = format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Oqyrman, {}</title><style>\
         body{{font:16px sans-serif;background:#888}}section{{display:flex;flex-wrap:wrap;gap:8px;align-items:flex-start}}\
         figure{{margin:0}}img{{width:400px;display:block}}h2{{position:sticky;top:0;background:#888}}</style>\n",
        tongue.tag()
    );
    let names: BTreeSet<&str> = shots.iter().map(|(name, ..)| name.as_str()).collect();
    for name in names {
        let _ = write!(page, "<h2 id=\"{name}\">{name}</h2><section>");
        for (_, theme, percent, files) in shots.iter().filter(|(of, ..)| of == name) {
            for file in files {
                let _ = write!(
                    page,
                    "<figure><a href=\"{file}\"><img loading=\"lazy\" src=\"{file}\" alt=\"{name}, {theme}, {percent} %\">\
                     </a><figcaption>{theme}, {percent} %</figcaption></figure>"
                );
            }
        }
        page.push_str("</section>\n");
    }
    std::fs::write(folder.join("index.html"), page).expect("the page is written");
}

#[test]
#[ignore = "make shots: it takes minutes, and is looked at with the eyes"]
fn every_screen_is_drawn() {
    let folder = std::env::var_os("OQYRMAN_SHOTS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/shots"), PathBuf::from);
    let asked = std::env::var("OQYRMAN_LANG").unwrap_or_default();
    let tongue = Tongue::ALL.into_iter().find(|tongue| tongue.tag() == asked).unwrap_or(Tongue::Kk);
    let word = std::env::var("NAME").unwrap_or_default();
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let locale = Locale::new(tongue);
    let mut taken = Vec::new();
    for (theme, colours) in THEMES {
        for percent in PERCENT {
            for shot in all(&locale) {
                let name = shot.name.clone();
                let stem = format!("{name}-{theme}-{percent}");
                if stem.contains(&word) {
                    let mut appearance = appearance(colours, percent);
                    (appearance.reading.mode, appearance.reading.unlit) = (shot.mode, shot.unlit);
                    let settings = Settings { language: Some(tongue), appearance, ..Settings::default() };
                    taken.push((name, theme.to_owned(), percent, take(&folder, &stem, shot, settings)));
                }
            }
        }
    }
    assert!(!taken.is_empty(), "nothing is called «{word}»");
    index(&folder, tongue, &taken);
    println!(
        "{} pictures: {}",
        taken.iter().map(|(.., files)| files.len()).sum::<usize>(),
        folder.join("index.html").display()
    );
}
