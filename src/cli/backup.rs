//! `backup` and `restore`: everything that a service keeps for its readers, as one file.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::serve::{self, config};
use super::{Context, Failure};
use crate::server;
use crate::server::store::copy;

/// Which service is meant.
#[derive(Debug, clap::Args)]
pub struct Service {
    /// The folder that is served
    pub folder: PathBuf,
    /// The PostgreSQL database of the service, where it has one
    #[arg(long, value_name = "ADDRESS")]
    pub database: Option<String>,
    /// Take the database from this configuration of the service
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct Backup {
    #[command(flatten)]
    pub service: Service,
    /// Where everything is written to; the service may go on meanwhile
    pub file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Restore {
    #[command(flatten)]
    pub service: Service,
    /// What “backup” has written, whatever kind of database it came from
    pub file: PathBuf,
    /// Lose what is there now
    #[arg(long)]
    pub replace: bool,
}

pub fn backup(context: &Context, command: Backup) -> Result<(), Failure> {
    let Backup { service, file } = command;
    let part = file.with_extension(format!("{}.part", std::process::id()));
    let rows = with_store(context, service, async |store| {
        let mut to = BufWriter::new(private(&part)?);
        let rows = copy::write(&store, &mut to).await?;
        to.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&part, &file)?;
        Ok(rows)
    });
    if matches!(rows, Err(Told::Copy(_))) {
        // What is half written is of no use; it may not even be there.
        let _ = std::fs::remove_file(&part);
    }
    told(context, &file, rows, "server-backup-unwritable")
}

pub fn restore(context: &Context, command: Restore) -> Result<(), Failure> {
    let Restore { service, file, replace } = command;
    let rows = with_store(context, service, async |store| {
        copy::restore(&store, BufReader::new(File::open(&file)?), replace).await
    });
    told(context, &file, rows, "server-backup-unreadable")
}

enum Told {
    Failure(Failure),
    Copy(copy::Error),
}

fn with_store(
    context: &Context,
    service: Service,
    act: impl AsyncFnOnce(server::store::Store) -> Result<u64, copy::Error>,
) -> Result<u64, Told> {
    let database = config::database(context, service.database, service.config.as_deref()).map_err(Told::Failure)?;
    let home = context.home().map_err(Told::Failure)?;
    context.runtime().map_err(Told::Failure)?.block_on(async {
        let store = server::kept_for(&service.folder, &home, database.as_deref()).await;
        let store = store.map_err(|error| Told::Failure(serve::sentence(context, &error)))?;
        act(store).await.map_err(Told::Copy)
    })
}

/// Digests of PINs and what readers wrote are for nobody else's eyes.
fn private(file: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

fn told(context: &Context, file: &Path, rows: Result<u64, Told>, unusable: &str) -> Result<(), Failure> {
    let named = ("file", file.display().to_string().into());
    let with = |words: &str| context.locale.with(words, std::slice::from_ref(&named));
    let error = match rows {
        Ok(rows) => {
            let _ = writeln!(std::io::stdout(), "{}", json!({ "file": file.display().to_string(), "rows": rows }));
            return Ok(());
        }
        Err(Told::Failure(failure)) => return Err(failure),
        Err(Told::Copy(error)) => error,
    };
    Err(match error {
        copy::Error::Store(error) => serve::sentence(context, &error.into()),
        copy::Error::Io(cause) => Failure(context.locale.with(unusable, &[named, ("cause", cause.to_string().into())])),
        copy::Error::Foreign => Failure(with("server-backup-foreign")),
        copy::Error::Newer(_) => Failure(with("server-backup-newer")),
        copy::Error::Damaged(line) => {
            Failure(context.locale.with("server-backup-damaged", &[named, ("line", line.into())]))
        }
        copy::Error::NotEmpty => Failure::of(&context.locale, "server-backup-not-empty"),
    })
}
