"""The service that tells whether the network is paid for by use, as NetworkManager does, on a system bus of the desk's own."""
import threading

from gi.repository import Gio, GLib

from session import connects, program, wait

NAME, PATH = "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager"
ABOUT = f'<node><interface name="{NAME}"><property name="Metered" type="u" access="read"/></interface></node>'
YES, NO = 1, 2


class Network:
    """`env` leads a program to it. It costs money until it is told otherwise."""

    def __init__(self, session, metered=True):
        self.session, self.metered = session, metered

    def __enter__(self):
        place = self.session.folder / "run/system-bus"
        address = f"unix:path={place}"
        self.env = {"DBUS_SYSTEM_BUS_ADDRESS": address}
        bus = self.session.run("system-bus", program("dbus-daemon"), "--session", "--nofork", "--nopidfile", "--address=" + address)
        self.session.ready(bus, lambda: connects(place), 10, "the system bus")
        self.loop, self.there = None, threading.Event()
        self.thread = threading.Thread(target=self.serve, args=(address,), daemon=True)
        self.thread.start()
        wait(self.there.is_set, 10, "the service of the network")
        return self

    def serve(self, address):
        """A loop of its own: the road's must not wait for it."""
        context = GLib.MainContext()
        context.push_thread_default()
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        about = Gio.DBusNodeInfo.new_for_xml(ABOUT).interfaces[0]
        self.bus.register_object(PATH, about, None, lambda *_: self.value(), None)
        Gio.bus_own_name_on_connection(self.bus, NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: self.there.set(), None)
        self.loop = GLib.MainLoop(context)
        self.loop.run()

    def value(self):
        return GLib.Variant("u", YES if self.metered else NO)

    def set(self, metered):
        self.metered = metered
        changed = GLib.Variant("(sa{sv}as)", (NAME, {"Metered": self.value()}, []))
        self.bus.emit_signal(None, PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", changed)

    def __exit__(self, *_):
        self.loop.quit()
        self.thread.join(5)
