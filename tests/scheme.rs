//! The system's dark and high-contrast settings, told by a portal of our own on a private bus.

#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use futures::channel::mpsc::channel;
use futures::future::Either;
use oqyrman::access::scheme::system::follow;
use oqyrman::settings::Scheme;
use zbus::connection::Builder;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Value};

const PATH: &str = "/org/freedesktop/portal/desktop";
const NAME: &str = "org.freedesktop.portal.Desktop";
const APPEARANCE: &str = "org.freedesktop.appearance";
const GNOME: &str = "org.gnome.desktop.a11y.interface";

/// A bus that nobody else is on, gone with this value.
struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1", "--address=unix:tmpdir=/tmp"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon is installed");
        let mut address = String::new();
        let mut lines = BufReader::new(daemon.stdout.take().expect("its output is ours"));
        lines.read_line(&mut address).expect("it says where it is");
        Self { daemon, address: address.trim().to_owned() }
    }

    fn connect(&self) -> Builder<'_> {
        Builder::address(self.address.as_str()).expect("an address")
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// Namespace, key, value.
type Setting = (&'static str, &'static str, u32);

#[derive(Clone, Default)]
struct Portal(Arc<Mutex<Vec<Setting>>>);

impl Portal {
    fn set(&self, namespace: &'static str, key: &'static str, value: u32) {
        self.0.lock().unwrap().push((namespace, key, value));
    }
}

#[zbus::interface(name = "org.freedesktop.portal.Settings")]
impl Portal {
    fn read_all(&self, namespaces: Vec<String>) -> HashMap<String, HashMap<String, OwnedValue>> {
        let mut all: HashMap<String, HashMap<String, OwnedValue>> = HashMap::new();
        for (namespace, key, value) in self.0.lock().unwrap().iter() {
            if namespaces.iter().any(|asked| asked == namespace) {
                let value = if *namespace == GNOME { Value::from(*value == 1) } else { Value::from(*value) };
                let value = OwnedValue::try_from(value).expect("no file is in it");
                all.entry((*namespace).to_owned()).or_default().insert((*key).to_owned(), value);
            }
        }
        all
    }

    #[zbus(signal)]
    async fn setting_changed(
        emitter: &SignalEmitter<'_>,
        namespace: &str,
        key: &str,
        value: Value<'_>,
    ) -> zbus::Result<()>;
}

async fn serve(bus: &Bus, portal: &Portal) -> zbus::Connection {
    let served = bus.connect().serve_at(PATH, portal.clone()).unwrap().name(NAME).unwrap();
    served.build().await.expect("the bus takes a portal")
}

async fn change(connection: &zbus::Connection, portal: &Portal, setting: Setting) {
    let (namespace, key, value) = setting;
    portal.set(namespace, key, value);
    let emitter = SignalEmitter::new(connection, PATH).unwrap();
    Portal::setting_changed(&emitter, namespace, key, value.into()).await.unwrap();
}

/// Plays to its end, which following has to outlive.
async fn while_following(following: impl Future<Output = zbus::Result<()>>, play: impl Future<Output = ()>) {
    futures::pin_mut!(following, play);
    if let Either::Left((ended, _)) = futures::future::select(following, play).await {
        panic!("nobody follows any more: {ended:?}");
    }
}

#[test]
fn the_systems_colours_are_heard_at_the_start_and_whenever_they_change() {
    let told = |dark, contrast| Some(Scheme { dark, contrast, colours: None });
    let bus = Bus::start();
    zbus::block_on(async {
        let portal = Portal::default();
        portal.set(APPEARANCE, "color-scheme", 1);
        let served = serve(&bus, &portal).await;
        let own = bus.connect().build().await.unwrap();
        let (mut output, mut heard) = channel(4);
        let play = async {
            assert_eq!(heard.next().await, told(true, false), "dark at the start");
            change(&served, &portal, (APPEARANCE, "contrast", 1)).await;
            assert_eq!(heard.next().await, told(true, true));
            change(&served, &portal, (APPEARANCE, "color-scheme", 2)).await;
            assert_eq!(heard.next().await, told(false, true));
            // What does not matter is not told, and what does comes after it.
            change(&served, &portal, ("org.gnome.desktop.interface", "font-name", 1)).await;
            change(&served, &portal, (APPEARANCE, "contrast", 0)).await;
            assert_eq!(heard.next().await, told(false, false));
            change(&served, &portal, (GNOME, "high-contrast", 1)).await;
            assert_eq!(heard.next().await, told(false, true), "GNOME's own switch");
            // A portal that ends and comes back is asked again.
            served.close().await.unwrap();
            let portal = Portal::default();
            portal.set(APPEARANCE, "color-scheme", 1);
            let _served = serve(&bus, &portal).await;
            assert_eq!(heard.next().await, told(true, false), "a portal that was started anew");
        };
        while_following(follow(&own, &mut output), play).await;
    });
}

#[test]
fn without_a_portal_nothing_is_asked_for_and_a_late_one_is_heard() {
    let bus = Bus::start();
    zbus::block_on(async {
        let own = bus.connect().build().await.unwrap();
        let (mut output, mut heard) = channel(4);
        let play = async {
            assert_eq!(heard.next().await, Some(Scheme::default()));
            let portal = Portal::default();
            portal.set(GNOME, "high-contrast", 1);
            let _served = serve(&bus, &portal).await;
            assert_eq!(heard.next().await, Some(Scheme { contrast: true, ..Scheme::default() }));
        };
        while_following(follow(&own, &mut output), play).await;
    });
}
