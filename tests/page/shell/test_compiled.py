"""Compiled templates are kept where Python keeps its own code, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from reportgen.page.shell import compiled


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python would keep the code of the package."""
    folder = tmp_path / "__pycache__"
    folder.mkdir()
    monkeypatch.setattr(compiled, "cache_from_source", lambda file: str(folder / "compiled.pyc"))
    return folder


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


def test_nothing_is_kept_or_believed_in_a_cache_of_the_user(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    (poisoned,) = cache.iterdir()
    for name in ("XDG_CACHE_HOME", "HOME", "TMPDIR"):
        place = tmp_path / name / "reportgen" / "templates"
        place.mkdir(parents=True)
        (place / poisoned.name).write_bytes(poisoned.read_bytes()[:-40] + bytes(40))
        monkeypatch.setenv(name, str(tmp_path / name))
    poisoned.unlink()
    cache.rmdir()
    assert compiled.kept_templates() is None
    assert fill() == "2 runs"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3, "nothing is added"


def test_without_a_place_a_page_is_made_all_the_same(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_place(file: str) -> str:
        raise NotImplementedError

    monkeypatch.setattr(compiled, "cache_from_source", no_place)
    assert compiled.kept_templates() is None
    assert fill() == "2 runs"
