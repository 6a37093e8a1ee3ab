"""Several libraries: two services and a folder; which one is open is heard, the others are a key away."""
import shutil
import subprocess
from contextlib import contextmanager

from books import Mixed, shipped
from reader import binary
from road import road
from session import wait
from shell import Shell, navigation, publications
from steps import Steps, containing


@contextmanager
def served(desk, name, books, language):
    """Our own service over a folder of books: (its address, its shell)."""
    folder = desk.session.folder / name
    folder.mkdir(parents=True)
    for book in books:
        shutil.copy(book, folder)
    env = Shell(desk, desk.session.folder / (name + "-home")).env
    process = subprocess.Popen(
        [str(binary()), "--lang", language, "serve", str(folder)], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def folder_of(desk, *books):
    """A folder of the reader's own: a book, and one more in a folder inside."""
    folder = desk.session.folder / "own-books"
    (folder / "inside").mkdir(parents=True)
    shutil.copy(books[0], folder)
    shutil.copy(books[1], folder / "inside")
    return folder


@road(limit=90)
def by_command_line(desk):
    shell = Shell(desk)
    mixed, abai = Mixed.write(desk.session.folder), shipped("kk")
    folder = folder_of(desk, mixed, abai)
    with served(desk, "first", [mixed], "en") as address:
        assert not shell.ok("libraries").lines()
        bare = address.split("/opds")[0].removeprefix("http://")
        found = shell.ok("libraries", "look", bare).lines()
        assert {line["kind"] for line in found} >= {"opds2"}, found
        assert found[0]["kind"] == "opds2" and found[0]["sign_in"] is None, found
        assert not shell.ok("libraries").lines(), "looking keeps nothing"
        added = shell.ok("libraries", "add", bare, "--name", "Алматы").json()
        assert (added["title"], added["kind"]) == ("Алматы", "opds2"), added
        added = shell.ok("libraries", "add", folder).json()
        assert (added["kind"], added["books"], added["shared"]) == ("folder", 2, False), added
        assert [line["title"] for line in shell.ok("libraries").lines()] == ["Алматы", "own-books"]
        hits = publications(shell.ok("catalog", "алматы", "--search", "тілдегі").lines())
        assert [hit["title"] for hit in hits] == [Mixed.TITLE], hits
    lines = shell.ok("catalog", "own-books").lines()
    assert [book["title"] for book in publications(lines)] == [Mixed.TITLE], lines
    assert [way["navigation"] for way in navigation(lines)][1:] == ["inside"], lines
    holding = shell.ok("fetch", publications(lines)[0]["acquisitions"][0]["href"]).json()
    assert holding["title"] == Mixed.TITLE and holding["source"].startswith("file://"), holding
    shell.ok("libraries", "rename", "own-books", "Менің кітаптарым")
    shell.ok("libraries", "remove", "алматы")
    shell.fails("libraries", "remove", "алматы")
    assert [line["title"] for line in shell.ok("libraries").lines()] == ["Менің кітаптарым"]
    assert shell.ok("shelf").lines()[0]["title"] == Mixed.TITLE, "books stay"
    shutil.rmtree(folder)
    shell.fails("catalog", "Менің кітаптарым")
    shell.fails("libraries", "look", "127.0.0.1:1")


@road(limit=150, languages=("kk", "ru", "en"))
def by_window(desk):
    words = desk.words
    mixed, abai = Mixed.write(desk.session.folder), shipped("kk")
    folder = folder_of(desk, mixed, abai)
    with served(desk, "first", [mixed], "en") as first, served(desk, "second", [abai, shipped("ru")], "en") as second:
        shell = Shell(desk)
        shell.ok("libraries", "add", first, "--name", "Бірінші")
        steps = Steps(desk, desk.program())
        window, keyboard, speech = steps.window, desk.keyboard, desk.speech
        keyboard.press("ctrl+shift+l")
        steps.title(words["screen-libraries"])
        window.wait("list item", containing("Бірінші, OPDS 2"))
        # What is behind an address is told before it is added.
        speech.mark()
        window.wait(("entry", "text"), words["libraries-address"]).set_text(second)
        steps.activate(words["libraries-look"], "button")
        found = window.wait("list item", containing(words["libraries-sign-in-none"]))
        assert "OPDS 2" in found.name or "OPDS 1" in found.name, found.name
        desk.keep("found")
        found.act()
        wait(lambda: len(shell.ok("libraries").lines()) == 2, 15, lambda: shell.ok("libraries").out)
        title = shell.ok("libraries").lines()[1]["title"]
        steps.title(title)
        # A folder, by its path.
        keyboard.press("ctrl+shift+l")
        steps.title(words["screen-libraries"])
        window.wait(("entry", "text"), words["libraries-address"]).set_text(str(folder))
        steps.activate(words["libraries-look"], "button")
        row = window.wait("list item", containing(words["libraries-kind-folder"]))
        row.act()
        steps.title("own-books")
        speech.wait("own-books")
        steps.open_result(Mixed.TITLE)
        steps.get()
        wait(lambda: [line["title"] for line in Shell(desk).ok("shelf").lines()] == [Mixed.TITLE], 10, "the book on the shelf")
        keyboard.press("Escape")
        steps.title("own-books")
        # The next library is a key away; which one it is, is heard. After the last comes the program's own.
        keyboard.press("ctrl+l")
        steps.title(words["screen-catalog"])
        speech.mark()
        keyboard.press("ctrl+l")
        steps.title("Бірінші")
        speech.wait("Бірінші")
        desk.keep("catalog")
        # From the first page of a library «back» leads to all of them.
        keyboard.press("ctrl+2")
        # While the voice speaks, the first press silences it.
        speech.settle()
        keyboard.press("Escape")
        steps.title(words["screen-libraries"])
        desk.keep("list")
        # Removing asks first; the book stays.
        row = window.wait("list item", containing("own-books"))
        row.focus()
        wait(lambda: row.is_("focused"), 5, "the focus on the folder")
        keyboard.press("Delete")
        window.wait("button", words["cancel"])
        steps.activate(words["libraries-remove"], "button")
        wait(lambda: len(shell.ok("libraries").lines()) == 2, 10, lambda: shell.ok("libraries").out)
        speech.wait(words.pattern("libraries-removed", whole=False, name="own-books"))
        assert [line["title"] for line in shell.ok("shelf").lines()] == [Mixed.TITLE]


@road(limit=90, languages=("kk",))
def at_five_hundred_percent(desk):
    """The list and what was found, as large as it gets."""
    desk.home.mkdir(parents=True, exist_ok=True)
    (desk.home / "settings.toml").write_text('text-size = 80.0\ncolours = "yellow-on-black"\n', "utf-8")
    shell, words = Shell(desk), desk.words
    folder = folder_of(desk, Mixed.write(desk.session.folder), shipped("kk"))
    with served(desk, "first", [shipped("ru")], "en") as first:
        shell.ok("libraries", "add", first, "--name", "Алматы кітапханасы")
        shell.ok("libraries", "add", folder)
        steps = Steps(desk, desk.program())
        desk.keyboard.press("ctrl+shift+l")
        steps.title(words["screen-libraries"])
        row = steps.window.wait("list item", containing("Алматы кітапханасы"))
        desk.keep("list")
        row.act()
        steps.title("Алматы кітапханасы")
        steps.window.wait("list item", containing(""))
        desk.keep("catalog")
