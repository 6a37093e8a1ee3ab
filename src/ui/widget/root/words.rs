//! What the program's own voice is told besides the control itself: the group that was entered, and the words on the way.

use accesskit::NodeId;

use crate::access::survey::{Stop, Survey};
use crate::access::{Passage, Roving, Spoken};

/// The named group that the focus is in.
pub(super) fn group(survey: &Survey) -> Option<NodeId> {
    let named = survey.focused()?.named?;
    survey.groups.get(named).map(|(id, _)| *id)
}

/// Whether the focus is among choices, which the arrows choose as they come to them.
pub(super) fn chooses(survey: &Survey) -> bool {
    survey.focused().and_then(|stop| stop.group).is_some_and(|(_, roving)| roving == Roving::Choosing)
}

/// The control with what stands around it, when the focus has come to it from this one and out of this group. What the
/// control before has said already is left out.
pub(super) fn around(
    survey: &Survey,
    spoken: Spoken,
    from: Option<NodeId>,
    left: Option<NodeId>,
    last: Option<&Spoken>,
) -> Spoken {
    let stops: Vec<&Stop> = survey.reachable().collect();
    let Some(index) = stops.iter().position(|stop| stop.focused) else { return spoken };
    let stop = stops[index];
    let named = stop.named.and_then(|named| survey.groups.get(named));
    let name = named.filter(|(id, _)| Some(*id) != left).map(|(_, name)| name.clone());
    let mut before: Vec<Passage> = Vec::new();
    if goes_round(&stops, from, index) {
        before.extend(survey.behind.iter().cloned());
    }
    // Tab enters a group at the member that is chosen, which need not be the first.
    let came_within =
        stop.group.is_some() && stops.iter().any(|other| Some(other.id) == from && other.group == stop.group);
    let first = match stop.group {
        Some(_) if !came_within => {
            stops.iter().position(|other| other.group == stop.group).map_or(index, |first| first.min(index))
        }
        _ => index,
    };
    // A dialog is heard from its beginning on.
    let came_in = stop.trap.is_some() && !stops.iter().any(|other| Some(other.id) == from);
    let first = if came_in { 0 } else { first };
    before.extend(stops[first..=index].iter().flat_map(|stop| stop.before.iter().cloned()));
    let said = |text: &str| {
        let told = |known: Option<&str>| known.is_some_and(|known| known.contains(text));
        told(last.and_then(|last| last.description.as_deref()))
            || told(spoken.description.as_deref())
            || spoken.name == text
            || name.as_deref() == Some(text)
    };
    before.retain(|passage| !said(&passage.text));
    Spoken { before, group: name.filter(|name| *name != spoken.name), ..spoken }
}

/// Whether Tab went from the last control to the first.
fn goes_round(stops: &[&Stop], from: Option<NodeId>, index: usize) -> bool {
    let key = |stop: &Stop| stop.group.map_or(stop.id, |(id, _)| id);
    let (Some(first), Some(last)) = (stops.first(), stops.last()) else { return false };
    let from = stops.iter().find(|stop| Some(stop.id) == from);
    from.is_some_and(|from| key(from) == key(last)) && key(stops[index]) == key(first) && key(first) != key(last)
}
