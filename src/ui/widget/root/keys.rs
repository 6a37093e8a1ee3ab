//! The keys that walk the focus, type into lists and scroll.

use std::collections::HashMap;
use std::mem;
use std::time::Instant;

use accesskit::{Action, ActionRequest, NodeId};
use iced::advanced::widget::Tree;
use iced::advanced::{Layout, Shell, mouse};
use iced::keyboard::{self, Key, key::Named};
use iced::{Event, Renderer, window};

use super::{Root, State, order};
use crate::access::Roving;
use crate::access::survey::{Stop, Survey};
use crate::ui::widget::type_ahead::{self, GoTo, Names};

impl<'a, Message: 'a> Root<'a, Message> {
    /// The keys that walk the focus. Whether the key was one of them.
    pub(super) fn walk_keys(
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
    pub(super) fn type_ahead(
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
        if let Some((list, names, Some(here))) = all.long.into_iter().find(|(list, ..)| *list == group.0) {
            let state = tree.state.downcast_mut::<State>();
            let Some(row) = state.typing.find(letters, &names, here, Instant::now()) else { return false };
            self.walk(tree, layout, renderer, &mut GoTo { list, row, here: false });
            return true;
        }
        let mut all: HashMap<NodeId, String> = all.all.into_iter().collect();
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
    pub(super) fn hush(&self, state: &mut State, event: &Event, shell: &mut Shell<'_, Message>) {
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
}
