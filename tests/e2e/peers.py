#!/usr/bin/python3
"""How much faster `oqyrman text` is than calibre's `ebook-convert` on the longest book of the embedded library."""
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "kit"))

from books import SHIPPED  # noqa: E402
from reader import binary  # noqa: E402


def seconds(*command):
    began = time.monotonic()
    subprocess.run([str(part) for part in command], check=True, timeout=300, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def main():
    book = Path(sys.argv[1]) if len(sys.argv) > 1 else max(SHIPPED.glob("*.epub"), key=lambda path: path.stat().st_size)
    ours = statistics.median(seconds(binary(), "text", book) for _ in range(5))
    print(f"oqyrman text {book.name}: {ours * 1000:.0f} ms")
    if not shutil.which("ebook-convert"):
        print("skipped: calibre is not installed")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        theirs = statistics.median(seconds("ebook-convert", book, Path(folder) / "book.txt") for _ in range(3))
    print(f"ebook-convert: {theirs * 1000:.0f} ms")
    ratio = theirs / ours
    print(f"{ratio:.0f} times faster (at least 20 wanted)")
    return 0 if ratio >= 20 else 1


if __name__ == "__main__":
    sys.exit(main())
