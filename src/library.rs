//! The library's services and the reader's own shelf.

pub mod places;
pub mod shelf;
