//! Is a screen reader running? The program's own voice is silent while one is.

use iced::Subscription;
use iced::futures::Stream;

#[cfg(target_os = "linux")]
#[path = "reader/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "reader/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "reader/windows.rs"]
mod system;

/// Says whether a screen reader is running: at once, and whenever it changes.
pub fn screen_reader_running() -> Subscription<bool> {
    fn stream() -> impl Stream<Item = bool> {
        iced::stream::channel(4, async move |mut output| system::watch(&mut output).await)
    }
    Subscription::run(stream)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod system {
    use iced::futures::SinkExt;
    use iced::futures::channel::mpsc::Sender;

    pub(super) async fn watch(output: &mut Sender<bool>) {
        let _ = output.send(false).await;
    }
}

/// Asks again and again, for systems that tell nobody.
#[cfg(any(target_os = "macos", windows))]
async fn poll(output: &mut iced::futures::channel::mpsc::Sender<bool>, running: fn() -> bool) {
    use iced::futures::SinkExt;

    let mut told = None;
    let mut clock = tokio::time::interval(std::time::Duration::from_millis(500));
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
