"""0302, non-visual reading: sixteen public tests with Orca and a braille display."""
import re

from public import CARET, LANGUAGES, prove, proves, sentences
from public_books import NonVisual
from public_texts import GREETINGS
from reader import loose
from road import road
from session import wait
from sitting import Sitting

# How a sum of squares and a half are said.
EQUATION = {"kk": "квадрат.*тең", "ru": "квадрат.*равно", "en": "squared.*equals"}


def chapter(sitting):
    """What is read in the first chapter, a sentence or item each."""
    words = sitting.book.words
    return [
        words["garden"],
        *sentences(words["patience"]),
        words["plants"],
        *words["bullets"],
        words["work"],
        *words["steps"],
        words["break"],
        words["quote"],
        words["advice"],
        words["spade"],
    ]


@proves("0302 reading-010")
def reading_010_from_here_to_the_end_of_the_chapter(sitting):
    """Orca's own command reads from the caret; it says each sentence once, and the page follows."""
    all_of_it = chapter(sitting)
    here = all_of_it.index(sitting.book.words["work"])
    sitting.stand(all_of_it[here])
    sitting.hear("KP_Add")
    sitting.speech.wait_in_order(all_of_it[here:], 60)
    sitting.is_in(all_of_it[-1])
    sitting.press("Control_L")
    said = sitting.speech.settle()
    for sentence in all_of_it[here:]:
        assert sum(sentence in text for text in said) == 1, (sentence, said)


@proves("0302 reading-110")
def reading_110_stops_and_goes_on_at_the_same_place(sitting):
    all_of_it = chapter(sitting)
    sitting.stand(all_of_it[0])
    sitting.hear("KP_Add", all_of_it[2])
    sitting.press("Control_L")
    said = " ".join(sitting.speech.settle())
    heard = max(index for index, sentence in enumerate(all_of_it) if sentence in said)
    starts, at = [], 0
    for sentence in all_of_it:
        at = sitting.text().index(sentence, at)
        starts.append(at)
    stopped = max(index for index, start in enumerate(starts) if start <= sitting.caret())
    assert stopped in (heard, heard - 1), (stopped, heard, said)
    sitting.hear("KP_Add")
    rest = sitting.text()[sitting.caret() :]
    sitting.speech.wait_in_order([rest[: rest.index(all_of_it[stopped][-5:]) + 5], *all_of_it[stopped + 1 :]], 60)
    # Nothing of what was finished before is said again, as far as the chapter goes; Orca reads on into the next one.
    again = sitting.speech.settle()
    again = again[: max(index for index, text in enumerate(again) if all_of_it[-1] in text) + 1]
    assert not any(sentence in text for sentence in all_of_it[:stopped] for text in again), again


@proves("0302 reading-210")
def reading_210_the_order_is_the_book_s(sitting):
    all_of_it = chapter(sitting)
    sitting.stand(all_of_it[0])
    heard = sitting.book.words["garden"] + " " + sitting.walk("Down", all_of_it[-1])
    at = 0
    for text in all_of_it:
        found = heard.find(text, at)
        assert found >= 0, f"{text!r} is not heard in its order: {heard!r}"
        at = found + len(text)


@proves("0302 reading-310")
def reading_310_alternatives_by_character_and_word(sitting):
    alternative = sitting.book.words["alternative"]
    sitting.stand(sitting.book.words["street"])
    sitting.hear("Down", alternative)
    said = sitting.speech.settle()
    assert any("image" in text for text in said), said
    sitting.braille.wait(alternative[:20])
    words = alternative.split()
    # Orca says what was passed.
    for number in (0, 1):
        sitting.hear("ctrl+Right", words[number])
        sitting.is_at(" ".join(words[number + 1 :]))
    for letter in words[2][1:4]:
        sitting.hear("Right", re.compile(rf"(^|\| ){re.escape(letter)}( \||$)", re.I))


@proves("0302 reading-420")
def reading_420_notes_are_noticed_read_and_left(sitting):
    words = sitting.book.words
    for number, text in enumerate((words["diary"], words["jars"]), 1):
        plain = text.replace(f"{{{number}}}", str(number))
        before = text[: text.index("{")]
        sitting.stand(plain)
        # Reading by line it is heard that there is one.
        sitting.press("Up")
        sitting.is_in(words["alternative"] if number == 1 else words["diary"].replace("{1}", "1"))
        said = sitting.hear("Down", plain[: plain.index(str(number))][-12:])
        assert any(re.search(rf"{number} ?link|link ?{number}|note", text) for text in sitting.speech.settle()), said
        sitting.press("d")
        sitting.is_at(plain[len(before) :])
        # The note is read over the page, and the place is kept.
        sitting.hear("Return", words["notes"][number - 1])
        sitting.press("Escape")
        sitting.is_at(plain[len(before) :])


@proves("0302 reading-420")
def reading_420_a_reference_that_is_gone_to_is_heard(sitting):
    words = sitting.book.words
    sitting.stand(words["street"])
    for number in ("1", "2"):
        sitting.hear("d", re.compile(rf"{number}.*(link|note)|(link|note).*{number}"))


@proves("0302 reading-510")
def reading_510_structure_is_audible(sitting):
    words = sitting.book.words
    sitting.stand(words["garden"])
    sitting.press("Down")
    sitting.is_in(words["patience"])
    sitting.hear("Up", f"{words['garden']} heading level 1")
    heard = sitting.walk("Down", words["spade"])
    wanted = [
        f"{words['plants']} heading level 2",
        "List with 3 items",
        words["bullets"][0],
        "leaving list",
        f"{words['work']} heading level 2",
        "List with 3 items",
        words["steps"][0],
        "leaving list",
        words["break"],
        "block quote",
        words["quote"],
        f"{words['advice']} heading level 3",
    ]
    at = 0
    for text in wanted:
        found = heard.lower().find(text.lower(), at)
        assert found >= 0, f"{text!r} is not heard in its order: {heard!r}"
        at = found + len(text)


@proves("0302 reading-510")
def reading_510_breaks_are_audible(sitting):
    words = sitting.book.words
    sitting.stand(words["steps"][-1])
    heard = sitting.walk("Down", words["break"])
    assert sitting.words["notice-break"] in heard, heard


@proves("0302 reading-610")
def reading_610_cells_tell_their_headers(sitting):
    words = sitting.book.words
    sitting.stand(words["harvest"])
    heard = sitting.walk("Down", words["rows"][1][2])
    wanted = ["table with 3 rows 3 columns"]
    wanted += [f"{head}" for head in words["head"]] + [cell for row in words["rows"] for cell in row]
    at = 0
    for text in wanted:
        found = heard.find(text, at)
        assert found >= 0, f"{text!r} is not heard in its order: {heard!r}"
        at = found + len(text)
    assert heard.count("column header") >= 3 and heard.count("row header") >= 2, heard


@proves("0302 reading-610")
def reading_610_goes_by_row_and_by_column(sitting):
    """Along a row the head of the column is told, along a column the head of the row; at the edge, that there is no more."""
    words = sitting.book.words
    (apple, june, september), (cherry, early, late) = words["rows"]
    sitting.stand(june)
    sitting.hear("ctrl+alt+Right", september, words["head"][2])
    sitting.is_at(september)
    sitting.hear("ctrl+alt+Down", late, cherry)
    sitting.is_at(late)
    sitting.hear("ctrl+alt+Left", early, words["head"][1])
    sitting.hear("ctrl+alt+Up", june, apple)
    sitting.is_at(june)
    sitting.hear("ctrl+alt+Up", words["head"][1])
    sitting.hear("ctrl+alt+Up", sitting.words["notice-edge-of-table"])
    sitting.is_at(words["head"][1])


@proves("0302 reading-710")
def reading_710_links_lead_and_return(sitting):
    words = sitting.book.words
    for link, target, level in (("link-letter", "letter", 1), ("link-plants", "plants", 2)):
        sitting.stand(words["harvest"])
        sitting.press("k")
        sitting.is_at(words["link-letter"])
        if link == "link-plants":
            sitting.press("k")
            sitting.is_at(words[link])
        sitting.hear("Return", f"{words[target]} heading level {level}")
        sitting.is_at(words[target])
        sitting.hear("BackSpace", words[link])
        sitting.is_at(words[link])


@proves("0302 reading-710")
def reading_710_a_link_that_is_gone_to_is_heard(sitting):
    words = sitting.book.words
    sitting.stand(words["harvest"])
    for link in ("link-letter", "link-plants"):
        sitting.hear("k", re.compile(re.escape(words[link])))
    sitting.hear("shift+k", re.compile(re.escape(words["link-letter"])))


@proves("0302 reading-810")
def reading_810_goes_to_the_next_item(sitting):
    """The next paragraph, and the next item of a list."""
    words = sitting.book.words
    sitting.stand(words["garden"])
    for text in (words["patience"], words["plants"], *words["bullets"], words["work"]):
        sitting.hear("ctrl+Down", text[:20])
        sitting.is_at(text)
    for text in words["steps"]:
        sitting.hear("i", text)
        sitting.is_at(text)
    sitting.hear("shift+i", words["steps"][1])


@proves("0302 reading-910")
def reading_910_by_character(sitting):
    text = sitting.book.words["patience"]
    sitting.stand(text)
    for number, letter in enumerate(text[1:12], 1):
        wanted = "space" if letter == " " else re.compile(rf"(^|\| ){re.escape(letter)}( \||$)", re.I)
        sitting.hear("Right", wanted)
        sitting.is_at(text[number:])
    sitting.hear("Left", re.compile(rf"(^|\| ){re.escape(text[10])}( \||$)|space", re.I))


@proves("0302 reading-1010")
def reading_1010_by_word(sitting):
    text = sitting.book.words["patience"]
    words = re.findall(r"\w+", text)
    sitting.stand(text)
    # Orca says what was passed.
    for passed, word in zip(words, words[1:6]):
        sitting.hear("ctrl+Right", passed)
        sitting.is_at(word)
    for word in reversed(words[2:5]):
        sitting.hear("ctrl+Left", word)
        sitting.is_at(word)


@proves("0302 reading-1110")
def reading_1110_by_line(sitting):
    """Each line of the letter once, nothing left out and nothing twice, in speech and in braille."""
    text = f"{sitting.book.words['passage']} {sitting.book.words['after']}"
    sitting.stand(sitting.book.words["before"])
    lines = []
    while True:
        sitting.press("Down")
        wait(lambda: not lines or sitting.rest()[:60] != lines[-1][1], 5, "the next line")
        place = sitting.rest()
        said = " ".join(sitting.speech.settle(quiet=0.3))
        if place.startswith(sitting.book.words["tongues"]):
            break
        lines.append((said, place[:60]))
        sitting.speech.mark()
    assert len(lines) >= 4, lines


@proves("0302 reading-1210")
def reading_1210_by_heading(sitting):
    words = sitting.book.words
    sitting.stand(words["garden"])
    for name, level in (("plants", 2), ("work", 2), ("advice", 3), ("pictures", 1), ("tables", 1), ("letter", 1), ("tongues", 2)):
        sitting.hear("h", f"{words[name]} heading level {level}")
        sitting.is_at(words[name])
    sitting.hear("shift+h", f"{words['letter']} heading level 1")
    sitting.hear("h", words["tongues"])
    sitting.hear("h", words["formulas"])
    sitting.hear("h", sitting.words["none-next-heading"])
    sitting.is_at(words["formulas"])


@proves("0302 reading-1210")
def reading_1210_by_heading_of_a_level(sitting):
    words = sitting.book.words
    sitting.stand(words["garden"])
    sitting.hear("3", f"{words['advice']} heading level 3")
    sitting.hear("shift+2", f"{words['work']} heading level 2")
    sitting.hear("1", f"{words['pictures']} heading level 1")
    sitting.hear("3", sitting.words.pattern("none-next-heading-level", whole=False, level=3))


@proves("0302 reading-1310")
def reading_1310_copies_exactly_399_characters(sitting):
    """Lines, then words, then characters, until exactly the passage is selected; another program pastes it."""
    passage = sitting.book.words["passage"]
    assert len(passage) == 399
    sitting.stand(passage)
    begins = sitting.caret()

    def extend(key):
        before = sitting.caret()
        sitting.press(key)
        wait(lambda: sitting.caret() != before, 5, f"{key} to extend the selection")
        return sitting.caret() - begins

    for key in ("shift+Down", "ctrl+shift+Right", "shift+Right"):
        back = {"shift+Down": "shift+Up", "ctrl+shift+Right": "ctrl+shift+Left", "shift+Right": "shift+Left"}[key]
        while (length := extend(key)) < len(passage):
            pass
        if length > len(passage):
            extend(back)
    selected = sitting.ask(lambda page: page.ask("Text", "GetSelection", "(i)", 0))
    assert sitting.text()[selected[0] : selected[1]] == passage
    sitting.hear("ctrl+c", sitting.words["notice-copied"])
    assert sitting.clipboard() == passage


@proves("0302 reading-1410")
def reading_1410_mathematics_is_announced_and_explored(sitting):
    words = sitting.book.words
    equation = re.compile(EQUATION[sitting.desk.language], re.S)
    sitting.stand(words["square"])
    # By paragraphs, which may be longer than a line.
    sitting.hear("ctrl+Down", equation)
    # Part by part, and out of it to where she was.
    here = sitting.caret()
    sitting.hear("ctrl+shift+j", sitting.words["formula-title"])
    sitting.hear("Down", re.compile(r"\ba\b"))
    sitting.hear("Right", re.compile(r"\w"))
    sitting.hear("Right", re.compile(r"\bb\b"))
    sitting.press("Escape")
    sitting.at_page()
    assert sitting.caret() == here
    sitting.hear("ctrl+Down", words["half"].split("{")[0].strip())
    sitting.hear("ctrl+Down", words["calm"])


@proves("0302 reading-1510")
def reading_1510_the_voice_changes_with_the_language(sitting):
    """Orca says each sentence apart from the others, and asks for a voice in its language."""
    sitting.stand(sitting.book.words["greeting"])
    before = len(sitting.desk.session.log("orca-debug"))
    said = sitting.hear("Down", *GREETINGS.values())
    assert all(any(text == loose(one) for one in said) for text in GREETINGS.values()), said

    def asked():
        found = re.findall(r"voice requested with language='(\w+)'", sitting.desk.session.log("orca-debug")[before:])
        return " ".join(language for language in found if language != "None")

    def told():
        # Orca writes its log in large pieces: a key that says nothing is one more line of it.
        sitting.press("Shift_L")
        return " ".join(GREETINGS) in asked()

    wait(told, 20, lambda: f"voices for {list(GREETINGS)}; asked for were {asked()}")


@proves("0302 reading-1510")
def reading_1510_the_program_s_own_voice_changes_too(sitting):
    sitting.stand(next(iter(GREETINGS.values())))
    sitting.hear("F9", *GREETINGS.values())
    sitting.press("F9")
    own = [tag.split("-")[0] for tag, text in sitting.speech.utterances() if loose(text) in GREETINGS.values()]
    assert own == list(GREETINGS), sitting.speech.utterances()


READ_ON = (
    reading_010_from_here_to_the_end_of_the_chapter,
    reading_110_stops_and_goes_on_at_the_same_place,
)
WALKED = (
    reading_210_the_order_is_the_book_s,
    reading_310_alternatives_by_character_and_word,
    reading_420_notes_are_noticed_read_and_left,
    reading_420_a_reference_that_is_gone_to_is_heard,
    reading_510_structure_is_audible,
    reading_510_breaks_are_audible,
    reading_610_cells_tell_their_headers,
    reading_610_goes_by_row_and_by_column,
    reading_710_links_lead_and_return,
    reading_710_a_link_that_is_gone_to_is_heard,
    reading_810_goes_to_the_next_item,
    reading_910_by_character,
    reading_1010_by_word,
    reading_1110_by_line,
    reading_1210_by_heading,
    reading_1210_by_heading_of_a_level,
    reading_1310_copies_exactly_399_characters,
    reading_1410_mathematics_is_announced_and_explored,
    reading_1510_the_voice_changes_with_the_language,
)


@road(quick=False, languages=LANGUAGES, orca="keys", limit=180, speed=60)
def reading_on(desk):
    """With Orca's own commands, whose keys it has to grab."""
    prove(Sitting(desk, NonVisual(desk.language)), *READ_ON)


@road(quick=False, languages=LANGUAGES, limit=90)
def read_aloud_in_three_languages(desk):
    prove(Sitting(desk, NonVisual(desk.language)), reading_1510_the_program_s_own_voice_changes_too)


@road(quick=False, languages=LANGUAGES, orca=CARET, braille=True, limit=400)
def walking_through_the_text(desk):
    prove(Sitting(desk, NonVisual(desk.language)), *WALKED)
