"""The public tests by id: which check proves which, what came of it, and the table of them in tests/README.md.

    @proves("0301 nav-110")
    def nav_110_goes_to_a_printed_page(sitting): …

A road walks its checks with `prove(…)`: one that fails hides none of the others. What came of each goes to
`target/public-ids.json`; `run.py --table` writes the table from it. <https://epubtest.org>
"""
import json
import re
import traceback

from reader import ROOT
from road import Skip
from session import Missing

IDS = {
    "0301": (
        "Basic functionality",
        {
            "file-010": "start and leave the program",
            "file-110": "everything is done without help, signing in included",
            "file-210": "open a book",
            "file-310": "walk along the shelf",
            "nav-005": "the contents show their hierarchy",
            "nav-010": "an entry of the contents moves the focus to its target",
            "nav-110": "go to a printed page, one of exactly ten",
            "nav-210": "back and forward through jumps",
            "nav-310": "where am I: section and page, and reading goes on after it",
            "nav-410": "search a phrase, count the places, go to the second",
            "nav-510": "from chapter to chapter without the contents",
            "anno-010": "set a bookmark",
            "anno-110": "list the bookmarks and go to one",
            "anno-210": "write a note",
            "anno-310": "list the notes and go to one",
        },
    ),
    "0302": (
        "Non-visual reading",
        {
            "reading-010": "read from here to the end of the chapter",
            "reading-110": "stop, and go on at the same place",
            "reading-210": "reading order",
            "reading-310": "alternatives of pictures by character and by word",
            "reading-420": "notes: notice, read, return",
            "reading-510": "structure is audible: headings, lists, breaks",
            "reading-610": "tables by row and by column",
            "reading-710": "links inside the book",
            "reading-810": "next item",
            "reading-910": "by character",
            "reading-1010": "by word",
            "reading-1110": "by line",
            "reading-1210": "by heading",
            "reading-1310": "copy a passage of exactly 399 characters",
            "reading-1410": "mathematics is announced and explored",
            "reading-1510": "the voice changes with the language",
        },
    ),
    "0304": (
        "Read aloud",
        {
            "010": "reading begins",
            "110": "it stops, and goes on where it stopped",
            "210": "it goes on across screens, with the text in view",
            "310": "what is read keeps the order of the book",
            "350": "alternatives of pictures are read",
            "400": "another voice",
            "410": "another speed",
            "510": "pauses between parts",
            "610": "a highlight moves with the voice",
        },
    ),
    "0320": (
        "Media overlays",
        {
            "basic-010": "play and pause with assistive technology",
            "basic-020": "resume",
            "basic-030": "resume after the book was opened again",
            "nav-010": "step by phrase as authored",
            "nav-020": "next section",
            "nav-030": "previous section",
            "nav-040": "the page list has six pages",
            "nav-050": "next page while it plays",
            "nav-060": "previous page while it plays",
            "nav-070": "text and sound stay together",
            "nav-080": "bookmarks while it plays",
            "nav-090": "an entry of the contents starts at its target, not at the chapter's top",
            "nav-100": "plays unbroken to the end of the book",
        },
    ),
    "0350": (
        "Extended descriptions",
        {"details": "a description that expands", "link": "a link to the description, and back"},
    ),
    "0360": (
        "Mathematics",
        {
            "block": "a formula that stands by itself",
            "inline": "a formula in a sentence",
            "image-details": "a picture of a formula with details",
            "image-alternative": "a picture of a formula with an alternative alone",
        },
    ),
    "0370": (
        "Advanced read aloud",
        {
            "200": "the voice changes with the language",
            "400": "alternatives of pictures on or off",
            "600": "the colour of the highlight",
            "800": "mathematics, in a line of its own and in a sentence",
        },
    ),
    "history": (
        "Reading history",
        {
            "links": "four links, and back from each",
            "search": "back after a search",
            "page": "back after going to a page",
            "contents": "jumps from the contents stay out of it",
            "steps": "several steps back and forward",
        },
    ),
}
KEPT = ROOT / "target/public-ids.json"
README = ROOT / "tests/README.md"
BEGIN, END = "<!-- public tests: written by `run.py --table` -->\n", "<!-- end of public tests -->"
LANGUAGES = ("kk", "ru", "en")
# Orca as Debian ships it: it hears of the keys that move the caret by our own bridge.
CARET = "as-shipped"


def proves(*ids):
    """Marks a check of these ids."""
    for name in ids:
        suite, test = name.split(" ")
        assert test in IDS[suite][1], name

    def mark(check):
        check.ids = ids
        return check

    return mark


def prove(sitting, *checks):
    """Walks all checks; fails at the end when one of them did."""
    failed = []
    for check in checks:
        try:
            said = attempt(sitting, check)
        except BaseException:
            note(check, sitting.desk.language, "FAILED: out of time")
            raise
        note(check, sitting.desk.language, said)
        print(f"    {', '.join(check.ids)}: {check.__name__} ... {said}", flush=True)
        if said.startswith("FAILED"):
            failed.append(check.__name__)
    assert not failed, f"failed: {', '.join(failed)}"


def attempt(sitting, check):
    try:
        sitting.come_back()
        check(sitting)
    except (Missing, Skip):
        raise
    except Exception:
        sitting.desk.keep(check.__name__)
        return "FAILED: " + traceback.format_exc().strip()
    return "ok"


def note(check, language, said):
    """Keeps what came of a check in a language."""
    kept = results()
    of_check = kept.setdefault(f"{check.__module__}.{check.__name__}", {})
    of_check[language] = "FAILED: " + said.splitlines()[-1] if said.startswith("FAILED") else said
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")


def results():
    return json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}


def checks(modules):
    """Every check of these modules: name → check."""
    return {
        f"{module.__name__}.{name}": check
        for module in modules
        for name, check in vars(module).items()
        if hasattr(check, "ids") and check.__module__ == module.__name__
    }


def table(known, kept):
    """The table as Markdown."""
    parts = []
    for suite, (title, tests) in IDS.items():
        parts.append(f"\n### {suite} {title}\n" if suite.isdigit() else f"\n### {title}\n")
        parts.append("| id | what it asks for | our test | result |\n|---|---|---|---|")
        for test, what in tests.items():
            ours = [name for name, check in known.items() if f"{suite} {test}" in check.ids]
            names = "<br>".join(f"`{name}`" for name in ours) or "none"
            outcome = "<br>".join(result(kept.get(name, {})) for name in ours) or "not proved"
            parts.append(f"| {test} | {what} | {names} | {outcome} |")
    return "\n".join(parts).lstrip("\n") + "\n"


def result(of_check):
    """«ok in kk, ru, en», or what else came of a check."""
    by_result = {}
    for language in LANGUAGES:
        said = of_check.get(language, "not walked")
        by_result.setdefault("failed" if said.startswith("FAILED") else said.removeprefix("skipped: "), []).append(language)
    return "; ".join(f"{said} in {', '.join(languages)}" if said == "ok" or len(by_result) > 1 else said for said, languages in by_result.items())


def write_table(modules):
    """Writes the table in tests/README.md from what was kept."""
    before, rest = README.read_text("utf-8").split(BEGIN)
    _, after = rest.split(END)
    README.write_text(f"{before}{BEGIN}\n{table(checks(modules), results())}\n{END}{after}", "utf-8")


def sentences(text):
    """The sentences of a plain text."""
    return re.findall(r"\S.*?[.:!?](?=\s|$)", text)
