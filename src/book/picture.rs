//! Where the pixels of a picture come from.

/// A picture of a book, by which it is read from the container.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Picture {
    /// A resource of its own, by its href.
    File(String),
    /// Drawn in the markup of a content document, by its number among the document's `svg` elements.
    Drawing { href: String, number: usize },
    /// Its bytes stand in the markup of a content document (`data:`), by its number among the document's `img` elements
    /// that are so.
    Written { href: String, number: usize },
    /// A page as it was printed, by its number counted from 0.
    Page(usize),
}
