//! What a control says of itself: role, name, value, states and actions, in AccessKit's terms.
//!
//! <https://docs.rs/accesskit/0.25/accesskit/struct.Node.html>

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use accesskit::{Action, ActionRequest, Invalid, Live, Node, NodeId, Role, Toggled};
use iced::Vector;
use iced::advanced::widget::operation::Focusable;

use super::spoken::{Echo, Passage, Spoken};

/// Ids are given out once and never again, so that a screen reader never takes one object for another.
static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// The class of a document that the program is reading aloud, for adapters that would make a screen reader talk into it.
pub const READ_ALOUD: &str = "read-aloud";

/// The class of a part of a document that is told and not shown: what lies before and behind the page.
pub const AROUND: &str = "around";

/// The class of a formula that stands in a line of text and is no block of its own.
pub const INLINE: &str = "inline";

/// The class of a group that begins a printed page and is called by what labels it.
pub const PAGE: &str = "page";

/// A node id that nobody has.
pub fn fresh_id() -> NodeId {
    reserve_ids(1)
}

/// The first of `count` node ids in a row that nobody has.
pub fn reserve_ids(count: u64) -> NodeId {
    NodeId(NEXT_ID.fetch_add(count, Ordering::Relaxed))
}

/// How the arrow keys walk through the focusable children of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roving {
    /// Up, Down, Home and End move the focus; Tab leaves the group.
    Vertical,
    /// Left, Right, Home and End move the focus; Tab leaves the group.
    Horizontal,
    /// All four arrows move the focus and choose at once, as among radio buttons.
    Choosing,
}

/// What a control states: a role and a name at least, the rest by what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Semantics {
    pub(crate) node: Node,
    pub(crate) focusable: bool,
    pub(crate) autofocus: bool,
    pub(crate) roving: Option<Roving>,
    pub(crate) trap: bool,
    /// Position counted from one, and size: for the own voice, which does not read the tree.
    pub(crate) place: Option<(usize, usize)>,
    pub(crate) spoken_value: Option<String>,
    pub(crate) spoken_description: Option<String>,
}

impl Semantics {
    /// A role and a name. A container without a name of its own is given an empty one.
    pub fn new(role: Role, name: impl Into<String>) -> Self {
        let name = name.into();
        let mut node = Node::new(role);
        if !name.is_empty() {
            // A label's text is its value in AccessKit; every other role has its name in the label.
            if role == Role::Label { node.set_value(name) } else { node.set_label(name) }
        }
        Self {
            node,
            focusable: false,
            autofocus: false,
            roving: None,
            trap: false,
            place: None,
            spoken_value: None,
            spoken_description: None,
        }
    }

    pub fn role(&self) -> Role {
        self.node.role()
    }

    pub fn name(&self) -> &str {
        match self.role() {
            Role::Label => self.node.value(),
            _ => self.node.label(),
        }
        .unwrap_or_default()
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.node.set_description(text);
        }
        self
    }

    /// The value in words («14 points», «fast»).
    pub fn value(mut self, text: impl Into<String>) -> Self {
        self.node.set_value(text.into());
        self
    }

    /// Value, least, greatest and step. Allows increment, decrement and setting.
    pub fn numeric(mut self, value: f64, least: f64, greatest: f64, step: f64) -> Self {
        self.node.set_numeric_value(value);
        self.node.set_min_numeric_value(least);
        self.node.set_max_numeric_value(greatest);
        self.node.set_numeric_value_step(step);
        self
    }

    /// The BCP 47 tag, where it differs from the window's.
    pub fn language(mut self, tag: impl Into<String>) -> Self {
        self.node.set_language(tag.into());
        self
    }

    /// The heading's level or the item's depth, counted from one.
    pub fn level(mut self, level: u8) -> Self {
        self.node.set_level(usize::from(level.max(1)) - 1);
        self
    }

    /// The place among its sisters, counted from one, and how many they are.
    pub fn position(mut self, position: usize, size: usize) -> Self {
        self.node.set_position_in_set(position.max(1) - 1);
        self.place = Some((position, size));
        self
    }

    /// For a container: how many items it has.
    pub fn size_of_set(mut self, size: usize) -> Self {
        self.node.set_size_of_set(size);
        self
    }

    pub fn toggled(mut self, on: bool) -> Self {
        self.node.set_toggled(if on { Toggled::True } else { Toggled::False });
        self
    }

    pub fn selected(mut self, selected: bool) -> Self {
        self.node.set_selected(selected);
        self
    }

    pub fn expanded(mut self, expanded: bool) -> Self {
        self.node.set_expanded(expanded);
        self.node.add_action(if expanded { Action::Collapse } else { Action::Expand });
        self
    }

    /// Whether what stands below it is open; `None` where nothing does.
    pub fn is_expanded(&self) -> Option<bool> {
        self.node.is_expanded()
    }

    pub fn required(mut self) -> Self {
        self.node.set_required();
        self
    }

    pub fn read_only(mut self) -> Self {
        self.node.set_read_only();
        self
    }

    pub fn busy(mut self) -> Self {
        self.node.set_busy();
        self
    }

    /// The control is there but cannot be used now. It keeps its place in the order of focus, so that a reader who
    /// cannot see learns that it exists.
    pub fn disabled(mut self, disabled: bool) -> Self {
        if disabled {
            self.node.set_disabled();
        }
        self
    }

    /// What was entered is wrong; the description says why.
    pub fn invalid(mut self, why: impl Into<String>) -> Self {
        self.node.set_invalid(Invalid::True);
        self.description(why)
    }

    /// A change of its name or value is announced.
    pub fn live(mut self, live: Live) -> Self {
        self.node.set_live(live);
        self
    }

    pub fn shortcut(mut self, keys: impl Into<String>) -> Self {
        self.node.set_keyboard_shortcut(keys.into());
        self
    }

    pub fn placeholder(mut self, text: impl Into<String>) -> Self {
        self.node.set_placeholder(text.into());
        self
    }

    pub fn action(mut self, action: Action) -> Self {
        self.node.add_action(action);
        self
    }

    /// It can have the keyboard focus.
    pub fn focusable(mut self) -> Self {
        self.focusable = true;
        self.node.add_action(Action::Focus);
        self.node.add_action(Action::ScrollIntoView);
        self
    }

    /// It gets the focus when it appears on a new screen or in a new dialog.
    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    /// The arrow keys walk through its focusable children, of which one is a stop of Tab.
    pub fn roving(mut self, roving: Roving) -> Self {
        self.roving = Some(roving);
        self
    }

    /// Nothing outside it can be reached while it is there.
    pub fn modal(mut self) -> Self {
        self.trap = true;
        self.node.set_modal();
        self
    }

    /// The value that the own voice says, where it differs from the node's (a text field's is in its runs).
    pub(crate) fn spoken_value(mut self, value: impl Into<String>) -> Self {
        self.spoken_value = Some(value.into());
        self
    }

    /// The description that the own voice says, where it differs from the node's: how something stands is a value for the own
    /// voice, but screen readers read the value of a list's item to nobody.
    pub(crate) fn spoken_description(mut self, description: impl Into<String>) -> Self {
        self.spoken_description = Some(description.into());
        self
    }

    /// Everything else that a node can state.
    pub fn with(mut self, state: impl FnOnce(&mut Node)) -> Self {
        state(&mut self.node);
        self
    }

    /// What the own voice says of it.
    pub fn spoken(&self) -> Spoken {
        let node = &self.node;
        Spoken {
            name: self.name().to_owned(),
            role: node.role(),
            value: match (&self.spoken_value, node.role()) {
                (Some(value), _) => Some(value.clone()),
                (None, Role::Label) => None,
                (None, _) => node.value().map(str::to_owned),
            },
            description: self.spoken_description.clone().or_else(|| node.description().map(str::to_owned)),
            language: node.language().map(str::to_owned),
            toggled: node.toggled().map(|toggled| toggled == Toggled::True),
            selected: node.is_selected(),
            expanded: node.is_expanded(),
            disabled: node.is_disabled(),
            invalid: node.invalid().is_some(),
            required: node.is_required(),
            level: node.level().map(|level| level as u8 + 1),
            position: self.place,
            shortcut: node.keyboard_shortcut().map(str::to_owned),
            before: Vec::new(),
            group: None,
        }
    }

    /// What it tells without being a control.
    pub(crate) fn passage(&self) -> Option<Passage> {
        let node = &self.node;
        let words = match node.role() {
            _ if self.focusable => return None,
            Role::Heading | Role::Label | Role::Image => self.name().to_owned(),
            Role::ProgressIndicator => [self.name(), node.value().unwrap_or_default()].join(", "),
            _ => return None,
        };
        let text = words.trim_matches([' ', ',']).to_owned();
        (!text.is_empty()).then(|| Passage { text, language: node.language().map(str::to_owned) })
    }

    /// The name that is told when the focus enters it.
    pub(crate) fn group_name(&self) -> Option<&str> {
        let groups = matches!(
            self.node.role(),
            Role::Group
                | Role::RadioGroup
                | Role::TabList
                | Role::List
                | Role::Navigation
                | Role::Search
                | Role::Form
                | Role::Region
        );
        Some(self.name()).filter(|name| groups && !self.focusable && !name.is_empty())
    }
}

/// Nodes below a control that it makes itself: runs of text, paragraphs of a document.
#[derive(Debug, Clone, Default)]
pub struct Subtree {
    /// In order; each changes by itself.
    pub sheets: Vec<Sheet>,
    /// Where their coordinates begin, from the control's left upper corner. Scrolling changes this alone, and so one
    /// transform.
    pub origin: Vector,
}

/// A part of what a control makes below itself, by which a change in a long document is a small one.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// By which it is known from frame to frame.
    pub id: NodeId,
    /// Grows with every change, so that an unchanged sheet is neither compared nor sent again.
    pub version: u64,
    /// Children of the control, in order.
    pub tops: Vec<NodeId>,
    /// The tops and all nodes below them.
    pub nodes: Arc<Vec<(NodeId, Node)>>,
}

impl Sheet {
    pub(super) fn holds(&self, id: NodeId) -> bool {
        self.nodes.iter().any(|(node, _)| *node == id)
    }
}

/// A control's place in the accessibility tree. It lives in the widget's state and so survives every rebuilt view.
#[derive(Debug)]
pub struct Seat {
    pub id: NodeId,
    pub semantics: Semantics,
    pub focused: bool,
    /// The pointer or the control itself took the focus; the window's root takes it from all others.
    pub claimed: bool,
    /// Actions that assistive technology asks of this control; it answers them in its next `update`.
    pub pending: Vec<ActionRequest>,
    /// What was typed, deleted or passed over since the root last looked.
    pub echoes: Vec<Echo>,
    pub subtree: Option<Subtree>,
    /// What it said when its node was collected last: while it says the same, the node is not made anew.
    pub(crate) told: Option<Node>,
    /// False until the root has seen it, which is how it finds what is new.
    pub known: bool,
}

impl Seat {
    pub fn new(semantics: Semantics) -> Self {
        Self {
            id: fresh_id(),
            semantics,
            focused: false,
            claimed: false,
            pending: Vec::new(),
            echoes: Vec::new(),
            subtree: None,
            told: None,
            known: false,
        }
    }

    pub fn is_enabled(&self) -> bool {
        !self.semantics.node.is_disabled()
    }

    /// Takes the focus, and leaves it to the root to take it from the others.
    pub fn claim(&mut self) {
        self.claimed = !self.focused;
        self.focused = true;
    }
}

impl Focusable for Seat {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.focused = true;
    }

    fn unfocus(&mut self) {
        self.focused = false;
    }
}
