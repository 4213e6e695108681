"""Small files that grow, and texts on which an expression could run away."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.page.text.notes import MAX_BYTES, to_html
from reportgen.read.redact import redact
from reportgen.read.table.reading import read_results
from tests.conftest import ROOT, SEGMENT_COLUMNS
from tests.support.command import command, hang_guard

MakeRun = Callable[..., Path]
MEMORY = 2**30
"""Most bytes that a report may take."""

YAML_BOMBS = {
    "brackets": "[" * 130_000,
    "braces": "{" * 130_000,
    "dashes": "- " * 65_000,
    "questions": "? " * 65_000,
    "mappings": "a: {" * 32_000,
    "laughs": "a: &a [x]\n"
    + "".join(f"{n}: &{n} [*{m}, *{m}]\n" for n, m in zip("bcdefg", "abcdef")),  # noqa: B905
    "digits": "epochs: 0x" + "f" * 100_000,
    "anchors": "".join(f"k{n}: &a{n} 1\n" for n in range(9_000)),
    "merges": "<<: {a: 1}\n" * 11_000,
    "keys": "a: 1\n" * 26_000,
    "objects": "a: !!python/object/apply:os.system ['touch canary']",
    "tags": "a: !!python/name:os.system",
    "binary": "a: !!binary " + "A" * 130_000,
    "strings": "model: " + "x" * 130_000,
}


@pytest.mark.parametrize("name", YAML_BOMBS)
@pytest.mark.parametrize("file", ["args.yaml", "data.yaml"])
def test_yaml_costs_its_file_at_most(make_run: MakeRun, name: str, file: str) -> None:
    """In a process of its own: some of these kill the C loader and everything with it."""
    from reportgen.api import read_run
    from tests.support.reports import render_report

    folder = make_run(files={file: YAML_BOMBS[name].encode()})
    with hang_guard():
        html = render_report([read_run(folder)])
    assert html.rstrip().endswith("</html>")
    assert not Path("canary").exists()


def peak_memory(folder: Path, target: Path) -> int:
    """Bytes that the command took at most; it must not fail."""
    code = (
        "from tests.support.memory import peak_bytes\nfrom reportgen.cli import main\n"
        "try: main()\nexcept SystemExit as stop: "
        "assert not stop.code, stop.code\nprint(peak_bytes())\n"
    )
    command = [sys.executable, "-c", code, str(folder), "-q", "-o", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_the_largest_results_csv_stays_below_a_gibibyte(make_run: MakeRun, tmp_path: Path) -> None:
    folder = make_run()
    with (folder / "results.csv").open("w") as file:
        file.write("epoch," + ",".join(f"x{n}" for n in range(1_999)) + "\n")
        for epoch in range(1, 8_000):
            file.write(f"{epoch}," + "1," * 1_998 + "1\n")
    assert (folder / "results.csv").stat().st_size < 2**25
    assert peak_memory(folder, tmp_path / "r.html") < MEMORY


def test_pictures_that_unpack_to_much_stay_below_a_gibibyte(
    make_run: MakeRun, tmp_path: Path
) -> None:
    from PIL import Image

    folder = make_run()
    for name in ("MaskF1", "MaskPR", "BoxF1", "BoxPR"):
        Image.new("RGBA", (4_000, 1_990)).save(folder / f"{name}_curve.png")
    for name in ("confusion_matrix", "confusion_matrix_normalized"):
        Image.new("RGB", (6_300, 6_300)).save(folder / f"{name}.png")
    assert peak_memory(folder, tmp_path / "r.html") < MEMORY


LONG = 20_000
RUNAWAY = ["/" * LONG, "\\" * LONG, "a/" * LONG, "=" * LONG, "key=" * LONG, "token:" * LONG]
RUNAWAY += ["home/" * LONG, "~" * LONG, "x-" * LONG + "key", "https://" * LONG, "a." * LONG]
RUNAWAY += ["--a-" * LONG, "eyJ" + "a" * LONG, "eyJaaaaaaaaaaa." * LONG, " " * LONG, "C:\\" * LONG]
RUNAWAY += ["users/" + " " * LONG, "_" * LONG + "key=", "a" * LONG + "_key", "'" * LONG]


@pytest.mark.parametrize("text", RUNAWAY, ids=lambda text: text[:12])
def test_no_expression_runs_away(text: str) -> None:
    with hang_guard():
        redact(text)
        to_html(text[:MAX_BYTES])


def test_a_csv_of_one_long_line_or_many_short_ones(tmp_path: Path) -> None:
    from reportgen.read.bounded import Unreadable

    path = tmp_path / "results.csv"
    for text in (
        ",".join(SEGMENT_COLUMNS) + "\n" + "1," * 5_000_000,
        "epoch\n" + "1\n" * 2_000_000,
    ):
        path.write_text(text)
        with hang_guard():
            try:
                assert len(read_results(path).epochs) <= 20_000
            except Unreadable:
                pass


MARKDOWN = {
    "links": "[a](b " * 5_000,
    "brackets": "[" * 399 + "]" * 399,
    "quotes": "\n".join("> " * n + "a" for n in range(49)),
    "lists": "\n".join("  " * n + "- a" for n in range(39)),
    "stars": ("**_" * 60 + "\n") * 170,
    "emphasis": "*a " * 10_000,
    "table": "|a" * 900 + "\n" + "|-" * 900 + "\n" + ("|b" * 900 + "\n") * 8,
    "fences": "```\n" * 8_000,
    "definitions": "\n".join(f"[{n}]: http://x/{n}" for n in range(190)),
    "escapes": "\\" * 30_000,
    "entities": "&#" * 15_000,
    "blanks": ("a" + " " * 1_900 + "\n") * 16,
}


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_cannot_take_long(name: str) -> None:
    with hang_guard():
        to_html(MARKDOWN[name][:MAX_BYTES])


def test_many_large_pictures_do_not_make_a_page_of_gigabytes(
    make_run: MakeRun, tmp_path: Path
) -> None:
    import os

    folder = make_run()
    for number in range(12):
        frame = b"\xff\xc0\0\x0b\x08\0\x09\0\x09\x01\x01\x11\0"
        content = b"\xff\xd8" + frame + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0"
        (folder / f"train_batch{number}.jpg").write_bytes(content)
        with (folder / f"train_batch{number}.jpg").open("r+b") as file:
            os.truncate(file.fileno(), 20 * 2**20)
            file.seek(20 * 2**20)
            file.write(b"\xff\xd9")
    assert peak_memory(folder, tmp_path / "r.html") < MEMORY
    assert (tmp_path / "r.html").stat().st_size <= 25e6


def test_a_page_of_many_runs_without_any_epoch_comes_out(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for place in range(30):
        folder = tmp_path / "runs" / f"train{place}"
        folder.mkdir(parents=True)
        (folder / "args.yaml").write_text(f"task: detect\nseed: {place}\n", encoding="utf-8")
    done = command(tmp_path, capfd, tmp_path / "runs")
    assert done.code == 0, done.err
    assert len(json.loads(done.json)["runs"]) == 30
