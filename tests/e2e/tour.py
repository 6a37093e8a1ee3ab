#!/usr/bin/python3
"""The whole road where there is no display: a virtual one, the real voice into a silent sink, pictures and a transcript.

    tour.py [kk|ru|en]        leaves index.html, pictures, transcript.txt and spoken.wav in target/tour
"""
import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kit"))

from books import SHIPPED, shipped  # noqa: E402
from reader import ROOT, picture  # noqa: E402
from road import Desk, road  # noqa: E402
from session import Missing, Session, wait  # noqa: E402
from shell import Shell  # noqa: E402
from sound import Ear  # noqa: E402
from steps import Steps  # noqa: E402

PLACE = ROOT / "target/tour"
RECORDING = SHIPPED / "abai-eki-soz.m4b"
DOCUMENT = SHIPPED / "adam-quqyqtary.pdf"
QUERY = {"kk": "қара сөз", "ru": "Чехов", "en": "Dickens"}

CAPTIONS = {
    "welcome": "The first start asks for the language, aloud in all three",
    "shelf": "The shelf is empty at first",
    "catalog": "The catalogue of the embedded library",
    "found": "What the search found",
    "book": "About the book",
    "downloaded": "The book has come to the shelf",
    "reader": "The book is open",
    "sentence": "Sentence by sentence: the one that is heard is marked",
    "large": "Larger letters; the interface grows with them",
    "colours": "White on black",
    "yellow": "Yellow on black",
    "aloud": "Read aloud, sentence after sentence",
    "where": "Where am I?",
    "contents": "The contents of the book",
    "settings": "Settings",
    "help": "Help with every key",
    "back": "Left and started again: the same sentence",
    "audiobook": "A recording of the library has come to the shelf",
    "player": "The player",
    "heard": "The recording is heard",
    "chapter": "The next chapter of the recording",
    "chapters": "The chapters of the recording",
    "paused": "A pause, and the place",
    "document": "A PDF of the library",
    "pages": "Sentence by sentence through the PDF",
}


class Tour:
    """Pictures with what was spoken before each."""

    def __init__(self, desk, place):
        self.desk, self.place, self.stops = desk, place, []

    def stop(self, name):
        self.desk.speech.settle(quiet=0.5, timeout=60)
        path = self.place / f"{len(self.stops) + 1:02}-{name}.png"
        picture(self.desk.session, path)
        spoken = self.desk.speech.utterances()
        self.desk.speech.mark()
        self.stops.append((path.name, CAPTIONS[name], spoken))
        print(f"{path.name}: {CAPTIONS[name]}", flush=True)
        for language, text in spoken:
            print(f"    [{language}] {text}", flush=True)

    def write(self, failure):
        parts, lines = [], []
        for name, caption, spoken in self.stops:
            said = "".join(f'<li lang="{html.escape(language)}">{html.escape(text)}</li>' for language, text in spoken)
            heard = f"<h3>Spoken before</h3><ol>{said}</ol>" if said else "<p>Nothing was spoken.</p>"
            parts.append(f'<section><h2>{html.escape(caption)}</h2><img src="{name}" alt="{html.escape(caption)}">{heard}</section>')
            lines += [f"# {caption}", *(f"[{language}] {text}" for language, text in spoken), ""]
        sound = '<audio controls src="spoken.wav">What was spoken</audio>' if (self.place / "spoken.wav").exists() else ""
        ended = f'<p role="alert">The road ended early: {html.escape(failure)}</p>' if failure else ""
        (self.place / "transcript.txt").write_text("\n".join(lines), "utf-8")
        (self.place / "index.html").write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Oqyrman: the whole road</title>'
            "<style>body{font:1.25rem/1.6 sans-serif;max-width:70rem;margin:auto;padding:1rem}img{max-width:100%;border:2px solid}"
            f"</style><h1>Oqyrman: the whole road</h1>{ended}{sound}{''.join(parts)}</html>\n",
            "utf-8",
        )


def walk(desk, tour):
    words, keyboard = desk.words, desk.keyboard
    book = shipped(desk.language)
    title = Shell(desk, desk.session.folder / "other-home").ok("info", book).json()["title"]
    program = desk.program(language=False)
    steps = Steps(desk, program)
    steps.window.wait("button", words["welcome-choose"])
    tour.stop("welcome")
    steps.activate(words["welcome-choose"], "button")
    wait(lambda: words["screen-welcome"] not in steps.window.name, 10, "the first screen")
    keyboard.press("ctrl+1")
    steps.title(words["screen-shelf"])
    tour.stop("shelf")
    keyboard.press("ctrl+2")
    steps.title(words["screen-catalog"])
    steps.window.wait(("entry", "text"), words["catalog-search"])
    tour.stop("catalog")
    steps.search(QUERY[desk.language], "us")
    steps.window.wait(name=re.compile(re.escape(title)))
    tour.stop("found")
    steps.open_result(title)
    steps.window.wait("button", re.compile("|".join(re.escape(words[name]) for name in ("book-download", "book-borrow"))))
    tour.stop("book")
    steps.get()
    tour.stop("downloaded")
    page = steps.read(title)
    tour.stop("reader")
    for _ in range(3):
        keyboard.press("alt+Down")
    tour.stop("sentence")
    for _ in range(4):
        keyboard.press("ctrl+equal")
    tour.stop("large")
    keyboard.press("ctrl+t")
    tour.stop("colours")
    keyboard.press("ctrl+t")
    tour.stop("yellow")
    begin = page.caret
    keyboard.press("space")
    wait(lambda: page.caret > begin + 100, 60, "the voice to go on through the text")
    keyboard.press("space")
    tour.stop("aloud")
    keyboard.press("F2")
    tour.stop("where")
    for name, key, screen in (("contents", "ctrl+4", "screen-outline"), ("settings", "ctrl+5", "screen-settings"), ("help", "F1", "screen-help")):
        keyboard.press(key)
        steps.title(words[screen])
        tour.stop(name)
    keyboard.press("ctrl+3")
    steps.title(title)
    left = steps.document(title).caret
    program.leave(keyboard)
    again = Steps(desk, desk.program(language=False))
    if not any(node.role.startswith("document") for node in again.window.below()):
        again.activate(re.compile(re.escape(title)), ("button", "link", "list item"))
    page = again.document(title)
    wait(lambda: page.caret == left, 10, lambda: f"the place {left}; it is {page.caret}")
    tour.stop("back")
    listen(desk, tour, again)
    leaf(desk, tour, again)


def fetched(desk, steps, path):
    """Brings a book of the embedded library to the shelf by its title, and answers the title."""
    title = Shell(desk, desk.session.folder / "other-home").ok("info", path).json()["title"]
    desk.keyboard.press("ctrl+2")
    steps.title(desk.words["screen-catalog"])
    steps.search(title, "us")
    steps.open_result(title)
    steps.get()
    return title


def listen(desk, tour, steps):
    """An audiobook: its player, its sound, a chapter further, a pause."""
    words, keyboard = desk.words, desk.keyboard
    ear = Ear(desk.session)
    title = fetched(desk, steps, RECORDING)
    tour.stop("audiobook")
    steps.activate(words["listen"], "button")
    steps.title(title)
    slider = steps.window.wait("slider", words["player-position"])
    tour.stop("player")
    keyboard.press("F9")
    wait(lambda: ear.loudness() > 0.01 and slider.get("Value", "CurrentValue") >= 2, 20, "the sound of the recording")
    tour.stop("heard")
    second = Shell(desk, desk.session.folder / "other-home").ok("info", RECORDING).json()["audio"]["chapters"][1]
    keyboard.press("ctrl+Next")
    wait(lambda: slider.get("Value", "CurrentValue") >= int(second["start_s"]), 10, "the second chapter")
    steps.window.wait(name=re.compile(re.escape(second["title"])))
    tour.stop("chapter")
    keyboard.press("ctrl+4")
    steps.title(words["screen-outline"])
    tour.stop("chapters")
    keyboard.press("ctrl+3")
    steps.title(title)
    keyboard.press("F9")
    ear.wait_silence()
    keyboard.press("F2")
    tour.stop("paused")


def leaf(desk, tour, steps):
    """A PDF: its first page, and on by sentences."""
    title = fetched(desk, steps, DOCUMENT)
    page = steps.read(title)
    tour.stop("document")
    begin = page.caret
    for _ in range(3):
        desk.keyboard.press("alt+Down")
    wait(lambda: steps.document(title).caret > begin, 10, "the next sentences of the PDF")
    tour.stop("pages")


@road(languages=("kk",), limit=400, quick=False, real_voice=True)
def the_whole_road_with_the_real_voice(desk):
    """Each station is reached, looks like something, and all of them make a page."""
    place = desk.session.folder / "tour"
    tour = Tour(desk, place)
    walk(desk, tour)
    tour.write("")
    assert [name.split("-", 1)[1].removesuffix(".png") for name, _, _ in tour.stops] == list(CAPTIONS)
    page = (place / "index.html").read_text("utf-8")
    assert all(name in page and (place / name).stat().st_size > 10_000 for name, _, _ in tour.stops)
    spoken = " ".join(text for _, _, said in tour.stops for _, text in said)
    assert "Бұл жасқа келгенше" in spoken, spoken


def main():
    language = next((word for word in sys.argv[1:] if word in QUERY), "kk")
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    failure = ""
    try:
        with Session(real_voice=True) as session:
            desk = Desk(session, language, "tour")
            tour = Tour(desk, PLACE)
            recorder = None
            if shutil.which("parec") and "PULSE_SERVER" in session.env:
                recorder = subprocess.Popen(
                    ["parec", "-d", "desk.monitor", "--file-format=wav", "--rate=22050", "--channels=1", str(PLACE / "spoken.wav")],
                    env=session.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            try:
                with desk.opened:
                    walk(desk, tour)
            except Exception as error:
                failure = str(error) or type(error).__name__
                picture(session, PLACE / "where-it-ended.png")
            finally:
                if recorder:
                    recorder.terminate()
                    recorder.wait(5)
            tour.write(failure)
    except Missing as what:
        failure = str(what)
    if failure:
        print(f"The road ended early: {failure}", file=sys.stderr)
        return 1
    print("Pictures and the transcript: target/tour/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
