"""What the page says of a data set with faults."""

from __future__ import annotations

from pathlib import Path

from reportgen import read_run
from tests.conftest import SAMPLES, Held
from tests.read.dataset.test_dataset import label, outline, write
from tests.support.reports import render_report
from tests.support.visible import visible


def test_what_the_page_says_of_a_data_set_with_faults(tmp_path: Path, held: Held) -> None:
    data = write(tmp_path, train=12, val=8)
    for index in range(3):
        copied = tmp_path / f"images/train/train{index:03d}.jpg"
        (tmp_path / f"images/val/val{index:03d}.jpg").write_bytes(copied.read_bytes())
    label(tmp_path, "val", 6).unlink()
    outline(tmp_path)
    label(tmp_path, "train", 0).write_text("9 0.5 0.5 0.2 0.2\n")
    label(tmp_path, "train", 1).write_text("0 0.5 0.5 1.2 0.2\nnonsense\n")
    label(tmp_path, "train", 2).write_text("0 0.5 0.5 0.2 0.2\n" * 2)
    label(tmp_path, "val", 7).write_text("")
    run = read_run(SAMPLES / "segment-good", data=data, read_pictures=False)
    text = visible(render_report([run]), "The data set that --data", "Arguments that differ from")
    assert text == held("page/data-set.txt", text)
