"""Bookmarks and notes, what a search found, the exact copy, the way back: by keyboard, heard by the program's own voice."""
import json
import re

from books import Mixed
from road import road
from session import wait
from shell import Shell
from steps import Steps

LANGUAGES = ("kk", "ru", "en")


def said_after(desk, key, words):
    """Presses a key and waits for these words."""
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press(key)
    return desk.speech.wait(words, 10)


@road(languages=LANGUAGES, limit=120, speed=200)
def a_bookmark_is_named_removed_brought_back_and_taken_along(desk):
    program = desk.program(Mixed.write(desk.session.folder))
    steps, words = Steps(desk, program, "keys"), desk.words
    page = steps.document(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    # In the middle of a word.
    place = Mixed.sentences()[1][1].index("таңертең") + len(Mixed.CHAPTERS[0][1]) + 5
    page.move_caret(place)
    wait(lambda: page.caret == place, 5, lambda: f"the caret at {place}; it is at {page.caret}")
    said_after(desk, "ctrl+b", words["notice-bookmark-added"])
    desk.keyboard.press("ctrl+l")
    steps.title(words["outline-marks"])
    row = lambda: (now := steps.window.focused()) and now.role == "list item" and now
    first = wait(row, 5, "the focus on the bookmark")
    assert words["mark-bookmark"] in first.name, first
    # A name for it.
    desk.keyboard.press("ctrl+e")
    steps.window.wait(name=words["mark-name-field"], state="focused", timeout=5)
    desk.keyboard.type("abc")
    said_after(desk, "Return", words["notice-bookmark-renamed"])
    named = lambda: (now := row()) and now.name.startswith("abc") and now
    wait(named, 5, lambda: f"its name in the list:\n{steps.window.outline()}")
    # Gone, and back.
    said_after(desk, "Delete", words["notice-bookmark-removed"])
    wait(lambda: not steps.window.find("list item"), 5, "an empty list")
    said_after(desk, "Delete", words["marks-none-chosen"])
    said_after(desk, "ctrl+z", words["notice-bookmark-restored"])
    wait(lambda: steps.window.find("list item", re.compile("^abc")), 5, "the bookmark in the list again")
    # Into a file.
    desk.keyboard.press("ctrl+s")
    steps.window.wait("radio button", words["export-html"], state="focused", timeout=5)
    steps.focus_by_tab(words["note-save"])
    said_after(desk, "Return", words.pattern("export-saved", whole=False))
    files = wait(lambda: list((desk.home / "documents").glob("*.html")), 5, "the file among the documents")
    saved = files[0].read_text("utf-8")
    assert f'<html lang="{desk.language}">' in saved and "abc" in saved, saved
    # From the list to the very character, in a program that was started anew.
    program.leave(desk.keyboard)
    again = Steps(desk, desk.program(Mixed.write(desk.session.folder)), "keys")
    page = again.document(Mixed.TITLE)
    desk.keyboard.press("ctrl+Next", "ctrl+Next")
    wait(lambda: Mixed.CHAPTERS[2][1] in page.text(), 10, "the last chapter")
    desk.keyboard.press("ctrl+l")
    again.window.wait("list item", re.compile("^abc"), state="focused", timeout=10)
    desk.keyboard.press("Return")
    page = again.document(Mixed.TITLE)
    wait(lambda: page.caret == place, 10, lambda: f"the caret at {place}; it is at {page.caret}")
    # And what scripts get of it.
    given = json.loads(Shell(desk, desk.home).ok("annotations", Mixed.TITLE).out)
    assert given["first"]["items"][0]["body"]["value"] == "abc", given


@road(languages=LANGUAGES, limit=120, speed=200)
def places_found_are_counted_listed_and_left_again(desk):
    program = desk.program(Mixed.write(desk.session.folder))
    steps, words = Steps(desk, program, "keys"), desk.words
    page = steps.document(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.keyboard.press("Right", "Right", "Right")
    wait(lambda: page.caret == 3, 5, lambda: f"the caret at 3; it is at {page.caret}")
    desk.keyboard.press("ctrl+f")
    steps.window.wait(name=words["reader-search-words"], state="focused", timeout=5)
    # Nothing typed, and nothing found: the question stays and says so.
    said_after(desk, "Return", words["found-type-words"])
    desk.keyboard.type("zebra")
    said_after(desk, "Return", "zebra")
    assert steps.window.find(name=words["reader-search-words"], state="focused"), steps.window.outline()
    desk.keyboard.press("ctrl+a")
    desk.keyboard.type("at")
    steps.focus_by_tab(words["found-all"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Return")
    steps.title(words["outline-found"])
    desk.speech.wait(words.pattern("found-count", whole=False, count=2), 10)
    first = wait(lambda: (now := steps.window.focused()) and now.role == "list item" and now, 5, "the focus in the list")
    assert Mixed.CHAPTERS[2][1] in first.name, first
    desk.keyboard.press("Down")
    wait(lambda: (now := steps.window.focused()) and now != first and "last it came" in now.name, 5, "the second place")
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Return")
    # The page gets the focus, and cuts nothing of it off.
    desk.speech.wait(words.pattern("notice-found", whole=False, index=2, count=2), 10)
    desk.speech.wait("At last it came.", 10)
    desk.speech.settle()
    assert not any(event["ev"] == "stop" for event in desk.speech.events()), desk.speech.events()
    page = steps.document(Mixed.TITLE)
    wait(lambda: page.text()[page.caret : page.caret + 7] == "At last", 10, lambda: page.text()[page.caret :])
    # One jump: back to the very character.
    desk.keyboard.press("BackSpace")
    wait(lambda: page.text().startswith(Mixed.CHAPTERS[0][1]) and page.caret == 3, 10, lambda: f"the way back; {page.caret}")
    said_after(desk, "BackSpace", words["notice-no-history-back"])


@road(limit=90, speed=200)
def a_passage_is_copied_as_it_is_read(desk):
    program = desk.program(Mixed.write(desk.session.folder))
    steps, words = Steps(desk, program, "keys"), desk.words
    page = steps.document(Mixed.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    said_after(desk, "ctrl+c", words["notice-nothing-selected"])
    desk.keyboard.press("ctrl+shift+Down", "ctrl+shift+Right")
    wait(lambda: page.caret > len(Mixed.CHAPTERS[0][1]), 5, lambda: f"the selection's end; it is at {page.caret}")
    # The focus goes away and comes back; what was selected is still selected.
    desk.keyboard.press("Tab")
    wait(lambda: not page.is_("focused"), 5, "the focus elsewhere")
    desk.keyboard.press("shift+Tab")
    wait(lambda: page.is_("focused"), 5, "the focus on the text again")
    said_after(desk, "ctrl+c", words["notice-copied"])
    # What was copied is typed back by the search's field.
    desk.keyboard.press("ctrl+f")
    field = steps.window.wait(name=words["reader-search-words"], state="focused", timeout=5)
    desk.keyboard.press("ctrl+v")
    wanted = Mixed.CHAPTERS[0][1] + " " + Mixed.CHAPTERS[0][2][0].split()[0]
    wait(lambda: " ".join(field.text().split()) == wanted, 5, lambda: f"{wanted!r} in the field; it holds {field.text()!r}")
