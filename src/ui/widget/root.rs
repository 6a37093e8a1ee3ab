//! The root of a window: order of focus, keys that walk it, the accessibility tree, announcements.
//!
//! Keys as in <https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/>: Tab and Shift+Tab go round, arrows walk
//! inside a group, a dialog keeps the focus until it closes and gives it back.

mod order;
mod words;

use std::collections::HashMap;
use std::mem;
use std::time::{Duration, Instant};

use accesskit::{Action, ActionRequest, NodeId};
use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, mouse, overlay, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Event, Length, Rectangle, Renderer, Size, Theme, Vector, touch, window};

use super::Element;
use super::type_ahead::{self, Names, TypeAhead};
use crate::access::survey::{Deliver, FocusOn, ScrollTo, Stop, Survey};
use crate::access::tree::{Ledger, Window};
use crate::access::{Announcement, Cause, Echo, Entered, Roving, Spoken, announce, bridge};
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
    foreign: Foreign,
    typing: TypeAhead,
}

impl<'a, Message: 'a> Root<'a, Message> {
    fn walk(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
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
        let target = iced::Point::new(scroll.translation.x, wanted);
        self.walk(tree, layout, renderer, &mut ScrollTo::new(vec![(part, target)]));
        true
    }

    /// Exactly one control has the focus, as long as there is one that can have it.
    fn settle(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, survey: &Survey) -> bool {
        let state = tree.state.downcast_mut::<State>();
        let before = state.focus;
        let mut back_to = None;

        // Dialogs that have closed give the focus back; one that has opened remembers it.
        while let Some(trapped) = state.trapped.last().copied().filter(|last| !survey.traps.contains(&last.trap)) {
            state.trapped.pop();
            back_to = trapped.back_to.or(back_to);
        }
        for trap in &survey.traps {
            if !state.trapped.iter().any(|trapped| trapped.trap == *trap) {
                state.trapped.push(Trapped { trap: *trap, back_to: before });
                state.opened = Some(*trap);
            }
        }
        if state.opened.is_some_and(|opened| !survey.traps.contains(&opened)) {
            state.opened = None;
        }
        let (index, list) = (state.index, state.list);

        let stops: Vec<&Stop> = survey.reachable().collect();
        let focused: Vec<&&Stop> = stops.iter().filter(|stop| stop.focused).collect();
        let chosen = stops
            .iter()
            .find(|stop| stop.fresh && stop.autofocus)
            .or_else(|| stops.iter().find(|stop| stop.claimed))
            .or_else(|| back_to.and_then(|id| stops.iter().find(|stop| stop.id == id)))
            .or_else(|| focused.iter().find(|stop| Some(stop.id) != before).copied())
            .or_else(|| focused.first().copied())
            .or_else(|| {
                if before.is_none() || stops.iter().all(|stop| stop.fresh) || stops.len() <= index {
                    let last = stops.len().checked_sub(1)?;
                    let place = if before.is_none() || stops.iter().all(|stop| stop.fresh) { 0 } else { last };
                    stops.get(place)
                } else {
                    // When the last row of a list is gone, the one before it is nearer than what follows the list.
                    let kin = |stop: &&&Stop| list.is_some() && stop.group.map(|(id, _)| id) == list;
                    let near = stops.get(index);
                    near.filter(kin).or_else(|| stops[..index].iter().rev().find(kin)).or(near)
                }
            })
            .map(|stop| stop.id);

        let alone = survey.stops.iter().filter(|stop| stop.focused).count() <= 1;
        let right = alone && chosen == stops.iter().find(|stop| stop.focused).map(|stop| stop.id);
        let outside = survey.stops.iter().any(|stop| stop.focused && Some(stop.id) != chosen);
        let state = tree.state.downcast_mut::<State>();
        state.focus = chosen;
        if let Some(index) = stops.iter().position(|stop| Some(stop.id) == chosen) {
            state.index = index;
            state.list = stops[index].group.map(|(id, _)| id);
        }
        if !right || outside {
            self.focus_on(tree, layout, renderer, chosen);
        }
        before != chosen
    }

    /// The keys that walk the focus. Whether the key was one of them.
    fn walk_keys(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        key: &Key,
        modifiers: keyboard::Modifiers,
    ) -> bool {
        let Key::Named(named) = key else { return false };
        if modifiers.control() || modifiers.alt() || modifiers.logo() {
            return false;
        }
        let survey = self.survey(tree, layout, renderer, false);
        self.settle(tree, layout, renderer, &survey);
        let focus = tree.state.downcast_ref::<State>().focus;
        let current = focus.and_then(|id| survey.stop(id));
        match named {
            Named::Tab => {
                let target = order::next_stop(&survey, focus, modifiers.shift());
                if target.is_some() {
                    self.focus_on(tree, layout, renderer, target);
                }
                true
            }
            _ if modifiers.shift() => false,
            Named::ArrowUp | Named::ArrowDown | Named::ArrowLeft | Named::ArrowRight | Named::Home | Named::End => {
                let Some((id, roving)) = current.and_then(|stop| Some((stop.id, stop.group?))) else {
                    return self.page(tree, layout, renderer, &survey, current, *named);
                };
                let Some(target) = order::next_in_group(&survey, roving, id, *named) else { return false };
                if target != id {
                    self.focus_on(tree, layout, renderer, Some(target));
                    if roving.1 == Roving::Choosing {
                        let request = ActionRequest {
                            action: Action::Click,
                            target_tree: accesskit::TreeId::ROOT,
                            target_node: target,
                            data: None,
                        };
                        self.deliver(tree, layout, renderer, vec![request]);
                    }
                }
                true
            }
            Named::PageDown | Named::PageUp => self.page(tree, layout, renderer, &survey, current, *named),
            _ => false,
        }
    }

    /// Letters that are typed into a list. Whether a row begins with them.
    fn type_ahead(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        text: &str,
        modifiers: keyboard::Modifiers,
    ) -> bool {
        let Some(letters) = type_ahead::typed(text) else { return false };
        if modifiers.control() || modifiers.alt() || modifiers.logo() {
            return false;
        }
        let survey = self.survey(tree, layout, renderer, false);
        let focus = tree.state.downcast_ref::<State>().focus;
        let Some(stop) = focus.and_then(|id| survey.stop(id)) else { return false };
        let Some(group) = stop.group.filter(|(_, roving)| *roving == Roving::Vertical) else { return false };
        let members: Vec<NodeId> =
            survey.reachable().filter(|stop| stop.group == Some(group)).map(|stop| stop.id).collect();
        let Some(here) = members.iter().position(|id| *id == stop.id) else { return false };
        let mut all = Names::default();
        self.walk(tree, layout, renderer, &mut all);
        let mut all: HashMap<NodeId, String> = all.0.into_iter().collect();
        let names: Vec<String> = members.iter().map(|id| all.remove(id).unwrap_or_default()).collect();
        let state = tree.state.downcast_mut::<State>();
        let Some(found) = state.typing.find(letters, &names, here, Instant::now()) else { return false };
        self.focus_on(tree, layout, renderer, Some(members[found]));
        true
    }

    /// Scrolls the part that the focus stands in, or the only one.
    fn page(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        survey: &Survey,
        current: Option<&Stop>,
        named: Named,
    ) -> bool {
        let pages = match named {
            Named::PageDown => 0.9,
            Named::PageUp => -0.9,
            Named::ArrowDown => 0.1,
            Named::ArrowUp => -0.1,
            Named::Home => f32::MIN,
            Named::End => f32::MAX,
            _ => return false,
        };
        let part = current.and_then(|stop| stop.scroll).or_else(|| survey.scrolls.len().checked_sub(1));
        part.is_some_and(|part| self.scroll_pages(tree, layout, renderer, survey, part, pages))
    }

    /// A key press silences whoever speaks, before the controls say what follows from it.
    fn hush(&self, state: &mut State, event: &Event, shell: &mut Shell<'_, Message>) {
        let is_control = |key: &Key| matches!(key, Key::Named(Named::Control));
        match event {
            Event::Keyboard(keyboard::Event::KeyPressed { key, repeat, .. }) => {
                state.control_alone = is_control(key) && (state.control_alone || !repeat);
                if let Some(on_press) = self.on_press.as_ref().filter(|_| !repeat) {
                    shell.publish(on_press());
                }
            }
            Event::Keyboard(keyboard::Event::KeyReleased { key, .. })
                if is_control(key) && mem::take(&mut state.control_alone) =>
            {
                if let Some(on_control_alone) = &self.on_control_alone {
                    shell.publish(on_control_alone());
                }
            }
            Event::Mouse(mouse::Event::ButtonPressed(_) | mouse::Event::WheelScrolled { .. })
            | Event::Window(window::Event::Unfocused) => state.control_alone = false,
            _ => {}
        }
    }

    /// After the controls have answered: settle the focus, tell what has changed, push the tree.
    fn frame(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        shell: &mut Shell<'_, Message>,
        now: Instant,
    ) {
        let active = self.window.is_some_and(bridge::is_active);
        // The nodes are collected once, when it is known who has the focus and where everything stands.
        let mut survey = self.survey(tree, layout, renderer, false);
        let came_from = tree.state.downcast_ref::<State>().focus;
        let moved = self.settle(tree, layout, renderer, &survey);
        let focus = tree.state.downcast_ref::<State>().focus;
        if let Some(stop) = focus.filter(|_| moved).and_then(|id| survey.stop(id)) {
            let mut reveal = ScrollTo::reveal(&survey, stop.bounds, stop.scroll, 16.0);
            if !reveal.targets.is_empty() {
                self.walk(tree, layout, renderer, &mut reveal);
                shell.request_redraw();
            }
        }
        if moved || active {
            let echoes = mem::take(&mut survey.echoes);
            survey = self.survey(tree, layout, renderer, active);
            survey.echoes.splice(0..0, echoes);
        }

        for echo in mem::take(&mut survey.echoes) {
            if let Some(on_echo) = &self.on_echo {
                shell.publish(on_echo(echo));
            }
        }
        let spoken = survey.focused().and_then(|stop| stop.spoken.clone());
        // What changes in a field is told by echoes, letter by letter.
        let unchanged = |before: &Spoken, now: &Spoken| match now.is_text() {
            true => *before == Spoken { value: before.value.clone(), ..now.clone() },
            false => before == now,
        };
        let state = tree.state.downcast_mut::<State>();
        let same = match (&state.told, &spoken) {
            (Some(before), Some(now)) => unchanged(before, now),
            (before, now) => before.is_none() == now.is_none(),
        };
        let cause = if moved { Some(Cause::Moved) } else { (!same).then_some(Cause::Changed) };
        let last = state.told.take();
        state.told.clone_from(&spoken);
        let mut spoken = spoken.map(|spoken| match cause {
            Some(Cause::Moved) => {
                let group = mem::replace(&mut state.group, words::group(&survey));
                words::around(&survey, spoken, came_from, group, last.as_ref())
            }
            _ => spoken,
        });
        let mut cause = cause;
        match (cause, &mut spoken, state.choosing.take()) {
            (Some(Cause::Moved), Some(spoken), _) if words::chooses(&survey) => {
                state.choosing = Some((now, spoken.clone()));
            }
            // Its name is being said: it is said whole, with its new state, instead of cut off by the state.
            (Some(Cause::Changed), Some(spoken), Some((at, come))) if now.duration_since(at) < CHOSEN => {
                cause = Some(Cause::Moved);
                *spoken = Spoken { before: come.before, group: come.group, ..spoken.clone() };
            }
            (None, _, choosing) => state.choosing = choosing,
            _ => {}
        }
        let opened = state.opened.take_if(|_| spoken.is_some());
        let opened = opened.and_then(|id| survey.dialogs.iter().find(|(dialog, _)| *dialog == id));
        let announcements = announce::take();
        let tell = |shell: &mut Shell<'_, Message>| {
            if let Some(on_announce) = &self.on_announce {
                for announcement in &announcements {
                    shell.publish(on_announce(announcement.clone()));
                }
            }
        };
        match (cause, spoken, opened, &self.on_focus, &self.on_dialog) {
            // What was announced with a dialog is its question: it comes first.
            (_, Some(control), Some((_, dialog)), _, Some(on_dialog)) => {
                tell(shell);
                let announced = announcements.iter().map(|announcement| announcement.text.clone()).collect();
                shell.publish(on_dialog(Entered { dialog: dialog.clone(), control, announced }));
            }
            (Some(cause), Some(spoken), _, Some(on_focus), _) => {
                shell.publish(on_focus(cause, spoken));
                tell(shell);
            }
            _ => tell(shell),
        }

        let Some(window) = self.window.filter(|_| active) else { return };
        if mem::take(&mut state.moved) {
            bridge::window_moved(window);
        }
        state.ledger.say(announcements);
        let stated = Window {
            title: self.title.clone(),
            language: self.language.clone(),
            size: layout.bounds().size(),
            scale_factor: self.scale_factor,
        };
        let frame = state.ledger.frame(&stated, survey);
        let ledger = &state.ledger;
        bridge::push(window, || ledger.whole(&frame), || ledger.difference(&frame));
        state.ledger.keep(frame);
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
        let redraw = matches!(event, Event::Window(window::Event::RedrawRequested(_)));
        if redraw {
            self.drain(tree, inner, renderer);
        }
        if let (Event::Keyboard(event), Some(id)) = (event, self.window) {
            bridge::key(id, event);
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
            // Before the next key comes, the focus is where the pointer put it.
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. }) => {
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
