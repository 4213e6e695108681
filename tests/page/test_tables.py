"""Configuration, files and the epochs table."""

from __future__ import annotations

import json
import re
from pathlib import Path

from reportgen import api
from reportgen.facts.run_facts import Facts
from reportgen.page.run.tables import configuration, data, files, value_text
from reportgen.read.run import read_run
from tests.conftest import sample
from tests.page.parts import MakeRun
from tests.support.reports import render_report


def test_arguments_that_differ_come_first(make_run: MakeRun) -> None:
    facts = Facts(read_run(make_run(args={"lr0": 0.2, "momentum": 0.937, "mine": 3})))
    shown = configuration(facts)
    changed = {row.name: (row.value.text, row.default) for row in shown.changed}
    assert changed["lr0"] == ("0.2", "0.01")
    others = [row.name for row in shown.others]
    assert {"momentum", "mine", "model"} <= set(others)
    assert others[-1] == "mine"  # what nobody knows stands last


def test_long_values_are_cut_and_whole_on_hover(make_run: MakeRun) -> None:
    classes = list(range(80))
    shown = configuration(Facts(read_run(make_run(args={"classes": classes}))))
    (row,) = (row for row in shown.changed if row.name == "classes")
    assert row.value.text.endswith("…")
    assert row.value.title == "[" + ", ".join(map(str, classes)) + "]"


def test_values_are_written_as_in_yaml() -> None:
    assert value_text(None) == "none"
    assert value_text(True) == "true"
    assert value_text({"a": [1, False]}) == "{a: [1, false]}"


def test_without_arguments_the_way_to_get_them_is_said(make_run: MakeRun) -> None:
    folder = make_run()
    (folder / "args.yaml").unlink()
    assert "args.yaml" in configuration(Facts(read_run(folder))).missing.get  # type: ignore[union-attr]


def test_files_have_a_size_and_a_meaning_and_missing_ones_a_cost(make_run: MakeRun) -> None:
    shown = files(Facts(read_run(make_run(files={"notes.txt": b"x" * 1500}))))
    by_name = {row.name: row for row in shown.files}
    assert by_name["notes.txt"].size == "1.5 kB"
    assert by_name["notes.txt"].meaning == "Not a file that Ultralytics writes"
    missing = {row.name: row.problem for row in shown.missing}
    assert missing["weights/best.pt"] == "there is nothing here to predict with"


def test_the_epochs_table_is_results_csv_as_read(make_run: MakeRun) -> None:
    shown = data(Facts(read_run(make_run())))
    assert len(shown.rows) == 20
    assert len(shown.rows[0]) == len(shown.columns) + 1
    assert shown.rows[shown.best_row][0] == "20"
    assert shown.rows[0][shown.columns.index("train/box_loss") + 1] == "2.9"
    assert shown.filename == "train-epochs.csv"


def test_numbers_that_are_none_stay_visible(make_run: MakeRun) -> None:
    columns = ["epoch", "train/box_loss", "metrics/mAP50-95(B)"]
    rows = [[1, "nan", 0.1], [2, "inf", 0.2]]
    shown = data(Facts(read_run(make_run(rows, columns=columns))))
    assert [row[1] for row in shown.rows] == ["nan", "inf"]


def test_pixels_are_counted_as_pixels() -> None:
    """The page of a semantic segmentation speaks neither of objects nor of counted pictures."""
    report = render_report([sample("semantic")])
    assert "Semantic segmentation has none." in report
    assert "Do borders run where they should?" in report
    assert "Do masks and boxes follow" not in report
    assert "MIoU" not in report
    assert re.search(r"<th[^>]*>\s*(?:<[^>]+>\s*)*Pixels", report)


def test_a_task_that_is_not_known_is_offered_no_command(make_run: MakeRun) -> None:
    """Nobody knows what a validation would draw, nor what its pictures should show."""
    folder = make_run(
        [[1, 0.5, 3.0], [2, 0.4, 2.0]], columns=["epoch", "train/flow", "metrics/epe"]
    )
    (folder / "args.yaml").write_text("task: flow\nepochs: 2\nmodel: yolo.yaml\n", encoding="utf-8")
    (folder / "val_batch0_labels.jpg").write_bytes(b"no picture")
    report = render_report([api.read_run(folder)])
    assert "yolo val" not in report
    assert "boxes follow the objects" not in report


def test_what_learns_from_texts_has_no_section_of_pictures(tmp_path: Path) -> None:
    log = [{"epoch": e, "loss": 2.0 / e, "eval_loss": 2.1 / e, "step": e} for e in range(1, 5)]
    state = {"log_history": log, "global_step": 4, "epoch": 4.0}
    (tmp_path / "trainer_state.json").write_text(json.dumps(state), encoding="utf-8")
    report = render_report([api.read_run(tmp_path)])
    assert "No table of classes" in report
    assert 'id="r1-pictures"' not in report
    assert "#r1-pictures" not in report


def test_a_depth_run_has_no_matrix_and_asks_for_no_class(make_run: MakeRun) -> None:
    columns = ["epoch", "train/dlog_loss", "metrics/delta1", "val/dlog_loss"]
    folder = make_run([[1, 0.5, 0.7, 0.5], [2, 0.4, 0.8, 0.4]], columns=columns)
    report = render_report([api.read_run(folder)])
    assert "No confusion matrix" in report
    assert "Depth estimation has none." in report
    assert "plots=True" not in report.split('id="r1-confusion')[1].split("</section>")[0]
