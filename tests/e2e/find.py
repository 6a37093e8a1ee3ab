"""A book is found as it is typed, in two libraries and on the shelf, however its letters come, also without the network."""
import re
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from books import epub
from reader import binary
from road import road
from screen_reader import greeted
from session import wait
from shell import Shell
from steps import Steps, containing

LANGUAGES = ("kk", "ru", "en")
FIRST = [
    ("Абай жолы", "Мұхтар Әуезов", "kk"),
    ("Қара сөздер", "Абай Құнанбайұлы", "kk"),
    ("Ёжик в тумане", "Сергей Козлов", "ru"),
    ("Чайка", "Антон Чехов", "ru"),
]
SECOND = [
    ("Абай жолы", "Мұхтар Әуезов", "kk"),
    ("Преступление и наказание", "Фёдор Достоевский", "ru"),
    ("Great Expectations", "Charles Dickens", "en"),
]
# What is typed, and what it finds: as it stands, without Kazakh letters, in Kazakh Latin letters, romanised, without ё, on a
# keyboard that is set to another language, with a mistake.
TYPED = [
    ("қара сөз", "Қара сөздер"),
    ("кара соз", "Қара сөздер"),
    ("Qara söz", "Қара сөздер"),
    ("kara soz", "Қара сөздер"),
    ("ежик", "Ёжик в тумане"),
    ("xfqrf", "Чайка"),
    ("f,fq ;jks", "Абай жолы"),
    ("expetcations", "Great Expectations"),
    ("dostoevsky", "Преступление и наказание"),
]


def write(folder, books):
    folder.mkdir(parents=True)
    for number, (title, author, language) in enumerate(books):
        epub(folder / f"{number}.epub", title, author, [(language, title, f"<h1>{title}</h1><p>Бірінші сөйлем.</p>")])
    return folder


@contextmanager
def service(desk, name, books):
    """The program's own service on loopback, and the address of its catalogue."""
    folder = write(desk.session.folder / name, books)
    shell = Shell(desk, desk.session.folder / f"{name}-home")
    process = subprocess.Popen(
        [str(binary()), "--lang", desk.language, "serve", str(folder)], env=shell.env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def type_words(desk, steps, typed):
    """What is typed in the place of what stands in the field."""
    field = steps.window.wait(("entry", "text"), desk.words["find-field"])
    desk.keyboard.press("ctrl+f")
    wait(lambda: field.is_("focused"), 5, "the focus in the field")
    desk.keyboard.press("ctrl+a")
    desk.keyboard.layout(layout_of(typed))
    desk.keyboard.type(typed)
    wait(lambda: field.text() == typed, 10, lambda: f"{typed!r} in the field; it holds {field.text()!r}")
    desk.keyboard.layout("us")
    return field


def layout_of(text):
    """A layout that has all letters of the text: those that X has to put on a key first come late."""
    if re.search("[\u0400-\u04ff]", text):
        return "kz"
    return "us" if text.isascii() else "de"


def rows(steps):
    return [row.name for row in steps.window.all("list item")]


def finds(desk, steps, typed, title):
    type_words(desk, steps, typed)
    wait(lambda: rows(steps) and rows(steps)[0].startswith(title), 10, lambda: f"{title!r} for {typed!r}: {rows(steps)!r}")


def show(desk, steps):
    desk.keyboard.press("ctrl+shift+f")
    steps.title(desk.words["screen-find"])
    field = steps.window.wait(("entry", "text"), desk.words["find-field"])
    wait(lambda: field.is_("focused"), 5, "the focus in the field")


@road(limit=120)
def by_command_line(desk):
    shell = Shell(desk)
    assert shell.ok("index", "status").lines() == []
    with service(desk, "first", FIRST) as first, service(desk, "second", SECOND) as second:
        lines = shell.ok("index", "update", first, second).lines()
        assert [(line["titles"], line["complete"]) for line in lines] == [(len(FIRST), True), (len(SECOND), True)], lines
        again = shell.ok("index", "update").lines()
        assert [line["checked"] for line in again] == [line["checked"] for line in lines], "nothing is due"
    # The services are gone; what they have is found all the same.
    for typed, title in TYPED:
        found = shell.ok("find", typed).lines()
        assert found and found[0]["title"] == title, f"{typed}: {found}"
    both = shell.ok("find", "абай жолы").lines()
    assert [(line["title"], len(line["also"])) for line in both] == [("Абай жолы", 1)], both
    russian = shell.ok("find", "а", "--filter", "language=ru").lines()
    assert {line["title"] for line in russian} <= {"Чайка", "Преступление и наказание", "Ёжик в тумане"}, russian
    only = shell.ok("find", "абай", "--filter", f"library={lines[1]['library']}").lines()
    assert [line["title"] for line in only] == ["Абай жолы"], only
    assert shell.ok("find", "ешқайдажоқкітап").out == ""
    shell.fails("find", "абай", "--filter", "colour=blue")
    shell.fails("index", "update", "http://127.0.0.1:9/")


@road(languages=LANGUAGES, limit=240)
def she_finds_a_book_as_she_types(desk):
    words, shell = desk.words, Shell(desk)
    with service(desk, "first", FIRST) as first, service(desk, "second", SECOND) as second:
        shell.ok("index", "update", first, second)
        own = epub(desk.session.folder / "own.epub", "Чайник", "Өз кітабым", [("ru", "Чайник", "<h1>Чайник</h1><p>Вот.</p>")])
        shell.ok("shelf", "--add", own)
        # The window makes the list anew by itself.
        for path in (desk.home / "cache").glob("index.*"):
            path.unlink()
        steps = Steps(desk, desk.program(), "keys")
        desk.speech.settle()
        show(desk, steps)
        steps.window.wait(("label", "static", "text"), words.pattern("find-status-titles", whole=False, number=len(FIRST) + len(SECOND)), timeout=40)
        desk.speech.mark()
        finds(desk, steps, "абай", "Абай жолы")
        count = words.pattern("find-count", whole=False, number=2)
        desk.speech.wait(re.compile(count.pattern + r".*Абай жолы", re.S), 10)
        # Book of the shelf first, then those of libraries.
        finds(desk, steps, "чай", "Чайник")
        assert [row.split(",")[0] for row in rows(steps)] == ["Чайник", "Чайка"], rows(steps)
        assert words["find-on-shelf"] in rows(steps)[0], rows(steps)
        desk.keep("found")
        for typed, title in TYPED:
            finds(desk, steps, typed, title)
        # What was meant is said.
        desk.speech.mark()
        type_words(desk, steps, "чехоф")
        desk.speech.wait(words.pattern("find-forgiven", whole=False, meant="чехов"), 10)
        # Down leads to the results, letters back to the field, Enter to the book.
        finds(desk, steps, "аба", "Абай жолы")
        desk.keyboard.press("Down")
        wait(lambda: (steps.window.focused() or steps.window).name.startswith("Абай жолы"), 5, "the focus on the first result")
        desk.keyboard.layout("kz")
        desk.keyboard.type("й")
        field = steps.window.wait(("entry", "text"), words["find-field"])
        wait(lambda: field.is_("focused") and field.text() == "абай", 5, lambda: f"«абай» in the field: {field.text()!r}")
        desk.keyboard.layout("us")
        # A filter, which is a part of what is said.
        desk.speech.mark()
        steps.by = "actions"
        steps.activate(words["find-filters"], ("button", "toggle button"))
        steps.activate(words["language-ru"], "radio button")
        desk.speech.wait(words["find-none"], 10)
        desk.speech.wait(words.pattern("find-by-filters", whole=False, filters=words["language-ru"]), 10)
        steps.activate(words["find-filters-clear"], "button")
        steps.window.wait("list item", containing("Абай жолы"))
        # The libraries themselves: one announcement, and the focus stays.
        desk.keyboard.press("ctrl+f")
        desk.speech.mark()
        desk.keyboard.press("Return")
        desk.speech.wait(words["find-late-none"], 20)
        assert field.is_("focused")
        steps.by = "keys"
        finds(desk, steps, "преступ", "Преступление")
        desk.keyboard.press("Down", "Return")
        steps.title("Преступление и наказание")
        steps.by = "actions"
        steps.get()
        desk.keyboard.press("Escape")
        steps.title(words["screen-find"])
        wait(lambda: words["find-on-shelf"] in rows(steps)[0], 10, lambda: f"the book on the shelf: {rows(steps)!r}")
    # The services are gone: the results are there, and what cannot be fetched is told.
    finds(desk, steps, "қара", "Қара сөздер")
    desk.keyboard.press("Down", "Return")
    steps.title("Қара сөздер")
    steps.window.wait("button", words["retry"])
    desk.keyboard.press("Escape")
    desk.keyboard.press("Escape")
    steps.title(words["screen-find"])
    desk.speech.mark()
    type_words(desk, steps, "ешқайда жоқ")
    desk.keyboard.press("Return")
    desk.speech.wait(words.pattern("find-failed", whole=False), 30)


@road(languages=("kk", "ru", "en"), limit=120, orca=True)
def the_screen_reader_says_what_was_found(desk):
    words, shell = desk.words, Shell(desk)
    with service(desk, "first", FIRST) as first:
        shell.ok("index", "update", first)
    steps = Steps(desk, desk.program(), "keys")
    # What it is told while it greets the window, Orca passes over.
    greeted(desk, steps.window)
    desk.speech.settle()
    desk.speech.mark()
    show(desk, steps)
    desk.speech.wait(words["find-field"], 15)
    desk.speech.mark()
    finds(desk, steps, "чайка", "Чайка")
    desk.speech.wait(words.pattern("find-count", whole=False, number=1), 15)
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Down")
    desk.speech.wait("Чайка, Антон Чехов", 15)


@road(languages=("kk",), limit=90)
def at_five_hundred_percent(desk):
    shell = Shell(desk)
    with service(desk, "first", FIRST) as first:
        shell.ok("index", "update", first)
    settings = Path(desk.home) / "settings.toml"
    settings.write_text('language = "kk"\nscale = 500\ntext-size = 80.0\ncolours = "yellow-on-black"\n', "utf-8")
    steps = Steps(desk, desk.program(), "keys")
    show(desk, steps)
    finds(desk, steps, "чай", "Чайка")
    desk.keep("large")
    desk.keyboard.press("Down")
    wait(lambda: (steps.window.focused() or steps.window).name.startswith("Чайка"), 5, "the focus on the result")
    desk.keep("large-row")


class Large(BaseHTTPRequestHandler):
    """A catalogue of fifty thousand titles, a thousand on a page."""

    PAGES, ENTRIES = 50, 1000

    def do_GET(self):
        page = int(self.path.rsplit("=", 1)[1]) if "=" in self.path else None
        links = '<link rel="http://opds-spec.org/crawlable" href="/all?page=0" type="application/atom+xml"/>'
        entries = ""
        if page is not None:
            links = f'<link rel="next" href="/all?page={page + 1}" type="application/atom+xml"/>' if page + 1 < self.PAGES else ""
            entries = "".join(self.entry(number) for number in range(page * self.ENTRIES, (page + 1) * self.ENTRIES))
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Үлкен кітапхана</title><id>large</id>{links}{entries}</feed>'.encode()
        self.send_response(200)
        self.send_header("content-type", "application/atom+xml;profile=opds-catalog;charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @staticmethod
    def entry(number):
        first = ("Абай", "Дала", "Ақ", "Тау", "Жібек", "Күн", "Су", "Отырар", "Қыз", "Бала")[number % 10]
        second = ("жолы", "ертегісі", "кеме", "әні", "үні", "шығар", "тасыған", "күйі", "арманы", "дауысы")[number // 10 % 10]
        return (
            f"<entry><title>{first} {second}, {number}-кітап</title><id>urn:{number}</id><author><name>Автор {number % 997}</name></author>"
            f'<link href="/get/{number}" type="application/epub+zip" rel="http://opds-spec.org/acquisition/open-access"/></entry>'
        )

    def log_message(self, *_):
        pass


@road(languages=("kk",), limit=150, quick=False)
def fifty_thousand_titles_do_not_slow_her_down(desk):
    """From a key to the rows that follow from it, as assistive technology sees them; told at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Large)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    line = Shell(desk).ok("index", "update", f"http://127.0.0.1:{server.server_port}/", timeout=120).lines()[0]
    server.shutdown()
    assert line["titles"] == Large.PAGES * Large.ENTRIES, line
    steps = Steps(desk, desk.program(), "keys")
    show(desk, steps)
    field = type_words(desk, steps, "а")
    wait(lambda: rows(steps), 10, "rows")
    desk.keyboard.layout("kz")
    times = []
    for word, first in (("абай жол", "Абай жолы"), ("дала ерте", "Дала ертегісі"), ("жібек кү", "Жібек"), ("отырар дау", "Отырар дауысы")):
        desk.keyboard.press("ctrl+a", "Delete")
        wait(lambda: not rows(steps), 5, "an empty list")
        for end in range(1, len(word) + 1):
            desk.keyboard.type(word[end - 1])
            began = time.monotonic()
            wait(lambda: field.text() == word[:end] and rows(steps), 5, "rows", every=0.002)
            times.append(time.monotonic() - began)
        wait(lambda: rows(steps)[0].startswith(first), 5, lambda: f"{first!r}: {rows(steps)[:3]!r}")
    # All of them, in one list.
    type_words(desk, steps, "кітап")
    more = desk.words["find-more"]
    for limit in (2_000, 20_000, 100_000):
        steps.window.wait("button", more)
        steps.by = "actions"
        steps.activate(more, "button")
        wanted = min(limit, line["titles"])
        steps.window.wait(("heading", "label"), re.compile(f"{wanted:_}".replace("_", ".?")), timeout=20)
    desk.keyboard.press("Down", "End")
    began = time.monotonic()
    wait(lambda: (steps.window.focused() or steps.window).name.startswith(tuple("АДТЖКСОҚБ")), 10, "the focus on the last row")
    desk.keyboard.press("Up")
    times.sort()
    print(f"    {len(times)} keys: median {times[len(times) // 2] * 1000:.0f} ms, most {times[-1] * 1000:.0f} ms; memory {steps.program.resident():.0f} MB")
    assert times[len(times) // 2] < 0.5, times
