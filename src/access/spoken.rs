//! What the program's own voice is told of the focus and of typing, for readers who have no screen reader running.

use accesskit::Role;

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
