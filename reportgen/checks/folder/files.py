"""Guide: "Files Reference": what the run folder holds, and what missing files cost."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatch

from reportgen import words
from reportgen.read.folder.files import Listing
from reportgen.read.folder.kinds import FileKind
from reportgen.rule import Outcome, Verdict, check

VITAL = ("results-csv", "args")
"""Without these most checks are unknown."""
WORTHLESS = ("results-png",)
"""All that these show is drawn from results.csv anyway."""
BY_VALIDATION = ("curve", "confusion", "val-")
"""Parts of the keys of files that a new validation writes again."""


@check(title="The files of a finished training are there", guide="Files Reference")
def files(
    listing: Listing, missing_files: tuple[FileKind, ...], unreadable_files: Mapping[str, str]
) -> Outcome:
    """Copy the missing files from the machine that trained.

    Pass: every file that a finished training of this task writes is there, by its present or its
    older name. Warn where results.csv or args.yaml, on which most checks rest, is missing or cannot
    be read; note when others are missing, the weights among them: shared folders often leave them
    out. Each missing file is named with what it costs.
    """
    count = len(listing.files)
    missing = [kind for kind in missing_files if kind.key not in WORTHLESS]
    keys = {kind.key for kind in missing}
    if unreadable_files:
        verdict, title = Verdict.WARN, f"{words.few(list(unreadable_files), 2)} cannot be read"
        seen = " ".join([*unreadable_files.values(), *_costs(missing)])
    elif not missing:
        verdict, title = Verdict.PASS, "All files are there"
        seen = (
            f"The folder holds {words.count(count, 'file')}; none that the report uses is missing."
        )
    else:
        verdict = Verdict.WARN if keys & set(VITAL) else Verdict.NOTE
        title = f"{_names(missing)} missing"
        seen = " ".join([*_costs(missing), f"The folder holds {words.count(count, 'file')}."])
    return Outcome(
        verdict,
        title,
        seen,
        measured={"files": count, "missing kinds": len(missing)},
        threshold="everything that a finished training writes",
        remedy=_remedy(missing, unreadable_files) if missing or unreadable_files else "",
    )


def _names(kinds: Sequence[FileKind]) -> str:
    """The missing files for a title: single ones by name, curves as a group."""
    names = [kind.shown_as for kind in kinds if not kind.key.endswith("-curve")]
    curves = len(kinds) - len(names)
    if curves:
        names.insert(0, words.count(curves, "curve picture"))
    return f"{words.few(names, 2)} {words.are(len(kinds))}"


def _costs(kinds: Sequence[FileKind]) -> list[str]:
    """One sentence a missing file; the curves of a head share one."""
    others = {kind.key: kind for kind in kinds if not kind.key.endswith("-curve")}
    if "confusion-matrix" in others:  # Then the normalised one costs nothing more.
        others.pop("confusion-matrix-normalized", None)
    told = (f"No {kind.shown_as}: {kind.cost}." for kind in others.values())
    return [*_curve_costs(kinds), *told]


def _curve_costs(kinds: Sequence[FileKind]) -> Iterator[str]:
    for head in ("box", "mask", "pose"):
        names = [kind.shown_as for kind in kinds if fnmatch(kind.key, f"{head}*-curve")]
        if names:
            what = "the best confidence" if "F1" in "".join(names) else "a curve"
            lacks = f"{words.few(names, 1)} {words.are(len(names))} missing"
            yield f"{lacks}: {what} of the {head} head is unknown."


def _remedy(kinds: Sequence[FileKind], unreadable: Collection[str]) -> str:
    keys = [kind.key for kind in kinds]
    steps = []
    if unreadable:
        names = words.few([f"`{name}`" for name in unreadable], 2)
        steps.append(f"Copy {names} anew from the machine that trained.")
    if "results-csv" in keys:
        steps.append("Give the folder that holds `results.csv`, or copy it here.")
    elif "args" in keys:
        steps.append("Copy `args.yaml` from the training's folder.")
    # What is written for every task may be missing of one that is not known, or draws no plots.
    if any(part in kind.key for kind in kinds if kind.heads for part in BY_VALIDATION):
        steps.append(
            "Curves, matrices and validation pictures are drawn again by `yolo val "
            "model=weights/best.pt plots=True` (into a folder of its own: copy them here)."
        )
    if keys == ["best-weights"]:
        steps.append("Nothing to do where weights are kept elsewhere.")
    return " ".join(steps) or "Copy the missing files from the machine that trained."
