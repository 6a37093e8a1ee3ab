//! From an engine's numbers to the worker's tickets, whichever comes first: the number or the first event that bears it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Ear, News, Ticket};

/// Events of messages whose number is not known yet; more than this many belong to nobody.
const EARLY: usize = 4096;

/// What an engine's callback tells of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Happening {
    Began,
    /// Only where the engine knows words.
    Mark(usize),
    Ended,
    Cancelled,
}

/// Shared by the engine and its callbacks. Locks are held for a look-up only: the callback's thread is also the one
/// that brings the engine's answers, and must never wait for a call that waits for it.
pub(super) struct Translator<K> {
    ear: Ear,
    state: Arc<Mutex<State<K>>>,
}

struct State<K> {
    tickets: BTreeMap<K, Ticket>,
    early: Vec<(K, Happening)>,
    /// The last number that was learned; the engine counts upwards.
    last: Option<K>,
    /// Messages whose number is never told, each with the last number before it.
    unnumbered: VecDeque<(Option<K>, Ticket)>,
}

impl<K> Clone for Translator<K> {
    fn clone(&self) -> Self {
        Self { ear: self.ear.clone(), state: Arc::clone(&self.state) }
    }
}

impl<K: Ord + Clone> Translator<K> {
    pub(super) fn new(ear: Ear) -> Self {
        let state = State { tickets: BTreeMap::new(), early: Vec::new(), last: None, unnumbered: VecDeque::new() };
        Self { ear, state: Arc::new(Mutex::new(state)) }
    }

    /// A message is about to be sent whose number the engine does not tell: the next new number is its.
    pub(super) fn expect(&self, ticket: Ticket) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let last = state.last.clone();
        state.unnumbered.push_back((last, ticket));
    }

    /// The engine gave this number to the message of this ticket.
    pub(super) fn learn(&self, number: K, ticket: Ticket) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Messages are numbered one after another: what bears another number belongs to one that was forgotten.
        let mut own = std::mem::take(&mut state.early);
        own.retain(|(key, _)| *key == number);
        state.last = Some(number.clone());
        if !own.iter().any(|(_, happening)| happening.is_last()) {
            state.tickets.insert(number, ticket);
        }
        for (_, happening) in own {
            self.ear.tell(happening.of(ticket));
        }
    }

    /// The engine's callback tells this of the message with this number.
    pub(super) fn happened(&self, number: K, happening: Happening) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let new = |last: &Option<K>| last.as_ref().is_none_or(|last| number > *last);
        let is_new =
            !state.tickets.contains_key(&number) && state.unnumbered.front().is_some_and(|(last, _)| new(last));
        if let Some((_, ticket)) = state.unnumbered.pop_front_if(|_| is_new) {
            state.tickets.insert(number.clone(), ticket);
        }
        let ticket = match happening.is_last() {
            true => state.tickets.remove(&number),
            false => state.tickets.get(&number).copied(),
        };
        match ticket {
            Some(ticket) => self.ear.tell(happening.of(ticket)),
            None if state.early.len() < EARLY => state.early.push((number, happening)),
            None => {}
        }
    }

    /// Nothing that was said before matters any more. Events that are on their way belong to nobody.
    pub(super) fn forget(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.tickets.clear();
        state.early.clear();
        state.unnumbered.clear();
    }
}

impl Happening {
    fn is_last(self) -> bool {
        matches!(self, Self::Ended | Self::Cancelled)
    }

    fn of(self, ticket: Ticket) -> News {
        match self {
            Self::Began => News::Began(ticket),
            Self::Mark(byte) => News::Mark(ticket, byte),
            Self::Ended => News::Ended(ticket),
            Self::Cancelled => News::Cancelled(ticket),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn events_that_come_before_the_number_are_told_after_it_in_their_order() {
        let (sender, news) = channel();
        let translator = Translator::new(Ear::new(move |news| sender.send(format!("{news:?}")).unwrap()));
        translator.happened(7, Happening::Began);
        translator.happened(8, Happening::Began);
        translator.happened(7, Happening::Mark(3));
        assert!(news.try_recv().is_err());
        translator.learn(7, Ticket(1));
        translator.happened(7, Happening::Ended);
        translator.happened(7, Happening::Cancelled);
        let told: Vec<String> = news.try_iter().collect();
        assert_eq!(told, ["Began(Ticket(1))", "Mark(Ticket(1), 3)", "Ended(Ticket(1))"]);
    }

    #[test]
    fn a_message_without_a_number_gets_the_next_new_one() {
        let (sender, news) = channel();
        let translator = Translator::new(Ear::new(move |news| sender.send(format!("{news:?}")).unwrap()));
        translator.learn(7, Ticket(1));
        translator.expect(Ticket(2));
        translator.learn(9, Ticket(3));
        for (number, happening) in [
            (7, Happening::Ended),
            (6, Happening::Ended),
            (8, Happening::Began),
            (8, Happening::Ended),
            (9, Happening::Began),
        ] {
            translator.happened(number, happening);
        }
        let told: Vec<String> = news.try_iter().collect();
        assert_eq!(told, ["Ended(Ticket(1))", "Began(Ticket(2))", "Ended(Ticket(2))", "Began(Ticket(3))"]);
    }

    #[test]
    fn what_is_forgotten_is_not_told() {
        let (sender, news) = channel();
        let translator = Translator::new(Ear::new(move |news| sender.send(format!("{news:?}")).unwrap()));
        translator.learn(7, Ticket(1));
        translator.forget();
        translator.happened(7, Happening::Ended);
        assert!(news.try_recv().is_err());
    }
}
