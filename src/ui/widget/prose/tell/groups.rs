//! Groups around blocks: lists, tables, quotations.

use accesskit::{Node, NodeId, Rect, Role};

use crate::book::{Block, GroupKind, Kind};

/// A group whose blocks are being gathered.
pub(super) struct Open {
    id: NodeId,
    pub node: Node,
    pub end: usize,
    pub row: Option<usize>,
    children: Vec<NodeId>,
    items: usize,
}

impl Open {
    pub fn new(id: NodeId, node: Node, end: usize, row: Option<usize>) -> Self {
        Self { id, node, end, row, children: Vec::new(), items: 0 }
    }

    /// A group is where its parts are.
    pub fn adopt(&mut self, child: NodeId, bounds: Option<Rect>) {
        self.children.push(child);
        if let Some(bounds) = bounds {
            self.node.set_bounds(self.node.bounds().map_or(bounds, |around| around.union(bounds)));
        }
    }
}

pub(super) fn close(open: &mut Vec<Open>, top: &mut Vec<NodeId>, nodes: &mut Vec<(NodeId, Node)>) {
    let Some(mut done) = open.pop() else { return };
    if done.children.is_empty() {
        return;
    }
    match open.last_mut() {
        Some(around) => {
            if done.node.role() == Role::ListItem {
                done.node.set_position_in_set(around.items);
                around.items += 1;
                around.node.set_size_of_set(around.items);
            }
            around.adopt(done.id, done.node.bounds());
        }
        None => top.push(done.id),
    }
    done.node.set_children(done.children);
    nodes.push((done.id, done.node));
}

pub(super) fn cell_row(block: &Block) -> Option<usize> {
    block.cell.filter(|_| block.kind == Kind::Cell).map(|cell| cell.row)
}

pub(super) fn group_node(kind: &GroupKind, label: Option<&str>) -> Node {
    let mut node = Node::new(match kind {
        GroupKind::List { .. } => Role::List,
        GroupKind::ListItem => Role::ListItem,
        GroupKind::Table { .. } => Role::Table,
        GroupKind::Figure => Role::Figure,
        GroupKind::Aside => Role::Complementary,
        GroupKind::Quote => Role::Blockquote,
        GroupKind::Notes => Role::DocEndnotes,
        GroupKind::Details { .. } => Role::Details,
    });
    if let GroupKind::Table { rows, columns } = kind {
        node.set_row_count(*rows);
        node.set_column_count(*columns);
    }
    if let Some(label) = label {
        node.set_label(label);
    }
    node
}
