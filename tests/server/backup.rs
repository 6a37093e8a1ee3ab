//! Everything that is kept, written to a file and put back, from one kind of database to the other.

use oqyrman::server::store::Store;

use super::postgres::Cluster;
use super::*;

/// A place for books, and the database of a service over it.
struct Library {
    folder: tempfile::TempDir,
    database: Option<String>,
}

impl Library {
    fn new(cluster: Option<&mut Cluster>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("books")).expect("a folder");
        fs::write(folder.path().join("books/one.epub"), epub("One", "Somebody", "en")).expect("a book");
        Self { folder, database: cluster.map(Cluster::database) }
    }

    fn home(&self) -> Home {
        Home::at(self.folder.path().join("home")).expect("a home")
    }

    async fn store(&self) -> Store {
        let books = self.folder.path().join("books");
        oqyrman::server::kept_for(&books, &self.home(), self.database.as_deref()).await.expect("a store")
    }

    async fn serve(&self) -> (String, tokio::sync::oneshot::Sender<()>) {
        let options = Options {
            folder: Some(self.folder.path().join("books")),
            home: Some(self.home()),
            database: self.database.clone(),
            lending: true,
            copies: Some(1),
            branches: serde_json::from_value(json!([{ "id": "a", "name": "A" }])).expect("branches"),
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

    /// The answer of `backup` or `restore`.
    fn command(&self, name: &str, file: &Path, words: &[&str]) -> std::process::Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oqyrman"));
        command.args(["--lang", "en", name]).arg(self.folder.path().join("books")).arg(file).args(words);
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        command.env("OQYRMAN_HOME", self.folder.path().join("home")).output().expect("run")
    }

    fn done(&self, name: &str, file: &Path, words: &[&str]) -> u64 {
        let output = self.command(name, file, words);
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let told: Value = serde_json::from_slice(&output.stdout).expect("a line");
        told["rows"].as_u64().expect("a number")
    }

    fn refused(&self, file: &Path, words: &[&str]) -> String {
        let output = self.command("restore", file, words);
        let told = String::from_utf8(output.stderr).expect("text");
        assert_eq!((output.status.code(), told.lines().count()), (Some(1), 1), "{told}");
        told
    }
}

async fn ask(address: &str, method: &str, body: &str) -> Value {
    let client = Client::builder().no_proxy().build().expect("a client");
    let asked = client.request(method.parse().expect("a method"), address).basic_auth("100", Some("1"));
    let answer = asked.header("if-none-match", "*").body(body.to_owned()).send().await.expect("an answer");
    let status = answer.status();
    let text = answer.text().await.expect("text");
    assert!(status.is_success(), "{method} {address}: {text}");
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

/// One of everything that is kept, under a card.
async fn filled(library: &Library) {
    oqyrman::server::cards::put(&library.store().await, "100", "Айгүл", "", "1").await.expect("a card");
    let (address, _end) = library.serve().await;
    let feed = ask(&format!("{address}all"), "GET", "").await;
    let book = link(&feed["publications"][0], "self").to_owned();
    ask(&format!("{book}/borrow"), "POST", "").await;
    let (origin, id) = (address.trim_end_matches("/opds2/"), book.rsplit('/').next().expect("an id"));
    let place = json!({ "progression": 0.25, "modified": "2026-01-02T00:00:00Z", "device": { "id": "urn:uuid:1", "name": "Ә" } });
    ask(&format!("{origin}/progression/{id}"), "PUT", &place.to_string()).await;
    ask(&format!("{origin}/settings"), "PUT", "rate = 1 # «Қара сөздер»").await;
    ask(&format!("{origin}/requests"), "POST", r#"{"kind":"help","branch":"a","words":"Көмек"}"#).await;
    let grant = "grant_type=password&username=100&password=1";
    let client = Client::builder().no_proxy().build().expect("a client");
    let token = client.post(format!("{origin}/token")).body(grant).send().await.expect("an answer");
    assert_eq!(token.status(), StatusCode::OK);
}

/// What a reader finds there.
async fn found(address: &str) -> Vec<Value> {
    let feed = ask(&format!("{address}loans"), "GET", "").await;
    let (origin, loans) = (address.trim_end_matches("/opds2/"), titles(&feed));
    let id = link(&feed["publications"][0], "self").rsplit('/').next().expect("an id").to_owned();
    let requests = ask(&format!("{origin}/requests"), "GET", "").await;
    vec![
        json!(loans),
        ask(&format!("{origin}/progression/{id}"), "GET", "").await["progression"].clone(),
        ask(&format!("{origin}/settings"), "GET", "").await,
        requests["requests"][0]["words"].clone(),
    ]
}

// The services go on while the commands run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_goes_to_a_file_and_back_into_either_database() {
    let mut cluster = Cluster::start();
    let kinds = if cluster.is_some() { vec![false, true] } else { vec![false] };
    for from_postgres in &kinds {
        let from = Library::new(cluster.as_mut().filter(|_| *from_postgres));
        filled(&from).await;
        let file = from.folder.path().join("copy.jsonl");
        // While it runs, and somebody changes something at the same time.
        let (running, _end) = from.serve().await;
        let rows = from.done("backup", &file, &[]);
        assert!(rows >= 8, "{rows}");
        let before = found(&running).await;
        assert_eq!(before[0], json!(["One"]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
        }
        for to_postgres in &kinds {
            let to = Library::new(cluster.as_mut().filter(|_| *to_postgres));
            // A service that runs over it already finds what has come, as if it had been there.
            let (address, _end) = to.serve().await;
            assert_eq!(to.done("restore", &file, &[]), rows);
            assert_eq!(found(&address).await, before, "{from_postgres} → {to_postgres}");
            let again = to.folder.path().join("again.jsonl");
            to.done("backup", &again, &[]);
            let rows_of = |file: &Path| {
                let text = fs::read_to_string(file).expect("a file");
                text.lines().filter(|line| line.starts_with('[')).map(str::to_owned).collect::<Vec<_>>()
            };
            let without_counters = |rows: Vec<String>| -> Vec<String> {
                rows.into_iter().filter(|row| row.matches(',').count() > 1).collect()
            };
            assert_eq!(without_counters(rows_of(&again)), without_counters(rows_of(&file)));

            assert!(to.refused(&file, &[]).contains("--replace"), "something is there");
            assert_eq!(to.done("restore", &file, &["--replace"]), rows);
            assert_eq!(found(&address).await, before);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_not_whole_changes_nothing() {
    let library = Library::new(None);
    filled(&library).await;
    let (address, _end) = library.serve().await;
    let file = library.folder.path().join("copy.jsonl");
    library.done("backup", &file, &[]);
    let before = found(&address).await;
    let whole = fs::read_to_string(&file).expect("a file");
    let lines: Vec<&str> = whole.lines().collect();
    let wrong = library.folder.path().join("wrong.jsonl");
    let cut = lines[..lines.len() - 1].join("\n") + "\n";
    for (text, words) in [
        (cut.as_str(), "damaged or not whole"),
        (&whole[..whole.len() - 1], "damaged or not whole"),
        (&whole.replace("Айгүл", "Айгул"), "damaged or not whole"),
        (&whole.replace("\"table\":\"cards\"", "\"table\":\"sqlite_master\""), "damaged or not whole"),
        (&whole.replace("[\"number\"", "[\"number) VALUES (1); --\""), "damaged or not whole"),
        (&whole.replacen("\"schema\":", "\"schema\":9", 1), "newer version"),
        ("", "is no backup"),
        ("{}\n", "is no backup"),
        ("PK\u{3}\u{4}", "is no backup"),
    ] {
        fs::write(&wrong, text).expect("a file");
        let told = library.refused(&wrong, &["--replace"]);
        assert!(told.contains(words), "{told}");
        assert_eq!(found(&address).await, before);
    }
    let nowhere = library.folder.path().join("nowhere/copy.jsonl");
    assert!(library.refused(&nowhere, &[]).contains("cannot be read"));
    assert!(!library.command("backup", &nowhere, &[]).status.success());
}

#[test]
fn a_copy_of_older_tables_is_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::new(None);
    let file = folder.path().join("old.jsonl");
    // As the first version had them: neither cards nor requests.
    let lines = [
        r#"{"format":"oqyrman-backup","version":1,"schema":1,"made":"2026-01-01T00:00:00Z"}"#,
        r#"{"table":"loans","columns":["card","book","since","until","renewals"]}"#,
        r#"["100","0123456789abcdef",null,4102444800000,1]"#,
    ];
    let mut text = lines.join("\n") + "\n";
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&text);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    text += &format!("{}\n", json!({ "rows": 1, "sha256": digest }));
    fs::write(&file, text).expect("a file");
    assert_eq!(library.done("restore", &file, &[]), 1);
    let again = folder.path().join("new.jsonl");
    library.done("backup", &again, &[]);
    let again = fs::read_to_string(again).expect("a file");
    assert!(
        again.contains(r#"["100","0123456789abcdef",null,4102444800000,1]"#) && again.contains("\"table\":\"cards\"")
    );
}
