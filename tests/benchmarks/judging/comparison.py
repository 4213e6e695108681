"""What comparisons say of all repeats, pairs, folds and copies that there are here.

    python tests/benchmarks/judging/comparison.py [--list] [--runs FOLDER]

The runs are shared material, found by REPORTGEN_SHARED or beside the project. Repeats that are
called different are false (at most 5 % are to be); of trainings of twice the epochs on the same
data most differ. Pictures are read for the number of validation objects. `--list` names the pairs.
`--runs` looks at the pairs of other repositories instead, one in each folder of FOLDER.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

from reportgen.comparison import Comparison, compare
from reportgen.comparison.data.heads import common_head
from reportgen.comparison.data.settings import effective
from reportgen.comparison.lineage.families import SINGLE, Family
from reportgen.comparison.noise.statistics import (
    PRIOR_FREEDOM,
    Difference,
    Estimate,
    half_width,
    moderated,
    paired_folds,
)
from reportgen.comparison.ranking.hold import hold
from reportgen.comparison.ranking.measures import LEAST_METRIC, main_metric
from reportgen.facts.run_facts import Facts
from reportgen.read.run import read_run

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("REPORTGEN_SHARED", ROOT.parent / "shared"))
PLACES = ("real-runs", "real-runs-2", "labelled/runs")
NAVIGATION = (0.081, 0.091, 0.046, 0.052, 0.069)
"""What the folds of one batch of 11sdz's navigation lie above those of the other (five folds)."""
LEAST_EPOCHS = 8
TWICE = 2.0
LEAST_TOLD = half_width(math.sqrt(2) * LEAST_METRIC, PRIOR_FREEDOM)
"""The least difference that two single runs are told apart by, whatever their curves say."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="name the pairs")
    parser.add_argument("--runs", type=Path, metavar="FOLDER", help="other repositories")
    listing, elsewhere = (given := parser.parse_args()).list, given.runs
    if elsewhere:
        _twice_the_epochs(dict(read_repositories([elsewhere])), [elsewhere], listing=listing)
        return
    if not SHARED.is_dir():
        parser.error("there are no runs: REPORTGEN_SHARED names their folder")
    found = dict(read_places())
    told = {name: compare(facts) for name, facts in found.items() if len(facts) > 1}
    _repeats(found, listing=listing)
    _measured_groups()
    _twice_the_epochs(found, [SHARED / place for place in PLACES], listing=listing)
    _folds(told)
    _other_data(found)
    copies = [copy.sentence for each in told.values() for copy in each.copies]
    going_on = [
        f"{each.runs[found.run].name} of {each.runs[found.of].name}: {found.how}"
        for each in told.values()
        for found in each.continuations
    ]
    for what, sentences in (("copies found", copies), ("continuations found", going_on)):
        print(f"{what}: {len(sentences)}")
        for sentence in sentences if listing else ():
            print(f"    {sentence}")


def read_places() -> Iterator[tuple[str, list[Facts]]]:
    """The runs of the shared material."""
    yield from read_repositories([SHARED / place for place in PLACES])


def read_repositories(places: Sequence[Path]) -> Iterator[tuple[str, list[Facts]]]:
    """The runs of each repository that have a table."""
    found: dict[str, list[Facts]] = defaultdict(list)
    for place in places:
        for path in sorted(place.rglob("results.csv")):
            name = path.relative_to(place).parts[0]
            facts = Facts(read_run(path.parent))
            if facts.headline_curve is not None:
                found[name].append(facts)
    yield from found.items()


def alone(one: Facts, other: Facts) -> Difference | None:
    """Two runs tested as if nobody knew that they are repeats."""
    common = common_head([one, other])
    if common is None or len(common.runs) < 2:
        return None
    single = [Family(SINGLE, (run,), (0,), None) for run in (0, 1)]
    return hold(main_metric(common), [one, other], single).test(0, 1)


def real(test: Difference) -> bool:
    return test.p < 0.05 and test.value * test.seen > 0


def _repeats(repositories: dict[str, list[Facts]], *, listing: bool) -> None:
    """Pairs that differ in the seed only, and published near repeats."""
    seeds = repositories["oyjuffer+mt2024-YOLOv8-ensemble"]
    twins = [Facts(read_run(SHARED / "trained" / f"easy-seed{seed}")) for seed in (0, 1)]
    navigation = {f.run.folder.name: f for f in repositories["11sdz+Model-navigation-project"]}
    shrimp = {f.run.folder.name: f for f in repositories["thigiacmaytinh+shrimp-segmentation"]}
    near = [
        (navigation["fold0_0"], navigation["train7"]),
        (navigation["fold4_0"], navigation["train11"]),
        (shrimp["train2"], shrimp["train3"]),
    ]
    for what, pairs in (
        ("pairs of seeds (crystals)", list(combinations(seeds, 2))),
        ("the easy twins", [(twins[0], twins[1])]),
        ("near repeats", near),
    ):
        tests = [test for pair in pairs if (test := alone(*pair))]
        called = [test for test in tests if real(test)]
        margin = float(np.median([test.margin for test in tests]))
        print(f"{what} called real: {len(called)} of {len(tests)} (median half-width {margin:.3f})")
        for test in tests if listing and len(tests) < 5 else ():
            print(f"    {test.seen:+.4f} ± {test.margin:.4f}, p = {test.p:.3f}")


def _measured_groups() -> None:
    """Seeds drawn with the spread of the groups in `noise/groups.tsv`; most are not here."""
    with (SHARED / "noise" / "groups.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "seeds"]
    random = np.random.default_rng(0)
    false = total = 0
    for row in rows:
        late, sampling = float(row["late_product"]), float(row["sampling_sd"] or 0)
        prior = float(np.hypot(max(late, 0.4 * sampling), 0.003))
        values = random.normal(float(row["mean"]), float(row["sd_map5095"]), (2_000, 2))
        tests = (moderated(Estimate(a, 1, prior), Estimate(b, 1, prior)) for a, b in values)
        false += sum(real(test) for test in tests)
        total += len(values)
    print(f"seeds drawn as in {len(rows)} measured groups called real: {100 * false / total:.1f} %")


class Pair(NamedTuple):
    """Two runs of one model on the same data of which one was trained at least twice as long."""

    name: str
    folder: Path
    """Of one of them."""
    test: Difference
    one_size: bool
    """Whether both had pictures of one size."""

    @property
    def line(self) -> str:
        told = f"{self.name}: {self.test.value:+.4f} ± {self.test.margin:.4f}"
        if self.test.value != self.test.seen:
            told += f" between trends, {self.test.seen:+.4f} between bests"
        return f"    {'real ' if real(self.test) else '     '} {told}"


def _twice_the_epochs(
    repositories: dict[str, list[Facts]], places: Sequence[Path], *, listing: bool
) -> None:
    """Two runs that are one training, continued or begun anew, are no pair: nothing tests them."""
    pairs = [pair for name, facts in repositories.items() for pair in _pairs(name, facts)]
    alike = [pair for pair in pairs if pair.one_size]
    little = [each for each in alike if abs(each.test.seen) < LEAST_TOLD and not real(each.test)]
    print(
        f"pairs of twice the epochs on the same data called real: {_counted(alike)}, of which "
        f"{len(little)} differ by less than {LEAST_TOLD:.4f}, which no two single runs tell"
    )
    for place in places:
        here = [pair for pair in pairs if pair.folder.is_relative_to(place)]
        told = _counted([pair for pair in here if pair.one_size])
        print(f"    {place.name}: {told}; at any image size {_counted(here)}")
    for pair in pairs if listing else ():
        print(pair.line + ("" if pair.one_size else " (other image size)"))


def _counted(pairs: Sequence[Pair]) -> str:
    return f"{sum(real(pair.test) for pair in pairs)} of {len(pairs)}"


def _pairs(name: str, facts: Sequence[Facts]) -> Iterator[Pair]:
    told = compare(facts) if len(facts) > 1 else None
    for group in told.groups if told else ():
        for one, other in combinations(group.runs, 2):
            pair = facts[one], facts[other]
            related = told is not None and any(
                {one, other} == {each.run, each.of} for each in told.continuations
            )
            if related or not alike_but_longer(*pair) or (test := alone(*pair)) is None:
                continue
            runs = " / ".join(each.run.folder.name for each in pair)
            yield Pair(f"{name} {runs}", pair[0].run.folder, test, of_one_size(*pair))


def alike_but_longer(one: Facts, other: Facts) -> bool:
    """Whether two runs differ in how long they were trained, and began with one model."""
    done = sorted(each.epochs_done or 0 for each in (one, other))
    if done[0] < LEAST_EPOCHS or done[1] < TWICE * done[0]:
        return False
    return one.model == other.model and one.task == other.task


def of_one_size(one: Facts, other: Facts) -> bool:
    """Whether two runs had pictures of one size."""
    return effective(one, "imgsz") == effective(other, "imgsz")


def _folds(told: dict[str, Comparison]) -> None:
    test = paired_folds(NAVIGATION, 0.003)
    print(
        f"fold batches of 11sdz: {test.value:.3f} ± {test.margin:.3f}, p = {test.p:.4f}, "
        f"{'real' if test.p < 0.05 else 'not real'}"
    )
    print(f"june0922: {told['june0922+pcb-defect-inspection'].answer}")


def _other_data(repositories: dict[str, list[Facts]]) -> None:
    pothole = repositories["Wydoinn+Pothole-Detection"]
    crack: Sequence[Facts] = repositories["ZBinchao+wall_crack"]
    groups = compare([*pothole, *crack]).groups
    print(f"pothole against crack: {'refused' if len(groups) == 2 else 'TESTED'}")


if __name__ == "__main__":
    main()
