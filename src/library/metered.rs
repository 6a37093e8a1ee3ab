//! Whether the network is paid for by what goes through it, as the system tells.
//!
//! NetworkManager <https://networkmanager.dev/docs/api/latest/gdbus-org.freedesktop.NetworkManager.html>, on Windows
//! <https://learn.microsoft.com/uwp/api/windows.networking.connectivity.connectioncost>. macOS tells programs of each
//! connection alone, nothing of the network: there it counts as free.

use futures::Stream;
#[cfg(not(any(target_os = "linux", windows)))]
use futures::stream;

/// Tells at once and with every change. Ends where the system tells nothing.
#[cfg(target_os = "linux")]
pub fn watch() -> impl Stream<Item = bool> + Send + 'static {
    network_manager::watch(async { zbus::Connection::system().await })
}

/// Tells at once and with every change. Ends where the system tells nothing.
#[cfg(windows)]
pub fn watch() -> impl Stream<Item = bool> + Send + 'static {
    use windows::Networking::Connectivity::{NetworkInformation, NetworkStatusChangedEventHandler};
    let (changes, changed) = futures::channel::mpsc::unbounded();
    let told = changes.clone();
    let handler = NetworkStatusChangedEventHandler::new(move |_| {
        let _ = told.unbounded_send(is_metered());
        Ok(())
    });
    // It stays registered until the program ends: there is one watch.
    let registered = NetworkInformation::NetworkStatusChanged(&handler);
    let _ = changes.unbounded_send(is_metered());
    if let Err(error) = registered {
        tracing::info!(%error, "changes of the network are not told");
    }
    changed
}

#[cfg(windows)]
fn is_metered() -> bool {
    use windows::Networking::Connectivity::{NetworkCostType, NetworkInformation};
    let cost = NetworkInformation::GetInternetConnectionProfile().and_then(|profile| profile.GetConnectionCost());
    cost.and_then(|cost| {
        Ok(cost.NetworkCostType()? != NetworkCostType::Unrestricted
            && cost.NetworkCostType()? != NetworkCostType::Unknown
            || cost.Roaming()?)
    })
    .unwrap_or(false)
}

/// Tells at once and with every change. Ends where the system tells nothing.
#[cfg(not(any(target_os = "linux", windows)))]
pub fn watch() -> impl Stream<Item = bool> + Send + 'static {
    stream::empty()
}

#[cfg(target_os = "linux")]
mod network_manager {
    use futures::{Stream, StreamExt, stream};
    use zbus::Connection;

    const NAME: &str = "org.freedesktop.NetworkManager";

    pub fn watch(
        bus: impl Future<Output = zbus::Result<Connection>> + Send + 'static,
    ) -> impl Stream<Item = bool> + Send + 'static {
        let told = async move {
            let proxy = match proxy(bus).await {
                Ok(proxy) => proxy,
                Err(error) => {
                    tracing::info!(%error, "nobody tells whether the network is metered");
                    return stream::empty().boxed();
                }
            };
            let changes = proxy.receive_property_changed::<u32>("Metered").await;
            let now = proxy.get_property::<u32>("Metered").await.ok();
            let changes = changes.filter_map(|change| async move { change.get().await.ok() });
            // The first change tells what is so now, too.
            stream::iter(now).chain(changes).map(is_metered).boxed()
        };
        stream::once(told).flatten()
    }

    async fn proxy(bus: impl Future<Output = zbus::Result<Connection>>) -> zbus::Result<zbus::Proxy<'static>> {
        zbus::Proxy::new(&bus.await?, NAME, "/org/freedesktop/NetworkManager", NAME).await
    }

    /// `NM_METERED_YES` and `NM_METERED_GUESS_YES`.
    fn is_metered(told: u32) -> bool {
        matches!(told, 1 | 3)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        /// `NMMetered` of NetworkManager: unknown, yes, no, guessed yes, guessed no.
        #[test]
        fn a_guess_counts_as_well_as_a_certainty() {
            assert_eq!([0, 1, 2, 3, 4].map(is_metered), [false, true, false, true, false]);
        }
    }
}
