//! What a reader has passed over while a talking book sounds.

use serde::{Deserialize, Serialize};

/// A kind of thing that is heard between the sentences of a talking book, and that not everybody wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PassedOver {
    PageNumbers,
    NoteReferences,
    Notes,
    Annotations,
    LineNumbers,
    Sidebars,
    ProducerNotes,
}

impl PassedOver {
    pub const ALL: [Self; 7] = [
        Self::PageNumbers,
        Self::NoteReferences,
        Self::Notes,
        Self::Annotations,
        Self::LineNumbers,
        Self::Sidebars,
        Self::ProducerNotes,
    ];
}
