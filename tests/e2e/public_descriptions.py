"""0350 and 0360: extended descriptions and mathematics, with Orca as Debian ships it."""
import re

from public import CARET, LANGUAGES, prove, proves
from public_books import Descriptions, Mathematics
from public_nonvisual import EQUATION
from road import road
from sitting import Sitting

HALF = {"kk": "екіден бір|жарты|бөл", "ru": "втор|половин|дробь|дел", "en": "half|over|divided"}


def state(sitting, english):
    """«expanded» or «collapsed», by Orca's word or by the program's."""
    return f"({english}|{re.escape(sitting.words['notice-' + english])})"


@proves("0350 details")
def details_expand_and_close(sitting):
    """Closed at first: told as such, and the description is passed over; Enter opens it, Enter closes it again."""
    words = sitting.book.words
    sitting.stand(words["map-details"])
    sitting.press("Up")
    sitting.is_in(words["map"])
    sitting.hear("Down", re.compile(re.escape(words["map-details"]) + ".*" + state(sitting, "collapsed")))
    assert words["map-words"] not in sitting.text(), sitting.text()
    sitting.hear("Return", re.compile(state(sitting, "expanded")))
    sitting.hear("Down", words["map-words"][:20])
    sitting.press("Up")
    sitting.is_at(words["map-details"])
    sitting.hear("Return", re.compile(state(sitting, "collapsed")))
    sitting.hear("Down", words["river"])


@proves("0350 link")
def link_leads_to_the_description_and_back(sitting):
    words = sitting.book.words
    sitting.stand(words["river"])
    sitting.hear("k", re.compile(re.escape(words["river-link"]) + ".*link"))
    sitting.hear("Return", words["river-words"])
    sitting.is_at(words["river-words"])
    # By the book's own link back, and by the history.
    sitting.hear("Down", re.compile(re.escape(words["return"]) + ".*link"))
    sitting.hear("Return", words["river"])
    sitting.is_at(words["river"])
    sitting.hear("BackSpace", words["return"])
    sitting.hear("BackSpace", words["river-link"])
    sitting.is_at(words["river-link"])


@proves("0350 link")
def link_of_the_picture_itself_leads_to_its_description(sitting):
    """`aria-details`: Alt + Enter on the picture leads to the description, Backspace back."""
    words = sitting.book.words
    sitting.stand(words["river"])
    sitting.hear("g", re.compile(re.escape(words["hill"])))
    sitting.is_at(words["hill"])
    sitting.hear("alt+Return", words["hill-words"])
    sitting.is_at(words["hill-words"])
    sitting.hear("BackSpace", words["hill"])
    sitting.is_at(words["hill"])


@proves("0360 block")
def block_is_said_in_words(sitting):
    words = sitting.book.words
    sitting.stand(words["square"])
    sitting.hear("ctrl+Down", re.compile(EQUATION[sitting.desk.language]))
    sitting.hear("ctrl+Down", words["half"].split("{")[0].strip())


@proves("0360 inline")
def inline_is_said_within_its_sentence(sitting):
    before, after = (part.strip() for part in sitting.book.words["half"].split("{math}"))
    sitting.stand(sitting.book.words["square"])
    sitting.press("ctrl+Down")
    said = " ".join(sitting.hear("ctrl+Down", re.compile(re.escape(before) + ".*" + re.escape(after))))
    middle = said[said.index(before) + len(before) : said.index(after)]
    assert re.search(HALF[sitting.desk.language], middle), said


@proves("0360 image-details")
def image_with_details_is_told_and_described(sitting):
    words = sitting.book.words
    sitting.stand(words["formula-picture"])
    sitting.hear("Down", re.compile(re.escape(words["formula-details"]) + ".*" + state(sitting, "collapsed")))
    sitting.hear("Return", re.compile(state(sitting, "expanded")))
    sitting.hear("Down", words["formula-words"][:20])


@proves("0360 image-alternative")
def image_with_an_alternative_alone_is_told(sitting):
    words = sitting.book.words
    for picture in (words["formula-picture"], words["plain-picture"]):
        sitting.stand(words["square"])
        for _ in range(1 if picture == words["formula-picture"] else 2):
            sitting.hear("g", re.compile(r"\w"))
        sitting.is_at(picture)
        said = sitting.speech.settle()
        assert any(picture in text for text in said), said
    sitting.hear("ctrl+Right", words["plain-picture"].split()[0])


@road(quick=False, languages=LANGUAGES, orca=CARET, limit=200)
def extended_descriptions(desk):
    prove(
        Sitting(desk, Descriptions(desk.language)),
        details_expand_and_close,
        link_leads_to_the_description_and_back,
        link_of_the_picture_itself_leads_to_its_description,
    )


@road(quick=False, languages=LANGUAGES, orca=CARET, limit=200)
def mathematics(desk):
    prove(
        Sitting(desk, Mathematics(desk.language)),
        block_is_said_in_words,
        inline_is_said_within_its_sentence,
        image_with_details_is_told_and_described,
        image_with_an_alternative_alone_is_told,
    )
