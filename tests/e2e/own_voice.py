"""The program's own voice and a real screen reader: who speaks, and who is silent, when one comes and goes."""
import re

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


@road(languages=LANGUAGES, limit=120)
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
