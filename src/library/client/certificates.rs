//! The certificate authority of a library's own staff: PEM files in a folder of the system, which no reader can write and
//! no screen shows.
//!
//! Where the system has a store that staff fill by the means of the system (Windows, macOS), that store is used instead.

use reqwest::Certificate;

/// What staff have put where this system keeps what is set for all its readers.
pub(super) fn of_staff() -> Vec<Certificate> {
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        folder::read(std::path::Path::new(folder::USUAL))
    }
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    {
        Vec::new()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod folder {
    use std::fs;
    use std::io::Read;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    use reqwest::Certificate;

    /// <https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch03s07.html>
    pub(super) const USUAL: &str = "/etc/oqyrman/certificates";
    /// Bytes of one file, and files.
    const MAX_FILE: u64 = 1 << 20;
    const MAX_FILES: usize = 64;
    /// Writable by the group or by everybody.
    const OTHERS: u32 = 0o022;

    /// The certificates in a folder. What others than its owner can write is refused as a whole: whoever adds an authority
    /// can read everything that is sent.
    pub(super) fn read(folder: &Path) -> Vec<Certificate> {
        let Ok(about) = fs::metadata(folder) else { return Vec::new() };
        if !about.is_dir() || about.mode() & OTHERS != 0 {
            tracing::warn!(folder = %folder.display(), "certificates are not read: others can write there");
            return Vec::new();
        }
        let owner = about.uid();
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let mut paths: Vec<_> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "pem" || ending == "crt"))
            .collect();
        paths.sort();
        let mut found = Vec::new();
        for path in paths.into_iter().take(MAX_FILES) {
            // The file that is read is the one that was looked at.
            let Ok(file) = fs::File::open(&path) else { continue };
            let safe = file
                .metadata()
                .is_ok_and(|about| about.is_file() && about.mode() & OTHERS == 0 && about.uid() == owner);
            let mut bytes = Vec::new();
            if !safe || file.take(MAX_FILE).read_to_end(&mut bytes).is_err() {
                tracing::warn!(path = %path.display(), "a certificate is not read");
                continue;
            }
            match Certificate::from_pem_bundle(&bytes) {
                Ok(certificates) => found.extend(certificates),
                Err(error) => tracing::warn!(path = %path.display(), %error, "no certificate"),
            }
        }
        found
    }

    #[cfg(test)]
    mod tests {
        use std::os::unix::fs::PermissionsExt;

        use super::*;

        #[test]
        fn what_others_can_write_is_refused() {
            let folder = tempfile::tempdir().unwrap();
            let pem = include_bytes!("../../../tests/fixtures/tls/certificate.pem");
            let file = folder.path().join("own.pem");
            let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            fs::write(&file, pem).unwrap();
            fs::write(folder.path().join("notes.txt"), pem).unwrap();
            fs::write(folder.path().join("broken.pem"), "-----BEGIN CERTIFICATE-----\nnonsense").unwrap();
            mode(&file, 0o644);
            mode(folder.path(), 0o755);
            assert_eq!(read(folder.path()).len(), 1);
            mode(&file, 0o664);
            assert!(read(folder.path()).is_empty());
            mode(&file, 0o644);
            mode(folder.path(), 0o777);
            assert!(read(folder.path()).is_empty());
            assert!(read(&folder.path().join("nowhere")).is_empty());
        }
    }
}
