"""What the index of a site costs: bytes by number of runs, and milliseconds in a browser.

    python tests/benchmarks/site.py [--runs 200,5000,100000] [--browser]

Runs are made up: 40 models on 60 data sets, eight metrics, 45 arguments of which six differ from
run to run. What their pages cost is printed by ``scale.py --site``. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np

from reportgen.output.site.listing.index import build_index
from reportgen.output.site.listing.shards import shards
from reportgen.output.site.model import Card, SiteState, packed_curve
from reportgen.page.brand.look import PLAIN
from reportgen.page.shell.assets import linked_assets
from reportgen.page.shell.render import render_index

STATES = ("good", "overfits", "train-longer", "plateau-low", "unstable", "plateau-done")
METRICS = [
    f"metrics/{name}({head})"
    for head in "BM"
    for name in ("precision", "recall", "mAP50", "mAP50-95")
]
ASKED = ("imgsz=640", "lr0>0.01", "map>0.5", "state:overfits data:set-7", "run 99")


def cards(count: int) -> dict[str, Card]:
    """Made-up runs, the same for the same number."""
    draw = np.random.default_rng(0)
    found = {}
    for number in range(count):
        metrics = {name: round(float(draw.uniform(0.1, 0.9)), 5) for name in METRICS}
        state = STATES[int(draw.integers(len(STATES)))]
        day, second = divmod(number * 61, 86_400)
        day %= 28
        values = (1.0, round(float(draw.choice([0.001, 0.01, 0.02])), 3), 0.937, True, "auto")
        arguments = {f"argument{place}": values[place % 5] for place in range(39)}
        arguments |= {
            "imgsz": int(draw.choice([320, 640, 1280])),
            "lr0": round(float(draw.uniform(0.001, 0.02)), 4),
            "batch": int(draw.choice([8, 16, 32])),
            "mosaic": float(draw.choice([0.0, 1.0])),
            "optimizer": str(draw.choice(["auto", "SGD", "AdamW"])),
            "seed": int(draw.integers(5)),
        }
        curve = np.round(np.linspace(0, metrics[METRICS[-1]], 40) + draw.normal(0, 0.01, 40), 4)
        card = Card(
            id=f"{number:016x}",
            place="",
            slug=f"run-{number}-{int(draw.integers(2**32)):08x}",
            name=f"train-{number}",
            verdict="warn",
            sentence=f"Mask mAP50-95 {metrics[METRICS[-1]]} at epoch {number % 300}; {state}.",
            state=state,
            badge=state.capitalize(),
            task="segment",
            model=f"yolo11-{int(draw.integers(40))}.pt",
            data=f"set-{int(draw.integers(60))}.yaml",
            set=f"set-{int(draw.integers(60))}.yaml",
            folder=f"runs/{number // 500}",
            head="mask",
            metric="mask mAP50-95",
            value=metrics[METRICS[-1]],
            metrics=metrics,
            arguments=arguments,
            best_epoch=int(draw.integers(1, 300)),
            epochs="300 of 300",
            date=f"2026-01-{day + 1:02d}T{second // 3600:02d}:{second // 60 % 60:02d}:00",
            dated="checkpoint",
            curve=packed_curve((place + 1, float(value)) for place, value in enumerate(curve)),
            published="2026-02-01T00:00:00Z",
            files=(f"runs/run-{number}.html",),
        )
        found[card.id] = card
    return found


def write(folder: Path, told: dict[str, Card]) -> str:
    """The index and its shards in a folder; their sizes in a line."""
    begun = time.process_time()
    written = list(shards(told.values()))
    names = [(shard.runs[0], shard.rows[0]) for shard in written]
    index = render_index(build_index(SiteState(told), None, PLAIN, names), PLAIN).encode()
    cpu = time.process_time() - begun
    (folder / "index.html").write_bytes(index)
    for name, content in (file for shard in written for file in shard):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    for file in linked_assets("index").files:
        (folder / "assets").mkdir(exist_ok=True)
        (folder / "assets" / file.name).write_bytes(file.content)
    runs, rows = (sum(len(shard[part][1]) for shard in written) for part in (0, 1))
    each = len(told)
    return (
        f"{each:>8,} {len(index) / 1e3:9.0f} {len(written):7} {runs / each:10.1f} "
        f"{rows / each:10.1f} {cpu:8.1f}"
    )


def in_browser(folder: Path) -> str:
    """Milliseconds until all can be searched, and of a search and a sort."""
    from playwright.sync_api import sync_playwright

    script = """async (asked) => {
        const find = document.querySelector('[name=find]');
        const spent = [];
        for (const words of asked) {
            const begun = performance.now();
            find.value = words;
            find.dispatchEvent(new Event('input', { bubbles: true }));
            spent.push(performance.now() - begun);
        }
        find.value = '';
        find.dispatchEvent(new Event('input', { bubbles: true }));
        for (const key of ['value', 'name', 'date', 'lr0']) {
            const button = document.querySelector(`th[data-key="${key}"] button`);
            if (!button) continue;
            const begun = performance.now();
            button.click();
            spent.push(performance.now() - begun);
        }
        return spent.map(Math.round);
    }"""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        begun = time.perf_counter()
        page.goto((folder / "index.html").as_uri() + "#find=")
        page.locator("[data-site-scroll][data-ready]").wait_for(timeout=120_000)
        ready = (time.perf_counter() - begun) * 1e3
        spent = page.evaluate(script, list(ASKED))
        browser.close()
    return (
        f"{'':8} ready {ready:.0f} ms; searches {spent[: len(ASKED)]}, sorts {spent[len(ASKED) :]}"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", default="200,5000,100000")
    parser.add_argument("--browser", action="store_true")
    options = parser.parse_args()
    titles = ("runs", "index kB", "shards", "B a run", "B a row", "CPU s")
    print("{:>8} {:>9} {:>7} {:>10} {:>10} {:>8}".format(*titles), flush=True)
    for number in map(int, options.runs.split(",")):
        with tempfile.TemporaryDirectory() as place:
            print(write(Path(place), cards(number)), flush=True)
            if options.browser:
                print(in_browser(Path(place)), flush=True)


if __name__ == "__main__":
    main()
