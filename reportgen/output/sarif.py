"""Findings as SARIF 2.1.0, for GitHub's code scanning and other viewers of results.

A check is a rule; a fail is a result of level *error*, a warn a *warning*, a note a *note*. What
passed or does not apply is no result: GitHub would show each as an alert. What could not be judged
is a notification of the tool, so that silence never stands for a pass.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reportgen import words
from reportgen.about import __version__
from reportgen.config import Departure
from reportgen.page.inputs import RunInput
from reportgen.page.text.markdown_text import ZERO_WIDTH, unlinked
from reportgen.read.redact import one_line
from reportgen.read.run import ReadRun
from reportgen.rule import Finding, Rule, Verdict
from reportgen.trainers.form.trainer import ARGUMENTS_FILE, RESULTS_FILE

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {Verdict.FAIL: "error", Verdict.WARN: "warning", Verdict.NOTE: "note"}
NOTIFIED = {Verdict.ERROR: "error", Verdict.UNKNOWN: "note"}
MOST_RESULTS = 25_000
"""GitHub refuses a file with more."""
LONGEST_MESSAGE = 2_000
_OF_ARGUMENTS = ("settings",)
"""Checks that look at args.yaml; the others look at results.csv and the plots beside it."""


def to_sarif(
    inputs: Sequence[RunInput],
    names: Sequence[str],
    rules: Sequence[Rule],
    *,
    departures: Sequence[Departure] = (),
) -> str:
    """The findings of all runs as one SARIF log of one run of this tool.

    `names` are those of the runs; `rules` are the checks, which are told whether or not they found
    anything; `departures` (checks that are off, thresholds that moved) are notifications. Of more
    than 25,000 results the worst are written.
    """
    found = [
        (given.facts.run, name, finding)
        for given, name in zip(inputs, names, strict=True)
        for finding in given.findings
    ]
    found.sort(key=lambda item: item[2].verdict.severity)
    described = _descriptions(rules, [finding for _, _, finding in found])
    results = [_result(*item, list(described)) for item in found if item[2].verdict in LEVELS]
    notes = list(map(_departure, departures))
    notes += [_notification(name, each) for _, name, each in found if each.verdict in NOTIFIED]
    if len(results) > MOST_RESULTS:
        left_out = f"{words.whole(len(results) - MOST_RESULTS)} more results are left out."
        notes.append({"level": "warning", "message": {"text": left_out}})
    driver = {"name": "reportgen", "version": __version__, "rules": list(described.values())}
    told = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "columnKind": "unicodeCodePoints",
        "results": results[:MOST_RESULTS],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [told]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


# --- checks ----------------------------------------------------------------------------------


def _descriptions(rules: Sequence[Rule], findings: Sequence[Finding]) -> dict[str, dict[str, Any]]:
    """Every check by its id; those that only findings tell of come last."""
    described = {
        rule.id: _description(rule.id, rule.question(), rule.guide, rule.documentation)
        for rule in rules
    }
    for finding in findings:
        if finding.check not in described:
            described[finding.check] = _description(
                finding.check, finding.question, finding.guide, finding.remedy
            )
    return described


def _description(id: str, title: str, guide: str, documentation: str) -> dict[str, Any]:
    paragraphs = [" ".join(part.split()) for part in documentation.split("\n\n") if part.strip()]
    remedy = paragraphs[0] if paragraphs else title
    return {
        "id": id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": " ".join(paragraphs[1:]) or title},
        "help": {"text": remedy, "markdown": f"**{guide}**\n\n" + "\n\n".join(paragraphs)},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["training"]},
    }


# --- findings --------------------------------------------------------------------------------


def _result(run: ReadRun, name: str, finding: Finding, checks: Sequence[str]) -> dict[str, Any]:
    place = _address(run, name, finding)
    key = sha256(f"{place}\0{finding.key}".encode(errors="replace")).hexdigest()[:16]
    return {
        "ruleId": finding.check,
        "ruleIndex": checks.index(finding.check),
        "kind": "fail",
        "level": LEVELS[finding.verdict],
        "message": {"text": _message(name, finding)},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": place}, "region": {"startLine": 1}}}
        ],
        # The name under which GitHub looks for it: one alert stays one, whatever its numbers.
        "partialFingerprints": {"primaryLocationLineHash": f"{key}:1"},
    }


def _notification(name: str, finding: Finding) -> dict[str, Any]:
    return {
        "level": NOTIFIED[finding.verdict],
        "message": {"text": _message(name, finding)},
        "associatedRule": {"id": finding.check},
    }


def _departure(departure: Departure) -> dict[str, Any]:
    text = unlinked(one_line(f"Judged with other settings: {departure.sentence}.", LONGEST_MESSAGE))
    return {
        "level": "warning",
        "message": {"text": text},
        "associatedRule": {"id": departure.check},
    }


def _message(name: str, finding: Finding) -> str:
    """What was found, in sentences; nothing in it is a link or a placeholder of SARIF."""
    parts = [f"{name}: {finding.headed}.", finding.seen]
    parts += [f"What to do: {finding.remedy}"] if finding.remedy else []
    text = unlinked(" ".join(one_line(" ".join(parts), LONGEST_MESSAGE).split()))
    # An unpaired half of a character is no valid JSON for most readers.
    text = text.encode(errors="replace").decode()
    return re.sub(r"\](?=\()|\{(?=\d)", rf"\g<0>{ZERO_WIDTH}", text)


def _address(run: ReadRun, name: str, finding: Finding) -> str:
    """The file that a finding is about, relative to the current folder, as a URI.

    What does not lie below the current folder is told by the run's name: the path to it is nobody's
    business, and no file of the repository that is looked at.
    """
    file = ARGUMENTS_FILE if finding.check in _OF_ARGUMENTS else RESULTS_FILE
    try:
        folder = run.folder.absolute().relative_to(Path.cwd())
    except ValueError:
        folder = Path(name)
    if run.archive is not None or run.read_back is not None or ".." in folder.parts:
        folder = Path(name)
    parts = [part for part in (*folder.parts, file) if part not in ("/", "\\", "..", ".")]
    return "/".join(quote(part.encode(errors="replace"), safe="") for part in parts)
