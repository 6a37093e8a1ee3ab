//! Taking connections in: with TLS or without, so many at a time, none of them silent for long, and each ended gently.
//!
//! HTTP/1.1 alone: readers keep a handful of connections, and a proxy that stands before speaks it, too.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;

use super::asked::{Peer, household};
use super::tls::Tls;

/// Connections at a time; more wait to be taken in.
const AT_ONCE: usize = 1000;
/// Of one address: more are turned away, so that nobody keeps all of them. A school is behind one address.
const OF_ONE: usize = 400;
/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long the beginning of a request may take, and how long a connection is kept for the next one.
const HEADERS: Duration = Duration::from_secs(30);
/// How long somebody may take nothing of what is sent to her.
const STALLED: Duration = Duration::from_secs(60);
/// What a request says before its body, in bytes.
const LONGEST_HEADERS: usize = 64 * 1024;
/// How long nothing is taken in after the system had no room for more.
const BREATH: Duration = Duration::from_millis(100);

/// How connections are taken in.
#[derive(Debug)]
pub struct Doors {
    pub tls: Option<Arc<Tls>>,
    /// All come from a proxy, which has one address.
    pub behind_proxy: bool,
    pub router: Router,
}

impl Doors {
    /// Takes connections in until `end` is ready, then lets those that are open go on for so long.
    pub async fn serve(self, listener: TcpListener, end: impl Future<Output = ()> + Send, farewell: Duration) {
        let open = GracefulShutdown::new();
        let room = Arc::new(Semaphore::new(AT_ONCE));
        let crowd = Arc::new(Crowd::default());
        let service = TowerToHyperService::new(self.router);
        let mut end = std::pin::pin!(end);
        loop {
            let taken = async {
                let permit = Arc::clone(&room).acquire_owned().await.ok();
                (permit, listener.accept().await)
            };
            let (permit, (stream, peer)) = tokio::select! {
                biased;
                () = &mut end => break,
                (permit, taken) = taken => match taken {
                    Ok(taken) => (permit, taken),
                    Err(error) => {
                        pause_after(&error).await;
                        continue;
                    }
                },
            };
            let Some(place) = crowd.place(peer, self.behind_proxy) else { continue };
            let (service, tls, watcher) = (service.clone(), self.tls.clone(), open.watcher());
            tokio::spawn(async move {
                let _held = (permit, place);
                enter(stream, Peer(peer), tls, service, watcher).await;
            });
        }
        drop(listener);
        if timeout(farewell, open.shutdown()).await.is_err() {
            tracing::info!("connections that were open still are cut off");
        }
    }
}

/// Somebody who is gone before she was taken in is no reason to wait; a system without room is.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(%error, "no connection can be taken in now");
        sleep(BREATH).await;
    }
}

async fn enter(
    stream: TcpStream,
    peer: Peer,
    tls: Option<Arc<Tls>>,
    service: TowerToHyperService<Router>,
    watcher: Watcher,
) {
    // Answers are written whole: waiting to fill a packet only makes them late.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection is slower than it could be");
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(STALLED));
    let stream = Box::pin(stream);
    let Some(tls) = tls else { return talk(stream, peer, service, watcher).await };
    match timeout(HANDSHAKE, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => talk(stream, peer, service, watcher).await,
        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    peer: Peer,
    service: TowerToHyperService<Router>,
    watcher: Watcher,
) {
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        service.call(request)
    });
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(LONGEST_HEADERS);
    if let Err(error) = watcher.watch(connection.serve_connection(TokioIo::new(stream), service)).await {
        tracing::debug!(%error, "a connection was cut off");
    }
}

/// How many connections each address has.
#[derive(Debug, Default)]
struct Crowd(Mutex<HashMap<IpAddr, usize>>);

/// A place in the crowd, given back when it is dropped.
struct Place {
    crowd: Arc<Crowd>,
    address: IpAddr,
}

impl Crowd {
    /// `None` when this address has enough of them.
    fn place(self: &Arc<Self>, peer: SocketAddr, behind_proxy: bool) -> Option<Place> {
        let address = household(peer.ip().to_canonical());
        let mut crowd = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = crowd.entry(address).or_default();
        // This machine and a proxy stand for many.
        if *count >= OF_ONE && !behind_proxy && !address.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Place { crowd: Arc::clone(self), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut crowd = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = crowd.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                crowd.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_keeps_all_connections() {
        let crowd = Arc::new(Crowd::default());
        let peer = |text: &str| text.parse::<SocketAddr>().expect("an address");
        let mut places: Vec<_> = (0..OF_ONE).map(|_| crowd.place(peer("203.0.113.7:1"), false)).collect();
        assert!(places.iter().all(Option::is_some));
        assert!(crowd.place(peer("203.0.113.7:2"), false).is_none());
        assert!(crowd.place(peer("203.0.113.8:2"), false).is_some(), "somebody else");
        assert!(crowd.place(peer("203.0.113.7:2"), true).is_some(), "a proxy");
        places.pop();
        assert!(crowd.place(peer("203.0.113.7:2"), false).is_some());
        drop(places);
        assert!(crowd.0.lock().expect("whole").is_empty());
    }
}
