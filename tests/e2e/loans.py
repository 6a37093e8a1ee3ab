"""Loans from the window against our own service: waiting, borrowing, renewing, giving back, and the notes that outlive it."""
import base64
import json
import re
import sqlite3
import urllib.request
from contextlib import closing

from books import Mixed
from road import road
from session import wait
from shell import Shell
from steps import Steps

LANGUAGES = ("kk", "ru", "en")
HERS, OTHERS = ("Айгүл", "бірінші"), ("Болат", "екінші")
BORROW = "http://opds-spec.org/acquisition/borrow"
REVOKE = "http://librarysimplified.org/terms/rel/revoke"


class Other:
    """The other reader of the library, by plain HTTP."""

    def __init__(self, address):
        self.address = address
        card = base64.b64encode(":".join(OTHERS).encode()).decode()
        self.headers = {"Authorization": f"Basic {card}", "Accept-Language": "en"}
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, address):
        with self.opener.open(urllib.request.Request(address, headers=self.headers), timeout=10) as answer:
            return json.load(answer)

    def book(self):
        return self.get(self.address)["publications"][0]

    def follow(self, rel):
        return self.get(next(link["href"] for link in self.book()["links"] if link["rel"] == rel))


def serve(desk):
    folder = desk.session.folder / "lent"
    folder.mkdir()
    Mixed.write(folder)
    return desk.opened.enter_context(
        Shell(desk, desk.session.folder / "service").serve(
            folder, *HERS, language=desk.language, more=[OTHERS], options=["--lend", "--copies", "1"]
        )
    )


def said(desk, words, timeout=15):
    return desk.speech.wait(words, timeout)


@road(limit=240, languages=LANGUAGES, speed=200)
def from_the_queue_to_the_notes_that_stay(desk):
    address = serve(desk)
    other = Other(address)
    other.follow(BORROW)
    steps, words, shell = Steps(desk, desk.program("--library", address)), desk.words, Shell(desk)
    window, title = steps.window, Mixed.TITLE
    if words["screen-catalog"] not in window.name:
        desk.keyboard.press("ctrl+2")
    window.wait(("entry", "text"), words["server-login"]).set_text(HERS[0])
    window.wait(("entry", "text", "password text"), words["server-password"]).set_text(HERS[1])
    steps.activate(words["sign-in-do"], "button")

    # Somebody has it: she waits.
    steps.open_result(title)
    steps.activate(words["loan-hold"], "button")
    said(desk, words.pattern("loan-held-position", position=1, whole=False))
    window.wait("button", words["loan-cancel-hold"])
    kept = lambda: [(line["state"], line.get("position")) for line in shell.ok("loans").lines()]  # noqa: E731
    assert kept() == [("reserved", 1)], kept()
    desk.keep("queue")

    # It is put aside for her, and she is told.
    other.follow(REVOKE)
    desk.keyboard.press("ctrl+1")
    steps.title(words["screen-shelf"])
    window.wait("list item", re.compile(re.escape(title)))
    steps.activate(words["loan-refresh"], "button")
    said(desk, words.pattern("loan-ready-until", whole=False))
    assert kept() == [("ready", None)], kept()
    desk.keep("ready")
    steps.activate(re.compile(re.escape(title)), "list item")
    # What is known of it here is shown at once, the whole entry when it comes: nobody presses in that very instant.
    window.wait(("image", "graphic", "icon"), words.pattern("cover-of"))
    steps.get()
    assert [state for state, _ in kept()] == ["lent"], kept()
    lent = shell.ok("loans").lines()[0]
    assert set(lent["can"]) == {"renew", "return"}, lent

    # Longer, which the library allows.
    steps.activate(words["loan-renew"], "button")
    said(desk, words.pattern("loan-renewed", whole=False))
    renewed = wait(lambda: (now := shell.ok("loans").lines()[0])["until"] > lent["until"] and now, 10, "another day")
    assert renewed["id"] == lent["id"], renewed

    # A place and a bookmark in it.
    steps.activate(words["read"], "button")
    page = steps.document(title)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    place = len(Mixed.CHAPTERS[0][1]) + 5
    page.move_caret(place)
    wait(lambda: page.caret == place, 5, lambda: f"the caret at {place}; it is at {page.caret}")
    desk.keyboard.press("ctrl+b")
    said(desk, words["notice-bookmark-added"])
    marks = lambda: json.loads(shell.ok("annotations", str(lent["id"])).out)  # noqa: E731
    before = wait(lambda: (now := marks()) and '"Annotation"' in json.dumps(now) and now, 10, "the bookmark on the shelf")
    desk.keyboard.press("ctrl+1")
    steps.title(words["screen-shelf"])

    # Back it goes, and what she wrote stays.
    row = window.wait("list item", re.compile(re.escape(title)))
    row.focus()
    desk.keyboard.press("alt+Return")
    steps.activate(words["give-back"], "button")
    window.wait("button", words["shelf-keep"])
    steps.activate(words["give-back"], "button")
    said(desk, words["give-back-done"])
    states = lambda: [line["state"] for line in shell.ok("loans").lines()]  # noqa: E731
    wait(lambda: states() == ["returned"], 10, lambda: f"the book given back: {states()}\n{window.outline()}")
    assert not shell.ok("shelf").lines()
    assert other.get(address)["publications"][0]["links"][1]["rel"] == BORROW
    # The screen shows at once what is left of it.
    window.wait("list item", re.compile(re.escape(words["mark-bookmark"])))
    desk.keyboard.press("ctrl+1")
    steps.title(words["screen-shelf"])
    window.wait("heading", words["loan-returned-heading"])
    desk.keep("returned-shelf")
    steps.activate(re.compile(re.escape(title)), "list item")
    window.wait("list item", re.compile(re.escape(words["mark-bookmark"])))
    desk.keep("returned")

    # And it is there when she borrows the book again.
    steps.activate(words["loan-borrow-again"], "button")
    window.wait("button", words["reader-resume"], timeout=30)
    again = shell.ok("loans").lines()
    assert [(line["state"], line["id"]) for line in again] == [("lent", lent["id"])], again
    count = lambda found: json.dumps(found).count('"Annotation"')  # noqa: E731
    assert count(marks()) == count(before), (before, marks())


@road(limit=120, languages=LANGUAGES, speed=200)
def what_ended_while_she_was_away(desk):
    address = serve(desk)
    words, shell = desk.words, Shell(desk)
    card = ("--user", HERS[0], "--password-stdin")
    book = shell.ok("catalog", address, *card, stdin=HERS[1].encode() + b"\n").lines()
    borrow = next(line for line in book if "acquisitions" in line)["acquisitions"][0]["href"]
    lent = shell.ok("fetch", borrow, *card, stdin=HERS[1].encode() + b"\n").json()
    file = desk.home / "books" / lent["file"].rsplit("/", 1)[-1]
    assert file.is_file(), lent
    with closing(sqlite3.connect(desk.home / "shelf.sqlite")) as shelf, shelf:
        shelf.execute("UPDATE holdings SET loan_until = added - 1000")
    assert [line["state"] for line in shell.ok("loans").lines()] == ["over"]
    steps = Steps(desk, desk.program())
    said(desk, words.pattern("loan-ended", title=Mixed.TITLE, whole=False))
    steps.window.wait("heading", words["loan-returned-heading"])
    assert not file.exists()
    assert [line["state"] for line in shell.ok("loans").lines()] == ["returned"]
    # The library's own day is another matter: what is given back there is given back.
    shell.fails("loans", "return", str(lent["id"]))
