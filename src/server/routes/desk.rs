//! What readers ask people for, and the desk where these see it. [`crate::library::patron`] tells what travels.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{Response, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

use super::super::cards;
use super::super::news::News;
use super::super::requests::{Outcome, Requests};
use super::super::store;
use super::{Caller, Library, answer, base, locale, not_kept, problem, told};
use crate::library::patron::request::{Step, Wish};
use crate::library::patron::{Branch, Card, MEDIA_TYPE as JSON, Request, rel};

/// What is offered to everybody, as (relation, path); and to staff besides.
const OFFERED: &[(&str, &str)] = &[
    (rel::CARD, "/card"),
    (rel::BRANCHES, "/branches"),
    (rel::REQUESTS, "/requests"),
    (rel::NEWS, "/news"),
    (rel::DESK, "/desk/requests"),
    (rel::DESK_LOG, "/desk/log"),
    (rel::DESK_NEWS, "/desk/news"),
];
const TO_READERS: usize = 4;
/// Where nobody shows a card, none is offered, which stands first.
const WITHOUT_CARD: usize = 1;
/// A request is not longer than this.
pub const MOST_BYTES: usize = 16 * 1024;

/// What a service needs to take requests.
#[derive(Debug)]
pub struct Desk {
    pub branches: Vec<Branch>,
    pub requests: Requests,
    pub news: News,
}

/// What the pages of a catalogue link.
pub async fn people(
    library: &Library,
    caller: &Caller,
) -> Result<&'static [(&'static str, &'static str)], store::Error> {
    if library.desk.is_none() {
        return Ok(&[]);
    }
    if caller.reader().is_empty() {
        return Ok(&OFFERED[WITHOUT_CARD..TO_READERS]);
    }
    let staff = library.cards.staff_of(caller.reader()).await?.is_some();
    Ok(if staff { OFFERED } else { &OFFERED[..TO_READERS] })
}

/// Who shows a card. Without cards, nobody has one.
pub async fn card(State(library): State<Arc<Library>>, caller: Caller) -> Response<Body> {
    let locale = locale(&library, &caller);
    offered(&library, &caller, async |_: &Desk| {
        let number = caller.reader().to_owned();
        if number.is_empty() {
            return Ok(problem(&locale, StatusCode::NOT_FOUND));
        }
        let name = library.cards.name_of(&number).await?;
        let staff = library.cards.staff_of(&number).await?.unwrap_or_default();
        Ok(answer(StatusCode::OK, JSON, json!(Card { number, name, staff }).to_string()))
    })
    .await
}

pub async fn branches(State(library): State<Arc<Library>>) -> Response<Body> {
    let branches = library.desk.as_ref().map(|desk| &desk.branches);
    answer(StatusCode::OK, JSON, json!({ "branches": branches }).to_string())
}

pub async fn own(State(library): State<Arc<Library>>, caller: Caller) -> Response<Body> {
    let base = base(&library, &caller);
    offered(&library, &caller, async |desk: &Desk| {
        let own = desk.requests.of(caller.reader()).await?;
        Ok(listed(own.into_iter().map(|request| document(&base, hers(request))).collect()))
    })
    .await
}

pub async fn send(State(library): State<Arc<Library>>, caller: Caller, body: Bytes) -> Response<Body> {
    let (base, locale) = (base(&library, &caller), locale(&library, &caller));
    offered(&library, &caller, async |desk: &Desk| {
        let is_branch = |id: &str| desk.branches.iter().any(|branch| branch.id == id);
        let wish = serde_json::from_slice::<Wish>(&body).ok().filter(|wish| wish.is_whole(is_branch));
        let Some(wish) = wish else { return Ok(told(StatusCode::BAD_REQUEST, &locale.text("server-request-wrong"))) };
        Ok(match desk.requests.send(caller.reader(), &wish).await? {
            Outcome::Changed(request) => answer(StatusCode::CREATED, JSON, document(&base, hers(request)).to_string()),
            Outcome::Known(request) => answer(StatusCode::OK, JSON, document(&base, hers(request)).to_string()),
            Outcome::TooMany => told(StatusCode::UNPROCESSABLE_ENTITY, &locale.text("server-requests-enough")),
            _ => told(StatusCode::BAD_REQUEST, &locale.text("server-request-wrong")),
        })
    })
    .await
}

pub async fn one(State(library): State<Arc<Library>>, Path(id): Path<String>, caller: Caller) -> Response<Body> {
    let (base, locale) = (base(&library, &caller), locale(&library, &caller));
    offered(&library, &caller, async |desk: &Desk| {
        Ok(match desk.requests.one(caller.reader(), &id).await? {
            Some(request) => answer(StatusCode::OK, JSON, document(&base, hers(request)).to_string()),
            None => problem(&locale, StatusCode::NOT_FOUND),
        })
    })
    .await
}

pub async fn withdraw(State(library): State<Arc<Library>>, Path(id): Path<String>, caller: Caller) -> Response<Body> {
    let (base, locale) = (base(&library, &caller), locale(&library, &caller));
    offered(&library, &caller, async |desk: &Desk| {
        Ok(match desk.requests.withdraw(caller.reader(), &id).await? {
            Outcome::Changed(request) => answer(StatusCode::OK, JSON, document(&base, hers(request)).to_string()),
            Outcome::Otherwise(request) => {
                answer(StatusCode::CONFLICT, JSON, document(&base, hers(request)).to_string())
            }
            _ => problem(&locale, StatusCode::NOT_FOUND),
        })
    })
    .await
}

pub async fn all(
    State(library): State<Arc<Library>>,
    Query(asked): Query<HashMap<String, String>>,
    caller: Caller,
) -> Response<Body> {
    let base = base(&library, &caller);
    let open = asked.get("state").is_some_and(|state| state == "open");
    staffed(&library, &caller, async |desk: &Desk, branch: Option<&str>| {
        let all = desk.requests.at(branch, open).await?;
        Ok(listed(all.into_iter().map(|request| at_the_desk(&base, request)).collect()))
    })
    .await
}

pub async fn step(
    State(library): State<Arc<Library>>,
    Path(id): Path<String>,
    caller: Caller,
    body: Bytes,
) -> Response<Body> {
    let (base, locale) = (base(&library, &caller), locale(&library, &caller));
    staffed(&library, &caller, async |desk: &Desk, branch: Option<&str>| {
        let Ok(step) = serde_json::from_slice::<Step>(&body) else {
            return Ok(problem(&locale, StatusCode::BAD_REQUEST));
        };
        Ok(match desk.requests.answer(caller.reader(), branch, &id, &step).await? {
            Outcome::Changed(request) => answer(StatusCode::OK, JSON, at_the_desk(&base, request).to_string()),
            Outcome::Otherwise(request) => answer(StatusCode::CONFLICT, JSON, at_the_desk(&base, request).to_string()),
            _ => problem(&locale, StatusCode::NOT_FOUND),
        })
    })
    .await
}

pub async fn log(State(library): State<Arc<Library>>, caller: Caller) -> Response<Body> {
    staffed(&library, &caller, async |desk: &Desk, branch: Option<&str>| {
        let lines = desk.requests.log(branch).await?;
        Ok(answer(StatusCode::OK, JSON, json!({ "log": lines }).to_string()))
    })
    .await
}

/// A reader knows whose requests hers are.
fn hers(request: Request) -> Request {
    Request { card: String::new(), name: String::new(), ..request }
}

fn document(base: &str, request: Request) -> Value {
    let href = format!("{base}/requests/{}", request.id);
    linked(request, &href)
}

fn at_the_desk(base: &str, request: Request) -> Value {
    let href = format!("{base}/desk/requests/{}", request.id);
    linked(request, &href)
}

/// This with the way to itself.
pub fn linked(told: impl Serialize, href: &str) -> Value {
    let mut document = json!(told);
    document["links"] = json!([{ "rel": "self", "href": href, "type": JSON }]);
    document
}

fn listed(requests: Vec<Value>) -> Response<Body> {
    answer(StatusCode::OK, JSON, json!({ "requests": requests }).to_string())
}

/// Where it is offered at all.
pub async fn offered(
    library: &Library,
    caller: &Caller,
    act: impl AsyncFnOnce(&Desk) -> Result<Response<Body>, store::Error>,
) -> Response<Body> {
    let locale = locale(library, caller);
    let Some(desk) = &library.desk else { return problem(&locale, StatusCode::NOT_FOUND) };
    act(desk).await.unwrap_or_else(|error| not_kept(&locale, &error))
}

/// For staff alone: the branch is that of their card, `None` for those of all branches.
pub async fn staffed(
    library: &Library,
    caller: &Caller,
    act: impl AsyncFnOnce(&Desk, Option<&str>) -> Result<Response<Body>, store::Error>,
) -> Response<Body> {
    let locale = locale(library, caller);
    let Some(desk) = &library.desk else { return problem(&locale, StatusCode::NOT_FOUND) };
    let done = async {
        match library.cards.staff_of(caller.reader()).await? {
            None => Ok(told(StatusCode::FORBIDDEN, &locale.text("server-staff-only"))),
            Some(branch) => act(desk, Some(&*branch).filter(|branch| *branch != cards::EVERYWHERE)).await,
        }
    };
    done.await.unwrap_or_else(|error| not_kept(&locale, &error))
}
