//! A small table in memory, kept in a file when there is one, that several processes which serve the same books may change.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::collection::write;

/// What is kept so, and how it stands in its file.
pub trait Table: Clone + Default + PartialEq {
    /// `None` when these bytes are no such table.
    fn read(bytes: &[u8]) -> Option<Self>;

    /// # Errors
    /// When it cannot be said as JSON.
    fn written(&self) -> serde_json::Result<Vec<u8>>;
}

/// A table and its file.
#[derive(Debug, Default)]
pub struct Kept<T> {
    file: Option<PathBuf>,
    table: Mutex<T>,
}

impl<T: Table> Kept<T> {
    /// The table that this file holds; an empty one when it cannot be read.
    pub fn open(file: Option<PathBuf>) -> Self {
        let table = file.as_deref().and_then(read).unwrap_or_default();
        Self { file, table: Mutex::new(table) }
    }

    /// The table as this process knows it.
    pub fn known(&self) -> MutexGuard<'_, T> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The table with what another process wrote meanwhile.
    pub fn newest(&self) -> MutexGuard<'_, T> {
        let mut table = self.known();
        if let Some(kept) = self.file.as_deref().and_then(read) {
            *table = kept;
        }
        table
    }

    /// Changes the newest table while no other process does. `None` when it cannot be written: then nothing has changed.
    pub fn change<R>(&self, act: impl FnOnce(&mut T) -> R) -> Option<R> {
        let _alone = self.file.as_deref().and_then(alone);
        let mut table = self.newest();
        let before = table.clone();
        let done = act(&mut table);
        if *table == before || self.write(&table) {
            return Some(done);
        }
        *table = before;
        None
    }

    fn write(&self, table: &T) -> bool {
        let Some(file) = &self.file else { return true };
        let written = table.written().map_err(std::io::Error::from).and_then(|text| write(file, &text));
        if let Err(error) = &written {
            tracing::warn!(%error, file = %file.display(), "what readers did is not kept");
        }
        written.is_ok()
    }
}

fn read<T: Table>(file: &Path) -> Option<T> {
    T::read(&std::fs::read(file).ok()?)
}

/// Keeps other processes waiting until it is dropped. A file system without locks has one process that serves.
fn alone(file: &Path) -> Option<File> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).ok()?;
    }
    let lock = File::options().create(true).truncate(false).write(true).open(file.with_extension("lock")).ok()?;
    lock.lock().ok()?;
    Some(lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Table for Vec<u32> {
        fn read(bytes: &[u8]) -> Option<Self> {
            serde_json::from_slice(bytes).ok()
        }

        fn written(&self) -> serde_json::Result<Vec<u8>> {
            serde_json::to_vec(self)
        }
    }

    #[test]
    fn nothing_that_several_write_at_once_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep").join("numbers.json");
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let file = file.clone();
                scope.spawn(move || {
                    // As a process of its own: nothing in memory is shared.
                    let kept = Kept::<Vec<u32>>::open(Some(file));
                    for number in 0..25 {
                        kept.change(|numbers| numbers.push(writer * 100 + number)).expect("written");
                    }
                });
            }
        });
        let mut all = Kept::<Vec<u32>>::open(Some(file.clone())).known().clone();
        all.sort_unstable();
        let wanted: Vec<u32> = (0..4).flat_map(|writer| (0..25).map(move |number| writer * 100 + number)).collect();
        assert_eq!(all, wanted);
        let left = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".part")), "no parts are left");
    }

    #[test]
    fn what_cannot_be_written_has_not_happened() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        std::fs::write(&blocked, "").unwrap();
        let kept = Kept::<Vec<u32>>::open(Some(blocked.join("numbers.json")));
        assert_eq!(kept.change(|numbers| numbers.push(1)), None);
        assert!(kept.known().is_empty());
        assert_eq!(kept.change(|numbers| numbers.len()), Some(0), "what changes nothing is not written");
    }
}
