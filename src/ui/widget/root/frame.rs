//! What a frame does when the controls have answered: the focus settles, what has changed is told, the tree is pushed.

use std::mem;
use std::time::Instant;

use iced::Renderer;
use iced::advanced::widget::Tree;
use iced::advanced::{Layout, Shell};

use super::{CHOSEN, Root, State, Trapped, words};
use crate::access::survey::{ScrollTo, Stop, Survey};
use crate::access::tree::Window;
use crate::access::{Cause, Entered, Spoken, announce, bridge};

/// What has become of the focus.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settled {
    /// Another control has it than in the frame before.
    pub moved: bool,
    /// It was not where it has to be, and was put there.
    pub corrected: bool,
}

impl<'a, Message: 'a> Root<'a, Message> {
    /// Exactly one control has the focus, as long as there is one that can have it.
    pub(super) fn settle(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        survey: &Survey,
    ) -> Settled {
        let state = tree.state.downcast_mut::<State>();
        let before = state.focus;
        let mut back_to = None;
        let mut uncovered = false;

        // Dialogs that have closed give the focus back; one that has opened remembers it. Where it opened over a screen that had
        // just come, nothing of that had the focus yet.
        while let Some(trapped) = state.trapped.last().copied().filter(|last| !survey.traps.contains(&last.trap)) {
            state.trapped.pop();
            back_to = trapped.back_to.or(back_to);
            uncovered = back_to.is_none();
        }
        for trap in &survey.traps {
            if !state.trapped.iter().any(|trapped| trapped.trap == *trap) {
                let back_to = before.filter(|id| survey.stop(*id).is_some());
                state.trapped.push(Trapped { trap: *trap, back_to });
                state.opened = Some(*trap);
            }
        }
        if state.opened.is_some_and(|opened| !survey.traps.contains(&opened)) {
            state.opened = None;
        }
        let (index, list) = (state.index, state.list);

        let stops: Vec<&Stop> = survey.reachable().collect();
        let focused: Vec<&&Stop> = stops.iter().filter(|stop| stop.focused).collect();
        let chosen = stops
            .iter()
            .find(|stop| stop.fresh && stop.autofocus)
            .or_else(|| stops.iter().find(|stop| stop.claimed))
            .or_else(|| back_to.and_then(|id| stops.iter().find(|stop| stop.id == id)))
            .or_else(|| stops.iter().find(|stop| uncovered && stop.autofocus))
            .or_else(|| focused.iter().find(|stop| Some(stop.id) != before).copied())
            .or_else(|| focused.first().copied())
            .or_else(|| {
                if before.is_none() || stops.iter().all(|stop| stop.fresh) || stops.len() <= index {
                    let last = stops.len().checked_sub(1)?;
                    let place = if before.is_none() || stops.iter().all(|stop| stop.fresh) { 0 } else { last };
                    stops.get(place)
                } else {
                    // When the last row of a list is gone, the one before it is nearer than what follows the list.
                    let kin = |stop: &&&Stop| list.is_some() && stop.group.map(|(id, _)| id) == list;
                    let near = stops.get(index);
                    near.filter(kin).or_else(|| stops[..index].iter().rev().find(kin)).or(near)
                }
            })
            .map(|stop| stop.id);

        let alone = survey.stops.iter().filter(|stop| stop.focused).count() <= 1;
        let right = alone && chosen == stops.iter().find(|stop| stop.focused).map(|stop| stop.id);
        let outside = survey.stops.iter().any(|stop| stop.focused && Some(stop.id) != chosen);
        let state = tree.state.downcast_mut::<State>();
        state.focus = chosen;
        if let Some(index) = stops.iter().position(|stop| Some(stop.id) == chosen) {
            state.index = index;
            state.list = stops[index].group.map(|(id, _)| id);
        }
        let corrected = !right || outside;
        if corrected {
            self.focus_on(tree, layout, renderer, chosen);
        }
        Settled { moved: before != chosen, corrected }
    }

    /// After the controls have answered: settle the focus, tell what has changed, push the tree.
    pub(super) fn frame(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        shell: &mut Shell<'_, Message>,
        now: Instant,
    ) {
        let active = self.window.is_some_and(bridge::is_active);
        // The nodes are collected when it is known who has the focus and where everything stands: after something has come
        // in that may have changed it, once the focus has settled.
        let state = tree.state.downcast_mut::<State>();
        let (settled, came_from) = (!mem::take(&mut state.stirred), state.focus);
        let mut survey = self.survey(tree, layout, renderer, active && settled);
        let Settled { moved, corrected } = self.settle(tree, layout, renderer, &survey);
        let state = tree.state.downcast_mut::<State>();
        state.in_view |= moved;
        let kept = state.focus.filter(|_| state.in_view);
        let mut scrolled = false;
        if let Some(stop) = kept.and_then(|id| survey.stop(id)) {
            let mut reveal = ScrollTo::reveal(&survey, stop.bounds, stop.scroll, 16.0);
            scrolled = !reveal.targets.is_empty();
            if scrolled {
                self.walk(tree, layout, renderer, &mut reveal);
                shell.request_redraw();
            }
        }
        if corrected || scrolled || active && !settled {
            let echoes = mem::take(&mut survey.echoes);
            survey = self.survey(tree, layout, renderer, active);
            survey.echoes.splice(0..0, echoes);
        }

        for echo in mem::take(&mut survey.echoes) {
            if let Some(on_echo) = &self.on_echo {
                shell.publish(on_echo(echo));
            }
        }
        let spoken = survey.focused().and_then(|stop| stop.spoken.clone());
        // What changes in a field is told by echoes, letter by letter.
        let unchanged = |before: &Spoken, now: &Spoken| match now.is_text() {
            true => *before == Spoken { value: before.value.clone(), ..now.clone() },
            false => before == now,
        };
        let state = tree.state.downcast_mut::<State>();
        let same = match (&state.told, &spoken) {
            (Some(before), Some(now)) => unchanged(before, now),
            (before, now) => before.is_none() == now.is_none(),
        };
        let cause = if moved { Some(Cause::Moved) } else { (!same).then_some(Cause::Changed) };
        let last = state.told.take();
        state.told.clone_from(&spoken);
        let mut spoken = spoken.map(|spoken| match cause {
            Some(Cause::Moved) => {
                let group = mem::replace(&mut state.group, words::group(&survey));
                words::around(&survey, spoken, came_from, group, last.as_ref())
            }
            _ => spoken,
        });
        let mut cause = cause;
        match (cause, &mut spoken, state.choosing.take()) {
            (Some(Cause::Moved), Some(spoken), _) if words::chooses(&survey) => {
                state.choosing = Some((now, spoken.clone()));
            }
            // Its name is being said: it is said whole, with its new state, instead of cut off by the state.
            (Some(Cause::Changed), Some(spoken), Some((at, come))) if now.duration_since(at) < CHOSEN => {
                cause = Some(Cause::Moved);
                *spoken = Spoken { before: come.before, group: come.group, ..spoken.clone() };
            }
            (None, _, choosing) => state.choosing = choosing,
            _ => {}
        }
        let opened = state.opened.take_if(|_| spoken.is_some());
        let opened = opened.and_then(|id| survey.dialogs.iter().find(|(dialog, _)| *dialog == id));
        let announcements = announce::take();
        let tell = |shell: &mut Shell<'_, Message>| {
            if let Some(on_announce) = &self.on_announce {
                for announcement in &announcements {
                    shell.publish(on_announce(announcement.clone()));
                }
            }
        };
        match (cause, spoken, opened, &self.on_focus, &self.on_dialog) {
            // What was announced with a dialog is its question: it comes first.
            (_, Some(control), Some((_, dialog)), _, Some(on_dialog)) => {
                tell(shell);
                let announced = announcements.iter().map(|announcement| announcement.text.clone()).collect();
                shell.publish(on_dialog(Entered { dialog: dialog.clone(), control, announced }));
            }
            (Some(cause), Some(spoken), _, Some(on_focus), _) => {
                shell.publish(on_focus(cause, spoken));
                tell(shell);
            }
            _ => tell(shell),
        }

        let Some(window) = self.window.filter(|_| active) else { return };
        if mem::take(&mut state.moved) {
            bridge::window_moved(window);
        }
        state.ledger.say(announcements);
        let stated = Window {
            title: self.title.clone(),
            language: self.language.clone(),
            size: layout.bounds().size(),
            scale_factor: self.scale_factor,
        };
        let frame = state.ledger.frame(&stated, survey);
        let ledger = &state.ledger;
        bridge::push(window, || ledger.whole(&frame), || ledger.difference(&frame));
        state.ledger.keep(frame);
        state.keys.shown(window);
    }
}
