//! `serve`: the small library service over a folder of books.

pub mod config;

use std::io::{BufRead, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::num::{NonZeroU16, NonZeroU32};
use std::path::PathBuf;
use std::sync::Arc;

use super::{Context, Failure};
use crate::server::limits::Rate;
use crate::server::tls::{self, Tls};
use crate::server::{self, Options, Service};

#[derive(Debug, Default, clap::Args)]
pub struct Serve {
    /// The folder of books
    #[arg(required_unless_present = "config")]
    pub folder: Option<PathBuf>,
    /// Take what is not said here from this file (TOML): its keys are the names of these options, and `folder`
    #[arg(long, value_name = "FILE", groups = ["lends", "named", "told", "certified", "keyed"])]
    pub config: Option<PathBuf>,
    /// 0, or none, takes a free one
    #[arg(long)]
    pub port: Option<u16>,
    /// Loopback unless told otherwise
    #[arg(long, value_name = "ADDR")]
    pub bind: Option<IpAddr>,
    /// Lend the books for thirty days instead of giving them
    #[arg(long, group = "lends")]
    pub lend: bool,
    /// So many readers have a book at a time, the others wait for it (with --lend)
    #[arg(long, value_name = "N", requires = "lends")]
    pub copies: Option<NonZeroU16>,
    /// Keep everything in this PostgreSQL database, postgres://USER:PASSWORD@HOST/NAME, instead of a file: any number of
    /// services may share it. In the file of --config nobody sees the password
    #[arg(long, value_name = "ADDRESS")]
    pub database: Option<String>,
    /// Let readers ask something of these branches: a file of them, as JSON
    #[arg(long, value_name = "FILE")]
    pub branches: Option<PathBuf>,
    /// Ask for this name and a password (with --password-stdin); may be given several times
    #[arg(long, value_name = "NAME", requires = "told", group = "named")]
    pub user: Vec<String>,
    /// Read the passwords from standard input, one a line, in the order of the names
    #[arg(long, requires = "named", group = "told")]
    pub password_stdin: bool,
    /// Speak TLS with this certificate: a PEM file with its chain. It is read again at SIGHUP
    #[arg(long, value_name = "FILE", requires = "keyed", group = "certified")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's key: a PEM file
    #[arg(long, value_name = "FILE", requires = "certified", group = "keyed")]
    pub tls_key: Option<PathBuf>,
    /// Only a proxy reaches this service: believe its X-Forwarded-For, -Proto and -Host, or its Forwarded
    #[arg(long)]
    pub behind_proxy: bool,
    /// Answer so many requests a second of one address and of one card, 50 unless told otherwise; 0 answers all.
    /// Programs of this machine are only counted when this is given
    #[arg(long, value_name = "N")]
    pub rate: Option<u32>,
    /// And so many at once after a rest, four times as many unless told otherwise
    #[arg(long, value_name = "N")]
    pub burst: Option<NonZeroU32>,
    /// Tell everybody what the service counts of itself (/metrics), not only this machine and staff
    #[arg(long)]
    pub open_metrics: bool,
}

pub fn serve(context: &Context, mut command: Serve) -> Result<(), Failure> {
    if let Some(file) = command.config.clone() {
        config::fill(context, &mut command, &file)?;
    }
    let is_from_file = command.config.is_some();
    let options = options(context, command)?;
    let runtime = context.runtime()?;
    let service = runtime.block_on(Service::bind(options)).map_err(|error| sentence(context, &error))?;
    let mut output = std::io::stdout().lock();
    // Whoever started us may have gone already; the service is there for others.
    let _ = writeln!(output, "{}", service.address()).and_then(|()| output.flush());
    drop(output);
    let served = runtime.block_on(async {
        let end = told_to_end()?;
        renew_when_told(service.tls(), is_from_file)?;
        service.run(end).await
    });
    // Books may still be looked at; nothing waits for that.
    runtime.shutdown_background();
    served.map_err(|error| sentence(context, &error))
}

fn options(context: &Context, command: Serve) -> Result<Options, Failure> {
    let together = |one: &str, other: &str| {
        Failure(context.locale.with("server-config-together", &[("one", one.into()), ("other", other.into())]))
    };
    let Some(folder) = command.folder else { return Err(Failure::of(&context.locale, "server-config-no-folder")) };
    if command.copies.is_some() && !command.lend {
        return Err(together("copies", "lend"));
    }
    if command.user.is_empty() == command.password_stdin {
        return Err(together("user", "password-stdin"));
    }
    let tls = match (command.tls_cert, command.tls_key) {
        (None, None) => None,
        (Some(certificate), Some(key)) => Some(tls::Files { certificate, key }),
        _ => return Err(together("tls-cert", "tls-key")),
    };
    let card = |user: &String| Ok(server::Card::new(user, &password(context)?));
    let cards = command.user.iter().map(card).collect::<Result<_, Failure>>()?;
    let branches = match &command.branches {
        None => Vec::new(),
        Some(file) => server::branches::read(file).map_err(|cause| {
            let told = [("file", file.display().to_string().into()), ("cause", cause.into())];
            Failure(context.locale.with("server-no-branches", &told))
        })?,
    };
    Ok(Options {
        branches,
        folder: Some(folder),
        bind: command.bind.unwrap_or(Ipv4Addr::LOCALHOST.into()),
        port: command.port.unwrap_or(0),
        cards,
        lending: command.lend,
        copies: command.copies.map(|copies| usize::from(copies.get())),
        tongue: context.locale.tongue(),
        home: Some(context.home()?),
        database: command.database,
        tls,
        behind_proxy: command.behind_proxy,
        rate: rate(command.rate, command.burst),
        open_metrics: command.open_metrics,
        ..Options::default()
    })
}

/// What is counted when these were asked for.
fn rate(rate: Option<u32>, burst: Option<NonZeroU32>) -> Option<Rate> {
    let usual = Rate::default();
    let per_second = match rate {
        None => usual.per_second,
        Some(rate) => NonZeroU32::new(rate)?,
    };
    let four = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(3));
    Some(Rate { per_second, burst: burst.unwrap_or(four), here: rate.is_some() })
}

/// One line of standard input, without its end.
pub(super) fn password(context: &Context) -> Result<String, Failure> {
    let mut line = String::new();
    // Longer than any password, shorter than a file that was piped in by mistake.
    let read = std::io::Read::take(std::io::stdin().lock(), 4096).read_line(&mut line);
    let password = line.trim_end_matches(['\r', '\n']);
    match read {
        Ok(_) if !password.is_empty() => Ok(password.to_owned()),
        _ => Err(Failure::of(&context.locale, "server-no-password")),
    }
}

/// Ready when the system asks the service to end. Listens for it from now on.
fn told_to_end() -> Result<impl Future<Output = ()> + Send + 'static, server::Error> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Reads the certificate again at SIGHUP. Whoever manages a service may send it to one without a certificate, too; in a terminal it
/// says, as ever, that the terminal was closed.
fn renew_when_told(tls: Option<Arc<Tls>>, is_from_file: bool) -> Result<(), server::Error> {
    #[cfg(unix)]
    if tls.is_some() || is_from_file {
        use tokio::signal::unix::{SignalKind, signal};
        let mut told = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            while told.recv().await.is_some() {
                match tls.as_ref().map(|tls| tls.renew()) {
                    Some(Ok(())) => tracing::info!("the certificate was read again"),
                    Some(Err(error)) => tracing::error!(%error, "the certificate stays what it was"),
                    None => {}
                }
            }
        });
    }
    #[cfg(not(unix))]
    drop((tls, is_from_file));
    Ok(())
}

pub(super) fn sentence(context: &Context, error: &server::Error) -> Failure {
    let locale = &context.locale;
    Failure(match error {
        server::Error::Folder(folder, _) => {
            locale.with("server-no-folder", &[("folder", folder.display().to_string().into())])
        }
        server::Error::Listen(address, _) => {
            locale.with("server-cannot-listen", &[("address", address.to_string().into())])
        }
        server::Error::Database(cause) => locale.with("server-no-database", &[("cause", cause.to_string().into())]),
        server::Error::Tls(error) => {
            let told = |words, file: &PathBuf| locale.with(words, &[("file", file.display().to_string().into())]);
            match error {
                tls::Error::Unreadable(file, cause) => {
                    let values = [("file", file.display().to_string().into()), ("cause", cause.to_string().into())];
                    locale.with("server-tls-unreadable", &values)
                }
                tls::Error::NoCertificate(file) => told("server-tls-no-certificate", file),
                tls::Error::NoKey(file) => told("server-tls-no-key", file),
                tls::Error::Unfit(cause) => locale.with("server-tls-unfit", &[("cause", cause.as_str().into())]),
            }
        }
        server::Error::Io(cause) => locale.with("server-ended", &[("cause", cause.to_string().into())]),
    })
}
