"""Small books of our own, one for each of the public tests, in three languages: what each must hold stands in its id.

https://epubtest.org/test-books
"""
import html
import re
import struct
import zlib
from pathlib import Path

from books import epub
from public_texts import GREETINGS, TEXTS

MATHS = "http://www.w3.org/1998/Math/MathML"
PAGE = re.compile(r"\[(\w+)\]")


class Book:
    """A book in one language. `words` are the texts that stand in it."""

    NAME = ""

    def __init__(self, language):
        self.language, self.words = language, TEXTS[language]

    @property
    def title(self):
        return self.words[f"{self.NAME}-title"]

    def write(self, folder):
        """The file, made in this folder."""
        chapters = [(self.language, heading, body) for heading, body in self.chapters()]
        path = Path(folder) / f"{self.NAME}-{self.language}.epub"
        pictures = {"picture.png": picture()}
        return epub(path, self.title, self.words["author"], chapters, self.contents(), self.pages(), pictures)

    def chapters(self):
        """(heading, markup of the body)."""
        raise NotImplementedError

    def beginnings(self):
        """The heading that each chapter begins with."""
        return [html.unescape(re.search(r"<h\d[^>]*>(.*?)</h", body).group(1)) for _, body in self.chapters()]

    def contents(self):
        return None

    def pages(self):
        return ()


class Basic(Book):
    """0301: ten printed pages, contents of three levels, a phrase that occurs a known number of times."""

    NAME = "basic"

    def chapters(self):
        return [(lines[0].lstrip("# "), "".join(map(self.markup, lines))) for lines in self.words["basic"]]

    def markup(self, line):
        level = len(line) - len(line.lstrip("#"))
        if level:
            text = line.lstrip("# ")
            return f'<h{level} id="{anchor(text)}">{html.escape(text)}</h{level}>'
        return f"<p>{PAGE.sub(page_break, html.escape(line))}</p>"

    def contents(self):
        top = []
        for number, lines in enumerate(self.words["basic"], 1):
            way = [("", "", top)]
            for line in lines:
                level = len(line) - len(line.lstrip("#"))
                if level:
                    text = line.lstrip("# ")
                    entry = (text, f"c{number}.xhtml#{anchor(text)}", [])
                    del way[level:]
                    way[-1][2].append(entry)
                    way.append(entry)
        return top

    def pages(self):
        return [
            (label, f"c{number}.xhtml#page{label}")
            for number, lines in enumerate(self.words["basic"], 1)
            for line in lines
            for label in PAGE.findall(line)
        ]

    def lines(self):
        """Headings and paragraphs of each chapter as a reader meets them."""
        return [[PAGE.sub("", line.lstrip("# ")) for line in lines] for lines in self.words["basic"]]

    def page(self, label):
        """What stands at the top of a printed page."""
        for lines in self.words["basic"]:
            for line in lines:
                if line.startswith(f"[{label}]"):
                    return PAGE.sub("", line)
        raise KeyError(label)


class NonVisual(Book):
    """0302: pictures, notes, lists, breaks, a table with two kinds of headers, links, 399 characters, formulas, languages."""

    NAME = "nonvisual"

    def chapters(self):
        words = self.words
        return [
            (words["garden"], self.structure()),
            (words["pictures"], self.notes()),
            (words["tables"], self.table()),
            (words["letter"], self.letter()),
        ]

    def structure(self):
        words = self.words
        items = lambda name: "".join(f"<li>{html.escape(text)}</li>" for text in words[name])  # noqa: E731
        return (
            f"<h1>{words['garden']}</h1><p>{words['patience']}</p>"
            f'<h2 id="plants">{words["plants"]}</h2><ul>{items("bullets")}</ul>'
            f"<h2>{words['work']}</h2><ol>{items('steps')}</ol>"
            f"<hr/><p>{words['break']}</p><blockquote><p>{words['quote']}</p></blockquote>"
            f"<h3>{words['advice']}</h3><p>{words['spade']}</p>"
        )

    def notes(self):
        words = self.words

        def noted(text):
            return re.sub(
                r"\{(\d)\}", r'<a epub:type="noteref" role="doc-noteref" href="#note\1" id="ref\1">\1</a>', html.escape(text)
            )

        notes = "".join(
            f'<aside epub:type="footnote" role="doc-footnote" id="note{number}"><p>{html.escape(text)}</p></aside>'
            for number, text in enumerate(words["notes"], 1)
        )
        return (
            f"<h1>{words['pictures']}</h1><p>{words['street']}</p>{image(words['alternative'])}"
            f"<p>{noted(words['diary'])}</p><p>{noted(words['jars'])}</p>{notes}<p>{words['closing']}</p>"
        )

    def table(self):
        words = self.words
        head = "".join(f'<th scope="col">{text}</th>' for text in words["head"])
        rows = "".join(
            f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>' for first, *cells in words["rows"]
        )
        links = words["links"].format(
            letter=f'<a href="c4.xhtml#letter">{words["link-letter"]}</a>', plants=f'<a href="c1.xhtml#plants">{words["link-plants"]}</a>'
        )
        return (
            f"<h1>{words['tables']}</h1><p>{words['harvest']}</p><table><caption>{words['caption']}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{links}</p><p>{words['below']}</p>"
        )

    def letter(self):
        words = self.words
        greetings = " ".join(f'<span xml:lang="{tag}" lang="{tag}">{text}</span>' for tag, text in GREETINGS.items())
        return (
            f'<h1 id="letter">{words["letter"]}</h1><p>{words["before"]}</p>'
            f"<p>{html.escape(words['passage'])} {words['after']}</p>"
            f"<h2>{words['tongues']}</h2><p>{words['greeting']}</p><p>{greetings}</p>"
            f"<h2>{words['formulas']}</h2><p>{words['square']}</p>{PYTHAGORAS}"
            f"<p>{words['half'].format(math=HALF)}</p><p>{words['calm']}</p>"
        )


class Descriptions(Book):
    """0350: a description that expands, one that a link leads to and back from, one that the picture itself leads to."""

    NAME = "descriptions"

    def chapters(self):
        words = self.words
        return [
            (
                words["descriptions-title"],
                f"<h1>{words['descriptions-title']}</h1>{image(words['map'])}"
                f"<details><summary>{words['map-details']}</summary><p>{words['map-words']}</p></details>"
                f'<div id="river">{image(words["river"])}</div><p><a href="c2.xhtml#river-words">{words["river-link"]}</a></p>'
                f"{image(words['hill'], 'hill-words')}<p id=\"hill-words\">{words['hill-words']}</p><p>{words['go-on']}</p>",
            ),
            (
                words["river-link"],
                f'<h1>{words["river-link"]}</h1><p id="river-words">{words["river-words"]}</p>'
                f'<p><a href="c1.xhtml#river">{words["return"]}</a></p>',
            ),
        ]


class Mathematics(Book):
    """0360: a formula of its own, one in a sentence, a picture of one with details, one with an alternative alone."""

    NAME = "mathematics"

    def chapters(self):
        words = self.words
        return [
            (
                words["formulas"],
                f"<h1>{words['formulas']}</h1><p>{words['square']}</p>{PYTHAGORAS}<p>{words['half'].format(math=HALF)}</p>"
                f"{image(words['formula-picture'])}"
                f"<details><summary>{words['formula-details']}</summary><p>{words['formula-words']}</p></details>"
                f"{image(words['plain-picture'])}<p>{words['calm']}</p>",
            )
        ]


class History(Book):
    """Reading history: four links from one sentence, pages, contents, a word to search for."""

    NAME = "history"

    def chapters(self):
        words = self.words
        links = {name: f'<a href="{self.address(name)}">{text}</a>' for name, text in words["places"].items()}
        place = lambda name, page: (  # noqa: E731
            f'<h2 id="{name}">{words["place-words"][name][0]}</h2><p>{page_break(page)}{words["place-words"][name][1]}</p>'
        )
        return [
            (words["start"], f"<h1>{words['start']}</h1><p>{page_break('1')}{words['signs'].format(**links)}</p>"),
            ("2", place("lake", "2") + place("forest", "3")),
            ("3", place("bridge", "4") + place("mill", "5")),
        ]

    @staticmethod
    def address(name):
        return f"c{2 if name in ('lake', 'forest') else 3}.xhtml#{name}"

    def contents(self):
        places = [(self.words["place-words"][name][0], self.address(name), []) for name in self.words["places"]]
        return [(self.words["start"], "c1.xhtml", []), *places]

    def pages(self):
        return [(str(page), f"c{1 + page // 2}.xhtml#page{page}") for page in range(1, 6)]


def anchor(text):
    return "h" + "".join(f"{ord(letter):x}" for letter in text if letter.isalnum())


def page_break(found):
    label = found if isinstance(found, str) else found.group(1)
    return f'<span epub:type="pagebreak" role="doc-pagebreak" id="page{label}" aria-label="{label}"></span>'


def image(alternative, details=None):
    described = f' aria-details="{details}"' if details else ""
    return f'<p><img src="picture.png" alt="{html.escape(alternative)}"{described}/></p>'


def picture():
    """A small grey PNG."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    size = 8
    rows = (b"\0" + b"\x80" * size) * size
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def power(base):
    return f"<msup><mi>{base}</mi><mn>2</mn></msup>"


PYTHAGORAS = (
    f'<math xmlns="{MATHS}" display="block"><mrow>{power("a")}<mo>+</mo>{power("b")}<mo>=</mo>{power("c")}</mrow></math>'
)
HALF = f'<math xmlns="{MATHS}"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>'
