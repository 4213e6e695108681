"""Files as browsers and file managers name them; folders that are no run, in one sentence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.diagnosis import diagnose
from reportgen.errors import ReportError
from reportgen.facts.run_facts import Facts
from reportgen.read.folder.below import find_runs
from reportgen.read.folder.copies import original
from reportgen.read.folder.discover import open_runs
from reportgen.read.run import read_run

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 123\n"


@pytest.mark.parametrize(
    "name",
    [
        "results (1).csv",
        "results(12).csv",
        "results - Copy.csv",
        "results - Copy (2).csv",
        "results copy 2.csv",
        "results 2.csv",
        "results_copy.csv",
        "results - Kopie.csv",
        "results — копия.csv",
        "Copy of results.csv",
        "copia di results.csv",
        "results.csv.csv",
        "results (1).csv.txt",
        "results.csv.bak",
        "results1.csv",
        "results_2.csv",
        "results-v3.csv",
        "results_old.csv",
        "Results_old (1).csv",
    ],
)
def test_a_copy_is_told_from_its_name(name: str) -> None:
    assert original(name).lower() == "results.csv"
    assert original(f"weights/{name}").lower() == "weights/results.csv"


@pytest.mark.parametrize(
    "name",
    ["results.csv", "results_of_people.csv", "results1.png", "train_batch2.jpg", "(1)", "a.b.c"],
)
def test_other_names_stay(name: str) -> None:
    assert original(name) == name


def test_a_folder_of_downloads_is_read_whole(make_run: Callable[..., Path]) -> None:
    """Each file was saved by itself, so that the browser numbered it."""
    folder = make_run(files={"confusion_matrix.png": b"x", "weights/best.pt": b"x"})
    (folder / "weights" / "best.pt").rename(folder / "best.pt")
    for name in ("results.csv", "args.yaml", "confusion_matrix.png"):
        stem, _, suffix = name.rpartition(".")
        (folder / name).rename(folder / f"{stem} (1).{suffix}")
    run = read_run(folder)
    assert run.table is not None
    assert run.args
    assert run.pictures.confusion is not None
    missing = {kind.key for kind in run.listing.missing(run.task)}
    assert not missing & {"results-csv", "args", "confusion-matrix", "best-weights"}
    said = [problem.sentence for problem in run.problems]
    assert "args (1).yaml was read as args.yaml." in said


def test_a_copy_beside_its_original_counts_for_nothing(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    for name, copy in (("args.yaml", "args (1).yaml"), ("results.csv", "results (1).csv")):
        shutil.copy(folder / name, folder / copy)
    (folder / "args (1).yaml").write_text("epochs: 7")
    run = read_run(folder)
    assert run.args.number("epochs") != 7
    assert len(run.listing.of_kind("args")) == 1


def test_of_several_copies_the_unread_are_named(make_run: Callable[..., Path]) -> None:
    folder = make_run()
    (folder / "results.csv").rename(folder / "results (1).csv")
    shutil.copy(folder / "results (1).csv", folder / "results (2).csv")
    said = [problem.sentence for problem in read_run(folder).problems]
    assert (
        "There is no results.csv; results (1).csv was read in its place, results (2).csv was not."
        in said
    )


def test_a_table_of_something_else_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "results (1).csv").write_text("name,points\nann,3\n")
    with pytest.raises(ReportError, match="No training run"):
        find_runs(tmp_path)


def test_a_spreadsheet_asks_for_a_table(tmp_path: Path) -> None:
    """Alone, named itself, and beside arguments that make its folder a run."""
    sheet = tmp_path / "results (1).xlsx"
    sheet.write_bytes(b"PK\3\4")
    with pytest.raises(ReportError, match="It holds a spreadsheet, which is not read: save it as"):
        find_runs(tmp_path)
    wanted = pytest.raises(ReportError, match=r"xlsx is a spreadsheet\. Give its folder")
    with wanted, open_runs([sheet]):
        pass
    (tmp_path / "args.yaml").write_text("epochs: 3\n", encoding="utf-8")
    (found,) = find_runs(tmp_path).runs
    assert any("save it as results.csv" in problem.sentence for problem in read_run(found).problems)


def test_a_data_set_and_a_packed_archive_are_named(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_text("train: ../train/images\nnames: [a]\n")
    (tmp_path / "train" / "images").mkdir(parents=True)
    with pytest.raises(ReportError, match="It holds a data set, no training"):
        find_runs(tmp_path)
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "colab.zip").write_bytes(b"")
    with pytest.raises(ReportError, match=r"It holds colab\.zip: give that"):
        find_runs(packed)


@pytest.mark.parametrize("name", ["best.pth.tar", "model_final.pdparams", "vdlrecords.1.log"])
def test_a_trainer_that_is_not_read_is_told_what_would_be(tmp_path: Path, name: str) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / name).write_bytes(b"x")
    with pytest.raises(ReportError, match=f"It holds {name}, but no log that is read: let its"):
        find_runs(tmp_path)


def test_an_archive_in_an_archive_is_named(tmp_path: Path, make_run: Callable[..., Path]) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    shutil.make_archive(str(outer / "inner"), "zip", make_run())
    shutil.make_archive(str(tmp_path / "download"), "zip", outer)
    with (
        pytest.raises(ReportError, match=r"It holds inner\.zip: give that"),
        open_runs([tmp_path / "download.zip"]),
    ):
        pass


def test_pointers_of_git_lfs_ask_for_a_pull(make_run: Callable[..., Path]) -> None:
    folder = make_run(files={"confusion_matrix.png": b"x"})
    (folder / "results.csv").write_bytes(POINTER)
    told = diagnose(Facts(read_run(folder)), [])
    assert told.headline == "Unknown: its files are Git LFS pointers; run git lfs pull."


@pytest.mark.parametrize(
    ("name", "told"), [("trainer_state.json", True), ("metrics.csv", True), ("log.txt", False)]
)
def test_a_pointer_is_told_by_a_name_that_few_others_use(
    tmp_path: Path, name: str, told: bool
) -> None:
    (folder := tmp_path / "output").mkdir()
    (folder / name).write_bytes(POINTER)
    if not told:
        wanted = rf"No training run.* {name} is a Git LFS pointer: run git lfs pull\."
        with pytest.raises(ReportError, match=wanted):
            find_runs(tmp_path)
        return
    assert find_runs(tmp_path).runs == [folder]
    headline = diagnose(Facts(read_run(folder)), []).headline
    assert headline == "Unknown: its files are Git LFS pointers; run git lfs pull."


@pytest.mark.parametrize("name", ["results (1).csv", "results.csv", "history.csv"])
@pytest.mark.parametrize(
    ("mark", "separator", "point", "encoding"),
    [
        ("", ";", ",", "utf-8-sig"),
        ("", "\t", ".", "utf-16"),
        ("sep=;\r\n", ";", ",", "utf-8"),
    ],
)
def test_a_table_is_read_as_spreadsheets_save_it(
    tmp_path: Path, name: str, mark: str, separator: str, point: str, encoding: str
) -> None:
    names = ["epoch", "loss", "val_loss", "val_accuracy"]
    if name != "history.csv":
        names = ["epoch", "train/box_loss", "val/box_loss", "metrics/mAP50-95(B)"]
    cells = [[str(e), f"{2 / e}", f"{3 / e}", f"{0.6 - 0.5 / e}"] for e in range(1, 21)]
    told = [[cell.replace(".", point) for cell in row] for row in cells]
    text = mark + "\r\n".join(separator.join(row) for row in [names, *told])
    (tmp_path / name).write_bytes(text.encode(encoding))
    facts = Facts(read_run(tmp_path))
    assert facts.epochs_done == 20
    assert facts.headline == pytest.approx(0.575)


@pytest.mark.parametrize(
    ("name", "content", "is_run"),
    [
        ("results.txt", "File: 375.jpg, Accuracy: 0.99\nFile: 376.jpg, Accuracy: 0.98\n", False),
        ("results.csv", "player,goals\nA,3\n", False),
        ("results.txt", "      0/99     1.2G   0.1   0.02   0   0.12   20   640\n", True),
        ("results.csv", "                  epoch,      train/box_loss\n 0, 1.2\n", True),
        ("results.csv", POINTER.decode(), True),
        ("results.csv", "", True),
    ],
)
def test_results_of_another_program_are_no_run_below_a_folder(
    tmp_path: Path, name: str, content: str, is_run: bool
) -> None:
    (folder := tmp_path / "other").mkdir()
    (folder / name).write_text(content)
    if is_run:
        assert find_runs(tmp_path).runs == [folder]
        return
    with pytest.raises(ReportError, match="No training run"):
        find_runs(tmp_path)
    assert find_runs(folder).runs == [folder], "Named itself, its page says why it is not read."


def test_results_that_are_a_link_or_a_pipe_are_left_to_who_reads_them(tmp_path: Path) -> None:
    for name, make in (
        ("link", lambda path: path.symlink_to("/etc/hostname")),
        ("pipe", os.mkfifo),
    ):
        (folder := tmp_path / name).mkdir()
        make(folder / "results.csv")
    assert find_runs(tmp_path).runs == [tmp_path / "link", tmp_path / "pipe"]
