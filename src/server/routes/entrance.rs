//! Before any answer: who asks, whether she may, and how often she has asked lately.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::middleware::Next;
use serde_json::json;

use super::super::asked::{Asked, Peer, host};
use super::super::cards::Shown;
use super::super::guard;
use super::super::view::{FEED, View};
use super::{Caller, Library, Reader, answer, not_kept, problem, told};
use crate::locale::{Locale, Tongue};

/// How long an answer may take to begin, what is sent to us included.
const PATIENCE: Duration = Duration::from_secs(120);
const AUTHENTICATION: &str = "application/opds-authentication+json";

/// Turns away who may not ask, says to the others who they are, and marks every answer as data.
pub async fn guard(State(library): State<Arc<Library>>, request: Request, next: Next) -> Response<Body> {
    let began = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = admitted(&library, request, next).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language, Authorization"));
    library.metrics.answered(route.as_ref().map(MatchedPath::as_str), response.status(), began.elapsed());
    response
}

async fn admitted(library: &Library, mut request: Request, next: Next) -> Response<Body> {
    let headers = request.headers();
    let locale = locale(library, headers);
    let usual = if library.front.has_tls { 443 } else { 80 };
    if library.loopback_port.is_some_and(|port| !guard::is_loopback_host(host(headers), port, usual)) {
        return problem(&locale, StatusCode::MISDIRECTED_REQUEST);
    }
    let asked = Asked::new(&library.front, request.extensions().get().copied(), headers);
    if let Some(Err(wait)) = library.limits.as_ref().map(|limits| limits.address(&asked)) {
        return limited(library, &locale, wait);
    }
    if !is_open(library, request.uri().path(), &asked) {
        match library.cards.shown(headers).await {
            Ok(Shown::Reader(number)) => {
                if let Some(Err(wait)) = library.limits.as_ref().map(|limits| limits.card(&asked, &number)) {
                    return limited(library, &locale, wait);
                }
                request.extensions_mut().insert(Reader(number));
            }
            Ok(Shown::Nobody) => return unauthorized(library, &locale, headers, &asked.base),
            Ok(Shown::Waits(wait)) => return waits(&locale, "server-wait", wait),
            Err(error) => return not_kept(&locale, &error),
        }
    }
    request.extensions_mut().insert(asked);
    // Whoever sends a byte now and then does not hold a place for ever.
    let answered = tokio::time::timeout(PATIENCE, next.run(request)).await;
    answered.unwrap_or_else(|_| problem(&locale, StatusCode::REQUEST_TIMEOUT))
}

/// What is answered without a card: how to sign in, and what those who run the service look at.
fn is_open(library: &Library, path: &str, asked: &Asked) -> bool {
    match path {
        "/authentication" | "/token" | "/health" | "/openapi.json" => true,
        "/metrics" => library.open_metrics || asked.is_here,
        _ => false,
    }
}

fn limited(library: &Library, locale: &Locale, wait: Duration) -> Response<Body> {
    library.metrics.limited.inc();
    waits(locale, "server-too-many", wait)
}

/// Says in words and in a header when to ask again.
pub fn waits(locale: &Locale, words: &str, wait: Duration) -> Response<Body> {
    let seconds = wait.as_secs() + 1;
    let mut response = told(StatusCode::TOO_MANY_REQUESTS, &locale.with(words, &[("count", seconds.into())]));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Scheme, host and port as the reader named them, else as they are.
pub fn base(library: &Library, caller: &Caller) -> String {
    match &caller.asked {
        Some(asked) => asked.base.clone(),
        None => Asked::new(&library.front, None::<Peer>, caller).base,
    }
}

/// The first language that the reader names and we speak, by her order of preference.
pub fn locale(library: &Library, headers: &HeaderMap) -> Locale {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best: Option<(f32, Tongue)> = None;
    for range in asked.split(',').take(32) {
        let mut parts = range.split(';');
        let Some(tongue) = parts.next().map(str::trim).and_then(Tongue::from_tag) else { continue };
        let quality = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        if quality > 0.0 && best.is_none_or(|(known, _)| quality > known) {
            best = Some((quality, tongue));
        }
    }
    Locale::new(best.map_or(library.tongue, |(_, tongue)| tongue))
}

fn authentication_document(library: &Library, locale: &Locale, base: &str) -> String {
    let root = format!("{base}{}", View::Json.root());
    let mut links = vec![json!({ "rel": "start", "href": root, "type": FEED })];
    if library.lending {
        links.push(json!({ "rel": "http://opds-spec.org/shelf", "href": format!("{root}loans"), "type": FEED }));
    }
    let labels = json!({ "login": locale.text("server-login"), "password": locale.text("server-password") });
    let token = |rel: &str| json!({ "rel": rel, "href": format!("{base}/token"), "type": "application/json" });
    json!({
        "id": format!("{base}/authentication"),
        "title": library.title(locale),
        "description": locale.text("server-sign-in"),
        "links": links,
        "authentication": [
            { "type": "http://opds-spec.org/auth/basic", "labels": labels },
            {
                "type": "http://opds-spec.org/auth/oauth/password",
                "labels": labels,
                "links": [token("authenticate"), token("refresh")],
            },
        ],
    })
    .to_string()
}

fn unauthorized(library: &Library, locale: &Locale, asked: &HeaderMap, base: &str) -> Response<Body> {
    let body = authentication_document(library, locale, base);
    let mut response = answer(StatusCode::UNAUTHORIZED, AUTHENTICATION, body);
    let headers = response.headers_mut();
    let basic = HeaderValue::from_static("Basic realm=\"Oqyrman\", charset=\"UTF-8\"");
    headers.insert(header::WWW_AUTHENTICATE, basic);
    if guard::bearer(asked).is_some() {
        let bearer = HeaderValue::from_static("Bearer realm=\"Oqyrman\", error=\"invalid_token\"");
        headers.append(header::WWW_AUTHENTICATE, bearer);
    }
    let link =
        format!("<{base}/authentication>; rel=\"http://opds-spec.org/auth/document\"; type=\"{AUTHENTICATION}\"");
    if let Ok(link) = HeaderValue::from_str(&link) {
        headers.insert(header::LINK, link);
    }
    if asked.contains_key(header::AUTHORIZATION) {
        library.metrics.refused.inc();
    }
    response
}

pub async fn sign_in(State(library): State<Arc<Library>>, caller: Caller) -> Response<Body> {
    let locale = locale(&library, &caller);
    let body = authentication_document(&library, &locale, &base(&library, &caller));
    answer(StatusCode::OK, AUTHENTICATION, body)
}
