"""A place travels between two devices over our own service, and over a sync server of KOReader: asked, heard, chosen."""
import subprocess

from audiobook import player as opened, shown as second
from books import Mixed
from libraries import Kosync
from reader import binary
from road import road
from session import wait
from shell import Shell, publications
from sound import Ear, Scale
from steps import Steps, containing

LANGUAGES = ("kk", "ru", "en")
LAST = "At last it came."
LARGE = 'text-size = 80.0\nscale = 500\ncolours = "yellow-on-black"\n'


class Service:
    """The program's own service on loopback, with a home of its own, which keeps places."""

    def __init__(self, desk, book=Mixed.write):
        self.desk, self.books, self.book = desk, desk.session.folder / "books", book

    def __enter__(self):
        self.books.mkdir()
        self.book(self.books)
        env = {**self.desk.session.env, "OQYRMAN_HOME": str(self.desk.session.folder / "service")}
        self.process = subprocess.Popen(
            [str(binary()), "serve", str(self.books), "--lend"], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:"), self.url
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


def device(desk, service, name, more="", search="тілдегі", title=Mixed.TITLE):
    """A device of the reader's: its home, its shell, the file of the book that it has borrowed."""
    home = desk.session.folder / f"home-{name}"
    home.mkdir()
    (home / "settings.toml").write_text(f'{more}[sync]\non = true\ndevice = "{name}"\n', "utf-8")
    shell = Shell(desk, home)
    book = publications(shell.ok("catalog", service.url, "--search", search).lines())[0]
    holding = shell.ok("fetch", book["entry"]).json()
    assert holding["title"] == title, holding
    return home, shell, holding["file"]


def paged(desk, program):
    """The text, which is out of reach while something is asked."""
    return Steps(desk, program, "keys").document(Mixed.TITLE)


def asked(desk, program, name):
    """The question is there and was heard; the place on this device has the focus. Answers the other button."""
    desk.speech.wait(desk.words["place-title"], 20)
    here = program.window.wait("button", desk.words.pattern("place-here"))
    wait(lambda: here.is_("focused"), 10, "the focus on the place of this device")
    there = program.window.wait("button", desk.words.pattern("place-there", device=name))
    assert "%" in there.name, (here.name, there.name)
    return here, there


def shown(desk, page, text):
    wait(lambda: text in page.text(), 15, lambda: f"{text!r} in {page.text()!r}")


@road(limit=150, languages=LANGUAGES)
def from_one_device_to_the_other(desk):
    service = desk.library(Service(desk))
    home, shell, file = device(desk, service, "Desk")
    program = desk.program(file, home=home)
    paged(desk, program)
    desk.keyboard.press("ctrl+End")
    desk.speech.wait(desk.words["notice-end"], 15)
    # She leaves at once: the place is on the shelf and with the library before the program ends.
    program.leave(desk.keyboard)
    line = shell.ok("sync", "--status").lines()[1]
    assert line["channel"] == "progression" and not line["waiting"], line
    assert line["there"]["progress"] == line["progress"] > 0.8, line

    phone, phone_shell, phone_file = device(desk, service, "Phone")
    desk.speech.mark()
    program = desk.program(phone_file, home=phone)
    here, there = asked(desk, program, "Desk")
    assert "The third chapter" in there.name, there.name
    desk.keep("asked")
    desk.speech.mark()
    desk.keyboard.press("Tab")
    wait(lambda: there.is_("focused"), 10, "the focus on the other place")
    desk.speech.wait("Desk: ", 10)
    desk.keyboard.press("Return")
    desk.speech.wait(desk.words["place-went"], 10)
    page = paged(desk, program)
    shown(desk, page, LAST)
    desk.keyboard.press("alt+Left")
    shown(desk, page, Mixed.CHAPTERS[0][2][0])
    program.leave(desk.keyboard)

    # The phone is at the beginning again: the desk is asked, and stays where it is.
    desk.speech.mark()
    program = desk.program(file, home=home)
    asked(desk, program, "Phone")
    desk.speech.mark()
    desk.keyboard.press("Escape")
    desk.speech.wait(desk.words["place-stayed"], 10)
    page = paged(desk, program)
    shown(desk, page, LAST)
    program.leave(desk.keyboard)
    lines = phone_shell.ok("sync").lines()
    assert [line["state"] for line in lines] == ["ask"] and lines[0]["there"]["device"]["name"] == "Desk", lines
    assert lines[0]["there"]["progress"] > 0.8, lines
    assert phone_shell.ok("sync", "--prefer", "there").lines()[0]["state"] == "same"
    assert phone_shell.ok("shelf").lines()[0]["place"]["progress"] > 0.8


@road(limit=150, languages=LANGUAGES)
def the_second_of_an_audiobook_goes_along(desk):
    """What was heard on one device is offered on the other, and heard there at the same second."""
    service = desk.library(Service(desk, Scale.write))
    ear = Ear(desk.session)
    about = {"search": "scale", "title": "scale"}
    home, shell, file = device(desk, service, "Desk", **about)
    steps = opened(desk, desk.program(file, home=home))
    desk.keyboard.press("ctrl+Next")
    wait(lambda: second(steps) == 40, 10, lambda: f"the second track; it is at {second(steps)}")
    desk.keyboard.press("shift+Right")
    wait(lambda: second(steps) == 100, 10, lambda: f"a minute further; it is at {second(steps)}")
    steps.program.leave(desk.keyboard)
    line = shell.ok("sync", "--status").lines()[1]
    assert line["channel"] == "progression" and not line["waiting"] and 0.8 < line["progress"] < 0.87, line

    phone, _, file = device(desk, service, "Phone", **about)
    desk.speech.mark()
    program = desk.program(file, home=phone)
    here, there = asked(desk, program, "Desk")
    assert "83" in there.name and "03" in there.name, there.name
    desk.keep("asked")
    there.act()
    desk.speech.wait(desk.words["place-went"], 10)
    steps = opened(desk, program)
    assert second(steps) == 100, second(steps)
    desk.speech.settle()
    desk.keyboard.press("space")
    ear.wait_place(99, 106)
    desk.keyboard.press("space")
    ear.wait_silence()
    program.leave(desk.keyboard)


@road(limit=90, languages=LANGUAGES)
def the_question_at_the_largest_size(desk):
    service = desk.library(Service(desk))
    _, shell, _ = device(desk, service, "Desk")
    put = shell.ok("sync").lines()
    assert put[0]["state"] == "same", put
    home, _, file = device(desk, service, "Phone", LARGE)
    program = desk.program(file, home=home)
    paged(desk, program)
    desk.keyboard.press("ctrl+End")
    desk.speech.wait(desk.words["notice-end"], 15)
    program.leave(desk.keyboard)
    other, _, file = device(desk, service, "Tablet", LARGE)
    desk.speech.mark()
    program = desk.program(file, home=other)
    _, there = asked(desk, program, "Phone")
    desk.keep("asked")
    later = program.window.wait("button", desk.words["place-later"])
    Steps(desk, program, "keys").focus_by_tab(desk.words["place-later"])
    desk.keep("later")
    desk.keyboard.press("Return")
    wait(lambda: not program.window.find("button", desk.words["place-later"]), 10, "the question to go")
    # Put off: nothing of this book is sent, and she is asked the next time.
    program.leave(desk.keyboard)
    desk.speech.mark()
    program = desk.program(file, home=other)
    asked(desk, program, "Phone")


@road(limit=60, languages=LANGUAGES)
def nothing_is_sent_before_it_is_turned_on(desk):
    service = desk.library(Service(desk))
    home, shell, file = device(desk, service, "Desk")
    shell.ok("sync", "--off")
    shell.fails("sync")
    program = desk.program(home=home)
    steps = Steps(desk, program)
    steps.go("settings", "ctrl+5")
    steps.activate(desk.words["sync-open"], "button")
    steps.title(desk.words["screen-sync"])
    on = program.window.wait("check box", desk.words["sync-on"])
    assert not on.is_("checked")
    desk.keep("settings")
    desk.speech.mark()
    on.act()
    desk.speech.wait(desk.words["sync-turned-on"], 10)
    wait(lambda: on.is_("checked"), 10, "the switch to be on")
    library = program.window.wait("check box", containing("127.0.0.1"))
    assert library.is_("checked")
    library.act()
    wait(lambda: not library.is_("checked"), 10, "the library to be left out")
    wait(lambda: "without" in (home / "settings.toml").read_text("utf-8"), 10, "the choice in the settings")
    program.leave(desk.keyboard)
    status = shell.ok("sync", "--status").lines()
    assert status[0]["on"] and len(status[0]["without"]) == 1 and len(status) == 1, status


@road(limit=900, quick=False)
def over_a_koreader_server(desk):
    server = desk.library(Kosync())
    sign_in = ("--koreader", server.url, "--user", server.USER, "--password-stdin")
    homes = [Shell(desk, desk.session.folder / name) for name in ("one", "two")]
    book = Mixed.write(desk.session.folder)
    secret = server.PASSWORD.encode() + b"\n"
    for shell in homes:
        shell.ok("shelf", "--add", book)
        shell.ok("sync", "--on", "--status")
    homes[0].fails("sync", *sign_in, stdin=b"wrong\n")
    homes[0].ok("sync", *sign_in, "--register", stdin=secret)
    homes[0].fails("sync", *sign_in, "--register", stdin=secret)
    again = ("--user", server.USER, "--password-stdin")
    lines = homes[0].ok("sync", *again, stdin=secret).lines()
    assert [line["state"] for line in lines] == ["same"], lines
    # Read to the end in the window of the first; the other is asked.
    program = desk.program(book, home=desk.session.folder / "one")
    paged(desk, program)
    desk.keyboard.press("ctrl+End")
    desk.speech.wait(desk.words["notice-end"], 15)
    program.leave(desk.keyboard)
    lines = homes[0].ok("sync", *again, stdin=secret).lines()
    assert lines[0]["state"] in ("sent", "same"), lines
    asked = homes[1].ok("sync", *sign_in, stdin=secret).lines()
    assert asked[0]["state"] == "ask" and asked[0]["channel"] == "koreader", asked
    assert asked[0]["there"]["progress"] > 0.8, asked
    taken = homes[1].ok("sync", *again, "--prefer", "there", stdin=secret).lines()
    assert taken[0]["state"] == "same" and taken[0]["progress"] > 0.8, taken


@road(limit=150, languages=LANGUAGES)
def notes_and_settings_go_along(desk):
    service = desk.library(Service(desk))
    home, shell, file = device(desk, service, "Desk", 'colours = "yellow-on-black"\n')
    phone, phone_shell, phone_file = device(desk, service, "Phone")
    for each in (shell, phone_shell):
        each.ok("sync", "--notes")
        each.ok("libraries", "add", service.url)
    program = desk.program(file, home=home)
    page = paged(desk, program)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.speech.mark()
    desk.keyboard.press("ctrl+b")
    desk.speech.wait(desk.words["notice-bookmark-added"], 10)
    program.leave(desk.keyboard)

    # It is there on the other device, and goes from both when it is removed there.
    desk.speech.mark()
    program = desk.program(phone_file, home=phone)
    desk.speech.wait(desk.words.pattern("sync-notes-came", whole=False), 20)
    paged(desk, program)
    desk.keyboard.press("ctrl+l")
    steps = Steps(desk, program, "keys")
    steps.title(desk.words["outline-marks"])
    row = lambda: (now := steps.window.focused()) and now.role == "list item" and now
    assert desk.words["mark-bookmark"] in wait(row, 5, "the focus on the bookmark").name
    desk.speech.mark()
    desk.keyboard.press("Delete")
    desk.speech.wait(desk.words["notice-bookmark-removed"], 10)
    program.leave(desk.keyboard)
    lines = {line["state"]: line for line in shell.ok("sync").lines()}
    assert lines["notes"]["received"] == 1 and not lines["notes"]["sent"], lines

    # The settings go by the reader's wish alone, and hold when she has agreed.
    program = desk.program(home=home)
    steps = Steps(desk, program)
    steps.go("settings", "ctrl+5")
    steps.activate(desk.words["sync-open"], "button")
    send = program.window.wait("button", desk.words.pattern("sync-settings-send", whole=False))
    desk.keep("settings")
    desk.speech.mark()
    send.act()
    desk.speech.wait(desk.words.pattern("sync-settings-sent", whole=False), 10)
    program.leave(desk.keyboard)
    program = desk.program(home=phone)
    steps = Steps(desk, program)
    steps.go("settings", "ctrl+5")
    steps.activate(desk.words["sync-open"], "button")
    get = program.window.wait("button", desk.words.pattern("sync-settings-get", whole=False))
    desk.speech.mark()
    get.act()
    desk.speech.wait(desk.words.pattern("sync-settings-question", whole=False), 10)
    desk.keep("asked")
    program.window.wait("button", desk.words["sync-settings-yes"]).act()
    desk.speech.wait(desk.words["settings-saved"], 10)
    wait(lambda: "yellow-on-black" in (phone / "settings.toml").read_text("utf-8"), 10, "the colours of the other device")
    assert 'device = "Phone"' in (phone / "settings.toml").read_text("utf-8")
    program.leave(desk.keyboard)
