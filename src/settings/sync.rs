//! What may leave this machine so that places travel between the reader's devices.

use serde::{Deserialize, Serialize};
use url::Url;

/// By default nothing is sent to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct SyncSettings {
    pub on: bool,
    /// Bookmarks and notes travel, too.
    pub notes: bool,
    /// The reader's own name for this device; the system's without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Libraries that nothing is sent to, by their origins.
    pub without: Vec<String>,
    /// The address of a KOReader server; empty for none.
    pub koreader_server: String,
    /// The reader's name there. Her password is kept by the system alone.
    pub koreader_user: String,
}

impl SyncSettings {
    /// The address of the KOReader server, when it is one.
    pub fn koreader(&self) -> Option<Url> {
        let typed = self.koreader_server.trim();
        let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
        Url::parse(&whole)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host() && !typed.is_empty())
    }

    /// Whether the library at this origin is told.
    pub fn tells(&self, origin: &str) -> bool {
        !self.without.iter().any(|other| other == origin)
    }

    pub fn toggle(&mut self, origin: &str) {
        match self.without.iter().position(|other| other == origin) {
            Some(at) => {
                self.without.remove(at);
            }
            None => self.without.push(origin.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_library_can_be_left_out() {
        let mut settings = SyncSettings::default();
        assert!(!settings.on);
        settings.toggle("https://library.kz");
        assert!(!settings.tells("https://library.kz") && settings.tells("https://other.kz"));
        settings.toggle("https://library.kz");
        assert!(settings.tells("https://library.kz"));
    }

    #[test]
    fn an_address_is_taken_as_people_type_it() {
        let of = |typed: &str| SyncSettings { koreader_server: typed.to_owned(), ..SyncSettings::default() }.koreader();
        assert_eq!(of(" sync.kz ").map(String::from).as_deref(), Some("https://sync.kz/"));
        assert_eq!(of("http://127.0.0.1:7200").map(String::from).as_deref(), Some("http://127.0.0.1:7200/"));
        for wrong in ["", " ", "ftp://a/", "http://", "://"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
