"""The table of releases: what it says, and that what writes it reads wheels rightly."""

from __future__ import annotations

import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reportgen.diagnosis.steps.rate import _sgd_of
from reportgen.trainers.form.release import VersionRange, parse
from reportgen.trainers.ultralytics import releases
from tests.releases.__main__ import TABLE
from tests.releases.source import facts
from tests.releases.table import ranges, written
from tests.releases.wheels import changes


@pytest.mark.parametrize(
    ("argument", "release", "default"),
    [
        ("patience", "8.1.15", 50),
        ("patience", "8.1.16", 100),
        ("optimizer", "8.0.113", "SGD"),
        ("optimizer", "8.0.114", "auto"),
        ("pretrained", "8.0.118", False),
        ("pretrained", "8.0.119", True),
        ("close_mosaic", "8.0.125", 0),
        ("close_mosaic", "8.0.126", 10),
        ("multi_scale", "8.3.253", False),
        ("multi_scale", "8.4.0", 0.0),
        ("freeze", "8.0.200", None),
    ],
)
def test_the_default_of_a_release(argument: str, release: str, default: Any) -> None:
    assert releases.defaults(argument, (release, release)) == (default,)


@pytest.mark.parametrize(
    ("name", "release", "value"),
    [
        ("ties restart patience", "8.3.74", True),
        ("ties restart patience", "8.3.75", False),
        ("fitness", "8.3.197", [0.1, 0.9]),
        ("fitness", "8.3.198", [0.0, 1.0]),
        ("class fitness", "8.0.136", "top5"),
        ("class fitness", "8.0.137", "mean"),
        ("mask_ratio heeded", "8.3.253", False),
        ("mask_ratio heeded", "8.4.0", True),
        ("values are evaluated", "8.3.225", True),
        ("values are evaluated", "8.3.226", False),
        ("auto", "8.3.92", [10000, "SGD", "AdamW"]),
        ("auto", "8.4.190", [10000, "MuSGD", "AdamW"]),
    ],
)
def test_what_a_release_does(name: str, release: str, value: Any) -> None:
    assert releases.fact(name, (release, release)) == value


def test_a_fact_is_not_told_where_releases_differ() -> None:
    assert releases.fact("fitness", ("8.3.0", None)) is None
    assert releases.fact("fitness", ("8.4.0", None)) == [0.0, 1.0]


def test_ranges_follow_each_other_without_overlap() -> None:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    for entries in [*table["arguments"].values(), *table["facts"].values(), table["alike"]]:
        for earlier, later in pairwise(entries):
            assert _order(earlier[0]) <= _order(earlier[1]) < _order(later[0])
        assert entries[-1][1] is None or _order(entries[-1][1]) < _order(table["newest"])


@pytest.mark.parametrize("release", ["8.0.0", "8.0.135", "8.1.0", "8.2.103", "8.3.92", "8.4.190"])
def test_the_arguments_of_a_release_tell_when_it_was(release: str) -> None:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    names = {n for n in table["arguments"] if releases.defaults(n, (release, release))}
    oldest, newest = releases.written_between(names)
    assert _order(oldest or "8.0.0") <= _order(release) <= _order(newest or "9.0.0")
    assert oldest != "8.0.0" or newest is not None


@pytest.mark.parametrize(
    ("names", "oldest"),
    [
        (["epochs", "imgsz"], None),
        (["epochs", "end2end", "cls_pw", "rle"], "8.4.37"),
        (["epochs", "rle"], "8.4.0"),
        (["epochs", "cls_pw", "obj_pw"], None),  # YOLOv5 has a cls_pw of its own
        (["no_such_argument"], None),
    ],
)
def test_some_arguments_bound_the_oldest_release(names: list[str], oldest: str | None) -> None:
    assert releases.written_between(names) == (oldest, None)


def _order(version: str) -> tuple[int, ...]:
    found = parse(version)
    assert found
    return found


def _wheel(path: Path, *, sign: str, default: str, resized: str, parser: str) -> Path:
    """A wheel with nothing but what is read of one, in words of this test."""
    files = {
        "cfg/default.yaml": f"patience: {default}\nfreeze: None\nlr0: 0.01 # rate\n",
        "cfg/__init__.py": f"TASKS = ('b', 'a')\ndef value(v): return {parser}(v)\n",
        "utils/torch_utils.py": "class EarlyStopping:\n  def __call__(self, epoch, fitness):\n"
        f"    if fitness {sign} self.best_fitness: pass\n",
        "utils/metrics.py": "class Metric:\n  def fitness(self):\n    w = [0, 0, 0.25, 0.75]\n"
        "class ClassifyMetrics:\n  def fitness(self): return (self.top1 + self.top5) / 2\n",
        "utils/loss.py": f"class v8SegmentationLoss:\n  def loss(self): F.interpolate({resized})\n",
        "engine/trainer.py": "class T:\n  def build_optimizer(self, iterations):\n"
        "    name, lr, momentum = ('X', 1, 2) if iterations > 7 else ('Y', lr, 2)\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"ultralytics/{name}", text)
    return path


@pytest.mark.parametrize(
    ("sign", "resized", "parser"), [(">=", "masks[None]", "eval"), (">", "proto", "literal_eval")]
)
def test_facts_of_a_wheel(tmp_path: Path, sign: str, resized: str, parser: str) -> None:
    path = _wheel(tmp_path / "w.whl", sign=sign, default="5", resized=resized, parser=parser)
    assert facts(path) == {
        "arguments": {"patience": 5, "freeze": None, "lr0": 0.01},
        "tasks": ["a", "b"],
        "ties restart patience": sign == ">=",
        "fitness": [0.25, 0.75],
        "class fitness": "mean",
        "mask_ratio heeded": resized == "proto",
        "auto": [7, "X", "Y"],
        "values are evaluated": parser == "eval",
    }


def test_a_wheel_that_tells_nothing_of_it_is_no_fact(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "w.whl", "w") as archive:
        archive.writestr("ultralytics/cfg/default.yaml", "epochs: 1")
    with pytest.raises(KeyError, match="fitness"):
        facts(tmp_path / "w.whl")


def test_every_change_is_found_between_neighbours_with_few_releases_read() -> None:
    versions = [f"8.0.{n}" for n in range(200)]
    read: list[str] = []

    def reader(version: str) -> dict[str, Any]:
        read.append(version)
        place = int(version.split(".")[2])
        arguments = {"a": 1 if place < 77 else 2, **({"b": None} if 20 <= place < 133 else {})}
        return {"arguments": arguments, "f": place >= 133}

    known = changes(versions, reader, 25)
    assert len(read) == len(set(read)) < 40
    table = ranges(known, versions)
    assert table["arguments"] == {
        "a": [["8.0.0", "8.0.76", 1], ["8.0.77", None, 2]],
        "b": [["8.0.20", "8.0.132", None]],
    }
    assert table["facts"] == {"f": [["8.0.0", "8.0.132", False], ["8.0.133", None, True]]}
    assert table["alike"][0] == ["8.0.0", "8.0.19"]
    assert json.loads(written(table)) == table


def test_every_argument_bounds_the_oldest_release() -> None:
    """Of a file that holds little else: a resume or an edit may have cut it."""
    table = releases._table()
    for name in table["arguments"].keys() - releases.UNSURE - releases.OTHER_TRAINERS:
        first = releases.first_release_with(name)
        oldest, newest = releases.written_between({name, "imgsz", "epochs"})
        assert oldest == (None if first == table["first"] else first), name
        assert newest is None


@pytest.mark.parametrize(
    ("versions", "named"),
    [
        (("8.4.190", "8.4.190"), "MuSGD"),
        (("8.3.200", "8.3.200"), "SGD"),
        (("8.4.0", "8.4.0"), "SGD"),
        ((None, None), "SGD"),
    ],
)
def test_advice_keeps_the_optimizer_that_auto_took(versions: VersionRange, named: str) -> None:
    assert _sgd_of(versions) == named
