//! Is a screen reader running? The program's own voice is silent while one is.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use iced::Subscription;
use iced::futures::Stream;
use iced::futures::channel::mpsc::{Receiver, Sender, channel};

#[cfg(target_os = "linux")]
#[path = "reader/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "reader/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "reader/windows.rs"]
mod system;

/// How long a reader has to be gone before that is told: one that is started anew comes back sooner.
const GONE: Duration = Duration::from_secs(3);

/// Says whether a screen reader is running: at once, whenever one comes, and when one has been gone for a while.
pub fn screen_reader_running() -> Subscription<bool> {
    fn stream() -> impl Stream<Item = bool> {
        iced::stream::channel(4, async move |mut output| {
            let (mut seen, told) = channel(4);
            let watched = async {
                system::watch(&mut seen).await;
                seen.close_channel();
            };
            futures::join!(watched, steadied(told, &mut output, || tokio::time::sleep(GONE)));
        })
    }
    Subscription::run(stream)
}

/// Tells on what differs from what was told before. That a reader is gone is told after a pause, unless it is back by then.
async fn steadied<Pause: Future<Output = ()>>(
    mut seen: Receiver<bool>,
    output: &mut Sender<bool>,
    pause: impl Fn() -> Pause,
) {
    let mut told = None;
    let mut next = seen.next().await;
    while let Some(running) = next {
        if told == Some(true) && !running {
            let waited = pause();
            futures::pin_mut!(waited);
            match futures::future::select(waited, seen.next()).await {
                futures::future::Either::Left(_) => {}
                futures::future::Either::Right((sooner, _)) => {
                    next = sooner;
                    continue;
                }
            }
        }
        if told != Some(running) {
            told = Some(running);
            if output.send(running).await.is_err() {
                return;
            }
        }
        next = seen.next().await;
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod system {
    use super::{Sender, SinkExt};

    pub(super) async fn watch(output: &mut Sender<bool>) {
        let _ = output.send(false).await;
    }
}

/// Asks again and again, for systems that tell nobody.
#[cfg(any(target_os = "macos", windows))]
async fn poll(output: &mut Sender<bool>, running: fn() -> bool) {
    let mut told = None;
    let mut clock = tokio::time::interval(Duration::from_millis(500));
    loop {
        clock.tick().await;
        let now = running();
        if told != Some(now) {
            told = Some(now);
            if output.send(now).await.is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told when these are seen one after the other; the pause is over only where there is a `None`.
    fn told(seen: &[Option<bool>]) -> Vec<bool> {
        futures::executor::block_on(async {
            let (mut sees, seeing) = channel(8);
            let (mut output, outcome) = channel(8);
            let (mut ends, ended) = channel::<()>(8);
            let ended = std::cell::RefCell::new(ended);
            let pause = || async {
                std::future::poll_fn(|context| ended.borrow_mut().poll_next_unpin(context)).await;
            };
            let play = async {
                for step in seen {
                    match step {
                        Some(running) => sees.send(*running).await.unwrap(),
                        None => ends.send(()).await.unwrap(),
                    }
                    // The other side has its turn, as often as it needs.
                    for _ in 0..8 {
                        yield_once().await;
                    }
                }
                sees.close_channel();
            };
            futures::join!(play, steadied(seeing, &mut output, pause));
            drop(output);
            outcome.collect().await
        })
    }

    async fn yield_once() {
        let mut yielded = false;
        std::future::poll_fn(move |context| {
            if std::mem::replace(&mut yielded, true) {
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        })
        .await;
    }

    #[test]
    fn a_reader_that_is_started_anew_was_never_gone() {
        let (come, gone, pause) = (Some(true), Some(false), None);
        assert_eq!(told(&[gone, come]), [false, true], "at the start nothing waits");
        assert_eq!(told(&[come, gone, come, gone, come]), [true]);
        assert_eq!(told(&[come, gone, pause]), [true, false]);
        assert_eq!(told(&[come, gone, gone, pause, come]), [true, false, true]);
    }
}
