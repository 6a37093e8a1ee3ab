//! The box of a text field: events, drawing and semantics around [`Editor`].

use std::sync::Arc;

use accesskit::{Action, ActionData, ActionRequest, NodeId, Role, TextSelection};
use iced::advanced::input_method::{self, InputMethod};
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{self, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, clipboard, mouse, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Background, Border, Color, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, touch, window};

use super::Element;
use super::edit::{Editor, Motion};
use super::look::Look;
use super::paint;
use super::shape::{Setting, Shaped};
use crate::access::semantics::reserve_ids;
use crate::access::text::{Line, Part, Runs, character_bounds, next_character, next_word, runs};
use crate::access::{Echo, Seat, Semantics, Sheet, Subtree};

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

    /// After a change: tell the application and the ear.
    fn changed(&self, state: &mut State, echo: Option<Echo>, shell: &mut Shell<'_, Message>) {
        if let Some(on_input) = &self.on_input {
            shell.publish(on_input(state.editor.text().to_owned()));
        }
        self.heard(state, echo);
    }

    fn heard(&self, state: &mut State, echo: Option<Echo>) {
        let echo = match echo {
            Some(Echo::Typed(_) | Echo::Finished { .. }) if self.is_secret() => Some(Echo::Hidden),
            Some(Echo::Deleted(_)) if self.is_secret() => Some(Echo::HiddenDeleted),
            Some(Echo::Passed(text) | Echo::Selected(text)) if self.is_secret() => {
                Some(Echo::Passed(STAR.repeat((character_bounds(&text).len() - 1).min(1))))
            }
            echo => echo,
        };
        state.seat.echoes.extend(echo);
    }

    fn insert(&self, state: &mut State, text: &str, shell: &mut Shell<'_, Message>) {
        if !self.is_editable(state) {
            return self.heard(state, Some(Echo::Edge));
        }
        let before = state.editor.text()[..state.editor.selection().start].to_owned();
        if let Some(typed) = state.editor.insert(text) {
            let echo = match finished(&before, &typed) {
                Some(word) => Echo::Finished { word: word.to_owned(), typed },
                None => Echo::Typed(typed),
            };
            self.changed(state, Some(echo), shell);
        }
    }

    fn delete(&self, state: &mut State, motion: Motion, shell: &mut Shell<'_, Message>) {
        if !self.is_editable(state) {
            return self.heard(state, Some(Echo::Edge));
        }
        match state.editor.delete(motion) {
            Some(deleted) => self.changed(state, Some(Echo::Deleted(deleted)), shell),
            None => self.heard(state, Some(Echo::Edge)),
        }
    }

    fn go(&self, state: &mut State, motion: Motion, extend: bool) {
        let before = state.editor.caret();
        if !state.editor.go(motion, extend) {
            return self.heard(state, Some(Echo::Edge));
        }
        let (text, caret) = (state.editor.text(), state.editor.caret());
        let passed = match motion {
            _ if extend => return self.heard(state, Some(Echo::Selected(state.editor.selected().to_owned()))),
            Motion::WordLeft | Motion::WordRight if caret < text.len() => {
                text[caret..next_word(text, caret)].to_owned()
            }
            _ if caret < text.len() => text[caret..next_character(text, caret)].to_owned(),
            _ if before == caret => return,
            _ => String::new(),
        };
        self.heard(state, Some(Echo::Passed(passed)));
    }

    fn copy(&self, state: &State, clipboard: &mut dyn Clipboard) -> bool {
        // A password cannot be carried off.
        let copies = !self.is_secret() && !state.editor.selected().is_empty();
        if copies {
            clipboard.write(clipboard::Kind::Standard, state.editor.selected().to_owned());
        }
        copies
    }

    /// Whether the key was one of the field's.
    fn key(
        &self,
        state: &mut State,
        event: &keyboard::Event,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) -> bool {
        let keyboard::Event::KeyPressed { key, physical_key, modifiers, text, .. } = event else { return false };
        let (shift, jump) = (modifiers.shift(), modifiers.jump());
        let motion = |left: bool| match (left, jump) {
            (true, false) => Motion::Left,
            (true, true) => Motion::WordLeft,
            (false, false) => Motion::Right,
            (false, true) => Motion::WordRight,
        };
        // AltGr is Control and Alt on some systems, and makes letters.
        if modifiers.command() && !modifiers.alt() {
            match (key.to_latin(*physical_key), shift) {
                (Some('a'), _) => {
                    state.editor.select(0, state.editor.text().len());
                    self.heard(state, Some(Echo::Selected(state.editor.text().to_owned())));
                    return true;
                }
                (Some('c'), _) => {
                    self.copy(state, clipboard);
                    return true;
                }
                (Some('x'), _) => {
                    if self.copy(state, clipboard) {
                        self.delete(state, Motion::Left, shell);
                    }
                    return true;
                }
                (Some('v'), _) => {
                    let pasted = clipboard.read(clipboard::Kind::Standard).unwrap_or_default();
                    self.insert(state, &pasted, shell);
                    return true;
                }
                (Some('z'), false) if self.is_editable(state) => {
                    if state.editor.undo() {
                        let text = state.editor.text().to_owned();
                        self.changed(state, Some(Echo::Passed(text)), shell);
                    }
                    return true;
                }
                (Some('z'), true) | (Some('y'), _) if self.is_editable(state) => {
                    if state.editor.redo() {
                        let text = state.editor.text().to_owned();
                        self.changed(state, Some(Echo::Passed(text)), shell);
                    }
                    return true;
                }
                _ => {}
            }
        }
        match key.as_ref() {
            Key::Named(Named::Backspace) => self.delete(state, motion(true), shell),
            Key::Named(Named::Delete) if shift => {
                if self.copy(state, clipboard) {
                    self.delete(state, Motion::Left, shell);
                }
            }
            Key::Named(Named::Delete) => self.delete(state, motion(false), shell),
            Key::Named(Named::Insert) if shift => {
                let pasted = clipboard.read(clipboard::Kind::Standard).unwrap_or_default();
                self.insert(state, &pasted, shell);
            }
            Key::Named(Named::Insert) if modifiers.command() => {
                self.copy(state, clipboard);
            }
            Key::Named(Named::ArrowLeft) if !modifiers.alt() || jump => self.go(state, motion(true), shift),
            Key::Named(Named::ArrowRight) if !modifiers.alt() || jump => self.go(state, motion(false), shift),
            Key::Named(Named::Home) => self.go(state, Motion::Start, shift),
            Key::Named(Named::End) => self.go(state, Motion::End, shift),
            Key::Named(Named::Enter) => match &self.on_submit {
                Some(message) => shell.publish(message.clone()),
                None => return false,
            },
            Key::Named(Named::ArrowDown) if modifiers.is_empty() => match &self.on_down {
                Some(message) => shell.publish(message.clone()),
                None => return false,
            },
            Key::Named(Named::Tab | Named::Escape) => return false,
            _ => {
                let typed = text.as_deref().filter(|text| !text.is_empty() && !text.chars().any(char::is_control));
                let plain = !modifiers.command() && !modifiers.logo() || modifiers.alt() && modifiers.control();
                match typed {
                    Some(typed) if plain => self.insert(state, typed, shell),
                    _ => return false,
                }
            }
        }
        true
    }

    fn answer(&self, state: &mut State, request: ActionRequest, shell: &mut Shell<'_, Message>) {
        let length = state.shaped.as_ref().map_or(0, |(shown, ..)| shown.len());
        match (request.action, request.data) {
            (Action::SetTextSelection, Some(ActionData::SetTextSelection(wanted))) => {
                let at = |position| {
                    let byte = state.runs.byte(position, length)?;
                    Some(self.text_byte(state.editor.text(), byte))
                };
                if let (Some(anchor), Some(caret)) = (at(wanted.anchor), at(wanted.focus)) {
                    state.editor.select(anchor, caret);
                }
            }
            (Action::SetValue, Some(ActionData::Value(text))) if self.is_editable(state) => {
                state.editor.replace_all(&text);
                self.changed(state, None, shell);
            }
            (Action::ReplaceSelectedText, Some(ActionData::Value(text))) if self.is_editable(state) => {
                if text.is_empty() {
                    state.editor.delete(Motion::Left);
                } else {
                    state.editor.insert(&text);
                }
                self.changed(state, None, shell);
            }
            (Action::Click, _) => state.seat.claim(),
            _ => {}
        }
    }

    /// The byte of the text at this place of the box.
    fn byte_at(&self, state: &State, place: Point) -> usize {
        let Some((_, _, shaped)) = &state.shaped else { return 0 };
        let shown = shaped.byte_at(Point::new(place.x - self.look.inset() + state.scroll, 0.0));
        self.text_byte(state.editor.text(), shown)
    }

    fn pressed(&self, state: &mut State, place: Point, cursor: Point, shift: bool) {
        let byte = self.byte_at(state, place);
        let click = mouse::Click::new(cursor, mouse::Button::Left, state.click);
        match click.kind() {
            mouse::click::Kind::Single => {
                state.editor.place(byte, shift);
                state.dragging = true;
            }
            mouse::click::Kind::Double if !self.is_secret() => state.editor.select_word(byte),
            _ => state.editor.select(0, state.editor.text().len()),
        }
        state.click = Some(click);
        state.seat.claim();
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

/// The word that this character, typed behind the text, has ended.
fn finished<'a>(text: &'a str, typed: &str) -> Option<&'a str> {
    let mut typed = typed.chars();
    let (Some(sign), None) = (typed.next(), typed.next()) else { return None };
    if belongs_to_word(sign) {
        return None;
    }
    let start = text.char_indices().rev().take_while(|(_, char)| belongs_to_word(*char)).last()?.0;
    let word = &text[start..];
    word.contains(char::is_alphanumeric).then_some(word)
}

fn belongs_to_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '-' | '\'' | '’' | '\u{301}')
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: Color) {
    renderer.fill_quad(renderer::Quad { bounds, ..renderer::Quad::default() }, Background::Color(color));
}

impl<'a, Message: Clone + 'a> From<Entry<'a, Message>> for Element<'a, Message> {
    fn from(entry: Entry<'a, Message>) -> Self {
        Element::new(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::finished;

    #[test]
    fn a_sign_ends_the_word_before_it() {
        assert_eq!(finished("Қара сөздер", " "), Some("сөздер"));
        assert_eq!(finished("алма-кезек", ","), Some("алма-кезек"));
        assert_eq!(finished("Қара", "с"), None);
        assert_eq!(finished("Қара ", " "), None);
        assert_eq!(finished("", "."), None);
        assert_eq!(finished("—", " "), None);
        assert_eq!(finished("Қара", " сөз"), None, "pasted");
    }
}
