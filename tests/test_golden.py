"""What the sample runs' reports say. After a change that is meant: --update-golden, and read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportgen import read_run
from reportgen.output.diagnosis import diagnosis
from tests.conftest import SAMPLES

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("sample", sorted(p.parent.name for p in SAMPLES.glob("*/results.csv")))
def test_findings_of_a_sample_run(sample: str, request: pytest.FixtureRequest) -> None:
    findings = [
        {
            "finding": finding.key,
            "verdict": finding.verdict.value,
            "title": finding.title,
            "seen": finding.seen,
            "epochs": list(finding.epochs) if finding.epochs else None,
            "chart": finding.chart,
        }
        for finding in read_run(SAMPLES / sample).findings
    ]
    path = GOLDEN / f"{sample}.json"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(findings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert findings == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("sample", sorted(p.parent.name for p in SAMPLES.glob("*/results.csv")))
def test_diagnosis_of_a_sample_run(sample: str, request: pytest.FixtureRequest) -> None:
    told = diagnosis(read_run(SAMPLES / sample).diagnosis)
    path = GOLDEN / "diagnosis" / f"{sample}.json"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert told == json.loads(path.read_text(encoding="utf-8"))
