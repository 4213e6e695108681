"""Average precision against another implementation, and what mending mistakes brings."""

from __future__ import annotations

import numpy as np
import pytest

from reportgen.anatomy.anatomy import Anatomy
from reportgen.anatomy.precision import average_precision, by_class, scored_at
from reportgen.anatomy.table import table_of
from reportgen.read.recorded.model import Recorded
from tests.anatomy.scenes import HEIGHT, WIDTH, Box, at_random, picture, validation

OBJECT: Box = (0, 100, 100, 200, 200)


def coco_stats(recorded: Recorded) -> tuple[float, float]:
    """mAP50-95 and mAP50 of faster-coco-eval."""
    coco_eval = pytest.importorskip("faster_coco_eval", reason="faster-coco-eval is a test extra")
    truth: dict[str, list[dict[str, object]]] = {
        "images": [
            {"id": i, "width": WIDTH, "height": HEIGHT} for i in range(len(recorded.pictures))
        ],
        "categories": [{"id": i, "name": name} for i, name in enumerate(recorded.names)],
        "annotations": [],
    }
    found: list[dict[str, object]] = []
    for index, each in enumerate(recorded.pictures):
        for kind, edges in zip(each.truth.classes, each.truth.edges * WIDTH, strict=True):
            box = [*edges[:2], *(edges[2:] - edges[:2])]
            truth["annotations"].append(
                {
                    "id": len(truth["annotations"]) + 1,
                    "image_id": index,
                    "category_id": int(kind),
                    "bbox": [float(value) for value in box],
                    "area": float(box[2] * box[3]),
                    "iscrowd": 0,
                }
            )
        for kind, edges, score in zip(
            each.found.classes, each.found.edges * WIDTH, each.confidence, strict=True
        ):
            box = [float(value) for value in (*edges[:2], *(edges[2:] - edges[:2]))]
            found.append(
                {"image_id": index, "category_id": int(kind), "bbox": box, "score": float(score)}
            )
    annotated = coco_eval.COCO(truth)
    judged = coco_eval.COCOeval_faster(annotated, annotated.loadRes(found), "bbox")
    judged.run()
    return float(judged.stats[0]), float(judged.stats[1])


@pytest.mark.parametrize("seed", range(5))
def test_map_is_that_of_faster_coco_eval(seed: int) -> None:
    recorded = at_random(seed, pictures=60)
    over_all, at_half = coco_stats(recorded)
    table = table_of(recorded)
    ours = [by_class(scored_at(table, threshold / 100)) for threshold in range(50, 100, 5)]
    assert np.nanmean(ours) == pytest.approx(over_all, abs=1e-6)
    assert Anatomy(recorded).map50 == pytest.approx(at_half, abs=1e-6)


def test_average_precision_of_three_predictions() -> None:
    """Right, wrong, right of two objects: precision 1 up to recall 0.5, then 2/3."""
    value = average_precision(np.array([0.9, 0.8, 0.7]), np.array([1.0, 0.0, 1.0]), 2)
    assert value == pytest.approx((51 * 1 + 50 * 2 / 3) / 101)


@pytest.mark.parametrize(
    ("found", "mended"),
    [
        ([(0.9, (1, 100, 100, 200, 190))], "name"),
        ([(0.9, (0, 100, 100, 200, 140))], "loose"),
        ([(0.9, (0, 400, 300, 500, 400)), (0.8, OBJECT)], "background"),
        ([(0.9, (1, 100, 100, 200, 140)), (0.8, OBJECT)], "both"),
    ],
)
def test_mending_the_only_kind_of_mistake_makes_it_perfect(
    found: list[tuple[float, Box]], mended: str
) -> None:
    other: Box = (1, 300, 300, 400, 400)
    scene = picture([OBJECT, other], [*found, (0.7, other)])
    anatomy = Anatomy(validation([scene]))
    assert anatomy.map50 < 1
    assert anatomy.map50 + anatomy.gains[mended] == pytest.approx(1.0)
    others = [gain for key, gain in anatomy.gains.items() if key != mended]
    assert max(others) == pytest.approx(0.0)


def test_missed_objects_are_not_asked_for_when_mended() -> None:
    missed: list[Box] = [(0, 300, 300, 400, 400), (0, 420, 300, 500, 400)]
    anatomy = Anatomy(validation([picture([OBJECT, *missed], [(0.9, OBJECT)])]))
    assert anatomy.map50 == pytest.approx(34 / 101)
    assert anatomy.gains["missed"] == pytest.approx(1 - 34 / 101)


@pytest.mark.parametrize("seed", range(4))
def test_mending_never_costs(seed: int) -> None:
    anatomy = Anatomy(at_random(seed))
    for key in ("both", "duplicate", "background", "missed"):
        assert np.nanmin(anatomy.mended[key] - anatomy.class_precision) >= -1e-9
