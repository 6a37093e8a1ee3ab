//! `oqyrman fetch` goes through the queue: what it is cut off at is gone on with, and two programs never borrow one book twice.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use axum::body::Body;
use axum::http::Response;
use oqyrman::home::Home;
use oqyrman::library::download;
use oqyrman::library::shelf::wait;
use tokio::sync::watch;
use url::Url;

use crate::queueing::{Line, assert_settled, come, ended, gated, held, library, rows, start_child};
use crate::server::{Seen, reply, stuck};
use crate::{Desk, book};

fn command(home: &Home, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oqyrman"));
    command.arg("--home").arg(home.root()).args(["--lang", "en"]).args(words);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn fetch(home: &Home, address: &Url) -> Child {
    command(home, &["-v", "fetch", address.as_str()]).spawn().expect("started")
}

async fn output(child: Child) -> Output {
    let waited = tokio::task::spawn_blocking(move || child.wait_with_output());
    let limit = std::time::Duration::from_secs(60);
    tokio::time::timeout(limit, waited).await.expect("in time").expect("no panic").expect("ended")
}

/// What it prints of the book.
fn holding(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one line of JSON")
}

/// Waits until it writes this into its log. The rest is read to its end, so that it is never held up.
async fn hear(child: &mut Child, words: &'static str) {
    let mut lines = BufReader::new(child.stderr.take().expect("its log"));
    let heard = tokio::task::spawn_blocking(move || {
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
            if line.contains(words) {
                std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
                return true;
            }
            line.clear();
        }
        false
    });
    let limit = std::time::Duration::from_secs(30);
    assert!(tokio::time::timeout(limit, heard).await.expect("in time").expect("no panic"), "never: {words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_borrow_once_and_print_the_same() {
    let (open, gate) = watch::channel(false);
    let server = library(move |seen, bytes| (seen.path() == "/book.epub").then(|| gated(seen, bytes, &gate))).await;
    let desk = Desk::new();
    let address = server.url("/loan");
    let one = fetch(&desk.home, &address);
    come("the book is asked for", || server.targets().contains(&"/book.epub".to_owned())).await;
    let mut other = fetch(&desk.home, &address);
    hear(&mut other, "another program is at it").await;
    open.send(true).expect("open");
    let (one, other) = (holding(&output(one).await), holding(&output(other).await));
    assert_eq!(one, other);
    assert_eq!(one["title"], "Қара сөздер");
    assert_eq!(server.targets(), ["/loan", "/book.epub"]);
    assert_settled(&desk, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_window_is_at_is_waited_for() {
    let (open, gate) = watch::channel(false);
    let server = library(move |seen, bytes| (seen.path() == "/book.epub").then(|| gated(seen, bytes, &gate))).await;
    let desk = Desk::new();
    let mut line = Line::start(&desk);
    line.add(server.url("/loan"));
    come("the book is asked for", || server.targets().contains(&"/book.epub".to_owned())).await;
    let mut other = fetch(&desk.home, &server.url("/loan"));
    hear(&mut other, "another program is at it").await;
    open.send(true).expect("open");
    line.shelved().await;
    assert_eq!(holding(&output(other).await)["title"], "Қара сөздер");
    assert_eq!(server.targets(), ["/loan", "/book.epub"]);
    assert_settled(&desk, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_at_any_step_it_or_the_window_goes_on() {
    for (step, by_window) in ["borrow", "download", "writing"].into_iter().flat_map(|it| [(it, false), (it, true)]) {
        let server = library(move |seen, bytes| match (step, seen.path(), seen.before) {
            ("borrow", "/loan", 0) => Some(reply(200, "application/opds-publication+json", stuck(b"{"))),
            ("download", "/book.epub", 0) => Some(held(seen, bytes, 50_000)),
            ("writing", "/book.epub", 0) => Some(held(seen, bytes, bytes.len() - 1)),
            _ => None,
        })
        .await;
        let desk = Desk::new();
        let mut child = fetch(&desk.home, &server.url("/loan"));
        let there = || download::pending(&desk.home).iter().map(|it| it.progress.received).sum::<u64>();
        let last = book().len() as u64 - 1;
        come(step, || match step {
            "borrow" => server.targets().contains(&"/loan".to_owned()),
            "download" => there() > 0,
            _ => there() == last,
        })
        .await;
        child.kill().expect("killed");
        child.wait().expect("dead");
        assert_eq!(rows(&desk), 1, "{step}");
        let kept = there();
        if by_window {
            ended(start_child(&desk.home, None, None)).await;
        } else {
            assert_eq!(holding(&output(fetch(&desk.home, &server.url("/loan"))).await)["title"], "Қара сөздер");
        }
        assert_settled(&desk, 1);
        let asked = server.targets().iter().filter(|it| *it == "/loan").count();
        assert_eq!(asked, if step == "borrow" { 2 } else { 1 }, "{step}");
        let again = server.seen().iter().rfind(|it| it.path() == "/book.epub").and_then(Seen::range);
        assert_eq!(again, (step != "borrow").then_some(kept as usize), "{step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_told_and_only_what_was_lent_stays_written_down() {
    let fails = |seen: &Seen, _: &[u8]| -> Option<Response<Body>> {
        (seen.path() == "/book.epub" && seen.before == 0).then(|| reply(500, "text/plain", "no"))
    };
    let server = library(fails).await;
    let desk = Desk::new();
    let told = output(fetch(&desk.home, &server.url("/nothing"))).await;
    assert_eq!(told.status.code(), Some(1));
    assert_eq!(told.stdout, b"");
    assert_settled(&desk, 0);

    let told = output(fetch(&desk.home, &server.url("/loan"))).await;
    assert_eq!(told.status.code(), Some(1));
    let left = wait(desk.shelf.pending()).expect("listed");
    assert_eq!((left.len(), left[0].failed, left[0].stage.is_some()), (1, true, true));
    assert_eq!(holding(&output(fetch(&desk.home, &server.url("/loan"))).await)["title"], "Қара сөздер");
    assert_eq!(server.targets().iter().filter(|it| *it == "/loan").count(), 1);
    assert_settled(&desk, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_told_of_a_pause_and_of_an_end() {
    for (words, sentence) in [("pause", "oqyrman downloads resume"), ("cancel", "given up")] {
        let server = library(|seen, bytes| (seen.path() == "/book.epub").then(|| held(seen, bytes, 50_000))).await;
        let desk = Desk::new();
        let child = command(&desk.home, &["fetch", server.url("/loan").as_str()]).spawn().expect("started");
        come("the book is asked for", || server.targets().contains(&"/book.epub".to_owned())).await;
        let id = wait(desk.shelf.pending()).expect("listed")[0].id.to_string();
        let done = command(&desk.home, &["downloads", words, &id]).spawn().expect("started");
        assert!(output(done).await.status.success());
        let told = output(child).await;
        let error = String::from_utf8_lossy(&told.stderr).into_owned();
        assert_eq!(told.status.code(), Some(1), "{error}");
        assert!(error.contains(sentence), "{error}");
        assert_eq!(rows(&desk), usize::from(words == "pause"));
    }
}
