"""The accessibility bus as assistive technology meets it: find a control by role and name, read it, act on it.

https://gitlab.gnome.org/GNOME/at-spi2-core/-/tree/main/xml

Plain D-Bus calls, nothing cached, no event listener: whoever listens for events looks like a screen reader, and a
program that speaks by itself falls silent.
"""
import re

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

from session import Gone, Timeout, wait  # noqa: E402

PREFIX = "org.a11y.atspi."
LIMIT = 4000  # milliseconds that one call may take


class Bus:
    """The accessibility bus of a desk."""

    def __init__(self, session):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        first = Gio.DBusConnection.new_for_address_sync(session.env["DBUS_SESSION_BUS_ADDRESS"], flags, None, None)
        address = first.call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, LIMIT, None
        ).unpack()[0]
        first.close_sync(None)
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def call(self, name, path, interface, method, arguments=None):
        try:
            return self.connection.call_sync(
                name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, LIMIT, None
            ).unpack()
        except GLib.Error as error:
            raise Gone(f"{path} {method}: {error.message}") from None

    def applications(self):
        registry = Node(self, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        return registry.children()

    def process_of(self, node):
        arguments = GLib.Variant("(s)", (node.name_on_bus,))
        return self.call(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID", arguments
        )[0]

    def listeners(self):
        """The events that assistive technology asks for: none where nobody listens."""
        return self.call(
            "org.a11y.atspi.Registry", "/org/a11y/atspi/registry", PREFIX + "Registry", "GetRegisteredEvents"
        )[0]

    def window_of(self, process, timeout=20):
        """The first window of this process that is in the tree."""

        def find():
            if process.poll() is not None:
                raise AssertionError(f"the program ended with {process.returncode}")
            for application in gone_is_empty(self.applications):
                try:
                    if self.process_of(application) == process.pid:
                        for window in application.children():
                            return window
                except Gone:
                    pass

        return wait(find, timeout, "the window on the accessibility bus", every=0.05)


def gone_is_empty(question):
    """A list, empty when what was asked has just gone."""
    try:
        return question()
    except Gone:
        return []


class Node:
    """One object of the tree."""

    def __init__(self, bus, name_on_bus, path):
        self.bus, self.name_on_bus, self.path = bus, name_on_bus, path

    def __eq__(self, other):
        return isinstance(other, Node) and (self.name_on_bus, self.path) == (other.name_on_bus, other.path)

    def __hash__(self):
        return hash((self.name_on_bus, self.path))

    def __repr__(self):
        try:
            return f"<{self.role} {self.name!r}>"
        except Gone as error:
            return f"<gone: {error}>"

    def ask(self, interface, method, signature=None, *values):
        arguments = GLib.Variant(signature, values) if signature else None
        answer = self.bus.call(self.name_on_bus, self.path, PREFIX + interface, method, arguments)
        return answer[0] if len(answer) == 1 else answer

    def get(self, interface, name):
        arguments = GLib.Variant("(ss)", (PREFIX + interface, name))
        return self.bus.call(self.name_on_bus, self.path, "org.freedesktop.DBus.Properties", "Get", arguments)[0]

    # Accessible
    @property
    def name(self):
        return self.get("Accessible", "Name")

    @property
    def description(self):
        return self.get("Accessible", "Description")

    @property
    def role(self):
        """The role's AT-SPI name with spaces: «button» (older systems say «push button»), «document frame», …"""
        nick = Atspi.Role(self.ask("Accessible", "GetRole")).value_nick.replace("-", " ")
        return "button" if nick == "push button" else nick

    @property
    def states(self):
        low, high = self.ask("Accessible", "GetState")
        bits = low | high << 32
        return {Atspi.StateType(n).value_nick for n in range(bits.bit_length()) if bits >> n & 1}

    def is_(self, state):
        return state in self.states

    @property
    def attributes(self):
        return self.ask("Accessible", "GetAttributes")

    @property
    def interfaces(self):
        return {name.removeprefix(PREFIX) for name in self.ask("Accessible", "GetInterfaces")}

    def children(self):
        return [Node(self.bus, name, path) for name, path in self.ask("Accessible", "GetChildren")]

    def below(self, into_documents=False):
        """Everything below, in reading order; what a document holds only when asked."""
        for child in gone_is_empty(self.children):
            yield child
            try:
                closed = not into_documents and child.role.startswith("document")
            except Gone:
                continue
            if not closed:
                yield from child.below(into_documents)

    def all(self, role=None, name=None, state=None, into_documents=False):
        """Every object below with this role, this name (a text, or a compiled pattern) and this state."""
        for node in self.below(into_documents):
            try:
                if role and node.role not in ((role,) if isinstance(role, str) else role):
                    continue
                if name is not None and not matches(name, node.name):
                    continue
                if state and not node.is_(state):
                    continue
            except Gone:
                continue
            yield node

    def find(self, role=None, name=None, state=None, into_documents=False):
        return next(self.all(role, name, state, into_documents), None)

    def wait(self, role=None, name=None, state=None, timeout=15, into_documents=False):
        """The first such object, once there is one."""
        try:
            return wait(lambda: self.find(role, name, state, into_documents), timeout, every=0.05)
        except Timeout:
            raise Timeout(f"no {role or 'object'} {name!r} {state or ''} after {timeout} s in:\n{self.outline()}") from None

    def focused(self):
        return self.find(state="focused")

    def outline(self, depth=0, lines=None):
        """The tree as text, for the message of a test that fails."""
        lines = [] if lines is None else lines
        try:
            kept = sorted(self.states & {"focused", "active", "checked", "selected", "expanded", "editable", "modal"})
            lines.append(f"{'  ' * depth}{self.role} {self.name!r} {' '.join(kept)}".rstrip())
            if not self.role.startswith("document") and len(lines) < 200:
                for child in self.children():
                    child.outline(depth + 1, lines)
        except Gone as error:
            lines.append(f"{'  ' * depth}gone: {error}")
        return "\n".join(lines)

    # Action
    def act(self, number=0):
        """What the object does when it is activated."""
        if not self.ask("Action", "DoAction", "(i)", number):
            raise AssertionError(f"{self!r} refuses its action")

    # Component
    def focus(self):
        self.ask("Component", "GrabFocus")

    def extents(self):
        """x, y, width, height in the window."""
        return self.ask("Component", "GetExtents", "(u)", 1)

    # Text
    def text(self, start=0, end=-1):
        return self.ask("Text", "GetText", "(ii)", start, end)

    @property
    def characters(self):
        return self.get("Text", "CharacterCount")

    @property
    def caret(self):
        return self.get("Text", "CaretOffset")

    def move_caret(self, offset):
        return self.ask("Text", "SetCaretOffset", "(i)", offset)

    def range_extents(self, start, end):
        """x, y, width, height in the window of this stretch of the text."""
        return self.ask("Text", "GetRangeExtents", "(iiu)", start, end, 1)

    def string_at(self, offset, unit):
        """(text, start, end) around the offset; unit: character, word, sentence, line, paragraph."""
        granularity = ["character", "word", "sentence", "line", "paragraph"].index(unit)
        return self.ask("Text", "GetStringAtOffset", "(iu)", offset, granularity)

    # EditableText
    def set_text(self, text):
        return self.ask("EditableText", "SetTextContents", "(s)", text)


def matches(wanted, text):
    return bool(wanted.search(text)) if isinstance(wanted, re.Pattern) else wanted == text
