//! Linux: who listens on the accessibility bus.
//!
//! `org.a11y.Status` only tells what a desktop's switch says; a screen reader that was started by hand leaves it off, and
//! a switch that is on does not speak. The registry tells who listens, and to what: a screen reader, and hardly anybody
//! else, listens to changes of text. <https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/>

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use iced::futures::channel::mpsc::Sender;
use zbus::connection::Builder;
use zbus::{Connection, proxy};

#[proxy(interface = "org.a11y.Bus", default_service = "org.a11y.Bus", default_path = "/org/a11y/bus")]
trait Bus {
    fn get_address(&self) -> zbus::Result<String>;
}

#[proxy(
    interface = "org.a11y.atspi.Registry",
    default_service = "org.a11y.atspi.Registry",
    default_path = "/org/a11y/atspi/registry"
)]
trait Registry {
    /// Bus names and the events they listen to.
    fn get_registered_events(&self) -> zbus::Result<Vec<(String, String)>>;

    #[zbus(signal)]
    fn event_listener_registered(&self, name: String, event: String) -> zbus::Result<()>;

    #[zbus(signal)]
    fn event_listener_deregistered(&self, name: String, event: String) -> zbus::Result<()>;
}

pub(super) async fn watch(output: &mut Sender<bool>) {
    let mut told = None;
    loop {
        // The bus may come later, or be started anew.
        if let Err(error) = listen(output, &mut told).await {
            tracing::debug!(%error, "the accessibility bus does not answer");
        }
        if output.is_closed() {
            return;
        }
        tell(output, &mut told, false).await;
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

async fn tell(output: &mut Sender<bool>, told: &mut Option<bool>, running: bool) {
    if *told != Some(running) {
        *told = Some(running);
        let _ = output.send(running).await;
    }
}

async fn listen(output: &mut Sender<bool>, told: &mut Option<bool>) -> zbus::Result<()> {
    let session = Connection::session().await?;
    let address = BusProxy::new(&session).await?.get_address().await?;
    let bus = Builder::address(address.as_str())?.build().await?;
    let registry = RegistryProxy::new(&bus).await?;
    let mut come = registry.receive_event_listener_registered().await?;
    let mut gone = registry.receive_event_listener_deregistered().await?;
    let dbus = zbus::fdo::DBusProxy::new(&bus).await?;
    // A reader that ends without a word takes its name with it.
    let mut left = dbus.receive_name_owner_changed().await?;
    loop {
        let events = registry.get_registered_events().await?;
        tell(output, told, events.iter().any(|(_, event)| is_a_readers(event))).await;
        // A screen reader registers some dozens of events in a row: one look is enough for all.
        loop {
            let interesting = tokio::select! {
                signal = come.next() => signal.map(|_| true),
                signal = gone.next() => signal.map(|_| true),
                signal = left.next() => signal.map(|signal| {
                    signal.args().is_ok_and(|args| args.new_owner().is_none())
                }),
            };
            match interesting {
                None => return Ok(()),
                Some(true) => break,
                Some(false) => {}
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// «object:text-changed:insert», or as older registries write it, «Object:TextChanged:Insert».
fn is_a_readers(event: &str) -> bool {
    let plain: String = event.chars().filter(char::is_ascii_alphabetic).collect();
    plain.to_ascii_lowercase().starts_with("objecttextchanged")
}

#[cfg(test)]
mod tests {
    use super::is_a_readers;

    #[test]
    fn a_reader_is_known_by_what_it_listens_to() {
        assert!(is_a_readers("object:text-changed:insert"));
        assert!(is_a_readers("Object:TextChanged:"));
        assert!(!is_a_readers("object:text-caret-moved"));
        assert!(!is_a_readers("focus:"));
    }
}
