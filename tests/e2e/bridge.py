"""The bridge to Linux screen readers, proved by what Orca says as Debian ships it, and by other clients of the bus."""
import re
import subprocess

from books import Structured, epub
from road import Skip, road
from session import Missing, program as installed, wait
from steps import Steps

# By language: a heading, a paragraph of two sentences, a paragraph of one.
RIVERS = {
    "kk": ("Өзен", "Ақ өзен тауға қарай ағады. Суы мөлдір.", "Балалар жағада ойнап жүр."),
    "ru": ("Река", "Тихая река течёт к морю. Вода прозрачна.", "Дети играют на берегу."),
    "en": ("The river", "The river runs to the sea. Its water is clear.", "Children play on the bank."),
}


def river(desk):
    """A book of three blocks in the road's language, opened; the caret at its beginning."""
    heading, first, second = RIVERS[desk.language]
    body = f"<h1>{heading}</h1><p>{first}</p><p>{second}</p>"
    path = epub(desk.session.folder / "river.epub", heading, "A. Writer", [(desk.language, heading, body)])
    page = Steps(desk, desk.program(path), "keys").document(heading)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.speech.wait(heading, 20)
    desk.speech.settle()
    return page


@road(languages=("kk", "ru", "en"), orca="as-shipped", braille=True, limit=90)
def orca_as_shipped_reads_by_arrows(desk):
    """By line, word, character and paragraph, heard and felt; no key is grabbed and no call is customised."""
    heading, first, second = RIVERS[desk.language]
    river(desk)
    words = first.split()
    steps = [
        ("Down", first, first[:20]),
        # Orca says the word that was passed; the caret is at the next one.
        ("ctrl+Right", words[0], first[:20]),
        ("Right", words[1][1], first[:20]),
        ("Right", words[1][2], first[:20]),
        ("Left", words[1][1], first[:20]),
        ("ctrl+Left", words[1], first[:20]),
        ("ctrl+Down", second, second[:20]),
        ("ctrl+Up", first, first[:20]),
        ("Up", heading, heading),
        ("End", None, heading),
        ("ctrl+Home", heading, heading),
    ]
    for key, heard, felt in steps:
        desk.speech.mark()
        with desk.keyboard.held(key):
            if heard:
                pattern = re.compile(rf"(^|\| ){re.escape(heard)}", re.I)
                desk.speech.wait(pattern, 10)
        # BRLTTY's table of Russian has not every letter: what it has not is not compared.
        desk.braille.wait(re.compile(re.sub(r"[^\sA-Za-zА-Яа-яЁё.,]", ".+", re.escape(felt[:8]).replace("\\", "")), re.I), 10)
        desk.speech.settle(quiet=0.2)
    desk.speech.mark()
    desk.keyboard.press("Down")
    desk.speech.wait(re.compile(rf"(^|\| ){re.escape(first)}", re.I), 10)
    desk.speech.mark()
    with desk.keyboard.held("ctrl+shift+Right"):
        desk.speech.wait(re.compile(rf"{re.escape(words[0])}.*selected", re.I), 10)


@road(quick=False, orca="keys", limit=120)
def flat_review_reads_what_is_seen(desk):
    """Line, word and character of the review; what is not on the screen is not in it."""
    program = desk.program(Structured.write(desk.session.folder))
    page = Steps(desk, program, "keys").document(Structured.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.speech.wait("The first part", 20)
    desk.keyboard.press("Down")
    desk.speech.wait("Rivers run", 10)
    desk.speech.settle()

    def review(key, heard):
        desk.speech.mark()
        desk.keyboard.press(key)
        said = desk.speech.wait(heard, 10)
        desk.speech.settle(quiet=0.2)
        return said

    review("KP_Up", "Rivers run to the sea. Read about the mountains in the next part.")
    review("KP_Begin", "Rivers")
    review("KP_Right", "run")
    review("KP_Down", "r")
    heard = []
    # The title's line is the first, the line of the place the last.
    while not any("%" in line for line in heard):
        assert len(heard) < 40, heard
        heard.append(" ".join(review("KP_Page_Up", re.compile(r"."))))
    assert any("A plain paragraph follows." in text for text in heard), heard
    assert sum("What to bring" in text for text in heard) == 1, heard
    # The second part is told, so that reading in one go comes there; it is not seen.
    assert not any("Mountains stand still" in text for text in heard), heard


PYATSPI = """
import sys, pyatspi
pid = int(sys.argv[1])
def window():
    for application in pyatspi.Registry.getDesktop(0):
        if application and application.get_process_id() == pid:
            return application[0]
def walk(node, depth=0):
    interfaces = sorted(pyatspi.listInterfaces(node))
    text = ""
    if "Text" in interfaces:
        found = node.queryText()
        text = found.getText(0, -1)
        assert found.characterCount == len(text), (node, found.characterCount, text)
        for boundary in (pyatspi.TEXT_BOUNDARY_CHAR, pyatspi.TEXT_BOUNDARY_WORD_START, pyatspi.TEXT_BOUNDARY_WORD_END,
                         pyatspi.TEXT_BOUNDARY_SENTENCE_START, pyatspi.TEXT_BOUNDARY_SENTENCE_END,
                         pyatspi.TEXT_BOUNDARY_LINE_START, pyatspi.TEXT_BOUNDARY_LINE_END):
            at = 0
            while at < len(text):
                unit, start, end = found.getTextAtOffset(at, boundary)
                assert start <= at < end and text[start:end] == unit, (boundary, at, unit, start, end)
                at = end
    if "Hypertext" in interfaces:
        links = node.queryHypertext()
        for number in range(links.getNLinks()):
            link = links.getLink(number)
            assert 0 <= link.startIndex < link.endIndex <= len(text) and link.isValid()
            assert links.getLinkIndex(link.startIndex) == number
            assert link.getObject(0).name == text[link.startIndex:link.endIndex]
    if "Table" in interfaces:
        table = node.queryTable()
        for row in range(table.nRows):
            for column in range(table.nColumns):
                cell = table.getAccessibleAt(row, column)
                index = table.getIndexAt(row, column)
                assert (table.getRowAtIndex(index), table.getColumnAtIndex(index)) == (row, column)
                assert cell is not None, (row, column)
    if "Action" in interfaces:
        action = node.queryAction()
        assert all(action.getName(number) for number in range(action.nActions))
    if "Component" in interfaces:
        component = node.queryComponent()
        box = component.getExtents(pyatspi.DESKTOP_COORDS)
        assert component.getPosition(pyatspi.DESKTOP_COORDS) == (box.x, box.y) and component.getSize() == (box.width, box.height)
    for index, child in enumerate(node):
        assert child.getIndexInParent() == index and child.parent == node, (node, child)
    print("%s%s|%s|%s|%s" % ("  " * depth, node.getRoleName(), node.name, text, ",".join(interfaces)))
    for child in node:
        walk(child, depth + 1)
walk(window())
"""


@road(limit=90)
def pyatspi_sees_the_same_tree(desk):
    """The library that screen readers are written with, against plain calls over the bus."""
    program = desk.program(Structured.write(desk.session.folder))
    page = Steps(desk, program).document(Structured.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    told = subprocess.run(
        ["/usr/bin/python3", "-c", PYATSPI, str(program.process.pid)],
        env={**desk.session.env, "NO_AT_BRIDGE": "1"}, capture_output=True, text=True, timeout=60,
    )
    if "No module named 'pyatspi'" in told.stderr:
        raise Skip("python3-pyatspi is not installed")
    assert told.returncode == 0, told.stderr[-2000:]
    told.stdout = told.stdout.replace("push button|", "button|")
    seen = [tuple(line.strip().split("|")[:3]) for line in told.stdout.splitlines() if line.count("|") >= 3]

    def walk(node):
        yield node.role, node.name, node.text() if "Text" in node.interfaces else ""
        for child in node.children():
            yield from walk(child)

    wanted = [tuple(part.replace("\n", " ") for part in row) for row in walk(program.window)]
    assert len(seen) == len(wanted) and seen == wanted, [pair for pair in zip(seen, wanted) if pair[0] != pair[1]][:5]


@road(limit=90)
def busctl_calls_what_it_is_told_of(desk):
    """A client that knows nothing but the descriptions: every method of every interface answers with its types."""
    try:
        installed("busctl")
    except Missing as reason:
        raise Skip(str(reason)) from None
    program = desk.program(Structured.write(desk.session.folder))
    page = Steps(desk, program).document(Structured.TITLE)
    address = subprocess.run(
        ["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus", "--method", "org.a11y.Bus.GetAddress"],
        env=desk.session.env, capture_output=True, text=True, check=True, timeout=20,
    ).stdout.split("'")[1]

    def busctl(*words):
        return subprocess.run(
            ["busctl", f"--address={address}", *map(str, words)], env=desk.session.env, capture_output=True, text=True, timeout=20
        )

    # Of a structure its fields one after the other, of an array first how many follow.
    samples = {
        "i": ["0"], "u": ["0"], "s": ["kk"], "b": ["false"], "o": [page.path],
        "(aiia{ss}iaiiasib)": ["1", str(1 << 29), "1", "1", "level", "1", "1", "0", "1", "1", "org.a11y.atspi.Text", "1", "false"],
        "a((so)i(so)ib)": ["1", page.name_on_bus, page.path, "0", page.name_on_bus, page.path, "0", "false"],
    }

    def arguments_of(takes):
        found = []
        while takes:
            kind = next(kind for kind in samples if takes.startswith(kind))
            found += samples[kind]
            takes = takes[len(kind) :]
        return found

    nodes = [page, *page.below()][:60]
    tried, known = 0, set()
    for node in nodes:
        told = busctl("--no-legend", "introspect", node.name_on_bus, node.path)
        assert told.returncode == 0, told.stderr
        interface = None
        for line in told.stdout.splitlines():
            name, kind, takes, gives, *_ = line.split()
            name = name.removeprefix(".")
            if kind == "interface":
                interface = name
                continue
            if kind != "method" or not interface.startswith("org.a11y") or (interface, name) in known:
                continue
            if name in ("DoAction", "GrabFocus", "SetCaretOffset"):
                continue
            known.add((interface, name))
            arguments = arguments_of(takes) if takes != "-" else []
            answer = busctl("call", node.name_on_bus, node.path, interface, name, *([takes, *arguments] if arguments else []))
            assert answer.returncode == 0, (interface, name, answer.stderr)
            if gives != "-":
                assert answer.stdout.split(" ", 1)[0] == gives, (interface, name, answer.stdout, gives)
            tried += 1
    assert {interface.rsplit(".", 1)[1] for interface, _ in known} >= {
        "Accessible", "Action", "Component", "Document", "Hyperlink", "Hypertext", "Table", "TableCell", "Text",
    }, known
    structured = {name for _, name in known} & {"GetMatches", "GetMatchesTo", "GetMatchesFrom", "SetTextSelections"}
    assert len(structured) == 4 and tried > 74, (structured, tried)


def inner_window(desk):
    """Where the X server says that the window without its frame is: left, top, width, height."""

    def info(*words):
        return subprocess.run(["xwininfo", *words], env=desk.session.env, check=True, capture_output=True, text=True, timeout=20).stdout

    number = re.search(r"(0x[0-9a-f]+) \"[^\n]*Oqyrman", info("-root", "-tree")).group(1)
    told = info("-id", number)
    numbers = [re.search(rf"{name}:\s+(-?\d+)", told) for name in ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")]
    return tuple(int(found.group(1)) for found in numbers)


def at_scale(desk, scale):
    program = desk.program(Structured.write(desk.session.folder), env={"WINIT_X11_SCALE_FACTOR": str(scale)})
    steps = Steps(desk, program, "keys")
    page = steps.document(Structured.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    left, top, width, height = inner_window(desk)
    assert top > 0, "the window has no frame"
    window = program.window
    wait(lambda: window.ask("Component", "GetExtents", "(u)", 0) == (left, top, width, height), 10,
         lambda: f"the window at {(left, top, width, height)}: {window.ask('Component', 'GetExtents', '(u)', 0)}")
    paragraph = next(node for node in page.below() if node.name == "" and "Rivers" in (node.text() if "Text" in node.interfaces else ""))
    x, y, *_ = paragraph.ask("Component", "GetExtents", "(u)", 1)
    assert paragraph.ask("Component", "GetExtents", "(u)", 0)[:2] == (x + left, y + top)
    line = None
    for offset in (0, 7, 20):
        # On the screen a letter is found again where it is said to be.
        at_x, at_y, wide, high = paragraph.ask("Text", "GetCharacterExtents", "(iu)", offset, 0)
        assert left <= at_x and at_x + wide <= left + width and top <= at_y and at_y + high <= top + height, (offset, at_x, at_y)
        assert paragraph.ask("Text", "GetOffsetAtPoint", "(iiu)", at_x + wide // 2, at_y + high // 2, 0) == offset
        line = line or high
    # A press of the pointer on a letter puts the caret there: what is told is what is seen.
    offset = 7
    at_x, at_y, wide, high = paragraph.ask("Text", "GetCharacterExtents", "(iu)", offset, 0)
    subprocess.run(
        ["xdotool", "mousemove", str(at_x + 2), str(at_y + high // 2), "click", "1"], env=desk.session.env, check=True, timeout=20
    )
    wait(lambda: paragraph.caret == offset, 10, lambda: f"the caret at {offset}: {paragraph.caret}")
    # The window moves, and everything with it.
    subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Oqyrman", "windowmove", "31", "47"], env=desk.session.env, timeout=20)
    wait(lambda: inner_window(desk)[:2] != (left, top), 10, "the window to move")
    left, top, *_ = inner_window(desk)
    wait(lambda: paragraph.ask("Component", "GetExtents", "(u)", 0)[:2] == (x + left, y + top), 10, "the paragraph to move along")
    return line


@road(limit=120, screen="2560x1800")
def places_are_right_at_every_scale(desk):
    heights = {}
    for scale in (1, 1.5, 2):
        heights[scale] = at_scale(desk, scale)
        desk.opened.close()
    assert heights[1] < heights[1.5] < heights[2], heights
    assert abs(heights[2] / heights[1] - 2) < 0.1, heights


@road(limit=90)
def on_wayland_places_are_the_windows_own(desk):
    """Nobody tells a window on Wayland where it stands: its own left upper corner is where everything begins."""
    try:
        weston = installed("weston")
    except Missing as reason:
        raise Skip(str(reason)) from None
    session = desk.session
    process = session.run(
        "weston", weston, "--backend=headless-backend.so", "--socket=oqyrman-wayland", "--idle-time=0", "--no-config",
        "--width=1280", "--height=800",
    )
    session.ready(process, (session.folder / "run/oqyrman-wayland").exists, 15, "weston")
    environment = {"WAYLAND_DISPLAY": "oqyrman-wayland", "DISPLAY": ""}
    program = desk.program(Structured.write(session.folder), env=environment)
    page = Steps(desk, program).document(Structured.TITLE)
    paragraph = next(node for node in page.below() if "Text" in node.interfaces and "Rivers" in node.text())
    own = paragraph.ask("Component", "GetExtents", "(u)", 1)
    assert own[0] > 0 and own[1] > 0 and own == paragraph.ask("Component", "GetExtents", "(u)", 0), own
    box = paragraph.ask("Text", "GetCharacterExtents", "(iu)", 9, 0)
    assert paragraph.ask("Text", "GetOffsetAtPoint", "(iiu)", box[0] + box[2] // 2, box[1] + box[3] // 2, 0) == 9
