//! The one door for announcements: what happened without the focus moving there.

use std::cell::RefCell;

use accesskit::Live;

/// How urgent an announcement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Politeness {
    /// Said when the screen reader has finished what it says.
    Polite,
    /// Said at once.
    Assertive,
}

impl From<Politeness> for Live {
    fn from(politeness: Politeness) -> Self {
        match politeness {
            Politeness::Polite => Self::Polite,
            Politeness::Assertive => Self::Assertive,
        }
    }
}

/// A sentence for the reader, in the interface's language unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    pub text: String,
    pub politeness: Politeness,
    /// The BCP 47 tag, where it differs from the interface's.
    pub language: Option<String>,
}

impl Announcement {
    pub fn polite(text: impl Into<String>) -> Self {
        Self { text: text.into(), politeness: Politeness::Polite, language: None }
    }

    pub fn assertive(text: impl Into<String>) -> Self {
        Self { text: text.into(), politeness: Politeness::Assertive, language: None }
    }

    pub fn language(mut self, tag: impl Into<String>) -> Self {
        self.language = Some(tag.into());
        self
    }
}

thread_local! {
    static QUEUE: RefCell<Vec<Announcement>> = const { RefCell::new(Vec::new()) };
}

/// Announces on the next frame. To be called on the thread of the interface, in `update`: the frame that follows every
/// message carries it out. The window's root also hands it to the program's own voice.
pub fn announce(announcement: Announcement) {
    if !announcement.text.trim().is_empty() {
        QUEUE.with_borrow_mut(|queue| queue.push(announcement));
    }
}

/// What has been announced since the last call.
pub(crate) fn take() -> Vec<Announcement> {
    QUEUE.with_borrow_mut(std::mem::take)
}
