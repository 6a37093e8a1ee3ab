"""What stands beside the words of a book, with Orca as Debian ships it: pages, asides, numbers of items, captions."""
import re

from books import epub
from road import road
from session import wait
from steps import Steps

LANGUAGES = ("kk", "ru", "en")
# By language: heading, before the page, on it, its middle, the aside, after it, two items, caption, head and cell, end.
WORDS = {
    "kk": ("Бақша", "Көктем келді.", "Алма ағашы гүлдеді.", "Жапырақ жайылды.", "Бал арасы ұшты.", "Жаз басталды.",
           ("Топырақты қопсыт.", "Су құй."), "Алма түсімі", "Жыл", "Жетпіс", "Күз келді."),
    "ru": ("Сад", "Пришла весна.", "Яблоня зацвела.", "Распустились листья.", "Летали пчёлы.", "Началось лето.",
           ("Взрыхли землю.", "Налей воды."), "Урожай яблок", "Год", "Семьдесят", "Пришла осень."),
    "en": ("The garden", "Spring has come.", "The apple tree is in blossom.", "Its leaves unfold.", "Bees were flying.",
           "Summer began.", ("Loosen the soil.", "Pour the water."), "Harvest of apples", "Year", "Seventy", "Autumn came."),
}


def book(desk):
    heading, before, on, middle, aside, after, items, caption, head, cell, end = WORDS[desk.language]
    mark = lambda label: f'<span epub:type="pagebreak" role="doc-pagebreak" id="page{label}" aria-label="{label}"></span>'  # noqa: E731
    body = (
        f"<h1>{heading}</h1><p>{before}</p>{mark(12)}<p>{on}</p><p>{middle}</p><aside><p>{aside}</p></aside><p>{after}</p>"
        f'<ol start="3">{"".join(f"<li>{item}</li>" for item in items)}</ol>'
        f"<table><caption>{caption}</caption><tr><th>{head}</th></tr><tr><td>{cell}</td></tr></table><p>{end}</p>"
    )
    path = desk.session.folder / "garden.epub"
    return epub(path, heading, "A. Writer", [(desk.language, heading, body)], None, [("12", "c1.xhtml#page12")])


def times(said, text):
    """How often this was heard."""
    return sum(text in part for part in said)


@road(languages=LANGUAGES, orca="as-shipped", braille=True, limit=90)
def what_stands_beside_the_words_is_heard_once(desk):
    heading, before, on, middle, aside, after, items, caption, _, _, end = WORDS[desk.language]
    page_label = desk.words.pattern("notice-page", label="12")
    program = desk.program(book(desk))
    page = Steps(desk, program, "keys").document(heading)
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.speech.wait(heading, 20)

    def down(*wanted):
        desk.speech.settle()
        desk.speech.mark()
        desk.keyboard.press("Down")
        for text in wanted:
            desk.speech.wait(text, 10)
        return desk.speech.settle()

    down(before)
    said = down(on)
    assert [bool(page_label.search(text)) for text in said].count(True) == 1, said
    assert not page_label.search(" ".join(down(middle))), "the page is told where it begins and nowhere else"
    said = down(aside)
    assert times(said, desk.words["page-aside"]) == 1, said
    assert times(down(after), desk.words["page-aside"]) == 0
    for number, item in enumerate(items, 3):
        said = down(item)
        assert times(said, f"{number}. {item[:-1]}") == 1 and times(said, f"{number}.") == 1, said
        # BRLTTY's table of Russian has no Kazakh letters: what it has not is not compared.
        desk.braille.wait(re.compile(rf"^{number}\. \S"), 10)
        # The caret is at the words, and a key of the display brings it back to them from the number.
        begins = page.text().index(item)
        assert page.caret == begins and page.text()[begins - 3 : begins] == f"{number}. ", (page.caret, begins)
        desk.braille.press("Route 6")
        wait(lambda: page.caret == begins + 3, 5, lambda: f"the caret at 3; it is at {page.caret - begins}")
        desk.braille.press("Route 1")
        wait(lambda: page.caret == begins, 5, lambda: f"the caret at the words; it is at {page.caret - begins}")
    said = down(caption)
    assert times(said, caption) == 1 and times(said, "table with 2 rows 1 column") == 1, said
    # In one go.
    desk.keyboard.press("ctrl+Home")
    wait(lambda: page.caret == 0, 10, "the beginning")
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("KP_Add")
    desk.speech.wait_in_order([heading, before, on, middle, desk.words["page-aside"], aside, after], 30)
    desk.speech.wait_in_order([f"3. {items[0][:-1]}", f"4. {items[1][:-1]}", caption, end], 30)
    said = desk.speech.settle()
    assert [bool(page_label.search(text)) for text in said].count(True) == 1, said
    for text in (before, on, middle, aside, after, caption, end):
        assert times(said, text) == 1, (text, said)


@road(languages=LANGUAGES, orca="as-shipped", limit=60)
def what_is_wrong_with_the_words_that_were_sought_is_heard_once(desk):
    program = desk.program(book(desk))
    steps, words = Steps(desk, program, "keys"), desk.words
    page = steps.document(WORDS[desk.language][0])
    wait(lambda: page.is_("focused"), 10, "the focus on the text")
    desk.keyboard.press("ctrl+f")
    steps.window.wait(name=words["reader-search-words"], state="focused", timeout=5)
    desk.speech.wait(words["reader-search-words"], 10)
    desk.keyboard.type("zebra")
    wait(lambda: steps.window.focused().text() == "zebra", 5, "what was typed")
    for _ in range(2):
        desk.speech.settle()
        desk.speech.mark()
        desk.keyboard.press("Return")
        not_found = words.pattern("notice-not-found", whole=False, query="zebra")
        desk.speech.wait(not_found, 10)
        said = desk.speech.settle()
        assert sum(bool(not_found.search(text)) for text in said) == 1, said
