"""The same road against libraries of other makes on loopback."""
import re

from books import Mixed, shipped
from libraries import Calibre, CalibreWeb, R2Streamer
from road import road
from session import wait
from shell import Shell, navigation, publications
from steps import Steps


def find_everything(shell, url, *sign_in, stdin=b"", depth=3):
    """Every publication within a few steps of the catalogue's start."""
    seen, found, queue = set(), {}, [(url, 0)]
    while queue and len(seen) < 30:
        address, level = queue.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = shell.call("catalog", address, *sign_in, stdin=stdin)
        if answer.status:
            assert address != url, answer.err
            continue
        lines = answer.lines()
        for entry in publications(lines):
            found.setdefault(entry["title"], entry)
        if level < depth:
            queue += [(entry["href"], level + 1) for entry in navigation(lines)]
    return found


def by_command_line(desk, server, signs_in):
    """Look through the catalogue, search in Cyrillic, fetch, compare with what was put in."""
    shell, book = Shell(desk), Mixed.write(desk.session.folder)
    sign_in, stdin = (), b""
    if signs_in:
        shell.fails("catalog", server.url)
        shell.fails("catalog", server.url, "--user", server.USER, "--password-stdin", stdin=b"wrong\n")
        sign_in, stdin = ("--user", server.USER, "--password-stdin"), server.PASSWORD.encode() + b"\n"
    found = find_everything(shell, server.url, *sign_in, stdin=stdin)
    assert Mixed.TITLE in found, list(found)
    hits = publications(shell.ok("catalog", server.url, "--search", "тілдегі", *sign_in, stdin=stdin).lines())
    assert [entry["title"] for entry in hits] == [Mixed.TITLE], hits
    none = shell.ok("catalog", server.url, "--search", "ешқайдажоқкітап", *sign_in, stdin=stdin)
    assert publications(none.lines()) == [], none.out
    link = next(link for link in hits[0]["acquisitions"] if "epub" in link["type"])
    if signs_in:
        shell.fails("fetch", link["href"])
    holding = shell.ok("fetch", link["href"], *sign_in, stdin=stdin).json()
    assert holding["title"] == Mixed.TITLE, holding
    file = shell.ok("shelf").lines()[0]["file"]
    assert shell.ok("text", file).out == shell.ok("text", book).out


def by_window(desk, server, signs_in):
    """The window on this library: sign in when asked, search, download, read, hear."""
    program = desk.program("--library", server.url)
    steps = Steps(desk, program)
    if desk.words["screen-catalog"] not in steps.window.name:
        desk.keyboard.press("ctrl+2")
    if signs_in:
        steps.window.wait(("entry", "text"), desk.words["sign-in-user"]).set_text(server.USER)
        steps.window.wait(("entry", "text", "password text"), desk.words["sign-in-password"]).set_text(server.PASSWORD)
        steps.activate(desk.words["sign-in-do"], "button")
    steps.search("тілдегі", "kz")
    steps.open_result(Mixed.TITLE)
    steps.get()
    page = steps.read(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("space")
    sentences = Mixed.sentences()[:6]
    spoken = desk.speech.wait_in_order([text for _, text in sentences], 40)
    assert [language.split("-")[0] for language in spoken] == [language for language, _ in sentences], spoken


def books(desk):
    return [Mixed.write(desk.session.folder), shipped("ru")]


@road(limit=180)
def calibre_open(desk):
    server = desk.library(Calibre(books(desk)))
    by_command_line(desk, server, False)
    desk.home = desk.session.folder / "window-home"
    by_window(desk, server, False)


@road(limit=180)
def calibre_basic(desk):
    server = desk.library(Calibre(books(desk), "basic"))
    by_command_line(desk, server, True)
    desk.home = desk.session.folder / "window-home"
    by_window(desk, server, True)


@road(limit=180)
def calibre_digest(desk):
    server = desk.library(Calibre(books(desk), "digest"))
    by_command_line(desk, server, True)
    desk.home = desk.session.folder / "window-home"
    by_window(desk, server, True)


@road(limit=600)
def calibre_web(desk):
    server = desk.library(CalibreWeb(books(desk)))
    by_command_line(desk, server, True)
    desk.home = desk.session.folder / "window-home"
    by_window(desk, server, True)


@road(limit=420)
def r2_streamer(desk):
    """Its books are manifests: the whole of one comes, and is read without the server."""
    server = desk.library(R2Streamer(books(desk)))
    shell = Shell(desk)
    entries = publications(shell.ok("catalog", server.url).lines())
    entry = next(entry for entry in entries if entry["title"] == Mixed.TITLE)
    link = entry["acquisitions"][0]
    assert link["type"] == "application/webpub+json", link
    holding = shell.ok("fetch", link["href"]).json()
    assert (holding["title"], holding["format"]) == (Mixed.TITLE, "webpub"), holding
    file = shell.ok("shelf").lines()[0]["file"]
    own = Mixed.write(desk.session.folder)
    assert shell.ok("text", file).out == shell.ok("text", own).out
    contents = [shell.ok("info", book).json()["outline"] for book in (file, own)]
    assert contents[0] == contents[1], contents
    desk.home = desk.session.folder / "window-home"
    steps = Steps(desk, desk.program("--library", server.url))
    if desk.words["screen-catalog"] not in steps.window.name:
        desk.keyboard.press("ctrl+2")
    steps.open_result(Mixed.TITLE)
    steps.get()
    page = steps.read(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("space")
    desk.speech.wait_in_order([text for _, text in Mixed.sentences()[:3]], 40)


@road(limit=60)
def an_address_without_its_path(desk):
    """A reader knows the library's address, seldom that of its feed."""
    server = desk.library(Calibre(books(desk)))
    lines = Shell(desk).ok("catalog", server.address).lines()
    assert navigation(lines) or publications(lines), lines
    assert re.match(r"http://127\.0\.0\.1:\d+$", server.address)
