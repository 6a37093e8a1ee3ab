//! What those who run the service rely on: TLS, a proxy before it, its configuration, its health and counts, its limits.

use std::num::NonZeroU32;
use std::time::Duration;

use oqyrman::server::limits::Rate;
use oqyrman::server::tls;

use super::*;

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls").join(name)
}

fn own() -> tls::Files {
    tls::Files { certificate: fixture("certificate.pem"), key: fixture("key.pem") }
}

/// Believes in this certificate alone, and keeps no connections.
fn trusting(certificate: &str) -> Client {
    let certificate = reqwest::Certificate::from_pem(&fs::read(fixture(certificate)).expect("a file"));
    let client = Client::builder().no_proxy().pool_max_idle_per_host(0);
    client.tls_certs_only([certificate.expect("a certificate")]).build().expect("a client")
}

#[tokio::test]
async fn the_catalogue_comes_with_tls() {
    let running = Running::start(Options { tls: Some(own()), ..Options::default() }).await;
    assert!(running.address.starts_with("https://127.0.0.1:"), "{}", running.address);
    // Whoever connects and says nothing keeps nobody waiting.
    let host = running.origin().strip_prefix("https://").expect("https").to_owned();
    let silent: Vec<_> = futures::future::join_all((0..8).map(|_| tokio::net::TcpStream::connect(&host))).await;
    let client = trusting("certificate.pem");
    let asked = client.get(&running.address).send();
    let feed = tokio::time::timeout(Duration::from_secs(5), asked).await.expect("at once").expect("an answer");
    let feed: Value = feed.json().await.expect("JSON");
    assert_eq!(link(&feed, "self"), running.address);
    assert_eq!(feed["publications"].as_array().map(Vec::len), Some(6));
    for way in feed["navigation"].as_array().expect("ways") {
        assert!(way["href"].as_str().is_some_and(|href| href.starts_with("https://")), "{way}");
    }
    let file = link(&feed["publications"][0], "http://opds-spec.org/acquisition/open-access");
    assert_eq!(client.get(file).send().await.expect("an answer").status(), StatusCode::OK);
    assert!(trusting("renewed.pem").get(&running.address).send().await.is_err(), "it is another's");
    assert!(running.client.get(running.address.replace("https", "http")).send().await.is_err(), "in the clear");
    drop(silent);
}

/// What the program says in English when it is started with these.
fn refused(folder: &Path, words: &[&std::ffi::OsStr]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .args(["--lang", "en"])
        .args(words)
        .env("OQYRMAN_HOME", folder.join("home"))
        .output()
        .expect("run");
    let told = String::from_utf8(output.stderr).expect("text");
    assert_eq!((output.status.code(), told.lines().count()), (Some(1), 1), "{words:?}: {told}");
    told
}

#[test]
fn certificates_that_cannot_be_shown_are_told_in_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("empty.pem");
    fs::write(&empty, "nothing").expect("a file");
    let nowhere = folder.path().join("nowhere.pem");
    for (certificate, key, words) in [
        (fixture("certificate.pem"), fixture("renewed-key.pem"), "cannot be used together"),
        (nowhere, fixture("key.pem"), "cannot be read"),
        (empty.clone(), fixture("key.pem"), "no certificate"),
        (fixture("certificate.pem"), empty, "no key"),
    ] {
        let folder = folder.path();
        let words_of = ["serve".as_ref(), folder.as_os_str(), "--tls-cert".as_ref(), certificate.as_os_str()];
        let told = refused(folder, &[&words_of[..], &["--tls-key".as_ref(), key.as_os_str()]].concat());
        assert!(told.contains(words), "{told}");
    }
}

/// The program with this configuration, and the address that it tells.
#[cfg(unix)]
fn started(folder: &Path, configuration: &str, words: &[&str]) -> (std::process::Child, String) {
    let file = folder.join("serve.toml");
    fs::write(&file, configuration).expect("a file");
    let mut service = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
        .args(["serve", "--config"])
        .arg(&file)
        .args(words)
        .env("OQYRMAN_HOME", folder.join("home"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut address = String::new();
    BufReader::new(service.stdout.take().expect("its output")).read_line(&mut address).expect("a line");
    (service, address.trim().to_owned())
}

#[cfg(unix)]
fn tell(service: &std::process::Child, signal: &str) {
    let told = Command::new("kill").args([signal, &service.id().to_string()]).status().expect("told");
    assert!(told.success());
}

#[cfg(unix)]
#[tokio::test]
async fn a_configuration_is_followed_a_certificate_renewed_and_an_end_gentle() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("books")).expect("a folder");
    fs::write(folder.path().join("books/one.epub"), epub("One", "Somebody", "en")).expect("a book");
    for name in ["certificate.pem", "key.pem"] {
        fs::copy(fixture(name), folder.path().join(name)).expect("copied");
    }
    let configuration = "folder = \"books\"\nlend = true\ntls-cert = \"certificate.pem\"\ntls-key = \"key.pem\"";
    let (mut service, address) = started(folder.path(), configuration, &["--port", "0"]);
    assert!(address.starts_with("https://127.0.0.1:"), "{address}");
    let feed: Value =
        trusting("certificate.pem").get(&address).send().await.expect("an answer").json().await.expect("JSON");
    let links = feed["publications"][0]["links"].as_array().expect("links");
    assert!(links.iter().any(|link| link["rel"] == "http://opds-spec.org/acquisition/borrow"), "lent, as it says");
    fs::copy(fixture("renewed.pem"), folder.path().join("certificate.pem")).expect("copied");
    // Half of it: the old one is shown as before.
    tell(&service, "-HUP");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(trusting("certificate.pem").get(&address).send().await.is_ok());
    fs::copy(fixture("renewed-key.pem"), folder.path().join("key.pem")).expect("copied");
    tell(&service, "-HUP");
    let renewed = trusting("renewed.pem");
    let seen = tokio::time::timeout(Duration::from_secs(10), async {
        while renewed.get(&address).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    seen.await.expect("the new one is shown");
    tell(&service, "-TERM");
    assert!(service.wait().expect("ended").success());
}

#[test]
fn a_wrong_configuration_is_told_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("serve.toml");
    for (text, words) in [
        ("folder = \".\"\n\nprot = 80", "line 3: there is no setting “prot”"),
        ("folder = \".\"\nport = \"http\"", "line 2: the setting “port” cannot have this value"),
        ("folder = \".\"\nport 80", "line 2 is not written by the rules of TOML"),
        ("port = 80", "No folder of books is named"),
        ("folder = \".\"\ncopies = 2", "“copies” and “lend” only work together"),
        ("folder = \".\"\ntls-key = \"a\"", "“tls-cert” and “tls-key” only work together"),
        ("folder = \".\"\npassword-stdin = true", "“user” and “password-stdin” only work together"),
    ] {
        fs::write(&file, text).expect("a file");
        let told = refused(folder.path(), &["serve".as_ref(), "--config".as_ref(), file.as_os_str()]);
        assert!(told.contains(words), "{text}: {told}");
    }
    fs::remove_file(&file).expect("removed");
    let told = refused(folder.path(), &["serve".as_ref(), "--config".as_ref(), file.as_os_str()]);
    assert!(told.contains("cannot be read"), "{told}");
}

#[tokio::test]
async fn addresses_are_those_that_the_proxy_names_and_nobody_else() {
    let ask = async |running: &Running| {
        let asked = running.client.get(format!("{}all", running.address));
        let asked = asked.header("x-forwarded-proto", "https").header("x-forwarded-host", "kitap.example");
        asked.send().await.expect("an answer").json::<Value>().await.expect("JSON")
    };
    let behind = Running::start(Options { behind_proxy: true, ..Options::default() }).await;
    let feed = ask(&behind).await;
    assert_eq!(link(&feed, "self"), "https://kitap.example/opds2/all");
    let file = link(&feed["publications"][0], "http://opds-spec.org/acquisition/open-access");
    assert!(file.starts_with("https://kitap.example/books/"), "{file}");
    let named = behind.client.get(&behind.address).header("host", "kitap.example:81").send().await.expect("an answer");
    assert_eq!(link(&named.json().await.expect("JSON"), "start"), "http://kitap.example:81/opds2/");
    let alone = Running::start(Options::default()).await;
    assert_eq!(link(&ask(&alone).await, "self"), format!("{}all", alone.address));
}

#[tokio::test]
async fn it_says_whether_it_is_well_to_everybody_and_what_it_counts_to_few() {
    let cards = vec![Card::new("Әсел", "1")];
    let folder = tempfile::tempdir().expect("a folder");
    let home = Home::at(folder.path()).expect("a home");
    let options = Options { cards, lending: true, behind_proxy: true, home: Some(home.clone()), ..Options::default() };
    let running = Running::start(options).await;
    let store = oqyrman::server::kept_for(&running.folder.path().join("books"), &home, None).await.expect("the store");
    for (number, branch) in [("100", ""), ("s", "*")] {
        oqyrman::server::cards::put(&store, number, "", branch, "1").await.expect("a card");
    }
    let ask = async |place: &str, card: Option<&str>| {
        let asked = running.client.get(format!("{}{place}", running.origin())).header("accept-language", "en");
        let asked = if let Some(card) = card { asked.basic_auth(card, Some("1")) } else { asked };
        asked.send().await.expect("an answer")
    };
    let all: Value = ask("/opds2/all", Some("Әсел")).await.json().await.expect("JSON");
    let borrow = link(&all["publications"][0], "http://opds-spec.org/acquisition/borrow").to_owned();
    running.client.post(borrow).basic_auth("Әсел", Some("1")).send().await.expect("lent");
    let health = ask("/health", None).await;
    assert_eq!((health.status(), &health.headers()["cache-control"]), (StatusCode::OK, &"no-store".parse().unwrap()));
    let health: Value = health.json().await.expect("JSON");
    assert_eq!((&health["status"], &health["books"]), (&json!("ok"), &json!(6)));
    assert_eq!(health["database"], json!({ "status": "ok" }));

    assert_eq!(ask("/metrics", None).await.status(), StatusCode::UNAUTHORIZED, "the proxy's address is nobody's");
    assert_eq!(ask("/metrics", Some("100")).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(ask("/opds2/", Some("nobody")).await.status(), StatusCode::UNAUTHORIZED);
    let counted = ask("/metrics", Some("s")).await;
    assert_eq!(counted.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let counted = counted.text().await.expect("text");
    for line in [
        "oqyrman_books 6",
        "oqyrman_loans 1",
        "oqyrman_requests_open 0",
        "oqyrman_sign_ins_failed_total 1",
        "oqyrman_requests_total{kind=\"lending\",status=\"200\"} 1",
        "oqyrman_requests_total{kind=\"operation\",status=\"401\"} 1",
        "oqyrman_request_duration_seconds_count{kind=\"lending\"} 1",
    ] {
        assert!(counted.lines().any(|it| it == line), "{line}\n{counted}");
    }
    assert!(!counted.contains("Әсел"), "nothing about readers");
    for options in [Options::default(), Options { behind_proxy: true, open_metrics: true, ..Options::default() }] {
        let open = Running::start(options).await;
        let counted = open.get(&format!("{}/metrics", open.origin())).await;
        assert_eq!(counted.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_to_wait_in_her_language() {
    let few = |number| NonZeroU32::new(number).expect("a number");
    let rate = Some(Rate { per_second: few(1), burst: few(3), here: true });
    let running = Running::start(Options { rate, behind_proxy: true, ..Options::default() }).await;
    let ask = async |address: &str, language: &str| {
        let asked = running.client.get(&running.address).header("x-forwarded-for", address);
        asked.header("accept-language", language).send().await.expect("an answer")
    };
    for _ in 0..3 {
        assert_eq!(ask("203.0.113.7", "en").await.status(), StatusCode::OK);
    }
    for (language, words) in
        [("kk", "секундтан кейін қайталап көріңіз"), ("ru", "Повторите через"), ("en", "Try again in")]
    {
        let waits = ask("1.2.3.4, 203.0.113.7", language).await;
        assert_eq!(waits.status(), StatusCode::TOO_MANY_REQUESTS);
        let after = waits.headers()["retry-after"].to_str().expect("text").parse::<u64>();
        assert!(after.is_ok_and(|after| (1..=3).contains(&after)));
        assert!(waits.json::<Value>().await.expect("JSON")["title"].as_str().is_some_and(|it| it.contains(words)));
    }
    assert_eq!(ask("203.0.113.8", "en").await.status(), StatusCode::OK, "somebody else");

    let running = Running::start(Options { rate, cards: vec![Card::new("a", "1")], ..Options::default() }).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let asked = running.client.get(&running.address).basic_auth("a", Some("1")).send().await.expect("an answer");
        statuses.push(asked.status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
}

#[tokio::test]
async fn longer_bodies_than_anybody_needs_are_not_read() {
    let running = Running::start(Options { lending: true, ..Options::default() }).await;
    let book = running.json("search?query=jane").await["publications"][0].clone();
    let id = link(&book, "self").rsplit('/').next().expect("an id").to_owned();
    let long = "x".repeat(3 * 1024 * 1024);
    for (method, place, wanted) in [
        ("POST", "/token".to_owned(), 413),
        ("PUT", "/settings".to_owned(), 413),
        ("PUT", format!("/annotations/{id}"), 413),
        ("PUT", format!("/progression/{id}"), 413),
    ] {
        let asked = running.client.request(method.parse().expect("a method"), format!("{}{place}", running.origin()));
        // It may hang up before it was sent all of it.
        if let Ok(answer) = asked.body(long.clone()).send().await {
            assert_eq!(answer.status().as_u16(), wanted, "{place}");
        }
    }
    // Those that need none answer without it.
    let borrow = link(&book, "http://opds-spec.org/acquisition/borrow");
    if let Ok(answer) = running.client.post(borrow).body(long).send().await {
        assert!(answer.status().is_success(), "{}", answer.status());
    }
}

/// As it is installed: with a program that is there.
#[cfg(target_os = "linux")]
#[test]
fn the_unit_for_systemd_and_its_configuration_are_right() {
    let packaged = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/linux").join(name);
    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(packaged("serve.toml")).expect("a file");
    // Also with everything that is only offered in it.
    let offered: String = text
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|it| it.contains(" = ")).unwrap_or(line))
        .fold(String::new(), |all, line| {
            let key = line.split(" = ").next().unwrap_or_default();
            let again = line.contains(" = ") && all.lines().any(|known| known.starts_with(&format!("{key} = ")));
            if again { all } else { all + line + "\n" }
        });
    assert!(offered.contains("\ndatabase = ") && offered.contains("\ntls-key = "), "{offered}");
    for text in [text, offered] {
        let file = folder.path().join("serve.toml");
        fs::write(&file, text.replace("/srv/oqyrman/books", "nowhere")).expect("a file");
        let told = refused(folder.path(), &["serve".as_ref(), "--config".as_ref(), file.as_os_str()]);
        assert!(
            told.contains("nowhere") || told.contains("branches.json"),
            "it is read, and only the folder is not there: {told}"
        );
    }
    let unit = fs::read_to_string(packaged("oqyrman-serve.service")).expect("a file");
    assert!(unit.contains("\nExecStart=/usr/bin/oqyrman serve --config /etc/oqyrman/serve.toml\n"), "{unit}");
    let own = folder.path().join("oqyrman-serve.service");
    fs::write(&own, unit.replace("/usr/bin/oqyrman", env!("CARGO_BIN_EXE_oqyrman"))).expect("a file");
    match Command::new("systemd-analyze").arg("verify").arg(&own).output() {
        Ok(judged) => assert!(judged.status.success() && judged.stderr.is_empty(), "{judged:?}"),
        Err(_) => println!("skipped: systemd-analyze is not installed"),
    }
}
