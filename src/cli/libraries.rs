//! `libraries`: those that the reader knows; looking for one, adding it, taking it off the list.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use url::Url;

use super::{Context, Failure, catalog};
use crate::home::Home;
use crate::library::authentication::FlowKind;
use crate::library::client::Client;
use crate::library::client::survey::{Finding, Survey};
use crate::library::client::trust::origin;
use crate::library::secrets::Secrets;
use crate::library::shelf::{Library, LibraryKind, Shelf, wait};
use crate::library::{Error, daisy_online, folder, folding, places};

#[derive(Debug, clap::Args)]
pub struct Libraries {
    #[command(subcommand)]
    pub what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// What answers as a library at this address, a JSON line each; nothing is kept
    Look {
        #[arg(value_name = "ADDRESS or FOLDER")]
        address: String,
        /// Agree to ask the address without protection, and remember it
        #[arg(long)]
        unprotected: bool,
    },
    /// Keep the library at this address, or a folder as a library
    Add {
        #[arg(value_name = "ADDRESS or FOLDER")]
        address: String,
        /// What to call it, instead of what it calls itself
        #[arg(long)]
        name: Option<String>,
        /// Of several findings this kind: opds1, opds2, daisy-online
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
        /// Agree to ask the address without protection, and remember it
        #[arg(long)]
        unprotected: bool,
    },
    /// Give a library another name
    Rename {
        #[arg(value_name = "NAME or ADDRESS")]
        library: String,
        name: String,
    },
    /// Show the addresses that may be asked without protection, or take one back
    Agreed {
        /// Ask again before this address is asked without protection
        #[arg(long, value_name = "ADDRESS")]
        remove: Option<String>,
    },
    /// Take a library off the list; its books stay on the shelf
    Remove {
        #[arg(value_name = "NAME or ADDRESS")]
        library: String,
        /// Delete its stored password, too
        #[arg(long)]
        forget_password: bool,
    },
}

pub fn libraries(context: &Context, command: Libraries) -> Result<(), Failure> {
    let home = context.home()?;
    match command.what {
        None => {
            let all = known(context, &home)?;
            print(all.iter().map(as_json));
            Ok(())
        }
        Some(What::Look { address, unprotected }) => {
            let findings = look(context, &home, &address, unprotected)?;
            print(findings.iter().map(finding));
            Ok(())
        }
        Some(What::Add { address, name, kind, unprotected }) => {
            let findings = look(context, &home, &address, unprotected)?;
            let wanted = kind.as_deref().map(LibraryKind::from_name);
            let chosen = findings.into_iter().find(|found| wanted.is_none_or(|kind| found.kind == kind));
            let Some(found) = chosen else { return Err(nothing(context, &[])) };
            add(context, &home, &found, name)
        }
        Some(What::Rename { library, name }) => {
            let found = one(context, &home, &library)?;
            if name.trim().is_empty() {
                return Err(Failure::of(&context.locale, "libraries-name-empty"));
            }
            let shelf = open(context, &home)?;
            wait(shelf.rename_library(&found.url, name)).map_err(|error| failed(context, error.into()))?;
            print(known(context, &home)?.iter().filter(|library| library.url == found.url).map(as_json));
            Ok(())
        }
        Some(What::Agreed { remove }) => agreed(context, &home, remove.as_deref()),
        Some(What::Remove { library, forget_password }) => {
            let found = one(context, &home, &library)?;
            let shelf = open(context, &home)?;
            wait(shelf.remove_library(&found.url)).map_err(|error| failed(context, error.into()))?;
            if forget_password && let Some(address) = Url::parse(&found.url).ok().map(machine) {
                let secrets = Secrets::system(&home);
                match context.runtime()?.block_on(secrets.forget(&address)) {
                    // Where no passwords are kept there is none to delete.
                    Ok(()) | Err(Error::NoKeyring) => {}
                    Err(error) => return Err(failed(context, error)),
                }
            }
            Ok(())
        }
    }
}

/// The address of the library that is called so, or of the folder at this path; what was typed where it is neither.
pub fn address(home: &Home, typed: &str) -> String {
    if home.shelf().exists()
        && let Ok(all) = Shelf::open(home).and_then(|shelf| wait(shelf.libraries()))
        && let Some(found) = named(&all, typed)
    {
        return found.url.clone();
    }
    let is_path = typed.contains(['/', '\\']) && !typed.contains("://") || typed == ".";
    let path = std::path::absolute(typed).ok().filter(|path| is_path && path.is_dir());
    path.and_then(|path| folder::address_of(&path)).map_or_else(|| typed.to_owned(), String::from)
}

fn named<'a>(all: &'a [Library], typed: &str) -> Option<&'a Library> {
    let folded = folding::fold(typed);
    all.iter()
        .find(|library| library.url == typed.trim())
        .or_else(|| all.iter().find(|library| !folded.is_empty() && folding::fold(library.name()) == folded))
}

fn open(context: &Context, home: &Home) -> Result<Shelf, Failure> {
    Shelf::open(home).map_err(|error| failed(context, error.into()))
}

fn known(context: &Context, home: &Home) -> Result<Vec<Library>, Failure> {
    // A shelf that is not there yet knows no library; it is not made for this.
    if !home.shelf().exists() {
        return Ok(Vec::new());
    }
    wait(open(context, home)?.libraries()).map_err(|error| failed(context, error.into()))
}

fn one(context: &Context, home: &Home, typed: &str) -> Result<Library, Failure> {
    let all = known(context, home)?;
    let found = named(&all, typed).cloned();
    found.ok_or_else(|| Failure(context.locale.with("cli-library-unknown", &[("name", typed.into())])))
}

fn agreed(context: &Context, home: &Home, remove: Option<&str>) -> Result<(), Failure> {
    let shelf = if home.shelf().exists() { Some(open(context, home)?) } else { None };
    if let Some(typed) = remove {
        let origin = Url::parse(typed).map_or_else(|_| typed.to_owned(), |url| origin(&url));
        let removed = shelf.as_ref().map_or(Ok(false), |shelf| wait(shelf.withdraw(origin)));
        if !removed.map_err(|error| failed(context, error.into()))? {
            return Err(Failure(context.locale.with("cli-agreed-unknown", &[("address", typed.into())])));
        }
    }
    let all = shelf.as_ref().map_or(Ok(Vec::new()), |shelf| wait(shelf.confirmed()));
    let all = all.map_err(|error| failed(context, error.into()))?;
    print(all.iter().map(|origin| json!({ "origin": origin })));
    Ok(())
}

fn look(context: &Context, home: &Home, typed: &str, unprotected: bool) -> Result<Vec<Finding>, Failure> {
    let typed = address(home, typed);
    let visit = catalog::Visit::new(context, home, None, false)?;
    if unprotected {
        visit.agree(home, &typed)?;
    }
    let client: Client = visit.client();
    let Survey { findings, tried, trouble } = context.runtime()?.block_on(client.survey(&typed));
    match trouble {
        _ if !findings.is_empty() => Ok(findings),
        Some(error) if !matches!(error, Error::NotCatalog { .. }) => Err(failed(context, error)),
        _ => Err(nothing(context, &tried)),
    }
}

fn nothing(context: &Context, tried: &[Url]) -> Failure {
    let text = |id| context.locale.text(id);
    let mut line = format!("{} {}", text("libraries-nothing"), text("libraries-nothing-do"));
    if !tried.is_empty() {
        let tried: Vec<&str> = tried.iter().map(Url::as_str).collect();
        line = format!("{line} {}: {}", text("libraries-tried"), tried.join(", "));
    }
    Failure(line)
}

fn add(context: &Context, home: &Home, found: &Finding, name: Option<String>) -> Result<(), Failure> {
    let shelf = open(context, home)?;
    let url = found.address.to_string();
    let before = wait(shelf.libraries()).map_err(|error| failed(context, error.into()))?;
    let mut library = before.into_iter().find(|library| library.url == url).unwrap_or_else(|| Library {
        url,
        title: found.title.clone(),
        ..Library::default()
    });
    if found.kind != LibraryKind::Unknown {
        library.kind = found.kind;
    }
    if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
        (library.title, library.renamed) = (name.trim().to_owned(), true);
    }
    wait(shelf.keep_library(library.clone())).map_err(|error| failed(context, error.into()))?;
    let mut value = as_json(&library);
    for field in ["books", "sign_in"] {
        value[field] = finding(found)[field].clone();
    }
    print([value].into_iter());
    Ok(())
}

fn failed(context: &Context, error: Error) -> Failure {
    Failure(catalog::sentence(&context.locale, &error))
}

/// The machine that a library's passwords are for.
fn machine(url: Url) -> Url {
    daisy_online::Address::parse(&url).map_or(url, |at| at.service)
}

fn print(lines: impl Iterator<Item = Value>) {
    let mut output = std::io::stdout().lock();
    for line in lines {
        // Whoever reads us may stop reading (`head`): that is no failure.
        if writeln!(output, "{line}").is_err() {
            break;
        }
    }
}

fn as_json(library: &Library) -> Value {
    let path = Url::parse(&library.url).ok().filter(folder::is_address).and_then(|url| url.to_file_path().ok());
    json!({
        "title": library.name(),
        "url": library.url,
        "kind": library.kind.name(),
        "chosen": library.chosen,
        "user": library.user,
        "failed": library.failed.map(|moment| moment.to_string()),
        "folder": path.as_ref().map(|path| path.display().to_string()),
        "shared": path.as_deref().map(|path: &Path| places::is_shared(path)),
    })
}

fn finding(found: &Finding) -> Value {
    let ways = found.sign_in.as_ref().map(|document| {
        let way = |kind: &FlowKind| match kind {
            FlowKind::Basic => "basic".to_owned(),
            FlowKind::Digest => "digest".to_owned(),
            FlowKind::OauthPassword => "oauth-password".to_owned(),
            FlowKind::OauthImplicit => "oauth-implicit".to_owned(),
            FlowKind::Other(uri) => uri.clone(),
        };
        document.flows.iter().map(|flow| way(&flow.kind)).collect::<Vec<_>>()
    });
    json!({
        "title": found.title,
        "url": found.address.as_str(),
        "kind": found.kind.name(),
        "books": found.books,
        "sign_in": ways,
    })
}
