"""0320, media overlays: thirteen public tests with Orca as Debian ships it. What sounds is known to the second by its pitch."""
from public import CARET, LANGUAGES, prove, proves
from public_sounds import HALF, PART, PARTS, PHRASES, SECONDS, TOPS, Overlaid
from road import road
from session import wait
from sitting import Sitting
from sound import Ear
from steps import containing


class Hearing(Sitting):
    """A sitting in front of a book that is heard."""

    def __init__(self, desk):
        self.ear = Ear(desk.session)
        super().__init__(desk, Overlaid(desk.language))

    def come_back(self):
        """To the page, with nothing playing."""
        super().come_back()
        self.be_quiet()
        self.press("ctrl+Home")
        self.is_at(self.book.phrase(0, 0))

    def shown(self):
        return self.book.shown(self.text(), self.caret())

    def hears(self, part, number, until=None, timeout=10):
        """Waits until this phrase sounds and the caret stands in it."""
        begins = self.book.begins(part, number)
        ends = begins + (SECONDS if until is None else until)
        heard = self.ear.wait_place(begins - 0.3, ends, timeout)
        wait(
            lambda: begins <= (self.shown() if self.shown() is not None else -1) < ends, 3,
            lambda: f"the caret in the phrase of {heard:.1f} s; it is in that of {self.shown()} s",
        )
        return heard

    def be_quiet(self):
        if self.window.find("button", self.words["reader-pause"]):
            self.press("Escape")
        self.ear.wait_silence()

    def play(self):
        self.press("space")

    def at(self, part, number):
        """The caret on this phrase, in silence."""
        self.stand(self.book.phrase(part, number))


@proves("0320 basic-010")
def basic_010_plays_and_pauses_by_assistive_technology(sitting):
    for begin, pause in (("reader-play", "reader-pause"), ("reader-resume", "reader-pause")):
        sitting.window.wait("button", sitting.words[begin]).act()
        sitting.hears(0, 0, PART)
        sitting.window.wait("button", sitting.words[pause]).act()
        sitting.ear.wait_silence()
    sitting.press("F9")
    sitting.hears(0, 0, PART)
    sitting.press("F9")
    sitting.ear.wait_silence()


@proves("0320 basic-020")
def basic_020_goes_on_where_it_was(sitting):
    sitting.at(0, 1)
    sitting.play()
    sitting.ear.wait_place(SECONDS + 1.2, 2 * SECONDS)
    sitting.play()
    sitting.ear.wait_silence()
    sitting.play()
    # From the phrase's own beginning it would not be here within a second.
    wait(lambda: (sitting.ear.place() or 0) > SECONDS + 1.2, 1, lambda: f"the middle of the phrase; at {sitting.ear.place()} s")


@proves("0320 basic-030")
def basic_030_goes_on_after_it_was_opened_again(sitting):
    sitting.at(1, 2)
    sitting.play()
    sitting.hears(1, 2)
    sitting.play()
    sitting.ear.wait_silence()
    sitting.program.leave(sitting.keyboard)
    sitting.found = None
    sitting.begin(sitting.file)
    sitting.play()
    sitting.hears(1, 2)


@proves("0320 nav-010")
def nav_010_steps_by_phrase_as_authored(sitting):
    sitting.play()
    sitting.hears(0, 0)
    for number in (1, 2, 3):
        sitting.press("alt+Down")
        sitting.hears(0, number)
    sitting.press("alt+Up")
    sitting.hears(0, 2)


@proves("0320 nav-020")
def nav_020_goes_to_the_next_section(sitting):
    sitting.play()
    sitting.hears(0, 0)
    for part in range(1, PARTS):
        sitting.press("ctrl+Next")
        sitting.hears(part, 0)


@proves("0320 nav-030")
def nav_030_goes_to_the_previous_section(sitting):
    sitting.at(2, 0)
    sitting.play()
    sitting.hears(2, 0)
    sitting.press("ctrl+Prior")
    sitting.hears(1, 0)


def go_to_page(sitting, label):
    sitting.press("ctrl+g")
    field = sitting.window.wait(("entry", "text"), sitting.words["reader-place-field"])
    wait(lambda: field.is_("focused"), 10, "the focus in the field for a page")
    sitting.fill(sitting.words["reader-place-field"], str(label))
    sitting.press("Return")


@proves("0320 nav-040")
def nav_040_has_six_pages(sitting):
    for label in range(1, PARTS * len(TOPS) + 1):
        go_to_page(sitting, label)
        sitting.at_page()
        part, number = sitting.book.page(label)
        sitting.is_at(sitting.book.phrase(part, number))
        sitting.play()
        sitting.hears(part, number)
        sitting.play()
        sitting.ear.wait_silence()
    go_to_page(sitting, PARTS * len(TOPS) + 1)
    sitting.window.wait(name=containing(sitting.words["reader-place-wrong"]))


@proves("0320 nav-050")
def nav_050_goes_to_the_next_page_while_it_plays(sitting):
    sitting.play()
    sitting.hears(0, 0)
    for label in (1, 2, 3):
        sitting.press("alt+Next")
        sitting.hears(*sitting.book.page(label))


@proves("0320 nav-060")
def nav_060_goes_to_the_previous_page_while_it_plays(sitting):
    sitting.at(*sitting.book.page(4))
    sitting.play()
    sitting.hears(*sitting.book.page(4))
    for label in (3, 2):
        sitting.press("alt+Prior")
        sitting.hears(*sitting.book.page(label))


@proves("0320 nav-070")
def nav_070_text_and_sound_stay_together(sitting):
    """Over a whole part and into the next one: whenever a phrase is shown, it is the one that sounds."""
    sitting.at(0, HALF)
    sitting.play()
    for number in range(HALF, PHRASES):
        sitting.hears(0, number)
    sitting.hears(1, 0)
    sitting.hears(1, 1)


@proves("0320 nav-080")
def nav_080_sets_bookmarks_while_it_plays(sitting):
    for part, number in ((0, 2), (1, 4)):
        sitting.at(part, number)
        sitting.play()
        sitting.hears(part, number)
        sitting.hear("b", sitting.words["notice-bookmark-added"])
        # It plays on.
        wait(lambda: sitting.ear.place() is not None, 5, "the sound to go on")
        sitting.be_quiet()
    sitting.press("ctrl+Home")
    for part, number in ((0, 2), (1, 4)):
        sitting.press("m")
        sitting.is_in(sitting.book.phrase(part, number))
    sitting.play()
    sitting.hears(1, 4)


@proves("0320 nav-090")
def nav_090_an_entry_starts_at_its_target(sitting):
    target = sitting.book.phrase(1, HALF)
    for playing in (False, True):
        sitting.come_back()
        if playing:
            sitting.play()
            sitting.hears(0, 0)
        sitting.press("ctrl+4")
        here = sitting.words.pattern("outline-here", whole=False, title=sitting.book.phrase(0, 0))
        wait(lambda: (now := sitting.window.focused()) and here.search(now.name), 10, "the focus in the contents")
        sitting.press("Down", "Right", "Down")
        wait(lambda: (now := sitting.window.focused()) and target in now.name, 10, lambda: f"{target!r}: {sitting.window.focused()}")
        sitting.press("Return")
        sitting.found = None
        sitting.at_page()
        if not playing:
            sitting.is_at(target)
            sitting.play()
        sitting.hears(1, HALF)


@proves("0320 nav-100")
def nav_100_plays_unbroken_to_the_end(sitting):
    sitting.at(1, PHRASES - 2)
    sitting.play()
    sitting.hears(2, 0, timeout=20)
    assert sitting.ear.longest_silence(3) < 0.03, sitting.ear.longest_silence(3)
    last = sitting.book.begins(PARTS - 1, PHRASES - 1)
    sitting.ear.wait_place(last, last + SECONDS, timeout=30)
    assert sitting.ear.longest_silence(5) < 0.03, sitting.ear.longest_silence(5)
    sitting.speech.wait(sitting.words["notice-end"], 10)
    sitting.ear.wait_silence()


@road(quick=False, languages=LANGUAGES, orca=CARET, limit=300)
def a_book_that_somebody_has_read(desk):
    prove(
        Hearing(desk),
        basic_010_plays_and_pauses_by_assistive_technology,
        basic_020_goes_on_where_it_was,
        basic_030_goes_on_after_it_was_opened_again,
        nav_010_steps_by_phrase_as_authored,
        nav_020_goes_to_the_next_section,
        nav_030_goes_to_the_previous_section,
        nav_040_has_six_pages,
        nav_050_goes_to_the_next_page_while_it_plays,
        nav_060_goes_to_the_previous_page_while_it_plays,
        nav_070_text_and_sound_stay_together,
        nav_080_sets_bookmarks_while_it_plays,
        nav_090_an_entry_starts_at_its_target,
        nav_100_plays_unbroken_to_the_end,
    )
