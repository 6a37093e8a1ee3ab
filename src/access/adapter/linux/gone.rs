//! Objects that have left the tree, for those who still hold them.
//!
//! A screen reader tells where the focus has gone by comparing it with where it was, and asks the object that it was on
//! for its parent. To Orca 43 an error is no answer: it says nothing of the new focus. So, as other toolkits do, what
//! has gone is answered for a while: it is defunct, nameless and nowhere.

use std::collections::{HashMap, VecDeque};

use accesskit::NodeId;
use atspi_common::{Role, State, StateSet};
use zbus::zvariant::{OwnedValue, Value};

use super::call::{Answer, Call, Reference, Refusal, long, nothing, text, value};

/// So many are remembered: the whole of a long chapter.
const MOST: usize = 16_384;

/// What has gone from a window, and what it was.
#[derive(Debug, Default)]
pub(super) struct Gone {
    roles: HashMap<NodeId, Role>,
    order: VecDeque<NodeId>,
}

impl Gone {
    pub fn add(&mut self, left: impl IntoIterator<Item = (NodeId, Role)>) {
        for (id, role) in left {
            if self.roles.insert(id, role).is_none() {
                self.order.push_back(id);
            }
            if self.order.len() > MOST
                && let Some(oldest) = self.order.pop_front()
            {
                self.roles.remove(&oldest);
            }
        }
    }

    pub fn role(&self, id: NodeId) -> Option<Role> {
        self.roles.get(&id).copied()
    }
}

/// An answer for an object that had this role.
pub(super) fn answer(role: Role, call: &Call<'_>) -> Answer {
    let states = StateSet::from(State::Defunct).bits();
    match call.member() {
        "GetChildAtIndex" => call.reply_reference(nothing()),
        "GetChildren" => call.reply(&Vec::<Reference>::new()),
        "GetIndexInParent" => call.reply(&-1_i32),
        "GetRelationSet" => call.reply(&Vec::<(u32, Vec<Reference>)>::new()),
        "GetRole" => call.reply(&(role as u32)),
        "GetRoleName" | "GetLocalizedRoleName" => call.reply(&role.name()),
        "GetState" => call.reply(&vec![states as u32, (states >> 32) as u32]),
        "GetAttributes" => call.reply(&HashMap::<String, String>::new()),
        "GetApplication" => call.reply_reference(call.application()),
        "GetInterfaces" => call.reply(&vec![long("Accessible")]),
        _ => Err(Refusal::Object),
    }
}

pub(super) fn property(name: &str) -> Result<OwnedValue, Refusal> {
    match name {
        "Name" | "Description" | "Locale" | "AccessibleId" | "HelpText" => text(""),
        "Parent" => value(Value::from(nothing())),
        "ChildCount" => value(0_i32),
        _ => Err(Refusal::Object),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_first_is_forgotten_first() {
        let mut gone = Gone::default();
        gone.add((0..MOST as u64 + 2).map(|id| (NodeId(id), Role::Entry)));
        assert_eq!((gone.role(NodeId(1)), gone.role(NodeId(2))), (None, Some(Role::Entry)));
        // What comes and goes again is remembered once.
        gone.add([(NodeId(2), Role::Dialog)]);
        assert_eq!((gone.order.len(), gone.role(NodeId(2))), (MOST, Some(Role::Dialog)));
    }
}
