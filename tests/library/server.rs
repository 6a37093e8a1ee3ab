//! A small server on loopback that does what a test tells it, hostile things too, and remembers what it was asked.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use futures::{StreamExt, stream};
use url::Url;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Path and query.
    pub target: String,
    pub method: String,
    pub body: String,
    pub headers: HeaderMap,
    /// How many requests for the same target came before.
    pub before: usize,
}

impl Seen {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| str::from_utf8(value.as_bytes()).ok())
    }

    /// The first byte that `Range` asks for.
    pub fn range(&self) -> Option<usize> {
        self.header("range")?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
    }
}

pub struct Server {
    pub root: Url,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(answer: impl Fn(&Seen) -> Response<Body> + Clone + Send + Sync + 'static) -> Self {
        Self::start_at(0, answer).await
    }

    /// At this port.
    pub async fn start_at(port: u16, answer: impl Fn(&Seen) -> Response<Body> + Clone + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.expect("a port");
        let root = format!("http://127.0.0.1:{}/", listener.local_addr().expect("an address").port());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let memory = Arc::clone(&seen);
        let router = axum::Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: String| {
            let target = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
            let request = {
                let mut memory = memory.lock().expect("memory");
                let before = memory.iter().filter(|seen| seen.target == target).count();
                let request = Seen { target, method: method.to_string(), body, headers, before };
                memory.push(request.clone());
                request
            };
            let response = answer(&request);
            async move { response }
        });
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { root: Url::parse(&root).expect("an address"), seen, task }
    }

    pub fn url(&self, path: &str) -> Url {
        self.root.join(path).expect("an address")
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("memory").clone()
    }

    /// The targets that were asked for, in order.
    pub fn targets(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.target).collect()
    }
}

pub fn reply(status: u16, media_type: &str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    response.headers_mut().insert("content-type", media_type.parse().expect("a type"));
    response
}

pub fn with(mut response: Response<Body>, name: &'static str, value: &str) -> Response<Body> {
    let value = axum::http::HeaderValue::from_bytes(value.as_bytes()).expect("a header");
    response.headers_mut().append(name, value);
    response
}

pub fn atom(body: impl Into<String>) -> Response<Body> {
    reply(200, "application/atom+xml;profile=opds-catalog", body.into())
}

pub fn opds2(value: &serde_json::Value) -> Response<Body> {
    reply(200, "application/opds+json", value.to_string())
}

pub fn not_found() -> Response<Body> {
    reply(404, "text/html", "<html><body>Not here</body></html>")
}

pub fn redirect(to: &str) -> Response<Body> {
    with(reply(302, "text/html", ""), "location", to)
}

/// These bytes over and over, without an end.
pub fn endless(piece: &'static [u8]) -> Body {
    Body::from_stream(stream::repeat_with(move || Ok::<_, Infallible>(Bytes::from_static(piece))))
}

/// A beginning, and then nothing for as long as anybody waits.
pub fn stuck(beginning: &'static [u8]) -> Body {
    let first = stream::once(async move { Ok::<_, Infallible>(Bytes::from_static(beginning)) });
    Body::from_stream(first.chain(stream::pending()))
}

/// One byte every so often, for ever.
pub fn dripping(every: Duration) -> Body {
    Body::from_stream(stream::unfold((), move |()| async move {
        tokio::time::sleep(every).await;
        Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), ()))
    }))
}

/// A beginning, and then the connection is cut.
pub fn cut(beginning: Vec<u8>) -> Body {
    // In pieces, so that the beginning is on its way before the cut.
    let pieces: Vec<_> = beginning.chunks(16 * 1024).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let pause = stream::once(async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(std::io::Error::other("cut"))
    });
    Body::from_stream(stream::iter(pieces).chain(pause))
}

/// Gzip that unpacks to about this many zeros: one literal, then matches of 258 bytes in 13 bits each.
pub fn gzip_bomb(unpacked: usize) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let (mut buffer, mut bits) = (0_u32, 0);
    let mut push = |value: u32, count: u32| {
        buffer |= value << bits;
        bits += count;
        while bits >= 8 {
            bytes.push(buffer as u8);
            buffer >>= 8;
            bits -= 8;
        }
    };
    // The last block, fixed codes; the literal 0 is 00110000, length 258 is 11000101, distance 1 is 00000: codes are
    // written from their highest bit.
    push(1, 1);
    push(1, 2);
    push(0b0000_1100, 8);
    for _ in 0..unpacked / 258 {
        push(0b1010_0011, 8);
        push(0, 5);
    }
    push(0, 7);
    push(0, 7);
    bytes
}
