#!/usr/bin/python3
"""Walks the roads in this folder with the real program: `run.py [--quick] [--list] [NAME…]`."""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "kit"))

from road import main  # noqa: E402

sys.exit(main(HERE))
