"""Numbers in words: one rule a kind of quantity, and one module that knows them."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

import pytest

from reportgen import words
from tests.conftest import ROOT

COORDINATES = "figure/svg/markup.py"
"""Coordinates of a drawing are no words, and are written there for all drawings."""
NO_NUMBER = ("x", "%Y")
"""A specification of hexadecimal digits, as colours and characters have, or of a date."""


def formats(tree: ast.AST) -> Iterator[int]:
    """Lines that put a number into words by themselves: by ``:.2f``, ``%``, format() or round()."""
    for node in ast.walk(tree):
        match node:
            case ast.FormattedValue(format_spec=ast.JoinedStr() as spec):
                text = ast.unparse(spec)[2:-1]
                # A width alone fills up a column of text.
                if not text.startswith("<") and not any(part in text for part in NO_NUMBER):
                    yield node.lineno
            case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod()):
                yield node.lineno
            case ast.Call(func=ast.Name(id="format")):
                yield node.lineno
            case ast.Call(func=ast.Name(id="str"), args=[ast.Call(func=ast.Name(id="round"))]):
                yield node.lineno


@pytest.mark.parametrize(
    "code",
    ['f"{x:.2f}"', 'f"{x:,}"', 'f"{x:+.1f} %"', '"%.3g" % x', 'format(x, "g")', "str(round(x, 2))"],
)
def test_a_number_formatted_elsewhere_is_found(code: str) -> None:
    assert list(formats(ast.parse(code)))


@pytest.mark.parametrize("code", ['f"#{part:02x}"', 'f"{name:<{width}}"', 'f"{count}"', "round(x)"])
def test_what_is_no_number_in_words_is_let_be(code: str) -> None:
    assert not list(formats(ast.parse(code)))


def test_no_other_module_puts_numbers_into_words() -> None:
    package = ROOT / "reportgen"
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if list(formats(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == {"words.py", COORDINATES}


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0.012, None, "+0.0120"),
        (-3.4, None, "−3.40"),
        (0.0, None, "0"),
        (-0.001, 2, "0.00"),
        (0.0124, 3, "+0.012"),
        (-1.25, 1, "−1.2"),
    ],
)
def test_a_difference_has_its_sign(value: float, digits: int | None, written: str) -> None:
    assert words.change(value, digits) == written


@pytest.mark.parametrize(
    ("value", "margin", "written"),
    [
        (0.00044, 0.0118, "0.0004"),
        (0.00004, 0.0125, "0.0000"),
        (0.0123, 0.25, "0.012"),
        (0.5, 0.00002, "0.500"),
        (1234.5, 12.3, "1,234"),
        (2e6, 0.5, "2.00e6"),
        (0.0, 0.0125, "0"),
        (0.5, 0.0, "0.500"),
    ],
)
def test_a_value_has_no_more_decimals_than_its_margin(
    value: float, margin: float, written: str
) -> None:
    assert words.beside(value, margin) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0.05, "0.05"), (640.0, "640"), (1e-05, "1e-05"), (-1, "-1")]
)
def test_an_argument_is_as_short_as_it_was_typed(value: float, written: str) -> None:
    assert words.plain(value) == written


@pytest.mark.parametrize(("value", "digits", "written"), [(0.0203, 2, "0.02"), (1.26, 1, "1")])
def test_a_rough_number_has_the_digits_that_count(value: float, digits: int, written: str) -> None:
    assert words.rough(value, digits) == written


@pytest.mark.parametrize(
    ("value", "margin", "written"),
    [
        (3.42, None, "3.4"),
        (9.97, None, "10"),
        (12_345, None, "12,000"),
        (40.79, 26.42, "41"),
        (22.18, 26.42, "22"),
        (1.0812, 0.79, "1.08"),
        (408, 264, "410"),
        (1.21, 0.0312, "1.210"),
    ],
)
def test_a_ratio_has_the_digits_that_are_known(
    value: float, margin: float | None, written: str
) -> None:
    assert words.ratio(value, margin) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (0.0001, "0.000100"),
        (0.0000999, "9.99e-5"),
        (0.71249, "0.712"),
        (12.3456, "12.3"),
        (999.4, "999"),
        (999.5, "1,000"),
        (999_999.0, "999,999"),
        (1_000_000.0, "1.00e6"),
        (-1_234_567.0, "-1.23e6"),
        (math.inf, "unknown"),
        (None, "unknown"),
    ],
)
def test_a_number_has_three_digits(value: float | None, written: str) -> None:
    assert words.number(value) == written


def test_what_is_left_of_a_list_is_told_only_where_something_is() -> None:
    assert words.few(["a", "b"], 2) == "a and b"
    assert words.few(["a", "b", "c"], 2) == "a, b and 1 more"
    assert words.few(["a"] * 1_003, 2).endswith("and 1,001 more")


def test_one_of_a_kind_has_no_plural() -> None:
    assert words.count(1, "other") == "1 other"
    assert words.count(0, "other") == "0 others"
    assert words.count(2, "class", "classes") == "2 classes"


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.0, "0 %"),
        (0.0994, "9.9 %"),
        (0.0996, "10 %"),
        (-0.02, "-2.0 %"),
        (12.5, "1,250 %"),
        (0.994, "99 %"),
        (0.998, "99.8 %"),
        (0.9999, "99.9 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_told_in_percent(share: float, written: str) -> None:
    assert words.percent(share) == written


@pytest.mark.parametrize(
    ("count", "written"),
    [(999, "999 B"), (1_000, "1.0 kB"), (9_949, "9.9 kB"), (9_951, "10 kB"), (999_600, "1.0 MB")],
)
def test_a_size_has_its_unit(count: int, written: str) -> None:
    assert words.size(count) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(59.4, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_660, "1 h 01 min"), (-1, None)],
)
def test_a_time_span_has_its_units(seconds: float, written: str | None) -> None:
    assert words.duration(seconds) == written


def test_an_argument_that_is_taken_out_is_named_in_words() -> None:
    assert words.setting("lr0", "0.001") == "lr0=0.001"
    assert words.setting("freeze", "") == "without freeze"


def test_everyday_words_begin_a_sentence_with_a_capital_and_names_of_metrics_as_they_are() -> None:
    assert words.capital("box mAP50-95") == "Box mAP50-95"
    assert words.capital("top-1 accuracy") == "Top-1 accuracy"
    assert words.capital("mAP50 of 0.8") == "mAP50 of 0.8"
    assert words.capital("mIoU") == "mIoU"
    assert words.capital("") == ""


def test_names_keep_their_capital_within_a_sentence() -> None:
    assert words.mid_sentence("No class is weak") == "no class is weak"
    assert words.mid_sentence("mAP50 is low") == "mAP50 is low"
    assert words.mid_sentence("F1 is low") == "F1 is low"
    assert words.mid_sentence("Fine-tune gently") == "fine-tune gently"
