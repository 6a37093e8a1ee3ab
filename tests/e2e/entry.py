"""Signing in to a library by tokens: for a password, and on a page of the browser that leads back to the program."""
import os
import re
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path

from books import epub
from reader import binary
from road import road
from session import wait
from shell import Shell, publications
from steps import Steps
from token_library import TokenLibrary

TITLE = "Кілт пен есік"
CHAPTERS = [("kk", "Кілт", "<p>Есік ашылды. Ішке кірдік.</p>")]


def library(desk, *ways, **more):
    book = desk.session.folder / "key.epub"
    epub(book, TITLE, "A. Writer", CHAPTERS)
    return desk.library(TokenLibrary(book, TITLE, ways, **more))



class Browser:
    """What the system opens addresses with: it writes them down, and the reader decides what becomes of them."""

    def __init__(self, desk):
        self.desk = desk
        self.pages, folder = desk.session.folder / "pages", desk.session.folder / "browser"
        folder.mkdir()
        command = folder / "xdg-open"
        command.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> "{self.pages}"\n')
        command.chmod(0o755)
        self.env = {"PATH": f"{folder}{os.pathsep}{desk.session.env['PATH']}"}

    def opened(self, count):
        """The page that was opened as the last of so many."""
        pages = lambda: Path(self.pages).read_text().splitlines() if Path(self.pages).exists() else []  # noqa: E731
        wait(lambda: len(pages()) >= count, 15, lambda: f"{count} pages in the browser; there are {pages()}")
        return pages()[count - 1]

    def lead(self, address):
        """The system hands an address of the program's own scheme to a second start of it."""
        env = {**self.desk.session.env, "OQYRMAN_HOME": str(self.desk.home)}
        done = subprocess.run([str(binary()), address], env=env, timeout=30, stdin=subprocess.DEVNULL, capture_output=True)
        assert done.returncode == 0, done.stderr


def png(width, height, colour):
    """A picture: a frame of one colour around a lighter field."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            inside = width // 5 < x < width * 4 // 5 and height // 5 < y < height * 4 // 5
            rows += bytes(min(255, part + 90) if inside else part for part in colour)
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # noqa: E731
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")


def with_cover(path, picture):
    """The same EPUB with its only picture as its cover."""
    epub(path, TITLE, "A. Writer", CHAPTERS, pictures={"cover.png": picture})
    with zipfile.ZipFile(path) as book:
        files = [(info, book.read(info)) for info in book.infolist()]
    with zipfile.ZipFile(path, "w") as book:
        for info, data in files:
            if info.filename == "package.opf":
                data = data.replace(b'media-type="image/png"/>', b'media-type="image/png" properties="cover-image"/>')
                assert b"cover-image" in data
            book.writestr(info, data)


@road(limit=120)
def covers(desk):
    """In the catalogue from the library, on the shelf from the book; none where the scale leaves no room."""
    book = desk.session.folder / "covered.epub"
    with_cover(book, png(200, 300, (150, 20, 60)))
    lends = desk.library(TokenLibrary(book, TITLE, (), cover=png(200, 300, (20, 60, 150))))
    program = desk.program("--library", lends.url + "opds")
    steps = Steps(desk, program)
    words, window = desk.words, steps.window
    if words["screen-catalog"] not in window.name:
        desk.keyboard.press("ctrl+2")
    row = window.wait(("list item", "link", "button"), re.compile(re.escape(TITLE)))
    kept = lambda: list((desk.home / "cache/covers").glob("*")) if (desk.home / "cache/covers").is_dir() else []  # noqa: E731
    wait(lambda: len(kept()) == 1, 15, lambda: kept())
    assert row.name.startswith(TITLE), row.name
    desk.keep("catalogue")
    steps.open_result(TITLE)
    label = words.pattern("cover-of")
    wait(lambda: (found := window.find(("image", "graphic", "icon"))) and label.search(found.name), 10, lambda: window.outline())
    desk.keep("book")
    steps.get()
    steps.go("shelf", "ctrl+1")
    wait(lambda: len(kept()) == 2, 15, lambda: kept())
    desk.keep("shelf")
    # Large letters need all the room: nothing is fetched for pictures that are not seen.
    program.end()
    for cover in kept():
        cover.unlink()
    asked = len(lends.asked)
    settings = desk.home / "settings.toml"
    settings.write_text('language = "en"\nscale = 500\ntext-size = 80.0\ncolours = "yellow-on-black"\n', "utf-8")
    steps = Steps(desk, desk.program("--library", lends.url + "opds"))
    if words["screen-catalog"] not in steps.window.name:
        desk.keyboard.press("ctrl+2")
    steps.window.wait(("list item", "link", "button"), re.compile(re.escape(TITLE)))
    desk.keep("catalogue-large")
    desk.keyboard.press("ctrl+1")
    steps.title(words["screen-shelf"])
    steps.window.wait(("list item", "link", "button"), re.compile(re.escape(TITLE)))
    desk.keep("shelf-large")
    assert not kept() and not [path for _, path, _ in lends.asked[asked:] if path == "/cover.png"], lends.asked


@road(limit=120)
def by_command_line(desk):
    lends = library(desk, "password")
    shell, stdin = Shell(desk), TokenLibrary.PASSWORD.encode() + b"\n"
    sign_in = ("--user", TokenLibrary.USER, "--password-stdin")
    shell.fails("catalog", lends.url + "opds")
    shell.fails("catalog", lends.url + "opds", *sign_in, stdin=b"wrong\n")
    books = publications(shell.ok("catalog", lends.url + "opds", *sign_in, stdin=stdin).lines())
    assert [book["title"] for book in books] == [TITLE], books
    holding = shell.ok("fetch", books[0]["acquisitions"][0]["href"], *sign_in, stdin=stdin).json()
    assert holding["title"] == TITLE, holding
    # A password is in no address and in no file.
    kept = [path for path in desk.home.rglob("*") if path.is_file() and TokenLibrary.PASSWORD.encode() in path.read_bytes()]
    assert not kept, kept

    pages = library(desk, "implicit")
    said = shell.fails("catalog", pages.url + "opds", *sign_in, stdin=stdin).err
    assert "браузер" in said, said


@road(limit=150, languages=("kk", "ru", "en"))
def for_a_password(desk):
    lends = library(desk, "password", logo=png(120, 60, (20, 60, 150)))
    steps = Steps(desk, desk.program("--library", lends.url + "opds"))
    words, window = desk.words, steps.window
    if words["screen-catalog"] not in window.name:
        desk.keyboard.press("ctrl+2")
    window.wait(("image", "graphic", "icon"), words.pattern("sign-in-logo", name=TokenLibrary.NAME))
    assert ("GET", "/logo.png", None) in lends.asked, lends.asked
    desk.keep("asked")
    for password in ("wrong", TokenLibrary.PASSWORD):
        steps.sign_in(TokenLibrary.USER, password)
        if password == "wrong":
            wait(lambda: len(lends.grants) == 1, 15, lambda: lends.grants)
            again = lambda: (field := window.find(("entry", "text"), words["sign-in-user"])) and field.description  # noqa: E731
            wait(lambda: words["sign-in-wrong"] in (again() or ""), 15, lambda: window.outline())
    steps.open_result(TITLE)
    # In the middle its time is over; nobody is asked, and the book is borrowed.
    lends.expire()
    steps.get()
    assert lends.grants == ["password", "password", "refresh_token"], lends.grants
    assert ("GET", "/book.epub", f"Bearer token-{lends.tokens}") in lends.asked, lends.asked
    holding = Shell(desk).ok("shelf").lines()[0]
    assert holding["title"] == TITLE, holding


@road(limit=150, languages=("kk", "ru", "en"))
def on_a_page_of_the_browser(desk):
    lends, browser = library(desk, "implicit"), Browser(desk)
    steps = Steps(desk, desk.program("--library", lends.url + "opds", env=browser.env))
    words, window = desk.words, steps.window
    if words["screen-catalog"] not in window.name:
        desk.keyboard.press("ctrl+2")
    window.wait("button", words["entry-browser-do"])
    desk.keep("asked")
    steps.activate(words["entry-browser-do"], "button")
    first = browser.opened(1)
    again = window.wait("button", words["entry-browser-again"])
    desk.keep("waiting")
    # Whoever does not know the secret changes nothing, and is told of.
    lends.tokens = 50
    state = "&state=" + "0" * 32
    for stranger in ("?access_token=token-50", f"?access_token=token-50{state}", f"?{'x' * 100_000}", ""):
        desk.speech.mark()
        browser.lead("opds://authorize/" + stranger)
        desk.speech.wait(words["entry-stranger"])
        assert window.find("button", words["entry-browser-again"]), window.outline()
    assert not any(header for *_, header in lends.asked), lends.asked
    # The page once more has another secret, and the first one is good no more.
    again.act()
    second = browser.opened(2)
    assert first != second
    desk.speech.mark()
    browser.lead(lends.callback(first))
    desk.speech.wait(words["entry-stranger"])
    callback = lends.callback(second)
    browser.lead(callback)
    steps.open_result(TITLE)
    steps.get()
    desk.speech.mark()
    browser.lead(callback)
    desk.speech.wait(words["entry-stranger"])
    assert Shell(desk).ok("shelf").lines()[0]["title"] == TITLE


@road(limit=90, languages=("kk", "ru", "en"))
def what_the_library_knows_of_her(desk):
    """The account is asked for from the catalogue, heard whole, and closed; the focus is where it was."""
    profile = {"name": TokenLibrary.USER, "email": "aigul@example.kz", "loans": {"total": 10, "available": 7}, "holds": {"available": 3}}
    lends = library(desk, "password", profile=profile)
    steps = Steps(desk, desk.program("--library", lends.url + "opds"), by="keys")
    words, window = desk.words, steps.window
    if words["screen-catalog"] not in window.name:
        desk.keyboard.press("ctrl+2")
    steps.sign_in(TokenLibrary.USER, TokenLibrary.PASSWORD)
    window.wait(("list item", "link", "button"), re.compile(re.escape(TITLE)))
    desk.speech.mark()
    steps.activate(words["catalog-account"], "button")
    desk.speech.wait(words.pattern("account-title", whole=False, name=TokenLibrary.NAME), 15)
    desk.speech.wait(words.pattern("account-loans", whole=False, used=3, total=10))
    lines = [line.name for line in window.wait("list", words.pattern("account-title", name=TokenLibrary.NAME)).all("list item")]
    assert words.pattern("account-loans", used=3, total=10).search(lines[2]) and "aigul@example.kz" in lines[1], lines
    assert len(lines) == 4, lines
    desk.keep("account")
    desk.keyboard.press("Escape")
    opener = window.wait("button", words["catalog-account"])
    wait(lambda: opener.is_("focused"), 10, lambda: f"the focus where it was:\n{window.outline()}")
    # What cannot be told is told as that.
    lends.profile = None
    desk.speech.mark()
    desk.keyboard.press("Return")
    desk.speech.wait(words.pattern("error-not-found", whole=False), 15)
