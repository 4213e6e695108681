"""Checks of the user's own: where they show, and what is said of mistakes in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportgen import Outcome, Verdict, check, read_run
from reportgen.errors import ReportError
from reportgen.output.json import to_json
from tests.config.conftest import Place

HEADER = "from reportgen import Outcome, Verdict, check\n"
LONG = '''
@check(id="long-enough", title="At least 50 epochs were trained", guide="Rules of our team")
def long_enough(epochs_done: int, *, least: int = 50) -> Outcome:
    """Train for at least 50 epochs.

    Warns below.
    """
    short = epochs_done < least
    title = f"Only {epochs_done} epochs" if short else "Enough epochs"
    return Outcome(
        Verdict.WARN if short else Verdict.PASS, title, measured={"epochs": epochs_done}
    )
'''


def with_own(place: Place, text: str, more: str = "") -> Path:
    place.write("my_checks.py", HEADER + text)
    return place.write("c.yaml", f"own_checks: [my_checks.py]\n{more}")


def finding(text: str, check: str = "long-enough") -> dict[str, object]:
    (run,) = json.loads(text)["runs"]
    (found,) = [found for found in run["findings"] if found["check"] == check]
    return dict(found)


def test_an_own_check_is_on_the_page_and_in_the_json(place: Place, run: Path) -> None:
    with_own(place, LONG)
    done = place.command(run, "-c", "c.yaml")
    assert done.code == 0
    assert "Only 20 epochs" in done.html
    assert "Rules of our team" in done.html
    assert finding(done.json)["verdict"] == "warn"
    assert finding(done.json)["measured"] == {"epochs": 20.0}


def test_it_counts_from_the_user_s_own_config(place: Place, run: Path) -> None:
    place.write("~/.config/reportgen/my_checks.py", HEADER + LONG)
    place.own("own_checks: my_checks.py")
    assert finding(place.command(run).json)["verdict"] == "warn"


def test_its_thresholds_are_settings_and_it_can_be_off(place: Place, run: Path) -> None:
    with_own(place, LONG, "checks: {long-enough: {least: 10}}")
    assert finding(place.command(run, "-c", "c.yaml").json)["verdict"] == "pass"
    with_own(place, LONG, "checks: {long-enough: off}")
    assert "long-enough" not in place.command(run, "-c", "c.yaml").json


def test_it_is_listed_after_ours_and_explained(place: Place) -> None:
    with_own(place, LONG)
    listed = place.command("--list-checks", "-c", "c.yaml").out.splitlines()
    assert listed[-1].split("  ")[0] == "long-enough"
    assert len(listed) > 20
    told = place.command("--explain", "long-enough", "-c", "c.yaml").out
    assert "least: 50" in told
    assert "Rules of our team" in told


def test_own_checks_of_two_configs_add_up(place: Place) -> None:
    place.write("~/.config/reportgen/b.py", HEADER + LONG.replace("long-enough", "other"))
    place.own("own_checks: [b.py]\nchecks: {other: {least: 3}}")
    with_own(place, LONG)
    assert [rule.id for rule in place.config("c.yaml").own_checks] == ["other", "long-enough"]


def test_nothing_is_written_beside_the_file(place: Place) -> None:
    with_own(place, LONG)
    place.patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    place.config("c.yaml")
    assert not list(place.here.rglob("__pycache__"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(:", r"my_checks\.py, line 2: SyntaxError: .*Mend it, or take the file out"),
        ("import no_such_module", r"my_checks\.py, line 2: ModuleNotFoundError: .*no_such"),
        ("\n\n1 / 0", r"my_checks\.py, line 4: ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", r"my_checks\.py, line 2: SystemExit: 3"),
        (
            LONG.replace("epochs_done: int", "epochs_dnoe: int"),
            r"my_checks\.py, line 3: TypeError: .*epochs_dnoe is no fact; did you mean epochs_done",
        ),
        (LONG.replace(": int = 50", ": int"), r"line 3: TypeError: .*least has no default"),
        (LONG.replace("long-enough", "erratic"), r"line 3: there is a check erratic already"),
        (LONG + LONG.replace("def long", "def too_long"), r"there is a check long-enough already"),
        (LONG.replace("long-enough", "Long enough"), r"'Long enough' must be of small letters"),
        ("", r"my_checks\.py declares no check\. Declare one with @check\."),
        ("from reportgen.checks.level.heads import map50_tier", r"declares no check"),
    ],
)
def test_a_mistake_is_one_sentence_with_file_and_line(
    place: Place, run: Path, text: str, message: str
) -> None:
    with_own(place, text)
    with pytest.raises(ReportError, match=message):
        place.config("c.yaml")
    done = place.command(run, "-c", "c.yaml")
    assert done.code == 1
    assert done.sentence.startswith("Error: ")
    assert not done.html


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("own_checks: [none.py]", r"Own checks .*none\.py is missing\. Check own_checks\."),
        ("own_checks: {a: b}", r"own_checks must list files, as in \[my_checks\.py\]"),
        ('own_checks: ["a\\0b"]', r"own_checks must be a path, not 'a\\x00b'"),
        ("templates: 3", r"templates must be a path, not 3\."),
    ],
)
def test_settings_that_name_no_file(place: Place, text: str, message: str) -> None:
    place.write("c.yaml", text)
    with pytest.raises(ReportError, match=message):
        place.config("c.yaml")


FAILING = LONG.replace("short = epochs_done < least", "short = epochs_done < least / 0")


def test_an_own_check_that_fails_costs_its_finding_and_names_the_line(
    place: Place, run: Path
) -> None:
    with_own(place, FAILING)
    done = place.command(run, "-c", "c.yaml", "--strict")
    assert done.code == 4
    found = finding(done.json)
    assert found["verdict"] == "error"
    assert found["seen"] == (
        "my_checks.py, line 9: ZeroDivisionError: division by zero. The other findings stand."
    )
    assert "my_checks.py, line 9" in done.html


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("None", "it returned NoneType, not Outcome"),
        ("Outcome('warn', 'x')", "verdict must be a Verdict"),
        ("Outcome(Verdict.PASS, 3)", "title must be text"),
        ("Outcome(Verdict.PASS, 'x', measured={'a': 'b'})", "could not convert"),
        ("Outcome(Verdict.PASS, 'x', epochs=3)", "cannot unpack"),
    ],
)
def test_what_is_no_outcome_is_told(place: Place, run: Path, returned: str, message: str) -> None:
    body = LONG.replace("short = epochs_done < least", f"return {returned}")
    with_own(place, body)
    done = place.command(run, "-c", "c.yaml")
    assert done.code == 0
    assert message in str(finding(done.json)["seen"])


def test_numbers_of_numpy_can_be_measured(place: Place, run: Path) -> None:
    text = "import numpy as np\n" + LONG.replace(
        '{"epochs": epochs_done}', '{"epochs": np.float32(epochs_done)}'
    )
    with_own(place, text)
    assert finding(place.command(run, "-c", "c.yaml").json)["measured"] == {"epochs": 20.0}


@check(id="from-python", title="Few epochs", guide="Ours")
def from_python(epochs_done: int) -> Outcome:
    """Do less."""
    return Outcome(Verdict.NOTE, f"{epochs_done} epochs")


def test_in_python_a_function_is_given(run: Path) -> None:
    judged = read_run(run, own_checks=[from_python], settings={"erratic": None})
    assert [f.title for f in judged.findings if f.check == "from-python"] == ["20 epochs"]
    assert "from-python" in to_json([judged.page_input], None)
    with pytest.raises(TypeError, match="declared with @check"):
        _ = read_run(run, own_checks=[len]).findings
