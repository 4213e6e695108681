"""No sentence sends the reader to a file that the run does not have, without saying so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.checks import all_rules
from reportgen.diagnosis.diagnose import diagnose
from reportgen.evaluation import evaluate
from reportgen.facts.look_at import with_pictures, with_weights
from reportgen.facts.run_facts import Facts
from reportgen.read.folder.files import Listing, RunFile
from reportgen.read.folder.kinds import recognise_file
from reportgen.read.run import read_run
from tests.conftest import SAMPLES, shared

LOOK = "Compare `val_batch*_labels.jpg` with `val_batch*_pred.jpg`: which objects are missed?"
NAMED = re.compile(
    r"(?:weights/)?(?:(?:train|val)_batch\*(?:_labels|_pred)?\.jpg|(?:best|last)\.pt)"
)
SAID = re.compile(r"missing here|not in this folder|\b[Nn]o \S+\.(?:jpg|pt)|^Not in this run")
MODEL = re.compile(r"(?:\bfrom |: |model=)(?:best|last)\.pt")
"""Weights that a training started from have such names as well, and lie elsewhere."""


def listing(*names: str) -> Listing:
    return Listing(tuple(RunFile(name, 1, recognise_file(name)) for name in names))


def test_pictures_that_are_missing_are_said_to_be() -> None:
    both = listing("val_batch0_labels.jpg", "val_batch0_pred.jpg")
    assert with_pictures(LOOK, both, draws_plots=True) == LOOK
    assert with_pictures(LOOK, listing(), draws_plots=True) == (
        "Compare `val_batch*_labels.jpg` with `val_batch*_pred.jpg` (missing here; a validation "
        "draws them): which objects are missed?"
    )
    one = with_pictures(LOOK, listing("val_batch0_labels.jpg"), draws_plots=True)
    assert "(val_batch*_pred.jpg missing here; a validation draws them)" in one


def test_what_says_that_pictures_are_missing_says_so_once() -> None:
    text = "labels.jpg, train_batch*.jpg and 3 more are missing"
    assert with_pictures(text, listing(), draws_plots=True) == text


def test_a_trainer_that_draws_none_is_asked_for_none() -> None:
    assert with_pictures(LOOK, listing(), draws_plots=False) == (
        "Compare the labelled validation pictures with the predictions on validation pictures: "
        "which objects are missed?"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Use `weights/best.pt`.", "Use `weights/best.pt` (not in this folder)."),
        ("Validate best.pt (`yolo val`).", "Validate best.pt (not in this folder; `yolo val`)."),
        ("No weights/best.pt: nothing to use.", "No weights/best.pt: nothing to use."),
        ("`yolo val model=weights/best.pt`", "`yolo val model=weights/best.pt`"),
    ],
)
def test_weights_that_are_missing_are_said_to_be(text: str, said: str) -> None:
    assert with_weights(text, listing("results.csv")) == said
    assert with_weights(text, listing("weights/best.pt")) == text


def test_only_augmented_pictures_that_there_are_are_asked_about(
    make_run: Callable[..., Path],
) -> None:
    def asked(folder: Path) -> bool:
        facts = Facts(read_run(folder))
        steps = diagnose(facts, evaluate(all_rules(), facts)).steps
        return any(step.strategy == "augmentation" for step in steps)

    assert not asked(make_run(name="without"))
    assert asked(make_run(name="with", files={"train_batch0.jpg": b"x"}))


def _folders() -> list[Path]:
    root = shared()
    found = [] if root is None else sorted((root / "real-runs").rglob("results.csv"))
    return [path.parent for path in found or sorted(SAMPLES.rglob("results.csv"))]


def _sentences(folder: Path) -> Iterator[tuple[str, set[str]]]:
    """Each sentence of a run's steps, causes and findings, and the keys of the files it has."""
    run = replace(read_run(folder), reads_plots=False)
    facts = Facts(run)
    findings = evaluate(all_rules(), facts)
    told = diagnose(facts, findings)
    keys = {file.key for file in run.listing.files}
    texts = [f"{step.reason} {step.command}" for step in told.steps]
    texts += [cause.seen for cause in told.causes]
    for text in [*texts, *(f"{finding.seen} {finding.remedy}" for finding in findings)]:
        yield text, keys


def test_no_real_run_is_told_to_look_at_what_it_lacks() -> None:
    wrong = []
    for folder in _folders():
        for text, keys in _sentences(folder):
            for name in map(str, NAMED.findall(MODEL.sub("", text))):
                kind = recognise_file(name.replace("*", "0"))
                if kind and kind.key not in keys and not SAID.search(text):
                    wrong.append(f"{folder.name}: {text[:160]}")
    assert not wrong, "\n".join(wrong[:10])
