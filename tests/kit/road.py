"""Roads: tests that walk the real program on a desk of their own, each in a process of its own with a limit of time.

    @road(limit=90, languages=("kk", "ru", "en"))
    def she_finds_a_book(desk): …

`desk` has `session`, `language`, `words`, `speech`, `keyboard`, `home` and `program(…)`. `tests/e2e/run.py` runs them.
"""
import importlib
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from contextlib import ExitStack
from pathlib import Path

from reader import ROOT, Braille, Keyboard, Program, Speech, picture
from session import Missing, Session
from wording import Words

ROADS = []
KEPT = ROOT / "target/e2e"
# BRLTTY's own tables have none for Kazakh.
KAZAKH_TABLE = str(ROOT / "packaging/brltty/kk.ttb")
WAIT_FOR_DESK = 120  # seconds
SECOND_GOES = 3  # roads in a quick run


class Skip(Exception):
    """This road cannot be walked here, and why."""


class Road:
    def __init__(self, walk, limit, quick, language, session):
        self.walk, self.limit, self.quick, self.language, self.session = walk, limit, quick, language, session
        self.name = f"{walk.__module__}.{walk.__name__}" + (f"[{language}]" if language else "")


def road(limit=120, quick=True, languages=(None,), **session):
    """Marks a road. The rest is handed to the session (orca, braille, speed, voices, …)."""

    def mark(walk):
        for language in languages:
            ROADS.append(Road(walk, limit, quick, language, session))
        return walk

    return mark


class Desk:
    """What a road is handed: the session, what the reader hears and presses, and a home folder of her own."""

    def __init__(self, session, language, name):
        self.session, self.language, self.name = session, language or "en", name
        self.words = Words(self.language)
        self.speech, self.keyboard = Speech(session), Keyboard(session)
        self.braille = Braille(session)
        self.home = session.folder / "oqyrman"
        self.opened = ExitStack()

    def program(self, *arguments, language=True, home=None, **more):
        """The program in this road's language. It ends with the road."""
        chosen = ("--lang", self.language) if language else ()
        return self.opened.enter_context(Program(self.session, home or self.home, *chosen, *arguments, **more))

    def library(self, server):
        """Another make's server, for as long as the road lasts."""
        return self.opened.enter_context(server)

    def keep(self, part=""):
        """Pictures and transcripts of a road that failed, or of a part of it."""
        place = KEPT / (f"{self.name}.{part}" if part else self.name)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True, exist_ok=True)
        for path in [self.session.folder / "speech.jsonl", *(self.session.folder / "log").iterdir()]:
            if path.is_file():
                shutil.copy(path, place / path.name)
        picture(self.session, place / "screen.png")
        return place


def tables(road):
    """What the road's session is made from: in Kazakh, braille is shown by our own table."""
    more = {"braille_table": KAZAKH_TABLE} if road.language == "kk" else {}
    return {**more, **road.session}


def walk(road, begun):
    """Walks one road in this process: «ok», «skipped: why» or «FAILED» and the reason. `begun` appears with the desk."""
    try:
        with Session(**tables(road)) as session:
            begun.touch()
            desk = Desk(session, road.language, road.name)
            try:
                with desk.opened:
                    try:
                        road.walk(desk)
                    except (Missing, Skip):
                        raise
                    except BaseException:
                        try:
                            print(f"    kept: {desk.keep()}")
                        except Exception as error:  # What failed matters more than its picture.
                            print(f"    nothing kept: {error}")
                        raise
            except (Missing, Skip):
                raise
        return "ok"
    except (Missing, Skip) as reason:
        return f"skipped: {reason}"
    except SystemExit:
        return "FAILED: out of time"
    except BaseException:
        return "FAILED: " + traceback.format_exc().strip()


def run(road):
    """Walks one road in a child with a limit of time; answers (result, seconds)."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="oqyrman-road-") as folder:
        result, begun = Path(folder) / "result", Path(folder) / "begun"
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.setsid()
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
            said = walk(road, begun)
            result.write_text(said)
            sys.stdout.flush()
            os._exit(0)
        asked, waited = False, False
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            # The road's time begins when its desk stands.
            if not waited and (begun.exists() or time.monotonic() - began > WAIT_FOR_DESK):
                began, waited = time.monotonic(), True
            spent = time.monotonic() - began if waited else 0
            if spent > road.limit and not asked:
                asked = True
                os.kill(child, signal.SIGTERM)
            if spent > road.limit + 20:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                break
            time.sleep(0.02)
        said = result.read_text() if result.exists() else "FAILED: its process died"
    if asked and said.startswith("FAILED"):
        said = f"FAILED: more than {road.limit} s; " + said.removeprefix("FAILED: ")
    return said, time.monotonic() - began


def load(folder):
    """The modules of a folder of roads."""
    sys.path.insert(0, str(folder))
    modules = []
    for path in sorted(Path(folder).glob("*.py")):
        if path.stem not in ("run", "measure", "peers"):
            modules.append(importlib.import_module(path.stem))
    return modules


def main(folder):
    """Walks the roads of a folder: all of them, the quick ones (--quick), or those whose name holds one of the words."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    load(folder)
    chosen = [
        road
        for road in ROADS
        if (road.quick or "--quick" not in sys.argv) and (not words or any(word in road.name for word in words))
    ]
    if "--list" in sys.argv:
        print("\n".join(road.name for road in chosen))
        return 0
    counts = {"ok": 0, "skipped": 0, "FAILED": 0}
    began = time.monotonic()
    print(f"running {len(chosen)} roads")
    failed = []
    for road in chosen:
        said, seconds = run(road)
        kind = said.split(":")[0]
        counts[kind] += 1
        failed += [road] if kind == "FAILED" else []
        print(f"road {road.name} ... {said} ({seconds:.1f} s)", flush=True)
    # Several programs of other makes have to keep time with each other: on a machine that others use, too, one of them may
    # come late. Such a road is walked once more, and that is told. What fails twice, or many at once, is no accident.
    for road in failed if "--quick" in sys.argv and len(failed) <= SECOND_GOES else []:
        said, seconds = run(road)
        if said == "ok":
            counts["FAILED"] -= 1
            counts["ok"] += 1
        print(f"road {road.name} ... once more: {said} ({seconds:.1f} s)", flush=True)
    print(
        f"road result: {'FAILED' if counts['FAILED'] else 'ok'}. {counts['ok']} passed; {counts['FAILED']} failed; "
        f"{counts['skipped']} skipped; finished in {time.monotonic() - began:.0f} s"
    )
    return 1 if counts["FAILED"] or not chosen else 0
