//! The system's panel for players, over a bus of its own: what it shows, what it asks for.

#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures::{FutureExt, StreamExt};
use oqyrman::voice::panel::{self, Shown, Wish, Wishes};
use zbus::blocking::{Connection, Proxy, connection::Builder};
use zbus::zvariant::{ObjectPath, OwnedValue};

const PATIENCE: Duration = Duration::from_secs(10);

/// A bus that nobody else knows.
struct Bus {
    daemon: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Bus {
    /// `None` where there is no daemon for it.
    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address"])
            .arg(format!("--address=unix:path={}", folder.path().join("socket").display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut daemon = match daemon {
            Ok(daemon) => daemon,
            Err(error) => {
                eprintln!("skipped: no dbus-daemon ({error})");
                return None;
            }
        };
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().expect("its output")).read_line(&mut address).expect("an address");
        Some(Self { daemon, address: address.trim().to_owned(), _folder: folder })
    }

    fn connect(&self) -> Connection {
        Builder::address(self.address.as_str())
            .expect("an address")
            .method_timeout(PATIENCE)
            .build()
            .expect("a connection")
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

#[track_caller]
fn wait(what: &str, mut is: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn proxy<'a>(connection: &Connection, interface: &'a str) -> Proxy<'a> {
    Proxy::new(connection, "org.mpris.MediaPlayer2.oqyrman", "/org/mpris/MediaPlayer2", interface).expect("a proxy")
}

/// Whether the panel has its name: before that, nothing that asks for it learns anything.
fn is_there(connection: &Connection) -> bool {
    let bus = zbus::blocking::fdo::DBusProxy::new(connection).expect("the bus");
    bus.list_names().expect("names").iter().any(|name| name.as_str() == "org.mpris.MediaPlayer2.oqyrman")
}

#[track_caller]
fn next(wishes: &mut Wishes) -> Wish {
    let mut came = None;
    wait("a wish", || {
        came = wishes.next().now_or_never().flatten();
        came.is_some()
    });
    came.expect("a wish")
}

fn book() -> Shown {
    Shown {
        sounds: false,
        title: "Абай жолы".to_owned(),
        chapter: Some("Балалық шақ".to_owned()),
        authors: vec!["Мұхтар Әуезов".to_owned()],
        time: Some((Duration::from_secs(600), Duration::from_secs(125))),
        rate: 1.5,
        volume: 1.0,
    }
}

const PLAYER: &str = "org.mpris.MediaPlayer2.Player";

#[test]
fn the_panel_shows_the_book_and_hands_on_what_is_wished() {
    let Some(bus) = Bus::start() else { return };
    let (panel, mut wishes) = panel::start_on(Some(bus.address.clone()));
    let connection = bus.connect();
    assert!(!is_there(&connection), "nothing before a book is open");
    panel.show(book());
    wait("the panel", || is_there(&connection));

    let player = proxy(&connection, PLAYER);
    let told = |name: &str| player.get_property::<OwnedValue>(name).expect(name);
    assert_eq!(String::try_from(told("PlaybackStatus")).unwrap(), "Paused");
    assert_eq!(f64::try_from(told("Rate")).unwrap(), 1.5);
    assert_eq!(i64::try_from(told("Position")).unwrap(), 125_000_000);
    let metadata: HashMap<String, OwnedValue> = player.get_property("Metadata").expect("metadata");
    let text = |name: &str| String::try_from(metadata[name].try_clone().unwrap()).unwrap();
    assert_eq!((text("xesam:title").as_str(), text("xesam:album").as_str()), ("Балалық шақ", "Абай жолы"));
    assert_eq!(Vec::<String>::try_from(metadata["xesam:artist"].try_clone().unwrap()).unwrap(), ["Мұхтар Әуезов"]);
    assert_eq!(i64::try_from(metadata["mpris:length"].try_clone().unwrap()).unwrap(), 600_000_000);
    let root = proxy(&connection, "org.mpris.MediaPlayer2");
    assert_eq!(root.get_property::<String>("Identity").unwrap(), "Oqyrman");

    for (method, wish) in [
        ("PlayPause", Wish::Toggle),
        ("Play", Wish::Play),
        ("Pause", Wish::Pause),
        ("Stop", Wish::Pause),
        ("Next", Wish::Next),
        ("Previous", Wish::Previous),
    ] {
        player.call_method(method, &()).expect(method);
        assert_eq!(next(&mut wishes), wish, "{method}");
    }
    player.call_method("Seek", &(-5_000_000_i64,)).expect("Seek");
    assert_eq!(next(&mut wishes), Wish::Seek(-5_000_000));
    let track = ObjectPath::try_from("/org/oqyrman/book").unwrap();
    let other = ObjectPath::try_from("/org/mpris/another").unwrap();
    for (track, place) in [(&other, 1_i64), (&track, -1), (&track, 600_000_001), (&track, 77_000_000)] {
        player.call_method("SetPosition", &(track, place)).expect("SetPosition");
    }
    assert_eq!(next(&mut wishes), Wish::GoTo(Duration::from_secs(77)), "the others are nothing");
    player.set_property("Rate", 2.0).expect("Rate");
    assert_eq!(next(&mut wishes), Wish::Rate(2.0));
    player.set_property("Volume", 0.5).expect("Volume");
    assert_eq!(next(&mut wishes), Wish::Volume(0.5));
    root.call_method("Raise", &()).expect("Raise");
    assert_eq!(next(&mut wishes), Wish::Raise);

    drop(panel);
    wait("the panel to go", || !is_there(&connection));
}

#[test]
fn changes_are_told_and_the_place_goes_on_by_itself() {
    let Some(bus) = Bus::start() else { return };
    let (panel, _wishes) = panel::start_on(Some(bus.address.clone()));
    let connection = bus.connect();
    panel.show(book());
    wait("the panel", || is_there(&connection));
    let player = proxy(&connection, PLAYER);
    assert_eq!(player.get_property::<String>("PlaybackStatus").expect("a status"), "Paused");
    let place = || {
        let properties = proxy(&connection, "org.freedesktop.DBus.Properties");
        let value: OwnedValue = properties.call("Get", &(PLAYER, "Position")).expect("Position");
        i64::try_from(value).expect("a number")
    };
    let mut seeks = player.receive_signal("Seeked").expect("signals");
    panel.show(Shown { sounds: true, rate: 2.0, ..book() });
    wait("it plays", || player.get_property::<String>("PlaybackStatus").is_ok_and(|status| status == "Playing"));
    let before = place();
    std::thread::sleep(Duration::from_millis(500));
    let passed = place() - before;
    assert!((900_000..3_000_000).contains(&passed), "at twice the speed: {passed}");
    panel.show(Shown {
        sounds: true,
        rate: 2.0,
        time: Some((Duration::from_secs(600), Duration::from_secs(300))),
        ..book()
    });
    let told = seeks.next().expect("a jump is told");
    assert_eq!(told.body().deserialize::<i64>().expect("a number"), 300_000_000);
    panel.show(Shown { title: "Қара сөздер".to_owned(), chapter: None, time: None, ..book() });
    wait("another book", || {
        let metadata: HashMap<String, OwnedValue> = player.get_property("Metadata").expect("metadata");
        metadata["xesam:title"].downcast_ref::<&str>().is_ok_and(|title| title == "Қара сөздер")
            && !metadata.contains_key("mpris:length")
    });
    wait("a text to have no time", || player.get_property::<bool>("CanSeek").is_ok_and(|can| !can));
}

#[test]
fn without_a_book_there_is_no_panel_and_with_the_next_one_it_is_there_again() {
    let Some(bus) = Bus::start() else { return };
    let (panel, _wishes) = panel::start_on(Some(bus.address.clone()));
    let connection = bus.connect();
    panel.clear();
    panel.show(book());
    wait("the panel", || is_there(&connection));
    panel.clear();
    wait("the panel to go", || !is_there(&connection));
    panel.show(Shown { title: "Қара сөздер".to_owned(), chapter: None, ..book() });
    wait("the panel again", || is_there(&connection));
    let metadata: HashMap<String, OwnedValue> = proxy(&connection, PLAYER).get_property("Metadata").expect("metadata");
    assert_eq!(metadata["xesam:title"].downcast_ref::<&str>().expect("a title"), "Қара сөздер");
}
