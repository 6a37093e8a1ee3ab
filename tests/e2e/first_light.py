"""The whole road once: first start, language, library, book, reading, leaving, coming back to the same sentence."""
import re

from books import Mixed, shipped
from reader import loose
from road import road
from session import Gone, wait
from shell import Shell
from steps import Steps
from wording import Words

LANGUAGES = ("kk", "ru", "en")
# What is searched for in each language, the keyboard's layout for it, and a word of the title that must be found.
WANTED = {"kk": ("қара сөз", "kz"), "ru": ("Чехов", "ru"), "en": ("Dickens", "us")}


def phrases(desk, path):
    """(language, phrase) of a book in reading order."""
    found = []
    for block in Shell(desk).ok("text", "--json", path).lines():
        data = block["text"].encode("utf-8")
        for start, end in block["phrases"]:
            phrase = data[start:end].decode("utf-8").strip()
            if phrase:
                found.append((block["language"].split("-")[0], phrase))
    return found


def place_of(page, all_phrases):
    """The index of the phrase that the caret of the reading surface is in or before."""
    text, caret = page.text(), page.caret
    at, best = 0, None
    for index, (_, phrase) in enumerate(all_phrases):
        found = text.find(phrase, at)
        if found < 0:
            if best is not None:
                break
            continue
        if found > caret:
            break
        best, at = index, found + len(phrase)
    return best


@road(languages=LANGUAGES, limit=90, speed=150)
def the_first_start_asks_aloud_in_all_three(desk):
    program = desk.program(language=False)
    steps = Steps(desk, program, "keys")
    welcome = {language: Words(language)["welcome-aloud"] for language in LANGUAGES}
    spoken = desk.speech.wait_in_order([welcome[language] for language in LANGUAGES], 40)
    assert [language.split("-")[0] for language in spoken] == list(LANGUAGES), spoken
    for language in LANGUAGES:
        assert steps.window.find("button", Words(language)["welcome-choose"]), steps.window.outline()
    desk.speech.mark()
    desk.keyboard.press(str(LANGUAGES.index(desk.language) + 1))
    wait(
        lambda: any(screen in steps.window.name for screen in (desk.words["screen-shelf"], desk.words["screen-catalog"])),
        10,
        lambda: f"the next screen in {desk.language}: {steps.window.name!r}",
    )
    program.leave(desk.keyboard)
    # She is not asked again.
    again = Steps(desk, desk.program(language=False), "keys")
    assert desk.words["screen-welcome"] not in again.window.name
    assert again.window.find(name=desk.words["screen-settings"]), again.window.outline()


def walk(desk, by):
    """From the first start to the same sentence after coming back."""
    book = shipped(desk.language)
    known = Shell(desk, desk.session.folder / "other-home").ok("info", book).json()
    lines = phrases(desk, book)
    query, layout = WANTED[desk.language]
    program = desk.program(language=False)
    steps = Steps(desk, program, by)
    steps.activate(desk.words["welcome-choose"], "button")
    steps.go("catalog", "ctrl+2")
    steps.search(query, layout)
    steps.open_result(known["title"])
    steps.get()
    page = steps.read(known["title"])
    assert known["title"] in steps.window.name and desk.words["app-name"] in steps.window.name, steps.window.name
    wait(lambda: page.is_("focused"), 10, "the focus on the text")

    # Sentence by sentence: the caret follows, and each is heard in its language.
    begin = wait(lambda: place_of(page, lines) is not None, 5, "a place in the text") and place_of(page, lines)
    for step in range(1, 4):
        desk.speech.mark()
        desk.keyboard.press("alt+Down")
        language, phrase = lines[begin + step]
        wait(lambda: place_of(page, lines) == begin + step, 5, lambda: f"the caret at {phrase!r}; it is at {page.caret}")
        spoken = desk.speech.wait_in_order([phrase], 10)
        assert spoken[0].split("-")[0] == language, (spoken, language)

    # Read aloud: the sentences follow in order, with their languages, and a key silences.
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("space")
    here = begin + 3
    coming = lines[here : here + 6]
    spoken = desk.speech.wait_in_order([phrase for _, phrase in coming], 60)
    assert [language.split("-")[0] for language in spoken] == [language for language, _ in coming], spoken
    desk.keyboard.press("space")
    desk.speech.settle()
    stopped = place_of(page, lines)
    assert stopped is not None and stopped >= here + 5, (stopped, here)

    # Leave and come back: the same sentence.
    program.leave(desk.keyboard)
    shelf = Shell(desk).ok("shelf").lines()
    assert [entry["title"] for entry in shelf] == [known["title"]], shelf
    again = Steps(desk, desk.program(language=False), by)
    if not any(node.role.startswith("document") for node in again.window.below()):
        again.activate(re.compile(re.escape(known["title"])), ("button", "link", "list item"))
    page = again.document(known["title"])
    wait(lambda: place_of(page, lines) == stopped, 10, lambda: f"phrase {stopped}; the caret is in {place_of(page, lines)}")
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("space")
    desk.speech.wait_in_order([lines[stopped][1]], 10)


@road(languages=LANGUAGES, limit=150, speed=200)
def by_assistive_technology(desk):
    walk(desk, "actions")


@road(languages=LANGUAGES, limit=180, speed=200)
def by_keyboard_alone(desk):
    walk(desk, "keys")


@road(speed=150)
def a_book_in_three_languages_is_heard_in_three(desk):
    program = desk.program(Mixed.write(desk.session.folder))
    Steps(desk, program).document(Mixed.TITLE)
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("space")
    sentences = Mixed.sentences()
    spoken = desk.speech.wait_in_order([text for _, text in sentences], 60)
    assert [language.split("-")[0] for language in spoken] == [language for language, _ in sentences], spoken
    desk.speech.settle()
    said = [loose(text) for _, text in desk.speech.utterances()]
    assert all(said.count(text) == 1 for _, text in sentences), said


@road(voices="English:en")
def a_missing_voice_is_said_and_shown(desk):
    """No Kazakh voice: a sentence says so, and a Kazakh text is not read by the English voice."""
    program = desk.program(shipped("kk"))
    steps = Steps(desk, program)
    known = Shell(desk, desk.session.folder / "other-home").ok("info", shipped("kk")).json()
    steps.document(known["title"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("space")
    steps.window.wait(name=re.compile(re.escape(desk.words["error-no-voice-kk"])), timeout=10)
    desk.speech.settle()
    first = phrases(desk, shipped("kk"))[0][1]
    assert not any(first in said for said in desk.speech.said()), desk.speech.utterances()
    assert program.process.poll() is None


@road()
def without_a_speech_service_everything_else_works(desk):
    program = desk.program(Mixed.write(desk.session.folder), env={"SPEECHD_ADDRESS": "unix_socket:/nowhere/socket"})
    steps = Steps(desk, program)
    page = steps.document(Mixed.TITLE)
    desk.keyboard.press("space")
    steps.window.wait(name=re.compile(re.escape(desk.words["error-no-engine"])), timeout=15)
    page.focus()
    before = page.caret
    desk.keyboard.press("alt+Down")
    wait(lambda: page.caret > before, 5, "the next sentence without a voice")


@road(speed=15)
def a_key_silences(desk):
    program = desk.program(Mixed.write(desk.session.folder))
    Steps(desk, program).document(Mixed.TITLE)
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("space")
    wait(lambda: any(event["ev"] == "begin" for event in desk.speech.events()), 10, "the voice to begin")
    pressed = desk.speech.mark()
    desk.keyboard.press("Escape")
    stop = wait(lambda: next((event for event in desk.speech.events() if event["ev"] == "stop"), None), 5, "silence after a key")
    # xdotool itself takes its time: this is a bound, measure.py has the figure.
    assert stop["t"] - pressed < 0.5, stop["t"] - pressed


def looked_over(window, screen):
    """How many controls of the screen can have the focus; `None` while it changes (a page of the catalogue comes)."""
    focusable = 0
    try:
        for node in window.below():
            states = node.states
            assert node.role not in ("invalid", "unknown"), (screen, node)
            if "focusable" in states:
                focusable += 1
                assert node.name.strip(), f"{screen}: a {node.role} without a name:\n{window.outline()}"
                _, _, width, height = node.extents()
                if node.role == "button":
                    assert width >= 24 and height >= 24, (screen, node, width, height)
    except Gone:
        return None
    return focusable


@road()
def every_control_has_a_role_and_a_name(desk):
    """Every screen, as assistive technology meets it."""
    program = desk.program(Mixed.write(desk.session.folder))
    steps = Steps(desk, program, "keys")
    steps.document(Mixed.TITLE)
    for screen, key in (("shelf", "ctrl+1"), ("catalog", "ctrl+2"), ("reader", "ctrl+3"), ("outline", "ctrl+4"),
                        ("settings", "ctrl+5"), ("help", "F1"), ("add", "ctrl+o")):
        desk.keyboard.press(key)
        if screen != "reader":
            steps.title(desk.words["screen-" + screen])
        else:
            steps.title(Mixed.TITLE)
        wait(lambda: looked_over(steps.window, screen), 10, f"{screen} to stand still with something to focus")
        assert wait(steps.window.focused, 5, f"a focus on {screen}"), screen
