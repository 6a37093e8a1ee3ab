//! The thread that speaks with the accessibility bus, for all windows of the program.
//!
//! Everything is served before the registry is asked to embed us: nothing that it lists is ever mute. One loop takes
//! calls, changes of the tree and news of the bus, one after the other, so that no answer and no event overtakes what
//! they tell of. <https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/architecture.html>

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use futures::channel::mpsc;
use futures::{StreamExt, TryStreamExt};
use tokio::time::{Instant, sleep_until};
use zbus::connection::Builder;
use zbus::message::{Message, Type};
use zbus::zvariant::{ObjectPath, OwnedValue, Value};
use zbus::{Connection, MessageStream, proxy};

use super::Command;
use super::accessible::Asked;
use super::call::{Answer, Call, ROOT, Reference, Refusal, Target, nothing, path_of, short, text, value};
use super::events::{Detail, Event, Wanted};
use super::interface::introspection;
use super::keystroke::Stroke;
use super::object::announcement_around;
use super::window::Window;

#[proxy(interface = "org.a11y.Bus", default_service = "org.a11y.Bus", default_path = "/org/a11y/bus")]
trait Bus {
    fn get_address(&self) -> zbus::Result<String>;
}

#[proxy(interface = "org.a11y.Status", default_service = "org.a11y.Bus", default_path = "/org/a11y/bus")]
trait Status {
    #[zbus(property)]
    fn is_enabled(&self) -> zbus::Result<bool>;

    #[zbus(property)]
    fn screen_reader_enabled(&self) -> zbus::Result<bool>;
}

const REGISTRY: &str = "org.a11y.atspi.Registry";
const DBUS: &str = "org.freedesktop.DBus";

/// Between two tries to find the bus, at first and at most.
const SOON: Duration = Duration::from_millis(250);
const LATE: Duration = Duration::from_secs(10);

/// How long a question waits for the interface to draw its first tree. A window that is hidden draws none.
const PATIENCE: Duration = Duration::from_millis(800);

/// How long the registry may take to pass a key on.
const KEY_PATIENCE: Duration = Duration::from_millis(150);

pub(super) type Commands = mpsc::UnboundedReceiver<Command>;

/// Serves until the program ends.
pub(super) fn run(commands: Commands) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_time().build() {
        Ok(runtime) => runtime,
        Err(error) => return tracing::warn!(%error, "assistive technology is not served"),
    };
    runtime.block_on(async move {
        let mut service = Service::new(commands);
        let mut pause = SOON;
        loop {
            let began = Instant::now();
            match service.session().await {
                Ok(()) => return,
                Err(error) => tracing::debug!(%error, "the accessibility bus does not answer"),
            }
            service.silence();
            pause = if began.elapsed() > LATE { SOON } else { (pause * 2).min(LATE) };
            let until = Instant::now() + pause;
            // Windows come and go meanwhile.
            loop {
                tokio::select! {
                    () = sleep_until(until) => break,
                    command = service.commands.next() => match command {
                        Some(command) => drop(service.take(command)),
                        None => return,
                    },
                }
            }
        }
    });
}

/// What a reply to a question of ours is about.
#[derive(Debug, Clone, Copy)]
enum Pending {
    Embedded,
    Listeners,
    Key,
}

pub(super) struct Service {
    commands: Commands,
    windows: Vec<Window>,
    wanted: Wanted,
    /// What holds all applications.
    desktop: Reference,
    /// The registry takes keys in the types that it describes.
    keys_as_described: bool,
}

impl Service {
    pub fn new(commands: Commands) -> Self {
        Self { commands, windows: Vec::new(), wanted: Wanted::default(), desktop: nothing(), keys_as_described: false }
    }

    /// Waits until accessibility is switched on, then serves until it is switched off or a bus is gone. `Ok` when the
    /// program ends.
    async fn session(&mut self) -> zbus::Result<()> {
        let told = std::env::var("AT_SPI_BUS_ADDRESS").ok().filter(|address| !address.is_empty());
        let session = Builder::session()?.build().await?;
        let status = StatusProxy::new(&session).await?;
        let mut enabled = status.receive_is_enabled_changed().await;
        let mut reader = status.receive_screen_reader_enabled_changed().await;
        let mut news = MessageStream::from(&session);
        loop {
            let on = status.is_enabled().await? || status.screen_reader_enabled().await.unwrap_or(false);
            if on {
                let address = match &told {
                    Some(address) => address.clone(),
                    None => BusProxy::new(&session).await?.get_address().await?,
                };
                let bus = Builder::address(address.as_str())?.build().await?;
                let off = async {
                    loop {
                        tokio::select! {
                            change = enabled.next() => if change.is_none() { return },
                            change = reader.next() => if change.is_none() { return },
                            // The end of the session's bus is the end of this stream.
                            message = news.try_next() => if !matches!(message, Ok(Some(_))) { return },
                        }
                        let is_on = status.is_enabled().await.unwrap_or(false)
                            || status.screen_reader_enabled().await.unwrap_or(false);
                        if !is_on {
                            return;
                        }
                    }
                };
                tokio::select! {
                    served = self.serve(&bus) => return served,
                    () = off => {}
                }
                self.silence();
                bus.close().await?;
                continue;
            }
            tokio::select! {
                _ = enabled.next() => {}
                _ = reader.next() => {}
                message = news.try_next() => if !matches!(message, Ok(Some(_))) {
                    return Err(zbus::Error::Failure("the session's bus is gone".to_owned()));
                },
                command = self.commands.next() => match command {
                    Some(command) => drop(self.take(command)),
                    None => return Ok(()),
                },
            }
        }
    }

    /// Nobody listens any more.
    fn silence(&mut self) {
        self.wanted = Wanted::default();
        self.windows.iter_mut().for_each(Window::deactivate);
    }

    async fn serve(&mut self, bus: &Connection) -> zbus::Result<()> {
        // From here on every call is kept until it is answered.
        let mut incoming = MessageStream::from(bus);
        for rule in [
            format!("type='signal',sender='{REGISTRY}',interface='{REGISTRY}'"),
            format!("type='signal',sender='{DBUS}',interface='{DBUS}',member='NameOwnerChanged'"),
        ] {
            bus.call_method(Some(DBUS), "/org/freedesktop/DBus", Some(DBUS), "AddMatch", &rule).await?;
        }
        let us = bus.unique_name().map(|name| name.to_string()).unwrap_or_default();
        let mut pending: HashMap<NonZeroU32, Pending> = HashMap::new();
        let mut held: Vec<(Message, Instant)> = Vec::new();
        // Until the registry has passed a key on. What follows from the key must not be heard before it: a screen reader
        // falls silent at a key.
        let mut key_until: Option<Instant> = None;
        self.embed(bus, &us, &mut pending).await?;
        loop {
            let due = held.first().map(|(_, until)| *until);
            tokio::select! {
                // What has changed is known before anybody asks about it.
                biased;
                command = self.commands.next(), if key_until.is_none() => match command {
                    Some(Command::Key(window, stroke)) => {
                        key_until = Some(Instant::now() + KEY_PATIENCE);
                        self.windows.iter().filter(|it| it.number == window).for_each(|it| it.key(&stroke));
                        self.hand_on(bus, &stroke, &mut pending).await?;
                    }
                    Some(command) => {
                        for (window, event) in self.take(command) {
                            self.emit(bus, &us, window, &event).await?;
                        }
                        if !held.is_empty() && self.windows.iter().all(Window::has_tree) {
                            for (message, _) in held.drain(..) {
                                self.reply(bus, &us, &message).await?;
                            }
                        }
                    }
                    None => return Ok(()),
                },
                message = incoming.next() => match message {
                    Some(message) => {
                        let message = message?;
                        match message.message_type() {
                            Type::MethodCall if self.is_too_early(&message) => {
                                held.push((message, Instant::now() + PATIENCE));
                            }
                            Type::MethodCall => self.reply(bus, &us, &message).await?,
                            Type::Signal => self.heard(bus, &us, &message, &mut pending).await?,
                            Type::MethodReturn | Type::Error => {
                                self.returned(&us, &message, &mut pending);
                                key_until = key_until.filter(|_| pending.values().any(|it| matches!(it, Pending::Key)));
                            }
                        }
                    }
                    None => return Err(zbus::Error::Failure("the accessibility bus is gone".to_owned())),
                },
                () = async { sleep_until(key_until.unwrap_or_else(Instant::now)).await }, if key_until.is_some() => {
                    key_until = None;
                    pending.retain(|_, about| !matches!(about, Pending::Key));
                }
                () = async { sleep_until(due.unwrap_or_else(Instant::now)).await }, if due.is_some() => {
                    let (message, _) = held.remove(0);
                    self.reply(bus, &us, &message).await?;
                }
            }
        }
    }

    /// A question about windows whose trees are not here yet. It makes them come.
    fn is_too_early(&mut self, message: &Message) -> bool {
        let header = message.header();
        let asks = match header.path().and_then(|path| Target::of(path.as_str())) {
            // What an application is called needs no tree.
            Some(Target::Application) => header
                .member()
                .is_some_and(|member| matches!(member.as_str(), "GetChildren" | "GetChildAtIndex" | "Get" | "GetAll")),
            Some(Target::Node(..) | Target::Link(..)) => true,
            Some(Target::Cache) | None => false,
        };
        if !asks {
            return false;
        }
        let fresh = self.windows.iter().any(|window| !window.is_active());
        self.windows.iter_mut().for_each(Window::activate);
        // One that has been asked and has not answered in time is taken to be hidden.
        fresh && !self.windows.iter().all(Window::has_tree)
    }

    /// Tells a key to screen readers that wait for the registry's word of it. Others have told the registry nothing, and
    /// it passes nothing on.
    async fn hand_on(
        &self,
        bus: &Connection,
        stroke: &Stroke,
        pending: &mut HashMap<NonZeroU32, Pending>,
    ) -> zbus::Result<()> {
        const CONTROLLER: &str = "/org/a11y/atspi/registry/deviceeventcontroller";
        let call = Message::method_call(CONTROLLER, "NotifyListenersAsync")?
            .destination(REGISTRY)?
            .interface("org.a11y.atspi.DeviceEventController")?;
        let message = match self.keys_as_described {
            true => call.build(&(stroke.body(),))?,
            false => call.build(&(stroke.body_as_taken(),))?,
        };
        pending.insert(message.primary_header().serial_num(), Pending::Key);
        bus.send(&message).await
    }

    async fn ask(
        bus: &Connection,
        (path, interface, method): (&str, &str, &str),
        body: Option<Reference>,
    ) -> zbus::Result<NonZeroU32> {
        let call =
            Message::method_call(path.to_owned(), method)?.destination(REGISTRY)?.interface(interface.to_owned())?;
        let message = match body {
            Some(body) => call.build(&(body,))?,
            None => call.build(&())?,
        };
        bus.send(&message).await?;
        Ok(message.primary_header().serial_num())
    }

    /// Makes us known to the registry. Nothing is waited for: who hears of us first may ask before we are answered.
    async fn embed(
        &mut self,
        bus: &Connection,
        us: &str,
        pending: &mut HashMap<NonZeroU32, Pending>,
    ) -> zbus::Result<()> {
        let own = (us.to_owned(), ObjectPath::from_static_str_unchecked(ROOT));
        let serial = Self::ask(bus, (ROOT, "org.a11y.atspi.Socket", "Embed"), Some(own)).await?;
        pending.insert(serial, Pending::Embedded);
        Self::ask_for_listeners(bus, pending).await
    }

    async fn ask_for_listeners(bus: &Connection, pending: &mut HashMap<NonZeroU32, Pending>) -> zbus::Result<()> {
        // One look is enough for all that have come meanwhile.
        if pending.values().filter(|about| matches!(about, Pending::Listeners)).count() > 1 {
            return Ok(());
        }
        let serial = Self::ask(bus, ("/org/a11y/atspi/registry", REGISTRY, "GetRegisteredEvents"), None).await?;
        pending.insert(serial, Pending::Listeners);
        Ok(())
    }

    async fn heard(
        &mut self,
        bus: &Connection,
        us: &str,
        message: &Message,
        pending: &mut HashMap<NonZeroU32, Pending>,
    ) -> zbus::Result<()> {
        let header = message.header();
        match (header.interface().map(|name| name.as_str()), header.member().map(|name| name.as_str())) {
            (Some(DBUS), Some("NameOwnerChanged")) => {
                let body = message.body();
                let Ok((name, _, owner)) = body.deserialize::<(&str, &str, &str)>() else { return Ok(()) };
                match (name, owner.is_empty()) {
                    (REGISTRY, false) => self.embed(bus, us, pending).await,
                    // A reader that ends without a word takes its name with it.
                    (_, true) if !self.wanted.is_empty() => Self::ask_for_listeners(bus, pending).await,
                    _ => Ok(()),
                }
            }
            (Some(REGISTRY), Some("EventListenerRegistered" | "EventListenerDeregistered")) => {
                Self::ask_for_listeners(bus, pending).await
            }
            _ => Ok(()),
        }
    }

    fn returned(&mut self, us: &str, message: &Message, pending: &mut HashMap<NonZeroU32, Pending>) {
        let about = message.header().reply_serial().and_then(|serial| pending.remove(&serial));
        let body = message.body();
        match about {
            Some(Pending::Embedded) => {
                if let Ok(desktop) = body.deserialize::<(String, ObjectPath<'_>)>() {
                    self.desktop = (desktop.0, desktop.1.into_owned());
                }
            }
            Some(Pending::Listeners) => {
                let Ok(events) = body.deserialize::<Vec<(String, String)>>() else { return };
                let others = events.iter().filter(|(name, _)| name != us);
                self.listen(Wanted::new(others.map(|(_, event)| event.as_str())));
            }
            // There are two ways to write a key; whoever refuses the one takes the other.
            Some(Pending::Key) => self.keys_as_described ^= message.message_type() == Type::Error,
            None => {}
        }
    }

    /// These events are listened to from now on.
    pub fn listen(&mut self, wanted: Wanted) {
        let left = wanted.is_empty() && !self.wanted.is_empty();
        self.wanted = wanted;
        if left {
            // Whoever asks again brings the trees back.
            self.windows.iter_mut().for_each(Window::deactivate);
        }
        let announces = self.wanted.announcements();
        for window in &mut self.windows {
            window.set_announces(announces);
            if !self.wanted.is_empty() {
                window.activate();
            }
        }
    }

    /// Takes everything over until nobody is left to say anything.
    #[cfg(test)]
    pub fn drain(mut self) -> Vec<Event> {
        let mut told = Vec::new();
        while let Some(command) = futures::executor::block_on(self.commands.next()) {
            told.extend(self.take(command).into_iter().map(|(_, event)| event));
        }
        told
    }

    /// Takes over what the interface says; the answer is what others are to hear of it, by the window's number.
    pub fn take(&mut self, command: Command) -> Vec<(u64, Event)> {
        let listened = !self.wanted.is_empty();
        match command {
            Command::Add { window, handler, active, on_x } => {
                let mut window = Window::new(window, handler, active, on_x);
                window.set_announces(self.wanted.announcements());
                if listened {
                    window.activate();
                }
                self.windows.push(window);
                return Vec::new();
            }
            Command::Remove(number) => {
                self.windows.retain(|window| window.number != number);
                return Vec::new();
            }
            Command::Key(..) => return Vec::new(),
            Command::Update(..) | Command::Focus(..) | Command::Moved(..) => {}
        }
        let (number, events) = match command {
            Command::Update(number, update) => {
                let window = self.windows.iter_mut().find(|window| window.number == number);
                (number, window.map(|window| window.update(*update)))
            }
            Command::Focus(number, focused) => {
                let window = self.windows.iter_mut().find(|window| window.number == number);
                (number, window.map(|window| window.focus(focused)))
            }
            Command::Moved(number) => {
                let window = self.windows.iter_mut().find(|window| window.number == number);
                (number, window.map(|window| window.look()).map(|_| Vec::new()))
            }
            Command::Add { .. } | Command::Remove(_) | Command::Key(..) => return Vec::new(),
        };
        let events = events.unwrap_or_default().into_iter().filter(|event| self.wanted.wants(event));
        events.map(|event| (number, event)).collect()
    }

    async fn emit(&self, bus: &Connection, us: &str, number: u64, event: &Event) -> zbus::Result<()> {
        let detail = match &event.detail {
            Detail::Nothing => Value::from(0_i32),
            Detail::Text(text) => Value::from(text.clone()),
            Detail::Number(number) => Value::from(*number),
            Detail::Object(id) => Value::from((us.to_owned(), path_of(number, *id))),
            Detail::Bounds(bounds) => {
                let window = self.windows.iter().find(|window| window.number == number);
                let place = window.and_then(|window| Some(window.place(*bounds, 0, window.root()?)));
                Value::from(place.unwrap_or_default())
            }
        };
        let properties: HashMap<String, Value<'_>> = HashMap::new();
        let body = (event.kind, event.numbers.0, event.numbers.1, detail, properties);
        let interface = format!("org.a11y.atspi.Event.{}", event.class);
        bus.emit_signal(None::<&str>, path_of(number, event.object), interface, event.member, &body).await
    }

    async fn reply(&self, bus: &Connection, us: &str, message: &Message) -> zbus::Result<()> {
        let call = Call::new(message, us);
        if message.primary_header().flags().contains(zbus::message::Flags::NoReplyExpected) {
            let _ = self.answer_safely(&call);
            return Ok(());
        }
        let answer = match self.answer_safely(&call) {
            Ok(answer) => answer,
            Err(refusal) => {
                let (name, why) = refusal.told();
                Message::error(&call.header, name)?.build(&why)?
            }
        };
        bus.send(&answer).await
    }

    fn answer_safely(&self, call: &Call<'_>) -> Answer {
        catch_unwind(AssertUnwindSafe(|| self.answer(call))).unwrap_or_else(|_| {
            tracing::error!(path = call.path(), member = call.member(), "a question could not be answered");
            Err(Refusal::Inside("The question could not be answered.".to_owned()))
        })
    }

    fn asked(&self, number: u64, id: accesskit::NodeId) -> Result<Asked<'_>, Refusal> {
        let window = self.windows.iter().find(|window| window.number == number).ok_or(Refusal::Object)?;
        let node = window.node(id).filter(|node| node.role() != accesskit::Role::TextRun).ok_or(Refusal::Object)?;
        Ok(Asked { window, node })
    }

    /// What an object was that is not in the tree any more.
    fn gone(&self, target: Option<Target>) -> Option<atspi_common::Role> {
        let Some(Target::Node(number, id)) = target else { return None };
        let window = self.windows.iter().find(|window| window.number == number)?;
        window.gone.role(id).filter(|_| window.node(id).is_none())
    }

    pub fn answer(&self, call: &Call<'_>) -> Answer {
        let target = Target::of(call.path());
        if let (Some(role), Some("Accessible")) = (self.gone(target), short(call.interface())) {
            return super::gone::answer(role, call);
        }
        match call.interface() {
            "org.freedesktop.DBus.Peer" => return self.peer(call),
            "org.freedesktop.DBus.Introspectable" => {
                let interfaces = match target.ok_or(Refusal::Object)? {
                    Target::Application => vec!["Accessible", "Application"],
                    Target::Cache => Vec::new(),
                    Target::Link(window, id) => {
                        self.asked(window, id)?;
                        vec!["Hyperlink"]
                    }
                    Target::Node(window, id) => match announcement_around(id) {
                        Some(_) => vec!["Accessible", "Component"],
                        None => super::object::interfaces(self.asked(window, id)?.node),
                    },
                };
                return call.reply(&introspection(&interfaces));
            }
            _ => {}
        }
        match target.ok_or(Refusal::Object)? {
            Target::Cache => match call.member() {
                // Whoever reads asks about what he reads; nobody is sent a library's worth of objects.
                "GetItems" => call.reply(&Vec::<Item>::new()),
                _ => Err(Refusal::Method),
            },
            target if call.interface() == "org.freedesktop.DBus.Properties" => self.properties(call, target),
            Target::Application => self.application(call),
            Target::Link(window, id) => match short(call.interface()) {
                Some("Hyperlink") => self.asked(window, id)?.answer(call),
                _ => Err(Refusal::Interface),
            },
            Target::Node(window, id) => match announcement_around(id) {
                Some(id) => self.asked(window, id)?.label(call),
                None => self.asked(window, id)?.answer(call),
            },
        }
    }

    fn peer(&self, call: &Call<'_>) -> Answer {
        match call.member() {
            "Ping" => call.reply(&()),
            "GetMachineId" => {
                let id = ["/etc/machine-id", "/var/lib/dbus/machine-id"].iter();
                let id = id.filter_map(|path| std::fs::read_to_string(path).ok()).next().unwrap_or_default();
                call.reply(&id.trim())
            }
            _ => Err(Refusal::Method),
        }
    }

    fn properties(&self, call: &Call<'_>, target: Target) -> Answer {
        let gone = self.gone(Some(target)).is_some();
        let get = |interface: &str, name: &str| match target {
            _ if gone && interface == "Accessible" => super::gone::property(name),
            Target::Application => self.application_property(interface, name),
            Target::Node(window, id) => match announcement_around(id) {
                Some(id) => self.asked(window, id)?.label_property(name, call),
                None => self.asked(window, id)?.property(interface, name, call),
            },
            Target::Link(window, id) if interface == "Hyperlink" => {
                self.asked(window, id)?.property(interface, name, call)
            }
            Target::Link(..) | Target::Cache => Err(Refusal::Interface),
        };
        match call.member() {
            "Get" => {
                let (interface, name): (String, String) = call.args()?;
                call.reply(&get(short(&interface).ok_or(Refusal::Interface)?, &name)?)
            }
            "GetAll" => {
                let interface: String = call.args()?;
                let described = short(&interface).and_then(super::interface::described).ok_or(Refusal::Interface)?;
                let all: HashMap<&str, OwnedValue> = described
                    .properties
                    .iter()
                    .filter_map(|(name, ..)| Some((*name, get(described.name, name).ok()?)))
                    .collect();
                call.reply(&all)
            }
            "Set" => {
                let (interface, name, wanted): (String, String, OwnedValue) = call.args()?;
                match (short(&interface), name.as_str(), target) {
                    (Some("Value"), "CurrentValue", Target::Node(window, id)) => {
                        let wanted = f64::try_from(wanted).map_err(|_| Refusal::Arguments)?;
                        self.asked(window, id)?.set_value(wanted);
                    }
                    // The registry numbers the applications; nobody needs the number.
                    (Some("Application"), "Id", Target::Application) => {}
                    _ => return Err(Refusal::Property),
                }
                call.reply(&())
            }
            _ => Err(Refusal::Method),
        }
    }

    fn roots(&self, us: &Call<'_>) -> Vec<Reference> {
        use super::passage::InTree;
        let roots = self.windows.iter().filter_map(|window| Some((window, window.root()?.id_in_tree())));
        roots.map(|(window, id)| us.reference(window, id)).collect()
    }

    fn application(&self, call: &Call<'_>) -> Answer {
        match call.member() {
            "GetChildAtIndex" => {
                let index: i32 = call.args()?;
                let child = usize::try_from(index).ok().and_then(|index| self.roots(call).into_iter().nth(index));
                call.reply_reference(child.unwrap_or_else(nothing))
            }
            "GetChildren" => call.reply(&self.roots(call)),
            "GetIndexInParent" => call.reply(&-1_i32),
            "GetRelationSet" => call.reply(&Vec::<(u32, Vec<Reference>)>::new()),
            "GetRole" => call.reply(&(atspi_common::Role::Application as u32)),
            "GetRoleName" | "GetLocalizedRoleName" => call.reply(&atspi_common::Role::Application.name()),
            "GetState" => call.reply(&vec![0_u32, 0]),
            "GetAttributes" => call.reply(&HashMap::from([("toolkit", "Oqyrman")])),
            "GetApplication" => call.reply_reference(call.application()),
            "GetInterfaces" => call.reply(&["Accessible", "Application"].map(super::call::long).to_vec()),
            "GetLocale" => call.reply(&self.locale()),
            "GetApplicationBusAddress" => call.reply(&""),
            _ => Err(Refusal::Method),
        }
    }

    fn locale(&self) -> String {
        let root = self.windows.iter().find_map(Window::root);
        root.map(super::object::locale).unwrap_or_default()
    }

    fn application_property(&self, interface: &str, name: &str) -> Result<OwnedValue, Refusal> {
        match (interface, name) {
            ("Accessible", "Name") => text(env!("CARGO_PKG_NAME")),
            ("Accessible", "Description" | "AccessibleId" | "HelpText") => text(""),
            ("Accessible", "Parent") => value(Value::from(self.desktop.clone())),
            ("Accessible", "ChildCount") => {
                value(self.windows.iter().filter(|window| window.has_tree()).count() as i32)
            }
            ("Accessible", "Locale") => text(&self.locale()),
            ("Application", "ToolkitName") => text("Oqyrman"),
            ("Application", "Version" | "ToolkitVersion") => text(env!("CARGO_PKG_VERSION")),
            ("Application", "AtspiVersion") => text("2.1"),
            ("Application", "Id") => value(0_i32),
            ("Accessible" | "Application", _) => Err(Refusal::Property),
            _ => Err(Refusal::Interface),
        }
    }
}

/// An object in the cache of others: itself, its application and parent, place, children, interfaces, name, role,
/// description, states.
type Item = (Reference, Reference, Reference, i32, i32, Vec<String>, String, u32, String, Vec<u32>);
