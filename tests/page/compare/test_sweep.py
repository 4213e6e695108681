"""A hyperparameter search and a sweep of runs on the page, in words, tables and JSON."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reportgen import compare, read_run, words
from reportgen.output.json import SCHEMA_PATH, to_json
from reportgen.page.sweep.charts import _cell
from reportgen.read.folder.below import find_runs
from tests.conftest import SEGMENT_COLUMNS, segment_row
from tests.hostile.stranger import ALL
from tests.page.parts import Outline
from tests.support.reports import render_report

MakeRun = Callable[..., Path]
SCHEMA = json.loads(SCHEMA_PATH.read_text("utf-8"))


@pytest.fixture
def make_tune(tmp_path: Path) -> Callable[..., Path]:
    """A search of which only `lr0` does anything: the fitness falls with its distance from 0.02."""

    def make(trials: int = 30, *, name: str = "tune", newer: bool = False) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True)
        draw = random.Random(1)
        rows = []
        for _ in range(trials):
            lr0, mixup = draw.uniform(0.001, 0.02), draw.random()
            rows.append(
                {"fitness": 0.3 + 10 * lr0 + draw.gauss(0, 0.01), "lr0": lr0, "mixup": mixup}
            )
        if newer:
            lines = [
                json.dumps({"iteration": n, "fitness": row.pop("fitness"), "hyperparameters": row})
                for n, row in enumerate(rows, 1)
            ]
            (folder / "tune_results.ndjson").write_text("\n".join(lines))
        else:
            lines = ["fitness,lr0,mixup", *(",".join(map(repr, row.values())) for row in rows)]
            (folder / "tune_results.csv").write_text("\n".join(lines))
        return folder

    return make


def text_of(*folders: Path) -> str:
    return Outline(render_report([read_run(folder) for folder in folders])).text


@pytest.mark.parametrize("newer", [False, True])
def test_a_search_is_reported_as_one(make_tune: Callable[..., Path], newer: bool) -> None:
    folder = make_tune(newer=newer)
    page = render_report([read_run(folder)])
    text = Outline(page).text
    assert "A search over 2 hyperparameters: 30 trials." in text
    assert "results.csv that can be read" not in text
    assert "partly luck" in text
    assert "Correlated with fitness: lr0" in text
    assert page.count('data-scatter="') == 2
    assert page.count(" data-parallel>") == 1


def test_every_link_leads_somewhere_and_ids_are_unique(
    make_tune: Callable[..., Path], make_run: MakeRun
) -> None:
    train = make_run([segment_row(epoch) for epoch in range(1, 9)], columns=SEGMENT_COLUMNS)
    for folders in ([make_tune()], [train, make_tune(name="tune2")]):
        outline = Outline(render_report([read_run(folder) for folder in folders]))
        inside = {link[1:] for link in outline.links if link.startswith("#")}
        assert inside <= set(outline.ids)
        assert len(outline.ids) == len(set(outline.ids))
        assert outline.tags.count("h1") == 1


def test_the_command_trains_with_the_best_set(make_tune: Callable[..., Path]) -> None:
    run = read_run(make_tune())
    assert run.tune is not None
    assert run.tune.best_index is not None
    best = float(run.tune.arguments["lr0"][run.tune.best_index])
    page = render_report([run])
    assert f"model=MODEL data=DATA optimizer=OPTIMIZER lr0={best:.6g}" in page


def test_few_trials_are_said_to_tell_little(make_tune: Callable[..., Path]) -> None:
    text = text_of(make_tune(10))
    reach = 1.96 / math.sqrt(9)
    assert f"one correlation in twenty lies beyond ±{reach:.2f} by chance" in text
    assert "little is certain" not in text_of(make_tune(40, name="many"))


def test_four_trials_have_no_correlation(make_tune: Callable[..., Path]) -> None:
    text = text_of(make_tune(4))
    assert "Correlations need at least 5 trials" in text
    assert "ρ 0" not in text


def test_trials_that_failed_are_said_and_left_out(tmp_path: Path) -> None:
    rows = ["fitness,lr0", *(f"{0.1 * n},{n}" for n in range(1, 7)), "0.0,9"]
    (tmp_path / "tune_results.csv").write_text("\n".join(rows))
    text = text_of(tmp_path)
    assert "1 trial reached no fitness above 0" in text
    assert "All 6 trials" in text


def test_a_search_where_nothing_learned_has_no_best_set(tmp_path: Path) -> None:
    (tmp_path / "tune_results.csv").write_text("fitness,lr0\n0,1\n0,2\n")
    text = text_of(tmp_path)
    assert "there is no best set" in text
    assert "The set of trial" not in text


def test_a_drift_is_not_taken_for_an_effect(tmp_path: Path) -> None:
    # Fitness climbs from trial to trial and `box` drifts along, without doing anything.
    draw = random.Random(5)
    rows = ["fitness,box,cls"]
    for trial in range(60):
        cls = draw.random()
        fitness = 0.3 + 0.004 * trial + 0.03 * cls + draw.gauss(0, 0.005)
        rows.append(f"{fitness},{5 + 0.05 * trial + draw.gauss(0, 0.2)},{cls}")
    (tmp_path / "tune_results.csv").write_text("\n".join(rows))
    run = read_run(tmp_path)
    told = {each["argument"]: each for each in as_json(run)["search"]["correlations"]}
    assert told["box"]["rho"] > 0.8
    assert not told["box"]["notable"]
    assert told["cls"]["notable"]


def as_json(run: Any) -> dict[str, Any]:
    content = json.loads(to_json([run.page_input]))
    jsonschema.Draft202012Validator(SCHEMA).validate(content)
    told: dict[str, Any] = content["runs"][0]
    return told


def test_the_json_tells_the_trials(make_tune: Callable[..., Path]) -> None:
    run = read_run(make_tune())
    told = as_json(run)["search"]
    assert run.tune is not None
    assert told["fitness"] == run.tune.fitness.tolist()
    assert told["best"]["fitness"] == max(told["fitness"])
    assert set(told["arguments"]) == {"lr0", "mixup"}


def test_charts_are_plotly_figures_in_python(make_tune: Callable[..., Path]) -> None:
    charts = read_run(make_tune()).charts
    assert list(charts) == ["fitness", "parallel", "scatter-lr0", "scatter-mixup"]
    assert len(charts["parallel"].data) == 30


def test_a_search_among_runs_is_no_run_to_compare(
    make_tune: Callable[..., Path], make_run: MakeRun
) -> None:
    rows = [segment_row(epoch) for epoch in range(1, 9)]
    folders = [make_run(rows, name=name) for name in ("a", "b")]
    runs = [read_run(folder) for folder in (make_tune(), *folders)]
    assert [row.name for row in compare(runs).runs] == ["a", "b"]
    page = render_report(runs)
    assert "2 training runs and 1 search" in page
    assert '<details class="run-fold" id="r3-fold">' in page
    assert 'id="r3-search"' in page
    table = page[page.index('id="ranking"') : page.index("</table>", page.index('id="ranking"'))]
    assert "tune" not in table


def test_searches_are_found_below_a_folder(
    make_tune: Callable[..., Path], make_run: MakeRun
) -> None:
    rows = [segment_row(epoch) for epoch in range(1, 9)]
    tune = make_tune(name="runs/tune")
    within = make_run(rows, name="runs/tune/train")
    train = make_run(rows, name="runs/train")
    assert find_runs(train.parent).runs == [train, tune, within]
    assert find_runs(tune).runs == [tune, within]


def test_a_search_with_the_epochs_of_a_trial_is_a_search(
    make_tune: Callable[..., Path], make_run: MakeRun
) -> None:
    train = make_run([segment_row(epoch) for epoch in range(1, 9)], columns=SEGMENT_COLUMNS)
    tune = make_tune()
    (tune / "results.csv").write_bytes((train / "results.csv").read_bytes())
    assert read_run(tune).is_search
    text = text_of(tune)
    assert "A search over 2 hyperparameters: 30 trials." in text
    assert "Questions" not in text, "one of its trials is no training to judge"
    assert find_runs(tune.parent).runs == [train, tune]


def test_names_of_strangers_are_text(tmp_path: Path) -> None:
    quoted = '"' + ALL.replace('"', '""').replace("\n", " ") + '"'
    rows = [f"fitness,{quoted},lr0", *(f"0.{n},{n},{n}" for n in range(1, 8))]
    (tmp_path / "tune_results.csv").write_text("\n".join(rows))
    page = render_report([read_run(tmp_path)])
    assert "<script>canary()" not in page
    assert "<img src=x" not in page


def test_a_sweep_of_runs_has_its_own_section(make_run: MakeRun) -> None:
    draw = random.Random(3)
    folders = []
    for number in range(1, 9):
        rows = []
        for epoch in range(1, 9):
            score = 0.08 * number * epoch / 8 * draw.uniform(0.95, 1)
            metrics = {f"metrics/{m}({h})": score for m in ("mAP50", "mAP50-95") for h in "BM"}
            rows.append(segment_row(epoch, 8, **metrics))
        args = {"epochs": 8, "data": "d.yaml", "lr0": number / 1000, "box": draw.uniform(5, 9)}
        folders.append(make_run(rows, args=args, name=f"run{number}"))
    page = render_report([read_run(folder) for folder in folders])
    section = page[page.index('id="comparison-sweep"') :].split("</section>")[0]
    assert "8 runs that differ in 2 arguments" in section
    assert re.search(r"Correlated with mask mAP50-95: lr0 \(\+0\.\d\d|\(\+1\.00", section)
    assert '<a href="#r8">run8</a>' in section
    assert '<a href="#comparison-sweep">Sweep</a>' in page
    assert "sweep.js" not in page  # inlined, not linked


def test_no_sweep_no_section(make_run: MakeRun) -> None:
    rows = [segment_row(epoch) for epoch in range(1, 9)]
    page = render_report([read_run(make_run(rows, name=name)) for name in ("a", "b")])
    assert "comparison-sweep" not in page
    assert "data-sweep" not in page


@pytest.mark.parametrize(("second", "said"), [(0.50, "within what"), (0.30, "more than")])
def test_trials_of_one_set_tell_what_chance_explains(
    tmp_path: Path, second: float, said: str
) -> None:
    fitness = {0.01: (0.50, 0.52, 0.51), 0.02: (second, second + 0.02, second + 0.01)}
    rows = ["fitness,lr0", *(f"{f},{lr0}" for lr0, told in fitness.items() for f in told)]
    (tmp_path / "tune_results.csv").write_text("\n".join(rows))
    page = text_of(tmp_path)
    assert "4 trials repeat a set that was tried before" in page
    assert "differs by 0.0100 (standard deviation)" in page
    assert f"{said} chance explains" in page
    assert "Each set was trained once" not in page


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0123456, ("0.01235", "0.0123456")),
        (0.5, ("0.5", "")),
        (None, (words.UNKNOWN, "")),
    ],
)
def test_a_hyperparameter_is_shown_in_four_digits_and_told_in_full(
    value: float | None, shown: tuple[str, str]
) -> None:
    assert _cell(value) == shown
