"""results.csv of every version and in every state in which it was met."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.read.bounded import Unreadable
from reportgen.read.table.reading import read_results
from reportgen.read.table.results import EpochTable


def read(tmp_path: Path, text: str | bytes) -> EpochTable:
    path = tmp_path / "results.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_results(path)


def test_padded_names_and_values_are_stripped(tmp_path: Path) -> None:
    text = f"{'epoch':>23},{'train/box_loss':>23}\n{1:>23},{1.5:>23}\n"
    table = read(tmp_path, text)
    assert list(table.columns) == ["train/box_loss"]
    assert table.columns["train/box_loss"].tolist() == [1.5]
    assert table.padded


def test_epochs_that_count_from_zero_are_told_from_one(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,val/loss\n0,3\n1,2\n2,1\n")
    assert table.epochs.tolist() == [1, 2, 3]
    assert table.counted_from_zero
    assert "counts epochs from 0" in " ".join(table.notes)


def test_epochs_that_stand_twice_after_a_resume_keep_the_later_row(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,time,x\n1,10,1\n2,20,2\n3,30,3\n2,11,20\n3,22,30\n4,33,40\n")
    assert table.epochs.tolist() == [1, 2, 3, 4]
    assert table.columns["x"].tolist() == [1, 20, 30, 40]
    assert table.resumed_at == (2,)
    assert table.seconds == 30 + 33


def test_a_resume_without_repeated_epochs_is_seen_by_its_clock(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,time,x\n1,10,1\n2,20,2\n3,5,3\n4,9,4\n")
    assert table.seconds == 20 + 9
    assert table.resumed_at == (3,)


def test_a_second_training_appended_to_the_first_is_reported_alone(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,x\n1,1\n2,2\n3,3\n1,7\n2,8\n")
    assert table.columns["x"].tolist() == [7, 8]
    assert "2 trainings" in " ".join(table.notes)


@pytest.mark.parametrize("order", [(4, 3, 2, 1), (3, 1, 4, 2), (3, 2, 1, 0)])
def test_rows_that_a_table_sorted_otherwise_are_one_training(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    """From the last epoch to the first, or by a metric."""
    rows = "".join(f"{epoch},{epoch}.5\n" for epoch in order)
    table = read(tmp_path, f"epoch,x\n{rows}")
    assert table.columns["x"].tolist() == sorted(epoch + 0.5 for epoch in order)
    assert table.epochs.tolist() == [1, 2, 3, 4]
    assert table.resumed_at == ()
    assert table.notes[0] == "The rows stood in another order than that of the epochs."


def test_a_resume_at_epoch_1_of_a_count_from_0_is_no_new_training(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,x\n0,1\n1,2\n2,3\n1,7\n2,8\n")
    assert table.columns["x"].tolist() == [1, 7, 8]
    assert "trainings" not in " ".join(table.notes)


def test_nan_inf_and_empty_cells_stay_unknown(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,a,b,c\n1,nan,inf,\n2,1,2,3\n")
    assert math.isnan(table.columns["a"][0])
    assert table.columns["b"][0] == math.inf
    assert math.isnan(table.columns["c"][0])


def test_text_in_a_cell_is_noted_not_fatal(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,a\n1,oops\n2,1\n")
    assert math.isnan(table.columns["a"][0])
    assert "1 cell" in " ".join(table.notes)


def test_a_half_written_last_line_is_left_out(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,a,b\n1,1,1\n2,2")
    assert table.epochs.tolist() == [1]
    assert table.last_row_cut


@pytest.mark.parametrize(
    ("ragged", "where"), [(5, "line 3, 4, 5, 6, 7."), (6, "line 3, 4, 5, 6, 7, ….")]
)
def test_five_ragged_rows_are_named_and_more_hinted_at(
    tmp_path: Path, ragged: int, where: str
) -> None:
    table = read(tmp_path, "epoch,a,b\n1,1,1\n" + "2,2\n" * ragged + "9,3,3\n")
    assert any(note.endswith(where) for note in table.notes)


def test_a_ragged_row_in_the_middle_is_left_out_and_named(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,a,b\n1,1,1\n2,2\n3,3,3\n")
    assert table.epochs.tolist() == [1, 3]
    assert not table.last_row_cut
    assert "line 3" in " ".join(table.notes)


def test_skipped_validation_is_not_a_value_of_zero(tmp_path: Path) -> None:
    text = "epoch,metrics/mAP50-95(B),val/box_loss,val/cls_loss\n1,0,0,0\n2,0,0,0\n3,0.4,1,2\n"
    assert read(tmp_path, text).validated.tolist() == [False, False, True]


def test_metrics_of_zero_with_real_losses_are_a_model_that_learned_nothing(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,metrics/mAP50-95(B),val/box_loss\n1,0,3\n2,0,2.9\n")
    assert table.validated.all()


def test_a_perfect_classifier_with_a_loss_of_zero_was_validated(tmp_path: Path) -> None:
    text = "epoch,metrics/accuracy_top1,val/loss\n1,0.9,0.1\n2,1.0,0\n"
    assert read(tmp_path, text).validated.all()


def test_yolov5_names_are_those_of_today(tmp_path: Path) -> None:
    table = read(tmp_path, "epoch,metrics/mAP_0.5,metrics/mAP_0.5:0.95,x/lr0\n0,.5,.3,.01\n")
    assert list(table.columns) == ["metrics/mAP50(B)", "metrics/mAP50-95(B)", "lr/pg0"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"epoch,a\n", "no complete row"),
        (b"a,b\n1,2\n", "no column named epoch"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n", "git lfs pull"),
        (b"epoch,a\nnan,1\n", "no row with an epoch number"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(tmp_path, content)


def test_byte_order_marks_utf16_crlf_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    expected = [0.5, 0.25]
    text = "epoch,a\r\n1,0.5\r\n2,0.25\r\n"
    for content in (
        b"\xef\xbb\xbf" + text.encode(),
        text.encode("utf-16"),
        b"epoch;a\n1;0,5\n2;0,25\n",
    ):
        assert read(tmp_path, content).columns["a"].tolist() == expected


def test_columns_of_one_name_do_not_hide_each_other(tmp_path: Path) -> None:
    assert list(read(tmp_path, "epoch,a,a\n1,1,2\n").columns) == ["a", "a #2"]


def test_names_of_columns_stand_without_blanks_whatever_becomes_one(tmp_path: Path) -> None:
    """A report that is read back strips them: two that differ in a blank would be one."""
    header = 'epoch,\0x,x,\x1f,"",#2,x\x0b'
    columns = read(tmp_path, f"{header}\n1,1,2,3,4,5,6\n".encode()).columns
    assert list(columns) == ["x", "x #2", "#2", "#2 #2", "x #3"]


def test_the_frame_is_indexed_by_epoch(tmp_path: Path) -> None:
    frame = read(tmp_path, "epoch,a\n1,5\n2,6\n").frame()
    assert frame.index.name == "epoch"
    assert frame.loc[2, "a"] == 6


cells = st.sampled_from(["", "0", "1", "2", "-1", "1e999", "nan", "inf", "x", "3.5", '"', "1,5"])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    header=st.lists(st.sampled_from(["epoch", "time", "val/a", "metrics/b", "", "é"]), max_size=6),
    rows=st.lists(st.lists(cells, max_size=7), max_size=12),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_any_table_gives_rising_epochs_or_a_reason(
    tmp_path: Path, header: list[str], rows: list[list[str]], separator: str
) -> None:
    text = "\n".join(separator.join(row) for row in [header, *rows])
    try:
        table = read(tmp_path, text)
    except Unreadable as error:
        assert str(error)
        return
    assert np.all(np.diff(table.epochs) > 0)
    assert table.epochs[0] >= 1
    assert all(len(values) == len(table.epochs) for values in table.columns.values())
    assert table.validated.shape == table.epochs.shape


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_declined(tmp_path: Path, content: bytes) -> None:
    try:
        read(tmp_path, content)
    except Unreadable:
        pass


def test_what_is_no_csv_is_said_without_advice_to_programmers(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"csv file \(new-line character seen in [^-]+\)$"):
        read(tmp_path, b"epoch,x\ra\n1,2\rb\n")
