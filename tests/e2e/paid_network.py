"""On a network that is paid for by use she is asked before a book is downloaded, and what she answers holds."""
import re

from books import Mixed
from network import Network
from road import road
from session import wait
from shell import Shell
from steps import Steps, containing
from token_library import TokenLibrary

HOST = "library.example"


def begun(desk, lends, network, home):
    """The program before the question, when she has asked for the book."""
    through = {"http_proxy": lends.proxy, **network.env}
    shell = Shell(desk, home)
    shell.env.update(through)
    shell.ok("libraries", "add", lends.url + "opds", "--unprotected")
    steps = Steps(desk, desk.program("--library", lends.url + "opds", home=home, env=through))
    if desk.words["screen-catalog"] not in steps.window.name:
        desk.keyboard.press("ctrl+2")
    steps.open_result(Mixed.TITLE)
    desk.speech.mark()
    steps.activate(re.compile("^" + re.escape(desk.words["book-borrow"])), "button")
    desk.speech.wait(desk.words["downloads-metered-question"], 20)
    steps.window.wait("button", desk.words["downloads-metered-yes"])
    return steps, shell


@road(limit=120, languages=("kk", "ru", "en"))
def she_is_asked_and_what_she_says_holds(desk):
    words = desk.words
    network = desk.library(Network(desk.session))
    lends = desk.library(TokenLibrary(Mixed.write(desk.session.folder), Mixed.TITLE, (), host=HOST))
    asked = lambda: [path for _, path, _ in lends.asked if path == "/book.epub"]  # noqa: E731
    steps, shell = begun(desk, lends, network, desk.session.folder / "one")
    desk.keep("asked")
    wait_ = steps.window.wait("button", words["downloads-metered-no"])
    wait(lambda: wait_.is_("focused"), 10, lambda: f"the focus on the answer that costs nothing:\n{steps.window.outline()}")
    desk.keyboard.press("Return")
    wait(lambda: not steps.window.find("button", words["downloads-metered-yes"]), 10, "the question to go")
    desk.keyboard.press("ctrl+j")
    steps.title(words["screen-downloads"])
    row = steps.window.wait("list item", containing(Mixed.TITLE))
    wait(lambda: words["download-metered"] in row.description, 10, lambda: row.description)
    desk.keep("waits")
    assert not asked(), lends.asked
    # It goes on by itself where nothing is to pay.
    network.set(False)
    wait(lambda: [line["title"] for line in shell.ok("shelf").lines()] == [Mixed.TITLE], 20, "the book on the shelf")
    assert len(asked()) == 1, lends.asked
    steps.program.leave(desk.keyboard)

    network.set(True)
    steps, shell = begun(desk, lends, network, desk.session.folder / "two")
    steps.activate(words["downloads-metered-yes"], "button")
    wait(lambda: [line["title"] for line in shell.ok("shelf").lines()] == [Mixed.TITLE], 20, "the book on the shelf")
