"""What settings take from a gate is said wherever the gate speaks."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reportgen.checks import all_rules
from reportgen.config import departures
from tests.config.conftest import Place
from tests.conftest import SAMPLES

OFF = "checks: {overfitting: off, map50-tier: {good: 0}}\n"
SENTENCES = [
    "overfitting is off, by reportgen.yaml",
    "map50-tier: good is 0 in place of 0.3, by reportgen.yaml",
]


def told(place: Place, file: str | None = None) -> list[str]:
    return [each.sentence for each in departures(place.config(file), all_rules())]


def test_what_is_off_and_what_moved(place: Place) -> None:
    assert told(place) == []
    place.write("reportgen.yaml", OFF)
    assert told(place) == SENTENCES


def test_data_that_a_file_declares_alike_is_told(place: Place) -> None:
    """What differs in its data is not compared: a gate on regressions would stay undecided."""
    place.write("reportgen.yaml", "same_data: {dogs: ['dogs-*', hounds.yaml]}\n")
    assert told(place) == ["same_data: dogs=dogs-*, dogs=hounds.yaml, by reportgen.yaml"]
    runs = [SAMPLES / "segment-good", "--baseline", SAMPLES / "segment-short"]
    summary = place.here / "m"
    done = place.command(*runs, "--fail-on", "regression", f"--markdown={summary}")
    assert "  same_data: dogs=dogs-*, dogs=hounds.yaml, by reportgen.yaml\n" in done.err
    assert "Not judged by the defaults, data declared alike: " in summary.read_text("utf-8")


def test_the_last_layer_that_says_it_is_the_one_that_is_named(place: Place) -> None:
    place.write("reportgen.yaml", OFF)
    place.environ["REPORTGEN_CHECKS"] = "{map50-tier: {good: 0.9}, erratic: off}"
    mine = place.write("mine.yaml", "checks: {overfitting: on, map50-tier: off}\n")
    assert told(place, "mine.yaml") == [
        f"map50-tier is off, by ~/{mine.relative_to(place.home)}",
        "erratic is off, by REPORTGEN_CHECKS",
    ]


def test_what_repeats_the_defaults_is_no_departure(place: Place) -> None:
    place.write("reportgen.yaml", "checks: {overfitting: on, map50-tier: {good: 0.3}}\n")
    assert told(place) == []


@pytest.mark.parametrize("aim", [["fail"], ["warn"], ["regression", "--baseline"]])
def test_it_stands_wherever_the_gate_speaks(place: Place, aim: list[str]) -> None:
    place.write("reportgen.yaml", OFF)
    baseline = [SAMPLES / "segment-short"] if len(aim) > 1 else []
    files = [f"--{name}={place.here / name}" for name in ("markdown", "junit", "sarif")]
    for quiet in ([], ["-q"]):
        done = place.command(
            SAMPLES / "segment-overfit", "--fail-on", *aim, *baseline, *files, *quiet
        )
        assert done.code == (3 if aim == ["warn"] else 0)
        for sentence in SENTENCES:
            assert f"  {sentence}\n" in done.err
    summary = (place.here / "markdown").read_text(encoding="utf-8")
    assert "1 check off and 1 threshold moved" in summary
    assert "by `reportgen.yaml`" in summary
    suite = ElementTree.parse(place.here / "junit").getroot()[0]
    values = {each.attrib["name"]: each.attrib["value"] for each in suite.iter("property")}
    assert values["settings.overfitting"] == "is off, by reportgen.yaml"
    assert "\n".join(SENTENCES) in (suite.findtext("system-out") or "")
    notes = json.loads((place.here / "sarif").read_text(encoding="utf-8"))["runs"][0]["invocations"]
    assert "overfitting is off" in str(notes)


def test_found_settings_can_be_left_alone(place: Place, run: Path) -> None:
    place.write("reportgen.yaml", OFF)
    place.own("title: Mine\n")
    done = place.command(SAMPLES / "segment-overfit", "--fail-on", "fail", "--no-found-settings")
    assert done.code == 3
    assert "Settings from" not in done.err
    assert "by reportgen.yaml" not in done.err
    shown = place.command("--no-found-settings", "--show-config").out
    assert "reportgen.yaml, here or above: not looked for" in shown
    assert 'title: "Mine"' in shown, "the user's own still counts"


def test_a_broken_found_file_stops_nobody_who_leaves_it_alone(place: Place, run: Path) -> None:
    place.write("reportgen.yaml", "checks: [}")
    assert place.command(run).code == 1
    assert place.command(run, "--no-found-settings").code == 0


def test_what_matters_is_not_hidden_behind_many_others(place: Place) -> None:
    moved = ", ".join(
        f"{rule.id}: {{{name}: {value + 1}}}"
        for rule in all_rules()
        for name, value in list(rule.thresholds.items())[:1]
        if isinstance(value, (int, float)) and rule.id != "overfitting"
    )
    place.write("reportgen.yaml", f"checks: {{{moved}, overfitting: off}}\n")
    done = place.command(
        SAMPLES / "segment-overfit", "--fail-on", "fail", f"--markdown={place.here / 'm'}"
    )
    assert "  overfitting is off, by reportgen.yaml\n" in done.err
    assert "moved: overfitting is off, by" in (place.here / "m").read_text(encoding="utf-8")
