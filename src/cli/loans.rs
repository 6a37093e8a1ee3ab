//! `loans`: what libraries have lent to the reader and keep for her; giving back, renewing, holds.

use std::io::Write;

use serde_json::{Value, json};
use url::Url;

use super::catalog::{Visit, chosen, sentence};
use super::{Context, Failure};
use crate::home::Home;
use crate::library::Error;
use crate::library::catalog::{Document, Publication};
use crate::library::client::Client;
use crate::library::loan::refresh::{Changes, refresh};
use crate::library::loan::{self, Deed, held};
use crate::library::shelf::{Hold, Holding, Moment, Shelf, hold, holding, wait};
use crate::server::Embedded;

#[derive(Debug, clap::Args)]
pub struct Loans {
    #[command(subcommand)]
    command: Option<Command>,
    /// The name or card number to sign in with
    #[arg(long, global = true, value_name = "NAME")]
    user: Option<String>,
    /// Read the password from standard input
    #[arg(long, global = true)]
    password_stdin: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Give the loan with this id back; the place and the notes in it stay
    Return { id: i64 },
    /// Ask for more time for the loan with this id
    Renew { id: i64 },
    /// Wait in the queue for the book whose entry stands at this address
    Hold { url: String },
    /// Leave the queue for the book with this identifier
    Cancel { identifier: String },
    /// Ask the library what it keeps for the reader
    Refresh {
        /// Else the chosen one
        library: Option<String>,
    },
}

pub fn loans(context: &Context, command: Loans) -> Result<(), Failure> {
    let home = context.home()?;
    let failed = |error: Error| Failure(sentence(&context.locale, &error));
    let shelf = Shelf::open(&home).map_err(|error| failed(error.into()))?;
    let Some(asked) = command.command else {
        return print(&lines(&shelf).map_err(failed)?);
    };
    let visit = Visit::new(context, &home, command.user.as_deref(), command.password_stdin)?;
    let desk = Desk { context, home, shelf, visit };
    context.runtime()?.block_on(desk.run(asked))
}

/// Whoever reads us may stop reading (`head`): that is no failure.
fn print(lines: &[Value]) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    let _ = lines.iter().try_for_each(|line| writeln!(output, "{line}"));
    Ok(())
}

/// Loans, what waits, and what was given back, in this order.
fn lines(shelf: &Shelf) -> Result<Vec<Value>, Error> {
    let now = Moment::now();
    let (gone, here): (Vec<Holding>, Vec<Holding>) =
        wait(shelf.holdings())?.into_iter().partition(|it| it.gone.is_some());
    let lent = here.iter().filter(|it| it.loan.is_some()).map(|it| of_loan(it, now));
    let kept = wait(shelf.holds())?;
    Ok(lent.chain(kept.iter().map(of_hold)).chain(gone.iter().map(|it| of_loan(it, now))).collect())
}

fn of_loan(holding: &Holding, now: Moment) -> Value {
    let state = match (holding.gone, holding.loan) {
        (Some(_), _) => "returned",
        (None, Some(loan)) if loan.is_over(now) => "over",
        (None, _) if holding.returning => "returning",
        (None, _) => "lent",
    };
    let deeds = loan::deeds(&loan::of_holding(holding), holding.loan.as_ref(), now);
    let can: Vec<&str> = deeds
        .iter()
        .filter(|_| holding.loan.is_some())
        .filter_map(|deed| match deed {
            Deed::Return => Some("return"),
            Deed::Renew => Some("renew"),
            _ => None,
        })
        .collect();
    json!({
        "id": holding.id,
        "state": state,
        "title": holding.title,
        "authors": holding.authors,
        "identifier": holding.identifier,
        "since": holding.loan.and_then(|loan| loan.since),
        "until": holding.loan.and_then(|loan| loan.until),
        "returned": holding.gone,
        "can": can,
        "entry": holding.ties.as_ref().and_then(|ties| ties.entry.as_ref()).map(Url::as_str),
    })
}

fn of_hold(hold: &Hold) -> Value {
    let state = match hold.state {
        hold::State::Lent => "elsewhere",
        other => other.name(),
    };
    json!({
        "id": null,
        "state": state,
        "title": hold.title,
        "authors": hold.authors,
        "identifier": hold.identifier,
        "until": hold.until,
        "position": hold.position,
        "queue": hold.total,
        "library": hold.library,
        "entry": hold.ties.entry.as_ref().map(Url::as_str),
    })
}

struct Desk<'a> {
    context: &'a Context,
    home: Home,
    shelf: Shelf,
    visit: Visit<'a>,
}

impl Desk<'_> {
    fn failed(&self, error: Error) -> Failure {
        Failure(sentence(&self.context.locale, &error))
    }

    async fn run(mut self, command: Command) -> Result<(), Failure> {
        let done = match command {
            Command::Return { id } => self.give_back(id).await,
            Command::Renew { id } => self.renew(id).await,
            Command::Hold { url } => self.hold(&url).await,
            Command::Cancel { identifier } => self.cancel(&identifier).await,
            Command::Refresh { library } => return self.refresh(library).await,
        };
        print(&[done?])
    }

    async fn lent(&self, id: i64) -> Result<Holding, Failure> {
        let found = self.shelf.holding(holding::Id::from(id)).await.map_err(|error| self.failed(error.into()))?;
        let unknown = || Failure(self.context.locale.with("cli-loan-unknown", &[("id", id.to_string().into())]));
        found.filter(|it| it.loan.is_some() && it.gone.is_none()).ok_or_else(unknown)
    }

    fn offers(&self, publication: &Publication, holding: Option<&Holding>, deed: Deed) -> Result<(), Failure> {
        let loan = holding.and_then(|it| it.loan);
        let offered = loan::deeds(publication, loan.as_ref(), Moment::now()).contains(&deed);
        offered.then_some(()).ok_or_else(|| Failure::of(&self.context.locale, "cli-loan-no-way"))
    }

    /// Asks the library about a loan; the one that the program brings, wherever it is served now.
    async fn ask<T>(
        &mut self,
        holding: &Holding,
        deed: impl AsyncFn(&Client, &Shelf, &Holding) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        let shelf = self.shelf.clone();
        let asked = self.visit.try_ask(async |client: &Client| deed(client, &shelf, holding).await).await;
        match asked {
            Err(error @ Error::Unreachable { .. }) if holding.ties.as_ref().is_some_and(held::is_of_this_machine) => {
                let embedded = Embedded::start(&self.home).ok();
                let base = embedded.as_ref().and_then(|embedded| Url::parse(embedded.address()).ok());
                let Some(base) = base else { return Err(self.failed(error)) };
                let moved = held::moved(holding, &base);
                deed(&self.visit.client, &shelf, &moved).await.map_err(|_| self.failed(error))
            }
            other => other.map_err(|error| self.failed(error)),
        }
    }

    async fn again(&self, id: holding::Id) -> Result<Value, Failure> {
        let found = self.shelf.holding(id).await.map_err(|error| self.failed(error.into()))?;
        Ok(found.map_or(Value::Null, |it| of_loan(&it, Moment::now())))
    }

    async fn give_back(&mut self, id: i64) -> Result<Value, Failure> {
        let holding = self.lent(id).await?;
        self.offers(&loan::of_holding(&holding), Some(&holding), Deed::Return)?;
        self.ask(&holding, held::give_back).await?;
        self.shelf.let_go(holding.id).await.map_err(|error| self.failed(error.into()))?;
        self.again(holding.id).await
    }

    async fn renew(&mut self, id: i64) -> Result<Value, Failure> {
        let holding = self.lent(id).await?;
        self.offers(&loan::of_holding(&holding), Some(&holding), Deed::Renew)?;
        self.ask(&holding, held::renew).await?;
        self.again(holding.id).await
    }

    async fn hold(&mut self, url: &str) -> Result<Value, Failure> {
        let address = Url::parse(url.trim()).map_err(|_| self.failed(Error::Address(url.to_owned())))?;
        let opened = self.visit.ask(async |client: &Client| client.open(&address).await).await?;
        let publication = match opened {
            Document::Publication(publication) => *publication,
            Document::Feed(mut feed) if feed.publications.len() == 1 => feed.publications.swap_remove(0),
            Document::Feed(_) => return Err(self.failed(Error::NoAcquisition)),
        };
        self.offers(&publication, None, Deed::Hold)?;
        let deed = async |client: &Client| loan::perform(client, Deed::Hold, &publication, None).await;
        let held = self.visit.ask(deed).await?.unwrap_or(publication);
        let origin = address.origin().ascii_serialization();
        let Some(hold) = loan::hold_of(&held, &self.library(&origin).await) else {
            return Err(Failure::of(&self.context.locale, "cli-loan-no-way"));
        };
        self.shelf.keep_hold(hold.clone()).await.map_err(|error| self.failed(error.into()))?;
        Ok(of_hold(&hold))
    }

    /// The known library of this origin.
    async fn library(&self, origin: &str) -> String {
        let known = self.shelf.libraries().await.unwrap_or_default();
        let same = |url: &str| Url::parse(url).is_ok_and(|url| url.origin().ascii_serialization() == origin);
        known.into_iter().find(|it| same(&it.url)).map_or_else(|| origin.to_owned(), |it| it.url)
    }

    async fn cancel(&mut self, identifier: &str) -> Result<Value, Failure> {
        let holds = self.shelf.holds().await.map_err(|error| self.failed(error.into()))?;
        let Some(hold) = holds.into_iter().find(|it| it.identifier == identifier) else {
            let unknown = [("id", identifier.to_owned().into())];
            return Err(Failure(self.context.locale.with("cli-loan-unknown", &unknown)));
        };
        let publication = loan::of_hold(&hold);
        self.offers(&publication, None, Deed::CancelHold)?;
        let deed = async |client: &Client| loan::perform(client, Deed::CancelHold, &publication, None).await;
        self.visit.ask(deed).await?;
        self.shelf.forget_hold(identifier).await.map_err(|error| self.failed(error.into()))?;
        let mut line = of_hold(&hold);
        line["state"] = "cancelled".into();
        Ok(line)
    }

    async fn refresh(mut self, library: Option<String>) -> Result<(), Failure> {
        let (address, embedded) = match library {
            Some(address) => (address, None),
            None => chosen(self.context, &self.home)?,
        };
        let url = Url::parse(&address).map_err(|_| self.failed(Error::Address(address.clone())))?;
        // The port of the library that the program brings is another one each time.
        let name = if embedded.is_some() { loan::refresh::OWN } else { address.as_str() };
        let shelf = self.shelf.clone();
        let asked = self.visit.ask(async |client: &Client| refresh(client, &shelf, &url, name).await).await?;
        let Some(Changes { unlisted, .. }) = asked else {
            return Err(Failure::of(&self.context.locale, "loan-no-list"));
        };
        let locale = &self.context.locale;
        for holding in unlisted {
            let told = locale.with("loan-unlisted", &[("title", holding.title.into())]);
            let _ = writeln!(std::io::stderr(), "{told}");
        }
        print(&lines(&self.shelf).map_err(|error| self.failed(error))?)
    }
}
