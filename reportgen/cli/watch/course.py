"""How far a training has come, in one line for the terminal, and whether it has ended."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen import words
from reportgen.api import Run
from reportgen.checks.folder.ending import finished
from reportgen.diagnosis.told import about, seconds_left
from reportgen.evaluation import evaluate
from reportgen.facts.pace import seconds_an_epoch
from reportgen.facts.run_facts import Facts
from reportgen.page.text.format import metric
from reportgen.read.redact import one_line
from reportgen.rule import Finding, Verdict, rules_of

AFTER_PLOTS = 10.0
"""Seconds without a change after which nothing more comes, once the last plots are drawn."""
WITHOUT_PLOTS = 300.0
"""The same where no plots are drawn: the last validation may take that long."""
GIVEN_UP = 1800.0
"""Seconds without a change after which a training that did not end is no longer waited for."""
EPOCHS_GIVEN_UP = 10
"""The same in epochs or trials, where those take long."""
LATE = 3
"""After so many epochs without a new one the time left is not told: perhaps nothing goes on."""
EVER_LATE = 60.0
"""Seconds that the next epoch may take in any case; how long it takes where nothing tells."""
MAX_NAME = 24


@dataclass(frozen=True)
class Stillness:
    """For how long nothing has changed in a run folder."""

    watched: float
    """Seconds since a change was last seen, or since the watch began."""
    written: float
    """Seconds since the newest file was written, by its own time."""
    plots_drawn: bool
    """Whether plots of a final validation are newer than results.csv."""


@dataclass(frozen=True)
class End:
    """Why a watch ends."""

    sentence: str
    given_up: bool = False
    """Nobody knows whether the training goes on; it is no longer waited for."""


def ending(run: Run, still: Stillness, *, pace: float | None = None) -> End | None:
    """Why there is nothing more to wait for; None while there is.

    Ultralytics writes no file about its end. A training that is through is taken for ended once
    its last plots are drawn and nothing follows, or after a while where none are drawn; one that
    is not, after a long time without any change. `pace` is the seconds an epoch or a trial takes
    where no file tells.
    """
    if run.is_search:
        return _ending_of_search(run, still, pace)
    if run.table is None:
        return None
    finding = _finding(run)
    pace = seconds_an_epoch(run.table) or pace or 0.0
    # Final plots tell that the training is over, unless it is known to go on.
    ends = (Verdict.PASS, *((Verdict.NOTE, Verdict.UNKNOWN) if still.plots_drawn else ()))
    if finding.verdict not in ends:
        return _silence(finding.title, still, pace)
    wait = AFTER_PLOTS if still.plots_drawn else max(WITHOUT_PLOTS, 3 * pace)
    # A folder that was finished long before the watch began is not waited for.
    if max(still.watched, still.written) < wait:
        return None
    return End(f"{finding.title}.")


def _ending_of_search(run: Run, still: Stillness, pace: float | None) -> End | None:
    """The same of a hyperparameter search: best_hyperparameters.yaml tells its planned trials."""
    done, planned = trials(run)
    if planned is None or done < planned:
        return _silence(trials_text(run), still, seconds_a_step(run) or pace or 0.0)
    if max(still.watched, still.written) < AFTER_PLOTS:
        return None
    return End(f"Completed: {trials_text(run)}.")


def _silence(what: str, still: Stillness, pace: float) -> End | None:
    """Given up after a long time in which nothing came of what is not through."""
    if still.watched < max(GIVEN_UP, EPOCHS_GIVEN_UP * pace):
        return None
    waited = words.duration(still.watched) or "a long time"
    return End(f"{what}, and nothing has changed for {waited}.", given_up=True)


def _finding(run: Run) -> Finding:
    """What the check of a training's end says; thresholds of a config file do not matter to it."""
    return evaluate(rules_of([finished]), run.facts)[0]


# --- time ---------------------------------------------------------------------------------------


def is_late(since: float, pace: float | None) -> bool:
    """Whether the next epoch should have come long ago, `since` seconds after the last one."""
    return since > max(EVER_LATE, LATE * (pace or EVER_LATE))


# --- searches -----------------------------------------------------------------------------------


def trials(run: Run) -> tuple[int, int | None]:
    """How many trials a search has made, and of how many; None: it does not tell."""
    if run.tune is None:
        return 0, None
    return int(run.tune.trials[-1]), run.tune.best.planned


def trials_text(run: Run) -> str:
    """``12 of 50 trials``."""
    done, planned = trials(run)
    return (
        f"{words.whole(done)} of {words.count(planned, 'trial')}"
        if planned
        else words.count(done, "trial")
    )


def steps_done(run: Run) -> int:
    """Epochs of a training, trials of a search."""
    return trials(run)[0] if run.is_search else run.facts.epochs_done or 0


def seconds_a_step(run: Run) -> float | None:
    """The time of an epoch, or the mean one of a trial; None where no file tells it.

    Of a resumed search it is too short: the file tells the time of the last sitting only.
    """
    if run.tune:
        best = run.tune.best
        return best.seconds / best.done if best.seconds and best.done else None
    return seconds_an_epoch(run.table) if run.table else None


# --- the line -----------------------------------------------------------------------------------


def progress(run: Run, columns: int, *, pace: float | None, since: float) -> str:
    """The line of a run whose results were written `since` seconds ago.

    `pace` is the seconds an epoch or a trial takes, as far as seen.
    """
    pace = seconds_a_step(run) or pace
    if is_late(since, pace):
        return line(run, None, columns, silent=since)
    if not run.is_search:
        return line(run, seconds_left(run.facts, pace=pace, since=since), columns)
    return line(run, _left_of_search(run, pace, since), columns)


def _left_of_search(run: Run, pace: float | None, since: float) -> float | None:
    """Seconds until the last planned trial ends; None where nothing tells, or none is to come."""
    done, planned = trials(run)
    if not planned or not pace or planned <= done:
        return None
    return max(0.0, pace * (planned - done) - max(0.0, since))


def line(run: Run, left: float | None, columns: int, *, silent: float | None = None) -> str:
    """Epoch, losses, best so far and time left, in at most `columns` characters.

    `silent` is the seconds for which a late epoch is waited for: it takes the place of the time
    left. Where they do not fit, the name goes first, then the losses. ASCII only, as terminals are.
    """
    name = one_line(run.name, MAX_NAME).encode("ascii", "replace").decode()
    epoch, losses, best = _epoch(run), _losses(run.facts), _best(run)
    time = f"{about(left)} left" if left is not None else ""
    if silent is not None:
        time = f"nothing new for {words.duration(silent)}"
    ways: list[str] = []
    for parts in ((epoch, losses, best, time), (epoch, best, time), (epoch, time), (epoch,)):
        text = ", ".join(filter(None, parts))
        ways += [f"{name}: {text}", text]
    return next((shown for shown in ways if len(shown) <= columns), epoch[:columns])


def _epoch(run: Run) -> str:
    if run.is_search:
        return trials_text(run)
    facts = run.facts
    of = f" of {facts.epochs_planned}" if facts.epochs_planned else ""
    return f"epoch {facts.epochs_done or 0}{of}"


def _losses(facts: Facts) -> str:
    """The sums of the losses in the last epoch, as far as they are told."""
    told = [
        f"{side} {metric(float(series.values[-1])).text}"
        for side, series in (("train", facts.train_loss), ("val", facts.val_loss))
        if series is not None
    ]
    return f"loss {', '.join(told)}" if told else ""


def _best(run: Run) -> str:
    """The epoch that best.pt holds, with the main metric there: another may have more of that."""
    facts, tune = run.facts, run.tune
    if tune is not None and tune.best_index is not None:
        fitness = metric(float(tune.fitness[tune.best_index])).text
        return f"best fitness {fitness} (trial {int(tune.trials[tune.best_index])})"
    if facts.task is None or facts.headline is None or facts.best_epoch is None:
        return ""
    column = facts.task.headline_metric.rsplit("/", 1)[-1]
    return f"best epoch {facts.best_epoch}: {column} {metric(facts.headline).text}"
