"""A comparison as JSON. Runs are told by their unique names; what is not told is null."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from reportgen.comparison.data.arguments import ArgumentDifference
from reportgen.comparison.data.changes import Change
from reportgen.comparison.data.incomparable import Incomparable
from reportgen.comparison.item import ChecklistItem
from reportgen.comparison.lineage.continuations import Continuation
from reportgen.comparison.lineage.copies import Copy
from reportgen.comparison.lineage.families import FOLDS, SINGLE, Family
from reportgen.comparison.model import Comparison
from reportgen.comparison.parts import ComparedGroup, Ensemble, Ranked, Ranking, RunRow, Sweep
from reportgen.comparison.ranking.contest import Contest
from reportgen.comparison.ranking.measures import Peak
from reportgen.output.json.search import correlations
from reportgen.values import finite

Item = TypeVar("Item")


def comparison(told: Comparison) -> dict[str, Any]:
    """The comparison as plain dicts and lists, without NaN or infinity."""
    names = [run.name for run in told.runs]
    rankings = {favour: _ranking(each, told, names) for favour, each in told.rankings.items()}

    def each_of(items: Iterable[Item], made: Callable[[Item, Sequence[str]], Any]) -> list[Any]:
        return [made(item, names) for item in items]

    return {
        "answer": told.answer,
        "method": told.first.method,
        "favour": told.favour,
        "favour_note": told.first.favour_note,
        "baseline": names[told.baseline],
        "head": told.head,
        "head_note": told.first.head_note,
        "runs": list(map(_run, told.runs)),
        "groups": [_group(group, told, names) for group in told.groups],
        "copies": each_of(told.copies, _copy),
        "continuations": each_of(told.continuations, _continuation),
        "undecided": list(told.undecided),
        "ranking": rankings.get(told.favour, []),
        "rankings": rankings,
        "checklist": each_of(told.checklist, _item),
        "incomparable": each_of(told.incomparable, _incomparable),
        "argument_differences": each_of(told.argument_differences, _argument),
        "repeats": [_family(each, told, names) for each in told.families if each.kind != SINGLE],
        "changes": each_of(told.changes, _change),
        "sweep": _sweep(told.sweep, names),
        "ensembles": each_of(told.ensembles, _ensemble),
    }


def _group(group: ComparedGroup, told: Comparison, names: Sequence[str]) -> dict[str, Any]:
    ranking = group.rankings.get(told.favour)
    return {
        "data": group.data,
        "known": list(group.known),
        "apart": list(group.apart),
        "runs": [names[run] for run in group.runs],
        "answer": group.answer,
        "head": group.head,
        "ranking": _ranking(ranking, told, names) if ranking else [],
        "checklist": [_item(item, names) for item in group.checklist],
    }


def _continuation(each: Continuation, names: Sequence[str]) -> dict[str, Any]:
    return {"run": names[each.run], "of": names[each.of], "how": each.how, "epoch": each.epoch}


def _copy(copy: Copy, names: Sequence[str]) -> dict[str, Any]:
    return {
        "run": names[copy.run],
        "of": names[copy.of],
        "arguments": list(copy.arguments),
        "sentence": copy.sentence,
    }


def _ranking(ranking: Ranking, told: Comparison, names: Sequence[str]) -> list[dict[str, Any]]:
    return [_ranked(row, ranking, told.baseline, names) for row in ranking.rows]


def _ranked(row: Ranked, ranking: Ranking, baseline: int, names: Sequence[str]) -> dict[str, Any]:
    contest = ranking.contest
    estimate = contest.estimate(row.run) if row.noise else None
    mean, repeats = (finite(estimate.mean), estimate.count) if estimate else (None, None)
    return {
        "run": names[row.run],
        "rank": row.rank,
        "tied_with": [names[run] for run in row.tied_with],
        "metric": ranking.metric,
        "value": finite(row.value),
        "noise": _noise(row, ranking),
        "mean": mean,
        "repeats": repeats,
        "against_baseline": _against(row.run, baseline, contest) if row.noise else None,
        "reason": row.reason or None,
    }


def _against(run: int, baseline: int, contest: Contest) -> dict[str, Any] | None:
    test = contest.test(run, baseline)
    if test is None:
        return None
    return {
        "difference": finite(test.seen),
        "margin": finite(test.margin),
        "p": finite(test.p),
        "clear": contest.differ(run, baseline),
    }


def _noise(row: Ranked, ranking: Ranking) -> dict[str, Any] | None:
    """How sure a value is: the 95 % interval that it has on these validation pictures."""
    if row.noise is None or row.value is None:
        return None
    low, high = ranking.contest.measure.within(
        row.value - row.noise.margin, row.value + row.noise.margin
    )
    return {
        "sd": finite(row.noise.sd),
        "low": finite(low),
        "high": finite(high),
        "freedom": finite(row.noise.freedom),
        "method": row.noise.method,
    }


def _run(run: RunRow) -> dict[str, Any]:
    return {
        "name": run.name,
        "task": run.task,
        "model": run.model,
        "data": run.data,
        "verdict": run.verdict.value,
        "best_epoch": run.best_epoch,
        "epochs_done": run.epochs_done,
        "epochs_planned": run.epochs_planned,
        "seconds": finite(run.seconds),
        "metrics": _numbers(run.metrics),
        "peaks": {name: _peak(peak) for name, peak in run.peaks.items()},
        "val_losses": _numbers(run.val_losses),
        "val_loss": finite(run.val_loss),
        "final_train_losses": _numbers(run.final_train_losses),
        "final_train_loss": finite(run.final_train_loss),
        "gap": finite(run.gap),
        "trajectory": run.trajectory,
    }


def _peak(peak: Peak | None) -> dict[str, float | None] | None:
    if peak is None:
        return None
    return {"value": finite(peak.value), "confidence": finite(peak.confidence)}


def _item(item: ChecklistItem, names: Sequence[str]) -> dict[str, Any]:
    return {
        "item": item.id,
        "title": item.title,
        "label": item.label,
        "values": _by_run(item.values, names),
        "winner": None if item.winner is None else names[item.winner],
        "tie": item.tie,
        "tied": [names[run] for run in item.tied],
        "reason": item.reason,
        "details": {name: _by_run(values, names) for name, values in item.details.items()},
    }


def _incomparable(item: Incomparable, names: Sequence[str]) -> dict[str, Any]:
    return {
        "change": item.change,
        "sentence": item.sentence,
        "differs": {names[run]: what for run, what in item.differs.items()},
        "touches": list(item.touches),
        "certain": item.certain,
    }


def _argument(item: ArgumentDifference, names: Sequence[str]) -> dict[str, Any]:
    return {
        "argument": item.name,
        "group": item.group,
        "meaning": item.meaning,
        "bears": item.bears,
        "values": {
            name: {"text": value.text, "told": value.told, "default": value.is_default}
            for name, value in zip(names, item.values, strict=True)
        },
    }


def _family(family: Family, told: Comparison, names: Sequence[str]) -> dict[str, Any]:
    ranking, first = told.ranking_of(family.runs[0]), family.runs[0]
    runs = dict(zip((names[run] for run in family.runs), family.repeats, strict=True))
    mean = margin = math.nan
    if ranking and (estimate := ranking.contest.estimate(first)):
        known = ranking.contest.noise(first) if family.kind == FOLDS else estimate
        mean, margin = estimate.mean, known.margin if known else math.nan
    return {
        "kind": family.kind,
        "runs": runs,
        "mean": finite(mean),
        "low": finite(mean - margin),
        "high": finite(mean + margin),
    }


def _change(change: Change, names: Sequence[str]) -> dict[str, Any]:
    return {
        "run": names[change.run],
        "arguments": list(change.arguments),
        "improved": list(change.improved),
        "worsened": list(change.worsened),
        "sentence": change.sentence,
    }


def _ensemble(ensemble: Ensemble, names: Sequence[str]) -> dict[str, Any]:
    runs = [names[run] for run in ensemble.runs]
    return {
        "runs": runs,
        "stronger": dict(zip(runs, map(list, ensemble.stronger), strict=True)),
        "sentence": ensemble.sentence,
    }


def _sweep(sweep: Sweep | None, names: Sequence[str]) -> dict[str, Any] | None:
    if sweep is None:
        return None
    return {
        "runs": [names[run] for run in sweep.runs],
        "metric": sweep.metric,
        "arguments": {
            name: [finite(value) for value in column] for name, column in sweep.columns.items()
        },
        "fitness": [finite(value) for value in sweep.fitness],
        "correlations": correlations(sweep.correlations),
        "also_vary": list(sweep.also_vary),
    }


def _by_run(values: Sequence[float | None], names: Sequence[str]) -> dict[str, float | None]:
    return {name: finite(value) for name, value in zip(names, values, strict=True)}


def _numbers(values: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: finite(value) for name, value in values.items()}
