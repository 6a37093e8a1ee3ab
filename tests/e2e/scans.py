"""A book of pictures of pages: recognised while it is read, remembered, and looked at beside its text."""
import contextlib
import functools
import http.server
import shutil
import subprocess
import threading
import zipfile

from books import Mixed, shipped
from road import road
from reader import ROOT
from session import wait
from shell import Shell
from steps import Steps, containing

SCANNED = ROOT / "tests/fixtures/pdf/udhr-kk-scanned.pdf"


def packs():
    """The languages of the recogniser."""
    if not shutil.which("tesseract"):
        return []
    return subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True).stdout.split()


@road(limit=120, languages=("kk", "ru", "en"), speed=200)
def a_scan_is_recognised_read_and_looked_at(desk):
    words, press = desk.words, desk.keyboard.press
    if "kaz" not in packs():
        print("skipped: Tesseract with its Kazakh pack is not installed (tesseract-ocr-kaz)")
        return
    program = desk.program(SCANNED)
    steps = Steps(desk, program, "keys")
    wait(lambda: "Адам баласы" in steps.document("").text(), 40, lambda: f"the first page:\n{steps.window.outline()}")
    desk.speech.wait(words["defect-recognised"], 40)
    # It is read aloud as any other book is.
    desk.speech.mark()
    press("F9")
    desk.speech.wait("Преамбула", 20)
    press("Escape")
    # The page as it was printed: beside the text, then in the whole window.
    desk.speech.settle()
    desk.speech.mark()
    press("shift+o")
    desk.speech.wait(words["printed-shown"], 10)
    title = words.pattern("printed-page", label="1")
    steps.window.wait(("button", "push button"), title)
    desk.keep("beside")
    press("o")
    steps.window.wait("image", title)
    desk.keep("whole")
    press("Escape")
    kept = lambda: list((desk.home / "recognised").glob("*/*.json"))
    wait(lambda: len(kept()) == 3, 60, lambda: f"three pages that are kept: {kept()}")
    program.leave(desk.keyboard)
    # What was recognised once is there at once.
    program = desk.program()
    steps = Steps(desk, program, "keys")
    press("ctrl+3")
    wait(lambda: "Адам баласы" in steps.document("").text(), 5, lambda: f"the page again:\n{steps.window.outline()}")
    program.leave(desk.keyboard)


@road(limit=60, languages=("ru",))
def without_a_recogniser_it_is_told_how_to_get_one(desk):
    words = desk.words
    empty = desk.session.folder / "nothing"
    empty.mkdir(exist_ok=True)
    program = desk.program(SCANNED, env={"PATH": str(empty)})
    steps = Steps(desk, program, "keys")
    steps.window.wait(None, containing(words["defect-no-recogniser"]), timeout=20)
    program.leave(desk.keyboard)


@road(limit=60, languages=("kk", "en"))
def of_an_archive_of_books_one_is_chosen(desk):
    words, press = desk.words, desk.keyboard.press
    archive = desk.session.folder / "books.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(Mixed.write(desk.session.folder), "Үш тілдегі.epub")
        zipped.write(shipped("ru"), "русские/книга.epub")
    steps = Steps(desk, desk.program(archive), "keys")
    steps.window.wait("dialog", words["error-book-several"])
    first = steps.window.wait("list item", "русские/книга.epub")
    wait(lambda: first.is_("focused"), 5, lambda: f"the focus on the first book:\n{steps.window.outline()}")
    press("Down")
    press("Return")
    steps.document(Mixed.TITLE)
    assert len(list((desk.home / "books").glob("*.epub"))) == 1


@contextlib.contextmanager
def sent(folder):
    """What lies in a folder, by http; with the paths that were asked for."""
    asked = []

    class Answers(http.server.SimpleHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            super().do_GET()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Answers, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@road(limit=90, languages=("kk", "ru", "en"))
def of_an_archive_that_a_library_sends_one_is_chosen(desk):
    words, press = desk.words, desk.keyboard.press
    with zipfile.ZipFile(desk.session.folder / "both.zip", "w") as zipped:
        zipped.write(Mixed.write(desk.session.folder), "Үш тілдегі.epub")
        zipped.write(shipped("ru"), "русские/книга.epub")
    shelved = lambda: list((desk.home / "books").glob("*.epub"))
    with sent(desk.session.folder) as (address, asked):
        shell = Shell(desk)
        told = shell.call("fetch", f"{address}/both.zip")
        assert told.status == 1 and "Үш тілдегі.epub" in told.err and "--member" in told.err, told.err
        steps = Steps(desk, desk.program(f"{address}/both.zip"), "keys")
        steps.window.wait("dialog", words["error-book-several"])
        assert not shelved()
        first = steps.window.wait("list item", "русские/книга.epub")
        wait(lambda: first.is_("focused"), 5, lambda: f"the focus on the first book:\n{steps.window.outline()}")
        press("Down")
        press("Return")
        wait(lambda: len(shelved()) == 1, 10, lambda: f"the book on the shelf:\n{steps.window.outline()}")
        # The archive goes when the book has come.
        wait(lambda: not list((desk.home / "downloads").glob("*.part")), 10, "no archive left among the downloads")
        # The archive is kept between the question and the answer.
        assert shell.call("fetch", f"{address}/both.zip").status == 1
        count = len(asked)
        shell.ok("fetch", f"{address}/both.zip", "--member", "русские/книга.epub")
        assert len(shelved()) == 2 and len(asked) == count, (shelved(), asked)
