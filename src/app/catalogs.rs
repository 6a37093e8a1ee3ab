//! Pages of catalogues, fetched.

use std::sync::Arc;

use tokio::sync::OnceCell;
use url::Url;

use crate::home::Home;
use crate::library::Error;
use crate::library::catalog::Feed;
use crate::library::client::Client;
use crate::server::Embedded;
use crate::ui::screen::catalog::What;

/// The library that the program brings. It starts when it is asked for first, and lives as long as the window.
pub(super) type Own = Arc<OnceCell<Embedded>>;

/// Fetches what the catalogue's screen asks for. `library` is the one that the reader chose.
pub(super) async fn load(
    client: &Client,
    home: &Home,
    own: &Own,
    library: Option<Url>,
    what: What,
) -> Result<Feed, Error> {
    match what {
        What::Start => {
            let address = match library {
                Some(address) => address,
                None => own_address(home, own).await?,
            };
            match client.feed(&address).await {
                // It may be that of the library's site, or of a service of talking books.
                Err(
                    error @ (Error::NotFound { .. }
                    | Error::NotCatalog { .. }
                    | Error::Gone { .. }
                    | Error::Server { .. }),
                ) => match client.discover(address.as_str()).await {
                    Err(Error::NotCatalog { .. }) => Err(error),
                    found => found,
                },
                answer => answer,
            }
        }
        What::Page(address) => client.feed(&address).await,
        What::Search(feed, asked) => client.search_for(&feed, &asked).await,
    }
}

pub(super) async fn own_address(home: &Home, own: &Own) -> Result<Url, Error> {
    let unreachable = |cause: String| Error::Address(cause);
    let home = home.clone();
    let service = own
        .get_or_try_init(|| async move {
            let started = tokio::task::spawn_blocking(move || Embedded::start(&home)).await;
            match started {
                Ok(Ok(service)) => Ok(service),
                Ok(Err(error)) => Err(unreachable(error.to_string())),
                Err(error) => Err(unreachable(error.to_string())),
            }
        })
        .await?;
    Url::parse(service.address()).map_err(|error| unreachable(error.to_string()))
}
