"""The book of 0320 in three languages: a text that somebody has read, as phrases that its narrator parted. Its sound is the
scale of `sound.py`, so that what is heard tells the second of the whole book."""
import html
import zipfile
from pathlib import Path

from public_texts import TEXTS
from sound import Scale

PARTS, PHRASES, SECONDS = 3, 6, 3
# The phrase of each part that stands under a heading of its own.
HALF = 3
# The phrases of each part that a printed page begins with: six pages.
TOPS = (1, 4)
PART = PHRASES * SECONDS


class Overlaid:
    """Three parts, each a file with a recording of its own; six printed pages; contents of two levels."""

    def __init__(self, language):
        self.language, self.words = language, TEXTS[language]
        self.title = self.words["overlaid-title"]

    def phrase(self, part, number):
        name = {0: "part", HALF: "half"}.get(number, "sentence")
        return self.words[f"overlaid-{name}"].format(part=part + 1, number=number)

    def begins(self, part, number):
        """The second of the book at which this phrase is heard."""
        return part * PART + number * SECONDS

    def beginnings(self):
        return [self.phrase(part, 0) for part in range(PARTS)]

    def shown(self, text, caret):
        """The second at which the phrase begins that this place in the page's text stands in."""
        found = [
            (text.find(self.phrase(part, number)), self.begins(part, number))
            for part in range(PARTS)
            for number in range(PHRASES)
        ]
        return max(((at, second) for at, second in found if 0 <= at <= caret), default=(0, None))[1]

    def page(self, label):
        """(part, phrase) at the top of a printed page."""
        return (label - 1) // len(TOPS), TOPS[(label - 1) % len(TOPS)]

    def body(self, part):
        parts = []
        for number in range(PHRASES):
            text, tag = html.escape(self.phrase(part, number)), {0: "h1", HALF: "h2"}.get(number, "p")
            if number in TOPS:
                label = part * len(TOPS) + TOPS.index(number) + 1
                parts.append(f'<span epub:type="pagebreak" role="doc-pagebreak" id="page{label}" aria-label="{label}"></span>')
            parts.append(f'<{tag} id="p{number}">{text}</{tag}>')
        return "".join(parts)

    def write(self, folder):
        """The file, made in this folder."""
        path = Path(folder) / f"overlaid-{self.language}.epub"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
            book.writestr(
                "META-INF/container.xml",
                '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
                'full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            )
            items = spine = contents = durations = ""
            for part in range(PARTS):
                book.writestr(f"c{part}.xhtml", self.document(part))
                book.writestr(f"c{part}.smil", self.overlay(part))
                book.writestr(f"c{part}.wav", Scale.tone(part * PART, (part + 1) * PART))
                items += (
                    f'<item id="c{part}" href="c{part}.xhtml" media-type="application/xhtml+xml" media-overlay="o{part}"/>'
                    f'<item id="o{part}" href="c{part}.smil" media-type="application/smil+xml"/>'
                    f'<item id="s{part}" href="c{part}.wav" media-type="audio/wav"/>'
                )
                spine += f'<itemref idref="c{part}"/>'
                durations += f'<meta property="media:duration" refines="#o{part}">{PART}s</meta>'
                half = f'<li><a href="c{part}.xhtml#p{HALF}">{self.phrase(part, HALF)}</a></li>'
                contents += f'<li><a href="c{part}.xhtml">{self.phrase(part, 0)}</a><ol>{half}</ol></li>'
            labels = "".join(
                f'<li><a href="c{self.page(label)[0]}.xhtml#page{label}">{label}</a></li>'
                for label in range(1, PARTS * len(TOPS) + 1)
            )
            book.writestr(
                "nav.xhtml",
                '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>'
                f'{self.title}</title></head><body><nav epub:type="toc"><ol>{contents}</ol></nav>'
                f'<nav epub:type="page-list"><ol>{labels}</ol></nav></body></html>',
            )
            book.writestr(
                "package.opf",
                '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata '
                f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">overlaid-{self.language}</dc:identifier>'
                f"<dc:title>{self.title}</dc:title><dc:language>{self.language}</dc:language>"
                f'<meta property="media:duration">{PARTS * PART}s</meta>{durations}</metadata><manifest><item id="nav" '
                f'href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest>'
                f"<spine>{spine}</spine></package>",
            )
        return path

    def document(self, part):
        return (
            f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{self.language}">'
            f"<head><title>{html.escape(self.phrase(part, 0))}</title></head><body>{self.body(part)}</body></html>"
        )

    @staticmethod
    def overlay(part):
        pars = "".join(
            f'<par id="par{number}"><text src="c{part}.xhtml#p{number}"/><audio src="c{part}.wav" '
            f'clipBegin="{number * SECONDS}s" clipEnd="0:00:{(number + 1) * SECONDS:02}.000"/></par>'
            for number in range(PHRASES)
        )
        return f'<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"><body>{pars}</body></smil>'
