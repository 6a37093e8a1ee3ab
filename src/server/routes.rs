//! Addresses → answers.
//!
//! | path | answer |
//! |---|---|
//! | `/` | the way to `/opds2/` |
//! | `/opds2/…` | the catalogue in OPDS 2.0 |
//! | `/opds/…` | the catalogue in OPDS 1.2 |
//! | `/books/ID/NAME` | a book's file |
//! | `/covers/ID` | its cover |
//! | `/progression/ID` | where the reader is in it |
//! | `/annotations/ID` | what she has marked and written in it, as a collection of Web Annotations |
//! | `/settings` | her settings |
//! | `/branches`, `/card`, `/requests`, `/news`, `/desk/…` | what people do beyond files, where that is offered |
//! | `/authentication` | how to sign in |
//! | `/token` | tokens for who does |
//! | `/health`, `/metrics`, `/openapi.json` | for those who run the service |

pub mod desk;
mod entrance;
mod keeping;
mod lending;
mod news;
mod operation;
mod token;

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Router, middleware, routing};
use serde_json::json;

use super::asked::{Asked, Front};
use super::cards::Cards;
use super::collection::{Bytes, Collection, Snapshot, Volume};
use super::documents::{self, Documents};
use super::feed::Feed;
use super::file::{self, Representation, Source};
use super::limits::Limits;
use super::loans::{Lendings, Loans, Standing};
use super::metrics::Metrics;
use super::pages::Pages;
use super::progression::Places;
use super::store::{self, Store};
use super::view::{self, FEED, Frame, PUBLICATION, View};
use super::{opds1, opds2};
use crate::library::sync::{notes, progression};
use crate::locale::{Locale, Tongue};
use desk::Desk;
use entrance::{base, locale};
use lending::{Deed, Refusal};

/// What every answer is made from.
#[derive(Debug)]
pub struct Library {
    /// The name of the catalogue; `None` for the library that the program brings.
    pub name: Option<String>,
    pub collection: Arc<Collection>,
    pub loans: Loans,
    pub lending: bool,
    /// `None` where no places are kept.
    pub places: Option<Places>,
    /// As the places.
    pub documents: Option<Documents>,
    /// Who may read; without any, everybody.
    pub cards: Cards,
    /// `None` where nothing is asked of people.
    pub desk: Option<Desk>,
    /// The language of answers for those who name none that we speak.
    pub tongue: Tongue,
    /// Books on one page.
    pub per_page: usize,
    pub front: Front,
    /// Without them, everybody may ask as often as she likes.
    pub limits: Option<Limits>,
    pub metrics: Metrics,
    /// What was counted is told to everybody.
    pub open_metrics: bool,
    pub store: Store,
    /// The port, where only names of this machine are answered to.
    pub loopback_port: Option<u16>,
    /// Books are opened for their covers one at a time.
    pub covers: tokio::sync::Semaphore,
}

impl Library {
    fn title(&self, locale: &Locale) -> String {
        self.name.clone().unwrap_or_else(|| locale.text("server-title"))
    }
}

/// The number of the card that a request shows; empty where none is asked for.
#[derive(Debug, Clone)]
struct Reader(String);

/// Who asks, and how: the headers, and the card.
#[derive(Debug)]
pub struct Caller {
    headers: HeaderMap,
    reader: String,
    asked: Option<Asked>,
}

impl Caller {
    fn reader(&self) -> &str {
        &self.reader
    }
}

impl std::ops::Deref for Caller {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        &self.headers
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let reader = parts.extensions.get::<Reader>().map(|reader| reader.0.clone()).unwrap_or_default();
        Ok(Self { headers: parts.headers.clone(), reader, asked: parts.extensions.get().cloned() })
    }
}

const JSON: &str = "application/json";
/// A body of those who say nothing else.
const MOST_BYTES: usize = 64 * 1024;

/// The whole service.
pub fn router(library: Arc<Library>) -> Router {
    let mut router = Router::new()
        .route("/", routing::get(start))
        .route("/books/{id}/{name}", routing::get(book))
        .route("/covers/plain.png", routing::get(plain_cover))
        .route("/covers/{id}", routing::get(cover))
        .route("/authentication", routing::get(entrance::sign_in))
        .route("/token", routing::post(token::give).layer(DefaultBodyLimit::max(token::MOST_BYTES)))
        .route("/health", routing::get(operation::health))
        .route("/metrics", routing::get(operation::metrics))
        .route("/openapi.json", routing::get(operation::openapi));
    if library.places.is_some() {
        let limit = DefaultBodyLimit::max(progression::MOST_BYTES as usize);
        router = router.route("/progression/{id}", routing::get(keeping::place).put(keeping::keep_place).layer(limit));
    }
    if library.documents.is_some() {
        let limit = |most: usize| DefaultBodyLimit::max(most);
        let notes = routing::get(keeping::notes).put(keeping::keep_notes).layer(limit(notes::MOST_BYTES as usize));
        let settings =
            routing::get(keeping::settings).put(keeping::keep_settings).layer(limit(documents::MOST_SETTINGS));
        router = router.route("/annotations/{id}", notes).route("/settings", settings);
    }
    if library.desk.is_some() {
        let limit = DefaultBodyLimit::max(desk::MOST_BYTES);
        let desk = Router::new()
            .route("/branches", routing::get(desk::branches))
            .route("/card", routing::get(desk::card))
            .route("/news", routing::get(news::all))
            .route("/desk/news", routing::get(news::written).post(news::announce))
            .route("/desk/news/{id}", routing::delete(news::take_back))
            .route("/requests", routing::get(desk::own).post(desk::send))
            .route("/requests/{id}", routing::get(desk::one).delete(desk::withdraw))
            .route("/desk/requests", routing::get(desk::all))
            .route("/desk/requests/{id}", routing::put(desk::step))
            .route("/desk/log", routing::get(desk::log));
        router = router.merge(desk.layer(limit));
    }
    for view in [View::Json, View::Atom] {
        let root = view.root();
        let below = |path: &str| format!("{root}{path}");
        let pages = Router::new()
            .route(root, routing::get(root_page))
            .route(root.trim_end_matches('/'), routing::get(root_page))
            .route(&below("{page}"), routing::get(page))
            .route(&below("opensearch.xml"), routing::get(search_description))
            .route(&below("publications/{id}"), routing::get(publication))
            .route(
                &below("publications/{id}/borrow"),
                routing::get(lending::borrow).post(lending::borrow).put(lending::borrow).delete(lending::give_back),
            )
            .route(
                &below("publications/{id}/return"),
                routing::get(lending::give_back)
                    .post(lending::give_back)
                    .put(lending::give_back)
                    .delete(lending::give_back),
            )
            .route(
                &below("publications/{id}/renew"),
                routing::get(lending::renew).post(lending::renew).put(lending::renew),
            )
            .layer(Extension(view));
        router = router.merge(pages);
    }
    router
        .fallback(async |State(library): State<Arc<Library>>, headers: HeaderMap| {
            problem(&locale(&library, &headers), StatusCode::NOT_FOUND)
        })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&library), entrance::guard))
        .with_state(library)
}

fn answer(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// Problem details (<https://www.rfc-editor.org/info/rfc9457>) with a sentence for the reader.
fn problem(locale: &Locale, status: StatusCode) -> Response<Body> {
    told(status, &view::sentence(locale, status))
}

fn told(status: StatusCode, sentence: &str) -> Response<Body> {
    let body = json!({ "type": "about:blank", "status": status.as_u16(), "title": sentence });
    answer(status, "application/problem+json", body.to_string())
}

async fn start() -> impl IntoResponse {
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, View::Json.root())])
}

async fn root_page(
    State(library): State<Arc<Library>>,
    Extension(view): Extension<View>,
    caller: Caller,
) -> Response<Body> {
    write(&library, view, &caller, |pages, title| Some(pages.root(title))).await
}

async fn page(
    State(library): State<Arc<Library>>,
    Extension(view): Extension<View>,
    Path(name): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
    caller: Caller,
) -> Response<Body> {
    write(&library, view, &caller, |pages, _| pages.named(&name, &asked)).await
}

/// Makes a page and writes it in its view.
async fn write(
    library: &Library,
    view: View,
    caller: &Caller,
    make: impl FnOnce(&Pages<'_>, String) -> Option<Feed>,
) -> Response<Body> {
    let snapshot = library.collection.fresh().await;
    let (locale, base) = (locale(library, caller), base(library, caller));
    let frame = match frame(library, view, caller, &base, &locale).await {
        Ok(frame) => frame,
        Err(error) => return not_kept(&locale, &error),
    };
    let pages = Pages { snapshot: &snapshot, frame: &frame, per_page: library.per_page };
    let Some(feed) = make(&pages, library.title(&locale)) else { return problem(&locale, StatusCode::NOT_FOUND) };
    match view {
        View::Json => answer(StatusCode::OK, FEED, opds2::feed(&frame, &feed).to_string()),
        View::Atom => {
            let body = opds1::feed(&frame, &feed, snapshot.modified());
            answer(StatusCode::OK, opds1::media_type(&feed), body)
        }
    }
}

async fn frame<'a>(
    library: &'a Library,
    view: View,
    caller: &'a Caller,
    base: &'a str,
    locale: &'a Locale,
) -> Result<Frame<'a>, store::Error> {
    let lent = if library.lending { library.loans.now().await? } else { Lendings::default() };
    Ok(Frame {
        view,
        base,
        locale,
        lending: library.lending,
        travels: library.places.is_some(),
        people: desk::people(library, caller).await?,
        lent,
        card: caller.reader(),
    })
}

/// What is kept cannot be read or written now.
fn not_kept(locale: &Locale, error: &store::Error) -> Response<Body> {
    tracing::error!(%error, "what readers keep is out of reach");
    told(StatusCode::INTERNAL_SERVER_ERROR, &locale.text("server-not-kept"))
}

async fn search_description(
    State(library): State<Arc<Library>>,
    Extension(view): Extension<View>,
    caller: Caller,
) -> Response<Body> {
    let (locale, base) = (locale(&library, &caller), base(&library, &caller));
    let frame = match frame(&library, view, &caller, &base, &locale).await {
        Ok(frame) => frame,
        Err(error) => return not_kept(&locale, &error),
    };
    answer(StatusCode::OK, view::OPENSEARCH, opds1::search_description(&frame, &library.title(&locale)))
}

/// The volume with this id; one that is not known yet is waited for.
async fn volume(library: &Library, id: &str) -> Option<(Arc<Snapshot>, Arc<Volume>)> {
    let snapshot = library.collection.fresh().await;
    let volume = Arc::clone(snapshot.volume(id)?);
    Some((snapshot, volume))
}

async fn publication(
    State(library): State<Arc<Library>>,
    Extension(view): Extension<View>,
    Path(id): Path<String>,
    caller: Caller,
) -> Response<Body> {
    one(&library, view, &caller, &id, None).await
}

fn not_stored(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// One book as it stands to the reader, after something was done with it for her card.
async fn one(library: &Library, view: View, caller: &Caller, id: &str, deed: Option<Deed>) -> Response<Body> {
    let (locale, base) = (locale(library, caller), base(library, caller));
    let Some((_, volume)) = volume(library, id).await else { return problem(&locale, StatusCode::NOT_FOUND) };
    if let Some(deed) = deed
        && let Err(Refusal(status, words)) = deed.of(library, caller.reader(), &volume).await
    {
        return told(status, &locale.text(words));
    }
    let frame = match frame(library, view, caller, &base, &locale).await {
        Ok(frame) => frame,
        Err(error) => return not_kept(&locale, &error),
    };
    match view {
        View::Json => answer(StatusCode::OK, PUBLICATION, opds2::publication(&frame, &volume).to_string()),
        View::Atom => answer(StatusCode::OK, view::ENTRY_ATOM, opds1::publication(&frame, &volume)),
    }
}

/// The file. Its name in the address is only for those who save it.
async fn book(
    State(library): State<Arc<Library>>,
    Path((id, _name)): Path<(String, String)>,
    caller: Caller,
) -> Response<Body> {
    let Some((_, volume)) = volume(&library, &id).await else {
        return problem(&locale(&library, &caller), StatusCode::NOT_FOUND);
    };
    // What is lent is only given to who borrowed it.
    if library.lending {
        let locale = locale(&library, &caller);
        match library.loans.now().await {
            Ok(now) if matches!(now.standing(caller.reader(), &volume.id), Standing::Lent(_)) => {}
            Ok(_) => return problem(&locale, StatusCode::NOT_FOUND),
            Err(error) => return not_kept(&locale, &error),
        }
    }
    let about = Representation {
        size: volume.size,
        etag: &volume.etag,
        modified: volume.modified,
        media_type: volume.media_type(),
        file_name: &volume.file_name,
    };
    match &volume.bytes {
        Bytes::Shipped(bytes) => file::respond(about, Source::Bytes(bytes), &caller).await,
        Bytes::File(relative) => match library.collection.path(relative) {
            Some(path) => file::respond(about, Source::File(&path), &caller).await,
            None => problem(&locale(&library, &caller), StatusCode::NOT_FOUND),
        },
    }
}

/// A frame of a book without words.
async fn plain_cover() -> impl IntoResponse {
    let caching = (header::CACHE_CONTROL, "private, max-age=86400");
    ([(header::CONTENT_TYPE, "image/png"), caching], include_bytes!("../../assets/covers/plain.png").as_slice())
}

async fn cover(State(library): State<Arc<Library>>, Path(id): Path<String>, caller: Caller) -> Response<Body> {
    let locale = locale(&library, &caller);
    let Some((_, volume)) = volume(&library, &id).await else { return problem(&locale, StatusCode::NOT_FOUND) };
    let known = caller.get(header::IF_NONE_MATCH).is_some_and(|known| *known == volume.etag);
    let mut response = if known {
        Response::new(Body::empty())
    } else {
        let Ok(_turn) = library.covers.acquire().await else { return problem(&locale, StatusCode::NOT_FOUND) };
        let (collection, opened) = (Arc::clone(&library.collection), Arc::clone(&volume));
        let cover = tokio::task::spawn_blocking(move || collection.cover(&opened)).await.ok().flatten();
        let media_type = volume.entry.cover.as_deref().and_then(|kind| HeaderValue::from_str(kind).ok());
        let (Some(cover), Some(media_type)) = (cover, media_type) else {
            return problem(&locale, StatusCode::NOT_FOUND);
        };
        let mut response = Response::new(Body::from(cover.bytes));
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
        response
    };
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    if let Ok(etag) = HeaderValue::from_str(&volume.etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}
