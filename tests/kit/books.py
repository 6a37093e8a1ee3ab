"""Books of our own for the roads: a small EPUB 3 whose every sentence and language is known."""
import html
import re
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
        path = Path(folder) / "three-languages.epub"
        chapters = [
            (
                f"c{number}.xhtml",
                language,
                heading,
                f"<h1>{html.escape(heading)}</h1><p>{html.escape(' '.join(lines))}</p>",
            )
            for number, (language, heading, lines) in enumerate(cls.CHAPTERS, 1)
        ]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
            book.writestr(
                "META-INF/container.xml",
                '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
                '<rootfiles><rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            )
            items = "".join(
                f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"/>' for number, (name, *_) in enumerate(chapters)
            )
            spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(chapters)))
            book.writestr(
                "package.opf",
                '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
                '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:uuid:6f1c2d7e-0d0b-4a53-9a1e-5b1f8f0a7c11'
                f"</dc:identifier><dc:title>{cls.TITLE}</dc:title><dc:creator>{cls.AUTHOR}</dc:creator>"
                + "".join(f"<dc:language>{language}</dc:language>" for language, *_ in cls.CHAPTERS)
                + '<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata><manifest>'
                '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
                f"{items}</manifest><spine>{spine}</spine></package>",
            )
            entries = "".join(f'<li><a href="{name}">{html.escape(heading)}</a></li>' for name, _, heading, _ in chapters)
            book.writestr(
                "nav.xhtml",
                '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
                f'<head><title>{cls.TITLE}</title></head><body><nav epub:type="toc"><ol>{entries}</ol></nav></body></html>',
            )
            for name, language, heading, body in chapters:
                book.writestr(
                    name,
                    f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{language}" lang="{language}">'
                    f"<head><title>{html.escape(heading)}</title></head><body>{body}</body></html>",
                )
        return path
