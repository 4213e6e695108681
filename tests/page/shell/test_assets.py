"""What is inlined: scripts are made lean without changing what they do."""

from __future__ import annotations

import json
import re

import pytest

from reportgen.page.shell.assets import (
    COMPARISON,
    SCRIPTS,
    START_SCRIPTS,
    SWEEP,
    WATCH,
    Kind,
    _linked_scripts,
    linked_assets,
    load_assets,
)
from reportgen.page.shell.lean import lean
from reportgen.page.shell.render import in_ascii
from reportgen.page.shell.script_data import script_json
from tests.conftest import ROOT
from tests.support.command import letters

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


def test_a_page_is_ascii_and_says_the_same() -> None:
    """Browsers load the 5 MB of a page with 80 ms less work so."""
    text = "<p title='Crevette \u00e9'>\u2248 0.5 \U0001f990</p>"
    assert in_ascii(text).isascii()
    assert letters(in_ascii(text)) == text
    told = {"name": "\u8766 \U0001f990 \u2028 </script>"}
    assert script_json(told).isascii()
    assert json.loads(script_json(told)) == told


def test_scripts_and_styles_escape_what_is_not_ascii_in_their_own_way() -> None:
    assets = load_assets(COMPARISON, SWEEP, WATCH)
    assert all(script.isascii() for script in assets.scripts)
    assert assets.style.isascii()
    assert "\\u2248 " in "".join(assets.scripts)
    assert r'content: "\2192  "' in assets.style
    # Beyond \uffff Python escapes otherwise than scripts do.
    assert not re.search(r"\\U000", "".join(assets.scripts))


@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [
        ("index", {"site.js"}, {"sweep.js", "compare.js", "folded.js", "numbers.js"}),
        ("run", {"charts.js", "folded.js", "numbers.js"}, {"site.js"}),
        ("comparison", {"charts.js", "numbers.js"}, {"site.js", "folded.js"}),
    ],
)
def test_a_page_of_a_site_links_to_what_its_kind_needs(
    kind: Kind, has: set[str], lacks: set[str]
) -> None:
    names = set(_linked_scripts(kind, (SWEEP,)))
    assert has <= names
    assert not lacks & names
    assert (linked_assets(kind).plotly is None) == (kind == "index")
    assert (b"const TypicalFolds" in linked_assets(kind).scripts[0].content) == (kind == "run")
