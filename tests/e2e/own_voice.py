"""The program's own voice and a real screen reader: who speaks, and who is silent, when one comes and goes."""
import re
import sqlite3
import time

from books import Mixed
from road import road
from session import wait
from steps import Steps

LANGUAGES = ("kk", "ru", "en")


def tab(desk, window):
    """The control that Tab leads to, and what was said of it."""
    desk.speech.settle()
    before = window.focused()
    desk.speech.mark()
    desk.keyboard.press("Tab")
    focused = wait(lambda: (now := window.focused()) and now != before and now, 5, "Tab to move the focus")
    desk.speech.wait(focused.name, 5)
    return focused, desk.speech.settle()


@road(languages=LANGUAGES, limit=240)
def the_own_voice_gives_way_to_orca_and_comes_back(desk):
    program = desk.program()
    steps = Steps(desk, program, "keys")
    steps.go("settings", "ctrl+5")
    own = re.compile("|".join(re.escape(desk.words[word]) for word in ("role-button", "role-radio", "role-stepper", "role-switch")))
    _, said = tab(desk, steps.window)
    assert own.search(" ".join(said)), f"not in the words of the program's own voice: {said}"
    # It comes: that is said once, by Orca, and from now on every control once, by Orca.
    desk.speech.mark()
    desk.session.orca = "as-shipped"
    desk.session.start_orca()
    desk.speech.wait(desk.words["own-voice-silent"], 20)
    said = desk.speech.settle()
    assert sum(desk.words["own-voice-silent"] in text for text in said) == 1, said
    for _ in range(3):
        focused, said = tab(desk, steps.window)
        assert sum(focused.name in text for text in said) == 1, f"said more than once: {said}"
        if desk.language != "en":
            assert not own.search(" ".join(said)), f"in the words of the program's own voice: {said}"
    # It goes, without a word: the own voice says so, once, and where she is.
    desk.speech.settle()
    desk.speech.mark()
    here = steps.window.focused()
    desk.session.screen_reader.kill()
    desk.speech.wait(desk.words["own-voice-speaks"], 20)
    desk.speech.wait(here.name, 5)
    said = desk.speech.settle()
    assert sum(desk.words["own-voice-speaks"] in text for text in said) == 1, said
    _, said = tab(desk, steps.window)
    assert own.search(" ".join(said)), said


@road(limit=60, speed=15)
def a_key_silences_what_the_interface_says(desk):
    """Control by itself is enough, and does nothing else."""
    program = desk.program()
    steps = Steps(desk, program, "keys")
    desk.keyboard.press("F1")
    steps.title(desk.words["screen-help"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Down")
    wait(lambda: any(event["ev"] == "begin" for event in desk.speech.events()), 10, "the voice to begin")
    here = steps.window.focused()
    desk.keyboard.press("Control_L")
    wait(lambda: any(event["ev"] == "stop" for event in desk.speech.events()), 5, "silence after Control")
    assert steps.window.focused() == here
    assert desk.words["screen-help"] in steps.window.name


@road(languages=LANGUAGES, limit=90)
def a_loan_that_ends_soon_is_told_once_a_day(desk):
    """At the start, by the program's own voice; the focus stays where it is."""
    program = desk.program(Mixed.write(desk.session.folder))
    Steps(desk, program).document(Mixed.TITLE)
    program.leave(desk.keyboard)
    day = 24 * 3600
    until = (int(time.time()) // day + 2) * day + day // 2
    with sqlite3.connect(desk.home / "shelf.sqlite") as shelf:
        changed = shelf.execute("UPDATE holdings SET loan = 1, loan_until = ?", (until * 1000,)).rowcount
    assert changed == 1
    due = desk.words.pattern("loan-due-days", whole=False, title=Mixed.TITLE, days=2)
    desk.speech.mark()
    program = desk.program()
    steps = Steps(desk, program, "keys")
    here = wait(steps.window.focused, 10, "a focus on the shelf")
    desk.speech.wait(due, 15)
    assert steps.window.focused() == here
    assert Mixed.TITLE in here.name, here
    desk.keyboard.press("ctrl+5")
    steps.title(desk.words["screen-settings"])
    program.leave(desk.keyboard)
    # Not again on the same day; in the row it stands as before.
    desk.speech.mark()
    program = desk.program()
    steps = Steps(desk, program, "keys")
    row = desk.words.pattern("shelf-due-days", whole=False, days=2)
    steps.window.wait("list item", row, timeout=10)
    desk.speech.settle(quiet=3.5)
    assert not any(due.search(text) for text in desk.speech.said()), desk.speech.utterances()
