//! Calls from the bus, and how they are answered.
//!
//! <https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol>

use accesskit::NodeId;
use serde::Serialize;
use zbus::message::{Body, Header, Message};
use zbus::zvariant::{DynamicDeserialize, DynamicType, ObjectPath, OwnedValue, Str, Value};

use super::window::Window;

const PREFIX: &str = "org.a11y.atspi.";
const OBJECTS: &str = "/org/a11y/atspi/accessible/";
pub(super) const ROOT: &str = "/org/a11y/atspi/accessible/root";
const LINK: &str = "/link";
const NOTHING: &str = "/org/a11y/atspi/null";

/// Why a call is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    Object,
    Interface,
    Method,
    Property,
    Arguments,
    Inside(String),
}

impl Refusal {
    /// The error's name on the bus, and what it says.
    pub fn told(&self) -> (&'static str, String) {
        match self {
            Self::Object => ("org.freedesktop.DBus.Error.UnknownObject", "There is no such object.".to_owned()),
            Self::Interface => {
                ("org.freedesktop.DBus.Error.UnknownInterface", "The object has no such interface.".to_owned())
            }
            Self::Method => ("org.freedesktop.DBus.Error.UnknownMethod", "There is no such method.".to_owned()),
            Self::Property => ("org.freedesktop.DBus.Error.UnknownProperty", "There is no such property.".to_owned()),
            Self::Arguments => {
                ("org.freedesktop.DBus.Error.InvalidArgs", "The arguments are not those of the method.".to_owned())
            }
            Self::Inside(why) => ("org.freedesktop.DBus.Error.Failed", why.clone()),
        }
    }
}

impl From<zbus::Error> for Refusal {
    fn from(error: zbus::Error) -> Self {
        Self::Inside(error.to_string())
    }
}

impl From<zbus::zvariant::Error> for Refusal {
    fn from(error: zbus::zvariant::Error) -> Self {
        Self::Inside(error.to_string())
    }
}

pub(super) type Answer = Result<Message, Refusal>;

/// What a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Application,
    Cache,
    /// The window's number, and the node in it.
    Node(u64, NodeId),
    /// The same node as a hyperlink of the text around it. Clients keep objects by their paths, and would take what they
    /// hold as a hyperlink for the object itself.
    Link(u64, NodeId),
}

impl Target {
    pub fn of(path: &str) -> Option<Self> {
        match path.strip_prefix(OBJECTS) {
            Some("root") => Some(Self::Application),
            Some(rest) => {
                let (window, node) = rest.split_once('/')?;
                let window = window.parse().ok()?;
                Some(match node.strip_suffix(LINK) {
                    Some(node) => Self::Link(window, NodeId(node.parse().ok()?)),
                    None => Self::Node(window, NodeId(node.parse().ok()?)),
                })
            }
            None => (path == "/org/a11y/atspi/cache").then_some(Self::Cache),
        }
    }
}

/// An object of ours as others hold it: our name on the bus, and the path.
pub(super) type Reference = (String, ObjectPath<'static>);

pub(super) fn path_of(window: u64, node: NodeId) -> ObjectPath<'static> {
    ObjectPath::from_string_unchecked(format!("{OBJECTS}{window}/{}", node.0))
}

/// A call that is being answered, with our name on the bus.
pub(super) struct Call<'m> {
    message: &'m Message,
    pub header: Header<'m>,
    body: Body,
    us: &'m str,
}

impl<'m> Call<'m> {
    pub fn new(message: &'m Message, us: &'m str) -> Self {
        Self { message, header: message.header(), body: message.body(), us }
    }

    pub fn path(&self) -> &str {
        self.header.path().map_or("", |path| path.as_str())
    }

    pub fn interface(&self) -> &str {
        self.header.interface().map_or("", |interface| interface.as_str())
    }

    pub fn member(&self) -> &str {
        self.header.member().map_or("", |member| member.as_str())
    }

    pub fn args<T>(&self) -> Result<T, Refusal>
    where
        T: for<'d> DynamicDeserialize<'d>,
    {
        self.body.deserialize().map_err(|_| Refusal::Arguments)
    }

    pub fn reply<T: Serialize + DynamicType>(&self, value: &T) -> Answer {
        Ok(Message::method_return(&self.message.header())?.build(value)?)
    }

    /// A reference alone is an answer of one structure and not of two values.
    pub fn reply_reference(&self, reference: Reference) -> Answer {
        self.reply(&(reference,))
    }

    pub fn reference(&self, window: &Window, node: NodeId) -> Reference {
        (self.us.to_owned(), path_of(window.number, node))
    }

    /// A link as a hyperlink.
    pub fn hyperlink(&self, window: &Window, node: NodeId) -> Reference {
        (self.us.to_owned(), ObjectPath::from_string_unchecked(format!("{}{LINK}", path_of(window.number, node))))
    }

    pub fn references(&self, window: &Window, nodes: &[NodeId]) -> Vec<Reference> {
        nodes.iter().map(|node| self.reference(window, *node)).collect()
    }

    pub fn application(&self) -> Reference {
        (self.us.to_owned(), ObjectPath::from_static_str_unchecked(ROOT))
    }

    pub fn reference_or_nothing(&self, window: &Window, node: Option<NodeId>) -> Reference {
        node.map_or_else(nothing, |node| self.reference(window, node))
    }
}

/// No object.
pub(super) fn nothing() -> Reference {
    (String::new(), ObjectPath::from_static_str_unchecked(NOTHING))
}

/// An interface of AT-SPI, without the common beginning.
pub(super) fn short(interface: &str) -> Option<&str> {
    interface.strip_prefix(PREFIX)
}

pub(super) fn long(interface: &str) -> String {
    format!("{PREFIX}{interface}")
}

/// A value for `Properties.Get`.
pub(super) fn value<'v>(value: impl Into<Value<'v>>) -> Result<OwnedValue, Refusal> {
    Ok(value.into().try_to_owned()?)
}

pub(super) fn text(value: &str) -> Result<OwnedValue, Refusal> {
    Ok(Value::from(Str::from(value)).try_to_owned()?)
}
