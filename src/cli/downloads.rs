//! `downloads`: books on their way to the shelf, without a window.

use std::io::Write;

use futures::StreamExt;
use serde_json::{Value, json};

use super::{Context, Failure, catalog, shelf};
use crate::library::acquire::{Step, Wanted};
use crate::library::queue::{Event, Id, Item, Queue, Rules, State, Timing, Why};
use crate::library::shelf::{self as shelves, Pending, Shelf, wait};
use crate::library::{Error, download};
use crate::settings::Settings;
use crate::ui::wording;

#[derive(Debug, clap::Args)]
pub struct Downloads {
    #[command(subcommand)]
    pub command: Option<Work>,
}

#[derive(Debug, clap::Subcommand)]
pub enum Work {
    /// What is on its way, a JSON line a book
    List,
    /// Let a download wait; all of them without a number
    Pause { id: Option<i64> },
    /// Let a download go on, also after it failed; all of them without a number
    Resume { id: Option<i64> },
    /// Put a download before all others
    First { id: i64 },
    /// Give a download up, and throw away what is there of it
    Cancel { id: i64 },
    /// Download until nothing waits any more; a JSON line each time something changes
    Run,
}

pub fn downloads(context: &Context, command: Downloads) -> Result<(), Failure> {
    let locale = &context.locale;
    let home = context.home()?;
    let failed = |error: shelves::Error| Failure(shelf::sentence(locale, &error, None));
    let shelf = Shelf::open(&home).map_err(failed)?;
    let rows = wait(shelf.pending()).map_err(failed)?;
    let unknown = |id: i64| Failure(locale.with("cli-downloads-unknown", &[("id", id.to_string().into())]));
    let chosen = |id: Option<i64>| match id {
        None => Ok(rows.iter().map(|row| row.id).collect::<Vec<_>>()),
        Some(id) if rows.iter().any(|row| row.id.number() == id) => Ok(vec![Id::from(id)]),
        Some(id) => Err(unknown(id)),
    };
    match command.command.unwrap_or(Work::List) {
        Work::List => {
            let mut output = std::io::stdout().lock();
            for row in &rows {
                // Whoever reads us may stop reading (`head`): that is no failure.
                if writeln!(output, "{}", as_json(&home, row)).is_err() {
                    break;
                }
            }
            Ok(())
        }
        Work::Pause { id } => each(chosen(id)?, |id| wait(shelf.set_paused(id, true)).map_err(failed)),
        Work::Resume { id } => each(chosen(id)?, |id| wait(shelf.set_paused(id, false)).map_err(failed)),
        Work::First { id } => each(chosen(Some(id))?, |id| wait(shelf.put_first(id)).map_err(failed)),
        Work::Cancel { id } => {
            let row = rows.iter().find(|row| row.id.number() == id).ok_or_else(|| unknown(id))?;
            wait(shelf.give_up(row.id)).map_err(failed)?;
            if let Some(address) = wanted(row).as_ref().and_then(Wanted::address) {
                download::forget(&home, address);
            }
            Ok(())
        }
        Work::Run => {
            let rules = Rules::from(Settings::load(&home.settings()).downloads);
            context.runtime()?.block_on(run(context, home, shelf, rules, rows.len()))
        }
    }
}

fn each(ids: Vec<Id>, work: impl Fn(Id) -> Result<bool, Failure>) -> Result<(), Failure> {
    ids.into_iter().try_for_each(|id| work(id).map(drop))
}

fn wanted(row: &Pending) -> Option<Wanted> {
    serde_json::from_str(&row.wanted).ok()
}

/// A row as the command line's contract has it.
fn as_json(home: &crate::home::Home, row: &Pending) -> Value {
    let wanted = wanted(row);
    let address = wanted.as_ref().and_then(Wanted::address);
    json!({
        "id": row.id,
        "title": row.title,
        "address": address.map(url::Url::as_str),
        "state": match row {
            Pending { paused: true, .. } => "paused",
            Pending { failed: true, .. } => "failed",
            _ => "waiting",
        },
        "received": address.map_or(0, |address| download::received(home, address)),
        "lent": row.stage.is_some(),
        "created": row.created,
    })
}

/// Works on the queue until nothing goes on by itself. What waits for a network or for room is left to the next time.
async fn run(
    context: &Context,
    home: crate::home::Home,
    shelf: Shelf,
    rules: Rules,
    rows: usize,
) -> Result<(), Failure> {
    let client = catalog::client(context, &home)?;
    let metered = crate::library::metered::watch();
    // Without a handle it ends when nothing goes on by itself.
    let (_, mut events) = Queue::start(client, home, shelf, rules, Timing::default(), metered);
    let mut added = 0;
    let mut items: Vec<Item> = Vec::new();
    let mut failure = None;
    while let Some(event) = events.next().await {
        if let Some(line) = line(&mut items, &event)
            && writeln!(std::io::stdout(), "{line}").is_err()
        {
            break;
        }
        match event {
            Event::Added(_) => added += 1,
            Event::Changed(id, State::Failed(error)) => {
                let title = items.iter().find(|item| item.id == id).map_or("", |item| item.title.as_str());
                let sentence = wording::library_error(&context.locale, &error).line();
                failure = Some(if title.is_empty() { sentence } else { format!("{title}: {sentence}") });
            }
            Event::Fault(error) => return Err(Failure(shelf::sentence(&context.locale, &error, None))),
            _ => {}
        }
        let goes = |item: &Item| matches!(item.state, State::Waiting | State::Running(_));
        if added >= rows && !items.iter().any(goes) {
            break;
        }
    }
    failure.map_or(Ok(()), |sentence| Err(Failure(sentence)))
}

/// What changed, as a line; `None` for what is only a little further.
fn line(items: &mut Vec<Item>, event: &Event) -> Option<Value> {
    let value = match event {
        Event::Added(item) => {
            items.push((**item).clone());
            json!({ "id": item.id, "title": item.title, "state": state(&item.state) })
        }
        Event::Changed(id, changed) => {
            let item = items.iter_mut().find(|item| item.id == *id)?;
            let before = std::mem::replace(&mut item.state, changed.clone());
            if state(&before) == state(changed) {
                return None;
            }
            match changed {
                State::Paused(Why::NoRoom { needed }) => {
                    json!({ "id": id, "state": state(changed), "needed": needed })
                }
                State::Failed(error) => json!({ "id": id, "state": state(changed), "error": error.to_string() }),
                _ => json!({ "id": id, "state": state(changed) }),
            }
        }
        Event::Shelved(id, shelved) => {
            items.retain(|item| item.id != *id);
            json!({ "id": id, "state": "shelved", "holding": shelf::as_json(shelved.holding(), None) })
        }
        Event::Gone(id) => {
            items.retain(|item| item.id != *id);
            json!({ "id": id, "state": "gone" })
        }
        Event::Several(id, several) => json!({ "id": id, "state": "several", "books": several.names() }),
        Event::Order(_) | Event::Fault(_) => return None,
    };
    Some(value)
}

fn state(state: &State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Running(None) => "asking",
        State::Running(Some(Step::Borrowing)) => "borrowing",
        State::Running(Some(Step::Waiting(_))) => "busy",
        State::Running(Some(Step::Downloading(_))) => "downloading",
        State::Running(Some(Step::Checking)) => "checking",
        State::Paused(Why::Reader) => "paused",
        State::Paused(Why::Metered) => "metered",
        State::Paused(Why::NoRoom { .. }) => "no-room",
        State::Paused(Why::Offline) => "offline",
        State::Paused(Why::Elsewhere) => "elsewhere",
        State::Paused(Why::Earlier) | State::Failed(Error::Several(_)) | State::Failed(_) => "failed",
    }
}
