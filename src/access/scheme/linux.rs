//! Linux: the settings portal, which every desktop and sandbox has, and GNOME's switch for high contrast through it.
//!
//! <https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html>

use std::collections::HashMap;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use iced::futures::channel::mpsc::Sender;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, proxy};

use crate::settings::Scheme;

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const APPEARANCE: &str = "org.freedesktop.appearance";
const GNOME: &str = "org.gnome.desktop.a11y.interface";

/// Settings by their names, by their namespaces.
type Settings = HashMap<String, HashMap<String, OwnedValue>>;

#[proxy(
    interface = "org.freedesktop.portal.Settings",
    default_service = "org.freedesktop.portal.Desktop",
    default_path = "/org/freedesktop/portal/desktop"
)]
trait Portal {
    fn read_all(&self, namespaces: &[&str]) -> zbus::Result<Settings>;

    #[zbus(signal)]
    fn setting_changed(&self, namespace: String, key: String, value: Value<'_>) -> zbus::Result<()>;
}

pub(super) async fn watch(output: &mut Sender<Scheme>) {
    loop {
        let followed = match Connection::session().await {
            Ok(bus) => follow(&bus, output).await,
            Err(error) => Err(error),
        };
        if let Err(error) = followed {
            tracing::debug!(%error, "the settings portal is not heard");
        }
        if output.is_closed() {
            return;
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// Tells what the portal of this bus says, until the bus or whoever is told is gone.
pub async fn follow(bus: &Connection, output: &mut Sender<Scheme>) -> zbus::Result<()> {
    let portal = PortalProxy::new(bus).await?;
    let dbus = zbus::fdo::DBusProxy::new(bus).await?;
    let mut changed = portal.receive_setting_changed().await?;
    // A portal that comes later, or is started anew, may say something else.
    let mut owners = dbus.receive_name_owner_changed_with_args(&[(0, PORTAL)]).await?;
    let mut told = None;
    loop {
        let scheme = match portal.read_all(&[APPEARANCE, GNOME]).await {
            Ok(settings) => Some(of(&settings)),
            Err(error) if is_absent(&error) => Some(Scheme::default()),
            // It may only be slow: what was known still holds.
            Err(error) => {
                tracing::debug!(%error, "the settings portal does not answer");
                None
            }
        };
        if let Some(scheme) = scheme
            && told != Some(scheme)
        {
            told = Some(scheme);
            if output.send(scheme).await.is_err() {
                return Ok(());
            }
        }
        loop {
            let matters = tokio::select! {
                signal = changed.next() => signal.map(|signal| {
                    signal.args().is_ok_and(|args| [APPEARANCE, GNOME].contains(&args.namespace.as_str()))
                }),
                signal = owners.next() => signal.map(|signal| {
                    signal.args().is_ok_and(|args| args.new_owner().is_some())
                }),
            };
            match matters {
                None => return Ok(()),
                Some(true) => break,
                Some(false) => {}
            }
        }
    }
}

/// Nobody answers, and nobody can be started who would.
fn is_absent(error: &zbus::Error) -> bool {
    let absent = ["ServiceUnknown", "NameHasNoOwner", "UnknownMethod", "UnknownInterface", "UnknownObject"];
    match error {
        zbus::Error::MethodError(name, ..) => {
            name.strip_prefix("org.freedesktop.DBus.Error.").is_some_and(|name| absent.contains(&name))
        }
        zbus::Error::InterfaceNotFound => true,
        zbus::Error::FDO(error) => matches!(
            **error,
            zbus::fdo::Error::ServiceUnknown(_)
                | zbus::fdo::Error::NameHasNoOwner(_)
                | zbus::fdo::Error::UnknownMethod(_)
                | zbus::fdo::Error::UnknownInterface(_)
                | zbus::fdo::Error::UnknownObject(_)
        ),
        _ => false,
    }
}

/// What these settings come to. Whatever else they hold is let pass.
fn of(settings: &Settings) -> Scheme {
    let number = |namespace: &str, key: &str| {
        settings.get(namespace).and_then(|names| names.get(key)).and_then(|value| number(value)).unwrap_or_default()
    };
    Scheme {
        dark: number(APPEARANCE, "color-scheme") == 1,
        contrast: number(APPEARANCE, "contrast") == 1 || number(GNOME, "high-contrast") == 1,
        colours: None,
    }
}

/// A number or a switch; some portals wrap it once more.
fn number(value: &Value<'_>) -> Option<u32> {
    match value {
        Value::U32(number) => Some(*number),
        Value::Bool(on) => Some(u32::from(*on)),
        Value::Value(inner) => match &**inner {
            Value::U32(number) => Some(*number),
            Value::Bool(on) => Some(u32::from(*on)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_every_desktop_come_to_a_scheme_and_strange_ones_to_none() {
        let settings = |all: &[(&str, &str, Value<'static>)]| {
            let mut settings = Settings::new();
            for (namespace, key, value) in all {
                let value = OwnedValue::try_from(value.try_clone().unwrap()).unwrap();
                settings.entry((*namespace).to_owned()).or_default().insert((*key).to_owned(), value);
            }
            of(&settings)
        };
        let told = |dark, contrast| Scheme { dark, contrast, colours: None };
        let (scheme, contrast) = ("color-scheme", "contrast");
        assert_eq!(settings(&[]), told(false, false));
        assert_eq!(settings(&[(APPEARANCE, scheme, 1_u32.into())]), told(true, false));
        assert_eq!(settings(&[(APPEARANCE, scheme, 2_u32.into())]), told(false, false));
        let both = [(APPEARANCE, scheme, 1_u32.into()), (APPEARANCE, contrast, 1_u32.into())];
        assert_eq!(settings(&both), told(true, true));
        assert_eq!(settings(&[(GNOME, "high-contrast", true.into())]), told(false, true));
        let wrapped = Value::Value(Box::new(Value::U32(1)));
        assert_eq!(settings(&[(APPEARANCE, scheme, wrapped)]), told(true, false));
        assert_eq!(settings(&[(APPEARANCE, scheme, "dark".into())]), told(false, false));
    }
}
