"""`python -m benchmarks [--quick] [--only TOPIC]`: every table, one run."""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module

from .versions import header

TOPICS = ("engine", "record", "tick", "picture", "repaint", "folding", "latency", "lab", "students")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: enough to see whether it works")
    parser.add_argument("--only", choices=TOPICS, help="one topic")
    given = parser.parse_args()
    start = time.monotonic()
    print(f"gradviz benchmarks{' (quick)' if given.quick else ''}: {header()}")
    print("One run, jobs in turn (A B C A B C ...). Ratios of medians first; beside them median (least..most).\n")
    for topic in (given.only,) if given.only else TOPICS:
        for text in import_module(f"{__package__}.{topic}").tables(given.quick):
            print(text, flush=True)
    print(f"measured in {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
