#!/usr/bin/python3
"""Walks the roads in this folder with the real program: `run.py [--quick] [--list] [NAME…]`.

`run.py --table` writes what came of the public tests
into tests/README.md.
"""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "kit"))

from public import write_table  # noqa: E402
from road import load, main  # noqa: E402

sys.exit(write_table(load(HERE)) if "--table" in sys.argv else main(HERE))
