//! `cards`: who may read at a service of ours.

use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Context, Failure, serve};
use crate::server::{self, cards};

#[derive(Debug, clap::Args)]
pub struct Cards {
    /// The folder that is served
    pub folder: PathBuf,
    /// The PostgreSQL database of the service, where it has one
    #[arg(long, value_name = "ADDRESS", global = true)]
    pub database: Option<String>,
    /// Take the database from this configuration of the service
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Add a card, or give it another name and PIN; the PIN is read from standard input
    Add {
        number: String,
        /// Whose it is
        #[arg(long, default_value = "")]
        name: String,
        /// One of the staff of this branch, by its id; * for all branches
        #[arg(long, value_name = "BRANCH", default_value = "")]
        staff: String,
    },
    /// Take a card away; what was lent on it ends on its day
    Remove { number: String },
}

pub fn cards(context: &Context, command: Cards) -> Result<(), Failure> {
    let home = context.home()?;
    let database = serve::config::database(context, command.database, command.config.as_deref())?;
    let pin = match &command.what {
        Some(What::Add { .. }) => Some(serve::password(context)?),
        _ => None,
    };
    let done = context.runtime()?.block_on(async {
        let store = server::kept_for(&command.folder, &home, database.as_deref()).await?;
        if let (Some(What::Add { number, name, staff }), Some(pin)) = (&command.what, &pin) {
            cards::put(&store, number, name, staff, pin).await?;
        }
        let all = cards::all(&store).await?;
        Ok::<_, server::Error>(match &command.what {
            None => Some(all),
            Some(What::Add { number, .. }) => Some(all.into_iter().filter(|card| card.number == *number).collect()),
            Some(What::Remove { number }) => cards::remove(&store, number).await?.then(Vec::new),
        })
    });
    let Some(cards) = done.map_err(|error| serve::sentence(context, &error))? else {
        return Err(Failure::of(&context.locale, "cli-card-unknown"));
    };
    let mut output = std::io::stdout().lock();
    for card in cards {
        let _ = writeln!(output, "{}", line(&card));
    }
    Ok(())
}

fn line(card: &cards::Record) -> Value {
    json!({ "number": card.number, "name": card.name, "staff": card.branch, "since": card.since.map(|since| since.to_string()) })
}
