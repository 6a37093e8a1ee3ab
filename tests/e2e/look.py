"""How books look: a look for one book that is there again after a start and that damage does not take along, a profile
that travels in a file, larger and smaller by single keys, heard by the program's own voice."""
import re

from books import Mixed
from road import road
from session import wait
from steps import Steps

LANGUAGES = ("kk", "ru", "en")


def said_after(desk, key, words):
    """Presses a key and waits for these words."""
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press(key)
    return desk.speech.wait(words, 10)


def text_size(path):
    found = re.search(r"^text-size = ([\d.]+)$", path.read_text("utf-8"), re.M)
    return float(found.group(1))


def opened(desk):
    steps = Steps(desk, desk.program(Mixed.write(desk.session.folder)), "keys")
    page = steps.document(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    return steps


@road(languages=LANGUAGES, limit=150, speed=200)
def a_book_keeps_a_look_of_its_own(desk):
    steps, words = opened(desk), desk.words
    settings = desk.home / "settings.toml"
    said_after(desk, "equal", words.pattern("announce-text-size", whole=False))
    usual = text_size(settings)
    desk.keyboard.press("ctrl+6")
    steps.title(words["screen-page"])
    steps.focus_by_tab(words["page-book-alone"])
    said_after(desk, "space", words["page-alone-on"])
    # Back on the page, larger means this book alone.
    desk.keyboard.press("ctrl+3")
    steps.document(Mixed.TITLE)
    said_after(desk, "equal", words.pattern("announce-text-size", whole=False))
    looks = lambda: list((desk.home / "looks").glob("*.toml"))
    look = wait(looks, 5, "the look of the book in the home folder")[0]
    wait(lambda: text_size(look) > usual, 5, lambda: f"a larger text in\n{look.read_text('utf-8')}")
    own = text_size(look)
    assert text_size(settings) == usual, "the look of all books stays"
    # Elsewhere the look of all holds, and is changed.
    desk.keyboard.press("ctrl+1")
    steps.title(words["screen-shelf"])
    said_after(desk, "ctrl+minus", words.pattern("announce-text-size", whole=False))
    wait(lambda: text_size(settings) < usual, 5, "a smaller text of all books")
    assert text_size(look) == own
    # It is there after a start, and one step from it is a step from it.
    steps.program.leave(desk.keyboard)
    steps = opened(desk)
    said_after(desk, "minus", words.pattern("announce-text-size", whole=False))
    wait(lambda: text_size(look) == usual, 5, lambda: f"a step back from {own}: {text_size(look)}")
    # Damage is told, takes nothing along, and is set aside.
    steps.program.leave(desk.keyboard)
    look.write_text(look.read_text("utf-8")[:90], "utf-8")
    desk.speech.settle()
    desk.speech.mark()
    steps = opened(desk)
    desk.speech.wait(words["look-damaged"], 15)
    assert not looks() and look.with_suffix(".toml.damaged").exists()
    steps.program.leave(desk.keyboard)


@road(languages=LANGUAGES, limit=150, speed=200)
def a_profile_goes_into_a_file_and_comes_back(desk):
    steps, words = opened(desk), desk.words
    desk.keyboard.press("ctrl+6")
    steps.title(words["screen-page"])
    steps.focus_by_tab(words["preset-dyslexia"])
    said_after(desk, "Return", words["preset-dyslexia"])
    steps.focus_by_tab(words["profile-name"])
    desk.keyboard.type("abc")
    said_after(desk, "Return", words.pattern("profile-saved", whole=False))
    steps.focus_by_tab(words["profile-export"])
    said_after(desk, "Return", words.pattern("export-saved", whole=False))
    file = wait(lambda: list((desk.home / "documents").glob("abc*.toml")), 5, "the file among the documents")[0]
    # Thrown away, and taken from the file again.
    steps.focus_by_tab(words["profile-delete"])
    said_after(desk, "Return", words.pattern("profile-deleted", whole=False))
    assert "[[profiles]]" not in (desk.home / "settings.toml").read_text("utf-8")
    steps.focus_by_tab(words["profile-path"])
    desk.keyboard.type(str(file))
    said_after(desk, "Return", words.pattern("profile-saved", whole=False))
    wait(lambda: "[[profiles]]" in (desk.home / "settings.toml").read_text("utf-8"), 5, "the profile among the settings")
    # What is no profile is told as that.
    foreign = desk.session.folder / "foreign.toml"
    foreign.write_text("colour = 1\n")
    desk.keyboard.type(str(foreign))
    said_after(desk, "Return", words["profile-foreign"])
    steps.program.leave(desk.keyboard)
