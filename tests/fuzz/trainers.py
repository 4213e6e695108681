"""Folders of every trainer through the command: damaged, or with markup in names, cells, keys."""

from __future__ import annotations

import json
import random
import re
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from tests.fuzz.mutate import damage
from tests.fuzz.readers import Tally
from tests.site.steps import contents, folds_in
from tests.support.command import Hangs, called
from tests.trainers import test_other_logs as logs

MARKUP = "<img src=x onerror=canary()>"
BEHIND = MARKUP.encode()
_OPENED = re.compile(r"<img src=x", re.IGNORECASE)
_QUOTED = re.compile(r"(`+).+?\1|\\<", re.DOTALL)
"""What Markdown shows as it is: code, and a bracket behind a backslash."""
SITE_EVERY = 10
"""A site is written of one folder in so many."""


def _results_txt() -> bytes:
    row = "{0}/19 2.1G {1} 0.05 0.02 {1} 12 640 {2} {2} {2} {2} 0.05 0.04 0.01"
    return "\n".join(row.format(e - 1, 1 / e, 0.9 - 0.5 / e) for e in logs.EPOCHS).encode()


def _yolov5() -> bytes:
    names = "epoch,train/box_loss,train/obj_loss,train/cls_loss,metrics/precision,metrics/recall,"
    names += "metrics/mAP_0.5,metrics/mAP_0.5:0.95,val/box_loss,val/obj_loss,val/cls_loss,x/lr0"
    row = "{0},{1},0.1,0.1,{2},{2},{2},{2},{1},0.1,0.1,0.01"
    rows = [row.format(e - 1, 1 / e, 0.9 - 0.5 / e) for e in logs.EPOCHS]
    return "\n".join([names, *rows]).encode()


def _detr() -> bytes:
    lines = [
        {"epoch": e - 1, "train_loss": 1 / e, "train_lr": 0.1, "test_coco_eval_bbox": [0.5, 0.7]}
        for e in logs.EPOCHS
    ]
    return "\n".join(map(json.dumps, lines)).encode()


def _yolov6() -> bytes:
    scores = [0.9 - 0.5 / e for e in logs.EPOCHS]
    return logs.events({"val/mAP@0.5": scores, "val/mAP@0.50:0.95": scores, "train/loss": scores})


def _marked_events() -> bytes:
    """An event file with markup behind its tags: their lengths stand before them."""
    scores = [0.9 - 0.5 / e for e in logs.EPOCHS]
    tags = ("val/mAP_50", "val/f1", "train/loss", "train/box_loss", MARKUP)
    return logs.events({f"{tag}{MARKUP}": scores for tag in tags} | {"val/loss": scores})


EVENTS = logs.tensorboard()[:24]
FILES: dict[str, dict[str, bytes]] = {
    **{name: {file: content()} for name, file, content, _ in logs.LOGS},
    "DETR": {"log.txt": _detr()},
    "YOLOv5": {
        "results.csv": _yolov5(),
        "opt.yaml": b"weights: yolov5s.pt\ndata: d.yaml\nepochs: 20\nhyp:\n  lr0: 0.01\n",
        "hyp.yaml": b"lr0: 0.01\nbox: 0.05\n",
    },
    "YOLOv7": {"results.txt": _results_txt(), "opt.yaml": b"loss_ota: 1\nweights: yolov7.pt\n"},
    "YOLOv6": {
        "events.out.tfevents.1.host.2.0": _yolov6(),
        "args.yaml": b"conf_file: a.py\ndata_path: d.yaml\neval_interval: 5\nepochs: 20\n",
    },
}
FILES["PyTorch Lightning"]["hparams.yaml"] = b"lr: 0.01\nmax_epochs: 20\nmodel: unet\n"


def fuzz_trainers(seeds: Sequence[int]) -> dict[str, Tally]:
    """What came of every trainer's folder, damaged anew for each seed."""
    tallies = {name: Tally() for name in FILES}
    for seed in seeds:
        for name, tally in tallies.items():
            _one(name, seed, tally)
    return tallies


def _one(name: str, seed: int, tally: Tally) -> None:
    chance = random.Random(f"{name} {seed}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / chance.choice(("run", MARKUP.replace("/", "_"), "a b&c"))
        told = _written(folder, FILES[name], chance)
        started = time.process_time()
        tally.cases += 1
        try:
            _command(Path(temporary), folder, tally, site=seed % SITE_EVERY == 0)
        except (Exception, Hangs):
            words = traceback.format_exc().strip().splitlines()
            tally.faults.append(f"{name}, seed {seed} ({told}): {' | '.join(words[-3:])}")
        tally.slowest = max(tally.slowest, time.process_time() - started)


def _written(folder: Path, files: dict[str, bytes], chance: random.Random) -> str:
    """Write the folder, with markup in it, damaged, or both; tells which."""
    folder.mkdir()
    marked = chance.random() < 0.7
    for file, content in files.items():
        (folder / file).write_bytes(_marked(content, chance) if marked else content)
    if chance.random() < 0.3:
        (folder / "notes.md").write_text(f"# {MARKUP}\n\n- {MARKUP}\n", encoding="utf-8")
    if marked and chance.random() < 0.5:
        return "marked"
    return ", ".join(["marked"] * marked + damage(folder, chance))


def _marked(content: bytes, chance: random.Random) -> bytes:
    """The content with markup behind one or two of its words, wherever they stand."""
    if content.startswith(EVENTS):
        return _marked_events()
    words = sorted(set(re.findall(rb"[A-Za-z][A-Za-z_/]{2,}", content)))
    for word in chance.sample(words, min(len(words), chance.choice((1, 1, 2)))):
        content = re.sub(rb"(?<![A-Za-z_/])" + word + rb"(?![A-Za-z_/])", word + BEHIND, content)
    return content


def _command(place: Path, folder: Path, tally: Tally, *, site: bool) -> None:
    names = {kind: place / f"out.{kind}" for kind in ("html", "json", "markdown", "junit", "sarif")}
    options: list[object] = ["-o", names["html"]]
    for kind in ("json", "markdown", "junit", "sarif"):
        options += [f"--{kind}", names[kind]]
    done = called(folder, *options, "-q", "--no-read-pictures", cwd=place)
    said = done.stderr.decode()
    assert "Traceback" not in said, said
    assert "itself failed" not in said, said
    assert done.returncode in (0, 1), done.returncode
    if done.returncode == 1:
        assert len(said.strip().splitlines()) == 1, said
        tally.declined += 1
        return
    written = {kind: path.read_text("utf-8") for kind, path in names.items()}
    json.loads(written["json"]), json.loads(written["sarif"])
    assert not list(ElementTree.fromstring(written["junit"]).iter("img"))
    assert not _OPENED.search(written["html"]), "markup in the page"
    assert not _OPENED.search(_QUOTED.sub("", written["markdown"])), "markup in Markdown"
    if site:
        _site(place, folder)


def _site(place: Path, folder: Path) -> None:
    done = called(folder, "--site", place / "site", "-q", "--no-read-pictures", cwd=place)
    assert done.returncode == 0, done.stderr
    for name, data in contents(place / "site").items():
        text = data.decode("utf-8", "replace")
        assert not (name.endswith((".html", ".xml")) and _OPENED.search(text)), name
    for path in (place / "site").glob("numbers/run*.js"):
        charts, *folds = folds_in(path)
        json.loads(charts)  # Numbers and words that scripts write as text.
        assert not any(map(_OPENED.search, folds)), path
