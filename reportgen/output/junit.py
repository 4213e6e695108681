"""Findings as JUnit XML, for the test pages of GitLab, Jenkins and others.

A run is a test suite, a check of it a test case: a *fail* is a failure, a check that itself failed
is an error, what is unknown or does not apply is skipped with the reason, and so is a *warn* unless
warnings are to fail. What a gate could not decide is a suite of its own. Follows the schema of
Apache Ant's JUnit reports (windyroad/JUnit-Schema) and that of Jenkins' xUnit plugin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from reportgen.config import Departure
from reportgen.gate import NOT_DECIDED
from reportgen.output.markdown.gate import Decision
from reportgen.page.inputs import RunInput
from reportgen.rule import Finding, Verdict

SKIPPED = (Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
GATE = "gate"
"""The suite of what is held against the baseline and against limits."""
# What XML 1.0 allows, https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(
    inputs: Sequence[RunInput],
    names: Sequence[str],
    *,
    departures: Sequence[Departure] = (),
    warnings_fail: bool = False,
    gate: Decision | None = None,
    now: datetime | None = None,
) -> str:
    """The findings of each run as one XML document; `names` are those of the runs.

    `departures` are the checks that are off and the thresholds that moved: they stand among the
    properties and in the output of every suite. With `warnings_fail` warnings are failures. `gate`
    is what a gate decided where there is one. `now` is the time that is written, or else the
    present one.
    """
    failures = (Verdict.FAIL, Verdict.WARN) if warnings_fail else (Verdict.FAIL,)
    root = ElementTree.Element("testsuites")
    moment = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S")
    for place, (given, name) in enumerate(zip(inputs, names, strict=True)):
        suite = _suite(given, name, place, moment, failures)
        _add_settings(suite, departures)
        root.append(suite)
    if gate is not None and (cases := _of_gate(gate)):
        root.append(_gate_suite(cases, len(names), moment))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(
    given: RunInput, name: str, place: int, moment: str, failures: tuple[Verdict, ...]
) -> ElementTree.Element:
    findings, told = given.findings, given.diagnosis
    cases = [_case(finding, name, failures) for finding in findings]
    suite = _empty_suite(name, place, moment, cases)
    properties = ElementTree.SubElement(suite, "properties")
    for key, value in (("state", told.state.main), ("headline", told.headline)):
        ElementTree.SubElement(properties, "property", name=key, value=_token(value))
    suite.extend(cases)
    # Notes pass: what they say stands in the output of the suite.
    noted = [each for each in findings if each.verdict is Verdict.NOTE]
    notes = [f"{finding.headed}. {_body(finding)}" for finding in noted]
    ElementTree.SubElement(suite, "system-out").text = clean("\n\n".join(notes))
    ElementTree.SubElement(suite, "system-err")
    return suite


def _empty_suite(
    name: str, place: int, moment: str, cases: Sequence[ElementTree.Element]
) -> ElementTree.Element:
    """A suite with its counts, before its cases stand in it."""
    came_out = Counter(child.tag for case in cases for child in case)
    return ElementTree.Element(
        "testsuite",
        name=_token(name),
        package="reportgen",
        id=str(place),
        timestamp=moment,
        hostname="localhost",
        tests=str(len(cases)),
        failures=str(came_out["failure"]),
        errors=str(came_out["error"]),
        skipped=str(came_out["skipped"]),
        time="0",
    )


def _of_gate(gate: Decision) -> list[ElementTree.Element]:
    """Test cases of what the gate held against a baseline or a limit; findings have their own."""
    own = [reason for reason in gate.reasons if not reason.startswith(("fail: ", "warn: "))]
    told = [("failure", text) for text in own]
    told += [("skipped", f"{NOT_DECIDED}: {text}") for text in gate.open]
    return [_gate_case(tag, text) for tag, text in told]


def _gate_case(tag: str, text: str) -> ElementTree.Element:
    kind, _, said = text.partition(": ")
    kind = kind.removeprefix("⚠ ")
    case = ElementTree.Element(
        "testcase", name=_token(said), classname=f"reportgen.{GATE}.{_token(kind)}", time="0"
    )
    child = ElementTree.SubElement(case, tag, message=_token(text))
    if tag == "failure":
        child.set("type", _token(kind))
    return case


def _gate_suite(
    cases: Sequence[ElementTree.Element], place: int, moment: str
) -> ElementTree.Element:
    suite = _empty_suite(GATE, place, moment, cases)
    ElementTree.SubElement(suite, "properties")
    suite.extend(cases)
    ElementTree.SubElement(suite, "system-out")
    ElementTree.SubElement(suite, "system-err")
    return suite


def _add_settings(suite: ElementTree.Element, departures: Sequence[Departure]) -> None:
    """What other settings than the defaults leave out of a suite, or change in it."""
    properties, output = suite.find("properties"), suite.find("system-out")
    if not departures or properties is None or output is None:
        return
    for each in departures:
        value = _token(f"{each.change}, by {each.origin}")
        ElementTree.SubElement(properties, "property", name=f"settings.{each.check}", value=value)
    told = "\n".join(_token(each.sentence) for each in departures)
    heading = "Judged with other settings than the defaults:"
    output.text = "\n\n".join(filter(None, (f"{heading}\n{told}", output.text)))


def _case(finding: Finding, run: str, failures: tuple[Verdict, ...]) -> ElementTree.Element:
    """A check as a test case, under a name that stays the same whatever comes out."""
    case = ElementTree.Element(
        "testcase",
        name=_token(finding.question + (f" ({finding.head})" if finding.head else "")),
        # Systems show what stands before the last point as a package: a run's name has none.
        classname=f"reportgen.{_token(run).replace('.', '_')}.{finding.key}",
        time="0",
    )
    message = _token(finding.headed)
    if finding.verdict in (*failures, Verdict.ERROR):
        tag = "error" if finding.verdict is Verdict.ERROR else "failure"
        told = ElementTree.SubElement(case, tag, message=message, type=finding.verdict.value)
        told.text = clean(_body(finding))
    elif finding.verdict in (*SKIPPED, Verdict.WARN):
        reason = _token(f"{finding.verdict.value}: {finding.headed}. {finding.seen}")
        ElementTree.SubElement(case, "skipped", message=reason)
    return case


def _body(finding: Finding) -> str:
    remedy = f"What to do: {finding.remedy}" if finding.remedy else ""
    threshold = f"Threshold: {finding.threshold}." if finding.threshold else ""
    return "\n".join(part for part in (finding.seen, remedy, threshold) if part)


def clean(text: str) -> str:
    """Text without what XML 1.0 cannot hold, escaped or not."""
    return _FORBIDDEN.sub("\ufffd", text)


def _token(text: str) -> str:
    """The same on one line, never empty, as the schema wants names."""
    return " ".join(clean(text).split()) or "run"
