"""``--show-config`` and ``--init``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.checks import all_rules
from reportgen.config import effective_config
from reportgen.config.sample import sample
from reportgen.config.show import shown
from reportgen.errors import ReportError
from reportgen.read.redact import MAX_SHOWN, one_line
from tests.config.conftest import Place

OWN = '''
from reportgen import Outcome, Verdict, check

@check(id="long-enough", title="Long enough", guide="Ours")
def long_enough(epochs_done: int, *, least: int = 10) -> Outcome:
    """Train on."""
    return Outcome(Verdict.PASS, "Long enough")
'''


def test_every_value_is_shown_with_its_origin(place: Place) -> None:
    place.write("reportgen.yaml", "title: found\nlogo: logo.png\nchecks: {erratic: off}")
    place.own("checks: {overfitting: {rise: 0.1, severe: 0.2}}")
    place.environ["REPORTGEN_ACCENT"] = "#1F5FAE"
    place.write("c.yaml", "checks: {overfitting: {severe: 0.3}, files: on}")
    done = place.command("-c", "c.yaml", "--title", "T", "--show-config")
    assert done.code == 0
    assert done.out == (
        "# The settings that count, and where each comes from. Later ones win:\n"
        "#   1. reportgen.yaml, here or above: reportgen.yaml\n"
        "#   2. ~/.config/reportgen/config.yaml: there\n"
        "#   3. environment: REPORTGEN_ACCENT\n"
        "#   4. -c: c.yaml\n"
        "#   5. options: --title\n"
        'title: "T"  # --title\n'
        'logo: "~/shrimps/logo.png"  # reportgen.yaml\n'
        'accent: "#1f5fae"  # REPORTGEN_ACCENT\n'
        "checks:\n"
        "  erratic: off  # reportgen.yaml\n"
        "  overfitting:\n"
        "    rise: 0.1  # ~/.config/reportgen/config.yaml\n"
        "    severe: 0.3  # c.yaml\n"
        "  files: on  # c.yaml\n"
    )


def test_what_is_shown_says_the_same_when_it_is_saved(place: Place) -> None:
    place.write("my.py", OWN)
    place.write(
        "c.yaml",
        "title: 'a: \"b\" # c'\nlogo: off\nnotes: ü.md\ntemplates: t\nown_checks: [my.py]\n"
        "checks: {long-enough: {least: 3}, erratic: off, small-validation: {few: 5}}",
    )
    config = place.config("c.yaml")
    again = place.alone(place.write("~/saved.yaml", shown(config)))
    assert again.checks == config.checks
    assert again.title == 'a: "b" # c'
    assert (again.logo, again.notes, again.templates) == (None, config.notes, config.templates)
    assert [rule.id for rule in again.own_checks] == ["long-enough"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=st.text(max_size=60), number=st.floats(0, 1e9) | st.integers(0, 10**12))
def test_any_title_and_number_is_shown_as_it_is_read(
    place: Place, title: str, number: float
) -> None:
    text = title.encode("utf-8", "ignore").decode()
    config = effective_config(
        all_rules(),
        options={"title": text},
        environ={"REPORTGEN_CHECKS": f"{{overfitting: {{rise: {number!r}}}}}"},
        folder=place.here,
    )
    again = place.alone(place.write("~/saved.yaml", shown(config)))
    assert again.title == config.title == (one_line(text, MAX_SHOWN) or None)
    assert again.checks == config.checks == {"overfitting": {"rise": number}}


def test_without_settings_that_is_shown(place: Place) -> None:
    done = place.command("--show-config")
    assert "# Nothing is set: all has its default." in done.out
    assert "reportgen.yaml, here or above: none" in done.out


def test_init_writes_a_config_that_changes_nothing(place: Place) -> None:
    done = place.command("--init")
    assert done.code == 0
    assert done.out.startswith("reportgen.yaml is written, with every setting as a comment.")
    config = place.config()
    assert config.values == {}
    assert config.remarks == ()


def test_init_with_every_comment_removed_is_a_config_of_the_defaults(place: Place) -> None:
    place.write("my_checks.py", OWN)
    text = re.sub(r"^( *)#(?=\S)", r"\1", sample(all_rules()), flags=re.MULTILINE)
    config = place.alone(place.write("c.yaml", text))
    # None of a check without thresholds.
    assert config.checks == {rule.id: dict(rule.thresholds) for rule in all_rules()}
    assert config.title == "Shrimp, third attempt"
    assert config.accent == "#1f5fae"
    assert config.logo == place.here / "acme-robotics.svg"
    assert config.notes == place.here / "notes.md"
    assert config.templates == place.here / "templates"
    assert [rule.id for rule in config.own_checks] == ["long-enough"]


def test_init_replaces_no_file_and_follows_no_link(place: Place) -> None:
    place.write("reportgen.yaml", "title: mine")
    done = place.command("--init")
    assert done.code == 1
    assert done.sentence == "Error: There is reportgen.yaml already. Remove it first, or edit it."
    assert (place.here / "reportgen.yaml").read_text() == "title: mine"
    (place.here / "reportgen.yaml").unlink()
    (place.here / "reportgen.yaml").symlink_to(place.home / "elsewhere")
    assert place.command("--init").code == 1
    assert not (place.home / "elsewhere").exists()


def test_init_where_nothing_may_be_written(tmp_path: Path) -> None:
    from reportgen.config.sample import write_sample

    with pytest.raises(ReportError, match=r"Cannot write .*Choose another folder"):
        write_sample(tmp_path / "none", all_rules())
