"""The search box of a site's index, and its columns: what scripts compute, tried in node."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from reportgen import words
from reportgen.output.site.listing.index import build_index
from reportgen.output.site.listing.shards import shards
from reportgen.output.site.model import Card, SiteState
from tests.conftest import ROOT

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")
ASSETS = ROOT / "templates" / "assets"
NOW = 1_790_000_000
"""2026-09-21, 14:13:20 UTC."""
LOAD = """
const assets = process.argv[1];
globalThis.ReportMath = require(`${assets}/chart-math.js`);
globalThis.SiteStore = require(`${assets}/site-store.js`);
globalThis.SiteQuery = require(`${assets}/site-query.js`);
globalThis.ReportPage = {};
globalThis.matchMedia = () => ({ matches: false, addEventListener() {} });
const table = require('fs').readFileSync(`${assets}/site-table.js`, 'utf8');
const shownIn = require("vm").runInThisContext(`${table}; SiteTable.shown`);
const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const inflate = (text) => JSON.parse(require('zlib').inflateSync(Buffer.from(text, 'base64')));
const store = SiteStore.build(given.shards.map(inflate), given.states);
const names = store.columns[0].values;
const column = (key) => store.columns.find((each) => each.key === key);
function found(query) {
  try {
    const test = SiteQuery.compile(SiteQuery.parse(query), store, given.now * 1000);
    return Array.from(store.newest).filter(test).map((run) => names[run]);
  } catch (error) {
    if (!(error instanceof SiteQuery.Wrong)) throw error;
    return error.message;
  }
}
function sorted(key, direction) {
  const keys = SiteStore.sortKeys(column(key));
  return Array.from(SiteStore.sorted(store.newest, keys, direction), (run) => names[run]);
}
function grouped(key) {
  const groups = SiteStore.grouped(store.newest, column(key));
  return groups.map(({ word, runs }) => [word, runs.map((run) => names[run])]);
}
function csv(keys) {
  return SiteStore.csv(store.newest, keys.map(column), SiteStore.full);
}
const pairOf = (key) => (name, run) => [name, shownIn(column(key), run)];
const shown = (key) => Object.fromEntries(names.map(pairOf(key)));
const functions = { found, sorted, grouped, csv, shown };
console.log(JSON.stringify(given.calls.map(([name, args]) => functions[name](...args))));
"""


def card(name: str, **told: Any) -> Card:
    number = sum(map(ord, name))
    base: dict[str, Any] = {"state": "good", "badge": "Good", "task": "segment", "kind": "run"}
    base |= {"metric": "mask mAP50-95", "published": "2026-01-01T00:00:00Z", "verdict": "pass"}
    base |= {"slug": f"{name.lower()}-{number:08x}", "sentence": "", "place": ""}
    return Card(id=f"{number:016x}", name=name, **base | told)


CARDS = [
    card("exp9", value=0.7, data="potholes.yaml", set="potholes.yaml", date="2026-09-20T10:00:00",
         arguments={"imgsz": 640, "lr0": 0.01, "optimizer": "SGD", "cos_lr": True},
         metrics={"metrics/mAP50(M)": 0.9, "metrics/mAP50(B)": 0.5}, epochs="9 of 100"),
    card("exp10", value=0.5, data="potholes.yaml", set="potholes.yaml", date="2026-08-01T10:00:00",
         arguments={"imgsz": 1280, "lr0": 0.02, "optimizer": "AdamW", "cos_lr": False},
         metrics={"metrics/mAP50(M)": 0.6, "metrics/mAP50(B)": 0.95}, state="overfits",
         badge="Overfits", verdict="warn", epochs="100 of 100", tags=("baseline", "paper")),
    card("=cmd", data="a b.yaml", set="a b.yaml", task="detect", metric="mAP50-95",
         value=None, state="unknown", badge="Unknown", arguments={"imgsz": "auto"}),
    card("sweep", kind="search", state="", badge="", value=0.4, metric="best fitness",
         date="2025-12-31T23:59:59", verdict="not-applicable"),
]  # fmt: skip


def computed(*calls: tuple[str, list[Any]], cards: list[Card] = CARDS) -> list[Any]:
    """What functions of the scripts give for these arguments."""
    state = SiteState({each.id: each for each in cards})
    texts = [shard.runs[1].decode().split('"')[3] for shard in shards(cards)]
    states = json.loads(build_index(state, None).shards)["states"]
    given = json.dumps({"shards": texts, "states": states, "calls": calls, "now": NOW})
    assert NODE
    done = subprocess.run(
        [NODE, "-e", LOAD, str(ASSETS)], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


QUERIES: dict[str, list[str] | str] = {
    "": ["exp9", "exp10", "sweep", "=cmd"],
    "imgsz=640": ["exp9"],
    "imgsz>640": ["exp10"],
    "imgsz!=640": ["exp10", "=cmd"],
    "-imgsz=640": ["exp10", "sweep", "=cmd"],
    "imgsz:auto": ["=cmd"],
    "lr0>0.01": ["exp10"],
    "lr0>=0.01": ["exp9", "exp10"],
    "lr0=0.01": ["exp9"],
    "lr0=1e-2": ["exp9"],
    "LR0<0.02": ["exp9"],
    "lr0 > 0.01": ["exp10"],
    "lr0 >0.01 imgsz= 1280": ["exp10"],
    "-lr0 > 0.01 kind:run": ["exp9", "=cmd"],
    "data = potholes.yaml exp9": ["exp9"],
    'data= "a b.yaml"': ["=cmd"],
    "lr0 >": "lr0> needs a value, such as lr0>1.",
    "map>0.5": [],
    "value>0.5": ["exp9"],
    "value=0.7": ["exp9"],
    "map50>0.6": ["exp9"],
    "box.map50>0.6": ["exp10"],
    "metrics/mAP50(B)>0.6": ["exp10"],
    "mAP50(B)>0.6": ["exp10"],
    "state:overfits": ["exp10"],
    "state:overfit": ["exp10"],
    "-state:overfits exp": ["exp9"],
    "state:good": ["exp9"],
    'state:"not read"': [],
    'state="more to gain"': [],
    "kind:validation": [],
    "data:potholes": ["exp9", "exp10"],
    "data=potholes.yaml": ["exp9", "exp10"],
    'data:"a b"': ["=cmd"],
    "POTHOLES": ["exp9", "exp10"],
    "exp 10": ["exp10"],
    '"exp 10"': [],
    '"imgsz=640"': [],
    "optimizer:adam": ["exp10"],
    "optimizer=adam": [],
    "cos_lr=true": ["exp9"],
    "tag:paper": ["exp10"],
    "tag:pap": [],
    "-tag:paper kind:run": ["exp9", "=cmd"],
    "kind:search": ["sweep"],
    "state:search": ["sweep"],
    "task:detect": ["=cmd"],
    "epochs<50": ["exp9"],
    "name:exp": ["exp9", "exp10"],
    "date:2026-09": ["exp9"],
    "date>=2026-01-01": ["exp9", "exp10"],
    "date<2026": ["sweep"],
    "date:2025-12-31": ["sweep"],
    "age<30d": ["exp9"],
    "age>1m age<1y": ["exp10", "sweep"],
    "imgzs=640": "No column is called “imgzs”. Perhaps imgsz?",
    "colour:red": (
        "No column is called “colour”. “Columns” lists them; put words that hold = : < or > "
        "in quotes."
    ),
    "lr0>fast": "lr0 is compared with a number, which “fast” is not.",
    "lr0>": "lr0> needs a value, such as lr0>1.",
    "data:": "data: needs a value, such as data:word.",
    'name:"exp': 'A quote is not closed: "exp.',
    "state:overfist": "No state is called “overfist”. Perhaps overfits?",
    "date:yesterday": "“yesterday” is not a date: write 2026, 2026-10 or 2026-10-31.",
    "date:2026-13": "“2026-13” is not a date: write 2026, 2026-10 or 2026-10-31.",
    "age<soon": "“soon” is not an age: write 12h, 30d, 4w, 6m or 1y.",
    "name>a": "name is text, which has no order: use : or =.",
    "-": "Nothing follows the -: write -word.",
}


def test_queries_find_what_they_say() -> None:
    got = computed(*(("found", [query]) for query in QUERIES))
    assert dict(zip(QUERIES, got, strict=True)) == QUERIES


def test_runs_are_sorted_and_what_is_not_told_comes_last() -> None:
    asked = [("name", 1), ("value", -1), ("value", 1), ("imgsz", 1), ("epochs", -1), ("date", 1)]
    got = computed(*(("sorted", list(each)) for each in asked))
    assert got == [
        ["=cmd", "exp9", "exp10", "sweep"],
        ["exp9", "exp10", "sweep", "=cmd"],
        ["sweep", "exp10", "exp9", "=cmd"],
        ["exp9", "exp10", "=cmd", "sweep"],
        ["exp10", "exp9", "sweep", "=cmd"],
        ["sweep", "exp10", "exp9", "=cmd"],
    ]


def test_runs_are_grouped_and_taken_away() -> None:
    groups, csv = computed(("grouped", ["data"]), ("csv", [["name", "value", "imgsz", "date"]]))
    assert groups[0] == ["potholes.yaml", ["exp9", "exp10"]]
    assert csv.splitlines() == [
        "Run,Main metric,imgsz,Date",
        "exp9,0.7,640,2026-09-20T10:00:00",
        "exp10,0.5,1280,2026-08-01T10:00:00",
        "sweep,0.4,,2025-12-31T23:59:59",
        "'=cmd,,auto,",
    ]


def test_a_store_of_several_shards_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportgen.output.site.listing.shards.SIZE", 3)
    calls = [("found", [query]) for query in ("imgsz=640", "imgsz>640", "kind:search", "lr0>0.01")]
    assert computed(*calls) == [["exp9"], ["exp10"], ["sweep"], ["exp10"]]
    assert computed(("sorted", ["value", -1])) == [["exp9", "exp10", "sweep", "=cmd"]]


def test_a_figure_reads_as_the_program_writes_it() -> None:
    figures = [0.1125, 1.0, 0.0, 0.00035, 12.3456]
    cards = [card(f"run{at}", value=value) for at, value in enumerate(figures)]
    assert list(computed(("shown", ["value"]), cards=cards)[0].values()) == [
        words.number(value) for value in figures
    ]


def test_an_argument_stands_as_it_was_given() -> None:
    assert computed(("shown", ["lr0"]))[0]["exp9"] == "0.01"
