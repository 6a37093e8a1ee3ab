//! What those who run the service look at: whether it is well, what it has counted, and what can be asked of it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use serde_json::json;

use super::super::metrics::Stock;
use super::super::store::{self, Value};
use super::{Caller, JSON, Library, answer, locale, not_kept, not_stored, problem, told};
use crate::library::shelf::Moment;

/// A database that is silent for longer is out of reach.
const PATIENCE: Duration = Duration::from_secs(2);
/// The text format of Prometheus.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Whether books can be read and loans be kept. Nothing about anybody.
pub async fn health(State(library): State<Arc<Library>>) -> Response<Body> {
    let asked = tokio::time::timeout(PATIENCE, library.store.counter("schema")).await;
    let answers = asked.is_ok_and(|asked| asked.is_ok());
    let (status, word) = match answers {
        true => (StatusCode::OK, "ok"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    };
    let body = json!({
        "status": word,
        "version": env!("CARGO_PKG_VERSION"),
        "books": library.collection.snapshot().volumes.len(),
        "database": { "status": word },
    });
    not_stored(answer(status, JSON, body.to_string()))
}

/// For this machine, for staff, and for everybody where that was chosen.
pub async fn metrics(State(library): State<Arc<Library>>, caller: Caller) -> Response<Body> {
    let locale = locale(&library, &caller);
    let may = async {
        let is_here = caller.asked.as_ref().is_some_and(|asked| asked.is_here);
        Ok(is_here || library.open_metrics || library.cards.staff_of(caller.reader()).await?.is_some())
    };
    match may.await {
        Ok(true) => {}
        Ok(false) => return told(StatusCode::FORBIDDEN, &locale.text("server-staff-only")),
        Err(error) => return not_kept(&locale, &error),
    }
    let stock = match stock(&library).await {
        Ok(stock) => stock,
        Err(error) => return not_kept(&locale, &error),
    };
    match library.metrics.text(stock) {
        Ok(text) => not_stored(answer(StatusCode::OK, TEXT, text)),
        Err(error) => {
            tracing::error!(%error, "what was counted cannot be told");
            problem(&locale, StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// Everything that can be asked for, by path (<https://spec.openapis.org/oas/v3.1.0>).
pub async fn openapi() -> Response<Body> {
    answer(StatusCode::OK, JSON, include_str!("../openapi.json"))
}

async fn stock(library: &Library) -> Result<Stock, store::Error> {
    let count = async |statement: &'static str, values: Vec<Value>| {
        let rows = library.store.rows(statement, values).await?;
        Ok::<_, store::Error>(rows.first().and_then(|row| row.number(0)).unwrap_or(0))
    };
    let loans = "SELECT count(*) FROM loans WHERE until IS NULL OR until > $1";
    let open = "SELECT count(*) FROM requests WHERE state NOT IN ('done', 'refused', 'withdrawn')";
    Ok(Stock {
        books: library.collection.snapshot().volumes.len(),
        loans: count(loans, vec![Moment::now().into()]).await?,
        open_requests: count(open, Vec::new()).await?,
    })
}
