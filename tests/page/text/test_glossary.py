"""The glossary explains each metric and loss of the guide, and is right where the guide is not."""

from __future__ import annotations

import re
from pathlib import Path

from reportgen.page.text.glossary import LOSSES, METRICS, NAMES, TERMS

# Headings of the guide's "Loss Functions" and "Detection Metrics".
GUIDE_LOSSES = {"box_loss", "seg_loss", "cls_loss", "dfl_loss"}
GUIDE_METRICS = {"mAP50", "mAP50-95", "precision", "recall"}


def test_every_metric_and_loss_of_the_guide_has_an_entry() -> None:
    assert {term.name for term in LOSSES} >= GUIDE_LOSSES
    assert {term.name for term in METRICS} >= GUIDE_METRICS | {"F1"}


def test_the_lists_above_are_those_of_the_guide(shared_folder: Path) -> None:
    guide = (shared_folder / "guide" / "training-run-analysis-guide.md").read_text("utf-8")
    section = guide[guide.index("## Key Metrics Explained") : guide.index("## How to Determine")]
    headings = re.findall(r"^#### \*\*([\w-]+)", section, re.MULTILINE)
    assert {name.lower() for name in headings} == {
        name.lower() for name in GUIDE_LOSSES | GUIDE_METRICS
    }


def test_every_loss_that_a_task_writes_has_an_entry() -> None:
    written = (
        "loss box_loss seg_loss cls_loss pose_loss kobj_loss ce_loss dice_loss dlog_loss dgrad_loss"
    )
    assert {*written.split()} <= {term.name for term in LOSSES}


def test_metrics_and_losses_say_how_they_are_computed_and_read() -> None:
    for term in (*METRICS, *LOSSES):
        assert term.meaning, term.name
        assert term.direction, term.name
        assert term.range, term.name
        assert term.matters, term.name
        assert term.formula or term.name == "sem_loss", term.name


def test_ids_and_names_are_unique() -> None:
    assert len({term.id for term in TERMS}) == len(TERMS)
    assert len(NAMES) == sum(1 + len(term.also) for term in TERMS)


def test_where_the_guide_is_wrong_the_glossary_is_right() -> None:
    by_name = {term.name: term for term in TERMS}
    assert "area under" in by_name["mAP50"].meaning
    assert "no separate part" in by_name["cls_loss"].meaning
    matrix = by_name["confusion matrix"].meaning
    assert "true classes (across)" in matrix
    assert "predicted ones (down)" in matrix


def test_nothing_is_copied_from_the_guide(shared_folder: Path) -> None:
    guide = (shared_folder / "guide" / "training-run-analysis-guide.md").read_text("utf-8")
    plain = " ".join(re.sub(r"[*`#-]", " ", guide).lower().split())
    for term in TERMS:
        for text in (term.meaning, term.matters):
            words = text.lower().replace("-", " ").split()
            for start in range(len(words) - 7):
                assert " ".join(words[start : start + 8]) not in plain, term.name
