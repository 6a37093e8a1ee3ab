"""Books of our own for the roads: a small EPUB 3 whose every sentence and language is known."""
import html
import re
import uuid
import zipfile
from pathlib import Path

from reader import ROOT

SHIPPED = ROOT / "assets/library"


def shipped(language):
    """A book of the embedded library in this language."""
    for path in sorted(SHIPPED.glob("*.epub")):
        with zipfile.ZipFile(path) as book:
            package = next(name for name in book.namelist() if name.endswith(".opf"))
            first = re.search(r"<dc:language>([^<-]+)", book.read(package).decode("utf-8"))
            if first and first.group(1) == language:
                return path
    raise AssertionError(f"the embedded library has no book in {language}")


class Mixed:
    """Three chapters in three languages; «т.б.», «и т. д.» and «Mr.» end no sentence."""

    TITLE = "Үш тілдегі кітап"
    AUTHOR = "Оқырман Сынақ"
    CHAPTERS = [
        ("kk", "Бірінші тарау", ["Ол таңертең ерте келді.", "Қасында кітап, дәптер т.б. бар еді.", "Күн шуақты болатын."]),
        ("ru", "Вторая глава", ["Она открыла окно.", "На столе лежали книги, тетради и т. д. до самого края.", "Наступил вечер."]),
        ("en", "The third chapter", ["The train was late.", "Mr. Brown read his paper by the window.", "At last it came."]),
    ]

    @classmethod
    def sentences(cls):
        """(language, sentence) in reading order, headings too."""
        return [(language, line) for language, heading, lines in cls.CHAPTERS for line in [heading, *lines]]

    @classmethod
    def write(cls, folder):
        """The file, made in this folder."""
        chapters = [
            (language, heading, f"<h1>{html.escape(heading)}</h1><p>{html.escape(' '.join(lines))}</p>")
            for language, heading, lines in cls.CHAPTERS
        ]
        return epub(Path(folder) / "three-languages.epub", cls.TITLE, cls.AUTHOR, chapters)


class Structured:
    """Two chapters with everything that a page may hold: headings, links, a list, a table, a quotation."""

    TITLE = "A Book of Parts"
    SECOND = "The second part"
    CHAPTERS = [
        (
            "en",
            "The first part",
            "<h1>The first part</h1>"
            '<p>Rivers run to the sea. Read about <a href="c2.xhtml">the mountains</a> in the next part. It is short.</p>'
            "<p>A <b>plain</b> paragraph follows. It has two sentences.</p>"
            "<h2>What to bring</h2>"
            "<ul><li>a lamp</li><li>a map</li><li>warm gloves</li></ul>"
            "<p>Then comes a table.</p>"
            "<table><tr><th>Town</th><th>Height</th></tr><tr><td>Almaty</td><td>800</td></tr></table>"
            "<p>The part ends here.</p>",
        ),
        ("en", SECOND, "<h1>The second part</h1><p>Mountains stand still.</p>"),
    ]

    @classmethod
    def write(cls, folder):
        """The file, made in this folder."""
        return epub(Path(folder) / "parts.epub", cls.TITLE, "A. Writer", cls.CHAPTERS)


def epub(path, title, author, chapters, contents=None, pages=(), pictures=None):
    """An EPUB 3 of these chapters: (language, heading, the body's markup).

    `contents`: (title, address, entries below) in place of an entry a chapter; `pages`: (label, address); `pictures`: PNG
    by name.
    """
    chapters = [(f"c{number}.xhtml", *chapter) for number, chapter in enumerate(chapters, 1)]
    languages = dict.fromkeys(language for _, language, *_ in chapters)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        items = "".join(
            f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"/>' for number, (name, *_) in enumerate(chapters)
        ) + "".join(f'<item id="p{number}" href="{name}" media-type="image/png"/>' for number, name in enumerate(pictures or {}))
        spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(chapters)))
        book.writestr(
            "package.opf",
            '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">'
            f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, title)}</dc:identifier><dc:title>{html.escape(title)}</dc:title><dc:creator>{html.escape(author)}</dc:creator>"
            + "".join(f"<dc:language>{language}</dc:language>" for language in languages)
            + '<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata><manifest>'
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
            f"{items}</manifest><spine>{spine}</spine></package>",
        )
        entries = nested(contents or [(heading, name, []) for name, _, heading, _ in chapters])
        labels = "".join(f'<li><a href="{address}">{label}</a></li>' for label, address in pages)
        page_list = f'<nav epub:type="page-list" hidden="hidden"><ol>{labels}</ol></nav>' if labels else ""
        book.writestr(
            "nav.xhtml",
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
            f'<head><title>{html.escape(title)}</title></head><body><nav epub:type="toc">{entries}</nav>{page_list}</body></html>',
        )
        for name, data in (pictures or {}).items():
            book.writestr(name, data)
        for name, language, heading, body in chapters:
            book.writestr(
                name,
                f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
                f'xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="{language}" lang="{language}">'
                f"<head><title>{html.escape(heading)}</title></head><body>{body}</body></html>",
            )
    return path


def nested(entries):
    """Entries of the contents with those below them, as a list of lists."""
    items = "".join(
        f'<li><a href="{address}">{html.escape(title)}</a>{nested(below) if below else ""}</li>' for title, address, below in entries
    )
    return f"<ol>{items}</ol>"
