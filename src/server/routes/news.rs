//! What readers are told, and what staff tell. [`crate::library::patron::news`] tells what travels.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde_json::json;

use super::super::news;
use super::desk::{Desk, linked, offered, staffed};
use super::{Caller, Library, answer, base, locale, problem, told};
use crate::library::patron::{Announcement, MEDIA_TYPE as JSON, Notice};
use crate::library::shelf::Moment;

/// What is written for all, and what happened with what is the reader's own.
pub async fn all(State(library): State<Arc<Library>>, caller: Caller) -> Response<Body> {
    offered(&library, &caller, async |desk: &Desk| {
        let (now, card) = (Moment::now(), caller.reader());
        let mut all = desk.news.current(now).await?;
        all.extend(news::of_requests(&desk.requests.of(card).await?, &desk.branches, now));
        if library.lending {
            let snapshot = library.collection.fresh().await;
            let title = |id: &str| snapshot.volume(id).map(|volume| volume.entry.title.clone());
            all.extend(news::of_loans(&library.loans.now().await?, card, now, title));
        }
        all.sort_by_key(|notice| std::cmp::Reverse(notice.date));
        Ok(answer(StatusCode::OK, JSON, json!({ "news": all }).to_string()))
    })
    .await
}

/// What staff wrote of their branch.
pub async fn written(State(library): State<Arc<Library>>, caller: Caller) -> Response<Body> {
    let base = base(&library, &caller);
    staffed(&library, &caller, async |desk: &Desk, branch: Option<&str>| {
        let all: Vec<_> = desk.news.of(branch).await?.into_iter().map(|notice| document(&base, notice)).collect();
        Ok(answer(StatusCode::OK, JSON, json!({ "news": all }).to_string()))
    })
    .await
}

pub async fn announce(State(library): State<Arc<Library>>, caller: Caller, body: Bytes) -> Response<Body> {
    let (base, locale) = (base(&library, &caller), locale(&library, &caller));
    staffed(&library, &caller, async |desk: &Desk, branch: Option<&str>| {
        let is_theirs =
            |id: &str| branch.is_none_or(|branch| branch == id) && desk.branches.iter().any(|branch| branch.id == id);
        let announcement = serde_json::from_slice::<Announcement>(&body).ok();
        let announcement = announcement.map(|told| match (branch, told.branch.is_empty()) {
            // One branch does not speak for all.
            (Some(branch), true) => Announcement { branch: branch.to_owned(), ..told },
            _ => told,
        });
        let Some(announcement) = announcement.filter(|told| told.is_whole(is_theirs)) else {
            return Ok(told(StatusCode::BAD_REQUEST, &locale.text("server-announcement-wrong")));
        };
        let notice = desk.news.announce(caller.reader(), announcement).await?;
        Ok(answer(StatusCode::CREATED, JSON, document(&base, notice).to_string()))
    })
    .await
}

pub async fn take_back(State(library): State<Arc<Library>>, Path(id): Path<String>, caller: Caller) -> Response<Body> {
    let locale = locale(&library, &caller);
    staffed(&library, &caller, async |desk: &Desk, branch: Option<&str>| {
        Ok(match desk.news.take_back(branch, &id).await? {
            true => answer(StatusCode::NO_CONTENT, JSON, Body::empty()),
            false => problem(&locale, StatusCode::NOT_FOUND),
        })
    })
    .await
}

fn document(base: &str, notice: Notice) -> serde_json::Value {
    let href = format!("{base}/desk/news/{}", notice.id);
    linked(notice, &href)
}
