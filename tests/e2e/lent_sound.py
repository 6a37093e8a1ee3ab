"""A library for the blind lends a talking book: signing on, its terms, its announcements, listening, giving back."""
from lender import Lender
from road import road
from session import wait
from shell import Shell, navigation, publications
from sound import Ear, Scale
from steps import Steps, containing
from talking import CHAPTER, TITLE, sound_alone

LABEL = '<ns1:label xml:lang="%s"><ns1:text>%s</ns1:text>%s</ns1:label>'
SPOKEN = '<ns1:audio uri="HOST/book/genres.wav" size="1"/>'
MENU = (
    '<ns1:multipleChoiceQuestion id="genre" allowMultipleSelections="true">' + LABEL % ("en", "Genres", SPOKEN) + "<ns1:choices>"
    + "".join(
        f'<ns1:choice id="{id}">{LABEL % (tag, text, "")}</ns1:choice>'
        for id, tag, text in [("poems", "kk", "Өлеңдер"), ("tales", "ru", "Сказки"), ("novels", "en", "Novels")]
    )
    + '</ns1:choices></ns1:multipleChoiceQuestion><ns1:inputQuestion id="year"><ns1:inputTypes><ns1:input type="TEXT_NUMERIC"/>'
    + "</ns1:inputTypes>" + LABEL % ("en", "Since which year?", "") + "</ns1:inputQuestion>"
)


def sign_in(desk, lender):
    """Up to the library's start; its announcements are put off."""
    steps = Steps(desk, desk.program("--library", lender.url))
    words, window = desk.words, steps.window
    if words["screen-catalog"] not in window.name:
        desk.keyboard.press("ctrl+2")
    steps.sign_in(Lender.USER, Lender.PASSWORD)
    steps.activate(words["catalog-daisy-bookshelf"], ("list item", "link", "button"))
    steps.activate(words["terms-accept"], "button")
    steps.activate(words["announcement-later"], "button")
    window.wait(("list item", "link", "button"), containing(Lender.BOOK))
    return steps


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


@road(limit=150)
def it_is_heard_while_its_last_file_is_held_back(desk):
    ear = Ear(desk.session)
    lender = desk.library(Lender(sound_alone(desk.session.folder), held=("1.wav", "2.wav")))
    steps, words = sign_in(desk, lender), desk.words
    steps.open_result(Lender.BOOK)
    steps.activate(words["book-borrow"], "button")
    steps.activate(words["book-listen-now"], "button")
    listen = steps.window.wait("button", words["listen"])
    wait(lambda: listen.is_("focused"), 10, "the focus on the button that plays")
    ear.wait_silence()
    desk.keyboard.press("space")
    ear.wait_place(-0.5, 8, timeout=20)
    assert not lender.go.is_set()
    assert not Shell(desk).ok("shelf").lines(), "it is not there yet"
    desk.keep("streaming")
    # A chapter that is not here is waited for, and she is told so.
    desk.keyboard.press("Right")
    desk.keyboard.press("Right")
    ear.wait_silence()
    desk.speech.wait(words["player-waiting"])
    lender.go.set()
    ear.wait_place(CHAPTER - 1, 3 * CHAPTER, timeout=20)
    wait(lambda: Shell(desk).ok("shelf").lines(), 20, "the book on the shelf")
    assert all(lender.fetched.count(f"{number}.wav") == 1 for number in range(3)), lender.fetched


@road(limit=120, languages=("kk", "ru", "en"))
def questions_are_answered_by_keyboard(desk):
    folder = sound_alone(desk.session.folder)
    (folder / "genres.wav").write_bytes(Scale.tone(10, 12))
    lender = desk.library(Lender(folder, menu=MENU))
    ear, steps, words = Ear(desk.session), sign_in(desk, lender), desk.words
    steps.activate(words["catalog-start"], "button")
    steps.activate(words["catalog-daisy-menu"], ("list item", "link", "button"))
    window = steps.window
    window.wait("check box", "Сказки")
    desk.keep("questions")
    steps.activate(words["catalog-hear"], "button")
    ear.wait_place(9, 13)
    steps.by = "keys"
    for name in ("Сказки", "Novels"):
        steps.focus_by_tab(name)
        desk.keyboard.press("space")
        wait(lambda: window.find("check box", name).is_("checked"), 5, f"{name} checked")
    steps.activate(words["catalog-form-send"], "button")
    window.wait(("list item", "link", "button"), containing(Lender.BOOK))
    assert lender.answered == [("genre", "tales"), ("genre", "novels"), ("year", "")], lender.answered


@road(limit=60)
def questions_are_answered_by_command_line(desk):
    lender, shell = desk.library(Lender(sound_alone(desk.session.folder), menu=MENU)), Shell(desk)
    sign_in = ("--user", Lender.USER, "--password-stdin", "--accept-terms")
    secret = {"stdin": Lender.PASSWORD.encode() + b"\n"}
    ways = navigation(shell.ok("catalog", lender.url, *sign_in, **secret).lines())
    asks = next(way["href"] for way in ways if way["href"].endswith("ask=default"))
    genres, year = shell.ok("catalog", asks, *sign_in, **secret).lines()
    assert [choice["answer"] for choice in genres["choices"]] == ["poems", "tales", "novels"] and genres["several"], genres
    assert year["figures"], year
    # What is no answer is said, and nobody is asked.
    for wrong in ("genre", "genre=songs", "colour=red", "year=soon"):
        shell.fails("catalog", asks, "--answer", wrong, *sign_in, **secret)
    assert lender.answered is None, lender.answered
    answers = ("--answer", "genre=tales", "--answer", "genre=novels", "--answer", "year=1990")
    books = publications(shell.ok("catalog", asks, *answers, *sign_in, **secret).lines())
    assert Lender.BOOK in [book["title"] for book in books], books
    assert lender.answered == [("genre", "tales"), ("genre", "novels"), ("year", "1990")], lender.answered
