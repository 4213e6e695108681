"""``python -m tests.fuzz --runs N``: damage N runs, report each, and print the figures."""

from __future__ import annotations

import argparse
import sys
import time

from tests.fuzz.run import fuzz, sources


def main() -> int:
    """Exit code 1 when a run ended in anything but a report or one sentence."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--runs", type=int, default=1_000, metavar="N")
    parser.add_argument("--seed", type=int, default=0, help="first seed")
    parser.add_argument("--pictures-every", type=int, default=10, metavar="N")
    given = parser.parse_args()
    started = time.monotonic()
    seeds = range(given.seed, given.seed + given.runs)
    tally = fuzz(seeds, sources(), pictures_every=given.pictures_every)
    for fault in tally.faults[:50]:
        print(fault)
    for file, number in tally.problems.most_common(15):
        print(f"{number:6} times lost: {file}")
    print(f"{tally}; {time.monotonic() - started:.0f} s")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
