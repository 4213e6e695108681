"""What the sample runs' reports say. After a change that is meant: --update-golden, and read it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from reportgen import Run, compare
from reportgen.charts import all_charts
from reportgen.comparison import Comparison
from reportgen.output.json import to_json
from reportgen.output.json.diagnosis import diagnosis
from reportgen.output.markdown import to_markdown
from reportgen.read.evidence import Evidence
from reportgen.read.table.results import FloatArray
from tests.conftest import SAMPLES, Held, sample
from tests.support.reports import render_report
from tests.support.visible import in_short, visible

NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/results.csv"))


def test_words_of_the_charts_of_sample_runs(held: Held) -> None:
    """What stands below a chart, and what is told of it to who does not see it."""
    blocks = [
        f"## {name}, {chart.id}\n{chart.title}: {chart.subtitle}\n{chart.summary}\n"
        for name in NAMES
        for chart in all_charts(sample(name).facts)
    ]
    kept = held("charts.txt", "\n".join(blocks))
    assert [block for block in blocks if block not in kept] == []
    assert kept.count("## ") == len(blocks)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_from_the_plots_of_sample_runs(name: str, held: Held) -> None:
    """To a thousandth: what is read from the same pixels stays what it was."""
    told = {key: np.round(part, 4).tolist() for key, part in numbers(sample(name).evidence).items()}
    kept = json.loads(held(f"plots/{name}.json", json.dumps(told) + "\n"))
    assert told.keys() == kept.keys()
    for key, part in told.items():
        np.testing.assert_allclose(part, kept[key], rtol=0, atol=1e-3, err_msg=key)


def numbers(evidence: Evidence) -> dict[str, FloatArray]:
    """Curves at every tenth place, their uncertain parts, and the matrix; by what they are of."""
    told: dict[str, FloatArray] = {}
    for curve in (curve for kinds in evidence.curves.values() for curve in kinds.values()):
        key = f"{curve.head} {curve.kind}"
        told[key] = np.r_[curve.value, curve.confidence or 0.0, curve.mean[::10]]
        told[f"{key} drops"] = np.ravel(curve.drops)
        if curve.classes is not None:
            told[f"{key} classes"] = curve.classes[:, ::10]
    if evidence.confusion is not None:
        told["matrix"] = evidence.confusion.normalized
        if evidence.confusion.counts is not None:
            told["counts"] = evidence.confusion.counts
    return told


@pytest.mark.parametrize("name", NAMES)
def test_findings_of_a_sample_run(name: str, held: Held) -> None:
    findings = [
        {
            "finding": finding.key,
            "verdict": finding.verdict.value,
            "title": finding.title,
            "seen": finding.seen,
            "epochs": list(finding.epochs) if finding.epochs else None,
            "chart": finding.chart,
        }
        for finding in sample(name).findings
    ]
    text = json.dumps(findings, indent=1, ensure_ascii=False) + "\n"
    assert findings == json.loads(held(f"{name}.json", text))


ELSEWHERE = {"findings", "diagnosis", "curves", "results"}
"""Parts of the JSON that other tests hold, or that are the columns of results.csv."""


@pytest.mark.parametrize("name", ["segment-short", "detect", "semantic"])
def test_what_programs_are_told_of_a_sample_run(name: str, held: Held) -> None:
    (run,) = json.loads(to_json([sample(name).page_input]))["runs"]
    told = in_short({key: value for key, value in run.items() if key not in ELSEWHERE})
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    assert told == json.loads(held(f"json/{name}.json", text))


@pytest.mark.parametrize("name", NAMES)
def test_diagnosis_of_a_sample_run(name: str, held: Held) -> None:
    told = diagnosis(sample(name).diagnosis)
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    assert told == json.loads(held(f"diagnosis/{name}.json", text))


TOGETHER = (("segment-overfit",), ("segment-short",), ("segment-short", "segment-overfit"))
"""Sample runs whose summaries are held in full: a run by itself, and several compared."""


@pytest.mark.parametrize("names", TOGETHER, ids="+".join)
def test_markdown_of_sample_runs(names: tuple[str, ...], held: Held) -> None:
    runs = [sample(name) for name in names]
    told = compared(runs)
    text = to_markdown([run.page_input for run in runs], told)
    assert text == held(f"markdown/{'+'.join(names)}.md", text)


@pytest.mark.parametrize(
    ("names", "ends"),
    [
        (TOGETHER[1], 'id="glossary"'),
        (("segment-pictures",), 'id="glossary"'),
        (("detect",), 'id="glossary"'),
        (("semantic",), 'id="glossary"'),
        (TOGETHER[2], 'id="r1-name"'),
    ],
    ids=["run", "pictures", "detect", "semantic", "comparison"],
)
def test_words_of_the_page_of_sample_runs(names: tuple[str, ...], ends: str, held: Held) -> None:
    """What a page says from its contents on, without its drawings: a line for each text."""
    runs = [sample(name) for name in names]
    page = render_report(runs, comparison=compared(runs))
    text = visible(page, ends=ends)
    assert text == held(f"page/{'+'.join(names)}.txt", text)


def compared(runs: list[Run]) -> Comparison | None:
    """Several runs as if of one data set, so that they are ranked."""
    return compare(runs, same_data=["*.yaml"]) if len(runs) > 1 else None
