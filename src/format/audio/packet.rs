//! A packet of a sound: what a decoder is given in one piece.

/// The time of a packet is in ticks of its sound, counted from the first sample that a decoder would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    pub start: i64,
    pub length: u64,
    pub data: Box<[u8]>,
}
