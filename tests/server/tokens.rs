//! Signing in once and showing a token from then on, by hand and by our own client.

use oqyrman::library::authentication::{self, FlowKind};
use oqyrman::library::catalog::Document;
use oqyrman::library::client::Client as Reader;
use oqyrman::library::secrets::Secrets;

use super::*;

const BASIC: &str = "http://opds-spec.org/auth/basic";
const PASSWORD: &str = "http://opds-spec.org/auth/oauth/password";

/// A service with a reader's card and one of the staff, whose PINs are 1.
async fn library() -> (Running, oqyrman::server::store::Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let home = Home::at(folder.path()).expect("a home");
    let running = Running::start(Options { home: Some(home.clone()), ..Options::default() }).await;
    let store = oqyrman::server::kept_for(&running.folder.path().join("books"), &home, None).await.expect("the store");
    for (number, branch) in [("100", ""), ("s", "a")] {
        oqyrman::server::cards::put(&store, number, "", branch, "1").await.expect("a card");
    }
    (running, store, folder)
}

async fn token(running: &Running, pairs: &[(&str, &str)]) -> (u16, Value) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let asked = running.client.post(format!("{}/token", running.origin())).header("accept-language", "en");
    let asked = asked.header("content-type", "application/x-www-form-urlencoded").body(body);
    let answer = asked.send().await.expect("an answer");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

async fn shown(running: &Running, token: &Value) -> u16 {
    let token = token.as_str().expect("a token");
    let answer = running.client.get(&running.address).bearer_auth(token).send().await.expect("an answer");
    answer.status().as_u16()
}

#[tokio::test]
async fn a_token_stands_for_the_card_and_its_role() {
    let (running, store, _folder) = library().await;
    let document: Value = running.get("").await.json().await.expect("JSON");
    let flows: Vec<&str> =
        document["authentication"].as_array().expect("flows").iter().filter_map(|flow| flow["type"].as_str()).collect();
    assert_eq!(flows, [BASIC, PASSWORD]);
    assert_eq!(link(&document["authentication"][1], "authenticate"), format!("{}/token", running.origin()));

    let (status, given) = token(&running, &[("grant_type", "password"), ("username", "100"), ("password", "1")]).await;
    assert_eq!((status, &given["token_type"], &given["scope"]), (200, &json!("Bearer"), &json!("reader")));
    assert_eq!(shown(&running, &given["access_token"]).await, 200);
    assert_eq!(shown(&running, &given["refresh_token"]).await, 401);
    let staff = token(&running, &[("grant_type", "password"), ("username", "s"), ("password", "1")]).await.1;
    assert_eq!(staff["scope"], "staff");
    let renewal = [("grant_type", "refresh_token"), ("refresh_token", given["refresh_token"].as_str().expect("text"))];
    let (status, renewed) = token(&running, &renewal).await;
    assert_eq!((status, shown(&running, &renewed["access_token"]).await), (200, 200));
    for (wrong, error) in [
        (&[("grant_type", "password"), ("username", "100"), ("password", "2")][..], "invalid_grant"),
        (&[("grant_type", "password"), ("username", "101"), ("password", "1")], "invalid_grant"),
        (&[("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
        (&[("grant_type", "client_credentials")], "unsupported_grant_type"),
        (&[], "invalid_request"),
    ] {
        let (status, told) = token(&running, wrong).await;
        assert_eq!((status, &told["error"]), (400, &json!(error)), "{told}");
        assert!(told["error_description"].as_str().is_some_and(|words| words.contains(' ')));
    }
    let json = running.client.post(format!("{}/token", running.origin())).header("content-type", "application/json");
    let json = json.body(json!({ "grant_type": "password", "username": "100", "password": "1" }).to_string());
    assert_eq!(json.send().await.expect("an answer").status(), StatusCode::OK, "as some programs ask");

    oqyrman::server::cards::remove(&store, "100").await.expect("removed");
    assert_eq!(shown(&running, &renewed["access_token"]).await, 401);
    let gone = running.client.get(&running.address).bearer_auth("x").send().await.expect("an answer");
    let challenges: Vec<&str> =
        gone.headers().get_all("www-authenticate").iter().filter_map(|value| value.to_str().ok()).collect();
    assert!(challenges[0].starts_with("Basic ") && challenges[1].contains("invalid_token"), "{challenges:?}");
}

#[tokio::test]
async fn guessing_for_a_token_takes_ever_longer_too() {
    let (running, _store, _folder) = library().await;
    let guess = [("grant_type", "password"), ("username", "100"), ("password", "9")];
    for _ in 0..4 {
        assert_eq!(token(&running, &guess).await.0, 400);
    }
    assert_eq!(token(&running, &guess).await.0, 429);
}

#[tokio::test]
async fn our_own_client_signs_in_for_a_token() {
    let (running, _store, _folder) = library().await;
    let client = Reader::new(Secrets::none()).expect("a client");
    let address = url::Url::parse(&running.address).expect("an address");
    let asked = client.open(&address).await.expect_err("a card is asked for");
    let oqyrman::library::Error::Unauthorized(document) = asked else { panic!("{asked:?}") };
    assert_eq!(document.password_flow().map(|flow| &flow.kind), Some(&FlowKind::OauthPassword));
    let credentials =
        |password: &str| authentication::Credentials { user: "100".to_owned(), password: password.to_owned() };
    client.sign_in(&address, credentials("2"));
    client.open(&address).await.expect_err("another PIN");
    client.sign_in(&address, credentials("1"));
    let Document::Feed(feed) = client.open(&address).await.expect("an answer") else { panic!("no feed") };
    assert_eq!(feed.publications.len(), 6);
}
