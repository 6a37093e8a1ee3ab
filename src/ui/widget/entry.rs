//! The box of a text field: events, drawing and semantics around [`Editor`].

mod editing;

use std::sync::Arc;

use accesskit::{NodeId, Role, TextSelection};
use iced::advanced::input_method::{self, InputMethod};
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{self, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, mouse, renderer};
use iced::{Background, Border, Color, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, touch, window};

use super::Element;
use super::edit::Editor;
use super::look::Look;
use super::paint;
use super::shape::{Setting, Shaped};
use crate::access::semantics::reserve_ids;
use crate::access::text::{Line, Part, Runs, character_bounds, runs};
use crate::access::{Seat, Semantics, Sheet, Subtree};

/// What stands for a letter of a password, seen and heard.
const STAR: &str = "*";

/// Ids that a field keeps for its runs; a line of half a million letters fits.
const RUNS: u64 = 4096;

/// The box of a field. The field around it draws its name.
pub(super) struct Entry<'a, Message> {
    pub look: Look,
    pub semantics: Semantics,
    pub id: Option<widget::Id>,
    pub value: String,
    pub placeholder: String,
    pub language: Option<String>,
    pub on_input: Option<Box<dyn Fn(String) -> Message + 'a>>,
    pub on_submit: Option<Message>,
    pub on_down: Option<Message>,
}

struct State {
    seat: Seat,
    id: Option<widget::Id>,
    editor: Editor,
    /// The text as it is shown, and how it is set.
    shaped: Option<(String, Setting, Shaped)>,
    /// The placeholder, the same way.
    hint: Option<(String, Setting, Shaped)>,
    runs: Runs,
    first_run: NodeId,
    version: u64,
    preedit: Option<input_method::Preedit>,
    /// How far the text is pushed to the left, so that the caret is seen.
    scroll: f32,
    dragging: bool,
    click: Option<mouse::Click>,
}

impl<'a, Message: Clone + 'a> Entry<'a, Message> {
    fn is_secret(&self) -> bool {
        self.semantics.role() == Role::PasswordInput
    }

    fn setting(&self) -> Setting {
        Setting {
            font: self.look.font,
            size: self.look.body(),
            line_height: (self.look.body() * self.look.line_height).round(),
            ..Setting::default()
        }
    }

    fn shown(&self, text: &str) -> String {
        if self.is_secret() { STAR.repeat(character_bounds(text).len() - 1) } else { text.to_owned() }
    }

    /// From a byte of the text to a byte of what is shown.
    fn shown_byte(&self, text: &str, byte: usize) -> usize {
        if self.is_secret() { character_bounds(text).partition_point(|&bound| bound < byte) } else { byte }
    }

    /// From a byte of what is shown to a byte of the text.
    fn text_byte(&self, text: &str, byte: usize) -> usize {
        if self.is_secret() { character_bounds(text).get(byte).copied().unwrap_or(text.len()) } else { byte }
    }

    /// Brings what is shown and what is told up to the editor's text and caret.
    fn refresh(&self, state: &mut State) {
        let text = state.editor.text();
        let shown = self.shown(text);
        let setting = self.setting();
        let fresh = !matches!(&state.shaped, Some((old, set, _)) if *old == shown && *set == setting);
        if fresh {
            let shaped = Shaped::new(&shown, &setting, &[]);
            // One run a line; a field has one line, whatever is in it.
            let line = shaped.lines.first().cloned().unwrap_or_else(|| Line::unplaced(0..shown.len()));
            let part = Part { bytes: 0..shown.len(), language: self.language.clone(), ..Part::default() };
            let (nodes, found) = runs(state.first_run, &shown, &[line], &[part], false);
            state.runs = found;
            state.version += 1;
            let tops = nodes.iter().map(|(id, _)| *id).collect();
            let sheet = Sheet { id: state.seat.id, version: state.version, tops, nodes: Arc::new(nodes) };
            state.seat.subtree = Some(Subtree { sheets: vec![sheet], origin: Vector::ZERO });
            state.shaped = Some((shown.clone(), setting, shaped));
        }
        if !matches!(&state.hint, Some((old, set, _)) if *old == self.placeholder && *set == setting) {
            let hint = Shaped::new(&self.placeholder, &setting, &[]);
            state.hint = Some((self.placeholder.clone(), setting, hint));
        }
        let mut semantics = self.semantics.clone().spoken_value(shown);
        let at = |byte: usize| state.runs.position(self.shown_byte(state.editor.text(), byte));
        if let (Some(anchor), Some(focus)) = (at(state.editor.anchor()), at(state.editor.caret())) {
            semantics = semantics.with(|node| node.set_text_selection(TextSelection { anchor, focus }));
        }
        state.seat.semantics = semantics;
    }

    /// Pushes the text so that the caret is inside.
    fn follow_caret(&self, state: &mut State, width: f32) {
        let caret = self.shown_byte(state.editor.text(), state.editor.caret());
        let Some((_, _, shaped)) = &state.shaped else { return };
        let x = shaped.caret(caret).x;
        let room = (width - 2.0 * self.look.inset()).max(1.0);
        let limit = (shaped.size.width + self.look.border() * 2.0 - room).max(0.0);
        state.scroll = state.scroll.max(x + self.look.border() * 2.0 - room).min(x).clamp(0.0, limit);
        let height = shaped.size.height;
        if let Some(subtree) = &mut state.seat.subtree {
            subtree.origin = Vector::new(self.look.inset() - state.scroll, (self.height() - height) / 2.0);
        }
    }

    fn height(&self) -> f32 {
        (self.setting().line_height + self.look.inset()).max(self.look.target())
    }

    fn is_editable(&self, state: &State) -> bool {
        self.on_input.is_some() && state.seat.is_enabled()
    }
}

impl<'a, Message: Clone + 'a> Widget<Message, Theme, Renderer> for Entry<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        let mut state = State {
            seat: Seat::new(self.semantics.clone()),
            id: self.id.clone(),
            editor: Editor::new(&self.value),
            shaped: None,
            hint: None,
            runs: Runs::default(),
            first_run: reserve_ids(RUNS),
            version: 0,
            preedit: None,
            scroll: 0.0,
            dragging: false,
            click: None,
        };
        self.refresh(&mut state);
        tree::State::new(state)
    }

    fn diff(&self, tree: &mut Tree) {
        let state = tree.state.downcast_mut::<State>();
        if state.id != self.id || state.seat.semantics.role() != self.semantics.role() {
            tree.state = Widget::state(self);
            return;
        }
        state.editor.replace_all(&self.value);
        self.refresh(state);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fixed(self.height()))
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let node = layout::atomic(limits, Length::Fill, self.height());
        let state = tree.state.downcast_mut::<State>();
        self.refresh(state);
        self.follow_caret(state, node.size().width);
        node
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        let state = tree.state.downcast_mut::<State>();
        operation.container(self.id.as_ref(), layout.bounds());
        operation.custom(self.id.as_ref(), layout.bounds(), &mut state.seat);
        operation.focusable(self.id.as_ref(), layout.bounds(), &mut state.seat);
        operation.traverse(&mut |_| {});
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        let focused = state.seat.focused;
        match event {
            Event::Window(window::Event::RedrawRequested(_)) => {
                for request in std::mem::take(&mut state.seat.pending) {
                    self.answer(state, request, shell);
                }
                if focused && self.is_editable(state) {
                    let caret = self.caret(state, bounds);
                    let purpose =
                        if self.is_secret() { input_method::Purpose::Secure } else { input_method::Purpose::Normal };
                    let preedit = state.preedit.as_ref().map(input_method::Preedit::as_ref);
                    shell.request_input_method(&InputMethod::Enabled { cursor: caret, purpose, preedit });
                }
            }
            _ if shell.is_event_captured() => return,
            Event::Keyboard(event)
                if focused && state.preedit.as_ref().is_none_or(|preedit| preedit.content.is_empty()) =>
            {
                if !self.key(state, event, clipboard, shell) {
                    return;
                }
                shell.capture_event();
            }
            Event::InputMethod(event) if focused => {
                match event {
                    input_method::Event::Opened => state.preedit = Some(input_method::Preedit::new()),
                    input_method::Event::Closed => state.preedit = None,
                    input_method::Event::Preedit(content, selection) => {
                        state.preedit = Some(input_method::Preedit {
                            content: content.clone(),
                            selection: selection.clone(),
                            text_size: Some(self.look.body().into()),
                        });
                    }
                    input_method::Event::Commit(text) => self.insert(state, text, shell),
                }
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                let Some(place) = cursor.position_in(bounds).filter(|_| cursor.is_over(*viewport)) else { return };
                let Some(position) = cursor.position() else { return };
                self.pressed(state, place, position, false);
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) | Event::Touch(touch::Event::FingerMoved { .. })
                if state.dragging =>
            {
                let Some(place) = cursor.position_from(bounds.position()) else { return };
                let byte = self.byte_at(state, place);
                state.editor.place(byte, true);
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. } | touch::Event::FingerLost { .. })
                if state.dragging =>
            {
                state.dragging = false;
                return;
            }
            _ => return,
        }
        self.refresh(state);
        self.follow_caret(state, bounds.width);
        if !matches!(event, Event::Window(_)) {
            shell.request_redraw();
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        let look = &self.look;
        let Some(clip) = bounds.intersection(viewport) else { return };
        let border = if state.seat.semantics.node.invalid().is_some() { look.error } else { look.line };
        renderer.fill_quad(
            renderer::Quad {
                bounds,
                border: Border { color: border, width: look.border(), radius: look.radius().into() },
                ..renderer::Quad::default()
            },
            Background::Color(look.background),
        );
        let Some((shown, _, shaped)) = &state.shaped else { return };
        let inside = Rectangle { x: bounds.x + look.inset(), width: bounds.width - 2.0 * look.inset(), ..bounds };
        let Some(inside) = inside.intersection(&clip) else { return };
        let origin =
            Point::new(bounds.x + look.inset() - state.scroll, bounds.y + (bounds.height - shaped.size.height) / 2.0);
        let enabled = state.seat.is_enabled();
        renderer.with_layer(inside, |renderer| {
            if shown.is_empty() {
                if let Some((_, _, hint)) = &state.hint {
                    hint.draw(renderer, origin, look.muted, inside);
                }
            } else {
                shaped.draw(renderer, origin, if enabled { look.text } else { look.muted }, inside);
            }
            let selection = state.editor.selection();
            let text = state.editor.text();
            let covered = self.shown_byte(text, selection.start)..self.shown_byte(text, selection.end);
            for part in shaped.cover(&covered) {
                let part = part + Vector::new(origin.x, origin.y);
                renderer.with_layer(part.intersection(&inside).unwrap_or_default(), |renderer| {
                    fill(renderer, part, look.accent);
                    shaped.draw(renderer, origin, look.accent_text, part);
                });
            }
            if state.seat.focused && enabled {
                fill(renderer, self.caret(state, bounds), look.text);
            }
        });
        if state.seat.focused {
            paint::ring(renderer, look, bounds);
        }
    }

    fn mouse_interaction(
        &self,
        _tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        if cursor.is_over(layout.bounds()) { mouse::Interaction::Text } else { mouse::Interaction::None }
    }
}

impl<'a, Message: Clone + 'a> Entry<'a, Message> {
    fn caret(&self, state: &State, bounds: Rectangle) -> Rectangle {
        let Some((_, _, shaped)) = &state.shaped else { return bounds };
        let caret = shaped.caret(self.shown_byte(state.editor.text(), state.editor.caret()));
        Rectangle {
            x: (bounds.x + self.look.inset() - state.scroll + caret.x).round(),
            y: bounds.y + (bounds.height - shaped.size.height) / 2.0,
            width: (self.look.border() * 1.4).round(),
            height: shaped.size.height,
        }
    }
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: Color) {
    renderer.fill_quad(renderer::Quad { bounds, ..renderer::Quad::default() }, Background::Color(color));
}

impl<'a, Message: Clone + 'a> From<Entry<'a, Message>> for Element<'a, Message> {
    fn from(entry: Entry<'a, Message>) -> Self {
        Element::new(entry)
    }
}
