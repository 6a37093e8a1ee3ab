//! A field to type in, of our own: its text, caret and selection are told to assistive technology as they are, which no
//! stock field does.
//!
//! <https://www.w3.org/WAI/ARIA/apg/patterns/> has no pattern for it: the system's own fields are the model.

use accesskit::{Action, Role};
use iced::Length;
use iced::advanced::widget;
use iced::widget::column;

use super::Element;
use super::entry::Entry;
use super::look::Look;
use super::words::{WRONG, worded};
use crate::access::Semantics;

/// What is typed into a field, which chooses its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    #[default]
    Text,
    Search,
    Address,
    /// Shown and told as stars.
    Password,
}

/// A field of one line.
pub struct TextField<'a, Message> {
    look: Look,
    name: String,
    value: String,
    purpose: Purpose,
    id: Option<widget::Id>,
    placeholder: Option<String>,
    description: Option<String>,
    error: Option<String>,
    language: Option<String>,
    required: bool,
    autofocus: bool,
    disabled: bool,
    on_input: Option<Box<dyn Fn(String) -> Message + 'a>>,
    on_submit: Option<Message>,
    on_down: Option<Message>,
}

/// A field with this name, drawn above it, and this text.
pub fn text_field<'a, Message: Clone + 'a>(
    look: &Look,
    name: impl Into<String>,
    value: impl Into<String>,
) -> TextField<'a, Message> {
    TextField {
        look: *look,
        name: name.into(),
        value: value.into(),
        purpose: Purpose::Text,
        id: None,
        placeholder: None,
        description: None,
        error: None,
        language: None,
        required: false,
        autofocus: false,
        disabled: false,
        on_input: None,
        on_submit: None,
        on_down: None,
    }
}

impl<'a, Message: Clone + 'a> TextField<'a, Message> {
    /// By which `operation::focus` finds it.
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// What it says when its text has changed; without it the text can be read and copied only.
    pub fn on_input(mut self, changed: impl Fn(String) -> Message + 'a) -> Self {
        self.on_input = Some(Box::new(changed));
        self
    }

    /// What Enter says.
    pub fn on_submit(mut self, message: Message) -> Self {
        self.on_submit = Some(message);
        self
    }

    /// What Down says, where what was looked for stands below the field.
    pub fn on_down(mut self, message: Message) -> Self {
        self.on_down = Some(message);
        self
    }

    pub fn purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }

    /// An example, shown and told while the field is empty.
    pub fn placeholder(mut self, text: impl Into<String>) -> Self {
        self.placeholder = Some(text.into());
        self
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// What is wrong with the text and how to mend it; shown below it and told as its description.
    pub fn error(mut self, text: Option<String>) -> Self {
        self.error = text;
        self
    }

    /// The language of its text, where it differs from the window's.
    pub fn language(mut self, tag: impl Into<String>) -> Self {
        self.language = Some(tag.into());
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }
}

impl<'a, Message: Clone + 'a> From<TextField<'a, Message>> for Element<'a, Message> {
    fn from(field: TextField<'a, Message>) -> Self {
        let look = field.look;
        let role = match field.purpose {
            Purpose::Text => Role::TextInput,
            Purpose::Search => Role::SearchInput,
            Purpose::Address => Role::UrlInput,
            Purpose::Password => Role::PasswordInput,
        };
        let mut semantics = Semantics::new(role, field.name.clone())
            .focusable()
            .disabled(field.disabled)
            .action(Action::SetTextSelection)
            .action(Action::Click);
        semantics = match (&field.error, field.description) {
            (Some(error), Some(description)) => semantics.invalid(format!("{error} {description}")),
            (Some(error), None) => semantics.invalid(error.clone()),
            (None, Some(description)) => semantics.description(description),
            (None, None) => semantics,
        };
        if field.on_input.is_some() {
            semantics = semantics.action(Action::SetValue).action(Action::ReplaceSelectedText);
        } else {
            semantics = semantics.read_only();
        }
        if let Some(placeholder) = &field.placeholder {
            semantics = semantics.placeholder(placeholder.clone());
        }
        if let Some(language) = &field.language {
            semantics = semantics.language(language.clone());
        }
        if field.required {
            semantics = semantics.required();
        }
        if field.autofocus {
            semantics = semantics.autofocus();
        }
        let entry = Entry {
            look,
            semantics,
            id: field.id,
            value: field.value,
            placeholder: field.placeholder.unwrap_or_default(),
            language: field.language,
            on_input: field.on_input,
            on_submit: field.on_submit,
            on_down: field.on_down,
        };
        // The name and the error are the entry's own, and so are only drawn here.
        let name = worded(field.name).size(look.body()).font(look.font);
        let error = field
            .error
            .map(|error| worded(format!("{WRONG}{error}")).size(look.body()).font(look.font).color(look.error));
        column![name, entry, error].spacing(look.gap() / 2.0).width(Length::Fill).into()
    }
}
