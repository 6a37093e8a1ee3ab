//! The shelf's numbers.

/// A number that the shelf gives and never gives twice, as a type of its own: `id!()` in the module of what it numbers.
macro_rules! id {
    ($(#[$about:meta])*) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct Id(pub(in crate::library::shelf) i64);

        impl Id {
            pub fn number(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for Id {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl std::fmt::Display for Id {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

pub(super) use id;
