"""The program without its window, as a script calls it: status, lines, sentences."""
import json
import subprocess
from contextlib import contextmanager

from reader import binary


class Answer:
    def __init__(self, done):
        self.status = done.returncode
        self.out, self.err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")

    def json(self):
        return json.loads(self.out)

    def lines(self):
        """Each line as JSON."""
        return [json.loads(line) for line in self.out.splitlines() if line.strip()]


class Shell:
    """Calls the program with a home of its own."""

    def __init__(self, desk, home=None):
        self.env = {**desk.session.env, "OQYRMAN_HOME": str(home or desk.home), "NO_PROXY": "127.0.0.1,localhost"}

    def call(self, *arguments, stdin=b"", timeout=60):
        done = subprocess.run(
            [str(binary()), *map(str, arguments)], env=self.env, input=stdin, timeout=timeout, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        answer = Answer(done)
        for word in ("panicked", "RUST_BACKTRACE", "stack backtrace"):
            assert word not in answer.err, answer.err
        return answer

    def ok(self, *arguments, **more):
        answer = self.call(*arguments, **more)
        assert answer.status == 0, f"{arguments}: status {answer.status}: {answer.err}"
        return answer

    def fails(self, *arguments, **more):
        """Status 1 and one plain sentence on standard error, nothing on standard output."""
        answer = self.call(*arguments, **more)
        assert answer.status == 1, f"{arguments}: status {answer.status}: {answer.out} {answer.err}"
        lines = [line for line in answer.err.splitlines() if line.strip()]
        assert len(lines) == 1 and lines[0].rstrip().endswith((".", "?", "!", "…")), f"{arguments}: not a sentence: {answer.err!r}"
        return answer

    @contextmanager
    def serve(self, folder, user, password, language="en", more=(), options=()):
        """The program's own service on loopback, which asks for a card; the address of its catalogue. `more`: further names
        and passwords."""
        cards = [(user, password), *more]
        names = [part for name, _ in cards for part in ("--user", name)]
        process = subprocess.Popen(
            [str(binary()), "--lang", language, "serve", str(folder), *names, "--password-stdin", *options], env=self.env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        try:
            process.stdin.write("".join(password + "\n" for _, password in cards))
            process.stdin.close()
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait(10)
            process.stdout.close()


def publications(lines):
    return [line for line in lines if "acquisitions" in line]


def navigation(lines):
    return [line for line in lines if "navigation" in line]
