"""Keys of the reader: by cell, by level, by letter, with the program's own voice and with Orca; and keys that are Orca's."""
import re

from books import epub
from road import road
from session import wait
from steps import Steps

LANGUAGES = ("kk", "ru", "en")


class Tabled:
    """A chapter with headings of three levels, two links in a paragraph, a quotation and a table with spans."""

    TITLE = "Кестелі кітап"
    BODY = (
        "<h1>Бірінші тарау</h1>"
        '<p>Ол келді. Мен <a href="#b">сілтемені</a> көрдім. Соңы осы.</p>'
        "<h2>Ішкі тақырып</h2><p>Күн батты.</p><h3>Үшінші деңгей</h3>"
        "<table><tr><th></th><th>Биіктігі</th><th>Халқы</th></tr>"
        "<tr><th>Алматы</th><td>сегіз жүз</td><td></td></tr>"
        '<tr><th>Шымкент</th><td colspan="2">екеуі де белгісіз</td></tr></table>'
        '<blockquote id="b"><p>Дана сөз айтылды.</p></blockquote><p>Таң атты.</p>'
    )

    @classmethod
    def write(cls, folder):
        return epub(folder / "tables.epub", cls.TITLE, "Оқырман Сынақ", [("kk", "Бірінші тарау", cls.BODY)])


def opened(desk):
    program = desk.program(Tabled.write(desk.session.folder))
    page = Steps(desk, program, "keys").document(Tabled.TITLE)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.speech.settle()
    return program, page


def asks(desk, key, *wanted):
    """A key, and what is heard after it."""
    desk.speech.mark()
    desk.keyboard.press(key)
    for words in wanted:
        desk.speech.wait(words, 10)
    return desk.speech.settle()


def cell(desk, row, column):
    return desk.words.pattern("cell-place", whole=False, row=row, column=column)


@road(languages=LANGUAGES, limit=90)
def our_own_voice_goes_by_cell_level_and_letter(desk):
    words = desk.words
    opened(desk)
    asks(desk, "2", "Ішкі тақырып")
    asks(desk, "ctrl+alt+3", "Үшінші деңгей")
    asks(desk, "2", words.pattern("none-next-heading-level", whole=False, level=2))
    rows, columns = (words.pattern(f"structure-{what}", whole=False, count=3) for what in ("rows", "columns"))
    asks(desk, "alt+t", rows, columns, words["notice-empty"])
    desk.keyboard.press("ctrl+alt+Home")
    desk.speech.settle()
    for key, heard, row, column in [
        ("ctrl+alt+Down", "Алматы", 2, 1),
        ("ctrl+alt+Right", "Биіктігі", 2, 2),
        ("ctrl+alt+Right", words["notice-empty"], 2, 3),
        ("ctrl+alt+Down", "екеуі де белгісіз", 3, 2),
        ("alt+shift+Up", "Алматы", 2, 3),
    ]:
        asks(desk, key, heard, cell(desk, row, column))
    asks(desk, "alt+shift+Right", words["notice-edge-of-table"])
    asks(desk, "q", "Дана сөз айтылды.")
    asks(desk, "alt+shift+Right", words["notice-not-in-table"])
    asks(desk, "F5", "Дана")
    asks(desk, "F6", "бас д, а, н, а")
    asks(desk, "F6", "бас д — дала, а — Алматы, н — Нарын, а — Алматы")
    asks(desk, "F10", words["notice-nothing-selected"])
    asks(desk, "shift+F6", "Дана сөз айтылды.")
    asks(desk, "shift+F2", Tabled.TITLE)
    asks(desk, "F12", words["status-silent"])
    # The list of headings, by its first letters in the layout of the language.
    desk.speech.mark()
    desk.keyboard.press("ctrl+shift+g")
    desk.speech.wait("Үшінші деңгей", 10)
    desk.speech.settle()
    desk.keyboard.layout("ru")
    desk.speech.mark()
    desk.keyboard.press("Cyrillic_be")
    desk.speech.wait("Бірінші тарау", 10)
    desk.keyboard.layout("us")
    desk.speech.settle()
    asks(desk, "Return", "Бірінші тарау")


@road(quick=False, orca="keys", limit=120)
def orca_says_where_a_key_leads(desk):
    _, page = opened(desk)
    for key, heard in [
        ("h", "Ішкі тақырып heading level 2"),
        ("shift+h", "Бірінші тарау heading level 1"),
        ("n", "Ол келді."),
        ("n", "Мен сілтемені көрдім."),
        # Alt with arrows is Orca's in tables of the web, and ours here.
        ("alt+Up", "Ол келді."),
        ("alt+Down", "Мен сілтемені көрдім."),
        ("k", "сілтемені"),
        ("q", "Дана сөз айтылды."),
        ("shift+t", "table with 3 rows 3 columns"),
        ("ctrl+alt+End", "екеуі де белгісіз"),
        ("ctrl+alt+Left", "row 3, column 1"),
        ("ctrl+alt+Left", desk.words["notice-edge-of-table"]),
        ("alt+shift+Up", "Алматы"),
        ("alt+shift+Down", "Шымкент"),
        ("alt+Left", "Nowhere to go back to"),
        ("F6", "бас ш"),
        ("5", "No next heading of level 5"),
    ]:
        desk.speech.mark()
        desk.keyboard.press(key)
        desk.speech.wait(heard, 10)
        said = desk.speech.settle()
        assert sum("тақырып" in text for text in said) < 2, f"{key} is said twice: {said}"
    assert page.is_("focused")


@road(orca="as-shipped", limit=150)
def keys_of_orca_do_no_harm(desk):
    program, page = opened(desk)
    title, before = program.window.name, page.caret
    for key in [
        *("KP_Home", "KP_Up", "KP_Prior", "KP_Left", "KP_Begin", "KP_Right", "KP_End", "KP_Down", "KP_Next"),
        *("KP_Add", "KP_Subtract", "KP_Multiply", "KP_Divide", "KP_Enter", "KP_Delete"),
        *("Insert+h", "Insert+Down", "Insert+space", "Insert+ctrl+2", "Insert+F1", "KP_Insert+KP_Add"),
    ]:
        desk.keyboard.press(key)
    # What was pressed after them has come to pass, and nothing of them.
    desk.keyboard.press("Right")
    wait(lambda: page.caret == before + 1, 10, lambda: f"one step from {before}; the caret is at {page.caret}")
    assert program.window.name == title and page.is_("focused"), program.window.outline()
    desk.keyboard.press("ctrl+f")
    field = wait(lambda: (now := program.window.focused()) and now != page and now, 10, "the field for words")
    desk.keyboard.press("KP_Add", "KP_Divide", "Insert+h", "a")
    wait(lambda: field.text(), 10, "a letter in the field")
    assert field.text() == "a", field.text()
