"""What makes the numbers of runs incomparable, by name of the change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reportgen import words
from reportgen.comparison.data.settings import data_of, effective, fold_of, signature
from reportgen.comparison.lineage.beginnings import (
    first_loss,
    first_rate,
    other_loss,
    other_rate,
)
from reportgen.facts.run_facts import Facts
from reportgen.facts.version import is_from
from reportgen.tasks import CLASS, TASKS

METRICS = "all metrics"
LOSSES = "validation losses"
BEST = "the best epoch"
F1 = "F1, F2 and F0.5 with their confidences"
MATRIX = "the confusion matrix, missed objects and false alarms"
SINGLE_FOLDS = "metrics of single folds, not means over folds"
PR = "the PR curve and the mAP50 in its legend"
UNEXPLAINED = "unexplained"
"""The change that nothing in the run folders tells."""


@dataclass(frozen=True)
class Incomparable:
    """One thing in which runs differ, so that some of their numbers mean different things."""

    change: str
    """What changed: an Ultralytics version, or the name of an argument; ``data``, ``task``, ..."""
    sentence: str
    differs: Mapping[int, str]
    """What each run has, by run index; "not told" where it does not say."""
    touches: tuple[str, ...]
    """The numbers that mean different things."""
    certain: bool = True
    """False where the runs do not tell enough to be sure that they differ."""

    @property
    def affects(self) -> str:
        """The numbers it touches as a sentence; empty where these are all, as nothing else says."""
        return "" if METRICS in self.touches else f"Affects {words.listed(self.touches)}."

    def surely_touches(self, numbers: Collection[str]) -> bool:
        """Whether any of these numbers certainly means different things."""
        return self.certain and not set(numbers).isdisjoint(self.touches)


@dataclass(frozen=True)
class _Release:
    version: str
    what: str
    touches: tuple[str, ...]


# Source: run-format notes on Ultralytics 8.0.0 to 8.4.190, "changes that make runs incomparable".
_RELEASES = (
    _Release("8.3.103", "the F1, precision and recall curves are smoothed twice as widely", (F1,)),
    _Release("8.3.198", "mAP50 no longer counts towards the best epoch", (BEST,)),
    _Release("8.4.37", "the average precision is integrated otherwise (0.341 became 0.301 for "
             "the same predictions)", (METRICS, BEST)),
    _Release("8.4.103", "the confusion matrix counts from confidence 0.001 on, not 0.25",
             (MATRIX,)),
    _Release("8.4.106", "classes that are never predicted count in the PR curve", (PR,)),
)  # fmt: skip
RELEASES = frozenset(release.version for release in _RELEASES)
"""Releases that changed what numbers mean."""
# `rect` is none: validation is always rectangular, the argument packs training batches. Nor are
# `half`, `quantize` and `augment`: a training sets the first two by `amp`, and drops the third.
_VALIDATION = ("conf", "iou", "max_det", "agnostic_nms", "single_cls", "classes", "end2end")
_TURNED = {task.name for task in TASKS if task.turned}
_MOVED = (METRICS, LOSSES, F1, MATRIX)
"""By which pictures are validated on, or their size: losses move, too."""
_SETTINGS = {
    "imgsz": ("at different image sizes", _MOVED),
    "split": ("on different splits of the data", _MOVED),
    **dict.fromkeys(_VALIDATION, ("with different settings", (METRICS, F1))),
}
DATA_UNTOLD = "Not all runs say which data they were validated on: this holds if it was the same."
NOT_TOLD = "not told"
OTHER_DATA = "The runs were validated on different data: each set has a ranking of its own."


def incomparable(facts: Sequence[Facts], runs: Sequence[int]) -> tuple[Incomparable, ...]:
    """Everything in which two of the `runs` differ that makes numbers incomparable.

    Certain ones first. An argument that a run leaves out is at its default. Runs on other data are
    in other groups.
    """
    these = [facts[run] for run in runs]
    found = [*_task(these), *_data(these), *_settings(these)]
    if not all(each.headline_key == CLASS.key for each in these):
        found += [*_releases(these), *_release_unknown(these)]
    found += _unexplained(these)
    placed = [
        replace(item, differs={runs[i]: what for i, what in item.differs.items()}) for item in found
    ]
    return tuple(sorted(placed, key=lambda item: not item.certain))


def incomparable_in(
    facts: Sequence[Facts], groups: Sequence[Sequence[int]]
) -> tuple[Incomparable, ...]:
    """The same within each group of runs, what several groups have in common told once."""
    found: dict[tuple[str, str], Incomparable] = {}
    if len(groups) > 1:
        item = Incomparable("data", OTHER_DATA, _named(facts), (METRICS, LOSSES, F1, MATRIX, PR))
        found["data", OTHER_DATA] = item
    for runs in groups:
        for item in incomparable(facts, runs):
            same = found.get((item.change, item.sentence))
            differs = {**same.differs, **item.differs} if same else item.differs
            found[item.change, item.sentence] = replace(item, differs=differs)
    return tuple(sorted(found.values(), key=lambda item: not item.certain))


def _named(facts: Sequence[Facts]) -> dict[int, str]:
    """What each run's arguments call its data."""
    return {i: each.known_args.text("data") or NOT_TOLD for i, each in enumerate(facts)}


def _task(facts: Sequence[Facts]) -> list[Incomparable]:
    tasks = {i: each.task.name if each.task else "not told" for i, each in enumerate(facts)}
    if not several(tasks.values()):
        return []
    sentence = (
        "The runs have different tasks: only heads that they share are compared, losses are not, "
        "and each run's best epoch is chosen by the metrics of its own heads."
    )
    if _TURNED.isdisjoint(tasks.values()):
        return [Incomparable("task", sentence, tasks, (LOSSES, BEST))]
    sentence += " Some boxes are turned, others upright, so that their metrics differ as well."
    return [Incomparable("task", sentence, tasks, (METRICS, LOSSES, BEST))]


def _data(facts: Sequence[Facts]) -> list[Incomparable]:
    """Folds of one data set, and one name in different folders."""
    shown = _named(facts)
    everything = (METRICS, LOSSES, F1, MATRIX, PR)
    if NOT_TOLD in shown.values():
        return [Incomparable("data", DATA_UNTOLD, shown, everything, certain=False)]
    if not several(map(data_of, facts)) and several(map(fold_of, facts)):
        sentence = "The runs were validated on different folds of one data set."
        return [Incomparable("fold", sentence, shown, (SINGLE_FOLDS,))]
    if several(each.known_args.text("data") for each in facts):
        sentence = "The data has one name but lies in different folders; it may differ."
        return [Incomparable("data", sentence, shown, everything, certain=False)]
    return []


def several(values: Iterable[object]) -> bool:
    """Whether there are different values among those that are told."""
    return len(set(values) - {None}) > 1


def _settings(facts: Sequence[Facts]) -> list[Incomparable]:
    found = []
    for name, (what, touches) in _SETTINGS.items():
        values = {i: effective(each, name) for i, each in enumerate(facts)}
        if not several(values.values()):
            continue
        sentence = f"The runs were validated {what} ({name})."
        shown = {i: value or "not told" for i, value in values.items()}
        found.append(Incomparable(name, sentence, shown, touches))
    return found


def _releases(facts: Sequence[Facts]) -> list[Incomparable]:
    """Changes that some runs are certain to lie before and others after."""
    found = []
    for release in _RELEASES:
        sides = {i: is_from(each.version_range, release.version) for i, each in enumerate(facts)}
        if {True, False} <= set(sides.values()):
            sentence = (
                f"From Ultralytics {release.version} on, {release.what}; some of the runs are "
                "older, some newer."
            )
            ranges = _ranges(facts)
            found.append(Incomparable(release.version, sentence, ranges, release.touches))
    return found


def _release_unknown(facts: Sequence[Facts]) -> list[Incomparable]:
    """One warning for all changes that runs may lie on different sides of."""
    open_ones = [release for release in _RELEASES if _is_open(release, facts)]
    if not open_ones:
        return []
    versions = ", ".join(release.version for release in open_ones)
    alike = {frozenset(each.known_args.values) for each in facts}
    sentence = (
        f"Not all runs tell which Ultralytics release wrote them; numbers changed with {versions}."
    )
    if len(alike) == 1 and alike != {frozenset()}:
        sentence += " Their args.yaml name the same arguments, which suggests similar versions."
    touches = tuple(dict.fromkeys(part for release in open_ones for part in release.touches))
    return [Incomparable("version", sentence, _ranges(facts), touches, certain=False)]


def _is_open(release: _Release, facts: Sequence[Facts]) -> bool:
    """Whether a run that does not tell may lie on another side of a release than the others."""
    sides = {is_from(each.version_range, release.version) for each in facts}
    return None in sides and not {True, False} <= sides


def _unexplained(facts: Sequence[Facts]) -> list[Incomparable]:
    """Runs of equal arguments and seed whose results differ all the same."""
    found: dict[str, Incomparable] = {}
    for runs in _repeats(facts):
        scores = {i: words.number(facts[i].headline or 0.0) for i in runs}
        if len(set(scores.values())) > 1 and len({facts[i].epochs_done for i in runs}) == 1:
            why = _what_differed([facts[i] for i in runs])
            sentence = f"Runs with the same arguments and seed reached different results: {why}."
            differs = {**found[sentence].differs, **scores} if sentence in found else scores
            found[sentence] = Incomparable(
                UNEXPLAINED, sentence, differs, (METRICS,), certain=False
            )
    return list(found.values())


def _repeats(facts: Sequence[Facts]) -> Iterable[list[int]]:
    """Runs of equal arguments, seed and fold that tell their metric, by their index."""
    groups: dict[str, list[int]] = {}
    for index, each in enumerate(facts):
        key = signature(each)
        if key is not None and each.headline is not None:
            seed = each.known_args.number("seed")
            groups.setdefault(f"{key} {seed} {fold_of(each)}", []).append(index)
    return groups.values()


def _what_differed(facts: Sequence[Facts]) -> str:
    """What tells runs of equal arguments and seed apart, as the end of a sentence."""
    first = facts[0]
    devices = [str(each.known_args.values.get("device")) for each in facts]
    if several(devices):
        return f"they differ in device ({words.listed(sorted(set(devices)))})"
    if any(other_rate(first, each) for each in facts[1:]):
        rates = filter(None, map(first_rate, facts))
        told = words.listed(sorted({words.rough(rate, 3) for rate in rates}))
        return (
            f"they began with different learning rates ({told}), which follow from the number of "
            "pictures, so their data differed"
        )
    if any(other_loss(first, each) for each in facts[1:]):
        told = words.listed(sorted(set(map(words.number, filter(None, map(first_loss, facts))))))
        return (
            f"they began with different training losses ({told}), so with different data or weights"
        )
    return (
        "something changed that args.yaml does not tell (pictures, labels, the release), or the "
        "computations do not repeat exactly"
    )


def _ranges(facts: Sequence[Facts]) -> dict[int, str]:
    return {i: range_text(*each.version_range) for i, each in enumerate(facts)}


def range_text(oldest: str | None, newest: str | None) -> str:
    """A range of releases in words."""
    if oldest == newest:
        return oldest or "not told"
    if oldest and newest:
        return f"{oldest} to {newest}"
    return f"{oldest} or later" if oldest else f"{newest} or earlier"
