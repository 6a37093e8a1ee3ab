//! Addresses in an open book.

/// A place in an open book: a byte of a block's text, always at a character boundary. Ordered as the book is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Point {
    pub section: usize,
    pub block: usize,
    /// Byte offset into the block's text, from 0 to its length.
    pub byte: usize,
}

impl Point {
    pub fn new(section: usize, block: usize, byte: usize) -> Self {
        Self { section, block, byte }
    }

    /// The same block's first byte.
    pub fn block_start(self) -> Self {
        Self { byte: 0, ..self }
    }
}

/// From a point up to, not including, another; `start <= end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    pub start: Point,
    pub end: Point,
}

impl Span {
    /// The span between two points in either order.
    pub fn between(one: Point, other: Point) -> Self {
        Self { start: one.min(other), end: one.max(other) }
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub fn contains(self, point: Point) -> bool {
        self.start <= point && point < self.end
    }
}
