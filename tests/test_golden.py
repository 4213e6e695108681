"""What the sample runs' reports say. After a change that is meant: --update-golden, and read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportgen.output.diagnosis import diagnosis
from tests.conftest import SAMPLES, sample

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("name", sorted(p.parent.name for p in SAMPLES.glob("*/results.csv")))
def test_findings_of_a_sample_run(name: str, request: pytest.FixtureRequest) -> None:
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
    path = GOLDEN / f"{name}.json"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(findings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert findings == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(p.parent.name for p in SAMPLES.glob("*/results.csv")))
def test_diagnosis_of_a_sample_run(name: str, request: pytest.FixtureRequest) -> None:
    told = diagnosis(sample(name).diagnosis)
    path = GOLDEN / "diagnosis" / f"{name}.json"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert told == json.loads(path.read_text(encoding="utf-8"))
