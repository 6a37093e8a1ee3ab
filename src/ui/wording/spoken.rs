//! Controls and typing as the program's own voice says them.

use accesskit::Role;

use crate::access::{Cause, Echo, Spoken};
use crate::locale::Locale;
use crate::settings::{TypingEcho, Verbosity};

/// A piece of what is said, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    /// The BCP 47 tag, where it differs from the interface's.
    pub language: Option<String>,
}

/// The focused control in one string: what stands before it, name, role, value, states, place in its list, description,
/// key.
pub fn spoken(locale: &Locale, cause: Cause, control: &Spoken) -> String {
    let parts = spoken_parts(locale, cause, control, Verbosity::default());
    parts.into_iter().map(|said| said.text).collect::<Vec<_>>().join(", ")
}

/// The same in pieces, so that a book's title is said by a voice of its own language. In brief it is the name, the value
/// and the states, and what is wrong; in full, also how the control is used.
pub fn spoken_parts(locale: &Locale, cause: Cause, control: &Spoken, verbosity: Verbosity) -> Vec<Said> {
    let foreign = |tag: Option<&String>| tag.filter(|tag| !tag.eq_ignore_ascii_case(locale.tongue().tag())).cloned();
    let more = verbosity != Verbosity::Brief;
    let moved = cause == Cause::Moved;
    let mut ours: Vec<String> = Vec::new();
    let mut parts = Vec::new();
    if moved && more {
        let before = control.before.iter();
        parts.extend(before.map(|it| Said { text: it.text.clone(), language: foreign(it.language.as_ref()) }));
    }
    if let Some(group) = control.group.clone().filter(|_| moved) {
        parts.push(Said { text: group, language: None });
    }
    if moved && !control.name.is_empty() {
        parts.push(Said { text: control.name.clone(), language: foreign(control.language.as_ref()) });
    }
    if moved && more {
        ours.extend(role(locale, control));
    }
    match control.value.as_deref() {
        Some("") if cause == Cause::Moved && is_text(control.role) => ours.push(locale.text("state-empty")),
        Some("") | None => {}
        Some(value) => ours.push(value.to_owned()),
    }
    ours.extend(states(locale, control));
    if moved && more {
        if let Some((index, total)) = control.position {
            ours.push(locale.with("of-total", &[("index", index.into()), ("total", total.into())]));
        }
        ours.extend(control.description.clone());
        ours.extend(control.shortcut.clone());
        ours.extend(hint(control).filter(|_| verbosity == Verbosity::Full).map(|id| locale.text(id)));
    } else if control.invalid {
        ours.extend(control.description.clone());
    }
    ours.retain(|words| !words.is_empty());
    if !ours.is_empty() {
        parts.push(Said { text: ours.join(", "), language: None });
    }
    parts
}

/// How it is used, for those who have just begun; the message.
fn hint(control: &Spoken) -> Option<&'static str> {
    if control.disabled {
        return None;
    }
    Some(match control.role {
        Role::Button | Role::DefaultButton | Role::Link => "hint-press",
        Role::CheckBox | Role::Switch => "hint-switch",
        Role::RadioButton | Role::Tab => "hint-choose",
        Role::Slider | Role::SpinButton => "hint-adjust",
        Role::ListItem => "hint-walk",
        Role::Document => "hint-read",
        role if is_text(role) => "hint-type",
        _ => return None,
    })
}

fn is_text(role: Role) -> bool {
    matches!(
        role,
        Role::TextInput | Role::PasswordInput | Role::SearchInput | Role::UrlInput | Role::MultilineTextInput
    )
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
        Role::Dialog | Role::AlertDialog => "role-dialog",
        Role::Document => "role-document",
        Role::Heading => {
            let level = u32::from(control.level.unwrap_or(1));
            return Some(locale.with("role-heading", &[("level", level.into())]));
        }
        Role::TreeItem => {
            let level = u32::from(control.level?);
            return Some(locale.with("role-tree-item", &[("level", level.into())]));
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

/// What was typed, deleted or passed over; empty when nothing is to be said. What is typed is echoed as the reader wishes,
/// what her other keys come to always.
pub fn echo(locale: &Locale, echo: &Echo, wish: TypingEcho) -> String {
    let (characters, words) = (wish.has_characters(), wish.has_words());
    match echo {
        // What was pasted nobody has spelled on the keys.
        Echo::Typed(text) if characters || text.chars().count() > 1 => character(locale, text),
        Echo::Finished { typed, .. } if characters && !words => character(locale, typed),
        Echo::Finished { word, typed } if characters && words && !typed.trim().is_empty() => {
            format!("{word}, {}", character(locale, typed))
        }
        Echo::Finished { word, .. } if words => word.clone(),
        Echo::Hidden if !characters => String::new(),
        Echo::Typed(_) | Echo::Finished { .. } => String::new(),
        Echo::Passed(text) => character(locale, text),
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
            before: Vec::new(),
            group: None,
        }
    }

    fn at(locale: &Locale, verbosity: Verbosity, control: &Spoken) -> String {
        let parts = spoken_parts(locale, Cause::Moved, control, verbosity);
        parts.into_iter().map(|said| said.text).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn how_much_is_said_is_the_readers_choice() {
        let en = Locale::new(Tongue::En);
        let passage = |text: &str| crate::access::Passage { text: text.to_owned(), language: None };
        let black = Spoken {
            toggled: Some(false),
            position: Some((1, 3)),
            description: Some("For bright rooms".to_owned()),
            shortcut: Some("Ctrl + T".to_owned()),
            before: vec![passage("Appearance")],
            group: Some("Colours".to_owned()),
            ..control("Black on white", Role::RadioButton)
        };
        assert_eq!(at(&en, Verbosity::Brief, &black), "Colours, Black on white, not selected");
        let normal =
            "Appearance, Colours, Black on white, radio button, not selected, 1 of 3, For bright rooms, Ctrl + T";
        assert_eq!(at(&en, Verbosity::Normal, &black), normal);
        assert_eq!(at(&en, Verbosity::Full, &black), format!("{normal}, {}", en.text("hint-choose")));
        // What is wrong is said in any case.
        let wrong = Spoken {
            invalid: true,
            description: Some("Not a page".to_owned()),
            value: Some("x".to_owned()),
            ..control("Page", Role::TextInput)
        };
        assert_eq!(at(&en, Verbosity::Brief, &wrong), "Page, x, invalid, Not a page");
    }

    #[test]
    fn what_is_typed_is_echoed_as_the_reader_wishes() {
        use TypingEcho::{Both, Characters, Nothing, Words};
        let en = Locale::new(Tongue::En);
        let letter = Echo::Typed("b".to_owned());
        let end = |typed: &str| Echo::Finished { word: "Abai".to_owned(), typed: typed.to_owned() };
        let said = |echo: &Echo| [Characters, Words, Both, Nothing].map(|wish| super::echo(&en, echo, wish));
        assert_eq!(said(&letter), ["b", "", "b", ""]);
        assert_eq!(said(&end(" ")), ["space", "Abai", "Abai", ""]);
        assert_eq!(said(&end(",")), ["comma", "Abai", "Abai, comma", ""]);
        let hidden = en.text("character-hidden");
        assert_eq!(said(&Echo::Hidden), [&hidden, "", &hidden, ""]);
        assert_eq!(said(&Echo::Typed("Abai".to_owned())), ["Abai"; 4]);
        assert_eq!(said(&Echo::Passed("b".to_owned())), ["b"; 4]);
        assert_eq!(
            said(&Echo::Edge),
            [en.text("echo-edge"), en.text("echo-edge"), en.text("echo-edge"), en.text("echo-edge")]
        );
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
        let parts = spoken_parts(&kk, Cause::Moved, &book, Verbosity::Normal);
        assert_eq!(parts[0], Said { text: "Дубровский".to_owned(), language: Some("ru".to_owned()) });
        assert_eq!(parts[1], Said { text: "4 ішінен 1".to_owned(), language: None });
    }

    #[test]
    fn signs_have_names_and_capitals_are_told() {
        let kk = Locale::new(Tongue::Kk);
        assert_eq!(character(&kk, "Қ"), "бас қ");
        assert_eq!(character(&kk, ","), "үтір");
        assert_eq!(character(&kk, "сөз"), "сөз");
        assert_eq!(echo(&kk, &Echo::Deleted("ә".to_owned()), TypingEcho::Nothing), "ә өшірілді");
    }
}
