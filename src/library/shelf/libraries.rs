//! The libraries that the reader knows: services on the web, and folders.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::store::Store;
use super::{Error, Moment, Shelf};

/// How a library is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LibraryKind {
    /// It was never visited.
    #[default]
    Unknown,
    Opds1,
    Opds2,
    DaisyOnline,
    /// A folder of this machine, or one that another machine shares.
    Folder,
}

impl LibraryKind {
    pub const ALL: [Self; 5] = [Self::Unknown, Self::Opds1, Self::Opds2, Self::DaisyOnline, Self::Folder];

    /// As it stands in the database, and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Opds1 => "opds1",
            Self::Opds2 => "opds2",
            Self::DaisyOnline => "daisy-online",
            Self::Folder => "folder",
        }
    }

    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or_default()
    }
}

/// A library that the reader knows. Passwords lie in the system's keyring, never here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Library {
    /// The address of its catalogue; of a folder a `file:` address.
    pub url: String,
    /// What the reader calls it, else what it calls itself.
    pub title: String,
    /// The one to begin with; at most one is.
    pub chosen: bool,
    /// The name or card number to sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(default)]
    pub kind: LibraryKind,
    /// The title is the reader's own: what the library calls itself does not replace it.
    #[serde(default)]
    pub renamed: bool,
    /// When the last visit failed; `None` when it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<Moment>,
}

impl Library {
    /// Its title; its address where it has none.
    pub fn name(&self) -> &str {
        if self.title.trim().is_empty() { &self.url } else { self.title.trim() }
    }
}

/// How a visit to a library went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visit {
    /// What it calls itself; empty when that is not known.
    pub title: String,
    /// [`LibraryKind::Unknown`] leaves what is known.
    pub kind: LibraryKind,
    /// Who was signed in there.
    pub user: Option<String>,
    pub failed: Option<Moment>,
}

/// The columns that libraries had before there could be several of them are those of the first form.
pub(super) const MIGRATION: &str = "ALTER TABLE libraries ADD COLUMN kind TEXT NOT NULL DEFAULT 'unknown';
     ALTER TABLE libraries ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE libraries ADD COLUMN failed INTEGER;";

impl Store {
    fn libraries(&mut self) -> Result<Vec<Library>, Error> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT url, title, chosen, user, kind, renamed, failed FROM libraries ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(Library {
                url: row.get(0)?,
                title: row.get(1)?,
                chosen: row.get(2)?,
                user: row.get(3)?,
                kind: LibraryKind::from_name(&row.get::<_, String>(4)?),
                renamed: row.get(5)?,
                failed: row.get::<_, Option<i64>>(6)?.map(Moment::from_unix_millis),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn keep_library(&mut self, library: &Library) -> Result<(), Error> {
        let transaction = self.begin()?;
        if library.chosen {
            transaction.execute("UPDATE libraries SET chosen = 0 WHERE url <> ?1", [&library.url])?;
        }
        transaction.execute(
            "INSERT INTO libraries (url, title, chosen, user, kind, renamed, failed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (url) DO UPDATE SET title = excluded.title, chosen = excluded.chosen, user = excluded.user,
             kind = excluded.kind, renamed = excluded.renamed, failed = excluded.failed",
            params![
                library.url,
                library.title,
                library.chosen,
                library.user,
                library.kind.name(),
                library.renamed,
                library.failed.map(Moment::unix_millis),
            ],
        )?;
        Ok(transaction.commit()?)
    }

    fn choose_library(&mut self, url: Option<&str>) -> Result<(), Error> {
        self.connection().execute("UPDATE libraries SET chosen = (url IS ?1)", [url])?;
        Ok(())
    }

    fn rename_library(&mut self, url: &str, title: &str) -> Result<bool, Error> {
        let changed = self
            .connection()
            .execute("UPDATE libraries SET title = ?2, renamed = 1 WHERE url = ?1", params![url, title.trim()])?;
        Ok(changed > 0)
    }

    fn visited_library(&mut self, url: &str, visit: &Visit) -> Result<(), Error> {
        let kind = (visit.kind != LibraryKind::Unknown).then(|| visit.kind.name());
        self.connection().execute(
            "UPDATE libraries SET title = CASE WHEN renamed OR ?2 = '' THEN title ELSE ?2 END, kind = coalesce(?3, kind),
             user = coalesce(?4, user), failed = ?5 WHERE url = ?1",
            params![url, visit.title.trim(), kind, visit.user, visit.failed.map(Moment::unix_millis)],
        )?;
        Ok(())
    }

    fn remove_library(&mut self, url: &str) -> Result<bool, Error> {
        let removed = self.connection().execute("DELETE FROM libraries WHERE url = ?1", [url])? > 0;
        // What it keeps for the reader is its business now.
        for table in ["holds", "people", "wishes"] {
            self.connection().execute(&format!("DELETE FROM {table} WHERE library = ?1"), [url])?;
        }
        Ok(removed)
    }
}

impl Shelf {
    /// The libraries that the reader knows, in the order they were first kept.
    pub async fn libraries(&self) -> Result<Vec<Library>, Error> {
        self.ask(Store::libraries).await
    }

    /// Keeps a library, or what changed about it (its address is what it is known by). When it is the chosen one, no
    /// other is.
    pub async fn keep_library(&self, library: Library) -> Result<(), Error> {
        self.ask(move |store| store.keep_library(&library)).await
    }

    /// The library with this address is the one to begin with; without an address none of them is.
    pub async fn choose_library(&self, url: Option<String>) -> Result<(), Error> {
        self.ask(move |store| store.choose_library(url.as_deref())).await
    }

    /// Gives a library the reader's own name. False when it is not known (any more).
    pub async fn rename_library(&self, url: impl Into<String>, title: impl Into<String>) -> Result<bool, Error> {
        let (url, title) = (url.into(), title.into());
        self.ask(move |store| store.rename_library(&url, &title)).await
    }

    /// Notes how a visit went; nothing where the library is not known (any more).
    pub async fn visited_library(&self, url: impl Into<String>, visit: Visit) -> Result<(), Error> {
        let url = url.into();
        self.ask(move |store| store.visited_library(&url, &visit)).await
    }

    /// Takes a library off the list. Books that came from it stay. False when it was not there.
    pub async fn remove_library(&self, url: impl Into<String>) -> Result<bool, Error> {
        let url = url.into();
        self.ask(move |store| store.remove_library(&url)).await
    }
}
