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
from tree import PREFIX, Bus, Node

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


NOTHING = "/org/a11y/atspi/null"


def compare_object(node):
    """What one method says of an object is what the others say."""
    children = node.children()
    assert node.get("Accessible", "ChildCount") == len(children), node
    for number, child in enumerate(children):
        assert node.ask("Accessible", "GetChildAtIndex", "(i)", number)[1] == child.path
        assert child.ask("Accessible", "GetIndexInParent") == number and child.get("Accessible", "Parent")[1] == node.path
    assert node.ask("Accessible", "GetChildAtIndex", "(i)", len(children))[1] == NOTHING
    if "Action" in node.interfaces:
        actions = node.ask("Action", "GetActions")
        assert node.get("Action", "NActions") == len(actions) > 0
        for number, (name, description, keys) in enumerate(actions):
            asked = [node.ask("Action", method, "(i)", number) for method in ("GetName", "GetDescription", "GetKeyBinding")]
            assert asked == [name, description, keys] and node.ask("Action", "GetLocalizedName", "(i)", number) == name
        assert not node.ask("Action", "DoAction", "(i)", len(actions))
    if "Component" in node.interfaces:
        for kind in (0, 1):
            x, y, width, height = node.ask("Component", "GetExtents", "(u)", kind)
            assert node.ask("Component", "GetPosition", "(u)", kind) == (x, y)
            assert node.ask("Component", "GetSize") == (width, height)
            if width > 2 and height > 2:
                assert node.ask("Component", "Contains", "(iiu)", x + width // 2, y + height // 2, kind), node
            assert not node.ask("Component", "Contains", "(iiu)", x - 2, y - 2, kind), node
        for method, signature, values in (("SetPosition", "(iiu)", (1, 1, 1)), ("SetSize", "(ii)", (9, 9))):
            assert not node.ask("Component", method, signature, *values)
        assert not node.ask("Component", "SetExtents", "(iiiiu)", 1, 1, 9, 9, 1)
        assert node.ask("Component", "GetExtents", "(u)", 1) == (x, y, width, height)
    if "Image" in node.interfaces:
        assert node.ask("Image", "GetImageExtents", "(u)", 1) == node.extents()
        assert node.ask("Image", "GetImagePosition", "(u)", 1) + node.ask("Image", "GetImageSize") == node.extents()
    if "Value" in node.interfaces:
        low, now, high = (node.get("Value", name) for name in ("MinimumValue", "CurrentValue", "MaximumValue"))
        assert low <= now <= high, (node, low, now, high)


def compare_text(node):
    text, length = node.text(), node.characters
    assert len(text) == length and -1 <= node.caret <= length, (node, text, length)
    assert node.text(2, 5) == text[2:5] and node.text(0, 9999) == text
    for offset in {0, length // 2, length - 1} & set(range(length)):
        assert node.ask("Text", "GetCharacterAtOffset", "(i)", offset) == ord(text[offset])
        attributes, begins, ends = node.ask("Text", "GetAttributeRun", "(ib)", offset, False)
        assert begins <= offset < ends and node.ask("Text", "GetAttributes", "(i)", offset)[1:] == (begins, ends)
        for name, value in attributes.items():
            assert node.ask("Text", "GetAttributeValue", "(is)", offset, name) == value
        extents = node.ask("Text", "GetCharacterExtents", "(iu)", offset, 1)
        assert node.ask("Text", "GetRangeExtents", "(iiu)", offset, offset + 1, 1) == extents
    assert node.ask("Text", "GetDefaultAttributes") == node.ask("Text", "GetDefaultAttributeSet")
    assert node.ask("Text", "GetNSelections") == 0 and node.ask("Text", "GetSelection", "(i)", 0) == (0, 0)
    assert not node.ask("Text", "RemoveSelection", "(i)", 0) and not node.ask("Text", "SetSelection", "(iii)", 1, 0, 1)
    if "Hypertext" in node.interfaces:
        for number in range(node.ask("Hypertext", "GetNLinks")):
            link = Node(node.bus, *node.ask("Hypertext", "GetLink", "(i)", number))
            start, end = link.get("Hyperlink", "StartIndex"), link.get("Hyperlink", "EndIndex")
            assert 0 <= start < end <= length and node.ask("Hypertext", "GetLinkIndex", "(i)", start) == number
            target = Node(node.bus, *link.ask("Hyperlink", "GetObject", "(i)", 0))
            assert target.name == text[start:end] and link.ask("Hyperlink", "IsValid") and link.get("Hyperlink", "NAnchors") == 1
            assert isinstance(link.ask("Hyperlink", "GetURI", "(i)", 0), str)
        assert node.ask("Hypertext", "GetLink", "(i)", 99)[1] == NOTHING


def compare_table(table):
    rows, columns = table.get("Table", "NRows"), table.get("Table", "NColumns")
    assert rows > 0 and columns > 0
    for row in range(rows):
        for column in range(columns):
            cell = Node(table.bus, *table.ask("Table", "GetAccessibleAt", "(ii)", row, column))
            number = table.ask("Table", "GetIndexAt", "(ii)", row, column)
            assert cell.get("TableCell", "Position") == (row, column) and cell.get("TableCell", "Table")[1] == table.path
            assert table.ask("Table", "GetRowAtIndex", "(i)", number) == row
            assert table.ask("Table", "GetColumnAtIndex", "(i)", number) == column
            spans = cell.get("TableCell", "RowSpan"), cell.get("TableCell", "ColumnSpan")
            assert cell.ask("TableCell", "GetRowColumnSpan") == (True, row, column, *spans)
            assert table.ask("Table", "GetRowColumnExtentsAtIndex", "(i)", number) == (True, row, column, *spans, False)
            asked = [table.ask("Table", f"Get{way}ExtentAt", "(ii)", row, column) for way in ("Row", "Column")]
            assert tuple(asked) == spans and not table.ask("Table", "IsSelected", "(ii)", row, column)
            headers = [path for _, path in cell.ask("TableCell", "GetColumnHeaderCells")]
            above = table.ask("Table", "GetColumnHeader", "(i)", column)[1]
            assert headers == [path for path in (above,) if path not in (NOTHING, cell.path)], (cell, headers, above)
    for way in ("Row", "Column"):
        assert table.ask("Table", f"GetSelected{way}s") == [] and table.get("Table", f"NSelected{way}s") == 0
        for method in (f"Is{way}Selected", f"Add{way}Selection", f"Remove{way}Selection"):
            assert not table.ask("Table", method, "(i)", 0), method
        header = Node(table.bus, *table.ask("Table", f"Get{way}Header", "(i)", 0))
        told = "" if header.path == NOTHING else header.name
        assert table.ask("Table", f"Get{way}Description", "(i)", 0) == told
    assert table.ask("Table", "GetAccessibleAt", "(ii)", rows, 0)[1] == NOTHING


@road(limit=120)
def every_answer_agrees_with_the_tree(desk):
    """Objects, texts, links and tables of a book and of the window around it: one method says what the others say."""
    program, page = open_book(desk)
    seen = {"Text": 0, "Table": 0, "Hypertext": 0, "Action": 0, "Component": 0}
    for node in [program.window, *program.window.below(into_documents=True)]:
        compare_object(node)
        for name, compare in (("Text", compare_text), ("Table", compare_table)):
            if name in node.interfaces:
                compare(node)
        for name in seen.keys() & node.interfaces:
            seen[name] += 1
    assert min(seen.values()) > 0, seen
    # A block takes the focus by taking the caret; of what is around, the control itself.
    block = texts(page)[2]
    assert block.ask("Component", "GrabFocus")
    wait(lambda: block.is_("focused") and block.caret == 0, 5, "the focus on the block")
    button = program.window.find("button", state="focusable")
    assert button.ask("Component", "GrabFocus")
    wait(lambda: button.is_("focused") and not block.is_("focused"), 5, "the focus on the button")


@road(limit=60)
def a_list_of_choices_is_chosen_from_over_the_bus(desk):
    """Every method of Selection, compared with what the tree says of each child."""
    steps = Steps(desk, desk.program(), "keys")
    steps.go("settings", "ctrl+5")
    selects = lambda node: "Selection" in node.interfaces  # noqa: E731
    group = next(node for node in steps.window.below() if selects(node) and len(node.children()) > 2)
    children = group.children()

    def chosen():
        return [number for number, child in enumerate(children) if child.is_("selected") or child.is_("checked")]

    def agrees():
        """What Selection answers is what the states of the children are."""
        told = [number for number in range(len(children)) if group.ask("Selection", "IsChildSelected", "(i)", number)]
        first = group.ask("Selection", "GetSelectedChild", "(i)", 0)[1]
        return told == chosen() and group.get("Selection", "NSelectedChildren") == len(told) == 1 and first == children[told[0]].path

    wait(agrees, 5, lambda: f"one choice: {chosen()}")
    before = chosen()[0]
    other = next(number for number in range(len(children)) if number != before)
    # One of several choices is not given up without another; what is not chosen needs no taking back.
    for method, number, answer in (("DeselectChild", other, True), ("SelectChild", before, True), ("DeselectChild", 99, False),
                                   ("SelectChild", -1, False)):
        assert group.ask("Selection", method, "(i)", number) == answer, (method, number)
        assert agrees() and chosen() == [before], (method, number, chosen())
    for method in ("SelectAll", "ClearSelection"):
        assert not group.ask("Selection", method) and chosen() == [before], method
    assert group.ask("Selection", "SelectChild", "(i)", other)
    wait(lambda: chosen() == [other] and agrees(), 5, lambda: f"the choice {other}; it is {chosen()}")
    for method, number in (("DeselectChild", other), ("DeselectSelectedChild", 0)):
        group.ask("Selection", method, "(i)", number)
        assert agrees() and chosen() == [other], (method, chosen())
    assert not group.ask("Selection", "IsChildSelected", "(i)", before)
    assert group.ask("Selection", "GetSelectedChild", "(i)", 5)[1] == "/org/a11y/atspi/null"
    assert group.ask("Selection", "SelectChild", "(i)", before)
    wait(lambda: chosen() == [before] and agrees(), 5, lambda: f"the choice {before}; it is {chosen()}")


@road(limit=60)
def what_has_left_the_screen_is_answered_as_gone(desk):
    steps = Steps(desk, desk.program(), "keys")
    gone = wait(steps.window.focused, 10, "a focus")
    role = gone.role
    steps.go("settings", "ctrl+5")
    wait(lambda: gone.is_("defunct"), 5, "the control that had the focus to be gone")
    assert gone.states == {"defunct"} and gone.role == role and gone.name == "" and gone.children() == []
    assert gone.get("Accessible", "Parent") == ("", "/org/a11y/atspi/null")
    assert gone.ask("Accessible", "GetIndexInParent") == -1


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
