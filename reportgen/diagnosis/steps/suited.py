"""Treatments of arguments that do not suit the model."""

from __future__ import annotations

from reportgen import words
from reportgen.checks.folder.settings import unusual_gains
from reportgen.diagnosis.cause import Case
from reportgen.diagnosis.model import Told
from reportgen.diagnosis.steps.treatment import Advice, treatment
from reportgen.trainers.ultralytics.arguments import ARGUMENTS

TRANSFORMER = 1e-4
"""The rate that RT-DETR is trained with by those who published it, and by Ultralytics' advice."""


@treatment("hyperparameters")
def transformer_rate(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    rate = words.plain(TRANSFORMER)
    return Advice(
        "Train it with AdamW at a low rate",
        f"Set optimizer=AdamW and lr0={rate}: auto would set another rate.",
        {"optimizer": "AdamW", "lr0": rate},
    )


@treatment("hyperparameters")
def usual_gains(case: Case, told: Told) -> Advice | None:
    """Never held back."""
    gains = unusual_gains(case.facts.known_args)
    usual = {name: words.plain(default) for name, (_, default) in gains.items()}
    shown = words.listed([f"{name}={value}" for name, value in usual.items()])
    return Advice(
        "Weigh the losses as usual",
        f"{shown} {'is the default' if len(usual) == 1 else 'are the defaults'}. Keep other gains "
        "only where a trial beside them showed that they do better.",
        usual,
    )


@treatment("hyperparameters")
def usual_warm_up(case: Case, told: Told) -> Advice | None:
    """Never held back: asked for where `warmup_epochs` took the whole training."""
    usual = words.plain(ARGUMENTS["warmup_epochs"].default)
    return Advice(
        f"Warm up for {usual} epochs",
        f"warmup_epochs={usual} is the default, so that most epochs train at the full rate.",
        {"warmup_epochs": usual},
    )
