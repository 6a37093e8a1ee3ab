"""One caret: it is where it was when the focus comes back, braille shows its line and moves it, reading on goes through."""
import re

from public import CARET, LANGUAGES
from public_books import Basic, NonVisual
from reader import loose
from road import road
from session import wait
from sitting import Sitting


def said_alone(letter):
    """A letter as Orca says it when the caret comes to it."""
    return "space" if letter == " " else re.compile(rf"(^|\| ){re.escape(letter)}( \||$)", re.I)


def focus_is_elsewhere(sitting):
    wait(lambda: not sitting.ask(lambda page: page.is_("focused")), 10, "the focus to leave the page")


@road(quick=False, languages=LANGUAGES, orca=CARET, braille=True, limit=200)
def focus_leaves_and_returns_to_the_character(desk):
    """Another program, a dialog, a question, the tools, the help, the contents, the settings: each time the same letter."""
    sitting = Sitting(desk, NonVisual(desk.language))
    text, after = sitting.book.words["passage"], 17
    sitting.stand(text, after)
    place = sitting.caret()

    def returned(way):
        sitting.found = None
        sitting.at_page()
        wait(lambda: sitting.caret() == place, 5, lambda: f"the caret at {place} after {way}; it is at {sitting.caret()}")
        sitting.braille.wait(text[:12])
        # To the next character, which is heard, and back.
        sitting.hear("Right", said_alone(text[after + 1]))
        sitting.hear("Left", said_alone(text[after]))
        assert sitting.caret() == place, way

    sitting.speech.mark()
    neighbour = sitting.neighbour()
    sitting.speech.wait("Neighbour", 20)
    focus_is_elsewhere(sitting)
    sitting.press("alt+Tab")
    returned("Alt + Tab")
    sitting.speech.mark()
    sitting.press("alt+Tab")
    sitting.speech.wait("Neighbour")
    focus_is_elsewhere(sitting)
    sitting.press("alt+Tab")
    returned("Alt + Tab twice")
    neighbour.terminate()
    neighbour.wait(10)
    sitting.hear("ctrl+e", sitting.words["note-field"])
    sitting.press("Escape")
    returned("a dialog")
    sitting.hear("ctrl+f", sitting.words["reader-search-words"])
    sitting.press("Escape")
    returned("a question")
    sitting.press("shift+Tab")
    focus_is_elsewhere(sitting)
    sitting.press("Tab")
    returned("the tools")
    for key, screen in (("F1", "screen-help"), ("ctrl+4", "screen-outline"), ("ctrl+5", "screen-settings")):
        sitting.hear(key, sitting.words[screen])
        sitting.press("Escape")
        returned(screen)


@road(quick=False, languages=LANGUAGES, orca=CARET, braille=True, limit=200)
def braille_reads_routes_and_pans(desk):
    """Line by line under her fingers; a routing key moves the caret; panning shows all of a long paragraph and loses nothing."""
    sitting = Sitting(desk, NonVisual(desk.language))
    braille, words = desk.braille, sitting.book.words
    sitting.stand(words["garden"])
    for text in (words["patience"], words["plants"], *words["bullets"], words["work"], *words["steps"], words["break"]):
        sitting.press("Down")
        sitting.is_in(text)
        braille.wait(text[:20])
    # Every fifth cell of a line, to the very character.
    line = words["break"]
    begins = sitting.caret()
    for cell in range(1, 36, 5):
        braille.press(f"Route {cell}")
        wait(lambda: sitting.caret() == begins + cell, 5, lambda: f"the caret at cell {cell}; it is at {sitting.caret() - begins}")
    # Panning within the line leaves the caret where it is, and coming home shows it again.
    passage = f"{words['passage']} {words['after']}"
    sitting.stand(passage)
    place = sitting.caret()
    shown = braille.wait(passage[:20])
    braille.press("FwinRt")
    wait(lambda: braille.text() != shown, 5, "the next cells")
    assert sitting.caret() == place
    braille.press("FwinLt")
    braille.wait(passage[:20])
    assert sitting.caret() == place
    # Panning on and on passes over the end of every line: the whole paragraph comes under her fingers.
    felt, last = [braille.text()], braille.text()
    for _ in range(40):
        if words["after"][-8:] in last:
            break
        braille.press("FwinRt")
        last = wait(lambda: (now := braille.text()) != last and now, 5, lambda: f"other cells than {last!r}")
        felt.append(last)
    whole = loose("".join(felt)).replace(" ", "")
    missing = [word for word in re.findall(r"\w+", passage) if word not in whole]
    assert not missing, (missing, felt)
    assert whole.index(passage[-12:].replace(" ", "")) > 0, felt


@road(quick=False, languages=LANGUAGES, orca="keys", braille=True, limit=200, speed=300)
def reading_on_through_the_whole_book(desk):
    """Orca's own command, once: every sentence of three chapters in order, each once; the page follows; the place is the end."""
    sitting = Sitting(desk, Basic(desk.language))
    lines = [line for chapter in sitting.book.lines() for line in chapter]
    sentences = [part for line in lines for part in re.findall(r"\S.*?(?:[.:!?](?=\s|$)|$)", line)]
    titles = sitting.book.beginnings()
    sitting.stand(lines[0])
    sitting.speech.settle()
    sitting.speech.mark()
    sitting.press("KP_Add")
    for title in titles[1:]:
        sitting.speech.wait(title, 60)
        # What is on the screen has followed.
        wait(lambda: title in sitting.text(), 10, f"the page of {title!r}")
    sitting.speech.wait_in_order(sentences, 90)
    said = sitting.speech.settle()
    for sentence in sentences:
        times = sum(loose(text).count(sentence) for text in said)
        known = sum(other.count(sentence) for other in sentences)
        assert times == known, (sentence, times, said)
    sitting.is_in(lines[-1])
    sitting.program.leave(sitting.keyboard)
    sitting.begin(sitting.file)
    sitting.is_in(lines[-1])
