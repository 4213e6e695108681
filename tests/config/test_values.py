"""The config file: what it may say, and how it is corrected."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.checks import all_rules
from reportgen.config import Config, effective_config
from reportgen.errors import ReportError


def read(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "reportgen.yaml"
    path.write_text(text, encoding="utf-8")
    return effective_config(all_rules(), file=path, environ={}, folder=tmp_path / "elsewhere")


def test_thresholds_off_and_title(tmp_path: Path) -> None:
    config = read(tmp_path, "title: Shrimp\nchecks: {map50-tier: {good: 0.4}, erratic: off}\n")
    assert config == Config("Shrimp", {"map50-tier": {"good": 0.4}, "erratic": None})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("check: {}", "Did you mean checks?"),
        ("checks: {overfiting: off}", "Did you mean overfitting?"),
        ("checks: {map50-tier: {goood: 0.4}}", "Did you mean good?"),
        ("checks: {map50-tier: {good: high}}", "must be like 0.3"),
        ("checks: {map50-tier: {good: true}}", "must be like 0.3"),
        ("checks: {map50-tier: 3}", "takes off, or thresholds"),
        ("checks: [erratic]", "checks must map"),
        ("title: 3", "title must be text"),
        ("- a", "must hold settings"),
        ("a: [", "not valid YAML"),
    ],
)
def test_mistakes_are_named_with_the_nearest_known_name(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ReportError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
    assert "reportgen.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("title: a\nlogo: off\ntitle: b", "title"),
        ("checks: {erratic: off}\nchecks: {overfitting: off}", "checks"),
        ("checks:\n  overfitting: {rise: 0.1, gain: 0.2, rise: 0.3}", "rise"),
    ],
)
def test_a_setting_that_stands_twice_is_told(tmp_path: Path, text: str, twice: str) -> None:
    """YAML's reader would drop the first of them without a word."""
    with pytest.raises(ReportError, match=rf"reportgen\.yaml names '{twice}' twice. Keep one"):
        read(tmp_path, text)


def test_the_same_threshold_name_in_two_checks_is_no_repetition(tmp_path: Path) -> None:
    checks = read(tmp_path, "checks: {weak-classes: {low: 0.2}, map-ratio: {low: 0.4}}").checks
    assert checks == {"weak-classes": {"low": 0.2}, "map-ratio": {"low": 0.4}}


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n") == Config()


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text("checks: {}[]-\n\"'offtitle.0123 ", max_size=40))
def test_any_text_is_a_config_or_one_sentence(tmp_path: Path, text: str) -> None:
    try:
        read(tmp_path, text)
    except ReportError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("same_data: true", ("*",)),
        ("same_data: dogs-*", ("dogs-*",)),
        ("same_data: [dogs-*, cats-?]", ("dogs-*", "cats-?")),
        ("same_data: {dogs: [dogs-*, hounds.yaml], cats: cats-?}",
         ("dogs=dogs-*", "dogs=hounds.yaml", "cats=cats-?")),
        ("same_data: off", ()),
    ],
)  # fmt: skip
def test_data_that_is_alike_is_declared_by_patterns(
    tmp_path: Path, text: str, patterns: tuple[str, ...]
) -> None:
    assert read(tmp_path, text).same_data == patterns
    many = f"same_data: [{'a, ' * 1_001}]"  # each of them would be tried on each run
    for wrong in ("same_data: 3", "same_data: []", "same_data: {dogs: [1]}", many):
        with pytest.raises(ReportError, match="same_data must be up to 1000 patterns of data"):
            read(tmp_path, wrong)


@pytest.mark.parametrize(
    "value",
    ["9" * 400, "-" + "9" * 400, ".inf", "-.inf", ".nan", "1e999", "true", "2001-01-01", "[]"],
)
def test_a_threshold_that_no_number_is_is_one_sentence(tmp_path: Path, value: str) -> None:
    with pytest.raises(ReportError, match="threshold rise of overfitting must be like"):
        read(tmp_path, f"checks: {{overfitting: {{rise: {value}}}}}")
