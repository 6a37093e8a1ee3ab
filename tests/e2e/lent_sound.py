"""A library for the blind lends a talking book: signing on, its terms, its announcements, listening, giving back."""
from lender import Lender
from road import road
from session import wait
from shell import Shell, navigation, publications
from steps import Steps
from talking import TITLE, sound_alone


@road(limit=120)
def by_command_line(desk):
    lender = desk.library(Lender(sound_alone(desk.session.folder)))
    shell, stdin = Shell(desk), Lender.PASSWORD.encode() + b"\n"
    sign_in = ("--user", Lender.USER, "--password-stdin")
    shell.fails("catalog", lender.url)
    shell.fails("catalog", lender.url, *sign_in, stdin=b"wrong\n")
    ways = navigation(shell.ok("catalog", lender.url, *sign_in, stdin=stdin).lines())
    assert ways[0]["navigation"] and ways[0]["href"].endswith("list=bookshelf"), ways
    shell.fails("catalog", ways[0]["href"], *sign_in, stdin=stdin)
    books = publications(shell.ok("catalog", ways[0]["href"], "--accept-terms", *sign_in, stdin=stdin).lines())
    assert [book["title"] for book in books][0] == Lender.BOOK, books
    holding = shell.ok("fetch", books[0]["acquisitions"][0]["href"], *sign_in, stdin=stdin).json()
    assert holding["title"] == TITLE and holding["source"].startswith("dodp+"), holding
    file = shell.ok("shelf").lines()[0]["file"]
    assert shell.ok("info", file).json()["format"] == "daisy202"


@road(limit=150, languages=("kk", "en"))
def by_window(desk):
    lender = desk.library(Lender(sound_alone(desk.session.folder)))
    steps = Steps(desk, desk.program("--library", lender.url))
    words, window = desk.words, steps.window
    if words["screen-catalog"] not in window.name:
        desk.keyboard.press("ctrl+2")
    window.wait(("entry", "text"), words["sign-in-user"]).set_text(Lender.USER)
    window.wait(("entry", "text", "password text"), words["sign-in-password"]).set_text(Lender.PASSWORD)
    steps.activate(words["sign-in-do"], "button")
    # The terms are asked about before anything else is answered, and what the library announces is told after that.
    steps.activate(words["catalog-daisy-bookshelf"], ("list item", "link", "button"))
    desk.speech.wait("Welcome to the Kolibre demo")
    steps.activate(words["terms-accept"], "button")
    desk.speech.wait("Feel free to use and explore")
    steps.activate(words["announcement-heard"], "button")
    wait(lambda: "markAnnouncementsAsRead" in lender.asked, 10, lambda: lender.asked)
    steps.open_result(Lender.BOOK)
    steps.get()
    holding = Shell(desk).ok("shelf").lines()[0]
    assert holding["title"] == Lender.BOOK, holding
    steps.activate(words["give-back"], "button")
    window.wait("button", words["shelf-keep"])
    steps.activate(words["give-back"], "button")
    wait(lambda: "returnContent" in lender.asked, 10, lambda: lender.asked)
    wait(lambda: not Shell(desk).ok("shelf").lines(), 10, "an empty shelf")
    assert lender.asked.index("acceptTermsOfService") < lender.asked.index("getContentResources")
