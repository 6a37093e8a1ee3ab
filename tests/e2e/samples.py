"""A part of a book is downloaded, read as what it is, and leads to the whole."""
import re

from books import Mixed, epub
from road import road
from session import wait
from shell import Shell
from steps import Steps
from token_library import TokenLibrary

PART = [("en", "The first chapter", "<p>Only the beginning is here.</p>")]


@road(limit=120, languages=("kk", "ru", "en"))
def from_the_part_to_the_whole(desk):
    words = desk.words
    part = desk.session.folder / "part.epub"
    epub(part, Mixed.TITLE, "A. Writer", PART)
    lends = desk.library(TokenLibrary(Mixed.write(desk.session.folder), Mixed.TITLE, (), sample=part))
    steps = Steps(desk, desk.program("--library", lends.url + "opds"))
    window = steps.window
    if words["screen-catalog"] not in window.name:
        desk.keyboard.press("ctrl+2")
    steps.open_result(Mixed.TITLE)
    window.wait("button", re.compile("^" + re.escape(words["book-borrow"])))
    steps.activate(re.compile("^" + re.escape(words["book-sample"])), "button")
    shelf = lambda: [(line["title"], bool(line.get("sample"))) for line in Shell(desk).ok("shelf").lines()]  # noqa: E731
    wait(lambda: shelf() == [(Mixed.TITLE, True)], 20, lambda: shelf())
    # On the shelf it is told as a part, read as a part.
    steps.go("shelf", "ctrl+1")
    named = words.pattern("sample-title", whole=False, title=Mixed.TITLE)
    row = window.wait("list item", named)
    desk.keep("shelf")
    row.focus()
    wait(lambda: row.is_("focused"), 10, "the focus on the sample")
    desk.keyboard.press("alt+Return")
    whole = window.wait("button", words["sample-whole"])
    desk.keep("book")
    # Its button borrows the whole, which stands beside it.
    whole.act()
    wait(lambda: sorted(shelf()) == [(Mixed.TITLE, False), (Mixed.TITLE, True)], 20, lambda: shelf())
    steps.go("shelf", "ctrl+1")
    window.wait("list item", re.compile("^" + re.escape(Mixed.TITLE) + "(?! *[(])"))
    desk.keep("both")
