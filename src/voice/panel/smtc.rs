//! Windows: the System Media Transport Controls, steered by hand
//! (<https://learn.microsoft.com/windows/uwp/audio-video-camera/system-media-transport-controls>).
//!
//! They are had of a media player that never plays, as is documented there. The other way
//! (`ISystemMediaTransportControlsInterop`) asks for a window with a message loop on a thread of ours, and unsafe code for
//! both. A media key that our own window gets does not come here as well: the toolkit answers it, and only what a window
//! leaves to the system is handed on (<https://learn.microsoft.com/windows/win32/inputdev/wm-appcommand>).

use std::time::{Duration, Instant};

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender};
use futures::{FutureExt, StreamExt};
use windows::Foundation::{TimeSpan, TypedEventHandler};
use windows::Media::Playback::MediaPlayer;
use windows::Media::{
    MediaPlaybackStatus, MediaPlaybackType, PlaybackPositionChangeRequestedEventArgs,
    PlaybackRateChangeRequestedEventArgs, SystemMediaTransportControls, SystemMediaTransportControlsButton,
    SystemMediaTransportControlsButtonPressedEventArgs, SystemMediaTransportControlsTimelineProperties,
};
use windows::core::{HSTRING, Result};

use super::{Shown, Wish};

/// How often the place in a recording that sounds is told: the panel does not count by itself, and five seconds are what
/// Microsoft advises.
const OFTEN: Duration = Duration::from_secs(5);

/// Shows until nobody shows anything any more.
pub(super) fn start(shown: UnboundedReceiver<Option<Shown>>, wish: UnboundedSender<Wish>) {
    let serve = move || {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_time().build() {
            Ok(runtime) => runtime,
            Err(error) => return tracing::warn!(%error, "no clock for the panel"),
        };
        if let Err(error) = runtime.block_on(serve(shown, wish)) {
            tracing::info!(%error, "the system has no panel for players");
        }
    };
    if let Err(error) = std::thread::Builder::new().name("panel".to_owned()).spawn(serve) {
        tracing::warn!(%error, "no thread for the panel");
    }
}

async fn serve(mut shown: UnboundedReceiver<Option<Shown>>, wish: UnboundedSender<Wish>) -> Result<()> {
    let mut controls: Option<Controls> = None;
    loop {
        let next = match &mut controls {
            Some(controls) if controls.is_moving() => match tokio::time::timeout(OFTEN, shown.next()).await {
                Ok(next) => next,
                Err(_) => {
                    note(controls.tell_place());
                    continue;
                }
            },
            _ => shown.next().await,
        };
        let Some(mut next) = next else { return Ok(()) };
        // What was shown since then is older already.
        while let Some(Some(later)) = shown.next().now_or_never() {
            next = later;
        }
        match (next, &mut controls) {
            (Some(next), Some(controls)) => note(controls.show(next)),
            (Some(next), none) => note(none.insert(Controls::new(&wish)?).show(next)),
            (None, Some(controls)) => note(controls.clear()),
            (None, None) => {}
        }
    }
}

/// What is not shown once is shown the next time.
fn note(done: Result<()>) {
    if let Err(error) = done {
        tracing::debug!(%error, "the panel for players does not follow");
    }
}

struct Controls {
    player: MediaPlayer,
    controls: SystemMediaTransportControls,
    /// What is shown, and since when; `None` while nothing is.
    shown: Option<(Shown, Instant)>,
}

impl Drop for Controls {
    fn drop(&mut self) {
        let _ = self.clear();
        let _ = self.player.Close();
    }
}

impl Controls {
    fn new(wish: &UnboundedSender<Wish>) -> Result<Self> {
        let player = MediaPlayer::new()?;
        player.CommandManager()?.SetIsEnabled(false)?;
        let controls = player.SystemMediaTransportControls()?;
        controls.SetIsEnabled(false)?;
        controls.SetIsPlayEnabled(true)?;
        controls.SetIsPauseEnabled(true)?;
        controls.SetIsStopEnabled(true)?;
        controls.SetIsNextEnabled(true)?;
        controls.SetIsPreviousEnabled(true)?;
        let ask = asking(wish);
        controls.ButtonPressed(&TypedEventHandler::new(
            move |_, pressed: &Option<SystemMediaTransportControlsButtonPressedEventArgs>| {
                let Some(pressed) = pressed else { return Ok(()) };
                ask(match pressed.Button()? {
                    SystemMediaTransportControlsButton::Play => Some(Wish::Play),
                    SystemMediaTransportControlsButton::Pause | SystemMediaTransportControlsButton::Stop => {
                        Some(Wish::Pause)
                    }
                    SystemMediaTransportControlsButton::Next => Some(Wish::Next),
                    SystemMediaTransportControlsButton::Previous => Some(Wish::Previous),
                    _ => None,
                });
                Ok(())
            },
        ))?;
        let ask = asking(wish);
        controls.PlaybackPositionChangeRequested(&TypedEventHandler::new(
            move |_, asked: &Option<PlaybackPositionChangeRequestedEventArgs>| {
                let Some(asked) = asked else { return Ok(()) };
                // Hundreds of nanoseconds.
                let ticks = u64::try_from(asked.RequestedPlaybackPosition()?.Duration).unwrap_or(0);
                ask(Some(Wish::GoTo(Duration::from_nanos(ticks.saturating_mul(100)))));
                Ok(())
            },
        ))?;
        let ask = asking(wish);
        controls.PlaybackRateChangeRequested(&TypedEventHandler::new(
            move |_, asked: &Option<PlaybackRateChangeRequestedEventArgs>| {
                let Some(asked) = asked else { return Ok(()) };
                let rate = asked.RequestedPlaybackRate()?;
                ask(Some(rate).filter(|rate| rate.is_finite() && *rate > 0.0).map(Wish::Rate));
                Ok(())
            },
        ))?;
        Ok(Self { player, controls, shown: None })
    }

    /// Whether the place changes by itself.
    fn is_moving(&self) -> bool {
        self.shown.as_ref().is_some_and(|(shown, _)| shown.sounds && shown.time.is_some())
    }

    fn show(&mut self, shown: Shown) -> Result<()> {
        let before = self.shown.take().map(|(before, _)| before);
        let about = |shown: &Shown| (shown.title.clone(), shown.chapter.clone(), shown.authors.clone());
        if before.as_ref().map(about) != Some(about(&shown)) {
            let display = self.controls.DisplayUpdater()?;
            display.ClearAll()?;
            display.SetType(MediaPlaybackType::Music)?;
            let music = display.MusicProperties()?;
            music.SetTitle(&HSTRING::from(shown.chapter.as_ref().unwrap_or(&shown.title)))?;
            music.SetAlbumTitle(&HSTRING::from(&shown.title))?;
            music.SetArtist(&HSTRING::from(shown.authors.join(", ")))?;
            display.Update()?;
        }
        if before.is_none() {
            self.controls.SetIsEnabled(true)?;
        }
        // Behind the rest: some versions of Windows show a pause after an update of the title.
        let status = if shown.sounds { MediaPlaybackStatus::Playing } else { MediaPlaybackStatus::Paused };
        self.controls.SetPlaybackStatus(status)?;
        if shown.rate.is_finite() && shown.rate > 0.0 {
            self.controls.SetPlaybackRate(shown.rate)?;
        }
        self.shown = Some((shown, Instant::now()));
        self.tell_place()
    }

    /// Tells how far it is. What has no length has no line to show that on.
    fn tell_place(&self) -> Result<()> {
        let line = SystemMediaTransportControlsTimelineProperties::new()?;
        if let Some((shown, since)) = &self.shown
            && let Some((length, _)) = shown.time
        {
            line.SetStartTime(TimeSpan::default())?;
            line.SetMinSeekTime(TimeSpan::default())?;
            line.SetEndTime(length.into())?;
            line.SetMaxSeekTime(length.into())?;
            line.SetPosition(shown.place(since.elapsed()).into())?;
        }
        self.controls.UpdateTimelineProperties(&line)
    }

    /// Nothing is shown.
    fn clear(&mut self) -> Result<()> {
        if self.shown.take().is_none() {
            return Ok(());
        }
        self.controls.SetPlaybackStatus(MediaPlaybackStatus::Closed)?;
        self.controls.SetIsEnabled(false)?;
        self.tell_place()?;
        let display = self.controls.DisplayUpdater()?;
        display.ClearAll()?;
        display.Update()
    }
}

/// The way of wishes out of a callback.
fn asking(wish: &UnboundedSender<Wish>) -> impl Fn(Option<Wish>) + Send + 'static {
    let wish = wish.clone();
    move |asked| {
        if let Some(asked) = asked {
            // The program is about to end when this fails.
            let _ = wish.unbounded_send(asked);
        }
    }
}
