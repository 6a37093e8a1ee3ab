//! The small library service: a folder of books, or the books that the program brings, as OPDS 2.0
//! (<https://drafts.opds.io/opds-2.0>) and OPDS 1.2 (<https://specs.opds.io/opds-1.2>) over HTTP.
//!
//! Nothing outside the folder is ever sent, nothing in it is ever changed, and on loopback only names of this machine
//! are answered to.

mod asked;
pub mod branches;
pub mod cards;
mod collection;
mod connections;
mod documents;
mod feed;
mod file;
mod guard;
pub mod limits;
mod lists;
mod loans;
mod metrics;
mod news;
mod opds1;
mod opds2;
mod pages;
mod progression;
pub mod requests;
mod routes;
mod search;
mod shipped;
pub mod store;
pub mod tls;
mod tokens;
mod view;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::home::Home;
use crate::library::patron::Branch;
use crate::locale::Tongue;
use asked::Front;
use cards::Cards;
use collection::{Collection, Origin};
use connections::Doors;
use documents::Documents;
pub use guard::Card;
use limits::{Limits, Rate};
use loans::Loans;
use metrics::Metrics;
use news::News;
use progression::Places;
use requests::Requests;
use routes::Library;
use routes::desk::Desk;
use store::Store;
use tls::Tls;
use view::View;

/// How long downloads may go on after the service was asked to stop.
const FAREWELL: Duration = Duration::from_secs(3);
/// Books on one page of a list.
pub const PER_PAGE: usize = 50;

/// Why the service does not run.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Not a folder that can be read: name another.
    #[error("{} cannot be served: {}", .0.display(), .1)]
    Folder(PathBuf, Arc<io::Error>),
    /// The address or port is taken or not ours: choose another.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, Arc<io::Error>),
    #[error(transparent)]
    Database(#[from] store::Error),
    #[error(transparent)]
    Tls(#[from] tls::Error),
    #[error("{0}")]
    Io(Arc<io::Error>),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}

/// What is served, where and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder; `None` for the books that the program brings.
    pub folder: Option<PathBuf>,
    pub bind: IpAddr,
    /// 0 takes a free one.
    pub port: u16,
    /// Who may read; without any, everybody who reaches it.
    pub cards: Vec<Card>,
    /// Books are lent for [`loans::LOAN_DAYS`] days instead of given.
    pub lending: bool,
    /// So many readers have a book at a time, the others wait; `None` lends to everybody.
    pub copies: Option<usize>,
    /// The language of answers for those who name none that we speak.
    pub tongue: Tongue,
    /// Books on one page, at least 1.
    pub per_page: usize,
    /// Where what is known about the books and the loans are kept; without it they are forgotten at the end.
    pub home: Option<Home>,
    /// A PostgreSQL database for everything that is kept for readers, by its address, instead of one in the home folder.
    pub database: Option<String>,
    /// Places, notes and settings are kept for readers with several devices.
    pub travels: bool,
    /// The branches that readers may ask something of; without any, nothing is asked of people.
    pub branches: Vec<Branch>,
    /// The certificate; without one it is spoken to in the clear.
    pub tls: Option<tls::Files>,
    /// Only a proxy reaches the service, and says who asks for what.
    pub behind_proxy: bool,
    /// How often somebody may ask; `None` for as often as she likes.
    pub rate: Option<Rate>,
    /// What the service counts is told to everybody, not only to this machine and to staff.
    pub open_metrics: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            folder: None,
            bind: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            cards: Vec::new(),
            lending: false,
            copies: None,
            tongue: Tongue::default(),
            per_page: PER_PAGE,
            home: None,
            database: None,
            travels: true,
            branches: Vec::new(),
            tls: None,
            behind_proxy: false,
            rate: None,
            open_metrics: false,
        }
    }
}

/// A service that listens; connections wait until it [runs](Service::run).
#[derive(Debug)]
pub struct Service {
    listener: TcpListener,
    library: Arc<Library>,
    tls: Option<Arc<Tls>>,
    address: String,
}

impl Service {
    /// Listens and begins to look at the books in the background. Needs the tokio runtime that it will run on.
    ///
    /// # Errors
    /// What is wrong with the options.
    pub async fn bind(options: Options) -> Result<Self, Error> {
        let origin = match &options.folder {
            None => Origin::Shipped(shipped::BOOKS),
            Some(folder) => {
                let failed = |error| Error::Folder(folder.clone(), Arc::new(error));
                let root = folder.canonicalize().map_err(failed)?;
                // Asks for the permission now, while somebody listens to the answer.
                std::fs::read_dir(&root).map_err(failed)?;
                Origin::Folder(root)
            }
        };
        let tls = options.tls.map(Tls::new).transpose()?.map(Arc::new);
        let wanted = SocketAddr::from((options.bind, options.port));
        let failed = |error| Error::Listen(wanted, Arc::new(error));
        let listener = TcpListener::bind(wanted).map_err(failed)?;
        listener.set_nonblocking(true)?;
        let bound = listener.local_addr().map_err(failed)?;
        // Listening everywhere is told as loopback, the one address that is surely right on this machine.
        let shown = match bound.ip() {
            ip if !ip.is_unspecified() => bound,
            IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, bound.port()).into(),
            IpAddr::V6(_) => (std::net::Ipv6Addr::LOCALHOST, bound.port()).into(),
        };
        let name = match &origin {
            Origin::Folder(root) => Some(root.file_name().unwrap_or(root.as_os_str()).to_string_lossy().into_owned()),
            Origin::Shipped(_) => None,
        };
        let books = name_of(&origin);
        let cache = options.home.as_ref().map(|home| home.cache().join("catalogues").join(format!("{books}.json")));
        let store = kept(options.database.as_deref(), options.home.as_ref(), &books).await?;
        let library = Library {
            name,
            collection: Collection::new(origin, cache),
            loans: Loans::new(store.clone(), options.copies),
            lending: options.lending,
            cards: Cards::new(store.clone(), options.cards),
            desk: (!options.branches.is_empty()).then(|| Desk {
                branches: options.branches,
                requests: Requests::new(store.clone()),
                news: News::new(store.clone()),
            }),
            places: options.travels.then(|| Places::new(store.clone())),
            documents: options.travels.then(|| Documents::new(store.clone())),
            tongue: options.tongue,
            per_page: options.per_page.max(1),
            front: Front { has_tls: tls.is_some(), behind_proxy: options.behind_proxy, authority: shown.to_string() },
            limits: options.rate.map(Limits::new),
            metrics: Metrics::new().map_err(io::Error::other)?,
            open_metrics: options.open_metrics,
            store,
            // A proxy asks by the name that readers know.
            loopback_port: (bound.ip().is_loopback() && !options.behind_proxy).then_some(bound.port()),
            covers: tokio::sync::Semaphore::new(1),
        };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let address = format!("{scheme}://{shown}{}", View::Json.root());
        Ok(Self { listener, library: Arc::new(library), tls, address })
    }

    /// The certificate that is shown, to be [renewed](Tls::renew) while the service runs.
    pub fn tls(&self) -> Option<Arc<Tls>> {
        self.tls.clone()
    }

    /// The address of the catalogue in OPDS 2.0, `http://127.0.0.1:PORT/opds2/`, with TLS `https://…`. The same in OPDS 1.2 is `/opds/`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Serves until `end` is ready, then lets downloads go on for a few seconds. Needs a tokio runtime.
    pub async fn run(self, end: impl Future<Output = ()> + Send + 'static) -> Result<(), Error> {
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let router = routes::router(Arc::clone(&self.library));
        let doors = Doors { tls: self.tls, behind_proxy: self.library.front.behind_proxy, router };
        doors.serve(listener, end, FAREWELL).await;
        Ok(())
    }
}

/// What is kept for the readers of these books.
async fn kept(database: Option<&str>, home: Option<&Home>, books: &str) -> Result<Store, store::Error> {
    match (database, home) {
        (Some(address), _) => Store::at(address).await,
        (None, Some(home)) => {
            let store = Store::in_file(Some(&home.root().join(format!("service-{books}.sqlite")))).await?;
            store::before::take_over(&store, home.root(), books).await?;
            Ok(store)
        }
        (None, None) => Store::in_file(None).await,
    }
}

/// What a service over this folder keeps for its readers: in the database at this address, else in this home.
///
/// # Errors
/// [`Error::Folder`], [`Error::Database`].
pub async fn kept_for(folder: &Path, home: &Home, database: Option<&str>) -> Result<Store, Error> {
    let root = folder.canonicalize().map_err(|error| Error::Folder(folder.to_owned(), Arc::new(error)))?;
    Ok(kept(database, Some(home), &name_of(&Origin::Folder(root))).await?)
}

/// What tells these books from those that are served elsewhere.
fn name_of(origin: &Origin) -> String {
    match origin {
        Origin::Shipped(_) => "shipped".to_owned(),
        Origin::Folder(root) => {
            let digest = Sha256::digest(root.as_os_str().as_encoded_bytes());
            digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
        }
    }
}

/// The library that the program brings, served in process on loopback, on a free port, until it is dropped. Its books
/// are borrowed, so that a newcomer goes the whole road. No places travel: it serves this one home alone. Its address is the same
/// at each start, so that what was on its way goes on, unless somebody else has its port.
#[derive(Debug)]
pub struct Embedded {
    address: String,
    _end: tokio::sync::oneshot::Sender<()>,
}

impl Embedded {
    /// Starts the service on a thread of its own. Blocks for some milliseconds; the books are looked at in the
    /// background. Answers are in the language that is asked for, else in the system's.
    ///
    /// # Errors
    /// As [`Service::bind`].
    pub fn start(home: &Home) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let home = home.clone();
        std::thread::Builder::new().name("library".to_owned()).spawn(move || {
            runtime.block_on(async {
                let service = match Self::service(&home).await {
                    Ok(service) => service,
                    Err(error) => return drop(tell.send(Err(error))),
                };
                let _ = tell.send(Ok(service.address().to_owned()));
                let end = async {
                    // Never sent: it ends when the other half is dropped.
                    let _ = ended.await;
                };
                if let Err(error) = service.run(end).await {
                    tracing::error!(%error, "the embedded library has ended");
                }
            });
        })?;
        let gone = || Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        let address = told.recv().map_err(|_| gone())??;
        Ok(Self { address, _end: end })
    }

    /// At the address of the last time, if nobody else has it.
    async fn service(home: &Home) -> Result<Service, Error> {
        let tongue = Tongue::of_system().unwrap_or_default();
        let kept = home.cache().join("port");
        let known = std::fs::read_to_string(&kept).ok().and_then(|port| port.trim().parse().ok()).unwrap_or(0);
        let bind = async |port| {
            let home = Some(home.clone());
            let options = Options { port, lending: true, tongue, home, travels: false, ..Options::default() };
            Service::bind(options).await
        };
        if known != 0 {
            // Another window may have it, or another program.
            return match bind(known).await {
                Err(Error::Listen(..)) => bind(0).await,
                other => other,
            };
        }
        let service = bind(0).await?;
        let port = service.listener.local_addr()?.port();
        let written = std::fs::create_dir_all(home.cache()).and_then(|()| std::fs::write(&kept, port.to_string()));
        if let Err(error) = written {
            tracing::warn!(%error, "the embedded library will have another address the next time");
        }
        Ok(service)
    }

    /// The catalogue's address, `http://127.0.0.1:PORT/opds2/`.
    pub fn address(&self) -> &str {
        &self.address
    }
}
