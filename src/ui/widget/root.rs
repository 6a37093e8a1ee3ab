//! The root of a window: order of focus, keys that walk it, the accessibility tree, announcements.
//!
//! Keys as in <https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/>: Tab and Shift+Tab go round, arrows walk
//! inside a group, a dialog keeps the focus until it closes and gives it back.

mod frame;
mod keys;
mod order;
mod told;
mod words;

use std::time::{Duration, Instant};

use accesskit::{Action, ActionRequest, NodeId};
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, mouse, overlay, renderer};
use iced::keyboard;
use iced::{Event, Length, Rectangle, Renderer, Size, Theme, Vector, touch, window};

use super::Element;
use super::type_ahead::TypeAhead;
use crate::access::survey::{Deliver, FocusOn, ScrollTo, Survey};
use crate::access::tree::Ledger;
use crate::access::{Announcement, Cause, Echo, Entered, Spoken, bridge};
use crate::ui::keymap::foreign::Foreign;

type OnFocus<'a, Message> = Box<dyn Fn(Cause, Spoken) -> Message + 'a>;
type OnHush<'a, Message> = Box<dyn Fn() -> Message + 'a>;
type OnKey<'a, Message> = Box<dyn Fn(&keyboard::Event) -> Option<Message> + 'a>;

/// The outermost widget of a window.
pub struct Root<'a, Message> {
    content: Element<'a, Message>,
    window: Option<window::Id>,
    title: String,
    language: String,
    scale_factor: f32,
    on_focus: Option<OnFocus<'a, Message>>,
    on_dialog: Option<Box<dyn Fn(Entered) -> Message + 'a>>,
    on_press: Option<OnHush<'a, Message>>,
    on_control_alone: Option<OnHush<'a, Message>>,
    on_echo: Option<Box<dyn Fn(Echo) -> Message + 'a>>,
    on_key: Option<OnKey<'a, Message>>,
    on_announce: Option<Box<dyn Fn(Announcement) -> Message + 'a>>,
    screen_reader: bool,
}

/// The root of this window. The title is that of the window itself; the language is the interface's, BCP 47.
pub fn root<'a, Message: 'a>(
    title: impl Into<String>,
    language: impl Into<String>,
    content: impl Into<Element<'a, Message>>,
) -> Root<'a, Message> {
    Root {
        content: content.into(),
        window: None,
        title: title.into(),
        language: language.into(),
        scale_factor: 1.0,
        on_focus: None,
        on_dialog: None,
        on_press: None,
        on_control_alone: None,
        on_echo: None,
        on_key: None,
        on_announce: None,
        screen_reader: false,
    }
}

impl<'a, Message: 'a> Root<'a, Message> {
    /// The window that it is the root of, and the factor between its logical and physical pixels.
    pub fn window(mut self, id: window::Id, scale_factor: f32) -> Self {
        self.window = Some(id);
        self.scale_factor = scale_factor;
        self
    }

    /// A screen reader runs, to which some keys belong.
    pub fn screen_reader(mut self, running: bool) -> Self {
        self.screen_reader = running;
        self
    }

    /// Told when the focus has moved, and when the focused control has another value or state.
    pub fn on_focus(mut self, told: impl Fn(Cause, Spoken) -> Message + 'a) -> Self {
        self.on_focus = Some(Box::new(told));
        self
    }

    /// Told instead when a dialog has opened. What was announced with it is told before.
    pub fn on_dialog(mut self, told: impl Fn(Entered) -> Message + 'a) -> Self {
        self.on_dialog = Some(Box::new(told));
        self
    }

    /// Told of every key press, before what it does is told: whoever speaks falls silent.
    pub fn on_press(mut self, told: Option<impl Fn() -> Message + 'a>) -> Self {
        self.on_press = told.map(|told| Box::new(told) as OnHush<'a, Message>);
        self
    }

    /// Told when the Control key was pressed and let go by itself.
    pub fn on_control_alone(mut self, told: Option<impl Fn() -> Message + 'a>) -> Self {
        self.on_control_alone = told.map(|told| Box::new(told) as OnHush<'a, Message>);
        self
    }

    /// Told what is typed, deleted and passed over.
    pub fn on_echo(mut self, told: impl Fn(Echo) -> Message + 'a) -> Self {
        self.on_echo = Some(Box::new(told));
        self
    }

    /// Asked about each key press that no control has taken and that does not walk the focus. Here and not by a
    /// subscription: its message comes before the next frame is drawn, and a key without a meaning draws none.
    pub fn on_key(mut self, asked: impl Fn(&keyboard::Event) -> Option<Message> + 'a) -> Self {
        self.on_key = Some(Box::new(asked));
        self
    }

    /// Told what is announced.
    pub fn on_announce(mut self, told: impl Fn(Announcement) -> Message + 'a) -> Self {
        self.on_announce = Some(Box::new(told));
        self
    }
}

/// What the arrows come to among choices is chosen within this time.
const CHOSEN: Duration = Duration::from_millis(250);

/// A dialog that is open, and where the focus goes when it closes.
#[derive(Debug, Clone, Copy)]
struct Trapped {
    trap: NodeId,
    back_to: Option<NodeId>,
}

#[derive(Debug, Default)]
struct State {
    ledger: Ledger,
    focus: Option<NodeId>,
    /// Where in the order of focus it was, and in which list, for when it is gone.
    index: usize,
    list: Option<NodeId>,
    /// What was told last of the focused control.
    told: Option<Spoken>,
    trapped: Vec<Trapped>,
    /// A dialog that has opened and was not told yet.
    opened: Option<NodeId>,
    /// The named group that the focus is in.
    group: Option<NodeId>,
    /// One of several choices that the focus has come to, and when: it is chosen a frame later.
    choosing: Option<(Instant, Spoken)>,
    /// Control is down, and no other key was pressed since.
    control_alone: bool,
    /// The window has moved since the last frame, or is new.
    moved: bool,
    /// Something came in since the last frame that may have moved the focus.
    stirred: bool,
    /// What has the focus is kept in view, whatever changes around it, until the reader scrolls elsewhere.
    in_view: bool,
    keys: told::Keys,
    foreign: Foreign,
    typing: TypeAhead,
}

impl<'a, Message: 'a> Root<'a, Message> {
    pub(super) fn walk(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
    }

    fn survey(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, collect: bool) -> Survey {
        let words = self.on_focus.is_some();
        if !collect {
            let mut survey = Survey::new().with_words(words);
            self.walk(tree, layout, renderer, &mut survey);
            return survey;
        }
        let Tree { state, children, .. } = tree;
        let content = &mut self.content;
        state.downcast_mut::<State>().ledger.collect(words, |survey| {
            content.as_widget_mut().operate(&mut children[0], layout, renderer, survey);
        })
    }

    fn focus_on(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, id: Option<NodeId>) {
        self.walk(tree, layout, renderer, &mut FocusOn(id));
    }

    /// Requests of assistive technology: focus and scrolling are ours, the rest are the controls'.
    fn drain(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) {
        let Some(window) = self.window else { return };
        let requests = bridge::take_actions(window);
        if requests.is_empty() {
            return;
        }
        tree.state.downcast_mut::<State>().stirred = true;
        let survey = self.survey(tree, layout, renderer, false);
        let mut rest = Vec::new();
        for request in requests {
            let target = request.target_node;
            let stop = survey.reachable().find(|stop| stop.id == target);
            match (request.action, stop) {
                (Action::Focus, Some(stop)) => {
                    let id = stop.id;
                    self.focus_on(tree, layout, renderer, Some(id));
                }
                (Action::ScrollIntoView, Some(stop)) if request.data.is_none() => {
                    let mut reveal = ScrollTo::reveal(&survey, stop.bounds, stop.scroll, 16.0);
                    tree.state.downcast_mut::<State>().in_view = false;
                    self.walk(tree, layout, renderer, &mut reveal);
                    // A document also scrolls within itself.
                    rest.push(request);
                }
                (Action::ScrollDown | Action::ScrollUp, _) => {
                    let part = survey.scrolls.iter().position(|part| part.id == Some(target));
                    match part {
                        Some(part) => {
                            let pages = if request.action == Action::ScrollDown { 0.9 } else { -0.9 };
                            self.scroll_pages(tree, layout, renderer, &survey, part, pages);
                        }
                        None => rest.push(request),
                    }
                }
                _ => rest.push(request),
            }
        }
        self.deliver(tree, layout, renderer, rest);
    }

    fn deliver(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, requests: Vec<ActionRequest>) {
        if !requests.is_empty() {
            self.walk(tree, layout, renderer, &mut Deliver(requests));
        }
    }

    fn scroll_pages(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        survey: &Survey,
        part: usize,
        pages: f32,
    ) -> bool {
        let Some(scroll) = survey.scrolls.get(part) else { return false };
        let limit = (scroll.content.height - scroll.bounds.height).max(0.0);
        let wanted = (scroll.translation.y + pages * scroll.bounds.height).clamp(0.0, limit);
        if (wanted - scroll.translation.y).abs() < 1.0 {
            return false;
        }
        tree.state.downcast_mut::<State>().in_view = false;
        let target = iced::Point::new(scroll.translation.x, wanted);
        self.walk(tree, layout, renderer, &mut ScrollTo::new(vec![(part, target)]));
        true
    }
}

impl<'a, Message: 'a> Widget<Message, Theme, Renderer> for Root<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State { moved: true, ..State::default() })
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let child = self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits);
        layout::Node::with_children(limits.resolve(Length::Fill, Length::Fill, child.size()), vec![child])
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        if let Some(layout) = layout.children().next() {
            self.walk(tree, layout, renderer, operation);
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let Some(inner) = layout.children().next() else { return };
        self.hush(tree.state.downcast_mut::<State>(), event, shell);
        match event {
            Event::Window(window::Event::RedrawRequested(_)) => self.drain(tree, inner, renderer),
            _ => tree.state.downcast_mut::<State>().stirred = true,
        }
        if let (Event::Keyboard(event), Some(id)) = (event, self.window) {
            tree.state.downcast_mut::<State>().keys.tell(id, event, shell);
        }
        if let Event::Keyboard(event) = event {
            let state = tree.state.downcast_mut::<State>();
            if state.foreign.takes(event, self.screen_reader, Instant::now()) {
                shell.capture_event();
                return;
            }
        }
        self.content.as_widget_mut().update(
            &mut tree.children[0],
            event,
            inner,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
        match event {
            Event::Window(window::Event::RedrawRequested(now)) => self.frame(tree, inner, renderer, shell, *now),
            Event::Window(window::Event::Focused | window::Event::Unfocused) => {
                if let Some(id) = self.window {
                    bridge::window_focused(id, matches!(event, Event::Window(window::Event::Focused)));
                }
                let state = tree.state.downcast_mut::<State>();
                state.moved = true;
                state.foreign.let_go();
                shell.request_redraw();
            }
            // A window that only moves is not drawn by itself.
            Event::Window(window::Event::Moved(_) | window::Event::Resized(_)) => {
                tree.state.downcast_mut::<State>().moved = true;
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::WheelScrolled { .. }) => tree.state.downcast_mut::<State>().in_view = false,
            // Before the next key comes, the focus is where the pointer put it.
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. }) => {
                tree.state.downcast_mut::<State>().in_view = false;
                let survey = self.survey(tree, inner, renderer, false);
                if survey.stops.iter().any(|stop| stop.claimed) {
                    let claimed = survey.reachable().find(|stop| stop.claimed).map(|stop| stop.id);
                    self.focus_on(tree, inner, renderer, claimed);
                    shell.request_redraw();
                }
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. })
                if !shell.is_event_captured() && self.walk_keys(tree, inner, renderer, key, *modifiers) =>
            {
                shell.capture_event();
                // Where the focus has gone is heard before it is painted.
                self.frame(tree, inner, renderer, shell, Instant::now());
                shell.request_redraw();
            }
            Event::Keyboard(keyboard::Event::KeyPressed { text: Some(text), modifiers, .. })
                if !shell.is_event_captured() && self.type_ahead(tree, inner, renderer, text, *modifiers) =>
            {
                shell.capture_event();
                shell.request_redraw();
            }
            // A control that took a key may look different now.
            Event::Keyboard(_) if shell.is_event_captured() => shell.request_redraw(),
            Event::Keyboard(press @ keyboard::Event::KeyPressed { .. }) => {
                if let Some(message) = self.on_key.as_ref().and_then(|asked| asked(press)) {
                    shell.publish(message);
                }
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        if let Some(layout) = layout.children().next() {
            self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        layout.children().next().map_or(mouse::Interaction::None, |layout| {
            self.content.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let layout = layout.children().next()?;
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Root<'a, Message>> for Element<'a, Message> {
    fn from(root: Root<'a, Message>) -> Self {
        Element::new(root)
    }
}
