"""0301, basic functionality: fifteen public tests with Orca as Debian ships it, by keyboard alone."""
import re

from public import CARET, LANGUAGES, prove, proves
from public_books import Basic, History
from road import road
from session import wait
from shell import Shell
from sitting import Sitting
from steps import containing
from wording import Words

USER, PASSWORD = "reader", "secret"


def with_focus(sitting, name, timeout=15, role=None, screen=None):
    """Waits until something with this name (and role, and below this) has the focus and Orca has said it; answers it."""

    def found():
        if screen and not sitting.window.find(name=screen):
            return None
        focused = sitting.window.focused()
        return focused if focused and name.search(focused.name) and role in (None, focused.role) else None

    focused = wait(found, timeout, lambda: f"the focus on {name!r}:\n{sitting.window.outline()}")
    sitting.speech.wait(focused.name, timeout)
    return focused


@proves("0301 file-010")
def file_010_starts_and_leaves(sitting):
    sitting.speech.settle()
    sitting.speech.mark()
    sitting.begin()
    focused = wait(sitting.window.focused, 10, "a focus in the window")
    sitting.speech.wait(re.compile("|".join(map(re.escape, (sitting.window.name, focused.name)))))
    sitting.press("ctrl+q")
    wait(lambda: sitting.program.process.poll() is not None, 10, "the program to end")
    assert sitting.program.process.returncode == 0


@proves("0301 file-110")
def file_110_is_done_without_help(sitting):
    """From the very first start through the language and the library's card to a book at hand: keys, and what is heard."""
    desk, words = sitting.desk, sitting.words
    folder = desk.session.folder / "library"
    folder.mkdir()
    History(desk.language).write(folder)
    service = Shell(desk, desk.session.folder / "server-home").serve(folder, USER, PASSWORD, desk.language)
    address = desk.opened.enter_context(service)
    sitting.speech.settle()
    sitting.speech.mark()
    sitting.begin(language=False, home=desk.session.folder / "first-home")
    offered = {Words(language)["welcome-choose"] for language in LANGUAGES}
    sitting.speech.wait(re.compile("|".join(map(re.escape, offered))))
    sitting.steps.focus_by_tab(words["welcome-choose"])
    sitting.speech.wait(words["welcome-choose"])
    sitting.press("Return")
    sitting.steps.title(words["screen-shelf"])
    sitting.speech.wait(words["shelf-to-catalog"])
    # The library's address, then who she is.
    sitting.press("ctrl+o")
    sitting.window.wait(("entry", "text"), words["add-path"])
    sitting.steps.focus_by_tab(words["add-path"])
    sitting.fill(words["add-path"], address)
    sitting.speech.mark()
    sitting.press("Return")
    # What the fields are called is the library's own.
    with_focus(sitting, re.compile(r"\w"), role="entry", screen=desk.words.pattern("sign-in-title", whole=False, name=folder.name))
    sitting.keyboard.type(USER)
    sitting.speech.mark()
    sitting.press("Tab")
    with_focus(sitting, re.compile(r"\w"), role="password text")
    sitting.keyboard.type(PASSWORD)
    sitting.press("Return")
    title = History(desk.language).title
    sitting.window.wait(("list item", "button", "link"), containing(title))
    sitting.speech.mark()
    sitting.steps.focus_by_tab(containing(title))
    sitting.speech.wait(title)
    sitting.press("Return")
    verbs = re.compile("|".join(re.escape(words[name]) for name in ("book-download", "book-borrow")))
    sitting.window.wait("button", verbs)
    sitting.speech.mark()
    sitting.steps.focus_by_tab(verbs)
    sitting.speech.wait(verbs)
    sitting.press("Return")
    sitting.speech.wait(desk.words.pattern("download-finished", whole=False, title=title), 30)
    sitting.window.wait("button", words["read"])
    sitting.steps.focus_by_tab(words["read"])
    sitting.press("Return")
    sitting.found = None
    sitting.at_page()
    sitting.program.leave(sitting.keyboard)


@proves("0301 file-210")
def file_210_opens_a_book(sitting):
    """Books come to the shelf by their paths; one is opened from there."""
    other = History(sitting.desk.language)
    sitting.begin()
    for file in (other.write(sitting.desk.session.folder), sitting.file):
        sitting.press("ctrl+o")
        sitting.window.wait(("entry", "text"), sitting.words["add-path"])
        sitting.steps.focus_by_tab(sitting.words["add-path"])
        sitting.fill(sitting.words["add-path"], str(file))
        sitting.press("Return")
        sitting.found = None
        sitting.at_page()
    sitting.speech.mark()
    sitting.press("ctrl+1")
    with_focus(sitting, containing(sitting.book.title))
    sitting.hear("Return", sitting.book.beginnings()[0])
    sitting.found = None
    sitting.at_page()
    assert sitting.book.title in sitting.window.name, sitting.window.name


@proves("0301 file-310")
def file_310_walks_along_the_shelf(sitting):
    other = History(sitting.desk.language)
    sitting.speech.mark()
    sitting.press("ctrl+1")
    with_focus(sitting, containing(sitting.book.title))
    heard = set()
    for _ in range(8):
        before = sitting.window.focused()
        sitting.speech.mark()
        sitting.press("Tab" if before.role != "list item" else "Down")
        focused = wait(lambda: (now := sitting.window.focused()) and now != before and now, 5, "another focus")
        said = sitting.speech.wait(focused.name)
        heard |= {title for title in (sitting.book.title, other.title) if focused.role == "list item" and title in focused.name}
        if len(heard) == 2:
            break
        assert any(sitting.book.words["author"] in text for text in said) or focused.role != "list item", said
    assert len(heard) == 2, heard


@proves("0301 nav-005")
def nav_005_the_contents_show_their_hierarchy(sitting):
    """Levels are heard; what is closed is opened, and what lies below follows it."""
    first, *_ = sitting.book.contents()
    sitting.stand(sitting.book.lines()[0][1])
    here = sitting.words.pattern("outline-here", whole=False, title=first[0])
    sitting.hear("ctrl+4", here)
    with_focus(sitting, here)
    sitting.hear("Right", "expanded")
    below, *_ = first[2]
    sitting.hear("Down", below[0], "tree level 2")
    sitting.hear("Right", "expanded")
    sitting.hear("Down", below[2][0][0], "tree level 3")
    sitting.hear("Down", first[2][1][0], "tree level 2")


@proves("0301 nav-010")
def nav_010_an_entry_moves_the_focus_to_its_target(sitting):
    chapter = sitting.book.contents()[1]
    sitting.stand(sitting.book.lines()[0][1])
    sitting.press("ctrl+4")
    with_focus(sitting, containing(sitting.book.contents()[0][0]))
    sitting.hear("Down", chapter[0])
    sitting.hear("Right", "expanded")
    target = chapter[2][0][0]
    sitting.hear("Down", target)
    said = sitting.hear("Return", re.compile(re.escape(target) + ".*heading level 2"))
    assert said, said
    sitting.found = None
    sitting.at_page()
    sitting.is_at(target)
    sitting.hear("Down", sitting.book.page("6")[:20])


def go_to_page(sitting, label):
    sitting.hear("ctrl+g", sitting.words["reader-place-field"])
    sitting.fill(sitting.words["reader-place-field"], label)
    sitting.hear("Return", sitting.words.pattern("notice-page", whole=False, label=label), sitting.book.page(label)[:20])
    sitting.is_at(sitting.book.page(label))


@proves("0301 nav-110")
def nav_110_goes_to_a_printed_page(sitting):
    assert len(sitting.book.pages()) == 10
    for label in ("7", "10", "1"):
        go_to_page(sitting, label)
    # There is no eleventh.
    sitting.hear("ctrl+g", sitting.words["reader-place-field"])
    sitting.fill(sitting.words["reader-place-field"], "11")
    sitting.hear("Return", sitting.words["reader-place-wrong"])
    sitting.press("Escape")
    sitting.at_page()
    sitting.is_at(sitting.book.page("1"))


@proves("0301 nav-210")
def nav_210_back_and_forward_through_jumps(sitting):
    start = sitting.book.lines()[0][3]
    sitting.stand(start)
    go_to_page(sitting, "6")
    go_to_page(sitting, "9")
    for key, text in (
        ("alt+Left", sitting.book.page("6")),
        ("alt+Left", start),
        ("alt+Right", sitting.book.page("6")),
        ("alt+Right", sitting.book.page("9")),
    ):
        sitting.hear(key, text[:20])
        sitting.is_at(text)
    sitting.hear("alt+Right", sitting.words["notice-no-history-forward"])


@proves("0301 nav-310")
def nav_310_where_am_i_and_on(sitting):
    """Asked twice it is told at length. Reading goes on from where she stands."""
    chapter = sitting.book.lines()[1]
    sitting.stand(chapter[4])
    page = sitting.words.pattern("where-page", whole=False, label="6")
    said = sitting.hear("w", page)
    assert any(chapter[3] in text for text in said), said
    sitting.hear("w", page, chapter[0], sitting.words.pattern("where-left-in-book", whole=False))
    sitting.is_at(chapter[4])
    sitting.hear("Down", re.compile(re.escape(chapter[4][-6:]) + "|" + re.escape(chapter[5][:20])))


@proves("0301 nav-410")
def nav_410_searches_and_goes_to_the_second(sitting):
    phrase, times = sitting.book.words["phrase"], sitting.book.words["times"]
    sitting.stand(sitting.book.lines()[0][0])
    sitting.hear("ctrl+f", sitting.words["reader-search-words"])
    sitting.fill(sitting.words["reader-search-words"], phrase)
    found = lambda index: sitting.words.pattern("notice-found", whole=False, index=index, count=times)  # noqa: E731
    sitting.hear("Return", found(1))
    sitting.at_page()
    sitting.hear("F3", found(2))
    assert sitting.rest().lower().startswith(phrase), sitting.rest()[:40]
    assert sitting.before().endswith(sitting.book.page("3")[: sitting.book.page("3").lower().index(phrase)])
    sitting.hear("shift+F3", found(1))


@proves("0301 nav-410")
def nav_410_the_place_found_is_heard(sitting):
    phrase = sitting.book.words["phrase"]
    sitting.stand(sitting.book.lines()[0][0])
    sitting.hear("ctrl+f", sitting.words["reader-search-words"])
    sitting.fill(sitting.words["reader-search-words"], phrase)
    sitting.press("Return")
    sitting.at_page()
    sitting.hear("F3", sitting.words.pattern("notice-found", whole=False, index=2), sitting.book.page("3")[-20:])
    sitting.hear("F3", sitting.words.pattern("notice-found", whole=False, index=3), sitting.book.lines()[1][2][-20:])


@proves("0301 nav-510")
def nav_510_passes_from_chapter_to_chapter(sitting):
    """By the key for it, and by reading on beyond the last line."""
    chapters = sitting.book.lines()
    sitting.stand(chapters[0][0])
    for lines in chapters[1:]:
        sitting.hear("ctrl+Next", lines[0])
        sitting.is_at(lines[0])
    sitting.hear("ctrl+Next", sitting.words["none-next-section"])
    sitting.hear("ctrl+Prior", chapters[1][0])
    sitting.stand(chapters[0][-1])
    sitting.walk("Down", chapters[1][0])
    sitting.walk("Up", chapters[0][-1])


@proves("0301 anno-010")
def anno_010_sets_a_bookmark(sitting):
    for place in (sitting.book.page("2"), sitting.book.page("8")):
        sitting.stand(place, 5)
        sitting.hear("ctrl+b", sitting.words["notice-bookmark-added"])
    sitting.hear("ctrl+b", sitting.words["notice-bookmark-already"])


@proves("0301 anno-110")
def anno_110_lists_bookmarks_and_goes_to_one(sitting):
    first, second = sitting.book.page("2"), sitting.book.page("8")
    sitting.stand(sitting.book.lines()[1][0])
    sitting.press("ctrl+l")
    with_focus(sitting, containing(first[5:25]))
    sitting.hear("Down", second[5:25])
    sitting.hear("Return", second[:20])
    sitting.found = None
    sitting.at_page()
    sitting.is_at(second[5:])


@proves("0301 anno-210")
def anno_210_writes_a_note(sitting):
    sitting.stand(sitting.book.page("9"), 3)
    sitting.hear("ctrl+e", sitting.words["note-field"])
    sitting.fill(sitting.words["note-field"], sitting.book.words["note"])
    sitting.hear("Return", sitting.words["notice-note-added"])
    sitting.at_page()
    sitting.is_at(sitting.book.page("9")[3:])


@proves("0301 anno-310")
def anno_310_lists_notes_and_goes_to_one(sitting):
    """After the program was left and started again."""
    sitting.stand(sitting.book.lines()[0][0])
    sitting.program.leave(sitting.keyboard)
    sitting.begin(sitting.file)
    sitting.press("ctrl+l")
    sitting.window.wait("list item", containing(sitting.book.words["note"]))
    sitting.steps.focus_by_tab(containing(sitting.book.page("2")[5:25]))
    sitting.hear("Down", sitting.book.page("8")[5:25])
    sitting.hear("Down", sitting.book.words["note"])
    sitting.hear("Return", sitting.book.page("9")[:20])
    sitting.found = None
    sitting.at_page()
    wait(lambda: sitting.book.page("9")[:20] in sitting.before()[-40:] + sitting.rest()[:60], 10, "the place of the note")


@road(quick=False, languages=LANGUAGES, orca="as-shipped", limit=200)
def from_the_first_start_to_an_open_book(desk):
    prove(
        Sitting(desk, Basic(desk.language), opened=False),
        file_010_starts_and_leaves,
        file_110_is_done_without_help,
        file_210_opens_a_book,
        file_310_walks_along_the_shelf,
    )


@road(languages=LANGUAGES, orca=CARET, limit=200)
def ways_through_a_book(desk):
    prove(
        Sitting(desk, Basic(desk.language)),
        nav_005_the_contents_show_their_hierarchy,
        nav_010_an_entry_moves_the_focus_to_its_target,
        nav_110_goes_to_a_printed_page,
        nav_210_back_and_forward_through_jumps,
        nav_310_where_am_i_and_on,
        nav_410_searches_and_goes_to_the_second,
        nav_410_the_place_found_is_heard,
        nav_510_passes_from_chapter_to_chapter,
        anno_010_sets_a_bookmark,
        anno_110_lists_bookmarks_and_goes_to_one,
        anno_210_writes_a_note,
        anno_310_lists_notes_and_goes_to_one,
    )
