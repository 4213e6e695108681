"""Which charts a run gets, and that their words say what its numbers show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.charts import all_charts
from reportgen.facts.run_facts import Facts
from reportgen.figure.model.lines import LineChart
from reportgen.figure.plotly.lines import plotly_figure
from reportgen.figure.svg.lines import svg
from reportgen.read.run import read_run
from tests.conftest import SEGMENT_COLUMNS, segment_row

Make = Callable[..., Path]
NBSP = " "


def drawn(folder: Path) -> dict[str, LineChart]:
    charts = all_charts(Facts(read_run(folder)))
    return {chart.id: chart for chart in charts if isinstance(chart, LineChart)}


def losses(values: list[float], **changed: list[float]) -> list[list[float]]:
    """Rows with these validation box losses, and other columns by ``train__box_loss``."""
    return [
        segment_row(
            epoch,
            len(values),
            val__box_loss=value,
            **{name: column[epoch - 1] for name, column in changed.items()},
        )
        for epoch, value in enumerate(values, start=1)
    ]


def test_a_segmentation_run_has_every_chart_of_the_page(make_run: Make) -> None:
    charts = drawn(make_run())
    assert list(charts) == [
        "total-loss",
        "box-loss",
        "seg-loss",
        "cls-loss",
        "dfl-loss",
        "box-metrics",
        "mask-metrics",
        "map",
        "learning-rate",
    ]
    assert [line.label for line in charts["map"].lines] == [
        "box mAP50",
        "box mAP50-95",
        "mask mAP50",
        "mask mAP50-95",
    ]
    assert all(chart.how_to_read and chart.summary and chart.subtitle for chart in charts.values())


def test_side_is_told_by_line_style_and_hue_says_what(make_run: Make) -> None:
    chart = drawn(make_run())["seg-loss"]
    assert [(line.side, line.dash, line.shade) for line in chart.lines] == [
        ("train", "dash", "soft"),
        ("val", "solid", "main"),
    ]
    assert {line.role for line in chart.lines} == {"seg_loss"}


def test_a_detect_run_has_boxes_only(make_run: Make) -> None:
    columns = ["epoch", "train/box_loss", "train/cls_loss", "val/box_loss", "val/cls_loss"]
    columns += [f"metrics/{name}(B)" for name in ("precision", "recall", "mAP50", "mAP50-95")]
    rows = [[epoch, 2, 2, 2, 2, 0.5, 0.4, 0.6, 0.3 + epoch / 100] for epoch in range(1, 5)]
    charts = drawn(make_run(rows, columns=columns, args={"task": "detect"}))
    assert list(charts) == ["total-loss", "box-loss", "cls-loss", "box-metrics", "map"]
    assert charts["map"].title == "Box: mAP50 and mAP50-95"
    assert charts["map"].subtitle == (
        f"At the best epoch (4) mAP50-95 is 0.340, 57{NBSP}% of mAP50 (0.600)."
    )


def test_a_classifier_has_its_loss_once_and_its_accuracies(make_run: Make) -> None:
    columns = ["epoch", "train/loss", "val/loss"]
    columns += ["metrics/accuracy_top1", "metrics/accuracy_top5", "lr/pg0"]
    rows = [[epoch, 2 / epoch, 3 / epoch, 0.2 * epoch, 0.25 * epoch, 0.1] for epoch in (1, 2, 3)]
    charts = drawn(make_run(rows, columns=columns, args={"task": "classify"}))
    assert list(charts) == ["total-loss", "class-metrics", "learning-rate"]
    assert charts["total-loss"].title == "Loss, training and validation"
    assert charts["class-metrics"].subtitle == "Top-1 is highest at the end: 0.600."
    assert charts["learning-rate"].subtitle == "pg0: 0.100 throughout."


def test_without_results_there_is_nothing_to_draw(tmp_path: Path) -> None:
    (tmp_path / "args.yaml").write_text("task: segment\n")
    assert drawn(tmp_path) == {}


@pytest.mark.parametrize(
    ("values", "subtitle"),
    [
        (
            [3.0, 2.0, 2.2, 2.5],
            f"Validation loss is lowest at epoch 2 (2.00), 25{NBSP}% higher at the end (2.50).",
        ),
        ([3.0, 2.0, 2.5, 1.9], "Validation loss is lowest at the end: from 3.00 to 1.90."),
        ([3.0, 2.0, 2.5, 2.01], "Validation loss is lowest at epoch 2 (2.00), 2.01 at the end."),
        ([2.0, 2.0, 2.0, 2.0], "Validation loss stays at 2.00."),
        (
            [3.0, 0.1, 2.5, 2.5],
            "Validation loss is lowest at epoch 2 (0.100), 25 times as high at the end (2.50).",
        ),
        (
            [3.0, 2.0, 2.5, float("nan")],
            f"Validation loss is lowest at epoch 2 (2.00), 25{NBSP}% higher at epoch 3, "
            "the last known (2.50). Values are missing: validation in 1 of 4 epochs.",
        ),
        ([float("nan")] * 4, "Training loss is lowest at the end: from 2.50 to 1.00."),
    ],
)
def test_the_subtitle_says_what_the_numbers_show(
    make_run: Make, values: list[float], subtitle: str
) -> None:
    assert drawn(make_run(losses(values)))["box-loss"].subtitle == subtitle


def test_a_blow_up_leaves_the_view_and_the_subtitle_says_so(make_run: Make) -> None:
    chart = drawn(make_run(losses([105_328.4, 2.0, 1.5, 1.2])))["box-loss"]
    assert chart.y_range[1] < 10
    assert chart.subtitle.endswith("Above the view: validation in epoch 1, up to 105,328.")


def test_metrics_are_never_cut(make_run: Make) -> None:
    rows = [segment_row(epoch, 10) for epoch in range(1, 11)]
    rows[3][SEGMENT_COLUMNS.index("metrics/precision(B)")] = 1.0
    chart = drawn(make_run(rows))["box-metrics"]
    assert chart.y_range[0] <= 0
    assert chart.y_range[1] >= 1


def test_the_summary_tells_start_best_and_end(make_run: Make) -> None:
    chart = drawn(make_run(losses([3.0, 2.0, 2.2, 2.5])))["box-loss"]
    assert "epochs 1 to 4" in chart.summary
    assert "validation: 3.00 at epoch 1, lowest 2.00 at epoch 2, 2.50 at epoch 4." in chart.summary


def test_equal_learning_rates_are_one_line(make_run: Make) -> None:
    (line,) = drawn(make_run())["learning-rate"].lines
    assert line.label == "all groups"


def test_learning_rates_that_differ_are_told_apart(make_run: Make) -> None:
    rows = [segment_row(epoch, 4, lr__pg0=0.1 / epoch) for epoch in range(1, 5)]
    chart = drawn(make_run(rows))["learning-rate"]
    assert [(line.label, line.dash) for line in chart.lines] == [
        ("pg0", "solid"),
        ("pg1, pg2", "dash"),
    ]
    assert chart.subtitle == "pg0: from 0.100 down to 0.0250."


def test_every_chart_has_the_same_marks(make_run: Make) -> None:
    charts = drawn(make_run(args={"close_mosaic": 5}))
    (marks,) = {chart.marks for chart in charts.values()}
    assert [(mark.kind, mark.label) for mark in marks] == [
        ("best", "best 20"),
        ("lowest-val-loss", "lowest val loss 20"),
        ("mosaic-off", "mosaic off 16"),
    ]


@pytest.mark.parametrize("args", [{}, {"close_mosaic": 0}, {"close_mosaic": 20}, {"mosaic": 0}])
def test_mosaic_is_marked_only_where_it_is_told_and_happened(
    make_run: Make, args: dict[str, object]
) -> None:
    kinds = {mark.kind for mark in drawn(make_run(args=args))["map"].marks}
    assert kinds == {"best", "lowest-val-loss"}


def test_resume_seams_are_marked(make_run: Make) -> None:
    rows = [segment_row(epoch) for epoch in (1, 2, 3, 4, 3, 4, 5)]
    labels = [mark.label for mark in drawn(make_run(rows))["map"].marks]
    assert "resumed 3" in labels


def test_many_resumes_are_told_as_a_number(make_run: Make) -> None:
    rows = [segment_row(epoch) for start in range(1, 15, 2) for epoch in range(start, start + 3)]
    labels = [mark.label for mark in drawn(make_run(rows))["map"].marks]
    assert [label for label in labels if "resumed" in label][-1] == "resumed 9 (+2 more)"


def test_hostile_columns_make_harmless_charts(make_run: Make) -> None:
    name = 'train/<img src=x onerror="alert(1)">'
    rows = [[*segment_row(epoch), 0.5 * epoch] for epoch in range(1, 6)]
    charts = drawn(make_run(rows, columns=[*SEGMENT_COLUMNS, name]))
    chart = charts["img-src-x-onerror-alert-1"]
    assert "<img" not in svg(chart)
    assert "<img" not in json.dumps([trace["name"] for trace in plotly_figure(chart)["data"]])


def test_thousands_of_columns_make_few_charts(make_run: Make) -> None:
    extra = [f"train/x{number}" for number in range(300)]
    rows = [[*segment_row(epoch), *[1.0] * 300] for epoch in range(1, 4)]
    assert len(drawn(make_run(rows, columns=[*SEGMENT_COLUMNS, *extra]))) < 40


def test_sums_of_unlike_losses_say_so(make_run: Make) -> None:
    rows = [[*segment_row(epoch), 0.5] for epoch in range(1, 6)]
    charts = drawn(make_run(rows, columns=[*SEGMENT_COLUMNS, "train/sem_loss"]))
    assert "Training also counts sem_loss." in charts["total-loss"].subtitle


@pytest.mark.parametrize("epochs", [1, 2])
def test_the_shortest_runs_are_drawn(make_run: Make, epochs: int) -> None:
    for chart in drawn(make_run([segment_row(e, 2) for e in range(1, epochs + 1)])).values():
        markup = svg(chart) + svg(chart, thumbnail=True, band=(1, 1))
        assert ("<circle" in markup) == (epochs == 1)
