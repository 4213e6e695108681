"""Numbers in words: one rule a kind of quantity, and one module that knows them."""

from __future__ import annotations

import ast
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
        (0.0, None, "+0"),
        (0.0124, 3, "+0.012"),
        (-1.25, 1, "−1.2"),
    ],
)
def test_a_difference_has_its_sign(value: float, digits: int | None, written: str) -> None:
    assert words.change(value, digits) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0.05, "0.05"), (640.0, "640"), (1e-05, "1e-05"), (-1, "-1")]
)
def test_an_argument_is_as_short_as_it_was_typed(value: float, written: str) -> None:
    assert words.plain(value) == written


@pytest.mark.parametrize(("value", "digits", "written"), [(0.0203, 2, "0.02"), (1.26, 1, "1")])
def test_a_rough_number_has_the_digits_that_count(value: float, digits: int, written: str) -> None:
    assert words.rough(value, digits) == written
