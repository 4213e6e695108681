"""``--help`` is the manual page: everything is in it, in groups, and it fits."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from reportgen import cli
from reportgen.cli import job, publish
from reportgen.cli.help import FIRST, SECTIONS
from reportgen.cli.options import GROUPS


def told(columns: int = 100, option: str = "--help-all") -> str:
    result = CliRunner().invoke(
        cli.reportgen, [option], prog_name="reportgen", terminal_width=columns
    )
    assert result.exit_code == 0
    return result.output


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^(\w[\w ]+):\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_option_stands_under_its_heading_once() -> None:
    text = told()
    found = sections(text)
    assert list(found) == [*GROUPS, *SECTIONS]
    options = [each for each in cli.reportgen.params if isinstance(each, click.Option)]
    for option in options:
        name = max(option.opts, key=len)
        lines = re.findall(rf"^  (?:-\w, )?{name}(?= |$)", text, re.MULTILINE)
        assert len(lines) == 1, name
        assert option.help, name
    assert "--output" in found["The report"]
    assert "--baseline" in found["Several runs"]
    assert "--fail-on" in found["Pull requests and pipelines"]
    assert "--help" in found["Other"]


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_it_fits_the_terminal(columns: int) -> None:
    longest = max(told(columns).splitlines(), key=len)
    assert len(longest) <= columns, longest


def test_every_exit_code_is_told() -> None:
    codes = {0, 2, cli.EXIT_FAILED, cli.EXIT_INTERRUPTED, publish.EXIT_GATE, job.EXIT_PARTS_LOST}
    assert {int(code) for code, _ in SECTIONS["Exit codes"]} == codes


def test_the_examples_are_commands_that_it_takes() -> None:
    for example, _ in SECTIONS["Examples"]:
        name, *arguments = example.split()
        assert name == "reportgen"
        cli.reportgen.make_context("reportgen", arguments)


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_the_short_help_is_one_screen_and_names_the_long_one(words: list[str]) -> None:
    result = CliRunner().invoke(
        cli.reportgen, words, prog_name="reportgen", terminal_width=80, color=False
    )
    assert result.exit_code == 0
    text = result.output
    assert len(text.splitlines()) <= 40
    assert max(map(len, text.splitlines())) <= 80
    assert "--help-all" in text
    assert set(sections(text)) <= set(sections(told()))
    for option in ("--output", "--brief", "--fail-on", "--site", "--baseline"):
        assert option in text


def test_what_the_short_help_names_are_options() -> None:
    options = {option.name: option for option in cli.reportgen.params}
    for name, (label, _) in FIRST.items():
        assert set(re.findall(r"--?[\w-]+", label)) == set(options[name].opts), label


def test_headings_stand_out_on_a_terminal() -> None:
    result = CliRunner().invoke(cli.reportgen, ["--help"], prog_name="reportgen", color=True)
    assert "\x1b[1mThe report\x1b[0m:" in result.output
