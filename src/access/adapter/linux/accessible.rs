//! The interfaces that say what an object is and where: Accessible, Application, Component, Action, Image, Value,
//! Selection, Document.

use accesskit::{Action, ActionData, NodeId, Point, Rect, ScrollHint};
use accesskit_consumer::NodeRef;
use atspi_common::{RelationType, Role as AtSpi, State};
use zbus::zvariant::{OwnedValue, Value};

use super::call::{Answer, Call, Reference, Refusal, long, text, value};
use super::object::{self, TextKind, filter, text_kind};
use super::passage::InTree;
use super::window::Window;

/// An object of a window that is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub window: &'a Window,
    pub node: NodeRef<'a>,
}

impl<'a> Asked<'a> {
    pub fn id(&self) -> NodeId {
        self.node.id_in_tree()
    }

    pub fn role(&self) -> AtSpi {
        if self.window.is_notification(self.node) { AtSpi::Notification } else { super::role::role(self.node) }
    }

    fn do_action(&self, action: Action, data: Option<ActionData>) -> bool {
        self.window.ask(self.id(), action, data);
        true
    }

    fn child(&self, index: i32) -> Option<NodeId> {
        self.window.children(self.node).get(usize::try_from(index).ok()?).copied()
    }

    pub fn index_in_parent(&self) -> i32 {
        let Some(parent) = object::parent(self.node) else { return 0 };
        let children = self.window.children(parent);
        children.iter().position(|id| *id == self.id()).map_or(-1, |index| index as i32)
    }

    // Accessible

    pub fn accessible(&self, call: &Call<'_>) -> Answer {
        match call.member() {
            "GetChildAtIndex" => {
                let child = self.child(call.args()?);
                call.reply_reference(call.reference_or_nothing(self.window, child))
            }
            "GetChildren" => call.reply(&call.references(self.window, &self.window.children(self.node))),
            "GetIndexInParent" => call.reply(&self.index_in_parent()),
            "GetRelationSet" => call.reply(&self.relations(call)),
            "GetRole" => call.reply(&(self.role() as u32)),
            "GetRoleName" => call.reply(&self.role().name()),
            "GetLocalizedRoleName" => call.reply(&self.node.role_description().unwrap_or_else(|| self.role().name())),
            "GetState" => {
                let mut states = object::states(self.node, self.window.focused);
                if self.window.is_focus(self.id()) {
                    states.insert(State::Focused);
                }
                let bits = states.bits();
                call.reply(&vec![bits as u32, (bits >> 32) as u32])
            }
            "GetAttributes" => call.reply(&object::attributes(self.node)),
            "GetApplication" => call.reply_reference(call.application()),
            "GetInterfaces" => {
                let names: Vec<String> = object::interfaces(self.node).into_iter().map(long).collect();
                call.reply(&names)
            }
            _ => Err(Refusal::Method),
        }
    }

    /// The label inside a notification.
    pub fn label(&self, call: &Call<'_>) -> Answer {
        let states = State::Enabled | State::Sensitive | State::Showing | State::Visible;
        let bits = states.bits();
        match call.member() {
            "GetRole" => call.reply(&(AtSpi::Label as u32)),
            "GetRoleName" | "GetLocalizedRoleName" => call.reply(&AtSpi::Label.name()),
            "GetState" => call.reply(&vec![bits as u32, (bits >> 32) as u32]),
            "GetChildren" => call.reply(&Vec::<Reference>::new()),
            "GetChildAtIndex" => call.reply_reference(call.reference_or_nothing(self.window, None)),
            "GetIndexInParent" => call.reply(&0_i32),
            "GetRelationSet" => call.reply(&Vec::<(u32, Vec<Reference>)>::new()),
            "GetInterfaces" => call.reply(&vec![long("Accessible"), long("Component")]),
            "GetAttributes" | "GetApplication" => self.accessible(call),
            _ => self.component(call),
        }
    }

    pub fn label_property(&self, name: &str, call: &Call<'_>) -> Result<OwnedValue, Refusal> {
        match name {
            "Name" => text(&object::name(self.node)),
            "Parent" => value(Value::from(call.reference(self.window, self.id()))),
            "ChildCount" => value(0_i32),
            _ => self.accessible_property(name, call),
        }
    }

    fn relations(&self, call: &Call<'_>) -> Vec<(u32, Vec<Reference>)> {
        let mut found = object::relations(self.node);
        let (before, behind) = self.window.neighbours(self.node);
        for (kind, near) in [(RelationType::FlowsFrom, before), (RelationType::FlowsTo, behind)] {
            if let Some(near) = near {
                found.entry(kind as u32).or_default().push(near);
            }
        }
        let told = |id: &NodeId| self.window.node(*id).is_some_and(object::is_told);
        found
            .into_iter()
            .map(|(kind, ids)| (kind, ids.into_iter().filter(told).collect::<Vec<_>>()))
            .filter(|(_, ids)| !ids.is_empty())
            .map(|(kind, ids)| (kind, call.references(self.window, &ids)))
            .collect()
    }

    pub fn accessible_property(&self, name: &str, call: &Call<'_>) -> Result<OwnedValue, Refusal> {
        match name {
            "Name" if self.window.is_notification(self.node) => text(""),
            "Name" => text(&object::name(self.node)),
            "Description" => text(&self.node.description().unwrap_or_default()),
            "Parent" => value(Value::from(match object::parent(self.node) {
                Some(parent) => call.reference(self.window, parent.id_in_tree()),
                None => call.application(),
            })),
            "ChildCount" => value(self.window.children(self.node).len() as i32),
            "Locale" => text(&object::locale(self.node)),
            "AccessibleId" => text(self.node.author_id().unwrap_or_default()),
            "HelpText" => text(self.node.data().tooltip().unwrap_or_default()),
            _ => Err(Refusal::Property),
        }
    }

    // Component

    pub fn bounds(&self) -> Rect {
        let own = self.node.bounding_box();
        // A container without a place of its own is where its parts are.
        own.or_else(|| {
            let parts = self.node.filtered_children(&filter).filter_map(|child| child.bounding_box());
            parts.reduce(|one, other| one.union(other))
        })
        .unwrap_or_default()
    }

    pub fn extents(&self, kind: u32) -> (i32, i32, i32, i32) {
        self.window.place(self.bounds(), kind, self.node)
    }

    /// A place in these coordinates, in the window's.
    pub fn point(&self, x: i32, y: i32, kind: u32) -> Point {
        let origin = self.window.origin(kind, self.node);
        Point::new(f64::from(x) - origin.x, f64::from(y) - origin.y)
    }

    pub fn component(&self, call: &Call<'_>) -> Answer {
        match call.member() {
            "Contains" => {
                let (x, y, kind) = call.args()?;
                call.reply(&self.bounds().contains(self.point(x, y, kind)))
            }
            "GetAccessibleAtPoint" => {
                let (x, y, kind) = call.args()?;
                let place = self.node.transform().inverse() * self.point(x, y, kind);
                let found = self.node.node_at_point(place, &filter).map(|node| node.id_in_tree());
                call.reply_reference(call.reference_or_nothing(self.window, found))
            }
            "GetExtents" => call.reply(&(self.extents(call.args()?),)),
            "GetPosition" => {
                let (x, y, ..) = self.extents(call.args()?);
                call.reply(&(x, y))
            }
            "GetSize" => {
                let (.., width, height) = self.extents(1);
                call.reply(&(width, height))
            }
            "GetLayer" => call.reply(&if self.node.is_root() { 7_u32 } else { 3_u32 }),
            "GetMDIZOrder" => call.reply(&0_i16),
            "GetAlpha" => call.reply(&1.0_f64),
            "GrabFocus" => call.reply(&self.grab_focus()),
            "SetExtents" | "SetPosition" | "SetSize" => call.reply(&false),
            "ScrollTo" => call.reply(&self.scroll_to(call.args()?)),
            "ScrollToPoint" => {
                let (kind, x, y): (u32, i32, i32) = call.args()?;
                let point = self.point(x, y, kind);
                call.reply(&self.do_action(Action::ScrollToPoint, Some(ActionData::ScrollToPoint(point))))
            }
            _ => Err(Refusal::Method),
        }
    }

    /// A block of a document takes the focus by taking the caret.
    fn grab_focus(&self) -> bool {
        if self.node.is_focusable(&filter) {
            return self.do_action(Action::Focus, None);
        }
        let document = self.window.selector(self.node).filter(|node| text_kind(*node) == Some(TextKind::Whole));
        document.is_some_and(|document| {
            self.window.ask(document.id_in_tree(), Action::Focus, None);
            self.window.offset_in(self.node).is_some() || self.set_caret(0)
        })
    }

    pub fn scroll_to(&self, kind: u32) -> bool {
        let hints = [
            ScrollHint::TopLeft,
            ScrollHint::BottomRight,
            ScrollHint::TopEdge,
            ScrollHint::BottomEdge,
            ScrollHint::LeftEdge,
            ScrollHint::RightEdge,
        ];
        let hint = hints.get(kind as usize).copied().map(ActionData::ScrollHint);
        // A control of ours is scrolled to by the window's root, which takes no hints.
        let hint = hint.filter(|_| !self.node.is_focusable(&filter));
        self.do_action(Action::ScrollIntoView, hint)
    }

    // Action

    pub fn action(&self, call: &Call<'_>) -> Answer {
        let actions = object::actions(self.node);
        let keys = self.node.data().keyboard_shortcut().unwrap_or_default();
        let keys_of = |action: Action| if action == Action::Click { keys } else { "" };
        let at = |index: i32| actions.get(usize::try_from(index).ok()?).copied();
        match call.member() {
            "GetName" | "GetLocalizedName" => call.reply(&at(call.args()?).map_or("", |(_, name)| name)),
            "GetDescription" => {
                at(call.args()?);
                call.reply(&"")
            }
            "GetKeyBinding" => call.reply(&at(call.args()?).map_or("", |(action, _)| keys_of(action))),
            "GetActions" => {
                let all: Vec<_> = actions.iter().map(|(action, name)| (*name, "", keys_of(*action))).collect();
                call.reply(&all)
            }
            "DoAction" => {
                let done = at(call.args()?).is_some_and(|(action, _)| self.do_action(action, None));
                call.reply(&done)
            }
            _ => Err(Refusal::Method),
        }
    }

    // Image

    pub fn image(&self, call: &Call<'_>) -> Answer {
        match call.member() {
            "GetImageExtents" => call.reply(&(self.extents(call.args()?),)),
            "GetImagePosition" => {
                let (x, y, ..) = self.extents(call.args()?);
                call.reply(&(x, y))
            }
            "GetImageSize" => {
                let (.., width, height) = self.extents(1);
                call.reply(&(width, height))
            }
            _ => Err(Refusal::Method),
        }
    }

    pub fn image_property(&self, name: &str) -> Result<OwnedValue, Refusal> {
        match name {
            "ImageDescription" => text(&self.node.description().unwrap_or_else(|| object::name(self.node))),
            "ImageLocale" => text(&object::locale(self.node)),
            _ => Err(Refusal::Property),
        }
    }

    // Value

    pub fn value_property(&self, name: &str) -> Result<OwnedValue, Refusal> {
        let number = |found: Option<f64>| value(found.unwrap_or_default());
        match name {
            "MinimumValue" => number(self.node.min_numeric_value()),
            "MaximumValue" => number(self.node.max_numeric_value()),
            "MinimumIncrement" => number(self.node.numeric_value_step()),
            "CurrentValue" => number(self.node.numeric_value()),
            "Text" => text(self.node.data().value().unwrap_or_default()),
            _ => Err(Refusal::Property),
        }
    }

    pub fn set_value(&self, wanted: f64) {
        self.do_action(Action::SetValue, Some(ActionData::NumericValue(wanted)));
    }

    // Selection

    fn selected(&self) -> Vec<NodeId> {
        object::ids(self.node.items(&filter).filter(|item| item.is_selected() == Some(true)))
    }

    /// Chooses, or takes the choice back, where that is another state than now.
    fn choose(&self, child: Option<NodeId>, chosen: bool) -> bool {
        let Some(child) = child.and_then(|id| self.window.node(id)) else { return false };
        if child.is_selected() == Some(chosen) {
            return true;
        }
        let can = child.is_selectable() && child.is_clickable(&filter);
        if can {
            self.window.ask(child.id_in_tree(), Action::Click, None);
        }
        can
    }

    pub fn selection(&self, call: &Call<'_>) -> Answer {
        let selected = self.selected();
        let nth = |index: i32| selected.get(usize::try_from(index).ok()?).copied();
        match call.member() {
            "GetSelectedChild" => call.reply_reference(call.reference_or_nothing(self.window, nth(call.args()?))),
            "SelectChild" => call.reply(&self.choose(self.child(call.args()?), true)),
            "DeselectChild" => call.reply(&self.choose(self.child(call.args()?), false)),
            "DeselectSelectedChild" => call.reply(&self.choose(nth(call.args()?), false)),
            "IsChildSelected" => {
                let child = self.child(call.args()?);
                call.reply(&child.is_some_and(|child| selected.contains(&child)))
            }
            "SelectAll" | "ClearSelection" => call.reply(&false),
            _ => Err(Refusal::Method),
        }
    }

    pub fn selection_property(&self, name: &str) -> Result<OwnedValue, Refusal> {
        match name {
            "NSelectedChildren" => value(self.selected().len() as i32),
            _ => Err(Refusal::Property),
        }
    }
}
