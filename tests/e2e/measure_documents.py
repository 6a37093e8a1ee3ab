#!/usr/bin/python3
"""How much of a document is read, how soon, and how well pages that are pictures are recognised, against other programs in
the same run: characters against `pdftotext`, time against `ebook-convert`, pages a minute and mistakes of recognition."""
import collections
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kit"))

from books import SHIPPED  # noqa: E402
from reader import ROOT, binary  # noqa: E402

FIXTURES = ROOT / "tests/fixtures/pdf"
PAGES = 12


def run(*command, **more):
    return subprocess.run([str(part) for part in command], check=True, timeout=600, stdin=subprocess.DEVNULL, capture_output=True, **more).stdout


def seconds(*command):
    began = time.monotonic()
    run(*command)
    return time.monotonic() - began


def plain(text):
    """Letters and digits, without what programs break lines with."""
    text = re.sub(r"[-\u00ad\u2010]\n", "", text)
    return "".join(c for c in text if c.isalnum())


def recall(ours, theirs):
    """The part of their characters that we have, and the part of ours that they have."""
    one, other = collections.Counter(plain(ours)), collections.Counter(plain(theirs))
    shared = sum((one & other).values())
    return shared / max(1, sum(other.values())), shared / max(1, sum(one.values()))


def distance(one, other):
    """Mistakes between two texts, a character each."""
    row = list(range(len(other) + 1))
    for at, c in enumerate(one, 1):
        before, row[0] = row[0], at
        for to, d in enumerate(other, 1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (c != d))
    return row[-1]


def mistakes(ours, theirs):
    """Word by word aligned by lines of about two thousand characters, so that it ends."""
    import difflib

    one, other = theirs.split(), ours.split()
    wrong = 0
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            wrong += distance(" ".join(one[a:b]), " ".join(other[c:d]))
    return wrong / max(1, len(theirs))


def documents():
    if not shutil.which("pdftotext"):
        print("skipped: pdftotext is not installed (poppler-utils)")
        return True
    well = True
    for path in sorted([*FIXTURES.glob("*tagged.pdf"), *FIXTURES.glob("*noextract.pdf"), *SHIPPED.glob("*.pdf")]):
        ours, theirs = run(binary(), "text", path).decode(), run("pdftotext", path, "-").decode()
        there, back = recall(ours, theirs)
        print(f"{path.name}: {there:.2%} of the characters of pdftotext; {back:.2%} of ours are there")
        well &= there >= 0.99
    return well


def scans():
    if not (shutil.which("tesseract") and shutil.which("pdftoppm") and shutil.which("convert")):
        print("skipped: tesseract, pdftoppm or convert is not installed")
        return True
    well = True
    for name in ("kk", "ru"):
        source = FIXTURES / f"udhr-{name}-tagged.pdf"
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            run("pdftoppm", "-r", "300", "-gray", source, folder / "page")
            pages = sorted(folder.glob("page*"))
            theirs = run("pdftotext", source, "-").decode()
            more = (pages * (PAGES // len(pages) + 1))[:max(PAGES, len(pages))]
            run("convert", *more, "-compress", "zip", folder / "scan.tif")
            run("convert", *pages, "-compress", "zip", folder / "once.tif")
            took = seconds(binary(), "--home", folder / "home", "--lang", name, "text", folder / "scan.tif")
            ours = run(binary(), "--home", folder / "home2", "--lang", name, "text", folder / "once.tif").decode()
        rate = len(more) * 60 / took
        squeeze = lambda text: re.sub(r"\s+", " ", re.sub(r"[\u2010-\u2015-]\s*", "-", text))
        wrong = mistakes(squeeze(ours), squeeze(theirs))
        print(f"{name}: {rate:.0f} pages a minute (at least 25 wanted), {wrong:.2%} characters wrong (at most 1 % wanted)")
        well &= rate >= 25 and wrong <= 0.01
    return well


def others():
    """Every format that both read, against `ebook-convert`."""
    if not shutil.which("ebook-convert"):
        print("skipped: calibre is not installed")
        return True
    well = True
    text = (ROOT / "tests/fixtures/pdf/ru.txt").read_text("utf-8")
    paragraphs = [line for line in text.splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "book.txt").write_text("\n\n".join(paragraphs * 20), "utf-8")
        body = "".join(f"<p>{line}</p>" for line in paragraphs * 20)
        (folder / "book.html").write_text(f"<html lang='ru'><head><title>t</title></head><body><h1>Глава</h1>{body}</body></html>", "utf-8")
        (folder / "book.fb2").write_text(
            "<?xml version='1.0' encoding='utf-8'?><FictionBook xmlns='http://www.gribuser.ru/xml/fictionbook/2.0'><description><title-info>"
            f"<book-title>t</book-title><lang>ru</lang></title-info></description><body><section>{body}</section></body></FictionBook>", "utf-8")
        with zipfile.ZipFile(folder / "book.docx", "w", zipfile.ZIP_DEFLATED) as docx:
            docx.writestr("[Content_Types].xml", "<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Default Extension='xml' ContentType='application/xml'/><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>")
            docx.writestr("_rels/.rels", "<?xml version='1.0'?><Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='word/document.xml'/></Relationships>")
            runs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in paragraphs * 20)
            docx.writestr("word/document.xml", f"<?xml version='1.0'?><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{runs}</w:body></w:document>")
        with zipfile.ZipFile(folder / "book.odt", "w") as odt:
            odt.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            odt.writestr("META-INF/manifest.xml", "<?xml version='1.0'?><manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><manifest:file-entry manifest:full-path='/' manifest:media-type='application/vnd.oasis.opendocument.text'/><manifest:file-entry manifest:full-path='content.xml' manifest:media-type='text/xml'/><manifest:file-entry manifest:full-path='styles.xml' manifest:media-type='text/xml'/><manifest:file-entry manifest:full-path='meta.xml' manifest:media-type='text/xml'/></manifest:manifest>")
            office = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' office:version='1.3'"
            odt.writestr("styles.xml", f"<?xml version='1.0'?><office:document-styles {office}/>")
            odt.writestr("meta.xml", f"<?xml version='1.0'?><office:document-meta {office}><office:meta/></office:document-meta>")
            lines = "".join(f"<text:p>{line}</text:p>" for line in paragraphs * 20)
            odt.writestr("content.xml", f"<?xml version='1.0'?><office:document-content {office} xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:text>{lines}</office:text></office:body></office:document-content>", zipfile.ZIP_DEFLATED)
        (folder / "book.rtf").write_text("{\\rtf1\\ansi\\ansicpg1251 " + "".join(
            "".join(c if c.isascii() and c not in "\\{}" else f"\\u{ord(c)}?" for c in line) + "\\par\n" for line in paragraphs * 20) + "}", "ascii")
        shutil.copy(SHIPPED / "adam-quqyqtary.pdf", folder / "book.pdf")
        if shutil.which("pdfunite"):
            # poppler says of this file that it is tagged by a word that is none.
            run("pdfunite", *[folder / "book.pdf"] * 22, folder / "book-506-pages.pdf")
        shutil.copy(max(SHIPPED.glob("*.epub"), key=lambda path: path.stat().st_size), folder / "book.epub")
        for path in sorted(folder.glob("book*")):
            try:
                ours = statistics.median(seconds(binary(), "--home", folder / "home", "text", path) for _ in range(5))
            except subprocess.CalledProcessError as error:
                print(f"{path.name}: not read: {error.stderr.decode().strip()}")
                well = False
                continue
            theirs = seconds("ebook-convert", path, folder / f"out-{path.stem}-{path.suffix[1:]}.txt")
            told = f"{path.name}: {ours * 1000:.0f} ms, ebook-convert {theirs * 1000:.0f} ms: {theirs / ours:.0f} times faster"
            if path.suffix == ".pdf":
                # It has poppler do the work, which leaves less to be faster than: twenty times would be past poppler itself.
                bare = f", pdftotext alone {seconds('pdftotext', path, folder / 'bare.txt') * 1000:.0f} ms" if shutil.which("pdftotext") else ""
                print(f"{told}{bare}")
                continue
            print(f"{told} (at least 20 wanted)")
            well &= theirs / ours >= 20
    return well


if __name__ == "__main__":
    sys.exit(0 if all([documents(), scans(), others()]) else 1)
