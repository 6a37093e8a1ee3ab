"""The program with Orca, as Debian ships it and with its keys grabbed, and with a braille display."""
import re

from books import Mixed, Structured
from road import road
from session import wait
from steps import Steps

LANGUAGES = ("kk", "ru", "en")


def greeted(desk, window, timeout=10):
    """Orca has said the window or the control in it that has the focus; which of the two is told first is a race."""
    focused = wait(window.focused, timeout, "a focus in the window")
    desk.speech.wait(re.compile("|".join(map(re.escape, (window.name, focused.name)))), timeout)


@road(languages=LANGUAGES, orca="as-shipped", limit=90)
def orca_as_shipped_says_where_she_is(desk):
    """Each focused control is said by its name, once, and the program's own voice keeps silent."""
    desk.speech.settle()
    desk.speech.mark()
    program = desk.program()
    steps = Steps(desk, program, "keys")
    greeted(desk, steps.window)
    steps.go("settings", "ctrl+5")
    desk.speech.settle()
    heard = []
    for _ in range(8):
        before = steps.window.focused()
        desk.speech.mark()
        desk.keyboard.press("Tab")
        focused = wait(lambda: (now := steps.window.focused()) and now != before and now, 5, "Tab to move the focus")
        said = desk.speech.wait(focused.name, 5)
        assert sum(focused.name in text for text in said) == 1, f"said more than once: {said}"
        heard.append(focused.name)
    assert len(set(heard)) >= 4, heard


# Slow enough that the pause falls into the first chapter, not onto the beginning of the next.
@road(quick=False, languages=LANGUAGES, orca="keys", braille=True, limit=150, speed=40)
def orca_and_braille_on_the_text(desk):
    program = desk.program(Mixed.write(desk.session.folder))
    steps = Steps(desk, program, "keys")
    page = steps.document(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    first = Mixed.CHAPTERS[0]
    desk.braille.wait(re.compile(re.escape(first[1][:6]), re.I), 10)
    desk.speech.settle()
    # Aloud by the program's own voice, on her word, while the screen reader runs.
    desk.speech.mark()
    desk.keyboard.press("F9")
    sentences = Mixed.sentences()
    desk.speech.wait_in_order([text for _, text in sentences[:4]], 30)
    desk.keyboard.press("F9")
    desk.speech.settle()
    # A routing key moves the reader's place.
    before = page.caret
    desk.keyboard.press("ctrl+Home")
    wait(lambda: page.caret < before, 5, "the beginning of the book")


@road(quick=False, orca="keys", braille=True, limit=120)
def orca_tells_the_structure_by_itself(desk):
    """By lines, by words, in flat review and in one go: headings, links, lists and tables are Orca's own words."""
    program = desk.program(Structured.write(desk.session.folder))
    page = Steps(desk, program, "keys").document(Structured.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.speech.wait("The first part heading level 1", 20)
    desk.speech.settle()
    lines = [
        ("Read about the mountains link in the next part", "Rivers run"),
        ("short.", "short."),
        ("A plain paragraph follows. It has two sentences.", "A plain paragraph"),
        ("What to bring heading level 2", "What to bring"),
        ("List with 3 items", "a lamp"),
        ("a map", "a map"),
        ("warm gloves", "warm gloves"),
        ("leaving list", "Then comes a table"),
        ("table with 2 rows 2 columns", "Town"),
        ("Height column header", "Height"),
        ("Almaty", "Almaty"),
        ("800", "800"),
        ("leaving table", "The part ends here"),
        ("The second part heading level 1", "The second part"),
    ]
    for heard, felt in lines:
        desk.speech.mark()
        desk.keyboard.press("Down")
        said = desk.speech.wait(heard, 10)
        desk.braille.wait(felt, 10)
        assert not any("read only" in text for text in said), said
        desk.speech.settle()
    # A routing key moves the caret under the finger.
    desk.keyboard.press("Down")
    desk.braille.wait("Mountains stand still", 10)
    begins = page.text().index("Mountains")
    desk.braille.press("Route 7")
    wait(lambda: page.caret == begins + 7, 5, lambda: f"the caret at 7; it is at {page.caret - begins}")
    # In one go: whole sentences, and what is entered and left.
    desk.keyboard.press("Up")
    desk.keyboard.press("Up")
    desk.speech.wait("The part ends here", 10)
    desk.keyboard.press("ctrl+Home")
    wait(lambda: page.text().startswith("The first part") and page.caret == 0, 10, "the beginning")
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("KP_Add")
    desk.speech.wait_in_order(
        [
            "The first part",
            "Rivers run to the sea.",
            "Read about the mountains link in the next part.",
            "It is short.",
            "List with 3 items",
            "a lamp",
            "leaving list",
            "table with 2 rows 2 columns",
            "leaving table",
            "The part ends here.",
        ],
        30,
    )


@road(quick=False, orca="as-shipped", limit=900)
def sixty_starts_are_never_mute(desk):
    """Orca says the window at every one of sixty starts."""
    mute = []
    for number in range(60):
        desk.speech.settle(quiet=0.2)
        desk.speech.mark()
        program = desk.program(home=desk.session.folder / f"home-{number}")
        try:
            greeted(desk, program.window, 6)
        except AssertionError:
            mute.append(number)
        program.end()
    assert not mute, f"mute starts: {mute} of 60"


@road(orca="as-shipped", limit=60)
def a_screen_that_opens_tells_none_of_its_choices(desk):
    """What is chosen in what has just come is no news: where the focus is, is."""
    steps = Steps(desk, desk.program(), "keys")
    desk.speech.settle()
    desk.speech.mark()
    steps.go("aloud", "ctrl+8")
    desk.speech.wait(desk.words["back"])
    said = desk.speech.settle()
    assert not any("radio button" in text for text in said), said
