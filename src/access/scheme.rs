//! What the system asks of its windows: dark or light, high contrast, on some systems also in which colours.

use iced::Subscription;
use iced::futures::Stream;
use iced::futures::channel::mpsc::Sender;

use crate::settings::Scheme;

#[cfg(target_os = "linux")]
#[path = "scheme/linux.rs"]
pub mod system;
#[cfg(target_os = "macos")]
#[path = "scheme/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "scheme/windows.rs"]
mod system;

/// Says what the system asks for: as soon as it answers, and whenever it asks for something else.
pub fn system_scheme() -> Subscription<Scheme> {
    fn stream() -> impl Stream<Item = Scheme> {
        iced::stream::channel(4, async move |mut output: Sender<Scheme>| system::watch(&mut output).await)
    }
    Subscription::run(stream)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod system {
    use super::{Scheme, Sender};

    pub(super) async fn watch(_output: &mut Sender<Scheme>) {}
}

/// Asks again and again, for systems that tell only windows.
#[cfg(any(target_os = "macos", windows))]
async fn poll(output: &mut Sender<Scheme>, asked: fn() -> Scheme) {
    use futures::SinkExt;

    let mut told = None;
    let mut clock = tokio::time::interval(std::time::Duration::from_secs(1));
    loop {
        clock.tick().await;
        let now = asked();
        if told != Some(now) {
            told = Some(now);
            if output.send(now).await.is_err() {
                return;
            }
        }
    }
}
