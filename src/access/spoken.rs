//! What the program's own voice is told of the focus and of typing, for readers who have no screen reader running.

use accesskit::Role;

/// Words that no control holds: a heading, a text, how far something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub text: String,
    /// Its language, where it differs from the interface's.
    pub language: Option<String>,
}

/// The control that has the focus, in parts; the wording is the interface's.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    pub name: String,
    pub role: Role,
    pub value: Option<String>,
    pub description: Option<String>,
    /// The name's language, where it differs from the interface's.
    pub language: Option<String>,
    pub toggled: Option<bool>,
    pub selected: Option<bool>,
    pub expanded: Option<bool>,
    pub disabled: bool,
    pub invalid: bool,
    pub required: bool,
    /// A heading's level, from one.
    pub level: Option<u8>,
    /// Place and size, counted from one.
    pub position: Option<(usize, usize)>,
    pub shortcut: Option<String>,
    /// What stands between it and the control before it; only when the focus has come to it.
    pub before: Vec<Passage>,
    /// The name of the group that the focus has entered with it.
    pub group: Option<String>,
}

impl Spoken {
    /// A field that is typed into, or a text with a caret.
    pub fn is_text(&self) -> bool {
        matches!(
            self.role,
            Role::TextInput
                | Role::MultilineTextInput
                | Role::SearchInput
                | Role::UrlInput
                | Role::PasswordInput
                | Role::Document
        )
    }
}

/// A dialog that has opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Entered {
    pub dialog: Spoken,
    /// What has the focus in it.
    pub control: Spoken,
    /// What was announced with it.
    pub announced: Vec<String>,
}

/// Why the focused control is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The focus has moved to it.
    Moved,
    /// It has the focus, and its value or state has changed.
    Changed,
}

/// What happened to text under the keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Echo {
    /// These characters were typed or pasted.
    Typed(String),
    /// A character was typed that ends this word.
    Finished { word: String, typed: String },
    /// These characters were deleted.
    Deleted(String),
    /// The caret has moved: the character, word or line that it is now at.
    Passed(String),
    /// These characters are now selected.
    Selected(String),
    /// A character of a password was typed; nobody is told which.
    Hidden,
    /// A character of a password was deleted.
    HiddenDeleted,
    /// The caret cannot go further, or there is nothing to delete.
    Edge,
}
