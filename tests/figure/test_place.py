from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.figure.svg.place import Flag, rows, spread


def flag(x: float, long: float) -> Flag:
    return Flag(x, x - long, x) if x > 100 else Flag(x, x, x + long)


FLAGS = st.lists(st.builds(flag, st.floats(0, 200), st.floats(20, 100)), max_size=7)


@given(FLAGS)
@settings(max_examples=100)
def test_no_label_covers_another(flags: list[Flag]) -> None:
    placed = rows(flags)
    assert len(placed) == len(flags)
    for i, (one, row) in enumerate(zip(flags, placed, strict=True)):
        for other, its_row in list(zip(flags, placed, strict=True))[i + 1 :]:
            assert row != its_row or one.right <= other.left or other.right <= one.left


def test_labels_stand_in_one_row_where_there_is_room() -> None:
    assert rows([flag(0, 50), flag(180, 50)]) == [0, 0]


def test_no_line_runs_through_a_label_on_its_way_up() -> None:
    best, lowest, mosaic = flag(180, 60), flag(186, 100), flag(195, 70)
    assert rows([mosaic, lowest, best]) == [2, 1, 0]


def test_marks_of_the_same_epoch_are_stacked() -> None:
    assert sorted(rows([flag(180, 60)] * 3)) == [0, 1, 2]


@given(st.lists(st.floats(-50, 350), max_size=12))
@settings(max_examples=100)
def test_names_keep_apart_and_within(wanted: list[float]) -> None:
    placed = spread(wanted, 15, 0, 250)
    assert all(-1e-6 <= y <= 250 + 1e-6 for y in placed)
    gaps = [b - a for a, b in zip(sorted(placed), sorted(placed)[1:], strict=False)]
    assert all(gap >= 15 - 1e-6 for gap in gaps)
    in_order = [y for _, y in sorted(zip(wanted, placed, strict=True))]
    assert in_order == sorted(placed)


def test_too_many_names_move_together_rather_than_out() -> None:
    placed = spread([100.0] * 30, 15, 0, 250)
    assert min(placed) >= -1e-6
    assert max(placed) <= 250 + 1e-6


def test_names_that_do_not_meet_stay() -> None:
    assert spread([10, 100, 60], 15, 0, 250) == [10, 100, 60]
