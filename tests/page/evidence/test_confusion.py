"""The matrix, what stands out in it, and the table of classes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from reportgen.charts import all_charts
from reportgen.diagnosis import diagnose
from reportgen.facts.run_facts import Facts
from reportgen.page.evidence.classes import classes_view
from reportgen.page.evidence.confusion import _whole
from reportgen.page.evidence.rankings import LONGEST, rankings
from reportgen.read.dataset.class_names import ClassNames
from reportgen.read.evidence import Evidence
from reportgen.read.plot.plots import Confusion
from reportgen.read.run import ReadRun, read_run
from reportgen.rule import Verdict
from tests.conftest import SAMPLES
from tests.page.evidence.test_curves import section
from tests.page.parts import MakeRun, Outline, finding, html_of, png
from tests.support.told import GAP, GRID, confusion, curve

# [predicted, true]: of 10 stars 6 are right, 3 called square, 1 missed; a square is called a star.
COUNTS = [[6, 1, 4], [3, 8, 2], [1, 0, 0]]


@pytest.fixture(scope="module")
def good() -> str:
    return html_of(SAMPLES / "segment-short")


def told(folder: Path, evidence: Evidence) -> Facts:
    class Told(ReadRun):
        pass

    run = read_run(folder)
    Told.evidence = evidence  # type: ignore[assignment]
    return Facts(Told(**{name: getattr(run, name) for name in run.__dataclass_fields__}))


def ranked(matrix: Confusion) -> dict[str, list[list[str]]]:
    found = rankings("r1", matrix)
    return {
        one.id.removeprefix("r1-"): [[cell.text for cell in row] for row in one.rows]
        for one in found
    }


# --- rankings ------------------------------------------------------------------------------------


def test_rankings_name_what_is_worst_first() -> None:
    found = ranked(confusion(COUNTS, ["star", "square"], uncertainty=0.0))
    assert found["weakest-classes"][0] == ["star", "60 %", "10"]
    assert found["confused-pairs"] == [
        ["star", "square", "30 %", "3"],
        ["square", "star", "11 %", "1"],
    ]
    assert found["most-missed"] == [["star", "10 %", "1"]]
    assert found["most-false-alarms"][0] == ["star", "67 %", "4"]


def test_of_pictures_none_is_found_they_are_named() -> None:
    matrix = confusion([[9, 0], [1, 4]], ["star", "square"])
    assert rankings("r1", matrix)[0].columns == ("Class", "Named right", "Pictures")
    facts = told(SAMPLES / "detect", Evidence(confusion=matrix))
    charts = [chart.summary for chart in all_charts(facts) if chart.id == "confusion-matrix"]
    assert charts == [
        "Confusion matrix of 2 classes. Weakest: star, named right ≈ 90 % of the time."
    ]


def test_shares_from_a_picture_are_marked() -> None:
    found = ranked(confusion(COUNTS, ["star", "square"]))
    assert found["weakest-classes"][0][1] == "≈ 60 %"


def test_without_counts_there_is_no_column_of_dashes() -> None:
    found = rankings("r1", confusion(COUNTS, ["star", "square"], counts=None))
    assert all("Objects" not in one.columns for one in found)
    assert all(len(row) == len(one.columns) for one in found for row in one.rows)


def test_counts_from_confidence_0001_are_said_to_be_so() -> None:
    matrix = confusion(COUNTS, ["star", "square"], low_confidence_counts=True)
    captions = [one.caption for one in rankings("r1", matrix)]
    assert "Most missed, at confidence 0.001" in captions
    assert "Most false alarms, at confidence 0.001" in captions


@pytest.mark.parametrize(
    ("rows", "abounds"),
    [
        ([[6, 1, 20], [3, 9, 80], [1, 0, 0]], False),  # five an object
        ([[6, 1, 21], [3, 9, 80], [1, 0, 0]], True),
        ([[0, 0, 5], [0, 0, 0], [0, 0, 0]], False),
        ([[0, 0, 6], [0, 0, 0], [0, 0, 0]], True),
    ],
)
def test_more_than_five_false_alarms_an_object_abound(
    rows: list[list[float]], abounds: bool
) -> None:
    matrix = confusion(rows, ["star", "square"])
    assert matrix.abounds_in_false_alarms is abounds
    assert not confusion(rows, ["star", "square"], counts=None).abounds_in_false_alarms
    assert not confusion(rows, ["star", "square", "disc"]).abounds_in_false_alarms


def test_long_rankings_say_how_much_they_show() -> None:
    cells = np.eye(31) * 5 + 1
    found = rankings("r1", confusion(cells.tolist(), [f"class {n}" for n in range(30)]))
    assert [len(one.rows) for one in found] == [LONGEST] * 4
    assert found[0].more == "The first 10 of 30."


def test_untold_cells_are_not_ranked() -> None:
    cells = [[GAP, 1, 0], [3, 8, 0], [1, 0, 0]]
    found = ranked(confusion(cells, ["star", "square"]))
    assert [row[0] for row in found["weakest-classes"]] == ["square"]


def test_nothing_to_rank_is_said() -> None:
    found = rankings("r1", confusion([[5, 0], [0, 0]], ["star"]))
    assert [one.none for one in found] == ["No object is missed.", "There are no false alarms."]
    assert all(not one.rows for one in found)


def test_pictures_are_counted_in_classification() -> None:
    found = rankings("r1", confusion([[3, 1], [1, 3]], ["cat", "dog"]))
    assert [one.id for one in found] == ["r1-weakest-classes", "r1-confused-pairs"]
    assert found[0].columns == ("Class", "Named right", "Pictures")


# --- the section ---------------------------------------------------------------------------------


def test_the_matrix_reads_without_scripts(good: str) -> None:
    part = section(good, "confusion", "classes")
    text = " ".join(Outline(part).text.split())
    assert "Predicted down, true across." in text
    table = part[part.index("data-matrix-table") :]
    heads = re.findall(r'<th scope="col"><span>(.*?)</span>', table)
    rows = re.findall(r'<th scope="row"><span>(.*?)</span>', table)
    assert heads == rows
    assert heads[-1] == "background"
    assert len(re.findall(r'<td class="m[\dx]"', table)) == len(heads) ** 2


def test_a_row_holds_what_was_predicted_as_a_class(shared_folder: Path) -> None:
    folder = shared_folder / "trained" / "easy-seed0"
    truth = np.array(json.loads((folder / "truth.json").read_text("utf-8"))["cm"])
    part = section(html_of(folder), "confusion", "classes")
    data = json.loads(re.findall(r"data-matrix-data>(.*?)</script>", part)[0])
    shares = np.array(data["shares"], dtype=float) / 10_000
    expected = truth / np.maximum(truth.sum(axis=0), 1e-9)
    assert np.allclose(shares, expected, atol=0.0065)
    cells = re.findall(r'<td class="m\w">(.*?)</td>', part)
    size = len(truth)
    assert cells[:size] == [f"{100 * share:.0f}" if share >= 0.005 else "" for share in shares[0]]


def test_a_declined_matrix_is_shown_with_the_reason(make_run: MakeRun) -> None:
    html = html_of(make_run(files={"confusion_matrix.png": png()}))
    part = section(html, "confusion", "classes")
    text = " ".join(Outline(part).text.split())
    assert "The numbers of confusion_matrix.png are not told:" in text
    assert part.count("<img ") == 1
    assert "data-matrix" not in part
    assert "No table of classes." in Outline(html).text


def test_eighty_classes_are_a_drawing_with_tables(shared_folder: Path, make_run: MakeRun) -> None:
    folder = shared_folder / "truth" / "8.4.190" / "nc80"
    names = ("confusion_matrix.png", "confusion_matrix_normalized.png")
    files = {name: (folder / name).read_bytes() for name in names}
    files["data.yaml"] = json.dumps({"names": [f"kind {n}" for n in range(80)]}).encode()
    html = html_of(make_run(files=files))
    part = section(html, "confusion", "classes")
    assert "data-matrix-drawing" in part
    assert "data-matrix-table" not in part
    assert part.count("The first 10 of") == 4
    assert html.count('<th scope="row">kind 79</th>') >= 1


def test_hostile_class_names_stay_text(make_run: MakeRun) -> None:
    name = "<img src=x onerror=alert(1)>"
    folder = make_run(files={"labels.jpg": b""})
    for file in ("confusion_matrix.png", "confusion_matrix_normalized.png", "BoxF1_curve.png"):
        (folder / file).write_bytes((SAMPLES / "segment-short" / file).read_bytes())
    size = len(classes_view(Facts(read_run(folder))).rows)
    (folder / "data.yaml").write_text(json.dumps({"names": [name] * size}), encoding="utf-8")
    html = html_of(folder)
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


# --- classes -------------------------------------------------------------------------------------


def test_the_table_of_classes_holds_what_is_sure(make_run: MakeRun) -> None:
    names = ("star", "square")
    evidence = Evidence(
        {"box": {"PR": curve("PR", [1.0, 0.0], names=names, class_values=(0.5, 0.25))}},
        confusion(COUNTS, names),
        ClassNames(names, "the checkpoint"),
    )
    view = classes_view(told(make_run(), evidence))
    assert view.columns == ("Objects", "Found and named right", "Missed", "Box mAP50")
    assert [cell.text for cell in view.rows[0]] == [
        "star",
        "10",
        "≈ 60 %",
        "≈ 10 %",
        "0.500",
    ]
    assert "The names are from the checkpoint." in view.intro


@pytest.mark.parametrize(("source", "mark"), [("picture", "≈ "), ("reportgen.json", "")])
def test_of_numbers_of_classes_those_measured_in_a_picture_are_marked(
    make_run: MakeRun, source: str, mark: str
) -> None:
    names = ("star", "square")
    rows = np.array([np.interp(GRID, [0, 0.5, 1], [0, top, 0]) for top in (0.8, 0.6)])
    f1 = curve("F1", rows.mean(axis=0), names=names, classes=rows, source=source)
    pr = curve("PR", [1.0, 0.0], names=names, class_values=(0.5, 0.25), source=source)
    view = classes_view(told(make_run(), Evidence({"box": {"PR": pr, "F1": f1}})))
    assert [cell.text for cell in view.rows[0][-3:]] == ["0.500", f"{mark}0.80", f"{mark}0.50"]


def test_names_that_do_not_fit_the_plots_are_said_to(make_run: MakeRun) -> None:
    evidence = Evidence(
        confusion=confusion(COUNTS, ["class 0", "class 1"]),
        names=ClassNames(("one", "two", "three"), "the checkpoint"),
    )
    view = classes_view(told(make_run(), evidence))
    assert (
        "The checkpoint names 3 classes, but the plots show 2: classes are numbered." in view.intro
    )
    nameless = classes_view(told(make_run(), Evidence(confusion=evidence.confusion)))
    assert "--data" in nameless.intro


@pytest.mark.parametrize(("found", "named"), [(6, "star (≈ 60 %)"), (8, "")])
def test_a_class_that_trails_far_is_named_though_it_is_not_weak(
    make_run: MakeRun, found: int, named: str
) -> None:
    matrix = confusion([[found, 1], [10 - found, 9]], ["star", "square"])
    facts = told(make_run(), Evidence(confusion=matrix))
    answer = diagnose(facts, [finding("weak-classes", Verdict.PASS, seen="")]).answers["classes"]
    assert answer.sentence == (f"Named right least: {named}." if named else "")


def test_of_several_that_trail_the_last_is_named(make_run: MakeRun) -> None:
    counts = [[60, 0, 0], [40, 65, 0], [0, 35, 95]]
    matrix = confusion(counts, ["star", "square", "disc"])
    facts = told(make_run(), Evidence(confusion=matrix))
    answer = diagnose(facts, [finding("weak-classes", Verdict.PASS, seen="")]).answers["classes"]
    assert answer.sentence == "Named right least: star (≈ 60 %)."


def test_the_only_class_that_trails_is_not_named_twice(make_run: MakeRun) -> None:
    facts = told(make_run(), Evidence(confusion=confusion([[6, 1], [4, 9]], ["star", "square"])))
    seen = "The weakest class, star, is found and named right 60 % of the time."
    passed = finding("weak-classes", Verdict.PASS, seen=seen)
    assert diagnose(facts, [passed]).answers["classes"].sentence == seen


def test_weak_classes_are_named_where_no_finding_does(make_run: MakeRun) -> None:
    facts = told(make_run(), Evidence(confusion=confusion([[4, 1], [6, 9]], ["star", "square"])))
    least = "Named right least: star (≈ 40 %)."
    for verdict in (Verdict.WARN, Verdict.PASS):
        answer = diagnose(facts, [finding("weak-classes", verdict, seen="")]).answers["classes"]
        assert (least in answer.sentence) is (verdict is Verdict.PASS)


def test_the_script_gets_cells_in_whole_parts_and_gaps_as_none() -> None:
    assert _whole(((0.5, GAP), (0.12345, 1.0)), 10_000) == [[5_000, None], [1_234, 10_000]]
