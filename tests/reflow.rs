//! Every screen at every size: one column, nothing beside the window, nothing over another, no text cut (WCAG 2.2, 1.4.4 and
//! 1.4.10: <https://www.w3.org/TR/WCAG22/#reflow>).
//!
//! `OQYRMAN_PICTURES=target/reflow cargo test --release --test reflow pictures` draws them for the eye.

#[path = "support/books.rs"]
mod books;
#[path = "screens/desk.rs"]
#[allow(dead_code, reason = "shared with the other tests of screens")]
mod desk;
#[path = "support/headless.rs"]
mod headless;
#[path = "trees/scenes.rs"]
mod scenes;

use std::any::Any;
use std::fmt::Write;

use accesskit::Role;
use iced::advanced::widget::operation::{Focusable, Operation, Scrollable};
use iced::advanced::widget::{Id, operation};
use iced::{Rectangle, Size, Vector};
use oqyrman::access::Seat;
use oqyrman::locale::{Locale, Tongue};
use oqyrman::settings::{Appearance, Colours, SCALES, Settings};

use scenes::Scene;

const USUAL: Size = Size::new(1280.0, 720.0);
const SMALL: Size = Size::new(800.0, 600.0);

/// Room for everything at once, so that nothing has to be cut.
const TALL: f32 = 60_000.0;

pub fn language_of(settings: &Settings) -> Tongue {
    settings.language.unwrap_or_default()
}

fn settings(tongue: Tongue, scale: u16) -> Settings {
    let appearance = Appearance { scale: Some(scale), colours: Colours::WhiteOnBlack, ..Appearance::default() };
    Settings { language: Some(tongue), appearance, ..Settings::default() }
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    /// 0 is the screen; each dialog lies over the one before.
    layer: usize,
    /// Index of the part that scrolls; 0 is the window, which does not.
    area: usize,
    /// The innermost control that can have the focus, an index.
    stop: Option<usize>,
}

#[derive(Debug, Clone)]
struct Placed {
    name: String,
    bounds: Rectangle,
    frame: Frame,
}

/// What stands where, in the coordinates of its part.
struct Plan {
    texts: Vec<Placed>,
    stops: Vec<Placed>,
    areas: Vec<Rectangle>,
    frames: Vec<Frame>,
    next: Option<Frame>,
    named: String,
}

impl Plan {
    fn of(window: &mut headless::Headless<desk::Desk, desk::Message>) -> Self {
        let all = Rectangle::with_size(window.size());
        let mut plan = Self {
            texts: Vec::new(),
            stops: Vec::new(),
            areas: vec![all],
            frames: vec![Frame { layer: 0, area: 0, stop: None }],
            next: None,
            named: String::new(),
        };
        window.operate(&mut plan);
        plan
    }

    fn frame(&self) -> Frame {
        self.next.or_else(|| self.frames.last().copied()).expect("there is the window's")
    }
}

impl Operation for Plan {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let frame = self.frame();
        self.next = None;
        self.frames.push(frame);
        operate(self);
        self.frames.pop();
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        _bounds: Rectangle,
        content: Rectangle,
        _translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        let frame = Frame { area: self.areas.len(), ..self.frame() };
        self.areas.push(content);
        self.next = Some(frame);
    }

    fn focusable(&mut self, _id: Option<&Id>, bounds: Rectangle, _state: &mut dyn Focusable) {
        let frame = self.frame();
        self.stops.push(Placed { name: std::mem::take(&mut self.named), bounds, frame });
        self.next = Some(Frame { stop: Some(self.stops.len() - 1), ..frame });
    }

    fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
        if !text.trim().is_empty() {
            self.texts.push(Placed { name: text.to_owned(), bounds, frame: self.frame() });
        }
    }

    fn custom(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        let Some(seat) = state.downcast_ref::<Seat>() else { return };
        let mut frame = self.frame();
        if seat.semantics.role() == Role::Dialog {
            frame.layer += 1;
        }
        // What can have the focus says so right after.
        seat.semantics.name().clone_into(&mut self.named);
        self.next = Some(frame);
    }

    fn finish(&self) -> operation::Outcome<()> {
        operation::Outcome::None
    }
}

fn overlap(one: &Placed, other: &Placed) -> bool {
    let same = one.frame.layer == other.frame.layer && one.frame.area == other.frame.area;
    same && one.bounds.intersection(&other.bounds).is_some_and(|part| part.width > 1.0 && part.height > 1.0)
}

fn within(inner: &Rectangle, outer: &Rectangle) -> bool {
    inner.x >= outer.x - 1.0 && inner.x + inner.width <= outer.x + outer.width + 1.0
}

fn within_height(inner: &Rectangle, outer: &Rectangle) -> bool {
    inner.y >= outer.y - 1.0 && inner.y + inner.height <= outer.y + outer.height + 1.0
}

/// What is wrong with this scene at this size.
fn faults(make: &dyn Fn() -> Scene, size: Size, settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    let plan = Plan::of(&mut make().open(size, settings.clone()));
    let roomy = Plan::of(&mut make().open_in(Size::new(size.width, TALL), size, settings.clone()));
    for text in &plan.texts {
        let Placed { name, bounds, frame } = text;
        let area = &plan.areas[frame.area];
        let in_window = bounds.x >= -1.0 && bounds.x + bounds.width <= size.width + 1.0;
        if !within(bounds, area) || !in_window {
            found.push(format!("«{name}» at {bounds:?} lies beside {area:?}"));
        }
        if !within_height(bounds, area) {
            found.push(format!("«{name}» at {bounds:?} lies below {area:?}"));
        }
        if let Some(stop) = frame.stop.map(|stop| &plan.stops[stop])
            && stop.frame.area == frame.area
            && !(within(bounds, &stop.bounds) && within_height(bounds, &stop.bounds))
        {
            found.push(format!("«{name}» at {bounds:?} leaves its control {:?}", stop.bounds));
        }
    }
    let told = |texts: &[Placed]| texts.iter().map(|text| text.name.clone()).collect::<Vec<_>>();
    if told(&plan.texts) != told(&roomy.texts) {
        found.push(format!("with more room it says {:?}, not {:?}", told(&roomy.texts), told(&plan.texts)));
    }
    for (text, roomy) in plan.texts.iter().zip(&roomy.texts) {
        if text.bounds.height < roomy.bounds.height - 1.0 || text.bounds.width < 1.0 {
            found.push(format!("«{}» is cut: {:?}, and needs {:?}", text.name, text.bounds, roomy.bounds));
        }
    }
    for (index, one) in plan.texts.iter().enumerate() {
        for other in &plan.texts[index + 1..] {
            if overlap(one, other) {
                found.push(format!("«{}» lies over «{}»", one.name, other.name));
            }
        }
    }
    for (index, one) in plan.stops.iter().enumerate() {
        let Placed { name, bounds, frame } = one;
        if !within(bounds, &plan.areas[frame.area]) || bounds.x < -1.0 || bounds.x + bounds.width > size.width + 1.0 {
            found.push(format!("«{name}» is reached at {bounds:?} only by scrolling sideways"));
        }
        if !within_height(bounds, &plan.areas[frame.area]) {
            found.push(format!("«{name}» cannot be reached at {bounds:?}"));
        }
        // What is painted apart meets at whole pixels, or a line between stays unpainted.
        if frame.area == 0 && frame.layer == 0 && (bounds.y.fract() != 0.0 || bounds.height.fract() != 0.0) {
            found.push(format!("«{name}» begins or ends within a pixel: {bounds:?}"));
        }
        if bounds.width < 43.5 || bounds.height < 43.5 {
            found.push(format!("«{name}» is too small: {bounds:?}"));
        }
        for other in &plan.stops[index + 1..] {
            if overlap(one, other) {
                found.push(format!("«{}» lies over «{}»", one.name, other.name));
            }
        }
    }
    found
}

fn walk(tongue: Tongue, scales: &[u16], sizes: &[Size]) {
    let mut all = String::new();
    let names: Vec<&str> = scenes::all(&Locale::new(tongue)).iter().map(|scene| scene.name).collect();
    for (&scale, &size) in scales.iter().flat_map(|scale| sizes.iter().map(move |size| (scale, size))) {
        for name in &names {
            let make = || {
                let mut scenes = scenes::all(&Locale::new(tongue));
                let index = scenes.iter().position(|scene| scene.name == *name).expect("it was there");
                scenes.swap_remove(index)
            };
            for fault in faults(&make, size, &settings(tongue, scale)) {
                let _ = writeln!(all, "{name} at {scale} % in {} × {}: {fault}", size.width, size.height);
            }
        }
    }
    assert!(all.is_empty(), "{}:\n{all}", tongue.tag());
}

#[test]
fn at_five_hundred_percent_every_scene_has_room_in_kazakh() {
    walk(Tongue::Kk, &[*SCALES.end()], &[USUAL, SMALL]);
}

#[test]
fn at_five_hundred_percent_every_scene_has_room_in_russian() {
    walk(Tongue::Ru, &[*SCALES.end()], &[USUAL, SMALL]);
}

#[test]
fn at_five_hundred_percent_every_scene_has_room_in_english() {
    walk(Tongue::En, &[*SCALES.end()], &[USUAL]);
}

#[test]
fn at_smaller_scales_every_scene_has_room() {
    walk(Tongue::Kk, &[100, 200, 300], &[USUAL]);
    walk(Tongue::Ru, &[150, 250], &[SMALL]);
}

/// For the eye: `OQYRMAN_PICTURES=target/reflow cargo test --release --test reflow pictures`.
#[test]
fn pictures() {
    if std::env::var_os("OQYRMAN_PICTURES").is_none() {
        return;
    }
    let wanted = std::env::var("OQYRMAN_SCALES").unwrap_or_else(|_| "100 200 500".to_owned());
    let scales: Vec<u16> = wanted.split_whitespace().filter_map(|scale| scale.parse().ok()).collect();
    for (tongue, size, suffix) in [(Tongue::Kk, USUAL, ""), (Tongue::Kk, SMALL, "-small")] {
        for &scale in &scales {
            for scene in scenes::all(&Locale::new(tongue)) {
                let name = format!("{}-{}-{scale}{suffix}", scene.name, tongue.tag());
                scene.open(size, settings(tongue, scale)).picture(&name);
            }
            // And all of it at once.
            for scene in scenes::all(&Locale::new(tongue)).into_iter().filter(|scene| !scene.name.starts_with("reader"))
            {
                let name = format!("{}-{}-{scale}{suffix}-whole", scene.name, tongue.tag());
                let tall = Size::new(size.width, size.height * f32::from(scale) / 20.0);
                scene.open_in(tall, size, settings(tongue, scale)).picture(&name);
            }
        }
    }
}
