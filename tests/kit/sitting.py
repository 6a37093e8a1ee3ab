"""A reader before one open book with a screen reader: what she presses, what she then hears, where she stands."""
import re
import subprocess
import sys

from reader import loose
from session import Gone, Timeout, wait
from steps import Steps

CLIPBOARD = """
import gi
gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk
print(Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).wait_for_text() or "", end="")
"""
NEIGHBOUR = """
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gtk
window = Gtk.Window(title="Neighbour")
window.add(Gtk.Entry())
window.show_all()
window.connect("destroy", Gtk.main_quit)
Gtk.main()
"""


class Sitting:
    """`book` is one of public_books; it is opened at once, or by a check (`opened=False`)."""

    def __init__(self, desk, book, opened=True):
        self.desk, self.book, self.words = desk, book, desk.words
        self.keyboard, self.speech, self.braille = desk.keyboard, desk.speech, desk.braille
        self.file = book.write(desk.session.folder)
        self.program = self.steps = self.found = None
        if opened:
            self.begin(self.file)

    def begin(self, *arguments, **more):
        """The program, and its page when it is given the book."""
        self.program = self.desk.program(*arguments, **more)
        self.steps = Steps(self.desk, self.program, "keys")
        if arguments:
            self.at_page()
        self.speech.settle()

    @property
    def window(self):
        return self.program.window

    def press(self, *keys):
        self.keyboard.press(*keys)

    def hear(self, key, *wanted, timeout=15):
        """Presses this key once it is quiet, and waits until all that is wanted was said; answers what was said."""
        self.speech.settle(quiet=0.15)
        self.speech.mark()
        with self.keyboard.held(key):
            for words in wanted:
                self.speech.wait(words, timeout)
        return self.speech.said()

    # The page
    def page(self):
        """The document, looked for anew after it has left the screen."""
        if self.found is None:
            self.found = next((node for node in self.window.below() if node.role.startswith("document")), None)
            if self.found is None:
                raise Gone("no document")
        return self.found

    def ask(self, question):
        try:
            return question(self.page())
        except Gone:
            self.found = None
            raise

    def text(self):
        return self.ask(lambda page: page.text())

    def caret(self):
        return self.ask(lambda page: page.caret)

    def rest(self):
        """The text from the caret on."""
        return self.ask(lambda page: page.text()[page.caret :])

    def before(self):
        """The text up to the caret."""
        return self.ask(lambda page: page.text()[: page.caret])

    def is_at(self, text, timeout=10):
        """Waits until the caret stands right before this text."""
        wait(lambda: self.rest().startswith(text), timeout, lambda: f"the caret at {text!r}; it is at {self.rest()[:60]!r}")

    def is_in(self, text, timeout=10):
        """Waits until the caret stands in this text, which occurs once."""

        def inside():
            begins = self.text().find(text)
            return begins >= 0 and begins <= self.caret() <= begins + len(text)

        wait(inside, timeout, lambda: f"the caret in {text!r}; it is at {self.rest()[:60]!r}")

    def at_page(self, timeout=20):
        """Waits until the page has the focus and text."""

        def ready():
            return self.ask(lambda page: page.is_("focused") and page.characters > 0)

        wait(ready, timeout, lambda: f"the focus on the page:\n{self.window.outline()}")

    def come_back(self):
        """To the page from wherever a check has left her. Before the program runs there is nothing to come back to."""
        if self.program is None or self.program.process.poll() is not None:
            return
        for key in ("Escape", "Escape", "ctrl+3", "ctrl+3"):
            try:
                return self.at_page(1)
            except Timeout:
                self.found = None
                self.press(key)

    def stand(self, text, after=0):
        """Puts the caret on this text: chapter by chapter from the beginning of the book, then as a routing key does."""
        chapters = self.book.beginnings()
        self.press("ctrl+Home")
        for number, beginning in enumerate(chapters):
            if number:
                self.press("ctrl+Next")
            self.is_at(beginning)
            all_of_it, here = self.text(), self.caret()
            ends = all_of_it.find(chapters[number + 1], here) if number + 1 < len(chapters) else -1
            begins = all_of_it.find(text, here, ends if ends >= 0 else len(all_of_it))
            if begins >= 0:
                break
        else:
            raise AssertionError(f"{text!r} is nowhere in the book")
        self.ask(lambda page: page.move_caret(begins + after))
        self.is_at(text[after:])
        self.speech.settle()

    # Around the program
    def type(self, text, layout="us"):
        self.keyboard.layout(layout)
        self.keyboard.type(text)
        self.keyboard.layout("us")

    def fill(self, name, text):
        """Types into the field with this name, which has the focus."""
        field = self.window.wait(("entry", "text", "password text"), name)
        wait(lambda: field.is_("focused"), 10, f"the focus in {name!r}")
        if field.role != "password text" and field.text():
            self.press("ctrl+a")
        layout = {"kk": "kz", "ru": "ru"}.get(self.desk.language, "us") if re.search("[^\x00-\x7f]", text) else "us"
        self.type(text, layout)
        wait(lambda: field.role == "password text" or field.text() == text, 10, lambda: f"{text!r} in the field: {field.text()!r}")

    def clipboard(self):
        """What another program pastes."""
        done = subprocess.run(
            [sys.executable, "-c", CLIPBOARD], env=self.desk.session.env, timeout=20, check=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        return done.stdout.decode("utf-8")

    def neighbour(self):
        """Another program with a window of its own, which takes the focus."""
        return self.desk.session.run("neighbour", sys.executable, "-c", NEIGHBOUR)

    def walk(self, key, until, limit=60):
        """Presses this key until the caret stands in this text; answers everything that was heard, as one line."""
        self.speech.settle()
        self.speech.mark()
        for _ in range(limit):
            here = self.caret(), self.text()
            heard = len(self.speech.said())
            self.press(key)
            wait(lambda: (self.caret(), self.text()) != here, 10, f"{key} to move the caret")
            word = re.match(r"\W*(\w+)", self.rest())
            wait(
                lambda: word and word.group(1) in " ".join(self.speech.said()[heard:]), 10,
                lambda: f"a word of {self.rest()[:40]!r} after {key}; heard: {self.speech.said()[heard:]!r}",
            )
            self.speech.settle(quiet=0.2)
            begins = self.text().find(until)
            if 0 <= begins <= self.caret() < begins + len(until):
                return loose(" ".join(self.speech.said()))
        raise AssertionError(f"{key} never reached {until!r}; heard {self.speech.said()!r}")
