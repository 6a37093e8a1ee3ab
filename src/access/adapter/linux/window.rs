//! One window as the bus knows it: its tree, its texts, where it stands, where its caret is.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use accesskit::{
    Action, ActionData, ActionHandler, ActionRequest, ActivationHandler, DeactivationHandler, NodeId, Point, Rect,
    TreeUpdate,
};
use accesskit_consumer::{NodeRef, Tree};

use super::events::{Changes, Event};
use super::gone::Gone;
use super::keystroke::Stroke;
use super::object::{self, TextKind, filter, text_kind};
use super::passage::{InTree, Passage, TREE};
use super::screen::Screen;
use crate::access::bridge::Handler;
use crate::access::semantics::READ_ALOUD;

/// The focus, and the caret in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caret {
    /// What the events come from: the focused control, or the block of a document that the caret is in.
    pub object: NodeId,
    pub offset: Option<usize>,
    /// The part of the selection that lies in this object.
    pub selection: Option<(usize, usize)>,
}

pub(super) struct Window {
    pub number: u64,
    handler: Handler,
    active: Arc<AtomicBool>,
    tree: Option<Tree>,
    pub focused: bool,
    screen: Option<Screen>,
    /// The window without its frame, in the screen's physical pixels.
    inner: Rect,
    /// Announcements are heard as such; otherwise as notifications that show.
    announces: bool,
    /// The last key was none by which screen readers take a text to be read: whatever moves the caret then goes elsewhere.
    leaps: Cell<bool>,
    /// A screen reader has put the caret somewhere, and was told of nothing since.
    put: Cell<bool>,
    passages: RefCell<HashMap<NodeId, Rc<Passage>>>,
    children: RefCell<HashMap<NodeId, Rc<Vec<NodeId>>>>,
    blocks: RefCell<HashMap<NodeId, Rc<Vec<NodeId>>>>,
    pub gone: Gone,
}

impl Window {
    pub fn new(number: u64, handler: Handler, active: Arc<AtomicBool>, on_x: Option<u32>) -> Self {
        Self {
            number,
            handler,
            active,
            tree: None,
            focused: false,
            screen: on_x.and_then(Screen::of),
            inner: Rect::ZERO,
            announces: false,
            leaps: Cell::new(false),
            put: Cell::new(false),
            passages: RefCell::default(),
            children: RefCell::default(),
            blocks: RefCell::default(),
            gone: Gone::default(),
        }
    }

    pub fn is_active(&self) -> bool {
        self.active.load(Ordering::SeqCst)
    }

    /// Asks the interface for its tree, and for every change from then on.
    pub fn activate(&mut self) {
        if !self.active.swap(true, Ordering::SeqCst) {
            self.handler.request_initial_tree();
        }
    }

    /// Nobody listens any more.
    pub fn deactivate(&mut self) {
        if self.active.swap(false, Ordering::SeqCst) {
            self.handler.deactivate_accessibility();
        }
        self.tree = None;
        self.forget();
    }

    fn forget(&self) {
        self.passages.borrow_mut().clear();
        self.children.borrow_mut().clear();
        self.blocks.borrow_mut().clear();
    }

    pub fn has_tree(&self) -> bool {
        self.tree.is_some()
    }

    /// Takes an update over and says what has changed. One that does not fit the tree costs the tree; the whole is asked
    /// for again.
    pub fn update(&mut self, update: TreeUpdate) -> Vec<Event> {
        let whole = update.tree.is_some();
        if self.tree.is_none() && !whole {
            return Vec::new();
        }
        let before = self.caret();
        let mut changes = Changes::new(self.announces);
        let tree = self.tree.take();
        let focused = self.focused;
        let grown = catch_unwind(AssertUnwindSafe(|| match tree {
            Some(mut tree) => {
                tree.update_and_process_changes(update, &mut changes);
                tree
            }
            None => Tree::new(update, focused),
        }));
        let fresh = before.is_none() && whole;
        self.forget();
        match grown {
            Ok(tree) => self.tree = Some(tree),
            Err(_) => {
                tracing::error!("an update did not fit the accessibility tree");
                self.handler.request_initial_tree();
                return Vec::new();
            }
        }
        self.gone.add(changes.gone.iter().copied());
        let mut events = changes.finish();
        if fresh {
            events.extend(self.appeared());
        }
        self.moved(before, &mut events);
        events
    }

    pub fn focus(&mut self, focused: bool) -> Vec<Event> {
        if self.focused == focused {
            return Vec::new();
        }
        self.focused = focused;
        let before = self.caret();
        let Some(tree) = &mut self.tree else { return Vec::new() };
        let mut changes = Changes::new(self.announces);
        tree.update_host_focus_state_and_process_changes(focused, &mut changes);
        self.forget();
        let mut events = Vec::new();
        if let Some(root) = self.root() {
            events.push(Event::window(root.id_in_tree(), focused, object::name(root)));
            events.push(Event::state(root.id_in_tree(), "active", focused));
        }
        events.extend(changes.finish());
        self.moved(before, &mut events);
        events
    }

    /// The window is new to those who listen.
    fn appeared(&self) -> Vec<Event> {
        let Some(root) = self.root().filter(|_| self.focused) else { return Vec::new() };
        vec![
            Event::window(root.id_in_tree(), true, object::name(root)),
            Event::state(root.id_in_tree(), "active", true),
        ]
    }

    /// A key went down in this window.
    pub fn key(&self, stroke: &Stroke) {
        if !stroke.released && !stroke.is_modifier() {
            self.leaps.set(!stroke.reads());
            self.put.set(false);
        }
    }

    /// Tells where the focus and the caret have gone. Of a new object either the focus is told first, which makes a
    /// screen reader say the whole object with its role, or the caret, which makes it say what was passed: the first for
    /// whatever has a structure to be told of and after a leap, the second among the paragraphs of running text.
    fn moved(&self, before: Option<Caret>, events: &mut Vec<Event>) {
        let now = self.caret();
        if before == now {
            return;
        }
        let object = |caret: &Option<Caret>| caret.as_ref().map(|caret| caret.object);
        let refocused = object(&before) != object(&now);
        let Some(caret) = now else {
            events.extend(object(&before).map(|id| Event::state(id, "focused", false)));
            return;
        };
        let place =
            caret.offset.filter(|_| refocused || before.as_ref().is_none_or(|before| before.offset != caret.offset));
        let place = place.map(|offset| Event::caret(caret.object, offset));
        let selected = caret.selection.is_some() || before.as_ref().is_some_and(|before| before.selection.is_some());
        let selected = selected && before.as_ref().is_none_or(|before| before.selection != caret.selection);
        let focus = refocused.then(|| Event::state(caret.object, "focused", true));
        // While the program reads aloud nothing but the caret goes along: who is told of an object would talk into it.
        let read_aloud =
            self.root().is_some_and(|root| root.tree_state.focus_in_tree().class_name() == Some(READ_ALOUD));
        let plain = |id: NodeId| self.node(id).is_some_and(object::is_plain);
        let running =
            !self.leaps.get() && before.as_ref().is_some_and(|before| plain(before.object)) && plain(caret.object);
        // Where a screen reader has put the caret it is itself; while it reads in one go it may be further by now, and would
        // say once more what it is told of as the new focus. Of a cell it must hear, to know from where the next one is.
        let is_cell = self.node(caret.object).is_some_and(|node| object::is_cell(node.role()));
        let put = self.put.take() && !is_cell;
        match running || read_aloud || put {
            true => events.extend(place.into_iter().chain(focus)),
            false => events.extend(focus.into_iter().chain(place)),
        }
        if selected {
            events.push(Event::selection(caret.object));
        }
        if refocused {
            let gone = object(&before).filter(|id| self.node(*id).is_some());
            events.extend(gone.map(|id| Event::state(id, "focused", false)));
        }
    }

    pub fn root(&self) -> Option<NodeRef<'_>> {
        self.tree.as_ref().map(|tree| tree.state().root())
    }

    pub fn node(&self, id: NodeId) -> Option<NodeRef<'_>> {
        self.tree.as_ref()?.state().node_by_tree_local_id(id, TREE)
    }

    /// The focus while the window has the keyboard.
    pub fn caret(&self) -> Option<Caret> {
        let focus = self.tree.as_ref()?.state().focus()?;
        let own = focus.id_in_tree();
        if text_kind(focus) != Some(TextKind::Whole) {
            let offset = self.offset_in(focus);
            return Some(Caret { object: own, offset, selection: self.selection_in(focus) });
        }
        let block =
            focus.raw_text_selection().and_then(|selection| self.node(selection.focus.node)).and_then(object::block_of);
        Some(match block {
            Some(block) => {
                Caret { object: block.id_in_tree(), offset: self.offset_in(block), selection: self.selection_in(block) }
            }
            None => Caret { object: own, offset: None, selection: None },
        })
    }

    pub fn is_focus(&self, id: NodeId) -> bool {
        let focus = self.tree.as_ref().and_then(|tree| tree.state().focus());
        focus.is_some_and(|focus| focus.id_in_tree() == id) || self.caret().is_some_and(|caret| caret.object == id)
    }

    /// The node that holds the selection which reaches into this text: itself, or the document around.
    pub fn selector<'a>(&self, node: NodeRef<'a>) -> Option<NodeRef<'a>> {
        let mut next = Some(node);
        while let Some(node) = next {
            if node.raw_text_selection().is_some() {
                return Some(node);
            }
            next = node.parent().filter(|_| text_kind(node) != Some(TextKind::Field));
        }
        None
    }

    /// Where the caret is in this text, if it is in it.
    pub fn offset_in(&self, node: NodeRef<'_>) -> Option<usize> {
        let position = self.selector(node)?.raw_text_selection()?.focus;
        self.passage(node).offset(position)
    }

    /// The part of the selection that lies in this text.
    pub fn selection_in(&self, node: NodeRef<'_>) -> Option<(usize, usize)> {
        let selector = self.selector(node)?;
        let selection = selector.raw_text_selection()?;
        if selection.anchor == selection.focus {
            return None;
        }
        let passage = self.passage(node);
        let ends = match (passage.offset(selection.anchor), passage.offset(selection.focus)) {
            (Some(anchor), Some(focus)) => (anchor, focus),
            (anchor, focus) => {
                let order = self.blocks(selector);
                let place = |id: NodeId| {
                    let block = self.node(id).and_then(object::block_of)?.id_in_tree();
                    order.iter().position(|other| *other == block)
                };
                let here = order.iter().position(|other| *other == node.id_in_tree())?;
                let edge = |id: NodeId| if place(id)? < here { Some(0) } else { Some(passage.len()) };
                (anchor.or_else(|| edge(selection.anchor.node))?, focus.or_else(|| edge(selection.focus.node))?)
            }
        };
        (ends.0 != ends.1).then(|| (ends.0.min(ends.1), ends.0.max(ends.1)))
    }

    /// The text of an object, made once for each state of the tree.
    pub fn passage(&self, node: NodeRef<'_>) -> Rc<Passage> {
        let id = node.id_in_tree();
        if let Some(known) = self.passages.borrow().get(&id) {
            return Rc::clone(known);
        }
        let closed = text_kind(node) == Some(TextKind::Block);
        let passage = Rc::new(Passage::of(node, closed));
        self.passages.borrow_mut().insert(id, Rc::clone(&passage));
        passage
    }

    pub fn children(&self, node: NodeRef<'_>) -> Rc<Vec<NodeId>> {
        let id = node.id_in_tree();
        if let Some(known) = self.children.borrow().get(&id) {
            return Rc::clone(known);
        }
        let mut found = object::ids(node.filtered_children(&filter));
        if self.is_notification(node) {
            found.push(object::label_inside(id));
        }
        let children = Rc::new(found);
        self.children.borrow_mut().insert(id, Rc::clone(&children));
        children
    }

    /// Whether an announcement is told as a notification.
    pub fn is_notification(&self, node: NodeRef<'_>) -> bool {
        !self.announces && node.label_comes_from_value() && object::live(node) != accesskit::Live::Off
    }

    /// Who listens, listens to announcements, or not.
    pub fn set_announces(&mut self, announces: bool) {
        self.announces = announces;
        self.forget();
    }

    /// The texts of a document in reading order.
    pub fn blocks(&self, document: NodeRef<'_>) -> Rc<Vec<NodeId>> {
        fn gather(node: NodeRef<'_>, found: &mut Vec<NodeId>) {
            for child in node.filtered_children(&filter) {
                match text_kind(child) {
                    Some(TextKind::Block) => found.push(child.id_in_tree()),
                    _ => gather(child, found),
                }
            }
        }
        let id = document.id_in_tree();
        if let Some(known) = self.blocks.borrow().get(&id) {
            return Rc::clone(known);
        }
        let mut found = Vec::new();
        gather(document, &mut found);
        let found = Rc::new(found);
        self.blocks.borrow_mut().insert(id, Rc::clone(&found));
        found
    }

    /// The block before and the block behind this one in its document.
    pub fn neighbours(&self, node: NodeRef<'_>) -> (Option<NodeId>, Option<NodeId>) {
        if text_kind(node) != Some(TextKind::Block) {
            return (None, None);
        }
        let mut around = node.parent();
        while let Some(document) = around {
            if text_kind(document) == Some(TextKind::Whole) {
                let blocks = self.blocks(document);
                let here = blocks.iter().position(|id| *id == node.id_in_tree());
                let near = |step: isize| blocks.get(here?.checked_add_signed(step)?).copied();
                return (near(-1), near(1));
            }
            around = document.parent();
        }
        (None, None)
    }

    pub fn ask(&self, target: NodeId, action: Action, data: Option<ActionData>) {
        // What a screen reader moves it speaks of by itself.
        self.leaps.set(false);
        self.put.set(action == Action::SetTextSelection);
        self.handler.clone().do_action(ActionRequest { action, target_tree: TREE, target_node: target, data });
    }

    /// Looks where the window stands now.
    pub fn look(&mut self) -> bool {
        let Some(inner) = self.screen.as_ref().and_then(Screen::place) else { return false };
        std::mem::replace(&mut self.inner, inner) != inner
    }

    /// Where a kind of coordinates begins, in the window's own: 0 of the screen, 1 of the window, 2 of the parent.
    pub fn origin(&self, kind: u32, node: NodeRef<'_>) -> Point {
        match (kind, object::parent(node)) {
            (1, _) => Point::ZERO,
            (2, Some(parent)) => {
                let place = parent.bounding_box().unwrap_or_default().origin();
                Point::new(-place.x, -place.y)
            }
            _ => self.inner.origin(),
        }
    }

    /// A rectangle of the window in these coordinates.
    pub fn place(&self, bounds: Rect, kind: u32, node: NodeRef<'_>) -> (i32, i32, i32, i32) {
        let origin = self.origin(kind, node);
        // The edges are rounded and not the sizes, so that neighbours touch.
        let (x0, y0) = ((bounds.x0 + origin.x).round(), (bounds.y0 + origin.y).round());
        let (x1, y1) = ((bounds.x1 + origin.x).round(), (bounds.y1 + origin.y).round());
        (x0 as i32, y0 as i32, (x1 - x0) as i32, (y1 - y0) as i32)
    }
}
