use super::super::{AuthDocument, parse};
use super::*;

fn document(id: &str) -> AuthDocument {
    let body = serde_json::json!({
        "id": id, "title": "Қалалық кітапхана",
        "authentication": [{ "type": "http://opds-spec.org/auth/oauth/implicit",
                             "links": [{ "rel": "authenticate", "href": "/login?lang=kk&state=theirs#x" }] }]
    });
    parse(body.to_string().as_bytes(), &Url::parse("https://library.kz/opds").unwrap()).unwrap()
}

fn waiting(id: &str, now: Instant) -> Waiting {
    Waiting::new(&document(id), now).unwrap()
}

fn hear(waiting: &Waiting, callback: &str, now: Instant) -> Result<String, Refusal> {
    waiting.hear(&Callback::parse(callback).unwrap(), now).map(|token| token.header())
}

#[test]
fn captured_answers_are_tokens() {
    let now = Instant::now();
    let body =
        br#"{"access_token":"eyJhbGciOiJIUzI1NiJ9.e30.x-_y","refresh_token":"4Z3H/5i+w==","token_type":"Bearer"}"#;
    let got = token(body, now).unwrap();
    assert_eq!(got.header(), "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x-_y");
    assert_eq!(got.refresh(), Some("4Z3H/5i+w=="));
    assert!(!got.is_over(now + PATIENCE));
    let brief = token(br#"{"access_token":"a","expires_in":"60"}"#, now).unwrap();
    assert!(!brief.is_over(now) && !brief.is_over(now + Duration::from_secs(40)));
    assert!(brief.is_over(now + Duration::from_secs(60)));
    assert!(!token(br#"{"access_token":"a","expires_in":2}"#, now).unwrap().is_over(now));
    for bad in [
        &b"{}"[..],
        b"not json",
        br#"{"access_token":""}"#,
        br#"{"access_token":"a\r\nX-Evil: 1"}"#,
        br#"{"access_token":"a","token_type":"mac"}"#,
        br#"{"access_token":5}"#,
    ] {
        assert_eq!(token(bad, now), None, "{}", String::from_utf8_lossy(bad));
    }
    assert!(token(format!(r#"{{"access_token":"{}"}}"#, "a".repeat(MAX_TOKEN + 1)).as_bytes(), now).is_none());
    assert!(!format!("{got:?}").contains("eyJ"));
}

#[test]
fn a_library_says_why_in_its_own_words() {
    let captured = r#"{"title":"OAUTH2 password authentification","id":"","err":"bad username or password"}"#;
    assert_eq!(refusal(captured.as_bytes()).as_deref(), Some("bad username or password"));
    let standard = r#"{"error":"invalid_grant","error_description":"Құпиясөз қате"}"#;
    assert_eq!(refusal(standard.as_bytes()).as_deref(), Some("Құпиясөз қате"));
    assert_eq!(refusal(b"<html>"), None);
}

#[test]
fn grants_are_written_as_forms_and_as_json() {
    let grant = Grant::Password { user: "Айгүл", password: "a&b=c d" };
    let form = String::from_utf8(grant.form()).unwrap();
    assert!(
        form.starts_with("grant_type=password&username=%D0%90%D0%B9%D0%B3%D2%AF%D0%BB&password=a%26b%3Dc+d"),
        "{form}"
    );
    assert!(form.ends_with("client_id=http%3A%2F%2Fopds-spec.org%2Fauth%2Fclient"));
    let json: Value = serde_json::from_slice(&grant.json()).unwrap();
    assert_eq!((json["username"].as_str(), json["password"].as_str()), (Some("Айгүл"), Some("a&b=c d")));
    let refresh: Value = serde_json::from_slice(&Grant::Refresh("r").json()).unwrap();
    assert_eq!(refresh["grant_type"], "refresh_token");
}

#[test]
fn the_browser_is_sent_with_a_secret_of_its_own() {
    let now = Instant::now();
    let (one, other) = (waiting("", now), waiting("", now));
    let values: Vec<(String, String)> = one.page().query_pairs().map(|(a, b)| (a.into(), b.into())).collect();
    let value =
        |name: &str| values.iter().filter(|(known, _)| known == name).map(|(_, it)| it.as_str()).collect::<Vec<_>>();
    assert_eq!(value("client_id"), [CLIENT]);
    assert_eq!(value("redirect_uri"), [CALLBACK]);
    assert_eq!(value("response_type"), ["token"]);
    assert_eq!(value("lang"), ["kk"]);
    assert_eq!(value("state"), [one.state.as_str()]);
    assert_eq!(one.state.len(), 32);
    assert_ne!(one.state, other.state);
    assert_eq!(one.page().fragment(), None);
    assert!(!format!("{one:?}").contains(&one.state));
}

#[test]
fn only_who_knows_the_secret_is_heard_and_only_in_time() {
    let now = Instant::now();
    let begun = waiting("https://library.kz/auth", now);
    let good = format!(
        "opds://authorize/?id=https%3A%2F%2Flibrary.kz%2Fauth&access_token=t-1&token_type=bearer&expires_in=60&state={}",
        begun.state
    );
    assert_eq!(hear(&begun, &good, now).as_deref(), Ok("Bearer t-1"));
    let fragment = format!("opds://authorize/#access_token=t-1&token_type=Bearer&state={}", begun.state);
    assert_eq!(hear(&begun, &fragment, now).as_deref(), Ok("Bearer t-1"));

    let wrong = format!("opds://authorize/?access_token=t&state={}", "0".repeat(32));
    for stranger in [
        "opds://authorize/?access_token=t",
        "opds://authorize/?access_token=t&state=",
        &wrong,
        &good.replace("auth&", "other&"),
        &good[..good.len() - 1],
    ] {
        assert_eq!(hear(&begun, stranger, now), Err(Refusal::Stranger), "{stranger}");
    }
    assert_eq!(hear(&begun, &good, now + PATIENCE + Duration::from_secs(1)), Err(Refusal::Late));
    let no = format!("opds://authorize/?error=access_denied&error_description=Жоқ&state={}", begun.state);
    assert_eq!(hear(&begun, &no, now), Err(Refusal::Library("Жоқ".to_owned())));
    let nothing = format!("opds://authorize/?state={}", begun.state);
    assert_eq!(hear(&begun, &nothing, now), Err(Refusal::Library(String::new())));
}

#[test]
fn what_is_meant_as_a_callback_is_never_a_library() {
    for meant in
        ["opds://authorize/", "OPDS://Authorize?x", "opds:authorize", "opds:///authorize/", "opds://u@authorize:80/"]
    {
        assert!(Callback::is_meant(meant), "{meant}");
    }
    for other in ["opds://library.kz/authorize", "https://authorize/", "opds://authorize.kz/", "/authorize", "opds"] {
        assert!(!Callback::is_meant(other), "{other}");
    }
    assert_eq!(Callback::parse("opds://authorize/?state=a&state=b"), None);
    assert_eq!(Callback::parse("opds://authorize/?state=a#state=b"), None);
    assert_eq!(Callback::parse(&format!("opds://authorize/?state={}", "a".repeat(MAX_CALLBACK))), None);
}

#[test]
fn equality_is_equality() {
    assert!(same(b"abc", b"abc"));
    assert!(!same(b"abc", b"abd") && !same(b"ab", b"abc") && !same(b"abc", b"") && same(b"", b""));
}
