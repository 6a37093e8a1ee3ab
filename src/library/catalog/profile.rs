//! Who the reader is to a library, and what she may borrow there: `application/opds-profile+json`.
//!
//! OPDS 2.0, user profile <https://drafts.opds.io/schema/profile.schema.json>. Real ones leave out most of it.

use serde_json::Value;

pub const MEDIA_TYPE: &str = "application/opds-profile+json";

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    pub name: Option<String>,
    pub email: Option<String>,
    pub loans: Allowance,
    pub holds: Allowance,
}

/// How many there may be, and how many more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allowance {
    pub total: Option<u64>,
    pub available: Option<u64>,
}

impl Allowance {
    /// How many there are.
    pub fn used(self) -> Option<u64> {
        Some(self.total?.saturating_sub(self.available?))
    }
}

/// `None` for what is no profile.
pub fn parse(body: &[u8]) -> Option<Profile> {
    let value: Value = serde_json::from_slice(body.trim_ascii_start()).ok()?;
    let known = ["name", "email", "loans", "holds"];
    known.iter().any(|name| value.get(name).is_some()).then_some(())?;
    let text = |name: &str| {
        let text = value.get(name)?.as_str().map(super::plain_text)?;
        Some(text.trim().chars().take(200).collect::<String>()).filter(|text| !text.is_empty())
    };
    let allowance = |name: &str| {
        let number = |part: &str| value.get(name)?.get(part)?.as_u64();
        Allowance { total: number("total"), available: number("available") }
    };
    Some(Profile { name: text("name"), email: text("email"), loans: allowance("loans"), holds: allowance("holds") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_library_tells_is_read_and_what_it_does_not_is_not_made_up() {
        let whole = r#" {"name": "Айгүл", "email": "a@example.kz", "loans": {"total": 10, "available": 7},
                         "holds": {"total": 3, "available": -1}}"#;
        let profile = parse(whole.as_bytes()).unwrap();
        assert_eq!((profile.name.as_deref(), profile.loans.used()), (Some("Айгүл"), Some(3)));
        assert_eq!(profile.holds, Allowance { total: Some(3), available: None });
        assert_eq!(profile.holds.used(), None);
        let more = parse(br#"{"loans": {"total": 2, "available": 5}}"#).unwrap();
        assert_eq!(more.loans.used(), Some(0));
        for none in [&b"{}"[..], b"[]", b"<html>", br#"{"title": "x"}"#] {
            assert_eq!(parse(none), None);
        }
    }
}
