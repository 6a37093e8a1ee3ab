//! From a walk to a `TreeUpdate`: checked before it is pushed, and only what has changed.
//!
//! An inconsistent tree ends the program inside AccessKit, so a fault is mended here and written to the log.

use std::sync::Arc;

use accesskit::{Affine, Node, NodeId, Role, TreeId, TreeInfo, TreeUpdate};
use iced::Size;

use super::announce::Announcement;
use super::ids::{Map, Set};
use super::semantics::fresh_id;
use super::survey::{Graft, Nodes, Survey};

/// What is wrong with a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Two nodes with one id.
    TwiceStated(NodeId),
    /// A node that is the child of two, or twice of one, or of itself.
    TwiceChild(NodeId),
    /// A child that is nowhere.
    Missing(NodeId),
    /// A node that is nobody's child.
    Orphan(NodeId),
    /// The focus is on nothing.
    Focus(NodeId),
}

/// What the window says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    pub title: String,
    /// The interface's language, BCP 47.
    pub language: String,
    pub size: Size,
    pub scale_factor: f32,
}

/// The tree as it was pushed last.
#[derive(Debug)]
pub struct Ledger {
    root: NodeId,
    /// The controls' nodes; what they have made below themselves is kept in `grafts`.
    nodes: Nodes,
    /// By the sheets' ids.
    grafts: Map<Graft>,
    focus: NodeId,
    /// The window itself, of which a new node is made in every frame.
    window: Option<Node>,
    /// The last announcements; each is a node of its own, so that the same sentence twice is said twice.
    said: Vec<(NodeId, Arc<Node>)>,
}

/// A frame's tree, ready to be pushed whole or in part.
#[derive(Debug)]
pub struct Frame {
    /// Nothing but the focus is another than in the frame before.
    same: bool,
    /// The nodes stand as in the frame before: only what they say may be another.
    kin: bool,
    /// The nodes that say something else than in the frame before or are new, by their places in `nodes`.
    changed: Vec<usize>,
    window: Node,
    nodes: Vec<(NodeId, Arc<Node>)>,
    grafts: Vec<Graft>,
    focus: NodeId,
}

/// How many announcements stay in the tree, where flat review and braille can find them again.
const SAID: usize = 3;

impl Default for Ledger {
    fn default() -> Self {
        let root = fresh_id();
        Self { root, nodes: Nodes::default(), grafts: Map::default(), focus: root, window: None, said: Vec::new() }
    }
}

impl Ledger {
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// Adds announcements to the next frame.
    pub fn say(&mut self, announcements: impl IntoIterator<Item = Announcement>) {
        self.said.extend(announcements.into_iter().map(|said| {
            let mut node = Node::new(Role::Label);
            node.set_value(said.text);
            node.set_live(said.politeness.into());
            if let Some(language) = said.language {
                node.set_language(language);
            }
            (fresh_id(), Arc::new(node))
        }));
        let surplus = self.said.len().saturating_sub(SAID.max(1));
        // All of one frame are said; only older ones go.
        let fresh = self.said.iter().filter(|(id, _)| !self.nodes.contains_key(id)).count();
        self.said.drain(..surplus.min(self.said.len() - fresh));
    }

    /// Does a walk that knows what was pushed last.
    pub fn collect(&mut self, words: bool, walk: impl FnOnce(&mut Survey)) -> Survey {
        let mut survey = Survey::collecting(std::mem::take(&mut self.nodes)).with_words(words);
        walk(&mut survey);
        self.nodes = survey.known().unwrap_or_default();
        survey
    }

    /// The tree of this walk.
    pub fn frame(&self, window: &Window, survey: Survey) -> Frame {
        let mut root = Node::new(Role::Window);
        root.set_label(window.title.clone());
        root.set_language(window.language.clone());
        root.set_transform(Affine::scale(f64::from(window.scale_factor)));
        root.set_bounds(super::survey::rect(iced::Rectangle::with_size(window.size)));

        let focus = survey.focused().map(|stop| stop.id).or(survey.traps.last().copied()).unwrap_or(self.root);
        let trap = survey.traps.last().copied();
        let Survey { mut nodes, mut changed, mut grafts, mut top, .. } = survey;
        if let Some(trap) = trap {
            // Behind a dialog nothing is told, as nothing can be reached.
            let kept = keep_below(&mut nodes, trap);
            grafts.retain(|graft| kept.contains(&graft.owner));
            top = vec![trap];
            changed = (0..nodes.len()).filter(|index| self.is_new(&nodes[*index])).collect();
        }
        let broken: Set = grafts.iter().filter(|graft| !self.is_sound(graft)).map(|graft| graft.owner).collect();
        if !broken.is_empty() {
            tracing::error!(?broken, "what a control has made below itself was inconsistent");
            grafts.retain(|graft| !broken.contains(&graft.owner));
            for (index, (_, node)) in nodes.iter_mut().enumerate().filter(|(_, (id, _))| broken.contains(id)) {
                if !changed.contains(&index) {
                    changed.push(index);
                }
                let node = Arc::make_mut(node);
                node.clear_children();
                node.clear_text_selection();
            }
        }

        let mut children = top;
        for (id, said) in &self.said {
            children.push(*id);
            if !self.nodes.contains_key(id) {
                changed.push(nodes.len());
            }
            nodes.push((*id, Arc::clone(said)));
        }
        root.set_children(children);
        let kin = self.is_kin(&root, &nodes, &changed, &grafts) && self.nodes.contains_key(&focus);
        let window = self.window.as_ref() == Some(&root);
        if kin && window && changed.is_empty() && grafts.iter().all(|graft| self.is_known(graft)) {
            return Frame { same: true, kin, changed, window: root, nodes, grafts, focus };
        }
        if !window {
            changed.push(nodes.len());
        }
        nodes.push((self.root, Arc::new(root.clone())));
        if kin {
            return Frame { same: false, kin, changed, window: root, nodes, grafts, focus };
        }

        // What is grafted has been looked at already; here it counts by its tops.
        let leaf = Node::new(Role::Unknown);
        let tops = grafts.iter().flat_map(|graft| &graft.sheet.tops).map(|id| (*id, &leaf));
        let stated: Vec<(NodeId, &Node)> = nodes.iter().map(|(id, node)| (*id, node.as_ref())).chain(tops).collect();
        let found = faults_of(&stated, self.root, focus);
        if found.is_empty() {
            return Frame { same: false, kin, changed, window: root, nodes, grafts, focus };
        }
        tracing::error!(faults = ?found, "the accessibility tree was inconsistent");
        let mut focus = focus;
        let mut nodes: Vec<(NodeId, Node)> =
            nodes.into_iter().map(|(id, node)| (id, Arc::unwrap_or_clone(node))).collect();
        nodes.extend(grafts.iter().flat_map(|graft| graft.sheet.nodes.iter().cloned()));
        mend(&mut nodes, self.root, &mut focus);
        let changed = (0..nodes.len()).collect();
        let nodes = nodes.into_iter().map(|(id, node)| (id, Arc::new(node))).collect();
        Frame { same: false, kin, changed, window: root, nodes, grafts: Vec::new(), focus }
    }

    /// Whether these stand as in the frame before, which was looked at: then they need not be again.
    ///
    /// What has not changed has the children that it had. So when those that have changed have them, too, everything
    /// below the window is what it was.
    fn is_kin(&self, window: &Node, nodes: &[(NodeId, Arc<Node>)], changed: &[usize], grafts: &[Graft]) -> bool {
        let children = |before: &Arc<Node>, now: &Node| before.children() == now.children();
        self.window.as_ref().is_some_and(|before| before.children() == window.children())
            // The window's own node is not among those that come in.
            && self.nodes.len() == nodes.len() + 1
            && self.grafts.len() == grafts.len()
            && changed.iter().map(|index| &nodes[*index]).all(|(id, node)| {
                self.nodes.get(id).is_some_and(|before| children(before, node))
            })
            && grafts.iter().all(|Graft { sheet, .. }| {
                self.grafts.get(&sheet.id).is_some_and(|before| before.sheet.tops == sheet.tops)
            })
    }

    fn is_new(&self, (id, node): &(NodeId, Arc<Node>)) -> bool {
        self.nodes.get(id).is_none_or(|before| !Arc::ptr_eq(before, node) && before != node)
    }

    /// Whether what is grafted was pushed before, as it is.
    fn is_known(&self, graft: &Graft) -> bool {
        self.grafts.get(&graft.sheet.id).is_some_and(|before| before.sheet.version == graft.sheet.version)
    }

    /// Whether a graft is a tree. One that was pushed before is.
    fn is_sound(&self, graft: &Graft) -> bool {
        if self.is_known(graft) {
            return true;
        }
        let sheet = &graft.sheet;
        let mut owner = Node::new(Role::Unknown);
        owner.set_children(sheet.tops.clone());
        let nodes: Vec<(NodeId, &Node)> =
            std::iter::once((graft.owner, &owner)).chain(sheet.nodes.iter().map(|(id, node)| (*id, node))).collect();
        faults_of(&nodes, graft.owner, graft.owner).is_empty()
    }

    /// The update that brings a tree which has seen all frames before to this one; `None` when nothing has changed.
    pub fn difference(&self, frame: &Frame) -> Option<TreeUpdate> {
        if frame.same {
            let moved = frame.focus != self.focus;
            return moved.then(|| TreeUpdate { nodes: vec![], tree: None, tree_id: TreeId::ROOT, focus: frame.focus });
        }
        let changed = frame.changed.iter().map(|index| &frame.nodes[*index]);
        let mut nodes: Vec<(NodeId, Node)> = changed.map(|(id, node)| (*id, node.as_ref().clone())).collect();
        for Graft { sheet, .. } in frame.grafts.iter().filter(|graft| !self.is_known(graft)) {
            let before = self.grafts.get(&sheet.id).map(|before| &before.sheet);
            let known: Map<&Node> =
                before.map(|before| before.nodes.iter().map(|(id, node)| (*id, node)).collect()).unwrap_or_default();
            nodes.extend(sheet.nodes.iter().filter(|(id, node)| known.get(id) != Some(&node)).cloned());
        }
        (!nodes.is_empty() || frame.focus != self.focus).then_some(TreeUpdate {
            nodes,
            tree: None,
            tree_id: TreeId::ROOT,
            focus: frame.focus,
        })
    }

    /// The update that makes a new tree.
    pub fn whole(&self, frame: &Frame) -> TreeUpdate {
        TreeUpdate {
            nodes: frame
                .nodes
                .iter()
                .map(|(id, node)| (*id, node.as_ref().clone()))
                .chain(frame.grafts.iter().flat_map(|graft| graft.sheet.nodes.iter().cloned()))
                .chain(frame.same.then(|| (self.root, frame.window.clone())))
                .collect(),
            tree: Some(TreeInfo {
                root: self.root,
                toolkit_name: Some("Oqyrman".to_owned()),
                toolkit_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            tree_id: TreeId::ROOT,
            focus: frame.focus,
        }
    }

    /// This frame has been pushed.
    pub fn keep(&mut self, frame: Frame) {
        self.focus = frame.focus;
        if frame.same {
            return;
        }
        self.window = Some(frame.window);
        if frame.kin {
            let changed = frame.changed.into_iter().map(|index| frame.nodes[index].clone());
            self.nodes.extend(changed);
        } else {
            self.nodes = frame.nodes.into_iter().collect();
        }
        self.grafts = frame.grafts.into_iter().map(|graft| (graft.sheet.id, graft)).collect();
    }
}

/// Keeps a node and what is below it, of nodes that come parents first. Says which they are, and what they hold.
fn keep_below(nodes: &mut Vec<(NodeId, Arc<Node>)>, top: NodeId) -> Set {
    let mut kept = Set::from_iter([top]);
    nodes.retain(|(id, node)| {
        let below = kept.contains(id);
        if below {
            kept.extend(node.children().iter().copied());
        }
        below
    });
    kept
}

/// What is wrong with these nodes; empty when nothing is.
pub fn faults(nodes: &[(NodeId, Node)], root: NodeId, focus: NodeId) -> Vec<Fault> {
    let nodes: Vec<(NodeId, &Node)> = nodes.iter().map(|(id, node)| (*id, node)).collect();
    faults_of(&nodes, root, focus)
}

fn faults_of(nodes: &[(NodeId, &Node)], root: NodeId, focus: NodeId) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut stated = Set::with_capacity_and_hasher(nodes.len(), Default::default());
    for (id, _) in nodes {
        if !stated.insert(*id) {
            faults.push(Fault::TwiceStated(*id));
        }
    }
    let mut parents = Set::with_capacity_and_hasher(nodes.len(), Default::default());
    parents.insert(root);
    for (_, node) in nodes {
        for child in node.children() {
            if !parents.insert(*child) {
                faults.push(Fault::TwiceChild(*child));
            }
            if !stated.contains(child) {
                faults.push(Fault::Missing(*child));
            }
        }
    }
    faults.extend(stated.iter().filter(|id| !parents.contains(id)).map(|id| Fault::Orphan(*id)));
    if !stated.contains(&focus) {
        faults.push(Fault::Focus(focus));
    }
    faults
}

/// Takes out what is wrong, and says what it was.
fn mend(nodes: &mut Vec<(NodeId, Node)>, root: NodeId, focus: &mut NodeId) -> Vec<Fault> {
    let found = faults(nodes, root, *focus);
    if found.is_empty() {
        return found;
    }
    let mut stated = Set::default();
    nodes.retain(|(id, _)| stated.insert(*id));
    let mut taken = Set::from_iter([root]);
    for (_, node) in nodes.iter_mut() {
        let children: Vec<_> =
            node.children().iter().copied().filter(|id| stated.contains(id) && taken.insert(*id)).collect();
        if children.len() != node.children().len() {
            node.set_children(children);
        }
    }
    // What cannot be reached from the root goes, and with it every ring of nodes that hold each other.
    let children: Map<Vec<NodeId>> = nodes.iter().map(|(id, node)| (*id, node.children().to_vec())).collect();
    let mut reached = Set::from_iter([root]);
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        open.extend(children.get(&id).into_iter().flatten().filter(|id| reached.insert(**id)));
    }
    nodes.retain(|(id, _)| reached.contains(id));
    if !reached.contains(focus) {
        *focus = root;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Sheet;

    fn node(children: &[u64]) -> Node {
        let mut node = Node::new(Role::Group);
        node.set_children(children.iter().copied().map(NodeId).collect::<Vec<_>>());
        node
    }

    #[test]
    fn a_whole_tree_has_no_faults() {
        let nodes = vec![(NodeId(0), node(&[1, 2])), (NodeId(1), node(&[])), (NodeId(2), node(&[]))];
        assert_eq!(faults(&nodes, NodeId(0), NodeId(2)), vec![]);
    }

    #[test]
    fn faults_are_named_and_mended() {
        let mut nodes = vec![
            (NodeId(0), node(&[1, 2, 2, 9])),
            (NodeId(1), node(&[2])),
            (NodeId(2), node(&[])),
            (NodeId(2), node(&[])),
            (NodeId(7), node(&[8])),
            (NodeId(8), node(&[7])),
        ];
        let mut focus = NodeId(9);
        let found = mend(&mut nodes, NodeId(0), &mut focus);
        assert!(found.contains(&Fault::TwiceStated(NodeId(2))));
        assert!(found.contains(&Fault::TwiceChild(NodeId(2))));
        assert!(found.contains(&Fault::Missing(NodeId(9))));
        assert!(found.contains(&Fault::Focus(NodeId(9))));
        assert_eq!(focus, NodeId(0));
        assert_eq!(faults(&nodes, NodeId(0), focus), vec![]);
        assert_eq!(nodes.len(), 3);
    }

    /// Beyond the ids that are given out.
    const FAR: u64 = 1 << 40;

    fn told(ledger: &mut Ledger, sheets: &[Sheet]) -> Survey {
        let mut survey = ledger.collect(false, |_| {});
        survey.nodes = vec![(NodeId(FAR), Arc::new(node(&[FAR + 10, FAR + 20])))];
        survey.changed = if ledger.window.is_none() { vec![0] } else { vec![] };
        survey.top = vec![NodeId(FAR)];
        survey.grafts = sheets.iter().map(|sheet| Graft { owner: NodeId(FAR), sheet: sheet.clone() }).collect();
        survey
    }

    #[test]
    fn of_a_page_only_what_has_changed_is_sent() {
        let window = Window {
            title: "Оқырман".to_owned(),
            language: "kk".to_owned(),
            size: Size::new(100.0, 100.0),
            scale_factor: 1.0,
        };
        let sheet = |id: u64, version: u64, nodes: Vec<(NodeId, Node)>| Sheet {
            id: NodeId(id + 5),
            version,
            tops: vec![NodeId(id)],
            nodes: Arc::new(nodes),
        };
        let paragraph = |id: u64, version: u64, text: &str| {
            let mut run = node(&[]);
            run.set_value(text);
            let nodes = vec![(NodeId(id), node(&[id + 1, id + 2])), (NodeId(id + 1), run), (NodeId(id + 2), node(&[]))];
            sheet(id, version, nodes)
        };
        let mut ledger = Ledger::default();
        let (first, second) = (paragraph(FAR + 10, 1, "бір"), paragraph(FAR + 20, 1, "екі"));
        let survey = told(&mut ledger, &[first.clone(), second]);
        let frame = ledger.frame(&window, survey);
        assert_eq!(ledger.difference(&frame).map(|update| update.nodes.len()), Some(2 + 6));
        ledger.keep(frame);
        let survey = told(&mut ledger, &[first, paragraph(FAR + 20, 2, "үш")]);
        let frame = ledger.frame(&window, survey);
        let sent = ledger.difference(&frame).expect("something has changed").nodes;
        assert_eq!(sent.iter().map(|(id, node)| (id.0, node.value())).collect::<Vec<_>>(), [(FAR + 21, Some("үш"))]);
        ledger.keep(frame);
        // What does not hold together is not sent at all, and nothing of its page.
        let broken = sheet(FAR + 20, 3, vec![(NodeId(FAR + 20), node(&[FAR + 99]))]);
        let survey = told(&mut ledger, &[paragraph(FAR + 10, 1, "бір"), broken]);
        let frame = ledger.frame(&window, survey);
        assert!(frame.grafts.is_empty());
    }
}
