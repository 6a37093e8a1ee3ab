//! When books are fetched, and how much of the disk they may take.

use serde::{Deserialize, Serialize};

/// Choices of how much books and downloads may take, in megabytes (1,000,000 bytes).
pub const STORAGE_LIMITS: [u32; 7] = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000];

/// What happens on a network that is paid for by what goes through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metered {
    /// Books wait until the reader says that they may come.
    #[default]
    Ask,
    /// Books wait for another network.
    Wait,
    /// As on any other.
    Go,
}

impl Metered {
    pub const ALL: [Self; 3] = [Self::Ask, Self::Wait, Self::Go];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct DownloadSettings {
    /// Megabytes; none by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    pub metered: Metered,
}

impl DownloadSettings {
    /// In bytes.
    pub fn limit_bytes(self) -> Option<u64> {
        self.limit.map(|megabytes| u64::from(megabytes) * 1_000_000)
    }
}
