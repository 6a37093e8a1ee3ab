#!/usr/bin/python3
"""Start, memory, idle and latency of the real window, against their limits: `measure.py [--strict]`."""
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kit"))

import measure_sound  # noqa: E402
from books import Structured, epub, shipped  # noqa: E402
from reader import Program  # noqa: E402
from road import Desk  # noqa: E402
from session import Session, transcript, wait  # noqa: E402
from shell import Shell  # noqa: E402
from steps import Steps  # noqa: E402


class Figures:
    def __init__(self):
        self.failed = []

    def line(self, what, value, limit, unit):
        good = value <= limit
        print(f"{what:<52} {value:>9.2f} {unit:<3} limit {limit:g} {unit} {'' if good else '  OVER'}".rstrip(), flush=True)
        if not good:
            self.failed.append(what)


def start_to_paint(session, home):
    """Seconds from the start of the process to its first frame, by the window's own log of damage on the display."""
    watcher = subprocess.Popen(
        ["/usr/bin/python3", "-c", WATCH], env=session.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    assert watcher.stdout.readline().strip() == "watching"
    began = time.monotonic()
    program = Program(session, home, "--lang", "kk", "--no-speech")
    at = float(watcher.stdout.readline())
    watcher.wait(10)
    program.end()
    return at - began


# Looks at pixels in the middle of the screen, where the window comes, until they change.
WATCH = """
import ctypes, time
x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = x.XGetImage.restype = ctypes.c_void_p
x.XDefaultRootWindow.restype = ctypes.c_ulong
x.XGetPixel.restype = ctypes.c_ulong
x.XOpenDisplay.argtypes = [ctypes.c_char_p]
x.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
x.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint, ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
x.XGetPixel.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
display = x.XOpenDisplay(None)
root = x.XDefaultRootWindow(display)
x.XDestroyImage.argtypes = [ctypes.c_void_p]
def colours():
    image = x.XGetImage(display, root, 340, 200, 600, 400, 0xFFFFFFFF, 2)
    found = {x.XGetPixel(image, column, row) for row in range(0, 400, 4) for column in range(0, 600, 2)}
    x.XDestroyImage(image)
    return found
bare = colours()
print("watching", flush=True)
end = time.monotonic() + 20
while time.monotonic() < end:
    now = colours()
    # Painted is more than a flood of one colour: letters are there.
    if now != bare and len(now) > 2:
        break
print(time.monotonic(), flush=True)
"""


def key_to_speech(desk, count):
    """Milliseconds from a key on the wire to a speech request, as the daemon gets it."""
    found = []
    for _ in range(count):
        desk.speech.settle(quiet=0.15)
        desk.speech.mark()
        done = subprocess.run(
            ["/usr/bin/python3", "-c", PRESS], env=desk.session.env, check=True, timeout=20, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        pressed = float(done.stdout)
        said = wait(lambda: next((event for event in desk.speech.events() if event["ev"] == "speak"), None), 5, "speech after a key")
        found.append((said["t"] - pressed) * 1000)
    return found


def with_orca(desk, count):
    """Milliseconds from Tab to Orca's next request for speech, and from an arrow key to the next cells in braille."""

    def pressed(keys):
        done = subprocess.run(
            ["/usr/bin/python3", "-c", PRESS, *keys], env=desk.session.env, check=True, timeout=20, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        return float(done.stdout)

    steps = Steps(desk, desk.program(Structured.write(desk.session.folder)), "keys")
    steps.document(Structured.TITLE)
    desk.speech.wait("heading level 1", 20)
    braille = []
    log = desk.session.env["OQYRMAN_BRAILLE_LOG"]
    for _ in range(count):
        desk.speech.settle(quiet=0.2)
        seen = len(transcript(log))
        began = pressed(["0xFF53"])  # Right
        felt = wait(lambda: next((event for event in transcript(log)[seen:] if "cells" in event), None), 5, "the cursor in braille")
        braille.append((felt["t"] - began) * 1000)
    steps.go("settings", "ctrl+5")
    speech = []
    for _ in range(count):
        desk.speech.settle(quiet=0.2)
        desk.speech.mark()
        began = pressed(["0xFF09"])  # Tab
        said = wait(lambda: next((event for event in desk.speech.events() if event["ev"] == "speak"), None), 5, "Orca after Tab")
        speech.append((said["t"] - began) * 1000)
    desk.opened.close()
    return speech, braille


# Keys by XTEST, by their symbols (Alt with the down arrow when none is named), and when the last one was sent.
PRESS = """
import ctypes, sys, time
x, xtst = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XOpenDisplay.argtypes = [ctypes.c_char_p]
for name in ("XKeysymToKeycode",):
    getattr(x, name).argtypes = [ctypes.c_void_p, ctypes.c_ulong]
x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
xtst.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
display = x.XOpenDisplay(None)
symbols = [int(symbol, 16) for symbol in sys.argv[1:]] or [0xFFE9, 0xFF54]
*held, last = (x.XKeysymToKeycode(display, symbol) for symbol in symbols)
for key in held:
    xtst.XTestFakeKeyEvent(display, key, 1, 0)
x.XSync(display, 0)
began = time.monotonic()
xtst.XTestFakeKeyEvent(display, last, 1, 0)
x.XSync(display, 0)
for key in (last, *held):
    xtst.XTestFakeKeyEvent(display, key, 0, 0)
x.XSync(display, 0)
print(began)
"""


def at_rest(program):
    """Whether a second costs next to nothing."""
    before = program.processor_time()
    time.sleep(1)  # The measure itself.
    return program.processor_time() - before < 0.02


SENTENCE = "Адам баласы анадан туғанда екі түрлі мінезбен туады, біреуі — ішсем, жесем, ұйықтасам деп тұрады. "


def long_chapter(session, figures):
    """A chapter of a million characters on a screen of 1920 by 1080: what it takes in memory, opened and read on."""
    desk = Desk(session, "kk", "measure-long")
    book = session.folder / "long.epub"
    paragraphs, written = [], 0
    while written < 1_000_000:
        text = f"{len(paragraphs)}. {SENTENCE * (1 + len(paragraphs) * 7 % 9)}"
        paragraphs.append(f"<p>{text}</p>")
        written += len(text)
    epub(book, "Ұзақ тарау", "Абай", [("kk", "Тарау", "".join(paragraphs))])
    desk.home = session.folder / "long-home"
    program = desk.program(book)
    steps = Steps(desk, program)
    steps.document("Ұзақ тарау")
    desk.speech.settle()
    figures.line("resident, a chapter of a million characters", program.resident(), 120, "MB")
    for key in ("ctrl+End", "ctrl+Home", *["Next"] * 20, "ctrl+plus"):
        desk.speech.settle(quiet=0.15)
        steps.keyboard.press(key)
    desk.speech.settle()
    figures.line("resident, the same after end, pages and a larger size", program.resident(), 120, "MB")
    wait(lambda: at_rest(program), 30, "the end of all that the keys have asked for")
    before = program.processor_time()
    time.sleep(10)  # The measure itself.
    figures.line("share of a core of ten idle seconds there", (program.processor_time() - before) * 10, 10, "%")
    for index, mode in enumerate(("one line", "one phrase", "one word")):
        steps.keyboard.press(*["v"] * (3 if index == 0 else 1))
        desk.speech.settle(quiet=0.3)
        steps.keyboard.press("a")
        desk.speech.settle(quiet=0.3)
        before = program.processor_time()
        time.sleep(10)  # The measure itself.
        figures.line(f"share of a core of ten seconds of {mode} that runs", (program.processor_time() - before) * 10, 10, "%")
        steps.keyboard.press("a")
    desk.opened.close()


def main():
    figures = Figures()
    with Session(speed=2000, screen="1920x1080") as session:
        long_chapter(session, figures)
    with Session(speed=2000) as session:
        starts = [start_to_paint(session, session.folder / "home-of-starts") for _ in range(7)]
        figures.line("start of the process to a painted window (median of 7)", statistics.median(starts), 0.3, "s")
        desk = Desk(session, "kk", "measure")
        book = shipped("kk")
        title = Shell(desk, session.folder / "other-home").ok("info", book).json()["title"]
        with desk.program(language=True) as program:
            wait(lambda: program.window.focused(), 10, "the first screen")
            figures.line("resident, first screen", program.resident(), 60, "MB")
        desk.home = session.folder / "reading-home"
        program = desk.program(book)
        steps = Steps(desk, program)
        steps.document(title)
        desk.speech.settle()
        figures.line("resident, reading", program.resident(), 60, "MB")
        before = program.processor_time()
        time.sleep(10)  # The measure itself: what ten seconds without a key cost.
        figures.line("processor time of ten idle seconds", (program.processor_time() - before) * 1000, 10, "ms")
        found = key_to_speech(desk, 12)
        figures.line("key to speech request (median of 12)", statistics.median(found), 10, "ms")
        figures.line("key to speech request (worst of 12)", max(found), 30, "ms")
        desk.opened.close()
        desk.home = session.folder / "river-home"
        measure_sound.handing_over(desk, figures)
    with Session(orca="as-shipped", braille=True, speed=2000) as session:
        speech, braille = with_orca(Desk(session, "en", "measure"), 12)
        figures.line("Tab to Orca's request for speech (median of 12)", statistics.median(speech), 80, "ms")
        figures.line("caret step to braille by Orca (median of 12)", statistics.median(braille), 60, "ms")
    # With what programs themselves ask the device for.
    with Session(real_voice=True, latency=None) as session:
        measure_sound.recording(session, figures, PRESS)
        measure_sound.voice(session, figures, PRESS)
    return 1 if figures.failed and "--strict" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
