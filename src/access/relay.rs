//! A relay in front of the accessibility bus of Linux, so that a screen reader is not struck dumb at the start.
//!
//! `accesskit_unix` asks to be embedded before it dispatches messages. When the screen reader's first question falls into
//! that moment, nobody answers and it waits for 15 seconds. The relay holds back the one chunk with «Embed» until the
//! dispatch runs. To be deleted with that adapter.
//! <https://dbus.freedesktop.org/doc/dbus-specification.html#addresses>

use std::env;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::fd::AsRawFd;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const ADDRESS: &str = "AT_SPI_BUS_ADDRESS";

/// Longer than the dispatch takes to start, shorter than anybody notices.
const HOLD: Duration = Duration::from_millis(30);

/// Puts the relay in front of the bus. Without it, on any error, everything is as it was.
///
/// # Safety
///
/// To be called as the first thing in `main`, before any thread is started: it sets an environment variable.
pub unsafe fn start() {
    // Without a session there is no bus to stand in front of.
    let real = env::var(ADDRESS).ok().filter(|address| !address.is_empty());
    if real.is_none() && env::var_os("DBUS_SESSION_BUS_ADDRESS").is_none() && env::var_os("XDG_RUNTIME_DIR").is_none() {
        return;
    }
    let Ok((listener, name)) = listen() else { return };
    // SAFETY: the caller promises that no other thread runs.
    unsafe { env::set_var(ADDRESS, format!("unix:abstract={name}")) };
    let served =
        thread::Builder::new().name("at-spi relay".to_owned()).spawn(move || serve(&listener, real.as_deref()));
    if served.is_err() {
        // SAFETY: as above; the thread was not started.
        unsafe { env::remove_var(ADDRESS) };
    }
}

/// Takes the relay out of a child's environment: the child outlives us, or has a bus of its own to find.
pub fn spare(child: &mut Command) -> &mut Command {
    match env::var(ADDRESS) {
        Ok(address) if address.starts_with("unix:abstract=oqyrman-") => child.env_remove(ADDRESS),
        _ => child,
    }
}

fn listen() -> io::Result<(UnixListener, String)> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let name = format!("oqyrman-{}-{now:x}", std::process::id());
    let listener = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&name)?)?;
    Ok((listener, name))
}

fn serve(listener: &UnixListener, real: Option<&str>) {
    while let Ok((client, _)) = listener.accept() {
        if !is_ours(&client) {
            continue;
        }
        let Some(server) = address(real).and_then(|address| connect(&address)) else { continue };
        let (Ok(client_out), Ok(server_out)) = (client.try_clone(), server.try_clone()) else { continue };
        let up = thread::Builder::new().name("at-spi out".to_owned());
        let down = thread::Builder::new().name("at-spi in".to_owned());
        let _ = up.spawn(move || copy(client, server_out, true));
        let _ = down.spawn(move || copy(server, client_out, false));
    }
}

/// Abstract sockets have no permissions of their own: only this user's processes are let in.
fn is_ours(stream: &UnixStream) -> bool {
    let mut credentials = libc::ucred { pid: 0, uid: u32::MAX, gid: u32::MAX };
    let mut length = size_of::<libc::ucred>() as libc::socklen_t;
    // SAFETY: the pointers are to a `ucred` and to its length, as SO_PEERCRED wants them.
    let answer = unsafe {
        libc::getsockopt(
            stream.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_PEERCRED,
            (&raw mut credentials).cast(),
            &raw mut length,
        )
    };
    // SAFETY: it has no conditions.
    answer == 0 && credentials.uid == unsafe { libc::getuid() }
}

/// The bus's real address: from the environment as it was, or from the session bus.
fn address(real: Option<&str>) -> Option<String> {
    if let Some(real) = real {
        return Some(real.to_owned());
    }
    let session = zbus::blocking::Connection::session().ok()?;
    let answer =
        session.call_method(Some("org.a11y.Bus"), "/org/a11y/bus", Some("org.a11y.Bus"), "GetAddress", &()).ok()?;
    answer.body().deserialize::<String>().ok()
}

/// Connects to the first Unix socket of a D-Bus address.
fn connect(address: &str) -> Option<UnixStream> {
    address.split(';').find_map(|one| {
        let keys = one.trim().strip_prefix("unix:")?;
        keys.split(',').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            let value = unescape(value)?;
            match key {
                "path" => UnixStream::connect(value).ok(),
                "abstract" => UnixStream::connect_addr(&SocketAddr::from_abstract_name(value).ok()?).ok(),
                _ => None,
            }
        })
    })
}

/// D-Bus writes unusual bytes of an address as `%` and two digits.
fn unescape(value: &str) -> Option<String> {
    percent_encoding::percent_decode_str(value).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

fn copy(mut from: UnixStream, mut to: UnixStream, hold: bool) {
    let mut hold = hold;
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count) = from.read(&mut buffer) {
        if count == 0 {
            break;
        }
        if hold && buffer[..count].windows(5).any(|bytes| bytes == b"Embed") {
            thread::sleep(HOLD);
            hold = false;
        }
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_arrives_and_embed_comes_later() {
        let (bus, name) = listen().unwrap();
        let (relay, front) = listen().unwrap();
        let real = format!("unix:abstract={name},guid=00");
        thread::spawn(move || serve(&relay, Some(&real)));
        let mut client = UnixStream::connect_addr(&SocketAddr::from_abstract_name(&front).unwrap()).unwrap();
        let (mut server, _) = bus.accept().unwrap();

        let mut bytes = [0; 5];
        client.write_all(b"Hello").unwrap();
        server.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"Hello");

        let before = std::time::Instant::now();
        client.write_all(b"Embed").unwrap();
        server.read_exact(&mut bytes).unwrap();
        assert!(before.elapsed() >= HOLD);

        server.write_all(b"reply").unwrap();
        client.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"reply");
        drop(server);
        assert_eq!(client.read(&mut bytes).unwrap(), 0);
    }

    #[test]
    fn addresses_are_read_as_dbus_writes_them() {
        assert!(connect("tcp:host=localhost").is_none());
        assert!(connect("unix:path=/nowhere/at%20all").is_none());
        assert_eq!(unescape("a%2db").as_deref(), Some("a-b"));
    }
}
