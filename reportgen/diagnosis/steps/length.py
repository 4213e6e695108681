"""Treatments of how long is trained."""

from __future__ import annotations

import math

import numpy as np

from reportgen import words
from reportgen.diagnosis import commands
from reportgen.diagnosis.cause import Case
from reportgen.diagnosis.model import Told
from reportgen.diagnosis.steps.treatment import Advice, treatment
from reportgen.read.table.results import Series, known_of

LONGER = "train-longer"
USUAL_EPOCHS = 100
"""Ultralytics' default."""
USUAL_PATIENCE = 100
"""Ultralytics' default; 50 before 8.2."""
MUCH = 0.8
"""Share of the planned epochs from which on fewer save little."""


@treatment(LONGER)
def resume(case: Case, told: Told) -> Advice | None:
    """Never held back: the causes that call for it look at what the run would go on to."""
    return Advice(
        "Finish this training",
        "It can go on where it stopped, with its learning rate as planned.",
        command=commands.resume(case.facts),
    )


@treatment(LONGER)
def longer(case: Case, told: Told) -> Advice | None:
    """Held back where no epoch is told."""
    facts = case.facts
    done, planned = facts.epochs_done or 0, facts.epochs_planned
    if not done:
        return None
    if planned is None:
        return Advice(
            "Train longer",
            f"It ran for {words.count(done, 'epoch')}; how many were planned is not told. Start "
            "anew, from the same weights, with half as many again.",
        )
    time = facts.known_args.number("time")
    if time and time > 0:
        return Advice(
            "Train longer",
            f"time={words.plain(time)} set its length, not epochs: allow it more hours.",
            {"time": commands.typed(2 * time)},
        )
    if done < planned:
        return _more_patience(case, done, planned)
    epochs = _half_again(planned) if "half as many again" in told.data else _enough(planned)
    rates = case.traces.rates
    wound = rates is not None and rates.wound_down
    why = ": the learning rate of this run has wound down" if wound else ""
    return Advice(
        f"Train for {epochs} epochs",
        f"Start anew, from the same weights, with epochs={epochs}{why}.",
        {"epochs": str(epochs)},
    )


def _more_patience(case: Case, done: int, planned: int) -> Advice:
    patience = case.facts.patience
    current = USUAL_PATIENCE if patience is None else patience
    early = case.state.main in ("plateau-low", "unstable")
    paused = ", while its learning rate was still high"
    why = paused if early else " although it had not levelled off"
    return Advice(
        "Train longer",
        f"It ended after {words.whole(done)} of {words.count(planned, 'epoch')}{why}: allow it "
        "more patience.",
        {"patience": commands.typed(2 * max(current, 10))},
    )


def _enough(planned: int) -> int:
    """Half as many again; the usual number for a short plan."""
    return max(_half_again(planned), USUAL_EPOCHS if planned <= 60 else 0)


def _half_again(planned: int) -> int:
    """Half as many again, rounded up to tens."""
    return 10 * math.ceil(0.15 * planned)


@treatment(LONGER)
def train_at_all(case: Case, told: Told) -> Advice | None:
    """Held back for trainers of any model: asked for where a plan shows little."""
    if not case.facts.trainer.draws_plots:
        return None  # How long is usual depends on what is trained.
    done = case.facts.epochs_done or 0
    if case.traces.warm_up_lasts and case.traces.batches:
        return _beyond_the_warm_up(case, case.traces.batches)
    epochs = max(USUAL_EPOCHS, 10 * math.ceil(0.15 * done))
    few = f"{words.count(done, 'epoch')} {words.are(done)} few: "
    no_failure = "it is no failure of this run. Start anew from the same weights."
    short = case.state.main == "too-short"
    why = f"{USUAL_EPOCHS} epochs are usual; {no_failure}" if short else f"{few}{epochs} are usual."
    patience, aside = _patience_as_well(case)
    return Advice(
        f"Train for {epochs} epochs", f"{why}{aside}", {"epochs": str(epochs), **patience}
    )


def _patience_as_well(case: Case) -> tuple[dict[str, str], str]:
    """What lets a training get further than to where patience ended this one, and why."""
    facts, patience = case.facts, case.facts.patience
    ended = (facts.epochs_done or 0) < (facts.epochs_planned or 0)
    waited = facts.epochs_since_best
    if not ended or not patience or waited is None or waited < patience:
        return {}, ""
    more = max(USUAL_PATIENCE, 2 * patience)
    return {"patience": commands.typed(more)}, (
        f" patience={words.plain(patience)} ended this one: allow it more."
    )


@treatment(LONGER)
def many_epochs(case: Case, told: Told) -> Advice | None:
    """Held back as above: asked for where so few steps make an epoch that all were warm-up."""
    if not case.facts.trainer.draws_plots:
        return None
    return _beyond_the_warm_up(case, told.data.get("steps an epoch", 0.0))


def _beyond_the_warm_up(case: Case, batches: float) -> Advice:
    """Three hundred batches leave room to learn; 0 `batches`: not told."""
    done, per_epoch = case.facts.epochs_done or 0, max(batches, 1.0)
    epochs = max(10 * math.ceil(30 / per_epoch), 2 * done, USUAL_EPOCHS)
    warm = math.ceil(100 / per_epoch)
    why = f"{words.count(done, 'epoch')} took too few steps to learn much."
    if batches and case.traces.warms_longer and 2 * warm > done:
        why = (
            f"With about {words.count(round(per_epoch), 'batch', 'batches')} an epoch the warm-up "
            f"of 100 takes {warm} epochs; what is learned comes after that."
        )
    patience, aside = _patience_as_well(case)
    return Advice(
        f"Train for {epochs} epochs", f"{why}{aside}", {"epochs": str(epochs), **patience}
    )


@treatment("hyperparameters")
def fewer_epochs(case: Case, told: Told) -> Advice | None:
    """Held back where neither patience nor fewer epochs would have ended this training sooner."""
    facts = case.facts
    planned, patience = facts.epochs_planned, facts.patience
    if planned is None:
        return None
    sooner = max(10, round(planned / 5))
    waits = facts.trainer.has_yolo or "patience" in facts.known_args.values  # YOLOv7 does not.
    lower = waits and (patience is None or not 0 < patience <= sooner)
    if lower and _would_end(facts.fitness, sooner):
        return Advice(
            "Stop sooner next time",
            f"patience={sooner} ends a training once {sooner} epochs have not beaten the best one. "
            "That saves time; the model of this run stays as it is.",
            {"patience": str(sooner)},
        )
    enough = math.ceil(told.data.get("levelled", planned) / 10) * 10
    if enough > MUCH * planned:
        return None
    return Advice(
        "Take fewer epochs next time",
        f"epochs={enough} ends the next training about there, at its lowest learning rate. The "
        "model of this run stays as it is.",
        {"epochs": str(enough)},
    )


def _would_end(fitness: Series | None, patience: int) -> bool:
    """Whether this patience would have ended the training early, with the same best epoch."""
    known = known_of(fitness)
    if not len(known):
        return False
    records = known.epochs[np.flatnonzero(np.diff(np.maximum.accumulate(known.values)) > 0) + 1]
    waits = np.diff([known.epochs[0], *records, known.epochs[-1]])
    return bool(waits[-1] > patience and np.all(waits[:-1] <= patience))


@treatment("hyperparameters")
def one_card(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    name, device = ("the processor", "cpu") if case.traces.on_mps else ("one card", "0")
    return Advice(
        f"Train on {name} and compare",
        f"A few epochs with device={device} tell whether the data or the device is to blame.",
        {"device": device},
    )
