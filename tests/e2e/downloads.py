"""Books on their way: two downloads, one paused by keyboard, a kill, a new start, both on the shelf."""
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from road import road
from session import wait
from shell import Shell
from steps import Steps


class Slow:
    """A service that gives the first half of each file and holds the rest until it is let go; it goes on where it is asked."""

    def __init__(self, files):
        self.files, self.ranges, self.free = files, [], threading.Event()

    def __enter__(self):
        slow = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                body = slow.files.get(self.path)
                if body is None:
                    self.send_error(404)
                    return
                asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
                start = int(asked.group(1)) if asked else 0
                slow.ranges.append((self.path, start))
                self.send_response(206 if asked else 200)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(body) - start))
                self.send_header("ETag", '"1"')
                if asked:
                    self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
                self.end_headers()
                half = max(start, len(body) // 2)
                try:
                    self.wfile.write(body[start:half])
                    self.wfile.flush()
                    slow.free.wait(120)
                    self.wfile.write(body[half:])
                except OSError:
                    pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.free.set()
        self.server.shutdown()
        self.server.server_close()


def books():
    text = lambda title: (title + "\n\n" + "Оқу инемен құдық қазғандай. " * 8_000).encode()  # noqa: E731
    return {"/first.txt": text("Бірінші кітап"), "/second.txt": text("Екінші кітап")}


def states(shell):
    """By the end of the address."""
    return {line["address"].rsplit("/", 1)[-1]: line for line in shell.ok("downloads", "list").lines()}


def row(window, name):
    return window.wait("list item", re.compile("^" + re.escape(name)))


def two_begun(desk, slow, shell):
    """The program on the screen of its downloads, the first of two with the focus."""
    program = desk.program(slow.url + "/first.txt")
    wait(lambda: states(shell).get("first.txt", {}).get("received", 0) > 0, 20, "a beginning of the first")
    # A later start hands its address to the window.
    shell.ok(slow.url + "/second.txt")
    wait(lambda: states(shell).get("second.txt", {}).get("received", 0) > 0, 20, "a beginning of the second")
    steps = Steps(desk, program, by="keys")
    desk.keyboard.press("ctrl+j")
    steps.title(desk.words["screen-downloads"])
    first = row(program.window, "first.txt")
    wait(lambda: first.is_("focused"), 10, "the focus on the first download")
    return program


@road(limit=60)
def by_command_line(desk):
    slow, shell = desk.library(Slow(books())), Shell(desk)
    assert not shell.ok("downloads").lines()
    shell.fails("downloads", "pause", "7")
    program = desk.program(slow.url + "/first.txt", "--no-speech")
    wait(lambda: states(shell).get("first.txt", {}).get("received", 0) > 0, 20, "a beginning")
    number = states(shell)["first.txt"]["id"]
    # The window heeds what the command line says.
    shell.ok("downloads", "pause", number)
    program.process.kill()
    program.process.wait()
    slow.free.set()
    assert states(shell)["first.txt"]["state"] == "paused"
    assert shell.ok("downloads", "run").lines()[-1]["state"] == "paused"
    shell.ok("downloads", "resume")
    told = [line["state"] for line in shell.ok("downloads", "run").lines()]
    assert told[-1] == "shelved" and "downloading" in told, told
    assert not shell.ok("downloads", "list").lines()
    assert len(shell.ok("shelf").lines()) == 1
    (_, first), (_, second) = slow.ranges
    assert first == 0 and second > 0, slow.ranges


@road(limit=120, languages=("kk", "ru", "en"))
def by_keyboard(desk):
    slow, shell, words = desk.library(Slow(books())), Shell(desk), desk.words
    program = two_begun(desk, slow, shell)
    row(program.window, "second.txt")
    desk.speech.mark()
    desk.keyboard.press("Return")
    desk.speech.wait(words["download-paused"])
    wait(lambda: states(shell)["first.txt"]["state"] == "paused", 10, "the first to be paused")
    # The second goes before it.
    desk.keyboard.press("Down")
    wait(lambda: (now := program.window.focused()) and now.name.startswith("second"), 10, "the focus on the second")
    desk.keyboard.press("ctrl+Up")
    wait(lambda: shell.ok("downloads", "list").lines()[0]["address"].endswith("second.txt"), 10, "the second to be first")
    desk.keep(desk.language + ".two")

    program.process.kill()
    program.process.wait()
    there = {name: line["received"] for name, line in states(shell).items()}
    slow.free.set()
    desk.speech.mark()
    program = desk.program()
    steps = Steps(desk, program, by="keys")
    wait(lambda: len(shell.ok("shelf").lines()) == 1, 20, lambda: shell.ok("downloads", "list").out)
    assert states(shell)["first.txt"]["state"] == "paused", "what the reader paused stays so"
    desk.keyboard.press("ctrl+j")
    steps.title(words["screen-downloads"])
    first = row(program.window, "first.txt")
    wait(lambda: first.is_("focused"), 10, "the focus on the download that is left")
    desk.keyboard.press("space")
    wait(lambda: len(shell.ok("shelf").lines()) == 2, 20, lambda: shell.ok("downloads", "list").out)
    program.window.wait(name=words["downloads-none"])
    assert not states(shell)
    assert sorted(slow.ranges[2:]) == sorted(("/" + name, size) for name, size in there.items()), slow.ranges
    program.leave(desk.keyboard)


@road(limit=90, languages=("kk", "ru", "en"), orca="keys")
def a_screen_reader_tells_how_far_each_is(desk):
    """What stands beside the title on the screen is heard with it."""
    slow, words = desk.library(Slow(books())), desk.words
    two_begun(desk, slow, Shell(desk))
    desk.keyboard.press("Return")
    desk.speech.wait(words["download-paused"])
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Down")
    said = lambda: " ".join(desk.speech.said())  # noqa: E731
    wait(lambda: "second.txt" in said() and words.pattern("step-downloading-percent", whole=False).search(said()), 10, said)
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("Up")
    wait(lambda: "first.txt" in said() and words["download-paused"] in said(), 10, said)
