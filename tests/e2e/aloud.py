"""Reading aloud by the reader's wish: signs, pauses, what is heard of that which is no running text, how much is read."""
import tomllib

from books import epub
from road import road
from session import wait
from steps import Steps

LANGUAGES = ("kk", "ru", "en")

# By language: two headings, the sentences of the first chapter's two paragraphs, the note, the list, the second chapter's
# sentence; what is said for the signs of the first sentence; how page 7 is told.
TEXTS = {
    "kk": (
        ("Бірінші тарау", "Екінші тарау"),
        ("Ол «келді», деді.", "Мен күттім.", "Күн батты."),
        "Ескертпе естілмейді.",
        ("нан", "сүт"),
        "Таң атты.",
        ("ашылатын тырнақша", "жабылатын тырнақша", "үтір", "нүкте"),
        "7-бет",
    ),
    "ru": (
        ("Первая глава", "Вторая глава"),
        ("Он «пришёл», сказали.", "Я ждал.", "Солнце село."),
        "Сноски не слышно.",
        ("хлеб", "молоко"),
        "Наступило утро.",
        ("открывающая кавычка", "закрывающая кавычка", "запятая", "точка"),
        "Страница 7",
    ),
    "en": (
        ("The first chapter", "The second chapter"),
        ("He “came”, they said.", "I waited.", "The sun set."),
        "The note is not heard.",
        ("bread", "milk"),
        "Morning came.",
        ("open quote", "close quote", "comma", "full stop"),
        "Page 7",
    ),
}


def book(desk):
    """Opened; the caret at its beginning."""
    (first, second), (one, two, three), note, items, last, *_ = TEXTS[desk.language]
    listed = "".join(f"<li>{item}</li>" for item in items)
    chapters = [
        (
            desk.language,
            first,
            f"<h1>{first}</h1><p>{one} {two}</p><p>{three}</p><ul>{listed}</ul>"
            f'<aside epub:type="footnote" id="n">{note}</aside>',
        ),
        (desk.language, second, f'<h1>{second}</h1><span epub:type="pagebreak" id="p7" title="7"/><p>{last}</p>'),
    ]
    path = epub(desk.session.folder / "aloud.epub", first, "A. Writer", chapters, pages=[("7", "c2.xhtml#p7")])
    steps = Steps(desk, desk.program(path), "keys")
    page = steps.document(first)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.speech.settle()
    return steps, page


def spoken(desk):
    """What was asked for, with when it began and ended."""
    events = desk.speech.events()
    times = {kind: {event["n"]: event["t"] for event in events if event["ev"] == kind} for kind in ("begin", "end")}
    return [
        (event["text"], event, times["begin"].get(event["n"]), times["end"].get(event["n"]))
        for event in events
        if event["ev"] == "speak"
    ]


@road(languages=LANGUAGES, limit=60, speed=150)
def signs_pauses_and_structures_are_as_they_were_chosen(desk):
    (first, second), (one, two, three), note, _, last, names, page_told = TEXTS[desk.language]
    steps, _ = book(desk)
    steps.go("aloud", "ctrl+8")
    for group, choice in [
        ("aloud-punctuation", "punctuation-all"),
        ("gap-paragraph", "silence-long"),
        ("gap-chapter", "silence-none"),
        ("structure-headings", "hearing-other-voice"),
        ("structure-notes", "hearing-passed-over"),
        ("structure-page-numbers", "hearing-heard"),
    ]:
        steps.choose(group, choice)
    # By its name and by what is chosen, the group was told.
    assert any(desk.words["structure-page-numbers"] in text for text in desk.speech.said()), desk.speech.said()
    kept = tomllib.loads((desk.home / "settings.toml").read_text("utf-8"))
    assert kept["aloud"]["punctuation"] == "all" and kept["heard"]["notes"] == "passed-over", kept
    desk.keyboard.press("ctrl+3")
    steps.title(first)
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("space")
    desk.speech.wait_in_order([first, one, two, three, second, last], 25)
    desk.speech.settle()
    said = spoken(desk)
    texts = [text for text, *_ in said]
    assert not any(note in text for text in texts), texts
    heading, whole = said[0], next(part for part in said if one.split()[0] in part[0])
    assert heading[1]["settings"]["pitch"] == "-50", heading
    assert whole[1]["settings"].get("pitch", "0") == "0", whole
    for name in names:
        assert name in whole[1]["ssml"], f"{name!r} is not named: {whole[1]['ssml']}"
    assert any(page_told in text and last.split()[0] in text or text.startswith(page_told) for text in texts), texts

    def gap(before, after):
        at = lambda words: next(index for index, text in enumerate(texts) if words.split()[-1].rstrip(".") in text)
        return said[at(after)][2] - said[at(before)][3]

    inside, between = gap(one, two), gap(two, three)
    print(f"    silent inside a paragraph {inside:.3f} s, between two {between:.3f} s")
    assert inside < 0.06, f"{inside:.3f} s inside a paragraph"
    assert 0.6 <= between < 1.0, f"{between:.3f} s between two paragraphs"


@road(languages=LANGUAGES, limit=60, speed=40)
def a_portion_is_read_and_steps_go_on_speaking(desk):
    (first, second), (one, two, three), *_, items, last, _, _ = TEXTS[desk.language]
    steps, page = book(desk)
    press, speech = desk.keyboard.press, desk.speech

    def begun(text):
        """Waits until this is being said."""
        speech.wait(text, 10)
        wait(lambda: speech.events() and speech.events()[-1]["ev"] in ("begin", "mark"), 5, lambda: f"{text!r} to sound")

    # The paragraph alone: the cursor is in its second sentence.
    press("alt+Down", "alt+Down")
    speech.settle()
    speech.mark()
    press("shift+Return")
    speech.wait_in_order([one, two], 10)
    said = speech.settle()
    assert not any(three in text for text in said), said
    # The chapter alone, from its beginning; a step back and a repeat go on speaking, a key leaves the list.
    speech.mark()
    press("ctrl+shift+Return")
    begun(two)
    speech.mark()
    press("alt+Up")
    begun(one)
    press("r")
    wait(lambda: speech.said().count(one) == 2, 5, lambda: f"{one!r} once more: {speech.said()}")
    speech.wait_in_order([one, one, two, three], 15)
    begun(items[0])
    press("j")
    said = speech.settle(timeout=15)
    assert not any(items[1] == text for text in said if speech_ended(desk, text)), said
    assert not any(second in text or last in text for text in said), said
    # To the end of the chapter from here.
    press("ctrl+Next")
    speech.settle()
    speech.mark()
    press("alt+shift+Return")
    speech.wait_in_order([second, last], 10)
    speech.settle()


def speech_ended(desk, text):
    """Whether this was said to its end."""
    return any(end is not None for said, _, _, end in spoken(desk) if said == text)
