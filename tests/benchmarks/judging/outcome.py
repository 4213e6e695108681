"""Was the advice right? Of two alike trainings the shorter one is judged, the longer one tells.

    python -m tests.benchmarks.judging.outcome [--list]

Pairs of one repository that began with one model on the same data, of which one was trained at
least twice as long (those of `comparison.py`). What the report answers on the shorter
one, should training go on, is held against what the longer one reached. No label is asked, and no
threshold was chosen in sight of it; the runs are shared material, found by REPORTGEN_SHARED.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import combinations

from reportgen.comparison import compare
from tests.benchmarks.judging.comparison import (
    alike_but_longer,
    alone,
    of_one_size,
    read_places,
    real,
)
from tests.diagnosis.runs import judged


def main() -> None:
    """Print by answer how many gained, and by how much; with --list each pair."""
    gains: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for name, facts in read_places():
        for group in compare(facts).groups if len(facts) > 1 else ():
            for pair in combinations([facts[run] for run in group.runs], 2):
                test = alone(*pair) if alike_but_longer(*pair) and of_one_size(*pair) else None
                if test is None:
                    continue
                short, long = sorted(pair, key=lambda each: each.epochs_done or 0)
                told = judged(short).told
                answer = told.answers["continue"].answer
                gain = (long.headline or 0.0) - (short.headline or 0.0)
                gains[answer].append((gain, real(test)))
                if "--list" in sys.argv:
                    epochs = f"{short.epochs_done} to {long.epochs_done} epochs"
                    print(f"{answer:8} {gain:+.3f} {name} {short.run.folder.name}, {epochs}")
    for answer, found in gains.items():
        better = sum(gain > 0 and is_real for gain, is_real in found)
        worse = sum(gain < 0 and is_real for gain, is_real in found)
        up = sum(gain > 0 for gain, _ in found)
        print(
            f"go on: {answer}: {len(found)} pairs, the longer one higher in {up}; "
            f"really better {better}, really worse {worse}"
        )


if __name__ == "__main__":
    main()
