"""A book saved in another form: asked for by keyboard in the open book and in its details, told by the program's own voice,
opened again."""
import shutil

from books import Mixed
from road import Skip, road
from saved_speech import LANGUAGES, nothing_half_made, saved, well_formed
from session import wait
from shell import Shell
from steps import Steps


def opened(desk):
    """The open book, with the focus on its text."""
    program = desk.program(Mixed.write(desk.session.folder))
    steps = Steps(desk, program, "keys")
    page = steps.document(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    return steps


def choose(desk, steps, *names):
    """The dialog, and downwards through its forms to the last of these."""
    for name in names:
        desk.keyboard.press("Down")
        steps.window.wait("radio button", desk.words[name], state="focused", timeout=5)


def save(desk, steps):
    """Presses «save» and waits until it is told where the file lies."""
    steps.focus_by_tab(desk.words["note-save"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Return")
    return desk.speech.wait(desk.words.pattern("export-saved", whole=False), 30)


@road(languages=LANGUAGES, limit=120, speed=200)
def a_book_is_saved_as_an_epub_and_opened(desk):
    steps, words = opened(desk), desk.words
    desk.keyboard.press("ctrl+shift+x")
    steps.window.wait("radio button", words["export-text"], state="focused", timeout=10)
    choose(desk, steps, "save-as-html", "save-as-epub")
    save(desk, steps)
    [file] = wait(lambda: saved(desk, "epub"), 5, "the file among the documents")
    nothing_half_made(desk)
    well_formed(file)
    told = Shell(desk).ok("info", str(file)).json()
    assert told["title"] == Mixed.TITLE and not told["defects"], told
    steps.focus_by_tab(words["save-as-open"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Return")
    desk.speech.wait(words.pattern("reader-opened", whole=False), 20)
    page = steps.document(Mixed.TITLE)
    wait(lambda: Mixed.CHAPTERS[0][1] in page.text(), 10, "the text of the saved book")


@road(languages=LANGUAGES, limit=120, speed=200)
def a_book_is_saved_in_braille_on_sheets_of_the_readers_choice(desk):
    if not shutil.which("lou_translate"):
        raise Skip("no lou_translate (liblouis-bin)")
    steps, words = opened(desk), desk.words
    desk.keyboard.press("ctrl+shift+x")
    steps.window.wait("radio button", words["export-text"], state="focused", timeout=10)
    choose(desk, steps, "save-as-html", "save-as-epub", "save-as-brf")
    # A number that no sheet has is told, and the dialog stays.
    desk.keyboard.press("Tab")
    field = steps.window.wait("entry", state="focused", timeout=5)
    desk.keyboard.press("ctrl+a")
    desk.keyboard.type("5")
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Return")
    desk.speech.wait(words.pattern("save-as-number", whole=False), 10)
    wait(lambda: field.is_("focused"), 5, "the focus on what is wrong")
    desk.keyboard.press("ctrl+a")
    desk.keyboard.type("20")
    save(desk, steps)
    [file] = wait(lambda: saved(desk, "brf"), 5, "the file among the documents")
    nothing_half_made(desk)
    sheets = file.read_bytes().split(b"\x0c")[:-1]
    assert sheets and all(len(sheet.split(b"\r\n")) == 29 for sheet in sheets), file.read_bytes()
    lines = file.read_bytes().replace(b"\x0c", b"").split(b"\r\n")
    assert max(map(len, lines)) == 20, lines
    assert any(b"WTORA$ GLAWA" in line for line in lines), lines
