//! Which of two places holds: by what both sides had when they were last at one, never by clocks.

use super::{Moment, Remote};

/// So much further or back is another place; less is what two programs make of the same one.
pub const MOVED: f64 = 0.005;
/// So little is what a number loses on its way.
const LOST: f64 = 1e-6;

/// What both sides had when they were last at one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Synced {
    /// Of this device, 0 to 1.
    pub here: f64,
    /// Of the server, 0 to 1.
    pub there: f64,
    /// As the server had it.
    pub modified: Moment,
    /// The place here is to be sent.
    pub dirty: bool,
}

/// What is to be done about a place here and one there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Same,
    /// Send ours.
    Ahead,
    /// Only the reader knows.
    Ask,
}

/// Judges. `here` is `None` for a book that was never begun on this device, which is known to servers by `own`.
pub fn judge(here: Option<f64>, base: Option<&Synced>, there: &Remote, own: &str) -> Verdict {
    let apart = |one: f64, other: f64| (one - other).abs() > MOVED;
    let begun = here.unwrap_or(0.0);
    let is_own = there.device.as_ref().is_some_and(|device| !own.is_empty() && device.id == own);
    let here_moved = match base {
        Some(base) => base.dirty || (begun - base.here).abs() > LOST,
        None => here.is_some(),
    };
    let there_moved = match base {
        Some(base) => apart(there.progress, base.there),
        None => true,
    };
    if is_own {
        // What was sent from here is no news here, however it came to be another place since.
        return if here.is_some() && (begun - there.progress).abs() > LOST { Verdict::Ahead } else { Verdict::Same };
    }
    match (here_moved, there_moved) {
        (false, false) => Verdict::Same,
        (true, false) => Verdict::Ahead,
        (_, true) if apart(begun, there.progress) => Verdict::Ask,
        (_, true) => Verdict::Same,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Device;
    use super::*;

    fn remote(progress: f64, modified: i64, device: &str) -> Remote {
        Remote {
            progress,
            modified: Moment::from_unix_millis(modified),
            device: Some(Device { id: device.to_owned(), name: String::new() }),
            locator: None,
            title: None,
            verbatim: None,
        }
    }

    fn base(here: f64, there: f64, dirty: bool) -> Synced {
        Synced { here, there, modified: Moment::from_unix_millis(0), dirty }
    }

    #[test]
    fn places_are_judged_by_what_they_had_in_common() {
        let there = |progress| remote(progress, 0, "phone");
        let at = |base: Synced, here, progress| judge(Some(here), Some(&base), &there(progress), "desk");
        assert_eq!(at(base(0.3, 0.3, false), 0.3, 0.3), Verdict::Same);
        assert_eq!(at(base(0.3, 0.3, false), 0.4, 0.3), Verdict::Ahead);
        assert_eq!(at(base(0.3, 0.3, false), 0.2, 0.3), Verdict::Ahead, "back is a move like any other");
        assert_eq!(at(base(0.3, 0.3, false), 0.3, 0.4), Verdict::Ask);
        assert_eq!(at(base(0.3, 0.3, false), 0.3, 0.1), Verdict::Ask);
        assert_eq!(at(base(0.3, 0.3, false), 0.4, 0.5), Verdict::Ask);
        assert_eq!(at(base(0.3, 0.3, false), 0.5, 0.5), Verdict::Same);
        assert_eq!(at(base(0.3, 0.3, false), 0.3, 0.304), Verdict::Same, "what another program makes of it");
        assert_eq!(at(base(0.3, 0.4, true), 0.3, 0.4), Verdict::Ahead, "the reader chose the place here");
        assert_eq!(judge(None, None, &there(0.4), "desk"), Verdict::Ask);
        assert_eq!(judge(None, None, &there(0.001), "desk"), Verdict::Same);
        assert_eq!(judge(Some(0.4), None, &there(0.4), "desk"), Verdict::Same);
        assert_eq!(judge(Some(0.1), None, &there(0.4), "desk"), Verdict::Ask);
        assert_eq!(judge(Some(0.1), None, &remote(0.4, 0, "desk"), "desk"), Verdict::Ahead);
        assert_eq!(judge(None, None, &remote(0.4, 0, "desk"), "desk"), Verdict::Same);
        assert_eq!(judge(Some(0.1), None, &remote(0.4, 0, ""), ""), Verdict::Ask, "no number is nobody's");
    }

    fn share() -> impl Strategy<Value = f64> {
        prop_oneof![0.0..=1.0, Just(0.0), Just(1.0), Just(0.5), 0.5..0.504]
    }

    fn known() -> impl Strategy<Value = Option<Synced>> {
        proptest::option::of(
            (share(), share(), any::<bool>()).prop_map(|(here, there, dirty)| base(here, there, dirty)),
        )
    }

    proptest! {
        #[test]
        fn what_this_device_sent_is_never_asked_about(here in proptest::option::of(share()), known in known(), there in share()) {
            prop_assert_ne!(judge(here, known.as_ref(), &remote(there, 5, "desk"), "desk"), Verdict::Ask);
        }

        #[test]
        fn clocks_change_nothing(here in proptest::option::of(share()), known in known(), there in share(), one: i32, two: i32) {
            let at = |clock: i32| judge(here, known.as_ref(), &remote(there, i64::from(clock) * 1000, "phone"), "desk");
            prop_assert_eq!(at(one), at(two));
        }

        #[test]
        fn a_server_that_did_not_move_is_never_asked_about(here in share(), known in share(), there in share(), dirty: bool) {
            let known = base(known, there, dirty);
            prop_assert_ne!(judge(Some(here), Some(&known), &remote(there, 0, "phone"), "desk"), Verdict::Ask);
        }

        #[test]
        fn nothing_is_sent_over_a_place_that_another_device_moved(here in share(), known in known(), there in share()) {
            let verdict = judge(Some(here), known.as_ref(), &remote(there, 0, "phone"), "desk");
            let moved = known.is_none_or(|known| (known.there - there).abs() > MOVED);
            if moved {
                prop_assert_ne!(verdict, Verdict::Ahead);
                prop_assert_eq!(verdict == Verdict::Ask, (here - there).abs() > MOVED);
            }
        }

        #[test]
        fn who_has_read_on_is_heard(known in share(), here in share()) {
            let verdict = judge(Some(here), Some(&base(known, known, false)), &remote(known, 0, "phone"), "desk");
            prop_assert_eq!(verdict == Verdict::Ahead, (here - known).abs() > LOST);
        }
    }
}
