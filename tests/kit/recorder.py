#!/usr/bin/python3
"""A speech-dispatcher output module that writes down what it is asked to say, instead of sounding it or before an engine does.

https://htmlpreview.github.io/?https://github.com/brailcom/speechd/blob/master/doc/speech-dispatcher.html (Output modules)

Environment, inherited from the daemon:
  OQYRMAN_SPEECH_LOG     the transcript, one JSON object a line
  OQYRMAN_SPEECH_CPS     characters «spoken» in a second (400; 15 is human; 0 is at once)
  OQYRMAN_SPEECH_ENGINE  another output module's command, that sounds what is written down («sd_espeak-ng espeak-ng.conf»)
  OQYRMAN_SPEECH_VOICES  what the voice list holds, as name:language pairs («Abai:kk,Anna:ru»); «» for no voice at all

Every line has `t` (seconds of the monotonic clock) and `ev`: speak, begin, mark, end, stop or pause, with `n`, the number of
the utterance. `speak` has besides: `type` (text, char, key, sound_icon), `text` without tags, `ssml` as it came,
`settings` (language, rate, pitch, volume, synthesis_voice, …).
"""
import html
import json
import os
import re
import shlex
import subprocess
import sys
import threading
import time

CHARACTERS_A_SECOND = float(os.environ.get("OQYRMAN_SPEECH_CPS", "400"))
VOICES = [
    tuple(pair.split(":", 1))
    for pair in os.environ.get("OQYRMAN_SPEECH_VOICES", "English:en,Kazakh:kk,Russian:ru").split(",")
    if ":" in pair
]
MARKUP = re.compile(r'<mark\s+name\s*=\s*["\']([^"\']*)["\']\s*/?>(?:\s*</mark>)?|<[^>]+>|[^<]+')


class Transcript:
    def __init__(self, path):
        self.file = open(path, "a", buffering=1, encoding="utf-8")
        self.lock = threading.Lock()

    def write(self, event, **fields):
        line = json.dumps({"t": round(time.monotonic(), 4), "ev": event, **fields}, ensure_ascii=False)
        with self.lock:
            self.file.write(line + "\n")


class Daemon:
    """The daemon at the other end of our standard streams."""

    def __init__(self):
        self.lock = threading.Lock()

    def answer(self, text):
        with self.lock:
            sys.stdout.buffer.write((text + "\n").encode("utf-8"))
            sys.stdout.buffer.flush()

    def line(self):
        data = sys.stdin.buffer.readline()
        if not data:
            raise EOFError
        return data.decode("utf-8", "replace").rstrip("\n")

    def block(self):
        lines = []
        while (line := self.line()) != ".":
            lines.append(line[1:] if line.startswith("..") else line)
        return lines


class Voice:
    """The one mouth: utterances follow each other, a stop or a pause reaches the one that sounds."""

    def __init__(self, daemon, transcript):
        self.daemon, self.transcript = daemon, transcript
        self.stop, self.pause = threading.Event(), threading.Event()
        self.thread, self.count = None, 0

    def begin(self, kind, data, settings):
        if self.thread:
            self.thread.join(2)
        self.count += 1
        pieces = split(data) if kind == "text" else [("text", data)]
        text = " ".join("".join(value for what, value in pieces if what == "text").split()) or data
        self.transcript.write("speak", n=self.count, type=kind, text=text, ssml=data, settings=dict(settings))
        self.stop.clear()
        self.pause.clear()
        self.daemon.answer("200 OK SPEAKING")
        self.thread = threading.Thread(target=self.sound, args=(self.count, pieces), daemon=True)
        self.thread.start()

    def sound(self, number, pieces):
        self.daemon.answer("701 BEGIN")
        self.transcript.write("begin", n=number)
        for what, value in pieces:
            if self.stop.is_set():
                break
            if what == "mark":
                self.daemon.answer(f"700-{value}\n700 INDEX MARK")
                if self.pause.is_set():
                    break
                if not value.startswith("__spd_"):
                    self.transcript.write("mark", n=number, name=value)
            elif self.stop.wait(len(value) / CHARACTERS_A_SECOND if CHARACTERS_A_SECOND > 0 else 0):
                break
        code, event = (
            ("703 STOP", "stop") if self.stop.is_set() else ("704 PAUSE", "pause") if self.pause.is_set() else ("702 END", "end")
        )
        self.transcript.write(event, n=number)
        self.daemon.answer(code)


def split(ssml):
    """The marks and the texts of an utterance in order."""
    pieces = []
    for found in MARKUP.finditer(ssml):
        if found.group(1) is not None:
            pieces.append(("mark", found.group(1)))
        elif not found.group(0).startswith("<"):
            pieces.append(("text", html.unescape(found.group(0))))
    return pieces


class Relay:
    """Between the daemon and an engine: passes every byte on and writes down what is said."""

    EVENTS = {b"701": "begin", b"702": "end", b"703": "stop", b"704": "pause"}

    def __init__(self, command, written):
        self.engine = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.transcript, self.settings, self.count = written, {}, 0

    def run(self):
        answers = threading.Thread(target=self.answers, daemon=True)
        answers.start()
        command, block = b"", None
        for line in sys.stdin.buffer:
            word = line.strip()
            if block is None:
                command = word
                block = [] if word in (b"SPEAK", b"CHAR", b"KEY", b"SOUND_ICON", b"SET", b"AUDIO", b"LOGLEVEL") else None
            elif word != b".":
                block.append(word.decode("utf-8", "replace"))
            else:
                # Before the engine has it: what it answers comes after.
                self.note(command.decode(), block)
                block = None
            self.engine.stdin.write(line)
            self.engine.stdin.flush()
        self.engine.stdin.close()
        self.engine.wait()
        answers.join(2)

    def note(self, command, lines):
        if command == "SET":
            given = dict(line.split("=", 1) for line in lines if "=" in line)
            self.settings = {key: value for key, value in {**self.settings, **given}.items() if value != "NULL"}
        elif command in ("SPEAK", "CHAR", "KEY", "SOUND_ICON"):
            self.count += 1
            data = "\n".join(line[1:] if line.startswith("..") else line for line in lines)
            kind = "text" if command == "SPEAK" else command.lower()
            text = " ".join("".join(value for what, value in split(data) if what == "text").split()) or data
            self.transcript.write("speak", n=self.count, type=kind, text=text, ssml=data, settings=dict(self.settings))

    def answers(self):
        for line in self.engine.stdout:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
            if line[:3] in self.EVENTS and line[3:4] == b" ":
                self.transcript.write(self.EVENTS[line[:3]], n=self.count)


def main():
    written = Transcript(os.environ.get("OQYRMAN_SPEECH_LOG", "speech.jsonl"))
    if os.environ.get("OQYRMAN_SPEECH_ENGINE"):
        return Relay(os.environ["OQYRMAN_SPEECH_ENGINE"], written).run()
    daemon = Daemon()
    if daemon.line() != "INIT":
        sys.exit(3)
    daemon.answer("299-recorder\n299 OK LOADED SUCCESSFULLY")
    voice = Voice(daemon, written)
    settings = {}
    while True:
        command = daemon.line()
        if command in ("SPEAK", "CHAR", "KEY", "SOUND_ICON"):
            daemon.answer("202 OK RECEIVING MESSAGE")
            data = "\n".join(daemon.block())
            if data:
                voice.begin("text" if command == "SPEAK" else command.lower(), data, settings)
            else:
                daemon.answer("301 ERROR CANT SPEAK")
        elif command == "STOP":
            voice.stop.set()
        elif command == "PAUSE":
            voice.pause.set()
        elif command.startswith("LIST VOICES"):
            if VOICES:
                listed = "".join(f"200-{name}\t{language}\tnone\n" for name, language in VOICES)
                daemon.answer(listed + "200 OK VOICE LIST SENT")
            else:
                daemon.answer("304 CANT LIST VOICES")
        elif command == "SET":
            daemon.answer("203 OK RECEIVING SETTINGS")
            for line in daemon.block():
                key, _, value = line.partition("=")
                if value == "NULL":
                    settings.pop(key, None)
                else:
                    settings[key] = value
            daemon.answer("203 OK SETTINGS RECEIVED")
        elif command == "AUDIO":
            daemon.answer("207 OK RECEIVING AUDIO SETTINGS")
            daemon.block()
            daemon.answer("203 OK AUDIO INITIALIZED")
        elif command == "LOGLEVEL":
            daemon.answer("207 OK RECEIVING LOGLEVEL SETTINGS")
            daemon.block()
            daemon.answer("203 OK LOG LEVEL SET")
        elif command.startswith("DEBUG"):
            daemon.answer("200 OK DEBUGGING")
        elif command == "QUIT":
            daemon.answer("210 OK QUIT")
            return
        else:
            daemon.answer("300 ERR UNKNOWN COMMAND")


if __name__ == "__main__":
    try:
        main()
    except EOFError:
        pass
