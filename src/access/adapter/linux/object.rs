//! What an object is: its name, states, attributes, relations and interfaces.
//!
//! <https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/doc-org.a11y.atspi.Accessible.html>

use std::collections::BTreeMap;

use accesskit::{Action, AriaCurrent, Live, NodeId, Orientation, Role, Toggled};
use accesskit_consumer::{FilterResult, NodeRef};
use atspi_common::{RelationType, Role as AtSpi, State, StateSet};

use super::passage::{InTree, Passage, TREE, is_link, language_of, stands_inline};
use super::role::{role, xml_role};

/// What is told, and what is only looked through.
pub(super) fn filter(node: &NodeRef<'_>) -> FilterResult {
    if node.is_hidden() && !node.is_focused() {
        return FilterResult::ExcludeSubtree;
    }
    match node.role() {
        Role::TextRun => FilterResult::ExcludeSubtree,
        Role::GenericContainer if !node.is_root() && !node.is_focused() => FilterResult::ExcludeNode,
        _ => FilterResult::Include,
    }
}

pub(super) fn is_told(node: NodeRef<'_>) -> bool {
    filter(&node) == FilterResult::Include
}

pub(super) fn parent(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    node.filtered_parent(&filter)
}

pub(super) fn name(node: NodeRef<'_>) -> String {
    if node.label_comes_from_value() {
        return node.value().unwrap_or_default();
    }
    let data = node.data();
    let own = || data.label().map(str::to_owned);
    // Labels that are gone from the tree are left out.
    let labels = || {
        let ids = data.labelled_by().iter();
        let nodes = ids.filter_map(|id| node.tree_state.node_by_tree_local_id(*id, TREE));
        let texts: Vec<&str> =
            nodes.filter_map(|label| label.data().label().or_else(|| label.data().value())).collect();
        (!texts.is_empty()).then(|| texts.join(" "))
    };
    // What a control or a header says inside is its name.
    let content = || match node.role() {
        Role::ColumnHeader | Role::RowHeader => Some(Passage::of(node, true).text().to_owned()),
        _ if data.labelled_by().is_empty() => node.label(),
        _ => None,
    };
    own().or_else(labels).or_else(content).unwrap_or_default()
}

/// The live region that a node is: only by what it states itself.
pub(super) fn live(node: NodeRef<'_>) -> Live {
    node.data().live().unwrap_or(Live::Off)
}

/// Orca 43 shows in braille what stands on labels inside a notification, and hides it when the notification is called the
/// same. So to older screen readers an announcement is a nameless notification around a label. This is the label's id.
pub(super) fn label_inside(node: NodeId) -> NodeId {
    NodeId(node.0 | INSIDE)
}

/// The announcement that a label of this id stands in.
pub(super) fn announcement_around(id: NodeId) -> Option<NodeId> {
    (id.0 & INSIDE != 0).then_some(NodeId(id.0 & !INSIDE))
}

const INSIDE: u64 = 1 << 63;

/// What a node is as a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// It is typed into, or stands by itself.
    Field,
    /// A block of a document: a paragraph, a heading, an item, a cell.
    Block,
    /// A document, the texts of whose blocks are also one text.
    Whole,
}

pub(super) fn text_kind(node: NodeRef<'_>) -> Option<TextKind> {
    let role = node.role();
    if stands_inline(node) {
        return None;
    }
    let has_runs = |node: NodeRef<'_>| node.children().any(|child| child.role() == Role::TextRun);
    if node.is_text_input() || matches!(role, Role::Label | Role::Terminal) {
        return has_runs(node).then_some(TextKind::Field);
    }
    if matches!(role, Role::Document | Role::RootWebArea | Role::PdfRoot) {
        return Some(TextKind::Whole);
    }
    let inline = |child: NodeRef<'_>| {
        child.role() == Role::TextRun
            || stands_inline(child) && child.role() != Role::GenericContainer && has_runs(child)
    };
    node.children().any(inline).then_some(TextKind::Block)
}

/// Whether screen readers are told of the text. That of a whole document they have from its blocks, and would read twice.
pub(super) fn lists_text(node: NodeRef<'_>) -> bool {
    matches!(text_kind(node), Some(TextKind::Field | TextKind::Block))
}

/// The states, except that of the focus, which is the window's to know.
pub(super) fn states(node: NodeRef<'_>, window_focused: bool) -> StateSet {
    let mut states = StateSet::empty();
    let mut set = |when: bool, state: State| {
        if when {
            states.insert(state);
        }
    };
    let data = node.data();
    let atspi = role(node);
    let toggle = atspi == AtSpi::ToggleButton;
    let document = text_kind(node) == Some(TextKind::Block);
    set(node.is_root() && node.role() == Role::Window && window_focused, State::Active);
    set(node.is_text_input() && !node.is_read_only_or_disabled(), State::Editable);
    // Blocks take the caret and not the focus; of a paragraph that could, Orca says that it is read only.
    set(node.is_focusable(&filter), State::Focusable);
    set(is_told(node), State::Visible);
    // The letters of a link are shown by its paragraph; flat review would find them twice.
    set(is_told(node) && !is_within_text(node), State::Showing);
    set(node.is_required(), State::Required);
    set(node.is_multiselectable(), State::Multiselectable);
    set(node.orientation() == Some(Orientation::Horizontal), State::Horizontal);
    set(node.orientation() == Some(Orientation::Vertical), State::Vertical);
    set(node.toggled().is_some() && !toggle, State::Checkable);
    set(node.toggled() == Some(Toggled::Mixed), State::Indeterminate);
    set(node.toggled() == Some(Toggled::True), if toggle { State::Pressed } else { State::Checked });
    set(node.is_busy(), State::Busy);
    set(node.is_modal(), State::Modal);
    set(node.is_selectable(), State::Selectable);
    set(node.is_selected() == Some(true), State::Selected);
    // What can be expanded and is not is closed. Clients keep the states that they have once asked for and hear of those
    // only that they listen to, which «collapsed» never is: it would be said of what was opened long ago.
    set(data.is_expanded().is_some(), State::Expandable);
    set(data.is_expanded() == Some(true), State::Expanded);
    set(data.has_popup().is_some(), State::HasPopup);
    set(data.invalid().is_some(), State::InvalidEntry);
    set(data.is_visited(), State::Visited);
    set(node.role() == Role::DefaultButton, State::IsDefault);
    set(data.auto_complete().is_some(), State::SupportsAutocompletion);
    set(text_kind(node).is_some(), State::SelectableText);
    set(node.is_text_input() && node.is_multiline() || document, State::MultiLine);
    set(node.is_text_input() && !node.is_multiline(), State::SingleLine);
    set(node.role() == Role::ProgressIndicator && node.numeric_value().is_none(), State::Indeterminate);
    set(node.is_root(), State::Resizable);
    // Of what cannot be edited anyway nobody says that it can only be read.
    set(node.is_read_only_supported() && data.is_read_only(), State::ReadOnly);
    set(!node.is_disabled(), State::Enabled);
    set(!node.is_disabled(), State::Sensitive);
    states
}

/// <https://www.w3.org/TR/core-aam-1.2/#mapping_state-property>
pub(super) fn attributes(node: NodeRef<'_>) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    let data = node.data();
    found.insert("toolkit", node.tree_state.toolkit_name().to_owned());
    if let Some(role) = xml_role(node.role()) {
        found.insert("xml-roles", role.to_owned());
    }
    if let Some(level) = node.level() {
        found.insert("level", (level + 1).to_string());
    }
    if let Some(position) = node.position_in_set() {
        found.insert("posinset", (position + 1).to_string());
        if let Some(size) = node.size_of_set().or_else(|| node.size_of_set_from_container(&filter)) {
            found.insert("setsize", size.to_string());
        }
    }
    let number = |value: Option<usize>| value.map(|value| (value + 1).to_string());
    let texts = [
        ("placeholder-text", node.placeholder().map(str::to_owned)),
        ("braillelabel", node.braille_label().map(str::to_owned)),
        ("brailleroledescription", node.braille_role_description().map(str::to_owned)),
        ("roledescription", node.role_description().map(str::to_owned)),
        ("id", node.html_id().map(str::to_owned)),
        ("tag", data.html_tag().map(str::to_owned)),
        ("class", node.class_name().map(str::to_owned)),
        ("keyshortcuts", data.keyboard_shortcut().map(str::to_owned)),
        ("rowindex", number(data.row_index()).filter(|_| is_cell(node.role()))),
        ("colindex", number(data.column_index()).filter(|_| is_cell(node.role()))),
        ("valuetext", data.value().filter(|_| node.numeric_value().is_some()).map(str::to_owned)),
    ];
    found.extend(texts.into_iter().filter_map(|(key, value)| Some((key, value?))));
    match data.live() {
        Some(Live::Polite) => drop(found.insert("live", "polite".to_owned())),
        Some(Live::Assertive) => drop(found.insert("live", "assertive".to_owned())),
        Some(Live::Off) | None => {}
    }
    if let Some(current) = data.aria_current().filter(|current| *current != AriaCurrent::False) {
        found.insert("current", format!("{current:?}").to_lowercase());
    }
    found
}

/// The language, as a POSIX locale: «kk», «en_GB».
pub(super) fn locale(node: NodeRef<'_>) -> String {
    language_of(node).unwrap_or_default().replace('-', "_")
}

/// What an object is to others. Blocks of a document flow into each other; the window adds that.
pub(super) fn relations(node: NodeRef<'_>) -> BTreeMap<u32, Vec<NodeId>> {
    let mut found: BTreeMap<u32, Vec<NodeId>> = BTreeMap::new();
    let data = node.data();
    let stated: [(RelationType, Vec<NodeId>); 8] = [
        (RelationType::LabelledBy, data.labelled_by().to_vec()),
        (RelationType::DescribedBy, data.described_by().to_vec()),
        (RelationType::ControllerFor, data.controls().to_vec()),
        (RelationType::FlowsTo, data.flow_to().to_vec()),
        (RelationType::Details, data.details().to_vec()),
        (RelationType::ErrorMessage, data.error_message().into_iter().collect()),
        (RelationType::MemberOf, data.member_of().into_iter().collect()),
        (RelationType::NodeChildOf, above_in_tree(node).into_iter().collect()),
    ];
    for (kind, targets) in stated {
        if !targets.is_empty() {
            found.insert(kind as u32, targets);
        }
    }
    found
}

/// The entry of a tree that this one lies below, by its level; of the outermost ones, the tree.
fn above_in_tree(node: NodeRef<'_>) -> Option<NodeId> {
    let level = node.level().filter(|_| node.role() == Role::TreeItem)?;
    let above = |other: &NodeRef<'_>| other.role() == Role::TreeItem && other.level().is_some_and(|it| it < level);
    node.preceding_filtered_siblings(&filter)
        .find(above)
        .or_else(|| node.filtered_parent(&filter))
        .map(|node| node.locate().0)
}

pub(super) fn is_cell(role: Role) -> bool {
    matches!(role, Role::Cell | Role::GridCell | Role::ColumnHeader | Role::RowHeader)
}

pub(super) fn is_table(role: Role) -> bool {
    matches!(role, Role::Table | Role::Grid | Role::TreeGrid | Role::ListGrid)
}

/// What can be done, in the order of the Action interface: AccessKit's action, AT-SPI's name.
pub(super) fn actions(node: NodeRef<'_>) -> Vec<(Action, &'static str)> {
    let names = [
        (Action::Click, "click"),
        (Action::Expand, "expand"),
        (Action::Collapse, "collapse"),
        (Action::Increment, "increment"),
        (Action::Decrement, "decrement"),
        (Action::ShowContextMenu, "menu"),
        (Action::ScrollUp, "scroll up"),
        (Action::ScrollDown, "scroll down"),
    ];
    let mut found: Vec<_> = names.into_iter().filter(|(action, _)| node.supports_action(*action, &filter)).collect();
    if let Some(first) = found.first_mut().filter(|(action, _)| *action == Action::Click) {
        first.1 = match node.role() {
            Role::CheckBox | Role::Switch | Role::MenuItemCheckBox => "toggle",
            role if is_link(role) => "jump",
            Role::Button | Role::DefaultButton => "press",
            _ => "click",
        };
    }
    found
}

/// The interfaces that an object states, without their common beginning.
pub(super) fn interfaces(node: NodeRef<'_>) -> Vec<&'static str> {
    let kind = text_kind(node);
    let selects = node.is_container_with_selectable_children();
    let role = node.role();
    [
        ("Accessible", true),
        ("Action", !actions(node).is_empty()),
        ("Collection", node.is_root() || kind == Some(TextKind::Whole)),
        ("Component", node.has_bounds() || node.is_root()),
        ("Document", kind == Some(TextKind::Whole)),
        ("EditableText", node.is_text_input() && kind.is_some() && !node.is_read_only()),
        ("Hyperlink", is_link(role)),
        ("Hypertext", kind == Some(TextKind::Block)),
        ("Image", is_image(role)),
        ("Selection", selects),
        ("Table", is_table(role)),
        ("TableCell", is_cell(role)),
        ("Text", lists_text(node)),
        ("Value", node.numeric_value().is_some()),
    ]
    .into_iter()
    .filter_map(|(name, has)| has.then_some(name))
    .collect()
}

pub(super) fn is_image(role: Role) -> bool {
    matches!(role, Role::Canvas | Role::DocCover | Role::GraphicsSymbol | Role::Image | Role::SvgRoot)
}

/// A link in a text, whose letters are the text's own.
fn is_within_text(node: NodeRef<'_>) -> bool {
    is_link(node.role()) && node.parent().and_then(block_of).is_some()
}

/// The block of a document that this node is or stands in.
pub(super) fn block_of(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let mut next = Some(node);
    while let Some(node) = next {
        match text_kind(node) {
            Some(TextKind::Whole) => return None,
            Some(_) => return Some(node),
            None => next = node.parent(),
        }
    }
    None
}

/// Whether an object is nothing but running text, whose crossing need not be told.
pub(super) fn is_plain(node: NodeRef<'_>) -> bool {
    matches!(node.role(), Role::Paragraph | Role::TextInput | Role::MultilineTextInput)
        && parent(node).is_some_and(|parent| text_kind(parent) == Some(TextKind::Whole))
}

/// Ids as they stand in the tree, for those who keep them.
pub(super) fn ids<'a>(nodes: impl Iterator<Item = NodeRef<'a>>) -> Vec<NodeId> {
    nodes.map(|node| node.id_in_tree()).collect()
}
