"""A book saved as it is read aloud: asked for by keyboard, told by the program's own voice, opened again, given up."""
import re
import shutil
import zipfile
from xml.dom import minidom

from books import Mixed, epub
from road import Skip, road
from session import wait
from shell import Shell
from steps import Steps

LANGUAGES = ("kk", "ru", "en")


def engine():
    """Nothing is walked without a voice that speaks into a file."""
    if not shutil.which("espeak-ng"):
        raise Skip("no espeak-ng")


def saved(desk, ending):
    """The files of this kind among the documents."""
    return sorted((desk.home / "documents").glob(f"*.{ending}"))


def nothing_half_made(desk):
    left = [path.name for path in (desk.home / "documents").glob(".*")]
    assert not left, left


def ask(desk, steps, focused):
    """The dialog, with the focus on what is chosen."""
    desk.keyboard.press("ctrl+shift+s")
    return steps.window.wait("radio button", focused, state="focused", timeout=10)


def save(desk, steps):
    """Presses «save» and waits until it is told where the file lies."""
    steps.focus_by_tab(desk.words["note-save"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Return")
    return desk.speech.wait(desk.words.pattern("record-saved", whole=False), 60)


def well_formed(path):
    """What a checker of EPUBs looks at first."""
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        assert names[0] == "mimetype" and book.infolist()[0].compress_type == zipfile.ZIP_STORED, names[:2]
        assert book.read("mimetype") == b"application/epub+zip"
        package = minidom.parseString(book.read("EPUB/package.opf"))
        items = package.getElementsByTagName("item")
        listed = {f"EPUB/{item.getAttribute('href')}" for item in items}
        inside = {name for name in names if name.startswith("EPUB/")} - {"EPUB/package.opf"}
        assert listed == inside, listed ^ inside
        ids = [item.getAttribute("id") for item in items]
        assert len(ids) == len(set(ids)), ids
        spine = [item.getAttribute("idref") for item in package.getElementsByTagName("itemref")]
        assert spine and set(spine) <= set(ids), spine
        for name in names:
            if name.endswith((".xhtml", ".smil", ".xml", ".opf")):
                document = minidom.parseString(book.read(name))
                known = [element.getAttribute("id") for element in document.getElementsByTagName("*")]
                known = [identifier for identifier in known if identifier]
                assert len(known) == len(set(known)), name
        for name in filter(lambda name: name.endswith(".smil"), names):
            for text in minidom.parseString(book.read(name)).getElementsByTagName("text"):
                file, _, fragment = text.getAttribute("src").partition("#")
                target = book.read(f"EPUB/{file.removeprefix('../')}").decode("utf-8")
                assert f'id="{fragment}"' in target, (name, fragment)
        return names


@road(languages=LANGUAGES, limit=180, speed=200)
def a_chapter_is_saved_and_listened_to(desk):
    engine()
    program = desk.program(Mixed.write(desk.session.folder))
    steps, words = Steps(desk, program, "keys"), desk.words
    page = steps.document(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    title = Mixed.CHAPTERS[1][1]
    desk.keyboard.press("ctrl+Next")
    wait(lambda: title in page.text(), 10, "the second chapter")
    ask(desk, steps, re.compile(re.escape(title)))
    save(desk, steps)
    [file] = wait(lambda: saved(desk, "opus"), 5, "the file among the documents")
    nothing_half_made(desk)
    told = Shell(desk).ok("info", str(file)).json()
    # One chapter is no part of the file; other players are told of it all the same.
    assert [chapter["title"] for chapter in told["audio"]["chapters"]] == [f"{Mixed.TITLE} – {title}"], told["audio"]
    assert f"CHAPTER000NAME={title}".encode() in file.read_bytes()
    assert 3 < told["audio"]["duration_s"] < 60, told["audio"]
    # From beside the page to the player.
    steps.focus_by_tab(words["record-open"])
    desk.keyboard.press("Return")
    steps.title(f"{Mixed.TITLE} – {title}")
    wait(lambda: steps.window.find("slider"), 10, lambda: f"the player:\n{steps.window.outline()}")


@road(languages=LANGUAGES, limit=180, speed=200)
def a_whole_book_is_saved_with_its_text(desk):
    engine()
    program = desk.program(Mixed.write(desk.session.folder))
    steps, words = Steps(desk, program, "keys"), desk.words
    page = steps.document(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    ask(desk, steps, re.compile(re.escape(Mixed.CHAPTERS[0][1])))
    desk.keyboard.press("Down")
    steps.window.wait("radio button", words["record-whole"], state="focused", timeout=5)
    steps.focus_by_tab(words["record-opus"])
    desk.keyboard.press("Down")
    steps.window.wait("radio button", words["record-epub"], state="focused", timeout=5)
    save(desk, steps)
    [file] = wait(lambda: saved(desk, "epub"), 5, "the file among the documents")
    names = well_formed(file)
    assert sum(name.endswith(".smil") for name in names) == len(Mixed.CHAPTERS), names
    told = Shell(desk).ok("info", str(file)).json()
    assert told["title"] == Mixed.TITLE and not told["defects"], told
    assert told["narration"]["clips"] == len(Mixed.sentences()), told["narration"]
    steps.focus_by_tab(words["record-open"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Return")
    desk.speech.wait(words.pattern("reader-opened", whole=False), 20)
    page = steps.document(Mixed.TITLE)
    wait(lambda: Mixed.CHAPTERS[0][1] in page.text(), 10, "the text of the saved book")


@road(languages=LANGUAGES, limit=120, speed=200)
def saving_is_stopped_by_keyboard_and_leaves_nothing(desk):
    engine()
    sentence = "The train was late again and the passengers waited patiently in the cold hall. "
    chapters = [("en", "Long", "<h1>Long</h1>" + f"<p>{sentence * 40}</p>" * 200)]
    program = desk.program(epub(desk.session.folder / "long.epub", "A long book", "A. Writer", chapters))
    steps, words = Steps(desk, program, "keys"), desk.words
    page = steps.document("A long book")
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    ask(desk, steps, words["record-opus"])
    steps.focus_by_tab(words["note-save"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Return")
    desk.speech.wait(words.pattern("record-begun", whole=False), 10)
    wait(lambda: list((desk.home / "documents").glob(".*.part")), 20, "the file in the making")
    # Reading goes on beside it; the same key asks whether to stop.
    desk.keyboard.press("ctrl+shift+s")
    steps.window.wait("button", words["record-go-on"], state="focused", timeout=10)
    steps.focus_by_tab(words["record-stop"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Return")
    desk.speech.wait(words["record-stopped"], 10)
    wait(lambda: not list((desk.home / "documents").iterdir()), 10, "an empty folder")
    # Leaving the program ends another one, and nothing of it is left.
    ask(desk, steps, words["record-opus"])
    steps.focus_by_tab(words["note-save"])
    desk.keyboard.press("Return")
    wait(lambda: list((desk.home / "documents").glob(".*.part")), 20, "the file in the making")
    program.leave(desk.keyboard)
    assert not list((desk.home / "documents").iterdir()), list((desk.home / "documents").iterdir())
