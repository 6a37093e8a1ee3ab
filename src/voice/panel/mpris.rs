//! MPRIS: two interfaces of one object on the session's bus.
//!
//! <https://specifications.freedesktop.org/mpris-spec/latest/Media_Player.html>,
//! <https://specifications.freedesktop.org/mpris-spec/latest/Player_Interface.html>

use std::collections::HashMap;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender};
use zbus::connection::Builder;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, Value};
use zbus::{Connection, interface};

use super::{Shown, Wish};
use crate::voice::player::SPEEDS;

const PATH: &str = "/org/mpris/MediaPlayer2";
const NAME: &str = "org.mpris.MediaPlayer2.oqyrman";
/// A book is one track, whatever it is.
const TRACK: &str = "/org/oqyrman/book";
/// A place that is further than this from where it would be by itself was gone to.
const JUMP: Duration = Duration::from_millis(1500);

/// Serves until nobody shows anything any more.
pub(super) fn start(bus: Option<String>, shown: UnboundedReceiver<Option<Shown>>, wish: UnboundedSender<Wish>) {
    let serve = move || {
        if let Err(error) = zbus::block_on(serve(bus, shown, wish)) {
            tracing::info!(%error, "the system has no panel for players");
        }
    };
    if let Err(error) = std::thread::Builder::new().name("panel".to_owned()).spawn(serve) {
        tracing::warn!(%error, "no thread for the panel");
    }
}

async fn serve(
    bus: Option<String>,
    mut shown: UnboundedReceiver<Option<Shown>>,
    wish: UnboundedSender<Wish>,
) -> zbus::Result<()> {
    let first = loop {
        match shown.next().await {
            None => return Ok(()),
            Some(None) => {}
            Some(Some(first)) => break first,
        }
    };
    let builder = match &bus {
        Some(address) => Builder::address(address.as_str())?,
        None => Builder::session()?,
    };
    let root = Root(wish.clone());
    let player = Player { shown: first, since: Instant::now(), wish };
    let connection = builder.serve_at(PATH, root)?.serve_at(PATH, player)?.build().await?;
    let mut name = Some(claim(&connection).await?);
    let player = connection.object_server().interface::<_, Player>(PATH).await?;
    while let Some(next) = shown.next().await {
        let Some(next) = next else {
            // A player without a name is no player to anybody.
            if let Some(name) = name.take() {
                connection.release_name(name).await?;
            }
            player.get_mut().await.shown = Shown::default();
            continue;
        };
        let mut held = player.get_mut().await;
        let before = std::mem::replace(&mut held.shown, next);
        let expected = before.place(held.since.elapsed());
        held.since = Instant::now();
        let now = &held.shown;
        let emitter = player.signal_emitter();
        if before.sounds != now.sounds {
            held.playback_status_changed(emitter).await?;
        }
        if before.rate != now.rate {
            held.rate_changed(emitter).await?;
        }
        if before.volume != now.volume {
            held.volume_changed(emitter).await?;
        }
        let about = |shown: &Shown| (shown.title.clone(), shown.chapter.clone(), shown.time.map(|(length, _)| length));
        if about(&before) != about(now) || before.authors != now.authors {
            held.metadata_changed(emitter).await?;
        }
        if before.time.is_some() != now.time.is_some() {
            held.can_seek_changed(emitter).await?;
        }
        if let Some((_, at)) = now.time
            && at.abs_diff(expected) > JUMP
        {
            Player::seeked(emitter, micros(at)).await?;
        }
        drop(held);
        if name.is_none() {
            name = Some(claim(&connection).await?);
        }
    }
    Ok(())
}

/// Takes the player's name and answers it. A second window of the same user, of another home, has a name of its own.
async fn claim(connection: &Connection) -> zbus::Result<String> {
    use zbus::fdo::RequestNameFlags;

    let alone = RequestNameFlags::DoNotQueue.into();
    match connection.request_name_with_flags(NAME, alone).await {
        Err(zbus::Error::NameTaken) => {
            let name = format!("{NAME}.instance{}", std::process::id());
            connection.request_name(name.as_str()).await?;
            Ok(name)
        }
        other => other.map(|_| NAME.to_owned()),
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

struct Root(UnboundedSender<Wish>);

#[interface(name = "org.mpris.MediaPlayer2")]
impl Root {
    fn raise(&self) {
        // The program is about to end when this fails.
        let _ = self.0.unbounded_send(Wish::Raise);
    }

    fn quit(&self) {}

    #[zbus(property)]
    fn can_quit(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn can_raise(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn has_track_list(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn identity(&self) -> &str {
        "Oqyrman"
    }

    #[zbus(property)]
    fn desktop_entry(&self) -> &str {
        "oqyrman"
    }

    #[zbus(property)]
    fn supported_uri_schemes(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn supported_mime_types(&self) -> Vec<String> {
        Vec::new()
    }
}

struct Player {
    shown: Shown,
    since: Instant,
    wish: UnboundedSender<Wish>,
}

impl Player {
    fn ask(&self, wish: Wish) {
        // The program is about to end when this fails.
        let _ = self.wish.unbounded_send(wish);
    }
}

#[interface(name = "org.mpris.MediaPlayer2.Player")]
impl Player {
    fn next(&self) {
        self.ask(Wish::Next);
    }

    fn previous(&self) {
        self.ask(Wish::Previous);
    }

    fn pause(&self) {
        self.ask(Wish::Pause);
    }

    fn play_pause(&self) {
        self.ask(Wish::Toggle);
    }

    fn stop(&self) {
        self.ask(Wish::Pause);
    }

    fn play(&self) {
        self.ask(Wish::Play);
    }

    fn seek(&self, offset: i64) {
        if self.shown.time.is_some() {
            self.ask(Wish::Seek(offset));
        }
    }

    fn set_position(&self, track: ObjectPath<'_>, position: i64) {
        let length = self.shown.time.map_or(0, |(length, _)| micros(length));
        // The specification: what lies beyond the track, or means another one, is nothing.
        if track.as_str() == TRACK && (0..=length).contains(&position) {
            self.ask(Wish::GoTo(Duration::from_micros(position.unsigned_abs())));
        }
    }

    fn open_uri(&self, _uri: &str) {}

    #[zbus(signal)]
    async fn seeked(emitter: &SignalEmitter<'_>, position: i64) -> zbus::Result<()>;

    #[zbus(property)]
    fn playback_status(&self) -> &str {
        if self.shown.sounds { "Playing" } else { "Paused" }
    }

    #[zbus(property)]
    fn rate(&self) -> f64 {
        self.shown.rate
    }

    #[zbus(property)]
    fn set_rate(&self, rate: f64) {
        if rate.is_finite() {
            // Nought is a pause there.
            self.ask(if rate <= 0.0 { Wish::Pause } else { Wish::Rate(rate) });
        }
    }

    #[zbus(property)]
    fn minimum_rate(&self) -> f64 {
        f64::from(*SPEEDS.start())
    }

    #[zbus(property)]
    fn maximum_rate(&self) -> f64 {
        f64::from(*SPEEDS.end())
    }

    #[zbus(property)]
    fn volume(&self) -> f64 {
        self.shown.volume
    }

    #[zbus(property)]
    fn set_volume(&self, volume: f64) {
        if volume.is_finite() {
            self.ask(Wish::Volume(volume.max(0.0)));
        }
    }

    #[zbus(property(emits_changed_signal = "false"))]
    fn position(&self) -> i64 {
        micros(self.shown.place(self.since.elapsed()))
    }

    #[zbus(property)]
    fn metadata(&self) -> HashMap<&str, Value<'_>> {
        let mut told = HashMap::new();
        if let Ok(track) = ObjectPath::try_from(TRACK) {
            told.insert("mpris:trackid", Value::from(track));
        }
        if let Some((length, _)) = self.shown.time {
            told.insert("mpris:length", micros(length).into());
        }
        let Shown { title, chapter, authors, .. } = &self.shown;
        told.insert("xesam:title", chapter.as_ref().unwrap_or(title).as_str().into());
        told.insert("xesam:album", title.as_str().into());
        if !authors.is_empty() {
            told.insert("xesam:artist", authors.clone().into());
        }
        told
    }

    #[zbus(property)]
    fn can_go_next(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_go_previous(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_play(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_pause(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_seek(&self) -> bool {
        self.shown.time.is_some()
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn can_control(&self) -> bool {
        true
    }
}
