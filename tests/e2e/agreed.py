"""What she has agreed to and where she is signed in: seen in the settings, and taken back there."""
from books import Mixed
from road import road
from session import wait
from shell import Shell
from steps import Steps, containing
from token_library import TokenLibrary

HOST = "library.example"
ORIGIN = f"http://{HOST}"
LANGUAGES = ("kk", "ru", "en")


def lending(desk, *ways, **more):
    return desk.library(TokenLibrary(Mixed.write(desk.session.folder), Mixed.TITLE, ways, **more))


@road(limit=120, languages=LANGUAGES)
def an_unprotected_address_is_agreed_to_and_taken_back(desk):
    words, lends = desk.words, lending(desk, host=HOST)
    through = {"http_proxy": lends.proxy}
    shell = Shell(desk)
    shell.env.update(through)
    steps = Steps(desk, desk.program(env=through))
    window, speech = steps.window, desk.speech

    def look(address):
        desk.keyboard.press("ctrl+shift+l")
        steps.title(words["screen-libraries"])
        window.wait(("entry", "text"), words["libraries-address"]).set_text(address)
        steps.activate(words["libraries-look"], "button")

    speech.mark()
    look(lends.url + "opds")
    speech.wait(words.pattern("unprotected-question", whole=False, address=ORIGIN), 15)
    assert not lends.asked, "nobody was asked before she agreed"
    desk.keep("asked")
    steps.activate(words["unprotected-yes"], "button")
    window.wait("list item", containing("OPDS 2")).act()
    steps.title(TokenLibrary.NAME)
    assert shell.ok("libraries", "agreed").lines(), "it is remembered"

    # The settings show it, and take it back.
    steps.go("settings", "ctrl+5")
    withdraw = window.wait("button", words.pattern("privacy-withdraw", address=ORIGIN))
    withdraw.focus()
    wait(lambda: withdraw.is_("focused"), 10, "the focus on the address")
    desk.keep("settings")
    speech.settle()
    speech.mark()
    desk.keyboard.press("Return")
    speech.wait(words.pattern("privacy-withdrawn", whole=False, address=ORIGIN), 10)
    wait(lambda: not shell.ok("libraries", "agreed").lines(), 10, "nothing to be agreed to")
    wait(lambda: window.focused(), 5, lambda: f"a focus:\n{window.outline()}")

    # The next visit asks again.
    before = len(lends.asked)
    speech.mark()
    look(lends.url + "opds")
    speech.wait(words.pattern("unprotected-question", whole=False, address=ORIGIN), 15)
    assert len(lends.asked) == before, lends.asked[before:]


@road(limit=120, languages=LANGUAGES)
def where_she_is_signed_in_is_seen_and_ended(desk):
    words, lends = desk.words, lending(desk, "password")
    shell = Shell(desk)
    shell.ok("libraries", "add", lends.url + "opds", "--name", "Алматы")
    steps = Steps(desk, desk.program("--library", lends.url + "opds"))
    window, speech = steps.window, desk.speech
    if words["screen-catalog"] not in window.name:
        desk.keyboard.press("ctrl+2")
    steps.sign_in(TokenLibrary.USER, TokenLibrary.PASSWORD)
    window.wait("list item", containing(Mixed.TITLE))

    steps.go("settings", "ctrl+5")
    out = window.wait("button", words.pattern("privacy-sign-out", name="Алматы", user=TokenLibrary.USER))
    speech.settle()
    speech.mark()
    out.act()
    speech.wait(words["privacy-sign-out-question"], 10)
    desk.keep("asked")
    steps.activate(words["privacy-sign-out-yes"], "button")
    window.wait(("label", "paragraph", "text", "static"), words["privacy-signed-none"])
    # The library is still there, and asks her again.
    assert [line["title"] for line in shell.ok("libraries").lines()] == ["Алматы"]
    given = len(lends.grants)
    desk.keyboard.press("ctrl+2")
    steps.title(words["screen-catalog"])
    desk.keyboard.press("F5")
    window.wait(("entry", "text"), words["sign-in-user"])
    assert len(lends.grants) == given, lends.grants
