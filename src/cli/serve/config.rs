//! What `serve` is told by a file (TOML, <https://toml.io/en/v1.0.0>) instead of by options. An option wins over the file.

use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::Serve;
use crate::cli::{Context, Failure};

/// Longer than any configuration, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// What is wrong with a file, with the number of the line.
#[derive(Debug, PartialEq, Eq)]
enum Wrong {
    NotToml(usize),
    Unknown(usize, String),
    Value(usize, String),
}

/// Puts in what the options leave open.
pub fn fill(context: &Context, command: &mut Serve, file: &Path) -> Result<(), Failure> {
    let named = || ("file", file.display().to_string().into());
    let mut text = String::new();
    let read = std::fs::File::open(file).and_then(|opened| opened.take(LONGEST).read_to_string(&mut text));
    if let Err(cause) = read {
        let values = [named(), ("cause", cause.to_string().into())];
        return Err(Failure(context.locale.with("server-config-unreadable", &values)));
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    take(command, &text, folder).map_err(|wrong| {
        let at = |words, line: usize, key: String| {
            let values = [named(), ("line", line.into()), ("key", key.into())];
            Failure(context.locale.with(words, &values))
        };
        match wrong {
            Wrong::NotToml(line) => at("server-config-not-toml", line, String::new()),
            Wrong::Unknown(line, key) => at("server-config-unknown", line, key),
            Wrong::Value(line, key) => at("server-config-value", line, key),
        }
    })
}

/// The address of the database: as it was given, else from a file.
pub fn database(context: &Context, given: Option<String>, file: Option<&Path>) -> Result<Option<String>, Failure> {
    let mut command = Serve { database: given, ..Serve::default() };
    if let Some(file) = file {
        fill(context, &mut command, file)?;
    }
    Ok(command.database)
}

/// `folder` is what paths begin from.
fn take(command: &mut Serve, text: &str, folder: &Path) -> Result<(), Wrong> {
    let line = |span: Range<usize>| 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count();
    let table = DeTable::parse(text).map_err(|error| Wrong::NotToml(line(error.span().unwrap_or_default())))?;
    for (key, value) in table.into_inner() {
        let (at, name) = (line(key.span()), key.get_ref().to_string());
        match set(command, &name, value, folder) {
            Some(Some(())) => {}
            Some(None) => return Err(Wrong::Value(at, name)),
            None => return Err(Wrong::Unknown(at, name)),
        }
    }
    Ok(())
}

/// `None` when there is no such key, an empty value when it cannot have this one.
fn set(command: &mut Serve, key: &str, value: Spanned<DeValue<'_>>, folder: &Path) -> Option<Option<()>> {
    Some(match key {
        "folder" => path(&mut command.folder, value, folder),
        "port" => put(&mut command.port, value),
        "bind" => put(&mut command.bind, value),
        "lend" => turn_on(&mut command.lend, value),
        "copies" => put(&mut command.copies, value),
        "database" => put(&mut command.database, value),
        "branches" => path(&mut command.branches, value, folder),
        "user" => read(value).map(|users| {
            if command.user.is_empty() {
                command.user = users;
            }
        }),
        "password-stdin" => turn_on(&mut command.password_stdin, value),
        "tls-cert" => path(&mut command.tls_cert, value, folder),
        "tls-key" => path(&mut command.tls_key, value, folder),
        "behind-proxy" => turn_on(&mut command.behind_proxy, value),
        "rate" => put(&mut command.rate, value),
        "burst" => put(&mut command.burst, value),
        "open-metrics" => turn_on(&mut command.open_metrics, value),
        _ => return None,
    })
}

fn read<T: DeserializeOwned>(value: Spanned<DeValue<'_>>) -> Option<T> {
    T::deserialize(ValueDeserializer::from(value)).ok()
}

fn put<T: DeserializeOwned>(option: &mut Option<T>, value: Spanned<DeValue<'_>>) -> Option<()> {
    let value = read(value)?;
    option.get_or_insert(value);
    Some(())
}

fn path(option: &mut Option<PathBuf>, value: Spanned<DeValue<'_>>, folder: &Path) -> Option<()> {
    let value: PathBuf = read(value)?;
    option.get_or_insert_with(|| folder.join(value));
    Some(())
}

/// An option can only be given or not: what the file turns on stays on.
fn turn_on(option: &mut bool, value: Spanned<DeValue<'_>>) -> Option<()> {
    *option |= read::<bool>(value)?;
    Some(())
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use clap::Args;

    use super::*;

    fn taken(text: &str) -> Result<Serve, Wrong> {
        let mut command = Serve::default();
        take(&mut command, text, Path::new("/etc/oqyrman")).map(|()| command)
    }

    #[test]
    fn every_option_has_a_key() {
        let options = Serve::augment_args(clap::Command::new("serve"));
        let mut names = 0;
        for option in options.get_arguments().filter(|option| option.get_id() != "config") {
            let key = option.get_id().as_str().replace('_', "-");
            // A date is no value of any of them.
            assert_eq!(taken(&format!("{key} = 2026-11-28")).err(), Some(Wrong::Value(1, key)));
            names += 1;
        }
        assert!(names > 10, "{names}");
    }

    #[test]
    fn options_win_and_paths_begin_at_the_file() {
        let text = "folder = \"books\"\nport = 8080\nbind = \"::\"\nlend = true\ncopies = 2\nuser = [\"a\", \"b\"]\n\
                    tls-cert = \"/etc/ssl/own.pem\"\nrate = 0\nopen-metrics = false";
        let mut command = Serve { port: Some(81), user: vec!["c".to_owned()], ..Serve::default() };
        take(&mut command, text, Path::new("/etc/oqyrman")).expect("it is right");
        assert_eq!(command.folder.as_deref(), Some(Path::new("/etc/oqyrman/books")));
        assert_eq!(command.tls_cert.as_deref(), Some(Path::new("/etc/ssl/own.pem")));
        assert_eq!((command.port, command.copies, command.rate), (Some(81), NonZeroU16::new(2), Some(0)));
        assert_eq!((&*command.user, command.lend, command.open_metrics), (&["c".to_owned()][..], true, false));
        assert_eq!(command.bind, "::".parse().ok());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, wrong) in [
            ("port = 1\nprot = 2", Wrong::Unknown(2, "prot".to_owned())),
            ("[serve]\nport = 1", Wrong::Unknown(1, "serve".to_owned())),
            ("\n\nport = \"a\"", Wrong::Value(3, "port".to_owned())),
            ("port = 65536", Wrong::Value(1, "port".to_owned())),
            ("lend = true\ncopies = 0", Wrong::Value(2, "copies".to_owned())),
            ("bind = \"somewhere\"", Wrong::Value(1, "bind".to_owned())),
            ("port = 1\nport = 2", Wrong::NotToml(2)),
            ("port = 1\n= 2", Wrong::NotToml(2)),
        ] {
            assert_eq!(taken(text).err(), Some(wrong), "{text}");
        }
        assert!(taken("").is_ok());
    }
}
