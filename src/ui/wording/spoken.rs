//! Controls and typing as the program's own voice says them.

use accesskit::Role;

use crate::access::{Cause, Echo, Spoken};
use crate::locale::Locale;

/// A piece of what is said, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    /// The BCP 47 tag, where it differs from the interface's.
    pub language: Option<String>,
}

/// The focused control in one string: name, role, value, states, place in its list, description.
pub fn spoken(locale: &Locale, cause: Cause, control: &Spoken) -> String {
    let parts = spoken_parts(locale, cause, control);
    parts.into_iter().map(|said| said.text).collect::<Vec<_>>().join(", ")
}

/// The same in pieces, so that a book's title is said by a voice of its own language.
pub fn spoken_parts(locale: &Locale, cause: Cause, control: &Spoken) -> Vec<Said> {
    let mut ours: Vec<String> = Vec::new();
    let mut parts = Vec::new();
    if cause == Cause::Moved && !control.name.is_empty() {
        let language = control.language.clone().filter(|tag| !tag.eq_ignore_ascii_case(locale.tongue().tag()));
        parts.push(Said { text: control.name.clone(), language });
    }
    if cause == Cause::Moved {
        ours.extend(role(locale, control));
    }
    match control.value.as_deref() {
        Some("") if cause == Cause::Moved && is_text(control.role) => ours.push(locale.text("state-empty")),
        Some("") | None => {}
        Some(value) => ours.push(value.to_owned()),
    }
    ours.extend(states(locale, control));
    if cause == Cause::Moved {
        if let Some((index, total)) = control.position {
            ours.push(locale.with("of-total", &[("index", index.into()), ("total", total.into())]));
        }
        ours.extend(control.description.clone());
        ours.extend(control.shortcut.clone());
    } else if control.invalid {
        ours.extend(control.description.clone());
    }
    if !ours.is_empty() {
        parts.push(Said { text: ours.join(", "), language: None });
    }
    parts
}

fn is_text(role: Role) -> bool {
    matches!(role, Role::TextInput | Role::PasswordInput | Role::SearchInput | Role::MultilineTextInput)
}

/// What a control is; `None` for what its name says already.
pub fn role(locale: &Locale, control: &Spoken) -> Option<String> {
    Some(locale.text(match control.role {
        Role::Button | Role::DefaultButton => "role-button",
        Role::Link => "role-link",
        Role::TextInput | Role::MultilineTextInput | Role::UrlInput => "role-text-field",
        Role::PasswordInput => "role-password-field",
        Role::SearchInput => "role-search-field",
        Role::CheckBox | Role::Switch => "role-switch",
        Role::RadioButton => "role-radio",
        Role::Slider | Role::SpinButton => "role-stepper",
        Role::Tab => "role-tab",
        Role::Document => "role-document",
        Role::Heading => {
            let level = u32::from(control.level.unwrap_or(1));
            return Some(locale.with("role-heading", &[("level", level.into())]));
        }
        // A row of a list says its place among the others, which tells it well enough.
        _ => return None,
    }))
}

fn states(locale: &Locale, control: &Spoken) -> Vec<String> {
    let mut ids = Vec::new();
    match (control.role, control.toggled) {
        (Role::RadioButton, Some(true)) => ids.push("state-selected"),
        (Role::RadioButton, Some(false)) => ids.push("state-not-selected"),
        (_, Some(true)) => ids.push("state-on"),
        (_, Some(false)) => ids.push("state-off"),
        (_, None) if control.selected == Some(true) => ids.push("state-selected"),
        _ => {}
    }
    match control.expanded {
        Some(true) => ids.push("state-expanded"),
        Some(false) => ids.push("state-collapsed"),
        None => {}
    }
    if control.disabled {
        ids.push("state-disabled");
    }
    if control.required {
        ids.push("state-required");
    }
    if control.invalid {
        ids.push("state-invalid");
    }
    ids.into_iter().map(|id| locale.text(id)).collect()
}

/// What was typed, deleted or passed over.
pub fn echo(locale: &Locale, echo: &Echo) -> String {
    match echo {
        Echo::Typed(text) | Echo::Passed(text) => character(locale, text),
        Echo::Deleted(text) => locale.with("echo-deleted", &[("text", character(locale, text).into())]),
        Echo::Selected(text) => locale.with("echo-selected", &[("text", character(locale, text).into())]),
        Echo::Hidden => locale.text("character-hidden"),
        Echo::HiddenDeleted => locale.with("echo-deleted", &[("text", locale.text("character-hidden").into())]),
        Echo::Edge => locale.text("echo-edge"),
    }
}

/// A single character by its name where a voice would say nothing; longer text as it stands.
pub fn character(locale: &Locale, text: &str) -> String {
    let mut chars = text.chars();
    let (Some(char), None) = (chars.next(), chars.next()) else { return text.to_owned() };
    let id = match char {
        ' ' | '\u{a0}' | '\t' => "character-space",
        '\n' | '\r' => "character-newline",
        '.' => "character-full-stop",
        ',' => "character-comma",
        ':' => "character-colon",
        ';' => "character-semicolon",
        '?' => "character-question",
        '!' => "character-exclamation",
        '—' | '–' => "character-dash",
        '-' | '\u{2010}' | '\u{2011}' => "character-hyphen",
        '«' | '“' | '„' => "character-quote-open",
        '»' | '”' => "character-quote-close",
        '"' => "character-quote",
        '\'' | '’' | '‘' => "character-apostrophe",
        '(' => "character-paren-open",
        ')' => "character-paren-close",
        '…' => "character-ellipsis",
        '/' => "character-slash",
        '*' => "character-asterisk",
        letter if letter.is_uppercase() => {
            let small: String = letter.to_lowercase().collect();
            return locale.with("character-capital", &[("letter", small.into())]);
        }
        other => return other.to_string(),
    };
    locale.text(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Tongue;

    fn control(name: &str, role: Role) -> Spoken {
        Spoken {
            name: name.to_owned(),
            role,
            value: None,
            description: None,
            language: None,
            toggled: None,
            selected: None,
            expanded: None,
            disabled: false,
            invalid: false,
            required: false,
            level: None,
            position: None,
            shortcut: None,
        }
    }

    #[test]
    fn a_control_says_name_role_value_state_and_place() {
        let ru = Locale::new(Tongue::Ru);
        let button = control("Читать", Role::Button);
        assert_eq!(spoken(&ru, Cause::Moved, &button), "Читать, кнопка");
        let colours =
            Spoken {
                toggled: Some(true), position: Some((2, 3)), ..control("Белое на чёрном", Role::RadioButton)
            };
        assert_eq!(spoken(&ru, Cause::Moved, &colours), "Белое на чёрном, переключатель, выбрано, 2 из 3");
        let size = Spoken { value: Some("24 пт".to_owned()), ..control("Размер текста", Role::Slider) };
        assert_eq!(spoken(&ru, Cause::Moved, &size), "Размер текста, счётчик, 24 пт");
        assert_eq!(spoken(&ru, Cause::Changed, &size), "24 пт");
    }

    #[test]
    fn a_title_keeps_its_language() {
        let kk = Locale::new(Tongue::Kk);
        let book =
            Spoken {
                language: Some("ru".to_owned()), position: Some((1, 4)), ..control("Дубровский", Role::ListItem)
            };
        let parts = spoken_parts(&kk, Cause::Moved, &book);
        assert_eq!(parts[0], Said { text: "Дубровский".to_owned(), language: Some("ru".to_owned()) });
        assert_eq!(parts[1], Said { text: "4 ішінен 1".to_owned(), language: None });
    }

    #[test]
    fn signs_have_names_and_capitals_are_told() {
        let kk = Locale::new(Tongue::Kk);
        assert_eq!(character(&kk, "Қ"), "бас қ");
        assert_eq!(character(&kk, ","), "үтір");
        assert_eq!(character(&kk, "сөз"), "сөз");
        assert_eq!(echo(&kk, &Echo::Deleted("ә".to_owned())), "ә өшірілді");
    }
}
