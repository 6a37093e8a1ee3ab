//! Passwords: asked for, sent to nobody else, and never sent twice when they are wrong.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Response;
use md5::{Digest, Md5};
use oqyrman::library::Error;
use oqyrman::library::authentication::{AuthDocument, Credentials, FlowKind};
use oqyrman::library::client::Client;
use serde_json::json;

use crate::server::{Seen, Server, atom, opds2, redirect, reply, with};
use crate::{client, reader};

const FEED: &str = "<feed xmlns='http://www.w3.org/2005/Atom'><title>inside</title></feed>";
/// Айгүл:құпия
const BASIC: &str = "Basic 0JDQudCz0q/QuzrSm9Kx0L/QuNGP";

fn unauthorized(error: Error) -> AuthDocument {
    match error {
        Error::Unauthorized(document) => *document,
        other => panic!("{other:?}"),
    }
}

async fn asked(client: &Client, server: &Server) -> AuthDocument {
    unauthorized(client.feed(&server.url("/opds")).await.unwrap_err())
}

fn guarded(seen: &Seen) -> Response<Body> {
    match seen.header("authorization") {
        Some(value) if value == BASIC => match seen.path() {
            "/cover" => reply(200, "image/png", vec![1, 2, 3]),
            _ => atom(FEED),
        },
        _ => with(reply(401, "text/plain", ""), "www-authenticate", "Basic realm=\"Орталық кітапхана\""),
    }
}

#[tokio::test]
async fn basic_opens_the_whole_origin_and_no_other() {
    let other = Server::start(|_| atom(FEED)).await;
    let elsewhere = other.url("/elsewhere").to_string();
    let server = Server::start(move |seen| match seen.path() {
        "/away" => redirect(&elsewhere),
        _ => guarded(seen),
    })
    .await;
    let client = client();
    let document = asked(&client, &server).await;
    assert_eq!(document.title, "Орталық кітапхана");
    assert_eq!(document.flows[0].kind, FlowKind::Basic);
    assert!(!document.refused);

    client.sign_in(&document.address, reader("құпия"));
    assert_eq!(client.feed(&server.url("/opds")).await.unwrap().title, "inside");
    assert_eq!(client.signed_in(&server.root).as_deref(), Some("Айгүл"));
    assert_eq!(client.image(&server.url("/cover")).await.unwrap(), [1, 2, 3]);

    client.feed(&server.url("/away")).await.unwrap();
    client.feed(&other.url("/direct")).await.unwrap();
    assert!(other.seen().iter().all(|seen| seen.header("authorization").is_none()));

    client.sign_out(&server.root);
    asked(&client, &server).await;
}

#[tokio::test]
async fn a_wrong_password_is_sent_once() {
    let server = Server::start(guarded).await;
    let client = client();
    let document = asked(&client, &server).await;
    client.sign_in(&document.address, reader("wrong"));
    let refused = asked(&client, &server).await;
    assert!(refused.refused);
    // Until another one is typed, nothing is sent.
    let again = asked(&client, &server).await;
    assert!(!again.refused);
    let sent = server.seen().iter().filter(|seen| seen.header("authorization").is_some()).count();
    assert_eq!(sent, 1);
    client.sign_in(&document.address, reader("құпия"));
    assert_eq!(client.feed(&server.url("/opds")).await.unwrap().title, "inside");
}

fn md5(text: &str) -> String {
    Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a Digest server computes from a request, with its parameters.
fn digest_of(seen: &Seen) -> Option<(bool, String)> {
    let header = seen.header("authorization")?.strip_prefix("Digest ")?;
    let parameter = |name: &str| {
        header.split(", ").find_map(|part| part.strip_prefix(&format!("{name}="))).map(|value| value.trim_matches('"'))
    };
    let (nonce, count) = (parameter("nonce")?, parameter("nc")?);
    assert_eq!(parameter("uri")?, seen.target);
    let secret = md5("Айгүл:calibre:құпия");
    let request = md5(&format!("GET:{}", seen.target));
    let expected = md5(&format!("{secret}:{nonce}:{count}:{}:auth:{request}", parameter("cnonce")?));
    Some((parameter("response")? == expected, nonce.to_owned()))
}

#[tokio::test]
async fn digest_is_answered_and_a_new_nonce_is_taken() {
    let nonces: Arc<Mutex<u32>> = Arc::default();
    let counter = Arc::clone(&nonces);
    let server = Server::start(move |seen| {
        let mut number = counter.lock().unwrap();
        let ask = |number: u32, stale: &str| {
            let header =
                format!("Digest realm=\"calibre\", nonce=\"n{number}\", algorithm=\"MD5\", qop=\"auth\"{stale}");
            with(reply(401, "text/plain", ""), "www-authenticate", &header)
        };
        match digest_of(seen) {
            Some((true, nonce)) if nonce == format!("n{number}") => atom(FEED),
            // As servers do after a while: the password is right, the nonce is old.
            Some((true, _)) => ask(*number, ", stale=true"),
            Some((false, _)) => ask(*number, ""),
            None => {
                *number += 1;
                ask(*number, "")
            }
        }
    })
    .await;
    let client = client();
    let document = asked(&client, &server).await;
    assert_eq!(document.flows[0].kind, FlowKind::Digest);
    client.sign_in(&document.address, reader("құпия"));
    assert_eq!(client.feed(&server.url("/opds?a=1&b=%D0%90")).await.unwrap().title, "inside");
    // One challenge was enough for both pages.
    let before = server.seen().len();
    client.feed(&server.url("/opds/2")).await.unwrap();
    assert_eq!(server.seen().len(), before + 1);
    *nonces.lock().unwrap() += 1;
    assert_eq!(client.feed(&server.url("/opds/3")).await.unwrap().title, "inside");

    client.sign_in(&document.address, reader("wrong"));
    assert!(asked(&client, &server).await.refused);
}

#[tokio::test]
async fn documents_are_found_in_the_answer_and_behind_its_link() {
    let document = json!({
        "id": "x", "title": "Алматы кітапханалары", "description": "<p>Билет нөмірі &amp; PIN</p>",
        "links": [{ "rel": "help", "href": "mailto:help@library.example" }, { "rel": ["logo"], "href": "/logo.png" }],
        "authentication": [{ "type": "http://opds-spec.org/auth/basic",
                             "labels": { "login": "Билет нөмірі", "password": "PIN-код" } }]
    });
    let server = Server::start(move |seen| {
        let text = document.to_string();
        match seen.path() {
            _ if seen.header("authorization") == Some(BASIC) => atom(FEED),
            "/inside" => reply(401, "text/html", text),
            "/as-page" => reply(200, "application/json", text),
            "/document" => reply(200, "application/opds-authentication+json", text),
            _ => with(
                reply(401, "text/html", "Unauthorized"),
                "link",
                "</other>; rel=\"next\", </document>; rel=\"http://opds-spec.org/auth/document\"; type=\"application/opds-authentication+json\"",
            ),
        }
    })
    .await;
    for path in ["/inside", "/as-page", "/linked"] {
        let client = client();
        let document = unauthorized(client.feed(&server.url(path)).await.unwrap_err());
        assert_eq!(document.title, "Алматы кітапханалары", "{path}");
        assert_eq!(document.description.as_deref(), Some("Билет нөмірі & PIN"));
        assert_eq!(document.help.as_ref().map(|it| it.as_str()), Some("mailto:help@library.example"));
        assert_eq!(document.logo, Some(server.url("/logo.png")));
        let flow = document.password_flow().unwrap();
        assert_eq!(flow.login_label.as_deref(), Some("Билет нөмірі"));
        assert_eq!(flow.password_label.as_deref(), Some("PIN-код"));
        assert_eq!(document.address, server.url(path));
    }
    let client = client();
    client.sign_in(&server.root, reader("құпия"));
    assert_eq!(client.feed(&server.url("/inside")).await.unwrap().title, "inside");
}

#[tokio::test]
async fn ways_that_are_not_known_are_said_to_be() {
    let server = Server::start(|seen| match seen.path() {
        "/oauth" => reply(
            401,
            "application/opds-authentication+json",
            json!({ "title": "OAuth", "authentication": [{ "type": "http://opds-spec.org/auth/oauth/implicit" }] })
                .to_string(),
        ),
        "/bearer" => with(reply(401, "text/plain", ""), "www-authenticate", "Bearer realm=\"x\""),
        _ => reply(401, "text/plain", ""),
    })
    .await;
    for path in ["/oauth", "/bearer", "/nothing"] {
        let error = client().feed(&server.url(path)).await.unwrap_err();
        assert!(matches!(error, Error::UnsupportedSignIn(_)), "{path}: {error:?}");
    }
}

#[tokio::test]
async fn a_sign_in_page_that_asks_for_itself_is_left() {
    let server = Server::start(|_| {
        with(
            with(opds2(&json!({})), "link", "</again>; rel=\"http://opds-spec.org/auth/document\""),
            "www-authenticate",
            "Basic realm=x",
        )
    })
    .await;
    // A success with nothing in it is no catalogue; its headers ask for nothing.
    assert!(matches!(client().feed(&server.url("/")).await, Err(Error::NotCatalog { .. })));
}

#[tokio::test]
async fn a_name_that_no_header_can_carry_is_refused() {
    let server = Server::start(|_| {
        with(reply(401, "text/plain", ""), "www-authenticate", "Digest realm=\"x\", nonce=\"n\", qop=\"auth\"")
    })
    .await;
    let client = client();
    client.sign_in(&server.root, Credentials { user: "a\nb".to_owned(), password: "x".to_owned() });
    assert!(asked(&client, &server).await.refused);
    assert!(server.seen().len() < 10);
}
