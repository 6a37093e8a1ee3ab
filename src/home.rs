//! The one folder that holds everything the program keeps.

use std::io;
use std::path::{Path, PathBuf};

/// The program's folder: settings, shelf, downloads, caches, logs. Two programs with two homes do not see each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// The folder that was asked for (`--home`), else `OQYRMAN_HOME`, else the system's place for application data.
    /// It is made when it is missing.
    pub fn locate(asked: Option<PathBuf>) -> io::Result<Self> {
        let home = Self::find(asked).ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no home folder"))?;
        Self::at(home.root)
    }

    /// As [`Home::locate`], without making anything.
    pub fn find(asked: Option<PathBuf>) -> Option<Self> {
        asked
            .or_else(|| std::env::var_os("OQYRMAN_HOME").filter(|value| !value.is_empty()).map(PathBuf::from))
            .or_else(|| {
                directories::ProjectDirs::from("", "", "oqyrman").map(|dirs| dirs.data_local_dir().to_path_buf())
            })
            .map(|root| Self { root })
    }

    /// A home at this folder, which is made (readable by its owner alone) when it is missing.
    pub fn at(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = std::path::absolute(root.into())?;
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(&root)?;
        Ok(Self { root })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The reader's choices, TOML.
    pub fn settings(&self) -> PathBuf {
        self.root.join("settings.toml")
    }

    /// How the reader wants words to be said, TOML.
    pub fn pronunciation(&self) -> PathBuf {
        self.root.join("pronunciation.toml")
    }

    /// Holdings, places, bookmarks: SQLite.
    pub fn shelf(&self) -> PathBuf {
        self.root.join("shelf.sqlite")
    }

    /// How single books are to look, a file each, TOML.
    pub fn looks(&self) -> PathBuf {
        self.root.join("looks")
    }

    /// The files of the books on the shelf.
    pub fn books(&self) -> PathBuf {
        self.root.join("books")
    }

    /// Notes that the reader has spoken, a folder for each book.
    pub fn spoken(&self) -> PathBuf {
        self.root.join("spoken")
    }

    /// Downloads that are not complete yet.
    pub fn downloads(&self) -> PathBuf {
        self.root.join("downloads")
    }

    /// What can be thrown away: covers, rendered pages.
    pub fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    /// Pages whose text was recognised.
    pub fn recognised(&self) -> PathBuf {
        self.root.join("recognised")
    }

    /// What is written for the reader herself: notes that she takes along. Among her documents, where she looks for it;
    /// inside the home when that was moved to another place.
    pub fn papers(&self) -> PathBuf {
        let usual = directories::ProjectDirs::from("", "", "oqyrman").map(|dirs| dirs.data_local_dir().to_path_buf());
        let documents = directories::UserDirs::new()
            .map(|user| user.document_dir().map_or_else(|| user.home_dir().to_path_buf(), Path::to_path_buf));
        match documents {
            Some(documents) if usual.as_ref() == Some(&self.root) => documents,
            _ => self.root.join("documents"),
        }
    }

    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_that_was_moved_keeps_everything_inside() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::at(folder.path().join("home")).expect("a home");
        let all = [
            home.settings(),
            home.shelf(),
            home.books(),
            home.downloads(),
            home.cache(),
            home.papers(),
            home.logs(),
            home.looks(),
        ];
        assert!(all.iter().all(|path| path.starts_with(home.root())), "{all:?}");
    }
}
