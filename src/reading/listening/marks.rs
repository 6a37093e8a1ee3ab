//! What the reader leaves in a recording: bookmarks at places in time.

use std::time::{Duration, SystemTime};

use super::travel::SAME;
use super::{Effect, Listening, Notice};
use crate::book::Recording;
use crate::reading::annotations::{Id, Kept, Kind};

/// A bookmark that is not further than this is «here»: less than the shortest leap.
const NEAR: Duration = Duration::from_secs(9);

/// A bookmark in the recording as it is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub kept: Kept,
    pub at: Duration,
}

impl Mark {
    pub fn id(&self) -> Id {
        self.kept.id
    }
}

/// All bookmarks of a recording, in the order of time.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    all: Vec<Mark>,
    /// Those that were discarded in this session, the last one last.
    discarded: Vec<Mark>,
    next: u64,
}

impl Marks {
    /// Finds the kept ones' places in the recording again.
    pub fn restore(recording: &Recording, kept: impl IntoIterator<Item = Kept>) -> Self {
        let mut restored = Self::default();
        for kept in kept {
            restored.next = restored.next.max(kept.id.0.saturating_add(1));
            restored.insert(Mark { at: recording.resolve(&kept.start), kept });
        }
        restored
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Mark> {
        self.all.iter()
    }

    pub fn get(&self, id: Id) -> Option<&Mark> {
        self.all.iter().find(|mark| mark.id() == id)
    }

    fn add(&mut self, recording: &Recording, at: Duration, created: SystemTime) -> Mark {
        let id = Id(self.next);
        self.next += 1;
        let start = recording.locate(at);
        let text = String::new();
        let kept = Kept { id, kind: Kind::Bookmark, start, end: None, text, sound: None, created, modified: None };
        let mark = Mark { kept, at };
        self.insert(mark.clone());
        mark
    }

    fn insert(&mut self, mark: Mark) {
        let at = self.all.partition_point(|other| other.at <= mark.at);
        self.all.insert(at, mark);
    }

    fn remove(&mut self, id: Id) -> bool {
        let Some(at) = self.all.iter().position(|mark| mark.id() == id) else { return false };
        self.discarded.push(self.all.remove(at));
        true
    }

    /// Whether something was discarded that can be taken back.
    pub fn can_restore(&self) -> bool {
        !self.discarded.is_empty()
    }

    /// The nearest one within this distance.
    fn nearest(&self, place: Duration, within: Duration) -> Option<&Mark> {
        let distance = |mark: &&Mark| mark.at.abs_diff(place);
        self.all.iter().min_by_key(distance).filter(|mark| distance(mark) <= within)
    }
}

impl Listening {
    pub(super) fn add_bookmark(&mut self, now: SystemTime, effects: &mut Vec<Effect>) {
        if self.marks.nearest(self.place, SAME).is_some() {
            return effects.push(Effect::Notice(Notice::AlreadyBookmarked));
        }
        let added = self.marks.add(&self.recording, self.place, now);
        let notice = Notice::BookmarkAdded(added.id());
        effects.extend([Effect::Keep(Box::new(added)), Effect::Notice(notice)]);
    }

    /// The bookmark at the place, which is made when there is none: for words of the reader's own.
    pub fn mark_here(&mut self, now: SystemTime) -> (Id, Vec<Effect>) {
        if let Some(mark) = self.marks.nearest(self.place, SAME) {
            return (mark.id(), Vec::new());
        }
        let added = self.marks.add(&self.recording, self.place, now);
        (added.id(), vec![Effect::Keep(Box::new(added))])
    }

    pub(super) fn remove_bookmark(&mut self, effects: &mut Vec<Effect>) {
        match self.marks.nearest(self.place, NEAR).map(Mark::id) {
            Some(id) => self.discard(id, effects),
            None => effects.push(Effect::Notice(Notice::NoBookmarkHere)),
        }
    }

    pub(super) fn discard(&mut self, id: Id, effects: &mut Vec<Effect>) {
        if self.marks.remove(id) {
            effects.extend([Effect::Discard(id), Effect::Notice(Notice::BookmarkRemoved)]);
        }
    }

    /// Gives a bookmark another name.
    pub fn amend(&mut self, id: Id, text: String, now: SystemTime) -> Vec<Effect> {
        let Some(found) = self.marks.all.iter_mut().find(|mark| mark.id() == id) else { return Vec::new() };
        let mut effects = Vec::new();
        if found.kept.text != text {
            found.kept.text = text;
            found.kept.modified = Some(now);
            effects.push(Effect::Amend(Box::new(found.clone())));
        }
        effects.push(Effect::Notice(Notice::BookmarkRenamed));
        effects
    }

    /// What the reader has spoken here lies in this file: at the bookmark of this place, which is made when there is none.
    pub fn speak_here(&mut self, sound: String, now: SystemTime) -> Vec<Effect> {
        let (id, mut effects) = self.mark_here(now);
        let Some(found) = self.marks.all.iter_mut().find(|mark| mark.id() == id) else { return effects };
        found.kept.sound = Some(sound);
        let told = Box::new(found.clone());
        if effects.is_empty() {
            found.kept.modified = Some(now);
            effects.push(Effect::Amend(told));
        } else {
            effects = vec![Effect::Keep(told)];
        }
        effects
    }

    /// Takes back what was discarded last.
    pub(super) fn restore(&mut self, effects: &mut Vec<Effect>) {
        match self.marks.discarded.pop() {
            Some(back) => {
                self.marks.insert(back.clone());
                effects.extend([Effect::Keep(Box::new(back)), Effect::Notice(Notice::BookmarkRestored)]);
            }
            None => effects.push(Effect::Notice(Notice::NothingToRestore)),
        }
    }
}
