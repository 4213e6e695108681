"""``python -m tests.fuzz --runs N``: damage N runs, report each, and print the figures.

``--readers N`` damages N single files instead, each given to its reader; ``--same N`` compares what
must be the same of damaged runs; ``--sites N`` damages the state of a site and goes on from it;
``--trainers N`` gives N folders of each other trainer to the command, with markup in them.
"""

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
    parser.add_argument("--readers", type=int, default=0, metavar="N")
    parser.add_argument("--same", type=int, default=0, metavar="N")
    parser.add_argument("--sites", type=int, default=0, metavar="N")
    parser.add_argument("--trainers", type=int, default=0, metavar="N")
    given = parser.parse_args()
    started = time.monotonic()
    if given.readers or given.same or given.sites or given.trainers:
        faults = _others(given)
        print(f"{time.monotonic() - started:.0f} s")
        return 1 if faults else 0
    seeds = range(given.seed, given.seed + given.runs)
    tally = fuzz(seeds, sources(), pictures_every=given.pictures_every)
    for fault in tally.faults[:50]:
        print(fault)
    for file, number in tally.problems.most_common(15):
        print(f"{number:6} times lost: {file}")
    print(f"{tally}; {time.monotonic() - started:.0f} s")
    return 1 if tally.faults else 0


def _others(given: argparse.Namespace) -> int:
    """Print what came of single files, of comparisons and of sites; the number of faults."""
    from tests.fuzz.differential import differences
    from tests.fuzz.readers import fuzz_readers, told
    from tests.fuzz.sites import fuzz_sites
    from tests.fuzz.trainers import fuzz_trainers

    faults = 0
    for number, each in ((given.readers, fuzz_readers), (given.trainers, fuzz_trainers)):
        if not number:
            continue
        tallies = each(range(given.seed, given.seed + number))
        print(*told(tallies), sep="\n")
        found = [fault for tally in tallies.values() for fault in tally.faults]
        print(*found[:50], sep="\n")
        faults += len(found)
    for number, compare in ((given.same, differences), (given.sites, fuzz_sites)):
        if number:
            tally = compare(range(given.seed, given.seed + number))
            print(*tally.faults[:50], sep="\n")
            print(tally)
            faults += len(tally.faults)
    return faults


if __name__ == "__main__":
    sys.exit(main())
