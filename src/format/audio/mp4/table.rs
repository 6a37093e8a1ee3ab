//! The table of a track's packets: when each begins, where it lies, how long it is.
//!
//! ISO/IEC 14496-12, 8.6.1 (`stts`), 8.7.3 (`stsz`), 8.7.4 (`stsc`), 8.7.5 (`stco`, `co64`)

use super::{child, long};

/// One packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sample {
    pub(super) number: u32,
    /// Ticks.
    pub(super) start: u64,
    pub(super) length: u32,
    /// Where it lies in the file.
    pub(super) at: u64,
    pub(super) bytes: u32,
    chunk: u32,
    in_chunk: u32,
}

#[derive(Debug)]
enum Sizes {
    Alike(u32),
    Each(Vec<u32>),
}

/// Packets in a row that last equally long.
#[derive(Debug)]
struct Pace {
    first: u32,
    start: u64,
    length: u32,
}

/// Chunks in a row that hold equally many packets.
#[derive(Debug)]
struct Load {
    first_chunk: u32,
    first: u32,
    each: u32,
}

#[derive(Debug)]
pub(super) struct Table {
    count: u32,
    ticks: u64,
    sizes: Sizes,
    paces: Vec<Pace>,
    loads: Vec<Load>,
    chunks: Vec<u64>,
}

/// The numbers of a list behind its count, as many as are there.
fn entries<const N: usize>(content: &[u8], from: usize) -> impl Iterator<Item = [u32; N]> {
    let count = from.checked_sub(4).and_then(|at| long(content, at)).unwrap_or_default() as usize;
    let entries = content.get(from..).unwrap_or_default().chunks_exact(4 * N);
    entries.take(count).map(|entry| std::array::from_fn(|index| long(entry, index * 4).unwrap_or_default()))
}

impl Table {
    /// The table in this `stbl`; `None` when a part is missing.
    pub(super) fn read(samples: &[u8]) -> Option<Self> {
        let sizes = child(samples, b"stsz")?;
        let (sizes, mut count) = match long(sizes, 4)? {
            0 => {
                let each: Vec<u32> = entries::<1>(sizes, 12).map(|[size]| size).collect();
                let count = u32::try_from(each.len()).ok()?;
                (Sizes::Each(each), count)
            }
            size => (Sizes::Alike(size), long(sizes, 8)?),
        };
        let (mut paces, mut first, mut start) = (Vec::new(), 0_u32, 0_u64);
        for [packets, length] in entries::<2>(child(samples, b"stts")?, 8) {
            paces.push(Pace { first, start, length });
            first = first.checked_add(packets)?;
            start = start.checked_add(u64::from(packets) * u64::from(length))?;
        }
        count = count.min(first);
        let chunks: Vec<u64> = match child(samples, b"stco") {
            Some(offsets) => entries::<1>(offsets, 8).map(|[offset]| offset.into()).collect(),
            None => entries::<2>(child(samples, b"co64")?, 8)
                .map(|[high, low]| u64::from(high) << 32 | u64::from(low))
                .collect(),
        };
        let mut loads: Vec<Load> = Vec::new();
        for [first_chunk, each, _] in entries::<3>(child(samples, b"stsc")?, 8) {
            let first_chunk = first_chunk.checked_sub(1)?;
            let first = match loads.last() {
                Some(last) => {
                    last.first.checked_add(first_chunk.checked_sub(last.first_chunk)?.checked_mul(last.each)?)?
                }
                None => 0,
            };
            if each == 0 {
                return None;
            }
            loads.push(Load { first_chunk, first, each });
        }
        if loads.is_empty() || chunks.is_empty() {
            return None;
        }
        let mut table = Self { count, ticks: 0, sizes, paces, loads, chunks };
        table.ticks = table.end_of(count);
        Some(table)
    }

    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Ticks of all packets.
    pub(super) fn ticks(&self) -> u64 {
        self.ticks
    }

    /// Leaves out the packets that lie behind the end of the file; true when there were some.
    pub(super) fn cut(&mut self, end: u64) -> bool {
        let is_there =
            |number| self.sample(number).is_some_and(|sample| sample.at.saturating_add(sample.bytes.into()) <= end);
        let (mut low, mut high) = (0, self.count);
        // Packets lie one behind the other in every file that is played from its beginning.
        if high == 0 || is_there(high - 1) {
            return false;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if is_there(middle) { low = middle + 1 } else { high = middle }
        }
        self.count = low;
        self.ticks = self.end_of(low);
        true
    }

    /// The tick that all packets before this one end at.
    fn end_of(&self, count: u32) -> u64 {
        let last = count.checked_sub(1).and_then(|last| self.timing(last));
        last.map_or(0, |(start, length)| start.saturating_add(length.into()))
    }

    /// The packet that this tick lies in; the last one behind the end.
    pub(super) fn at(&self, tick: u64) -> u32 {
        let pace = self.paces.partition_point(|pace| pace.start <= tick).saturating_sub(1);
        let Some(pace) = self.paces.get(pace) else { return 0 };
        let more = (tick - pace.start.min(tick)).checked_div(pace.length.into()).unwrap_or_default();
        let number = u64::from(pace.first).saturating_add(more);
        u32::try_from(number).unwrap_or(u32::MAX).min(self.count.saturating_sub(1))
    }

    fn timing(&self, number: u32) -> Option<(u64, u32)> {
        let pace = self.paces.partition_point(|pace| pace.first <= number).checked_sub(1)?;
        let pace = &self.paces[pace];
        Some((pace.start + u64::from(number - pace.first) * u64::from(pace.length), pace.length))
    }

    fn bytes(&self, number: u32) -> Option<u32> {
        match &self.sizes {
            Sizes::Alike(size) => Some(*size),
            Sizes::Each(each) => each.get(number as usize).copied(),
        }
    }

    /// Packets of this chunk.
    fn load(&self, chunk: u32) -> u32 {
        let load = self.loads.partition_point(|load| load.first_chunk <= chunk).saturating_sub(1);
        self.loads[load].each
    }

    /// The packet with this number. Sums the packets before it in its chunk.
    pub(super) fn sample(&self, number: u32) -> Option<Sample> {
        if number >= self.count {
            return None;
        }
        let load = self.loads.partition_point(|load| load.first <= number).checked_sub(1)?;
        let load = &self.loads[load];
        let chunk = load.first_chunk.checked_add((number - load.first) / load.each)?;
        let in_chunk = (number - load.first) % load.each;
        let before = match &self.sizes {
            Sizes::Alike(size) => u64::from(*size) * u64::from(in_chunk),
            Sizes::Each(each) => {
                each.get((number - in_chunk) as usize..number as usize)?.iter().map(|&size| u64::from(size)).sum()
            }
        };
        let at = self.chunks.get(chunk as usize)?.checked_add(before)?;
        let (start, length) = self.timing(number)?;
        Some(Sample { number, start, length, at, bytes: self.bytes(number)?, chunk, in_chunk })
    }

    /// The packet after this one.
    pub(super) fn after(&self, sample: &Sample) -> Option<Sample> {
        let number = sample.number.checked_add(1)?;
        if sample.in_chunk + 1 >= self.load(sample.chunk) || number >= self.count {
            return self.sample(number);
        }
        let (start, length) = self.timing(number)?;
        Some(Sample {
            number,
            start,
            length,
            at: sample.at.checked_add(sample.bytes.into())?,
            bytes: self.bytes(number)?,
            chunk: sample.chunk,
            in_chunk: sample.in_chunk + 1,
        })
    }
}
