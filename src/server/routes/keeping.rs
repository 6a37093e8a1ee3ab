//! What readers keep here: places, notes, settings.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::super::documents;
use super::super::progression::Outcome as Placed;
use super::{Caller, Library, answer, locale, not_kept, not_stored, problem, volume};
use crate::library::sync::{notes, profile, progression};

/// Where the reader is in a book: an empty document while she is nowhere.
pub async fn place(State(library): State<Arc<Library>>, Path(id): Path<String>, caller: Caller) -> Response<Body> {
    match (volume(&library, &id).await, &library.places) {
        (Some(_), Some(places)) => match places.of(caller.reader(), &id).await {
            Ok(kept) => answer(StatusCode::OK, progression::MEDIA_TYPE, kept.unwrap_or_default()),
            Err(error) => not_kept(&locale(&library, &caller), &error),
        },
        _ => problem(&locale(&library, &caller), StatusCode::NOT_FOUND),
    }
}

pub async fn keep_place(
    State(library): State<Arc<Library>>,
    Path(id): Path<String>,
    caller: Caller,
    body: axum::body::Bytes,
) -> Response<Body> {
    let locale = locale(&library, &caller);
    let Some(places) = &library.places else {
        return problem(&locale, StatusCode::NOT_FOUND);
    };
    if volume(&library, &id).await.is_none() {
        return problem(&locale, StatusCode::NOT_FOUND);
    }
    match places.keep(caller.reader(), &id, &body).await {
        Ok(Placed::Kept(kept)) => answer(StatusCode::OK, progression::MEDIA_TYPE, kept),
        Ok(Placed::Newer(kept)) => answer(StatusCode::CONFLICT, progression::MEDIA_TYPE, kept),
        Ok(Placed::Wrong) => problem(&locale, StatusCode::BAD_REQUEST),
        Ok(Placed::Full) => problem(&locale, StatusCode::INSUFFICIENT_STORAGE),
        Err(error) => not_kept(&locale, &error),
    }
}

/// What the reader has marked and written in a book: an empty document while that is nothing.
pub async fn notes(State(library): State<Arc<Library>>, Path(id): Path<String>, caller: Caller) -> Response<Body> {
    if volume(&library, &id).await.is_none() {
        return problem(&locale(&library, &caller), StatusCode::NOT_FOUND);
    }
    document(&library, &caller, &id, notes::MEDIA_TYPE).await
}

pub async fn keep_notes(
    State(library): State<Arc<Library>>,
    Path(id): Path<String>,
    caller: Caller,
    body: axum::body::Bytes,
) -> Response<Body> {
    if volume(&library, &id).await.is_none() {
        return problem(&locale(&library, &caller), StatusCode::NOT_FOUND);
    }
    let body = std::str::from_utf8(&body).ok().filter(|body| notes::is_collection(body.as_bytes()));
    keep_document(&library, &caller, &id, body).await
}

pub async fn settings(State(library): State<Arc<Library>>, caller: Caller) -> Response<Body> {
    document(&library, &caller, documents::SETTINGS, profile::MEDIA_TYPE).await
}

pub async fn keep_settings(
    State(library): State<Arc<Library>>,
    caller: Caller,
    body: axum::body::Bytes,
) -> Response<Body> {
    let body = std::str::from_utf8(&body).ok().filter(|body| body.parse::<toml::Table>().is_ok());
    keep_document(&library, &caller, documents::SETTINGS, body).await
}

async fn document(library: &Library, caller: &Caller, about: &str, kind: &'static str) -> Response<Body> {
    let locale = locale(library, caller);
    let Some(documents) = &library.documents else { return problem(&locale, StatusCode::NOT_FOUND) };
    match documents.of(caller.reader(), about).await {
        Ok(Some((body, tag))) => not_stored(tagged(answer(StatusCode::OK, kind, body), &tag)),
        Ok(None) => problem(&locale, StatusCode::NOT_FOUND),
        Err(error) => not_kept(&locale, &error),
    }
}

/// `body`: `None` for what is not what is kept there.
async fn keep_document(library: &Library, caller: &Caller, about: &str, body: Option<&str>) -> Response<Body> {
    let locale = locale(library, caller);
    let Some(documents) = &library.documents else { return problem(&locale, StatusCode::NOT_FOUND) };
    let Some(body) = body else { return problem(&locale, StatusCode::BAD_REQUEST) };
    match documents.keep(caller.reader(), about, body, caller).await {
        Ok(documents::Outcome::Kept(tag)) => tagged(answer(StatusCode::OK, "text/plain", String::new()), &tag),
        Ok(documents::Outcome::Unconditional) => problem(&locale, StatusCode::PRECONDITION_REQUIRED),
        Ok(documents::Outcome::Changed) => problem(&locale, StatusCode::PRECONDITION_FAILED),
        Ok(documents::Outcome::Full) => problem(&locale, StatusCode::INSUFFICIENT_STORAGE),
        Err(error) => not_kept(&locale, &error),
    }
}

fn tagged(mut response: Response<Body>, tag: &str) -> Response<Body> {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
