"""The sound of the desk: what comes out of its null sink, and a recording whose every second is known by its pitch."""
import array
import io
import math
import subprocess
import sys
import wave
import zipfile
from pathlib import Path

from session import Missing, wait

RATE = 22050


class Scale:
    """A zip of numbered files. The tone rises by STEP hertz with every second of the whole recording, so that a moment's
    pitch tells the place that is heard."""

    TRACKS = 3
    SECONDS = 40  # of each track
    BASE, STEP = 300, 10

    @classmethod
    def write(cls, folder):
        path = Path(folder) / "scale.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            for track in range(cls.TRACKS):
                book.writestr(f"{track + 1:02}.wav", cls.tone(track * cls.SECONDS, (track + 1) * cls.SECONDS))
        return path

    @classmethod
    def tone(cls, first, end):
        """The seconds of the scale from this one to before that one, as a file."""
        samples, phase = array.array("h"), 0.0
        for second in range(first, end):
            turn = 2 * math.pi * (cls.BASE + cls.STEP * second) / RATE
            for _ in range(RATE):
                phase += turn
                samples.append(int(9000 * math.sin(phase)))
        if sys.byteorder == "big":
            samples.byteswap()
        file = io.BytesIO()
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(samples.tobytes())
        return file.getvalue()

    @classmethod
    def second(cls, hertz):
        return (hertz - cls.BASE) / cls.STEP


class Ear:
    """Hears the desk's null sink, or another one, for as long as it is open."""

    def __init__(self, session, sink="desk"):
        if "PULSE_SERVER" not in session.env:
            raise Missing("pulseaudio is not installed")
        self.path = session.folder / f"heard-{sink}.raw"
        self.file = open(self.path, "wb")
        self.recorder = session.run(
            f"ear-{sink}", "parec", "-d", f"{sink}.monitor", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1",
            stdout=self.file,
        )
        wait(lambda: self.path.stat().st_size > RATE // 5, 10, "the sound of the sink")

    def samples(self, seconds=0.2):
        """The last moment that was heard."""
        wanted = int(RATE * seconds) * 2
        with open(self.path, "rb") as file:
            size = self.path.stat().st_size // 2 * 2
            file.seek(max(0, size - wanted))
            moment = array.array("h")
            moment.frombytes(file.read(min(wanted, size)))
        return moment

    def loudness(self):
        """The root of the mean square, 0 to 1."""
        moment = self.samples()
        return math.sqrt(sum(sample * sample for sample in moment) / max(1, len(moment))) / 32768

    def pitch(self):
        """Hertz of the tone that sounds; `None` in silence. Between rising crossings of zero, so that it is exact."""
        moment = self.samples()
        if not moment or max(moment) < 300:
            return None
        crossings = []
        for at in range(1, len(moment)):
            before, now = moment[at - 1], moment[at]
            if before < 0 <= now:
                crossings.append(at - 1 + before / (before - now))
        if len(crossings) < 10:
            return None
        return (len(crossings) - 1) * RATE / (crossings[-1] - crossings[0])

    def place(self):
        """The second of the scale that is heard; `None` in silence."""
        pitch = self.pitch()
        return None if pitch is None else Scale.second(pitch)

    def longest_silence(self, seconds):
        """The longest stretch without a sound in what was heard last, in seconds."""
        longest = quiet = 0
        for sample in self.samples(seconds):
            quiet = quiet + 1 if abs(sample) < 200 else 0
            longest = max(longest, quiet)
        return longest / RATE

    def wait_place(self, begin, end, timeout=10):
        """Waits until a place in this stretch of the scale is heard; answers it."""

        def heard():
            place = self.place()
            # The beginning of the recording is a place, too.
            return (place,) if place is not None and begin <= place <= end else None

        return wait(heard, timeout, lambda: f"sound of {begin} to {end} s; heard is {self.place()}")[0]

    def wait_silence(self, timeout=5):
        wait(lambda: max(self.samples(0.3), default=1) < 40, timeout, lambda: f"silence; heard is {self.place()}")
