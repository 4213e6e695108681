"""An error in one section shows there and in the JSON; the rest of the report stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.page import build, sections
from tests.conftest import SAMPLES
from tests.support.command import command

MakeRun = Callable[..., Path]
VIEWS = {
    "summary": "questions",
    "key_figures": "questions",
    "questions": "questions",
    "findings_view": "findings",
    "chart_groups": "training",
    "curves_view": "curves",
    "confusion_view": "confusion",
    "classes_view": "classes",
    "steps": "next-steps",
    "configuration": "configuration",
    "files": "files",
    "data": "data",
}


def fails_on_what_a_run_tells(genuine: Callable[..., object]) -> Callable[..., object]:
    """As a bug that only this run meets; of a run that tells nothing the section is made."""

    def view(*arguments: object, **options: object) -> object:
        from reportgen.facts.run_facts import Facts
        from reportgen.page.inputs import RunInput

        for item in arguments:
            facts = item.facts if isinstance(item, RunInput) else item
            if isinstance(facts, Facts) and facts.table is not None:
                raise ZeroDivisionError("secret of the run")
            if isinstance(item, list) and item:
                raise ZeroDivisionError("secret of the run")
        return genuine(*arguments, **options)

    return view


@pytest.mark.parametrize(("view", "section"), VIEWS.items(), ids=list(VIEWS))
def test_a_section_that_fails_says_so_and_the_others_stand(
    make_run: MakeRun,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    view: str,
    section: str,
) -> None:
    module = build if hasattr(build, view) else sections
    monkeypatch.setattr(module, view, fails_on_what_a_run_tells(getattr(module, view)))
    folder = make_run()
    done = command(tmp_path, capfd, folder)
    assert done.code == 0
    at = done.html.index(f'id="r1-{section}-title"')
    assert (
        "This could not be read: reportgen failed on it (ZeroDivisionError)" in done.html[at:][:800]
    )
    assert "secret of the run" not in done.html
    for other in set(VIEWS.values()) - {section}:
        assert f'id="r1-{other}-title"' in done.html
    problems = json.loads(done.json)["runs"][0]["problems"]
    assert [problem["section"] for problem in problems if problem["section"]] == [section]
    strict = command(tmp_path, capfd, folder, "--strict")
    assert strict.code == 4
    assert strict.html == done.html
    assert "This could not be read" in strict.err


def test_charts_that_fail_cost_their_family_only(
    make_run: MakeRun,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import reportgen.charts as charts

    def fail(_: object) -> None:
        raise KeyError("x")

    genuine = charts.families()
    monkeypatch.setattr(charts, "families", lambda: (fail, *genuine[1:]))
    done = command(tmp_path, capfd, make_run())
    assert done.code == 0
    run = json.loads(done.json)["runs"][0]
    assert [problem["section"] for problem in run["problems"]] == ["training"]
    assert "learning-rate" in {chart["id"] for chart in run["charts"]}


def test_plots_that_fail_cost_their_numbers_only(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import reportgen.read.run as module

    def fail(*_: object, **__: object) -> None:
        raise IndexError("x")

    monkeypatch.setattr(module, "read_plots", fail)
    done = command(tmp_path, capfd, SAMPLES / "segment-short", "--strict", pictures=True)
    assert done.code == 4
    run = json.loads(done.json)["runs"][0]
    assert [problem["section"] for problem in run["problems"] if problem["lost"]] == ["curves"]
    assert run["epochs"]["done"] == 50


@pytest.mark.parametrize(
    ("file", "content", "section"),
    [
        ("results.csv", b"a,b\n1,2\n", "training"),
        ("results.csv", b"a,b\n1,2\n", "data"),
        ("args.yaml", b"[", "configuration"),
        ("weights/best.pt", b"x", "files"),
        ("confusion_matrix.png", b"x", "confusion"),
        ("val_batch0_pred.jpg", b"x", "pictures"),
        ("notes.md", b"\xff" * 40_000, "notes"),
    ],
)
def test_a_damaged_file_is_said_where_it_is_missed(
    make_run: MakeRun,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    file: str,
    content: bytes,
    section: str,
) -> None:
    done = command(tmp_path, capfd, make_run(files={file: content}), "--strict")
    at = done.html.index(f'<section class="section" id="r1-{section}"')
    end = done.html.index("</section>", done.html.index(f'id="r1-{section}-title"'))
    shown = done.html[at:end] if section != "pictures" else done.html[at:]
    assert "could not be" in shown or "cannot be read" in shown or "is not a zip" in shown
    lost = [p for p in json.loads(done.json)["runs"][0]["problems"] if p["lost"]]
    assert done.code == 4
    assert len(lost) == 1


def test_a_sound_run_is_not_strictly_wrong(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for sample in sorted(SAMPLES.iterdir()):
        if (sample / "results.csv").is_file():
            done = command(tmp_path, capfd, sample, "--strict")
            assert done.code == 0, done.err
