"""An audiobook: opened from a file, really heard, paused, jumped through, left, and come back to at the same second."""
import http.server
import json
import re
import signal
import subprocess
import threading
import time
import zipfile

from road import road
from session import wait
from shell import Shell
from sound import Ear, Scale
from steps import Steps

TITLE = "scale"


def player(desk, program):
    """The steps through the program, once its player is there with the focus on the button that plays."""
    steps = Steps(desk, program, "keys")
    steps.title(TITLE)
    listen = steps.window.wait("button", desk.words["listen"])
    wait(lambda: listen.is_("focused"), 10, lambda: f"the focus on the button that plays:\n{steps.window.outline()}")
    return steps


def shown(steps):
    """The place in the whole book as the player tells it: «1 minute 5 seconds»."""
    slider = steps.window.wait("slider", steps.words["player-position"])
    return round(slider.get("Value", "CurrentValue"))


@road(limit=150)
def it_is_heard_paused_jumped_through_and_found_again(desk):
    ear = Ear(desk.session)
    program = desk.program(Scale.write(desk.session.folder))
    steps = player(desk, program)
    press, words = desk.keyboard.press, desk.words
    ear.wait_silence()
    assert shown(steps) == 0

    press("space")
    ear.wait_place(0, 4)
    assert steps.window.find("button", words["reader-pause"]), steps.window.outline()
    press("Right")
    ear.wait_place(10, 16)
    # The next chapter, and back to its own beginning when it was heard for a while.
    press("ctrl+Next")
    first = ear.wait_place(39.5, 44)
    assert first >= 39.5
    assert steps.window.find("heading", re.compile("^02")), steps.window.outline()
    ear.wait_place(44.5, 50)
    # While one tone gives way to another a pitch may be heard that is neither: the player knows the place, too.
    wait(lambda: 44 <= shown(steps) < 60, 20, lambda: f"more than three seconds of the chapter; it is at {shown(steps)}")
    press("ctrl+Prior")
    wait(lambda: 40 <= shown(steps) <= 42, 5, lambda: f"the chapter's beginning; it is at {shown(steps)}")
    ear.wait_place(39.5, 43)

    # Where am I: short, while it goes on, and not too loud for the words.
    desk.speech.settle()
    desk.speech.mark()
    press("F2")
    desk.speech.wait(words.pattern("player-left-in-chapter", whole=False))
    assert ear.place() is not None, "it goes on while it is told"

    # It goes on while the shelf is open.
    press("ctrl+1")
    steps.title(words["screen-shelf"])
    here = ear.place()
    wait(lambda: ear.place() and ear.place() > here + 2, 10, "the recording to go on while the shelf is open")
    press("ctrl+3")
    steps.title(TITLE)

    # A pause is silence, and the place is the one that was heard last.
    press("F9")
    ear.wait_silence()
    paused = shown(steps)
    # What is shown are whole seconds.
    assert here + 1 <= paused <= here + 40, (here, paused)
    desk.speech.settle()
    desk.speech.mark()
    press("shift+Right")
    wait(lambda: shown(steps) == paused + 60 or shown(steps) == 120, 5, "a minute further")
    desk.speech.wait(re.compile("03|" + re.escape(words["notice-end"])))
    press("shift+Left")
    wait(lambda: shown(steps) == paused, 5, lambda: f"{paused}; it is {shown(steps)}")

    # Leave, come back: the same second, and not a sound before it is asked for.
    program.leave(desk.keyboard)
    shelf = Shell(desk).ok("shelf").lines()
    assert [entry["title"] for entry in shelf] == [TITLE], shelf
    again = Steps(desk, desk.program(), "keys")
    again.activate(re.compile(re.escape(TITLE)), ("button", "list item"))
    again = player(desk, again.program)
    assert shown(again) == paused, (shown(again), paused)
    ear.wait_silence()
    press("space")
    heard = ear.wait_place(paused - 1, paused + 4)
    assert abs(heard - paused) < 4, (heard, paused)


class Slow:
    """A library with one recording: parts of it come at once, of the whole the rest only when it is let go."""

    AT_ONCE = 1 << 20

    def __init__(self):
        slow, self.go, self.parts = self, threading.Event(), 0
        sound = Scale.tone(0, 120)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if not self.path.endswith(".wav"):
                    return self.give(200, slow.feed().encode(), {"Content-Type": "application/opds+json"})
                head = {"Content-Type": "audio/wav", "ETag": '"one"'}
                asked = re.match(r"bytes=(\d+)-(\d+)$", self.headers.get("Range", ""))
                if asked:
                    slow.parts += 1
                    first, last = map(int, asked.groups())
                    head["Content-Range"] = f"bytes {first}-{last}/{len(sound)}"
                    return self.give(206, sound[first : last + 1], head)
                self.give(200, sound[: slow.AT_ONCE], head, len(sound))
                slow.go.wait(60)
                self.wfile.write(sound[slow.AT_ONCE :])

            def give(self, status, body, head, length=None):
                self.send_response(status)
                for name, value in {**head, "Content-Length": str(length or len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def feed(self):
        link = {"rel": "http://opds-spec.org/acquisition/open-access", "href": "/scale.wav", "type": "audio/wav"}
        book = {"metadata": {"title": TITLE, "identifier": "urn:x:scale"}, "links": [link]}
        return json.dumps({"metadata": {"title": "Slow"}, "links": [], "publications": [book]})

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.go.set()
        self.server.shutdown()


@road(limit=120)
def it_is_heard_while_it_is_downloaded(desk):
    """What is there sounds, a place far behind it is fetched first, and the place is kept once the book is on the shelf."""
    ear, words, library = Ear(desk.session), desk.words, desk.library(Slow())
    steps = Steps(desk, desk.program("--library", library.url), "keys")
    steps.activate(re.compile(re.escape(TITLE)), ("button", "list item"))
    steps.activate(words["book-download"], "button")
    steps.activate(words["book-listen-now"], "button")
    player(desk, steps.program)
    ear.wait_silence()
    desk.keyboard.press("space")
    ear.wait_place(0, 8, timeout=20)
    assert library.parts < 3, library.parts
    desk.keyboard.press("shift+Right")
    ear.wait_place(59, 75, timeout=20)
    assert library.parts > 0 and not library.go.is_set()
    desk.keyboard.press("b")
    library.go.set()
    wait(lambda: Shell(desk).ok("shelf").lines(), 20, "the book on the shelf")
    here = ear.place()
    wait(lambda: (ear.place() or 0) > here + 2, 20, "it to go on meanwhile")
    desk.keyboard.press("space")
    ear.wait_silence()
    paused = shown(steps)
    steps.program.leave(desk.keyboard)
    again = Steps(desk, desk.program(), "keys")
    again.activate(re.compile(re.escape(TITLE)), ("button", "list item"))
    again = player(desk, again.program)
    assert shown(again) == paused, (shown(again), paused)
    desk.keyboard.press("ctrl+l")
    again.window.wait("list item", words.pattern("chapters-bookmark"))


@road(limit=90)
def a_sudden_end_loses_some_seconds_at_most(desk):
    ear = Ear(desk.session)
    program = desk.program(Scale.write(desk.session.folder))
    player(desk, program)
    desk.keyboard.press("space")
    ear.wait_place(9, 12, timeout=30)
    program.process.send_signal(signal.SIGKILL)
    program.process.wait()
    again = Steps(desk, desk.program(), "keys")
    again.activate(re.compile(re.escape(TITLE)), ("button", "list item"))
    again = player(desk, again.program)
    assert 4 <= shown(again) <= 14, shown(again)


@road(limit=90)
def its_speed_changes_without_its_pitch(desk):
    ear = Ear(desk.session)
    program = desk.program(Scale.write(desk.session.folder))
    player(desk, program)
    for _ in range(10):
        desk.keyboard.press("F8")
    desk.keyboard.press("space")
    start = ear.wait_place(3, 8)
    began = time.monotonic()
    ear.wait_place(start + 20, start + 26, timeout=30)
    # Twice as fast; a busy machine may hear it late, never early.
    assert 8 < time.monotonic() - began < 16, time.monotonic() - began
    desk.keyboard.press("Escape")
    ear.wait_silence()


@road(limit=60)
def without_a_device_a_sentence_says_so_and_nothing_is_lost(desk):
    program = desk.program(Scale.write(desk.session.folder), env={"PULSE_SERVER": "unix:/nowhere/socket"})
    steps = player(desk, program)
    desk.keyboard.press("Right")
    wait(lambda: shown(steps) == 10, 5, "ten seconds further in silence")
    desk.keyboard.press("space")
    steps.window.wait(name=re.compile(re.escape(desk.words["error-no-device"])), timeout=15)
    assert shown(steps) == 10
    assert steps.window.find("button", desk.words["listen"]), steps.window.outline()
    assert program.process.poll() is None


@road(orca="as-shipped", limit=120)
def a_screen_reader_does_not_speak_over_it(desk):
    """Orca hears the button and what is asked for, and not a word of the time that passes."""
    ear = Ear(desk.session)
    program = desk.program(Scale.write(desk.session.folder))
    steps = player(desk, program)
    desk.speech.settle()
    desk.keyboard.press("space")
    begin = ear.wait_place(0, 6)
    desk.speech.settle()
    desk.speech.mark()
    ear.wait_place(begin + 6, begin + 20, timeout=30)
    assert desk.speech.said() == [], desk.speech.utterances()
    desk.keyboard.press("F2")
    desk.speech.wait(desk.words.pattern("player-left-in-chapter", whole=False))

    # With the focus on the slider, whose value a screen reader speaks whenever it changes.
    desk.keyboard.press("shift+Tab")
    slider = steps.window.wait("slider", desk.words["player-position"])
    wait(lambda: slider.is_("focused"), 5, "the focus on the slider")
    desk.speech.settle()
    desk.speech.mark()
    here = ear.place()
    wait(lambda: ear.place() and ear.place() > here + 5, 20, "the recording to go on")
    assert desk.speech.said() == [], desk.speech.utterances()
    desk.keyboard.press("Right")
    wait(lambda: desk.speech.said(), 5, "the place after a leap")


@road(limit=90)
def a_device_that_goes_away_costs_nothing_but_a_press(desk):
    """Where another device is there, the sound goes on with it; where none is, a sentence says so, nothing is lost, and the
    next press plays where there is sound again."""
    ear = Ear(desk.session)

    def pactl(*arguments):
        return subprocess.run(["pactl", *arguments], env=desk.session.env, check=True, capture_output=True, text=True).stdout

    def plug(sink):
        pactl("load-module", "module-null-sink", f"sink_name={sink}", "rate=48000", "norewinds=1")
        return Ear(desk.session, sink)

    def pull(sink):
        modules = (line.split("\t") for line in pactl("list", "short", "modules").splitlines())
        pactl("unload-module", next(number for number, *rest in modules if f"sink_name={sink} " in " ".join(rest)))

    program = desk.program(Scale.write(desk.session.folder))
    steps = player(desk, program)
    desk.keyboard.press("space")
    ear.wait_place(4, 12, timeout=20)
    other = plug("other")
    here = shown(steps)
    pull("desk")
    other.wait_place(here, here + 12, timeout=10)
    assert steps.window.find("button", desk.words["reader-pause"]), steps.window.outline()

    pull("other")
    steps.window.wait(name=re.compile(re.escape(desk.words["error-device-gone"])), timeout=20)
    gone = shown(steps)
    assert here <= gone <= here + 25, (here, gone)
    assert program.process.poll() is None
    third = plug("third")
    assert third.place() is None
    steps.activate(desk.words["listen"], "button")
    third.wait_place(gone - 1, gone + 6, timeout=15)


@road(limit=120)
def a_note_is_spoken_kept_and_heard(desk):
    """The microphone is the desk's own sink: what sounds there while the note is recorded is its words."""
    ear, words = Ear(desk.session), desk.words
    program = desk.program(Scale.write(desk.session.folder))
    steps = player(desk, program)
    desk.keyboard.press("space")
    ear.wait_place(5, 20, timeout=20)
    desk.keyboard.press("ctrl+shift+e")
    ear.wait_silence()
    start = steps.window.wait("button", words["spoken-start"])
    wait(lambda: start.is_("focused"), 5, "the focus on the button that begins")
    desk.keyboard.press("space")
    stop = steps.window.wait("button", words["spoken-stop"])
    spoken = desk.session.folder / "spoken.wav"
    spoken.write_bytes(Scale.tone(100, 110))
    told = words.pattern("spoken-going")
    going = lambda: steps.window.find("label", told)
    wait(lambda: going() and "0" not in going().name, 15, "the recording to begin")
    voice = desk.session.run("voice", "paplay", "-d", "desk", str(spoken))
    ear.wait_place(102, 108, timeout=15)
    stop.focus()
    desk.keyboard.press("Return")
    wait(lambda: not steps.window.find("button", words["spoken-stop"]), 10, "the end of the recording")
    voice.terminate()
    ear.wait_silence()

    # Among the bookmarks, played from there, and still there the next day.
    for again in (False, True):
        if again:
            program.leave(desk.keyboard)
            steps = Steps(desk, desk.program(), "keys")
            steps.activate(re.compile(re.escape(TITLE)), ("button", "list item"))
            player(desk, steps.program)
        desk.keyboard.press("ctrl+l")
        row = steps.window.wait("list item", words.pattern("chapters-spoken"))
        wait(lambda: row.is_("focused"), 5, "the focus on the row")
        desk.keyboard.press("ctrl+p")
        ear.wait_place(99, 111, timeout=15)
        desk.keyboard.press("Escape")
        ear.wait_silence()


@road(limit=90)
def a_folder_of_recordings_becomes_one_book(desk):
    """Found by its path on the screen where books are added, and taken whole."""
    words, folder = desk.words, desk.session.folder / "scale"
    with zipfile.ZipFile(Scale.write(desk.session.folder)) as files:
        files.extractall(folder)
    steps = Steps(desk, desk.program(), "keys")
    wait(lambda: steps.window.focused(), 10, "the first screen")
    desk.keyboard.press("ctrl+o")
    field = steps.window.wait(("entry", "text"), words["add-path"])
    steps.focus_by_tab(words["add-path"])
    desk.keyboard.type(str(folder))
    wait(lambda: field.text() == str(folder), 5, lambda: f"{folder} in the field; it holds {field.text()!r}")
    desk.keyboard.press("Return")
    steps.activate(words["add-recording"], "button")
    player(desk, steps.program)
    shelf = Shell(desk).ok("shelf").lines()
    assert [entry["title"] for entry in shelf] == [TITLE], shelf
    assert len(Shell(desk).ok("info", shelf[0]["file"]).json()["audio"]["tracks"]) == Scale.TRACKS
