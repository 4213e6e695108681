"""SARIF: what GitHub's code scanning needs, and nothing that it would show as a false alert."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from reportgen import read_run
from reportgen.api import Run
from reportgen.checks import all_rules
from reportgen.output import sarif
from reportgen.output.sarif import to_sarif
from reportgen.rule import Verdict
from tests.conftest import ROOT, SAMPLES
from tests.output.hostile import TEXT

SCHEMA = json.loads((ROOT / "tests" / "data" / "sarif-used.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def overfit() -> Run:
    return read_run(SAMPLES / "segment-overfit", read_pictures=False)


def log(*runs: Run, names: list[str] | None = None) -> dict[str, Any]:
    """The one run of this tool in the log, held to the schema."""
    called = names or [run.name for run in runs]
    content = json.loads(to_sarif([run.page_input for run in runs], called, all_rules()))
    jsonschema.Draft202012Validator(SCHEMA).validate(content)
    told: dict[str, Any] = content["runs"][0]
    return told


def test_a_finding_is_a_result_of_its_level_and_a_pass_is_none(overfit: Run) -> None:
    levels = {Verdict.FAIL: "error", Verdict.WARN: "warning", Verdict.NOTE: "note"}
    expected = sorted(
        (finding.check, levels[finding.verdict])
        for finding in overfit.findings
        if finding.verdict in levels
    )
    results = log(overfit)["results"]
    assert sorted((each["ruleId"], each["level"]) for each in results) == expected
    text = results[0]["message"]["text"]
    assert "Overfitting from epoch 27. In validation these rose, smoothed" in text


def test_what_is_not_judged_is_a_notification_and_no_result(overfit: Run) -> None:
    crashed = [replace(overfit.findings[0], verdict=Verdict.ERROR), *overfit.findings[1:]]
    given_ = overfit.page_input._replace(findings=crashed)
    told = json.loads(to_sarif([given_], ["a"], all_rules()))["runs"][0]
    notes = told["invocations"][0]["toolExecutionNotifications"]
    unknown = [f.check for f in crashed if f.verdict is Verdict.UNKNOWN]
    assert [note["associatedRule"]["id"] for note in notes] == [crashed[0].check, *unknown]
    assert [note["level"] for note in notes] == ["error", *["note"] * len(unknown)]
    assert crashed[0].check not in {each["ruleId"] for each in told["results"]}


def test_every_check_is_a_rule_with_help_and_results_point_at_theirs(overfit: Run) -> None:
    told = log(overfit)
    rules = told["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in all_rules()]
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in told["results"])


def test_what_to_do_is_the_first_paragraph_of_a_check_and_why_the_others(overfit: Run) -> None:
    known = {rule.id: rule.documentation.split("\n\n") for rule in all_rules()}
    for rule in log(overfit)["tool"]["driver"]["rules"]:
        first, *others = (" ".join(part.split()) for part in known[rule["id"]])
        assert rule["help"]["text"] == first
        assert rule["fullDescription"]["text"] == " ".join(others)


def test_a_check_that_is_no_known_rule_is_described_by_its_finding(overfit: Run) -> None:
    own = replace(overfit.findings[0], check="mine", question="Mine is right", remedy="Do it.")
    given_ = overfit.page_input._replace(findings=[own])
    told = json.loads(to_sarif([given_], ["a"], all_rules()))["runs"][0]
    rule = told["tool"]["driver"]["rules"][told["results"][0]["ruleIndex"]]
    assert (rule["id"], rule["shortDescription"]["text"]) == ("mine", "Mine is right")


def uris(told: dict[str, Any]) -> set[str]:
    return {
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in told["results"]
    }


def test_places_are_relative_to_the_current_folder(
    make_run: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = make_run(name="runs/a b#1", args={"patience": 500})
    monkeypatch.chdir(tmp_path)
    told = uris(log(read_run(Path("runs/a b#1"))))
    assert told == {"runs/a%20b%231/results.csv", "runs/a%20b%231/args.yaml"}
    assert uris(log(read_run(folder))) == told


def test_a_path_outside_is_told_by_the_name_only(
    overfit: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert uris(log(overfit)) == {"segment-overfit/results.csv", "segment-overfit/args.yaml"}


def test_an_alert_stays_the_same_one_when_its_numbers_change(overfit: Run) -> None:
    def prints(run: Run) -> list[str]:
        return [
            each["partialFingerprints"]["primaryLocationLineHash"] for each in log(run)["results"]
        ]

    changed = replace(overfit)
    changed.__dict__["findings"] = [replace(f, title="Other", seen="9") for f in overfit.findings]
    assert prints(changed) == prints(overfit)
    assert len(set(prints(overfit))) == len(prints(overfit))


def test_too_many_results_lose_the_mildest_and_say_so(
    overfit: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    told = log(overfit)
    assert [each["level"] for each in told["results"]] == ["error", "warning", "warning"]
    last = told["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
    assert last.endswith("more results are left out.")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXT, TEXT)
def test_any_text_gives_a_valid_log_without_links_or_placeholders(
    overfit: Run, name: str, text: str
) -> None:
    run = replace(overfit, name=name)
    run.__dict__["findings"] = [replace(f, title=text, seen=name) for f in overfit.findings]
    told = log(run, names=[name])
    for each in told["results"]:
        message = each["message"]["text"]
        assert not re.search(r"\]\(|\{\d|://|(?<!\w)@\w", message)
        message.encode("utf-8")
