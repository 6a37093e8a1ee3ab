//! The one control: states role and name, takes the focus, is activated by keys, pointer and assistive technology, and
//! draws its focus ring. Every other control is made of it.
//!
//! <https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/>

use accesskit::{Action, ActionData, Role};
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{self, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, mouse, renderer};
use iced::keyboard::{self, key};
use iced::{Alignment, Color, Event, Length, Padding, Rectangle, Renderer, Size, Theme, touch, window};

use super::Element;
use super::look::Look;
use super::paint::{self, Face, Status};
use crate::access::{Seat, Semantics};

/// How a control with a value is asked to change it.
#[derive(Debug, Clone, PartialEq)]
pub enum Adjust {
    Less,
    More,
    MuchLess,
    MuchMore,
    Least,
    Greatest,
    To(f64),
}

type OnAdjust<'a, Message> = Box<dyn Fn(Adjust) -> Option<Message> + 'a>;
type OnType<'a, Message> = Box<dyn Fn(Typed) -> Message + 'a>;

/// What is typed while a control has the focus that is no field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Letters or digits.
    Text(String),
    /// The last letter is taken back.
    Back,
}

/// A control, or with no semantics a mere piece of one.
pub struct Control<'a, Message> {
    semantics: Option<Semantics>,
    id: Option<widget::Id>,
    key: Option<u64>,
    content: Element<'a, Message>,
    look: Look,
    face: Face,
    on_press: Option<Message>,
    on_toggle: Option<Message>,
    on_adjust: Option<OnAdjust<'a, Message>>,
    on_type: Option<OnType<'a, Message>>,
    width: Length,
    height: Length,
    least: Size,
    padding: Padding,
    align_x: Alignment,
}

impl<'a, Message: Clone + 'a> Control<'a, Message> {
    /// A control of these semantics around this content. Nothing is drawn but the content and the focus ring.
    pub fn new(look: &Look, semantics: Semantics, content: impl Into<Element<'a, Message>>) -> Self {
        Self { semantics: Some(semantics), ..Self::piece(look, content) }
    }

    /// A piece of a control: it can be pressed with the pointer, but has no node and takes no focus.
    pub(crate) fn piece(look: &Look, content: impl Into<Element<'a, Message>>) -> Self {
        let content = content.into();
        let size = content.as_widget().size_hint();
        Self {
            semantics: None,
            id: None,
            key: None,
            content,
            look: *look,
            face: Face::Bare,
            on_press: None,
            on_toggle: None,
            on_adjust: None,
            on_type: None,
            width: size.width.fluid(),
            height: size.height.fluid(),
            least: Size::ZERO,
            padding: Padding::ZERO,
            align_x: Alignment::Start,
        }
    }

    fn state(mut self, state: impl FnOnce(Semantics) -> Semantics) -> Self {
        self.semantics = self.semantics.map(state);
        self
    }

    /// By which `operation::focus` finds it. It is also its identity among its sisters.
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Its identity among its sisters: a control with another key is another control, even in the same place.
    pub fn key(mut self, key: u64) -> Self {
        self.key = Some(key);
        self
    }

    pub(crate) fn identity(&self) -> Option<u64> {
        self.key
    }

    pub(crate) fn name(&self) -> &str {
        self.semantics.as_ref().map_or("", Semantics::name)
    }

    /// What it says when it is pressed. A button or link without it is disabled.
    pub fn on_press(mut self, message: Message) -> Self {
        self.on_press = Some(message);
        self
    }

    pub fn on_press_maybe(mut self, message: Option<Message>) -> Self {
        self.on_press = message;
        self
    }

    /// What it says when what stands below it is to open or close: Right opens, Left closes, as in a tree. Whether it is
    /// open is for [`Control::expanded`] to say.
    pub fn on_toggle(mut self, message: Message) -> Self {
        self.on_toggle = Some(message);
        self
    }

    /// What it says when its value is to change; `None` when it cannot.
    pub fn on_adjust(mut self, adjust: impl Fn(Adjust) -> Option<Message> + 'a) -> Self {
        self.on_adjust = Some(Box::new(adjust));
        self
    }

    /// What it says of letters that are typed while it has the focus, in the place of going to a row that begins with them.
    pub fn on_type(mut self, typed: impl Fn(Typed) -> Message + 'a) -> Self {
        self.on_type = Some(Box::new(typed));
        self
    }

    /// More about it, said after its name.
    pub fn description(self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.state(|semantics| semantics.description(text))
    }

    /// The language of its name, where it differs from the window's.
    pub fn language(self, tag: impl Into<String>) -> Self {
        let tag = tag.into();
        self.state(|semantics| semantics.language(tag))
    }

    /// There, but of no use now.
    pub fn disabled(self, disabled: bool) -> Self {
        self.state(|semantics| semantics.disabled(disabled))
    }

    pub fn selected(self, selected: bool) -> Self {
        self.state(|semantics| semantics.selected(selected))
    }

    pub fn expanded(self, expanded: bool) -> Self {
        self.state(|semantics| semantics.expanded(expanded))
    }

    /// Depth in an outline, from one.
    pub fn level(self, level: u8) -> Self {
        self.state(|semantics| semantics.level(level))
    }

    /// Place and size, counted from one. A list sets it for its items.
    pub fn position(self, position: usize, size: usize) -> Self {
        self.state(|semantics| semantics.position(position, size))
    }

    /// The keys that do the same, in words.
    pub fn shortcut(self, keys: impl Into<String>) -> Self {
        let keys = keys.into();
        self.state(|semantics| semantics.shortcut(keys))
    }

    /// It gets the focus when its screen or dialog appears.
    pub fn autofocus(self) -> Self {
        self.state(Semantics::autofocus)
    }

    /// Everything else that semantics can state.
    pub fn semantics(self, change: impl FnOnce(Semantics) -> Semantics) -> Self {
        self.state(change)
    }

    pub(crate) fn face(mut self, face: Face) -> Self {
        self.face = face;
        self
    }

    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    pub fn height(mut self, height: impl Into<Length>) -> Self {
        self.height = height.into();
        self
    }

    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.padding = padding.into();
        self
    }

    /// Where the content stands when the control is wider.
    pub fn align_x(mut self, align: impl Into<Alignment>) -> Self {
        self.align_x = align.into();
        self
    }

    /// At least 44 px each way at 100 %.
    pub(crate) fn target(mut self) -> Self {
        self.least = Size::new(self.look.target(), self.look.target());
        self
    }

    /// Other content under the same name: a row with a cover, say.
    pub fn content(mut self, content: impl Into<Element<'a, Message>>) -> Self {
        self.content = content.into();
        self
    }

    /// What is told about it, with the actions that it can answer.
    fn stated(&self) -> Option<Semantics> {
        let mut semantics = self.semantics.clone()?;
        let presses = matches!(semantics.role(), Role::Button | Role::Link | Role::CheckBox | Role::Switch);
        if self.on_press.is_some() {
            semantics = semantics.action(Action::Click);
        } else if presses {
            semantics = semantics.disabled(true);
        }
        if self.on_adjust.is_some() {
            semantics = semantics.action(Action::Increment).action(Action::Decrement).action(Action::SetValue);
        }
        Some(semantics)
    }

    fn answer(&self, action: Action, data: Option<&ActionData>, shell: &mut Shell<'_, Message>) {
        let adjust = match (action, data) {
            (Action::Expand | Action::Collapse, _) if self.on_toggle.is_some() => {
                if let Some(message) = &self.on_toggle {
                    shell.publish(message.clone());
                }
                return;
            }
            (Action::Click | Action::Expand | Action::Collapse, _) => {
                if let Some(message) = &self.on_press {
                    shell.publish(message.clone());
                }
                return;
            }
            (Action::Increment, _) => Adjust::More,
            (Action::Decrement, _) => Adjust::Less,
            (Action::SetValue, Some(ActionData::NumericValue(value))) => Adjust::To(*value),
            (Action::SetValue, Some(ActionData::Value(text))) => match text.trim().parse() {
                Ok(value) => Adjust::To(value),
                Err(_) => return,
            },
            _ => return,
        };
        self.adjust(adjust, shell);
    }

    fn adjust(&self, adjust: Adjust, shell: &mut Shell<'_, Message>) {
        if let Some(message) = self.on_adjust.as_ref().and_then(|on_adjust| on_adjust(adjust)) {
            shell.publish(message);
        }
    }

    fn key_pressed(&self, key: &keyboard::Key, repeat: bool, shell: &mut Shell<'_, Message>) {
        if self.on_adjust.is_some() {
            let adjust = match key.as_ref() {
                keyboard::Key::Named(key::Named::ArrowLeft | key::Named::ArrowDown) => Some(Adjust::Less),
                keyboard::Key::Named(key::Named::ArrowRight | key::Named::ArrowUp) => Some(Adjust::More),
                keyboard::Key::Named(key::Named::PageDown) => Some(Adjust::MuchLess),
                keyboard::Key::Named(key::Named::PageUp) => Some(Adjust::MuchMore),
                keyboard::Key::Named(key::Named::Home) => Some(Adjust::Least),
                keyboard::Key::Named(key::Named::End) => Some(Adjust::Greatest),
                _ => None,
            };
            if let Some(adjust) = adjust {
                self.adjust(adjust, shell);
                shell.capture_event();
                return;
            }
        }
        if let (Some(message), Some(open)) = (&self.on_toggle, self.semantics.as_ref().and_then(Semantics::is_expanded))
        {
            let toggles = match key.as_ref() {
                keyboard::Key::Named(key::Named::ArrowRight) => !open,
                keyboard::Key::Named(key::Named::ArrowLeft) => open,
                _ => false,
            };
            if toggles {
                shell.publish(message.clone());
                shell.capture_event();
                return;
            }
        }
        let pressed = matches!(key.as_ref(), keyboard::Key::Named(key::Named::Enter | key::Named::Space));
        if let (true, Some(message)) = (pressed, &self.on_press) {
            if !repeat {
                shell.publish(message.clone());
            }
            shell.capture_event();
        }
    }

    fn typed(&self, key: &keyboard::Key, text: Option<&str>, shell: &mut Shell<'_, Message>) {
        let Some(on_type) = &self.on_type else { return };
        let typed = match (key.as_ref(), text) {
            (keyboard::Key::Named(key::Named::Backspace), _) => Typed::Back,
            (_, Some(text)) if !text.is_empty() && text.chars().all(char::is_alphanumeric) => {
                Typed::Text(text.to_owned())
            }
            _ => return,
        };
        shell.publish(on_type(typed));
        shell.capture_event();
    }

    fn status(&self, state: &State, over: bool) -> Status {
        let enabled = state.seat.as_ref().is_none_or(Seat::is_enabled);
        match (enabled, state.pressed, over && self.on_press.is_some()) {
            (false, ..) => Status::Disabled,
            (_, true, true) => Status::Pressed,
            (_, _, true) => Status::Hovered,
            _ => Status::Active,
        }
    }
}

#[derive(Debug)]
struct State {
    seat: Option<Seat>,
    id: Option<widget::Id>,
    key: Option<u64>,
    pressed: bool,
    drawn: Option<Status>,
}

impl<'a, Message: Clone + 'a> Widget<Message, Theme, Renderer> for Control<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            seat: self.stated().map(Seat::new),
            id: self.id.clone(),
            key: self.key,
            pressed: false,
            drawn: None,
        })
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        let state = tree.state.downcast_mut::<State>();
        let stated = self.stated();
        let role = |semantics: Option<&Semantics>| semantics.map(Semantics::role);
        let same = state.id == self.id
            && state.key == self.key
            && role(state.seat.as_ref().map(|seat| &seat.semantics)) == role(stated.as_ref());
        if !same {
            tree.state = Widget::state(self);
            tree.children = Widget::children(self);
            return;
        }
        if let (Some(seat), Some(stated)) = (&mut state.seat, stated) {
            seat.semantics = stated;
        }
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, self.height)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let limits = limits
            .min_width(self.least.width.min(limits.max().width))
            .min_height(self.least.height.min(limits.max().height));
        let limits = limits.width(self.width).height(self.height);
        let room = limits.shrink(self.padding).loose();
        let content = self.content.as_widget_mut().layout(&mut tree.children[0], renderer, &room);
        let padding = self.padding.fit(content.size(), limits.max());
        let mut size = limits.shrink(padding).resolve(self.width, self.height, content.size());
        // Whole pixels: where parts of a window that are painted apart meet within a pixel, a line stays unpainted.
        let height = (size.height + padding.y()).ceil().min(limits.max().height);
        size.height = size.height.max(height - padding.y());
        let vertical = if self.least.height > 0.0 { Alignment::Center } else { Alignment::Start };
        let content = content.move_to((padding.left, padding.top)).align(self.align_x, vertical, size);
        layout::Node::with_children(size.expand(padding), vec![content])
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let state = tree.state.downcast_mut::<State>();
        operation.container(self.id.as_ref(), layout.bounds());
        if let Some(seat) = &mut state.seat {
            operation.custom(self.id.as_ref(), layout.bounds(), seat);
            if seat.semantics.focusable {
                operation.focusable(self.id.as_ref(), layout.bounds(), seat);
            }
        }
        let content = &mut self.content;
        operation.traverse(&mut |operation| {
            if let Some(layout) = layout.children().next() {
                content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
            }
        });
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
        if let Some(layout) = layout.children().next() {
            self.content.as_widget_mut().update(
                &mut tree.children[0],
                event,
                layout,
                cursor,
                renderer,
                clipboard,
                shell,
                viewport,
            );
        }
        let state = tree.state.downcast_mut::<State>();
        let over = cursor.is_over(layout.bounds()) && cursor.is_over(*viewport);
        let enabled = state.seat.as_ref().is_none_or(Seat::is_enabled);
        let focusable = state.seat.as_ref().is_some_and(|seat| seat.semantics.focusable);
        let pressable = enabled && (self.on_press.is_some() || focusable);

        match event {
            Event::Window(window::Event::RedrawRequested(_)) => {
                let pending = state.seat.as_mut().map(|seat| std::mem::take(&mut seat.pending)).unwrap_or_default();
                for request in pending {
                    if enabled {
                        self.answer(request.action, request.data.as_ref(), shell);
                    }
                }
            }
            _ if shell.is_event_captured() => {}
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, repeat, text, .. }) => {
                let unshifted = !modifiers.control() && !modifiers.alt() && !modifiers.logo();
                let focused = state.seat.as_ref().is_some_and(|seat| seat.focused) && enabled;
                if focused && unshifted && !modifiers.shift() {
                    self.key_pressed(key, *repeat, shell);
                }
                if focused && unshifted && !shell.is_event_captured() {
                    self.typed(key, text.as_deref(), shell);
                }
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. })
                if over && pressable =>
            {
                state.pressed = true;
                if let Some(seat) = state.seat.as_mut().filter(|seat| seat.semantics.focusable) {
                    seat.claim();
                }
                shell.capture_event();
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. })
                if state.pressed =>
            {
                state.pressed = false;
                if let (true, Some(message)) = (over, &self.on_press) {
                    shell.publish(message.clone());
                }
                shell.capture_event();
                shell.request_redraw();
            }
            Event::Touch(touch::Event::FingerLost { .. }) => state.pressed = false,
            _ => {}
        }

        let status = self.status(state, over);
        if matches!(event, Event::Window(window::Event::RedrawRequested(_))) {
            state.drawn = Some(status);
        } else if state.drawn.is_some_and(|drawn| drawn != status) {
            shell.request_redraw();
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
        let bounds = layout.bounds();
        if bounds.intersection(viewport).is_none() {
            return;
        }
        let state = tree.state.downcast_ref::<State>();
        let status = state.drawn.unwrap_or_else(|| self.status(state, false));
        let text_color = paint::face(renderer, &self.look, self.face, status, bounds).unwrap_or(style.text_color);
        if let Some(layout) = layout.children().next() {
            self.content.as_widget().draw(
                &tree.children[0],
                renderer,
                theme,
                &renderer::Style { text_color },
                layout,
                cursor,
                viewport,
            );
        }
        if state.seat.as_ref().is_some_and(|seat| seat.focused && seat.semantics.focusable) {
            paint::ring(renderer, &self.look, bounds);
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
        let inner = layout.children().next().map_or(mouse::Interaction::None, |layout| {
            self.content.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
        });
        if inner == mouse::Interaction::None && self.on_press.is_some() && cursor.is_over(layout.bounds()) {
            mouse::Interaction::Pointer
        } else {
            inner
        }
    }
}

impl<'a, Message: Clone + 'a> From<Control<'a, Message>> for Element<'a, Message> {
    fn from(control: Control<'a, Message>) -> Self {
        Element::new(control)
    }
}

fn seat(tree: &Tree) -> Option<&Seat> {
    (tree.tag == tree::Tag::of::<State>())
        .then(|| tree.state.downcast_ref::<State>())
        .and_then(|state| state.seat.as_ref())
}

/// Whether the control with this tree has the focus.
pub(super) fn is_focused(tree: &Tree) -> bool {
    seat(tree).is_some_and(|seat| seat.focused)
}

/// Gives the focus to the control with this tree, with the next frame.
pub(super) fn claim(tree: &mut Tree) {
    if seat(tree).is_some()
        && let Some(seat) = &mut tree.state.downcast_mut::<State>().seat
    {
        seat.claim();
    }
}

/// The colour of text on this face, for content that draws its own.
pub fn text_on(look: &Look, face: Face) -> Color {
    paint::colours(look, face, Status::Active).text.unwrap_or(look.text)
}
