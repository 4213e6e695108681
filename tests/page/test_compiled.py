"""Compiled templates are kept beside the package or in the user's cache, and never believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from reportgen.page.shell import compiled


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, of a package that nothing may be written beside."""
    monkeypatch.setattr(compiled, "_beside", lambda: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "reportgen" / "templates"


def fill() -> str:
    kept = compiled.kept_templates()
    environment = Environment(loader=DictLoader({"one": "{{ 1 + 1 }} runs"}), bytecode_cache=kept)
    return environment.get_template("one").render()


def test_a_template_is_compiled_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fill() == "2 runs"
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(Environment, "compile", lambda *given, **told: pytest.fail("once more"))
    assert fill() == "2 runs"


@pytest.mark.parametrize("length", [0, 10, 60, 100])
def test_a_damaged_one_is_compiled_anew(cache: Path, length: int) -> None:
    fill()
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:length])
    assert fill() == "2 runs"


def test_code_is_not_kept_where_others_may_write(cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert compiled.kept_templates() is None
    assert fill() == "2 runs"


def test_without_room_or_home_a_page_is_made_all_the_same(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reportgen").write_text("a file is in the way", encoding="utf-8")
    assert compiled.kept_templates() is None
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "reportgen"))
    assert compiled.kept_templates() is None
    assert fill() == "2 runs"
