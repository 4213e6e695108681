"""What is inlined: scripts are made lean without changing what they do."""

from __future__ import annotations

import pytest

from reportgen.page.assets import SCRIPTS, START_SCRIPTS, lean
from tests.conftest import ROOT

ASSETS = ROOT / "templates" / "assets"


def test_comments_and_indentation_go_and_line_ends_stay() -> None:
    start = "'use strict';\n\n/**\n * What it does.\n */\n(() => {\n  // Why.\n"
    script = f"{start}  const a = 1 // one\n  f('/* no comment */')\n}})();\n"
    assert lean(script) == (
        "'use strict';\n(() => {\nconst a = 1 // one\nf('/* no comment */')\n})();\n"
    )


@pytest.mark.parametrize("name", [*START_SCRIPTS, *SCRIPTS])
def test_no_text_of_a_script_goes_over_several_lines(name: str) -> None:
    """Its indentation would be lost."""
    text = lean((ASSETS / name).read_text("utf-8"))
    assert all(line.count("`") % 2 == 0 for line in text.splitlines())
    assert "\n *" not in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_writes_markup(name: str) -> None:
    text = (ASSETS / name).read_text("utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in text
