//! A recording that is heard while it is fetched: what is there, what is far, what is cut off and comes again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::Response;
use futures::{StreamExt, stream};
use oqyrman::format::{self, Opened};
use oqyrman::library::Error;
use oqyrman::library::acquire::{Event, Wanted, acquire_heard};
use oqyrman::library::client::{Client, Limits};
use oqyrman::library::growing::Growing;
use oqyrman::library::secrets::Secrets;
use oqyrman::library::shelf::Holding;
use oqyrman::voice::player::{Rendered, render};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Desk;
use crate::server::{Seen, Server, reply, with};
use crate::sound::{Mp4, fixture, units};

const AT_ONCE: usize = 600 << 10;
const ETAG: &str = "\"one\"";

/// The first and, when it is told, the last byte that `Range` asks for.
fn range(seen: &Seen) -> Option<(usize, Option<usize>)> {
    let (first, last) = seen.header("range")?.strip_prefix("bytes=")?.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()))
}

/// Gives parts at once where it gives parts at all; of the whole so much, and the rest when the gate opens.
fn serve(seen: &Seen, bytes: &Arc<Vec<u8>>, gate: &watch::Receiver<bool>, parts: bool) -> Response<Body> {
    let (total, bytes, mut gate) = (bytes.len(), Arc::clone(bytes), gate.clone());
    let asked = range(seen).filter(|_| parts && seen.header("if-range") == Some(ETAG));
    let response = match asked {
        Some((first, Some(last))) => reply(206, "audio/mpeg", bytes[first..=last].to_vec()),
        _ => {
            let first = asked.map_or(0, |(first, _)| first);
            let early = first..total.min(first.max(AT_ONCE));
            let begin = stream::once({
                let early = Bytes::copy_from_slice(&bytes[early.clone()]);
                async move { Ok::<_, std::io::Error>(early) }
            });
            let rest = stream::once(async move {
                let opened = gate.wait_for(|open| *open).await.is_ok();
                if opened { Ok(Bytes::copy_from_slice(&bytes[early.end..])) } else { Err(std::io::Error::other("cut")) }
            });
            let status = if asked.is_some() { 206 } else { 200 };
            let whole = reply(status, "audio/mpeg", Body::from_stream(begin.chain(rest)));
            with(whole, "content-length", &(total - first).to_string())
        }
    };
    let response = match asked {
        Some((first, last)) => {
            let last = last.unwrap_or(total - 1);
            with(response, "content-range", &format!("bytes {first}-{last}/{total}"))
        }
        None => response,
    };
    with(response, "etag", ETAG)
}

struct Hearing {
    desk: Desk,
    server: Server,
    gate: watch::Sender<bool>,
    growing: Arc<Growing>,
    fetched: JoinHandle<Result<Holding, Error>>,
}

impl Hearing {
    async fn begin(bytes: Vec<u8>, parts: bool) -> Self {
        let (gate, opened) = watch::channel(false);
        let bytes = Arc::new(bytes);
        let server = Server::start(move |seen| serve(seen, &bytes, &opened, parts)).await;
        let limits = Limits { silence: Duration::from_secs(60), ..crate::limits() };
        let client = Client::with_limits(Secrets::none(), limits).expect("a client");
        let (desk, growing) = (Desk::new(), Arc::new(Growing::default()));
        let wanted = Wanted::Address(server.url("/a.mp3"));
        let mut events = acquire_heard(client, desk.home.clone(), desk.shelf.clone(), wanted, Arc::clone(&growing));
        let fetched = tokio::spawn(async move {
            while let Some(event) = events.next().await {
                if let Event::Done(end) = event {
                    return end.map(|shelved| shelved.into_holding());
                }
            }
            panic!("no end")
        });
        let hearing = Self { desk, server, gate, growing, fetched };
        until("enough to begin", || hearing.growing.can_be_heard()).await;
        hearing
    }

    /// Opened as soon as it can be.
    async fn open(&self) -> Opened {
        let mut opened = None;
        until("the recording to open", || {
            opened = match format::open_growing(Arc::clone(&self.growing) as Arc<dyn format::Supply>) {
                Err(format::Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => None,
                other => Some(other.expect("it opens")),
            };
            opened.is_some()
        })
        .await;
        opened.expect("it opened")
    }

    /// Half a second from here, as soon as it is there.
    async fn hear(&self, opened: &Opened, from: Duration) -> Rendered {
        let mut heard = None;
        until("the sound", || {
            let rendered = half_a_second(opened, from);
            assert!(rendered.skipped.is_empty(), "{:?}", rendered.skipped);
            let whole = rendered.samples.len() > 3900;
            heard = whole.then_some(rendered);
            whole
        })
        .await;
        heard.expect("heard")
    }

    async fn end(self) -> (Desk, Holding) {
        self.gate.send(true).expect("open");
        let holding = self.fetched.await.expect("no panic").expect("it came");
        (self.desk, holding)
    }
}

pub fn half_a_second(opened: &Opened, from: Duration) -> Rendered {
    let recording = opened.book.recording.as_ref().expect("a recording");
    render(recording, &opened.resources, from..from + Duration::from_millis(500), 1.0, (8000, 1))
}

pub async fn until(what: &str, mut is: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(15), "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn mp3() -> Vec<u8> {
    fixture("constant.mp3").repeat(80)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_there_is_heard_and_what_is_far_is_fetched_first() {
    let hearing = Hearing::begin(mp3(), true).await;
    let opened = hearing.open().await;
    let recording = opened.book.recording.as_ref().expect("a recording");
    let near = hearing.hear(&opened, Duration::from_secs(20)).await;
    let far_off = recording.duration().mul_f64(0.9);
    let far = hearing.hear(&opened, far_off).await;
    assert!(!hearing.fetched.is_finished(), "the rest is still on its way");
    let parts = hearing.server.seen().iter().filter_map(range).filter(|(_, last)| last.is_some()).count();
    assert!((1..20).contains(&parts), "{parts} parts");
    let (_desk, holding) = hearing.end().await;
    // The same places in the file that stands on the shelf, and the same sound.
    let shelved = format::open(&holding.file).expect("it opens");
    let whole = shelved.book.recording.as_ref().expect("a recording");
    // Of the part one frame more or less is guessed.
    assert!(whole.duration().abs_diff(recording.duration()) < Duration::from_millis(60), "{:?}", whole.duration());
    assert_eq!(whole.resolve(&recording.locate(far_off)), recording.resolve(&recording.locate(far_off)));
    for (heard, from) in [(near, Duration::from_secs(20)), (far, far_off)] {
        assert!(half_a_second(&shelved, from).skipped.is_empty());
        assert_eq!(half_a_second(&opened, from).samples, heard.samples, "who began early goes on in it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_mp4_whose_table_comes_last_is_opened_by_its_end() {
    let (mut bytes, units) = (Vec::new(), units());
    Mp4 { description_last: true, ..Mp4::default() }.write(&mut bytes, &units, units.len() * 40);
    assert!(bytes.len() > 2 * AT_ONCE, "{}", bytes.len());
    let hearing = Hearing::begin(bytes, true).await;
    let opened = hearing.open().await;
    hearing.hear(&opened, Duration::from_secs(3)).await;
    assert!(!hearing.fetched.is_finished());
    let (_desk, holding) = hearing.end().await;
    let shelved = format::open(&holding.file).expect("it opens");
    assert_eq!(
        shelved.book.recording.as_ref().map(|whole| whole.duration()),
        opened.book.recording.as_ref().map(|whole| whole.duration())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_parts_a_far_place_is_waited_for() {
    let hearing = Hearing::begin(mp3(), false).await;
    let opened = hearing.open().await;
    hearing.hear(&opened, Duration::from_secs(20)).await;
    let end = opened.book.recording.as_ref().map(|whole| whole.duration()).unwrap_or_default();
    let far = half_a_second(&opened, end.mul_f64(0.9));
    assert!(far.samples.is_empty() && far.skipped.is_empty(), "it is no fault: {:?}", far.skipped);
    hearing.gate.send(true).expect("open");
    hearing.hear(&opened, end.mul_f64(0.9)).await;
    hearing.end().await;
}
