"""0304 and 0370, read aloud: thirteen public tests with the program's own voice, by keyboard alone."""
import re
import subprocess
import tempfile
from pathlib import Path

from public import LANGUAGES, prove, proves, sentences
from public_books import NonVisual
from public_nonvisual import EQUATION, chapter
from public_texts import GREETINGS
from reader import loose, picture
from road import road
from session import wait
from sitting import Sitting

# Two voices a language: another one can be chosen.
VOICES = "Abai:kk,Aru:kk,Anna:ru,Boris:ru,Alice:en,Bob:en"


class Listener(Sitting):
    """A sitting without a screen reader, in front of a book that the program reads aloud."""

    def come_back(self):
        super().come_back()
        self.be_quiet()

    def begin_at(self, text):
        """Reading begins on this text."""
        self.stand(text)
        self.speech.mark()
        self.press("space")
        self.speech.wait(text)

    def be_quiet(self):
        if self.window.find("button", self.words["reader-pause"]):
            self.press("Escape")
        self.speech.settle()

    def chosen(self, screen, key, group, choice, then=None):
        """What is chosen on another screen, and of what comes with it; back to the page."""
        self.steps.go(screen, key)
        self.steps.choose(group, choice)
        if then:
            self.window.wait("radio button", self.words[then]).act()
        self.press("ctrl+3")
        self.found = None
        self.at_page()

    def place(self, text):
        """Where this text, which is on the screen, is drawn: x, y, width, height in the window."""
        at = self.text().index(text)
        return self.ask(lambda page: page.range_extents(at, at + len(text)))

    def colour(self, text):
        """The colour that most of this text's own rectangle has: what it is painted on."""
        x, y, width, height = self.place(text)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "screen.png"
            picture(self.desk.session, path)
            left, top, *_ = self.window.ask("Component", "GetExtents", "(u)", 0)
            counted = subprocess.run(
                ["convert", path, "-crop", f"{width}x{height}+{left + x}+{top + y}", "+repage", "-format", "%c", "histogram:info:"],
                check=True, timeout=30, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            ).stdout
        return max(re.findall(r"^\s*(\d+):.*?(#\w{6})", counted, re.M), key=lambda found: int(found[0]))[1]


@proves("0304 010")
def begins(sitting):
    for key in ("space", "F9"):
        sitting.stand(sitting.book.words["garden"])
        sitting.hear(key, sitting.book.words["garden"], sentences(sitting.book.words["patience"])[0])
        sitting.be_quiet()


@proves("0304 110")
def stops_and_goes_on_where_it_stopped(sitting):
    """In the middle of a sentence: not at its beginning, and not behind it."""
    long = loose(max(sentences(sitting.book.words["passage"]), key=len))
    sitting.begin_at(long)
    whole = loose(sitting.speech.said()[0])
    marks = lambda: [event for event in sitting.speech.events() if event["ev"] == "mark"]  # noqa: E731
    wait(lambda: len(marks()) > 4, 10, "the voice in the middle of the sentence")
    sitting.press("space")
    sitting.speech.settle()
    sitting.speech.mark()
    sitting.press("space")
    sitting.speech.wait(long[-12:])
    said = loose(sitting.speech.said()[0])
    assert len(said) < len(whole) and whole.endswith(said), (said, whole)


@proves("0304 210")
def goes_on_across_screens_with_the_text_in_view(sitting):
    """In very large print, so that a chapter takes several screens."""
    for _ in range(12):
        sitting.press("plus")
    sitting.begin_at(sitting.book.words["garden"])
    _, top, _, height = sitting.ask(lambda page: page.extents())
    for text in chapter(sitting)[1:]:
        sitting.is_in(text, 20)
        wait(lambda text=text: in_view(sitting, text, top, height), 5, f"{text!r} in view")
    sitting.be_quiet()
    sitting.press("ctrl+0")


def in_view(sitting, text, top, height):
    _, y, _, tall = sitting.place(text)
    return tall and top - 1 <= y < top + height


@proves("0304 310")
def keeps_the_order_of_the_book(sitting):
    all_of_it = chapter(sitting)
    sitting.begin_at(all_of_it[0])
    sitting.speech.wait_in_order(all_of_it, 60)
    said = [loose(text) for text in sitting.speech.said()]
    for text in all_of_it:
        assert sum(one == loose(text) for one in said) == 1, (text, said)


@proves("0304 350")
def alternatives_of_pictures_are_read(sitting):
    words = sitting.book.words
    sitting.begin_at(words["street"])
    sitting.speech.wait_in_order([words["street"], words["alternative"], words["diary"][:20]], 30)


@proves("0304 400")
def another_voice_is_chosen(sitting):
    voice = next(pair.split(":")[0] for pair in reversed(VOICES.split(",")) if pair.endswith(f":{sitting.desk.language}"))
    sitting.press("ctrl+5")
    sitting.steps.title(sitting.words["screen-settings"])
    sitting.window.wait("radio button", re.compile(voice)).act()
    sitting.press("ctrl+3")
    sitting.found = None
    sitting.at_page()
    sitting.begin_at(sitting.book.words["garden"])
    last = [event for event in sitting.speech.events() if event["ev"] == "speak"][-1]
    assert voice in last["settings"].get("synthesis_voice", ""), last["settings"]


@proves("0304 410")
def another_speed_is_chosen(sitting):
    """While it reads, and heard at once."""
    rate = lambda: int([event for event in sitting.speech.events() if event["ev"] == "speak"][-1]["settings"]["rate"])  # noqa: E731
    sitting.begin_at(sitting.book.words["garden"])
    before = rate()
    sitting.press("F8", "F8")
    wait(lambda: rate() > before, 10, lambda: f"a rate over {before}; it is {rate()}")
    sitting.press("F7", "F7")
    wait(lambda: rate() == before, 10, lambda: f"the rate {before}; it is {rate()}")


@proves("0304 510")
def pauses_between_parts(sitting):
    """Behind a heading and between paragraphs; between two sentences none."""
    words = sitting.book.words
    first, second = sentences(words["patience"])
    sitting.begin_at(words["garden"])
    sitting.speech.wait_in_order([words["garden"], first, second, words["plants"]], 20)
    events = sitting.speech.events()
    number = {loose(event["text"]): event["n"] for event in events if event["ev"] == "speak"}
    moment = lambda name, text: next(event["t"] for event in events if event["ev"] == name and event["n"] == number[loose(text)])  # noqa: E731
    assert moment("begin", first) - moment("end", words["garden"]) > 0.3
    assert moment("begin", second) - moment("end", first) < 0.05


@proves("0304 610")
def a_highlight_moves_with_the_voice(sitting):
    """What is read is painted on another ground, and what was read before no longer."""
    first, second = sitting.book.words["street"], sitting.book.words["closing"]
    sitting.stand(second)
    plain = sitting.colour(first)
    lit = lambda text: sitting.colour(text) not in (plain, None)  # noqa: E731
    for now, other in ((first, second), (second, first)):
        sitting.begin_at(now)
        sitting.press("space")
        wait(lambda now=now: lit(now), 5, f"{now!r} on another ground than {plain}")
        assert not lit(other), f"{other!r} is lit, too"


@proves("0370 200")
def the_voice_changes_with_the_language(sitting):
    sitting.begin_at(sitting.book.words["greeting"])
    languages = sitting.speech.wait_in_order(list(GREETINGS.values()), 30)
    assert languages == list(GREETINGS), languages


@proves("0370 400")
def alternatives_of_pictures_are_switched_off_and_on(sitting):
    words = sitting.book.words
    for choice, heard in (("hearing-passed-over", False), ("hearing-heard", True)):
        sitting.chosen("aloud", "ctrl+8", "structure-pictures", choice)
        sitting.begin_at(words["street"])
        sitting.speech.wait(words["diary"][:20])
        assert any(words["alternative"] in loose(text) for text in sitting.speech.said()) == heard, sitting.speech.said()
        sitting.be_quiet()


@proves("0370 600")
def the_highlight_has_another_colour(sitting):
    text = sitting.book.words["street"]

    def lit():
        sitting.begin_at(text)
        sitting.press("space")
        sitting.speech.settle()
        return sitting.colour(text)

    usual = lit()
    sitting.chosen("page", "ctrl+6", "page-highlight-colour", "highlight-own", "swatch-yellow")
    own = lit()
    assert own != usual, own
    sitting.chosen("page", "ctrl+6", "page-highlight-colour", "highlight-theme")
    assert lit() == usual


@proves("0370 800")
def formulas_are_said_in_words(sitting):
    words = sitting.book.words
    sitting.begin_at(words["square"])
    sitting.speech.wait(re.compile(EQUATION[sitting.desk.language]), 20)
    before, _, after = words["half"].partition("{math}")
    sitting.speech.wait(after.strip(), 20)
    said = loose(" ".join(sitting.speech.said()))
    inside = said[said.index(before.strip()) + len(before.strip()) : said.index(after.strip())]
    assert re.search(r"\w", inside) and "<" not in inside, said


@road(quick=False, languages=LANGUAGES, voices=VOICES, speed=100, limit=300)
def a_book_that_the_program_reads(desk):
    prove(
        Listener(desk, NonVisual(desk.language)),
        begins,
        stops_and_goes_on_where_it_stopped,
        goes_on_across_screens_with_the_text_in_view,
        keeps_the_order_of_the_book,
        alternatives_of_pictures_are_read,
        another_voice_is_chosen,
        another_speed_is_chosen,
        pauses_between_parts,
        a_highlight_moves_with_the_voice,
        the_voice_changes_with_the_language,
        alternatives_of_pictures_are_switched_off_and_on,
        the_highlight_has_another_colour,
        formulas_are_said_in_words,
    )
