"""Other people's library servers on loopback, with books of ours in them: the calibre content server and Calibre-Web."""
import base64
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from session import Missing, wait

ROOT = Path(__file__).resolve().parents[2]


def target():
    """The build folder, where what tests set up once is kept too."""
    return Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(url, user=None, password=None):
    """The HTTP status that a GET of this address answers with, 0 when nobody does."""
    request = urllib.request.Request(url)
    if user:
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Server:
    """A server of another make. `url` is its OPDS catalogue; USER and PASSWORD open it when it asks."""

    USER, PASSWORD = "reader", "secret"

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="oqyrman-server-"))
        self.processes = []
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes:
            end(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def spawn(self, *command, env):
        log = open(self.folder / "log", "ab")
        process = subprocess.Popen(
            [str(part) for part in command], env=env, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )
        log.close()
        self.processes.append(process)
        return process

    def log(self):
        return (self.folder / "log").read_text("utf-8", "replace")[-1500:]

    def answers(self, process, url, wanted, timeout=60):
        def check():
            if process.poll() is not None:
                raise AssertionError(f"the server ended with {process.returncode}: {self.log()}")
            return status(url) in wanted

        wait(check, timeout, lambda: f"{url}: {self.log()}", every=0.05)


def end(process):
    """Ends a process that leads its own group, and the group."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(5)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Calibre(Server):
    """The calibre content server: auth is «none», «basic» or «digest»."""

    def __init__(self, books, auth="none"):
        if not shutil.which("calibre-server"):
            raise Missing("calibre is not installed")
        self.books, self.auth = books, auth

    def start(self):
        env = {
            **os.environ,
            "CALIBRE_CONFIG_DIRECTORY": str(self.folder / "config"),
            "CALIBRE_TEMP_DIR": str(self.folder),
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        shelf = self.folder / "library"
        run = dict(env=env, check=True, timeout=180, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        subprocess.run(["calibredb", "add", "--library-path", str(shelf), *map(str, self.books)], **run)
        port = free_port()
        options = ["--disable-auth"]
        if self.auth != "none":
            users = str(self.folder / "users.sqlite")
            subprocess.run(
                ["calibre-server", "--userdb", users, "--manage-users", "--", "add", self.USER, self.PASSWORD], **run
            )
            options = ["--enable-auth", f"--auth-mode={self.auth}", f"--userdb={users}"]
        self.address = f"http://127.0.0.1:{port}"
        self.url = self.address + "/opds"
        process = self.spawn(
            "calibre-server", "--listen-on=127.0.0.1", f"--port={port}", "--disable-use-bonjour", *options, shelf, env=env
        )
        self.answers(process, self.url, (200,) if self.auth == "none" else (401,))


class CalibreWeb(Server):
    """Calibre-Web in an environment of its own, over a calibre library."""

    VERSION = "0.6.27"
    USER, PASSWORD = "admin", "admin123"

    def __init__(self, books):
        if not shutil.which("calibredb"):
            raise Missing("calibre, which makes the library that Calibre-Web shows, is not installed")
        self.books, self.program = books, self.install()

    def install(self):
        """The program `cps`, installed on first use."""
        place = target() / f"calibre-web-{self.VERSION}"
        program = place / "bin/cps"
        if not program.exists():
            shutil.rmtree(place, ignore_errors=True)
            for command in (
                ["/usr/bin/python3", "-m", "venv", str(place)],
                [str(place / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", f"calibreweb=={self.VERSION}"],
            ):
                done = subprocess.run(
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600
                )
                if done.returncode:
                    shutil.rmtree(place, ignore_errors=True)
                    raise Missing(f"Calibre-Web cannot be installed: {done.stdout.decode('utf-8', 'replace')[-300:]}")
        return program

    def start(self):
        shelf, settings = self.folder / "library", self.folder / "settings"
        settings.mkdir()
        env = {
            **os.environ,
            "CALIBRE_CONFIG_DIRECTORY": str(self.folder / "config"),
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        subprocess.run(
            ["calibredb", "add", "--library-path", str(shelf), *map(str, self.books)],
            env=env, check=True, timeout=180, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.url = self.address + "/opds"
        env.update(CALIBRE_DBPATH=str(settings), CALIBRE_PORT=str(port))
        command = (self.program, "-p", settings / "app.db", "-i", "127.0.0.1")
        # The first start writes its settings; only then can they name the library.
        first = self.spawn(*command, env=env)
        self.answers(first, self.address + "/", range(200, 600))
        end(first)
        self.processes.remove(first)
        with sqlite3.connect(settings / "app.db") as database:
            database.execute("update settings set config_calibre_dir = ?", (str(shelf),))
        second = self.spawn(*command, env=env)
        self.answers(second, self.url, (200, 401))


class Kosync(Server):
    """A sync server of KOReader over a Redis of its own. It listens on all interfaces: it runs in a network of its own, into
    which only a socket in a file leads."""

    VERSION = "0.1.2"

    def __init__(self):
        for tool in ("redis-server", "cargo", "unshare"):
            if not shutil.which(tool):
                raise Missing(f"{tool} is not installed")
        if subprocess.run([*APART, "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            raise Missing("the system gives no network of one's own (unshare)")
        self.program = self.install()

    def install(self):
        """The program `kosync`, built on first use."""
        place = target() / f"tools/kosync-{self.VERSION}"
        program = place / "bin/kosync"
        if not program.exists():
            done = subprocess.run(
                ["cargo", "install", "--quiet", "--locked", "--root", str(place), f"kosync@{self.VERSION}"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=800,
                env={**os.environ, "CARGO_TARGET_DIR": str(place / "build")},
            )
            shutil.rmtree(place / "build", ignore_errors=True)
            if done.returncode:
                raise Missing(f"kosync cannot be built: {done.stdout.decode('utf-8', 'replace')[-300:]}")
        return program

    def start(self):
        door, port = self.folder / "door", free_port()
        self.url = f"http://127.0.0.1:{port}/"
        inside = self.spawn(
            *APART, sys.executable, Path(__file__).resolve(), "--apart", self.program, self.folder, door, env={**os.environ}
        )
        wait(lambda: door.exists() or inside.poll() is not None, 30, lambda: f"a door to the server: {self.log()}")
        self.spawn(sys.executable, Path(__file__).resolve(), "--lead", str(port), door, env={**os.environ})
        self.answers(inside, self.url + "healthcheck", (200,))


APART = ("unshare", "--user", "--map-root-user", "--net")


def apart(program, folder, door):
    """In a network of its own: its loopback, Redis, the server, and a door to it in a file. Ends with the server."""
    import fcntl
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        # SIOCSIFFLAGS, IFF_UP | IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH22x", b"lo", 0x41))
    redis = subprocess.Popen(["redis-server", "--bind", "127.0.0.1", "--port", "6379", "--save", "", "--dir", folder])

    def ready(port):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            return False

    wait(lambda: ready(6379), 20, "Redis")
    server = subprocess.Popen([program, "--port", "3030"])
    wait(lambda: ready(3030), 20, "the server")
    pump(socket.AF_UNIX, str(door), lambda: socket.create_connection(("127.0.0.1", 3030)), server)
    redis.terminate()


def lead(port, door):
    """From a port of this machine's loopback to a door."""

    def through():
        way = socket.socket(socket.AF_UNIX)
        way.connect(str(door))
        return way

    pump(socket.AF_INET, ("127.0.0.1", int(port)), through)


def pump(family, address, onward, server=None):
    """Carries every connection onward, for as long as the server runs."""
    import threading

    def carry(source, sink):
        try:
            while piece := source.recv(65536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
        listener.settimeout(0.5)
        while server is None or server.poll() is None:
            try:
                comer, _ = listener.accept()
            except TimeoutError:
                continue
            comer.settimeout(None)
            try:
                way = onward()
            except OSError:
                comer.close()
                continue
            for pair in ((comer, way), (way, comer)):
                threading.Thread(target=carry, args=pair, daemon=True).start()


class R2Streamer(Server):
    """Readium's streamer: OPDS 2, each book as a manifest and the files that it names."""

    VERSION = "1.0.50"
    # It would listen to the whole network.
    LOOPBACK = """const net = require("net"), listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const own = typeof port === "number" ? [port, "127.0.0.1", ...rest.filter((it) => typeof it === "function")] : [port, ...rest];
  return listen.apply(this, own);
};
"""

    def __init__(self, books):
        if not (shutil.which("node") and shutil.which("npm")):
            raise Missing("node and npm are not installed")
        self.books, self.program = books, self.install()

    def install(self):
        place = target() / f"r2-streamer-{self.VERSION}"
        program = place / "node_modules/r2-streamer-js/dist/es8-es2017/src/http/server-cli.js"
        if not program.exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(place)]
            done = subprocess.run(
                [*command, f"r2-streamer-js@{self.VERSION}"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300,
            )
            if done.returncode:
                shutil.rmtree(place, ignore_errors=True)
                raise Missing(f"r2-streamer cannot be installed: {done.stdout.decode('utf-8', 'replace')[-300:]}")
        return program

    def start(self):
        shelf, loopback, port = self.folder / "library", self.folder / "loopback.js", free_port()
        shelf.mkdir()
        loopback.write_text(self.LOOPBACK)
        for book in self.books:
            shutil.copy(book, shelf)
        self.address = f"http://127.0.0.1:{port}"
        self.url = self.address + "/opds2/publications.json"
        env = {**os.environ, "PORT": str(port), "STREAMER_DISABLE_EXPIRY": "1"}
        process = self.spawn("node", "-r", loopback, self.program, shelf, env=env)
        # The list is made when it is asked for the first time; until it is there, the answer is 503.
        self.answers(process, self.url, (200,))


def main():
    """Starts each server once and says how long it takes."""
    for make in (
        lambda: Calibre(sys.argv[1:]),
        lambda: Calibre(sys.argv[1:], "basic"),
        lambda: Calibre(sys.argv[1:], "digest"),
        lambda: CalibreWeb(sys.argv[1:]),
        lambda: R2Streamer(sys.argv[1:]),
    ):
        began = time.monotonic()
        with make() as server:
            answer = status(server.url), status(server.url, server.USER, server.PASSWORD)
            print(type(server).__name__, getattr(server, "auth", ""), f"{time.monotonic() - began:.1f} s", *answer)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--apart"]:
        apart(*sys.argv[2:])
    elif sys.argv[1:2] == ["--lead"]:
        lead(*sys.argv[2:])
    else:
        main()
