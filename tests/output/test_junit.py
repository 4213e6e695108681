"""JUnit XML: a check is a test case, and the file is as the schemas of its readers want it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings

from reportgen import read_run
from reportgen.api import Run
from reportgen.output.junit import to_junit
from reportgen.rule import Finding, Verdict
from tests.conftest import SAMPLES
from tests.output.hostile import TEXT


@pytest.fixture(scope="module")
def overfit() -> Run:
    return read_run(SAMPLES / "segment-overfit", read_pictures=False)


SUITE = {
    "name": r"\S.*", "package": ".+", "id": r"\d+", "hostname": ".+", "time": r"\d+",
    "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "tests": r"\d+", "failures": r"\d+", "errors": r"\d+", "skipped": r"\d+",
}  # fmt: skip
"""Attributes of a suite that windyroad/JUnit-Schema asks for; Jenkins' xUnit takes them too."""


def hold_to_the_schema(root: ElementTree.Element) -> None:
    """The rules of windyroad/JUnit-Schema (JUnit.xsd), as far as they concern such a file."""
    assert (root.tag, root.attrib) == ("testsuites", {})
    for place, suite in enumerate(root):
        assert suite.tag == "testsuite"
        assert suite.attrib.keys() == SUITE.keys()
        for key, pattern in SUITE.items():
            assert re.fullmatch(pattern, suite.attrib[key]), key
        assert suite.attrib["id"] == str(place)
        tags = [child.tag for child in suite]
        cases = len(tags) - 3
        assert tags == ["properties", *["testcase"] * cases, "system-out", "system-err"]
        for case in suite.findall("testcase"):
            assert case.attrib.keys() == {"name", "classname", "time"}
            assert all(value.strip() == value != "" for value in case.attrib.values())
            assert len(case) <= 1
            for told in case:
                keys = {"message"} if told.tag == "skipped" else {"message", "type"}
                assert told.attrib.keys() == keys


def cases(text: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(text)
    hold_to_the_schema(root)
    return root.findall("./testsuite/testcase")


def outcome(case: ElementTree.Element) -> str:
    return case[0].tag if len(case) else "passed"


@pytest.mark.parametrize("warnings_fail", [False, True])
def test_each_check_is_a_test_case_with_its_outcome(overfit: Run, warnings_fail: bool) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5)
    text = to_junit([overfit.page_input], ["a"], warnings_fail=warnings_fail, now=moment)
    expected = {
        Verdict.FAIL: "failure",
        Verdict.WARN: "failure" if warnings_fail else "skipped",
        Verdict.ERROR: "error",
        Verdict.UNKNOWN: "skipped",
        Verdict.NOT_APPLICABLE: "skipped",
        Verdict.NOTE: "passed",
        Verdict.PASS: "passed",
    }
    told = {case.attrib["classname"]: outcome(case) for case in cases(text)}
    assert told == {f"reportgen.a.{f.key}": expected[f.verdict] for f in overfit.findings}
    suite = ElementTree.fromstring(text)[0]
    assert suite.attrib["timestamp"] == "2026-01-02T03:04:05"
    assert int(suite.attrib["failures"]) == sum(value == "failure" for value in told.values())
    assert int(suite.attrib["skipped"]) == sum(value == "skipped" for value in told.values())
    assert int(suite.attrib["tests"]) == len(told)


def test_a_failure_says_what_was_seen_and_what_to_do(overfit: Run) -> None:
    (case,) = (
        case
        for case in cases(to_junit([overfit.page_input], ["a"]))
        if case.attrib["classname"] == "reportgen.a.overfitting"
    )
    assert case[0].attrib == {"message": "Overfitting from epoch 27", "type": "fail"}
    assert "In validation these rose, smoothed" in (case[0].text or "")
    steps = overfit.diagnosis.explaining("overfitting").steps  # type: ignore[union-attr]
    assert f"What to do: {steps[0].title}." in (case[0].text or "")


def test_what_is_unknown_is_skipped_with_the_reason_and_never_passed(overfit: Run) -> None:
    unknown = [finding for finding in overfit.findings if finding.verdict is Verdict.UNKNOWN]
    assert unknown
    told = {case.attrib["classname"]: case for case in cases(to_junit([overfit.page_input], ["a"]))}
    for finding in unknown:
        case = told[f"reportgen.a.{finding.key}"]
        assert finding.seen in case[0].attrib["message"]


def test_a_check_that_crashed_is_an_error_and_notes_stand_in_the_output(overfit: Run) -> None:
    findings: list[Finding] = [*overfit.findings]
    findings[0] = replace(findings[0], verdict=Verdict.ERROR)
    given_ = overfit.page_input._replace(findings=findings)
    text = to_junit([given_], ["a"])
    assert "error" in {outcome(case) for case in cases(text)}
    output = ElementTree.fromstring(text).findtext("./testsuite/system-out") or ""
    notes = [finding for finding in findings if finding.verdict is Verdict.NOTE]
    assert notes
    assert all(finding.seen in output for finding in notes)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXT, TEXT)
def test_any_text_gives_a_file_that_can_be_read(overfit: Run, name: str, text: str) -> None:
    findings = [replace(f, title=text, seen=name, question=text) for f in overfit.findings]
    given_ = overfit.page_input._replace(findings=findings)
    written = to_junit([given_, given_], [name, text]).encode("utf-8")
    root = ElementTree.fromstring(written)
    hold_to_the_schema(root)
    assert len(root.findall("./testsuite/testcase")) == 2 * len(findings)
