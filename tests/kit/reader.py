"""A reader at the desk: what she hears, feels and presses, and the program in front of her."""
import os
import re
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from libraries import target
from session import Timeout, transcript, wait
from tree import Bus

ROOT = Path(__file__).resolve().parents[2]


def binary():
    """The program under test."""
    return Path(os.environ.get("OQYRMAN") or target() / "release/oqyrman")


class Speech:
    """What was said since the last `mark`."""

    def __init__(self, session):
        self.path, self.seen = session.folder / "speech.jsonl", 0

    def events(self):
        return transcript(self.path)[self.seen :]

    def mark(self):
        self.seen = len(transcript(self.path))
        return time.monotonic()

    def utterances(self):
        """(language, text) of everything asked for."""
        return [(event["settings"].get("language", ""), event["text"]) for event in self.events() if event["ev"] == "speak"]

    def said(self):
        return [text for _, text in self.utterances()]

    def wait(self, wanted, timeout=10):
        """Waits for words that match this pattern (or contain this text); answers everything said since the mark."""
        pattern = wanted if isinstance(wanted, re.Pattern) else re.compile(re.escape(loose(wanted)), re.I)
        try:
            wait(lambda: pattern.search(loose(" | ".join(self.said()))), timeout)
        except Timeout:
            raise Timeout(f"not heard after {timeout} s: {pattern.pattern!r}; heard: {self.utterances()!r}") from None
        return self.said()

    def wait_in_order(self, texts, timeout=30):
        """Waits until these texts were said one after the other; answers their languages."""

        def found():
            languages, rest = [], iter(self.utterances())
            for text in texts:
                for language, said in rest:
                    if loose(text) in loose(said):
                        languages.append(language)
                        break
                else:
                    return None
            return languages

        try:
            return wait(found, timeout) if texts else []
        except Timeout:
            raise Timeout(f"not heard in this order after {timeout} s: {texts!r}; heard: {self.utterances()!r}") from None

    def settle(self, quiet=0.4, timeout=30):
        """Waits until nothing sounds and nothing new is asked for; answers what was said since the mark."""

        def still():
            events = transcript(self.path)
            if not events:
                return True
            last = events[-1]
            return last["ev"] in ("end", "stop", "pause") and time.monotonic() - last["t"] > quiet

        began = time.monotonic()
        wait(lambda: time.monotonic() - began > quiet and still(), timeout, lambda: f"silence; heard: {self.said()!r}")
        return self.said()


def loose(text):
    """A text with every kind of space made one, and the soft hyphens gone."""
    return " ".join(text.replace("\u00ad", "").split())


class Keyboard:
    def __init__(self, session):
        self.session = session

    def press(self, *keys):
        """Keys by their X names: «Tab», «ctrl+f», «Return»."""
        for key in keys:
            subprocess.run(
                ["xdotool", "key", "--clearmodifiers", key], env=self.session.env, check=True, timeout=20, stdin=subprocess.DEVNULL
            )

    @contextmanager
    def held(self, key):
        """A key whose modifiers are let go only at the end: a busy screen reader may look at them after the key."""
        *modifiers, last = key.split("+")
        names = [name for modifier in modifiers for name in ("keydown", modifier)]
        self.call(*names, "key", last)
        try:
            yield
        finally:
            self.call(*(name for modifier in reversed(modifiers) for name in ("keyup", modifier)))

    def call(self, *words):
        if words:
            subprocess.run(
                ["xdotool", *words], env=self.session.env, check=True, timeout=20, stdin=subprocess.DEVNULL
            )

    def type(self, text):
        subprocess.run(
            ["xdotool", "type", "--delay", "12", "--", text], env=self.session.env, check=True, timeout=60, stdin=subprocess.DEVNULL
        )

    def layout(self, names):
        """The keyboard's layouts, as «us,ru,kz»."""
        subprocess.run(["setxkbmap", "-layout", names], env=self.session.env, check=True, timeout=20, stdin=subprocess.DEVNULL)


class Braille:
    """What lies under her fingers."""

    def __init__(self, session):
        self.log, self.keys = session.env.get("OQYRMAN_BRAILLE_LOG"), session.env.get("OQYRMAN_BRAILLE_KEYS")

    def text(self):
        events = transcript(self.log)
        return events[-1].get("text", "").rstrip() if events else ""

    def wait(self, wanted, timeout=10):
        pattern = wanted if isinstance(wanted, re.Pattern) else re.compile(re.escape(wanted), re.I)
        wait(lambda: pattern.search(self.text()), timeout, lambda: f"{pattern.pattern!r} in braille; it shows {self.text()!r}")
        return self.text()

    def press(self, key):
        with open(self.keys, "w") as keys:
            keys.write(key + "\n")


class Program:
    """The program with its window on a desk. `home` is kept between two starts when the same folder is given."""

    def __init__(self, session, home, *arguments, env=None, timeout=20):
        self.session, self.home = session, Path(home)
        self.bus = Bus(session)
        self.log = open(session.folder / "log/program", "ab")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [str(binary()), *map(str, arguments)],
            env={**session.env, "OQYRMAN_HOME": str(home), "RUST_BACKTRACE": "1", **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )
        try:
            self.window = self.bus.window_of(self.process, timeout)
        except BaseException:
            self.end()
            raise AssertionError(f"no window: {session.log('program')[-2000:]}") from None
        self.at_window = time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind and kind is not Timeout:
            print(self.session.log("program")[-2000:])
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def leave(self, keyboard, timeout=10):
        """She closes the window; the program must end by itself, and well."""
        keyboard.press("alt+F4")
        wait(lambda: self.process.poll() is not None, timeout, "the program to end after its window was closed")
        if self.process.returncode:
            raise AssertionError(f"ended with {self.process.returncode}: {self.session.log('program')[-2000:]}")

    def resident(self):
        """Megabytes in memory."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024

    def processor_time(self):
        """Seconds of processor time used so far."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def picture(session, path):
    """A photograph of the screen as PNG."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["import", "-window", "root", str(path)], env=session.env, check=True, timeout=30, stdin=subprocess.DEVNULL
    )
