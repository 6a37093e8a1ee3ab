//! What a change of the tree is to those who listen.
//!
//! <https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/doc-org.a11y.atspi.Event.Object.html>

use std::collections::HashSet;

use accesskit::{Live, NodeId, Rect, Role};
use accesskit_consumer::{NodeRef, TreeChangeHandler};
use atspi_common::{Role as AtSpi, State, StateSet};

use super::object::{self, TextKind, filter, is_told, live, name, states, text_kind};
use super::passage::{InTree, Passage, stands_inline};

/// What an event carries besides its numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Detail {
    Nothing,
    Text(String),
    Number(f64),
    Object(NodeId),
    Bounds(Rect),
}

/// One event of one object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Event {
    pub object: NodeId,
    /// «Object» or «Window».
    pub class: &'static str,
    pub member: &'static str,
    pub kind: &'static str,
    pub numbers: (i32, i32),
    pub detail: Detail,
}

impl Event {
    fn object(object: NodeId, member: &'static str, kind: &'static str) -> Self {
        Self { object, class: "Object", member, kind, numbers: (0, 0), detail: Detail::Nothing }
    }

    pub fn window(object: NodeId, active: bool, title: String) -> Self {
        let member = if active { "Activate" } else { "Deactivate" };
        Self { class: "Window", detail: Detail::Text(title), ..Self::object(object, member, "") }
    }

    pub fn state(object: NodeId, state: &'static str, on: bool) -> Self {
        Self { numbers: (i32::from(on), 0), ..Self::object(object, "StateChanged", state) }
    }

    pub fn caret(object: NodeId, offset: usize) -> Self {
        Self { numbers: (number(offset), 0), ..Self::object(object, "TextCaretMoved", "") }
    }

    pub fn selection(object: NodeId) -> Self {
        Self::object(object, "TextSelectionChanged", "")
    }

    fn text(object: NodeId, kind: &'static str, start: usize, text: String) -> Self {
        let length = text.chars().count();
        Self {
            numbers: (number(start), number(length)),
            detail: Detail::Text(text),
            ..Self::object(object, "TextChanged", kind)
        }
    }

    fn property(object: NodeId, property: &'static str, detail: Detail) -> Self {
        Self { detail, ..Self::object(object, "PropertyChange", property) }
    }

    fn child(object: NodeId, kind: &'static str, index: usize, child: NodeId) -> Self {
        Self {
            numbers: (number(index), 0),
            detail: Detail::Object(child),
            ..Self::object(object, "ChildrenChanged", kind)
        }
    }

    /// The name by which listeners ask for it, in letters alone: «object», «statechanged», «focused».
    pub fn words(&self) -> [String; 3] {
        [self.class, self.member, self.kind].map(letters)
    }
}

fn number(offset: usize) -> i32 {
    i32::try_from(offset).unwrap_or(i32::MAX)
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The events that somebody listens to, as the registry lists them: «object:text-changed:insert», or in older ones
/// «Object:TextChanged:Insert».
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted(HashSet<Vec<String>>);

impl Wanted {
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(
            names
                .into_iter()
                .map(|name| name.split(':').map(letters).filter(|word| !word.is_empty()).collect())
                .collect(),
        )
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn wants(&self, event: &Event) -> bool {
        let words = event.words();
        (0..=words.len()).any(|count| self.0.contains(&words[..count]))
    }

    pub fn announcements(&self) -> bool {
        self.0.contains(&["object".to_owned(), "announcement".to_owned()][..])
    }
}

/// Of so many children that come or go at once nobody is told one by one: a screen reader asks two or three questions
/// about each, and a book's next chapter has thousands.
const FEW: usize = 64;

/// Gathers events while a tree changes.
pub(super) struct Changes {
    announces: bool,
    events: Vec<Event>,
    /// What has left, and the role that it had.
    pub gone: Vec<(NodeId, AtSpi)>,
    texts: HashSet<NodeId>,
    selections: HashSet<NodeId>,
    /// What has come. What is chosen in it is no news: a screen reader would say every choice of a screen that opens.
    come: HashSet<NodeId>,
    announced: Vec<String>,
}

impl Changes {
    pub fn new(announces: bool) -> Self {
        Self {
            announces,
            events: Vec::new(),
            gone: Vec::new(),
            texts: HashSet::new(),
            selections: HashSet::new(),
            come: HashSet::new(),
            announced: Vec::new(),
        }
    }

    pub fn finish(mut self) -> Vec<Event> {
        // What is wrong with a field describes it and is announced: Orca would say both.
        let announced = &self.announced;
        let again = |text: &str| announced.iter().any(|said| text.starts_with(said.as_str()));
        self.events.retain(|event| {
            event.kind != "accessible-description" || !matches!(&event.detail, Detail::Text(text) if again(text))
        });
        let chosen = self.selections.difference(&self.come).map(|id| Event::object(*id, "SelectionChanged", ""));
        self.events.extend(chosen);
        if self.gone.len() <= FEW {
            self.events.extend(self.gone.iter().map(|(id, _)| Event::state(*id, "defunct", true)));
        }
        self.events
    }

    fn announce(&mut self, node: NodeRef<'_>) {
        let politeness = match live(node) {
            Live::Off => return,
            Live::Polite => 1,
            Live::Assertive => 2,
        };
        let text = name(node);
        if text.is_empty() {
            return;
        }
        let id = node.id_in_tree();
        self.announced.push(text.clone());
        self.events.push(match self.announces {
            true => {
                Event { numbers: (politeness, 0), detail: Detail::Text(text), ..Event::object(id, "Announcement", "") }
            }
            // Older screen readers say a notification when it shows.
            false => Event::state(id, "showing", true),
        });
    }

    /// What was typed and deleted, of the text that this node is or stands in.
    fn text(&mut self, old: NodeRef<'_>, new: NodeRef<'_>) {
        let owners = (owner(old), owner(new));
        let (Some(old), Some(new)) = owners else { return };
        if old.id_in_tree() != new.id_in_tree() || !self.texts.insert(new.id_in_tree()) {
            return;
        }
        let closed = text_kind(new) == Some(TextKind::Block);
        let (before, after) = (Passage::of(old, closed), Passage::of(new, closed));
        if before.text() == after.text() {
            return;
        }
        let same = |pair: &(char, char)| pair.0 == pair.1;
        let start = before.text().chars().zip(after.text().chars()).take_while(same).count();
        let most = before.len().min(after.len()) - start;
        let end = before.text().chars().rev().zip(after.text().chars().rev()).take(most).take_while(same).count();
        let (gone, come) = (before.slice(start..before.len() - end), after.slice(start..after.len() - end));
        let id = new.id_in_tree();
        if !gone.is_empty() {
            self.events.push(Event::text(id, "delete", start, gone.to_owned()));
        }
        if !come.is_empty() {
            self.events.push(Event::text(id, "insert", start, come.to_owned()));
        }
    }

    fn children(&mut self, old: NodeRef<'_>, new: NodeRef<'_>) {
        if old.data().children() == new.data().children() {
            return;
        }
        let before = object::ids(old.filtered_children(&filter));
        let after = object::ids(new.filtered_children(&filter));
        let id = new.id_in_tree();
        let (old_set, new_set): (HashSet<_>, HashSet<_>) = (before.iter().collect(), after.iter().collect());
        let gone = before.iter().enumerate().filter(|(_, child)| !new_set.contains(child));
        let gone = gone.map(|(index, child)| Event::child(id, "remove", index, *child));
        let come = after.iter().enumerate().filter(|(_, child)| !old_set.contains(child));
        let come = come.map(|(index, child)| Event::child(id, "add", index, *child));
        let events: Vec<Event> = gone.chain(come).take(FEW + 1).collect();
        if events.len() <= FEW {
            self.events.extend(events);
        }
    }

    fn choice(&mut self, node: NodeRef<'_>) {
        let container = node.selection_container(&filter).filter(|node| node.is_container_with_selectable_children());
        self.selections.extend(container.map(|node| node.id_in_tree()));
    }

    fn properties(&mut self, old: NodeRef<'_>, new: NodeRef<'_>) {
        let id = new.id_in_tree();
        if name(old) != name(new) {
            self.events.push(Event::property(id, "accessible-name", Detail::Text(name(new))));
            self.announce(new);
        }
        if old.description() != new.description() {
            let text = new.description().unwrap_or_default();
            self.events.push(Event::property(id, "accessible-description", Detail::Text(text)));
        }
        if let Some(value) = new.numeric_value().filter(|value| old.numeric_value() != Some(*value)) {
            self.events.push(Event::property(id, "accessible-value", Detail::Number(value)));
        }
        if old.role() != new.role() {
            self.events.push(Event::property(
                id,
                "accessible-role",
                Detail::Number(f64::from(super::role::role(new) as u32)),
            ));
        }
        let parent = |node: NodeRef<'_>| object::parent(node).map(|parent| parent.id_in_tree());
        if let Some(parent) = parent(new).filter(|now| parent(old) != Some(*now)) {
            self.events.push(Event::property(id, "accessible-parent", Detail::Object(parent)));
        }
        if old.raw_bounds() != new.raw_bounds() || old.direct_transform() != new.direct_transform() {
            let bounds = new.bounding_box();
            self.events.extend(
                bounds.map(|bounds| Event { detail: Detail::Bounds(bounds), ..Event::object(id, "BoundsChanged", "") }),
            );
        }
    }
}

/// The field or block whose text a node is part of.
fn owner(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let mut next = Some(node);
    while let Some(node) = next {
        match text_kind(node) {
            Some(TextKind::Whole) => return None,
            Some(_) => return Some(node),
            None if stands_inline(node) => next = node.parent(),
            None => return None,
        }
    }
    None
}

impl TreeChangeHandler for Changes {
    fn node_added(&mut self, node: &NodeRef<'_>) {
        if is_told(*node) {
            self.come.insert(node.id_in_tree());
            self.announce(*node);
            if node.is_selected() == Some(true) {
                self.choice(*node);
            }
        }
    }

    fn node_updated(&mut self, old: &NodeRef<'_>, new: &NodeRef<'_>) {
        self.text(*old, *new);
        if new.role() == Role::TextRun || !is_told(*new) {
            return;
        }
        if !is_told(*old) {
            self.announce(*new);
            return;
        }
        let (before, after): (StateSet, StateSet) = (states(*old, false), states(*new, false));
        if before != after {
            let changed = State::names().filter(|(state, _)| before.contains(*state) != after.contains(*state));
            let id = new.id_in_tree();
            self.events.extend(changed.map(|(state, name)| Event::state(id, name, after.contains(state))));
        }
        self.properties(*old, *new);
        self.children(*old, *new);
        if old.is_selected() != new.is_selected() {
            self.choice(*new);
        }
    }

    // The window tells of the focus together with the caret.
    fn focus_moved(&mut self, _: Option<&NodeRef<'_>>, _: Option<&NodeRef<'_>>) {}

    fn node_removed(&mut self, node: &NodeRef<'_>) {
        if is_told(*node) {
            self.gone.push((node.id_in_tree(), super::role::role(*node)));
        }
    }
}

trait Names {
    fn names() -> impl Iterator<Item = (State, &'static str)>;
}

impl Names for State {
    /// The states that change while an object lives, by the names that events have for them.
    fn names() -> impl Iterator<Item = (State, &'static str)> {
        [
            (State::Active, "active"),
            (State::Busy, "busy"),
            (State::Checkable, "checkable"),
            (State::Checked, "checked"),
            (State::Editable, "editable"),
            (State::Enabled, "enabled"),
            (State::Expandable, "expandable"),
            (State::Expanded, "expanded"),
            (State::Focusable, "focusable"),
            (State::Indeterminate, "indeterminate"),
            (State::InvalidEntry, "invalid-entry"),
            (State::Modal, "modal"),
            (State::Pressed, "pressed"),
            (State::ReadOnly, "read-only"),
            (State::Required, "required"),
            (State::Selectable, "selectable"),
            (State::Selected, "selected"),
            (State::Sensitive, "sensitive"),
            (State::Visited, "visited"),
        ]
        .into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listeners_are_asked_by_any_beginning_of_a_name() {
        let event = Event::state(NodeId(1), "focused", true);
        for name in ["object:state-changed:focused", "Object:StateChanged:", "object", "object:state-changed"] {
            assert!(Wanted::new([name]).wants(&event), "{name}");
        }
        for name in ["object:state-changed:showing", "window:activate", "object:text-changed"] {
            assert!(!Wanted::new([name]).wants(&event), "{name}");
        }
        assert!(Wanted::new(["object:announcement"]).announcements());
    }
}
