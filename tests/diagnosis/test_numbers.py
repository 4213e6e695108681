"""What holds for the numbers of every run: they are those of its file, and mean what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from reportgen import words
from reportgen.checks.course.overfitting import climbing
from reportgen.diagnosis.traces.shapes import largest_step
from reportgen.facts.series.climbs import climbs_of
from reportgen.facts.series.course import Course
from reportgen.facts.series.trend import shifted
from reportgen.read.table.results import FloatArray, Series
from reportgen.rule import Verdict
from tests.conftest import shared
from tests.diagnosis.runs import Diagnosed, diagnosed, every_run
from tests.diagnosis.threads.curves import Curves

AT = re.compile(r"(?<![\w.,−+-])(\d[\d.]*(?:e-?\d+)?) (?:at epoch|\(epoch) (\d[\d,]*)")
OF_NO_CURVE = ("mooth", "The largest is in", "jump of")
"""Sentences of trends and differences: what a results.csv does not hold."""
AT_BEST = re.compile(r"The best epoch, (\d+), has ([\d.]+), ([\d.]+) above the earlier best")
LAST = re.compile(r"best of the last (\d+ )?epochs? is ([\d.]+), ([\d.]+) above the earlier best")
MEANS = re.compile(r"is ([\d.]+) over the last (\d+ )?epochs?, after ([\d.]+) over as many before")
LIMIT = re.compile(r"(notes|warns|fails)(?: when it is)? (above|below) ([\d.]+)( %)?")


def _sentences(run: Diagnosed) -> Iterator[str]:
    told = run.told
    yield told.headline
    texts = [answer.sentence for answer in told.answers.values()]
    texts += [cause.seen for cause in told.causes] + [step.reason for step in told.steps]
    texts += [finding.seen for finding in run.findings]
    for text in texts:
        yield from re.split(r"(?<=[.;:]) (?=[A-Z])", text)


def _written(run: Diagnosed, epoch: int) -> set[str]:
    """The values of an epoch in results.csv and the sums of its losses, as they may be written."""
    table, facts = run.facts.table, run.facts
    if table is None or epoch not in table.epochs:
        return set()
    row = int(np.flatnonzero(table.epochs == epoch)[0])
    sums = [loss.values for loss in (facts.train_loss, facts.val_loss) if loss is not None]
    values = [float(column[row]) for column in (*table.columns.values(), *sums)]
    forms = (words.number, words.rough, "{:.3g}".format, "{:,.2f}".format, "{:,.3f}".format)
    return {form(value) for value in values for form in forms}


def test_a_number_told_of_an_epoch_stands_in_its_row() -> None:
    for run in every_run():
        for sentence in _sentences(run):
            if any(word in sentence for word in OF_NO_CURVE):
                continue
            for number, epoch in AT.findall(sentence):
                values = _written(run, int(epoch.replace(",", "")))
                assert number in values, (run.name, sentence)


def test_the_last_epochs_are_as_many_as_is_said() -> None:
    records = means = 0
    for run in every_run():
        curve = run.facts.headline_curve
        for sentence in _sentences(run):
            if found := LAST.search(sentence):
                count, best, above = int(found[1] or 1), found[2], found[3]
                values = curve.known.values if curve else np.empty(0)
                late, before = values[-count:].max(), values[:-count].max()
                assert (best, above) == (words.number(late), words.number(late - before)), sentence
                records += 1
            if found := AT_BEST.search(sentence):
                best = words.whole(run.facts.best_epoch or 0), words.number(run.facts.headline or 0)
                assert found.groups()[:2] == best, sentence
            if found := MEANS.search(sentence):
                after, count, before = found[1], int(found[2] or 1), found[3]
                values = curve.known.values if curve else np.empty(0)
                both = values[-count:].mean(), values[-2 * count : -count].mean()
                assert (after, before) == tuple(words.number(float(m)) for m in both), sentence
                means += 1
    assert (records and means) or shared() is None


CLIMB = re.compile(r"Validation (.+?) rose (\S+\s%) from its lowest level, (\S+) about epoch (\d+)")


def test_the_climb_of_a_loss_has_one_number() -> None:
    """In the cause and the headline that of the finding, and from the same epoch."""
    seen = 0
    for run in every_run():
        finding = next((each for each in run.findings if each.check == "overfitting"), None)
        cause = next((each for each in run.told.causes if each.id == "memorised"), None)
        found = CLIMB.search(cause.seen) if cause else None
        if found is None or finding is None or found[1] == "loss":
            continue
        name, share, low, epoch = found.groups()
        assert f"{name} from {low} (epoch {epoch}) to " in finding.seen, (run.name, finding.seen)
        assert f", {share}" in finding.seen, (run.name, finding.seen)
        seen += 1
        if start := re.search(r"Overfits from epoch (\d+)", run.told.headline):
            assert finding.title.endswith(f" from epoch {start[1]}"), run.name
    assert seen or shared() is None  # None of the sample runs has one loss alone that climbs.


def test_no_smoothed_metric_leaves_what_was_measured() -> None:
    for run in every_run():
        facts, signs = run.facts, run.facts.signs
        heads = [head.map50_curve for head in facts.heads]
        for series in (facts.score, facts.headline_curve, *heads):
            if series is None or facts.course is None or not len(series.known):
                continue
            trend, known = facts.course.of(series).trend.values, series.known.values
            assert known.min() <= trend.min(), run.name
            assert trend.max() <= known.max(), run.name
        if signs is not None:
            assert 0 <= signs.top <= 1, run.name
            assert 0 <= signs.level_any <= 1, run.name


def test_the_threshold_that_is_printed_decided() -> None:
    """Of findings that measured one number and print one limit."""
    levels = {"notes": Verdict.NOTE, "warns": Verdict.WARN, "fails": Verdict.FAIL}
    seen = 0
    for run in every_run():
        for finding in run.findings:
            limits, measured = LIMIT.findall(finding.threshold), list(finding.measured.values())
            if len(limits) != 1 or len(measured) != 1 or "," in finding.threshold:
                continue
            word, side, limit, percent = limits[0]
            bound = float(limit.rstrip(".")) / (100 if percent else 1)
            beyond = measured[0] > bound if side == "above" else measured[0] < bound
            seen += 1
            if finding.verdict in (levels[word], Verdict.PASS):
                raised = finding.verdict is levels[word]
                assert beyond is raised, (run.name, finding.check, finding.threshold, measured)
    assert seen


# --- the end of mosaic, and resumes -----------------------------------------------------------


def _parts(run: Diagnosed) -> tuple[dict[str, Series], dict[str, Series], int]:
    return run.facts.val_losses or {}, run.facts.train_losses or {}, run.facts.mosaic_off


def test_a_step_where_mosaic_is_switched_off_is_no_climb() -> None:
    """With half as much again on every validation loss from there on, none climbs farther.

    A drop there is none of mosaic's: the step fills it up.
    """
    tried = 0
    for run in every_run():
        val, train, off = _parts(run)
        course, signs = run.facts.course, run.facts.signs
        if signs is None or course is None or not _mosaic_ends_within(run):
            continue
        raised = {
            name: shifted(loss, off, 0.5 * float(loss.known.values.max()))
            for name, loss in val.items()
            if len(loss.known) == len(loss)
        }
        before = {climb.name: climb for climb in signs.climbs}
        for after in climbs_of(raised, train, Course(off, course.setbacks)):
            drop = max(-_step(val[after.name], off), 0.0)
            most = 1.01 * before[after.name].end + drop
            assert after.end <= most, (run.name, after.name)
            tried += 1
    assert tried > 100 or shared() is None


def _mosaic_ends_within(run: Diagnosed) -> bool:
    table, off = run.facts.table, run.facts.mosaic_off
    return table is not None and bool(table.epochs[0] + 5 <= off <= table.epochs[-1] - 5)


def _step(loss: Series, off: int) -> float:
    """What the typical loss of five epochs changes there."""
    known = loss.known
    before, after = known.values[known.epochs < off][-5:], known.values[known.epochs >= off][:5]
    return float(np.median(after) - np.median(before))


def test_no_loss_climbs_by_no_more_than_the_step_where_mosaic_is_switched_off() -> None:
    """Of what is called overfitting something is left without the step, by plain medians."""
    for run in every_run():
        val, _, off = _parts(run)
        if run.facts.signs is None or not _mosaic_ends_within(run):
            continue
        for climb in climbing(run.facts.signs):
            known = val[climb.name].known
            step = max(_step(known, off), 0.0) if climb.start < off else 0.0
            end = float(np.median(known.values[-5:])) - step
            assert end > 0.98 * climb.low, (run.name, climb)


def test_a_score_that_falls_where_mosaic_is_switched_off_is_named_there() -> None:
    for run in every_run():
        curve, off = run.facts.headline_curve, run.facts.mosaic_off
        best = run.facts.best_epoch
        if curve is None or best is None or best >= off or not _mosaic_ends_within(run):
            continue
        known = curve.known
        before, after = known.values[known.epochs < off], known.values[known.epochs >= off]
        if len(before) < 5 or len(after) < 3:
            continue
        fell = float(np.median(before[-5:]) - np.median(after[:3]))
        noise = 1.4826 * float(np.median(np.abs(np.diff(before[-15:]))))
        told = next((c for c in run.told.causes if c.id == "mosaic-off"), None)
        broken = ("learned-nothing", "validation-broken", "diverged", "too-short")
        deep = largest_step(curve, off)
        if fell > max(0.016, 3.1 * noise, deep) and run.told.state.main not in broken:
            assert told is not None, run.name
            assert f"epoch {off}" in told.title, run.name
        if told is not None and told.steps:
            assert fell > 0.01, run.name
            assert told.steps[0].settings == {"close_mosaic": "0"}, run.name


def test_what_a_resume_threw_back_is_neither_overfitting_nor_an_end(tmp_path: Path) -> None:
    """The same run with and without a spike at its resume is in the same state."""

    def run(name: str, spike: FloatArray) -> Diagnosed:
        c = Curves(100, resume=True).usual()
        c.seconds = 20 * np.where(c.x > 50, c.x - 50, c.x)
        for column in list(c.columns):
            c.columns[column] = c.columns[column] * spike
        return diagnosed(c.score(c.rising(0.66, 15) / spike).write(tmp_path / name))

    ones = np.ones(100)
    calm = run("calm", ones)
    thrown = run("thrown", np.where((np.arange(100) >= 50) & (np.arange(100) < 54), 1.6, ones))
    assert thrown.told.state.main == calm.told.state.main
    for question in ("overfitting", "continue"):
        assert thrown.told.answers[question].answer == calm.told.answers[question].answer
    assert "at the resume" in " ".join(cause.title for cause in thrown.told.causes)


# --- ties ------------------------------------------------------------------------------------


def test_best_is_of_the_last_tie_and_patience_counts_from_one_of_them() -> None:
    tied = 0
    for run in every_run():
        facts = run.facts
        fitness = facts.fitness
        if fitness is None or facts.best_epoch is None or facts.epochs_done is None:
            continue
        known = fitness.known
        ties = [int(e) for e in known.epochs[known.values == known.values.max()]]
        tied += len(ties) > 1
        assert facts.best_epoch == ties[-1], run.name
        assert facts.headline_curve is None or facts.headline == facts.headline_curve.at(ties[-1])
        near = known.epochs[known.values >= known.values.max() - 2e-5]
        restarts = facts.trainer.ties_restart(facts.version_range)
        if len(facts.fitness_formulas) == 1:
            allowed = {ties[-1]} if restarts else {int(epoch) for epoch in near}
            assert facts.epochs_done - (facts.epochs_since_best or 0) in allowed, run.name
            if restarts is False and (facts.patience or 0) >= facts.epochs_done:
                assert facts.epochs_since_best == facts.epochs_done - int(near[0]), run.name
    assert tied or shared() is None


def test_what_is_said_of_the_best_epoch_and_of_an_early_stop_adds_up() -> None:
    for run in every_run():
        done, either = run.facts.epochs_done, run.facts.best_epochs or ()
        for step in run.told.steps:
            if found := re.search(r"best\.pt \(epoch ([\d, or]+)\)", step.reason):
                named = [int(e) for e in found[1].replace(",", "").split(" or ")]
                assert named == list(either), (run.name, step.reason)
        for sentence in _sentences(run):
            stopped = re.search(r"nothing beat epoch ([\d,]+) in the ([\d,]+) epochs", sentence)
            if stopped:
                best, waited = (int(part.replace(",", "")) for part in stopped.groups())
                assert best + waited == done, (run.name, sentence)
