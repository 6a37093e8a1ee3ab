//! The page as a widget: events in, events out, drawing and telling in step with the session's cursor.

use accesskit::TextSelection;
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{self, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, mouse, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Event as Input, Length, Rectangle, Renderer, Size, Theme, Vector, touch, window};

use super::around::Tellers;
use super::draw::{self, Asides, Marks};
use super::figure::Setup;
use super::modes::Kept;
use super::movement::{Spot, Step, readable};
use super::page::Page;
use super::{Event, Prose};
use crate::access::{Echo, Seat, Subtree, bridge};
use crate::book::{Point, Span, Style, Target};
use crate::reading::{Asked, Command};
use crate::settings::{FigureSettings, Mode, Tables};
use crate::ui::keymap::{self, Act, Chord, Scope};
use crate::ui::pictures::Near;

pub(super) struct State {
    pub(super) seat: Seat,
    id: Option<widget::Id>,
    pub(super) page: Option<Page>,
    pub(super) tellers: Tellers,
    pub(super) asides: Asides,
    pub(super) scroll: f32,
    pub(super) view: f32,
    /// The x that movement by lines keeps to.
    pub(super) goal: Option<f32>,
    /// The cursor as the session has it, or as it will have it when it has heard of the last key.
    pub(super) cursor: Option<Spot>,
    pub(super) anchor: Option<Spot>,
    /// What the view has been moved for.
    followed: (Option<Spot>, Option<Span>),
    /// Where the pointer was pressed, as long as it is.
    pressed: Option<Spot>,
    shift: bool,
    pub(super) kept: Kept,
    /// The pictures that were asked for last.
    near: Near,
}

impl<'a, Message: Clone + 'a> Prose<'a, Message> {
    fn spot(&self, point: Option<Point>) -> Option<Spot> {
        let point = point.filter(|point| point.section == self.index)?;
        readable(self.section, &self.folded, (point.block, point.byte))
    }

    pub(super) fn point(&self, (block, byte): Spot) -> Point {
        Point::new(self.index, block, byte)
    }

    pub(super) fn publish(&self, event: Event, shell: &mut Shell<'_, Message>) {
        if let Some(on_event) = &self.on_event {
            shell.publish(on_event(event));
        }
    }

    fn selection(&self, state: &State) -> Option<Span> {
        let span = Span::between(self.anchor_of(state)?, self.point(state.cursor?));
        (!span.is_empty()).then_some(span)
    }

    /// Where the selection began: here, or in another section, from which it reaches into this one.
    fn anchor_of(&self, state: &State) -> Option<Point> {
        let elsewhere = || self.anchor.filter(|anchor| anchor.section != self.index);
        state.anchor.map(|anchor| self.point(anchor)).or_else(elsewhere)
    }

    /// Lays out for this size, moves the view to what is new, tells.
    fn prepare(&self, state: &mut State, size: Size) {
        let mut follow = false;
        // Where lines are counted one below the other, so are the cells of a table.
        let tables = if self.reading.mode == Mode::Scrolling { self.figures.tables } else { Tables::Records };
        let figures = FigureSettings { tables, ..self.figures };
        let setup = Setup::new(figures, self.pictures, size.height);
        let fits =
            |page: &Page| page.is_for(self.section, &self.page, size.width, &self.folded, &self.language, &setup);
        if !state.page.as_ref().is_some_and(fits) {
            let other = state.page.as_ref().is_none_or(|page| !std::sync::Arc::ptr_eq(&page.section, self.section));
            let page = Page::new(self.section, &self.page, size.width, &self.folded, &self.language, &setup);
            state.page = Some(page);
            state.asides.clear();
            state.kept.clear();
            state.tellers.replace_places(self.index);
            if other {
                state.scroll = 0.0;
                state.goal = None;
            }
            follow = true;
        }
        // Other colours need no other layout.
        if let Some(page) = &mut state.page {
            page.look = self.page;
        }
        follow |= (state.view - size.height).abs() > 0.5;
        state.view = size.height;
        self.follow(state, follow);
        let Some(page) = &mut state.page else { return };
        page.settle(&mut state.scroll, state.view);
        page.held(state.scroll).for_each(|index| page.reach(index));
        self.make_room(state);
        self.prepare_mode(state, size);
        let Some(page) = &mut state.page else { return };
        let (from, to) = page.range(state.scroll - state.view, state.scroll + 2.0 * state.view);
        state.asides.prepare(page, from..to);
        self.tell(state);
    }

    fn tell(&self, state: &mut State) {
        let Some(page) = &state.page else { return };
        let seen = state.scroll - state.view..state.scroll + 2.0 * state.view;
        state.seat.subtree = bridge::is_listened_to().then(|| Subtree {
            origin: Vector::new(0.0, -state.scroll),
            ..state.tellers.tell((page, seen), self.index, &self.around, &self.language, &self.words)
        });
        if state.seat.subtree.is_none() {
            state.tellers.forget();
        }
        let mut semantics = self.stated();
        let told = |spot| state.tellers.position(self.point(spot));
        let focus = state.cursor.and_then(told);
        // Of a selection that began in another section, its beginning or what lies in this one.
        let edge = || {
            let anchor = self.anchor.filter(|anchor| anchor.section != self.index)?;
            let blocks = &self.section.blocks;
            let last = (blocks.len().saturating_sub(1), blocks.last().map_or(0, |block| block.text.len()));
            let start = if anchor.section < self.index { (0, 0) } else { last };
            let edge = readable(self.section, &self.folded, start);
            state.tellers.position(anchor).or_else(|| told(edge?))
        };
        let anchor = state.anchor.and_then(told).or_else(edge).or(focus);
        if let (Some(anchor), Some(focus)) = (anchor, focus) {
            semantics = semantics.with(|node| node.set_text_selection(TextSelection { anchor, focus }));
        }
        let limit = (page.height() - state.view).max(0.0);
        state.seat.semantics = semantics.with(|node| {
            node.set_scroll_y(f64::from(state.scroll));
            node.set_scroll_y_min(0.0);
            node.set_scroll_y_max(f64::from(limit));
        });
    }

    /// Moves the view to the phrase or the caret, when one of them is new or the page is.
    fn follow(&self, state: &mut State, always: bool) {
        let wanted = (state.cursor, self.highlight.filter(|span| span.start.section == self.index));
        let (cursor_new, phrase_new) = (wanted.0 != state.followed.0, wanted.1 != state.followed.1);
        state.followed = wanted;
        let view = state.view;
        let Some(page) = &mut state.page else { return };
        // What is laid out on the way changes where it stands.
        for _ in 0..3 {
            let before = state.scroll;
            page.settle(&mut state.scroll, view);
            match wanted {
                (_, Some(phrase)) if phrase_new || always => {
                    page.bring(phrase.start.block, phrase.start.byte);
                    let start = page.caret(phrase.start.block, phrase.start.byte);
                    let over = page.head_over(phrase.start.block);
                    let end = page.caret(phrase.end.block, phrase.end.byte);
                    let (top, bottom) = (start.y - state.scroll, end.y + end.height - state.scroll);
                    if top < (view * 0.05).max(over) || bottom > view * 0.8 {
                        // In the upper middle; of a long phrase, the beginning.
                        state.scroll = start.y - (view * 0.25).max(over).min((view - start.height).max(0.0));
                    }
                }
                (Some(spot), _) if cursor_new || always => {
                    page.bring(spot.0, spot.1);
                    let caret = page.caret(spot.0, spot.1);
                    let room = caret.height.min((view - caret.height).max(0.0) / 2.0);
                    let least = caret.y + caret.height + room - view;
                    let greatest = caret.y - room - page.head_over(spot.0);
                    state.scroll = state.scroll.max(least).min(greatest);
                }
                _ => {}
            }
            state.scroll = page.clamp(state.scroll, view);
            if (before - state.scroll).abs() < 1.0 {
                break;
            }
        }
    }

    pub(super) fn go(
        &self,
        state: &mut State,
        step: Step,
        forward: bool,
        extend: bool,
        shell: &mut Shell<'_, Message>,
    ) {
        let Some(from) = state.cursor.or_else(|| readable(self.section, &self.folded, (0, 0))) else { return };
        let own = self.mode_step(state, from, step, forward);
        let Some(page) = &mut state.page else { return };
        let target = own.unwrap_or_else(|| page.step(from, step, forward, &mut state.goal, state.view));
        let quiet = self.is_quiet(step) && !extend;
        let Some(target) = target.filter(|target| *target != from) else {
            if quiet {
                return self.pass_on(state, forward, shell);
            }
            if !extend {
                self.leave_page(state, step, forward, shell);
            }
            state.seat.echoes.push(Echo::Edge);
            if !matches!(step, Step::LineEnd) {
                let event = match (forward, extend) {
                    (true, false) => Event::BeyondEnd,
                    (false, false) => Event::BeyondStart,
                    (forward, true) => Event::StretchedBeyond { forward },
                };
                self.publish(event, shell);
            }
            return;
        };
        let heard = page.heard(target, step);
        if extend {
            self.stretch(state, from, target, shell);
            let selected = self.selection(state).map(|span| self.text_of(span)).unwrap_or_default();
            state.seat.echoes.push(Echo::Selected(selected));
        } else if quiet {
            self.show(state, target, shell);
        } else {
            self.place(state, target, shell);
            state.seat.echoes.push(Echo::Passed(heard));
        }
    }

    pub(super) fn place(&self, state: &mut State, spot: Spot, shell: &mut Shell<'_, Message>) {
        state.cursor = Some(spot);
        state.anchor = None;
        self.publish(Event::Placed(self.point(spot)), shell);
    }

    pub(super) fn select(&self, state: &mut State, anchor: Spot, caret: Spot, shell: &mut Shell<'_, Message>) {
        state.anchor = Some(anchor);
        state.cursor = Some(caret);
        self.publish(Event::Selected { anchor: self.point(anchor), caret: self.point(caret) }, shell);
    }

    /// The selection, or a new one from this place, reaches to the caret.
    fn stretch(&self, state: &mut State, from: Spot, caret: Spot, shell: &mut Shell<'_, Message>) {
        match self.anchor_of(state).filter(|anchor| anchor.section != self.index) {
            Some(anchor) => {
                state.cursor = Some(caret);
                self.publish(Event::Selected { anchor, caret: self.point(caret) }, shell);
            }
            None => {
                let anchor = state.anchor.unwrap_or(from);
                self.select(state, anchor, caret, shell);
            }
        }
    }

    /// What of a span lies in this section, a block a line, as the session copies it.
    fn text_of(&self, span: Span) -> String {
        let blocks = self.section.blocks.iter().enumerate();
        let parts: Vec<&str> = blocks
            .filter_map(|(index, block)| {
                let bytes = draw::part_in(Some(span), self.index, index, block)?;
                block.text.get(bytes)
            })
            .collect();
        parts.join("\n").replace('\u{ad}', "")
    }

    pub(super) fn shows_picture(&self, (block, _): Spot) -> bool {
        let block = self.section.blocks.get(block);
        self.pictures.is_some() && block.is_some_and(|block| block.picture(&self.section.href).is_some())
    }

    /// Asks for the pictures that come near, once.
    fn ask_for_pictures(&self, state: &mut State, shell: &mut Shell<'_, Message>) {
        let (Some(page), Some(album)) = (&state.page, self.pictures) else { return };
        let near = page.pictures_near(album, state.scroll, state.view);
        if near != state.near {
            state.near = near.clone();
            if !near.wanted.is_empty() {
                self.publish(Event::PicturesNear(near), shell);
            }
        }
    }

    fn link_at(&self, (block, byte): Spot) -> Option<&Target> {
        let block = self.section.blocks.get(block)?;
        block.inlines.iter().rev().find_map(|inline| match &inline.style {
            Style::Link(target) | Style::NoteReference(target) if inline.range.contains(&byte) => Some(target),
            _ => None,
        })
    }

    /// Whether the key was one of the page's.
    fn key(&self, state: &mut State, event: &keyboard::Event, shell: &mut Shell<'_, Message>) -> bool {
        let keyboard::Event::KeyPressed { key, physical_key, modifiers, .. } = event else { return false };
        let (jump, extend) = (modifiers.jump(), modifiers.shift());
        if is_line_asked(event) {
            if let Some(line) = self.line(state) {
                self.publish(Event::LineAsked(line), shell);
                return true;
            }
            return false;
        }
        let chord = modifiers.command() && !modifiers.alt() && !extend;
        if chord && key.to_latin(*physical_key) == Some('a') {
            let Some(page) = &mut state.page else { return false };
            let ends = [false, true].map(|forward| page.step((0, 0), Step::SectionEnd, forward, &mut None, 0.0));
            if let [Some(start), Some(end)] = ends {
                self.select(state, start, end, shell);
                state.seat.echoes.push(Echo::Selected(String::new()));
            }
            return true;
        }
        if modifiers.logo() && !modifiers.command() || modifiers.alt() && (!jump || modifiers.command()) {
            return false;
        }
        let Key::Named(named) = key else { return false };
        let (step, forward) = match (named, jump) {
            (Named::ArrowLeft, false) => (Step::Character, false),
            (Named::ArrowRight, false) => (Step::Character, true),
            (Named::ArrowLeft, true) => (Step::Word, false),
            (Named::ArrowRight, true) => (Step::Word, true),
            (Named::ArrowUp, false) => (Step::Line, false),
            (Named::ArrowDown, false) => (Step::Line, true),
            (Named::ArrowUp, true) => (Step::Paragraph, false),
            (Named::ArrowDown, true) => (Step::Paragraph, true),
            (Named::PageUp, false) => (Step::Window, false),
            (Named::PageDown, false) => (Step::Window, true),
            (Named::Home, false) => (Step::LineEnd, false),
            (Named::End, false) => (Step::LineEnd, true),
            // Alone they are the book's: to its beginning and its end.
            (Named::Home, true) if extend => (Step::SectionEnd, false),
            (Named::End, true) if extend => (Step::SectionEnd, true),
            (Named::Enter, false) if !extend => {
                let target = state.cursor.and_then(|spot| self.link_at(spot));
                let Some(target) = target.cloned() else { return false };
                self.publish(Event::Activated(target), shell);
                return true;
            }
            // Of a summary that is read aloud, the key that ends all reading stays what it is.
            (Named::Space, false) if !extend && !self.read_aloud => {
                let summary = state.cursor.filter(|spot| self.section.summary_at(spot.0).is_some());
                let Some(spot) = summary else { return false };
                self.publish(Event::Turned(self.point(spot)), shell);
                return true;
            }
            _ => return false,
        };
        self.go(state, step, forward, extend, shell);
        true
    }

    /// The line that the caret is in.
    fn line(&self, state: &mut State) -> Option<Span> {
        let (block, byte) = state.cursor?;
        let page = state.page.as_mut()?;
        page.reach_spot((block, byte));
        let shaped = page.blocks.get(block)?.shaped.as_ref()?;
        let line = shaped.lines.get(shaped.line_of(byte))?;
        Some(Span::between(self.point((block, line.bytes.start)), self.point((block, line.bytes.end))))
    }

    fn under(&self, state: &mut State, place: iced::Point) -> Option<Spot> {
        if self.is_picture() {
            return self.under_picture(state, place);
        }
        let place = self.unmasked(state, place);
        let page = state.page.as_mut()?;
        page.at(page.through(place, state.scroll))
    }
}

/// Slides the wide table under the pointer by the wheel that is turned sideways, or turned with Shift. Whether it did.
fn slide(state: &mut State, place: iced::Point, delta: &mouse::ScrollDelta, size: f32) -> bool {
    let (x, y) = match delta {
        mouse::ScrollDelta::Lines { x, y } => (x * 3.0 * size, y * 3.0 * size),
        mouse::ScrollDelta::Pixels { x, y } => (*x, *y),
    };
    let sideways = if state.shift { x + y } else { x };
    let (scroll, page) = (state.scroll, state.page.as_mut());
    sideways != 0.0 && page.is_some_and(|page| page.slide(page.through(place, scroll), -sideways))
}

/// The key that asks for the line at the caret, which only the page knows.
fn is_line_asked(event: &keyboard::Event) -> bool {
    let act = Act::Read(Command::Say(Asked::Line));
    Chord::of(event).is_some_and(|chord| keymap::chords(Scope::Reader, &act).contains(&chord))
}

impl<'a, Message: Clone + 'a> Widget<Message, Theme, Renderer> for Prose<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            seat: Seat::new(self.stated()),
            id: self.id.clone(),
            page: None,
            tellers: Tellers::default(),
            asides: Asides::default(),
            scroll: 0.0,
            view: 0.0,
            goal: None,
            cursor: self.spot(self.cursor),
            anchor: self.spot(self.anchor),
            followed: (None, None),
            pressed: None,
            shift: false,
            kept: Kept::default(),
            near: Near::default(),
        })
    }

    fn diff(&self, tree: &mut Tree) {
        let state = tree.state.downcast_mut::<State>();
        if state.id != self.id {
            tree.state = Widget::state(self);
            return;
        }
        let cursor = self.spot(self.cursor);
        if cursor != state.cursor {
            state.goal = None;
        }
        state.cursor = cursor;
        state.anchor = self.spot(self.anchor);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let node = layout::atomic(limits, Length::Fill, Length::Fill);
        self.prepare(tree.state.downcast_mut::<State>(), node.size());
        node
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        let state = tree.state.downcast_mut::<State>();
        operation.container(self.id.as_ref(), layout.bounds());
        operation.custom(self.id.as_ref(), layout.bounds(), &mut state.seat);
        operation.focusable(self.id.as_ref(), layout.bounds(), &mut state.seat);
        if let Some(mut anchor) = self.anchor_in(state, layout.bounds()) {
            operation.custom(None, layout.bounds(), &mut anchor);
        }
        operation.traverse(&mut |_| {});
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Input,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        let inside = cursor.position_in(bounds).filter(|_| cursor.is_over(*viewport));
        match event {
            Input::Window(window::Event::RedrawRequested(now)) => {
                for request in std::mem::take(&mut state.seat.pending) {
                    self.answer(state, request, bounds, shell);
                }
                self.prepare(state, bounds.size());
                self.frame(state, *now, shell);
                self.ask_for_pictures(state, shell);
                return;
            }
            Input::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => state.shift = modifiers.shift(),
            _ if shell.is_event_captured() => return,
            Input::Keyboard(event) if state.seat.focused => {
                if !self.key(state, event, shell) {
                    return;
                }
                shell.capture_event();
            }
            Input::Mouse(mouse::Event::WheelScrolled { delta })
                if inside.is_some_and(|place| slide(state, place, delta, self.page.size)) =>
            {
                shell.capture_event();
            }
            Input::Mouse(mouse::Event::WheelScrolled { delta }) if inside.is_some() => {
                let line = self.page.size * self.page.line_height;
                let pixels = match delta {
                    mouse::ScrollDelta::Lines { y, .. } => y * 3.0 * line,
                    mouse::ScrollDelta::Pixels { y, .. } => *y,
                };
                if !self.wheel(state, pixels, shell) {
                    state.scroll -= pixels;
                }
                shell.capture_event();
            }
            Input::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Input::Touch(touch::Event::FingerPressed { .. }) => {
                let Some(spot) = inside.and_then(|place| self.under(state, place)) else { return };
                state.seat.claim();
                state.goal = None;
                match state.cursor.filter(|_| state.shift) {
                    Some(from) => self.stretch(state, from, spot, shell),
                    None => self.place(state, spot, shell),
                }
                state.pressed = Some(spot);
                shell.capture_event();
            }
            Input::Mouse(mouse::Event::CursorMoved { .. }) | Input::Touch(touch::Event::FingerMoved { .. }) => {
                let (Some(from), Some(place)) = (state.pressed, cursor.position_from(bounds.position())) else {
                    return;
                };
                match self.under(state, place) {
                    Some(spot) if Some(spot) != state.cursor => self.select(state, from, spot, shell),
                    _ => return,
                }
                shell.capture_event();
            }
            Input::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Input::Touch(touch::Event::FingerLifted { .. }) => {
                let Some(from) = state.pressed.take() else { return };
                let spot = inside.and_then(|place| self.under(state, place));
                match self.link_at(from) {
                    _ if spot != Some(from) => {}
                    Some(target) => self.publish(Event::Activated(target.clone()), shell),
                    None if self.shows_picture(from) => self.publish(Event::Followed(self.point(from)), shell),
                    None if self.section.summary_at(from.0).is_some() => {
                        self.publish(Event::Turned(self.point(from)), shell);
                    }
                    None => {}
                }
                shell.capture_event();
            }
            Input::Touch(touch::Event::FingerLost { .. }) => state.pressed = None,
            _ => return,
        }
        shell.request_redraw();
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
        let (Some(page), Some(clip)) = (&state.page, bounds.intersection(viewport)) else { return };
        let caret = state.cursor.and_then(|(block, byte)| {
            let origin = page.origin(block);
            let shaped = page.blocks.get(block)?.shaped.as_ref()?;
            Some(shaped.caret(byte) + Vector::new(origin.x, origin.y))
        });
        let marks = Marks {
            pictures: self.pictures,
            section: self.index,
            kept: &self.marks,
            highlight: self.highlight,
            word: self.word.filter(|_| self.highlight.is_some()),
            selection: self.selection(state),
            caret,
            focused: state.seat.focused,
            look: None,
        };
        if !self.draw_mode(state, renderer, &marks, bounds, clip) {
            draw::page(renderer, page, &state.asides, &marks, bounds, state.scroll, clip);
        }
        if state.seat.focused {
            // Over the page, which is a layer of its own.
            let alone = self.reading.mode == Mode::OneLine;
            renderer.with_layer(clip, |renderer| draw::ring(renderer, &self.page.look, bounds, alone));
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        let Some(place) = cursor.position_in(layout.bounds()) else { return mouse::Interaction::None };
        let page = state.page.as_ref();
        let over = if self.is_picture() {
            self.under_picture(state, place)
        } else {
            page.and_then(|page| page.spot_at(page.through(place, state.scroll)))
        };
        let pressed = |spot: Spot| {
            self.link_at(spot).is_some() || self.shows_picture(spot) || self.section.summary_at(spot.0).is_some()
        };
        match over.is_some_and(pressed) {
            true => mouse::Interaction::Pointer,
            false => mouse::Interaction::Text,
        }
    }
}
