"""Folders of every shape that accidents make: each gives a report, or one sentence and exit 1."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen.errors import ReportError
from reportgen.read.run import read_run
from tests.conftest import SAMPLES, SEGMENT_COLUMNS, segment_row
from tests.page.parts import jpeg
from tests.support.command import Done, command

MakeRun = Callable[..., Path]
Report = Callable[..., Done]
ROWS = [segment_row(epoch) for epoch in range(1, 21)]
NAMES = [
    "обучение 1",
    "训练",
    "تدريب",
    "🦐 👩‍🔬",
    "x" * 200,
    "a b  c",
    'it\'s "here"',
    "50% #1 & <b>",
    "two\nlines",
    "\u202eevil",
]


@pytest.fixture
def report(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Report:
    """Reports a folder; the page must be whole and nothing but the command may speak."""

    def make(folder: Path, *arguments: object, **options: Any) -> Done:
        target = tmp_path / "out"
        target.mkdir(exist_ok=True)
        done = command(target, capfd, folder, *arguments, **options)
        assert "Traceback" not in done.err
        assert "itself failed" not in done.err
        if done.code == 0:
            assert done.html.rstrip().endswith("</html>")
            assert not [p for p in the_run(done)["problems"] if p["section"]]
        return done

    return make


def the_run(done: Done) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(done.json)["runs"][0]
    assert "error" not in {finding["verdict"] for finding in run["findings"]}
    return run


def csv_of(rows: list[list[float]], separator: str = ",") -> str:
    lines = [SEGMENT_COLUMNS, *rows]
    return "".join(separator.join(map(str, line)) + "\n" for line in lines)


def png(width: int, height: int, *, chunks: bytes = b"") -> bytes:
    """A PNG that says it is that large; its pixels are those of a single line."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" + b"\x40\x80\xc0" * min(width, 10))
    parts = [chunk(b"IHDR", header), chunks, chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


# --- how far a run got -----------------------------------------------------------------------


def test_a_run_still_training_is_read_up_to_its_last_whole_line(
    make_run: MakeRun, report: Report
) -> None:
    folder = make_run(ROWS[:8])
    text = csv_of(ROWS[:8])
    (folder / "results.csv").write_text(text + "9,90.0,1.5,1.")
    first = the_run(report(folder))
    (folder / "results.csv").write_text(csv_of(ROWS[:12]))
    second = the_run(report(folder))
    assert (first["epochs"]["done"], second["epochs"]["done"]) == (8, 12)
    assert "incomplete row" in json.dumps(first["problems"])


def test_results_without_plots(make_run: MakeRun, report: Report) -> None:
    done = report(make_run())
    assert the_run(done)["epochs"]["done"] == 20
    assert "Not in the run folder." in done.html


def test_plots_without_results(tmp_path: Path, report: Report) -> None:
    folder = tmp_path / "train"
    folder.mkdir()
    for picture in (SAMPLES / "segment-short").glob("*.png"):
        (folder / picture.name).write_bytes(picture.read_bytes())
    run = the_run(report(folder, pictures=True))
    assert run["task"] == "segment"
    assert run["results"] is None
    assert run["confusion"] is not None


def test_a_validation_folder(tmp_path: Path, report: Report) -> None:
    folder = tmp_path / "val"
    folder.mkdir()
    for picture in (SAMPLES / "segment-short").glob("*[lnP][FRPd1]*"):
        if picture.is_file():
            (folder / picture.name).write_bytes(picture.read_bytes())
    for picture in (SAMPLES / "segment-short").glob("*_curve.png"):
        (folder / picture.name).write_bytes(picture.read_bytes())
    (folder / "val_batch0_pred.jpg").write_bytes(b"")
    assert report(folder).code == 0


def test_a_tune_folder(tmp_path: Path, report: Report) -> None:
    (tmp_path / "tune").mkdir()
    (tmp_path / "tune" / "best_hyperparameters.yaml").write_text("lr0: 0.01\n")
    (tmp_path / "tune" / "tune_results.csv").write_text("fitness,lr0\n0.5,0.01\n")
    assert the_run(report(tmp_path / "tune"))["files"][0]["kind"] == "tune-results"


def test_only_weights(tmp_path: Path, report: Report) -> None:
    (tmp_path / "run" / "weights").mkdir(parents=True)
    best = (SAMPLES / "segment-short" / "weights" / "best.pt").read_bytes()
    (tmp_path / "run" / "weights" / "best.pt").write_bytes(best)
    assert the_run(report(tmp_path / "run"))["epochs"]["done"] == 50


def test_an_empty_folder_is_one_sentence(tmp_path: Path, report: Report) -> None:
    (tmp_path / "empty").mkdir()
    done = report(tmp_path / "empty")
    assert done.code == 1
    assert done.sentence.startswith("Error: No training run in ")


def test_files_of_no_bytes(make_run: MakeRun, report: Report) -> None:
    names = [path.name for path in (SAMPLES / "segment-short").iterdir() if path.is_file()]
    folder = make_run(files=dict.fromkeys([*names, "weights/best.pt", "data.yaml"], b""))
    done = report(folder, "--strict", pictures=True)
    assert done.code == 4
    assert "results.csv could not be read: it is empty." in done.html
    assert done.html.index("args.yaml could not be read") > 0


@pytest.mark.parametrize(
    ("text", "epochs"),
    [
        (csv_of([]), None),
        (csv_of(ROWS[:1]), 1),
        ("\ufeff" + csv_of(ROWS), 20),
        (csv_of(ROWS).replace("\n", "\r\n"), 20),
        (csv_of(ROWS, ";").replace(".", ","), 20),
        (csv_of(ROWS, "\t"), 20),
        (csv_of(ROWS[:10]) + csv_of(ROWS[10:]), 20),
        (csv_of([[row[0], *(["nan"] * (len(row) - 1))] for row in ROWS]), 20),  # type: ignore[list-item]
        (csv_of([[row[0], *([f'"{x}"' for x in row[1:]])] for row in ROWS]), 20),  # type: ignore[list-item]
        (csv_of([[row[0], *(["none"] * (len(row) - 1))] for row in ROWS]), 20),  # type: ignore[list-item]
        (csv_of([[row[0], *(["inf"] * (len(row) - 1))] for row in ROWS]), 20),  # type: ignore[list-item]
        (csv_of([[row[0], *(["1e308"] * (len(row) - 1))] for row in ROWS]), 20),  # type: ignore[list-item]
        ("epoch\n1\n2\n", 2),
        ("epoch,epoch,epoch\n1,2,3\n", 1),
        ("a,b\n1,2\n", None),
        ("\n" * 1000, None),
        ('"epoch,' * 1000, None),
        ("epoch,train/box_loss\n999999999,1\n", 999_999_999),
    ],
    ids=lambda value: value.strip()[:20] if isinstance(value, str) else str(value),
)
def test_a_results_csv_of_any_form(
    make_run: MakeRun, report: Report, text: str, epochs: int | None
) -> None:
    folder = make_run()
    (folder / "results.csv").write_text(text, encoding="utf-8")
    assert the_run(report(folder))["epochs"]["done"] == epochs


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_a_results_csv_in_another_encoding(
    make_run: MakeRun, report: Report, encoding: str
) -> None:
    folder = make_run(columns=[*SEGMENT_COLUMNS, "qualit\xe9"], rows=[[*row, 1] for row in ROWS])
    text = (folder / "results.csv").read_text(encoding="utf-8")
    (folder / "results.csv").write_bytes(text.encode(encoding))
    assert the_run(report(folder))["epochs"]["done"] == 20


def test_numbers_as_text_count_as_not_told(make_run: MakeRun, report: Report) -> None:
    rows = [[row[0], "n/a", *row[2:]] for row in ROWS]
    run = the_run(report(make_run(rows)))
    assert "20 cell(s) hold no number" in json.dumps(run["problems"])
    assert run["seconds"] is None


def test_a_metric_that_is_never_told_costs_no_check(make_run: MakeRun, report: Report) -> None:
    """Losses are there and mAP50 is not: found by damaging runs, seed 3348."""
    for metric in ("mAP50(B)", "mAP50(M)", "mAP50-95(M)", "recall(M)"):
        at = SEGMENT_COLUMNS.index(f"metrics/{metric}")
        rows = [[*row[:at], float("nan"), *row[at + 1 :]] for row in ROWS]
        the_run(report(make_run(rows, name=metric)))
    both = [SEGMENT_COLUMNS.index(f"metrics/mAP50({letter})") for letter in "BM"]
    rows = [[float("nan") if at in both else x for at, x in enumerate(row)] for row in ROWS]
    the_run(report(make_run(rows)))


# --- how large it is -------------------------------------------------------------------------


def test_three_thousand_epochs(make_run: MakeRun, report: Report) -> None:
    done = report(make_run([segment_row(epoch, 3_000) for epoch in range(1, 3_001)]))
    assert the_run(done)["epochs"]["done"] == 3_000
    assert len(done.html) < 20e6


def test_a_thousand_columns(make_run: MakeRun, report: Report) -> None:
    columns = [
        *SEGMENT_COLUMNS,
        *(f"{side}/x{n}_loss" for n in range(490) for side in ("train", "val")),
    ]
    done = report(make_run([[*row, *[0.5] * 980] for row in ROWS], columns=columns))
    assert len(the_run(done)["results"]["columns"]) == 1_000
    assert len(done.html) < 20e6


def test_a_thousand_columns_of_three_thousand_epochs_are_cut_and_said(
    make_run: MakeRun, report: Report
) -> None:
    columns = [*SEGMENT_COLUMNS, *(f"x{n}" for n in range(979))]
    rows = [[*segment_row(epoch, 3_000), *[1] * 979] for epoch in range(1, 3_001)]
    done = report(make_run(rows, columns=columns))
    assert "Only the first 166 of 999 columns are reported." in json.dumps(
        the_run(done)["problems"]
    )
    assert len(done.html) < 60e6


@pytest.mark.parametrize("classes", [1, 1_000])
def test_one_class_and_a_thousand(make_run: MakeRun, report: Report, classes: int) -> None:
    names = "".join(f"  {n}: class number {n}\n" for n in range(classes))
    done = report(make_run(files={"data.yaml": f"names:\n{names}".encode()}), pictures=True)
    assert len(the_run(done)["class_names"]["names"]) == classes


def test_a_results_csv_of_two_gigabytes_is_declined_at_a_stated_limit(
    make_run: MakeRun, report: Report
) -> None:
    folder = make_run()
    os.truncate(folder / "results.csv", 2 * 2**30)
    done = report(folder)
    assert "has 2,147,483,648 bytes; at most 33,554,432 are read" in done.html


# --- pictures --------------------------------------------------------------------------------

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("confusion_matrix.png", png(1, 1), None),
        ("confusion_matrix.png", png(20_000, 20_000), "20,000 × 20,000 pixels, too many"),
        ("confusion_matrix.png", png(20_000, 20_000)[:40], "damaged: it is cut short"),
        ("confusion_matrix.png", png(0, 5), "damaged: it has no size"),
        ("confusion_matrix.png", GIF, "does not start as a PNG does"),
        ("val_batch0_pred.jpg", png(4, 4), "another format than its name says"),
        ("val_batch0_pred.jpg", b"<svg onload=alert(1)>", "does not start as a JPEG does"),
        ("val_batch0_pred.jpg", b"RIFF\0\0\0\0WEBPVP8 ", "does not start as a JPEG does"),
        ("labels.jpg", b"\xff\xd8\xff" + b"\xff" * 5_000, "damaged: it cannot be decoded"),
        ("labels.jpg", jpeg(40, 30)[:-9], "damaged: it is cut short"),
        ("results.png", png(9, 9, chunks=b"\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0"), None),
        ("MaskF1_curve.png", b"\x89PNG\n\x1a\n" + png(9, 9)[9:], "line ends were changed"),
    ],
)
def test_pictures_of_every_kind(
    make_run: MakeRun, report: Report, name: str, content: bytes, said: str | None
) -> None:
    done = report(make_run(files={name: content}), pictures=True)
    assert done.code == 0
    lost = [problem["sentence"] for problem in the_run(done)["problems"] if problem["lost"]]
    if said is None:
        assert lost == []
    else:
        assert said in done.html
        assert [text for text in lost if said in text and text.startswith(name)]


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_of_every_kind(make_run: MakeRun, report: Report, name: str) -> None:
    data = json.dumps({"names": [name, "b"]}).encode()
    args = {"model": json.dumps(f"{name}.pt"), json.dumps(name): json.dumps(name)}
    folder = make_run(args=args, files={"data.yaml": data, f"{name}.txt": b"x"}, name=name)
    done = report(folder, pictures=True)
    assert done.code == 0
    run = the_run(done)
    shown = name.replace("\n", " ").replace("\u202e", " ")
    assert run["name"] == shown
    assert f"{shown}.txt" in [file["name"] for file in run["files"]]
    assert "\u202e" not in done.html + done.err
    assert len(done.err.splitlines()) <= 4


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text(make_run: MakeRun, report: Report) -> None:
    folder = make_run()
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.bin"))).write_bytes(b"1")
    renamed = Path(os.fsdecode(os.fsencode(folder.parent) + b"/run\xff"))
    folder.rename(renamed)
    assert the_run(report(renamed))["epochs"]["done"] == 20


def test_windows_paths_in_the_arguments(make_run: MakeRun, report: Report) -> None:
    args = {"data": r"C:\Users\Ann Lee\data\x.yaml", "project": r"\\server\share\ann\runs"}
    done = report(make_run(args=args))
    assert "…/data/x.yaml" in done.html
    assert "Ann Lee" not in done.html + done.json


# --- what is no file -------------------------------------------------------------------------


def test_links_that_loop_or_lead_outside_are_not_followed_and_said(
    make_run: MakeRun, report: Report, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(3, 3))
    folder = make_run()
    (folder / "confusion_matrix.png").symlink_to(secret)
    (folder / "labels.jpg").symlink_to("/etc/hostname")
    (folder / "self").symlink_to(folder)
    (folder / "data.yaml").symlink_to("data.yaml")
    (folder / "weights").symlink_to(tmp_path)
    done = report(folder, pictures=True)
    assert "5 further entries left out: links" in done.html
    assert {file["name"] for file in the_run(done)["files"]} == {"results.csv", "args.yaml"}


def test_a_folder_of_folders_that_loop(make_run: MakeRun, report: Report) -> None:
    folder = make_run(name="above/train")
    (folder.parent / "again").symlink_to(folder.parent)
    assert the_run(report(folder.parent))["name"] == "train"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_fifos_and_devices_are_not_opened(make_run: MakeRun, report: Report) -> None:
    folder = make_run()
    for name in ("confusion_matrix.png", "data.yaml", "notes.md", "reportgen.json"):
        os.mkfifo(folder / name)
    (folder / "args.yaml").unlink()
    os.mkfifo(folder / "args.yaml")
    done = report(folder, pictures=True)
    assert done.code == 0
    assert "5 further entries left out" in done.html


def test_a_results_csv_that_is_a_fifo_only(tmp_path: Path, report: Report) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no FIFOs")
    (tmp_path / "run").mkdir()
    os.mkfifo(tmp_path / "run" / "results.csv")
    done = report(tmp_path / "run")
    assert done.code == 1
    assert "Nothing of a training in" in done.sentence


def test_what_may_not_be_read_is_said(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_run()
    genuine = os.open

    def refuse(path: Any, *rest: Any, **options: Any) -> int:
        if str(path).endswith("args.yaml"):
            raise PermissionError(13, "Permission denied")
        return genuine(path, *rest, **options)

    monkeypatch.setattr(os, "open", refuse)
    told = [problem.sentence for problem in read_run(folder).problems]
    assert told == ["args.yaml could not be read: it cannot be opened (Permission denied)."]


def test_a_folder_that_may_not_be_listed_is_one_sentence(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_run()

    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(
        ReportError, match=r"Cannot list .*Permission denied.*Check its permissions"
    ):
        read_run(folder)


def test_the_command_says_why_a_folder_cannot_be_listed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = tmp_path / "shut"
    shut.mkdir()

    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != shut)
    done = command(tmp_path, capfd, shut)
    assert done.code == 1
    assert done.sentence.startswith("Error: Cannot list ")
    assert done.sentence.endswith("shut: Permission denied. Check its permissions.")


def test_a_folder_that_vanishes_half_way(
    make_run: MakeRun, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    import reportgen.read.run as module

    folder = make_run(files={"confusion_matrix.png": png(3, 3), "notes.md": b"x"})
    genuine = module.list_files

    def list_and_remove(path: Path) -> Any:
        listing = genuine(path)
        shutil.rmtree(path)
        return listing

    monkeypatch.setattr(module, "list_files", list_and_remove)
    done = report(folder, pictures=True)
    assert done.code == 0
    assert "results.csv could not be read: it is missing." in done.html


def test_one_broken_run_among_others_is_left_out_and_said(
    make_run: MakeRun, report: Report, tmp_path: Path
) -> None:
    make_run(name="runs/good")
    make_run(name="runs/also")
    (tmp_path / "runs" / "linked").mkdir()
    (tmp_path / "runs" / "linked" / "results.csv").symlink_to("/etc/hostname")
    done = report(tmp_path / "runs", "--strict")
    assert done.code == 4
    assert [run["name"] for run in json.loads(done.json)["runs"]] == ["also", "good"]
    assert "linked is left out" in done.err


def test_another_process_may_write_while_the_run_is_read(make_run: MakeRun, report: Report) -> None:
    folder = make_run(ROWS[:1])
    code = (
        "import itertools, sys, time\n"
        "for n in itertools.count(2):\n"
        "    open(sys.argv[1], 'a').write(f'{n},' + ','.join(['1.5'] * 20)[:60] + '\\n')\n"
        "    print(n, flush=True)\n"
        "    time.sleep(0.001)\n"
    )
    command = [sys.executable, "-c", code, str(folder / "results.csv")]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        for _ in range(3):
            writer.stdout.readline()
            assert report(folder).code == 0
    finally:
        writer.kill()
        writer.wait()


def test_trials_beside_their_search_are_no_trainings(tmp_path: Path) -> None:
    """As Ultralytics 8.4.190 leaves them; trainings on several sets of data are none."""
    from reportgen.read.folder.below import find_runs

    runs = tmp_path / "runs"
    for name in ("multitrain/a", "multitrain/a-2", "multitrain-2/a", "train"):
        (runs / name).mkdir(parents=True)
        (runs / name / "results.csv").write_text("epoch,train/box_loss\n1,2\n", encoding="utf-8")
    places = ({"a": "D:\\old\\runs\\multitrain-2\\a"}, {"a": "/old/train"}, ["a"], {"a": 7})
    trials = [{"iteration": 1, "fitness": 0.1, "save_dirs": each} for each in places]
    (runs / "tune").mkdir()
    lines = "".join(f"{json.dumps(trial)}\n" for trial in trials) + "no trial\n"
    (runs / "tune" / "tune_results.ndjson").write_text(lines, encoding="utf-8")
    found = [path.relative_to(runs).as_posix() for path in find_runs(runs).runs]
    assert found == ["multitrain/a", "multitrain/a-2", "train", "tune"]
    assert find_runs(runs / "multitrain-2").runs == [runs / "multitrain-2" / "a"]


def test_validations_and_trials_are_no_trainings(tmp_path: Path) -> None:
    """What lies beside trainings and inside a search is told by neither as a broken run."""
    from reportgen.read.folder.below import find_runs

    runs = tmp_path / "runs"
    for name in ("train", "tune/multitrain1", "tune/multitrain2"):
        (runs / name).mkdir(parents=True)
        (runs / name / "results.csv").write_text("epoch,train/box_loss\n1,2\n", encoding="utf-8")
    (runs / "tune" / "tune_results.csv").write_text("fitness,lr0\n0.1,0.01\n", encoding="utf-8")
    for name in ("val", "val-2"):
        (runs / name).mkdir()
        (runs / name / "confusion_matrix.png").write_bytes(b"")
    assert [path.name for path in find_runs(runs).runs] == ["train", "tune"]
    # Named itself, or alone, a validation is told.
    assert find_runs(runs / "val").runs == [runs / "val"]
    assert [path.name for path in find_runs(runs / "tune" / "multitrain1").runs] == ["multitrain1"]
