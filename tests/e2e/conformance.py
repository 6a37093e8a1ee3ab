"""Every method of every interface over the accessibility bus, compared with what the book holds."""
import os
import re
import signal
import subprocess
import xml.etree.ElementTree as xml

from gi.repository import Gio, GLib

from books import Structured
from road import road
from session import Gone, wait
from steps import Steps
from tree import PREFIX, Bus

SAMPLES = {"i": 0, "u": 0, "s": "kk", "b": False, "(aiia{ss}iaiiasib)": ([], 1, {}, 1, [], 1, [], 1, False), "a((so)i(so)ib)": []}
# What would change the screen while it is compared.
ACTING = ("DoAction", "GrabFocus", "SetTextContents", "InsertText", "DeleteText", "SelectChild", "DeselectChild")


def open_book(desk):
    program = desk.program(Structured.write(desk.session.folder))
    page = Steps(desk, program).document(Structured.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    return program, page


def described(node):
    """The interfaces of a node by introspection: name, methods, properties with their types."""
    text = node.bus.call(node.name_on_bus, node.path, "org.freedesktop.DBus.Introspectable", "Introspect")[0]
    found = {}
    for interface in xml.fromstring(text.split("\n", 2)[2]):
        methods = {
            method.get("name"): [
                [argument.get("type") for argument in method if argument.get("direction") == way] for way in ("in", "out")
            ]
            for method in interface.iter("method")
        }
        found[interface.get("name")] = methods, {it.get("name"): it.get("type") for it in interface.iter("property")}
    return found


def ask(node, interface, method, takes):
    samples = [SAMPLES.get(kind, node.path) for kind in takes]
    arguments = GLib.Variant(f"({''.join(takes)})", tuple(samples)) if takes else None
    return node.bus.connection.call_sync(node.name_on_bus, node.path, interface, method, arguments, None, 0, 4000, None)


@road(limit=90)
def every_method_answers_as_it_is_described(desk):
    program, page = open_book(desk)
    calls = 0
    for node in [program.window, *program.window.below(into_documents=True)]:
        known = described(node)
        assert {name.removeprefix(PREFIX) for name in known} == node.interfaces, (node, known)
        for interface, (methods, properties) in known.items():
            for method, (takes, gives) in methods.items():
                if method in ACTING:
                    continue
                answer = ask(node, interface, method, takes).get_type_string()
                assert answer == f"({''.join(gives)})", (node, method, answer, gives)
                calls += 1
            arguments = GLib.Variant("(s)", (interface,))
            every = node.bus.call(node.name_on_bus, node.path, "org.freedesktop.DBus.Properties", "GetAll", arguments)[0]
            assert set(every) == set(properties), (node, interface, every)
            for name, kind in properties.items():
                single = ask_property(node, interface, name)
                assert single == kind, (node, name, single, kind)
                calls += 1
        for method in ("NoSuchMethod", "GetRole2"):
            try:
                node.ask("Accessible", method)
            except Gone as error:
                assert "UnknownMethod" in str(error), error
            else:
                raise AssertionError(f"{node!r} answers {method}")
    assert calls > 1000, calls


def ask_property(node, interface, name):
    arguments = GLib.Variant("(ss)", (interface, name))
    answer = node.bus.connection.call_sync(
        node.name_on_bus, node.path, "org.freedesktop.DBus.Properties", "Get", arguments, None, 0, 4000, None
    )
    return answer.get_child_value(0).get_variant().get_type_string()


def texts(page):
    return [node for node in page.below() if "Text" in node.interfaces]


@road(limit=90)
def the_tree_is_the_book(desk):
    program, page = open_book(desk)
    blocks = texts(page)
    words = [block.text() for block in blocks]
    assert words == [
        "The first part",
        "Rivers run to the sea. Read about the mountains in the next part. It is short.",
        "A plain paragraph follows. It has two sentences.",
        "What to bring",
        "a lamp",
        "a map",
        "warm gloves",
        "Then comes a table.",
        "Town",
        "Height",
        "Almaty",
        "800",
        "The part ends here.",
        # The next part, which is told before it is shown.
        Structured.SECOND,
        "Mountains stand still.",
    ], words
    # Who flows into whom is the order of reading.
    for before, behind in zip(blocks, blocks[1:]):
        relations = dict(before.ask("Accessible", "GetRelationSet"))
        assert [path for _, path in relations[10]] == [behind.path], (before, relations)
    assert [block.attributes.get("level") for block in blocks if block.role == "heading"] == ["1", "2", "1"]
    items = list(page.all("list item"))
    assert [(item.attributes["posinset"], item.attributes["setsize"]) for item in items] == [("1", "3"), ("2", "3"), ("3", "3")]
    # A link by its offsets.
    paragraph = blocks[1]
    assert paragraph.ask("Hypertext", "GetNLinks") == 1
    link = page.find("link")
    start, end = link.get("Hyperlink", "StartIndex"), link.get("Hyperlink", "EndIndex")
    assert paragraph.text(start, end) == "the mountains" and paragraph.ask("Hypertext", "GetLinkIndex", "(i)", start) == 0
    # A table by its rows and columns.
    table = page.find("table")
    assert (table.get("Table", "NRows"), table.get("Table", "NColumns")) == (2, 2)
    name, path = table.ask("Table", "GetAccessibleAt", "(ii)", 1, 0)
    assert path == blocks[10].path, path
    assert blocks[10].get("TableCell", "Position") == (1, 0)
    headers = blocks[11].ask("TableCell", "GetColumnHeaderCells")
    assert [path for _, path in headers] == [blocks[9].path], headers
    # Units of a text, as newer and as older screen readers ask for them.
    sentence = "Read about the mountains in the next part. "
    assert paragraph.string_at(30, "sentence")[0] == sentence
    assert paragraph.ask("Text", "GetTextAtOffset", "(iu)", 30, 3)[0] == sentence
    assert paragraph.ask("Text", "GetTextBeforeOffset", "(iu)", 30, 3)[0] == "Rivers run to the sea. "
    assert paragraph.ask("Text", "GetTextAfterOffset", "(iu)", 30, 3)[0] == "It is short."
    assert paragraph.string_at(0, "word")[0] == "Rivers " and paragraph.string_at(0, "paragraph")[0] == words[1]
    for unit in ("character", "word", "sentence", "line", "paragraph"):
        at = 0
        while at < len(words[1]):
            text, begins, ends = paragraph.string_at(at, unit)
            assert begins == at and ends > at and text == words[1][begins:ends], (unit, at, text, begins, ends)
            at = ends
    attributes, begins, ends = paragraph.ask("Text", "GetAttributeRun", "(ib)", start, True)
    assert attributes["language"] == "en" and (begins, ends) == (start, end), (attributes, begins, ends)
    attributes, begins, ends = blocks[2].ask("Text", "GetAttributes", "(i)", 3)
    assert (attributes["weight"], begins, ends) == ("700", 2, 7), (attributes, begins, ends)
    assert page.ask("Document", "GetLocale") == "en"
    # Letters where they are seen.
    x, y, width, height = paragraph.extents()
    for offset in (0, start, 40):
        left, top, wide, high = paragraph.ask("Text", "GetCharacterExtents", "(iu)", offset, 1)
        assert x <= left and left + wide <= x + width and y <= top and top + high <= y + height + 1, (offset, left, top)
        assert paragraph.ask("Text", "GetOffsetAtPoint", "(iiu)", left + wide // 2, top + high // 2, 1) == offset
    at_screen = paragraph.ask("Component", "GetExtents", "(u)", 0)
    # The X server knows where the window without its frame is.
    tree = subprocess.run(["xwininfo", "-root", "-tree"], env=desk.session.env, check=True, capture_output=True, text=True, timeout=20)
    number = re.search(r"(0x[0-9a-f]+) \"[^\n]*Oqyrman", tree.stdout).group(1)
    told = subprocess.run(["xwininfo", "-id", number], env=desk.session.env, check=True, capture_output=True, text=True, timeout=20)
    left, top = (int(number) for number in re.findall(r"Absolute upper-left [XY]:\s+(-?\d+)", told.stdout))
    assert top > 0, "the window has no frame"
    assert (at_screen[0], at_screen[1]) == (x + left, y + top), (at_screen, (x, y), (left, top))
    # The caret goes where it is put, and the whole document knows it too.
    assert paragraph.move_caret(start)
    wait(lambda: paragraph.caret == start and paragraph.is_("focused"), 5, "the caret at the link")
    assert page.text()[page.caret :].startswith("the mountains")
    assert paragraph.ask("Text", "SetSelection", "(iii)", 0, start, end)
    wait(lambda: paragraph.ask("Text", "GetNSelections") == 1, 5, "a selection")
    assert paragraph.ask("Text", "GetSelection", "(i)", 0) == (start, end)
    assert len(page.ask("Document", "GetTextSelections")) == 1
    # A link is followed by its action.
    link.act()
    wait(lambda: page.text().startswith(Structured.SECOND), 10, "the second part")


@road(limit=60)
def the_registry_dies_and_comes_back(desk):
    program, page = open_book(desk)
    bus = program.bus
    arguments = GLib.Variant("(s)", (PREFIX + "Registry",))
    name = "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus"
    os.kill(bus.call(*name, "GetConnectionUnixProcessID", arguments)[0], signal.SIGKILL)
    window = bus.window_of(program.process, 20)
    assert window.find("document frame").text() == page.text()


@road(limit=60)
def the_bus_dies_and_comes_back(desk):
    program, page = open_book(desk)
    text = page.text()
    session = Gio.DBusConnection.new_for_address_sync(
        desk.session.env["DBUS_SESSION_BUS_ADDRESS"],
        Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
        None,
        None,
    )
    name = "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID"
    launcher = session.call_sync(*name, GLib.Variant("(s)", ("org.a11y.Bus",)), None, 0, 4000, None).unpack()[0]
    daemon = program.bus.call(*name, GLib.Variant("(s)", (name[0],)))[0]
    program.bus.connection.set_exit_on_close(False)
    for process in (launcher, daemon):
        os.kill(process, signal.SIGKILL)
    # The next who asks starts another bus, on which nobody has switched accessibility on yet.
    wait(desk.session.switch_accessibility_on, 10, "another accessibility bus")
    window = wait(lambda: Bus(desk.session).window_of(program.process, 5), 20, "the window on the other bus")
    assert window.find("document frame").text() == text


@road(limit=60)
def a_field_is_written_over_the_bus(desk):
    """Set, insert and delete, by characters and not by bytes."""
    steps = Steps(desk, desk.program(), "keys")
    desk.keyboard.press("ctrl+2")
    steps.title(desk.words["screen-catalog"])
    field = steps.window.wait(("entry", "text"), desk.words["catalog-search"])

    def holds(text):
        wait(lambda: field.text() == text, 5, lambda: f"{text!r} in the field; it holds {field.text()!r}")

    assert field.set_text("кітап")
    holds("кітап")
    assert field.ask("EditableText", "InsertText", "(isi)", 0, "ұзақ сөз", 5)
    holds("ұзақ кітап")
    assert field.ask("EditableText", "DeleteText", "(ii)", 5, 7)
    holds("ұзақ тап")
    assert field.characters == len("ұзақ тап")
