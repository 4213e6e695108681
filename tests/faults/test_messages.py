"""Every sentence that the program fails with is listed in docs/messages.md, with its test."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen import read_run, report
from reportgen.errors import ReportError
from reportgen.read.folder import below
from tests.conftest import ROOT
from tests.support.command import command

MakeRun = Callable[..., Path]
RAISED = {"ReportError", "UsageError"}
VARIES = "…"


def sentences() -> set[str]:
    """Every message in the code, with what varies as an ellipsis."""
    found = set()
    for path in (ROOT / "reportgen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in RAISED and node.args:
                found.add(_text(node.args[0]))
    # A sentence that is put together before, and those of Unreadable, which go on from a file's.
    return {text for text in found if text != VARIES} | {"Cannot list …: …. Check its permissions."}


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    return VARIES


def table() -> list[tuple[str, str]]:
    """Sentences and tests, as docs/messages.md lists them."""
    text = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    rows = text.split("<!-- messages -->")[1].split("<!-- /messages -->")[0]
    return re.findall(r"^\| (.+?) \| `([^`]+)` \|$", rows, re.MULTILINE)


def test_the_table_lists_every_sentence_and_no_other() -> None:
    assert sorted(sentence for sentence, _ in table()) == sorted(sentences())


def test_every_sentence_has_a_test_that_is_there() -> None:
    for sentence, test in table():
        file, name = test.split("::")
        assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), sentence


def test_every_sentence_says_what_to_do() -> None:
    """Two parts: what and where, then what to do; or it lists what there is to choose from."""
    for sentence, _ in table():
        parts = re.split(r"(?<=[.:?…])\s", sentence)
        told = len(parts) > 1 or sentence.startswith("Give ")
        assert told or "must " in sentence or "named" in sentence, sentence


# --- those that no other test meets ----------------------------------------------------------


def test_notes_of_several_runs(
    make_run: MakeRun, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    runs = [make_run(name=name) for name in "ab"]
    done = command(tmp_path, capfd, *runs, "--notes", "n.md")
    assert done.code == 2
    assert "--notes is for one run; there are 2." in done.err


def test_no_run_at_all(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"There is no run to report\. Give at least one\."):
        report([], tmp_path / "report.html")


def test_a_run_without_results_has_no_table(make_run: MakeRun) -> None:
    folder = make_run()
    (folder / "results.csv").unlink()
    with pytest.raises(ReportError, match=r"Run train has no results\.csv that can be read"):
        _ = read_run(folder).results


def test_a_run_that_is_no_folder(make_run: MakeRun, tmp_path: Path) -> None:
    from reportgen.read.run import read_run as read_folder

    folder = make_run()
    with pytest.raises(ReportError, match=r"Not a folder: .*Give the run folder itself"):
        read_folder(folder / "args.yaml")
    with pytest.raises(ReportError, match=r"No such folder: .*Give the folder that holds"):
        read_run(folder / "none")
    with pytest.raises(ReportError, match=r"Nothing of a training in .*Give the folder"):
        report(folder.parent, tmp_path / "r.html")


def test_more_folders_than_are_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / str(number)).mkdir()
    monkeypatch.setattr(below, "MAX_FOLDERS", 3)
    with pytest.raises(ReportError, match=r"More than 3 folders below .*Name one nearer"):
        below.find_runs(tmp_path)


def test_no_place_to_unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    from reportgen.read.folder.archive import Unpacked

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(ReportError, match=r"There is no place to unpack an archive: .*Set TMPDIR"):
        Unpacked(tmp_path / "x.zip")


def test_an_archive_that_cannot_be_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zipfile

    from reportgen.read.folder import archive

    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("results.csv", "epoch\n1\n")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_write_one", full)
    with pytest.raises(ReportError, match=r"Cannot unpack .*x\.zip: No space left on device\."):
        archive.Unpacked(tmp_path / "x.zip")


def test_a_broken_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from reportgen.page.shell import assets, lean

    script = tmp_path / "a.js"
    script.write_text("'</script>'")
    with pytest.raises(ReportError, match=r"a\.js would end its own script element"):
        lean.lean_script(script)
    monkeypatch.setattr(assets, "__file__", str(tmp_path / "page" / "assets.py"))
    with pytest.raises(
        ReportError, match=r"The templates are missing from .*Install reportgen again"
    ):
        assets.template_folder()


def test_a_baseline_that_is_no_run(
    make_run: MakeRun, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = make_run(name="runs/a")
    make_run(name="runs/b")
    done = command(tmp_path, capfd, folder, "--baseline", "nothing")
    assert done.sentence.endswith("is neither the name of a run nor a folder. Give one of either.")
    done = command(tmp_path, capfd, folder, "--baseline", folder.parent)
    assert done.sentence.endswith("holds 2 runs. Give the folder of one.")
