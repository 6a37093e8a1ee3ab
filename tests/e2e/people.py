"""What people do for readers, with two windows against one service: hers at home, and that of the specialist who serves her."""
import json
import re
import sqlite3
import subprocess
from contextlib import closing, contextmanager

from books import Mixed
from find import greeted
from reader import binary
from road import road
from session import wait
from shell import Shell
from steps import Steps, containing

LANGUAGES = ("kk", "ru", "en")
HERS, STAFF, PIN = "2100000017", "900", "2468"
BRANCHES = {
    "branches": [
        {
            "id": "alatau",
            "kind": "branch",
            "name": {"kk": "Алатау орталығы", "ru": "Центр «Алатау»", "en": "Alatau Centre"},
            "address": {"kk": "5-көше, 12", "ru": "5-я улица, 12", "en": "5th street, 12"},
            "hours": {"kk": "Дс–Жм 9:00–18:00", "ru": "Пн–Пт 9:00–18:00", "en": "Mon–Fri 9:00–18:00"},
            "phone": "+7 727 000 00 00",
        },
        {"id": "almaly", "kind": "station", "name": {"kk": "Алмалы станциясы", "ru": "Станция «Алмалы»", "en": "Almaly station"}},
    ]
}
FIELDS = ("entry", "text")


class Network:
    """A service with two cards and two branches. It can be killed, and started again at the same port."""

    def __init__(self, desk):
        self.desk = desk
        self.books, self.home = desk.session.folder / "lent", desk.session.folder / "service"
        self.books.mkdir()
        Mixed.write(self.books)
        self.shell = Shell(desk, self.home)
        for words in ((HERS, "--name", "Айгүл"), (STAFF, "--name", "Болат", "--staff", "alatau")):
            self.shell.ok("cards", self.books, "add", *words, stdin=PIN.encode() + b"\n")
        self.file = desk.session.folder / "branches.json"
        self.file.write_text(json.dumps(BRANCHES, ensure_ascii=False), "utf-8")
        self.port, self.process = 0, None

    def start(self):
        self.process = subprocess.Popen(
            [str(binary()), "serve", str(self.books), "--lend", "--branches", str(self.file), "--port", str(self.port)],
            env=self.shell.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        address = self.process.stdout.readline().strip()
        self.port = int(re.search(r":(\d+)/", address).group(1))
        return address

    def kill(self):
        self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()

    @contextmanager
    def running(self):
        try:
            yield self.start()
        finally:
            self.kill()


def entered(desk, address, card, home=None):
    """A window on the library, signed in with this card."""
    steps = Steps(desk, desk.program("--library", address, home=home))
    steps.window.wait(FIELDS, desk.words["server-login"]).set_text(card)
    steps.window.wait((*FIELDS, "password text"), desk.words["server-password"]).set_text(PIN)
    steps.activate(desk.words["sign-in-do"], "button")
    steps.window.wait("button", services(desk), timeout=20)
    return steps


def services(desk):
    """The way to them, with news or without."""
    return re.compile(re.escape(desk.words["screen-patron"]))


def at_services(desk, steps):
    """Their first page, from wherever she is."""
    if not steps.window.find("heading", desk.words["screen-patron"]):
        steps.activate(services(desk), "button")
    steps.window.wait("heading", desk.words["screen-patron"])


def to(desk, steps, page):
    """One of the pages of the services, by its row."""
    at_services(desk, steps)
    steps.activate(re.compile("^" + re.escape(desk.words[page])), "list item")
    steps.window.wait("heading", desk.words[page])


def asked_again(desk, steps):
    """She asks how everything stands now."""
    at_services(desk, steps)
    desk.speech.mark()
    steps.activate(desk.words["patron-refresh"], "button")
    desk.speech.wait(desk.words["patron-refreshed"], 15)


def home(desk, name):
    """A second home on this desk."""
    return desk.session.folder / name


@road(limit=300, languages=LANGUAGES, speed=300)
def a_book_is_asked_for_and_brought(desk):
    words, network = desk.words, Network(desk)
    address = desk.opened.enter_context(network.running())
    hers = entered(desk, address, HERS)
    title = Mixed.TITLE

    # She finds the book, and asks for a printed copy of it at the branch.
    hers.open_result(title)
    hers.activate(words["patron-ask-book"], "button")
    hers.window.wait("label", words.pattern("patron-ask-for", title=title))
    branch = BRANCHES["branches"][0]["name"][desk.language]
    hers.activate(branch, "radio button")
    wait(lambda: hers.window.find("radio button", branch).is_("checked"), 10, "the branch to be chosen")
    desk.keep("ask")
    desk.speech.mark()
    hers.activate(words["patron-send"], "button")
    desk.speech.wait(words.pattern("patron-sent", whole=False), 15)
    booking = re.compile(f"^{re.escape(words['patron-booking'])}: {re.escape(title)}")
    hers.window.wait("list item", booking)
    desk.keep("asked")

    # The specialist of that branch sees it, and takes it on.
    staff = entered(desk, address, STAFF, home=home(desk, "staff"))
    to(desk, staff, "patron-desk")
    staff.activate(booking, "list item")
    staff.window.wait("list item", re.compile(f"^{re.escape(words['patron-reader'])}: Айгүл$"))
    staff.window.wait(FIELDS, words["patron-desk-answer"]).set_text("Room 7")
    desk.keep("desk")
    desk.speech.mark()
    staff.activate(words["patron-step-accept"], "button")
    desk.speech.wait(words.pattern("patron-desk-changed", state=words["patron-state-accepted"], whole=False), 15)

    # She is told of it without asking, within a minute, which one of the languages waits for; and of the next step when she asks.
    if desk.language != "kk":
        asked_again(desk, hers)
    desk.speech.wait(re.compile(re.escape(words["patron-state-accepted"]) + r".*Room 7", re.S), 90)
    desk.speech.mark()
    staff.activate(words["patron-step-to-collect"], "button")
    desk.speech.wait(words.pattern("patron-desk-changed", state=words["patron-state-to-collect"], whole=False), 15)
    asked_again(desk, hers)
    desk.speech.wait(re.compile(f"{re.escape(title)}.*{re.escape(words['patron-state-to-collect'])}", re.S), 15)
    to(desk, hers, "patron-requests")
    hers.activate(booking, "list item")
    hers.window.wait("list item", f"{words['patron-state']}: {words['patron-state-to-collect']}")
    hers.window.wait("list item", f"{words['patron-answer']}: Room 7")
    assert not hers.window.find("button", words["patron-withdraw"]), "it lies ready"

    # It is brought home instead, which is another request.
    to(desk, hers, "patron-ask")
    hers.activate(words["patron-delivery"], "radio button")
    hers.window.wait(FIELDS, words["patron-title"]).set_text("Abai")
    desk.speech.mark()
    hers.activate(words["patron-send"], "button")
    desk.speech.wait(words["patron-needs-address"], 10)
    hers.window.wait(FIELDS, words["patron-delivery-words"]).set_text("12, 5th street")
    hers.activate(words["patron-send"], "button")
    desk.speech.wait(words.pattern("patron-sent", whole=False), 15)
    delivery = re.compile(f"^{re.escape(words['patron-delivery'])}: Abai")
    staff.activate(words["back"], "button")
    to(desk, staff, "patron-desk")
    staff.activate(delivery, "list item")
    for step, state in (("accept", "accepted"), ("under-way", "under-way"), ("done", "done")):
        desk.speech.mark()
        staff.activate(words[f"patron-step-{step}"], "button")
        desk.speech.wait(words.pattern("patron-desk-changed", state=words[f"patron-state-{state}"], whole=False), 15)
        if step != "accept":
            asked_again(desk, hers)
            desk.speech.wait(re.compile(f"Abai.*{re.escape(words[f'patron-state-{state}'])}", re.S), 15)

    # The log knows who did what.
    staff.activate(words["back"], "button")
    staff.activate(words["patron-desk-log"], "button")
    staff.window.wait("list item", containing(f"Abai, {words['patron-state-done']}, {STAFF}"))
    desk.keep("log")


@road(limit=240, languages=LANGUAGES, speed=300)
def news_the_card_and_the_places(desk):
    words, network = desk.words, Network(desk)
    address = desk.opened.enter_context(network.running())
    hers = entered(desk, address, HERS)
    staff = entered(desk, address, STAFF, home=home(desk, "staff"))

    # The specialist writes to all readers.
    to(desk, staff, "patron-desk")
    staff.activate(words["patron-desk-news"], "button")
    staff.activate(words["patron-announce"], "button")
    staff.activate(words["patron-news-event"], "radio button")
    language = words[f"server-language-{desk.language}"]
    staff.window.wait(FIELDS, words.pattern("patron-announce-title", language=language)).set_text("The readers' club")
    staff.window.wait(FIELDS, words.pattern("patron-announce-words", language=language)).set_text("On Saturday at 11.")
    desk.keep("announce")
    desk.speech.mark()
    staff.activate(words["patron-announce-send"], "button")
    desk.speech.wait(words["patron-announced"], 15)
    staff.window.wait("list item", containing("The readers' club"))

    # She hears of it, reads it, and it is news no more.
    asked_again(desk, hers)
    desk.speech.wait(containing("The readers' club"), 15)
    to(desk, hers, "patron-news")
    desk.keep("news")
    hers.activate(containing("The readers' club"), "list item")
    hers.window.wait("list item", "On Saturday at 11.")
    at_services_again = lambda: hers.window.find("button", re.compile(f"^{re.escape(words['screen-patron'])}$"))  # noqa: E731
    wait(at_services_again, 10, lambda: f"the news to be marked as read:\n{hers.window.outline()}")

    # Her card, digit by digit; the branch with its hours.
    hers.activate(words["back"], "button")
    hers.activate(words["back"], "button")
    to(desk, hers, "patron-card")
    hers.window.wait(("image", "graphic", "icon"), words["patron-card-barcode"])
    desk.keep("card")
    desk.speech.mark()
    hers.activate(words["patron-card-say"], "button")
    desk.speech.wait(" ".join(HERS), 10)
    hers.activate(words["back"], "button")
    to(desk, hers, "patron-places")
    alatau = BRANCHES["branches"][0]
    hers.activate(alatau["name"][desk.language], "list item")
    hers.window.wait("list item", f"{words['patron-hours']}: {alatau['hours'][desk.language]}")
    desk.keep("place")

    # Help is asked of people there, and taken back.
    hers.activate(words["patron-ask-help"], "button")
    hers.window.wait(FIELDS, words["patron-help-words"]).set_text("Orca")
    desk.speech.mark()
    hers.activate(words["patron-send"], "button")
    desk.speech.wait(words.pattern("patron-sent", whole=False), 15)
    hers.activate(re.compile("^" + re.escape(words["patron-help"])), "list item")
    hers.activate(words["patron-withdraw"], "button")
    hers.window.wait("button", words["patron-withdraw-no"])
    desk.speech.mark()
    hers.activate(words["patron-withdraw"], "button")
    desk.speech.wait(words["patron-withdrawn"], 15)

    # What was written is taken back, too.
    staff.activate(containing("The readers' club"), "list item")
    desk.speech.wait(words["patron-taken-back"], 15)


@road(limit=240, languages=LANGUAGES, speed=300)
def nothing_is_lost_or_doubled_when_either_is_killed(desk):
    words, network = desk.words, Network(desk)
    address = network.start()
    hers = entered(desk, address, HERS)
    to(desk, hers, "patron-ask")
    hers.activate(words["patron-digitise"], "radio button")
    hers.window.wait(FIELDS, words["patron-title"]).set_text("Blood and Sweat")

    # The service is gone when she sends it: her wish waits, and she is told so.
    network.kill()
    desk.speech.mark()
    hers.activate(words["patron-send"], "button")
    desk.speech.wait(words["patron-kept-for-later"], 30)
    wish = re.compile(re.escape(words["patron-digitise"]) + ": Blood and Sweat")
    hers.window.wait("list item", wish)
    desk.keep("waits")

    # Her own program is killed, too. When both are there again it is sent, once.
    hers.program.process.kill()
    hers.program.process.wait(10)
    network.start()
    try:
        hers = entered(desk, address, HERS)
        to(desk, hers, "patron-requests")
        row = hers.window.wait("list item", wish)
        state = lambda: (found := hers.window.find("list item", wish)) and words["patron-state-sent"] in found.description  # noqa: E731
        if not state():
            at_services(desk, hers) if hers.window.find("heading", words["screen-patron"]) else hers.activate(words["back"], "button")
            asked_again(desk, hers)
            to(desk, hers, "patron-requests")
        wait(state, 20, lambda: f"the wish to be sent: {row!r}\n{hers.window.outline()}")
        staff = entered(desk, address, STAFF, home=home(desk, "staff"))
        to(desk, staff, "patron-desk")
        staff.window.wait("list item", wish)
        assert len(list(staff.window.all("list item", wish))) == 1, staff.window.outline()

        # The service is killed while the specialist answers: the answer is there, or is not, and is given again.
        staff.activate(wish, "list item")
        staff.window.wait("button", words["patron-step-accept"]).act()
        network.kill()
        network.start()
        accepted = lambda: staff.window.find("list item", f"{words['patron-state']}: {words['patron-state-accepted']}")  # noqa: E731
        for _ in range(5):
            if accepted():
                break
            if staff.window.find("button", words["close"]):
                staff.activate(words["close"], "button")
            press = staff.window.find("button", words["patron-step-accept"])
            if press:
                press.act()
            try:
                wait(accepted, 5, "accepted")
            except AssertionError:
                pass
        assert accepted(), staff.window.outline()
        at = staff.window.find("button", words["back"])
        at.act()
        staff.activate(words["patron-desk-log"], "button")
        lines = lambda: list(staff.window.all("list item", containing("Blood and Sweat")))  # noqa: E731
        wait(lambda: len(lines()) == 2, 15, lambda: f"sent and accepted, each once: {[line.name for line in lines()]}")
    finally:
        network.kill()


@road(limit=150, languages=LANGUAGES, orca="as-shipped")
def a_screen_reader_says_it_all(desk):
    """By keyboard alone: the way there, what was asked, how it stands, the card, what is typed."""
    words, network = desk.words, Network(desk)
    address = desk.opened.enter_context(network.running())
    hers = entered(desk, address, HERS)
    keys = Steps(desk, hers.program, "keys")
    greeted(desk, hers.window)

    def heard(press, *texts):
        desk.speech.settle()
        desk.speech.mark()
        desk.keyboard.press(press)
        for text in texts:
            desk.speech.wait(text, 15)

    desk.speech.settle()
    heard("ctrl+9", words["patron-news"])
    heard("Down", words["patron-requests"])
    heard("Down", words["patron-ask"])
    heard("Return", words["patron-booking"])
    heard("Tab", words["patron-title"])
    desk.keyboard.type("Abai")
    branch = BRANCHES["branches"][0]["name"][desk.language]
    heard("Tab", branch)
    heard("Down", BRANCHES["branches"][1]["name"][desk.language])
    keys.focus_by_tab(words["patron-send"])
    heard("Return", words.pattern("patron-sent", whole=False))
    booking = f"{words['patron-booking']}: Abai"
    keys.focus_by_tab(re.compile("^" + re.escape(booking)))
    desk.speech.wait(booking, 15)
    desk.speech.wait(words["patron-state-sent"], 15)
    heard("Return", f"{words['patron-state']}: {words['patron-state-sent']}")
    heard("Down", words["patron-changed"])
    heard("Escape", booking)
    heard("Escape", words["patron-requests"])
    heard("End", words["patron-card"])
    heard("Return", words["patron-card-say"])
    heard("Return", " ".join(HERS))


@road(limit=240, quick=False, languages=LANGUAGES, speed=12)
def what_comes_while_she_reads_waits(desk):
    words, network = desk.words, Network(desk)
    address = desk.opened.enter_context(network.running())
    hers = entered(desk, address, HERS)
    at_services(desk, hers)
    to(desk, hers, "patron-ask")
    hers.activate(words["patron-digitise"], "radio button")
    hers.window.wait(FIELDS, words["patron-title"]).set_text("Abai")
    hers.activate(words["patron-send"], "button")
    desk.speech.wait(words.pattern("patron-sent", whole=False), 15)
    staff = entered(desk, address, STAFF, home=home(desk, "staff"))
    to(desk, staff, "patron-desk")

    # She reads aloud.
    hers.activate(words["screen-catalog"], "button")
    hers.open_result(Mixed.TITLE)
    hers.get()
    hers.read(Mixed.TITLE)
    desk.keyboard.press("alt+Tab")
    wait(lambda: hers.window.is_("active"), 10, "her window in front")
    desk.keyboard.press("F9")
    desk.speech.wait(Mixed.CHAPTERS[0][2][0].split(".")[0], 20)
    staff.activate(containing("Abai"), "list item")
    staff.activate(words["patron-step-accept"], "button")
    known = lambda: "accepted" in (hers_known(desk) or "")  # noqa: E731
    wait(known, 90, "her program to know of it")
    # The window of the specialist speaks, too: of its own request.
    step = containing(f"Abai: {words['patron-state-accepted']}")
    assert not any(step.search(text) for text in desk.speech.said()), desk.speech.said()
    desk.keyboard.press("F9")
    desk.speech.wait(step, 15)


def hers_known(desk):
    """What her shelf knows of her requests."""
    with closing(sqlite3.connect(desk.home / "shelf.sqlite")) as shelf:
        row = shelf.execute("SELECT known FROM people").fetchone()
    return row and row[0]
