//! What is being said and what waits: handing over, and making sense of what the engine tells.

use std::collections::VecDeque;
use std::time::Instant;

use super::{AGAIN, Engine, Entry, Worker};
use crate::voice::diction::Told;
use crate::voice::speech::{Command, Ticket};
use crate::voice::{Error, Event, Purpose};

impl Worker {
    /// Hands over what can be handed over, and answers what cannot.
    pub(super) fn advance(&mut self) {
        match &self.engine {
            Engine::Opening { .. } => {}
            Engine::Closed { error, .. } => {
                let error = error.clone();
                for entry in std::mem::take(&mut self.queue) {
                    self.tell(Event::Failed(entry.utterance.id, error.clone()));
                }
            }
            Engine::Open { .. } if self.again.is_some() => {}
            Engine::Open { .. } => loop {
                self.settle();
                let waiting = self.queue.iter().position(|entry| entry.tickets.is_none());
                let Some(index) = waiting.filter(|index| self.is_due(*index)) else { break };
                if !self.hand_over(index) {
                    break;
                }
            },
        }
    }

    /// Whether nothing is to be waited for before this utterance. The silence before one begins when it is the first.
    fn is_due(&mut self, index: usize) -> bool {
        let silence = &mut self.queue[index].utterance.silence;
        if !silence.is_zero() && index == 0 && self.silent.is_none() {
            self.silent = Some(Instant::now() + std::mem::take(silence));
        }
        self.queue[index].utterance.silence.is_zero() && self.silent.is_none()
    }

    /// Hands over the utterance at this place. False when it has to wait for the list of voices.
    fn hand_over(&mut self, index: usize) -> bool {
        let entry = &self.queue[index];
        let (messages, missing) = match self.diction.messages(&entry.utterance, entry.prosody) {
            Told::Wait => return false,
            Told::Known { messages, missing } => (messages, missing),
        };
        let first_missing = missing.first().cloned();
        for language in missing {
            if self.told.insert(language.primary().to_owned()) {
                self.tell(Event::Unavailable(Error::NoVoice(language)));
            }
        }
        if let Some(language) = first_missing.filter(|_| messages.is_empty())
            && let Some(entry) = self.queue.remove(index)
        {
            self.tell(Event::Failed(entry.utterance.id, Error::NoVoice(language)));
            return true;
        }
        let mut tickets = VecDeque::with_capacity(messages.len());
        for message in messages {
            self.given = Ticket(self.given.0 + 1);
            tickets.push_back(self.given);
            self.outbox.push_back((self.given, message));
        }
        self.queue[index].tickets = Some(tickets);
        self.send();
        true
    }

    /// Hands over the messages that need not wait: engines do not know of each other's queues.
    fn send(&mut self) {
        while let Some((ticket, message)) = self.outbox.pop_front() {
            let other_engine = message
                .voice
                .as_ref()
                .map(|voice| voice.engine.clone())
                .filter(|name| !self.diction.voices.is_usual(name));
            if other_engine != self.other_engine && self.done < self.handed {
                return self.outbox.push_front((ticket, message));
            }
            self.other_engine = other_engine;
            self.handed = ticket;
            self.command(Command::Speak(ticket, message));
        }
    }

    fn is_done(&mut self, ticket: Ticket) {
        self.done = self.done.max(ticket);
        self.send();
    }

    fn place(&self, ticket: Ticket) -> Option<usize> {
        self.queue.iter().position(|entry| entry.tickets.as_ref().is_some_and(|tickets| tickets.contains(&ticket)))
    }

    pub(super) fn began(&mut self, ticket: Ticket) {
        let Some(index) = self.place(ticket) else { return };
        // An engine that forgets to tell the end of one tells it by beginning the next.
        for _ in 0..index {
            self.finish_first();
        }
        if let Some(entry) = self.queue.front_mut() {
            if let Some(tickets) = &mut entry.tickets {
                tickets.retain(|known| *known >= ticket);
            }
            if !std::mem::replace(&mut entry.began, true) {
                let id = entry.utterance.id;
                self.tell(Event::Began(id));
            }
        }
    }

    pub(super) fn marked(&mut self, ticket: Ticket, byte: usize) {
        self.began(ticket);
        if let Some(index) = self.place(ticket) {
            self.queue[index].mark = byte;
            self.tell(Event::Mark(self.queue[index].utterance.id, byte));
        }
    }

    pub(super) fn ended(&mut self, ticket: Ticket) {
        self.began(ticket);
        if let Some(tickets) = self.queue.front_mut().and_then(|entry| entry.tickets.as_mut()) {
            tickets.retain(|known| *known > ticket);
        }
        self.is_done(ticket);
        self.settle();
        self.advance();
    }

    /// Another program silenced us: a screen reader that echoes a key, or has something to say. The book goes on when it
    /// has said that; one that never ends has the floor. The interface's words would come too late.
    pub(super) fn cancelled(&mut self, ticket: Ticket) {
        if self.place(ticket).is_none() {
            return;
        }
        self.stop_interface();
        let Some(first) = self.queue.front_mut() else { return };
        let wait = AGAIN.get(first.silenced);
        first.silenced += 1;
        match wait {
            Some(wait) => self.again = Some(Instant::now() + *wait),
            None => {
                let id = first.utterance.id;
                self.queue.pop_front();
                self.tell(Event::Failed(id, Error::Silenced));
                self.hush();
            }
        }
    }

    /// The interface falls silent, if that is what sounds. The book behind it begins, or goes on.
    pub(super) fn hush_interface(&mut self) {
        let is_first = self.queue.front().is_some_and(Entry::is_interface);
        if is_first {
            self.stop_interface();
            self.advance();
        }
    }

    /// Silence; what the interface said is stopped, what is left is to be handed over again.
    fn stop_interface(&mut self) {
        self.silence();
        for mut entry in std::mem::take(&mut self.queue) {
            if entry.is_interface() {
                self.tell(Event::Stopped(entry.utterance.id));
            } else {
                entry.take_back();
                self.queue.push_back(entry);
            }
        }
    }

    pub(super) fn refused(&mut self, ticket: Ticket) {
        if ticket == self.handed {
            self.is_done(ticket);
        }
        if let Some(entry) = self.place(ticket).and_then(|index| self.queue.remove(index)) {
            self.outbox.retain(|(waiting, _)| !entry.tickets.as_ref().is_some_and(|tickets| tickets.contains(waiting)));
            self.tell(Event::Failed(entry.utterance.id, Error::Refused(None)));
        }
        self.settle();
        self.advance();
    }

    /// Ends the utterances at the front that have nothing left to say, among them those that never had.
    fn settle(&mut self) {
        while self.queue.front().is_some_and(|entry| entry.tickets.as_ref().is_some_and(VecDeque::is_empty)) {
            self.finish_first();
        }
    }

    fn finish_first(&mut self) {
        if let Some(entry) = self.queue.pop_front() {
            let id = entry.utterance.id;
            if !entry.began {
                self.tell(Event::Began(id));
            }
            self.tell(Event::Ended(id));
        }
    }
}

impl Entry {
    fn is_interface(&self) -> bool {
        self.utterance.purpose == Purpose::Interface
    }
}
