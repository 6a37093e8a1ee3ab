//! The order in which the keys walk the controls.

use accesskit::NodeId;
use iced::keyboard::key::Named;

use crate::access::Roving;
use crate::access::survey::{Stop, Survey};

/// The stops of Tab: every control, but of a group only one.
fn tab_order(survey: &Survey) -> Vec<NodeId> {
    let mut order: Vec<NodeId> = Vec::new();
    let mut groups: Vec<NodeId> = Vec::new();
    let stops: Vec<&Stop> = survey.reachable().collect();
    for stop in &stops {
        match stop.group {
            None => order.push(stop.id),
            Some((group, _)) if groups.contains(&group) => {}
            Some((group, _)) => {
                groups.push(group);
                let members = || stops.iter().filter(|stop| stop.group.is_some_and(|(id, _)| id == group));
                let chosen = members()
                    .find(|stop| stop.focused)
                    .or_else(|| members().find(|stop| stop.selected))
                    .map_or(stop.id, |stop| stop.id);
                order.push(chosen);
            }
        }
    }
    order
}

/// Where Tab goes, or with Shift.
pub(super) fn next_stop(survey: &Survey, focus: Option<NodeId>, back: bool) -> Option<NodeId> {
    let order = tab_order(survey);
    let count = order.len();
    if count == 0 {
        return None;
    }
    let here = focus.and_then(|focus| order.iter().position(|id| *id == focus));
    let index = match (here, back) {
        (None, false) => 0,
        (None, true) => count - 1,
        (Some(here), false) => (here + 1) % count,
        (Some(here), true) => (here + count - 1) % count,
    };
    Some(order[index])
}

/// Where an arrow, Home or End goes inside a group.
pub(super) fn next_in_group(survey: &Survey, group: (NodeId, Roving), focus: NodeId, key: Named) -> Option<NodeId> {
    let members: Vec<NodeId> =
        survey.reachable().filter(|stop| stop.group == Some(group)).map(|stop| stop.id).collect();
    let here = members.iter().position(|id| *id == focus)?;
    let last = members.len() - 1;
    let (before, after) = match group.1 {
        Roving::Vertical => (key == Named::ArrowUp, key == Named::ArrowDown),
        Roving::Horizontal => (key == Named::ArrowLeft, key == Named::ArrowRight),
        Roving::Choosing => {
            (matches!(key, Named::ArrowUp | Named::ArrowLeft), matches!(key, Named::ArrowDown | Named::ArrowRight))
        }
    };
    let index = match key {
        Named::Home => 0,
        Named::End => last,
        // Choices go round, as radio buttons do; a list has a beginning and an end.
        _ if before && group.1 == Roving::Choosing => (here + last) % (last + 1),
        _ if after && group.1 == Roving::Choosing => (here + 1) % (last + 1),
        _ if before => here.saturating_sub(1),
        _ if after => (here + 1).min(last),
        _ => return None,
    };
    members.get(index).copied()
}
