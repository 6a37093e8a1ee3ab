//! One walk over the widgets: the order of the focus, and the nodes of the accessibility tree.
//!
//! Our widgets call `custom` with their [`Seat`] and then `traverse`; so the walk knows whose child is whose. Stock
//! containers only `traverse` and leave no trace.

use std::any::Any;
use std::sync::Arc;

use accesskit::{Affine, Node, NodeId, Rect, Role, Vec2};
use iced::advanced::widget::operation::{Operation, Scrollable};
use iced::advanced::widget::{Id, operation::scrollable::AbsoluteOffset};
use iced::{Point, Rectangle, Vector};

use super::ids::Map;
use super::semantics::{Roving, Seat, Sheet};
use super::spoken::{Echo, Passage, Spoken};

/// A control that can have the focus.
#[derive(Debug, Clone)]
pub struct Stop {
    pub id: NodeId,
    pub widget: Option<Id>,
    /// In the coordinates of its content, that is, without the scrolling of the part it stands in.
    pub bounds: Rectangle,
    pub focused: bool,
    pub claimed: bool,
    pub autofocus: bool,
    /// It was not there at the walk before.
    pub fresh: bool,
    pub selected: bool,
    pub group: Option<(NodeId, Roving)>,
    /// The innermost dialog around it.
    pub trap: Option<NodeId>,
    /// The scrolling part that it stands in, an index into [`Survey::scrolls`].
    pub scroll: Option<usize>,
    pub spoken: Option<Spoken>,
    /// What stands between it and the stop before it.
    pub before: Vec<Passage>,
    /// The innermost named group around it, an index into [`Survey::groups`].
    pub named: Option<usize>,
}

/// A part that scrolls.
#[derive(Debug, Clone, Copy)]
pub struct Scroll {
    pub id: Option<NodeId>,
    pub bounds: Rectangle,
    pub content: Rectangle,
    pub translation: Vector,
    pub parent: Option<usize>,
}

/// The controls' nodes of a frame.
pub type Nodes = Map<Arc<Node>>;

/// What a control has made below itself by itself.
#[derive(Debug, Clone)]
pub struct Graft {
    pub owner: NodeId,
    pub sheet: Sheet,
}

#[derive(Debug)]
struct Frame {
    /// Index into `nodes`; `None` for the top and for scrolling parts, whose children go to the frame below.
    node: Option<usize>,
    /// That node as it was in the frame before.
    before: Option<Arc<Node>>,
    children: Vec<NodeId>,
    group: Option<(NodeId, Roving)>,
    trap: Option<NodeId>,
    named: Option<usize>,
    scroll: Option<usize>,
    /// Scrolling that no node's transform expresses.
    shift: Vector,
}

/// The walk. Give it to the root's `operate`, then take the fields.
#[derive(Debug, Default)]
pub struct Survey {
    /// The nodes of the frame before, when nodes are wanted and not the order of focus alone.
    known: Option<Nodes>,
    pub stops: Vec<Stop>,
    pub scrolls: Vec<Scroll>,
    /// Dialogs, outermost first.
    pub traps: Vec<NodeId>,
    pub nodes: Vec<(NodeId, Arc<Node>)>,
    /// Those that are not as they were in the frame before, by their places in `nodes`.
    pub changed: Vec<usize>,
    pub grafts: Vec<Graft>,
    /// Children of the window.
    pub top: Vec<NodeId>,
    pub echoes: Vec<Echo>,
    /// Named groups, for the own voice.
    pub groups: Vec<(NodeId, String)>,
    /// Dialogs as the own voice tells them.
    pub dialogs: Vec<(NodeId, Spoken)>,
    /// What stands behind the last stop; while the walk goes on, behind the last one so far.
    pub behind: Vec<Passage>,
    /// Whether words are wanted that no control holds.
    words: bool,
    frames: Vec<Frame>,
    next: Option<Frame>,
}

impl Survey {
    /// A walk for the order of focus.
    pub fn new() -> Self {
        Self::default()
    }

    /// A walk for the nodes, too. Those that are as they were are shared with the frame before.
    pub fn collecting(known: Nodes) -> Self {
        Self { known: Some(known), ..Self::default() }
    }

    /// Gives the nodes of the frame before back, when the walk is over.
    pub fn known(&mut self) -> Option<Nodes> {
        self.known.take()
    }

    /// The same walk that also collects the words around the controls.
    pub fn with_words(mut self, words: bool) -> Self {
        self.words = words;
        self
    }

    /// The stops that can be reached now: inside the innermost dialog when there is one.
    pub fn reachable(&self) -> impl Iterator<Item = &Stop> {
        let trap = self.traps.last().copied();
        self.stops.iter().filter(move |stop| trap.is_none() || stop.trap == trap)
    }

    pub fn focused(&self) -> Option<&Stop> {
        self.reachable().find(|stop| stop.focused)
    }

    pub fn stop(&self, id: NodeId) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.id == id)
    }

    fn inherit(&self) -> Frame {
        match self.frames.last() {
            Some(frame) => Frame {
                node: None,
                before: None,
                children: Vec::new(),
                group: frame.group,
                trap: frame.trap,
                named: frame.named,
                scroll: frame.scroll,
                shift: frame.shift,
            },
            None => Frame {
                node: None,
                before: None,
                children: Vec::new(),
                group: None,
                trap: None,
                named: None,
                scroll: None,
                shift: Vector::ZERO,
            },
        }
    }

    fn seat(&mut self, widget: Option<&Id>, bounds: Rectangle, seat: &mut Seat) {
        let mut frame = self.inherit();
        let semantics = &seat.semantics;
        if semantics.focusable {
            self.stops.push(Stop {
                id: seat.id,
                widget: widget.cloned(),
                bounds,
                focused: seat.focused,
                claimed: std::mem::take(&mut seat.claimed),
                autofocus: semantics.autofocus,
                fresh: !std::mem::replace(&mut seat.known, true),
                selected: semantics.node.is_selected() == Some(true),
                group: frame.group,
                trap: frame.trap,
                scroll: frame.scroll,
                spoken: seat.focused.then(|| semantics.spoken()),
                before: std::mem::take(&mut self.behind),
                named: frame.named,
            });
        }
        if self.words {
            if semantics.trap {
                // What lies below a dialog is not told before it.
                self.behind.clear();
                self.dialogs.push((seat.id, semantics.spoken()));
                frame.named = None;
            }
            self.behind.extend(semantics.passage());
            if let Some(name) = semantics.group_name() {
                frame.named = Some(self.groups.len());
                self.groups.push((seat.id, name.to_owned()));
            }
        }
        self.echoes.append(&mut seat.echoes);
        if let Some(roving) = semantics.roving {
            frame.group = Some((seat.id, roving));
        }
        if semantics.trap {
            frame.trap = Some(seat.id);
            frame.group = None;
            self.traps.push(seat.id);
        }
        if let Some(known) = &self.known {
            let place = bounds - frame.shift;
            let same = seat.told.as_ref() == Some(&semantics.node);
            if !same {
                seat.told = Some(semantics.node.clone());
            }
            frame.before = known.get(&seat.id).cloned();
            let before = frame.before.as_ref().filter(|before| same && before.bounds() == Some(rect(place)));
            let node = match (&seat.subtree, before) {
                (None, Some(before)) => Arc::clone(before),
                (None, None) => {
                    let mut node = semantics.node.clone();
                    node.set_bounds(rect(place));
                    Arc::new(node)
                }
                (Some(subtree), _) => {
                    let mut node = semantics.node.clone();
                    let origin = Vector::new(place.x, place.y) + subtree.origin;
                    node.set_bounds(rect(place - origin));
                    node.set_transform(Affine::translate(Vec2::new(f64::from(origin.x), f64::from(origin.y))));
                    for sheet in &subtree.sheets {
                        frame.children.extend(&sheet.tops);
                        self.grafts.push(Graft { owner: seat.id, sheet: sheet.clone() });
                    }
                    Arc::new(node)
                }
            };
            frame.node = Some(self.nodes.len());
            self.nodes.push((seat.id, node));
        }
        self.next = Some(frame);
    }

    fn close(&mut self, frame: Frame) {
        let mut children = frame.children;
        if let Some(index) = frame.node {
            let id = self.nodes[index].0;
            let node = &mut self.nodes[index].1;
            if node.children() != children {
                Arc::make_mut(node).set_children(children);
            }
            // What was stated anew and is as it was is shared, too.
            match frame.before {
                Some(before) if Arc::ptr_eq(&before, node) => {}
                Some(before) if before == *node => *node = before,
                _ => self.changed.push(index),
            }
            children = vec![id];
        }
        match self.frames.last_mut() {
            Some(below) => below.children.extend(children),
            None => self.top.extend(children),
        }
    }
}

/// AccessKit's rectangle.
pub(crate) fn rect(bounds: Rectangle) -> Rect {
    Rect::new(
        f64::from(bounds.x),
        f64::from(bounds.y),
        f64::from(bounds.x + bounds.width),
        f64::from(bounds.y + bounds.height),
    )
}

impl Operation for Survey {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        match self.next.take() {
            Some(frame) => {
                self.frames.push(frame);
                operate(self);
                self.next = None;
                if let Some(frame) = self.frames.pop() {
                    self.close(frame);
                }
            }
            None => operate(self),
        }
    }

    fn custom(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn Any) {
        if let Some(seat) = state.downcast_mut::<Seat>() {
            self.seat(id, bounds, seat);
        }
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        let mut frame = self.inherit();
        let around = self.frames.last().and_then(|frame| frame.node);
        let mut owner = None;
        match around.filter(|&index| self.nodes[index].1.role() == Role::ScrollView) {
            // Its transform carries the scrolling, so that one node changes and not all of its children. The transform
            // also applies to the node's own bounds.
            Some(index) => {
                let (id, node) = &mut self.nodes[index];
                let node = Arc::make_mut(node);
                owner = Some(*id);
                node.set_bounds(rect(bounds - frame.shift + translation));
                node.set_transform(Affine::translate(Vec2::new(-f64::from(translation.x), -f64::from(translation.y))));
                node.set_scroll_y(f64::from(translation.y));
                node.set_scroll_y_min(0.0);
                node.set_scroll_y_max(f64::from((content.height - bounds.height).max(0.0)));
            }
            None => frame.shift += translation,
        }
        self.scrolls.push(Scroll { id: owner, bounds, content, translation, parent: frame.scroll });
        frame.scroll = Some(self.scrolls.len() - 1);
        self.next = Some(frame);
    }
}

/// Moves the focus: to this node and away from all others, or only away.
#[derive(Debug)]
pub struct FocusOn(pub Option<NodeId>);

impl Operation for FocusOn {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        if let Some(seat) = state.downcast_mut::<Seat>() {
            seat.focused = seat.semantics.focusable && Some(seat.id) == self.0;
            seat.claimed = false;
        }
    }
}

/// Hands requests of assistive technology to their controls. What is left over found no control.
#[derive(Debug)]
pub struct Deliver(pub Vec<accesskit::ActionRequest>);

impl Operation for Deliver {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        if let Some(seat) = state.downcast_mut::<Seat>() {
            let below = |id: NodeId| {
                seat.subtree.as_ref().is_some_and(|subtree| subtree.sheets.iter().any(|sheet| sheet.holds(id)))
            };
            let (own, rest) = std::mem::take(&mut self.0)
                .into_iter()
                .partition(|request| request.target_node == seat.id || below(request.target_node));
            self.0 = rest;
            seat.pending.extend::<Vec<_>>(own);
        }
    }
}

/// Scrolls parts, by their number in [`Survey::scrolls`].
#[derive(Debug)]
pub struct ScrollTo {
    pub targets: Vec<(usize, Point)>,
    seen: usize,
}

impl ScrollTo {
    pub fn new(targets: Vec<(usize, Point)>) -> Self {
        Self { targets, seen: 0 }
    }

    /// What has to scroll, and where to, so that these bounds (in the coordinates of the content of this part) are seen
    /// with some room around them. Nothing when they are seen already.
    pub fn reveal(survey: &Survey, bounds: Rectangle, scroll: Option<usize>, room: f32) -> Self {
        let mut targets = Vec::new();
        let mut bounds = bounds;
        let mut next = scroll;
        while let Some((index, part)) = next.and_then(|index| Some((index, survey.scrolls.get(index)?))) {
            let room = room.min((part.bounds.height - bounds.height).max(0.0) / 2.0);
            let least = bounds.y + bounds.height + room - part.bounds.height - part.bounds.y;
            let greatest = bounds.y - room - part.bounds.y;
            let limit = (part.content.height - part.bounds.height).max(0.0);
            // Where it is higher than the part, its beginning is what is shown.
            let wanted = part.translation.y.max(least).min(greatest).clamp(0.0, limit);
            if (wanted - part.translation.y).abs() >= 1.0 {
                targets.push((index, Point::new(part.translation.x, wanted)));
            }
            bounds.y -= wanted;
            next = part.parent;
        }
        Self::new(targets)
    }
}

impl Operation for ScrollTo {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        _bounds: Rectangle,
        _content: Rectangle,
        _translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        if let Some((_, place)) = self.targets.iter().find(|(index, _)| *index == self.seen) {
            state.scroll_to(AbsoluteOffset { x: Some(place.x), y: Some(place.y) });
        }
        self.seen += 1;
    }
}
