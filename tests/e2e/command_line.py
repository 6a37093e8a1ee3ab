"""The command line as scripts and readers with a braille terminal rely on it."""
import http.server
import json
import re
import ssl
import subprocess
import threading
import time

from books import SHIPPED, Mixed, shipped
from libraries import status
from reader import ROOT, Program, binary
from road import road
from session import wait
from shell import Shell, navigation, publications

CERTIFICATE = ROOT / "tests/fixtures/tls/certificate.pem"
KINDS = {"heading", "paragraph", "item", "cell", "note", "caption", "code", "image", "page_break", "separator"}


@road()
def a_book_tells_what_it_is(desk):
    shell = Shell(desk)
    known = shell.ok("info", Mixed.write(desk.session.folder)).json()
    assert known["format"] == "epub" and known["title"] == Mixed.TITLE and known["authors"] == [Mixed.AUTHOR], known
    assert known["languages"] == ["kk", "ru", "en"] and known["sections"] == 3, known
    assert [entry["title"] for entry in known["outline"]] == [heading for _, heading, _ in Mixed.CHAPTERS], known
    assert all(entry["level"] == 1 and entry["children"] == [] for entry in known["outline"]), known
    words = sum(len(re.findall(r"\w+", sentence)) for _, sentence in Mixed.sentences())
    assert abs(known["words"] - words) <= 3, (known["words"], words)
    assert known["pages"] == [] and isinstance(known["landmarks"], list) and isinstance(known["accessibility"], dict), known
    for path in sorted(SHIPPED.glob("*.epub")):
        known = shell.ok("info", path).json()
        assert known["title"] and known["authors"] and known["outline"] and known["words"] > 1000, (path, known)
        assert known["defects"] == [], (path, known["defects"])


@road()
def a_book_tells_its_text(desk):
    shell, path = Shell(desk), Mixed.write(desk.session.folder)
    plain = shell.ok("text", path).out
    wanted = [part for _, heading, lines in Mixed.CHAPTERS for part in (heading, " ".join(lines))]
    assert [block for block in plain.split("\n") if block.strip()] == wanted, plain
    assert "\n\n" in plain
    blocks = shell.ok("text", "--json", path).lines()
    for block in blocks:
        assert block["kind"] in KINDS, block
        data = block["text"].encode("utf-8")
        ends = [0] + [end for _, end in block["phrases"]]
        assert [start for start, _ in block["phrases"]] == ends[:-1] and (not data or ends[-1] == len(data)), block
    phrases = [
        (block["language"], block["text"].encode("utf-8")[start:end].decode("utf-8").strip())
        for block in blocks
        for start, end in block["phrases"]
    ]
    assert phrases == Mixed.sentences(), phrases


@road()
def a_mistake_ends_in_one_plain_sentence(desk):
    shell = Shell(desk)
    garbage = desk.session.folder / "garbage.epub"
    garbage.write_bytes(b"\x00\xff garbage " * 100)
    empty = desk.session.folder / "empty.epub"
    empty.touch()
    for language in ("kk", "ru", "en"):
        said = {
            shell.fails("--lang", language, command, path).err
            for command in ("info", "text")
            for path in ("/nowhere/at/all.epub", garbage, empty)
        }
        alphabet = r"[a-z]{3}" if language == "en" else r"[а-яәғқңөұүһі]{3}"
        assert all(re.search(alphabet, sentence, re.I) for sentence in said), said
    shell.fails("fetch", "http://127.0.0.1:9/nobody-listens.epub")
    shell.fails("catalog", "http://127.0.0.1:9/opds")
    for usage in (["--no-such-option"], ["info"], ["serve"], ["catalog", "--lang", "tlh"]):
        answer = shell.call(*usage)
        assert answer.status == 2 and answer.err and not answer.out, (usage, answer.status, answer.err)


class Encrypted:
    """A library by https with a certificate of its own, which also leads to open connections."""

    def __init__(self):
        self.asked = asked = []
        feed = {"metadata": {"title": "Кітапхана"}, "publications": [{
            "metadata": {"title": "Қауіпсіз кітап"},
            "links": [{"href": "book.epub", "type": "application/epub+zip", "rel": "http://opds-spec.org/acquisition/open-access"}],
        }]}

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                leave = self.path.endswith("leave")
                body = b"" if leave else json.dumps(feed).encode()
                self.send_response(302 if leave else 200)
                self.send_header("Location" if leave else "Content-Type", "http://127.0.0.1:9/" if leave else "application/opds+json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        # A handshake that fails must not hold up the one that takes connections.
        self.server.handle_error = lambda *_: None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_name("key.pem"))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://localhost:{self.server.server_port}/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Service:
    """`oqyrman serve` on a port of its own."""

    def __init__(self, desk, folder, *options, stdin=b""):
        self.process = subprocess.Popen(
            [str(binary()), "serve", str(folder), "--port", "0", *options],
            env={**desk.session.env, "OQYRMAN_HOME": str(desk.session.folder / "service-home")},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        self.process.stdin.write(stdin)
        self.process.stdin.close()
        line = self.process.stdout.readline().decode("utf-8").strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\S*", line), f"{line!r} {self.process.poll()}"
        self.url = line

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


@road()
def a_folder_becomes_a_library(desk):
    shell = Shell(desk)
    with Service(desk, SHIPPED) as service:
        assert status(service.url) == 200
        everything = publications(shell.ok("catalog", service.url, "--all").lines())
        for entry in navigation(shell.ok("catalog", service.url).lines()):
            everything += publications(shell.ok("catalog", entry["href"], "--all").lines())
        titles = {entry["title"] for entry in everything}
        books = [path for path in SHIPPED.iterdir() if path.suffix != ".md"]
        assert {shell.ok("info", path).json()["title"] for path in books} <= titles, titles
        found = publications(shell.ok("catalog", service.url, "--search", "Абай").lines())
        assert found and all("Абай" in " ".join([entry["title"], *entry["authors"]]) for entry in found), found
        none = shell.ok("catalog", service.url, "--search", "ешқайда жоқ кітап").lines()
        assert publications(none) == [], none
        kinds = {link["type"] for entry in everything for link in entry["acquisitions"]}
        assert {"application/epub+zip", "application/pdf"} <= kinds and any(kind.startswith("audio/") for kind in kinds), kinds
        found = [entry for entry in found if any("epub" in link["type"] for link in entry["acquisitions"])]
        link = next(link for link in found[0]["acquisitions"] if "epub" in link["type"])
        holding = shell.ok("fetch", link["href"]).json()
        assert holding["title"] == found[0]["title"], holding
        shelf = shell.ok("shelf").lines()
        assert [entry["title"] for entry in shelf] == [found[0]["title"]], shelf
        # Borrowing twice puts one book on the shelf.
        shell.ok("fetch", link["href"])
        assert len(shell.ok("shelf").lines()) == 1
        original = next(path for path in SHIPPED.glob("*.epub") if shell.ok("info", path).json()["title"] == holding["title"])
        assert shell.ok("text", shelf[0]["file"]).out == shell.ok("text", original).out
        for outside in ("../Cargo.toml", "..%2f..%2fCargo.toml", "%2e%2e/Cargo.toml"):
            assert status(service.url.rstrip("/").rsplit("/", 1)[0] + "/" + outside) in (400, 403, 404), outside


@road()
def a_library_that_asks_for_a_password(desk):
    shell = Shell(desk)
    with Service(desk, SHIPPED, "--user", "reader", "--password-stdin", stdin="құпия сөз\n".encode()) as service:
        shell.fails("catalog", service.url)
        shell.fails("catalog", service.url, "--user", "reader", "--password-stdin", stdin=b"wrong\n")
        let_in = shell.ok("catalog", service.url, "--all", "--user", "reader", "--password-stdin", stdin="құпия сөз\n".encode())
        assert let_in.lines()


@road()
def a_library_by_an_encrypted_connection(desk):
    """Certificates are believed when the system's store vouches for them; an open connection is never fallen back to."""
    with Encrypted() as library:
        for language, word in (("kk", "сертификат"), ("ru", "сертификат"), ("en", "certificate")):
            refused = Shell(desk).fails("--lang", language, "catalog", library.url).err
            assert word in refused, refused
        assert library.asked == [], library.asked
        shell = Shell(desk)
        shell.env["SSL_CERT_FILE"] = str(CERTIFICATE)
        found = publications(shell.ok("catalog", library.url).lines())
        assert [entry["title"] for entry in found] == ["Қауіпсіз кітап"], found
        led_astray = shell.fails("--lang", "en", "catalog", library.url + "leave").err
        assert "unprotected" in led_astray, led_astray


@road()
def the_embedded_library_needs_no_address(desk):
    shell = Shell(desk)
    lines = shell.ok("catalog").lines()
    assert publications(lines) or navigation(lines), lines
    found = publications(shell.ok("catalog", "--search", "Чехов").lines())
    assert found, "the embedded library has no Chekhov"
    link = found[0]["acquisitions"][0]
    holding = shell.ok("fetch", link["href"]).json()
    assert holding["title"] == found[0]["title"], holding


@road()
def what_the_system_can_speak(desk):
    voices = Shell(desk).ok("voices").json()
    assert {voice["language"].split("-")[0] for voice in voices} >= {"kk", "ru", "en"}, voices
    assert all(voice["voice"] and voice["engine"] for voice in voices), voices


@road(speed=2000)
def a_book_is_read_aloud_without_a_window(desk):
    Shell(desk).ok("speak", Mixed.write(desk.session.folder), timeout=60)
    said = [(language.split("-")[0], text) for language, text in desk.speech.utterances()]
    assert said == Mixed.sentences(), said


@road()
def a_second_start_hands_over_to_the_first(desk):
    book = Mixed.write(desk.session.folder)
    program = desk.program(shipped("kk"))
    began = time.monotonic()
    second = Shell(desk).ok(book, timeout=20)
    assert time.monotonic() - began < 5, "the second start did not hand over"
    assert second.status == 0
    wait(lambda: Mixed.TITLE in program.window.name, 15, lambda: f"the handed book in the window's title: {program.window.name!r}")
    assert program.process.poll() is None
    # Another home is another program.
    other = desk.opened.enter_context(Program(desk.session, desk.session.folder / "other-home", "--lang", "en"))
    assert other.process.pid != program.process.pid and other.process.poll() is None

