"""Old reports from strangers: whatever their JSON holds, a page comes out, or one sentence."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.api import read_run
from reportgen.errors import ReportError
from reportgen.output.json import to_json
from reportgen.read.earlier.json_fields import Odd
from reportgen.read.earlier.report import read_old_report
from reportgen.read.earlier.run import runs_of
from reportgen.rule import Verdict
from tests.conftest import ROOT, SAMPLES
from tests.hostile.stranger import ALL, CANARY, PAYLOADS
from tests.page.parts import Outline
from tests.read.earlier.test_exact import document as exact_document
from tests.support.command import hang_guard
from tests.support.old_reports import block, document_of, page
from tests.support.reports import render_report

MakeRun = Callable[..., Path]
MEMORY = 2**30


@cache
def whole() -> str:
    """The JSON of two runs, which between them hold every field."""
    good = document_of(SAMPLES / "segment-short")
    cut = document_of(SAMPLES / "segment-interrupted")["runs"][0]
    (run,) = good["runs"]
    # Fewer numbers, so that most places that are changed are not those of curves.
    run["curves"] = [*run["curves"][:2], dict.fromkeys(run["curves"][0]) | DECLINED]
    run["class_names"] = {"names": list("abcdef"), "source": "data.yaml"}
    exact = exact_document()
    heads = {
        key: {name: value for name, value in head.items() if name != "curves"}
        for key, head in exact["heads"].items()
    }
    kept = {key: exact[key] for key in ("ultralytics", "task", "weights", "images", "speed")}
    run["exact"] = kept | {"epochs": 50, "instances": [1] * 6, "heads": heads, "missing": {"a": ""}}
    run["problems"] = [{"file": "a", "section": None, "lost": True, "sentence": "It is so."}]
    run["confusion"]["declined_plots"] = [{"file": "a.png", "reason": "It is another."}]
    run["search"] = SEARCH
    return json.dumps(good | {"runs": [run, cut]})


SEARCH: dict[str, Any] = {
    "trials": [1, 2, 4, 5, 6, 7],
    "planned": 300,
    "seconds": 60.5,
    "fitness": [0.1, 0.0, 0.3, 0.2, 0.4, 0.35],
    "arguments": {"lr0": [0.1, 0.2, 0.3, 0.5, 0.4, 0.7], "": [1, 2, 3, 4, None, 6]},
    "metrics": {"metrics/mAP50-95(B)": [0.1, 0, 0.3, 0.2, 0.4, 0.35]},
    "datasets": {"a.yaml": [0.1, 0, 0.3, 0.2, 0.4, 0.35], "b.yaml": [None] * 6},
    "best": {"trial": 6, "fitness": 0.4, "arguments": {"lr0": 0.4, "": None}},
    "best_file": {"done": 7, "trial": 6, "fitness": 0.4, "metrics": {"metrics/mAP50(B)": 0.5}},
    "correlations": [],
}
DECLINED = {"head": "mask", "kind": "R", "class_names": [], "drops": [], "file": "x.png"}
DECLINED |= {"declined": "It is another."}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document; of a long list only its ends."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for index in sorted({*range(min(len(value), 3)), len(value) - 1} - {-1}):
            yield from places(value[index], (*path, index))


def changed(content: Any, place: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value in one place."""
    copied = copy.deepcopy(content)
    inner = copied
    for key in place[:-1]:
        inner = inner[key]
    if not place:
        return value
    inner[place[-1]] = value
    return copied


def outcome(path: Path) -> str:
    """``report`` or ``sentence``; anything else fails."""
    try:
        runs = [read_run(run) for run in read_old_report(path)]
        html, text = render_report(runs), to_json([run.page_input for run in runs])
    except ReportError as error:
        assert "\n" not in str(error)
        return "sentence"
    assert html.rstrip().endswith("</html>")
    json.loads(text, parse_constant=lambda word: pytest.fail(word))
    for run in runs:
        assert not [problem for problem in run.failures if problem.section]
        assert not [f.seen for f in run.findings if f.verdict is Verdict.ERROR]
    return "report"


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**400), 10**400),
    st.sampled_from([0, 1, -1, 2, 0.5, 1.5, 1e999, -1e999, 1e308, float("nan"), 10**9, 2**63]),
    st.text(max_size=20),
    st.sampled_from([*PAYLOADS, "\ud800", "", "\u202e", "../../etc/passwd", "x" * 100_000]),
    st.sampled_from([[], {}, [[]], [{}], {"": ""}, [None], [0], [0.5] * 201, [1, 1], {"a": [1]}]),
)


def test_the_document_that_is_changed_is_a_sound_one(tmp_path: Path) -> None:
    assert outcome(page(tmp_path / "x.html", block(whole()))) == "report"
    assert len(list(places(json.loads(whole())))) > 400


@given(st.data())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_wrong_values_give_a_report_or_one_sentence(tmp_path: Path, data: st.DataObject) -> None:
    content = json.loads(whole())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(list(places(content))))
        content = changed(content, place, data.draw(ODD))
    with hang_guard():
        outcome(page(tmp_path / "x.html", block(json.dumps(content))))


HALVES = [0.5] * 201
WRONG: list[tuple[str, Any]] = [
    ("name", 5),
    ("name", ""),
    ("results", []),
    ("results.epochs", [2, 1]),
    ("results.epochs", [1, 1]),
    ("results.epochs", []),
    ("results.epochs", [1.0]),
    ("results.epochs.0", -1),
    ("results.epochs.49", 10**10),
    ("results.columns", []),
    ("results.columns", {"a": [1]}),
    ("results.columns.time", [1] * 49),
    ("results.columns.time.0", "1"),
    ("results.columns.time.0", True),
    ("results.columns.time.0", 10**400),
    ("results.columns", {"epoch": [1] * 50}),
    ("results.columns", {" a": [1] * 50, "a ": [1] * 50}),
    ("results.columns", {str(number): [1] * 50 for number in range(10_001)}),
    ("results.not_finite", {"none": {"infinite": [1]}}),
    ("results.not_finite", {"time": {"funny": [1]}}),
    ("results.not_finite", {"time": [1]}),
    ("results.padded", 1),
    ("epochs", None),
    ("epochs.resumed_at", ["1"]),
    ("seconds", -1),
    ("seconds", "1"),
    ("arguments", []),
    ("files", {}),
    ("files", [None] * 5_001),
    ("files.0.bytes", -1),
    ("files.0.name", None),
    ("left_out_files", "1"),
    ("problems", [{}]),
    ("problems.0.lost", "no"),
    ("problems.0.file", 1),
    ("checkpoint", []),
    ("checkpoint", {"version": 8}),
    ("class_names", None),
    ("class_names.names", [1]),
    ("class_names.names", ["a"] * 25_001),
    ("class_names.source", 1),
    ("curves", {}),
    ("curves.0.head", "../box"),
    ("curves.0.kind", "R2"),
    ("curves.1.kind", "F1"),
    ("curves.0.x", HALVES),
    ("curves.0.x", None),
    ("curves.0.mean", [0.5]),
    ("curves.0.mean.7", 1.5),
    ("curves.0.legend", None),
    ("curves.0.legend.value", None),
    ("curves.0.legend.confidence", None),
    ("curves.0.class_names", None),
    ("curves.0.class_names", ["a"]),
    ("curves.0.classes", []),
    ("curves.0.classes.0", [0.5]),
    ("curves.0.class_values", [0.5]),
    ("curves.0.drops", [[0.5]]),
    ("curves.0.source", "https://evil.example"),
    ("curves.0.file", None),
    ("curves.2.declined", 1),
    ("confusion", []),
    ("confusion.names", []),
    ("confusion.names", ["a"]),
    ("confusion.normalized.0", [0.5]),
    ("confusion.normalized.0.0", -0.5),
    ("confusion.counts", [[1]]),
    ("confusion.counts.0.0", 0.5),
    ("confusion.uncertainty", None),
    ("confusion.low_confidence_counts", "yes"),
    ("confusion.source", None),
    ("confusion.declined_plots", [{}]),
    ("exact", []),
    ("exact.weights", "worst.pt"),
    ("exact.instances", [1]),
    ("exact.speed", {}),
    ("exact.heads", {"box": []}),
    ("exact.heads.box.precision", [2, 0]),
    ("exact.heads.box.class_index", [0, 6]),
    ("exact.missing", None),
    ("search", []),
    ("search.trials", None),
    ("search.trials", []),
    ("search.trials", [1, 2, 4, 5, 6, 6]),
    ("search.trials", [1, 2, 4, 5, 6]),
    ("search.trials", list(range(1, 5_002))),
    ("search.trials.0", 0),
    ("search.trials.0", 1.0),
    ("search.trials.0", True),
    ("search.trials.5", 10**400),
    ("search.fitness", [0.1] * 5),
    ("search.fitness.0", "0.1"),
    ("search.fitness.0", True),
    ("search.fitness.0", 1e300),
    ("search.fitness.0", -(10**400)),
    ("search.arguments", None),
    ("search.arguments", {"lr0": [1] * 5}),
    ("search.arguments", {" lr0": [1] * 6, "lr0 ": [1] * 6}),
    ("search.arguments", {str(number): [1] * 6 for number in range(101)}),
    ("search.arguments.lr0.0", [1]),
    ("search.metrics", {str(number): [1] * 6 for number in range(61)}),
    ("search.datasets", {str(number): [1] * 6 for number in range(21)}),
    ("search.planned", -1),
    ("search.planned", 1.5),
    ("search.seconds", -1),
    ("search.best_file", []),
    ("search.best_file.trial", "6"),
    ("search.best_file.done", 10**400),
    ("search.best_file.fitness", 1e300),
    ("search.best_file.metrics", [1]),
    ("search.best_file.metrics", {str(number): 1 for number in range(61)}),
    ("search.best_file.metrics", {"a": "1"}),
]


@pytest.mark.parametrize(("place", "value"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_not_what_it_must_be_declines_the_report(
    place: str, value: Any, tmp_path: Path
) -> None:
    keys = tuple(int(key) if key.isdigit() else key for key in place.split("."))
    content = changed(json.loads(whole()), ("runs", 0, *keys), value)
    with pytest.raises(Odd, match=r"is declined: .* is not what it must be"):
        runs_of(content, tmp_path / "x.html")


def hostile() -> dict[str, Any]:
    """A document whose every text attacks, and every key that may be any text."""
    content: dict[str, Any] = json.loads(whole())

    def attack(value: Any, key: str = "") -> Any:
        if key in ("kind", "head", "source", "weights"):
            return value
        if isinstance(value, str):
            return ALL
        if isinstance(value, list):
            return [attack(item) for item in value]
        return {k: attack(v, k) for k, v in value.items()} if isinstance(value, dict) else value

    content = attack(content)
    for run in content["runs"]:
        columns = run["results"]["columns"]
        told = next(iter(columns.values()))
        columns |= {payload: told for payload in PAYLOADS if payload.strip()}
        columns |= {f"metrics/{payload}(B)": told for payload in PAYLOADS}
        run["arguments"] = {payload: [payload, {payload: payload}] for payload in PAYLOADS}
        run["arguments"] |= {"task": "segment", "epochs": 50, "model": ALL, "data": ALL}
        run["files"] = [{"name": text, "bytes": 1, "kind": "notes"} for text in PAYLOADS]
        run["checkpoint"] = {"version": ALL}
        if run["search"]:
            column = run["search"]["fitness"]
            names = [text for text in PAYLOADS if text.strip()]
            for key, most in (("arguments", 100), ("metrics", 60), ("datasets", 20)):
                run["search"][key] = dict.fromkeys(names[:most], column)
            run["search"]["best_file"]["metrics"] = {f"metrics/{text}": 1 for text in PAYLOADS}
        if run["exact"]:
            run["exact"] |= {"ultralytics": None, "missing": {ALL: ALL}}
    return content


def test_markup_in_every_text_stays_text(tmp_path: Path) -> None:
    path = page(tmp_path / f"old {PAYLOADS[1]}.html".replace("/", "∕"), block(hostile()))
    runs = [read_run(run) for run in read_old_report(path)]
    html = render_report(runs)
    sound = page(tmp_path / "sound.html", block(whole()))
    ours = Outline(render_report([read_run(run) for run in read_old_report(sound)]))
    outline = Outline(html)
    inline = [text for attributes, text in outline.scripts if not attributes.get("type")]
    assert inline == [text for attributes, text in ours.scripts if not attributes.get("type")]
    assert CANARY in outline.text
    assert not {"iframe", "base", "object", "embed", "form"} & set(outline.tags)


def test_what_is_private_stays_out_of_what_is_read_back(tmp_path: Path) -> None:
    """A report of a stranger that was made with --show-paths, or by nobody who cared."""
    content = document_of(SAMPLES / "segment-interrupted")
    private = "token=SECRET01 /home/annlee/data/x.yaml"
    run = content["runs"][0]
    run["arguments"] |= {"a": private, "wandb_token": "SECRET02", private: 1}
    run["files"].append({"name": f"{private}.txt".replace("/", "∕"), "bytes": 1, "kind": None})
    run["problems"] = [{"file": None, "section": None, "lost": False, "sentence": private}]
    run["search"] = SEARCH | {"arguments": {private: [1, 2, 3, 4, 5, 6]}, "metrics": {}}
    run["search"] |= {"datasets": {f"{private} {n}": [1] * 6 for n in range(2)}}
    run["results"]["columns"][private] = run["results"]["epochs"]
    again = read_run(page(tmp_path / "x.html", block(content)))
    html, text = render_report([again]), to_json([again.page_input])
    assert "SECRET" not in html + text
    assert "annlee/" not in html + text


BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: b"\0" * (40 * 2**20),
    "objects": lambda: b'{"schema_version": 1, "runs": [' + b"{}," * 650_000 + b"1]}",
    "lists": lambda: b'{"schema_version": 1, "runs": [' + b"[]," * 990_000 + b"1]}",
    "keys": lambda: (
        b'{"schema_version": 1, "runs": [{'
        + b",".join(b'"%06x":{"%x":1}' % (n, n) for n in range(490_000))
        + b"}]}"
    ),
    "wide": lambda: (
        b'{"schema_version": 1, "runs": ["' + "🦐".encode() + b"x" * 31_000_000 + b'"]}'
    ),
    "runs": lambda: b'{"schema_version": 1, "runs": [' + b'{"name": "a"},' * 300_000 + b"1]}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_small_reports_that_grow_stay_below_a_gibibyte(name: str, tmp_path: Path) -> None:
    path = page(tmp_path / "x.html", block(BOMBS[name]()))
    code = (
        "from tests.support.memory import peak_bytes\nfrom reportgen.cli import main\n"
        "try: main()\nexcept SystemExit as stop: "
        "assert stop.code == 1, stop.code\nprint(peak_bytes())\n"
    )
    command = [sys.executable, "-c", code, str(path), "-q", "-o", str(tmp_path / "r.html")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert int(done.stdout) < MEMORY


def test_a_page_of_many_megabytes_is_read_to_its_block_only(tmp_path: Path) -> None:
    path = page(tmp_path / "x.html", block(document_of(SAMPLES / "segment-interrupted")))
    with path.open("r+b") as file:
        file.truncate(3 * 2**30)
    with hang_guard():
        assert read_run(path).name == "segment-interrupted"
    path.write_bytes(b"<!DOCTYPE html>")
    with path.open("r+b") as file:
        file.truncate(3 * 2**30)
    with hang_guard(), pytest.raises(ReportError, match="is not a report by reportgen"):
        read_run(path)


def test_a_block_without_an_end_is_not_read_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    path.write_bytes(b'<script id="reportgen-report">' + b"A" * (26 * 2**20))
    with hang_guard(), pytest.raises(ReportError, match="holds more than the"):
        read_run(path)
