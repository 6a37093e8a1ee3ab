//! Signing in by tokens: had for a password once, replaced in silence, and shown to nobody else.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Response;
use oqyrman::library::Error;
use oqyrman::library::authentication::oauth::{Callback, Waiting};
use oqyrman::library::authentication::{AuthDocument, FlowKind};
use oqyrman::library::client::Client;
use serde_json::json;

use crate::server::{Seen, Server, atom, redirect, reply};
use crate::{client, reader};

const FEED: &str = "<feed xmlns='http://www.w3.org/2005/Atom'><title>inside</title></feed>";

const PROFILE: &str = r#"{"name": "Айгүл", "loans": {"total": 10, "available": 7}}"#;

/// What a library of tokens knows.
#[derive(Default)]
struct Desk {
    /// The number of the token that is good now; those before are not.
    token: u32,
    /// The number of what refreshes, good for once.
    refresh: u32,
    expires: Option<u64>,
    /// A form is not understood here.
    json_only: bool,
    /// Wrong passwords are answered as OAuth says, with 400.
    strict: bool,
    /// Where the tokens are had.
    authenticate: Option<String>,
}

type Shared = Arc<Mutex<Desk>>;

fn document(desk: &Desk, err: Option<&str>) -> Response<Body> {
    let at = desk.authenticate.as_deref().unwrap_or("/token");
    let document = json!({
        "title": "Орталық кітапхана", "id": "",
        "links": [{ "rel": "profile", "href": "/me", "type": "application/opds-profile+json" }],
        "authentication": [
            { "type": "http://opds-spec.org/auth/oauth/password",
              "links": [{ "rel": "authenticate", "href": at, "type": "application/json" },
                        { "rel": "refresh", "href": at, "type": "application/json" }],
              "labels": { "login": "Билет", "password": "PIN" } },
            { "type": "http://opds-spec.org/auth/oauth/implicit",
              "links": [{ "rel": "authenticate", "href": "/browser", "type": "text/html" }] }
        ],
        "err": err,
    });
    // As the captured server: the type is plain JSON.
    reply(401, "application/json; charset=utf-8", document.to_string())
}

fn given(desk: &mut Desk) -> Response<Body> {
    desk.token += 1;
    desk.refresh += 1;
    let mut token = json!({ "access_token": format!("t{}", desk.token), "refresh_token": format!("r{}", desk.refresh),
                            "token_type": "Bearer" });
    if let Some(seconds) = desk.expires {
        token["expires_in"] = seconds.into();
    }
    reply(201, "application/json", token.to_string())
}

fn answer(desk: &Shared, seen: &Seen) -> Response<Body> {
    let mut desk = desk.lock().unwrap();
    if seen.path() == "/token" {
        assert_eq!(seen.method, "POST");
        assert_eq!(seen.header("authorization"), None);
        let is_json = seen.header("content-type") == Some("application/json");
        if desk.json_only && !is_json {
            return reply(415, "text/plain", "");
        }
        let pairs: Vec<(String, String)> = if is_json {
            let value: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&seen.body).unwrap();
            value.into_iter().map(|(name, value)| (name, value.as_str().unwrap().to_owned())).collect()
        } else {
            url::form_urlencoded::parse(seen.body.as_bytes()).into_owned().collect()
        };
        let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let refresh = format!("r{}", desk.refresh);
        return match value("grant_type") {
            Some("password") if (value("username"), value("password")) == (Some("Айгүл"), Some("құпия")) => {
                given(&mut desk)
            }
            Some("refresh_token") if value("refresh_token") == Some(&refresh) => given(&mut desk),
            _ if desk.strict => reply(400, "application/json", r#"{"error":"invalid_grant"}"#),
            _ => document(&desk, Some("bad username or password")),
        };
    }
    match seen.header("authorization") {
        Some(header) if header == format!("Bearer t{}", desk.token) && desk.token > 0 => match seen.path() {
            "/me" => reply(200, "application/opds-profile+json", PROFILE),
            _ => atom(FEED),
        },
        _ => document(&desk, None),
    }
}

async fn library() -> (Shared, Server) {
    let desk = Shared::default();
    let known = Arc::clone(&desk);
    let server = Server::start(move |seen| answer(&known, seen)).await;
    (desk, server)
}

async fn asked(client: &Client, server: &Server) -> AuthDocument {
    match client.feed(&server.url("/opds")).await.unwrap_err() {
        Error::Unauthorized(document) => *document,
        other => panic!("{other:?}"),
    }
}

async fn inside(client: &Client, server: &Server) {
    assert_eq!(client.feed(&server.url("/opds")).await.unwrap().title, "inside");
}

fn tokens_asked(server: &Server) -> usize {
    server.targets().iter().filter(|target| *target == "/token").count()
}

#[tokio::test]
async fn a_password_is_sent_once_and_the_token_to_its_origin_alone() {
    let other = Server::start(|_| atom(FEED)).await;
    let elsewhere = other.url("/elsewhere").to_string();
    let desk = Shared::default();
    let known = Arc::clone(&desk);
    let server = Server::start(move |seen| match seen.path() {
        "/away" => redirect(&elsewhere),
        _ => answer(&known, seen),
    })
    .await;
    let client = client();
    let document = asked(&client, &server).await;
    assert_eq!(document.password_flow().unwrap().kind, FlowKind::OauthPassword);
    assert!(document.browser_flow().is_some());
    assert_eq!(document.password_flow().unwrap().elsewhere(&document), None);

    assert!(client.obtain(&document, &reader("құпия"), false).await.unwrap().is_none());
    inside(&client, &server).await;
    inside(&client, &server).await;
    assert_eq!(client.signed_in(&server.root).as_deref(), Some("Айгүл"));
    assert_eq!(tokens_asked(&server), 1);
    client.feed(&server.url("/away")).await.unwrap();
    client.feed(&other.url("/direct")).await.unwrap();
    assert!(other.seen().iter().all(|seen| seen.header("authorization").is_none()));
    let with_password = server.seen().iter().filter(|seen| seen.body.contains("password=")).count();
    assert_eq!(with_password, 1);

    client.sign_out(&server.root);
    asked(&client, &server).await;
    assert_eq!(tokens_asked(&server), 1);
}

#[tokio::test]
async fn who_is_signed_in_can_ask_who_she_is_to_the_library() {
    let (_, server) = library().await;
    let client = client();
    let document = asked(&client, &server).await;
    client.obtain(&document, &reader("құпия"), false).await.unwrap();
    // The document told where; the page does not.
    let feed = client.feed(&server.url("/opds")).await.unwrap();
    let profile = client.profile(feed.profile().unwrap()).await.unwrap();
    assert_eq!((profile.name.as_deref(), profile.loans.used()), (Some("Айгүл"), Some(3)));
    assert!(matches!(client.profile(&server.url("/opds")).await, Err(Error::NotCatalog { .. })));
}

#[tokio::test]
async fn wrong_passwords_are_told_as_such() {
    for strict in [false, true] {
        let (desk, server) = library().await;
        desk.lock().unwrap().strict = strict;
        let client = client();
        let document = asked(&client, &server).await;
        let Err(Error::Unauthorized(again)) = client.obtain(&document, &reader("wrong"), true).await else {
            panic!("a wrong password was taken")
        };
        assert!(again.refused);
        assert!(!asked(&client, &server).await.refused);
        assert_eq!(tokens_asked(&server), 1);
        client.obtain(&again, &reader("құпия"), false).await.unwrap();
        inside(&client, &server).await;
    }
}

#[tokio::test]
async fn a_token_that_is_over_is_replaced_in_silence() {
    let (desk, server) = library().await;
    let client = client();
    let document = asked(&client, &server).await;
    client.obtain(&document, &reader("құпия"), false).await.unwrap();
    inside(&client, &server).await;
    // The library knows that its time is over, the reader's machine does not.
    desk.lock().unwrap().token += 1;
    inside(&client, &server).await;
    assert_eq!(tokens_asked(&server), 2);
    // What is asked for at the same time waits for one and the same new token: what refreshes is good for once.
    desk.lock().unwrap().token += 1;
    let (here, there) = (server.url("/a"), server.url("/b"));
    let (one, two, three) = tokio::join!(client.feed(&here), client.feed(&there), client.feed(&here));
    assert!(one.is_ok() && two.is_ok() && three.is_ok(), "{one:?} {two:?} {three:?}");
    assert_eq!(tokens_asked(&server), 3);
    // Nothing is right any more: the reader is asked, and nothing is tried again and again.
    {
        let mut desk = desk.lock().unwrap();
        desk.token += 1;
        desk.refresh += 1;
    }
    let document = asked(&client, &server).await;
    assert!(!document.refused);
    asked(&client, &server).await;
    assert_eq!(tokens_asked(&server), 4);
}

#[tokio::test]
async fn a_token_whose_end_is_known_is_replaced_before_it_is_sent() {
    let (desk, server) = library().await;
    desk.lock().unwrap().expires = Some(0);
    let client = client();
    let document = asked(&client, &server).await;
    client.obtain(&document, &reader("құпия"), false).await.unwrap();
    desk.lock().unwrap().expires = Some(3600);
    let before = server.seen().len();
    inside(&client, &server).await;
    inside(&client, &server).await;
    assert_eq!(server.targets()[before..], ["/token", "/opds", "/opds"]);
}

#[tokio::test]
async fn tokens_that_another_host_gives_are_for_the_library() {
    let (_, giver) = library().await;
    let (desk, server) = library().await;
    desk.lock().unwrap().authenticate = Some(giver.url("/token").to_string());
    let client = client();
    let document = asked(&client, &server).await;
    assert_eq!(document.password_flow().unwrap().elsewhere(&document), Some("127.0.0.1"));
    client.obtain(&document, &reader("құпия"), false).await.unwrap();
    desk.lock().unwrap().token = 1;
    inside(&client, &server).await;
    assert!(server.seen().iter().all(|seen| seen.body.is_empty()));
    assert_eq!(giver.targets(), ["/token"]);
    assert!(giver.seen().iter().all(|seen| seen.header("authorization").is_none()));
}

#[tokio::test]
async fn a_library_that_takes_no_form_gets_json() {
    let (desk, server) = library().await;
    desk.lock().unwrap().json_only = true;
    let client = client();
    let document = asked(&client, &server).await;
    client.obtain(&document, &reader("құпия"), false).await.unwrap();
    inside(&client, &server).await;
}

#[tokio::test]
async fn answers_that_bring_no_token_are_errors() {
    for (status, body) in [(200, "{}"), (200, "<html>"), (500, ""), (403, ""), (422, r#"{"detail":"Жабық"}"#)] {
        let desk = Shared::default();
        let server = Server::start(move |seen| match seen.path() {
            "/token" => reply(status, "application/json", body),
            _ => answer(&desk, seen),
        })
        .await;
        let client = client();
        let document = asked(&client, &server).await;
        let error = client.obtain(&document, &reader("құпия"), true).await.unwrap_err();
        match status {
            200 | 422 => assert!(matches!(error, Error::Refused { .. }), "{status} {error:?}"),
            403 => assert!(matches!(error, Error::Forbidden { .. }), "{error:?}"),
            _ => assert!(matches!(error, Error::Server { status: 500, .. }), "{error:?}"),
        }
        if status == 422 {
            assert!(matches!(error, Error::Refused { words, .. } if words == "Жабық"));
        }
    }
}

#[tokio::test]
async fn what_the_browser_brings_is_used_until_it_is_over() {
    let (desk, server) = library().await;
    let client = client();
    let document = asked(&client, &server).await;
    let waiting = Waiting::new(&document, std::time::Instant::now()).unwrap();
    assert_eq!(waiting.page().path(), "/browser");
    let state = waiting.page().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    desk.lock().unwrap().token = 7;
    let callback = format!("opds://authorize/?id=&access_token=t7&token_type=bearer&state={state}");
    let token = waiting.hear(&Callback::parse(&callback).unwrap(), std::time::Instant::now()).unwrap();
    client.adopt(waiting.document(), token);
    inside(&client, &server).await;
    desk.lock().unwrap().token = 8;
    // Nothing refreshes it: the reader is asked.
    asked(&client, &server).await;
    assert_eq!(tokens_asked(&server), 0);
}
