#!/usr/bin/python3
"""A braille display of software for BRLTTY's virtual driver (`-b vr -d client:SOCKET`).

    braille_display.py SOCKET LOG [CELLS]

https://brltty.app/pub/BRLTTY-6.5/Drivers/Braille/Virtual/README

What the display shows goes to LOG, a JSON object a line: `t`, `text`, `cells` (as U+28xx). Keys are pressed by writing
their names («FwinRt», «FwinLt», «LnDn», «Route 3») to the fifo SOCKET.keys, one a line.
"""
import json
import os
import re
import selectors
import socket
import sys
import time


def unescape(text):
    return re.sub(r"\\(?:X([0-9A-Fa-f]{2})|(.))", lambda m: chr(int(m.group(1), 16)) if m.group(1) else m.group(2), text)


def cells_of(dots):
    """«1|12|145» as braille characters."""
    return "".join(
        chr(0x2800 + sum(1 << (int(dot) - 1) for dot in cell if dot in "12345678")) for cell in dots.replace(" ", "").split("|")
    )


def main():
    at, log_path, size = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 40
    os.mkfifo(at + ".keys", 0o600)
    keys = os.open(at + ".keys", os.O_RDWR | os.O_NONBLOCK)
    server = socket.socket(socket.AF_UNIX)
    server.bind(at + ".new")
    server.listen(1)
    os.rename(at + ".new", at)  # The name appears only when it can be reached.
    log = open(log_path, "a", buffering=1, encoding="utf-8")
    waiting = selectors.DefaultSelector()
    waiting.register(server, selectors.EVENT_READ)
    waiting.register(keys, selectors.EVENT_READ)
    driver, heard, pressed, shown = None, b"", b"", {}
    while True:
        for key, _ in waiting.select():
            if key.fileobj is server:
                driver, _ = server.accept()
                waiting.register(driver, selectors.EVENT_READ)
                driver.sendall(b"cells %d 1\n" % size)
                heard = b""
            elif key.fileobj == keys:
                pressed += os.read(keys, 4096)
                *whole, pressed = pressed.split(b"\n")
                for name in whole:
                    if driver and name.strip():
                        driver.sendall(name.strip() + b"\n")
            else:
                data = driver.recv(65536)
                if not data:
                    waiting.unregister(driver)
                    driver.close()
                    driver = None
                    continue
                heard += data
                *whole, heard = heard.split(b"\n")
                for line in whole:
                    found = re.match(r'(Braille|Visual)\s+"(.*)"\s*$', line.decode("utf-8", "replace"), re.I)
                    if not found:
                        continue
                    if found.group(1).lower() == "visual":
                        shown["text"] = unescape(found.group(2))
                    else:
                        shown["cells"] = cells_of(found.group(2))
                        event = {"t": round(time.monotonic(), 4), "ev": "braille", **shown}
                        log.write(json.dumps(event, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
