//! Collection: all objects below one that match a rule, so that nobody has to walk the tree over the bus.
//!
//! <https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/doc-org.a11y.atspi.Collection.html>

use std::collections::HashMap;

use accesskit::NodeId;
use accesskit_consumer::NodeRef;
use atspi_common::State;

use super::accessible::Asked;
use super::call::{Answer, Call, Refusal, Target, short};
use super::object::{self, filter};
use super::passage::InTree;

/// States, attributes, roles and interfaces, each with how they must match, and whether the answer is turned round.
type Wire = (Vec<i32>, i32, HashMap<String, String>, i32, Vec<i32>, i32, Vec<String>, i32, bool);

/// Whether a set of wishes is met: `AtspiCollectionMatchType`.
fn met(kind: i32, count: usize, found: usize) -> bool {
    match kind {
        1 => found == count,
        2 => count == 0 || found > 0,
        3 => found == 0,
        // Empty: no wish, or nothing of the kind at all.
        4 => count == 0 || found == 0,
        _ => true,
    }
}

/// The numbers of the bits of a set.
fn bits(words: &[i32]) -> Vec<u32> {
    let bits = words.iter().enumerate().flat_map(|(word, bits)| {
        (0..32).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word as u32 * 32 + bit)
    });
    bits.collect()
}

impl Asked<'_> {
    fn matches(&self, rule: &Wire) -> bool {
        let (states, states_kind, attributes, attributes_kind, roles, roles_kind, interfaces, interfaces_kind, invert) =
            rule;
        let mut own = object::states(self.node, self.window.focused);
        if self.window.is_focus(self.id()) {
            own.insert(State::Focused);
        }
        let wanted = bits(states);
        let has_states = wanted.iter().filter(|bit| own.bits() >> **bit & 1 == 1).count();
        let roles = bits(roles);
        let has_role = usize::from(roles.contains(&(self.role() as u32)));
        let own = object::attributes(self.node);
        let has_attributes = attributes
            .iter()
            .filter(|(key, wanted)| own.get(key.as_str()).is_some_and(|value| value == *wanted))
            .count();
        let own = object::interfaces(self.node);
        let has_interfaces = interfaces.iter().filter(|name| own.contains(&short(name).unwrap_or(name))).count();
        // An object has one role: of several that are wished for, one is all.
        let role_count = if *roles_kind == 1 { roles.len().min(1) } else { roles.len() };
        let all = met(*states_kind, wanted.len(), has_states)
            && met(*attributes_kind, attributes.len(), has_attributes)
            && met(*roles_kind, role_count, has_role)
            && met(*interfaces_kind, interfaces.len(), has_interfaces);
        all != *invert
    }

    fn all(&self, rule: &Wire) -> Vec<NodeId> {
        fn walk(asked: Asked<'_>, rule: &Wire, found: &mut Vec<NodeId>) {
            for node in asked.node.filtered_children(&filter) {
                let child = Asked { window: asked.window, node };
                if child.matches(rule) {
                    found.push(child.id());
                }
                walk(child, rule, found);
            }
        }
        let mut found = Vec::new();
        walk(*self, rule, &mut found);
        found
    }

    pub fn collection(&self, call: &Call<'_>) -> Answer {
        let answer = |mut found: Vec<NodeId>, order: u32, count: i32| {
            // The even kinds of order are the reversed ones but for the first three.
            if (4..=6).contains(&order) {
                found.reverse();
            }
            found.truncate(usize::try_from(count).ok().filter(|count| *count > 0).unwrap_or(usize::MAX));
            call.reply(&call.references(self.window, &found))
        };
        let node = |path: &str| match Target::of(path) {
            Some(Target::Node(window, id)) if window == self.window.number => self.window.node(id),
            _ => None,
        };
        match call.member() {
            "GetMatches" => {
                let (rule, order, count, _): (Wire, u32, i32, bool) = call.args()?;
                answer(self.all(&rule), order, count)
            }
            "GetMatchesFrom" => {
                let (from, rule, order, _, count, _): (zbus::zvariant::OwnedObjectPath, Wire, u32, u32, i32, bool) =
                    call.args()?;
                let from = node(from.as_str()).ok_or(Refusal::Arguments)?;
                answer(self.beside(&rule, from, false), order, count)
            }
            "GetMatchesTo" => {
                let (to, rule, order, _, _, count, _): (
                    zbus::zvariant::OwnedObjectPath,
                    Wire,
                    u32,
                    u32,
                    bool,
                    i32,
                    bool,
                ) = call.args()?;
                let to = node(to.as_str()).ok_or(Refusal::Arguments)?;
                answer(self.beside(&rule, to, true), order, count)
            }
            "GetActiveDescendant" => {
                let found = self.node.active_descendant().map(|node| node.id_in_tree());
                call.reply_reference(call.reference_or_nothing(self.window, found))
            }
            _ => Err(Refusal::Method),
        }
    }

    /// What matches before or behind another object in reading order.
    fn beside(&self, rule: &Wire, other: NodeRef<'_>, before: bool) -> Vec<NodeId> {
        let here = other.index_path();
        let place = |id: &NodeId| self.window.node(*id).map(|node| node.index_path());
        let mut found = self.all(rule);
        found.retain(|id| place(id).is_some_and(|place| if before { place < here } else { place > here }));
        found
    }
}
