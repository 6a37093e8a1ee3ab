//! macOS: «Now Playing» of the control centre, and the media keys
//! (<https://developer.apple.com/documentation/mediaplayer/mpnowplayinginfocenter>,
//! <https://developer.apple.com/documentation/mediaplayer/mpremotecommandcenter>).
//!
//! The system counts the time by itself from the place and the rate that it was told.

use std::ptr::NonNull;
use std::time::Duration;

use block2::RcBlock;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender};
use futures::{FutureExt, StreamExt};
use objc2::rc::{Retained, autoreleasepool};
use objc2::runtime::AnyObject;
use objc2_foundation::{NSMutableDictionary, NSNumber, NSString};
use objc2_media_player::{
    MPChangePlaybackPositionCommandEvent, MPMediaItemPropertyAlbumTitle, MPMediaItemPropertyArtist,
    MPMediaItemPropertyPlaybackDuration, MPMediaItemPropertyTitle, MPNowPlayingInfoCenter, MPNowPlayingInfoMediaType,
    MPNowPlayingInfoPropertyDefaultPlaybackRate, MPNowPlayingInfoPropertyElapsedPlaybackTime,
    MPNowPlayingInfoPropertyMediaType, MPNowPlayingInfoPropertyPlaybackRate, MPNowPlayingPlaybackState,
    MPRemoteCommand, MPRemoteCommandCenter, MPRemoteCommandEvent, MPRemoteCommandHandlerStatus,
};

use super::{Shown, Wish};

/// Shows until nobody shows anything any more.
pub(super) fn start(shown: UnboundedReceiver<Option<Shown>>, wish: UnboundedSender<Wish>) {
    let serve = move || futures::executor::block_on(serve(shown, &wish));
    if let Err(error) = std::thread::Builder::new().name("panel".to_owned()).spawn(serve) {
        tracing::warn!(%error, "no thread for the panel");
    }
}

async fn serve(mut shown: UnboundedReceiver<Option<Shown>>, wish: &UnboundedSender<Wish>) {
    let mut commands: Option<Commands> = None;
    while let Some(mut next) = shown.next().await {
        // What was shown since then is older already.
        while let Some(Some(later)) = shown.next().now_or_never() {
            next = later;
        }
        autoreleasepool(|_| match next {
            Some(next) => {
                commands.get_or_insert_with(|| Commands::new(wish)).enable(next.time.is_some());
                show(&next);
            }
            None => {
                commands = None;
                clear();
            }
        });
    }
    autoreleasepool(|_| {
        if commands.take().is_some() {
            clear();
        }
    });
}

fn show(shown: &Shown) {
    let told = NSMutableDictionary::<NSString, AnyObject>::new();
    let text = |key: &NSString, text: &str| told.insert(key, &**NSString::from_str(text));
    let number = |key: &NSString, number: f64| told.insert(key, &**NSNumber::new_f64(number));
    // SAFETY: constants of the framework; the values have the types that are documented for them.
    unsafe {
        text(MPMediaItemPropertyTitle, shown.chapter.as_ref().unwrap_or(&shown.title));
        text(MPMediaItemPropertyAlbumTitle, &shown.title);
        if !shown.authors.is_empty() {
            text(MPMediaItemPropertyArtist, &shown.authors.join(", "));
        }
        if let Some((length, place)) = shown.time {
            number(MPMediaItemPropertyPlaybackDuration, length.as_secs_f64());
            number(MPNowPlayingInfoPropertyElapsedPlaybackTime, place.as_secs_f64());
        }
        number(MPNowPlayingInfoPropertyPlaybackRate, if shown.sounds { shown.rate } else { 0.0 });
        number(MPNowPlayingInfoPropertyDefaultPlaybackRate, shown.rate);
        let sound = NSNumber::new_usize(MPNowPlayingInfoMediaType::Audio.0);
        told.insert(MPNowPlayingInfoPropertyMediaType, &**sound);
    }
    let state = if shown.sounds { MPNowPlayingPlaybackState::Playing } else { MPNowPlayingPlaybackState::Paused };
    // SAFETY: may be set from any thread.
    unsafe {
        let centre = MPNowPlayingInfoCenter::defaultCenter();
        centre.setNowPlayingInfo(Some(&told));
        centre.setPlaybackState(state);
    }
}

/// Nothing is shown.
fn clear() {
    // SAFETY: may be set from any thread.
    unsafe {
        let centre = MPNowPlayingInfoCenter::defaultCenter();
        centre.setPlaybackState(MPNowPlayingPlaybackState::Stopped);
        centre.setNowPlayingInfo(None);
    }
}

/// What can be asked for. When it is dropped nothing can.
struct Commands {
    /// Each with what answers it.
    answered: Vec<(Retained<MPRemoteCommand>, Retained<AnyObject>)>,
    /// Only of a recording.
    position: Retained<MPRemoteCommand>,
}

impl Commands {
    fn new(wish: &UnboundedSender<Wish>) -> Self {
        // SAFETY: what is asked for here changes nothing and has no conditions.
        let (centre, position) = unsafe {
            let centre = MPRemoteCommandCenter::sharedCommandCenter();
            let position = centre.changePlaybackPositionCommand();
            (centre, position.into_super())
        };
        let plain = unsafe {
            [
                (centre.togglePlayPauseCommand(), Wish::Toggle),
                (centre.playCommand(), Wish::Play),
                (centre.pauseCommand(), Wish::Pause),
                (centre.stopCommand(), Wish::Pause),
                (centre.nextTrackCommand(), Wish::Next),
                (centre.previousTrackCommand(), Wish::Previous),
            ]
        };
        let mut answered: Vec<_> =
            plain.into_iter().map(|(command, asked)| answer(command, wish, move |_| Some(asked))).collect();
        answered.push(answer(position.clone(), wish, |event| {
            let event = event.downcast_ref::<MPChangePlaybackPositionCommandEvent>()?;
            // SAFETY: a property that is read.
            let seconds = unsafe { event.positionTime() };
            Duration::try_from_secs_f64(seconds).ok().map(Wish::GoTo)
        }));
        Self { answered, position }
    }

    fn enable(&self, has_time: bool) {
        for (command, _) in &self.answered {
            // SAFETY: no conditions.
            unsafe { command.setEnabled(true) };
        }
        // SAFETY: no conditions.
        unsafe { self.position.setEnabled(has_time) };
    }
}

impl Drop for Commands {
    fn drop(&mut self) {
        for (command, target) in &self.answered {
            // SAFETY: the object that was given for this very command.
            unsafe {
                command.setEnabled(false);
                command.removeTarget(Some(target));
            }
        }
    }
}

/// Answers a command with a wish. It is called on the main thread.
fn answer(
    command: Retained<MPRemoteCommand>,
    wish: &UnboundedSender<Wish>,
    asked: impl Fn(&MPRemoteCommandEvent) -> Option<Wish> + 'static,
) -> (Retained<MPRemoteCommand>, Retained<AnyObject>) {
    let wish = wish.clone();
    let block = RcBlock::new(move |event: NonNull<MPRemoteCommandEvent>| {
        // SAFETY: the system holds the event during the call.
        let asked = asked(unsafe { event.as_ref() });
        match asked.map(|asked| wish.unbounded_send(asked)) {
            Some(Ok(())) => MPRemoteCommandHandlerStatus::Success,
            _ => MPRemoteCommandHandlerStatus::CommandFailed,
        }
    });
    // SAFETY: the command copies the block.
    let target = unsafe { command.addTargetWithHandler(&block) };
    (command, target)
}
