//! What is kept for readers, in SQLite and in PostgreSQL alike: several servers beside each other, many readers at once, a kill.

use std::collections::BTreeSet;

use oqyrman::library::patron::Branch;

use super::postgres::Cluster;
use super::*;

/// A folder of books and what several services over it share.
struct Library {
    folder: tempfile::TempDir,
    database: Option<String>,
    /// Held, so that the database is there.
    _cluster: Option<Cluster>,
}

/// One with each database that can be had here.
fn libraries() -> Vec<Library> {
    let folder = || {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("books")).expect("a folder");
        fs::write(folder.path().join("books/one.epub"), epub("One", "Somebody", "en")).expect("a book");
        folder
    };
    let mut all = vec![Library { folder: folder(), database: None, _cluster: None }];
    if let Some(mut cluster) = Cluster::start() {
        all.push(Library { folder: folder(), database: Some(cluster.database()), _cluster: Some(cluster) });
    }
    all
}

impl Library {
    /// What readers may ask people for is asked at these.
    fn branches() -> Vec<Branch> {
        let named = |id: &str, name: &str| json!({ "id": id, "name": name });
        serde_json::from_value(json!([named("a", "Филиал № 4"), named("b", "Филиал № 14")])).expect("branches")
    }

    /// One more server.
    async fn serve(&self, cards: &[Card]) -> (String, tokio::sync::oneshot::Sender<()>) {
        let options = Options {
            folder: Some(self.folder.path().join("books")),
            home: Some(Home::at(self.folder.path().join("home")).expect("a home")),
            database: self.database.clone(),
            lending: true,
            copies: Some(1),
            cards: cards.to_vec(),
            branches: Self::branches(),
            ..Options::default()
        };
        let service = Service::bind(options).await.expect("it listens");
        let address = service.address().to_owned();
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        tokio::spawn(service.run(async {
            let _ = ended.await;
        }));
        (address, end)
    }
}

fn cards(count: usize) -> Vec<Card> {
    (0..count).map(|number| Card::new(&format!("reader{number}"), "1")).collect()
}

/// What this reader is answered.
async fn ask(client: &Client, reader: usize, method: &str, address: &str) -> Value {
    let request =
        client.request(method.parse().expect("a method"), address).basic_auth(format!("reader{reader}"), Some("1"));
    request.send().await.expect("an answer").json().await.expect("JSON")
}

/// How the only book stands to this reader: the state that is told, or «lent».
async fn stands(client: &Client, reader: usize, address: &str) -> String {
    let feed = ask(client, reader, "GET", &format!("{address}all")).await;
    let links = feed["publications"][0]["links"].as_array().expect("links");
    let way = |rel: &str| links.iter().find(|link| link["rel"] == rel);
    match way("http://opds-spec.org/acquisition/borrow") {
        Some(borrow) => borrow["properties"]["availability"]["state"].as_str().expect("a state").to_owned(),
        None => "lent".to_owned(),
    }
}

async fn address_of_the_book(client: &Client, address: &str) -> String {
    let feed = ask(client, 0, "GET", &format!("{address}all")).await;
    link(&feed["publications"][0], "self").to_owned()
}

fn client() -> Client {
    Client::builder().no_proxy().build().expect("a client")
}

#[tokio::test]
async fn what_one_server_lends_the_other_knows_and_a_new_one_remembers() {
    for library in libraries() {
        let (cards, client) = (cards(3), client());
        let (one, _one) = library.serve(&cards).await;
        let (two, two_ends) = library.serve(&cards).await;
        let book = address_of_the_book(&client, &one).await;
        let elsewhere = address_of_the_book(&client, &two).await;
        assert_eq!(stands(&client, 0, &two).await, "available");
        ask(&client, 0, "POST", &format!("{book}/borrow")).await;
        assert_eq!(stands(&client, 0, &two).await, "lent");
        assert_eq!(stands(&client, 1, &two).await, "unavailable");
        ask(&client, 1, "POST", &format!("{elsewhere}/borrow")).await;
        assert_eq!(stands(&client, 1, &one).await, "reserved");
        ask(&client, 0, "DELETE", &format!("{book}/borrow")).await;
        assert_eq!(stands(&client, 1, &two).await, "ready");
        assert_eq!(stands(&client, 2, &one).await, "unavailable", "it is put aside");
        drop(two_ends);
        let (three, _three) = library.serve(&cards).await;
        assert_eq!(stands(&client, 1, &three).await, "ready");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_copy_is_lent_once_to_sixty_four_who_want_it_at_once() {
    const READERS: usize = 64;
    for library in libraries() {
        let (cards, client) = (cards(READERS), client());
        let (one, _one) = library.serve(&cards).await;
        let (two, _two) = library.serve(&cards).await;
        let books = [address_of_the_book(&client, &one).await, address_of_the_book(&client, &two).await];
        let asks = (0..READERS).map(|reader| {
            let (client, address) = (client.clone(), format!("{}/borrow", books[reader % 2]));
            tokio::spawn(async move { ask(&client, reader, "POST", &address).await })
        });
        futures::future::join_all(asks).await.into_iter().for_each(|asked| drop(asked.expect("answered")));
        // Nobody is lost: one has it, each of the others has a place of her own in the queue.
        let mut lent = Vec::new();
        let mut places = BTreeSet::new();
        for reader in 0..READERS {
            let feed = ask(&client, reader, "GET", &format!("{one}all")).await;
            let links = feed["publications"][0]["links"].as_array().expect("links").clone();
            match links.iter().find(|link| link["rel"] == "http://opds-spec.org/acquisition/borrow") {
                None => lent.push(reader),
                Some(way) => {
                    let place = way["properties"]["holds"]["position"].as_u64().expect("a place in the queue");
                    assert!(places.insert(place), "two at one place: {place}");
                }
            }
        }
        assert_eq!(lent.len(), 1, "lent to {lent:?}");
        assert_eq!(places, (1..READERS as u64).collect());
        // Given back from hand to hand, it is never with two.
        let mut has = lent[0];
        for _ in 0..4 {
            ask(&client, has, "DELETE", &format!("{}/borrow", books[0])).await;
            let mut ready = None;
            for reader in 0..READERS {
                match &*stands(&client, reader, &two).await {
                    "ready" => assert_eq!(ready.replace(reader), None, "put aside for two"),
                    "lent" => panic!("{reader} has it, too"),
                    _ => {}
                }
            }
            has = ready.expect("put aside for the next one");
            ask(&client, has, "POST", &format!("{}/borrow", books[1])).await;
            assert_eq!(stands(&client, has, &one).await, "lent");
        }
    }
}

/// The service as a process of its own, by its address.
fn process(library: &Library) -> (std::process::Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oqyrman"));
    command.arg("serve").arg(library.folder.path().join("books")).args(["--lend", "--copies", "1"]);
    if let Some(database) = &library.database {
        command.args(["--database", database]);
    }
    let mut child = command
        .env("OQYRMAN_HOME", library.folder.path().join("home"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut address = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut address).expect("its address");
    (child, address.trim().to_owned())
}

#[tokio::test]
async fn a_loan_that_was_answered_survives_a_kill_and_none_is_half_there() {
    for library in libraries() {
        let client = client();
        for pause in [0, 1, 3, 9] {
            let (mut child, address) = process(&library);
            let book = address_of_the_book(&client, &address).await;
            let before = stands(&client, 0, &address).await;
            let deed = if before == "lent" { "DELETE" } else { "POST" };
            let asked = tokio::spawn({
                let (client, address) = (client.clone(), format!("{book}/borrow"));
                async move { client.request(deed.parse().expect("a method"), address).send().await.is_ok() }
            });
            tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
            child.kill().expect("killed");
            child.wait().expect("dead");
            let answered = asked.await.expect("no panic");
            let (mut child, address) = process(&library);
            let after = stands(&client, 0, &address).await;
            let done = if deed == "POST" { "lent" } else { "available" };
            assert!(after == done || !answered && after == before, "{before} → {after}, answered: {answered}");
            child.kill().expect("killed");
            child.wait().expect("dead");
        }
    }
}

#[test]
fn a_database_that_is_not_there_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    for wrong in ["postgres://nobody@127.0.0.1:1/nothing", "mysql://127.0.0.1/x", "x"] {
        let output = Command::new(env!("CARGO_BIN_EXE_oqyrman"))
            .args(["--lang", "en", "serve"])
            .arg(folder.path())
            .args(["--database", wrong])
            .env("OQYRMAN_HOME", folder.path().join("home"))
            .output()
            .expect("started");
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(!output.status.success() && told.contains("database cannot be opened"), "{wrong}: {told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}

/// The answer of `oqyrman cards` about this library.
fn cards_of(library: &Library, words: &[&str], pin: &str) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oqyrman"));
    command.args(["--lang", "en", "cards"]).arg(library.folder.path().join("books"));
    if let Some(database) = &library.database {
        command.args(["--database", database]);
    }
    let home = library.folder.path().join("home");
    let child = command.args(words).env("OQYRMAN_HOME", home).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = child.stderr(Stdio::piped()).spawn().expect("started");
    child.stdin.take().expect("its input").write_all(format!("{pin}\n").as_bytes()).expect("told");
    child.wait_with_output().expect("ended")
}

#[tokio::test]
async fn a_card_is_made_while_the_service_runs_and_guessing_it_takes_ever_longer() {
    for library in libraries() {
        let (address, _end) = library.serve(&[]).await;
        let client = client();
        let ask = async |number: &str, pin: &str| {
            let asked = client.get(format!("{address}all")).header("accept-language", "en");
            asked.basic_auth(number, Some(pin)).send().await.expect("an answer")
        };
        let open = client.get(format!("{address}all")).send().await.expect("an answer");
        assert_eq!(open.status(), StatusCode::OK, "without cards it is open");
        let made = cards_of(&library, &["add", "100", "--name", "Айгүл"], "2468");
        assert!(made.status.success(), "{made:?}");
        let made: Value = serde_json::from_slice(&made.stdout).expect("a line");
        assert_eq!((&made["number"], &made["name"]), (&json!("100"), &json!("Айгүл")));
        let nobody = client.get(format!("{address}all")).send().await.expect("an answer");
        assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(ask("100", "2468").await.status(), StatusCode::OK);
        for guess in 0..4 {
            assert_eq!(ask("100", &guess.to_string()).await.status(), StatusCode::UNAUTHORIZED);
        }
        let waits = ask("100", "9").await;
        assert_eq!(waits.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(waits.headers()["retry-after"].to_str().is_ok_and(|wait| wait.parse::<u64>().is_ok()));
        assert!(waits.text().await.expect("words").contains("Try again in"));
        // Who is signed in reads on.
        assert_eq!(ask("100", "2468").await.status(), StatusCode::OK);
        assert!(!cards_of(&library, &["remove", "101"], "").status.success());
        assert!(cards_of(&library, &["remove", "100"], "").status.success());
        assert_eq!(String::from_utf8_lossy(&cards_of(&library, &[], "").stdout), "");
    }
}

#[tokio::test]
async fn a_reader_asks_and_the_staff_of_her_branch_answer() {
    for library in libraries() {
        for words in [
            &["add", "100", "--name", "Айгүл"][..],
            &["add", "200"],
            &["add", "s-a", "--staff", "a"],
            &["add", "s-b", "--staff", "b"],
            &["add", "s", "--staff", "*"],
        ] {
            assert!(cards_of(&library, words, "1").status.success(), "{words:?}");
        }
        // Two servers: the reader's and that of the staff.
        let ((one, _one), (two, _two)) = (library.serve(&[]).await, library.serve(&[]).await);
        let client = client();
        let ask = async |card: &str, method: &str, address: &str, body: Value| {
            let request = client.request(method.parse().expect("a method"), address).basic_auth(card, Some("1"));
            let request = request.header("accept-language", "en");
            let request = if body.is_null() { request } else { request.body(body.to_string()) };
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON"))
        };
        let get = async |card: &str, address: &str| ask(card, "GET", address, Value::Null).await;
        let (_, start) = get("100", &one).await;
        let way = |rel: &str| link(&start, rel).to_owned();
        let (_, branches) = get("100", &way("https://oqyrman.kz/rel/branches")).await;
        assert_eq!(branches["branches"][1], json!({ "id": "b", "kind": "branch", "name": "Филиал № 14" }));
        let requests = way("https://oqyrman.kz/rel/requests");
        assert_eq!(get("100", &requests).await, (200, json!({ "requests": [] })));
        for wrong in [json!({}), json!({ "kind": "booking", "title": "x", "branch": "c" }), json!({ "kind": "party" })]
        {
            let (status, told) = ask("100", "POST", &requests, wrong.clone()).await;
            assert!(status == 400 && told["title"].as_str().is_some_and(|it| it.contains("not complete")), "{wrong}");
        }
        let wish = json!({ "kind": "booking", "book": "urn:isbn:1", "title": "Абай жолы", "branch": "a", "words": "" });
        let (status, sent) = ask("100", "POST", &requests, wish).await;
        assert_eq!((status, &sent["state"], sent.get("card")), (201, &json!("sent"), None));
        let own = link(&sent, "self").to_owned();
        assert_eq!(get("100", &own).await, (200, sent.clone()));
        assert_eq!(get("200", &own).await.0, 404, "it is hers alone");

        let desk = two.replace("/opds2/", "/desk/requests");
        assert_eq!(get("100", &desk).await.0, 403);
        assert_eq!(get("s-b", &desk).await.1["requests"], json!([]), "another branch");
        let (_, seen) = get("s-a", &format!("{desk}?state=open")).await;
        assert_eq!((&seen["requests"][0]["card"], &seen["requests"][0]["id"]), (&json!("100"), &sent["id"]));
        let at = format!("{desk}/{}", sent["id"].as_str().expect("an id"));
        let step = |from: &str, state: &str| json!({ "from": from, "state": state, "answer": "Сейсенбіде дайын" });
        assert_eq!(ask("s-b", "PUT", &at, step("sent", "accepted")).await.0, 404);
        // Two of the staff at once: one of them is told that the other was faster.
        let both =
            tokio::join!(ask("s-a", "PUT", &at, step("sent", "accepted")), ask("s", "PUT", &at, step("sent", "ready")));
        let mut statuses = [both.0.0, both.1.0];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let (_, stands) = get("100", &own).await;
        let now = stands["state"].as_str().expect("a state").to_owned();
        assert_eq!(stands["answer"], "Сейсенбіде дайын");
        assert_eq!(ask("s-a", "PUT", &at, step(&now, "done")).await.0, 200);
        assert_eq!(get("s-a", &format!("{desk}?state=open")).await.1["requests"], json!([]));
        assert_eq!(ask("100", "DELETE", &own, Value::Null).await.0, 409, "it is over");
        let (_, log) = get("s-a", &two.replace("/opds2/", "/desk/log")).await;
        assert_eq!(log["log"].as_array().map(Vec::len), Some(3), "{log}");
        let (_, more) =
            ask("200", "POST", &requests, json!({ "kind": "help", "branch": "b", "words": "Экран дикторы" })).await;
        assert_eq!(ask("200", "DELETE", link(&more, "self"), Value::Null).await.1["state"], "withdrawn");
    }
}

#[tokio::test]
async fn where_nobody_has_a_card_the_rest_is_offered() {
    let library = libraries().remove(0);
    let (address, _end) = library.serve(&[]).await;
    let get = async |address: &str| client().get(address).send().await.expect("an answer").json::<Value>().await;
    let start = get(&address).await.expect("JSON");
    let rels: Vec<&str> =
        start["links"].as_array().expect("links").iter().filter_map(|it| it["rel"].as_str()).collect();
    assert!(!rels.contains(&"https://oqyrman.kz/rel/card"), "{rels:?}");
    for name in ["branches", "requests", "news"] {
        let address = link(&start, &format!("https://oqyrman.kz/rel/{name}"));
        assert!(get(address).await.expect("JSON")[name].is_array(), "{name}");
    }
}

#[tokio::test]
async fn readers_have_a_card_and_are_told_what_staff_write_and_what_becomes_of_their_own() {
    for library in libraries() {
        for words in [&["add", "100", "--name", "Айгүл"][..], &["add", "200"], &["add", "s-a", "--staff", "a"]] {
            assert!(cards_of(&library, words, "1").status.success(), "{words:?}");
        }
        let ((one, _one), (two, _two)) = (library.serve(&[]).await, library.serve(&[]).await);
        let client = client();
        let ask = async |card: &str, method: &str, address: &str, body: Value| {
            let request = client.request(method.parse().expect("a method"), address).basic_auth(card, Some("1"));
            let request = if body.is_null() { request } else { request.body(body.to_string()) };
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
        };
        let get = async |card: &str, address: &str| ask(card, "GET", address, Value::Null).await;
        let (_, start) = get("100", &one).await;
        let (_, of_staff) = get("s-a", &two).await;
        let rel = |name: &str| format!("https://oqyrman.kz/rel/{name}");
        let offered = |page: &Value, name: &str| {
            let links = page["links"].as_array().expect("links");
            links.iter().any(|link| link["rel"] == rel(name).as_str())
        };
        for name in ["branches", "card", "requests", "news"] {
            assert!(offered(&start, name) && offered(&of_staff, name), "{name}");
        }
        for name in ["desk", "desk-log", "desk-news"] {
            assert!(!offered(&start, name) && offered(&of_staff, name), "{name}");
        }
        // Older clients find the same.
        let atom = client.get(one.replace("/opds2/", "/opds/")).basic_auth("100", Some("1")).send().await;
        assert!(atom.expect("an answer").text().await.expect("Atom").contains(&rel("requests")));
        let (_, card) = get("100", link(&start, &rel("card"))).await;
        assert_eq!(card, json!({ "number": "100", "name": "Айгүл" }));
        let (_, card) = get("s-a", link(&of_staff, &rel("card"))).await;
        assert_eq!(card, json!({ "number": "s-a", "name": "", "staff": "a" }));

        // What is sent again, because no answer came, is there once: on whatever server.
        let wish = json!({ "id": "0123456789abcdef0123", "kind": "digitise", "title": "Қан мен тер" });
        let (first, again) = (link(&start, &rel("requests")), one.replace("/opds2/", "/requests"));
        let other = two.replace("/opds2/", "/requests");
        let sent = ask("100", "POST", first, wish.clone()).await;
        assert_eq!((sent.0, &sent.1["id"]), (201, &wish["id"]));
        assert_eq!(ask("100", "POST", &again, wish.clone()).await, (200, sent.1.clone()));
        let (status, there) = ask("100", "POST", &other, wish.clone()).await;
        assert_eq!((status, &there["id"]), (200, &wish["id"]));
        assert_eq!(ask("200", "POST", first, wish.clone()).await.0, 400, "another reader's");
        assert_eq!(get("100", first).await.1["requests"].as_array().map(Vec::len), Some(1));

        let told = link(&of_staff, &rel("desk-news"));
        assert_eq!(ask("100", "POST", told, json!({ "title": "x" })).await.0, 403);
        assert_eq!(ask("s-a", "POST", told, json!({ "title": " " })).await.0, 400);
        assert_eq!(ask("s-a", "POST", told, json!({ "title": "x", "branch": "b" })).await.0, 400, "not hers");
        let event = json!({ "kind": "event", "title": { "kk": "Кездесу", "ru": "Встреча" } });
        let (status, announced) = ask("s-a", "POST", told, event).await;
        assert_eq!((status, &announced["branch"]), (201, &json!("a")), "one branch does not speak for all");
        let desk = link(&of_staff, &rel("desk")).to_owned() + "/0123456789abcdef0123";
        let step = json!({ "from": "sent", "state": "accepted", "answer": "Іздейміз" });
        assert_eq!(ask("s-a", "PUT", &desk, step).await.0, 200);
        let book = start["publications"][0]["links"][1]["href"].as_str().expect("a way to borrow").to_owned();
        assert_eq!(ask("200", "POST", &book, Value::Null).await.0, 200);
        assert_eq!(ask("100", "POST", &book, Value::Null).await.0, 200);
        assert_eq!(ask("200", "DELETE", &book, Value::Null).await.0, 200);

        let news = link(&start, &rel("news"));
        let kinds = |news: &Value| {
            let news = news["news"].as_array().expect("news");
            news.iter().map(|notice| notice["kind"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let (_, all) = get("100", news).await;
        let mut hers = kinds(&all);
        hers.sort_unstable();
        assert_eq!(hers, ["event", "hold-ready", "request"], "{all}");
        let step = all["news"].as_array().into_iter().flatten().find(|notice| notice["kind"] == "request");
        let step = step.expect("what became of her request");
        assert!(step["title"]["kk"].as_str().is_some_and(|title| title.contains("Қан мен тер")), "{step}");
        assert_eq!(step["words"], "Іздейміз");
        assert_eq!(kinds(&get("200", news).await.1), ["event"], "what is another reader's is not told");
        let own = link(&announced, "self");
        assert_eq!(ask("100", "DELETE", own, Value::Null).await.0, 403);
        assert_eq!(ask("s-a", "DELETE", own, Value::Null).await.0, 204);
        assert!(kinds(&get("200", news).await.1).is_empty());
    }
}
