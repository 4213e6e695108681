"""A hyperparameter search on the page: what it found, how surely, and how to use it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from reportgen import words
from reportgen.comparison.noise.statistics import half_width
from reportgen.comparison.sweep.charts import SweepCharts
from reportgen.page.inputs import RunInput
from reportgen.page.run.drawings import chart_view
from reportgen.page.run.views import ChartView, Field
from reportgen.page.sweep.best_set import HyperparameterRow, best_rows, command, kept_note
from reportgen.page.sweep.sweep import SweepView, sweep_view
from reportgen.page.text.format import metric
from reportgen.page.text.prose import Prose
from reportgen.read.table.tune import Tune
from reportgen.tasks import HEADS

NOT_INDEPENDENT = (
    "Each trial varies one of the best before it, so trials are not independent: arguments drift "
    "together as the fitness climbs. Arguments are therefore judged at equal trial number. Even "
    "so, intervals and p-values look surer than they are, and what one argument seems to do may "
    "be another's doing."
)
LUCK = (
    "Each set was trained once, so the best of {trials} is partly luck: train it again with "
    "another seed, and the first set too, before you rely on the difference."
)
HISTORY_HEIGHT = 384
LATE_SHARE = 0.2
"""A best trial among the last fifth says that the search had not come to rest."""
_METRICS = dict.fromkeys(metric.name for head in HEADS for metric in head.scores)
_WANTED = [f"metrics/{name}{head}" for head in ("(M)", "(P)", "(B)", "") for name in _METRICS]


class SearchView(NamedTuple):
    """A search."""

    sentence: str
    about: tuple[Field, ...]
    notes: tuple[str, ...]
    fitness: str
    fitness_full: str
    trials: str
    history: ChartView | None
    best_title: str
    best: tuple[HyperparameterRow, ...]
    kept: str
    """What is said of hyperparameters that stay at their default; empty where none does."""
    command: str
    sweep: SweepView | None
    dependent: str
    """What trials that follow from each other do to correlations."""


def search_view(run: str, given: RunInput, prose: Prose) -> SearchView | None:
    """The search in a run folder; None where there is none."""
    tune = given.facts.run.tune
    if tune is None:
        return None
    best = tune.best_index
    search = given.search
    shown = metric(None if best is None else float(tune.fitness[best]))
    return SearchView(
        sentence=_sentence(tune),
        about=tuple(_about(tune)),
        notes=tuple(_notes(tune)),
        fitness=shown.text,
        fitness_full=shown.full,
        trials=_trials(tune),
        history=_history(run, search, prose),
        best_title="" if best is None else f"The set of trial {tune.trials[best]}",
        best=(rows := best_rows(tune)),
        kept=kept_note(rows),
        command=command(tune),
        sweep=_sweep(run, search, prose) if search else None,
        dependent=NOT_INDEPENDENT,
    )


def _history(run: str, search: SweepCharts | None, prose: Prose) -> ChartView | None:
    """What the page begins with, so it is larger than charts among others."""
    if search is None or search.history is None:
        return None
    return chart_view(run, search.history, prose, height=HISTORY_HEIGHT)


def _sweep(run: str, search: SweepCharts, prose: Prose) -> SweepView | None:
    if not search.sweep.columns:
        return None
    return sweep_view(f"{run}-search", search, prose)


# --- words ---------------------------------------------------------------------------------------


def _trials(tune: Tune) -> str:
    made = len(tune.trials)
    planned = tune.best.planned
    return (
        f"{words.whole(made)} of {words.whole(planned)} trials"
        if planned and planned > made
        else words.count(made, "trial")
    )


def _sentence(tune: Tune) -> str:
    """What was searched, what came out, and how far that can be trusted."""
    searched = (
        f"A search over {words.count(len(tune.arguments), 'hyperparameter')}: {_trials(tune)}."
    )
    best = tune.best_index
    if best is None:
        return f"{searched} None reached a fitness above 0: there is no best set."
    number, value = int(tune.trials[best]), float(tune.fitness[best])
    said = f"{searched} Best: trial {number}, fitness {metric(value).text}"
    first = float(tune.fitness[0])
    if best == 0 or not first > 0:
        return f"{said}{'; no other set beats the first.' if best == 0 else '.'}"
    return f"{said}, {words.decimals((value / first - 1) * 100, 1)} % above the first."


def _about(tune: Tune) -> list[Field]:
    best = tune.best_index
    fields = []
    if best is not None:
        fields.append(Field("Fitness of the first trial", metric(float(tune.fitness[0])).text))
        fields += [
            Field(f"{name}, trial {tune.trials[best]}", metric(value).text)
            for name, value in _best_metrics(tune).items()
            if math.isfinite(value)
        ]
    took = words.duration(tune.best.seconds)
    if took:
        fields.append(Field("Last session", took))
    if tune.datasets:
        fields.append(Field("Data sets", words.listed(list(tune.datasets))))
    return fields


def _best_metrics(tune: Tune) -> dict[str, float]:
    """Metrics of the best trial: of the file's own columns, else of the comments."""
    best = tune.best_index
    if best is None:
        return {}
    told = {name: float(values[best]) for name, values in tune.metrics.items()}
    if not told and tune.best.trial == tune.trials[best]:
        told = dict(tune.best.metrics)
    present = islice(filter(told.__contains__, _WANTED), 4)
    return {name.removeprefix("metrics/"): told[name] for name in present}


def _notes(tune: Tune) -> Iterator[str]:
    best, sound = tune.best_index, len(tune.sound)
    failed = len(tune.trials) - sound
    if best is not None and sound > 1:
        yield _repeated(tune) or LUCK.format(trials=sound)
    if best is not None and sound >= 10 and best >= len(tune.trials) * (1 - LATE_SHARE):
        yield (
            "The best trial is one of the last: the search was probably still improving, and "
            "further trials may find more."
        )
    if failed:
        yield (
            f"{words.count(failed, 'trial')} reached no fitness above 0: such a training failed or "
            "learned nothing. Charts and correlations leave them out."
        )
    if best is not None and tune.best.trial not in (None, int(tune.trials[best])):
        yield (
            f"best_hyperparameters.yaml names trial {tune.best.trial}; by the table it is trial "
            f"{tune.trials[best]}, which is reported."
        )


def _repeated(tune: Tune) -> str:
    """What sets that were tried more than once tell of chance; empty where none was."""
    sets = tune.sets
    freedom = sum(len(values) - 1 for values in sets)
    if not freedom or len(sets) < 2:
        return ""
    squares = sum(float(np.sum((values - values.mean()) ** 2)) for values in sets)
    sd = math.sqrt(squares / freedom)
    first, second = sorted(sets, key=lambda values: -values.mean())[:2]
    lead = float(first.mean() - second.mean())
    margin = half_width(sd * math.sqrt(1 / len(first) + 1 / len(second)), freedom)
    chance = "more than" if lead > margin else "within what"
    return (
        f"{words.count(freedom, 'trial repeats', 'trials repeat')} a set that was tried before: "
        f"between repeats the fitness differs by {words.number(sd)} (standard deviation). By their "
        f"means the best set leads the next by {words.beside(lead, margin)} ± "
        f"{words.number(margin)} (95 %), {chance} chance explains."
    )
