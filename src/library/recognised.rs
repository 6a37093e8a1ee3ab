//! Recognised pages, kept for ever: to recognise one takes seconds.

use std::fs;
use std::path::PathBuf;

use crate::book::Language;
use crate::format::{Memory, Recognition};
use crate::home::Home;
use crate::locale::Tongue;

/// How pages without text are read for a reader of this tongue: what was recognised is kept in her home, where there is one.
pub fn recognition(home: Option<&Home>, tongue: Tongue) -> Recognition {
    let memory = home.map(|home| std::sync::Arc::new(Shelf(home.recognised())) as std::sync::Arc<dyn Memory>);
    Recognition { languages: Language::parse(tongue.tag()).into_iter().collect(), memory }
}

/// A folder with one for each document, and a file a page.
#[derive(Debug)]
struct Shelf(PathBuf);

impl Shelf {
    fn path(&self, key: &str) -> Option<PathBuf> {
        let (document, page) = key.split_once('/')?;
        let plain = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '_'))
        };
        (plain(document) && plain(page)).then(|| self.0.join(document).join(format!("{page}.json")))
    }
}

impl Memory for Shelf {
    fn recall(&self, key: &str) -> Option<Vec<u8>> {
        fs::read(self.path(key)?).ok()
    }

    fn keep(&self, key: &str, page: &[u8]) {
        let Some(path) = self.path(key) else { return };
        let Some(folder) = path.parent() else { return };
        // Half a page would be taken for a whole one.
        let half = path.with_extension(format!("{}.part", std::process::id()));
        let kept =
            fs::create_dir_all(folder).and_then(|()| fs::write(&half, page)).and_then(|()| fs::rename(&half, &path));
        if let Err(error) = kept {
            tracing::warn!(%error, "a recognised page cannot be kept");
            // It may not be there.
            let _ = fs::remove_file(&half);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_kept_and_keys_lead_nowhere_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::at(folder.path()).expect("a home");
        let memory = recognition(Some(&home), Tongue::Kk).memory.expect("a memory");
        memory.keep("0f/3-kaz+rus-1", b"{}");
        assert_eq!(memory.recall("0f/3-kaz+rus-1").as_deref(), Some(b"{}".as_slice()));
        assert_eq!(memory.recall("0f/4-kaz+rus-1"), None);
        for key in ["../a", "a/../../b", "a", "/etc/passwd", "a/b/c"] {
            memory.keep(key, b"x");
            assert_eq!(memory.recall(key), None, "{key}");
        }
    }
}
