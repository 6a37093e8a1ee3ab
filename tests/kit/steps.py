"""What a reader does on the screens, by assistive technology or by keyboard alone, in the words of her language."""
import re

from session import wait


def containing(text):
    return re.compile(re.escape(text))


class Steps:
    """The steps through one window. `by`: «actions» (AT-SPI) or «keys»."""

    def __init__(self, desk, program, by="actions"):
        self.desk, self.program, self.by = desk, program, by
        self.words, self.keyboard, self.speech = desk.words, desk.keyboard, desk.speech

    @property
    def window(self):
        return self.program.window

    def title(self, wanted, timeout=15):
        """Waits until the window's title holds these words."""
        wait(lambda: wanted in self.window.name, timeout, lambda: f"{wanted!r} in the title {self.window.name!r}:\n{self.window.outline()}")

    def focus_by_tab(self, name, limit=80):
        """Tab, as often as needed, until the focus is on an object with this name; answers it."""
        seen = []
        for _ in range(limit):
            focused = self.window.focused()
            if focused and (name.search(focused.name) if isinstance(name, re.Pattern) else focused.name == name):
                return focused
            seen.append(focused.name if focused else None)
            self.keyboard.press("Tab")
            if focused:
                wait(lambda: (now := self.window.focused()) and now != focused, 5, lambda: f"the focus to leave {focused!r} by Tab")
        raise AssertionError(f"Tab never reached {name!r}; it passed {seen!r}")

    def activate(self, name, roles=None, timeout=15):
        """Finds a control by its name and does what it does."""
        if self.by == "actions":

            def act():
                control = self.window.find(roles, name)
                if control:
                    control.act()
                return control

            wait(act, timeout, lambda: f"{name!r} to act on:\n{self.window.outline()}", every=0.05)
        else:
            self.window.wait(roles, name, timeout=timeout)
            self.focus_by_tab(name)
            self.keyboard.press("Return")

    def go(self, screen, key):
        """To one of the screens that a key or a button leads to."""
        if self.by == "actions":
            self.activate(self.words["screen-" + screen], ("button", "page tab", "link", "radio button", "toggle button", "list item"))
        else:
            self.keyboard.press(key)
        self.title(self.words["screen-" + screen])

    def choose(self, group, choice):
        """Walks by Tab to the group of choices with this name, then by arrows to one of them."""
        around = self.window.wait(name=self.words[group])
        inside = lambda: {node.path for node in around.all("radio button")}  # noqa: E731
        elsewhere = lambda before: (now := self.window.focused()) and now != before  # noqa: E731
        for _ in range(80):
            focused = self.window.focused()
            if focused and focused.path in inside():
                break
            self.keyboard.press("Tab")
            if focused:
                wait(lambda: elsewhere(focused), 5, lambda: f"the focus to leave {focused!r}")
        else:
            raise AssertionError(f"Tab never reached {self.words[group]!r}:\n{self.window.outline()}")
        for _ in around.all("radio button"):
            focused = self.window.focused()
            if focused.name == self.words[choice]:
                return
            self.keyboard.press("Down")
            wait(lambda: elsewhere(focused), 5, lambda: f"the focus to leave {focused!r}")
        raise AssertionError(f"no {self.words[choice]!r} in {self.words[group]!r}")

    def sign_in(self, user, password):
        """Fills the form of a library that asks for a name and a password, and sends it."""
        self.window.wait(("entry", "text"), self.words["sign-in-user"]).set_text(user)
        self.window.wait(("entry", "text", "password text"), self.words["sign-in-password"]).set_text(password)
        self.activate(self.words["sign-in-do"], "button")

    def search(self, text, layout):
        """Searches the catalogue."""
        field = self.window.wait(("entry", "text", "password text"), self.words["catalog-search"])
        if self.by == "actions":
            field.focus()
            field.set_text(text)
            wait(lambda: field.text() == text, 5, lambda: f"{text!r} in the field; it holds {field.text()!r}")
            self.activate(self.words["search"], "button")
        else:
            self.keyboard.press("ctrl+f")
            wait(lambda: field.is_("focused"), 5, "the focus in the search field")
            self.keyboard.layout(layout)
            self.keyboard.type(text)
            wait(lambda: field.text() == text, 5, lambda: f"{text!r} in the field; it holds {field.text()!r}")
            self.keyboard.press("Return")
            self.keyboard.layout("us")

    def open_result(self, title):
        self.activate(containing(title), ("list item", "link", "button"))

    def get(self, timeout=30):
        """Borrows or downloads the book that is shown, until it can be read or listened to."""
        verbs = [self.words[name] for name in ("book-download", "book-borrow")]
        wanted = re.compile("|".join(f"^{re.escape(verb)}" for verb in verbs))
        self.activate(wanted, "button")
        # In Kazakh the word for borrowing begins with that for reading.
        ready = re.compile("|".join(rf"^{re.escape(self.words[name])}(?!\w)(?! \w)" for name in ("read", "listen")))
        return self.window.wait("button", ready, timeout=timeout)

    def read(self, title):
        self.activate(self.words["read"], "button")
        return self.document(title)

    def document(self, title, timeout=20):
        """The reading surface, once it holds text."""

        def surface():
            return next((node for node in self.window.below() if node.role.startswith("document") and title in node.name), None)

        page = wait(surface, timeout, lambda: f"the document of {title!r}:\n{self.window.outline()}", every=0.05)
        wait(lambda: page.characters > 0, timeout, "text in the document")
        return page
