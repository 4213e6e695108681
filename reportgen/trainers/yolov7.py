"""YOLOv7, and YOLOv5 up to 5.0: a table without names, ``results.txt``, beside opt.yaml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportgen.trainers.form.trainer import Clues, Log, NotALog
from reportgen.trainers.log.cells import number, told
from reportgen.trainers.yolov5 import HYP, YOLOV5

LOSSES = {
    3: ("box_loss", "obj_loss", "cls_loss"),
    4: ("box_loss", "obj_loss", "cls_loss", "landmark_loss"),
    5: ("box_loss", "obj_loss", "cls_loss", "kpt_loss", "kptv_loss"),
}
"""By their number: forks for faces add one, those for poses two."""
SCORES = tuple(f"metrics/{name}(B)" for name in ("precision", "recall", "mAP50", "mAP50-95"))
"""Of boxes in these forks, too."""
_BETWEEN = 3
"""Their sum, the number of objects, and the size of pictures stand between losses and scores."""
_ROUNDED = 0.01
MOST_LINES = 20_000


def read(content: bytes) -> Log:
    """The lines as columns. Raises `NotALog` where no line is one of an epoch.

    A line holds epoch/of, memory, losses, their sum, objects, size, scores, and the first of the
    losses once more, of validation.
    """
    lines = content.decode("utf-8", "replace").splitlines()[:MOST_LINES]
    rows = _of_epochs(lines)
    names = _names(rows)
    columns = {name: [told(row[place]) for row in rows] for place, name in names.items()}
    left_out = sum(map(bool, map(str.strip, lines))) - len(rows)
    notes = (f"Left out {left_out} line(s) that tell of no epoch.",) if left_out else ()
    return Log({"epoch": [float(_epoch(row) or 0) for row in rows], **columns}, notes)


def _of_epochs(lines: Iterable[str]) -> list[list[str]]:
    """The cells of each line of an epoch, of those that are as wide as most are."""
    rows = [cells for line in lines if _epoch(cells := line.split()) is not None]
    widths = Counter(map(len, rows)).most_common(1)
    return [row for row in rows if len(row) == widths[0][0]]


def _names(rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """What stands at which place, by the width and by which losses add up."""
    width = len(rows[0]) if rows else 0
    for losses in LOSSES.values():
        summed = 2 + len(losses)
        scores = summed + _BETWEEN
        validated = width - scores - len(SCORES)
        if validated in (3, len(losses)) and _adds_up(rows, summed):
            named = {2 + place: f"train/{name}" for place, name in enumerate(losses)}
            named |= {scores + place: name for place, name in enumerate(SCORES)}
            first = scores + len(SCORES)
            return named | {first + n: f"val/{losses[n]}" for n in range(validated)}
    raise NotALog("holds no line of an epoch")


def _adds_up(rows: Sequence[Sequence[str]], summed: int) -> bool:
    """Whether the losses before a place add up to what stands there, in most of the lines."""
    right = 0
    for row in rows:
        *losses, total = map(number, row[2 : summed + 1])
        right += not abs(sum(losses) - total) > _ROUNDED * abs(total) + 1e-4
    return right > len(rows) / 2


def _epoch(cells: Sequence[str]) -> int | None:
    epoch, _, of = (cells[0] if cells else "").partition("/")
    sound = epoch.isascii() and epoch.isdigit() and of and len(epoch) < 9
    return int(epoch) if sound else None


def _wrote(clues: Clues) -> bool:
    marks = {f"{HYP}.loss_ota", f"{HYP}.paste_in", "loss_ota", "paste_in", "v5_metric"}
    return bool(marks & clues.arguments)


RESULTS_TXT = replace(
    YOLOV5,
    key="results-txt",
    name="YOLOv5 or YOLOv7",
    wrote=lambda clues: "results.txt" in clues.files,
    results=r"results\.txt",
    results_name="results.txt",
    columns={},
    read=read,
)
OLD_YOLOV5 = replace(
    RESULTS_TXT,
    key="yolov5-txt",
    name="YOLOv5",
    wrote=lambda clues: RESULTS_TXT.wrote(clues) and "log_imgs" in clues.arguments,
)
YOLOV7 = replace(RESULTS_TXT, key="yolov7", name="YOLOv7", wrote=_wrote)
