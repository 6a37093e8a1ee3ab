//! `serve`: the small library service over a folder of books.

use std::io::{BufRead, Write};
use std::net::IpAddr;
use std::path::PathBuf;

use super::{Context, Failure};
use crate::server::{self, Options, Service};

#[derive(Debug, clap::Args)]
pub struct Serve {
    pub folder: PathBuf,
    /// 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Loopback unless told otherwise
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// Lend the books for thirty days instead of giving them
    #[arg(long)]
    pub lend: bool,
    /// So many readers have a book at a time, the others wait for it (with --lend)
    #[arg(long, value_name = "N", requires = "lend", value_parser = clap::value_parser!(u16).range(1..))]
    pub copies: Option<u16>,
    /// Keep everything in this PostgreSQL database, postgres://USER:PASSWORD@HOST/NAME, instead of a file: any number of
    /// services may share it
    #[arg(long, value_name = "ADDRESS")]
    pub database: Option<String>,
    /// Let readers ask something of these branches: a file of them, as JSON
    #[arg(long, value_name = "FILE")]
    pub branches: Option<PathBuf>,
    /// Ask for this name and a password (with --password-stdin); may be given several times
    #[arg(long, value_name = "NAME", requires = "password_stdin")]
    pub user: Vec<String>,
    /// Read the passwords from standard input, one a line, in the order of the names
    #[arg(long, requires = "user")]
    pub password_stdin: bool,
}

pub fn serve(context: &Context, command: Serve) -> Result<(), Failure> {
    let card = |user: &String| Ok(server::Card::new(user, &password(context)?));
    let cards = command.user.iter().map(card).collect::<Result<_, Failure>>()?;
    let branches = match &command.branches {
        None => Vec::new(),
        Some(file) => server::branches::read(file).map_err(|cause| {
            let told = [("file", file.display().to_string().into()), ("cause", cause.into())];
            Failure(context.locale.with("server-no-branches", &told))
        })?,
    };
    let options = Options {
        branches,
        folder: Some(command.folder),
        bind: command.bind,
        port: command.port,
        cards,
        lending: command.lend,
        copies: command.copies.map(usize::from),
        tongue: context.locale.tongue(),
        home: Some(context.home()?),
        database: command.database,
        ..Options::default()
    };
    let runtime = context.runtime()?;
    let service = runtime.block_on(Service::bind(options)).map_err(|error| sentence(context, &error))?;
    let mut output = std::io::stdout().lock();
    // Whoever started us may have gone already; the service is there for others.
    let _ = writeln!(output, "{}", service.address()).and_then(|()| output.flush());
    drop(output);
    let served = runtime.block_on(async { service.run(told_to_end()?).await });
    // Books may still be looked at; nothing waits for that.
    runtime.shutdown_background();
    served.map_err(|error| sentence(context, &error))
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
        server::Error::Io(cause) => locale.with("server-ended", &[("cause", cause.to_string().into())]),
    })
}
