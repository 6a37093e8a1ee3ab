"""Reading history: what can be gone back to, and what stays out of it."""
from public import CARET, LANGUAGES, prove, proves
from public_books import History
from road import road
from session import wait
from sitting import Sitting
from steps import containing


def follow(sitting, name):
    """From the sentence with the links to one of the four places; answers what stands there."""
    words = sitting.book.words
    for key in ("shift+k", *["k"] * 3):
        if sitting.rest().startswith(words["places"][name]):
            break
        sitting.press(key)
        sitting.speech.settle(quiet=0.2)
    sitting.is_at(words["places"][name])
    heading = words["place-words"][name][0]
    sitting.hear("Return", heading)
    sitting.is_at(heading)


@proves("history links")
def links_lead_and_return_four_times(sitting):
    places = sitting.book.words["places"]
    sitting.stand(sitting.book.words["start"])
    for name in places:
        sitting.stand(places[name])
        follow(sitting, name)
        sitting.hear("BackSpace", places[name])
        sitting.is_at(places[name])


@proves("history search")
def search_can_be_gone_back_from(sitting):
    words = sitting.book.words
    start = words["place-words"]["lake"][1]
    sitting.stand(start)
    sitting.hear("ctrl+f", sitting.words["reader-search-words"])
    sitting.fill(sitting.words["reader-search-words"], words["wood"])
    sitting.hear("Return", sitting.words.pattern("notice-found", whole=False, index=1, count=1))
    sitting.at_page()
    sitting.is_at(words["wood"])
    sitting.press("BackSpace")
    sitting.is_at(start)
    sitting.press("shift+BackSpace")
    sitting.is_at(words["wood"])


@proves("history search")
def search_that_is_gone_back_from_is_heard(sitting):
    words = sitting.book.words
    start = words["place-words"]["lake"][1]
    sitting.stand(start)
    sitting.hear("ctrl+f", sitting.words["reader-search-words"])
    sitting.fill(sitting.words["reader-search-words"], words["wood"])
    sitting.hear("Return", sitting.words.pattern("notice-found", whole=False, index=1, count=1))
    sitting.at_page()
    sitting.hear("BackSpace", start[:15])
    sitting.hear("shift+BackSpace", words["place-words"]["forest"][1])


@proves("history page")
def page_can_be_gone_back_from(sitting):
    words = sitting.book.words
    start = words["place-words"]["lake"][1]
    sitting.stand(start)
    sitting.hear("ctrl+g", sitting.words["reader-place-field"])
    sitting.fill(sitting.words["reader-place-field"], "5")
    sitting.hear("Return", sitting.words.pattern("notice-page", whole=False, label="5"))
    sitting.at_page()
    sitting.is_at(words["place-words"]["mill"][1])
    sitting.hear("BackSpace", start[:15])
    sitting.is_at(start)


@proves("history contents")
def contents_stay_out_of_it(sitting):
    """After a link and an entry of the contents, one step back leads to where the link was followed."""
    words = sitting.book.words
    lake = words["places"]["lake"]
    sitting.stand(lake)
    follow(sitting, "lake")
    sitting.press("ctrl+4")
    heading = words["place-words"]["mill"][0]
    sitting.window.wait("tree item", containing(heading))
    wait(lambda: (now := sitting.window.focused()) and now.role == "tree item", 10, "the focus in the contents")
    sitting.speech.settle()
    for _ in range(len(sitting.book.contents())):
        if sitting.window.focused().name == heading:
            break
        sitting.press("Down")
        sitting.speech.settle(quiet=0.2)
    sitting.hear("Return", heading)
    sitting.found = None
    sitting.at_page()
    sitting.is_at(heading)
    sitting.hear("BackSpace", lake)
    sitting.is_at(lake)


@proves("history steps")
def steps_back_and_forward(sitting):
    """A link, a page, a search; three steps back, three forward, and the word that there is no further one."""
    words = sitting.book.words
    bridge = words["places"]["bridge"]
    sitting.stand(bridge)
    follow(sitting, "bridge")
    sitting.hear("ctrl+g", sitting.words["reader-place-field"])
    sitting.fill(sitting.words["reader-place-field"], "2")
    sitting.hear("Return", sitting.words.pattern("notice-page", whole=False, label="2"))
    sitting.at_page()
    sitting.hear("ctrl+f", sitting.words["reader-search-words"])
    sitting.fill(sitting.words["reader-search-words"], words["wood"])
    sitting.hear("Return", sitting.words.pattern("notice-found", whole=False, index=1, count=1))
    sitting.at_page()
    way = [bridge, words["place-words"]["bridge"][0], words["place-words"]["lake"][1], words["wood"]]
    for place in reversed(way[:-1]):
        sitting.press("alt+Left")
        sitting.is_at(place)
    for place in way[1:]:
        sitting.press("alt+Right")
        sitting.is_at(place)
    sitting.hear("alt+Right", sitting.words["notice-no-history-forward"])


@road(quick=False, languages=LANGUAGES, orca=CARET, limit=240)
def reading_history(desk):
    prove(
        Sitting(desk, History(desk.language)),
        links_lead_and_return_four_times,
        search_can_be_gone_back_from,
        search_that_is_gone_back_from_is_heard,
        page_can_be_gone_back_from,
        contents_stay_out_of_it,
        steps_back_and_forward,
    )
