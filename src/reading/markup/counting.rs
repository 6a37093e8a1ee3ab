//! The numbers of an ordered list's items, as HTML counts them.
//!
//! <https://html.spec.whatwg.org/#the-ol-element>

/// How the items of an ordered list are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counting {
    Numbers,
    /// «a», «A».
    Letters {
        large: bool,
    },
    /// «i», «I».
    Roman {
        large: bool,
    },
}

impl Counting {
    /// That of a list whose first item has this mark.
    pub(super) fn of(label: &str) -> Self {
        match core_of(label) {
            "a" => Self::Letters { large: false },
            "A" => Self::Letters { large: true },
            "i" => Self::Roman { large: false },
            "I" => Self::Roman { large: true },
            _ => Self::Numbers,
        }
    }

    /// What the list's element says of it, with the space before it.
    pub(super) fn attribute(self) -> String {
        let name = match self {
            Self::Numbers => return String::new(),
            Self::Letters { large: false } => "a",
            Self::Letters { large: true } => "A",
            Self::Roman { large: false } => "i",
            Self::Roman { large: true } => "I",
        };
        format!(" type=\"{name}\"")
    }

    /// The number that a mark tells.
    pub(super) fn value(self, label: &str) -> Option<u32> {
        match self {
            Self::Numbers => core_of(label).parse().ok(),
            Self::Letters { .. } | Self::Roman { .. } => None,
        }
    }
}

/// «3» of «3.», «(3)».
fn core_of(label: &str) -> &str {
    label.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_counts_as_its_first_mark_does() {
        assert_eq!(Counting::of("a)").attribute(), " type=\"a\"");
        assert_eq!(Counting::of("I.").attribute(), " type=\"I\"");
        assert_eq!(Counting::of("3.").attribute(), "");
        assert_eq!(Counting::of("3.").value("(12)"), Some(12));
        assert_eq!(Counting::of("a").value("3"), None);
    }
}
