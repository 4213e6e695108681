"""Searches come back from old reports as they were, alone and beside runs."""

from __future__ import annotations

import json
import random
import re
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from reportgen import compare, read_run, report
from reportgen.api import Run
from reportgen.errors import ReportError
from reportgen.output.json import SCHEMA_PATH, document, to_json
from reportgen.read.earlier.baseline import open_with_baseline
from reportgen.read.folder.discover import open_runs
from reportgen.read.table.tune import Tune
from tests.conftest import SAMPLES, sample
from tests.support.old_reports import embedded_in
from tests.support.reports import render_report

SCHEMA = json.loads(SCHEMA_PATH.read_text("utf-8"))
BEST = """# 12/300 iterations complete (27470.87s)
# Best fitness=0.52 observed at iteration 3
# Best fitness metrics are {'metrics/mAP50(B)': 0.7, 'metrics/mAP50-95(B)': 0.5, 'fitness': 0.52}

lr0: 0.02
"""


def tune_folder(folder: Path, kind: str = "csv") -> Path:
    """A search of twelve trials; ``sets`` is an ndjson of two data sets, ``ndjson`` of one."""
    draw = random.Random(5)
    folder.mkdir()
    (folder / "best_hyperparameters.yaml").write_text(BEST)
    rows = [
        {"fitness": 0.3 + draw.random() / 10, "lr0": draw.random(), "": draw.random()}
        for _ in range(12)
    ]
    rows[4]["fitness"] = 0.0
    if kind == "csv":
        lines = ["fitness,lr0,", *(",".join(map(repr, row.values())) for row in rows), "0.3,x"]
        lines[7] = lines[7].split(",")[0] + ",nan,0.1"
        (folder / "tune_results.csv").write_text("\n".join(lines))
        return folder
    names = ["a.yaml", "b.yaml"] if kind == "sets" else ["a.yaml"]
    trials = [
        {
            "iteration": 2 * number,
            "fitness": row.pop("fitness"),
            "hyperparameters": row,
            "datasets": {
                name: {"fitness": draw.random(), "metrics/mAP50-95(B)": draw.random()}
                for name in names
            },
        }
        for number, row in enumerate(rows, 1)
    ]
    lines = [*map(json.dumps, trials), "not a trial"]
    (folder / "tune_results.ndjson").write_text("\n".join(lines))
    return folder


def told(tune: Tune | None) -> dict[str, Any]:
    """A search as plain lists, NaN as a word, so that two of them can be held together."""
    assert tune is not None

    def plain(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return [str(item) for item in value.tolist()]
        return list(map(plain, value)) if isinstance(value, (list, tuple)) else value

    columns = {
        key: [(name, plain(column)) for name, column in getattr(tune, key).items()]
        for key in ("arguments", "metrics", "datasets")
    }
    return {
        **columns,
        "trials": tune.trials.tolist(),
        "fitness": plain(tune.fitness),
        "best": asdict(tune.best),
    }


def section(html: str) -> str:
    """All that the page shows of the search, but what tells where its files are."""
    found = re.search(r'<header class="masthead".*?id="r\d+-files"', html, re.DOTALL)
    assert found
    return re.sub(r"\br\d+-", "r-", found[0])


def read_back(run: Run, folder: Path) -> Run:
    path = folder / "old.html"
    path.write_text(render_report([run]), encoding="utf-8")
    return read_run(path)


@pytest.mark.parametrize("kind", ["csv", "ndjson", "sets"])
def test_a_search_reads_back_as_itself(kind: str, tmp_path: Path) -> None:
    run = read_run(tune_folder(tmp_path / "tune", kind))
    again = read_back(run, tmp_path)
    assert told(again.tune) == told(run.tune)
    assert again.is_search
    assert again.problems == run.problems
    before, after = document([run.page_input]), document([again.page_input])
    assert before == after
    jsonschema.validate(after, SCHEMA)
    # And from the report of the report.
    assert document([read_back(again, tmp_path).page_input]) == before


@pytest.mark.parametrize("kind", ["csv", "ndjson", "sets"])
def test_the_page_of_a_search_read_back_shows_the_same(kind: str, tmp_path: Path) -> None:
    run = read_run(tune_folder(tmp_path / "tune", kind))
    again = read_back(run, tmp_path)
    shown = section(render_report([run]))
    assert "data-parallel" in shown
    assert section(render_report([again])) == shown


def test_searches_of_others_read_back_as_themselves(shared_folder: Path, tmp_path: Path) -> None:
    found = sorted((shared_folder / "real-runs").rglob("tune_results.*"))
    assert found
    for path in found:
        run = read_run(path.parent)
        again = read_back(run, tmp_path)
        assert told(again.tune) == told(run.tune), path
        assert document([again.page_input]) == document([run.page_input]), path


def test_a_search_comes_back_beside_the_runs_that_it_was_reported_with(tmp_path: Path) -> None:
    tune = read_run(tune_folder(tmp_path / "tune"))
    runs = [sample("segment-short"), tune, sample("segment-overfit")]
    old = report(runs, tmp_path / "old.html")
    with open_runs([old]) as found:
        assert [run.name for run in found] == ["segment-short", "segment-overfit", "tune"]
    assert compare([old]).answer == compare(runs).answer
    again = report(old, tmp_path / "again.html")
    assert embedded_in(again.read_text("utf-8")) == embedded_in(old.read_text("utf-8"))


def test_an_old_search_stands_beside_new_runs(tmp_path: Path) -> None:
    old = report(tune_folder(tmp_path / "tune"), tmp_path / "old.html")
    runs = [sample("segment-short"), sample("segment-overfit")]
    html = report([*runs, old], tmp_path / "new.html").read_text("utf-8")
    assert "A search over 2 hyperparameters: 12 of 300 trials." in html
    assert compare([old, *runs]).answer == compare(runs).answer


def test_json_of_a_search_is_read_like_a_page(tmp_path: Path) -> None:
    run = read_run(tune_folder(tmp_path / "tune"))
    path = tmp_path / "old.json"
    path.write_text(to_json([run.page_input]), encoding="utf-8")
    assert document([read_run(path).page_input]) == document([run.page_input])


def test_json_of_before_the_comments_were_told_is_read(tmp_path: Path) -> None:
    run = read_run(tune_folder(tmp_path / "tune"))
    content = document([run.page_input])
    del content["runs"][0]["search"]["best_file"]
    path = tmp_path / "old.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    again = read_run(path)
    assert again.tune is not None
    assert again.tune.best.planned == 300
    assert again.tune.best.trial is None


def test_numbers_of_trials_come_back_however_high(tmp_path: Path) -> None:
    folder = tmp_path / "tune"
    folder.mkdir()
    trial = {"fitness": 0.1, "hyperparameters": {"lr0": 0.1}}
    lines = [json.dumps({**trial, "iteration": 999_999_999}), *[json.dumps(trial)] * 3]
    (folder / "tune_results.ndjson").write_text("\n".join(lines))
    run = read_run(folder)
    assert told(read_back(run, tmp_path).tune) == told(run.tune)


@pytest.mark.parametrize("given", ["tune", "old.html", "tune.zip"])
@pytest.mark.parametrize("beside", [[], ["tune"], ["segment-overfit"]])
def test_a_search_is_no_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: list[str], given: str
) -> None:
    """Nothing would be compared, without a word."""
    monkeypatch.chdir(tmp_path)
    report(tune_folder(tmp_path / "tune"), "old.html")
    shutil.make_archive("tune", "zip", tmp_path, "tune")
    places = {"tune": Path("tune"), "segment-overfit": SAMPLES / "segment-overfit"}
    runs = [SAMPLES / "segment-short", *(places[name] for name in beside)]
    sentence = rf"The baseline {given}(/tune)? is a hyperparameter search\. Give"
    with pytest.raises(ReportError, match=sentence), open_with_baseline(runs, given):
        pass


def test_a_search_in_the_report_of_a_baseline_does_not_stand_in_its_way(tmp_path: Path) -> None:
    tune = read_run(tune_folder(tmp_path / "tune"))
    old = report([tune, sample("segment-short")], tmp_path / "old.html")
    new = SAMPLES / "segment-overfit"
    with open_with_baseline([new], str(old)) as (found, against):
        assert [run.name for run in found] == ["segment-overfit", "segment-short", "tune"]
        assert against == "segment-short"
    two = report([sample("segment-short"), sample("segment-overfit")], tmp_path / "two.html")
    with (
        pytest.raises(ReportError, match=r"holds 2 runs"),
        open_with_baseline([new], str(two)),
    ):
        pass
