#!/usr/bin/python3
"""A desk without a screen, a speaker or a braille display: everything a window needs, ours alone, gone at the end.

    session.py [--orca as-shipped|keys] [--braille] [--real-voice] [--no-accessibility] [--screen 1280x800] -- COMMAND…

starts an X server that takes a free display number, a session bus, the accessibility bus, a window manager, a sound
server with a null sink, a speech daemon (the recorder, or espeak-ng with --real-voice), and when asked a virtual braille
display and Orca; waits until each is ready; runs COMMAND with the environment set; ends everything it started.
In Python: `with Session(orca="keys") as session: …`.
"""
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Missing(Exception):
    """Something that the desk needs is not installed."""


class Gone(Exception):
    """What was asked has left the screen meanwhile."""


class Timeout(AssertionError):
    pass


def wait(condition, timeout=10.0, what="the condition", every=0.02):
    """The first true value of the condition. An object that leaves while it is asked is asked for again."""
    end = time.monotonic() + timeout
    while True:
        try:
            value = condition()
        except Gone:
            value = None
        if value:
            return value
        if time.monotonic() > end:
            raise Timeout(f"waited {timeout:.0f} s for {what() if callable(what) else what}")
        time.sleep(every)


def program(*names):
    """The first of these programs that is installed."""
    for name in names:
        found = name if name.startswith("/") and os.access(name, os.X_OK) else shutil.which(name)
        if found:
            return found
    raise Missing(f"{names[0]} is not installed")


OPENBOX = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy></placement>
  <desktops><number>1</number></desktops>
  <keyboard>
    <keybind key="A-F4"><action name="Close"/></keybind>
    <keybind key="A-Tab"><action name="NextWindow"/></keybind>
  </keyboard>
  <mouse><context name="Client"><mousebind button="Left" action="Press"><action name="Focus"/></mousebind></context></mouse>
  <applications><application class="Oqyrman"><focus>yes</focus></application></applications>
</openbox_config>
"""


class Session:
    """The desk. `env` is what a program on it must be started with."""

    def __init__(
        self, orca=None, braille=False, real_voice=False, accessibility=True, screen="1280x800", speed=None, voices=None, latency="60",
        braille_table="ru",
    ):
        self.orca, self.braille, self.real_voice, self.accessibility = orca, braille, real_voice, accessibility
        self.screen, self.speed, self.voices, self.braille_table = screen, speed, voices, braille_table
        self.latency = latency
        self.processes = []
        self.folder = None

    def __enter__(self):
        # What the buses start for us becomes our child when its parent ends, so that it can be found and ended.
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
        self.folder = Path(tempfile.mkdtemp(prefix="oqyrman-desk-"))
        try:
            self.start()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def start(self):
        root = self.folder
        for name in ("home", "run", "log", "pulse", "speech/conf/modules", "speech/log", "tmp"):
            (root / name).mkdir(parents=True, mode=0o700, exist_ok=True)
        keep = ("PATH", "USER", "LOGNAME", "TERM", "RUST_BACKTRACE", "RUST_LOG", "OQYRMAN", "CARGO_TARGET_DIR", "CI", "ICED_BACKEND")
        self.env = {name: os.environ[name] for name in keep if name in os.environ}
        self.env.update(
            HOME=str(root / "home"),
            XDG_RUNTIME_DIR=str(root / "run"),
            XDG_CONFIG_HOME=str(root / "home/.config"),
            XDG_DATA_HOME=str(root / "home/.local/share"),
            XDG_CACHE_HOME=str(root / "home/.cache"),
            LANG="C.UTF-8",
            LC_ALL="C.UTF-8",
            GSETTINGS_BACKEND="memory",
            OQYRMAN_DESK=str(root),
            PYTHONPATH=str(HERE),
            PYTHONDONTWRITEBYTECODE="1",
        )
        self.start_display()
        self.start_buses()
        self.start_window_manager()
        self.start_sound()
        self.start_speech()
        if self.braille:
            self.start_braille()
        if self.orca:
            self.start_orca()

    def run(self, name, *command, **more):
        """A process that belongs to the desk, with what it writes in log/NAME."""
        log = open(self.folder / "log" / name, "ab")
        process = subprocess.Popen(
            [str(part) for part in command],
            env={**self.env, **more.pop("env", {})},
            stdin=subprocess.DEVNULL,
            stdout=more.pop("stdout", log),
            stderr=log,
            start_new_session=True,
            **more,
        )
        log.close()
        process.name = name
        self.processes.append(process)
        return process

    def ready(self, process, condition, timeout, what):
        def check():
            if process.poll() is not None:
                raise AssertionError(f"{process.name} ended with {process.returncode}: {self.log(process.name)[-800:]}")
            return condition()

        return wait(check, timeout, what)

    def log(self, name):
        path = self.folder / "log" / name
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def answers(self, *command, timeout=5):
        """Whether a command ends well on this desk."""
        try:
            return (
                subprocess.run(
                    command, env=self.env, timeout=timeout, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                ).returncode
                == 0
            )
        except subprocess.TimeoutExpired:
            return False

    def start_display(self):
        reader, writer = os.pipe()
        # Without -noreset the server starts anew each time its last client leaves.
        process = self.run(
            "display", program("Xvfb"), "-displayfd", writer, "-screen", "0", self.screen + "x24", "-nolisten", "tcp", "-noreset",
            pass_fds=(writer,),
        )
        os.close(writer)
        os.set_blocking(reader, False)
        said = b""

        def number():
            nonlocal said
            try:
                said += os.read(reader, 64)
            except BlockingIOError:
                return None
            return said.decode().strip() if said.endswith(b"\n") else None

        self.env["DISPLAY"] = ":" + self.ready(process, number, 20, "the X server")
        os.close(reader)

    def start_buses(self):
        address = f"unix:path={self.folder}/run/bus"
        process = self.run("bus", program("dbus-daemon"), "--session", "--nofork", "--nopidfile", "--address=" + address)
        self.ready(process, lambda: connects(self.folder / "run/bus"), 10, "the session bus")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address
        if not self.accessibility:
            # A bus that knows of no accessibility service: the name cannot be started.
            return
        wait(self.switch_accessibility_on, 15, "the accessibility bus", every=0.05)

    def switch_accessibility_on(self):
        """Switches accessibility on, and starts the service that knows of it; whether it could be done."""
        gdbus = program("gdbus")
        bus = ["--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus"]
        if not self.answers(gdbus, "call", *bus, "--method", "org.a11y.Bus.GetAddress"):
            return False
        for name, value in (("IsEnabled", "true"), ("ScreenReaderEnabled", "true" if self.orca else "false")):
            self.answers(
                gdbus, "call", *bus, "--method", "org.freedesktop.DBus.Properties.Set", "org.a11y.Status", name, f"<{value}>"
            )
        return True

    def start_window_manager(self):
        (self.folder / "openbox.xml").write_text(OPENBOX)
        process = self.run("window-manager", program("openbox"), "--sm-disable", "--config-file", self.folder / "openbox.xml")
        self.ready(
            process,
            lambda: b"window id" in self.output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"),
            15,
            "the window manager",
        )

    def output(self, *command, timeout=10):
        result = subprocess.run(
            command, env=self.env, timeout=timeout, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        return result.stdout

    def start_sound(self):
        if not shutil.which("pulseaudio"):
            return
        place, at = self.folder / "pulse", f"{self.folder}/pulse/socket"
        process = self.run(
            "sound", "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disallow-exit",
            "--realtime=no", "--high-priority=no",
            "--load=module-null-sink sink_name=desk rate=48000 norewinds=1",
            f"--load=module-native-protocol-unix socket={at} auth-anonymous=1",
            env={"PULSE_RUNTIME_PATH": str(place), "PULSE_STATE_PATH": str(place)},
        )
        self.ready(process, lambda: connects(at), 15, "the sound server")
        configuration = "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n"
        (self.folder / "asound.conf").write_text(configuration)
        self.env.update(PULSE_SERVER="unix:" + at, ALSA_CONFIG_PATH=str(self.folder / "asound.conf"))
        # Without a latency of its own the plug-in of ALSA may wait for ever for a null sink that nobody hears.
        if self.latency:
            self.env["PULSE_LATENCY_MSEC"] = self.latency

    def start_speech(self):
        place = self.folder / "speech"
        transcript = self.folder / "speech.jsonl"
        transcript.touch()
        (place / "conf/modules/recorder.conf").touch()
        if self.real_voice:
            engine = program("/usr/lib/speech-dispatcher-modules/sd_espeak-ng", "/usr/libexec/speech-dispatcher-modules/sd_espeak-ng",
                             "/usr/lib/speech-dispatcher/speech-dispatcher-modules/sd_espeak-ng")
            configuration = Path("/etc/speech-dispatcher/modules/espeak-ng.conf")
            self.env["OQYRMAN_SPEECH_ENGINE"] = f"{engine} {configuration if configuration.exists() else ''}".strip()
        (place / "conf/speechd.conf").write_text(
            'LogLevel 3\nLogDir "default"\nDefaultLanguage "en"\nDefaultVolume 100\nSymbolsPreproc "none"\n'
            'AudioOutputMethod "pulse"\nDefaultModule recorder\n'
            f'AddModule "recorder" "{HERE}/recorder.py" "recorder.conf"\n'
        )
        self.env.update(
            OQYRMAN_SPEECH_LOG=str(transcript), SPEECHD_ADDRESS=f"unix_socket:{place}/socket"
        )
        if self.speed is not None:
            self.env["OQYRMAN_SPEECH_CPS"] = str(self.speed)
        if self.voices is not None:
            self.env["OQYRMAN_SPEECH_VOICES"] = self.voices
        self.speech = self.run(
            "speech", program("speech-dispatcher"), "-s", "-t", "0", "-c", "unix_socket", "-S", place / "socket",
            "-P", place / "pid", "-L", place / "log", "-C", place / "conf",
        )
        # The socket is bound after the modules are loaded.
        self.ready(self.speech, lambda: connects(place / "socket"), 20, "the speech daemon")

    def start_braille(self):
        at, host = self.folder / "braille", f":{4000 + os.getpid() % 20000}"
        log = self.folder / "braille.jsonl"
        log.touch()
        display = self.run("braille-display", sys.executable, HERE / "braille_display.py", at, log, "40")
        self.ready(display, at.exists, 10, "the virtual braille display")
        self.env.update(OQYRMAN_BRAILLE_LOG=str(log), OQYRMAN_BRAILLE_KEYS=f"{at}.keys", BRLAPI_HOST=host, BRLAPI_AUTH="none")
        for name in ("brltty-updatable", "brltty-writable"):
            (self.folder / name).mkdir()
        process = self.run(
            "brltty", program("brltty"), "-n", "-e", "-l", "5", "-q", "-f", "/dev/null", "-P", self.folder / "brltty.pid",
            "-U", self.folder / "brltty-updatable", "-W", self.folder / "brltty-writable", "-b", "vr", "-d", f"client:{at}",
            "-x", "no", "-s", "no", "-t", self.braille_table, "-A", f"auth=none,host={host}",
        )
        self.ready(process, lambda: '"braille"' in log.read_text("utf-8"), 20, "BRLTTY")

    def start_orca(self):
        def spoken():
            return (self.folder / "speech.jsonl").read_text("utf-8").count('"speak"')

        before = spoken()
        place = self.folder / "home/.local/share/orca"
        place.mkdir(parents=True, exist_ok=True)
        if self.orca == "keys":
            shutil.copy(HERE / "orca_keys.py", place / "orca-customizations.py")
        # Orca ends when the same user runs another one, which it asks pgrep: on this desk there is none but ours.
        alone = self.folder / "alone"
        alone.mkdir(exist_ok=True)
        (alone / "pgrep").write_text("#!/bin/sh\nexit 1\n")
        (alone / "pgrep").chmod(0o755)
        self.screen_reader = self.run(
            "orca", program("orca"), "--debug-file=" + str(self.folder / "log/orca-debug"),
            env={
                "NO_AT_BRIDGE": "0", "GTK_MODULES": "gail:atk-bridge", "PYTHONPATH": "", "PATH": f"{alone}:{self.env['PATH']}",
            },
        )
        self.ready(self.screen_reader, lambda: spoken() > before, 30, "Orca's first words")

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        end = time.monotonic() + 3
        while time.monotonic() < end and any(process.poll() is None for process in self.processes):
            time.sleep(0.02)
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        # What was started by what we started.
        for signal_number in (signal.SIGTERM, signal.SIGKILL):
            left = [pid for pid in descendants() if belongs(pid, str(self.folder))]
            for pid in left:
                try:
                    os.kill(pid, signal_number)
                except ProcessLookupError:
                    pass
            end = time.monotonic() + 1
            while left and time.monotonic() < end:
                reap()
                left = [pid for pid in left if os.path.exists(f"/proc/{pid}")]
                time.sleep(0.02)
        if self.folder and not os.environ.get("OQYRMAN_KEEP_DESK"):
            shutil.rmtree(self.folder, ignore_errors=True)


def connects(path):
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


def descendants():
    """The processes below this one."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as stat:
                    parents[int(entry)] = int(stat.read().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                pass
    found, before = set(), -1
    while len(found) != before:
        before = len(found)
        found |= {pid for pid, parent in parents.items() if parent == os.getpid() or parent in found}
    return found


def belongs(pid, folder):
    """Whether a process was started on the desk in this folder."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as environ:
            return f"OQYRMAN_DESK={folder}".encode() in environ.read().split(b"\0")
    except OSError:
        return False


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def transcript(path):
    """The complete lines of a JSON Lines file."""
    # Read at once: what is being written meanwhile would come as the two halves of a line.
    with open(path, "rb") as written:
        whole, _, _ = written.read().rpartition(b"\n")
    return [json.loads(line) for line in whole.split(b"\n") if line.strip()]


def main():
    import argparse

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--orca", choices=("as-shipped", "keys"))
    parser.add_argument("--braille", action="store_true")
    parser.add_argument("--real-voice", action="store_true")
    parser.add_argument("--no-accessibility", action="store_true")
    parser.add_argument("--screen", default="1280x800")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    wanted = parser.parse_args()
    command = wanted.command[1:] if wanted.command[:1] == ["--"] else wanted.command
    desk = Session(wanted.orca, wanted.braille, wanted.real_voice, not wanted.no_accessibility, wanted.screen)
    with desk as session:
        return subprocess.call(command, env=session.env)


if __name__ == "__main__":
    sys.exit(main())
