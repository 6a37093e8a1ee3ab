//! The books that the program brings, inside the program itself, so that they are there wherever it is started.

/// File name and bytes of every book in `assets/library`, in the order of their names.
pub const BOOKS: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
