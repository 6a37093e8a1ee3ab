//! Borrowing, giving back, renewing.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{Method, Response, StatusCode};

use super::super::collection::Volume;
use super::super::loans::NotRenewed;
use super::super::store;
use super::super::view::View;
use super::{Caller, Library, locale, not_stored, one, problem};

/// Old clients borrow by GET; nobody in between may answer that, and asking what it would answer changes nothing.
pub async fn borrow(
    State(library): State<Arc<Library>>,
    Extension(view): Extension<View>,
    Path(id): Path<String>,
    method: Method,
    caller: Caller,
) -> Response<Body> {
    deed(&library, view, &caller, &id, &method, Deed::Borrow).await
}

pub async fn give_back(
    State(library): State<Arc<Library>>,
    Extension(view): Extension<View>,
    Path(id): Path<String>,
    method: Method,
    caller: Caller,
) -> Response<Body> {
    deed(&library, view, &caller, &id, &method, Deed::GiveBack).await
}

pub async fn renew(
    State(library): State<Arc<Library>>,
    Extension(view): Extension<View>,
    Path(id): Path<String>,
    method: Method,
    caller: Caller,
) -> Response<Body> {
    deed(&library, view, &caller, &id, &method, Deed::Renew).await
}

/// What is done with a book for a card.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    Borrow,
    GiveBack,
    Renew,
}

impl Deed {
    pub async fn of(self, library: &Library, card: &str, volume: &Volume) -> Result<(), Refusal> {
        let loans = &library.loans;
        match self {
            Self::Borrow => loans.borrow(card, &volume.id).await?,
            Self::GiveBack => loans.give_back(card, &volume.id).await?.then_some(()).ok_or(Refusal::NOT_FOUND)?,
            Self::Renew => loans.renew(card, &volume.id).await?.map_err(|why| match why {
                NotRenewed::NotLent => Refusal(StatusCode::NOT_FOUND, "server-not-lent"),
                NotRenewed::Awaited => Refusal(StatusCode::CONFLICT, "server-awaited"),
                NotRenewed::Enough => Refusal(StatusCode::FORBIDDEN, "server-renewed-enough"),
            })?,
        }
        Ok(())
    }
}

async fn deed(library: &Library, view: View, caller: &Caller, id: &str, method: &Method, deed: Deed) -> Response<Body> {
    if !library.lending {
        return not_stored(problem(&locale(library, caller), StatusCode::NOT_FOUND));
    }
    let deed = Some(deed).filter(|_| method != Method::HEAD);
    not_stored(one(library, view, caller, id, deed).await)
}

/// Why something cannot be done with a book: a status, and the message that says it to people.
pub struct Refusal(pub StatusCode, pub &'static str);

impl Refusal {
    const NOT_FOUND: Self = Self(StatusCode::NOT_FOUND, "server-not-found");
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        tracing::error!(%error, "what readers do is not kept");
        Self(StatusCode::INTERNAL_SERVER_ERROR, "server-not-kept")
    }
}
