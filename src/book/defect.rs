//! Faults of content: what a damaged book misses, kept beside the book that still opens.

/// The closed list of faults; the names are those of the command line's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// A resource that the book names is not there.
    Missing,
    /// A resource could not be read to its end.
    Unreadable,
    /// Markup is not well-formed; read leniently.
    Malformed,
    /// Larger, deeper or more than the limits allow; left out.
    Limit,
    /// Leads out of the container; left out.
    Unsafe,
    /// It lies in the network, and nothing is fetched unasked; left out.
    Remote,
    /// Encrypted; left out.
    Protected,
    /// No table of contents.
    NoOutline,
    /// A link or entry that leads nowhere.
    DeadLink,
    /// A page of pictures alone, or with no subject a whole book of them: it is to be recognised before it is read.
    NoText,
    /// The text of a page, or with no subject of the whole book, is not what the page shows; left out.
    Garbled,
    /// Text that was recognised in pictures of pages, and may have mistakes.
    Recognised,
    /// What recognises text in pictures is not installed: the program, or with a subject the pack of that language.
    NoRecogniser,
    /// One volume of several («1/3»); the others are not here.
    OtherVolume,
    /// The braille of the whole book is shown as it is, because it cannot be turned into letters; the subject names the
    /// program that could.
    Braille,
}

impl Code {
    /// The name that `oqyrman info` prints.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::Malformed => "malformed",
            Self::Limit => "limit",
            Self::Unsafe => "unsafe",
            Self::Remote => "remote",
            Self::Protected => "protected",
            Self::NoOutline => "no-outline",
            Self::DeadLink => "dead-link",
            Self::NoText => "no-text",
            Self::Garbled => "garbled",
            Self::Recognised => "recognised",
            Self::NoRecogniser => "no-recogniser",
            Self::OtherVolume => "other-volume",
            Self::Braille => "braille",
        }
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    pub code: Code,
    /// What it concerns: a resource's href, an entry's title; empty for the whole book.
    pub subject: String,
}
