//! A window without a window: the real widgets, layout and renderer, an accessibility tree as a screen reader has it.
//!
//! Keeps the widgets' state across rebuilt views, as the event loop does.

// Every test program uses a part of it.
#![allow(dead_code)]

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use accesskit::{Action, ActionData, ActionHandler, ActionRequest, ActivationHandler, NodeId, Rect, Role, TreeUpdate};
use accesskit_consumer::{FilterResult, NodeRef, Tree, TreeChangeHandler, common_filter};
use iced::advanced::{clipboard, renderer};
use iced::keyboard::{self, Key, Location, Modifiers, key};
use iced::{Color, Element, Event, Font, Point, Renderer, Size, Theme, mouse, window};
use iced_test::runtime::user_interface::{Cache, State as Outcome, UserInterface};
use oqyrman::access::bridge::{self, Adapter, Handler, Shared};

/// What a screen reader would hear of the tree's changes.
#[derive(Default)]
struct Seen {
    tree: Option<Tree>,
    announced: Vec<String>,
    updates: usize,
    /// Nodes of the last update.
    nodes: usize,
    /// Nodes that one update stated twice, which a tree does not show any more.
    twice: Vec<NodeId>,
}

#[derive(Clone, Default)]
struct Ear(Rc<RefCell<Seen>>);

struct Changes<'a>(&'a mut Vec<String>);

impl TreeChangeHandler for Changes<'_> {
    fn node_added(&mut self, node: &NodeRef<'_>) {
        if node.live() != accesskit::Live::Off {
            self.0.extend(node.value().or_else(|| node.label()));
        }
    }

    fn node_updated(&mut self, old: &NodeRef<'_>, new: &NodeRef<'_>) {
        if new.live() != accesskit::Live::Off && old.value() != new.value() {
            self.0.extend(new.value());
        }
    }

    fn focus_moved(&mut self, _old: Option<&NodeRef<'_>>, _new: Option<&NodeRef<'_>>) {}

    fn node_removed(&mut self, _node: &NodeRef<'_>) {}
}

impl Adapter for Ear {
    fn update_if_active(&mut self, update: &mut dyn FnMut() -> TreeUpdate) {
        let update = update();
        let mut seen = self.0.borrow_mut();
        let Seen { tree, announced, updates, nodes, twice } = &mut *seen;
        *updates += 1;
        *nodes = update.nodes.len();
        let mut stated = HashSet::with_capacity(update.nodes.len());
        twice.extend(update.nodes.iter().map(|(id, _)| *id).filter(|id| !stated.insert(*id)));
        match tree {
            // Both end the test when the tree is not consistent.
            None => *tree = Some(Tree::new(update, true)),
            Some(tree) => tree.update_and_process_changes(update, &mut Changes(announced)),
        }
    }

    fn window_focused(&mut self, _focused: bool) {}

    fn window_moved(&mut self) {}
}

/// Hands every update to a thread and is done, as the adapter for Linux does.
struct Handed(std::sync::mpsc::Sender<Box<TreeUpdate>>);

impl Handed {
    fn new() -> Self {
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || receiver.into_iter().for_each(drop::<Box<TreeUpdate>>));
        Self(sender)
    }
}

impl Adapter for Handed {
    fn update_if_active(&mut self, update: &mut dyn FnMut() -> TreeUpdate) {
        let _ = self.0.send(Box::new(update()));
    }

    fn window_focused(&mut self, _focused: bool) {}

    fn window_moved(&mut self) {}
}

/// Who listens to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// A tree that tests look at.
    Tree,
    /// A thread that takes what it is handed.
    Thread,
    None,
}

#[derive(Default)]
struct Clipboard(Option<String>);

impl iced::advanced::Clipboard for Clipboard {
    fn read(&self, _kind: clipboard::Kind) -> Option<String> {
        self.0.clone()
    }

    fn write(&mut self, _kind: clipboard::Kind, contents: String) {
        self.0 = Some(contents);
    }
}

/// A node as a test asks for it.
#[derive(Debug, Clone)]
pub struct Found {
    pub id: NodeId,
    pub role: Role,
    pub name: String,
    pub value: Option<String>,
    pub description: Option<String>,
    pub focused: bool,
    /// In window coordinates.
    pub bounds: Option<Rect>,
    pub node: accesskit::Node,
}

pub struct Headless<S, M> {
    pub state: S,
    view: fn(&S) -> Element<'_, M>,
    update: fn(&mut S, M),
    cache: Option<Cache>,
    renderer: Renderer,
    size: Size,
    cursor: mouse::Cursor,
    clipboard: Clipboard,
    ear: Ear,
    handler: Handler,
    window: window::Id,
    /// How measuring ones count time, and the longest turn of the event loop since it was last asked for.
    clock: Option<fn() -> std::time::Duration>,
    longest: std::time::Duration,
    /// How long the last turn took so far, whose messages are still to be shown.
    owed: Option<std::time::Duration>,
    /// When frames are drawn; `None` is the time that it is.
    pub time: Option<Instant>,
}

impl<S, M: std::fmt::Debug> Headless<S, M> {
    /// A window of 800 by 600 over this state. The window's id is for [`oqyrman::ui::widget::Root::window`].
    pub fn new(state: impl FnOnce(window::Id) -> S, view: fn(&S) -> Element<'_, M>, update: fn(&mut S, M)) -> Self {
        Self::sized(Size::new(800.0, 600.0), state, view, update)
    }

    pub fn sized(
        size: Size,
        state: impl FnOnce(window::Id) -> S,
        view: fn(&S) -> Element<'_, M>,
        update: fn(&mut S, M),
    ) -> Self {
        Self::heard_by(Listener::Tree, size, state, view, update)
    }

    /// A window of this size with another listener than a tree, for those who measure.
    pub fn heard_by(
        listener: Listener,
        size: Size,
        state: impl FnOnce(window::Id) -> S,
        view: fn(&S) -> Element<'_, M>,
        update: fn(&mut S, M),
    ) -> Self {
        load_fonts();
        let renderer = iced::futures::executor::block_on(<Renderer as renderer::Headless>::new(
            FONT,
            iced::Pixels(18.0),
            Some("tiny-skia"),
        ))
        .expect("the software renderer is always there");
        let window = window::Id::unique();
        let (ear, shared) = (Ear::default(), Arc::new(Shared::default()));
        let mut handler = Handler(Arc::clone(&shared));
        match listener {
            Listener::Tree => {
                assert!(handler.request_initial_tree().is_none());
                bridge::install_adapter(window, Box::new(ear.clone()), shared);
            }
            Listener::Thread => {
                assert!(handler.request_initial_tree().is_none());
                bridge::install_adapter(window, Box::new(Handed::new()), shared);
            }
            Listener::None => {}
        }
        let mut headless = Self {
            state: state(window),
            view,
            update,
            cache: Some(Cache::new()),
            renderer,
            size,
            cursor: mouse::Cursor::Unavailable,
            clipboard: Clipboard::default(),
            ear,
            handler,
            window,
            clock: None,
            longest: std::time::Duration::ZERO,
            owed: None,
            time: None,
        };
        headless.redraw();
        headless
    }

    /// Hands these events to the widgets, their messages to the state, and draws until nothing changes any more.
    pub fn events(&mut self, events: &[Event]) {
        self.dispatch(events);
        self.redraw();
    }

    /// Counts from now on the time of every turn of the event loop: what the widgets do with an event, and the view and
    /// layout that follow from it.
    pub fn count(&mut self, clock: fn() -> std::time::Duration) {
        self.clock = Some(clock);
        self.longest = std::time::Duration::ZERO;
    }

    fn now(&self) -> Option<std::time::Duration> {
        self.clock.map(|clock| clock())
    }

    /// The longest turn since the last call.
    pub fn longest_turn(&mut self) -> std::time::Duration {
        std::mem::take(&mut self.longest)
    }

    fn dispatch(&mut self, events: &[Event]) -> bool {
        let mut messages = Vec::new();
        let began = self.now();
        let mut interface = UserInterface::build(
            (self.view)(&self.state),
            self.size,
            self.cache.take().unwrap_or_default(),
            &mut self.renderer,
        );
        let built = self.now();
        let (outcome, _) =
            interface.update(events, self.cursor, &mut self.renderer, &mut self.clipboard, &mut messages);
        self.cache = Some(interface.into_cache());
        if let (Some(began), Some(built)) = (began, built) {
            // The event loop makes a new view only after messages, in the turn that brought them.
            let view = self.owed.take().map_or(std::time::Duration::ZERO, |before| before + (built - began));
            let now = self.now().unwrap_or_default() - built;
            self.longest = self.longest.max(view);
            match messages.is_empty() {
                true => self.longest = self.longest.max(now),
                false => self.owed = Some(now),
            }
        }
        let again = !messages.is_empty() || outcome.has_layout_changed();
        for message in messages {
            (self.update)(&mut self.state, message);
        }
        let wants = match outcome {
            Outcome::Updated { redraw_request, .. } => redraw_request == window::RedrawRequest::NextFrame,
            Outcome::Outdated => true,
        };
        again || wants
    }

    /// Draws a frame, and further ones while they bring messages.
    pub fn redraw(&mut self) {
        for _ in 0..8 {
            if !self.frame() {
                return;
            }
        }
        panic!("the window never comes to rest");
    }

    /// One frame; whether another is to follow.
    pub fn frame(&mut self) -> bool {
        let now = self.time.unwrap_or_else(Instant::now);
        self.dispatch(&[Event::Window(window::Event::RedrawRequested(now))])
    }

    /// An operation, as the application runs it.
    pub fn operate(&mut self, operation: &mut dyn iced::advanced::widget::Operation) {
        let mut interface = UserInterface::build(
            (self.view)(&self.state),
            self.size,
            self.cache.take().unwrap_or_default(),
            &mut self.renderer,
        );
        interface.operate(&self.renderer, operation);
        self.cache = Some(interface.into_cache());
        self.redraw();
    }

    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.events(&[Event::Window(window::Event::Resized(size))]);
    }

    pub fn press(&mut self, named: key::Named) {
        self.press_with(Modifiers::default(), named);
    }

    pub fn press_with(&mut self, modifiers: Modifiers, named: key::Named) {
        let text = (named == key::Named::Space).then(|| " ".into());
        self.key(Key::Named(named), key::Physical::Unidentified(key::NativeCode::Unidentified), modifiers, text);
    }

    /// A chord with a letter, on whatever layout.
    pub fn chord(&mut self, modifiers: Modifiers, letter: &str, code: key::Code) {
        self.key(Key::Character(letter.into()), key::Physical::Code(code), modifiers, None);
    }

    fn key(
        &mut self,
        key: Key,
        physical_key: key::Physical,
        modifiers: Modifiers,
        text: Option<iced::advanced::graphics::core::SmolStr>,
    ) {
        self.events(&[
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: key.clone(),
                modified_key: key.clone(),
                physical_key,
                location: Location::Standard,
                modifiers,
                text,
                repeat: false,
            }),
            Event::Keyboard(keyboard::Event::KeyReleased {
                key: key.clone(),
                modified_key: key,
                physical_key,
                location: Location::Standard,
                modifiers,
            }),
        ]);
    }

    /// Types, letter by letter, as a keyboard with these letters does.
    pub fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            let letter = letter.to_string();
            self.key(
                Key::Character(letter.as_str().into()),
                key::Physical::Unidentified(key::NativeCode::Unidentified),
                Modifiers::default(),
                Some(letter.as_str().into()),
            );
        }
    }

    pub fn click_at(&mut self, place: Point) {
        self.cursor = mouse::Cursor::Available(place);
        self.events(&[Event::Mouse(mouse::Event::CursorMoved { position: place })]);
        self.events(&[Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))]);
        self.events(&[Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))]);
    }

    /// Presses the middle of this control with the pointer.
    pub fn click(&mut self, role: Role, name: &str) {
        let bounds = self.find(role, name).bounds.expect("it stands somewhere");
        let place = Point::new(((bounds.x0 + bounds.x1) / 2.0) as f32, ((bounds.y0 + bounds.y1) / 2.0) as f32);
        self.click_at(place);
    }

    /// Asks as assistive technology does.
    pub fn request(&mut self, target_node: NodeId, action: Action, data: Option<ActionData>) {
        self.handler.do_action(ActionRequest { action, target_tree: accesskit::TreeId::ROOT, target_node, data });
        self.redraw();
    }

    pub fn clipboard(&self) -> Option<&str> {
        self.clipboard.0.as_deref()
    }

    pub fn set_clipboard(&mut self, text: &str) {
        self.clipboard.0 = Some(text.to_owned());
    }

    /// The tree as a screen reader has it.
    pub fn tree<T>(&self, look: impl FnOnce(&Tree) -> T) -> T {
        look(self.ear.0.borrow().tree.as_ref().expect("the tree was pushed"))
    }

    /// Nodes that one update stated twice.
    pub fn twice(&self) -> Vec<NodeId> {
        self.ear.0.borrow().twice.clone()
    }

    pub fn size(&self) -> Size {
        self.size
    }

    /// All nodes that a screen reader sees, in order.
    pub fn nodes(&self) -> Vec<Found> {
        self.tree(|tree| {
            let mut found = Vec::new();
            collect(tree.state().root(), &mut found);
            found
        })
    }

    pub fn all(&self, role: Role) -> Vec<Found> {
        self.nodes().into_iter().filter(|found| found.role == role).collect()
    }

    pub fn maybe(&self, role: Role, name: &str) -> Option<Found> {
        self.nodes().into_iter().find(|found| found.role == role && found.name == name)
    }

    /// The one control with this role and name.
    #[track_caller]
    pub fn find(&self, role: Role, name: &str) -> Found {
        let mut found: Vec<Found> =
            self.nodes().into_iter().filter(|found| found.role == role && found.name == name).collect();
        assert_eq!(found.len(), 1, "{role:?} «{name}» in\n{}", self.outline());
        found.remove(0)
    }

    /// Role and name of what has the focus.
    pub fn focus(&self) -> (Role, String) {
        self.tree(|tree| {
            let node = tree.state().focus().expect("something has the focus");
            (node.role(), node.label().unwrap_or_default())
        })
    }

    /// What was announced since the last call.
    pub fn announced(&mut self) -> Vec<String> {
        std::mem::take(&mut self.ear.0.borrow_mut().announced)
    }

    /// How many updates were pushed, and how many nodes the last one had.
    pub fn pushed(&self) -> (usize, usize) {
        let seen = self.ear.0.borrow();
        (seen.updates, seen.nodes)
    }

    /// The tree a line a node, indented: role, name, value, states.
    pub fn outline(&self) -> String {
        self.tree(|tree| {
            let mut text = String::new();
            write_outline(tree.state().root(), 0, &mut text);
            text
        })
    }

    /// The window as it is drawn: RGBA, a pixel a logical pixel.
    pub fn screenshot(&mut self) -> Vec<u8> {
        let mut interface = UserInterface::build(
            (self.view)(&self.state),
            self.size,
            self.cache.take().unwrap_or_default(),
            &mut self.renderer,
        );
        let mut nothing = Vec::new();
        let redraw = Event::Window(window::Event::RedrawRequested(Instant::now()));
        let _ = interface.update(&[redraw], self.cursor, &mut self.renderer, &mut self.clipboard, &mut nothing);
        interface.draw(&mut self.renderer, &Theme::Light, &renderer::Style { text_color: Color::BLACK }, self.cursor);
        self.cache = Some(interface.into_cache());
        let size = Size::new(self.size.width as u32, self.size.height as u32);
        renderer::Headless::screenshot(&mut self.renderer, size, 1.0, Color::WHITE)
    }

    /// Keeps a picture of the window (PPM) for a look with the eyes, when `OQYRMAN_PICTURES` names a folder.
    pub fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("OQYRMAN_PICTURES") else { return };
        let pixels = self.screenshot();
        let mut bytes = format!("P6\n{} {}\n255\n", self.size.width as u32, self.size.height as u32).into_bytes();
        bytes.extend(pixels.chunks_exact(4).flat_map(|pixel| &pixel[..3]));
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.ppm")), bytes).expect("a writable folder");
    }
}

impl<S, M> Drop for Headless<S, M> {
    fn drop(&mut self) {
        bridge::remove(self.window);
    }
}

/// The typeface of the program, so that no test depends on those of the machine.
pub const FONT: Font = oqyrman::ui::typography::REGULAR;

pub fn load_fonts() {
    let mut system = iced::advanced::graphics::text::font_system().write().expect("no test panics with the fonts");
    for file in oqyrman::ui::typography::FILES {
        system.load_font(file.into());
    }
}

pub fn found(node: &NodeRef<'_>) -> Found {
    Found {
        id: node.locate().0,
        role: node.role(),
        name: if node.label_comes_from_value() { node.value() } else { node.label() }.unwrap_or_default(),
        value: node.value(),
        description: node.description(),
        focused: node.is_focused(),
        bounds: node.bounding_box(),
        node: node.data().clone(),
    }
}

fn collect(node: NodeRef<'_>, nodes: &mut Vec<Found>) {
    if common_filter(&node) == FilterResult::Include {
        nodes.push(found(&node));
    }
    for child in node.children() {
        collect(child, nodes);
    }
}

fn write_outline(node: NodeRef<'_>, depth: usize, text: &mut String) {
    let shown = common_filter(&node) == FilterResult::Include;
    if shown {
        let one = found(&node);
        text.push_str(&"  ".repeat(depth));
        text.push_str(&format!("{:?}", one.role));
        if !one.name.is_empty() {
            text.push_str(&format!(" «{}»", one.name));
        }
        if let Some(value) = one.value.filter(|value| *value != one.name && one.role != Role::Document) {
            text.push_str(&format!(" = {value:?}"));
        }
        if let Some(description) = one.description {
            text.push_str(&format!(" ({description})"));
        }
        let states = [
            (one.focused, "focused"),
            (node.is_disabled(), "disabled"),
            (node.toggled() == Some(accesskit::Toggled::True), "on"),
            (node.toggled() == Some(accesskit::Toggled::False), "off"),
            (node.is_selected() == Some(true), "selected"),
            (node.is_modal(), "modal"),
        ];
        for (_, state) in states.iter().filter(|(on, _)| *on) {
            text.push_str(&format!(" [{state}]"));
        }
        if let (Some(position), Some(size)) = (node.position_in_set(), node.size_of_set_from_container(&common_filter))
        {
            text.push_str(&format!(" {}/{size}", position + 1));
        }
        text.push('\n');
    }
    for child in node.children() {
        write_outline(child, depth + usize::from(shown), text);
    }
}
