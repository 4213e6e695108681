"""The report as JSON: everything the page knows, for programs. Its schema is report.schema.json.

Strict JSON: a number that is NaN or infinite is null, with the reason under ``reasons`` (by key)
or ``not_finite`` (by column and epoch) beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.about import __version__
from reportgen.evaluation import worst
from reportgen.facts.run_facts import Facts
from reportgen.output.json import plots
from reportgen.output.json.dataset import dataset
from reportgen.output.json.diagnosis import diagnosis
from reportgen.page.inputs import RunInput, names_of
from reportgen.read.earlier.report import SCHEMA_VERSION
from reportgen.read.folder.kinds import FileKind
from reportgen.read.run import Problem
from reportgen.rule import Finding

if TYPE_CHECKING:
    from reportgen.comparison.model import Comparison
from reportgen.output.json.strict import finite_and_why, plain, results

SCHEMA_PATH = Path(__file__).with_name("report.schema.json")
Reduced = Sequence[tuple[str, str]]
"""Names of runs whose pictures a page shows smaller or leaves out to stay within its size, each
with what was done to them, in a sentence."""


def to_json(
    inputs: Sequence[RunInput],
    comparison: Comparison | None = None,
    *,
    reduced: Reduced | None = None,
) -> str:
    """The report of `inputs` as JSON text, ending in a newline; `reduced` where a page is drawn."""
    content = document(inputs, comparison)
    if reduced is not None:
        content["reduced_pictures"] = [
            {"run": run, "sentence": sentence} for run, sentence in reduced
        ]
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def document(
    inputs: Sequence[RunInput], comparison: Comparison | None = None, *, judged: bool = True
) -> dict[str, Any]:
    """The report of `inputs` as plain dicts and lists; with `comparison` where they are several.

    Without `judged` it tells what the runs are made of, and nothing that is said of them.
    """
    content = {
        "schema_version": SCHEMA_VERSION,
        "reportgen_version": __version__,
        "runs": [
            _run(item, name, judged=judged)
            for item, name in zip(inputs, names_of(inputs, comparison), strict=True)
        ],
    }
    if comparison is None:
        return content
    from reportgen.output.json.comparison import comparison as compared

    return {**content, "comparison": compared(comparison)}


def _recorded(facts: Facts) -> dict[str, Any]:
    """What was recorded of single pictures, which few runs have."""
    if facts.run.recorded is None:
        return {"mistakes": None, "recorded": None}
    from reportgen.output.json import mistakes

    return {"mistakes": mistakes.mistakes(facts), "recorded": mistakes.recorded(facts)}


def _run(item: RunInput, name: str, *, judged: bool) -> dict[str, Any]:
    facts = item.facts
    oldest, newest = facts.version_range
    return {
        "name": name,
        "task": facts.task_name,
        "model": facts.model,
        "data": facts.data_name,
        "image_size": plain(facts.run.args.values.get("imgsz")),
        "ultralytics": {"oldest": oldest, "newest": newest},
        "checkpoint": {"version": facts.run.checkpoint.version} if facts.run.checkpoint else None,
        "verdict": worst(item.findings).value,
        "epochs": _epochs(facts),
        "milliseconds_a_picture": facts.milliseconds_a_picture,
        "seconds": facts.seconds,
        **(_judged(item) if judged else {}),
        "curves": plots.curves(facts),
        "confusion": plots.confusion(facts),
        "exact": plots.exact(facts.evidence.exact),
        "validations": _validations(facts),
        **_recorded(facts),
        "dataset": dataset(facts),
        "validates_on_training": facts.run.validates_on_training,
        "class_names": {
            "names": list(facts.evidence.names.names),
            "source": facts.evidence.names.source or None,
        },
        "results": results(facts.table),
        "arguments": plain(facts.run.args.values),
        "files": [
            {"name": f.name, "bytes": f.size, "kind": f.key or None} for f in facts.listing.files
        ],
        "left_out_files": facts.listing.left_out,
        **({"missing_files": list(map(_missing, facts.missing_files))} if judged else {}),
        "search": _search(item),
        "problems": list(map(_problem, (*facts.run.problems, *facts.run.failures))),
    }


def _judged(item: RunInput) -> dict[str, Any]:
    """What is said of a run."""
    metrics, reasons = _metrics(item.facts)
    return {
        "metrics": metrics,
        "reasons": reasons,
        "diagnosis": diagnosis(item.diagnosis),
        "findings": [_finding(finding) for finding in item.findings],
        "charts": [{"id": chart.id, "title": chart.title} for chart in item.charts],
    }


def _missing(kind: FileKind) -> dict[str, str]:
    return {"kind": kind.key, "name": kind.shown_as, "cost": kind.cost}


def _epochs(facts: Facts) -> dict[str, Any]:
    return {
        "done": facts.epochs_done,
        "planned": facts.epochs_planned,
        "best": facts.best_epoch,
        "best_by_other_formula": facts.other_best_epoch,
        "lowest_validation_loss": facts.lowest_val_loss_epoch,
        "resumed_at": list(facts.resumed_at),
    }


def _validations(facts: Facts) -> list[dict[str, Any]]:
    """Those of the run's weights, which few runs have."""
    if not facts.run.validations:
        return []
    from reportgen.comparison.data.validations import validations

    return [
        {
            "name": each.name,
            "data": each.data,
            "split": each.split,
            "same_data": {"same": True, "different": False, "open": None}[each.alike],
            "metrics": dict(each.metrics),
            "objects": each.objects,
        }
        for each in validations(facts)
    ]


def _search(item: RunInput) -> dict[str, Any] | None:
    tune = item.facts.run.tune
    if tune is None:
        return None
    from reportgen.output.json.search import search

    return search(tune, item.search)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file or None,
        "section": problem.section or None,
        "lost": problem.lost,
        "sentence": problem.sentence,
    }


def _metrics(facts: Facts) -> tuple[dict[str, float | None], dict[str, str]]:
    """Metrics and losses at the best epoch by csv column; why a value is null, by column."""
    if facts.table is None:
        return {}, {"metrics": "There is no results.csv that can be read."}
    train = {name: facts.table.series(name) for name in facts.table.of("train/")}
    told = [name for name in facts.table.columns if name.startswith(("metrics/", "val/", "train/"))]
    values = {name: facts.at_best(train.get(name) or facts.metric(name)) for name in told}
    why = "There is no best epoch: no metric was ever above 0."
    if facts.best_epoch is not None:
        why = f"results.csv holds no finite number at epoch {facts.best_epoch}."
    return values, {name: why for name, value in values.items() if value is None}


def _finding(finding: Finding) -> dict[str, Any]:
    measured, reasons = finite_and_why(finding.measured)
    return {
        "check": finding.check,
        "verdict": finding.verdict.value,
        "title": finding.title,
        "seen": finding.seen,
        "remedy": finding.remedy,
        "guide": finding.guide,
        "head": finding.head,
        "epochs": list(finding.epochs) if finding.epochs else None,
        "chart": finding.chart,
        "measured": measured,
        "reasons": reasons,
        "threshold": finding.threshold,
    }
