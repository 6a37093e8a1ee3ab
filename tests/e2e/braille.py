"""The Kazakh braille table: the letters are liblouis' letters, and BRLTTY shows them on the display."""
import json
import re
import subprocess
import sys

from road import KAZAKH_TABLE, Skip, road
from session import program, wait

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфһхцчшщъыіьэюя"
SHOW = """
import json, sys
import brlapi
display = brlapi.Connection()
display.enterTtyModeWithPath([])
display.writeText(sys.argv[1])
sys.stdin.read()
"""


def written():
    """(character, dots) of every line of the table."""
    found = {}
    with open(KAZAKH_TABLE, encoding="utf-8") as lines:
        for line in lines:
            entry = re.match(r"char\s+(\S+)\s+(\d+)\s", line)
            if entry:
                character = re.sub(r"\\u(....)|\\(.)", lambda m: chr(int(m[1], 16)) if m[1] else {"s": " "}.get(m[2], m[2]), entry[1])
                assert character not in found, f"{character!r} stands twice in the table"
                found[character] = frozenset(entry[2]) - {"0"}
    return found


def cell(dots):
    """The braille character with these dots."""
    return chr(0x2800 + sum(1 << (int(dot) - 1) for dot in dots))


@road()
def the_letters_of_the_kazakh_table_are_those_of_liblouis(desk):
    try:
        import louis
    except ImportError:
        raise Skip("python3-louis is not installed") from None
    table = written()
    assert len(LETTERS) == 42
    try:
        # Their table marks the nine letters with a ninth dot, which no display has.
        theirs = {
            letter: "".join(chr(0x2800 + (ord(dots) & 0xFF)) for dots in louis.translateString(["kk.utb"], letter, mode=louis.dotsIO))
            for letter in LETTERS
        }
    except RuntimeError:
        raise Skip("liblouis has no table kk.utb") from None
    ours = {letter: cell(table[letter]) for letter in LETTERS}
    assert ours == theirs, {letter: (ours[letter], theirs[letter]) for letter in LETTERS if ours[letter] != theirs[letter]}
    assert len(set(ours.values())) == 42, "two letters have the same dots"
    for letter in LETTERS:
        assert table[letter.upper()] == table[letter] | {"7"}, letter.upper()
    # What is not a letter has the dots of none.
    letters = {dots for character, dots in table.items() if character.lower() in LETTERS}
    assert len(letters) == 84
    shared = [character for character, dots in table.items() if character.lower() not in LETTERS and dots in letters]
    assert not shared, shared


@road()
def brltty_takes_the_kazakh_table(desk):
    """The table's own compiler gives back every character that it holds."""
    compiled = desk.session.folder / "kk.ttb"
    said = subprocess.run(
        [program("brltty-ttb"), "-i", "ttb", "-o", "ttb", KAZAKH_TABLE, str(compiled)],
        env=desk.session.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30,
    )
    assert said.returncode == 0 and not said.stdout.strip(), said.stdout.decode("utf-8", "replace")
    taken = sum(1 for line in compiled.read_text("utf-8").splitlines() if line.startswith(("char", "glyph")))
    assert taken == len(written()), (taken, len(written()))


@road(languages=("kk",), braille=True)
def kazakh_letters_are_right_under_the_finger(desk):
    text = "қаң Ұлы үміт? (һәм ғажап өң)"
    table = written()
    writer = subprocess.Popen(
        [sys.executable, "-c", SHOW, text], env=desk.session.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:

        def shown():
            if writer.poll() is not None:
                why = writer.stderr.read().decode("utf-8", "replace")
                if "brlapi" in why and "No module" in why:
                    raise Skip("python3-brlapi is not installed")
                raise AssertionError(why)
            lines = (desk.session.folder / "braille.jsonl").read_text("utf-8").splitlines()
            last = json.loads(lines[-1]) if lines else {}
            return last.get("text", "").startswith(text) and last["cells"]

        cells = wait(shown, 10, "the words on the braille display")
    finally:
        writer.kill()
        writer.wait()
    expected = "".join(cell(table[character]) for character in text)
    assert cells.startswith(expected), (cells, expected)
    assert cells.startswith("⠹⠁⠩⠀"), cells
