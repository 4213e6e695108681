"""Whatever a run's texts hold, the page is the page: no element and no link of theirs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reportgen import read_run
from reportgen.output.json import to_json
from reportgen.page.text.notes import to_html
from tests.conftest import ROOT
from tests.hostile.stranger import CANARY, PAYLOADS, hostile_run
from tests.support.reports import render_report


class Elements(HTMLParser):
    """Names of elements and attributes, scripts, and where links lead."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.text: list[str] = []
        self._script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self._script = tag == "script"
        if self._script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts[-1] += data
        else:
            self.text.append(data)


@pytest.fixture(scope="module", params=["all", "checkpoint only"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("hostile")
    run = read_run(hostile_run(folder, checkpoint_only=request.param != "all"))
    return render_report([run])


def test_no_element_and_no_handler_comes_from_the_run(page: str) -> None:
    found = Elements(page)
    assert not {"iframe", "link", "base", "form", "object", "embed"} & set(found.tags)
    assert not [name for name in found.attributes if name.startswith("on") or name == "srcdoc"]
    assert CANARY not in "".join(
        script for script in found.scripts if not script.lstrip().startswith(("{", "["))
    )
    assert found.tags.count("meta") == 6
    assert found.tags.count("style") <= 2


def test_links_lead_nowhere_but_into_the_page(page: str) -> None:
    outside = {x for x in Elements(page).links if not x.startswith(("#", "data:image/"))}
    assert all(re.match(r"https?://|mailto:", link) for link in outside), outside
    # Links in notes may lead to the web; nothing else does.
    notes = re.search(r'<div class="notes".*?</div>', page, re.DOTALL)
    assert outside <= set(Elements(notes.group() if notes else "").links)


@pytest.mark.parametrize("character", ["\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028"])
def test_no_reference_in_notes_becomes_a_character_that_does_something(character: str) -> None:
    for reference in (f"&#{ord(character)};", f"&#x{ord(character):x};", character):
        for text in ("a {} b", "`{}`", "[a {}](https://b.example/{})"):
            assert character not in to_html(text.format(reference, reference))


def test_data_for_scripts_is_strict_json_in_one_piece(page: str) -> None:
    for script in re.findall(
        r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL
    ):
        json.loads(script, parse_constant=lambda word: pytest.fail(word))
        assert not re.search("[<>&\u2028\u2029]", script)


def test_style_attributes_hold_no_text_of_the_run(page: str) -> None:
    styles = re.findall(r'\sstyle="([^"]*)"', page)
    assert not [style for style in styles if "url" in style or "evil" in style]


def test_what_attacks_is_still_shown_as_text(page: str) -> None:
    text = " ".join(Elements(page).text)
    # What looks like an absolute path is shortened, and so is the slash of an end tag.
    for payload in (PAYLOADS[0].split("<", 2)[1], PAYLOADS[1], PAYLOADS[16]):
        assert payload in text


def test_templates_are_not_filled_twice(page: str) -> None:
    assert "{{ 7*7 }}" in page
    assert "49{%" not in page


def test_the_json_is_strict(tmp_path: Path) -> None:
    text = to_json([read_run(hostile_run(tmp_path)).page_input])
    json.loads(text, parse_constant=lambda word: pytest.fail(word))


def test_no_script_of_the_page_turns_text_into_markup() -> None:
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc"
    constant = "document.write('<noscript>');"
    for script in (ROOT / "templates" / "assets").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        if script.name == "fold-start.js":
            assert text.count(constant) == 1
            text = text.replace(constant, "")
        assert not re.search(sinks, text), script.name


def test_no_template_switches_escaping_off() -> None:
    for template in (ROOT / "templates").rglob("*.j2"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape", text), template.name
        assert not re.search(r"\son\w+=", text), template.name
