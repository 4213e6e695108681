"""Tags and notes of runs, and folds of one data set: what a site tells of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.read.folder.marks import MAX_NOTE, MAX_TAGS, Marks, front_matter, marks_of
from tests.conftest import segment_row
from tests.hostile.stranger import ALL
from tests.site.steps import broken_links, contents, publish

MakeRun = Callable[..., Path]
Capture = pytest.CaptureFixture[str]


def test_tags_and_notes_are_read_from_both_files(tmp_path: Path) -> None:
    (tmp_path / "reportgen.yaml").write_text("tags: [baseline, paper fig 2, 2026]\nnote: First.\n")
    (tmp_path / "notes.md").write_text("---\ntags: paper, baseline\nnote: Second.\n---\n# Notes\n")
    marks = marks_of(tmp_path)
    assert marks.tags == ("baseline", "paper-fig-2", "2026", "paper")
    assert marks.note == "First."
    assert marks.problems == ()


@pytest.mark.parametrize("text", ["", "# Notes\n", "---\n", "---\nnot closed\n", "--- \n---x\n"])
def test_notes_without_front_matter_stay_whole(text: str) -> None:
    assert front_matter(text) == ("", text)


@pytest.mark.parametrize(
    ("yaml", "tags"),
    [
        ("tags: 5\n", ()),
        ("tags: {a: b}\n", ()),
        ("tags: [[a], null, true, {b: c}, x]\n", ("x",)),
        ("- a\n- b\n", ()),
        ("tags: [" + "a," * 5_000 + "]\n", ("a",)),
    ],
)
def test_whatever_a_file_holds(tmp_path: Path, yaml: str, tags: tuple[str, ...]) -> None:
    (tmp_path / "reportgen.yaml").write_text(yaml)
    assert marks_of(tmp_path).tags == tags


def test_they_are_bounded_and_a_damaged_file_is_named(tmp_path: Path) -> None:
    many = ", ".join(f"t{number}" for number in range(100))
    (tmp_path / "reportgen.yaml").write_text(f"tags: [{many}]\nnote: {'x ' * 5_000}\n")
    (tmp_path / "notes.md").write_text("---\ntags: [a\n---\n")
    marks = marks_of(tmp_path)
    assert len(marks.tags) == MAX_TAGS
    assert len(marks.note) <= MAX_NOTE
    (problem,) = marks.problems
    assert problem.startswith("notes.md is not valid YAML in line")


def test_a_link_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    run, elsewhere = tmp_path / "run", tmp_path / "mine.yaml"
    run.mkdir()
    elsewhere.write_text("---\ntags: [private]\nnote: Private.\n---\n")
    for name in ("notes.md", "reportgen.yaml"):
        (run / name).symlink_to(elsewhere)
    assert marks_of(run) == Marks()


def test_a_site_shows_them_and_nothing_in_them_runs(
    make_run: MakeRun, tmp_path: Path, capfd: Capture
) -> None:
    run = make_run(name="run")
    (run / "notes.md").write_text(
        f"---\ntags: ['<img src=x onerror=alert(1)>', ok]\nnote: '{ALL[:40]}'\n---\n# Why\n\nSo.\n",
        "utf-8",
    )
    done = publish(capfd, tmp_path / "site", run)
    assert done.run("run")["tags"] == ["<img-src=x-onerror=alert(1)>", "ok"]
    assert "<img-src" not in done.index
    assert "&lt;img-src" in done.index
    page = contents(done.folder)[done.run("run")["files"][0]].decode()
    assert "So." in page
    assert "tags:" not in page
    (run / "notes.md").write_text("---\ntags: [ok]\n---\n# Why\n\nSo.\n", "utf-8")
    assert publish(capfd, tmp_path / "site", run).run("run")["tags"] == ["ok"]


def test_settings_of_a_run_may_have_tags(
    make_run: MakeRun, tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(name="run")
    (run / "reportgen.yaml").write_text("tags: [a]\nnote: b\n")
    monkeypatch.chdir(run)
    assert publish(capfd, tmp_path / "site", run).code == 0


def test_folds_are_one_data_set(make_run: MakeRun, tmp_path: Path, capfd: Capture) -> None:
    def run(name: str, data: str, first: float) -> Path:
        rows = [segment_row(epoch, train__box_loss=first) for epoch in range(1, 21)]
        return make_run(rows, args={"data": data, "name": name}, name=f"runs/{name}")

    folds = [run(f"f{number}", f"fold_{number}.yaml", 3 + number / 100) for number in range(1, 4)]
    site = tmp_path / "site"
    alone = publish(capfd, site, folds[0])
    assert alone.run("f1")["set"] == "fold_1.yaml"
    done = publish(capfd, site, *folds, run("lone", "cv2.yaml", 4.0))
    assert {done.run(f"f{number}")["set"] for number in (1, 2, 3)} == {"fold#.yaml (folds)"}
    assert done.run("lone")["set"] == "cv2.yaml"
    assert [each["data"] for each in done.told["comparisons"]] == ["fold#.yaml (folds)"]
    assert "3 runs" in done.index
    assert broken_links(site) == []
    assert "0 written" in publish(capfd, site, *folds, tmp_path / "runs" / "lone").err
    apart = publish(capfd, tmp_path / "b", *folds, "--same-data", "first=fold_1.yaml")
    assert apart.run("f1")["set"] == "first"
    assert apart.run("f2")["set"] == "fold#.yaml (folds)"
