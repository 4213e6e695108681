"""Commands to copy carry nothing of a stranger's but numbers, flags and plain words.

A reader pastes them into bash, PowerShell or cmd.exe, and older releases of ``yolo`` evaluate
values as Python: what is quoted for one of them is none the safer in another.
"""

from __future__ import annotations

import ast
import html
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.trainers.form.command import carried
from tests.conftest import SAMPLES
from tests.support.command import command

MakeRun = Callable[..., Path]
PAYLOADS = [
    "__import__('os').system('touch X')",
    "exec(bytes.fromhex('00'))",
    "[x for x in ().__class__.__base__.__subclasses__()]",
    "a' ; touch X ; '",
    'a" & calc & "',
    "$(touch X)",
    "`touch X`",
    "a;b",
    "a&b",
    "a|b",
    "a>b",
    "%PATH%",
    "!PATH!",
    "$env:PATH",
    "a^b",
    "a\nb",
    "a\n",
    "a\r\nb",
    "a\\b",
    "a b",
    "a,b",
    "a=b",
    "a:b",
    "~root",
    "@(1)",
    "{a}",
    "*",
    "#a",
    "a\u2028b",
    "\uff04(x)",
    "１",
    "é",
    "\x1b[2J",
]
"""Each of the kinds that the shells and Python know: quotes, expansions, separators, code."""
SPECIAL = {
    # What may end, expand or redirect outside of quotes. bash(1): QUOTING, EXPANSION, REDIRECTION,
    # HISTORY EXPANSION; XCU 2.2 of POSIX for other shells. PowerShell: about_Special_Characters,
    # about_Parsing, about_Quoting_Rules, about_Wildcards, about_Splatting. cmd.exe: ``cmd /?``
    # ("special characters that require quotes"), ``set /?`` for % and !, and how Windows parts a
    # command line: "Parsing C command-line arguments" of Microsoft.
    "bash": set("|&;()<> \t\n\r*?[]#~%!{}$`'\"\\"),
    "powershell": set("|&;()<> \t\n\r@#{}$`'\",%*?[]~!\\"),
    "cmd": set("|&;()<> \t\n\r%!^\"'`,*?[]{}~$#@\\"),
}
CARRIED = (
    "auto_augment",
    "copy_paste_mode",
    "optimizer",
    "pretrained",
    "freeze",
    "classes",
)
NESTED = ["{}", ["{}"], [1, "{}"], {"a": "{}"}]


def hostile_run(make_run: MakeRun, value: Any, name: str = "run") -> Path:
    """A run that asks for every command, whose arguments are all `value`."""
    folder = make_run(name=name)
    arguments = yaml.safe_load((SAMPLES / "segment-overfit/args.yaml").read_text())
    shutil.copy(SAMPLES / "segment-overfit/results.csv", folder)
    # Each its own: YAML would write the second one as an alias, which is not read.
    arguments |= {name: deepcopy(value) for name in (*CARRIED, "data", "name", "project")}
    arguments["model"] = value if isinstance(value, str) else "m.pt"
    (folder / "args.yaml").write_text(yaml.safe_dump(arguments), encoding="utf-8")
    return folder


def steps_in(value: Any) -> Iterator[dict[str, Any]]:
    """Everything that has a ``command``, however deep."""
    inside = list(value.values()) if isinstance(value, dict) else value
    if isinstance(value, dict) and isinstance(value.get("command"), str):
        yield value
    for each in inside if isinstance(inside, list) else ():
        yield from steps_in(each)


def commands_in(value: Any) -> list[str]:
    return [step["command"] for step in steps_in(value)]


def shown_commands(page: str) -> Iterator[str]:
    """What the page offers to copy, as the reader gets it."""
    for found in re.finditer(r"<code[^>]*>(.*?)</code>", page, re.DOTALL):
        text = html.unescape(re.sub(r"<[^>]+>", "", found[1]))
        if text.startswith(("yolo ", "reportgen ", "python ")):
            yield text


def filled(shape: Any, payload: str) -> Any:
    if isinstance(shape, str):
        return shape.format(payload)
    if isinstance(shape, list):
        return [filled(each, payload) if isinstance(each, str) else each for each in shape]
    return {key: filled(each, payload) for key, each in shape.items()}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_command_carries_what_a_shell_or_python_would_run(
    make_run: MakeRun, capfd: pytest.CaptureFixture[str], tmp_path: Path, payload: str
) -> None:
    shapes = NESTED if payload in PAYLOADS[:3] else NESTED[:1]
    for place, shape in enumerate(shapes):
        run = hostile_run(make_run, filled(shape, payload), name=f"run{place}")
        done = command(tmp_path, capfd, run, "--markdown", tmp_path / "summary.md")
        assert done.code == 0, done.err
        told = json.loads(done.json)
        found = commands_in(told)
        assert any(" train " in each for each in found), "there is one to look at"
        assert set(found) <= set(shown_commands(done.html))
        for line in {*found, *shown_commands(done.html)}:
            for word in line.split(" "):
                assert re.fullmatch(r"[A-Za-z0-9_.+/=-]+", word), line
                for shell, characters in SPECIAL.items():
                    assert not characters & set(word), (shell, line)
            assert payload not in line
        again = [step for step in steps_in(told) if " train " in step["command"]]
        for name in CARRIED[:2]:
            assert any(name in str(step) for step in again), "what is left out is said"


@pytest.mark.parametrize("name", [name for name in PAYLOADS if "\r" not in name])
def test_a_runs_own_name_is_no_part_of_a_command(
    make_run: MakeRun, capfd: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    run = hostile_run(make_run, "plain.yaml", name=name)
    shutil.copy(SAMPLES / "segment-interrupted/results.csv", run)
    shutil.copy(SAMPLES / "segment-interrupted/args.yaml", run)
    done = command(tmp_path, capfd, run)
    found = [line for line in commands_in(json.loads(done.json)) if "weights/" in line]
    assert found
    assert all("model=weights/last.pt" in line.split() for line in found)
    assert "in the folder of this run" in done.html


@pytest.mark.parametrize(
    ("value", "text"),
    [("SGD", "SGD"), (7, "7"), (0.25, "0.25"), (True, "True"), ("a/b_c.d+e-f", "a/b_c.d+e-f")],
)
def test_numbers_flags_and_plain_words_are_carried(
    make_run: MakeRun, capfd: pytest.CaptureFixture[str], tmp_path: Path, value: Any, text: str
) -> None:
    done = command(tmp_path, capfd, hostile_run(make_run, value))
    (line,) = [each for each in commands_in(json.loads(done.json)) if " train " in each]
    assert f"copy_paste_mode={text}" in line.split()
    if bash := shutil.which("bash"):
        script = f'yolo() {{ printf "%s\\n" "$@"; }}\n{line}\n'
        typed = subprocess.run([bash, "-c", script], capture_output=True, text=True, check=True)
        assert typed.stdout.split("\n")[:-1] == line.split(" ")[1:]


ANY = st.one_of(
    st.text(max_size=40),
    st.text("azAZ09_.+-/", max_size=40),
    st.text("az09_.+-/ '\"$`%!^&|<>;(){}[]*?~#@,=:\\\n\r\t\u2028", max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.binary(max_size=8),
    st.lists(st.text(max_size=4), max_size=3),
)


@given(ANY)
def test_a_value_is_carried_as_it_is_or_not_at_all(value: Any) -> None:
    text = carried(value)
    if text is None:
        return
    assert re.fullmatch(r"[A-Za-z0-9_.+/-]+", text)
    assert not any(characters & set(text) for characters in SPECIAL.values())
    # Each of the ways in which a command line is parted leaves it one word, and that word.
    word = f"name={text}"
    assert shlex.split(word) == [word]
    assert subprocess.list2cmdline([word]) == word
    assert text == value if isinstance(value, str) else ast.literal_eval(text) == value


@settings(max_examples=20, deadline=None)
@given(st.lists(ANY, min_size=40, max_size=40))
def test_every_shell_at_hand_hands_a_command_on_as_it_is_written(values: list[Any]) -> None:
    words = [f"name={text}" for value in values if (text := carried(value)) is not None]
    for shell in filter(shutil.which, ("bash", "dash", "zsh", "fish", "pwsh")):
        script = " ".join(["printf", "'%s\\n'", *words])
        typed = subprocess.run([shell, "-c", script], capture_output=True, text=True)
        assert typed.stdout.splitlines() == (words or [""]), shell


def parts_for_powershell(line: str) -> list[str]:
    """The words that a line hands to a program, by PowerShell's grammar; none of what is more."""
    grammar = pytest.importorskip("tree_sitter_powershell")
    tree_sitter = pytest.importorskip("tree_sitter")
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    root = parser.parse(line.encode()).root_node
    inner = root
    for kind in ("statement_list", "pipeline", "pipeline_chain", "command"):
        if root.has_error or [each.type for each in inner.named_children] != [kind]:
            return []
        (inner,) = inner.named_children
    name, *more = inner.named_children
    words = [each for part in more for each in part.named_children]
    kinds = {"command_argument_sep", "generic_token", "command_parameter"}
    if not {each.type for each in words} <= kinds:
        return []
    told = [each.text.decode() for each in words if each.type != "command_argument_sep"]
    return [name.text.decode(), *told]


@settings(max_examples=50, deadline=None)
@given(st.lists(ANY, min_size=20, max_size=20))
def test_powershell_takes_a_command_for_words_alone(values: list[Any]) -> None:
    words = [f"name={text}" for value in values if (text := carried(value)) is not None]
    line = ["yolo", "segment", "train", "model=yolo11n-seg.pt", *words]
    assert parts_for_powershell(" ".join(line)) == line
    assert parts_for_powershell("reportgen runs/a -o a.html --fail-on overfitting")[1:] == [
        *("runs/a", "-o", "a.html", "--fail-on", "overfitting")
    ]


@pytest.mark.parametrize("more", ["$(touch X)", "a;b", "a|b", "a&b", "(b)", "@(1)", "{b}", "1,2"])
def test_powershell_takes_more_than_words_for_more(more: str) -> None:
    """What is not carried would be more than a word: the grammar sees it."""
    assert carried(more) is None
    line = f"yolo train name={more}"
    assert parts_for_powershell(line) != line.split()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_not_carried(
    make_run: MakeRun, capfd: pytest.CaptureFixture[str], tmp_path: Path, value: float
) -> None:
    done = command(tmp_path, capfd, hostile_run(make_run, value))
    for line in commands_in(json.loads(done.json)):
        assert "nan" not in line
        assert "inf" not in line
