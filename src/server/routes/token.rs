//! `/token`: a token for a card number and PIN, and a new one for an old one, as OPDS asks for it
//! (<https://drafts.opds.io/authentication-for-opds-1.0>, 3.4.3; <https://www.rfc-editor.org/info/rfc6749>, 4.3, 5 and 6).

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::json;

use super::super::cards::Shown;
use super::super::guard::Credentials;
use super::super::store;
use super::super::tokens::{self, Pair};
use super::{Caller, JSON, Library, answer, entrance, locale, not_kept, not_stored};
use crate::locale::Locale;

/// Longer than any number, PIN and token together.
pub const MOST_BYTES: usize = 8 * 1024;

pub async fn give(State(library): State<Arc<Library>>, caller: Caller, body: Bytes) -> Response<Body> {
    let locale = locale(&library, &caller);
    let told = told(&caller, &body);
    let value = |name: &str| told.get(name).map(String::as_str).unwrap_or_default();
    let given = match value("grant_type") {
        "password" => by_password(&library, &locale, value("username"), value("password")).await,
        "refresh_token" => by_token(&library, &locale, value("refresh_token")).await,
        "" => Ok(refused(&locale, "invalid_request", "server-token-incomplete")),
        _ => Ok(refused(&locale, "unsupported_grant_type", "server-token-incomplete")),
    };
    not_stored(given.unwrap_or_else(|error| not_kept(&locale, &error)))
}

async fn by_password(
    library: &Library,
    locale: &Locale,
    user: &str,
    password: &str,
) -> Result<Response<Body>, store::Error> {
    let shown = match Credentials::new(user, password) {
        Some(credentials) => library.cards.signed_in(credentials).await?,
        None => Shown::Nobody,
    };
    let pair = match shown {
        Shown::Waits(wait) => return Ok(entrance::waits(locale, "server-wait", wait)),
        Shown::Reader(number) => library.cards.give_tokens(&number).await?.map(|pair| (number, pair)),
        Shown::Nobody => None,
    };
    granted(library, locale, pair, "server-token-refused").await
}

async fn by_token(library: &Library, locale: &Locale, token: &str) -> Result<Response<Body>, store::Error> {
    let pair = library.cards.renew_tokens(token).await?;
    granted(library, locale, pair, "server-token-over").await
}

async fn granted(
    library: &Library,
    locale: &Locale,
    pair: Option<(String, Pair)>,
    otherwise: &str,
) -> Result<Response<Body>, store::Error> {
    let Some((number, Pair { access, refresh })) = pair else {
        library.metrics.refused.inc();
        return Ok(refused(locale, "invalid_grant", otherwise));
    };
    let role = if library.cards.staff_of(&number).await?.is_some() { "staff" } else { "reader" };
    let body = json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": tokens::LASTS.as_secs(),
        "refresh_token": refresh,
        "scope": role,
    });
    let mut response = answer(StatusCode::OK, JSON, body.to_string());
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn refused(locale: &Locale, error: &str, words: &str) -> Response<Body> {
    let body = json!({ "error": error, "error_description": locale.text(words) });
    answer(StatusCode::BAD_REQUEST, JSON, body.to_string())
}

/// A form, or JSON, which some programs send instead.
fn told(caller: &Caller, body: &[u8]) -> HashMap<String, String> {
    let kind = caller.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.trim_start().to_ascii_lowercase().starts_with(JSON) {
        serde_json::from_slice(body).unwrap_or_default()
    } else {
        url::form_urlencoded::parse(body).into_owned().collect()
    }
}
