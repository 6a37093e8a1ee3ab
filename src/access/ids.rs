//! Tables of node ids.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use accesskit::NodeId;

/// Ids are numbers that we count up ourselves, thousands in a frame: they need no defence against chosen keys.
#[derive(Debug, Default, Clone, Copy)]
pub struct Scatter(u64);

impl Hasher for Scatter {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // The golden ratio's bits; the table uses the upper and the lower ones.
        let product = u128::from(self.0 ^ number) * 0x9e37_79b9_7f4a_7c15;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }
}

pub type Map<V> = HashMap<NodeId, V, BuildHasherDefault<Scatter>>;
pub type Set = HashSet<NodeId, BuildHasherDefault<Scatter>>;
