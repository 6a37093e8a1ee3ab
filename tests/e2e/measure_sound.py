"""From a key to sound and to silence, between spoken phrases, and at jumps: measured in the sink that everything sounds into."""
import array
import math
import statistics
import subprocess
import threading
import time

from books import epub
from reader import Speech
from road import Desk
from session import program, wait
from sound import RATE, Scale
from steps import Steps

# The keys that are pressed, by their symbols.
SPACE = "0x20"
PLUS_MINUTE = ("0xFFE1", "0xFF53")
LOUD = 300
SENTENCES = [
    "The river is wide here.", "Nobody crosses it in spring.", "The ferry waits on the other side.", "It comes back at noon.",
    "Children run along the bank.", "An old man mends his net.",
]


class Sink:
    """What the desk sounds: samples, each known by the moment at which it came."""

    def __init__(self, session):
        self.recorder = subprocess.Popen(
            ["parec", "-d", "desk.monitor", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=4"],
            env=session.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, bufsize=0,
        )
        self.chunks = []
        threading.Thread(target=self.listen, daemon=True).start()
        wait(lambda: self.chunks, 10, "the sound of the sink")

    def listen(self):
        while data := self.recorder.stdout.read(512):
            samples = array.array("h")
            samples.frombytes(data[: len(data) // 2 * 2])
            self.chunks.append((time.monotonic(), samples))

    def since(self, moment):
        """(moment, sample) from there on."""
        for came, samples in list(self.chunks):
            if came >= moment:
                for index, sample in enumerate(samples):
                    yield came - (len(samples) - 1 - index) / RATE, sample

    def loud(self, moment):
        """When it first sounds after this moment; `None` as long as it does not."""
        return next((at for at, sample in self.since(moment) if at >= moment and abs(sample) > LOUD), None)

    def last_loud(self, moment):
        """When it sounded last, once it has been silent for 0.3 s."""
        last = None
        for at, sample in self.since(moment - 0.5):
            if abs(sample) > LOUD:
                last = at
        return last if last is None or time.monotonic() - last > 0.3 else None

    def is_silent(self):
        """For half a second."""
        heard = [abs(sample) for _, sample in self.since(time.monotonic() - 0.5)]
        return len(heard) > RATE * 0.4 and max(heard) <= LOUD

    def end(self):
        self.recorder.terminate()
        self.recorder.wait()


def press(session, script, *symbols):
    """Sends a key; answers when."""
    done = subprocess.run(
        ["/usr/bin/python3", "-c", script, *symbols], env=session.env, check=True, timeout=20, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    return float(done.stdout)


def to_sound_and_silence(session, sink, script, count):
    """Milliseconds from a key to the first sample that is heard, and to the last one."""
    sound, silence = [], []
    for _ in range(count):
        wait(sink.is_silent, 20, "silence")
        pressed = press(session, script, SPACE)
        sound.append((wait(lambda: sink.loud(pressed), 5, "sound after a key", every=0.005) - pressed) * 1000)
        # In the middle of a sound: between two words a key has nothing to silence.
        time.sleep(0.5)
        wait(lambda: sink.loud(time.monotonic() - 0.02), 5, "sound", every=0.005)
        pressed = press(session, script, SPACE)
        last = wait(lambda: sink.last_loud(pressed), 5, "silence after a key", every=0.05)
        silence.append((last - pressed) * 1000)
    return sound, silence


def silences(samples):
    """The stretches without a sound between sounds, in milliseconds, those over 15."""
    found, quiet, begun = [], 0, False
    for sample in samples:
        if abs(sample) < LOUD:
            quiet += 1
        else:
            if begun and quiet * 1000 / RATE > 15:
                found.append(quiet * 1000 / RATE)
            quiet, begun = 0, True
    return found


def edges(session, sentence):
    """Milliseconds of silence that the voice itself leaves before and after a sentence, marked up as it gets it."""
    text = f'<speak><s><mark name="0"/>{sentence}</s></speak>'
    done = subprocess.run([program("espeak-ng"), "-v", "en", "-m", "--stdout", text], check=True, stdout=subprocess.PIPE, env=session.env)
    samples = array.array("h")
    samples.frombytes(done.stdout[44 : 44 + (len(done.stdout) - 44) // 2 * 2])
    loud = [index for index, sample in enumerate(samples) if abs(sample) > LOUD]
    rate = int.from_bytes(done.stdout[24:28], "little")
    return loud[0] * 1000 / rate, (len(samples) - 1 - loud[-1]) * 1000 / rate


def ear_place(sink):
    """The second of the scale that is heard now, by the rising crossings of zero."""
    samples = [sample for _, sample in sink.since(time.monotonic() - 0.2)]
    rising = [at for at in range(1, len(samples)) if samples[at - 1] < 0 <= samples[at]]
    return Scale.second((len(rising) - 1) * RATE / (rising[-1] - rising[0]))


def clicks(samples):
    """The largest step between two samples against that of the tone itself: at a click it leaps."""
    return max(abs(now - before) for before, now in zip(samples, samples[1:]))


def recording(session, figures, script):
    desk = Desk(session, "en", "measure-recording")
    desk.home = session.folder / "recording-home"
    steps = Steps(desk, desk.program(Scale.write(session.folder)), "keys")
    listen = steps.window.wait("button", desk.words["listen"])
    wait(lambda: listen.is_("focused"), 10, "the focus on the button that plays")
    sink = Sink(session)
    sound, silence = to_sound_and_silence(session, sink, script, 9)
    figures.line("key to the sound of a recording (median of 9)", statistics.median(sound), 60, "ms")
    figures.line("key to the silence of a recording (median of 9)", statistics.median(silence), 40, "ms")
    # A jump: the tone goes on in another pitch, without a step that the ear takes for a click.
    press(session, script, SPACE)
    wait(lambda: sink.loud(time.monotonic() - 0.2), 5, "sound")
    time.sleep(0.5)
    pressed = press(session, script, *PLUS_MINUTE)
    time.sleep(0.8)
    assert ear_place(sink) > 55, "the jump was not heard"
    around = [sample for at, sample in sink.since(pressed - 0.3) if at < pressed + 0.6]
    # Two tones of 9,000 below 1,600 Hz: from one sample to the next no more than this.
    steepest = 2 * math.pi * 1600 / RATE * 9000
    figures.line("steepest step at a jump, against that of the tones", clicks(around) / steepest, 1.5, "")
    quiet = silences(around)
    figures.line("silence at a jump", max(quiet, default=0), 100, "ms")
    sink.end()
    desk.opened.close()


def handing_over(desk, figures):
    """With the recorder in the voice's place: what passes between two phrases, the voice taken out."""
    steps = Steps(desk, desk.program(river(desk.session)), "keys")
    steps.document("A river")
    desk.keyboard.press("ctrl+Home")
    desk.speech.settle()
    desk.speech.mark()
    desk.keyboard.press("space")
    desk.speech.wait_in_order(SENTENCES, 60)
    desk.keyboard.press("space")
    first = min(event["n"] for event in desk.speech.events() if event["ev"] == "speak")
    moments = {name: {event["n"]: event["t"] for event in desk.speech.events() if event["ev"] == name} for name in ("begin", "end")}
    between = [
        (moments["begin"][number + 1] - at) * 1000 for number, at in moments["end"].items() if number >= first and number + 1 in moments["begin"]
    ]
    figures.line("from one phrase's end to the next one's beginning (worst)", max(between), 30, "ms")
    desk.opened.close()


def river(session):
    text = f"<p>{' '.join(SENTENCES)}</p>" * 4
    return epub(session.folder / "river.epub", "A river", "A. Writer", [("en", "A river", text)])


def voice(session, figures, script):
    desk = Desk(session, "en", "measure-voice")
    desk.home = session.folder / "voice-home"
    steps = Steps(desk, desk.program(river(session)), "keys")
    steps.document("A river")
    desk.speech.settle()
    sink = Sink(session)
    sound, silence = to_sound_and_silence(session, sink, script, 9)
    figures.line("key to the sound of the voice (median of 9)", statistics.median(sound), 60, "ms")
    figures.line("key to the silence of the voice (median of 9)", statistics.median(silence), 40, "ms")
    # Between phrases: what is silent there beyond what the voice leaves at their edges.
    desk.keyboard.press("ctrl+Home")
    desk.speech.settle()
    speech = Speech(session)
    speech.mark()
    began = press(session, script, SPACE)
    speech.wait_in_order(SENTENCES, 60)
    desk.keyboard.press("space")
    own = [edges(session, sentence) for sentence in SENTENCES]
    between = silences([sample for at, sample in sink.since(began)])
    wanted = [own[index][1] + own[index + 1][0] for index in range(len(own) - 1)]
    longest = sorted(between, reverse=True)[: len(wanted)]
    if len(longest) == len(wanted):
        beyond = statistics.mean(longest) - statistics.mean(wanted)
        figures.line("silence between phrases beyond the voice's own (mean)", beyond, 30, "ms")
    sink.end()
    desk.opened.close()
