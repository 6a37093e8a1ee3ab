"""A PDF: a locked one asks for its password; a long one opens at once, its last page can be gone to, and it is found again."""
import subprocess

from reader import ROOT
from road import road
from session import wait
from steps import Steps, containing

FIXTURES = ROOT / "tests/fixtures/pdf"
PAGES = 1500


def long_book(folder):
    """So many pages of English, each with its number in words of its own."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(en)>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for number in range(1, PAGES + 1):
        text = f"BT /F 12 Tf 72 700 Td (This is leaf {number} of the long book.) Tj 0 -40 Td (It has a second sentence.) Tj ET".encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(text), text))
        objects.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>" % len(objects))
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/MediaBox[0 0 600 800]/Count %d/Kids[%s]>>" % (PAGES, b" ".join(kids))
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    path = folder / "long.pdf"
    path.write_bytes(data)
    return path


def workers(program):
    """The processes that read documents for this program."""
    told = subprocess.run(["ps", "-o", "args=", "--ppid", str(program.process.pid)], capture_output=True, text=True).stdout
    return [line for line in told.splitlines() if "pdf-worker" in line]


@road(limit=90, languages=("kk", "en"))
def a_locked_one_asks_for_its_password(desk):
    words, press = desk.words, desk.keyboard.press
    program = desk.program(FIXTURES / "udhr-kk-userpw-user.pdf")
    steps = Steps(desk, program, "keys")

    def field():
        return steps.window.wait("password text", words["password-field"])

    wait(lambda: field().is_("focused"), 15, lambda: f"the focus in the password:\n{steps.window.outline()}")
    desk.keyboard.type("wrong")
    press("Return")
    steps.window.wait(None, containing(words["error-book-wrong-password"]))
    wait(lambda: field().is_("focused") and not field().text(), 10, "an empty field after the wrong password")
    desk.keyboard.type("user")
    press("Return")
    page = steps.document("")
    assert "Преамбула" in page.text(), page.text()
    # It is remembered until the program ends, and no longer.
    press("ctrl+1")
    steps.title(words["screen-shelf"])
    program.leave(desk.keyboard)
    program = desk.program(FIXTURES / "udhr-kk-userpw-user.pdf")
    Steps(desk, program, "keys").window.wait("password text", words["password-field"], timeout=20)


@road(limit=90)
def a_long_one_opens_at_once_and_its_last_page_is_there(desk):
    words, press = desk.words, desk.keyboard.press
    program = desk.program(long_book(desk.session.folder))
    steps = Steps(desk, program, "keys")
    steps.title("long")
    page = steps.document("")
    assert "leaf 1 of" in page.text(), page.text()
    press("ctrl+g")
    field = steps.window.wait(("entry", "text"), words["reader-place-field"])
    wait(lambda: field.is_("focused"), 5, "the focus in the field")
    desk.keyboard.type(str(PAGES))
    press("Return")
    wait(lambda: f"leaf {PAGES} of" in steps.document("").text(), 60, lambda: f"the last page:\n{steps.window.outline()}")
    wait(lambda: not workers(program), 30, "the reader of documents to be done")

    program.leave(desk.keyboard)
    program = desk.program()
    steps = Steps(desk, program, "keys")
    press("ctrl+3")
    wait(lambda: f"leaf {PAGES} of" in steps.document("").text(), 20, lambda: f"the page that was left:\n{steps.window.outline()}")
    program.leave(desk.keyboard)
    wait(lambda: not workers(program), 10, "the reader of documents to end with the program")
