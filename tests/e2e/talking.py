"""Talking books: a text that somebody has read is heard and followed in the text, phrase by phrase, in every kind."""
import zipfile
from pathlib import Path

from road import road
from session import wait
from sound import Ear, Scale
from steps import Steps, containing

TITLE = "A talking book"
CHAPTERS, PHRASES, SECONDS = 3, 5, 4
CHAPTER = PHRASES * SECONDS


def sound(chapter):
    """A file whose pitch tells the second of the whole book, as that of the scale does."""
    return Scale.tone(chapter * CHAPTER, (chapter + 1) * CHAPTER)


def phrase(chapter, number):
    return f"This is phrase {number} of chapter {chapter}."


def text(chapter, heading="h1"):
    """The first phrase is the heading."""
    spans = " ".join(f'<span id="p{number}">{phrase(chapter, number)}</span>' for number in range(1, PHRASES))
    return (
        f'<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>t</title></head><body><{heading} id="p0">'
        f"{phrase(chapter, 0)}</{heading}><p>{spans}</p></body></html>"
    )


def times(number):
    return number * SECONDS, (number + 1) * SECONDS


def daisy(folder):
    """DAISY 2.02, in a zip."""
    path = Path(folder) / "daisy.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        headings = ""
        for chapter in range(CHAPTERS):
            headings += f'<h1 id="h{chapter}"><a href="{chapter}.smil#p0">{phrase(chapter, 0)}</a></h1>'
            pars = "".join(
                f'<par><text src="{chapter}.html#p{number}" id="p{number}"/><seq><audio src="{chapter}.wav" '
                f'clip-begin="npt={times(number)[0]}.000s" clip-end="npt={times(number)[1]}.000s"/></seq></par>'
                for number in range(PHRASES)
            )
            book.writestr(f"{chapter}.smil", f"<smil><body><seq>{pars}</seq></body></smil>")
            book.writestr(f"{chapter}.html", text(chapter))
            book.writestr(f"{chapter}.wav", sound(chapter))
        book.writestr(
            "ncc.html",
            f'<html><head><title>{TITLE}</title><meta name="dc:title" content="{TITLE}"/><meta name="dc:language" '
            f'content="en"/></head><body>{headings}</body></html>',
        )
    return path


def overlaid(folder):
    """EPUB 3 with media overlays."""
    path = Path(folder) / "overlaid.epub"
    manifest = spine = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip")
        for chapter in range(CHAPTERS):
            pars = "".join(
                f'<par><text src="{chapter}.xhtml#p{number}"/><audio src="{chapter}.wav" clipBegin="{times(number)[0]}s" '
                f'clipEnd="0:00:{times(number)[1]:02}"/></par>'
                for number in range(PHRASES)
            )
            book.writestr(f"{chapter}.smil", f'<smil xmlns="http://www.w3.org/ns/SMIL"><body>{pars}</body></smil>')
            book.writestr(f"{chapter}.xhtml", text(chapter))
            book.writestr(f"{chapter}.wav", sound(chapter))
            manifest += (
                f'<item id="c{chapter}" href="{chapter}.xhtml" media-type="application/xhtml+xml" '
                f'media-overlay="o{chapter}"/><item id="o{chapter}" href="{chapter}.smil" media-type="application/smil+xml"/>'
            )
            spine += f'<itemref idref="c{chapter}"/>'
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="p.opf" '
            'media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        book.writestr(
            "p.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title><dc:language>en</dc:language>'
            f"</metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>",
        )
    return path


def shown(page):
    """The phrase that the caret stands in, as the second of the book at which it begins."""
    content, caret = page.text(), page.caret
    best = None
    for chapter in range(CHAPTERS):
        for number in range(PHRASES):
            found = content.find(phrase(chapter, number))
            if 0 <= found <= caret and (best is None or found > best[0]):
                best = (found, chapter * CHAPTER + number * SECONDS)
    return best[1] if best else None


def is_followed(desk, make):
    ear = Ear(desk.session)
    steps = Steps(desk, desk.program(make(desk.session.folder)), "keys")
    page = steps.document(TITLE)
    press = desk.keyboard.press
    ear.wait_silence()

    # The sound begins with the text, and the caret follows it.
    press("space")
    ear.wait_place(-0.5, SECONDS)
    wait(lambda: shown(page) == 0, 5, lambda: f"the first phrase; the caret is in that of {shown(page)} s")
    heard = ear.wait_place(SECONDS, 2 * SECONDS, timeout=20)
    wait(lambda: shown(page) == SECONDS, 2, lambda: f"the phrase of {heard:.1f} s; the caret is in that of {shown(page)} s")

    # By phrase as its narrator parted it, by chapter.
    press("alt+Down")
    ear.wait_place(2 * SECONDS, 3 * SECONDS)
    wait(lambda: shown(page) == 2 * SECONDS, 3, lambda: f"the next phrase; the caret is in that of {shown(page)} s")
    press("ctrl+Next")
    heard = ear.wait_place(CHAPTER - 0.5, CHAPTER + SECONDS)
    wait(lambda: shown(page) == CHAPTER, 3, lambda: f"the next chapter; the caret is in that of {shown(page)} s")
    press("alt+Up")
    ear.wait_place(CHAPTER - SECONDS, CHAPTER)

    # From one file to the next without a word between.
    ear.wait_place(CHAPTER + 1, CHAPTER + SECONDS, timeout=20)
    assert ear.longest_silence(2) < 0.03, ear.longest_silence(2)

    # A pause goes on where it cut off, in the middle of the phrase.
    ear.wait_place(CHAPTER + 2, CHAPTER + SECONDS, timeout=20)
    press("space")
    ear.wait_silence()
    press("space")
    ear.wait_place(CHAPTER, CHAPTER + 2 * SECONDS)
    # From the phrase's beginning it would not be here within a second.
    wait(lambda: (ear.place() or 0) > CHAPTER + 1.5, 1, lambda: f"the middle of the phrase; at {ear.place()} s")
    press("space")
    ear.wait_silence()

    # Left and opened again, it is at the phrase that was heard.
    steps.program.leave(desk.keyboard)
    again = Steps(desk, desk.program(), "keys")
    again.activate(containing(TITLE), ("button", "list item"))
    page = again.document(TITLE)
    wait(lambda: shown(page) in (CHAPTER, CHAPTER + SECONDS), 10, lambda: f"the place; the caret is at {shown(page)} s")
    press("space")
    ear.wait_place(CHAPTER - 0.5, CHAPTER + 2 * SECONDS)
    press("Escape")
    ear.wait_silence()


@road(limit=90)
def it_falls_asleep_at_the_end_of_the_chapter(desk):
    """The sleep timer of a text that is read: by a narrator here; it tells where in the recording it is, too."""
    ear, press = Ear(desk.session), desk.keyboard.press
    steps = Steps(desk, desk.program(overlaid(desk.session.folder)), "keys")
    page = steps.document(TITLE)
    press("space")
    ear.wait_place(SECONDS, 2 * SECONDS, timeout=20)
    for _ in range(8):
        press("alt+shift+z")
    desk.speech.wait(desk.words.pattern("announce-sleep", whole=False, value=desk.words["sleep-chapter"]))
    desk.speech.wait(desk.words["sleep-still-there"])
    ear.wait_silence(timeout=CHAPTER)
    wait(lambda: shown(page) in (CHAPTER, CHAPTER - SECONDS), 3, lambda: f"the chapter's end; at {shown(page)} s")
    desk.speech.mark()
    press("F2")
    desk.speech.settle()
    press("F2")
    desk.speech.wait(desk.words.pattern("where-recording", whole=False))
    press("space")
    ear.wait_place(CHAPTER - 1, CHAPTER + SECONDS)
    press("space")
    ear.wait_silence()


def sound_alone(folder):
    """DAISY 2.02 without a text, in a folder: a page in the middle of each chapter."""
    path = Path(folder) / "sound-alone"
    path.mkdir()
    headings = ""
    for chapter in range(CHAPTERS):
        headings += f'<h1 id="h{chapter}"><a href="{chapter}.smil#p0">Chapter {chapter + 1}</a></h1>'
        headings += f'<span class="page-normal" id="g{chapter}"><a href="{chapter}.smil#p2">{chapter + 11}</a></span>'
        pars = "".join(
            f'<par><text src="ncc.html#h{chapter}" id="p{number}"/><seq><audio src="{chapter}.wav" '
            f'clip-begin="npt={times(number)[0]}.000s" clip-end="npt={times(number)[1]}.000s"/></seq></par>'
            for number in range(PHRASES)
        )
        (path / f"{chapter}.smil").write_text(f"<smil><body><seq>{pars}</seq></body></smil>")
        (path / f"{chapter}.wav").write_bytes(sound(chapter))
    (path / "ncc.html").write_text(
        f'<html><head><title>{TITLE}</title><meta name="dc:title" content="{TITLE}"/></head><body>{headings}</body></html>'
    )
    return path


@road(limit=120)
def a_daisy_book_of_sound_alone_is_gone_through_by_chapter_page_and_phrase(desk):
    ear = Ear(desk.session)
    # The reader chooses the file that the book begins with.
    steps = Steps(desk, desk.program(sound_alone(desk.session.folder) / "ncc.html"), "keys")
    steps.title(TITLE)
    listen = steps.window.wait("button", desk.words["listen"])
    wait(lambda: listen.is_("focused"), 10, "the focus on the button that plays")
    press = desk.keyboard.press
    press("space")
    ear.wait_place(-0.5, SECONDS)
    press("alt+Next")
    ear.wait_place(2 * SECONDS - 0.5, 3 * SECONDS)
    press("alt+Down")
    ear.wait_place(3 * SECONDS - 0.5, 4 * SECONDS)
    press("ctrl+Next")
    ear.wait_place(CHAPTER - 0.5, CHAPTER + SECONDS)
    desk.speech.settle()
    desk.speech.mark()
    press("F2")
    desk.speech.wait("11")
    press("Escape")
    ear.wait_silence()


@road(limit=150)
def a_daisy_book_is_heard_and_followed(desk):
    is_followed(desk, daisy)


@road(limit=150, quick=False)
def media_overlays_are_heard_and_followed(desk):
    is_followed(desk, overlaid)
