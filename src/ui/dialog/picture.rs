//! A picture in the whole window: closer, farther, from part to part, in the other light, with what is said of it.

use accesskit::Role;
use iced::widget::{column, row};
use iced::{Length, Size};

use crate::access::Semantics;
use crate::book::Picture;
use crate::locale::Locale;
use crate::ui::keymap::{self, Act, Look, Scope};
use crate::ui::pictures::{Album, Near, Wanted};
use crate::ui::screen::Context;
use crate::ui::widget::canvas::{Part, canvas};
use crate::ui::widget::{Control, Element, button, key_of, text};

/// One step closer.
const STEP: f32 = 1.5;
const CLOSEST: f32 = 16.0;
/// One step aside, as a part of what is seen.
const PAN: f32 = 0.4;

#[derive(Debug, Clone, PartialEq)]
pub struct State {
    picture: Picture,
    /// Empty for decoration.
    alternative: String,
    /// BCP 47, of the alternative.
    language: String,
    /// Of the whole picture, in words.
    description: Option<String>,
    /// There is a description elsewhere in the book.
    described: bool,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    Looked(Look),
    DescriptionAsked,
    Closed,
}

impl State {
    pub fn new(picture: Picture, alternative: impl Into<String>, language: impl Into<String>) -> Self {
        Self {
            picture,
            alternative: alternative.into(),
            language: language.into(),
            description: None,
            described: false,
            part: Part::WHOLE,
        }
    }

    /// What describes it: in words, and whether it stands elsewhere in the book.
    pub fn described(mut self, words: Option<String>, elsewhere: bool) -> Self {
        (self.description, self.described) = (words, elsewhere);
        self
    }

    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// What is to be at hand for it.
    pub fn near(&self, context: &Context, album: &Album) -> Near {
        let place = self.part.place(self.size(album), view(context));
        let wanted = Wanted { picture: self.picture.clone(), width: place.width, height: place.height };
        let wanted = if album.serves(&wanted) { Vec::new() } else { vec![wanted] };
        Near { pictures: vec![self.picture.clone()], wanted }
    }

    fn size(&self, album: &Album) -> Size {
        album.size(&self.picture).unwrap_or(Size::new(640.0, 480.0))
    }

    /// Looks at it otherwise; what is announced of it. Light is the album's.
    pub fn look(&mut self, look: Look, context: &Context, album: &Album) -> String {
        let locale = &context.locale;
        let (size, view) = (self.size(album), view(context));
        let before = self.part;
        let shown = before.place(size, view);
        let (across, down) = (view.width / shown.width.max(1.0) * PAN, view.height / shown.height.max(1.0) * PAN);
        let part = &mut self.part;
        match look {
            Look::Closer => part.zoom = (part.zoom * STEP).min(CLOSEST),
            Look::Farther => part.zoom = (part.zoom / STEP).max(1.0),
            Look::Whole => *part = Part::WHOLE,
            Look::Left => part.middle.0 -= across,
            Look::Right => part.middle.0 += across,
            Look::Up => part.middle.1 -= down,
            Look::Down => part.middle.1 += down,
            Look::Invert => {}
        }
        *part = part.within(size, view);
        match look {
            Look::Closer | Look::Farther if *part == before => {
                locale.text(if look == Look::Closer { "picture-closest" } else { "picture-farthest" })
            }
            Look::Closer | Look::Farther | Look::Whole => zoom(locale, part.zoom),
            Look::Left | Look::Right | Look::Up | Look::Down if *part == before => locale.text("picture-edge"),
            Look::Left | Look::Right | Look::Up | Look::Down => locale.text(whereabouts(*part)),
            Look::Invert => String::new(),
        }
    }

    pub fn view<'a>(&'a self, context: &'a Context, album: &Album) -> Element<'a, Message> {
        let look = &context.look;
        let locale = &context.locale;
        let title = context.text("picture-title");
        let name = if self.alternative.is_empty() { context.text("picture-unnamed") } else { self.alternative.clone() };
        let shown = canvas(
            album.handle(&self.picture),
            self.size(album),
            self.part,
            view(context).height,
            context.page.background,
        );
        let state =
            if album.is_lost(&self.picture) { context.text("picture-lost") } else { zoom(locale, self.part.zoom) };
        let said: Vec<String> = [Some(state), self.description.clone()].into_iter().flatten().collect();
        let semantics = Semantics::new(Role::Image, name.clone())
            .focusable()
            .language(self.language.clone())
            .description(said.join(". "));
        // A picture is painted over all lines: the ring needs its room.
        let picture = Control::new(look, semantics, shown).key(key_of("picture")).padding(2.0 * look.ring());
        let picture = picture.width(Length::Fill).autofocus();
        let press = |id: &str, act: Look| {
            let keys = keymap::shortcut(locale, Scope::Picture, &Act::Look(act)).unwrap_or_default();
            button(look, context.text(id)).shortcut(keys).on_press(Message::Looked(act))
        };
        let mut tools = vec![
            press("act-picture-closer", Look::Closer),
            press("act-picture-farther", Look::Farther),
            press("act-picture-whole", Look::Whole),
            press("act-picture-invert", Look::Invert),
        ];
        if self.described {
            tools.push(button(look, context.text("act-describe")).on_press(Message::DescriptionAsked));
        }
        tools.insert(0, button(look, context.text("close")).on_press(Message::Closed));
        let tools = row(tools.into_iter().map(Element::from)).spacing(look.gap()).wrap();
        let mut inside = column![Element::from(picture), Element::from(tools.vertical_spacing(look.gap() / 2.0))];
        if album.is_lost(&self.picture) {
            inside = inside.push(text(look, context.text("picture-lost")));
        }
        inside = inside.push(text(look, name));
        if let Some(description) = &self.description {
            inside = inside.push(text(look, description.clone()));
        }
        crate::ui::widget::full_window(look, title, inside.spacing(look.gap())).into()
    }
}

/// The room for the picture: the window, but for one line of buttons.
fn view(context: &Context) -> Size {
    let look = &context.look;
    let around = 2.0 * look.inset();
    // The bar that scrolls, and the gap beside it.
    let bar = look.px(12.0).min(30.0) + look.gap() / 2.0;
    let width = context.size.width - around - bar;
    let height = context.size.height - around - look.target() - 2.0 * look.gap();
    Size::new(width.max(1.0), height.max(context.size.height / 2.0))
}

fn zoom(locale: &Locale, zoom: f32) -> String {
    let percent = locale.with("percent", &[("value", ((zoom * 100.0).round() as i64).into())]);
    locale.with("picture-zoom", &[("percent", percent.into())])
}

/// In which ninth of the picture the middle of the view lies.
fn whereabouts(part: Part) -> &'static str {
    let third = |at: f32| {
        if at < 0.37 {
            0
        } else if at > 0.63 {
            2
        } else {
            1
        }
    };
    match (third(part.middle.1), third(part.middle.0)) {
        (0, 0) => "picture-top-left",
        (0, 1) => "picture-top",
        (0, _) => "picture-top-right",
        (1, 0) => "picture-left",
        (1, 1) => "picture-middle",
        (1, _) => "picture-right",
        (_, 0) => "picture-bottom-left",
        (_, 1) => "picture-bottom",
        (_, _) => "picture-bottom-right",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Tongue;
    use crate::settings::Settings;

    #[test]
    fn every_step_is_said_and_every_edge_is_told() {
        let picture = Picture::File("a.png".into());
        let album = Album::new([(picture.clone(), (4000.0, 3000.0))]);
        let context = Context::new(Settings::default(), Locale::new(Tongue::En), Size::new(1280.0, 720.0));
        let mut state = State::new(picture, "A map", "en");
        let mut look = |look| state.look(look, &context, &album);
        assert_eq!(look(Look::Farther), "This is the whole picture");
        assert_eq!(look(Look::Left), "Edge of the picture");
        assert_eq!(look(Look::Closer), "Enlarged to 150%");
        for _ in 0..8 {
            look(Look::Closer);
        }
        assert_eq!(look(Look::Closer), "It cannot be enlarged further");
        for _ in 0..200 {
            look(Look::Left);
            look(Look::Up);
        }
        assert_eq!(look(Look::Up), "Edge of the picture");
        assert_eq!(look(Look::Right), "Top left");
        assert_eq!(look(Look::Whole), "Enlarged to 100%");
    }

    #[test]
    fn more_pixels_are_wanted_when_it_is_enlarged() {
        let picture = Picture::File("a.svg".into());
        let album = Album::new([(picture.clone(), (100.0, 100.0))]);
        let context = Context::new(Settings::default(), Locale::new(Tongue::Kk), Size::new(800.0, 600.0));
        let mut state = State::new(picture, "", "kk");
        let before = state.near(&context, &album).wanted[0].width;
        state.look(Look::Closer, &context, &album);
        let after = state.near(&context, &album).wanted[0].width;
        assert!((after / before - STEP).abs() < 0.01, "{before} {after}");
    }
}
