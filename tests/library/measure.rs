//! How fast a large file comes, beside curl and from the same server. For `make measure-download`; not a test of every run.

use std::convert::Infallible;
use std::process::Command;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::stream;
use oqyrman::library::client::{Client, Limits};
use oqyrman::library::download::{self, Outcome};
use oqyrman::library::secrets::Secrets;
use sha2::{Digest, Sha256};

use crate::Desk;
use crate::server::{Server, reply, with};

const PIECE: usize = 256 * 1024;
const PIECES: usize = 800;
const LENGTH: usize = PIECE * PIECES;
/// The part of curl's speed that is wanted.
const WANTED: f64 = 0.9;
/// Runs, of which the best counts.
const RUNS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes a while, and is about the machine: make measure-download"]
async fn a_large_file_comes_as_fast_as_with_curl() {
    let piece = Bytes::from((0..PIECE).map(|at| (at * 31 % 251) as u8).collect::<Vec<_>>());
    let mut sum = Sha256::new();
    (0..PIECES).for_each(|_| sum.update(&piece));
    let digest = format!("sha-256=:{}:", STANDARD.encode(sum.finalize()));
    let server = Server::start(move |seen| {
        let pieces = stream::iter(std::iter::repeat_n(piece.clone(), PIECES).map(Ok::<_, Infallible>));
        let body = reply(200, "application/octet-stream", Body::from_stream(pieces));
        let body = with(body, "content-length", &LENGTH.to_string());
        if seen.path() == "/promised" { with(body, "repr-digest", &digest) } else { body }
    })
    .await;
    let desk = Desk::new();
    let client = Client::with_limits(Secrets::none(), Limits::default()).expect("a client");
    let best = |times: Vec<Duration>| LENGTH as f64 / times.into_iter().min().expect("runs").as_secs_f64() / 1e6;
    let (mut by_curl, mut by_us, mut promised) = (Vec::new(), Vec::new(), Vec::new());
    // One after another in turns, so that whatever else the machine does meets all of them.
    for _ in 0..RUNS {
        let (file, address) = (desk.home.root().join("curl"), server.url("/plain"));
        let began = Instant::now();
        let curl = tokio::task::spawn_blocking(move || {
            let done = Command::new("curl").args(["-s", "-o"]).arg(&file).arg(address.as_str()).status();
            let length = std::fs::metadata(&file).map(|it| it.len());
            let _ = std::fs::remove_file(file);
            (done.expect("curl").success(), length.expect("its file"))
        });
        assert_eq!(curl.await.expect("no panic"), (true, LENGTH as u64));
        by_curl.push(began.elapsed());
        for (path, times) in [("/plain", &mut by_us), ("/promised", &mut promised)] {
            let address = server.url(path);
            let began = Instant::now();
            let outcome = download::fetch(&client, &desk.home, &address, &mut |_| {}).await.expect("it comes");
            times.push(began.elapsed());
            let Outcome::File(received) = outcome else { panic!("a file") };
            assert_eq!(received.length, LENGTH as u64);
            received.discard();
        }
    }
    let (curl, us, promised) = (best(by_curl), best(by_us), best(promised));
    println!("curl                {curl:>7.0} MB/s");
    println!("Oqyrman             {us:>7.0} MB/s, {:.2} of curl's", us / curl);
    println!("with its SHA-256    {promised:>7.0} MB/s, {:.2} of curl's", promised / curl);
    assert!(us >= WANTED * curl, "{us:.0} MB/s of {curl:.0}");
}
